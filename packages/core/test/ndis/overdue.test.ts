/**
 * What is pended and never completed: NDIS ends the driver that owes the completion, after a time, but for what may take as long as it takes.
 */
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { NdisStatus, statusName, type NdisVcHandle } from "../../src/index.ts"
import { bench, type Bench, mended, mine, parameters, sapOf, settle } from "./kit.ts"

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
})

describe("ASYNC-01 a set-up that is never completed", () => {
  const pend = () => NdisStatus.PENDING
  /** Who owes it, the handler, and what begins it and answers what gives back what is left. */
  const kinds: ReadonlyArray<readonly [string, string, (b: Bench) => Effect.Effect<Effect.Effect<unknown>>]> = [
    [
      "cm",
      "ProtocolCmRegisterSap",
      (b) => {
        b.cm.on.ProtocolCmRegisterSap = pend
        const args = { NdisAfHandle: b.client.af!, ProtocolSapContext: mine("sap"), Sap: sapOf(1) }
        return Effect.as(b.client.call("NdisClRegisterSap", args), Effect.void)
      }
    ],
    [
      "cm",
      "ProtocolCmModifyCallQoS",
      (b) =>
        Effect.gen(function* () {
          b.cm.on.ProtocolCmModifyCallQoS = pend
          const NdisVcHandle = yield* b.up()
          yield* b.client.call("NdisClModifyCallQoS", { NdisVcHandle, CallParameters: parameters })
          const close = b.client.call("NdisClCloseCall", { NdisVcHandle, Size: 0 })
          return Effect.andThen(close, Effect.andThen(mended, b.delete(NdisVcHandle)))
        })
    ],
    [
      "atm0",
      "MiniportCoActivateVc",
      (b) =>
        Effect.gen(function* () {
          b.miniport.on.MiniportCoActivateVc = pend
          const created = yield* b.cm.call("NdisCoCreateVc", { NdisBindingHandle: b.cm.binding!.handle, ProtocolVcContext: mine("own") })
          const NdisVcHandle = created.NdisVcHandle!
          yield* b.cm.call("NdisCmActivateVc", { NdisVcHandle, CallParameters: parameters })
          return b.cm.call("NdisCoDeleteVc", { NdisVcHandle })
        })
    ],
    [
      "atm0",
      "MiniportResetEx",
      (b) => {
        b.miniport.on.MiniportResetEx = pend
        return Effect.as(Effect.andThen(Effect.forkDetach(b.host.reset("atm0")), settle), Effect.void)
      }
    ]
  ]
  it.effect.each(kinds)("%s, %s: NDIS ends it, and its next life works", ([who, handler, begin]) =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const giveBack = yield* begin(b)
          yield* TestClock.adjust(19)
          yield* settle
          expect(b.rules("violation")).toEqual([])
          yield* TestClock.adjust(1)
          yield* mended
          expect(b.texts("violation")[0]).toMatch(new RegExp(`^${who}: ${handler} pended 20 ms ago .* and was never completed; NDIS ends`))
          b.miniport.on.MiniportCoActivateVc = () => NdisStatus.SUCCESS
          yield* giveBack
          yield* mended
          expect((who === "cm" ? b.cm : b.miniport).lives).toBe(2)
        }),
      // The call manager of the bench has not given back its VC when the miniport goes.
      { ...soon, breaks: handler === "MiniportCoActivateVc" ? ["ASYNC-01", "BIND-09"] : ["ASYNC-01"] }
    )
  )
})
describe("what rings", () => {
  const ringing = (b: Bench) =>
    Effect.gen(function* () {
      b.cm.on.ProtocolCmMakeCall = () => NdisStatus.PENDING
      const vc = yield* b.create()
      expect(yield* b.client.status("NdisClMakeCall", { NdisVcHandle: vc, CallParameters: parameters })).toBe("NDIS_STATUS_PENDING")
      return vc
    })
  const fails = (b: Bench, NdisVcHandle: NdisVcHandle) =>
    b.cm.call("NdisCmMakeCallComplete", { Status: NdisStatus.REQUEST_ABORTED, NdisVcHandle, CallParameters: parameters })

  it.effect("CALL-12 may ring for ever; a call that is closed while it is made has to end in time (A-20)", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* ringing(b)
          b.cm.on.ProtocolCmCloseCall = () => NdisStatus.SUCCESS
          yield* TestClock.adjust(1000)
          yield* settle
          expect(b.rules()).toEqual([])
          expect(yield* b.client.status("NdisClCloseCall", { NdisVcHandle: vc, Size: 0 })).toBe("NDIS_STATUS_SUCCESS")
          yield* later
          yield* mended
          expect(b.texts("violation")[0]).toMatch(/^cm: ProtocolCmMakeCall pended 20 ms ago/)
          expect(b.client.statuses("ProtocolClMakeCallComplete")).toEqual(["NDIS_STATUS_FAILURE"])
          yield* b.delete(vc)
          yield* mended
        }),
      { ...soon, profile: { "A-20": "abort" } }
    )
  )

  it.effect("a close that fails while the call is made lets it ring on", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* ringing(b)
          b.cm.on.ProtocolCmCloseCall = () => NdisStatus.FAILURE
          expect(yield* b.client.status("NdisClCloseCall", { NdisVcHandle: vc, Size: 0 })).toBe("NDIS_STATUS_FAILURE")
          yield* later
          expect(b.cm.lives).toBe(1)
          yield* fails(b, vc)
          yield* b.delete(vc)
        }),
      { limits: { answerMillis: 20 }, profile: { "A-20": "abort" } }
    )
  )

  for (const reading of ["refuse", "abort"] as const) {
    it.effect(`${reading}: the call of a client that died is ended while it is made`, () =>
      bench(
        (b) =>
          Effect.gen(function* () {
            const vc = yield* ringing(b)
            b.cm.on.ProtocolCmCloseCall = () => {
              b.cm.life.direct.NdisCmMakeCallComplete({
                Status: NdisStatus.REQUEST_ABORTED,
                NdisVcHandle: vc,
                CallParameters: parameters
              })
              return NdisStatus.SUCCESS
            }
            b.client.life.crash(new Error("for the test"))
            yield* mended
            expect(b.cm.seen("ProtocolCmCloseCall").length).toBe(1)
            expect(b.host.leftovers()["VCs"]).toBeUndefined()
            expect(b.client.lives).toBe(2)
          }),
        { profile: { "A-20": reading } }
      )
    )
  }

  it.effect("refuse: a call manager that does not end it goes on, and the call is closed when it is made", () =>
    bench((b) =>
      Effect.gen(function* () {
        const vc = yield* ringing(b)
        b.cm.on.ProtocolCmCloseCall = () => NdisStatus.NOT_ACCEPTED
        b.client.life.crash(new Error("for the test"))
        yield* mended
        expect([b.host.leftovers()["VCs"], b.rules("violation")]).toEqual([1, []])
        expect(b.cm.seen("ProtocolCmCloseCall").length).toBe(1)
        delete b.cm.on.ProtocolCmCloseCall
        yield* b.cm.call("NdisCmActivateVc", { NdisVcHandle: vc, CallParameters: parameters })
        yield* b.cm.call("NdisCmMakeCallComplete", { Status: NdisStatus.SUCCESS, NdisVcHandle: vc, CallParameters: parameters })
        yield* mended
        expect(b.host.leftovers()["VCs"]).toBeUndefined()
      })
    )
  )

  it.effect("refuse: a client that is being unbound ends its call while it is made", () =>
    bench((b) =>
      Effect.gen(function* () {
        const vc = yield* ringing(b)
        expect(yield* b.client.status("NdisClCloseCall", { NdisVcHandle: vc, Size: 0 })).toBe("NDIS_STATUS_FAILURE")
        b.cm.on.ProtocolCmCloseCall = () => {
          b.cm.life.direct.NdisCmMakeCallComplete({ Status: NdisStatus.REQUEST_ABORTED, NdisVcHandle: vc, CallParameters: parameters })
          return NdisStatus.SUCCESS
        }
        const { direct } = b.client.life
        const answers: Array<NdisStatus> = []
        b.client.giveBack = Effect.callback<void>((resume) => {
          direct.NdisClCloseCall({ NdisVcHandle: vc, Size: 0 }, (status) => {
            answers.push(status)
            direct.NdisCoDeleteVc({ NdisVcHandle: vc }, (deleted) => {
              answers.push(deleted)
              resume(Effect.void)
            })
          })
        })
        yield* b.host.stop("voice")
        expect(answers.map(statusName)).toEqual(["NDIS_STATUS_SUCCESS", "NDIS_STATUS_SUCCESS"])
        expect(b.client.statuses("ProtocolClMakeCallComplete")).toEqual(["NDIS_STATUS_REQUEST_ABORTED"])
      })
    )
  )
})

