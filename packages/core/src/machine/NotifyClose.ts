/**
 * The request to close, one per open address family: a call manager that leaves asks each client to close the family it has open.
 *
 * The client answers at once, or pends and completes after it has closed the family. NDIS only relays the client's answer. It is one deferred
 * operation ({@link of}).
 * Deaths need no rows: a stand-in takes the place of a dead driver and makes the same moves (ndis/Ghost.ts).
 *
 * @see docs/condis/states.md, section 14
 */
import { NdisStatus } from "../NdisStatus.ts"
import type { State as Request } from "./Request.ts"
import type { Violate } from "./Table.ts"
import { refuse, table, violate } from "./Table.ts"

/** `Asked`: the client's handler is open. `CompletedEarly`: it completed before it returned. `Waiting`: it pended and works on it. */
export type State = "Idle" | "Asked" | "CompletedEarly" | "Waiting"

/** What can happen to it. `Work`: the client drops, closes, deregisters, closes the family. */
export type Event = "NotifyClose" | "ReturnFinal" | "ReturnPending" | "Work" | "Complete"

export const initial: State = "Idle"

/** Where a request ends. */
export const ends: ReadonlyArray<State> = ["Idle"]

/** A completion that nobody waits for. */
const stray = violate("ASYNC-02")
const completedTwice = violate("ASYNC-01")
/** A return nobody waits for. NDIS sees to it that there is one per call. */
const unasked = violate("ASYNC-04")
const once = refuse(NdisStatus.FAILURE, "AF-32")

/** Every pair is answered. */
// oxfmt-ignore
export const transitions = table<State, Event>({
  Idle: {
    NotifyClose: "Asked", ReturnFinal: unasked, ReturnPending: unasked, Work: "Idle", Complete: stray
  },
  Asked: {
    NotifyClose: once, ReturnFinal: "Idle", ReturnPending: "Waiting", Work: "Asked", Complete: "CompletedEarly"
  },
  CompletedEarly: {
    NotifyClose: once, ReturnFinal: "Idle", ReturnPending: "Idle", Work: "CompletedEarly", Complete: completedTwice
  },
  Waiting: {
    NotifyClose: once, ReturnFinal: unasked, ReturnPending: unasked, Work: "Waiting", Complete: "Idle"
  }
})

/** Where the request stands, given the deferred operation that carries it; undefined: there is none. */
export const of = (request: Request | undefined): State => {
  if (request === "Called") return "Asked"
  if (request === "CompletedEarly") return "CompletedEarly"
  return request === "ReturnedPending" ? "Waiting" : "Idle"
}

/** The completion comes after the family is closed, not before. Recorded; it is relayed all the same. */
export const completeGuard = (of: { readonly afClosed: boolean }): Violate | undefined => (of.afClosed ? undefined : violate("AF-36"))
