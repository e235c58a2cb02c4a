/**
 * The call axis of a virtual connection: the call that uses it.
 *
 * A VC has two independent axes, activation (`Activation`) and the call (here). One VC carries one call at a time; the axis starts in
 * `None` and returns there when the call is over and the VC is inactive again. Which pairs of the two axes may be seen together says {@link
 * allowedTogether}; {@link activateGuard}, {@link deactivateGuard} and the guards of the calls keep it so.
 *
 * Deaths need no rows: a stand-in takes the place of a dead driver and makes the same moves (ndis/Ghost.ts).
 *
 * @see docs/condis/states.md, section 7
 */
import { NdisStatus } from "../NdisStatus.ts"
import type { Profile } from "../Profile.ts"
import type { State as Activation } from "./Activation.ts"
import type { Refuse, Violate } from "./Table.ts"
import { moves, refuse, table, violate } from "./Table.ts"

/**
 * `OutPending`, `Offered` and the three `Closing…` states cover a handler that was called as well as one that pended.
 *
 * Where a close came from decides where its failure leads: `Closing` from `Up`, `ClosingAfterPeer` from `PeerClosing`, `ClosingAfterAccept`
 * from `Accepted`.
 *
 * A call closed while it is made owes two answers: `Aborting` both, `ClosingUnmade` that to the close, `ClosedUnmade` that to the
 * make-call, `Aborted` none any more. A call that is made all the same is `Closing` like any other.
 */
// oxfmt-ignore
export type State =
  | "None" | "OutPending" | "Offered" | "Accepted" | "Rejected" | "Up" | "PeerClosing"
  | "Closing" | "ClosingAfterPeer" | "ClosingAfterAccept" | "Closed"
  | "Aborting" | "ClosingUnmade" | "ClosedUnmade" | "Aborted"

/**
 * What can happen to it.
 *
 * `ClientPended`: ProtocolClIncomingCall returned PENDING. `VcInactive`: the activation axis reached `Inactive`, or is there when the call
 * gets `Closed` or `Rejected`. `DeleteVc` and `Send` are the client's (or, for a deletion, the creator's) wishes on the VC as a whole.
 */
// oxfmt-ignore
export type Event =
  | "MakeCall" | "MakeCallSucceeded" | "MakeCallFailed"
  | "DispatchIncomingCall" | "ClientPended" | "ClientAccepted" | "ClientRejected" | "DispatchConnected"
  | "Modify" | "QosDispatched" | "AddParty" | "DropParty" | "Send"
  | "DispatchIncomingClose" | "CloseCall" | "CloseSucceeded" | "CloseFailed"
  | "VcInactive" | "DeleteVc"

export const initial: State = "None"

/** Where a life ends. */
export const ends: ReadonlyArray<State> = ["None"]

/** A completion that nobody waits for. */
const stray = violate("ASYNC-02")
const answeredTwice = violate("ASYNC-01")
const busy = refuse(NdisStatus.FAILURE, "VC-17")
const marked = refuse(NdisStatus.FAILURE, "CALL-86")
const noCall = refuse(NdisStatus.FAILURE, "CALL-84")
const closedTwice = refuse(NdisStatus.FAILURE, "CALL-85")
const noModify = refuse(NdisStatus.FAILURE, "CALL-60")
const noQos = violate("CALL-69")
const notAdding = refuse(NdisStatus.FAILURE, "PARTY-01")
const notWhileClosing = refuse(NdisStatus.FAILURE, "PARTY-28")
const noParty = refuse(NdisStatus.FAILURE, "HND-02")
const noPartyYet = refuse(NdisStatus.FAILURE, "HND-01")
const droppedTwice = refuse(NdisStatus.FAILURE, "PARTY-33")
const notMade = refuse(NdisStatus.FAILURE, "CALL-16")
const notConnected = refuse(NdisStatus.FAILURE, "CALL-48")
const peerLeft = refuse(NdisStatus.FAILURE, "CALL-105")
const closedToSends = refuse(NdisStatus.FAILURE, "NBL-16")
const notAccepted = violate("CALL-41")
const connectedTwice = violate("CALL-42")
const rejected = violate("CALL-44")
const eitherOr = violate("CALL-45")
const nothingToClose = violate("CALL-101")
const closeTwice = violate("CALL-102")
/** It was closed before it was made. NDIS takes `MakeCallFailed` with FAILURE. */
const madeTooLate = violate("CALL-86")
const inUse = refuse(NdisStatus.NOT_ACCEPTED, "VC-61")
/** An established call keeps its VC active. {@link deactivateGuard} sees to that. */
const keepsActive = violate("VC-40")

