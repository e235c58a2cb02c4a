import { assert, describe, expect, it } from "@effect/vitest"
import { Cause, Clock, Effect, Exit, Fiber, Queue, Random, Result, Scheduler, Semaphore } from "effect"
import { Choices, Simulation } from "../src/index.ts"

const seeds = (count: number) => Array.from({ length: count }, (_, seed) => seed)

/** Runs a program that writes a history, and gives both. */
const history = (program: (log: Array<string>) => Effect.Effect<unknown, unknown>, options: Simulation.Options) => {
  const log: Array<string> = []
  const result = Simulation.run(program(log), options)
  assert(Exit.isSuccess(result.exit), String(result.exit))
  return { result, text: log.join(" ") }
}

/** Two producers and three workers over a queue of two, with random work and virtual sleeps. */
const pool = (log: Array<string>) =>
  Effect.gen(function* () {
    const queue = yield* Queue.bounded<number, Cause.Done>(2)
    const producer = (name: number) =>
      Effect.gen(function* () {
        for (let i = 0; i < 5; i++) {
          yield* Effect.sleep(yield* Random.nextIntBetween(1, 4))
          yield* Queue.offer(queue, name * 10 + i)
        }
      })
    const worker = (name: string) =>
      Effect.gen(function* () {
        while (true) {
          const job = yield* Queue.take(queue)
          log.push(`${name}${job}@${yield* Clock.currentTimeMillis}`)
          yield* Effect.sleep(yield* Random.nextIntBetween(0, 5))
        }
      }).pipe(Effect.catch(() => Effect.sync(() => log.push(`${name}!`))))
    const workers = yield* Effect.forEach(["a", "b", "c"], (name) => Effect.forkChild(worker(name)))
    const producers = yield* Effect.forEach([1, 2], (name) => Effect.forkChild(producer(name)))
    yield* Effect.forEach(producers, Fiber.join)
    yield* Queue.end(queue)
    yield* Effect.forEach(workers, Fiber.join)
  })

/** Two fibers of four steps each. */
const weave = (log: Array<string>) =>
  Effect.gen(function* () {
    const steps = (name: string) =>
      Effect.gen(function* () {
        for (let i = 0; i < 4; i++) {
          if (i > 0) yield* Effect.yieldNow
          log.push(name)
        }
      })
    const fibers = yield* Effect.forEach(["a", "b"], (name) => Effect.forkChild(steps(name)))
    yield* Effect.forEach(fibers, Fiber.join)
  })

describe("exploration", () => {
  it.each([false, true])("the same seed gives the same history, byte for byte, and seeds differ (preempt %s)", (preempt) => {
    const histories = seeds(20).map((seed) => {
      const first = history(pool, { seed, preempt })
      for (let repeat = 1; repeat < 5; repeat++) expect(history(pool, { seed, preempt })).toEqual(first)
      expect(first.result).toMatchObject({ outstandingTimers: 0, outstandingTasks: 0, outstandingFibers: 0 })
      return first.text
    })
    expect(new Set(histories).size).toBe(20)
  })

  it.each([false, true])("a recording replays the history, also from its short form (preempt %s)", (preempt) => {
    for (const seed of seeds(20)) {
      const first = history(pool, { seed, preempt })
      const recorded = Result.getOrThrow(Choices.decode(first.result.choices))
      expect(recorded).toEqual(first.result.taken)
      expect(history(pool, { choices: Choices.replay(recorded), preempt })).toEqual(first)
    }
  })

  it("an empty recording replays as the plain run", () => {
    expect(history(pool, { choices: Choices.replay([]) }).text).toBe(history(pool, {}).text)
  })

  it("two fibers of four steps show all 70 interleavings", () => {
    const seen = new Set(seeds(2_000).map((seed) => history(weave, { seed }).text))
    expect(seen.size).toBe(70)
    expect(history(weave, {}).text).toBe("a b a b a b a b")
  })

  it("sleepers of one instant wake in any order, and interleave with what the others set in motion", () => {
    const program = (log: Array<string>) =>
      Effect.forEach(
        ["a", "b"],
        (name) =>
          Effect.gen(function* () {
            yield* Effect.sleep("1 second")
            log.push(name)
            yield* Effect.yieldNow
            log.push(name)
          }),
        { concurrency: "unbounded" }
      )
    expect(new Set(seeds(100).map((seed) => history(program, { seed }).text))).toEqual(
      new Set(["a a b b", "a b a b", "a b b a", "b b a a", "b a b a", "b a a b"])
    )
  })

  it("an interrupt that lands on a fiber's first operation is not lost", () => {
    const outcomes = new Set<string>()
    for (const seed of seeds(400)) {
      let started = false
      const result = Simulation.run(
        Effect.gen(function* () {
          const child = yield* Effect.forkChild(
            Effect.andThen(
              Effect.sync(() => void (started = true)),
              Effect.never
            )
          )
          yield* Fiber.interrupt(child)
          return yield* Fiber.await(child)
        }),
        { seed, preempt: 4 }
      )
      assert(Exit.isSuccess(result.exit), `seed ${seed}: ${String(result.exit)}`)
      assert(Exit.isFailure(result.exit.value) && Cause.hasInterruptsOnly(result.exit.value.cause))
      expect(result).toMatchObject({ outstandingTimers: 0, outstandingTasks: 0, outstandingFibers: 0 })
      outcomes.add(started ? "interrupted while waiting" : "interrupted before it began")
    }
    expect(outcomes.size).toBe(2)
  })

  it("nor is it when every fiber must give way as often as it may", () => {
    let started = false
    const program = Effect.gen(function* () {
      const child = yield* Effect.forkChild(
        Effect.andThen(
          Effect.sync(() => void (started = true)),
          Effect.never
        )
      )
      yield* Fiber.interrupt(child)
    })
    const result = Simulation.run(Effect.provideService(program, Scheduler.MaxOpsBeforeYield, 1))
    expect(result).toMatchObject({ exit: Exit.succeed(undefined), outstandingTasks: 0, outstandingFibers: 0 })
    expect([started, result.steps > 10]).toEqual([true, true])
  })

  it("a fiber that never suspends gives way after its budget of operations, without preemption", () => {
    const turns: Array<string> = []
    const program = Effect.gen(function* () {
      const busy = Effect.gen(function* () {
        for (let i = 0; i < 10_000; i++) yield* Effect.sync(() => void (i % 2_500 === 0 && turns.push("busy")))
      })
      const fiber = yield* Effect.forkChild(
        Effect.andThen(
          Effect.yieldNow,
          Effect.sync(() => void turns.push("other"))
        )
      )
      yield* busy
      yield* Fiber.join(fiber)
    })
    Simulation.run(program)
    expect(turns[0]).toBe("busy")
    expect(turns.indexOf("other")).toBeGreaterThan(0)
    expect(turns.indexOf("other")).toBeLessThan(4)
  })

  it("preemption never splits what is one operation", () => {
    for (const seed of seeds(100)) {
      let value = 0
      const increment = Effect.sync(() => {
        const before = value
        value = before + 1
      })
      Simulation.run(
        Effect.forEach(seeds(10), () => increment, { concurrency: "unbounded" }),
        { seed, preempt: 3 }
      )
      expect(value).toBe(10)
    }
  })

  it("a task is a step: ten fibers that yield nine times take a hundred", () => {
    const program = Effect.gen(function* () {
      const worker = Effect.gen(function* () {
        for (let i = 0; i < 9; i++) yield* Effect.yieldNow
      })
      yield* Effect.forEach(yield* Effect.forEach(seeds(10), () => Effect.forkChild(worker)), Fiber.join)
    })
    expect(Simulation.run(program, { seed: 1 }).steps).toBe(100)
  })
})

