/**
 * OID requests to a miniport around its reset.
 */
import { describe, expect, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { informationOf, oidOf } from "../../src/ddi/Structures.ts"
import { NdisStatus, Oid, OidAnswer, type OidRequest, setRequest, statusName } from "../../src/index.ts"
import { bench, type Bench, mended, settle } from "./kit.ts"
import { asked, speed, toMiniport } from "./oids.ts"

/** The miniport pends its reset; the fiber ends with it. */
const resetting = (b: Bench) =>
  Effect.gen(function* () {
    b.miniport.on.MiniportResetEx = () => NdisStatus.PENDING
    const reset = yield* Effect.forkChild(Effect.map(b.host.reset("atm0"), statusName), { startImmediately: true })
    yield* settle
    return reset
  })
const complete = (b: Bench, AddressingReset: boolean) =>
  Effect.andThen(
    b.miniport.call("NdisMResetComplete", {
      MiniportAdapterHandle: b.miniport.adapter!,
      Status: NdisStatus.SUCCESS,
      AddressingReset
    }),
    settle
  )
/** The miniport takes whatever is set. */
const takes = (b: Bench) => {
  b.miniport.on.MiniportCoOidRequest = ({ NdisRequest }) => ({ Status: NdisStatus.SUCCESS, NdisRequest })
}
const options = (value: number) => setRequest(Oid.GEN_CO_PROTOCOL_OPTIONS, value, 4)
const set = (b: Bench, request: OidRequest) => b.client.status("NdisCoOidRequest", toMiniport(b, request))
/** What the miniport was asked, as oid and value. */
const requests = (b: Bench) =>
  b.miniport.seen("MiniportCoOidRequest").map((args) => [oidOf(asked(args)), informationOf(asked(args)).InformationBuffer])

describe("requests in a reset", () => {
  it.effect("OID-17 do not reach the miniport, from whomever they are, and do so after it", () =>
    bench((b) =>
      Effect.gen(function* () {
        b.miniport.on.MiniportCoOidRequest = ({ NdisRequest }) => {
          const { request, status } = OidAnswer.value(NdisRequest, { Outbound: 1, Inbound: 1 }, 8)
          return { Status: status, NdisRequest: request }
        }
        const reset = yield* resetting(b)
        expect(yield* b.client.status("NdisCoOidRequest", toMiniport(b, speed()))).toBe("NDIS_STATUS_RESET_IN_PROGRESS")
        const plain = { NdisBindingHandle: b.cm.binding!.handle, OidRequest: speed() }
        expect(yield* b.cm.status("NdisOidRequest", plain)).toBe("NDIS_STATUS_RESET_IN_PROGRESS")
        expect(statusName((yield* b.host.request("atm0", speed())).status)).toBe("NDIS_STATUS_RESET_IN_PROGRESS")
        expect(b.rules("refusal")).toEqual(["OID-17", "OID-17"])
        expect(requests(b)).toEqual([])
        yield* complete(b, false)
        expect(yield* Fiber.join(reset)).toBe("NDIS_STATUS_SUCCESS")
        expect(yield* b.client.status("NdisCoOidRequest", toMiniport(b, speed()))).toBe("NDIS_STATUS_SUCCESS")
      })
    )
  )
})

describe("settings", () => {
  it.effect("BIND-24 are set again after a reset that lost them, the last value of each, before anybody hears of its end", () =>
    bench((b) =>
      Effect.gen(function* () {
        takes(b)
        for (const request of [options(1), setRequest(0x0001ffff, 5, 4), options(2), setRequest(0xff000001, 7, 4)])
          expect(yield* set(b, request)).toBe("NDIS_STATUS_SUCCESS")
        const vc = yield* b.up()
        yield* b.client.status("NdisCoOidRequest", toMiniport(b, options(3), vc))
        const before = requests(b).length
        let late: OidRequest | undefined
        b.miniport.on.MiniportCoOidRequest = ({ NdisRequest }) => {
          late = NdisRequest
          return NdisStatus.PENDING
        }
        const mark = b.now
        const reset = yield* resetting(b)
        yield* complete(b, true)
        const again = Effect.suspend(() => {
          b.miniport.life.direct.NdisMCoOidRequestComplete({
            MiniportAdapterHandle: b.miniport.adapter!,
            NdisMiniportVcHandle: null,
            Request: late!,
            Status: NdisStatus.SUCCESS
          })
          return settle
        })
        expect(requests(b).slice(before)).toEqual([[0x0001ffff, 5]])
        expect(yield* set(b, options(9))).toBe("NDIS_STATUS_RESET_IN_PROGRESS")
        yield* again
        expect(b.since(mark).filter((name) => name === "voice.ProtocolCoStatusEx").length).toBe(1)
        yield* again
        expect(requests(b).slice(before)).toEqual([
          [0x0001ffff, 5],
          [Oid.GEN_CO_PROTOCOL_OPTIONS, 2]
        ])
        expect(b.since(mark).at(-1)).toBe("voice.ProtocolCoStatusEx")
        expect(yield* Fiber.join(reset)).toBe("NDIS_STATUS_SUCCESS")
        yield* b.down(vc)
      })
    )
  )

  it.effect("BIND-24 are left alone after a reset that kept them, and forgotten when the adapter halts", () =>
    bench((b) =>
      Effect.gen(function* () {
        takes(b)
        yield* set(b, options(1))
        yield* resetting(b)
        yield* complete(b, false)
        expect(requests(b).length).toBe(1)
        yield* b.host.remove("atm0")
        yield* b.host.insert("atm0")
        yield* settle
        yield* resetting(b)
        yield* complete(b, true)
        expect(requests(b).length).toBe(1)
      })
    )
  )

  it.effect("BIND-24 what the miniport does not take again is noted, and the reset ends; so it does when the miniport dies of it", () =>
    bench((b) =>
      Effect.gen(function* () {
        takes(b)
        yield* set(b, options(1))
        b.miniport.on.MiniportCoOidRequest = () => NdisStatus.FAILURE
        const first = yield* resetting(b)
        yield* complete(b, true)
        expect(yield* Fiber.join(first)).toBe("NDIS_STATUS_SUCCESS")
        expect(b.texts("note").join()).toContain(
          "OID_GEN_CO_PROTOCOL_OPTIONS was lost in a reset, and setting it again ended with NDIS_STATUS_FAILURE"
        )
        b.miniport.on.MiniportCoOidRequest = () => {
          throw new Error("dies of it")
        }
        const second = yield* resetting(b)
        yield* complete(b, true)
        yield* mended
        expect(yield* Fiber.join(second)).toBe("NDIS_STATUS_SUCCESS")
        expect(b.miniport.lives).toBe(2)
      })
    )
  )
})
