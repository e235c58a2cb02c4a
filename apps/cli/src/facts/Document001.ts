/**
 * Document 001: an incoming request to close a call.
 *
 * @see docs/condis/seeds.md
 */
import { type CrossingEvent, type FrameEvent, isCrossing, type TraceEvent } from "@condis/core/Trace"
import { altered, each, type Fact, type Finding, some, swapped, unless, without } from "./Fact.ts"
import { atOnce, message, onVc, type View } from "./View.ts"

const scenario = "remote-client-closes"
const statuses = "remote-close-with-each-status"
/** Signalling of one occasion lies closer together than this, in microseconds. */
const signalling = 10_000
const success = "NDIS_STATUS_SUCCESS"

const dispatches = (v: View): ReadonlyArray<CrossingEvent> => v.calls("NdisCmDispatchIncomingCloseCall", "manager")
const handlers = (v: View): ReadonlyArray<CrossingEvent> => v.calls("ProtocolClIncomingCloseCall")

/** Closes with which a client ends a call, not those that answer such an end, where the network releases the other side for it. */
const ends = (v: View): ReadonlyArray<CrossingEvent> =>
  v
    .calls("NdisClCloseCall", "client")
    .filter((close) => !v.answersClose(close) && v.returnOf(close)?.status === "NDIS_STATUS_PENDING" && releasedFor(v, close) !== undefined)

/** RELEASE to another host, whose client does not end the call at the same instant. */
const releasedFor = (v: View, close: CrossingEvent): FrameEvent | undefined =>
  v.next(close, (event) => {
    if (event.kind !== "frame" || event.frame !== "RELEASE" || event.from !== "switch" || event.to.startsWith(`${close.host}/`))
      return false
    const closing = v.is("NdisClCloseCall", "client")
    return (
      event.time - close.time < signalling &&
      v.between(close, event, closing, (each) => isCrossing(each) && event.to.startsWith(`${each.host}/`)).length === 0
    )
  }) as FrameEvent | undefined

/** Calls that nobody asked to end. */
const torn = (v: View): ReadonlyArray<CrossingEvent> => indicated(v).filter(({ status }) => status !== success)

/** Those of calls that were up: what the network has to say of them. */
const indicated = (v: View): ReadonlyArray<CrossingEvent> =>
  dispatches(v).filter((dispatch) => {
    const up = v.previous(
      dispatch,
      onVc(dispatch),
      (event) => v.is("ProtocolClCallConnected")(event) || v.is("ProtocolClMakeCallComplete")(event)
    )
    return up !== undefined && !v.before(up, v.previousOn(dispatch, "ProtocolClIncomingCall"))
  })

const release = (v: View, dispatch: CrossingEvent): TraceEvent | undefined => v.previous(dispatch, message("to", dispatch.host, "RELEASE"))

const dispatchedWith = (v: View, name: string): Finding =>
  each(ends(v), (close) => {
    const other = v.next(
      close,
      (event) => dispatches(v).includes(event as CrossingEvent) && "host" in event && event.host !== close.host
    ) as CrossingEvent | undefined
    if (other === undefined) return "the other client is not told"
    if (other.ddi !== name) return `it is indicated with ${other.ddi}`
    return unless(other.status === success, `CloseStatus is ${other.status}`)
  })

/** Incoming closes that the client answered, with the answer. */
const answered = (v: View): ReadonlyArray<readonly [handler: CrossingEvent, close: CrossingEvent]> =>
  handlers(v).flatMap((handler) => {
    const close = v.nextOn(handler, "NdisClCloseCall", "client")
    return close === undefined ? [] : [[handler, close] as const]
  })

/** VCs made by a client whose call was closed from the other side, with this status or another one. */
const closedFor = (v: View, well: boolean): ReadonlyArray<CrossingEvent> =>
  answered(v)
    .filter(([handler]) => v.byClient(handler) && (handler.status === success) === well)
    .map(([, close]) => close)

/** VCs that a call manager made, after the client's close. */
const ofManager = (v: View): ReadonlyArray<readonly [handler: CrossingEvent, close: CrossingEvent]> =>
  answered(v).filter(([handler]) => !v.byClient(handler))

