/**
 * Many legal orders of the same story: which fiber runs next, how much a wake takes, what overtakes what, all drawn from a seed.
 */
import * as Result from "effect/Result"
import { readdirSync, readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { toJsonLines } from "../src/reader/JsonLines.ts"
import { simulate } from "../src/run/Runner.ts"
import { fromText } from "../src/scenario/Load.ts"
import { type Form, formsOf, type Scenario } from "../src/scenario/Scenario.ts"

const folder = (name: string) => new URL(`../../../scenarios/${name}/`, import.meta.url)

const read = (place: string, name: string): Scenario =>
  Result.getOrThrow(fromText(name, readFileSync(new URL(name, folder(place)), "utf8"))).scenario

/** What went wrong under each of these seeds. */
const failures = (scenario: Scenario, form: Form, from: number, count: number): ReadonlyArray<string> => {
  const wrong: Array<string> = []
  for (let seed = from; seed < from + count; seed++) {
    for (const { found, ok, what } of simulate(scenario, form, seed).checks)
      if (!ok) wrong.push(`${scenario.name} ${form} --seed ${seed}: ${what}: ${found}`)
  }
  return wrong
}

describe("both sides create VCs towards each other at the same moment", () => {
  const scenario = read("point-to-point", "calls-towards-each-other.yaml")

  it.each(["cm", "mcm"] as const)("%s: 1,000 drawn orders, no deadlock, no broken rule, nothing left", { timeout: 180_000 }, (form) => {
    expect(failures(scenario, form, 1, 1000)).toEqual([])
  })

  it.each(["cm", "mcm"] as const)("%s: the same seed gives the same trace byte for byte, another seed another one", (form) => {
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
  })
})

describe.each(["point-to-point", "multipoint", "lifecycle"])("every scenario of %s holds in other orders too", (place) => {
  it.each(readdirSync(folder(place)).sort())("%s", { timeout: 60_000 }, (name) => {
    const scenario = read(place, name)
    for (const form of formsOf(scenario)) expect(failures(scenario, form, 1, 20)).toEqual([])
  })
})
