/**
 * The duties of the runtime: every rule of class R is asserted on NDIS by a test that is named with its id.
 */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { tested } from "./duties/tested.ts"
import { rulesOf, titlesOf } from "./duties/titles.ts"

const root = join(import.meta.dirname, "..")

/** The ids of class R, in the order of the reference. */
const duties = readFileSync(join(root, "docs/condis/rules.md"), "utf8")
  .split("\n")
  .flatMap((line) => /^\| ([A-Z]+-\d+) \| R \|/.exec(line)?.slice(1, 2) ?? [])

describe("the duties of the runtime", () => {
  it("are those of the reference", () => {
    const counted = /^\| \*\*total\*\* \| \d+ \| (\d+) \|/m.exec(readFileSync(join(root, "docs/condis/rules.md"), "utf8"))?.[1]
    expect(duties.length).toBe(Number(counted))
    expect(new Set(duties).size).toBe(duties.length)
  })

  it("are each asserted by a test named with the id", () => {
    expect(duties.filter((rule) => !tested.has(rule))).toEqual([])
  })
})

describe("titles of tests", () => {
  it("are found whatever the form of the call", () => {
    const text = [
      'it("VC-40 plain", () => {})',
      "it.effect('AF-01 effect', () => {})",
      "it.effect(\n  `NBL-07 ${what}: template`,\n  () => {})",
      'it.each([1, 2])("OID-01 each (%s)", () => {})',
      'it.effect.each([["a", f(1)]] as const)("CALL-100 each", () => {})',
      'it.each(worlds.map((world) => [world.name]))("VC-12 mapped", () => {})',
      'it("with \\"quotes\\" SAP-01", () => {})'
    ].join("\n")
    expect(titlesOf(text).flatMap(rulesOf)).toEqual(["VC-40", "AF-01", "NBL-07", "OID-01", "CALL-100", "VC-12", "SAP-01"])
  })

  it("are not what stands elsewhere", () => {
    const text = '// it is VC-40\nexpect(b.rules()).toEqual(["VC-24"])\ndescribe("VC-41", () => {})\nsubmit("VC-42")\n'
    expect(titlesOf(text).flatMap(rulesOf)).toEqual([])
  })
})
