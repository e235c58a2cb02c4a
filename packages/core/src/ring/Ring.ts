/**
 * A bounded ring of elements in shared memory, from one producer to one consumer, and the elements' way back.
 *
 * As in the rings between an operating system and a network adapter, three indices say whose an element is. They only grow (modulo 2^32):
 *
 * ```text
 *            BeginIndex          NextIndex           EndIndex
 *   producer     │  consumer, at work │  consumer, not seen  │  producer
 *   ─────────────┴────────────────────┴──────────────────────┴──────────►
 * ```
 *
 * The producer alone moves EndIndex, the consumer alone the other two. An element comes back with what became of it; elements may be done
 * with in another order, but come back in the order in which they went. Its octets stand in a ring of bytes beside it, and their room is
 * free again with the element.
 *
 * Promises: a full ring refuses, it drops nothing and does not grow; what was put is seen whole or not at all, also when the producer dies
 * while it puts; nothing is seen before `publish`, and a batch costs one store, and one wake if the other side is parked.
 */
import type { Bell } from "./Bell.ts"

/** How large a ring is: both a power of two. */
export interface Sizes {
  readonly elements: number
  readonly bytes: number
}

/** Each index has a cache line of its own: the two threads do not slow each other by writing. */
const line = 16
const endAt = 0
const nextAt = line
const beginAt = 2 * line
const headersAt = 3 * line

/** Words of an element's header. */
const headerWords = 8
const kindAt = 0
const keyAt = 1
const valueAt = 2
const lengthAt = 3
const offsetAt = 4
const statusAt = 5
const markAt = 6
const tokenAt = 7

/** Below, copying octet by octet is quicker than a call. */
const fewBytes = 48

const isPower = (n: number): boolean => Number.isInteger(n) && n > 0 && n <= 2 ** 30 && (n & (n - 1)) === 0

/** Octets of shared memory that a ring takes. Throws when a size is no power of two. */
export const ringBytes = ({ bytes, elements }: Sizes): number => {
  if (!isPower(elements) || !isPower(bytes)) throw new RangeError(`a ring has powers of two, not ${elements} elements and ${bytes} bytes`)
  return (headersAt + elements * headerWords) * 4 + bytes
}

/** The memory of a ring, as either side sees it. */
class Memory {
  readonly words: Int32Array<SharedArrayBuffer>
  readonly bytes: Uint8Array<SharedArrayBuffer>
  readonly elements: number
  readonly mask: number
  readonly byteMask: number

  constructor(buffer: SharedArrayBuffer, at: number, { bytes, elements }: Sizes) {
    const words = headersAt + elements * headerWords
    this.words = new Int32Array(buffer, at, words)
    this.bytes = new Uint8Array(buffer, at + words * 4, bytes)
    this.elements = elements
    this.mask = elements - 1
    this.byteMask = bytes - 1
  }

  header(index: number): number {
    return headersAt + (index & this.mask) * headerWords
  }
}

/** The side that fills. */
export class Producer {
  private readonly memory: Memory
  private readonly bell: Bell
  /** The next to fill; those from EndIndex on are not published. */
  private filled: number
  /** The oldest that has not come back. */
  private oldest: number
  /** Octets ever put, and ever come back. */
  private bytesIn = 0
  private bytesBack = 0

  /** `bell` is the consumer's. */
  constructor(buffer: SharedArrayBuffer, at: number, sizes: Sizes, bell: Bell) {
    this.memory = new Memory(buffer, at, sizes)
    this.bell = bell
    this.filled = Atomics.load(this.memory.words, endAt)
    this.oldest = this.filled
  }

  /** How many elements of so many octets fit now. Grows with {@link reclaim} only. */
  room(length: number): number {
    const { bytes, elements } = this.memory
    const free = elements - ((this.filled - this.oldest) | 0)
    return length === 0 ? free : Math.min(free, Math.floor((bytes.length - (this.bytesIn - this.bytesBack)) / length))
  }

  /** Elements that were put and have not come back. */
  get out(): number {
    return (this.filled - this.oldest) | 0
  }

  /** Indices of elements that have not come back, oldest first. */
  outstanding(each: (slot: number, index: number) => void): void {
    for (let index = this.oldest; index !== this.filled; index = (index + 1) | 0) each(index & this.memory.mask, index)
  }

  /** Published, and not yet looked at by the consumer as far as it has said so. */
  get unseen(): number {
    return (Atomics.load(this.memory.words, endAt) - Atomics.load(this.memory.words, nextAt)) | 0
  }

