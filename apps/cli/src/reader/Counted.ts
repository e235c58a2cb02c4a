/**
 * What `condis counters` prints of pools and credits: the readings of the run itself at that moment, from where its drivers and adapters
 * look when they decide. A trace tells of neither.
 */
import type { Reading } from "@condis/core/Meters"
import { columns } from "./Columns.ts"

type Labels = Reading["labels"]

/** A line for each owner of such readings: the labels that name it, and a value for each metric. */
const table = (
  readings: ReadonlyArray<Reading>,
  head: ReadonlyArray<string>,
  metrics: ReadonlyArray<string>,
  owner: (labels: Labels) => ReadonlyArray<string>
): ReadonlyArray<string> => {
  const lines = new Map<string, Array<string>>()
  for (const metric of metrics)
    for (const { labels, name, value } of readings) {
      if (name !== metric) continue
      const cells = owner(labels)
      const line = lines.get(cells.join(" ")) ?? [...cells]
      lines.set(cells.join(" "), line)
      line.push(`${value}`)
    }
  return lines.size === 0 ? [] : columns(head, [...lines.values()]).map((line) => `  ${line}`)
}

const poolsOf = (readings: ReadonlyArray<Reading>): ReadonlyArray<string> =>
  table(
    readings,
    ["of", "lists to", "in use", "most", "limit", "exhausted"],
    ["condis_pool_used_lists", "condis_pool_most_used_lists", "condis_pool_limit_lists", "condis_pool_failures_total"],
    ({ driver, host, pool }) => [`${host}/${driver}`, pool!]
  )

const creditsOf = (readings: ReadonlyArray<Reading>): ReadonlyArray<string> =>
  table(
    readings,
    ["adapter", "connection", "granted", "used", "frames waiting"],
    ["condis_credit_granted_frames", "condis_credit_used_frames", "condis_credit_waiting_frames"],
    ({ adapter, host, vci, vpi }) => [`${host}/${adapter}`, `${vpi}/${vci}`]
  )

const sumOf = (readings: ReadonlyArray<Reading>, metric: string): number =>
  readings.reduce((sum, { name, value }) => (name === metric ? sum + value : sum), 0)

/** Pools and credits. Undefined: nobody can say. */
export const countedText = (readings: ReadonlyArray<Reading> | undefined): string => {
  if (readings === undefined) return "pools and credits: a trace does not tell of them, its scenario does"
  const frames = sumOf(readings, "condis_network_credited_frames")
  const senders = sumOf(readings, "condis_credit_waiting_connections")
  return [
    "pools:",
    ...poolsOf(readings),
    "",
    `credits: ${frames} frames have one, ${senders} connections wait for one`,
    ...creditsOf(readings)
  ].join("\n")
}
