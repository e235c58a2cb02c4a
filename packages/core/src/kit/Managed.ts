/**
 * What call management keeps of each object, and what its two forms, a driver of its own and a part of an MCM driver, do differently.
 */
import type { Patience, Wait } from "../actor/Patience.ts"
import type { Timer } from "../actor/Timers.ts"
import type { CallParameters } from "../CallParameters.ts"
import type { HandlersFor } from "../ddi/Facade.ts"
import type { NdisAfHandle, NdisPartyHandle, NdisSapHandle, NdisVcHandle } from "../Handle.ts"
import type { Life } from "../Driver.ts"
import type { NdisStatus } from "../NdisStatus.ts"
import type { Profile } from "../Profile.ts"
import type { Sap as CoSap } from "../Sap.ts"
import type { Role } from "../Trace.ts"

/** What NDIS asks of call management in either form. */
export type CallManagerHandlers = Pick<
  HandlersFor<"call manager">,
  | "ProtocolCmOpenAf"
  | "ProtocolCmCloseAf"
  | "ProtocolCmNotifyCloseAfComplete"
  | "ProtocolCmRegisterSap"
  | "ProtocolCmDeregisterSap"
  | "ProtocolCoCreateVc"
  | "ProtocolCoDeleteVc"
  | "ProtocolCmActivateVcComplete"
  | "ProtocolCmDeactivateVcComplete"
  | "ProtocolCmMakeCall"
  | "ProtocolCmIncomingCallComplete"
  | "ProtocolCmModifyCallQoS"
  | "ProtocolCmCloseCall"
  | "ProtocolCmAddParty"
  | "ProtocolCmDropParty"
>

/** What a call manager does differently as a driver of its own and inside a miniport. */
export interface Form {
  /** NdisCo… / NdisMCmCreateVc. */
  readonly createVc: (af: NdisAfHandle, context: ManagedVc, done: (status: NdisStatus, vc: NdisVcHandle | undefined) => void) => void
  readonly deleteVc: (vc: ManagedVc, done: (status: NdisStatus) => void) => void
  /** Answered by ProtocolCmActivateVcComplete or at once through `done`. */
  readonly activate: (vc: ManagedVc, parameters: CallParameters, done: (status: NdisStatus, parameters: CallParameters) => void) => void
  readonly deactivate: (vc: ManagedVc, done: (status: NdisStatus) => void) => void
  /** Puts one message on the signalling channel. */
  readonly send: (payload: unknown) => void
  /** `party`: the first one of a multipoint call that was made. */
  readonly makeCallComplete: (status: NdisStatus, vc: NdisVcHandle, parameters: CallParameters, party: ManagedParty | undefined) => void
  readonly addPartyComplete: (status: NdisStatus, party: ManagedParty, parameters: CallParameters) => void
  readonly dropPartyComplete: (status: NdisStatus, party: NdisPartyHandle) => void
  readonly dispatchIncomingDrop: (status: NdisStatus, party: NdisPartyHandle, data: Uint8Array | undefined) => void
  readonly dispatchIncomingCall: (
    sap: NdisSapHandle,
    vc: NdisVcHandle,
    parameters: CallParameters,
    done: (status: NdisStatus, parameters: CallParameters | undefined) => void
  ) => void
  readonly dispatchConnected: (vc: NdisVcHandle) => void
  readonly dispatchQoS: (vc: NdisVcHandle, parameters: CallParameters, returned: () => void) => void
  readonly modifyComplete: (status: NdisStatus, vc: NdisVcHandle, parameters: CallParameters) => void
  readonly dispatchIncomingClose: (status: NdisStatus, vc: NdisVcHandle, data: Uint8Array | undefined) => void
  readonly closeCallComplete: (status: NdisStatus, vc: NdisVcHandle) => void
  readonly closeAfComplete: (af: NdisAfHandle) => void
  /** Deactivate, then complete (a call manager), or complete, then deactivate (an MCM): the order of its figure. */
  readonly closing: Exclude<Profile["A-03"], "figures">
}

/** An address family a client has open. Its value is the CallMgrAfContext. */
export interface ManagedAf {
  readonly handle: NdisAfHandle
  readonly saps: Set<ManagedSap>
  /** How many VCs are on it. */
  vcs: number
  /** Its client closes it, and objects are left: completed when they are gone. */
  closing: boolean
}

/** A SAP of a client. Its value is the CallMgrSapContext. */
export interface ManagedSap {
  readonly handle: NdisSapHandle
  readonly sap: CoSap
  readonly af: ManagedAf
}

