/**
 * The report: a table for people, JSON for programs.
 */
import type { Row } from "./harness.ts"
import type { Machine } from "./machine.ts"

/** All that a run of `bench calls` found out. `version` changes when a field changes its meaning. */
export interface Report {
  readonly condis: "bench"
  readonly version: 2
  readonly benchmark: "calls"
  readonly quick: boolean
  readonly seconds: number
  readonly machine: Machine
  readonly rows: ReadonlyArray<Row>
}

const header = ["row", "in flight", "calls/s", "best", "crossings per call", "ns per crossing", "ratio to plain JS", "batch size"]

const whole = (value: number): string => Math.round(value).toLocaleString("en-US")
/** Three digits are all that a noisy machine can tell. */
const short = (value: number): string => (value >= 100 ? whole(value) : value.toFixed(value >= 10 ? 1 : 2))
/** An average over many calls shows that it is one. */
const average = (value: number): string => (Number.isInteger(value) ? whole(value) : value.toFixed(1))
const shown = (value: number | undefined, show: (value: number) => string): string => (value === undefined ? "–" : show(value))

const cellsOf = (row: Row): ReadonlyArray<string> => [
  row.row,
  whole(row.inFlight),
  shown(row.callsPerSecond, whole),
  shown(row.bestCallsPerSecond, whole),
  average(row.crossingsPerCall),
  shown(row.nsPerCrossing, short),
  shown(row.ratio, (ratio) => ratio.toFixed(2)),
  shown(row.batchSize, short)
]

/** The rows as a table; an empty line where the number of calls in flight changes, a heading over each flow. */
export const table = (rows: ReadonlyArray<Row>): string => {
  const widths = [header, ...rows.map(cellsOf)].reduce(
    (longest, cells) => cells.map((cell, column) => Math.max(cell.length, longest[column] ?? 0)),
    [] as ReadonlyArray<number>
  )
  const line = (cells: ReadonlyArray<string>): string =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join("  ")
      .trimEnd()
  return rows
    .flatMap((row, index) => {
      const last = rows[index - 1]
      if (last?.flow !== row.flow) return [...(last === undefined ? [] : [""]), `Flow of ${row.flow}`, "", line(header), line(cellsOf(row))]
      return last.inFlight === row.inFlight ? [line(cellsOf(row))] : ["", line(cellsOf(row))]
    })
    .join("\n")
}

/** The same code measured twice in one run differs by up to a seventh; a row further below the limit than this shows a flaw in it. */
const passed = 0.8

/** The whole report for people. */
export const text = (report: Report): string => {
  const { cores, cpu, gc, load, memoryGiB, node, platform } = report.machine
  const faster = report.rows.filter(({ ratio }) => ratio !== undefined && ratio < passed)
  const leftOut = report.rows.filter(({ passes }) => passes.length === 0).length
  return [
    `Calls: set-up plus tear-down, trace off. Medians of the passes, and the best pass; ${whole(report.seconds)} s in all${report.quick ? ", quick" : ""}.`,
    `Node ${node} on ${cpu} (${platform}), ${cores} cores, ${memoryGiB} GiB, load ${load}${gc ? "" : ", garbage not collected between runs"}`,
    "",
    table(report.rows),
    ...(leftOut === 0
      ? []
      : ["", `–: left out, one run alone would have taken too long${report.quick ? "; measure it without --quick" : ""}.`]),
    ...(faster.length === 0
      ? []
      : ["", `${faster.length} row(s) passed plain JS, which is meant to be the limit: do not trust these ratios, run it again.`])
  ].join("\n")
}
