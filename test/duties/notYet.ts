/**
 * Duties of the runtime (class R in docs/condis/rules.md) that no test asserts on NDIS yet, each with its reason.
 */
const oid = "OID requests are not carried out yet"
const reset = "resets are not carried out yet"
const names = "names of VCs are not carried out yet"

/** By rule. A rule that gets a test leaves this table. */
export const notYet: { readonly [rule: string]: string } = {
  "REG-22": oid,
  "VC-74": names,
  "VC-75": names,
  "NBL-21": "the check-for-loopback flag is not carried out yet",
  "NBL-23": "cancelling sends is not carried out yet",
  "OID-01": oid,
  "OID-03": oid,
  "OID-09": oid,
  "OID-10": oid,
  "OID-12": oid,
  "OID-20": oid,
  "OID-21": oid,
  "OID-35": oid,
  "OID-40": oid,
  "BIND-18": reset,
  "BIND-20": reset,
  "BIND-24": reset,
  "BIND-27": reset,
  "WAN-11": "OID requests and the WAN media are not carried out yet (A-14)"
}
