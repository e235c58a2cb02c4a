/**
 * A small world for tests of UNI: users, one network, links, and virtual time.
 */
import { atmAddress } from "@condis/core/Atm"
import type { CallControl, Endpoint, LineAction, LineEvent, SwitchAction, SwitchControl } from "@condis/core/CallControl"
import type { CallParameters } from "@condis/core/CallParameters"
import { NdisStatus } from "@condis/core/NdisStatus"
import * as Uni from "../../src/uni/index.ts"
import { abort, accepted, type Action, activated, answered, close, type Event, makeCall, message, show, timer } from "./support.ts"

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

const endName = ({ port, vci }: Endpoint): string => `${port}/${vci}`

/** Users, one network, links of a fixed or drawn delay that keep their order, and virtual time. */
export class World {
  readonly network: SwitchControl<Uni.Message>
  readonly wire: Array<string> = []
  readonly crossings: Array<readonly [Endpoint, Endpoint]> = []
  readonly notes: Array<string> = []
  /** The peak rates, in cells/s, that each connected end (`port/vci`) was held to, one after the other. */
  readonly peaks = new Map<string, Array<number | undefined>>()
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
          this.peaks.set(endName(action.a), [action.fromA?.peakCellsPerSecond])
          this.peaks.set(endName(action.b), [action.fromB?.peakCellsPerSecond])
          break
        case "Contract": {
          const peaks = this.peaks.get(endName(action.at))
          if (peaks === undefined) throw new Error("a contract for what is not connected")
          peaks.push(action.contract.peakCellsPerSecond)
          break
        }
        case "Disconnect": {
          const index = this.crossings.findIndex(([a, b]) => a.vci === action.a.vci && a.port === action.a.port && b.port === action.b.port)
          if (index < 0) throw new Error("disconnected what was not connected")
          this.crossings.splice(index, 1)
          for (const end of [action.a, action.b]) this.peaks.delete(endName(end))
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
  readonly control: CallControl<Uni.Call, Uni.Message, Uni.Line>
  line: Uni.Line
  /** Calls whose end the line waits for. */
  #clearing: Set<Held> | undefined = undefined

  constructor(world: World, port: number, policy: Policy, control: CallControl<Uni.Call, Uni.Message, Uni.Line>) {
    this.world = world
    this.port = port
    this.policy = policy
    this.control = control
    this.line = control.line.idle
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
    if (reference === undefined) return this.onLine({ _tag: "Message", message: value })
    const held = this.calls.get(`${reference.value}${reference.ours ? "o" : "t"}`)
    if (held !== undefined) return this.on(held, message(value))
    if (this.control.opens(value)) return this.on(this.#add(reference.value, reference.ours), message(value))
    const answer = this.control.stray(value)
    if (answer !== undefined) this.world.up(this.port, answer)
  }

  /** What the line does, as `ManagedLine` of core does it. */
  onLine(event: LineEvent<Uni.Message>): void {
    const { actions, line } = this.control.line.step(this.line, event)
    this.line = line
    for (const action of actions) this.#performLine(action)
  }

  #performLine(action: LineAction<Uni.Message>): void {
    const { world } = this
    switch (action._tag) {
      case "Send":
        return world.up(this.port, action.message)
      case "StartTimer":
        return world.startTimer(`${this.port} ${action.timer}`, action.millis, () => this.onLine({ _tag: "Timer", timer: action.timer }))
      case "StopTimer":
        return world.stopTimer(`${this.port} ${action.timer}`)
      case "Tell":
        for (const held of [...this.calls.values()]) this.on(held, action.event)
        return
      case "Clear": {
        const held = [...this.calls.values()].filter(({ call }) => this.control.uses(call, action.connection))
        this.#clearing = new Set([...(this.#clearing ?? []), ...held])
        for (const each of held) this.on(each, abort(action.status))
        return this.#cleared()
      }
      case "Note":
        world.notes.push(action.text)
    }
  }

  #cleared(): void {
    if (this.#clearing === undefined || this.#clearing.size > 0) return
    this.#clearing = undefined
    this.onLine({ _tag: "Cleared" })
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
        if (this.#clearing?.delete(held) === true) this.#cleared()
        return
      case "Stuck":
        return this.onLine(action)
      case "Note":
        world.notes.push(action.text)
    }
  }
}
