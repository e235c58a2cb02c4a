/**
 * Changes of a call's parameters: what a client asks for (OP-21) and what the other side proposes (OP-22). One at a time.
 *
 * @see docs/condis/states.md, section 10
 */
import { type CallParameters, sameTraffic } from "../../CallParameters.ts"
import * as CallAxis from "../../machine/CallAxis.ts"
import * as QosAxis from "../../machine/QosAxis.ts"
import { moves } from "../../machine/Table.ts"
import { NdisStatus } from "../../NdisStatus.ts"
import type { Adapter } from "../Adapter.ts"
import type { Vc } from "../objects.ts"
import { Op, Relay } from "../Op.ts"
import { closeCall, moveChange } from "./Calls.ts"
import { crossed, dispatch } from "./Dispatched.ts"
import { on, onBoth, type Routes } from "./Routes.ts"

/** What a change remembers: the parameters as they stand, and those to go back to, where that is not for the two sides to say. */
interface Memo {
  parameters: CallParameters
  readonly before: CallParameters | undefined
}

/** An activation of a VC ended: its new values are in force, or not. */
export const activationEnded = (adapter: Adapter, vc: Vc, succeeded: boolean): void => {
  if (!succeeded) return moveChange(adapter, vc, "Refused")
  const before = (vc.modifyOp?.memo as Memo | undefined)?.before
  moveChange(adapter, vc, before !== undefined && sameTraffic(before, vc.parameters!) ? "Restored" : "Activated")
}

class ModifyCall extends Relay<Vc> {
  constructor() {
    super("NdisClModifyCallQoS")
  }
  handlerArgs(op: Op<Vc>): object {
    return { CallMgrVcContext: op.target.managerContext, CallParameters: (op.memo as Memo).parameters }
  }
  settle(adapter: Adapter, op: Op<Vc>): void {
    const vc = op.target
    const memo = op.memo as Memo
    vc.modifyOp = undefined
    memo.parameters = (op.out["CallParameters"] as CallParameters | undefined) ?? memo.parameters
    const succeeded = op.status === NdisStatus.SUCCESS
    const fault = succeeded ? QosAxis.modifiedGuard(vc.qos) : undefined
    if (fault !== undefined) {
      adapter.violation(op.decider, fault.rule, "the change is reported done but the VC was not activated with the new parameters")
    }
    vc.reactivated = false
    moveChange(adapter, vc, succeeded ? "ModifySucceeded" : "ModifyFailed")
  }
  reporting(op: Op<Vc>) {
    return {
      to: op.target.client!,
      args: { Status: op.status, ProtocolVcContext: op.target.clientContext, CallParameters: (op.memo as Memo).parameters }
    }
  }
}

const modifyCall = new ModifyCall()

export const install = (routes: Routes): void => {
  onBoth(routes, ["NdisCmDispatchIncomingCallQoSChange", "NdisMCmDispatchIncomingCallQoSChange"], (adapter, down) => {
    const { CallParameters, NdisVcHandle } = down.args
    const vc = adapter.findVc(down, NdisVcHandle)
    if (vc === undefined) return
    if (crossed(adapter, down, vc.closeOp, closeCall) || crossed(adapter, down, vc.modifyOp, modifyCall)) return
    const next = CallAxis.transitions[vc.call].QosDispatched
    if (!moves(next) || vc.activation !== "Active")
      return adapter.deny(
        down,
        moves(next) ? { _tag: "Violate", rule: "CALL-69" } : next,
        `the call is ${vc.call} and its VC ${vc.activation}`
      )
    const change = QosAxis.transitions[vc.qos].QosDispatched
    if (!moves(change)) return adapter.deny(down, change, "one change at a time: another is under way on this VC")
    const fault = QosAxis.dispatchGuard({ activatedSince: vc.reactivated })
    if (fault !== undefined)
      adapter.violation(down.from, fault.rule, "the change is dispatched but the VC was not activated with the proposed parameters")
    vc.reactivated = false
    moveChange(adapter, vc, "QosDispatched")
    const atReturn = () => moveChange(adapter, vc, "HandlerReturned")
    const args = { ProtocolVcContext: vc.clientContext, CallParameters }
    dispatch(adapter, vc.client!, "ProtocolClIncomingCallQoSChange", args, { down, atReturn }, vc)
  })
  on(routes, "NdisClModifyCallQoS", (adapter, down) => {
    const { CallParameters, NdisVcHandle } = down.args
    const vc = adapter.findVc(down, NdisVcHandle)
    if (vc === undefined) return
    const next = CallAxis.transitions[vc.call].Modify
    if (!moves(next)) return adapter.deny(down, next, `there is no call to change (${vc.call})`)
    const change = QosAxis.transitions[vc.qos].Modify
    if (!moves(change)) return adapter.deny(down, change, "one change at a time: another is under way on this VC")
    if (vc.activation === "Reactivating")
      return adapter.refuse(down, NdisStatus.FAILURE, "VC-25", "one change at a time: another is under way on this VC")
    const counters = vc.qos === "RemoteProposed"
    moveChange(adapter, vc, "Modify")
    vc.reactivated = false
    // What is asked for may be in force already.
    const inForce = vc.parameters !== undefined && sameTraffic(vc.parameters, CallParameters)
    if (inForce) moveChange(adapter, vc, "Activated")
    const op = new Op<Vc>(modifyCall, down, vc, vc.manager)
    op.memo = { parameters: CallParameters, before: inForce || counters ? undefined : vc.parameters } satisfies Memo
    vc.modifyOp = op
    modifyCall.ask(adapter, op)
  })
  onBoth(routes, ["NdisCmModifyCallQoSComplete", "NdisMCmModifyCallQoSComplete"], (adapter, down) => {
    const { CallParameters, NdisVcHandle, Status } = down.args
    const vc = adapter.findVc(down, NdisVcHandle)
    if (vc !== undefined) adapter.complete(down, modifyCall, vc.modifyOp as Op<Vc> | undefined, Status, { CallParameters })
  })
}
