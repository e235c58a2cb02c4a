import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Metric from "effect/Metric"
import * as PrometheusMetrics from "effect/observability/PrometheusMetrics"
import { chain, type NetBufferList, netBufferList, type NdisVcHandle, ReceiveFlags } from "../../src/index.ts"
import { CurrentMeters, Meters, registryOf } from "../../src/Meters.ts"
import { type CrossingEvent, isCrossing } from "../../src/Trace.ts"
import { bench, type Bench, settle } from "../ndis/kit.ts"

const limits = { lanes: 1, laneWindow: 8, vcWindow: 4, vcQueue: 20 }

const lists = (vc: NdisVcHandle, count: number) => chain(Array.from({ length: count }, () => netBufferList(new Uint8Array(10), vc)))!

const send = (b: Bench, NdisVcHandle: NdisVcHandle, NetBufferLists: NetBufferList) =>
  Effect.andThen(
    Effect.sync(() => b.client.life.direct.NdisCoSendNetBufferLists({ NdisVcHandle, NetBufferLists, SendFlags: 0 })),
    settle
  )

const indicate = (b: Bench, NdisVcHandle: NdisVcHandle, NetBufferLists: NetBufferList, CoReceiveFlags: number) =>
  Effect.andThen(
    Effect.sync(() =>
      b.miniport.life.direct.NdisMCoIndicateReceiveNetBufferLists({
        NdisVcHandle,
        NetBufferLists,
        NumberOfNetBufferLists: 1,
        CoReceiveFlags
      })
    ),
    settle
  )

/** Without what is 0, and without host and adapter. */
const read = (meters: Meters) =>
  meters
    .readings()
    .filter(({ value }) => value !== 0)
    .map(({ labels, name, value }) => [name, labels["rule"] ?? "", value])

const crossing = (b: Bench, ddi: string): CrossingEvent =>
  b.trace.events.filter(isCrossing).findLast((event) => event.ddi === ddi && event.kind === "call")!

describe("what lanes count", () => {
  it.effect("lists that wait, are with the miniport, and were refused, by rule; nothing is written before somebody asks", () => {
    const meters = new Meters()
    return bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.up()
          const kept: Array<NetBufferList> = []
          b.miniport.on.MiniportCoSendNetBufferLists = ({ NetBufferLists }) => void kept.push(NetBufferLists)
          expect(read(meters)).toEqual([])
          yield* send(b, vc, lists(vc, 30))
          expect(read(meters)).toEqual([
            ["condis_lane_waiting_lists", "", 20],
            ["condis_lane_in_flight_lists", "", 4],
            ["condis_lane_refused_lists_total", "LIMIT", 6]
          ])
          const text = yield* Effect.provideService(PrometheusMetrics.format(), Metric.MetricRegistry, registryOf(meters))
          expect(text).toContain('condis_lane_refused_lists_total{host="alice",adapter="atm0",lane="0",rule="LIMIT"} 6')
          expect(text).toContain("# TYPE condis_lane_refused_lists_total counter")
          expect(text).toContain("# TYPE condis_lane_waiting_lists gauge")
          while (kept.length > 0) {
            b.miniport.life.direct.NdisMCoSendNetBufferListsComplete({
              NdisVcHandle: vc,
              NetBufferLists: kept.shift()!,
              SendCompleteFlags: 0
            })
            yield* settle
          }
          expect(read(meters)).toEqual([["condis_lane_refused_lists_total", "LIMIT", 6]])
          yield* b.down(vc)
        }),
      { limits }
    ).pipe(Effect.provideService(CurrentMeters, meters))
  })
})

describe("what lanes drop", () => {
  it.effect("VC-22 is counted by rule: lists that are indicated on an inactive VC", () => {
    const meters = new Meters()
    return bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.create()
          yield* indicate(b, vc, lists(vc, 1), 0)
          expect(read(meters)).toEqual([["condis_lane_dropped_lists_total", "VC-22", 1]])
          yield* b.delete(vc)
        }),
      { limits, breaks: ["VC-22"] }
    ).pipe(Effect.provideService(CurrentMeters, meters))
  })
})

describe("the numbers of lists in the trace", () => {
  it.effect("begin at 1, are kept on the way, and a list that is used again gets another", () =>
    bench((b) =>
      Effect.gen(function* () {
        const vc = yield* b.up()
        const list = lists(vc, 1)
        b.miniport.on.MiniportCoSendNetBufferLists = ({ NetBufferLists }) =>
          b.miniport.life.direct.NdisMCoSendNetBufferListsComplete({ NdisVcHandle: vc, NetBufferLists, SendCompleteFlags: 0 })
        for (const number of [1, 2]) {
          yield* send(b, vc, list)
          expect(crossing(b, "NdisCoSendNetBufferLists")).toMatchObject({ nbls: [number], octets: [10] })
          for (const ddi of ["MiniportCoSendNetBufferLists", "NdisMCoSendNetBufferListsComplete", "ProtocolCoSendNetBufferListsComplete"])
            expect(crossing(b, ddi).nbls).toEqual([number])
        }
        yield* b.down(vc)
      })
    )
  )

  it.effect("a list that is only shown says so, and is another one each time", () =>
    bench((b) =>
      Effect.gen(function* () {
        const vc = yield* b.up()
        const list = lists(vc, 1)
        b.client.on.ProtocolCoReceiveNetBufferLists = () => {}
        for (const number of [1, 2]) {
          yield* indicate(b, vc, list, ReceiveFlags.RESOURCES)
          expect(crossing(b, "NdisMCoIndicateReceiveNetBufferLists")).toMatchObject({ nbls: [number], shown: true })
          expect(crossing(b, "ProtocolCoReceiveNetBufferLists")).toMatchObject({ nbls: [number], shown: true })
        }
        yield* b.down(vc)
      })
    )
  )
})
