/**
 * One call, as its client keeps it: a plain machine over the raw functions.
 *
 * ```text
 *   outgoing: creating → making → [negotiating] → up ─┐
 *   incoming: offered → accepted → up ────────────────┴→ draining → closing → ended
 * ```
 *
 * `draining`: a close is wanted, and own sends are still out (CALL-82) or more than one party is left (CALL-80). A close can be wanted in every state: it takes place as soon as the
 * state allows; a call that is being made is closed at once where the profile lets it, and when the client is unbound. A completion
 * may come before the return of what it completes; neither is relied on to be first.
 *
 * @see docs/condis/operations.md, OP-19 to OP-24
 */
import { CallFlags, type CallParameters, hasFlag, withFlag, withoutFlag } from "@condis/core/CallParameters"
import type { NdisPartyHandle, NdisVcHandle } from "@condis/core/Handle"
import { NdisStatus, statusName } from "@condis/core/NdisStatus"
import type { CloseReason, Outcome } from "./Errors.ts"
import { CallCarrier } from "./CallCarrier.ts"
import type { Family } from "./Family.ts"
import { Parties } from "./PartyMachine.ts"
import { maxRounds, type Policies, refusal } from "./Policy.ts"
import { admit, Retry } from "./Retry.ts"
import { copyOf, Traffic } from "./Traffic.ts"
import { Vc } from "./Vc.ts"

export type State = "creating" | "making" | "negotiating" | "offered" | "accepted" | "up" | "draining" | "closing" | "ended"

export class CallMachine {
  state: State
  /** Those in force, as far as this side knows. */
  parameters: CallParameters
  policies: Policies
  /** How it ended; set once the program shall know. */
  reason: CloseReason | undefined = undefined
  /** What a program calls it: where it goes to, or where it was offered. */
  readonly label: string
  readonly vc: Vc
  readonly family: Family
  private readonly asked: CallParameters
  /** Told the outcome, once. */
  private settled: ((outcome: Outcome) => void) | undefined = undefined
  private outcome: Outcome | undefined = undefined
  /** Nobody wants it any more: it is closed as soon as it can be. */
  private unwanted = false
  private closers: Array<(status: NdisStatus) => void> = []
  private closeData: Uint8Array | undefined = undefined
  private remote: CloseReason | undefined = undefined
  private endings: Array<(reason: CloseReason) => void> = []
  private modifying: ((status: NdisStatus, parameters: CallParameters) => void) | undefined = undefined
  private data: Traffic | undefined = undefined
  /** Of a multipoint call. */
  parties: Parties | undefined = undefined

  constructor(vc: Vc, state: "creating" | "offered", label: string, parameters: CallParameters, policies: Policies) {
    this.vc = vc
    this.family = vc.family
    this.state = state
    this.label = label
    this.asked = this.parameters = parameters
    this.policies = policies
    vc.call = this
  }

  get over(): boolean {
    return this.state === "ended"
  }

  /** Begins an outgoing call. */
  static make(family: Family, label: string, parameters: CallParameters, policies: Policies, multipoint = false): CallMachine {
    const kept = family.keptVc()
    const call = new CallMachine(kept ?? new Vc(family, true), "creating", label, parameters, policies)
    if (multipoint) call.parties = new Parties(call)
    if (kept === undefined) call.vc.create((status) => call.created(status))
    else call.created(NdisStatus.SUCCESS, new Retry(family.life.timers))
    return call
  }

  /** Tells the outcome, now or later. */
  whenSettled(settled: (outcome: Outcome) => void): void {
    if (this.outcome !== undefined) settled(this.outcome)
    else this.settled = settled
  }

  /** Calls `act` when the call has ended for the program, now or later. */
  whenEnded(act: (reason: CloseReason) => void): void {
    if (this.reason !== undefined) act(this.reason)
    else this.endings.push(act)
  }

  /** The program does not wait for the end any more. */
  forgoEnd(act: (reason: CloseReason) => void): void {
    this.endings = this.endings.filter((other) => other !== act)
  }

  /** Calls `act` when nothing of the call is left, now or later. */
  whenOver(act: () => void): void {
    if (this.over) act()
    else this.closers.push(act)
  }

  private settle(outcome: Outcome): void {
    if (this.outcome !== undefined) return
    this.outcome = outcome
    this.settled?.(outcome)
    this.settled = undefined
  }

  // Outgoing

