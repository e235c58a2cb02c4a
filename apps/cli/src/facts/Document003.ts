/**
 * Document 003: NdisMCmDispatchIncomingCall.
 *
 * @see docs/condis/seeds.md
 */
import type { CrossingEvent, FrameEvent } from "@condis/core/Trace"
import { altered, each, type Fact, swapped, unless, without } from "./Fact.ts"
import { atOnce, message, onVc, type View } from "./View.ts"

const scenario = "incoming-call-answered-at-once"
const later = "incoming-call-answered-later"
const pending = "NDIS_STATUS_PENDING"
const success = "NDIS_STATUS_SUCCESS"

const offers = (v: View): ReadonlyArray<CrossingEvent> => v.calls("NdisMCmDispatchIncomingCall")
const status = (v: View, offer: CrossingEvent): string | undefined => v.returnOf(offer)?.status

const onSap = (of: CrossingEvent) => (event: object) => "sap" in event && "host" in event && event.host === of.host && event.sap === of.sap

/** NdisClRegisterSap for the SAP of an offer. */
const registered = (v: View, offer: CrossingEvent): CrossingEvent | undefined =>
  v.previous(offer, v.is("NdisClRegisterSap"), onSap(offer)) as CrossingEvent | undefined

const setup = (v: View, offer: CrossingEvent): FrameEvent | undefined =>
  v.previous(offer, message("to", offer.host, "SETUP")) as FrameEvent | undefined

/** What the client answered, at once or later. */
const answer = (v: View, offer: CrossingEvent): string | undefined =>
  status(v, offer) === pending ? v.nextOn(offer, "NdisClIncomingCallComplete", "client")?.status : status(v, offer)

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

const refused = (v: View): ReadonlyArray<CrossingEvent> => offers(v).filter((offer) => answer(v, offer) !== success)
/** Accepted by the client, and with nothing the call manager had to refuse: then the call is closed instead (CALL-46). */
const accepted = (v: View): ReadonlyArray<CrossingEvent> =>
  offers(v).filter((offer) => {
    const next = v.nextOn(offer, "NdisMCmDispatchIncomingCall")
    const refusedAgain = v.between(
      offer,
      next,
      onVc(offer),
      v.is("NdisMCmDispatchIncomingCloseCall"),
      (event) => event.time - offer.time < 30_000
    )
    return (
      answer(v, offer) === success &&
      !(refusedAgain.length > 0 && v.before(refusedAgain[0], v.nextOn(offer, "NdisClCloseCall")) && changed(v, offer))
    )
  })

/** Did the client want other parameters than those offered? */
const changed = (v: View, offer: CrossingEvent): boolean => {
  const asked = v.nextOn(offer, "ProtocolClIncomingCall")
  const said = status(v, offer) === pending ? v.nextOn(offer, "NdisClIncomingCallComplete", "client") : asked && v.returnOf(asked)
  return said?.carries?.changed === true
}

const first = (v: View): CrossingEvent => offers(v)[0]!

