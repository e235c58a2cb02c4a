/**
 * Call management in one form-neutral machine: runs a {@link CallControl} against NDIS.
 *
 * Both kits use it: the call-manager kit with the NdisCm functions and a signalling VC, the MCM kit with the NdisMCm functions and its own
 * hardware path. What differs between the two is the {@link Form}; everything else, address families, SAPs, VCs, the expansion of actions
 * into calls, is written once. No fiber exists per call: handlers, returns, frames and timers are events of plain methods.
 *
 * @see docs/condis/operations.md, OP-07 to OP-24
 */
import type { Patience } from "../actor/Patience.ts"
import type { CallAction, CallControl, CallEvent, CallReference } from "../CallControl.ts"
import type { CallParameters } from "../CallParameters.ts"
import type { NdisAfHandle } from "../Handle.ts"
import { NdisStatus } from "../NdisStatus.ts"
import { Ending } from "./Ending.ts"
import {
  type CallManagerHandlers,
  type Form,
  type ManagedAf,
  ManagedCall,
  ManagedParty,
  type ManagedSap,
  ManagedVc,
  type ManagerLife,
  startTimer,
  stopTimer,
  stopTimers
} from "./Managed.ts"
import { ManagedLine } from "./ManagedLine.ts"
import { NumberMap } from "./NumberMap.ts"
import { Offering } from "./Offering.ts"
import { unanswered } from "./Unanswered.ts"

export type { Form, ManagedVc } from "./Managed.ts"

const keyOf = (reference: CallReference): number => reference.value * 2 + (reference.ours ? 1 : 0)

/** Drawn when a close is completed first: 0, the VC is deactivated in the same batch; 1, a millisecond later. */
export const apart = "deactivation after close completion"

/** Largest call reference value of Q.2931 (23 bits); other protocols live within it. */
const largestReference = 0x7fffff

export class CallManager<Call, Message> {
  readonly afs = new Set<ManagedAf>()
  /** Called when a notify-close ends: the client has left, or said why not. */
  whenLeft: ((af: NdisAfHandle, status: NdisStatus) => void) | undefined = undefined
  private readonly saps = new Set<ManagedSap>()
  private readonly calls = new NumberMap<ManagedCall>()
  private nextReference = 1
  private readonly line: ManagedLine<Message>
  private readonly offering: Offering
  private readonly patience: Patience<string>
  private readonly ending: Ending
  private readonly life: ManagerLife
  private readonly control: CallControl<Call, Message>
  private readonly form: Form

  constructor(life: ManagerLife, control: CallControl<Call, Message>, form: Form) {
    this.life = life
    this.control = control
    this.form = form
    this.patience = unanswered(life)
    this.ending = new Ending(form, life, this.patience, (text) => this.note(text))
    this.offering = new Offering(form, life.profile["A-02"], this.patience, {
      sapFor: (parameters) => {
        for (const each of this.saps) if (control.serves(each.sap, parameters)) return each
        return undefined
      },
      step: (call, event) => this.step(call, event)
    })
    this.line = new ManagedLine(life, control.line, {
      send: (message) => this.send(message),
      note: (text) => this.note(text),
      tell: (event) => this.tell(event),
      using: (connection) => this.calls.values().filter((call) => control.uses(call.control as Call, connection)),
      abort: (call, status) => this.step(call, { _tag: "Abort", status })
    })
  }

  /** It begins on an adapter: NDIS has ended whatever a life before, or an earlier binding, had there. */
  begin(): void {
    this.control.begins?.()
  }

  // What NDIS asks

