/**
 * What a simulated network counts, for `Meters`: frames by what became of them, what policing said of them, and the credits they have.
 */
import type { Reading } from "@condis/core/Meters"
import type { Nic } from "./Nic.ts"
import type { Policed } from "./Policer.ts"
import type { FrameCounts } from "./Port.ts"

/** The counters of a switch. */
interface Counted {
  readonly counts: FrameCounts
  readonly credits: { readonly out: number }
  policedInAll(): Policed
}

/** Metrics of a network. */
export function* networkReadings(exchange: Counted, nics: Iterable<Nic>): Iterable<Reading> {
  const kind = "counter"
  for (const outcome of ["sent", "delivered", "lost", "dropped"] as const)
    yield {
      name: "condis_network_frames_total",
      help: "Frames: sent by an adapter or the switch, delivered to a driver, lost when they left, dropped with a record.",
      kind,
      labels: { outcome },
      value: exchange.counts[outcome]
    }
  const policed = exchange.policedInAll()
  for (const verdict of ["conforming", "tagged", "discarded"] as const)
    yield {
      name: "condis_network_policed_frames_total",
      help: "Frames that came in on connections with a contract: within it, beyond it and marked, beyond it and dropped.",
      kind,
      labels: { verdict },
      value: policed[verdict]
    }
  yield {
    name: "condis_network_credited_frames",
    help: "Frames that have a credit, those of connections that are closed included.",
    kind: "gauge",
    labels: {},
    value: exchange.credits.out
  }
  for (const nic of nics) yield* creditReadings(nic)
}

/** The credits of an adapter's connections. */
function* creditReadings({ life, openings, stalled }: Nic): Iterable<Reading> {
  const kind = "gauge"
  const labels = { host: life.host, adapter: life.name }
  for (const { connection, granted, used, waiting } of openings.values()) {
    if (granted === undefined) continue
    const of = { ...labels, vpi: `${connection.vpi}`, vci: `${connection.vci}` }
    yield { name: "condis_credit_granted_frames", help: "Credits of a connection.", kind, labels: of, value: granted }
    yield { name: "condis_credit_used_frames", help: "Credits of a connection that its frames have.", kind, labels: of, value: used }
    yield {
      name: "condis_credit_waiting_frames",
      help: "Frames of a connection that wait for a credit.",
      kind,
      labels: of,
      value: waiting
    }
  }
  yield {
    name: "condis_credit_waiting_connections",
    help: "Connections of an adapter with frames that wait for a credit.",
    kind,
    labels,
    // One whose last frame is just leaving is among them yet.
    value: [...stalled].filter(({ waiting }) => waiting > 0).length
  }
}
