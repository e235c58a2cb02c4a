/**
 * Tear-downs that are pended and never completed: NDIS ends the driver that owes the completion, after a time.
 */
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { NdisStatus } from "../../src/index.ts"
import { bench, mended, parameters, settle } from "./kit.ts"

const soon = { limits: { answerMillis: 20 }, breaks: ["ASYNC-01"] } as const
const later = Effect.andThen(TestClock.adjust(60), settle)

describe("ASYNC-01 a tear-down that is never completed", () => {
  it.effect("a close: the call manager is named and ends, and the client's close with it", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.up()
          b.cm.on.ProtocolCmCloseCall = () => NdisStatus.PENDING
          yield* b.client.call("NdisClCloseCall", { NdisVcHandle: vc, Size: 0 })
          yield* later
          yield* mended
          expect(b.texts("violation")).toEqual([
            expect.stringMatching(/^cm: ProtocolCmCloseCall pended 20 ms ago \(vc\d+\.\d+\) and was never completed; NDIS ends this driver/)
          ])
          expect(b.client.statuses("ProtocolClCloseCallComplete")).toEqual(["NDIS_STATUS_SUCCESS"])
          delete b.cm.on.ProtocolCmCloseCall
          yield* b.delete(vc)
          yield* mended
          expect(b.cm.lives).toBe(2)
        }),
      soon
    )
  )

  it.effect("a deactivation: the miniport is named and ends", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.ready()
          b.miniport.on.MiniportCoDeactivateVc = () => NdisStatus.PENDING
          yield* b.cm.call("NdisCmDeactivateVc", { NdisVcHandle: vc })
          yield* later
          delete b.miniport.on.MiniportCoDeactivateVc
          yield* mended
          expect(b.texts("violation")[0]).toMatch(/^atm0: MiniportCoDeactivateVc pended 20 ms ago \(vc/)
          expect(b.cm.statuses("ProtocolCmDeactivateVcComplete")).toEqual(["NDIS_STATUS_SUCCESS"])
          yield* b.cm.call("NdisCoDeleteVc", { NdisVcHandle: vc })
          yield* mended
        }),
      // The client of the bench has not left its address family when the miniport goes.
      { ...soon, breaks: ["ASYNC-01", "BIND-09"] }
    )
  )

  it.effect("set-up may take as long as it takes, and what is completed in time ends nobody", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          b.cm.on.ProtocolCmMakeCall = () => NdisStatus.PENDING
          b.cm.on.ProtocolCmCloseCall = () => NdisStatus.PENDING
          const vc = yield* b.create()
          yield* b.client.call("NdisClMakeCall", { NdisVcHandle: vc, CallParameters: parameters })
          yield* later
          yield* b.cm.call("NdisCmActivateVc", { NdisVcHandle: vc, CallParameters: parameters })
          yield* b.cm.call("NdisCmMakeCallComplete", { Status: NdisStatus.SUCCESS, NdisVcHandle: vc, CallParameters: parameters })
          yield* b.client.call("NdisClCloseCall", { NdisVcHandle: vc, Size: 0 })
          yield* b.cm.call("NdisCmDeactivateVc", { NdisVcHandle: vc })
          yield* b.cm.call("NdisCmCloseCallComplete", { Status: NdisStatus.SUCCESS, NdisVcHandle: vc })
          yield* later
          expect(b.cm.lives).toBe(1)
          yield* b.delete(vc)
        }),
      { limits: { answerMillis: 20 } }
    )
  )
})

describe("a tear-down that NDIS asks for a dead driver", () => {
  it.effect("is not refused: it counts as done, and who refused it is named", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.up()
          b.cm.on.ProtocolCmCloseCall = () => NdisStatus.FAILURE
          b.cm.on.ProtocolCoDeleteVc = () => NdisStatus.FAILURE
          b.client.life.crash(new Error("for the test"))
          yield* mended
          yield* b.cm.call("NdisCmDeactivateVc", { NdisVcHandle: vc })
          yield* mended
          expect(b.texts("violation")).toEqual([
            expect.stringMatching(/^cm: ProtocolCmCloseCall answers NDIS_STATUS_FAILURE to what NDIS asks for the dead voice/),
            expect.stringMatching(/^cm: ProtocolCoDeleteVc answers NDIS_STATUS_FAILURE to what NDIS asks for the dead voice/)
          ])
          expect(b.client.lives).toBe(2)
        }),
      { breaks: ["DEAD"] }
    )
  )
})
