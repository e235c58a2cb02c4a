/**
 * Address families: registration (OP-06), open (OP-07), close (OP-08), notify-close (OP-09).
 *
 * @see docs/condis/states.md, sections 3, 4 and 14
 */
import type { NdisAfHandle } from "../../Handle.ts"
import * as AfOpenMachine from "../../machine/AfOpen.ts"
import * as AfRegistration from "../../machine/AfRegistration.ts"
import * as NotifyCloseMachine from "../../machine/NotifyClose.ts"
import { moves } from "../../machine/Table.ts"
import { NdisStatus } from "../../NdisStatus.ts"
import type { Adapter } from "../Adapter.ts"
import type { Instance } from "../Instance.ts"
import type { Down, DownOf, Up } from "../Message.ts"
import type { NdisActor } from "../NdisActor.ts"
import { AfOpen, type Binding, Registration } from "../objects.ts"
import { Op, Relay } from "../Op.ts"
import { tear } from "./OidRequests.ts"
import { on, onBoth, type Routes } from "./Routes.ts"

const move = (adapter: Adapter, af: AfOpen, event: AfOpenMachine.Event): void => {
  const next = AfOpenMachine.transitions[af.state][event]
  if (!moves(next)) return
  adapter.changed("af", af.state, next)
  af.state = next
}

class OpenAf extends Relay<AfOpen> {
  constructor() {
    super("NdisClOpenAddressFamilyEx")
  }
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
    move(adapter, af, op.status === NdisStatus.SUCCESS ? "OpenSucceeded" : "OpenFailed")
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
  constructor() {
    super("NdisClCloseAddressFamily")
  }
  override readonly whenDead = NdisStatus.SUCCESS
  handlerArgs(op: Op<AfOpen>): object {
    return { CallMgrAfContext: op.target.managerContext }
  }
  /** While objects are left it may wait for them. */
  override inTime(op: Op<AfOpen>): boolean {
    return op.target.vcs + op.target.saps.size === 0
  }
  override returned(ndis: NdisActor, up: Up): void {
    if (up.status !== NdisStatus.SUCCESS) return super.returned(ndis, up)
    whenEmpty(ndis as Adapter, (up.part as Op<AfOpen>).target, up.to, () => super.returned(ndis, up))
  }
  override abandoned(adapter: Adapter, op: Op<AfOpen>): void {
    whenEmpty(adapter, op.target, undefined, () => super.abandoned(adapter, op))
  }
  settle(adapter: Adapter, op: Op<AfOpen>): void {
    const af = op.target
    af.op = undefined
    move(adapter, af, op.status === NdisStatus.SUCCESS ? "CloseSucceeded" : "CloseFailed")
    if (op.status === NdisStatus.SUCCESS) forget(adapter, af, "the client closed it")
  }
  reporting(op: Op<AfOpen>) {
    return { to: op.target.client, args: { Status: op.status, ProtocolAfContext: op.target.clientContext } }
  }
}

/** SAPs and VCs that the call manager still knows of: what is on its way out it may count as gone. */
const held = (adapter: Adapter, af: AfOpen): number => {
  let count = 0
  for (const sap of af.saps) if (sap.state !== "Deregistering") count++
  for (const vc of adapter.vcs.values())
    if (vc.af === af && vc.activation !== "DeletingAtPeer" && vc.activation !== "DeletingAtMiniport") count++
  return count
}

/** AF-26: the end of a close that leaves objects on the family is kept back until they are gone. `by`: who is to blame. */
const whenEmpty = (adapter: Adapter, af: AfOpen, by: Instance | undefined, then: () => void): void => {
  if (af.state !== "ClosingWaiting" && af.state !== "CloseWithheld") return then()
  const left = held(adapter, af)
  const fault = AfOpenMachine.closeCompletionGuard({ state: af.state, succeeded: true, byCompletion: false })
  if (fault !== undefined && by !== undefined && left > 0)
    adapter.violation(by, fault.rule, `${left} SAPs and VCs are left; the end of the close is kept back until they are gone`)
  move(adapter, af, "CloseSucceeded")
  const before = af.withheld
  af.withheld = () => {
    before?.()
    then()
  }
}

/** A SAP or VC of the family is gone: a close may have waited for it. */
export const objectGone = (adapter: Adapter, af: AfOpen): void => {
  if (af.vcs + af.saps.size > 0 || (af.state !== "ClosingWaiting" && af.state !== "CloseWithheld")) return
  move(adapter, af, "ObjectsGone")
  const end = af.withheld
  af.withheld = undefined
  end?.()
}

class NotifyClose extends Relay<AfOpen> {
  constructor() {
    super("NdisCmNotifyCloseAddressFamily")
  }
  override readonly whenDead = NdisStatus.SUCCESS
  /** A client leaves when its programs have. */
  override inTime(): boolean {
    return false
  }
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
  tear(adapter, (about) => about.af === af, cause)
  adapter.afs.release(af.handle, cause, adapter.micros())
  af.binding.afs.delete(af)
  af.registration.opens.delete(af)
  adapter.retire(af.registration)
}

