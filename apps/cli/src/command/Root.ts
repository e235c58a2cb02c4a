/**
 * The `condis` command: its subcommands, and how each way of ending becomes an exit code.
 */
import * as Cause from "effect/Cause"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { CliConfig, CliOutput, Command, GlobalFlag } from "effect/cli"
import { ddiCommand } from "./ddi.ts"
import { echoCommand } from "./echo.ts"
import { enumerateCommand } from "./enumerate.ts"
import { equalCommand } from "./equal.ts"
import { ExitCode, exitCodes } from "./Exit.ts"
import { countersCommand, nblCommand, pendingNblsCommand } from "./nbls.ts"
import { profilesCommand } from "./profiles.ts"
import { runScenarios } from "../run/Runner.ts"
import { runCommand } from "./run.ts"
import { scenariosCommand } from "./scenarios.ts"
import { seedsCommand } from "./seeds.ts"
import { sendFileCommand } from "./sendFile.ts"
import { startCommand } from "./start.ts"
import { walkCommand } from "./walk.ts"

/** The command with all its subcommands. */
export const root = Command.make("condis").pipe(
  Command.withDescription(
    `Run connection-oriented NDIS: clients, call managers, miniports and MCM drivers on simulated hardware. ${exitCodes}`
  ),
  Command.withExamples([
    { command: "condis scenarios", description: "What there is to run" },
    { command: "condis ddi NdisClMakeCall", description: "What a function does, who calls it and where" },
    { command: "condis ddi --help", description: "Help of one command" }
  ]),
  Command.withSubcommands([
    startCommand,
    runCommand(runScenarios),
    equalCommand,
    seedsCommand,
    enumerateCommand,
    walkCommand,
    scenariosCommand,
    nblCommand,
    pendingNblsCommand,
    countersCommand,
    echoCommand,
    sendFileCommand,
    ddiCommand,
    profilesCommand
  ])
)

/** Version of the command. */
const version = "0.0.0"

/** A wrong invocation gets one line for each mistake and the way to the help, not the help itself. */
const presenter: CliOutput.Presenter = {
  present: (event) =>
    event._tag === "InvalidInvocation"
      ? Console.error([...event.errors.map(({ message }) => message), `    help: ${event.commandPath.join(" ")} --help`].join("\n"))
      : CliOutput.defaultPresenter.present(event)
}

/** Runs the command with these arguments and answers the exit code. What went wrong has been printed. */
export const main = (args: ReadonlyArray<string>) =>
  Command.runWith(root, { version })(args).pipe(
    Effect.as<number>(ExitCode.ok),
    Effect.catch((error) => {
      switch (error._tag) {
        case "ShowHelp":
          return Effect.succeed(error.errors.length === 0 ? ExitCode.ok : ExitCode.input)
        case "ExpectationsFailed":
          return Effect.succeed(ExitCode.expectation)
        case "CallFailed":
          return Effect.as(Console.error(error.message), ExitCode.expectation)
        default:
          return Effect.as(Console.error(error.message), ExitCode.input)
      }
    }),
    Effect.catchDefect((defect) => Effect.as(Console.error(`condis itself failed: ${Cause.pretty(Cause.die(defect))}`), ExitCode.defect)),
    Effect.provideService(CliOutput.Presenter, presenter),
    Effect.provideService(CliConfig.CliConfig, CliConfig.make({ builtIns: [GlobalFlag.Help, GlobalFlag.Version, GlobalFlag.Completions] }))
  )