/** Every pair is answered. */
// oxfmt-ignore
export const transitions = table<State, Event>({
  None: {
    MakeCall: "OutPending", MakeCallSucceeded: stray, MakeCallFailed: stray,
    DispatchIncomingCall: "Offered", ClientPended: stray, ClientAccepted: stray, ClientRejected: stray, DispatchConnected: rejected,
    Modify: noModify, QosDispatched: noQos, AddParty: notAdding, DropParty: noParty, Send: notMade,
    DispatchIncomingClose: nothingToClose, CloseCall: noCall, CloseSucceeded: stray, CloseFailed: stray,
    VcInactive: "None", DeleteVc: "None"
  },
  OutPending: {
    MakeCall: busy, MakeCallSucceeded: "Up", MakeCallFailed: "None",
    DispatchIncomingCall: busy, ClientPended: stray, ClientAccepted: stray, ClientRejected: stray, DispatchConnected: notAccepted,
    Modify: "OutPending", QosDispatched: noQos, AddParty: notAdding, DropParty: noPartyYet, Send: notMade,
    DispatchIncomingClose: nothingToClose, CloseCall: "Aborting", CloseSucceeded: stray, CloseFailed: stray,
    VcInactive: "OutPending", DeleteVc: inUse
  },
  Offered: {
    MakeCall: busy, MakeCallSucceeded: stray, MakeCallFailed: stray,
    DispatchIncomingCall: busy, ClientPended: "Offered", ClientAccepted: "Accepted", ClientRejected: "Rejected",
    DispatchConnected: notAccepted,
    Modify: "Offered", QosDispatched: noQos, AddParty: notAdding, DropParty: noParty, Send: notConnected,
    DispatchIncomingClose: nothingToClose, CloseCall: noCall, CloseSucceeded: stray, CloseFailed: stray,
    VcInactive: "Offered", DeleteVc: inUse
  },
  Accepted: {
    MakeCall: busy, MakeCallSucceeded: stray, MakeCallFailed: stray,
    DispatchIncomingCall: busy, ClientPended: stray, ClientAccepted: answeredTwice, ClientRejected: answeredTwice, DispatchConnected: "Up",
    Modify: "Accepted", QosDispatched: noQos, AddParty: notAdding, DropParty: noParty, Send: notConnected,
    DispatchIncomingClose: "PeerClosing", CloseCall: "ClosingAfterAccept", CloseSucceeded: stray, CloseFailed: stray,
    VcInactive: "Accepted", DeleteVc: inUse
  },
  Rejected: {
    MakeCall: busy, MakeCallSucceeded: stray, MakeCallFailed: stray,
    DispatchIncomingCall: busy, ClientPended: stray, ClientAccepted: answeredTwice, ClientRejected: answeredTwice,
    DispatchConnected: rejected,
    Modify: noModify, QosDispatched: noQos, AddParty: notAdding, DropParty: noParty, Send: notConnected,
    DispatchIncomingClose: rejected, CloseCall: noCall, CloseSucceeded: stray, CloseFailed: stray,
    VcInactive: "None", DeleteVc: inUse
  },
  Up: {
    MakeCall: busy, MakeCallSucceeded: answeredTwice, MakeCallFailed: answeredTwice,
    DispatchIncomingCall: busy, ClientPended: stray, ClientAccepted: answeredTwice, ClientRejected: answeredTwice,
    DispatchConnected: connectedTwice,
    Modify: "Up", QosDispatched: "Up", AddParty: "Up", DropParty: "Up", Send: "Up",
    DispatchIncomingClose: "PeerClosing", CloseCall: "Closing", CloseSucceeded: stray, CloseFailed: stray,
    VcInactive: keepsActive, DeleteVc: inUse
  },
  PeerClosing: {
    MakeCall: busy, MakeCallSucceeded: stray, MakeCallFailed: stray,
    DispatchIncomingCall: busy, ClientPended: stray, ClientAccepted: answeredTwice, ClientRejected: answeredTwice,
    DispatchConnected: eitherOr,
    Modify: noModify, QosDispatched: noQos, AddParty: notWhileClosing, DropParty: "PeerClosing", Send: peerLeft,
    DispatchIncomingClose: closeTwice, CloseCall: "ClosingAfterPeer", CloseSucceeded: stray, CloseFailed: stray,
    VcInactive: "PeerClosing", DeleteVc: inUse
  },
  Closing: {
    MakeCall: marked, MakeCallSucceeded: stray, MakeCallFailed: stray,
    DispatchIncomingCall: busy, ClientPended: stray, ClientAccepted: answeredTwice, ClientRejected: answeredTwice,
    DispatchConnected: connectedTwice,
    Modify: noModify, QosDispatched: noQos, AddParty: notWhileClosing, DropParty: droppedTwice, Send: closedToSends,
    DispatchIncomingClose: nothingToClose, CloseCall: closedTwice, CloseSucceeded: "Closed", CloseFailed: "Up",
    VcInactive: "Closing", DeleteVc: inUse
  },
  ClosingAfterPeer: {
    MakeCall: marked, MakeCallSucceeded: stray, MakeCallFailed: stray,
    DispatchIncomingCall: busy, ClientPended: stray, ClientAccepted: answeredTwice, ClientRejected: answeredTwice,
    DispatchConnected: eitherOr,
    Modify: noModify, QosDispatched: noQos, AddParty: notWhileClosing, DropParty: droppedTwice, Send: closedToSends,
    DispatchIncomingClose: closeTwice, CloseCall: closedTwice, CloseSucceeded: "Closed", CloseFailed: "PeerClosing",
    VcInactive: "ClosingAfterPeer", DeleteVc: inUse
  },
  ClosingAfterAccept: {
    MakeCall: marked, MakeCallSucceeded: stray, MakeCallFailed: stray,
    DispatchIncomingCall: busy, ClientPended: stray, ClientAccepted: answeredTwice, ClientRejected: answeredTwice,
    DispatchConnected: eitherOr,
    Modify: noModify, QosDispatched: noQos, AddParty: notWhileClosing, DropParty: noParty, Send: closedToSends,
    DispatchIncomingClose: nothingToClose, CloseCall: closedTwice, CloseSucceeded: "Closed", CloseFailed: "Accepted",
    VcInactive: "ClosingAfterAccept", DeleteVc: inUse
  },
  Closed: {
    MakeCall: marked, MakeCallSucceeded: stray, MakeCallFailed: stray,
    DispatchIncomingCall: busy, ClientPended: stray, ClientAccepted: stray, ClientRejected: stray, DispatchConnected: connectedTwice,
    Modify: noModify, QosDispatched: noQos, AddParty: notWhileClosing, DropParty: noParty, Send: closedToSends,
    DispatchIncomingClose: nothingToClose, CloseCall: closedTwice, CloseSucceeded: answeredTwice, CloseFailed: answeredTwice,
    VcInactive: "None", DeleteVc: inUse
  },
  Aborting: {
    MakeCall: marked, MakeCallSucceeded: "Closing", MakeCallFailed: "ClosingUnmade",
    DispatchIncomingCall: busy, ClientPended: stray, ClientAccepted: stray, ClientRejected: stray, DispatchConnected: notAccepted,
    Modify: noModify, QosDispatched: noQos, AddParty: notWhileClosing, DropParty: noPartyYet, Send: closedToSends,
    DispatchIncomingClose: nothingToClose, CloseCall: closedTwice, CloseSucceeded: "ClosedUnmade", CloseFailed: "OutPending",
    VcInactive: "Aborting", DeleteVc: inUse
  },
  ClosingUnmade: {
    MakeCall: marked, MakeCallSucceeded: answeredTwice, MakeCallFailed: answeredTwice,
    DispatchIncomingCall: busy, ClientPended: stray, ClientAccepted: stray, ClientRejected: stray, DispatchConnected: notAccepted,
    Modify: noModify, QosDispatched: noQos, AddParty: notWhileClosing, DropParty: noParty, Send: closedToSends,
    DispatchIncomingClose: nothingToClose, CloseCall: closedTwice, CloseSucceeded: "Aborted", CloseFailed: "None",
    VcInactive: "ClosingUnmade", DeleteVc: inUse
  },
  ClosedUnmade: {
    MakeCall: marked, MakeCallSucceeded: madeTooLate, MakeCallFailed: "Aborted",
    DispatchIncomingCall: busy, ClientPended: stray, ClientAccepted: stray, ClientRejected: stray, DispatchConnected: notAccepted,
    Modify: noModify, QosDispatched: noQos, AddParty: notWhileClosing, DropParty: noPartyYet, Send: closedToSends,
    DispatchIncomingClose: nothingToClose, CloseCall: closedTwice, CloseSucceeded: answeredTwice, CloseFailed: answeredTwice,
    VcInactive: "ClosedUnmade", DeleteVc: inUse
  },
  Aborted: {
    MakeCall: marked, MakeCallSucceeded: answeredTwice, MakeCallFailed: answeredTwice,
    DispatchIncomingCall: busy, ClientPended: stray, ClientAccepted: stray, ClientRejected: stray, DispatchConnected: notAccepted,
    Modify: noModify, QosDispatched: noQos, AddParty: notWhileClosing, DropParty: noParty, Send: closedToSends,
    DispatchIncomingClose: nothingToClose, CloseCall: closedTwice, CloseSucceeded: answeredTwice, CloseFailed: answeredTwice,
    VcInactive: "None", DeleteVc: inUse
  }
})

