/**
 * Status indications of a miniport (OP-37): to every binding, to those who share a VC, or to the originator of one OID request. NDIS
 * carries the code and does not read it, but reset is announced by NDIS alone.
 *
 * A protocol gets one indication of an adapter at a time (STAT-07): the next one waits until the handler has returned.
 */
import { ObjectType, type StatusIndicationBlock } from "../../ddi/Structures.ts"
import { StatusIndication } from "../../NdisStatus.ts"
import type { Adapter } from "../Adapter.ts"
import type { Returning, Up } from "../Message.ts"
import type { NdisActor } from "../NdisActor.ts"
import type { Binding, Vc } from "../objects.ts"
import { on, type Routes } from "./Routes.ts"

/** An indication on its way to one binding. */
export interface Indicated {
  readonly ProtocolBindingContext: unknown
  readonly ProtocolVcContext: unknown
  readonly StatusIndication: StatusIndicationBlock
}

/** Takes the return of one, and goes on with the next. */
class Serial implements Returning {
  returned(ndis: NdisActor, up: Up): void {
    const binding = up.part as Binding
    const next = binding.statuses?.shift()
    if (next === undefined) binding.statuses = undefined
    else call(ndis as Adapter, binding, next)
  }
}
const serial = new Serial()

const call = (adapter: Adapter, binding: Binding, args: Indicated): void => {
  if (!adapter.call(binding.protocol, "ProtocolCoStatusEx", args, serial, binding, binding)) binding.statuses = undefined
}

const tell = (adapter: Adapter, binding: Binding, vc: Vc | undefined, indication: StatusIndicationBlock): void => {
  // A call manager has its own part of a VC, and of one it made for itself the only one.
  const context = vc === undefined ? null : vc.af?.binding === binding ? vc.clientContext : vc.managerContext
  const args = { ProtocolBindingContext: binding.context, ProtocolVcContext: context, StatusIndication: indication }
  const { statuses } = binding
  if (statuses === undefined) {
    binding.statuses = []
    return call(adapter, binding, args)
  }
  const { protocol } = binding
  if (statuses.length < protocol.limits.openHandlers) return void statuses.push(args)
  adapter.trace?.record({
    kind: "drop",
    host: adapter.host,
    at: protocol.name,
    rule: "LIMIT",
    text: `ProtocolCoStatusEx: ${statuses.length} indications wait until ${protocol.name} has handled one, and this one is dropped; raise Limits.openHandlers`
  })
}

/** Fields that say what the documents forbid (STAT-10). Recorded; the indication goes on. */
const malformed = (indication: StatusIndicationBlock): string | undefined => {
  if (indication.Header?.Type !== ObjectType.STATUS_INDICATION) return "its header is not that of an indication"
  if (indication.Flags !== 0) return "its Flags are not zero"
  const empty = indication.StatusBuffer === null || indication.StatusBuffer === undefined
  return empty && indication.StatusBufferSize !== 0 ? "it has a StatusBufferSize and no StatusBuffer" : undefined
}

export const install = (routes: Routes): void => {
  on(routes, "NdisMCoIndicateStatusEx", (adapter, down) => {
    const { MiniportAdapterHandle, NdisVcHandle, StatusIndication: indication } = down.args
    if (!adapter.isMiniport(down, MiniportAdapterHandle)) return
    const { from } = down
    if (silent.includes(adapter.state) || !adapter.attributes)
      return adapter.violation(
        from,
        adapter.attributes ? "STAT-04" : "STAT-05",
        `the adapter is ${adapter.state}; the indication is dropped`
      )
    if (indication.SourceHandle !== MiniportAdapterHandle)
      adapter.violation(from, "STAT-02", "SourceHandle of a status indication is not the adapter's handle")
    const wrong = malformed(indication)
    if (wrong !== undefined) adapter.violation(from, "STAT-10", `a status indication is not as it must be: ${wrong}`)
    if (indication.StatusCode === StatusIndication.RESET_START || indication.StatusCode === StatusIndication.RESET_END)
      return adapter.violation(from, "STAT-06", "NDIS announces resets, not the miniport; the indication is dropped")
    const whole = NdisVcHandle === null || NdisVcHandle === undefined
    const vc = whole ? undefined : adapter.findVc(down, NdisVcHandle)
    if (!whole && vc === undefined) return
    const { DestinationHandle, RequestId } = indication
    if (DestinationHandle !== null) {
      if (RequestId === null || RequestId === undefined)
        return adapter.violation(from, "STAT-03", "DestinationHandle without the RequestId of its OID request; the indication is dropped")
      // Who asked may be gone meanwhile.
      const binding = adapter.bindings.find(DestinationHandle)
      if (binding !== undefined && hears(binding)) tell(adapter, binding, vc, indication)
      return
    }
    if (vc === undefined) {
      for (const binding of adapter.bindings.values()) if (hears(binding)) tell(adapter, binding, undefined, indication)
      return
    }
    if (vc.af !== undefined) tell(adapter, vc.af.binding, vc, indication)
    const manager = vc.af === undefined ? vc.binding : vc.af.registration.binding
    if (manager !== undefined) tell(adapter, manager, vc, indication)
  })
}

/** States in which an adapter says nothing any more. */
const silent: ReadonlyArray<string> = ["Halted", "Halting", "Shutdown"]

/** A protocol that is still opening the adapter, or that died, is told nothing. */
const hears = (binding: Binding): boolean => binding.state !== "Unbound" && binding.state !== "Opening" && !binding.protocol.dead
