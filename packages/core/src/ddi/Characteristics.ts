/**
 * What a driver registers: its versions and its entry points.
 *
 * In the field a member of these structures is a function; here it is the *name* of the callback. The function itself stands in the
 * table of handlers the driver began its life with, where its type is checked. Null: the member is missing.
 *
 * @see docs/condis/structures.md, section 13
 */
import type { catalogue } from "./catalogue.ts"
import { type ObjectHeader, objectHeader, ObjectType } from "./Structures.ts"

/** An entry point, by the name of the callback. */
export type EntryPoint<D extends keyof typeof catalogue> = D | null

/** NDIS_PROTOCOL_CO_CHARACTERISTICS: of every client and call manager. */
export interface ProtocolCoCharacteristics {
  readonly Header: ObjectHeader<typeof ObjectType.CO_PROTOCOL_CHARACTERISTICS>
  readonly Flags: number
  readonly CoStatusHandlerEx: EntryPoint<"ProtocolCoStatusEx">
  readonly CoAfRegisterNotifyHandler: EntryPoint<"ProtocolCoAfRegisterNotify">
  readonly CoReceiveNetBufferListsHandler: EntryPoint<"ProtocolCoReceiveNetBufferLists">
  readonly CoSendNetBufferListsCompleteHandler: EntryPoint<"ProtocolCoSendNetBufferListsComplete">
}

/** NDIS_CO_CLIENT_OPTIONAL_HANDLERS: of every client. No member may be missing. */
export interface CoClientOptionalHandlers {
  readonly Header: ObjectHeader<typeof ObjectType.CO_CLIENT_OPTIONAL_HANDLERS>
  readonly ClCreateVcHandler: EntryPoint<"ProtocolCoCreateVc">
  readonly ClDeleteVcHandler: EntryPoint<"ProtocolCoDeleteVc">
  readonly ClOidRequestHandler: EntryPoint<"ProtocolCoOidRequest">
  readonly ClOidRequestCompleteHandler: EntryPoint<"ProtocolCoOidRequestComplete">
  readonly ClOpenAfCompleteHandlerEx: EntryPoint<"ProtocolClOpenAfCompleteEx">
  readonly ClCloseAfCompleteHandler: EntryPoint<"ProtocolClCloseAfComplete">
  readonly ClRegisterSapCompleteHandler: EntryPoint<"ProtocolClRegisterSapComplete">
  readonly ClDeregisterSapCompleteHandler: EntryPoint<"ProtocolClDeregisterSapComplete">
  readonly ClMakeCallCompleteHandler: EntryPoint<"ProtocolClMakeCallComplete">
  readonly ClModifyCallQoSCompleteHandler: EntryPoint<"ProtocolClModifyCallQoSComplete">
  readonly ClCloseCallCompleteHandler: EntryPoint<"ProtocolClCloseCallComplete">
  readonly ClAddPartyCompleteHandler: EntryPoint<"ProtocolClAddPartyComplete">
  readonly ClDropPartyCompleteHandler: EntryPoint<"ProtocolClDropPartyComplete">
  readonly ClIncomingCallHandler: EntryPoint<"ProtocolClIncomingCall">
  readonly ClIncomingCallQoSChangeHandler: EntryPoint<"ProtocolClIncomingCallQoSChange">
  readonly ClIncomingCloseCallHandler: EntryPoint<"ProtocolClIncomingCloseCall">
  readonly ClIncomingDropPartyHandler: EntryPoint<"ProtocolClIncomingDropParty">
  readonly ClCallConnectedHandler: EntryPoint<"ProtocolClCallConnected">
  readonly ClNotifyCloseAfHandler: EntryPoint<"ProtocolClNotifyCloseAf">
}

