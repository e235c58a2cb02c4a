import { describe, expect, it } from "@effect/vitest"
import { Cause, Effect, Exit, Fiber, Metric, Scheduler } from "effect"
import { TestClock } from "effect/testing"
import { Actor, Mailbox } from "../../src/actor/Actor.ts"
import { draining, forActors } from "../../src/actor/Scheduler.ts"
import { Timers } from "../../src/actor/Timers.ts"
import { Choice } from "../../src/index.ts"

const turn = Effect.promise(async () => {
  for (let round = 0; round < 4; round++) await new Promise((resume) => setImmediate(resume))
})

const start = <M>(actor: Actor<M>) => Effect.forkChild(actor.run, { startImmediately: true })

class Fibers implements Metric.FiberRuntimeMetricsService {
  count = 0
  recordFiberStart(): void {
    this.count++
  }
  recordFiberEnd(): void {
    this.count--
  }
}

describe("a mailbox", () => {
  it("hands items out in the order in which they came, through many pushes and shifts", () => {
    const mailbox = new Mailbox<number>()
    let pushed = 0
    let taken = 0
    for (let round = 0; round < 3_000; round++) {
      for (let n = 0; n < 3; n++) mailbox.push(pushed++)
      for (let n = 0; n < 2; n++) expect(mailbox.shift()).toBe(taken++)
    }
    expect(mailbox.length).toBe(3_000)
    while (mailbox.length > 0) expect(mailbox.shift()).toBe(taken++)
    expect(taken).toBe(pushed)
    mailbox.push(1)
    mailbox.clear()
    expect(mailbox.length).toBe(0)
  })
})

describe("an actor", () => {
  it.effect("handles messages in order, those posted before it ran first, and a wake takes all that is there", () =>
    Effect.gen(function* () {
      const got: Array<number> = []
      const actor = new Actor<number>((n) => got.push(n))
      actor.post(1)
      actor.post(2)
      const fiber = yield* start(actor)
      yield* turn
      expect(got).toEqual([1, 2])
      for (let n = 3; n <= 10; n++) actor.post(n)
      yield* turn
      expect(got).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
      expect({ wakes: actor.wakes, handled: actor.handled }).toEqual({ wakes: 2, handled: 10 })
      yield* Fiber.interrupt(fiber)
    })
  )

  it.effect("a drawn batch takes part of the mailbox and comes back for the rest, in order", () =>
    Effect.gen(function* () {
      const got: Array<number> = []
      const asked: Array<number> = []
      const pick = (n: number, label: string) => {
        expect(label).toBe("batch")
        asked.push(n)
        return n - 1
      }
      const wakes: Array<number> = []
      const actor = new Actor<number>(
        (n) => got.push(n),
        () => wakes.push(got.length)
      )
      for (let n = 1; n <= 4; n++) actor.post(n)
      const fiber = yield* Effect.provideService(start(actor), Choice.Choice, { pick })
      yield* turn
      expect(got).toEqual([1, 2, 3, 4])
      expect(asked).toEqual([4, 3, 2, 1])
      expect(wakes).toEqual([1, 2, 3, 4])
      yield* Fiber.interrupt(fiber)
    })
  )

  it.effect("is woken by what it posts to itself, after what was there before", () =>
    Effect.gen(function* () {
      const got: Array<string> = []
      const actor: Actor<string> = new Actor<string>((message) => {
        got.push(message)
        if (message === "first") actor.post("from inside")
      })
      const fiber = yield* start(actor)
      actor.post("first")
      actor.post("second")
      yield* turn
      expect(got).toEqual(["first", "second", "from inside"])
      yield* Fiber.interrupt(fiber)
    })
  )

  it.effect("a handler that throws ends the fiber with that defect; what is left is never handled and not kept", () =>
    Effect.gen(function* () {
      const got: Array<number> = []
      const boom = new Error("boom")
      const actor = new Actor<number>((n) => {
        if (n === 2) throw boom
        got.push(n)
      })
      const fiber = yield* start(actor)
      for (let n = 1; n <= 5; n++) actor.post(n)
      const exit = yield* Fiber.await(fiber)
      expect(Exit.isFailure(exit) && Cause.squash(exit.cause)).toBe(boom)
      expect(got).toEqual([1])
      expect(actor.mailbox.length).toBe(0)
    })
  )

  it.effect("an interrupted actor drops its mailbox and is not woken any more", () =>
    Effect.gen(function* () {
      let got = 0
      const actor = new Actor<number>(() => got++)
      const fiber = yield* start(actor)
      actor.post(1)
      yield* turn
      yield* Fiber.interrupt(fiber)
      actor.post(2)
      yield* turn
      expect(got).toBe(1)
    })
  )
})

