/**
 * What the tests of UNI share: parameters, messages, and a small world of users, one network and virtual time.
 */
import { atmAddress } from "@condis/core/Atm"
import type { CallAction, CallControl, CallEvent, Endpoint, SwitchAction, SwitchControl } from "@condis/core/CallControl"
import { type CallParameters, callTo, withFlag, CallFlags } from "@condis/core/CallParameters"
import { type FlowSpec, flowSpec } from "@condis/core/FlowSpec"
import { NdisStatus } from "@condis/core/NdisStatus"
import * as Uni from "../../src/uni/index.ts"

export type Action = CallAction<Uni.Message>
export type Event = CallEvent<Uni.Message>

export const alice = "47.0001"
export const bob = "47.0002"
export const robot = "47.00aa"

export const rate = (bytes: number): FlowSpec => flowSpec({ TokenRate: bytes, PeakBandwidth: bytes, MaxSduSize: 1000 })
export const parametersTo = (to: string, transmit = 10_000, receive = 20_000): CallParameters =>
  callTo(atmAddress(to), atmAddress(alice), { transmit: rate(transmit), receive: rate(receive) })

/** The same parameters with other rates, as a client hands them back. */
export const changed = (transmit: number, receive: number, to = bob): CallParameters =>
  withFlag(parametersTo(to, transmit, receive), CallFlags.CALL_PARAMETERS_CHANGED)

export const rates = (parameters: CallParameters): ReadonlyArray<number | undefined> => [
  parameters.CallMgrParameters?.Transmit.PeakBandwidth,
  parameters.CallMgrParameters?.Receive.PeakBandwidth
]

const channel = { Vpi: 0, Vci: 40 }
const traffic = { transmit: rate(1_000), receive: rate(2_000) }

/** One message of every kind, as the network sends it to the user about this call. */
export const fromNetwork = (type: Uni.MessageType, value = 1, ours = true): Uni.Message => {
  const callReference = { value, flag: ours ? 1 : 0 } as const
  switch (type) {
    case "SETUP":
      return { type, callReference, called: atmAddress(bob), calling: atmAddress(alice), traffic, connectionId: channel, elements: [] }
    case "CALL_PROCEEDING":
      return { type, callReference, connectionId: channel }
    case "CONNECT":
      return { type, callReference, connectionId: channel, traffic: undefined }
    case "RELEASE":
    case "RELEASE_COMPLETE":
      return { type, callReference, cause: Uni.Cause.NORMAL, userToUser: undefined }
    case "MODIFY_REQUEST":
      return { type, callReference, traffic }
    case "MODIFY_REJECT":
      return { type, callReference, cause: Uni.Cause.QUALITY_OF_SERVICE_UNAVAILABLE }
    case "ADD_PARTY":
      return { type, callReference, endpoint: 1, called: atmAddress(bob), calling: atmAddress(alice), traffic, elements: [] }
    case "ADD_PARTY_ACKNOWLEDGE":
    case "PARTY_ALERTING":
      return { type, callReference, endpoint: 1 }
    case "ADD_PARTY_REJECT":
      return { type, callReference, endpoint: 1, cause: Uni.Cause.USER_BUSY }
    case "DROP_PARTY":
      return { type, callReference, endpoint: 1, cause: Uni.Cause.NORMAL, userToUser: undefined }
    case "DROP_PARTY_ACKNOWLEDGE":
      return { type, callReference, endpoint: 1, userToUser: undefined }
    case "ALERTING":
    case "CONNECT_ACKNOWLEDGE":
    case "MODIFY_ACKNOWLEDGE":
      return { type, callReference }
  }
}

export const message = (value: Uni.Message): Event => ({ _tag: "Message", message: value })
export const makeCall = (parameters: CallParameters): Event => ({ _tag: "MakeCall", parameters })
export const timer = (name: string): Event => ({ _tag: "Timer", timer: name })
export const activated = (parameters: CallParameters, status: NdisStatus = NdisStatus.SUCCESS): Event => ({
  _tag: "Activated",
  status,
  parameters
})
export const answered = (status: NdisStatus, parameters: CallParameters, isChanged = false): Event => ({
  _tag: "Answered",
  status,
  parameters,
  changed: isChanged
})
export const pended: Event = { _tag: "Pended" }
export const modify = (parameters: CallParameters): Event => ({ _tag: "Modify", parameters })
export const accepted: Event = { _tag: "QoSAccepted" }
export const close = (data?: Uint8Array): Event => ({ _tag: "Close", data })
export const abort = (status: NdisStatus = NdisStatus.MEDIA_DISCONNECTED): Event => ({ _tag: "Abort", status })

