/**
 * Why some functions and callbacks cross in no run, and why some statuses the documents name are produced by none.
 */
const atOnce = "no run pends a bind, an unbind, an open or a close of an adapter yet; NDIS opens and closes at once"

/** By name. One that crosses in a run leaves this table. */
export const unusedWhy: { readonly [name: string]: string } = {
  NdisCompleteBindAdapterEx: atOnce,
  ProtocolOpenAdapterCompleteEx: atOnce,
  NdisCompleteUnbindAdapterEx: atOnce,
  ProtocolCloseAdapterCompleteEx: atOnce,
  NdisUnbindAdapter: "no driver of a run asks to be unbound yet"
}

const memory = "memory does not run out here: what is bounded are counters, refused for every function alike (Limits)"
const structures = "versions and characteristics come from the types: a driver cannot give wrong ones without a cast"
const start = "the start of the host fails by it and is told as a StartError; tests of it keep no trace"
const answers = "the client that is asked answers as it likes; no client of a run answers so yet"
const otherwise = "a driver of a run that fails this does so with another status"

/** By name (all its statuses) or by name and status. What a run produces leaves this table, and nothing may join it. */
export const statusWhy: { readonly [what: string]: string } = {
  "NdisCoOidRequest NDIS_STATUS_CLOSING_INDICATING":
    "a binding that closes refuses requests with the status of its table; no run asks one yet",
  "NdisCoOidRequest NDIS_STATUS_RESET_IN_PROGRESS": "no request is held back in a reset yet (OID-17)",
  "NdisMCmOidRequest NDIS_STATUS_INVALID_OID": answers,
  "NdisMCmOidRequest NDIS_STATUS_INVALID_LENGTH": answers,
  "NdisMCmOidRequest NDIS_STATUS_INVALID_DATA": answers,
  "NdisMCmOidRequest NDIS_STATUS_RESOURCES": memory,
  "ProtocolCoOidRequest NDIS_STATUS_INVALID_LENGTH": answers,
  "NdisCoAssignInstanceName NDIS_STATUS_RESOURCES": memory,
  "MiniportResetEx NDIS_STATUS_RESET_IN_PROGRESS": "NDIS asks for one reset at a time",
  "NdisRegisterProtocolDriver NDIS_STATUS_BAD_VERSION": structures,
  "NdisRegisterProtocolDriver NDIS_STATUS_BAD_CHARACTERISTICS": structures,
  "NdisRegisterProtocolDriver NDIS_STATUS_RESOURCES": memory,
  "NdisMRegisterMiniportDriver NDIS_STATUS_BAD_VERSION": structures,
  "NdisMRegisterMiniportDriver NDIS_STATUS_BAD_CHARACTERISTICS": structures,
  "NdisMRegisterMiniportDriver NDIS_STATUS_FAILURE": start,
  "NdisSetOptionalHandlers NDIS_STATUS_RESOURCES": memory,
  "NdisSetOptionalHandlers NDIS_STATUS_NOT_SUPPORTED": "every miniport of the model is one of NDIS 6",
  "NdisSetOptionalHandlers NDIS_STATUS_FAILURE": structures,
  ProtocolSetOptions: start,
  MiniportSetOptions: start,
  "NdisOpenAdapterEx NDIS_STATUS_ADAPTER_NOT_FOUND":
    "a driver opens the adapter it is bound to, from its bind handler; no other name is tried yet",
  "NdisOpenAdapterEx NDIS_STATUS_UNSUPPORTED_MEDIA": "every adapter of the model has the medium its protocols ask for",
  "NdisUnbindAdapter NDIS_STATUS_RESOURCES": memory,
  "MiniportInitializeEx NDIS_STATUS_NOT_ACCEPTED": start,
  "MiniportInitializeEx NDIS_STATUS_FAILURE": start,
  "NdisMSetMiniportAttributes NDIS_STATUS_BAD_VERSION": structures,
  MiniportRestart: otherwise
}