/** When the VC of an incoming call must be active: before the dispatch, or at the latest before call-connected. */
type Activated = Profile["A-02"]

/** Which states of the two axes may be seen together; a state of the activation axis that is not named means "under no profile". */
type Together = { readonly [A in Activation]?: Activated | "Both" }

/** Before it is offered and after it failed or was rejected, a VC without a call may be anything. */
// oxfmt-ignore
const anything: Together = {
  None: "Both", CreatingAtPeer: "Both", CreatingAtMiniport: "Both", UndoingAtPeer: "Both",
  CreatingAtMiniportFirst: "Both", CreatingAtPeerLast: "Both", UndoingAtMiniport: "Both", Inactive: "Both", Activating: "Both",
  Active: "Both", Reactivating: "Both", Deactivating: "Both", DeletingAtPeer: "Both", DeletingAtMiniport: "Both", Deleted: "Both"
}
const setup: Together = { Inactive: "Both", Activating: "Both", Active: "Both", Reactivating: "Both", Deactivating: "Both" }
const offer: Together = { Active: "Both", Reactivating: "Both", Inactive: "before-connected", Activating: "before-connected" }
const established: Together = { Active: "Both", Reactivating: "Both" }
/** An activation that was under way when the call moved on may still come to its end. */
const landing: Together = { Active: "Both", Deactivating: "Both", Inactive: "Both", Reactivating: "Both" }
const firstLanding: Together = { ...landing, Activating: "before-connected" }

