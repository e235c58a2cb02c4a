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

  constructor({ buffer, sizes }: Shared, side: Side) {
    this.words = new Int32Array(buffer, 0, 3 * line)
    const peer: Side = side === "near" ? "far" : "near"
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

  private readonly ready = (): boolean => this.in.waiting || this.out.returned || this.closed

  /** Waits until something came in, something came back, or the pair is over. Parks at most once for each time the rings are empty. */
  readonly wait: Effect.Effect<void> = Effect.suspend(() => this.own.wait(this.ready))

  /** Waits until something came back or the pair is over: for one that only sends. */
  readonly waitReturned: Effect.Effect<void> = Effect.suspend(() => this.own.wait(() => this.out.returned || this.closed))
}

/** Attaches a side to the memory. */
export const attach = (shared: Shared, side: Side): End => new End(shared, side)

/**
 * Lets `drain` run in the turn of whoever owns this side, whenever there is something for it, until the pair is over; `drain` is called
 * then once more. `post` brings a task into that turn.
 */
export const pump = (end: End, post: (task: () => void) => void, drain: () => void): Effect.Effect<void> => {
  const turn = Effect.callback<void>((resume) =>
    post(() => {
      drain()
      resume(Effect.void)
    })
  )
  // Closed before it drained: then nothing came after.
  const round = Effect.andThen(
    end.wait,
    Effect.suspend(() => {
      const over = end.closed
      return Effect.as(turn, over)
    })
  )
  return Effect.asVoid(Effect.repeat(round, { until: (over) => over }))
}
