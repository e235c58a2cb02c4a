/**
 * Checks what a scenario expects against the trace of a run. Every expectation gives one result, with what was found where it does not hold.
 */
import { isCrossing, type TraceEvent } from "@condis/core/Trace"
import { statusName } from "@condis/core/NdisStatus"
import { oidName } from "@condis/core/Oid"
import type { LastState, Matcher } from "../scenario/Expect.ts"
import { callManager, type Form, type Scenario } from "../scenario/Scenario.ts"
import { byManager } from "../scenario/Semantics.ts"
import { isDdiName } from "../scenario/Vocabulary.ts"
import { namesIn } from "./Names.ts"

/** The result of one expectation. */
export interface Check {
  readonly ok: boolean
  /** What was expected. */
  readonly what: string
  /** What was found; empty where it holds. */
  readonly found: string
  /** Number of the event up to which all went as expected. */
  readonly at?: number
}

/** The run to be checked. */
export interface Run {
  readonly scenario: Scenario
  readonly form: Form
  readonly trace: ReadonlyArray<TraceEvent>
  /** What was not gone at the end, in words. */
  readonly leftovers: ReadonlyArray<string>
}

/** How a line differs from an event; empty: it does not. Undefined: it is about something else altogether. */
const differences = (run: Run, matcher: Matcher, event: TraceEvent): ReadonlyArray<string> | undefined => {
  if (matcher.frame !== undefined) return frameDifferences(matcher, matcher.frame, event)
  if (matcher.timer !== undefined) {
    if (event.kind !== "timer" || event.timer !== matcher.timer) return undefined
    return [...differs("host", matcher.host, event.host), ...differs("at", matcher.from ?? matcher.to, event.at)]
  }
  if (matcher.ddi === undefined || !isDdiName(matcher.ddi) || !isCrossing(event)) return undefined
  const names: ReadonlyArray<string> = namesIn(matcher.ddi, run.form, byManager(matcher))
  if (!names.includes(event.ddi)) return undefined
  const driver = (name: string | undefined) =>
    name === callManager && run.form === "mcm" ? (run.scenario.hosts[event.host]?.adapter ?? name) : name
  return [
    ...differs("host", matcher.host, event.host),
    ...differs("kind", matcher.kind, event.kind),
    ...differs("from", driver(matcher.from), event.from),
    ...differs("to", driver(matcher.to), event.to),
    ...differs("status", matcher.status === undefined ? undefined : statusName(matcher.status), event.status ?? "none"),
    ...differs("oid", matcher.oid === undefined ? undefined : oidName(matcher.oid), event.carries?.oid ?? "none"),
    ...(matcher.change === undefined || changesOf(event).includes(arrowed(matcher.change)) ? [] : [`change is ${event.change ?? "none"}`])
  ]
}

const frameDifferences = (matcher: Matcher, frame: string, event: TraceEvent): ReadonlyArray<string> | undefined => {
  if (event.kind !== "frame" || (event.frame !== frame && !isDetailed(event.frame, frame))) return undefined
  const end = (name: string | undefined, actual: string) => (name !== undefined && actual.startsWith(`${name}/`) ? actual : name)
  const host = [event.from, event.to].find((name) => name.startsWith(`${matcher.host}/`)) === undefined ? "another" : matcher.host
  return [
    ...differs("host", matcher.host, host ?? ""),
    ...differs("from", end(matcher.from, event.from), event.from),
    ...differs("to", end(matcher.to, event.to), event.to)
  ]
}

/** `DATA vci=33` is `DATA` with a detail; `RELEASE COMPLETE` is not `RELEASE` with one. */
const isDetailed = (text: string, name: string): boolean => text.startsWith(`${name} `) && /^[a-z]/.test(text.slice(name.length + 1))

const differs = (what: string, wanted: string | undefined, actual: string): ReadonlyArray<string> =>
  wanted === undefined || wanted === actual ? [] : [`${what} is ${actual}`]

