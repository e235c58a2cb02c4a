import { assert, describe, expect, it } from "@effect/vitest"
import { Cause, Clock, Context, Data, Deferred, Effect, Exit, Fiber, Latch, Metric, PubSub, Queue, Random, Semaphore, Stream } from "effect"
import { Choices, Simulation } from "../src/index.ts"

class Refused extends Data.TaggedError("Refused")<{ readonly why: string }> {}
class Greeting extends Context.Service<Greeting, { readonly word: string }>()("@condis/explore/test/Greeting") {}

const nothingLeft = { outstandingTimers: 0, outstandingTasks: 0, outstandingFibers: 0 }

const reasons = <A, E>(exit: Exit.Exit<A, E>) => (Exit.isFailure(exit) ? exit.cause.reasons : [])
const failures = <A, E>(exit: Exit.Exit<A, E>) =>
  reasons(exit)
    .filter(Cause.isFailReason)
    .map((reason) => reason.error)
const defects = <A, E>(exit: Exit.Exit<A, E>) =>
  reasons(exit)
    .filter(Cause.isDieReason)
    .map((reason) => reason.defect)

describe("a simulation", () => {
  it("returns what the program succeeded with, at once", () => {
    const result = Simulation.run(Effect.succeed(42))
    expect(result).toEqual({ exit: Exit.succeed(42), steps: 0, virtualMillis: 0, choices: "", taken: [], ...nothingLeft })
  })

  it("returns errors, defects and the program's own interruption as the exit", () => {
    const refused = new Refused({ why: "busy" })
    expect(Simulation.run(Effect.andThen(Effect.yieldNow, Effect.fail(refused))).exit).toEqual(Exit.fail(refused))
    expect(Simulation.run(Effect.andThen(Effect.sleep(1), Effect.die("broken"))).exit).toEqual(Exit.die("broken"))
    const interrupted = Simulation.run(Effect.andThen(Effect.yieldNow, Effect.interrupt)).exit
    assert(Exit.isFailure(interrupted) && Cause.hasInterruptsOnly(interrupted.cause))
    const ofAChild = Simulation.run(Effect.flatMap(Effect.forkChild(Effect.die("in a child")), Fiber.join)).exit
    expect(defects(ofAChild)).toEqual(["in a child"])
  })

  it("a virtual hour costs one jump", () => {
    const result = Simulation.run(
      Effect.gen(function* () {
        const before = yield* Clock.currentTimeMillis
        yield* Effect.sleep("1 hour")
        return (yield* Clock.currentTimeMillis) - before
      })
    )
    expect(result).toMatchObject({ exit: Exit.succeed(3_600_000), steps: 1, virtualMillis: 3_600_000, ...nothingLeft })
  })

  it("an interrupted sleep leaves no timer: a timeout that did not strike is forgotten", () => {
    const result = Simulation.run(Effect.timeout(Effect.sleep("10 millis"), "1 hour"))
    expect(result).toMatchObject({ exit: Exit.succeed(undefined), virtualMillis: 10, ...nothingLeft })
  })

  it("gives random numbers that follow the seed and the recording", () => {
    const program = Effect.all([Random.nextInt, Effect.sleep(1), Random.next])
    const first = Simulation.run(program, { seed: 4 })
    expect(Simulation.run(program, { seed: 4 })).toEqual(first)
    expect(Simulation.run(program, { choices: Choices.replay(first.taken) })).toEqual(first)
    expect(Simulation.run(program, { seed: 5 }).exit).not.toEqual(first.exit)
    expect(Simulation.run(program).exit).toEqual(Simulation.run(program).exit)
  })

  it("with choices and a seed, the seed is for random numbers only", () => {
    const program = Effect.all([Random.nextInt, Choices.pick(100, "mine")])
    const results = [1, 2].map((seed) => Simulation.run(program, { seed, choices: Choices.replay([7]) }))
    expect(results.map((result) => Exit.isSuccess(result.exit) && result.exit.value[1])).toEqual([7, 7])
    expect(results[0]!.exit).not.toEqual(results[1]!.exit)
    expect(results.map((result) => result.choices)).toEqual(["7", "7"])
  })

  it("the program draws from the same choices as the scheduler", () => {
    const program = Effect.gen(function* () {
      const one = (name: number) => Effect.map(Choices.pick(10, "value"), (value) => `${name}:${value}`)
      const fibers = yield* Effect.forEach([0, 1, 2], (name) => Effect.forkChild(one(name)))
      return yield* Effect.forEach(fibers, Fiber.join)
    })
    const result = Simulation.run(program, { choices: Choices.replay([2, 9, 1, 8, 7]) })
    expect(result.exit).toEqual(Exit.succeed(["0:7", "1:8", "2:9"]))
    expect(result.choices).toBe("29187")
  })

  it("records only its own draws when choices are shared between runs", () => {
    const choices = Choices.seeded(2)
    const runs = [1, 2].map(() => Simulation.run(Choices.pick(50, "value"), { choices }))
    expect(runs.map((run) => run.taken.length)).toEqual([1, 1])
    expect(runs.flatMap((run) => run.taken)).toEqual(choices.taken)
  })

  it("refuses limits that are none", () => {
    expect(() => Simulation.run(Effect.void, { maxSteps: 0 })).toThrow("maxSteps must be a positive integer, not 0")
    expect(() => Simulation.run(Effect.void, { maxSteps: 1.5 })).toThrow(RangeError)
    expect(() => Simulation.run(Effect.void, { maxVirtualMillis: NaN })).toThrow("maxVirtualMillis must be a positive number, not NaN")
    expect(() => Simulation.run(Effect.void, { preempt: -1 })).toThrow("preempt must be a boolean or a number of operations, not -1")
  })

  it("provides the services of the given context, and still its own clock", () => {
    const program = Effect.gen(function* () {
      yield* Effect.sleep("1 second")
      return [(yield* Greeting).word, yield* Clock.currentTimeMillis] as const
    })
    const outerClock: Clock.Clock = { ...Context.get(Context.empty(), Clock.Clock), sleep: () => Effect.die("the outer clock") }
    const context = Context.add(Context.make(Greeting, { word: "hello" }), Clock.Clock, outerClock)
    expect(Simulation.run(program, { context }).exit).toEqual(Exit.succeed(["hello", 1_000]))
  })

  it("a counter of fibers in the given context goes on counting", () => {
    const seen = { started: 0, ended: 0 }
    const context = Context.make(Metric.FiberRuntimeMetrics, {
      recordFiberStart: () => void seen.started++,
      recordFiberEnd: () => void seen.ended++
    })
    Simulation.run(Effect.flatMap(Effect.forkChild(Effect.yieldNow), Fiber.join), { context: context as Context.Context<never> })
    expect(seen).toEqual({ started: 2, ended: 2 })
  })

  it.effect("runs inside a test's Effect with that fiber's services, without touching its clock", () =>
    Effect.gen(function* () {
      const before = yield* Clock.currentTimeMillis
      const result = yield* Simulation.runEffect(
        Effect.andThen(
          Effect.sleep("1 day"),
          Effect.map(Greeting, ({ word }) => word)
        )
      )
      expect(result).toMatchObject({ exit: Exit.succeed("good day"), virtualMillis: 86_400_000 })
      expect(yield* Clock.currentTimeMillis).toBe(before)
    }).pipe(Effect.provideService(Greeting, { word: "good day" }))
  )
})

