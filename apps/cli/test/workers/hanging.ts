/**
 * A worker like that of `--hardware worker`, which hangs on any order to its network: in a loop, or in a wait, as its `workerData` says.
 */
import { Uni } from "@condis/cm"
import { Network, serve } from "@condis/miniport"
import { NodeRuntime, NodeWorkerRunner } from "@effect/platform-node"
import * as Effect from "effect/Effect"
import { workerData } from "node:worker_threads"

const hang = (): void => {
  if (workerData === "waits") Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  for (let turns = 0; ; turns++) if (turns < 0) return
}

NodeRuntime.runMain(
  Effect.provide(
    serve((setting) => Effect.map(Network.make({ control: Uni.network(), ...setting }), (network) => ({ ...network, order: hang }))),
    NodeWorkerRunner.layer
  )
)