// oxfmt-ignore
const together: { readonly [S in State]: Together } = {
  None: anything, OutPending: setup,
  Offered: offer, Accepted: offer, Rejected: firstLanding,
  Up: established, PeerClosing: offer,
  Closing: landing, ClosingAfterPeer: firstLanding, ClosingAfterAccept: firstLanding, Closed: firstLanding,
  Aborting: setup, ClosingUnmade: setup, ClosedUnmade: setup, Aborted: setup
}

/**
 * May the two axes of one VC be seen in these states together?
 *
 * A (re)activation that was under way when the call was rejected or closed comes to its end in the new state of the call.
 *
 * @see docs/condis/states.md, section 7.1
 */
export const allowedTogether = (call: State, activation: Activation, profile: Activated): boolean => {
  const under = together[call][activation]
  return under === "Both" || under === profile
}

/** NdisClMakeCall: only on a VC the client made, that is not being deleted, and that is not marked for deletion by a bad close. */
export const makeCallGuard = (of: {
  readonly byCreator: boolean
  readonly mustDelete: boolean
  readonly activation: Activation
}): Refuse | Violate | undefined => {
  if (!of.byCreator) return refuse(NdisStatus.FAILURE, "CALL-03")
  if (of.mustDelete) return violate("CALL-108")
  return allowedTogether("OutPending", of.activation, "before-dispatch") ? undefined : refuse(NdisStatus.FAILURE, "CALL-02")
}

