/**
 * The change of call parameters on a VC: who proposed one, and how far it got. One change at a time.
 *
 * The client asks with NdisClModifyCallQoS; the call manager agrees with the network, activates the VC with the new values and reports
 * success, or has the old values in force when it reports failure. The remote side asks through the call manager, which activates first and
 * then dispatches to the client; the client's return is its consent, a modify of its own a counter-proposal, a close its refusal.
 * Deaths need no rows: a stand-in takes the place of a dead driver and makes the same moves (ndis/Ghost.ts).
 *
 * @see docs/condis/states.md, section 10
 */
import { NdisStatus } from "../NdisStatus.ts"
import type { Violate } from "./Table.ts"
import { refuse, table, violate } from "./Table.ts"

/**
 * `ClientAsked`, `Applied` and `Restoring` last from the call of ProtocolCmModifyCallQoS until its final return or completion.
 * `RemoteProposed` lasts while the client's handler ProtocolClIncomingCallQoSChange is open, a void one.
 */
export type State = "Idle" | "ClientAsked" | "Applied" | "Restoring" | "RemoteProposed"

/**
 * What can happen to it. `Activated`: an activation with other values than those in force succeeded; `Restored`: one with the values in
 * force before the change. `Refused`: the network or the miniport would not have the new values (NDIS sees it as a failed activation).
 * `QosDispatched`: the call manager hands the remote proposal to the client. `CloseCall`: the client closes the call.
 */
// oxfmt-ignore
export type Event =
  | "Modify" | "Activated" | "Refused" | "Restored" | "ModifySucceeded" | "ModifyFailed"
  | "QosDispatched" | "HandlerReturned" | "CloseCall"

export const initial: State = "Idle"

/** Where a change ends. */
export const ends: ReadonlyArray<State> = ["Idle"]

/** A completion that nobody waits for. */
const stray = violate("ASYNC-02")
/** VC-25 itself speaks of activations, with a status that NdisClModifyCallQoS does not have. */
const oneAtATime = refuse(NdisStatus.FAILURE, "VC-25")
const oneAtATimeVoid = violate("VC-25")

/** Every pair is answered. Activations outside a change (the first one of a call) leave `Idle` alone. */
// oxfmt-ignore
export const transitions = table<State, Event>({
  Idle: {
    Modify: "ClientAsked", Activated: "Idle", Refused: "Idle", Restored: "Idle", ModifySucceeded: stray, ModifyFailed: stray,
    QosDispatched: "RemoteProposed", HandlerReturned: "Idle", CloseCall: "Idle"
  },
  ClientAsked: {
    Modify: oneAtATime, Activated: "Applied", Refused: "Restoring", Restored: "ClientAsked", ModifySucceeded: "Idle", ModifyFailed: "Idle",
    QosDispatched: oneAtATimeVoid, HandlerReturned: "ClientAsked", CloseCall: "ClientAsked"
  },
  Applied: {
    Modify: oneAtATime, Activated: "Applied", Refused: "Applied", Restored: "Restoring", ModifySucceeded: "Idle", ModifyFailed: "Idle",
    QosDispatched: oneAtATimeVoid, HandlerReturned: "Applied", CloseCall: "Applied"
  },
  Restoring: {
    Modify: oneAtATime, Activated: "Applied", Refused: "Restoring", Restored: "Restoring", ModifySucceeded: "Idle", ModifyFailed: "Idle",
    QosDispatched: oneAtATimeVoid, HandlerReturned: "Restoring", CloseCall: "Restoring"
  },
  RemoteProposed: {
    Modify: "ClientAsked", Activated: "RemoteProposed", Refused: "RemoteProposed", Restored: "RemoteProposed",
    ModifySucceeded: stray, ModifyFailed: stray,
    QosDispatched: oneAtATimeVoid, HandlerReturned: "Idle", CloseCall: "Idle"
  }
})

/** What a call manager owes when it reports success: the new values are in force. Recorded; the change is over all the same. */
export const modifiedGuard = (state: State): Violate | undefined =>
  state === "ClientAsked" || state === "Restoring" ? violate("CALL-62") : undefined

/**
 * A remote proposal is dispatched only after the miniport accepted it. `activatedSince`: new values went into force since the last report.
 */
export const dispatchGuard = (of: { readonly activatedSince: boolean }): Violate | undefined =>
  of.activatedSince ? undefined : violate("CALL-68")
