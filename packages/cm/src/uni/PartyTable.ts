/**
 * The parties of a call by endpoint reference, in ascending order. A change makes another table and leaves this one as it was: one copy of an
 * array of pointers, where a `Map` would be built anew, entry by entry, at each step of a call with a thousand leaves.
 */
export class PartyTable<P> implements Iterable<readonly [number, P]> {
  private readonly entries: ReadonlyArray<readonly [number, P]>

  constructor(entries: ReadonlyArray<readonly [number, P]> = []) {
    this.entries = entries
  }

  get size(): number {
    return this.entries.length
  }

  get(number: number): P | undefined {
    const entry = this.entries[this.place(number)]
    return entry?.[0] === number ? entry[1] : undefined
  }

  /** With the party under this number, whoever was there. */
  with(number: number, party: P): PartyTable<P> {
    const at = this.place(number)
    const entries = this.entries.slice()
    entries.splice(at, entries[at]?.[0] === number ? 1 : 0, [number, party])
    return new PartyTable(entries)
  }

  without(number: number): PartyTable<P> {
    const at = this.place(number)
    if (this.entries[at]?.[0] !== number) return this
    const entries = this.entries.slice()
    entries.splice(at, 1)
    return new PartyTable(entries)
  }

  [Symbol.iterator](): IterableIterator<readonly [number, P]> {
    return this.entries[Symbol.iterator]()
  }

  /** Where the number is, or would be. */
  private place(number: number): number {
    let [from, to] = [0, this.entries.length]
    while (from < to) {
      const middle = (from + to) >> 1
      if (this.entries[middle]![0] < number) from = middle + 1
      else to = middle
    }
    return from
  }
}
