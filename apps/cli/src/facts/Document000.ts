/**
 * Document 000: an incoming request to drop a party.
 *
 * @see docs/condis/seeds.md
 */
import type { CrossingEvent } from "@condis/core/Trace"
import { altered, each, type Fact, swapped, unless, without } from "./Fact.ts"
import { atOnce, hasStatus, type Is, message, ofParty, onHost, onVc, type View } from "./View.ts"

const scenario = "incoming-drop-party"
const success = "NDIS_STATUS_SUCCESS"

const drops = (v: View): ReadonlyArray<CrossingEvent> => v.calls("NdisCmDispatchIncomingDropParty", "manager")
const told = (v: View): ReadonlyArray<CrossingEvent> => v.calls("ProtocolClIncomingDropParty")

/** A remote party leaves: its status is SUCCESS. Otherwise the network is in trouble. */
const wanted = (v: View): ReadonlyArray<CrossingEvent> => drops(v).filter(hasStatus(success))

/** Closes of multipoint calls that the network or the last party asked for. */
const lastLeaves = (v: View): ReadonlyArray<CrossingEvent> =>
  v.calls("NdisCmDispatchIncomingCloseCall", "manager").filter((close) => v.multipoint(close) && v.parties(close) === 1)

const dropsWithOthers = (v: View, name: string) =>
  each(drops(v), (drop) =>
    drop.ddi !== name
      ? `an incoming drop is dispatched with ${drop.ddi}`
      : unless(v.parties(drop) > 1, "a drop of the last party is dispatched")
  )

const misnamed = (v: View) =>
  altered(v, lastLeaves(v)[0], {
    ddi: v.name("NdisCmDispatchIncomingDropParty", "manager"),
    party: told(v)[0]?.party
  })

const lastByClose = (v: View, name: string) => {
  const closes = each(lastLeaves(v), (close) => unless(close.ddi === name, `the last party leaves with ${close.ddi}`))
  const wrong = dropsWithOthers(v, v.name("NdisCmDispatchIncomingDropParty", "manager"))
  return { witnesses: closes.witnesses, objections: [...closes.objections, ...wrong.objections] }
}

const reaction = (v: View, on: CrossingEvent) =>
  v.next(on, onVc(on), (event) => v.is("NdisClDropParty", "client")(event) || v.is("NdisClCloseCall", "client")(event))

