/**
 * A queue that is taken from at the front in constant time, and to whose front can be given back.
 */

/** Free places at the front before they are let go. */
const slack = 64

export class Deque<A> {
  private items: Array<A | undefined> = []
  private head = 0

  get length(): number {
    return this.items.length - this.head
  }

  push(item: A): void {
    this.items.push(item)
  }

  /** Undefined: there is none. */
  shift(): A | undefined {
    if (this.length === 0) return undefined
    const item = this.items[this.head]
    // What was taken is not kept alive.
    this.items[this.head++] = undefined
    if (this.length === 0) {
      this.items = []
      this.head = 0
    } else if (this.head >= slack && this.head >= this.length) {
      this.items = this.items.slice(this.head)
      this.head = 0
    }
    return item
  }

  unshift(item: A): void {
    if (this.head > 0) this.items[--this.head] = item
    else this.items.unshift(item)
  }

  /** Puts another item in the place of each. */
  replace(other: (item: A) => A): void {
    for (let at = this.head; at < this.items.length; at++) this.items[at] = other(this.items[at]!)
  }
}
