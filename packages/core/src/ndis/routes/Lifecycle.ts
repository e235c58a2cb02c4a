/**
 * What drivers call around binding and adapter life: open and close, attributes, and the completions of bind, unbind, pause and restart.
 */
import * as BindingMachine from "../../machine/Binding.ts"
import { NdisStatus } from "../../NdisStatus.ts"
import type { Adapter } from "../Adapter.ts"
import type { Down } from "../Message.ts"
import { Binding } from "../objects.ts"
import { on, type Routes } from "./Routes.ts"

const completes = (adapter: Adapter, _down: Down, key: unknown, status: NdisStatus): void => {
  adapter.pnp?.completed(key, status)
}

/** Functions whose handle is that of a driver. With none, or one that is no handle, they end up at an adapter. */
const ofDrivers = ["NdisDeregisterProtocolDriver", "NdisMDeregisterMiniportDriver", "NdisSetOptionalHandlers"] as const

export const install = (routes: Routes): void => {
  for (const name of ofDrivers)
    on(routes, name, (adapter, down) =>
      adapter.refuse(down, NdisStatus.FAILURE, "HND-01", "it takes the handle that registration gave to this driver, and got none")
    )
  on(routes, "NdisOpenAdapterEx", (adapter, down) => {
    const { BindContext, OpenParameters, ProtocolBindingContext } = down.args
    const opening = adapter.binding
    if (opening === undefined || opening.protocol !== down.from || opening.context !== BindContext) {
      return adapter.refuse(down, NdisStatus.FAILURE, "BIND-01", "an adapter is opened from ProtocolBindAdapterEx, with its BindContext")
    }
    if (OpenParameters.AdapterName !== adapter.name) {
      return adapter.refuse(
        down,
        NdisStatus.ADAPTER_NOT_FOUND,
        "BIND-01",
        `there is no adapter ${OpenParameters.AdapterName} here; use AdapterName of the bind parameters`
      )
    }
    const binding = new Binding(down.from, ProtocolBindingContext)
    binding.handle = adapter.bindings.issue(binding)
    opening.opened = binding
    adapter.moveBinding(binding, "Bind")
    adapter.reply(down, NdisStatus.SUCCESS, { NdisBindingHandle: binding.handle })
  })
  on(routes, "NdisCloseAdapterEx", (adapter, down) => {
    const binding = adapter.findBinding(down, down.args.NdisBindingHandle)
    if (binding === undefined) return
    const openFamilies = binding.afs.size
    const ownVcs = binding.own
    const fault = BindingMachine.closeAdapterGuard({ binding: binding.state, openFamilies, ownVcs })
    if (fault !== undefined) {
      return adapter.deny(
        down,
        fault,
        fault.rule === "BIND-05"
          ? "an adapter is closed from the bind or unbind handler; elsewhere use NdisUnbindAdapter"
          : `${openFamilies} address families are open and ${ownVcs} VCs of its own are left; close them first`
      )
    }
    adapter.closeBinding(binding, "its protocol closed the adapter")
    adapter.reply(down, NdisStatus.SUCCESS)
  })
  on(routes, "NdisUnbindAdapter", (adapter, down) => {
    const binding = adapter.findBinding(down, down.args.NdisBindingHandle)
    if (binding === undefined) return
    adapter.reply(down, NdisStatus.SUCCESS)
    adapter.unbindLater?.(binding)
  })
  on(routes, "NdisCompleteBindAdapterEx", (adapter, down) => completes(adapter, down, down.args.BindAdapterContext, down.args.Status))
  on(routes, "NdisCompleteUnbindAdapterEx", (adapter, down) => completes(adapter, down, down.args.UnbindContext, NdisStatus.SUCCESS))
  on(routes, "NdisCompleteNetPnPEvent", (adapter, down) => {
    completes(adapter, down, down.args.NetPnPEventNotification, down.args.Status)
    adapter.reply(down, NdisStatus.SUCCESS)
  })
  on(routes, "NdisMPauseComplete", (adapter, down) => {
    if (adapter.isMiniport(down, down.args.MiniportAdapterHandle)) completes(adapter, down, adapter, NdisStatus.SUCCESS)
  })
  on(routes, "NdisMRestartComplete", (adapter, down) => {
    if (adapter.isMiniport(down, down.args.MiniportAdapterHandle)) completes(adapter, down, adapter, down.args.Status)
  })
  on(routes, "NdisMResetComplete", (adapter, down) => {
    const { AddressingReset, MiniportAdapterHandle, Status } = down.args
    if (adapter.isMiniport(down, MiniportAdapterHandle)) adapter.reset.completed(down, Status, AddressingReset)
  })
  on(routes, "NdisMSetMiniportAttributes", (adapter, down) => {
    const { MiniportAttributes, NdisMiniportHandle } = down.args
    if (!adapter.isMiniport(down, NdisMiniportHandle)) return
    if (adapter.state !== "Initializing") {
      return adapter.refuse(down, NdisStatus.FAILURE, "BIND-15", "attributes are set from MiniportInitializeEx")
    }
    if ("MiniportAdapterContext" in MiniportAttributes) {
      adapter.miniportContext = MiniportAttributes.MiniportAdapterContext
      adapter.attributes = true
    }
    adapter.reply(down, NdisStatus.SUCCESS)
  })
}
