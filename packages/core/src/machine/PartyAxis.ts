/**
 * A party: one leaf of a point-to-multipoint call whose root is the local client.
 *
 * All parties leave by NdisClDropParty but the last, which leaves with the call by NdisClCloseCall. Which one is the last is a matter of
 * counting: only parties for which {@link counts} is true do.
 *
 * Deaths need no rows: a stand-in takes the place of a dead driver and makes the same moves (ndis/Ghost.ts).
 *
 * @see docs/condis/states.md, sections 8 and 9
 */
import { NdisStatus } from "../NdisStatus.ts"
import type { Refuse, Violate } from "./Table.ts"
import { refuse, table, violate } from "./Table.ts"

/**
 * `Adding`, `Dropping` and `ClosingWithCall` cover a handler that was called as well as one that pended. `LeaveIndicated`: the leaf asked
 * out and the client was told. `AddingTooLate` and `DroppingTooLate`: the call was closed before the addition or the drop was answered, and
 * nobody will own the party whatever the answer is.
 */
// oxfmt-ignore
export type State =
  | "None" | "Adding" | "AddingTooLate" | "Live" | "LeaveIndicated"
  | "Dropping" | "DroppingTooLate" | "ClosingWithCall" | "Gone"

/**
 * What can happen to it. `Add`: NdisClMakeCall with a party context, or NdisClAddParty. `CloseCall`: an NdisClCloseCall that names this
 * party. `CallClosed` and `CallCloseFailed`: how that close ended, told to every party of the call.
 */
// oxfmt-ignore
export type Event =
  | "Add" | "AddSucceeded" | "AddFailed"
  | "DispatchIncomingDrop"
  | "DropParty" | "DropSucceeded" | "DropFailed"
  | "CloseCall" | "CallClosed" | "CallCloseFailed"

export const initial: State = "None"

/** Where a life ends. */
export const ends: ReadonlyArray<State> = ["None", "Gone"]

/** A completion that nobody waits for. */
const stray = violate("ASYNC-02")
const taken = refuse(NdisStatus.FAILURE, "PARTY-02")
const noHandle = refuse(NdisStatus.FAILURE, "PARTY-10")
const droppedTwice = refuse(NdisStatus.FAILURE, "PARTY-33")
const droppedBefore = refuse(NdisStatus.FAILURE, "PARTY-15")
const dead = refuse(NdisStatus.FAILURE, "HND-02")
const notTheOne = refuse(NdisStatus.FAILURE, "CALL-81")
const closedTwice = refuse(NdisStatus.FAILURE, "CALL-85")
const notHere = violate("HND-02")
const notLive = violate("PARTY-22")
const deadForManager = violate("PARTY-19")

/** Every pair is answered. */
// oxfmt-ignore
export const transitions = table<State, Event>({
  None: {
    Add: "Adding", AddSucceeded: stray, AddFailed: stray, DispatchIncomingDrop: notHere,
    DropParty: noHandle, DropSucceeded: stray, DropFailed: stray, CloseCall: notTheOne, CallClosed: "None", CallCloseFailed: "None"
  },
  Adding: {
    Add: taken, AddSucceeded: "Live", AddFailed: "None", DispatchIncomingDrop: notLive,
    DropParty: noHandle, DropSucceeded: stray, DropFailed: stray, CloseCall: notTheOne, CallClosed: "AddingTooLate",
    CallCloseFailed: "Adding"
  },
  AddingTooLate: {
    Add: taken, AddSucceeded: "Gone", AddFailed: "Gone", DispatchIncomingDrop: notLive,
    DropParty: noHandle, DropSucceeded: stray, DropFailed: stray, CloseCall: notTheOne,
    CallClosed: "AddingTooLate", CallCloseFailed: "AddingTooLate"
  },
  Live: {
    Add: taken, AddSucceeded: stray, AddFailed: stray, DispatchIncomingDrop: "LeaveIndicated",
    DropParty: "Dropping", DropSucceeded: stray, DropFailed: stray, CloseCall: "ClosingWithCall", CallClosed: "Gone",
    CallCloseFailed: "Live"
  },
  LeaveIndicated: {
    Add: taken, AddSucceeded: stray, AddFailed: stray, DispatchIncomingDrop: notLive,
    DropParty: "Dropping", DropSucceeded: stray, DropFailed: stray, CloseCall: "ClosingWithCall",
    CallClosed: "Gone", CallCloseFailed: "LeaveIndicated"
  },
  Dropping: {
    Add: taken, AddSucceeded: stray, AddFailed: stray, DispatchIncomingDrop: notLive,
    DropParty: droppedTwice, DropSucceeded: "Gone", DropFailed: "Live", CloseCall: droppedBefore,
    CallClosed: "DroppingTooLate", CallCloseFailed: "Dropping"
  },
  DroppingTooLate: {
    Add: taken, AddSucceeded: stray, AddFailed: stray, DispatchIncomingDrop: notLive,
    DropParty: droppedTwice, DropSucceeded: "Gone", DropFailed: "Gone", CloseCall: droppedBefore,
    CallClosed: "DroppingTooLate", CallCloseFailed: "DroppingTooLate"
  },
  ClosingWithCall: {
    Add: taken, AddSucceeded: stray, AddFailed: stray, DispatchIncomingDrop: notLive,
    DropParty: dead, DropSucceeded: stray, DropFailed: stray, CloseCall: closedTwice, CallClosed: "Gone", CallCloseFailed: "Live"
  },
  Gone: {
    Add: dead, AddSucceeded: stray, AddFailed: stray, DispatchIncomingDrop: deadForManager,
    DropParty: dead, DropSucceeded: stray, DropFailed: stray, CloseCall: dead, CallClosed: "Gone", CallCloseFailed: "Gone"
  }
})

/** Does a party in this state count as one that is left? One that is being added or is leaving does not. */
export const counts = (state: State): boolean => state === "Live" || state === "LeaveIndicated"

/** NdisClDropParty on the only party left fails: that one leaves with the call. `othersLeft`: the other parties that count. */
export const dropGuard = (of: { readonly othersLeft: number }): Refuse | undefined =>
  of.othersLeft > 0 ? undefined : refuse(NdisStatus.FAILURE, "PARTY-14")

/**
 * The call manager tells of the last party that leaves by closing the call, not by dropping the party. Recorded; the client is told all the
 * same, so that it can close.
 */
export const incomingDropGuard = (of: { readonly othersLeft: number }): Violate | undefined =>
  of.othersLeft > 0 ? undefined : violate("PARTY-23")

/** What becomes of a call at NdisClMakeCall: multipoint with its first party when a party context was given. Fixed for the call's life. */
export const multipoint = (of: { readonly direction: "Outgoing" | "Incoming"; readonly partyContext: boolean }): boolean =>
  of.direction === "Outgoing" && of.partyContext
