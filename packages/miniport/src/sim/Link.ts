/**
 * The line between an adapter and its port of the switch. Both directions have the same properties.
 */

/** Properties of a link. */
export interface Link {
  /** How long a frame is on its way after it has left, in milliseconds; may be fractional (resolution: microseconds). */
  readonly delayMillis: number
  /** How fast frames leave, in bits of the frame a second. Undefined: leaving takes no time. */
  readonly rateBitsPerSecond: number | undefined
  /**
   * The bound of each direction, in frames. Towards the switch: what waits for the transmitter, and apart from it what has left and was
   * not handled; a full line holds the transmitter back. Towards the adapter: everything from the switch's decision to send until the
   * driver takes the frame; the excess is dropped.
   */
  readonly queueFrames: number
  /**
   * How many frames of a connection without a guaranteed rate its sender at this link can have under way, or with the driver at the far end,
   * at a time; the others wait in the sender's adapter. Undefined: there is no limit.
   */
  readonly windowFrames: number | undefined
  /** A link that is down loses what is sent into it. */
  readonly up: boolean
}

/** A link without delay and rate: no timer is ever used on it. */
export const defaultLink: Link = { delayMillis: 0, rateBitsPerSecond: undefined, queueFrames: 65_536, windowFrames: 64, up: true }

/** Merges a change into a link. Throws a RangeError that names the address and the property that makes no sense. */
export const changeLink = (address: string, link: Link, change: Partial<Link>): Link => {
  const next = { ...link, ...change }
  const bad = (what: string, value: unknown, expected: string): never => {
    throw new RangeError(`link of ${address}: ${what} is ${String(value)}, expected ${expected}`)
  }
  if (!(Number.isFinite(next.delayMillis) && next.delayMillis >= 0)) bad("delayMillis", next.delayMillis, "0 or a positive number")
  const rate = next.rateBitsPerSecond
  if (rate !== undefined && !(Number.isFinite(rate) && rate > 0)) bad("rateBitsPerSecond", rate, "a positive number, or undefined for none")
  if (!(Number.isSafeInteger(next.queueFrames) && next.queueFrames > 0)) bad("queueFrames", next.queueFrames, "a positive integer")
  const window = next.windowFrames
  if (window !== undefined && !(Number.isSafeInteger(window) && window > 0))
    bad("windowFrames", window, "a positive integer, or undefined for none")
  return next
}
