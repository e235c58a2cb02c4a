/**
 * Each flow in a thread of its own: code that an engine has optimised for one stack of drivers is slower for the next, and who runs CoNDIS
 * has one stack, not all of them. A flow and the peers it is compared with share a thread, and so its heap and its collector.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { Worker } from "node:worker_threads"
import { sampleFlow } from "./flow.ts"
import { type Effort, measure, type Row } from "./harness.ts"
import { type Lane, lanesOf, peerLane } from "./lanes.ts"
import { collect } from "./machine.ts"
import { peers } from "./peers/index.ts"
import { subjects } from "./subjects.ts"

/** What a thread is to measure. `subject`: the row of CoNDIS; undefined: the peers alone, with the sample flow. */
export interface Task {
  readonly subject: string | undefined
  readonly effort: Effort
}

/** What it says. */
export type News = { readonly _tag: "Say"; readonly text: string } | { readonly _tag: "Rows"; readonly rows: ReadonlyArray<Row> }

const sampleLanes: ReadonlyArray<Lane> = peers.map((peer, index) => peerLane(peer, "a sample call", () => sampleFlow, index === 0))

/** Measures in this thread. Putting the stack together, and counting its crossings, is part of the time it may take. */
export const measured: (options: Task & { readonly say: (text: string) => void }) => Effect.Effect<ReadonlyArray<Row>> = Effect.fnUntraced(
  function* ({ effort, say, subject }): Effect.fn.Return<ReadonlyArray<Row>, never, Scope.Scope> {
    const start = process.hrtime.bigint()
    const found = subjects.find(({ name }) => name === subject)
    const lanes = found === undefined ? sampleLanes : yield* lanesOf([found], peers, effort.inFlight)
    const budgetMillis = effort.budgetMillis - Number(process.hrtime.bigint() - start) / 1e6
    return yield* measure({ lanes, effort: { ...effort, budgetMillis }, collect, say })
  },
  Effect.scoped
)

const source = import.meta.url.endsWith(".ts")
const file = new URL(source ? "./flowThread.ts" : "./flowThread.js", import.meta.url)

/** Measures in a thread that begins and ends with it; dies of what that thread dies of. */
export const apart = ({ say, ...task }: Task & { readonly say: (text: string) => void }): Effect.Effect<ReadonlyArray<Row>> =>
  Effect.callback<ReadonlyArray<Row>>((resume) => {
    const worker = new Worker(file, { workerData: task, ...(source ? { execArgv: ["--conditions=source"] } : {}) })
    worker.on("message", (news: News) => {
      if (news._tag === "Say") say(news.text)
      else resume(Effect.succeed(news.rows))
    })
    worker.on("error", (cause) => resume(Effect.die(cause)))
    worker.on("exit", () => resume(Effect.die(new Error("a thread of the benchmark ended before it had measured"))))
    return Effect.promise(() => worker.terminate())
  })
