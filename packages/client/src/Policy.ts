/**
 * Policies: what a client answers when signalling asks it something and no program stands by to answer.
 *
 * A policy is a plain function from what happened to a decision, which is data: a scenario may say it in YAML. Policies run in the
 * driver's own turn; one that throws ends this life of the driver.
 */
import type { CallParameters } from "@condis/core/CallParameters"
import { NdisStatus } from "@condis/core/NdisStatus"
import type { Sap } from "@condis/core/Sap"

/** An outgoing call came back with CALL_PARAMETERS_CHANGED, or a renegotiation of it was answered. */
export interface Changed {
  /** What the program asked for at first. */
  readonly asked: CallParameters
  /** What stands now. */
  readonly offered: CallParameters
  /** SUCCESS, or why the last renegotiation failed. */
  readonly status: NdisStatus
  /** 1 at first, one more after each renegotiation. At {@link maxRounds} anything but `keep` closes. */
  readonly round: number
}

/** How often one call may be renegotiated before it is closed. */
export const maxRounds = 8

export type ChangedDecision =
  | { readonly _tag: "keep" }
  | { readonly _tag: "renegotiate"; readonly parameters: CallParameters }
  | { readonly _tag: "close"; readonly data?: Uint8Array | undefined }

/** A call is offered at a SAP. */
export interface Offer {
  readonly sap: Sap
  readonly parameters: CallParameters
}

/** `ask`: the program decides, through the listener's queue. The others answer at once; an accepted call goes through the queue too. */
export type IncomingDecision =
  | { readonly _tag: "ask" }
  | { readonly _tag: "accept"; readonly parameters?: CallParameters | undefined }
  | { readonly _tag: "reject"; readonly status: NdisStatus }

/** The other side, or the network, ended the call. */
export interface RemoteClose {
  /** SUCCESS: the other side closed it. Anything else: why it broke. */
  readonly status: NdisStatus
  readonly data: Uint8Array | undefined
}

/** A close is always answered with NdisClCloseCall: at once, or after so many milliseconds. */
export interface CloseDecision {
  readonly _tag: "close"
  readonly data?: Uint8Array | undefined
  readonly after?: number | undefined
}

/** The other side changed the quality of service of an established call. */
export interface QoSChange {
  /** In force until now. */
  readonly before: CallParameters
  /** In force from now on, unless it is countered or the call closed. */
  readonly proposed: CallParameters
}

export type QoSDecision =
  | { readonly _tag: "accept" }
  | { readonly _tag: "counter"; readonly parameters: CallParameters }
  | { readonly _tag: "close"; readonly data?: Uint8Array | undefined }

/** The policies of a driver, a listener or a call. */
export interface Policies {
  readonly onChanged: (changed: Changed) => ChangedDecision
  readonly onIncoming: (offer: Offer) => IncomingDecision
  readonly onIncomingClose: (close: RemoteClose) => CloseDecision
  readonly onQoSChange: (change: QoSChange) => QoSDecision
}

/** Keeps what the network made of the parameters, asks the program about incoming calls, answers a close at once, accepts a change. */
export const defaultPolicies: Policies = {
  onChanged: () => ({ _tag: "keep" }),
  onIncoming: () => ({ _tag: "ask" }),
  onIncomingClose: () => ({ _tag: "close" }),
  onQoSChange: () => ({ _tag: "accept" })
}

/** Policies given for less than the driver, over those above them. */
export const withPolicies = (self: Policies, over: Partial<Policies> | undefined): Policies =>
  over === undefined ? self : { ...self, ...over }

/** No status says "no" if it is SUCCESS or PENDING: those count as FAILURE. */
export const refusal = (status: NdisStatus): NdisStatus =>
  status === NdisStatus.SUCCESS || status === NdisStatus.PENDING ? NdisStatus.FAILURE : status
