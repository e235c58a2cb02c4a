/**
 * Runs scenarios: on virtual time in a simulation (synchronously, the same seed gives the same trace), or on the clock of the machine.
 */
import { Choice } from "@condis/core/Choice"
import { defaults, Profile } from "@condis/core/Profile"
import { CurrentMeters, Meters } from "@condis/core/Meters"
import { drawLabel } from "@condis/core/fault/Faults"
import { memory, Trace, type TraceEvent, type TraceHeader, type TraceSink } from "@condis/core/Trace"
import { Choices, Simulation } from "@condis/explore"
import * as Cause from "effect/Cause"
import { Clock } from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import { check, type Check } from "../expect/Match.ts"
import { type Form, formsOf, headerInstances, type Scenario } from "../scenario/Scenario.ts"
import type { Step } from "../scenario/Step.ts"
import { CurrentGround, grounds } from "./Ground.ts"
import { exposition } from "./Scrape.ts"
import { perform } from "./Script.ts"
import type { RunScenarios, ScenarioResult } from "./Types.ts"
import { withWorld, type World } from "./World.ts"

/** How long a step may take where faults may make it hang, in milliseconds: longer than any timer of signalling takes to give up. */
const stepMillis = 600_000

/**
 * A step that may hang for good: that is told, and the run goes on to its end, so that its trace is there to look at. An operation of
 * the friendly API ends with its driver at the latest, so the clients are ended.
 */
const bounded = (world: World, step: Step, scope: Scope.Scope): Effect.Effect<ReadonlyArray<Check>> =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkDetach(perform(world, step, scope), { startImmediately: true })
    const ended = yield* Effect.timeoutOption(Fiber.join(fiber), stepMillis)
    if (Option.isSome(ended)) return ended.value
    for (const { host, name } of world.actors.values()) world.hosts.get(host)?.crash(name, new Error("ended: a step of the script hangs"))
    return [{ ok: false, what: `the step ${Object.keys(step)[0]} ends`, found: `nothing came of it within ${stepMillis / 1000} s` }]
  })

/** Looks at a run: at all it counts, after each event of its trace. */
export type Watch = (meters: Meters, event: TraceEvent) => void

/** The same trace, looked at. */
const watched = (sink: TraceSink, meters: Meters, watch: Watch): TraceSink => ({
  record: (event) => {
    const recorded = sink.record(event)
    watch(meters, recorded)
    return recorded
  }
})

/** One scenario in one form, from an empty network to an empty network. What it counts is registered with the meters, if there are any. */
export const scenarioRun = (
  scenario: Scenario,
  form: Form,
  seed: number,
  meters?: Meters,
  watch: Watch = () => {}
): Effect.Effect<ScenarioResult> =>
  Effect.gen(function* () {
    const clock = yield* Clock
    const micros = () => Number(clock.currentTimeNanosUnsafe() / 1000n)
    const begin = micros()
    const sink = memory(() => micros() - begin)
    const steps: Array<Check> = []
    let scriptBegins: number | undefined
    let metrics: string | undefined
    meters?.register("trace", () => [
      {
        name: "condis_trace_events",
        help: "Events in the trace of the run: condis counters --at this number tells the same.",
        kind: "gauge",
        labels: {},
        value: sink.events.length
      }
    ])
    const whole = withWorld(scenario, form, (world) =>
      Effect.gen(function* () {
        scriptBegins = (sink.events.at(-1)?.seq ?? 0) + 1
        const scope = yield* Effect.scope
        for (const step of scenario.script) {
          const checks = scenario.faults.length === 0 ? yield* perform(world, step, scope) : yield* bounded(world, step, scope)
          steps.push(...checks)
          // What follows a step that went wrong would only tell of it again.
          if (checks.some(({ ok }) => !ok)) break
        }
        if (meters !== undefined) metrics = yield* exposition(meters)
      })
    )
    const exit = yield* whole.pipe(
      Effect.provideService(Trace, meters === undefined ? sink : watched(sink, meters, watch)),
      Effect.provideService(CurrentMeters, meters),
      Effect.provideService(Profile, { ...defaults, ...scenario.profile }),
      Effect.exit
    )
    const left = Exit.isSuccess(exit) ? exit.value : []
    if (Exit.isFailure(exit)) steps.push({ ok: false, what: "the run comes to its end", found: Cause.pretty(exit.cause) })
    const header: TraceHeader = {
      condis: "trace",
      version: 1,
      seed,
      form,
      scenario: scenario.name,
      instances: headerInstances(scenario, form)
    }
    const checks = [...steps, ...check({ scenario, form, trace: sink.events, leftovers: left })]
    return {
      scenario,
      form,
      checks,
      header,
      trace: sink.events,
      ...(scriptBegins === undefined ? {} : { scriptBegins }),
      ...(metrics === undefined ? {} : { metrics }),
      leftovers: left
    }
  })

