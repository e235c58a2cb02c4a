/**
 * Writes docs/condis/ladders.md: the ladders of the documents the project started from, as they come out of real runs.
 *
 *     node --conditions=source scripts/generate-ladders.ts           write it
 *     node --conditions=source scripts/generate-ladders.ts --check   exit 1 when the document differs from what would be written
 */
import * as Result from "effect/Result"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { ladder } from "../apps/cli/src/reader/Ladder.ts"
import { simulate } from "../apps/cli/src/run/Runner.ts"
import type { ScenarioResult } from "../apps/cli/src/run/Types.ts"
import { fromText } from "../apps/cli/src/scenario/Load.ts"
import type { Form } from "../apps/cli/src/scenario/Scenario.ts"

type TraceEvent = ScenarioResult["trace"][number]

/** An end of the operation in the trace of its run. */
interface Mark {
  readonly ddi?: string
  readonly frame?: string
  readonly kind: TraceEvent["kind"]
}

/** One document: the run that shows its operation, at which host, and between which events. */
interface Document {
  readonly number: string
  /** Of several cases of one document, which. */
  readonly part?: string
  readonly title: string
  readonly operation: string
  readonly about: string
  /** Its path in `scenarios`, without its ending. */
  readonly scenario: string
  readonly host: string
  readonly from: Mark
  /** The last of these to come is the end. */
  readonly to: ReadonlyArray<Mark>
}

const documents: ReadonlyArray<Document> = [
  {
    number: "000",
    part: "a",
    title: "Incoming request to drop a party, not the last one",
    operation: "OP-27",
    about:
      "A leaf leaves while another one stays, so a DROP PARTY comes in. The call manager dispatches the drop, and the client drops the party as its acknowledgement; the call goes on.",
    scenario: "multipoint/leaf-leaves",
    host: "alice",
    from: { kind: "frame", frame: "DROP PARTY" },
    to: [
      { kind: "return", ddi: "NdisClDropParty" },
      { kind: "frame", frame: "DROP PARTY ACKNOWLEDGE" }
    ]
  },
  {
    number: "000",
    part: "b",
    title: "Incoming request to drop the last party",
    operation: "OP-27",
    about:
      "The last leaf leaves, so a RELEASE comes in. The call manager dispatches an incoming close instead, and the client closes the call, naming the party that was left.",
    scenario: "multipoint/last-leaf-leaves",
    host: "alice",
    from: { kind: "frame", frame: "RELEASE" },
    to: [{ kind: "return", ddi: "NdisCoDeleteVc" }]
  },
  {
    number: "000",
    part: "c",
    title: "Incoming request to drop a party, after network trouble",
    operation: "OP-27",
    about:
      "The network cannot reach a leaf any more and takes it out of the call. The steps are those of a leaf that leaves; the status says why, and is not NDIS_STATUS_SUCCESS.",
    scenario: "multipoint/network-drops-a-leaf",
    host: "alice",
    from: { kind: "frame", frame: "DROP PARTY" },
    to: [
      { kind: "return", ddi: "NdisClDropParty" },
      { kind: "frame", frame: "DROP PARTY ACKNOWLEDGE" }
    ]
  },
  {
    number: "001",
    title: "Incoming request to close a call",
    operation: "OP-24",
    about:
      "The other client closed, so a RELEASE comes in. The call manager dispatches the close, the client closes as its acknowledgement, and since it created the VC and the status is success it may delete it, as it does here.",
    scenario: "point-to-point/called-client-closes",
    host: "alice",
    from: { kind: "frame", frame: "RELEASE" },
    to: [{ kind: "return", ddi: "NdisCoDeleteVc" }]
  },
  {
    number: "002",
    title: "Client-initiated request to close a call",
    operation: "OP-23",
    about:
      "The client closes its call. A call manager deactivates the VC before it completes the close, an MCM driver completes first; the client that created the VC deletes it.",
    scenario: "point-to-point/client-close-without-data",
    host: "alice",
    from: { kind: "call", ddi: "NdisClCloseCall" },
    to: [{ kind: "return", ddi: "NdisCoDeleteVc" }]
  },
  {
    number: "003",
    title: "NdisMCmDispatchIncomingCall",
    operation: "OP-20",
    about:
      "A SETUP comes in for a registered SAP. The VC is created and active before the call is offered; the client accepts by its return, and call-connected ends the operation. The document describes the function of the MCM driver; beside it stands what a call manager does instead.",
    scenario: "point-to-point/incoming-call-accepted",
    host: "bob",
    from: { kind: "frame", frame: "SETUP" },
    to: [{ kind: "call", ddi: "ProtocolClCallConnected" }]
  },
  {
    number: "004",
    title: "Making a call",
    operation: "OP-19",
    about:
      "The client creates a VC and makes the call on it. The far side accepts, the VC is activated with what was agreed, and then the call completes.",
    scenario: "point-to-point/outgoing-call-accepted",
    host: "alice",
    from: { kind: "call", ddi: "NdisCoCreateVc" },
    to: [{ kind: "call", ddi: "ProtocolClMakeCallComplete" }]
  }
]