describe("a program that cannot end", () => {
  it("is a deadlock when nobody can go on: the error counts who waits, finalizers have run", () => {
    const finalized: Array<string> = []
    const waiting = (name: string, never: Deferred.Deferred<void>) =>
      Effect.onExit(Deferred.await(never), (exit) => Effect.sync(() => void finalized.push(`${name} ${exit._tag}`)))
    const result = Simulation.run(
      Effect.gen(function* () {
        const never = yield* Deferred.make<void>()
        yield* Effect.forkChild(waiting("child", never))
        yield* Effect.sleep("5 millis")
        yield* waiting("main", never)
      })
    )
    const [deadlock] = failures(result.exit)
    assert(deadlock instanceof Simulation.Deadlock)
    expect(reasons(result.exit).length).toBe(1)
    expect(deadlock).toMatchObject({ steps: 2, virtualMillis: 5, fibers: 2 })
    expect(deadlock.message).toContain("deadlock at 5 ms after 2 steps: 2 fiber(s) wait")
    expect(finalized.sort()).toEqual(["child Failure", "main Failure"])
    expect(result).toMatchObject(nothingLeft)
  })

  it("is a deadlock when it waits for a promise, which cannot settle during a run", () => {
    const [error] = failures(Simulation.run(Effect.promise(() => Promise.resolve(1))).exit)
    expect(error).toBeInstanceOf(Simulation.Deadlock)
  })

  it("is a livelock when it spins: by yielding, by sleeping, by never suspending at all, or for too long a time", () => {
    const limitOf = (program: Effect.Effect<never>, options: Simulation.Options) => {
      const result = Simulation.run(program, options)
      expect(result).toMatchObject(nothingLeft)
      const [livelock] = failures(result.exit)
      assert(livelock instanceof Simulation.Livelock)
      expect(livelock.message).toContain(`the limit of ${livelock.limit} was reached`)
      return [livelock.limit, livelock.steps, livelock.virtualMillis]
    }
    expect(limitOf(Effect.forever(Effect.yieldNow), { maxSteps: 100 })).toEqual(["steps", 100, 0])
    const sleeper = Effect.forever(Effect.sleep("1 second"), { disableYield: true })
    expect(limitOf(sleeper, { maxSteps: 100 })).toEqual(["steps", 100, 100_000])
    expect(limitOf(Effect.forever(Effect.void, { disableYield: true }), { maxSteps: 10 })).toEqual(["steps", 10, 0])
    expect(limitOf(sleeper, { maxVirtualMillis: 10_500 })).toEqual(["virtual time", 10, 10_000])
  })

  it("may still sleep in its finalizers, whose failures follow in the exit", () => {
    const program = Effect.never.pipe(Effect.ensuring(Effect.andThen(Effect.sleep("3 seconds"), Effect.die("finalizer"))))
    const result = Simulation.run(program)
    expect(failures(result.exit)).toEqual([expect.any(Simulation.Deadlock)])
    expect(defects(result.exit)).toEqual(["finalizer"])
    expect(result).toMatchObject({ virtualMillis: 3_000, ...nothingLeft })
  })

  it("that refuses interruption is given up and shows as a fiber left over", () => {
    const stuck = Simulation.run(Effect.uninterruptible(Effect.never))
    expect(failures(stuck.exit)).toEqual([expect.any(Simulation.Deadlock)])
    expect(stuck).toMatchObject({ ...nothingLeft, outstandingFibers: 1 })
    const spinning = Simulation.run(Effect.uninterruptible(Effect.forever(Effect.yieldNow)), { maxSteps: 10 })
    expect(spinning).toMatchObject({ steps: 20, outstandingFibers: 1, outstandingTasks: 1 })
  })
})

