/**
 * The life of a miniport adapter: from DriverEntry's promise to halt.
 *
 * NDIS moves it, one step at a time, and waits for the miniport's answer before the next. A state named after an activity
 * (`Initializing`, `Halting`, …) is entered when the handler is called and lasts until its result is known, whether it came as the return
 * value or by a completion. A reset is no state of the adapter: it may overlap any of them.
 *
 * The death of the miniport leads to `Halted` from everywhere. NDIS then unbinds the protocols above by their own tables and initialises
 * the adapter again once {@link initializeGuard} lets it.
 *
 * @see docs/condis/states.md, section 1
 */
import { NdisStatus } from "../NdisStatus.ts"
import type { Refuse, Violate } from "./Table.ts"
import { refuse, table, violate } from "./Table.ts"

export type State = "Halted" | "Initializing" | "Paused" | "Restarting" | "Running" | "Pausing" | "Halting" | "Shutdown"

/** What can happen to it. `Send` is data on its way down, `Receive` data on its way up, `OidRequest` a request on its way down. */
export type Event =
  | "Initialize" | "InitializeSucceeded" | "InitializeFailed"
  | "Restart" | "RestartSucceeded" | "RestartFailed"
  | "Pause" | "PauseDone"
  | "Halt" | "HaltDone"
  | "Shutdown"
  | "Send" | "Receive" | "OidRequest"
  | "ResetStart" | "ResetEnd"
  | "MiniportDied"

export const initial: State = "Halted"

/** Where a life ends. */
export const ends: ReadonlyArray<State> = ["Halted", "Shutdown"]

/** No such step from here. NDIS takes the steps, so this is never a driver's fault. */
const invalid = violate("BIND-15")
/** A result nobody waits for. */
const stray = violate("ASYNC-02")
const paused = refuse(NdisStatus.PAUSED, "BIND-14")
const silent = violate("NBL-54")
const halted = refuse(NdisStatus.FAILURE, "BIND-17")
const noData = violate("BIND-17")

/** Every pair is answered. `Shutdown` is entered when the handler is called: nothing follows it, whether the handler returns or not. */
export const transitions = table<State, Event>({
  Halted: {
    Initialize: "Initializing", InitializeSucceeded: stray, InitializeFailed: stray,
    Restart: invalid, RestartSucceeded: stray, RestartFailed: stray, Pause: invalid, PauseDone: stray,
    Halt: invalid, HaltDone: stray, Shutdown: invalid,
    Send: halted, Receive: noData, OidRequest: halted, ResetStart: "Halted", ResetEnd: "Halted", MiniportDied: "Halted"
  },
  Initializing: {
    Initialize: invalid, InitializeSucceeded: "Paused", InitializeFailed: "Halted",
    Restart: invalid, RestartSucceeded: stray, RestartFailed: stray, Pause: invalid, PauseDone: stray,
    Halt: invalid, HaltDone: stray, Shutdown: invalid,
    Send: halted, Receive: silent, OidRequest: halted, ResetStart: "Initializing", ResetEnd: "Initializing", MiniportDied: "Halted"
  },
  Paused: {
    Initialize: invalid, InitializeSucceeded: stray, InitializeFailed: stray,
    Restart: "Restarting", RestartSucceeded: stray, RestartFailed: stray, Pause: invalid, PauseDone: stray,
    Halt: "Halting", HaltDone: stray, Shutdown: "Shutdown",
    Send: paused, Receive: silent, OidRequest: "Paused", ResetStart: "Paused", ResetEnd: "Paused", MiniportDied: "Halted"
  },
  Restarting: {
    Initialize: invalid, InitializeSucceeded: stray, InitializeFailed: stray,
    Restart: invalid, RestartSucceeded: "Running", RestartFailed: "Paused", Pause: invalid, PauseDone: stray,
    Halt: invalid, HaltDone: stray, Shutdown: "Shutdown",
    Send: paused, Receive: silent, OidRequest: "Restarting", ResetStart: "Restarting", ResetEnd: "Restarting", MiniportDied: "Halted"
  },
  Running: {
    Initialize: invalid, InitializeSucceeded: stray, InitializeFailed: stray,
    Restart: invalid, RestartSucceeded: stray, RestartFailed: stray, Pause: "Pausing", PauseDone: stray,
    Halt: invalid, HaltDone: stray, Shutdown: "Shutdown",
    Send: "Running", Receive: "Running", OidRequest: "Running", ResetStart: "Running", ResetEnd: "Running", MiniportDied: "Halted"
  },
  Pausing: {
    Initialize: invalid, InitializeSucceeded: stray, InitializeFailed: stray,
    Restart: invalid, RestartSucceeded: stray, RestartFailed: stray, Pause: invalid, PauseDone: "Paused",
    Halt: invalid, HaltDone: stray, Shutdown: "Shutdown",
    Send: "Pausing", Receive: "Pausing", OidRequest: "Pausing", ResetStart: "Pausing", ResetEnd: "Pausing", MiniportDied: "Halted"
  },
  Halting: {
    Initialize: invalid, InitializeSucceeded: stray, InitializeFailed: stray,
    Restart: invalid, RestartSucceeded: stray, RestartFailed: stray, Pause: invalid, PauseDone: stray,
    Halt: invalid, HaltDone: "Halted", Shutdown: invalid,
    Send: halted, Receive: noData, OidRequest: halted, ResetStart: "Halting", ResetEnd: "Halting", MiniportDied: "Halted"
  },
  Shutdown: {
    Initialize: invalid, InitializeSucceeded: stray, InitializeFailed: stray,
    Restart: invalid, RestartSucceeded: stray, RestartFailed: stray, Pause: invalid, PauseDone: stray,
    Halt: invalid, HaltDone: stray, Shutdown: invalid,
    Send: halted, Receive: noData, OidRequest: halted, ResetStart: "Shutdown", ResetEnd: "Shutdown", MiniportDied: "Shutdown"
  }
})

/** What a miniport still holds that is not its own. */
export interface Outstanding {
  /** NBLs handed to the miniport and not completed. */
  readonly sends: number
  /** NBLs the miniport indicated and has not got back. */
  readonly lentReceives: number
}

/** An adapter may be initialised only when no binding of its earlier life is left. */
export const initializeGuard = (of: { readonly bindings: number }): Violate | undefined => of.bindings > 0 ? violate("BIND-15") : undefined

/** A pause is over only when every send is completed and every lent receive is back. Until then NDIS withholds `PauseDone`. */
export const pauseDoneGuard = (of: Outstanding): Violate | undefined =>
  of.sends > 0 || of.lentReceives > 0 ? violate("BIND-13") : undefined

/** NDIS does not call halt while sends or OID requests are outstanding. */
export const haltGuard = (of: { readonly sends: number; readonly requests: number }): Violate | undefined =>
  of.sends > 0 || of.requests > 0 ? violate("BIND-17") : undefined

/** Halt must not return while receives are lent out. Until they are back NDIS withholds `HaltDone`. */
export const haltDoneGuard = (of: { readonly lentReceives: number }): Violate | undefined =>
  of.lentReceives > 0 ? violate("BIND-16") : undefined

/** Sends and requests a protocol starts while the adapter is being reset; requests to a peer are not touched by a reset. */
export const resetGuard = (of: { readonly resetting: boolean; readonly what: "Send" | "OidRequest" }): Refuse | undefined =>
  of.resetting ? refuse(NdisStatus.RESET_IN_PROGRESS, of.what === "Send" ? "NBL-18" : "OID-17") : undefined
