/**
 * Address families: registration (OP-06), open (OP-07), close (OP-08), notify-close (OP-09).
 *
 * @see docs/condis/states.md, sections 3, 4 and 14
 */
import type { NdisAfHandle } from "../../Handle.ts"
import * as AfOpenMachine from "../../machine/AfOpen.ts"
import * as AfRegistration from "../../machine/AfRegistration.ts"
import { moves } from "../../machine/Table.ts"
import { NdisStatus } from "../../NdisStatus.ts"
import type { Adapter } from "../Adapter.ts"
import type { Down, DownOf } from "../Message.ts"
import { AfOpen, type Binding, Registration } from "../objects.ts"
import { Op, Relay } from "../Op.ts"
import { on, onBoth, type Routes } from "./Routes.ts"

class OpenAf extends Relay<AfOpen> {
  readonly request = "NdisClOpenAddressFamilyEx"
  readonly handler = "ProtocolCmOpenAf"
  readonly report = "ProtocolClOpenAfCompleteEx"
  handlerArgs(op: Op<AfOpen>): object {
    const af = op.target
    return { CallMgrBindingContext: af.registration.context, AddressFamily: af.registration.family, NdisAfHandle: af.handle }
  }
  settle(adapter: Adapter, op: Op<AfOpen>): void {
    const af = op.target
    af.op = undefined
    af.binding.opensPending--
    if (op.status === NdisStatus.SUCCESS) {
      af.managerContext = op.out["CallMgrAfContext"]
      if (af.managerContext === undefined) {
        adapter.violation(op.decider, "AF-17", "ProtocolCmOpenAf succeeded without a CallMgrAfContext; the open fails")
        op.status = NdisStatus.FAILURE
      }
    }
    const next = AfOpenMachine.transitions[af.state][op.status === NdisStatus.SUCCESS ? "OpenSucceeded" : "OpenFailed"]
    if (!moves(next)) return
    adapter.changed("af", af.state, next)
    af.state = next
    if (op.status !== NdisStatus.SUCCESS) forget(adapter, af, "its open failed")
  }
  override returning(op: Op<AfOpen>) {
    return op.status === NdisStatus.SUCCESS ? { NdisAfHandle: op.target.handle } : {}
  }
  reporting(op: Op<AfOpen>) {
    const af = op.target
    return {
      to: af.client,
      args: { ProtocolAfContext: af.clientContext, NdisAfHandle: op.status === NdisStatus.SUCCESS ? af.handle : null, Status: op.status }
    }
  }
}

class CloseAf extends Relay<AfOpen> {
  readonly request = "NdisClCloseAddressFamily"
  readonly handler = "ProtocolCmCloseAf"
  readonly report = "ProtocolClCloseAfComplete"
  override readonly whenDead = NdisStatus.SUCCESS
  handlerArgs(op: Op<AfOpen>): object {
    return { CallMgrAfContext: op.target.managerContext }
  }
  settle(adapter: Adapter, op: Op<AfOpen>): void {
    const af = op.target
    af.op = undefined
    const next = AfOpenMachine.transitions[af.state][op.status === NdisStatus.SUCCESS ? "CloseSucceeded" : "CloseFailed"]
    if (!moves(next)) return
    adapter.changed("af", af.state, next)
    af.state = next
    if (op.status === NdisStatus.SUCCESS) forget(adapter, af, "the client closed it")
  }
  reporting(op: Op<AfOpen>) {
    return { to: op.target.client, args: { Status: op.status, ProtocolAfContext: op.target.clientContext } }
  }
}

class NotifyClose extends Relay<AfOpen> {
  readonly request = "NdisCmNotifyCloseAddressFamily"
  readonly handler = "ProtocolClNotifyCloseAf"
  readonly report = "ProtocolCmNotifyCloseAfComplete"
  override readonly whenDead = NdisStatus.SUCCESS
  handlerArgs(op: Op<AfOpen>): object {
    return { ClientAfContext: op.target.clientContext }
  }
  settle(_adapter: Adapter, op: Op<AfOpen>): void {
    op.target.notifyOp = undefined
    notified.delete(op.target.handle)
  }
  reporting(op: Op<AfOpen>) {
    return { to: op.target.manager, args: { CallMgrAfContext: op.target.managerContext, Status: op.status } }
  }
}

