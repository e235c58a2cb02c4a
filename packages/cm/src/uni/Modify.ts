/**
 * Steps that change the traffic of a call that is up.
 *
 * Three things have to agree: the network (or the far side), the miniport, and the client that did not ask. One change is under way at a
 * time: a MODIFY REQUEST that crosses another change is rejected, a client's request is completed with FAILURE. The values in force stay
 * those of `parameters` until a change is complete. When they cannot stay so at both ends (the far side agreed, and the miniport here
 * does not, or too late), the far side is asked to go back to them.
 */
import { NdisStatus } from "@condis/core/NdisStatus"
import { Cause, causeMeaning, causeOf } from "./Cause.ts"
import { type ModifyReject, type ModifyRequest, swap } from "./Message.ts"
import { activating, answered, type Asking, asks, inForce, trafficOf, unmarked, wanted } from "./Parameters.ts"
import {
  abandoning,
  type Action,
  activate,
  type Activated,
  type Call,
  doing,
  type Event,
  modified,
  modifyReject,
  type Next,
  note,
  send,
  start,
  stopping
} from "./State.ts"

type Modify = Extract<Event, { readonly _tag: "Modify" }>

/** MODIFY REQUEST for these parameters, and its timer. */
const asking = (call: Call, parameters: Asking, actions: Array<Action>): void => {
  actions.push(send({ type: "MODIFY_REQUEST", callReference: call.reference, traffic: trafficOf(parameters) }), start(call, "T360"))
}

/** The client wants a change. */
export const modify = (call: Call, event: Modify): Next => {
  const { parameters } = event
  if (!call.settings.modify) return doing(call, modified(NdisStatus.NOT_SUPPORTED, call.parameters))
  if (!asks(parameters) || call.connectionId === undefined) return doing(call, modified(NdisStatus.INVALID_DATA, call.parameters))
  const proposed = wanted(parameters, call.connectionId)
  const actions: Array<Action> = []
  asking(call, proposed, actions)
  return { call: { ...call, state: "ModifyRequested", proposed, timer: "T360", modifying: true }, actions }
}

/** Not now: something else is under way, or the call is not up. */
export const modifyLater = (call: Call): Next => doing(call, modified(NdisStatus.FAILURE, call.parameters))

export const modifyAcknowledged = (call: Call): Next => {
  const actions = stopping(call, activate(call.proposed))
  return { call: { ...call, state: "ModifyActivating", timer: undefined, activating: true }, actions }
}

/** The network or the far side does not want the client's change. */
export const modifyRejected = (call: Call): Next => ({
  call: { ...call, state: "Active", timer: undefined, modifying: false },
  actions: abandoning(call)
})

/** T360: nobody says anything to the client's change. */
export const modifyUnanswered = (call: Call): Next => {
  const { actions, call: next } = modifyRejected(call)
  return { call: next, actions: [note("T360 ran out: the network does not answer MODIFY REQUEST"), ...actions] }
}

/** Everybody agreed to the client's change, if the miniport did. */
export const modifyActivated = (call: Call, event: Activated): Next => {
  if (event.status !== NdisStatus.SUCCESS) {
    return withdraw({ ...call, activating: false, modifying: false }, [modified(event.status, call.parameters)])
  }
  const parameters = inForce(call.proposed, event.parameters)
  return {
    call: { ...call, state: "Active", parameters: unmarked(parameters), activating: false, modifying: false },
    actions: [modified(NdisStatus.SUCCESS, parameters)]
  }
}

/** The far side put values in force that are not in force here. */
const withdraw = (call: Call, actions: Array<Action>): Next => {
  if (!asks(call.parameters)) return { call: { ...call, state: "Active" }, actions }
  asking(call, call.parameters, actions)
  return { call: { ...call, state: "Withdrawing", timer: "T360" }, actions }
}

/** An acknowledgement of a change that was given up. */
export const lateAcknowledge = (call: Call): Next => withdraw(call, [])

export const withdrawn = (call: Call): Next => ({ call: { ...call, state: "Active", timer: undefined }, actions: stopping(call) })

export const notWithdrawn = (call: Call, message: ModifyReject): Next => {
  const actions = stopping(call, note(`the far side keeps other traffic than is in force here: ${causeMeaning(message.cause)}`))
  return { call: { ...call, state: "Active", timer: undefined }, actions }
}

/** T360: nobody says anything to the request to go back. */
export const withdrawalUnanswered = (call: Call): Next => ({
  call: { ...call, state: "Active", timer: undefined },
  actions: [note("T360 ran out: the far side may have other traffic in force")]
})

/** The far side wants a change: the miniport is asked first. */
export const propose = (call: Call, message: ModifyRequest): Next => {
  if (!call.settings.modify) return doing(call, modifyReject(call, Cause.SERVICE_NOT_IMPLEMENTED))
  if (!asks(call.parameters) || call.connectionId === undefined) return doing(call, modifyReject(call, Cause.TEMPORARY_FAILURE))
  const proposed = activating(answered(call.parameters, swap(message.traffic)), call.connectionId)
  return { call: { ...call, state: "ProposalActivating", proposed, activating: true }, actions: [activate(proposed)] }
}

/** The far side wants a change, but not now. */
export const proposeLater = (call: Call): Next => doing(call, modifyReject(call, Cause.TEMPORARY_FAILURE))

/** The miniport takes the far side's change, and the client is told; or it does not, and the client is not. */
export const proposalActivated = (call: Call, event: Activated): Next => {
  if (event.status !== NdisStatus.SUCCESS) {
    return {
      call: { ...call, state: "Active", activating: false },
      actions: [modifyReject(call, causeOf(event.status, Cause.RESOURCE_UNAVAILABLE))]
    }
  }
  const proposed = inForce(call.proposed, event.parameters)
  return {
    call: { ...call, state: "Proposed", proposed, activating: false },
    actions: [{ _tag: "QoSProposed", parameters: proposed }]
  }
}

/** The client agrees to the far side's change. */
export const proposalAccepted = (call: Call): Next => ({
  call: { ...call, state: "Active", parameters: unmarked(call.proposed) },
  actions: [send({ type: "MODIFY_ACKNOWLEDGE", callReference: call.reference })]
})

/**
 * The client wants another change instead. The far side's is rejected and the values from before are activated again; only then is the
 * client's own change asked for, so that what is in force is at every moment what both ends agreed to. A counter-proposal without
 * traffic still refuses the far side's.
 */
export const counter = (call: Call, event: Modify): Next => {
  const { parameters } = event
  const usable = asks(parameters) && call.connectionId !== undefined
  const actions = [modifyReject(call, Cause.QUALITY_OF_SERVICE_UNAVAILABLE)]
  if (!usable) actions.push(modified(NdisStatus.INVALID_DATA, call.parameters))
  actions.push(activate(call.parameters))
  return {
    call: {
      ...call,
      state: "Restoring",
      proposed: usable ? wanted(parameters, call.connectionId) : call.parameters,
      activating: true,
      modifying: usable
    },
    actions
  }
}

/** The values from before are in force again (or cannot be); the client's counter-proposal goes out. */
export const restored = (call: Call, event: Activated): Next => {
  const actions: Array<Action> =
    event.status === NdisStatus.SUCCESS
      ? []
      : [note("the traffic from before could not be activated again: the VC keeps what the far side proposed")]
  const settled: Call = { ...call, activating: false }
  if (!call.modifying || !asks(call.proposed)) return { call: { ...settled, state: "Active" }, actions }
  asking(settled, call.proposed, actions)
  return { call: { ...settled, state: "ModifyRequested", timer: "T360" }, actions }
}
