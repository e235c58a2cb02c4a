/**
 * The client that sends: chains over the VCs in turn, as many at a time as the window lets out.
 */
import { type Driver, type NetBufferList, type NdisVcHandle } from "@condis/core"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import { holder, type Holder } from "../subjects/holder.ts"
import { type Kind, Lists, window } from "./Load.ts"

/** Sends lists in chains, and ends when the last one is home. */
export interface Sender extends Holder {
  readonly send: (kind: Kind, chain: number, total: number) => Effect.Effect<void>
  /**
   * Every VC sends as fast as it may, until so many lists are home: each keeps 64 lists out, the first one `flood` times as many.
   * Answers how many lists of each VC came home.
   */
  readonly compete: (total: number, flood: number) => Effect.Effect<ReadonlyArray<number>>
  /** Has chains sent one by one, each at its time, and says when each was home. */
  readonly paced: (lists: Lists, chain: number, home: (due: number) => void) => Paced
}

/** Somebody who hears of lists that came home. */
interface Waiting {
  readonly home: (list: NetBufferList) => void
  readonly settled: () => void
}

class Run implements Waiting {
  private left: number
  private out = 0
  private next = 0
  private readonly direct: Driver.Life<"client">["direct"]
  private readonly vcs: ReadonlyArray<NdisVcHandle>
  private readonly lists: Lists
  private readonly chain: number
  private readonly end: () => void

  constructor(
    direct: Driver.Life<"client">["direct"],
    vcs: ReadonlyArray<NdisVcHandle>,
    lists: Lists,
    chain: number,
    total: number,
    end: () => void
  ) {
    this.direct = direct
    this.vcs = vcs
    this.lists = lists
    this.chain = chain
    this.left = total
    this.end = end
  }

  readonly home = (list: NetBufferList): void => {
    this.out--
    this.lists.give(list)
  }

  readonly settled = (): void => {
    const { chain, direct, lists, vcs } = this
    while (this.left > 0 && lists.left >= chain) {
      const vc = vcs[this.next]!
      if (++this.next === vcs.length) this.next = 0
      const count = Math.min(chain, this.left)
      const head = linked(lists, vc, count)
      this.left -= count
      this.out += count
      direct.NdisCoSendNetBufferLists({ NdisVcHandle: vc, NetBufferLists: head, SendFlags: 0 })
    }
    if (this.left === 0 && this.out === 0) this.end()
  }
}

/** Chains that are sent when somebody says so. They come home in the order in which they left: they are of one VC. */
export class Paced implements Waiting {
  private readonly due: Array<number> = []
  private head = 0
  private count = 0
  private readonly life: Driver.Life<"client">
  private readonly vc: NdisVcHandle
  private readonly lists: Lists
  private readonly chain: number
  private readonly tell: (due: number) => void

  constructor(life: Driver.Life<"client">, vc: NdisVcHandle, lists: Lists, chain: number, tell: (due: number) => void) {
    this.life = life
    this.vc = vc
    this.lists = lists
    this.chain = chain
    this.tell = tell
  }

  /** Is there a chain that is not out? */
  get ready(): boolean {
    return this.lists.left >= this.chain
  }

  /** Chains that are out. */
  get out(): number {
    return this.due.length - this.head
  }

  /** Sends one that should have left then. */
  send(due: number): void {
    this.due.push(due)
    this.life.direct.NdisCoSendNetBufferLists({
      NdisVcHandle: this.vc,
      NetBufferLists: linked(this.lists, this.vc, this.chain),
      SendFlags: 0
    })
  }

  home(list: NetBufferList): void {
    this.lists.give(list)
    if (++this.count < this.chain) return
    this.count = 0
    this.tell(this.due[this.head++]!)
    if (this.head === 4096) {
      this.due.splice(0, this.head)
      this.head = 0
    }
  }

  settled(): void {}
}

/** Lists of a VC that competes, in a chain. */
const share = 64

