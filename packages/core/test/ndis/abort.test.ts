/**
 * what NDIS does with the close of a call that its client is still making, under either reading.
 */
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { NdisStatus, type NdisVcHandle } from "../../src/index.ts"
import { bench, type Bench, type Mine, mended, mine, parameters, settle } from "./kit.ts"

describe("A-20 a close while the call is being made", () => {
  const abort = { profile: { "A-20": "abort" } } as const
  /** A call whose make-call and close both pend at the call manager, or what the close was answered. */
  const closing = (b: Bench) =>
    Effect.gen(function* () {
      b.cm.on.ProtocolCmMakeCall = () => NdisStatus.PENDING
      b.cm.on.ProtocolCmCloseCall = () => NdisStatus.PENDING
      const vc = yield* b.create()
      yield* b.client.call("NdisClMakeCall", { NdisVcHandle: vc, CallParameters: parameters })
      const answer = yield* b.client.status("NdisClCloseCall", { NdisVcHandle: vc, Size: 0 })
      return { answer, vc }
    })
  const made = (b: Bench, NdisVcHandle: NdisVcHandle, Status: NdisStatus) =>
    Effect.andThen(b.cm.call("NdisCmMakeCallComplete", { Status, NdisVcHandle, CallParameters: parameters }), settle)
  const closed = (b: Bench, NdisVcHandle: NdisVcHandle, Status: NdisStatus) =>
    Effect.andThen(b.cm.call("NdisCmCloseCallComplete", { Status, NdisVcHandle }), settle)
  const answers = (b: Bench) => [b.client.statuses("ProtocolClMakeCallComplete"), b.client.statuses("ProtocolClCloseCallComplete")]
  const answered = ["ProtocolClMakeCallComplete", "ProtocolClCloseCallComplete"].map((name) => `voice.${name}`)

  it.effect("refuse: FAILURE, the call manager hears nothing of it, and the call is made", () =>
    bench((b) =>
      Effect.gen(function* () {
        const { answer, vc } = yield* closing(b)
        expect(answer).toBe("NDIS_STATUS_FAILURE")
        expect(b.rules("refusal")).toEqual(["CALL-84"])
        expect(b.cm.seen("ProtocolCmCloseCall")).toEqual([])
        yield* b.cm.call("NdisCmActivateVc", { NdisVcHandle: vc, CallParameters: parameters })
        yield* made(b, vc, NdisStatus.SUCCESS)
        expect(answers(b)).toEqual([["NDIS_STATUS_SUCCESS"], []])
        delete b.cm.on.ProtocolCmCloseCall
        yield* b.down(vc)
      })
    )
  )

  for (const order of ["make-call first", "close first"] as const) {
    it.effect(`abort: both are answered once, the ${order}, and meanwhile the VC is kept`, () =>
      bench(
        (b) =>
          Effect.gen(function* () {
            const { answer, vc } = yield* closing(b)
            expect(answer).toBe("NDIS_STATUS_PENDING")
            const mark = b.now
            const ends = [made(b, vc, NdisStatus.REQUEST_ABORTED), closed(b, vc, NdisStatus.SUCCESS)]
            if (order === "close first") ends.reverse()
            yield* ends[0]!
            expect(yield* b.client.status("NdisCoDeleteVc", { NdisVcHandle: vc })).toBe("NDIS_STATUS_NOT_ACCEPTED")
            expect(yield* b.client.status("NdisClCloseCall", { NdisVcHandle: vc, Size: 0 })).toBe("NDIS_STATUS_FAILURE")
            expect(yield* b.client.status("NdisClMakeCall", { NdisVcHandle: vc, CallParameters: parameters })).toBe("NDIS_STATUS_FAILURE")
            expect(yield* b.cm.status("NdisCmActivateVc", { NdisVcHandle: vc, CallParameters: parameters })).toBe("NDIS_STATUS_CLOSING")
            yield* ends[1]!
            expect(answers(b)).toEqual([["NDIS_STATUS_REQUEST_ABORTED"], ["NDIS_STATUS_SUCCESS"]])
            expect(b.since(mark).filter((name) => name.startsWith("voice.ProtocolCl"))).toEqual(
              order === "make-call first" ? answered : [...answered].reverse()
            )
            yield* b.delete(vc)
          }),
        abort
      )
    )
  }

  it.effect("abort: a call that is made all the same is closed like any other", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          b.cm.on.ProtocolCmMakeCall = () => NdisStatus.PENDING
          b.cm.on.ProtocolCmCloseCall = () => NdisStatus.PENDING
          const vc = yield* b.create()
          yield* b.client.call("NdisClMakeCall", { NdisVcHandle: vc, CallParameters: parameters })
          yield* b.cm.call("NdisCmActivateVc", { NdisVcHandle: vc, CallParameters: parameters })
          yield* b.client.call("NdisClCloseCall", { NdisVcHandle: vc, Size: 0 })
          yield* made(b, vc, NdisStatus.SUCCESS)
          yield* b.cm.call("NdisCmDeactivateVc", { NdisVcHandle: vc })
          yield* closed(b, vc, NdisStatus.SUCCESS)
          expect(answers(b)).toEqual([["NDIS_STATUS_SUCCESS"], ["NDIS_STATUS_SUCCESS"]])
          yield* b.delete(vc)
        }),
      abort
    )
  )

  it.effect("abort: a close that fails leaves the call being made; one that fails after the make-call leaves none", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const first = yield* closing(b)
          yield* closed(b, first.vc, NdisStatus.FAILURE)
          yield* b.cm.call("NdisCmActivateVc", { NdisVcHandle: first.vc, CallParameters: parameters })
          yield* made(b, first.vc, NdisStatus.SUCCESS)
          expect(answers(b)).toEqual([["NDIS_STATUS_SUCCESS"], ["NDIS_STATUS_FAILURE"]])
          delete b.cm.on.ProtocolCmCloseCall
          yield* b.down(first.vc)
          const second = yield* closing(b)
          yield* made(b, second.vc, NdisStatus.FAILURE)
          yield* closed(b, second.vc, NdisStatus.FAILURE)
          yield* b.delete(second.vc)
        }),
      abort
    )
  )

  it.effect("abort, CALL-86: a call reported made after its close was, fails", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const { vc } = yield* closing(b)
          yield* closed(b, vc, NdisStatus.SUCCESS)
          yield* made(b, vc, NdisStatus.SUCCESS)
          expect(answers(b)).toEqual([["NDIS_STATUS_FAILURE"], ["NDIS_STATUS_SUCCESS"]])
          yield* b.delete(vc)
        }),
      { ...abort, breaks: ["CALL-86"] }
    )
  )

  it.effect("abort: a multipoint call is closed without naming its party, which has no handle yet", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          b.cm.on.ProtocolCmMakeCall = () => NdisStatus.PENDING
          b.cm.on.ProtocolCmCloseCall = () => NdisStatus.PENDING
          for (const order of [0, 1]) {
            const vc = yield* b.create()
            yield* b.client.call("NdisClMakeCall", { NdisVcHandle: vc, CallParameters: parameters, ProtocolPartyContext: mine("party") })
            expect(yield* b.client.status("NdisClCloseCall", { NdisVcHandle: vc, Size: 0 })).toBe("NDIS_STATUS_PENDING")
            const ends = [made(b, vc, NdisStatus.REQUEST_ABORTED), closed(b, vc, NdisStatus.SUCCESS)]
            yield* ends[order]!
            yield* ends[1 - order]!
            yield* b.delete(vc)
          }
        }),
      abort
    )
  )

  it.effect("abort: a call manager that dies in it fails the make-call and ends the close", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const { vc } = yield* closing(b)
          b.cm.life.crash(new Error("for the test"))
          yield* mended
          expect(answers(b)).toEqual([["NDIS_STATUS_FAILURE"], ["NDIS_STATUS_SUCCESS"]])
          yield* b.delete(vc)
          yield* mended
        }),
      abort
    )
  )

  it.effect("abort: for a client that dies NDIS gives up the call it was making", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          b.cm.on.ProtocolCmMakeCall = () => NdisStatus.PENDING
          b.cm.on.ProtocolCmCloseCall = ({ CallMgrVcContext }) => {
            const NdisVcHandle = (CallMgrVcContext as Mine<NdisVcHandle>).handle
            const { direct } = b.cm.life
            direct.NdisCmMakeCallComplete({ Status: NdisStatus.REQUEST_ABORTED, NdisVcHandle, CallParameters: parameters })
            return NdisStatus.SUCCESS
          }
          const vc = yield* b.create()
          yield* b.client.call("NdisClMakeCall", { NdisVcHandle: vc, CallParameters: parameters })
          b.client.life.crash(new Error("for the test"))
          yield* mended
          expect(b.cm.seen("ProtocolCmCloseCall").length).toBe(1)
          expect(b.host.leftovers()["VCs"]).toBeUndefined()
        }),
      abort
    )
  )
})
