/**
 * Each flow in a thread of its own: code that an engine has optimised for one stack of drivers is slower for the next, and who runs CoNDIS
 * has one stack, not all of them. A flow and the peers it is compared with share a thread, and so its heap and its collector.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { Worker } from "node:worker_threads"
import { sampleFlow } from "./flow.ts"
import { type Effort, measure, type Row } from "./harness.ts"
import { type Lane, lanesOf, loadsOf, peerLane } from "./lanes.ts"
import { collect } from "./machine.ts"
import type { Costs, Subject } from "./Peer.ts"
import { peers } from "./peers/index.ts"
import { subjects } from "./subjects.ts"

/** What is to be measured. `subject`: the row of CoNDIS; undefined: the peers alone, with the sample flow. */
export interface Task {
  readonly subject: string | undefined
  readonly effort: Effort
}

/** What a thread is to do of it: count the crossings, or measure, knowing them. */
export type Job = Task & ({ readonly _tag: "Count" } | { readonly _tag: "Measure"; readonly known: Costs | undefined })

/** What it says. */
export type News =
  | { readonly _tag: "Say"; readonly text: string }
  | { readonly _tag: "Costs"; readonly costs: Costs | undefined }
  | { readonly _tag: "Rows"; readonly rows: ReadonlyArray<Row> }

const sampleLanes: ReadonlyArray<Lane> = peers.map((peer, index) => peerLane(peer, "a sample call", () => sampleFlow, index === 0))

const subjectOf = ({ subject }: Task): Subject | undefined => subjects.find(({ name }) => name === subject)

/** Counts in this thread; undefined: there is no row of CoNDIS. */
export const counted = (task: Task): Effect.Effect<Costs | undefined> => {
  const subject = subjectOf(task)
  return subject === undefined ? Effect.undefined : subject.count(loadsOf(subject, task.effort.inFlight))
}

/** Measures in this thread. Putting the stack together is part of the time it may take, and so is counting its crossings, if that is to be done. */
export const measured: (
  options: Task & { readonly known?: Costs | undefined; readonly say: (text: string) => void }
) => Effect.Effect<ReadonlyArray<Row>> = Effect.fnUntraced(function* ({
  known,
  say,
  ...task
}): Effect.fn.Return<ReadonlyArray<Row>, never, Scope.Scope> {
  const { effort } = task
  const start = process.hrtime.bigint()
  const found = subjectOf(task)
  const lanes = found === undefined ? sampleLanes : yield* lanesOf([found], peers, effort.inFlight, known)
  const budgetMillis = effort.budgetMillis - Number(process.hrtime.bigint() - start) / 1e6
  return yield* measure({ lanes, effort: { ...effort, budgetMillis }, collect, say })
}, Effect.scoped)

const source = import.meta.url.endsWith(".ts")
const file = new URL(source ? "./flowThread.ts" : "./flowThread.js", import.meta.url)

/** Has a job done in a thread that begins and ends with it; dies of what that thread dies of. */
const inThread = <T extends News["_tag"]>(
  job: Job,
  result: T,
  say: (text: string) => void
): Effect.Effect<Extract<News, { readonly _tag: T }>> =>
  Effect.callback((resume) => {
    const worker = new Worker(file, { workerData: job, ...(source ? { execArgv: ["--conditions=source"] } : {}) })
    worker.on("message", (news: News) => {
      if (news._tag === "Say") say(news.text)
      else if (news._tag === result) resume(Effect.succeed(news as Extract<News, { readonly _tag: T }>))
    })
    worker.on("error", (cause) => resume(Effect.die(cause)))
    worker.on("exit", () => resume(Effect.die(new Error("a thread of the benchmark ended before it had measured"))))
    return Effect.promise(() => worker.terminate())
  })

/**
 * Measures in threads of its own. Crossings are counted in another one: a traced run keeps much alive, and from then on the engine would
 * make the same objects long-lived ones, traced or not (docs/performance.md).
 */
export const apart: (options: Task & { readonly say: (text: string) => void }) => Effect.Effect<ReadonlyArray<Row>> = Effect.fnUntraced(
  function* ({ say, ...task }) {
    const start = process.hrtime.bigint()
    const { costs } = yield* inThread({ ...task, _tag: "Count" }, "Costs", say)
    const budgetMillis = task.effort.budgetMillis - Number(process.hrtime.bigint() - start) / 1e6
    const measure: Job = { ...task, effort: { ...task.effort, budgetMillis }, _tag: "Measure", known: costs }
    return (yield* inThread(measure, "Rows", say)).rows
  }
)
