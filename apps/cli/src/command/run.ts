/**
 * `condis run FILE…`: runs scenarios and tells whether what they expect holds.
 */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { Argument, Command, Flag } from "effect/cli"
import { toJsonLines } from "../reader/JsonLines.ts"
import { type Facts, failureText, ladderText, mermaidText, passed, tableText } from "../reader/Report.ts"
import type { RunScenarios, ScenarioResult } from "../run/Types.ts"
import { BadInput } from "../scenario/BadInput.ts"
import { type Loaded, loadAll } from "../scenario/Load.ts"
import { fromWords } from "../scenario/Profile.ts"
import { type Form, formsOf } from "../scenario/Scenario.ts"
import { exitCodes, ExpectationsFailed } from "./Exit.ts"
import { faultFlags, withFaults } from "./faults.ts"
import { writeEach } from "./write.ts"

/** Scenarios that do not run in the form asked for: nothing would be checked, and that must not pass for success. */
const withoutForm = (scenarios: ReadonlyArray<Loaded>, form: Form | "both"): ReadonlyArray<Loaded> =>
  scenarios.filter(({ scenario }) => formsOf(scenario, form).length === 0)

/** Rules about frames, which do not reach into a worker: the run would say nothing of them. */
const outOfReach = (scenarios: ReadonlyArray<Loaded>) =>
  scenarios
    .filter(({ scenario }) => scenario.faults.some(({ target }) => "frame" in target))
    .map(({ file }) => ({
      file,
      path: "faults",
      found: "a fault rule about frames, and --hardware worker",
      expected: "rules about functions of the DDI only: the others do not reach into a worker"
    }))

/** Scenarios whose moments the clock of a machine does not keep: a failure would say nothing of them. */
const tooExact = (scenarios: ReadonlyArray<Loaded>, flag: string) =>
  scenarios
    .filter(({ scenario }) => scenario.clock === "virtual")
    .map(({ file }) => ({
      file,
      path: "clock",
      found: `it counts on moments that only virtual time keeps, and ${flag}`,
      expected: `no ${flag}, or clock: any`
    }))

/** Which ladders are printed beside those of failures: none, all from the script on, or all with the start of their hosts. */
export type Ladders = "none" | "script" | "all"

/** For `--from-start`. */
export const fromStart = Flag.Boolean("from-start").pipe(
  Flag.withDescription("Print the ladder of every run from the start of its hosts, not from the script on."),
  Flag.withDefault(false)
)

/** Prints the results: ladders when asked for, failures always, and the table. Fails when an expectation does not hold. */
export const report = Effect.fnUntraced(function* (
  results: ReadonlyArray<ScenarioResult>,
  ladders: Ladders,
  facts?: (result: ScenarioResult) => Facts
) {
  for (const result of results) {
    if (ladders !== "none") yield* Console.log(ladderText(result, ladders === "all"))
    if (!passed(result)) yield* Console.log(`${failureText(result)}\n`)
  }
  yield* Console.log(tableText(results, facts))
  const failed = results.filter((result) => !passed(result) || (facts?.(result).contradicted.length ?? 0) > 0).length
  if (failed > 0) return yield* new ExpectationsFailed({ runs: failed })
})

const metricsOf = ({ metrics }: ScenarioResult): string => metrics ?? "# the run ended before its script did: nothing was read\n"

const tellMetrics = (file: string, results: ReadonlyArray<ScenarioResult>) =>
  file === "-"
    ? Effect.forEach(results, (result) => Console.log(`# ${result.scenario.name} (${result.form})\n${metricsOf(result)}`), {
        discard: true
      })
    : writeEach("file of metrics", file, results, metricsOf)

