import * as Schema from "effect/Schema"
import { describe, expect, it } from "vitest"
import { AddressFamily, addressFamily, AddressFamilyId, addressFamilyText, q2931, sameAddressFamily } from "../src/AddressFamily.ts"
import {
  AtmAddress,
  atmAddress,
  atmAddressMatches,
  atmAddressText,
  AtmAddressText,
  AtmAddressType,
  atmFlow,
  atmMedia,
  type AtmSapAddress,
  noAddress,
  sameAtmAddress,
  SapField,
  ServiceCategory
} from "../src/Atm.ts"
import {
  atmMediaOf,
  CallFlags,
  CallParameters,
  callTo,
  hasFlag,
  MediaFlags,
  q2931Of,
  sameParties,
  sameTraffic,
  withAtmMedia,
  withFlag,
  withoutFlag,
  withTraffic
} from "../src/CallParameters.ts"
import { FlowSpec, flowSpec, QOS_NOT_SPECIFIED, sameFlow, ServiceType } from "../src/FlowSpec.ts"
import {
  bhliElement,
  bhliOf,
  blliElement,
  blliOf,
  InformationElement,
  informationElement,
  InformationElementType
} from "../src/InformationElement.ts"
import { atmSap, atmSapOf, e164Sap, rawSap, Sap, sapLength, tapiSap } from "../src/Sap.ts"

const called = atmAddress("47.0005.80.ffe100")
const calling = atmAddress("4700010a")
const bhli = { HighLayerInfoType: 1, HighLayerInfoLength: 8, HighLayerInfo: [1, 2, 3, 4, 5, 6, 7, 8] }
const blli = {
  Layer2Protocol: SapField.ANY,
  Layer2Mode: 0,
  Layer2WindowSize: 0,
  Layer2UserSpecifiedProtocol: 0,
  Layer3Protocol: 0x0b,
  Layer3Mode: 0,
  Layer3DefaultPacketSize: 0,
  Layer3PacketWindowSize: 0,
  Layer3UserSpecifiedProtocol: 0,
  Layer3IPI: 0x80,
  SnapId: [0, 0, 0, 0x08, 0x00]
}

/** Why the schema refuses the value; undefined when it takes it. */
const refusal = (schema: Schema.ConstraintDecoder<unknown>, value: unknown): string | undefined => {
  try {
    Schema.decodeUnknownSync(schema)(value)
    return undefined
  } catch (error) {
    return String(error)
  }
}

describe("CO_ADDRESS_FAMILY", () => {
  it("Q.2931 3.1 is family 1 and is shown by name and version", () => {
    expect(Schema.decodeUnknownSync(AddressFamily)({ AddressFamily: 1, MajorVersion: 3, MinorVersion: 1 })).toEqual(q2931)
    expect(addressFamilyText(q2931)).toBe("Q2931 3.1")
    expect(addressFamilyText(addressFamily((AddressFamilyId.TAPI | AddressFamilyId.PROXY) >>> 0, 1, 0))).toBe("TAPI+PROXY 1.0")
    expect(addressFamilyText(addressFamily(0x77, 1, 0))).toBe("0x77 1.0")
  })

  it("another version is another family", () => {
    expect(sameAddressFamily(q2931, addressFamily(AddressFamilyId.Q2931, 3, 1))).toBe(true)
    expect(sameAddressFamily(q2931, addressFamily(AddressFamilyId.Q2931, 4, 0))).toBe(false)
  })

  it("a version that is no 32-bit number is refused, by field", () => {
    const message = refusal(AddressFamily, { AddressFamily: 1, MajorVersion: -3, MinorVersion: 1 })
    expect(message).toContain("MajorVersion")
    expect(message).toContain("a 32-bit unsigned integer")
    expect(refusal(AddressFamily, { AddressFamily: 0x1_0000_0000, MajorVersion: 3, MinorVersion: 1 })).toContain(
      "a 32-bit unsigned integer"
    )
    expect(refusal(AddressFamily, { AddressFamily: 1, MajorVersion: 3 })).toContain("MinorVersion")
  })
})

