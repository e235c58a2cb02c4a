/**
 * An address family opened by one client: the association of client, call manager and adapter.
 *
 * The client may use it from `Open` until it calls NdisClCloseAddressFamily; its handle is dead from that call on, though the call manager
 * still has the close to finish. With SAPs or VCs left the close is refused, or (by profile) goes on to the call manager and waits.
 *
 * Deaths. A dead call manager leaves an open family to its client: `Open` stays, and NDIS answers the client's close in its place. For a
 * dead client NDIS does what the client owes: `Abandoned` while the objects on the family are ended one by one, then the close as usual.
 *
 * @see docs/condis/states.md, section 4
 */
import { NdisStatus } from "../NdisStatus.ts"
import type { Refuse, Violate } from "./Table.ts"
import { refuse, table, violate } from "./Table.ts"

/**
 * `Opening` and `Closing` cover a handler that was called as well as one that pended. `OpeningAbandoned`: the client died before the open
 * was answered. `Abandoned`: open, its client dead. `ClosingWaiting`: the call manager has the close and objects are left;
 * `WaitingAbandoned`: the same with the client dead. `CloseWithheld`: it called the close done though objects are left, and NDIS keeps that
 * to itself until they are gone. `ClosingAbandoned`: NDIS waits for the close of a dead client's family, and a refusal changes nothing.
 */
export type State =
  | "Offered" | "Opening" | "OpeningAbandoned" | "Open" | "Abandoned" | "ClosingWaiting" | "WaitingAbandoned" | "CloseWithheld"
  | "Closing" | "ClosingAbandoned" | "Closed"

/**
 * What can happen to it.
 *
 * `OtherCall` is any other connection-oriented call of the client on the same binding, `NewObject` one that wants a SAP or VC on this
 * family, `PeerRequest` an OID request from one side to the other. `CloseAf` finds nothing left on the family, `CloseAfWithObjects` does,
 * in a profile that lets it through (see {@link closeGuard}); `ObjectsGone`: none is left, raised at once where none was. `OfferReturned`:
 * the client came back from ProtocolCoAfRegisterNotify without opening. `RegisteredAnew`: the family was registered again after a
 * reconfiguration.
 */
export type Event =
  | "OfferReturned" | "OpenAf" | "OpenSucceeded" | "OpenFailed"
  | "OtherCall" | "NewObject" | "PeerRequest" | "DispatchIncomingCall" | "NotifyClose"
  | "CloseAf" | "CloseAfWithObjects" | "ObjectsGone" | "CloseSucceeded" | "CloseFailed"
  | "RegisteredAnew" | "ClientDied" | "CallManagerDied"

export const initial: State = "Offered"

/** Where a life ends. */
export const ends: ReadonlyArray<State> = ["Closed"]

/** A completion, or a result, that nobody waits for. */
const stray = violate("ASYNC-02")
const notOpen = refuse(NdisStatus.FAILURE, "SAP-01")
const opening = refuse(NdisStatus.FAILURE, "AF-20")
const taken = refuse(NdisStatus.FAILURE, "AF-12")
const twice = refuse(NdisStatus.FAILURE, "AF-24")
const dead = refuse(NdisStatus.FAILURE, "AF-25")
const deadForManager = refuse(NdisStatus.FAILURE, "AF-29")
const noSap = refuse(NdisStatus.FAILURE, "SAP-16")
const closing = refuse(NdisStatus.FAILURE, "CALL-51")
const noPeer = refuse(NdisStatus.CLOSING, "OID-43")
const peerUnknown = refuse(NdisStatus.FAILURE, "OID-43")
const notToNotify = refuse(NdisStatus.FAILURE, "AF-32")
const closingAlready = refuse(NdisStatus.CLOSING, "AF-32")
/** A family is offered anew only when it is gone. NDIS sees to that. */
const notAnew = violate("AF-39")
/** The client is dead: what names it can no longer come, and is refused should it come late. */
const gone = refuse(NdisStatus.FAILURE, "HND-03")

