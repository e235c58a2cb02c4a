/**
 * Point-to-point and multipoint calls: make (OP-19), incoming (OP-20), close (OP-23, OP-24).
 * Changes of their parameters are in `Changes.ts`.
 *
 * @see docs/condis/states.md, sections 7 and 8
 */
import type { CallParameters } from "../../CallParameters.ts"
import * as CallAxis from "../../machine/CallAxis.ts"
import * as PartyAxis from "../../machine/PartyAxis.ts"
import * as QosAxis from "../../machine/QosAxis.ts"
import * as SapAxis from "../../machine/SapAxis.ts"
import { moves } from "../../machine/Table.ts"
import { NdisStatus } from "../../NdisStatus.ts"
import type { Adapter } from "../Adapter.ts"
import type { Down } from "../Message.ts"
import { Party, type Vc } from "../objects.ts"
import { Op, Relay } from "../Op.ts"
import { crossed, dispatch } from "./Dispatched.ts"
import { callEnded, counted, forgetParty, moveParty } from "./Parties.ts"
import { on, onBoth, type Routes } from "./Routes.ts"

const move = (adapter: Adapter, vc: Vc, event: CallAxis.Event): void => {
  const next = CallAxis.transitions[vc.call][event]
  if (moves(next)) adapter.callAxis(vc, next)
}

export const moveChange = (adapter: Adapter, vc: Vc, event: QosAxis.Event): void => {
  const next = QosAxis.transitions[vc.qos][event]
  if (moves(next)) adapter.qos(vc, next)
}

/** What a call's request remembers: the parameters as they stand, and the party a multipoint call began with. */
interface Memo {
  parameters: CallParameters
  readonly party: Party | undefined
}

/** The call is over as far as its two ends are concerned: it is gone when the VC is inactive. */
const over = (adapter: Adapter, vc: Vc): void => {
  if (vc.activation === "Inactive") move(adapter, vc, "VcInactive")
}

class MakeCall extends Relay<Vc> {
  constructor() {
    super("NdisClMakeCall")
  }
  /** It may ring as long as it is wanted. */
  override inTime(op: Op<Vc>): boolean {
    return op.target.call !== "OutPending"
  }
  handlerArgs(op: Op<Vc>): object {
    const { parameters, party } = op.memo as Memo
    return {
      CallMgrVcContext: op.target.managerContext,
      CallParameters: parameters,
      NdisPartyHandle: party === undefined ? null : party.handle
    }
  }
  settle(adapter: Adapter, op: Op<Vc>): void {
    const vc = op.target
    const memo = op.memo as Memo
    const { party } = memo
    vc.callOp = undefined
    memo.parameters = (op.out["CallParameters"] as CallParameters | undefined) ?? memo.parameters
    if (op.status === NdisStatus.SUCCESS) {
      const fault = CallAxis.madeGuard(vc)
      if (fault !== undefined) {
        adapter.violation(
          op.decider,
          fault.rule,
          vc.call === "ClosedUnmade"
            ? "the call is reported made after its close was; it fails. Complete the make-call with a failure"
            : `the call is reported made while its VC is ${vc.activation}; it fails. Activate first`
        )
        op.status = NdisStatus.FAILURE
      } else if (party !== undefined) {
        party.managerContext = op.out["CallMgrPartyContext"]
        if (party.managerContext === undefined || party.managerContext === null) {
          adapter.violation(op.decider, "CALL-10", "a multipoint call is reported made without a CallMgrPartyContext; it fails")
          op.status = NdisStatus.FAILURE
        }
      }
    } else {
      const fault = CallAxis.failedGuard(vc)
      if (fault !== undefined && !op.abandoned)
        adapter.violation(
          op.decider,
          fault.rule,
          "the call fails and its VC is still active; deactivate it, or the client cannot delete it"
        )
    }
    move(adapter, vc, op.status === NdisStatus.SUCCESS ? "MakeCallSucceeded" : "MakeCallFailed")
    vc.reactivated = false
    if (vc.call === "Aborted") over(adapter, vc)
    if (party === undefined) return
    moveParty(adapter, party, op.status === NdisStatus.SUCCESS ? "AddSucceeded" : "AddFailed")
    if (op.status !== NdisStatus.SUCCESS) {
      forgetParty(adapter, party, "its call was not made")
      vc.multipoint = false
    }
  }
  override returning(op: Op<Vc>) {
    return { CallParameters: (op.memo as Memo).parameters, NdisPartyHandle: partyHandle(op) }
  }
  reporting(op: Op<Vc>) {
    const vc = op.target
    return {
      to: vc.client!,
      args: {
        Status: op.status,
        ProtocolVcContext: vc.clientContext,
        NdisPartyHandle: partyHandle(op),
        CallParameters: (op.memo as Memo).parameters
      }
    }
  }
}

