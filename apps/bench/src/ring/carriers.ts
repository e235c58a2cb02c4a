/**
 * What carries the frames: a ring between two threads, messages between them, and the bare ring with both its ends in one thread.
 *
 * All do the same work: the octets are copied towards the other side and copied out there, every octet is read once, and at most a window
 * of frames is under way.
 */
import { allocate, attach } from "@condis/core/ring/index"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { Worker } from "node:worker_threads"
import { type Done, frameOf, ringBytes, sumOf, type Tally, type Task, window } from "./tally.ts"

/** Sends `frames` frames of `bytes` octets in batches; answers the time from the first to the last that came back, in ns. */
export interface Carrier {
  readonly name: string
  readonly run: (frames: number, bytes: number, batch: number) => Effect.Effect<number>
}

const sizes = { elements: window, bytes: ringBytes }

const now = (): bigint => process.hrtime.bigint()

const source = import.meta.url.endsWith(".ts")

/** The other thread, for as long as the scope is open. */
const thread: Effect.Effect<Worker, never, Scope.Scope> = Effect.acquireRelease(
  Effect.sync(
    () => new Worker(new URL(source ? "./worker.ts" : "./worker.js", import.meta.url), source ? { execArgv: ["--conditions=source"] } : {})
  ),
  (worker) => Effect.promise(() => worker.terminate())
)

/** Dies unless the other thread saw exactly what was sent. */
const counted = (worker: Worker, frames: number, bytes: number): Effect.Effect<void> =>
  Effect.callback<void>((resume) => {
    const hear = (message: Tally | Done): void => {
      if (message._tag !== "Tally") return
      worker.off("message", hear)
      const sum = frames * sumOf(frameOf(bytes))
      resume(
        message.frames === frames && message.sum === sum
          ? Effect.void
          : Effect.die(new Error(`${message.frames} frames with the sum ${message.sum} came, ${frames} with ${sum} were sent`))
      )
    }
    worker.on("message", hear)
    worker.postMessage({ _tag: "Count" } satisfies Task)
  })

const betweenThreads = (worker: Worker): Carrier => ({
  name: "ring between two threads",
  run: Effect.fnUntraced(function* (frames, bytes, batch) {
    const shared = allocate(sizes)
    const end = attach(shared, "near")
    const frame = frameOf(bytes)
    worker.postMessage({ _tag: "Ring", shared, batch } satisfies Task)
    const start = now()
    let left = frames
    while (true) {
      end.out.reclaim(() => {})
      if (left === 0 && end.out.out === 0) break
      const few = Math.min(batch, left)
      if (few > 0 && end.out.room(bytes) >= few) {
        for (let n = few; n > 0; n--) end.out.put(1, 0, 0, frame)
        end.out.publish()
        left -= few
      } else yield* end.wait()
    }
    const nanos = Number(now() - start)
    end.close()
    yield* counted(worker, frames, bytes)
    return nanos
  })
})

const bare: Carrier = {
  name: "bare ring, one thread",
  run: (frames, bytes, batch) =>
    Effect.sync(() => {
      const shared = allocate(sizes)
      const near = attach(shared, "near")
      const far = attach(shared, "far")
      const frame = frameOf(bytes)
      let sum = 0
      let seen = 0
      const start = now()
      for (let left = frames; left > 0;) {
        const few = Math.min(batch, left)
        for (let n = few; n > 0; n--) near.out.put(1, 0, 0, frame)
        near.out.publish()
        while (far.in.take()) {
          seen++
          if (far.in.length > 0) sum += sumOf(far.in.copy())
          far.in.complete(far.in.index, 1)
        }
        far.in.release()
        near.out.reclaim(() => {})
        left -= few
      }
      const nanos = Number(now() - start)
      if (seen !== frames || sum !== frames * sumOf(frame)) throw new Error(`${seen} of ${frames} frames came`)
      return nanos
    })
}

const messages = (worker: Worker): Carrier => ({
  name: "postMessage",
  run: Effect.fnUntraced(function* (frames, bytes, batch) {
    const frame = bytes === 0 ? null : frameOf(bytes)
    let out = 0
    let wake: (() => void) | undefined
    const hear = (message: Tally | Done): void => {
      if (message._tag !== "Done") return
      out -= message.frames
      wake?.()
    }
    const answer = Effect.callback<void>((resume) => {
      wake = () => {
        wake = undefined
        resume(Effect.void)
      }
    })
    worker.on("message", hear)
    const start = now()
    for (let left = frames; left > 0;) {
      const few = Math.min(batch, left)
      if (out + few > window) yield* answer
      else {
        // Each frame is its own, as it would be in a program: one object sent many times over would be cloned once.
        worker.postMessage({
          _tag: "Frames",
          frames: Array.from({ length: few }, () => (frame === null ? null : frame.slice()))
        } satisfies Task)
        out += few
        left -= few
      }
    }
    // The answer to this comes when all were taken.
    yield* counted(worker, frames, bytes)
    const nanos = Number(now() - start)
    worker.off("message", hear)
    return nanos
  })
})

/** All of them, on one other thread. The first two cross threads; the last is what a crossing costs nothing of. */
export const carriers: Effect.Effect<ReadonlyArray<Carrier>, never, Scope.Scope> = Effect.map(thread, (worker) => [
  betweenThreads(worker),
  messages(worker),
  bare
])
