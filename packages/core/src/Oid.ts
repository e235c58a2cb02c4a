/**
 * OIDs: the names of what can be asked of a miniport, and of what clients and call managers ask each other.
 *
 * The numbers are those of the headers. Most `GEN_CO_` names are aliases of general OIDs, so the number alone does not tell whether a
 * request is connection-oriented.
 *
 * @see docs/condis/statuses-and-oids.md, sections 4 to 6
 */

/** OIDs by name, without their prefix `OID_`. */
export const Oid = {
  // Of a miniport: how it works.
  GEN_CO_SUPPORTED_LIST: 0x00010101,
  GEN_CO_HARDWARE_STATUS: 0x00010102,
  GEN_CO_MEDIA_SUPPORTED: 0x00010103,
  GEN_CO_MEDIA_IN_USE: 0x00010104,
  GEN_CO_LINK_SPEED: 0x00010107,
  GEN_CO_VENDOR_ID: 0x0001010c,
  GEN_CO_VENDOR_DESCRIPTION: 0x0001010d,
  GEN_CO_DRIVER_VERSION: 0x00010110,
  GEN_CO_PROTOCOL_OPTIONS: 0x00010112,
  GEN_CO_MAC_OPTIONS: 0x00010113,
  GEN_CO_MEDIA_CONNECT_STATUS: 0x00010114,
  GEN_CO_VENDOR_DRIVER_VERSION: 0x00010116,
  GEN_CO_SUPPORTED_GUIDS: 0x00010117,
  GEN_CO_MINIMUM_LINK_SPEED: 0x00020120,
  GEN_CO_GET_TIME_CAPS: 0x0002020f,
  GEN_CO_GET_NETCARD_TIME: 0x00020210,
  // Of a miniport: what it counted.
  GEN_CO_XMIT_PDUS_OK: 0x00020101,
  GEN_CO_RCV_PDUS_OK: 0x00020102,
  GEN_CO_XMIT_PDUS_ERROR: 0x00020103,
  GEN_CO_RCV_PDUS_ERROR: 0x00020104,
  GEN_CO_RCV_PDUS_NO_BUFFER: 0x00020105,
  GEN_CO_BYTES_XMIT: 0x00020201,
  GEN_CO_BYTES_RCV: 0x00020207,
  GEN_CO_RCV_CRC_ERROR: 0x0002020d,
  GEN_CO_TRANSMIT_QUEUE_LENGTH: 0x0002020e,
  GEN_CO_NETCARD_LOAD: 0x00020211,
  GEN_CO_DEVICE_PROFILE: 0x00020212,
  GEN_CO_BYTES_XMIT_OUTSTANDING: 0x00020221,
  // Of a miniport: the power its device has. Only NDIS asks and sets them.
  PNP_CAPABILITIES: 0xfd010100,
  PNP_SET_POWER: 0xfd010101,
  PNP_QUERY_POWER: 0xfd010102,
  // Of a miniport of ATM.
  ATM_HW_CURRENT_ADDRESS: 0x08010104,
  // Between clients and call managers.
  CO_ADD_PVC: 0xfe000001,
  CO_DELETE_PVC: 0xfe000002,
  CO_GET_CALL_INFORMATION: 0xfe000003,
  CO_ADD_ADDRESS: 0xfe000004,
  CO_DELETE_ADDRESS: 0xfe000005,
  CO_GET_ADDRESSES: 0xfe000006,
  CO_ADDRESS_CHANGE: 0xfe000007,
  CO_SIGNALING_ENABLED: 0xfe000008,
  CO_SIGNALING_DISABLED: 0xfe000009,
  CO_AF_CLOSE: 0xfe00000a,
  // Between clients and call managers of TAPI.
  CO_TAPI_CM_CAPS: 0xfe001001,
  CO_TAPI_LINE_CAPS: 0xfe001002,
  CO_TAPI_ADDRESS_CAPS: 0xfe001003,
  CO_TAPI_TRANSLATE_TAPI_CALLPARAMS: 0xfe001004,
  CO_TAPI_TRANSLATE_NDIS_CALLPARAMS: 0xfe001005,
  CO_TAPI_TRANSLATE_TAPI_SAP: 0xfe001006,
  CO_TAPI_GET_CALL_DIAGNOSTICS: 0xfe001007,
  CO_TAPI_REPORT_DIGITS: 0xfe001008,
  CO_TAPI_DONT_REPORT_DIGITS: 0xfe001009
} as const

/** An OID of the table, without its prefix. */
export type OidName = keyof typeof Oid

const names: ReadonlyMap<number, string> = new Map(Object.entries(Oid).map(([name, oid]) => [oid, `OID_${name}`]))

/** The name of an OID, with its prefix; its number in hex when it is none of the table. */
export const oidName = (oid: number): string => names.get(oid) ?? `OID 0x${(oid >>> 0).toString(16).padStart(8, "0")}`

