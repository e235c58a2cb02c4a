/**
 * What runs in the worker of `--hardware worker`: adapters, links and the switch, with the network side of UNI.
 */
import { Uni } from "@condis/cm"
import { Network, serve } from "@condis/miniport"
import { NodeRuntime, NodeWorkerRunner } from "@effect/platform-node"
import * as Effect from "effect/Effect"

NodeRuntime.runMain(
  Effect.provide(
    serve((setting) => Network.make({ control: Uni.network(), ...setting })),
    NodeWorkerRunner.layer
  )
)
