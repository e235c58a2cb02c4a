import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { bench } from "./kit.ts"

describe("the bench", () => {
  it.effect("makes and closes a call over a call manager and leaves nothing", () =>
    bench((b) =>
      Effect.gen(function* () {
        const vc = yield* b.up()
        yield* b.down(vc)
        expect(b.client.seen("ProtocolClMakeCallComplete")).toEqual([])
      })
    )
  )

  it.effect("makes and closes a call over an MCM driver and leaves nothing", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.up()
          yield* b.down(vc)
        }),
      { form: "mcm" }
    )
  )
})
