import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { type NdisSapHandle, NdisStatus, type NdisVcHandle } from "../../src/index.ts"
import { bench, type Bench, mine, parameters, settle } from "./kit.ts"

const close = (b: Bench, vc: NdisVcHandle) => b.client.status("NdisClCloseCall", { NdisVcHandle: vc, Size: 0 })
const offer = (b: Bench, NdisSapHandle: NdisSapHandle, NdisVcHandle: NdisVcHandle) =>
  b.cm.status("NdisCmDispatchIncomingCall", { NdisSapHandle, NdisVcHandle, CallParameters: parameters })
const connect = (b: Bench, vc: NdisVcHandle) => Effect.andThen(b.cm.call("NdisCmDispatchCallConnected", { NdisVcHandle: vc }), settle)
const hangUp = (b: Bench, vc: NdisVcHandle, CloseStatus: NdisStatus) =>
  Effect.andThen(b.cm.call("NdisCmDispatchIncomingCloseCall", { CloseStatus, NdisVcHandle: vc, Size: 0 }), settle)

describe("incoming calls", () => {
  it.effect(
    "accepted, connected, closed by the peer: each side is told in order, and the client's handle is dead afterwards (CALL-95)",
    () =>
      bench((b) =>
        Effect.gen(function* () {
          const sap = yield* b.sap()
          const vc = yield* b.ready()
          const mark = b.now
          expect(yield* offer(b, sap, vc)).toBe("NDIS_STATUS_SUCCESS")
          yield* connect(b, vc)
          yield* hangUp(b, vc, NdisStatus.SUCCESS)
          expect(b.since(mark)).toEqual([
            "voice.ProtocolClIncomingCall",
            "voice.ProtocolClCallConnected",
            "voice.ProtocolClIncomingCloseCall"
          ])
          b.cm.on.ProtocolCmCloseCall = () => NdisStatus.PENDING
          yield* close(b, vc)
          yield* b.cm.call("NdisCmDeactivateVc", { NdisVcHandle: vc })
          yield* b.cm.call("NdisCmCloseCallComplete", { Status: NdisStatus.SUCCESS, NdisVcHandle: vc })
          yield* settle
          expect(yield* close(b, vc)).toBe("NDIS_STATUS_FAILURE")
          expect(b.rules()).toEqual(["CALL-95"])
          // The call manager may offer another call on it.
          yield* b.cm.call("NdisCmActivateVc", { NdisVcHandle: vc, CallParameters: parameters })
          b.client.on.ProtocolClIncomingCall = () => NdisStatus.NOT_SUPPORTED
          expect(yield* offer(b, sap, vc)).toBe("NDIS_STATUS_NOT_SUPPORTED")
          yield* b.unready(vc)
          yield* b.client.call("NdisClDeregisterSap", { NdisSapHandle: sap })
        })
      )
  )

  it.effect("VC-24 an offer needs an active VC", () =>
    bench((b) =>
      Effect.gen(function* () {
        const sap = yield* b.sap()
        const vc = yield* b.ready()
        yield* b.cm.call("NdisCmDeactivateVc", { NdisVcHandle: vc })
        expect(yield* offer(b, sap, vc)).toBe("NDIS_STATUS_FAILURE")
        expect(b.rules("refusal")).toEqual(["VC-24"])
        yield* b.cm.call("NdisCoDeleteVc", { NdisVcHandle: vc })
        yield* b.client.call("NdisClDeregisterSap", { NdisSapHandle: sap })
      })
    )
  )

  it.effect("CALL-31 an offer is made on a VC of the call manager's own making", () =>
    bench((b) =>
      Effect.gen(function* () {
        const sap = yield* b.sap()
        const vc = yield* b.create()
        yield* b.cm.call("NdisCmActivateVc", { NdisVcHandle: vc, CallParameters: parameters })
        expect(yield* offer(b, sap, vc)).toBe("NDIS_STATUS_FAILURE")
        expect(b.rules("refusal")).toEqual(["CALL-31"])
        yield* b.cm.call("NdisCmDeactivateVc", { NdisVcHandle: vc })
        yield* b.delete(vc)
        yield* b.client.call("NdisClDeregisterSap", { NdisSapHandle: sap })
      })
    )
  )

  it.effect("SAP-18 a call is offered to the client of its SAP and to no other", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const [one, two] = b.clients
          const sap = yield* b.sap(1, one)
          b.cm.af = two!.af
          const vc = yield* b.ready()
          expect(yield* offer(b, sap, vc)).toBe("NDIS_STATUS_FAILURE")
          yield* b.unready(vc)
          expect(two!.seen("ProtocolClIncomingCall").length + one!.seen("ProtocolClIncomingCall").length).toBe(0)
          yield* one!.call("NdisClDeregisterSap", { NdisSapHandle: sap })
        }),
      { clients: ["voice", "video"] }
    )
  )

  it.effect("SAP-16 an offer on a SAP that is gone is FAILURE", () =>
    bench((b) =>
      Effect.gen(function* () {
        const sap = yield* b.sap()
        const vc = yield* b.ready()
        b.cm.on.ProtocolCmDeregisterSap = () => NdisStatus.PENDING
        yield* b.client.call("NdisClDeregisterSap", { NdisSapHandle: sap })
        expect(yield* offer(b, sap, vc)).toBe("NDIS_STATUS_FAILURE")
        yield* b.cm.call("NdisCmDeregisterSapComplete", { Status: NdisStatus.SUCCESS, NdisSapHandle: sap })
        yield* settle
        expect(yield* offer(b, sap, vc)).toBe("NDIS_STATUS_FAILURE")
        expect(b.rules("refusal")).toEqual(["SAP-16", "HND-02"])
        yield* b.unready(vc)
      })
    )
  )

  it.effect("SAP-08 an offer on a SAP whose registration pends reaches the client", () =>
    bench((b) =>
      Effect.gen(function* () {
        b.cm.on.ProtocolCmRegisterSap = () => NdisStatus.PENDING
        yield* b.client.call("NdisClRegisterSap", {
          NdisAfHandle: b.client.af!,
          ProtocolSapContext: mine("sap"),
          Sap: { SapType: 9, SapLength: 1, Sap: new Uint8Array(1) }
        })
        const sap = b.cm.seen("ProtocolCmRegisterSap")[0]!["NdisSapHandle"] as never
        b.client.on.ProtocolClIncomingCall = () => NdisStatus.FAILURE
        const vc = yield* b.ready()
        expect(yield* offer(b, sap, vc)).toBe("NDIS_STATUS_FAILURE")
        expect(b.client.seen("ProtocolClIncomingCall").length).toBe(1)
        yield* b.unready(vc)
        yield* b.cm.call("NdisCmRegisterSapComplete", { Status: NdisStatus.FAILURE, NdisSapHandle: sap, CallMgrSapContext: null })
        yield* settle
      })
    )
  )

  it.effect("CALL-41 connecting before the client accepted is recorded and ignored; CALL-44 so is a dispatch after it rejected", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const sap = yield* b.sap()
          const vc = yield* b.ready()
          b.client.on.ProtocolClIncomingCall = () => NdisStatus.PENDING
          expect(yield* offer(b, sap, vc)).toBe("NDIS_STATUS_PENDING")
          expect(yield* offer(b, sap, vc)).toBe("NDIS_STATUS_FAILURE")
          yield* connect(b, vc)
          expect(yield* close(b, vc)).toBe("NDIS_STATUS_FAILURE")
          yield* b.client.call("NdisClIncomingCallComplete", {
            Status: NdisStatus.NOT_ACCEPTED,
            NdisVcHandle: vc,
            CallParameters: parameters
          })
          yield* settle
          expect(b.cm.statuses("ProtocolCmIncomingCallComplete")).toEqual(["NDIS_STATUS_NOT_ACCEPTED"])
          yield* connect(b, vc)
          yield* hangUp(b, vc, NdisStatus.SUCCESS)
          expect(b.client.seen("ProtocolClCallConnected").length + b.client.seen("ProtocolClIncomingCloseCall").length).toBe(0)
          expect(b.rules("violation")).toEqual(["CALL-41", "CALL-44", "CALL-44"])
          yield* b.unready(vc)
          yield* b.client.call("NdisClDeregisterSap", { NdisSapHandle: sap })
        }),
      { breaks: ["CALL-41", "CALL-44"] }
    )
  )

  it.effect("CALL-42, CALL-102 connecting or closing twice is recorded and ignored", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const sap = yield* b.sap()
          const vc = yield* b.ready()
          yield* offer(b, sap, vc)
          yield* connect(b, vc)
          yield* connect(b, vc)
          yield* hangUp(b, vc, NdisStatus.SUCCESS)
          yield* hangUp(b, vc, NdisStatus.FAILURE)
          expect(b.client.seen("ProtocolClCallConnected").length).toBe(1)
          expect(b.client.statuses("ProtocolClIncomingCloseCall")).toEqual(["NDIS_STATUS_SUCCESS"])
          expect(b.rules("violation")).toEqual(["CALL-42", "CALL-102"])
          // SAP-14: the call outlives its SAP.
          yield* b.client.call("NdisClDeregisterSap", { NdisSapHandle: sap })
          const closed = yield* close(b, vc)
          expect([closed, b.texts("refusal")]).toEqual(["NDIS_STATUS_SUCCESS", []])
          expect(yield* b.cm.status("NdisCoDeleteVc", { NdisVcHandle: vc })).toBe("NDIS_STATUS_SUCCESS")
        }),
      { breaks: ["CALL-42", "CALL-102"] }
    )
  )

  it.effect("CALL-101 there is nothing to close without a call", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.ready()
          yield* hangUp(b, vc, NdisStatus.SUCCESS)
          yield* b.unready(vc)
        }),
      { breaks: ["CALL-101"] }
    )
  )
})
