/**
 * The metrics of a run as Prometheus reads them.
 */
import { type Meters, registryOf } from "@condis/core/Meters"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import * as PrometheusMetrics from "effect/observability/PrometheusMetrics"

/** The exposition of all that is registered, as it is at this moment. */
export const exposition = (meters: Meters): Effect.Effect<string> =>
  Effect.suspend(() => Effect.provideService(PrometheusMetrics.format(), Metric.MetricRegistry, registryOf(meters)))
