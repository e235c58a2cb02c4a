import { NdisStatus } from "@condis/core/NdisStatus"
import { ReceiveFlags } from "@condis/core/NetBufferList"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { ladder, notes, withClient } from "./support.ts"

const to = "47.0002"
const octets = (...values: ReadonlyArray<number>) => new Uint8Array(values)

describe("data of a call", () => {
  it.effect("OP-28, OP-29: a chain goes out at once and comes back in order", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const call = yield* world.client.makeCall({ to })
        yield* call.send([octets(1), octets(2), octets(3)])
        expect(ladder(world, /NdisCoSend/).length).toBe(1)
        expect(yield* call.receive).toEqual(octets(1))
        expect(yield* call.receive).toEqual(octets(2))
        expect(yield* call.receive).toEqual(octets(3))
        yield* Effect.sleep(2)
        expect(world.fake.returned).toBe(3)
      })
    )
  )

  it.effect("NBL-49: received lists stay on loan until they are taken, and then each is returned once", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const call = yield* world.client.makeCall({ to })
        yield* world.fake.deliver(octets(1))
        yield* world.fake.deliver(octets(2))
        yield* Effect.sleep(2)
        expect(world.fake.returned).toBe(0)
        yield* call.receive
        yield* Effect.sleep(2)
        expect(world.fake.returned).toBe(1)
      })
    )
  )

  it.effect("VC-45: closing gives back what is on loan, and the program still reads what arrived", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const call = yield* world.client.makeCall({ to })
        yield* world.fake.deliver(octets(8))
        yield* Effect.sleep(2)
        yield* world.fake.hangUp(NdisStatus.SUCCESS)
        yield* call.ended
        expect(yield* call.receive).toEqual(octets(8))
        expect((yield* Effect.flip(call.receive))._tag).toBe("CallEnded")
        yield* Effect.sleep(2)
        expect(world.fake.returned).toBe(1)
      })
    )
  )

  it.effect("NBL-47 NBL-48: a list that is only shown is copied and not returned", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const call = yield* world.client.makeCall({ to })
        const shown = octets(6)
        yield* world.fake.deliver(shown, ReceiveFlags.RESOURCES)
        yield* Effect.sleep(2)
        shown[0] = 0
        expect(yield* call.receive).toEqual(octets(6))
        yield* Effect.sleep(2)
        expect(world.fake.returned).toBe(0)
      })
    )
  )

  it.effect("what a program gets is its own, also when a Buffer of Node was sent", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const call = yield* world.client.makeCall({ to })
        for (const arrives of ["before it is taken", "while somebody waits"]) {
          const sent = Buffer.from([1, 2, 3])
          const taking = yield* Effect.forkChild(
            arrives === "while somebody waits" ? call.receive : Effect.andThen(Effect.sleep(5), call.receive)
          )
          yield* Effect.sleep(2)
          yield* world.fake.deliver(sent)
          const got = yield* Fiber.join(taking)
          sent.fill(0)
          expect(got).toEqual(octets(1, 2, 3))
        }
        const data = Buffer.from([7])
        yield* world.fake.hangUp(NdisStatus.SUCCESS, data)
        const { data: told } = yield* call.ended
        data.fill(0)
        expect(told).toEqual(octets(7))
      })
    )
  )

  it.effect("a full buffer drops, gives back and records", () =>
    withClient(
      (world) =>
        Effect.gen(function* () {
          const call = yield* world.client.makeCall({ to })
          for (let index = 0; index < 5; index++) yield* world.fake.deliver(octets(index))
          yield* Effect.sleep(2)
          expect(world.fake.returned).toBe(3)
          expect(notes(world, "drop").length).toBe(3)
          expect(yield* call.receive).toEqual(octets(0))
          expect(yield* call.receive).toEqual(octets(1))
        }),
      { receiveBuffer: 2 }
    )
  )

  it.effect("what holds no octets is dropped with a record", () =>
    withClient((world) =>
      Effect.gen(function* () {
        yield* world.client.makeCall({ to })
        yield* world.fake.deliver({ not: "octets" })
        yield* Effect.sleep(2)
        expect(notes(world, "drop").length).toBe(1)
        expect(world.fake.returned).toBe(1)
      })
    )
  )

  it.effect("a failed send says so", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const call = yield* world.client.makeCall({ to })
        world.fake.script.loops = false
        const sending = yield* Effect.forkChild(Effect.flip(call.send(octets(1))))
        yield* Effect.sleep(2)
        yield* world.fake.release(NdisStatus.SEND_ABORTED)
        expect(yield* Fiber.join(sending)).toMatchObject({ _tag: "SendFailed", status: NdisStatus.SEND_ABORTED })
      })
    )
  )

  it.effect("sends beyond the window wait, and go out in order", () =>
    withClient(
      (world) =>
        Effect.gen(function* () {
          const call = yield* world.client.makeCall({ to })
          world.fake.script.loops = false
          const sending = yield* Effect.forkChild(
            Effect.all(
              [1, 2, 3, 4, 5].map((value) => call.send(octets(value))),
              { concurrency: "unbounded" }
            )
          )
          yield* Effect.sleep(2)
          expect(ladder(world, /NdisCoSend/).length).toBe(2)
          world.fake.script.loops = true
          yield* world.fake.release(NdisStatus.SUCCESS)
          yield* Fiber.join(sending)
          for (const value of [1, 2, 3, 4, 5]) expect(yield* call.receive).toEqual(octets(value))
        }),
      { sendWindow: 2 }
    )
  )

  it.effect("CALL-82: a close waits for the sends that are out", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const call = yield* world.client.makeCall({ to })
        world.fake.script.loops = false
        const sending = yield* Effect.forkChild(call.send(octets(1)))
        yield* Effect.sleep(2)
        const closing = yield* Effect.forkChild(call.close())
        yield* Effect.sleep(5)
        expect(ladder(world, /NdisClCloseCall/)).toEqual([])
        yield* world.fake.release(NdisStatus.SUCCESS)
        yield* Fiber.join(closing)
        yield* Fiber.join(sending)
      })
    )
  )

  it.effect("an interrupted receive loses nothing", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const call = yield* world.client.makeCall({ to })
        for (let round = 0; round < 20; round++) {
          const taking = yield* Effect.forkChild(call.receive)
          yield* Effect.yieldNow
          yield* world.fake.deliver(octets(round))
          for (let turn = 0; turn < round; turn++) yield* Effect.yieldNow
          yield* Fiber.interrupt(taking)
          const exit = yield* Fiber.await(taking)
          expect(exit._tag === "Success" ? exit.value : yield* call.receive).toEqual(octets(round))
        }
      })
    )
  )
})
