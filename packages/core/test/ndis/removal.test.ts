import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { HaltAction, type NetBufferList, NdisStatus, netBufferList, statusName } from "../../src/index.ts"
import { bench, type Bench, mended, settle } from "./kit.ts"

const miniportSteps = (b: Bench, mark: number) => b.since(mark).filter((name) => /atm0\.Miniport(De|Ha|Pa|In|Re|Sh|Dr)/.test(name))

/** A client that closes its call when it is unbound. */
const closes = (b: Bench) =>
  Effect.gen(function* () {
    const vc = yield* b.up()
    b.client.giveBack = b.down(vc)
  })

describe("surprise removal", () => {
  it.effect.each([["cm"], ["mcm"]] as const)(
    "OP-41 the miniport hears of it first; then all above is unbound and the adapter halted (%s)",
    ([form]) =>
      bench(
        (b) =>
          Effect.gen(function* () {
            yield* closes(b)
            const mark = b.now
            expect(statusName(yield* b.host.remove("atm0"))).toBe("NDIS_STATUS_SUCCESS")
            expect(miniportSteps(b, mark)).toEqual(["atm0.MiniportDevicePnPEventNotify", "atm0.MiniportPause", "atm0.MiniportHaltEx"])
            const order = b.since(mark)
            expect(order.indexOf("voice.ProtocolUnbindAdapterEx")).toBeGreaterThan(order.indexOf("atm0.MiniportDevicePnPEventNotify"))
            const halts = (form === "cm" ? b.miniport : b.mcm).seen("MiniportHaltEx")
            expect(halts.map(({ HaltAction }) => HaltAction)).toEqual([HaltAction.DeviceSurpriseRemoved])
            expect(b.host.leftovers()).toEqual({ "registered drivers": form === "cm" ? 3 : 2 })
            expect(statusName(yield* b.host.remove("atm0"))).toBe("NDIS_STATUS_ADAPTER_NOT_READY")
            expect(statusName(yield* b.host.reset("atm0"))).toBe("NDIS_STATUS_ADAPTER_NOT_READY")
          }),
        { form }
      )
  )

  it.effect.each([["cm"], ["mcm"]] as const)("OP-05 a device that comes back is initialised, and calls go through (%s)", ([form]) =>
    bench(
      (b) =>
        Effect.gen(function* () {
          yield* closes(b)
          yield* b.host.remove("atm0")
          b.client.giveBack = Effect.void
          const mark = b.now
          expect(statusName(yield* b.host.insert("atm0"))).toBe("NDIS_STATUS_SUCCESS")
          yield* settle
          expect(miniportSteps(b, mark)).toEqual(["atm0.MiniportInitializeEx", "atm0.MiniportRestart"])
          expect(b.client.lives).toBe(1)
          yield* b.down(yield* b.up())
          expect(statusName(yield* b.host.insert("atm0"))).toBe("NDIS_STATUS_ADAPTER_NOT_READY")
          expect(statusName(yield* b.host.insert("atm7"))).toBe("NDIS_STATUS_ADAPTER_NOT_FOUND")
          expect(statusName(yield* b.host.remove("voice"))).toBe("NDIS_STATUS_ADAPTER_NOT_FOUND")
        }),
      { form }
    )
  )

  it.effect("a driver that dies while its device is out begins again without it", () =>
    bench((b) =>
      Effect.gen(function* () {
        yield* b.host.remove("atm0")
        b.host.crash("atm0", new Error("dead without a device"))
        yield* mended
        expect(b.miniport.lives).toBe(2)
        expect(b.miniport.adapter).toBeDefined()
        const mark = b.now
        expect(miniportSteps(b, mark)).toEqual([])
        expect(b.client.seen("ProtocolBindAdapterEx").length).toBe(1)
        expect(statusName(yield* b.host.insert("atm0"))).toBe("NDIS_STATUS_SUCCESS")
        yield* settle
        expect(b.client.seen("ProtocolBindAdapterEx").length).toBe(2)
        yield* b.down(yield* b.up())
      })
    )
  )

  it.effect("BIND-27 a reset under way ends before the adapter is halted", () =>
    bench((b) =>
      Effect.gen(function* () {
        b.miniport.on.MiniportResetEx = () => NdisStatus.PENDING
        const reset = yield* Effect.forkChild(b.host.reset("atm0"), { startImmediately: true })
        yield* settle
        const removal = yield* Effect.forkChild(b.host.remove("atm0"), { startImmediately: true })
        yield* settle
        expect(b.miniport.seen("MiniportHaltEx")).toEqual([])
        yield* b.miniport.call("NdisMResetComplete", {
          MiniportAdapterHandle: b.miniport.adapter!,
          Status: NdisStatus.HARD_ERRORS,
          AddressingReset: false
        })
        yield* settle
        expect(reset.pollUnsafe()).toBeDefined()
        expect(removal.pollUnsafe()).toBeDefined()
        expect(b.miniport.seen("MiniportHaltEx").length).toBe(1)
      })
    )
  )
})

describe("the end of a driver", () => {
  it.effect("OP-42 MiniportDriverUnload deregisters the driver", () =>
    bench((b) =>
      Effect.gen(function* () {
        const mark = b.now
        yield* b.host.stop("atm0")
        expect(miniportSteps(b, mark)).toEqual(["atm0.MiniportPause", "atm0.MiniportHaltEx", "atm0.MiniportDriverUnload"])
        const calls = b.trace.events.flatMap((event) => (event.kind === "call" && event.from === "atm0" ? [event.ddi] : []))
        expect(calls.slice(-1)).toEqual(["NdisMDeregisterMiniportDriver"])
        expect(calls.filter((name) => name === "NdisMDeregisterMiniportDriver").length).toBe(1)
      })
    )
  )

  it.effect.each([["has none"], ["does not deregister in it"]])("OP-42 a driver that %s is deregistered for", ([which]) =>
    bench(
      (b) =>
        Effect.gen(function* () {
          b.miniport.on.MiniportDriverUnload = () => {}
          yield* b.host.stop("atm0")
          yield* settle
          expect(b.host.leftovers()).toEqual({ "registered drivers": 2 })
        }),
      {
        before: (b) => {
          if (which === "has none") b.miniport.lacks = ["MiniportDriverUnload"]
        }
      }
    )
  )
})

describe("shutdown", () => {
  it.effect.each([["running"], ["paused"]])("OP-41 from %s: the miniport is told, and nothing follows", ([state]) =>
    bench((b) =>
      Effect.gen(function* () {
        const vc = yield* b.up()
        if (state === "paused") yield* b.host.pause("atm0")
        const mark = b.now
        yield* b.host.shutdown
        expect(b.since(mark)).toEqual(["atm0.MiniportShutdownEx"])
        expect(statusName(yield* b.host.pause("atm0"))).toBe("NDIS_STATUS_ADAPTER_NOT_READY")
        expect(statusName(yield* b.host.remove("atm0"))).toBe("NDIS_STATUS_ADAPTER_NOT_READY")
        yield* b.client.call("NdisCoSendNetBufferLists", { NdisVcHandle: vc, NetBufferLists: netBufferList(1, vc), SendFlags: 0 })
        yield* settle
        expect(b.miniport.seen("MiniportCoSendNetBufferLists")).toEqual([])
        const [back] = b.client.seen("ProtocolCoSendNetBufferListsComplete")
        expect(statusName((back!["NetBufferLists"] as NetBufferList).Status)).toBe("NDIS_STATUS_FAILURE")
      })
    )
  )
})
