/**
 * One direction of a link: a transmitter that sends one item after the other at the link's rate, and the way to the other end.
 *
 * First in, first out, also when rate or delay are changed under way. Times are kept in microseconds, the transmitter's without rounding,
 * so a long run of frames takes exactly the time its bits take. Each wire sets at most two timers of its actor: when the item being sent
 * has left, and when the first one on its way arrives. Without rate and delay it reads no clock and sets no timer.
 */
import { Mailbox } from "@condis/core/actor/Actor"
import type { Timer, Timers } from "@condis/core/actor/Timers"
import type { Frame } from "./Frame.ts"
import type { Link } from "./Link.ts"

const microsPerMilli = 1_000
const microBitsPerOctet = 8_000_000

/** What the owner of a wire does at its two ends. */
export interface WireEnds<T> {
  readonly bytes: (item: T) => number
  /** May one more leave now? After a no, the owner calls {@link Wire.resume} when it may. */
  readonly mayLeave: () => boolean
  /** The item leaves. Answers the frame that is on its way then; undefined: it is lost. */
  readonly leaves: (item: T) => Frame | undefined
  /** Frames reach the other end, in order. */
  readonly arrive: (frames: Array<Frame>) => void
}

interface Flying {
  readonly frame: Frame
  /** In microseconds of the clock. */
  readonly due: number
}

export class Wire<T> {
  private readonly waiting = new Mailbox<T>()
  /** What the transmitter is sending. */
  private current: T | undefined
  /** When the transmitter is done with what it was given so far, in microseconds. */
  private freeAt = 0
  private readonly flying = new Mailbox<Flying>()
  private first: Flying | undefined
  private lastDue = 0
  private arrived: Array<Frame> = []
  private leaving: Timer | undefined
  private landing: Timer | undefined
  private readonly timers: Timers
  private readonly end: { readonly link: Link }
  private readonly ends: WireEnds<T>
  /** How much longer the frame that is leaving is under way, in microseconds. Set while it leaves, by a fault. */
  lateMicros = 0

  /** `end.link` is read anew for every item. */
  constructor(timers: Timers, end: { readonly link: Link }, ends: WireEnds<T>) {
    this.timers = timers
    this.end = end
    this.ends = ends
  }

  /** Takes an item. What arrives at once is handed over by the next {@link flush}. */
  send(item: T): void {
    if (this.current === undefined && this.waiting.length === 0 && this.end.link.rateBitsPerSecond === undefined && this.ends.mayLeave()) {
      this.depart(item, undefined)
    } else {
      this.waiting.push(item)
      if (this.current === undefined) this.pump()
    }
  }

  /** Hands over what has arrived. To be called at the end of every batch of {@link send}. */
  flush(): void {
    if (this.arrived.length === 0) return
    const frames = this.arrived
    this.arrived = []
    this.ends.arrive(frames)
  }

  /** Goes on after `mayLeave` said no. */
  resume(): void {
    if (this.current === undefined) this.pump()
    this.flush()
  }

  /** Takes back those that match and are not being sent yet. */
  withdraw(matches: (item: T) => boolean): Array<T> {
    const taken: Array<T> = []
    for (let left = this.waiting.length; left > 0; left--) {
      const item = this.waiting.shift()
      if (matches(item)) taken.push(item)
      else this.waiting.push(item)
    }
    return taken
  }

  /** Loses and answers what is on its way. */
  cut(): Array<Frame> {
    const lost: Array<Frame> = []
    for (; this.first !== undefined; this.first = this.flying.length > 0 ? this.flying.shift() : undefined) lost.push(this.first.frame)
    this.landing?.stop()
    this.landing = undefined
    return lost
  }

  /** Loses and answers what has not left. */
  abandon(): Array<T> {
    const lost = this.current === undefined ? [] : [this.current]
    this.current = undefined
    this.leaving?.stop()
    this.leaving = undefined
    return [...lost, ...this.withdraw(() => true)]
  }

  private now(): number {
    return Math.round(this.timers.now() * microsPerMilli)
  }

  private pump(): void {
    const now = this.now()
    let start: number | undefined
    for (;;) {
      if (this.current === undefined) {
        if (this.waiting.length === 0 || !this.ends.mayLeave()) return
        this.current = this.waiting.shift()
        const rate = this.end.link.rateBitsPerSecond
        start ??= Math.max(now, this.freeAt)
        this.freeAt = rate === undefined ? start : start + (this.ends.bytes(this.current) * microBitsPerOctet) / rate
      }
      const leaves = Math.round(this.freeAt)
      if (leaves > now) {
        this.leaving = this.timers.set((leaves - now) / microsPerMilli, this.left)
        return
      }
      const item = this.current
      this.current = undefined
      // The next one follows without a gap, however late this turn is.
      start = this.freeAt
      this.depart(item, leaves)
    }
  }

  private readonly left = (): void => {
    this.leaving = undefined
    this.pump()
    this.flush()
  }

  private depart(item: T, at: number | undefined): void {
    const frame = this.ends.leaves(item)
    const late = this.lateMicros
    this.lateMicros = 0
    if (frame === undefined) return
    const delay = this.end.link.delayMillis
    if (delay === 0 && late === 0 && this.first === undefined) {
      this.arrived.push(frame)
      return
    }
    // A delay that was made shorter does not let a frame overtake another.
    const due = Math.max((at ?? this.now()) + Math.round(delay * microsPerMilli) + late, this.first === undefined ? 0 : this.lastDue)
    this.lastDue = due
    if (this.first === undefined) {
      this.first = { frame, due }
      this.await(due, this.now())
    } else this.flying.push({ frame, due })
  }

  private await(due: number, now: number): void {
    this.landing = this.timers.set(Math.max(0, due - now) / microsPerMilli, this.land)
  }

  private readonly land = (): void => {
    this.landing = undefined
    const now = this.now()
    while (this.first !== undefined && this.first.due <= now) {
      this.arrived.push(this.first.frame)
      this.first = this.flying.length > 0 ? this.flying.shift() : undefined
    }
    if (this.first !== undefined) this.await(this.first.due, now)
    this.flush()
  }
}