const openAf = new OpenAf()
const closeAf = new CloseAf()
export const notifyClose = new NotifyClose()

/** AF-25: the client's answer may name an AF it has closed meanwhile. */
const notified = new WeakMap<NdisAfHandle, AfOpen>()

const forget = (adapter: Adapter, af: AfOpen, cause: string): void => {
  adapter.afs.release(af.handle, cause, adapter.micros())
  af.binding.afs.delete(af)
  af.registration.opens.delete(af)
  adapter.retire(af.registration)
}

const register = (adapter: Adapter, down: Down, binding: Binding | undefined, context: unknown): void => {
  const { AddressFamily } = (down as DownOf<"NdisCmRegisterAddressFamilyEx">).args
  const taken = adapter.registrations.find((other) => other.family.AddressFamily === AddressFamily.AddressFamily && other.state !== "Absent")
  if (taken !== undefined) {
    return adapter.refuse(down, NdisStatus.FAILURE, down.from.has("MCM driver") ? "AF-04" : adapter.isMcm ? "AF-11" : "AF-05", `${taken.provider.name} already offers this address family on ${adapter.name}`)
  }
  adapter.changed("af registration", "Absent", "RegisteredQuiet")
  adapter.registrations.push(new Registration(AddressFamily, down.from, binding, context))
  adapter.reply(down, NdisStatus.SUCCESS)
}

/** Offers an address family to a client. */
export const offer = (adapter: Adapter, registration: Registration, binding: Binding): void => {
  if (registration.notified.has(binding) || !binding.protocol.has("client")) return
  registration.notified.add(binding)
  adapter.call(
    binding.protocol,
    "ProtocolCoAfRegisterNotify",
    { ProtocolBindingContext: binding.context, AddressFamily: registration.family },
    undefined,
    undefined,
    undefined,
    true
  )
}

/** The registrant's handler returned well: the family may be opened. */
export const advertise = (adapter: Adapter, registration: Registration): void => {
  const next = AfRegistration.transitions[registration.state].HandlerSucceeded
  if (moves(next)) registration.state = next
  for (const binding of adapter.bindings.values()) if (binding.state === "Running") offer(adapter, registration, binding)
}

/** Asks a client, in the name of NDIS, to leave an address family whose provider is gone or going. */
export const askToLeave = (adapter: Adapter, af: AfOpen, whenDone: () => void): void => {
  const op = new Op<AfOpen>(notifyClose, undefined, af, af.client, whenDone)
  af.notifyOp = op
  notified.set(af.handle, af)
  notifyClose.ask(adapter, op)
}

