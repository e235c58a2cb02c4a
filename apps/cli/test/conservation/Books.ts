/**
 * The books of a run: which lists each driver has, and which data each end of a call sent and got. Drivers are watched where they meet
 * NDIS: `watched` puts a recorder between a driver and its host.
 */
import type { Driver, NdisStatus } from "@condis/core"
import { chainEach, type NetBufferList, octetsOf, ReceiveFlags } from "@condis/core/NetBufferList"
import type { Role } from "@condis/core/Trace"
import { markOf } from "./Marked.ts"

/** A unit that was sent; its status is undefined until it comes home. */
export interface Unit {
  readonly octets: number
  status: NdisStatus | undefined
}

/** Lists that went one way and must come back by the other. */
class Account {
  private readonly lists = new Set<NetBufferList>()
  private readonly wrong: (text: string) => void
  private readonly words: { readonly out: string; readonly back: string }

  constructor(words: { readonly out: string; readonly back: string }, wrong: (text: string) => void) {
    this.words = words
    this.wrong = wrong
  }

  get size(): number {
    return this.lists.size
  }

  out(list: NetBufferList): void {
    if (this.lists.has(list)) this.wrong(`a list is ${this.words.out} again before it was ${this.words.back}`)
    this.lists.add(list)
  }

  back(list: NetBufferList): void {
    if (!this.lists.delete(list)) this.wrong(`a list is ${this.words.back} that is not ${this.words.out}, or was ${this.words.back} before`)
  }

  on(vc: unknown): number {
    let count = 0
    for (const list of this.lists) if (list.SourceHandle === vc) count++
    return count
  }
}

/** A number for each handle. */
class Names {
  private readonly numbers = new Map<unknown, number>()

  of(handle: unknown): number {
    const number = this.numbers.get(handle) ?? this.numbers.size
    this.numbers.set(handle, number)
    return number
  }
}

/** What is checked at once is in `wrong`; the rest is for {@link judge}. */
export class Books {
  readonly wrong: Array<string> = []
  /** By source and number, in the order in which they were sent. */
  readonly sent = new Map<number, Map<number, Unit>>()
  /** By source and the VC it came out of: numbers in the order of their arrival. */
  readonly got = new Map<string, Array<number>>()
  /** Lives that ended with lists of others, or without their own: each must have been a death. */
  readonly cut: Array<{ readonly driver: string; readonly lists: number }> = []
  /** By host, received lists that its client had seen and not returned when it died: nothing of them is missing. */
  readonly seenByDead = new Map<string, number>()
  /** The most lists with data that a miniport had of one VC. */
  mostOfVc = 0

  private readonly vcs = new Names()

  sending(host: string, list: NetBufferList): void {
    const octets = octetsOf(list)
    const mark = octets === undefined ? undefined : markOf(octets)
    if (octets === undefined || mark === undefined) return void this.wrong.push(`${host}: data is sent that nobody marked`)
    const units = this.sent.get(mark.source) ?? new Map<number, Unit>()
    this.sent.set(mark.source, units)
    if (units.has(mark.number)) this.wrong.push(`${host}: number ${mark.number} of ${mark.source} is sent twice`)
    units.set(mark.number, { octets: octets.length, status: undefined })
  }

  home(list: NetBufferList): void {
    const mark = markOf(octetsOf(list)!)
    if (mark !== undefined) this.sent.get(mark.source)!.get(mark.number)!.status = list.Status
  }

  arrived(host: string, list: NetBufferList): void {
    const octets = octetsOf(list)
    const mark = octets === undefined ? undefined : markOf(octets)
    const unit = mark === undefined ? undefined : this.sent.get(mark.source)?.get(mark.number)
    if (octets === undefined || mark === undefined || unit?.octets !== octets.length) {
      return void this.wrong.push(`${host}: octets arrive that nobody sent`)
    }
    const key = `${mark.source} at ${host} on ${this.vcs.of(list.SourceHandle)}`
    const got = this.got.get(key) ?? []
    this.got.set(key, got)
    const last = got.at(-1)
    if (last !== undefined && mark.number <= last) this.wrong.push(`${host}: number ${mark.number} of ${mark.source} comes after ${last}`)
    got.push(mark.number)
  }

  account(driver: string, out: string, back: string): Account {
    return new Account({ out, back }, (text) => this.wrong.push(`${driver}: ${text}`))
  }
}

