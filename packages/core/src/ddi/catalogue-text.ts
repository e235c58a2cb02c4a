/**
 * What people want to read about each function and callback: meanings of parameters, when a status is returned, rules.
 *
 * Generated from docs/condis/functions.json by scripts/generate-catalogue.ts: change the source, then run the script.
 */
import type { catalogue } from "./catalogue.ts"

/** The words about one function or callback. */
export interface DdiText {
  /** Name of the callback's function type in the header. */
  readonly typedef: string | null
  readonly ndisVersions: ReadonlyArray<string>
  /** Target platform, where a page says it. */
  readonly target: string | null
  /** Versions of Windows whose page says that it is there; empty: none says so. */
  readonly since: ReadonlyArray<string>
  /** Rules of the driver verifiers that cover it. */
  readonly compliance: ReadonlyArray<string>
  /** Parameter name → meaning. */
  readonly parameters: { readonly [name: string]: string }
  readonly returns: ReadonlyArray<{ readonly status: string; readonly when: string }>
  readonly rules: ReadonlyArray<string>
}

export const catalogueText: { readonly [D in keyof typeof catalogue]: DdiText } = {
  NdisCmRegisterAddressFamilyEx: {
    typedef: null, ndisVersions: ["6.0"],
    target: null, since: [], compliance: ["Irql_CallManager_Function"],
    parameters: {
      NdisBindingHandle: "binding (from NdisOpenAdapterEx) the AF is offered on",
      AddressFamily: "family id and version offered; same block is shown to clients"
    },
    returns: [
      { status: "NDIS_STATUS_SUCCESS", when: "AF recorded; clients on the same adapter will be notified" },
      { status: "NDIS_STATUS_RESOURCES", when: "NDIS could not allocate tracking state" },
      { status: "NDIS_STATUS_FAILURE", when: "caller is not a CO protocol, miniport is not CO, AF already taken on this adapter by another call manager, or the binding is closing" }
    ],
    rules: [
      "Stand-alone call managers only; MCM drivers use NdisMCmRegisterAddressFamilyEx.",
      "Call from ProtocolBindAdapterEx after the adapter open has succeeded, once per AF and per binding.",
      "A call manager may offer several AFs, even on one binding; one AF type has at most one provider per adapter.",
      "Clients are notified after ProtocolBindAdapterEx returns from a successful bind, not inside this call.",
      "All AFs of a binding share the entry points registered through NdisSetOptionalHandlers.",
      "From here on NDIS ignores the ProtocolOidRequestComplete entry in the driver characteristics of this call manager."
    ]
  },
  NdisMCmRegisterAddressFamilyEx: {
    typedef: null, ndisVersions: ["6.0"],
    target: null, since: [], compliance: ["Irql_MCM_Function"],
    parameters: { MiniportAdapterHandle: "adapter handle given to MiniportInitializeEx", AddressFamily: "family id and version offered" },
    returns: [
      { status: "NDIS_STATUS_SUCCESS", when: "AF recorded; clients that bind will be notified" },
      { status: "NDIS_STATUS_RESOURCES", when: "NDIS could not allocate tracking state" },
      { status: "NDIS_STATUS_FAILURE", when: "caller is not a CO miniport, or the AF is a duplicate on this adapter" }
    ],
    rules: [
      "Call from MiniportInitializeEx once the NIC is operational, one call per AF and adapter.",
      "Displaces any stand-alone call manager for that NIC.",
      "After MiniportInitializeEx succeeds NDIS binds potential clients, then runs their ProtocolCoAfRegisterNotify; clients that accept cause ProtocolCmOpenAf."
    ]
  },
  ProtocolCoAfRegisterNotify: {
    typedef: "PROTOCOL_CO_AF_REGISTER_NOTIFY", ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: [],
    parameters: {
      ProtocolBindingContext: "client per-binding context given to NdisOpenAdapterEx", AddressFamily: "AF just registered on the adapter"
    },
    returns: [],
    rules: [
      "Client: full implementation mandatory. Pure call manager: stub that returns.",
      "Client inspects family and version; to accept it allocates an AF context and calls NdisClOpenAddressFamilyEx; to decline it just returns.",
      "May be called repeatedly on one binding, once for each registered AF.",
      "Whether the client may edit the AF block is up to the signaling protocol.",
      "Called again after a PnP reconfiguration makes the call manager re-register."
    ]
  },
  NdisClOpenAddressFamilyEx: {
    typedef: null, ndisVersions: ["6.0"],
    target: null, since: [], compliance: ["Irql_Protocol_Driver_Function"],
    parameters: {
      NdisBindingHandle: "client binding to the adapter", AddressFamily: "the block received in ProtocolCoAfRegisterNotify",
      ClientAfContext: "client per-AF context, passed back in later callbacks", NdisAfHandle: "receives the AF handle"
    },
    returns: [
      { status: "NDIS_STATUS_PENDING", when: "call manager is working; ProtocolClOpenAfCompleteEx follows" },
      { status: "NDIS_STATUS_SUCCESS", when: "open; handle valid" },
      { status: "NDIS_STATUS_RESOURCES", when: "NDIS or call manager lacked memory" },
      { status: "NDIS_STATUS_FAILURE", when: "AF matches none registered on the adapter, caller binding closing, or provider binding closing" },
      { status: "(any other)", when: "status chosen by the call manager" }
    ],
    rules: [
      "Called from ProtocolCoAfRegisterNotify.",
      "Any return other than NDIS_STATUS_PENDING is final: NDIS does not call back, so the caller runs its own ProtocolClOpenAfCompleteEx.",
      "The AF handle is opaque, kept by the client, and dies when NdisClCloseAddressFamily is called.",
      "Does not register entry points in NDIS 6 (that is NdisSetOptionalHandlers); the NDIS 5 call did.",
      "After a failed open the client should ask to unbind with NdisUnbindAdapter.",
      "AF context must stay resident until the AF is closed.", "After success the client may register SAPs and create VCs."
    ]
  },
  ProtocolCmOpenAf: {
    typedef: "PROTOCOL_CM_OPEN_AF", ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: [],
    parameters: {
      CallMgrBindingContext: "call manager: its binding context; MCM: its miniport adapter context", AddressFamily: "AF the client opens",
      NdisAfHandle: "handle of this client/provider association; provider must keep it",
      CallMgrAfContext: "provider stores its per-AF context here"
    },
    returns: [
      { status: "NDIS_STATUS_SUCCESS", when: "ready for requests of this client" },
      { status: "NDIS_STATUS_PENDING", when: "finishes later with NdisCmOpenAddressFamilyComplete / NdisMCmOpenAddressFamilyComplete" },
      { status: "NDIS_STATUS_RESOURCES", when: "allocation failed; nothing retained" },
      { status: "(any other)", when: "provider-chosen failure" }
    ],
    rules: [
      "Validate the AF, allocate per-open state, set *CallMgrAfContext before returning success.",
      "One open per client, so several open instances of one AF can coexist.", "On failure free everything allocated for the open."
    ]
  },
  NdisCmOpenAddressFamilyComplete: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_CallManager_Function"],
    parameters: {
      Status: "final open status, never PENDING", NdisAfHandle: "handle from the pended ProtocolCmOpenAf",
      CallMgrAfContext: "provider per-AF context; ignored unless Status is SUCCESS"
    },
    returns: [],
    rules: [
      "Required exactly when ProtocolCmOpenAf returned PENDING.", "Until then the client may do no other CO operation on that AF.",
      "On failure free or recycle the AF context before calling; handle is invalid once the call returns.",
      "May be called at DISPATCH although the client completion runs at PASSIVE: NDIS must defer the callback."
    ]
  },
  NdisMCmOpenAddressFamilyComplete: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_MCM_Function"],
    parameters: {
      Status: "final open status, never PENDING", NdisAfHandle: "handle from the pended ProtocolCmOpenAf",
      CallMgrAfContext: "provider per-AF context; ignored unless Status is SUCCESS"
    },
    returns: [],
    rules: [
      "Required exactly when ProtocolCmOpenAf returned PENDING.", "Until then the client may do no other CO operation on that AF.",
      "On failure free or recycle the AF context before calling; handle is invalid once the call returns.",
      "May be called at DISPATCH although the client completion runs at PASSIVE: NDIS must defer the callback."
    ]
  },
  ProtocolClOpenAfCompleteEx: {
    typedef: "PROTOCOL_CL_OPEN_AF_COMPLETE_EX", ndisVersions: ["6.0"],
    target: null, since: [], compliance: [],
    parameters: {
      ProtocolAfContext: "client AF context from the open call", NdisAfHandle: "AF handle; NULL when Status is not SUCCESS",
      Status: "SUCCESS, RESOURCES, FAILURE or provider status"
    },
    returns: [],
    rules: [
      "Mandatory for clients. Argument order differs from the NDIS 5 form (Status is last).",
      "Success: save the handle; usual place to register SAPs (incoming) or create VCs (outgoing).",
      "Failure: NDIS has already cleaned its state; free or recycle the AF context."
    ]
  },
  NdisClCloseAddressFamily: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_Protocol_Driver_Function"],
    parameters: { NdisAfHandle: "AF to close" },
    returns: [
      { status: "NDIS_STATUS_PENDING", when: "provider is closing; ProtocolClCloseAfComplete follows" },
      { status: "NDIS_STATUS_SUCCESS", when: "closed" },
      { status: "NDIS_STATUS_FAILURE", when: "VCs or SAPs still exist on the AF, or the AF is already closing" },
      { status: "NDIS_STATUS_NOT_ACCEPTED", when: "provider refuses because requests or connections are outstanding" },
      { status: "(any other)", when: "provider-chosen status" }
    ],
    rules: [
      "First close all calls, delete own VCs and deregister all SAPs of the AF.",
      "Any return other than NDIS_STATUS_PENDING is final: NDIS does not call back, so the caller runs its own ProtocolClCloseAfComplete.",
      "Handle is invalid for the client from the moment of the call; only a pended close notification may still use it in NdisClNotifyCloseAddressFamilyComplete.",
      "Typical places: ProtocolUnbindAdapterEx (before NdisCloseAdapterEx) or while serving ProtocolClNotifyCloseAf.",
      "Never block the thread waiting for completion: inside a close notification that deadlocks.",
      "AF context may be freed only when the close has completed successfully."
    ]
  },
  ProtocolCmCloseAf: {
    typedef: "PROTOCOL_CM_CLOSE_AF", ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: [],
    parameters: { CallMgrAfContext: "provider per-AF context" },
    returns: [
      { status: "NDIS_STATUS_SUCCESS", when: "per-open resources released" },
      { status: "NDIS_STATUS_PENDING", when: "finishes later with Ndis(M)CmCloseAddressFamilyComplete" },
      { status: "NDIS_STATUS_NOT_ACCEPTED", when: "refused: requests or connections still open on the AF" }
    ],
    rules: [
      "Undo whatever ProtocolCmOpenAf did for this client.",
      "With outstanding calls or SAPs: preferred answer is PENDING and complete once they are gone; NOT_ACCEPTED is the alternative."
    ]
  },
  NdisCmCloseAddressFamilyComplete: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_CallManager_Function"],
    parameters: { Status: "must be NDIS_STATUS_SUCCESS", NdisAfHandle: "handle from ProtocolCmOpenAf" },
    returns: [],
    rules: [
      "Required exactly when ProtocolCmCloseAf returned PENDING.",
      "AF handle is unusable for the provider afterwards (as soon as the call is made).",
      "The client keeps its AF resources until this causes its completion."
    ]
  },
  NdisMCmCloseAddressFamilyComplete: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_MCM_Function"],
    parameters: { Status: "must be NDIS_STATUS_SUCCESS", NdisAfHandle: "handle from ProtocolCmOpenAf" },
    returns: [],
    rules: [
      "Required exactly when ProtocolCmCloseAf returned PENDING.", "AF handle is unusable for the provider afterwards (on return).",
      "The client keeps its AF resources until this causes its completion."
    ]
  },
  ProtocolClCloseAfComplete: {
    typedef: "PROTOCOL_CL_CLOSE_AF_COMPLETE", ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: [],
    parameters: {
      Status: "SUCCESS, or FAILURE when VCs/SAPs remained or the AF was already closing", ProtocolAfContext: "client AF context"
    },
    returns: [],
    rules: ["Mandatory for clients.", "Success: AF handle is dead, AF context may be freed."]
  },
  NdisCmNotifyCloseAddressFamily: {
    typedef: null, ndisVersions: ["6.0"],
    target: null, since: [], compliance: ["Irql_CallManager_Function"],
    parameters: { NdisAfHandle: "AF open (from ProtocolCmOpenAf) whose client must leave" },
    returns: [
      { status: "NDIS_STATUS_SUCCESS", when: "client closed the AF synchronously" },
      { status: "NDIS_STATUS_PENDING", when: "ProtocolCmNotifyCloseAfComplete follows" },
      { status: "(any other)", when: "NDIS or client failure status" }
    ],
    rules: [
      "Call from ProtocolUnbindAdapterEx before closing the binding, once per client that has the AF open.",
      "NDIS 6 replacement for the OID_CO_AF_CLOSE set of NDIS 5.",
      "Expect the client to drop parties, close calls, deregister SAPs and close the AF in response."
    ]
  },
  NdisMCmNotifyCloseAddressFamily: {
    typedef: null, ndisVersions: ["6.0"],
    target: null, since: [], compliance: ["Irql_MCM_Function"],
    parameters: { NdisAfHandle: "AF open (from ProtocolCmOpenAf) whose client must leave" },
    returns: [
      { status: "NDIS_STATUS_SUCCESS", when: "client closed the AF synchronously" },
      { status: "NDIS_STATUS_PENDING", when: "ProtocolCmNotifyCloseAfComplete follows" },
      { status: "(any other)", when: "NDIS or client failure status" }
    ],
    rules: [
      "Call from MiniportHaltEx, once per client that has the AF open.", "NDIS 6 replacement for the OID_CO_AF_CLOSE set of NDIS 5.",
      "Expect the client to drop parties, close calls, deregister SAPs and close the AF in response."
    ]
  },
  ProtocolClNotifyCloseAf: {
    typedef: "PROTOCOL_CL_NOTIFY_CLOSE_AF", ndisVersions: ["6.0"],
    target: null, since: [], compliance: [],
    parameters: { ClientAfContext: "client AF context" },
    returns: [
      { status: "NDIS_STATUS_SUCCESS", when: "client has closed the AF" },
      { status: "NDIS_STATUS_PENDING", when: "client will call NdisClNotifyCloseAddressFamilyComplete" },
      { status: "(any other)", when: "client-chosen failure" }
    ],
    rules: [
      "Mandatory for clients.",
      "Order of work: drop parties down to one per multipoint VC, close calls, deregister SAPs, then NdisClCloseAddressFamily.",
      "AF handle stays usable for the completion call while the notification is pended.",
      "Must not block on the AF close: the provider may finish it only after this handler returns."
    ]
  },
  NdisClNotifyCloseAddressFamilyComplete: {
    typedef: null, ndisVersions: ["6.0"],
    target: null, since: [], compliance: ["Irql_Protocol_Driver_Function"],
    parameters: { NdisAfHandle: "AF handle from the open", Status: "SUCCESS or client failure, not PENDING" },
    returns: [],
    rules: ["Required exactly when ProtocolClNotifyCloseAf returned PENDING.", "Call after the AF close has finished."]
  },
  ProtocolCmNotifyCloseAfComplete: {
    typedef: "PROTOCOL_CM_NOTIFY_CLOSE_AF_COMPLETE", ndisVersions: ["6.0"],
    target: null, since: [], compliance: [],
    parameters: { CallMgrAfContext: "provider AF context", Status: "client outcome" },
    returns: [],
    rules: ["Mandatory entry.", "Called only when Ndis(M)CmNotifyCloseAddressFamily returned PENDING."]
  },
  NdisClRegisterSap: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_Protocol_Driver_Function"],
    parameters: {
      NdisAfHandle: "open AF, selects the provider", ProtocolSapContext: "client per-SAP context",
      Sap: "SAP description; buffer stays with the provider until completion", NdisSapHandle: "receives the SAP handle"
    },
    returns: [
      { status: "NDIS_STATUS_PENDING", when: "ProtocolClRegisterSapComplete follows" },
      { status: "NDIS_STATUS_SUCCESS", when: "registered" }, { status: "NDIS_STATUS_RESOURCES", when: "NDIS or provider lacked memory" },
      { status: "NDIS_STATUS_INVALID_DATA", when: "SAP malformed, unknown to the provider, or already registered by another client" },
      { status: "(any other)", when: "provider-chosen (header also defines INVALID_SAP, SAP_IN_USE)" }
    ],
    rules: [
      "Any return other than NDIS_STATUS_PENDING is final: NDIS does not call back, so the caller runs its own ProtocolClRegisterSapComplete.",
      "No VC is created beforehand: for incoming calls the provider creates the VC.",
      "An incoming call may arrive on the SAP before its registration completes.",
      "SAP format is defined by the AF and medium. A client may register many SAPs.", "Keep the SAP handle for NdisClDeregisterSap."
    ]
  },
  ProtocolCmRegisterSap: {
    typedef: "PROTOCOL_CM_REG_SAP", ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: [],
    parameters: {
      CallMgrAfContext: "provider AF context", Sap: "SAP to register", NdisSapHandle: "SAP handle, must be stored for dispatching calls",
      CallMgrSapContext: "provider stores its per-SAP context here"
    },
    returns: [
      { status: "NDIS_STATUS_SUCCESS", when: "registered locally and on the network" },
      { status: "NDIS_STATUS_PENDING", when: "finishes with Ndis(M)CmRegisterSapComplete" },
      { status: "NDIS_STATUS_RESOURCES", when: "allocation failed" },
      { status: "NDIS_STATUS_INVALID_DATA", when: "SAP invalid, unsupported, or already held by another client" },
      { status: "(any other)", when: "provider-chosen" }
    ],
    rules: [
      "Must reject a SAP already registered by another client.",
      "May signal the network: call manager via NdisCoSendNetBufferLists on its signaling VC, MCM internally. PVC SAPs may need no network traffic.",
      "Set *CallMgrSapContext before returning SUCCESS."
    ]
  },
  NdisCmRegisterSapComplete: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_CallManager_Function"],
    parameters: {
      Status: "final status, never PENDING", NdisSapHandle: "SAP handle", CallMgrSapContext: "provider SAP context; ignored unless SUCCESS"
    },
    returns: [],
    rules: [
      "Required exactly when ProtocolCmRegisterSap returned PENDING.",
      "On failure the SAP handle is invalid and the SAP context may be freed after return; NDIS frees its own state."
    ]
  },
  NdisMCmRegisterSapComplete: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_MCM_Function"],
    parameters: {
      Status: "final status, never PENDING", NdisSapHandle: "SAP handle", CallMgrSapContext: "provider SAP context; ignored unless SUCCESS"
    },
    returns: [],
    rules: [
      "Required exactly when ProtocolCmRegisterSap returned PENDING.",
      "On failure the SAP handle is invalid and the SAP context may be freed after return; NDIS frees its own state."
    ]
  },
  ProtocolClRegisterSapComplete: {
    typedef: "PROTOCOL_CL_REGISTER_SAP_COMPLETE", ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: [],
    parameters: {
      Status: "SUCCESS, RESOURCES, INVALID_DATA or provider status", ProtocolSapContext: "client SAP context",
      Sap: "buffer the client supplied", NdisSapHandle: "SAP handle; NULL on failure"
    },
    returns: [],
    rules: [
      "Needed by clients that take incoming calls; otherwise a stub.",
      "Success: save the handle. Failure: free or recycle the SAP context and buffer."
    ]
  },
  NdisClDeregisterSap: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_Protocol_Driver_Function"],
    parameters: { NdisSapHandle: "SAP to release" },
    returns: [
      { status: "NDIS_STATUS_PENDING", when: "ProtocolClDeregisterSapComplete follows" },
      { status: "NDIS_STATUS_SUCCESS", when: "released" },
      { status: "NDIS_STATUS_FAILURE", when: "SAP (or its AF) is already closing; redundant call" },
      { status: "(any other)", when: "provider-chosen" }
    ],
    rules: [
      "Any return other than NDIS_STATUS_PENDING is final: NDIS does not call back, so the caller runs its own ProtocolClDeregisterSapComplete.",
      "SAP handle is invalid as soon as the call is made.", "Calls already delivered on the SAP, and their VCs, are unaffected."
    ]
  },
  ProtocolCmDeregisterSap: {
    typedef: "PROTOCOL_CM_DEREGISTER_SAP", ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: [],
    parameters: { CallMgrSapContext: "provider SAP context" },
    returns: [
      { status: "NDIS_STATUS_SUCCESS", when: "removed and freed" },
      { status: "NDIS_STATUS_PENDING", when: "finishes with Ndis(M)CmDeregisterSapComplete" }
    ],
    rules: ["Undo the network registration if any; free per-SAP state and the context itself."]
  },
  NdisCmDeregisterSapComplete: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_CallManager_Function"],
    parameters: { Status: "must be NDIS_STATUS_SUCCESS", NdisSapHandle: "SAP handle" },
    returns: [],
    rules: ["Required exactly when ProtocolCmDeregisterSap returned PENDING.", "SAP handle is invalid when the call returns."]
  },
  NdisMCmDeregisterSapComplete: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_MCM_Function"],
    parameters: { Status: "must be NDIS_STATUS_SUCCESS", NdisSapHandle: "SAP handle" },
    returns: [],
    rules: ["Required exactly when ProtocolCmDeregisterSap returned PENDING.", "SAP handle is invalid when the call returns."]
  },
  ProtocolClDeregisterSapComplete: {
    typedef: "PROTOCOL_CL_DEREGISTER_SAP_COMPLETE", ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: [],
    parameters: {
      Status: "SUCCESS; FAILURE when the AF was closing (SAP already gone); or provider status", ProtocolSapContext: "client SAP context"
    },
    returns: [],
    rules: ["Unless the provider failed it, SAP handle is dead and the SAP context may be freed or reused."]
  },
  NdisCoCreateVc: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_Connection_Function"],
    parameters: {
      NdisBindingHandle: "caller binding",
      NdisAfHandle: "client: its AF; call manager: AF of the target client, or NULL for its own (signaling) VC",
      ProtocolVcContext: "creator per-VC context", NdisVcHandle: "variable set to NULL before the call; receives the VC handle"
    },
    returns: [
      { status: "NDIS_STATUS_SUCCESS", when: "VC exists at all parties" }, { status: "NDIS_STATUS_RESOURCES", when: "out of memory" },
      { status: "NDIS_STATUS_FAILURE", when: "AF handle invalid" },
      { status: "(any other)", when: "propagated failure of the miniport (or peer) create handler" }
    ],
    rules: [
      "Synchronous. Before it returns NDIS calls MiniportCoCreateVc and the peer ProtocolCoCreateVc (call manager when a client creates, client when a call manager creates); with an MCM only its ProtocolCoCreateVc.",
      "Client: first step of an outgoing call, before NdisClMakeCall. Call manager: first step of presenting an incoming call, before activation and dispatch.",
      "Initialise *NdisVcHandle to NULL.", "Only the creator may delete the VC.",
      "MCM drivers use NdisMCmCreateVc instead, and never for signaling VCs."
    ]
  },
  NdisMCmCreateVc: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_MCM_Function"],
    parameters: {
      MiniportAdapterHandle: "adapter handle from MiniportInitializeEx", NdisAfHandle: "AF of the client that will get the call",
      MiniportVcContext: "MCM per-VC context", NdisVcHandle: "variable preset to NULL; receives the VC handle"
    },
    returns: [
      { status: "NDIS_STATUS_SUCCESS", when: "created" }, { status: "NDIS_STATUS_RESOURCES", when: "out of memory" },
      { status: "NDIS_STATUS_FAILURE", when: "AF handle invalid" },
      { status: "(any other)", when: "client ProtocolCoCreateVc failure, propagated" }
    ],
    rules: [
      "Synchronous: client ProtocolCoCreateVc runs before return.",
      "For incoming calls only; signaling VCs of an MCM are invisible to NDIS.",
      "Next steps: NdisMCmActivateVc, NdisMCmDispatchIncomingCall."
    ]
  },
  ProtocolCoCreateVc: {
    typedef: "PROTOCOL_CO_CREATE_VC", ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: [],
    parameters: {
      ProtocolAfContext: "AF context of the callee", NdisVcHandle: "VC handle, must be stored",
      ProtocolVcContext: "callee stores its per-VC context here"
    },
    returns: [
      { status: "NDIS_STATUS_SUCCESS", when: "ready" }, { status: "NDIS_STATUS_RESOURCES", when: "allocation failed, nothing kept" },
      { status: "(any other)", when: "callee-chosen failure" }
    ],
    rules: [
      "Strictly synchronous: PENDING is forbidden (makes the VC unusable, NDIS has it deleted).",
      "Runs at the party that did not create the VC. For an MCM it replaces MiniportCoCreateVc.",
      "A provider must not start establishing the call here (ProtocolCmMakeCall does), since the VC may be destroyed first."
    ]
  },
  MiniportCoCreateVc: {
    typedef: "MINIPORT_CO_CREATE_VC", ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: [],
    parameters: {
      MiniportAdapterContext: "adapter context", NdisVcHandle: "VC handle, must be stored",
      MiniportVcContext: "miniport stores its per-VC context here"
    },
    returns: [
      { status: "NDIS_STATUS_SUCCESS", when: "resources allocated" }, { status: "NDIS_STATUS_RESOURCES", when: "allocation failed" }
    ],
    rules: ["Synchronous; PENDING is fatal to the system.", "Required for CoNDIS miniports; an MCM registers NULL here."]
  },
  NdisCmActivateVc: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_CallManager_Function"],
    parameters: { NdisVcHandle: "VC acted on", CallParameters: "call and media parameters, resident buffer owned by the call manager" },
    returns: [
      { status: "NDIS_STATUS_PENDING", when: "ProtocolCmActivateVcComplete follows" }, { status: "NDIS_STATUS_SUCCESS", when: "active" },
      { status: "NDIS_STATUS_INVALID_DATA", when: "miniport rejects the parameters" },
      { status: "NDIS_STATUS_RESOURCES", when: "miniport or NDIS lacks resources" },
      { status: "NDIS_STATUS_NOT_ACCEPTED", when: "an activation is already pending on the VC" },
      { status: "NDIS_STATUS_CLOSING", when: "a deactivation is pending on the VC" },
      { status: "(any other)", when: "other miniport status" }
    ],
    rules: [
      "Any return other than NDIS_STATUS_PENDING is final: NDIS does not call back, so the caller runs its own ProtocolCmActivateVcComplete.",
      "Must succeed before any data moves on the VC.",
      "Repeatable on an active VC to change parameters; on failure of a re-activation the old parameters stay in force.",
      "One activation at a time per VC.",
      "Outgoing: after the network agrees and before NdisCmMakeCallComplete. Incoming: after NdisCoCreateVc and before NdisCmDispatchIncomingCall. QoS change: before completing or dispatching it.",
      "After a rejection the call manager may retry with other parameters."
    ]
  },
  NdisMCmActivateVc: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_MCM_Function"],
    parameters: { NdisVcHandle: "VC acted on", CallParameters: "parameters now in force" },
    returns: [
      { status: "NDIS_STATUS_SUCCESS", when: "NDIS marked the VC active" },
      { status: "NDIS_STATUS_PENDING", when: "ProtocolCmActivateVcComplete is documented to follow" },
      { status: "(any other)", when: "failure; page gives no list, codes of NdisCmActivateVc apply by analogy" }
    ],
    rules: [
      "Notification to NDIS that the MCM has set up the NIC; nothing is called downwards (an internal MiniportCoActivateVc is the MCM author's choice).",
      "Pages disagree whether the MCM completion callback is ever invoked; handle both.",
      "Only for VCs carrying client data, again whenever parameters of an active VC change.",
      "If new parameters cannot be met: restore the old ones and tell the client, or fail the request and deactivate."
    ]
  },
  MiniportCoActivateVc: {
    typedef: "MINIPORT_CO_ACTIVATE_VC", ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: [],
    parameters: { MiniportVcContext: "miniport VC context", CallParameters: "requested parameters; may be rounded in place" },
    returns: [
      { status: "NDIS_STATUS_SUCCESS", when: "active" }, { status: "NDIS_STATUS_PENDING", when: "finishes with NdisMCoActivateVcComplete" },
      { status: "NDIS_STATUS_INVALID_DATA", when: "parameters illegal for the medium or unsupportable" },
      { status: "NDIS_STATUS_RESOURCES", when: "allocation failed" }
    ],
    rules: [
      "Validate, then program the NIC. May run many times per VC.",
      "If re-activation fails the VC stays usable with the earlier parameters.",
      "With ROUND_UP_FLOW or ROUND_DOWN_FLOW in MediaParameters->Flags return the real values actually used."
    ]
  },
  NdisMCoActivateVcComplete: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_MCO_Function"],
    parameters: {
      Status: "final, never PENDING", NdisVcHandle: "VC acted on",
      CallParameters: "parameters supplied by the call manager, possibly rounded"
    },
    returns: [],
    rules: [
      "Required exactly when MiniportCoActivateVc returned PENDING.", "If failing a re-activation, restore the previous parameters first."
    ]
  },
  ProtocolCmActivateVcComplete: {
    typedef: "PROTOCOL_CM_ACTIVATE_VC_COMPLETE", ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: [],
    parameters: {
      Status: "SUCCESS, RESOURCES, INVALID_DATA, NOT_ACCEPTED (activation already pending), CLOSING (deactivation pending), other",
      CallMgrVcContext: "provider VC context", CallParameters: "as activated"
    },
    returns: [],
    rules: [
      "No traffic on the VC unless Status is SUCCESS.",
      "If rounding was requested re-examine the parameters; if unsuitable re-activate with others or deactivate.",
      "MCM: entry must exist; one page says NDIS never calls it there."
    ]
  },
  NdisCmDeactivateVc: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_CallManager_Function"],
    parameters: { NdisVcHandle: "VC acted on" },
    returns: [
      { status: "NDIS_STATUS_PENDING", when: "ProtocolCmDeactivateVcComplete follows" },
      { status: "NDIS_STATUS_SUCCESS", when: "inactive" },
      { status: "NDIS_STATUS_NOT_ACCEPTED", when: "an activation is pending; retry later" },
      { status: "NDIS_STATUS_CLOSING", when: "deactivation already pending; do not repeat" },
      { status: "(any other)", when: "other miniport status" }
    ],
    rules: [
      "Any return other than NDIS_STATUS_PENDING is final: NDIS does not call back, so the caller runs its own ProtocolCmDeactivateVcComplete.",
      "Step of every call teardown, after the signaling exchange.",
      "VC handle survives: the creator may reuse the VC for another call or delete it.", "Activation parameters become void."
    ]
  },
  NdisMCmDeactivateVc: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_MCM_Function"],
    parameters: { NdisVcHandle: "VC acted on" },
    returns: [
      { status: "NDIS_STATUS_SUCCESS", when: "marked inactive" },
      { status: "NDIS_STATUS_NOT_ACCEPTED", when: "already inactive; redundant" }
    ],
    rules: [
      "Documented as synchronous by its own page; a concept page says NDIS then runs ProtocolCmDeactivateVcComplete.",
      "Nothing is called downwards; not used for MCM signaling VCs.", "VC handle survives for reuse or deletion by its creator."
    ]
  },
  MiniportCoDeactivateVc: {
    typedef: "MINIPORT_CO_DEACTIVATE_VC", ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: [],
    parameters: { MiniportVcContext: "miniport VC context" },
    returns: [
      { status: "NDIS_STATUS_SUCCESS", when: "VC stopped" },
      { status: "NDIS_STATUS_PENDING", when: "finishes with NdisMCoDeactivateVcComplete" }
    ],
    rules: [
      "One call ends any number of activations.",
      "Finish sends in progress and have all indicated receives returned before completing; then no further sends or indications on the VC.",
      "Does not delete the VC."
    ]
  },
  NdisMCoDeactivateVcComplete: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_MCO_Function"],
    parameters: { Status: "final, never PENDING", NdisVcHandle: "VC acted on" },
    returns: [],
    rules: [
      "Required exactly when MiniportCoDeactivateVc returned PENDING.", "All pending transfers of the VC must be finished first."
    ]
  },
  ProtocolCmDeactivateVcComplete: {
    typedef: "PROTOCOL_CM_DEACTIVATE_VC_COMPLETE", ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: [],
    parameters: {
      Status: "SUCCESS, NOT_ACCEPTED (activation pending), CLOSING (already deactivating), other", CallMgrVcContext: "provider VC context"
    },
    returns: [],
    rules: [
      "Free per-activation resources.", "If ProtocolCmCloseCall was pended and all else is done, now call NdisCmCloseCallComplete.",
      "VC may only be re-activated with new parameters or deleted.", "MCM: entry must exist; one page says NDIS never calls it there."
    ]
  },
  NdisCoDeleteVc: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_Connection_Function"],
    parameters: { NdisVcHandle: "VC acted on" },
    returns: [
      { status: "NDIS_STATUS_SUCCESS", when: "deleted" }, { status: "NDIS_STATUS_NOT_ACCEPTED", when: "VC still active" },
      { status: "NDIS_STATUS_CLOSING", when: "deactivation still pending / redundant call" }
    ],
    rules: [
      "Creator only. No call outstanding and VC deactivated (client: close-call completed; call manager: deactivation completed).",
      "NDIS calls MiniportCoDeleteVc and the peer ProtocolCoDeleteVc before returning (with an MCM only its ProtocolCoDeleteVc).",
      "Handle is invalid on return. Free any instance name buffer with NdisFreeString."
    ]
  },
  NdisMCmDeleteVc: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_MCM_Function"],
    parameters: { NdisVcHandle: "VC acted on" },
    returns: [{ status: "NDIS_STATUS_SUCCESS", when: "deleted" }, { status: "NDIS_STATUS_NOT_ACCEPTED", when: "VC still active" }],
    rules: [
      "MCM-created VCs only, after NdisMCmDeactivateVc succeeded and no call is outstanding.",
      "Client ProtocolCoDeleteVc runs before return; handle then invalid."
    ]
  },
  ProtocolCoDeleteVc: {
    typedef: "PROTOCOL_CO_DELETE_VC", ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: [],
    parameters: { ProtocolVcContext: "callee VC context" },
    returns: [
      { status: "NDIS_STATUS_SUCCESS", when: "state released; VC handle dead" },
      { status: "NDIS_STATUS_NOT_ACCEPTED", when: "VC still active or operations outstanding" },
      { status: "(any other)", when: "callee-chosen failure" }
    ],
    rules: ["Strictly synchronous: never PENDING.", "Runs at the party that did not create the VC."]
  },
  MiniportCoDeleteVc: {
    typedef: "MINIPORT_CO_DELETE_VC", ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: [],
    parameters: { MiniportVcContext: "miniport VC context" },
    returns: [{ status: "NDIS_STATUS_SUCCESS", when: "freed" }],
    rules: [
      "Synchronous; PENDING is fatal to the system.", "Free per-VC resources and the context itself.", "An MCM registers NULL here."
    ]
  },
  NdisClMakeCall: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_Protocol_Driver_Function"],
    parameters: {
      NdisVcHandle: "VC acted on", CallParameters: "target address and QoS; buffer lent until completion",
      ProtocolPartyContext: "non-NULL makes the call multipoint and is the context of the first party",
      NdisPartyHandle: "out: handle of the first party, NULL for point-to-point"
    },
    returns: [
      { status: "NDIS_STATUS_PENDING", when: "ProtocolClMakeCallComplete follows" },
      { status: "NDIS_STATUS_SUCCESS", when: "connected, VC active" },
      { status: "NDIS_STATUS_RESOURCES", when: "NDIS, provider or miniport lacked resources" },
      { status: "NDIS_STATUS_NOT_SUPPORTED", when: "provider cannot honour the parameters" },
      { status: "NDIS_STATUS_FAILURE", when: "e.g. no suitable PVC" }, { status: "(any other)", when: "provider or miniport status" }
    ],
    rules: [
      "Any return other than NDIS_STATUS_PENDING is final: NDIS does not call back, so the caller runs its own ProtocolClMakeCallComplete.",
      "VC must have been created by this client with NdisCoCreateVc.",
      "CallParameters must not be freed before completion; provider may rewrite them and flag CALL_PARAMETERS_CHANGED.",
      "On a multipoint VC traffic parameters are VC-wide unless the medium has per-party traffic.",
      "No data before success. Party handle is meaningful only on success.", "Set PERMANENT_VC to demand a configured PVC."
    ]
  },
  ProtocolCmMakeCall: {
    typedef: "PROTOCOL_CM_MAKE_CALL", ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: [],
    parameters: {
      CallMgrVcContext: "provider VC context", CallParameters: "client request; may be modified",
      NdisPartyHandle: "first party of a multipoint call, else NULL",
      CallMgrPartyContext: "out: provider party context; set to NULL when NdisPartyHandle is NULL"
    },
    returns: [
      { status: "NDIS_STATUS_SUCCESS", when: "call set up and VC activated" },
      { status: "NDIS_STATUS_PENDING", when: "finishes with Ndis(M)CmMakeCallComplete" },
      { status: "NDIS_STATUS_RESOURCES", when: "allocation failed" },
      { status: "NDIS_STATUS_NOT_SUPPORTED", when: "parameters invalid or unavailable" }, { status: "(any other)", when: "other failure" }
    ],
    rules: [
      "Validate parameters, signal the network, activate the VC, then succeed.",
      "Call manager signals with NdisCoSendNetBufferLists on its own VC; MCM transmits directly.",
      "Set CALL_PARAMETERS_CHANGED when altering parameters.",
      "TAPI-proxy family: read only the embedded CO_AF_TAPI_MAKE_CALL_PARAMETERS and overwrite MaxSduSize values."
    ]
  },
  NdisCmMakeCallComplete: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_CallManager_Function"],
    parameters: {
      Status: "final, never PENDING", NdisVcHandle: "VC acted on", NdisPartyHandle: "first party, NULL for point-to-point",
      CallMgrPartyContext: "provider party context; ignored when no party (or on failure)", CallParameters: "final parameters when SUCCESS"
    },
    returns: [],
    rules: [
      "Required exactly when ProtocolCmMakeCall returned PENDING, success or not: skipping it leaks and blocks the client from deleting the VC.",
      "SUCCESS only after the VC has been activated.",
      "On failure the party handle is invalid; ProtocolCoDeleteVc will follow when the client deletes its VC.",
      "Report modified parameters through CallParameters with CALL_PARAMETERS_CHANGED."
    ]
  },
  NdisMCmMakeCallComplete: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_MCM_Function"],
    parameters: {
      Status: "final, never PENDING", NdisVcHandle: "VC acted on", NdisPartyHandle: "first party, NULL for point-to-point",
      CallMgrPartyContext: "provider party context; ignored when no party (or on failure)", CallParameters: "final parameters when SUCCESS"
    },
    returns: [],
    rules: [
      "Required exactly when ProtocolCmMakeCall returned PENDING, success or not: skipping it leaks and blocks the client from deleting the VC.",
      "SUCCESS only after the VC has been activated.",
      "On failure the party handle is invalid; ProtocolCoDeleteVc will follow when the client deletes its VC.",
      "Report modified parameters through CallParameters with CALL_PARAMETERS_CHANGED."
    ]
  },
  ProtocolClMakeCallComplete: {
    typedef: "PROTOCOL_CL_MAKE_CALL_COMPLETE", ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: [],
    parameters: {
      Status: "SUCCESS, RESOURCES, or provider/miniport status", ProtocolVcContext: "client VC context",
      NdisPartyHandle: "first party handle on multipoint success, else NULL", CallParameters: "client buffer, possibly rewritten"
    },
    returns: [],
    rules: [
      "Success: check CALL_PARAMETERS_CHANGED; accept, renegotiate with NdisClModifyCallQoS if the protocol allows, or NdisClCloseCall.",
      "Failure: free party context and parameter buffer, delete the VC with NdisCoDeleteVc.",
      "When closing because of bad parameters, free resources only in ProtocolClCloseCallComplete."
    ]
  },
  NdisCmDispatchIncomingCall: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_CallManager_Function"],
    parameters: {
      NdisSapHandle: "registered SAP the call addresses", NdisVcHandle: "VC created by the provider for this call",
      CallParameters: "parameters offered"
    },
    returns: [
      { status: "NDIS_STATUS_PENDING", when: "ProtocolCmIncomingCallComplete follows" },
      { status: "NDIS_STATUS_SUCCESS", when: "client accepted" }, { status: "NDIS_STATUS_FAILURE", when: "AF or SAP is closing" },
      { status: "NDIS_STATUS_RESOURCES", when: "client out of resources" },
      { status: "NDIS_STATUS_INVALID_DATA", when: "client rejects the parameters" },
      { status: "(any other)", when: "client-chosen rejection" }
    ],
    rules: [
      "Preconditions: SAP identified, VC made with NdisCoCreateVc, parameters negotiated or taken over, VC activated with NdisCmActivateVc.",
      "Any return other than NDIS_STATUS_PENDING is final: NDIS does not call back, so the caller runs its own ProtocolCmIncomingCallComplete.",
      "Accepted: signal the caller, then NdisCmDispatchCallConnected. Rejected: tell the network, deactivate and optionally delete the VC."
    ]
  },
  NdisMCmDispatchIncomingCall: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: "Desktop", since: ["Windows Vista", "Windows XP"], compliance: ["Irql_MCM_Function"],
    parameters: {
      NdisSapHandle: "registered SAP the call addresses", NdisVcHandle: "VC created by the provider for this call",
      CallParameters: "parameters offered"
    },
    returns: [
      { status: "NDIS_STATUS_PENDING", when: "ProtocolCmIncomingCallComplete follows" },
      { status: "NDIS_STATUS_SUCCESS", when: "client accepted" }, { status: "NDIS_STATUS_FAILURE", when: "AF or SAP is closing" },
      { status: "NDIS_STATUS_RESOURCES", when: "client out of resources" },
      { status: "NDIS_STATUS_INVALID_DATA", when: "client rejects the parameters" },
      { status: "(any other)", when: "client-chosen rejection" }
    ],
    rules: [
      "Preconditions: SAP identified, VC made with NdisMCmCreateVc, parameters negotiated or taken over, VC activated with NdisMCmActivateVc.",
      "Any return other than NDIS_STATUS_PENDING is final: NDIS does not call back, so the caller runs its own ProtocolCmIncomingCallComplete.",
      "Accepted: signal the caller, then NdisMCmDispatchCallConnected. Rejected: tell the network, deactivate and optionally delete the VC."
    ]
  },
  ProtocolClIncomingCall: {
    typedef: "PROTOCOL_CL_INCOMING_CALL", ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: [],
    parameters: {
      ProtocolSapContext: "SAP the call matched", ProtocolVcContext: "client VC context",
      CallParameters: "offer; client may propose changes"
    },
    returns: [
      { status: "NDIS_STATUS_SUCCESS", when: "accepted" },
      { status: "NDIS_STATUS_PENDING", when: "client will call NdisClIncomingCallComplete" },
      { status: "NDIS_STATUS_NOT_SUPPORTED", when: "stub of a client without incoming calls" }, { status: "(any other)", when: "rejected" }
    ],
    rules: [
      "Validate SAP, VC and parameters. Copy what is needed from the buffer.", "Changed parameters need CALL_PARAMETERS_CHANGED.",
      "Acceptance is followed by ProtocolClCallConnected, or ProtocolClIncomingCloseCall if the provider cannot agree or the call collapses. No data until connected."
    ]
  },
  NdisClIncomingCallComplete: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_Protocol_Driver_Function"],
    parameters: {
      Status: "SUCCESS accepts, other rejects, never PENDING", NdisVcHandle: "VC acted on",
      CallParameters: "parameters, with CALL_PARAMETERS_CHANGED if altered"
    },
    returns: [],
    rules: [
      "Required exactly when ProtocolClIncomingCall returned PENDING.",
      "Before it the client may negotiate with NdisClModifyCallQoS, with some retry limit.",
      "On rejection CallParameters is invalid for the client as soon as the call is made."
    ]
  },
  ProtocolCmIncomingCallComplete: {
    typedef: "PROTOCOL_CM_INCOMING_CALL_COMPLETE", ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: [],
    parameters: {
      Status: "SUCCESS accepted; FAILURE AF or SAP closing; RESOURCES; INVALID_DATA; other rejection",
      CallMgrVcContext: "provider VC context", CallParameters: "client answer, maybe changed"
    },
    returns: [],
    rules: [
      "Accepted: signal acceptance, then Ndis(M)CmDispatchCallConnected.",
      "Unacceptable changes by the client: Ndis(M)CmDispatchIncomingCloseCall.",
      "Rejected: signal rejection, deactivate, optionally delete the VC."
    ]
  },
  NdisCmDispatchCallConnected: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_CallManager_Function"],
    parameters: { NdisVcHandle: "provider-created VC of an accepted incoming call" },
    returns: [],
    rules: ["Only after the client accepted and the end-to-end handshake is done; normally from ProtocolCmIncomingCallComplete."]
  },
  NdisMCmDispatchCallConnected: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_MCM_Function"],
    parameters: { NdisVcHandle: "provider-created VC of an accepted incoming call" },
    returns: [],
    rules: ["Only after the client accepted and the end-to-end handshake is done; normally from ProtocolCmIncomingCallComplete."]
  },
  ProtocolClCallConnected: {
    typedef: "PROTOCOL_CL_CALL_CONNECTED", ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: [],
    parameters: { ProtocolVcContext: "client VC context" },
    returns: [],
    rules: ["Transfers in either direction are possible from here; be ready before returning.", "Never runs for outgoing calls."]
  },
  NdisClModifyCallQoS: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_Protocol_Driver_Function"],
    parameters: { NdisVcHandle: "VC acted on", CallParameters: "wanted QoS" },
    returns: [
      { status: "NDIS_STATUS_PENDING", when: "ProtocolClModifyCallQoSComplete follows" },
      { status: "NDIS_STATUS_SUCCESS", when: "changed" }, { status: "NDIS_STATUS_RESOURCES", when: "NDIS or provider lacked resources" },
      { status: "NDIS_STATUS_INVALID_DATA", when: "parameters invalid" },
      { status: "NDIS_STATUS_NOT_SUPPORTED", when: "medium without dynamic QoS" },
      { status: "NDIS_STATUS_FAILURE", when: "network or another component refused" }, { status: "(any other)", when: "provider-chosen" }
    ],
    rules: [
      "Any return other than NDIS_STATUS_PENDING is final: NDIS does not call back, so the caller runs its own ProtocolClModifyCallQoSComplete.",
      "For active VCs, and while an offered incoming call is still pended.",
      "If refused the old QoS holds; client may continue, retry within a limit, or close the call. No agreement: VC creator tears down."
    ]
  },
  ProtocolCmModifyCallQoS: {
    typedef: "PROTOCOL_CM_MODIFY_QOS_CALL", ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: [],
    parameters: { CallMgrVcContext: "provider VC context", CallParameters: "requested QoS" },
    returns: [
      { status: "NDIS_STATUS_SUCCESS", when: "changed on the network" },
      { status: "NDIS_STATUS_PENDING", when: "finishes with Ndis(M)CmModifyCallQoSComplete" },
      { status: "NDIS_STATUS_RESOURCES", when: "lack of resources" }, { status: "NDIS_STATUS_INVALID_DATA", when: "parameters illegal" },
      { status: "NDIS_STATUS_NOT_SUPPORTED", when: "medium has no QoS" },
      { status: "NDIS_STATUS_FAILURE", when: "network or miniport refused" }
    ],
    rules: [
      "After the network agrees re-activate the VC with the new parameters so the miniport can validate them.",
      "If network or miniport refuses restore the former state and return FAILURE."
    ]
  },
  NdisCmModifyCallQoSComplete: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_CallManager_Function"],
    parameters: { Status: "final, never PENDING", NdisVcHandle: "VC acted on", CallParameters: "QoS now acceptable when SUCCESS" },
    returns: [],
    rules: ["Required exactly when ProtocolCmModifyCallQoS returned PENDING.", "Mark provider changes with CALL_PARAMETERS_CHANGED."]
  },
  NdisMCmModifyCallQoSComplete: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_MCM_Function"],
    parameters: { Status: "final, never PENDING", NdisVcHandle: "VC acted on", CallParameters: "QoS now acceptable when SUCCESS" },
    returns: [],
    rules: ["Required exactly when ProtocolCmModifyCallQoS returned PENDING.", "Mark provider changes with CALL_PARAMETERS_CHANGED."]
  },
  ProtocolClModifyCallQoSComplete: {
    typedef: "PROTOCOL_CL_MODIFY_CALL_QOS_COMPLETE", ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: [],
    parameters: {
      Status: "SUCCESS, RESOURCES, INVALID_DATA, FAILURE or provider status", ProtocolVcContext: "client VC context",
      CallParameters: "granted QoS, or the restored former QoS"
    },
    returns: [],
    rules: ["Accept by returning. Otherwise renegotiate with a bounded number of tries, or close the call."]
  },
  NdisCmDispatchIncomingCallQoSChange: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_CallManager_Function"],
    parameters: { NdisVcHandle: "VC acted on", CallParameters: "QoS the remote party wants" },
    returns: [],
    rules: [
      "First re-activate the VC with the new parameters (NdisCmActivateVc); dispatch only if that worked.",
      "After the client handler returns report acceptance or rejection to the remote party."
    ]
  },
  NdisMCmDispatchIncomingCallQoSChange: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_MCM_Function"],
    parameters: { NdisVcHandle: "VC acted on", CallParameters: "QoS the remote party wants" },
    returns: [],
    rules: [
      "First re-activate the VC with the new parameters (NdisMCmActivateVc); dispatch only if that worked.",
      "After the client handler returns report acceptance or rejection to the remote party."
    ]
  },
  ProtocolClIncomingCallQoSChange: {
    typedef: "PROTOCOL_CL_INCOMING_CALL_QOS_CHANGE", ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: [],
    parameters: { ProtocolVcContext: "client VC context", CallParameters: "new QoS" },
    returns: [],
    rules: ["Returning accepts. To refuse: NdisClModifyCallQoS if renegotiation is allowed, else NdisClCloseCall."]
  },
  NdisClAddParty: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_Protocol_Driver_Function"],
    parameters: {
      NdisVcHandle: "VC acted on", ProtocolPartyContext: "client per-party context, resident",
      CallParameters: "address (and maybe traffic) of the new party; lent until completion",
      NdisPartyHandle: "receives the party handle on success"
    },
    returns: [
      { status: "NDIS_STATUS_PENDING", when: "ProtocolClAddPartyComplete follows" }, { status: "NDIS_STATUS_SUCCESS", when: "added" },
      { status: "NDIS_STATUS_RESOURCES", when: "NDIS or provider lacked resources" },
      { status: "NDIS_STATUS_FAILURE", when: "VC handle invalid, or remote/miniport refused" },
      { status: "NDIS_STATUS_NOT_SUPPORTED", when: "medium without multipoint or bad parameters" },
      { status: "(any other)", when: "provider-chosen" }
    ],
    rules: [
      "Any return other than NDIS_STATUS_PENDING is final: NDIS does not call back, so the caller runs its own ProtocolClAddPartyComplete.",
      "VC must already carry a multipoint call made with a non-NULL party context in NdisClMakeCall; only the root adds parties.",
      "Traffic parameters differing from the VC: provider may reject, force the VC values, change all parties, or grant per-party traffic, as the medium permits.",
      "Party handle is for call management of that leaf; data uses the VC handle where the medium has no per-party transfer."
    ]
  },
  ProtocolCmAddParty: {
    typedef: "PROTOCOL_CM_ADD_PARTY", ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: [],
    parameters: {
      CallMgrVcContext: "provider VC context", CallParameters: "request, may be modified", NdisPartyHandle: "party handle, must be stored",
      CallMgrPartyContext: "provider stores its party context here"
    },
    returns: [
      { status: "NDIS_STATUS_SUCCESS", when: "added" }, { status: "NDIS_STATUS_PENDING", when: "finishes with Ndis(M)CmAddPartyComplete" },
      { status: "NDIS_STATUS_RESOURCES", when: "allocation failed" },
      { status: "NDIS_STATUS_NOT_SUPPORTED", when: "features unavailable or medium lacks multipoint" },
      { status: "(any other)", when: "other failure" }
    ],
    rules: ["Signal the network as needed; set *CallMgrPartyContext before returning SUCCESS."]
  },
  NdisCmAddPartyComplete: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_CallManager_Function"],
    parameters: {
      Status: "final, never PENDING", NdisPartyHandle: "party",
      CallMgrPartyContext: "provider party context; mandatory on SUCCESS, ignored otherwise",
      CallParameters: "client parameters, maybe modified"
    },
    returns: [],
    rules: ["Required exactly when ProtocolCmAddParty returned PENDING."]
  },
  NdisMCmAddPartyComplete: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_MCM_Function"],
    parameters: {
      Status: "final, never PENDING", NdisPartyHandle: "party",
      CallMgrPartyContext: "provider party context; mandatory on SUCCESS, ignored otherwise",
      CallParameters: "client parameters, maybe modified"
    },
    returns: [],
    rules: ["Required exactly when ProtocolCmAddParty returned PENDING."]
  },
  ProtocolClAddPartyComplete: {
    typedef: "PROTOCOL_CL_ADD_PARTY_COMPLETE", ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: [],
    parameters: {
      Status: "SUCCESS, RESOURCES, FAILURE (bad VC handle) or provider status", ProtocolPartyContext: "client party context",
      NdisPartyHandle: "party handle, valid only on SUCCESS", CallParameters: "client buffer, maybe rewritten"
    },
    returns: [],
    rules: [
      "Success: save the handle; check CALL_PARAMETERS_CHANGED and drop the party if unacceptable.",
      "Failure: free party context and buffer."
    ]
  },
  NdisClDropParty: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_Protocol_Driver_Function"],
    parameters: { NdisPartyHandle: "party to remove", Buffer: "close data for the remote party", Size: "bytes at Buffer, 0 if NULL" },
    returns: [
      { status: "NDIS_STATUS_PENDING", when: "ProtocolClDropPartyComplete follows" }, { status: "NDIS_STATUS_SUCCESS", when: "dropped" },
      { status: "NDIS_STATUS_FAILURE", when: "it is the last party: use NdisClCloseCall" },
      { status: "NDIS_STATUS_INVALID_DATA", when: "close data given but medium cannot carry it" },
      { status: "(any other)", when: "provider-chosen" }
    ],
    rules: [
      "Any return other than NDIS_STATUS_PENDING is final: NDIS does not call back, so the caller runs its own ProtocolClDropPartyComplete.",
      "Party handle is invalid as soon as the call is made.",
      "Not for the last remaining party. Any order of parties is fine; the party of NdisClMakeCall has no special rank.",
      "Client must count parties, since remote leaves may leave by themselves."
    ]
  },
  ProtocolCmDropParty: {
    typedef: "PROTOCOL_CM_DROP_PARTY", ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: [],
    parameters: { CallMgrPartyContext: "provider party context", CloseData: "client data to send first", Size: "bytes, 0 if none" },
    returns: [
      { status: "NDIS_STATUS_SUCCESS", when: "dropped" },
      { status: "NDIS_STATUS_PENDING", when: "finishes with Ndis(M)CmDropPartyComplete" },
      { status: "NDIS_STATUS_INVALID_DATA", when: "medium cannot send close data" }, { status: "(any other)", when: "other failure" }
    ],
    rules: ["Send close data before dropping, if supported.", "Free per-party state and the context."]
  },
  NdisCmDropPartyComplete: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_CallManager_Function"],
    parameters: { Status: "final, never PENDING", NdisPartyHandle: "party" },
    returns: [],
    rules: [
      "Required exactly when ProtocolCmDropParty returned PENDING.",
      "On SUCCESS party handle is invalid and party state may be freed after return."
    ]
  },
  NdisMCmDropPartyComplete: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_MCM_Function"],
    parameters: { Status: "final, never PENDING", NdisPartyHandle: "party" },
    returns: [],
    rules: [
      "Required exactly when ProtocolCmDropParty returned PENDING.",
      "On SUCCESS party handle is invalid and party state may be freed after return."
    ]
  },
  ProtocolClDropPartyComplete: {
    typedef: "PROTOCOL_CL_DROP_PARTY_COMPLETE", ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: [],
    parameters: { Status: "SUCCESS, or FAILURE when it was the last party", ProtocolPartyContext: "client party context" },
    returns: [],
    rules: [
      "Free or reuse the party context.", "During teardown continue with the next party; finish with NdisClCloseCall for the last one."
    ]
  },
  NdisCmDispatchIncomingDropParty: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_CallManager_Function"],
    parameters: {
      DropStatus: "SUCCESS if the remote party asked; else reason", NdisPartyHandle: "party leaving", Buffer: "protocol data, resident",
      Size: "bytes, 0 if NULL"
    },
    returns: [],
    rules: [
      "Only while other parties remain; for the last party use NdisCmDispatchIncomingCloseCall.",
      "Also used for network faults that cut off one leaf."
    ]
  },
  NdisMCmDispatchIncomingDropParty: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_MCM_Function"],
    parameters: {
      DropStatus: "SUCCESS if the remote party asked; else reason", NdisPartyHandle: "party leaving", Buffer: "protocol data, resident",
      Size: "bytes, 0 if NULL"
    },
    returns: [],
    rules: [
      "Only while other parties remain; for the last party use NdisMCmDispatchIncomingCloseCall.",
      "Also used for network faults that cut off one leaf."
    ]
  },
  ProtocolClIncomingDropParty: {
    typedef: "PROTOCOL_CL_INCOMING_DROP_PARTY", ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: [],
    parameters: {
      DropStatus: "reason", ProtocolPartyContext: "client party context", CloseData: "protocol close message or NULL",
      Size: "bytes, 0 if NULL"
    },
    returns: [],
    rules: [
      "Must acknowledge with NdisClDropParty, or NdisClCloseCall if it is in fact the last party.",
      "Treat the party handle as finished afterwards; party context may be freed or reused once the drop completes."
    ]
  },
  NdisClCloseCall: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_Protocol_Driver_Function"],
    parameters: {
      NdisVcHandle: "VC acted on", NdisPartyHandle: "last party of a multipoint call, else NULL", Buffer: "close data",
      Size: "bytes, 0 if NULL"
    },
    returns: [
      { status: "NDIS_STATUS_PENDING", when: "ProtocolClCloseCallComplete follows" }, { status: "NDIS_STATUS_SUCCESS", when: "closed" },
      { status: "NDIS_STATUS_INVALID_DATA", when: "close data given but medium cannot carry it" },
      { status: "(any other)", when: "provider-chosen, e.g. more than one party left" }
    ],
    rules: [
      "Any return other than NDIS_STATUS_PENDING is final: NDIS does not call back, so the caller runs its own ProtocolClCloseCallComplete.",
      "Before: all own sends returned through ProtocolCoSendNetBufferListsComplete. After: no more sends on the VC.",
      "NDIS marks the VC closing and calls ProtocolCmCloseCall.",
      "Multipoint: drop all but one party first and pass the remaining party handle; provider fails it otherwise.",
      "Uses: end a call, answer ProtocolClIncomingCloseCall, refuse changed parameters or QoS.",
      "Per-party resources may go on completion; per-VC resources only after NdisCoDeleteVc (own VC) or ProtocolCoDeleteVc (provider VC).",
      "A client that created the VC may after completion delete it or use it for another call (pages disagree about reuse)."
    ]
  },
  ProtocolCmCloseCall: {
    typedef: "PROTOCOL_CM_CLOSE_CALL", ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: [],
    parameters: {
      CallMgrVcContext: "provider VC context", CallMgrPartyContext: "last party of a multipoint call, else NULL",
      CloseData: "data to send before closing", Size: "bytes, 0 if none"
    },
    returns: [
      { status: "NDIS_STATUS_SUCCESS", when: "terminated" },
      { status: "NDIS_STATUS_PENDING", when: "finishes with Ndis(M)CmCloseCallComplete" },
      { status: "NDIS_STATUS_INVALID_DATA", when: "medium cannot send close data" },
      { status: "(any other)", when: "other or propagated failure" }
    ],
    rules: [
      "Send close data, signal termination, free party state, then deactivate the VC.",
      "A non-NULL party context means the whole multipoint call ends."
    ]
  },
  NdisCmCloseCallComplete: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_CallManager_Function"],
    parameters: { Status: "final, never PENDING", NdisVcHandle: "VC acted on", NdisPartyHandle: "last party or NULL" },
    returns: [],
    rules: [
      "Required exactly when ProtocolCmCloseCall returned PENDING.",
      "On SUCCESS VC and party handles carry no more traffic; if the provider created the VC it may now delete it with NdisCoDeleteVc (after deactivation) or reuse it."
    ]
  },
  NdisMCmCloseCallComplete: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_MCM_Function"],
    parameters: { Status: "final, never PENDING", NdisVcHandle: "VC acted on", NdisPartyHandle: "last party or NULL" },
    returns: [],
    rules: [
      "Required exactly when ProtocolCmCloseCall returned PENDING.",
      "On SUCCESS VC and party handles carry no more traffic; if the provider created the VC it may now delete it with NdisMCmDeleteVc (after deactivation) or reuse it."
    ]
  },
  ProtocolClCloseCallComplete: {
    typedef: "PROTOCOL_CL_CLOSE_CALL_COMPLETE", ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: [],
    parameters: {
      Status: "SUCCESS or provider status", ProtocolVcContext: "client VC context",
      ProtocolPartyContext: "last party context of a multipoint call, else NULL"
    },
    returns: [],
    rules: [
      "Own VC and SUCCESS: NdisCoDeleteVc, or keep it for another NdisClMakeCall.",
      "Provider VC: treat the handle as invalid for client calls; expect ProtocolCoDeleteVc or a fresh ProtocolClIncomingCall on the VC."
    ]
  },
  NdisCmDispatchIncomingCloseCall: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_CallManager_Function"],
    parameters: {
      CloseStatus: "SUCCESS if the remote end closed; otherwise the fault", NdisVcHandle: "VC acted on",
      Buffer: "disconnect data, resident", Size: "bytes, 0 if NULL"
    },
    returns: [],
    rules: [
      "Uses: remote close, network failure, unacceptable parameters from the client accepting an incoming call, last multipoint party leaving, or an accepted incoming call that fails end to end.",
      "After the client closes the call the provider deactivates the VC; the VC creator deletes it."
    ]
  },
  NdisMCmDispatchIncomingCloseCall: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_MCM_Function"],
    parameters: {
      CloseStatus: "SUCCESS if the remote end closed; otherwise the fault", NdisVcHandle: "VC acted on",
      Buffer: "disconnect data, resident", Size: "bytes, 0 if NULL"
    },
    returns: [],
    rules: [
      "Uses: remote close, network failure, unacceptable parameters from the client accepting an incoming call, last multipoint party leaving, or an accepted incoming call that fails end to end.",
      "After the client closes the call the provider deactivates the VC; the VC creator deletes it."
    ]
  },
  ProtocolClIncomingCloseCall: {
    typedef: "PROTOCOL_CL_INCOMING_CLOSE_CALL", ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: [],
    parameters: {
      CloseStatus: "SUCCESS: remote party closed; other: network trouble", ProtocolVcContext: "client VC context",
      CloseData: "close message or NULL", Size: "bytes, 0 if NULL"
    },
    returns: [],
    rules: [
      "Mandatory full implementation. No send or receive on the VC any more.",
      "Drop parties until one remains (own multipoint VC), then always NdisClCloseCall (with the last party handle if multipoint).",
      "Provider-created VC: return after that. Client-created VC: CloseStatus SUCCESS allows delete or reuse; otherwise NdisCoDeleteVc is required."
    ]
  },
  NdisCoSendNetBufferLists: {
    typedef: null, ndisVersions: ["6.0"],
    target: null, since: ["Windows Vista"], compliance: ["Irql_Connection_Function"],
    parameters: {
      NdisVcHandle: "VC acted on", NetBufferLists: "head of a NULL-terminated list",
      SendFlags: "NDIS_SEND_FLAGS_DISPATCH_LEVEL, NDIS_SEND_FLAGS_CHECK_FOR_LOOPBACK"
    },
    returns: [],
    rules: [
      "Always asynchronous: every list comes back once through ProtocolCoSendNetBufferListsComplete.",
      "Set SourceHandle of each NET_BUFFER_LIST to the VC handle; an intermediate driver saves and restores the former value.",
      "Ownership leaves the sender at the call; do not look at the lists until returned.",
      "List order is transmission order. VC must be active and the call connected.",
      "MCM drivers never call it; they transmit internally. Not allowed after NdisClCloseCall."
    ]
  },
  MiniportCoSendNetBufferLists: {
    typedef: "MINIPORT_CO_SEND_NET_BUFFER_LISTS", ndisVersions: ["6.0"],
    target: null, since: [], compliance: [],
    parameters: {
      MiniportVcContext: "miniport VC context", NetBufferLists: "head of a NULL-terminated list", SendFlags: "as given by the sender"
    },
    returns: [],
    rules: [
      "Must accept every request; queue what cannot go out now.", "Transmit in list order and call order; completion may be in any order.",
      "Owns the lists until completed. Pad short frames with zeros if the medium has a minimum.",
      "Synchronise internal queues with other entry points."
    ]
  },
  NdisMCoSendNetBufferListsComplete: {
    typedef: null, ndisVersions: ["6.0"],
    target: null, since: [], compliance: ["Irql_MCO_Function"],
    parameters: {
      NdisVcHandle: "VC acted on", NetBufferLists: "head of a NULL-terminated list",
      SendCompleteFlags: "NDIS_SEND_COMPLETE_FLAGS_DISPATCH_LEVEL"
    },
    returns: [],
    rules: [
      "Set Status in each list first: SUCCESS, INVALID_LENGTH, RESOURCES, FAILURE, SEND_ABORTED, RESET_IN_PROGRESS or PAUSED.",
      "May merge or split lists, but not the NET_BUFFER chain inside a list.",
      "Do not touch the lists afterwards. Completion does not prove the data is on the wire."
    ]
  },
  ProtocolCoSendNetBufferListsComplete: {
    typedef: "PROTOCOL_CO_SEND_NET_BUFFER_LISTS_COMPLETE", ndisVersions: ["6.0"],
    target: null, since: [], compliance: [],
    parameters: {
      ProtocolVcContext: "sender VC context", NetBufferLists: "head of a NULL-terminated list",
      SendCompleteFlags: "NDIS_SEND_COMPLETE_FLAGS_DISPATCH_LEVEL"
    },
    returns: [],
    rules: ["Ownership is back; lists from several sends may be joined and in any order."]
  },
  NdisMCoIndicateReceiveNetBufferLists: {
    typedef: null, ndisVersions: ["6.0"],
    target: null, since: [], compliance: ["Irql_MCO_Function"],
    parameters: {
      NdisVcHandle: "VC acted on", NetBufferLists: "head of a NULL-terminated list", NumberOfNetBufferLists: "list length",
      CoReceiveFlags: "NDIS_RECEIVE_FLAGS_DISPATCH_LEVEL, NDIS_RECEIVE_FLAGS_RESOURCES"
    },
    returns: [],
    rules: [
      "Set SourceHandle of each list to the VC handle.",
      "Without the RESOURCES flag lists come back later through MiniportReturnNetBufferLists, any order and grouping.",
      "With RESOURCES the caller owns them again as soon as the call returns and gets no return callback.",
      "Not allowed once deactivation of the VC completed."
    ]
  },
  ProtocolCoReceiveNetBufferLists: {
    typedef: "PROTOCOL_CO_RECEIVE_NET_BUFFER_LISTS", ndisVersions: ["6.0"],
    target: null, since: [], compliance: [],
    parameters: {
      ProtocolBindingContext: "binding context", ProtocolVcContext: "VC context", NetBufferLists: "head of a NULL-terminated list",
      NumberOfNetBufferLists: "list length", ReceiveFlags: "NDIS_RECEIVE_FLAGS_DISPATCH_LEVEL, NDIS_RECEIVE_FLAGS_RESOURCES"
    },
    returns: [],
    rules: [
      "RESOURCES clear: keep the lists and give them back with NdisReturnNetBufferLists. RESOURCES set: copy now, keep nothing.",
      "NDIS may copy and clear the flag. Can run concurrently on several processors; also called for loopback.",
      "Call manager: this is where signaling arrives on its own VC."
    ]
  },
  NdisCoOidRequest: {
    typedef: null, ndisVersions: ["6.0"],
    target: null, since: [], compliance: ["Irql_Connection_Function"],
    parameters: {
      NdisBindingHandle: "binding naming the adapter", NdisAfHandle: "peer protocol via this AF; NULL = underlying miniport",
      NdisVcHandle: "restrict to a VC; NULL = global", NdisPartyHandle: "restrict to a party; NULL when AF is NULL",
      OidRequest: "request, non-paged, lent until completed"
    },
    returns: [
      { status: "NDIS_STATUS_SUCCESS", when: "done" }, { status: "NDIS_STATUS_PENDING", when: "ProtocolCoOidRequestComplete follows" },
      { status: "NDIS_STATUS_INVALID_OID", when: "OID unknown to the target" },
      { status: "NDIS_STATUS_INVALID_LENGTH", when: "buffer length wrong; BytesNeeded tells" },
      { status: "NDIS_STATUS_BUFFER_TOO_SHORT", when: "buffer too small; BytesNeeded tells" },
      { status: "NDIS_STATUS_INVALID_DATA", when: "contents invalid" },
      { status: "NDIS_STATUS_NOT_SUPPORTED", when: "target does not support it" },
      { status: "NDIS_STATUS_NOT_RECOGNIZED", when: "target does not recognise it" },
      { status: "NDIS_STATUS_RESOURCES", when: "temporary shortage" },
      { status: "NDIS_STATUS_NOT_ACCEPTED", when: "target tried and failed, usually a set" },
      { status: "NDIS_STATUS_CLOSING", when: "target is closing" }, { status: "NDIS_STATUS_CLOSING_INDICATING", when: "target is closing" },
      { status: "NDIS_STATUS_RESET_IN_PROGRESS", when: "adapter is being reset" },
      { status: "NDIS_STATUS_FAILURE", when: "unspecific failure" },
      { status: "NDIS_STATUS_REQUEST_ABORTED", when: "target stopped processing (reset, cancel)" }
    ],
    rules: [
      "AF NULL: goes to MiniportCoOidRequest (of a miniport or MCM). AF given: goes to ProtocolCoOidRequest of the client, call manager or MCM sharing it.",
      "Non-PENDING result is final and ProtocolCoOidRequestComplete is not called; the completion may run before the PENDING return is seen.",
      "Party must be NULL if AF is NULL.",
      "Retryable: INVALID_OID, INVALID_LENGTH, BUFFER_TOO_SHORT, INVALID_DATA, RESOURCES, RESET_IN_PROGRESS.",
      "Non-CO OIDs go through NdisOidRequest. Allowed in binding states Restarting, Running, Pausing, Paused.",
      "To tie a later status indication to the request fill RequestId and RequestHandle.", "MCM drivers use NdisMCmOidRequest."
    ]
  },
  NdisMCmOidRequest: {
    typedef: null, ndisVersions: ["6.0"],
    target: null, since: [], compliance: ["Irql_MCM_Function"],
    parameters: {
      NdisAfHandle: "client addressed", NdisVcHandle: "restrict to a VC; NULL = global", NdisPartyHandle: "restrict to a party",
      NdisOidRequest: "request, lent until completed"
    },
    returns: [
      { status: "NDIS_STATUS_SUCCESS", when: "done" }, { status: "NDIS_STATUS_PENDING", when: "ProtocolCoOidRequestComplete follows" },
      { status: "NDIS_STATUS_INVALID_OID", when: "OID unknown to the target" },
      { status: "NDIS_STATUS_INVALID_LENGTH", when: "buffer length wrong; BytesNeeded tells" },
      { status: "NDIS_STATUS_BUFFER_TOO_SHORT", when: "buffer too small; BytesNeeded tells" },
      { status: "NDIS_STATUS_INVALID_DATA", when: "contents invalid" },
      { status: "NDIS_STATUS_NOT_SUPPORTED", when: "target does not support it" },
      { status: "NDIS_STATUS_NOT_RECOGNIZED", when: "target does not recognise it" },
      { status: "NDIS_STATUS_RESOURCES", when: "temporary shortage" }, { status: "NDIS_STATUS_FAILURE", when: "unspecific failure" },
      { status: "NDIS_STATUS_REQUEST_ABORTED", when: "target stopped processing (reset, cancel)" }
    ],
    rules: ["MCM to client only, e.g. OID_CO_ADDRESS_CHANGE.", "Non-PENDING result is final, no callback."]
  },
  ProtocolCoOidRequest: {
    typedef: "PROTOCOL_CO_OID_REQUEST", ndisVersions: ["6.0"],
    target: null, since: [], compliance: [],
    parameters: {
      ProtocolAfContext: "AF context of the callee", ProtocolVcContext: "VC or NULL", ProtocolPartyContext: "party or NULL",
      OidRequest: "request, non-paged, lent until completed"
    },
    returns: [
      { status: "NDIS_STATUS_SUCCESS", when: "done" },
      { status: "NDIS_STATUS_PENDING", when: "finishes with NdisCoOidRequestComplete (MCM: NdisMCmOidRequestComplete)" },
      { status: "NDIS_STATUS_INVALID_LENGTH", when: "set BytesNeeded" },
      { status: "NDIS_STATUS_BUFFER_TOO_SHORT", when: "set BytesNeeded" },
      { status: "NDIS_STATUS_NOT_SUPPORTED", when: "OID not recognised" }, { status: "(any other)", when: "callee-chosen failure" }
    ],
    rules: [
      "Mandatory for client, call manager and MCM; an MCM must keep it separate from MiniportCoOidRequest.",
      "NULL VC and party contexts mean a global request."
    ]
  },
  MiniportCoOidRequest: {
    typedef: "MINIPORT_CO_OID_REQUEST", ndisVersions: ["6.0"],
    target: null, since: [], compliance: [],
    parameters: { MiniportAdapterContext: "adapter context", MiniportVcContext: "VC or NULL", NdisRequest: "request" },
    returns: [
      { status: "NDIS_STATUS_SUCCESS", when: "done" }, { status: "NDIS_STATUS_PENDING", when: "finishes with NdisMCoOidRequestComplete" },
      { status: "NDIS_STATUS_INVALID_OID", when: "invalid or unknown" },
      { status: "NDIS_STATUS_NOT_SUPPORTED", when: "known, unsupported" },
      { status: "NDIS_STATUS_BUFFER_TOO_SHORT", when: "buffer too small" },
      { status: "NDIS_STATUS_INVALID_LENGTH", when: "length wrong for the OID" },
      { status: "NDIS_STATUS_INVALID_DATA", when: "value out of bounds" },
      { status: "NDIS_STATUS_NOT_ACCEPTED", when: "after surprise removal, before halt" },
      { status: "NDIS_STATUS_REQUEST_ABORTED", when: "reset or cancel" }
    ],
    rules: [
      "Not serialised: NDIS may issue more requests while one is pended (unlike MiniportOidRequest).",
      "Statistics are per VC when a VC is given, totals otherwise.",
      "Driver validates contents itself. NDIS also issues requests on its own behalf.", "Cancel arrives through MiniportCancelOidRequest."
    ]
  },
  NdisCoOidRequestComplete: {
    typedef: null, ndisVersions: ["6.0"],
    target: null, since: [], compliance: ["Irql_Connection_Function"],
    parameters: {
      NdisAfHandle: "AF the request came on", NdisVcHandle: "restrict to a VC; NULL = global", NdisPartyHandle: "party or NULL",
      OidRequest: "the pended request", Status: "final, never PENDING"
    },
    returns: [],
    rules: ["Required exactly when ProtocolCoOidRequest returned PENDING; pass the same handles."]
  },
  NdisMCmOidRequestComplete: {
    typedef: null, ndisVersions: ["6.0"],
    target: null, since: [], compliance: ["Irql_MCM_Function"],
    parameters: {
      NdisAfHandle: "AF the request came on", NdisVcHandle: "restrict to a VC; NULL = global", NdisPartyHandle: "party or NULL",
      OidRequest: "the pended request", Status: "final, never PENDING"
    },
    returns: [],
    rules: [
      "Required exactly when ProtocolCoOidRequest returned PENDING; pass the same handles.",
      "MCM: a request taken in MiniportCoOidRequest is completed with NdisMCoOidRequestComplete instead."
    ]
  },
  NdisMCoOidRequestComplete: {
    typedef: null, ndisVersions: ["6.0"],
    target: null, since: [], compliance: ["Irql_MCO_Function"],
    parameters: {
      MiniportAdapterHandle: "adapter handle", NdisMiniportVcHandle: "VC handle or NULL (header marks it plain in)",
      Request: "the pended request", Status: "final, never PENDING; REQUEST_ABORTED on cancel"
    },
    returns: [],
    rules: ["Required exactly when MiniportCoOidRequest returned PENDING."]
  },
  ProtocolCoOidRequestComplete: {
    typedef: "PROTOCOL_CO_OID_REQUEST_COMPLETE", ndisVersions: ["6.0"],
    target: null, since: [], compliance: [],
    parameters: {
      ProtocolAfContext: "AF context, NULL if the miniport was the target", ProtocolVcContext: "VC or NULL",
      ProtocolPartyContext: "party or NULL", OidRequest: "own request", Status: "final status"
    },
    returns: [],
    rules: [
      "May run before the issuing call has returned PENDING.",
      "SUCCESS: BytesWritten/BytesRead valid. INVALID_LENGTH or BUFFER_TOO_SHORT: enlarge to BytesNeeded and retry.",
      "Free request and buffer here."
    ]
  },
  NdisMCoIndicateStatusEx: {
    typedef: null, ndisVersions: ["6.0"],
    target: null, since: [], compliance: ["Irql_MCO_Function"],
    parameters: {
      MiniportAdapterHandle: "adapter handle", NdisVcHandle: "NULL: all bindings; else only drivers sharing the VC",
      StatusIndication: "what happened"
    },
    returns: [],
    rules: [
      "Allowed from MiniportInitializeEx after NdisMSetMiniportAttributes; forbidden after MiniportHaltEx returns.",
      "SourceHandle is the adapter handle. To answer one OID request set DestinationHandle and RequestId from its RequestHandle and RequestId."
    ]
  },
  ProtocolCoStatusEx: {
    typedef: "PROTOCOL_CO_STATUS_EX", ndisVersions: ["6.0"],
    target: null, since: [], compliance: [],
    parameters: {
      ProtocolBindingContext: "binding context", ProtocolVcContext: "NULL: adapter-wide; else the VC", StatusIndication: "indication"
    },
    returns: [],
    rules: ["Serialised per binding.", "Prefer indications over polling OIDs for link state."]
  },
  NdisCoAssignInstanceName: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_Connection_Function"],
    parameters: {
      NdisVcHandle: "VC acted on", BaseInstanceName: "base name, unique within the miniport",
      VcInstanceName: "out: full name (base + index); caller frees"
    },
    returns: [
      { status: "NDIS_STATUS_SUCCESS", when: "named (or was already named: original name returned)" },
      { status: "NDIS_STATUS_FAILURE", when: "not named" }, { status: "NDIS_STATUS_RESOURCES", when: "no buffer for the name" }
    ],
    rules: [
      "Makes the VC visible to WMI; unnamed VCs are not enumerable.",
      "Name lasts until the VC is deleted; then free the returned buffer with NdisFreeString.",
      "Not for MCM drivers (they map custom GUIDs to OIDs)."
    ]
  },
  NdisCoGetTapiCallId: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_Connection_Function"],
    parameters: { NdisVcHandle: "VC acted on", TapiCallId: "caller buffer; ulTotalSize in, ulNeededSize out" },
    returns: [
      { status: "NDIS_STATUS_SUCCESS", when: "id returned" },
      { status: "NDIS_STATUS_BUFFER_TOO_SHORT", when: "ulNeededSize tells the size" },
      { status: "NDIS_STATUS_INVALID_DATA", when: "VC handle invalid" }
    ],
    rules: ["Id is a string naming the client context of the VC for TAPI applications."]
  },
  NdisClGetProtocolVcContextFromTapiCallId: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: ["Windows Vista", "Windows XP"], compliance: ["Irql_Protocol_Driver_Function"],
    parameters: { TapiCallId: "Unicode form of the id from NdisCoGetTapiCallId", ProtocolVcContext: "receives the client VC context" },
    returns: [{ status: "NDIS_STATUS_SUCCESS", when: "found" }, { status: "NDIS_STATUS_FAILURE", when: "not found" }],
    rules: ["Inverse of NdisCoGetTapiCallId for the client owning the context."]
  },
  NdisRegisterProtocolDriver: {
    typedef: null, ndisVersions: ["6.0"],
    target: null, since: [], compliance: ["Irql_Protocol_Driver_Function"],
    parameters: {
      ProtocolDriverContext: "driver context", ProtocolCharacteristics: "base entry points and NDIS version",
      NdisProtocolHandle: "driver handle"
    },
    returns: [
      { status: "NDIS_STATUS_SUCCESS", when: "registered" }, { status: "NDIS_STATUS_BAD_VERSION", when: "NDIS version invalid" },
      { status: "NDIS_STATUS_BAD_CHARACTERISTICS", when: "structure invalid" }, { status: "NDIS_STATUS_RESOURCES", when: "no memory" },
      { status: "NDIS_STATUS_FAILURE", when: "other" }
    ],
    rules: [
      "From DriverEntry.",
      "NDIS copies the structure and calls ProtocolSetOptions before returning; any ProtocolXxx may be called at once."
    ]
  },
  NdisDeregisterProtocolDriver: {
    typedef: null, ndisVersions: ["6.0"],
    target: null, since: [], compliance: ["Irql_Protocol_Driver_Function"],
    parameters: { NdisProtocolHandle: "driver handle" },
    returns: [],
    rules: [
      "From unload or failed DriverEntry, never from an NDIS-called entry point (deadlock).",
      "Calls ProtocolUnbindAdapterEx for every open binding and returns when all are closed."
    ]
  },
  NdisMRegisterMiniportDriver: {
    typedef: null, ndisVersions: ["6.0"],
    target: null, since: [], compliance: ["Irql_Miniport_Driver_Function"],
    parameters: {
      DriverObject: "from DriverEntry", RegistryPath: "from DriverEntry", MiniportDriverContext: "driver context",
      MiniportDriverCharacteristics: "base entry points and NDIS version", NdisMiniportDriverHandle: "driver handle"
    },
    returns: [
      { status: "NDIS_STATUS_SUCCESS", when: "registered" }, { status: "NDIS_STATUS_BAD_VERSION", when: "NDIS version invalid" },
      { status: "NDIS_STATUS_BAD_CHARACTERISTICS", when: "size does not fit the version" },
      { status: "NDIS_STATUS_RESOURCES", when: "no memory" }, { status: "NDIS_STATUS_FAILURE", when: "other" }
    ],
    rules: [
      "From DriverEntry; MiniportSetOptions runs inside the call.", "MiniportInitializeEx may follow any time after DriverEntry returns.",
      "Entry points cannot be changed later except through NdisSetOptionalHandlers inside MiniportSetOptions."
    ]
  },
  NdisMDeregisterMiniportDriver: {
    typedef: null, ndisVersions: ["6.0"],
    target: null, since: [], compliance: ["Irql_Miniport_Driver_Function"],
    parameters: { NdisMiniportDriverHandle: "driver handle" },
    returns: [],
    rules: ["From MiniportDriverUnload, or from a DriverEntry that fails after registering."]
  },
  NdisSetOptionalHandlers: {
    typedef: null, ndisVersions: ["6.0"],
    target: null, since: [], compliance: ["Irql_Miscellaneous_Function"],
    parameters: {
      NdisHandle: "driver handle, or (protocols) binding handle", OptionalHandlers: "any of the CO structures, told apart by Header.Type"
    },
    returns: [
      { status: "NDIS_STATUS_SUCCESS", when: "set" }, { status: "NDIS_STATUS_RESOURCES", when: "no memory" },
      { status: "NDIS_STATUS_NOT_SUPPORTED", when: "miniport registered below NDIS 6.0" }, { status: "NDIS_STATUS_FAILURE", when: "other" }
    ],
    rules: [
      "Client: NDIS_PROTOCOL_CO_CHARACTERISTICS + NDIS_CO_CLIENT_OPTIONAL_HANDLERS.",
      "Call manager: NDIS_PROTOCOL_CO_CHARACTERISTICS + NDIS_CO_CALL_MANAGER_OPTIONAL_HANDLERS.",
      "CoNDIS miniport: NDIS_MINIPORT_CO_CHARACTERISTICS. MCM: that + NDIS_CO_CALL_MANAGER_OPTIONAL_HANDLERS.",
      "One call per structure. A driver that is both client and call manager passes both.",
      "From ProtocolSetOptions / MiniportSetOptions; protocols may also call it in ProtocolBindAdapterEx or ProtocolOpenAdapterCompleteEx with the binding handle.",
      "Every Cl/Cm entry must be non-NULL; unsupported features get stubs (NOT_SUPPORTED)."
    ]
  },
  ProtocolSetOptions: {
    typedef: "SET_OPTIONS", ndisVersions: ["6.0"],
    target: null, since: [], compliance: [],
    parameters: { NdisDriverHandle: "driver handle, usable in NdisSetOptionalHandlers", DriverContext: "driver context" },
    returns: [
      { status: "NDIS_STATUS_SUCCESS", when: "options set" }, { status: "NDIS_STATUS_RESOURCES", when: "no memory" },
      { status: "(any other)", when: "failure; registration fails" }
    ],
    rules: ["Runs inside the registration call; the place to call NdisSetOptionalHandlers.", "On failure undo partial work."]
  },
  MiniportSetOptions: {
    typedef: "SET_OPTIONS", ndisVersions: ["6.0"],
    target: null, since: [], compliance: [],
    parameters: { NdisDriverHandle: "driver handle, usable in NdisSetOptionalHandlers", DriverContext: "driver context" },
    returns: [
      { status: "NDIS_STATUS_SUCCESS", when: "options set" }, { status: "NDIS_STATUS_RESOURCES", when: "no memory" },
      { status: "(any other)", when: "failure; registration fails" }
    ],
    rules: ["Runs inside the registration call; the place to call NdisSetOptionalHandlers.", "On failure undo partial work."]
  },
  ProtocolBindAdapterEx: {
    typedef: "PROTOCOL_BIND_ADAPTER_EX", ndisVersions: ["6.0"],
    target: null, since: [], compliance: [],
    parameters: { ProtocolDriverContext: "driver context", BindContext: "token of this bind", BindParameters: "adapter description" },
    returns: [
      { status: "NDIS_STATUS_SUCCESS", when: "bound" }, { status: "NDIS_STATUS_PENDING", when: "finishes with NdisCompleteBindAdapterEx" },
      { status: "NDIS_STATUS_RESOURCES", when: "no memory" }, { status: "(any other)", when: "failure" }
    ],
    rules: [
      "Calls NdisOpenAdapterEx; a call manager then registers its AFs.",
      "Binding starts paused: OIDs allowed after the open, sends after restart.",
      "If bind fails after a successful open, close the adapter here (or unbind if pended)."
    ]
  },
  NdisCompleteBindAdapterEx: {
    typedef: null, ndisVersions: ["6.0"],
    target: null, since: [], compliance: ["Irql_Protocol_Driver_Function"],
    parameters: { BindAdapterContext: "BindContext", Status: "final bind status" },
    returns: [],
    rules: ["Exactly when ProtocolBindAdapterEx returned PENDING; with an error everything of the binding must already be released."]
  },
  NdisOpenAdapterEx: {
    typedef: null, ndisVersions: ["6.0"],
    target: null, since: [], compliance: ["Irql_Protocol_Driver_Function"],
    parameters: {
      NdisProtocolHandle: "driver handle", ProtocolBindingContext: "per-binding context", OpenParameters: "adapter name, media list",
      BindContext: "from ProtocolBindAdapterEx", NdisBindingHandle: "binding handle"
    },
    returns: [
      { status: "NDIS_STATUS_SUCCESS", when: "open" }, { status: "NDIS_STATUS_PENDING", when: "ProtocolOpenAdapterCompleteEx follows" },
      { status: "NDIS_STATUS_RESOURCES", when: "no memory" }, { status: "NDIS_STATUS_ADAPTER_NOT_FOUND", when: "no such adapter" },
      { status: "NDIS_STATUS_UNSUPPORTED_MEDIA", when: "no common medium" }, { status: "NDIS_STATUS_FAILURE", when: "other" }
    ],
    rules: [
      "Fails outside ProtocolBindAdapterEx.", "While pended do not use the handle nor SelectedMediumIndex.",
      "CO protocols list media such as NdisMediumAtm or NdisMediumCoWan."
    ]
  },
  ProtocolOpenAdapterCompleteEx: {
    typedef: "PROTOCOL_OPEN_ADAPTER_COMPLETE_EX", ndisVersions: ["6.0"],
    target: null, since: [], compliance: [],
    parameters: { ProtocolBindingContext: "binding context", Status: "open status" },
    returns: [],
    rules: ["After a pended open; may finish a pended bind with NdisCompleteBindAdapterEx."]
  },
  ProtocolUnbindAdapterEx: {
    typedef: "PROTOCOL_UNBIND_ADAPTER_EX", ndisVersions: ["6.0"],
    target: null, since: [], compliance: [],
    parameters: { UnbindContext: "token", ProtocolBindingContext: "binding context" },
    returns: [
      { status: "NDIS_STATUS_SUCCESS", when: "unbound" },
      { status: "NDIS_STATUS_PENDING", when: "finishes with NdisCompleteUnbindAdapterEx" }
    ],
    rules: [
      "Cannot fail. Binding has been paused (NetEventPause) before.",
      "Client: close calls, SAPs and AFs first. Call manager: NdisCmNotifyCloseAddressFamily for each open AF first.",
      "Then NdisCloseAdapterEx; free the binding context only when that completed."
    ]
  },
  NdisCompleteUnbindAdapterEx: {
    typedef: null, ndisVersions: ["6.0"],
    target: null, since: [], compliance: ["Irql_Protocol_Driver_Function"],
    parameters: { UnbindContext: "from ProtocolUnbindAdapterEx" },
    returns: [],
    rules: ["Exactly when ProtocolUnbindAdapterEx returned PENDING; context is invalid afterwards."]
  },
  NdisCloseAdapterEx: {
    typedef: null, ndisVersions: ["6.0"],
    target: null, since: [], compliance: ["Irql_Protocol_Driver_Function"],
    parameters: { NdisBindingHandle: "binding" },
    returns: [
      { status: "NDIS_STATUS_SUCCESS", when: "closed" }, { status: "NDIS_STATUS_PENDING", when: "ProtocolCloseAdapterCompleteEx follows" }
    ],
    rules: [
      "Only from ProtocolUnbindAdapterEx or ProtocolBindAdapterEx; elsewhere use NdisUnbindAdapter.",
      "First wait for own sends and OID requests and release all CO resources of the binding.",
      "Handle is invalid as soon as the call is made; indications may still arrive until complete."
    ]
  },
  ProtocolCloseAdapterCompleteEx: {
    typedef: "PROTOCOL_CLOSE_ADAPTER_COMPLETE_EX", ndisVersions: ["6.0"],
    target: null, since: [], compliance: [],
    parameters: { ProtocolBindingContext: "binding context" },
    returns: [],
    rules: ["No status argument: close cannot fail.", "May finish a pended unbind."]
  },
  NdisUnbindAdapter: {
    typedef: null, ndisVersions: ["6.0"],
    target: null, since: [], compliance: ["Irql_Protocol_Driver_Function"],
    parameters: { NdisBindingHandle: "binding" },
    returns: [{ status: "NDIS_STATUS_SUCCESS", when: "unbind scheduled" }, { status: "NDIS_STATUS_RESOURCES", when: "no memory" }],
    rules: [
      "Use outside bind/unbind handlers, e.g. after a failed AF open.",
      "Asynchronous: a work item calls ProtocolUnbindAdapterEx; the handle may be dead on return, and the callback is not guaranteed."
    ]
  },
  ProtocolNetPnPEvent: {
    typedef: "PROTOCOL_NET_PNP_EVENT", ndisVersions: ["6.0"],
    target: null, since: [], compliance: [],
    parameters: { ProtocolBindingContext: "binding context, NULL for all-binding events", NetPnPEventNotification: "event" },
    returns: [
      { status: "NDIS_STATUS_SUCCESS", when: "handled" }, { status: "NDIS_STATUS_PENDING", when: "finishes with NdisCompleteNetPnPEvent" },
      { status: "NDIS_STATUS_RESOURCES", when: "no memory" },
      { status: "NDIS_STATUS_FAILURE", when: "refused (query remove, port activation only)" }
    ],
    rules: ["Carries NetEventPause / NetEventRestart that move a binding between Running and Paused."]
  },
  NdisCompleteNetPnPEvent: {
    typedef: null, ndisVersions: ["6.0"],
    target: null, since: [], compliance: ["Irql_Protocol_Driver_Function"],
    parameters: { NdisBindingHandle: "binding", NetPnPEventNotification: "the event", Status: "answer" },
    returns: [],
    rules: ["Exactly when ProtocolNetPnPEvent returned PENDING."]
  },
  MiniportInitializeEx: {
    typedef: "MINIPORT_INITIALIZE", ndisVersions: ["6.0"],
    target: null, since: [], compliance: [],
    parameters: {
      NdisMiniportHandle: "adapter handle (MiniportAdapterHandle elsewhere)", MiniportDriverContext: "driver context",
      MiniportInitParameters: "init data"
    },
    returns: [
      { status: "NDIS_STATUS_SUCCESS", when: "initialised, adapter Paused" },
      { status: "NDIS_STATUS_NOT_ACCEPTED", when: "configuration rejected by hardware" },
      { status: "NDIS_STATUS_RESOURCES", when: "no resources" }, { status: "NDIS_STATUS_FAILURE", when: "other" }
    ],
    rules: [
      "Call NdisMSetMiniportAttributes: registration attributes first, then general attributes.",
      "MCM: afterwards NdisMCmRegisterAddressFamilyEx per AF.", "No requests arrive until it returns."
    ]
  },
  NdisMSetMiniportAttributes: {
    typedef: null, ndisVersions: ["6.0"],
    target: null, since: [], compliance: ["Irql_Miniport_Driver_Function", "NdisMRegisterIoPortRange"],
    parameters: { NdisMiniportHandle: "adapter handle", MiniportAttributes: "one attribute structure per call" },
    returns: [
      { status: "NDIS_STATUS_SUCCESS", when: "set" }, { status: "NDIS_STATUS_BAD_VERSION", when: "structure revision unsupported" }
    ],
    rules: ["Registration attributes carry MiniportAdapterContext and flags (NOT_CO_NDIS, DO_NOT_BIND_TO_ALL_CO)."]
  },
  MiniportHaltEx: {
    typedef: "MINIPORT_HALT", ndisVersions: ["6.0"],
    target: null, since: [], compliance: ["WlanAssociation", "WlanConnectionRoaming", "WlanDisassociation", "WlanTimedAssociation", "WlanTimedConnectionRoaming", "WlanTimedConnectRequest", "WlanTimedLinkQuality", "WlanTimedScan"],
    parameters: { MiniportAdapterContext: "adapter context", HaltAction: "reason" },
    returns: [],
    rules: [
      "Not called while sends or OID requests are outstanding.", "MCM: NdisMCmNotifyCloseAddressFamily for each open AF.",
      "No status indications after return."
    ]
  },
  MiniportDriverUnload: {
    typedef: "MINIPORT_UNLOAD", ndisVersions: ["6.0"],
    target: null, since: [], compliance: [],
    parameters: { DriverObject: "driver object" },
    returns: [],
    rules: ["Calls NdisMDeregisterMiniportDriver."]
  },
  MiniportPause: {
    typedef: "MINIPORT_PAUSE", ndisVersions: ["6.0"],
    target: null, since: [], compliance: [],
    parameters: { MiniportAdapterContext: "adapter context", PauseParameters: "" },
    returns: [
      { status: "NDIS_STATUS_SUCCESS", when: "data flow stopped" },
      { status: "NDIS_STATUS_PENDING", when: "finishes with NdisMPauseComplete" }
    ],
    rules: ["Wait for indicated receives; further sends complete with NDIS_STATUS_PAUSED."]
  },
  NdisMPauseComplete: {
    typedef: null, ndisVersions: ["6.0"],
    target: null, since: [], compliance: ["Irql_Miniport_Driver_Function"],
    parameters: { MiniportAdapterHandle: "adapter handle" },
    returns: [],
    rules: ["Exactly when MiniportPause returned PENDING."]
  },
  MiniportRestart: {
    typedef: "MINIPORT_RESTART", ndisVersions: ["6.0"],
    target: null, since: [], compliance: [],
    parameters: { MiniportAdapterContext: "adapter context", RestartParameters: "" },
    returns: [
      { status: "NDIS_STATUS_SUCCESS", when: "Running" }, { status: "NDIS_STATUS_PENDING", when: "finishes with NdisMRestartComplete" },
      { status: "NDIS_STATUS_RESOURCES", when: "no resources" }, { status: "NDIS_STATUS_FAILURE", when: "other" }
    ],
    rules: ["First data flow happens after this."]
  },
  NdisMRestartComplete: {
    typedef: null, ndisVersions: ["6.0"],
    target: null, since: [], compliance: ["Irql_Miniport_Driver_Function"],
    parameters: { MiniportAdapterHandle: "adapter handle", Status: "SUCCESS, RESOURCES or FAILURE" },
    returns: [],
    rules: ["Exactly when MiniportRestart returned PENDING."]
  },
  MiniportResetEx: {
    typedef: "MINIPORT_RESET", ndisVersions: ["6.0"],
    target: null, since: [], compliance: [],
    parameters: { MiniportAdapterContext: "adapter context", AddressingReset: "TRUE: NDIS restores addressing settings" },
    returns: [
      { status: "NDIS_STATUS_SUCCESS", when: "reset" }, { status: "NDIS_STATUS_PENDING", when: "finishes with NdisMResetComplete" },
      { status: "NDIS_STATUS_RESET_IN_PROGRESS", when: "already resetting" }, { status: "NDIS_STATUS_SOFT_ERRORS", when: "recovered" },
      { status: "NDIS_STATUS_HARD_ERRORS", when: "unrecoverable" }
    ],
    rules: [
      "Protocols see NDIS_STATUS_RESET_START and NDIS_STATUS_RESET_END; outstanding sends complete with RESET_IN_PROGRESS, OIDs with REQUEST_ABORTED."
    ]
  },
  NdisMResetComplete: {
    typedef: null, ndisVersions: ["5.1", "6.0"],
    target: null, since: [], compliance: ["Irql_Miniport_Driver_Function"],
    parameters: { MiniportAdapterHandle: "adapter handle", Status: "final", AddressingReset: "as above" },
    returns: [],
    rules: ["Exactly when MiniportResetEx returned PENDING."]
  },
  MiniportDevicePnPEventNotify: {
    typedef: "MINIPORT_DEVICE_PNP_EVENT_NOTIFY", ndisVersions: ["6.0"],
    target: null, since: [], compliance: [],
    parameters: { MiniportAdapterContext: "adapter context", NetDevicePnPEvent: "what happened to the device" },
    returns: [],
    rules: [
      "Surprise removal: note that the device is gone, touch it no more, complete what is pending; NDIS halts the adapter afterwards."
    ]
  },
  MiniportShutdownEx: {
    typedef: "MINIPORT_SHUTDOWN", ndisVersions: ["6.0"],
    target: null, since: [], compliance: [],
    parameters: { MiniportAdapterContext: "adapter context", ShutdownAction: "power off or bug check" },
    returns: [],
    rules: [
      "Bring the hardware to a known state and return; nothing is released and nothing follows. A bug check calls it at HIGH_LEVEL."
    ]
  },
  NdisReturnNetBufferLists: {
    typedef: null, ndisVersions: ["6.0"],
    target: null, since: [], compliance: ["Irql_SendRcv_Function"],
    parameters: {
      NdisBindingHandle: "binding all lists came from", NetBufferLists: "lists returned", ReturnFlags: "NDIS_RETURN_FLAGS_DISPATCH_LEVEL"
    },
    returns: [],
    rules: ["For receives kept because RESOURCES was clear; lists of several indications may be joined."]
  },
  MiniportReturnNetBufferLists: {
    typedef: "MINIPORT_RETURN_NET_BUFFER_LISTS", ndisVersions: ["6.0"],
    target: null, since: [], compliance: [],
    parameters: {
      MiniportAdapterContext: "adapter context", NetBufferLists: "lists back", ReturnFlags: "NDIS_RETURN_FLAGS_DISPATCH_LEVEL"
    },
    returns: [],
    rules: ["Ownership is back. Any order, any grouping."]
  },
  NdisCancelSendNetBufferLists: {
    typedef: null, ndisVersions: ["6.0"],
    target: null, since: [], compliance: ["Irql_SendRcv_Function"],
    parameters: { NdisBindingHandle: "binding", CancelId: "mark set on the lists beforehand" },
    returns: [],
    rules: ["Best effort; each cancelled list still completes, with NDIS_STATUS_SEND_ABORTED."]
  },
  MiniportCancelSend: {
    typedef: "MINIPORT_CANCEL_SEND", ndisVersions: ["6.0"],
    target: null, since: [], compliance: [],
    parameters: { MiniportAdapterContext: "adapter context", CancelId: "mark" },
    returns: [],
    rules: ["Unlink queued lists with the mark, set SEND_ABORTED, complete them (CO: NdisMCoSendNetBufferListsComplete)."]
  },
  NdisOidRequest: {
    typedef: null, ndisVersions: ["6.0"],
    target: null, since: [], compliance: ["Irql_OID_Function"],
    parameters: { NdisBindingHandle: "binding", OidRequest: "request" },
    returns: [
      { status: "NDIS_STATUS_SUCCESS", when: "done" }, { status: "NDIS_STATUS_PENDING", when: "ProtocolOidRequestComplete follows" },
      { status: "(any other)", when: "as NdisCoOidRequest" }
    ],
    rules: ["For OIDs that are not connection-oriented."]
  },
  ProtocolOidRequestComplete: {
    typedef: "PROTOCOL_OID_REQUEST_COMPLETE", ndisVersions: ["6.0"],
    target: null, since: [], compliance: [],
    parameters: { ProtocolBindingContext: "binding context", OidRequest: "own request", Status: "final" },
    returns: [],
    rules: ["Ignored for a call manager once it has registered an AF."]
  },
  NdisCancelOidRequest: {
    typedef: null, ndisVersions: ["6.0"],
    target: null, since: [], compliance: ["Irql_OID_Function"],
    parameters: { NdisBindingHandle: "binding", RequestId: "id set in the request" },
    returns: [],
    rules: ["Cancels requests whose RequestId matches; they still complete."]
  },
  MiniportCancelOidRequest: {
    typedef: "MINIPORT_CANCEL_OID_REQUEST", ndisVersions: ["6.0"],
    target: null, since: [], compliance: [],
    parameters: { MiniportAdapterContext: "adapter context", RequestId: "id" },
    returns: [],
    rules: [
      "Complete matching pended requests with NDIS_STATUS_REQUEST_ABORTED (CO requests: NdisMCoOidRequestComplete).",
      "Also called when the request timeout expires."
    ]
  },
  NdisFreeString: {
    typedef: null, ndisVersions: ["6.0"],
    target: null, since: [], compliance: ["Irql_Miscellaneous_Function"],
    parameters: { String: "string buffer to free" },
    returns: [],
    rules: ["Frees the name returned by NdisCoAssignInstanceName after the VC is deleted."]
  }
}
