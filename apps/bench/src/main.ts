/**
 * The `bench` command.
 */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Runtime from "effect/Runtime"
import { Command, Flag } from "effect/cli"
import { calls } from "./calls.ts"
import { data } from "./data/data.ts"
import { dataText } from "./data/text.ts"
import { platform } from "./platform.ts"
import { text } from "./report.ts"
import { ring, ringText } from "./ring/ring.ts"
import { subjects } from "./subjects.ts"
import { vcs, vcsText } from "./vcs.ts"

/** Progress goes to standard error: one line that rewrites itself on a terminal, else a line only when the phase changes. */
const progress = (): { readonly say: (text: string) => void; readonly end: () => void } => {
  const terminal = process.stderr.isTTY === true
  let phase = ""
  return {
    say: (text) => {
      const next = text.slice(0, text.indexOf(":"))
      if (terminal) process.stderr.write(`\r\u001b[K${text}`)
      else if (next !== phase) process.stderr.write(`${next}\n`)
      phase = next
    },
    end: () => {
      if (terminal) process.stderr.write("\r\u001b[K")
    }
  }
}

const flags = {
  json: Flag.Boolean("json").pipe(
    Flag.withDescription("Print JSON instead of the table, every pass included. Progress stays on standard error"),
    Flag.withDefault(false)
  ),
  quick: Flag.Boolean("quick").pipe(
    Flag.withDescription("Half a minute instead of three: fewer and shorter passes, and what is too slow for that is left out"),
    Flag.withDefault(false)
  ),
  peers: Flag.Boolean("peers").pipe(
    Flag.withDescription("Leave CoNDIS out and carry a sample call of 48 hops between five actors, to compare machines"),
    Flag.withDefault(false)
  ),
  row: Flag.Literals(
    "row",
    subjects.map(({ name }) => name)
  ).pipe(Flag.withDescription("Measure one row of CoNDIS, in all the time there is"), Flag.optional)
}

const callsCommand = Command.make(
  "calls",
  flags,
  Effect.fnUntraced(function* ({ json, peers, quick, row }) {
    const { end, say } = progress()
    const report = yield* Effect.ensuring(calls({ quick, peersOnly: peers, only: Option.getOrUndefined(row), say }), Effect.sync(end))
    yield* Console.log(json ? JSON.stringify(report, null, 2) : text(report))
  })
).pipe(
  Command.withShortDescription("Set-up plus tear-down of calls, beside others that carry the same messages"),
  Command.withDescription(
    [
      "How many calls a second are set up and torn down, trace off, with 1, 100 and 10,000 of them in flight.",
      "",
      "A crossing is one call into NDIS or out of it, or the return of one. Calls in flight at once share some of them, so they are",
      "counted for each number of calls in flight, in runs of their own, and a row shows the average. Beside each row of CoNDIS stand",
      "peers that carry as many crossings (the average, rounded) between as many actors: plain JavaScript actors (the limit, ratio",
      "1), bare Effect fibers over a Queue that take one message at a time or all there are, and XState v5 actors. Compare ns per",
      "crossing: rows differ in crossings per call. Batch size is the mean number of messages an actor finds when it wakes: the",
      "larger, the less a wake costs each of them. Directly before each timed run comes an untimed one of the same load. Each row of",
      "CoNDIS, with its peers, runs in a thread of its own.",
      "",
      "Differences under a fifth say nothing on a shared machine: look at the passes (--json), and run it again."
    ].join("\n  ")
  ),
  Command.withExamples([
    { command: "npm run bench -- calls", description: "The table, in at most three minutes" },
    { command: "npm run bench -- calls --quick", description: "A first look, in half a minute" },
    { command: "npm run -s bench -- calls --json > calls.json", description: "For a program, or to keep" },
    { command: "npm run bench -- calls --row far=switch", description: "One row, for longer" },
    { command: "npm run bench -- calls --peers", description: "What this machine can do without CoNDIS" }
  ])
)

