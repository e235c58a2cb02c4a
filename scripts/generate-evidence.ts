/**
 * Writes docs/condis/evidence.json: for every function and callback that crosses in a scenario or in a test on NDIS, and for every status
 * it ends with, the first run that shows it. And apps/cli/src/ddi/Evidence.ts, the same for the command.
 *
 *     node --conditions=source scripts/generate-evidence.ts           run everything, and write them
 *     node --conditions=source scripts/generate-evidence.ts --module  write the module only, from the committed evidence
 */
import { spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import * as Result from "effect/Result"
import { simulate } from "../apps/cli/src/run/Runner.ts"
import { fromText } from "../apps/cli/src/scenario/Load.ts"
import { formsOf } from "../apps/cli/src/scenario/Scenario.ts"
import { shownBy } from "../packages/core/test/ndis/shown.ts"
import { titlesOf } from "../test/duties/titles.ts"

const root = fileURLToPath(new URL("../", import.meta.url))

/** Where the evidence is kept, and its module. */
export const path = join(root, "docs/condis/evidence.json")
export const modulePath = join(root, "apps/cli/src/ddi/Evidence.ts")

/** What is shown, and by which run: `NAME FORM` of a scenario, or `FILE: TITLE` of a test. */
export type Evidence = { readonly [what: string]: string }

/** What the scenarios of the repository show, each in its forms. */
export const ofScenarios = (): Evidence => {
  const evidence: { [what: string]: string } = {}
  const files = readdirSync(join(root, "scenarios"), { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".yaml"))
  for (const file of files.sort()) {
    const { scenario } = Result.getOrThrow(fromText(file, readFileSync(join(root, "scenarios", file), "utf8")))
    for (const form of formsOf(scenario))
      for (const what of shownBy(simulate(scenario, form, 0).trace)) evidence[what] ??= `${scenario.name} ${form}`
  }
  return evidence
}

interface Line {
  readonly file: string
  readonly title: string
  readonly shown: ReadonlyArray<string>
}

/** What the tests on NDIS show: they are run for it. */
const ofTests = (): Evidence => {
  const folder = mkdtempSync(join(tmpdir(), "condis-evidence-"))
  const record = join(folder, "lines")
  const run = spawnSync(join(root, "node_modules/.bin/vitest"), ["run", "packages/core/test/ndis"], {
    cwd: root,
    env: { ...process.env, CONDIS_EVIDENCE: record },
    encoding: "utf8"
  })
  if (run.status !== 0 || !existsSync(record)) throw new Error(`the tests on NDIS fail:\n${run.stdout}${run.stderr}`)
  const lines = readFileSync(record, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line)
  rmSync(folder, { recursive: true })
  const titles = new Map<string, ReadonlyArray<string>>()
  for (const { file } of lines) if (!titles.has(file)) titles.set(file, titlesOf(readFileSync(join(root, file), "utf8")))
  const evidence: { [what: string]: string } = {}
  const order = ({ file, title }: Line) => `${file} ${title}`
  for (const { file, shown, title } of lines.toSorted((a, b) => (order(a) < order(b) ? -1 : 1))) {
    // A title that is put together while it runs could not be looked up.
    const own = titles.get(file)!.find((each) => !each.includes("${") && ` > ${title}`.endsWith(` > ${each}`))
    if (own !== undefined) for (const what of shown) evidence[what] ??= `${file}: ${own}`
  }
  return evidence
}

/** The module that the command reads. */
export const moduleText = (evidence: Evidence): string =>
  `${[
    "/**",
    " * What crosses in scenarios and tests, and by which run it is shown. Generated from docs/condis/evidence.json by",
    " * scripts/generate-evidence.ts; do not edit.",
    " */",
    "// oxfmt-ignore",
    "export const evidence: { readonly [what: string]: string } = {",
    ...Object.entries(evidence).map(
      ([what, by], index, all) => `  ${JSON.stringify(what)}: ${JSON.stringify(by)}${index === all.length - 1 ? "" : ","}`
    ),
    "}"
  ].join("\n")}\n`

const read = (): Evidence => JSON.parse(readFileSync(path, "utf8")) as Evidence

if (import.meta.main) {
  if (!process.argv.includes("--module")) {
    const all = { ...ofTests(), ...ofScenarios() }
    const sorted = Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)))
    writeFileSync(path, `${JSON.stringify(sorted, null, 2)}\n`)
  }
  writeFileSync(modulePath, moduleText(read()))
}
