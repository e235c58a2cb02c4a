import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import {
  type Args,
  type NdisAfHandle,
  NdisStatus,
  type NdisVcHandle,
  Oid,
  OidAnswer,
  queryRequest,
  setRequest,
  statusName,
  Trace
} from "../../src/index.ts"
import { informationOf } from "../../src/ddi/Structures.ts"
import { bench, type Mine, mine, parameters, settle } from "./kit.ts"
import { addresses, answering, asked, bytesNeeded, speed, toClient, toManager, toMiniport, valueOf } from "./oids.ts"

describe("OID requests to a peer", () => {
  it.effect("OID-01 OID-03 OID-09 a client asks its call manager about a VC, which answers at once; no completion handler runs", () =>
    bench((b) =>
      Effect.gen(function* () {
        b.cm.on.ProtocolCoOidRequest = answering
        const vc = yield* b.create()
        const answer = yield* b.client.call("NdisCoOidRequest", toManager(b, addresses(), vc))
        expect(statusName(answer.Status!)).toBe("NDIS_STATUS_SUCCESS")
        expect(valueOf(answer.OidRequest)).toBe("4711")
        expect(answer.OidRequest!.NdisReserved).toBeNull()
        const [seen] = b.cm.seen("ProtocolCoOidRequest")
        expect((seen!["ProtocolVcContext"] as Mine<NdisVcHandle>).handle).toBe(vc)
        expect((seen!["ProtocolAfContext"] as Mine<NdisAfHandle>).handle).toBe(b.cm.af)
        expect(seen!["ProtocolPartyContext"]).toBeNull()
        expect(b.client.seen("ProtocolCoOidRequestComplete")).toEqual([])
        expect(b.miniport.seen("MiniportCoOidRequest")).toEqual([])
        yield* b.delete(vc)
      })
    )
  )

  it.effect(
    "OID-07 ASYNC-05 what a call manager pended it completes with NdisCoOidRequestComplete; the client has its own contexts back",
    () =>
      bench((b) =>
        Effect.gen(function* () {
          b.cm.on.ProtocolCoOidRequest = () => NdisStatus.PENDING
          const request = { ...addresses(), RequestId: "mine", SourceReserved: "my own" }
          const vc = yield* b.create()
          expect(yield* b.client.status("NdisCoOidRequest", toManager(b, request, vc))).toBe("NDIS_STATUS_PENDING")
          const lent = asked(b.cm.seen("ProtocolCoOidRequest")[0]!)
          expect(lent).toMatchObject({ RequestId: "mine" })
          b.cm.life.direct.NdisCoOidRequestComplete({
            NdisAfHandle: b.cm.af!,
            NdisVcHandle: vc,
            OidRequest: { ...OidAnswer.value(lent, "4711", 4).request, SourceReserved: "not theirs" },
            Status: NdisStatus.SUCCESS
          })
          yield* settle
          const [completed] = b.client.seen("ProtocolCoOidRequestComplete")
          expect(completed).toMatchObject({ Status: NdisStatus.SUCCESS, OidRequest: { RequestId: "mine", SourceReserved: "my own" } })
          expect((completed!["ProtocolVcContext"] as Mine<unknown>).number).toBeGreaterThan(0)
          expect(valueOf(asked(completed!))).toBe("4711")
          yield* b.delete(vc)
        })
      )
  )

  it.effect("OID-10 ASYNC-06 a completion may run before the call has returned", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          b.cm.on.ProtocolCoOidRequest = ({ OidRequest }) => {
            b.cm.life.direct.NdisCoOidRequestComplete({ NdisAfHandle: b.cm.af!, OidRequest, Status: NdisStatus.SUCCESS })
            return NdisStatus.PENDING
          }
          expect(yield* b.client.status("NdisCoOidRequest", toManager(b, setRequest(Oid.CO_ADD_ADDRESS, "4799", 4)))).toBe(
            "NDIS_STATUS_PENDING"
          )
          yield* settle
          expect(b.client.statuses("ProtocolCoOidRequestComplete")).toEqual(["NDIS_STATUS_SUCCESS"])
          const order = b.trace.events.filter(Trace.isCrossing).filter(({ ddi, from }) => from === "NDIS" && ddi.includes("OidRequest"))
          expect(order.map(({ ddi, kind }) => `${ddi} ${kind}`)).toEqual([
            "ProtocolCoOidRequest call",
            "ProtocolCoOidRequestComplete call",
            "NdisCoOidRequest return"
          ])
        }),
      { pick: (_count, label) => (label === "completion before return" ? 1 : 0) }
    )
  )

  it.effect("OID-01 a call manager asks its client, which completes later", () =>
    bench((b) =>
      Effect.gen(function* () {
        b.client.on.ProtocolCoOidRequest = () => NdisStatus.PENDING
        expect(yield* b.cm.status("NdisCoOidRequest", toClient(b, setRequest(Oid.CO_ADDRESS_CHANGE, null, 0)))).toBe("NDIS_STATUS_PENDING")
        const [seen] = b.client.seen("ProtocolCoOidRequest")
        b.client.life.direct.NdisCoOidRequestComplete({
          NdisAfHandle: b.client.af!,
          OidRequest: asked(seen!),
          Status: NdisStatus.NOT_RECOGNIZED
        })
        yield* settle
        expect(b.cm.statuses("ProtocolCoOidRequestComplete")).toEqual(["NDIS_STATUS_NOT_RECOGNIZED"])
        expect((b.cm.seen("ProtocolCoOidRequestComplete")[0]!["ProtocolAfContext"] as Mine<unknown>).handle).toBe(b.cm.af)
      })
    )
  )

  it.effect("OID-05 OID-07 an MCM driver asks its client with NdisMCmOidRequest, and completes with NdisMCmOidRequestComplete", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const ask = { NdisAfHandle: b.mcm.af!, NdisOidRequest: setRequest(Oid.CO_SIGNALING_ENABLED, null, 0) }
          b.client.on.ProtocolCoOidRequest = ({ OidRequest }) => {
            const { request, status } = OidAnswer.done(OidRequest)
            return { Status: status, OidRequest: request }
          }
          const answer = yield* b.mcm.call("NdisMCmOidRequest", ask)
          expect(statusName(answer.Status!)).toBe("NDIS_STATUS_SUCCESS")
          expect(answer.NdisOidRequest!.DATA).toMatchObject({ SET_INFORMATION: { BytesRead: 0 } })
          b.mcm.on.ProtocolCoOidRequest = () => NdisStatus.PENDING
          b.mcm.on.MiniportCoOidRequest = () => NdisStatus.PENDING
          expect(yield* b.client.status("NdisCoOidRequest", toManager(b, addresses()))).toBe("NDIS_STATUS_PENDING")
          expect(yield* b.client.status("NdisCoOidRequest", toMiniport(b, speed()))).toBe("NDIS_STATUS_PENDING")
          const ofManager = asked(b.mcm.seen("ProtocolCoOidRequest")[0]!)
          const ofMiniport = asked(b.mcm.seen("MiniportCoOidRequest")[0]!)
          const { direct } = b.mcm.life
          const MiniportAdapterHandle = b.mcm.adapter!
          // Each side of it by the other side's function: both stay pending.
          direct.NdisMCoOidRequestComplete({ MiniportAdapterHandle, Request: ofManager, Status: NdisStatus.SUCCESS })
          direct.NdisMCmOidRequestComplete({ NdisAfHandle: b.mcm.af!, OidRequest: ofMiniport, Status: NdisStatus.SUCCESS })
          yield* settle
          expect(b.client.statuses("ProtocolCoOidRequestComplete")).toEqual([])
          direct.NdisMCmOidRequestComplete({ NdisAfHandle: b.mcm.af!, OidRequest: ofManager, Status: NdisStatus.SUCCESS })
          direct.NdisMCoOidRequestComplete({ MiniportAdapterHandle, Request: ofMiniport, Status: NdisStatus.NOT_SUPPORTED })
          yield* settle
          expect(b.client.statuses("ProtocolCoOidRequestComplete")).toEqual(["NDIS_STATUS_SUCCESS", "NDIS_STATUS_NOT_SUPPORTED"])
          expect(yield* b.mcm.status("NdisMCmOidRequest", { ...ask, NdisAfHandle: null as never })).toBe("NDIS_STATUS_FAILURE")
          expect(b.rules()).toEqual(["OID-07", "OID-07", "OID-05"])
        }),
      { form: "mcm", breaks: ["OID-07"] }
    )
  )

  it.effect("OID-08 a completion with other handles, or another request, changes nothing", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          b.cm.on.ProtocolCoOidRequest = () => NdisStatus.PENDING
          const vc = yield* b.create()
          yield* b.client.status("NdisCoOidRequest", toManager(b, addresses(), vc))
          const OidRequest = asked(b.cm.seen("ProtocolCoOidRequest")[0]!)
          const complete = (args: Partial<Args<"NdisCoOidRequestComplete">>) => {
            const all = { NdisAfHandle: b.cm.af!, NdisVcHandle: vc, OidRequest, Status: NdisStatus.SUCCESS, ...args }
            b.cm.life.direct.NdisCoOidRequestComplete(all)
          }
          complete({ NdisVcHandle: null })
          complete({ OidRequest: addresses() })
          complete({ Status: NdisStatus.PENDING })
          yield* settle
          expect(b.client.seen("ProtocolCoOidRequestComplete")).toEqual([])
          complete({})
          complete({})
          yield* settle
          expect(b.client.statuses("ProtocolCoOidRequestComplete")).toEqual(["NDIS_STATUS_SUCCESS"])
          expect(b.rules()).toEqual(["OID-08", "OID-08", "ASYNC-03", "ASYNC-01"])
          yield* b.delete(vc)
        }),
      { breaks: ["OID-08", "ASYNC-03", "ASYNC-01"] }
    )
  )

  it.effect("OID-06 OID-35 a request is its target's until it ends; afterwards it may be sent again", () =>
    bench((b) =>
      Effect.gen(function* () {
        b.cm.on.ProtocolCoOidRequest = () => NdisStatus.PENDING
        const request = addresses()
        yield* b.client.status("NdisCoOidRequest", toManager(b, request))
        expect(yield* b.client.status("NdisCoOidRequest", toManager(b, request))).toBe("NDIS_STATUS_FAILURE")
        expect(b.rules()).toEqual(["OID-06"])
        const [first] = b.cm.seen("ProtocolCoOidRequest").map(asked)
        const Status = NdisStatus.BUFFER_TOO_SHORT
        b.cm.life.direct.NdisCoOidRequestComplete({ NdisAfHandle: b.cm.af!, OidRequest: OidAnswer.tooShort(first!, 200).request, Status })
        yield* settle
        expect(bytesNeeded(asked(b.client.seen("ProtocolCoOidRequestComplete")[0]!))).toBe(200)
        b.cm.on.ProtocolCoOidRequest = answering
        expect(yield* b.client.status("NdisCoOidRequest", toManager(b, request))).toBe("NDIS_STATUS_SUCCESS")
      })
    )
  )

  it.effect("OID-43 OID-11 peers ask each other while the address family is open; a closed handle is dead", () =>
    bench((b) =>
      Effect.gen(function* () {
        b.cm.on.ProtocolCmCloseAf = () => NdisStatus.PENDING
        const { af } = b.client
        expect(yield* b.client.status("NdisClCloseAddressFamily", { NdisAfHandle: af! })).toBe("NDIS_STATUS_PENDING")
        expect(yield* b.cm.status("NdisCoOidRequest", toClient(b, setRequest(Oid.CO_ADDRESS_CHANGE, null, 0)))).toBe("NDIS_STATUS_CLOSING")
        b.cm.life.direct.NdisCmCloseAddressFamilyComplete({ NdisAfHandle: b.cm.af!, Status: NdisStatus.SUCCESS })
        yield* settle
        expect(yield* b.client.status("NdisCoOidRequest", toManager(b, addresses()))).toBe("NDIS_STATUS_FAILURE")
        expect(b.rules()).toEqual(["OID-43", "HND-02"])
        b.client.af = undefined
      })
    )
  )

  it.effect("OID-32 while clients are told that signalling is disabled, no call is offered to them", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const tell = (oid: number) => b.cm.status("NdisCoOidRequest", toClient(b, setRequest(oid, null, 0)))
          const NdisSapHandle = yield* b.sap()
          const offer = (vc: NdisVcHandle) =>
            b.cm.status("NdisCmDispatchIncomingCall", { NdisSapHandle, NdisVcHandle: vc, CallParameters: parameters })
          yield* tell(Oid.CO_SIGNALING_DISABLED)
          const vc = yield* b.ready()
          b.client.on.ProtocolClIncomingCall = () => NdisStatus.FAILURE
          yield* offer(vc)
          expect(b.rules("violation")).toEqual(["OID-32"])
          yield* b.unready(vc)
          yield* tell(Oid.CO_SIGNALING_ENABLED)
          const next = yield* b.ready()
          yield* offer(next)
          yield* b.unready(next)
          expect(b.rules("violation")).toEqual(["OID-32"])
          yield* b.client.status("NdisClDeregisterSap", { NdisSapHandle })
        }),
      { breaks: ["OID-32"] }
    )
  )

  it.effect("OID-19 a request to another protocol cannot be cancelled", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          b.cm.on.ProtocolCoOidRequest = () => NdisStatus.PENDING
          yield* b.client.status("NdisCoOidRequest", toManager(b, { ...addresses(), RequestId: 7 }))
          b.client.life.direct.NdisCancelOidRequest({ NdisBindingHandle: b.client.binding!.handle, RequestId: 7 })
          yield* settle
          expect(b.rules()).toEqual(["OID-19"])
          expect(b.client.seen("ProtocolCoOidRequestComplete")).toEqual([])
          const OidRequest = asked(b.cm.seen("ProtocolCoOidRequest")[0]!)
          b.cm.life.direct.NdisCoOidRequestComplete({ NdisAfHandle: b.cm.af!, OidRequest, Status: NdisStatus.NOT_SUPPORTED })
          yield* settle
        }),
      { breaks: ["OID-19"] }
    )
  )

  it.effect("OID-15 OID-42 OID-38 a placeholder answers that it does not support it; a reserved OID is noted", () =>
    bench((b) =>
      Effect.gen(function* () {
        const answer = yield* b.client.call("NdisCoOidRequest", toManager(b, queryRequest(Oid.CO_GET_CALL_INFORMATION, 8)))
        expect(statusName(answer.Status!)).toBe("NDIS_STATUS_NOT_SUPPORTED")
        expect(informationOf(answer.OidRequest!)).toMatchObject({ BytesWritten: 0 })
        expect(b.texts("note").filter((text) => text.startsWith("voice: OID-42")).length).toBe(1)
      })
    )
  )

  it.effect("OID-02 OID-33 OID-34 what only a call manager knows does not go to a miniport", () =>
    bench((b) =>
      Effect.gen(function* () {
        const about = { ...toMiniport(b, speed()), NdisPartyHandle: mine(1) as never }
        expect(yield* b.client.status("NdisCoOidRequest", about)).toBe("NDIS_STATUS_FAILURE")
        const caps = queryRequest(Oid.CO_TAPI_CM_CAPS, 12)
        expect(yield* b.client.status("NdisCoOidRequest", toMiniport(b, caps))).toBe("NDIS_STATUS_FAILURE")
        const pvc = setRequest(Oid.CO_ADD_PVC, {}, 12)
        expect(yield* b.client.status("NdisCoOidRequest", toMiniport(b, pvc))).toBe("NDIS_STATUS_INVALID_DATA")
        expect(b.rules()).toEqual(["OID-02", "OID-34", "OID-33"])
      })
    )
  )
})
