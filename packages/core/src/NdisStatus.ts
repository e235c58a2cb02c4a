/**
 * NDIS_STATUS: the one number with which CoNDIS says how an operation ended, by the names and values of the public headers.
 *
 * Statuses are unsigned 32-bit numbers. Several refusals (`NOT_ACCEPTED`, `NOT_RECOGNIZED`) and `PENDING` carry success severity, so
 * a status is compared with `NdisStatus.SUCCESS`, never judged by its sign or top bits.
 *
 * @see docs/condis/statuses-and-oids.md, sections 1 to 3
 */
import type * as Brand from "effect/Brand"

/** A result code or a status indication: an unsigned 32-bit number. */
export type NdisStatus = Brand.Branded<number, "NDIS_STATUS">

const status = (code: number): NdisStatus => code as NdisStatus

/** Result codes. The field's prefix `NDIS_STATUS_` is left off; {@link statusName} puts it back. */
export const NdisStatus = {
  SUCCESS: status(0x00000000),
  PENDING: status(0x00000103),
  ALREADY_COMPLETE: status(0x000000ff),
  NOT_RECOGNIZED: status(0x00010001),
  NOT_COPIED: status(0x00010002),
  NOT_ACCEPTED: status(0x00010003),
  CALL_ACTIVE: status(0x00010007),
  INDICATION_REQUIRED: status(0x40230001),
  NOT_RESETTABLE: status(0x80010001),
  SOFT_ERRORS: status(0x80010003),
  HARD_ERRORS: status(0x80010004),
  BUFFER_OVERFLOW: status(0x80000005),
  FAILURE: status(0xc0000001),
  RESOURCES: status(0xc000009a),
  NOT_SUPPORTED: status(0xc00000bb),
  CLOSING: status(0xc0010002),
  BAD_VERSION: status(0xc0010004),
  BAD_CHARACTERISTICS: status(0xc0010005),
  ADAPTER_NOT_FOUND: status(0xc0010006),
  OPEN_FAILED: status(0xc0010007),
  DEVICE_FAILED: status(0xc0010008),
  REQUEST_ABORTED: status(0xc001000c),
  RESET_IN_PROGRESS: status(0xc001000d),
  CLOSING_INDICATING: status(0xc001000e),
  INVALID_PACKET: status(0xc001000f),
  OPEN_LIST_FULL: status(0xc0010010),
  ADAPTER_NOT_READY: status(0xc0010011),
  ADAPTER_NOT_OPEN: status(0xc0010012),
  NOT_INDICATING: status(0xc0010013),
  INVALID_LENGTH: status(0xc0010014),
  INVALID_DATA: status(0xc0010015),
  BUFFER_TOO_SHORT: status(0xc0010016),
  INVALID_OID: status(0xc0010017),
  ADAPTER_REMOVED: status(0xc0010018),
  UNSUPPORTED_MEDIA: status(0xc0010019),
  INVALID_PARAMETER: status(0xc000000d),
  INVALID_STATE: status(0xc0000184),
  SEND_ABORTED: status(0xc023000c),
  MEDIA_DISCONNECTED: status(0xc023001f),
  PAUSED: status(0xc023002a),
  UNSUPPORTED_REVISION: status(0xc023002c),
  LOW_POWER_STATE: status(0xc023002f),
  // Of CoNDIS alone: codes for providers to choose from.
  INVALID_SAP: status(0xc0010020),
  SAP_IN_USE: status(0xc0010021),
  INVALID_ADDRESS: status(0xc0010022),
  VC_NOT_ACTIVATED: status(0xc0010023),
  DEST_OUT_OF_ORDER: status(0xc0010024),
  VC_NOT_AVAILABLE: status(0xc0010025),
  CELLRATE_NOT_AVAILABLE: status(0xc0010026),
  INCOMPATIBLE_QOS: status(0xc0010027),
  AAL_PARAMS_UNSUPPORTED: status(0xc0010028),
  NO_ROUTE_TO_DESTINATION: status(0xc0010029),
  // Of TAPI address families: why a call ended.
  TAPI_DISCONNECTMODE_NORMAL: status(0xc0012020),
  TAPI_DISCONNECTMODE_UNKNOWN: status(0xc0012021),
  TAPI_DISCONNECTMODE_REJECT: status(0xc0012022),
  TAPI_DISCONNECTMODE_PICKUP: status(0xc0012023),
  TAPI_DISCONNECTMODE_FORWARDED: status(0xc0012024),
  TAPI_DISCONNECTMODE_BUSY: status(0xc0012025),
  TAPI_DISCONNECTMODE_NOANSWER: status(0xc0012026),
  TAPI_DISCONNECTMODE_BADADDRESS: status(0xc0012027),
  TAPI_DISCONNECTMODE_UNREACHABLE: status(0xc0012028),
  TAPI_DISCONNECTMODE_CONGESTION: status(0xc0012029),
  TAPI_DISCONNECTMODE_INCOMPATIBLE: status(0xc001202a),
  TAPI_DISCONNECTMODE_UNAVAIL: status(0xc001202b)
} as const