describe("a bug that needs the right schedule", () => {
  /** Reads, then writes what it read plus one; between the two another fiber may have written. */
  const lostUpdate = Effect.gen(function* () {
    let balance = 0
    const deposit = Effect.flatMap(
      Effect.sync(() => balance),
      (read) => Effect.sync(() => void (balance = read + 1))
    )
    yield* Effect.forEach([1, 2], () => deposit, { concurrency: "unbounded", discard: true })
    return balance
  })

  it("a lost update is found by some preempting seed, not by fifo, and replays from its recording", () => {
    expect(Simulation.run(lostUpdate).exit).toEqual(Exit.succeed(2))
    for (const seed of seeds(50)) expect(Simulation.run(lostUpdate, { seed }).exit).toEqual(Exit.succeed(2))
    const lost = seeds(200)
      .map((seed) => Simulation.run(lostUpdate, { seed, preempt: true }))
      .filter((result) => Exit.isSuccess(result.exit) && result.exit.value === 1)
    expect(lost.length).toBeGreaterThan(0)
    expect(lost.length).toBeLessThan(200)
    for (const result of lost) {
      expect(Simulation.run(lostUpdate, { choices: Choices.replay(result.taken), preempt: true })).toEqual(result)
    }
  })

  it("a lost update across a suspension is found by some seed without preemption, not by fifo", () => {
    const program = Effect.gen(function* () {
      let balance = 0
      const slow = Effect.gen(function* () {
        const read = balance
        yield* Effect.yieldNow
        balance = read + 1
      })
      const quick = Effect.andThen(
        Effect.yieldNow,
        Effect.andThen(
          Effect.yieldNow,
          Effect.sync(() => void (balance = balance + 1))
        )
      )
      yield* Effect.all([slow, quick], { concurrency: "unbounded" })
      return balance
    })
    expect(Simulation.run(program).exit).toEqual(Exit.succeed(2))
    const exits = seeds(100).map((seed) => Simulation.run(program, { seed }).exit)
    const balances = new Set(exits.map((exit) => Exit.isSuccess(exit) && exit.value))
    expect(balances).toEqual(new Set([1, 2]))
  })

  it("two locks taken in opposite order deadlock under some seed, not under fifo", () => {
    const program = Effect.gen(function* () {
      const left = yield* Semaphore.make(1)
      const right = yield* Semaphore.make(1)
      const both = (first: Semaphore.Semaphore, second: Semaphore.Semaphore, delay: number) =>
        Effect.andThen(Effect.sleep(delay), first.withPermits(1)(Effect.andThen(Effect.yieldNow, second.withPermits(1)(Effect.void))))
      yield* Effect.all([both(left, right, 1), Effect.andThen(Effect.sleep(1), both(right, left, 0))], { concurrency: "unbounded" })
    })
    const outcomes = seeds(100).map((seed) => Simulation.run(program, { seed }))
    const deadlocks = outcomes.filter((result) => Exit.isFailure(result.exit))
    expect(Exit.isSuccess(Simulation.run(program).exit)).toBe(true)
    expect(deadlocks.length).toBeGreaterThan(0)
    expect(deadlocks.length).toBeLessThan(100)
    for (const { exit } of deadlocks) {
      assert(Exit.isFailure(exit) && exit.cause.reasons.some((reason) => Cause.isFailReason(reason) && reason.error._tag === "Deadlock"))
    }
  })
})
