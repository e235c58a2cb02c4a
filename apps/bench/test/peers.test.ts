import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { type Flow, plan, sampleFlow } from "../src/flow.ts"
import { peers } from "../src/peers/index.ts"
import { Load, message, Role } from "../src/roles.ts"

/** NDIS (1) answers the client (0) and calls the call manager (2) in one breath; both branches are under way at once. */
const branching: Flow = [
  { from: 0, to: 1 },
  { from: 1, to: 2 },
  { from: 1, to: 0 },
  { from: 2, to: 1 },
  { from: 0, to: 1 }
]

describe("the plan of a flow", () => {
  it("the sample call has 48 hops between five actors, one after the other", () => {
    const { actors, ends, steps } = plan(sampleFlow)
    expect({ hops: steps.length, actors, ends }).toEqual({ hops: 48, actors: 5, ends: 1 })
    expect(steps.map(({ next }) => next)).toEqual(steps.map((_, index) => (index === 47 ? [] : [index + 1])))
  })

  it("a hop leaves when its sender has handled the last hop that reached it before", () => {
    const { ends, steps } = plan(branching)
    expect(steps.map(({ next }) => next)).toEqual([[1, 2], [3], [4], [], []])
    expect(ends).toBe(2)
  })

  it("a sender that has heard nothing yet, as at the far end of a wire, sends after the hop before", () => {
    const { steps } = plan([
      { from: 0, to: 1 },
      { from: 2, to: 3 }
    ])
    expect(steps.map(({ next }) => next)).toEqual([[1], []])
  })

  it("a hop back along one that waits for an answer is a return", () => {
    expect(plan(branching).steps.map(({ type }) => type)).toEqual(["call", "call", "return", "return", "call"])
  })

  it("each hop follows exactly one other, but the first follows none", () => {
    for (const flow of [sampleFlow, branching]) {
      const followers = plan(flow).steps.flatMap(({ next }) => next)
      expect(followers.toSorted((a, b) => a - b)).toEqual(flow.slice(1).map((_, index) => index + 1))
    }
  })

  it("a flow without hops and an actor that is no number from 0 are refused", () => {
    expect(() => plan([])).toThrow(RangeError)
    expect(() => plan([{ from: 0, to: -1 }])).toThrow(RangeError)
    expect(() => plan([{ from: 0.5, to: 1 }])).toThrow(RangeError)
  })
})

describe("the load", () => {
  it("keeps no more calls in flight than wanted, begins one for each that ends, and stops at the total", () => {
    const steps = plan(branching)
    let finished = 0
    const load = new Load(steps, 2, 5, () => finished++)
    const roles = Array.from({ length: steps.actors }, () => new Role(steps, load))
    const underWay = [message(steps.steps, 0, 0), message(steps.steps, 0, 1)]
    let begun = underWay.length
    let most = 0
    while (underWay.length > 0) {
      most = Math.max(most, underWay.length)
      const received = underWay.shift()!
      for (const hop of roles[steps.steps[received.ddi]!.to]!.receive(received)) {
        if (hop === 0) begun++
        underWay.push(message(steps.steps, hop, received.args.handle))
      }
    }
    expect({ begun, finished, most }).toEqual({ begun: 5, finished: 1, most: 4 })
    expect(roles.map(({ handled }) => handled)).toEqual([5, 15, 5])
    expect(load.finishedAt).toBeTypeOf("bigint")
  })

  it("never has more calls in flight than there are in all", () => {
    expect(new Load(plan(sampleFlow), 10, 3).inFlight).toBe(3)
  })
})

describe.each(peers.map((peer) => [peer.name, peer] as const))("%s", (name, peer) => {
  for (const [flowName, flow] of [
    ["the sample call", sampleFlow],
    ["a branching call", branching]
  ] as const) {
    for (const [inFlight, total] of [
      [1, 1],
      [1, 7],
      [3, 10],
      [50, 50],
      [20, 3]
    ] as const) {
      it.live(`carries exactly the hops of ${total} times ${flowName}, ${inFlight} in flight`, () =>
        Effect.gen(function* () {
          const run = yield* peer.run(flow, inFlight, total)
          expect(run.hops).toBe(total * flow.length)
          expect(run.nanos).toBeGreaterThan(0)
        })
      )
    }
  }

  it.live("really has all the calls in flight: with a hundred, an actor that takes all it finds finds many", () =>
    Effect.gen(function* () {
      const { hops, wakes } = yield* peer.run(sampleFlow, 100, 300)
      const batch = wakes === undefined ? undefined : hops / wakes
      const expected = { "plain JS actors": 100, "fibers, Queue.takeAll": 100, "fibers, Queue.take": 1, "XState v5 actors": undefined }[
        name
      ]
      if (expected === undefined) expect(batch).toBeUndefined()
      else expect(batch).toBeCloseTo(expected, -1)
    })
  )
})
