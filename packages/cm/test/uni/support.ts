/**
 * What the tests of UNI share: parameters, messages, and a call that is led through events.
 */
import { atmAddress } from "@condis/core/Atm"
import type { CallAction, CallControl, CallEvent } from "@condis/core/CallControl"
import { type CallParameters, callTo, withFlag, CallFlags } from "@condis/core/CallParameters"
import { type FlowSpec, flowSpec } from "@condis/core/FlowSpec"
import { NdisStatus } from "@condis/core/NdisStatus"
import * as Uni from "../../src/uni/index.ts"

export type Action = CallAction<Uni.Message>
export type Event = CallEvent<Uni.Message>

export const alice = "47.0001"
export const bob = "47.0002"
export const robot = "47.00aa"

export const rate = (bytes: number): FlowSpec => flowSpec({ TokenRate: bytes, PeakBandwidth: bytes, MaxSduSize: 1000 })
export const parametersTo = (to: string, transmit = 10_000, receive = 20_000): CallParameters =>
  callTo(atmAddress(to), atmAddress(alice), { transmit: rate(transmit), receive: rate(receive) })

/** The same parameters with other rates, as a client hands them back. */
export const changed = (transmit: number, receive: number, to = bob): CallParameters =>
  withFlag(parametersTo(to, transmit, receive), CallFlags.CALL_PARAMETERS_CHANGED)

export const rates = (parameters: CallParameters): ReadonlyArray<number | undefined> => [
  parameters.CallMgrParameters?.Transmit.PeakBandwidth,
  parameters.CallMgrParameters?.Receive.PeakBandwidth
]

const channel = { Vpi: 0, Vci: 40 }
const traffic = { transmit: rate(1_000), receive: rate(2_000) }

/** One message of every kind, as the network sends it to the user about this call. */
export const fromNetwork = (type: Uni.MessageType, value = 1, ours = true): Uni.Message => {
  const callReference = { value, flag: ours ? 1 : 0 } as const
  switch (type) {
    case "SETUP":
      return { type, callReference, called: atmAddress(bob), calling: atmAddress(alice), traffic, connectionId: channel, elements: [] }
    case "CALL_PROCEEDING":
      return { type, callReference, connectionId: channel }
    case "CONNECT":
      return { type, callReference, connectionId: channel, traffic: undefined }
    case "RELEASE":
    case "RELEASE_COMPLETE":
      return { type, callReference, cause: Uni.Cause.NORMAL, userToUser: undefined }
    case "MODIFY_REQUEST":
      return { type, callReference, traffic }
    case "MODIFY_REJECT":
      return { type, callReference, cause: Uni.Cause.QUALITY_OF_SERVICE_UNAVAILABLE }
    case "ADD_PARTY":
      return { type, callReference, endpoint: 1, called: atmAddress(bob), calling: atmAddress(alice), traffic, elements: [] }
    case "ADD_PARTY_ACKNOWLEDGE":
    case "PARTY_ALERTING":
      return { type, callReference, endpoint: 1 }
    case "ADD_PARTY_REJECT":
      return { type, callReference, endpoint: 1, cause: Uni.Cause.USER_BUSY }
    case "DROP_PARTY":
      return { type, callReference, endpoint: 1, cause: Uni.Cause.NORMAL, userToUser: undefined }
    case "DROP_PARTY_ACKNOWLEDGE":
      return { type, callReference, endpoint: 1, userToUser: undefined }
    case "STATUS":
      return { type, callReference, cause: Uni.Cause.STATUS_ENQUIRY_RESPONSE, callState: 10 }
    case "NOTIFY":
      return { type, callReference, notification: 1 }
    case "RESTART":
    case "RESTART_ACKNOWLEDGE":
      return { type, callReference, connectionId: channel }
    case "STATUS_ENQUIRY":
    case "ALERTING":
    case "CONNECT_ACKNOWLEDGE":
    case "MODIFY_ACKNOWLEDGE":
      return { type, callReference }
  }
}

