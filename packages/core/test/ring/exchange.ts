/**
 * One side of a great exchange: sends a stream of frames drawn from a seed, in batches of drawn sizes, and compares every octet of what the
 * other side sends with the stream of its seed. Both threads run it.
 */
import { attach, type End, type Shared, type Side } from "@condis/core/ring/index"
import * as Effect from "effect/Effect"

/** What a side does. `diesAfter` frames it throws. */
export interface Task {
  readonly shared: Shared
  readonly side: Side
  readonly frames: number
  readonly seed: number
  readonly peerSeed: number
  readonly diesAfter?: number
}

/** Numbers from a seed, quick enough for millions. */
const numbers = (seed: number) => {
  let state = (seed * 2 + 1) | 0
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
}

/** The frames of a stream, one after the other, in an array that is used again. */
const stream = (seed: number) => {
  const draw = numbers(seed)
  const longest = new Uint8Array(9180)
  return () => {
    const kind = draw() % 512
    const length = kind === 0 ? 9180 : kind < 8 ? draw() % 1501 : draw() % 97
    let word = draw()
    for (let at = 0; at < length; at++) {
      longest[at] = word & 0xff
      word = (Math.imul(word, 1664525) + 1013904223) | 0
    }
    return longest.subarray(0, length)
  }
}

/** An Adler-like sum over all that went by. */
export const sum = (before: number, octets: Uint8Array): number => {
  let a = before & 0xffff
  let b = before >>> 16
  for (let at = 0; at < octets.length; at++) {
    a = (a + octets[at]!) % 65521
    b = (b + a) % 65521
  }
  return ((b << 16) | a) >>> 0
}

/** What went by. */
export interface Tally {
  readonly received: number
  readonly sent: number
  readonly sumReceived: number
  readonly sumSent: number
}

const turn = (end: End, task: Task) => {
  const draw = numbers(task.seed ^ 0x5bd1e995)
  const mine = stream(task.seed)
  const theirs = stream(task.peerSeed)
  const tally = { received: 0, sent: 0, sumReceived: 0, sumSent: 0 }
  let next: Uint8Array | undefined = mine()
  const send = () => {
    end.out.reclaim((_, status) => {
      if (status !== 1) throw new Error(`an element came back with ${status}`)
    })
    for (let batch = 1 + (draw() % 200); batch > 0 && next !== undefined; batch--) {
      if (end.out.put(1, tally.sent, task.side === "near" ? 1 : 2, next) < 0) break
      tally.sumSent = sum(tally.sumSent, next)
      if (++tally.sent === task.diesAfter) throw new Error("died on purpose")
      next = tally.sent < task.frames ? mine() : undefined
    }
    end.out.publish()
  }
  const receive = () => {
    for (let batch = 1 + (draw() % 200); batch > 0 && end.in.take(); batch--) {
      const octets = end.in.copy()
      const expected = theirs()
      if (end.in.key !== tally.received) throw new Error(`frame ${end.in.key} came where ${tally.received} was expected`)
      if (octets.length !== expected.length) throw new Error(`frame ${tally.received} has ${octets.length} octets of ${expected.length}`)
      for (let at = 0; at < octets.length; at++) {
        if (octets[at] !== expected[at]) throw new Error(`octet ${at} of frame ${tally.received} differs`)
      }
      tally.sumReceived = sum(tally.sumReceived, octets)
      tally.received++
      end.in.complete(end.in.index, 1)
    }
    end.in.release()
  }
  const over = () => next === undefined && end.out.out === 0 && tally.received === task.frames
  /** Nothing can be done but wait. */
  const stuck = () => !end.in.waiting && !end.out.returned && (next === undefined || end.out.room(next.length) === 0)
  return { send, receive, over, stuck, tally }
}

/** Runs a side to its end; it fails when the other side closes the pair before. */
export const exchange = (task: Task): Effect.Effect<Tally, string> =>
  Effect.gen(function* () {
    const end = attach(task.shared, task.side)
    const { over, receive, send, stuck, tally } = turn(end, task)
    while (true) {
      send()
      receive()
      if (over()) return tally
      if (stuck()) {
        if (end.closed) return yield* Effect.fail(`closed after ${tally.received} frames`)
        yield* end.wait()
      }
    }
  })
