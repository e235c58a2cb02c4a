/**
 * Many legal orders of the same story: which fiber runs next, how much a wake takes, what overtakes what, all drawn from a seed. Under each
 * the run comes to its end, what the scenario expects holds, nothing is left, and each client observes what it observes in the plain order
 * and, so, in the other form. Only where the story itself is a race does it observe one of several things, the same in both forms.
 *
 * The files beside this one share the scenarios out, so that they run on two cores.
 */
import { describe, expect, it } from "vitest"
import { byObject, dataApart, endedOnce, observations, pendingFirst } from "../../src/reader/Observation.ts"
import { simulate } from "../../src/run/Runner.ts"
import type { ScenarioResult } from "../../src/run/Types.ts"
import { type Form, formsOf, type Scenario } from "../../src/scenario/Scenario.ts"
import { allScenarios } from "../support.ts"

/** Drawn orders of all scenarios in all forms, at least. */
const wanted = 5000

/** Stories that are races, and who wins matters to a client. One that no longer goes both ways is to be taken out. */
export const races: { readonly [scenario: string]: string } = {
  "leaves-go-together": "the root closes while its last leaf leaves: it is told so before its close completes, or not at all"
}

const all = allScenarios()

const pairs = all.reduce((sum, scenario) => sum + formsOf(scenario).length, 0)

/** Seeds each scenario is run with in each form: 1 to this. */
const seeds = Math.ceil(wanted / pairs)

/** What is observed of each object in a run, handles and numbers aside. */
const stories = ({ header, trace }: ScenarioResult): ReadonlyArray<string> =>
  [...observations(header, trace)]
    .flatMap(([client, observed]) =>
      [...byObject(dataApart(endedOnce(pendingFirst(observed))))].map(
        ([object, own]) => `${client}, ${object.replace(/ \d+$/, "")}: ${own.map(({ text }) => text).join("; ")}`
      )
    )
    .sort()

/** Runs one scenario in one form under all seeds: the stories of each run. What does not hold is told with its seed. */
const drawn = (scenario: Scenario, form: Form): ReadonlyArray<ReadonlyArray<string>> => {
  const wrong: Array<string> = []
  const runs: Array<ReadonlyArray<string>> = []
  for (let seed = 1; seed <= seeds; seed++) {
    const result = simulate(scenario, form, seed)
    for (const { found, ok, what } of result.checks) if (!ok) wrong.push(`${form} --seed ${seed}: ${what}: ${found}`)
    runs.push(stories(result))
  }
  expect(wrong).toEqual([])
  return runs
}

const sameAsPlain = (scenario: Scenario, form: Form): void => {
  const plain = stories(simulate(scenario, form, 0))
  drawn(scenario, form).forEach((run, index) => expect(run, `${form} --seed ${index + 1}`).toEqual(plain))
}

/** Each object's story is one that is seen in the other form too, and there is more than one. */
const sameRace = (scenario: Scenario): void => {
  const [cm, mcm] = (["cm", "mcm"] as const).map((form) => new Set(drawn(scenario, form).flat()))
  expect([...cm!].filter((story) => !mcm!.has(story))).toEqual([])
  expect([...mcm!].filter((story) => !cm!.has(story))).toEqual([])
  expect(cm!.size).toBeGreaterThan(new Set(stories(simulate(scenario, "cm", 0))).size)
}

/** The tests of one half of the scenarios, every second one. */
export const holdInDrawnOrders = (half: 0 | 1): void => {
  const own = all.filter((_, index) => index % 2 === half)
  const runs = own.reduce((sum, scenario) => sum + formsOf(scenario).length * seeds, 0)
  describe(`${runs} drawn orders: no deadlock, nothing left, all expectations hold, clients observe the same in both forms`, () => {
    it.each(own.map((scenario) => [scenario.name, scenario] as const))("%s", { timeout: 120_000 }, (name, scenario) => {
      if (name in races) sameRace(scenario)
      else for (const form of formsOf(scenario)) sameAsPlain(scenario, form)
    })
  })
}
