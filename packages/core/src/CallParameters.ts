/**
 * CO_CALL_PARAMETERS: what a call asks for and what it got, seen by the call manager and by the miniport.
 *
 * Parameters are immutable values. Where a driver of the field rewrites the buffer it was lent, here it answers with another value, and
 * sets CALL_PARAMETERS_CHANGED so that the receiver looks.
 *
 * Protocol-specific tails are typed by what they hold: Q.2931 addresses and elements, ATM media parameters, otherwise octets.
 * `Length` of a typed tail is the size it has in the published layout.
 *
 * @see docs/condis/structures.md, sections 4 to 8
 */
import * as Schema from "effect/Schema"
import { AtmAddress, AtmMediaParameters, noAddress, sameAtmAddress } from "./Atm.ts"
import { FlowSpec, flowSpec, sameFlow } from "./FlowSpec.ts"
import { InformationElement } from "./InformationElement.ts"
import { Uint32 } from "./internal/integers.ts"

/** Bits of `CallParameters.Flags`. */
export const CallFlags = {
  /** The client insists on a permanent VC; the provider keeps the bit when one is used. */
  PERMANENT_VC: 0x00000001,
  /** The parameters were altered: the receiver has to inspect them. */
  CALL_PARAMETERS_CHANGED: 0x00000002,
  /** Asks for the parameters in force instead of changing them. */
  QUERY_CALL_PARAMETERS: 0x00000004,
  BROADCAST_VC: 0x00000008,
  /** A point-to-multipoint call whose root is the caller. */
  MULTIPOINT_VC: 0x00000010
} as const

/** Bits of `MediaParameters.Flags`: what the miniport shall do on the VC. */
export const MediaFlags = {
  /** Stamp every received packet with its time of arrival. */
  RECEIVE_TIME_INDICATION: 0x00000001,
  /** Stamp every packet sent. */
  USE_TIME_STAMPS: 0x00000002,
  /** The VC will send. */
  TRANSMIT_VC: 0x00000004,
  /** The VC will receive. */
  RECEIVE_VC: 0x00000008,
  /** Damaged packets are indicated too. */
  INDICATE_ERRED_PACKETS: 0x00000010,
  /** Sends complete when transmission has ended. */
  INDICATE_END_OF_TX: 0x00000020,
  /** Resources are reserved, the VC is not fully activated. */
  RESERVE_RESOURCES_VC: 0x00000040,
  /** A flow that is not possible exactly may be rounded down; the values in force come back. */
  ROUND_DOWN_FLOW: 0x00000080,
  /** As above, rounded up. */
  ROUND_UP_FLOW: 0x00000100
} as const

/** CALLMGR_SPECIFIC_Q2931 in a call-manager tail and ATM_MEDIA_SPECIFIC in a media tail: the same number, told apart by the container. */
export const ParamType = { CALLMGR_SPECIFIC_Q2931: 1, ATM_MEDIA_SPECIFIC: 1 } as const

/** Q2931_CALLMGR_PARAMETERS. `InfoElementCount` is the length of `InfoElements`. */
export const Q2931CallManagerParameters = Schema.Struct({
  CalledParty: AtmAddress,
  CallingParty: AtmAddress,
  InfoElements: Schema.Array(InformationElement)
})
export interface Q2931CallManagerParameters extends Schema.Schema.Type<typeof Q2931CallManagerParameters> {}

/** CO_SPECIFIC_PARAMETERS of octets. */
const RawSpecific = Schema.Struct({ ParamType: Uint32, Length: Uint32, Parameters: Schema.Uint8Array }).check(
  Schema.makeFilter(({ Length, Parameters }) =>
    Length === Parameters.length ? undefined : `Length is the number of octets, ${Parameters.length}, not ${Length}`
  )
)

/** CO_SPECIFIC_PARAMETERS in `CallMgrSpecific`. */
export const CallManagerSpecific = Schema.Union([
  Schema.Struct({
    ParamType: Schema.Literal(ParamType.CALLMGR_SPECIFIC_Q2931),
    Length: Uint32,
    Parameters: Q2931CallManagerParameters
  }),
  RawSpecific
])
export type CallManagerSpecific = typeof CallManagerSpecific.Type

