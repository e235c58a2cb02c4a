/**
 * What drivers call around binding and adapter life: open and close, attributes, and the completions of bind, unbind, pause and restart.
 *
 * In a reset NDIS neither begins nor ends a binding: both pend until it is over, so that a protocol hears of both ends of a reset or of
 * none (BIND-18). A close pends with its handle dead already (BIND-09), an open with a handle that cannot be used yet (BIND-02).
 */
import type { CallbackName } from "../../ddi/Ddi.ts"
import * as BindingMachine from "../../machine/Binding.ts"
import { NdisStatus } from "../../NdisStatus.ts"
import type { Adapter } from "../Adapter.ts"
import type { Down } from "../Message.ts"
import { Binding } from "../objects.ts"
import { on, type Routes } from "./Routes.ts"

const completes = (adapter: Adapter, down: Down, handler: CallbackName, key: unknown, status: NdisStatus): void =>
  adapter.pnp?.calls.completed(down, handler, key, status)

/** Ends an open or a close that waited for the end of a reset. */
const completion = (adapter: Adapter, down: Down, name: CallbackName, args: object): void => {
  down.from.outstanding--
  adapter.call(down.from, name, args, undefined, undefined, undefined, true)
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
    if (!OpenParameters.MediumArray.includes(adapter.medium)) {
      return adapter.refuse(down, NdisStatus.UNSUPPORTED_MEDIA, "BIND-01", `the medium of ${adapter.name} is none of those in MediumArray`)
    }
    const binding = new Binding(down.from, ProtocolBindingContext)
    binding.handle = adapter.bindings.issue(binding)
    opening.opened = binding
    adapter.moveBinding(binding, "Bind")
    if (adapter.reset.state === "Normal") return adapter.reply(down, NdisStatus.SUCCESS, { NdisBindingHandle: binding.handle })
    binding.openPends = true
    adapter.reply(down, NdisStatus.PENDING, { NdisBindingHandle: binding.handle })
    adapter.reset.whenNormal(() => {
      binding.openPends = false
      const Status = adapter.bindings.find(binding.handle) === binding ? NdisStatus.SUCCESS : NdisStatus.FAILURE
      completion(adapter, down, "ProtocolOpenAdapterCompleteEx", { ProtocolBindingContext, Status })
    })
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
    if (adapter.reset.state === "Normal") return adapter.reply(down, NdisStatus.SUCCESS)
    adapter.closing.add(binding)
    adapter.reply(down, NdisStatus.PENDING)
    adapter.reset.whenNormal(() => {
      adapter.closing.delete(binding)
      completion(adapter, down, "ProtocolCloseAdapterCompleteEx", { ProtocolBindingContext: binding.context })
    })
  })
  on(routes, "NdisUnbindAdapter", (adapter, down) => {
    const binding = adapter.findBinding(down, down.args.NdisBindingHandle)
    if (binding === undefined) return
    binding.leaving = true
    adapter.reply(down, NdisStatus.SUCCESS)
    adapter.unbindLater?.(binding)
  })
  on(routes, "NdisCompleteBindAdapterEx", (adapter, down) =>
    completes(adapter, down, "ProtocolBindAdapterEx", down.args.BindAdapterContext, down.args.Status)
  )
  on(routes, "NdisCompleteUnbindAdapterEx", (adapter, down) =>
    completes(adapter, down, "ProtocolUnbindAdapterEx", down.args.UnbindContext, NdisStatus.SUCCESS)
  )
  on(routes, "NdisCompleteNetPnPEvent", (adapter, down) => {
    completes(adapter, down, "ProtocolNetPnPEvent", down.args.NetPnPEventNotification, down.args.Status)
    adapter.reply(down, NdisStatus.SUCCESS)
  })
  on(routes, "NdisMPauseComplete", (adapter, down) => {
    if (adapter.isMiniport(down, down.args.MiniportAdapterHandle)) completes(adapter, down, "MiniportPause", adapter, NdisStatus.SUCCESS)
  })
  on(routes, "NdisMRestartComplete", (adapter, down) => {
    if (adapter.isMiniport(down, down.args.MiniportAdapterHandle)) completes(adapter, down, "MiniportRestart", adapter, down.args.Status)
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
    if (MiniportAttributes.Header.Revision !== 1) {
      const text = `there is no revision ${MiniportAttributes.Header.Revision} of these attributes`
      return adapter.refuse(down, NdisStatus.BAD_VERSION, "ARGS", text)
    }
    if ("MediaType" in MiniportAttributes) adapter.medium = MiniportAttributes.MediaType
    if ("MiniportAdapterContext" in MiniportAttributes) {
      adapter.miniportContext = MiniportAttributes.MiniportAdapterContext
      adapter.attributes = true
    }
    adapter.reply(down, NdisStatus.SUCCESS)
  })
}
