/**
 * A trace as a Mermaid sequence diagram, for documents that draw one from text: solid arrows are calls, dashed ones returns, open ones
 * frames, and what moved or went wrong is a note.
 *
 * Returns of functions without a result are left out, unless they moved something, as in the text ladder.
 *
 * @see https://mermaid.js.org/syntax/sequenceDiagram.html
 */
import { type CrossingEvent, type FrameEvent, isCrossing, type NoteEvent, type TraceEvent, type TraceHeader } from "@condis/core/Trace"
import { chained } from "./Ladder.ts"
import { groups, type Lane, switchName } from "./Lanes.ts"

/** What to draw. */
export interface MermaidOptions {
  /** Nothing before the event with this number. */
  readonly since?: number
}

/** Text that the grammar would read, as the entities it has for them. A line break becomes one in the picture. */
export const escaped = (text: string): string =>
  text.replace(/[#;<>&"]|%(?=%)|\r?\n/g, (found) => {
    switch (found) {
      case "<":
        return "#lt;"
      case ">":
        return "#gt;"
      case "&":
        return "#amp;"
      case "\n":
      case "\r\n":
        return "<br/>"
      default:
        return `#${found.charCodeAt(0)};`
    }
  })

const short = (status: string): string => status.replace(/^NDIS_STATUS_/, "")

/** Wide enough that all lanes stand side by side: Mermaid finds the columns itself. */
const oneGroup = Number.MAX_SAFE_INTEGER

/** Draws the diagram. */
export const mermaid = (header: TraceHeader, events: ReadonlyArray<TraceEvent>, options: MermaidOptions = {}): string => {
  const hosts = [...new Set(Object.keys(header.instances).map((instance) => instance.slice(0, instance.indexOf("/"))))]
  const shown = events
    .filter(({ seq }) => seq >= (options.since ?? 0))
    .filter((event) => event.kind !== "return" || event.status !== undefined || event.change !== undefined)
  const wires = shown.some(({ kind }) => kind === "frame")
  const lanes = groups(header, hosts, wires, oneGroup)[0]?.lanes ?? []
  const drawing = new Drawing(lanes)
  for (const event of shown) drawing.event(event)
  return `${["sequenceDiagram", ...participants(lanes), ...drawing.lines].join("\n")}\n`
}

/** Hosts are boxes, in the order of their lanes. */
const participants = (lanes: ReadonlyArray<Lane>): ReadonlyArray<string> => {
  const lines: Array<string> = []
  let host = ""
  for (const [index, lane] of lanes.entries()) {
    if (lane.host !== host) {
      if (host !== "") lines.push("  end")
      // The colour says that the first word of a name is not one.
      if (lane.host !== "") lines.push(`  box transparent ${escaped(lane.host)}`)
    }
    host = lane.host
    lines.push(
      `  ${host === "" ? "" : "  "}participant p${index} as ${escaped([lane.role, lane.name].filter((word) => word !== "").join(" "))}`
    )
  }
  return host === "" ? lines : [...lines, "  end"]
}

class Drawing {
  readonly lines: Array<string> = []
  private readonly lanes: ReadonlyArray<Lane>
  private time = -1
  private previous = -1

  constructor(lanes: ReadonlyArray<Lane>) {
    this.lanes = lanes
  }

  event(event: TraceEvent): void {
    if (event.time !== this.time) this.note(this.everywhere(), `${(event.time / 1000).toFixed(3)} ms`)
    this.time = event.time
    if (isCrossing(event)) this.crossing(event)
    else if (event.kind === "frame") this.frame(event)
    else if (event.kind === "timer") this.mark(event, `${event.timer} ran out`)
    else this.mark(event, `${event.kind}${event.rule === undefined ? "" : ` ${event.rule}`}: ${event.text}`)
    this.previous = event.seq
  }

  private crossing(event: CrossingEvent): void {
    const from = this.lane(`${event.host}/${event.from}`)
    const to = this.lane(`${event.host}/${event.to}`)
    const text = event.kind === "call" ? called(event) : this.returned(event)
    const drawn = from !== undefined && to !== undefined
    if (drawn) this.say(`${from}${event.kind === "call" ? "->>" : "-->>"}${to}`, text)
    else this.note(this.everywhere(), `${event.host}: ${event.from} → ${event.to} ${text}`)
    if (event.change !== undefined) this.note(drawn ? `${from},${to}` : this.everywhere(), chained(event.change))
  }

  private returned({ ddi, of, status }: CrossingEvent): string {
    const result = status === undefined ? "(done)" : short(status)
    return of === undefined || of === this.previous ? result : `${result} of ${ddi}`
  }

  private frame({ frame, from, lost, to }: FrameEvent): void {
    const ends = [this.lane(from), this.lane(to)]
    if (ends.includes(undefined)) this.note(this.everywhere(), `${from} → ${to}: ${frame}`)
    else this.say(`${ends[0]}${lost === undefined ? "-)" : "-x"}${ends[1]}`, frame)
    if (lost !== undefined) this.note(ends.includes(undefined) ? this.everywhere() : `${ends[0]},${ends[1]}`, `lost: ${lost}`)
  }

  private mark(event: { readonly at: string; readonly host: string } & (NoteEvent | { readonly kind: "timer" }), text: string): void {
    const lane = this.lane(event.at === switchName ? switchName : `${event.host}/${event.at}`)
    this.note(lane ?? this.everywhere(), lane === undefined ? `${event.host}/${event.at}: ${text}` : text)
  }

  private lane(key: string): string | undefined {
    const index = this.lanes.findIndex((lane) => lane.key === key)
    return index < 0 ? undefined : `p${index}`
  }

  private everywhere(): string {
    return this.lanes.length < 2 ? "p0" : `p0,p${this.lanes.length - 1}`
  }

  private say(arrow: string, text: string): void {
    this.lines.push(`  ${arrow}: ${escaped(text)}`)
  }

  private note(over: string, text: string): void {
    this.lines.push(`  Note over ${over}: ${escaped(text)}`)
  }
}

const called = ({ ddi, party, sap, status, vc }: CrossingEvent): string => {
  const words = [status === undefined ? undefined : short(status), sap, vc, party].filter((word) => word !== undefined)
  return words.length === 0 ? ddi : `${ddi}(${words.join(", ")})`
}
