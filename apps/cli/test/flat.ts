/**
 * For tests that send much and look that memory stays flat.
 */
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"

setFlagsFromString("--expose-gc")
const collect = runInNewContext("gc") as () => void

/** Octets that are in use when all garbage is collected. */
export const heap = (): number => {
  for (let n = 0; n < 3; n++) collect()
  const { arrayBuffers, heapUsed } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

/** A unit of so many octets that says its number. */
export const numbered = (number: number, octets: number): Uint8Array => {
  const all = new Uint8Array(octets)
  new DataView(all.buffer).setUint32(0, number)
  return all
}

export const numberOf = (data: Uint8Array): number => new DataView(data.buffer, data.byteOffset, data.byteLength).getUint32(0)
