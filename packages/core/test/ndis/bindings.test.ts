/**
 * Binds and unbinds that pend, and drivers that ask to be unbound.
 */
import { describe, expect, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { addressFamily, Fault, NdisStatus, statusName } from "../../src/index.ts"
import { anew, bindContext, binds, clientSteps, closeAdapter, completeBind, completeUnbind, unbind, unbound, works } from "./bindings.ts"
import { bench, mended, mine, settle } from "./kit.ts"

describe("a bind that pends", () => {
  it.effect("BIND-03 is over when its protocol says so, and only then is restarted and offered address families", () =>
    bench((b) =>
      Effect.gen(function* () {
        binds(b, () => Effect.succeed(NdisStatus.PENDING))
        yield* anew(b)
        const mark = b.now
        yield* settle
        expect(clientSteps(b, mark)).toEqual([])
        yield* completeBind(b, NdisStatus.SUCCESS)
        expect(clientSteps(b, mark)).toEqual(["ProtocolNetPnPEvent", "ProtocolCoAfRegisterNotify"])
        yield* works(b)
      })
    )
  )

  it.effect("ASYNC-06 may be completed before its handler has returned", () =>
    bench((b) =>
      Effect.gen(function* () {
        binds(b, (BindAdapterContext) =>
          Effect.as(b.client.life.ndis.NdisCompleteBindAdapterEx({ BindAdapterContext, Status: NdisStatus.SUCCESS }), NdisStatus.PENDING)
        )
        yield* anew(b)
        yield* works(b)
      })
    )
  )

  it.effect("fails when its protocol says so, and leaves nothing", () =>
    bench((b) =>
      Effect.gen(function* () {
        binds(b, () => Effect.succeed(NdisStatus.PENDING))
        yield* anew(b)
        expect(yield* closeAdapter(b)).toBe("NDIS_STATUS_SUCCESS")
        yield* completeBind(b, NdisStatus.RESOURCES)
        unbound(b)
      })
    )
  )

  it.effect("BIND-25 that ends well with its adapter closed binds nothing", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          binds(b, () => Effect.succeed(NdisStatus.PENDING))
          yield* anew(b)
          expect(yield* closeAdapter(b)).toBe("NDIS_STATUS_SUCCESS")
          yield* completeBind(b, NdisStatus.SUCCESS)
          unbound(b)
        }),
      { breaks: ["BIND-25"] }
    )
  )

  it.effect("ASYNC-02 ASYNC-03 ASYNC-09 is completed once, for good, and by its own protocol", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          binds(b, () => Effect.succeed(NdisStatus.PENDING))
          yield* anew(b)
          yield* completeBind(b, NdisStatus.SUCCESS, b.cm)
          yield* completeBind(b, NdisStatus.PENDING)
          expect(b.rules("violation")).toEqual(["ASYNC-09", "ASYNC-03"])
          yield* completeBind(b, NdisStatus.SUCCESS)
          yield* works(b)
          yield* completeBind(b, NdisStatus.SUCCESS)
          expect(b.rules("violation")).toEqual(["ASYNC-09", "ASYNC-03", "ASYNC-02"])
        }),
      { breaks: ["ASYNC-02", "ASYNC-03", "ASYNC-09"] }
    )
  )

  it.effect("ends with its protocol, which is bound again in its next life", () =>
    bench((b) =>
      Effect.gen(function* () {
        binds(b, () => Effect.succeed(NdisStatus.PENDING))
        yield* anew(b)
        yield* anew(b)
        expect(b.client.lives).toBe(3)
        yield* works(b)
      })
    )
  )

  it.effect("ends with its protocol, whose completion was on its way before its handler returned", () =>
    bench((b) =>
      Effect.gen(function* () {
        binds(b, (BindAdapterContext) =>
          Effect.andThen(
            b.client.life.ndis.NdisCompleteBindAdapterEx({ BindAdapterContext, Status: NdisStatus.SUCCESS }),
            Effect.die(new Error("test"))
          )
        )
        yield* anew(b)
        yield* mended
        expect(b.client.lives).toBe(3)
        yield* works(b)
      })
    )
  )

  it.effect.each([
    ["ProtocolBindAdapterEx", Fault.on("ProtocolBindAdapterEx", Fault.pend)],
    ["ProtocolUnbindAdapterEx", Fault.on("ProtocolUnbindAdapterEx", Fault.pend)]
  ] as const)("a fault rule makes any one pend, and it goes on: %s", ([handler, rule]) =>
    Fault.withRules([rule])(
      bench((b) =>
        Effect.gen(function* () {
          yield* works(b)
          yield* unbind(b)
          unbound(b)
          const pended = b.trace.events.filter(
            (event) => "ddi" in event && event.ddi === handler && "status" in event && event.status === "NDIS_STATUS_PENDING"
          )
          expect(pended.length).toBeGreaterThan(0)
        })
      )
    )
  )
})

