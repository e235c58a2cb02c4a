import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { Medium, NdisStatus, Oid, setRequest } from "../../src/index.ts"
import { bench, type Bench, mended, settle, type Setting } from "./kit.ts"
import { asked, speed, toMiniport } from "./oids.ts"

const wan: Setting = {
  profile: { "A-14": "one-at-a-time" },
  before: (b) => {
    b.miniport.medium = Medium.CoWan
  }
}

/** The miniport pends whatever it is asked. */
const pends = (b: Bench) => {
  b.miniport.on.MiniportCoOidRequest = () => NdisStatus.PENDING
}

/** The client asks this, by a name for it. */
const ask = (b: Bench, RequestId: string) => b.client.status("NdisCoOidRequest", toMiniport(b, { ...speed(), RequestId }))

/** What the miniport was asked, by the names. */
const reached = (b: Bench) => b.miniport.seen("MiniportCoOidRequest").map((args) => asked(args).RequestId)

/** What the client was answered later. */
const ended = (b: Bench) =>
  b.client
    .seen("ProtocolCoOidRequestComplete")
    .map((args, index) => [asked(args).RequestId, b.client.statuses("ProtocolCoOidRequestComplete")[index]])

/** The miniport completes a request it pended. */
const completes = (b: Bench, index: number, Status: NdisStatus = NdisStatus.SUCCESS) =>
  Effect.suspend(() => {
    const Request = asked(b.miniport.seen("MiniportCoOidRequest")[index]!)
    b.miniport.life.direct.NdisMCoOidRequestComplete({ MiniportAdapterHandle: b.miniport.adapter!, Request, Status })
    return settle
  })

describe("OID requests to a miniport of WAN media", () => {
  it.effect("WAN-11 are handed out one at a time, in their order: the next when the one before was completed", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          pends(b)
          for (const id of ["a", "b", "c"]) expect(yield* ask(b, id)).toBe("NDIS_STATUS_PENDING")
          expect(reached(b)).toEqual(["a"])
          yield* completes(b, 0)
          expect(reached(b)).toEqual(["a", "b"])
          // One that is answered at once lets the next one in too; its originator was told PENDING before.
          b.miniport.on.MiniportCoOidRequest = () => NdisStatus.NOT_SUPPORTED
          yield* completes(b, 1)
          expect(reached(b)).toEqual(["a", "b", "c"])
          expect(ended(b)).toEqual([
            ["a", "NDIS_STATUS_SUCCESS"],
            ["b", "NDIS_STATUS_SUCCESS"],
            ["c", "NDIS_STATUS_NOT_SUPPORTED"]
          ])
        }),
      wan
    )
  )

  const others: ReadonlyArray<readonly [string, Setting]> = [
    ["without the profile (A-14)", { ...wan, profile: {} }],
    ["of another medium", { ...wan, before: () => {} }]
  ]
  for (const [what, setting] of others) {
    it.effect(`WAN-11 OID-12 ${what}: all are handed out as they come`, () =>
      bench(
        (b) =>
          Effect.gen(function* () {
            pends(b)
            for (const id of ["a", "b"]) yield* ask(b, id)
            expect(reached(b)).toEqual(["a", "b"])
            yield* completes(b, 1)
            yield* completes(b, 0)
            expect(ended(b).map(([id]) => id)).toEqual(["b", "a"])
          }),
        setting
      )
    )
  }

  it.effect("OID-20 one that is cancelled while it waits ends with NDIS_STATUS_REQUEST_ABORTED, and the miniport never hears of it", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          pends(b)
          for (const id of ["a", "b", "c"]) yield* ask(b, id)
          b.client.life.direct.NdisCancelOidRequest({ NdisBindingHandle: b.client.binding!.handle, RequestId: "b" })
          yield* settle
          expect(ended(b)).toEqual([["b", "NDIS_STATUS_REQUEST_ABORTED"]])
          expect(b.miniport.seen("MiniportCancelOidRequest")).toEqual([])
          yield* completes(b, 0)
          expect(reached(b)).toEqual(["a", "c"])
          yield* completes(b, 1)
        }),
      wan
    )
  )

  it.effect("OID-43 one whose originator was answered by NDIS keeps the turn until the miniport has given it back", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          pends(b)
          const vc = yield* b.create()
          yield* b.client.status("NdisCoOidRequest", toMiniport(b, { ...speed(), RequestId: "vc" }, vc))
          yield* b.client.status("NdisCoOidRequest", toMiniport(b, { ...speed(), RequestId: "too" }, vc))
          yield* ask(b, "next")
          yield* b.delete(vc)
          expect(ended(b)).toEqual([
            ["vc", "NDIS_STATUS_CLOSING"],
            ["too", "NDIS_STATUS_CLOSING"]
          ])
          expect(reached(b)).toEqual(["vc"])
          expect(b.miniport.seen("MiniportCancelOidRequest").length).toBe(1)
          yield* completes(b, 0, NdisStatus.REQUEST_ABORTED)
          expect(reached(b)).toEqual(["vc", "next"])
          yield* completes(b, 1)
        }),
      wan
    )
  )

  it.effect("a miniport that dies: what waits ends with what it had, and the next life is asked again", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          pends(b)
          for (const id of ["a", "b"]) yield* ask(b, id)
          delete b.miniport.on.MiniportCoOidRequest
          b.host.crash("atm0", new Error("gone"))
          yield* mended
          expect(ended(b)).toEqual([
            ["a", "NDIS_STATUS_FAILURE"],
            ["b", "NDIS_STATUS_FAILURE"]
          ])
          yield* mended
          expect(b.miniport.lives).toBe(2)
          expect(yield* ask(b, "c")).toBe("NDIS_STATUS_NOT_SUPPORTED")
        }),
      wan
    )
  )

  it.effect("OID-17 what waits in a reset goes on after it; what NDIS sets again comes first", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          b.miniport.on.MiniportCoOidRequest = () => NdisStatus.SUCCESS
          expect(yield* b.client.status("NdisCoOidRequest", toMiniport(b, setRequest(Oid.GEN_CO_PROTOCOL_OPTIONS, 0, 4)))).toBe(
            "NDIS_STATUS_SUCCESS"
          )
          pends(b)
          for (const id of ["a", "b"]) yield* ask(b, id)
          b.miniport.on.MiniportResetEx = () => NdisStatus.PENDING
          const reset = yield* Effect.forkChild(b.host.reset("atm0"))
          yield* settle
          yield* completes(b, 1)
          expect(reached(b)).toEqual([null, "a"])
          b.miniport.life.direct.NdisMResetComplete({
            MiniportAdapterHandle: b.miniport.adapter!,
            Status: NdisStatus.SUCCESS,
            AddressingReset: true
          })
          yield* settle
          expect(reached(b)).toEqual([null, "a", null])
          yield* completes(b, 2)
          expect(reached(b)).toEqual([null, "a", null, "b"])
          yield* completes(b, 3)
          expect(ended(b).length).toBe(2)
          expect(reset.pollUnsafe()?._tag).toBe("Success")
        }),
      wan
    )
  )

  it.effect("the binding goes: what waits ends with it", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          pends(b)
          for (const id of ["a", "b"]) yield* ask(b, id)
          yield* b.host.stop(b.client.name)
          expect(ended(b)).toEqual([
            ["a", "NDIS_STATUS_CLOSING"],
            ["b", "NDIS_STATUS_CLOSING"]
          ])
          expect(reached(b)).toEqual(["a"])
        }),
      wan
    )
  )
})
