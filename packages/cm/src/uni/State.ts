/**
 * What a call remembers, and the small pieces its steps are made of.
 *
 * A record is immutable; every step that changes anything makes a new one. The states are those of the user side of Q.2931 (U0 to U12),
 * divided where the call waits for something that is not a message: an activation, or an answer of the client.
 */
import type { AtmAddress, VpiVci } from "@condis/core/Atm"
import type { CallAction, CallEvent, Step } from "@condis/core/CallControl"
import type { CallParameters } from "@condis/core/CallParameters"
import { NdisStatus } from "@condis/core/NdisStatus"
import { Cause } from "./Cause.ts"
import type { Message, Reference, Traffic } from "./Message.ts"
import type { Parties } from "./Parties.ts"
import type { CallTimer, Timers } from "./Timer.ts"

/**
 * States by what the call waits for. There is no state for U6 (call present): a SETUP is answered by CALL PROCEEDING in the same step.
 */
export type State =
  /** U0. The call does not exist yet. */
  | "Null"
  /** U1. SETUP sent. */
  | "CallInitiated"
  /** U3. The network works at the call. */
  | "OutgoingProceeding"
  /** U4. The called party was alerted. */
  | "CallDelivered"
  /** U10. Connected and acknowledged; the first activation is under way, and the client's make-call is still to be completed. */
  | "Connecting"
  /** U9. The client decides. */
  | "Offered"
  /** U9. The client decides, and a change it asked for meanwhile is being activated. */
  | "OfferChanging"
  /** U9. As before, but the client took the call already. */
  | "AnswerHeld"
  /** U9. The client took the call with other parameters, which are being activated. */
  | "AnswerActivating"
  /** U12. The call ended under a client that still decides. */
  | "OfferLost"
  /** U8. CONNECT sent. */
  | "ConnectRequest"
  /** U10. Up. */
  | "Active"
  /** U10. The client wants a change: MODIFY REQUEST sent. */
  | "ModifyRequested"
  /** U10. The network agreed to the client's change: it is being activated. */
  | "ModifyActivating"
  /** U10. The far side wants a change: it is being activated, to see whether the miniport takes it. */
  | "ProposalActivating"
  /** U10. The client was told of the far side's change. */
  | "Proposed"
  /** U10. The client does not want that change: the values from before are being activated. */
  | "Restoring"
  /** U10. The far side is asked to go back to the values from before, because they are still in force here. No client waits. */
  | "Withdrawing"
  /** U11. RELEASE sent. */
  | "ReleaseRequest"
  /** U12. The client was told that the call ended, and closes it. */
  | "ReleaseIndication"
  /** U12. All is over but an activation that has not been answered. */
  | "Settling"
  /** U0. Over, for good. */
  | "Over"

/** The states as the recommendation numbers them. */
const numbers: { readonly [S in State]: number } = {
  Null: 0,
  CallInitiated: 1,
  OutgoingProceeding: 3,
  CallDelivered: 4,
  Connecting: 10,
  Offered: 9,
  OfferChanging: 9,
  AnswerHeld: 9,
  AnswerActivating: 9,
  OfferLost: 12,
  ConnectRequest: 8,
  Active: 10,
  ModifyRequested: 10,
  ModifyActivating: 10,
  ProposalActivating: 10,
  Proposed: 10,
  Restoring: 10,
  Withdrawing: 10,
  ReleaseRequest: 11,
  ReleaseIndication: 12,
  Settling: 12,
  Over: 0
}

/** Number of the call's state in the recommendation. A client that pends an offer has been alerted: U7 (call received). */
export const stateNumber = (call: Call): number => {
  const number = numbers[call.state]
  return number === 9 && call.alerted ? 7 : number
}

/** `U0` to `U12`. */
export const stateName = (call: Call): string => `U${stateNumber(call)}`

/** What the end of the call means for its client. */
export type Ending =
  /** There is none (any more): the call is Gone. */
  | "Gone"
  /** Its make-call is to be completed with a failure; then the call is Gone. */
  | "CallMade"
  /** It was told, and has not closed yet. */
  | "Close"
  /** It closed: the call is Closed. */
  | "Closed"
  /** It closed while the call was being made: its make-call is to be completed with a failure; then the call is Closed. */
  | "Aborted"