/** CO_SPECIFIC_PARAMETERS in `MediaSpecific`. */
export const MediaSpecific = Schema.Union([
  Schema.Struct({ ParamType: Schema.Literal(ParamType.ATM_MEDIA_SPECIFIC), Length: Uint32, Parameters: AtmMediaParameters }),
  RawSpecific
])
export type MediaSpecific = typeof MediaSpecific.Type

/** CO_SPECIFIC_PARAMETERS in either container. */
export type SpecificParameters = CallManagerSpecific | MediaSpecific

/** CO_CALL_MANAGER_PARAMETERS: the quality of service of each direction, and what the signalling protocol wants. */
export const CallManagerParameters = Schema.Struct({ Transmit: FlowSpec, Receive: FlowSpec, CallMgrSpecific: CallManagerSpecific })
export interface CallManagerParameters extends Schema.Schema.Type<typeof CallManagerParameters> {}

/** CO_MEDIA_PARAMETERS. `ReceiveSizeHint` in bytes. */
export const MediaParameters = Schema.Struct({
  Flags: Uint32,
  ReceivePriority: Uint32,
  ReceiveSizeHint: Uint32,
  MediaSpecific
})
export interface MediaParameters extends Schema.Schema.Type<typeof MediaParameters> {}

/** The parameters of a call. */
export const CallParameters = Schema.Struct({
  Flags: Uint32,
  CallMgrParameters: Schema.NullOr(CallManagerParameters),
  MediaParameters: Schema.NullOr(MediaParameters)
})
export interface CallParameters extends Schema.Schema.Type<typeof CallParameters> {}

/** Octets of ATM_MEDIA_PARAMETERS, and of Q2931_CALLMGR_PARAMETERS without elements, as the headers lay them out. */
const atmMediaLength = 152
const q2931Length = 60

/** The tail of Q.2931. */
export const q2931Specific = (parameters: Q2931CallManagerParameters): CallManagerSpecific => {
  let length = q2931Length
  for (const element of parameters.InfoElements) length += element.IELength
  return { ParamType: ParamType.CALLMGR_SPECIFIC_Q2931, Length: length, Parameters: parameters }
}

/** The tail of an ATM medium. */
export const atmSpecific = (parameters: AtmMediaParameters): MediaSpecific => ({
  ParamType: ParamType.ATM_MEDIA_SPECIFIC,
  Length: atmMediaLength,
  Parameters: parameters
})

/** A tail of octets; by default none. */
export const rawSpecific = (type = 0, octets = new Uint8Array(0)): typeof RawSpecific.Type => ({
  ParamType: type,
  Length: octets.length,
  Parameters: octets
})

const anyFlow = flowSpec()

/** Parameters of a call to an ATM address. Flows not given are best effort. */
export const callTo = (
  called: AtmAddress,
  calling: AtmAddress = noAddress,
  options: {
    readonly transmit?: FlowSpec | undefined
    readonly receive?: FlowSpec | undefined
    readonly infoElements?: ReadonlyArray<InformationElement> | undefined
  } = {}
): CallParameters => ({
  Flags: 0,
  CallMgrParameters: {
    Transmit: options.transmit ?? anyFlow,
    Receive: options.receive ?? anyFlow,
    CallMgrSpecific: q2931Specific({ CalledParty: called, CallingParty: calling, InfoElements: options.infoElements ?? [] })
  },
  MediaParameters: null
})

/** The same with these bits of {@link CallFlags} set. */
export const withFlag = (self: CallParameters, flag: number): CallParameters => withFlags(self, (self.Flags | flag) >>> 0)

/** The same with these bits cleared. */
export const withoutFlag = (self: CallParameters, flag: number): CallParameters => withFlags(self, (self.Flags & ~flag) >>> 0)

