/**
 * The results of runs for people: a table of all, and for each that failed its ladder up to there, with what was expected and what was found.
 */
import type { ScenarioResult } from "../run/Types.ts"
import { ladder, type LadderOptions } from "./Ladder.ts"
import { faultLines } from "./FaultCounts.ts"
import { mermaid } from "./Mermaid.ts"

/** Did everything hold? */
export const passed = (result: ScenarioResult): boolean => result.checks.every(({ ok }) => ok)

/** More events than this before a failure are not drawn. */
const drawn = 60

const heading = ({ form, scenario }: ScenarioResult): string =>
  `${scenario.name} (${form === "cm" ? "call manager and miniport" : "MCM driver"})`

const since = ({ scriptBegins }: ScenarioResult): LadderOptions => (scriptBegins === undefined ? {} : { since: scriptBegins })

/** The ladder of a run under its name: from the script on, or with the start of the hosts before it. */
export const ladderText = (result: ScenarioResult, fromStart = false): string => {
  const before = !fromStart && result.trace.some(({ seq }) => seq < (result.scriptBegins ?? 0))
  return [
    `── ${heading(result)}`,
    "",
    ...(before ? ["the start of the hosts is left out; --from-start draws it too", ""] : []),
    ladder(result.header, result.trace, fromStart ? {} : since(result))
  ].join("\n")
}

/** A run as a fenced Mermaid diagram under its name, as Markdown has it: from the script on, or with the start of the hosts before it. */
export const mermaidText = (result: ScenarioResult, fromStart = false): string =>
  `### ${heading(result)}\n\n\`\`\`mermaid\n${mermaid(result.header, result.trace, fromStart ? {} : since(result))}\`\`\`\n`

/** Why a run failed. Empty when it passed. */
export const failureText = (result: ScenarioResult): string => {
  const wrong = result.checks.filter(({ ok }) => !ok)
  if (wrong.length === 0) return ""
  const ends = wrong.flatMap(({ at }) => (at === undefined ? [] : [at]))
  const until = ends.length === 0 ? result.trace.at(-1)?.seq : Math.min(...ends)
  const begun = until !== undefined && result.scriptBegins !== undefined && result.scriptBegins <= until ? result.scriptBegins : 0
  const upTo = result.trace.filter(({ seq }) => seq >= begun && seq <= (until ?? 0))
  const skipped = Math.max(0, upTo.length - drawn)
  return [
    `── ${heading(result)}: ${wrong.length} of ${result.checks.length} expectations do not hold (seed ${result.header.seed})`,
    "",
    ...(upTo.length === 0
      ? []
      : [
          ...(skipped > 0 ? [`… ${skipped} events before; --trace FILE writes all of them`] : []),
          ladder(result.header, upTo.slice(-drawn))
        ]),
    ...wrong.flatMap(({ found, what }) => [`✗ expected  ${what}`, `  found     ${found}`])
  ].join("\n")
}

/** What a run tells of the facts of the documents: how many it shows, and what it contradicts. */
export interface Facts {
  readonly shown: ReadonlyArray<string>
  readonly contradicted: ReadonlyArray<string>
}

/** Scenario × form, expectations checked, facts shown where they were looked at, result. The last line sums up. */
export const tableText = (results: ReadonlyArray<ScenarioResult>, facts?: (result: ScenarioResult) => Facts): string => {
  const seen = results.map((result) => facts?.(result))
  const holds = (result: ScenarioResult, index: number) => passed(result) && (seen[index]?.contradicted ?? []).length === 0
  const rows = results.map((result, index) => {
    const found = seen[index]
    const held = result.checks.filter(({ ok }) => ok).length
    return [
      result.scenario.name,
      result.form,
      String(result.trace.length),
      `${held}/${result.checks.length}`,
      ...(found === undefined ? [] : [`${found.shown.length}/${found.shown.length + found.contradicted.length}`]),
      holds(result, index) ? "passed" : "FAILED"
    ]
  })
  const head = ["scenario", "form", "events", "expectations", ...(facts === undefined ? [] : ["facts"]), "result"]
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => String(row[column]).length)))
  const line = (row: ReadonlyArray<string>) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd()
  const good = results.filter(holds).length
  const shown = new Set(seen.flatMap((found) => found?.shown ?? []))
  const contradicted = seen.flatMap((found) => found?.contradicted ?? [])
  return [
    line(head),
    widths.map((width) => "─".repeat(width)).join("  "),
    ...rows.map(line),
    "",
    ...faultLines(results),
    ...(facts === undefined
      ? []
      : [...contradicted, `${shown.size} facts of the documents are shown, ${contradicted.length} contradicted; condis seeds tells each`]),
    `${good} passed, ${results.length - good} failed`
  ].join("\n")
}
