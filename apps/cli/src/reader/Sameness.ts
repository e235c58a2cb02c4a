/**
 * The two forms compared, for people: each difference with its reason or with what either side observes, then scenario by scenario, and a
 * line that sums up.
 */
import { text as ruleText } from "@condis/core/fault/index"
import { type Comparison, same } from "../run/Equal.ts"
import { columns } from "./Columns.ts"
import type { Difference } from "./Observation.ts"

/** More lines than this of an unexpected difference are not shown. */
const shown = 8

const side = (title: string, lines: ReadonlyArray<string>): ReadonlyArray<string> => [
  `  ${title}`,
  ...(lines.length === 0 ? ["    nothing more"] : lines.slice(0, shown).map((line) => `    ${line}`)),
  ...(lines.length > shown ? [`    … ${lines.length - shown} more`] : [])
]

const differenceText = ({ client, cm, mcm, object, why }: Difference & { readonly why: string | undefined }): ReadonlyArray<string> =>
  why === undefined
    ? [`${client}, ${object} differs:`, ...side("call manager and miniport", cm), ...side("MCM driver", mcm)]
    : [`${client}, ${object} differs, as is known: ${why}`]

/** What is to be said of one scenario; empty when its clients observe the same. */
export const comparisonText = (comparison: Comparison): string => {
  const lines = [...comparison.faults, ...comparison.differences.flatMap(differenceText)]
  return lines.length === 0 ? "" : `── ${titleOf(comparison)}\n\n${lines.join("\n")}\n`
}

const titleOf = ({ added, scenario }: Comparison): string =>
  added.length === 0 ? scenario.name : `${scenario.name}, ${added.map(ruleText).join(" ")}`

/** A matrix of comparisons, a rule a row: on how many scenarios it acted, and on how many of these the clients observed the same. */
export const matrixTable = (rows: ReadonlyArray<readonly [string, ReadonlyArray<Comparison>]>): string => {
  const cells = rows.map(([rule, comparisons]) => {
    const acting = comparisons.filter(({ acted }) => acted > 0)
    const differs = comparisons.filter((each) => !same(each)).length
    return [
      rule,
      String(acting.length),
      String(comparisons.reduce((sum, { acted }) => sum + acted, 0)),
      differs === 0 ? "the same" : `${differs} DIFFERENT`
    ]
  })
  return columns(["fault", "scenarios", "times", "in both forms"], cells).join("\n")
}

/** Scenario by scenario; the last line sums up. */
export const comparisonTable = (comparisons: ReadonlyArray<Comparison>): string => {
  const result = (each: Comparison): string => (!same(each) ? "DIFFERENT" : each.differences.length > 0 ? "as known" : "the same")
  const rows = comparisons.map((each) => [each.scenario.name, String(each.clients), String(each.observed), result(each)])
  const equal = comparisons.filter((each) => same(each) && each.differences.length === 0).length
  const asKnown = comparisons.filter(same).length - equal
  return [
    ...columns(["scenario", "clients", "observed", "in both forms"], rows),
    "",
    `${equal} of ${comparisons.length} the same in both forms, ${asKnown} different as known, ${comparisons.length - equal - asKnown} DIFFERENT`
  ].join("\n")
}
