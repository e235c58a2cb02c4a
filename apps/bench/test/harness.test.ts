import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { Flow } from "../src/flow.ts"
import { type Effort, measure } from "../src/harness.ts"
import { type Lane, lanesOf, peerLane } from "../src/lanes.ts"
import { baseline, peers } from "../src/peers/index.ts"
import type { Peer, Subject } from "../src/Peer.ts"

/** A lane that takes as long as we say, without taking any time. */
const lane = (
  name: string,
  nanosPerCall: number,
  options: { readonly flow?: string; readonly baseline?: boolean; readonly crossings?: Lane["crossings"]; readonly most?: number } = {}
) => {
  const runs: Array<readonly [inFlight: number, total: number]> = []
  const made: Lane = {
    name,
    flow: options.flow ?? "f",
    crossings: options.crossings ?? (() => 10),
    baseline: options.baseline ?? false,
    most: options.most ?? Infinity,
    measure: (inFlight, total) =>
      Effect.sync(() => {
        runs.push([inFlight, total])
        return { nanos: total * nanosPerCall, calls: total, batch: inFlight }
      })
  }
  return { lane: made, runs }
}

const effort: Effort = { inFlight: [1, 100], passes: 3, budgetMillis: 2_000, longestMillis: 1_000 }
const quiet = { effort, collect: () => {}, say: () => {} }

