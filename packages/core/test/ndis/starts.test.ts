import { describe, expect, it } from "@effect/vitest"
import { Effect, Exit } from "effect"
import { TestClock } from "effect/testing"
import { type Driver, Host, NdisStatus, type NdisVcHandle } from "../../src/index.ts"
import { Bench, bench, mended, miniport, parameters, settle } from "./kit.ts"
import { Steady } from "./steady.ts"

describe("restarts", () => {
  it.effect("a driver that dies too often is given up, with a note, and the host ends as usual", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          for (let n = 0; n < 3; n++) {
            expect(b.host.crash("voice", new Error(`death ${n}`))).toBe(true)
            yield* mended
          }
          expect(b.client.lives).toBe(3)
          expect(b.host.crash("voice", new Error("no life left"))).toBe(false)
          expect(b.texts("restart").length).toBe(2)
          expect(b.texts("note")).toEqual(["voice: died 3 times within 10000 ms and is given up"])
          expect(b.host.leftovers()).toEqual({ bindings: 1, "registered drivers": 2 })
        }),
      { limits: { restarts: 2 } }
    )
  )

  it.effect("deaths that are further apart than the window do not count together", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          for (let n = 0; n < 4; n++) {
            b.host.crash("voice", new Error(`death ${n}`))
            yield* mended
            yield* TestClock.adjust(10_001)
          }
          expect(b.client.lives).toBe(5)
        }),
      { limits: { restarts: 1 } }
    )
  )

  it.effect("a driver that is never restarted stays dead, and breaches of its life are counted once", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          yield* b.client.call("NdisClIncomingCallComplete", {
            Status: NdisStatus.SUCCESS,
            NdisVcHandle: {} as NdisVcHandle,
            CallParameters: parameters
          })
          yield* settle
          b.host.crash("voice", new Error("killed"))
          yield* mended
          expect(b.client.lives).toBe(1)
          expect(b.host.violations()).toBe(1)
          expect(b.host.leftovers()).toEqual({ bindings: 1, "registered drivers": 2 })
        }),
      { restart: "never", breaks: ["HND-01"] }
    )
  )

  it.effect("a driver that dies while it is bound is bound in its next life", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          yield* mended
          expect(b.cm.lives).toBe(2)
          expect(b.client.af).toBeDefined()
          yield* b.down(yield* b.up())
        }),
      {
        before: (b) => {
          b.cm.starting = () => {
            if (b.cm.lives > 1) delete b.cm.on.ProtocolBindAdapterEx
            else {
              b.cm.on.ProtocolBindAdapterEx = () => {
                throw new Error("dead while binding")
              }
            }
          }
        }
      }
    )
  )

  it.effect("a client that dies in its notify handler is started again", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          yield* mended
          expect(b.client.lives).toBe(2)
          yield* b.down(yield* b.up())
        }),
      {
        before: (b) => {
          b.client.starting = () => {
            if (b.client.lives > 1) delete b.client.on.ProtocolCoAfRegisterNotify
            else {
              b.client.on.ProtocolCoAfRegisterNotify = () => {
                throw new Error("dead when notified")
              }
            }
          }
        }
      }
    )
  )

  it.effect("a driver is taken out in an orderly way before the others", () =>
    bench((b) =>
      Effect.gen(function* () {
        new Steady(b.client).call(parameters)
        yield* settle
        expect(b.host.leftovers()).toMatchObject({ VCs: 1 })
        expect(yield* b.host.stop("voice")).toBe(true)
        yield* settle
        expect(b.host.leftovers()).toEqual({ bindings: 1, "registered drivers": 2 })
        expect(yield* b.host.stop("voice")).toBe(false)
        expect(b.host.crash("voice", new Error("gone"))).toBe(false)
      })
    )
  )
})

