/**
 * Document 002: a client-initiated request to close a call.
 *
 * @see docs/condis/seeds.md
 */
import type { CrossingEvent, TraceEvent } from "@condis/core/Trace"
import { altered, each, type Fact, type Finding, some, swapped, unless, without } from "./Fact.ts"
import { type Is, message, onVc, type View } from "./View.ts"

const scenario = "client-closes-with-data"
const refusedScenario = "client-close-data-refused"
/** Signalling of one occasion lies closer together than this, in microseconds. */
const signalling = 10_000
const pending = "NDIS_STATUS_PENDING"
const invalid = "NDIS_STATUS_INVALID_DATA"

/** The document speaks of calls that are established: not of one that is closed while it is made. */
const aborts = (close: CrossingEvent | undefined): boolean => close?.change?.includes("OutPending → Aborting") === true
const closes = (v: View): ReadonlyArray<CrossingEvent> => v.calls("NdisClCloseCall", "client").filter((close) => !aborts(close))
const handlers = (v: View): ReadonlyArray<CrossingEvent> =>
  v.calls("ProtocolCmCloseCall").filter((handler) => !aborts(v.previousOn(handler, "NdisClCloseCall", "client")))

/** Handlers that carry the close out. The others refuse it. */
const accepted = (v: View): ReadonlyArray<CrossingEvent> => handlers(v).filter((handler) => v.returnOf(handler)?.status === pending)
const atOnceAnswered = (v: View): ReadonlyArray<CrossingEvent> => handlers(v).filter((handler) => v.returnOf(handler)?.status !== pending)

/** Completion of what a handler pended, before the next close on that VC. */
const completion = (v: View, handler: CrossingEvent): ReadonlyArray<CrossingEvent> =>
  v.between(
    handler,
    v.nextOn(handler, "ProtocolCmCloseCall"),
    onVc(handler),
    v.is("NdisCmCloseCallComplete", "manager")
  ) as ReadonlyArray<CrossingEvent>

const completions = (v: View): ReadonlyArray<CrossingEvent> => v.calls("NdisCmCloseCallComplete", "manager")

/** Message with which the call is ended at this host: after the handler was called, or before, when the call manager itself ended it. */
const ending = (v: View, handler: CrossingEvent): TraceEvent | undefined => {
  const said = message("from", handler.host, "RELEASE", "RELEASE COMPLETE")
  const next = v.next(handler, said)
  if (v.before(next, completion(v, handler)[0])) return next
  const dispatch = v.previousOn(handler, "NdisCmDispatchIncomingCloseCall", "manager")
  // What answers the other side's RELEASE may still wait for the link when the call is closed already.
  if (dispatch !== undefined && next !== undefined && next.time - handler.time < signalling) return next
  const before = v.previous(handler, said)
  return dispatch !== undefined && before !== undefined && dispatch.time - before.time < signalling ? before : undefined
}

/** Where a client closes a multipoint call by itself: the drops before it, since the call was made or the last close was refused. */
const dropsBefore = (v: View, close: CrossingEvent): ReadonlyArray<CrossingEvent> => {
  const made = v.made(close)
  return made === undefined ? [] : (v.between(made, close, onVc(close), v.is("NdisClDropParty", "client")) as ReadonlyArray<CrossingEvent>)
}

const multipointCloses = (v: View): ReadonlyArray<CrossingEvent> => closes(v).filter((close) => v.multipoint(close))

const completedWith = (v: View, name: string): Finding =>
  each(accepted(v), (handler) => {
    const done = completion(v, handler)
    return unless(done.length === 1 && done[0]?.ddi === name, `it is completed ${done.length} times, with ${done[0]?.ddi ?? "nothing"}`)
  })

/** Calls of this function by a client inside a handler of it. */
const inside = (v: View, handler: CrossingEvent, is: Is): TraceEvent | undefined =>
  v.between(handler, v.returnOf(handler), onVc(handler), is)[0]

const firstClose = (v: View): CrossingEvent => multipointCloses(v)[0]!

