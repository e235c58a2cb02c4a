/**
 * Document 004: making a call, up to the activation of its VC.
 *
 * @see docs/condis/seeds.md
 */
import type { CarriedFlow, CrossingEvent, FrameEvent } from "@condis/core/Trace"
import { altered, each, type Fact, type Finding, lacking, some, swapped, unless, without } from "./Fact.ts"
import { activations, changes, flagged, outcomes, reaction, sameTraffic, success, successes, told, wishes } from "./Making.ts"
import { atOnce, message, onHost, type View } from "./View.ts"

const pending = "NDIS_STATUS_PENDING"

const handlers = (v: View): ReadonlyArray<CrossingEvent> => v.calls("ProtocolCmMakeCall")
const multipoint = (v: View): ReadonlyArray<CrossingEvent> => wishes(v).filter(({ carries }) => carries?.party === true)

/** Handlers that take the wish up: it is pended, signalled, and completed. */
const taken = (v: View): ReadonlyArray<CrossingEvent> => handlers(v).filter((handler) => v.returnOf(handler)?.status === pending)

const setup = (v: View, handler: CrossingEvent): FrameEvent | undefined =>
  v.between(handler, v.next(handler, v.is("ProtocolCmMakeCall"), onHost(handler.host)), message("from", handler.host, "SETUP"))[0] as
    | FrameEvent
    | undefined

/** NdisCoCreateVc for the VC of a wish. */
const created = (v: View, wish: CrossingEvent): CrossingEvent | undefined => v.previousOn(wish, "NdisCoCreateVc", "client")

/** Calls made with success that were renegotiated: the figure goes on to there. */
const renegotiated = (v: View): ReadonlyArray<CrossingEvent> =>
  wishes(v).filter((wish) => {
    const made = v.nextOn(wish, "ProtocolClMakeCallComplete")
    return made !== undefined && reaction(v, made)?.ddi === "NdisClModifyCallQoS"
  })

const activatedWith = (v: View, name: string): Finding =>
  each(successes(v), (complete) => {
    const active = v.previousOn(complete, "NdisCmActivateVc", "manager")
    return unless(active?.ddi === name && v.before(v.made(complete), active), "the VC of the call is not activated")
  })

/** Octets of data in a cell. */
const cellPayload = 48

/** Is there room for the flow in these cells? */
const carriedBy = (flow: CarriedFlow | undefined, cells: CarriedFlow | undefined): boolean =>
  flow !== undefined &&
  cells !== undefined &&
  (flow.peak === undefined ? cells.peak === undefined : (cells.peak ?? 0) * cellPayload >= flow.peak) &&
  (flow.sdu === undefined || flow.sdu === cells.sdu)

