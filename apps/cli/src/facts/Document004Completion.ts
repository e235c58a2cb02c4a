/**
 * Document 004: making a call, from its completion on.
 *
 * @see docs/condis/seeds.md
 */
import type { CrossingEvent, FrameEvent } from "@condis/core/Trace"
import { altered, each, type Fact, type Finding, lacking, some, swapped, unless, without } from "./Fact.ts"
import { changes, completions, flagged, outcomes, reaction, same, sameTraffic, success, successes, told } from "./Making.ts"
import { message, onVc, type View } from "./View.ts"

const completedWith = (v: View, name: string): Finding =>
  each(
    told(v).filter(({ status }) => status === success),
    (made) => {
      const complete = v.previous(
        made,
        onVc(made),
        (event) => event.kind === "call" && "ddi" in event && event.ddi.endsWith("MakeCallComplete")
      ) as CrossingEvent | undefined
      const active = complete === undefined ? undefined : v.previousOn(complete, "ProtocolCmActivateVcComplete", "manager")
      return unless(
        complete?.ddi === name && active?.status === success && v.before(v.made(made), active),
        `completed with ${complete?.ddi ?? "nothing"}, the VC ${active?.status === success ? "active" : "not active"}`
      )
    }
  )

export const document004Completion: ReadonlyArray<Fact> = [
  {
    id: "SEED-004-23",
    says: "when the VC is active, a call manager calls NdisCmMakeCallComplete",
    form: "cm",
    scenario: outcomes,
    find: (v) => completedWith(v, "NdisCmMakeCallComplete"),
    damage: (v) => altered(v, v.previousOn(successes(v)[0]!, "ProtocolCmActivateVcComplete", "manager"), { status: "NDIS_STATUS_FAILURE" })
  },
  {
    id: "SEED-004-24",
    says: "when the VC is active, an MCM calls NdisMCmMakeCallComplete",
    form: "mcm",
    scenario: outcomes,
    find: (v) => completedWith(v, "NdisMCmMakeCallComplete"),
    damage: (v) => altered(v, v.previousOn(successes(v)[0]!, "ProtocolCmActivateVcComplete", "manager"), { status: "NDIS_STATUS_FAILURE" })
  },
  {
    id: "SEED-004-25",
    says: "by then the parameters are negotiated with the network",
    form: "both",
    scenario: changes,
    find: (v) =>
      each(successes(v), (complete) => {
        const answer = v.previous(complete, message("to", complete.host, "CONNECT")) as FrameEvent | undefined
        const granted = answer?.carries?.transmit === undefined ? v.made(complete)?.carries : answer.carries
        return unless(
          v.before(v.made(complete), answer) &&
            [granted?.transmit, granted?.receive].every((flow) => same(flow, complete.carries?.transmit)),
          "the completion does not say what the network granted"
        )
      }),
    damage: (v) =>
      altered(v, successes(v)[0], { carries: { ...successes(v)[0]?.carries, transmit: { service: "BESTEFFORT", peak: 8000, sdu: 1500 } } })
  },
  {
    id: "SEED-004-26",
    says: "by then the activation is complete",
    form: "both",
    scenario: outcomes,
    find: (v) =>
      each(successes(v), (complete) =>
        unless(
          v.before(v.made(complete), v.previousOn(complete, "ProtocolCmActivateVcComplete", "manager")),
          "the activation is not complete"
        )
      ),
    damage: (v) => swapped(v, successes(v)[0], v.previousOn(successes(v)[0]!, "ProtocolCmActivateVcComplete", "manager"))
  },
  {
    id: "SEED-004-27",
    says: "the completion passes the VC's parameters as a CO_CALL_PARAMETERS",
    form: "both",
    scenario: outcomes,
    find: (v) =>
      each(successes(v), ({ carries }) => unless(carries?.transmit !== undefined && carries.media !== undefined, "parameters are missing")),
    damage: (v) => altered(v, successes(v)[0], { carries: undefined })
  },
  {
    id: "SEED-004-28",
    says: "modified parameters are told with CALL_PARAMETERS_CHANGED",
    form: "both",
    scenario: changes,
    find: (v) =>
      each(successes(v), (complete) =>
        unless(
          (complete.carries?.changed === true) === !sameTraffic(complete.carries, v.made(complete)?.carries),
          "the flag does not say so"
        )
      ),
    damage: (v) => altered(v, successes(v)[0], { carries: lacking(successes(v)[0]?.carries, "changed") })
  },
  {
    id: "SEED-004-29",
    says: "the completion makes NDIS call ProtocolClMakeCallComplete of the client that made the call",
    form: "both",
    scenario: outcomes,
    find: (v) =>
      each(completions(v), (complete) => {
        const client = v.nextOn(complete, "ProtocolClMakeCallComplete")
        return unless(client?.to === v.made(complete)?.from && client?.status === complete.status, "that client is not told")
      }),
    damage: (v) => altered(v, told(v)[0], { to: "fax" })
  },
  {
    id: "SEED-004-30",
    says: "that means the call manager has finished with the request",
    form: "both",
    scenario: outcomes,
    find: (v) =>
      each(told(v), (made) => {
        const next = v.nextOn(made, "NdisClMakeCall", "client")
        const more = v.between(made, next, onVc(made), v.is("NdisCmMakeCallComplete", "manager"))
        return unless(
          more.length === 0 && v.before(v.made(made), v.previousOn(made, "NdisCmMakeCallComplete", "manager")),
          "it had not finished"
        )
      }),
    damage: (v) => swapped(v, told(v)[0], completions(v)[0])
  },
  {
    id: "SEED-004-31",
    says: "on success the client checks CALL_PARAMETERS_CHANGED",
    form: "both",
    scenario: changes,
    find: (v) =>
      each(
        told(v).filter((made) => made.status === success && reaction(v, made) !== undefined),
        (made) => unless(made.carries?.changed === true, "the client reacts though nothing was changed")
      ),
    damage: (v) => {
      const made = flagged(v).find((each) => reaction(v, each) !== undefined)
      return altered(v, made, { carries: lacking(made?.carries, "changed") })
    }
  },
  {
    id: "SEED-004-32",
    says: "it examines the returned parameters",
    form: "both",
    scenario: changes,
    find: (v) =>
      each(
        flagged(v).filter((made) => reaction(v, made)?.ddi === "NdisClModifyCallQoS"),
        (made) => unless(!sameTraffic(reaction(v, made)?.carries, made.carries), "it asks for what it got")
      ),
    damage: (v) => {
      const made = flagged(v).find((each) => reaction(v, each)?.ddi === "NdisClModifyCallQoS")!
      return altered(v, reaction(v, made), { carries: made.carries })
    }
  },
  {
    id: "SEED-004-33",
    says: "acceptable: it simply returns",
    form: "both",
    scenario: changes,
    find: (v) => {
      const keepers = flagged(v).filter(({ host, to }) => v.scenario.hosts[host]?.clients[to]?.onChanged === "keep")
      return each(keepers, (made) =>
        unless(v.returnOf(made) !== undefined && reaction(v, made) === undefined, "the client does something else")
      )
    },
    damage: (v) => {
      const made = flagged(v).find(({ host, to }) => v.scenario.hosts[host]?.clients[to]?.onChanged === "keep")!
      return swapped(v, v.returnOf(made), v.nextOn(made, "NdisClCloseCall", "client"))
    }
  },
  {
    id: "SEED-004-34",
    says: "not acceptable, renegotiation allowed: it can call NdisClModifyCallQoS",
    form: "both",
    scenario: changes,
    find: (v) => some(flagged(v).filter((made) => reaction(v, made)?.ddi === "NdisClModifyCallQoS")),
    damage: (v) => without(v, ...v.calls("NdisClModifyCallQoS", "client"))
  },
  {
    id: "SEED-004-35",
    says: "not acceptable, renegotiation not allowed: it must call NdisClCloseCall",
    form: "both",
    scenario: changes,
    find: (v) => {
      const closers = flagged(v).filter(({ host, to }) => v.scenario.hosts[host]?.clients[to]?.onChanged === "close")
      return each(closers, (made) => unless(reaction(v, made)?.ddi === "NdisClCloseCall", "the client does not close the call"))
    },
    damage: (v) =>
      without(
        v,
        reaction(
          v,
          flagged(v).find((made) => reaction(v, made)?.ddi === "NdisClCloseCall")!
        )
      )
  }
]
