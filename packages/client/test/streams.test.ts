import { NdisStatus } from "@condis/core/NdisStatus"
import { Choices } from "@condis/explore"
import { describe, expect, it } from "@effect/vitest"
import * as Channel from "effect/Channel"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import { notes, withClient, type World } from "./support.ts"

const to = "47.0002"
const octets = (...values: ReadonlyArray<number>) => new Uint8Array(values)
const few = (count: number) => Array.from({ length: count }, (_, at) => octets(at))

const joined = (parts: ReadonlyArray<Uint8Array>): Uint8Array => {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** Reads until so many octets are there. */
const read = (world: { readonly stream: Stream.Stream<Uint8Array, unknown> }, count: number) =>
  Effect.suspend(() => {
    let left = count
    return Stream.runCollect(Stream.takeUntil(world.stream, ({ length }) => (left -= length) <= 0))
  })

const crash = ({ host }: World) => Effect.sync(() => host.crash("voice", new Error("crashed by the test")))

describe("call.stream", () => {
  it.effect("takes all that is there at a time, and gives it back together", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const call = yield* world.client.makeCall({ to })
        for (const one of few(5)) yield* world.fake.deliver(one)
        yield* Effect.sleep(2)
        expect(world.fake.lent).toBe(5)
        const chunk = yield* Stream.runHead(Stream.chunks(call.stream))
        expect(chunk).toMatchObject({ _tag: "Some", value: few(5) })
        yield* Effect.sleep(2)
        expect(world.fake.lent).toBe(0)
      })
    )
  )

  it.effect("leaves the lists on loan that its consumer has not asked for", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const call = yield* world.client.makeCall({ to })
        const taken: Array<Uint8Array> = []
        const slow = yield* Effect.forkChild(
          Stream.runForEach(call.stream, (each) =>
            Effect.andThen(
              Effect.sleep(100),
              Effect.sync(() => taken.push(each))
            )
          )
        )
        yield* world.fake.deliver(octets(0))
        yield* Effect.sleep(10)
        for (const one of few(3)) yield* world.fake.deliver(one)
        yield* Effect.sleep(10)
        expect(taken.length).toBe(0)
        expect(world.fake.lent).toBe(3)
        yield* Effect.sleep(500)
        expect(taken.length).toBe(4)
        expect(world.fake.lent).toBe(0)
        yield* Fiber.interrupt(slow)
      })
    )
  )

  it.effect("ends when the remote side closes normally, after what arrived before", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const call = yield* world.client.makeCall({ to })
        const reading = yield* Effect.forkChild(Stream.runCollect(call.stream))
        yield* world.fake.deliver(octets(1))
        yield* Effect.sleep(2)
        for (const one of few(3)) yield* world.fake.deliver(one)
        yield* world.fake.hangUp(NdisStatus.SUCCESS)
        expect(yield* Fiber.join(reading)).toEqual([octets(1), ...few(3)])
        expect(yield* Stream.runCollect(call.stream)).toEqual([])
      })
    )
  )

  it.effect("fails when the call ends badly, and when this side closes it, after what arrived before", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const ends = [world.fake.hangUp(NdisStatus.FAILURE), "close"] as const
        for (const end of ends) {
          const call = yield* world.client.makeCall({ to })
          yield* world.fake.deliver(octets(7))
          yield* Effect.sleep(2)
          if (end === "close") yield* call.close()
          else {
            yield* end
            yield* call.ended
          }
          const seen: Array<Uint8Array> = []
          const error = yield* Effect.flip(Stream.runForEach(call.stream, (each) => Effect.sync(() => seen.push(each))))
          expect(seen).toEqual([octets(7)])
          expect(error).toMatchObject({
            _tag: "CallEnded",
            reason: end === "close" ? { by: "local" } : { by: "remote", status: NdisStatus.FAILURE }
          })
        }
      })
    )
  )

  it.effect("fails with DriverDied when the driver crashes under it", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const call = yield* world.client.makeCall({ to })
        const reading = yield* Effect.forkChild(Effect.flip(Stream.runDrain(call.stream)))
        for (const one of few(3)) yield* world.fake.deliver(one)
        yield* Effect.sleep(2)
        yield* crash(world)
        expect(yield* Fiber.join(reading)).toMatchObject({ _tag: "DriverDied", operation: "stream" })
      })
    )
  )

  it.effect("has no hole: after lists that found no room it fails", () =>
    withClient(
      (world) =>
        Effect.gen(function* () {
          const call = yield* world.client.makeCall({ to })
          for (const one of few(5)) yield* world.fake.deliver(one)
          yield* Effect.sleep(2)
          const seen: Array<Uint8Array> = []
          const error = yield* Effect.flip(Stream.runForEach(call.stream, (each) => Effect.sync(() => seen.push(each))))
          expect(seen).toEqual(few(2))
          expect(error).toMatchObject({ _tag: "DataLost", lists: 3 })
          expect(notes(world, "drop").length).toBe(3)
        }),
      { receiveBuffer: 2 }
    )
  )

  it.effect("loses nothing when it is interrupted, whenever that is", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const call = yield* world.client.makeCall({ to })
        const seen: Array<number> = []
        let sent = 0
        for (let round = 0; round < 40; round++) {
          const reading = yield* Effect.forkChild(
            Stream.runForEachArray(call.stream, (all) => Effect.sync(() => seen.push(...all.map(([at]) => at!))))
          )
          yield* Effect.yieldNow
          for (let more = round % 4; more >= 0; more--) yield* world.fake.deliver(octets(sent++))
          for (let turn = round % 13; turn > 0; turn--) yield* Effect.yieldNow
          yield* Fiber.interrupt(reading)
        }
        const rest = yield* read(call, sent - seen.length)
        expect([...seen, ...rest.map(([at]) => at!)]).toEqual(few(sent).map(([at]) => at!))
        // Something was under way in some of the rounds.
        expect(rest.length).toBeLessThan(sent)
      })
    )
  )
})

