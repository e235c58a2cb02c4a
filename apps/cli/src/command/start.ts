/**
 * `condis start`: the main job. Runs the point-to-point scenarios in both forms, prints their ladders, and closes with a table.
 */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import { Command, Flag } from "effect/cli"
import { runScenarios } from "../run/Runner.ts"
import { loadAll } from "../scenario/Load.ts"
import { exitCodes } from "./Exit.ts"
import { fromStart, report } from "./run.ts"

/** Where the scenarios of the main job are, from the root of the project. */
export const mainScenarios = "scenarios/point-to-point"

export const startCommand = Command.make(
  "start",
  {
    quiet: Flag.Boolean("quiet").pipe(Flag.withDescription("Only the table, no ladders."), Flag.withDefault(false)),
    fromStart,
    seed: Flag.Int("seed").pipe(Flag.withDescription("As in condis run: 0 is the plain order."), Flag.withDefault(0))
  },
  Effect.fnUntraced(function* ({ fromStart, quiet, seed }) {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const names = (yield* Effect.orDie(fs.readDirectory(mainScenarios))).filter((name) => /\.(ya?ml|json|ts|mjs)$/.test(name)).sort()
    const scenarios = yield* loadAll(names.map((name) => path.join(mainScenarios, name)))
    yield* Console.log(
      `${scenarios.length} point-to-point scenarios, each with a call manager above a miniport and with an MCM driver, on virtual time.\n`
    )
    const results = yield* runScenarios({ scenarios, form: "both", seed, realtime: false })
    yield* report(results, quiet ? "none" : fromStart ? "all" : "script")
  })
).pipe(
  Command.withDescription(`Run the point-to-point scenarios in both forms, print their ladders and a table. ${exitCodes}`),
  Command.withShortDescription("The main job: all point-to-point scenarios in both forms")
)
