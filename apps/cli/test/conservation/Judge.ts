/**
 * What must be true of a run: nothing comes twice, nothing is kept, and what is missing was dropped by somebody who says so.
 */
import { NdisStatus } from "@condis/core"
import type { TraceEvent } from "@condis/core/Trace"
import type { Books } from "./Books.ts"

/** `wrong` is empty when all is well. The numbers say what the run had of what it is about. */
export interface Verdict {
  readonly wrong: ReadonlyArray<string>
  readonly sent: number
  readonly arrived: number
  readonly failed: number
  readonly missing: number
}

/** Units of data a line of the trace tells the loss of. */
const lossesOf = (event: TraceEvent): number => {
  if (event.kind === "frame") return event.lost !== undefined && event.frame.startsWith("DATA") ? 1 : 0
  if (event.kind !== "drop") return 0
  if (event.text.startsWith("DATA")) return 1
  const [, count] = /(?:^|: )(\d+) (?:received NBLs|frames came|frames that waited)/.exec(event.text) ?? []
  if (count !== undefined) return Number(count)
  return event.text.includes("one more is dropped") ? 1 : 0
}

export const judge = (books: Books, trace: ReadonlyArray<TraceEvent>, left: ReadonlyArray<string>, vcWindow: number): Verdict => {
  const wrong = [...books.wrong, ...left]
  const deaths = new Map<string, number>()
  let dropped = 0
  for (const event of trace) {
    dropped += lossesOf(event)
    if (event.kind === "violation") wrong.push(`${event.host}/${event.at} ${event.rule ?? ""}: ${event.text}`)
    if (event.kind === "death") deaths.set(`${event.host}/${event.at}`, (deaths.get(`${event.host}/${event.at}`) ?? 0) + 1)
  }
  for (const { driver, lists } of books.cut) {
    const died = deaths.get(driver) ?? 0
    if (died === 0) wrong.push(`${driver} ends with ${lists} lists that are not back`)
    deaths.set(driver, died - 1)
  }
  if (books.mostOfVc > vcWindow) wrong.push(`a miniport had ${books.mostOfVc} lists of a VC, and ${vcWindow} are the bound`)
  let sent = 0
  let failed = 0
  const missing: Array<string> = []
  const arrivals = new Map<number, Set<number>>()
  for (const [key, numbers] of books.got) {
    const source = Number.parseInt(key)
    const all = arrivals.get(source) ?? new Set()
    for (const number of numbers) all.add(number)
    arrivals.set(source, all)
  }
  for (const [source, units] of books.sent) {
    for (const [number, { status }] of units) {
      sent++
      if (status !== NdisStatus.SUCCESS) failed++
      else if (arrivals.get(source)?.has(number) !== true) missing.push(`${source}:${number}`)
    }
  }
  if (missing.length > dropped)
    wrong.push(`${missing.length} units were sent and did not arrive, and the trace tells of ${dropped}: ${missing.slice(0, 20).join(" ")}`)
  let arrived = 0
  for (const numbers of books.got.values()) arrived += numbers.length
  return { wrong, sent, arrived, failed, missing: missing.length }
}