/** The explorer's stream of choices decides what the runtime leaves open, too. */
export const exploring = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.flatMap(Choices.CurrentChoices, (choices) => Effect.provideService(effect, Choice, { pick: (n, label) => choices.pick(n, label) }))

/**
 * The plain order, in which only fault rules draw: what is to go wrong now and then must do so in the plain order too. Orders, batches and
 * whatever else is open stay `plain`.
 */
export const plainButFaults = (plain: Choices.Choices, seed = 0): Choices.Choices => {
  const drawn = Choices.seeded(seed)
  return {
    pick: (n, label) => (label === drawLabel ? drawn : plain).pick(n, label),
    get taken() {
      return plain.taken
    }
  }
}

/** Runs one scenario in a simulation. Seed 0 is the plain order (or `plain`, if given); every other draws one of the many legal orders. */
export const simulate = (
  scenario: Scenario,
  form: Form,
  seed: number,
  plain: Choices.Choices = Choices.fifo,
  meters?: Meters,
  watch?: Watch
): ScenarioResult => simulated(scenario, form, seed, seed === 0 ? { choices: plainButFaults(plain), seed } : { seed }, meters, watch)

/** The same in the plain order, with a seed of its own for what fault rules draw. */
export const simulatePlain = (scenario: Scenario, form: Form, drawnFrom: number): ScenarioResult =>
  simulated(scenario, form, 0, { choices: plainButFaults(Choices.fifo, drawnFrom), seed: 0 })

const simulated = (
  scenario: Scenario,
  form: Form,
  seed: number,
  options: Simulation.Options,
  meters?: Meters,
  watch?: Watch
): ScenarioResult => {
  const result = Simulation.run(exploring(scenarioRun(scenario, form, seed, meters, watch)), options)
  if (Exit.isSuccess(result.exit)) {
    const { outstandingFibers, outstandingTimers } = result
    const run = result.exit.value
    const outside = [
      ...(outstandingFibers === 0 ? [] : [`${outstandingFibers} fibers`]),
      ...(outstandingTimers === 0 ? [] : [`${outstandingTimers} timers`])
    ]
    return outside.length === 0 || !scenario.expect.nothingLeft
      ? run
      : {
          ...run,
          leftovers: [...run.leftovers, ...outside],
          checks: [...run.checks, { ok: false, what: "no fiber and no timer outlives the run", found: outside.join(", ") }]
        }
  }
  const header: TraceHeader = {
    condis: "trace",
    version: 1,
    seed,
    form,
    scenario: scenario.name,
    instances: headerInstances(scenario, form)
  }
  return {
    scenario,
    form,
    checks: [{ ok: false, what: "the run comes to its end", found: Cause.pretty(result.exit.cause) }],
    header,
    trace: [],
    leftovers: []
  }
}

/** On the clock of the machine only fault rules draw. */
const drawing = <A, E, R>(effect: Effect.Effect<A, E, R>, seed: number): Effect.Effect<A, E, R> =>
  Effect.suspend(() => {
    const drawn = Choices.seeded(seed)
    return Effect.provideService(effect, Choice, { pick: (n, label) => (label === drawLabel ? drawn.pick(n, label) : 0) })
  })

export const runScenarios: RunScenarios = ({ form, hardware = "thread", metrics = false, realtime, scenarios, seed }) =>
  Effect.forEach(
    scenarios.flatMap(({ scenario }) => formsOf(scenario, form).map((each) => ({ scenario, form: each }))),
    (run) => {
      const meters = metrics ? new Meters() : undefined
      return realtime || hardware === "worker"
        ? Effect.provideService(drawing(scenarioRun(run.scenario, run.form, seed, meters), seed), CurrentGround, grounds[hardware])
        : Effect.sync(() => simulate(run.scenario, run.form, seed, Choices.fifo, meters))
    }
  )
