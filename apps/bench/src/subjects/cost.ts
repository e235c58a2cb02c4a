/**
 * What a call costs in crossings, which depends on how many calls are in flight.
 *
 * NetBufferLists travel in chains. Calls under way at once share the chains of their signalling frames, so each of them needs fewer
 * crossings than a call alone. The crossings are counted under the load in question, kind by kind, and the flow of a call alone is cut
 * down to that count: this is what the peers carry. A return that nobody waits for is no message while nobody looks, and does not count.
 */
import { ddis, Trace } from "@condis/core"
import type { Flow } from "../flow.ts"

/** Handlers whose end nobody waits for: they are void, run at DISPATCH_LEVEL and end nothing that was asked for. */
const silent: ReadonlySet<string> = new Set(
  ddis
    .filter(
      ({ counterpart, irql, isVoid, kind }) => kind === "callback" && isVoid && irql !== "PASSIVE" && !counterpart?.includes("Dispatch")
    )
    .map(({ name }) => name)
)

/** Does it cost a message in a run that is timed? */
export const isMessage = ({ ddi, kind }: Omit<Trace.CrossingEvent, "seq" | "time">): boolean => kind === "call" || !silent.has(ddi)

/** Crossings of one kind go between the same two, call or return from the same function. */
const kindOf = ({ ddi, from, host, kind, to }: Omit<Trace.CrossingEvent, "seq" | "time">): string => [host, from, to, ddi, kind].join(" ")

/** How many crossings of each kind a call has, on average. */
export type Means = ReadonlyMap<string, number>

/** A trace that counts and keeps nothing: the crossings of ten thousand calls would fill the heap before anything is measured. */
export interface Tally extends Trace.TraceSink {
  /** Begins at nothing. */
  readonly clear: () => void
  readonly means: (calls: number) => Means
}

export const tally = (): Tally => {
  const counts = new Map<string, number>()
  let seq = 0
  return {
    clear: () => counts.clear(),
    means: (calls) => new Map([...counts].map(([kind, count]) => [kind, count / calls])),
    record: (event) => {
      const stamped = { seq: ++seq, time: 0, ...event } as Trace.TraceEvent
      if (Trace.isCrossing(stamped) && isMessage(stamped)) {
        const kind = kindOf(stamped)
        counts.set(kind, (counts.get(kind) ?? 0) + 1)
      }
      return stamped
    }
  }
}

export const sum = (means: Means): number => [...means.values()].reduce((total, mean) => total + mean, 0)

/** Whole numbers with the sum of the means, rounded: each mean is rounded down, those that lose most by it get one back. */
const quotas = (means: Means): Map<string, number> => {
  const whole = new Map([...means].map(([kind, mean]) => [kind, Math.floor(mean)]))
  const missing = Math.round(sum(means)) - sum(whole)
  const lost = [...means].map(([kind, mean]) => ({ kind, part: mean % 1 })).toSorted((a, b) => b.part - a.part)
  for (const { kind } of lost.slice(0, missing)) whole.set(kind, whole.get(kind)! + 1)
  return whole
}

/**
 * The crossings of a call alone, cut down to the means: of each kind the first stay, in their order. A kind of which there are more under
 * load, as when a timer runs out, has its last one repeated. Throws a `RangeError` for a kind that a call alone does not have.
 */
export const cutTo = (means: Means, alone: ReadonlyArray<Trace.CrossingEvent>): ReadonlyArray<Trace.CrossingEvent> => {
  const left = quotas(means)
  const toCome = new Map<string, number>()
  for (const crossing of alone) toCome.set(kindOf(crossing), (toCome.get(kindOf(crossing)) ?? 0) + 1)
  for (const [kind, quota] of left) if (quota > 0 && !toCome.has(kind)) throw new RangeError(`a call alone has no crossing "${kind}"`)
  return alone.flatMap((crossing) => {
    const kind = kindOf(crossing)
    const quota = left.get(kind) ?? 0
    const others = toCome.get(kind)! - 1
    const here = others > 0 ? Math.min(1, quota) : quota
    toCome.set(kind, others)
    left.set(kind, quota - here)
    return Array.from({ length: here }, () => crossing)
  })
}

/** Crossings as hops; actors are numbered as they come. Each host has an NDIS of its own. */
export const flowOf = (crossings: ReadonlyArray<Trace.CrossingEvent>): Flow => {
  const actors = new Map<string, number>()
  const actor = (host: string, name: string): number => {
    const key = `${host}/${name}`
    const known = actors.get(key)
    if (known !== undefined) return known
    actors.set(key, actors.size)
    return actors.size - 1
  }
  return crossings.map(({ from, host, to }) => ({ from: actor(host, from), to: actor(host, to) }))
}
