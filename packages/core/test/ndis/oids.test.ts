import { describe, expect, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import {
  type Args,
  MacOption,
  type NdisAfHandle,
  NdisStatus,
  type NdisVcHandle,
  Oid,
  OidAnswer,
  type OidRequest,
  queryRequest,
  setRequest,
  statusName,
  Trace
} from "../../src/index.ts"
import { informationOf } from "../../src/ddi/Structures.ts"
import { bench, type Mine, mine, settle } from "./kit.ts"
import { addresses, answering, asked, bytesNeeded, speed, toClient, toManager, toMiniport, value, valueOf } from "./oids.ts"

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

describe("OID requests to a miniport", () => {
  it.effect("OID-01 OID-12 several may pend, and are completed with NdisMCoOidRequestComplete in any order", () =>
    bench((b) =>
      Effect.gen(function* () {
        b.miniport.on.MiniportCoOidRequest = () => NdisStatus.PENDING
        const vc = yield* b.create()
        yield* b.client.status("NdisCoOidRequest", toMiniport(b, { ...speed(), RequestId: "all" }))
        yield* b.client.status("NdisCoOidRequest", toMiniport(b, { ...speed(), RequestId: "one" }, vc))
        const requests = b.miniport.seen("MiniportCoOidRequest")
        expect(requests.map((args) => args["MiniportVcContext"])).toEqual([null, expect.anything()])
        expect(requests[0]!["MiniportAdapterContext"]).toBe(b.miniport)
        const complete = (index: number, NdisMiniportVcHandle: NdisVcHandle | null) =>
          b.miniport.life.direct.NdisMCoOidRequestComplete({
            MiniportAdapterHandle: b.miniport.adapter!,
            NdisMiniportVcHandle,
            Request: OidAnswer.value(asked(requests[index]!), value, 8).request,
            Status: NdisStatus.SUCCESS
          })
        complete(1, vc)
        complete(0, null)
        yield* settle
        const completed = b.client.seen("ProtocolCoOidRequestComplete")
        expect(completed.map((args) => [asked(args).RequestId, valueOf(asked(args))])).toEqual([
          ["one", value],
          ["all", value]
        ])
        expect(completed.map((args) => args["ProtocolVcContext"] !== null)).toEqual([true, false])
        yield* b.delete(vc)
      })
    )
  )

  it.effect(
    "REG-22 what a call manager asks plainly is completed by its connection-oriented handler, what a client asks by the plain one",
    () =>
      bench((b) =>
        Effect.gen(function* () {
          b.miniport.on.MiniportCoOidRequest = () => NdisStatus.PENDING
          for (const protocol of [b.client, b.cm]) {
            const args = { NdisBindingHandle: protocol.binding!.handle, OidRequest: speed() }
            expect(yield* (protocol as typeof b.client).status("NdisOidRequest", args)).toBe("NDIS_STATUS_PENDING")
          }
          for (const args of b.miniport.seen("MiniportCoOidRequest"))
            b.miniport.life.direct.NdisMCoOidRequestComplete({
              MiniportAdapterHandle: b.miniport.adapter!,
              Request: asked(args),
              Status: NdisStatus.NOT_SUPPORTED
            })
          yield* settle
          expect(b.client.statuses("ProtocolOidRequestComplete")).toEqual(["NDIS_STATUS_NOT_SUPPORTED"])
          expect(b.client.seen("ProtocolOidRequestComplete")[0]!["ProtocolBindingContext"]).toBe(b.client.binding)
          expect(b.client.seen("ProtocolCoOidRequestComplete")).toEqual([])
          expect(b.cm.seen("ProtocolOidRequestComplete")).toEqual([])
          expect(b.cm.statuses("ProtocolCoOidRequestComplete")).toEqual(["NDIS_STATUS_NOT_SUPPORTED"])
        })
      )
  )

  it.effect("OID-20 a miniport asked to cancel completes the request with NDIS_STATUS_REQUEST_ABORTED; it is asked once", () =>
    bench((b) =>
      Effect.gen(function* () {
        const pended: Array<OidRequest> = []
        b.miniport.on.MiniportCoOidRequest = ({ NdisRequest }) => {
          pended.push(NdisRequest)
          return NdisStatus.PENDING
        }
        b.miniport.on.MiniportCancelOidRequest = ({ RequestId }) => {
          const Request = pended.find((each) => each.RequestId === RequestId)!
          const MiniportAdapterHandle = b.miniport.adapter!
          b.miniport.life.direct.NdisMCoOidRequestComplete({ MiniportAdapterHandle, Request, Status: NdisStatus.REQUEST_ABORTED })
        }
        const cancel = (RequestId: unknown) =>
          b.client.life.direct.NdisCancelOidRequest({ NdisBindingHandle: b.client.binding!.handle, RequestId })
        yield* b.client.status("NdisCoOidRequest", toMiniport(b, { ...speed(), RequestId: 7 }))
        cancel(0)
        cancel(8)
        cancel(7)
        cancel(7)
        yield* settle
        expect(b.miniport.seen("MiniportCancelOidRequest").map((args) => args["RequestId"])).toEqual([7])
        expect(b.client.statuses("ProtocolCoOidRequestComplete")).toEqual(["NDIS_STATUS_REQUEST_ABORTED"])
      })
    )
  )

  it.effect("OID-21 a request whose time has passed is cancelled by NDIS", () =>
    bench((b) =>
      Effect.gen(function* () {
        const pended: Array<OidRequest> = []
        b.miniport.on.MiniportCoOidRequest = ({ NdisRequest }) => {
          pended.push(NdisRequest)
          return NdisStatus.PENDING
        }
        b.miniport.on.MiniportCancelOidRequest = ({ RequestId }) => {
          const Request = pended.find((each) => each.RequestId === RequestId)!
          const MiniportAdapterHandle = b.miniport.adapter!
          b.miniport.life.direct.NdisMCoOidRequestComplete({ MiniportAdapterHandle, Request, Status: NdisStatus.REQUEST_ABORTED })
        }
        yield* b.client.status("NdisCoOidRequest", toMiniport(b, { ...speed(), Timeout: 2 }))
        yield* TestClock.adjust(1999)
        yield* settle
        expect(b.client.statuses("ProtocolCoOidRequestComplete")).toEqual([])
        yield* TestClock.adjust(1)
        yield* settle
        expect(b.client.statuses("ProtocolCoOidRequestComplete")).toEqual(["NDIS_STATUS_REQUEST_ABORTED"])
        // The id was NDIS's, and is not the requester's to see.
        expect(asked(b.client.seen("ProtocolCoOidRequestComplete")[0]!).RequestId).toBeNull()
      })
    )
  )

  it.effect("OID-16 OID-26 OID-29 STAT-11 answers that cannot be are recorded", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const ask = (request: OidRequest, answer: OidAnswer.OidAnswer) => {
            b.miniport.on.MiniportCoOidRequest = ({ NdisRequest }) => ({
              Status: answer.status,
              NdisRequest: { ...NdisRequest, DATA: answer.request.DATA }
            })
            return b.client.status("NdisCoOidRequest", toMiniport(b, request))
          }
          yield* ask(speed(), OidAnswer.value(speed(), value, 9))
          const options = queryRequest(Oid.GEN_CO_MAC_OPTIONS, 4)
          yield* ask(options, OidAnswer.value(options, MacOption.NO_LOOPBACK, 4))
          yield* ask(queryRequest(Oid.GEN_CO_MAC_OPTIONS, 4), OidAnswer.value(options, MacOption.RESERVED, 4))
          yield* ask(speed(), OidAnswer.refuse(speed(), NdisStatus.INDICATION_REQUIRED))
          b.miniport.on.MiniportCoOidRequest = () => NdisStatus.PENDING
          yield* b.client.status("NdisCoOidRequest", toMiniport(b, queryRequest(Oid.GEN_CO_GET_NETCARD_TIME, 8)))
          const Request = asked(b.miniport.seen("MiniportCoOidRequest").at(-1)!)
          const MiniportAdapterHandle = b.miniport.adapter!
          b.miniport.life.direct.NdisMCoOidRequestComplete({ MiniportAdapterHandle, Request, Status: NdisStatus.NOT_SUPPORTED })
          yield* settle
          expect(b.rules()).toEqual(["OID-16", "OID-26", "STAT-11", "OID-29"])
        }),
      { breaks: ["OID-16", "OID-26", "OID-29", "STAT-11"] }
    )
  )

  it.effect("OID-40 NDIS itself asks the miniport, for the host's operator, who is shown the counters too", () =>
    bench((b) =>
      Effect.gen(function* () {
        const list = [Oid.GEN_CO_SUPPORTED_LIST, Oid.GEN_CO_XMIT_PDUS_OK]
        b.miniport.on.MiniportCoOidRequest = ({ NdisRequest }) => {
          const answer = OidAnswer.fitting(NdisRequest, list, 8, true)
          return { Status: answer.status, NdisRequest: answer.request }
        }
        const request = queryRequest(Oid.GEN_CO_SUPPORTED_LIST, 64)
        const answer = yield* b.host.request("atm0", request)
        expect([statusName(answer.status), valueOf(answer.request)]).toEqual(["NDIS_STATUS_SUCCESS", list])
        b.miniport.on.MiniportCoOidRequest = () => NdisStatus.PENDING
        const late = yield* Effect.forkChild(b.host.request("atm0", speed()))
        yield* settle
        const Request = asked(b.miniport.seen("MiniportCoOidRequest").at(-1)!)
        b.miniport.life.direct.NdisMCoOidRequestComplete({
          MiniportAdapterHandle: b.miniport.adapter!,
          Request: OidAnswer.value(Request, value, 8).request,
          Status: NdisStatus.SUCCESS
        })
        expect(valueOf((yield* Fiber.join(late)).request)).toEqual(value)
        const nobody = yield* b.host.request("atm9", request)
        expect(statusName(nobody.status)).toBe("NDIS_STATUS_ADAPTER_NOT_FOUND")
        // What the operator asked is not left over when the adapter halts.
        const open = yield* Effect.forkChild(b.host.request("atm0", speed()))
        yield* settle
        yield* b.host.stop("atm0")
        expect(statusName((yield* Fiber.join(open)).status)).toBe("NDIS_STATUS_CLOSING")
        const halted = yield* b.host.request("atm0", request)
        expect(statusName(halted.status)).toBe("NDIS_STATUS_ADAPTER_NOT_READY")
      })
    )
  )

  it.effect("OID-37 a protocol that asks for the supported list is told of no counters", () =>
    bench((b) =>
      Effect.gen(function* () {
        b.miniport.on.MiniportCoOidRequest = ({ NdisRequest }) => {
          const list = [Oid.GEN_CO_SUPPORTED_LIST, Oid.GEN_CO_XMIT_PDUS_OK, Oid.GEN_CO_MINIMUM_LINK_SPEED, Oid.GEN_CO_BYTES_XMIT]
          const answer = OidAnswer.fitting(NdisRequest, list, 16, true)
          return { Status: answer.status, NdisRequest: answer.request }
        }
        const answer = yield* b.client.call("NdisCoOidRequest", toMiniport(b, queryRequest(Oid.GEN_CO_SUPPORTED_LIST, 64)))
        expect(informationOf(answer.OidRequest!)).toMatchObject({
          InformationBuffer: [Oid.GEN_CO_SUPPORTED_LIST, Oid.GEN_CO_MINIMUM_LINK_SPEED],
          BytesWritten: 8
        })
      })
    )
  )
})
