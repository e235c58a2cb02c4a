/**
 * What the tests of the simulated hardware stand on: a signalling protocol just large enough to connect, and a driver that writes down
 * what its adapter tells it.
 */
import { Actor } from "@condis/core/actor/Actor"
import { forActors } from "@condis/core/actor/Scheduler"
import type { Endpoint, FarEnd, SwitchAction, SwitchControl } from "@condis/core/CallControl"
import type { Contract } from "@condis/core/data/Contract"
import { Trace, type TraceSink } from "@condis/core/Trace"
import { Clock } from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { Scheduler } from "effect/Scheduler"
import type { Frame } from "../../src/sim/Frame.ts"
import type { HardwareSpec } from "../../src/sim/Hardware.ts"
import type { Network } from "../../src/sim/Network.ts"

/** A message of the protocol. */
export type Message =
  /** Connect (my port, 0/vci) with (the port of `to`, 0/far); both sides get OPENED. A far end answers REFUSED. */
  | { readonly name: "OPEN"; readonly to: string; readonly vci: number; readonly far: number }
  /** One leaf more (the port of `to`, 0/far) at the root (my port, 0/vci), or one less. */
  | { readonly name: "JOIN" | "LEAVE"; readonly to: string; readonly vci: number; readonly far: number }
  | { readonly name: "CLOSE"; readonly vci: number }
  | { readonly name: "ECHO"; readonly n: number }
  /** A DONE comes after so long, unless STOP comes first. */
  | { readonly name: "WAIT"; readonly millis: number }
  | { readonly name: "STOP" | "BOOM" | "NOWHERE" | "MISCONNECT" }
  | { readonly name: "OPENED" | "CLOSED"; readonly vci: number }
  | { readonly name: "REFUSED" | "DONE" | "WHAT" }

export class Control implements SwitchControl<Message> {
  private readonly ports = new Map<string, number>()
  private readonly farEnds = new Map<string, FarEnd>()
  private open: Array<readonly [Endpoint, Endpoint]> = []
  /** What the caller of the next OPEN is held to; an order to modify holds all callers to it. */
  contract: Contract | undefined = undefined

  readonly codec: SwitchControl<Message>["codec"] = {
    encode: (message) => ({ message }),
    decode: (payload) =>
      typeof payload === "object" && payload !== null && "message" in payload
        ? (payload as { readonly message: Message }).message
        : undefined
  }

  readonly messageName = (message: Message): string => message.name

  readonly attach = (port: number, address: string): void => {
    this.ports.set(address, port)
  }

  readonly farEnd = (address: string, behaviour: FarEnd): void => {
    this.farEnds.set(address, behaviour)
  }

  /** Ports whose signalling channel went away, in order. */
  readonly lost: Array<number> = []
  readonly channelLost = (port: number): ReadonlyArray<SwitchAction<Message>> => {
    this.lost.push(port)
    return []
  }

  readonly linkChanged = (): ReadonlyArray<SwitchAction<Message>> => []

  readonly message = (port: number, message: Message): ReadonlyArray<SwitchAction<Message>> => {
    const send = (message: Message, to = port): SwitchAction<Message> => ({ _tag: "Send", port: to, message })
    switch (message.name) {
      case "OPEN": {
        const to = this.ports.get(message.to)
        if (to === undefined) return this.farEnds.get(message.to)?._tag === "Silent" ? [] : [send({ name: "REFUSED" })]
        const pair = [
          { port, vpi: 0, vci: message.vci },
          { port: to, vpi: 0, vci: message.far }
        ] as const
        this.open.push(pair)
        return [
          { _tag: "Connect", a: pair[0], b: pair[1], ...(this.contract === undefined ? {} : { fromA: this.contract }) },
          send({ name: "OPENED", vci: message.vci }),
          send({ name: "OPENED", vci: message.far }, to)
        ]
      }
      case "JOIN": {
        const root = { port, vpi: 0, vci: message.vci }
        const leaf = { port: this.ports.get(message.to) ?? 0, vpi: 0, vci: message.far }
        return [{ _tag: "AddLeaf", root, leaf, ...(this.contract === undefined ? {} : { contract: this.contract }) }]
      }
      case "LEAVE": {
        const root = { port, vpi: 0, vci: message.vci }
        return [{ _tag: "DropLeaf", root, leaf: { port: this.ports.get(message.to) ?? 0, vpi: 0, vci: message.far } }]
      }
      case "CLOSE":
        return this.end((a) => a.port === port && a.vci === message.vci)
      case "ECHO":
        return [send(message)]
      case "WAIT":
        return [{ _tag: "StartTimer", timer: `${port}`, millis: message.millis }]
      case "STOP":
        return [
          { _tag: "StopTimer", timer: `${port}` },
          { _tag: "Note", text: "told to stop" }
        ]
      case "BOOM":
        throw new Error("the protocol broke")
      case "NOWHERE":
        return [send({ name: "DONE" }, 99)]
      case "MISCONNECT": {
        const end = { port, vpi: 0, vci: 40 }
        return [
          { _tag: "Connect", a: end, b: end },
          { _tag: "Connect", a: end, b: { port: 99, vpi: 0, vci: 40 } },
          { _tag: "Connect", a: end, b: { port, vpi: 0, vci: 5 } },
          { _tag: "Disconnect", a: end, b: { port, vpi: 0, vci: 41 } },
          { _tag: "Connect", a: end, b: { port, vpi: 0, vci: 41 } },
          { _tag: "Connect", a: end, b: { port, vpi: 0, vci: 42 } },
          { _tag: "Disconnect", a: end, b: { port, vpi: 0, vci: 41 } }
        ]
      }
      default:
        return [send({ name: "WHAT" })]
    }
  }