  /**
   * Fills an element; answers its slot, or -1 when there is no room for it. The other side sees it with {@link publish}. `kind`, `key`,
   * `value` and `token` are 32-bit integers of those who use the ring: what it is, which connection it is of, one more, and what to call it
   * when the element is given back already.
   */
  put(kind: number, key: number, value: number, data?: Uint8Array, token = 0): number {
    const { byteMask, bytes, elements, mask, words } = this.memory
    const length = data === undefined ? 0 : data.length
    if (((this.filled - this.oldest) | 0) === elements || length > bytes.length - (this.bytesIn - this.bytesBack)) return -1
    const header = this.memory.header(this.filled)
    const offset = this.bytesIn & byteMask
    words[header + kindAt] = kind
    words[header + keyAt] = key
    words[header + valueAt] = value
    words[header + lengthAt] = length
    words[header + offsetAt] = offset
    words[header + statusAt] = 0
    words[header + markAt] = 0
    words[header + tokenAt] = token
    if (length > 0) {
      const first = bytes.length - offset
      if (length > first) {
        bytes.set(data!.subarray(0, first), offset)
        bytes.set(data!.subarray(first), 0)
      } else if (length > fewBytes) bytes.set(data!, offset)
      else for (let at = 0; at < length; at++) bytes[offset + at] = data![at]!
      // A double counts octets exactly for 2^53 of them; the mask above needs the lower 32 bits only.
      this.bytesIn += length
    }
    const slot = this.filled & mask
    this.filled = (this.filled + 1) | 0
    return slot
  }

  /** Hands over all that was put. */
  publish(): void {
    const { words } = this.memory
    if (words[endAt] === this.filled) return
    Atomics.store(words, endAt, this.filled)
    this.bell.ring()
  }

  /** Marks an element that has not come back; the consumer sees it when it looks. */
  mark(index: number): void {
    Atomics.store(this.memory.words, this.memory.header(index) + markAt, 1)
  }

  /** Has something come back that was not reclaimed? */
  get returned(): boolean {
    return Atomics.load(this.memory.words, beginAt) !== this.oldest
  }

  /** Takes back what has come back: its slot, and what the consumer made of it. */
  reclaim(each: (slot: number, status: number) => void): void {
    const { mask, words } = this.memory
    const begin = Atomics.load(words, beginAt)
    while (this.oldest !== begin) {
      const index = this.oldest
      const header = this.memory.header(index)
      const status = words[header + statusAt]!
      this.bytesBack += words[header + lengthAt]!
      this.oldest = (index + 1) | 0
      each(index & mask, status)
    }
  }
}

/** The side that takes. After a `take` that answered true, its fields are those of the element taken. */
export class Consumer {
  kind = 0
  key = 0
  value = 0
  token = 0
  /** Octets. */
  length = 0
  /** Names the element taken until it is completed. */
  index = 0
  private offset = 0
  private readonly memory: Memory
  private readonly bell: Bell
  private next: number
  private begin: number
  private end: number

  /** `bell` is the producer's. */
  constructor(buffer: SharedArrayBuffer, at: number, sizes: Sizes, bell: Bell) {
    this.memory = new Memory(buffer, at, sizes)
    this.bell = bell
    this.begin = Atomics.load(this.memory.words, beginAt)
    this.next = this.end = this.begin
  }

  /** Is there one that was not taken? */
  get waiting(): boolean {
    return this.next !== this.end || Atomics.load(this.memory.words, endAt) !== this.next
  }

  /** Taken and not completed, or completed behind one that is not. */
  get held(): number {
    return (this.next - this.begin) | 0
  }

  /** Takes the next element; it stays the consumer's until {@link complete} and {@link release}. */
  take(): boolean {
    const { words } = this.memory
    if (this.next === this.end) {
      this.end = Atomics.load(words, endAt)
      if (this.next === this.end) return false
    }
    const header = this.memory.header(this.next)
    this.kind = words[header + kindAt]!
    this.key = words[header + keyAt]!
    this.value = words[header + valueAt]!
    this.token = words[header + tokenAt]!
    this.length = words[header + lengthAt]!
    this.offset = words[header + offsetAt]!
    this.index = this.next
    this.next = (this.next + 1) | 0
    return true
  }

  /** The octets of the element taken last, as a copy of one's own. */
  copy(): Uint8Array<ArrayBuffer> {
    const { bytes } = this.memory
    const { length, offset } = this
    const data = new Uint8Array(length)
    const first = bytes.length - offset
    if (length > first) {
      data.set(bytes.subarray(offset), 0)
      data.set(bytes.subarray(0, length - first), first)
    } else if (length > fewBytes) data.set(bytes.subarray(offset, offset + length))
    else for (let at = 0; at < length; at++) data[at] = bytes[offset + at]!
    return data
  }

  /** Has the producer marked this element? */
  marked(index: number): boolean {
    return Atomics.load(this.memory.words, this.memory.header(index) + markAt) !== 0
  }

  /** One is done with an element. `status` is what the producer gets back with it; not 0. */
  complete(index: number, status: number): void {
    this.memory.words[this.memory.header(index) + statusAt] = status
  }

  /** Gives back what is completed, up to the first element that is not. */
  release(): void {
    const { words } = this.memory
    const before = this.begin
    while (this.begin !== this.next && words[this.memory.header(this.begin) + statusAt] !== 0) this.begin = (this.begin + 1) | 0
    if (words[nextAt] !== this.next) Atomics.store(words, nextAt, this.next)
    if (this.begin === before) return
    Atomics.store(words, beginAt, this.begin)
    this.bell.ring()
  }
}
