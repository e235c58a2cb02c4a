/**
 * Status indications of a miniport (OP-37): to every binding, or to those who share a VC. NDIS carries the code and does not read it,
 * but reset is announced by NDIS alone.
 *
 * Not carried yet: indications directed at the binding of one OID request.
 */
import { StatusIndication } from "../../NdisStatus.ts"
import type { Binding } from "../objects.ts"
import { on, type Routes } from "./Routes.ts"

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
      const args = { ProtocolBindingContext: binding.context, ProtocolVcContext, StatusIndication: indication }
      adapter.call(binding.protocol, "ProtocolCoStatusEx", args, undefined, undefined, binding)
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
