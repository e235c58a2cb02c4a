/**
 * The network side of ATM signalling, as a switch runs it: every interface of the switch is a port, a call has a leg at the port of its
 * caller and one at the port of its called party. A far end that the switch plays itself takes the place of the second leg. A multipoint
 * call is one leg at the port of its root, and a call for each party: a leaf is called, and clears, like any other called party.
 *
 * Clearing is local, as in Q.2931: who sends RELEASE gets RELEASE COMPLETE at once, and the other leg is released on its own.
 */
import { atmAddress, atmAddressText, type VpiVci } from "@condis/core/Atm"
import type { FarEnd, NetworkOrder, SwitchAction, SwitchControl } from "@condis/core/CallControl"
import { carried } from "./Carried.ts"
import { Cause } from "./Cause.ts"
import { Changes } from "./Changes.ts"
import { type ChannelLimits, defaultChannels } from "./Channels.ts"
import { Calls, cross, isFree, type Leg, other, Port, refuse, setupOf, Switched, to, uncross } from "./Leg.ts"
import {
  answering,
  codec,
  type Connect,
  type Message,
  messageName,
  opens,
  type Release,
  type ReleaseComplete,
  type Setup,
  stray,
  swap
} from "./Message.ts"
import { type AddParty, isPartyMessage } from "./PartyMessage.ts"
import { asks, trafficOf } from "./Parameters.ts"
import { isLineMessage } from "./StatusMessage.ts"
import { type Timers, timers } from "./Timer.ts"
import { Tree } from "./Tree.ts"
import { Upkeep } from "./Upkeep.ts"

/** What a network can be told at its making. */
export interface NetworkOptions {
  readonly timers?: Partial<Timers>
  readonly channels?: Partial<ChannelLimits>
}

type Action = SwitchAction<Message>
type Actions = Array<Action>

/** A network of one switch. */
export class Network implements SwitchControl<Message> {
  readonly codec = codec
  readonly messageName = messageName
  readonly carried = carried
  readonly #timers: Timers
  readonly #channels: ChannelLimits
  readonly #ports = new Map<number, Port>()
  readonly #addresses = new Map<string, number>()
  readonly #farEnds = new Map<string, FarEnd>()
  readonly #calls = new Calls()
  readonly #waiting = new Map<string, (actions: Actions) => void>()
  readonly #tree: Tree
  readonly #changes: Changes
  readonly #upkeep: Upkeep
  #serial = 0

