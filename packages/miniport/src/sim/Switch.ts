/**
 * A simulated ATM switch: one actor that owns the ports, the cross-connections and the network side of one signalling protocol.
 *
 * Promises: frames of a connection stay in order; a frame is forwarded only along a connection that the signalling protocol made; a frame
 * that cannot be forwarded is dropped with a record; towards each adapter no more frames are on their way than its link's bound; what comes
 * in beyond the contract of the connection is dropped with a record, or marked and then the first to be dropped where there is no
 * room. When the protocol throws, the switch ends with that defect: it says so in the trace, and adapters drop what they send from then on.
 *
 * Not simulated: cells, buffers shared between ports, and the time the switch itself takes. A port whose adapter stops or
 * closes its signalling channel loses its calls at once; in the field the network notices some seconds later.
 */
import { Actor, Mailbox } from "@condis/core/actor/Actor"
import { type Timer, Timers } from "@condis/core/actor/Timers"
import type { Endpoint, FarEnd, NetworkOrder, SwitchAction, SwitchControl } from "@condis/core/CallControl"
import type { Contract } from "@condis/core/data/Contract"
import { valueOctets } from "@condis/core/data/length"
import type { Carried, TraceSink } from "@condis/core/Trace"
import * as Cause from "effect/Cause"
import type { Clock } from "effect/Clock"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { type Credit, passOn } from "./Credits.ts"
import { Crossings, endName } from "./Crossings.ts"
import { type Connection, connectionKey, type Frame, isSignalling, signalling } from "./Frame.ts"
import { changeLink, type Link } from "./Link.ts"
import type { Policed } from "./Policer.ts"
import type { Adapter, Exchange, FrameCounts, Leaf, Port } from "./Port.ts"
import { type FrameFaults, networkName, switchName, Tap } from "./Tap.ts"
import { Wire } from "./Wire.ts"

/** The direction from the switch to one adapter, for as long as that adapter is plugged in. */
interface Line {
  readonly port: Port
  readonly adapter: Adapter
  readonly wire: Wire<Frame>
  /** The marked frames among those that wait for the transmitter. One that lost its place to another stays there as failed. */
  readonly tagged: Mailbox<Frame>
  /** Got something in this turn. */
  touched: boolean
}

export class Switch<Message> implements Exchange {
  readonly actor: Actor<() => void>
  readonly timers: Timers
  readonly counts: FrameCounts = { sent: 0, delivered: 0, lost: 0, dropped: 0 }
  readonly credits = { out: 0 }
  dead = false
  private readonly control: SwitchControl<Message>
  private readonly tap: Tap
  /** By port number. */
  private readonly ports = new Map<number, Port>()
  private readonly lines = new Map<Port, Line>()
  private touched: Array<Line> = []
  private readonly crossings: Crossings = new Crossings(this.ports, (text) => this.tap.note("violation", text))
  private readonly running = new Map<string, Timer>()

  readonly faults: FrameFaults | undefined

  constructor(
    control: SwitchControl<Message>,
    context: Context.Context<never>,
    clock: Clock,
    trace: TraceSink | undefined,
    faults?: FrameFaults
  ) {
    this.control = control
    this.faults = faults
    this.actor = new Actor((task) => this.perform(task))
    this.timers = new Timers(context, clock, this.actor, (due) => this.actor.post(due))
    this.tap = new Tap(trace, networkName, switchName, this.counts, this)
  }

  /** The life of the switch. */
  readonly run: Effect.Effect<never> = Effect.suspend(() =>
    Effect.onExit(this.actor.run, (exit) =>
      Effect.sync(() => {
        this.dead = true
        this.timers.close()
        if (Exit.isFailure(exit) && !Cause.hasInterruptsOnly(exit.cause)) this.tap.note("death", String(Cause.squash(exit.cause)))
      })
    )
  )

  private perform(task: () => void): void {
    task()
    if (this.touched.length === 0) return
    const touched = this.touched
    this.touched = []
    for (const line of touched) {
      line.touched = false
      line.wire.flush()
    }
  }

  readonly messageName = (payload: unknown): string => {
    const message = this.control.codec.decode(payload)
    return message === undefined ? "UNREADABLE" : this.control.messageName(message)
  }

  readonly carried = (payload: unknown): Carried | undefined => {
    const message = this.control.codec.decode(payload)
    return message === undefined ? undefined : this.control.carried?.(message)
  }

  // What adapters do: from their turns, carried out in ours.

  plug(port: Port, adapter: Adapter): void {
    this.actor.post(() => this.lines.set(port, this.line(port, adapter)))
  }