/** A call is made only over an active VC, and not after its close. When not, NDIS records this and takes `MakeCallFailed` with FAILURE. */
export const madeGuard = (of: { readonly call: State; readonly activation: Activation }): Violate | undefined => {
  if (of.call === "ClosedUnmade") return madeTooLate
  return of.activation === "Active" ? undefined : violate("VC-23")
}

/**
 * A call manager that fails a call has deactivated the VC, or still has to. Recorded; the call fails all the same. One that fails it for a
 * close deactivates with that.
 */
export const failedGuard = (of: { readonly call: State; readonly activation: Activation }): Violate | undefined =>
  of.call === "OutPending" && (of.activation === "Active" || of.activation === "Reactivating") ? violate("CALL-23") : undefined

/** NdisClCloseCall on a call that is being made: refused by default, or the end of it. */
export const abortGuard = (call: State, profile: Profile["A-20"]): Refuse | undefined =>
  call === "OutPending" && profile === "refuse" ? noCall : undefined

/** What NDIS knows when an incoming call is dispatched. */
export interface Dispatch {
  /** The call manager that dispatches made the VC. */
  readonly byCreator: boolean
  /** The VC was made for the address family of the SAP. */
  readonly sameFamily: boolean
  /** The SAP belongs to the client that shares the VC. */
  readonly sameClient: boolean
  /** The VC was made for the call manager itself (no address family). */
  readonly ownVc: boolean
  readonly activation: Activation
  readonly profile: Activated
}

/**
 * Ndis(M)CmDispatchIncomingCall: on a VC of the call manager's own making, for the client of the SAP, and activated as the profile wants.
 */
export const dispatchGuard = (of: Dispatch): Refuse | undefined => {
  if (of.ownVc) return refuse(NdisStatus.FAILURE, "VC-05")
  if (!of.byCreator || !of.sameFamily) return refuse(NdisStatus.FAILURE, "CALL-31")
  if (!of.sameClient) return refuse(NdisStatus.FAILURE, "SAP-18")
  if (of.profile === "before-dispatch") return of.activation === "Active" ? undefined : refuse(NdisStatus.FAILURE, "VC-24")
  return allowedTogether("Offered", of.activation, "before-connected") ? undefined : refuse(NdisStatus.FAILURE, "VC-24")
}

