/**
 * What a run counts, to be read when somebody asks: adapters, VCs, lanes, pools and the network say here how to read their counters.
 *
 * Whoever counts keeps plain numbers, the same that answer OID requests, and registers a {@link Source}. Nothing is written into a metric
 * on the way of the data: {@link registryOf} makes metrics of Effect from the numbers as they are at that moment, which any exporter of
 * Effect can print, `PrometheusMetrics.format` for one.
 *
 * A source stays readable after its owner has ended, until an owner of the same name takes its place: the counters of a driver that is
 * started again begin at 0, as scrapers expect it. What belongs to something that is gone, like a VC, is not read any more.
 */
import * as Context from "effect/Context"
import * as Metric from "effect/Metric"

/** One number. Names end with their unit, and those of counters with `_total`. */
export interface Reading {
  readonly name: string
  readonly help: string
  readonly kind: "counter" | "gauge"
  readonly labels: { readonly [label: string]: string }
  readonly value: number
}

/** Reads what its owner counts. */
export type Source = () => Iterable<Reading>

export class Meters {
  private readonly sources = new Map<string, Source>()

  /** The source of this owner from now on. */
  register(owner: string, source: Source): void {
    this.sources.set(owner, source)
  }

  /** All numbers as they are now. */
  readings(): ReadonlyArray<Reading> {
    return [...this.sources.values()].flatMap((source) => [...source()])
  }
}

/** All numbers as they are now, as metrics in a registry of their own. */
export const registryOf = (meters: Meters): Metric.MetricRegistry => {
  const registry: Metric.MetricRegistry = new Map()
  const context = Context.make(Metric.MetricRegistry, registry)
  for (const { help, kind, labels, name, value } of meters.readings()) {
    const options = { description: help, attributes: labels }
    const metric = kind === "counter" ? Metric.counter(name, options) : Metric.gauge(name, options)
    metric.updateUnsafe(value, context)
  }
  return registry
}

/** Lists that were treated so, by the rule that said it. */
export class ByRule {
  private readonly counts = new Map<string, number>()

  add(rule: string, lists: number): void {
    this.counts.set(rule, (this.counts.get(rule) ?? 0) + lists)
  }

  entries(): Iterable<readonly [rule: string, lists: number]> {
    return this.counts
  }
}

/** Where hosts and networks register what they count. Undefined: nobody will ask. */
export const CurrentMeters: Context.Reference<Meters | undefined> = Context.Reference<Meters | undefined>("@condis/core/Meters", {
  defaultValue: () => undefined
})
