/**
 * A thread of `bench calls`: counts the crossings of one flow, or measures it, CoNDIS and its peers, and sends what it found.
 */
import * as Effect from "effect/Effect"
import { parentPort, workerData } from "node:worker_threads"
import { counted, type Job, measured, type News } from "./flows.ts"

const job = workerData as Job
const post = (news: News): void => parentPort?.postMessage(news)

void Effect.runPromise(
  job._tag === "Count"
    ? Effect.map(counted(job), (costs) => post({ _tag: "Costs", costs }))
    : Effect.map(measured({ ...job, say: (text) => post({ _tag: "Say", text }) }), (rows) => post({ _tag: "Rows", rows }))
)
