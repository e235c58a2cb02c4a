/**
 * A thread of `bench calls`: measures one flow, CoNDIS and its peers, and sends the rows.
 */
import * as Effect from "effect/Effect"
import { parentPort, workerData } from "node:worker_threads"
import { measured, type News, type Task } from "./flows.ts"

const { effort, subject } = workerData as Task
const post = (news: News): void => parentPort?.postMessage(news)

void Effect.runPromise(
  Effect.map(measured({ effort, subject, say: (text) => post({ _tag: "Say", text }) }), (rows) => post({ _tag: "Rows", rows }))
)