export const document003: ReadonlyArray<Fact> = [
  {
    id: "SEED-003-01",
    says: "it tells a client of a call that came in for a SAP which this client registered with this MCM",
    form: "mcm",
    scenario,
    find: (v) =>
      each(offers(v), (offer) =>
        unless(
          registered(v, offer)?.from === v.nextOn(offer, "ProtocolClIncomingCall")?.to,
          "the client told is not the one that registered the SAP"
        )
      ),
    damage: (v) => altered(v, registered(v, first(v)), { from: "fax" })
  },
  {
    id: "SEED-003-02",
    says: "it takes SAP handle, VC handle and call parameters, and returns a status",
    form: "mcm",
    scenario,
    find: (v) =>
      each(offers(v), (offer) =>
        unless(
          offer.sap !== undefined && offer.vc !== undefined && offer.carries?.transmit !== undefined && status(v, offer) !== undefined,
          "an argument or the returned status is missing"
        )
      ),
    damage: (v) => altered(v, v.returnOf(first(v)), { status: undefined })
  },
  {
    id: "SEED-003-03",
    says: "the MCM got the SAP handle as input of ProtocolCmRegisterSap",
    form: "mcm",
    scenario,
    find: (v) =>
      each(offers(v), (offer) => {
        const got = v.previous(offer, v.is("ProtocolCmRegisterSap"), onSap(offer)) as CrossingEvent | undefined
        return unless(got?.to === offer.from && v.before(registered(v, offer), got), "the MCM never got this SAP handle")
      }),
    damage: (v) => altered(v, v.calls("ProtocolCmRegisterSap")[0], { sap: "sap99.1" })
  },
  {
    id: "SEED-003-04",
    says: "the VC was made with NdisMCmCreateVc while handling the offer",
    form: "mcm",
    scenario,
    find: (v) =>
      each(offers(v), (offer) => {
        const made = v.previousOn(offer, "NdisMCmCreateVc", "manager")
        return unless(
          made !== undefined && made.from === offer.from && v.before(setup(v, offer), made),
          "the VC was not made for this offer"
        )
      }),
    damage: (v) => altered(v, v.previousOn(first(v), "NdisMCmCreateVc", "manager"), { vc: "vc99.1" })
  },
  {
    id: "SEED-003-05",
    says: "the parameters are a CO_CALL_PARAMETERS with call and media parameters",
    form: "mcm",
    scenario,
    find: (v) =>
      each(offers(v), ({ carries }) =>
        unless(
          carries?.called !== undefined && carries.transmit !== undefined && carries.media !== undefined,
          "call or media parameters are missing"
        )
      ),
    damage: (v) => altered(v, first(v), { carries: { called: "4712" } })
  },
  {
    id: "SEED-003-06",
    says: "returned something else than PENDING: the MCM itself goes on as in ProtocolCmIncomingCallComplete",
    form: "mcm",
    scenario,
    find: (v) =>
      each(
        offers(v).filter((offer) => status(v, offer) !== pending),
        (offer) => {
          const next = v.nextOn(offer, "NdisMCmDispatchIncomingCall")
          const called = v.between(offer, next, onVc(offer), v.is("ProtocolCmIncomingCallComplete"))
          const goesOn =
            v.nextOn(offer, status(v, offer) === success ? "NdisMCmDispatchCallConnected" : "NdisMCmDeactivateVc") ??
            (changed(v, offer) ? v.nextOn(offer, "NdisMCmDispatchIncomingCloseCall") : undefined)
          return unless(called.length === 0 && goesOn !== undefined, "NDIS calls the handler, or the MCM does not go on")
        }
      ),
    damage: (v) => without(v, v.nextOn(first(v), "NdisMCmDispatchCallConnected"))
  },
  {
    id: "SEED-003-07",
    says: "returned PENDING: NDIS calls ProtocolCmIncomingCallComplete",
    form: "mcm",
    scenario: later,
    find: (v) =>
      each(
        offers(v).filter((offer) => status(v, offer) === pending),
        (offer) => unless(v.nextOn(offer, "ProtocolCmIncomingCallComplete")?.to === offer.from, "the MCM's handler is not called")
      ),
    damage: (v) => without(v, v.calls("ProtocolCmIncomingCallComplete").at(-1))
  },
  {
    id: "SEED-003-08",
    says: "precondition: the SAP is identified and registered by a particular client",
    form: "mcm",
    scenario,
    find: (v) =>
      each(offers(v), (offer) => {
        const asked = registered(v, offer)
        const done = asked === undefined ? undefined : v.returnOf(asked)
        return unless(done?.status === success && v.before(done, offer), "the SAP is not registered")
      }),
    damage: (v) => altered(v, v.returnOf(registered(v, first(v))!), { status: "NDIS_STATUS_FAILURE" })
  },
  {
    id: "SEED-003-09",
    says: "the call is a request that came over the network",
    form: "mcm",
    scenario,
    find: (v) =>
      each(offers(v), (offer) => {
        const before = v.previous(offer, v.is("NdisMCmDispatchIncomingCall"), (event) => "host" in event && event.host === offer.host)
        return unless(v.before(before ?? v.events[0], setup(v, offer)), "no SETUP came for it")
      }),
    damage: (v) => without(v, setup(v, first(v)))
  },
  {
    id: "SEED-003-10",
    says: "precondition: the VC is created",
    form: "mcm",
    scenario,
    find: (v) =>
      each(offers(v), (offer) => {
        const made = v.previousOn(offer, "NdisMCmCreateVc", "manager")
        const done = made === undefined ? undefined : v.returnOf(made)
        return unless(done?.status === success && v.before(done, offer), "the VC is not created")
      }),
    damage: (v) => altered(v, v.returnOf(v.previousOn(first(v), "NdisMCmCreateVc", "manager")!), { status: "NDIS_STATUS_RESOURCES" })
  },
  {
    id: "SEED-003-11",
    says: "precondition: the parameters are negotiated over the network, or the remote node's are accepted",
    form: "mcm",
    scenario,
    find: (v) =>
      each(offers(v), (offer) => {
        const asked = setup(v, offer)?.carries
        return unless(
          same(asked?.transmit, offer.carries?.receive) && same(asked?.receive, offer.carries?.transmit),
          "the parameters are not those of the remote node"
        )
      }),
    damage: (v) => altered(v, first(v), { carries: { ...first(v).carries, receive: { service: "GUARANTEED", peak: 1 } } })
  },
  {
    id: "SEED-003-12",
    says: "precondition: the VC is activated with NdisMCmActivateVc under those parameters",
    form: "mcm",
    scenario,
    find: (v) =>
      each(offers(v), (offer) => {
        const active = v.previousOn(offer, "NdisMCmActivateVc", "manager")
        const done = v.previousOn(offer, "ProtocolCmActivateVcComplete", "manager")
        const so = v.before(active, done) && done?.status === success && same(active?.carries?.media, offer.carries?.media)
        return unless(so, "the VC is not active under those parameters")
      }),
    damage: (v) => swapped(v, first(v), v.previousOn(first(v), "NdisMCmActivateVc", "manager"))
  },
  {
    id: "SEED-003-13",
    says: "it makes NDIS call the client's ProtocolClIncomingCall, in which the client decides",
    form: "mcm",
    scenario,
    find: (v) =>
      each(offers(v), (offer) => {
        const asked = v.nextOn(offer, "ProtocolClIncomingCall")
        return unless(
          asked !== undefined && v.returnOf(asked)?.status === status(v, offer),
          "the client is not asked, or its answer is not the return"
        )
      }),
    damage: (v) => without(v, v.nextOn(offers(v).at(-1)!, "ProtocolClIncomingCall"))
  },
  {
    id: "SEED-003-14",
    says: "the client calls NdisClIncomingCallComplete, which leads to ProtocolCmIncomingCallComplete",
    form: "mcm",
    scenario: later,
    find: (v) =>
      each(
        offers(v).filter((offer) => status(v, offer) === pending),
        (offer) => {
          const decided = v.nextOn(offer, "NdisClIncomingCallComplete", "client")
          const told = v.nextOn(offer, "ProtocolCmIncomingCallComplete")
          return unless(
            v.before(decided, told) && decided?.status === told?.status,
            "the client does not answer, or the MCM does not hear it"
          )
        }
      ),
    damage: (v) => without(v, v.calls("NdisClIncomingCallComplete", "client")[0])
  },
  {
    id: "SEED-003-15",
    says: "accepted: the MCM next calls NdisMCmDispatchCallConnected",
    form: "mcm",
    scenario,
    find: (v) =>
      each(accepted(v), (offer) => unless(v.nextOn(offer, "NdisMCmDispatchCallConnected") !== undefined, "the call is not connected")),
    damage: (v) => without(v, v.nextOn(accepted(v).at(-1)!, "NdisMCmDispatchCallConnected"))
  },
  {
    id: "SEED-003-16",
    says: "not accepted: the MCM deactivates the VC, and perhaps deletes it",
    form: "mcm",
    scenario: later,
    find: (v) =>
      each(refused(v), (offer) => {
        const off = v.nextOn(offer, "NdisMCmDeactivateVc")
        const gone = v.nextOn(offer, "NdisMCmDeleteVc")
        return unless(off?.from === offer.from && (gone === undefined || v.before(off, gone)), "the VC is not deactivated")
      }),
    damage: (v) => swapped(v, v.nextOn(refused(v)[0]!, "NdisMCmDeactivateVc"), v.nextOn(refused(v)[0]!, "NdisMCmDeleteVc"))
  },
  {
    id: "SEED-003-17",
    says: "…after it has told the remote node",
    form: "mcm",
    scenario,
    find: (v) =>
      each(refused(v), (offer) => {
        const told = v.next(offer, message("from", offer.host, "RELEASE COMPLETE", "RELEASE"))
        const off = v.nextOn(offer, "NdisMCmDeactivateVc")
        // What the driver handed to its hardware before may be recorded behind it, at the same instant.
        return unless(told !== undefined && off !== undefined && told.time <= off.time, "the remote node is not told before")
      }),
    damage: (v) => without(v, v.next(refused(v)[0]!, message("from", refused(v)[0]!.host, "RELEASE COMPLETE", "RELEASE")))
  },
  {
    id: "SEED-003-18",
    says: "only MCM drivers call it",
    form: "mcm",
    scenario,
    find: (v) => each(offers(v), (offer) => unless(v.role(offer) === "MCM driver", `a ${v.role(offer) ?? "stranger"} calls it`)),
    damage: (v) => altered(v, first(v), { from: "phone" })
  },
  {
    id: "SEED-003-19",
    says: "stand-alone call managers call NdisCmDispatchIncomingCall instead",
    form: "cm",
    scenario,
    find: (v) => {
      const asked = v.calls("ProtocolClIncomingCall")
      return each(asked, (handler) => {
        const offer = v.previous(
          handler,
          onVc(handler),
          atOnce(handler),
          (event) => "ddi" in event && event.ddi.endsWith("DispatchIncomingCall")
        ) as CrossingEvent | undefined
        const so = offer?.ddi === "NdisCmDispatchIncomingCall" && v.role(offer) === "call manager"
        return unless(so, `it is offered with ${offer?.ddi ?? "nothing"}`)
      })
    },
    damage: (v) => altered(v, v.calls("NdisCmDispatchIncomingCall", "manager")[0], { ddi: "NdisMCmDispatchIncomingCall" })
  },
  {
    id: "SEED-003-20",
    says: "callable at IRQL ≤ DISPATCH_LEVEL",
    form: "mcm",
    scenario,
    find: (v) =>
      each(offers(v), ({ irql }) => unless(irql === "DISPATCH" || irql === "PASSIVE", `it is called at ${irql ?? "no known level"}`)),
    damage: (v) => altered(v, first(v), { irql: undefined })
  }
]
