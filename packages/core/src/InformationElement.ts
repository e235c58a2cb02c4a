/**
 * The Q.2931 information elements that travel beside the addresses of a call, and the two of them that SAPs are matched by.
 *
 * @see docs/condis/structures.md, section 11
 */
import * as Schema from "effect/Schema"
import { Uint32, Uint8 } from "./internal/integers.ts"

const octets = (count: number) =>
  Schema.Array(Uint8).check(Schema.makeFilter((list) => (list.length === count ? undefined : `${count} octets, got ${list.length}`)))

/** ATM_BLLI_IE: which layer 2 and 3 protocols the call carries. In a SAP the four-octet fields may hold a wildcard of `SapField`. */
export const Blli = Schema.Struct({
  Layer2Protocol: Uint32,
  Layer2Mode: Uint8,
  Layer2WindowSize: Uint8,
  Layer2UserSpecifiedProtocol: Uint32,
  Layer3Protocol: Uint32,
  Layer3Mode: Uint8,
  Layer3DefaultPacketSize: Uint8,
  Layer3PacketWindowSize: Uint8,
  Layer3UserSpecifiedProtocol: Uint32,
  Layer3IPI: Uint32,
  SnapId: octets(5)
})
export interface Blli extends Schema.Schema.Type<typeof Blli> {}

/** ATM_BHLI_IE: which application the call is for. In a SAP the type may be a wildcard of `SapField`. */
export const Bhli = Schema.Struct({
  HighLayerInfoType: Uint32,
  HighLayerInfoLength: Uint32,
  HighLayerInfo: octets(8)
})
export interface Bhli extends Schema.Schema.Type<typeof Bhli> {}

/** Q2931_IE_TYPE. */
export const InformationElementType = {
  AALParameters: 0,
  TrafficDescriptor: 1,
  BroadbandBearerCapability: 2,
  BHLI: 3,
  BLLI: 4,
  CalledPartyNumber: 5,
  CalledPartySubaddress: 6,
  CallingPartyNumber: 7,
  CallingPartySubaddress: 8,
  Cause: 9,
  QOSClass: 10,
  TransitNetworkSelection: 11,
  BroadbandSendingComplete: 12,
  LIJCallId: 13,
  Raw: 14
} as const

/** Octets of the two header fields of an element, which `IELength` counts too. */
const headerLength = 8
/** Octets of ATM_BLLI_IE and ATM_BHLI_IE as the headers lay them out. */
const blliLength = 36
const bhliLength = 16

/** Q2931_IE: BHLI and BLLI as structures, every other type as octets. */
export const InformationElement = Schema.Union([
  Schema.Struct({ IEType: Schema.Literal(InformationElementType.BHLI), IELength: Schema.Literal(headerLength + bhliLength), IE: Bhli }),
  Schema.Struct({ IEType: Schema.Literal(InformationElementType.BLLI), IELength: Schema.Literal(headerLength + blliLength), IE: Blli }),
  Schema.Struct({
    IEType: Uint32.check(Schema.isLessThanOrEqualTo(InformationElementType.Raw)),
    IELength: Uint32,
    IE: Schema.Uint8Array
  }).check(
    Schema.makeFilter(({ IE, IELength }) =>
      IELength === headerLength + IE.length ? undefined : `IELength is ${headerLength} more than the octets of IE`
    )
  )
])
export type InformationElement = typeof InformationElement.Type

/** An element of this type holding octets. */
export const informationElement = (type: number, octets: Uint8Array): InformationElement => ({
  IEType: type,
  IELength: headerLength + octets.length,
  IE: octets
})

/** The BHLI element. */
export const bhliElement = (bhli: Bhli): InformationElement => ({
  IEType: InformationElementType.BHLI,
  IELength: headerLength + bhliLength,
  IE: bhli
})

/** The BLLI element. */
export const blliElement = (blli: Blli): InformationElement => ({
  IEType: InformationElementType.BLLI,
  IELength: headerLength + blliLength,
  IE: blli
})

/** The BHLI among these elements. */
export const bhliOf = (elements: ReadonlyArray<InformationElement>): Bhli | undefined => {
  for (const element of elements) if ("HighLayerInfoType" in element.IE) return element.IE
  return undefined
}

/** The BLLI among these elements. */
export const blliOf = (elements: ReadonlyArray<InformationElement>): Blli | undefined => {
  for (const element of elements) if ("Layer2Protocol" in element.IE) return element.IE
  return undefined
}
