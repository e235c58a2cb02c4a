/**
 * Threads of Node for hardware.
 */
import * as WorkerSpawner from "@condis/core/WorkerSpawner"
import * as NodeWorker from "@effect/platform-node/NodeWorker"
import * as Layer from "effect/Layer"
import { Worker } from "node:worker_threads"

/** From the sources as from what is built of them. */
const source = import.meta.url.endsWith(".ts")
const file = new URL(source ? "./worker.ts" : "./worker.js", import.meta.url)

/** Starts a thread with a network in it. */
export const start = (): Worker => new Worker(file, source ? { execArgv: ["--conditions=source"] } : {})

/** Workers that `spawn` starts; by default one with a network in it. */
export const layer = (spawn: () => Worker = start): Layer.Layer<WorkerSpawner.WorkerSpawner> =>
  Layer.provide(WorkerSpawner.layer, NodeWorker.layer(spawn))