const partyHandle = (op: Op<Vc>) => {
  const { party } = op.memo as Memo
  return party === undefined || op.status !== NdisStatus.SUCCESS ? null : party.handle
}

class IncomingCall extends Relay<Vc> {
  constructor() {
    super("NdisCmDispatchIncomingCall")
  }
  /** Who is called takes the time he likes. */
  override inTime(): boolean {
    return false
  }
  handlerArgs(op: Op<Vc>): object {
    return {
      ProtocolSapContext: op.target.sap!.clientContext,
      ProtocolVcContext: op.target.clientContext,
      CallParameters: (op.memo as Memo).parameters
    }
  }
  settle(adapter: Adapter, op: Op<Vc>): void {
    const vc = op.target
    const memo = op.memo as Memo
    vc.callOp = undefined
    memo.parameters = (op.out["CallParameters"] as CallParameters | undefined) ?? memo.parameters
    move(adapter, vc, op.status === NdisStatus.SUCCESS ? "ClientAccepted" : "ClientRejected")
    if (vc.call === "Rejected") over(adapter, vc)
  }
  override returning(op: Op<Vc>) {
    return { CallParameters: (op.memo as Memo).parameters }
  }
  reporting(op: Op<Vc>) {
    return {
      to: op.target.manager,
      args: { Status: op.status, CallMgrVcContext: op.target.managerContext, CallParameters: (op.memo as Memo).parameters }
    }
  }
}

class CloseCall extends Relay<Vc> {
  constructor() {
    super("NdisClCloseCall")
  }
  override readonly whenDead = NdisStatus.SUCCESS
  handlerArgs(op: Op<Vc>): object {
    const { data, party } = op.memo as CloseMemo
    return {
      CallMgrVcContext: op.target.managerContext,
      CallMgrPartyContext: party === undefined ? null : party.managerContext,
      CloseData: data,
      Size: data === null ? 0 : data.byteLength
    }
  }
  settle(adapter: Adapter, op: Op<Vc>): void {
    const vc = op.target
    vc.closeOp = undefined
    if (op.status !== NdisStatus.SUCCESS) {
      const fault = CallAxis.closeFailedGuard(vc.call, vc.activation, adapter.profile["A-02"])
      if (fault !== undefined) {
        adapter.violation(
          op.decider,
          fault.rule,
          `the close fails, which leaves the call in being, and its VC is ${vc.activation}; the call is closed`
        )
        op.status = NdisStatus.SUCCESS
      }
    } else {
      const fault = CallAxis.closedGuard({ activation: vc.activation, profile: adapter.profile["A-03"] })
      if (fault !== undefined && !op.abandoned && !adapter.standsIn(op.decider))
        adapter.violation(op.decider, fault.rule, `the close is reported done while its VC is ${vc.activation}; deactivate first (A-03)`)
    }
    move(adapter, vc, op.status === NdisStatus.SUCCESS ? "CloseSucceeded" : "CloseFailed")
    callEnded(adapter, vc, op.status === NdisStatus.SUCCESS)
    if (op.status !== NdisStatus.SUCCESS) return vc.callOp?.wait?.over()
    vc.multipoint = false
    vc.sap = undefined
    vc.mustDelete = vc.byClient && vc.closeStatusBad
    over(adapter, vc)
  }
  /** Where a call that is being made cannot be closed its call manager may go on with it: the stand-in closes it when it is made. */
  protected override unrefused(adapter: Adapter, op: Op<Vc>, status: NdisStatus): NdisStatus {
    return op.target.call === "Aborting" && adapter.profile["A-20"] === "refuse" ? status : super.unrefused(adapter, op, status)
  }
  reporting(op: Op<Vc>) {
    const { party } = op.memo as CloseMemo
    return {
      to: op.target.client!,
      args: {
        Status: op.status,
        ProtocolVcContext: op.target.clientContext,
        ProtocolPartyContext: party === undefined ? null : party.clientContext
      }
    }
  }
  override afterReport(_adapter: Adapter, op: Op<Vc>): void {
    if (op.status === NdisStatus.SUCCESS && !op.target.byClient) op.target.lostToClient = true
  }
}

interface CloseMemo {
  readonly party: Party | undefined
  readonly data: Uint8Array | null
}

/** A client that is dead or is being unbound cannot wait for the other side: its calls are ended in either reading of A-20. */
const leaves = (vc: Vc): boolean => vc.client?.standIn === true || vc.endpointBinding.state === "Closing"

const makeCall = new MakeCall()
const incomingCall = new IncomingCall()
export const closeCall = new CloseCall()

