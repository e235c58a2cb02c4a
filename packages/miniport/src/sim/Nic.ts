/**
 * A simulated adapter, plugged into a port of a simulated switch: an actor of its own.
 *
 * It knows which connections are open, sends at the link's rate, holds frames on their way to the switch for the link's delay, and
 * reports to its driver in batches. The functions a driver calls answer at once and only fill the transmit queue; the rest happens in the
 * adapter's own turn, and what the driver hears of it in the driver's.
 *
 * Bounds: {@link Link.queueFrames} frames in the transmit queue, those that wait for a credit included, as many on their way to the switch
 * (then the transmitter waits, nothing is lost), as many from the switch to the driver (the switch drops the excess). A driver that never
 * takes its frames costs that much.
 *
 * When the adapter itself fails, its driver gets the defect; when it is stopped, what it held is dropped with a record.
 */
import { Actor } from "@condis/core/actor/Actor"
import { Timers } from "@condis/core/actor/Timers"
import { NumberMap } from "@condis/core/kit/NumberMap"
import * as Cause from "effect/Cause"
import type { Clock } from "effect/Clock"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import { dispose, type Lender, Lent, Opening, type Outgoing } from "./Credits.ts"
import { type Connection, connectionKey, type Frame, type FrameFailure, isConnection, isSignalling, maxBytes } from "./Frame.ts"
import type { ConnectionLimits, Hardware, HardwareEvents, HardwareLife } from "./Hardware.ts"
import type { Adapter, Exchange, Port } from "./Port.ts"
import { type DropReason, switchName, Tap } from "./Tap.ts"
import { Wire } from "./Wire.ts"

/** Why nothing is sent or received any more. */
const stoppedText = "the adapter was stopped"

/** Why a frame does not wait for its receiver. */
const drainingText = "its connection is about to be closed, and its receiver takes nothing more"

export class Nic implements Hardware, Adapter, Lender {
  readonly label: string
  readonly actor = new Actor<() => void>((task) => task())
  readonly timers: Timers
  stopped = false
  coming = 0
  /** Given to `transmit` and not come back. */
  private held = 0
  /** Left, and not handled by the switch. */
  private flying = 0
  /** The transmitter waits until the switch has handled something. */
  private blocked = false
  private reserved = 0
  readonly openings = new NumberMap<Opening>()
  /** Those with frames that wait for a credit, closed ones included. */
  readonly stalled = new Set<Opening>()
  /** Those among them that may have one now. */
  private stirred: Array<Opening> = []
  /** With the driver, with a credit. */
  private readonly lent = new Lent()
  private outbox: Array<Outgoing> = []
  private inbox: Array<Frame> = []
  /** What the driver is told next. */
  private done: Array<Frame> = []
  private received: Array<Frame> = []
  private telling = false
  private fiber: Fiber.Fiber<never> | undefined
  private readonly port: Port
  private readonly exchange: Exchange
  private readonly events: HardwareEvents
  readonly life: HardwareLife
  private readonly maxConnections: number
  private readonly wire: Wire<Outgoing>
  private readonly tap: Tap
  private readonly ended: (nic: Nic) => void

  constructor(
    port: Port,
    exchange: Exchange,
    events: HardwareEvents,
    life: HardwareLife,
    options: {
      readonly context: Context.Context<never>
      readonly clock: Clock
      readonly maxConnections: number
      /** Called once, when the adapter is stopped. */
      readonly ended: (nic: Nic) => void
    }
  ) {
    this.port = port
    this.exchange = exchange
    this.events = events
    this.life = life
    this.label = `${life.host}/${life.name}`
    this.maxConnections = options.maxConnections
    this.ended = options.ended
    this.timers = new Timers(options.context, options.clock, this.actor, (due) => this.actor.post(due))
    this.tap = new Tap(life.trace, life.host, life.name, exchange.counts, exchange)
    this.wire = new Wire<Outgoing>(this.timers, port, {
      bytes: (outgoing) => outgoing.frame.bytes,
      mayLeave: () => this.flying < this.port.link.queueFrames || this.block(),
      leaves: (outgoing) => this.leaves(outgoing),
      arrive: (frames) => this.reach(frames)
    })
    port.adapter = this
    exchange.plug(port, this)
    this.fiber = Effect.runForkWith(options.context)(Effect.onExit(this.actor.run, (exit) => Effect.sync(() => this.exited(exit))))
    if (!port.link.up) this.tellLink(false)
  }

