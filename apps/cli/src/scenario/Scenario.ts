/**
 * A scenario: hosts, what their clients do by themselves, what the network does, a script, and what is expected of the run. One value,
 * written in YAML, JSON or TypeScript.
 *
 * Decoding fills in every default, so code reads plain values: durations in microseconds, rates in bytes a second, statuses as numbers.
 * Whether names fit together (hosts, clients, calls) is checked by `scenario/Semantics.ts`.
 */
import type { Role } from "@condis/core/Trace"
import * as Schema from "effect/Schema"
import { Expect } from "./Expect.ts"
import { FaultRule } from "./FaultText.ts"
import { defaulted, optional, required } from "./Fields.ts"
import { oneKey } from "./OneKey.ts"
import { Step } from "./Step.ts"
import { Traffic } from "./Traffic.ts"
import { Profile } from "./Profile.ts"
import { Address, Cause, Count, Duration, Name, Oid, Rate, ScenarioName, Status, Text, Vci } from "./Vocabulary.ts"

/** The two forms in which a call manager comes. */
export type Form = "cm" | "mcm"

const farEndCases = {
  reject: required(Cause, "Refuses every call with this Q.850 cause."),
  answerWith: required(Traffic, "Accepts every call, with other parameters than it was asked for."),
  alert: required(
    Schema.Struct({ answersAfter: optional(Duration, "When it accepts the call. Left out: never.") }),
    "Says that somebody is being alerted (ALERTING, for a party PARTY ALERTING), and accepts after `answersAfter`; without it, never."
  )
}

/** What the network does with calls to an address that no host has. */
export const FarEnd = Schema.Union([Schema.Literals(["answer", "silent"]), oneKey("a far end", farEndCases)]).annotate({
  identifier: "far end",
  expected: "answer, silent, { reject: CAUSE }, { answerWith: TRAFFIC } or { alert: { answersAfter: DURATION } }"
})
export type FarEnd = typeof FarEnd.Type

const answerCases = {
  reject: required(Status, "Refuses with this status."),
  acceptWith: required(Traffic, "Accepts, with changed parameters.")
}
const words = Schema.Literals(["accept", "reject"])

/** A client's answer to an offered call; `reject` alone is NDIS_STATUS_FAILURE. */
export const Answer = Schema.Union([words, oneKey("an answer", answerCases)]).annotate({
  identifier: "answer",
  expected: "accept, reject, { reject: STATUS } or { acceptWith: TRAFFIC }"
})
export type Answer = typeof Answer.Type

const incomingCases = {
  ...answerCases,
  pend: required(
    Schema.Struct({
      answer: required(Answer, "What it answers later (NdisClIncomingCallComplete)."),
      after: defaulted(Duration, "5ms", "When.")
    }),
    "Returns NDIS_STATUS_PENDING and answers later."
  )
}

/** What a client does when a call is offered to it. */
export const OnIncoming = Schema.Union([words, oneKey("a reaction to a call", incomingCases)]).annotate({
  identifier: "reaction",
  expected: "accept, reject, { reject: STATUS }, { acceptWith: TRAFFIC } or { pend: { answer: ANSWER, after: DURATION } }"
})
export type OnIncoming = typeof OnIncoming.Type

const changedCases = {
  renegotiate: required(Traffic, "Asks for this instead (NdisClModifyCallQoS), and keeps the call when that is refused."),
  insist: required(Traffic, "Asks for this instead, and closes the call when that is refused.")
}

/** What a client does when its call came up with changed parameters; `renegotiate` alone asks again for what it asked first. */
export const OnChanged = Schema.Union([Schema.Literals(["keep", "renegotiate", "close"]), oneKey("a reaction", changedCases)]).annotate({
  identifier: "reaction",
  expected: "keep, renegotiate, { renegotiate: TRAFFIC }, { insist: TRAFFIC } or close"
})
export type OnChanged = typeof OnChanged.Type