/** The OID of a name, with or without its prefix, or of a number as text. Undefined: there is none. */
export const findOid = (text: string): number | undefined => {
  const name = text.startsWith("OID_") ? text.slice(4) : text
  if (name in Oid) return Oid[name as OidName]
  return /^0x[0-9a-f]{1,8}$/i.test(text) ? Number(text) : undefined
}

/** Counters of a miniport, which NDIS keeps from protocols that ask for the list of supported OIDs (OID-37). */
export const isStatistic = (oid: number): boolean => {
  const class_ = oid >>> 8
  if (oid === Oid.GEN_CO_GET_TIME_CAPS || oid === Oid.GEN_CO_GET_NETCARD_TIME || oid === Oid.GEN_CO_MINIMUM_LINK_SPEED) return false
  return class_ === 0x000201 || class_ === 0x000202 || class_ === 0x080201 || class_ === 0x080202
}

/** Requests between a client and a call manager: they mean nothing to a miniport. */
export const isOfCallManager = (oid: number): boolean => oid >>> 24 === 0xfe

/** The TAPI extensions among them. */
export const isOfTapi = (oid: number): boolean => oid >>> 8 === 0xfe0010

/** NDIS_CO_LINK_SPEED, in units of 100 bits a second. */
export interface CoLinkSpeed {
  readonly Outbound: number
  readonly Inbound: number
}

/** CO_ADDRESS: an address and how many octets it has. */
export interface CoAddress {
  readonly AddressSize: number
  readonly Address: string
}

/** CO_ADDRESS_LIST. */
export interface CoAddressList {
  /** How many addresses the provider's list has room for. */
  readonly NumberOfAddressesAvailable: number
  readonly NumberOfAddresses: number
  readonly AddressList: ReadonlyArray<CoAddress>
}

/** NDIS_HARDWARE_STATUS. */
export const HardwareStatus = { Ready: 0, Initializing: 1, Reset: 2, Closing: 3, NotReady: 4 } as const

/** NDIS_MEDIA_STATE. */
export const MediaState = { Connected: 0, Disconnected: 1 } as const

/** OIDs of a vendor's own. */
export const isPrivate = (oid: number): boolean => oid >>> 24 === 0xff

/** Requests of power management, which are NDIS's own. */
export const isOfPower = (oid: number): boolean => oid >>> 8 === 0xfd0101

/** NDIS_MAC_OPTION_… */
export const MacOption = { NO_LOOPBACK: 0x8, EOTX_INDICATION: 0x20, RESERVED: 0x80000000 } as const

/** NDIS_PROT_OPTION_… */
export const ProtocolOption = { ESTIMATED_LENGTH: 1, NO_LOOPBACK: 2, NO_RSVD_ON_RCVPKT: 4, SEND_RESTRICTED: 8 } as const

/** What a query brings, for OIDs whose value is always the same kind. */
export interface OidValues {
  readonly [Oid.GEN_CO_SUPPORTED_LIST]: ReadonlyArray<number>
  readonly [Oid.GEN_CO_HARDWARE_STATUS]: number
  readonly [Oid.GEN_CO_MEDIA_SUPPORTED]: ReadonlyArray<number>
  readonly [Oid.GEN_CO_MEDIA_IN_USE]: ReadonlyArray<number>
  readonly [Oid.GEN_CO_LINK_SPEED]: CoLinkSpeed
  readonly [Oid.GEN_CO_MINIMUM_LINK_SPEED]: CoLinkSpeed
  readonly [Oid.GEN_CO_VENDOR_ID]: number
  readonly [Oid.GEN_CO_VENDOR_DESCRIPTION]: string
  readonly [Oid.GEN_CO_DRIVER_VERSION]: number
  readonly [Oid.GEN_CO_MAC_OPTIONS]: number
  readonly [Oid.GEN_CO_MEDIA_CONNECT_STATUS]: number
  readonly [Oid.GEN_CO_VENDOR_DRIVER_VERSION]: number
  readonly [Oid.GEN_CO_XMIT_PDUS_OK]: number
  readonly [Oid.GEN_CO_RCV_PDUS_OK]: number
  readonly [Oid.GEN_CO_XMIT_PDUS_ERROR]: number
  readonly [Oid.GEN_CO_RCV_PDUS_ERROR]: number
  readonly [Oid.GEN_CO_RCV_PDUS_NO_BUFFER]: number
  readonly [Oid.GEN_CO_BYTES_XMIT]: number
  readonly [Oid.GEN_CO_BYTES_RCV]: number
  readonly [Oid.GEN_CO_TRANSMIT_QUEUE_LENGTH]: number
  readonly [Oid.GEN_CO_NETCARD_LOAD]: number
  readonly [Oid.GEN_CO_BYTES_XMIT_OUTSTANDING]: number
  readonly [Oid.CO_GET_ADDRESSES]: CoAddressList
}

/** What a query of this OID brings. */
export type OidValue<O extends number> = O extends keyof OidValues ? OidValues[O] : unknown
