/**
 * The activation axis of a virtual connection: whether it exists, and whether data may flow.
 *
 * A VC has two independent axes, activation (here) and the call that uses it (`CallAxis`). Only its call manager activates and deactivates;
 * only its creator deletes, and only from `Inactive`. A signalling VC of a call manager has this axis alone.
 *
 * Creating and deleting are synchronous walks over the sharers: first the peer protocol, then the miniport, each by one handler call (A-26:
 * by profile a call manager's VC is created the other way round). A leg
 * that a form does not have is passed at once, without a call: an MCM driver has no miniport leg, a signalling VC no peer leg, and an MCM
 * driver's activation and deactivation succeed as they are asked for.
 *
 * Deaths need no rows: a stand-in takes the place of a dead driver and makes the same moves (ndis/Ghost.ts).
 *
 * @see docs/condis/states.md, sections 6 and 7.1
 */
import { NdisStatus } from "../NdisStatus.ts"
import type { Refuse, Violate } from "./Table.ts"
import { refuse, table, violate } from "./Table.ts"

/**
 * `CreatingAtPeer` … `UndoingAtMiniport` and the two `Deleting…` states each mean one handler called, its return not arrived. `Activating`,
 * `Reactivating` and `Deactivating` cover a handler that was called as well as one that pended.
 */
// oxfmt-ignore
export type State =
  | "None" | "CreatingAtPeer" | "CreatingAtMiniport" | "UndoingAtPeer"
  | "CreatingAtMiniportFirst" | "CreatingAtPeerLast" | "UndoingAtMiniport"
  | "Inactive" | "Activating" | "Active" | "Reactivating" | "Deactivating"
  | "DeletingAtPeer" | "DeletingAtMiniport" | "Deleted"

/**
 * What can happen to it.
 *
 * `CreateVcFromBelow` asks the miniport first. `PeerCreatePended` and `MiniportCreatePended` are returns that are not allowed. `PeerDeleteRefused` is any other answer than SUCCESS of
 * the peer's delete handler; the miniport's delete handler has no say, so `MiniportDeleted` stands for whatever it returned. `Drained` is
 * an NBL that came home, `Send` and `Indicate` a chain of NBLs on its way out and in, `Reset` the start or end of a reset.
 */
// oxfmt-ignore
export type Event =
  | "CreateVc" | "CreateVcFromBelow" | "PeerCreated" | "PeerCreateFailed" | "PeerCreatePended"
  | "MiniportCreated" | "MiniportCreateFailed" | "MiniportCreatePended"
  | "Activate" | "ActivateSucceeded" | "ActivateFailed"
  | "Deactivate" | "Drained" | "DeactivateSucceeded" | "DeactivateFailed"
  | "DeleteVc" | "PeerDeleted" | "PeerDeleteRefused" | "MiniportDeleted"
  | "Send" | "Indicate" | "Reset"

export const initial: State = "None"

/** Where a life ends. */
export const ends: ReadonlyArray<State> = ["None", "Deleted"]

/** A completion that nobody waits for. */
const stray = violate("ASYNC-02")
/** Returns of create and delete handlers come once and in order. NDIS sees to that. */
const unasked = violate("VC-07")
const undue = violate("VC-65")
const exists = refuse(NdisStatus.FAILURE, "VC-02")
const missing = refuse(NdisStatus.FAILURE, "VC-01")
const unfinished = refuse(NdisStatus.FAILURE, "VC-16")
const undone = refuse(NdisStatus.FAILURE, "VC-12")
const noHandleYet = refuse(NdisStatus.FAILURE, "VC-60")
const dead = refuse(NdisStatus.FAILURE, "VC-69")
const deadVoid = violate("VC-69")
const ending = refuse(NdisStatus.CLOSING, "VC-69")
const activating = refuse(NdisStatus.NOT_ACCEPTED, "VC-25")
const activatingFirst = refuse(NdisStatus.NOT_ACCEPTED, "VC-42")
const redundant = refuse(NdisStatus.NOT_ACCEPTED, "VC-41")
const deactivating = refuse(NdisStatus.CLOSING, "VC-26")
const deactivatingTwice = refuse(NdisStatus.CLOSING, "VC-43")
const inUse = refuse(NdisStatus.NOT_ACCEPTED, "VC-61")
const deleteTooEarly = refuse(NdisStatus.CLOSING, "VC-62")
const noSend = refuse(NdisStatus.FAILURE, "VC-22")
const noIndicate = violate("VC-22")
const sendTooLate = refuse(NdisStatus.FAILURE, "VC-46")
const indicateTooLate = violate("VC-46")
/** NBLs come home only where some can be out. */
const notOut = violate("NBL-26")
/** The miniport may not pend here: that would stop the system, and ends the miniport. */
const fatal = violate("VC-11")

