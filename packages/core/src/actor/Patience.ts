/**
 * Waits that must not last for ever. All of one owner last equally long at the most, so they run out in the order they began, and one timer
 * serves them all. A wait that is over is let go at once, with what it was for: it would keep young garbage alive (docs/performance.md).
 */
import type { Timer, Timers } from "./Timers.ts"

/** One wait. `over` is idempotent. */
export class Wait<A> {
  /** Its neighbours; those of a wait that is over are undefined. */
  previous: Wait<A> | undefined = undefined
  next: Wait<A> | undefined = undefined
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
    this.patience.ended(this)
  }
}

export class Patience<A> {
  private first: Wait<A> | undefined = undefined
  private last: Wait<A> | undefined = undefined
  private timer: Timer | undefined = undefined
  private ends: Array<() => void> | undefined = undefined
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
    const { last } = this
    wait.previous = last
    if (last === undefined) this.first = wait
    else last.next = wait
    this.last = wait
    this.timer ??= this.timers.set(this.millis, this.due)
    return wait
  }

  /** Is anything waited for? */
  get waits(): boolean {
    return this.first !== undefined
  }

  /** Calls `act` when the last wait is over. */
  whenOver(act: () => void): void {
    ;(this.ends ??= []).push(act)
  }

  /** @internal */
  ended(wait: Wait<A>): void {
    const { next, previous } = wait
    if (previous === undefined) this.first = next
    else previous.next = next
    if (next === undefined) this.last = previous
    else next.previous = previous
    wait.next = wait.previous = undefined
    if (this.first !== undefined) return
    this.timer?.stop()
    this.timer = undefined
    const { ends } = this
    this.ends = undefined
    if (ends !== undefined) for (const act of ends) act()
  }

  private readonly due = (): void => {
    this.timer = undefined
    const now = this.timers.now() + 0.0005
    const late: Array<Wait<A>> = []
    while (this.first !== undefined && this.first.at <= now) {
      late.push(this.first)
      this.first.over()
    }
    if (this.first !== undefined) this.timer ??= this.timers.set(Math.max(0, this.first.at - this.timers.now()), this.due)
    for (const { what } of late) this.late(what)
  }
}