const qosCases = { counter: required(Traffic, "Proposes this instead (NdisClModifyCallQoS).") }

/** What a client does when the other side proposes other parameters. */
export const OnQoSChange = Schema.Union([Schema.Literals(["accept", "close"]), oneKey("a reaction", qosCases)]).annotate({
  identifier: "reaction",
  expected: "accept, close or { counter: TRAFFIC }"
})
export type OnQoSChange = typeof OnQoSChange.Type

/** A client and what it does by itself. */
export const Client = Schema.Struct({
  saps: defaulted(Schema.Array(Address), [], "Addresses at which it wants to be called. Without one no call is offered to it."),
  onIncoming: defaulted(OnIncoming, "accept", "When a call is offered to it."),
  onChanged: defaulted(OnChanged, "keep", "When its own call came up with changed parameters."),
  onQoSChange: defaulted(OnQoSChange, "accept", "When other parameters are proposed to it."),
  onIncomingClose: defaulted(
    Schema.Union([
      Schema.Literal("close"),
      oneKey("a reaction", { closeAfter: required(Duration, "Closes this much later, from outside the handler.") })
    ]).annotate({ identifier: "reaction", expected: "close or { closeAfter: DURATION }" }),
    "close",
    "When the other side ended the call: a client must close it, at once or later."
  ),
  keptVcs: defaulted(Count, 0, "How many VCs of calls that ended well it keeps for its next calls, instead of deleting them."),
  takes: defaulted(
    Schema.Literals(["at once", "when asked"]),
    "at once",
    "When it takes what it has received: at once, or a text for each `receive` step. Until then the text stays on loan from its miniport."
  )
})
export interface Client extends Schema.Schema.Type<typeof Client> {}

/** A host: one adapter, a call manager of the form, and clients. */
export const Host = Schema.Struct({
  address: required(Address, "Its address in the network."),
  adapter: defaulted(Name, "atm0", "Name of its adapter. In the MCM form the MCM driver has this name."),
  medium: defaulted(
    Schema.Literals(["NdisMediumAtm", "NdisMediumCoWan"]),
    "NdisMediumAtm",
    "The medium its adapter registers. Frames are carried the same way; requests to one of WAN media may be [one at a time](condis/operations.md) (A-14)."
  ),
  resetTakes: defaulted(Duration, "0ms", "How long its adapter takes to reset; without it the reset is over at once."),
  receiveLists: optional(
    Schema.Int.check(Schema.isGreaterThan(0)),
    "How many buffer lists its adapter receives into. Beyond them frames wait in the adapter. Left out: 65,536."
  ),
  receiveLowWater: defaulted(
    Count,
    0,
    "When only so many of them are free, its adapter lends none any more: it shows them (NDIS_RECEIVE_FLAGS_RESOURCES), and the protocol copies."
  ),
  closeData: defaulted(
    Schema.Boolean,
    true,
    "Can its call manager send close data? If not, a close with data is refused with NDIS_STATUS_INVALID_DATA."
  ),
  tells: defaulted(
    Schema.Array(Schema.Literals(["addresses", "signalling"])),
    [],
    "What its call manager tells its clients by OID requests: that its addresses changed (as each client opens), that signalling is disabled or enabled (as the link is lost and comes back)."
  ),
  holds: defaulted(
    Schema.Array(Oid),
    [],
    "OIDs whose requests its adapter and its call manager keep pending: until they are cancelled, or what they belong to ends."
  ),
  clients: required(Schema.Record(Name, Client), "Its clients by name.")
})
export interface Host extends Schema.Schema.Type<typeof Host> {}

/** A permanent VC between two hosts. */
export const Pvc = Schema.Struct({
  a: required(Name, "A host."),
  b: required(Name, "The host at the other end."),
  vci: required(Vci, "Its VCI at both ends (VPI 0): one of 16 to 31, which signalling never gives out."),
  traffic: optional(
    Traffic,
    "The service it was configured with, as `a` sees it; the network holds both ends to it. Left out: what its client asks for, and the network holds nobody to anything."
  )
})
export interface Pvc extends Schema.Schema.Type<typeof Pvc> {}

