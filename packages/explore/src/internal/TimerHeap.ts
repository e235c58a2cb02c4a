/**
 * A binary heap of timers that can also give back a timer that is not the earliest.
 *
 * Earliest first; timers of the same instant in the order in which they were added. Adding and removing are O(log n).
 */

export interface Timer {
  /** The instant, in microseconds. */
  readonly micros: number
  /** Orders timers of one instant. */
  readonly sequence: number
  readonly wake: () => void
  /** Where it stands in the heap; -1 when it is not in it. Kept by the heap. */
  position: number
}

const before = (a: Timer, b: Timer): boolean => a.micros < b.micros || (a.micros === b.micros && a.sequence < b.sequence)

export class TimerHeap {
  private readonly timers: Array<Timer> = []
  private sequence = 0

  get size(): number {
    return this.timers.length
  }

  peek(): Timer | undefined {
    return this.timers[0]
  }

  add(micros: number, wake: () => void): Timer {
    const timer: Timer = { micros, sequence: this.sequence++, wake, position: this.timers.length }
    this.timers.push(timer)
    this.up(timer)
    return timer
  }

  /** Takes the timer out; does nothing when it already left. */
  remove(timer: Timer): void {
    const position = timer.position
    if (position < 0) return
    timer.position = -1
    const last = this.timers.pop()!
    if (last === timer) return
    this.place(last, position)
    this.up(last)
    this.down(last)
  }

  private place(timer: Timer, position: number): void {
    this.timers[position] = timer
    timer.position = position
  }

  private up(timer: Timer): void {
    let position = timer.position
    while (position > 0) {
      const above = (position - 1) >>> 1
      const parent = this.timers[above]!
      if (!before(timer, parent)) break
      this.place(parent, position)
      position = above
    }
    this.place(timer, position)
  }

  private down(timer: Timer): void {
    const size = this.timers.length
    let position = timer.position
    while (true) {
      let below = 2 * position + 1
      if (below >= size) break
      if (below + 1 < size && before(this.timers[below + 1]!, this.timers[below]!)) below++
      const child = this.timers[below]!
      if (!before(child, timer)) break
      this.place(child, position)
      position = below
    }
    this.place(timer, position)
  }
}
