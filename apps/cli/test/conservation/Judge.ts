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

/** The data whose loss the trace tells of: frames by their length, and how many more without it. */
class Losses {
  private readonly byOctets = new Map<number, number>()
  others = 0

  read(event: TraceEvent): void {
    if (event.kind === "frame") {
      if (event.lost !== undefined) this.frame(event.frame)
    } else if (event.kind === "drop" && !this.frame(event.text)) {
      const [, count] = /(?:^|: )(\d+) (?:received NBLs|frames came|frames that waited)/.exec(event.text) ?? []
      if (count !== undefined) this.others += Number(count)
      else if (event.text.includes("one more is dropped")) this.others++
    }
  }

  private frame(text: string): boolean {
    const [, octets] = /^DATA .*?(\d+) B/.exec(text) ?? []
    if (octets === undefined) return false
    this.byOctets.set(Number(octets), (this.byOctets.get(Number(octets)) ?? 0) + 1)
    return true
  }

  /** Is there a line about data of this length, or one that does not say? */
  explains(octets: number): boolean {
    const left = this.byOctets.get(octets) ?? 0
    if (left > 0) this.byOctets.set(octets, left - 1)
    else if (this.others > 0) this.others--
    else return false
    return true
  }
}

export const judge = (books: Books, trace: ReadonlyArray<TraceEvent>, left: ReadonlyArray<string>, vcWindow: number): Verdict => {
  const wrong = [...books.wrong, ...left]
  const deaths = new Map<string, number>()
  const losses = new Losses()
  for (const event of trace) {
    losses.read(event)
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
  let missing = 0
  const unexplained: Array<string> = []
  losses.others = Math.max(0, losses.others - books.seenByDead)
  const arrivals = new Map<number, Set<number>>()
  for (const [key, numbers] of books.got) {
    const source = Number.parseInt(key)
    const all = arrivals.get(source) ?? new Set()
    for (const number of numbers) all.add(number)
    arrivals.set(source, all)
  }
  for (const [source, units] of books.sent) {
    for (const [number, { octets, status }] of units) {
      sent++
      if (status !== NdisStatus.SUCCESS) failed++
      else if (arrivals.get(source)?.has(number) !== true) {
        missing++
        if (!losses.explains(octets)) unexplained.push(`${source}:${number}`)
      }
    }
  }
  if (unexplained.length > 0)
    wrong.push(
      `${unexplained.length} units were sent, did not arrive, and no line of the trace tells of them: ${unexplained.slice(0, 20).join(" ")}`
    )
  let arrived = 0
  for (const numbers of books.got.values()) arrived += numbers.length
  return { wrong, sent, arrived, failed, missing }
}
