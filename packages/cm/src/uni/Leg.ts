/**
 * What the network side remembers: calls, their legs, and the ports the legs are at.
 */
import type { VpiVci } from "@condis/core/Atm"
import { contractOfFlow, eitherOf } from "@condis/core/data/Contract"
import type { FlowSpec } from "@condis/core/FlowSpec"
import { NumberMap } from "@condis/core/kit/NumberMap"
import { type ChannelLimits, Channels } from "./Channels.ts"
import type { SwitchAction } from "@condis/core/CallControl"
import { answering, largestReference, type Message, type Reference, type Release, type Setup, type Traffic } from "./Message.ts"
import type { AddParty } from "./PartyMessage.ts"
import { concerns } from "./StatusMessage.ts"

/** How far a leg is. */
export type LegState =
  /** Of the caller: CALL PROCEEDING sent. */
  | "Calling"
  /** Of the called party: SETUP sent. */
  | "Present"
  /** Of the called party: it works at the call. */
  | "Proceeding"
  | "Up"
  /** RELEASE sent. */
  | "Releasing"
  /** Over. */
  | "Free"

/**
 * A party of a multipoint call. Each is a call of its own from the root to one leaf; its caller leg is no leg at a port, and what is said
 * to it is said to the root in words of parties.
 */
export interface Branch {
  /** The root's call, whose caller is the root. */
  readonly root: Switched
  readonly endpoint: number
}

/** One end of a call at a port. */
export interface Leg {
  readonly port: number
  /** The call reference as the network writes it. */
  readonly reference: Reference
  readonly channel: VpiVci
  /** Who is at this end; empty: unknown. */
  readonly address: string
  readonly call: Switched
  state: LegState
  /** Name of the timer that runs. */
  timer: string | undefined
  /** Was the message the timer waits for an answer to sent twice? */
  repeated: boolean
  /** Name of the timer of a status enquiry that was not answered. */
  enquiry: string | undefined
  /** Did ALERTING pass here? */
  alerted: boolean
  /** Does this leg owe an answer to the operator's MODIFY REQUEST? */
  ordered: boolean
  /** What it sends, as agreed on; and as asked for, while a change is under way. */
  sends: FlowSpec | undefined
  wouldSend: FlowSpec | undefined
  /** Of the caller leg of a party. */
  branch: Branch | undefined
  setup: Setup | undefined
  release: Release | undefined
}

/** A call through the switch. */
export class Switched {
  readonly caller: Leg
  /** Undefined: the switch plays the called party. */
  called: Leg | undefined = undefined
  readonly calledAddress: string
  /** Its number among the calls of the switch. */
  serial = 0
  /** Was it connected, and has nobody released it? */
  up = false
  /** Are its two ends cross-connected? */
  crossed = false
  /** The leg whose MODIFY REQUEST was passed on and not answered. */
  asker: Leg | undefined = undefined
  /** The parties of a multipoint call, by endpoint reference. Only at its root. */
  parties: Map<number, Switched> | undefined = undefined

  constructor(port: number, reference: Reference, channel: VpiVci, address: string, calledAddress: string) {
    this.caller = makeLeg(this, "Calling", port, reference, channel, address)
    this.calledAddress = calledAddress
  }

  /** Gives the call its second leg. */
  callUp(port: number, reference: Reference, channel: VpiVci): Leg {
    return (this.called = makeLeg(this, "Present", port, reference, channel, this.calledAddress))
  }
}

const makeLeg = (call: Switched, state: LegState, port: number, reference: Reference, channel: VpiVci, address: string): Leg => ({
  port,
  reference,
  channel,
  address,
  call,
  state,
  timer: undefined,
  repeated: false,
  enquiry: undefined,
  alerted: false,
  ordered: false,
  sends: undefined,
  wouldSend: undefined,
  branch: undefined,
  setup: undefined,
  release: undefined
})

/** Is the leg over? */
export const isFree = (leg: Leg): boolean => leg.state === "Free"

/** The other end of the leg's call. */
export const other = (leg: Leg): Leg | undefined => (leg === leg.call.caller ? leg.call.called : leg.call.caller)

// A call is named by the value and by who chose it: the flag tells, in what the network sends.
const keyOf = (value: number, flag: 0 | 1): number => value * 2 + flag

/** The calls of a switch, in the order in which they began. */
export class Calls {
  readonly #calls = new NumberMap<Switched>()
  #last = 0

  get size(): number {
    return this.#calls.size
  }

  add(call: Switched): void {
    call.serial = ++this.#last
    this.#calls.set(call.serial, call)
  }

  has(call: Switched): boolean {
    return this.#calls.has(call.serial)
  }

  delete(call: Switched): void {
    this.#calls.delete(call.serial)
  }

