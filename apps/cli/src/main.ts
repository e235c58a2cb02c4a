#!/usr/bin/env node
/**
 * The entry point of the `condis` command.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Effect from "effect/Effect"
import { main } from "./command/Root.ts"

main(process.argv.slice(2)).pipe(
  // Not an immediate exit: what was printed may still be on its way through a pipe.
  Effect.map((code) => {
    process.exitCode = code
  }),
  Effect.provide(NodeServices.layer),
  NodeRuntime.runMain
)
