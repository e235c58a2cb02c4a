import { NdisStatus } from "@condis/core/NdisStatus"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { ladder, withClient } from "./support.ts"

const to = "47.0002"
const octets = (...values: ReadonlyArray<number>) => new Uint8Array(values)

describe("a client whose binding is paused", () => {
  it.effect("BIND-12 is through when its sends are back, and not before", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const call = yield* world.client.makeCall({ to })
        world.fake.script.loops = false
        const sending = yield* Effect.forkChild(call.send(octets(1)))
        yield* Effect.sleep(2)
        const pausing = yield* Effect.forkChild(world.host.pause("voice"))
        yield* Effect.sleep(5)
        expect(pausing.pollUnsafe()).toBeUndefined()
        yield* world.fake.release(NdisStatus.SUCCESS)
        expect(yield* Fiber.join(pausing)).toBe(NdisStatus.SUCCESS)
        yield* Fiber.join(sending)
        expect(yield* Effect.flip(call.send(octets(2)))).toMatchObject({ _tag: "SendFailed", status: NdisStatus.PAUSED })
        world.fake.script.loops = true
        yield* world.host.restart("voice")
        yield* call.send(octets(3))
      })
    )
  )

  it.effect("BIND-12 what waits for the window goes out after the restart", () =>
    withClient(
      (world) =>
        Effect.gen(function* () {
          const call = yield* world.client.makeCall({ to })
          world.fake.script.loops = false
          const sending = yield* Effect.forkChild(Effect.all([call.send(octets(1)), call.send(octets(2))], { concurrency: "unbounded" }))
          yield* Effect.sleep(2)
          const pausing = yield* Effect.forkChild(world.host.pause("voice"))
          yield* Effect.sleep(2)
          world.fake.script.loops = true
          yield* world.fake.release(NdisStatus.SUCCESS)
          yield* Fiber.join(pausing)
          expect(ladder(world, /NdisCoSend/).length).toBe(1)
          yield* world.host.restart("voice")
          yield* Fiber.join(sending)
          expect([yield* call.receive, yield* call.receive]).toEqual([octets(1), octets(2)])
        }),
      { sendWindow: 1 }
    )
  )

  it.effect("NBL-53 gives back at once what was on loan and what still comes; the program reads all of it", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const call = yield* world.client.makeCall({ to })
        yield* world.fake.deliver(octets(1))
        yield* Effect.sleep(2)
        expect(world.fake.returned).toBe(0)
        yield* world.host.pause("voice")
        yield* Effect.sleep(2)
        expect(world.fake.returned).toBe(1)
        yield* world.fake.deliver(octets(2))
        yield* Effect.sleep(2)
        expect(world.fake.returned).toBe(2)
        yield* world.host.restart("voice")
        expect([yield* call.receive, yield* call.receive]).toEqual([octets(1), octets(2)])
      })
    )
  )
})

describe("a client whose adapter is reset", () => {
  it.effect("NBL-18 holds what is sent meanwhile, and sends it in order when the reset is over", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const call = yield* world.client.makeCall({ to })
        const reset = yield* Effect.forkChild(world.host.reset("atm0"))
        yield* Effect.sleep(2)
        const sending = yield* Effect.forkChild(Effect.all([call.send(octets(1)), call.send(octets(2))], { concurrency: "unbounded" }))
        yield* Effect.sleep(2)
        expect(ladder(world, /NdisCoSend/)).toEqual([])
        yield* world.fake.resetDone
        expect(yield* Fiber.join(reset)).toBe(NdisStatus.SUCCESS)
        yield* Fiber.join(sending)
        expect([yield* call.receive, yield* call.receive]).toEqual([octets(1), octets(2)])
      })
    )
  )
})

describe("sends that are cancelled", () => {
  it.effect("NBL-23 come back SEND_ABORTED, each once: those at the miniport, and those that still waited for the window", () =>
    withClient(
      (world) =>
        Effect.gen(function* () {
          const call = yield* world.client.makeCall({ to })
          world.fake.script.loops = false
          const sending = yield* Effect.forkChild(
            Effect.forEach([1, 2, 3], (value) => Effect.flip(call.send(octets(value))), { concurrency: "unbounded" })
          )
          yield* Effect.sleep(2)
          yield* call.cancelSends
          const errors = yield* Fiber.join(sending)
          expect(errors.map((error) => ("status" in error ? error.status : undefined))).toEqual(
            [1, 2, 3].map(() => NdisStatus.SEND_ABORTED)
          )
          expect(ladder(world, /NdisCoSend|Cancel/)).toEqual([
            "NdisCoSendNetBufferLists",
            "NdisCoSendNetBufferLists",
            "NdisCancelSendNetBufferLists"
          ])
        }),
      { sendWindow: 2 }
    )
  )

  it.effect("NBL-23 those of another call are not touched, and nothing is asked of NDIS where nothing is out", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const call = yield* world.client.makeCall({ to })
        const other = yield* world.client.makeCall({ to })
        world.fake.script.loops = false
        const sending = yield* Effect.forkChild(call.send(octets(1)))
        yield* Effect.sleep(2)
        yield* other.cancelSends
        expect(ladder(world, /Cancel/)).toEqual([])
        const mine = yield* Effect.forkChild(Effect.flip(other.send(octets(2))))
        yield* Effect.sleep(2)
        yield* other.cancelSends
        expect(yield* Fiber.join(mine)).toMatchObject({ status: NdisStatus.SEND_ABORTED })
        expect(sending.pollUnsafe()).toBeUndefined()
        yield* world.fake.release(NdisStatus.SUCCESS)
        yield* Fiber.join(sending)
      })
    )
  )
})
