/**
 * Steps of a call made by the client of this side, up to the completion of its make-call.
 *
 * The make-call is completed once: with SUCCESS when the first activation succeeded, with a failure when the call ended before.
 */
import { NdisStatus } from "@condis/core/NdisStatus"
import { Cause, causeOf, failure, failureStatus } from "./Cause.ts"
import { type Alerting, type CallProceeding, type Connect, type Release, type ReleaseComplete, swap } from "./Message.ts"
import { activating, answered, asks, checkMakeCall, inForce, setupOf, unmarked } from "./Parameters.ts"
import {
  activate,
  type Activated,
  type Call,
  callMade,
  type Event,
  finish,
  type Next,
  note,
  releasing,
  send,
  start,
  stopping
} from "./State.ts"

/** Endpoint reference of the party that SETUP brings into a multipoint call. */
const firstOf = (call: Call): number | undefined => (call.parties === undefined ? undefined : 0)

/** The client asks for a call: SETUP, or its failure at once. */
export const makeCall = (call: Call, event: Extract<Event, { readonly _tag: "MakeCall" }>): Next => {
  const parameters = unmarked(event.parameters)
  const status = checkMakeCall(parameters, call.parties !== undefined)
  const setup = status === NdisStatus.SUCCESS ? setupOf(call.reference, parameters, call.settings.address, firstOf(call)) : undefined
  if (setup === undefined) return finish({ ...call, parameters, ending: "CallMade", outcome: failure(status) }, [])
  const next: Call = { ...call, state: "CallInitiated", parameters, timer: "T303" }
  return { call: next, actions: [send(setup), start(next, "T303")] }
}

/** T303: SETUP once more, then the call fails. The network may have it all the same, so it is told. */
export const setupUnanswered = (call: Call): Next => {
  const setup = call.repeated ? undefined : setupOf(call.reference, call.parameters, call.settings.address, firstOf(call))
  if (setup !== undefined) {
    return { call: { ...call, timer: "T303", repeated: true }, actions: [send(setup), start(call, "T303")] }
  }
  return finish({ ...call, acknowledges: true, ending: "CallMade", outcome: NdisStatus.FAILURE, cause: Cause.TIMER_EXPIRY }, [
    note("T303 ran out twice: the network does not answer SETUP")
  ])
}

export const proceed = (call: Call, message: CallProceeding): Next => {
  const connectionId = message.connectionId ?? call.connectionId
  return {
    call: { ...call, state: "OutgoingProceeding", timer: "T310", repeated: false, connectionId },
    actions: stopping(call, start(call, "T310"))
  }
}

export const alert = (call: Call, _message: Alerting): Next => ({
  call: { ...call, state: "CallDelivered", timer: "T301", repeated: false },
  actions: stopping(call, start(call, "T301"))
})

/** T310 or T301: nobody answers. */
export const unanswered = (call: Call, event: Extract<Event, { readonly _tag: "Timer" }>): Next =>
  releasing(
    call,
    Cause.TIMER_EXPIRY,
    undefined,
    "Gone",
    [note(`${event.timer} ran out: nobody takes the call`)],
    callMade(NdisStatus.FAILURE, call.parameters)
  )

/** The called party took the call: acknowledge, and activate with what was agreed. */
export const connect = (call: Call, message: Connect): Next => {
  const connectionId = message.connectionId ?? call.connectionId
  if (connectionId === undefined || !asks(call.parameters)) {
    const failed = callMade(NdisStatus.FAILURE, call.parameters)
    return releasing(call, Cause.MANDATORY_ELEMENT_MISSING, undefined, "Gone", stopping(call), failed)
  }
  const agreed = answered(call.parameters, message.traffic === undefined ? undefined : swap(message.traffic))
  const parameters = activating(agreed, connectionId)
  return {
    call: { ...call, state: "Connecting", connectionId, parameters, timer: undefined, activating: true },
    actions: stopping(call, send({ type: "CONNECT_ACKNOWLEDGE", callReference: call.reference }), activate(parameters))
  }
}

/** The first activation was answered: the call is up, or it fails. */
export const firstActivated = (call: Call, event: Activated): Next => {
  if (event.status !== NdisStatus.SUCCESS) {
    return releasing(
      { ...call, activating: false },
      causeOf(event.status, Cause.RESOURCE_UNAVAILABLE),
      undefined,
      "Gone",
      [],
      callMade(event.status, call.parameters)
    )
  }
  const parameters = inForce(call.parameters, event.parameters)
  return {
    call: { ...call, state: "Active", parameters: unmarked(parameters), activating: false },
    actions: [callMade(NdisStatus.SUCCESS, parameters)]
  }
}

/** The call ended before the make-call was completed. */
const failing = (call: Call, outcome: NdisStatus, acknowledges: boolean): Next =>
  finish({ ...call, acknowledges, ending: "CallMade", outcome }, stopping(call))

export const setupReleased = (call: Call, message: Release): Next => failing(call, failureStatus(message.cause), true)

export const setupRefused = (call: Call, message: ReleaseComplete): Next => failing(call, failureStatus(message.cause), false)

export const setupAborted = (call: Call, event: Extract<Event, { readonly _tag: "Abort" }>): Next =>
  failing(call, failure(event.status), false)
