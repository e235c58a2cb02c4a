/**
 * SAPs of ATM signalling: which can be registered, which claim the same calls, which calls they are for.
 *
 * @see docs/condis/structures.md, sections 3 and 11
 */
import { type AtmSapAddress, AtmAddressType, atmAddressMatches, SapField } from "@condis/core/Atm"
import { type CallParameters, q2931Of } from "@condis/core/CallParameters"
import { type Bhli, bhliOf, type Blli, blliOf } from "@condis/core/InformationElement"
import { NdisStatus } from "@condis/core/NdisStatus"
import { type Sap, atmSapOf } from "@condis/core/Sap"

/** The address a SAP waits at: undefined means any, null that this is no SAP of ATM. */
const addressOf = (sap: Sap): AtmSapAddress | undefined | null => {
  const atm = atmSapOf(sap)
  if (atm !== undefined) return atm.Addresses[0]
  return typeof sap.Sap === "string" && e164.test(sap.Sap)
    ? { AddressType: AtmAddressType.E164, NumberOfDigits: sap.Sap.length, Address: sap.Sap }
    : null
}

const e164 = /^[0-9]{1,15}$/

/** SUCCESS for an ATM SAP with at most one address, and for a telephone number. INVALID_DATA for any other. */
export const checkSap = (sap: Sap): NdisStatus => {
  if (addressOf(sap) === null) return NdisStatus.INVALID_DATA
  const atm = atmSapOf(sap)
  return atm !== undefined && atm.Addresses.length > 1 ? NdisStatus.INVALID_DATA : NdisStatus.SUCCESS
}

/** Would both claim the same calls? Only then: a SAP with a wildcard and one without may live beside each other. */
export const sameSap = (a: Sap, b: Sap): boolean => {
  const left = addressOf(a)
  const right = addressOf(b)
  if (left === null || right === null) return false
  if (left === undefined || right === undefined) {
    if (left !== right) return false
  } else if (left.AddressType !== right.AddressType || left.Address !== right.Address || left.NumberOfDigits !== right.NumberOfDigits) {
    return false
  }
  const here = atmSapOf(a)
  const there = atmSapOf(b)
  return sameBlli(here?.Blli ?? null, there?.Blli ?? null) && sameBhli(here?.Bhli ?? null, there?.Bhli ?? null)
}

/** Is an offered call for this SAP: by its called address, and by its layer information where the SAP asks for some? */
export const serves = (sap: Sap, parameters: CallParameters): boolean => {
  const specific = q2931Of(parameters)
  const address = addressOf(sap)
  if (specific === undefined || address === null) return false
  if (address !== undefined && !atmAddressMatches(address, specific.CalledParty)) return false
  const atm = atmSapOf(sap)
  if (atm === undefined) return true
  return (
    (atm.Blli === null || blliMatches(atm.Blli, blliOf(specific.InfoElements))) &&
    (atm.Bhli === null || bhliMatches(atm.Bhli, bhliOf(specific.InfoElements)))
  )
}

/** A field of a SAP against the same field of a call. */
const fieldMatches = (pattern: number, value: number | undefined): boolean =>
  pattern === SapField.ANY || (pattern === SapField.ABSENT ? value === undefined || value === SapField.ABSENT : pattern === value)

const sameOctets = (a: ReadonlyArray<number>, b: ReadonlyArray<number>): boolean =>
  a.length === b.length && a.every((octet, index) => octet === b[index])

/** Layer 2 and layer 3 each match by their protocol; the details count only for the protocol they belong to. */
const blliMatches = (pattern: Blli, blli: Blli | undefined): boolean =>
  fieldMatches(pattern.Layer2Protocol, blli?.Layer2Protocol) &&
  fieldMatches(pattern.Layer3Protocol, blli?.Layer3Protocol) &&
  (wild(pattern.Layer2Protocol) || fieldMatches(pattern.Layer2UserSpecifiedProtocol, blli?.Layer2UserSpecifiedProtocol)) &&
  (wild(pattern.Layer3Protocol) ||
    (fieldMatches(pattern.Layer3UserSpecifiedProtocol, blli?.Layer3UserSpecifiedProtocol) &&
      fieldMatches(pattern.Layer3IPI, blli?.Layer3IPI) &&
      (blli === undefined || sameOctets(pattern.SnapId, blli.SnapId))))

const wild = (field: number): boolean => field === SapField.ANY || field === SapField.ABSENT

const bhliMatches = (pattern: Bhli, bhli: Bhli | undefined): boolean =>
  fieldMatches(pattern.HighLayerInfoType, bhli?.HighLayerInfoType) &&
  (wild(pattern.HighLayerInfoType) ||
    (bhli !== undefined &&
      pattern.HighLayerInfoLength === bhli.HighLayerInfoLength &&
      sameOctets(pattern.HighLayerInfo.slice(0, pattern.HighLayerInfoLength), bhli.HighLayerInfo.slice(0, bhli.HighLayerInfoLength))))

const sameBlli = (a: Blli | null, b: Blli | null): boolean =>
  a === b ||
  (a !== null &&
    b !== null &&
    sameOctets(a.SnapId, b.SnapId) &&
    a.Layer2Protocol === b.Layer2Protocol &&
    a.Layer2Mode === b.Layer2Mode &&
    a.Layer2WindowSize === b.Layer2WindowSize &&
    a.Layer2UserSpecifiedProtocol === b.Layer2UserSpecifiedProtocol &&
    a.Layer3Protocol === b.Layer3Protocol &&
    a.Layer3Mode === b.Layer3Mode &&
    a.Layer3DefaultPacketSize === b.Layer3DefaultPacketSize &&
    a.Layer3PacketWindowSize === b.Layer3PacketWindowSize &&
    a.Layer3UserSpecifiedProtocol === b.Layer3UserSpecifiedProtocol &&
    a.Layer3IPI === b.Layer3IPI)

const sameBhli = (a: Bhli | null, b: Bhli | null): boolean =>
  a === b ||
  (a !== null &&
    b !== null &&
    a.HighLayerInfoType === b.HighLayerInfoType &&
    a.HighLayerInfoLength === b.HighLayerInfoLength &&
    sameOctets(a.HighLayerInfo, b.HighLayerInfo))
