/**
 * What NDIS tells the ledger, and what it looks at when lists change hands: the rules of buffers that cost too much to be checked always.
 *
 * There is one per host, from {@link Tracking} level 1 on; below that there is none, and a chain costs a comparison with undefined.
 *
 * | from level | it finds |
 * |---|---|
 * | 1 | lists that are sent and come from no pool (NBL-03), lists that never came home (NBL-05, NBL-49) |
 * | 3 | packets that a miniport altered (NBL-10) or did not set up (NBL-42), receives of more than one packet (NBL-56) |
 * | 4 | data that changed on its way, and drivers that touch a list they gave away (NBL-04, NBL-13, NBL-45, NBL-47): see `Guard` |
 */
import { NetBuffer, octetsIn } from "./NetBuffer.ts"
import { Guard } from "./Guard.ts"
import { type Level, Ledger, type Move } from "./Ledger.ts"
import { poolFlaw } from "./Pool.ts"
import { type NetBufferList, onlyShown } from "../NetBufferList.ts"
import type { NdisActor } from "../ndis/NdisActor.ts"
import type { Vc } from "../ndis/objects.ts"
import type { TraceSink } from "../Trace.ts"

/** A list that is away, and what is known of its way. */
export interface Held {
  readonly list: NetBufferList
  readonly holder: string
  /** In microseconds of the host's clock. */
  readonly since: number
  /** From level 3 on; the latest move last. */
  readonly history: ReadonlyArray<Move>
}

/** Who has which lists. */
export interface Lists {
  readonly level: Level
  /** From level 1 on: who has lists, how many, and how many it was ever handed. */
  readonly holders: ReadonlyArray<{ readonly name: string; readonly lists: number; readonly taken: number }>
  /** From level 2 on: the lists that are away, the longest held first. */
  readonly held: ReadonlyArray<Held>
}

/** What a host without tracking answers. */
export const nobodyTracks: Lists = { level: 0, holders: [], held: [] }

/** The most lists that are named at the end. */
const named = 8

/** A packet as it was handed over. */
interface Packet {
  readonly netBuffer: NetBuffer
  readonly offset: number
  readonly length: number
  readonly octets: Uint8Array | undefined
}

export class Custody {
  readonly ledger: Ledger
  readonly guard: Guard | undefined
  private readonly packets = new WeakMap<NetBufferList, ReadonlyArray<Packet>>()

  constructor(level: Level) {
    this.ledger = new Ledger(level)
    this.guard = level < 4 ? undefined : new Guard(this.ledger)
  }

  // Sends

  /** A chain the gate let through. */
  sent(ndis: NdisActor, vc: Vc, chain: NetBufferList): void {
    for (let list: NetBufferList | null = chain; list !== null; list = list.Next) {
      const flaw = poolFlaw(list)
      if (flaw !== undefined) ndis.violation(vc.endpoint, "NBL-03", `a list that is sent is not from a pool: ${flaw}`)
    }
    this.hands(ndis, chain, ndis.name, "NdisCoSendNetBufferLists", "NBL-04")
    if (this.ledger.level < 3) return
    for (let list: NetBufferList | null = chain; list !== null; list = list.Next)
      this.packets.set(list, packetsOf(list, this.ledger.level > 3))
  }

  /** It goes to the miniport. */
  atMiniport(ndis: NdisActor, miniport: string, chain: NetBufferList): void {
    this.hands(ndis, chain, miniport, "MiniportCoSendNetBufferLists", "NBL-04")
  }

  /** The miniport completed it: is it what it was given? */
  completed(ndis: NdisActor, vc: Vc, miniport: Parameters<NdisActor["violation"]>[0], chain: NetBufferList): void {
    if (this.ledger.level < 3) return
    for (let list: NetBufferList | null = chain; list !== null; list = list.Next) {
      const before = this.packets.get(list)
      if (before === undefined) continue
      this.packets.delete(list)
      const now = packetsOf(list, this.ledger.level > 3)
      if (!sameChain(before, now))
        ndis.violation(miniport, "NBL-10", "the net buffers of a completed list are not those it had when it was handed over")
      else if (!before.every(({ octets }, at) => sameOctets(octets, now[at]!.octets)))
        ndis.violation(vc.endpoint, "NBL-04", "the data of a list changed between its send and its completion")
    }
  }

  /** It goes home to its sender. */
  sendHome(ndis: NdisActor, sender: string, chain: NetBufferList): void {
    this.home(ndis, chain, sender, "ProtocolCoSendNetBufferListsComplete", "NBL-13")
  }

  // Receives

  /** A chain the miniport indicates: is it as it must be? */
  indicated(ndis: NdisActor, miniport: Parameters<NdisActor["violation"]>[0], chain: NetBufferList): void {
    if (this.ledger.level < 3) return
    for (let list: NetBufferList | null = chain; list !== null; list = list.Next) {
      const flaw = structureFlaw(list)
      if (flaw !== undefined) ndis.violation(miniport, "NBL-42", `an indicated list is not set up: ${flaw}`)
      if (list.FirstNetBuffer !== null && list.FirstNetBuffer.Next !== null)
        ndis.trace?.record({
          kind: "note",
          host: ndis.host,
          at: miniport.name,
          rule: "NBL-56",
          text: "an indicated list has more than one net buffer; a receive is normally one"
        })
    }
  }

