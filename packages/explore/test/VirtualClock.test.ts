import { describe, expect, it } from "@effect/vitest"
import { Clock, Duration, Effect, Fiber } from "effect"
import { TimerHeap } from "../src/internal/TimerHeap.ts"
import { Choices, VirtualClock } from "../src/index.ts"

const on =
  (clock: VirtualClock.VirtualClock) =>
  <A, E>(effect: Effect.Effect<A, E>) =>
    Effect.runFork(Effect.provideService(effect, Clock.Clock, clock))

describe("VirtualClock", () => {
  it("starts at the epoch and stands still without sleepers", () => {
    const clock = VirtualClock.make()
    expect([clock.micros, clock.pending, clock.earliest, clock.next()]).toEqual([0, 0, undefined, 0])
    expect(clock.currentTimeMillisUnsafe()).toBe(0)
    expect(clock.currentTimeNanosUnsafe()).toBe(0n)
  })

  it("jumps from timer to timer, each sleeper waking at its own time", () => {
    const clock = VirtualClock.make()
    const woken: Array<string> = []
    const sleeper = (name: string, duration: Duration.Input) =>
      Effect.andThen(
        Effect.sleep(duration),
        Effect.sync(() => woken.push(`${name}@${clock.micros}`))
      )
    for (const [name, duration] of [
      ["b", "2 seconds"],
      ["a", "1 millis"],
      ["c", "2 seconds"],
      ["d", "1 hour"]
    ] as const) {
      on(clock)(sleeper(name, duration))
    }
    expect([clock.pending, clock.earliest]).toEqual([4, 1_000])
    expect(clock.next()).toBe(1)
    expect(woken).toEqual(["a@1000"])
    expect(clock.next()).toBe(2)
    expect(woken).toEqual(["a@1000", "b@2000000", "c@2000000"])
    expect(clock.next()).toBe(1)
    expect(woken[3]).toBe("d@3600000000")
    expect(clock.pending).toBe(0)
  })

  it("keeps microseconds: the millisecond reading is whole, the nanosecond reading exact", () => {
    const clock = VirtualClock.make()
    on(clock)(Effect.andThen(Effect.sleep(Duration.micros(1_500n)), Effect.sleep("1.1 millis")))
    clock.next()
    expect([clock.currentTimeMillisUnsafe(), clock.currentTimeNanosUnsafe()]).toEqual([1, 1_500_000n])
    clock.next()
    expect([clock.micros, clock.monotonicTimeNanosUnsafe()]).toEqual([2_600, 2_600_000n])
  })

  it("a sleep shorter than a microsecond lasts one, a sleep of nothing needs no timer", () => {
    const clock = VirtualClock.make()
    on(clock)(Effect.sleep(Duration.nanos(1n)))
    expect(clock.earliest).toBe(1)
    on(clock)(Effect.sleep(0))
    expect(clock.pending).toBe(1)
  })

  it("a sleep without end has no timer", () => {
    const clock = VirtualClock.make()
    const endless = [Duration.infinity, Duration.millis(Number.MAX_VALUE), Duration.days(365 * 400)]
    const fibers = endless.map((duration) => on(clock)(Effect.sleep(duration)))
    expect(clock.pending).toBe(0)
    expect(fibers.map((fiber) => fiber.pollUnsafe())).toEqual([undefined, undefined, undefined])
    for (const fiber of fibers) fiber.interruptUnsafe()
    expect(fibers.every((fiber) => fiber.pollUnsafe() !== undefined)).toBe(true)
  })

  it.effect("an interrupted sleep leaves no timer", () =>
    Effect.gen(function* () {
      const clock = VirtualClock.make()
      const sleepers = Array.from({ length: 100 }, (_, i) => on(clock)(Effect.sleep(`${1 + ((i * 37) % 100)} seconds`)))
      expect(clock.pending).toBe(100)
      for (const [i, sleeper] of sleepers.entries()) if (i % 3 !== 0) yield* Fiber.interrupt(sleeper)
      expect(clock.pending).toBe(34)
      let previous = 0
      while (clock.next() > 0) {
        expect(clock.micros).toBeGreaterThan(previous)
        previous = clock.micros
      }
      expect(sleepers.every((sleeper) => sleeper.pollUnsafe() !== undefined)).toBe(true)
    })
  )

  it("hands wake-ups over instead of running them, when told to", () => {
    const handed: Array<() => void> = []
    const clock = VirtualClock.make({ wake: (wakeUp) => handed.push(wakeUp) })
    const fiber = on(clock)(Effect.sleep("1 second"))
    expect(clock.next()).toBe(1)
    expect([clock.pending, fiber.pollUnsafe()]).toEqual([0, undefined])
    for (const wakeUp of handed) wakeUp()
    expect(fiber.pollUnsafe()).toBeDefined()
  })
})

describe("TimerHeap", () => {
  it("gives timers in order of time, then of adding, whatever was removed from its middle", () => {
    const choices = Choices.seeded(21)
    for (let round = 0; round < 60; round++) {
      const heap = new TimerHeap()
      const kept = new Set<ReturnType<TimerHeap["add"]>>()
      for (let i = 0; i < 120; i++) {
        if (choices.pick(3, "remove") === 0 && kept.size > 0) {
          const timer = [...kept][choices.pick(kept.size, "which")]!
          kept.delete(timer)
          heap.remove(timer)
          heap.remove(timer)
        } else {
          kept.add(heap.add(choices.pick(20, "time"), () => undefined))
        }
        expect(heap.size).toBe(kept.size)
      }
      const expected = [...kept].sort((a, b) => a.micros - b.micros || a.sequence - b.sequence)
      const order: Array<ReturnType<TimerHeap["add"]>> = []
      for (let timer = heap.peek(); timer !== undefined; timer = heap.peek()) {
        order.push(timer)
        heap.remove(timer)
      }
      expect(order).toEqual(expected)
    }
  })
})