describe("work on a whole driver that is never over", () => {
  it.effect("a bind: NDIS ends the protocol, and goes on", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          b.client.starting = () => {
            if (b.client.lives === 2) b.client.on.ProtocolBindAdapterEx = () => NdisStatus.PENDING
            else delete b.client.on.ProtocolBindAdapterEx
          }
          b.client.life.crash(new Error("for the test"))
          yield* mended
          yield* TestClock.adjust(39)
          yield* settle
          expect(b.client.lives).toBe(2)
          yield* TestClock.adjust(1)
          yield* mended
          expect(b.texts("violation")[0]).toMatch(/^voice: ProtocolBindAdapterEx pended 40 ms ago \(atm0\) and was never completed/)
          expect([b.client.lives, b.client.binding?.adapter]).toEqual([3, "atm0"])
        }),
      soon
    )
  )

  it.effect("an unbind whose handler does not return: who holds up everybody is ended, and named", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          b.client.giveBack = Effect.never
          const halted = yield* Effect.forkDetach(b.host.stop("atm0"))
          yield* settle
          yield* TestClock.adjust(40)
          yield* mended
          expect(halted.pollUnsafe()?._tag).toBe("Success")
          expect(b.texts("note")[0]).toMatch(
            /^voice: ProtocolUnbindAdapterEx was called 40 ms ago \(atm0\) and has not returned; NDIS ends it/
          )
          b.client.giveBack = Effect.void
        }),
      { limits: { answerMillis: 20 } }
    )
  )
})

describe("an adapter that was halted with a VC left on it", () => {
  it.effect("carries nothing more, and the VC is taken down by those who share it", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.up()
          // A client that gives nothing back when it is unbound.
          const af = b.client.af!
          b.client.af = undefined
          yield* b.host.stop("atm0")
          expect(b.miniport.seen("MiniportHaltEx").length).toBe(1)
          expect(yield* b.cm.status("NdisCmActivateVc", { NdisVcHandle: vc, CallParameters: parameters })).toBe("NDIS_STATUS_FAILURE")
          expect(yield* b.client.status("NdisClCloseCall", { NdisVcHandle: vc, Size: 0 })).toBe("NDIS_STATUS_SUCCESS")
          expect(yield* b.client.status("NdisCoDeleteVc", { NdisVcHandle: vc })).toBe("NDIS_STATUS_SUCCESS")
          expect(yield* b.client.status("NdisClCloseAddressFamily", { NdisAfHandle: af })).toBe("NDIS_STATUS_SUCCESS")
          expect(b.rules("violation").filter((rule) => rule === "ARGS")).toEqual([])
        }),
      { breaks: ["BIND-09"] }
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
