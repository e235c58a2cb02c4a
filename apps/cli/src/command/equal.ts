/**
 * `condis equal [FILE…]`: does a client notice whether a call manager or an MCM driver is below it?
 */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { Argument, Command } from "effect/cli"
import { comparisonTable, comparisonText } from "../reader/Sameness.ts"
import { compare, same } from "../run/Equal.ts"
import { BadInput } from "../scenario/BadInput.ts"
import { loadAll } from "../scenario/Load.ts"
import { exitCodes, ExpectationsFailed } from "./Exit.ts"
import { scenarioFiles } from "./scenarios.ts"

export const equalCommand = Command.make(
  "equal",
  {
    files: Argument.String("file").pipe(
      Argument.withDescription("Scenario files; without any, all of ./scenarios that run in both forms."),
      Argument.variadic({ min: 0 })
    )
  },
  Effect.fnUntraced(function* ({ files }) {
    const named = files.length > 0
    const all = yield* loadAll(named ? files : yield* scenarioFiles("scenarios"))
    const single = all.filter(({ scenario }) => scenario.form !== "both")
    if (named && single.length > 0) {
      return yield* new BadInput({
        problems: single.map(({ file, scenario }) => ({
          file,
          path: "form",
          found: `this scenario runs in the form ${scenario.form} only`,
          expected: "a scenario of both forms"
        }))
      })
    }
    const comparisons = all.filter(({ scenario }) => scenario.form === "both").map(({ scenario }) => compare(scenario))
    for (const each of comparisons) {
      const text = comparisonText(each)
      if (text !== "") yield* Console.log(text)
    }
    yield* Console.log(comparisonTable(comparisons))
    const failed = comparisons.filter((each) => !same(each)).length
    if (failed > 0) return yield* new ExpectationsFailed({ runs: failed })
  })
).pipe(
  Command.withDescription(
    `Run scenarios with a call manager and with an MCM driver, in the plain order, and compare what each client observes of each of its objects: its calls and their answers, the handlers called and what they return, with their statuses. Handles and times are left out. A difference is shown from its first line on; those that cannot be otherwise are known, with their reason. ${exitCodes}`
  ),
  Command.withShortDescription("Does a client observe the same in both forms?"),
  Command.withExamples([
    { command: "condis equal", description: "Compare all scenarios that run in both forms" },
    { command: "condis equal my.yaml", description: "Compare one" }
  ])
)