export const document004: ReadonlyArray<Fact> = [
  {
    id: "SEED-004-01",
    says: "figure, call manager: VC (3 steps), call (2), signalling (2), activation (2), completions (2), negotiation",
    form: "cm",
    scenario: changes,
    find: (v) =>
      each(renegotiated(v), (wish) =>
        v.missing(created(v, wish) ?? wish, [
          v.step(wish, "ProtocolCoCreateVc", "manager"),
          v.step(wish, "MiniportCoCreateVc"),
          v.step(wish, "NdisClMakeCall", "client"),
          v.step(wish, "ProtocolCmMakeCall"),
          ["NdisCoSendNetBufferLists", v.is("NdisCoSendNetBufferLists", "manager")],
          ["MiniportCoSendNetBufferLists", v.is("MiniportCoSendNetBufferLists")],
          v.step(wish, "NdisCmActivateVc"),
          v.step(wish, "MiniportCoActivateVc"),
          v.step(wish, "NdisCmMakeCallComplete"),
          v.step(wish, "ProtocolClMakeCallComplete"),
          v.step(wish, "NdisClModifyCallQoS", "client")
        ])
      ),
    damage: (v) =>
      swapped(v, v.nextOn(renegotiated(v)[0]!, "MiniportCoActivateVc"), v.nextOn(renegotiated(v)[0]!, "NdisCmMakeCallComplete"))
  },
  {
    id: "SEED-004-02",
    says: "figure, MCM: VC (2 steps), call (2), activation (2), completions (2), negotiation",
    form: "mcm",
    scenario: changes,
    find: (v) =>
      each(renegotiated(v), (wish) =>
        v.missing(created(v, wish) ?? wish, [
          v.step(wish, "ProtocolCoCreateVc", "manager"),
          v.step(wish, "NdisClMakeCall", "client"),
          v.step(wish, "ProtocolCmMakeCall"),
          v.step(wish, "NdisCmActivateVc"),
          v.step(wish, "ProtocolCmActivateVcComplete", "manager"),
          v.step(wish, "NdisCmMakeCallComplete"),
          v.step(wish, "ProtocolClMakeCallComplete"),
          v.step(wish, "NdisClModifyCallQoS", "client")
        ])
      ),
    damage: (v) => without(v, v.previousOn(renegotiated(v)[0]!, "ProtocolCoCreateVc", "manager"))
  },
  {
    id: "SEED-004-03",
    says: "the client must fill in a CO_CALL_PARAMETERS",
    form: "both",
    scenario: outcomes,
    find: (v) =>
      each(wishes(v), ({ carries }) =>
        unless(carries?.called !== undefined && carries.transmit !== undefined, "called address or traffic is missing")
      ),
    damage: (v) => altered(v, wishes(v)[0], { carries: undefined })
  },
  {
    id: "SEED-004-04",
    says: "the call manager uses the client's parameters to set up the call",
    form: "both",
    scenario: outcomes,
    find: (v) =>
      each(taken(v), (handler) => {
        const asked = setup(v, handler)?.carries
        return unless(asked?.called === handler.carries?.called && sameTraffic(asked, handler.carries), "SETUP asks for something else")
      }),
    damage: (v) => altered(v, setup(v, taken(v)[0]!), { carries: { called: "4713" } })
  },
  {
    id: "SEED-004-05",
    says: "…and to derive the media parameters for the miniport",
    form: "both",
    scenario: changes,
    find: (v) =>
      each(activations(v), ({ carries }) =>
        unless(
          carriedBy(carries?.transmit, carries?.media?.transmit) && carriedBy(carries?.receive, carries?.media?.receive),
          "the media parameters do not carry the call's traffic"
        )
      ),
    damage: (v) => {
      const active = activations(v)[0]!
      const slow = { service: "UBR", peak: 1 }
      return altered(v, active, { carries: { ...active.carries, media: { vpi: 0, vci: 32, transmit: slow, receive: slow } } })
    }
  },
  {
    id: "SEED-004-06",
    says: "before the call the client must create a VC with NdisCoCreateVc",
    form: "both",
    scenario: outcomes,
    find: (v) => each(wishes(v), (wish) => unless(created(v, wish)?.from === wish.from, "the client created no such VC")),
    damage: (v) => swapped(v, wishes(v)[0], created(v, wishes(v)[0]!))
  },
  {
    id: "SEED-004-07",
    says: "the client calls NdisClMakeCall after NdisCoCreateVc succeeded",
    form: "both",
    scenario: outcomes,
    find: (v) =>
      each(wishes(v), (wish) => {
        const vc = created(v, wish)
        const done = vc === undefined ? undefined : v.returnOf(vc)
        return unless(done?.status === success && v.before(done, wish), "NdisCoCreateVc had not succeeded")
      }),
    damage: (v) => altered(v, v.returnOf(created(v, wishes(v)[0]!)!), { status: "NDIS_STATUS_RESOURCES" })
  },
  {
    id: "SEED-004-08",
    says: "it passes the structure it filled in: the call manager gets that",
    form: "both",
    scenario: outcomes,
    find: (v) =>
      each(wishes(v), (wish) => {
        const got = v.nextOn(wish, "ProtocolCmMakeCall")?.carries
        return unless(got?.called === wish.carries?.called && sameTraffic(got, wish.carries), "the call manager gets other parameters")
      }),
    damage: (v) => altered(v, wishes(v)[0], { carries: { called: "4713" } })
  },
  {
    id: "SEED-004-09",
    says: "it passes the VC handle that NdisCoCreateVc returned",
    form: "both",
    scenario: outcomes,
    find: (v) =>
      each(wishes(v), (wish) => {
        const vc = created(v, wish)
        return unless(vc !== undefined && v.returnOf(vc)?.vc === wish.vc, "no NdisCoCreateVc returned this handle")
      }),
    damage: (v) => altered(v, wishes(v)[1], { vc: "vc99.1" })
  },
  {
    id: "SEED-004-10",
    says: "on that VC the client transmits the call's data",
    form: "both",
    scenario: outcomes,
    find: (v) =>
      each(
        v.calls("NdisCoSendNetBufferLists", "client").filter((send) => v.byClient(send) || v.creator(send) === undefined),
        (send) => unless(v.made(send) !== undefined && v.made(send)?.from === send.from, "it made no call on this VC")
      ),
    damage: (v) => altered(v, v.calls("NdisCoSendNetBufferLists", "client")[0], { vc: "vc99.1" })
  },
  {
    id: "SEED-004-11",
    says: "a multipoint call is made with a party context",
    form: "both",
    scenario: outcomes,
    find: (v) =>
      each(
        v.frames((event) => event.kind === "frame" && event.frame === "SETUP" && event.to === "switch" && event.carries?.party === true),
        (sent) =>
          unless(
            (v.previous(sent, v.is("NdisClMakeCall", "client")) as CrossingEvent | undefined)?.carries?.party === true,
            "no party context was given"
          )
      ),
    damage: (v) => altered(v, multipoint(v)[0], { carries: lacking(multipoint(v)[0]?.carries, "party") })
  },
  {
    id: "SEED-004-12",
    says: "NDIS forwards to ProtocolCmMakeCall of the call manager that shares the VC",
    form: "both",
    scenario: outcomes,
    find: (v) =>
      each(wishes(v), (wish) => {
        const sharing = v.previousOn(wish, "ProtocolCoCreateVc", "manager")
        return unless(sharing !== undefined && v.nextOn(wish, "ProtocolCmMakeCall")?.to === sharing.to, "another driver, or none, is asked")
      }),
    damage: (v) => altered(v, handlers(v)[0], { to: "voice" })
  },
  {
    id: "SEED-004-13",
    says: "ProtocolCmMakeCall must validate the client's parameters",
    form: "both",
    scenario: outcomes,
    find: (v) => {
      const invalid = handlers(v).filter(({ carries }) => (carries?.transmit?.average ?? 0) > (carries?.transmit?.peak ?? Infinity))
      return each(invalid, (handler) =>
        unless(
          v.returnOf(handler)?.status === "NDIS_STATUS_NOT_SUPPORTED" && setup(v, handler) === undefined,
          "invalid parameters are taken"
        )
      )
    },
    damage: (v) => altered(v, v.returnOf(handlers(v).find((handler) => v.returnOf(handler)?.status !== pending)!), { status: pending })
  },
  {
    id: "SEED-004-14",
    says: "ProtocolCmMakeCall exchanges signalling messages to make the connection",
    form: "both",
    scenario: outcomes,
    find: (v) =>
      each(
        taken(v).filter((handler) => v.nextOn(handler, "NdisCmMakeCallComplete", "manager")?.status === success),
        (handler) => {
          const answer = v.next(handler, message("to", handler.host, "CONNECT"))
          const so = v.before(setup(v, handler), answer) && v.before(answer, v.nextOn(handler, "NdisCmMakeCallComplete", "manager"))
          return unless(so, "no SETUP and CONNECT before the completion")
        }
      ),
    damage: (v) => without(v, v.next(taken(v)[0]!, message("to", "alice", "CONNECT")))
  },
  {
    id: "SEED-004-15",
    says: "a call manager starts that exchange with NdisCoSendNetBufferLists",
    form: "cm",
    scenario: outcomes,
    find: (v) =>
      each(taken(v), (handler) => {
        const send = v.next(handler, v.is("NdisCoSendNetBufferLists", "manager"), atOnce(handler))
        return unless(v.before(send, setup(v, handler)), "SETUP does not go through NDIS")
      }),
    damage: (v) => without(v, v.next(taken(v)[0]!, v.is("NdisCoSendNetBufferLists", "manager")))
  },
  {
    id: "SEED-004-16",
    says: "an MCM never calls NdisCoSendNetBufferLists; it transmits directly",
    form: "mcm",
    scenario: outcomes,
    find: (v) => {
      const through = v.calls("NdisCoSendNetBufferLists", "manager")
      const sent = each(taken(v), (handler) => unless(setup(v, handler) !== undefined, "no SETUP is transmitted"))
      return { witnesses: sent.witnesses, objections: [...sent.objections, ...through.map((send) => `${v.text(send)} by the MCM driver`)] }
    },
    damage: (v) => altered(v, v.calls("NdisCoSendNetBufferLists", "client")[0], { from: "atm0" })
  },
  {
    id: "SEED-004-17",
    says: "the call manager may modify the client's parameters while negotiating",
    form: "both",
    scenario: changes,
    find: (v) =>
      each(
        activations(v).filter(({ carries }) => carries?.changed === true),
        (active) => unless(!sameTraffic(active.carries, v.made(active)?.carries), "nothing was modified")
      ),
    damage: (v) => {
      const active = activations(v).find(({ carries }) => carries?.changed === true)!
      return altered(v, v.made(active), { carries: lacking(active.carries, "changed") })
    }
  },
  {
    id: "SEED-004-18",
    says: "it may return other traffic parameters than those given",
    form: "both",
    scenario: changes,
    find: (v) => some(told(v).filter((made) => made.status === success && !sameTraffic(made.carries, v.made(made)?.carries))),
    damage: (v) => without(v, ...flagged(v))
  },
  {
    id: "SEED-004-19",
    says: "a party handle given to ProtocolCmMakeCall means a multipoint call",
    form: "both",
    scenario: outcomes,
    find: (v) =>
      each(handlers(v), (handler) =>
        unless(
          (handler.carries?.party === true) === (v.made(handler)?.carries?.party === true),
          "the party handle does not tell a multipoint call"
        )
      ),
    damage: (v) =>
      altered(
        v,
        handlers(v).find(({ carries }) => carries?.party === true),
        { carries: undefined }
      )
  },
  {
    id: "SEED-004-20",
    says: "then the call manager must keep state for the party",
    form: "both",
    scenario: outcomes,
    find: (v) =>
      each(multipoint(v), (wish) =>
        unless(v.nextOn(wish, "NdisCmMakeCallComplete", "manager")?.carries?.party === true, "it gives no CallMgrPartyContext")
      ),
    damage: (v) => altered(v, v.nextOn(multipoint(v)[0]!, "NdisCmMakeCallComplete", "manager"), { carries: undefined })
  },
  {
    id: "SEED-004-21",
    says: "a call manager must call NdisCmActivateVc for the VC of the call",
    form: "cm",
    scenario: outcomes,
    find: (v) => activatedWith(v, "NdisCmActivateVc"),
    damage: (v) => without(v, v.previousOn(successes(v)[0]!, "NdisCmActivateVc", "manager"))
  },
  {
    id: "SEED-004-22",
    says: "an MCM must call NdisMCmActivateVc",
    form: "mcm",
    scenario: outcomes,
    find: (v) => activatedWith(v, "NdisMCmActivateVc"),
    damage: (v) => altered(v, v.previousOn(successes(v)[0]!, "NdisCmActivateVc", "manager"), { vc: "vc99.1" })
  }
]
