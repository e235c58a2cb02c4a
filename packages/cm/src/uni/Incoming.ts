/**
 * Steps of a call that came from the network, up to the moment it is up.
 *
 * Offering it (finding a SAP, making and activating a VC, dispatching) is one action with one answer. The client may ask for other
 * parameters while it decides: nobody but the miniport has to agree to that, and CONNECT tells the caller.
 */
import { NdisStatus } from "@condis/core/NdisStatus"
import { Cause, causeOf, closeStatus, failure } from "./Cause.ts"
import type { Release, ReleaseComplete, Setup } from "./Message.ts"
import { type Asking, asks, exceeds, hasTraffic, inForce, offerOf, trafficOf, unmarked, wanted } from "./Parameters.ts"
import {
  abandoning,
  type Action,
  activate,
  type Activated,
  type Answered,
  type Call,
  connected,
  type Event,
  finish,
  gone,
  incomingClose,
  modified,
  type Next,
  note,
  releasing,
  send,
  start,
  stay,
  stopping,
  telling
} from "./State.ts"

/** A call comes in. */
export const offer = (call: Call, message: Setup): Next => {
  const { connectionId } = message
  if (connectionId === undefined) {
    return finish({ ...call, acknowledges: true, cause: Cause.MANDATORY_ELEMENT_MISSING }, [])
  }
  const parameters = offerOf(message, connectionId)
  return {
    call: {
      ...call,
      state: "Offered",
      connectionId,
      parameters,
      offered: { transmit: message.traffic.receive, receive: message.traffic.transmit }
    },
    actions: [send({ type: "CALL_PROCEEDING", callReference: call.reference, connectionId: undefined }), { _tag: "Offer", parameters }]
  }
}

/** The client takes its time: the caller learns that somebody was alerted. */
export const alerting = (call: Call): Next =>
  call.alerted ? stay(call) : { call: { ...call, alerted: true }, actions: [send({ type: "ALERTING", callReference: call.reference })] }

/** Why a client that is called cannot have these parameters; undefined: it can. */
const objection = (call: Call, parameters: Asking): NdisStatus | undefined =>
  !call.settings.acceptsIncrease && call.offered !== undefined && exceeds(parameters, call.offered)
    ? NdisStatus.INCOMPATIBLE_QOS
    : undefined

/** The client, or whatever kept the call from it, answered. */
export const answer = (call: Call, event: Answered): Next => {
  if (event.status !== NdisStatus.SUCCESS) {
    if (event.taken) return refuse(call, causeOf(event.status, Cause.RESOURCE_UNAVAILABLE), event.status)
    return finish({ ...call, acknowledges: true, ending: "Gone", cause: causeOf(event.status, Cause.CALL_REJECTED) }, abandoning(call))
  }
  if (!event.changed || (asks(event.parameters) && hasTraffic(call.parameters, trafficOf(event.parameters)))) return accept(call, [])
  if (!asks(event.parameters) || call.connectionId === undefined) {
    return refuse(call, Cause.INVALID_ELEMENT_CONTENTS, NdisStatus.INVALID_DATA)
  }
  const status = objection(call, event.parameters)
  if (status !== undefined) return refuse(call, Cause.QUALITY_OF_SERVICE_UNAVAILABLE, status)
  const proposed = wanted(event.parameters, call.connectionId)
  return { call: { ...call, state: "AnswerActivating", proposed, activating: true }, actions: [activate(proposed)] }
}

/** The client took the call, but it cannot be had that way: the network is released, the client told. */
const refuse = (call: Call, cause: number, status: NdisStatus, actions: Array<Action> = []): Next =>
  releasing(call, cause, undefined, "Close", actions, incomingClose(status, undefined))

const accept = (call: Call, actions: Array<Action>): Next => {
  const { offered, parameters } = call
  const traffic = !asks(parameters) || offered === undefined || hasTraffic(parameters, offered) ? undefined : trafficOf(parameters)
  const next: Call = { ...call, state: "ConnectRequest", timer: "T313", held: undefined }
  actions.push(send({ type: "CONNECT", callReference: call.reference, connectionId: undefined, traffic }), start(next, "T313"))
  return { call: next, actions }
}

