/**
 * The ATM structures of call parameters and SAPs: addresses, connection identifiers, traffic, information elements.
 *
 * An address keeps its octets as text, because addresses are compared and looked up far more often than they are sent: an NSAP address
 * as 40 lower-case hexadecimal digits, an E.164 address as its decimal digits.
 *
 * @see docs/condis/structures.md, section 11
 */
import * as Schema from "effect/Schema"
import { Uint16, Uint32, Uint8 } from "./internal/integers.ts"

/** Kinds of address (`ATM_NSAP`, `ATM_E164`). */
export const AtmAddressType = { NSAP: 0, E164: 1 } as const

/** Wildcards that may stand in fields of a SAP (`SAP_FIELD_…`). */
export const SapField = {
  /** Anything matches. */
  ANY: 0xffffffff,
  /** Matches only where the call has nothing. */
  ABSENT: 0xfffffffe,
  /** As address type: only the first `NumberOfDigits` octets count. */
  ANY_AESA_REST: 0xfffffffb,
  /** As address type: the last octet, the selector, does not count. */
  ANY_AESA_SEL: 0xfffffffa
} as const

interface AddressFields {
  readonly AddressType: number
  readonly NumberOfDigits: number
  readonly Address: string
}

const nsapDigits = /^[0-9a-f]{40}$/
const e164Digits = /^[0-9]{1,15}$/

const wellFormed = Schema.makeFilter((address: AddressFields) => {
  if (address.NumberOfDigits === 0) {
    return address.Address === "" ? undefined : "an address without digits has an empty Address"
  }
  if (address.AddressType === AtmAddressType.E164) {
    if (!e164Digits.test(address.Address)) return "an E.164 Address is 1 to 15 decimal digits"
    return address.NumberOfDigits === address.Address.length ? undefined : "NumberOfDigits is the number of digits of an E.164 Address"
  }
  if (!nsapDigits.test(address.Address)) return "an NSAP Address is 20 octets as 40 lower-case hexadecimal digits"
  return address.NumberOfDigits <= 20 ? undefined : "NumberOfDigits of an NSAP Address is at most 20"
})

/** ATM_ADDRESS. `NumberOfDigits` counts octets of an NSAP address and digits of an E.164 address; 0 means there is no address. */
export const AtmAddress = Schema.Struct({
  AddressType: Schema.Literals([AtmAddressType.NSAP, AtmAddressType.E164]),
  NumberOfDigits: Uint32,
  Address: Schema.String
}).check(wellFormed)
export interface AtmAddress extends Schema.Schema.Type<typeof AtmAddress> {}

/** ATM_ADDRESS in a SAP, where the address type may be a wildcard. */
export const AtmSapAddress = Schema.Struct({
  AddressType: Schema.Literals([
    AtmAddressType.NSAP,
    AtmAddressType.E164,
    SapField.ANY,
    SapField.ABSENT,
    SapField.ANY_AESA_REST,
    SapField.ANY_AESA_SEL
  ]),
  NumberOfDigits: Uint32,
  Address: Schema.String
}).check(wellFormed)
export interface AtmSapAddress extends Schema.Schema.Type<typeof AtmSapAddress> {}

/** No address. */
export const noAddress: AtmAddress = { AddressType: AtmAddressType.NSAP, NumberOfDigits: 0, Address: "" }

const separators = /[.:\s-]/g

/** Why the text is not an address; undefined when it is one. */
const problem = (text: string): string | undefined => {
  if (text.startsWith("+")) return e164Digits.test(text.slice(1)) ? undefined : "an E.164 address is + and 1 to 15 decimal digits"
  const digits = text.replace(separators, "")
  if (digits === "") return "an address is up to 40 hexadecimal digits (NSAP), or + and 1 to 15 decimal digits (E.164)"
  if (!/^[0-9a-f]+$/i.test(digits)) return "an NSAP address has hexadecimal digits only"
  return digits.length <= 40 ? undefined : `an NSAP address has at most 40 hexadecimal digits, this one has ${digits.length}`
}

/** Text that {@link atmAddress} takes. */
export const AtmAddressText = Schema.String.check(Schema.makeFilter(problem))

/**
 * An address from text. `+` and decimal digits: an E.164 address. Otherwise an NSAP address of hexadecimal digits, where dots, colons,
 * hyphens and blanks may separate groups; a short one is filled up with zeros at its end, so `47.0001` is a full address.
 *
 * Throws a RangeError that says what is wrong with the text.
 */
export const atmAddress = (text: string): AtmAddress => {
  const wrong = problem(text)
  if (wrong !== undefined) throw new RangeError(`${JSON.stringify(text)}: ${wrong}`)
  if (text.startsWith("+")) {
    return { AddressType: AtmAddressType.E164, NumberOfDigits: text.length - 1, Address: text.slice(1) }
  }
  const digits = text.replace(separators, "").toLowerCase()
  return { AddressType: AtmAddressType.NSAP, NumberOfDigits: 20, Address: digits.padEnd(40, "0") }
}

/** The full text of an address, the same for equal addresses: a map key. Empty when there is no address. */
export const atmAddressText = (address: AtmAddress): string =>
  address.AddressType === AtmAddressType.E164 ? "+" + address.Address : address.Address

/** The same address? */
export const sameAtmAddress = (a: AtmAddress, b: AtmAddress): boolean => a.Address === b.Address && a.AddressType === b.AddressType

