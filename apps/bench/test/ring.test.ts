import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { machine } from "../src/machine.ts"
import { carriers } from "../src/ring/carriers.ts"
import { measure, ringText } from "../src/ring/ring.ts"

describe("frames from one thread to another", () => {
  it.live(
    "each carrier brings every octet across, in whole batches and in a last one that is not, and more than a window",
    () =>
      Effect.gen(function* () {
        for (const carrier of yield* carriers) {
          for (const [frames, bytes, batch] of [
            [3_001, 0, 8],
            [2_500, 64, 64],
            [1_500, 1500, 1]
          ] as const) {
            expect(yield* carrier.run(frames, bytes, batch)).toBeGreaterThan(0)
          }
        }
      }).pipe(Effect.scoped),
    { timeout: 60_000 }
  )

  it.live(
    "has a row for each, and the ratio of a carrier to itself is 1",
    () =>
      Effect.gen(function* () {
        const rows = yield* measure({ lengths: [64], batches: [1, 8], passes: 1, passMillis: 5 }, () => {})
        expect(rows.map(({ batch, bytes, carrier }) => `${bytes} ${batch} ${carrier}`)).toEqual(
          [1, 8].flatMap((batch) =>
            ["ring between two threads", "postMessage", "bare ring, one thread"].map((name) => `64 ${batch} ${name}`)
          )
        )
        for (const { carrier, framesPerSecond, toBare, toMessages } of rows) {
          expect(framesPerSecond).toBeGreaterThan(0)
          if (carrier === "postMessage") expect(toMessages).toBe(1)
          if (carrier === "bare ring, one thread") expect(toBare).toBe(1)
        }
        const text = ringText({ condis: "bench", version: 1, benchmark: "ring", seconds: 1, machine: machine(), rows })
        expect(text).toMatch(/\n +64 +1 +ring between two threads +[\d,]+ +[\d.]+ +[\d.]+\n/)
      }),
    { timeout: 60_000 }
  )
})