  readonly timer = (timer: string): ReadonlyArray<SwitchAction<Message>> => [
    { _tag: "Send", port: Number(timer), message: { name: "DONE" } }
  ]

  readonly order: SwitchControl<Message>["order"] = (order) => {
    if (order._tag === "Release") return this.end((a) => a.port === this.ports.get(order.address))
    const { contract } = this
    return order._tag === "Modify" && contract !== undefined ? this.open.map(([at]) => ({ _tag: "Contract", at, contract })) : []
  }

  readonly calls = (): number => this.open.length

  private end(matches: (end: Endpoint) => boolean): ReadonlyArray<SwitchAction<Message>> {
    const ending = this.open.filter(([a, b]) => matches(a) || matches(b))
    this.open = this.open.filter((pair) => !ending.includes(pair))
    return ending.flatMap(([a, b]): ReadonlyArray<SwitchAction<Message>> => [
      { _tag: "Disconnect", a, b },
      { _tag: "Send", port: a.port, message: { name: "CLOSED", vci: a.vci } },
      { _tag: "Send", port: b.port, message: { name: "CLOSED", vci: b.vci } }
    ])
  }
}

/** A frame for signalling. */
export const signal = (message: Message, bytes = 100): Frame => ({ vpi: 0, vci: 5, payload: { message }, bytes, context: undefined })

/** A frame of data. */
export const data = (vci: number, payload: unknown, bytes = 1500): Frame => ({ vpi: 0, vci, payload, bytes, context: undefined })

const show = (frame: Frame): string => {
  if (frame.vci !== 5) return `${frame.vci}:${String(frame.payload)}`
  const message = (frame.payload as { readonly message?: Message }).message
  return message === undefined ? "?" : message.name
}

/** A driver over a piece of hardware. `log` has one line for each batch: time, what, the frames. */
export const driver = Effect.fnUntraced(function* (spec: HardwareSpec, name: string, trace?: TraceSink) {
  const clock = yield* Clock
  const sink = trace ?? (yield* Trace)
  const actor = new Actor<() => void>((task) => task())
  const fiber = yield* Effect.provideService(
    Effect.forkScoped(actor.run, { startImmediately: true }),
    Scheduler,
    forActors(yield* Scheduler)
  )
  const log: Array<string> = []
  const got: Array<Frame> = []
  const sent: Array<Frame> = []
  // To the microsecond: what is beyond is the error of adding up fractions of milliseconds.
  const say = (text: string) => log.push(`${Math.round(clock.currentTimeMillisUnsafe() * 1000) / 1000} ${text}`)
  let inside = false
  const hardware = spec.start(
    {
      received: (frames) => {
        if (inside) throw new Error("called from inside the driver's own call")
        got.push(...frames)
        say(`received ${frames.map(show).join(" ")}`)
      },
      transmitted: (frames) => {
        if (inside) throw new Error("called from inside the driver's own call")
        sent.push(...frames)
        say(`transmitted ${frames.map((frame) => show(frame) + (frame.failed === undefined ? "" : ` (${frame.failed})`)).join(" ")}`)
      },
      linkChanged: (up) => void say(`link ${up ? "up" : "down"}`)
    },
    { post: (task) => actor.post(task), host: name, name: "nic", trace: sink }
  )
  /** Sends frames in one turn of the driver. */
  const transmit = (...frames: ReadonlyArray<Frame>): void => {
    inside = true
    for (const frame of frames) hardware.transmit(frame)
    inside = false
  }
  return { hardware, log, got, sent, transmit, died: Fiber.join(fiber), post: (task: () => void) => actor.post(task) }
})

/** Lets everything that can run now run. */
export const settle: Effect.Effect<void> = Effect.gen(function* () {
  for (let i = 0; i < 60; i++) yield* Effect.yieldNow
})

/** Two drivers on ports `a` and `b` with an open connection a 0/32 ↔ b 0/33, and empty logs. */
export const connected = Effect.fnUntraced(function* (network: Network, a: HardwareSpec, b: HardwareSpec) {
  const alice = yield* driver(a, "alice")
  const bob = yield* driver(b, "bob")
  for (const connection of [
    { vpi: 0, vci: 5 },
    { vpi: 0, vci: 32 }
  ])
    alice.hardware.open(connection)
  for (const connection of [
    { vpi: 0, vci: 5 },
    { vpi: 0, vci: 33 }
  ])
    bob.hardware.open(connection)
  alice.transmit(signal({ name: "OPEN", to: "b", vci: 32, far: 33 }, 0))
  yield* settle
  return {
    alice,
    bob,
    network,
    forget: () => void [alice.log, alice.got, alice.sent, bob.log, bob.got, bob.sent].forEach((list) => (list.length = 0))
  }
})
