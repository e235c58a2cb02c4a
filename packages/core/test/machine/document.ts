/**
 * Reads the reference in docs/condis: the rows of a section of states.md and the rules of rules.md.
 */
import { readFileSync } from "node:fs"
import { describe, expect, it } from "@effect/vitest"
import { NdisStatus } from "../../src/NdisStatus.ts"
import { type Answer, refuse, type Table } from "../../src/machine/Table.ts"

const read = (name: string): string => readFileSync(new URL(`../../../../docs/condis/${name}`, import.meta.url), "utf8")

const cells = (line: string): Array<string> =>
  line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim())

/** The rows of a numbered section's (first) table: `state | event | next`. */
export const documented = (section: string): ReadonlyArray<string> => {
  const lines = read("states.md").split("\n")
  const from = lines.findIndex((line) => line.replace(/^#+ /, "").startsWith(`${section} `) && line.startsWith("#"))
  if (from < 0) throw new Error(`states.md has no section ${section}`)
  const rest = lines.slice(from + 1)
  const to = rest.findIndex((line) => line.startsWith("#"))
  return rest
    .slice(0, to < 0 ? undefined : to)
    .filter((line) => line.startsWith("|"))
    .slice(2)
    .map((line) => cells(line).slice(0, 3).join(" | "))
}

/** The answer column of each rule. */
export const rules: ReadonlyMap<string, string> = new Map(
  read("rules.md")
    .split("\n")
    .filter((line) => /^\| [A-Z]+-\d+ \|/.test(line))
    .map((line) => {
      const row = cells(line)
      return [row[0]!, row[5] ?? ""] as const
    })
)

/** One thing a row says: the answer of a cell (state, event, expected), or of a guard (actual, expected). */
export type Check<S extends string, E extends string> = readonly [S, E, Answer<S>] | readonly [guard: unknown, expected: unknown]

/**
 * One test per row of a section, and one that the fixture has exactly the rows of the document.
 */
export const conforms = <S extends string, E extends string>(
  section: string,
  table: Table<S, E>,
  fixture: { readonly [row: string]: ReadonlyArray<Check<S, E>> }
): void => {
  describe(`section ${section} of the states`, () => {
    it("has exactly the rows checked here", () => {
      expect(Object.keys(fixture)).toEqual(documented(section))
    })
    for (const [row, checks] of Object.entries(fixture)) {
      it(row, () => {
        expect(checks.length).toBeGreaterThan(0)
        for (const check of checks) {
          if (check.length === 3) expect([check[0], check[1], table[check[0]][check[1]]]).toEqual([check[0], check[1], check[2]])
          else expect(check[0]).toEqual(check[1])
        }
      })
    }
  })
}

/** Refused with FAILURE. */
export const failure = (rule: string) => refuse(NdisStatus.FAILURE, rule)