const withFlags = (self: CallParameters, flags: number): CallParameters =>
  flags === self.Flags ? self : { Flags: flags, CallMgrParameters: self.CallMgrParameters, MediaParameters: self.MediaParameters }

/** Are all these bits set? */
export const hasFlag = (self: CallParameters, flag: number): boolean => (self.Flags & flag) >>> 0 === flag

/** The same with other flows. Parameters without a call-manager part get one without a tail. */
export const withTraffic = (self: CallParameters, transmit: FlowSpec, receive: FlowSpec): CallParameters => ({
  Flags: self.Flags,
  CallMgrParameters: {
    Transmit: transmit,
    Receive: receive,
    CallMgrSpecific: self.CallMgrParameters === null ? rawSpecific() : self.CallMgrParameters.CallMgrSpecific
  },
  MediaParameters: self.MediaParameters
})

/** The same with this medium; `flags` are bits of {@link MediaFlags}, by default both directions. */
export const withAtmMedia = (
  self: CallParameters,
  media: AtmMediaParameters,
  flags: number = MediaFlags.TRANSMIT_VC | MediaFlags.RECEIVE_VC
): CallParameters => ({
  Flags: self.Flags,
  CallMgrParameters: self.CallMgrParameters,
  MediaParameters: { Flags: flags, ReceivePriority: 0, ReceiveSizeHint: media.Receive.MaxSduSize, MediaSpecific: atmSpecific(media) }
})

/** What the call manager's tail says in Q.2931, if it does. */
export const q2931Of = (self: CallParameters): Q2931CallManagerParameters | undefined => {
  const content = self.CallMgrParameters?.CallMgrSpecific.Parameters
  return content !== undefined && "CalledParty" in content ? content : undefined
}

/** What the media tail says of ATM, if it does. */
export const atmMediaOf = (self: CallParameters): AtmMediaParameters | undefined => {
  const content = self.MediaParameters?.MediaSpecific.Parameters
  return content !== undefined && "ConnectionId" in content ? content : undefined
}

/** Do both ask for the same flows, in both directions? */
export const sameTraffic = (a: CallParameters, b: CallParameters): boolean => {
  const left = a.CallMgrParameters
  const right = b.CallMgrParameters
  if (left === right) return true
  return left !== null && right !== null && sameFlow(left.Transmit, right.Transmit) && sameFlow(left.Receive, right.Receive)
}

/** Do both go from and to the same Q.2931 addresses? */
export const sameParties = (a: CallParameters, b: CallParameters): boolean => {
  const left = q2931Of(a)
  const right = q2931Of(b)
  if (left === undefined || right === undefined) return left === right
  return sameAtmAddress(left.CalledParty, right.CalledParty) && sameAtmAddress(left.CallingParty, right.CallingParty)
}

const isObject = (value: unknown): value is { readonly [name: string]: unknown } => typeof value === "object" && value !== null

/** Is it made like call parameters, as far as NDIS reads them? What a caller without the compiler's help gives may be anything. */
export const isCallParameters = (value: unknown): value is CallParameters => {
  if (!isObject(value) || typeof value["Flags"] !== "number") return false
  const { CallMgrParameters: flows, MediaParameters: media } = value
  if (flows !== null) {
    if (!isObject(flows) || !isObject(flows["Transmit"]) || !isObject(flows["Receive"])) return false
    const specific = flows["CallMgrSpecific"]
    const content = isObject(specific) ? specific["Parameters"] : undefined
    if (!isObject(content)) return false
    if ("CalledParty" in content && !(isObject(content["CalledParty"]) && isObject(content["CallingParty"]))) return false
  }
  if (media === null) return true
  const specific = isObject(media) ? media["MediaSpecific"] : undefined
  const content = isObject(specific) ? specific["Parameters"] : undefined
  if (!isObject(content)) return false
  return (
    !("ConnectionId" in content) || (isObject(content["ConnectionId"]) && isObject(content["Transmit"]) && isObject(content["Receive"]))
  )
}
