/**
 * A slow consumer of a call's stream stops its sender on the other host: a bounded number of lists is under way, memory stays flat, nothing is
 * lost or swapped, and the sender goes on when the consumer does.
 */
import type { Call } from "@condis/client"
import { Simulation } from "@condis/explore"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Latch from "effect/Latch"
import * as Stream from "effect/Stream"
import { describe, expect, it } from "vitest"
import { heap, numbered, numberOf } from "./flat.ts"
import { type Form, world } from "./pair.ts"

const windowFrames = 8
const octets = 1000
const units = 20_000
/** Lists of a sink that may be out when it takes the next chunk: half of the client's window. */
const half = 32

/** Sends all units; `made` says of each that it exists. */
type Sender = (call: Call, made: (count: number) => void) => Effect.Effect<void, unknown>

interface Face {
  readonly send: Sender
  /** Units that may exist and be with nobody but the sender, its client and its adapter. */
  readonly ahead: number
}

const all = Array.from({ length: units }, (_, n) => n)

const faces: { readonly [face: string]: Face } = {
  "call.sink": {
    send: (call, made) => {
      const source = Stream.map(Stream.rechunk(Stream.fromIterable(all), 1), (n) => {
        made(n + 1)
        return numbered(n, octets)
      })
      return Stream.run(source, call.sink)
    },
    ahead: half + 1
  },
  "call.send": {
    send: (call, made) =>
      Effect.forEach(
        all,
        (n) =>
          Effect.suspend(() => {
            made(n + 1)
            return call.send(numbered(n, octets))
          }),
        { discard: true }
      ),
    ahead: 1
  }
}

const run = (form: Form, { ahead, send }: Face) =>
  Effect.scoped(
    Effect.gen(function* () {
      const { alice, bob, connect, network } = yield* world(form, { windowFrames })
      const { call, taken } = yield* connect()
      const most = ahead + windowFrames
      let made = 0
      const got: Array<number> = []
      /** What exists and has not reached the consumer; a chunk that it works on is with it. */
      let chunk = 0
      const beyond = () => made - got.length - chunk
      const slow = yield* Latch.make(false)
      const fast = yield* Latch.make(false)
      const consume = (data: Uint8Array) =>
        Effect.gen(function* () {
          got.push(numberOf(data))
          chunk--
          if (got.length === 1) yield* slow.await
          else if (got.length <= 300) yield* Effect.sleep(10_000)
          else yield* fast.await
        })
      const consuming = yield* Effect.forkChild(
        Stream.runForEachArray(taken.stream, (array) => {
          chunk = array.length
          expect(chunk).toBeLessThanOrEqual(windowFrames)
          return Effect.forEach(array, consume, { discard: true })
        })
      )
      const sending = yield* Effect.forkChild(send(call, (count) => (made = count)))

      // The consumer stops with the first unit: so does the sender, for good.
      yield* Effect.sleep(1000)
      const stopped = made
      expect(got).toEqual([0])
      expect(stopped).toBeGreaterThan(windowFrames)
      expect(beyond()).toBeLessThanOrEqual(most)
      expect(network.leftovers().credits).toBe(windowFrames)
      const early = heap()
      yield* Effect.sleep(3_600_000)
      expect([made, got.length, sending.pollUnsafe()]).toEqual([stopped, 1, undefined])

      // The consumer is slow: the sender is not ahead of it by more, whatever the time.
      yield* slow.open
      for (let n = 0; n < 50; n++) {
        yield* Effect.sleep(60_000)
        expect(beyond()).toBeLessThanOrEqual(most)
        expect(network.leftovers().credits).toBeLessThanOrEqual(windowFrames)
      }
      expect(got.length).toBe(301)
      expect(made).toBeLessThanOrEqual(301 + 2 * windowFrames + ahead)
      expect(heap() - early).toBeLessThan(1_000_000)

      // It goes on: all arrives, in order.
      yield* fast.open
      yield* Fiber.join(sending)
      yield* call.close()
      yield* Fiber.join(consuming)
      expect(got.length).toBe(units)
      expect(got.every((number, at) => number === at)).toBe(true)
      expect([network.frames.dropped, network.frames.lost, alice.violations(), bob.violations()]).toEqual([0, 0, 0, 0])
    })
  )

describe.each(["cm", "mcm"] as const)("a slow consumer of call.stream (%s)", (form) => {
  it.each(Object.keys(faces))(
    "suspends %s on the other host, within bounds, and lets it go on without loss",
    { timeout: 60_000 },
    (face) => {
      const { exit } = Simulation.run(run(form, faces[face]!), { seed: 3 })
      if (Exit.isFailure(exit)) expect.fail(Cause.pretty(exit.cause))
    }
  )
})
