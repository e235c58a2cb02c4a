/**
 * What the two threads of `bench ring` agree on: the frames, what is done with each, and how many may be under way.
 */
import type { Shared } from "@condis/core/ring/index"

/** Frames that were sent and have not come back: the elements of the ring, and for messages as many without an answer. */
export const window = 1024

/** Octets of a ring: all frames of a window fit. */
export const ringBytes = 2 * 1024 * 1024

/** What the thread is told. */
export type Task =
  | { readonly _tag: "Ring"; readonly shared: Shared; readonly batch: number }
  | { readonly _tag: "Count" }
  | { readonly _tag: "Frames"; readonly frames: ReadonlyArray<Uint8Array | null> }

/** What it answers: how many frames it has seen since the last answer to `Count`, and the sum of all their octets. */
export interface Tally {
  readonly _tag: "Tally"
  readonly frames: number
  readonly sum: number
}

/** So many frames of messages are done with. */
export interface Done {
  readonly _tag: "Done"
  readonly frames: number
}

/** A frame of so many octets. */
export const frameOf = (bytes: number): Uint8Array => Uint8Array.from({ length: bytes }, (_, at) => (at * 7 + 1) & 0xff)

/** Touches every octet. */
export const sumOf = (octets: Uint8Array): number => {
  let sum = 0
  for (let at = 0; at < octets.length; at++) sum += octets[at]!
  return sum
}