/** Every pair is answered. */
export const transitions = table<State, Event>({
  Offered: {
    OfferReturned: "Offered", OpenAf: "Opening", OpenSucceeded: stray, OpenFailed: stray,
    OtherCall: "Offered", NewObject: notOpen, PeerRequest: peerUnknown, DispatchIncomingCall: noSap, NotifyClose: notToNotify,
    CloseAf: dead, CloseAfWithObjects: dead, ObjectsGone: "Offered", CloseSucceeded: stray, CloseFailed: stray,
    RegisteredAnew: "Offered", ClientDied: "Closed", CallManagerDied: "Closed"
  },
  Opening: {
    OfferReturned: "Opening", OpenAf: opening, OpenSucceeded: "Open", OpenFailed: "Offered",
    OtherCall: opening, NewObject: opening, PeerRequest: opening, DispatchIncomingCall: noSap, NotifyClose: notToNotify,
    CloseAf: opening, CloseAfWithObjects: opening, ObjectsGone: "Opening", CloseSucceeded: stray, CloseFailed: stray,
    RegisteredAnew: notAnew, ClientDied: "OpeningAbandoned", CallManagerDied: "Closed"
  },
  OpeningAbandoned: {
    OfferReturned: "OpeningAbandoned", OpenAf: gone, OpenSucceeded: "Abandoned", OpenFailed: "Closed",
    OtherCall: gone, NewObject: gone, PeerRequest: noPeer, DispatchIncomingCall: noSap, NotifyClose: notToNotify,
    CloseAf: gone, CloseAfWithObjects: gone, ObjectsGone: "OpeningAbandoned", CloseSucceeded: stray, CloseFailed: stray,
    RegisteredAnew: notAnew, ClientDied: "OpeningAbandoned", CallManagerDied: "Closed"
  },
  Open: {
    OfferReturned: "Open", OpenAf: taken, OpenSucceeded: stray, OpenFailed: stray,
    OtherCall: "Open", NewObject: "Open", PeerRequest: "Open", DispatchIncomingCall: "Open", NotifyClose: "Open",
    CloseAf: "Closing", CloseAfWithObjects: "ClosingWaiting", ObjectsGone: "Open", CloseSucceeded: stray, CloseFailed: stray,
    RegisteredAnew: notAnew, ClientDied: "Abandoned", CallManagerDied: "Open"
  },
  Abandoned: {
    OfferReturned: "Abandoned", OpenAf: gone, OpenSucceeded: stray, OpenFailed: stray,
    OtherCall: gone, NewObject: closing, PeerRequest: noPeer, DispatchIncomingCall: closing, NotifyClose: closingAlready,
    CloseAf: gone, CloseAfWithObjects: gone, ObjectsGone: "ClosingAbandoned", CloseSucceeded: stray, CloseFailed: stray,
    RegisteredAnew: notAnew, ClientDied: "Abandoned", CallManagerDied: "CloseWithheld"
  },
  ClosingWaiting: {
    OfferReturned: "ClosingWaiting", OpenAf: taken, OpenSucceeded: stray, OpenFailed: stray,
    OtherCall: "ClosingWaiting", NewObject: dead, PeerRequest: noPeer, DispatchIncomingCall: closing, NotifyClose: closingAlready,
    CloseAf: twice, CloseAfWithObjects: twice, ObjectsGone: "Closing", CloseSucceeded: "CloseWithheld", CloseFailed: "Open",
    RegisteredAnew: notAnew, ClientDied: "WaitingAbandoned", CallManagerDied: "CloseWithheld"
  },
  WaitingAbandoned: {
    OfferReturned: "WaitingAbandoned", OpenAf: gone, OpenSucceeded: stray, OpenFailed: stray,
    OtherCall: gone, NewObject: closing, PeerRequest: noPeer, DispatchIncomingCall: closing, NotifyClose: closingAlready,
    CloseAf: gone, CloseAfWithObjects: gone, ObjectsGone: "ClosingAbandoned", CloseSucceeded: "CloseWithheld", CloseFailed: "Abandoned",
    RegisteredAnew: notAnew, ClientDied: "WaitingAbandoned", CallManagerDied: "CloseWithheld"
  },
  CloseWithheld: {
    OfferReturned: "CloseWithheld", OpenAf: taken, OpenSucceeded: stray, OpenFailed: stray,
    OtherCall: "CloseWithheld", NewObject: dead, PeerRequest: noPeer, DispatchIncomingCall: closing, NotifyClose: deadForManager,
    CloseAf: twice, CloseAfWithObjects: twice, ObjectsGone: "Closed", CloseSucceeded: stray, CloseFailed: stray,
    RegisteredAnew: notAnew, ClientDied: "CloseWithheld", CallManagerDied: "CloseWithheld"
  },
  Closing: {
    OfferReturned: "Closing", OpenAf: taken, OpenSucceeded: stray, OpenFailed: stray,
    OtherCall: "Closing", NewObject: dead, PeerRequest: noPeer, DispatchIncomingCall: closing, NotifyClose: closingAlready,
    CloseAf: twice, CloseAfWithObjects: twice, ObjectsGone: "Closing", CloseSucceeded: "Closed", CloseFailed: "Open",
    RegisteredAnew: notAnew, ClientDied: "ClosingAbandoned", CallManagerDied: "Closed"
  },
  ClosingAbandoned: {
    OfferReturned: "ClosingAbandoned", OpenAf: gone, OpenSucceeded: stray, OpenFailed: stray,
    OtherCall: gone, NewObject: closing, PeerRequest: noPeer, DispatchIncomingCall: closing, NotifyClose: closingAlready,
    CloseAf: gone, CloseAfWithObjects: gone, ObjectsGone: "ClosingAbandoned", CloseSucceeded: "Closed", CloseFailed: "Closed",
    RegisteredAnew: notAnew, ClientDied: "ClosingAbandoned", CallManagerDied: "Closed"
  },
  Closed: {
    OfferReturned: "Closed", OpenAf: taken, OpenSucceeded: stray, OpenFailed: stray,
    OtherCall: "Closed", NewObject: dead, PeerRequest: noPeer, DispatchIncomingCall: noSap, NotifyClose: deadForManager,
    CloseAf: twice, CloseAfWithObjects: twice, ObjectsGone: "Closed", CloseSucceeded: stray, CloseFailed: stray,
    RegisteredAnew: "Offered", ClientDied: "Closed", CallManagerDied: "Closed"
  }
})

/** Who looks first when a close finds objects left: NDIS refuses (`Strict`), or the call manager chooses (`CallManagerChooses`). */
export type CloseProfile = "Strict" | "CallManagerChooses"

/** SAPs and VCs must be gone before the close. Undefined: take `CloseAf`, or `CloseAfWithObjects` when some are left. */
export const closeGuard = (of: { readonly objects: number; readonly profile: CloseProfile }): Refuse | undefined =>
  of.objects > 0 && of.profile === "Strict" ? refuse(NdisStatus.FAILURE, "AF-23") : undefined

/**
 * A call manager reports a close done only when no call and no SAP is left, and by completion only with SUCCESS. Recorded, then the table
 * moves all the same.
 */
export const closeCompletionGuard = (
  of: { readonly state: State; readonly succeeded: boolean; readonly byCompletion: boolean }
): Violate | undefined => {
  if (!of.succeeded) return of.byCompletion ? violate("AF-28") : undefined
  return of.state === "ClosingWaiting" || of.state === "WaitingAbandoned" ? violate("AF-26") : undefined
}
