/**
 * Loopback: a sender that asks for it receives its own data, from NDIS and not from the miniport (NBL-21).
 *
 * A VC has two ends and no filter, so all that is sent on it matches; only its own endpoint gets it, whose receives it follows: not where
 * the VC takes none. The lists are copies of NDIS, shown while the handler runs: what was sent is the miniport's meanwhile.
 */
import * as Activation from "../../machine/Activation.ts"
import { moves } from "../../machine/Table.ts"
import {
  chain as chainOf,
  NblFlags,
  type NetBufferList,
  netBufferList,
  onlyShown,
  payloadOf,
  ReceiveFlags,
  SendFlags
} from "../../NetBufferList.ts"
import type { Lane } from "../../data/Lane.ts"
import type { Vc } from "../objects.ts"

/** Copies of what is sent, if it is to come back. */
export const loopback = (vc: Vc, sent: NetBufferList, flags: number): ReadonlyArray<NetBufferList> | undefined => {
  if ((flags & SendFlags.CHECK_FOR_LOOPBACK) === 0 || !moves(Activation.transitions[vc.activation].Indicate)) return undefined
  const copies: Array<NetBufferList> = []
  for (let list: NetBufferList | null = sent; list !== null; list = list.Next) {
    const copy = netBufferList(payloadOf(list), vc.handle)
    copy.NblFlags |= NblFlags.IS_LOOPBACK_PACKET
    copy.NdisReservedReceive = onlyShown
    copies.push(copy)
  }
  return copies
}

/** Shows the copies of what was taken. */
export const loopBack = (lane: Lane, vc: Vc, copies: ReadonlyArray<NetBufferList>): void => {
  const NetBufferLists = chainOf(copies)
  if (NetBufferLists === null) return
  const args = {
    ProtocolBindingContext: vc.endpointBinding.context,
    ProtocolVcContext: vc.endpointContext,
    NetBufferLists,
    NumberOfNetBufferLists: copies.length,
    ReceiveFlags: ReceiveFlags.RESOURCES
  }
  if (lane.call(vc.endpoint, "ProtocolCoReceiveNetBufferLists", args, undefined, undefined, vc)) return
  lane.dropped.add("LIMIT", copies.length)
  lane.trace?.record({
    kind: "drop",
    host: lane.host,
    at: vc.endpoint.name,
    rule: "LIMIT",
    text: `${copies.length} NBLs that were to come back are dropped: ${vc.endpoint.name} is full`
  })
}
