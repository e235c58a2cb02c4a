import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import * as TestClock from "effect/testing/TestClock"
import { type CallParameters, flowSpec, ServiceType, withTraffic } from "../../src/index.ts"
import { bench, type Bench, parameters, settle } from "../ndis/kit.ts"
import { limits, lists, send, Queueing, statuses, times, range } from "./sends.ts"

describe("contracts", () => {
  /** 1,000 cells a second: a list of 40 octets is one cell. */
  const flow = flowSpec({ ServiceType: ServiceType.GUARANTEED, TokenRate: 48_000, PeakBandwidth: 48_000 })
  const cbr = withTraffic(parameters, flow, flow)

  const upWith = (b: Bench, CallParameters: CallParameters) =>
    Effect.gen(function* () {
      const vc = yield* b.create()
      yield* b.client.call("NdisClMakeCall", { NdisVcHandle: vc, CallParameters })
      return vc
    })

  it.effect("hold sends back to their rate, and let go of them in time; nothing is lost", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* upWith(b, cbr)
          const miniport = new Queueing(b)
          yield* send(b, vc, lists(vc, 12, 0, 40))
          expect(miniport.handed.length).toBe(1)
          yield* miniport.drain
          const after = (millis: number) => Effect.andThen(TestClock.adjust(millis), Effect.andThen(settle, miniport.drain))
          for (let n = 0; n < 7; n++) yield* after(0.5)
          expect(miniport.of(vc)).toEqual([0, 1, 2, 3])
          for (let n = 0; n < 10; n++) yield* after(1)
          expect(miniport.of(vc)).toEqual(range(0, 12))
          expect(statuses(b)).toEqual(times(12, "SUCCESS"))
          yield* b.down(vc)
        }),
      { limits: { ...limits, vcWindow: 20 } }
    )
  )

  it.effect("a higher rate, modified, holds for what waits", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* upWith(b, cbr)
          const miniport = new Queueing(b)
          yield* send(b, vc, lists(vc, 12, 0, 40))
          yield* b.cm.call("NdisCmActivateVc", { NdisVcHandle: vc, CallParameters: parameters })
          yield* settle
          yield* miniport.drain
          expect(miniport.of(vc)).toEqual(range(0, 12))
          yield* b.down(vc)
        }),
      { limits: { ...limits, vcWindow: 20 } }
    )
  )

  it.effect("CBR comes before UBR, however much of that waits", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const [ubr, guaranteed] = [yield* b.up(), yield* upWith(b, cbr)]
          const miniport = new Queueing(b)
          yield* send(b, ubr, lists(ubr, 20, 0, 9000))
          yield* send(b, guaranteed, lists(guaranteed, 1, 90, 40))
          expect(miniport.of(guaranteed)).toEqual([90])
          yield* miniport.drain
          yield* b.down(ubr)
          yield* b.down(guaranteed)
        }),
      { limits }
    )
  )
})