export const document000: ReadonlyArray<Fact> = [
  {
    id: "SEED-000-01",
    says: "the call manager learns from signalling that a remote party wants out",
    form: "both",
    scenario,
    find: (v) =>
      each(wanted(v), (drop) =>
        unless(
          v.before(v.previousOf(drop) ?? v.events[0], v.previous(drop, message("to", drop.host, "DROP PARTY"))),
          "no DROP PARTY came from the network"
        )
      ),
    damage: (v) => without(v, ...v.frames(message("to", "alice", "DROP PARTY")))
  },
  {
    id: "SEED-000-02",
    says: "network trouble may start an incoming drop, too",
    form: "both",
    scenario,
    find: (v) => {
      const trouble = drops(v).filter(({ status }) => status !== success)
      return each(trouble, (drop) => {
        const asked = v.previous(
          drop,
          v.is("NdisClCloseCall", "client"),
          (event) => drop.time - event.time < 10_000 && !v.answersClose(event as CrossingEvent)
        )
        return unless(asked === undefined, "a client had just asked for it")
      })
    },
    damage: (v) => {
      const trouble = drops(v).find(({ status }) => status !== success)
      const close = v.calls("NdisClCloseCall", "client").find(({ host }) => host !== trouble?.host)
      return altered(v, close, { time: trouble?.time ?? 0 })
    }
  },
  {
    id: "SEED-000-03",
    says: "not the last party: a call manager calls NdisCmDispatchIncomingDropParty",
    form: "cm",
    scenario,
    find: (v) => dropsWithOthers(v, "NdisCmDispatchIncomingDropParty"),
    damage: (v) => altered(v, lastLeaves(v)[0], { ddi: "NdisCmDispatchIncomingDropParty" })
  },
  {
    id: "SEED-000-04",
    says: "not the last party: an MCM calls NdisMCmDispatchIncomingDropParty",
    form: "mcm",
    scenario,
    find: (v) => dropsWithOthers(v, "NdisMCmDispatchIncomingDropParty"),
    damage: (v) => altered(v, lastLeaves(v)[0], { ddi: "NdisMCmDispatchIncomingDropParty" })
  },
  {
    id: "SEED-000-05",
    says: "the last party: a call manager calls NdisCmDispatchIncomingCloseCall instead",
    form: "cm",
    scenario,
    find: (v) => lastByClose(v, "NdisCmDispatchIncomingCloseCall"),
    damage: misnamed
  },
  {
    id: "SEED-000-06",
    says: "the last party: an MCM calls NdisMCmDispatchIncomingCloseCall instead",
    form: "mcm",
    scenario,
    find: (v) => lastByClose(v, "NdisMCmDispatchIncomingCloseCall"),
    damage: misnamed
  },
  {
    id: "SEED-000-07",
    says: "the dispatch makes NDIS call ProtocolClIncomingDropParty of the client",
    form: "both",
    scenario,
    find: (v) =>
      each(drops(v), (drop) => {
        const handler = v.next(drop, v.is("ProtocolClIncomingDropParty"), ofParty(drop)) as CrossingEvent | undefined
        return unless(handler !== undefined && handler.to === v.clientOn(drop), "the client of the call is not told")
      }),
    damage: (v) => altered(v, told(v)[0], { to: v.name("NdisCmAddPartyComplete", "manager") })
  },
  {
    id: "SEED-000-08",
    says: "figure, call manager: signalling in (2 steps), dispatch, client handler, drop or close",
    form: "cm",
    scenario,
    find: (v) =>
      each(wanted(v), (drop) => {
        const handler = v.next(drop, v.is("ProtocolClIncomingDropParty"), ofParty(drop))
        if (handler === undefined) return "the client is not told"
        if (reaction(v, drop) === undefined || !v.before(handler, reaction(v, drop)))
          return "the client does not drop the party after it was told"
        const here =
          (is: Is): Is =>
          (event) =>
            is(event) && atOnce(drop)(event) && onHost(drop.host)(event)
        return v.missingBefore(drop, [
          ["ProtocolCoReceiveNetBufferLists", here(v.is("ProtocolCoReceiveNetBufferLists", "manager"))],
          ["NdisMCoIndicateReceiveNetBufferLists", here(v.is("NdisMCoIndicateReceiveNetBufferLists", "miniport"))]
        ])
      }),
    damage: (v) =>
      swapped(v, wanted(v)[0], v.previous(wanted(v)[0]!, v.is("NdisMCoIndicateReceiveNetBufferLists", "miniport"), atOnce(wanted(v)[0]!)))
  },
  {
    id: "SEED-000-09",
    says: "figure, MCM: dispatch, client handler, drop or close; no signalling through NDIS",
    form: "mcm",
    scenario,
    find: (v) => {
      const steps = each(drops(v), (drop) =>
        v.missing(drop, [
          ["ProtocolClIncomingDropParty", v.is("ProtocolClIncomingDropParty")],
          ["NdisClDropParty", v.is("NdisClDropParty", "client")]
        ])
      )
      const through = [...v.calls("ProtocolCoReceiveNetBufferLists", "manager"), ...v.calls("NdisCoSendNetBufferLists", "manager")]
      return {
        witnesses: steps.witnesses,
        objections: [...steps.objections, ...through.map((event) => `signalling through NDIS: ${v.text(event)}`)]
      }
    },
    damage: (v) => without(v, ...v.calls("NdisClDropParty", "client"))
  },
  {
    id: "SEED-000-10",
    says: "the handler does what its protocol requires (it is carried out to its end)",
    form: "both",
    scenario,
    find: (v) => each(told(v), (handler) => unless(v.returnOf(handler) !== undefined, "the handler does not return")),
    damage: (v) => without(v, v.returnOf(told(v)[0]!))
  },
  {
    id: "SEED-000-11",
    says: "not the last party: the client must call NdisClDropParty",
    form: "both",
    scenario,
    find: (v) =>
      each(told(v), (handler) =>
        unless(v.next(handler, v.is("NdisClDropParty", "client"), ofParty(handler)) !== undefined, "the client does not drop the party")
      ),
    damage: (v) => without(v, v.next(told(v)[1]!, v.is("NdisClDropParty", "client"), ofParty(told(v)[1]!)))
  },
  {
    id: "SEED-000-12",
    says: "the last party: the client must call NdisClCloseCall",
    form: "both",
    scenario,
    find: (v) =>
      each(lastLeaves(v), (close) => {
        const handler = v.nextOn(close, "ProtocolClIncomingCloseCall")
        const answer = handler === undefined ? undefined : v.nextOn(handler, "NdisClCloseCall", "client")
        return unless(answer?.carries?.party === true, "the client does not close the call, naming that party")
      }),
    damage: (v) => {
      const close = lastLeaves(v)[0]!
      return altered(v, v.nextOn(close, "NdisClCloseCall", "client"), { ddi: "NdisClDropParty" })
    }
  },
  {
    id: "SEED-000-13",
    says: "the party is one on the client's own multipoint VC",
    form: "both",
    scenario,
    find: (v) =>
      each(told(v), (handler) => unless(v.multipoint(handler) && v.creator(handler) === handler.to, "the VC is not its own multipoint VC")),
    damage: (v) => altered(v, told(v)[0], { vc: "vc99.1" })
  }
]
