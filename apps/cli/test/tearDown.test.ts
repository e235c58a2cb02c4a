import { describe, expect, it } from "vitest"
import { broken, cells } from "./tearDown.ts"

/** `TEAR_DOWN=all vitest run apps/cli/test/tearDown.test` tries them all, in drawn orders too; otherwise every ninth is tried. */
const all = process.env["TEAR_DOWN"] === "all"
const seeds = all ? [0, 1] : [0]

describe("a fault for good at what a tear-down is made of: the run ends, nothing is left, and every step is told", () => {
  it("there are many", () => {
    expect(cells.length).toBeGreaterThan(200)
    expect(new Set(cells.map(({ rule }) => /:(\w+)/.exec(rule)?.[1])).size).toBe(6)
  })

  it.each(cells.filter((_, index) => all || index % 9 === 4))("$form $rule", { timeout: 60_000 }, (cell) => {
    for (const seed of seeds) expect([seed, ...broken(cell, seed)]).toEqual([seed])
  })
})