const multipointCloses = (v: View): ReadonlyArray<CrossingEvent> =>
  handlers(v).filter((handler) => v.multipoint(handler) && v.parties(handler) > 1)

const dropsAfter = (v: View, handler: CrossingEvent): ReadonlyArray<CrossingEvent> =>
  v.between(
    handler,
    v.nextOn(handler, "NdisClCloseCall", "client"),
    onVc(handler),
    v.is("NdisClDropParty", "client")
  ) as ReadonlyArray<CrossingEvent>

const remoteScenario = "remote-close-of-multipoint-calls"

export const document001: ReadonlyArray<Fact> = [
  {
    id: "SEED-001-01",
    says: "a remote client closes: the call manager must indicate it to the local client",
    form: "both",
    scenario,
    find: (v) => {
      const waiting = [...handlers(v)]
      return each(ends(v), (close) => {
        const at = waiting.findIndex((handler) => handler.host !== close.host && v.before(close, handler))
        return unless(at >= 0 && waiting.splice(at, 1).length === 1, "no other client is told")
      })
    },
    damage: (v) => without(v, handlers(v).at(-1))
  },
  {
    id: "SEED-001-02",
    says: "a call manager indicates it with NdisCmDispatchIncomingCloseCall, CloseStatus SUCCESS",
    form: "cm",
    scenario,
    find: (v) => dispatchedWith(v, "NdisCmDispatchIncomingCloseCall"),
    damage: (v) => altered(v, dispatches(v)[0], { status: "NDIS_STATUS_FAILURE" })
  },
  {
    id: "SEED-001-03",
    says: "an MCM indicates it with NdisMCmDispatchIncomingCloseCall",
    form: "mcm",
    scenario,
    find: (v) => dispatchedWith(v, "NdisMCmDispatchIncomingCloseCall"),
    damage: (v) => without(v, dispatches(v).at(-1))
  },
  {
    id: "SEED-001-04",
    says: "figure, call manager: signalling in (2 steps), dispatch, client handler, close, deactivation (2 steps)",
    form: "cm",
    scenario,
    find: (v) =>
      each(indicated(v), (dispatch) => {
        return (
          v.missingBefore(dispatch, [
            [
              "ProtocolCoReceiveNetBufferLists",
              (event) => v.is("ProtocolCoReceiveNetBufferLists", "manager")(event) && atOnce(dispatch)(event)
            ],
            [
              "NdisMCoIndicateReceiveNetBufferLists",
              (event) => v.is("NdisMCoIndicateReceiveNetBufferLists")(event) && atOnce(dispatch)(event)
            ]
          ]) ??
          v.missing(dispatch, [
            v.step(dispatch, "ProtocolClIncomingCloseCall"),
            v.step(dispatch, "NdisClCloseCall", "client"),
            v.step(dispatch, "NdisCmDeactivateVc"),
            v.step(dispatch, "MiniportCoDeactivateVc")
          ])
        )
      }),
    damage: (v) => swapped(v, handlers(v)[0], v.nextOn(handlers(v)[0]!, "NdisClCloseCall", "client"))
  },
  {
    id: "SEED-001-05",
    says: "figure, MCM: dispatch, client handler, close, deactivation",
    form: "mcm",
    scenario,
    find: (v) =>
      each(dispatches(v), (dispatch) =>
        v.missing(dispatch, [
          v.step(dispatch, "ProtocolClIncomingCloseCall"),
          v.step(dispatch, "NdisClCloseCall", "client"),
          v.step(dispatch, "NdisCmDeactivateVc")
        ])
      ),
    damage: (v) => swapped(v, v.nextOn(handlers(v)[0]!, "NdisClCloseCall", "client"), v.nextOn(handlers(v)[0]!, "NdisCmDeactivateVc"))
  },
  {
    id: "SEED-001-06",
    says: "an unacceptable change by a called client may be answered so from ProtocolCmIncomingCallComplete",
    form: "both",
    scenario: "incoming-call-answered-later",
    find: (v) =>
      some(
        v.calls("ProtocolCmIncomingCallComplete").filter((complete) => {
          const dispatch = v.nextOn(complete, "NdisCmDispatchIncomingCloseCall", "manager")
          return complete.carries?.changed === true && v.before(dispatch, v.returnOf(complete))
        })
      ),
    damage: (v) => {
      const complete = v.calls("ProtocolCmIncomingCallComplete").at(-1)!
      return swapped(v, v.nextOn(complete, "NdisCmDispatchIncomingCloseCall", "manager"), v.returnOf(complete))
    }
  },
  {
    id: "SEED-001-07",
    says: "abnormal network conditions may end active calls, too",
    form: "both",
    scenario: statuses,
    find: (v) =>
      each(torn(v), (dispatch) =>
        unless(v.before(v.previousOf(dispatch) ?? v.events[0], release(v, dispatch)), "the network did not end it")
      ),
    damage: (v) => without(v, release(v, torn(v)[0]!))
  },
  {
    id: "SEED-001-08",
    says: "NDIS calls ProtocolClIncomingCloseCall of the client on that connection, and of no other",
    form: "both",
    scenario,
    find: (v) =>
      each(dispatches(v), (dispatch) => {
        const called = v.between(dispatch, v.returnOf(dispatch), v.is("ProtocolClIncomingCloseCall")) as ReadonlyArray<CrossingEvent>
        // Another one may be told of its own call at the same time.
        const here = called.filter(
          (handler) =>
            handler.host === dispatch.host &&
            (onVc(dispatch)(handler) || v.previousOn(handler, "NdisCmDispatchIncomingCloseCall", "manager") === undefined)
        )
        return unless(
          here.length === 1 && here[0]?.to === v.clientOn(dispatch),
          `called: ${here.map(({ to }) => to).join(", ") || "nobody"}`
        )
      }),
    damage: (v) => altered(v, handlers(v)[0], { to: "fax" })
  },
  {
    id: "SEED-001-09",
    says: "the handler does what its protocol requires (it is carried out to its end)",
    form: "both",
    scenario,
    find: (v) => each(handlers(v), (handler) => unless(v.returnOf(handler) !== undefined, "the handler does not return")),
    damage: (v) => without(v, v.returnOf(handlers(v)[0]!))
  },
  {
    id: "SEED-001-10",
    says: "a multipoint VC of its own: the client must drop parties until one is left",
    form: "both",
    scenario: remoteScenario,
    find: (v) =>
      each(multipointCloses(v), (handler) => {
        const [drops, parties] = [dropsAfter(v, handler).length, v.parties(handler)]
        return unless(drops === parties - 1, `of ${parties} parties ${drops} are dropped before the close`)
      }),
    damage: (v) => without(v, dropsAfter(v, multipointCloses(v)[2]!)[1])
  },
  {
    id: "SEED-001-11",
    says: "then it must call NdisClCloseCall",
    form: "both",
    scenario: remoteScenario,
    find: (v) =>
      each(multipointCloses(v), (handler) => {
        const next = v.nextOn(handler, "ProtocolClIncomingCloseCall")
        return unless(
          v.between(handler, next, onVc(handler), v.is("NdisClCloseCall", "client")).length === 1,
          "the client does not close the call"
        )
      }),
    damage: (v) => without(v, v.nextOn(multipointCloses(v).at(-1)!, "NdisClCloseCall", "client"))
  },
  {
    id: "SEED-001-12",
    says: "that close names the last party's handle",
    form: "both",
    scenario: remoteScenario,
    find: (v) =>
      each(multipointCloses(v), (handler) =>
        unless(v.nextOn(handler, "NdisClCloseCall", "client")?.carries?.party === true, "the close names no party")
      ),
    damage: (v) => altered(v, v.nextOn(multipointCloses(v)[0]!, "NdisClCloseCall", "client"), { carries: undefined })
  },
  {
    id: "SEED-001-13",
    says: "after the close the client neither sends nor receives on this VC",
    form: "both",
    scenario,
    find: (v) =>
      each(
        answered(v).map(([, close]) => close),
        (close) => {
          const traffic = v.between(close, v.nextOn(close, "NdisClMakeCall", "client"), onVc(close), (event) =>
            [v.is("NdisCoSendNetBufferLists", "client"), v.is("ProtocolCoReceiveNetBufferLists", "client")].some((is) => is(event))
          )
          return unless(traffic.length === 0, `${traffic.length} transfers after the close`)
        }
      ),
    damage: (v) => {
      const [, close] = answered(v).find(([, each]) => v.previousOn(each, "NdisCoSendNetBufferLists", "client") !== undefined)!
      return swapped(v, v.previousOn(close, "NdisCoSendNetBufferLists", "client"), v.nextOn(close, "ProtocolClCloseCallComplete"))
    }
  },
  {
    id: "SEED-001-14",
    says: "a VC the call manager made: the client returns after NdisClCloseCall and does not delete it",
    form: "both",
    scenario,
    find: (v) =>
      each(
        ofManager(v).map(([, close]) => close),
        (close) => {
          const next = v.next(close, onVc(close), v.is("ProtocolClIncomingCall"))
          return unless(v.between(close, next, onVc(close), v.is("NdisCoDeleteVc", "client")).length === 0, "the client deletes it")
        }
      ),
    damage: (v) => {
      const close = ofManager(v)[0]![1]
      return altered(v, v.nextOn(close, "NdisCoDeleteVc", "manager"), { ddi: "NdisCoDeleteVc", from: v.clientOn(close) ?? "" })
    }
  },
  {
    id: "SEED-001-15",
    says: "the call manager must also deactivate the VC",
    form: "both",
    scenario,
    find: (v) =>
      each(
        answered(v).map(([, close]) => close),
        (close) => unless(v.nextOn(close, "NdisCmDeactivateVc") !== undefined, "the VC is not deactivated")
      ),
    damage: (v) => without(v, v.nextOn(answered(v).at(-1)![1], "NdisCmDeactivateVc"))
  },
  {
    id: "SEED-001-16",
    says: "a client's own VC and SUCCESS: the client may delete it",
    form: "both",
    scenario,
    find: (v) => some(closedFor(v, true).filter((close) => v.nextOn(close, "NdisCoDeleteVc", "client") !== undefined)),
    damage: (v) => without(v, ...closedFor(v, true).map((close) => v.nextOn(close, "NdisCoDeleteVc", "client")))
  },
  {
    id: "SEED-001-17",
    says: "…or use it for another call",
    form: "both",
    scenario: statuses,
    find: (v) =>
      some(
        closedFor(v, true).filter((close) => {
          const again = v.nextOn(close, "NdisClMakeCall", "client")
          return again !== undefined && v.between(close, again, onVc(close), v.is("NdisCoDeleteVc", "client")).length === 0
        })
      ),
    damage: (v) => altered(v, v.nextOn(closedFor(v, true)[0]!, "NdisClMakeCall", "client"), { vc: "vc99.1" })
  },
  {
    id: "SEED-001-18",
    says: "a client's own VC and another status: the client must delete it",
    form: "both",
    scenario: statuses,
    find: (v) =>
      each(closedFor(v, false), (close) => {
        const gone = v.nextOn(close, "NdisCoDeleteVc", "client")
        const again = v.nextOn(close, "NdisClMakeCall", "client")
        return unless(gone !== undefined && (again === undefined || v.before(gone, again)), "the VC is not deleted")
      }),
    damage: (v) => without(v, v.nextOn(closedFor(v, false)[3]!, "NdisCoDeleteVc", "client"))
  },
  {
    id: "SEED-001-19",
    says: "a VC a call manager made for an incoming call: it may delete it with NdisCoDeleteVc",
    form: "cm",
    scenario,
    find: (v) => some(ofManager(v).flatMap(([, close]) => v.nextOn(close, "NdisCoDeleteVc", "manager") ?? [])),
    damage: (v) => without(v, ...v.calls("NdisCoDeleteVc", "manager"))
  },
  {
    id: "SEED-001-20",
    says: "a VC an MCM made for an incoming call: it may delete it with NdisMCmDeleteVc",
    form: "mcm",
    scenario,
    find: (v) => some(ofManager(v).flatMap(([, close]) => v.nextOn(close, "NdisMCmDeleteVc", "manager") ?? [])),
    damage: (v) => without(v, ...v.calls("NdisMCmDeleteVc", "manager"))
  }
]