describe("ATM addresses", () => {
  it("a short NSAP address is filled up to 20 octets", () => {
    expect(called).toEqual({ AddressType: AtmAddressType.NSAP, NumberOfDigits: 20, Address: "47000580ffe100".padEnd(40, "0") })
    expect(atmAddress("47 00:05-80.FFE100")).toEqual(called)
  })

  it("an E.164 address begins with +", () => {
    expect(atmAddress("+4930123456")).toEqual({ AddressType: AtmAddressType.E164, NumberOfDigits: 10, Address: "4930123456" })
  })

  it("text goes to address and back", () => {
    for (const text of ["47".padEnd(40, "0"), "+4930123456"]) expect(atmAddressText(atmAddress(text))).toBe(text)
    expect(atmAddress(atmAddressText(called))).toEqual(called)
    expect(atmAddressText(noAddress)).toBe("")
  })

  it("an NSAP and an E.164 address of the same digits are two addresses", () => {
    const digits = "123456789012345"
    expect(atmAddressText(atmAddress(digits))).not.toBe(atmAddressText(atmAddress(`+${digits}`)))
    expect(sameAtmAddress(atmAddress(digits), atmAddress(`+${digits}`))).toBe(false)
  })

  it("text that is no address is refused with the reason", () => {
    expect(() => atmAddress("47xy")).toThrow(/hexadecimal digits only/)
    expect(() => atmAddress("1".repeat(41))).toThrow(/at most 40 hexadecimal digits, this one has 41/)
    expect(() => atmAddress("+12ab")).toThrow(/1 to 15 decimal digits/)
    expect(() => atmAddress("")).toThrow(/up to 40 hexadecimal digits/)
    expect(refusal(AtmAddressText, "47xy")).toContain("hexadecimal digits only")
    expect(refusal(AtmAddressText, "4711")).toBeUndefined()
  })

  it("a malformed structure is refused with the reason", () => {
    expect(refusal(AtmAddress, called)).toBeUndefined()
    expect(refusal(AtmAddress, noAddress)).toBeUndefined()
    expect(refusal(AtmAddress, { ...called, AddressType: 2 })).toContain("AddressType")
    expect(refusal(AtmAddress, { ...called, Address: "47" })).toContain("40 lower-case hexadecimal digits")
    expect(refusal(AtmAddress, { ...called, NumberOfDigits: 21 })).toContain("at most 20")
    expect(refusal(AtmAddress, { AddressType: 1, NumberOfDigits: 3, Address: "1234" })).toContain("number of digits")
  })

  it("wildcards of a SAP take in what they stand for", () => {
    const pattern = (AddressType: AtmSapAddress["AddressType"], NumberOfDigits: number, Address: string): AtmSapAddress => ({
      AddressType,
      NumberOfDigits,
      Address
    })
    const otherSelector = atmAddress(`${called.Address.slice(0, 38)}07`)
    expect(atmAddressMatches(called, called)).toBe(true)
    expect(atmAddressMatches(called, otherSelector)).toBe(false)
    expect(atmAddressMatches(pattern(SapField.ANY_AESA_SEL, 20, called.Address), otherSelector)).toBe(true)
    expect(atmAddressMatches(pattern(SapField.ANY_AESA_SEL, 20, called.Address), calling)).toBe(false)
    expect(atmAddressMatches(pattern(SapField.ANY_AESA_REST, 1, called.Address), calling)).toBe(true)
    expect(atmAddressMatches(pattern(SapField.ANY_AESA_REST, 4, called.Address), calling)).toBe(false)
    expect(atmAddressMatches(pattern(SapField.ANY, 0, ""), calling)).toBe(true)
    expect(atmAddressMatches(pattern(SapField.ABSENT, 0, ""), calling)).toBe(false)
    expect(atmAddressMatches(pattern(SapField.ABSENT, 0, ""), noAddress)).toBe(true)
  })
})

describe("CO_SAP", () => {
  it("takes each kind of content", () => {
    const saps = [
      atmSap(called),
      atmSap(called, { Bhli: bhli, Blli: blli }),
      e164Sap("4930123456"),
      rawSap(7, new Uint8Array([1, 2])),
      tapiSap({ ulLineID: 0, ulAddressID: 0, ulMediaModes: 4 }),
      tapiSap("ndiswan")
    ]
    for (const sap of saps) expect(Schema.decodeUnknownSync(Sap)(sap)).toEqual(sap)
    expect(atmSapOf(saps[0] as Sap)?.Addresses).toEqual([called])
    expect(atmSapOf(saps[2] as Sap)).toBeUndefined()
  })

  it("the length is that of the content", () => {
    expect(atmSap(called).SapLength).toBe(84)
    expect(sapLength("123")).toBe(3)
    expect(refusal(Sap, { ...e164Sap("123"), SapLength: 4 })).toContain("SapLength of this content is 3, not 4")
  })

  it("content that does not fit the type is refused", () => {
    expect(refusal(Sap, e164Sap("12a"))).toContain("1 to 15 decimal digits")
    expect(refusal(Sap, { SapType: 1, SapLength: 112, Sap: { Blli: null, Bhli: null, Addresses: [called, calling] } })).toContain(
      "at most one"
    )
    expect(refusal(Sap, { SapType: 1, SapLength: 3, Sap: "123" })).toBeDefined()
  })
})

describe("FLOWSPEC", () => {
  it("what is not said is not specified, and best effort", () => {
    const flow = flowSpec({ PeakBandwidth: 8000 })
    expect(flow).toMatchObject({ PeakBandwidth: 8000, TokenRate: QOS_NOT_SPECIFIED, ServiceType: ServiceType.BESTEFFORT })
    expect(refusal(FlowSpec, flow)).toBeUndefined()
  })

  it("differs in any field", () => {
    const flow = flowSpec()
    expect(sameFlow(flow, flowSpec())).toBe(true)
    for (const key of Object.keys(flow)) expect(sameFlow(flow, { ...flow, [key]: 12 })).toBe(false)
  })

  it("a rate that is no 32-bit number is refused, by field", () => {
    expect(refusal(FlowSpec, { ...flowSpec(), PeakBandwidth: 1.5 })).toContain("PeakBandwidth")
    expect(refusal(FlowSpec, { ...flowSpec(), Latency: -1 })).toContain("Latency")
  })
})

