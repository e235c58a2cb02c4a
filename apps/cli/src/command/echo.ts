/**
 * `condis echo`: the standard input over a call to another host and back.
 */
import * as Clock from "effect/Clock"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import type { PlatformError } from "effect/PlatformError"
import * as Stdio from "effect/Stdio"
import * as Stream from "effect/Stream"
import { Command } from "effect/cli"
import { generated } from "../transfer/Content.ts"
import { compared, echo, echoLists } from "../transfer/Echo.ts"
import { rateText, showProgress, sizeText } from "../transfer/Progress.ts"
import { overCall } from "../transfer/Stack.ts"
import { callExitCodes } from "./Exit.ts"
import { callFlags, peakMemory, understood } from "./overCall.ts"

export const echoCommand = Command.make(
  "echo",
  callFlags,
  Effect.fnUntraced(function* ({ json, progress, seed, ...options }) {
    const { size, stack } = yield* understood(options, echoLists)
    const stdio = yield* Stdio.Stdio
    let back = 0
    /** What came from the standard input goes to the standard output. */
    const shows = size === undefined && !json
    const content: Stream.Stream<Uint8Array, PlatformError> = size === undefined ? stdio.stdin : generated(size, seed)
    const print = (lists: ReadonlyArray<Uint8Array>) =>
      Effect.suspend(() => {
        for (const { length } of lists) back += length
        return shows ? Stream.run(Stream.fromIterable(lists), stdio.stdout({ endOnDone: false })) : Effect.void
      })
    const begin = yield* Clock.currentTimeMillis
    const octets = yield* Effect.scoped(
      Effect.gen(function* () {
        if (size !== undefined && (progress || (yield* stdio.stderrIsTerminal))) yield* showProgress(size, () => back)
        return yield* overCall(stack, { near: (call) => compared(call, stack.frame, content, print), far: echo })
      })
    )
    const seconds = ((yield* Clock.currentTimeMillis) - begin) / 1000
    if (json) {
      const { form, frame } = stack
      const octetsPerSecond = Math.round(octets / Math.max(seconds, 0.001))
      yield* Console.log(JSON.stringify({ octets, seconds, octetsPerSecond, form, frame, peakMemoryBytes: peakMemory() }))
    } else {
      const text = `${sizeText(octets)} came back as they were sent, in ${seconds.toFixed(1)} s (${rateText(octets, seconds)})`
      // The standard output is what came back, and nothing else.
      yield* shows ? Console.error(text) : Console.log(text)
    }
  })
).pipe(
  Command.withDescription(
    `Send the standard input (or --generate) over a call to another host that sends it back, compare, and print what came back. It runs on the clock of the machine, not on virtual time, because somebody may be typing. ${callExitCodes}`
  ),
  Command.withShortDescription("Send over a call what another host sends back"),
  Command.withExamples([
    { command: "echo hello | condis echo", description: "There and back, through a call manager above a miniport" },
    { command: "condis echo --form mcm --delay 100ms", description: "Type, and see it 400 ms later: four links" },
    { command: "condis echo --generate 64MiB --frame 1500", description: "Many small units" }
  ])
)
