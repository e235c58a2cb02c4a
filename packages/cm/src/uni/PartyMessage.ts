/**
 * The messages about one party of a point-to-multipoint call (UNI 4.0, Q.2971), as values. They travel between the root and the network
 * only: a leaf is called like any other party. The first party comes with SETUP, the last one goes with RELEASE.
 */
import { AtmAddress } from "@condis/core/Atm"
import { InformationElement } from "@condis/core/InformationElement"
import * as Schema from "effect/Schema"
import { Reference, Traffic } from "./Wire.ts"

/** `endpoint`: the endpoint reference, chosen by the root; 0 is the first party. */
const common = { callReference: Reference, endpoint: Schema.Int }

/** Asks for one more party. */
export const AddParty = Schema.Struct({
  type: Schema.Literal("ADD_PARTY"),
  ...common,
  called: AtmAddress,
  calling: AtmAddress,
  traffic: Traffic,
  elements: Schema.Array(InformationElement)
})
export interface AddParty extends Schema.Schema.Type<typeof AddParty> {}

/** The party was alerted and has not answered yet. */
export const PartyAlerting = Schema.Struct({ type: Schema.Literal("PARTY_ALERTING"), ...common })
export interface PartyAlerting extends Schema.Schema.Type<typeof PartyAlerting> {}

/** The party takes part. */
export const AddPartyAcknowledge = Schema.Struct({ type: Schema.Literal("ADD_PARTY_ACKNOWLEDGE"), ...common })
export interface AddPartyAcknowledge extends Schema.Schema.Type<typeof AddPartyAcknowledge> {}

/** The party does not. */
export const AddPartyReject = Schema.Struct({ type: Schema.Literal("ADD_PARTY_REJECT"), ...common, cause: Schema.Int })
export interface AddPartyReject extends Schema.Schema.Type<typeof AddPartyReject> {}

/** Takes a party out, or tells that it left. Others remain: otherwise the call is released. */
export const DropParty = Schema.Struct({
  type: Schema.Literal("DROP_PARTY"),
  ...common,
  cause: Schema.Int,
  userToUser: Schema.UndefinedOr(Schema.Uint8Array)
})
export interface DropParty extends Schema.Schema.Type<typeof DropParty> {}

/** Answers DROP PARTY: the endpoint reference is free. */
export const DropPartyAcknowledge = Schema.Struct({
  type: Schema.Literal("DROP_PARTY_ACKNOWLEDGE"),
  ...common,
  userToUser: Schema.UndefinedOr(Schema.Uint8Array)
})
export interface DropPartyAcknowledge extends Schema.Schema.Type<typeof DropPartyAcknowledge> {}

/** A message about a party. */
export type PartyMessage = AddParty | PartyAlerting | AddPartyAcknowledge | AddPartyReject | DropParty | DropPartyAcknowledge

/** Kinds of message about a party, with their names in the recommendation. */
export const partyNames: { readonly [T in PartyMessage["type"]]: string } = {
  ADD_PARTY: "ADD PARTY",
  PARTY_ALERTING: "PARTY ALERTING",
  ADD_PARTY_ACKNOWLEDGE: "ADD PARTY ACKNOWLEDGE",
  ADD_PARTY_REJECT: "ADD PARTY REJECT",
  DROP_PARTY: "DROP PARTY",
  DROP_PARTY_ACKNOWLEDGE: "DROP PARTY ACKNOWLEDGE"
}

/** Is a message about one party? */
export const isPartyMessage = (message: { readonly type: string }): message is PartyMessage => {
  switch (message.type as PartyMessage["type"]) {
    case "ADD_PARTY":
    case "PARTY_ALERTING":
    case "ADD_PARTY_ACKNOWLEDGE":
    case "ADD_PARTY_REJECT":
    case "DROP_PARTY":
    case "DROP_PARTY_ACKNOWLEDGE":
      return true
    default:
      return false
  }
}