export const message = (value: Uni.Message): Event => ({ _tag: "Message", message: value })
export const makeCall = (parameters: CallParameters): Event => ({ _tag: "MakeCall", parameters })
export const timer = (name: string): Event => ({ _tag: "Timer", timer: name })
export const activated = (parameters: CallParameters, status: NdisStatus = NdisStatus.SUCCESS): Event => ({
  _tag: "Activated",
  status,
  parameters
})
export const answered = (status: NdisStatus, parameters: CallParameters, isChanged = false, taken = false): Event => ({
  _tag: "Answered",
  status,
  parameters,
  changed: isChanged,
  taken
})
export const pended: Event = { _tag: "Pended" }
export const modify = (parameters: CallParameters): Event => ({ _tag: "Modify", parameters })
export const linkLost: Event = { _tag: "LinkLost" }
export const linkBack: Event = { _tag: "LinkBack" }
export const accepted: Event = { _tag: "QoSAccepted" }
export const close = (data?: Uint8Array): Event => ({ _tag: "Close", data })
export const abort = (status: NdisStatus = NdisStatus.MEDIA_DISCONNECTED): Event => ({ _tag: "Abort", status })

/** An action in a few words, so that an exchange reads as a list. */
export const show = (action: Action): string => {
  switch (action._tag) {
    case "Send":
      return `> ${action.message.type}${"cause" in action.message ? ` ${action.message.cause}` : ""}`
    case "StartTimer":
      return `+${action.timer}`
    case "StopTimer":
      return `-${action.timer}`
    case "CallMade":
    case "Modified":
    case "IncomingClose":
    case "CloseRefused":
      return `${action._tag} ${statusText(action.status)}`
    default:
      return action._tag
  }
}

const statusText = (status: NdisStatus): string => Object.entries(NdisStatus).find(([, code]) => code === status)?.[0] ?? String(status)

/** Runs a call through events and collects what it does. */
export class Script {
  call: Uni.Call
  actions: ReadonlyArray<Action> = []
  readonly control: CallControl<Uni.Call, Uni.Message>

  constructor(options: Uni.Options = {}, ours = true) {
    this.control = Uni.callControl(options)
    this.call = this.control.idle({ value: 1, ours })
  }

  /** What the call does about this event. */
  on(event: Event): ReadonlyArray<string> {
    // A step makes a new call of it, and writes only on what it made.
    const { actions, call } = this.control.step(Object.freeze(this.call), event)
    this.call = call
    this.actions = actions
    return actions.map(show)
  }

  /** What the call does about a message of this kind from the network. */
  gets(type: Uni.MessageType): ReadonlyArray<string> {
    return this.on(message(fromNetwork(type, 1, this.call.reference.flag === 0)))
  }

  /** The action of this kind in the last step. */
  find<T extends Action["_tag"]>(tag: T): Extract<Action, { readonly _tag: T }> {
    for (const action of this.actions) if (is(action, tag)) return action
    throw new Error(`no ${tag} among ${this.actions.map(show).join(", ")}`)
  }

  /** The message sent in the last step. */
  sent<T extends Uni.MessageType>(type: T): Extract<Uni.Message, { readonly type: T }> {
    for (const action of this.actions) if (action._tag === "Send" && ofType(action.message, type)) return action.message
    throw new Error(`no ${type} among ${this.actions.map(show).join(", ")}`)
  }

  /** The activation asked for in the last step succeeds or fails. */
  activates(status: NdisStatus = NdisStatus.SUCCESS): ReadonlyArray<string> {
    return this.on(activated(this.find("Activate").parameters, status))
  }
}

const is = <T extends Action["_tag"]>(action: Action, tag: T): action is Extract<Action, { readonly _tag: T }> => action._tag === tag
const ofType = <T extends Uni.MessageType>(value: Uni.Message, type: T): value is Extract<Uni.Message, { readonly type: T }> =>
  value.type === type

/** A call that was made and is up. */
export const up = (options: Uni.Options = {}): Script => {
  const script = new Script(options)
  script.on(makeCall(parametersTo(bob)))
  script.gets("CALL_PROCEEDING")
  script.gets("CONNECT")
  script.activates()
  return script
}

/** A call that came in and is offered. */
export const offered = (options: Uni.Options = {}): Script => {
  const script = new Script(options, false)
  script.gets("SETUP")
  return script
}

/** Seeded numbers in [0, 1). */
export const random = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
