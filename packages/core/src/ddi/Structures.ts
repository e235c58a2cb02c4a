/**
 * The structures that functions and callbacks carry besides call parameters, SAPs and data: binding, OID requests, status indications,
 * PnP events, life of an adapter.
 *
 * Fields and values are those of the headers. Nothing is laid out in memory here, so sizes of structures, offsets, areas reserved for
 * an owner and pointers to device objects are left out; a structure that leaves out more says so.
 *
 * @see docs/condis/structures.md, sections 9 and 12 to 16
 */
import type { NdisAdapterHandle, NdisBindingHandle } from "../Handle.ts"
import { type NdisStatus, StatusIndication as StatusCode } from "../NdisStatus.ts"

/** Values of `Header.Type` (`NDIS_OBJECT_TYPE_…`). */
export const ObjectType = {
  DEFAULT: 0x80,
  BIND_PARAMETERS: 0x86,
  OPEN_PARAMETERS: 0x87,
  MINIPORT_DRIVER_CHARACTERISTICS: 0x8a,
  CO_PROTOCOL_CHARACTERISTICS: 0x90,
  CO_MINIPORT_CHARACTERISTICS: 0x91,
  PROTOCOL_DRIVER_CHARACTERISTICS: 0x95,
  OID_REQUEST: 0x96,
  STATUS_INDICATION: 0x98,
  MINIPORT_ADAPTER_REGISTRATION_ATTRIBUTES: 0x9e,
  MINIPORT_ADAPTER_GENERAL_ATTRIBUTES: 0x9f,
  CO_CALL_MANAGER_OPTIONAL_HANDLERS: 0xa5,
  CO_CLIENT_OPTIONAL_HANDLERS: 0xa6
} as const

/** NDIS_OBJECT_HEADER. `Size`, the size of the structure in memory, is left out. */
export interface ObjectHeader<Type extends number = number> {
  readonly Type: Type
  readonly Revision: number
}

/** A header; revision 1 unless said otherwise. */
export const objectHeader = <const Type extends number>(type: Type, revision = 1): ObjectHeader<Type> => ({
  Type: type,
  Revision: revision
})

/** NDIS_MEDIUM. */
export const Medium = {
  "802_3": 0,
  "802_5": 1,
  Fddi: 2,
  Wan: 3,
  LocalTalk: 4,
  Dix: 5,
  ArcnetRaw: 6,
  Arcnet878_2: 7,
  /** Connection-oriented, as are Irda, CoWan, 1394 and InfiniBand. */
  Atm: 8,
  WirelessWan: 9,
  Irda: 10,
  Bpc: 11,
  CoWan: 12,
  "1394": 13,
  InfiniBand: 14,
  Tunnel: 15,
  Native802_11: 16,
  Loopback: 17,
  WiMAX: 18,
  IP: 19
} as const

/** NDIS_MEDIA_CONNECT_STATE. */
export const MediaConnectState = { Unknown: 0, Connected: 1, Disconnected: 2 } as const

/**
 * NDIS_BIND_PARAMETERS: the adapter a protocol is asked to bind to. Speeds in bit/s, `MtuSize` in bytes. The fields of Ethernet-like
 * media (MAC address, packet filters, interface types) are left out.
 */
export interface BindParameters {
  readonly Header: ObjectHeader<typeof ObjectType.BIND_PARAMETERS>
  readonly AdapterName: string
  readonly MediaType: number
  readonly MtuSize: number
  readonly MaxXmitLinkSpeed: number
  readonly XmitLinkSpeed: number
  readonly MaxRcvLinkSpeed: number
  readonly RcvLinkSpeed: number
  readonly MediaConnectState: number
  readonly BoundIfIndex: number
  readonly BoundAdapterName: string
}

/**
 * NDIS_OPEN_PARAMETERS. `SelectedMediumIndex` is left out: an adapter has one medium and the protocol knows it from the bind
 * parameters; an adapter whose medium is not in `MediumArray` is refused with UNSUPPORTED_MEDIA. Frame types have no meaning here.
 */
export interface OpenParameters {
  readonly Header: ObjectHeader<typeof ObjectType.OPEN_PARAMETERS>
  /** The name from the bind parameters. */
  readonly AdapterName: string
  readonly MediumArray: ReadonlyArray<number>
}

/** Values of `RequestType` (`NdisRequest…`). */
export const RequestType = { QueryInformation: 0, SetInformation: 1, QueryStatistics: 2, Method: 12 } as const

