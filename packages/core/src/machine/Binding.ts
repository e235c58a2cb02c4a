/**
 * The binding of a protocol driver to an adapter.
 *
 * Two axes. The first (`transitions`) is the one the documents draw: bind, restart, pause, unbind. The second (`handleTransitions`) is the
 * binding handle inside it: it lives from a successful NdisOpenAdapterEx, which only the bind handler may call, to NdisCloseAdapterEx. A
 * bind handler works with an open handle while the binding is still `Opening` (a call manager registers its address families there).
 *
 * When the protocol dies, NDIS unbinds in its place: `Closing` lasts until NDIS has ended everything the binding carried and raises
 * `UnbindDone` itself. When the miniport below dies, nothing happens here at once: NDIS pauses and unbinds as in any removal.
 *
 * @see docs/condis/states.md, section 2
 */
import { NdisStatus } from "../NdisStatus.ts"
import type { Refuse, Violate } from "./Table.ts"
import { refuse, table, violate } from "./Table.ts"

export type State = "Unbound" | "Opening" | "Paused" | "Restarting" | "Running" | "Pausing" | "Closing"

/** What can happen to it. `Send` starts a new send; `SendComplete` ends one that was started earlier. */
export type Event =
  | "Bind" | "BindSucceeded" | "BindFailed"
  | "Restart" | "RestartSucceeded" | "RestartFailed"
  | "Pause" | "PauseDone"
  | "Unbind" | "UnbindDone"
  | "Send" | "SendComplete" | "Receive" | "OidRequest"
  | "ProtocolDied"

export const initial: State = "Unbound"

/** Where a life ends. */
export const ends: ReadonlyArray<State> = ["Unbound"]

/** No such step from here. NDIS takes the steps, so this is never a driver's fault. */
const invalid = violate("BIND-15")
/** A result nobody waits for. */
const stray = violate("ASYNC-02")
const paused = refuse(NdisStatus.PAUSED, "NBL-19")
const notYet = refuse(NdisStatus.FAILURE, "BIND-04")
const noRequests = refuse(NdisStatus.FAILURE, "OID-11")
/** A completion for a send this binding has not got. */
const unknownSend = violate("NBL-26")
/** Data for a protocol that is not there. */
const nobody = violate("NBL-44")

/** Every pair is answered. */
export const transitions = table<State, Event>({
  Unbound: {
    Bind: "Opening", BindSucceeded: stray, BindFailed: stray, Restart: invalid, RestartSucceeded: stray, RestartFailed: stray,
    Pause: invalid, PauseDone: stray, Unbind: invalid, UnbindDone: stray,
    Send: notYet, SendComplete: unknownSend, Receive: nobody, OidRequest: noRequests, ProtocolDied: "Unbound"
  },
  Opening: {
    Bind: invalid, BindSucceeded: "Paused", BindFailed: "Unbound", Restart: invalid, RestartSucceeded: stray, RestartFailed: stray,
    Pause: invalid, PauseDone: stray, Unbind: invalid, UnbindDone: stray,
    Send: notYet, SendComplete: unknownSend, Receive: nobody, OidRequest: noRequests, ProtocolDied: "Closing"
  },
  Paused: {
    Bind: invalid, BindSucceeded: stray, BindFailed: stray, Restart: "Restarting", RestartSucceeded: stray, RestartFailed: stray,
    Pause: invalid, PauseDone: stray, Unbind: "Closing", UnbindDone: stray,
    Send: paused, SendComplete: unknownSend, Receive: "Paused", OidRequest: "Paused", ProtocolDied: "Closing"
  },
  Restarting: {
    Bind: invalid, BindSucceeded: stray, BindFailed: stray, Restart: invalid, RestartSucceeded: "Running", RestartFailed: "Paused",
    Pause: invalid, PauseDone: stray, Unbind: invalid, UnbindDone: stray,
    Send: paused, SendComplete: unknownSend, Receive: "Restarting", OidRequest: "Restarting", ProtocolDied: "Closing"
  },
  Running: {
    Bind: invalid, BindSucceeded: stray, BindFailed: stray, Restart: invalid, RestartSucceeded: stray, RestartFailed: stray,
    Pause: "Pausing", PauseDone: stray, Unbind: invalid, UnbindDone: stray,
    Send: "Running", SendComplete: "Running", Receive: "Running", OidRequest: "Running", ProtocolDied: "Closing"
  },
  Pausing: {
    Bind: invalid, BindSucceeded: stray, BindFailed: stray, Restart: invalid, RestartSucceeded: stray, RestartFailed: stray,
    Pause: invalid, PauseDone: "Paused", Unbind: invalid, UnbindDone: stray,
    Send: paused, SendComplete: "Pausing", Receive: "Pausing", OidRequest: "Pausing", ProtocolDied: "Closing"
  },
  Closing: {
    Bind: invalid, BindSucceeded: stray, BindFailed: stray, Restart: invalid, RestartSucceeded: stray, RestartFailed: stray,
    Pause: invalid, PauseDone: stray, Unbind: invalid, UnbindDone: "Unbound",
    Send: paused, SendComplete: "Closing", Receive: "Closing", OidRequest: "Closing", ProtocolDied: "Closing"
  }
})

