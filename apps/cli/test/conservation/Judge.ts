/**
 * What must be true of a run: nothing comes twice, nothing is kept, and what is missing was dropped by somebody who says so.
 */
import { NdisStatus } from "@condis/core"
import type { Limits } from "@condis/core/Limits"
import type { TraceEvent } from "@condis/core/Trace"
import { nblsAt } from "../../src/reader/Nbls.ts"
import type { Books } from "./Books.ts"
import { laneDeaths } from "./LaneDeaths.ts"

/** `wrong` is empty when all is well. The numbers say what the run had of what it is about. */
export interface Verdict {
  readonly wrong: ReadonlyArray<string>
  readonly sent: number
  readonly arrived: number
  readonly failed: number
  readonly missing: number
  /** Lists that waited in a lane when it died. */
  readonly felled: number
}

/** The data whose loss the trace tells of: by the length of its frame or list, and how many more at each host without it. */
class Losses {
  private readonly byOctets = new Map<number, number>()
  private readonly others = new Map<string, number>()

  constructor(trace: ReadonlyArray<TraceEvent>) {
    for (const event of trace) this.read(event)
    for (const { dropped, octets, way } of nblsAt(trace)) if (way === "receive" && dropped !== undefined) this.add(octets)
  }

  private read(event: TraceEvent): void {
    if (event.kind === "frame") {
      // A frame that its own adapter loses comes back failed.
      if (event.lost !== undefined && !(event.lost === "link down" && event.to === "switch")) this.frame(event.frame)
    } else if (event.kind === "drop") {
      const { dropped, host, text } = event
      if (dropped !== undefined) return this.frame(dropped.frame)
      // What a program does not take had arrived, and what NDIS drops has a length.
      const [, count] = /(?:^|: )(\d+) (?:received NBLs (?:dropped: \S+ is dead|that)|frames came|frames that waited)/.exec(text) ?? []
      const frames = count !== undefined ? Number(count) : /frames of a VC wait .* one more is dropped/.test(text) ? 1 : 0
      this.others.set(host, (this.others.get(host) ?? 0) + frames)
    }
  }

  private frame(text: string): void {
    const [, octets] = /^DATA .*?(\d+) B/.exec(text) ?? []
    if (octets !== undefined) this.add(Number(octets))
  }

  private add(octets: number): void {
    this.byOctets.set(octets, (this.byOctets.get(octets) ?? 0) + 1)
  }

  /** So many were lost by nobody: a client had seen them. */
  seen(host: string, lists: number): void {
    this.others.set(host, Math.max(0, (this.others.get(host) ?? 0) - lists))
  }

  /** Is there a line about data of this length, or one of these hosts that does not say? */
  explains(octets: number, hosts: ReadonlyArray<string>): boolean {
    const left = this.byOctets.get(octets) ?? 0
    if (left > 0) {
      this.byOctets.set(octets, left - 1)
      return true
    }
    const host = hosts.find((each) => (this.others.get(each) ?? 0) > 0)
    if (host === undefined) return false
    this.others.set(host, this.others.get(host)! - 1)
    return true
  }

  get hosts(): ReadonlyArray<string> {
    return [...this.others.keys()]
  }
}

export const judge = (
  books: Books,
  trace: ReadonlyArray<TraceEvent>,
  left: ReadonlyArray<string>,
  { lanes, vcWindow }: Pick<Limits, "lanes" | "vcWindow">
): Verdict => {
  const deathsOfLanes = laneDeaths(trace, lanes)
  const wrong = [...books.wrong, ...left, ...deathsOfLanes.wrong]
  const deaths = new Map<string, number>()
  const losses = new Losses(trace)
  for (const event of trace) {
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
  for (const [host, lists] of books.seenByDead) losses.seen(host, lists)
  const arrivals = new Map<number, Set<number>>()
  /** Where what a source sends arrives, if any of it did. */
  const hosts = new Map<number, ReadonlyArray<string>>()
  for (const [key, numbers] of books.got) {
    const source = Number.parseInt(key)
    hosts.set(source, [...(hosts.get(source) ?? []), / at (\S+) on /.exec(key)![1]!])
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
        if (!losses.explains(octets, hosts.get(source) ?? losses.hosts)) unexplained.push(`${source}:${number}`)
      }
    }
  }
  if (unexplained.length > 0)
    wrong.push(
      `${unexplained.length} units were sent, did not arrive, and no line of the trace tells of them: ${unexplained.slice(0, 20).join(" ")}`
    )
  let arrived = 0
  for (const numbers of books.got.values()) arrived += numbers.length
  return { wrong, sent, arrived, failed, missing, felled: deathsOfLanes.waited }
}
