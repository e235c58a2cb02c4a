/**
 * A receiver that does not take its data: it stops its sender, without loss and without holding up anybody else, and nothing it does or
 * fails to do keeps a call, a binding or a host from ending.
 */
import { Simulation } from "@condis/explore"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import { describe, expect, it } from "vitest"
import { type Form, type World, world } from "./pair.ts"

const window = 8

const octets = (n: number): Uint8Array => new Uint8Array([n & 0xff, n >> 8])

/** Runs a story to its end, and answers it with what is left when everybody has gone. */
const run = <A>(form: Form, story: (all: World) => Effect.Effect<A, unknown, Scope.Scope>): A => {
  const program = Effect.scoped(
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const all = yield* Scope.provide(world(form, { windowFrames: window }), scope)
      const answer = yield* Scope.provide(Effect.scoped(story(all)), scope)
      yield* Effect.sleep(1000)
      const { credits, frames } = all.network.leftovers()
      expect({ credits, frames }).toEqual({ credits: 0, frames: 0 })
      expect([all.alice.violations(), all.bob.violations()]).toEqual([0, 0])
      yield* Scope.close(scope, Exit.void)
      return answer
    })
  )
  const { exit } = Simulation.run(program, { seed: 3 })
  if (Exit.isFailure(exit)) return expect.fail(Cause.pretty(exit.cause))
  return exit.value
}

describe.each(["cm", "mcm"] as const)("%s: a receiver that does not take its data", (form) => {
  it("stops its sender, holds up no other call, and loses nothing once it takes", () => {
    run(form, ({ connect, network }) =>
      Effect.gen(function* () {
        const slow = yield* connect()
        const other = yield* connect()
        let sent = 0
        const sending = yield* Effect.forkChild(
          Effect.forEach(
            Array.from({ length: 500 }, (_, n) => n),
            (n) => Effect.tap(slow.call.send(octets(n)), () => Effect.sync(() => sent++)),
            { discard: true }
          )
        )
        yield* Effect.sleep(5000)
        expect(sent).toBe(window)
        expect(network.leftovers().frames).toBe(1)
        for (let n = 0; n < 50; n++) {
          yield* other.call.send(octets(n))
          expect(yield* other.taken.receive).toEqual(octets(n))
        }
        expect(sent).toBe(window)
        for (let n = 0; n < 500; n++) expect(yield* slow.taken.receive).toEqual(octets(n))
        yield* Fiber.join(sending)
        expect(network.frames.dropped).toBe(0)
        yield* slow.call.close()
        yield* other.call.close()
      })
    )
  })

  it("does not keep a sender that leaves the scope of its call: its sends are cancelled and the call ends", () => {
    run(form, ({ connect }) =>
      Effect.gen(function* () {
        const { call, leave, taken } = yield* connect()
        const sending = yield* Effect.forkChild(Effect.flip(call.send(Array.from({ length: 20 }, (_, n) => octets(n)))))
        yield* Effect.sleep(1000)
        yield* leave
        expect((yield* Fiber.join(sending))._tag).toBe("SendFailed")
        expect((yield* taken.ended).by).toBe("remote")
        // What had left is not lost.
        for (let n = 0; n < window; n++) expect(yield* taken.receive).toEqual(octets(n))
      })
    )
  })

  it("does not keep a sender that gives up an orderly close", () => {
    run(form, ({ connect }) =>
      Effect.gen(function* () {
        const { call, leave, taken } = yield* connect()
        const sending = yield* Effect.forkChild(Effect.exit(call.send(Array.from({ length: 20 }, (_, n) => octets(n)))))
        yield* Effect.sleep(100)
        const closing = yield* Effect.forkChild(call.close())
        yield* Effect.sleep(10_000)
        expect(closing.pollUnsafe()).toBeUndefined()
        yield* leave
        yield* Fiber.join(closing)
        expect(Exit.isFailure(yield* Fiber.join(sending))).toBe(true)
        yield* taken.ended
      })
    )
  })

  it("may close the call itself, with data that nobody took", () => {
    run(form, ({ connect }) =>
      Effect.gen(function* () {
        const { call, taken } = yield* connect()
        const sending = yield* Effect.forkChild(Effect.exit(call.send(Array.from({ length: 20 }, (_, n) => octets(n)))))
        yield* Effect.sleep(100)
        yield* taken.close()
        expect((yield* call.ended).by).toBe("remote")
        yield* Fiber.join(sending)
      })
    )
  })

  it("does not keep the sender's client from pausing, nor what it sends after that from coming", () => {
    run(form, ({ alice, connect }) =>
      Effect.gen(function* () {
        const { call, taken } = yield* connect()
        const sending = yield* Effect.forkChild(Effect.flip(call.send(Array.from({ length: 20 }, (_, n) => octets(n)))))
        yield* Effect.sleep(100)
        yield* alice.pause("client")
        yield* Fiber.join(sending)
        yield* alice.restart("client")
        const again = yield* Effect.forkChild(call.send(octets(99)))
        for (let n = 0; n < window; n++) expect(yield* taken.receive).toEqual(octets(n))
        expect(yield* taken.receive).toEqual(octets(99))
        yield* Fiber.join(again)
        yield* call.close()
      })
    )
  })

  it.each(["client", "atm0", ...(form === "cm" ? ["cm"] : [])])(
    "does not keep NDIS from cleaning up after the sender's %s dies",
    (driver) => {
      run(form, ({ alice, connect, network }) =>
        Effect.gen(function* () {
          const { call, taken } = yield* connect()
          yield* Effect.forkChild(Effect.exit(call.send(Array.from({ length: 20 }, (_, n) => octets(n)))))
          yield* Effect.sleep(100)
          expect(alice.crash(driver, new Error("on purpose"))).toBe(true)
          yield* taken.ended
          yield* Effect.sleep(1000)
          expect(network.leftovers().calls).toBe(0)
        })
      )
    }
  )

  it("and dies: its sender's data is free to go nowhere, and the call ends", () => {
    run(form, ({ bob, connect, network }) =>
      Effect.gen(function* () {
        const { call } = yield* connect()
        const sending = yield* Effect.forkChild(Effect.exit(call.send(Array.from({ length: 20 }, (_, n) => octets(n)))))
        yield* Effect.sleep(100)
        bob.crash("client", new Error("on purpose"))
        yield* call.ended
        yield* Fiber.join(sending)
        yield* Effect.sleep(1000)
        expect(network.leftovers().calls).toBe(0)
      })
    )
  })
})