  /** The VC is there. `again`: it was kept from another call, and may not be inactive yet. */
  private created(status: NdisStatus, again?: Retry): void {
    if (this.over) return
    if (status !== NdisStatus.SUCCESS) {
      this.settle({ _tag: "refused", status })
      return this.end({ by: "local", status, data: undefined })
    }
    if (this.unwanted) return this.end({ by: "local", status: NdisStatus.SUCCESS, data: undefined })
    this.state = "making"
    const { direct, timers } = this.family.life
    const asked = { NdisVcHandle: this.vcHandle, CallParameters: this.asked, ProtocolPartyContext: this.parties?.first }
    admit(timers, (answered) =>
      direct.NdisClMakeCall(asked, (returned, out) => {
        if (returned === NdisStatus.PENDING) return
        if (returned === NdisStatus.FAILURE && again?.again(() => this.created(status, again)) === true) return
        answered(returned, () => this.made(returned, out.CallParameters ?? this.asked, out.NdisPartyHandle))
      })
    )
  }

  /** NdisClMakeCall is over, by its return or by ProtocolClMakeCallComplete. */
  made(status: NdisStatus, parameters: CallParameters, party?: NdisPartyHandle | null): void {
    if (this.state !== "making") return
    this.parties?.first.added(status, party)
    const failed: CloseReason | undefined = status === NdisStatus.SUCCESS ? undefined : { by: "remote", status, data: undefined }
    if (failed !== undefined) this.settle({ _tag: "rejected", status })
    if (this.closing !== undefined) {
      // The close that is under way ends it: a call that was made all the same, or the VC's hold on one that was not.
      this.unmade = failed
      this.state = "closing"
      return
    }
    if (failed !== undefined) return this.end(failed)
    this.state = "negotiating"
    this.negotiate(status, parameters, 1)
  }

  /** The call is made: are its parameters what we want? */
  private negotiate(status: NdisStatus, parameters: CallParameters, round: number): void {
    if (this.state !== "negotiating") return
    if (status === NdisStatus.SUCCESS) this.parameters = withoutFlag(parameters, CallFlags.CALL_PARAMETERS_CHANGED)
    if (this.unwanted) return this.beginClose()
    if (status === NdisStatus.SUCCESS && !hasFlag(parameters, CallFlags.CALL_PARAMETERS_CHANGED)) return this.connected()
    const decision = this.policies.onChanged({ asked: this.asked, offered: this.parameters, status, round })
    if (decision._tag === "keep") return this.connected()
    if (decision._tag === "renegotiate" && round < maxRounds) {
      return this.change(decision.parameters, (answer, agreed) => this.negotiate(answer, agreed, round + 1))
    }
    this.settle({ _tag: "rejected", status: status === NdisStatus.SUCCESS ? NdisStatus.NOT_ACCEPTED : status })
    this.unwanted = true
    this.closeData = decision._tag === "close" ? decision.data : undefined
    this.beginClose()
  }

  private connected(): void {
    this.state = "up"
    if (this.unwanted) return this.beginClose()
    this.settle({ _tag: "up" })
  }

  // Incoming

  /** The program accepts. False: the call is not on offer any more. With `inHandler` the answer is the handler's return. */
  accept(parameters: CallParameters | undefined, inHandler = false): CallParameters | undefined {
    if (this.state !== "offered") return undefined
    this.state = "accepted"
    const answer = parameters === undefined ? this.parameters : withFlag(parameters, CallFlags.CALL_PARAMETERS_CHANGED)
    this.parameters = withoutFlag(answer, CallFlags.CALL_PARAMETERS_CHANGED)
    if (!inHandler) this.answer(NdisStatus.SUCCESS, answer)
    return answer
  }

  /** The program does not want it. */
  reject(status: NdisStatus, inHandler = false): boolean {
    if (this.state !== "offered") return false
    const no = refusal(status)
    if (!inHandler) this.answer(no, this.parameters)
    this.end({ by: "local", status: no, data: undefined })
    return true
  }

  private answer(Status: NdisStatus, CallParameters: CallParameters): void {
    this.family.life.direct.NdisClIncomingCallComplete({ Status, NdisVcHandle: this.vcHandle, CallParameters })
  }

  /** ProtocolClCallConnected. */
  callConnected(): void {
    if (this.state === "accepted") this.connected()
  }

  // Change of parameters

