import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { NdisStatus } from "../../src/index.ts"
import { bench, mended, settle } from "./kit.ts"

describe("a clean-up that others hold up", () => {
  it.effect("says in the trace whom NDIS waits for, and goes on when they have left", () =>
    bench((b) =>
      Effect.gen(function* () {
        b.client.on.ProtocolClNotifyCloseAf = () => NdisStatus.PENDING
        b.host.crash("cm", new Error("killed"))
        yield* mended
        yield* TestClock.adjust(60_000)
        yield* settle
        const notes = b.trace.events.flatMap((event) => (event.kind === "note" ? [event.text] : []))
        expect(notes).toEqual(["died 60000 ms ago and is not cleaned up after yet: NDIS waits for voice on atm0"])
        delete b.client.on.ProtocolClNotifyCloseAf
        const restarts = () => b.trace.events.filter((event) => event.kind === "restart").length
        expect(restarts()).toBe(0)
        b.client.leaving = b.client.af
        b.client.life.workItem(b.client.leave())
        yield* mended
        expect(restarts()).toBe(1)
      })
    )
  )
})
