/**
 * What the facts about making a call speak of.
 */
import type { Carried, CrossingEvent } from "@condis/core/Trace"
import { onVc, type View } from "./View.ts"

/** The scenario of all outcomes, and the one in which the network changes what was asked for. */
export const outcomes = "outgoing-call-in-every-outcome"
export const changes = "outgoing-call-changed"
export const success = "NDIS_STATUS_SUCCESS"

export const wishes = (v: View): ReadonlyArray<CrossingEvent> => v.calls("NdisClMakeCall", "client")
export const completions = (v: View): ReadonlyArray<CrossingEvent> => v.calls("NdisCmMakeCallComplete", "manager")
export const told = (v: View): ReadonlyArray<CrossingEvent> => v.calls("ProtocolClMakeCallComplete")
export const successes = (v: View): ReadonlyArray<CrossingEvent> => completions(v).filter(({ status }) => status === success)

export const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
export const sameTraffic = (a: Carried | undefined, b: Carried | undefined): boolean =>
  same([a?.transmit, a?.receive], [b?.transmit, b?.receive])

/** What the client does about its call in the handler of the completion. */
export const reaction = (v: View, handler: CrossingEvent): CrossingEvent | undefined =>
  v.between(handler, v.returnOf(handler), onVc(handler), (event) =>
    [v.is("NdisClModifyCallQoS", "client"), v.is("NdisClCloseCall", "client")].some((is) => is(event))
  )[0] as CrossingEvent | undefined

/** Successful completions that say that the parameters were changed. */
export const flagged = (v: View): ReadonlyArray<CrossingEvent> =>
  told(v).filter(({ carries, status }) => status === success && carries?.changed === true)

export const activations = (v: View): ReadonlyArray<CrossingEvent> =>
  v.calls("NdisCmActivateVc", "manager").filter((active) => v.made(active) !== undefined)
