import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { growing, vcsText } from "../src/vcs.ts"
import { machine } from "../src/machine.ts"

describe("VCs that do nothing", () => {
  for (const kind of ["created", "call up"] as const) {
    it.live(`${kind}: each has its bytes and a rate, and all are taken back`, () =>
      Effect.gen(function* () {
        const rows = yield* growing(kind, [2_000, 4_000], () => {}, { warm: 500, more: 200, passes: 3 })
        expect(rows.map(({ vcs }) => vcs)).toEqual([2_000, 4_000])
        for (const { bytesPerVc, perSecond } of rows) {
          expect(bytesPerVc).toBeGreaterThan(100)
          expect(bytesPerVc).toBeLessThan(20_000)
          expect(perSecond).toBeGreaterThan(0)
        }
        expect(rows[0]?.ratio).toBe(1)
        const text = vcsText({ condis: "bench", version: 1, benchmark: "vcs", seconds: 1, machine: machine(), rows })
        expect(text.split("\n").at(-1)).toMatch(new RegExp(`^${kind} +4,000 `))
      })
    )
  }
})
