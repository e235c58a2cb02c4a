/**
 * Activation (OP-15) and deactivation (OP-16) of virtual connections: by the miniport, or at once when an MCM driver says so.
 *
 * @see docs/condis/states.md, section 6
 */
import type { CallParameters } from "../../CallParameters.ts"
import type { NdisVcHandle } from "../../Handle.ts"
import * as Activation from "../../machine/Activation.ts"
import * as CallAxis from "../../machine/CallAxis.ts"
import { moves } from "../../machine/Table.ts"
import { NdisStatus } from "../../NdisStatus.ts"
import type { Adapter } from "../Adapter.ts"
import type { Instance } from "../Instance.ts"
import type { Down, Up } from "../Message.ts"
import type { NdisActor } from "../NdisActor.ts"
import type { Vc } from "../objects.ts"
import { Op, Relay } from "../Op.ts"
import { activationEnded } from "./Changes.ts"
import { on, type Routes } from "./Routes.ts"

const move = (adapter: Adapter, vc: Vc, event: Activation.Event): void => {
  const next = Activation.transitions[vc.activation][event]
  if (moves(next)) adapter.activation(vc, next)
}

/** The activation axis reached Inactive: a call that waited for it is over. */
const becameInactive = (adapter: Adapter, vc: Vc): void => {
  vc.parameters = undefined
  const next = CallAxis.transitions[vc.call].VcInactive
  if (moves(next)) adapter.callAxis(vc, next)
}

class Activate extends Relay<Vc> {
  constructor() {
    super("NdisCmActivateVc")
  }
  handlerArgs(op: Op<Vc>): object {
    return { MiniportVcContext: op.target.miniportContext, CallParameters: op.memo }
  }
  settle(adapter: Adapter, op: Op<Vc>): void {
    const vc = op.target
    vc.op = undefined
    const parameters = (op.out["CallParameters"] ?? op.memo) as CallParameters
    op.memo = parameters
    if (op.status === NdisStatus.SUCCESS) {
      vc.parameters = parameters
      vc.reactivated = true
      adapter.laneOf(vc.handle).newTerms(vc)
    }
    activationEnded(adapter, vc, op.status === NdisStatus.SUCCESS)
    move(adapter, vc, op.status === NdisStatus.SUCCESS ? "ActivateSucceeded" : "ActivateFailed")
    if (vc.activation === "Inactive") becameInactive(adapter, vc)
  }
  override returning(op: Op<Vc>) {
    return { CallParameters: op.memo }
  }
  reporting(op: Op<Vc>) {
    return { to: op.target.manager, args: { Status: op.status, CallMgrVcContext: op.target.managerContext, CallParameters: op.memo } }
  }
}

class Deactivate extends Relay<Vc> {
  constructor() {
    super("NdisCmDeactivateVc")
  }
  override readonly whenDead = NdisStatus.SUCCESS
  handlerArgs(op: Op<Vc>): object {
    return { MiniportVcContext: op.target.miniportContext }
  }
  /** The miniport's final return, too, has to wait for the traffic to drain. */
  override returned(ndis: NdisActor, up: Up): void {
    if (up.status !== NdisStatus.SUCCESS) return super.returned(ndis, up)
    whenDrained(ndis as Adapter, (up.part as Op<Vc>).target, up.to, () => super.returned(ndis, up))
  }
  settle(adapter: Adapter, op: Op<Vc>): void {
    const vc = op.target
    vc.op = undefined
    move(adapter, vc, op.status === NdisStatus.SUCCESS ? "DeactivateSucceeded" : "DeactivateFailed")
    if (vc.activation === "Inactive") becameInactive(adapter, vc)
  }
  reporting(op: Op<Vc>) {
    return { to: op.target.manager, args: { Status: op.status, CallMgrVcContext: op.target.managerContext } }
  }
}

const activate = new Activate()
const deactivateRelay = new Deactivate()

/** VC-44, VC-45: a deactivation ends only when no send and no lent receive is out. */
const whenDrained = (adapter: Adapter, vc: Vc, by: Instance, then: () => void): void => {
  const fault = Activation.deactivatedGuard({ sends: vc.sends, lentReceives: vc.lent })
  if (fault === undefined) return then()
  const text = `${vc.sends} sends and ${vc.lent} lent receives are still out; the end of the deactivation is held back until they are home`
  // A stand-in has nothing to drain: what the survivors of a dead miniport have comes home to nobody.
  if (!by.standIn) adapter.violation(by, fault.rule, text)
  // A completion and the return of the handler may both wait, in this order.
  const before = vc.draining
  vc.draining = () => {
    vc.draining = undefined
    before?.()
    then()
  }
}

const managerOf = (adapter: Adapter): string => (adapter.isMcm ? "MCM" : "call manager")

/** The VC, once its call manager may activate it and that has begun. Undefined: refused. */
const activating = (adapter: Adapter, down: Down, handle: NdisVcHandle): Vc | undefined => {
  const vc = adapter.findVc(down, handle)
  if (vc === undefined) return undefined
  if (vc.manager !== down.from) {
    return void adapter.refuse(down, NdisStatus.FAILURE, "VC-20", `only the ${managerOf(adapter)} of a VC activates it`)
  }
  const ending = CallAxis.activateGuard(vc.call)
  if (ending !== undefined) return void adapter.deny(down, ending, `the call on it is ${vc.call}`)
  const next = Activation.transitions[vc.activation].Activate
  if (!moves(next)) return void adapter.deny(down, next, `the VC is ${vc.activation}`)
  adapter.activation(vc, next)
  return vc
}