  /** NdisClModifyCallQoS. One at a time; `done` gets what is in force then. */
  change(parameters: CallParameters, done: (status: NdisStatus, parameters: CallParameters) => void): void {
    this.modifying = done
    const { direct, timers } = this.family.life
    const CallParameters = withoutFlag(parameters, CallFlags.CALL_PARAMETERS_CHANGED)
    admit(timers, (answered) =>
      direct.NdisClModifyCallQoS({ NdisVcHandle: this.vcHandle, CallParameters }, (status) => {
        if (status !== NdisStatus.PENDING) answered(status, () => this.changed(status, CallParameters))
      })
    )
  }

  get isChanging(): boolean {
    return this.modifying !== undefined
  }

  /** It is over, by return or by ProtocolClModifyCallQoSComplete. */
  changed(status: NdisStatus, parameters: CallParameters): void {
    const done = this.modifying
    this.modifying = undefined
    if (status === NdisStatus.SUCCESS && !this.over) this.parameters = withoutFlag(parameters, CallFlags.CALL_PARAMETERS_CHANGED)
    done?.(status, parameters)
  }

  /** ProtocolClIncomingCallQoSChange: doing nothing is to agree. */
  qosChanged(proposed: CallParameters): void {
    if (this.state !== "up") return
    const before = this.parameters
    const decision = this.policies.onQoSChange({ before, proposed })
    if (decision._tag === "accept") this.parameters = withoutFlag(proposed, CallFlags.CALL_PARAMETERS_CHANGED)
    else if (decision._tag === "close") this.close(decision.data)
    else if (this.isChanging)
      this.family.machine.note(`a change of ${this.label} could not be countered: one of our own is under way; it counts as accepted`)
    else this.change(decision.parameters, () => {})
  }

  // Close

  /** The program closes. `done` is told how that went. */
  close(data?: Uint8Array, done?: (status: NdisStatus) => void): void {
    if (done !== undefined) {
      if (this.over) return done(NdisStatus.SUCCESS)
      this.closers.push(done)
    }
    if (this.state === "offered") this.reject(NdisStatus.FAILURE)
    if (this.state === "draining" || this.state === "closing" || this.over) return
    if (data !== undefined) this.closeData = data
    if (this.state === "up" || this.state === "accepted") return this.beginClose()
    this.unwanted = true
    const { binding, life } = this.family
    if (this.state !== "making" || this.aborted || (life.profile["A-20"] === "refuse" && !binding.closing)) return
    this.aborted = true
    this.closeNow(new Retry(this.family.life.timers))
  }

  /** The program is gone: closes whatever is there, now or as soon as it can be, sent or not, and does not take no for an answer. */
  release(): void {
    this.unwanted = true
    if (!this.over) this.cancelSends()
    this.close()
  }

  /** ProtocolClIncomingCloseCall: it is answered, whatever the policy, with NdisClCloseCall. */
  closedByRemote(status: NdisStatus, data: Uint8Array | null | undefined): void {
    if (this.over || this.remote !== undefined) return
    // Both sides closed at once: ours counts, and must not fail.
    if (this.state === "draining" || this.state === "closing") {
      this.unwanted = true
      return
    }
    const octets = data === null || data === undefined ? undefined : copyOf(data)
    this.remote = { by: "remote", status, data: octets }
    this.unwanted = true
    this.finish(this.remote)
    this.stopData()
    const decision = this.policies.onIncomingClose({ status, data: octets })
    this.closeData = decision.data
    if (decision.after === undefined || decision.after <= 0) this.beginClose()
    else this.family.life.timers.set(decision.after, () => this.beginClose())
  }

  private beginClose(): void {
    if (this.over || this.state === "draining" || this.state === "closing") return
    this.stopData()
    this.state = "draining"
    this.idle()
  }

  /** Fewer of our sends are out, or fewer parties left. */
  idle(): void {
    if (this.family.binding.whenIdle !== undefined) this.family.machine.sendsHome(this.family.binding)
    if (this.state !== "draining" || (this.data !== undefined && this.data.out > 0)) return
    const last = this.parties?.reduce()
    if (this.parties !== undefined && last === undefined) return
    this.state = "closing"
    this.closeNow(new Retry(this.family.life.timers))
  }

  private closeNow(retry: Retry): void {
    if ((this.state !== "closing" && this.state !== "making") || this.closing !== undefined) return
    const Buffer = this.closeData ?? null
    this.closing = retry
    this.family.life.direct.NdisClCloseCall(
      { NdisVcHandle: this.vcHandle, NdisPartyHandle: this.parties?.last ?? null, Buffer, Size: Buffer === null ? 0 : Buffer.byteLength },
      (status) => {
        if (status !== NdisStatus.PENDING) this.closed(status)
        else if (this.closing === retry) retry.wait = this.family.machine.patience.wait("ProtocolClCloseCallComplete")
      }
    )
  }
  /** The close under way; undefined between tries. */
  private closing: Retry | undefined = undefined
  /** It was closed while it was being made. */
  private aborted = false
  /** How its make-call failed, while the close that ended it is under way. */
  private unmade: CloseReason | undefined = undefined

