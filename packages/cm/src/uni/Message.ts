/**
 * The messages of a call between a user and the network, as values.
 *
 * They are what Q.2931 (and Q.2963.1, for the modification of a call) carry, without the octets: a codec of octets can take the place of
 * {@link codec}. Each kind has one fixed set of fields, in one order, so that making one is one object literal.
 */
import { AtmAddress, VpiVci } from "@condis/core/Atm"
import type { CallReference, Codec } from "@condis/core/CallControl"
import { InformationElement } from "@condis/core/InformationElement"
import * as Schema from "effect/Schema"
import { Cause } from "./Cause.ts"
import * as Party from "./PartyMessage.ts"
import * as Upkeep from "./StatusMessage.ts"
import { Reference, Traffic } from "./Wire.ts"

export { Reference, Traffic } from "./Wire.ts"

/** Largest value of a call reference: 23 bits. */
export const largestReference = 0x7fffff

const common = { callReference: Reference }
const closing = { ...common, cause: Schema.Int, userToUser: Schema.UndefinedOr(Schema.Uint8Array) }

/**
 * Asks for a call. The network adds the connection identifier on the called side. With an endpoint reference it asks for a multipoint
 * call, of which this is the first party.
 */
export const Setup = Schema.Struct({
  type: Schema.Literal("SETUP"),
  ...common,
  called: AtmAddress,
  calling: AtmAddress,
  traffic: Traffic,
  connectionId: Schema.UndefinedOr(VpiVci),
  elements: Schema.Array(InformationElement),
  endpoint: Schema.optional(Schema.Int)
})
export interface Setup extends Schema.Schema.Type<typeof Setup> {}

/** The call is being worked at; the network gives the caller its connection identifier. */
export const CallProceeding = Schema.Struct({
  type: Schema.Literal("CALL_PROCEEDING"),
  ...common,
  connectionId: Schema.UndefinedOr(VpiVci)
})
export interface CallProceeding extends Schema.Schema.Type<typeof CallProceeding> {}

/** The called party knows of the call and has not answered yet. */
export const Alerting = Schema.Struct({ type: Schema.Literal("ALERTING"), ...common })
export interface Alerting extends Schema.Schema.Type<typeof Alerting> {}

/** The called party takes the call. Traffic: only when it is other than what was asked for. */
export const Connect = Schema.Struct({
  type: Schema.Literal("CONNECT"),
  ...common,
  connectionId: Schema.UndefinedOr(VpiVci),
  traffic: Schema.UndefinedOr(Traffic)
})
export interface Connect extends Schema.Schema.Type<typeof Connect> {}

export const ConnectAcknowledge = Schema.Struct({ type: Schema.Literal("CONNECT_ACKNOWLEDGE"), ...common })
export interface ConnectAcknowledge extends Schema.Schema.Type<typeof ConnectAcknowledge> {}

/** Ends the call. */
export const Release = Schema.Struct({ type: Schema.Literal("RELEASE"), ...closing })
export interface Release extends Schema.Schema.Type<typeof Release> {}

/** Answers RELEASE, or refuses a SETUP at once: the call reference and the connection are free. */
export const ReleaseComplete = Schema.Struct({ type: Schema.Literal("RELEASE_COMPLETE"), ...closing })
export interface ReleaseComplete extends Schema.Schema.Type<typeof ReleaseComplete> {}

/** Asks for other traffic in a call that is up. */
export const ModifyRequest = Schema.Struct({ type: Schema.Literal("MODIFY_REQUEST"), ...common, traffic: Traffic })
export interface ModifyRequest extends Schema.Schema.Type<typeof ModifyRequest> {}

/** The traffic asked for is in force. */
export const ModifyAcknowledge = Schema.Struct({ type: Schema.Literal("MODIFY_ACKNOWLEDGE"), ...common })
export interface ModifyAcknowledge extends Schema.Schema.Type<typeof ModifyAcknowledge> {}

/** The traffic stays as it was. */
export const ModifyReject = Schema.Struct({ type: Schema.Literal("MODIFY_REJECT"), ...common, cause: Schema.Int })
export interface ModifyReject extends Schema.Schema.Type<typeof ModifyReject> {}