  readonly handlers: CallManagerHandlers = {
    ProtocolCmOpenAf: ({ AddressFamily, NdisAfHandle }) => {
      if (AddressFamily.AddressFamily !== this.control.addressFamily.AddressFamily) return NdisStatus.FAILURE
      const af: ManagedAf = { handle: NdisAfHandle, saps: new Set(), vcs: 0, closing: false }
      this.afs.add(af)
      return { Status: NdisStatus.SUCCESS, CallMgrAfContext: af }
    },
    ProtocolCmCloseAf: ({ CallMgrAfContext }) => {
      const af = CallMgrAfContext as ManagedAf
      af.closing = af.saps.size + af.vcs > 0
      if (af.closing) return NdisStatus.PENDING
      this.afs.delete(af)
      return NdisStatus.SUCCESS
    },
    ProtocolCmNotifyCloseAfComplete: ({ CallMgrAfContext, Status }) => this.whenLeft?.((CallMgrAfContext as ManagedAf).handle, Status),
    ProtocolCmRegisterSap: ({ CallMgrAfContext, NdisSapHandle, Sap }) => {
      const af = CallMgrAfContext as ManagedAf
      const status = this.control.checkSap(Sap)
      if (status !== NdisStatus.SUCCESS) return status
      // a SAP that is taken is answered like one that is wrong.
      for (const other of this.saps) if (this.control.sameSap(other.sap, Sap)) return NdisStatus.INVALID_DATA
      const sap: ManagedSap = { handle: NdisSapHandle, sap: Sap, af }
      this.saps.add(sap)
      af.saps.add(sap)
      return { Status: NdisStatus.SUCCESS, CallMgrSapContext: sap }
    },
    ProtocolCmDeregisterSap: ({ CallMgrSapContext }) => {
      const sap = CallMgrSapContext as ManagedSap
      this.saps.delete(sap)
      sap.af.saps.delete(sap)
      this.released(sap.af)
      return NdisStatus.SUCCESS
    },
    ProtocolCoCreateVc: ({ NdisVcHandle, ProtocolAfContext }) => {
      const vc = new ManagedVc(ProtocolAfContext as ManagedAf, true)
      vc.handle = NdisVcHandle
      vc.af.vcs++
      return { Status: NdisStatus.SUCCESS, ProtocolVcContext: vc }
    },
    ProtocolCoDeleteVc: ({ ProtocolVcContext }) => {
      const vc = ProtocolVcContext as ManagedVc
      if (vc.call !== undefined) return NdisStatus.NOT_ACCEPTED
      vc.af.vcs--
      this.released(vc.af)
      return NdisStatus.SUCCESS
    },
    ProtocolCmMakeCall: ({ CallMgrVcContext, CallParameters, NdisPartyHandle }) => {
      const vc = CallMgrVcContext as ManagedVc
      const reference = this.newReference()
      if (reference === undefined) return NdisStatus.RESOURCES
      const call = new ManagedCall(keyOf(reference), this.control.idle(reference), vc)
      this.calls.set(call.key, call)
      vc.call = call
      // A party handle asks for a multipoint call.
      const multipoint = NdisPartyHandle !== null && NdisPartyHandle !== undefined
      const party = multipoint ? { party: new ManagedParty(NdisPartyHandle, call).number } : undefined
      const answer = this.ask(call, "make", { _tag: "MakeCall", parameters: CallParameters, ...party })
      return answer === undefined ? NdisStatus.PENDING : { Status: answer.status, CallParameters: answer.parameters }
    },
    ProtocolCmIncomingCallComplete: ({ CallMgrVcContext, CallParameters, Status }) => {
      const vc = CallMgrVcContext as ManagedVc
      const answered = vc.answered
      vc.answered = undefined
      answered?.(Status, CallParameters)
    },
    ProtocolCmModifyCallQoS: ({ CallMgrVcContext, CallParameters }) => {
      const call = (CallMgrVcContext as ManagedVc).call
      if (call === undefined) return NdisStatus.FAILURE
      call.proposed = false
      const answer = this.ask(call, "modify", { _tag: "Modify", parameters: CallParameters })
      return answer === undefined ? NdisStatus.PENDING : answer.status
    },
    ProtocolCmCloseCall: ({ CallMgrVcContext, CloseData }) => {
      const vc = CallMgrVcContext as ManagedVc
      const call = vc.call
      if (call === undefined) return NdisStatus.FAILURE
      call.proposed = false
      const answer = this.ask(call, "close", { _tag: "Close", data: CloseData ?? undefined })
      return answer === undefined ? NdisStatus.PENDING : answer.status
    },
    ProtocolCmActivateVcComplete: ({ CallMgrVcContext, CallParameters, Status }) => {
      const vc = CallMgrVcContext as ManagedVc
      const activated = vc.activated
      vc.activated = undefined
      activated?.(Status, CallParameters)
    },
    ProtocolCmDeactivateVcComplete: ({ CallMgrVcContext, Status }) => {
      const vc = CallMgrVcContext as ManagedVc
      const deactivated = vc.deactivated
      vc.deactivated = undefined
      deactivated?.(Status)
    },
    ProtocolCmAddParty: ({ CallMgrVcContext, CallParameters, NdisPartyHandle }) => {
      const { call } = CallMgrVcContext as ManagedVc
      if (call === undefined) return { Status: NdisStatus.FAILURE, CallParameters }
      const party = new ManagedParty(NdisPartyHandle, call)
      const answer = this.askOf(party, { _tag: "AddParty", party: party.number, parameters: CallParameters })
      if (answer === undefined) return NdisStatus.PENDING
      return { Status: answer.status, CallParameters: answer.parameters, CallMgrPartyContext: party }
    },
    ProtocolCmDropParty: ({ CallMgrPartyContext, CloseData }) => {
      const party = CallMgrPartyContext as ManagedParty
      // Its call is over, and the party with it.
      if (party.call.over) return NdisStatus.SUCCESS
      const answer = this.askOf(party, { _tag: "DropParty", party: party.number, data: CloseData ?? undefined })
      return answer === undefined ? NdisStatus.PENDING : answer.status
    }
  }

