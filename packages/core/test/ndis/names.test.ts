import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { NdisStatus, type NdisVcHandle, Oid, OidAnswer, statisticsRequest, statusName } from "../../src/index.ts"
import { informationOf, type VarString } from "../../src/ddi/Structures.ts"
import { bench, type Bench, type Mine, type Probe } from "./kit.ts"

const name = (by: Probe<"client">, vc: NdisVcHandle, base = "voice") =>
  Effect.map(by.call("NdisCoAssignInstanceName", { NdisVcHandle: vc, BaseInstanceName: base }), ({ Status, VcInstanceName }) => ({
    status: statusName(Status!),
    name: VcInstanceName
  }))

const room = (ulTotalSize: number): VarString => ({
  ulTotalSize,
  ulNeededSize: 0,
  ulUsedSize: 0,
  ulStringFormat: 0,
  ulStringSize: 0,
  String: ""
})

const free = (b: Bench, String: string) => b.client.call("NdisFreeString", { String })

describe("names of VCs", () => {
  it.effect("VC-74 VC-75 a name is the base name and an index, and stays the first one until the VC goes", () =>
    bench((b) =>
      Effect.gen(function* () {
        const vc = yield* b.create()
        expect(yield* name(b.client, vc)).toEqual({ status: "NDIS_STATUS_SUCCESS", name: "voice1" })
        expect(yield* name(b.client, vc, "other")).toEqual({ status: "NDIS_STATUS_SUCCESS", name: "voice1" })
        const second = yield* b.create()
        expect(b.host.vcNames("atm0")).toEqual(["voice1"])
        yield* b.delete(vc)
        expect(b.host.vcNames("atm0")).toEqual([])
        yield* free(b, "voice1")
        // The base name is free again, the name is a new one.
        expect(yield* name(b.client, second)).toEqual({ status: "NDIS_STATUS_SUCCESS", name: "voice2" })
        yield* b.delete(second)
        yield* free(b, "voice2")
      })
    )
  )

  it.effect("VC-76 a base name is given once at a time; a call manager may name a VC too", () =>
    bench((b) =>
      Effect.gen(function* () {
        const [vc, other] = [yield* b.create(), yield* b.create()]
        yield* name(b.client, vc)
        expect(yield* name(b.client, other)).toMatchObject({ status: "NDIS_STATUS_FAILURE" })
        const byManager = yield* b.cm.call("NdisCoAssignInstanceName", { NdisVcHandle: other, BaseInstanceName: "managed" })
        expect(byManager.VcInstanceName).toBe("managed2")
        expect(b.rules()).toEqual(["VC-76"])
        yield* b.delete(vc)
        yield* b.delete(other)
        yield* free(b, "voice1")
        yield* b.cm.call("NdisFreeString", { String: "managed2" })
      })
    )
  )

  it.effect("VC-77 a string that is not freed is left over; one that was freed, or is another's, is not freed again", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.create()
          yield* name(b.client, vc)
          yield* b.delete(vc)
          expect(b.host.leftovers()).toMatchObject({ "names not freed": 1 })
          yield* b.cm.call("NdisFreeString", { String: "voice1" })
          yield* free(b, "voice1")
          yield* free(b, "voice1")
          expect(b.host.leftovers()).not.toHaveProperty("names not freed")
          expect(b.rules()).toEqual(["VC-77", "VC-77"])
        }),
      { breaks: ["VC-77"] }
    )
  )

  it.effect("VC-75 OID-27 the operator asks about a VC that has a name, and about no other", () =>
    bench((b) =>
      Effect.gen(function* () {
        b.miniport.on.MiniportCoOidRequest = ({ MiniportVcContext, NdisRequest }) => {
          const answer = OidAnswer.counter(NdisRequest, MiniportVcContext === null ? 0 : 7)
          return { Status: answer.status, NdisRequest: answer.request }
        }
        const vc = yield* b.create()
        yield* name(b.client, vc)
        const request = statisticsRequest(Oid.GEN_CO_BYTES_XMIT, 8)
        const answer = yield* b.host.request("atm0", request, "voice1")
        expect(informationOf(answer.request).InformationBuffer).toBe(7)
        expect((b.miniport.seen("MiniportCoOidRequest")[0]!["MiniportVcContext"] as Mine<NdisVcHandle>).handle).toBe(vc)
        expect((yield* b.host.request("atm0", request, "voice")).status).toBe(NdisStatus.INVALID_DATA)
        yield* b.delete(vc)
        yield* free(b, "voice1")
      })
    )
  )
})

describe("TAPI ids of VCs", () => {
  it.effect("a VC has a text that leads its client back to its own context of it, while it lives", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.create()
          const short = yield* b.client.call("NdisCoGetTapiCallId", { NdisVcHandle: vc, TapiCallId: room(43) })
          expect([statusName(short.Status!), short.TapiCallId!.ulNeededSize]).toEqual(["NDIS_STATUS_BUFFER_TOO_SHORT", 44])
          const got = yield* b.client.call("NdisCoGetTapiCallId", { NdisVcHandle: vc, TapiCallId: room(44) })
          expect(statusName(got.Status!)).toBe("NDIS_STATUS_SUCCESS")
          expect(got.TapiCallId).toMatchObject({ ulUsedSize: 44, ulStringFormat: 3, ulStringSize: 20 })
          const id = got.TapiCallId!.String
          const back = (by: Probe<"client">, TapiCallId: string) => by.call("NdisClGetProtocolVcContextFromTapiCallId", { TapiCallId })
          const mine = yield* back(b.client, id)
          expect(mine.ProtocolVcContext).toMatchObject({ handle: "vc", number: expect.any(Number) })
          for (const [by, text] of [
            [b.clients[1]!, id],
            [b.client, "atm0/vc9.9"],
            [b.client, "none"]
          ] as const)
            expect(statusName((yield* back(by, text)).Status!)).toBe("NDIS_STATUS_FAILURE")
          yield* b.delete(vc)
          // Its place has another VC now.
          const next = yield* b.create()
          expect(statusName((yield* back(b.client, id)).Status!)).toBe("NDIS_STATUS_FAILURE")
          const dead = yield* b.client.call("NdisCoGetTapiCallId", { NdisVcHandle: vc, TapiCallId: room(44) })
          expect(statusName(dead.Status!)).toBe("NDIS_STATUS_INVALID_DATA")
          yield* b.delete(next)
        }),
      { clients: ["voice", "other"] }
    )
  )
})