/** The binding handle. `OpeningAdapter` and `ClosingAdapter` last until the call is answered or completed. */
export type Handle = "Shut" | "OpeningAdapter" | "Open" | "ClosingAdapter"

/** What can happen to the handle. */
export type HandleEvent = "OpenAdapter" | "OpenSucceeded" | "OpenFailed" | "CloseAdapter" | "CloseDone" | "ProtocolDied"

export const initialHandle: Handle = "Shut"

const dead = refuse(NdisStatus.FAILURE, "BIND-09")
const early = refuse(NdisStatus.FAILURE, "BIND-02")
const openAlready = refuse(NdisStatus.FAILURE, "BIND-01")

/** Every pair is answered. A dead protocol's open handle is closed by NDIS, by the same steps. */
export const handleTransitions = table<Handle, HandleEvent>({
  Shut: {
    OpenAdapter: "OpeningAdapter", OpenSucceeded: stray, OpenFailed: stray, CloseAdapter: dead, CloseDone: stray, ProtocolDied: "Shut"
  },
  OpeningAdapter: {
    OpenAdapter: openAlready, OpenSucceeded: "Open", OpenFailed: "Shut", CloseAdapter: early, CloseDone: stray, ProtocolDied: "Shut"
  },
  Open: {
    OpenAdapter: openAlready, OpenSucceeded: stray, OpenFailed: stray, CloseAdapter: "ClosingAdapter", CloseDone: stray,
    ProtocolDied: "Open"
  },
  ClosingAdapter: {
    OpenAdapter: openAlready, OpenSucceeded: stray, OpenFailed: stray, CloseAdapter: dead, CloseDone: "Shut", ProtocolDied: "ClosingAdapter"
  }
})

/** NdisOpenAdapterEx works only inside the bind handler. */
export const openAdapterGuard = (binding: State): Refuse | undefined =>
  binding === "Opening" ? undefined : refuse(NdisStatus.FAILURE, "BIND-01")

/** NdisCloseAdapterEx belongs to the bind and the unbind handler. */
export const closeAdapterGuard = (binding: State): Violate | undefined =>
  binding === "Opening" || binding === "Closing" ? undefined : violate("BIND-05")

/** Everything connection-oriented on the binding should be gone before NdisCloseAdapterEx; open address families must be. */
export const closeAdapterObjectsGuard = (of: { readonly openFamilies: number; readonly objects: number }): Violate | undefined =>
  of.openFamilies > 0 ? violate("AF-38") : of.objects > 0 ? violate("BIND-08") : undefined

/** A bind that reports success without an open adapter has bound nothing: NDIS records this and takes `BindFailed`. */
export const bindSucceededGuard = (handle: Handle): Violate | undefined => handle === "Open" ? undefined : violate("BIND-04")

/** A failing bind must have closed what it opened. NDIS records this, closes the handle itself and takes `BindFailed`. */
export const bindFailedGuard = (handle: Handle): Violate | undefined =>
  handle === "Open" || handle === "OpeningAdapter" ? violate("BIND-25") : undefined

/** A pause is over only when all the protocol's own sends are back. */
export const pauseDoneGuard = (of: { readonly sends: number }): Violate | undefined => of.sends > 0 ? violate("BIND-12") : undefined

/** What a connection-oriented call does to the objects of a binding. */
export type Purpose = "Make" | "TearDown"

/**
 * Connection-oriented calls, OID requests aside, need an open handle; making new objects also needs a binding that is not closing.
 * Tear-down stays possible until NdisCloseAdapterEx.
 */
export const connectionGuard = (binding: State, handle: Handle, purpose: Purpose): Refuse | undefined => {
  if (handle === "OpeningAdapter") return early
  if (handle !== "Open") return dead
  return binding === "Closing" && purpose === "Make" ? refuse(NdisStatus.FAILURE, "AF-14") : undefined
}
