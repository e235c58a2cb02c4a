import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { atmAddress, callTo, flowSpec, NdisStatus, type NdisVcHandle, statusName } from "../../src/index.ts"
import { bench, type Bench, mine, parameters, settle } from "./kit.ts"

const make = (b: Bench, vc: NdisVcHandle) => b.client.status("NdisClMakeCall", { NdisVcHandle: vc, CallParameters: parameters })
const close = (b: Bench, vc: NdisVcHandle) => b.client.status("NdisClCloseCall", { NdisVcHandle: vc, Size: 0 })
const made = (b: Bench, vc: NdisVcHandle, Status: NdisStatus) =>
  Effect.andThen(b.cm.call("NdisCmMakeCallComplete", { Status, NdisVcHandle: vc, CallParameters: parameters }), settle)
const hangUp = (b: Bench, vc: NdisVcHandle, CloseStatus: NdisStatus) =>
  Effect.andThen(b.cm.call("NdisCmDispatchIncomingCloseCall", { CloseStatus, NdisVcHandle: vc, Size: 0 }), settle)
const other = callTo(atmAddress("4799"), undefined, { transmit: flowSpec({ TokenRate: 1000 }) })

describe("outgoing calls", () => {
  it.effect("a VC carries one call: another make-call is FAILURE, whether the first pends or is up", () =>
    bench((b) =>
      Effect.gen(function* () {
        b.cm.on.ProtocolCmMakeCall = () => NdisStatus.PENDING
        const vc = yield* b.create()
        yield* make(b, vc)
        expect(yield* make(b, vc)).toBe("NDIS_STATUS_FAILURE")
        yield* b.cm.call("NdisCmActivateVc", { NdisVcHandle: vc, CallParameters: parameters })
        yield* made(b, vc, NdisStatus.SUCCESS)
        expect(yield* make(b, vc)).toBe("NDIS_STATUS_FAILURE")
        expect(b.rules("refusal")).toEqual(["VC-17", "VC-17"])
        yield* b.down(vc)
      })
    )
  )

  it.effect("CALL-03 a client makes no call on a VC that its call manager made", () =>
    bench((b) =>
      Effect.gen(function* () {
        const vc = yield* b.ready()
        expect(yield* make(b, vc)).toBe("NDIS_STATUS_FAILURE")
        expect(b.rules("refusal")).toEqual(["CALL-03"])
        yield* b.unready(vc)
      })
    )
  )

  it.effect("A-20 a call that is being made is not closed: FAILURE, and it goes on", () =>
    bench((b) =>
      Effect.gen(function* () {
        b.cm.on.ProtocolCmMakeCall = () => NdisStatus.PENDING
        const vc = yield* b.create()
        yield* make(b, vc)
        expect(yield* close(b, vc)).toBe("NDIS_STATUS_FAILURE")
        expect(yield* b.client.status("NdisCoDeleteVc", { NdisVcHandle: vc })).toBe("NDIS_STATUS_NOT_ACCEPTED")
        yield* made(b, vc, NdisStatus.FAILURE)
        expect(b.client.statuses("ProtocolClMakeCallComplete")).toEqual(["NDIS_STATUS_FAILURE"])
        yield* b.delete(vc)
      })
    )
  )

  it.effect("VC-23 a call reported made without an active VC reaches the client as FAILURE", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          b.cm.on.ProtocolCmMakeCall = () => NdisStatus.PENDING
          const vc = yield* b.create()
          yield* make(b, vc)
          yield* made(b, vc, NdisStatus.SUCCESS)
          expect(b.client.statuses("ProtocolClMakeCallComplete")).toEqual(["NDIS_STATUS_FAILURE"])
          yield* b.delete(vc)
          b.cm.on.ProtocolCmMakeCall = () => NdisStatus.SUCCESS
          const next = yield* b.create()
          expect(yield* make(b, next)).toBe("NDIS_STATUS_FAILURE")
          yield* b.delete(next)
        }),
      { breaks: ["VC-23"] }
    )
  )

  it.effect("CALL-23 a call that fails over an active VC is recorded, and the VC can be deactivated afterwards", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          b.cm.on.ProtocolCmMakeCall = () => NdisStatus.PENDING
          const vc = yield* b.create()
          yield* make(b, vc)
          yield* b.cm.call("NdisCmActivateVc", { NdisVcHandle: vc, CallParameters: parameters })
          yield* made(b, vc, NdisStatus.FAILURE)
          expect(yield* b.client.status("NdisCoDeleteVc", { NdisVcHandle: vc })).toBe("NDIS_STATUS_NOT_ACCEPTED")
          yield* b.cm.call("NdisCmDeactivateVc", { NdisVcHandle: vc })
          yield* b.delete(vc)
        }),
      { breaks: ["CALL-23"] }
    )
  )

  it.effect("CALL-85 a second close is FAILURE while the first pends, and CALL-84 without a call", () =>
    bench((b) =>
      Effect.gen(function* () {
        const vc = yield* b.up()
        b.cm.on.ProtocolCmCloseCall = () => NdisStatus.PENDING
        expect(yield* close(b, vc)).toBe("NDIS_STATUS_PENDING")
        expect(yield* close(b, vc)).toBe("NDIS_STATUS_FAILURE")
        expect(yield* make(b, vc)).toBe("NDIS_STATUS_FAILURE")
        expect(yield* b.client.status("NdisCoDeleteVc", { NdisVcHandle: vc })).toBe("NDIS_STATUS_NOT_ACCEPTED")
        yield* b.cm.call("NdisCmCloseCallComplete", { Status: NdisStatus.SUCCESS, NdisVcHandle: vc })
        yield* settle
        // MCM order: closed, but the VC is still active.
        expect(b.client.statuses("ProtocolClCloseCallComplete")).toEqual(["NDIS_STATUS_SUCCESS"])
        expect(yield* make(b, vc)).toBe("NDIS_STATUS_FAILURE")
        expect(yield* b.client.status("NdisCoDeleteVc", { NdisVcHandle: vc })).toBe("NDIS_STATUS_NOT_ACCEPTED")
        expect(yield* b.cm.status("NdisCmDeactivateVc", { NdisVcHandle: vc })).toBe("NDIS_STATUS_SUCCESS")
        expect(yield* close(b, vc)).toBe("NDIS_STATUS_FAILURE")
        expect(b.rules("refusal")).toEqual(["CALL-85", "CALL-86", "VC-61", "CALL-86", "VC-61", "CALL-84"])
        // It is as good as new.
        delete b.cm.on.ProtocolCmCloseCall
        expect(yield* make(b, vc)).toBe("NDIS_STATUS_SUCCESS")
        yield* b.down(vc)
      })
    )
  )

  it.effect("CALL-97 a close that the call manager refuses leaves the call in being", () =>
    bench((b) =>
      Effect.gen(function* () {
        const vc = yield* b.up()
        b.cm.on.ProtocolCmCloseCall = () => NdisStatus.INVALID_DATA
        expect(yield* close(b, vc)).toBe("NDIS_STATUS_INVALID_DATA")
        delete b.cm.on.ProtocolCmCloseCall
        yield* b.down(vc)
      })
    )
  )

  it.effect("CALL-87 the size of close data is that of the buffer, for a close and for an incoming close", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.up()
          expect(yield* b.client.status("NdisClCloseCall", { NdisVcHandle: vc, Size: 3 })).toBe("NDIS_STATUS_INVALID_DATA")
          expect(yield* b.client.status("NdisClCloseCall", { NdisVcHandle: vc, Buffer: new Uint8Array(2), Size: 0 })).toBe(
            "NDIS_STATUS_INVALID_DATA"
          )
          yield* b.cm.call("NdisCmDispatchIncomingCloseCall", {
            CloseStatus: NdisStatus.SUCCESS,
            NdisVcHandle: vc,
            Buffer: new Uint8Array(2),
            Size: 1
          })
          yield* settle
          expect(b.client.seen("ProtocolClIncomingCloseCall")).toEqual([])
          const Buffer = new Uint8Array([1, 2, 3])
          expect(yield* b.client.status("NdisClCloseCall", { NdisVcHandle: vc, Buffer, Size: 3 })).toBe("NDIS_STATUS_SUCCESS")
          expect(b.cm.seen("ProtocolCmCloseCall")[0]).toMatchObject({ CloseData: Buffer, Size: 3 })
          yield* b.delete(vc)
        }),
      { breaks: ["CALL-87"] }
    )
  )

  it.effect("a close names a party that is none: FAILURE", () =>
    bench((b) =>
      Effect.gen(function* () {
        const vc = yield* b.up()
        expect(yield* b.client.status("NdisClCloseCall", { NdisVcHandle: vc, NdisPartyHandle: vc as never, Size: 0 })).toBe(
          "NDIS_STATUS_FAILURE"
        )
        yield* b.down(vc)
      })
    )
  )

  it.effect("CALL-81 a close names a party of another call: FAILURE, and both calls stay", () =>
    bench((b) =>
      Effect.gen(function* () {
        const root = yield* b.create()
        const made = yield* b.client.call("NdisClMakeCall", {
          NdisVcHandle: root,
          CallParameters: parameters,
          ProtocolPartyContext: mine("first")
        })
        const NdisPartyHandle = made.NdisPartyHandle!
        expect(statusName(made.Status!)).toBe("NDIS_STATUS_SUCCESS")
        const other = yield* b.create()
        const second = yield* b.client.call("NdisClMakeCall", {
          NdisVcHandle: other,
          CallParameters: parameters,
          ProtocolPartyContext: mine("second")
        })
        expect(yield* b.client.status("NdisClCloseCall", { NdisVcHandle: other, NdisPartyHandle, Size: 0 })).toBe("NDIS_STATUS_FAILURE")
        expect(b.rules()).toEqual(["CALL-81"])
        expect(b.cm.seen("ProtocolCmCloseCall")).toEqual([])
        for (const [vc, party] of [
          [root, NdisPartyHandle],
          [other, second.NdisPartyHandle!]
        ] as const) {
          expect(yield* b.client.status("NdisClCloseCall", { NdisVcHandle: vc, NdisPartyHandle: party, Size: 0 })).toBe(
            "NDIS_STATUS_SUCCESS"
          )
          yield* b.delete(vc)
        }
      })
    )
  )

  it.effect("CALL-108 after a close with a bad status the client deletes its VC and makes no call on it", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.up()
          yield* hangUp(b, vc, NdisStatus.FAILURE)
          expect(yield* close(b, vc)).toBe("NDIS_STATUS_SUCCESS")
          expect(yield* make(b, vc)).toBe("NDIS_STATUS_FAILURE")
          yield* b.delete(vc)
        }),
      { breaks: ["CALL-108"] }
    )
  )

  it.effect("CALL-107 after a close by the peer the client may use its VC again", () =>
    bench((b) =>
      Effect.gen(function* () {
        const vc = yield* b.up()
        yield* hangUp(b, vc, NdisStatus.SUCCESS)
        expect(yield* close(b, vc)).toBe("NDIS_STATUS_SUCCESS")
        expect(yield* make(b, vc)).toBe("NDIS_STATUS_SUCCESS")
        yield* b.down(vc)
      })
    )
  )

  it.effect("CALL-91 the VC of a call that is up is not deactivated under it", () =>
    bench((b) =>
      Effect.gen(function* () {
        const vc = yield* b.up()
        expect(yield* b.cm.status("NdisCmDeactivateVc", { NdisVcHandle: vc })).toBe("NDIS_STATUS_NOT_ACCEPTED")
        yield* b.down(vc)
      })
    )
  )
})

