/**
 * A trace as JSON Lines: line 1 is the header, every further line an event. Written and read back without loss.
 */
import type { TraceEvent, TraceHeader } from "@condis/core/Trace"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { BadInput, type Problem } from "../scenario/BadInput.ts"
import { objections } from "../scenario/Issues.ts"
import { pathText } from "../scenario/Positions.ts"

/** A trace as it was read. */
export interface TraceFile {
  readonly header: TraceHeader
  readonly events: ReadonlyArray<TraceEvent>
}

const Natural = Schema.Int.check(
  Schema.isBetween({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }, { expected: "a whole number, 0 or more" })
)
const Word = Schema.NonEmptyString

const Header = Schema.Struct({
  condis: Schema.Literal("trace"),
  version: Schema.Literal(1),
  seed: Schema.Number,
  form: Schema.Literals(["cm", "mcm"]),
  scenario: Schema.optionalKey(Schema.String),
  instances: Schema.Record(Schema.String, Schema.Literals(["client", "call manager", "MCM driver", "miniport"]))
})

const stamp = { seq: Natural, time: Natural }

const Flow = Schema.Struct({
  service: Word,
  average: Schema.optionalKey(Natural),
  peak: Schema.optionalKey(Natural),
  burst: Schema.optionalKey(Natural),
  sdu: Schema.optionalKey(Natural)
})

const Carried = Schema.Struct({
  called: Schema.optionalKey(Schema.String),
  transmit: Schema.optionalKey(Flow),
  receive: Schema.optionalKey(Flow),
  changed: Schema.optionalKey(Schema.Literal(true)),
  media: Schema.optionalKey(Schema.Struct({ vpi: Natural, vci: Natural, transmit: Flow, receive: Flow })),
  party: Schema.optionalKey(Schema.Literal(true)),
  data: Schema.optionalKey(Word),
  oid: Schema.optionalKey(Schema.String)
})

const Crossing = Schema.Struct({
  ...stamp,
  host: Word,
  from: Word,
  to: Word,
  ddi: Word,
  kind: Schema.Literals(["call", "return"]),
  of: Schema.optionalKey(Natural),
  status: Schema.optionalKey(Word),
  irql: Schema.optionalKey(Schema.Literals(["PASSIVE", "DISPATCH"])),
  adapter: Schema.optionalKey(Schema.String),
  af: Schema.optionalKey(Schema.String),
  sap: Schema.optionalKey(Schema.String),
  vc: Schema.optionalKey(Schema.String),
  party: Schema.optionalKey(Schema.String),
  carries: Schema.optionalKey(Carried),
  nbls: Schema.optionalKey(Schema.Array(Natural)),
  octets: Schema.optionalKey(Schema.Array(Natural)),
  packets: Schema.optionalKey(Schema.Array(Natural)),
  statuses: Schema.optionalKey(Schema.Array(Word)),
  shown: Schema.optionalKey(Schema.Literal(true)),
  change: Schema.optionalKey(Schema.String)
})

const Frame = Schema.Struct({
  ...stamp,
  kind: Schema.Literal("frame"),
  from: Word,
  to: Word,
  frame: Word,
  octets: Schema.optionalKey(Natural),
  carries: Schema.optionalKey(Carried),
  lost: Schema.optionalKey(Schema.String)
})

const Timer = Schema.Struct({ ...stamp, kind: Schema.Literal("timer"), host: Word, at: Word, timer: Word })

const noteKinds = ["refusal", "violation", "drop", "death", "restart", "note", "fault"] as const

const Note = Schema.Struct({
  ...stamp,
  kind: Schema.Literals(noteKinds),
  host: Word,
  at: Word,
  rule: Schema.optionalKey(Schema.String),
  text: Schema.String,
  dropped: Schema.optionalKey(Schema.Struct({ frame: Word, link: Word, reason: Word }))
})

const kinds = ["call", "return", "frame", "timer", ...noteKinds] as const

const options = { errors: "all", onExcessProperty: "error", reportInput: true } as const
const decodeHeader = Schema.decodeUnknownResult(Header, options)
const decodeKind = Schema.decodeUnknownResult(Schema.Struct({ kind: Schema.Literals(kinds) }), { ...options, onExcessProperty: "ignore" })
const decodeCrossing = Schema.decodeUnknownResult(Crossing, options)
const decodeFrame = Schema.decodeUnknownResult(Frame, options)
const decodeTimer = Schema.decodeUnknownResult(Timer, options)
const decodeNote = Schema.decodeUnknownResult(Note, options)

const decodeEvent = (value: unknown): Result.Result<TraceEvent, Schema.SchemaError> =>
  Result.flatMap(decodeKind(value), ({ kind }): Result.Result<TraceEvent, Schema.SchemaError> => {
    switch (kind) {
      case "call":
      case "return":
        return decodeCrossing(value)
      case "frame":
        return decodeFrame(value)
      case "timer":
        return decodeTimer(value)
      default:
        return decodeNote(value)
    }
  })

/** The text of a trace; ends with a line break. */
export const toJsonLines = (header: TraceHeader, events: Iterable<TraceEvent>): string => {
  const lines = [JSON.stringify(header)]
  for (const event of events) lines.push(JSON.stringify(event))
  return `${lines.join("\n")}\n`
}

/** Reads a trace. `file` names it in problems. Empty lines are passed over; the numbers of events must rise. */
export const fromJsonLines = (file: string, text: string): Result.Result<TraceFile, BadInput> => {
  const problems: Array<Problem> = []
  const events: Array<TraceEvent> = []
  let header: TraceHeader | undefined
  let seq = -1
  const lines = text.split(/\r?\n/)
  const parsed = <A>(line: number, source: string, decode: (value: unknown) => Result.Result<A, Schema.SchemaError>): A | undefined => {
    const value = Result.try({
      try: (): unknown => JSON.parse(source),
      catch: (error) => (error instanceof Error ? error.message : String(error))
    })
    if (Result.isFailure(value)) {
      problems.push({ file, line, found: value.failure, expected: "one JSON object" })
      return undefined
    }
    const decoded = decode(value.success)
    if (Result.isSuccess(decoded)) return decoded.success
    for (const { path, ...rest } of objections(decoded.failure.issue)) problems.push({ file, line, path: pathText(path), ...rest })
    return undefined
  }
  for (const [index, source] of lines.entries()) {
    if (source.trim() === "") continue
    if (header === undefined) {
      header = parsed(index + 1, source, decodeHeader)
      if (header === undefined) break
      continue
    }
    const event = parsed(index + 1, source, decodeEvent)
    if (event === undefined) continue
    if (event.seq <= seq)
      problems.push({
        file,
        line: index + 1,
        path: "seq",
        found: `the number ${event.seq} comes after ${seq}`,
        expected: "numbers that rise"
      })
    seq = event.seq
    events.push(event)
  }
  if (header === undefined && problems.length === 0)
    problems.push({ file, found: "the file is empty", expected: "a trace: a header and events" })
  return header === undefined || problems.length > 0 ? Result.fail(new BadInput({ problems })) : Result.succeed({ header, events })
}
