/**
 * `condis nbl`, `condis pendingnbls`, `condis counters`: what became of the data of a run, at its end or at any moment of it.
 */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { Argument, Command } from "effect/cli"
import { records, rowsOf } from "../reader/Counters.ts"
import { countedText } from "../reader/Counted.ts"
import { countersText, historyText, overviewText, pendingText } from "../reader/NblReport.ts"
import { type Nbl, ranges } from "../reader/Nbls.ts"
import { BadInput } from "../scenario/BadInput.ts"
import { described, momentFlags, momentOf, source } from "./moment.ts"

const example = "scenarios/point-to-point/data-both-ways.yaml"

const numberText = (host: string, nbls: ReadonlyArray<Nbl>): string =>
  `${host} has ${ranges(nbls.filter((nbl) => nbl.host === host).map(({ number }) => number))}`

/** The lists a user means: `12` on whichever host, or `alice/12`. */
const meant = (file: string, wanted: string, nbls: ReadonlyArray<Nbl>): Effect.Effect<ReadonlyArray<Nbl>, BadInput> => {
  const [, host, digits] = /^(?:(.+)\/)?(\d+)$/.exec(wanted) ?? []
  const found = nbls.filter((nbl) => nbl.number === Number(digits) && (host === undefined || nbl.host === host))
  if (found.length > 0) return Effect.succeed(found)
  const hosts = [...new Set(nbls.map((nbl) => nbl.host))]
  return Effect.fail(
    new BadInput({
      problems: [
        {
          file,
          path: wanted,
          found: digits === undefined ? "this is no list" : "no such list has crossed up to this moment",
          expected:
            digits === undefined
              ? "a number like 12, or with its host alice/12"
              : hosts.map((each) => numberText(each, nbls)).join("; ") || "none has",
          help: `condis nbl ${file} lists them`
        }
      ]
    })
  )
}

export const nblCommand = Command.make(
  "nbl",
  {
    file: source,
    list: Argument.String("list").pipe(
      Argument.withDescription("A list by its number, or host/number: alice/12. Left out: which lists there are."),
      Argument.optional
    ),
    ...momentFlags
  },
  Effect.fnUntraced(function* (options) {
    const { nbls, title } = yield* momentOf(options)
    if (Option.isNone(options.list)) return yield* Console.log(`${title}\n\n${overviewText(nbls)}`)
    const found = yield* meant(options.file, options.list.value, nbls)
    yield* Console.log([title, ...found.map(historyText)].join("\n\n"))
  })
).pipe(
  Command.withDescription(
    described(
      "The way of one NET_BUFFER_LIST through a host: every crossing that carried it, who has it, and its status. NDIS numbers lists on each host from 1, in the order in which they are first seen; a list that is used again gets another number."
    )
  ),
  Command.withShortDescription("The history of one NET_BUFFER_LIST of a run"),
  Command.withExamples([
    { command: `condis nbl ${example}`, description: "Which lists crossed, where and when" },
    { command: `condis nbl ${example} alice/3`, description: "The way of one" },
    { command: "condis nbl out.jsonl 3", description: "From a trace that was kept" }
  ])
)

export const pendingNblsCommand = Command.make(
  "pendingnbls",
  { file: source, ...momentFlags },
  Effect.fnUntraced(function* (options) {
    const { nbls, title } = yield* momentOf(options)
    yield* Console.log(`${title}\n\n${pendingText(nbls)}`)
  })
).pipe(
  Command.withDescription(
    described(
      "The NET_BUFFER_LISTs that somebody has at a moment, the longest first: sends that wait at NDIS or are with the miniport, receives that are lent to a protocol. A list is never on the wire: a send is complete when its frames have left. At the end of a run nothing should be left; --at shows a moment before."
    )
  ),
  Command.withShortDescription("The NET_BUFFER_LISTs somebody has at a moment of a run"),
  Command.withExamples([
    { command: `condis pendingnbls ${example}`, description: "At the end: nothing" },
    { command: "condis pendingnbls out.jsonl --at 120", description: "In the middle of a trace that was kept" }
  ])
)

export const countersCommand = Command.make(
  "counters",
  { file: source, ...momentFlags },
  Effect.fnUntraced(function* (options) {
    const { events, header, nbls, readings, title } = yield* momentOf(options)
    const parts = [title, countersText(header, rowsOf(header, events, nbls), records(events)), countedText(readings)]
    yield* Console.log(parts.join("\n\n"))
  })
).pipe(
  Command.withDescription(
    described(
      "Traffic by adapter and VC at a moment: frames and octets sent and received, as OID_GEN_CO_XMIT_PDUS_OK, BYTES_XMIT, RCV_PDUS_OK and BYTES_RCV answer them; lists that wait at NDIS, are with the miniport, or are lent; sends that failed, by status; receives that NDIS dropped, by rule; frames that the network dropped or lost, by reason. Below: every record of something dropped, lost or refused; of a scenario also the pools of its drivers and the credits of its connections."
    )
  ),
  Command.withShortDescription("Traffic by adapter and VC at a moment of a run"),
  Command.withExamples([
    { command: `condis counters ${example}`, description: "At the end" },
    { command: "condis counters scenarios/traffic/constant-rate-policed.yaml --form mcm", description: "With drops of the network" },
    { command: `condis counters ${example} --at 120`, description: "In the middle" }
  ])
)
