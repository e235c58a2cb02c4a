/**
 * An Effect scheduler that runs one task at a time, when it is told to, in an order drawn from a stream of choices.
 *
 * All fibers share one run queue. A task is whatever the Effect runtime hands over: the start of a fiber, the rest of a fiber that
 * yielded, the wake-up of those who wait at a queue, a latch or a semaphore. Nothing runs by itself: no timer, no microtask.
 *
 * What it promises: of the runnable tasks only those of the lowest priority number are candidates; under `Choices.fifo` they run in the
 * order in which they were queued; every task costs O(1). A task that throws counts as run, and {@link SeededScheduler.step} lets the
 * error through. Fibers do not throw: their defects end in their exits; only callbacks outside a fiber do, such as an observer of a
 * fiber's end.
 */
import type { Fiber, Scheduler } from "effect"
import type { Choices } from "./Choices.ts"
import { RunQueue } from "./internal/RunQueue.ts"

/** What can be set on a scheduler. */
export interface Options {
  /**
   * How many operations into each stretch of a fiber a preemption may be drawn; 0, the default, preempts nobody.
   *
   * At the start of a stretch (from being resumed to the next suspension) a number from 0 to `preempt` is drawn: 0 lets the fiber
   * go on until it suspends, `k` takes the processor away before its operation `k + 1`.
   */
  readonly preempt?: number | undefined
  /** How many tasks may run in all; by default there is no limit. See {@link SeededScheduler.stepLimit}. */
  readonly stepLimit?: number | undefined
}

/** The scheduler; at the same time the one dispatcher of all its fibers. */
export class SeededScheduler implements Scheduler.Scheduler, Scheduler.SchedulerDispatcher {
  readonly executionMode = "sync"
  /** Tasks run so far. */
  steps = 0
  /** {@link step} and {@link flush} run nothing once {@link steps} has reached it. May be raised. */
  stepLimit: number
  private readonly queue = new RunQueue()
  private readonly choose: (candidates: number) => number
  private readonly choices: Choices
  private readonly preempt: number
  /** The operation before which each fiber loses the processor in its present stretch. */
  private readonly points = new WeakMap<Fiber.Fiber<unknown, unknown>, number>()

  constructor(choices: Choices, options: Options = {}) {
    this.choices = choices
    this.choose = (candidates) => choices.pick(candidates, "run")
    this.preempt = options.preempt ?? 0
    this.stepLimit = options.stepLimit ?? Infinity
  }

  /** Tasks that could run now. */
  get runnable(): number {
    return this.queue.size
  }

  makeDispatcher(): Scheduler.SchedulerDispatcher {
    return this
  }

  scheduleTask(task: () => void, priority: number): void {
    this.queue.push(task, priority)
  }

  /** Runs one task. False when there was none, or the limit is reached. */
  step(): boolean {
    if (this.steps >= this.stepLimit) return false
    const task = this.queue.take(this.choose)
    if (task === undefined) return false
    this.steps++
    task()
    return true
  }

  /** Runs tasks until none is left or the limit is reached. */
  flush(): void {
    let more = true
    while (more) more = this.step()
  }

  /**
   * Whether the fiber must give way before its next operation: at a drawn point, or when it used up `MaxOpsBeforeYield`, so that a
   * fiber which never suspends cannot hold the run for ever.
   *
   * Never before the first operation of a stretch. A fiber that is interrupted before it started gets the interrupt as its first
   * operation, while its start is still queued; put off, the interrupt would be overtaken by the start and forgotten.
   *
   * For its budget, never before the second operation either: the first of a stretch only takes up what was put off, so a smaller
   * budget would stop the fiber on the spot for ever.
   */
  shouldYield(fiber: Fiber.Fiber<unknown, unknown>): boolean {
    const operation = fiber.currentOpCount
    if (operation === 1) {
      if (this.preempt > 0) this.points.set(fiber, this.choices.pick(this.preempt + 1, "preempt"))
      return false
    }
    if (this.preempt > 0) {
      const point = this.points.get(fiber) ?? 0
      if (point > 0 && operation > point) return true
    }
    return operation > 2 && operation >= fiber.cache.maxOpsBeforeYield
  }
}

/** A scheduler with an empty run queue. */
export const make = (choices: Choices, options?: Options): SeededScheduler => new SeededScheduler(choices, options)
