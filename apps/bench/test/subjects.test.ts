import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { subjects } from "../src/subjects.ts"
import { flowOf, traced } from "../src/subjects/prepare.ts"
import { farSwitch, farSwitchMcm, farSwitchRaw } from "../src/subjects/stacks.ts"

describe.each(subjects)("$name", ({ prepare }) => {
  it.live("completes 50 calls with 7 in flight, again and again, and nothing is left of them nor at the end", () =>
    // A run dies of a wrong status, of a broken rule and of leftovers; so does the scope when something outlives it.
    Effect.scoped(
      Effect.gen(function* () {
        const { flow, run, stats } = yield* prepare
        expect(flow.length).toBeGreaterThanOrEqual(30)
        yield* run(7, 50)
        const before = stats()
        yield* run(7, 50)
        const after = stats()
        expect(after.handled - before.handled).toBeGreaterThan(50 * 20)
        expect(after.wakes).toBeGreaterThan(before.wakes)
      })
    )
  )
})
