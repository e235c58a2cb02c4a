/**
 * Hardware whose adapter is in a worker, as its driver sees it: one end of a ring pair.
 *
 * What must be answered at once is decided here (is there room, can the connection be opened); what happens happens in the worker. A frame
 * keeps its element of the ring until the adapter over there is done with it, so the ring is the transmit queue and its length the bound. One
 * that may wait there for a credit does not: its bound is the link's. One wake hears of all that came back and came in.
 *
 * A reset or a stop cannot wait for the worker: frames that have not come back are answered as not sent, though one of them may be leaving
 * at that moment. When the worker is gone nothing comes back any more, until the driver stops the hardware.
 */
import { Mailbox } from "@condis/core/actor/Actor"
import { NumberMap } from "@condis/core/kit/NumberMap"
import { attach, type End, pump, type Shared } from "@condis/core/ring/index"
import type * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import { type Connection, connectionKey, type Frame, type FrameFailure, isConnection, isSignalling } from "../sim/Frame.ts"
import type { ConnectionLimits, Hardware, HardwareEvents, HardwareLife } from "../sim/Hardware.ts"
import type { Link } from "../sim/Link.ts"
import { drop, type DropReason, frameText } from "../sim/Tap.ts"
import { done, failureOf, frameOf, inParts, Kind, limitsOctets, longest, nextToken, octetsOf, putFrame, tokensOf } from "./Crossing.ts"

/** What the driver did while the ring was full. */
interface Waiting {
  readonly kind: number
  readonly key: number
  readonly data: Uint8Array | undefined
}

/** A connection that is open. */
interface Opened {
  readonly reserved: number
  readonly credits: boolean
}

/** What the network knows of the port. */
export interface Options {
  readonly context: Context.Context<never>
  readonly shared: Shared
  readonly maxConnections: number
  readonly link: () => Pick<Link, "rateBitsPerSecond" | "queueFrames">
  /** Called once, when the adapter is stopped. */
  readonly ended: () => void
}

export class WorkerNic implements Hardware {
  readonly host: string
  readonly name: string
  private readonly end: End
  private readonly events: HardwareEvents
  private readonly life: HardwareLife
  private readonly options: Options
  /** By slot: the frames that have not come back. */
  private readonly frames: Array<Frame | undefined>
  /** By token: those that may wait for a credit. */
  private readonly tokened = new NumberMap<Frame>()
  private token = 0
  private held = 0
  private readonly openings = new NumberMap<Opened>()
  private reserved = 0
  private readonly waiting = new Mailbox<Waiting>()
  /** One of them is a reset: one is enough, as no frame is put while orders wait. */
  private resetting = false
  private publishing = false
  private stopped = false
  /** Tokens of received frames that the driver is done with, to be told. */
  private readonly givenBack: Array<number> = []
  /** Frames beyond the room, to be reported in a turn of their own. */
  private refused: Array<Frame> = []
  private readonly fiber: Fiber.Fiber<void>
  private readonly standing = Deferred.makeUnsafe<void>()
  readonly ready: Effect.Effect<void> = Deferred.await(this.standing)

  constructor(events: HardwareEvents, life: HardwareLife, options: Options) {
    this.events = events
    this.life = life
    this.options = options
    this.host = life.host
    this.name = life.name
    this.end = attach(options.shared, "near")
    this.frames = Array.from({ length: options.shared.sizes.elements })
    this.fiber = Effect.runForkWith(options.context)(pump(this.end, { post: life.post, drain: () => this.catchUp() }))
  }

  get rateBitsPerSecond(): number | undefined {
    return this.options.link().rateBitsPerSecond
  }

  open(connection: Connection, limits: ConnectionLimits = {}): boolean {
    if (this.stopped || !isConnection(connection)) return false
    const key = connectionKey(connection.vpi, connection.vci)
    const before = this.openings.get(key)
    const wanted = limits.reservedBitsPerSecond ?? 0
    const reserved = this.reserved - (before?.reserved ?? 0) + wanted
    if (reserved > (this.rateBitsPerSecond ?? Infinity)) return false
    if (before === undefined && this.openings.size >= this.options.maxConnections) return false
    // A worker that does not take its orders must not let them pile up.
    if (this.waiting.length >= this.frames.length) return false
    this.openings.set(key, { reserved: wanted, credits: limits.credits === true && !isSignalling(connection) })
    this.reserved = reserved
    this.tell(Kind.open, key, limitsOctets(limits))
    return true
  }

  close(connection: Connection): void {
    const key = connectionKey(connection.vpi, connection.vci)
    const opened = this.openings.get(key)
    if (opened === undefined) return
    this.openings.delete(key)
    this.reserved -= opened.reserved
    this.tell(Kind.close, key)
  }

