import { describe, expect, it } from "@effect/vitest"
import { allocate, attach, type Sizes } from "@condis/core/ring/index"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { Worker } from "node:worker_threads"
import { exchange, type Tally, type Task } from "./exchange.ts"

/** Starts the other side; its tally, or the error that ended it. */
const peer = (task: Task) => {
  const worker = new Worker(new URL("./peer.ts", import.meta.url), { workerData: task, execArgv: ["--conditions=source"] })
  const tally = Effect.callback<Tally, Error>((resume) => {
    worker.once("message", (message: Tally) => resume(Effect.succeed(message)))
    worker.once("error", (error) => {
      // What a supervisor does: the memory itself cannot tell.
      attach(task.shared, task.side).close()
      resume(Effect.fail(error as Error))
    })
  })
  return { tally, worker }
}

const both = (frames: number, sizes: Sizes | undefined, seed: number) => {
  const shared = sizes === undefined ? allocate() : allocate(sizes)
  return Effect.gen(function* () {
    const other = peer({ shared, side: "far", frames, seed: seed + 1, peerSeed: seed })
    const [near, far] = yield* Effect.all([exchange({ shared, side: "near", frames, seed, peerSeed: seed + 1 }), other.tally], {
      concurrency: 2
    })
    expect(near).toEqual({ received: frames, sent: frames, sumReceived: far.sumSent, sumSent: far.sumReceived })
    expect(near.sumSent).not.toBe(near.sumReceived)
  })
}

describe("a pair of rings between two threads", () => {
  it.live(
    "carries 1,000,000 frames in each direction, octet by octet the same, in batches of any size",
    () => both(1_000_000, undefined, 4711),
    {
      timeout: 120_000
    }
  )

  it.live("does so when it is so small that both sides park all the time", () => both(20_000, { elements: 2, bytes: 16_384 }, 4712), {
    timeout: 60_000
  })

  it.live("ends the wait of one side when the other dies, after what it had published", () =>
    Effect.gen(function* () {
      const shared = allocate({ elements: 64, bytes: 65_536 })
      const task = { frames: 1_000_000, seed: 1, peerSeed: 2 }
      const other = peer({ ...task, shared, side: "far", seed: 2, peerSeed: 1, diesAfter: 5_000 })
      const near = yield* Effect.forkChild(Effect.flip(exchange({ ...task, shared, side: "near" })))
      const error = yield* Effect.flip(other.tally)
      expect(error.message).toBe("died on purpose")
      expect(yield* Fiber.join(near)).toMatch(/^closed after 4[89]\d\d frames$/)
    })
  )

  it.live("leaves no waiter behind when a wait is interrupted", () =>
    Effect.gen(function* () {
      const shared = allocate({ elements: 2, bytes: 64 })
      const near = attach(shared, "near")
      for (let n = 0; n < 3; n++) {
        const waiting = yield* Effect.forkChild(near.wait(), { startImmediately: true })
        yield* Effect.sleep(1)
        yield* Fiber.interrupt(waiting)
      }
      // Three waiters that were left would be woken here; the bell of `near` is the first word.
      expect(Atomics.notify(new Int32Array(shared.buffer), 0)).toBe(0)
      const waiting = yield* Effect.forkChild(near.wait(), { startImmediately: true })
      const far = attach(shared, "far")
      far.out.put(1, 42, 0)
      far.out.publish()
      yield* Fiber.join(waiting)
      expect(near.in.take()).toBe(true)
      expect(near.in.key).toBe(42)
    })
  )
})
