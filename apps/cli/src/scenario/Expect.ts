/**
 * What a scenario expects of a run: crossings in an order, crossings that never are, changes, last states, counts, and nothing left over.
 */
import * as Schema from "effect/Schema"
import { defaulted, optional, required } from "./Fields.ts"
import { Count, Ddi, Name, Oid, Status } from "./Vocabulary.ts"

const Place = Schema.NonEmptyString.annotate({ identifier: "instance or NDIS" })

/** One line of a ladder: a crossing (`ddi`), something on the wire (`frame`), or a timer that ran out (`timer`). */
export const Matcher = Schema.Struct({
  host: optional(Name, "On this host. On the wire: from or to this host."),
  from: optional(Place, "From this driver, or from `NDIS`. Left out: from whichever."),
  to: optional(Place, "To this driver, or to `NDIS`. Left out: to whichever."),
  ddi: optional(
    Ddi,
    "A function or callback. Of the two names of a call manager's function the stand-alone one is written (`NdisCm…`, `NdisCo…` from `cm`); in the MCM form its twin is meant."
  ),
  kind: defaulted(Schema.Literals(["call", "return"]), "call", "The call, or its return."),
  status: optional(Status, "Of a call its status argument, of a return what was returned."),
  oid: optional(Oid, "Of an OID request: what is asked or set."),
  change: optional(
    Schema.NonEmptyString.annotate({ identifier: "change" }),
    "A state change of this crossing, like `call: None → OutPending`; `->` is read as `→`."
  ),
  frame: optional(Schema.NonEmptyString.annotate({ identifier: "frame" }), "A message on the wire, by its name, like `SETUP`."),
  timer: optional(Schema.NonEmptyString.annotate({ identifier: "timer" }), "A timer that ran out, by its name, like `T303`."),
  form: optional(Schema.Literals(["cm", "mcm"]), "Only in this form: for crossings that the other form does not have.")
})
  .check(
    Schema.makeFilter((matcher) => {
      const what = [matcher.ddi, matcher.frame, matcher.timer].filter((part) => part !== undefined)
      if (what.length !== 1) return "a line of a ladder has exactly one of ddi, frame and timer"
      if (matcher.ddi === undefined && (matcher.status ?? matcher.change ?? matcher.oid) !== undefined) {
        return "status, oid and change belong to crossings (ddi)"
      }
      return undefined
    })
  )
  .annotate({ identifier: "line" })
export interface Matcher extends Schema.Schema.Type<typeof Matcher> {}

const Change = Schema.String.check(
  Schema.makeFilter((text) =>
    /^[^:]+: .+ (?:→|->) .+$/.test(text) ? undefined : "a change is an axis and two states, like call: None → OutPending"
  )
).annotate({ identifier: "change" })

/** The last state of an axis. */
export const LastState = Schema.Struct({
  host: required(Name, "The host."),
  axis: required(Schema.NonEmptyString.annotate({ identifier: "axis" }), "Which axis: `call`, `vc`, `af`, `sap`, …"),
  ends: required(Schema.NonEmptyString.annotate({ identifier: "state" }), "Its state at the end, of every object that has this axis."),
  of: optional(Schema.NonEmptyString.annotate({ identifier: "object" }), "Only this object, as the trace names it.")
}).annotate({ identifier: "state" })
export interface LastState extends Schema.Schema.Type<typeof LastState> {}

/** All that is expected of a run. */
export const Expect = Schema.Struct({
  ladder: defaulted(Schema.Array(Matcher), [], "These lines occur in this order; others may lie between."),
  ladderOf: defaulted(
    Schema.Record(Name, Schema.Array(Matcher)),
    {},
    "The same for each host alone: the order between hosts does not matter."
  ),
  never: defaulted(Schema.Array(Matcher), [], "None of these lines occurs."),
  changes: defaulted(Schema.Record(Name, Schema.Array(Change)), {}, "State changes of each host, in this order; others may lie between."),
  states: defaulted(Schema.Array(LastState), [], "States at the end."),
  violations: defaulted(Count, 0, "How many rules were broken."),
  refusals: optional(Count, "How many calls were refused. Left out: it does not matter."),
  deaths: defaulted(Count, 0, "How many drivers died."),
  drops: optional(Count, "How many things were dropped with a record. Left out: it does not matter."),
  faults: optional(Count, "How often fault rules acted. Left out: it does not matter."),
  nothingLeft: defaulted(
    Schema.Boolean,
    true,
    "Is everything gone at the end: handles, pending requests, VCs, timers, fibers, calls of the switch?"
  )
})
export interface Expect extends Schema.Schema.Type<typeof Expect> {}