/** An action in a few words, so that an exchange reads as a list. */
export const show = (action: Action): string => {
  switch (action._tag) {
    case "Send":
      return `> ${action.message.type}${"cause" in action.message ? ` ${action.message.cause}` : ""}`
    case "StartTimer":
      return `+${action.timer}`
    case "StopTimer":
      return `-${action.timer}`
    case "CallMade":
    case "Modified":
    case "IncomingClose":
    case "CloseRefused":
      return `${action._tag} ${statusText(action.status)}`
    default:
      return action._tag
  }
}

const statusText = (status: NdisStatus): string => Object.entries(NdisStatus).find(([, code]) => code === status)?.[0] ?? String(status)

/** Runs a call through events and collects what it does. */
export class Script {
  call: Uni.Call
  actions: ReadonlyArray<Action> = []
  readonly control: CallControl<Uni.Call, Uni.Message>

  constructor(options: Uni.Options = {}, ours = true) {
    this.control = Uni.callControl(options)
    this.call = this.control.idle({ value: 1, ours })
  }

  /** What the call does about this event. */
  on(event: Event): ReadonlyArray<string> {
    const { actions, call } = this.control.step(this.call, event)
    this.call = call
    this.actions = actions
    return actions.map(show)
  }

  /** What the call does about a message of this kind from the network. */
  gets(type: Uni.MessageType): ReadonlyArray<string> {
    return this.on(message(fromNetwork(type, 1, this.call.reference.flag === 0)))
  }

  /** The action of this kind in the last step. */
  find<T extends Action["_tag"]>(tag: T): Extract<Action, { readonly _tag: T }> {
    for (const action of this.actions) if (is(action, tag)) return action
    throw new Error(`no ${tag} among ${this.actions.map(show).join(", ")}`)
  }

  /** The message sent in the last step. */
  sent<T extends Uni.MessageType>(type: T): Extract<Uni.Message, { readonly type: T }> {
    for (const action of this.actions) if (action._tag === "Send" && ofType(action.message, type)) return action.message
    throw new Error(`no ${type} among ${this.actions.map(show).join(", ")}`)
  }

  /** The activation asked for in the last step succeeds or fails. */
  activates(status: NdisStatus = NdisStatus.SUCCESS): ReadonlyArray<string> {
    return this.on(activated(this.find("Activate").parameters, status))
  }
}

const is = <T extends Action["_tag"]>(action: Action, tag: T): action is Extract<Action, { readonly _tag: T }> => action._tag === tag
const ofType = <T extends Uni.MessageType>(value: Uni.Message, type: T): value is Extract<Uni.Message, { readonly type: T }> =>
  value.type === type

/** A call that was made and is up. */
export const up = (options: Uni.Options = {}): Script => {
  const script = new Script(options)
  script.on(makeCall(parametersTo(bob)))
  script.gets("CALL_PROCEEDING")
  script.gets("CONNECT")
  script.activates()
  return script
}

/** A call that came in and is offered. */
export const offered = (options: Uni.Options = {}): Script => {
  const script = new Script(options, false)
  script.gets("SETUP")
  return script
}

/** Seeded numbers in [0, 1). */
export const random = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** A call as the client of a user has it. */
export interface Held {
  readonly key: string
  call: Uni.Call
  readonly log: Array<string>
  /** What the client knows. */
  believes: "no" | "deciding" | "making" | "up" | "told" | "closing" | "over"
  /** Connected at the called side. */
  connected: boolean
  parameters: CallParameters
  closeData: Uint8Array | undefined
  closeStatus: NdisStatus | undefined
  asked: number
  modified: number
}