/** A client VC. Its value is the CallMgrVcContext. */
export class ManagedVc {
  handle!: NdisVcHandle
  readonly af: ManagedAf
  readonly byClient: boolean
  state: "Inactive" | "Activating" | "Active" | "Deactivating" = "Inactive"
  call: ManagedCall | undefined = undefined
  /** A VC of an incoming call: was it deleted? */
  deleted = false
  /** What waits for the activation or deactivation under way to end. */
  waiting: Array<() => void> | undefined = undefined
  /** Ends of an activation or deactivation that pended. */
  activated: ((status: NdisStatus, parameters: CallParameters) => void) | undefined = undefined
  deactivated: ((status: NdisStatus) => void) | undefined = undefined
  answered: ((status: NdisStatus, parameters: CallParameters | undefined) => void) | undefined = undefined
  private wait: Wait<string> | undefined = undefined
  /** Space for the form: what the hardware knows this VC by. */
  hardware: unknown = undefined
  constructor(af: ManagedAf, byClient: boolean) {
    this.af = af
    this.byClient = byClient
  }

  /** One activation or deactivation at a time; the next waits for it. */
  whenIdle(act: () => void): void {
    if (this.state === "Activating" || this.state === "Deactivating") (this.waiting ??= []).push(act)
    else act()
  }

  /** An activation or deactivation begins, whose end must come in time. */
  begins(state: "Activating" | "Deactivating", patience: Patience<string>): void {
    this.state = state
    this.wait = patience.wait(state === "Activating" ? "ProtocolCmActivateVcComplete" : "ProtocolCmDeactivateVcComplete")
  }

  /** The activation or deactivation under way ended. */
  settled(state: "Inactive" | "Active"): void {
    this.wait?.over()
    this.state = state
    while (
      this.waiting !== undefined &&
      ((this.state as ManagedVc["state"]) === "Inactive" || (this.state as ManagedVc["state"]) === "Active")
    ) {
      const act = this.waiting.shift()
      if (this.waiting.length === 0) this.waiting = undefined
      act?.()
    }
  }
}

/** A party of a multipoint call. Its value is the CallMgrPartyContext. */
export class ManagedParty {
  readonly handle: NdisPartyHandle
  readonly call: ManagedCall
  /** What call control names it by. */
  readonly number: number
  /** Set while ProtocolCmAddParty (…DropParty) runs: what it decides at once is its return. */
  asking = false
  answer: { status: NdisStatus; parameters: CallParameters | undefined } | undefined = undefined
  constructor(handle: NdisPartyHandle, call: ManagedCall) {
    this.handle = handle
    this.call = call
    this.number = call.nextParty++
    ;(call.parties ??= new Map()).set(this.number, this)
  }
}

/** What timers need of the life of their driver. */
export type TimerLife = Pick<Life<Role>, "name" | "host" | "timers" | "trace">

/** What a call manager needs of it. */
export type ManagerLife = TimerLife & Pick<Life<Role>, "choice" | "crash" | "limits" | "post" | "profile">

/** A timer by name, and the next one of its owner that runs. */
interface NamedTimer {
  readonly name: string
  readonly timer: Timer
  next: NamedTimer | undefined
}

/** Has timers by name, linked: seldom more than one at a time. */
export interface TimerOwner {
  timers: NamedTimer | undefined
}

/** Starts a timer, anew when it runs. When it has run out that is a line of the trace, and `expired` is told. */
export const startTimer = <Owner extends TimerOwner>(
  owner: Owner,
  life: TimerLife,
  name: string,
  millis: number,
  expired: (owner: Owner, name: string) => void
): void => {
  stopTimer(owner, name)
  const timer = life.timers.set(millis, () => {
    stopTimer(owner, name)
    life.trace?.record({ kind: "timer", host: life.host, at: life.name, timer: name })
    expired(owner, name)
  })
  owner.timers = { name, timer, next: owner.timers }
}

export const stopTimer = (owner: TimerOwner, name: string): void => {
  let before: NamedTimer | undefined
  for (let running = owner.timers; running !== undefined; before = running, running = running.next) {
    if (running.name !== name) continue
    running.timer.stop()
    if (before === undefined) owner.timers = running.next
    else before.next = running.next
    return
  }
}

export const stopTimers = (owner: TimerOwner): void => {
  for (let running = owner.timers; running !== undefined; running = running.next) running.timer.stop()
  owner.timers = undefined
}

/** A call: the state of its control, and the VC that carries it once there is one. */
export class ManagedCall implements TimerOwner {
  readonly key: number
  control: unknown
  vc: ManagedVc | undefined
  timers: TimerOwner["timers"] = undefined
  /** Set while ProtocolCmMakeCall (…CloseCall) runs: what it decides at once is its return. */
  answer: { status: NdisStatus; parameters: CallParameters | undefined } | undefined = undefined
  /** Which handler that is. */
  asking: "make" | "close" | "modify" | undefined = undefined
  /** A proposal is with the client. */
  proposed = false
  /** Of a multipoint call. */
  parties: Map<number, ManagedParty> | undefined = undefined
  nextParty = 0
  /** Its make-call fails when its VC is down; what comes after that. */
  failing: (() => void) | undefined = undefined
  over = false
  constructor(key: number, control: unknown, vc: ManagedVc | undefined) {
    this.key = key
    this.control = control
    this.vc = vc
  }
}
