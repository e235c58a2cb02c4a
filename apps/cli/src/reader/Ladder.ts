/**
 * A trace as a text ladder: time runs downwards, each driver and NDIS is a lane, solid arrows are calls and dotted ones returns.
 *
 * Returns of functions without a result are left out, unless they moved something.
 *
 * @see docs/condis/operations.md, whose ladders these resemble
 */
import {
  type CrossingEvent,
  type FrameEvent,
  isCrossing,
  type NoteEvent,
  type TimerEvent,
  type TraceEvent,
  type TraceHeader
} from "@condis/core/Trace"
import { arrow, bars, columnOf, dotted, type Group, groups, solid, switchName, titles, waves } from "./Lanes.ts"

/** What to draw. */
export interface LadderOptions {
  /** Only these hosts. Default: all, in the order of the header. */
  readonly hosts?: ReadonlyArray<string>
  /** Nothing before the event with this number. */
  readonly since?: number
  /** Only so many events before and after the one with this number, which is marked. */
  readonly around?: { readonly seq: number; readonly events: number }
  /** Columns of the page. Default 140. */
  readonly width?: number
  /** Draw returns of functions without a result too. */
  readonly voidReturns?: boolean
}

const short = (status: string): string => status.replace(/^NDIS_STATUS_/, "")

/** `vc: A → B, vc: B → C` as `vc: A → B → C`. */
export const chained = (change: string): string => {
  const axes = new Map<string, string>()
  for (const step of change.split(", ")) {
    const axis = step.slice(0, step.indexOf(":"))
    const states = step.slice(step.indexOf(":") + 2)
    const before = axes.get(axis)
    const link = states.slice(0, states.indexOf(" →"))
    axes.set(axis, before === undefined ? states : before.endsWith(link) ? before + states.slice(link.length) : `${before}, ${states}`)
  }
  return [...axes].map(([axis, states]) => `${axis}: ${states}`).join(", ")
}

const endOf = (name: string): string => (name.includes("/") ? name.slice(0, name.indexOf("/")) : name)

const concerns = (event: TraceEvent, hosts: ReadonlySet<string>, known: ReadonlySet<string>): boolean => {
  if (event.kind === "frame") return hosts.has(endOf(event.from)) || hosts.has(endOf(event.to))
  return hosts.has(event.host) || !known.has(event.host)
}

/** Which events say something: all but returns without a result. With the return of a call, lists that are only shown change hands. */
export const telling = (events: ReadonlyArray<TraceEvent>): ((event: TraceEvent) => boolean) => {
  const shows = new Set(events.filter((event) => isCrossing(event) && event.shown === true).map(({ seq }) => seq))
  return (event) => event.kind !== "return" || event.status !== undefined || event.change !== undefined || shows.has(event.of ?? -1)
}

/** Draws the ladder. */
export const ladder = (header: TraceHeader, events: ReadonlyArray<TraceEvent>, options: LadderOptions = {}): string => {
  const all = [...new Set(Object.keys(header.instances).map(endOf))]
  const hosts = options.hosts === undefined ? all : all.filter((host) => options.hosts?.includes(host))
  const known = new Set(all)
  const wanted = new Set(hosts)
  const says = telling(events)
  const shown = events.filter((event) => concerns(event, wanted, known)).filter((event) => options.voidReturns === true || says(event))
  const start = options.since === undefined ? 0 : shown.findIndex(({ seq }) => seq >= (options.since ?? 0))
  const centre = options.around === undefined ? -1 : shown.findLastIndex(({ seq }) => seq <= (options.around?.seq ?? 0))
  const reach = options.around?.events ?? 0
  const first = Math.max(start < 0 ? shown.length : start, centre < 0 ? 0 : centre - reach)
  const last = centre < 0 ? shown.length : Math.min(shown.length, centre + reach + 1)
  const wires = shown.some(({ kind }) => kind === "frame")
  const page = new Page(groups(header, hosts, wires, options.width ?? 140), options.width ?? 140, options.around?.seq)
  if (first > 0) page.remark(`… ${first} events before`)
  for (const event of shown.slice(first, last)) page.event(event)
  if (last < shown.length) page.remark(`… ${shown.length - last} events after`)
  return `${page.lines.join("\n")}\n`
}

class Page {
  readonly lines: Array<string> = []
  private readonly groups: ReadonlyArray<Group>
  private readonly width: number
  private readonly marked: number | undefined
  private group: Group | undefined
  private time = -1
  private previous = -1

  constructor(drawn: ReadonlyArray<Group>, width: number, marked: number | undefined) {
    this.groups = drawn
    this.width = width
    this.marked = marked
    const only = drawn[0]
    if (drawn.length === 1 && only !== undefined) this.enter(only)
  }

  remark(text: string): void {
    this.lines.push(`${" ".repeat(this.group?.label ?? 0)}${text}`)
  }

