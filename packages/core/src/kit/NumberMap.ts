/**
 * A map from whole numbers from 0 on, for tables whose entries come and go with each call. Values come in the order in which they were
 * added.
 *
 * It stands where a `Map` would, because V8's `Map` and `Set` keep ended calls alive: deletions have them build a new table now and then,
 * and the old one points to it. Once one of them is old garbage, all tables after it, with everything in them, outlive collections of
 * young garbage until the next full one. See docs/performance.md. This one builds its tables anew only when it has to hold more.
 */
export class NumberMap<V> {
  private live = 0
  /** Entries in the order in which they came; those deleted stay, empty, until the next tidying. */
  private keys: Array<number> = []
  private entries: Array<V | undefined> = []
  /** Open addressing: 0, free; -1, deleted; else the place of the entry + 1. At least half are free. */
  private index = new Int32Array(32)

  get size(): number {
    return this.live
  }

  get(key: number): V | undefined {
    const at = this.find(key)
    return at < 0 ? undefined : this.entries[this.index[at]! - 1]
  }

  has(key: number): boolean {
    return this.find(key) >= 0
  }

  set(key: number, value: V): this {
    const at = this.find(key)
    if (at >= 0) {
      this.entries[this.index[at]! - 1] = value
      return this
    }
    if (this.keys.length * 2 >= this.index.length) this.tidy()
    this.keys.push(key)
    this.entries.push(value)
    this.live++
    this.place(key, this.keys.length)
    return this
  }

  delete(key: number): boolean {
    const at = this.find(key)
    if (at < 0) return false
    const entry = this.index[at]! - 1
    this.index[at] = -1
    this.keys[entry] = -1
    this.entries[entry] = undefined
    this.live--
    return true
  }

  clear(): void {
    this.keys.length = this.entries.length = this.live = 0
    this.index.fill(0)
  }

  /** The values as they are now. */
  values(): Array<V> {
    const values: Array<V> = []
    for (let entry = 0; entry < this.keys.length; entry++) if (this.keys[entry]! >= 0) values.push(this.entries[entry] as V)
    return values
  }

  /** Where the key is in the index; -1: it is not there. */
  private find(key: number): number {
    const { index, keys } = this
    const mask = index.length - 1
    for (let at = spread(key) & mask; ; at = (at + 1) & mask) {
      const entry = index[at]!
      if (entry === 0) return -1
      if (entry > 0 && keys[entry - 1] === key) return at
    }
  }

  private place(key: number, entry: number): void {
    const { index } = this
    const mask = index.length - 1
    let at = spread(key) & mask
    while (index[at]! > 0) at = (at + 1) & mask
    index[at] = entry
  }

  /** Moves the entries together, and gives them twice the room, or half, when they need it. */
  private tidy(): void {
    const { entries, keys } = this
    let kept = 0
    for (let entry = 0; entry < keys.length; entry++) {
      if (keys[entry]! < 0) continue
      keys[kept] = keys[entry]!
      entries[kept++] = entries[entry]
    }
    keys.length = entries.length = kept
    const room = this.index.length
    if (kept * 4 > room) this.index = new Int32Array(room * 2)
    else if (kept * 32 < room && room > 32) this.index = new Int32Array(room / 2)
    else this.index.fill(0)
    for (let entry = 0; entry < kept; entry++) this.place(keys[entry]!, entry + 1)
  }
}

/** Numbers that follow one another, or differ in high digits only, are to lie apart. */
const spread = (key: number): number => {
  const mixed = Math.imul(key, 0x9e3779b1)
  return mixed ^ (mixed >>> 15)
}
