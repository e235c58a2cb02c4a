/**
 * The NET_BUFFER_LISTs of a run: where each is at a moment of its trace, and the way it took.
 *
 * A list is never on the wire: a send is complete when its last frame has left the adapter, and a receive is another list, of the host that
 * the frame came to. NDIS hands on in one turn what comes back to it; what it does not hand on then has nobody to go to (its driver is
 * dead), or stays where it was, because the call that gave it back broke a rule.
 */
import { type CrossingEvent, isCrossing, type TraceEvent } from "@condis/core/Trace"

/** A crossing that carried a list. */
export interface Step {
  readonly seq: number
  readonly time: number
  readonly ddi: string
  readonly from: string
  readonly to: string
}

/** One journey of one list. */
export interface Nbl {
  readonly host: string
  readonly number: number
  readonly way: "send" | "receive"
  readonly vc: string | undefined
  readonly octets: number
  readonly packets: number
  readonly steps: Array<Step>
  /** Who has it; undefined: it is home. */
  holder: string | undefined
  /** Its status, once it is complete. */
  status: string | undefined
  /** Was it with a miniport as a send, with a protocol as a receive? */
  delivered: boolean
  /** The rule by which a received list was dropped. */
  dropped: string | undefined
}

/** NDIS, as a holder. */
export const inNdis = "NDIS"

const complete = "NDIS_STATUS_SUCCESS"

/** What crosses, and who has the lists then. */
const holders: { readonly [ddi: string]: (crossing: CrossingEvent) => string | undefined } = {
  NdisCoSendNetBufferLists: () => inNdis,
  MiniportCoSendNetBufferLists: ({ to }) => to,
  NdisMCoSendNetBufferListsComplete: () => inNdis,
  ProtocolCoSendNetBufferListsComplete: () => undefined,
  NdisMCoIndicateReceiveNetBufferLists: () => inNdis,
  ProtocolCoReceiveNetBufferLists: ({ to }) => to,
  NdisReturnNetBufferLists: () => inNdis,
  MiniportReturnNetBufferLists: () => undefined
}

/** Functions whose lists NDIS hands on in the same turn, or not at all. */
const passing = new Set(["NdisMCoSendNetBufferListsComplete", "NdisMCoIndicateReceiveNetBufferLists", "NdisReturnNetBufferLists"])

/** Rules that say: the list stays with whoever gave it back. */
const stays = new Set(["NBL-26", "NBL-49", "NBL-50"])

/** All lists of a trace as they are after the event `at`; left out: at its end. In the order in which they were first seen. */
export const nblsAt = (events: ReadonlyArray<TraceEvent>, at = Number.POSITIVE_INFINITY): ReadonlyArray<Nbl> => {
  const found = new Map<string, Nbl>()
  /** Lists of a host that NDIS is handing on. */
  const turns = new Map<string, { readonly by: string; readonly lists: Set<Nbl>; rule: string | undefined }>()
  /** Calls whose lists are only shown. */
  const shown = new Map<number, ReadonlyArray<Nbl>>()

  const settle = (host: string): void => {
    const turn = turns.get(host)
    if (turn === undefined) return
    turns.delete(host)
    for (const nbl of turn.lists) {
      if (nbl.way === "receive" && !nbl.delivered) nbl.dropped = turn.rule ?? "no rule"
      nbl.holder = turn.rule !== undefined && stays.has(turn.rule) ? turn.by : undefined
    }
  }

  const cross = (crossing: CrossingEvent): void => {
    const { ddi, from, host, nbls = [], seq, time, to } = crossing
    const lists = nbls.map((number, index) => {
      const key = `${host}/${number}`
      const known = found.get(key)
      const nbl: Nbl = known ?? {
        host,
        number,
        way: ddi === "NdisCoSendNetBufferLists" ? "send" : "receive",
        vc: crossing.vc,
        octets: crossing.octets?.[index] ?? 0,
        packets: crossing.packets?.[index] ?? 1,
        steps: [],
        holder: undefined,
        status: undefined,
        delivered: false,
        dropped: undefined
      }
      if (known === undefined) found.set(key, nbl)
      nbl.steps.push({ seq, time, ddi, from, to })
      nbl.holder = holders[ddi]?.(crossing)
      if (ddi === "MiniportCoSendNetBufferLists" || ddi === "ProtocolCoReceiveNetBufferLists") nbl.delivered = true
      if (ddi.endsWith("SendNetBufferListsComplete")) nbl.status = crossing.statuses?.[index] ?? complete
      if (ddi === "MiniportReturnNetBufferLists" && !nbl.delivered) nbl.dropped = turns.get(host)?.rule ?? "no rule"
      turns.get(host)?.lists.delete(nbl)
      return nbl
    })
    if (passing.has(ddi)) turns.set(host, { by: from, lists: new Set(lists), rule: undefined })
    if (ddi === "ProtocolCoReceiveNetBufferLists" && crossing.shown === true) shown.set(seq, lists)
  }

  for (const event of events) {
    if (event.seq > at) break
    if (isCrossing(event)) {
      if (event.kind === "return") {
        for (const nbl of shown.get(event.of ?? -1) ?? []) nbl.holder = undefined
        continue
      }
      if (event.from !== "NDIS") settle(event.host)
      if (event.nbls !== undefined) cross(event)
    } else if (event.kind === "violation" || event.kind === "drop") {
      const turn = turns.get(event.host)
      if (turn !== undefined) turn.rule ??= event.rule
    }
  }
  // At the moment asked for NDIS may be in the middle of it: then the lists are with NDIS.
  if (at >= (events.at(-1)?.seq ?? 0)) for (const host of [...turns.keys()]) settle(host)
  return [...found.values()]
}

/** Lists that are with somebody, the longest first. */
export const pending = (nbls: ReadonlyArray<Nbl>): ReadonlyArray<Nbl> =>
  nbls.filter(({ holder }) => holder !== undefined).sort((a, b) => since(a).seq - since(b).seq)

/** The crossing that brought a list where it is. */
export const since = ({ steps }: Nbl): Step => steps[steps.length - 1]!

/** Numbers as people write them: 1–4, 7. */
export const ranges = (numbers: ReadonlyArray<number>): string => {
  const sorted = [...new Set(numbers)].sort((a, b) => a - b)
  const parts: Array<[number, number]> = []
  for (const number of sorted) {
    const last = parts.at(-1)
    if (last !== undefined && last[1] === number - 1) last[1] = number
    else parts.push([number, number])
  }
  return parts
    .map(([first, last]) => (first === last ? String(first) : last === first + 1 ? `${first}, ${last}` : `${first}–${last}`))
    .join(", ")
}
