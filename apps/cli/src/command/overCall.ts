/**
 * The flags of the commands that carry data over a call, and what they say at the end.
 */
import * as ByteSize from "effect/ByteSize"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { Flag } from "effect/cli"
import { BadInput, type Problem } from "../scenario/BadInput.ts"
import { bytesPerSecond, durationExpected, microseconds } from "../scenario/Vocabulary.ts"
import type { StackOptions } from "../transfer/Stack.ts"

/** The flags. */
export const callFlags = {
  form: Flag.Literals("form", ["cm", "mcm"]).pipe(
    Flag.withDescription("Call manager above a miniport, or MCM driver."),
    Flag.withDefault("cm" as const)
  ),
  rate: Flag.String("rate").pipe(
    Flag.withDescription("Rate of the links, like 155Mbps. Without it a frame takes no time to leave."),
    Flag.withMetavar("RATE"),
    Flag.optional
  ),
  delay: Flag.String("delay").pipe(
    Flag.withDescription("How long a frame is under way on each of the two links, like 5ms."),
    Flag.withMetavar("DURATION"),
    Flag.withDefault("0ms")
  ),
  frame: Flag.Int("frame").pipe(
    Flag.withDescription("Octets of one NET_BUFFER_LIST, which is one AAL5 unit on the wire: 64 to 65535."),
    Flag.withDefault(65_535)
  ),
  generate: Flag.String("generate").pipe(
    Flag.withDescription("Send so many octets drawn from the seed, like 64MiB."),
    Flag.withMetavar("SIZE"),
    Flag.optional
  ),
  seed: Flag.Int("seed").pipe(Flag.withDescription("What --generate draws from."), Flag.withDefault(1)),
  progress: Flag.Boolean("progress").pipe(
    Flag.withDescription("Show octets, rate and time left on the standard error also when that is no terminal: a line each second."),
    Flag.withDefault(false)
  ),
  json: Flag.Boolean("json").pipe(
    Flag.withDescription("Print the result as one line of JSON, with the peak memory of the process."),
    Flag.withDefault(false)
  )
}

/** What the flags about the call were given. */
export interface CallOptions {
  readonly form: "cm" | "mcm"
  readonly rate: Option.Option<string>
  readonly delay: string
  readonly frame: number
  readonly generate: Option.Option<string>
}

/** What they mean. `lists`: how many received lists a call keeps, for a size of frame. */
export const understood = Effect.fnUntraced(function* (options: CallOptions, lists: (frame: number) => number) {
  const problems: Array<Problem> = []
  const wrong = (file: string, found: string, expected: string) => void problems.push({ file, found, expected })
  const { form, frame } = options
  if (frame < 64 || frame > 65_535) wrong(`--frame ${frame}`, "no AAL5 unit, or one that is not worth its header", "64 to 65535")
  const delay = microseconds(options.delay)
  if (delay === undefined) wrong(`--delay ${options.delay}`, "this is no duration", durationExpected)
  const rate = Option.map(options.rate, bytesPerSecond)
  if (Option.isSome(rate) && (rate.value ?? 0) === 0)
    wrong(`--rate ${Option.getOrElse(options.rate, () => "")}`, "this is no rate", "a rate like 155Mbps, 64kbps or 8000B/s")
  const size = Option.map(options.generate, sizeOf)
  if (Option.isSome(size) && size.value === undefined)
    wrong(`--generate ${Option.getOrElse(options.generate, () => "")}`, "this is no size", "a size like 1500, 64MiB or 1GB")
  if (problems.length > 0) return yield* new BadInput({ problems })
  const stack: StackOptions = { form, frame, delay: delay ?? 0, rate: Option.getOrUndefined(rate), receiveBuffer: lists(frame) }
  return { stack, size: Option.getOrUndefined(size) }
})

/** A size in octets, with a unit or without. */
const sizeOf = (text: string): number | undefined => {
  const size = /^\d+$/.test(text) ? Number(text) : Option.getOrUndefined(Option.flatMap(ByteSize.fromString(text), ByteSize.toNumber))
  return Number.isSafeInteger(size) ? size : undefined
}

/** The most memory the process has had so far, in bytes. */
export const peakMemory = (): number => process.resourceUsage().maxRSS * 1024