const arrowed = (change: string): string => change.replace("->", "→")

const changesOf = (event: TraceEvent): ReadonlyArray<string> =>
  isCrossing(event) && event.change !== undefined ? event.change.split(", ") : []

/** Is the line about this event? */
export const matches = (run: Run, matcher: Matcher, event: TraceEvent): boolean => differences(run, matcher, event)?.length === 0

/** A line in words. */
export const matcherText = (matcher: Matcher): string => {
  const what = matcher.ddi ?? matcher.frame ?? matcher.timer ?? ""
  const words = [
    matcher.host === undefined ? "" : `${matcher.host}: `,
    matcher.from === undefined ? "" : `${matcher.from} → `,
    what,
    matcher.kind === "return" ? " return" : "",
    matcher.status === undefined ? "" : ` ${statusName(matcher.status)}`,
    matcher.oid === undefined ? "" : ` ${oidName(matcher.oid)}`,
    matcher.to === undefined ? "" : ` → ${matcher.to}`,
    matcher.change === undefined ? "" : ` [${matcher.change}]`
  ]
  return words.join("")
}

const eventText = (event: TraceEvent): string => {
  const time = `#${event.seq} at ${(event.time / 1000).toFixed(3)} ms`
  if (event.kind === "frame") return `${time} ${event.from} → ${event.to} ${event.frame}`
  if (event.kind === "timer") return `${time} ${event.host}/${event.at} ${event.timer}`
  if (!isCrossing(event))
    return `${time} ${event.host}/${event.at} ${event.kind}${event.rule === undefined ? "" : ` ${event.rule}`}: ${event.text}`
  return `${time} ${event.host}: ${event.from} → ${event.to} ${event.ddi} ${event.kind}${event.status === undefined ? "" : ` ${event.status}`}`
}

const nearestShown = 3

/** The events nearest to a line that was not found, with what is different about each. */
const nearest = (run: Run, matcher: Matcher, after: number): string => {
  const near = run.trace
    .flatMap((event, index) => {
      const different = differences(run, matcher, event)
      if (different === undefined) return []
      const why = [...different, ...(index < after ? ["it comes too early"] : [])]
      return why.length === 0 ? [] : [{ why, event }]
    })
    .sort((a, b) => a.why.length - b.why.length || b.event.seq - a.event.seq)
    .slice(0, nearestShown)
  if (near.length === 0) return "nothing of that name happened"
  return `nearest: ${near.map(({ event, why }) => `${eventText(event)} (${why.join(", ")})`).join("; ")}`
}

/** Do these lines occur in this order? */
const inOrder = (run: Run, title: string, lines: ReadonlyArray<Matcher>): Check => {
  const wanted = lines.filter(({ form }) => form === undefined || form === run.form)
  const what = `${title}: ${wanted.length} lines in order`
  let index = 0
  let last: TraceEvent | undefined
  for (const [place, matcher] of wanted.entries()) {
    const start = index
    while (index < run.trace.length && !matches(run, matcher, eventAt(run, index))) index++
    if (index === run.trace.length) {
      const before = last === undefined ? "" : ` after ${eventText(last)}`
      return {
        ok: false,
        what,
        found: `line ${place + 1}, ${matcherText(matcher)}, does not occur${before}; ${nearest(run, matcher, start)}`,
        at: last?.seq ?? 0
      }
    }
    last = eventAt(run, index)
    index++
  }
  return { ok: true, what, found: "" }
}

const eventAt = (run: Run, index: number): TraceEvent => run.trace[index] as TraceEvent

const never = (run: Run, matcher: Matcher): Check => {
  const what = `never: ${matcherText(matcher)}`
  const event = run.trace.find((each) => matches(run, matcher, each))
  return event === undefined ? { ok: true, what, found: "" } : { ok: false, what, found: eventText(event), at: event.seq }
}

