/**
 * The journeys of NET_BUFFER_LISTs over a host, for its trace: each list that a driver hands to NDIS has a number for as long as it is
 * away, counted from 1 in the order in which NDIS sees them. A list that is used again gets another one.
 *
 * A sent list is away until ProtocolCoSendNetBufferListsComplete, a received one until MiniportReturnNetBufferLists, or, where it is only
 * shown (NDIS_RECEIVE_FLAGS_RESOURCES), until the handler returns. Only hosts that write a trace have journeys.
 */
import type { NetBufferList } from "../NetBufferList.ts"
import { ReceiveFlags } from "../NetBufferList.ts"
import { lengthOf } from "../data/length.ts"
import { NdisStatus, statusName } from "../NdisStatus.ts"

/** What a crossing says of the lists it carries. */
export interface Numbered {
  nbls?: ReadonlyArray<number>
  octets?: ReadonlyArray<number>
  packets?: ReadonlyArray<number>
  statuses?: ReadonlyArray<string>
  shown?: true
}

interface Lists {
  readonly NetBufferLists?: NetBufferList | null
  readonly CoReceiveFlags?: number
  readonly ReceiveFlags?: number
}

/** What a function or callback is in the journeys of the lists it carries. */
interface Part {
  readonly way: "sends" | "receives"
  /** begins: lists without a number get one; ends: lists are home after it. */
  readonly at: "begins" | "goes on" | "ends"
  /** Its lists are done, with a status each. */
  readonly completes?: true
}

const parts: { readonly [ddi: string]: Part } = {
  NdisCoSendNetBufferLists: { way: "sends", at: "begins" },
  MiniportCoSendNetBufferLists: { way: "sends", at: "goes on" },
  NdisMCoSendNetBufferListsComplete: { way: "sends", at: "goes on", completes: true },
  ProtocolCoSendNetBufferListsComplete: { way: "sends", at: "ends", completes: true },
  NdisMCoIndicateReceiveNetBufferLists: { way: "receives", at: "begins" },
  // What NDIS loops back begins here.
  ProtocolCoReceiveNetBufferLists: { way: "receives", at: "begins" },
  NdisReturnNetBufferLists: { way: "receives", at: "goes on" },
  MiniportReturnNetBufferLists: { way: "receives", at: "ends" }
}

export class Journeys {
  private last = 0
  private readonly sends = new WeakMap<NetBufferList, number>()
  private readonly receives = new WeakMap<NetBufferList, number>()

  /** A call crosses: writes the numbers of its lists on it. Lists that are on no journey have none. */
  describe(event: Numbered, ddi: string, args: object): void {
    const part = parts[ddi]
    if (part === undefined) return
    const { CoReceiveFlags, NetBufferLists, ReceiveFlags: flags } = args as Lists
    const ways = this[part.way]
    const shown = (((CoReceiveFlags ?? 0) | (flags ?? 0)) & ReceiveFlags.RESOURCES) !== 0
    const nbls: Array<number> = []
    const octets: Array<number> = []
    const packets: Array<number> = []
    const statuses: Array<string> = []
    for (let list = NetBufferLists ?? null; list !== null; list = list.Next) {
      // A list that is only shown is home when NDIS shows it to nobody, too.
      let number = shown && ddi === "NdisMCoIndicateReceiveNetBufferLists" ? undefined : ways.get(list)
      if (number === undefined) {
        if (part.at !== "begins") continue
        number = ++this.last
        ways.set(list, number)
      }
      nbls.push(number)
      octets.push(lengthOf(list))
      packets.push(packetsOf(list))
      statuses.push(statusName(list.Status))
      if (part.at === "ends") ways.delete(list)
    }
    if (nbls.length === 0) return
    event.nbls = nbls
    if (part.at === "begins") {
      event.octets = octets
      if (packets.some((count) => count !== 1)) event.packets = packets
    }
    if (part.completes === true && statuses.some((status) => status !== success)) event.statuses = statuses
    if (shown) event.shown = true
  }

  /** A send that NDIS did not take: its lists never left their driver, and the crossing names none. */
  notTaken(event: Numbered, chain: NetBufferList | null): void {
    for (let list = chain; list !== null; list = list.Next) this.sends.delete(list)
    delete event.nbls
    delete event.octets
    delete event.packets
  }
}

const success = statusName(NdisStatus.SUCCESS)

/** Frames it becomes: one for each packet, and one for a value. */
const packetsOf = (list: NetBufferList): number => {
  let packets = 0
  if (list.Payload === undefined) for (let each = list.FirstNetBuffer; each !== null; each = each.Next) packets++
  return Math.max(1, packets)
}
