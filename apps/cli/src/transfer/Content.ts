/**
 * Octets to send: drawn from a seed, or a file's.
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Stream from "effect/Stream"

/** Octets that are read, or drawn, at a time. */
export const piece = 0x40000

/** A piece of seeded content: no two pieces of a seed are alike, so one that is missing, doubled or out of place is noticed. */
const drawn = (seed: number, index: number, octets: number): Uint8Array => {
  const words = new Uint32Array(Math.ceil(octets / 4))
  // Never 0: xorshift would stay there.
  let x = (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(index + 1, 0xc2b2ae35)) | 1
  for (let at = 0; at < words.length; at++) {
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    words[at] = x
  }
  return new Uint8Array(words.buffer, 0, octets)
}

/** So many octets from a seed. */
export const generated = (octets: number, seed: number): Stream.Stream<Uint8Array> =>
  Stream.suspend(() => {
    let index = 0
    let left = octets
    const next = Effect.sync(() => {
      const content = drawn(seed, index++, Math.min(piece, left))
      left -= content.length
      return content
    })
    return Stream.take(Stream.fromEffectRepeat(next), Math.ceil(octets / piece))
  })

/** A file's octets. */
export const fileOctets = (path: string) => Stream.unwrap(Effect.map(FileSystem.FileSystem, (fs) => fs.stream(path, { chunkSize: piece })))