/** The command, on a runner. */
export const runCommand = (runScenarios: RunScenarios) =>
  Command.make(
    "run",
    {
      files: Argument.String("file").pipe(Argument.withDescription("Scenario files: .yaml, .json, .ts, .mjs"), Argument.atLeast(1)),
      form: Flag.Literals("form", ["cm", "mcm", "both"]).pipe(
        Flag.withDescription("Call manager above a miniport, MCM driver, or both. Scenarios that name a form run in that one only."),
        Flag.withDefault("both")
      ),
      trace: Flag.String("trace").pipe(
        Flag.withDescription("Write the trace as JSON Lines. With several runs each has a file of its own: out.NAME.FORM.jsonl"),
        Flag.withMetavar("out.jsonl"),
        Flag.optional
      ),
      metrics: Flag.String("metrics").pipe(
        Flag.withDescription(
          "Write what adapters, VCs, lanes, pools and the network have counted, in Prometheus' text format, as it is when the script has ended and the hosts still run. - prints it; with several runs each has a file of its own: out.NAME.FORM.prom"
        ),
        Flag.withMetavar("out.prom|-"),
        Flag.optional
      ),
      ladder: Flag.Boolean("ladder").pipe(
        Flag.withDescription("Print the ladder of every run, not only of those that fail."),
        Flag.withDefault(false)
      ),
      mermaid: Flag.Boolean("mermaid").pipe(
        Flag.withDescription("Print every run as a Mermaid sequence diagram, fenced for Markdown."),
        Flag.withDefault(false)
      ),
      fromStart,
      seed: Flag.Int("seed").pipe(
        Flag.withDescription(
          "Draws every order and batch the runtime leaves open. The same seed gives the same trace; 0 is the plain order."
        ),
        Flag.withDefault(0)
      ),
      profile: Flag.KeyValuePair("profile").pipe(
        Flag.withDescription(
          "Another reading of the documents, like A-03=complete-first; may be given more than once. See condis profiles."
        ),
        Flag.optional
      ),
      ...faultFlags,
      realtime: Flag.Boolean("realtime").pipe(
        Flag.withDescription("Run on the clock of the machine instead of virtual time."),
        Flag.withDefault(false)
      ),
      hardware: Flag.Literals("hardware", ["thread", "worker"]).pipe(
        Flag.withDescription(
          "worker: adapters, links and the switch in a thread of their own, on the clock of the machine. The promise of the same trace for the same seed does not hold there."
        ),
        Flag.withDefault("thread")
      )
    },
    Effect.fnUntraced(function* ({
      delay,
      drop,
      fault,
      files,
      form,
      fromStart,
      hardware,
      ladder,
      mermaid,
      metrics,
      profile,
      realtime,
      seed,
      trace
    }) {
      const other = fromWords(Option.getOrElse(profile, () => ({})))
      if (other.problems.length > 0) return yield* new BadInput({ problems: other.problems })
      const scenarios = (yield* withFaults(yield* loadAll(files), { delay, drop, fault })).map((loaded) => ({
        ...loaded,
        scenario: { ...loaded.scenario, profile: { ...loaded.scenario.profile, ...other.profile } }
      }))
      const useless = withoutForm(scenarios, form)
      if (useless.length > 0) {
        return yield* new BadInput({
          problems: useless.map(({ file, scenario }) => ({
            file,
            path: "form",
            found: `this scenario runs in the form ${scenario.form} only`,
            expected: `--form ${scenario.form}, or no --form`
          }))
        })
      }
      if (realtime || hardware === "worker") {
        const exact = tooExact(scenarios, hardware === "worker" ? "--hardware worker" : "--realtime")
        if (exact.length > 0) return yield* new BadInput({ problems: exact })
      }
      if (hardware === "worker") {
        const unreached = outOfReach(scenarios)
        if (unreached.length > 0) return yield* new BadInput({ problems: unreached })
        yield* Console.log("Hardware in a worker: on the clock of the machine, and no seed draws the order of two threads.\n")
      }
      const results = yield* runScenarios({ scenarios, form, seed, realtime, hardware, metrics: Option.isSome(metrics) })
      if (Option.isSome(trace)) yield* writeEach("trace", trace.value, results, (result) => toJsonLines(result.header, result.trace))
      if (Option.isSome(metrics)) yield* tellMetrics(metrics.value, results)
      if (mermaid) for (const result of results) yield* Console.log(mermaidText(result, fromStart))
      // The start belongs to the picture that was asked for: with --mermaid alone there is no ladder.
      yield* report(results, fromStart && (ladder || !mermaid) ? "all" : ladder ? "script" : "none")
    })
  ).pipe(
    Command.withDescription(`Run scenarios and check what they expect. ${exitCodes}`),
    Command.withShortDescription("Run scenarios and check what they expect"),
    Command.withExamples([
      {
        command: "condis run scenarios/point-to-point/outgoing-call-accepted.yaml --ladder",
        description: "Run one in both forms and draw its ladders"
      },
      { command: "condis run scenarios/point-to-point/*.yaml --form mcm", description: "Run many with an MCM driver" },
      { command: "condis run my.yaml --form cm --mermaid", description: "A diagram for a document" },
      { command: "condis run my.yaml --profile A-03=complete-first --ladder", description: "Another reading of the documents" },
      { command: "condis run my.yaml --seed 7 --trace out.jsonl", description: "Keep the trace" },
      { command: "condis run my.yaml --form cm --metrics -", description: "What was counted, as Prometheus reads it" },
      { command: "condis run my.yaml --hardware worker", description: "With the hardware in a thread of its own" },
      {
        command: "condis run my.yaml --fault 'MiniportCoActivateVc:fail=NDIS_STATUS_RESOURCES' --drop 5% --delay 3ms..20ms",
        description: "Let a handler fail, and lose and delay frames"
      }
    ])
  )
