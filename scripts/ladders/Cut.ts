/**
 * Cuts an operation out of the trace of a run: the events of one host between two marks, numbered and timed from the first.
 */
import type { ScenarioResult } from "../../apps/cli/src/run/Types.ts"
import { telling } from "../../apps/cli/src/reader/Ladder.ts"
import { namesIn } from "../../apps/cli/src/expect/Names.ts"
import type { Form } from "../../apps/cli/src/scenario/Scenario.ts"
import { isDdiName } from "../../apps/cli/src/scenario/Vocabulary.ts"
import type { Ladder, Mark } from "./Page.ts"

type TraceEvent = ScenarioResult["trace"][number]

/** Buffers on their way home: they belong to no step of an operation but that of data. */
const buffersHome = new Set([
  "NdisMCoSendNetBufferListsComplete",
  "ProtocolCoSendNetBufferListsComplete",
  "NdisReturnNetBufferLists",
  "MiniportReturnNetBufferLists"
])

interface Parsed {
  readonly fits: (event: TraceEvent) => boolean
  readonly nth: number
}

const grammar = /^(?:([=~!]) )?([A-Za-z][A-Za-z ]*?)(?: ([A-Z][A-Z_0-9]+))?(?: @([\w-]+))?(?: #(\d+))?$/

const parsed = (mark: Mark, form: Form, adapter: string): Parsed => {
  // The name of a message has blanks, so what follows it is no status.
  const words = mark.startsWith("~") ? /^(~) ([A-Z ]+?)()()(?: #(\d+))?$/.exec(mark) : grammar.exec(mark)
  if (words === null) throw new Error(`${mark} is no mark`)
  const [, sign, name = "", status, driver, nth = "1"] = words
  const at = driver === "cm" && form === "mcm" ? adapter : driver
  const found = (fits: (event: TraceEvent) => boolean): Parsed => ({ fits, nth: Number(nth) })
  if (sign === "~") return found((event) => event.kind === "frame" && event.frame === name)
  if (sign === "!") return found((event) => event.kind === name && (at === undefined || ("at" in event && event.at === at)))
  if (!isDdiName(name)) throw new Error(`${mark}: there is no function or callback ${name}`)
  const names: ReadonlyArray<string> = namesIn(name, form, driver === undefined ? undefined : driver === "cm")
  const kind = sign === "=" ? "return" : "call"
  const word = status?.startsWith("OID_") === true ? undefined : status
  return found(
    (event) =>
      event.kind === kind &&
      names.includes(event.ddi) &&
      (word === undefined ? status === undefined || event.carries?.oid === status : event.status === `NDIS_STATUS_${word}`) &&
      (at === undefined || event.from === at || event.to === at)
  )
}

const concerns = (event: TraceEvent, host: string): boolean =>
  event.kind === "frame" ? [event.from, event.to].some((end) => end.startsWith(`${host}/`)) : event.host === host

const place = (events: ReadonlyArray<TraceEvent>, { fits, nth }: Parsed): number => {
  let left = nth
  return events.findIndex((event) => fits(event) && --left === 0)
}

/** The events of the operation alone. */
export const cut = (ladder: Ladder, { form, scenario, scriptBegins, trace }: ScenarioResult): ReadonlyArray<TraceEvent> => {
  const { from, host = "alice", start, to } = form === "mcm" ? { ...ladder, ...ladder.mcm } : ladder
  const adapter = scenario.hosts[host]?.adapter ?? ""
  const data = ladder.operation === "OP-28" || ladder.operation === "OP-29" || ladder.operation === "OP-30"
  const own = trace
    .filter(({ seq }) => start === true || seq >= (scriptBegins ?? 0))
    .filter((event) => concerns(event, host))
    .filter((event) => data || !("ddi" in event && buffersHome.has(event.ddi)))
  const lacks = (mark: Mark) =>
    new Error(`${ladder.operation}, ${ladder.title}: ${scenario.name} (${form}) does not show ${mark} at ${host}`)
  const first = place(own, parsed(from, form, adapter))
  if (first < 0) throw lacks(from)
  const rest = own.slice(first)
  const ends = (typeof to === "string" ? [to] : to).map((mark) => {
    const end = place(rest, parsed(mark, form, adapter))
    if (end < 0) throw lacks(mark)
    return end
  })
  const chosen = rest.slice(0, Math.max(...ends) + 1).filter(telling(trace))
  const numbers = new Map(chosen.map(({ seq }, index) => [seq, index + 1]))
  const begin = chosen[0]?.time ?? 0
  return chosen.flatMap((event) => {
    const moved = { ...event, seq: numbers.get(event.seq) ?? 0, time: event.time - begin }
    if (!("of" in moved) || moved.of === undefined) return [moved]
    const of = numbers.get(moved.of)
    // The end of something that began before.
    return of === undefined ? [] : [{ ...moved, of }]
  })
}
