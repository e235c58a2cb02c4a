/**
 * The scenarios of faults: each rule of each acts, and ladders of them are drawn.
 */
import { describe, expect, it } from "vitest"
import { faultCounts } from "../src/reader/FaultCounts.ts"
import { failureText, passed } from "../src/reader/Report.ts"
import { simulate } from "../src/run/Runner.ts"
import { formsOf } from "../src/scenario/Scenario.ts"
import { allScenarios } from "./support.ts"

const scenarios = allScenarios("faults")

describe("the scenarios of faults", () => {
  it("are a dozen and more, and each has rules", () => {
    expect(scenarios.length).toBeGreaterThanOrEqual(12)
    for (const { faults, name } of scenarios) expect([name, faults.length > 0]).toEqual([name, true])
  })

  it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))(
    "%s: something goes wrong in each form, and every rule acts",
    (_, scenario) => {
      const results = formsOf(scenario).map((form) => simulate(scenario, form, 0))
      for (const result of results) {
        expect(passed(result), failureText(result)).toBe(true)
        expect(result.leftovers).toEqual([])
        expect(faultCounts(result).some(({ times }) => times > 0)).toBe(true)
      }
      const times = new Map<string, number>()
      for (const result of results) for (const { rule, times: more } of faultCounts(result)) times.set(rule, (times.get(rule) ?? 0) + more)
      expect([...times].filter(([, count]) => count === 0)).toEqual([])
    }
  )

  it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))("%s: without its rules it is another story", (_, scenario) => {
    const without = { ...scenario, faults: [] }
    // One whose rules only delay goes the same way in another time.
    for (const form of formsOf(scenario)) {
      const [bad, good] = [simulate(scenario, form, 0), simulate(without, form, 0)]
      const last = ({ trace }: typeof bad) => trace.at(-1)?.time
      expect(!passed(good) || last(bad) !== last(good)).toBe(true)
    }
  })
})
