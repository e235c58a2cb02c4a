/**
 * Lanes: everything that is measured, subjects and peers alike, behind one function. The harness knows only lanes.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Flow } from "./flow.ts"
import type { Peer, Subject } from "./Peer.ts"

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
  readonly crossings: number
  /** Is this the lane the others of its flow are measured against? */
  readonly baseline: boolean
  readonly measure: (inFlight: number, total: number) => Effect.Effect<Sample>
}

/** Starts a subject, until the scope closes. */
const subjectLane = Effect.fnUntraced(function* (subject: Subject) {
  const { flow, run, stats } = yield* subject.prepare
  const measure: Lane["measure"] = Effect.fnUntraced(function* (inFlight, total) {
    const before = stats()
    const start = process.hrtime.bigint()
    yield* run(inFlight, total)
    const nanos = Number(process.hrtime.bigint() - start)
    const after = stats()
    const wakes = after.wakes - before.wakes
    return { nanos, calls: total, batch: wakes > 0 ? (after.handled - before.handled) / wakes : undefined }
  })
  return { name: subject.name, hops: flow, measure }
})

/** A peer that carries this flow. It dies when it carried more or fewer hops than the calls have. */
export const peerLane = (peer: Peer, flowName: string, flow: Flow, baseline: boolean): Lane => ({
  name: peer.name,
  flow: flowName,
  crossings: flow.length,
  baseline,
  measure: Effect.fnUntraced(function* (inFlight, total) {
    const { hops, nanos, wakes } = yield* peer.run(flow, inFlight, total)
    if (hops !== total * flow.length) {
      return yield* Effect.die(new Error(`${peer.name} carried ${hops} hops for ${total} calls of ${flow.length}`))
    }
    return { nanos, calls: total, batch: wakes === undefined ? undefined : hops / wakes }
  })
})

/** Each subject with all peers beside it; subjects with the very same flow share their peers. The first peer is the baseline. */
export const lanesOf: (
  subjects: ReadonlyArray<Subject>,
  peers: ReadonlyArray<Peer>
) => Effect.Effect<ReadonlyArray<Lane>, never, Scope.Scope> = Effect.fnUntraced(function* (subjects, peers) {
  const started = yield* Effect.forEach(subjects, subjectLane)
  const groups = Map.groupBy(started, ({ hops }) => hops.map(({ from, to }) => `${from}>${to}`).join(" "))
  return [...groups.values()].flatMap((group) => {
    const flowName = group.map(({ name }) => name).join(", ")
    const flow = group[0]!.hops
    return [
      ...group.map(({ measure, name }): Lane => ({ name, flow: flowName, crossings: flow.length, baseline: false, measure })),
      ...peers.map((peer, index) => peerLane(peer, flowName, flow, index === 0))
    ]
  })
})
