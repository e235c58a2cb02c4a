/**
 * How drivers go: what a halting miniport leaves behind, and from where a protocol may deregister itself.
 */
import { describe, expect, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { netBufferList, type NdisProtocolHandle, NdisStatus } from "../../src/index.ts"
import { bench, type Bench, settle } from "./kit.ts"

const lend = (b: Bench) =>
  Effect.gen(function* () {
    const vc = yield* b.up()
    b.client.on.ProtocolCoReceiveNetBufferLists = () => {}
    const list = netBufferList(1, vc)
    yield* b.miniport.call("NdisMCoIndicateReceiveNetBufferLists", {
      NdisVcHandle: vc,
      NetBufferLists: list,
      NumberOfNetBufferLists: 1,
      CoReceiveFlags: 0
    })
    yield* settle
    return vc
  })

describe("MiniportHaltEx", () => {
  it.effect("BIND-16 must not return while receives are lent out", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* lend(b)
          const af = b.client.af!
          // A client that gives nothing back when it is unbound.
          b.client.af = undefined
          yield* b.host.stop("atm0")
          expect(b.texts("violation").at(-1)).toBe("atm0: MiniportHaltEx returned while 1 receives are lent out; wait for them first")
          yield* b.client.call("NdisClCloseCall", { NdisVcHandle: vc, Size: 0 })
          yield* b.client.call("NdisCoDeleteVc", { NdisVcHandle: vc })
          yield* b.client.call("NdisClCloseAddressFamily", { NdisAfHandle: af })
        }),
      { breaks: ["BIND-09", "BIND-13", "BIND-16", "NBL-49"] }
    )
  )

  it.effect("BIND-16 gives back what initialisation allocated: a timer that still runs is recorded", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const timers = [b.miniport.life.timers.set(1000, () => {}), b.miniport.life.timers.set(2000, () => {})]
          b.miniport.on.MiniportHaltEx = () => timers[0]!.stop()
          yield* b.host.stop("atm0")
          expect(b.texts("violation")).toEqual(["atm0: MiniportHaltEx returned and left 1 timers; stop them first"])
          timers[1]!.stop()
        }),
      { breaks: ["BIND-16"] }
    )
  )
})

describe("a halt", () => {
  it.effect("waits until what dead protocols had is at its end: the miniport completes what it pended, and then halts", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.up()
          b.miniport.on.MiniportCoDeactivateVc = () => {
            const { direct, timers } = b.miniport.life
            timers.set(5, () => direct.NdisMCoDeactivateVcComplete({ Status: NdisStatus.SUCCESS, NdisVcHandle: vc }))
            return NdisStatus.PENDING
          }
          const before = b.now
          b.host.crash("cm", new Error("killed"))
          b.host.crash("voice", new Error("killed"))
          const stopping = yield* Effect.forkChild(b.host.stop("atm0"))
          yield* settle
          yield* TestClock.adjust("5 millis")
          yield* Fiber.join(stopping)
          const names = b.since(before).filter((name) => name.startsWith("atm0."))
          expect(names).toEqual([
            "atm0.MiniportCoDeactivateVc",
            "atm0.MiniportCoDeleteVc",
            "atm0.MiniportPause",
            "atm0.MiniportHaltEx",
            "atm0.MiniportDriverUnload"
          ])
          expect(b.rules()).toEqual([])
        }),
      { restart: "never" }
    )
  )
})

describe("NdisDeregisterProtocolDriver", () => {
  const own = (b: Bench) => b.client.seen("ProtocolSetOptions").at(-1)!["NdisDriverHandle"] as NdisProtocolHandle

  it.effect("REG-25 from a function that NDIS called would deadlock: it is recorded, and the driver stays", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          b.client.on.ProtocolNetPnPEvent = () =>
            Effect.as(b.client.life.ndis.NdisDeregisterProtocolDriver({ NdisProtocolHandle: own(b) }), NdisStatus.SUCCESS)
          yield* b.host.pause("voice")
          expect(b.texts("violation")[0]).toMatch(/^voice: NdisDeregisterProtocolDriver from ProtocolNetPnPEvent would wait for/)
          delete b.client.on.ProtocolNetPnPEvent
          yield* b.host.restart("voice")
          yield* b.down(yield* b.up())
        }),
      { breaks: ["REG-25"] }
    )
  )

  it.effect("REG-25 from a work item that a handler began it is carried out", () =>
    bench((b) =>
      Effect.gen(function* () {
        b.client.on.ProtocolNetPnPEvent = () => {
          b.client.life.workItem(b.client.life.ndis.NdisDeregisterProtocolDriver({ NdisProtocolHandle: own(b) }))
          delete b.client.on.ProtocolNetPnPEvent
          return NdisStatus.SUCCESS
        }
        yield* b.host.pause("voice")
        yield* settle
        expect(b.client.seen("ProtocolUnbindAdapterEx").length).toBe(1)
        expect(b.rules()).toEqual([])
      })
    )
  )
})
