/**
 * Deferred operations: one token for each call of a handler that may answer at once or pend (`transitions`), and the OID request with its
 * cancellation on top of it (`oidTransitions`).
 *
 * A handler's final return ends the operation; PENDING is followed by exactly one completion. The completion may overtake the return.
 * Deaths need no rows: a stand-in takes the place of a dead driver and makes the same moves (ndis/Ghost.ts).
 *
 * @see docs/condis/states.md, sections 12 and 15
 */
import { NdisStatus } from "../NdisStatus.ts"
import type { Violate } from "./Table.ts"
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
// oxfmt-ignore
export type Event =
  | "ReturnFinal" | "ReturnPending"
  | "Complete" | "CompleteWithPending" | "CompleteWrongFamily" | "CompleteWrongObject" | "Torn"

export const initial: State = "Called"

/** Where a life ends. */
export const ends: ReadonlyArray<State> = ["Answered", "Done", "Leaked"]

const twice = violate("ASYNC-01")
const afterFinal = violate("ASYNC-02")
const pendingIsNoEnd = violate("ASYNC-03")
const wrongObject = violate("ASYNC-08")
const wrongFamily = violate("ASYNC-09")
const tooLate = violate("HND-02")
/** A handler returns once. NDIS sees to that; after a teardown a late return is dropped. */
const returnedAlready = violate("ASYNC-04")

/** Every pair is answered. */
// oxfmt-ignore
export const transitions = table<State, Event>({
  Called: {
    ReturnFinal: "Answered", ReturnPending: "ReturnedPending", Complete: "CompletedEarly",
    CompleteWithPending: pendingIsNoEnd, CompleteWrongFamily: wrongFamily, CompleteWrongObject: wrongObject, Torn: "Leaked"
  },
  CompletedEarly: {
    ReturnFinal: "Done", ReturnPending: "Done", Complete: twice,
    CompleteWithPending: pendingIsNoEnd, CompleteWrongFamily: wrongFamily, CompleteWrongObject: wrongObject, Torn: "Done"
  },
  ReturnedPending: {
    ReturnFinal: returnedAlready, ReturnPending: returnedAlready, Complete: "Done",
    CompleteWithPending: pendingIsNoEnd, CompleteWrongFamily: wrongFamily, CompleteWrongObject: wrongObject, Torn: "Leaked"
  },
  Answered: {
    ReturnFinal: returnedAlready, ReturnPending: returnedAlready, Complete: afterFinal,
    CompleteWithPending: afterFinal, CompleteWrongFamily: afterFinal, CompleteWrongObject: afterFinal, Torn: "Answered"
  },
  Done: {
    ReturnFinal: returnedAlready, ReturnPending: returnedAlready, Complete: twice,
    CompleteWithPending: twice, CompleteWrongFamily: twice, CompleteWrongObject: twice, Torn: "Done"
  },
  Leaked: {
    ReturnFinal: returnedAlready, ReturnPending: returnedAlready, Complete: tooLate,
    CompleteWithPending: tooLate, CompleteWrongFamily: tooLate, CompleteWrongObject: tooLate, Torn: "Leaked"
  }
})

/** A handler that completed and then returned a final status has answered twice. Recorded; the completion counts. */
export const returnGuard = (state: State): Violate | undefined => (state === "CompletedEarly" ? afterFinal : undefined)

/**
 * `Built`: the requester's own. `Waiting`: NDIS has it, and the miniport another one. `AtTarget`: the target's handler is open. `CancelAskedAtTarget`: the same, and a cancellation is on its
 * way. `Answered`: over by NDIS at the door or by the target's final return, no completion handler runs; `Done`: over by a completion.
 */
// oxfmt-ignore
export type OidState =
  | "Built" | "Waiting" | "AtTarget" | "CancelAskedAtTarget" | "CompletedEarly" | "Pending" | "CancelAsked" | "Answered" | "Done"

/**
 * What can happen to a request. `TurnedAway`: NDIS refuses it at the door. `Wait`: another one comes first; `Turn`: it is its turn.
 * `Corrected`: made fit to be sent again.
 */
// oxfmt-ignore
export type OidEvent =
  | "Submit" | "TurnedAway" | "Wait" | "Turn" | "ReturnFinal" | "ReturnPending" | "Complete" | "Cancel" | "Corrected"

export const initialOid: OidState = "Built"

/** Where a request ends. */
export const oidEnds: ReadonlyArray<OidState> = ["Answered", "Done"]

/** While it is with NDIS or the target, a request is not the requester's to send again or to change. */
const lent = refuse(NdisStatus.FAILURE, "OID-06")
const over = refuse(NdisStatus.FAILURE, "OID-35")

/** Every pair is answered. Cancelling a request that is not under way does nothing. */
// oxfmt-ignore
export const oidTransitions = table<OidState, OidEvent>({
  Built: {
    Submit: "AtTarget", TurnedAway: "Answered", Wait: "Waiting", Turn: "Built", ReturnFinal: returnedAlready, ReturnPending: returnedAlready, Complete: afterFinal,
    Cancel: "Built", Corrected: "Built"
  },
  Waiting: {
    Submit: lent, TurnedAway: lent, Wait: lent, Turn: "AtTarget", ReturnFinal: returnedAlready, ReturnPending: returnedAlready,
    Complete: afterFinal, Cancel: "Done", Corrected: lent
  },
  AtTarget: {
    Submit: lent, TurnedAway: lent, Wait: lent, Turn: lent, ReturnFinal: "Answered", ReturnPending: "Pending", Complete: "CompletedEarly",
    Cancel: "CancelAskedAtTarget", Corrected: lent
  },
  CancelAskedAtTarget: {
    Submit: lent, TurnedAway: lent, Wait: lent, Turn: lent, ReturnFinal: "Answered", ReturnPending: "CancelAsked", Complete: "CompletedEarly",
    Cancel: "CancelAskedAtTarget", Corrected: lent
  },
  CompletedEarly: {
    Submit: lent, TurnedAway: lent, Wait: lent, Turn: lent, ReturnFinal: "Done", ReturnPending: "Done", Complete: twice,
    Cancel: "CompletedEarly", Corrected: lent
  },
  Pending: {
    Submit: lent, TurnedAway: lent, Wait: lent, Turn: lent, ReturnFinal: returnedAlready, ReturnPending: returnedAlready, Complete: "Done",
    Cancel: "CancelAsked", Corrected: lent
  },
  CancelAsked: {
    Submit: lent, TurnedAway: lent, Wait: lent, Turn: lent, ReturnFinal: returnedAlready, ReturnPending: returnedAlready, Complete: "Done",
    Cancel: "CancelAsked", Corrected: lent
  },
  Answered: {
    Submit: over, TurnedAway: over, Wait: over, Turn: over, ReturnFinal: returnedAlready, ReturnPending: returnedAlready, Complete: afterFinal,
    Cancel: "Answered", Corrected: "Built"
  },
  Done: {
    Submit: over, TurnedAway: over, Wait: over, Turn: over, ReturnFinal: returnedAlready, ReturnPending: returnedAlready, Complete: twice,
    Cancel: "Done", Corrected: "Built"
  }
})
