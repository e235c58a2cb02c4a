/**
 * `condis equal [FILE…]`: does a client notice whether a call manager or an MCM driver is below it?
 */
import type { Rule } from "@condis/core/fault/index"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { Argument, Command, Flag } from "effect/cli"
import { comparisonTable, comparisonText, matrixTable } from "../reader/Sameness.ts"
import { type Added, compare, type Comparison, same } from "../run/Equal.ts"
import { incomparable, matrix } from "../run/FaultMatrix.ts"
import { BadInput } from "../scenario/BadInput.ts"
import { ruleOf } from "../scenario/FaultText.ts"
import { type Loaded, loadAll } from "../scenario/Load.ts"
import { exitCodes, ExpectationsFailed } from "./Exit.ts"
import { faultFlags, rulesIn, withFaults } from "./faults.ts"
import { scenarioFiles } from "./scenarios.ts"

/** The scenarios named, or all there are, that run in both forms. */
const scenariosOf = Effect.fnUntraced(function* (files: ReadonlyArray<string>) {
  const named = files.length > 0
  const all = yield* loadAll(named ? files : yield* scenarioFiles("scenarios"))
  const single = all.filter(({ scenario }) => scenario.form !== "both")
  if (!named || single.length === 0) return all.filter(({ scenario }) => scenario.form === "both")
  return yield* new BadInput({
    problems: single.map(({ file, scenario }) => ({
      file,
      path: "form",
      found: `this scenario runs in the form ${scenario.form} only`,
      expected: "a scenario of both forms"
    }))
  })
})

/** Rules of the flags that cannot be compared are refused before anything runs. */
const comparable = Effect.fnUntraced(function* (rules: ReadonlyArray<Rule>) {
  const problems = rules.flatMap((rule) => {
    const why = incomparable(rule)
    return why === undefined ? [] : [{ file: "--fault", found: why, expected: "a frame, or a function or callback that both forms have" }]
  })
  if (problems.length > 0) return yield* new BadInput({ problems })
})

/** Compares each, and tells of those that differ as soon as they do. */
const compared = Effect.fnUntraced(function* (scenarios: ReadonlyArray<Loaded>, added: Added) {
  const done: Array<Comparison> = []
  for (const { scenario } of scenarios) {
    const comparison = compare(scenario, undefined, added)
    done.push(comparison)
    const text = comparisonText(comparison)
    if (text !== "" && (added.rules.length === 0 || !same(comparison))) yield* Console.log(text)
  }
  return done
})

export const equalCommand = Command.make(
  "equal",
  {
    files: Argument.String("file").pipe(
      Argument.withDescription("Scenario files; without any, all of ./scenarios that run in both forms."),
      Argument.variadic({ min: 0 })
    ),
    ...faultFlags,
    seed: Flag.Int("seed").pipe(
      Flag.withDescription("Draws what is to go wrong now and then, in both forms alike; orders stay the plain ones."),
      Flag.withDefault(0)
    ),
    matrix: Flag.Boolean("matrix").pipe(
      Flag.withDescription(`Compare under each of ${matrix.length} faults, one after the other, instead of those of --fault.`),
      Flag.withDefault(false)
    )
  },
  Effect.fnUntraced(function* ({ delay, drop, fault, files, matrix: whole, seed }) {
    const scenarios = yield* scenariosOf(files)
    const rules = yield* rulesIn({ delay, drop, fault })
    yield* comparable(rules)
    // Whether the rules fit the hosts is asked of each scenario.
    yield* withFaults(scenarios, { delay, drop, fault })
    const rows: Array<readonly [string, ReadonlyArray<Comparison>]> = []
    if (whole) {
      for (const text of matrix) rows.push([text, yield* compared(scenarios, { rules: [...rules, Result.getOrThrow(ruleOf(text))], seed })])
      yield* Console.log(matrixTable(rows))
    } else {
      rows.push(["", yield* compared(scenarios, { rules, seed })])
      yield* Console.log(comparisonTable(rows.flatMap(([, comparisons]) => comparisons)))
    }
    const all = rows.flatMap(([, comparisons]) => comparisons)
    if (rules.length > 0 && all.every(({ acted }) => acted === 0)) {
      return yield* new BadInput({
        problems: [
          { file: "--fault", found: "no rule acts in any of these scenarios", expected: "a rule about something that happens there" }
        ]
      })
    }
    const failed = all.filter((each) => !same(each)).length
    if (failed > 0) return yield* new ExpectationsFailed({ runs: failed })
  })
).pipe(
  Command.withDescription(
    `Run scenarios with a call manager and with an MCM driver, in the plain order, and compare what each client observes of each of its objects: its calls and their answers, the handlers called and what they return, with their statuses. Handles and times are left out. A difference is shown from its first line on; those that cannot be otherwise are known, with their reason. Faults that can happen in both forms may be added: of frames, and of functions and callbacks that both forms have (of the two names of a call manager's function the stand-alone one); what passes between a call manager and its miniport exists in one form only, and a call manager that dies takes no adapter with it, so neither can be compared. With faults the scenarios' expectations do not count, only that clients observe the same and that each rule acts equally often. ${exitCodes}`
  ),
  Command.withShortDescription("Does a client observe the same in both forms?"),
  Command.withExamples([
    { command: "condis equal", description: "Compare all scenarios that run in both forms" },
    { command: "condis equal my.yaml", description: "Compare one" },
    {
      command: "condis equal --fault NdisCmMakeCallComplete:late=50ms --drop 5% --seed 3",
      description: "Compare all while things go wrong"
    },
    { command: "condis equal --matrix", description: "Compare all under each of many faults" }
  ])
)