/** Timers whose due batches run at once, and the count of fibers behind them. */
const timers = Effect.gen(function* () {
  const fibers = new Fibers()
  const posted: Array<() => void> = []
  const made = yield* Effect.provideService(
    Timers.make({ busy: false, now: undefined }, (due) => {
      posted.push(due)
      due()
    }),
    Metric.FiberRuntimeMetrics,
    fibers
  )
  return { made, fibers, posted }
})

describe("timers", () => {
  it.effect("fire in the order of their time, and of their setting where the time is the same", () =>
    Effect.gen(function* () {
      const { fibers, made, posted } = yield* timers
      const fired: Array<string> = []
      for (const [name, millis] of [
        ["c", 30],
        ["a", 10],
        ["b1", 20],
        ["b2", 20],
        ["d", 40]
      ] as const)
        made.set(millis, () => fired.push(name))
      expect(made.pending).toBe(5)
      yield* TestClock.adjust(20)
      expect(fired).toEqual(["a", "b1", "b2"])
      expect(made.pending).toBe(2)
      yield* TestClock.adjust(100)
      expect(fired).toEqual(["a", "b1", "b2", "c", "d"])
      expect({ pending: made.pending, fibers: fibers.count }).toEqual({ pending: 0, fibers: 0 })
      expect(posted.length).toBeLessThanOrEqual(4)
    })
  )

  it.effect("sleep in one fiber, however many are set", () =>
    Effect.gen(function* () {
      const { fibers, made } = yield* timers
      let fired = 0
      for (let n = 1_000; n > 0; n--) made.set(n, () => fired++)
      yield* turn
      expect(fibers.count).toBe(1)
      yield* TestClock.adjust(500)
      yield* turn
      expect({ fired, fibers: fibers.count, pending: made.pending }).toEqual({ fired: 500, fibers: 1, pending: 500 })
      yield* TestClock.adjust(500)
      yield* turn
      expect({ fired, fibers: fibers.count }).toEqual({ fired: 1_000, fibers: 0 })
    })
  )

  it.effect("do not fire when stopped, twice as little as once, and their memory is given back", () =>
    Effect.gen(function* () {
      const { fibers, made } = yield* timers
      const fired: Array<number> = []
      const set = Array.from({ length: 2_000 }, (_, n) => made.set(n + 1, () => fired.push(n)))
      for (const timer of set) if (timer.order % 100 !== 0) timer.stop()
      for (const timer of set) if (timer.order % 100 !== 0) timer.stop()
      expect(made.pending).toBe(20)
      yield* TestClock.adjust(3_000)
      expect(fired).toEqual(Array.from({ length: 20 }, (_, n) => n * 100))
      const last = made.set(5, () => fired.push(-1))
      last.stop()
      yield* TestClock.adjust(10)
      yield* turn
      expect({ pending: made.pending, fibers: fibers.count, last: fired.at(-1) }).toEqual({ pending: 0, fibers: 0, last: 1_900 })
    })
  )

  it.effect("a timer set or stopped while others fire is honoured", () =>
    Effect.gen(function* () {
      const { made } = yield* timers
      const fired: Array<string> = []
      const victim = made.set(10, () => fired.push("victim"))
      made.set(5, () => {
        fired.push("first")
        victim.stop()
        made.set(2, () => fired.push("child"))
        made.set(0, () => fired.push("at once"))
      })
      yield* TestClock.adjust(20)
      expect(fired).toEqual(["first", "at once", "child"])
    })
  )

  it.effect("closed timers never fire and leave no fiber", () =>
    Effect.gen(function* () {
      const { fibers, made } = yield* timers
      let fired = 0
      made.set(5, () => fired++)
      made.close()
      made.set(6, () => fired++)
      yield* TestClock.adjust(20)
      yield* turn
      expect({ fired, pending: made.pending, fibers: fibers.count }).toEqual({ fired: 0, pending: 0, fibers: 0 })
    })
  )
})

