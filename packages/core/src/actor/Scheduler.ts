/**
 * The scheduler of the actors: a run queue that drains.
 *
 * Effect's default scheduler gives each fiber a dispatcher of its own and flushes it in a macrotask, so a message that finds its receiver
 * asleep costs a turn of the event loop. Actors share one queue instead: a turn goes on until nothing is runnable. It starts in a
 * microtask, and passes through a macrotask at least every 5 ms, so signals, sockets and timers keep running.
 *
 * This file alone may use the platform's timers and clock (a test of the repository says so).
 */
import * as Scheduler from "effect/Scheduler"

const sliceMillis = 5
/** Tasks between two looks at the clock. */
const look = 64

declare const performance: { readonly now: () => number }
declare const queueMicrotask: (task: () => void) => void
declare const MessageChannel: new () => { readonly port1: Port; readonly port2: Port }
interface Port {
  onmessage: (() => void) | null
  readonly postMessage: (message: null) => void
  readonly unref?: () => void
  readonly ref?: () => void
}
declare const setImmediate: ((task: () => void) => unknown) | undefined

/** Runs a task in a macrotask: `setImmediate` where there is one, else a message to ourselves. */
const macrotask: (task: () => void) => void =
  typeof setImmediate === "function"
    ? (task) => void setImmediate(task)
    : (() => {
        const tasks: Array<() => void> = []
        const channel = new MessageChannel()
        channel.port1.onmessage = () => tasks.shift()?.()
        return (task: () => void) => {
          tasks.push(task)
          channel.port2.postMessage(null)
        }
      })()

class Turn implements Scheduler.SchedulerDispatcher {
  private tasks: Array<() => void> = []
  private head = 0
  private scheduled = false
  private running = false
  /** When the event loop last had its turn, as far as we know; -1: not since this queue was last empty. */
  private sliceEnd = -1

  scheduleTask(task: () => void, _priority: number): void {
    this.tasks.push(task)
    if (this.scheduled || this.running) return
    this.scheduled = true
    if (this.sliceEnd >= 0 && performance.now() >= this.sliceEnd) this.pause()
    else queueMicrotask(this.run)
  }

  private pause(): void {
    macrotask(() => {
      this.sliceEnd = -1
      this.run()
    })
  }

  private readonly run = (): void => {
    this.scheduled = false
    this.running = true
    if (this.sliceEnd < 0) {
      this.sliceEnd = performance.now() + sliceMillis
      macrotask(this.yielded)
    }
    let count = 0
    try {
      while (this.head < this.tasks.length) {
        const task = this.tasks[this.head]!
        this.tasks[this.head++] = nothing
        if (this.head === 4096) {
          this.tasks = this.tasks.slice(this.head)
          this.head = 0
        }
        task()
        if (++count % look === 0 && performance.now() >= this.sliceEnd) break
      }
    } finally {
      this.running = false
      if (this.head < this.tasks.length) {
        this.scheduled = true
        this.pause()
      } else {
        this.tasks = []
        this.head = 0
      }
    }
  }

  private readonly yielded = (): void => {
    this.sliceEnd = -1
  }

  flush(): void {
    while (this.head < this.tasks.length && !this.running) this.run()
  }
}

const nothing = () => {}

class Draining implements Scheduler.Scheduler {
  readonly executionMode = "async"
  private readonly turn = new Turn()
  shouldYield(): boolean {
    return false
  }
  makeDispatcher(): Scheduler.SchedulerDispatcher {
    return this.turn
  }
}

/** One queue for all actors of this thread. */
export const draining: Scheduler.Scheduler = new Draining()

/** The scheduler actors run on: a scheduler somebody chose (an explorer, a test) stays; Effect's default gives way to {@link draining}. */
export const forActors = (current: Scheduler.Scheduler): Scheduler.Scheduler =>
  current instanceof Scheduler.MixedScheduler ? draining : current