/** Status indications: what a miniport tells its protocols through NdisMCoIndicateStatusEx. Never the result of an operation. */
export const StatusIndication = {
  ONLINE: status(0x40010003),
  RESET_START: status(0x40010004),
  RESET_END: status(0x40010005),
  CLOSED: status(0x40010007),
  WAN_LINE_UP: status(0x40010008),
  WAN_LINE_DOWN: status(0x40010009),
  WAN_FRAGMENT: status(0x4001000a),
  MEDIA_CONNECT: status(0x4001000b),
  MEDIA_DISCONNECT: status(0x4001000c),
  MEDIA_SPECIFIC_INDICATION: status(0x40010012),
  LINK_SPEED_CHANGE: status(0x40010013),
  WAN_CO_FRAGMENT: status(0x40010015),
  WAN_CO_LINKPARAMS: status(0x40010016),
  LINK_STATE: status(0x40010017),
  NETWORK_CHANGE: status(0x40010018),
  MEDIA_SPECIFIC_INDICATION_EX: status(0x40010019),
  TAPI_RECV_DIGIT: status(0x40010020),
  PORT_STATE: status(0x40010022),
  OPER_STATUS: status(0x40010023),
  PACKET_FILTER: status(0x40010024),
  WAN_CO_MTULINKPARAMS: status(0x40010025)
} as const

/** Any 32-bit number, signed or not, as a status. */
export const statusOf = (code: number): NdisStatus => status(code >>> 0)

/**
 * Did the operation end well? Equality with SUCCESS: PENDING and several refusals have success severity (their top bits are 00), so
 * a test of the sign would take them for success.
 */
export const isSuccess = (self: NdisStatus): boolean => self === NdisStatus.SUCCESS

const meanings: { readonly [Name in keyof typeof NdisStatus]: string } = {
  SUCCESS: "done; as the status of a close or a drop: the remote party asked for it",
  PENDING: "a completion will follow",
  ALREADY_COMPLETE: "there was nothing left to do",
  NOT_RECOGNIZED: "the target does not know this OID",
  NOT_COPIED: "received data was not copied (old receive model)",
  NOT_ACCEPTED: "not now: an operation of the same object is under way, or the object is not in a state that allows it",
  CALL_ACTIVE: "a call is active (old code)",
  INDICATION_REQUIRED: "the result of the OID will arrive as a status indication",
  NOT_RESETTABLE: "the adapter cannot be reset",
  SOFT_ERRORS: "the reset ended, with errors that can be recovered from",
  HARD_ERRORS: "the reset ended, with errors that cannot be recovered from",
  BUFFER_OVERFLOW: "only a part of the data fits",
  FAILURE: "no more is said: bad or closing handle, something left open, nothing suitable found",
  RESOURCES: "memory or device resources are lacking, here or at the other side",
  NOT_SUPPORTED: "this driver does not offer the feature",
  CLOSING: "the object is being deactivated or closed",
  BAD_VERSION: "the NDIS version asked for at registration is wrong",
  BAD_CHARACTERISTICS: "the structure given at registration is wrong",
  ADAPTER_NOT_FOUND: "there is no such adapter",
  OPEN_FAILED: "the adapter could not be opened",
  DEVICE_FAILED: "the device failed",
  REQUEST_ABORTED: "the OID request was cancelled or swept away by a reset, or the call was closed while it was being made",
  RESET_IN_PROGRESS: "the adapter is being reset",
  CLOSING_INDICATING: "the target is closing while it indicates",
  INVALID_PACKET: "the data handed over for sending is malformed",
  OPEN_LIST_FULL: "the adapter takes no further opens",
  ADAPTER_NOT_READY: "the device is not ready",
  ADAPTER_NOT_OPEN: "the binding is not open",
  NOT_INDICATING: "nothing is being indicated (old code)",
  INVALID_LENGTH: "an OID buffer has the wrong length, or a unit to send is larger than the device takes",
  INVALID_DATA: "call parameters, SAP, close data, OID value or handle are not valid",
  BUFFER_TOO_SHORT: "the buffer is too small for the answer",
  INVALID_OID: "no such OID",
  ADAPTER_REMOVED: "the device is gone",
  UNSUPPORTED_MEDIA: "adapter and protocol have no medium in common",
  INVALID_PARAMETER: "an argument is not valid",
  INVALID_STATE: "the object is in the wrong state",
  SEND_ABORTED: "the send was cancelled",
  MEDIA_DISCONNECTED: "the link is down",
  PAUSED: "data is not taken while the adapter is pausing or paused",
  UNSUPPORTED_REVISION: "the revision of the structure is not supported",
  LOW_POWER_STATE: "data is not taken while the device sleeps",
  INVALID_SAP: "the SAP is malformed",
  SAP_IN_USE: "the SAP is held by another client",
  INVALID_ADDRESS: "the called address is not valid",
  VC_NOT_ACTIVATED: "the VC is not active",
  DEST_OUT_OF_ORDER: "the destination is out of order (Q.2931 cause 27)",
  VC_NOT_AVAILABLE: "no VC is available (Q.2931 causes 35 and 45)",
  CELLRATE_NOT_AVAILABLE: "the cell rate is not available (Q.2931 cause 37)",
  INCOMPATIBLE_QOS: "the quality of service cannot be had (Q.2931 cause 49)",
  AAL_PARAMS_UNSUPPORTED: "the AAL parameters are not supported (Q.2931 cause 93)",
  NO_ROUTE_TO_DESTINATION: "there is no route to the destination (Q.2931 cause 3)",
  TAPI_DISCONNECTMODE_NORMAL: "the remote party ended the call",
  TAPI_DISCONNECTMODE_UNKNOWN: "the call ended for a reason nobody told",
  TAPI_DISCONNECTMODE_REJECT: "the remote party refused the call",
  TAPI_DISCONNECTMODE_PICKUP: "the call was picked up elsewhere",
  TAPI_DISCONNECTMODE_FORWARDED: "the call was forwarded",
  TAPI_DISCONNECTMODE_BUSY: "the remote party is busy",
  TAPI_DISCONNECTMODE_NOANSWER: "the remote party does not answer",
  TAPI_DISCONNECTMODE_BADADDRESS: "the address called is not valid",
  TAPI_DISCONNECTMODE_UNREACHABLE: "the remote party cannot be reached",
  TAPI_DISCONNECTMODE_CONGESTION: "the network is congested",
  TAPI_DISCONNECTMODE_INCOMPATIBLE: "the remote party cannot take such a call",
  TAPI_DISCONNECTMODE_UNAVAIL: "the reason is not available"
}