  unplug(port: Port, adapter: Adapter): void {
    this.actor.post(() => {
      const line = this.lines.get(port)
      if (line === undefined || line.adapter !== adapter) return
      this.lines.delete(port)
      for (const frame of [...line.wire.cut(), ...line.wire.abandon()]) {
        if (frame.failed === undefined)
          this.tap.drop(frame, adapter.label, "stopped", () => `the adapter of ${adapter.label} at ${port.address} was stopped`)
      }
      this.carryOut(this.control.channelLost(port.number))
    })
  }

  channelLost(port: Port): void {
    this.actor.post(() => this.carryOut(this.control.channelLost(port.number)))
  }

  arrive(port: Port, adapter: Adapter, frames: ReadonlyArray<Frame>): void {
    this.actor.post(() => {
      for (const frame of frames) this.accept(port, adapter.label, frame)
      adapter.handled(frames.length)
    })
  }

  private accept(port: Port, link: string, frame: Frame): void {
    if (isSignalling(frame)) {
      const message = this.control.codec.decode(frame.payload)
      if (message === undefined)
        this.tap.drop(frame, link, "unreadable", () => `no message of the signalling protocol, from ${port.address}`)
      else this.carryOut(this.control.message(port.number, message))
      return
    }
    const key = connectionKey(frame.vpi, frame.vci)
    const tree = port.trees.get(key)
    const route = tree === undefined ? port.routes.get(key) : undefined
    const way = tree ?? route
    if (way === undefined) {
      const why = () => `no connection ${endName(port.number, frame)} leads on from ${port.address}`
      return this.tap.drop(frame, link, "no connection", why)
    }
    const { policer } = way
    const early = policer === undefined ? 0 : policer.judge(frame.bytes, this.nowMicros())
    if (policer !== undefined && early > 0 && !policer.tags) {
      return this.tap.drop(frame, link, "policed", () => `${endName(port.number, frame)}: ${policer.objection(early)}`, "CONTRACT")
    }
    if (route !== undefined) return this.forward(route, frame, early > 0, passOn(frame, 1))
    // Every leaf gets a frame of its own; the payload is shared, like that of any frame.
    const { leaves } = tree!
    const credit = passOn(frame, leaves.length)
    for (const leaf of leaves) this.forward(leaf, frame, early > 0, credit)
  }

  private forward({ port, vci, vpi }: Leaf, { bytes, payload }: Frame, tagged: boolean, credit: Credit | undefined): void {
    this.send(port, { vpi, vci, payload, bytes, context: undefined, tagged, credit })
  }

  private nowMicros(): number {
    return Math.round(this.timers.now() * 1000)
  }

  // Towards the adapters

  private send(port: Port, frame: Frame): void {
    const line = this.lines.get(port)
    if (line === undefined) {
      this.tap.drop(frame, port.address, "no adapter", () => `no adapter is plugged in at ${port.address}`)
    } else if (line.adapter.coming >= port.link.queueFrames && !this.makeRoom(line, frame)) {
      this.tap.drop(
        frame,
        line.adapter.label,
        "full",
        () => `${line.adapter.coming} frames are on their way to ${line.adapter.label} (${port.address}) and no more fit`
      )
    } else {
      line.adapter.coming++
      if (!line.touched) {
        line.touched = true
        this.touched.push(line)
      }
      if (frame.tagged === true) line.tagged.push(frame)
      line.wire.send(frame)
    }
  }

  /** A frame that is not marked takes the place of one that is, and has waited longest. */
  private makeRoom(line: Line, frame: Frame): boolean {
    if (frame.tagged === true || line.tagged.length === 0) return false
    const victim = line.tagged.shift()
    victim.failed = "full"
    line.adapter.coming--
    const { label } = line.adapter
    this.tap.drop(victim, label, "full", () => `it is marked, and makes room for another frame to ${label} (${line.port.address})`)
    return true
  }

  private line(port: Port, adapter: Adapter): Line {
    const tagged = new Mailbox<Frame>()
    const wire: Wire<Frame> = new Wire<Frame>(this.timers, port, {
      bytes: (frame) => (frame.failed === undefined ? frame.bytes : 0),
      mayLeave: () => true,
      leaves: (frame) => {
        if (frame.failed !== undefined) return undefined
        if (frame.tagged === true) tagged.shift()
        const swallowed = !port.link.up ? "link down" : port.silent ? "silence" : undefined
        const struck = swallowed === undefined && this.faults !== undefined ? this.tap.struck(switchName, adapter.label, frame) : undefined
        const lost = swallowed ?? struck?.lost
        this.tap.leaves(switchName, adapter.label, frame, lost)
        if (struck !== undefined) wire.lateMicros = struck.lateMicros
        if (lost === undefined) return frame
        adapter.coming--
        return undefined
      },
      arrive: (frames) => adapter.receive(frames)
    })
    return { port, adapter, wire, tagged, touched: false }
  }

