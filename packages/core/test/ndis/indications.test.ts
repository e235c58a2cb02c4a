import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { linkStateIndication, linkStateOf, statusIndication } from "../../src/ddi/Structures.ts"
import { type NdisVcHandle, StatusIndication } from "../../src/index.ts"
import { bench, type Bench, settle } from "./kit.ts"

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

  it("says of the link only what is about the link", () => {
    const adapter = null as never
    expect(linkStateOf(linkStateIndication(adapter, true))).toBe(true)
    expect(linkStateOf(linkStateIndication(adapter, false))).toBe(false)
    expect(linkStateOf(statusIndication(StatusIndication.PORT_STATE))).toBeUndefined()
  })
})
