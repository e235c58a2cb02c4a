/**
 * What every parameter of every function and callback carries: a total table over the catalogue. A parameter that is missing here, or
 * that the catalogue does not know, does not compile.
 */
import {
  type Carrier,
  adapterHandle,
  addressFamily,
  afHandle,
  bindContext,
  bindingHandle,
  bindParameters,
  boolean,
  callParameters,
  context,
  devicePnPEvent,
  driverHandle,
  driverObject,
  driverOrBindingHandle,
  haltAction,
  mark,
  miniportAttributes,
  miniportCharacteristics,
  miniportDriverHandle,
  miniportInitParameters,
  netBufferLists,
  netPnPEvent,
  octets,
  oidRequest,
  openParameters,
  optionalHandlers,
  orNull,
  partyHandle,
  pauseParameters,
  protocolCharacteristics,
  protocolHandle,
  restartParameters,
  sap,
  sapHandle,
  shutdownAction,
  status,
  statusIndication,
  text,
  uint32,
  unbindContext,
  varString,
  vcHandle
} from "./Carrier.ts"
import type { catalogue } from "./catalogue.ts"

type Total = {
  readonly [D in keyof typeof catalogue]: {
    readonly [P in (typeof catalogue)[D]["parameters"][number]["name"]]: Carrier<unknown>
  }
}