  /** A SAP or VC of a family is gone. Its close may wait for the last one, and is completed when NDIS knows of that, too. */
  private released(af: ManagedAf): void {
    if (!af.closing || af.saps.size + af.vcs > 0) return
    af.closing = false
    this.afs.delete(af)
    this.life.post(() => this.form.closeAfComplete(af.handle))
  }

  /** Steps a call inside a handler: what it decides at once becomes the handler's return, otherwise the handler pends. */
  private ask(call: ManagedCall, asking: "make" | "close" | "modify", event: CallEvent<Message>): ManagedCall["answer"] {
    call.asking = asking
    call.answer = undefined
    this.step(call, event)
    const answer = call.answer
    call.asking = undefined
    call.answer = undefined
    return answer
  }

  /** As {@link ask}, for what is asked about one party. */
  private askOf(party: ManagedParty, event: CallEvent<Message>): ManagedParty["answer"] {
    party.asking = true
    party.answer = undefined
    this.step(party.call, event)
    party.asking = false
    return party.answer
  }

  private newReference(): CallReference | undefined {
    for (let tries = 0; tries <= this.calls.size; tries++) {
      const reference: CallReference = { value: this.nextReference, ours: true }
      this.nextReference = (this.nextReference % largestReference) + 1
      if (!this.calls.has(keyOf(reference))) return reference
    }
    return undefined
  }

  // What the network says

  /** A frame of the signalling channel. */
  received(payload: unknown): void {
    const message = this.control.codec.decode(payload)
    if (message === undefined) return this.note(`a frame on the signalling channel is no message of ${this.control.name} and is dropped`)
    const reference = this.control.referenceOf(message)
    if (reference === undefined) return this.line.step({ _tag: "Message", message })
    const key = keyOf(reference)
    let call = this.calls.get(key)
    if (call === undefined) {
      if (!this.control.opens(message)) {
        const answer = this.control.stray(message)
        if (answer !== undefined) this.send(answer)
        return
      }
      call = new ManagedCall(key, this.control.idle(reference), undefined)
      this.calls.set(key, call)
    }
    this.step(call, { _tag: "Message", message })
  }

  /** The signalling link went down, or came up. */
  linkChanged(up: boolean): void {
    this.line.step({ _tag: "Link", up })
  }

  /** Ends every call without talking to the network. */
  abort(status: NdisStatus): void {
    this.line.reset()
    this.tell({ _tag: "Abort", status })
  }

  /** Calls `act` when NDIS has answered all that was asked of it. */
  settled(act: () => void): void {
    this.ending.settled(act)
  }

  private tell(event: CallEvent<Message>): void {
    for (const call of this.calls.values()) this.step(call, event)
  }

  private send(message: Message): void {
    this.form.send(this.control.codec.encode(message))
  }

  // Steps

  private step(call: ManagedCall, event: CallEvent<Message>): void {
    if (call.over) return
    const { actions, call: next } = this.control.step(call.control as Call, event)
    call.control = next
    for (const action of actions) this.perform(call, action)
  }

  private perform(call: ManagedCall, action: CallAction<Message>): void {
    switch (action._tag) {
      case "Send":
        return this.send(action.message)
      case "StartTimer":
        return startTimer(call, this.life, action.timer, action.millis, this.expired)
      case "StopTimer":
        return stopTimer(call, action.timer)
      case "Activate":
        return this.activate(call, action.parameters)
      case "CallMade":
        return this.callMade(call, action.status, action.parameters)
      case "Offer":
        return this.offering.offer(call, action.parameters)
      case "Connected":
        return this.form.dispatchConnected(call.vc!.handle)
      case "QoSProposed":
        return this.propose(call, action.parameters)
      case "Modified":
        if (call.asking === "modify") call.answer = { status: action.status, parameters: action.parameters }
        else this.form.modifyComplete(action.status, call.vc!.handle, action.parameters)
        return
      case "IncomingClose":
        return this.form.dispatchIncomingClose(action.status, call.vc!.handle, action.data)
      case "PartyAdded":
      case "PartyDropped":
        return this.partyAnswered(call, action)
      case "IncomingDrop": {
        const party = call.parties?.get(action.party)
        if (party !== undefined) this.form.dispatchIncomingDrop(action.status, party.handle, action.data)
        return
      }
      case "Stuck":
        return this.line.step(action)
      case "CloseRefused":
        if (call.asking === "close") call.answer = { status: action.status, parameters: undefined }
        else this.form.closeCallComplete(action.status, call.vc!.handle)
        return
      case "Closed":
        return this.closed(call)
      case "Gone":
        return this.gone(call)
      case "Note":
        return this.note(action.text)
    }
  }

