/**
 * The binding of a protocol driver to an adapter.
 *
 * The binding handle lives inside it: from a successful NdisOpenAdapterEx, which only the bind handler may call, to NdisCloseAdapterEx. A
 * bind handler works with an open handle while the binding is still `Opening` (a call manager registers its address families there).
 * Deaths need no rows: a stand-in takes the place of a dead driver and makes the same moves (ndis/Ghost.ts).
 *
 * @see docs/condis/states.md, section 2
 */
import { NdisStatus } from "../NdisStatus.ts"
import type { Refuse, Violate } from "./Table.ts"
import { refuse, table, violate } from "./Table.ts"

export type State = "Unbound" | "Opening" | "Paused" | "Restarting" | "Running" | "Pausing" | "Closing"

/** What can happen to it. `Send` starts a new send; `SendComplete` ends one that was started earlier. */
// oxfmt-ignore
export type Event =
  | "Bind" | "BindSucceeded" | "BindFailed"
  | "Restart" | "RestartSucceeded" | "RestartFailed"
  | "Pause" | "PauseDone"
  | "Unbind" | "UnbindDone"
  | "Send" | "SendComplete" | "Receive" | "OidRequest"

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
// oxfmt-ignore
export const transitions = table<State, Event>({
  Unbound: {
    Bind: "Opening", BindSucceeded: stray, BindFailed: stray, Restart: invalid, RestartSucceeded: stray, RestartFailed: stray,
    Pause: invalid, PauseDone: stray, Unbind: invalid, UnbindDone: stray,
    Send: notYet, SendComplete: unknownSend, Receive: nobody, OidRequest: noRequests
  },
  Opening: {
    Bind: invalid, BindSucceeded: "Paused", BindFailed: "Unbound", Restart: invalid, RestartSucceeded: stray, RestartFailed: stray,
    Pause: invalid, PauseDone: stray, Unbind: invalid, UnbindDone: stray,
    Send: notYet, SendComplete: unknownSend, Receive: nobody, OidRequest: noRequests
  },
  Paused: {
    Bind: invalid, BindSucceeded: stray, BindFailed: stray, Restart: "Restarting", RestartSucceeded: stray, RestartFailed: stray,
    Pause: invalid, PauseDone: stray, Unbind: "Closing", UnbindDone: stray,
    Send: paused, SendComplete: unknownSend, Receive: "Paused", OidRequest: "Paused"
  },
  Restarting: {
    Bind: invalid, BindSucceeded: stray, BindFailed: stray, Restart: invalid, RestartSucceeded: "Running", RestartFailed: "Paused",
    Pause: invalid, PauseDone: stray, Unbind: invalid, UnbindDone: stray,
    Send: paused, SendComplete: unknownSend, Receive: "Restarting", OidRequest: "Restarting"
  },
  Running: {
    Bind: invalid, BindSucceeded: stray, BindFailed: stray, Restart: invalid, RestartSucceeded: stray, RestartFailed: stray,
    Pause: "Pausing", PauseDone: stray, Unbind: invalid, UnbindDone: stray,
    Send: "Running", SendComplete: "Running", Receive: "Running", OidRequest: "Running"
  },
  Pausing: {
    Bind: invalid, BindSucceeded: stray, BindFailed: stray, Restart: invalid, RestartSucceeded: stray, RestartFailed: stray,
    Pause: invalid, PauseDone: "Paused", Unbind: invalid, UnbindDone: stray,
    Send: paused, SendComplete: "Pausing", Receive: "Pausing", OidRequest: "Pausing"
  },
  Closing: {
    Bind: invalid, BindSucceeded: stray, BindFailed: stray, Restart: invalid, RestartSucceeded: stray, RestartFailed: stray,
    Pause: invalid, PauseDone: stray, Unbind: invalid, UnbindDone: "Unbound",
    Send: paused, SendComplete: "Closing", Receive: "Closing", OidRequest: "Closing"
  }
})

/**
 * NdisCloseAdapterEx belongs to the bind and the unbind handler, and comes after everything connection-oriented on the binding: the open
 * address families and the VCs a call manager made for itself.
 */
export const closeAdapterGuard = (of: {
  readonly binding: State
  readonly openFamilies: number
  readonly ownVcs: number
}): Refuse | undefined => {
  if (of.binding !== "Opening" && of.binding !== "Closing") return refuse(NdisStatus.FAILURE, "BIND-05")
  if (of.openFamilies > 0) return refuse(NdisStatus.FAILURE, "AF-38")
  return of.ownVcs > 0 ? refuse(NdisStatus.FAILURE, "BIND-26") : undefined
}

/**
 * A bind that succeeds has its adapter open (otherwise nothing is bound), one that fails has closed what it opened (otherwise NDIS does).
 * Recorded.
 */
export const bindGuard = (of: { readonly succeeded: boolean; readonly open: boolean }): Violate | undefined =>
  of.succeeded === of.open ? undefined : violate("BIND-25")

/** What NDIS does next to bring the binding of a dead protocol to `Closing`. Undefined: it is there, or a bind that is not over fails by itself. */
export const wind = (state: State): "RestartFailed" | "Pause" | "PauseDone" | "Unbind" | undefined => {
  switch (state) {
    case "Restarting":
      return "RestartFailed"
    case "Running":
      return "Pause"
    case "Pausing":
      return "PauseDone"
    case "Paused":
      return "Unbind"
    default:
      return undefined
  }
}