  drain(connection: Connection): void {
    const key = connectionKey(connection.vpi, connection.vci)
    if (this.openings.has(key)) this.tell(Kind.drain, key)
  }

  returned(frame: Frame): void {
    const { place } = frame
    if (place === undefined) return
    frame.place = undefined
    this.givenBack.push(place)
    this.publishSoon()
  }

  transmit(frame: Frame): void {
    if (this.stopped) return this.drop(frame, "stopped", "the adapter was stopped")
    frame.failed = undefined
    const octets = octetsOf(frame)
    this.held++
    if (this.end.closed) return this.refuse(frame, "stopped", "the worker of the adapter is gone")
    if (octets.length > longest)
      return this.refuse(frame, "length", `at most ${longest} octets cross to the worker, and it has ${octets.length}`)
    if (this.space(this.held - 1) === 0) return this.refuse(frame, "full", "the ring to the worker is full; look at room() first")
    if (this.openings.get(connectionKey(frame.vpi, frame.vci))?.credits === true) {
      this.token = nextToken(this.token)
      frame.place = this.token
      this.tokened.set(this.token, frame)
      putFrame(this.end.out, frame, octets, this.token)
    } else this.frames[putFrame(this.end.out, frame, octets, 0)] = frame
    this.publishSoon()
  }

  room(): number {
    return this.space(this.held)
  }

  /** Room beside so many frames. The link's bound keeps the ring running: what its adapter has no room for would stand in it. */
  private space(held: number): number {
    if (this.stopped || this.end.closed || this.waiting.length > 0) return 0
    return Math.max(0, Math.min(this.end.out.room(longest), this.options.link().queueFrames - held))
  }

  idle(): number {
    return this.held
  }

  cancel(matches: (frame: Frame) => boolean): void {
    this.end.out.outstanding((slot, index) => {
      const frame = this.frames[slot]
      if (frame !== undefined && matches(frame)) this.end.out.mark(index)
    })
    this.end.nudge()
    const tokens: Array<number> = []
    for (const frame of this.tokened.values()) if (matches(frame)) tokens.push(frame.place!)
    inParts(tokens, (part) => this.tell(Kind.cancel, 0, part))
  }

  reset(): ReadonlyArray<Frame> {
    if (this.stopped) return []
    const back = this.takeBack("reset", (up) => this.life.post(() => this.tellLink(up)))
    this.tell(Kind.reset, 0)
    // The order is behind frames that are marked now: they must be looked at again.
    this.end.nudge()
    return back
  }

  stop(): ReadonlyArray<Frame> {
    if (this.stopped) return []
    const back = this.takeBack("stopped", () => {})
    this.stopped = true
    this.fiber.interruptUnsafe()
    this.end.close()
    this.plugged()
    this.waiting.clear()
    this.openings.clear()
    this.reserved = 0
    this.options.ended()
    return back
  }

  /** The worker is gone: nothing will come back. */
  lost(): void {
    this.end.close()
    this.plugged()
  }

  /** The adapter stands in the worker, or never will. */
  plugged(): void {
    Deferred.doneUnsafe(this.standing, Exit.void)
  }

  /** An order to the hardware, in its place among the frames. */
  private tell(kind: number, key: number, data?: Uint8Array): void {
    if (this.end.closed) return
    if (this.waiting.length > 0 || this.end.out.put(kind, key, 0, data) < 0) {
      if (kind === Kind.reset && this.resetting) return
      this.resetting ||= kind === Kind.reset
      this.waiting.push({ kind, key, data })
    }
    this.publishSoon()
  }

  private publishSoon(): void {
    if (this.publishing) return
    this.publishing = true
    this.life.post(this.publish)
  }

  private readonly publish = (): void => {
    this.publishing = false
    if (!this.stopped) this.send()
  }

  /** Hands over what was put, and tells of the frames that were given back. */
  private send(): void {
    inParts(this.givenBack, (part) => this.tell(Kind.returned, 0, part))
    this.end.out.publish()
  }

  private refuse(frame: Frame, failed: FrameFailure, why: string): void {
    this.drop(frame, failed, why)
    frame.failed = failed
    this.refused.push(frame)
    if (this.refused.length === 1) this.life.post(this.tellRefused)
  }

  private readonly tellRefused = (): void => {
    const frames = this.refused
    this.refused = []
    if (frames.length === 0) return
    this.held -= frames.length
    this.events.transmitted(frames)
  }

