/**
 * What keeps the network of one mind with its users: status enquiry, restart, and the loss of a port's link (Q.2931, sections 5.5 and 5.6).
 * The same rules as at the user side (`Line.ts`, `Enquiry.ts`); a call that ends at one port is released at the others.
 *
 * The network lags behind no user: it is up before it says CONNECT. So a user that is up in a call the network still sets up is wrong, and
 * one that still sets up what is up here has a CONNECT on its way.
 */
import type { VpiVci } from "@condis/core/Atm"
import type { SwitchAction } from "@condis/core/CallControl"
import { Cause } from "./Cause.ts"
import { type Leg, type LegState, other, type Port, type Switched, to } from "./Leg.ts"
import type { Message } from "./Message.ts"
import type { Operations } from "./Tree.ts"
import {
  concerns,
  connectionText,
  type LineMessage,
  type Notify,
  phaseOf,
  type Status,
  type StatusEnquiry,
  wholeInterface
} from "./StatusMessage.ts"
import type { Timers } from "./Timer.ts"

type Actions = Array<SwitchAction<Message>>

/** What it needs of the network beside what the trees need. */
export interface Keeping extends Pick<Operations, "send" | "clear"> {
  /** The leg is over; with its last leg the call is. */
  readonly drop: (leg: Leg, actions: Actions) => void
  /** The root has this party no more; nobody is to be told there. */
  readonly partyGone: (root: Switched, party: Switched, actions: Actions) => void
  /** Sets a timer, and gives the name to stop it by. */
  readonly start: (name: string, millis: number, run: (actions: Actions) => void, actions: Actions) => string
  readonly stop: (timer: string | undefined, actions: Actions) => void
}

/** How often RESTART and STATUS ENQUIRY are sent before they are given up. */
const attempts = 2

const note = (text: string): SwitchAction<Message> => ({ _tag: "Note", text })

export class Upkeep {
  readonly #timers: Timers
  readonly #network: Keeping

  constructor(timers: Timers, network: Keeping) {
    this.#timers = timers
    this.#network = network
  }

  // Status

  /** A user asks. */
  answer(leg: Leg, { endpoint }: StatusEnquiry, actions: Actions): void {
    const party = endpoint === undefined ? {} : { endpoint, endpointState: partyNumber(leg.call.parties?.get(endpoint)) }
    const callState = stateNumber(leg)
    const message: Message = { type: "STATUS", callReference: leg.reference, cause: Cause.STATUS_ENQUIRY_RESPONSE, callState, ...party }
    this.#network.send(leg, message, actions)
  }

  /** Asks the user at a leg. */
  enquire(leg: Leg, actions: Actions, times = 1): void {
    if (leg.branch !== undefined || leg.state === "Free" || leg.state === "Releasing" || (times === 1 && leg.enquiry !== undefined)) return
    this.#network.send(leg, { type: "STATUS_ENQUIRY", callReference: leg.reference }, actions)
    const unanswered = (then: Actions): void => {
      if (times < attempts) return this.enquire(leg, then, times + 1)
      leg.enquiry = undefined
      then.push(note(`T322 ran out ${attempts} times: port ${leg.port} does not answer STATUS ENQUIRY`))
      this.#network.clear(leg.call, undefined, Cause.TEMPORARY_FAILURE, undefined, then)
    }
    leg.enquiry = this.#network.start("T322", this.#timers.T322, unanswered, actions)
  }

  /** A user tells its state. */
  told(leg: Leg, { callState, endpoint, endpointState }: Status, actions: Actions): void {
    if (endpoint === undefined) {
      this.#network.stop(leg.enquiry, actions)
      leg.enquiry = undefined
    }
    const phase = phaseOf(callState)
    if (phase === undefined) actions.push(note(`STATUS of port ${leg.port} names a call state ${callState}, which does not exist`))
    else if (phase === "null") {
      this.#network.drop(leg, actions)
      this.#network.clear(leg.call, leg, Cause.TEMPORARY_FAILURE, undefined, actions)
    } else if (phase === "active" && (leg.state === "Calling" || leg.state === "Present" || leg.state === "Proceeding")) {
      this.#network.clear(leg.call, undefined, Cause.MESSAGE_NOT_COMPATIBLE_WITH_STATE, undefined, actions)
    } else if (endpoint !== undefined) {
      const party = leg.call.parties?.get(endpoint)
      if (party?.up === true && phaseOf(endpointState ?? -1) === "null") this.#network.partyGone(leg.call, party, actions)
    }
  }

  // Notifications

  /** To the other ends of the call; a root can mean one party. */
  notify(leg: Leg, { endpoint, notification }: Notify, actions: Actions): void {
    const { parties } = leg.call
    if (parties === undefined) return this.#pass(other(leg), notification, actions)
    for (const [number, { called }] of parties) if (endpoint === undefined || endpoint === number) this.#pass(called, notification, actions)
  }

  /** To every end of a call. */
  notifyAll({ called, caller }: Switched, notification: number, actions: Actions): void {
    for (const leg of [caller, called]) this.#pass(leg, notification, actions)
  }

