/**
 * The reset flag of an adapter: orthogonal to its state, so that pause and reset may overlap and end in either order (BIND-27).
 *
 * NDIS alone begins a reset, when an operator asks for it; no protocol can (BIND-23). It tells every protocol first, calls the miniport
 * then, and tells every protocol when it is over. Meanwhile protocols send nothing; what they give back is taken. The call of the
 * miniport is one deferred operation (`Request`).
 *
 * @see docs/condis/states.md, section 13
 */
import { NdisStatus } from "../NdisStatus.ts"
import { refuse, table, violate } from "./Table.ts"

export type State = "Normal" | "Announcing" | "Resetting" | "Replaying" | "Ending"

/**
 * What can happen to it. `Announced`: every protocol heard of the start. `Done`, `DoneAddressing`: the miniport is through, and has
 * kept (or lost) what NDIS had set. `Replayed`: that was set again. `Told`: every protocol is told of the end.
 */
// oxfmt-ignore
export type Event =
  | "Ask" | "Announced" | "Done" | "DoneAddressing" | "Replayed" | "Told"
  | "Send" | "OidRequest" | "ReturnReceive"

export const initial: State = "Normal"

/** Where a reset ends. */
export const ends: ReadonlyArray<State> = ["Normal"]

const once = refuse(NdisStatus.RESET_IN_PROGRESS, "BIND-18")
/** NDIS takes these steps itself, in this order. */
const order = violate("BIND-18")
/** A result nobody waits for. */
const stray = violate("ASYNC-02")
const noSends = refuse(NdisStatus.RESET_IN_PROGRESS, "NBL-18")
const noRequests = refuse(NdisStatus.RESET_IN_PROGRESS, "OID-17")

/** Every pair is answered. */
// oxfmt-ignore
export const transitions = table<State, Event>({
  Normal: {
    Ask: "Announcing", Announced: order, Done: stray, DoneAddressing: stray, Replayed: order, Told: order,
    Send: "Normal", OidRequest: "Normal", ReturnReceive: "Normal"
  },
  Announcing: {
    Ask: once, Announced: "Resetting", Done: stray, DoneAddressing: stray, Replayed: order, Told: order,
    Send: noSends, OidRequest: noRequests, ReturnReceive: "Announcing"
  },
  Resetting: {
    Ask: once, Announced: order, Done: "Ending", DoneAddressing: "Replaying", Replayed: order, Told: order,
    Send: noSends, OidRequest: noRequests, ReturnReceive: "Resetting"
  },
  Replaying: {
    Ask: once, Announced: order, Done: stray, DoneAddressing: stray, Replayed: "Ending", Told: order,
    Send: noSends, OidRequest: noRequests, ReturnReceive: "Replaying"
  },
  Ending: {
    Ask: once, Announced: order, Done: stray, DoneAddressing: stray, Replayed: order, Told: "Normal",
    Send: noSends, OidRequest: noRequests, ReturnReceive: "Ending"
  }
})