  private drop(frame: Frame, reason: DropReason, why: string): void {
    const { host, name, trace } = this.life
    trace?.record(
      drop(
        { host, at: name },
        `${host}/${name}`,
        frameText(frame, () => "signalling"),
        reason,
        why
      )
    )
  }

  /** All frames that have not come back: those that have on their own first. What came in is dropped. */
  private takeBack(failed: FrameFailure, link: (up: boolean) => void): Array<Frame> {
    const back = this.cameBack()
    const received: Array<Frame> = []
    for (let frame = this.next(link, back); frame !== undefined; frame = this.next(link, back)) received.push(frame)
    const unsent = this.tokened.values()
    this.tokened.clear()
    this.end.out.outstanding((slot, index) => {
      // Those with a token too, which are not found here.
      this.end.out.mark(index)
      const frame = this.frames[slot]
      this.frames[slot] = undefined
      if (frame !== undefined) unsent.push(frame)
    })
    for (const frame of unsent) {
      // Where it is when its adapter is reset, it is dropped with a record: over there, while somebody is there.
      if (failed !== "reset" || this.end.closed) this.drop(frame, failed, `the adapter was ${failed}`)
      frame.failed = failed
      back.push(frame)
    }
    for (const frame of received) this.dropReceived(frame, failed, `the adapter was ${failed}`)
    for (const frame of this.refused) back.push(frame)
    this.refused = []
    this.held = 0
    return back
  }

  private cameBack(): Array<Frame> {
    const back: Array<Frame> = []
    this.end.out.reclaim((slot, status) => {
      const frame = this.frames[slot]
      this.frames[slot] = undefined
      if (frame === undefined) return
      if (status !== done) frame.failed = failureOf(status)
      back.push(frame)
    })
    return back
  }

  /** The next frame that came in. A change of the link is told by `link`, and frames that the adapter is done with are added to `back`. */
  private next(link: (up: boolean) => void, back: Array<Frame>): Frame | undefined {
    const { in: incoming } = this.end
    while (incoming.take()) {
      const { index, key, kind, token, value } = incoming
      const octets = incoming.copy()
      incoming.complete(index, done)
      if (kind === Kind.link) link(value === 1)
      else if (kind === Kind.done) this.findDone(tokensOf(octets), back)
      else {
        const frame = frameOf(kind, key, value, octets, undefined)
        if (token !== 0) frame.place = token
        return frame
      }
    }
    incoming.release()
    return undefined
  }

  private findDone(tokens: Int32Array, back: Array<Frame>): void {
    for (let at = 0; at < tokens.length; at += 2) {
      const frame = this.tokened.get(tokens[at]!)
      // Answered in a reset.
      if (frame === undefined) continue
      this.tokened.delete(tokens[at]!)
      const status = tokens[at + 1]!
      if (status !== done) frame.failed = failureOf(status)
      back.push(frame)
    }
  }

  private dropReceived(frame: Frame, reason: DropReason, why: string): void {
    this.drop(frame, reason, why)
    this.returned(frame)
  }

  private tellLink(up: boolean): void {
    if (!this.stopped) this.events.linkChanged?.(up)
  }

  /** Hears of all that came back and came in. In the driver's turn. */
  private catchUp(): void {
    if (this.stopped) return
    const before = this.room()
    const back = this.cameBack()
    this.held -= back.length
    while (this.waiting.length > 0 && this.end.out.room(longest) > 0) {
      const { data, key, kind } = this.waiting.shift()
      if (kind === Kind.reset) this.resetting = false
      this.end.out.put(kind, key, 0, data)
    }
    this.send()
    // Empty-handed when all that is new is room, and the driver may wait for it.
    if (back.length > 0 || (before === 0 && this.room() > 0)) this.events.transmitted(back)
    if (!this.stopped) this.hear()
  }

  private hear(): void {
    const back: Array<Frame> = []
    let frames: Array<Frame> = []
    const report = (): void => {
      const open: Array<Frame> = []
      for (const frame of frames) {
        if (this.openings.has(connectionKey(frame.vpi, frame.vci))) open.push(frame)
        else this.dropReceived(frame, "closed", "its connection is not open")
      }
      frames = []
      if (open.length > 0) this.events.received(open)
    }
    const link = (up: boolean): void => {
      report()
      this.tellLink(up)
    }
    // No more than the ring holds: what comes in meanwhile waits for its own wake, and others get their turn.
    for (let frame = this.next(link, back); frame !== undefined; frame = this.next(link, back)) frames.push(frame)
    this.held -= back.length
    if (back.length > 0 && !this.stopped) this.events.transmitted(back)
    if (!this.stopped) report()
  }
}
