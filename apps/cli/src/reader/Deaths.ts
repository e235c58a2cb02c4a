/**
 * The deaths of an enumeration for people: crossing × driver → clean, or what was not; then scenario × form, and a line that sums up.
 */
import type { Enumeration, Row } from "../run/Crash.ts"
import { columns } from "./Columns.ts"

/** Is everything as it should be? A scenario that is not, without a death, never is, nor is one of which nothing was tried. */
export const allClean = ({ rows, without }: Enumeration): boolean =>
  without.length === 0 && rows.length > 0 && rows.every(({ faults }) => faults.length === 0)

const cleanOf = ({ rows }: Enumeration): number => rows.filter(({ faults }) => faults.length === 0).length

const cells = ({ crossing: { ddi, from, kind, seq, to }, driver, faults }: Row): ReadonlyArray<string> => [
  String(seq),
  kind,
  ddi,
  `${from} → ${to}`,
  driver,
  faults.length === 0 ? "clean" : faults.map((fault) => fault.split("\n")[0]).join("; ")
]

/** The rows of one scenario in one form: all, or only those that are not clean. Empty when there are none to show. */
export const deathsText = (enumeration: Enumeration, onlyUnclean: boolean): string => {
  const { form, rows, scenario, without } = enumeration
  const heading = `── ${scenario.name} (${form === "cm" ? "call manager and miniport" : "MCM driver"})`
  if (without.length > 0) return `${heading}: not clean without a death\n\n${without.join("\n")}\n`
  const shown = onlyUnclean ? rows.filter(({ faults }) => faults.length > 0) : rows
  if (shown.length === 0) return ""
  const table = columns(["event", "kind", "crossing", "from → to", "dies", "result"], shown.map(cells))
  return `${heading}: ${cleanOf(enumeration)} of ${rows.length} clean\n\n${table.join("\n")}\n`
}

/** Scenario × form, with how many deaths were clean. The last line sums up. */
export const deathsTable = (enumerations: ReadonlyArray<Enumeration>): string => {
  const rows = enumerations.map((each) => [
    each.scenario.name,
    each.form,
    String(each.rows.length),
    String(cleanOf(each)),
    allClean(each) ? "clean" : each.without.length === 0 && each.rows.length === 0 ? "NOTHING TRIED" : "NOT CLEAN"
  ])
  const all = enumerations.reduce((sum, each) => sum + each.rows.length, 0)
  const clean = enumerations.reduce((sum, each) => sum + cleanOf(each), 0)
  return [...columns(["scenario", "form", "deaths", "clean", "result"], rows), "", `${clean} of ${all} deaths are clean`].join("\n")
}
