/**
 * The lanes of a ladder: which drivers stand where, and how arrows between them are drawn.
 *
 * A host has its clients, NDIS, the call manager and the miniport (or the MCM driver), in this order, as the ladders of the documents. The
 * switch stands behind the first host. Hosts stand side by side where the page is wide enough, else each on its own.
 */
import type { TraceHeader } from "@condis/core/Trace"

/** One lane. */
export interface Lane {
  /** `alice/voice`, `alice/NDIS`, or `switch`. */
  readonly key: string
  readonly host: string
  readonly role: string
  readonly name: string
}

/** Lanes that are drawn side by side. */
export interface Group {
  readonly hosts: ReadonlyArray<string>
  readonly lanes: ReadonlyArray<Lane>
  /** Columns from lane to lane. */
  readonly spacing: number
  /** Column at which words begin. */
  readonly label: number
}

/** The name of the switch in traces. */
export const switchName = "switch"

const margin = 14
const widest = 13
const narrowest = 8
const leastLabel = 54

const roles: { readonly [role: string]: readonly [title: string, order: number] } = {
  client: ["client", 0],
  "call manager": ["call mgr", 2],
  miniport: ["miniport", 3],
  "MCM driver": ["MCM", 2]
}

/** Titles for lanes that stand close. */
const shorter: { readonly [title: string]: string } = { "call mgr": "CM", miniport: "mini" }

const lanesOf = (header: TraceHeader, host: string): ReadonlyArray<Lane> => {
  const own = Object.entries(header.instances)
    .filter(([instance]) => instance.startsWith(`${host}/`))
    .map(([key, role]) => {
      const [title, order] = roles[role] ?? [role, 1]
      return { order, lane: { key, host, role: title, name: key.slice(host.length + 1) } }
    })
  const ndis = { order: 1, lane: { key: `${host}/NDIS`, host, role: "NDIS", name: "" } }
  return [...own, ndis].sort((a, b) => a.order - b.order).map(({ lane }) => lane)
}

const wire: Lane = { key: switchName, host: "", role: switchName, name: "" }

const place = (hosts: ReadonlyArray<string>, lanes: ReadonlyArray<Lane>, width: number): Group | undefined => {
  const gaps = Math.max(1, lanes.length - 1)
  const spacing = Math.min(widest, Math.floor((width - margin - leastLabel - 4) / gaps))
  return spacing < narrowest ? undefined : { hosts, lanes, spacing, label: margin + spacing * (lanes.length - 1) + 4 }
}

/** How the hosts are drawn on a page of this width. `wires`: is there anything on the wire? */
export const groups = (header: TraceHeader, hosts: ReadonlyArray<string>, wires: boolean, width: number): ReadonlyArray<Group> => {
  const lanes = hosts.map((host) => lanesOf(header, host))
  const all = lanes.flatMap((each, index) => (index === 0 && wires ? [...each, wire] : each))
  const together = place(hosts, all, width)
  if (together !== undefined) return [together]
  return hosts.map((host, index) => {
    const own = [...(lanes[index] ?? []), ...(wires ? [wire] : [])]
    return place([host], own, width) ?? { hosts: [host], lanes: own, spacing: narrowest, label: margin + narrowest * (own.length - 1) + 4 }
  })
}

/** Column of a lane; undefined: the group has no such lane. */
export const columnOf = (group: Group, key: string): number | undefined => {
  const index = group.lanes.findIndex((lane) => lane.key === key)
  return index < 0 ? undefined : margin + index * group.spacing
}

/** A line with all lanes, to draw on. */
export const bars = (group: Group): Array<string> => {
  const line = Array.from({ length: group.label }, () => " ")
  for (const lane of group.lanes) line[columnOf(group, lane.key) ?? 0] = "|"
  return line
}

/** How a kind of arrow looks: its stroke, and where it passes a lane. */
export interface Stroke {
  readonly line: string
  readonly over: string
}

export const solid: Stroke = { line: "-", over: "+" }
export const dotted: Stroke = { line: ".", over: ":" }
export const waves: Stroke = { line: "~", over: "~" }

/** Draws an arrow from column to column. `head` stands at its end: `>` and `<` by themselves, or `x` for what got lost. */
export const arrow = (line: Array<string>, from: number, to: number, stroke: Stroke, head?: string): void => {
  const step = from < to ? 1 : -1
  for (let column = from + step; column !== to; column += step) line[column] = line[column] === "|" ? stroke.over : stroke.line
  line[to - step] = head ?? (step > 0 ? ">" : "<")
}

const centered = (group: Group, text: (lane: Lane) => string): string => {
  const line = Array.from({ length: group.label }, () => " ")
  for (const lane of group.lanes) {
    const word = text(lane).slice(0, group.spacing - 1)
    const start = Math.max(0, (columnOf(group, lane.key) ?? 0) - Math.floor(word.length / 2))
    for (const [offset, letter] of [...word].entries()) line[start + offset] = letter
  }
  return line.join("").trimEnd()
}

/** The lines over the lanes: host, role, and name of each. */
export const titles = (group: Group): ReadonlyArray<string> => [
  centered(group, (lane) => (lane.host === "" || group.lanes.find((other) => other.host === lane.host) === lane ? lane.host : "")),
  centered(group, ({ role }) => (role.length < group.spacing ? role : (shorter[role] ?? role))),
  centered(group, (lane) => lane.name)
]
