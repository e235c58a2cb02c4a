/**
 * The life of a miniport adapter: from DriverEntry's promise to halt.
 *
 * NDIS moves it, one step at a time, and waits for the miniport's answer before the next. A state named after an activity
 * (`Initializing`, `Halting`, …) is entered when the handler is called and lasts until its result is known, whether it came as the return
 * value or by a completion. A reset is no state of the adapter: it may overlap any of them.
 *
 * Deaths need no rows: a stand-in takes the place of a dead driver and makes the same moves (ndis/Ghost.ts).
 *
 * @see docs/condis/states.md, section 1
 */
import { NdisStatus } from "../NdisStatus.ts"
import { refuse, table, violate } from "./Table.ts"

export type State = "Halted" | "Initializing" | "Paused" | "Restarting" | "Running" | "Pausing" | "Halting" | "Shutdown"

/** What can happen to it. `Send` is data on its way down, `Receive` data on its way up, `OidRequest` a request on its way down. */
// oxfmt-ignore
export type Event =
  | "Initialize" | "InitializeSucceeded" | "InitializeFailed"
  | "Restart" | "RestartSucceeded" | "RestartFailed"
  | "Pause" | "PauseDone"
  | "Halt" | "HaltDone"
  | "Shutdown"
  | "Send" | "Receive" | "OidRequest"
  | "ResetStart" | "ResetEnd"

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
// oxfmt-ignore
export const transitions = table<State, Event>({
  Halted: {
    Initialize: "Initializing", InitializeSucceeded: stray, InitializeFailed: stray,
    Restart: invalid, RestartSucceeded: stray, RestartFailed: stray, Pause: invalid, PauseDone: stray,
    Halt: invalid, HaltDone: stray, Shutdown: invalid,
    Send: halted, Receive: noData, OidRequest: halted, ResetStart: "Halted", ResetEnd: "Halted"
  },
  Initializing: {
    Initialize: invalid, InitializeSucceeded: "Paused", InitializeFailed: "Halted",
    Restart: invalid, RestartSucceeded: stray, RestartFailed: stray, Pause: invalid, PauseDone: stray,
    Halt: invalid, HaltDone: stray, Shutdown: invalid,
    Send: halted, Receive: silent, OidRequest: halted, ResetStart: "Initializing", ResetEnd: "Initializing"
  },
  Paused: {
    Initialize: invalid, InitializeSucceeded: stray, InitializeFailed: stray,
    Restart: "Restarting", RestartSucceeded: stray, RestartFailed: stray, Pause: invalid, PauseDone: stray,
    Halt: "Halting", HaltDone: stray, Shutdown: "Shutdown",
    Send: paused, Receive: silent, OidRequest: "Paused", ResetStart: "Paused", ResetEnd: "Paused"
  },
  Restarting: {
    Initialize: invalid, InitializeSucceeded: stray, InitializeFailed: stray,
    Restart: invalid, RestartSucceeded: "Running", RestartFailed: "Paused", Pause: invalid, PauseDone: stray,
    Halt: invalid, HaltDone: stray, Shutdown: "Shutdown",
    Send: paused, Receive: silent, OidRequest: "Restarting", ResetStart: "Restarting", ResetEnd: "Restarting"
  },
  Running: {
    Initialize: invalid, InitializeSucceeded: stray, InitializeFailed: stray,
    Restart: invalid, RestartSucceeded: stray, RestartFailed: stray, Pause: "Pausing", PauseDone: stray,
    Halt: invalid, HaltDone: stray, Shutdown: "Shutdown",
    Send: "Running", Receive: "Running", OidRequest: "Running", ResetStart: "Running", ResetEnd: "Running"
  },
  Pausing: {
    Initialize: invalid, InitializeSucceeded: stray, InitializeFailed: stray,
    Restart: invalid, RestartSucceeded: stray, RestartFailed: stray, Pause: invalid, PauseDone: "Paused",
    Halt: invalid, HaltDone: stray, Shutdown: "Shutdown",
    Send: "Pausing", Receive: "Pausing", OidRequest: "Pausing", ResetStart: "Pausing", ResetEnd: "Pausing"
  },
  Halting: {
    Initialize: invalid, InitializeSucceeded: stray, InitializeFailed: stray,
    Restart: invalid, RestartSucceeded: stray, RestartFailed: stray, Pause: invalid, PauseDone: stray,
    Halt: invalid, HaltDone: "Halted", Shutdown: invalid,
    Send: halted, Receive: noData, OidRequest: halted, ResetStart: "Halting", ResetEnd: "Halting"
  },
  Shutdown: {
    Initialize: invalid, InitializeSucceeded: stray, InitializeFailed: stray,
    Restart: invalid, RestartSucceeded: stray, RestartFailed: stray, Pause: invalid, PauseDone: stray,
    Halt: invalid, HaltDone: stray, Shutdown: invalid,
    Send: halted, Receive: noData, OidRequest: halted, ResetStart: "Shutdown", ResetEnd: "Shutdown"
  }
})