  constructor(options: NetworkOptions = {}) {
    this.#timers = timers(options.timers)
    this.#channels = { ...defaultChannels, ...options.channels }
    this.#changes = new Changes((leg, message, actions) => this.#send(leg, message, actions), this.#farEnds)
    this.#tree = new Tree(this.#calls, {
      send: (leg, message, actions) => this.#send(leg, message, actions),
      stop: (leg, actions) => this.#stop(leg, actions),
      clear: (call, except, cause, data, actions) => this.#clear(call, except, cause, data, actions),
      reach: (party, message, actions) => this.#reach(party, message, actions)
    })
    this.#upkeep = new Upkeep(this.#timers, {
      send: (leg, message, actions) => this.#send(leg, message, actions),
      clear: (call, except, cause, data, actions) => this.#clear(call, except, cause, data, actions),
      drop: (leg, actions) => this.#drop(leg, actions),
      partyGone: (root, party, actions) => this.#tree.drop(root, party, Cause.TEMPORARY_FAILURE, undefined, actions),
      start: (name, millis, run, actions) => this.#after(name, millis, run, actions),
      stop: (timer, actions) => this.#cancel(timer, actions)
    })
  }

  /** Throws a RangeError when the text is not an address. */
  readonly attach = (port: number, address: string): void => {
    const text = atmAddressText(atmAddress(address))
    this.#addresses.set(text, port)
    this.#port(port).address ??= text
  }

  /** A port with the same address goes first. Throws a RangeError when the text is not an address. */
  readonly farEnd = (address: string, behaviour: FarEnd): void => {
    this.#farEnds.set(atmAddressText(atmAddress(address)), behaviour)
  }

  readonly calls = (): number => this.#calls.size

  readonly message = (port: number, message: Message): ReadonlyArray<Action> => {
    const actions: Actions = []
    const leg = this.#port(port).legOf(message.callReference)
    if (isLineMessage(message) && message.callReference.value === 0) this.#upkeep.received(this.#port(port), message, actions)
    else if (leg === undefined) this.#unknown(port, message, actions)
    else this.#known(leg, message, actions)
    return actions
  }

  readonly timer = (timer: string): ReadonlyArray<Action> => {
    const actions: Actions = []
    const run = this.#waiting.get(timer)
    this.#waiting.delete(timer)
    run?.(actions)
    return actions
  }

  readonly linkChanged = (port: number, up: boolean): ReadonlyArray<Action> => {
    const actions: Actions = []
    this.#upkeep.linkChanged(this.#port(port), up, actions)
    return actions
  }

  readonly channelLost = (port: number): ReadonlyArray<Action> => {
    const actions: Actions = []
    const lost = this.#port(port)
    this.#upkeep.lose(lost, undefined, Cause.DESTINATION_OUT_OF_ORDER, actions)
    this.#upkeep.portLost(lost, actions)
    return actions
  }

  readonly order = (order: NetworkOrder): ReadonlyArray<Action> => {
    const actions: Actions = []
    const text = atmAddressText(atmAddress(order.address))
    if (order._tag === "Restart") {
      const port = this.#addresses.get(text)
      if (port === undefined) actions.push({ _tag: "Note", text: `nobody is at ${order.address}` })
      else this.#upkeep.restart(this.#port(port), order.connection, Cause.TEMPORARY_FAILURE, actions)
      return actions
    }
    let found = false
    for (const call of this.#calls.all()) {
      // A party goes to its own address only: the root's is that of the whole call. One before it may have taken it along.
      const own = call.calledAddress === text || (call.caller.branch === undefined && call.caller.address === text)
      if (!own || !this.#calls.has(call)) continue
      found = true
      this.#carryOut(order, call, text, actions)
    }
    if (!found) actions.push({ _tag: "Note", text: `no call goes to or from ${order.address}` })
    return actions
  }

  #carryOut(order: Exclude<NetworkOrder, { readonly _tag: "Restart" }>, call: Switched, address: string, actions: Actions): void {
    switch (order._tag) {
      case "Release":
        return this.#clear(call, undefined, order.cause, order.data, actions)
      case "Modify":
        return this.#changes.proposed(call, address, order, actions)
      case "Enquire":
        for (const leg of [call.caller, call.called]) if (leg !== undefined) this.#upkeep.enquire(leg, actions)
        return
      case "Notify":
        return this.#upkeep.notifyAll(call, order.notification, actions)
    }
  }

  #port(number: number): Port {
    let port = this.#ports.get(number)
    if (port === undefined) this.#ports.set(number, (port = new Port(number, this.#channels)))
    return port
  }

  #unknown(port: number, message: Message, actions: Actions): void {
    if (message.type === "SETUP" && opens(message) && message.callReference.value !== 0) return this.#setup(port, message, actions)
    if (message.callReference.value === 0) {
      actions.push({ _tag: "Note", text: `${messageName(message)} of port ${port} is about the whole interface and left out` })
      return
    }
    const answer = stray(message)
    if (answer !== undefined) actions.push(to(port, answer))
  }

  #known(leg: Leg, message: Message, actions: Actions): void {
    if (isPartyMessage(message)) return this.#tree.message(leg, message, actions)
    switch (message.type) {
      case "CALL_PROCEEDING":
        if (leg.state === "Present") {
          this.#stop(leg, actions)
          leg.state = "Proceeding"
        }
        return
      case "ALERTING":
        if (leg.state !== "Present" && leg.state !== "Proceeding") return
        this.#stop(leg, actions)
        leg.state = "Proceeding"
        leg.alerted = true
        leg.call.caller.alerted = true
        return this.#send(leg.call.caller, { type: "ALERTING", callReference: leg.call.caller.reference }, actions)
      case "CONNECT":
        return this.#connect(leg, message, actions)
      case "RELEASE":
        return this.#released(leg, message, actions)
      case "RELEASE_COMPLETE":
        return this.#releaseComplete(leg, message, actions)
      case "MODIFY_REQUEST":
        return this.#changes.asked(leg, message, actions)
      case "MODIFY_ACKNOWLEDGE":
      case "MODIFY_REJECT":
        return this.#changes.answered(leg, message, actions)
      case "STATUS_ENQUIRY":
        return this.#upkeep.answer(leg, message, actions)
      case "STATUS":
        return this.#upkeep.told(leg, message, actions)
      case "NOTIFY":
        return this.#upkeep.notify(leg, message, actions)
      case "RESTART":
      case "RESTART_ACKNOWLEDGE":
        actions.push({ _tag: "Note", text: `${messageName(message)} of port ${leg.port} is about one call and left out` })
        return
      case "SETUP":
      case "CONNECT_ACKNOWLEDGE":
        // A repeated SETUP of a call that is known, and an acknowledgement nobody waits for.
        return
    }
  }

  #setup(port: number, message: Setup, actions: Actions): void {
    if (message.endpoint !== undefined) return this.#setupTree(port, message, message.endpoint, actions)
    const calledAddress = atmAddressText(message.called)
    const to = this.#addresses.get(calledAddress)
    const behaviour = to === undefined ? this.#farEnds.get(calledAddress) : undefined
    if (to === undefined && behaviour === undefined) return refuse(port, message, Cause.NO_ROUTE_TO_DESTINATION, actions)
    const here = this.#port(port)
    const channel = here.channels.take()
    if (channel === undefined) return refuse(port, message, Cause.NO_CHANNEL_AVAILABLE, actions)
    const address = message.calling.NumberOfDigits === 0 ? (here.address ?? "") : atmAddressText(message.calling)
    const call = new Switched(port, answering(message.callReference), channel, address, calledAddress)
    if (to === undefined) {
      this.#begin(here, call, actions)
      if (behaviour !== undefined) this.#play(call, behaviour, actions)
      return
    }
    const there = this.#port(to)
    const calledChannel = there.channels.take()
    if (calledChannel === undefined) {
      here.channels.give(channel)
      return refuse(port, message, Cause.NO_CHANNEL_AVAILABLE, actions)
    }
    this.#begin(here, call, actions)
    this.#callUp(call, there, calledChannel, message, actions)
  }

  #callUp(call: Switched, there: Port, calledChannel: VpiVci, message: Setup | AddParty, actions: Actions): void {
    const called = call.callUp(there.number, there.reference(), calledChannel)
    there.add(called)
    called.setup = setupOf(called, message)
    this.#send(called, called.setup, actions)
    this.#start(called, "T303", this.#timers.T303, actions)
  }

  // Multipoint calls

  #setupTree(port: number, message: Setup, endpoint: number, actions: Actions): void {
    const here = this.#port(port)
    const channel = here.channels.take()
    if (channel === undefined) return refuse(port, message, Cause.NO_CHANNEL_AVAILABLE, actions)
    const address = message.calling.NumberOfDigits === 0 ? (here.address ?? "") : atmAddressText(message.calling)
    // It goes to no address itself: its parties do.
    const root = new Switched(port, answering(message.callReference), channel, address, "")
    root.parties = new Map()
    this.#begin(here, root, actions)
    this.#tree.add(root, endpoint, message, actions)
  }

  /** A call to one more party goes out. */
  #reach(party: Switched, message: Setup | AddParty, actions: Actions): void {
    const to = this.#addresses.get(party.calledAddress)
    const behaviour = to === undefined ? this.#farEnds.get(party.calledAddress) : undefined
    if (to === undefined) {
      if (behaviour !== undefined) this.#play(party, behaviour, actions)
      else this.#clear(party, undefined, Cause.NO_ROUTE_TO_DESTINATION, undefined, actions)
      return
    }
    const there = this.#port(to)
    const channel = there.channels.take()
    if (channel === undefined) this.#clear(party, undefined, Cause.NO_CHANNEL_AVAILABLE, undefined, actions)
    else this.#callUp(party, there, channel, message, actions)
  }

  #begin(port: Port, call: Switched, actions: Actions): void {
    const { caller } = call
    port.add(caller)
    this.#calls.add(call)
    this.#send(caller, { type: "CALL_PROCEEDING", callReference: caller.reference, connectionId: caller.channel }, actions)
  }

  /** What a far end that the switch plays says to a call. */
  #play(call: Switched, behaviour: FarEnd, actions: Actions): void {
    switch (behaviour._tag) {
      case "Answer":
        return this.#farEndConnects(call, undefined, actions)
      case "AnswerWith":
        // Its parameters are those of the far end: what it transmits comes first.
        return this.#farEndConnects(call, asks(behaviour.parameters) ? trafficOf(behaviour.parameters) : undefined, actions)
      case "Reject":
        return this.#clear(call, undefined, behaviour.cause, undefined, actions)
      case "Silent":
        return this.#start(call.caller, "T303", this.#timers.T303, actions)
      case "Alert":
        call.caller.alerted = true
        this.#send(call.caller, { type: "ALERTING", callReference: call.caller.reference }, actions)
        if (behaviour.answersAfterMillis !== undefined) this.#start(call.caller, "answer", behaviour.answersAfterMillis, actions)
    }
  }

  #farEndConnects(call: Switched, traffic: Connect["traffic"], actions: Actions): void {
    const { caller } = call
    call.up = true
    caller.state = "Up"
    this.#send(caller, { type: "CONNECT", callReference: caller.reference, connectionId: caller.channel, traffic }, actions)
  }

  #connect(leg: Leg, message: Connect, actions: Actions): void {
    const { call, setup } = leg
    if ((leg.state !== "Present" && leg.state !== "Proceeding") || setup === undefined) return
    const { caller } = call
    this.#stop(leg, actions)
    leg.state = "Up"
    caller.state = "Up"
    call.up = true
    this.#send(leg, { type: "CONNECT_ACKNOWLEDGE", callReference: leg.reference }, actions)
    const { traffic } = message
    actions.push(cross(leg, traffic === undefined ? setup.traffic : swap(traffic)))
    this.#send(caller, { type: "CONNECT", callReference: caller.reference, connectionId: caller.channel, traffic }, actions)
  }

  #released(leg: Leg, message: Release, actions: Actions): void {
    if (leg.state !== "Releasing") {
      this.#send(leg, { type: "RELEASE_COMPLETE", callReference: leg.reference, cause: Cause.NORMAL, userToUser: undefined }, actions)
    }
    this.#drop(leg, actions)
    this.#clear(leg.call, leg, message.cause, message.userToUser, actions)
  }

  #releaseComplete(leg: Leg, message: ReleaseComplete, actions: Actions): void {
    this.#drop(leg, actions)
    this.#clear(leg.call, leg, message.cause, message.userToUser, actions)
  }

  /** Ends a call at every leg but one. */
  #clear(call: Switched, except: Leg | undefined, cause: number, data: Uint8Array | undefined, actions: Actions): void {
    const { called, caller } = call
    if (call.crossed && called !== undefined) actions.push(uncross(called))
    const wasUp = call.up
    call.up = false
    for (const leg of [caller, called]) {
      if (leg === undefined || leg === except || leg.state === "Free" || leg.state === "Releasing") continue
      this.#stop(leg, actions)
      if (leg.branch !== undefined) {
        this.#tree.ended(call, wasUp, cause, data, actions)
        continue
      }
      leg.state = "Releasing"
      leg.repeated = false
      leg.release = { type: "RELEASE", callReference: leg.reference, cause, userToUser: data }
      this.#send(leg, leg.release, actions)
      this.#start(leg, "T308", this.#timers.T308, actions)
    }
    if (call.parties === undefined) return
    for (const party of [...call.parties.values()]) {
      this.#tree.over(party, actions)
      this.#clear(party, party.caller, cause, data, actions)
    }
  }

  /** The leg is over; with its last leg the call is. */
  #drop(leg: Leg, actions: Actions): void {
    this.#stop(leg, actions)
    this.#cancel(leg.enquiry, actions)
    leg.enquiry = undefined
    leg.state = "Free"
    this.#port(leg.port).remove(leg)
    const rest = other(leg)
    if (rest === undefined || rest.state === "Free") this.#calls.delete(leg.call)
  }

  /** T303: the called user gets SETUP once more, then the caller is released. A silent far end gets nothing, and is waited for as long. */
  #setupUnanswered(leg: Leg, actions: Actions): void {
    if (!leg.repeated) {
      leg.repeated = true
      if (leg.setup !== undefined) this.#send(leg, leg.setup, actions)
      return this.#start(leg, "T303", this.#timers.T303, actions)
    }
    actions.push({ _tag: "Note", text: `T303 ran out twice: ${leg.call.calledAddress} does not answer SETUP` })
    if (leg === leg.call.caller) return this.#clear(leg.call, undefined, Cause.TIMER_EXPIRY, undefined, actions)
    this.#send(leg, { type: "RELEASE_COMPLETE", callReference: leg.reference, cause: Cause.TIMER_EXPIRY, userToUser: undefined }, actions)
    this.#drop(leg, actions)
    this.#clear(leg.call, leg, Cause.TIMER_EXPIRY, undefined, actions)
  }

  /** T308: RELEASE once more, then the leg is given up. */
  #releaseUnanswered(leg: Leg, actions: Actions): void {
    if (!leg.repeated && leg.release !== undefined) {
      leg.repeated = true
      this.#send(leg, leg.release, actions)
      return this.#start(leg, "T308", this.#timers.T308, actions)
    }
    actions.push({ _tag: "Note", text: `T308 ran out twice: port ${leg.port} does not answer RELEASE` })
    // It gives the connection back with RESTART ACKNOWLEDGE instead.
    this.#upkeep.restart(this.#port(leg.port), leg.channel, Cause.TEMPORARY_FAILURE, actions)
    if (!isFree(leg)) this.#drop(leg, actions)
  }

  #send(leg: Leg, message: Message, actions: Actions): void {
    if (leg.branch !== undefined) return this.#tree.tell(leg.branch, message, actions)
    actions.push(to(leg.port, message))
  }

  #start(leg: Leg, name: string, millis: number, actions: Actions): void {
    leg.timer = this.#after(name, millis, (then) => this.#expired(leg, name, then), actions)
  }

  #expired(leg: Leg, name: string, actions: Actions): void {
    leg.timer = undefined
    if (name === "answer") this.#farEndConnects(leg.call, undefined, actions)
    else if (leg.state === "Releasing") this.#releaseUnanswered(leg, actions)
    else this.#setupUnanswered(leg, actions)
  }

  #stop(leg: Leg, actions: Actions): void {
    this.#cancel(leg.timer, actions)
    leg.timer = undefined
  }

  #after(name: string, millis: number, run: (actions: Actions) => void, actions: Actions): string {
    const timer = `${name} ${++this.#serial}`
    this.#waiting.set(timer, run)
    actions.push({ _tag: "StartTimer", timer, millis })
    return timer
  }

  #cancel(timer: string | undefined, actions: Actions): void {
    if (timer !== undefined && this.#waiting.delete(timer)) actions.push({ _tag: "StopTimer", timer })
  }
}
