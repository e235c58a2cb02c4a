/**
 * What `condis nbl`, `condis pendingnbls` and `condis counters` read: a trace, from its file or from a run made for it, up to a moment.
 */
import { Meters, type Reading } from "@condis/core/Meters"
import type { TraceEvent, TraceHeader } from "@condis/core/Trace"
import { Choices } from "@condis/explore"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import { Argument, Flag } from "effect/cli"
import { fromJsonLines } from "../reader/JsonLines.ts"
import { type Nbl, nblsAt } from "../reader/Nbls.ts"
import { passed } from "../reader/Report.ts"
import { simulate } from "../run/Runner.ts"
import { BadInput } from "../scenario/BadInput.ts"
import { loadAll } from "../scenario/Load.ts"
import { fromWords } from "../scenario/Profile.ts"
import { formsOf } from "../scenario/Scenario.ts"
import { type FaultOptions, faultFlags, withFaults } from "./faults.ts"

/** The argument that all of them take. */
export const source = Argument.String("file").pipe(
  Argument.withDescription("A scenario, which is run for this on virtual time, or a trace that condis run --trace wrote (.jsonl)")
)

/** The flags that all of them take. */
export const momentFlags = {
  at: Flag.Int("at").pipe(
    Flag.withDescription(
      "The moment: after the event with this number (seq in a trace, `condis nbl` prints them). Left out: the end of the run."
    ),
    Flag.withMetavar("SEQ"),
    Flag.optional
  ),
  form: Flag.Literals("form", ["cm", "mcm"]).pipe(
    Flag.withDescription("Of a scenario: call manager above a miniport, or MCM driver. Left out: the first it runs in."),
    Flag.optional
  ),
  seed: Flag.Int("seed").pipe(Flag.withDescription("Of a scenario: as in condis run."), Flag.withDefault(0)),
  profile: Flag.KeyValuePair("profile").pipe(Flag.withDescription("Of a scenario: as in condis run."), Flag.optional),
  ...faultFlags
}

/** What the flags were given. */
export interface MomentOptions extends FaultOptions {
  readonly file: string
  readonly at: Option.Option<number>
  readonly form: Option.Option<"cm" | "mcm">
  readonly seed: number
  readonly profile: Option.Option<Readonly<Record<string, string>>>
}

/** A trace up to a moment. */
export interface Moment {
  readonly header: TraceHeader
  /** All events up to it. */
  readonly events: ReadonlyArray<TraceEvent>
  readonly nbls: ReadonlyArray<Nbl>
  /** What the run itself had counted then: a trace does not tell of it. */
  readonly readings: ReadonlyArray<Reading> | undefined
  /** Which run and which moment, for people. */
  readonly title: string
}

const exitCodes =
  "Exit codes: 0 it is printed; 2 the input cannot be used (file, --at, a number there is none of); 70 condis itself failed."

/** A description with the exit codes of these commands. */
export const described = (text: string): string => `${text} ${exitCodes}`

const traceIn = Effect.fnUntraced(function* (file: string) {
  const fs = yield* FileSystem.FileSystem
  const text = yield* Effect.mapError(
    fs.readFileString(file),
    (error) =>
      new BadInput({ problems: [{ file, found: `the file cannot be read: ${error.reason._tag}`, expected: "a trace in JSON Lines" }] })
  )
  return { ...(yield* Effect.fromResult(fromJsonLines(file, text))), readings: undefined, failed: false }
})

const runOf = Effect.fnUntraced(function* (options: MomentOptions) {
  const { file, seed } = options
  const other = fromWords(Option.getOrElse(options.profile, () => ({})))
  if (other.problems.length > 0) return yield* new BadInput({ problems: other.problems })
  const [loaded] = yield* withFaults(yield* loadAll([file]), options)
  const scenario = { ...loaded!.scenario, profile: { ...loaded!.scenario.profile, ...other.profile } }
  const form = formsOf(
    scenario,
    Option.getOrElse(options.form, () => "both" as const)
  )[0]
  if (form === undefined)
    return yield* new BadInput({
      problems: [{ file, path: "form", found: `this scenario runs in the form ${scenario.form} only`, expected: "no --form" }]
    })
  const meters = new Meters()
  let readings: ReadonlyArray<Reading> | undefined
  const at = Option.getOrUndefined(options.at)
  const result = simulate(scenario, form, seed, Choices.fifo, meters, (meters, { seq }) => {
    if (seq === at) readings = meters.readings()
  })
  return { header: result.header, events: result.trace, readings: readings ?? meters.readings(), failed: !passed(result) }
})

const seconds = (micros: number): string => `${(micros / 1_000_000).toFixed(6)} s`

/** Reads what the flags ask for. Fails when there is no such moment. */
export const momentOf = Effect.fnUntraced(function* (options: MomentOptions) {
  const { at, file } = options
  const { events, failed, header, readings } = yield* file.endsWith(".jsonl") ? traceIn(file) : runOf(options)
  const last = events.at(-1)
  const seq = Option.getOrElse(at, () => last?.seq ?? 0)
  if (Option.isSome(at) && (seq < 1 || last === undefined || seq > last.seq))
    return yield* new BadInput({
      problems: [
        {
          file,
          path: "--at",
          found: `there is no event ${seq} in this trace`,
          expected: last === undefined ? "a trace with events" : `a number from 1 to ${last.seq}`,
          help: "condis run --trace out.jsonl writes all events with their numbers; condis nbl FILE tells those that lists crossed at"
        }
      ]
    })
  const until = events.filter((event) => event.seq <= seq)
  const when = Option.isNone(at) ? "at the end" : "at the moment asked for"
  const time = until.at(-1)?.time ?? 0
  const moment: Moment = {
    header,
    events: until,
    nbls: nblsAt(events, seq),
    readings,
    title: `${header.scenario ?? file} (${header.form}, seed ${header.seed}), ${when}: event ${seq} of ${last?.seq ?? 0}, ${seconds(time)}${failed ? "; what the scenario expects does not hold, condis run tells what" : ""}`
  }
  return moment
})