const closeData = (adapter: Adapter, down: Down, buffer: Uint8Array | null | undefined, size: number | null | undefined): boolean => {
  const bytes = buffer === null || buffer === undefined ? 0 : buffer.byteLength
  if ((size ?? 0) === bytes) return true
  adapter.refuse(down, NdisStatus.INVALID_DATA, "CALL-87", `Size is ${size} and the buffer has ${bytes} bytes`)
  return false
}

export const install = (routes: Routes): void => {
  on(routes, "NdisClMakeCall", (adapter, down) => {
    const { CallParameters, NdisVcHandle, ProtocolPartyContext } = down.args
    const vc = adapter.findVc(down, NdisVcHandle)
    if (vc === undefined) return
    const fault = CallAxis.makeCallGuard({
      byCreator: vc.byClient && down.from === vc.client,
      mustDelete: vc.mustDelete,
      activation: vc.activation
    })
    if (fault !== undefined) return adapter.deny(down, fault, "a call is made on an idle VC that this client created")
    if (vc.af!.state !== "Open") return adapter.refuse(down, NdisStatus.FAILURE, "AF-25", `the address family is ${vc.af!.state}`)
    const next = CallAxis.transitions[vc.call].MakeCall
    if (!moves(next)) return adapter.deny(down, next, `the VC carries a call already (${vc.call})`)
    const multipoint = PartyAxis.multipoint({
      direction: "Outgoing",
      partyContext: ProtocolPartyContext !== undefined && ProtocolPartyContext !== null
    })
    const op = new Op<Vc>(makeCall, down, vc, vc.manager)
    let party: Party | undefined
    if (multipoint) {
      party = new Party(vc, ProtocolPartyContext)
      party.handle = adapter.parties.issue(party)
      ;(vc.parties ??= new Set()).add(party)
      moveParty(adapter, party, "Add")
    }
    vc.multipoint = multipoint
    vc.closeStatusBad = false
    vc.reactivated = false
    op.memo = { parameters: CallParameters, party } satisfies Memo
    vc.callOp = op
    adapter.callAxis(vc, next)
    makeCall.ask(adapter, op)
  })
  onBoth(routes, ["NdisCmMakeCallComplete", "NdisMCmMakeCallComplete"], (adapter, down) => {
    const { CallMgrPartyContext, CallParameters, NdisVcHandle, Status } = down.args
    const vc = adapter.findVc(down, NdisVcHandle)
    if (vc === undefined) return
    adapter.complete(down, makeCall, (vc.callOp ?? vc.closeOp) as Op<Vc> | undefined, Status, { CallParameters, CallMgrPartyContext })
  })
  onBoth(routes, ["NdisCmDispatchIncomingCall", "NdisMCmDispatchIncomingCall"], (adapter, down) => {
    const { CallParameters, NdisSapHandle, NdisVcHandle } = down.args
    const sap = adapter.findSap(down, NdisSapHandle)
    if (sap === undefined) return
    const vc = adapter.findVc(down, NdisVcHandle)
    if (vc === undefined) return
    if (sap.af.state !== "Open") return adapter.refuse(down, NdisStatus.FAILURE, "CALL-51", `the address family is ${sap.af.state}`)
    if (!sap.af.signalling)
      adapter.violation(
        down.from,
        "OID-32",
        "a call is offered to a client that was told that signalling is disabled; tell it first that it is not"
      )
    const wanted = SapAxis.transitions[sap.state].DispatchIncomingCall
    if (!moves(wanted)) return adapter.deny(down, wanted, `the SAP is ${sap.state}`)
    const fault = CallAxis.dispatchGuard({
      byCreator: !vc.byClient && down.from === vc.manager,
      sameFamily: vc.af?.registration === sap.af.registration,
      sameClient: vc.af === sap.af,
      ownVc: vc.af === undefined,
      activation: vc.activation,
      profile: adapter.profile["A-02"]
    })
    if (fault !== undefined)
      return adapter.deny(
        down,
        fault,
        `an incoming call is offered on a VC made for the client of its SAP, and active (A-02); the VC is ${vc.activation}`
      )
    const next = CallAxis.transitions[vc.call].DispatchIncomingCall
    if (!moves(next)) return adapter.deny(down, next, `the VC carries a call already (${vc.call})`)
    adapter.callAxis(vc, next)
    vc.sap = sap
    vc.lostToClient = false
    vc.closeStatusBad = false
    vc.reactivated = false
    const op = new Op<Vc>(incomingCall, down, vc, vc.client!)
    op.memo = { parameters: CallParameters, party: undefined } satisfies Memo
    vc.callOp = op
    incomingCall.ask(adapter, op)
  })
  on(routes, "NdisClIncomingCallComplete", (adapter, down) => {
    const { CallParameters, NdisVcHandle, Status } = down.args
    const vc = adapter.findVc(down, NdisVcHandle)
    if (vc !== undefined) adapter.complete(down, incomingCall, (vc.callOp ?? vc.closeOp) as Op<Vc> | undefined, Status, { CallParameters })
  })
  onBoth(routes, ["NdisCmDispatchCallConnected", "NdisMCmDispatchCallConnected"], (adapter, down) => {
    const vc = adapter.findVc(down, down.args.NdisVcHandle)
    if (vc === undefined) return
    if (crossed(adapter, down, vc.closeOp, closeCall)) return
    const fault = CallAxis.connectedGuard(vc)
    const next = CallAxis.transitions[vc.call].DispatchConnected
    if (fault !== undefined || !moves(next) || vc.manager !== down.from) {
      return adapter.deny(
        down,
        fault ?? next,
        `the call is ${vc.call} and its VC ${vc.activation}; connect an accepted call over an active VC`
      )
    }
    adapter.callAxis(vc, next)
    const args = { ProtocolVcContext: vc.clientContext }
    dispatch(adapter, vc.client!, "ProtocolClCallConnected", args, { down }, vc)
  })
  on(routes, "NdisClCloseCall", (adapter, down) => {
    const { Buffer, NdisPartyHandle, NdisVcHandle, Size } = down.args
    const vc = adapter.findVc(down, NdisVcHandle)
    if (vc === undefined) return
    if (!closeData(adapter, down, Buffer, Size)) return
    const guard = leaves(vc) ? undefined : CallAxis.abortGuard(vc.call, adapter.profile["A-20"])
    const next = guard ?? CallAxis.transitions[vc.call].CloseCall
    if (!moves(next)) return adapter.deny(down, next, `the call is ${vc.call}`)
    let party: Party | undefined
    if (NdisPartyHandle !== undefined && NdisPartyHandle !== null) {
      party = adapter.findParty(down, NdisPartyHandle)
      if (party === undefined) return
      if (party.vc !== vc) {
        adapter.about(down, vc)
        return adapter.refuse(
          down,
          NdisStatus.FAILURE,
          "CALL-81",
          "the party that is named is of another call; name the last party of this one"
        )
      }
    }
    const parties = counted(vc)
    const multipoint = vc.multipoint && vc.call !== "OutPending"
    const fault = CallAxis.closeGuard({ parties, multipoint, named: party !== undefined, sendsOutstanding: vc.sends })
    if (fault !== undefined)
      return adapter.deny(
        down,
        fault,
        `${parties} parties are left, ${vc.sends} sends are out; drop all parties but the last, name it, and wait for the sends`
      )
    adapter.callAxis(vc, next)
    if (party !== undefined) moveParty(adapter, party, "CloseCall")
    moveChange(adapter, vc, "CloseCall")
    const op = new Op<Vc>(closeCall, down, vc, vc.manager)
    op.memo = { party, data: Buffer ?? null } satisfies CloseMemo
    vc.closeOp = op
    vc.callOp?.relay.hurry(adapter, vc.callOp)
    closeCall.ask(adapter, op)
  })
  onBoth(routes, ["NdisCmCloseCallComplete", "NdisMCmCloseCallComplete"], (adapter, down) => {
    const { NdisVcHandle, Status } = down.args
    const vc = adapter.findVc(down, NdisVcHandle)
    if (vc !== undefined) adapter.complete(down, closeCall, (vc.closeOp ?? vc.callOp) as Op<Vc> | undefined, Status, {})
  })
  onBoth(routes, ["NdisCmDispatchIncomingCloseCall", "NdisMCmDispatchIncomingCloseCall"], (adapter, down) => {
    const { Buffer, CloseStatus, NdisVcHandle, Size } = down.args
    const vc = adapter.findVc(down, NdisVcHandle)
    if (vc === undefined) return
    if (!closeData(adapter, down, Buffer, Size)) return
    if (crossed(adapter, down, vc.closeOp, closeCall)) return
    const next = CallAxis.transitions[vc.call].DispatchIncomingClose
    if (!moves(next) || vc.manager !== down.from) return adapter.deny(down, next, `the call is ${vc.call}`)
    adapter.callAxis(vc, next)
    vc.closeStatusBad = CloseStatus !== NdisStatus.SUCCESS
    const args = { CloseStatus, ProtocolVcContext: vc.clientContext, CloseData: Buffer ?? null, Size }
    vc.closeTold = false
    const atReturn = () => {
      vc.closeTold = true
    }
    dispatch(adapter, vc.client!, "ProtocolClIncomingCloseCall", args, { down, atReturn }, vc)
  })
}
