/**
 * Lanes: everything that is measured, subjects and peers alike, behind one function. The harness knows only lanes.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Flow } from "./flow.ts"
import type { Cost, Costs, Peer, Subject } from "./Peer.ts"

/** What one timed run gave. */
export interface Sample {
  readonly nanos: number
  readonly calls: number
  /** Mean messages per wake, where the lane knows. */
  readonly batch: number | undefined
}

/** One row of the table at any number of calls in flight. */
export interface Lane {
  readonly name: string
  /** Lanes with the same flow are compared with each other. */
  readonly flow: string
  /** Crossings per call with so many calls in flight. */
  readonly crossings: (inFlight: number) => number
  /** Is this the lane the others of its flow are measured against? */
  readonly baseline: boolean
  /** The most calls in flight it is measured with. */
  readonly most: number
  readonly measure: (inFlight: number, total: number) => Effect.Effect<Sample>
}

/** A subject that runs. */
interface Started {
  readonly name: string
  readonly most: number
  readonly cost: (inFlight: number) => Cost
  readonly measure: Lane["measure"]
}

/** The numbers of calls in flight a subject is measured with. */
export const loadsOf = ({ most }: Subject, loads: ReadonlyArray<number>): ReadonlyArray<number> =>
  loads.filter((inFlight) => inFlight <= most)

/** Starts a subject, until the scope closes. */
const startSubject: (
  subject: Subject,
  loads: ReadonlyArray<number>,
  known: Costs | undefined
) => Effect.Effect<Started, never, Scope.Scope> = Effect.fnUntraced(function* (
  subject: Subject,
  loads: ReadonlyArray<number>,
  known: Costs | undefined
) {
  const { cost, run, stats } = yield* subject.prepare(loadsOf(subject, loads), known)
  const measure: Lane["measure"] = Effect.fnUntraced(function* (inFlight, total) {
    const before = stats()
    const start = process.hrtime.bigint()
    yield* run(inFlight, total)
    const nanos = Number(process.hrtime.bigint() - start)
    const after = stats()
    const wakes = after.wakes - before.wakes
    return { nanos, calls: total, batch: wakes > 0 ? (after.handled - before.handled) / wakes : undefined }
  })
  return { name: subject.name, most: subject.most, cost, measure }
})

/** A peer that carries the flow a call has with so many calls in flight. It dies when it carried more or fewer hops than the calls have. */
export const peerLane = (peer: Peer, flowName: string, flowAt: (inFlight: number) => Flow, baseline: boolean, most = Infinity): Lane => ({
  name: peer.name,
  flow: flowName,
  crossings: (inFlight) => flowAt(inFlight).length,
  baseline,
  most,
  measure: Effect.fnUntraced(function* (inFlight, total) {
    const flow = flowAt(inFlight)
    const { hops, nanos, wakes } = yield* peer.run(flow, inFlight, total)
    if (hops !== total * flow.length) {
      return yield* Effect.die(new Error(`${peer.name} carried ${hops} hops for ${total} calls of ${flow.length}`))
    }
    return { nanos, calls: total, batch: wakes === undefined ? undefined : hops / wakes }
  })
})

/**
 * Each subject with all peers beside it; subjects with the very same flow under all loads share their peers. The first peer is the
 * baseline. `loads` are the numbers of calls in flight; `known`: what calls of the one subject cost, if that was counted before.
 */
export const lanesOf: (
  subjects: ReadonlyArray<Subject>,
  peers: ReadonlyArray<Peer>,
  loads: ReadonlyArray<number>,
  known?: Costs
) => Effect.Effect<ReadonlyArray<Lane>, never, Scope.Scope> = Effect.fnUntraced(function* (subjects, peers, loads, known) {
  const started = yield* Effect.forEach(subjects, (subject) => startSubject(subject, loads, known))
  const groups = Map.groupBy(started, ({ cost, most }) =>
    loads
      .filter((inFlight) => inFlight <= most)
      .map((inFlight) =>
        cost(inFlight)
          .flow.map(({ from, to }) => `${from}>${to}`)
          .join(" ")
      )
      .join("; ")
  )
  return [...groups.values()].flatMap((group) => {
    const flow = group.map(({ name }) => name).join(", ")
    const { cost: shared, most } = group[0]!
    return [
      ...group.map(({ cost, measure, most, name }): Lane => ({
        name,
        flow,
        crossings: (inFlight) => cost(inFlight).crossings,
        baseline: false,
        most,
        measure
      })),
      ...peers.map((peer, index) => peerLane(peer, flow, (inFlight) => shared(inFlight).flow, index === 0, most))
    ]
  })
})
