/**
 * What a file transfer puts on a call, in this order: a mark, the length, so many octets, their SHA-256. Back come answers of a fixed
 * length: how many octets are written so far, and in the end whether all is well. The length is there because the end of a stream is the
 * close of the call, and the sender wants an answer before that.
 *
 * Both directions are streams of octets: where a list begins and ends means nothing.
 */

const mark = new TextEncoder().encode("CFT1")
const headerLength = mark.length + 8
export const digestLength = 32

/** The beginning of a transfer. */
export const header = (octets: number): Uint8Array => {
  const header = new Uint8Array(headerLength)
  header.set(mark)
  new DataView(header.buffer).setBigUint64(mark.length, BigInt(octets))
  return header
}

/** Collects a part of fixed length. */
class Part {
  readonly octets: Uint8Array
  private filled = 0
  constructor(length: number) {
    this.octets = new Uint8Array(length)
  }
  get whole(): boolean {
    return this.filled === this.octets.length
  }
  /** Takes what it lacks and answers the rest. */
  take(octets: Uint8Array): Uint8Array {
    const part = octets.subarray(0, this.octets.length - this.filled)
    this.octets.set(part, this.filled)
    this.filled += part.length
    return octets.subarray(part.length)
  }
}

/** The receiver's place in a transfer. */
export class Incoming {
  private readonly head = new Part(headerLength)
  private readonly tail = new Part(digestLength)
  private left = 0

  /** The digest the sender made, once it is there. */
  get digest(): Uint8Array | undefined {
    return this.tail.whole ? this.tail.octets : undefined
  }

  /** What of these octets is the file's, or in words why they are no transfer. */
  take(octets: Uint8Array): Uint8Array | string {
    let rest = octets
    if (!this.head.whole) {
      rest = this.head.take(rest)
      if (!this.head.whole) return rest
      if (mark.some((octet, at) => this.head.octets[at] !== octet)) return "what arrives does not begin like a file transfer"
      this.left = Number(new DataView(this.head.octets.buffer).getBigUint64(mark.length))
    }
    const body = rest.subarray(0, this.left)
    this.left -= body.length
    rest = this.tail.take(rest.subarray(body.length))
    return rest.length === 0 ? body : `${rest.length} octets more arrive than were announced`
  }
}

/** What a receiver says. */
export type Kind = "written" | "equal" | "different"
const kinds: ReadonlyArray<Kind> = ["written", "equal", "different"]
const answerLength = 9

/** An answer: what, and how many octets are written. */
export const answer = (kind: Kind, written: number): Uint8Array => {
  const octets = new Uint8Array(answerLength)
  octets[0] = kinds.indexOf(kind)
  new DataView(octets.buffer).setBigUint64(1, BigInt(written))
  return octets
}

/** Answers, as they come. */
export class Answers {
  private part = new Part(answerLength)

  /** The last whole answer in these octets; each says all that those before it said. */
  take(octets: Uint8Array): { readonly kind: Kind; readonly written: number } | undefined {
    let last: Uint8Array | undefined
    for (let rest = octets; rest.length > 0;) {
      rest = this.part.take(rest)
      if (!this.part.whole) break
      last = this.part.octets
      this.part = new Part(answerLength)
    }
    if (last === undefined) return undefined
    return { kind: kinds[last[0]!] ?? "different", written: Number(new DataView(last.buffer).getBigUint64(1)) }
  }
}