/** The network between the hosts: a link to each, and a switch. */
export const Network = Schema.Struct({
  delay: defaulted(Duration, "1ms", "How long a frame is under way on a link, each way."),
  rate: optional(Rate, "Rate of the links. Left out: no limit."),
  window: defaulted(
    Schema.Int.check(Schema.isGreaterThan(0)),
    64,
    "How many buffer lists of a call without a guaranteed rate may be under way, or with a receiver that has not returned them; the others wait in the sender's adapter."
  ),
  pvcs: defaulted(Schema.Array(Pvc), [], "Permanent VCs between hosts, see below: the operator made them in the switch and at both ends."),
  farEnds: defaulted(
    Schema.Record(Address, FarEnd),
    {},
    "What the switch itself plays: addresses that no host has. `answer`: accepts calls. `silent`: never reacts. Or an object, see below."
  )
})
export interface Network extends Schema.Schema.Type<typeof Network> {}

/** The whole. */
export const Scenario = Schema.Struct({
  name: required(ScenarioName, "Kebab case; the name of the file without its ending."),
  about: required(Text, "What the documents say happens, in own words, 1 to 4 lines."),
  form: defaulted(
    Schema.Literals(["cm", "mcm", "both"]),
    "both",
    "Call manager above a miniport (`cm`), MCM driver (`mcm`), or one run in each."
  ),
  clock: defaulted(
    Schema.Literals(["any", "virtual"]),
    "any",
    "`virtual`: it counts on moments that lie too close together for the clock of a machine, and is refused with `--realtime` and `--hardware worker`."
  ),
  profile: defaulted(Profile, {}, "Readings of the documents other than the default ones; `condis profiles` lists them."),
  network: defaulted(Network, {}, "The network between the hosts."),
  hosts: required(Schema.Record(Name, Host), "Hosts by name."),
  faults: defaulted(
    Schema.Array(FaultRule),
    [],
    "What goes wrong, from the start of the hosts on: [fault rules](#fault-rules), of which the first that fits a crossing decides."
  ),
  script: required(Schema.Array(Step), "Steps, one after the other."),
  expect: defaulted(Expect, {}, "What is expected of the run.")
})
export interface Scenario extends Schema.Schema.Type<typeof Scenario> {}

/** A scenario as it is written. */
export type Source = typeof Scenario.Encoded

/** For TypeScript files: `export default scenario({ … })` checks the types while you write. The file is decoded like any other. */
export const scenario = (source: Source): Source => source

/** The parts with names of their own, for the documentation. */
export const cases = { farEnd: farEndCases, answer: answerCases, incoming: incomingCases, changed: changedCases, qos: qosCases }

/** Instance name of a host's stand-alone call manager. */
export const callManager = "cm"

/** The forms a scenario is run in when these were asked for. */
export const formsOf = (self: Scenario, asked: Form | "both" = "both"): ReadonlyArray<Form> =>
  (["cm", "mcm"] as const).filter((form) => (self.form === "both" || self.form === form) && (asked === "both" || asked === form))

/** The driver instances of a host in a form, clients first, each with its role. */
export const instancesOf = (host: Host, form: Form): ReadonlyArray<readonly [name: string, role: Role]> => {
  const clients = Object.keys(host.clients).map((name) => [name, "client"] as const)
  return form === "cm"
    ? [...clients, [callManager, "call manager"], [host.adapter, "miniport"]]
    : [...clients, [host.adapter, "MCM driver"]]
}

/** `host/instance` → role, as a trace's header has it. */
export const headerInstances = (self: Scenario, form: Form): { readonly [instance: string]: Role } =>
  Object.fromEntries(
    Object.entries(self.hosts).flatMap(([name, host]) => instancesOf(host, form).map(([instance, role]) => [`${name}/${instance}`, role]))
  )