/** How the client of a user behaves. By default it takes calls as they are and agrees to everything. */
export interface Policy {
  readonly answer?: (held: Held) => Event | undefined
  readonly proposed?: (held: Held) => Event
  readonly activates?: (held: Held) => NdisStatus
}

interface Entry {
  readonly time: number
  readonly order: number
  readonly run: () => void
  /** A timer that was stopped happens no more, and time does not wait for it. */
  readonly live: () => boolean
}

/** Users, one network, links of a fixed or drawn delay that keep their order, and virtual time. */
export class World {
  readonly network: SwitchControl<Uni.Message>
  readonly wire: Array<string> = []
  readonly crossings: Array<readonly [Endpoint, Endpoint]> = []
  readonly notes: Array<string> = []
  readonly users = new Map<number, User>()
  readonly timers = new Map<string, object>()
  time = 0
  /** Delay of a message, in milliseconds. */
  delay: () => number = () => 1
  /** Is the message lost? */
  loses: (port: number, upward: boolean, value: Uni.Message) => boolean = () => false
  #order = 0
  #entries: Array<Entry> = []
  readonly #last = new Map<string, number>()

  constructor(options: Uni.NetworkOptions = {}) {
    this.network = Uni.network(options)
  }

  user(port: number, address: string, policy: Policy = {}, options: Uni.Options = {}): User {
    const user = new User(this, port, policy, Uni.callControl({ address: atmAddress(address), ...options }))
    this.users.set(port, user)
    this.network.attach(port, address)
    return user
  }

  after(millis: number, run: () => void, live: () => boolean = () => true): void {
    this.#entries.push({ time: this.time + millis, order: this.#order++, run, live })
  }

  /** Runs until nothing is left to happen, or until this time. */
  run(until = Infinity): void {
    for (;;) {
      let next: Entry | undefined
      this.#entries = this.#entries.filter((entry) => entry.live())
      for (const entry of this.#entries) {
        if (next === undefined || entry.time < next.time || (entry.time === next.time && entry.order < next.order)) next = entry
      }
      if (next === undefined || next.time > until) {
        if (until !== Infinity) this.time = until
        return
      }
      const chosen = next
      this.#entries = this.#entries.filter((entry) => entry !== chosen)
      this.time = chosen.time
      chosen.run()
    }
  }

  #travel(port: number, upward: boolean, value: Uni.Message, run: () => void): void {
    const lost = this.loses(port, upward, value)
    this.wire.push(`${port}${upward ? ">" : "<"} ${value.type}${lost ? " lost" : ""}`)
    if (lost) return
    const link = `${port}${upward ? ">" : "<"}`
    const at = Math.max(this.time + this.delay(), this.#last.get(link) ?? 0)
    this.#last.set(link, at)
    this.after(at - this.time, run)
  }

  up(port: number, value: Uni.Message): void {
    this.#travel(port, true, value, () => this.perform(this.network.message(port, value)))
  }

  perform(actions: ReadonlyArray<SwitchAction<Uni.Message>>): void {
    for (const action of actions) {
      switch (action._tag) {
        case "Send": {
          const user = this.users.get(action.port)
          if (user !== undefined) this.#travel(action.port, false, action.message, () => user.receive(action.message))
          break
        }
        case "Connect":
          this.crossings.push([action.a, action.b])
          break
        case "Disconnect": {
          const index = this.crossings.findIndex(([a, b]) => a.vci === action.a.vci && a.port === action.a.port && b.port === action.b.port)
          if (index < 0) throw new Error("disconnected what was not connected")
          this.crossings.splice(index, 1)
          break
        }
        case "StartTimer":
          this.startTimer(`network ${action.timer}`, action.millis, () => this.perform(this.network.timer(action.timer)))
          break
        case "StopTimer":
          this.stopTimer(`network ${action.timer}`)
          break
        case "Note":
          this.notes.push(action.text)
      }
    }
  }

  startTimer(name: string, millis: number, run: () => void): void {
    if (this.timers.has(name)) throw new Error(`${name} runs already`)
    const token = {}
    this.timers.set(name, token)
    const expire = (): void => {
      this.timers.delete(name)
      run()
    }
    this.after(millis, expire, () => this.timers.get(name) === token)
  }