/** What a call control can be told at its making. */
export interface Settings {
  /** Address of this side, for callers that name none. */
  readonly address: AtmAddress
  readonly timers: Timers
  /** Can close data be sent? */
  readonly closeData: boolean
  /** Most close data a message carries, in bytes. */
  readonly closeDataLimit: number
  /** May a client that is called take the call with higher rates than it was offered? */
  readonly acceptsIncrease: boolean
  /** Can the traffic of a call be changed while it is up (Q.2963.1)? */
  readonly modify: boolean
}

/** STATUS ENQUIRY sent, and not answered wholly. */
export interface Enquiry {
  /** About the call (undefined), and about parties. */
  readonly of: ReadonlyArray<number | undefined>
  readonly repeated: boolean
}

/** A call. */
export interface Call {
  readonly state: State
  readonly settings: Settings
  /** The call reference as this side writes it. */
  readonly reference: Reference
  readonly connectionId: VpiVci | undefined
  /** In force; before the call is up: asked for or offered. */
  readonly parameters: CallParameters
  /** Asked for, being activated, or proposed to the client; means nothing in other states. */
  readonly proposed: CallParameters
  /** The traffic this side was called with, as seen here. Only of a call that came in. */
  readonly offered: Traffic | undefined
  /** Was ALERTING sent for it? */
  readonly alerted: boolean
  /** The answer a client gave while its change was being activated. */
  readonly held: Answered | undefined
  /** The timer that runs. */
  readonly timer: CallTimer | undefined
  /** Was the message the timer waits for an answer to sent twice? */
  readonly repeated: boolean
  /** Has an activation been asked for that has not been answered? */
  readonly activating: boolean
  /** Does the client wait for its modification to be completed? */
  readonly modifying: boolean
  /** Does the network wait for RELEASE COMPLETE? */
  readonly acknowledges: boolean
  readonly ending: Ending
  /** What a client is told about the end. */
  readonly outcome: NdisStatus
  /** What the network is told about the end. */
  readonly cause: number
  /** Close data: to send with the end, or (in `OfferLost`) to hand to the client. */
  readonly data: Uint8Array | undefined
  readonly enquiry: Enquiry | undefined
  /** Did the network not answer RELEASE? */
  readonly stuck: boolean
  /** Of a multipoint call; undefined: the call is point-to-point. */
  readonly parties: Parties | undefined
}

/** A call that is still being put together. */
export type Copy = { -readonly [K in keyof Call]: Call[K] }

export type Event = CallEvent<Message>
export type Action = CallAction<Message>
export type Next = Step<Call, Message>
export type Answered = Extract<Event, { readonly _tag: "Answered" }>
export type Activated = Extract<Event, { readonly _tag: "Activated" }>

export const send = (message: Message): Action => ({ _tag: "Send", message })
export const note = (text: string): Action => ({ _tag: "Note", text })
export const activate = (parameters: CallParameters): Action => ({ _tag: "Activate", parameters })
export const callMade = (status: NdisStatus, parameters: CallParameters): Action => ({ _tag: "CallMade", status, parameters })
export const modified = (status: NdisStatus, parameters: CallParameters): Action => ({ _tag: "Modified", status, parameters })
export const incomingClose = (status: NdisStatus, data: Uint8Array | undefined): Action => ({ _tag: "IncomingClose", status, data })
export const start = (call: Call, timer: CallTimer): Action => ({ _tag: "StartTimer", timer, millis: call.settings.timers[timer] })

export const connected: Action = { _tag: "Connected" }
export const closed: Action = { _tag: "Closed" }
export const gone: Action = { _tag: "Gone" }
export const closeRefused: Action = { _tag: "CloseRefused", status: NdisStatus.FAILURE }
export const closeDataRefused: Action = { _tag: "CloseRefused", status: NdisStatus.INVALID_DATA }

const stopOf: { readonly [T in CallTimer]: ReadonlyArray<Action> } = {
  T301: [{ _tag: "StopTimer", timer: "T301" }],
  T303: [{ _tag: "StopTimer", timer: "T303" }],
  T308: [{ _tag: "StopTimer", timer: "T308" }],
  T310: [{ _tag: "StopTimer", timer: "T310" }],
  T313: [{ _tag: "StopTimer", timer: "T313" }],
  T360: [{ _tag: "StopTimer", timer: "T360" }]
}

const nothing: ReadonlyArray<Action> = []

