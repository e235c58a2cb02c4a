/**
 * Deferred operations: one token for each call of a handler that may answer at once or pend (`transitions`), and the OID request with its
 * cancellation on top of it (`oidTransitions`).
 *
 * A handler's final return ends the operation; PENDING is followed by exactly one completion. The completion may overtake the return. NDIS
 * answers for a dead owner, so no operation outlives it.
 *
 * @see docs/condis/states.md, sections 12 and 15
 */
import { NdisStatus } from "../NdisStatus.ts"
import type { Refuse, Violate } from "./Table.ts"
import { refuse, table, violate } from "./Table.ts"

/**
 * `Called`: the handler was called, its return has not arrived. `CompletedEarly`: the completion came first. `ReturnedPending`: the
 * completion is owed. `Answered`: over by a final return. `Done`: over by a completion. `Leaked`: what it was about is gone, and the
 * completion never came.
 */
export type State = "Called" | "CompletedEarly" | "ReturnedPending" | "Answered" | "Done" | "Leaked"

/**
 * What can happen to it. The three ways to complete it wrongly are events of their own: with PENDING as the status, by a function of
 * another family (or by another driver than the owner), about another object. `Torn`: the object, binding or driver it was about is torn
 * down.
 */
export type Event =
  | "ReturnFinal" | "ReturnPending"
  | "Complete" | "CompleteWithPending" | "CompleteWrongFamily" | "CompleteWrongObject"
  | "OwnerDied" | "Torn"

export const initial: State = "Called"

/** Where a life ends. */
export const ends: ReadonlyArray<State> = ["Answered", "Done", "Leaked"]

const twice = violate("ASYNC-01")
const afterFinal = violate("ASYNC-02")
const pendingIsNoEnd = violate("ASYNC-03")
const wrongObject = violate("ASYNC-08")
const wrongFamily = violate("ASYNC-09")
const tooLate = violate("HND-02")
/** A handler returns once. NDIS sees to that; after the owner's death or a teardown a late return is dropped. */
const returnedAlready = violate("ASYNC-04")

/** Every pair is answered. A dead owner's open handler returned FAILURE, its pended one is completed with FAILURE, by NDIS. */
export const transitions = table<State, Event>({
  Called: {
    ReturnFinal: "Answered", ReturnPending: "ReturnedPending", Complete: "CompletedEarly",
    CompleteWithPending: pendingIsNoEnd, CompleteWrongFamily: wrongFamily, CompleteWrongObject: wrongObject,
    OwnerDied: "Answered", Torn: "Leaked"
  },
  CompletedEarly: {
    ReturnFinal: "Done", ReturnPending: "Done", Complete: twice,
    CompleteWithPending: pendingIsNoEnd, CompleteWrongFamily: wrongFamily, CompleteWrongObject: wrongObject,
    OwnerDied: "Done", Torn: "Done"
  },
  ReturnedPending: {
    ReturnFinal: returnedAlready, ReturnPending: returnedAlready, Complete: "Done",
    CompleteWithPending: pendingIsNoEnd, CompleteWrongFamily: wrongFamily, CompleteWrongObject: wrongObject,
    OwnerDied: "Done", Torn: "Leaked"
  },
  Answered: {
    ReturnFinal: returnedAlready, ReturnPending: returnedAlready, Complete: afterFinal,
    CompleteWithPending: afterFinal, CompleteWrongFamily: afterFinal, CompleteWrongObject: afterFinal,
    OwnerDied: "Answered", Torn: "Answered"
  },
  Done: {
    ReturnFinal: returnedAlready, ReturnPending: returnedAlready, Complete: twice,
    CompleteWithPending: twice, CompleteWrongFamily: twice, CompleteWrongObject: twice,
    OwnerDied: "Done", Torn: "Done"
  },
  Leaked: {
    ReturnFinal: returnedAlready, ReturnPending: returnedAlready, Complete: tooLate,
    CompleteWithPending: tooLate, CompleteWrongFamily: tooLate, CompleteWrongObject: tooLate,
    OwnerDied: "Leaked", Torn: "Leaked"
  }
})

/** A handler that completed and then returned a final status has answered twice. Recorded; the completion counts. */
export const returnGuard = (state: State): Violate | undefined => state === "CompletedEarly" ? afterFinal : undefined

/** A token that is open when its object goes leaves the initiator waiting for ever: to be reported. */
export const tornGuard = (state: State): Violate | undefined => state === "ReturnedPending" || state === "Called" ? twice : undefined

/**
 * `Built`: the requester's own. `AtTarget`: the target's handler is open. `CancelAskedAtTarget`: the same, and a cancellation is on its
 * way. `Answered`: over by NDIS at the door or by the target's final return, no completion handler runs; `Done`: over by a completion.
 */