  #pass(leg: Leg | undefined, notification: number, actions: Actions): void {
    if (leg === undefined || leg.state === "Free" || leg.state === "Releasing") return
    this.#network.send(leg, { type: "NOTIFY", callReference: leg.reference, notification }, actions)
  }

  // The link

  linkChanged(port: Port, up: boolean, actions: Actions): void {
    if (up === !port.down) return
    port.down = !up
    if (!up) {
      for (const leg of port.legs())
        if (leg.state !== "Up" && leg.state !== "Releasing") this.#lose(leg, Cause.DESTINATION_OUT_OF_ORDER, actions)
      if (port.legs().length === 0) return
      port.patience = this.#network.start("T309", this.#timers.T309, (then) => this.#giveUp(port, then), actions)
      return
    }
    if (port.givenUp) {
      port.givenUp = false
      return this.restart(port, undefined, Cause.DESTINATION_OUT_OF_ORDER, actions)
    }
    this.#network.stop(port.patience, actions)
    port.patience = undefined
    for (const leg of port.legs()) if (leg.state === "Up") this.enquire(leg, actions)
  }

  #giveUp(port: Port, actions: Actions): void {
    port.patience = undefined
    port.givenUp = true
    actions.push(note(`T309 ran out: the link of port ${port.number} does not come back, and its calls are given up`))
    this.lose(port, undefined, Cause.DESTINATION_OUT_OF_ORDER, actions)
  }

  /** Ends the calls at a port that use a connection (undefined: any), without a word to it. */
  lose(port: Port, connection: VpiVci | undefined, cause: number, actions: Actions): void {
    for (const leg of port.legs()) if (concerns(connection, leg.channel)) this.#lose(leg, cause, actions)
  }

  #lose(leg: Leg, cause: number, actions: Actions): void {
    // It may have gone with a call that was ended before it.
    if (leg.state === "Free") return
    this.#network.drop(leg, actions)
    this.#network.clear(leg.call, leg, cause, undefined, actions)
  }

  /** The adapter is gone, and whatever is asked of it. What was out of service is free for the next one. */
  portLost(port: Port, actions: Actions): void {
    this.#network.stop(port.patience, actions)
    this.#network.stop(port.restart?.timer, actions)
    port.patience = undefined
    port.givenUp = false
    port.restart = undefined
    port.next = []
    port.release()
  }

  // Restart

  /** Ends what uses a connection (undefined: all) and asks the user to do the same. One at a time. */
  restart(port: Port, connection: VpiVci | undefined, cause: number, actions: Actions): void {
    if (port.restart !== undefined && connection !== undefined) {
      if (!concerns(port.restart.connection, connection)) port.next.push(connection)
      return
    }
    this.#network.stop(port.restart?.timer, actions)
    port.restart = { connection, timer: undefined }
    if (connection === undefined) port.next = []
    this.#ask(port, 1, cause, actions)
  }

  /** Whenever RESTART goes out, what began meanwhile ends here too: the user may carry it out as if it were the first. */
  #ask(port: Port, times: number, cause: number, actions: Actions): void {
    const { restart } = port
    if (restart === undefined) return
    this.lose(port, restart.connection, cause, actions)
    actions.push(to(port.number, { type: "RESTART", callReference: wholeInterface(0), connectionId: restart.connection }))
    const unanswered = (then: Actions): void => {
      if (times < attempts) return this.#ask(port, times + 1, cause, then)
      then.push(
        note(
          `T316 ran out ${attempts} times: port ${port.number} does not answer RESTART of ${connectionText(restart.connection)}, ` +
            "which stays out of service"
        )
      )
      this.#following(port, then)
    }
    restart.timer = this.#network.start("T316", this.#timers.T316, unanswered, actions)
  }

  #following(port: Port, actions: Actions): void {
    port.restart = undefined
    const next = port.next.shift()
    if (next !== undefined) this.restart(port, next, Cause.TEMPORARY_FAILURE, actions)
  }

  /** A user restarts, or answers. */
  received(port: Port, message: LineMessage, actions: Actions): void {
    const { connectionId } = message
    if (message.type === "RESTART") {
      this.lose(port, connectionId, Cause.TEMPORARY_FAILURE, actions)
      actions.push(to(port.number, { type: "RESTART_ACKNOWLEDGE", callReference: wholeInterface(1), connectionId }))
      return
    }
    const { restart } = port
    if (restart === undefined || connectionText(restart.connection) !== connectionText(connectionId)) {
      actions.push(note(`RESTART ACKNOWLEDGE of port ${port.number} is not expected and left out`))
      return
    }
    this.#network.stop(restart.timer, actions)
    port.release(connectionId)
    this.#following(port, actions)
  }
}

const numbers: { readonly [S in LegState]: number } = { Calling: 3, Present: 6, Proceeding: 9, Up: 10, Releasing: 12, Free: 0 }

/** State of the call at a leg, as the recommendation numbers those of the network. */
const stateNumber = (leg: Leg): number => {
  if (leg.alerted && leg.state === "Calling") return 4
  return leg.alerted && leg.state === "Proceeding" ? 7 : numbers[leg.state]
}

/** State of a party of a root, as Q.2971 numbers them. */
const partyNumber = (party: Switched | undefined): number => {
  if (party === undefined) return 0
  if (party.up) return 10
  return party.caller.alerted ? 7 : 6
}