describe("changes of call parameters", () => {
  const modify = (b: Bench, vc: NdisVcHandle) => b.client.status("NdisClModifyCallQoS", { NdisVcHandle: vc, CallParameters: other })

  it.effect("CALL-60 there is nothing to change without a call, nor while it closes", () =>
    bench((b) =>
      Effect.gen(function* () {
        const vc = yield* b.create()
        expect(yield* modify(b, vc)).toBe("NDIS_STATUS_FAILURE")
        yield* make(b, vc)
        b.cm.on.ProtocolCmCloseCall = () => NdisStatus.PENDING
        yield* close(b, vc)
        expect(yield* modify(b, vc)).toBe("NDIS_STATUS_FAILURE")
        expect(b.rules("refusal")).toEqual(["CALL-60", "CALL-60"])
        yield* b.cm.call("NdisCmDeactivateVc", { NdisVcHandle: vc })
        yield* b.cm.call("NdisCmCloseCallComplete", { Status: NdisStatus.SUCCESS, NdisVcHandle: vc })
        yield* settle
        yield* b.delete(vc)
      })
    )
  )

  it.effect("CALL-61 a call manager without QoS answers NOT_SUPPORTED, and the call goes on", () =>
    bench((b) =>
      Effect.gen(function* () {
        const vc = yield* b.up()
        expect(yield* modify(b, vc)).toBe("NDIS_STATUS_NOT_SUPPORTED")
        yield* b.down(vc)
      })
    )
  )

  it.effect("VC-25 one change at a time; CALL-62 success without a new activation is a breach", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.up()
          b.cm.on.ProtocolCmModifyCallQoS = () => NdisStatus.PENDING
          expect(yield* modify(b, vc)).toBe("NDIS_STATUS_PENDING")
          expect(yield* modify(b, vc)).toBe("NDIS_STATUS_FAILURE")
          expect(b.rules()).toEqual(["VC-25"])
          yield* b.cm.call("NdisCmActivateVc", { NdisVcHandle: vc, CallParameters: other })
          yield* b.cm.call("NdisCmModifyCallQoSComplete", { Status: NdisStatus.SUCCESS, NdisVcHandle: vc, CallParameters: other })
          yield* settle
          expect(b.client.statuses("ProtocolClModifyCallQoSComplete")).toEqual(["NDIS_STATUS_SUCCESS"])
          expect(b.host.violations()).toBe(0)
          b.cm.on.ProtocolCmModifyCallQoS = () => NdisStatus.SUCCESS
          expect(yield* b.client.status("NdisClModifyCallQoS", { NdisVcHandle: vc, CallParameters: parameters })).toBe(
            "NDIS_STATUS_SUCCESS"
          )
          yield* b.down(vc)
        }),
      { breaks: ["CALL-62"] }
    )
  )

  it.effect("CALL-68, CALL-69 a change from the network needs a new activation and a call that is up", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.create()
          const propose = Effect.andThen(
            b.cm.call("NdisCmDispatchIncomingCallQoSChange", { NdisVcHandle: vc, CallParameters: other }),
            settle
          )
          yield* propose
          expect(b.client.seen("ProtocolClIncomingCallQoSChange")).toEqual([])
          yield* make(b, vc)
          yield* propose
          expect(b.rules("violation")).toEqual(["CALL-69", "CALL-68"])
          yield* b.cm.call("NdisCmActivateVc", { NdisVcHandle: vc, CallParameters: other })
          yield* propose
          expect(b.host.violations()).toBe(2)
          expect(b.client.seen("ProtocolClIncomingCallQoSChange").length).toBe(2)
          yield* b.down(vc)
        }),
      { breaks: ["CALL-69", "CALL-68"] }
    )
  )
})