export type OidState = "Built" | "AtTarget" | "CancelAskedAtTarget" | "CompletedEarly" | "Pending" | "CancelAsked" | "Answered" | "Done"

/** What can happen to a request. `TurnedAway`: NDIS refuses it at the door ({@link oidGuard}). `Corrected`: made fit to be sent again. */
export type OidEvent = "Submit" | "TurnedAway" | "ReturnFinal" | "ReturnPending" | "Complete" | "Cancel" | "Corrected" | "TargetDied"

export const initialOid: OidState = "Built"

/** Where a request ends. */
export const oidEnds: ReadonlyArray<OidState> = ["Answered", "Done"]

/** While it is with NDIS or the target, a request is not the requester's to send again or to change. */
const lent = refuse(NdisStatus.FAILURE, "OID-06")
const over = refuse(NdisStatus.FAILURE, "OID-35")

/** Every pair is answered. Cancelling a request that is not under way does nothing. */
export const oidTransitions = table<OidState, OidEvent>({
  Built: {
    Submit: "AtTarget", TurnedAway: "Answered", ReturnFinal: returnedAlready, ReturnPending: returnedAlready, Complete: afterFinal,
    Cancel: "Built", Corrected: "Built", TargetDied: "Built"
  },
  AtTarget: {
    Submit: lent, TurnedAway: lent, ReturnFinal: "Answered", ReturnPending: "Pending", Complete: "CompletedEarly",
    Cancel: "CancelAskedAtTarget", Corrected: lent, TargetDied: "Answered"
  },
  CancelAskedAtTarget: {
    Submit: lent, TurnedAway: lent, ReturnFinal: "Answered", ReturnPending: "CancelAsked", Complete: "CompletedEarly",
    Cancel: "CancelAskedAtTarget", Corrected: lent, TargetDied: "Answered"
  },
  CompletedEarly: {
    Submit: lent, TurnedAway: lent, ReturnFinal: "Done", ReturnPending: "Done", Complete: twice,
    Cancel: "CompletedEarly", Corrected: lent, TargetDied: "Done"
  },
  Pending: {
    Submit: lent, TurnedAway: lent, ReturnFinal: returnedAlready, ReturnPending: returnedAlready, Complete: "Done",
    Cancel: "CancelAsked", Corrected: lent, TargetDied: "Done"
  },
  CancelAsked: {
    Submit: lent, TurnedAway: lent, ReturnFinal: returnedAlready, ReturnPending: returnedAlready, Complete: "Done",
    Cancel: "CancelAsked", Corrected: lent, TargetDied: "Done"
  },
  Answered: {
    Submit: over, TurnedAway: over, ReturnFinal: returnedAlready, ReturnPending: returnedAlready, Complete: afterFinal,
    Cancel: "Answered", Corrected: "Built", TargetDied: "Answered"
  },
  Done: {
    Submit: over, TurnedAway: over, ReturnFinal: returnedAlready, ReturnPending: returnedAlready, Complete: twice,
    Cancel: "Done", Corrected: "Built", TargetDied: "Done"
  }
})

/** What NDIS knows of a request when it is made. */
export interface OidRequest {
  readonly target: "Miniport" | "Peer"
  /** The binding is open and has been bound (not Unbound, not Opening). */
  readonly bound: boolean
  /** A party handle was given. */
  readonly party: boolean
  readonly resetting: boolean
  /** The address family named is open (and nobody is closing it). */
  readonly familyOpen: boolean
}

/** Requests that NDIS turns away at the door. */
export const oidGuard = (of: OidRequest): Refuse | undefined => {
  if (!of.bound) return refuse(NdisStatus.FAILURE, "OID-11")
  if (of.target === "Peer") return of.familyOpen ? undefined : refuse(NdisStatus.CLOSING, "OID-43")
  if (of.party) return refuse(NdisStatus.FAILURE, "OID-02")
  return of.resetting ? refuse(NdisStatus.RESET_IN_PROGRESS, "OID-17") : undefined
}

/** Only a request to the miniport can be cancelled. */
export const cancelGuard = (of: { readonly target: "Miniport" | "Peer" }): Violate | undefined =>
  of.target === "Miniport" ? undefined : violate("OID-19")

/** May this request be corrected and sent again after it ended with the status? */
export const recoverable = (status: NdisStatus): boolean => recoverables.has(status)

const recoverables: ReadonlySet<NdisStatus> = new Set([
  NdisStatus.INVALID_OID, NdisStatus.INVALID_LENGTH, NdisStatus.INVALID_DATA, NdisStatus.BUFFER_TOO_SHORT, NdisStatus.RESOURCES,
  NdisStatus.RESET_IN_PROGRESS
])
