/**
 * The timers of one actor: one heap, one sleeping fiber.
 *
 * A timer that runs out becomes a message to its actor, so it is handled in the actor's own order. Stopping a timer only marks it: the
 * sleeper wakes, finds nothing due and sleeps again or ends.
 */
import type * as Clock from "effect/Clock"
import { Clock as ClockRef } from "effect/Clock"
import type * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"

/** A timer that was set. `stop` is idempotent. */
export class Timer {
  readonly at: number
  readonly order: number
  fire: (() => void) | undefined
  private readonly timers: Timers
  constructor(at: number, order: number, fire: () => void, timers: Timers) {
    this.at = at
    this.order = order
    this.fire = fire
    this.timers = timers
  }
  stop(): void {
    if (this.fire !== undefined) {
      this.fire = undefined
      this.timers.stopped()
    }
  }
}

const before = (a: Timer, b: Timer): boolean => a.at < b.at || (a.at === b.at && a.order < b.order)

/** What timers need of their actor. */
export interface Turn {
  readonly busy: boolean
  /** In microseconds. */
  now: number | undefined
}

export class Timers {
  private readonly heap: Array<Timer> = []
  private sleeper: Fiber.Fiber<void> | undefined
  private wakeAt = Infinity
  private order = 0
  private live = 0
  private closed = false
  private readonly clock: Clock.Clock
  private readonly context: Context.Context<never>
  private readonly actor: Turn
  private readonly post: (due: () => void) => void

  /** `post` hands a due batch to the actor. */
  constructor(context: Context.Context<never>, clock: Clock.Clock, actor: Turn, post: (due: () => void) => void) {
    this.context = context
    this.clock = clock
    this.actor = actor
    this.post = post
  }

  static readonly make = (actor: Turn, post: (due: () => void) => void): Effect.Effect<Timers> =>
    Effect.withFiber((fiber) => Effect.succeed(new Timers(fiber.context, fiber.getRef(ClockRef), actor, post)))

  /** Timers set and neither run out nor stopped. */
  get pending(): number {
    return this.live
  }

  /** Now, in milliseconds of this actor's clock, to the microsecond. All that one wake does happens at one time. */
  now(): number {
    const { actor } = this
    return (actor.busy ? (actor.now ??= this.micros()) : this.micros()) / 1000
  }

  private micros(): number {
    return Number(this.clock.currentTimeNanosUnsafe() / 1000n)
  }

  /** Calls `fire` in the actor after `millis`; never, when the timers are closed. */
  set(millis: number, fire: () => void): Timer {
    const timer = new Timer(this.now() + millis, this.order++, fire, this)
    if (this.closed) {
      timer.fire = undefined
      return timer
    }
    this.live++
    this.push(timer)
    if (timer.at < this.wakeAt) this.sleep(timer.at)
    return timer
  }

  /** @internal */
  stopped(): void {
    this.live--
    if (this.heap.length > 256 && this.heap.length > 4 * this.live) this.compact()
  }

  /** Ends the sleeper; no timer fires any more. */
  close(): void {
    this.closed = true
    this.sleeper?.interruptUnsafe()
    this.sleeper = undefined
    this.heap.length = 0
    this.live = 0
  }

  private sleep(at: number): void {
    const previous = this.sleeper
    this.wakeAt = at
    this.sleeper = Effect.runForkWith(this.context)(
      Effect.andThen(
        this.clock.sleep(Duration.millis(Math.max(0, at - this.now()))),
        Effect.sync(() => this.woken())
      )
    )
    previous?.interruptUnsafe()
  }

  private woken(): void {
    this.sleeper = undefined
    this.wakeAt = Infinity
    if (this.closed) return
    if (this.live > 0) this.post(this.due)
    else this.heap.length = 0
  }

  private readonly due = (): void => {
    // Half a microsecond: times are sums of fractions, and what is due within the step of the clock is due.
    const now = this.now() + 0.0005
    while (this.heap.length > 0 && (this.heap[0]!.fire === undefined || this.heap[0]!.at <= now)) {
      const timer = this.pop()
      const fire = timer.fire
      if (fire !== undefined) {
        timer.stop()
        fire()
      }
    }
    if (this.heap.length > 0 && !this.closed && this.heap[0]!.at < this.wakeAt) this.sleep(this.heap[0]!.at)
  }

  /** Stopped timers hold memory until their time: drop them when they are the greater part. */
  private compact(): void {
    const kept = this.heap.filter((timer) => timer.fire !== undefined)
    this.heap.length = 0
    for (const timer of kept) this.push(timer)
  }

  private push(timer: Timer): void {
    const heap = this.heap
    let i = heap.length
    heap.push(timer)
    while (i > 0) {
      const parent = (i - 1) >> 1
      if (!before(timer, heap[parent]!)) break
      heap[i] = heap[parent]!
      i = parent
    }
    heap[i] = timer
  }

  private pop(): Timer {
    const heap = this.heap
    const top = heap[0]!
    const last = heap.pop()!
    if (heap.length > 0) {
      let i = 0
      for (;;) {
        let child = 2 * i + 1
        if (child >= heap.length) break
        if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++
        if (!before(heap[child]!, last)) break
        heap[i] = heap[child]!
        i = child
      }
      heap[i] = last
    }
    return top
  }
}
