/**
 * Receives that are only shown (NDIS_RECEIVE_FLAGS_RESOURCES): the miniport hears when its call has returned, which is when the lists are its
 * own again. However the chain ends, that is once.
 */
import { describe, expect, it } from "@effect/vitest"
import { Deferred, Effect } from "effect"
import { TestClock } from "effect/testing"
import { Fault, NdisStatus, type NdisVcHandle, ReceiveFlags } from "../../src/index.ts"
import { each, giveBack, poolOf, taken } from "./lists.ts"
import { type Bench, bench, mended, parameters, settle } from "./kit.ts"

const keep = (b: Bench) => {
  b.client.on.ProtocolCoReceiveNetBufferLists = () => {}
}

/** The miniport indicates a chain, in a turn of its own; answers a count of the returns it hears of. */
const indicate = (b: Bench, vc: NdisVcHandle, CoReceiveFlags: number, count = 2) =>
  Effect.gen(function* () {
    const NetBufferLists = taken(poolOf("atm0"), vc, count)
    const heard = { returns: 0, lists: each(NetBufferLists) }
    const args = { NdisVcHandle: vc, NetBufferLists, NumberOfNetBufferLists: count, CoReceiveFlags }
    b.miniport.life.post(() => b.miniport.life.direct.NdisMCoIndicateReceiveNetBufferLists(args, () => void heard.returns++))
    yield* settle
    return heard
  })
const show = (b: Bench, vc: NdisVcHandle, count?: number) => indicate(b, vc, ReceiveFlags.RESOURCES, count)

const seen = (b: Bench) => b.client.seen("ProtocolCoReceiveNetBufferLists").length
const returned = (b: Bench) => b.miniport.seen("MiniportReturnNetBufferLists").length