  stopTimer(name: string): void {
    if (!this.timers.delete(name)) throw new Error(`${name} does not run`)
  }
}

/** A user of the network: the least of a call manager, with a client above it. */
export class User {
  readonly calls = new Map<string, Held>()
  readonly all: Array<Held> = []
  #references = 0
  readonly world: World
  readonly port: number
  policy: Policy
  readonly control: CallControl<Uni.Call, Uni.Message>

  constructor(world: World, port: number, policy: Policy, control: CallControl<Uni.Call, Uni.Message>) {
    this.world = world
    this.port = port
    this.policy = policy
    this.control = control
  }

  #add(value: number, ours: boolean): Held {
    const call = this.control.idle({ value, ours })
    const held: Held = {
      key: `${value}${ours ? "o" : "t"}`,
      call,
      log: [],
      believes: "no",
      connected: false,
      parameters: call.parameters,
      closeData: undefined,
      closeStatus: undefined,
      asked: 0,
      modified: 0
    }
    this.calls.set(held.key, held)
    this.all.push(held)
    return held
  }

  makes(parameters: CallParameters): Held {
    const held = this.#add(++this.#references, true)
    held.believes = "making"
    this.on(held, makeCall(parameters))
    return held
  }

  receive(value: Uni.Message): void {
    const reference = this.control.referenceOf(value)
    if (reference === undefined) throw new Error("a message of the interface")
    const held = this.calls.get(`${reference.value}${reference.ours ? "o" : "t"}`)
    if (held !== undefined) return this.on(held, message(value))
    if (this.control.opens(value)) return this.on(this.#add(reference.value, reference.ours), message(value))
    const answer = this.control.stray(value)
    if (answer !== undefined) this.world.up(this.port, answer)
  }

  on(held: Held, event: Event): void {
    if (event._tag === "Modify") held.asked++
    if (event._tag === "Close") held.believes = "closing"
    if (event._tag === "Answered" && event.status === NdisStatus.SUCCESS) held.believes = "up"
    const { actions, call } = this.control.step(held.call, event)
    held.call = call
    for (const action of actions) this.#perform(held, action)
  }

  #perform(held: Held, action: Action): void {
    const { world } = this
    held.log.push(show(action))
    switch (action._tag) {
      case "Send":
        return world.up(this.port, action.message)
      case "StartTimer":
        return world.startTimer(`${this.port} ${held.key} ${action.timer}`, action.millis, () => this.on(held, timer(action.timer)))
      case "StopTimer":
        return world.stopTimer(`${this.port} ${held.key} ${action.timer}`)
      case "Activate": {
        const status = this.policy.activates?.(held) ?? NdisStatus.SUCCESS
        return world.after(0, () => this.on(held, activated(action.parameters, status)))
      }
      case "CallMade":
        held.parameters = action.parameters
        held.believes = action.status === NdisStatus.SUCCESS ? "up" : "over"
        held.closeStatus = action.status
        return
      case "Offer": {
        held.parameters = action.parameters
        held.believes = "deciding"
        const answer = this.policy.answer
        return world.after(0, () => {
          const event = answer === undefined ? answered(NdisStatus.SUCCESS, action.parameters) : answer(held)
          if (event !== undefined) this.on(held, event)
        })
      }
      case "Connected":
        held.connected = true
        return
      case "QoSProposed": {
        const event = this.policy.proposed?.(held) ?? accepted
        if (event._tag === "QoSAccepted") held.parameters = action.parameters
        return world.after(0, () => this.on(held, event))
      }
      case "Modified":
        held.modified++
        if (action.status === NdisStatus.SUCCESS) held.parameters = action.parameters
        return
      case "IncomingClose":
        held.believes = "told"
        held.closeStatus = action.status
        held.closeData = action.data
        return world.after(0, () => {
          if (held.believes === "told") this.on(held, close())
        })
      case "CloseRefused":
        held.believes = "up"
        return
      case "Closed":
      case "Gone":
        held.believes = "over"
        this.calls.delete(held.key)
        return
      case "Note":
        world.notes.push(action.text)
    }
  }
}
