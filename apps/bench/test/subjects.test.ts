import type { Trace } from "@condis/core"
import { describe, expect, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { plan } from "../src/flow.ts"
import { called } from "../src/subjects/plain.ts"
import { flowOf } from "../src/subjects/cost.ts"
import { costs, type SetUp, subject, traced } from "../src/subjects/prepare.ts"
import { farHost, farSwitch, farSwitchMcm, farSwitchRaw, parties } from "../src/subjects/stacks.ts"
import { subjects } from "../src/subjects.ts"

describe.each(subjects)("$name", ({ prepare }) => {
  it.live("completes 50 calls with 7 in flight, again and again, and nothing is left of them nor at the end", () =>
    // A run dies of a wrong status, of a broken rule and of leftovers; so does the scope when something outlives it.
    Effect.scoped(
      Effect.gen(function* () {
        const { cost, run, stats } = yield* prepare([7])
        const first = stats()
        yield* run(7, 50)
        const second = stats()
        yield* run(7, 50)
        const third = stats()
        for (const handled of [second.handled - first.handled, third.handled - second.handled]) {
          expect(handled).toBeGreaterThan(50 * cost(7).crossings * 0.5)
        }
        expect(third.wakes).toBeGreaterThan(second.wakes)
      })
    )
  )
})

/** What crossed, whatever the order. */
const crossed = (crossings: ReadonlyArray<Trace.CrossingEvent>): ReadonlyArray<string> =>
  crossings.map(({ ddi, from, host, kind, status, to }) => `${host} ${from} → ${to}: ${ddi} ${kind} ${status ?? ""}`).toSorted()

describe("the flow of a row", () => {
  it.live.each([
    ["far=switch", farSwitch, 56, 4],
    ["far=switch, MCM", farSwitchMcm, 26, 3],
    ["far=host", farHost, 126, 8],
    ["far=switch, raw Effect handlers", farSwitchRaw, 56, 4]
  ] as const)("%s: is the same for every call, and every call of it has its return", ([, setUp, hops, actors]) =>
    Effect.gen(function* () {
      const one = yield* traced(setUp, 1, 1)
      expect(flowOf(one)).toHaveLength(hops)
      expect(plan(flowOf(one)).actors).toBe(actors)
      expect(one[0]).toMatchObject({ ddi: "NdisCoCreateVc", kind: "call", to: "NDIS" })
      expect(one.filter(({ ddi, kind }) => ddi === "NdisCoDeleteVc" && kind === "return").length).toBeGreaterThan(0)
      const open = new Set(one.filter(({ kind }) => kind === "call").map(({ seq }) => seq))
      for (const { of } of one) if (of !== undefined) expect(open.delete(of)).toBe(true)
      const four = yield* traced(setUp, 1, 4)
      expect(four).toHaveLength(4 * hops)
    })
  )

  it.live("raw Effect handlers make and get the very calls that plain machines do", () =>
    Effect.gen(function* () {
      expect(crossed(yield* traced(farSwitchRaw, 1, 1))).toEqual(crossed(yield* traced(farSwitch, 1, 1)))
    })
  )
})

describe("the cost of a call", () => {
  it.live.each([
    ["far=switch", farSwitch, 56, 42.14],
    ["far=switch, MCM", farSwitchMcm, 26, 26],
    ["far=host", farHost, 126, 90.36],
    ["far=switch, raw Effect handlers", farSwitchRaw, 56, 42.14],
    ["add and drop a party", parties, 28, 16.12]
  ] as const)("%s: calls in flight at once share the chains of their frames", ([, setUp, alone, among100]) =>
    Effect.gen(function* () {
      const found = yield* costs(setUp, [1, 7, 100])
      expect(found.get(1)?.crossings).toBe(alone)
      expect(found.get(1)?.flow).toEqual(flowOf(yield* traced(setUp, 1, 1)))
      expect(found.get(100)?.crossings).toBeCloseTo(among100, 1)
      for (const { crossings, flow } of found.values()) {
        expect(flow).toHaveLength(Math.round(crossings))
        expect(plan(flow).actors).toBe(plan(found.get(1)!.flow).actors)
      }
    })
  )

  it.live("is that of an untraced run too: as many messages are handled", () =>
    Effect.gen(function* () {
      const handledBy = (inFlight: number, total: number) =>
        Effect.scoped(
          Effect.gen(function* () {
            const { cost, run, stats } = yield* subject("a row", farSwitch).prepare([inFlight])
            yield* run(1, 1)
            const before = stats().handled
            yield* run(inFlight, total)
            return (stats().handled - before) / total / cost(inFlight).crossings
          })
        )
      // Drivers handle all crossings, and what their hardware and their timers tell them.
      for (const inFlight of [1, 100]) {
        const ratio = yield* handledBy(inFlight, 400)
        expect(ratio).toBeGreaterThanOrEqual(1)
        expect(ratio).toBeLessThan(1.15)
      }
    })
  )
})

describe("a run", () => {
  const deathOf = (setUp: SetUp) =>
    Effect.gen(function* () {
      const exit = yield* Effect.exit(Effect.scoped(Effect.flatMap(subject("a row", setUp).prepare([2]), ({ run }) => run(2, 4))))
      return Exit.isFailure(exit) ? String(Cause.squash(exit.cause)) : "it lives"
    })

  it.live("dies when a call is not made", () =>
    Effect.gen(function* () {
      const rejecting: SetUp = Effect.tap(farSwitch, ({ network }) =>
        Effect.sync(() => network.farEnd(called, { _tag: "Reject", cause: 17 }))
      )
      expect(yield* deathOf(rejecting)).toContain("ProtocolClMakeCallComplete")
      const rejectingRaw: SetUp = Effect.tap(farSwitchRaw, ({ network }) =>
        Effect.sync(() => network.farEnd(called, { _tag: "Reject", cause: 17 }))
      )
      expect(yield* deathOf(rejectingRaw)).toContain("ProtocolClMakeCallComplete")
    })
  )

  it.live("dies when a call leaves something behind", () =>
    Effect.gen(function* () {
      let runs = 0
      const leaking: SetUp = Effect.map(farSwitch, (stack) => ({
        ...stack,
        hosts: stack.hosts.map((host) => ({ ...host, leftovers: () => ({ ...host.leftovers(), leaked: runs }) })),
        caller: {
          start: (round, inFlight) => {
            runs++
            stack.caller.start(round, inFlight)
          }
        }
      }))
      expect(yield* deathOf(leaking)).toContain("left after")
    })
  )
})