/** The part of an OID request that asks. `InformationBuffer` is the structure the OID names, as a value. */
export interface QueryInformation {
  readonly Oid: number
  readonly InformationBuffer: unknown
  readonly InformationBufferLength: number
  /** Valid on SUCCESS. */
  readonly BytesWritten: number
  /** Valid on INVALID_LENGTH and BUFFER_TOO_SHORT. */
  readonly BytesNeeded: number
}

/** The part of an OID request that sets. */
export interface SetInformation {
  readonly Oid: number
  readonly InformationBuffer: unknown
  readonly InformationBufferLength: number
  /** Valid on SUCCESS. */
  readonly BytesRead: number
  /** Valid on INVALID_LENGTH and BUFFER_TOO_SHORT. */
  readonly BytesNeeded: number
}

/** The part of an OID request that sets and asks. */
export interface MethodInformation {
  readonly Oid: number
  readonly InformationBuffer: unknown
  readonly InputBufferLength: number
  readonly OutputBufferLength: number
  readonly MethodId: number
  readonly BytesWritten: number
  readonly BytesRead: number
  readonly BytesNeeded: number
}

/** NDIS_OID_REQUEST: an immutable value. Whoever answers hands on another value with the byte counts and the buffer filled in. */
export interface OidRequest {
  readonly Header: ObjectHeader<typeof ObjectType.OID_REQUEST>
  readonly RequestType: number
  /** 0: the default port. */
  readonly PortNumber: number
  /** Seconds; 0: none. */
  readonly Timeout: number
  /** Chosen by the originator: names the request when it is cancelled and in a status indication tied to it. */
  readonly RequestId: unknown
  readonly RequestHandle: NdisBindingHandle | null
  readonly DATA:
    | { readonly QUERY_INFORMATION: QueryInformation }
    | { readonly SET_INFORMATION: SetInformation }
    | { readonly METHOD_INFORMATION: MethodInformation }
  /** Revision honoured by the target of a set. */
  readonly SupportedRevision: number
  /** What NDIS knows the request by while its target has it: whoever answers hands it on as it came. Null in the originator's hands. */
  readonly NdisReserved: unknown
  /** Room for the originator, given back as it was. */
  readonly SourceReserved: unknown
}

/** Is it a request at all? What crosses without the compiler's help may be anything. */
export const isOidRequest = (value: unknown): value is OidRequest => {
  if (typeof value !== "object" || value === null || !("DATA" in value) || typeof value.DATA !== "object" || value.DATA === null)
    return false
  const [part] = Object.values(value.DATA)
  return typeof part === "object" && part !== null && typeof (part as QueryInformation).Oid === "number"
}

const oidRequest = (requestType: number, data: OidRequest["DATA"]): OidRequest => ({
  Header: objectHeader(ObjectType.OID_REQUEST),
  RequestType: requestType,
  PortNumber: 0,
  Timeout: 0,
  RequestId: null,
  RequestHandle: null,
  DATA: data,
  SupportedRevision: 0,
  NdisReserved: null,
  SourceReserved: null
})

/** A query with room for this many bytes. */
export const queryRequest = (oid: number, room: number, value: unknown = null): OidRequest =>
  oidRequest(RequestType.QueryInformation, {
    QUERY_INFORMATION: { Oid: oid, InformationBuffer: value, InformationBufferLength: room, BytesWritten: 0, BytesNeeded: 0 }
  })

/** A set with this value, which takes this many bytes. */
export const setRequest = (oid: number, value: unknown, length: number): OidRequest =>
  oidRequest(RequestType.SetInformation, {
    SET_INFORMATION: { Oid: oid, InformationBuffer: value, InformationBufferLength: length, BytesRead: 0, BytesNeeded: 0 }
  })

/** The part of a request that says what is asked or set. */
export const informationOf = ({ DATA }: OidRequest): QueryInformation | SetInformation | MethodInformation => {
  if ("QUERY_INFORMATION" in DATA) return DATA.QUERY_INFORMATION
  return "SET_INFORMATION" in DATA ? DATA.SET_INFORMATION : DATA.METHOD_INFORMATION
}

/** The OID of a request. */
export const oidOf = (request: OidRequest): number => informationOf(request).Oid

/** A request for what was counted (`NdisRequestQueryStatistics`), with room for this many bytes. */
export const statisticsRequest = (oid: number, room: number): OidRequest => ({
  ...queryRequest(oid, room),
  RequestType: RequestType.QueryStatistics
})

