/**
 * What a simulated network counts, for `Meters`: frames by what became of them, and what policing said of them.
 */
import type { Reading } from "@condis/core/Meters"
import type { Policed } from "./Policer.ts"
import type { FrameCounts } from "./Port.ts"

/** Metrics of a network. */
export function* networkReadings(frames: FrameCounts, policed: Policed): Iterable<Reading> {
  const kind = "counter"
  for (const outcome of ["sent", "delivered", "lost", "dropped"] as const)
    yield {
      name: "condis_network_frames_total",
      help: "Frames: sent by an adapter or the switch, delivered to a driver, lost when they left, dropped with a record.",
      kind,
      labels: { outcome },
      value: frames[outcome]
    }
  for (const verdict of ["conforming", "tagged", "discarded"] as const)
    yield {
      name: "condis_network_policed_frames_total",
      help: "Frames that came in on connections with a contract: within it, beyond it and marked, beyond it and dropped.",
      kind,
      labels: { verdict },
      value: policed[verdict]
    }
}