const register = (adapter: Adapter, down: Down, binding: Binding | undefined, context: unknown): void => {
  const { AddressFamily } = (down as DownOf<"NdisCmRegisterAddressFamilyEx">).args
  const taken = adapter.registrations.find(
    (other) => other.family.AddressFamily === AddressFamily.AddressFamily && other.state !== "Absent"
  )
  const mcm = down.from.has("MCM driver")
  const fault = AfRegistration.registerGuard({
    kind: mcm ? "Mcm" : "CallManager",
    inHandler: mcm ? adapter.state === "Initializing" : binding?.state === "Opening",
    bindingClosing: binding?.state === "Closing",
    mcmBelow: adapter.isMcm && taken !== undefined
  })
  if (fault !== undefined)
    return adapter.deny(down, fault, notNow[fault.rule] ?? `${taken?.provider.name} already offers this address family on ${adapter.name}`)
  const next = AfRegistration.transitions[taken?.state ?? "Absent"].Register
  if (!moves(next)) {
    return adapter.refuse(
      down,
      NdisStatus.FAILURE,
      mcm ? "AF-04" : next.rule,
      `${taken?.provider.name} already offers this address family on ${adapter.name}`
    )
  }
  const registration = new Registration(AddressFamily, down.from, binding, context)
  adapter.moveRegistration(registration, "Register")
  adapter.registrations.push(registration)
  adapter.reply(down, NdisStatus.SUCCESS)
}

/** Why a family cannot be registered at this moment, by the rule that says so. */
const notNow: { readonly [rule: string]: string } = {
  "AF-02": "an address family is registered from ProtocolBindAdapterEx, after NdisOpenAdapterEx succeeded",
  "AF-03": "an MCM registers its address family from MiniportInitializeEx",
  "AF-07": "the binding is closing"
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
  const told = AfRegistration.notifies(registration.state, "HandlerSucceeded")
  adapter.moveRegistration(registration, "HandlerSucceeded")
  if (told === "All")
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
    register(adapter, down, binding, binding.context)
  })
  on(routes, "NdisMCmRegisterAddressFamilyEx", (adapter, down) => {
    if (!adapter.isMiniport(down, down.args.MiniportAdapterHandle)) return
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
    if (registration === undefined)
      return deny("AF-13", `nobody offers address family 0x${AddressFamily.AddressFamily.toString(16)} on ${adapter.name}`)
    if (registration.state !== "Advertised") return deny("AF-14", "the provider of this address family is going away")
    if (!registration.notified.has(binding))
      return deny("AF-12", "this client was not notified of the address family yet; open it from ProtocolCoAfRegisterNotify")
    const af = new AfOpen(registration, binding, ClientAfContext)
    af.handle = adapter.afs.issue(af)
    adapter.about(down, af)
    move(adapter, af, "OpenAf")
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
    const objects = af.vcs + af.saps.size
    const event = objects === 0 ? "CloseAf" : "CloseAfWithObjects"
    const next = AfOpenMachine.transitions[af.state][event]
    if (!moves(next)) return adapter.deny(down, next, `the address family is ${af.state}`)
    const fault = AfOpenMachine.closeGuard({ objects, profile: adapter.profile["A-07"] })
    if (fault !== undefined) {
      return adapter.deny(
        down,
        fault,
        `${af.vcs} VCs and ${af.saps.size} SAPs are left on it; close the calls, delete the VCs, deregister the SAPs first`
      )
    }
    move(adapter, af, event)
    af.op = new Op<AfOpen>(closeAf, down, af, af.manager)
    closeAf.ask(adapter, af.op as Op<AfOpen>)
  })
  onBoth(routes, ["NdisCmCloseAddressFamilyComplete", "NdisMCmCloseAddressFamilyComplete"], (adapter, down) => {
    const { NdisAfHandle, Status } = down.args
    const af = adapter.findAf(down, NdisAfHandle)
    if (af === undefined) return
    const succeeded = Status === NdisStatus.SUCCESS
    if (!succeeded) {
      const fault = AfOpenMachine.closeCompletionGuard({ state: af.state, succeeded, byCompletion: true })
      if (fault !== undefined) adapter.violation(down.from, fault.rule, `${down.ddi.name} must carry NDIS_STATUS_SUCCESS`)
      return
    }
    whenEmpty(adapter, af, down.from, () => adapter.complete(down, closeAf, af.op as Op<AfOpen> | undefined, Status, {}))
  })
  onBoth(routes, ["NdisCmNotifyCloseAddressFamily", "NdisMCmNotifyCloseAddressFamily"], (adapter, down) => {
    const af = adapter.findAf(down, down.args.NdisAfHandle)
    if (af === undefined) return
    const open = AfOpenMachine.transitions[af.state].NotifyClose
    if (!moves(open)) return adapter.deny(down, open, `the address family is ${af.state}`)
    const next = NotifyCloseMachine.transitions[NotifyCloseMachine.of(af.notifyOp?.state)].NotifyClose
    if (!moves(next)) return adapter.deny(down, next, "the client was asked already and has not answered")
    af.notifyOp = new Op<AfOpen>(notifyClose, down, af, af.client)
    notified.set(af.handle, af)
    notifyClose.ask(adapter, af.notifyOp as Op<AfOpen>)
  })
  on(routes, "NdisClNotifyCloseAddressFamilyComplete", (adapter, down) => {
    const { NdisAfHandle, Status } = down.args
    const af = notified.get(NdisAfHandle) ?? adapter.findAf(down, NdisAfHandle)
    if (af === undefined) return
    adapter.about(down, af)
    const fault = NotifyCloseMachine.completeGuard({ afClosed: af.state === "Closed" })
    if (fault !== undefined) adapter.violation(down.from, fault.rule, "the address family is not closed yet; close it first")
    adapter.complete(down, notifyClose, af.notifyOp as Op<AfOpen> | undefined, Status, {})
  })
}
