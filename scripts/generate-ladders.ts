/**
 * Writes docs/condis/ladders.md and the pages below it: every operation of the documents as a ladder, as it comes out of a real run.
 *
 *     node --conditions=source scripts/generate-ladders.ts           write them
 *     node --conditions=source scripts/generate-ladders.ts --check   exit 1 when a page differs from what would be written
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { index, page } from "./ladders/Render.ts"
import { pages } from "./ladders/pages/index.ts"

const folder = fileURLToPath(new URL("../docs/condis/", import.meta.url))

/** Operations in their order, with their titles, as docs/condis/operations.md has them. */
export const operations = (): ReadonlyMap<string, string> =>
  new Map(
    [...readFileSync(join(folder, "operations.md"), "utf8").matchAll(/^## (OP-\d+) (.+)$/gm)].map(([, id, title]) => [
      String(id),
      String(title)
    ])
  )

/** The pages by their path below docs/condis. */
export const render = (): ReadonlyMap<string, string> =>
  new Map([
    ["ladders.md", index(pages, operations())],
    ...pages.map((each): readonly [string, string] => [`ladders/${each.file}.md`, page(each)])
  ])

/** The pages as they are kept, by the same paths. */
export const kept = (): ReadonlyMap<string, string> =>
  new Map(
    ["ladders.md", ...readdirSync(join(folder, "ladders")).map((file) => `ladders/${file}`)].map((path) => [
      path,
      readFileSync(join(folder, path), "utf8")
    ])
  )

if (import.meta.main) {
  const after = render()
  if (process.argv.includes("--check")) {
    const before = kept()
    const wrong = [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path) !== after.get(path))
    if (wrong.length > 0) {
      console.error(`not what the runs give: ${wrong.join(", ")}; run node --conditions=source scripts/generate-ladders.ts`)
      process.exitCode = 1
    }
  } else {
    rmSync(join(folder, "ladders"), { recursive: true, force: true })
    mkdirSync(join(folder, "ladders"))
    for (const [path, text] of after) writeFileSync(join(folder, path), text)
  }
}