/** NDIS_CO_CALL_MANAGER_OPTIONAL_HANDLERS: of every call manager and MCM driver. No member may be missing. */
export interface CoCallManagerOptionalHandlers {
  readonly Header: ObjectHeader<typeof ObjectType.CO_CALL_MANAGER_OPTIONAL_HANDLERS>
  readonly CmCreateVcHandler: EntryPoint<"ProtocolCoCreateVc">
  readonly CmDeleteVcHandler: EntryPoint<"ProtocolCoDeleteVc">
  readonly CmOpenAfHandler: EntryPoint<"ProtocolCmOpenAf">
  readonly CmCloseAfHandler: EntryPoint<"ProtocolCmCloseAf">
  readonly CmRegisterSapHandler: EntryPoint<"ProtocolCmRegisterSap">
  readonly CmDeregisterSapHandler: EntryPoint<"ProtocolCmDeregisterSap">
  readonly CmMakeCallHandler: EntryPoint<"ProtocolCmMakeCall">
  readonly CmCloseCallHandler: EntryPoint<"ProtocolCmCloseCall">
  readonly CmIncomingCallCompleteHandler: EntryPoint<"ProtocolCmIncomingCallComplete">
  readonly CmAddPartyHandler: EntryPoint<"ProtocolCmAddParty">
  readonly CmDropPartyHandler: EntryPoint<"ProtocolCmDropParty">
  readonly CmActivateVcCompleteHandler: EntryPoint<"ProtocolCmActivateVcComplete">
  readonly CmDeactivateVcCompleteHandler: EntryPoint<"ProtocolCmDeactivateVcComplete">
  readonly CmModifyCallQoSHandler: EntryPoint<"ProtocolCmModifyCallQoS">
  readonly CmOidRequestHandler: EntryPoint<"ProtocolCoOidRequest">
  readonly CmOidRequestCompleteHandler: EntryPoint<"ProtocolCoOidRequestComplete">
  readonly CmNotifyCloseAfCompleteHandler: EntryPoint<"ProtocolCmNotifyCloseAfComplete">
}

/** NDIS_MINIPORT_CO_CHARACTERISTICS: of every miniport and MCM driver. An MCM driver leaves out the VC handlers. */
export interface MiniportCoCharacteristics {
  readonly Header: ObjectHeader<typeof ObjectType.CO_MINIPORT_CHARACTERISTICS>
  readonly Flags: number
  readonly CoCreateVcHandler: EntryPoint<"MiniportCoCreateVc">
  readonly CoDeleteVcHandler: EntryPoint<"MiniportCoDeleteVc">
  readonly CoActivateVcHandler: EntryPoint<"MiniportCoActivateVc">
  readonly CoDeactivateVcHandler: EntryPoint<"MiniportCoDeactivateVc">
  readonly CoSendNetBufferListsHandler: EntryPoint<"MiniportCoSendNetBufferLists">
  readonly CoOidRequestHandler: EntryPoint<"MiniportCoOidRequest">
}

/** What NdisSetOptionalHandlers takes, told apart by `Header.Type`. */
export type DriverOptionalHandlers =
  | ProtocolCoCharacteristics
  | CoClientOptionalHandlers
  | CoCallManagerOptionalHandlers
  | MiniportCoCharacteristics

/** Versions a driver states when it registers. NDIS 6.0 is the oldest NDIS that carries CoNDIS as it is here. */
export interface DriverVersions {
  readonly MajorNdisVersion: number
  readonly MinorNdisVersion: number
  readonly MajorDriverVersion: number
  readonly MinorDriverVersion: number
}

/** NDIS_PROTOCOL_DRIVER_CHARACTERISTICS. The connectionless data handlers are left out: nothing here calls them. */
export interface ProtocolDriverCharacteristics extends DriverVersions {
  readonly Header: ObjectHeader<typeof ObjectType.PROTOCOL_DRIVER_CHARACTERISTICS>
  readonly Flags: number
  readonly Name: string
  readonly SetOptionsHandler: EntryPoint<"ProtocolSetOptions">
  readonly BindAdapterHandlerEx: EntryPoint<"ProtocolBindAdapterEx">
  readonly UnbindAdapterHandlerEx: EntryPoint<"ProtocolUnbindAdapterEx">
  readonly OpenAdapterCompleteHandlerEx: EntryPoint<"ProtocolOpenAdapterCompleteEx">
  readonly CloseAdapterCompleteHandlerEx: EntryPoint<"ProtocolCloseAdapterCompleteEx">
  readonly NetPnPEventHandler: EntryPoint<"ProtocolNetPnPEvent">
  readonly OidRequestCompleteHandler: EntryPoint<"ProtocolOidRequestComplete">
}

