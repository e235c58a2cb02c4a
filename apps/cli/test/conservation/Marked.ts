/**
 * Octets that say where they belong: who sent them, as the how manieth, and how all the rest must look.
 */

const headerOctets = 8

/** Where a unit of data belongs. */
export interface Mark {
  /** Which end of which call sent it. */
  readonly source: number
  /** The how manieth of that end. */
  readonly number: number
}

/** So many octets, at least those of a mark. */
export const marked = ({ number, source }: Mark, octets: number): Uint8Array => {
  const all = new Uint8Array(Math.max(headerOctets, octets))
  const view = new DataView(all.buffer)
  view.setUint32(0, source)
  view.setUint32(4, number)
  for (let at = headerOctets; at < all.length; at++) all[at] = source * 31 + number * 7 + at
  return all
}

/** Whose octets they are. Undefined: nobody sent these. */
export const markOf = (octets: Uint8Array): Mark | undefined => {
  if (octets.length < headerOctets) return undefined
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength)
  const mark = { source: view.getUint32(0), number: view.getUint32(4) }
  const { number, source } = mark
  for (let at = headerOctets; at < octets.length; at++) if (octets[at] !== ((source * 31 + number * 7 + at) & 0xff)) return undefined
  return mark
}
