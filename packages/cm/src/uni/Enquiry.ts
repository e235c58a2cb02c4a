/**
 * Steps that find out whether both sides think the same of a call (Q.2931, sections 5.6.11 and 5.6.12): STATUS ENQUIRY, its answer STATUS,
 * and the loss of the signalling link, after which a call that is up asks.
 *
 * What STATUS says decides: a call that does not exist in the network ends here without a word (see `receive` in `Call.ts`); one that is
 * up here and still being set up there is released with cause 101; everything else is kept, because a message under way explains it or a
 * timer will end it.
 */
import { NdisStatus } from "@condis/core/NdisStatus"
import { Cause, causeMeaning } from "./Cause.ts"
import {
  abandoning,
  type Action,
  type Call,
  doing,
  ended,
  type Enquiry,
  type Event,
  incomingClose,
  type Next,
  note,
  releasing,
  send,
  stateNumber,
  stay
} from "./State.ts"
import { phaseOf, type Status, type StatusEnquiry } from "./StatusMessage.ts"

type Abort = Extract<Event, { readonly _tag: "Abort" }>

/** Asked by the network: the state the call is in. A party that is not there is in state 0; others are answered in `Parties.ts`. */
export const answer = (call: Call, message: StatusEnquiry, endpointState = 0): Next =>
  doing(
    call,
    send({
      type: "STATUS",
      callReference: call.reference,
      cause: Cause.STATUS_ENQUIRY_RESPONSE,
      callState: stateNumber(call),
      ...(message.endpoint === undefined ? {} : { endpoint: message.endpoint, endpointState })
    })
  )

/** STATUS tells nothing that is not known, or that will not be said otherwise. */
export const told = (call: Call, message: Status): Next => {
  if (phaseOf(message.callState) === undefined)
    return doing(call, note(`STATUS names a call state ${message.callState}, which does not exist`))
  return message.cause === Cause.STATUS_ENQUIRY_RESPONSE ? stay(call) : doing(call, note(`STATUS: ${causeMeaning(message.cause)}`))
}

/** As {@link told}, for a call that is up: one that is not up in the network is released. */
export const toldActive = (call: Call, message: Status): Next =>
  phaseOf(message.callState) === "establishing" ? mismatch(call, Cause.MESSAGE_NOT_COMPATIBLE_WITH_STATE, []) : told(call, message)

const mismatch = (call: Call, cause: number, actions: Array<Action>): Next =>
  releasing(call, cause, undefined, "Close", [...actions, ...abandoning(call)], incomingClose(NdisStatus.FAILURE, undefined))

/** The link is gone: a call that is not up ends, as its abortion would end it. */
export const lost =
  (abort: (call: Call, event: Abort) => Next) =>
  (call: Call): Next =>
    abort(call, { _tag: "Abort", status: NdisStatus.DEST_OUT_OF_ORDER })

const enquiry = (call: Call, endpoint: number | undefined): Action =>
  send({ type: "STATUS_ENQUIRY", callReference: call.reference, ...(endpoint === undefined ? {} : { endpoint }) })

const startT322 = (call: Call): Action => ({ _tag: "StartTimer", timer: "T322", millis: call.settings.timers.T322 })
const stopT322: Action = { _tag: "StopTimer", timer: "T322" }

/** The link is back: the call asks for its state, and for that of every party that takes part. */
export const enquire = (call: Call): Next => {
  if (call.enquiry !== undefined) return stay(call)
  const of: Array<number | undefined> = [undefined]
  for (const [number, { state }] of call.parties ?? []) if (state === "Live") of.push(number)
  return {
    call: { ...call, enquiry: { of, repeated: false } },
    actions: [...of.map((endpoint) => enquiry(call, endpoint)), startT322(call)]
  }
}

/** T322: what was not answered is asked once more, then the call is released. */
export const enquiryUnanswered = (call: Call): Next => {
  const { of, repeated }: Enquiry = call.enquiry ?? { of: [], repeated: true }
  return repeated
    ? mismatch({ ...call, enquiry: undefined }, Cause.TEMPORARY_FAILURE, [
        note("T322 ran out twice: the network does not answer STATUS ENQUIRY")
      ])
    : { call: { ...call, enquiry: { of, repeated: true } }, actions: [...of.map((endpoint) => enquiry(call, endpoint)), startT322(call)] }
}

/** Around every step: an answer ends the waiting for it, the end of the call that for all. */
export const withEnquiry = (base: (call: Call, event: Event) => Next, call: Call, event: Event): Next => {
  if (call.enquiry === undefined) return base(call, event)
  if (event._tag === "Timer" && event.timer === "T322") return enquiryUnanswered(call)
  const before: Array<Action> = []
  let asking: Enquiry | undefined = call.enquiry
  if (event._tag === "Message" && event.message.type === "STATUS") {
    const { endpoint } = event.message
    const of = asking.of.filter((each) => each !== endpoint)
    asking = of.length === 0 ? undefined : { ...asking, of }
    if (asking === undefined) before.push(stopT322)
  }
  const next = base({ ...call, enquiry: asking }, event)
  if (next.call.enquiry === undefined || !ended(next.call)) {
    return before.length === 0 ? next : { call: next.call, actions: [...before, ...next.actions] }
  }
  return { call: { ...next.call, enquiry: undefined }, actions: [stopT322, ...next.actions] }
}
