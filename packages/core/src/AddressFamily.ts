/**
 * CO_ADDRESS_FAMILY: which signalling protocol a call manager or MCM driver offers, and in which version.
 *
 * @see docs/condis/structures.md, section 2
 */
import * as Schema from "effect/Schema"
import { Uint32 } from "./internal/integers.ts"

/** Identifiers of address families (`CO_ADDRESS_FAMILY_…`). */
export const AddressFamilyId = {
  /** ATM signalling. */
  Q2931: 0x00000001,
  /** The packet scheduler. */
  PSCHED: 0x00000002,
  L2TP: 0x00000003,
  IRDA: 0x00000004,
  /** The IEEE 1394 bus. */
  IEEE_1394: 0x00000005,
  PPP: 0x00000006,
  INFINIBAND: 0x00000007,
  /** Offered by the TAPI proxy to WAN clients. */
  TAPI: 0x00000800,
  /** Offered by WAN drivers to the TAPI proxy. */
  TAPI_PROXY: 0x00000801,
  /** A bit, set beside one of the above: the provider supports proxying. */
  PROXY: 0x80000000
} as const

/** An address family: who is spoken to in which version. */
export const AddressFamily = Schema.Struct({
  AddressFamily: Uint32,
  MajorVersion: Uint32,
  MinorVersion: Uint32
})
export interface AddressFamily extends Schema.Schema.Type<typeof AddressFamily> {}

/** An address family of a version. */
export const addressFamily = (id: number, majorVersion: number, minorVersion: number): AddressFamily => ({
  AddressFamily: id,
  MajorVersion: majorVersion,
  MinorVersion: minorVersion
})

/** ATM signalling of UNI 3.1, the family ATM clients look for. */
export const q2931: AddressFamily = addressFamily(AddressFamilyId.Q2931, 3, 1)

/** The same family in the same version? */
export const sameAddressFamily = (a: AddressFamily, b: AddressFamily): boolean =>
  a.AddressFamily === b.AddressFamily && a.MajorVersion === b.MajorVersion && a.MinorVersion === b.MinorVersion

const names: ReadonlyMap<number, string> = new Map(Object.entries(AddressFamilyId).map(([name, id]) => [id, name]))

/** Name and version for people: `Q2931 3.1`, `Q2931+PROXY 3.1`; a family without a name in hexadecimal. */
export const addressFamilyText = (self: AddressFamily): string => {
  const base = (self.AddressFamily & 0x7fffffff) >>> 0
  const name = names.get(base) ?? `0x${base.toString(16).toUpperCase()}`
  return `${name}${self.AddressFamily >= AddressFamilyId.PROXY ? "+PROXY" : ""} ${self.MajorVersion}.${self.MinorVersion}`
}
