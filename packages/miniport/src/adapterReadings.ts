/**
 * What an adapter counts, for `Meters`: the numbers that answer its OIDs, of all of it and of each open VC, and its pool of receive lists.
 */
import { handleText } from "@condis/core/Handle"
import type { Reading } from "@condis/core/Meters"
import type { Channels } from "./Channels.ts"
import { type Counts, statistics } from "./Statistics.ts"

type Labels = Reading["labels"]

const countsOf = (of: "adapter" | "vc", counts: Counts, labels: Labels): ReadonlyArray<Reading> =>
  statistics.map(({ help, kind, name, read }) => ({
    name: `condis_${of}_${name}`,
    help: `${help} ${of === "vc" ? "On one VC." : "All VCs, and what the driver sends by itself."}`,
    kind,
    labels,
    value: read(counts)
  }))

/** Metrics of the adapter of a driver. */
export function* adapterReadings(host: string, adapter: string, channels: Channels): Iterable<Reading> {
  const labels = { host, adapter }
  yield* countsOf("adapter", channels.counts, labels)
  for (const { connection, counts, handle } of channels.active())
    if (counts !== undefined && connection !== undefined)
      yield* countsOf("vc", counts, { ...labels, vc: handleText(handle), vpi: `${connection.vpi}`, vci: `${connection.vci}` })
  const { failed, highWater, inUse, limit } = channels.pool
  const pool = { ...labels, pool: "receive" }
  yield { name: "condis_pool_used_lists", help: "Lists of the pool that are out.", kind: "gauge", labels: pool, value: inUse }
  yield { name: "condis_pool_most_used_lists", help: "The most that were ever out.", kind: "gauge", labels: pool, value: highWater }
  yield { name: "condis_pool_limit_lists", help: "Lists the pool may give out.", kind: "gauge", labels: pool, value: limit }
  yield { name: "condis_pool_failures_total", help: "Times there was no list to be had.", kind: "counter", labels: pool, value: failed }
}