/** As {@link activating}. */
const deactivating = (adapter: Adapter, down: Down, handle: NdisVcHandle): Vc | undefined => {
  const vc = adapter.findVc(down, handle)
  if (vc === undefined) return undefined
  if (vc.manager !== down.from) {
    return void adapter.refuse(down, NdisStatus.FAILURE, "VC-40", `only the ${managerOf(adapter)} of a VC deactivates it`)
  }
  const needed = CallAxis.deactivateGuard(vc.call)
  if (needed !== undefined) return void adapter.deny(down, needed, `the call on it is ${vc.call}; close it first`)
  const next = Activation.transitions[vc.activation].Deactivate
  if (!moves(next)) return void adapter.deny(down, next, `the VC is ${vc.activation}`)
  adapter.activation(vc, next)
  return vc
}

export const install = (routes: Routes): void => {
  on(routes, "NdisCmActivateVc", (adapter, down) => {
    const { CallParameters, NdisVcHandle } = down.args
    const { miniport } = adapter
    if (miniport === undefined) return adapter.refuse(down, NdisStatus.FAILURE, "VC-20", "the adapter is halted: nothing carries its VCs")
    const vc = activating(adapter, down, NdisVcHandle)
    if (vc === undefined) return
    const op = new Op<Vc>(activate, down, vc, miniport)
    op.memo = CallParameters
    vc.op = op
    activate.ask(adapter, op)
  })
  on(routes, "NdisMCoActivateVcComplete", (adapter, down) => {
    const { CallParameters, NdisVcHandle, Status } = down.args
    const vc = adapter.findVc(down, NdisVcHandle)
    if (vc !== undefined) adapter.complete(down, activate, vc.op as Op<Vc> | undefined, Status, { CallParameters })
  })
  on(routes, "NdisCmDeactivateVc", (adapter, down) => {
    const vc = deactivating(adapter, down, down.args.NdisVcHandle)
    if (vc === undefined) return
    // The adapter was halted above it: there is nothing to deactivate any more.
    if (adapter.miniport === undefined) {
      move(adapter, vc, "DeactivateSucceeded")
      becameInactive(adapter, vc)
      return adapter.reply(down, NdisStatus.SUCCESS)
    }
    const op = new Op<Vc>(deactivateRelay, down, vc, adapter.miniport)
    vc.op = op
    deactivateRelay.ask(adapter, op)
  })
  on(routes, "NdisMCoDeactivateVcComplete", (adapter, down) => {
    const { NdisVcHandle, Status } = down.args
    const vc = adapter.findVc(down, NdisVcHandle)
    if (vc === undefined) return
    const complete = () => adapter.complete(down, deactivateRelay, vc.op as Op<Vc> | undefined, Status, {})
    if (Status === NdisStatus.SUCCESS && vc.activation === "Deactivating") whenDrained(adapter, vc, down.from, complete)
    else complete()
  })
  on(routes, "NdisMCmActivateVc", (adapter, down) => {
    const { CallParameters, NdisVcHandle } = down.args
    const vc = activating(adapter, down, NdisVcHandle)
    if (vc === undefined) return
    vc.parameters = CallParameters
    vc.reactivated = true
    adapter.laneOf(vc.handle).newTerms(vc)
    activationEnded(adapter, vc, true)
    move(adapter, vc, "ActivateSucceeded")
    // the function page lets the MCM driver run its completion handler itself.
    if (adapter.profile["A-01"] === "reference") return adapter.reply(down, NdisStatus.SUCCESS)
    // The figures: answered PENDING, and ended at the completion handler.
    adapter.reply(down, NdisStatus.PENDING)
    down.from.outstanding--
    const args = { Status: NdisStatus.SUCCESS, CallMgrVcContext: vc.managerContext, CallParameters }
    adapter.call(down.from, "ProtocolCmActivateVcComplete", args, undefined, undefined, vc, true)
  })
  on(routes, "NdisMCmDeactivateVc", (adapter, down) => {
    const vc = deactivating(adapter, down, down.args.NdisVcHandle)
    if (vc === undefined) return
    const fault = Activation.deactivatedGuard({ sends: vc.sends, lentReceives: vc.lent })
    if (fault !== undefined) {
      adapter.violation(
        down.from,
        fault.rule,
        `${vc.sends} sends and ${vc.lent} lent receives are still out; an MCM drains before it deactivates`
      )
    }
    move(adapter, vc, "DeactivateSucceeded")
    becameInactive(adapter, vc)
    adapter.reply(down, NdisStatus.SUCCESS)
    if (adapter.profile["A-01"] === "reference") return
    const args = { Status: NdisStatus.SUCCESS, CallMgrVcContext: vc.managerContext }
    adapter.call(down.from, "ProtocolCmDeactivateVcComplete", args, undefined, undefined, vc, true)
  })
}