  // The driver's side: called in the driver's turn

  get rateBitsPerSecond(): number | undefined {
    return this.port.link.rateBitsPerSecond
  }

  open(connection: Connection, limits?: ConnectionLimits): boolean {
    if (this.stopped || !isConnection(connection)) return false
    const key = connectionKey(connection.vpi, connection.vci)
    const opening = this.openings.get(key)
    const wanted = limits?.reservedBitsPerSecond ?? 0
    const reserved = this.reserved - (opening?.reserved ?? 0) + wanted
    if (reserved > (this.port.link.rateBitsPerSecond ?? Infinity)) return false
    if (opening === undefined && this.openings.size >= this.maxConnections) return false
    const opened = opening ?? new Opening(this, connection)
    if (opening === undefined) this.openings.set(key, opened)
    opened.reserved = wanted
    opened.credited = limits?.credits === true && !isSignalling(connection)
    opened.draining = false
    opened.stir()
    this.reserved = reserved
    return true
  }

  close(connection: Connection): void {
    const key = connectionKey(connection.vpi, connection.vci)
    const opening = this.openings.get(key)
    if (opening === undefined) return
    this.openings.delete(key)
    opening.open = false
    this.reserved -= opening.reserved
    if (isSignalling(connection)) this.exchange.channelLost(this.port)
    if (opening.queued === 0 && opening.waiting === 0) return
    this.actor.post(() => {
      for (const outgoing of this.wire.withdraw((waiting) => waiting.opening === opening)) {
        opening.queued--
        this.giveBack(outgoing.frame, "closed", "its connection was closed while it waited for the transmitter")
      }
      this.unstall(opening, "its connection was closed while it waited for a credit")
    })
  }

  drain(connection: Connection): void {
    const opening = this.openings.get(connectionKey(connection.vpi, connection.vci))
    if (opening === undefined) return
    opening.draining = true
    if (opening.waiting > 0) this.actor.post(() => this.unstall(opening, drainingText))
  }

  returned(frame: Frame): void {
    if (this.lent.delete(frame)) dispose(frame)
  }

  transmit(frame: Frame): void {
    if (this.stopped) return this.drop(frame, "stopped", stoppedText)
    if (frame.failed !== undefined) frame.failed = undefined
    this.held++
    this.outbox.push({
      frame,
      opening: this.openings.get(connectionKey(frame.vpi, frame.vci)),
      excess: this.held > this.port.link.queueFrames
    })
    if (this.outbox.length === 1) this.actor.post(this.takeOut)
  }

  room(): number {
    return this.stopped ? 0 : Math.max(0, this.port.link.queueFrames - this.held)
  }

  idle(): number {
    return this.held
  }

  cancel(matches: (frame: Frame) => boolean): void {
    this.actor.post(() => {
      for (const { frame, opening } of this.wire.withdraw((waiting) => matches(waiting.frame))) {
        if (opening !== undefined) opening.queued--
        this.giveBack(frame, "cancelled", "its sender cancelled it")
      }
      for (const opening of this.stalled) {
        for (const { frame } of opening.withdraw(matches)) this.giveBack(frame, "cancelled", "its sender cancelled it")
        if (opening.waiting === 0) this.stalled.delete(opening)
      }
    })
  }

  reset(): ReadonlyArray<Frame> {
    if (this.stopped) return []
    const back = this.empty("reset", "the adapter was reset")
    this.held -= back.length
    this.coming -= this.received.length + this.inbox.length
    for (const frames of [this.received, this.inbox]) this.dropAll(frames, "reset", "the adapter was reset")
    this.received = this.inbox = []
    return back
  }

