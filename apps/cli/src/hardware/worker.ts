/**
 * What runs in the worker of `--hardware worker`: adapters, links and the switch, with the network side of UNI.
 */
import { Uni } from "@condis/cm"
import { Network, serve } from "@condis/miniport"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeWorkerRunner from "@effect/platform-node/NodeWorkerRunner"
import * as Effect from "effect/Effect"

NodeRuntime.runMain(
  Effect.provide(
    serve((setting) => Network.make({ control: Uni.network(), ...setting })),
    NodeWorkerRunner.layer
  )
)
