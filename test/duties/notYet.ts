/**
 * Duties of the runtime (class R in docs/condis/rules.md) that no test asserts on NDIS yet, each with its reason.
 */

/** By rule. A rule that gets a test leaves this table. */
export const notYet: { readonly [rule: string]: string } = {
  "NBL-21": "the check-for-loopback flag is not carried out yet",
  "BIND-24": "replaying settings after a reset is not carried out yet: NDIS keeps none",
  "WAN-11": "the WAN media are not carried out yet (A-14)"
}
