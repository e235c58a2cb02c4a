/**
 * The other thread of `bench ring`: takes frames, from a ring or from messages, touches every octet, and gives them back.
 */
import { attach, type End, pump } from "@condis/core/ring/index"
import * as Effect from "effect/Effect"
import { parentPort } from "node:worker_threads"
import { type Done, sumOf, type Tally, type Task, window } from "./tally.ts"

let frames = 0
let sum = 0
let unanswered = 0

const drain = (end: End, batch: number): void => {
  const { in: incoming } = end
  for (let more = true; more;) {
    for (let left = batch; left > 0 && (more = incoming.take()); left--) {
      frames++
      if (incoming.length > 0) sum += sumOf(incoming.copy())
      incoming.complete(incoming.index, 1)
    }
    incoming.release()
  }
}

parentPort?.on("message", (task: Task) => {
  switch (task._tag) {
    case "Ring": {
      const end = attach(task.shared, "far")
      Effect.runFork(pump(end, { post: (turn) => turn(), drain: () => drain(end, task.batch) }))
      return
    }
    case "Frames":
      for (const frame of task.frames) {
        frames++
        if (frame !== null) sum += sumOf(frame)
      }
      unanswered += task.frames.length
      // An answer for each message would be a second flow of messages; a quarter of the window keeps the sender busy.
      if (unanswered >= window / 4) {
        parentPort?.postMessage({ _tag: "Done", frames: unanswered } satisfies Done)
        unanswered = 0
      }
      return
    case "Count":
      parentPort?.postMessage({ _tag: "Done", frames: unanswered } satisfies Done)
      parentPort?.postMessage({ _tag: "Tally", frames, sum } satisfies Tally)
      frames = sum = unanswered = 0
  }
})