const vcsCommand = Command.make(
  "vcs",
  {
    json: Flag.Boolean("json").pipe(Flag.withDescription("Print JSON instead of the table"), Flag.withDefault(false)),
    quick: Flag.Boolean("quick").pipe(Flag.withDescription("Leave a million VCs out"), Flag.withDefault(false))
  },
  Effect.fnUntraced(function* ({ json, quick }) {
    const { end, say } = progress()
    const report = yield* Effect.ensuring(vcs({ quick, say }), Effect.sync(end))
    yield* Console.log(json ? JSON.stringify(report, null, 2) : vcsText(report))
  })
).pipe(
  Command.withShortDescription("Memory of VCs that do nothing, and the rate of making more beside them"),
  Command.withDescription(
    [
      "What a VC costs that does nothing, with 1,000, 100,000 and 1,000,000 of them: only created, and with a call up. Bytes are those",
      "of the heap after a full collection, with all that NDIS, the drivers, the adapter and the switch keep of a VC. The rate is that",
      "of making 5,000 more while so many stand. A million VCs with calls need several GiB."
    ].join("\n  ")
  ),
  Command.withExamples([{ command: "npm run bench -- vcs --quick", description: "Without the million" }])
)

const dataCommand = Command.make(
  "data",
  {
    json: Flag.Boolean("json").pipe(Flag.withDescription("Print JSON instead of the tables, every pass included"), Flag.withDefault(false)),
    full: Flag.Boolean("full").pipe(
      Flag.withDescription("All kinds of traffic, in eight minutes instead of three"),
      Flag.withDefault(false)
    )
  },
  Effect.fnUntraced(function* ({ full, json }) {
    const { end, say } = progress()
    const report = yield* Effect.ensuring(data({ full, say }), Effect.sync(end))
    yield* Console.log(json ? JSON.stringify(report, null, 2) : dataText(report))
  })
).pipe(
  Command.withShortDescription("Lists a second, latency, fairness and memory of the data plane"),
  Command.withDescription(
    [
      "How many lists (NBLs) a second a client sends, trace off, in chains of 1, 8 and 64 and over one VC and a thousand. NDIS: from the",
      "client through NDIS to a miniport that completes them at once, and back. Host to host: to the client of another host, through",
      "adapters, links and the switch. Beside them, with the same lists whose octets are written anew as often: an array used as a",
      "ring (the limit, ratio 1), an Effect Queue one by one and in batches, and an object stream of Node.",
      "",
      "Then how long a chain takes at 10, 50 and 90 % of what goes through when chains come from outside, how a hundred VCs share a",
      "slow miniport when one of them floods it, and what is left in memory."
    ].join("\n  ")
  ),
  Command.withExamples([
    { command: "npm run bench -- data", description: "The usual kinds of traffic, in at most three minutes" },
    { command: "npm run -s bench -- data --full --json > data.json", description: "Everything, to keep" }
  ])
)

const ringCommand = Command.make(
  "ring",
  {
    json: Flag.Boolean("json").pipe(Flag.withDescription("Print JSON instead of the table, every pass included"), Flag.withDefault(false)),
    quick: Flag.Boolean("quick").pipe(Flag.withDescription("Fewer and shorter passes"), Flag.withDefault(false))
  },
  Effect.fnUntraced(function* ({ json, quick }) {
    const { end, say } = progress()
    const report = yield* Effect.ensuring(ring({ quick, say }), Effect.sync(end))
    yield* Console.log(json ? JSON.stringify(report, null, 2) : ringText(report))
  })
).pipe(
  Command.withShortDescription("Frames from one thread to another: the ring, postMessage, and the bare ring"),
  Command.withDescription(
    [
      "How many frames a second go from one thread to another through a ring in shared memory, of 0, 64 and 1,500 octets, published 1, 8",
      "and 64 at a time. Beside it postMessage (the same number of frames a message) and the bare ring: both its ends in one thread.",
      "All copy the octets in and out, read each of them once, and have at most 1,024 frames under way. Needs two cores that are free."
    ].join("\n  ")
  ),
  Command.withExamples([{ command: "npm run bench -- ring", description: "The table, in less than a minute" }])
)

const bench = Command.make("bench").pipe(
  Command.withDescription("Benchmarks of condis. How they measure and what they found: docs/performance.md"),
  Command.withSubcommands([callsCommand, dataCommand, vcsCommand, ringCommand])
)

const runMain = Runtime.makeRunMain(({ fiber, teardown }) => {
  const interrupt = (): void => fiber.interruptUnsafe()
  process.once("SIGINT", interrupt)
  process.once("SIGTERM", interrupt)
  fiber.addObserver((exit) => {
    process.off("SIGINT", interrupt)
    process.off("SIGTERM", interrupt)
    teardown(exit, (code) => {
      process.exitCode = code
    })
  })
})

runMain(Command.run(bench, { version: "0.0.0" }).pipe(Effect.provide(platform)))
