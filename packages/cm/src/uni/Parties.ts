/**
 * The parties of a point-to-multipoint call at its root, around the machine of the call itself.
 *
 * The call goes its way as if it were point-to-point: SETUP brings the first party, RELEASE takes the last. Here stands what happens to
 * one party while the call is up. Promises: an addition and a drop are answered exactly once; a party that leaves by itself is told to the
 * client as long as another one remains, and otherwise as the end of the call; with the call end its parties and their timers.
 */
import { NdisStatus } from "@condis/core/NdisStatus"
import type { CallParameters } from "@condis/core/CallParameters"
import { Cause, causeMeaning, closeStatus, failureStatus } from "./Cause.ts"
import * as Enquiry from "./Enquiry.ts"
import type { Message } from "./Message.ts"
import { isPartyMessage, partyNames, type PartyMessage } from "./PartyMessage.ts"
import { PartyTable } from "./PartyTable.ts"
import { unmarked, setupOf } from "./Parameters.ts"
import { phaseOf, type Status } from "./StatusMessage.ts"
import {
  type Action,
  type Call,
  doing,
  ended,
  type Event,
  modified,
  type Next,
  note,
  releasing,
  send,
  stay,
  abandoning,
  telling
} from "./State.ts"

/** How far a party is. */
export type PartyState =
  /** SETUP or ADD PARTY sent. */
  | "Adding"
  /** PARTY ALERTING came. */
  | "Alerting"
  /** It takes part. */
  | "Live"
  /** It left by itself, and the client was told. */
  | "Left"
  /** DROP PARTY sent. */
  | "Dropping"

/** A party. */
export interface Party {
  readonly state: PartyState
  /** What the client asked for it. */
  readonly parameters: CallParameters
}

/** By endpoint reference. */
export type Parties = PartyTable<Party>

/** Nobody any more. */
const none: Parties = new PartyTable()

/** What a party waits with. */
const waits = { Adding: "T399", Alerting: "T397", Dropping: "T398" } as const
type PartyTimer = (typeof waits)[keyof typeof waits]

/** The states as Q.2971 numbers them. */
const numbers: { readonly [S in PartyState]: number } = { Adding: 1, Alerting: 4, Live: 10, Left: 12, Dropping: 11 }

type Base = (call: Call, event: Event) => Next
type AddParty = Extract<Event, { readonly _tag: "AddParty" }>
type DropParty = Extract<Event, { readonly _tag: "DropParty" }>

const added = (party: number, status: NdisStatus, parameters: CallParameters): Action => ({
  _tag: "PartyAdded",
  party,
  status,
  parameters
})
const dropped = (party: number, status: NdisStatus): Action => ({ _tag: "PartyDropped", party, status })
const stop = (name: PartyTimer, party: number): Action => ({ _tag: "StopTimer", timer: `${name} ${party}` })
const start = (call: Call, name: PartyTimer, party: number): Action => ({
  _tag: "StartTimer",
  timer: `${name} ${party}`,
  millis: call.settings.timers[name]
})

const withParty = (call: Call, number: number, party: Party | undefined): Call => {
  const parties = call.parties ?? none
  return { ...call, parties: party === undefined ? parties.without(number) : parties.with(number, party) }
}

/** Does the client wait for the completion of its addition? */
const adding = (state: PartyState): state is "Adding" | "Alerting" => state === "Adding" || state === "Alerting"

/** Parties the client counts: those that take part, and those it was told of and has not dropped yet. */
const others = (parties: Parties, number: number): number => {
  let count = 0
  for (const [each, { state }] of parties) if (each !== number && (state === "Live" || state === "Left")) count++
  return count
}

/** One step of a call, whatever it is about. `base`: the machine of the call itself. */
export const withParties = (base: Base, call: Call, event: Event): Next => {
  switch (event._tag) {
    case "AddParty":
      return add(call, event)
    case "DropParty":
      return drop(call, event)
    case "Message":
      if (isPartyMessage(event.message)) return received(call, event.message)
      if (event.message.type === "STATUS_ENQUIRY") return Enquiry.answer(call, event.message, numberOf(call, event.message.endpoint))
      if (event.message.type === "STATUS" && event.message.endpoint !== undefined && event.message.callState !== 0)
        return told(call, event.message.endpoint, event.message)
      break
    case "Timer":
      if (event.timer !== call.timer && call.parties !== undefined) return expired(call, event.timer)
      break
    case "MakeCall":
      if (event.party !== undefined && call.state === "Null") {
        return follow(base({ ...call, parties: none.with(event.party, { state: "Adding", parameters: event.parameters }) }, event))
      }
      break
    case "Modify":
      // The parameters of a multipoint call hold for all its parties, for as long as it is up.
      if (call.parties !== undefined && !ended(call)) return doing(call, modified(NdisStatus.NOT_SUPPORTED, call.parameters))
  }
  const next = base(call, event)
  return call.parties === undefined ? next : follow(next)
}