  private readonly expired = (call: ManagedCall, timer: string): void => this.step(call, { _tag: "Timer", timer })

  private partyAnswered(call: ManagedCall, action: Extract<CallAction<Message>, { readonly _tag: "PartyAdded" | "PartyDropped" }>): void {
    const party = call.parties?.get(action.party)
    if (party === undefined) return
    const { status } = action
    const parameters = action._tag === "PartyAdded" ? action.parameters : undefined
    if ((parameters !== undefined) !== (status === NdisStatus.SUCCESS)) call.parties?.delete(party.number)
    if (party.asking) party.answer = { status, parameters }
    else if (parameters === undefined) this.form.dropPartyComplete(status, party.handle)
    else this.form.addPartyComplete(status, party, parameters)
  }

  private activate(call: ManagedCall, parameters: CallParameters): void {
    const vc = call.vc!
    vc.whenIdle(() => {
      const before = vc.state
      vc.begins("Activating", this.patience)
      this.form.activate(vc, parameters, (status, inForce) => {
        vc.settled(status === NdisStatus.SUCCESS || before === "Active" ? "Active" : "Inactive")
        this.step(call, { _tag: "Activated", status, parameters: inForce })
      })
    })
  }

  private callMade(call: ManagedCall, status: NdisStatus, parameters: CallParameters): void {
    const vc = call.vc!
    if (status === NdisStatus.SUCCESS) return this.form.makeCallComplete(status, vc.handle, parameters, call.parties?.get(0))
    // The client may use the VC again when it learns of the failure.
    vc.call = undefined
    if (vc.state === "Inactive") {
      if (call.asking === "make") call.answer = { status, parameters }
      else this.form.makeCallComplete(status, vc.handle, parameters, undefined)
      return
    }
    call.failing = () => {}
    this.ending.deactivate(vc, () => {
      this.form.makeCallComplete(status, vc.handle, parameters, undefined)
      const { failing } = call
      call.failing = undefined
      failing?.()
    })
  }

  private propose(call: ManagedCall, parameters: CallParameters): void {
    call.proposed = true
    this.form.dispatchQoS(call.vc!.handle, parameters, () => {
      if (!call.proposed) return
      call.proposed = false
      this.step(call, { _tag: "QoSAccepted" })
    })
  }

  private forget(call: ManagedCall): ManagedVc | undefined {
    stopTimers(call)
    call.over = true
    this.calls.delete(call.key)
    const vc = call.vc
    if (vc !== undefined && vc.call === call) vc.call = undefined
    this.line.over(call)
    return vc
  }

  /**
   * The client's close is done. It is completed by a call in either form, never by the return of ProtocolCmCloseCall, so that a client
   * sees the same. In one batch, so that NDIS has the VC Inactive before the client reacts; an explorer may draw the two apart.
   */
  private closed(call: ManagedCall): void {
    if (call.failing !== undefined) return void (call.failing = () => this.closed(call))
    const vc = this.forget(call)!
    const complete = () => this.form.closeCallComplete(NdisStatus.SUCCESS, vc.handle)
    const order = this.life.profile["A-03"]
    if ((order === "figures" ? this.form.closing : order) === "complete-first") {
      complete()
      return this.ending.deactivate(vc, () => this.down(call, vc), this.life.choice.pick(2, apart) === 1)
    }
    this.ending.deactivate(vc, () => {
      complete()
      this.down(call, vc)
    })
  }

  private gone(call: ManagedCall): void {
    const vc = this.forget(call)
    if (vc?.byClient === true) vc.whenIdle(() => this.down(call, vc))
    else if (vc !== undefined) this.ending.deactivate(vc, () => this.down(call, vc))
  }

  private down(call: ManagedCall, vc: ManagedVc): void {
    this.control.down?.(call.control as Call)
    this.ending.delete(vc, () => {
      vc.af.vcs--
      this.released(vc.af)
    })
  }

  private note(text: string): void {
    this.life.trace?.record({ kind: "note", host: this.life.host, at: this.life.name, text })
  }
}
