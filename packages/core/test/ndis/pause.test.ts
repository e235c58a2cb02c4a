import { describe, expect, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { NetEvent, type NetBufferList, netBufferList, NdisStatus, type NdisVcHandle, statusName } from "../../src/index.ts"
import type { NetPnPEventNotification } from "../../src/index.ts"
import { bench, type Bench, settle } from "./kit.ts"

const send = (b: Bench, vc: NdisVcHandle, lists: NetBufferList = netBufferList(1, vc)) =>
  Effect.andThen(b.client.call("NdisCoSendNetBufferLists", { NdisVcHandle: vc, NetBufferLists: lists, SendFlags: 0 }), settle)
const home = (b: Bench) =>
  b.client.seen("ProtocolCoSendNetBufferListsComplete").map(({ NetBufferLists }) => statusName((NetBufferLists as NetBufferList).Status))
const indicate = (b: Bench, vc: NdisVcHandle, list: NetBufferList) =>
  Effect.andThen(
    b.miniport.call("NdisMCoIndicateReceiveNetBufferLists", {
      NdisVcHandle: vc,
      NetBufferLists: list,
      NumberOfNetBufferLists: 1,
      CoReceiveFlags: 0
    }),
    settle
  )
const pausing = (b: Bench, name = "atm0") =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(Effect.map(b.host.pause(name), statusName), { startImmediately: true })
    yield* settle
    return fiber
  })

/** Handlers of pause and restart, in their order. */
const steps = (b: Bench, mark: number) =>
  b.journal.slice(mark).flatMap(({ args, name, who }) => {
    if (name !== "ProtocolNetPnPEvent") return name.startsWith("Miniport") ? [`${who}.${name}`] : []
    const { NetEvent: event } = (args["NetPnPEventNotification"] as NetPnPEventNotification).NetPnPEvent
    return [`${who}.${event === NetEvent.Pause ? "pause" : event === NetEvent.Restart ? "restart" : String(event)}`]
  })