/** What the step of the call means for its parties. */
const follow = (next: Next): Next => {
  const { parties } = next.call
  if (parties === undefined || parties.size === 0) return next
  if (ended(next.call)) return { call: { ...next.call, parties: none }, actions: [...flush(parties), ...next.actions] }
  const first = parties.get(0)
  return next.call.state === "Active" && first?.state === "Adding"
    ? { call: withParty(next.call, 0, { ...first, state: "Live" }), actions: next.actions }
    : next
}

/** The call ends: what is asked about its parties is answered. The first party's answer is that to the make-call. */
const flush = (parties: Parties): Array<Action> => {
  const actions: Array<Action> = []
  for (const [number, { parameters, state }] of parties) {
    if (adding(state) && number !== 0) actions.push(stop(waits[state], number), added(number, NdisStatus.FAILURE, parameters))
    if (state === "Dropping") actions.push(stop("T398", number), dropped(number, NdisStatus.SUCCESS))
  }
  return actions
}

const add = (call: Call, event: AddParty): Next => {
  const { party } = event
  const parameters = unmarked(event.parameters)
  const refused = (status: NdisStatus) => doing(call, added(party, status, parameters))
  // Only a call that is up takes parties: not one that is being made, nor one that ends.
  if (call.parties === undefined || ended(call) || others(call.parties, party) === 0) return refused(NdisStatus.FAILURE)
  const setup = setupOf(call.reference, parameters, call.settings.address)
  if (setup === undefined || setup.called.NumberOfDigits === 0) return refused(NdisStatus.NOT_SUPPORTED)
  const { called, calling, callReference, elements, traffic } = setup
  return {
    call: withParty(call, party, { state: "Adding", parameters }),
    actions: [send({ type: "ADD_PARTY", callReference, endpoint: party, called, calling, traffic, elements }), start(call, "T399", party)]
  }
}

const drop = (call: Call, event: DropParty): Next => {
  const { data, party } = event
  const known = call.parties?.get(party)
  // The call ended meanwhile, and the party with it.
  if (known === undefined) return doing(call, dropped(party, NdisStatus.SUCCESS))
  if (data !== undefined && data.length > 0 && (!call.settings.closeData || data.length > call.settings.closeDataLimit)) {
    return doing(call, dropped(party, NdisStatus.INVALID_DATA))
  }
  const about = { callReference: call.reference, endpoint: party }
  if (known.state === "Left") {
    return {
      call: withParty(call, party, undefined),
      actions: [send({ type: "DROP_PARTY_ACKNOWLEDGE", ...about, userToUser: data }), dropped(party, NdisStatus.SUCCESS)]
    }
  }
  if (known.state !== "Live") return doing(call, dropped(party, NdisStatus.FAILURE))
  return {
    call: withParty(call, party, { ...known, state: "Dropping" }),
    actions: [send({ type: "DROP_PARTY", ...about, cause: Cause.NORMAL, userToUser: data }), start(call, "T398", party)]
  }
}

const received = (call: Call, message: PartyMessage): Next => {
  const { endpoint } = message
  const party = call.parties?.get(endpoint)
  if (ended(call)) return stay(call)
  if (party === undefined) {
    return message.type === "ADD_PARTY"
      ? doing(call, note(`${partyNames[message.type]} goes from a root to the network, not the other way round`))
      : stay(call)
  }
  // What becomes of the first party is said with the messages of the call.
  if (endpoint === 0 && party.state === "Adding") {
    return doing(call, note(`${partyNames[message.type]} is not expected for a first party that has not answered`))
  }
  switch (message.type) {
    case "ADD_PARTY":
      return stay(call)
    case "PARTY_ALERTING":
      if (party.state !== "Adding") return stay(call)
      return {
        call: withParty(call, endpoint, { ...party, state: "Alerting" }),
        actions: [stop("T399", endpoint), start(call, "T397", endpoint)]
      }
    case "ADD_PARTY_ACKNOWLEDGE":
      if (!adding(party.state)) return stay(call)
      return {
        call: withParty(call, endpoint, { ...party, state: "Live" }),
        actions: [stop(waits[party.state], endpoint), added(endpoint, NdisStatus.SUCCESS, party.parameters)]
      }
    case "ADD_PARTY_REJECT":
      if (!adding(party.state)) return stay(call)
      return {
        call: withParty(call, endpoint, undefined),
        actions: [stop(waits[party.state], endpoint), added(endpoint, failureStatus(message.cause), party.parameters)]
      }
    case "DROP_PARTY":
      return left(call, endpoint, party, message.cause, message.userToUser)
    case "DROP_PARTY_ACKNOWLEDGE":
      return party.state === "Dropping" ? gone(call, endpoint) : stay(call)
  }
}

