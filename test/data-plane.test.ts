import { readFileSync } from "node:fs"
import { expect, it } from "vitest"
import { path, rendered } from "../scripts/generate-data-plane.ts"
import { defaults } from "../packages/core/src/Limits.ts"
import { defaultLink } from "../packages/miniport/src/sim/Link.ts"

const page = readFileSync(path, "utf8")

it("docs/data-plane.md has the matrix that the runs give", { timeout: 60_000 }, () => {
  expect(rendered(page)).toBe(page)
})

it("docs/data-plane.md has the bounds with the values they have by default", () => {
  const rows = [...page.matchAll(/^\|[^|]*\| `(Limits|Link)\.(\w+)`[^|]*\| ([\d,]+) \|/gm)]
  expect(rows.length).toBe(8)
  const values: { readonly [name: string]: unknown } = { ...defaults, ...defaultLink }
  for (const [, , name, value] of rows) expect(Number(value!.replaceAll(",", "")), name).toBe(values[name!])
})