  /** NdisClCloseCall is over, by its return or by ProtocolClCloseCallComplete. */
  closed(status: NdisStatus): void {
    const retry = this.closing
    retry?.wait?.over()
    if (retry === undefined || this.over) return
    this.closing = undefined
    if (this.state === "making") {
      // The answer to the make-call decides, whatever this one is.
      if (status === NdisStatus.INVALID_DATA) this.closeData = undefined
      if (status === NdisStatus.INVALID_DATA || status === NdisStatus.RESOURCES) retry.again(() => this.closeNow(retry))
      return
    }
    if (this.unmade !== undefined) return this.end(this.unmade)
    if (status === NdisStatus.SUCCESS) return this.end({ by: "local", status, data: undefined })
    if (status === NdisStatus.RESOURCES || this.unwanted) {
      // What this medium cannot carry is left out when the call has to go anyway.
      if (status === NdisStatus.INVALID_DATA) this.closeData = undefined
      if (retry.again(() => this.closeNow(retry))) return
      if (this.unwanted) {
        this.family.machine.note(
          `the call ${this.label} could not be closed after ${retry.tries + 1} tries: ${statusName(status)}; given up`
        )
        return this.end({ by: "local", status, data: undefined })
      }
    }
    this.state = "up"
    this.closeData = undefined
    this.data?.reopen()
    for (const done of this.closers.splice(0)) done(status)
  }

  /** The program learns that it is over. */
  private finish(reason: CloseReason): void {
    if (this.reason !== undefined) return
    this.reason = reason
    this.settle({ _tag: "ended", reason })
    for (const act of this.endings.splice(0)) act(reason)
  }

  /** The call is over for everybody. A VC of our own goes with it. */
  private end(reason: CloseReason): void {
    if (this.over) return
    this.state = "ended"
    this.finish(this.remote ?? reason)
    this.stopData()
    const changing = this.modifying
    this.modifying = undefined
    changing?.(NdisStatus.CLOSING, this.parameters)
    this.parties?.ended(this.remote ?? reason)
    for (const done of this.closers.splice(0)) done(NdisStatus.SUCCESS)
    const { vc } = this
    if (!vc.byClient) {
      if (vc.call === this) vc.call = undefined
      this.family.proceed()
    } else if (!vc.gone && !(this.endedWell(reason) && this.family.keep(vc))) vc.delete()
  }

  /** CALL-108: after any other end the VC has to go. */
  private endedWell(reason: CloseReason): boolean {
    return reason.status === NdisStatus.SUCCESS && (this.remote?.status ?? NdisStatus.SUCCESS) === NdisStatus.SUCCESS
  }

  /** The driver's life is over. */
  died(): void {
    if (this.over) return
    this.state = "ended"
    // Who waits for the outcome is told of the death itself.
    this.settled = undefined
    this.data?.abandon()
    this.finish({ by: "local", status: NdisStatus.FAILURE, data: undefined })
  }

  // Data

  get traffic(): Traffic {
    const { receiveBuffer, sendWindow } = this.family.machine.settings
    return (this.data ??= new Traffic(new CallCarrier(this), sendWindow, receiveBuffer))
  }

  private stopData(): void {
    this.data?.close()
  }

  /** Are sends of it out? */
  get sending(): boolean {
    return this.data !== undefined && this.data.out > 0
  }

  /** What bears the mark of this call and has not left comes home (NdisCancelSendNetBufferLists). `kept`: not what waits here. */
  cancelSends(kept = false): void {
    const { data, family } = this
    if (data === undefined) return
    if (!kept) data.cancelWaiting(NdisStatus.SEND_ABORTED)
    if (data.out > 0) family.life.direct.NdisCancelSendNetBufferLists({ NdisBindingHandle: family.binding.bound.handle, CancelId: data })
  }

  /** The binding pauses: nothing stays on loan. */
  unload(): void {
    this.data?.unload()
  }

  /** What waits may be sent again. */
  proceed(): void {
    this.data?.proceed()
  }

  get vcHandle(): NdisVcHandle {
    return this.vc.handle!
  }
}