describe("pause and restart of a running adapter", () => {
  it.effect("BIND-15 pauses top-down and restarts bottom-up, and the call lives on", () =>
    bench((b) =>
      Effect.gen(function* () {
        const vc = yield* b.up()
        const mark = b.now
        expect(statusName(yield* b.host.pause("atm0"))).toBe("NDIS_STATUS_SUCCESS")
        expect(steps(b, mark)).toEqual(["voice.pause", "cm.pause", "atm0.MiniportPause"])
        const later = b.now
        expect(statusName(yield* b.host.restart("atm0"))).toBe("NDIS_STATUS_SUCCESS")
        yield* settle
        expect(steps(b, later)).toEqual(["atm0.MiniportRestart", "cm.restart", "voice.restart"])
        expect(b.client.seen("ProtocolCoAfRegisterNotify").length).toBe(1)
        yield* send(b, vc)
        expect(home(b)).toEqual(["NDIS_STATUS_SUCCESS"])
        yield* b.down(vc)
      })
    )
  )

  it.effect("NBL-19 sends come home PAUSED; calls are made and closed all the same", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.up()
          yield* b.host.pause("atm0")
          yield* send(b, vc)
          expect(home(b)).toEqual(["NDIS_STATUS_PAUSED"])
          const other = yield* b.up()
          yield* b.down(other)
          yield* b.host.restart("atm0")
          yield* b.down(vc)
        }),
      { breaks: ["NBL-19"] }
    )
  )

  it.effect("NBL-19 a pausing binding begins no sends", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.up()
          b.client.on.ProtocolNetPnPEvent = () => NdisStatus.PENDING
          const pause = yield* pausing(b, "voice")
          yield* send(b, vc)
          expect(home(b)).toEqual(["NDIS_STATUS_PAUSED"])
          const [event] = b.client.seen("ProtocolNetPnPEvent").slice(-1)
          const NetPnPEventNotification = event!["NetPnPEventNotification"] as NetPnPEventNotification
          delete b.client.on.ProtocolNetPnPEvent
          yield* b.client.call("NdisCompleteNetPnPEvent", {
            NdisBindingHandle: b.client.binding!.handle,
            NetPnPEventNotification,
            Status: NdisStatus.SUCCESS
          })
          expect(yield* Fiber.join(pause)).toBe("NDIS_STATUS_SUCCESS")
          expect(statusName(yield* b.host.restart("voice"))).toBe("NDIS_STATUS_SUCCESS")
          yield* send(b, vc)
          expect(home(b)).toEqual(["NDIS_STATUS_PAUSED", "NDIS_STATUS_SUCCESS"])
          yield* b.down(vc)
        }),
      { breaks: ["NBL-19"] }
    )
  )

  it.effect("BIND-12 a protocol whose sends are out when it ends its pause has ended it too early", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.up()
          b.miniport.on.MiniportCoSendNetBufferLists = () => {}
          const list = netBufferList(1, vc)
          yield* send(b, vc, list)
          expect(statusName(yield* b.host.pause("voice"))).toBe("NDIS_STATUS_SUCCESS")
          yield* b.host.restart("voice")
          b.client.on.ProtocolNetPnPEvent = () => NdisStatus.FAILURE
          yield* b.miniport.call("NdisMCoSendNetBufferListsComplete", { NdisVcHandle: vc, NetBufferLists: list, SendCompleteFlags: 0 })
          expect(statusName(yield* b.host.pause("voice"))).toBe("NDIS_STATUS_SUCCESS")
          expect(b.texts("violation")).toEqual([
            "voice: NetEventPause ended with NDIS_STATUS_SUCCESS and 1 sends out; a pause cannot fail, and ends when all sends are back",
            "voice: NetEventPause ended with NDIS_STATUS_FAILURE and 0 sends out; a pause cannot fail, and ends when all sends are back"
          ])
          delete b.client.on.ProtocolNetPnPEvent
          yield* b.host.restart("voice")
          yield* b.down(vc)
        }),
      { breaks: ["BIND-12"] }
    )
  )

  it.effect("BIND-13 a miniport that is through with receives lent out has ended its pause too early", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.up()
          b.client.on.ProtocolCoReceiveNetBufferLists = () => {}
          const list = netBufferList(1, vc)
          yield* indicate(b, vc, list)
          expect(statusName(yield* b.host.pause("atm0"))).toBe("NDIS_STATUS_SUCCESS")
          expect(b.rules("violation")).toEqual(["BIND-13"])
          yield* b.client.call("NdisReturnNetBufferLists", {
            NdisBindingHandle: b.client.binding!.handle,
            NetBufferLists: list,
            ReturnFlags: 0
          })
          yield* b.host.restart("atm0")
          yield* b.down(vc)
        }),
      { breaks: ["BIND-13"] }
    )
  )

  it.effect("BIND-13 waits for a miniport that pends until all is back, without a breach", () =>
    bench((b) =>
      Effect.gen(function* () {
        const vc = yield* b.up()
        b.client.on.ProtocolCoReceiveNetBufferLists = () => {}
        b.miniport.on.MiniportPause = () => NdisStatus.PENDING
        const list = netBufferList(1, vc)
        yield* indicate(b, vc, list)
        const pause = yield* pausing(b)
        expect(pause.pollUnsafe()).toBeUndefined()
        const NdisBindingHandle = b.client.binding!.handle
        yield* b.client.call("NdisReturnNetBufferLists", { NdisBindingHandle, NetBufferLists: list, ReturnFlags: 0 })
        delete b.miniport.on.MiniportPause
        yield* b.miniport.call("NdisMPauseComplete", { MiniportAdapterHandle: b.miniport.adapter! })
        expect(yield* Fiber.join(pause)).toBe("NDIS_STATUS_SUCCESS")
        yield* b.host.restart("atm0")
        yield* b.down(vc)
      })
    )
  )

  it.effect("NBL-54 a paused miniport indicates nothing: what it indicates goes back to it", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.up()
          yield* b.host.pause("atm0")
          yield* indicate(b, vc, netBufferList(1, vc))
          expect(b.client.seen("ProtocolCoReceiveNetBufferLists")).toEqual([])
          expect(b.miniport.seen("MiniportReturnNetBufferLists").length).toBe(1)
          yield* b.host.restart("atm0")
          yield* b.down(vc)
        }),
      { breaks: ["NBL-54"] }
    )
  )

  it.effect("a restart may fail: the adapter stays paused, and a later one goes through", () =>
    bench((b) =>
      Effect.gen(function* () {
        yield* b.host.pause("atm0")
        b.miniport.on.MiniportRestart = () => NdisStatus.RESOURCES
        expect(statusName(yield* b.host.restart("atm0"))).toBe("NDIS_STATUS_RESOURCES")
        expect(statusName(yield* b.host.restart("voice"))).toBe("NDIS_STATUS_ADAPTER_NOT_READY")
        delete b.miniport.on.MiniportRestart
        expect(statusName(yield* b.host.restart("atm0"))).toBe("NDIS_STATUS_SUCCESS")
        b.client.on.ProtocolNetPnPEvent = ({ NetPnPEventNotification }) =>
          NetPnPEventNotification.NetPnPEvent.NetEvent === NetEvent.Restart ? NdisStatus.RESOURCES : NdisStatus.SUCCESS
        yield* b.host.pause("voice")
        expect(statusName(yield* b.host.restart("voice"))).toBe("NDIS_STATUS_RESOURCES")
        delete b.client.on.ProtocolNetPnPEvent
        expect(statusName(yield* b.host.restart("voice"))).toBe("NDIS_STATUS_SUCCESS")
        yield* b.down(yield* b.up())
      })
    )
  )

  it.effect("one that is there already is no step, and nobody is no adapter", () =>
    bench((b) =>
      Effect.gen(function* () {
        const mark = b.now
        expect(statusName(yield* b.host.restart("atm0"))).toBe("NDIS_STATUS_SUCCESS")
        expect(statusName(yield* b.host.restart("voice"))).toBe("NDIS_STATUS_SUCCESS")
        expect(steps(b, mark)).toEqual([])
        yield* b.host.pause("atm0")
        const paused = b.now
        expect(statusName(yield* b.host.pause("atm0"))).toBe("NDIS_STATUS_SUCCESS")
        expect(statusName(yield* b.host.pause("voice"))).toBe("NDIS_STATUS_SUCCESS")
        expect(steps(b, paused)).toEqual([])
        expect(statusName(yield* b.host.pause("nobody"))).toBe("NDIS_STATUS_ADAPTER_NOT_FOUND")
        expect(statusName(yield* b.host.restart("nobody"))).toBe("NDIS_STATUS_ADAPTER_NOT_FOUND")
      })
    )
  )

  it.effect("BIND-11 an adapter is stopped while it is paused: its protocols are unbound without another pause", () =>
    bench((b) =>
      Effect.gen(function* () {
        yield* b.host.pause("atm0")
        const mark = b.now
        yield* b.host.stop("atm0")
        expect(steps(b, mark)).toContain("atm0.MiniportHaltEx")
        expect(steps(b, mark).filter((step) => step.endsWith("ause"))).toEqual([])
      })
    )
  )

  it.effect("a protocol that dies while all is paused is bound again with the restart", () =>
    bench((b) =>
      Effect.gen(function* () {
        yield* b.host.pause("atm0")
        b.host.crash("voice", new Error("dead in the pause"))
        for (let n = 0; n < 6; n++) yield* settle
        expect(b.client.lives).toBe(2)
        expect(b.client.binding).toBeUndefined()
        expect(statusName(yield* b.host.restart("atm0"))).toBe("NDIS_STATUS_SUCCESS")
        yield* settle
        yield* b.down(yield* b.up())
      })
    )
  )

  it.effect("a protocol that dies in its pause holds nobody up", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          b.clients[1]!.on.ProtocolNetPnPEvent = () => {
            throw new Error("dead when asked to pause")
          }
          expect(statusName(yield* b.host.pause("atm0"))).toBe("NDIS_STATUS_SUCCESS")
          delete b.clients[1]!.on.ProtocolNetPnPEvent
          for (let n = 0; n < 6; n++) yield* settle
          expect(statusName(yield* b.host.restart("atm0"))).toBe("NDIS_STATUS_SUCCESS")
          yield* settle
          yield* b.down(yield* b.up())
        }),
      { clients: ["voice", "video"] }
    )
  )
})
