/**
 * Credits: how a slow receiver stops a sender, end to end, on connections that have no guaranteed rate.
 *
 * A frame of such a connection leaves its adapter only with a credit, of which the connection has so many ({@link Link.windowFrames}); the
 * others wait in the adapter, apart from those of other connections. The credit goes with the frame. Whoever disposes of the frame gives it
 * back: the driver at the far end when its protocol has returned the data, or whatever drops the frame on its way, with its record. Where a
 * frame is replicated, the credit is back with the last copy. That it is back is known at once: credits themselves take no way.
 */
import { Mailbox } from "@condis/core/actor/Actor"
import type { Connection, Frame } from "./Frame.ts"

/** What its sender may send another frame for, once nobody has this one any more. */
export interface Credit {
  giveBack(): void
}

/** Nobody has the frame any more. */
export const dispose = (frame: Frame): void => {
  const { credit } = frame
  if (credit === undefined) return
  frame.credit = undefined
  credit.giveBack()
}

/** Takes the credit of a frame that goes on as so many copies: each copy gets what is answered. */
export const passOn = (frame: Frame, copies: number): Credit | undefined => {
  const { credit } = frame
  if (credit === undefined) return undefined
  frame.credit = undefined
  return copies === 1 ? credit : new Shares(credit, copies)
}

class Shares implements Credit {
  private readonly whole: Credit
  private left: number

  constructor(whole: Credit, copies: number) {
    this.whole = whole
    this.left = copies
  }

  giveBack(): void {
    if (--this.left === 0) this.whole.giveBack()
  }
}

/** Frames that a driver has. Each says its place, so that nothing is looked up. */
export class Lent {
  private frames: Array<Frame> = []

  add(frame: Frame): void {
    frame.place = this.frames.push(frame) - 1
  }

  /** False: it is not here. */
  delete(frame: Frame): boolean {
    const { frames } = this
    const { place } = frame
    if (place === undefined || frames[place] !== frame) return false
    const last = frames.pop()!
    if (last !== frame) {
      frames[place] = last
      last.place = place
    }
    return true
  }

  take(): ReadonlyArray<Frame> {
    const { frames } = this
    this.frames = []
    return frames
  }
}

/** A frame in the transmit queue of an adapter. */
export interface Outgoing {
  readonly frame: Frame
  readonly opening: Opening | undefined
  /** The queue was full when it came. */
  readonly excess: boolean
}

/** What an opening needs of its adapter. */
export interface Lender {
  /** How many credits a connection has. Undefined: it needs none. */
  readonly window: number | undefined
  /** All credits of the network that are out. */
  readonly credits: { out: number }
  /** A credit is back, and frames wait for it. Called in whichever turn. */
  readonly refill: (opening: Opening) => void
}

/** One opening of a connection. Opened again after a close, it is another one: frames of the first do not leave on the second. */
export class Opening implements Credit {
  open = true
  /** Frames of it in the wire that have not left. */
  queued = 0
  reserved = 0
  /** Does a frame need a credit? */
  credited = false
  /** It is about to be closed: its frames do not wait for credits any more. */
  draining = false
  /** It is among those the adapter is going to refill. */
  stirred = false
  /** Counted here in the adapter's turn, and where credits come back in any turn: each is written in one place. */
  private taken = 0
  private back = 0
  private line: Mailbox<Outgoing> | undefined = undefined
  readonly connection: Connection
  private readonly lender: Lender

  constructor(lender: Lender, connection: Connection) {
    this.lender = lender
    this.connection = connection
  }

  /** How many credits it has. Undefined: it needs none. */
  get granted(): number | undefined {
    return this.credited ? this.lender.window : undefined
  }

  /** Those of them that frames have. */
  get used(): number {
    return this.taken - this.back
  }

  /** Frames that wait for a credit. */
  get waiting(): number {
    return this.line === undefined ? 0 : this.line.length
  }

  /** Is there a credit, if one is needed? */
  get ready(): boolean {
    const { granted } = this
    return granted === undefined || this.used < granted
  }

  /** The frame takes a credit, if it needs one. */
  take(frame: Frame): void {
    if (this.granted === undefined) return
    this.taken++
    this.lender.credits.out++
    frame.credit = this
  }

  giveBack(): void {
    this.back++
    this.lender.credits.out--
    this.stir()
  }

  /** Frames that wait are looked at again. */
  stir(): void {
    if (this.waiting === 0 || this.stirred) return
    this.stirred = true
    this.lender.refill(this)
  }

  wait(outgoing: Outgoing): void {
    ;(this.line ??= new Mailbox()).push(outgoing)
  }

  /** The first of those that wait; there is one. */
  next(): Outgoing {
    return this.line!.shift()
  }

  /** Takes those that match out of the line. */
  withdraw(matches: (frame: Frame) => boolean): Array<Outgoing> {
    const taken: Array<Outgoing> = []
    for (let left = this.waiting; left > 0; left--) {
      const outgoing = this.line!.shift()
      if (matches(outgoing.frame)) taken.push(outgoing)
      else this.line!.push(outgoing)
    }
    return taken
  }
}