describe("what a program leaves behind", () => {
  it("a detached sleeper is counted, not waited for", () => {
    const result = Simulation.run(Effect.forkDetach(Effect.sleep("1 hour")))
    expect(result).toMatchObject({ virtualMillis: 0, outstandingTimers: 1, outstandingTasks: 0, outstandingFibers: 1 })
  })

  it("a detached fiber that can go on without time passing does so", () => {
    let done = false
    const late = Effect.andThen(
      Effect.yieldNow,
      Effect.sync(() => void (done = true))
    )
    expect(Simulation.run(Effect.forkDetach(late))).toMatchObject(nothingLeft)
    expect(done).toBe(true)
  })

  it("a detached fiber that spins is cut off at the limit of steps", () => {
    const result = Simulation.run(Effect.forkDetach(Effect.forever(Effect.yieldNow)), { maxSteps: 50 })
    expect(Exit.isSuccess(result.exit)).toBe(true)
    expect(result).toMatchObject({ steps: 50, outstandingTasks: 1, outstandingFibers: 1 })
  })

  it("what is thrown outside any fiber ends the run as a defect, after its finalizers", () => {
    let finalized = false
    const program = Effect.gen(function* () {
      const child = yield* Effect.forkChild(Effect.yieldNow)
      child.addObserver(() => {
        throw new Error("thrown by an observer")
      })
      yield* Effect.sleep("1 hour")
    }).pipe(Effect.ensuring(Effect.sync(() => void (finalized = true))))
    const result = Simulation.run(program)
    expect(defects(result.exit)).toEqual([new Error("thrown by an observer")])
    expect(finalized).toBe(true)
    expect(result).toMatchObject({ virtualMillis: 0, ...nothingLeft })
  })
})

