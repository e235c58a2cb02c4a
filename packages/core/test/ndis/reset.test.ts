import { describe, expect, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import {
  chain,
  type NetBufferList,
  netBufferList,
  NdisStatus,
  type NdisVcHandle,
  StatusIndication,
  type StatusIndicationBlock,
  statusName
} from "../../src/index.ts"
import { bench, type Bench, mended, parameters, settle } from "./kit.ts"

/** Names of the handlers around a reset, and of the reset indications among them. */
const around = (b: Bench, mark: number) =>
  b.journal.slice(mark).flatMap(({ args, name, who }) => {
    if (name !== "ProtocolCoStatusEx") return [`${who}.${name}`]
    const { StatusCode } = args["StatusIndication"] as StatusIndicationBlock
    return [`${who}.${StatusCode === StatusIndication.RESET_START ? "RESET_START" : "RESET_END"}`]
  })

const begin = (b: Bench) =>
  Effect.gen(function* () {
    const reset = yield* Effect.forkChild(Effect.map(b.host.reset("atm0"), statusName), { startImmediately: true })
    yield* settle
    return Fiber.join(reset)
  })

/** The miniport pends the reset. */
const pend = (b: Bench) => {
  b.miniport.on.MiniportResetEx = () => NdisStatus.PENDING
}
const complete = (b: Bench, Status: NdisStatus = NdisStatus.SUCCESS) =>
  Effect.andThen(
    b.miniport.call("NdisMResetComplete", { MiniportAdapterHandle: b.miniport.adapter!, Status, AddressingReset: false }),
    settle
  )

const send = (b: Bench, vc: NdisVcHandle, lists: NetBufferList = netBufferList(1, vc)) =>
  Effect.andThen(b.client.call("NdisCoSendNetBufferLists", { NdisVcHandle: vc, NetBufferLists: lists, SendFlags: 0 }), settle)
const home = (b: Bench) =>
  b.client.seen("ProtocolCoSendNetBufferListsComplete").map(({ NetBufferLists }) => statusName((NetBufferLists as NetBufferList).Status))

describe("a reset", () => {
  it.effect("BIND-18 is announced to call managers before clients, and its end too, when the miniport answers at once", () =>
    bench((b) =>
      Effect.gen(function* () {
        const mark = b.now
        expect(statusName(yield* b.host.reset("atm0"))).toBe("NDIS_STATUS_SUCCESS")
        yield* settle
        expect(around(b, mark)).toEqual(["cm.RESET_START", "voice.RESET_START", "atm0.MiniportResetEx", "cm.RESET_END", "voice.RESET_END"])
        const moves = b.trace.events.flatMap((event) => ("change" in event && event.change?.includes("reset") ? [event.change] : []))
        expect(moves.join(", ")).toBe(
          "reset: Normal → Announcing, reset: Announcing → Resetting, reset: Resetting → Ending, reset: Ending → Normal"
        )
      })
    )
  )

  it.effect("BIND-18 the same when it pends, and the miniport is called only when every protocol has heard", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          pend(b)
          let hear = () => {}
          b.client.on.ProtocolCoStatusEx = () => Effect.callback<void>((resume) => void (hear = () => resume(Effect.void)))
          const mark = b.now
          const reset = yield* begin(b)
          expect(around(b, mark)).toEqual(["cm.RESET_START", "voice.RESET_START"])
          delete b.client.on.ProtocolCoStatusEx
          hear()
          yield* settle
          expect(around(b, mark)).toContain("atm0.MiniportResetEx")
          expect(around(b, mark)).not.toContain("cm.RESET_END")
          yield* complete(b, NdisStatus.SOFT_ERRORS)
          expect(yield* reset).toBe("NDIS_STATUS_SOFT_ERRORS")
          expect(around(b, mark).slice(-2)).toEqual(["cm.RESET_END", "voice.RESET_END"])
        }),
      // The bench's handler waits, which no driver may at DISPATCH_LEVEL.
      { breaks: ["IRQL-04"] }
    )
  )

  it.effect("BIND-20 keeps handles: address family, SAP, VC and call work on", () =>
    bench((b) =>
      Effect.gen(function* () {
        const sap = yield* b.sap()
        const vc = yield* b.up()
        yield* settle
        const before = b.host.leftovers()
        expect(statusName(yield* b.host.reset("atm0"))).toBe("NDIS_STATUS_SUCCESS")
        yield* settle
        expect(b.host.leftovers()).toEqual(before)
        yield* send(b, vc)
        expect(home(b)).toEqual(["NDIS_STATUS_SUCCESS"])
        yield* b.down(vc)
        yield* b.down(yield* b.up())
        expect(yield* b.client.status("NdisClDeregisterSap", { NdisSapHandle: sap })).toBe("NDIS_STATUS_SUCCESS")
      })
    )
  )

  it.effect("NBL-18 a chain sent in it comes home RESET_IN_PROGRESS; after it sends go through", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          pend(b)
          const vc = yield* b.up()
          const reset = yield* begin(b)
          yield* send(b, vc)
          expect(home(b)).toEqual(["NDIS_STATUS_RESET_IN_PROGRESS"])
          expect(b.miniport.seen("MiniportCoSendNetBufferLists")).toEqual([])
          yield* complete(b)
          expect(yield* reset).toBe("NDIS_STATUS_SUCCESS")
          yield* send(b, vc)
          expect(home(b)).toEqual(["NDIS_STATUS_RESET_IN_PROGRESS", "NDIS_STATUS_SUCCESS"])
          yield* b.down(vc)
        }),
      { breaks: ["NBL-18"] }
    )
  )

  it.effect("NBL-18 a send that crossed the announcement comes home too, and is nobody's fault", () =>
    bench((b) =>
      Effect.gen(function* () {
        const vc = yield* b.up()
        b.client.on.ProtocolCoStatusEx = ({ StatusIndication: { StatusCode } }) => {
          // Inside the handler: the driver is about to know, and NDIS cannot tell.
          if (StatusCode === StatusIndication.RESET_START)
            b.client.life.direct.NdisCoSendNetBufferLists({ NdisVcHandle: vc, NetBufferLists: netBufferList(1, vc), SendFlags: 0 })
        }
        expect(statusName(yield* b.host.reset("atm0"))).toBe("NDIS_STATUS_SUCCESS")
        yield* settle
        expect(home(b)).toEqual(["NDIS_STATUS_RESET_IN_PROGRESS"])
        expect(b.rules("refusal")).toContain("NBL-18")
        yield* b.down(vc)
      })
    )
  )

  it.effect("BIND-19 receives are given back in it", () =>
    bench((b) =>
      Effect.gen(function* () {
        pend(b)
        const vc = yield* b.up()
        b.client.on.ProtocolCoReceiveNetBufferLists = () => {}
        const list = netBufferList(1, vc)
        yield* b.miniport.call("NdisMCoIndicateReceiveNetBufferLists", {
          NdisVcHandle: vc,
          NetBufferLists: list,
          NumberOfNetBufferLists: 1,
          CoReceiveFlags: 0
        })
        const reset = yield* begin(b)
        const NdisBindingHandle = b.client.binding!.handle
        yield* b.client.call("NdisReturnNetBufferLists", { NdisBindingHandle, NetBufferLists: list, ReturnFlags: 0 })
        yield* settle
        expect(b.miniport.seen("MiniportReturnNetBufferLists").length).toBe(1)
        yield* complete(b)
        yield* reset
        yield* b.down(vc)
      })
    )
  )

  it.effect("NBL-28 BIND-22 sends that are still out when it ends are the miniport's breach, and come home all the same", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.up()
          b.miniport.on.MiniportCoSendNetBufferLists = () => {}
          const lists = chain([netBufferList(1, vc), netBufferList(2, vc)])!
          yield* send(b, vc, lists)
          expect(statusName(yield* b.host.reset("atm0"))).toBe("NDIS_STATUS_SUCCESS")
          expect(b.texts("violation")).toEqual(["atm0: the reset ended and 2 NBLs sent before it have not come home"])
          yield* b.miniport.call("NdisMCoSendNetBufferListsComplete", { NdisVcHandle: vc, NetBufferLists: lists, SendCompleteFlags: 0 })
          yield* settle
          expect(home(b).length).toBe(1)
          yield* b.down(vc)
        }),
      { breaks: ["NBL-28"] }
    )
  )

  it.effect("OP-38 only of an adapter that is there, by a miniport that can", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const mark = b.now
          expect(statusName(yield* b.host.reset("atm0"))).toBe("NDIS_STATUS_NOT_RESETTABLE")
          expect(statusName(yield* b.host.reset("atm7"))).toBe("NDIS_STATUS_ADAPTER_NOT_FOUND")
          expect(around(b, mark)).toEqual([])
        }),
      {
        before: (b) => {
          b.miniport.lacks = ["MiniportResetEx"]
        }
      }
    )
  )

  it.effect("OP-38 a second one is answered RESET_IN_PROGRESS, and the first goes on", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const reset = yield* begin(b)
          expect(statusName(yield* b.host.reset("atm0"))).toBe("NDIS_STATUS_RESET_IN_PROGRESS")
          yield* complete(b)
          expect(yield* reset).toBe("NDIS_STATUS_SUCCESS")
        }),
      { before: pend }
    )
  )

  it.effect("BIND-21 is completed once, with a final status; the completion may overtake the return", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          b.miniport.on.MiniportResetEx = () => {
            b.miniport.life.direct.NdisMResetComplete({
              MiniportAdapterHandle: b.miniport.adapter!,
              Status: NdisStatus.HARD_ERRORS,
              AddressingReset: true
            })
            return NdisStatus.PENDING
          }
          expect(statusName(yield* b.host.reset("atm0"))).toBe("NDIS_STATUS_HARD_ERRORS")
          yield* complete(b)
          expect(b.rules("violation")).toEqual(["ASYNC-02"])
          pend(b)
          const reset = yield* begin(b)
          yield* complete(b, NdisStatus.PENDING)
          yield* complete(b)
          expect(yield* reset).toBe("NDIS_STATUS_SUCCESS")
          expect(b.rules("violation")).toEqual(["ASYNC-02", "ASYNC-03"])
        }),
      { breaks: ["ASYNC-02", "ASYNC-03"] }
    )
  )

  it.effect("a miniport that completes it and then returns a final status has answered twice: the completion counts", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          b.miniport.on.MiniportResetEx = () => {
            b.miniport.life.direct.NdisMResetComplete({
              MiniportAdapterHandle: b.miniport.adapter!,
              Status: NdisStatus.SOFT_ERRORS,
              AddressingReset: false
            })
            return NdisStatus.SUCCESS
          }
          expect(statusName(yield* b.host.reset("atm0"))).toBe("NDIS_STATUS_SOFT_ERRORS")
        }),
      { breaks: ["ASYNC-02"] }
    )
  )

  it.effect.each([["in its handler"], ["with it pended"]])(
    "a miniport that dies %s ends it with FAILURE, and everybody hears of the end",
    ([where]) =>
      bench(
        (b) =>
          Effect.gen(function* () {
            const vc = yield* b.up()
            b.client.giveBack = b.down(vc)
            b.miniport.on.MiniportCoSendNetBufferLists = () => {}
            yield* send(b, vc)
            if (where === "in its handler") {
              b.miniport.on.MiniportResetEx = () => {
                throw new Error("dead in reset")
              }
            }
            const mark = b.now
            const reset = yield* begin(b)
            if (where !== "in its handler") b.host.crash("atm0", new Error("dead while resetting"))
            expect(yield* reset).toBe("NDIS_STATUS_FAILURE")
            yield* mended
            expect(around(b, mark)).toContain("cm.RESET_END")
            expect(around(b, mark)).toContain("voice.RESET_END")
            expect(home(b)).toEqual(["NDIS_STATUS_FAILURE"])
          }),
        { before: pend }
      )
  )

  it.effect("BIND-27 may overlap a pause, and end after it", () =>
    bench((b) =>
      Effect.gen(function* () {
        pend(b)
        const reset = yield* begin(b)
        expect(statusName(yield* b.host.pause("atm0"))).toBe("NDIS_STATUS_SUCCESS")
        yield* complete(b)
        expect(yield* reset).toBe("NDIS_STATUS_SUCCESS")
        expect(statusName(yield* b.host.restart("atm0"))).toBe("NDIS_STATUS_SUCCESS")
        yield* b.down(yield* b.up())
      })
    )
  )

  it.effect("BIND-27 may overlap a pause, and end before it", () =>
    bench((b) =>
      Effect.gen(function* () {
        pend(b)
        b.miniport.on.MiniportPause = () => NdisStatus.PENDING
        const pausing = yield* Effect.forkChild(b.host.pause("atm0"), { startImmediately: true })
        yield* settle
        const reset = yield* begin(b)
        yield* complete(b)
        expect(yield* reset).toBe("NDIS_STATUS_SUCCESS")
        expect(pausing.pollUnsafe()).toBeUndefined()
        delete b.miniport.on.MiniportPause
        yield* b.miniport.call("NdisMPauseComplete", { MiniportAdapterHandle: b.miniport.adapter! })
        expect(statusName(yield* Fiber.join(pausing))).toBe("NDIS_STATUS_SUCCESS")
        yield* b.host.restart("atm0")
      })
    )
  )

  it.effect("BIND-18 the MCM form: only clients are told, and the call lives on", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.create()
          yield* b.client.call("NdisClMakeCall", { NdisVcHandle: vc, CallParameters: parameters })
          const mark = b.now
          expect(statusName(yield* b.host.reset("atm0"))).toBe("NDIS_STATUS_SUCCESS")
          yield* settle
          expect(around(b, mark)).toEqual(["voice.RESET_START", "atm0.MiniportResetEx", "voice.RESET_END"])
          yield* send(b, vc)
          expect(home(b)).toEqual(["NDIS_STATUS_SUCCESS"])
          yield* b.client.call("NdisClCloseCall", { NdisVcHandle: vc, Size: 0 })
          yield* b.delete(vc)
        }),
      { form: "mcm" }
    )
  )
})
