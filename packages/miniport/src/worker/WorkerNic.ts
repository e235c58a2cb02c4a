/**
 * Hardware whose adapter is in a worker, as its driver sees it: one end of a ring pair.
 *
 * What must be answered at once is decided here (is there room, can the connection be opened); what happens happens in the worker. A frame
 * keeps its element of the ring until the adapter over there is done with it, so the ring is the transmit queue and its length the bound.
 * One wake hears of all that came back and came in.
 *
 * A reset or a stop cannot wait for the worker: frames that have not come back are answered as not sent, though one of them may be leaving
 * at that moment. When the worker is gone nothing comes back any more, until the driver stops the hardware.
 */
import { Mailbox } from "@condis/core/actor/Actor"
import { NumberMap } from "@condis/core/kit/NumberMap"
import { attach, type End, PlainData, pump, type Shared } from "@condis/core/ring/index"
import type * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import { type Connection, connectionKey, type Frame, type FrameFailure, isConnection } from "../sim/Frame.ts"
import type { ConnectionLimits, Hardware, HardwareEvents, HardwareLife } from "../sim/Hardware.ts"
import { frameText } from "../sim/Tap.ts"
import { done, failureOf, frameOf, Kind, longest, octetsOf, putFrame } from "./Crossing.ts"

/** What the driver did while the ring was full. */
interface Waiting {
  readonly kind: number
  readonly key: number
  readonly data: Uint8Array | undefined
}

/** What the network knows of the port. */
export interface Options {
  readonly context: Context.Context<never>
  readonly shared: Shared
  readonly maxConnections: number
  readonly rateBitsPerSecond: () => number | undefined
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
  private held = 0
  /** Bits a second set aside, by connection. */
  private readonly openings = new NumberMap<number>()
  private reserved = 0
  private readonly waiting = new Mailbox<Waiting>()
  /** One of them is a reset: one is enough, as no frame is put while orders wait. */
  private resetting = false
  private publishing = false
  private stopped = false
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
    return this.options.rateBitsPerSecond()
  }

  open(connection: Connection, limits?: ConnectionLimits): boolean {
    if (this.stopped || !isConnection(connection)) return false
    const key = connectionKey(connection.vpi, connection.vci)
    const before = this.openings.get(key)
    const wanted = limits?.reservedBitsPerSecond ?? 0
    const reserved = this.reserved - (before ?? 0) + wanted
    if (reserved > (this.rateBitsPerSecond ?? Infinity)) return false
    if (before === undefined && this.openings.size >= this.options.maxConnections) return false
    // A worker that does not take its orders must not let them pile up.
    if (this.waiting.length >= this.frames.length) return false
    this.openings.set(key, wanted)
    this.reserved = reserved
    this.tell(Kind.open, key, PlainData.encode(wanted))
    return true
  }

  close(connection: Connection): void {
    const key = connectionKey(connection.vpi, connection.vci)
    const reserved = this.openings.get(key)
    if (reserved === undefined) return
    this.openings.delete(key)
    this.reserved -= reserved
    this.tell(Kind.close, key)
  }

  transmit(frame: Frame): void {
    if (this.stopped) return this.drop(frame, "the adapter was stopped")
    frame.failed = undefined
    const octets = octetsOf(frame)
    this.held++
    if (this.end.closed) return this.refuse(frame, "stopped", "the worker of the adapter is gone")
    if (octets.length > longest)
      return this.refuse(frame, "length", `at most ${longest} octets cross to the worker, and it has ${octets.length}`)
    if (this.room() === 0) return this.refuse(frame, "full", "the ring to the worker is full; look at room() first")
    this.frames[putFrame(this.end.out, frame, octets)] = frame
    this.publishSoon()
  }

  room(): number {
    return this.stopped || this.end.closed || this.waiting.length > 0 ? 0 : this.end.out.room(longest)
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
  }

  reset(): ReadonlyArray<Frame> {
    if (this.stopped) return []
    const back = this.takeBack("reset")
    this.dropReceived("the adapter was reset")
    this.tell(Kind.reset, 0)
    // The order is behind frames that are marked now: they must be looked at again.
    this.end.nudge()
    return back
  }

  stop(): ReadonlyArray<Frame> {
    if (this.stopped) return []
    const back = this.takeBack("stopped")
    this.stopped = true
    this.dropReceived("the adapter was stopped")
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
    if (!this.stopped) this.end.out.publish()
  }

  private refuse(frame: Frame, failed: FrameFailure, why: string): void {
    this.drop(frame, why)
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

  private drop(frame: Frame, why: string): void {
    const { host, name, trace } = this.life
    trace?.record({ kind: "drop", host, at: name, text: `${frameText(frame, () => "signalling")}: ${why}` })
  }

  /** All frames that have not come back: those that have on their own first. */
  private takeBack(failed: FrameFailure): Array<Frame> {
    const back = this.cameBack()
    this.end.out.outstanding((slot, index) => {
      const frame = this.frames[slot]
      if (frame === undefined) return
      this.end.out.mark(index)
      this.frames[slot] = undefined
      this.drop(frame, `the adapter was ${failed}`)
      frame.failed = failed
      back.push(frame)
    })
    back.push(...this.refused)
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

  /** The next element that came in, as a frame; a change of the link is told by `link`. */
  private next(link: (up: boolean) => void): Frame | undefined {
    const { in: incoming } = this.end
    while (incoming.take()) {
      const { index, key, kind, value } = incoming
      const frame = kind === Kind.link ? undefined : frameOf(kind, key, value, incoming.copy(), undefined)
      incoming.complete(index, done)
      if (frame !== undefined) return frame
      link(value === 1)
    }
    incoming.release()
    return undefined
  }

  private dropReceived(why: string): void {
    for (let frame = this.next(() => {}); frame !== undefined; frame = this.next(() => {})) this.drop(frame, why)
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
    this.end.out.publish()
    // Empty-handed when all that is new is room, and the driver may wait for it.
    if (back.length > 0 || (before === 0 && this.room() > 0)) this.events.transmitted(back)
    if (!this.stopped) this.hear()
  }

  private hear(): void {
    let frames: Array<Frame> = []
    const report = (): void => {
      const open: Array<Frame> = []
      for (const frame of frames) {
        if (this.openings.has(connectionKey(frame.vpi, frame.vci))) open.push(frame)
        else this.drop(frame, "its connection is not open")
      }
      frames = []
      if (open.length > 0) this.events.received(open)
    }
    const link = (up: boolean): void => {
      report()
      if (!this.stopped) this.events.linkChanged?.(up)
    }
    // No more than the ring holds: what comes in meanwhile waits for its own wake, and others get their turn.
    for (let frame = this.next(link); frame !== undefined; frame = this.next(link)) frames.push(frame)
    if (!this.stopped) report()
  }
}