/** The other parameters the client took the call with were activated, or not. */
export const answerActivated = (call: Call, event: Activated): Next => {
  const settled: Call = { ...call, activating: false }
  return event.status === NdisStatus.SUCCESS
    ? accept({ ...settled, parameters: unmarked(event.parameters) }, [])
    : refuse(settled, causeOf(event.status, Cause.RESOURCE_UNAVAILABLE), event.status)
}

/** The client asks for other parameters while it decides. */
export const changeOffer = (call: Call, event: Extract<Event, { readonly _tag: "Modify" }>): Next => {
  const { parameters } = event
  if (!asks(parameters) || call.connectionId === undefined) {
    return { call, actions: [modified(NdisStatus.INVALID_DATA, call.parameters)] }
  }
  const status = objection(call, parameters)
  if (status !== undefined) return { call, actions: [modified(status, call.parameters)] }
  const proposed = wanted(parameters, call.connectionId)
  return {
    call: { ...call, state: "OfferChanging", proposed, activating: true, modifying: true },
    actions: [activate(proposed)]
  }
}

/** What the client asked for while it decides was activated, or not. */
export const offerChanged = (call: Call, event: Activated): Next => {
  const changed = event.status === NdisStatus.SUCCESS
  const parameters = changed ? inForce(call.proposed, event.parameters) : call.parameters
  return {
    call: {
      ...call,
      state: call.state === "OfferLost" ? "OfferLost" : "Offered",
      parameters: unmarked(parameters),
      activating: false,
      modifying: false
    },
    actions: call.modifying ? [modified(event.status, parameters)] : []
  }
}

/** The client takes (or refuses) the call before its change is activated: taking waits. */
export const holdAnswer = (call: Call, event: Answered): Next =>
  event.status === NdisStatus.SUCCESS ? { call: { ...call, state: "AnswerHeld", held: event }, actions: [] } : answer(call, event)

/** The change is activated, or not, and the client's answer is taken up. */
export const heldAnswer = (call: Call, event: Activated): Next => {
  const first = offerChanged(call, event)
  const then = call.held === undefined ? accept(first.call, []) : answer(first.call, call.held)
  return { call: then.call, actions: [...first.actions, ...then.actions] }
}

/** The caller knows that the call was taken. */
export const connectAcknowledged = (call: Call): Next => {
  const actions = stopping(call, connected)
  return { call: { ...call, state: "Active", timer: undefined }, actions }
}

/** T313. */
export const connectUnanswered = (call: Call): Next =>
  refuse(call, Cause.TIMER_EXPIRY, NdisStatus.FAILURE, [note("T313 ran out: the network does not acknowledge CONNECT")])

/** The call ended while the client decides: it is told when it takes the call, and never when it does not. */
const losing = (call: Call, outcome: NdisStatus, data: Uint8Array | undefined, acknowledges: boolean): Next => ({
  call: { ...call, state: "OfferLost", outcome, data, acknowledges },
  actions: []
})

export const offerReleased = (call: Call, message: Release): Next => losing(call, closeStatus(message.cause), message.userToUser, true)

export const offerCleared = (call: Call, message: ReleaseComplete): Next =>
  losing(call, closeStatus(message.cause), message.userToUser, false)

export const offerAborted = (call: Call, event: Extract<Event, { readonly _tag: "Abort" }>): Next =>
  losing(call, failure(event.status), undefined, false)

/** The client answered an offer that had ended. */
export const lateAnswer = (call: Call, event: Answered): Next =>
  event.status === NdisStatus.SUCCESS || event.taken
    ? telling(call, call.outcome, call.data, call.acknowledges)
    : finish({ ...call, ending: "Gone", data: undefined }, abandoning(call))

/** A call that never was is aborted. */
export const neverWas = (call: Call): Next => ({ call: { ...call, state: "Over" }, actions: [gone] })
