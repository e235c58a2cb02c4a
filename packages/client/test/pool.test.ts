import { CurrentMeters, Meters } from "@condis/core/Meters"
import { NdisStatus } from "@condis/core/NdisStatus"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { ladder, withClient } from "./support.ts"

const to = "47.0002"
const octets = (...values: ReadonlyArray<number>) => new Uint8Array(values)
const some = (from: number, count: number) => Array.from({ length: count }, (_, each) => octets(from + each))

describe("a client whose pool is empty", () => {
  it.effect("NDIS_STATUS_RESOURCES: waits, sends a chain that is longer than the pool in pieces, and in order", () =>
    withClient(
      (world) =>
        Effect.gen(function* () {
          const call = yield* world.client.makeCall({ to })
          world.fake.script.loops = false
          const sending = yield* Effect.forkChild(Effect.all([call.send(some(1, 5)), call.send(some(6, 2))], { concurrency: "unbounded" }))
          yield* Effect.sleep(2)
          expect(ladder(world, /NdisCoSend/).length).toBe(1)
          world.fake.script.loops = true
          yield* world.fake.release(NdisStatus.SUCCESS)
          yield* Fiber.join(sending)
          // Two, two, one and one, one.
          expect(ladder(world, /NdisCoSend/).length).toBe(5)
          for (const expected of some(1, 7)) expect(yield* call.receive).toEqual(expected)
        }),
      { sendLists: 2 }
    )
  )

  it.effect("of several calls that wait each gets its turn, and the one that had the lists not all of them again", () =>
    withClient(
      (world) =>
        Effect.gen(function* () {
          const first = yield* world.client.makeCall({ to })
          const second = yield* world.client.makeCall({ to })
          world.fake.script.loops = false
          const sending = yield* Effect.forkChild(first.send(some(1, 6)))
          const other = yield* Effect.forkChild(second.send(some(11, 3)))
          yield* Effect.sleep(2)
          const turns: Array<ReadonlyArray<number>> = []
          for (let turn = 0; turn < 5; turn++) {
            turns.push([...world.fake.vcs].map(({ held }) => held.reduce((sum, lists) => sum + (lists.Next === null ? 1 : 2), 0)))
            yield* world.fake.release(NdisStatus.SUCCESS)
            yield* Effect.sleep(2)
          }
          yield* Fiber.join(sending)
          yield* Fiber.join(other)
          expect(turns).toEqual([
            [2, 0],
            [2, 0],
            [0, 2],
            [2, 0],
            [0, 1]
          ])
        }),
      { sendLists: 2 }
    )
  )

  it.effect("BIND-12 a pause does not wait for what could not be sent, and that goes out after the restart", () =>
    withClient(
      (world) =>
        Effect.gen(function* () {
          const call = yield* world.client.makeCall({ to })
          world.fake.script.loops = false
          const sending = yield* Effect.forkChild(call.send(some(1, 3)))
          yield* Effect.sleep(2)
          const pausing = yield* Effect.forkChild(world.host.pause("voice"))
          yield* Effect.sleep(2)
          world.fake.script.loops = true
          yield* world.fake.release(NdisStatus.SUCCESS)
          yield* Fiber.join(pausing)
          yield* world.host.restart("voice")
          yield* Fiber.join(sending)
          for (const expected of some(1, 3)) expect(yield* call.receive).toEqual(expected)
        }),
      { sendLists: 2 }
    )
  )

  it.effect("CALL-82 closes its call when what went out is home; the rest of a chain fails it", () =>
    withClient(
      (world) =>
        Effect.gen(function* () {
          const call = yield* world.client.makeCall({ to })
          world.fake.script.loops = false
          const sending = yield* Effect.forkChild(Effect.flip(call.send(some(1, 3))))
          const waiting = yield* Effect.forkChild(Effect.flip(call.send(octets(9))))
          yield* Effect.sleep(2)
          const closing = yield* Effect.forkChild(call.close())
          yield* Effect.sleep(2)
          expect(yield* Fiber.join(waiting)).toMatchObject({ _tag: "SendFailed", status: NdisStatus.FAILURE })
          expect(ladder(world, /NdisClCloseCall/)).toEqual([])
          yield* world.fake.release(NdisStatus.SUCCESS)
          yield* Fiber.join(closing)
          expect(yield* Fiber.join(sending)).toMatchObject({ _tag: "SendFailed", status: NdisStatus.FAILURE })
          expect(ladder(world, /NdisCoSend/).length).toBe(1)
        }),
      { sendLists: 2 }
    )
  )

  it.effect("NBL-23 a chain of which a part is out comes back SEND_ABORTED as a whole", () =>
    withClient(
      (world) =>
        Effect.gen(function* () {
          const call = yield* world.client.makeCall({ to })
          world.fake.script.loops = false
          const sending = yield* Effect.forkChild(Effect.flip(call.send(some(1, 3))))
          yield* Effect.sleep(2)
          yield* call.cancelSends
          expect(yield* Fiber.join(sending)).toMatchObject({ _tag: "SendFailed", status: NdisStatus.SEND_ABORTED })
          world.fake.script.loops = true
          yield* call.send(some(4, 2))
          expect([yield* call.receive, yield* call.receive]).toEqual(some(4, 2))
        }),
      { sendLists: 2 }
    )
  )

  it.effect("NBL-03 its metrics are the numbers it is refused by: lists that are out, the bound, and how often there was none", () => {
    const meters = new Meters()
    const read = () => meters.readings().filter(({ name }) => name.startsWith("condis_pool_"))
    const values = () => read().map(({ name, value }) => [name.replace(/^condis_pool_/, ""), value])
    return withClient(
      (world) =>
        Effect.gen(function* () {
          const call = yield* world.client.makeCall({ to })
          expect(new Set(read().map(({ labels }) => labels))).toEqual(new Set([{ host: "alice", driver: "voice", pool: "send" }]))
          world.fake.script.loops = false
          const sending = yield* Effect.forkChild(call.send(some(1, 3)))
          yield* Effect.sleep(2)
          expect(values()).toEqual([
            ["used_lists", 2],
            ["most_used_lists", 2],
            ["limit_lists", 2],
            ["failures_total", 1]
          ])
          world.fake.script.loops = true
          yield* world.fake.release(NdisStatus.SUCCESS)
          yield* Fiber.join(sending)
          expect(values().map(([, value]) => value)).toEqual([0, 2, 2, 1])
        }),
      { sendLists: 2 }
    ).pipe(Effect.provideService(CurrentMeters, meters))
  })
})
