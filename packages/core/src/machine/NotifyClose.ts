/**
 * The request to close, one per open address family: a call manager that leaves asks each client to close the family it has open.
 *
 * The client answers at once, or pends and completes after it has closed the family. NDIS only relays the client's answer. When the call
 * manager is dead, NDIS asks in its place by the same steps, and the answer goes nowhere.
 *
 * @see docs/condis/states.md, section 14
 */
import { NdisStatus } from "../NdisStatus.ts"
import type { Violate } from "./Table.ts"
import { refuse, table, violate } from "./Table.ts"

/** `Asked`: the client's handler is open. `CompletedEarly`: it completed before it returned. `Waiting`: it pended and works on it. */
export type State = "Idle" | "Asked" | "CompletedEarly" | "Waiting"

/** What can happen to it. `Work`: the client drops, closes, deregisters, closes the family. `Torn`: the family itself is gone for good. */
export type Event = "NotifyClose" | "ReturnFinal" | "ReturnPending" | "Work" | "Complete" | "ClientDied" | "CallManagerDied" | "Torn"

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
export const transitions = table<State, Event>({
  Idle: {
    NotifyClose: "Asked", ReturnFinal: unasked, ReturnPending: unasked, Work: "Idle", Complete: stray,
    ClientDied: "Idle", CallManagerDied: "Idle", Torn: "Idle"
  },
  Asked: {
    NotifyClose: once, ReturnFinal: "Idle", ReturnPending: "Waiting", Work: "Asked", Complete: "CompletedEarly",
    ClientDied: "Idle", CallManagerDied: "Asked", Torn: "Asked"
  },
  CompletedEarly: {
    NotifyClose: once, ReturnFinal: "Idle", ReturnPending: "Idle", Work: "CompletedEarly", Complete: completedTwice,
    ClientDied: "Idle", CallManagerDied: "CompletedEarly", Torn: "CompletedEarly"
  },
  Waiting: {
    NotifyClose: once, ReturnFinal: unasked, ReturnPending: unasked, Work: "Waiting", Complete: "Idle",
    ClientDied: "Idle", CallManagerDied: "Waiting", Torn: "Idle"
  }
})

/** The completion comes after the family is closed, not before. Recorded; it is relayed all the same. */
export const completeGuard = (of: { readonly afClosed: boolean }): Violate | undefined => of.afClosed ? undefined : violate("AF-36")

/** A handler that completed and then returned a final status has answered twice. Recorded; the completion counts. */
export const returnGuard = (state: State): Violate | undefined => state === "CompletedEarly" ? stray : undefined

/** A family that ends while its client still owes the completion leaves that behind. */
export const tornGuard = (state: State): Violate | undefined => state === "Waiting" ? violate("AF-36") : undefined