/** VCs that compete. A list says by its Scratch whose it is. */
class Competing implements Waiting {
  readonly through: Array<number>
  private readonly pools: ReadonlyArray<Lists>
  private left: number
  private out = 0
  private readonly direct: Driver.Life<"client">["direct"]
  private readonly vcs: ReadonlyArray<NdisVcHandle>
  private readonly end: () => void
  private touched: Array<number> = []

  constructor(direct: Driver.Life<"client">["direct"], vcs: ReadonlyArray<NdisVcHandle>, total: number, flood: number, end: () => void) {
    this.direct = direct
    this.vcs = vcs
    this.left = total
    this.end = end
    this.through = vcs.map(() => 0)
    this.pools = vcs.map((_, n) => new Lists(n === 0 ? flood * share : share, 64))
  }

  readonly begin = (): void => {
    this.touched = this.vcs.map((_, n) => n)
    this.settled()
  }

  home(list: NetBufferList): void {
    const n = list.Scratch as number
    this.out--
    this.pools[n]!.give(list)
    if (this.left > 0) {
      this.left--
      this.through[n]!++
    }
    this.touched.push(n)
  }

  settled(): void {
    const { touched } = this
    this.touched = []
    if (this.left === 0) {
      if (this.out === 0) this.end()
      return
    }
    for (const n of touched) {
      const pool = this.pools[n]!
      const count = pool.left
      if (count === 0) continue
      const NetBufferLists = linked(pool, this.vcs[n]!, count)
      for (let list: NetBufferList | null = NetBufferLists; list !== null; list = list.Next) list.Scratch = n
      this.out += count
      this.direct.NdisCoSendNetBufferLists({ NdisVcHandle: this.vcs[n]!, NetBufferLists, SendFlags: 0 })
    }
  }
}

/** A chain for a VC. */
const linked = (lists: Lists, vc: NdisVcHandle, count: number): NetBufferList => {
  let head: NetBufferList | null = null
  for (let n = 0; n < count; n++) {
    const list = lists.take()
    list.SourceHandle = vc
    list.Next = head
    head = list
  }
  return head!
}

/** The client. It shows a {@link Sender}. */
export const sender = (ready: Deferred.Deferred<void>): Driver.Driver<"client"> =>
  holder(ready, (life, opened) => {
    const { direct } = life
    let waiting: Waiting | undefined
    const face: Sender = {
      get held() {
        return opened().held
      },
      grow: (count, calls) => opened().grow(count, calls),
      shrink: (count) => opened().shrink(count),
      send: (kind, chain, total) =>
        Effect.suspend(() => {
          const done = Deferred.makeUnsafe<void>()
          const vcs = opened().held.map(({ vc }) => vc!)
          const lists = new Lists(window(chain), kind.octets)
          const run = new Run(direct, vcs, lists, chain, total, () => Deferred.doneUnsafe(done, Effect.void))
          waiting = run
          life.post(run.settled)
          return Deferred.await(done)
        }),
      compete: (total, flood) =>
        Effect.suspend(() => {
          const done = Deferred.makeUnsafe<ReadonlyArray<number>>()
          const vcs = opened().held.map(({ vc }) => vc!)
          const run: Competing = new Competing(direct, vcs, total, flood, () => Deferred.doneUnsafe(done, Effect.succeed(run.through)))
          waiting = run
          life.post(run.begin)
          return Deferred.await(done)
        }),
      paced: (lists, chain, tell) => {
        const paced = new Paced(life, opened().held[0]!.vc!, lists, chain, tell)
        waiting = paced
        return paced
      }
    }
    life.publish(face)
    return {
      ProtocolCoSendNetBufferListsComplete: ({ NetBufferLists }) => {
        const who = waiting!
        for (let list: NetBufferList | null = NetBufferLists; list !== null;) {
          const next: NetBufferList | null = list.Next
          who.home(list)
          list = next
        }
        who.settled()
      }
    }
  })
