/**
 * Changes of traffic in the network (Q.2963.1): a MODIFY REQUEST goes from one end of a call to the other and its answer back, and an
 * operator may propose one to both ends. One change at a time; the traffic of a multipoint call stays as it is.
 */
import type { FarEnd, NetworkOrder, SwitchAction } from "@condis/core/CallControl"
import type { FlowSpec } from "@condis/core/FlowSpec"
import { Cause, causeMeaning } from "./Cause.ts"
import { hold, type Leg, other, type Switched } from "./Leg.ts"
import { type Message, type ModifyAcknowledge, type ModifyReject, type ModifyRequest, swap } from "./Message.ts"
import { asks, trafficOf } from "./Parameters.ts"

type Actions = Array<SwitchAction<Message>>

export class Changes {
  readonly #send: (leg: Leg, message: Message, actions: Actions) => void
  readonly #farEnds: ReadonlyMap<string, FarEnd>

  constructor(send: (leg: Leg, message: Message, actions: Actions) => void, farEnds: ReadonlyMap<string, FarEnd>) {
    this.#send = send
    this.#farEnds = farEnds
  }

  /** One end asks. */
  asked(leg: Leg, message: ModifyRequest, actions: Actions): void {
    const { call } = leg
    if (leg.state === "Releasing") return
    if (!call.up) return this.#reject(leg, Cause.MESSAGE_NOT_COMPATIBLE_WITH_STATE, actions)
    const there = other(leg)
    // The parameters of a multipoint call hold for all its parties.
    if (call.parties !== undefined || call.caller.branch !== undefined) return this.#reject(leg, Cause.SERVICE_NOT_AVAILABLE, actions)
    if (call.asker !== undefined || leg.ordered || there?.ordered === true) {
      return this.#reject(leg, Cause.TEMPORARY_FAILURE, actions)
    }
    if (there !== undefined) {
      call.asker = leg
      this.#open(leg, message.traffic.transmit, actions)
      this.#open(there, message.traffic.receive, actions)
      return this.#send(there, { type: "MODIFY_REQUEST", callReference: there.reference, traffic: message.traffic }, actions)
    }
    const behaviour = this.#farEnds.get(call.calledAddress)
    if (behaviour?._tag === "Silent") return
    if (behaviour?._tag === "Reject") return this.#reject(leg, behaviour.cause, actions)
    this.#send(leg, { type: "MODIFY_ACKNOWLEDGE", callReference: leg.reference }, actions)
  }

  #reject(leg: Leg, cause: number, actions: Actions): void {
    this.#send(leg, { type: "MODIFY_REJECT", callReference: leg.reference, cause }, actions)
  }

  /** An answer goes to the leg that asked, or to the operator who did. */
  answered(leg: Leg, message: ModifyAcknowledge | ModifyReject, actions: Actions): void {
    const { call } = leg
    const agreed = message.type === "MODIFY_ACKNOWLEDGE"
    if (leg.ordered) {
      leg.ordered = false
      this.#settle(leg, agreed, actions)
      if (message.type === "MODIFY_REJECT") {
        actions.push({ _tag: "Note", text: `port ${leg.port} does not take the traffic proposed: ${causeMeaning(message.cause)}` })
      }
      return
    }
    const asker = call.asker
    if (asker === undefined || asker === leg) return
    call.asker = undefined
    if (!call.up) return
    this.#settle(leg, agreed, actions)
    this.#settle(asker, agreed, actions)
    const { reference } = asker
    this.#send(
      asker,
      message.type === "MODIFY_REJECT"
        ? { type: "MODIFY_REJECT", callReference: reference, cause: message.cause }
        : { type: "MODIFY_ACKNOWLEDGE", callReference: reference },
      actions
    )
  }

  /** An operator's proposal, seen by the party at `address`, goes to every end of the call that is a host. */
  proposed(call: Switched, address: string, order: Extract<NetworkOrder, { readonly _tag: "Modify" }>, actions: Actions): void {
    const { called, caller } = call
    const multipoint = call.parties !== undefined || caller.branch !== undefined
    if (!call.up || multipoint || call.asker !== undefined || caller.ordered || called?.ordered === true || !asks(order.parameters)) {
      actions.push({ _tag: "Note", text: `nothing can be proposed to the call from ${caller.address} to ${call.calledAddress} now` })
      return
    }
    const asSeen = trafficOf(order.parameters)
    const callerIsIt = caller.address === address
    for (const leg of [caller, called]) {
      if (leg === undefined) continue
      leg.ordered = true
      // What a party transmits is received by the network that proposes it.
      const traffic = (leg === caller) === callerIsIt ? swap(asSeen) : asSeen
      this.#open(leg, traffic.receive, actions)
      this.#send(leg, { type: "MODIFY_REQUEST", callReference: leg.reference, traffic }, actions)
    }
  }

  /** Until it has answered, a leg may send as before and as it is asked to. */
  #open(leg: Leg, flow: FlowSpec, actions: Actions): void {
    leg.wouldSend = flow
    hold(leg, actions)
  }

  #settle(leg: Leg, agreed: boolean, actions: Actions): void {
    if (agreed) leg.sends = leg.wouldSend
    leg.wouldSend = undefined
    hold(leg, actions)
  }
}
