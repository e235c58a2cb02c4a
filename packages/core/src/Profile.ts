/**
 * Where the documents contradict each other, and a driver can see which of them NDIS follows: one reading is taken by default, the other
 * by a profile. What no driver can see, or what only one reading leaves possible, is no switch; `condis profiles` says why.
 *
 * @see docs/condis/operations.md, section 3
 */
import * as Context from "effect/Context"

/** The readings of each conflict that is a switch; the first one is the default. */
export const readings = {
  /** Who runs an MCM driver's activate- and deactivate-complete handlers: NDIS (`figure`), or the driver itself (`reference`). */
  "A-01": ["figure", "reference"],
  /** When the VC of an incoming call is activated: before it is offered, or at the latest before call-connected. */
  "A-02": ["before-dispatch", "before-connected"],
  /** When a close is completed: each form in the order of its own figure, or all in one of the two. */
  "A-03": ["figures", "deactivate-first", "complete-first"],
  /** Who refuses (or keeps) the close of an address family that has objects left. */
  "A-07": ["ndis-refuses", "call-manager-decides"],
  /** Whether OID requests to a miniport of WAN media (NdisMediumWan, NdisMediumCoWan) are carried out one at a time. */
  "A-14": ["not-serialized", "one-at-a-time"],
  /** What NdisClCloseCall does to a call that its client is still making. */
  "A-20": ["refuse", "abort"],
  /** Who is asked first when a call manager creates a VC for a client. */
  "A-26": ["peer-first", "miniport-first"]
} as const

/** A conflict that is a switch. */
export type Conflict = keyof typeof readings

/** One reading of each conflict. */
export type Profile = { readonly [C in Conflict]: (typeof readings)[C][number] }

/** The readings that `docs/condis/operations.md` recommends. */
export const defaults: Profile = {
  "A-01": "figure",
  "A-02": "before-dispatch",
  "A-03": "figures",
  "A-07": "ndis-refuses",
  "A-14": "not-serialized",
  "A-20": "refuse",
  "A-26": "peer-first"
}

/** The profile a host is built with. */
export const Profile: Context.Reference<Profile> = Context.Reference<Profile>("@condis/core/Profile", { defaultValue: () => defaults })
