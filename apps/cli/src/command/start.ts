/**
 * `condis start`: the main job. Runs the scenarios of the five documents in both forms, prints their ladders, and closes with the table
 * scenario × form × facts.
 */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import { Command, Flag } from "effect/cli"
import { factsIn } from "../facts/Facts.ts"
import { runScenarios } from "../run/Runner.ts"
import { loadAll } from "../scenario/Load.ts"
import { exitCodes } from "./Exit.ts"
import { fromStart, report } from "./run.ts"

/** Where the scenarios of the main job are, from the root of the project. */
export const mainScenarios = "scenarios/documents"

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
      `${scenarios.length} scenarios of the five documents on four hosts, each with a call manager above a miniport and with an MCM driver, on virtual time.\n`
    )
    const results = yield* runScenarios({ scenarios, form: "both", seed, realtime: false })
    yield* report(results, quiet ? "none" : fromStart ? "all" : "script", factsIn)
  })
).pipe(
  Command.withDescription(
    `Run the scenarios of the five CoNDIS documents (four hosts each) in both forms, print their ladders, and the table scenario × form × facts: how many of the documents' facts a run shows, of those it tells anything of. ${exitCodes}`
  ),
  Command.withShortDescription("The main job: the five documents in both forms")
)
