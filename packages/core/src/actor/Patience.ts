/**
 * Waits that must not last for ever. All of one owner last equally long at the most, so they run out in the order they began, and one timer
 * serves them all.
 */
import type { Timer, Timers } from "./Timers.ts"

/** One wait. `over` is idempotent. */
export class Wait<A> {
  waits = true
  readonly at: number
  readonly what: A
  private readonly patience: Patience<A>
  constructor(at: number, what: A, patience: Patience<A>) {
    this.at = at
    this.what = what
    this.patience = patience
  }
  over(): void {
    if (!this.waits) return
    this.waits = false
    this.patience.ended()
  }
}

export class Patience<A> {
  private queue: Array<Wait<A>> = []
  private head = 0
  private live = 0
  private timer: Timer | undefined = undefined
  private readonly timers: Timers
  private readonly millis: number
  private readonly late: (what: A) => void

  /** `late` is told what was waited for longer than `millis`; the wait is over then. */
  constructor(timers: Timers, millis: number, late: (what: A) => void) {
    this.timers = timers
    this.millis = millis
    this.late = late
  }

  wait(what: A): Wait<A> {
    const wait = new Wait(this.timers.now() + this.millis, what, this)
    this.queue.push(wait)
    this.live++
    this.timer ??= this.timers.set(this.millis, this.due)
    return wait
  }

  /** @internal */
  ended(): void {
    this.live--
    if (this.live === 0) {
      this.timer?.stop()
      this.timer = undefined
      this.queue.length = this.head = 0
    } else if (this.queue.length > 64 && this.queue.length > 4 * this.live) {
      this.queue = this.queue.slice(this.head).filter(({ waits }) => waits)
      this.head = 0
    }
  }

  private readonly due = (): void => {
    this.timer = undefined
    const now = this.timers.now() + 0.0005
    const late: Array<Wait<A>> = []
    while (this.head < this.queue.length) {
      const next = this.queue[this.head]!
      if (next.waits && next.at > now) break
      this.head++
      if (next.waits) late.push(next)
    }
    for (const wait of late) wait.over()
    const next = this.queue[this.head]
    if (next !== undefined) this.timer ??= this.timers.set(Math.max(0, next.at - this.timers.now()), this.due)
    for (const { what } of late) this.late(what)
  }
}
