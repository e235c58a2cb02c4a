/**
 * What docs/condis/operations.md names and no ladder shows, each with its reason. It is exactly so: a test fails when something else is
 * missing, and when one of these is shown.
 */
export interface Missing {
  /** An operation; a function or callback of its figures; a final status of it. */
  readonly what: string
  readonly why: string
}

const inReset =
  "NDIS opens and closes no adapter in a reset, and pends what a driver asks then; tests show it (bindings-reset.test.ts), no scenario binds in one"

export const missing: ReadonlyArray<Missing> = [
  { what: "OP-05 ProtocolOpenAdapterCompleteEx", why: inReset },
  { what: "OP-05 ADAPTER_NOT_FOUND", why: "a driver opens the adapter it is bound to, and no other name" },
  { what: "OP-05 UNSUPPORTED_MEDIA", why: "every adapter of the model has the medium its protocols ask for" },
  {
    what: "OP-20 NdisClModifyCallQoS",
    why: "the signalling protocol changes calls that are up; before that a client accepts with other parameters"
  },
  { what: "OP-31 NOT_ACCEPTED", why: "after a surprise removal NDIS unbinds at once, and no protocol asks any more" },
  { what: "OP-31 NOT_RECOGNIZED", why: "an OID that nobody knows is answered NDIS_STATUS_INVALID_OID here" },
  { what: "OP-38 RESET_IN_PROGRESS", why: "NDIS asks a miniport for one reset at a time; a second one is refused before it" },
  { what: "OP-40 ProtocolCloseAdapterCompleteEx", why: inReset },
  { what: "OP-44", why: "WAN and TAPI are values of the catalogue only" },
  { what: "OP-45", why: "the timing features are values of the catalogue only" }
]
