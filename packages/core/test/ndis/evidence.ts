/**
 * What the tests on NDIS make cross: functions and callbacks, and the statuses with which they end. `docs/condis/evidence.json` names for
 * each the run that shows it; a test that is named there must show it again.
 *
 * With CONDIS_EVIDENCE set to a file, every test adds a line to it instead (`scripts/generate-evidence.ts`).
 */
import { afterEach, expect } from "@effect/vitest"
import { appendFileSync, readFileSync } from "node:fs"
import { relative } from "node:path"
import { fileURLToPath } from "node:url"
import type { Trace } from "../../src/index.ts"
import { shownBy } from "./shown.ts"

const root = fileURLToPath(new URL("../../../../", import.meta.url))

const committed = JSON.parse(readFileSync(`${root}docs/condis/evidence.json`, "utf8")) as { readonly [what: string]: string }

const shown = new Set<string>()

/** A test may have several runs. */
export const note = (events: ReadonlyArray<Trace.TraceEvent>): void => {
  for (const what of shownBy(events)) shown.add(what)
}

afterEach(({ task }) => {
  const { currentTestName = "", testPath = "" } = expect.getState()
  const file = relative(root, testPath)
  const now = [...shown].sort()
  shown.clear()
  const { CONDIS_EVIDENCE: record } = process.env
  if (record !== undefined) return appendFileSync(record, `${JSON.stringify({ file, title: currentTestName, shown: now })}\n`)
  if (task.result?.state === "fail") return
  const owed = Object.keys(committed).filter((what) => {
    const by = committed[what]!
    return by.startsWith(`${file}: `) && ` > ${currentTestName}`.endsWith(` > ${by.slice(file.length + 2)}`)
  })
  expect(owed.filter((what) => !now.includes(what))).toEqual([])
})