/** Buffers on their way home: they belong to no step of an operation. */
const buffersHome = new Set([
  "NdisMCoSendNetBufferListsComplete",
  "ProtocolCoSendNetBufferListsComplete",
  "NdisReturnNetBufferLists",
  "MiniportReturnNetBufferLists"
])

const concerns = (event: TraceEvent, host: string): boolean =>
  event.kind === "frame" ? [event.from, event.to].some((end) => end.startsWith(`${host}/`)) : event.host === host

const fits = (event: TraceEvent, mark: Mark): boolean =>
  event.kind === mark.kind && (event.kind === "frame" ? event.frame === mark.frame : "ddi" in event && event.ddi === mark.ddi)

/** The events of the operation alone, numbered and timed from its first. */
const operation = ({ from, host, scenario, to }: Document, trace: ReadonlyArray<TraceEvent>): ReadonlyArray<TraceEvent> => {
  const own = trace.filter((event) => concerns(event, host)).filter((event) => !("ddi" in event && buffersHome.has(event.ddi)))
  const first = own.findIndex((event) => fits(event, from))
  const ends = to.map((mark) => own.findIndex((event, index) => index > first && fits(event, mark)))
  if (first < 0 || ends.includes(-1)) throw new Error(`${scenario} does not show ${JSON.stringify(first < 0 ? from : to)} at ${host}`)
  const chosen = own
    .slice(first, Math.max(...ends) + 1)
    .filter(({ kind, ...event }) => kind !== "return" || "status" in event || "change" in event)
  const numbers = new Map(chosen.map(({ seq }, index) => [seq, index + 1]))
  const begin = chosen[0]?.time ?? 0
  return chosen.map((event) => {
    const moved = { ...event, seq: numbers.get(event.seq) ?? 0, time: event.time - begin }
    return "of" in moved && moved.of !== undefined ? { ...moved, of: numbers.get(moved.of) ?? 0 } : moved
  })
}

const forms: ReadonlyArray<readonly [Form, string]> = [
  ["cm", "Call manager and miniport"],
  ["mcm", "MCM driver"]
]

const section = (document: Document): string => {
  const file = `scenarios/${document.scenario}.yaml`
  const text = readFileSync(fileURLToPath(new URL(`../${file}`, import.meta.url)), "utf8")
  const { scenario } = Result.getOrThrow(fromText(file, text))
  const ladders = forms.map(([form, title]) => {
    const { checks, header, trace, scriptBegins } = simulate(scenario, form, 0)
    const wrong = checks.find(({ ok }) => !ok)
    if (wrong !== undefined) throw new Error(`${file} (${form}): ${wrong.what}: ${wrong.found}`)
    const events = operation(
      document,
      trace.filter(({ seq }) => seq >= (scriptBegins ?? 0))
    )
    return `### ${document.number}${document.part ?? ""}, ${title}\n\n\`\`\`text\n${ladder(header, events, { hosts: [document.host] })}\`\`\``
  })
  return [
    `## Document ${document.number}${document.part ?? ""}: ${document.title}`,
    `${document.about}\n[${document.operation}](operations.md), at ${document.host} of [${scenario.name}](../../${file}).`,
    ...ladders
  ].join("\n\n")
}

/** The document. */
export const render = (): string =>
  `${[
    "# Ladders of the documents",
    `Each operation the project started from ([seeds.md](seeds.md)), with a call manager above a miniport and with an MCM driver, as it comes out
of a run (\`scripts/generate-ladders.ts\`). Time runs downwards, in milliseconds; solid arrows are calls, dotted ones returns, waves frames;
in brackets the state that moved. Left out are the start of the hosts, what happens at other hosts, and buffers on their way home.`,
    ...documents.map(section)
  ].join("\n\n")}\n`

/** Where it is kept. */
export const path = fileURLToPath(new URL("../docs/condis/ladders.md", import.meta.url))

if (import.meta.main) {
  const after = render()
  if (!process.argv.includes("--check")) writeFileSync(path, after)
  else if (!existsSync(path) || readFileSync(path, "utf8") !== after) {
    console.error("docs/condis/ladders.md is not what the runs give: run node --conditions=source scripts/generate-ladders.ts")
    process.exitCode = 1
  }
}