/** The buffer of a request, in bytes: room for the answer, or the size of what is set. */
export const informationLength = ({ DATA }: OidRequest): number => {
  if ("QUERY_INFORMATION" in DATA) return DATA.QUERY_INFORMATION.InformationBufferLength
  return "SET_INFORMATION" in DATA ? DATA.SET_INFORMATION.InformationBufferLength : DATA.METHOD_INFORMATION.OutputBufferLength
}

/** NDIS_STATUS_INDICATION. */
export interface StatusIndicationBlock {
  readonly Header: ObjectHeader<typeof ObjectType.STATUS_INDICATION>
  readonly SourceHandle: NdisAdapterHandle | null
  /** 0: no port. */
  readonly PortNumber: number
  /** One of `StatusIndication`. */
  readonly StatusCode: NdisStatus
  readonly Flags: number
  /** Null: every binding; else this one, and `RequestId` says which request it belongs to. */
  readonly DestinationHandle: NdisBindingHandle | null
  readonly RequestId: unknown
  /** The structure the code names, as a value. */
  readonly StatusBuffer: unknown
  readonly StatusBufferSize: number
  /** Only with a media-specific code. */
  readonly Guid: string | null
}

/** An indication for everybody. `size` is what the value takes in bytes. */
export const statusIndication = (code: NdisStatus, value: unknown = null, size = 0): StatusIndicationBlock => ({
  Header: objectHeader(ObjectType.STATUS_INDICATION),
  SourceHandle: null,
  PortNumber: 0,
  StatusCode: code,
  Flags: 0,
  DestinationHandle: null,
  RequestId: null,
  StatusBuffer: value,
  StatusBufferSize: size,
  Guid: null
})

/** The indication, for the originator of an OID request alone (OID-23). */
export const tiedTo = (indication: StatusIndicationBlock, { RequestHandle, RequestId }: OidRequest): StatusIndicationBlock => ({
  ...indication,
  DestinationHandle: RequestHandle,
  RequestId
})

/** The part of NDIS_LINK_STATE that says whether there is a link. */
export interface LinkStateBlock {
  readonly Header: ObjectHeader<typeof ObjectType.DEFAULT>
  readonly MediaConnectState: 1 | 2
}

/** Is this the indication of a link that came up (true) or went down (false)? Undefined: it is about something else. */
export const linkStateOf = (indication: StatusIndicationBlock): boolean | undefined =>
  indication.StatusCode === StatusCode.LINK_STATE ? (indication.StatusBuffer as LinkStateBlock | null)?.MediaConnectState === 1 : undefined

/** The indication that the adapter's link came up or went down. */
export const linkStateIndication = (adapter: NdisAdapterHandle, up: boolean): StatusIndicationBlock => {
  const state: LinkStateBlock = { Header: objectHeader(ObjectType.DEFAULT), MediaConnectState: up ? 1 : 2 }
  return { ...statusIndication(StatusCode.LINK_STATE, state), SourceHandle: adapter }
}

/** NET_PNP_EVENT codes (`NetEvent…`). */
export const NetEvent = {
  SetPower: 0,
  QueryPower: 1,
  QueryRemoveDevice: 2,
  CancelRemoveDevice: 3,
  Reconfigure: 4,
  BindList: 5,
  BindsComplete: 6,
  PnPCapabilities: 7,
  Pause: 8,
  Restart: 9,
  PortActivation: 10,
  PortDeactivation: 11
} as const

/** NET_PNP_EVENT_NOTIFICATION. */
export interface NetPnPEventNotification {
  readonly PortNumber: number
  readonly NetPnPEvent: {
    /** One of {@link NetEvent}. */
    readonly NetEvent: number
    /** What the event carries, as a value. */
    readonly Buffer: unknown
    readonly BufferLength: number
  }
}

/** An event, without a buffer unless it is told what it carries. */
export const netPnPEvent = (event: number, Buffer: unknown = null, BufferLength = 0): NetPnPEventNotification => ({
  PortNumber: 0,
  NetPnPEvent: { NetEvent: event, Buffer, BufferLength }
})

/** NDIS_DEVICE_POWER_STATE (`NdisDeviceState…`): in D0 a device works, in the others it sleeps, the deeper the higher the number. */
export const PowerState = { D0: 1, D1: 2, D2: 3, D3: 4 } as const
export type PowerStateName = keyof typeof PowerState

/** DRIVER_OBJECT: only its name has a meaning here. */
export interface DriverObject {
  readonly DriverName: string
}