describe("CO_CALL_PARAMETERS", () => {
  const flow = flowSpec({ PeakBandwidth: 8000 })
  const parameters = callTo(called, calling, { transmit: flow, infoElements: [bhliElement(bhli), blliElement(blli)] })
  const cells = atmFlow({ ServiceCategory: ServiceCategory.CBR, PeakCellRate: 170, MaxSduSize: 9188 })
  const withMedia = withAtmMedia(parameters, atmMedia({ Vpi: 0, Vci: 100 }, cells, cells))

  it("a call to an address says who calls whom and with which traffic", () => {
    expect(q2931Of(parameters)).toMatchObject({ CalledParty: called, CallingParty: calling })
    expect(parameters.CallMgrParameters?.Transmit).toEqual(flow)
    expect(parameters.CallMgrParameters?.Receive).toEqual(flowSpec())
    expect(parameters.CallMgrParameters?.CallMgrSpecific).toMatchObject({ ParamType: 1, Length: 60 + 24 + 44 })
    expect(atmMediaOf(parameters)).toBeUndefined()
  })

  it("the media part names the connection and both directions", () => {
    expect(atmMediaOf(withMedia)?.ConnectionId).toEqual({ Vpi: 0, Vci: 100 })
    expect(withMedia.MediaParameters).toMatchObject({
      Flags: MediaFlags.TRANSMIT_VC | MediaFlags.RECEIVE_VC,
      ReceiveSizeHint: 9188,
      MediaSpecific: { ParamType: 1, Length: 152 }
    })
  })

  it("the schema takes what the constructors make", () => {
    expect(Schema.decodeUnknownSync(CallParameters)(withMedia)).toEqual(withMedia)
    expect(Schema.decodeUnknownSync(CallParameters)({ Flags: 0, CallMgrParameters: null, MediaParameters: null })).toBeDefined()
  })

  it("the schema refuses what is out of range, and says where", () => {
    expect(refusal(CallParameters, { ...parameters, Flags: 0x1_0000_0000 })).toContain("Flags")
    expect(refusal(CallParameters, { ...parameters, CallMgrParameters: { Transmit: flow } })).toContain("Receive")
    const octets = { ParamType: 9, Length: 4, Parameters: new Uint8Array(3) }
    const message = refusal(CallParameters, {
      ...parameters,
      CallMgrParameters: { Transmit: flow, Receive: flow, CallMgrSpecific: octets }
    })
    expect(message).toContain("Length is the number of octets, 3, not 4")
  })

  it("flags are set and cleared without touching the parameters given", () => {
    const changed = withFlag(parameters, CallFlags.CALL_PARAMETERS_CHANGED)
    expect(hasFlag(changed, CallFlags.CALL_PARAMETERS_CHANGED)).toBe(true)
    expect(hasFlag(parameters, CallFlags.CALL_PARAMETERS_CHANGED)).toBe(false)
    expect(withFlag(changed, CallFlags.CALL_PARAMETERS_CHANGED)).toBe(changed)
    expect(withoutFlag(changed, CallFlags.CALL_PARAMETERS_CHANGED)).toEqual(parameters)
    expect(hasFlag(changed, CallFlags.CALL_PARAMETERS_CHANGED | CallFlags.PERMANENT_VC)).toBe(false)
  })

  it("traffic is compared in both directions and flags do not count", () => {
    expect(sameTraffic(parameters, withFlag(parameters, CallFlags.CALL_PARAMETERS_CHANGED))).toBe(true)
    expect(sameTraffic(parameters, callTo(calling, called, { transmit: flow }))).toBe(true)
    expect(sameTraffic(parameters, withTraffic(parameters, flow, flow))).toBe(false)
    expect(sameTraffic(parameters, { ...parameters, CallMgrParameters: null })).toBe(false)
    expect(sameParties(parameters, withTraffic(parameters, flow, flow))).toBe(true)
    expect(sameParties(parameters, callTo(calling, called))).toBe(false)
  })
})

describe("Q.2931 information elements", () => {
  const elements = [informationElement(InformationElementType.Cause, new Uint8Array([16])), bhliElement(bhli), blliElement(blli)]

  it("layer information is found among them", () => {
    expect(bhliOf(elements)).toEqual(bhli)
    expect(blliOf(elements)).toEqual(blli)
    expect(bhliOf([])).toBeUndefined()
  })

  it("the length counts the header", () => {
    for (const element of elements) expect(Schema.decodeUnknownSync(InformationElement)(element)).toEqual(element)
    expect(refusal(InformationElement, { IEType: 9, IELength: 1, IE: new Uint8Array([16]) })).toContain("8 more than the octets")
    expect(refusal(InformationElement, { IEType: 4, IELength: 44, IE: { ...blli, SnapId: [1] } })).toContain("5 octets, got 1")
    expect(refusal(InformationElement, informationElement(15, new Uint8Array(0)))).toBeDefined()
  })
})
