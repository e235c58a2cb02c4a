/**
 * `condis scenarios [DIRECTORY]`: the scenario files there are.
 */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import * as Result from "effect/Result"
import { Argument, Command } from "effect/cli"
import { BadInput } from "../scenario/BadInput.ts"
import { load } from "../scenario/Load.ts"

const isScenarioFile = (file: string): boolean => /\.(?:ya?ml|json|m?ts|m?js)$/.test(file) && !file.split("/").includes("node_modules")

/** Scenario files of a directory and of those inside it, in the order of their names. */
export const scenarioFiles = Effect.fnUntraced(function* (directory: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const found = yield* Effect.mapError(
    fs.readDirectory(directory, { recursive: true }),
    () => new BadInput({ problems: [{ file: directory, found: "there is no such directory", expected: "a directory of scenario files" }] })
  )
  return found
    .filter(isScenarioFile)
    .sort()
    .map((file) => path.join(directory, file))
})

const first = (text: string): string => text.trim().split("\n")[0] ?? ""

/** The command. */
export const scenariosCommand = Command.make(
  "scenarios",
  {
    directory: Argument.String("directory").pipe(
      Argument.withDescription("Where to look. Default: ./scenarios"),
      Argument.withDefault("scenarios")
    )
  },
  Effect.fnUntraced(function* ({ directory }) {
    const files = yield* scenarioFiles(directory)
    const results = yield* Effect.forEach(files, (file) => Effect.result(load(file)))
    const longest = Math.max(0, ...files.map((file) => file.length))
    for (const result of results) {
      if (Result.isFailure(result)) continue
      const { file, scenario } = result.success
      yield* Console.log(
        `${file.padEnd(longest)}  ${(scenario.form === "both" ? "cm, mcm" : scenario.form).padEnd(7)}  ${first(scenario.about)}`
      )
    }
    const problems = results.flatMap((result) => (Result.isFailure(result) ? result.failure.problems : []))
    if (problems.length > 0) return yield* new BadInput({ problems })
    yield* Console.log(`\n${files.length} scenarios; condis run FILE runs one`)
  })
).pipe(
  Command.withDescription("List the scenario files of a directory: name, forms, and what they are about."),
  Command.withExamples([{ command: "condis scenarios", description: "List ./scenarios and the directories inside it" }])
)