type Functions = { readonly [name: string]: (args: never, then?: unknown) => unknown }
type Recorder = (args: { readonly NetBufferLists: NetBufferList; readonly ReceiveFlags?: number }) => void

/** The same driver. Each life begins with `record`, which says what to write down before a function or a handler of that name is called. */
const recorded = <R extends Role>(
  driver: Driver.Driver<R>,
  record: (life: Driver.Life<R>) => { readonly [name: string]: Recorder }
): Driver.Driver<R> => {
  const before = (all: Functions, recorders: { readonly [name: string]: Recorder }): Functions =>
    Object.fromEntries(
      Object.entries(all).map(([name, call]) => {
        const recorder = recorders[name]
        if (recorder === undefined) return [name, call]
        return [
          name,
          (args: never, then?: unknown) => {
            recorder(args)
            return call(args, then)
          }
        ]
      })
    )
  return {
    ...driver,
    start: (life) => {
      const recorders = record(life)
      const direct = before(life.direct as unknown as Functions, recorders) as unknown as Driver.DirectFor<R>
      return before(driver.start({ ...life, direct }) as unknown as Functions, recorders) as unknown as ReturnType<typeof driver.start>
    }
  }
}

/** A client whose sends and receives are written down. */
export const watchedClient = (books: Books, driver: Driver.Driver<"client">): Driver.Driver<"client"> =>
  recorded(driver, ({ host, name, onEnd }) => {
    const at = `${host}/${name}`
    const sends = books.account(at, "sent", "completed")
    const loans = books.account(at, "received", "returned")
    let over = false
    onEnd(() => {
      over = true
      if (sends.size + loans.size > 0) books.cut.push({ driver: at, lists: sends.size + loans.size })
      books.seenByDead.set(host, (books.seenByDead.get(host) ?? 0) + loans.size)
    })
    return {
      NdisCoSendNetBufferLists: ({ NetBufferLists }) => {
        if (over) return
        chainEach(NetBufferLists, (list) => {
          sends.out(list)
          books.sending(host, list)
        })
      },
      ProtocolCoSendNetBufferListsComplete: ({ NetBufferLists }) =>
        chainEach(NetBufferLists, (list) => {
          sends.back(list)
          books.home(list)
        }),
      ProtocolCoReceiveNetBufferLists: (args) =>
        chainEach(args.NetBufferLists, (list) => {
          if ((args.ReceiveFlags! & ReceiveFlags.RESOURCES) === 0) loans.out(list)
          books.arrived(host, list)
        }),
      NdisReturnNetBufferLists: ({ NetBufferLists }) => {
        if (!over) chainEach(NetBufferLists, (list) => loans.back(list))
      }
    }
  })

/** A miniport, or an MCM driver, whose lists are written down. */
export const watchedMiniport = <R extends "miniport" | "MCM driver">(books: Books, driver: Driver.Driver<R>): Driver.Driver<R> =>
  recorded(driver, ({ host, name, onEnd }) => {
    const at = `${host}/${name}`
    const sends = books.account(at, "given to be sent", "completed")
    const loans = books.account(at, "indicated", "returned")
    let over = false
    onEnd(() => {
      over = true
      if (sends.size + loans.size > 0) books.cut.push({ driver: at, lists: sends.size + loans.size })
    })
    return {
      MiniportCoSendNetBufferLists: ({ NetBufferLists }) => {
        const vcs = new Set<unknown>()
        chainEach(NetBufferLists, (list) => {
          sends.out(list)
          // A call manager's own VC carries values, and is not held to a window.
          if (list.Payload === undefined) vcs.add(list.SourceHandle)
        })
        for (const vc of vcs) books.mostOfVc = Math.max(books.mostOfVc, sends.on(vc))
      },
      NdisMCoSendNetBufferListsComplete: ({ NetBufferLists }) => {
        if (!over) chainEach(NetBufferLists, (list) => sends.back(list))
      },
      NdisMCoIndicateReceiveNetBufferLists: ({ NetBufferLists }) => {
        if (!over) chainEach(NetBufferLists, (list) => loans.out(list))
      },
      MiniportReturnNetBufferLists: ({ NetBufferLists }) => chainEach(NetBufferLists, (list) => loans.back(list))
    }
  })
