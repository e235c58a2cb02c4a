/**
 * What an adapter counts, for `Meters`: the numbers that answer its OIDs, of all of it and of each open VC, and its pool of receive lists.
 */
import { handleText } from "@condis/core/Handle"
import { poolReadings } from "@condis/core/data/poolReadings"
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
  yield* poolReadings({ host, driver: adapter, use: "receive" }, channels.pool)
}