describe("the draining scheduler", () => {
  it("takes the place of Effect's default only", () => {
    expect(forActors(new Scheduler.MixedScheduler())).toBe(draining)
    const chosen: Scheduler.Scheduler = {
      executionMode: "async",
      shouldYield: () => false,
      makeDispatcher: () => draining.makeDispatcher()
    }
    expect(forActors(chosen)).toBe(chosen)
  })

  it.live("lets the event loop have its turn at least every few milliseconds while two actors talk for ever", () =>
    Effect.gen(function* () {
      let stop = false
      let messages = 0
      const pair: { ping?: Actor<null>; pong?: Actor<null> } = {}
      pair.ping = new Actor<null>(() => {
        messages++
        if (!stop) pair.pong!.post(null)
      })
      pair.pong = new Actor<null>(() => {
        messages++
        if (!stop) pair.ping!.post(null)
      })
      const fibers = yield* Effect.provideService(Effect.all([start(pair.ping), start(pair.pong)]), Scheduler.Scheduler, draining)
      pair.ping.post(null)
      const gaps: Array<number> = []
      yield* Effect.promise(
        () =>
          new Promise<void>((resume) => {
            const begun = performance.now()
            let before = begun
            const tick = () => {
              const now = performance.now()
              gaps.push(now - before)
              before = now
              if (now - begun < 300) setImmediate(tick)
              else resume()
            }
            setImmediate(tick)
          })
      )
      stop = true
      yield* turn
      for (const fiber of fibers) yield* Fiber.interrupt(fiber)
      gaps.sort((a, b) => a - b)
      // The machine may be busy, so the usual gap is looked at, and the worst only roughly.
      expect(gaps[Math.floor(gaps.length / 2)]).toBeLessThan(20)
      expect(gaps.at(-1)).toBeLessThan(150)
      expect(messages).toBeGreaterThan(10_000)
    })
  )

  it.live("a hop between two actors costs no turn of the event loop", () =>
    Effect.gen(function* () {
      let turns = 0
      let hops = 0
      const pair: { ping?: Actor<number>; pong?: Actor<number> } = {}
      const hop = (to: () => Actor<number>) => (n: number) => {
        hops++
        if (n > 0) to().post(n - 1)
      }
      pair.ping = new Actor<number>(hop(() => pair.pong!))
      pair.pong = new Actor<number>(hop(() => pair.ping!))
      const fibers = yield* Effect.provideService(Effect.all([start(pair.ping), start(pair.pong)]), Scheduler.Scheduler, draining)
      const ended = { value: false }
      const count = () => {
        turns++
        if (!ended.value) setImmediate(count)
      }
      yield* turn
      pair.ping.post(100)
      setImmediate(count)
      yield* turn
      ended.value = true
      expect(hops).toBe(101)
      expect(turns).toBeLessThan(20)
      for (const fiber of fibers) yield* Fiber.interrupt(fiber)
    })
  )

  it.live("a task that throws does not stop the tasks after it", () =>
    Effect.gen(function* () {
      const ran: Array<string> = []
      const dispatcher = draining.makeDispatcher()
      const thrown = yield* Effect.promise(
        () =>
          new Promise<unknown>((resume) => {
            const listeners = process.listeners("uncaughtException")
            process.removeAllListeners("uncaughtException")
            process.once("uncaughtException", (error) => {
              for (const listener of listeners) process.on("uncaughtException", listener)
              resume(error)
            })
            dispatcher.scheduleTask(() => {
              throw new Error("boom")
            }, 0)
            dispatcher.scheduleTask(() => ran.push("after"), 0)
          })
      )
      yield* turn
      expect(String(thrown)).toContain("boom")
      expect(ran).toEqual(["after"])
    })
  )
})
