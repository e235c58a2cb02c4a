/**
 * The thread at the other side of the exchange.
 */
import * as Effect from "effect/Effect"
import { parentPort, workerData } from "node:worker_threads"
import { exchange, type Task } from "./exchange.ts"

const keep = setInterval(() => {}, 1000)
void Effect.runPromise(exchange(workerData as Task)).then((tally) => {
  clearInterval(keep)
  parentPort?.postMessage(tally)
})