const changes = (run: Run, host: string, wanted: ReadonlyArray<string>): Check => {
  const what = `changes of ${host}: ${wanted.length} in order`
  const all = run.trace.flatMap((event) =>
    isCrossing(event) && event.host === host ? changesOf(event).map((change) => ({ change, seq: event.seq })) : []
  )
  let index = 0
  let last: number | undefined
  for (const [place, change] of wanted.entries()) {
    while (index < all.length && all[index]?.change !== arrowed(change)) index++
    const found = all[index]
    if (found === undefined) {
      const axis = change.slice(0, change.indexOf(":") + 1)
      const same = all.filter((each) => each.change.startsWith(axis)).map((each) => `#${each.seq} ${each.change}`)
      return {
        ok: false,
        what,
        found: `number ${place + 1}, ${arrowed(change)}, does not occur${last === undefined ? "" : ` after #${last}`}; of this axis: ${same.join("; ") || "none"}`,
        at: last ?? 0
      }
    }
    last = found.seq
    index++
  }
  return { ok: true, what, found: "" }
}

const lastState = (run: Run, { axis, ends, host, of }: LastState): Check => {
  const what = `${of ?? `every ${axis}`} of ${host} ends as ${axis}: ${ends}`
  const last = new Map<string, { readonly state: string; readonly seq: number }>()
  for (const event of run.trace) {
    if (!isCrossing(event) || event.host !== host) continue
    for (const change of changesOf(event)) {
      const found = /^(.+?): .* → (.*)$/.exec(change)
      if (found?.[1] !== axis) continue
      const named = { af: event.af, sap: event.sap, party: event.party }[axis] ?? event.vc ?? event.sap ?? event.af ?? event.adapter ?? host
      if (of === undefined || of === named) last.set(named, { state: String(found[2]), seq: event.seq })
    }
  }
  const wrong = [...last].filter(([, { state }]) => state !== ends)
  if (last.size === 0) return { ok: false, what, found: `no ${axis} of ${of ?? host} ever changed` }
  return wrong.length === 0
    ? { ok: true, what, found: "" }
    : {
        ok: false,
        what,
        found: wrong.map(([name, { seq, state }]) => `${name} is ${state} since #${seq}`).join("; "),
        at: Math.max(...wrong.map(([, { seq }]) => seq))
      }
}

const counted = (
  run: Run,
  kind: "violation" | "refusal" | "death" | "drop" | "fault",
  wanted: number | undefined
): ReadonlyArray<Check> => {
  if (wanted === undefined) return []
  const events = run.trace.filter((event) => event.kind === kind)
  const what = `${kind}s: ${wanted}`
  if (events.length === wanted) return [{ ok: true, what, found: "" }]
  const first = events[wanted]
  const found = events.length === 0 ? "none" : `${events.length}: ${events.slice(0, nearestShown).map(eventText).join("; ")}`
  return [{ ok: false, what, found, ...(first === undefined ? {} : { at: first.seq }) }]
}

/** All expectations of the scenario, each with its result. */
export const check = (run: Run): ReadonlyArray<Check> => {
  const expect = run.scenario.expect
  return [
    ...(expect.ladder.length === 0 ? [] : [inOrder(run, "ladder", expect.ladder)]),
    ...Object.entries(expect.ladderOf).map(([host, lines]) =>
      inOrder(
        run,
        `ladder of ${host}`,
        lines.map((line) => ({ ...line, host }))
      )
    ),
    ...expect.never.filter(({ form }) => form === undefined || form === run.form).map((matcher) => never(run, matcher)),
    ...Object.entries(expect.changes).map(([host, wanted]) => changes(run, host, wanted)),
    ...expect.states.map((state) => lastState(run, state)),
    ...counted(run, "violation", expect.violations),
    ...counted(run, "refusal", expect.refusals),
    ...counted(run, "death", expect.deaths),
    ...counted(run, "drop", expect.drops),
    ...counted(run, "fault", expect.faults),
    ...(expect.nothingLeft ? [{ ok: run.leftovers.length === 0, what: "nothing is left over", found: run.leftovers.join("; ") }] : [])
  ]
}
