/**
 * A fact of the documents as a predicate over traces, with the scenario that shows it and a damage that it must not survive.
 */
import type { Carried, TraceEvent } from "@condis/core/Trace"
import type { Form } from "../scenario/Scenario.ts"
import type { View } from "./View.ts"

/** What a predicate says of a trace. */
export interface Finding {
  /** How often the trace shows what the fact is about. */
  readonly witnesses: number
  /** Where it is otherwise, in words. */
  readonly objections: ReadonlyArray<string>
}

/** A damaged copy of a trace. */
export interface Damaged {
  readonly what: string
  readonly events: ReadonlyArray<TraceEvent>
}

export interface Fact {
  readonly id: string
  /** What it says, in short. */
  readonly says: string
  /** Of which form it speaks. */
  readonly form: Form | "both"
  /** Name of the scenario that shows it. */
  readonly scenario: string
  readonly find: (trace: View) => Finding
  readonly damage: (trace: View) => Damaged
}

/** The fact is about each of these events: what is wrong with it, if anything is. */
export const each = <E extends TraceEvent>(events: ReadonlyArray<E>, wrong: (event: E) => string | undefined): Finding => ({
  witnesses: events.length,
  objections: events.flatMap((event) => {
    const objection = wrong(event)
    return objection === undefined ? [] : [`${event.seq}: ${objection}`]
  })
})

/** The documents say that it may be so: what counts is that it is so somewhere. */
export const some = (events: ReadonlyArray<TraceEvent>): Finding => ({ witnesses: events.length, objections: [] })

/** Undefined when it is so, else these words. */
export const unless = (so: boolean, words: string): string | undefined => (so ? undefined : words)

/** A trace shows a fact when it has something of what the fact is about, and nothing that is otherwise. */
export const shows = ({ objections, witnesses }: Finding): boolean => witnesses > 0 && objections.length === 0

const found = <E extends TraceEvent>(event: E | undefined): E => {
  if (event === undefined) throw new Error("the scenario has no event that could be damaged")
  return event
}

/** The trace without these events. */
export const without = (trace: View, ...lost: ReadonlyArray<TraceEvent | undefined>): Damaged => {
  const gone = new Set(lost.map(found))
  const names = [...gone].map((event) => trace.text(event))
  return {
    what: `without ${names.length > 3 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ")}`,
    events: trace.events.filter((event) => !gone.has(event))
  }
}

/** The trace with these two events exchanged. */
export const swapped = (trace: View, a: TraceEvent | undefined, b: TraceEvent | undefined): Damaged => {
  const [first, second] = [found(a), found(b)]
  return {
    what: `${trace.text(first)} and ${trace.text(second)} exchanged`,
    events: trace.events.map((event) => (event === first ? second : event === second ? first : event))
  }
}

/** The trace with this event addressed, or saying, otherwise. A field given as undefined is taken away. */
export const altered = <E extends TraceEvent>(
  trace: View,
  event: E | undefined,
  fields: { readonly [K in keyof E]?: E[K] | undefined }
): Damaged => {
  const old = found(event)
  const fresh = Object.fromEntries(
    Object.entries({ ...old, ...fields }).filter(([, value]) => value !== undefined)
  ) as unknown as TraceEvent
  const changes = Object.entries(fields).map(
    ([name, value]) => `${name} ${value === undefined ? "nothing" : typeof value === "object" ? "another" : String(value)}`
  )
  return { what: `${trace.text(old)} with ${changes.join(", ")}`, events: trace.events.map((each) => (each === old ? fresh : each)) }
}

/** What an event carries, without this. */
export const lacking = (carries: Carried | undefined, field: keyof Carried): Carried =>
  Object.fromEntries(Object.entries(carries ?? {}).filter(([name]) => name !== field))