/** Actions after others, in an array of just their number: one that grows gets room for sixteen more, with every step of every call. */
const joined = (before: ReadonlyArray<Action>, a: Action, b?: Action): ReadonlyArray<Action> => {
  const first = before[0]
  if (before.length > 1) return b === undefined ? [...before, a] : [...before, a, b]
  if (first === undefined) return b === undefined ? [a] : [a, b]
  return b === undefined ? [first, a] : [first, a, b]
}

/** The actions of a step that leaves the timer of its state behind, and what comes after. */
export const stopping = (call: Call, a?: Action, b?: Action): ReadonlyArray<Action> => {
  const stop = call.timer === undefined ? nothing : stopOf[call.timer]
  return a === undefined ? stop : joined(stop, a, b)
}

/** As {@link stopping}, for a step that also leaves a client's modification behind: it failed. */
export const abandoning = (call: Call): ReadonlyArray<Action> =>
  call.modifying ? stopping(call, modified(NdisStatus.FAILURE, call.parameters)) : stopping(call)

/** Nothing happens. */
export const stay = (call: Call): Next => ({ call, actions: nothing })

/** The call stays as it is; these actions are carried out. */
export const doing = (call: Call, ...actions: ReadonlyArray<Action>): Next => ({ call, actions })

/** MODIFY REJECT with a cause. */
export const modifyReject = (call: Call, cause: number): Action => send({ type: "MODIFY_REJECT", callReference: call.reference, cause })

/** RELEASE with the call's cause and close data. */
export const release = (call: Call): Action =>
  send({ type: "RELEASE", callReference: call.reference, cause: call.cause, userToUser: call.data })

/** Sends RELEASE and waits for its acknowledgement. `actions`: what comes before; `after`: what comes behind. */
export const releasing = (
  call: Call,
  cause: number,
  data: Uint8Array | undefined,
  ending: Ending,
  actions: ReadonlyArray<Action>,
  after?: Action
): Next => {
  const next: Call = { ...call, state: "ReleaseRequest", timer: "T308", repeated: false, modifying: false, ending, cause, data }
  const sent = joined(actions, release(next), start(next, "T308"))
  return { call: next, actions: after === undefined ? sent : joined(sent, after) }
}

/**
 * The network is done with the call, and so is the client unless it waits for the failure of its make-call. The end waits for an
 * activation under way, because a VC can be deactivated only after it. RELEASE COMPLETE goes out with the end, not before: it frees the
 * connection identifier for another call. `call` is a copy that nobody else has, so it needs no other.
 */
export const finish = (call: Copy, before: ReadonlyArray<Action>): Next => {
  call.timer = undefined
  call.modifying = false
  if (call.activating) {
    call.state = "Settling"
    return { call, actions: before }
  }
  call.state = "Over"
  const end = call.ending === "Closed" || call.ending === "Aborted" ? closed : gone
  const more = lastWords(call)
  return { call, actions: joined(more === undefined ? before : [...before, ...more], end) }
}

/** What is said before the end; undefined: nothing, as mostly. */
const lastWords = (call: Call): ReadonlyArray<Action> | undefined => {
  const fails = call.ending === "CallMade" || call.ending === "Aborted"
  if (!call.acknowledges && !call.stuck && !fails) return undefined
  const actions: Array<Action> = []
  if (call.acknowledges) {
    actions.push(send({ type: "RELEASE_COMPLETE", callReference: call.reference, cause: call.cause, userToUser: call.data }))
  }
  if (call.stuck && call.connectionId !== undefined) actions.push({ _tag: "Stuck", connection: call.connectionId })
  if (fails) actions.push(callMade(call.outcome, call.parameters))
  return actions
}

/** Has the end of the call begun? */
export const ended = (call: Call): boolean =>
  call.state === "ReleaseRequest" || call.state === "ReleaseIndication" || call.state === "Settling" || call.state === "Over"

/** Tells a client that believes in the call that it ended, and waits for its close. */
export const telling = (call: Call, status: NdisStatus, data: Uint8Array | undefined, acknowledges: boolean): Next => {
  const actions = joined(abandoning(call), incomingClose(status, data))
  return {
    call: {
      ...call,
      state: "ReleaseIndication",
      timer: undefined,
      modifying: false,
      acknowledges,
      ending: "Close",
      cause: Cause.NORMAL,
      data: undefined
    },
    actions
  }
}