const gone = (call: Call, party: number): Next => ({
  call: withParty(call, party, undefined),
  actions: [stop("T398", party), dropped(party, NdisStatus.SUCCESS)]
})

/** A party leaves by itself. */
const left = (call: Call, number: number, party: Party, cause: number, data: Uint8Array | undefined): Next => {
  switch (party.state) {
    case "Left":
      return stay(call)
    case "Dropping":
      // Both sides dropped it.
      return gone(call, number)
    case "Adding":
    case "Alerting":
      return {
        call: withParty(call, number, undefined),
        actions: [stop(waits[party.state], number), added(number, failureStatus(cause), party.parameters)]
      }
    case "Live":
      break
  }
  const status = closeStatus(cause)
  if (others(call.parties ?? none, number) > 0) {
    return {
      call: withParty(call, number, { ...party, state: "Left" }),
      actions: [{ _tag: "IncomingDrop", party: number, status, data }]
    }
  }
  // The last one: nobody is left to send to. The network is told, and the client closes.
  const actions = abandoning(call)
  const { actions: told, call: next } = telling({ ...call, modifying: false, timer: undefined }, status, data, false)
  const end = releasing(next, Cause.NORMAL, undefined, "Close", actions)
  return follow({ call: end.call, actions: [...end.actions, ...told] })
}

/** State of a party as the recommendation numbers it; 0: there is no such party. */
const numberOf = (call: Call, endpoint: number | undefined): number => {
  const party = endpoint === undefined ? undefined : call.parties?.get(endpoint)
  return party === undefined ? 0 : numbers[party.state]
}

/** What the network says of a party: one it does not have left, one it is still adding while it takes part here is dropped. */
const told = (call: Call, endpoint: number, { callState, endpointState }: Status): Next => {
  const party = call.parties?.get(endpoint)
  const phase = phaseOf(endpointState ?? -1)
  if (phase === undefined || phaseOf(callState) === undefined) return doing(call, note("STATUS names a state that does not exist"))
  if (party === undefined || ended(call) || (endpoint === 0 && party.state === "Adding")) return stay(call)
  if (phase === "null") return left(call, endpoint, party, Cause.TEMPORARY_FAILURE, undefined)
  if (phase !== "establishing" || party.state !== "Live") return stay(call)
  const cause = Cause.MESSAGE_NOT_COMPATIBLE_WITH_STATE
  const { actions, call: next } = left(call, endpoint, party, cause, undefined)
  const drop: Message = { type: "DROP_PARTY", callReference: call.reference, endpoint, cause, userToUser: undefined }
  return { call: next, actions: [send(drop), ...actions] }
}

/** T399: an addition nobody answered. T397: a party that was alerted and does not answer. T398: a drop nobody answered. */
const expired = (call: Call, timer: string): Next => {
  const name = timer.slice(0, 4)
  const number = Number(timer.slice(5))
  const party = call.parties?.get(number)
  if (party !== undefined && adding(party.state) && name === waits[party.state]) {
    const message: PartyMessage = {
      type: "DROP_PARTY",
      callReference: call.reference,
      endpoint: number,
      cause: Cause.TIMER_EXPIRY,
      userToUser: undefined
    }
    return {
      call: withParty(call, number, undefined),
      actions: [
        note(`${name} ran out: ${causeMeaning(Cause.TIMER_EXPIRY)}, the party is given up`),
        send(message),
        added(number, NdisStatus.FAILURE, party.parameters)
      ]
    }
  }
  if (party?.state !== "Dropping" || name !== "T398") return stay(call)
  return {
    call: withParty(call, number, undefined),
    actions: [note("T398 ran out: the network does not answer DROP PARTY"), dropped(number, NdisStatus.SUCCESS)]
  }
}
