/**
 * Who is compared: a subject is CoNDIS in one of its forms, a peer is another way to carry the same messages.
 */
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Flow } from "./flow.ts"
import type { Load, Role } from "./roles.ts"

/** One timed run of a peer, from the first send to the last arrival. */
export interface PeerRun {
  readonly nanos: number
  /** Hops that really arrived. */
  readonly hops: number
  /** Wakes that found something; undefined where the peer has none. */
  readonly wakes: number | undefined
}

/** Another way to carry the same messages. */
export interface Peer {
  readonly name: string
  /** Makes `total` calls of the flow, `inFlight` at a time. */
  readonly run: (flow: Flow, inFlight: number, total: number) => Effect.Effect<PeerRun>
}

/** What one call costs while so many are in flight. */
export interface Cost {
  /** Crossings per call on average, as a traced run under that load counted them. */
  readonly crossings: number
  /** The same as whole hops, for the peers to carry: as many as the rounded average. */
  readonly flow: Flow
}

/** What calls of a subject cost, by calls in flight. */
export type Costs = ReadonlyMap<number, Cost>

/** A subject with all set up that is not to be timed: hosts started, address families open. */
export interface Prepared {
  /** Makes `total` calls, `inFlight` at a time, each set up and torn down. Ends when the last is gone. */
  readonly run: (inFlight: number, total: number) => Effect.Effect<void>
  /** Throws a `RangeError` for a load it was not prepared for. */
  readonly cost: (inFlight: number) => Cost
  /** Messages handled by all actors since they started, and the wakes this took. */
  readonly stats: () => { readonly wakes: number; readonly handled: number }
}

/** CoNDIS in one of its forms: a row of the table. */
export interface Subject {
  readonly name: string
  /** The most calls in flight it is measured with. */
  readonly most: number
  /** Counts crossings, in traced runs under these numbers of calls in flight. */
  readonly count: (loads: ReadonlyArray<number>) => Effect.Effect<Costs>
  /** `loads` are the numbers of calls in flight that will be measured; `known`: what {@link count} found before. */
  readonly prepare: (loads: ReadonlyArray<number>, known?: Costs) => Effect.Effect<Prepared, never, Scope.Scope>
}

/** Sums up a run that began at `start` (ns of `process.hrtime`). Throws when calls were lost on the way. */
export const summary = (start: bigint, load: Load, roles: ReadonlyArray<Role>, wakes: boolean): PeerRun => {
  if (load.finishedAt === undefined) throw new Error("a peer stopped with calls still in flight")
  return {
    nanos: Number(load.finishedAt - start),
    hops: roles.reduce((sum, role) => sum + role.handled, 0),
    wakes: wakes ? roles.reduce((sum, role) => sum + role.wakes, 0) : undefined
  }
}
