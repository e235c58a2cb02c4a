/**
 * `condis seeds`: the facts of the five documents, each with the scenario that shows it, a damage of its trace, and what came of both.
 */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { Argument, Command, Flag } from "effect/cli"
import { factIds, factScenarios, proofs, withoutBehaviour } from "../facts/Facts.ts"
import { proofsTable } from "../reader/Proofs.ts"
import { simulate } from "../run/Runner.ts"
import type { ScenarioResult } from "../run/Types.ts"
import { BadInput } from "../scenario/BadInput.ts"
import { type Loaded, loadAll } from "../scenario/Load.ts"
import type { Form } from "../scenario/Scenario.ts"
import { didYouMean } from "../scenario/Suggest.ts"
import { exitCodes, ExpectationsFailed } from "./Exit.ts"
import { scenarioFiles } from "./scenarios.ts"

/** Runs scenarios by name, each at most once in a form. */
const runner = (loaded: ReadonlyArray<Loaded>) => {
  const done = new Map<string, ScenarioResult>()
  return (name: string, form: Form): ScenarioResult => {
    const key = `${name} ${form}`
    const known = done.get(key)
    if (known !== undefined) return known
    const found = loaded.find(({ scenario }) => scenario.name === name)
    if (found === undefined) throw new Error(`there is no scenario ${name}`)
    const result = simulate(found.scenario, form, 0)
    done.set(key, result)
    return result
  }
}

const unknown = (id: string) =>
  new BadInput({
    problems: [{ file: id, found: "there is no such fact", help: didYouMean(id, factIds) ?? "condis seeds lists them all" }]
  })

export const seedsCommand = Command.make(
  "seeds",
  {
    ids: Argument.String("fact").pipe(
      Argument.withDescription("Facts like SEED-004-13, or the beginning of some: SEED-004. Left out: all."),
      Argument.variadic()
    ),
    quiet: Flag.Boolean("quiet").pipe(Flag.withDescription("Only those that do not hold, and the sum."), Flag.withDefault(false))
  },
  Effect.fnUntraced(function* ({ ids, quiet }) {
    for (const id of ids) if (!factIds.some((known) => known.startsWith(id))) return yield* unknown(id)
    const wanted = (id: string) => ids.length === 0 || ids.some((each) => id.startsWith(each))
    const files = yield* scenarioFiles("scenarios")
    const scenarios = yield* loadAll(files.filter((file) => factScenarios.some((name) => file.endsWith(`/${name}.yaml`))))
    const found = proofs(runner(scenarios), wanted)
    const idle = withoutBehaviour.filter(({ id }) => wanted(id))
    yield* Console.log(proofsTable(found, idle, quiet))
    const failed = found.filter(({ holds, rejected }) => !holds || !rejected).length
    if (failed > 0) return yield* new ExpectationsFailed({ runs: failed })
  })
).pipe(
  Command.withDescription(
    `The facts of the five CoNDIS documents as predicates over traces. Each is tried on the trace of a scenario, where it must hold, and on a damaged copy (an event removed, exchanged with another, or addressed otherwise), which it must reject. ${exitCodes}`
  ),
  Command.withShortDescription("Every fact of the documents, its scenario, its damage"),
  Command.withExamples([
    { command: "condis seeds", description: "All of them" },
    { command: "condis seeds SEED-003", description: "Those of document 003" },
    { command: "condis seeds SEED-004-13", description: "One" }
  ])
)
