/**
 * `condis send-file [FILE]`: a file over a call between two hosts, byte for byte.
 */
import * as Clock from "effect/Clock"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import type { PlatformError } from "effect/PlatformError"
import * as Stdio from "effect/Stdio"
import * as Stream from "effect/Stream"
import { Argument, Command, Flag } from "effect/cli"
import { BadInput } from "../scenario/BadInput.ts"
import { fileOctets, generated } from "../transfer/Content.ts"
import { rateText, showProgress, sizeText } from "../transfer/Progress.ts"
import { overCall } from "../transfer/Stack.ts"
import { destination, nowhere, receive, send, type Source, windowLists } from "../transfer/Transfer.ts"
import { callExitCodes } from "./Exit.ts"
import { callFlags, peakMemory, understood } from "./overCall.ts"

const unusable = (file: string, found: string, expected: string) => new BadInput({ problems: [{ file, found, expected }] })

const fileSource = Effect.fnUntraced(function* (path: string) {
  const fs = yield* FileSystem.FileSystem
  const denied = (error: PlatformError) => unusable(path, `it cannot be read: ${error.reason._tag}`, "a file you may read")
  const { size, type } = yield* Effect.mapError(fs.stat(path), denied)
  if (type !== "File") return yield* unusable(path, `it is a ${type}`, "a file, whose length is known before it is sent")
  yield* Effect.mapError(Effect.scoped(fs.open(path, { flag: "r" })), denied)
  const context = yield* Effect.context<FileSystem.FileSystem>()
  return { octets: Number(size), content: Stream.provideContext(fileOctets(path), context) } satisfies Source
})

export const sendFileCommand = Command.make(
  "send-file",
  {
    file: Argument.String("file").pipe(Argument.withDescription("The file to send, unless --generate says what."), Argument.optional),
    out: Flag.String("out").pipe(
      Flag.withDescription("Where the receiving host writes it; replaced if it is there. Without it what arrives is checked and not kept."),
      Flag.withMetavar("FILE"),
      Flag.optional
    ),
    ...callFlags
  },
  Effect.fnUntraced(function* ({ file, json, out, progress, seed, ...options }) {
    const { size, stack } = yield* understood(options, windowLists)
    if (Option.isSome(file) === (size !== undefined)) {
      return yield* unusable("condis send-file", "nothing to send, or two things", "either a file or --generate SIZE")
    }
    yield* Effect.scoped(
      Effect.gen(function* () {
        const source: Source =
          size === undefined ? yield* fileSource(Option.getOrElse(file, () => "")) : { octets: size, content: generated(size, seed) }
        const to = Option.isNone(out)
          ? nowhere
          : yield* Effect.mapError(destination(out.value), ({ reason }) =>
              unusable(`${out.value}.part`, `it cannot be written: ${reason._tag}`, "a place where you may write")
            )
        const begin = yield* Clock.currentTimeMillis
        let written = 0
        const stdio = yield* Stdio.Stdio
        const shown = progress || (yield* stdio.stderrIsTerminal)
        const sha256 = yield* Effect.scoped(
          Effect.gen(function* () {
            if (shown) yield* showProgress(source.octets, () => written)
            return yield* overCall(stack, {
              near: (call) => send(call, source, (octets) => void (written = octets)),
              far: (call) => receive(call, to)
            })
          })
        )
        const seconds = ((yield* Clock.currentTimeMillis) - begin) / 1000
        const { form, frame } = stack
        yield* Console.log(
          json
            ? JSON.stringify({
                octets: source.octets,
                sha256,
                seconds,
                octetsPerSecond: Math.round(source.octets / Math.max(seconds, 0.001)),
                form,
                frame,
                out: Option.getOrNull(out),
                peakMemoryBytes: peakMemory()
              })
            : `${sizeText(source.octets)} in ${seconds.toFixed(1)} s, ${rateText(source.octets, seconds)}; what arrived has the SHA-256 of what was sent:\n${sha256}`
        )
      })
    )
  })
).pipe(
  Command.withDescription(
    `Send a file over a call between two hosts on a simulated network, through clients, NDIS, adapters, links and the switch, and check that it arrives byte for byte (SHA-256). The receiver writes to NAME.part and renames it when everything is there and right; a transfer that fails or is interrupted leaves nothing behind. It runs on the clock of the machine, not on virtual time, because files are read and written meanwhile: with --rate and --delay it takes as long as that link would. ${callExitCodes}`
  ),
  Command.withShortDescription("Send a file over a call, byte for byte"),
  Command.withExamples([
    { command: "condis send-file README.md --out copy.md", description: "A file, through a call manager above a miniport" },
    { command: "condis send-file README.md --out copy.md --form mcm --rate 64kbps --delay 20ms", description: "The same on a slow link" },
    { command: "condis send-file --generate 1GiB --json", description: "How fast is it, and how much memory does it take?" }
  ])
)
