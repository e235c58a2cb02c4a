/**
 * Why some functions and callbacks cross in no run, and why some statuses the documents name are produced by none.
 */
/** By name. One that crosses in a run leaves this table. */
export const unusedWhy: { readonly [name: string]: string } = {}

/** By name (all its statuses) or by name and status. What a run produces leaves this table, and nothing may join it. */
export const statusWhy: { readonly [what: string]: string } = {
  "NdisCoOidRequest NDIS_STATUS_CLOSING_INDICATING": "NDIS_STATUS_CLOSING says the same; the documents do not tell when it is which",
  "NdisSetOptionalHandlers NDIS_STATUS_NOT_SUPPORTED":
    "it is for miniports below NDIS 6.0, which do not get so far: their registration ends with NDIS_STATUS_BAD_VERSION"
}