describe("NBL-46 a call that only shows lists", () => {
  it.effect("returns when the handler has returned, and not before", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.up()
          const answer = yield* Deferred.make<void>()
          // At DISPATCH_LEVEL a handler waits for the return of a function only.
          b.cm.on.ProtocolCmModifyCallQoS = () => Effect.as(Deferred.await(answer), NdisStatus.SUCCESS)
          b.client.on.ProtocolCoReceiveNetBufferLists = () =>
            Effect.asVoid(b.client.life.ndis.NdisClModifyCallQoS({ NdisVcHandle: vc, CallParameters: parameters }))
          const shown = yield* show(b, vc)
          expect([seen(b), shown.returns]).toEqual([1, 0])
          yield* Deferred.succeed(answer, undefined)
          yield* settle
          expect([shown.returns, returned(b)]).toEqual([1, 0])
          yield* b.down(vc)
        }),
      { breaks: ["IRQL-04"] }
    )
  )

  it.effect("returns to who waits for it as an Effect", () =>
    bench((b) =>
      Effect.gen(function* () {
        keep(b)
        const vc = yield* b.up()
        const NetBufferLists = taken(poolOf("atm0"), vc, 1)
        const args = { NdisVcHandle: vc, NetBufferLists, NumberOfNetBufferLists: 1, CoReceiveFlags: ReceiveFlags.RESOURCES }
        const waiting = yield* Effect.forkScoped(b.miniport.life.ndis.NdisMCoIndicateReceiveNetBufferLists(args))
        yield* settle
        expect([seen(b), waiting.pollUnsafe()?._tag]).toEqual([1, "Success"])
        yield* b.down(vc)
      })
    )
  )

  it.effect("is the only one that returns: lists that are lent come back by MiniportReturnNetBufferLists alone", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.up()
          const lent = yield* indicate(b, vc, 0)
          expect([lent.returns, returned(b)]).toEqual([0, 1])
          const crossings = b.trace.events.filter(
            (event) => event.kind === "return" && event.ddi === "NdisMCoIndicateReceiveNetBufferLists"
          )
          expect(crossings).toEqual([])
          const shown = yield* show(b, vc)
          expect([shown.returns, returned(b)]).toEqual([1, 1])
          yield* b.down(vc)
        }),
      { breaks: ["NBL-48"] }
    )
  )

  it.effect("returns at once when nobody gets the lists: the VC is gone, or not active", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.create()
          expect((yield* show(b, vc)).returns).toBe(1)
          yield* b.delete(vc)
          expect((yield* show(b, vc)).returns).toBe(1)
          expect([seen(b), returned(b)]).toEqual([0, 0])
        }),
      { breaks: ["VC-22", "HND-02"] }
    )
  )

  it.effect("returns when the client is dead", () =>
    bench((b) =>
      Effect.gen(function* () {
        keep(b)
        const vc = yield* b.up()
        const many = yield* Effect.forEach([1, 2, 3], () => show(b, vc, 1))
        expect(many.map(({ returns }) => returns)).toEqual([1, 1, 1])
        b.cm.on.ProtocolCmCloseCall = () => NdisStatus.PENDING
        b.host.crash("voice", new Error("crashed by the test"))
        yield* mended
        const late = yield* show(b, vc)
        expect([late.returns, returned(b)]).toEqual([1, 0])
        yield* b.cm.call("NdisCmDeactivateVc", { NdisVcHandle: vc })
        yield* b.cm.call("NdisCmCloseCallComplete", { Status: NdisStatus.SUCCESS, NdisVcHandle: vc, NdisPartyHandle: null })
        yield* mended
      })
    )
  )

  it.effect("returns when the client dies in the handler", () =>
    bench((b) =>
      Effect.gen(function* () {
        const vc = yield* b.up()
        b.client.on.ProtocolCoReceiveNetBufferLists = () => {
          throw new Error("crashed by the test")
        }
        const shown = yield* show(b, vc)
        yield* mended
        expect([shown.returns, returned(b), b.client.lives]).toEqual([1, 0, 2])
      })
    )
  )

  it.effect("is nobody's when the miniport has died meanwhile, and leaves nothing", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.up()
          b.client.on.ProtocolCoReceiveNetBufferLists = () => void b.host.crash("atm0", new Error("crashed by the test"))
          const shown = yield* show(b, vc)
          yield* mended
          expect([b.texts("death").length, shown.returns, returned(b)]).toEqual([1, 0, 0])
        }),
      // The client of the bench does not close its calls when it is unbound.
      { breaks: ["BIND-09"] }
    )
  )

  it.effect("has room for its return, or is not made: the lists are its own again, and the data is lost with a record", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          keep(b)
          const vc = yield* b.up()
          const first = yield* Effect.forEach([1, 2, 3, 4], () => show(b, vc, 1))
          const beyond = yield* show(b, vc, 1)
          expect([first.map(({ returns }) => returns), beyond.returns]).toEqual([[0, 0, 0, 0], 1])
          expect(b.texts("refusal")[0]).toContain("NdisMCoIndicateReceiveNetBufferLists: 4 calls of atm0 wait for their end")
          yield* TestClock.adjust(5)
          yield* settle
          expect([first.map(({ returns }) => returns), seen(b)]).toEqual([[1, 1, 1, 1], 4])
          yield* b.down(vc)
        }),
      { limits: { outstandingCalls: 4 } }
    ).pipe(Fault.withRules([Fault.on("ProtocolCoReceiveNetBufferLists", Fault.delay(5))]))
  )

  it.effect("returns when a fault rule drops it, or delays its handler", () =>
    bench((b) =>
      Effect.gen(function* () {
        keep(b)
        const vc = yield* b.up()
        expect([(yield* show(b, vc)).returns, seen(b)]).toEqual([1, 0])
        const held = yield* show(b, vc)
        expect(held.returns).toBe(0)
        yield* TestClock.adjust(5)
        yield* settle
        expect([held.returns, seen(b), returned(b)]).toEqual([1, 1, 0])
        yield* b.down(vc)
      })
    ).pipe(
      Fault.withRules([
        Fault.on("NdisMCoIndicateReceiveNetBufferLists", Fault.drop, { nth: 1 }),
        Fault.on("ProtocolCoReceiveNetBufferLists", Fault.delay(5))
      ])
    )
  )
})

describe("lists that were only shown", () => {
  it.effect("NBL-48 are not returned, neither from the handler nor later: a driver that does it is recorded", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.up()
          // The clients of the bench return all they get, from the handler.
          const shown = yield* show(b, vc, 1)
          yield* giveBack(b, shown.lists[0]!)
          expect([b.rules("violation"), shown.returns, returned(b)]).toEqual([["NBL-48", "NBL-48"], 1, 0])
          yield* b.down(vc)
        }),
      { breaks: ["NBL-48"] }
    )
  )

  it.effect("NBL-49 are lent again like any, and returned then", () =>
    bench((b) =>
      Effect.gen(function* () {
        keep(b)
        const vc = yield* b.up()
        const { lists } = yield* show(b, vc, 1)
        const NetBufferLists = lists[0]!
        const args = { NdisVcHandle: vc, NetBufferLists, NumberOfNetBufferLists: 1, CoReceiveFlags: 0 }
        yield* b.miniport.call("NdisMCoIndicateReceiveNetBufferLists", args)
        yield* settle
        yield* giveBack(b, NetBufferLists)
        expect(returned(b)).toBe(1)
        yield* b.down(vc)
      })
    )
  )
})
