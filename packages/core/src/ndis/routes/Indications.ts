/**
 * Status indications of a miniport (OP-37): to every binding, or to those who share a VC. NDIS carries the code and does not read it,
 * but reset is announced by NDIS alone.
 *
 * Not carried yet: indications directed at the binding of one OID request.
 */
import type { Args } from "../../ddi/Ddi.ts"
import { StatusIndication } from "../../NdisStatus.ts"
import type { Adapter } from "../Adapter.ts"
import type { Returning, Up } from "../Message.ts"
import type { NdisActor } from "../NdisActor.ts"
import type { Binding } from "../objects.ts"
import { on, type Routes } from "./Routes.ts"

/** STAT-07: a protocol is told one after the other, the next when its handler has returned. */
class Told implements Returning {
  tell(adapter: Adapter, binding: Binding, args: Args<"ProtocolCoStatusEx">): void {
    const { protocol, statuses } = binding
    if (statuses === undefined) return this.call(adapter, binding, args, [])
    if (statuses.length < protocol.limits.openHandlers) return void statuses.push(args)
    const text = `${statuses.length} status indications wait for ${protocol.name}; this one is dropped`
    adapter.trace?.record({ kind: "drop", host: adapter.host, at: protocol.name, rule: "LIMIT", text })
  }
  returned(ndis: NdisActor, up: Up): void {
    const binding = up.part as Binding
    const waiting = binding.statuses
    const next = waiting?.shift()
    binding.statuses = undefined
    // What waited for a protocol that died is nobody's.
    if (waiting !== undefined && next !== undefined && !up.to.dead) this.call(ndis as Adapter, binding, next, waiting)
  }
  private call(adapter: Adapter, binding: Binding, args: Args<"ProtocolCoStatusEx">, waiting: Array<Args<"ProtocolCoStatusEx">>): void {
    if (adapter.call(binding.protocol, "ProtocolCoStatusEx", args, this, binding, binding)) binding.statuses = waiting
  }
}
const told = new Told()

export const install = (routes: Routes): void => {
  on(routes, "NdisMCoIndicateStatusEx", (adapter, down) => {
    const { MiniportAdapterHandle, NdisVcHandle, StatusIndication: indication } = down.args
    if (!adapter.isMiniport(down, MiniportAdapterHandle)) return
    const { from } = down
    if (adapter.state === "Halted" || !adapter.attributes)
      return adapter.violation(
        from,
        adapter.attributes ? "STAT-04" : "STAT-05",
        `the adapter is ${adapter.state}; the indication is dropped`
      )
    if (indication.SourceHandle !== MiniportAdapterHandle)
      adapter.violation(from, "STAT-02", "SourceHandle of a status indication is not the adapter's handle")
    if (indication.StatusCode === StatusIndication.RESET_START || indication.StatusCode === StatusIndication.RESET_END)
      return adapter.violation(from, "STAT-06", "NDIS announces resets, not the miniport; the indication is dropped")
    const tell = (binding: Binding | undefined, ProtocolVcContext: unknown) => {
      if (binding === undefined) return
      told.tell(adapter, binding, { ProtocolBindingContext: binding.context, ProtocolVcContext, StatusIndication: indication })
    }
    if (NdisVcHandle === null || NdisVcHandle === undefined) {
      for (const binding of adapter.bindings.values()) if (hears(binding)) tell(binding, null)
      return
    }
    const vc = adapter.findVc(down, NdisVcHandle)
    if (vc === undefined) return
    if (vc.af !== undefined) tell(vc.af.binding, vc.clientContext)
    tell(vc.af === undefined ? vc.binding : vc.af.registration.binding, vc.managerContext)
  })
}

/** A protocol that is still opening the adapter, or that died, is told nothing. */
const hears = (binding: Binding): boolean => binding.state !== "Unbound" && binding.state !== "Opening" && !binding.protocol.dead
