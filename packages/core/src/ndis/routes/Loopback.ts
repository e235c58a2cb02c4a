/**
 * Loopback: a sender that asks for it receives its own data, from NDIS and not from the miniport (NBL-21).
 *
 * A VC has two ends and no filter, so all that is sent on it matches; only its own endpoint gets it, whose receives it follows: not where
 * the VC takes none. The lists are copies of NDIS, shown while the handler runs: what was sent is the miniport's meanwhile.
 */
import * as Activation from "../../machine/Activation.ts"
import { moves } from "../../machine/Table.ts"
import { chain as chainOf, type NetBufferList, netBufferList, ReceiveFlags, SendFlags } from "../../NetBufferList.ts"
import type { Adapter } from "../Adapter.ts"
import type { Vc } from "../objects.ts"

export const loopBack = (adapter: Adapter, vc: Vc, sent: NetBufferList, flags: number): void => {
  if ((flags & SendFlags.CHECK_FOR_LOOPBACK) === 0 || !moves(Activation.transitions[vc.activation].Indicate)) return
  const copies: Array<NetBufferList> = []
  for (let list: NetBufferList | null = sent; list !== null; list = list.Next) copies.push(netBufferList(list.Payload, vc.handle))
  const args = {
    ProtocolBindingContext: vc.endpointBinding.context,
    ProtocolVcContext: vc.endpointContext,
    NetBufferLists: chainOf(copies),
    NumberOfNetBufferLists: copies.length,
    ReceiveFlags: ReceiveFlags.RESOURCES
  }
  if (adapter.call(vc.endpoint, "ProtocolCoReceiveNetBufferLists", args, undefined, undefined, vc)) return
  adapter.trace?.record({
    kind: "drop",
    host: adapter.host,
    at: vc.endpoint.name,
    rule: "LIMIT",
    text: `${copies.length} NBLs that were to come back are dropped: ${vc.endpoint.name} is full`
  })
}
