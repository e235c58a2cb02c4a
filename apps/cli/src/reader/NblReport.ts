/**
 * What `condis nbl`, `condis pendingnbls` and `condis counters` print.
 */
import type { TraceHeader } from "@condis/core/Trace"
import { columns } from "./Columns.ts"
import { lostInAll, nowhere, type Row, sumOf } from "./Counters.ts"
import { inNdis, type Nbl, pending, ranges, since, type Step } from "./Nbls.ts"

const seconds = (micros: number): string => `${(micros / 1_000_000).toFixed(6)} s`
const vcText = (vc: string | undefined): string => vc ?? "no VC"

/** Who has a list, in words. */
const whereText = ({ holder, steps, status, way }: Nbl): string => {
  if (holder === undefined) return "home"
  if (holder !== inNdis) return way === "send" ? `${holder} (to be sent)` : `${holder} (lent)`
  return way === "send" && status === undefined && steps.length === 1 ? "NDIS (waits in the lane of its VC)" : "NDIS (being handed on)"
}

/** Lists next to each other with the same fate are one line. */
const sameFate = (a: Nbl, b: Nbl): boolean =>
  a.host === b.host &&
  a.vc === b.vc &&
  a.octets === b.octets &&
  a.status === b.status &&
  a.number + 1 === b.number &&
  whereText(a) === whereText(b) &&
  since(a).seq === since(b).seq

const runsOf = (nbls: ReadonlyArray<Nbl>): ReadonlyArray<ReadonlyArray<Nbl>> => {
  const runs: Array<Array<Nbl>> = []
  for (const nbl of nbls) {
    const last = runs.at(-1)
    if (last !== undefined && sameFate(last.at(-1)!, nbl)) last.push(nbl)
    else runs.push([nbl])
  }
  return runs
}

/** Every list that is with somebody, the longest first. */
export const pendingText = (nbls: ReadonlyArray<Nbl>): string => {
  const away = pending(nbls)
  if (away.length === 0) return `no list is with anybody: all ${nbls.length} that crossed so far are home`
  const rows = runsOf(away).map((run) => {
    const [first] = run as readonly [Nbl]
    const { octets, status } = first
    const { ddi, seq, time } = since(first)
    return [
      first.host,
      ranges(run.map(({ number }) => number)),
      first.way,
      vcText(first.vc),
      whereText(first),
      `${seq}`,
      seconds(time),
      `${octets}`,
      status ?? (first.way === "send" ? "pending" : "none"),
      ddi
    ]
  })
  return [
    ...columns(["host", "list", "way", "VC", "with", "since event", "time", "octets", "status", "brought by"], rows),
    `${away.length} of ${nbls.length} lists that crossed so far`
  ].join("\n")
}

const stepLine = ({ ddi, from, seq, time, to }: Step): ReadonlyArray<string> => [`${seq}`, seconds(time), `${from} → ${to}`, ddi]

/** The way of one list. */
export const historyText = (nbl: Nbl): string =>
  [
    `${nbl.host}/${nbl.number}: a ${nbl.way} on ${vcText(nbl.vc)}, ${nbl.octets} octets${nbl.packets === 1 ? "" : ` in ${nbl.packets} packets`}`,
    ...columns(["event", "time", "from → to", "function"], nbl.steps.map(stepLine)).map((line) => `  ${line}`),
    `  now: ${whereText(nbl)}${nbl.status === undefined ? "" : `, ${nbl.status}`}${nbl.dropped === undefined ? "" : `, dropped by ${nbl.dropped}`}`
  ].join("\n")

/** Which lists there are: by host, VC and way. */
export const overviewText = (nbls: ReadonlyArray<Nbl>): string => {
  const groups = new Map<string, Array<Nbl>>()
  for (const nbl of nbls) {
    const key = `${nbl.host} ${nbl.vc} ${nbl.way}`
    groups.set(key, [...(groups.get(key) ?? []), nbl])
  }
  if (groups.size === 0) return "no list crossed so far"
  const rows = [...groups.values()].map((group) => {
    const seqs = group.flatMap(({ steps }) => steps.map(({ seq }) => seq))
    return [
      group[0]!.host,
      vcText(group[0]!.vc),
      group[0]!.way,
      `${seqs.reduce((a, b) => Math.min(a, b))}–${seqs.reduce((a, b) => Math.max(a, b))}`,
      ranges(group.map(({ number }) => number))
    ]
  })
  return columns(["host", "VC", "way", "events", "lists"], rows).join("\n")
}

const counted = (counts: ReadonlyMap<string, number>): string => {
  const words = [...counts].map(([what, times]) => `${times} ${what.replace(/^NDIS_STATUS_/, "")}`)
  return words.length === 0 ? "0" : words.join(", ")
}

const cells = (first: string, { dropped, failed, lent, lost, of, received, sent, waiting, withMiniport }: Row): ReadonlyArray<string> => [
  first,
  of,
  `${sent.frames}`,
  `${sent.octets}`,
  `${received.frames}`,
  `${received.octets}`,
  `${waiting}`,
  `${withMiniport}`,
  `${lent}`,
  counted(failed),
  counted(dropped),
  counted(lost)
]

const head = ["VC", "of", "sent", "octets", "received", "octets", "waiting", "at miniport", "lent", "failed", "dropped", "lost in network"]

/** A table for each adapter: its VCs, and all of it. */
export const countersText = (
  header: TraceHeader,
  rows: ReadonlyArray<Row>,
  records: ReadonlyArray<readonly [what: string, times: number]>
): string => {
  const adapters = Object.entries(header.instances).filter(([, role]) => role === "miniport" || role === "MCM driver")
  const tables = adapters.map(([adapter]) => {
    const host = adapter.split("/")[0]!
    const own = rows.filter((each) => each.host === host)
    const lines = own.map((each) => cells(each.vc ?? "signalling", each))
    return [adapter, ...columns(head, [...lines, cells("all", sumOf(host, rows))]).map((line) => `  ${line}`)].join("\n")
  })
  const told =
    records.length === 0
      ? "nothing was dropped, lost or refused"
      : ["records:", ...records.map(([what, times]) => `  ${times} × ${what}`)].join("\n")
  const gone = rows.filter(({ host }) => host === nowhere)
  const towards = gone.length === 0 ? [] : [[nowhere, ...gone.map(({ lost, vc }) => `  ${vc}  ${counted(lost)}`)].join("\n")]
  const inAll = [...lostInAll(rows).values()].reduce((sum, frames) => sum + frames, 0)
  const network = inAll === 0 ? [] : [`the network lost ${inAll} frames: ${counted(lostInAll(rows))}`]
  return [...tables, ...towards, ...network, told].join("\n\n")
}