describe("call.sink", () => {
  it.effect("sends what a chunk brings as chains of half the window", () =>
    withClient(
      (world) =>
        Effect.gen(function* () {
          const call = yield* world.client.makeCall({ to })
          yield* Stream.run(Stream.fromArray(few(10)), call.sink)
          expect(world.fake.chains).toEqual([4, 4, 2])
          expect(yield* read(call, 10)).toEqual(few(10))
        }),
      { sendWindow: 8 }
    )
  )

  it.effect("cuts what no unit of AAL5 holds", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const call = yield* world.client.makeCall({ to })
        const long = new Uint8Array(150_000).map((_, at) => at * 7)
        yield* Stream.run(Stream.make(long, octets()), call.sink)
        const parts = yield* Stream.runCollect(Stream.take(call.stream, 4))
        expect(parts.map(({ length }) => length)).toEqual([65_535, 65_535, 18_930, 0])
        expect(joined(parts)).toEqual(long)
      })
    )
  )

  it.effect("is exact for octets whatever the chunks", () =>
    withClient(
      (world) =>
        Effect.gen(function* () {
          world.fake.script.pool = 40
          const call = yield* world.client.makeCall({ to })
          for (let seed = 1; seed <= 12; seed++) {
            const draw = Choices.seeded(seed)
            const pick = (n: number) => draw.pick(n, "test")
            let octet = seed
            /** No two neighbours are alike, and no two lists begin alike. */
            const numbered = (length: number) => new Uint8Array(length).map(() => (octet = (octet * 5 + 1) & 0xffff) >> 3)
            const chunks = Array.from({ length: 1 + pick(8) }, () =>
              Array.from({ length: 1 + pick(30) }, () => numbered(pick(50) === 0 ? pick(140_000) : pick(400)))
            )
            const whole = joined(chunks.flat())
            let arrived = 0
            const sending = yield* Effect.forkChild(
              Stream.run(
                Stream.flatMap(Stream.fromIterable(chunks), (chunk) => Stream.fromArray(chunk)),
                call.sink
              )
            )
            const got: Array<Uint8Array> = []
            while (arrived < whole.length) {
              const some = yield* Stream.runHead(Stream.chunks(call.stream))
              if (some._tag === "None") return expect.fail("the stream has ended")
              got.push(...some.value)
              for (const { length } of some.value) arrived += length
              if (pick(3) === 0) yield* Effect.sleep(pick(20))
            }
            yield* Fiber.join(sending)
            expect(Buffer.compare(joined(got), whole)).toBe(0)
          }
        }),
      { sendWindow: 16, receiveBuffer: 40 }
    )
  )

  it.effect("waits for a slow reader, and no more than the window and the pool are alive meanwhile", () =>
    withClient(
      (world) =>
        Effect.gen(function* () {
          world.fake.script.pool = 8
          const call = yield* world.client.makeCall({ to })
          let made = 0
          const endless = Stream.fromEffectRepeat(Effect.sync(() => octets(made++ & 0xff)))
          const sending = yield* Effect.forkChild(Stream.run(endless, call.sink))
          let taken = 0
          for (let round = 0; round < 50; round++) {
            yield* Effect.sleep(100)
            // Half of the window out, the lists on loan, and one that is on its way to the sink.
            expect(made - taken).toBeLessThanOrEqual(4 + 8 + 1)
            if (round > 0) expect(made - taken).toBeGreaterThan(8)
            const before = made
            yield* Effect.sleep(1000)
            expect(made).toBe(before)
            taken += (yield* Effect.map(Stream.runHead(Stream.chunks(call.stream)), (some) => (some._tag === "Some" ? some.value : [])))
              .length
          }
          expect(taken).toBeGreaterThan(200)
          yield* Fiber.interrupt(sending)
        }),
      { sendWindow: 8, receiveBuffer: 8 }
    )
  )

  it.effect("fails with the status of a list that did not go out, and with CallEnded when the call is over", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const call = yield* world.client.makeCall({ to })
        world.fake.script.loops = false
        const sending = yield* Effect.forkChild(Effect.flip(Stream.run(Stream.fromArray(few(3)), call.sink)))
        yield* Effect.sleep(2)
        yield* world.fake.release(NdisStatus.SEND_ABORTED)
        expect(yield* Fiber.join(sending)).toMatchObject({ _tag: "SendFailed", status: NdisStatus.SEND_ABORTED })
        const later = yield* Effect.forkChild(
          Effect.flip(Stream.run(Stream.concat(Stream.make(octets(1)), Stream.fromEffect(Effect.as(call.ended, octets(2)))), call.sink))
        )
        yield* Effect.sleep(2)
        yield* world.fake.hangUp(NdisStatus.SUCCESS)
        yield* Effect.sleep(2)
        yield* world.fake.release(NdisStatus.SUCCESS)
        expect(yield* Fiber.join(later)).toMatchObject({ _tag: "CallEnded", reason: { by: "remote", status: NdisStatus.SUCCESS } })
        expect(yield* Effect.flip(Stream.run(Stream.make(octets(1)), call.sink))).toMatchObject({ _tag: "CallEnded" })
      })
    )
  )

  it.effect("fails with DriverDied when the driver crashes under it", () =>
    withClient(
      (world) =>
        Effect.gen(function* () {
          const call = yield* world.client.makeCall({ to })
          world.fake.script.loops = false
          const sending = yield* Effect.forkChild(Effect.flip(Stream.run(Stream.fromArray(few(100)), call.sink)))
          yield* Effect.sleep(2)
          yield* crash(world)
          expect(yield* Fiber.join(sending)).toMatchObject({ _tag: "DriverDied", operation: "sink" })
          yield* world.fake.release(NdisStatus.SUCCESS)
        }),
      { sendWindow: 2 }
    )
  )

  it.effect("sends what it had taken when it is interrupted", () =>
    withClient(
      (world) =>
        Effect.gen(function* () {
          const call = yield* world.client.makeCall({ to })
          for (let round = 0; round < 20; round++) {
            world.fake.script.loops = false
            let made = 0
            const source = Stream.fromEffectRepeat(Effect.sync(() => octets(made++)))
            const sending = yield* Effect.forkChild(Stream.run(source, call.sink))
            for (let turn = 0; turn < round; turn++) yield* Effect.yieldNow
            yield* Fiber.interrupt(sending)
            yield* Effect.sleep(2)
            world.fake.script.loops = true
            yield* world.fake.release(NdisStatus.SUCCESS)
            yield* Effect.sleep(2)
            const sent = made
            if (sent > 0) expect(yield* read(call, sent)).toEqual(few(sent))
            yield* Effect.sleep(2)
            expect(world.fake.lent).toBe(0)
          }
        }),
      { sendWindow: 4 }
    )
  )
})

