/**
 * CO_SAP: the address at which a client wants to be called.
 *
 * The content of a SAP is typed by its `SapType`; content of any other type is octets. `SapLength` is the size that the content has in
 * the published layout: nothing here is laid out in memory, but drivers and traces show it.
 *
 * @see docs/condis/structures.md, section 3
 */
import * as Schema from "effect/Schema"
import { type AtmAddress, AtmSapAddress } from "./Atm.ts"
import { Uint32 } from "./internal/integers.ts"
import { Bhli, Blli } from "./InformationElement.ts"

/** Formats of a SAP. */
export const SapType = {
  /** SAP_TYPE_NSAP: an OSI address, for ATM with its layer information. */
  NSAP: 0x00000001,
  /** SAP_TYPE_E164: a telephone number. */
  E164: 0x00000002,
  /** AF_TAPI_SAP_TYPE: a TAPI line and address, or a device class. */
  TAPI: 0x00008000
} as const

/** ATM_SAP. `Blli` and `Bhli` null: any. */
export const AtmSap = Schema.Struct({
  Blli: Schema.NullOr(Blli),
  Bhli: Schema.NullOr(Bhli),
  Addresses: Schema.Array(AtmSapAddress).check(
    Schema.makeFilter((list) => (list.length <= 1 ? undefined : "an ATM SAP has at most one address"))
  )
})
export interface AtmSap extends Schema.Schema.Type<typeof AtmSap> {}

/** CO_AF_TAPI_SAP. */
export const TapiSap = Schema.Struct({ ulLineID: Uint32, ulAddressID: Uint32, ulMediaModes: Uint32 })
export interface TapiSap extends Schema.Schema.Type<typeof TapiSap> {}

/** Up to 15 decimal digits. */
const E164 = Schema.String.check(Schema.isPattern(/^[0-9]{1,15}$/, { expected: "1 to 15 decimal digits" }))

/** What a SAP says. */
export type SapContent = AtmSap | TapiSap | string | Uint8Array

/** Octets the content takes in the published layout: ATM_SAP is 56 and 28 for each address, CO_AF_TAPI_SAP 12. */
export const sapLength = (content: SapContent): number => {
  if (typeof content === "string" || content instanceof Uint8Array) return content.length
  return "Addresses" in content ? 56 + 28 * content.Addresses.length : 12
}

const lengthAgrees = Schema.makeFilter((sap: { readonly SapLength: number; readonly Sap: SapContent }) => {
  const length = sapLength(sap.Sap)
  return sap.SapLength === length ? undefined : `SapLength of this content is ${length}, not ${sap.SapLength}`
})

/** A SAP. For TAPI a text is a device class. */
export const Sap = Schema.Union([
  Schema.Struct({ SapType: Schema.Literal(SapType.NSAP), SapLength: Uint32, Sap: AtmSap }).check(lengthAgrees),
  Schema.Struct({ SapType: Schema.Literal(SapType.E164), SapLength: Uint32, Sap: E164 }).check(lengthAgrees),
  Schema.Struct({ SapType: Schema.Literal(SapType.TAPI), SapLength: Uint32, Sap: Schema.Union([TapiSap, Schema.NonEmptyString]) }).check(
    lengthAgrees
  ),
  Schema.Struct({ SapType: Uint32, SapLength: Uint32, Sap: Schema.Uint8Array }).check(lengthAgrees)
])
export type Sap = typeof Sap.Type

/** A SAP at this ATM address, for the layers given, else for any. */
export const atmSap = (
  address: AtmSapAddress | AtmAddress,
  layers: { readonly Blli?: Blli | null; readonly Bhli?: Bhli | null } = {}
): Sap => {
  const content: AtmSap = { Blli: layers.Blli ?? null, Bhli: layers.Bhli ?? null, Addresses: [address] }
  return { SapType: SapType.NSAP, SapLength: sapLength(content), Sap: content }
}

/** A SAP at this telephone number. */
export const e164Sap = (digits: string): Sap => ({ SapType: SapType.E164, SapLength: digits.length, Sap: digits })

/** A SAP of a TAPI line and address, or of a device class. */
export const tapiSap = (content: TapiSap | string): Sap => ({ SapType: SapType.TAPI, SapLength: sapLength(content), Sap: content })

/** A SAP of octets that only its address family can read. */
export const rawSap = (type: number, octets: Uint8Array): Sap => ({ SapType: type, SapLength: octets.length, Sap: octets })

/** The ATM content of the SAP, if that is what it has. */
export const atmSapOf = (sap: Sap): AtmSap | undefined => (typeof sap.Sap === "object" && "Addresses" in sap.Sap ? sap.Sap : undefined)