/** A message. For reading one from outside; on the way of a call nothing is parsed. */
export const Message = Schema.Union([
  Setup,
  CallProceeding,
  Alerting,
  Connect,
  ConnectAcknowledge,
  Release,
  ReleaseComplete,
  ModifyRequest,
  ModifyAcknowledge,
  ModifyReject,
  Upkeep.StatusEnquiry,
  Upkeep.Status,
  Upkeep.Notify,
  Upkeep.Restart,
  Upkeep.RestartAcknowledge,
  Party.AddParty,
  Party.PartyAlerting,
  Party.AddPartyAcknowledge,
  Party.AddPartyReject,
  Party.DropParty,
  Party.DropPartyAcknowledge
])
/** A message about a call as a whole. */
export type CallMessage =
  | Setup
  | CallProceeding
  | Alerting
  | Connect
  | ConnectAcknowledge
  | Release
  | ReleaseComplete
  | ModifyRequest
  | ModifyAcknowledge
  | ModifyReject
  | Upkeep.StatusEnquiry
  | Upkeep.Status
  | Upkeep.Notify
export type Message = CallMessage | Party.PartyMessage | Upkeep.LineMessage

/** Kinds of message. */
export type MessageType = Message["type"]

const names: { readonly [T in MessageType]: string } = {
  SETUP: "SETUP",
  CALL_PROCEEDING: "CALL PROCEEDING",
  ALERTING: "ALERTING",
  CONNECT: "CONNECT",
  CONNECT_ACKNOWLEDGE: "CONNECT ACKNOWLEDGE",
  RELEASE: "RELEASE",
  RELEASE_COMPLETE: "RELEASE COMPLETE",
  MODIFY_REQUEST: "MODIFY REQUEST",
  MODIFY_ACKNOWLEDGE: "MODIFY ACKNOWLEDGE",
  MODIFY_REJECT: "MODIFY REJECT",
  ...Upkeep.statusNames,
  ...Party.partyNames
}

/** Every kind of message. */
export const messageTypes = Object.keys(names) as ReadonlyArray<MessageType>

/** The name of a message in the recommendation: `CALL PROCEEDING`. */
export const messageName = (message: Message): string => names[message.type]

const known: ReadonlySet<unknown> = new Set(messageTypes)

/**
 * Messages travel as the values they are. What arrives is taken for a message by its type and the presence of a call reference, no
 * more: a peer that builds messages with the types above cannot send another.
 */
export const codec: Codec<Message> = {
  encode: (message) => message,
  decode: (payload) => {
    if (typeof payload !== "object" || payload === null) return undefined
    const { callReference, type } = payload as { readonly callReference?: unknown; readonly type?: unknown }
    return known.has(type) && typeof callReference === "object" && callReference !== null ? (payload as Message) : undefined
  }
}

/** The reference in what this side sends about the call. */
export const sentReference = (reference: CallReference): Reference => ({ value: reference.value, flag: reference.ours ? 0 : 1 })

/** The call a received message is about; undefined when it is about the interface. */
export const referenceOf = (message: Message): CallReference | undefined => {
  const { flag, value } = message.callReference
  return value === 0 ? undefined : { value, ours: flag === 1 }
}

/** Does a received message begin a call? A SETUP that claims to answer one of ours does not. */
export const opens = (message: Message): boolean => message.type === "SETUP" && message.callReference.flag === 0

/** Messages whose sender waits for no answer about a call that does not exist. */
const unanswered: ReadonlySet<MessageType> = new Set(["SETUP", "RELEASE_COMPLETE", "RESTART", "RESTART_ACKNOWLEDGE"])

/**
 * The answer to a received message of a call that does not exist here (Q.2931, section 5.6.3.2): to STATUS ENQUIRY a STATUS that says so, to
 * others RELEASE COMPLETE, so that the other side forgets the call too. Nothing for a RELEASE COMPLETE, a STATUS of a call that does not
 * exist there either, a SETUP, which is either the beginning of a call or nonsense, and for the interface.
 */
export const stray = (message: Message): Message | undefined => {
  if (unanswered.has(message.type) || message.callReference.value === 0) return undefined
  const callReference = answering(message.callReference)
  if (message.type === "STATUS_ENQUIRY") {
    const party = message.endpoint === undefined ? {} : { endpoint: message.endpoint, endpointState: 0 }
    return { type: "STATUS", callReference, cause: Cause.STATUS_ENQUIRY_RESPONSE, callState: 0, ...party }
  }
  if (message.type === "STATUS" && message.callState === 0) return undefined
  const cause = message.type === "STATUS" ? Cause.MESSAGE_NOT_COMPATIBLE_WITH_STATE : Cause.INVALID_CALL_REFERENCE
  return { type: "RELEASE_COMPLETE", callReference, cause, userToUser: undefined }
}

/** The reference of a message as its receiver writes it. */
export const answering = (reference: Reference): Reference => ({ value: reference.value, flag: reference.flag === 0 ? 1 : 0 })

/** The same traffic as the other side sees it. */
export const swap = (traffic: Traffic): Traffic => ({ transmit: traffic.receive, receive: traffic.transmit })