  /** As they are now. */
  all(): ReadonlyArray<Switched> {
    return this.#calls.values()
  }
}

/** An interface of the switch. */
export class Port {
  readonly number: number
  readonly channels: Channels
  /** The first address attached to it. */
  address: string | undefined = undefined
  /** Is its link down? */
  down = false
  /** Name of T309, while it runs. */
  patience: string | undefined = undefined
  /** T309 ran out, and the link is not back. */
  givenUp = false
  /** RESTART sent and not answered, and the connections to be restarted after it. */
  restart: { readonly connection: VpiVci | undefined; timer: string | undefined } | undefined = undefined
  next: Array<VpiVci> = []
  /** Connections that are free when the user has acknowledged their restart. */
  #held: Array<VpiVci> = []
  readonly #legs = new NumberMap<Leg>()
  #last = 0

  constructor(number: number, limits: ChannelLimits) {
    this.number = number
    this.channels = new Channels(limits)
  }

  /** The leg a message that came in here is about. */
  legOf(received: Reference): Leg | undefined {
    return this.#legs.get(keyOf(received.value, received.flag === 0 ? 1 : 0))
  }

  /** All legs, as they are now. */
  legs(): ReadonlyArray<Leg> {
    return this.#legs.values()
  }

  /** A call reference chosen by the network and used by no call of this port. */
  reference(): Reference {
    do this.#last = this.#last === largestReference ? 1 : this.#last + 1
    while (this.#legs.has(keyOf(this.#last, 0)))
    return { value: this.#last, flag: 0 }
  }

  add(leg: Leg): void {
    this.#legs.set(keyOf(leg.reference.value, leg.reference.flag), leg)
  }

  /** Its call reference and its connection identifier are free for another call. */
  remove(leg: Leg): void {
    this.#legs.delete(keyOf(leg.reference.value, leg.reference.flag))
    const restarting = this.restart === undefined ? this.next : [this.restart.connection, ...this.next]
    if (restarting.some((connection) => concerns(connection, leg.channel))) this.#held.push(leg.channel)
    else this.channels.give(leg.channel)
  }

  /** Connections that were held back are free. */
  release(connection?: VpiVci): void {
    for (const channel of this.#held) if (concerns(connection, channel)) this.channels.give(channel)
    this.#held = connection === undefined ? [] : this.#held.filter((channel) => !concerns(connection, channel))
  }
}

/** SETUP for a called leg, made of what the caller sent. */
export const setupOf = (called: Leg, { calling, called: to, elements, traffic }: Setup | AddParty): Setup => ({
  type: "SETUP",
  callReference: called.reference,
  called: to,
  calling,
  traffic,
  connectionId: called.channel,
  elements
})

/** Sends a message to a port. */
export const to = (port: number, message: Message): SwitchAction<Message> => ({ _tag: "Send", port, message })

/** Where a leg is in the switch. */
export const endpoint = (leg: Leg) => ({ port: leg.port, vpi: leg.channel.Vpi, vci: leg.channel.Vci })

/** Connects a called leg with its caller, or adds it to the leaves of its root; `traffic`: as the caller sees it. */
export const cross = (called: Leg, traffic: Traffic): SwitchAction<Message> => {
  const { caller } = called.call
  called.call.crossed = true
  caller.sends = traffic.transmit
  called.sends = traffic.receive
  const a = endpoint(caller)
  const b = endpoint(called)
  const fromA = contractOfFlow(traffic.transmit)
  return caller.branch === undefined
    ? { _tag: "Connect", a, b, fromA, fromB: contractOfFlow(traffic.receive) }
    : { _tag: "AddLeaf", root: a, leaf: b, contract: fromA }
}

/** Takes that back. */
export const uncross = (called: Leg): SwitchAction<Message> => {
  const { caller } = called.call
  called.call.crossed = false
  const a = endpoint(caller)
  const b = endpoint(called)
  return caller.branch === undefined ? { _tag: "Disconnect", a, b } : { _tag: "DropLeaf", root: a, leaf: b }
}

/** Holds a connected leg to what it agreed to send, and to what it is asked to while that is open. */
export const hold = (leg: Leg, actions: Array<SwitchAction<Message>>): void => {
  if (!leg.call.crossed || leg.sends === undefined) return
  const agreed = contractOfFlow(leg.sends)
  const contract = leg.wouldSend === undefined ? agreed : eitherOf(agreed, contractOfFlow(leg.wouldSend))
  actions.push({ _tag: "Contract", at: endpoint(leg), contract })
}

/** Answers a SETUP that leads nowhere. */
export const refuse = (port: number, message: Setup, cause: number, actions: Array<SwitchAction<Message>>): void => {
  actions.push(to(port, { type: "RELEASE_COMPLETE", callReference: answering(message.callReference), cause, userToUser: undefined }))
}