export const install = (routes: Routes): void => {
  on(routes, "NdisCmRegisterAddressFamilyEx", (adapter, down) => {
    const binding = adapter.findBinding(down, down.args.NdisBindingHandle)
    if (binding === undefined) return
    if (binding.state === "Closing") return adapter.refuse(down, NdisStatus.FAILURE, "AF-07", "the binding is closing")
    if (binding.state !== "Opening") {
      return adapter.refuse(down, NdisStatus.FAILURE, "AF-02", "an address family is registered from ProtocolBindAdapterEx, after NdisOpenAdapterEx succeeded")
    }
    register(adapter, down, binding, binding.context)
  })
  on(routes, "NdisMCmRegisterAddressFamilyEx", (adapter, down) => {
    if (!adapter.isMiniport(down, down.args.MiniportAdapterHandle)) return
    if (adapter.state !== "Initializing") {
      return adapter.refuse(down, NdisStatus.FAILURE, "AF-03", "an MCM registers its address family from MiniportInitializeEx")
    }
    register(adapter, down, undefined, adapter.miniportContext)
  })
  on(routes, "NdisClOpenAddressFamilyEx", (adapter, down) => {
    const { AddressFamily, ClientAfContext, NdisBindingHandle } = down.args
    const binding = adapter.findBinding(down, NdisBindingHandle)
    if (binding === undefined) return
    const deny = (rule: string, text: string) => adapter.refuse(down, NdisStatus.FAILURE, rule, text)
    if (binding.state === "Closing") return deny("AF-14", "the binding is closing")
    if (binding.opensPending > 0) return deny("AF-20", "another open is pending on this binding; wait for ProtocolClOpenAfCompleteEx")
    const registration = adapter.registrations.find((other) => other.family.AddressFamily === AddressFamily.AddressFamily)
    if (registration === undefined) return deny("AF-13", `nobody offers address family 0x${AddressFamily.AddressFamily.toString(16)} on ${adapter.name}`)
    if (registration.state !== "Advertised") return deny("AF-14", "the provider of this address family is going away")
    if (!registration.notified.has(binding)) return deny("AF-12", "this client was not notified of the address family yet; open it from ProtocolCoAfRegisterNotify")
    const af = new AfOpen(registration, binding, ClientAfContext)
    af.handle = adapter.afs.issue(af)
    adapter.about(down, af)
    adapter.changed("af", "Offered", "Opening")
    binding.afs.add(af)
    binding.opensPending++
    registration.opens.add(af)
    af.op = new Op<AfOpen>(openAf, down, af, registration.provider)
    openAf.ask(adapter, af.op as Op<AfOpen>)
  })
  onBoth(routes, ["NdisCmOpenAddressFamilyComplete", "NdisMCmOpenAddressFamilyComplete"], (adapter, down) => {
    const { CallMgrAfContext, NdisAfHandle, Status } = down.args
    const af = adapter.findAf(down, NdisAfHandle)
    if (af !== undefined) adapter.complete(down, openAf, af.op as Op<AfOpen> | undefined, Status, { CallMgrAfContext })
  })
  on(routes, "NdisClCloseAddressFamily", (adapter, down) => {
    const af = adapter.findAf(down, down.args.NdisAfHandle)
    if (af === undefined) return
    const next = AfOpenMachine.transitions[af.state].CloseAf
    if (!moves(next)) return adapter.deny(down, next, `the address family is ${af.state}`)
    if (af.vcs.size > 0 || af.saps.size > 0) {
      return adapter.refuse(down, NdisStatus.FAILURE, "AF-23", `${af.vcs.size} VCs and ${af.saps.size} SAPs are left on it; close the calls, delete the VCs, deregister the SAPs first`)
    }
    adapter.changed("af", af.state, next)
    af.state = next
    af.op = new Op<AfOpen>(closeAf, down, af, af.manager)
    closeAf.ask(adapter, af.op as Op<AfOpen>)
  })
  onBoth(routes, ["NdisCmCloseAddressFamilyComplete", "NdisMCmCloseAddressFamilyComplete"], (adapter, down) => {
    const { NdisAfHandle, Status } = down.args
    const af = adapter.findAf(down, NdisAfHandle)
    if (af === undefined) return
    if (Status !== NdisStatus.SUCCESS) return adapter.violation(down.from, "AF-28", `${down.ddi.name} must carry NDIS_STATUS_SUCCESS; complete the close when no call and no SAP is left`)
    adapter.complete(down, closeAf, af.op as Op<AfOpen> | undefined, Status, {})
  })
  onBoth(routes, ["NdisCmNotifyCloseAddressFamily", "NdisMCmNotifyCloseAddressFamily"], (adapter, down) => {
    const af = adapter.findAf(down, down.args.NdisAfHandle)
    if (af === undefined) return
    if (af.notifyOp !== undefined) return adapter.refuse(down, NdisStatus.FAILURE, "AF-32", "the client was asked already and has not answered")
    af.notifyOp = new Op<AfOpen>(notifyClose, down, af, af.client)
    notified.set(af.handle, af)
    notifyClose.ask(adapter, af.notifyOp as Op<AfOpen>)
  })
  on(routes, "NdisClNotifyCloseAddressFamilyComplete", (adapter, down) => {
    const { NdisAfHandle, Status } = down.args
    const af = notified.get(NdisAfHandle) ?? adapter.findAf(down, NdisAfHandle)
    if (af === undefined) return
    adapter.about(down, af)
    if (af.state !== "Closed") adapter.violation(down.from, "AF-36", "the address family is not closed yet; close it first")
    adapter.complete(down, notifyClose, af.notifyOp as Op<AfOpen> | undefined, Status, {})
  })
}
