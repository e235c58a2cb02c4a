/**
 * The report of `bench data` for people.
 */
import type { Row } from "../harness.ts"
import type { DataReport } from "./data.ts"

const whole = (value: number): string => Math.round(value).toLocaleString("en-US")
const short = (value: number): string => (value >= 100 ? whole(value) : value.toFixed(value >= 10 ? 1 : 2))

const columns = (head: ReadonlyArray<string>, cells: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<string> => {
  const widths = head.map((title, column) => Math.max(title.length, ...cells.map((row) => row[column]!.length)))
  const line = (row: ReadonlyArray<string>): string =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
      .join("  ")
      .trimEnd()
  return [line(head), ...cells.map(line)]
}

const rateCells = ({ batchSize, bestCallsPerSecond, callsPerSecond, inFlight, nsPerCrossing, ratio, row }: Row): ReadonlyArray<string> => [
  row,
  whole(inFlight),
  callsPerSecond === undefined ? "–" : short(callsPerSecond / 1e6),
  bestCallsPerSecond === undefined ? "–" : short(bestCallsPerSecond / 1e6),
  nsPerCrossing === undefined ? "–" : short(nsPerCrossing),
  ratio === undefined ? "–" : short(ratio),
  batchSize === undefined ? "–" : short(batchSize)
]

export const dataText = ({ fairness, full, latency, machine, memory, rows, seconds }: DataReport): string => {
  const flows = [...Map.groupBy(rows, ({ flow }) => flow)]
  return [
    `Data, trace off. Medians of the passes, and the best pass; ${whole(seconds)} s in all${full ? ", full" : ""}.`,
    `Node ${machine.node} on ${machine.cpu} (${machine.platform}), ${machine.cores} cores, ${machine.memoryGiB} GiB, load ${machine.load}`,
    ...flows.flatMap(([flow, cells]) => [
      "",
      flow,
      "",
      ...columns(["row", "chain", "M lists/s", "best", "ns per list", "ratio to the ring", "messages per wake"], cells.map(rateCells))
    ]),
    "",
    "A chain of 8 lists of 64 octets through NDIS, sent at a steady rate; microseconds",
    "",
    ...columns(
      ["load", "lists/s", "p50", "p99", "p99.9"],
      latency.map(({ listsPerSecond, load, p50, p99, p999 }) => [
        `${whole(load * 100)} %`,
        whole(listsPerSecond),
        short(p50),
        short(p99),
        short(p999)
      ])
    ),
    "",
    `${fairness.vcs} VCs share a miniport that is too slow for them, one has ${fairness.flood} times as much out as another:`,
    `Jain's index ${fairness.jain.toFixed(3)}, the flood had ${fairness.floodShare.toFixed(2)} times what another had.`,
    "",
    `After ${whole(memory.lists)} lists of 1,500 octets over 100 VCs the heap has ${whole(memory.bytes / 1024)} KiB more than before.`
  ].join("\n")
}