describe("a driver that asks to be unbound", () => {
  it.effect("BIND-11 is paused, then unbound; BIND-06 its handle is no good until then", () =>
    bench((b) =>
      Effect.gen(function* () {
        const mark = b.now
        const { handle } = b.client.binding!
        const { ndis } = b.client.life
        const seen: Array<string> = []
        b.client.life.workItem(
          Effect.gen(function* () {
            seen.push(statusName(yield* ndis.NdisUnbindAdapter({ NdisBindingHandle: handle })))
            seen.push(statusName(yield* ndis.NdisUnbindAdapter({ NdisBindingHandle: handle })))
          })
        )
        yield* settle
        expect(seen).toEqual(["NDIS_STATUS_SUCCESS", "NDIS_STATUS_FAILURE"])
        expect(b.rules("refusal")).toEqual(["BIND-06"])
        expect(clientSteps(b, mark)).toEqual(["ProtocolNetPnPEvent", "ProtocolUnbindAdapterEx"])
        unbound(b)
        expect(yield* unbind(b)).toBe("NDIS_STATUS_FAILURE")
        expect(b.rules("refusal")).toEqual(["BIND-06", "HND-02"])
      })
    )
  )

  it.effect("AF-22 may do so because no address family is there for it", () =>
    bench((b) =>
      Effect.gen(function* () {
        const { handle } = b.client.binding!
        expect(
          yield* b.client.status("NdisClOpenAddressFamilyEx", {
            NdisBindingHandle: handle,
            AddressFamily: addressFamily(0x800, 1, 0),
            ClientAfContext: mine("af")
          })
        ).toBe("NDIS_STATUS_FAILURE")
        expect(yield* unbind(b)).toBe("NDIS_STATUS_SUCCESS")
        unbound(b)
      })
    )
  )

  it.effect("BIND-25 may do so while its bind pends, which fails when the unbind is over", () =>
    bench((b) =>
      Effect.gen(function* () {
        binds(b, () => Effect.succeed(NdisStatus.PENDING))
        yield* anew(b)
        const mark = b.now
        expect(yield* unbind(b)).toBe("NDIS_STATUS_SUCCESS")
        expect(clientSteps(b, mark)).toEqual(["ProtocolUnbindAdapterEx"])
        yield* completeBind(b, NdisStatus.RESOURCES)
        unbound(b)
      })
    )
  )

  it.effect("and may complete that bind before it has closed its adapter, from its unbind handler", () =>
    bench((b) =>
      Effect.gen(function* () {
        binds(b, () => Effect.succeed(NdisStatus.PENDING))
        yield* anew(b)
        b.client.on.ProtocolUnbindAdapterEx = Effect.fnUntraced(function* () {
          const { ndis } = b.client.life
          yield* ndis.NdisCompleteBindAdapterEx({ BindAdapterContext: bindContext(b), Status: NdisStatus.RESOURCES })
          yield* settle
          yield* ndis.NdisCloseAdapterEx({ NdisBindingHandle: b.client.binding!.handle })
          return NdisStatus.SUCCESS
        })
        yield* Effect.andThen(unbind(b), mended)
        unbound(b)
      })
    )
  )

  it.effect("and dies, at once or while its unbind pends: its next life is bound", () =>
    bench((b) =>
      Effect.gen(function* () {
        b.client.life.workItem(
          Effect.andThen(
            b.client.life.ndis.NdisUnbindAdapter({ NdisBindingHandle: b.client.binding!.handle }),
            Effect.die(new Error("test"))
          )
        )
        yield* mended
        expect(b.client.lives).toBe(2)
        yield* works(b)
        b.client.on.ProtocolUnbindAdapterEx = () => NdisStatus.PENDING
        yield* unbind(b)
        delete b.client.on.ProtocolUnbindAdapterEx
        yield* anew(b)
        expect(b.client.lives).toBe(3)
        yield* works(b)
      })
    )
  )
})

describe("an unbind that pends", () => {
  it.effect("BIND-03 is over when its protocol says so", () =>
    bench((b) =>
      Effect.gen(function* () {
        b.client.on.ProtocolUnbindAdapterEx = () => NdisStatus.PENDING
        yield* unbind(b)
        expect(b.host.leftovers()).toEqual({ "registered drivers": 3, bindings: 2, "address families": 1 })
        expect(yield* b.client.status("NdisClCloseAddressFamily", { NdisAfHandle: b.client.af! })).toBe("NDIS_STATUS_SUCCESS")
        expect(yield* closeAdapter(b)).toBe("NDIS_STATUS_SUCCESS")
        // Nothing else is done with whole drivers meanwhile.
        const reset = yield* Effect.forkChild(b.host.pause("cm"), { startImmediately: true })
        yield* settle
        expect(reset.pollUnsafe()).toBe(undefined)
        yield* completeUnbind(b)
        unbound(b)
        yield* Fiber.join(reset)
      })
    )
  )

  it.effect("ASYNC-06 may be completed before its handler has returned", () =>
    bench((b) =>
      Effect.gen(function* () {
        b.client.on.ProtocolUnbindAdapterEx = Effect.fnUntraced(function* ({ UnbindContext }) {
          const { ndis } = b.client.life
          yield* ndis.NdisClCloseAddressFamily({ NdisAfHandle: b.client.af! })
          yield* ndis.NdisCloseAdapterEx({ NdisBindingHandle: b.client.binding!.handle })
          yield* ndis.NdisCompleteUnbindAdapterEx({ UnbindContext })
          return NdisStatus.PENDING
        })
        yield* unbind(b)
        unbound(b)
      })
    )
  )

  it.effect("BIND-10 cannot be failed", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          b.client.on.ProtocolUnbindAdapterEx = Effect.fnUntraced(function* () {
            const { ndis } = b.client.life
            yield* ndis.NdisClCloseAddressFamily({ NdisAfHandle: b.client.af! })
            yield* ndis.NdisCloseAdapterEx({ NdisBindingHandle: b.client.binding!.handle })
            return NdisStatus.RESOURCES
          })
          yield* unbind(b)
          unbound(b)
        }),
      { breaks: ["BIND-10"] }
    )
  )
})