/** Does the address of a SAP, wildcards included, take in this address? */
export const atmAddressMatches = (pattern: AtmSapAddress, address: AtmAddress): boolean => {
  switch (pattern.AddressType) {
    case SapField.ANY:
      return true
    case SapField.ABSENT:
      return address.NumberOfDigits === 0
    case SapField.ANY_AESA_REST:
      return (
        address.AddressType === AtmAddressType.NSAP &&
        address.NumberOfDigits > 0 &&
        address.Address.startsWith(pattern.Address.slice(0, pattern.NumberOfDigits * 2))
      )
    case SapField.ANY_AESA_SEL:
      return (
        address.AddressType === AtmAddressType.NSAP &&
        address.NumberOfDigits > 0 &&
        address.Address.startsWith(pattern.Address.slice(0, 38))
      )
    default:
      return pattern.Address === address.Address && pattern.AddressType === address.AddressType
  }
}

/** ATM_VPIVCI: which virtual connection of the link. */
export const VpiVci = Schema.Struct({ Vpi: Uint32, Vci: Uint32 })
export interface VpiVci extends Schema.Schema.Type<typeof VpiVci> {}

/** ATM_AAL_TYPE: adaptation layers. */
export const AalType = { AAL0: 1, AAL1: 2, AAL34: 4, AAL5: 8 } as const

/** ATM_SERVICE_CATEGORY. */
export const ServiceCategory = { CBR: 1, VBR: 2, UBR: 4, ABR: 8 } as const

/** ATM_FLOW_PARAMETERS: traffic of one direction. Rates in cells/s, `BurstLengthCells` in cells, `MaxSduSize` in bytes; the rest is ABR. */
export const AtmFlowParameters = Schema.Struct({
  ServiceCategory: Schema.Literals([ServiceCategory.CBR, ServiceCategory.VBR, ServiceCategory.UBR, ServiceCategory.ABR]),
  AverageCellRate: Uint32,
  PeakCellRate: Uint32,
  MinimumCellRate: Uint32,
  InitialCellRate: Uint32,
  BurstLengthCells: Uint32,
  MaxSduSize: Uint32,
  TransientBufferExposure: Uint32,
  CumulativeRMFixedRTT: Uint32,
  RateIncreaseFactor: Uint8,
  RateDecreaseFactor: Uint8,
  ACRDecreaseTimeFactor: Uint16,
  MaximumCellsPerForwardRMCell: Uint8,
  MaximumForwardRMCellInterval: Uint8,
  CutoffDecreaseFactor: Uint8,
  Reserved1: Uint8,
  MissingRMCellCount: Uint32,
  Reserved2: Uint32,
  Reserved3: Uint32
})
export interface AtmFlowParameters extends Schema.Schema.Type<typeof AtmFlowParameters> {}

/** Traffic of a category and a peak rate in cells/s, with the fields that matter besides; the others are 0. */
export const atmFlow = (
  fields: Pick<AtmFlowParameters, "ServiceCategory" | "PeakCellRate"> & Partial<AtmFlowParameters>
): AtmFlowParameters => ({
  ServiceCategory: fields.ServiceCategory,
  AverageCellRate: fields.AverageCellRate ?? 0,
  PeakCellRate: fields.PeakCellRate,
  MinimumCellRate: fields.MinimumCellRate ?? 0,
  InitialCellRate: fields.InitialCellRate ?? 0,
  BurstLengthCells: fields.BurstLengthCells ?? 0,
  MaxSduSize: fields.MaxSduSize ?? 0,
  TransientBufferExposure: fields.TransientBufferExposure ?? 0,
  CumulativeRMFixedRTT: fields.CumulativeRMFixedRTT ?? 0,
  RateIncreaseFactor: fields.RateIncreaseFactor ?? 0,
  RateDecreaseFactor: fields.RateDecreaseFactor ?? 0,
  ACRDecreaseTimeFactor: fields.ACRDecreaseTimeFactor ?? 0,
  MaximumCellsPerForwardRMCell: fields.MaximumCellsPerForwardRMCell ?? 0,
  MaximumForwardRMCellInterval: fields.MaximumForwardRMCellInterval ?? 0,
  CutoffDecreaseFactor: fields.CutoffDecreaseFactor ?? 0,
  Reserved1: fields.Reserved1 ?? 0,
  MissingRMCellCount: fields.MissingRMCellCount ?? 0,
  Reserved2: fields.Reserved2 ?? 0,
  Reserved3: fields.Reserved3 ?? 0
})

/** ATM_MEDIA_PARAMETERS: what a call manager tells the miniport about an ATM VC. */
export const AtmMediaParameters = Schema.Struct({
  ConnectionId: VpiVci,
  AALType: Schema.Literals([AalType.AAL0, AalType.AAL1, AalType.AAL34, AalType.AAL5]),
  CellDelayVariationCLP0: Uint32,
  CellDelayVariationCLP1: Uint32,
  CellLossRatioCLP0: Uint32,
  CellLossRatioCLP1: Uint32,
  CellTransferDelayCLP0: Uint32,
  CellTransferDelayCLP1: Uint32,
  DefaultCLP: Uint32,
  Transmit: AtmFlowParameters,
  Receive: AtmFlowParameters
})
export interface AtmMediaParameters extends Schema.Schema.Type<typeof AtmMediaParameters> {}

/** Media parameters of an AAL5 VC on this connection. */
export const atmMedia = (connection: VpiVci, transmit: AtmFlowParameters, receive: AtmFlowParameters): AtmMediaParameters => ({
  ConnectionId: connection,
  AALType: AalType.AAL5,
  CellDelayVariationCLP0: 0,
  CellDelayVariationCLP1: 0,
  CellLossRatioCLP0: 0,
  CellLossRatioCLP1: 0,
  CellTransferDelayCLP0: 0,
  CellTransferDelayCLP1: 0,
  DefaultCLP: 0,
  Transmit: transmit,
  Receive: receive
})
