/**
 * What a client observes of a run: the calls it makes and their answers, the handlers NDIS calls and what they return, each with its
 * status, in the order in which NDIS carried them. It sees nothing else of a run: not who manages its calls, not the wire, not other hosts.
 * So a client that observes the same in both forms cannot tell a call manager from an MCM driver.
 *
 * Objects (address families, SAPs, VCs with their calls, parties) are named in the order in which the client meets them: handles differ
 * from form to form and mean nothing to it. Returns without a status are left out: nothing is told by them, and where they stand among what
 * comes from NDIS is a matter of NDIS's mailbox, not of the client.
 */
import { type CrossingEvent, isCrossing, type TraceEvent, type TraceHeader } from "@condis/core/Trace"

/** One thing a client does or is told. */
export interface Observed {
  /** Number of its event. */
  readonly seq: number
  /** On an answer or a return: the number of its call. */
  readonly of: number | undefined
  /** What it is about: `vc 1`; `party 2` and the VC of the call it is in; `driver` where it names no object. */
  readonly objects: ReadonlyArray<string>
  /** `calls NdisClMakeCall`, `NdisClMakeCall is answered PENDING`, `ProtocolClMakeCallComplete is called with SUCCESS`, … */
  readonly text: string
}

/** `host/instance` → what this client observes. */
export type Observations = ReadonlyMap<string, ReadonlyArray<Observed>>

type Kind = "party" | "vc" | "sap" | "af"

/** Calls with which an object begins. An adapter that comes back issues its handles anew, so a handle alone does not tell objects apart. */
const begins: { readonly [ddi: string]: Kind } = {
  NdisClOpenAddressFamilyEx: "af",
  NdisClRegisterSap: "sap",
  NdisCoCreateVc: "vc",
  ProtocolCoCreateVc: "vc",
  NdisClAddParty: "party"
}

const words = ({ ddi, from, kind, status }: CrossingEvent): string => {
  const which = status?.replace(/^NDIS_STATUS_/, "")
  if (from !== "NDIS") return `${kind === "call" ? "calls" : "returns from"} ${ddi}${which === undefined ? "" : ` with ${which}`}`
  const verb = kind === "call" ? "is called" : "is answered"
  if (which === undefined) return `${ddi} ${verb}`
  return kind === "call" ? `${ddi} ${verb} with ${which}` : `${ddi} ${verb} ${which}`
}

/** A client while the events go by. */
class Eyes {
  readonly observed: Array<Observed> = []
  private readonly names = new Map<string, string>()
  private readonly met = new Map<Kind, number>()

  see(event: CrossingEvent): void {
    if (event.kind === "return" && event.status === undefined && event.from !== "NDIS") return
    const vc = this.name(event, "vc")
    const party = this.name(event, "party")
    const object = vc ?? this.name(event, "sap") ?? this.name(event, "af") ?? "driver"
    this.observed.push({
      seq: event.seq,
      of: event.of,
      objects: party === undefined ? [object] : [party, object],
      text: party === undefined ? words(event) : `${words(event)}, ${party}`
    })
  }

  private name(event: CrossingEvent, kind: Kind): string | undefined {
    const handle = event[kind]
    if (handle === undefined) return undefined
    const known = event.kind === "call" && begins[event.ddi] === kind ? undefined : this.names.get(handle)
    if (known !== undefined) return known
    const number = (this.met.get(kind) ?? 0) + 1
    this.met.set(kind, number)
    this.names.set(handle, `${kind} ${number}`)
    return `${kind} ${number}`
  }
}

/** What every client of a run observes. */
export const observations = (header: TraceHeader, trace: ReadonlyArray<TraceEvent>): Observations => {
  const clients = new Map<string, Eyes>()
  for (const [instance, role] of Object.entries(header.instances)) if (role === "client") clients.set(instance, new Eyes())
  for (const event of trace) {
    if (isCrossing(event)) clients.get(`${event.host}/${event.from === "NDIS" ? event.to : event.from}`)?.see(event)
  }
  return new Map([...clients].map(([instance, { observed }]) => [instance, observed]))
}

