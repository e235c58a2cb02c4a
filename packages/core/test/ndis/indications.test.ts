import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import {
  linkStateIndication,
  linkStateOf,
  type OidRequest,
  queryRequest,
  statusIndication,
  type StatusIndicationBlock,
  tiedTo
} from "../../src/ddi/Structures.ts"
import { NdisStatus, type NdisVcHandle, Oid, StatusIndication } from "../../src/index.ts"
import { bench, type Bench, settle } from "./kit.ts"

const ok = NdisStatus.SUCCESS

const indicate = (b: Bench, indication: ReturnType<typeof statusIndication>, vc: NdisVcHandle | null = null) =>
  Effect.andThen(
    b.miniport.call("NdisMCoIndicateStatusEx", {
      MiniportAdapterHandle: b.miniport.adapter!,
      NdisVcHandle: vc,
      StatusIndication: indication
    }),
    settle
  )

describe("status indications", () => {
  it.effect("STAT-01 STAT-12 without a VC every bound protocol is told, with the code as it is", () =>
    bench((b) =>
      Effect.gen(function* () {
        const down = linkStateIndication(b.miniport.adapter!, false)
        yield* indicate(b, down)
        for (const protocol of [b.client, b.cm]) {
          expect(protocol.seen("ProtocolCoStatusEx")).toEqual([
            { ProtocolBindingContext: expect.anything(), ProtocolVcContext: null, StatusIndication: down }
          ])
        }
      })
    )
  )

  it.effect("STAT-09 with a VC only those who share it are told, each with its own context of it", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.create()
          const about = { ...statusIndication(StatusIndication.WAN_CO_LINKPARAMS), SourceHandle: b.miniport.adapter! }
          yield* indicate(b, about, vc)
          expect(b.clients[1]!.seen("ProtocolCoStatusEx")).toEqual([])
          const contexts = [b.client, b.cm].map((each) => each.seen("ProtocolCoStatusEx").map((args) => args["ProtocolVcContext"]))
          expect(contexts.map((each) => each.length)).toEqual([1, 1])
          expect(contexts[0]![0]).not.toBe(contexts[1]![0])
          expect(contexts.flat().every((each) => each !== null && each !== undefined)).toBe(true)
          yield* b.delete(vc)
        }),
      { clients: ["voice", "other"] }
    )
  )

  it.effect("arguments of another type than the function takes are recorded, and NDIS goes on", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          yield* b.miniport.call("NdisMCoIndicateStatusEx", {
            MiniportAdapterHandle: b.miniport.adapter!,
            StatusIndication: null as never
          })
          yield* settle
          expect(b.rules("violation")).toEqual(["ARGS"])
          expect(b.texts("violation")[0]).toContain("NdisMCoIndicateStatusEx: its arguments are not what it takes: TypeError")
          yield* b.down(yield* b.up())
        }),
      { breaks: ["ARGS"] }
    )
  )

  it.effect("STAT-02 STAT-06 a wrong source is recorded, and a reset announced by the miniport is dropped", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          yield* indicate(b, statusIndication(StatusIndication.LINK_STATE))
          expect(b.client.seen("ProtocolCoStatusEx").length).toBe(1)
          yield* indicate(b, { ...statusIndication(StatusIndication.RESET_START), SourceHandle: b.miniport.adapter! })
          expect(b.client.seen("ProtocolCoStatusEx").length).toBe(1)
          expect(b.rules("violation")).toEqual(["STAT-02", "STAT-06"])
        }),
      { breaks: ["STAT-02", "STAT-06"] }
    )
  )

  it.effect("STAT-03 OID-23 an indication tied to an OID request reaches its originator alone, with its context of the VC", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.create()
          const request = {
            ...queryRequest(Oid.GEN_CO_LINK_SPEED, 8),
            RequestId: "mine",
            RequestHandle: b.client.binding!.handle
          }
          yield* b.client.status("NdisCoOidRequest", { NdisBindingHandle: b.client.binding!.handle, OidRequest: request })
          const lent = b.miniport.seen("MiniportCoOidRequest")[0]!["NdisRequest"] as OidRequest
          const about = { ...statusIndication(StatusIndication.PORT_STATE), SourceHandle: b.miniport.adapter! }
          yield* indicate(b, tiedTo(about, lent), vc)
          const [told, ...more] = b.client.seen("ProtocolCoStatusEx")
          expect(more).toEqual([])
          expect(told).toMatchObject({ StatusIndication: { RequestId: "mine", DestinationHandle: b.client.binding!.handle } })
          expect(told!["ProtocolVcContext"]).not.toBeNull()
          expect([b.cm, b.clients[1]!].flatMap((each) => each.seen("ProtocolCoStatusEx"))).toEqual([])
          yield* indicate(b, { ...tiedTo(about, lent), RequestId: null })
          expect(b.client.seen("ProtocolCoStatusEx").length).toBe(1)
          expect(b.rules("violation")).toEqual(["STAT-03"])
          // Its originator may be gone.
          yield* b.delete(vc)
          yield* b.host.stop("voice")
          yield* indicate(b, tiedTo(about, lent))
          expect(b.rules("violation")).toEqual(["STAT-03"])
        }),
      { clients: ["voice", "other"], breaks: ["STAT-03"] }
    )
  )

  it.effect("STAT-07 the next indication waits until the handler has returned", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const gates: Array<() => void> = []
          // Waiting for the return of a call is what a handler may do.
          const { handle } = b.client.binding!
          b.miniport.on.MiniportCoOidRequest = () => Effect.callback((resume) => void gates.push(() => resume(Effect.succeed(ok))))
          b.client.on.ProtocolCoStatusEx = () =>
            Effect.asVoid(b.client.life.ndis.NdisCoOidRequest({ NdisBindingHandle: handle, OidRequest: queryRequest(1, 4) }))
          const source = { SourceHandle: b.miniport.adapter! }
          for (const code of [StatusIndication.PORT_STATE, StatusIndication.NETWORK_CHANGE, StatusIndication.PACKET_FILTER])
            yield* indicate(b, { ...statusIndication(code), ...source })
          expect(b.cm.seen("ProtocolCoStatusEx").length).toBe(3)
          for (const told of [1, 2, 3]) {
            expect(b.client.seen("ProtocolCoStatusEx").length).toBe(told)
            gates.shift()!()
            yield* settle
          }
          const codes = b.client.seen("ProtocolCoStatusEx").map((args) => (args["StatusIndication"] as StatusIndicationBlock).StatusCode)
          expect(codes).toEqual([StatusIndication.PORT_STATE, StatusIndication.NETWORK_CHANGE, StatusIndication.PACKET_FILTER])
        }),
      { breaks: ["IRQL-04"] }
    )
  )

  it.effect("STAT-10 fields that must not be set are recorded", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const right = { ...statusIndication(StatusIndication.PORT_STATE), SourceHandle: b.miniport.adapter! }
          yield* indicate(b, { ...right, Flags: 1 })
          yield* indicate(b, { ...right, StatusBufferSize: 4 })
          yield* indicate(b, { ...right, Header: { Type: 0x80 as never, Revision: 1 } })
          yield* indicate(b, right)
          expect(b.rules("violation")).toEqual(["STAT-10", "STAT-10", "STAT-10"])
          expect(b.client.seen("ProtocolCoStatusEx").length).toBe(4)
        }),
      { breaks: ["STAT-10"] }
    )
  )

  it("says of the link only what is about the link", () => {
    const adapter = null as never
    expect(linkStateOf(linkStateIndication(adapter, true))).toBe(true)
    expect(linkStateOf(linkStateIndication(adapter, false))).toBe(false)
    expect(linkStateOf(statusIndication(StatusIndication.PORT_STATE))).toBeUndefined()
  })
})
