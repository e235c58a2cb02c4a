import { NdisStatus } from "@condis/core/NdisStatus"
import * as Profile from "@condis/core/Profile"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import type { FakeVc } from "./fakeMcm.ts"
import { ladder, withClient, type World } from "./support.ts"

const to = "47.0002"

describe("A-20 abort: interrupted while it is being made, it is closed at once", () => {
  /** Gives up a call that is being made; the ladder from there until its VC is gone. */
  const givenUp = (
    then: (world: World, vc: FakeVc) => Effect.Effect<void>,
    before: (world: World, vc: FakeVc) => Effect.Effect<void> = () => Effect.void
  ) =>
    Effect.provideService(
      withClient((world) =>
        Effect.gen(function* () {
          world.fake.script.makeCall = () => undefined
          const scope = yield* Scope.make()
          const fiber = yield* Effect.forkChild(Scope.provide(world.client.makeCall({ to }), scope))
          yield* Effect.sleep(5)
          const [vc] = world.fake.vcs
          yield* before(world, vc!)
          yield* Effect.sleep(5)
          yield* Fiber.interrupt(fiber)
          yield* then(world, vc!)
          yield* Scope.close(scope, Exit.void)
          expect(world.fake.vcs.size).toBe(0)
          return ladder(world, /CallComplete|CloseCall|DeleteVc/)
        })
      ),
      Profile.Profile,
      { ...Profile.defaults, "A-20": "abort" }
    )
  const failed = (world: World, vc: FakeVc) => world.fake.makeEnds(vc, NdisStatus.REQUEST_ABORTED)

  it.effect("the make-call fails, then the close is done", () =>
    Effect.gen(function* () {
      const told = yield* givenUp((world, vc) => {
        world.fake.script.close = () => NdisStatus.PENDING
        return Effect.gen(function* () {
          yield* failed(world, vc)
          yield* Effect.sleep(5)
          yield* world.fake.closeLate(vc)
        })
      })
      expect(told).toEqual(["NdisClCloseCall", "ProtocolClMakeCallComplete", "ProtocolClCloseCallComplete", "NdisCoDeleteVc"])
    })
  )

  it.effect("the close is done, then the make-call fails", () =>
    Effect.gen(function* () {
      const told = yield* givenUp((world, vc) => Effect.andThen(Effect.sleep(5), failed(world, vc)))
      expect(told).toEqual(["NdisClCloseCall", "ProtocolClCloseCallComplete", "ProtocolClMakeCallComplete", "NdisCoDeleteVc"])
    })
  )

  it.effect("it is made all the same: the close under way closes it", () =>
    Effect.gen(function* () {
      const told = yield* givenUp(
        (world, vc) => {
          world.fake.script.close = () => NdisStatus.PENDING
          return Effect.gen(function* () {
            yield* world.fake.makeEnds(vc, NdisStatus.SUCCESS)
            yield* Effect.sleep(5)
            yield* world.fake.closeLate(vc)
          })
        },
        (world, vc) => world.fake.activateFor(vc)
      )
      expect(told).toEqual(["NdisClCloseCall", "ProtocolClMakeCallComplete", "ProtocolClCloseCallComplete", "NdisCoDeleteVc"])
    })
  )

  it.effect("the close is refused: the answer to the make-call decides", () =>
    Effect.gen(function* () {
      const told = yield* givenUp((world, vc) => {
        world.fake.script.close = () => NdisStatus.FAILURE
        return Effect.gen(function* () {
          yield* Effect.sleep(5)
          world.fake.script.close = () => NdisStatus.SUCCESS
          yield* world.fake.makeLate(vc)
        })
      })
      expect(told).toEqual([
        "NdisClCloseCall",
        "ProtocolClMakeCallComplete",
        "NdisClCloseCall",
        "ProtocolClCloseCallComplete",
        "NdisCoDeleteVc"
      ])
    })
  )
})