/** The start of a host of these drivers, which fails. */
const failing = (change: (b: Bench) => void) =>
  Effect.gen(function* () {
    const b = new Bench({})
    change(b)
    const exit = yield* Effect.exit(
      Effect.scoped(
        Effect.gen(function* () {
          yield* Host.make("alice", [
            Host.adapterLayer(b.miniport.driver),
            Host.driverLayer(b.cm.driver),
            Host.driverLayer(b.client.driver)
          ])
        })
      )
    )
    yield* mended
    return { b, exit }
  })

const errorOf = (exit: Exit.Exit<unknown, unknown>) => {
  const error = Exit.isFailure(exit) ? exit.cause.reasons.find((reason) => reason._tag === "Fail")?.error : undefined
  expect(error).toBeInstanceOf(Host.StartError)
  return error as Host.StartError
}

describe("a start that fails", () => {
  it.effect("in start itself is a StartError that names the driver, and the driver is not started again", () =>
    Effect.gen(function* () {
      const { b, exit } = yield* failing((bench) => {
        bench.cm.starting = () => {
          throw new Error("no start")
        }
      })
      expect(errorOf(exit)).toMatchObject({ host: "alice", driver: "cm" })
      expect(b.cm.lives).toBe(1)
    })
  )

  for (const [what, victim] of [
    ["ProtocolSetOptions", "cm"],
    ["MiniportSetOptions", "atm0"],
    ["MiniportInitializeEx", "atm0"]
  ] as const) {
    it.effect(`by a death in ${what} is a StartError that names the driver`, () =>
      Effect.gen(function* () {
        const { b, exit } = yield* failing((bench) => {
          const bad = () => {
            throw new Error("dead at start")
          }
          if (what === "ProtocolSetOptions") bench.cm.on.ProtocolSetOptions = bad
          else bench.miniport.on[what] = bad
        })
        expect(errorOf(exit)).toMatchObject({ driver: victim })
        expect(victim === "cm" ? b.cm.lives : b.miniport.lives).toBe(1)
      })
    )
  }

  it.effect("by a status is a StartError that names the status", () =>
    Effect.gen(function* () {
      const { exit } = yield* failing((bench) => {
        bench.miniport.on.MiniportInitializeEx = () => NdisStatus.RESOURCES
      })
      expect(errorOf(exit).message).toContain("NDIS_STATUS_")
    })
  )

  it.effect("a duplicate instance name is a StartError that names it, and what was started is ended", () =>
    Effect.gen(function* () {
      const b = new Bench({ clients: ["voice", "voice"] })
      const exit = yield* Effect.exit(
        Effect.scoped(
          Host.make("alice", [
            Host.adapterLayer(b.miniport.driver),
            Host.driverLayer(b.cm.driver),
            Host.driverLayer(b.clients[0]!.driver),
            Host.driverLayer(b.clients[1]!.driver)
          ])
        )
      )
      const error = errorOf(exit)
      expect(error.driver).toBe("voice")
      expect(error.message).toContain("voice")
      expect(b.clients.map((each) => each.lives)).toEqual([1, 0])
    })
  )

  it.effect("a duplicate adapter name is a StartError that names both drivers", () =>
    Effect.gen(function* () {
      const b = new Bench({})
      const again = miniport(b.journal, "atm0")
      const second: Driver.Driver<"miniport"> = { ...again.driver, name: "other" }
      const exit = yield* Effect.exit(
        Effect.scoped(Host.make("alice", [Host.adapterLayer(b.miniport.driver), Host.adapterLayer(second as unknown as Driver.Driver)]))
      )
      const error = errorOf(exit)
      expect(error.driver).toBe("other")
      expect(error.message).toContain("adapter atm0 belongs to atm0")
    })
  )

  it.effect("two hosts may be made of the same layers", () =>
    bench((b) =>
      Effect.gen(function* () {
        const there = new Bench({})
        const layers = [Host.adapterLayer(there.miniport.driver)]
        yield* Effect.scoped(
          Effect.gen(function* () {
            yield* Host.make("one", layers)
            yield* Host.make("two", layers)
            expect(there.miniport.lives).toBe(2)
          })
        )
        yield* b.down(yield* b.up())
      })
    )
  )
})
