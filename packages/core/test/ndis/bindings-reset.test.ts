/**
 * Opens and closes of an adapter that is being reset.
 */
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { Fault, NdisStatus, statusName } from "../../src/index.ts"
import { anew, binds, clientSteps, closeAdapter, completeBind, unbind, unbound, works } from "./bindings.ts"
import { bench, type Bench, callManager, mended, settle } from "./kit.ts"

/** The adapter is being reset, until `complete`. */
const resetting = (b: Bench) =>
  Effect.gen(function* () {
    b.miniport.on.MiniportResetEx = () => NdisStatus.PENDING
    const reset = yield* Effect.forkChild(b.host.reset("atm0"), { startImmediately: true })
    yield* settle
    return reset
  })
const complete = (b: Bench) =>
  Effect.andThen(
    b.miniport.call("NdisMResetComplete", {
      MiniportAdapterHandle: b.miniport.adapter!,
      Status: NdisStatus.SUCCESS,
      AddressingReset: false
    }),
    settle
  )

describe("an open in a reset", () => {
  it.effect("pends until it is over: the protocol hears of neither end of it, and is bound then", () =>
    bench((b) =>
      Effect.gen(function* () {
        yield* resetting(b)
        yield* anew(b)
        const mark = b.now
        yield* complete(b)
        expect(clientSteps(b, mark)).toEqual(["ProtocolOpenAdapterCompleteEx", "ProtocolNetPnPEvent", "ProtocolCoAfRegisterNotify"])
        expect(b.client.seen("ProtocolOpenAdapterCompleteEx").map(({ Status }) => statusName(Status as NdisStatus))).toEqual([
          "NDIS_STATUS_SUCCESS"
        ])
        yield* works(b)
      })
    )
  )

  it.effect("BIND-02 gives a handle that is no good before its completion", () =>
    bench((b) =>
      Effect.gen(function* () {
        yield* resetting(b)
        const statuses: Array<string> = []
        binds(b, () =>
          Effect.gen(function* () {
            const NdisBindingHandle = b.client.binding!.handle
            statuses.push(statusName(yield* b.client.life.ndis.NdisCloseAdapterEx({ NdisBindingHandle })))
            return NdisStatus.PENDING
          })
        )
        b.client.on.ProtocolOpenAdapterCompleteEx = () => {}
        yield* anew(b)
        expect(statuses).toEqual(["NDIS_STATUS_FAILURE"])
        expect(b.rules()).toEqual(["BIND-02"])
        yield* complete(b)
        yield* completeBind(b, NdisStatus.SUCCESS)
        yield* works(b)
      })
    )
  )

  it.effect("of a bind that fails meanwhile fails", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          yield* resetting(b)
          binds(b, () => Effect.succeed(NdisStatus.RESOURCES))
          b.client.on.ProtocolOpenAdapterCompleteEx = () => {}
          yield* anew(b)
          yield* complete(b)
          expect(b.client.seen("ProtocolOpenAdapterCompleteEx").map(({ Status }) => statusName(Status as NdisStatus))).toEqual([
            "NDIS_STATUS_FAILURE"
          ])
          unbound(b)
        }),
      { breaks: ["BIND-25"] }
    )
  )

  it.effect("of a call manager whose bind cannot end well then: it asks to be unbound, and the bind fails", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          yield* resetting(b)
          b.host.crash("cm2", new Error("test"))
          yield* mended
          const mark = b.now
          yield* complete(b)
          expect(b.since(mark).filter((name) => name.startsWith("cm2."))).toEqual([
            "cm2.ProtocolOpenAdapterCompleteEx",
            "cm2.ProtocolUnbindAdapterEx"
          ])
          const ended = b.trace.events.flatMap((event) =>
            "ddi" in event && event.ddi === "NdisCompleteBindAdapterEx" ? [[event.from, event.status]] : []
          )
          expect(ended).toEqual([["cm2", "NDIS_STATUS_FAILURE"]])
          expect(b.host.leftovers()["bindings"]).toBe(2)
          yield* works(b)
        }),
      { more: (b) => [callManager(b.journal, "cm2").driver] }
    )
  )

  it.effect("ends with its protocol, and with the miniport", () =>
    bench((b) =>
      Effect.gen(function* () {
        yield* resetting(b)
        yield* anew(b)
        yield* anew(b)
        expect(b.client.seen("ProtocolOpenAdapterCompleteEx")).toEqual([])
        b.host.crash("atm0", new Error("test"))
        yield* mended
        expect(b.client.seen("ProtocolOpenAdapterCompleteEx").length).toBe(1)
        yield* works(b)
      })
    )
  )
})

describe("a close in a reset", () => {
  it.effect("BIND-18 pends until it is over: the protocol hears of its end first; BIND-09 the handle is dead already", () =>
    bench((b) =>
      Effect.gen(function* () {
        yield* resetting(b)
        const mark = b.now
        yield* unbind(b)
        expect(clientSteps(b, mark)).toEqual(["ProtocolNetPnPEvent", "ProtocolUnbindAdapterEx"])
        expect(yield* closeAdapter(b)).toBe("NDIS_STATUS_FAILURE")
        expect(b.rules()).toEqual(["HND-02"])
        yield* complete(b)
        expect(clientSteps(b, mark).slice(2)).toEqual(["RESET_END", "ProtocolCloseAdapterCompleteEx"])
        const ended = b.trace.events.filter((event) => "ddi" in event && event.ddi === "NdisCompleteUnbindAdapterEx")
        expect(ended.length).toBe(1)
        unbound(b)
      })
    )
  )

  it.effect("BIND-09 an unbind that does not wait for it is recorded", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          yield* resetting(b)
          b.client.on.ProtocolUnbindAdapterEx = Effect.fnUntraced(function* () {
            const { ndis } = b.client.life
            yield* ndis.NdisClCloseAddressFamily({ NdisAfHandle: b.client.af! })
            yield* ndis.NdisCloseAdapterEx({ NdisBindingHandle: b.client.binding!.handle })
            return NdisStatus.SUCCESS
          })
          b.client.on.ProtocolCloseAdapterCompleteEx = () => {}
          yield* unbind(b)
          yield* complete(b)
          expect(b.client.seen("ProtocolCloseAdapterCompleteEx").length).toBe(1)
          unbound(b)
        }),
      { breaks: ["BIND-09"] }
    )
  )

  it.effect("ends with its protocol, which is bound again when it is over", () =>
    bench((b) =>
      Effect.gen(function* () {
        yield* resetting(b)
        yield* unbind(b)
        yield* anew(b)
        yield* complete(b)
        expect(b.client.seen("ProtocolCloseAdapterCompleteEx")).toEqual([])
        yield* works(b)
      })
    )
  )

  it.effect("of a bind that fails pends too, and the bind with it", () =>
    Fault.withRules([Fault.on("NdisCmRegisterAddressFamilyEx", Fault.delay(1000), { host: "alice", driver: "cm2", nth: 2 })])(
      bench(
        (b) =>
          Effect.gen(function* () {
            b.host.crash("cm2", new Error("test"))
            yield* mended
            yield* resetting(b)
            yield* TestClock.adjust(1000)
            yield* settle
            const mark = b.now
            yield* complete(b)
            expect(b.since(mark).filter((name) => name.startsWith("cm2."))).toEqual(["cm2.ProtocolCloseAdapterCompleteEx"])
            expect(b.host.leftovers()["bindings"]).toBe(2)
            yield* works(b)
          }),
        { more: (b) => [callManager(b.journal, "cm2").driver] }
      )
    )
  )
})
