import { describe, expect, it } from "vitest"
import { toJsonLines } from "../../src/reader/JsonLines.ts"
import { simulate } from "../../src/run/Runner.ts"
import { allScenarios, scenarioOf } from "../support.ts"
import { races } from "./orders.ts"

describe("both sides create VCs towards each other at the same moment", () => {
  const scenario = scenarioOf("point-to-point/calls-towards-each-other.yaml")

  it.each(["cm", "mcm"] as const)(
    "%s: the same seed gives the same trace byte for byte, another seed another one",
    { timeout: 60_000 },
    (form) => {
      const trace = (seed: number) => {
        const { header, trace } = simulate(scenario, form, seed)
        return toJsonLines(header, trace)
      }
      const seen = new Set<string>()
      for (let seed = 1; seed <= 40; seed++) {
        const once = trace(seed)
        expect(trace(seed)).toBe(once)
        seen.add(once.slice(once.indexOf("\n")))
      }
      expect(seen.size).toBeGreaterThan(35)
    }
  )

  it.each(["cm", "mcm"] as const)("%s: 200 further orders, no deadlock, no broken rule, nothing left", { timeout: 120_000 }, (form) => {
    const wrong: Array<string> = []
    for (let seed = 1001; seed <= 1200; seed++) {
      for (const { found, ok, what } of simulate(scenario, form, seed).checks) if (!ok) wrong.push(`--seed ${seed}: ${what}: ${found}`)
    }
    expect(wrong).toEqual([])
  })
})

it("every race is a scenario of both forms", () => {
  const both = allScenarios().flatMap(({ form, name }) => (form === "both" ? [name] : []))
  for (const name of Object.keys(races)) expect(both).toContain(name)
})
