import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type { Effort } from "../src/harness.ts"
import { apart } from "../src/flows.ts"

const effort: Effort = { inFlight: [1, 10], passes: 1, budgetMillis: 1_500, longestMillis: 500 }

describe("a flow in a thread of its own", () => {
  it.live("gives the row of CoNDIS first, at each load, and its peers with as many crossings", () =>
    Effect.gen(function* () {
      const said: Array<string> = []
      const rows = yield* apart({ subject: "far=switch, MCM", effort, say: (text) => said.push(text) })
      const [own, ...peers] = rows.filter(({ inFlight }) => inFlight === 1)
      expect(own).toMatchObject({ row: "far=switch, MCM", flow: "far=switch, MCM" })
      expect(own!.callsPerSecond).toBeGreaterThan(0)
      expect(peers.map(({ row }) => row)).toContain("plain JS actors")
      expect(new Set(peers.map(({ crossingsPerCall }) => crossingsPerCall))).toEqual(new Set([own!.crossingsPerCall]))
      expect(rows.filter(({ inFlight }) => inFlight === 10)).toHaveLength(peers.length + 1)
      expect(said.some((text) => text.startsWith("warming up"))).toBe(true)
    })
  )

  it.live("ends with whoever waits for it", () =>
    Effect.gen(function* () {
      const begun = yield* Effect.forkChild(apart({ subject: undefined, effort: { ...effort, budgetMillis: 60_000 }, say: () => {} }))
      yield* Effect.sleep(300)
      yield* Fiber.interrupt(begun)
    })
  )
})