  // Signalling

  private carryOut(actions: ReadonlyArray<SwitchAction<Message>>): void {
    for (const action of actions) {
      switch (action._tag) {
        case "Send": {
          const port = this.ports.get(action.port)
          if (port === undefined) {
            this.tap.note("violation", `${this.control.messageName(action.message)} is sent to port ${action.port}, which does not exist`)
            break
          }
          const payload = this.control.codec.encode(action.message)
          const bytes = payload instanceof Uint8Array ? payload.length : valueOctets
          this.send(port, { vpi: signalling.vpi, vci: signalling.vci, payload, bytes, context: undefined })
          break
        }
        case "Connect":
          this.crossings.connect(action.a, action.b, action.fromA, action.fromB)
          break
        case "Disconnect":
          this.crossings.disconnect(action.a, action.b)
          break
        case "AddLeaf":
          this.crossings.addLeaf(action.root, action.leaf, action.contract)
          break
        case "DropLeaf":
          this.crossings.dropLeaf(action.root, action.leaf)
          break
        case "Contract":
          this.crossings.contract(action.at, action.contract, this.nowMicros())
          break
        case "StartTimer": {
          const { millis, timer } = action
          this.running.get(timer)?.stop()
          this.running.set(
            timer,
            this.timers.set(millis, () => this.expired(timer))
          )
          break
        }
        case "StopTimer":
          this.running.get(action.timer)?.stop()
          this.running.delete(action.timer)
          break
        case "Note":
          this.tap.note("note", action.text)
      }
    }
  }

  private expired(timer: string): void {
    this.running.delete(timer)
    this.tap.trace?.record({ kind: "timer", host: networkName, at: switchName, timer })
    this.carryOut(this.control.timer(timer))
  }

  // The operator

  /** Adds a port. Throws what the protocol throws at an address that is none. */
  attach(port: Port): void {
    this.control.attach(port.number, port.address)
    this.ports.set(port.number, port)
  }

  /** Throws what the protocol throws at an address that is none. */
  farEnd(address: string, behaviour: FarEnd): void {
    this.control.farEnd(address, behaviour)
  }

  /** Carried out among the frames, so its answers keep their order with theirs. An order the protocol throws at is refused with a record. */
  order(order: NetworkOrder): void {
    this.actor.post(() => {
      let actions: ReadonlyArray<SwitchAction<Message>>
      try {
        actions = this.control.order(order)
      } catch (error) {
        return this.tap.note("refusal", `the order ${order._tag} for ${order.address} was not carried out: ${String(error)}`)
      }
      this.carryOut(actions)
    })
  }

  /** Connects two channels for good, or takes that back. They are none that signalling gives out. */
  permanent(a: Endpoint, b: Endpoint, on: boolean, fromA?: Contract, fromB?: Contract): void {
    this.actor.post(() => this.crossings.permanent(a, b, on, fromA, fromB))
  }

  changeLink(port: Port, change: Partial<Link>): void {
    // Checked in the caller's turn, so that a mistake is the caller's.
    changeLink(port.address, port.link, change)
    this.actor.post(() => {
      const before = port.link
      port.link = changeLink(port.address, before, change)
      if (before.up === port.link.up) return
      const line = this.lines.get(port)
      this.carryOut(this.control.linkChanged(port.number, port.link.up))
      if (line === undefined) return
      if (!port.link.up) {
        const cut = line.wire.cut()
        line.adapter.coming -= cut.length
        const why = () => `the link of ${port.address} went down while it was on its way`
        for (const frame of cut) this.tap.drop(frame, line.adapter.label, "link down", why)
      }
      line.adapter.linkChanged(port.link.up)
    })
  }

  silence(port: Port, on: boolean): void {
    this.actor.post(() => {
      port.silent = on
    })
  }

  /** What became of the frames that came in at an end. Undefined: it is not connected, or held to nothing. */
  policed(port: Port, { vci, vpi }: Connection): Policed | undefined {
    const key = connectionKey(vpi, vci)
    return (port.trees.get(key) ?? port.routes.get(key))?.policer
  }

  /** The same of all connections there ever were. */
  policedInAll(): Policed {
    return this.crossings.policed()
  }

  calls(): number {
    return this.control.calls()
  }

  /** Those that calls made. */
  connections(): number {
    return this.crossings.made
  }
}
