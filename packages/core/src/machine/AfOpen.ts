/**
 * An address family opened by one client: the association of client, call manager and adapter.
 *
 * The client may use it from `Open` until it calls NdisClCloseAddressFamily; its handle is dead from that call on, though the call manager
 * still has the close to finish. With SAPs or VCs left the close is refused, or (by profile) goes on to the call manager and waits.
 *
 * Deaths need no rows: a stand-in takes the place of a dead driver and makes the same moves (ndis/Ghost.ts).
 *
 * @see docs/condis/states.md, section 4
 */
import { NdisStatus } from "../NdisStatus.ts"
import type { Profile } from "../Profile.ts"
import type { Refuse, Violate } from "./Table.ts"
import { refuse, table, violate } from "./Table.ts"

/**
 * `Opening` and `Closing` cover a handler that was called as well as one that pended. `ClosingWaiting`: the call manager has the close and
 * objects are left. `CloseWithheld`: it called the close done though objects are left, and NDIS keeps that to itself until they are gone.
 */
export type State = "Offered" | "Opening" | "Open" | "ClosingWaiting" | "CloseWithheld" | "Closing" | "Closed"

/**
 * What can happen to it.
 *
 * `OtherCall` is any other connection-oriented call of the client on the same binding, `NewObject` one that wants a SAP or VC on this
 * family, `PeerRequest` an OID request from one side to the other. `CloseAf` finds nothing left on the family, `CloseAfWithObjects` does,
 * in a profile that lets it through (see {@link closeGuard}); `ObjectsGone`: none is left, raised at once where none was. `OfferReturned`:
 * the client came back from ProtocolCoAfRegisterNotify without opening. `RegisteredAnew`: the family was registered again after a
 * reconfiguration.
 */
// oxfmt-ignore
export type Event =
  | "OfferReturned" | "OpenAf" | "OpenSucceeded" | "OpenFailed"
  | "OtherCall" | "NewObject" | "PeerRequest" | "DispatchIncomingCall" | "NotifyClose"
  | "CloseAf" | "CloseAfWithObjects" | "ObjectsGone" | "CloseSucceeded" | "CloseFailed"
  | "RegisteredAnew"

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

/** Every pair is answered. */
// oxfmt-ignore
export const transitions = table<State, Event>({
  Offered: {
    OfferReturned: "Offered", OpenAf: "Opening", OpenSucceeded: stray, OpenFailed: stray,
    OtherCall: "Offered", NewObject: notOpen, PeerRequest: peerUnknown, DispatchIncomingCall: noSap, NotifyClose: notToNotify,
    CloseAf: dead, CloseAfWithObjects: dead, ObjectsGone: "Offered", CloseSucceeded: stray, CloseFailed: stray,
    RegisteredAnew: "Offered"
  },
  Opening: {
    OfferReturned: "Opening", OpenAf: opening, OpenSucceeded: "Open", OpenFailed: "Offered",
    OtherCall: opening, NewObject: opening, PeerRequest: opening, DispatchIncomingCall: noSap, NotifyClose: notToNotify,
    CloseAf: opening, CloseAfWithObjects: opening, ObjectsGone: "Opening", CloseSucceeded: stray, CloseFailed: stray,
    RegisteredAnew: notAnew
  },
  Open: {
    OfferReturned: "Open", OpenAf: taken, OpenSucceeded: stray, OpenFailed: stray,
    OtherCall: "Open", NewObject: "Open", PeerRequest: "Open", DispatchIncomingCall: "Open", NotifyClose: "Open",
    CloseAf: "Closing", CloseAfWithObjects: "ClosingWaiting", ObjectsGone: "Open", CloseSucceeded: stray, CloseFailed: stray,
    RegisteredAnew: notAnew
  },
  ClosingWaiting: {
    OfferReturned: "ClosingWaiting", OpenAf: taken, OpenSucceeded: stray, OpenFailed: stray,
    OtherCall: "ClosingWaiting", NewObject: dead, PeerRequest: noPeer, DispatchIncomingCall: closing, NotifyClose: closingAlready,
    CloseAf: twice, CloseAfWithObjects: twice, ObjectsGone: "Closing", CloseSucceeded: "CloseWithheld", CloseFailed: "Open",
    RegisteredAnew: notAnew
  },
  CloseWithheld: {
    OfferReturned: "CloseWithheld", OpenAf: taken, OpenSucceeded: stray, OpenFailed: stray,
    OtherCall: "CloseWithheld", NewObject: dead, PeerRequest: noPeer, DispatchIncomingCall: closing, NotifyClose: deadForManager,
    CloseAf: twice, CloseAfWithObjects: twice, ObjectsGone: "Closed", CloseSucceeded: stray, CloseFailed: stray,
    RegisteredAnew: notAnew
  },
  Closing: {
    OfferReturned: "Closing", OpenAf: taken, OpenSucceeded: stray, OpenFailed: stray,
    OtherCall: "Closing", NewObject: dead, PeerRequest: noPeer, DispatchIncomingCall: closing, NotifyClose: closingAlready,
    CloseAf: twice, CloseAfWithObjects: twice, ObjectsGone: "Closing", CloseSucceeded: "Closed", CloseFailed: "Open",
    RegisteredAnew: notAnew
  },
  Closed: {
    OfferReturned: "Closed", OpenAf: taken, OpenSucceeded: stray, OpenFailed: stray,
    OtherCall: "Closed", NewObject: dead, PeerRequest: noPeer, DispatchIncomingCall: noSap, NotifyClose: deadForManager,
    CloseAf: twice, CloseAfWithObjects: twice, ObjectsGone: "Closed", CloseSucceeded: stray, CloseFailed: stray,
    RegisteredAnew: "Offered"
  }
})

/** SAPs and VCs must be gone before the close, or the call manager decides. Undefined: take `CloseAf`, or `CloseAfWithObjects` when some are left. */
export const closeGuard = (of: { readonly objects: number; readonly profile: Profile["A-07"] }): Refuse | undefined =>
  of.objects > 0 && of.profile === "ndis-refuses" ? refuse(NdisStatus.FAILURE, "AF-23") : undefined

/**
 * A call manager reports a close done only when no call and no SAP is left, and by completion only with SUCCESS. Recorded. A
 * completion that fails ends nothing; any other result moves the table all the same.
 */
export const closeCompletionGuard = (of: {
  readonly state: State
  readonly succeeded: boolean
  readonly byCompletion: boolean
}): Violate | undefined => {
  if (!of.succeeded) return of.byCompletion ? violate("AF-28") : undefined
  return of.state === "ClosingWaiting" ? violate("AF-26") : undefined
}