  event(event: TraceEvent): void {
    if (isCrossing(event)) this.crossing(event)
    else if (event.kind === "frame") this.frame(event)
    else if (event.kind === "timer") this.timer(event)
    else this.note(event)
    this.previous = event.seq
  }

  private enter(group: Group): void {
    this.group = group
    if (this.lines.length > 0) this.lines.push("")
    this.lines.push(...titles(group).filter((line) => line !== ""))
  }

  /** The group in which an event of this host is drawn. */
  private at(host: string): Group | undefined {
    const group = this.groups.find(({ hosts }) => hosts.includes(host)) ?? this.group ?? this.groups[0]
    if (group !== undefined && group !== this.group) this.enter(group)
    return group
  }

  private crossing(event: CrossingEvent): void {
    const group = this.at(event.host)
    if (group === undefined) return
    const line = bars(group)
    const from = columnOf(group, `${event.host}/${event.from}`)
    const to = columnOf(group, `${event.host}/${event.to}`)
    const drawn = from !== undefined && to !== undefined
    if (drawn) arrow(line, from, to, event.kind === "call" ? solid : dotted)
    const who = drawn ? "" : `${event.host}: ${event.from} → ${event.to} `
    const change = event.change === undefined ? "" : `  [${chained(event.change)}]`
    this.print(group, event, line, `${who}${event.kind === "call" ? this.called(event) : this.returned(event)}`, change)
  }

  private called({ carries, ddi, party, sap, shown, status, vc }: CrossingEvent): string {
    const words = [
      status === undefined ? undefined : short(status),
      carries?.oid,
      sap,
      vc,
      party,
      shown === undefined ? undefined : "only shown"
    ].filter((word) => word !== undefined)
    return words.length === 0 ? ddi : `${ddi}(${words.join(", ")})`
  }

  private returned({ ddi, of, status }: CrossingEvent): string {
    const result = `= ${status === undefined ? "(done)" : short(status)}`
    return of === undefined || of === this.previous ? result : `${result} of ${of} ${ddi}`
  }

  private frame(event: FrameEvent): void {
    const group = this.at(event.from === switchName ? endOf(event.to) : endOf(event.from))
    if (group === undefined) return
    const line = bars(group)
    const from = columnOf(group, event.from)
    const to = columnOf(group, event.to)
    const drawn = from !== undefined && to !== undefined
    if (drawn) arrow(line, from, to, waves, event.lost === undefined ? undefined : "x")
    const who = drawn ? "" : `${event.from} → ${event.to}: `
    this.print(group, event, line, `~ ${who}${event.frame}`, event.lost === undefined ? "" : `  [lost: ${event.lost}]`)
  }

  private timer(event: TimerEvent): void {
    this.mark(event, "o", `o ${event.timer} ran out${this.place(event)}`)
  }

  private note(event: NoteEvent): void {
    const loud = event.kind === "note" || event.kind === "restart" ? "" : "!! "
    const rule = event.rule === undefined ? "" : ` ${event.rule}`
    this.mark(event, event.kind === "note" ? "*" : "!", `${loud}${event.kind}${rule}${this.place(event)}: ${event.text}`)
  }

  private place({ at, host }: TimerEvent | NoteEvent): string {
    return at === switchName ? ` at the ${switchName}` : ` at ${host}/${at}`
  }

  private mark(event: TimerEvent | NoteEvent, sign: string, text: string): void {
    const group = this.at(event.host)
    if (group === undefined) return
    const line = bars(group)
    const column = columnOf(group, event.at === switchName ? switchName : `${event.host}/${event.at}`)
    if (column !== undefined) line[column] = sign
    this.print(group, event, line, text, "")
  }

  private print(group: Group, event: TraceEvent, line: ReadonlyArray<string>, text: string, tail: string): void {
    const drawn = [...line]
    if (event.time !== this.time)
      for (const [index, letter] of [...(event.time / 1000).toFixed(3).padStart(10)].entries()) drawn[index] = letter
    this.time = event.time
    if (event.seq === this.marked) drawn[0] = ">"
    const number = event.kind === "return" ? "    " : String(event.seq).padStart(4)
    const room = this.width - group.label - number.length - 1
    const [first = "", ...more] =
      text.length + tail.length <= room ? [text + tail] : [...wrap(text, room), ...(tail === "" ? [] : wrap(tail.trim(), room))]
    this.lines.push(`${drawn.join("")}${number} ${first}`.trimEnd())
    for (const next of more) this.lines.push(`${bars(group).join("")}     ${next}`)
  }
}

/** Breaks a text at blanks. */
const wrap = (text: string, room: number): ReadonlyArray<string> => {
  const lines: Array<string> = []
  let line = ""
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > room) {
      lines.push(line)
      line = word
    } else line = line === "" ? word : `${line} ${word}`
  }
  return [...lines, line]
}