describe("choices that go wrong", () => {
  const two = Effect.forEach([1, 2], () => Effect.yieldNow, { concurrency: "unbounded" })

  it("end the run as a defect when they throw", () => {
    const choices: Choices.Choices = {
      pick: (_, label) => {
        throw new Error(`no answer to ${label}`)
      },
      taken: []
    }
    const result = Simulation.run(two, { choices })
    expect(new Set(defects(result.exit).map(String))).toEqual(new Set(["Error: no answer to run"]))
  })

  it("end the run as a defect when the answer is none of those possible", () => {
    const result = Simulation.run(two, { choices: { pick: (n) => n, taken: [] } })
    expect(defects(result.exit)[0]).toEqual(new RangeError("picked 2 of 2 tasks"))
  })
})

describe("Effect's own tools under a simulation", () => {
  const seeds = Array.from({ length: 25 }, (_, seed) => seed)
  const everyway = <A>(program: Effect.Effect<A, unknown>, expected: A) => {
    for (const seed of seeds) {
      for (const preempt of [false, true]) {
        expect(Simulation.run(program, { seed, preempt })).toMatchObject({ exit: Exit.succeed(expected), ...nothingLeft })
      }
    }
  }

  it("scopes close, innermost first, and end the fibers forked in them", () =>
    everyway(
      Effect.gen(function* () {
        const log: Array<string> = []
        const note = (text: string) => Effect.sync(() => void log.push(text))
        yield* Effect.scoped(
          Effect.gen(function* () {
            yield* Effect.acquireRelease(note("+a"), () => note("-a"))
            const running = yield* Latch.make()
            yield* Effect.forkScoped(Effect.ensuring(Effect.andThen(running.open, Effect.never), note("-fiber")))
            yield* running.await
            yield* Effect.acquireRelease(note("+b"), () => Effect.andThen(Effect.sleep("1 second"), note("-b")))
          })
        )
        return log
      }),
      ["+a", "+b", "-b", "-fiber", "-a"]
    ))

  it("queues, semaphores, deferreds and streams keep their promises", () =>
    everyway(
      Effect.gen(function* () {
        const queue = yield* Queue.bounded<number, Cause.Done>(2)
        const gate = yield* Deferred.make<void>()
        const semaphore = yield* Semaphore.make(2)
        const seen = { inside: 0, most: 0 }
        yield* Effect.forkChild(
          Effect.gen(function* () {
            yield* Deferred.await(gate)
            for (let i = 1; i <= 20; i++) yield* Queue.offer(queue, i)
            yield* Queue.end(queue)
          })
        )
        const work = (value: number) =>
          Effect.gen(function* () {
            seen.most = Math.max(seen.most, ++seen.inside)
            yield* Effect.sleep(value)
            seen.inside--
            return value * value
          })
        yield* Effect.forkChild(Effect.andThen(Effect.sleep("1 minute"), Deferred.succeed(gate, undefined)))
        const sum = yield* Stream.fromQueue(queue).pipe(
          Stream.mapEffect((value) => semaphore.withPermits(1)(work(value)), { concurrency: 4, unordered: true }),
          Stream.runFold(
            () => 0,
            (total, value) => total + value
          )
        )
        return [sum, seen.most] as const
      }),
      [2870, 2] as const
    ))

  it("races, timeouts and broadcasts too", () =>
    everyway(
      Effect.scoped(
        Effect.gen(function* () {
          const hub = yield* PubSub.bounded<string>(4)
          const subscriptions = yield* Effect.forEach([1, 2, 3], () => PubSub.subscribe(hub))
          const readers = yield* Effect.forEach(subscriptions, (subscription) => Effect.forkChild(PubSub.take(subscription)))
          yield* PubSub.publish(hub, "all")
          const heard = yield* Effect.forEach(readers, Fiber.join)
          const first = yield* Effect.race(Effect.as(Effect.sleep("2 seconds"), "slow"), Effect.as(Effect.sleep("1 second"), "fast"))
          const late = yield* Effect.timeoutOrElse(Effect.never, { duration: "1 hour", orElse: () => Effect.succeed("gave up") })
          return [...heard, first, late]
        })
      ),
      ["all", "all", "all", "fast", "gave up"]
    ))
})