export const parameters = {
  // Address family
  NdisCmRegisterAddressFamilyEx: { NdisBindingHandle: bindingHandle, AddressFamily: addressFamily },
  NdisMCmRegisterAddressFamilyEx: { MiniportAdapterHandle: adapterHandle, AddressFamily: addressFamily },
  ProtocolCoAfRegisterNotify: { ProtocolBindingContext: context, AddressFamily: addressFamily },
  NdisClOpenAddressFamilyEx: {
    NdisBindingHandle: bindingHandle,
    AddressFamily: addressFamily,
    ClientAfContext: context,
    NdisAfHandle: afHandle
  },
  ProtocolCmOpenAf: { CallMgrBindingContext: context, AddressFamily: addressFamily, NdisAfHandle: afHandle, CallMgrAfContext: context },
  NdisCmOpenAddressFamilyComplete: { Status: status, NdisAfHandle: afHandle, CallMgrAfContext: context },
  NdisMCmOpenAddressFamilyComplete: { Status: status, NdisAfHandle: afHandle, CallMgrAfContext: context },
  ProtocolClOpenAfCompleteEx: { ProtocolAfContext: context, NdisAfHandle: orNull(afHandle), Status: status },
  NdisClCloseAddressFamily: { NdisAfHandle: afHandle },
  ProtocolCmCloseAf: { CallMgrAfContext: context },
  NdisCmCloseAddressFamilyComplete: { Status: status, NdisAfHandle: afHandle },
  NdisMCmCloseAddressFamilyComplete: { Status: status, NdisAfHandle: afHandle },
  ProtocolClCloseAfComplete: { Status: status, ProtocolAfContext: context },
  NdisCmNotifyCloseAddressFamily: { NdisAfHandle: afHandle },
  NdisMCmNotifyCloseAddressFamily: { NdisAfHandle: afHandle },
  ProtocolClNotifyCloseAf: { ClientAfContext: context },
  NdisClNotifyCloseAddressFamilyComplete: { NdisAfHandle: afHandle, Status: status },
  ProtocolCmNotifyCloseAfComplete: { CallMgrAfContext: context, Status: status },
  // SAP
  NdisClRegisterSap: { NdisAfHandle: afHandle, ProtocolSapContext: context, Sap: sap, NdisSapHandle: sapHandle },
  ProtocolCmRegisterSap: { CallMgrAfContext: context, Sap: sap, NdisSapHandle: sapHandle, CallMgrSapContext: context },
  NdisCmRegisterSapComplete: { Status: status, NdisSapHandle: sapHandle, CallMgrSapContext: context },
  NdisMCmRegisterSapComplete: { Status: status, NdisSapHandle: sapHandle, CallMgrSapContext: context },
  ProtocolClRegisterSapComplete: { Status: status, ProtocolSapContext: context, Sap: sap, NdisSapHandle: orNull(sapHandle) },
  NdisClDeregisterSap: { NdisSapHandle: sapHandle },
  ProtocolCmDeregisterSap: { CallMgrSapContext: context },
  NdisCmDeregisterSapComplete: { Status: status, NdisSapHandle: sapHandle },
  NdisMCmDeregisterSapComplete: { Status: status, NdisSapHandle: sapHandle },
  ProtocolClDeregisterSapComplete: { Status: status, ProtocolSapContext: context },
  // VC lifetime
  NdisCoCreateVc: { NdisBindingHandle: bindingHandle, NdisAfHandle: afHandle, ProtocolVcContext: context, NdisVcHandle: vcHandle },
  NdisMCmCreateVc: { MiniportAdapterHandle: adapterHandle, NdisAfHandle: afHandle, MiniportVcContext: context, NdisVcHandle: vcHandle },
  ProtocolCoCreateVc: { ProtocolAfContext: context, NdisVcHandle: vcHandle, ProtocolVcContext: context },
  MiniportCoCreateVc: { MiniportAdapterContext: context, NdisVcHandle: vcHandle, MiniportVcContext: context },
  NdisCmActivateVc: { NdisVcHandle: vcHandle, CallParameters: callParameters },
  NdisMCmActivateVc: { NdisVcHandle: vcHandle, CallParameters: callParameters },
  MiniportCoActivateVc: { MiniportVcContext: context, CallParameters: callParameters },
  NdisMCoActivateVcComplete: { Status: status, NdisVcHandle: vcHandle, CallParameters: callParameters },
  ProtocolCmActivateVcComplete: { Status: status, CallMgrVcContext: context, CallParameters: callParameters },
  NdisCmDeactivateVc: { NdisVcHandle: vcHandle },
  NdisMCmDeactivateVc: { NdisVcHandle: vcHandle },
  MiniportCoDeactivateVc: { MiniportVcContext: context },
  NdisMCoDeactivateVcComplete: { Status: status, NdisVcHandle: vcHandle },
  ProtocolCmDeactivateVcComplete: { Status: status, CallMgrVcContext: context },
  NdisCoDeleteVc: { NdisVcHandle: vcHandle },
  NdisMCmDeleteVc: { NdisVcHandle: vcHandle },
  ProtocolCoDeleteVc: { ProtocolVcContext: context },
  MiniportCoDeleteVc: { MiniportVcContext: context },
  // Outgoing call
  NdisClMakeCall: { NdisVcHandle: vcHandle, CallParameters: callParameters, ProtocolPartyContext: context, NdisPartyHandle: partyHandle },
  ProtocolCmMakeCall: {
    CallMgrVcContext: context,
    CallParameters: callParameters,
    NdisPartyHandle: partyHandle,
    CallMgrPartyContext: context
  },
  NdisCmMakeCallComplete: {
    Status: status,
    NdisVcHandle: vcHandle,
    NdisPartyHandle: partyHandle,
    CallMgrPartyContext: context,
    CallParameters: callParameters
  },
  NdisMCmMakeCallComplete: {
    Status: status,
    NdisVcHandle: vcHandle,
    NdisPartyHandle: partyHandle,
    CallMgrPartyContext: context,
    CallParameters: callParameters
  },
  ProtocolClMakeCallComplete: { Status: status, ProtocolVcContext: context, NdisPartyHandle: partyHandle, CallParameters: callParameters },
  // Incoming call
  NdisCmDispatchIncomingCall: { NdisSapHandle: sapHandle, NdisVcHandle: vcHandle, CallParameters: callParameters },
  NdisMCmDispatchIncomingCall: { NdisSapHandle: sapHandle, NdisVcHandle: vcHandle, CallParameters: callParameters },
  ProtocolClIncomingCall: { ProtocolSapContext: context, ProtocolVcContext: context, CallParameters: callParameters },
  NdisClIncomingCallComplete: { Status: status, NdisVcHandle: vcHandle, CallParameters: callParameters },
  ProtocolCmIncomingCallComplete: { Status: status, CallMgrVcContext: context, CallParameters: callParameters },
  NdisCmDispatchCallConnected: { NdisVcHandle: vcHandle },
  NdisMCmDispatchCallConnected: { NdisVcHandle: vcHandle },
  ProtocolClCallConnected: { ProtocolVcContext: context },
  // QoS change
  NdisClModifyCallQoS: { NdisVcHandle: vcHandle, CallParameters: callParameters },
  ProtocolCmModifyCallQoS: { CallMgrVcContext: context, CallParameters: callParameters },
  NdisCmModifyCallQoSComplete: { Status: status, NdisVcHandle: vcHandle, CallParameters: callParameters },
  NdisMCmModifyCallQoSComplete: { Status: status, NdisVcHandle: vcHandle, CallParameters: callParameters },
  ProtocolClModifyCallQoSComplete: { Status: status, ProtocolVcContext: context, CallParameters: callParameters },
  NdisCmDispatchIncomingCallQoSChange: { NdisVcHandle: vcHandle, CallParameters: callParameters },
  NdisMCmDispatchIncomingCallQoSChange: { NdisVcHandle: vcHandle, CallParameters: callParameters },
  ProtocolClIncomingCallQoSChange: { ProtocolVcContext: context, CallParameters: callParameters },
  // Multipoint party
  NdisClAddParty: { NdisVcHandle: vcHandle, ProtocolPartyContext: context, CallParameters: callParameters, NdisPartyHandle: partyHandle },
  ProtocolCmAddParty: {
    CallMgrVcContext: context,
    CallParameters: callParameters,
    NdisPartyHandle: partyHandle,
    CallMgrPartyContext: context
  },
  NdisCmAddPartyComplete: { Status: status, NdisPartyHandle: partyHandle, CallMgrPartyContext: context, CallParameters: callParameters },
  NdisMCmAddPartyComplete: { Status: status, NdisPartyHandle: partyHandle, CallMgrPartyContext: context, CallParameters: callParameters },
  ProtocolClAddPartyComplete: {
    Status: status,
    ProtocolPartyContext: context,
    NdisPartyHandle: orNull(partyHandle),
    CallParameters: callParameters
  },
  NdisClDropParty: { NdisPartyHandle: partyHandle, Buffer: octets, Size: uint32 },
  ProtocolCmDropParty: { CallMgrPartyContext: context, CloseData: octets, Size: uint32 },
  NdisCmDropPartyComplete: { Status: status, NdisPartyHandle: partyHandle },
  NdisMCmDropPartyComplete: { Status: status, NdisPartyHandle: partyHandle },
  ProtocolClDropPartyComplete: { Status: status, ProtocolPartyContext: context },
  NdisCmDispatchIncomingDropParty: { DropStatus: status, NdisPartyHandle: partyHandle, Buffer: octets, Size: uint32 },
  NdisMCmDispatchIncomingDropParty: { DropStatus: status, NdisPartyHandle: partyHandle, Buffer: octets, Size: uint32 },
  ProtocolClIncomingDropParty: { DropStatus: status, ProtocolPartyContext: context, CloseData: octets, Size: uint32 },
  // Call close
  NdisClCloseCall: { NdisVcHandle: vcHandle, NdisPartyHandle: partyHandle, Buffer: octets, Size: uint32 },
  ProtocolCmCloseCall: { CallMgrVcContext: context, CallMgrPartyContext: context, CloseData: octets, Size: uint32 },
  NdisCmCloseCallComplete: { Status: status, NdisVcHandle: vcHandle, NdisPartyHandle: partyHandle },
  NdisMCmCloseCallComplete: { Status: status, NdisVcHandle: vcHandle, NdisPartyHandle: partyHandle },
  ProtocolClCloseCallComplete: { Status: status, ProtocolVcContext: context, ProtocolPartyContext: context },
  NdisCmDispatchIncomingCloseCall: { CloseStatus: status, NdisVcHandle: vcHandle, Buffer: octets, Size: uint32 },
  NdisMCmDispatchIncomingCloseCall: { CloseStatus: status, NdisVcHandle: vcHandle, Buffer: octets, Size: uint32 },
  ProtocolClIncomingCloseCall: { CloseStatus: status, ProtocolVcContext: context, CloseData: octets, Size: uint32 },
  // Send
  NdisCoSendNetBufferLists: { NdisVcHandle: vcHandle, NetBufferLists: netBufferLists, SendFlags: uint32 },
  MiniportCoSendNetBufferLists: { MiniportVcContext: context, NetBufferLists: netBufferLists, SendFlags: uint32 },
  NdisMCoSendNetBufferListsComplete: { NdisVcHandle: vcHandle, NetBufferLists: netBufferLists, SendCompleteFlags: uint32 },
  ProtocolCoSendNetBufferListsComplete: { ProtocolVcContext: context, NetBufferLists: netBufferLists, SendCompleteFlags: uint32 },
  // Receive
  NdisMCoIndicateReceiveNetBufferLists: {
    NdisVcHandle: vcHandle,
    NetBufferLists: netBufferLists,
    NumberOfNetBufferLists: uint32,
    CoReceiveFlags: uint32
  },
  ProtocolCoReceiveNetBufferLists: {
    ProtocolBindingContext: context,
    ProtocolVcContext: context,
    NetBufferLists: netBufferLists,
    NumberOfNetBufferLists: uint32,
    ReceiveFlags: uint32
  },
  // OID request
  NdisCoOidRequest: {
    NdisBindingHandle: bindingHandle,
    NdisAfHandle: afHandle,
    NdisVcHandle: vcHandle,
    NdisPartyHandle: partyHandle,
    OidRequest: oidRequest
  },
  NdisMCmOidRequest: { NdisAfHandle: afHandle, NdisVcHandle: vcHandle, NdisPartyHandle: partyHandle, NdisOidRequest: oidRequest },
  ProtocolCoOidRequest: { ProtocolAfContext: context, ProtocolVcContext: context, ProtocolPartyContext: context, OidRequest: oidRequest },
  MiniportCoOidRequest: { MiniportAdapterContext: context, MiniportVcContext: context, NdisRequest: oidRequest },
  NdisCoOidRequestComplete: {
    NdisAfHandle: afHandle,
    NdisVcHandle: vcHandle,
    NdisPartyHandle: partyHandle,
    OidRequest: oidRequest,
    Status: status
  },
  NdisMCmOidRequestComplete: {
    NdisAfHandle: afHandle,
    NdisVcHandle: vcHandle,
    NdisPartyHandle: partyHandle,
    OidRequest: oidRequest,
    Status: status
  },
  NdisMCoOidRequestComplete: { MiniportAdapterHandle: adapterHandle, NdisMiniportVcHandle: vcHandle, Request: oidRequest, Status: status },
  ProtocolCoOidRequestComplete: {
    ProtocolAfContext: context,
    ProtocolVcContext: context,
    ProtocolPartyContext: context,
    OidRequest: oidRequest,
    Status: status
  },
  // Status indication
  NdisMCoIndicateStatusEx: { MiniportAdapterHandle: adapterHandle, NdisVcHandle: vcHandle, StatusIndication: statusIndication },
  ProtocolCoStatusEx: { ProtocolBindingContext: context, ProtocolVcContext: context, StatusIndication: statusIndication },
  // VC naming and TAPI ids
  NdisCoAssignInstanceName: { NdisVcHandle: vcHandle, BaseInstanceName: text, VcInstanceName: text },
  NdisCoGetTapiCallId: { NdisVcHandle: vcHandle, TapiCallId: varString },
  NdisClGetProtocolVcContextFromTapiCallId: { TapiCallId: text, ProtocolVcContext: context },
  // Driver registration
  NdisRegisterProtocolDriver: {
    ProtocolDriverContext: context,
    ProtocolCharacteristics: protocolCharacteristics,
    NdisProtocolHandle: protocolHandle
  },
  NdisDeregisterProtocolDriver: { NdisProtocolHandle: protocolHandle },
  NdisMRegisterMiniportDriver: {
    DriverObject: driverObject,
    RegistryPath: text,
    MiniportDriverContext: context,
    MiniportDriverCharacteristics: miniportCharacteristics,
    NdisMiniportDriverHandle: miniportDriverHandle
  },
  NdisMDeregisterMiniportDriver: { NdisMiniportDriverHandle: miniportDriverHandle },
  NdisSetOptionalHandlers: { NdisHandle: driverOrBindingHandle, OptionalHandlers: optionalHandlers },
  ProtocolSetOptions: { NdisDriverHandle: driverHandle, DriverContext: context },
  MiniportSetOptions: { NdisDriverHandle: driverHandle, DriverContext: context },
  // Binding
  ProtocolBindAdapterEx: { ProtocolDriverContext: context, BindContext: bindContext, BindParameters: bindParameters },
  NdisCompleteBindAdapterEx: { BindAdapterContext: bindContext, Status: status },
  NdisOpenAdapterEx: {
    NdisProtocolHandle: protocolHandle,
    ProtocolBindingContext: context,
    OpenParameters: openParameters,
    BindContext: bindContext,
    NdisBindingHandle: bindingHandle
  },
  ProtocolOpenAdapterCompleteEx: { ProtocolBindingContext: context, Status: status },
  ProtocolUnbindAdapterEx: { UnbindContext: unbindContext, ProtocolBindingContext: context },
  NdisCompleteUnbindAdapterEx: { UnbindContext: unbindContext },
  NdisCloseAdapterEx: { NdisBindingHandle: bindingHandle },
  ProtocolCloseAdapterCompleteEx: { ProtocolBindingContext: context },
  NdisUnbindAdapter: { NdisBindingHandle: bindingHandle },
  ProtocolNetPnPEvent: { ProtocolBindingContext: context, NetPnPEventNotification: netPnPEvent },
  NdisCompleteNetPnPEvent: { NdisBindingHandle: orNull(bindingHandle), NetPnPEventNotification: netPnPEvent, Status: status },
  // Miniport lifecycle
  MiniportInitializeEx: {
    NdisMiniportHandle: adapterHandle,
    MiniportDriverContext: context,
    MiniportInitParameters: miniportInitParameters
  },
  NdisMSetMiniportAttributes: { NdisMiniportHandle: adapterHandle, MiniportAttributes: miniportAttributes },
  MiniportHaltEx: { MiniportAdapterContext: context, HaltAction: haltAction },
  MiniportDriverUnload: { DriverObject: driverObject },
  MiniportPause: { MiniportAdapterContext: context, PauseParameters: pauseParameters },
  NdisMPauseComplete: { MiniportAdapterHandle: adapterHandle },
  MiniportRestart: { MiniportAdapterContext: context, RestartParameters: restartParameters },
  NdisMRestartComplete: { MiniportAdapterHandle: adapterHandle, Status: status },
  MiniportResetEx: { MiniportAdapterContext: context, AddressingReset: boolean },
  NdisMResetComplete: { MiniportAdapterHandle: adapterHandle, Status: status, AddressingReset: boolean },
  MiniportDevicePnPEventNotify: { MiniportAdapterContext: context, NetDevicePnPEvent: devicePnPEvent },
  MiniportShutdownEx: { MiniportAdapterContext: context, ShutdownAction: shutdownAction },
  // Data path support
  NdisReturnNetBufferLists: { NdisBindingHandle: bindingHandle, NetBufferLists: netBufferLists, ReturnFlags: uint32 },
  MiniportReturnNetBufferLists: { MiniportAdapterContext: context, NetBufferLists: netBufferLists, ReturnFlags: uint32 },
  NdisCancelSendNetBufferLists: { NdisBindingHandle: bindingHandle, CancelId: mark },
  MiniportCancelSend: { MiniportAdapterContext: context, CancelId: mark },
  // OID support
  NdisOidRequest: { NdisBindingHandle: bindingHandle, OidRequest: oidRequest },
  ProtocolOidRequestComplete: { ProtocolBindingContext: context, OidRequest: oidRequest, Status: status },
  NdisCancelOidRequest: { NdisBindingHandle: bindingHandle, RequestId: mark },
  MiniportCancelOidRequest: { MiniportAdapterContext: context, RequestId: mark },
  // VC naming and TAPI ids
  NdisFreeString: { String: text }
} as const satisfies Total