  /** Takes what was given to `transmit` and has not come back, in the order in which it would have. */
  private empty(failed: FrameFailure, why: string): Array<Frame> {
    const unsent = this.wire.abandon()
    for (const { opening } of unsent) if (opening !== undefined) opening.queued--
    const stalled = [...this.stalled].flatMap((opening) => opening.withdraw(() => true))
    this.stalled.clear()
    const back = this.done
    for (const { frame } of [...unsent, ...stalled, ...this.outbox]) {
      this.drop(frame, failed, why)
      frame.failed = failed
      back.push(frame)
    }
    this.outbox = []
    this.done = []
    return back
  }

  stop(): ReadonlyArray<Frame> {
    if (this.stopped) return []
    this.stopped = true
    this.port.adapter = undefined
    this.ended(this)
    this.timers.close()
    this.fiber?.interruptUnsafe()
    this.fiber = undefined
    const back = this.empty("stopped", stoppedText)
    for (const frames of [this.wire.cut(), this.received, this.inbox]) this.dropAll(frames, "stopped", stoppedText)
    this.received = this.inbox = []
    // What the driver has goes with it.
    for (const frame of this.lent.take()) dispose(frame)
    this.openings.clear()
    this.held = this.flying = this.coming = this.reserved = 0
    this.exchange.unplug(this.port, this)
    return back
  }

  /** Tells the driver what there is to tell. */
  private readonly tell = (): void => {
    this.telling = false
    const done = this.done
    if (done.length > 0) {
      this.done = []
      this.held -= done.length
      this.events.transmitted(done)
    }
    const received = this.received
    if (received.length > 0) {
      this.received = []
      this.coming -= received.length
      const taken = this.onOpen(received)
      this.exchange.counts.delivered += taken.length
      for (const frame of taken) if (frame.credit !== undefined) this.lent.add(frame)
      if (taken.length > 0) this.events.received(taken)
    }
  }

  /** Those whose connection is open, at the moment the driver gets them. */
  private onOpen(frames: Array<Frame>): Array<Frame> {
    const isOpen = (frame: Frame): boolean => this.openings.has(connectionKey(frame.vpi, frame.vci))
    if (frames.every(isOpen)) return frames
    // The other end believes in a channel that is gone: what it said meanwhile about calls of the driver before is lost on both sides.
    if (frames.some((frame) => isSignalling(frame) && !isOpen(frame))) this.exchange.channelLost(this.port)
    this.dropAll(
      frames.filter((frame) => !isOpen(frame)),
      "closed",
      "its connection is not open"
    )
    return frames.filter(isOpen)
  }

  private drop(frame: Frame, reason: DropReason, why: string): void {
    this.tap.drop(frame, this.label, reason, () => why)
  }

  private dropAll(frames: ReadonlyArray<Frame>, reason: DropReason, why: string): void {
    for (const frame of frames) this.drop(frame, reason, why)
  }

  private tellSoon(): void {
    if (this.telling) return
    this.telling = true
    this.life.post(this.tell)
  }

  private tellLink(up: boolean): void {
    if (this.events.linkChanged === undefined) return
    this.life.post(() => {
      if (!this.stopped) this.events.linkChanged?.(up)
    })
  }

  // The way out: in the adapter's turn

  private readonly takeOut = (): void => {
    const batch = this.outbox
    this.outbox = []
    for (const outgoing of batch) {
      const { excess, frame, opening } = outgoing
      if (opening === undefined || !opening.open) this.giveBack(frame, "closed", "its connection is not open")
      else if (excess)
        this.giveBack(frame, "full", `the transmit queue is full (${this.port.link.queueFrames} frames); look at room() first`)
      else if (!(frame.bytes >= 0 && frame.bytes <= maxBytes)) this.giveBack(frame, "length", "an AAL5 unit has 0 to 65535 octets")
      else if (opening.waiting === 0 && opening.ready) this.launch(outgoing, opening)
      else if (opening.draining) this.giveBack(frame, "closed", drainingText)
      else {
        opening.wait(outgoing)
        this.stalled.add(opening)
      }
    }
    this.wire.flush()
  }

