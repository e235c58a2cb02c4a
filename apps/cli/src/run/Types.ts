/**
 * What runs scenarios: its options and its results. The command line knows a runner by this type only.
 */
import type { TraceEvent, TraceHeader } from "@condis/core/Trace"
import type * as Effect from "effect/Effect"
import type { Check } from "../expect/Match.ts"
import type { Loaded } from "../scenario/Load.ts"
import type { Form, Scenario } from "../scenario/Scenario.ts"
import type { Hardware } from "./Ground.ts"

/** What to run, and how. */
export interface RunOptions {
  readonly scenarios: ReadonlyArray<Loaded>
  /** A scenario runs in the forms it names, as far as they are asked for here. */
  readonly form: Form | "both"
  /** Everything that could go this way or that way is drawn from it; 0 is the plain order. */
  readonly seed: number
  /** On the clock of the machine; otherwise on virtual time. */
  readonly realtime: boolean
  /** Where adapters, links and the switch run; by default in this thread. A worker runs on the clock of the machine, and draws nothing. */
  readonly hardware?: Hardware
  /** Reads what was counted at the end of the script. By default nothing is read. */
  readonly metrics?: boolean
}

/** One scenario in one form. */
export interface ScenarioResult {
  readonly scenario: Scenario
  readonly form: Form
  /** What was expected, of the steps and of the whole. It passed when every one is ok. */
  readonly checks: ReadonlyArray<Check>
  readonly header: TraceHeader
  readonly trace: ReadonlyArray<TraceEvent>
  /** Number of the script's first event: what comes before is the start of the hosts and is drawn only on request. */
  readonly scriptBegins?: number
  /** What was counted at the end of the script, in Prometheus' text format, if that was asked for. */
  readonly metrics?: string
  /** What was not gone at the end, in words. */
  readonly leftovers: ReadonlyArray<string>
}

/** Runs scenarios, each in its forms, in the order given. Never fails: what goes wrong in a run is a check that is not ok. */
export type RunScenarios = (options: RunOptions) => Effect.Effect<ReadonlyArray<ScenarioResult>>
