/**
 * What runs show of the DDI is true and complete: scenarios are run again, tests are looked up (and check themselves), and what nothing
 * shows has a reason.
 */
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { statuses, unused } from "../apps/cli/src/ddi/Coverage.ts"
import { statusWhy, unusedWhy } from "../apps/cli/src/ddi/Reasons.ts"
import { type Evidence, modulePath, moduleText, ofScenarios, path } from "../scripts/generate-evidence.ts"
import { titlesOf } from "./duties/titles.ts"

const committed = JSON.parse(readFileSync(path, "utf8")) as Evidence
const byTest = /^(packages\/\S+\.test\.ts): (.+)$/

describe("docs/condis/evidence.json", () => {
  it("says of scenarios what they show, and everything they show", { timeout: 60_000 }, () => {
    const scenarios = Object.fromEntries(Object.entries(committed).filter(([, by]) => !byTest.test(by)))
    expect(scenarios).toEqual(ofScenarios())
  })

  it("names tests that are there", () => {
    for (const by of new Set(Object.values(committed))) {
      const [, file, title] = byTest.exec(by) ?? []
      if (file === undefined || title === undefined) continue
      expect([by, existsSync(join(import.meta.dirname, "..", file))]).toEqual([by, true])
      expect(titlesOf(readFileSync(join(import.meta.dirname, "..", file), "utf8"))).toContain(title)
    }
  })

  it("is what the command reads", () => {
    expect(readFileSync(modulePath, "utf8")).toBe(moduleText(committed))
  })
})

describe("what nothing shows", () => {
  it("of functions and callbacks: each has a reason, and nothing else has", () => {
    expect(Object.keys(unusedWhy).sort()).toEqual(unused.map(({ name }) => name).sort())
  })

  it("of statuses: each has a reason, and every reason is for one that nothing produces", () => {
    const without = statuses.filter(({ by }) => by === undefined)
    expect(without.filter(({ why }) => why === undefined)).toEqual([])
    for (const what of Object.keys(statusWhy))
      expect([what, without.some(({ name, status }) => what === name || what === `${name} ${status}`)]).toEqual([what, true])
  })

  it("gets less: lower these numbers when it did", () => {
    expect(unused.length).toBe(0)
    expect(statuses.filter(({ by }) => by === undefined).length).toBe(2)
  })
})
