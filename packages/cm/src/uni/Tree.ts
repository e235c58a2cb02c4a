/**
 * Multipoint calls in the network: between the words of parties, which the root speaks, and calls, which leaves are in.
 *
 * The root's call has one leg, at the root's port. Each party is a call of its own whose caller leg is at no port ({@link Branch}): what
 * the network says to that leg is said to the root here, as an answer to SETUP or ADD PARTY, or as DROP PARTY. A call without parties ends.
 */
import { atmAddressText } from "@condis/core/Atm"
import type { SwitchAction } from "@condis/core/CallControl"
import { Cause } from "./Cause.ts"
import { type Branch, type Calls, type Leg, Switched } from "./Leg.ts"
import { answering, type Message, type Setup } from "./Message.ts"
import type { AddParty, PartyMessage } from "./PartyMessage.ts"

type Actions = Array<SwitchAction<Message>>

/** What the network does for it. */
export interface Operations {
  readonly send: (leg: Leg, message: Message, actions: Actions) => void
  readonly stop: (leg: Leg, actions: Actions) => void
  /** Ends a call at every leg but one. */
  readonly clear: (call: Switched, except: Leg | undefined, cause: number, data: Uint8Array | undefined, actions: Actions) => void
  /** Calls the party up, or ends its call. */
  readonly reach: (party: Switched, message: Setup | AddParty, actions: Actions) => void
}

export class Tree {
  readonly #calls: Calls
  readonly #network: Operations

  /** `calls`: those of the network; every party is one of them. */
  constructor(calls: Calls, network: Operations) {
    this.#calls = calls
    this.#network = network
  }

  /** A message about a party. Only a root has any. */
  message(leg: Leg, message: PartyMessage, actions: Actions): void {
    const root = leg.call
    if (root.parties === undefined || leg.state === "Releasing") return
    const { callReference, endpoint } = message
    const party = root.parties.get(endpoint)
    if (message.type === "ADD_PARTY") {
      if (party === undefined && root.up) this.add(root, endpoint, message, actions)
    } else if (message.type === "DROP_PARTY") {
      const answer: Message = {
        type: "DROP_PARTY_ACKNOWLEDGE",
        callReference: answering(callReference),
        endpoint,
        userToUser: undefined
      }
      this.#network.send(leg, answer, actions)
      if (party !== undefined) this.drop(root, party, message.cause, message.userToUser, actions)
    }
  }

  /** One more party. */
  add(root: Switched, endpoint: number, message: Setup | AddParty, actions: Actions): void {
    const { address, channel, port, reference } = root.caller
    const party = new Switched(port, reference, channel, address, atmAddressText(message.called))
    party.caller.branch = { root, endpoint }
    root.parties?.set(endpoint, party)
    this.#calls.add(party)
    this.#network.reach(party, message, actions)
  }

  /** The root has a party no more, and the leaf is released. Without parties the call ends. */
  drop(root: Switched, party: Switched, cause: number, data: Uint8Array | undefined, actions: Actions): void {
    this.over(party, actions)
    this.#network.clear(party, party.caller, cause, data, actions)
    if (!anyUp(root)) this.#network.clear(root, undefined, Cause.NORMAL, undefined, actions)
  }

  /** The root has no such party any more. */
  over(party: Switched, actions: Actions): void {
    const { branch } = party.caller
    this.#network.stop(party.caller, actions)
    party.caller.state = "Free"
    if (branch !== undefined) branch.root.parties?.delete(branch.endpoint)
    if (party.called === undefined || party.called.state === "Free") this.#calls.delete(party)
  }

  /** What a leaf, or the far end played for it, says to its caller. */
  tell({ endpoint, root }: Branch, message: Message, actions: Actions): void {
    const { caller } = root
    const callReference = caller.reference
    if (message.type === "CONNECT") {
      if (root.up) return this.#network.send(caller, { type: "ADD_PARTY_ACKNOWLEDGE", callReference, endpoint }, actions)
      root.up = true
      caller.state = "Up"
      this.#network.send(caller, message, actions)
    } else if (message.type === "ALERTING") {
      this.#network.send(caller, root.up ? { type: "PARTY_ALERTING", callReference, endpoint } : message, actions)
    } else if (message.type === "NOTIFY" && caller.state !== "Free" && caller.state !== "Releasing") {
      this.#network.send(caller, { ...message, callReference, endpoint }, actions)
    }
  }

  /** A party ended, and its root did not ask for that. `wasUp`: it took part. Without its last party the call ends. */
  ended(party: Switched, wasUp: boolean, cause: number, data: Uint8Array | undefined, actions: Actions): void {
    const { branch } = party.caller
    if (branch === undefined) return
    const { endpoint, root } = branch
    this.over(party, actions)
    const callReference = root.caller.reference
    if (!root.up || (wasUp && !anyUp(root))) return this.#network.clear(root, undefined, cause, data, actions)
    const message: Message = wasUp
      ? { type: "DROP_PARTY", callReference, endpoint, cause, userToUser: data }
      : { type: "ADD_PARTY_REJECT", callReference, endpoint, cause }
    this.#network.send(root.caller, message, actions)
  }
}

/** Does any party take part? */
const anyUp = (root: Switched): boolean => {
  for (const party of root.parties?.values() ?? []) if (party.up) return true
  return false
}
