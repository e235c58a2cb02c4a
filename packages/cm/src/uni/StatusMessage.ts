/**
 * The messages that keep two sides of an interface of one mind (Q.2931, sections 5.5 and 5.6; Q.2971 for parties), as values: status
 * enquiry, restart, and notifications, which change nothing.
 */
import { VpiVci } from "@condis/core/Atm"
import * as Schema from "effect/Schema"
import { Reference } from "./Wire.ts"

/** `endpoint`: an endpoint reference; the message is about that party. */
const common = { callReference: Reference, endpoint: Schema.optional(Schema.Int) }

/** Asks for the state of a call or a party. */
export const StatusEnquiry = Schema.Struct({ type: Schema.Literal("STATUS_ENQUIRY"), ...common })
export interface StatusEnquiry extends Schema.Schema.Type<typeof StatusEnquiry> {}

/** Tells it. States have the numbers of the recommendations; 0 is a call or party that does not exist. */
export const Status = Schema.Struct({
  type: Schema.Literal("STATUS"),
  ...common,
  cause: Schema.Int,
  callState: Schema.Int,
  endpointState: Schema.optional(Schema.Int)
})
export interface Status extends Schema.Schema.Type<typeof Status> {}

/** Tells of something that changes nothing. `notification`: the notification indicator, a number the two ends understand. */
export const Notify = Schema.Struct({ type: Schema.Literal("NOTIFY"), ...common, notification: Schema.Int })
export interface Notify extends Schema.Schema.Type<typeof Notify> {}

/** Of the interface: its call reference is 0. Without a connection identifier all connections are meant. */
const whole = { callReference: Reference, connectionId: Schema.UndefinedOr(VpiVci) }

/** Ends whatever uses a connection, or all, without talking about each call. */
export const Restart = Schema.Struct({ type: Schema.Literal("RESTART"), ...whole })
export interface Restart extends Schema.Schema.Type<typeof Restart> {}

/** It has ended: the connections are free. */
export const RestartAcknowledge = Schema.Struct({ type: Schema.Literal("RESTART_ACKNOWLEDGE"), ...whole })
export interface RestartAcknowledge extends Schema.Schema.Type<typeof RestartAcknowledge> {}

/** A message about an interface. */
export type LineMessage = Restart | RestartAcknowledge

/** Is a message about the interface as a whole? */
export const isLineMessage = (message: { readonly type: string }): message is LineMessage =>
  message.type === "RESTART" || message.type === "RESTART_ACKNOWLEDGE"

/** Kinds of these messages, with their names in the recommendation. */
export const statusNames: { readonly [T in (StatusEnquiry | Status | Notify | LineMessage)["type"]]: string } = {
  STATUS_ENQUIRY: "STATUS ENQUIRY",
  STATUS: "STATUS",
  NOTIFY: "NOTIFY",
  RESTART: "RESTART",
  RESTART_ACKNOWLEDGE: "RESTART ACKNOWLEDGE"
}

/** The call reference of the interface as a whole, as who begins and as who answers writes it. */
export const wholeInterface = (flag: 0 | 1): Reference => ({ value: 0, flag })

/** Does a message that is about one connection (undefined: all of them) concern this one? */
export const concerns = (about: VpiVci | undefined, connection: VpiVci): boolean =>
  about === undefined || (about.Vpi === connection.Vpi && about.Vci === connection.Vci)

/** A connection in words. */
export const connectionText = (about: VpiVci | undefined): string =>
  about === undefined ? "all connections" : `the connection ${about.Vpi}/${about.Vci}`

/** What the number of a call state means, whichever side says it; undefined: there is no such state. */
export const phaseOf = (state: number): "null" | "establishing" | "active" | "clearing" | undefined => {
  switch (state) {
    case 0:
      return "null"
    case 1:
    case 3:
    case 4:
    case 6:
    case 7:
    case 8:
    case 9:
      return "establishing"
    case 10:
      return "active"
    case 11:
    case 12:
      return "clearing"
    default:
      return undefined
  }
}