/** NDIS_MINIPORT_INIT_PARAMETERS. `AdapterName` stands for the configuration a driver of the field would read; resources are left out. */
export interface MiniportInitParameters {
  readonly Flags: number
  readonly IfIndex: number
  readonly AdapterName: string
}

/** Bits of `AttributeFlags` (`NDIS_MINIPORT_ATTRIBUTES_…`). */
export const MiniportAttribute = {
  HARDWARE_DEVICE: 0x01,
  NDIS_WDM: 0x02,
  SURPRISE_REMOVE_OK: 0x04,
  /** A driver for both kinds says that this device is connectionless. */
  NOT_CO_NDIS: 0x08,
  /** No TAPI: the proxy does not bind. */
  DO_NOT_BIND_TO_ALL_CO: 0x10,
  NO_HALT_ON_SUSPEND: 0x20,
  BUS_MASTER: 0x40,
  CONTROLS_DEFAULT_PORT: 0x80
} as const

/** NDIS_MINIPORT_ADAPTER_REGISTRATION_ATTRIBUTES: the first attributes an adapter sets; they bring the miniport's adapter context. */
export interface MiniportRegistrationAttributes {
  readonly Header: ObjectHeader<typeof ObjectType.MINIPORT_ADAPTER_REGISTRATION_ATTRIBUTES>
  readonly MiniportAdapterContext: unknown
  readonly AttributeFlags: number
  readonly CheckForHangTimeInSeconds: number
}

/** NDIS_MINIPORT_ADAPTER_GENERAL_ATTRIBUTES. Speeds in bit/s, `MtuSize` in bytes; fields of Ethernet-like media are left out. */
export interface MiniportGeneralAttributes {
  readonly Header: ObjectHeader<typeof ObjectType.MINIPORT_ADAPTER_GENERAL_ATTRIBUTES>
  readonly MediaType: number
  readonly MtuSize: number
  readonly MaxXmitLinkSpeed: number
  readonly XmitLinkSpeed: number
  readonly MaxRcvLinkSpeed: number
  readonly RcvLinkSpeed: number
  readonly MediaConnectState: number
  readonly SupportedOidList: ReadonlyArray<number>
}

/** NDIS_MINIPORT_ADAPTER_ATTRIBUTES: one structure per call. */
export type MiniportAdapterAttributes = MiniportRegistrationAttributes | MiniportGeneralAttributes

/** NDIS_HALT_ACTION. */
export const HaltAction = {
  DeviceDisabled: 0,
  DeviceInstanceDeInitialized: 1,
  DevicePoweredDown: 2,
  DeviceSurpriseRemoved: 3,
  DeviceFailed: 4,
  DeviceInitializationFailed: 5,
  DeviceStopped: 6
} as const
export type HaltAction = (typeof HaltAction)[keyof typeof HaltAction]

/** NDIS_SHUTDOWN_ACTION. */
export const ShutdownAction = { PowerOff: 0, BugCheck: 1 } as const
export type ShutdownAction = (typeof ShutdownAction)[keyof typeof ShutdownAction]

/** Values of `DevicePnPEvent` (`NdisDevicePnPEvent…`). */
export const DevicePnPEvent = {
  QueryRemoved: 0,
  Removed: 1,
  SurpriseRemoved: 2,
  QueryStopped: 3,
  Stopped: 4,
  PowerProfileChanged: 5
} as const

/** NET_DEVICE_PNP_EVENT. What some events carry is left out. */
export interface NetDevicePnPEvent {
  readonly Header: ObjectHeader<typeof ObjectType.DEFAULT>
  readonly PortNumber: number
  /** One of {@link DevicePnPEvent}. */
  readonly DevicePnPEvent: number
}

/** NDIS_MINIPORT_PAUSE_PARAMETERS. */
export interface MiniportPauseParameters {
  readonly Flags: number
  /** Bits that say why. */
  readonly PauseReason: number
}

/** NDIS_MINIPORT_RESTART_PARAMETERS. The attributes that filter drivers would change are left out. */
export interface MiniportRestartParameters {
  readonly Flags: number
}

/** VAR_STRING of NdisCoGetTapiCallId: the text itself stands for offset and octets. */
export interface VarString {
  readonly ulTotalSize: number
  readonly ulNeededSize: number
  readonly ulUsedSize: number
  /** ASCII 1, DBCS 2, Unicode 3, binary 4. */
  readonly ulStringFormat: number
  readonly ulStringSize: number
  readonly String: string
}
