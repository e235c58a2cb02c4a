/**
 * What a pool of lists counts, for {@link Meters}: the numbers it refuses lists by.
 */
import type { Reading } from "../Meters.ts"
import type { NetBufferListPool } from "./Pool.ts"

/** Whose pool it is, and for what. */
export interface PoolOwner {
  readonly host: string
  /** Instance name. */
  readonly driver: string
  readonly use: "send" | "receive" | "signalling"
}

/** Metrics of a pool. */
export function* poolReadings({ driver, host, use }: PoolOwner, { failed, highWater, inUse, limit }: NetBufferListPool): Iterable<Reading> {
  const labels = { host, driver, pool: use }
  yield { name: "condis_pool_used_lists", help: "Lists of the pool that are out.", kind: "gauge", labels, value: inUse }
  yield { name: "condis_pool_most_used_lists", help: "The most that were ever out.", kind: "gauge", labels, value: highWater }
  yield { name: "condis_pool_limit_lists", help: "Lists the pool may give out.", kind: "gauge", labels, value: limit }
  yield { name: "condis_pool_failures_total", help: "Times there was no list to be had.", kind: "counter", labels, value: failed }
}
