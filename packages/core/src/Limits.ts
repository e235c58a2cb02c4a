/**
 * Every bound of the runtime in one place. Capacities are counters, not pre-allocated arrays.
 */
import * as Context from "effect/Context"

/** Bounds of one host. All are counts, if nothing else is said. */
export interface Limits {
  /** Down-calls of one driver that have not reached their end (final return or completion). One more is answered NDIS_STATUS_RESOURCES. */
  readonly outstandingCalls: number
  /** Void down-calls of one driver that NDIS has not looked at yet. One more is dropped, with a record. */
  readonly queuedVoidCalls: number
  /** Handler calls queued at or open in one driver. One more admission towards it is answered NDIS_STATUS_RESOURCES. */
  readonly openHandlers: number
  /** Lanes of an adapter: fibers that carry data. A VC belongs to one of them. */
  readonly lanes: number
  /** Sent lists of one lane that are with the miniport at a time; more wait at NDIS. */
  readonly laneWindow: number
  /** The same for one VC. */
  readonly vcWindow: number
  /** Sent lists of one VC that wait at NDIS. One more comes home NDIS_STATUS_RESOURCES. */
  readonly vcQueue: number
  /** The share of an ABR VC where one of UBR has 1; both, where CBR and VBR leave room. */
  readonly abrWeight: number
  /** Restarts of one driver within `restartWindowMillis` before the supervisor gives it up. */
  readonly restarts: number
  readonly restartWindowMillis: number
  /** How long a tear-down may take before what still hangs is named and forced, in milliseconds. */
  readonly teardownMillis: number
  /**
   * How long a driver may take to complete what it has pended, in milliseconds: longer than any timer of signalling. Then NDIS ends the
   * driver like a dead one. What rings, what people decide and OID requests have no such limit (docs/decisions/0010). Work on whole drivers
   * (bind, restart, unbind, halt) may take twice as long; so long a driver of the kits waits for the end of what it ends, and then ends itself.
   */
  readonly answerMillis: number
}

export const defaults: Limits = {
  outstandingCalls: 65_536,
  queuedVoidCalls: 65_536,
  openHandlers: 131_072,
  lanes: 4,
  laneWindow: 256,
  vcWindow: 128,
  vcQueue: 4096,
  abrWeight: 2,
  restarts: 5,
  restartWindowMillis: 10_000,
  teardownMillis: 60_000,
  answerMillis: 120_000
}

/** The limits a host is built with. */
export const Limits: Context.Reference<Limits> = Context.Reference<Limits>("@condis/core/Limits", { defaultValue: () => defaults })