describe("the harness", () => {
  it.live("gives calls a second, ns per crossing and the ratio to the baseline of the same flow", () =>
    Effect.gen(function* () {
      const lanes = [
        lane("a", 3_000).lane,
        lane("plain", 2_000, { baseline: true }).lane,
        lane("b", 4_000, { flow: "g" }).lane,
        lane("plain", 1_000, { flow: "g", baseline: true }).lane
      ]
      const rows = yield* measure({ ...quiet, lanes })
      expect(rows.map(({ flow, inFlight, row }) => `${flow} ${inFlight} ${row}`)).toEqual([
        "f 1 a",
        "f 1 plain",
        "f 100 a",
        "f 100 plain",
        "g 1 b",
        "g 1 plain",
        "g 100 b",
        "g 100 plain"
      ])
      const [a] = rows
      expect(a?.nsPerCrossing).toBeCloseTo(300)
      expect(a?.callsPerSecond).toBeCloseTo(333_333.3, 0)
      expect(rows.map(({ ratio }) => ratio?.toFixed(2))).toEqual(["1.50", "1.00", "1.50", "1.00", "4.00", "1.00", "4.00", "1.00"])
      expect(rows.map(({ batchSize }) => batchSize)).toEqual([1, 1, 100, 100, 1, 1, 100, 100])
    })
  )

  it.live("shows the fastest pass beside the one in the middle", () =>
    Effect.gen(function* () {
      // Each call takes longer than the one before: the first pass is the fastest, and the second of three is in the middle.
      let nanosPerCall = 1_000
      const { lane: slower } = lane("slower", 1_000, { baseline: true })
      const measured: Lane = {
        ...slower,
        measure: (_, total) => Effect.sync(() => ({ nanos: total * (nanosPerCall += 100), calls: total, batch: 1 }))
      }
      const [row] = yield* measure({ ...quiet, effort: { ...effort, inFlight: [1] }, lanes: [measured] })
      expect(row!.passes).toHaveLength(3)
      const [first, second] = row!.passes
      expect(row!.bestCallsPerSecond).toBeCloseTo(1e9 / (first! * 10))
      expect(row!.callsPerSecond).toBeCloseTo(1e9 / (second! * 10))
    })
  )

  it.live("divides the time of a call by the crossings it has with that many calls in flight", () =>
    Effect.gen(function* () {
      const rows = yield* measure({ ...quiet, lanes: [lane("a", 3_000, { crossings: (inFlight) => (inFlight === 1 ? 70 : 49.5) }).lane] })
      expect(rows.map(({ crossingsPerCall }) => crossingsPerCall)).toEqual([70, 49.5])
      expect(rows[0]?.nsPerCrossing).toBeCloseTo(3_000 / 70)
      expect(rows[1]?.nsPerCrossing).toBeCloseTo(3_000 / 49.5)
      for (const { callsPerSecond } of rows) expect(callsPerSecond).toBeCloseTo(333_333.3, 0)
    })
  )

  it.live("collects garbage, makes an untimed run, and then a timed one of the same load", () =>
    Effect.gen(function* () {
      // What directly follows the collection is fast: were that run timed, the figure would be a hundredth.
      const events: Array<string> = []
      const nanos = (): number => (events.at(-1) === "collect" ? 2_000 : 200_000)
      const watched: Lane = {
        ...lane("a", 0, { baseline: true }).lane,
        measure: (inFlight, total) =>
          Effect.sync(() => {
            const sample = { nanos: total * nanos(), calls: total, batch: undefined }
            events.push(`${inFlight}: ${total}`)
            return sample
          })
      }
      const rows = yield* measure({
        lanes: [watched],
        effort,
        collect: () => events.push("collect"),
        say: (text) => text.startsWith("pass ") && events.push("pass")
      })
      const passes = events.slice(events.indexOf("pass")).join(", ").split("pass, ").slice(1)
      const before = (row: number) => `collect, ${rows[row]?.inFlight}: ${rows[row]?.warmUpCallsPerPass}`
      const timed = (row: number) => `${rows[row]?.inFlight}: ${rows[row]?.callsPerPass}`
      const expected = [0, 1, 1, 0, 0, 1].map((row) => `${before(row)}, ${timed(row)}`)
      expect(passes.map((text) => text.replace(/, $/, ""))).toEqual(expected)
      for (const { nsPerCrossing } of rows) expect(nsPerCrossing).toBeCloseTo(20_000)
      for (const row of rows) {
        expect(row.warmUpCallsPerPass).toBeGreaterThanOrEqual(Math.max(row.inFlight, row.callsPerPass / 3))
        expect(row.warmUpCallsPerPass).toBeLessThanOrEqual(Math.max(row.inFlight, row.callsPerPass / 2))
      }
    })
  )

  it.live("measures every lane in every pass, and goes the other way round in every other pass", () =>
    Effect.gen(function* () {
      const a = lane("a", 2_000)
      const b = lane("b", 2_000, { baseline: true })
      const said: Array<string> = []
      yield* measure({ ...quiet, lanes: [a.lane, b.lane], say: (text) => said.push(text) })
      const order = (pass: number) => said.filter((text) => text.startsWith(`pass ${pass} `)).map((text) => text.slice(13))
      expect(order(1)).toEqual(["a, 1 in flight", "b, 1 in flight", "a, 100 in flight", "b, 100 in flight"])
      expect(order(2)).toEqual(order(1).toReversed())
    })
  )

  it.live("never makes a run of fewer calls than are to be in flight", () =>
    Effect.gen(function* () {
      const slow = lane("slow", 1_000_000, { baseline: true })
      yield* measure({ ...quiet, lanes: [slow.lane] })
      expect(slow.runs.length).toBeGreaterThan(2)
      for (const [inFlight, total] of slow.runs) expect(total).toBeGreaterThanOrEqual(inFlight)
    })
  )

  it.live("makes each of the calls in flight several times where that is quick, so that filling up does not make the figure", () =>
    Effect.gen(function* () {
      const quick = lane("quick", 10_000, { baseline: true })
      const rows = yield* measure({ ...quiet, effort: { ...effort, inFlight: [10_000], budgetMillis: 100 }, lanes: [quick.lane] })
      expect(rows[0]?.callsPerPass).toBeGreaterThanOrEqual(40_000)
    })
  )

  it.live("gives a cell too slow for its share its other passes when time is left", () =>
    Effect.gen(function* () {
      // Of its share of time 100 calls in flight fill more than one pass; but the clock stands still, so there is time for all.
      const slow = lane("slow", 8_000_000, { baseline: true })
      const said: Array<string> = []
      const rows = yield* measure({ ...quiet, lanes: [slow.lane], say: (text) => said.push(text) })
      expect(said).toContain("passes of slow cells: slow, 100 in flight")
      expect(rows.map(({ passes }) => passes.length)).toEqual([3, 3])
    })
  )

  it.live("leaves out a cell whose calls in flight alone take too long, and keeps the rest", () =>
    Effect.gen(function* () {
      const slow = lane("slow", 20_000_000, { baseline: true })
      const rows = yield* measure({ ...quiet, lanes: [slow.lane] })
      expect(rows.map(({ inFlight, passes }) => [inFlight, passes.length > 0])).toEqual([
        [1, true],
        [100, false]
      ])
      expect(rows[1]).toMatchObject({ nsPerCrossing: undefined, callsPerSecond: undefined, ratio: undefined })
      expect(slow.runs.every(([inFlight]) => inFlight === 1)).toBe(true)
    })
  )
})

describe("a lane with a most", () => {
  it.live("is neither measured nor shown with more calls in flight", () =>
    Effect.gen(function* () {
      const party = lane("party", 3_000, { most: 1 })
      const rows = yield* measure({ ...quiet, lanes: [party.lane, lane("plain", 2_000, { baseline: true }).lane] })
      expect(rows.map(({ inFlight, row }) => [row, inFlight])).toEqual([
        ["party", 1],
        ["plain", 1],
        ["plain", 100]
      ])
      expect(party.runs.every(([inFlight]) => inFlight === 1)).toBe(true)
    })
  )
})