  /** It is lent to the protocol. */
  lent(ndis: NdisActor, protocol: string, chain: NetBufferList): void {
    this.hands(ndis, chain, protocol, "ProtocolCoReceiveNetBufferLists", "NBL-45")
  }

  /** It is shown to the protocol, while its handler runs. */
  shown(ndis: NdisActor, protocol: string, chain: NetBufferList): void {
    this.hands(ndis, chain, protocol, "ProtocolCoReceiveNetBufferLists", undefined)
  }

  /** The handler it was shown to has returned. */
  hidden(ndis: NdisActor, miniport: string, chain: NetBufferList): void {
    this.home(ndis, chain, miniport, "ProtocolCoReceiveNetBufferLists", "NBL-47")
  }

  /** It was returned, or was never taken. */
  returned(ndis: NdisActor, miniport: string, chain: NetBufferList): void {
    this.home(ndis, chain, miniport, "MiniportReturnNetBufferLists", "NBL-49")
  }

  /** NDIS did not take it: it is whose it was. */
  stays(whose: string, chain: NetBufferList): void {
    this.guard?.has(chain, this.ledger.holder(whose), undefined)
  }

  // For people

  lists(): Lists {
    const { ledger } = this
    return {
      level: ledger.level,
      holders: ledger.counts().map(({ lists, name, taken }) => ({ name, lists, taken })),
      held: ledger.held().map((each) => ({ ...each, history: ledger.history(each.list) }))
    }
  }

  /** What is still away at the end of the host never comes home. */
  end(host: string, trace: TraceSink): number {
    const { held, holders } = this.lists()
    const record = (at: string, rule: string, text: string) => trace.record({ kind: "violation", host, at, rule, text })
    for (const { history, holder, list, since } of held.slice(0, named)) {
      const way = history.map((move) => `${move.micros} µs ${move.holder}${move.ddi === undefined ? "" : ` by ${move.ddi} (${move.seq})`}`)
      const { NdisReservedReceive: place } = list
      const rule = place === onlyShown ? "NBL-47" : place >= 0 ? "NBL-49" : "NBL-05"
      record(holder, rule, `a list that it has since ${since} µs never came home${way.length === 0 ? "" : `: ${way.join(", ")}`}`)
    }
    if (held.length > named || held.length === 0)
      for (const { lists, name } of holders) record(name, "NBL-05", `${lists} lists that it has never came home`)
    return holders.reduce((sum, { lists }) => sum + lists, 0)
  }

  private hands(ndis: NdisActor, chain: NetBufferList, to: string, ddi: string, rule: string | undefined): void {
    const holder = this.ledger.holder(to)
    this.ledger.moved(chain, holder, ddi, ndis.micros(), ndis.seq)
    this.guard?.has(chain, holder, rule)
  }

  private home(ndis: NdisActor, chain: NetBufferList, owner: string, ddi: string, rule: string): void {
    const holder = this.ledger.holder(owner)
    this.ledger.home(chain, holder, ddi, ndis.micros(), ndis.seq)
    this.guard?.has(chain, holder, rule)
  }
}

const packetsOf = (list: NetBufferList, octets: boolean): ReadonlyArray<Packet> => {
  const packets: Array<Packet> = []
  for (let each = list.FirstNetBuffer; each !== null; each = each.Next)
    packets.push({ netBuffer: each, offset: each.DataOffset, length: each.DataLength, octets: octets ? octetsIn(each).slice() : undefined })
  return packets
}

const sameChain = (before: ReadonlyArray<Packet>, now: ReadonlyArray<Packet>): boolean =>
  before.length === now.length &&
  before.every(({ length, netBuffer, offset }, at) => {
    const other = now[at]!
    return other.netBuffer === netBuffer && other.offset === offset && other.length === length
  })

const sameOctets = (a: Uint8Array | undefined, b: Uint8Array | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && a.length === b.length && a.every((octet, at) => octet === b[at]))

/** NBL-42: what is wrong with the structure of a list. */
const structureFlaw = (list: NetBufferList): string | undefined => {
  if (list.FirstNetBuffer === null) return list.Payload === undefined ? "it has no net buffer" : undefined
  for (let each: NetBuffer | null = list.FirstNetBuffer; each !== null; each = each.Next) {
    if (!(each instanceof NetBuffer)) return "a net buffer of it is none"
    let room = 0
    let found = each.CurrentMdl === null
    for (let mdl = each.MdlChain; mdl !== null; mdl = mdl.Next) {
      room += mdl.Octets.length
      if (mdl === each.CurrentMdl) found = true
    }
    if (!found) return "its data begins in a fragment that is not in its chain"
    if (each.DataLength > 0 && each.CurrentMdl === null) return "it has data and no fragment"
    if (each.DataOffset < 0 || each.DataLength < 0 || each.DataOffset + each.DataLength > room)
      return `its fragments have ${room} octets, and its data is ${each.DataLength} from ${each.DataOffset} on`
  }
  return undefined
}
