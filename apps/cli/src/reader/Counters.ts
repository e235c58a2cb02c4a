/**
 * What a trace tells of traffic: lists and octets of each VC and each adapter at a moment of a run.
 *
 * When nothing is under way it agrees with what the adapter answers to OID_GEN_CO_… requests: sent with XMIT_PDUS_OK and BYTES_XMIT, received
 * with RCV_PDUS_OK and BYTES_RCV, for a VC and for the whole adapter; an adapter also counts the signalling that an MCM driver sends by itself.
 * A trace tells of all lives of that driver; what it answers begins at 0 with each.
 */
import type { FrameEvent, NoteEvent, TraceEvent, TraceHeader } from "@condis/core/Trace"
import { losses } from "./Losses.ts"
import type { Nbl } from "./Nbls.ts"
import { inNdis } from "./Nbls.ts"

/** Frames, which are the packets of lists, and their octets. */
export interface Amount {
  frames: number
  octets: number
}

/** The traffic of one VC, or of an adapter. */
export interface Row {
  readonly host: string
  /** Undefined: signalling that the driver of the adapter sends by itself. */
  readonly vc: string | undefined
  /** The protocol at its end. */
  readonly of: string
  readonly sent: Amount
  readonly received: Amount
  /** Sends that came home with another status than success, by that status. */
  readonly failed: Map<string, number>
  /** Received lists that NDIS dropped, by rule. */
  readonly dropped: Map<string, number>
  /** Frames that the network dropped or lost, by reason. */
  readonly lost: Map<string, number>
  /** Lists that wait at NDIS, are with the miniport, are lent to the protocol. */
  waiting: number
  withMiniport: number
  lent: number
}

const row = (host: string, vc: string | undefined, of: string): Row => ({
  host,
  vc,
  of,
  sent: { frames: 0, octets: 0 },
  received: { frames: 0, octets: 0 },
  failed: new Map(),
  dropped: new Map(),
  lost: new Map(),
  waiting: 0,
  withMiniport: 0,
  lent: 0
})

const more = (counts: Map<string, number>, key: string, by = 1): void => void counts.set(key, (counts.get(key) ?? 0) + by)

const add = (amount: Amount, frames: number, octets: number): void => {
  amount.frames += frames
  amount.octets += octets
}

/** The protocol at the end of the VC: it sends, or is lent what comes. */
const endOf = ({ steps, way }: Nbl): string | undefined =>
  way === "send" ? steps[0]?.from : steps.find(({ ddi }) => ddi === "ProtocolCoReceiveNetBufferLists")?.to

const count = (into: Row, nbl: Nbl): void => {
  const { delivered, dropped, holder, octets, packets, status, steps, way } = nbl
  if (way === "send") {
    if (holder === inNdis && status === undefined) into.waiting++
    else if (holder !== undefined && holder !== inNdis) into.withMiniport++
    else if (status === "NDIS_STATUS_SUCCESS") add(into.sent, packets, octets)
    else if (status !== undefined) more(into.failed, status)
    return
  }
  // What NDIS loops back the adapter never saw.
  if (steps[0]?.ddi === "NdisMCoIndicateReceiveNetBufferLists") add(into.received, packets, octets)
  if (dropped !== undefined) more(into.dropped, dropped)
  else if (holder !== undefined && delivered) into.lent++
}

/** Signalling frames of an MCM driver, which no list carries. */
const ownFrame = ({ frame, lost, to }: FrameEvent, adapter: string): boolean =>
  !frame.startsWith("DATA ") && (to !== adapter || lost === undefined)

/** Where frames were that were going to a port without an adapter. */
export const nowhere = "no adapter"

/**
 * A row for each VC that had traffic, in the order of its first list; behind those of its host the signalling of an MCM driver, and what had
 * frames lost and no lists. The last are of {@link nowhere}.
 */
export const rowsOf = (header: TraceHeader, events: ReadonlyArray<TraceEvent>, nbls: ReadonlyArray<Nbl>): ReadonlyArray<Row> => {
  const rows = new Map<string, Row>()
  const rowOf = (host: string, vc: string | undefined, of: () => string): Row => {
    const key = `${host} ${vc}`
    const known = rows.get(key) ?? row(host, vc, of())
    rows.set(key, known)
    return known
  }
  for (const nbl of nbls)
    count(
      rowOf(nbl.host, nbl.vc, () => endOf(nbl) ?? "?"),
      nbl
    )
  for (const [adapter, role] of Object.entries(header.instances)) {
    if (role !== "MCM driver") continue
    const [host = "", name = ""] = adapter.split("/")
    for (const event of events) {
      if (event.kind !== "frame" || (event.from !== adapter && event.to !== adapter) || !ownFrame(event, adapter)) continue
      const own = rowOf(host, undefined, () => name)
      if (event.from === adapter && event.lost === "link down") more(own.failed, "NDIS_STATUS_MEDIA_DISCONNECTED")
      else if (event.from === adapter) add(own.sent, 1, event.octets ?? 0)
      else add(own.received, 1, event.octets ?? 0)
    }
  }
  for (const { host = nowhere, of, reason, vc } of losses(header, events)) more(rowOf(host, vc, () => of).lost, reason)
  const hosts = new Set([...Object.keys(header.instances).map((instance) => instance.split("/")[0]!), nowhere])
  const found = [...rows.values()]
  return [...hosts].flatMap((host) => found.filter((each) => each.host === host))
}

/** Frames of all rows that the network dropped or lost, by reason. */
export const lostInAll = (rows: ReadonlyArray<Row>): ReadonlyMap<string, number> => {
  const all = new Map<string, number>()
  for (const { lost } of rows) for (const [reason, frames] of lost) more(all, reason, frames)
  return all
}

/** The sum of rows: what the adapter of a host has counted. */
export const sumOf = (host: string, rows: ReadonlyArray<Row>): Row => {
  const sum = row(host, undefined, "")
  for (const each of rows) {
    if (each.host !== host) continue
    add(sum.sent, each.sent.frames, each.sent.octets)
    add(sum.received, each.received.frames, each.received.octets)
    for (const [status, times] of each.failed) more(sum.failed, status, times)
    for (const [rule, times] of each.dropped) more(sum.dropped, rule, times)
    for (const [reason, frames] of each.lost) more(sum.lost, reason, frames)
    sum.waiting += each.waiting
    sum.withMiniport += each.withMiniport
    sum.lent += each.lent
  }
  return sum
}

/** What was dropped, and sends that were refused, as the trace records it: by place, kind and rule. */
export const records = (events: ReadonlyArray<TraceEvent>): ReadonlyArray<readonly [what: string, times: number]> => {
  const counts = new Map<string, number>()
  const told = (event: TraceEvent): event is NoteEvent =>
    event.kind === "drop" || (event.kind === "refusal" && /NetBufferLists|sent lists/.test(event.text))
  for (const event of events) {
    if (told(event))
      more(counts, `${event.kind} at ${event.host}/${event.at}, ${event.rule === undefined ? "no rule" : `rule ${event.rule}`}`)
    else if (event.kind === "frame" && event.lost !== undefined) more(counts, `frame lost from ${event.from}: ${event.lost}`)
  }
  return [...counts]
}