/** Ndis(M)CmDispatchCallConnected: the VC is active by now, under every profile. Otherwise recorded and ignored. */
export const connectedGuard = (of: { readonly activation: Activation }): Violate | undefined =>
  of.activation === "Active" ? undefined : violate("VC-24")

/** What NDIS knows when a client closes a call. */
export interface Close {
  /** Parties that count (`PartyAxis.counts`); 0 on a point-to-point call. */
  readonly parties: number
  /** Is the call multipoint, and made? Before that its first party has no handle that could be named. */
  readonly multipoint: boolean
  /** Does the client name a party? */
  readonly named: boolean
  /** The client's sends on the VC that have not come back. */
  readonly sendsOutstanding: number
}

/**
 * NdisClCloseCall: all parties dropped but the one that is named, all sends back. With `lenient` outstanding sends are only recorded: the
 * answer is then a {@link Violate}, and the close goes on.
 */
export const closeGuard = (of: Close, lenient = false): Refuse | Violate | undefined => {
  if (of.parties > 1) return refuse(NdisStatus.FAILURE, "CALL-80")
  if (of.multipoint !== of.named) return refuse(NdisStatus.FAILURE, "CALL-81")
  if (of.sendsOutstanding === 0) return undefined
  return lenient ? violate("CALL-82") : refuse(NdisStatus.FAILURE, "CALL-82")
}

/**
 * A failed close leaves the call in being, which needs the VC as that call had it. When the call manager has taken it down already, NDIS
 * records this and takes `CloseSucceeded`.
 */
export const closeFailedGuard = (call: State, activation: Activation, profile: Activated): Violate | undefined => {
  const back = transitions[call].CloseFailed
  return moves(back) && !allowedTogether(back, activation, profile) ? violate("CALL-97") : undefined
}

/** A close that is reported done with the VC still active: recorded where the profile wants the deactivation first. */
export const closedGuard = (of: { readonly activation: Activation; readonly profile: Profile["A-03"] }): Violate | undefined =>
  of.profile === "deactivate-first" && of.activation !== "Inactive" ? violate("CALL-91") : undefined

/** Which rule keeps the call manager from activating the VC of a call that is on its way out. */
const noMoreActivation: { readonly [S in State]?: Refuse } = {
  Rejected: refuse(NdisStatus.CLOSING, "CALL-43"),
  PeerClosing: refuse(NdisStatus.CLOSING, "CALL-110"),
  Closing: refuse(NdisStatus.CLOSING, "CALL-91"),
  ClosingAfterPeer: refuse(NdisStatus.CLOSING, "CALL-110"),
  ClosingAfterAccept: refuse(NdisStatus.CLOSING, "CALL-91"),
  Closed: refuse(NdisStatus.CLOSING, "CALL-91"),
  Aborting: refuse(NdisStatus.CLOSING, "CALL-91"),
  ClosingUnmade: refuse(NdisStatus.CLOSING, "CALL-91"),
  ClosedUnmade: refuse(NdisStatus.CLOSING, "CALL-91"),
  Aborted: refuse(NdisStatus.CLOSING, "CALL-91")
}

/** Ndis(M)CmActivateVc on a VC whose call is ending. */
export const activateGuard = (call: State): Refuse | undefined => noMoreActivation[call]

/** Ndis(M)CmDeactivateVc under a call that needs the VC: the call is closed first. */
export const deactivateGuard = (call: State): Refuse | undefined =>
  together[call].Deactivating === undefined ? refuse(NdisStatus.NOT_ACCEPTED, call === "PeerClosing" ? "CALL-110" : "CALL-91") : undefined

/** NdisClAddParty: the call is up, was made with a party, and by the client that asks. */
export const addPartyGuard = (of: { readonly multipoint: boolean; readonly byCreator: boolean }): Refuse | undefined => {
  if (!of.byCreator) return refuse(NdisStatus.FAILURE, "PARTY-27")
  return of.multipoint ? undefined : refuse(NdisStatus.FAILURE, "PARTY-01")
}
