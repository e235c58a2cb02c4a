/**
 * Steps that end a call, from either side.
 *
 * The end is one action, Closed when a client closed the call and Gone when there is none that would. It comes when three things are
 * over: what the client still has to say, what the network still has to say, and an activation under way.
 */
import { NdisStatus } from "@condis/core/NdisStatus"
import { Cause, closeStatus, failure } from "./Cause.ts"
import type { Release, ReleaseComplete } from "./Message.ts"
import {
  abandoning,
  type Action,
  type Activated,
  type Call,
  closed,
  closeDataRefused,
  closeRefused,
  type Copy,
  doing,
  type Event,
  finish,
  type Next,
  note,
  release,
  releasing,
  start,
  stay,
  stopping,
  telling
} from "./State.ts"

type Close = Extract<Event, { readonly _tag: "Close" }>
type Abort = Extract<Event, { readonly _tag: "Abort" }>

/** Can a message not carry this close data? No data and empty data always fit. */
const unsendable = (call: Call, data: Uint8Array | undefined): boolean =>
  data !== undefined && data.length > 0 && (!call.settings.closeData || data.length > call.settings.closeDataLimit)

/** The client ends a call that is up, or that it took. */
export const close = (call: Call, event: Close): Next =>
  unsendable(call, event.data) ? doing(call, closeDataRefused) : releasing(call, Cause.NORMAL, event.data, "Closed", abandoning(call))

/** A call the client has not got (any more) cannot be closed. */
export const refuseClose = (call: Call): Next => doing(call, closeRefused)

/** The client ends the call it is making. */
export const abandon = (call: Call, event: Close): Next =>
  unsendable(call, event.data)
    ? doing(call, closeDataRefused)
    : releasing({ ...call, outcome: NdisStatus.REQUEST_ABORTED }, Cause.NORMAL, event.data, "Aborted", stopping(call))

/** The same when the network ended it before, and only an activation is waited for: RELEASE COMPLETE says the rest. */
export const abandonSettling = (call: Call, event: Close): Next => {
  if (call.ending !== "CallMade") return refuseClose(call)
  if (call.acknowledges && unsendable(call, event.data)) return doing(call, closeDataRefused)
  const data = call.acknowledges ? event.data : undefined
  return { call: { ...call, ending: "Aborted", data }, actions: call.acknowledges ? [] : unsent(event.data) }
}

/** A close before there was a call. */
export const closeNothing = (call: Call): Next => ({ call: { ...call, state: "Over" }, actions: [closed] })

/** The network or the far side ends a call its client believes in. RELEASE is acknowledged when the client closed. */
export const released = (call: Call, message: Release): Next => telling(call, closeStatus(message.cause), message.userToUser, true)

/** The network gave the call up. */
export const cleared = (call: Call, message: ReleaseComplete): Next => telling(call, closeStatus(message.cause), message.userToUser, false)

/** The path to the network is gone. */
export const aborted = (call: Call, event: Abort): Next => telling(call, failure(event.status), undefined, false)

/**
 * RELEASE was acknowledged, or crossed a RELEASE of the network (which then waits for nothing either), or the network went away: nothing
 * more has to be said to it.
 */
export const releaseAcknowledged = (call: Call): Next => networkDone({ ...call, acknowledges: false }, stopping(call))

const networkDone = (call: Copy, actions: ReadonlyArray<Action>): Next => {
  if (call.ending !== "Close") return finish(call, actions)
  call.state = "ReleaseIndication"
  call.timer = undefined
  return { call, actions }
}

/** T308: RELEASE once more, then the call ends without the network. */
export const releaseUnanswered = (call: Call): Next =>
  call.repeated
    ? networkDone({ ...call, stuck: true, acknowledges: false }, [note("T308 ran out twice: the network does not answer RELEASE")])
    : { call: { ...call, timer: "T308", repeated: true }, actions: [release(call), start(call, "T308")] }

/** The client closes while RELEASE is out: as an answer to being told of the end, or a second time. */
export const closeReleasing = (call: Call, event: Close): Next => {
  switch (call.ending) {
    case "Close":
      return { call: { ...call, ending: "Closed" }, actions: unsent(event.data) }
    case "Closed":
    case "Aborted":
      return refuseClose(call)
    default:
      return stay(call)
  }
}

/** The client closes a call that ended: its close data goes out with RELEASE COMPLETE, if that is still to be sent. */
export const closeAfterEnd = (call: Call, event: Close): Next => {
  if (!call.acknowledges) return finish({ ...call, ending: "Closed" }, unsent(event.data))
  return unsendable(call, event.data) ? doing(call, closeDataRefused) : finish({ ...call, ending: "Closed", data: event.data }, [])
}

const unsent = (data: Uint8Array | undefined): Array<Action> =>
  data === undefined || data.length === 0 ? [] : [note("the call had ended: its close data reaches nobody")]

/** An activation was answered whose outcome matters to nobody any more. */
export const activationOver = (call: Call, _event: Activated): Next => ({ call: { ...call, activating: false }, actions: [] })

/** The activation the end had to wait for was answered. */
export const settled = (call: Call, _event: Activated): Next => finish({ ...call, activating: false }, [])

/** The network waits for nothing any more. */
export const networkGone = (call: Call): Next => ({ call: { ...call, acknowledges: false }, actions: [] })