/** What is observed of each object alone. */
export const byObject = (observed: ReadonlyArray<Observed>): ReadonlyMap<string, ReadonlyArray<Observed>> => {
  const objects = new Map<string, Array<Observed>>()
  for (const each of observed) {
    for (const object of each.objects) {
      const own = objects.get(object)
      if (own === undefined) objects.set(object, [each])
      else own.push(each)
    }
  }
  return objects
}

/**
 * With each NDIS_STATUS_PENDING right behind its call. A completion may overtake it (ASYNC-06), and where that is drawn it can happen only
 * to a driver that completes inside its handler: an MCM driver that has nothing to deactivate does, a call manager does not.
 */
export const pendingFirst = (observed: ReadonlyArray<Observed>): ReadonlyArray<Observed> => {
  const place = ({ of, seq, text }: Observed): number => (of !== undefined && / is answered PENDING\b/.test(text) ? of : seq)
  return observed.toSorted((a, b) => place(a) - place(b) || a.seq - b.seq)
}

/**
 * Without the tries to delete a VC, or to close the address family that still has one, that were refused because it was not deactivated
 * yet. An MCM driver may complete a close before it deactivates the VC (A-03); a client asks again, and what comes of it is the same.
 */
export const endedOnce = (observed: ReadonlyArray<Observed>): ReadonlyArray<Observed> => {
  const refused = new Set(
    observed.flatMap(({ of, text }) =>
      /^(NdisCoDeleteVc is answered (NOT_ACCEPTED|CLOSING)|NdisClCloseAddressFamily is answered FAILURE)$/.test(text) ? [of] : []
    )
  )
  return observed.filter(({ of, seq }) => !refused.has(seq) && !(of !== undefined && refused.has(of)))
}

/** An object of which a client does not observe the same in both forms. */
export interface Difference {
  /** `host/instance`. */
  readonly client: string
  readonly object: string
  /** What is observed from the first line on that differs. */
  readonly cm: ReadonlyArray<string>
  readonly mcm: ReadonlyArray<string>
}

const linesOf = (observations: Observations, client: string, object: string): ReadonlyArray<string> =>
  (byObject(observations.get(client) ?? []).get(object) ?? []).map(({ text }) => text)

/** What clients do not observe the same of. */
export const differences = (cm: Observations, mcm: Observations): ReadonlyArray<Difference> =>
  [...cm.keys()].flatMap((client) => {
    const objects = new Set([cm, mcm].flatMap((each) => [...byObject(each.get(client) ?? []).keys()]))
    return [...objects].flatMap((object) => {
      const mine = linesOf(cm, client, object)
      const others = linesOf(mcm, client, object)
      const length = Math.max(mine.length, others.length)
      let same = 0
      while (same < length && mine[same] === others[same]) same++
      return same === length ? [] : [{ client, object, cm: mine.slice(same), mcm: others.slice(same) }]
    })
  })

/** What crosses with data, and which of the three streams of a VC it is part of: each keeps its order, and none knows of the others. */
const streams: { readonly [text: string]: string } = {
  "calls NdisCoSendNetBufferLists": "sends",
  "ProtocolCoSendNetBufferListsComplete is called": "sends that came home",
  "ProtocolCoReceiveNetBufferLists is called": "receives",
  "calls NdisReturnNetBufferLists": "receives"
}

/** With the data of each VC as objects of their own. In another order of the fibers a send comes home before or after something arrives. */
export const dataApart = (observed: ReadonlyArray<Observed>): ReadonlyArray<Observed> =>
  observed.map((each) => {
    const stream = streams[each.text]
    return stream === undefined ? each : { ...each, objects: each.objects.map((object) => `${stream} of ${object}`) }
  })
