/**
 * Files with what a run leaves behind: its trace, its metrics.
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import type { ScenarioResult } from "../run/Types.ts"
import { BadInput } from "../scenario/BadInput.ts"

/** Where the file of a run is: the file itself for a single run, else one beside it for each. */
const fileOf = (path: Path.Path, file: string, runs: number, { form, scenario }: ScenarioResult): string => {
  if (runs === 1) return file
  const { dir, ext, name } = path.parse(file)
  return path.join(dir, `${name}.${scenario.name}.${form}${ext}`)
}

/** Writes `textOf` each run. `what` names it in problems. */
export const writeEach = Effect.fnUntraced(function* (
  what: string,
  file: string,
  results: ReadonlyArray<ScenarioResult>,
  textOf: (result: ScenarioResult) => string
) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  for (const result of results) {
    const target = fileOf(path, file, results.length, result)
    yield* Effect.mapError(
      fs.writeFileString(target, textOf(result)),
      (error) =>
        new BadInput({
          problems: [{ file: target, found: `the ${what} cannot be written: ${error.reason._tag}`, expected: "a file you may write" }]
        })
    )
  }
})
