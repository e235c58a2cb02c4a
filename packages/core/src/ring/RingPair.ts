/**
 * Two rings in one piece of shared memory, one for each direction, between two threads: `near` and `far`.
 *
 * Each side has one bell for all it may wait for: something came in, something it sent came back, or the other side is gone. Memory cannot
 * tell that a thread died, so whoever supervises the other thread calls {@link End.close} in its place; then every wait ends.
 */
import * as Effect from "effect/Effect"
import { Bell } from "./Bell.ts"
import { Consumer, Producer, ringBytes, type Sizes } from "./Ring.ts"

/** What both threads need to know. It can be sent in a message; the memory itself is shared, not copied. */
export interface Shared {
  readonly buffer: SharedArrayBuffer
  readonly sizes: Sizes
}

/** Which of the two. */
export type Side = "near" | "far"

const line = 16
const bells = { near: 0, far: line } as const
const closedAt = 2 * line
/** How often each side was nudged. */
const nudges = { near: closedAt + 1, far: closedAt + 2 } as const
const ringsAt = 3 * line * 4

/** By default a thousand elements, and room for some four hundred of the longest frames of an adapter. */
export const defaultSizes: Sizes = { elements: 1024, bytes: 4 * 1024 * 1024 }

/** Memory for a pair; each direction has these sizes. */
export const allocate = (sizes: Sizes = defaultSizes): Shared => ({
  buffer: new SharedArrayBuffer(ringsAt + 2 * ringBytes(sizes)),
  sizes
})

/** One side of a pair. Each side is attached once. */
export class End {
  readonly out: Producer
  readonly in: Consumer
  private readonly words: Int32Array<SharedArrayBuffer>
  private readonly own: Bell
  private readonly other: Bell
  private readonly side: Side
  private readonly peer: Side
  private nudgesHeard = 0

  constructor({ buffer, sizes }: Shared, side: Side) {
    this.words = new Int32Array(buffer, 0, 3 * line)
    const peer: Side = side === "near" ? "far" : "near"
    this.side = side
    this.peer = peer
    this.own = new Bell(this.words, bells[side])
    this.other = new Bell(this.words, bells[peer])
    const second = ringsAt + ringBytes(sizes)
    this.out = new Producer(buffer, side === "near" ? ringsAt : second, sizes, this.other)
    this.in = new Consumer(buffer, side === "near" ? second : ringsAt, sizes, this.other)
  }

  /** The pair is over: this side is done, the other is, or it died. What is in the rings can still be taken. */
  get closed(): boolean {
    return Atomics.load(this.words, closedAt) !== 0
  }

  /** Ends the pair for both sides and wakes them. */
  close(): void {
    Atomics.store(this.words, closedAt, 1)
    this.own.wake()
    this.other.wake()
  }

  /** Makes the other side look at once, past all that waits in the ring: at marks, say. */
  nudge(): void {
    Atomics.add(this.words, nudges[this.peer], 1)
    this.other.ring()
  }

  /** Was this side nudged since it last asked? */
  nudged(): boolean {
    const count = Atomics.load(this.words, nudges[this.side])
    const news = count !== this.nudgesHeard
    this.nudgesHeard = count
    return news
  }

  private get unheard(): boolean {
    return Atomics.load(this.words, nudges[this.side]) !== this.nudgesHeard
  }

  /**
   * Waits until something came in, something came back, a nudge, or the end of the pair. Parks at most once for each time the rings are empty. Who cannot
   * take now what comes in says so with `full`: then that is nothing to wake for.
   */
  wait(full?: () => boolean): Effect.Effect<void> {
    return this.own.wait(() => (this.in.waiting && full?.() !== true) || this.out.returned || this.unheard || this.closed)
  }
}

/** Attaches a side to the memory. */
export const attach = (shared: Shared, side: Side): End => new End(shared, side)

/** Who owns a side. */
export interface Owner {
  /** Brings a task into the owner's turn. */
  readonly post: (task: () => void) => void
  /** Takes what there is, in that turn. */
  readonly drain: () => void
  /** Nothing can be taken now. The owner looks at the ring itself when this ends. */
  readonly full?: () => boolean
}

/** Lets the owner drain whenever there is something for it, until the pair is over; then once more. */
export const pump = (end: End, { drain, full, post }: Owner): Effect.Effect<void> => {
  const turn = Effect.callback<void>((resume) =>
    post(() => {
      drain()
      resume(Effect.void)
    })
  )
  const round = Effect.andThen(
    end.wait(full),
    Effect.suspend(() => {
      // Closed before it drained: then nothing came after.
      const over = end.closed
      return Effect.as(turn, over)
    })
  )
  return Effect.asVoid(Effect.repeat(round, { until: (over) => over }))
}
