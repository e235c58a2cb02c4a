/**
 * What the lanes of an adapter count, for {@link Meters}.
 */
import type { Reading } from "../Meters.ts"
import type { Adapter } from "../ndis/Adapter.ts"

/** Lists that wait in each lane, are with the miniport, were refused and dropped. */
export function* laneReadings(adapter: Adapter): Iterable<Reading> {
  for (const { dropped, inFlight, number, refused, waiting } of adapter.lanes) {
    const labels = { host: adapter.host, adapter: adapter.name, lane: String(number) }
    yield { name: "condis_lane_waiting_lists", help: "Sent lists that wait at NDIS.", kind: "gauge", labels, value: waiting }
    yield { name: "condis_lane_in_flight_lists", help: "Sent lists that are with the miniport.", kind: "gauge", labels, value: inFlight }
    for (const [rule, value] of refused.entries())
      yield {
        name: "condis_lane_refused_lists_total",
        help: "Sent lists that NDIS sent home unsent, by rule.",
        kind: "counter",
        labels: { ...labels, rule },
        value
      }
    for (const [rule, value] of dropped.entries())
      yield {
        name: "condis_lane_dropped_lists_total",
        help: "Received lists that NDIS gave to nobody, by rule.",
        kind: "counter",
        labels: { ...labels, rule },
        value
      }
  }
}
