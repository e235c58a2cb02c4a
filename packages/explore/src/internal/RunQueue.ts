/**
 * Tasks waiting to run, by priority, with constant-time removal from anywhere.
 *
 * Within one priority tasks stand in a ring, oldest first. Taking number 0 leaves the order of the others as it is; taking another
 * moves the youngest into the gap. So a queue from which only 0 is taken is first-in, first-out, and every taking is O(1).
 * The number of different priorities in use is expected to be small: finding one is linear in it.
 */

type Task = () => void

const initialCapacity = 16

class Ring {
  readonly priority: number
  size = 0
  private slots: Array<Task | undefined> = new Array(initialCapacity)
  private head = 0

  constructor(priority: number) {
    this.priority = priority
  }

  push(task: Task): void {
    if (this.size === this.slots.length) this.grow()
    this.slots[(this.head + this.size) & (this.slots.length - 1)] = task
    this.size++
  }

  take(index: number): Task | undefined {
    const slots = this.slots
    const mask = slots.length - 1
    const at = (this.head + index) & mask
    const task = slots[at]
    if (index === 0) {
      slots[at] = undefined
      this.head = (this.head + 1) & mask
    } else {
      const last = (this.head + this.size - 1) & mask
      slots[at] = slots[last]
      slots[last] = undefined
    }
    this.size--
    return task
  }

  private grow(): void {
    const from = this.slots
    const to: Array<Task | undefined> = new Array(from.length * 2)
    for (let i = 0; i < from.length; i++) to[i] = from[(this.head + i) & (from.length - 1)]
    this.slots = to
    this.head = 0
  }
}

/** The run queue of a {@link SeededScheduler}. */
export class RunQueue {
  /** Tasks in the queue, over all priorities. */
  size = 0
  /** Ascending by priority. */
  private readonly rings: Array<Ring> = []

  push(task: Task, priority: number): void {
    this.ring(priority).push(task)
    this.size++
  }

  /** Takes one task of the lowest priority number; `choose` gets how many there are and answers which, 0 being the oldest. */
  take(choose: (candidates: number) => number): Task | undefined {
    for (const ring of this.rings) {
      if (ring.size === 0) continue
      const index = ring.size === 1 ? 0 : choose(ring.size)
      if (!(index >= 0 && index < ring.size)) throw new RangeError(`picked ${index} of ${ring.size} tasks`)
      this.size--
      return ring.take(index)
    }
    return undefined
  }

  private ring(priority: number): Ring {
    let at = 0
    for (; at < this.rings.length; at++) {
      const ring = this.rings[at]!
      if (ring.priority === priority) return ring
      if (ring.priority > priority) break
    }
    const ring = new Ring(priority)
    this.rings.splice(at, 0, ring)
    return ring
  }
}