  private launch(outgoing: Outgoing, opening: Opening): void {
    opening.take(outgoing.frame)
    opening.queued++
    this.wire.send(outgoing)
  }

  get window(): number | undefined {
    return this.port.link.windowFrames
  }

  get credits(): { out: number } {
    return this.exchange.credits
  }

  refill(opening: Opening): void {
    if (this.stopped) return
    this.stirred.push(opening)
    if (this.stirred.length === 1) this.actor.post(this.refillAll)
  }

  private readonly refillAll = (): void => {
    const stirred = this.stirred
    this.stirred = []
    for (const opening of stirred) {
      opening.stirred = false
      while (opening.waiting > 0 && opening.ready) this.launch(opening.next(), opening)
      if (opening.waiting === 0) this.stalled.delete(opening)
    }
    this.wire.flush()
  }

  /** Its frames do not wait for credits any more. */
  private unstall(opening: Opening, why: string): void {
    for (const { frame } of opening.withdraw(() => true)) this.giveBack(frame, "closed", why)
    this.stalled.delete(opening)
  }

  private giveBack(frame: Frame, failed: FrameFailure, why: string): void {
    this.drop(frame, failed, why)
    frame.failed = failed
    this.done.push(frame)
    this.tellSoon()
  }

  private leaves({ frame, opening }: Outgoing): Frame | undefined {
    const { link, silent } = this.port
    if (opening !== undefined) opening.queued--
    const swallowed = !link.up ? "link down" : silent ? "silence" : undefined
    const struck =
      swallowed === undefined && this.exchange.faults !== undefined ? this.tap.struck(this.label, switchName, frame) : undefined
    const lost = swallowed ?? struck?.lost
    this.tap.leaves(this.label, switchName, frame, lost)
    if (struck !== undefined) this.wire.lateMicros = struck.lateMicros
    if (!link.up) frame.failed = "link down"
    this.done.push(frame)
    this.tellSoon()
    if (lost !== undefined) return undefined
    this.flying++
    return frame
  }

  private block(): false {
    this.blocked = true
    return false
  }

  private reach(frames: Array<Frame>): void {
    if (!this.exchange.dead) return this.exchange.arrive(this.port, this, frames)
    this.dropAll(frames, "switch ended", "the switch has ended")
    this.flying -= frames.length
  }

  // The switch's side: called in the switch's turn

  handled(count: number): void {
    if (this.stopped) return
    this.flying -= count
    if (!this.blocked) return
    this.blocked = false
    this.actor.post(this.resume)
  }

  private readonly resume = (): void => this.wire.resume()

  receive(frames: Array<Frame>): void {
    if (this.stopped) return this.dropAll(frames, "stopped", stoppedText)
    if (this.inbox.length > 0) {
      for (const frame of frames) this.inbox.push(frame)
      return
    }
    this.inbox = frames
    this.actor.post(this.take)
  }

  private readonly take = (): void => {
    const frames = this.inbox
    this.inbox = []
    if (this.received.length === 0) this.received = frames
    else for (const frame of frames) this.received.push(frame)
    this.tellSoon()
  }

  linkChanged(up: boolean): void {
    if (this.stopped) return
    this.actor.post(() => {
      if (!up) {
        const cut = this.wire.cut()
        this.dropAll(cut, "link down", "the link went down while it was on its way")
        this.handled(cut.length)
      }
      this.tellLink(up)
    })
  }

  // The network's side

  /** Frames between the driver and the switch and back, each counted once. */
  get frames(): number {
    return this.held - this.done.length + this.flying + this.coming
  }

  /** Messages nobody has handled. */
  get messages(): number {
    return this.actor.mailbox.length + (this.telling ? 1 : 0)
  }

  /** An adapter that fails takes its driver with it: the driver gets the defect. */
  private exited(exit: Exit.Exit<never>): void {
    if (Exit.isSuccess(exit) || Cause.hasInterruptsOnly(exit.cause)) return
    const defect = Cause.squash(exit.cause)
    this.tap.note("death", `the adapter at ${this.port.address} failed: ${String(defect)}`)
    this.stop()
    this.life.post(() => {
      throw defect
    })
  }
}