/** Every pair is answered. */
// oxfmt-ignore
export const transitions = table<State, Event>({
  None: {
    CreateVc: "CreatingAtPeer", CreateVcFromBelow: "CreatingAtMiniportFirst", PeerCreated: unasked, PeerCreateFailed: unasked, PeerCreatePended: unasked,
    MiniportCreated: unasked, MiniportCreateFailed: unasked, MiniportCreatePended: unasked,
    Activate: missing, ActivateSucceeded: stray, ActivateFailed: stray,
    Deactivate: missing, Drained: notOut, DeactivateSucceeded: stray, DeactivateFailed: stray,
    DeleteVc: missing, PeerDeleted: undue, PeerDeleteRefused: undue, MiniportDeleted: undue,
    Send: noSend, Indicate: noIndicate, Reset: "None"
  },
  CreatingAtPeer: {
    CreateVc: exists, CreateVcFromBelow: exists, PeerCreated: "CreatingAtMiniport", PeerCreateFailed: "None", PeerCreatePended: "UndoingAtPeer",
    MiniportCreated: unasked, MiniportCreateFailed: unasked, MiniportCreatePended: unasked,
    Activate: unfinished, ActivateSucceeded: stray, ActivateFailed: stray,
    Deactivate: unfinished, Drained: notOut, DeactivateSucceeded: stray, DeactivateFailed: stray,
    DeleteVc: noHandleYet, PeerDeleted: undue, PeerDeleteRefused: undue, MiniportDeleted: undue,
    Send: noSend, Indicate: noIndicate, Reset: "CreatingAtPeer"
  },
  CreatingAtMiniport: {
    CreateVc: exists, CreateVcFromBelow: exists, PeerCreated: unasked, PeerCreateFailed: unasked, PeerCreatePended: unasked,
    MiniportCreated: "Inactive", MiniportCreateFailed: "UndoingAtPeer", MiniportCreatePended: fatal,
    Activate: unfinished, ActivateSucceeded: stray, ActivateFailed: stray,
    Deactivate: unfinished, Drained: notOut, DeactivateSucceeded: stray, DeactivateFailed: stray,
    DeleteVc: noHandleYet, PeerDeleted: undue, PeerDeleteRefused: undue, MiniportDeleted: undue,
    Send: noSend, Indicate: noIndicate, Reset: "CreatingAtMiniport"
  },
  UndoingAtPeer: {
    CreateVc: exists, CreateVcFromBelow: exists, PeerCreated: unasked, PeerCreateFailed: unasked, PeerCreatePended: unasked,
    MiniportCreated: unasked, MiniportCreateFailed: unasked, MiniportCreatePended: unasked,
    Activate: undone, ActivateSucceeded: stray, ActivateFailed: stray,
    Deactivate: undone, Drained: notOut, DeactivateSucceeded: stray, DeactivateFailed: stray,
    DeleteVc: noHandleYet, PeerDeleted: "None", PeerDeleteRefused: "None", MiniportDeleted: undue,
    Send: noSend, Indicate: noIndicate, Reset: "UndoingAtPeer"
  },
  CreatingAtMiniportFirst: {
    CreateVc: exists, CreateVcFromBelow: exists, PeerCreated: unasked, PeerCreateFailed: unasked, PeerCreatePended: unasked,
    MiniportCreated: "CreatingAtPeerLast", MiniportCreateFailed: "None", MiniportCreatePended: fatal,
    Activate: unfinished, ActivateSucceeded: stray, ActivateFailed: stray,
    Deactivate: unfinished, Drained: notOut, DeactivateSucceeded: stray, DeactivateFailed: stray,
    DeleteVc: noHandleYet, PeerDeleted: undue, PeerDeleteRefused: undue, MiniportDeleted: undue,
    Send: noSend, Indicate: noIndicate, Reset: "CreatingAtMiniportFirst"
  },
  CreatingAtPeerLast: {
    CreateVc: exists, CreateVcFromBelow: exists,
    PeerCreated: "Inactive", PeerCreateFailed: "UndoingAtMiniport", PeerCreatePended: "UndoingAtMiniport",
    MiniportCreated: unasked, MiniportCreateFailed: unasked, MiniportCreatePended: unasked,
    Activate: unfinished, ActivateSucceeded: stray, ActivateFailed: stray,
    Deactivate: unfinished, Drained: notOut, DeactivateSucceeded: stray, DeactivateFailed: stray,
    DeleteVc: noHandleYet, PeerDeleted: undue, PeerDeleteRefused: undue, MiniportDeleted: undue,
    Send: noSend, Indicate: noIndicate, Reset: "CreatingAtPeerLast"
  },
  UndoingAtMiniport: {
    CreateVc: exists, CreateVcFromBelow: exists, PeerCreated: unasked, PeerCreateFailed: unasked, PeerCreatePended: unasked,
    MiniportCreated: unasked, MiniportCreateFailed: unasked, MiniportCreatePended: unasked,
    Activate: undone, ActivateSucceeded: stray, ActivateFailed: stray,
    Deactivate: undone, Drained: notOut, DeactivateSucceeded: stray, DeactivateFailed: stray,
    DeleteVc: noHandleYet, PeerDeleted: undue, PeerDeleteRefused: undue, MiniportDeleted: "None",
    Send: noSend, Indicate: noIndicate, Reset: "UndoingAtMiniport"
  },
  Inactive: {
    CreateVc: exists, CreateVcFromBelow: exists, PeerCreated: unasked, PeerCreateFailed: unasked, PeerCreatePended: unasked,
    MiniportCreated: unasked, MiniportCreateFailed: unasked, MiniportCreatePended: unasked,
    Activate: "Activating", ActivateSucceeded: stray, ActivateFailed: stray,
    Deactivate: redundant, Drained: notOut, DeactivateSucceeded: stray, DeactivateFailed: stray,
    DeleteVc: "DeletingAtPeer", PeerDeleted: undue, PeerDeleteRefused: undue, MiniportDeleted: undue,
    Send: noSend, Indicate: noIndicate, Reset: "Inactive"
  },
  Activating: {
    CreateVc: exists, CreateVcFromBelow: exists, PeerCreated: unasked, PeerCreateFailed: unasked, PeerCreatePended: unasked,
    MiniportCreated: unasked, MiniportCreateFailed: unasked, MiniportCreatePended: unasked,
    Activate: activating, ActivateSucceeded: "Active", ActivateFailed: "Inactive",
    Deactivate: activatingFirst, Drained: notOut, DeactivateSucceeded: stray, DeactivateFailed: stray,
    DeleteVc: inUse, PeerDeleted: undue, PeerDeleteRefused: undue, MiniportDeleted: undue,
    Send: noSend, Indicate: noIndicate, Reset: "Activating"
  },
  Active: {
    CreateVc: exists, CreateVcFromBelow: exists, PeerCreated: unasked, PeerCreateFailed: unasked, PeerCreatePended: unasked,
    MiniportCreated: unasked, MiniportCreateFailed: unasked, MiniportCreatePended: unasked,
    Activate: "Reactivating", ActivateSucceeded: stray, ActivateFailed: stray,
    Deactivate: "Deactivating", Drained: "Active", DeactivateSucceeded: stray, DeactivateFailed: stray,
    DeleteVc: inUse, PeerDeleted: undue, PeerDeleteRefused: undue, MiniportDeleted: undue,
    Send: "Active", Indicate: "Active", Reset: "Active"
  },
  Reactivating: {
    CreateVc: exists, CreateVcFromBelow: exists, PeerCreated: unasked, PeerCreateFailed: unasked, PeerCreatePended: unasked,
    MiniportCreated: unasked, MiniportCreateFailed: unasked, MiniportCreatePended: unasked,
    Activate: activating, ActivateSucceeded: "Active", ActivateFailed: "Active",
    Deactivate: activatingFirst, Drained: "Reactivating", DeactivateSucceeded: stray, DeactivateFailed: stray,
    DeleteVc: inUse, PeerDeleted: undue, PeerDeleteRefused: undue, MiniportDeleted: undue,
    Send: "Reactivating", Indicate: "Reactivating", Reset: "Reactivating"
  },
  Deactivating: {
    CreateVc: exists, CreateVcFromBelow: exists, PeerCreated: unasked, PeerCreateFailed: unasked, PeerCreatePended: unasked,
    MiniportCreated: unasked, MiniportCreateFailed: unasked, MiniportCreatePended: unasked,
    Activate: deactivating, ActivateSucceeded: stray, ActivateFailed: stray,
    Deactivate: deactivatingTwice, Drained: "Deactivating", DeactivateSucceeded: "Inactive", DeactivateFailed: "Active",
    DeleteVc: deleteTooEarly, PeerDeleted: undue, PeerDeleteRefused: undue, MiniportDeleted: undue,
    Send: sendTooLate, Indicate: indicateTooLate, Reset: "Deactivating"
  },
  DeletingAtPeer: {
    CreateVc: exists, CreateVcFromBelow: exists, PeerCreated: unasked, PeerCreateFailed: unasked, PeerCreatePended: unasked,
    MiniportCreated: unasked, MiniportCreateFailed: unasked, MiniportCreatePended: unasked,
    Activate: ending, ActivateSucceeded: stray, ActivateFailed: stray,
    Deactivate: redundant, Drained: notOut, DeactivateSucceeded: stray, DeactivateFailed: stray,
    DeleteVc: ending, PeerDeleted: "DeletingAtMiniport", PeerDeleteRefused: "Inactive", MiniportDeleted: undue,
    Send: noSend, Indicate: noIndicate, Reset: "DeletingAtPeer"
  },
  DeletingAtMiniport: {
    CreateVc: exists, CreateVcFromBelow: exists, PeerCreated: unasked, PeerCreateFailed: unasked, PeerCreatePended: unasked,
    MiniportCreated: unasked, MiniportCreateFailed: unasked, MiniportCreatePended: unasked,
    Activate: ending, ActivateSucceeded: stray, ActivateFailed: stray,
    Deactivate: redundant, Drained: notOut, DeactivateSucceeded: stray, DeactivateFailed: stray,
    DeleteVc: ending, PeerDeleted: undue, PeerDeleteRefused: undue, MiniportDeleted: "Deleted",
    Send: noSend, Indicate: noIndicate, Reset: "DeletingAtMiniport"
  },
  Deleted: {
    CreateVc: dead, CreateVcFromBelow: dead, PeerCreated: unasked, PeerCreateFailed: unasked, PeerCreatePended: unasked,
    MiniportCreated: unasked, MiniportCreateFailed: unasked, MiniportCreatePended: unasked,
    Activate: dead, ActivateSucceeded: deadVoid, ActivateFailed: deadVoid,
    Deactivate: dead, Drained: notOut, DeactivateSucceeded: deadVoid, DeactivateFailed: deadVoid,
    DeleteVc: dead, PeerDeleted: undue, PeerDeleteRefused: undue, MiniportDeleted: undue,
    Send: dead, Indicate: deadVoid, Reset: "Deleted"
  }
})

/** Who asks for a deletion, and what the VC still carries. */
export interface Deletion {
  readonly byCreator: boolean
  /** There is a call on the VC, in whatever state. */
  readonly callPresent: boolean
  /** The creator is a client, and its NdisClCloseCall has not been completed yet. */
  readonly closePending: boolean
}

/** Only the creator deletes, and only without a call. Asked before the table. */
export const deleteGuard = (of: Deletion, state: State): Refuse | undefined => {
  if (!of.byCreator) return refuse(NdisStatus.FAILURE, "VC-60")
  if (state === "Deactivating") return deleteTooEarly
  if (of.closePending) return refuse(NdisStatus.NOT_ACCEPTED, "VC-63")
  return of.callPresent ? inUse : undefined
}

/**
 * A deactivation is over only when every send is completed and every lent receive is back. Until then NDIS withholds `DeactivateSucceeded`.
 */
export const deactivatedGuard = (of: { readonly sends: number; readonly lentReceives: number }): Violate | undefined =>
  of.sends > 0 ? violate("VC-44") : of.lentReceives > 0 ? violate("VC-45") : undefined
