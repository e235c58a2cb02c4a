import { describe, expect, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { MacOption, NdisStatus, type NdisVcHandle, Oid, OidAnswer, type OidRequest, queryRequest, statusName } from "../../src/index.ts"
import { informationOf } from "../../src/ddi/Structures.ts"
import { bench, settle } from "./kit.ts"
import { asked, speed, toMiniport, value, valueOf } from "./oids.ts"

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