export const document002: ReadonlyArray<Fact> = [
  {
    id: "SEED-002-01",
    says: "a multipoint call with several parties: the client must first drop all but the last",
    form: "both",
    scenario,
    find: (v) => each(multipointCloses(v), (close) => unless(v.parties(close) === 1, `${v.parties(close)} parties are left at the close`)),
    damage: (v) => without(v, dropsBefore(v, firstClose(v))[0])
  },
  {
    id: "SEED-002-02",
    says: "a client starts closing a call with NdisClCloseCall",
    form: "both",
    scenario,
    find: (v) =>
      each(handlers(v), (handler) => {
        const asked = v.previousOn(handler, "NdisClCloseCall", "client")
        return unless(v.before(v.previousOn(handler, "ProtocolCmCloseCall") ?? v.events[0], asked), "no client asked for the close")
      }),
    damage: (v) => without(v, closes(v)[0])
  },
  {
    id: "SEED-002-03",
    says: "figure, call manager: drop, close, handler, signalling (2), deactivation (2), completion, client's completion",
    form: "cm",
    scenario,
    find: (v) =>
      each(multipointCloses(v), (close) =>
        v.missing(dropsBefore(v, close)[0] ?? v.made(close) ?? close, [
          ["NdisClCloseCall", (event) => event === close],
          v.step(close, "ProtocolCmCloseCall"),
          ["NdisCoSendNetBufferLists", v.is("NdisCoSendNetBufferLists", "manager")],
          ["MiniportCoSendNetBufferLists", v.is("MiniportCoSendNetBufferLists")],
          v.step(close, "NdisCmDeactivateVc"),
          v.step(close, "MiniportCoDeactivateVc"),
          v.step(close, "NdisCmCloseCallComplete"),
          v.step(close, "ProtocolClCloseCallComplete")
        ])
      ),
    damage: (v) => swapped(v, v.nextOn(firstClose(v), "NdisCmDeactivateVc"), v.nextOn(firstClose(v), "ProtocolClCloseCallComplete"))
  },
  {
    id: "SEED-002-04",
    says: "figure, MCM: close, handler, completion, client's completion, deactivation",
    form: "mcm",
    scenario,
    find: (v) =>
      each(
        closes(v).filter((close) => v.returnOf(close)?.status === pending && !v.answersClose(close)),
        (close) =>
          v.missing(close, [
            v.step(close, "ProtocolCmCloseCall"),
            v.step(close, "NdisCmCloseCallComplete"),
            v.step(close, "ProtocolClCloseCallComplete"),
            v.step(close, "NdisCmDeactivateVc")
          ])
      ),
    damage: (v) => swapped(v, handlers(v)[0], completions(v)[0])
  },
  {
    id: "SEED-002-05",
    says: "used to end an established call, whichever side began it",
    form: "both",
    scenario,
    find: (v) => {
      const sides = new Set(closes(v).map((close) => (v.byClient(close) ? "caller" : "called party")))
      return some(sides.size === 2 ? closes(v) : [])
    },
    damage: (v) => without(v, ...closes(v).filter((close) => v.byClient(close)))
  },
  {
    id: "SEED-002-06",
    says: "used from ProtocolClIncomingCloseCall",
    form: "both",
    scenario: "remote-client-closes",
    find: (v) =>
      some(v.calls("ProtocolClIncomingCloseCall").filter((handler) => inside(v, handler, v.is("NdisClCloseCall", "client")) !== undefined)),
    damage: (v) =>
      without(v, ...v.calls("ProtocolClIncomingCloseCall").map((handler) => inside(v, handler, v.is("NdisClCloseCall", "client"))))
  },
  {
    id: "SEED-002-07",
    says: "used from ProtocolClIncomingCallQoSChange when the proposal is unacceptable",
    form: "both",
    scenario: "qos-change-closed",
    find: (v) =>
      some(
        v.calls("ProtocolClIncomingCallQoSChange").filter((handler) => inside(v, handler, v.is("NdisClCloseCall", "client")) !== undefined)
      ),
    damage: (v) => {
      const handler = v.calls("ProtocolClIncomingCallQoSChange")[0]!
      return swapped(v, inside(v, handler, v.is("NdisClCloseCall", "client")), v.returnOf(handler))
    }
  },
  {
    id: "SEED-002-08",
    says: "used from ProtocolClModifyCallQoSComplete when the client's own proposal was refused",
    form: "both",
    scenario: "outgoing-call-changed",
    find: (v) =>
      some(
        v
          .calls("ProtocolClModifyCallQoSComplete")
          .filter(
            (handler) => handler.status !== "NDIS_STATUS_SUCCESS" && inside(v, handler, v.is("NdisClCloseCall", "client")) !== undefined
          )
      ),
    damage: (v) =>
      altered(
        v,
        v.calls("ProtocolClModifyCallQoSComplete").find(({ status }) => status !== "NDIS_STATUS_SUCCESS"),
        { status: "NDIS_STATUS_SUCCESS" }
      )
  },
  {
    id: "SEED-002-09",
    says: "NdisClCloseCall makes NDIS call ProtocolCmCloseCall",
    form: "both",
    scenario,
    find: (v) => each(closes(v), (close) => unless(v.nextOn(close, "ProtocolCmCloseCall") !== undefined, "the call manager is not called")),
    damage: (v) => altered(v, handlers(v).at(-1), { vc: "vc99.1" })
  },
  {
    id: "SEED-002-10",
    says: "the handler must end the connection by talking to the network",
    form: "both",
    scenario,
    find: (v) => each(accepted(v), (handler) => unless(ending(v, handler) !== undefined, "nothing is said to the network")),
    damage: (v) => without(v, ending(v, accepted(v)[0]!))
  },
  {
    id: "SEED-002-11",
    says: "a party context means that the call is multipoint",
    form: "both",
    scenario,
    find: (v) =>
      each(handlers(v), (handler) =>
        unless((handler.carries?.party === true) === v.multipoint(handler), "the party context does not tell a multipoint call")
      ),
    damage: (v) =>
      altered(
        v,
        handlers(v).find(({ carries }) => carries?.party === true),
        { carries: undefined }
      )
  },
  {
    id: "SEED-002-12",
    says: "the call manager must then end it on the medium as a multipoint call",
    form: "both",
    scenario,
    find: (v) =>
      each(
        multipointCloses(v).filter((each) => v.returnOf(each)?.status === pending && !v.answersClose(each)),
        (close) => {
          const drops = dropsBefore(v, close).filter((drop) => v.returnOf(drop)?.status === pending)
          const said = v.between(v.made(close) ?? close, close, message("from", close.host, "DROP PARTY", "DROP PARTY ACKNOWLEDGE"))
          const released = v.next(close, message("from", close.host, "RELEASE"))
          return unless(
            said.length >= drops.length && released !== undefined,
            "its parties are not all dropped on the medium, or it is not released"
          )
        }
      ),
    damage: (v) => without(v, v.frames(message("from", "alice", "DROP PARTY"))[0])
  },
  {
    id: "SEED-002-13",
    says: "NDIS can hand the handler the client's data",
    form: "both",
    scenario,
    find: (v) =>
      each(
        closes(v).filter(({ carries }) => carries?.data !== undefined),
        (close) => unless(v.nextOn(close, "ProtocolCmCloseCall")?.carries?.data === close.carries?.data, "the handler gets other data")
      ),
    damage: (v) =>
      altered(
        v,
        handlers(v).find(({ carries }) => carries?.data !== undefined),
        { carries: { data: "00" } }
      )
  },
  {
    id: "SEED-002-14",
    says: "the data may be anything: it reaches the other side as it is",
    form: "both",
    scenario,
    find: (v) =>
      each(
        accepted(v).filter(({ carries }) => carries?.data !== undefined),
        (handler) => {
          const arrived = v.next(
            handler,
            (event) => v.is("ProtocolClIncomingCloseCall")(event) || v.is("ProtocolClIncomingDropParty")(event),
            (event) => "carries" in event && event.carries?.data === handler.carries?.data
          )
          return unless(arrived !== undefined, "it reaches nobody")
        }
      ),
    damage: (v) =>
      altered(
        v,
        v.calls("ProtocolClIncomingCloseCall").find(({ carries }) => carries?.data !== undefined),
        { carries: { data: "00" } }
      )
  },
  {
    id: "SEED-002-15",
    says: "the handler must send the data before the termination is complete",
    form: "both",
    scenario,
    find: (v) =>
      each(
        accepted(v).filter(({ carries }) => carries?.data !== undefined),
        (handler) => {
          const sent = v.next(
            handler,
            message("from", handler.host, "RELEASE", "RELEASE COMPLETE"),
            (event) => event.kind === "frame" && event.carries?.data === handler.carries?.data
          )
          return unless(v.before(sent, completion(v, handler)[0]), "it is not sent before the completion")
        }
      ),
    damage: (v) => swapped(v, v.frames(message("from", "alice", "RELEASE"))[0], completions(v)[0])
  },
  {
    id: "SEED-002-16",
    says: "a medium that cannot send data while closing: NDIS_STATUS_INVALID_DATA",
    form: "both",
    scenario: refusedScenario,
    find: (v) =>
      each(
        handlers(v).filter(({ carries, host }) => carries?.data !== undefined && v.scenario.hosts[host]?.closeData === false),
        (handler) => unless(v.returnOf(handler)?.status === invalid, `it returns ${v.returnOf(handler)?.status ?? "nothing"}`)
      ),
    damage: (v) => altered(v, v.returnOf(atOnceAnswered(v)[0]!), { status: "NDIS_STATUS_SUCCESS" })
  },
  {
    id: "SEED-002-17",
    says: "the handler may complete synchronously",
    form: "both",
    scenario: refusedScenario,
    find: (v) =>
      each(atOnceAnswered(v), (handler) => {
        const answer = v.previousOn(handler, "NdisClCloseCall", "client")
        const same = answer !== undefined && v.returnOf(answer)?.status === v.returnOf(handler)?.status
        return unless(same && completion(v, handler).length === 0, "its status is not the answer, or a completion follows")
      }),
    damage: (v) => altered(v, v.returnOf(v.previousOn(atOnceAnswered(v)[0]!, "NdisClCloseCall", "client")!), { status: pending })
  },
  {
    id: "SEED-002-18",
    says: "…or asynchronously: a call manager with NdisCmCloseCallComplete",
    form: "cm",
    scenario,
    find: (v) => completedWith(v, "NdisCmCloseCallComplete"),
    damage: (v) => without(v, completions(v)[0])
  },
  {
    id: "SEED-002-19",
    says: "…an MCM with NdisMCmCloseCallComplete",
    form: "mcm",
    scenario,
    find: (v) => completedWith(v, "NdisMCmCloseCallComplete"),
    damage: (v) => without(v, completions(v)[0])
  },
  {
    id: "SEED-002-20",
    says: "the completion makes NDIS call ProtocolClCloseCallComplete",
    form: "both",
    scenario,
    find: (v) =>
      each(completions(v), (complete) => {
        const client = v.previousOn(complete, "NdisClCloseCall", "client")?.from
        const told = v.nextOn(complete, "ProtocolClCloseCallComplete")
        return unless(told !== undefined && told.to === client && told.status === complete.status, "the client that closed is not told")
      }),
    damage: (v) => without(v, v.calls("ProtocolClCloseCallComplete").at(-1))
  },
  {
    id: "SEED-002-21",
    says: "the call manager must start the deactivation of the VC",
    form: "both",
    scenario,
    find: (v) => each(accepted(v), (handler) => unless(v.nextOn(handler, "NdisCmDeactivateVc") !== undefined, "the VC is not deactivated")),
    damage: (v) => altered(v, v.nextOn(accepted(v).at(-1)!, "NdisCmDeactivateVc"), { vc: "vc99.1" })
  },
  {
    id: "SEED-002-22",
    says: "the VC's creator may then delete it",
    form: "both",
    scenario,
    find: (v) =>
      each(
        [...v.calls("NdisCoDeleteVc", "client"), ...v.calls("NdisCoDeleteVc", "manager")].filter(
          (gone) => v.previousOn(gone, "ProtocolCmCloseCall") !== undefined
        ),
        (gone) =>
          unless(
            gone.from === v.creator(gone) && v.before(v.previousOn(gone, "NdisCmCloseCallComplete", "manager"), gone),
            `${gone.from} deletes it, ${v.creator(gone) ?? "nobody"} made it`
          )
      ),
    damage: (v) => {
      const gone = v.calls("NdisCoDeleteVc", "manager")[0]!
      return altered(v, gone, { from: v.clientOn(gone) ?? "", ddi: "NdisCoDeleteVc" })
    }
  }
]
