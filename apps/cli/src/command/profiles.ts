/**
 * `condis profiles`: where the documents contradict each other, which reading is followed, and where the other one can be had.
 */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { Command, Flag } from "effect/cli"
import { conflictsJson, conflictsText } from "../reader/Conflicts.ts"

/** For `--json`. */
export const json = Flag.Boolean("json").pipe(Flag.withDescription("Print it as JSON, for programs."), Flag.withDefault(false))

/** The command. */
export const profilesCommand = Command.make(
  "profiles",
  { json },
  Effect.fnUntraced(function* ({ json }) {
    yield* Console.log(json ? JSON.stringify(conflictsJson(), null, 2) : conflictsText())
  })
).pipe(
  Command.withDescription(
    "The conflicts of the documents (A-01 to A-27 of docs/condis/operations.md): the readings, the one that is followed by default, and how to have the other, or why it cannot be had."
  ),
  Command.withShortDescription("Where the documents contradict each other, and which reading is followed"),
  Command.withExamples([
    { command: "condis profiles", description: "All of them" },
    { command: "condis run my.yaml --profile A-02=before-connected", description: "Run with the other reading of one" }
  ])
)
