/**
 * A clock that stands still until it is told to jump to the next timer.
 *
 * Time starts at the epoch (0), is kept in whole microseconds and never goes back. An hour of sleep costs one jump. A sleep that is
 * interrupted takes its timer with it, so what is {@link VirtualClock.pending} is what somebody really waits for.
 */
import type { Clock } from "effect"
import { Duration, Effect } from "effect"
import { TimerHeap } from "./internal/TimerHeap.ts"

/** What can be set on a clock. */
export interface Options {
  /**
   * Called with the wake-up of each sleeper that has become due; by default it runs there and then. A simulation queues it instead, so
   * that sleepers of one instant, and what they set in motion, may run in any order.
   */
  readonly wake?: ((wakeUp: () => void) => void) | undefined
}

const microsPerMilli = 1_000
const nanosPerMicro = 1_000n

class VirtualClock implements Clock.Clock {
  readonly currentTimeMillis = Effect.sync(() => this.currentTimeMillisUnsafe())
  readonly currentTimeNanos = Effect.sync(() => this.currentTimeNanosUnsafe())
  readonly monotonicTimeNanos = Effect.sync(() => this.monotonicTimeNanosUnsafe())
  private now = 0
  private readonly timers = new TimerHeap()
  private readonly wake: (wakeUp: () => void) => void

  constructor(options: Options) {
    this.wake = options.wake ?? ((wakeUp) => wakeUp())
  }

  /** The time in whole microseconds since the epoch. */
  get micros(): number {
    return this.now
  }

  /** Sleepers whose time has not come. */
  get pending(): number {
    return this.timers.size
  }

  /** When the next sleeper is due, in microseconds since the epoch; undefined when nobody sleeps. */
  get earliest(): number | undefined {
    return this.timers.peek()?.micros
  }

  /**
   * Jumps to {@link earliest} and hands every sleeper due then to `wake`, the one that lay down first in front.
   * Answers how many there were: 0, and no jump, when nobody sleeps.
   */
  next(): number {
    const first = this.timers.peek()
    if (first === undefined) return 0
    this.now = first.micros
    const due: Array<() => void> = []
    for (let timer = this.timers.peek(); timer !== undefined && timer.micros === this.now; timer = this.timers.peek()) {
      this.timers.remove(timer)
      due.push(timer.wake)
    }
    for (const wakeUp of due) this.wake(wakeUp)
    return due.length
  }

  /** Whole milliseconds, like the system's clock; the fraction is dropped. */
  currentTimeMillisUnsafe(): number {
    return Math.floor(this.now / microsPerMilli)
  }

  currentTimeNanosUnsafe(): bigint {
    return BigInt(this.now) * nanosPerMicro
  }

  monotonicTimeNanosUnsafe(): bigint {
    return this.currentTimeNanosUnsafe()
  }

  /**
   * Waits for the duration, rounded to microseconds and at least one. Nothing or less gives way once, without a timer. A sleep that
   * would end later than 2⁵³ µs (about 285 years) after the epoch, as an infinite one would, never ends and has no timer either.
   */
  sleep(duration: Duration.Duration): Effect.Effect<void> {
    const micros = Duration.toMicros(duration)
    if (micros <= 0) return Effect.yieldNow
    const whole = Math.max(1, Math.round(micros))
    return Effect.callback<void>((resume) => {
      const due = this.now + whole
      if (due > Number.MAX_SAFE_INTEGER) return
      const timer = this.timers.add(due, () => resume(Effect.void))
      return Effect.sync(() => this.timers.remove(timer))
    })
  }
}

export type { VirtualClock }

/** A clock at the epoch with no sleepers. */
export const make = (options: Options = {}): VirtualClock => new VirtualClock(options)
