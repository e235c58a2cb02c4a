/**
 * A service access point: the incoming calls a client wants.
 *
 * Calls may be dispatched on it from the moment its registration is with the call manager, and no longer once its deregistration is. Calls
 * already received on it, and their VCs, outlive it.
 *
 * Deaths need no rows: a stand-in takes the place of a dead driver and makes the same moves (ndis/Ghost.ts).
 *
 * @see docs/condis/states.md, section 5
 */
import { NdisStatus } from "../NdisStatus.ts"
import { refuse, table, violate } from "./Table.ts"

/**
 * `Registering` and `Deregistering` cover a handler that was called as well as one that pended. `RegisteringReleased`: released (its family
 * closes) before the registration was answered. `Releasing`: the call manager has the deregistration and nobody will
 * own the SAP again, whatever it answers.
 */
export type State = "None" | "Registering" | "RegisteringReleased" | "Registered" | "Deregistering" | "Releasing" | "Gone"

/** What can happen to it. `AfClosing`: the close of its address family marks it released. */
// oxfmt-ignore
export type Event =
  | "RegisterSap" | "RegisterSucceeded" | "RegisterFailed"
  | "DispatchIncomingCall"
  | "DeregisterSap" | "DeregisterSucceeded" | "DeregisterFailed"
  | "AfClosing"

export const initial: State = "None"

/** Where a life ends. */
export const ends: ReadonlyArray<State> = ["None", "Gone"]

/** A completion that nobody waits for. */
const stray = violate("ASYNC-02")
/** Each registration makes a SAP of its own. */
const another = refuse(NdisStatus.FAILURE, "SAP-19")
const noSap = refuse(NdisStatus.FAILURE, "SAP-16")
const failed = refuse(NdisStatus.FAILURE, "SAP-06")
const notIssued = refuse(NdisStatus.FAILURE, "HND-01")
const twice = refuse(NdisStatus.FAILURE, "SAP-10")
const released = refuse(NdisStatus.FAILURE, "SAP-17")

/** Every pair is answered. */
// oxfmt-ignore
export const transitions = table<State, Event>({
  None: {
    RegisterSap: "Registering", RegisterSucceeded: stray, RegisterFailed: stray, DispatchIncomingCall: noSap,
    DeregisterSap: failed, DeregisterSucceeded: stray, DeregisterFailed: stray,
    AfClosing: "None"
  },
  Registering: {
    RegisterSap: another, RegisterSucceeded: "Registered", RegisterFailed: "None", DispatchIncomingCall: "Registering",
    DeregisterSap: notIssued, DeregisterSucceeded: stray, DeregisterFailed: stray,
    AfClosing: "RegisteringReleased"
  },
  RegisteringReleased: {
    RegisterSap: another, RegisterSucceeded: "Releasing", RegisterFailed: "Gone", DispatchIncomingCall: noSap,
    DeregisterSap: notIssued, DeregisterSucceeded: stray, DeregisterFailed: stray,
    AfClosing: "RegisteringReleased"
  },
  Registered: {
    RegisterSap: another, RegisterSucceeded: stray, RegisterFailed: stray, DispatchIncomingCall: "Registered",
    DeregisterSap: "Deregistering", DeregisterSucceeded: stray, DeregisterFailed: stray,
    AfClosing: "Gone"
  },
  Deregistering: {
    RegisterSap: another, RegisterSucceeded: stray, RegisterFailed: stray, DispatchIncomingCall: noSap,
    DeregisterSap: twice, DeregisterSucceeded: "Gone", DeregisterFailed: "Registered",
    AfClosing: "Releasing"
  },
  Releasing: {
    RegisterSap: another, RegisterSucceeded: stray, RegisterFailed: stray, DispatchIncomingCall: noSap,
    DeregisterSap: twice, DeregisterSucceeded: "Gone", DeregisterFailed: "Gone",
    AfClosing: "Releasing"
  },
  Gone: {
    RegisterSap: another, RegisterSucceeded: stray, RegisterFailed: stray, DispatchIncomingCall: noSap,
    DeregisterSap: released, DeregisterSucceeded: stray, DeregisterFailed: stray,
    AfClosing: "Gone"
  }
})