describe("call.duplex", () => {
  it.effect("carries both ways, and ends with the call, not with its input", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const call = yield* world.client.makeCall({ to })
        const back = yield* Effect.forkChild(Stream.runCollect(Stream.pipeThroughChannel(Stream.fromArray(few(20)), call.duplex())))
        yield* Effect.sleep(100)
        yield* world.fake.hangUp(NdisStatus.SUCCESS)
        expect(yield* Fiber.join(back)).toEqual(few(20))
      })
    )
  )

  it.effect("fails when its input fails, also while nothing arrives", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const call = yield* world.client.makeCall({ to })
        const input = Stream.concat(
          Stream.make(octets(1)),
          Stream.fromEffect(Effect.andThen(Effect.sleep(50), Effect.fail("broken" as const)))
        )
        const seen: Array<Uint8Array> = []
        const output = Stream.pipeThroughChannel(input, call.duplex<"broken">())
        expect(yield* Effect.flip(Stream.runForEach(output, (each) => Effect.sync(() => seen.push(each))))).toBe("broken")
        expect(seen).toEqual([octets(1)])
      })
    )
  )

  it.effect("tells a writer that was cut off, after what had arrived", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const call = yield* world.client.makeCall({ to })
        const input = yield* Queue.unbounded<Uint8Array>()
        const seen: Array<Uint8Array> = []
        const reading = yield* Effect.forkChild(
          Effect.flip(
            Stream.runForEach(Stream.pipeThroughChannel(Stream.fromQueue(input), call.duplex()), (each) =>
              Effect.andThen(
                Effect.sleep(50),
                Effect.sync(() => seen.push(each))
              )
            )
          )
        )
        yield* world.fake.deliver(octets(1))
        yield* Effect.sleep(2)
        yield* world.fake.deliver(octets(2))
        yield* world.fake.hangUp(NdisStatus.SUCCESS)
        yield* call.ended
        yield* Queue.offer(input, octets(3))
        expect(yield* Fiber.join(reading)).toMatchObject({ _tag: "CallEnded", reason: { by: "remote" } })
        expect(seen).toEqual([octets(1), octets(2)])
      })
    )
  )

  it.effect("is interrupted without a trace", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const call = yield* world.client.makeCall({ to })
        for (let round = 0; round < 20; round++) {
          const both = yield* Effect.forkChild(
            Channel.runDrain(Channel.pipeTo(Stream.toChannel(Stream.fromArray(few(3))), call.duplex())).pipe(Effect.exit)
          )
          for (let turn = 0; turn < round; turn++) yield* Effect.yieldNow
          yield* Fiber.interrupt(both)
        }
        yield* Effect.sleep(10)
        yield* Stream.run(Stream.make(octets(99)), call.sink)
        yield* Stream.runDrain(Stream.takeUntil(call.stream, ([first]) => first === 99))
        yield* Effect.sleep(2)
        expect(world.fake.lent).toBe(0)
      })
    )
  )
})
