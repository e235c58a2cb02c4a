/**
 * The catalogue of the DDI: every function and callback of CoNDIS as data.
 *
 * Generated from docs/condis/functions.json by scripts/generate-catalogue.ts: change the source, then run the script.
 */
export const catalogue = {
  NdisCmRegisterAddressFamilyEx: {
    name: "NdisCmRegisterAddressFamilyEx", kind: "function", scope: "condis", group: "address family", calledBy: ["call manager"],
    implementedBy: ["NDIS"], irql: "PASSIVE", returnType: "NDIS_STATUS", pends: false, completion: null, mcmCompletion: null,
    counterpart: "ProtocolCoAfRegisterNotify", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndiscmregisteraddressfamilyex",
    returns: ["NDIS_STATUS_SUCCESS", "NDIS_STATUS_RESOURCES", "NDIS_STATUS_FAILURE"],
    parameters: [
      { name: "NdisBindingHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "AddressFamily", direction: "in", optional: false, type: "PCO_ADDRESS_FAMILY" }
    ]
  },
  NdisMCmRegisterAddressFamilyEx: {
    name: "NdisMCmRegisterAddressFamilyEx", kind: "function", scope: "condis", group: "address family", calledBy: ["MCM driver"],
    implementedBy: ["NDIS"], irql: "PASSIVE", returnType: "NDIS_STATUS", pends: false, completion: null, mcmCompletion: null,
    counterpart: "ProtocolCoAfRegisterNotify", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndismcmregisteraddressfamilyex",
    returns: ["NDIS_STATUS_SUCCESS", "NDIS_STATUS_RESOURCES", "NDIS_STATUS_FAILURE"],
    parameters: [
      { name: "MiniportAdapterHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "AddressFamily", direction: "in", optional: false, type: "PCO_ADDRESS_FAMILY" }
    ]
  },
  ProtocolCoAfRegisterNotify: {
    name: "ProtocolCoAfRegisterNotify", kind: "callback", scope: "condis", group: "address family", calledBy: ["NDIS"],
    implementedBy: ["client", "call manager"], irql: "PASSIVE", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "NdisCmRegisterAddressFamilyEx", macroOf: null, header: "Ndis.h", page: "nc-ndis-protocol_co_af_register_notify",
    returns: [],
    parameters: [
      { name: "ProtocolBindingContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "AddressFamily", direction: "in", optional: false, type: "PCO_ADDRESS_FAMILY" }
    ]
  },
  NdisClOpenAddressFamilyEx: {
    name: "NdisClOpenAddressFamilyEx", kind: "function", scope: "condis", group: "address family", calledBy: ["client"],
    implementedBy: ["NDIS"], irql: "PASSIVE", returnType: "NDIS_STATUS", pends: true, completion: "ProtocolClOpenAfCompleteEx",
    mcmCompletion: null, counterpart: "ProtocolCmOpenAf", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndisclopenaddressfamilyex",
    returns: ["NDIS_STATUS_PENDING", "NDIS_STATUS_SUCCESS", "NDIS_STATUS_RESOURCES", "NDIS_STATUS_FAILURE", "(any other)"],
    parameters: [
      { name: "NdisBindingHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "AddressFamily", direction: "in", optional: false, type: "PCO_ADDRESS_FAMILY" },
      { name: "ClientAfContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "NdisAfHandle", direction: "out", optional: false, type: "PNDIS_HANDLE" }
    ]
  },
  ProtocolCmOpenAf: {
    name: "ProtocolCmOpenAf", kind: "callback", scope: "condis", group: "address family", calledBy: ["NDIS"],
    implementedBy: ["call manager", "MCM driver"], irql: "<=DISPATCH", returnType: "NDIS_STATUS", pends: true,
    completion: "NdisCmOpenAddressFamilyComplete", mcmCompletion: "NdisMCmOpenAddressFamilyComplete",
    counterpart: "NdisClOpenAddressFamilyEx", macroOf: null, header: "Ndis.h", page: "nc-ndis-protocol_cm_open_af",
    returns: ["NDIS_STATUS_SUCCESS", "NDIS_STATUS_PENDING", "NDIS_STATUS_RESOURCES", "(any other)"],
    parameters: [
      { name: "CallMgrBindingContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "AddressFamily", direction: "in", optional: false, type: "PCO_ADDRESS_FAMILY" },
      { name: "NdisAfHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "CallMgrAfContext", direction: "out", optional: false, type: "PNDIS_HANDLE" }
    ]
  },
  NdisCmOpenAddressFamilyComplete: {
    name: "NdisCmOpenAddressFamilyComplete", kind: "function", scope: "condis", group: "address family", calledBy: ["call manager"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "ProtocolClOpenAfCompleteEx", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndiscmopenaddressfamilycomplete",
    returns: [],
    parameters: [
      { name: "Status", direction: "in", optional: false, type: "NDIS_STATUS" },
      { name: "NdisAfHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "CallMgrAfContext", direction: "in", optional: false, type: "NDIS_HANDLE" }
    ]
  },
  NdisMCmOpenAddressFamilyComplete: {
    name: "NdisMCmOpenAddressFamilyComplete", kind: "function", scope: "condis", group: "address family", calledBy: ["MCM driver"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "ProtocolClOpenAfCompleteEx", macroOf: "NdisCmOpenAddressFamilyComplete", header: "Ndis.h",
    page: "nf-ndis-ndismcmopenaddressfamilycomplete",
    returns: [],
    parameters: [
      { name: "Status", direction: "in", optional: false, type: "NDIS_STATUS" },
      { name: "NdisAfHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "CallMgrAfContext", direction: "in", optional: false, type: "NDIS_HANDLE" }
    ]
  },
  ProtocolClOpenAfCompleteEx: {
    name: "ProtocolClOpenAfCompleteEx", kind: "callback", scope: "condis", group: "address family", calledBy: ["NDIS"],
    implementedBy: ["client"], irql: "PASSIVE", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "NdisCmOpenAddressFamilyComplete", macroOf: null, header: "Ndis.h", page: "nc-ndis-protocol_cl_open_af_complete_ex",
    returns: [],
    parameters: [
      { name: "ProtocolAfContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "NdisAfHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "Status", direction: "in", optional: false, type: "NDIS_STATUS" }
    ]
  },
  NdisClCloseAddressFamily: {
    name: "NdisClCloseAddressFamily", kind: "function", scope: "condis", group: "address family", calledBy: ["client"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "NDIS_STATUS", pends: true, completion: "ProtocolClCloseAfComplete",
    mcmCompletion: null, counterpart: "ProtocolCmCloseAf", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndisclcloseaddressfamily",
    returns: ["NDIS_STATUS_PENDING", "NDIS_STATUS_SUCCESS", "NDIS_STATUS_FAILURE", "NDIS_STATUS_NOT_ACCEPTED", "(any other)"],
    parameters: [{ name: "NdisAfHandle", direction: "in", optional: false, type: "NDIS_HANDLE" }]
  },
  ProtocolCmCloseAf: {
    name: "ProtocolCmCloseAf", kind: "callback", scope: "condis", group: "address family", calledBy: ["NDIS"],
    implementedBy: ["call manager", "MCM driver"], irql: "<=DISPATCH", returnType: "NDIS_STATUS", pends: true,
    completion: "NdisCmCloseAddressFamilyComplete", mcmCompletion: "NdisMCmCloseAddressFamilyComplete",
    counterpart: "NdisClCloseAddressFamily", macroOf: null, header: "Ndis.h", page: "nc-ndis-protocol_cm_close_af",
    returns: ["NDIS_STATUS_SUCCESS", "NDIS_STATUS_PENDING", "NDIS_STATUS_NOT_ACCEPTED"],
    parameters: [{ name: "CallMgrAfContext", direction: "in", optional: false, type: "NDIS_HANDLE" }]
  },
  NdisCmCloseAddressFamilyComplete: {
    name: "NdisCmCloseAddressFamilyComplete", kind: "function", scope: "condis", group: "address family", calledBy: ["call manager"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "ProtocolClCloseAfComplete", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndiscmcloseaddressfamilycomplete",
    returns: [],
    parameters: [
      { name: "Status", direction: "in", optional: false, type: "NDIS_STATUS" },
      { name: "NdisAfHandle", direction: "in", optional: false, type: "NDIS_HANDLE" }
    ]
  },
  NdisMCmCloseAddressFamilyComplete: {
    name: "NdisMCmCloseAddressFamilyComplete", kind: "function", scope: "condis", group: "address family", calledBy: ["MCM driver"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "ProtocolClCloseAfComplete", macroOf: "NdisCmCloseAddressFamilyComplete", header: "Ndis.h",
    page: "nf-ndis-ndismcmcloseaddressfamilycomplete",
    returns: [],
    parameters: [
      { name: "Status", direction: "in", optional: false, type: "NDIS_STATUS" },
      { name: "NdisAfHandle", direction: "in", optional: false, type: "NDIS_HANDLE" }
    ]
  },
  ProtocolClCloseAfComplete: {
    name: "ProtocolClCloseAfComplete", kind: "callback", scope: "condis", group: "address family", calledBy: ["NDIS"],
    implementedBy: ["client"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "NdisCmCloseAddressFamilyComplete", macroOf: null, header: "Ndis.h", page: "nc-ndis-protocol_cl_close_af_complete",
    returns: [],
    parameters: [
      { name: "Status", direction: "in", optional: false, type: "NDIS_STATUS" },
      { name: "ProtocolAfContext", direction: "in", optional: false, type: "NDIS_HANDLE" }
    ]
  },
  NdisCmNotifyCloseAddressFamily: {
    name: "NdisCmNotifyCloseAddressFamily", kind: "function", scope: "condis", group: "address family", calledBy: ["call manager"],
    implementedBy: ["NDIS"], irql: "PASSIVE", returnType: "NDIS_STATUS", pends: true, completion: "ProtocolCmNotifyCloseAfComplete",
    mcmCompletion: null, counterpart: "ProtocolClNotifyCloseAf", macroOf: null, header: "Ndis.h",
    page: "nf-ndis-ndiscmnotifycloseaddressfamily",
    returns: ["NDIS_STATUS_SUCCESS", "NDIS_STATUS_PENDING", "(any other)"],
    parameters: [{ name: "NdisAfHandle", direction: "in", optional: false, type: "NDIS_HANDLE" }]
  },
  NdisMCmNotifyCloseAddressFamily: {
    name: "NdisMCmNotifyCloseAddressFamily", kind: "function", scope: "condis", group: "address family", calledBy: ["MCM driver"],
    implementedBy: ["NDIS"], irql: "PASSIVE", returnType: "NDIS_STATUS", pends: true, completion: "ProtocolCmNotifyCloseAfComplete",
    mcmCompletion: null, counterpart: "ProtocolClNotifyCloseAf", macroOf: "NdisCmNotifyCloseAddressFamily", header: "Ndis.h",
    page: "nf-ndis-ndismcmnotifycloseaddressfamily",
    returns: ["NDIS_STATUS_SUCCESS", "NDIS_STATUS_PENDING", "(any other)"],
    parameters: [{ name: "NdisAfHandle", direction: "in", optional: false, type: "NDIS_HANDLE" }]
  },
  ProtocolClNotifyCloseAf: {
    name: "ProtocolClNotifyCloseAf", kind: "callback", scope: "condis", group: "address family", calledBy: ["NDIS"],
    implementedBy: ["client"], irql: "<=DISPATCH", returnType: "NDIS_STATUS", pends: true,
    completion: "NdisClNotifyCloseAddressFamilyComplete", mcmCompletion: null, counterpart: "NdisCmNotifyCloseAddressFamily", macroOf: null,
    header: "Ndis.h", page: "nc-ndis-protocol_cl_notify_close_af",
    returns: ["NDIS_STATUS_SUCCESS", "NDIS_STATUS_PENDING", "(any other)"],
    parameters: [{ name: "ClientAfContext", direction: "in", optional: false, type: "NDIS_HANDLE" }]
  },
  NdisClNotifyCloseAddressFamilyComplete: {
    name: "NdisClNotifyCloseAddressFamilyComplete", kind: "function", scope: "condis", group: "address family", calledBy: ["client"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "ProtocolCmNotifyCloseAfComplete", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndisclnotifycloseaddressfamilycomplete",
    returns: [],
    parameters: [
      { name: "NdisAfHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "Status", direction: "in", optional: false, type: "NDIS_STATUS" }
    ]
  },
  ProtocolCmNotifyCloseAfComplete: {
    name: "ProtocolCmNotifyCloseAfComplete", kind: "callback", scope: "condis", group: "address family", calledBy: ["NDIS"],
    implementedBy: ["call manager", "MCM driver"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null,
    mcmCompletion: null, counterpart: "NdisClNotifyCloseAddressFamilyComplete", macroOf: null, header: "Ndis.h",
    page: "nc-ndis-protocol_cm_notify_close_af_complete",
    returns: [],
    parameters: [
      { name: "CallMgrAfContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "Status", direction: "in", optional: false, type: "NDIS_STATUS" }
    ]
  },
  NdisClRegisterSap: {
    name: "NdisClRegisterSap", kind: "function", scope: "condis", group: "SAP", calledBy: ["client"], implementedBy: ["NDIS"],
    irql: "<=DISPATCH", returnType: "NDIS_STATUS", pends: true, completion: "ProtocolClRegisterSapComplete", mcmCompletion: null,
    counterpart: "ProtocolCmRegisterSap", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndisclregistersap",
    returns: ["NDIS_STATUS_PENDING", "NDIS_STATUS_SUCCESS", "NDIS_STATUS_RESOURCES", "NDIS_STATUS_INVALID_DATA", "(any other)"],
    parameters: [
      { name: "NdisAfHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "ProtocolSapContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "Sap", direction: "in", optional: false, type: "PCO_SAP" },
      { name: "NdisSapHandle", direction: "out", optional: false, type: "PNDIS_HANDLE" }
    ]
  },
  ProtocolCmRegisterSap: {
    name: "ProtocolCmRegisterSap", kind: "callback", scope: "condis", group: "SAP", calledBy: ["NDIS"],
    implementedBy: ["call manager", "MCM driver"], irql: "<=DISPATCH", returnType: "NDIS_STATUS", pends: true,
    completion: "NdisCmRegisterSapComplete", mcmCompletion: "NdisMCmRegisterSapComplete", counterpart: "NdisClRegisterSap", macroOf: null,
    header: "Ndis.h", page: "nc-ndis-protocol_cm_reg_sap",
    returns: ["NDIS_STATUS_SUCCESS", "NDIS_STATUS_PENDING", "NDIS_STATUS_RESOURCES", "NDIS_STATUS_INVALID_DATA", "(any other)"],
    parameters: [
      { name: "CallMgrAfContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "Sap", direction: "in", optional: false, type: "PCO_SAP" },
      { name: "NdisSapHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "CallMgrSapContext", direction: "out", optional: false, type: "PNDIS_HANDLE" }
    ]
  },
  NdisCmRegisterSapComplete: {
    name: "NdisCmRegisterSapComplete", kind: "function", scope: "condis", group: "SAP", calledBy: ["call manager"], implementedBy: ["NDIS"],
    irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "ProtocolClRegisterSapComplete", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndiscmregistersapcomplete",
    returns: [],
    parameters: [
      { name: "Status", direction: "in", optional: false, type: "NDIS_STATUS" },
      { name: "NdisSapHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "CallMgrSapContext", direction: "in", optional: false, type: "NDIS_HANDLE" }
    ]
  },
  NdisMCmRegisterSapComplete: {
    name: "NdisMCmRegisterSapComplete", kind: "function", scope: "condis", group: "SAP", calledBy: ["MCM driver"], implementedBy: ["NDIS"],
    irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "ProtocolClRegisterSapComplete", macroOf: "NdisCmRegisterSapComplete", header: "Ndis.h",
    page: "nf-ndis-ndismcmregistersapcomplete",
    returns: [],
    parameters: [
      { name: "Status", direction: "in", optional: false, type: "NDIS_STATUS" },
      { name: "NdisSapHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "CallMgrSapContext", direction: "in", optional: false, type: "NDIS_HANDLE" }
    ]
  },
  ProtocolClRegisterSapComplete: {
    name: "ProtocolClRegisterSapComplete", kind: "callback", scope: "condis", group: "SAP", calledBy: ["NDIS"], implementedBy: ["client"],
    irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null, counterpart: "NdisCmRegisterSapComplete",
    macroOf: null, header: "Ndis.h", page: "nc-ndis-protocol_cl_register_sap_complete",
    returns: [],
    parameters: [
      { name: "Status", direction: "in", optional: false, type: "NDIS_STATUS" },
      { name: "ProtocolSapContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "Sap", direction: "in", optional: false, type: "PCO_SAP" },
      { name: "NdisSapHandle", direction: "in", optional: false, type: "NDIS_HANDLE" }
    ]
  },
  NdisClDeregisterSap: {
    name: "NdisClDeregisterSap", kind: "function", scope: "condis", group: "SAP", calledBy: ["client"], implementedBy: ["NDIS"],
    irql: "<=DISPATCH", returnType: "NDIS_STATUS", pends: true, completion: "ProtocolClDeregisterSapComplete", mcmCompletion: null,
    counterpart: "ProtocolCmDeregisterSap", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndisclderegistersap",
    returns: ["NDIS_STATUS_PENDING", "NDIS_STATUS_SUCCESS", "NDIS_STATUS_FAILURE", "(any other)"],
    parameters: [{ name: "NdisSapHandle", direction: "in", optional: false, type: "NDIS_HANDLE" }]
  },
  ProtocolCmDeregisterSap: {
    name: "ProtocolCmDeregisterSap", kind: "callback", scope: "condis", group: "SAP", calledBy: ["NDIS"],
    implementedBy: ["call manager", "MCM driver"], irql: "<=DISPATCH", returnType: "NDIS_STATUS", pends: true,
    completion: "NdisCmDeregisterSapComplete", mcmCompletion: "NdisMCmDeregisterSapComplete", counterpart: "NdisClDeregisterSap",
    macroOf: null, header: "Ndis.h", page: "nc-ndis-protocol_cm_deregister_sap",
    returns: ["NDIS_STATUS_SUCCESS", "NDIS_STATUS_PENDING"],
    parameters: [{ name: "CallMgrSapContext", direction: "in", optional: false, type: "NDIS_HANDLE" }]
  },
  NdisCmDeregisterSapComplete: {
    name: "NdisCmDeregisterSapComplete", kind: "function", scope: "condis", group: "SAP", calledBy: ["call manager"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "ProtocolClDeregisterSapComplete", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndiscmderegistersapcomplete",
    returns: [],
    parameters: [
      { name: "Status", direction: "in", optional: false, type: "NDIS_STATUS" },
      { name: "NdisSapHandle", direction: "in", optional: false, type: "NDIS_HANDLE" }
    ]
  },
  NdisMCmDeregisterSapComplete: {
    name: "NdisMCmDeregisterSapComplete", kind: "function", scope: "condis", group: "SAP", calledBy: ["MCM driver"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "ProtocolClDeregisterSapComplete", macroOf: "NdisCmDeregisterSapComplete", header: "Ndis.h",
    page: "nf-ndis-ndismcmderegistersapcomplete",
    returns: [],
    parameters: [
      { name: "Status", direction: "in", optional: false, type: "NDIS_STATUS" },
      { name: "NdisSapHandle", direction: "in", optional: false, type: "NDIS_HANDLE" }
    ]
  },
  ProtocolClDeregisterSapComplete: {
    name: "ProtocolClDeregisterSapComplete", kind: "callback", scope: "condis", group: "SAP", calledBy: ["NDIS"], implementedBy: ["client"],
    irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null, counterpart: "NdisCmDeregisterSapComplete",
    macroOf: null, header: "Ndis.h", page: "nc-ndis-protocol_cl_deregister_sap_complete",
    returns: [],
    parameters: [
      { name: "Status", direction: "in", optional: false, type: "NDIS_STATUS" },
      { name: "ProtocolSapContext", direction: "in", optional: false, type: "NDIS_HANDLE" }
    ]
  },
  NdisCoCreateVc: {
    name: "NdisCoCreateVc", kind: "function", scope: "condis", group: "VC lifetime", calledBy: ["client", "call manager"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "NDIS_STATUS", pends: false, completion: null, mcmCompletion: null,
    counterpart: "ProtocolCoCreateVc", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndiscocreatevc",
    returns: ["NDIS_STATUS_SUCCESS", "NDIS_STATUS_RESOURCES", "NDIS_STATUS_FAILURE", "(any other)"],
    parameters: [
      { name: "NdisBindingHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "NdisAfHandle", direction: "in", optional: true, type: "NDIS_HANDLE" },
      { name: "ProtocolVcContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "NdisVcHandle", direction: "out", optional: false, type: "PNDIS_HANDLE" }
    ]
  },
  NdisMCmCreateVc: {
    name: "NdisMCmCreateVc", kind: "function", scope: "condis", group: "VC lifetime", calledBy: ["MCM driver"], implementedBy: ["NDIS"],
    irql: "<=DISPATCH", returnType: "NDIS_STATUS", pends: false, completion: null, mcmCompletion: null, counterpart: "ProtocolCoCreateVc",
    macroOf: null, header: "Ndis.h", page: "nf-ndis-ndismcmcreatevc",
    returns: ["NDIS_STATUS_SUCCESS", "NDIS_STATUS_RESOURCES", "NDIS_STATUS_FAILURE", "(any other)"],
    parameters: [
      { name: "MiniportAdapterHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "NdisAfHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "MiniportVcContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "NdisVcHandle", direction: "out", optional: false, type: "PNDIS_HANDLE" }
    ]
  },
  ProtocolCoCreateVc: {
    name: "ProtocolCoCreateVc", kind: "callback", scope: "condis", group: "VC lifetime", calledBy: ["NDIS"],
    implementedBy: ["client", "call manager", "MCM driver"], irql: "<=DISPATCH", returnType: "NDIS_STATUS", pends: false, completion: null,
    mcmCompletion: null, counterpart: "NdisCoCreateVc", macroOf: null, header: "Ndis.h", page: "nc-ndis-protocol_co_create_vc",
    returns: ["NDIS_STATUS_SUCCESS", "NDIS_STATUS_RESOURCES", "(any other)"],
    parameters: [
      { name: "ProtocolAfContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "NdisVcHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "ProtocolVcContext", direction: "out", optional: false, type: "PNDIS_HANDLE" }
    ]
  },
  MiniportCoCreateVc: {
    name: "MiniportCoCreateVc", kind: "callback", scope: "condis", group: "VC lifetime", calledBy: ["NDIS"], implementedBy: ["miniport"],
    irql: "<=DISPATCH", returnType: "NDIS_STATUS", pends: false, completion: null, mcmCompletion: null, counterpart: "NdisCoCreateVc",
    macroOf: null, header: "Ndis.h", page: "nc-ndis-miniport_co_create_vc",
    returns: ["NDIS_STATUS_SUCCESS", "NDIS_STATUS_RESOURCES"],
    parameters: [
      { name: "MiniportAdapterContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "NdisVcHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "MiniportVcContext", direction: "out", optional: false, type: "PNDIS_HANDLE" }
    ]
  },
  NdisCmActivateVc: {
    name: "NdisCmActivateVc", kind: "function", scope: "condis", group: "VC lifetime", calledBy: ["call manager"], implementedBy: ["NDIS"],
    irql: "<=DISPATCH", returnType: "NDIS_STATUS", pends: true, completion: "ProtocolCmActivateVcComplete", mcmCompletion: null,
    counterpart: "MiniportCoActivateVc", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndiscmactivatevc",
    returns: [
      "NDIS_STATUS_PENDING", "NDIS_STATUS_SUCCESS", "NDIS_STATUS_INVALID_DATA", "NDIS_STATUS_RESOURCES", "NDIS_STATUS_NOT_ACCEPTED",
      "NDIS_STATUS_CLOSING", "(any other)"
    ],
    parameters: [
      { name: "NdisVcHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "CallParameters", direction: "inout", optional: false, type: "PCO_CALL_PARAMETERS" }
    ]
  },
  NdisMCmActivateVc: {
    name: "NdisMCmActivateVc", kind: "function", scope: "condis", group: "VC lifetime", calledBy: ["MCM driver"], implementedBy: ["NDIS"],
    irql: "<=DISPATCH", returnType: "NDIS_STATUS", pends: true, completion: "ProtocolCmActivateVcComplete", mcmCompletion: null,
    counterpart: null, macroOf: null, header: "Ndis.h", page: "nf-ndis-ndismcmactivatevc",
    returns: ["NDIS_STATUS_SUCCESS", "NDIS_STATUS_PENDING", "(any other)"],
    parameters: [
      { name: "NdisVcHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "CallParameters", direction: "in", optional: false, type: "PCO_CALL_PARAMETERS" }
    ]
  },
  MiniportCoActivateVc: {
    name: "MiniportCoActivateVc", kind: "callback", scope: "condis", group: "VC lifetime", calledBy: ["NDIS"], implementedBy: ["miniport"],
    irql: "<=DISPATCH", returnType: "NDIS_STATUS", pends: true, completion: "NdisMCoActivateVcComplete", mcmCompletion: null,
    counterpart: "NdisCmActivateVc", macroOf: null, header: "Ndis.h", page: "nc-ndis-miniport_co_activate_vc",
    returns: ["NDIS_STATUS_SUCCESS", "NDIS_STATUS_PENDING", "NDIS_STATUS_INVALID_DATA", "NDIS_STATUS_RESOURCES"],
    parameters: [
      { name: "MiniportVcContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "CallParameters", direction: "inout", optional: false, type: "PCO_CALL_PARAMETERS" }
    ]
  },
  NdisMCoActivateVcComplete: {
    name: "NdisMCoActivateVcComplete", kind: "function", scope: "condis", group: "VC lifetime", calledBy: ["miniport"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "ProtocolCmActivateVcComplete", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndismcoactivatevccomplete",
    returns: [],
    parameters: [
      { name: "Status", direction: "in", optional: false, type: "NDIS_STATUS" },
      { name: "NdisVcHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "CallParameters", direction: "in", optional: false, type: "PCO_CALL_PARAMETERS" }
    ]
  },
  ProtocolCmActivateVcComplete: {
    name: "ProtocolCmActivateVcComplete", kind: "callback", scope: "condis", group: "VC lifetime", calledBy: ["NDIS"],
    implementedBy: ["call manager", "MCM driver"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null,
    mcmCompletion: null, counterpart: "NdisMCoActivateVcComplete", macroOf: null, header: "Ndis.h",
    page: "nc-ndis-protocol_cm_activate_vc_complete",
    returns: [],
    parameters: [
      { name: "Status", direction: "in", optional: false, type: "NDIS_STATUS" },
      { name: "CallMgrVcContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "CallParameters", direction: "in", optional: false, type: "PCO_CALL_PARAMETERS" }
    ]
  },
  NdisCmDeactivateVc: {
    name: "NdisCmDeactivateVc", kind: "function", scope: "condis", group: "VC lifetime", calledBy: ["call manager"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "NDIS_STATUS", pends: true, completion: "ProtocolCmDeactivateVcComplete",
    mcmCompletion: null, counterpart: "MiniportCoDeactivateVc", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndiscmdeactivatevc",
    returns: ["NDIS_STATUS_PENDING", "NDIS_STATUS_SUCCESS", "NDIS_STATUS_NOT_ACCEPTED", "NDIS_STATUS_CLOSING", "(any other)"],
    parameters: [{ name: "NdisVcHandle", direction: "in", optional: false, type: "NDIS_HANDLE" }]
  },
  NdisMCmDeactivateVc: {
    name: "NdisMCmDeactivateVc", kind: "function", scope: "condis", group: "VC lifetime", calledBy: ["MCM driver"], implementedBy: ["NDIS"],
    irql: "<=DISPATCH", returnType: "NDIS_STATUS", pends: false, completion: null, mcmCompletion: null, counterpart: null, macroOf: null,
    header: "Ndis.h", page: "nf-ndis-ndismcmdeactivatevc",
    returns: ["NDIS_STATUS_SUCCESS", "NDIS_STATUS_NOT_ACCEPTED"],
    parameters: [{ name: "NdisVcHandle", direction: "in", optional: false, type: "NDIS_HANDLE" }]
  },
  MiniportCoDeactivateVc: {
    name: "MiniportCoDeactivateVc", kind: "callback", scope: "condis", group: "VC lifetime", calledBy: ["NDIS"],
    implementedBy: ["miniport"], irql: "<=DISPATCH", returnType: "NDIS_STATUS", pends: true, completion: "NdisMCoDeactivateVcComplete",
    mcmCompletion: null, counterpart: "NdisCmDeactivateVc", macroOf: null, header: "Ndis.h", page: "nc-ndis-miniport_co_deactivate_vc",
    returns: ["NDIS_STATUS_SUCCESS", "NDIS_STATUS_PENDING"],
    parameters: [{ name: "MiniportVcContext", direction: "in", optional: false, type: "NDIS_HANDLE" }]
  },
  NdisMCoDeactivateVcComplete: {
    name: "NdisMCoDeactivateVcComplete", kind: "function", scope: "condis", group: "VC lifetime", calledBy: ["miniport"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "ProtocolCmDeactivateVcComplete", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndismcodeactivatevccomplete",
    returns: [],
    parameters: [
      { name: "Status", direction: "in", optional: false, type: "NDIS_STATUS" },
      { name: "NdisVcHandle", direction: "in", optional: false, type: "NDIS_HANDLE" }
    ]
  },
  ProtocolCmDeactivateVcComplete: {
    name: "ProtocolCmDeactivateVcComplete", kind: "callback", scope: "condis", group: "VC lifetime", calledBy: ["NDIS"],
    implementedBy: ["call manager", "MCM driver"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null,
    mcmCompletion: null, counterpart: "NdisMCoDeactivateVcComplete", macroOf: null, header: "Ndis.h",
    page: "nc-ndis-protocol_cm_deactivate_vc_complete",
    returns: [],
    parameters: [
      { name: "Status", direction: "in", optional: false, type: "NDIS_STATUS" },
      { name: "CallMgrVcContext", direction: "in", optional: false, type: "NDIS_HANDLE" }
    ]
  },
  NdisCoDeleteVc: {
    name: "NdisCoDeleteVc", kind: "function", scope: "condis", group: "VC lifetime", calledBy: ["client", "call manager"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "NDIS_STATUS", pends: false, completion: null, mcmCompletion: null,
    counterpart: "ProtocolCoDeleteVc", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndiscodeletevc",
    returns: ["NDIS_STATUS_SUCCESS", "NDIS_STATUS_NOT_ACCEPTED", "NDIS_STATUS_CLOSING"],
    parameters: [{ name: "NdisVcHandle", direction: "in", optional: false, type: "NDIS_HANDLE" }]
  },
  NdisMCmDeleteVc: {
    name: "NdisMCmDeleteVc", kind: "function", scope: "condis", group: "VC lifetime", calledBy: ["MCM driver"], implementedBy: ["NDIS"],
    irql: "<=DISPATCH", returnType: "NDIS_STATUS", pends: false, completion: null, mcmCompletion: null, counterpart: "ProtocolCoDeleteVc",
    macroOf: null, header: "Ndis.h", page: "nf-ndis-ndismcmdeletevc",
    returns: ["NDIS_STATUS_SUCCESS", "NDIS_STATUS_NOT_ACCEPTED"],
    parameters: [{ name: "NdisVcHandle", direction: "in", optional: false, type: "NDIS_HANDLE" }]
  },
  ProtocolCoDeleteVc: {
    name: "ProtocolCoDeleteVc", kind: "callback", scope: "condis", group: "VC lifetime", calledBy: ["NDIS"],
    implementedBy: ["client", "call manager", "MCM driver"], irql: "<=DISPATCH", returnType: "NDIS_STATUS", pends: false, completion: null,
    mcmCompletion: null, counterpart: "NdisCoDeleteVc", macroOf: null, header: "Ndis.h", page: "nc-ndis-protocol_co_delete_vc",
    returns: ["NDIS_STATUS_SUCCESS", "NDIS_STATUS_NOT_ACCEPTED", "(any other)"],
    parameters: [{ name: "ProtocolVcContext", direction: "in", optional: false, type: "NDIS_HANDLE" }]
  },
  MiniportCoDeleteVc: {
    name: "MiniportCoDeleteVc", kind: "callback", scope: "condis", group: "VC lifetime", calledBy: ["NDIS"], implementedBy: ["miniport"],
    irql: "<=DISPATCH", returnType: "NDIS_STATUS", pends: false, completion: null, mcmCompletion: null, counterpart: "NdisCoDeleteVc",
    macroOf: null, header: "Ndis.h", page: "nc-ndis-miniport_co_delete_vc",
    returns: ["NDIS_STATUS_SUCCESS"],
    parameters: [{ name: "MiniportVcContext", direction: "in", optional: false, type: "NDIS_HANDLE" }]
  },
  NdisClMakeCall: {
    name: "NdisClMakeCall", kind: "function", scope: "condis", group: "outgoing call", calledBy: ["client"], implementedBy: ["NDIS"],
    irql: "<=DISPATCH", returnType: "NDIS_STATUS", pends: true, completion: "ProtocolClMakeCallComplete", mcmCompletion: null,
    counterpart: "ProtocolCmMakeCall", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndisclmakecall",
    returns: [
      "NDIS_STATUS_PENDING", "NDIS_STATUS_SUCCESS", "NDIS_STATUS_RESOURCES", "NDIS_STATUS_NOT_SUPPORTED", "NDIS_STATUS_FAILURE",
      "(any other)"
    ],
    parameters: [
      { name: "NdisVcHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "CallParameters", direction: "inout", optional: false, type: "PCO_CALL_PARAMETERS" },
      { name: "ProtocolPartyContext", direction: "in", optional: true, type: "NDIS_HANDLE" },
      { name: "NdisPartyHandle", direction: "out", optional: true, type: "PNDIS_HANDLE" }
    ]
  },
  ProtocolCmMakeCall: {
    name: "ProtocolCmMakeCall", kind: "callback", scope: "condis", group: "outgoing call", calledBy: ["NDIS"],
    implementedBy: ["call manager", "MCM driver"], irql: "<=DISPATCH", returnType: "NDIS_STATUS", pends: true,
    completion: "NdisCmMakeCallComplete", mcmCompletion: "NdisMCmMakeCallComplete", counterpart: "NdisClMakeCall", macroOf: null,
    header: "Ndis.h", page: "nc-ndis-protocol_cm_make_call",
    returns: ["NDIS_STATUS_SUCCESS", "NDIS_STATUS_PENDING", "NDIS_STATUS_RESOURCES", "NDIS_STATUS_NOT_SUPPORTED", "(any other)"],
    parameters: [
      { name: "CallMgrVcContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "CallParameters", direction: "inout", optional: false, type: "PCO_CALL_PARAMETERS" },
      { name: "NdisPartyHandle", direction: "in", optional: true, type: "NDIS_HANDLE" },
      { name: "CallMgrPartyContext", direction: "out", optional: true, type: "PNDIS_HANDLE" }
    ]
  },
  NdisCmMakeCallComplete: {
    name: "NdisCmMakeCallComplete", kind: "function", scope: "condis", group: "outgoing call", calledBy: ["call manager"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "ProtocolClMakeCallComplete", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndiscmmakecallcomplete",
    returns: [],
    parameters: [
      { name: "Status", direction: "in", optional: false, type: "NDIS_STATUS" },
      { name: "NdisVcHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "NdisPartyHandle", direction: "in", optional: true, type: "NDIS_HANDLE" },
      { name: "CallMgrPartyContext", direction: "in", optional: true, type: "NDIS_HANDLE" },
      { name: "CallParameters", direction: "in", optional: false, type: "PCO_CALL_PARAMETERS" }
    ]
  },
  NdisMCmMakeCallComplete: {
    name: "NdisMCmMakeCallComplete", kind: "function", scope: "condis", group: "outgoing call", calledBy: ["MCM driver"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "ProtocolClMakeCallComplete", macroOf: "NdisCmMakeCallComplete", header: "Ndis.h", page: "nf-ndis-ndismcmmakecallcomplete",
    returns: [],
    parameters: [
      { name: "Status", direction: "in", optional: false, type: "NDIS_STATUS" },
      { name: "NdisVcHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "NdisPartyHandle", direction: "in", optional: true, type: "NDIS_HANDLE" },
      { name: "CallMgrPartyContext", direction: "in", optional: true, type: "NDIS_HANDLE" },
      { name: "CallParameters", direction: "in", optional: false, type: "PCO_CALL_PARAMETERS" }
    ]
  },
  ProtocolClMakeCallComplete: {
    name: "ProtocolClMakeCallComplete", kind: "callback", scope: "condis", group: "outgoing call", calledBy: ["NDIS"],
    implementedBy: ["client"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "NdisCmMakeCallComplete", macroOf: null, header: "Ndis.h", page: "nc-ndis-protocol_cl_make_call_complete",
    returns: [],
    parameters: [
      { name: "Status", direction: "in", optional: false, type: "NDIS_STATUS" },
      { name: "ProtocolVcContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "NdisPartyHandle", direction: "in", optional: true, type: "NDIS_HANDLE" },
      { name: "CallParameters", direction: "in", optional: false, type: "PCO_CALL_PARAMETERS" }
    ]
  },
  NdisCmDispatchIncomingCall: {
    name: "NdisCmDispatchIncomingCall", kind: "function", scope: "condis", group: "incoming call", calledBy: ["call manager"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "NDIS_STATUS", pends: true, completion: "ProtocolCmIncomingCallComplete",
    mcmCompletion: null, counterpart: "ProtocolClIncomingCall", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndiscmdispatchincomingcall",
    returns: [
      "NDIS_STATUS_PENDING", "NDIS_STATUS_SUCCESS", "NDIS_STATUS_FAILURE", "NDIS_STATUS_RESOURCES", "NDIS_STATUS_INVALID_DATA",
      "(any other)"
    ],
    parameters: [
      { name: "NdisSapHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "NdisVcHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "CallParameters", direction: "in", optional: false, type: "PCO_CALL_PARAMETERS" }
    ]
  },
  NdisMCmDispatchIncomingCall: {
    name: "NdisMCmDispatchIncomingCall", kind: "function", scope: "condis", group: "incoming call", calledBy: ["MCM driver"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "NDIS_STATUS", pends: true, completion: "ProtocolCmIncomingCallComplete",
    mcmCompletion: null, counterpart: "ProtocolClIncomingCall", macroOf: "NdisCmDispatchIncomingCall", header: "Ndis.h",
    page: "nf-ndis-ndismcmdispatchincomingcall",
    returns: [
      "NDIS_STATUS_PENDING", "NDIS_STATUS_SUCCESS", "NDIS_STATUS_FAILURE", "NDIS_STATUS_RESOURCES", "NDIS_STATUS_INVALID_DATA",
      "(any other)"
    ],
    parameters: [
      { name: "NdisSapHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "NdisVcHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "CallParameters", direction: "in", optional: false, type: "PCO_CALL_PARAMETERS" }
    ]
  },
  ProtocolClIncomingCall: {
    name: "ProtocolClIncomingCall", kind: "callback", scope: "condis", group: "incoming call", calledBy: ["NDIS"],
    implementedBy: ["client"], irql: "<=DISPATCH", returnType: "NDIS_STATUS", pends: true, completion: "NdisClIncomingCallComplete",
    mcmCompletion: null, counterpart: "NdisCmDispatchIncomingCall", macroOf: null, header: "Ndis.h",
    page: "nc-ndis-protocol_cl_incoming_call",
    returns: ["NDIS_STATUS_SUCCESS", "NDIS_STATUS_PENDING", "NDIS_STATUS_NOT_SUPPORTED", "(any other)"],
    parameters: [
      { name: "ProtocolSapContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "ProtocolVcContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "CallParameters", direction: "inout", optional: false, type: "PCO_CALL_PARAMETERS" }
    ]
  },
  NdisClIncomingCallComplete: {
    name: "NdisClIncomingCallComplete", kind: "function", scope: "condis", group: "incoming call", calledBy: ["client"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "ProtocolCmIncomingCallComplete", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndisclincomingcallcomplete",
    returns: [],
    parameters: [
      { name: "Status", direction: "in", optional: false, type: "NDIS_STATUS" },
      { name: "NdisVcHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "CallParameters", direction: "in", optional: false, type: "PCO_CALL_PARAMETERS" }
    ]
  },
  ProtocolCmIncomingCallComplete: {
    name: "ProtocolCmIncomingCallComplete", kind: "callback", scope: "condis", group: "incoming call", calledBy: ["NDIS"],
    implementedBy: ["call manager", "MCM driver"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null,
    mcmCompletion: null, counterpart: "NdisClIncomingCallComplete", macroOf: null, header: "Ndis.h",
    page: "nc-ndis-protocol_cm_incoming_call_complete",
    returns: [],
    parameters: [
      { name: "Status", direction: "in", optional: false, type: "NDIS_STATUS" },
      { name: "CallMgrVcContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "CallParameters", direction: "in", optional: false, type: "PCO_CALL_PARAMETERS" }
    ]
  },
  NdisCmDispatchCallConnected: {
    name: "NdisCmDispatchCallConnected", kind: "function", scope: "condis", group: "incoming call", calledBy: ["call manager"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "ProtocolClCallConnected", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndiscmdispatchcallconnected",
    returns: [],
    parameters: [{ name: "NdisVcHandle", direction: "in", optional: false, type: "NDIS_HANDLE" }]
  },
  NdisMCmDispatchCallConnected: {
    name: "NdisMCmDispatchCallConnected", kind: "function", scope: "condis", group: "incoming call", calledBy: ["MCM driver"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "ProtocolClCallConnected", macroOf: "NdisCmDispatchCallConnected", header: "Ndis.h",
    page: "nf-ndis-ndismcmdispatchcallconnected",
    returns: [],
    parameters: [{ name: "NdisVcHandle", direction: "in", optional: false, type: "NDIS_HANDLE" }]
  },
  ProtocolClCallConnected: {
    name: "ProtocolClCallConnected", kind: "callback", scope: "condis", group: "incoming call", calledBy: ["NDIS"],
    implementedBy: ["client"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "NdisCmDispatchCallConnected", macroOf: null, header: "Ndis.h", page: "nc-ndis-protocol_cl_call_connected",
    returns: [],
    parameters: [{ name: "ProtocolVcContext", direction: "in", optional: false, type: "NDIS_HANDLE" }]
  },
  NdisClModifyCallQoS: {
    name: "NdisClModifyCallQoS", kind: "function", scope: "condis", group: "QoS change", calledBy: ["client"], implementedBy: ["NDIS"],
    irql: "<=DISPATCH", returnType: "NDIS_STATUS", pends: true, completion: "ProtocolClModifyCallQoSComplete", mcmCompletion: null,
    counterpart: "ProtocolCmModifyCallQoS", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndisclmodifycallqos",
    returns: [
      "NDIS_STATUS_PENDING", "NDIS_STATUS_SUCCESS", "NDIS_STATUS_RESOURCES", "NDIS_STATUS_INVALID_DATA", "NDIS_STATUS_NOT_SUPPORTED",
      "NDIS_STATUS_FAILURE", "(any other)"
    ],
    parameters: [
      { name: "NdisVcHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "CallParameters", direction: "in", optional: false, type: "PCO_CALL_PARAMETERS" }
    ]
  },
  ProtocolCmModifyCallQoS: {
    name: "ProtocolCmModifyCallQoS", kind: "callback", scope: "condis", group: "QoS change", calledBy: ["NDIS"],
    implementedBy: ["call manager", "MCM driver"], irql: "<=DISPATCH", returnType: "NDIS_STATUS", pends: true,
    completion: "NdisCmModifyCallQoSComplete", mcmCompletion: "NdisMCmModifyCallQoSComplete", counterpart: "NdisClModifyCallQoS",
    macroOf: null, header: "Ndis.h", page: "nc-ndis-protocol_cm_modify_qos_call",
    returns: [
      "NDIS_STATUS_SUCCESS", "NDIS_STATUS_PENDING", "NDIS_STATUS_RESOURCES", "NDIS_STATUS_INVALID_DATA", "NDIS_STATUS_NOT_SUPPORTED",
      "NDIS_STATUS_FAILURE"
    ],
    parameters: [
      { name: "CallMgrVcContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "CallParameters", direction: "in", optional: false, type: "PCO_CALL_PARAMETERS" }
    ]
  },
  NdisCmModifyCallQoSComplete: {
    name: "NdisCmModifyCallQoSComplete", kind: "function", scope: "condis", group: "QoS change", calledBy: ["call manager"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "ProtocolClModifyCallQoSComplete", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndiscmmodifycallqoscomplete",
    returns: [],
    parameters: [
      { name: "Status", direction: "in", optional: false, type: "NDIS_STATUS" },
      { name: "NdisVcHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "CallParameters", direction: "in", optional: false, type: "PCO_CALL_PARAMETERS" }
    ]
  },
  NdisMCmModifyCallQoSComplete: {
    name: "NdisMCmModifyCallQoSComplete", kind: "function", scope: "condis", group: "QoS change", calledBy: ["MCM driver"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "ProtocolClModifyCallQoSComplete", macroOf: "NdisCmModifyCallQoSComplete", header: "Ndis.h",
    page: "nf-ndis-ndismcmmodifycallqoscomplete",
    returns: [],
    parameters: [
      { name: "Status", direction: "in", optional: false, type: "NDIS_STATUS" },
      { name: "NdisVcHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "CallParameters", direction: "in", optional: false, type: "PCO_CALL_PARAMETERS" }
    ]
  },
  ProtocolClModifyCallQoSComplete: {
    name: "ProtocolClModifyCallQoSComplete", kind: "callback", scope: "condis", group: "QoS change", calledBy: ["NDIS"],
    implementedBy: ["client"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "NdisCmModifyCallQoSComplete", macroOf: null, header: "Ndis.h", page: "nc-ndis-protocol_cl_modify_call_qos_complete",
    returns: [],
    parameters: [
      { name: "Status", direction: "in", optional: false, type: "NDIS_STATUS" },
      { name: "ProtocolVcContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "CallParameters", direction: "in", optional: false, type: "PCO_CALL_PARAMETERS" }
    ]
  },
  NdisCmDispatchIncomingCallQoSChange: {
    name: "NdisCmDispatchIncomingCallQoSChange", kind: "function", scope: "condis", group: "QoS change", calledBy: ["call manager"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "ProtocolClIncomingCallQoSChange", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndiscmdispatchincomingcallqoschange",
    returns: [],
    parameters: [
      { name: "NdisVcHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "CallParameters", direction: "in", optional: false, type: "PCO_CALL_PARAMETERS" }
    ]
  },
  NdisMCmDispatchIncomingCallQoSChange: {
    name: "NdisMCmDispatchIncomingCallQoSChange", kind: "function", scope: "condis", group: "QoS change", calledBy: ["MCM driver"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "ProtocolClIncomingCallQoSChange", macroOf: "NdisCmDispatchIncomingCallQoSChange", header: "Ndis.h",
    page: "nf-ndis-ndismcmdispatchincomingcallqoschange",
    returns: [],
    parameters: [
      { name: "NdisVcHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "CallParameters", direction: "in", optional: false, type: "PCO_CALL_PARAMETERS" }
    ]
  },
  ProtocolClIncomingCallQoSChange: {
    name: "ProtocolClIncomingCallQoSChange", kind: "callback", scope: "condis", group: "QoS change", calledBy: ["NDIS"],
    implementedBy: ["client"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "NdisCmDispatchIncomingCallQoSChange", macroOf: null, header: "Ndis.h",
    page: "nc-ndis-protocol_cl_incoming_call_qos_change",
    returns: [],
    parameters: [
      { name: "ProtocolVcContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "CallParameters", direction: "in", optional: false, type: "PCO_CALL_PARAMETERS" }
    ]
  },
  NdisClAddParty: {
    name: "NdisClAddParty", kind: "function", scope: "condis", group: "multipoint party", calledBy: ["client"], implementedBy: ["NDIS"],
    irql: "<=DISPATCH", returnType: "NDIS_STATUS", pends: true, completion: "ProtocolClAddPartyComplete", mcmCompletion: null,
    counterpart: "ProtocolCmAddParty", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndiscladdparty",
    returns: [
      "NDIS_STATUS_PENDING", "NDIS_STATUS_SUCCESS", "NDIS_STATUS_RESOURCES", "NDIS_STATUS_FAILURE", "NDIS_STATUS_NOT_SUPPORTED",
      "(any other)"
    ],
    parameters: [
      { name: "NdisVcHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "ProtocolPartyContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "CallParameters", direction: "inout", optional: false, type: "PCO_CALL_PARAMETERS" },
      { name: "NdisPartyHandle", direction: "out", optional: false, type: "PNDIS_HANDLE" }
    ]
  },
  ProtocolCmAddParty: {
    name: "ProtocolCmAddParty", kind: "callback", scope: "condis", group: "multipoint party", calledBy: ["NDIS"],
    implementedBy: ["call manager", "MCM driver"], irql: "<=DISPATCH", returnType: "NDIS_STATUS", pends: true,
    completion: "NdisCmAddPartyComplete", mcmCompletion: "NdisMCmAddPartyComplete", counterpart: "NdisClAddParty", macroOf: null,
    header: "Ndis.h", page: "nc-ndis-protocol_cm_add_party",
    returns: ["NDIS_STATUS_SUCCESS", "NDIS_STATUS_PENDING", "NDIS_STATUS_RESOURCES", "NDIS_STATUS_NOT_SUPPORTED", "(any other)"],
    parameters: [
      { name: "CallMgrVcContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "CallParameters", direction: "inout", optional: false, type: "PCO_CALL_PARAMETERS" },
      { name: "NdisPartyHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "CallMgrPartyContext", direction: "out", optional: false, type: "PNDIS_HANDLE" }
    ]
  },
  NdisCmAddPartyComplete: {
    name: "NdisCmAddPartyComplete", kind: "function", scope: "condis", group: "multipoint party", calledBy: ["call manager"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "ProtocolClAddPartyComplete", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndiscmaddpartycomplete",
    returns: [],
    parameters: [
      { name: "Status", direction: "in", optional: false, type: "NDIS_STATUS" },
      { name: "NdisPartyHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "CallMgrPartyContext", direction: "in", optional: true, type: "NDIS_HANDLE" },
      { name: "CallParameters", direction: "in", optional: false, type: "PCO_CALL_PARAMETERS" }
    ]
  },
  NdisMCmAddPartyComplete: {
    name: "NdisMCmAddPartyComplete", kind: "function", scope: "condis", group: "multipoint party", calledBy: ["MCM driver"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "ProtocolClAddPartyComplete", macroOf: "NdisCmAddPartyComplete", header: "Ndis.h", page: "nf-ndis-ndismcmaddpartycomplete",
    returns: [],
    parameters: [
      { name: "Status", direction: "in", optional: false, type: "NDIS_STATUS" },
      { name: "NdisPartyHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "CallMgrPartyContext", direction: "in", optional: true, type: "NDIS_HANDLE" },
      { name: "CallParameters", direction: "in", optional: false, type: "PCO_CALL_PARAMETERS" }
    ]
  },
  ProtocolClAddPartyComplete: {
    name: "ProtocolClAddPartyComplete", kind: "callback", scope: "condis", group: "multipoint party", calledBy: ["NDIS"],
    implementedBy: ["client"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "NdisCmAddPartyComplete", macroOf: null, header: "Ndis.h", page: "nc-ndis-protocol_cl_add_party_complete",
    returns: [],
    parameters: [
      { name: "Status", direction: "in", optional: false, type: "NDIS_STATUS" },
      { name: "ProtocolPartyContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "NdisPartyHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "CallParameters", direction: "in", optional: false, type: "PCO_CALL_PARAMETERS" }
    ]
  },
  NdisClDropParty: {
    name: "NdisClDropParty", kind: "function", scope: "condis", group: "multipoint party", calledBy: ["client"], implementedBy: ["NDIS"],
    irql: "<=DISPATCH", returnType: "NDIS_STATUS", pends: true, completion: "ProtocolClDropPartyComplete", mcmCompletion: null,
    counterpart: "ProtocolCmDropParty", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndiscldropparty",
    returns: ["NDIS_STATUS_PENDING", "NDIS_STATUS_SUCCESS", "NDIS_STATUS_FAILURE", "NDIS_STATUS_INVALID_DATA", "(any other)"],
    parameters: [
      { name: "NdisPartyHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "Buffer", direction: "in", optional: true, type: "PVOID" }, { name: "Size", direction: "in", optional: true, type: "UINT" }
    ]
  },
  ProtocolCmDropParty: {
    name: "ProtocolCmDropParty", kind: "callback", scope: "condis", group: "multipoint party", calledBy: ["NDIS"],
    implementedBy: ["call manager", "MCM driver"], irql: "<=DISPATCH", returnType: "NDIS_STATUS", pends: true,
    completion: "NdisCmDropPartyComplete", mcmCompletion: "NdisMCmDropPartyComplete", counterpart: "NdisClDropParty", macroOf: null,
    header: "Ndis.h", page: "nc-ndis-protocol_cm_drop_party",
    returns: ["NDIS_STATUS_SUCCESS", "NDIS_STATUS_PENDING", "NDIS_STATUS_INVALID_DATA", "(any other)"],
    parameters: [
      { name: "CallMgrPartyContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "CloseData", direction: "in", optional: true, type: "PVOID" },
      { name: "Size", direction: "in", optional: true, type: "UINT" }
    ]
  },
  NdisCmDropPartyComplete: {
    name: "NdisCmDropPartyComplete", kind: "function", scope: "condis", group: "multipoint party", calledBy: ["call manager"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "ProtocolClDropPartyComplete", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndiscmdroppartycomplete",
    returns: [],
    parameters: [
      { name: "Status", direction: "in", optional: false, type: "NDIS_STATUS" },
      { name: "NdisPartyHandle", direction: "in", optional: false, type: "NDIS_HANDLE" }
    ]
  },
  NdisMCmDropPartyComplete: {
    name: "NdisMCmDropPartyComplete", kind: "function", scope: "condis", group: "multipoint party", calledBy: ["MCM driver"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "ProtocolClDropPartyComplete", macroOf: "NdisCmDropPartyComplete", header: "Ndis.h",
    page: "nf-ndis-ndismcmdroppartycomplete",
    returns: [],
    parameters: [
      { name: "Status", direction: "in", optional: false, type: "NDIS_STATUS" },
      { name: "NdisPartyHandle", direction: "in", optional: false, type: "NDIS_HANDLE" }
    ]
  },
  ProtocolClDropPartyComplete: {
    name: "ProtocolClDropPartyComplete", kind: "callback", scope: "condis", group: "multipoint party", calledBy: ["NDIS"],
    implementedBy: ["client"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "NdisCmDropPartyComplete", macroOf: null, header: "Ndis.h", page: "nc-ndis-protocol_cl_drop_party_complete",
    returns: [],
    parameters: [
      { name: "Status", direction: "in", optional: false, type: "NDIS_STATUS" },
      { name: "ProtocolPartyContext", direction: "in", optional: false, type: "NDIS_HANDLE" }
    ]
  },
  NdisCmDispatchIncomingDropParty: {
    name: "NdisCmDispatchIncomingDropParty", kind: "function", scope: "condis", group: "multipoint party", calledBy: ["call manager"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "ProtocolClIncomingDropParty", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndiscmdispatchincomingdropparty",
    returns: [],
    parameters: [
      { name: "DropStatus", direction: "in", optional: false, type: "NDIS_STATUS" },
      { name: "NdisPartyHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "Buffer", direction: "in", optional: true, type: "PVOID" }, { name: "Size", direction: "in", optional: false, type: "UINT" }
    ]
  },
  NdisMCmDispatchIncomingDropParty: {
    name: "NdisMCmDispatchIncomingDropParty", kind: "function", scope: "condis", group: "multipoint party", calledBy: ["MCM driver"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "ProtocolClIncomingDropParty", macroOf: "NdisCmDispatchIncomingDropParty", header: "Ndis.h",
    page: "nf-ndis-ndismcmdispatchincomingdropparty",
    returns: [],
    parameters: [
      { name: "DropStatus", direction: "in", optional: false, type: "NDIS_STATUS" },
      { name: "NdisPartyHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "Buffer", direction: "in", optional: true, type: "PVOID" }, { name: "Size", direction: "in", optional: false, type: "UINT" }
    ]
  },
  ProtocolClIncomingDropParty: {
    name: "ProtocolClIncomingDropParty", kind: "callback", scope: "condis", group: "multipoint party", calledBy: ["NDIS"],
    implementedBy: ["client"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "NdisCmDispatchIncomingDropParty", macroOf: null, header: "Ndis.h", page: "nc-ndis-protocol_cl_incoming_drop_party",
    returns: [],
    parameters: [
      { name: "DropStatus", direction: "in", optional: false, type: "NDIS_STATUS" },
      { name: "ProtocolPartyContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "CloseData", direction: "in", optional: true, type: "PVOID" },
      { name: "Size", direction: "in", optional: true, type: "UINT" }
    ]
  },
  NdisClCloseCall: {
    name: "NdisClCloseCall", kind: "function", scope: "condis", group: "call close", calledBy: ["client"], implementedBy: ["NDIS"],
    irql: "<=DISPATCH", returnType: "NDIS_STATUS", pends: true, completion: "ProtocolClCloseCallComplete", mcmCompletion: null,
    counterpart: "ProtocolCmCloseCall", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndisclclosecall",
    returns: ["NDIS_STATUS_PENDING", "NDIS_STATUS_SUCCESS", "NDIS_STATUS_INVALID_DATA", "(any other)"],
    parameters: [
      { name: "NdisVcHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "NdisPartyHandle", direction: "in", optional: true, type: "NDIS_HANDLE" },
      { name: "Buffer", direction: "in", optional: true, type: "PVOID" }, { name: "Size", direction: "in", optional: false, type: "UINT" }
    ]
  },
  ProtocolCmCloseCall: {
    name: "ProtocolCmCloseCall", kind: "callback", scope: "condis", group: "call close", calledBy: ["NDIS"],
    implementedBy: ["call manager", "MCM driver"], irql: "<=DISPATCH", returnType: "NDIS_STATUS", pends: true,
    completion: "NdisCmCloseCallComplete", mcmCompletion: "NdisMCmCloseCallComplete", counterpart: "NdisClCloseCall", macroOf: null,
    header: "Ndis.h", page: "nc-ndis-protocol_cm_close_call",
    returns: ["NDIS_STATUS_SUCCESS", "NDIS_STATUS_PENDING", "NDIS_STATUS_INVALID_DATA", "(any other)"],
    parameters: [
      { name: "CallMgrVcContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "CallMgrPartyContext", direction: "in", optional: true, type: "NDIS_HANDLE" },
      { name: "CloseData", direction: "in", optional: true, type: "PVOID" },
      { name: "Size", direction: "in", optional: true, type: "UINT" }
    ]
  },
  NdisCmCloseCallComplete: {
    name: "NdisCmCloseCallComplete", kind: "function", scope: "condis", group: "call close", calledBy: ["call manager"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "ProtocolClCloseCallComplete", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndiscmclosecallcomplete",
    returns: [],
    parameters: [
      { name: "Status", direction: "in", optional: false, type: "NDIS_STATUS" },
      { name: "NdisVcHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "NdisPartyHandle", direction: "in", optional: true, type: "NDIS_HANDLE" }
    ]
  },
  NdisMCmCloseCallComplete: {
    name: "NdisMCmCloseCallComplete", kind: "function", scope: "condis", group: "call close", calledBy: ["MCM driver"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "ProtocolClCloseCallComplete", macroOf: "NdisCmCloseCallComplete", header: "Ndis.h",
    page: "nf-ndis-ndismcmclosecallcomplete",
    returns: [],
    parameters: [
      { name: "Status", direction: "in", optional: false, type: "NDIS_STATUS" },
      { name: "NdisVcHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "NdisPartyHandle", direction: "in", optional: true, type: "NDIS_HANDLE" }
    ]
  },
  ProtocolClCloseCallComplete: {
    name: "ProtocolClCloseCallComplete", kind: "callback", scope: "condis", group: "call close", calledBy: ["NDIS"],
    implementedBy: ["client"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "NdisCmCloseCallComplete", macroOf: null, header: "Ndis.h", page: "nc-ndis-protocol_cl_close_call_complete",
    returns: [],
    parameters: [
      { name: "Status", direction: "in", optional: false, type: "NDIS_STATUS" },
      { name: "ProtocolVcContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "ProtocolPartyContext", direction: "in", optional: true, type: "NDIS_HANDLE" }
    ]
  },
  NdisCmDispatchIncomingCloseCall: {
    name: "NdisCmDispatchIncomingCloseCall", kind: "function", scope: "condis", group: "call close", calledBy: ["call manager"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "ProtocolClIncomingCloseCall", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndiscmdispatchincomingclosecall",
    returns: [],
    parameters: [
      { name: "CloseStatus", direction: "in", optional: false, type: "NDIS_STATUS" },
      { name: "NdisVcHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "Buffer", direction: "in", optional: true, type: "PVOID" }, { name: "Size", direction: "in", optional: false, type: "UINT" }
    ]
  },
  NdisMCmDispatchIncomingCloseCall: {
    name: "NdisMCmDispatchIncomingCloseCall", kind: "function", scope: "condis", group: "call close", calledBy: ["MCM driver"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "ProtocolClIncomingCloseCall", macroOf: "NdisCmDispatchIncomingCloseCall", header: "Ndis.h",
    page: "nf-ndis-ndismcmdispatchincomingclosecall",
    returns: [],
    parameters: [
      { name: "CloseStatus", direction: "in", optional: false, type: "NDIS_STATUS" },
      { name: "NdisVcHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "Buffer", direction: "in", optional: true, type: "PVOID" }, { name: "Size", direction: "in", optional: false, type: "UINT" }
    ]
  },
  ProtocolClIncomingCloseCall: {
    name: "ProtocolClIncomingCloseCall", kind: "callback", scope: "condis", group: "call close", calledBy: ["NDIS"],
    implementedBy: ["client"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "NdisCmDispatchIncomingCloseCall", macroOf: null, header: "Ndis.h", page: "nc-ndis-protocol_cl_incoming_close_call",
    returns: [],
    parameters: [
      { name: "CloseStatus", direction: "in", optional: false, type: "NDIS_STATUS" },
      { name: "ProtocolVcContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "CloseData", direction: "in", optional: true, type: "PVOID" },
      { name: "Size", direction: "in", optional: true, type: "UINT" }
    ]
  },
  NdisCoSendNetBufferLists: {
    name: "NdisCoSendNetBufferLists", kind: "function", scope: "condis", group: "send", calledBy: ["client", "call manager"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "void", pends: true, completion: "ProtocolCoSendNetBufferListsComplete",
    mcmCompletion: null, counterpart: "MiniportCoSendNetBufferLists", macroOf: null, header: "Ndis.h",
    page: "nf-ndis-ndiscosendnetbufferlists",
    returns: [],
    parameters: [
      { name: "NdisVcHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "NetBufferLists", direction: "in", optional: false, type: "PNET_BUFFER_LIST" },
      { name: "SendFlags", direction: "in", optional: false, type: "ULONG" }
    ]
  },
  MiniportCoSendNetBufferLists: {
    name: "MiniportCoSendNetBufferLists", kind: "callback", scope: "condis", group: "send", calledBy: ["NDIS"],
    implementedBy: ["miniport", "MCM driver"], irql: "<=DISPATCH", returnType: "void", pends: true,
    completion: "NdisMCoSendNetBufferListsComplete", mcmCompletion: null, counterpart: "NdisCoSendNetBufferLists", macroOf: null,
    header: "Ndis.h", page: "nc-ndis-miniport_co_send_net_buffer_lists",
    returns: [],
    parameters: [
      { name: "MiniportVcContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "NetBufferLists", direction: "in", optional: false, type: "PNET_BUFFER_LIST" },
      { name: "SendFlags", direction: "in", optional: false, type: "ULONG" }
    ]
  },
  NdisMCoSendNetBufferListsComplete: {
    name: "NdisMCoSendNetBufferListsComplete", kind: "function", scope: "condis", group: "send", calledBy: ["miniport", "MCM driver"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "ProtocolCoSendNetBufferListsComplete", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndismcosendnetbufferlistscomplete",
    returns: [],
    parameters: [
      { name: "NdisVcHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "NetBufferLists", direction: "in", optional: false, type: "PNET_BUFFER_LIST" },
      { name: "SendCompleteFlags", direction: "in", optional: false, type: "ULONG" }
    ]
  },
  ProtocolCoSendNetBufferListsComplete: {
    name: "ProtocolCoSendNetBufferListsComplete", kind: "callback", scope: "condis", group: "send", calledBy: ["NDIS"],
    implementedBy: ["client", "call manager"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "NdisMCoSendNetBufferListsComplete", macroOf: null, header: "Ndis.h",
    page: "nc-ndis-protocol_co_send_net_buffer_lists_complete",
    returns: [],
    parameters: [
      { name: "ProtocolVcContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "NetBufferLists", direction: "in", optional: false, type: "PNET_BUFFER_LIST" },
      { name: "SendCompleteFlags", direction: "in", optional: false, type: "ULONG" }
    ]
  },
  NdisMCoIndicateReceiveNetBufferLists: {
    name: "NdisMCoIndicateReceiveNetBufferLists", kind: "function", scope: "condis", group: "receive", calledBy: ["miniport", "MCM driver"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "void", pends: true, completion: "MiniportReturnNetBufferLists",
    mcmCompletion: null, counterpart: "ProtocolCoReceiveNetBufferLists", macroOf: null, header: "Ndis.h",
    page: "nf-ndis-ndismcoindicatereceivenetbufferlists",
    returns: [],
    parameters: [
      { name: "NdisVcHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "NetBufferLists", direction: "in", optional: false, type: "PNET_BUFFER_LIST" },
      { name: "NumberOfNetBufferLists", direction: "in", optional: false, type: "ULONG" },
      { name: "CoReceiveFlags", direction: "in", optional: false, type: "ULONG" }
    ]
  },
  ProtocolCoReceiveNetBufferLists: {
    name: "ProtocolCoReceiveNetBufferLists", kind: "callback", scope: "condis", group: "receive", calledBy: ["NDIS"],
    implementedBy: ["client", "call manager"], irql: "<=DISPATCH", returnType: "void", pends: true, completion: "NdisReturnNetBufferLists",
    mcmCompletion: null, counterpart: "NdisMCoIndicateReceiveNetBufferLists", macroOf: null, header: "Ndis.h",
    page: "nc-ndis-protocol_co_receive_net_buffer_lists",
    returns: [],
    parameters: [
      { name: "ProtocolBindingContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "ProtocolVcContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "NetBufferLists", direction: "in", optional: false, type: "PNET_BUFFER_LIST" },
      { name: "NumberOfNetBufferLists", direction: "in", optional: false, type: "ULONG" },
      { name: "ReceiveFlags", direction: "in", optional: false, type: "ULONG" }
    ]
  },
  NdisCoOidRequest: {
    name: "NdisCoOidRequest", kind: "function", scope: "condis", group: "OID request", calledBy: ["client", "call manager"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "NDIS_STATUS", pends: true, completion: "ProtocolCoOidRequestComplete",
    mcmCompletion: null, counterpart: "ProtocolCoOidRequest", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndiscooidrequest",
    returns: [
      "NDIS_STATUS_SUCCESS", "NDIS_STATUS_PENDING", "NDIS_STATUS_INVALID_OID", "NDIS_STATUS_INVALID_LENGTH", "NDIS_STATUS_BUFFER_TOO_SHORT",
      "NDIS_STATUS_INVALID_DATA", "NDIS_STATUS_NOT_SUPPORTED", "NDIS_STATUS_NOT_RECOGNIZED", "NDIS_STATUS_RESOURCES",
      "NDIS_STATUS_NOT_ACCEPTED", "NDIS_STATUS_CLOSING", "NDIS_STATUS_CLOSING_INDICATING", "NDIS_STATUS_RESET_IN_PROGRESS",
      "NDIS_STATUS_FAILURE", "NDIS_STATUS_REQUEST_ABORTED"
    ],
    parameters: [
      { name: "NdisBindingHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "NdisAfHandle", direction: "in", optional: true, type: "NDIS_HANDLE" },
      { name: "NdisVcHandle", direction: "in", optional: true, type: "NDIS_HANDLE" },
      { name: "NdisPartyHandle", direction: "in", optional: true, type: "NDIS_HANDLE" },
      { name: "OidRequest", direction: "inout", optional: false, type: "PNDIS_OID_REQUEST" }
    ]
  },
  NdisMCmOidRequest: {
    name: "NdisMCmOidRequest", kind: "function", scope: "condis", group: "OID request", calledBy: ["MCM driver"], implementedBy: ["NDIS"],
    irql: "<=DISPATCH", returnType: "NDIS_STATUS", pends: true, completion: "ProtocolCoOidRequestComplete", mcmCompletion: null,
    counterpart: "ProtocolCoOidRequest", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndismcmoidrequest",
    returns: [
      "NDIS_STATUS_SUCCESS", "NDIS_STATUS_PENDING", "NDIS_STATUS_INVALID_OID", "NDIS_STATUS_INVALID_LENGTH", "NDIS_STATUS_BUFFER_TOO_SHORT",
      "NDIS_STATUS_INVALID_DATA", "NDIS_STATUS_NOT_SUPPORTED", "NDIS_STATUS_NOT_RECOGNIZED", "NDIS_STATUS_RESOURCES", "NDIS_STATUS_FAILURE",
      "NDIS_STATUS_REQUEST_ABORTED"
    ],
    parameters: [
      { name: "NdisAfHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "NdisVcHandle", direction: "in", optional: true, type: "NDIS_HANDLE" },
      { name: "NdisPartyHandle", direction: "in", optional: true, type: "NDIS_HANDLE" },
      { name: "NdisOidRequest", direction: "inout", optional: false, type: "PNDIS_OID_REQUEST" }
    ]
  },
  ProtocolCoOidRequest: {
    name: "ProtocolCoOidRequest", kind: "callback", scope: "condis", group: "OID request", calledBy: ["NDIS"],
    implementedBy: ["client", "call manager", "MCM driver"], irql: "<=DISPATCH", returnType: "NDIS_STATUS", pends: true,
    completion: "NdisCoOidRequestComplete", mcmCompletion: "NdisMCmOidRequestComplete", counterpart: "NdisCoOidRequest", macroOf: null,
    header: "Ndis.h", page: "nc-ndis-protocol_co_oid_request",
    returns: [
      "NDIS_STATUS_SUCCESS", "NDIS_STATUS_PENDING", "NDIS_STATUS_INVALID_LENGTH", "NDIS_STATUS_BUFFER_TOO_SHORT",
      "NDIS_STATUS_NOT_SUPPORTED", "(any other)"
    ],
    parameters: [
      { name: "ProtocolAfContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "ProtocolVcContext", direction: "in", optional: true, type: "NDIS_HANDLE" },
      { name: "ProtocolPartyContext", direction: "in", optional: true, type: "NDIS_HANDLE" },
      { name: "OidRequest", direction: "inout", optional: false, type: "PNDIS_OID_REQUEST" }
    ]
  },
  MiniportCoOidRequest: {
    name: "MiniportCoOidRequest", kind: "callback", scope: "condis", group: "OID request", calledBy: ["NDIS"],
    implementedBy: ["miniport", "MCM driver"], irql: "<=DISPATCH", returnType: "NDIS_STATUS", pends: true,
    completion: "NdisMCoOidRequestComplete", mcmCompletion: null, counterpart: "NdisCoOidRequest", macroOf: null, header: "Ndis.h",
    page: "nc-ndis-miniport_co_oid_request",
    returns: [
      "NDIS_STATUS_SUCCESS", "NDIS_STATUS_PENDING", "NDIS_STATUS_INVALID_OID", "NDIS_STATUS_NOT_SUPPORTED", "NDIS_STATUS_BUFFER_TOO_SHORT",
      "NDIS_STATUS_INVALID_LENGTH", "NDIS_STATUS_INVALID_DATA", "NDIS_STATUS_NOT_ACCEPTED", "NDIS_STATUS_REQUEST_ABORTED"
    ],
    parameters: [
      { name: "MiniportAdapterContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "MiniportVcContext", direction: "in", optional: true, type: "NDIS_HANDLE" },
      { name: "NdisRequest", direction: "inout", optional: false, type: "PNDIS_OID_REQUEST" }
    ]
  },
  NdisCoOidRequestComplete: {
    name: "NdisCoOidRequestComplete", kind: "function", scope: "condis", group: "OID request", calledBy: ["client", "call manager"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "ProtocolCoOidRequestComplete", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndiscooidrequestcomplete",
    returns: [],
    parameters: [
      { name: "NdisAfHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "NdisVcHandle", direction: "in", optional: true, type: "NDIS_HANDLE" },
      { name: "NdisPartyHandle", direction: "in", optional: true, type: "NDIS_HANDLE" },
      { name: "OidRequest", direction: "in", optional: false, type: "PNDIS_OID_REQUEST" },
      { name: "Status", direction: "in", optional: false, type: "NDIS_STATUS" }
    ]
  },
  NdisMCmOidRequestComplete: {
    name: "NdisMCmOidRequestComplete", kind: "function", scope: "condis", group: "OID request", calledBy: ["MCM driver"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "ProtocolCoOidRequestComplete", macroOf: "NdisCoOidRequestComplete", header: "Ndis.h",
    page: "nf-ndis-ndismcmoidrequestcomplete",
    returns: [],
    parameters: [
      { name: "NdisAfHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "NdisVcHandle", direction: "in", optional: true, type: "NDIS_HANDLE" },
      { name: "NdisPartyHandle", direction: "in", optional: true, type: "NDIS_HANDLE" },
      { name: "OidRequest", direction: "in", optional: false, type: "PNDIS_OID_REQUEST" },
      { name: "Status", direction: "in", optional: false, type: "NDIS_STATUS" }
    ]
  },
  NdisMCoOidRequestComplete: {
    name: "NdisMCoOidRequestComplete", kind: "function", scope: "condis", group: "OID request", calledBy: ["miniport", "MCM driver"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "ProtocolCoOidRequestComplete", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndismcooidrequestcomplete",
    returns: [],
    parameters: [
      { name: "MiniportAdapterHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "NdisMiniportVcHandle", direction: "in", optional: true, type: "NDIS_HANDLE" },
      { name: "Request", direction: "in", optional: false, type: "PNDIS_OID_REQUEST" },
      { name: "Status", direction: "in", optional: false, type: "NDIS_STATUS" }
    ]
  },
  ProtocolCoOidRequestComplete: {
    name: "ProtocolCoOidRequestComplete", kind: "callback", scope: "condis", group: "OID request", calledBy: ["NDIS"],
    implementedBy: ["client", "call manager", "MCM driver"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null,
    mcmCompletion: null, counterpart: "NdisCoOidRequestComplete", macroOf: null, header: "Ndis.h",
    page: "nc-ndis-protocol_co_oid_request_complete",
    returns: [],
    parameters: [
      { name: "ProtocolAfContext", direction: "in", optional: true, type: "NDIS_HANDLE" },
      { name: "ProtocolVcContext", direction: "in", optional: true, type: "NDIS_HANDLE" },
      { name: "ProtocolPartyContext", direction: "in", optional: true, type: "NDIS_HANDLE" },
      { name: "OidRequest", direction: "in", optional: false, type: "PNDIS_OID_REQUEST" },
      { name: "Status", direction: "in", optional: false, type: "NDIS_STATUS" }
    ]
  },
  NdisMCoIndicateStatusEx: {
    name: "NdisMCoIndicateStatusEx", kind: "function", scope: "condis", group: "status indication", calledBy: ["miniport", "MCM driver"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "ProtocolCoStatusEx", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndismcoindicatestatusex",
    returns: [],
    parameters: [
      { name: "MiniportAdapterHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "NdisVcHandle", direction: "in", optional: true, type: "NDIS_HANDLE" },
      { name: "StatusIndication", direction: "in", optional: false, type: "PNDIS_STATUS_INDICATION" }
    ]
  },
  ProtocolCoStatusEx: {
    name: "ProtocolCoStatusEx", kind: "callback", scope: "condis", group: "status indication", calledBy: ["NDIS"],
    implementedBy: ["client", "call manager"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "NdisMCoIndicateStatusEx", macroOf: null, header: "Ndis.h", page: "nc-ndis-protocol_co_status_ex",
    returns: [],
    parameters: [
      { name: "ProtocolBindingContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "ProtocolVcContext", direction: "in", optional: true, type: "NDIS_HANDLE" },
      { name: "StatusIndication", direction: "in", optional: false, type: "PNDIS_STATUS_INDICATION" }
    ]
  },
  NdisCoAssignInstanceName: {
    name: "NdisCoAssignInstanceName", kind: "function", scope: "condis", group: "VC naming and TAPI ids",
    calledBy: ["client", "call manager"], implementedBy: ["NDIS"], irql: "DISPATCH", returnType: "NDIS_STATUS", pends: false,
    completion: null, mcmCompletion: null, counterpart: null, macroOf: null, header: "Ndis.h", page: "nf-ndis-ndiscoassigninstancename",
    returns: ["NDIS_STATUS_SUCCESS", "NDIS_STATUS_FAILURE", "NDIS_STATUS_RESOURCES"],
    parameters: [
      { name: "NdisVcHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "BaseInstanceName", direction: "in", optional: false, type: "PNDIS_STRING" },
      { name: "VcInstanceName", direction: "out", optional: true, type: "PNDIS_STRING" }
    ]
  },
  NdisCoGetTapiCallId: {
    name: "NdisCoGetTapiCallId", kind: "function", scope: "condis", group: "VC naming and TAPI ids", calledBy: ["client", "call manager"],
    implementedBy: ["NDIS"], irql: "DISPATCH", returnType: "NDIS_STATUS", pends: false, completion: null, mcmCompletion: null,
    counterpart: "NdisClGetProtocolVcContextFromTapiCallId", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndiscogettapicallid",
    returns: ["NDIS_STATUS_SUCCESS", "NDIS_STATUS_BUFFER_TOO_SHORT", "NDIS_STATUS_INVALID_DATA"],
    parameters: [
      { name: "NdisVcHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "TapiCallId", direction: "inout", optional: false, type: "PVAR_STRING" }
    ]
  },
  NdisClGetProtocolVcContextFromTapiCallId: {
    name: "NdisClGetProtocolVcContextFromTapiCallId", kind: "function", scope: "condis", group: "VC naming and TAPI ids",
    calledBy: ["client"], implementedBy: ["NDIS"], irql: "DISPATCH", returnType: "NDIS_STATUS", pends: false, completion: null,
    mcmCompletion: null, counterpart: "NdisCoGetTapiCallId", macroOf: null, header: "Ndis.h",
    page: "nf-ndis-ndisclgetprotocolvccontextfromtapicallid",
    returns: ["NDIS_STATUS_SUCCESS", "NDIS_STATUS_FAILURE"],
    parameters: [
      { name: "TapiCallId", direction: "in", optional: false, type: "UNICODE_STRING" },
      { name: "ProtocolVcContext", direction: "out", optional: false, type: "PNDIS_HANDLE" }
    ]
  },
  NdisRegisterProtocolDriver: {
    name: "NdisRegisterProtocolDriver", kind: "function", scope: "support", group: "driver registration",
    calledBy: ["client", "call manager"], implementedBy: ["NDIS"], irql: "PASSIVE", returnType: "NDIS_STATUS", pends: false,
    completion: null, mcmCompletion: null, counterpart: "ProtocolSetOptions", macroOf: null, header: "Ndis.h",
    page: "nf-ndis-ndisregisterprotocoldriver",
    returns: [
      "NDIS_STATUS_SUCCESS", "NDIS_STATUS_BAD_VERSION", "NDIS_STATUS_BAD_CHARACTERISTICS", "NDIS_STATUS_RESOURCES", "NDIS_STATUS_FAILURE"
    ],
    parameters: [
      { name: "ProtocolDriverContext", direction: "in", optional: true, type: "NDIS_HANDLE" },
      { name: "ProtocolCharacteristics", direction: "in", optional: false, type: "PNDIS_PROTOCOL_DRIVER_CHARACTERISTICS" },
      { name: "NdisProtocolHandle", direction: "out", optional: false, type: "PNDIS_HANDLE" }
    ]
  },
  NdisDeregisterProtocolDriver: {
    name: "NdisDeregisterProtocolDriver", kind: "function", scope: "support", group: "driver registration",
    calledBy: ["client", "call manager"], implementedBy: ["NDIS"], irql: "PASSIVE", returnType: "void", pends: false, completion: null,
    mcmCompletion: null, counterpart: "ProtocolUnbindAdapterEx", macroOf: null, header: "Ndis.h",
    page: "nf-ndis-ndisderegisterprotocoldriver",
    returns: [],
    parameters: [{ name: "NdisProtocolHandle", direction: "in", optional: false, type: "NDIS_HANDLE" }]
  },
  NdisMRegisterMiniportDriver: {
    name: "NdisMRegisterMiniportDriver", kind: "function", scope: "support", group: "driver registration",
    calledBy: ["miniport", "MCM driver"], implementedBy: ["NDIS"], irql: "PASSIVE", returnType: "NDIS_STATUS", pends: false,
    completion: null, mcmCompletion: null, counterpart: "MiniportSetOptions", macroOf: null, header: "Ndis.h",
    page: "nf-ndis-ndismregisterminiportdriver",
    returns: [
      "NDIS_STATUS_SUCCESS", "NDIS_STATUS_BAD_VERSION", "NDIS_STATUS_BAD_CHARACTERISTICS", "NDIS_STATUS_RESOURCES", "NDIS_STATUS_FAILURE"
    ],
    parameters: [
      { name: "DriverObject", direction: "in", optional: false, type: "PDRIVER_OBJECT" },
      { name: "RegistryPath", direction: "in", optional: false, type: "PUNICODE_STRING" },
      { name: "MiniportDriverContext", direction: "in", optional: true, type: "NDIS_HANDLE" },
      { name: "MiniportDriverCharacteristics", direction: "in", optional: false, type: "PNDIS_MINIPORT_DRIVER_CHARACTERISTICS" },
      { name: "NdisMiniportDriverHandle", direction: "out", optional: false, type: "PNDIS_HANDLE" }
    ]
  },
  NdisMDeregisterMiniportDriver: {
    name: "NdisMDeregisterMiniportDriver", kind: "function", scope: "support", group: "driver registration",
    calledBy: ["miniport", "MCM driver"], implementedBy: ["NDIS"], irql: "PASSIVE", returnType: "void", pends: false, completion: null,
    mcmCompletion: null, counterpart: null, macroOf: null, header: "Ndis.h", page: "nf-ndis-ndismderegisterminiportdriver",
    returns: [],
    parameters: [{ name: "NdisMiniportDriverHandle", direction: "in", optional: false, type: "NDIS_HANDLE" }]
  },
  NdisSetOptionalHandlers: {
    name: "NdisSetOptionalHandlers", kind: "function", scope: "support", group: "driver registration",
    calledBy: ["client", "call manager", "MCM driver", "miniport"], implementedBy: ["NDIS"], irql: "PASSIVE", returnType: "NDIS_STATUS",
    pends: false, completion: null, mcmCompletion: null, counterpart: null, macroOf: null, header: "Ndis.h",
    page: "nf-ndis-ndissetoptionalhandlers",
    returns: ["NDIS_STATUS_SUCCESS", "NDIS_STATUS_RESOURCES", "NDIS_STATUS_NOT_SUPPORTED", "NDIS_STATUS_FAILURE"],
    parameters: [
      { name: "NdisHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "OptionalHandlers", direction: "in", optional: false, type: "PNDIS_DRIVER_OPTIONAL_HANDLERS" }
    ]
  },
  ProtocolSetOptions: {
    name: "ProtocolSetOptions", kind: "callback", scope: "support", group: "driver registration", calledBy: ["NDIS"],
    implementedBy: ["client", "call manager"], irql: "PASSIVE", returnType: "NDIS_STATUS", pends: false, completion: null,
    mcmCompletion: null, counterpart: "NdisRegisterProtocolDriver", macroOf: null, header: "Ndis.h", page: "nc-ndis-set_options",
    returns: ["NDIS_STATUS_SUCCESS", "NDIS_STATUS_RESOURCES", "(any other)"],
    parameters: [
      { name: "NdisDriverHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "DriverContext", direction: "in", optional: false, type: "NDIS_HANDLE" }
    ]
  },
  MiniportSetOptions: {
    name: "MiniportSetOptions", kind: "callback", scope: "support", group: "driver registration", calledBy: ["NDIS"],
    implementedBy: ["miniport", "MCM driver"], irql: "PASSIVE", returnType: "NDIS_STATUS", pends: false, completion: null,
    mcmCompletion: null, counterpart: "NdisMRegisterMiniportDriver", macroOf: null, header: "Ndis.h", page: "nc-ndis-set_options",
    returns: ["NDIS_STATUS_SUCCESS", "NDIS_STATUS_RESOURCES", "(any other)"],
    parameters: [
      { name: "NdisDriverHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "DriverContext", direction: "in", optional: false, type: "NDIS_HANDLE" }
    ]
  },
  ProtocolBindAdapterEx: {
    name: "ProtocolBindAdapterEx", kind: "callback", scope: "support", group: "binding", calledBy: ["NDIS"],
    implementedBy: ["client", "call manager"], irql: "PASSIVE", returnType: "NDIS_STATUS", pends: true,
    completion: "NdisCompleteBindAdapterEx", mcmCompletion: null, counterpart: null, macroOf: null, header: "Ndis.h",
    page: "nc-ndis-protocol_bind_adapter_ex",
    returns: ["NDIS_STATUS_SUCCESS", "NDIS_STATUS_PENDING", "NDIS_STATUS_RESOURCES", "(any other)"],
    parameters: [
      { name: "ProtocolDriverContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "BindContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "BindParameters", direction: "in", optional: false, type: "PNDIS_BIND_PARAMETERS" }
    ]
  },
  NdisCompleteBindAdapterEx: {
    name: "NdisCompleteBindAdapterEx", kind: "function", scope: "support", group: "binding", calledBy: ["client", "call manager"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "ProtocolBindAdapterEx", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndiscompletebindadapterex",
    returns: [],
    parameters: [
      { name: "BindAdapterContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "Status", direction: "in", optional: false, type: "NDIS_STATUS" }
    ]
  },
  NdisOpenAdapterEx: {
    name: "NdisOpenAdapterEx", kind: "function", scope: "support", group: "binding", calledBy: ["client", "call manager"],
    implementedBy: ["NDIS"], irql: "PASSIVE", returnType: "NDIS_STATUS", pends: true, completion: "ProtocolOpenAdapterCompleteEx",
    mcmCompletion: null, counterpart: null, macroOf: null, header: "Ndis.h", page: "nf-ndis-ndisopenadapterex",
    returns: [
      "NDIS_STATUS_SUCCESS", "NDIS_STATUS_PENDING", "NDIS_STATUS_RESOURCES", "NDIS_STATUS_ADAPTER_NOT_FOUND",
      "NDIS_STATUS_UNSUPPORTED_MEDIA", "NDIS_STATUS_FAILURE"
    ],
    parameters: [
      { name: "NdisProtocolHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "ProtocolBindingContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "OpenParameters", direction: "in", optional: false, type: "PNDIS_OPEN_PARAMETERS" },
      { name: "BindContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "NdisBindingHandle", direction: "out", optional: false, type: "PNDIS_HANDLE" }
    ]
  },
  ProtocolOpenAdapterCompleteEx: {
    name: "ProtocolOpenAdapterCompleteEx", kind: "callback", scope: "support", group: "binding", calledBy: ["NDIS"],
    implementedBy: ["client", "call manager"], irql: "PASSIVE", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "NdisOpenAdapterEx", macroOf: null, header: "Ndis.h", page: "nc-ndis-protocol_open_adapter_complete_ex",
    returns: [],
    parameters: [
      { name: "ProtocolBindingContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "Status", direction: "in", optional: false, type: "NDIS_STATUS" }
    ]
  },
  ProtocolUnbindAdapterEx: {
    name: "ProtocolUnbindAdapterEx", kind: "callback", scope: "support", group: "binding", calledBy: ["NDIS"],
    implementedBy: ["client", "call manager"], irql: "PASSIVE", returnType: "NDIS_STATUS", pends: true,
    completion: "NdisCompleteUnbindAdapterEx", mcmCompletion: null, counterpart: "NdisUnbindAdapter", macroOf: null, header: "Ndis.h",
    page: "nc-ndis-protocol_unbind_adapter_ex",
    returns: ["NDIS_STATUS_SUCCESS", "NDIS_STATUS_PENDING"],
    parameters: [
      { name: "UnbindContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "ProtocolBindingContext", direction: "in", optional: false, type: "NDIS_HANDLE" }
    ]
  },
  NdisCompleteUnbindAdapterEx: {
    name: "NdisCompleteUnbindAdapterEx", kind: "function", scope: "support", group: "binding", calledBy: ["client", "call manager"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "ProtocolUnbindAdapterEx", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndiscompleteunbindadapterex",
    returns: [],
    parameters: [{ name: "UnbindContext", direction: "in", optional: false, type: "NDIS_HANDLE" }]
  },
  NdisCloseAdapterEx: {
    name: "NdisCloseAdapterEx", kind: "function", scope: "support", group: "binding", calledBy: ["client", "call manager"],
    implementedBy: ["NDIS"], irql: "PASSIVE", returnType: "NDIS_STATUS", pends: true, completion: "ProtocolCloseAdapterCompleteEx",
    mcmCompletion: null, counterpart: null, macroOf: null, header: "Ndis.h", page: "nf-ndis-ndiscloseadapterex",
    returns: ["NDIS_STATUS_SUCCESS", "NDIS_STATUS_PENDING"],
    parameters: [{ name: "NdisBindingHandle", direction: "in", optional: false, type: "NDIS_HANDLE" }]
  },
  ProtocolCloseAdapterCompleteEx: {
    name: "ProtocolCloseAdapterCompleteEx", kind: "callback", scope: "support", group: "binding", calledBy: ["NDIS"],
    implementedBy: ["client", "call manager"], irql: "PASSIVE", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "NdisCloseAdapterEx", macroOf: null, header: "Ndis.h", page: "nc-ndis-protocol_close_adapter_complete_ex",
    returns: [],
    parameters: [{ name: "ProtocolBindingContext", direction: "in", optional: false, type: "NDIS_HANDLE" }]
  },
  NdisUnbindAdapter: {
    name: "NdisUnbindAdapter", kind: "function", scope: "support", group: "binding", calledBy: ["client", "call manager"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "NDIS_STATUS", pends: false, completion: null, mcmCompletion: null,
    counterpart: "ProtocolUnbindAdapterEx", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndisunbindadapter",
    returns: ["NDIS_STATUS_SUCCESS", "NDIS_STATUS_RESOURCES"],
    parameters: [{ name: "NdisBindingHandle", direction: "in", optional: false, type: "NDIS_HANDLE" }]
  },
  ProtocolNetPnPEvent: {
    name: "ProtocolNetPnPEvent", kind: "callback", scope: "support", group: "binding", calledBy: ["NDIS"],
    implementedBy: ["client", "call manager"], irql: "PASSIVE", returnType: "NDIS_STATUS", pends: true,
    completion: "NdisCompleteNetPnPEvent", mcmCompletion: null, counterpart: null, macroOf: null, header: "Ndis.h",
    page: "nc-ndis-protocol_net_pnp_event",
    returns: ["NDIS_STATUS_SUCCESS", "NDIS_STATUS_PENDING", "NDIS_STATUS_RESOURCES", "NDIS_STATUS_FAILURE"],
    parameters: [
      { name: "ProtocolBindingContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "NetPnPEventNotification", direction: "in", optional: false, type: "PNET_PNP_EVENT_NOTIFICATION" }
    ]
  },
  NdisCompleteNetPnPEvent: {
    name: "NdisCompleteNetPnPEvent", kind: "function", scope: "support", group: "binding", calledBy: ["client", "call manager"],
    implementedBy: ["NDIS"], irql: "PASSIVE", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "ProtocolNetPnPEvent", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndiscompletenetpnpevent",
    returns: [],
    parameters: [
      { name: "NdisBindingHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "NetPnPEventNotification", direction: "in", optional: false, type: "PNET_PNP_EVENT_NOTIFICATION" },
      { name: "Status", direction: "in", optional: false, type: "NDIS_STATUS" }
    ]
  },
  MiniportInitializeEx: {
    name: "MiniportInitializeEx", kind: "callback", scope: "support", group: "miniport lifecycle", calledBy: ["NDIS"],
    implementedBy: ["miniport", "MCM driver"], irql: "PASSIVE", returnType: "NDIS_STATUS", pends: false, completion: null,
    mcmCompletion: null, counterpart: null, macroOf: null, header: "Ndis.h", page: "nc-ndis-miniport_initialize",
    returns: ["NDIS_STATUS_SUCCESS", "NDIS_STATUS_NOT_ACCEPTED", "NDIS_STATUS_RESOURCES", "NDIS_STATUS_FAILURE"],
    parameters: [
      { name: "NdisMiniportHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "MiniportDriverContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "MiniportInitParameters", direction: "in", optional: false, type: "PNDIS_MINIPORT_INIT_PARAMETERS" }
    ]
  },
  NdisMSetMiniportAttributes: {
    name: "NdisMSetMiniportAttributes", kind: "function", scope: "support", group: "miniport lifecycle",
    calledBy: ["miniport", "MCM driver"], implementedBy: ["NDIS"], irql: "PASSIVE", returnType: "NDIS_STATUS", pends: false,
    completion: null, mcmCompletion: null, counterpart: null, macroOf: null, header: "Ndis.h", page: "nf-ndis-ndismsetminiportattributes",
    returns: ["NDIS_STATUS_SUCCESS", "NDIS_STATUS_BAD_VERSION"],
    parameters: [
      { name: "NdisMiniportHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "MiniportAttributes", direction: "in", optional: false, type: "PNDIS_MINIPORT_ADAPTER_ATTRIBUTES" }
    ]
  },
  MiniportHaltEx: {
    name: "MiniportHaltEx", kind: "callback", scope: "support", group: "miniport lifecycle", calledBy: ["NDIS"],
    implementedBy: ["miniport", "MCM driver"], irql: "PASSIVE", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: null, macroOf: null, header: "Ndis.h", page: "nc-ndis-miniport_halt",
    returns: [],
    parameters: [
      { name: "MiniportAdapterContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "HaltAction", direction: "in", optional: false, type: "NDIS_HALT_ACTION" }
    ]
  },
  MiniportDriverUnload: {
    name: "MiniportDriverUnload", kind: "callback", scope: "support", group: "miniport lifecycle", calledBy: ["NDIS"],
    implementedBy: ["miniport", "MCM driver"], irql: "PASSIVE", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: null, macroOf: null, header: "Ndis.h", page: "nc-ndis-miniport_unload",
    returns: [],
    parameters: [{ name: "DriverObject", direction: "in", optional: false, type: "PDRIVER_OBJECT" }]
  },
  MiniportPause: {
    name: "MiniportPause", kind: "callback", scope: "support", group: "miniport lifecycle", calledBy: ["NDIS"],
    implementedBy: ["miniport", "MCM driver"], irql: "PASSIVE", returnType: "NDIS_STATUS", pends: true, completion: "NdisMPauseComplete",
    mcmCompletion: null, counterpart: null, macroOf: null, header: "Ndis.h", page: "nc-ndis-miniport_pause",
    returns: ["NDIS_STATUS_SUCCESS", "NDIS_STATUS_PENDING"],
    parameters: [
      { name: "MiniportAdapterContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "PauseParameters", direction: "in", optional: false, type: "PNDIS_MINIPORT_PAUSE_PARAMETERS" }
    ]
  },
  NdisMPauseComplete: {
    name: "NdisMPauseComplete", kind: "function", scope: "support", group: "miniport lifecycle", calledBy: ["miniport", "MCM driver"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "MiniportPause", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndismpausecomplete",
    returns: [],
    parameters: [{ name: "MiniportAdapterHandle", direction: "in", optional: false, type: "NDIS_HANDLE" }]
  },
  MiniportRestart: {
    name: "MiniportRestart", kind: "callback", scope: "support", group: "miniport lifecycle", calledBy: ["NDIS"],
    implementedBy: ["miniport", "MCM driver"], irql: "PASSIVE", returnType: "NDIS_STATUS", pends: true, completion: "NdisMRestartComplete",
    mcmCompletion: null, counterpart: null, macroOf: null, header: "Ndis.h", page: "nc-ndis-miniport_restart",
    returns: ["NDIS_STATUS_SUCCESS", "NDIS_STATUS_PENDING", "NDIS_STATUS_RESOURCES", "NDIS_STATUS_FAILURE"],
    parameters: [
      { name: "MiniportAdapterContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "RestartParameters", direction: "in", optional: false, type: "PNDIS_MINIPORT_RESTART_PARAMETERS" }
    ]
  },
  NdisMRestartComplete: {
    name: "NdisMRestartComplete", kind: "function", scope: "support", group: "miniport lifecycle", calledBy: ["miniport", "MCM driver"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "MiniportRestart", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndismrestartcomplete",
    returns: [],
    parameters: [
      { name: "MiniportAdapterHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "Status", direction: "in", optional: false, type: "NDIS_STATUS" }
    ]
  },
  MiniportResetEx: {
    name: "MiniportResetEx", kind: "callback", scope: "support", group: "miniport lifecycle", calledBy: ["NDIS"],
    implementedBy: ["miniport", "MCM driver"], irql: "<=DISPATCH", returnType: "NDIS_STATUS", pends: true, completion: "NdisMResetComplete",
    mcmCompletion: null, counterpart: null, macroOf: null, header: "Ndis.h", page: "nc-ndis-miniport_reset",
    returns: [
      "NDIS_STATUS_SUCCESS", "NDIS_STATUS_PENDING", "NDIS_STATUS_RESET_IN_PROGRESS", "NDIS_STATUS_SOFT_ERRORS", "NDIS_STATUS_HARD_ERRORS"
    ],
    parameters: [
      { name: "MiniportAdapterContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "AddressingReset", direction: "out", optional: false, type: "PBOOLEAN" }
    ]
  },
  NdisMResetComplete: {
    name: "NdisMResetComplete", kind: "function", scope: "support", group: "miniport lifecycle", calledBy: ["miniport", "MCM driver"],
    implementedBy: ["NDIS"], irql: "DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "MiniportResetEx", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndismresetcomplete",
    returns: [],
    parameters: [
      { name: "MiniportAdapterHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "Status", direction: "in", optional: false, type: "NDIS_STATUS" },
      { name: "AddressingReset", direction: "in", optional: false, type: "BOOLEAN" }
    ]
  },
  MiniportDevicePnPEventNotify: {
    name: "MiniportDevicePnPEventNotify", kind: "callback", scope: "support", group: "miniport lifecycle", calledBy: ["NDIS"],
    implementedBy: ["miniport", "MCM driver"], irql: "PASSIVE", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: null, macroOf: null, header: "Ndis.h", page: "nc-ndis-miniport_device_pnp_event_notify",
    returns: [],
    parameters: [
      { name: "MiniportAdapterContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "NetDevicePnPEvent", direction: "in", optional: false, type: "PNET_DEVICE_PNP_EVENT" }
    ]
  },
  MiniportShutdownEx: {
    name: "MiniportShutdownEx", kind: "callback", scope: "support", group: "miniport lifecycle", calledBy: ["NDIS"],
    implementedBy: ["miniport", "MCM driver"], irql: "PASSIVE", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: null, macroOf: null, header: "Ndis.h", page: "nc-ndis-miniport_shutdown",
    returns: [],
    parameters: [
      { name: "MiniportAdapterContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "ShutdownAction", direction: "in", optional: false, type: "NDIS_SHUTDOWN_ACTION" }
    ]
  },
  NdisReturnNetBufferLists: {
    name: "NdisReturnNetBufferLists", kind: "function", scope: "support", group: "data path support", calledBy: ["client", "call manager"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "MiniportReturnNetBufferLists", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndisreturnnetbufferlists",
    returns: [],
    parameters: [
      { name: "NdisBindingHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "NetBufferLists", direction: "in", optional: false, type: "PNET_BUFFER_LIST" },
      { name: "ReturnFlags", direction: "in", optional: false, type: "ULONG" }
    ]
  },
  MiniportReturnNetBufferLists: {
    name: "MiniportReturnNetBufferLists", kind: "callback", scope: "support", group: "data path support", calledBy: ["NDIS"],
    implementedBy: ["miniport", "MCM driver"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "NdisReturnNetBufferLists", macroOf: null, header: "Ndis.h", page: "nc-ndis-miniport_return_net_buffer_lists",
    returns: [],
    parameters: [
      { name: "MiniportAdapterContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "NetBufferLists", direction: "in", optional: false, type: "PNET_BUFFER_LIST" },
      { name: "ReturnFlags", direction: "in", optional: false, type: "ULONG" }
    ]
  },
  NdisCancelSendNetBufferLists: {
    name: "NdisCancelSendNetBufferLists", kind: "function", scope: "support", group: "data path support",
    calledBy: ["client", "call manager"], implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null,
    mcmCompletion: null, counterpart: "MiniportCancelSend", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndiscancelsendnetbufferlists",
    returns: [],
    parameters: [
      { name: "NdisBindingHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "CancelId", direction: "in", optional: false, type: "PVOID" }
    ]
  },
  MiniportCancelSend: {
    name: "MiniportCancelSend", kind: "callback", scope: "support", group: "data path support", calledBy: ["NDIS"],
    implementedBy: ["miniport", "MCM driver"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "NdisCancelSendNetBufferLists", macroOf: null, header: "Ndis.h", page: "nc-ndis-miniport_cancel_send",
    returns: [],
    parameters: [
      { name: "MiniportAdapterContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "CancelId", direction: "in", optional: false, type: "PVOID" }
    ]
  },
  NdisOidRequest: {
    name: "NdisOidRequest", kind: "function", scope: "support", group: "OID support", calledBy: ["client", "call manager"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "NDIS_STATUS", pends: true, completion: "ProtocolOidRequestComplete",
    mcmCompletion: null, counterpart: null, macroOf: null, header: "Ndis.h", page: "nf-ndis-ndisoidrequest",
    returns: ["NDIS_STATUS_SUCCESS", "NDIS_STATUS_PENDING", "(any other)"],
    parameters: [
      { name: "NdisBindingHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "OidRequest", direction: "inout", optional: false, type: "PNDIS_OID_REQUEST" }
    ]
  },
  ProtocolOidRequestComplete: {
    name: "ProtocolOidRequestComplete", kind: "callback", scope: "support", group: "OID support", calledBy: ["NDIS"],
    implementedBy: ["client", "call manager"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "NdisOidRequest", macroOf: null, header: "Ndis.h", page: "nc-ndis-protocol_oid_request_complete",
    returns: [],
    parameters: [
      { name: "ProtocolBindingContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "OidRequest", direction: "in", optional: false, type: "PNDIS_OID_REQUEST" },
      { name: "Status", direction: "in", optional: false, type: "NDIS_STATUS" }
    ]
  },
  NdisCancelOidRequest: {
    name: "NdisCancelOidRequest", kind: "function", scope: "support", group: "OID support", calledBy: ["client", "call manager"],
    implementedBy: ["NDIS"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "MiniportCancelOidRequest", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndiscanceloidrequest",
    returns: [],
    parameters: [
      { name: "NdisBindingHandle", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "RequestId", direction: "in", optional: false, type: "PVOID" }
    ]
  },
  MiniportCancelOidRequest: {
    name: "MiniportCancelOidRequest", kind: "callback", scope: "support", group: "OID support", calledBy: ["NDIS"],
    implementedBy: ["miniport", "MCM driver"], irql: "<=DISPATCH", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "NdisCancelOidRequest", macroOf: null, header: "Ndis.h", page: "nc-ndis-miniport_cancel_oid_request",
    returns: [],
    parameters: [
      { name: "MiniportAdapterContext", direction: "in", optional: false, type: "NDIS_HANDLE" },
      { name: "RequestId", direction: "in", optional: false, type: "PVOID" }
    ]
  },
  NdisFreeString: {
    name: "NdisFreeString", kind: "function", scope: "support", group: "VC naming and TAPI ids", calledBy: ["client", "call manager"],
    implementedBy: ["NDIS"], irql: "PASSIVE", returnType: "void", pends: false, completion: null, mcmCompletion: null,
    counterpart: "NdisCoAssignInstanceName", macroOf: null, header: "Ndis.h", page: "nf-ndis-ndisfreestring",
    returns: [],
    parameters: [{ name: "String", direction: "in", optional: false, type: "NDIS_STRING" }]
  }
} as const