/** NDIS_MINIPORT_DRIVER_CHARACTERISTICS. The connectionless data handlers and hang checks are left out. */
export interface MiniportDriverCharacteristics extends DriverVersions {
  readonly Header: ObjectHeader<typeof ObjectType.MINIPORT_DRIVER_CHARACTERISTICS>
  /** NDIS_INTERMEDIATE_DRIVER 1, NDIS_WDM_DRIVER 2. */
  readonly Flags: number
  readonly SetOptionsHandler: EntryPoint<"MiniportSetOptions">
  readonly InitializeHandlerEx: EntryPoint<"MiniportInitializeEx">
  readonly HaltHandlerEx: EntryPoint<"MiniportHaltEx">
  readonly UnloadHandler: EntryPoint<"MiniportDriverUnload">
  readonly PauseHandler: EntryPoint<"MiniportPause">
  readonly RestartHandler: EntryPoint<"MiniportRestart">
  readonly ReturnNetBufferListsHandler: EntryPoint<"MiniportReturnNetBufferLists">
  readonly CancelSendHandler: EntryPoint<"MiniportCancelSend">
  readonly ResetHandlerEx: EntryPoint<"MiniportResetEx">
  readonly DevicePnPEventNotifyHandler: EntryPoint<"MiniportDevicePnPEventNotify">
  readonly ShutdownHandlerEx: EntryPoint<"MiniportShutdownEx">
  readonly CancelOidRequestHandler: EntryPoint<"MiniportCancelOidRequest">
}

/** NDIS 6.30: from there on a reset ends with every send home (NBL-28). */
const ndis630: DriverVersions = { MajorNdisVersion: 6, MinorNdisVersion: 30, MajorDriverVersion: 1, MinorDriverVersion: 0 }

/** Complete, of client and call manager. */
export const protocolCoCharacteristics: ProtocolCoCharacteristics = {
  Header: objectHeader(ObjectType.CO_PROTOCOL_CHARACTERISTICS),
  Flags: 0,
  CoStatusHandlerEx: "ProtocolCoStatusEx",
  CoAfRegisterNotifyHandler: "ProtocolCoAfRegisterNotify",
  CoReceiveNetBufferListsHandler: "ProtocolCoReceiveNetBufferLists",
  CoSendNetBufferListsCompleteHandler: "ProtocolCoSendNetBufferListsComplete"
}

/** Complete, of a client. */
export const clientOptionalHandlers: CoClientOptionalHandlers = {
  Header: objectHeader(ObjectType.CO_CLIENT_OPTIONAL_HANDLERS),
  ClCreateVcHandler: "ProtocolCoCreateVc",
  ClDeleteVcHandler: "ProtocolCoDeleteVc",
  ClOidRequestHandler: "ProtocolCoOidRequest",
  ClOidRequestCompleteHandler: "ProtocolCoOidRequestComplete",
  ClOpenAfCompleteHandlerEx: "ProtocolClOpenAfCompleteEx",
  ClCloseAfCompleteHandler: "ProtocolClCloseAfComplete",
  ClRegisterSapCompleteHandler: "ProtocolClRegisterSapComplete",
  ClDeregisterSapCompleteHandler: "ProtocolClDeregisterSapComplete",
  ClMakeCallCompleteHandler: "ProtocolClMakeCallComplete",
  ClModifyCallQoSCompleteHandler: "ProtocolClModifyCallQoSComplete",
  ClCloseCallCompleteHandler: "ProtocolClCloseCallComplete",
  ClAddPartyCompleteHandler: "ProtocolClAddPartyComplete",
  ClDropPartyCompleteHandler: "ProtocolClDropPartyComplete",
  ClIncomingCallHandler: "ProtocolClIncomingCall",
  ClIncomingCallQoSChangeHandler: "ProtocolClIncomingCallQoSChange",
  ClIncomingCloseCallHandler: "ProtocolClIncomingCloseCall",
  ClIncomingDropPartyHandler: "ProtocolClIncomingDropParty",
  ClCallConnectedHandler: "ProtocolClCallConnected",
  ClNotifyCloseAfHandler: "ProtocolClNotifyCloseAf"
}

