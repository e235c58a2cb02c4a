/**
 * `condis enumerate --crash FILE…`: every crossing of a scenario's script × the death of its driver there.
 */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { Argument, Command, Flag } from "effect/cli"
import { allClean, deathsTable, deathsText } from "../reader/Deaths.ts"
import { driversOf, enumerate, type Enumeration } from "../run/Crash.ts"
import { BadInput, type Problem } from "../scenario/BadInput.ts"
import { type Loaded, loadAll } from "../scenario/Load.ts"
import { type Form, formsOf, type Scenario } from "../scenario/Scenario.ts"
import { exitCodes, ExpectationsFailed } from "./Exit.ts"
import { faultFlags, withFaults } from "./faults.ts"
import { scenarioFiles } from "./scenarios.ts"

/** What is tried when no file is named. */
const directories = ["scenarios/point-to-point", "scenarios/multipoint"]

/** Do drivers die or leave in it by themselves? */
const ends = (scenario: Scenario): boolean =>
  scenario.script.flatMap((step) => step.together ?? [step]).some((step) => "crash" in step || "stop" in step)

/** The scenarios of the files named, or all there are of calls. */
const scenariosOf = Effect.fnUntraced(function* (files: ReadonlyArray<string>) {
  if (files.length > 0) return yield* loadAll(files)
  const found = yield* Effect.forEach(directories, (directory) => scenarioFiles(directory))
  return (yield* loadAll(found.flat())).filter(({ scenario }) => !ends(scenario))
})

/** Scenarios of which nothing would be enumerated, or in which drivers die or leave by themselves. */
const problemsOf = ({ file, scenario }: Loaded, form: Form | "both", driver: string | undefined): ReadonlyArray<Problem> => {
  const forms = formsOf(scenario, form)
  const drivers = new Set(forms.flatMap((each) => driversOf(scenario, each)))
  return [
    ...(forms.length > 0
      ? []
      : [{ file, path: "form", found: `this scenario runs in the form ${scenario.form} only`, expected: `--form ${scenario.form}` }]),
    ...(ends(scenario)
      ? [{ file, path: "script", found: "drivers die or are stopped in it by themselves", expected: "a script without crash and stop" }]
      : []),
    ...(driver === undefined || forms.length === 0 || drivers.has(driver)
      ? []
      : [{ file, found: `no driver is called ${driver}`, expected: [...drivers].join(", ") }])
  ]
}

export const enumerateCommand = Command.make(
  "enumerate",
  {
    files: Argument.String("file").pipe(
      Argument.withDescription("Scenario files; without any, those of point-to-point and multipoint calls."),
      Argument.variadic({ min: 0 })
    ),
    crash: Flag.Boolean("crash").pipe(
      Flag.withDescription("At each crossing (a call or a return) let its driver die, and see what becomes of the others."),
      Flag.withDefault(false)
    ),
    form: Flag.Literals("form", ["cm", "mcm", "both"]).pipe(
      Flag.withDescription("Call manager above a miniport, MCM driver, or both."),
      Flag.withDefault("both")
    ),
    driver: Flag.String("driver").pipe(
      Flag.withDescription("Only crossings of this driver: cm, or alice/cm."),
      Flag.withMetavar("NAME"),
      Flag.optional
    ),
    every: Flag.Int("every").pipe(Flag.withDescription("Only every so-manieth crossing, from the first on."), Flag.withDefault(1)),
    seed: Flag.Int("seed").pipe(Flag.withDescription("As in condis run: 0 is the plain order."), Flag.withDefault(0)),
    ...faultFlags,
    quiet: Flag.Boolean("quiet").pipe(Flag.withDescription("Only the rows that are not clean, and the sums."), Flag.withDefault(false))
  },
  Effect.fnUntraced(function* ({ crash, delay, driver, drop, every, fault, files, form, quiet, seed }) {
    if (!crash) {
      return yield* new BadInput({ problems: [{ file: "condis enumerate", found: "nothing to enumerate", expected: "--crash" }] })
    }
    if (every < 1) {
      return yield* new BadInput({ problems: [{ file: "condis enumerate", found: `--every ${every}`, expected: "1 or more" }] })
    }
    const only = Option.getOrUndefined(driver)
    const scenarios = yield* withFaults(yield* scenariosOf(files), { delay, drop, fault })
    const problems = scenarios.flatMap((loaded) => problemsOf(loaded, form, only))
    if (problems.length > 0) return yield* new BadInput({ problems })
    const done: Array<Enumeration> = []
    for (const { scenario } of scenarios) {
      for (const each of formsOf(scenario, form)) {
        const enumeration = enumerate(scenario, each, { every, seed, ...(only === undefined ? {} : { driver: only }) })
        done.push(enumeration)
        const text = deathsText(enumeration, quiet)
        if (text !== "") yield* Console.log(text)
      }
    }
    yield* Console.log(deathsTable(done))
    const failed = done.filter((each) => !allClean(each)).length
    if (failed > 0) return yield* new ExpectationsFailed({ runs: failed })
  })
).pipe(
  Command.withDescription(
    `Run a scenario once for each crossing of its script and let the driver of that crossing die there. A row is clean when nobody else breaks a rule or dies, the driver is started again, the next call ends as without the death, and nothing is left. Fault rules act until the next call. ${exitCodes}`
  ),
  Command.withShortDescription("Every crossing of a scenario × the death of its driver"),
  Command.withExamples([
    {
      command: "condis enumerate --crash scenarios/point-to-point/outgoing-call-accepted.yaml --form cm",
      description: "All deaths of one scenario"
    },
    { command: "condis enumerate --crash --quiet", description: "All deaths of all scenarios of calls, point-to-point and multipoint" },
    { command: "condis enumerate --crash my.yaml --driver alice/cm", description: "Only the call manager of alice dies" }
  ])
)
