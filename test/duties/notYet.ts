/**
 * Duties of the runtime (class R in docs/condis/rules.md) that no test asserts on NDIS yet, each with its reason.
 */

/** By rule. A rule that gets a test leaves this table. */
export const notYet: { readonly [rule: string]: string } = {
  "WAN-11": "no miniport of the model is one of WAN media; these are not carried out yet (A-14)"
}