describe("lanes", () => {
  const flow: Flow = [
    { from: 0, to: 1 },
    { from: 1, to: 0 }
  ]
  /** A subject that is a peer in disguise. With calls overlapping they have a flow of their own, and share a tenth of a crossing. */
  const subject = (name: string, hops: Flow, overlapping = hops, released: () => void = () => {}): Subject => ({
    name,
    most: Infinity,
    count: () => Effect.succeed(new Map()),
    prepare: () =>
      Effect.acquireRelease(
        Effect.sync(() => {
          let wakes = 0
          let handled = 0
          return {
            cost: (inFlight: number) =>
              inFlight === 1 ? { crossings: hops.length, flow: hops } : { crossings: overlapping.length - 0.1, flow: overlapping },
            stats: () => ({ wakes, handled }),
            run: (inFlight: number, total: number) =>
              Effect.map(baseline.run(inFlight === 1 ? hops : overlapping, inFlight, total), (run) => {
                wakes += run.wakes ?? 0
                handled += run.hops
              })
          }
        }),
        () => Effect.sync(released)
      )
  })

  it.live("a subject is prepared for no more calls in flight than it is measured with, and so are its peers", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const loads: Array<number> = []
        const party = { ...subject("party", flow), most: 4 }
        const prepare: Subject["prepare"] = (wanted) =>
          Effect.andThen(
            Effect.sync(() => loads.push(...wanted)),
            party.prepare(wanted)
          )
        const lanes = yield* lanesOf([{ ...party, prepare }], peers, [1, 4, 5])
        expect(loads).toEqual([1, 4])
        expect(lanes.map(({ most }) => most)).toEqual([4, ...peers.map(() => 4)])
      })
    )
  )

  it.live("a subject stands beside all peers of its flow, and is stopped when the measurement ends", () =>
    Effect.gen(function* () {
      let released = 0
      const rows = yield* Effect.scoped(
        Effect.gen(function* () {
          const lanes = yield* lanesOf([subject("far=switch", flow, flow, () => released++)], peers, [4])
          return yield* measure({ ...quiet, effort: { ...effort, inFlight: [4] }, lanes })
        })
      )
      expect(rows.map(({ row }) => row)).toEqual(["far=switch", ...peers.map(({ name }) => name)])
      expect(rows.map(({ crossingsPerCall }) => crossingsPerCall)).toEqual([1.9, ...peers.map(() => 2)])
      expect(rows.every(({ passes }) => passes.length > 0)).toBe(true)
      expect(rows[1]?.ratio).toBe(1)
      expect(rows[0]?.batchSize).toBeCloseTo(4, 0)
      expect(released).toBe(1)
    })
  )

  it.live("subjects with the very same flow share their peers, others have their own", () =>
    Effect.gen(function* () {
      const lanes = yield* lanesOf([subject("a", flow), subject("b", [...flow, ...flow]), subject("c", flow)], [baseline], [1, 100])
      expect(lanes.map(({ flow: of, name }) => `${of}: ${name}`)).toEqual([
        "a, c: a",
        "a, c: c",
        `a, c: ${baseline.name}`,
        "b: b",
        `b: ${baseline.name}`
      ])
    }).pipe(Effect.scoped)
  )

  it.live("a peer carries the flow that calls have under its load; other flows under one load, and peers are not shared", () =>
    Effect.gen(function* () {
      const long = [...flow, ...flow]
      const lanes = yield* lanesOf([subject("a", long, flow), subject("b", long)], [baseline], [1, 100])
      expect(lanes.map(({ crossings, flow: of, name }) => [of, name, crossings(1), crossings(100)])).toEqual([
        ["a", "a", 4, 1.9],
        ["a", baseline.name, 4, 2],
        ["b", "b", 4, 3.9],
        ["b", baseline.name, 4, 4]
      ])
      // It dies of one hop more or less.
      for (const lane of lanes) for (const inFlight of [1, 100]) expect((yield* lane.measure(inFlight, 200)).calls).toBe(200)
    }).pipe(Effect.scoped)
  )

  it.live("a peer that loses a hop, or carries one too many, dies", () =>
    Effect.gen(function* () {
      for (const off of [-1, 1]) {
        const wrong: Peer = {
          name: "wrong",
          run: (hops, _, total) => Effect.succeed({ nanos: 1, hops: total * hops.length + off, wakes: 1 })
        }
        const exit = yield* Effect.exit(peerLane(wrong, "f", () => flow, true).measure(1, 3))
        expect(exit._tag).toBe("Failure")
      }
    })
  )
})