/** Complete, of a call manager or MCM driver. */
export const callManagerOptionalHandlers: CoCallManagerOptionalHandlers = {
  Header: objectHeader(ObjectType.CO_CALL_MANAGER_OPTIONAL_HANDLERS),
  CmCreateVcHandler: "ProtocolCoCreateVc",
  CmDeleteVcHandler: "ProtocolCoDeleteVc",
  CmOpenAfHandler: "ProtocolCmOpenAf",
  CmCloseAfHandler: "ProtocolCmCloseAf",
  CmRegisterSapHandler: "ProtocolCmRegisterSap",
  CmDeregisterSapHandler: "ProtocolCmDeregisterSap",
  CmMakeCallHandler: "ProtocolCmMakeCall",
  CmCloseCallHandler: "ProtocolCmCloseCall",
  CmIncomingCallCompleteHandler: "ProtocolCmIncomingCallComplete",
  CmAddPartyHandler: "ProtocolCmAddParty",
  CmDropPartyHandler: "ProtocolCmDropParty",
  CmActivateVcCompleteHandler: "ProtocolCmActivateVcComplete",
  CmDeactivateVcCompleteHandler: "ProtocolCmDeactivateVcComplete",
  CmModifyCallQoSHandler: "ProtocolCmModifyCallQoS",
  CmOidRequestHandler: "ProtocolCoOidRequest",
  CmOidRequestCompleteHandler: "ProtocolCoOidRequestComplete",
  CmNotifyCloseAfCompleteHandler: "ProtocolCmNotifyCloseAfComplete"
}

/** Complete, of a miniport. */
export const miniportCoCharacteristics: MiniportCoCharacteristics = {
  Header: objectHeader(ObjectType.CO_MINIPORT_CHARACTERISTICS),
  Flags: 0,
  CoCreateVcHandler: "MiniportCoCreateVc",
  CoDeleteVcHandler: "MiniportCoDeleteVc",
  CoActivateVcHandler: "MiniportCoActivateVc",
  CoDeactivateVcHandler: "MiniportCoDeactivateVc",
  CoSendNetBufferListsHandler: "MiniportCoSendNetBufferLists",
  CoOidRequestHandler: "MiniportCoOidRequest"
}

/** Complete, of an MCM driver: it creates, activates and deletes its VCs itself, through the NdisMCm functions. */
export const mcmCoCharacteristics: MiniportCoCharacteristics = {
  ...miniportCoCharacteristics,
  CoCreateVcHandler: null,
  CoDeleteVcHandler: null,
  CoActivateVcHandler: null,
  CoDeactivateVcHandler: null
}

/** Complete, of a protocol driver of this name. */
export const protocolDriverCharacteristics = (name: string): ProtocolDriverCharacteristics => ({
  Header: objectHeader(ObjectType.PROTOCOL_DRIVER_CHARACTERISTICS),
  ...ndis630,
  Flags: 0,
  Name: name,
  SetOptionsHandler: "ProtocolSetOptions",
  BindAdapterHandlerEx: "ProtocolBindAdapterEx",
  UnbindAdapterHandlerEx: "ProtocolUnbindAdapterEx",
  OpenAdapterCompleteHandlerEx: "ProtocolOpenAdapterCompleteEx",
  CloseAdapterCompleteHandlerEx: "ProtocolCloseAdapterCompleteEx",
  NetPnPEventHandler: "ProtocolNetPnPEvent",
  OidRequestCompleteHandler: "ProtocolOidRequestComplete"
})

/** Complete, of a miniport or MCM driver. */
export const miniportDriverCharacteristics: MiniportDriverCharacteristics = {
  Header: objectHeader(ObjectType.MINIPORT_DRIVER_CHARACTERISTICS),
  ...ndis630,
  Flags: 0,
  SetOptionsHandler: "MiniportSetOptions",
  InitializeHandlerEx: "MiniportInitializeEx",
  HaltHandlerEx: "MiniportHaltEx",
  UnloadHandler: "MiniportDriverUnload",
  PauseHandler: "MiniportPause",
  RestartHandler: "MiniportRestart",
  ReturnNetBufferListsHandler: "MiniportReturnNetBufferLists",
  CancelSendHandler: "MiniportCancelSend",
  ResetHandlerEx: "MiniportResetEx",
  DevicePnPEventNotifyHandler: "MiniportDevicePnPEventNotify",
  ShutdownHandlerEx: "MiniportShutdownEx",
  CancelOidRequestHandler: "MiniportCancelOidRequest"
}
