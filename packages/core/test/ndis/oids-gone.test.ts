import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { NdisStatus, statusName } from "../../src/index.ts"
import { bench, type Bench, mended, settle } from "./kit.ts"
import { addresses, asked, speed, toManager, toMiniport } from "./oids.ts"

describe("OID requests whose target or subject goes", () => {
  const pends = (b: Bench) => {
    b.cm.on.ProtocolCoOidRequest = () => NdisStatus.PENDING
    return b.client.status("NdisCoOidRequest", toManager(b, addresses()))
  }

  it.effect(
    "ASYNC-01 OID-43 what is pended at the close of the address family ends with NDIS_STATUS_CLOSING, and its target forgot it",
    () =>
      bench(
        (b) =>
          Effect.gen(function* () {
            expect(yield* pends(b)).toBe("NDIS_STATUS_PENDING")
            expect(yield* b.client.status("NdisClCloseAddressFamily", { NdisAfHandle: b.client.af! })).toBe("NDIS_STATUS_SUCCESS")
            b.client.af = undefined
            yield* settle
            expect(b.client.statuses("ProtocolCoOidRequestComplete")).toEqual(["NDIS_STATUS_CLOSING"])
            const OidRequest = asked(b.cm.seen("ProtocolCoOidRequest")[0]!)
            b.cm.life.direct.NdisCoOidRequestComplete({ NdisAfHandle: b.cm.af!, OidRequest, Status: NdisStatus.SUCCESS })
            yield* settle
            expect(b.client.seen("ProtocolCoOidRequestComplete").length).toBe(1)
            expect(b.rules()).toEqual(["ASYNC-01", "HND-02"])
          }),
        { breaks: ["ASYNC-01", "HND-02"] }
      )
  )

  it.effect(
    "OID-20 what is at the miniport when its VC goes is cancelled and ends with NDIS_STATUS_CLOSING; a late completion is no breach",
    () =>
      bench((b) =>
        Effect.gen(function* () {
          b.miniport.on.MiniportCoOidRequest = () => NdisStatus.PENDING
          const vc = yield* b.create()
          yield* b.client.status("NdisCoOidRequest", toMiniport(b, { ...speed(), RequestId: 1 }, vc))
          yield* b.delete(vc)
          yield* settle
          expect(b.client.statuses("ProtocolCoOidRequestComplete")).toEqual(["NDIS_STATUS_CLOSING"])
          expect(b.miniport.seen("MiniportCancelOidRequest").length).toBe(1)
          const Request = asked(b.miniport.seen("MiniportCoOidRequest")[0]!)
          const MiniportAdapterHandle = b.miniport.adapter!
          b.miniport.life.direct.NdisMCoOidRequestComplete({ MiniportAdapterHandle, Request, Status: NdisStatus.REQUEST_ABORTED })
          yield* settle
          expect(b.rules()).toEqual([])
        })
      )
  )

  it.effect("the binding's requests end with it", () =>
    bench((b) =>
      Effect.gen(function* () {
        b.miniport.on.MiniportCoOidRequest = () => NdisStatus.PENDING
        yield* b.client.status("NdisCoOidRequest", toMiniport(b, { ...speed(), RequestId: 1 }))
        yield* b.host.stop(b.client.name)
        expect(b.client.statuses("ProtocolCoOidRequestComplete")).toEqual(["NDIS_STATUS_CLOSING"])
        expect(b.miniport.seen("MiniportCancelOidRequest").length).toBe(1)
      })
    )
  )

  it.effect("NDIS answers for a call manager that died, with its handler open or pended", () =>
    bench((b) =>
      Effect.gen(function* () {
        expect(yield* pends(b)).toBe("NDIS_STATUS_PENDING")
        b.cm.on.ProtocolCoOidRequest = () => {
          throw new Error("dies of it")
        }
        expect(yield* b.client.status("NdisCoOidRequest", toManager(b, addresses()))).toBe("NDIS_STATUS_FAILURE")
        yield* mended
        expect(b.client.statuses("ProtocolCoOidRequestComplete")).toEqual(["NDIS_STATUS_FAILURE"])
        expect(b.rules("violation")).toEqual([])
      })
    )
  )

  it.effect("a dead client's requests are forgotten; its call manager may still complete what it pended", () =>
    bench((b) =>
      Effect.gen(function* () {
        yield* pends(b)
        const { af } = b.cm
        const OidRequest = asked(b.cm.seen("ProtocolCoOidRequest")[0]!)
        b.cm.on.ProtocolCmCloseAf = () => {
          b.cm.on.ProtocolCmCloseAf = () => NdisStatus.SUCCESS
          b.cm.life.direct.NdisCoOidRequestComplete({ NdisAfHandle: af!, OidRequest, Status: NdisStatus.CLOSING })
          return NdisStatus.SUCCESS
        }
        b.host.crash(b.client.name, new Error("dies"))
        yield* mended
        expect(b.rules("violation")).toEqual([])
        expect(b.client.lives).toBe(2)
      })
    )
  )

  it.effect("OID-22 a miniport that died is answered for: what it pended fails, what is asked meanwhile is not accepted", () =>
    bench((b) =>
      Effect.gen(function* () {
        b.miniport.on.MiniportCoOidRequest = () => NdisStatus.PENDING
        yield* b.client.status("NdisCoOidRequest", toMiniport(b, speed()))
        const answers: Array<string> = []
        b.client.giveBack = Effect.map(b.client.life.ndis.NdisCoOidRequest(toMiniport(b, speed())), ({ Status }) => {
          answers.push(statusName(Status))
        })
        b.host.crash(b.miniport.name, new Error("dies"))
        yield* mended
        b.client.giveBack = Effect.void
        expect(b.client.statuses("ProtocolCoOidRequestComplete")).toEqual(["NDIS_STATUS_FAILURE"])
        expect(answers).toEqual(["NDIS_STATUS_NOT_ACCEPTED"])
        expect(b.miniport.lives).toBe(2)
      })
    )
  )
})
