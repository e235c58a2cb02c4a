/**
 * A service access point: the incoming calls a client wants.
 *
 * Calls may be dispatched on it from the moment its registration is with the call manager, and no longer once its deregistration is. Calls
 * already received on it, and their VCs, outlive it.
 *
 * Deaths. A dead call manager fails a registration, ends a deregistration, and leaves a registered SAP to its client, whose deregistration
 * NDIS then answers. A dead client's SAP is deregistered by NDIS; a refusal changes nothing then.
 *
 * @see docs/condis/states.md, section 5
 */
import { NdisStatus } from "../NdisStatus.ts"
import { refuse, table, violate } from "./Table.ts"

/**
 * `Registering` and `Deregistering` cover a handler that was called as well as one that pended. `RegisteringReleased`: released (its family
 * closes, or its client died) before the registration was answered. `Releasing`: the call manager has the deregistration and nobody will
 * own the SAP again, whatever it answers.
 */
export type State = "None" | "Registering" | "RegisteringReleased" | "Registered" | "Deregistering" | "Releasing" | "Gone"

/** What can happen to it. `AfClosing`: the close of its address family marks it released. */
export type Event =
  | "RegisterSap" | "RegisterSucceeded" | "RegisterFailed"
  | "DispatchIncomingCall"
  | "DeregisterSap" | "DeregisterSucceeded" | "DeregisterFailed"
  | "AfClosing" | "ClientDied" | "CallManagerDied"

export const initial: State = "None"

/** Where a life ends. */
export const ends: ReadonlyArray<State> = ["None", "Gone"]

/** A completion that nobody waits for. */
const stray = violate("ASYNC-02")
/** Each registration makes a SAP of its own. */
const another = refuse(NdisStatus.FAILURE, "SAP-19")
const noSap = refuse(NdisStatus.FAILURE, "SAP-16")
const closing = refuse(NdisStatus.FAILURE, "CALL-51")
const failed = refuse(NdisStatus.FAILURE, "SAP-06")
const notIssued = refuse(NdisStatus.FAILURE, "HND-01")
const twice = refuse(NdisStatus.FAILURE, "SAP-10")
const released = refuse(NdisStatus.FAILURE, "SAP-17")

/** Every pair is answered. */
export const transitions = table<State, Event>({
  None: {
    RegisterSap: "Registering", RegisterSucceeded: stray, RegisterFailed: stray, DispatchIncomingCall: noSap,
    DeregisterSap: failed, DeregisterSucceeded: stray, DeregisterFailed: stray,
    AfClosing: "None", ClientDied: "None", CallManagerDied: "None"
  },
  Registering: {
    RegisterSap: another, RegisterSucceeded: "Registered", RegisterFailed: "None", DispatchIncomingCall: "Registering",
    DeregisterSap: notIssued, DeregisterSucceeded: stray, DeregisterFailed: stray,
    AfClosing: "RegisteringReleased", ClientDied: "RegisteringReleased", CallManagerDied: "None"
  },
  RegisteringReleased: {
    RegisterSap: another, RegisterSucceeded: "Releasing", RegisterFailed: "Gone", DispatchIncomingCall: closing,
    DeregisterSap: notIssued, DeregisterSucceeded: stray, DeregisterFailed: stray,
    AfClosing: "RegisteringReleased", ClientDied: "RegisteringReleased", CallManagerDied: "Gone"
  },
  Registered: {
    RegisterSap: another, RegisterSucceeded: stray, RegisterFailed: stray, DispatchIncomingCall: "Registered",
    DeregisterSap: "Deregistering", DeregisterSucceeded: stray, DeregisterFailed: stray,
    AfClosing: "Gone", ClientDied: "Releasing", CallManagerDied: "Registered"
  },
  Deregistering: {
    RegisterSap: another, RegisterSucceeded: stray, RegisterFailed: stray, DispatchIncomingCall: closing,
    DeregisterSap: twice, DeregisterSucceeded: "Gone", DeregisterFailed: "Registered",
    AfClosing: "Releasing", ClientDied: "Releasing", CallManagerDied: "Gone"
  },
  Releasing: {
    RegisterSap: another, RegisterSucceeded: stray, RegisterFailed: stray, DispatchIncomingCall: closing,
    DeregisterSap: twice, DeregisterSucceeded: "Gone", DeregisterFailed: "Gone",
    AfClosing: "Releasing", ClientDied: "Releasing", CallManagerDied: "Gone"
  },
  Gone: {
    RegisterSap: another, RegisterSucceeded: stray, RegisterFailed: stray, DispatchIncomingCall: noSap,
    DeregisterSap: released, DeregisterSucceeded: stray, DeregisterFailed: stray,
    AfClosing: "Gone", ClientDied: "Gone", CallManagerDied: "Gone"
  }
})

/** How a client that calls NdisClDeregisterSap on a `Gone` SAP hears of it: by the completion handler, with the refusal's status. */
export const refusedByCompletion = (state: State): boolean => state === "Gone"