const indicationMeanings: { readonly [Name in keyof typeof StatusIndication]: string } = {
  ONLINE: "the device is on line (old code)",
  RESET_START: "NDIS began to reset the adapter: hold sends",
  RESET_END: "the reset ended: resume",
  CLOSED: "the adapter is closed (old code)",
  WAN_LINE_UP: "NDIS 4 WAN, not CoNDIS",
  WAN_LINE_DOWN: "NDIS 4 WAN, not CoNDIS",
  WAN_FRAGMENT: "NDIS 4 WAN, not CoNDIS",
  MEDIA_CONNECT: "the link came up (NDIS 5; NDIS 6 says LINK_STATE)",
  MEDIA_DISCONNECT: "the link went down (NDIS 5; NDIS 6 says LINK_STATE)",
  MEDIA_SPECIFIC_INDICATION: "something of the medium, named by a GUID",
  LINK_SPEED_CHANGE: "the link speed changed (NDIS 5)",
  WAN_CO_FRAGMENT: "a partial packet came on the VC",
  WAN_CO_LINKPARAMS: "speeds or send window of the VC changed",
  LINK_STATE: "the state of the link changed",
  NETWORK_CHANGE: "the network behind the link changed",
  MEDIA_SPECIFIC_INDICATION_EX: "something of the medium, named by a GUID and tied to a request",
  TAPI_RECV_DIGIT: "digits were received on a TAPI call",
  PORT_STATE: "the state of a port changed",
  OPER_STATUS: "the operational state changed (made by NDIS only)",
  PACKET_FILTER: "the packet filter changed",
  WAN_CO_MTULINKPARAMS: "speeds, send window or MTU of the VC changed"
}

const prefix = "NDIS_STATUS_"
const byName: ReadonlyMap<string, NdisStatus> = new Map([
  ...Object.entries(NdisStatus),
  ...Object.entries(StatusIndication),
  // The spelling of older headers.
  ["INCOMPATABLE_QOS", NdisStatus.INCOMPATIBLE_QOS]
])
const names = new Map<NdisStatus, string>()
for (const [name, code] of byName) if (!names.has(code)) names.set(code, prefix + name)
const texts: ReadonlyMap<string, string> = new Map([...Object.entries(meanings), ...Object.entries(indicationMeanings)])

/** `NDIS_STATUS_SUCCESS`; a status without a name in eight hexadecimal digits: `0xC0012345`. */
export const statusName = (self: NdisStatus): string => names.get(self) ?? "0x" + (self >>> 0).toString(16).toUpperCase().padStart(8, "0")

/** The status of this name, with or without `NDIS_STATUS_`. Undefined: there is none. */
export const statusFromName = (name: string): NdisStatus | undefined =>
  byName.get(name.startsWith(prefix) ? name.slice(prefix.length) : name)

/** What the status says in CoNDIS, in a few words. */
export const statusMeaning = (self: NdisStatus): string => {
  const name = names.get(self)
  return (name === undefined ? undefined : texts.get(name.slice(prefix.length))) ?? "a code the headers do not name"
}
