/**
 * A trace as facts look at it: who called what, what came before and after, and whose VC it was.
 *
 * Functions of a call manager are named as the stand-alone one has them (`NdisCmMakeCallComplete`); in a trace of the MCM form their twins
 * are meant. Order is the order of the events; their numbers are not looked at, so a damaged copy can be looked at as well.
 */
import { catalogue } from "@condis/core/ddi/catalogue"
import type { DdiName } from "@condis/core/ddi/Ddi"
import { type CrossingEvent, type FrameEvent, isCrossing, type Role, type TraceEvent, type TraceHeader } from "@condis/core/Trace"
import { mcmName } from "../expect/Names.ts"
import type { Scenario } from "../scenario/Scenario.ts"

/** Does an event fit? */
export type Is = (event: TraceEvent) => boolean

/** Who calls a function, or whose handler a callback is. */
export type Side = "client" | "manager" | "miniport"

const sides: { readonly [S in Side]: ReadonlyArray<Role> } = {
  client: ["client"],
  manager: ["call manager", "MCM driver"],
  miniport: ["miniport"]
}

const success = "NDIS_STATUS_SUCCESS"

export class View {
  readonly header: TraceHeader
  readonly events: ReadonlyArray<TraceEvent>
  readonly scenario: Scenario
  private readonly places: Map<TraceEvent, number>

  constructor(header: TraceHeader, events: ReadonlyArray<TraceEvent>, scenario: Scenario) {
    this.header = header
    this.events = events
    this.scenario = scenario
    this.places = new Map(events.map((event, place) => [event, place]))
  }

  get form(): TraceHeader["form"] {
    return this.header.form
  }

  /** The name of a function in the form of the trace, said by this side. */
  name(ddi: DdiName, side: Side | undefined): DdiName {
    const byManager = side === "manager" || (side === undefined && catalogue[ddi].calledBy.every((role) => role === "call manager"))
    return this.form === "mcm" && byManager ? (mcmName(ddi) ?? ddi) : ddi
  }

  role(event: CrossingEvent): Role | undefined {
    return this.header.instances[`${event.host}/${event.from === "NDIS" ? event.to : event.from}`]
  }

  /** Is it the driver of this side that calls, or is called? */
  of(event: CrossingEvent, side: Side): boolean {
    const role = this.role(event)
    return role !== undefined && sides[side].includes(role)
  }

  /** A call of this function or callback. */
  is(ddi: DdiName, side?: Side): Is {
    const name = this.name(ddi, side)
    return (event) => event.kind === "call" && isCrossing(event) && event.ddi === name && (side === undefined || this.of(event, side))
  }

  /** The same as a step of a figure, on this VC. */
  step(on: CrossingEvent, ddi: DdiName, side?: Side): readonly [what: string, is: Is] {
    const is = this.is(ddi, side)
    const same = onVc(on)
    return [this.name(ddi, side), (event) => is(event) && same(event)]
  }

  calls(ddi: DdiName, side?: Side): ReadonlyArray<CrossingEvent> {
    return this.events.filter(this.is(ddi, side)) as ReadonlyArray<CrossingEvent>
  }

  frames(is: Is): ReadonlyArray<FrameEvent> {
    return this.events.filter((event): event is FrameEvent => event.kind === "frame" && is(event))
  }

  /** What a call returned. */
  returnOf(call: CrossingEvent): CrossingEvent | undefined {
    return this.next(call, (event) => event.kind === "return" && isCrossing(event) && event.of === call.seq) as CrossingEvent | undefined
  }

  next(from: TraceEvent, ...all: ReadonlyArray<Is>): TraceEvent | undefined {
    for (let place = this.place(from) + 1; place < this.events.length; place++) {
      const event = this.events[place]!
      if (all.every((is) => is(event))) return event
    }
    return undefined
  }

  previous(from: TraceEvent, ...all: ReadonlyArray<Is>): TraceEvent | undefined {
    for (let place = this.place(from) - 1; place >= 0; place--) {
      const event = this.events[place]!
      if (all.every((is) => is(event))) return event
    }
    return undefined
  }

  /** A call of this function that comes next on the same VC. */
  nextOn(from: CrossingEvent, ddi: DdiName, side?: Side): CrossingEvent | undefined {
    return this.next(from, this.is(ddi, side), onVc(from)) as CrossingEvent | undefined
  }

  previousOn(from: CrossingEvent, ddi: DdiName, side?: Side): CrossingEvent | undefined {
    return this.previous(from, this.is(ddi, side), onVc(from)) as CrossingEvent | undefined
  }

  before(a: TraceEvent | undefined, b: TraceEvent | undefined): boolean {
    return a !== undefined && b !== undefined && this.place(a) < this.place(b)
  }

  /** Those between two events. Without a second one: to the end. */
  between(a: TraceEvent, b: TraceEvent | undefined, ...all: ReadonlyArray<Is>): ReadonlyArray<TraceEvent> {
    return this.events.slice(this.place(a) + 1, b === undefined ? undefined : this.place(b)).filter((event) => all.every((is) => is(event)))
  }

  /**
   * The first of these steps that does not follow the one before it; undefined: they all do. They follow the event `from`, and each step
   * says what it is.
   */
  missing(from: TraceEvent, steps: ReadonlyArray<readonly [what: string, is: Is]>): string | undefined {
    let last = from
    for (const [what, is] of steps) {
      const found = this.next(last, is)
      if (found === undefined) return `${what} does not follow ${this.text(last)}`
      last = found
    }
    return undefined
  }

  /** The same against the order: the steps, from the last to the first, go before `from`. */
  missingBefore(from: TraceEvent, steps: ReadonlyArray<readonly [what: string, is: Is]>): string | undefined {
    let last = from
    for (const [what, is] of steps) {
      const found = this.previous(last, is)
      if (found === undefined) return `${what} does not go before ${this.text(last)}`
      last = found
    }
    return undefined
  }

  /** The driver that made the VC. */
  creator(on: CrossingEvent): string | undefined {
    const made = this.previous(
      on,
      onVc(on),
      (event) => event.kind === "call" && isCrossing(event) && (event.ddi === "NdisCoCreateVc" || event.ddi === "NdisMCmCreateVc")
    ) as CrossingEvent | undefined
    return made?.from
  }

  /** Did a client make the VC? */
  byClient(on: CrossingEvent): boolean {
    return this.header.instances[`${on.host}/${this.creator(on)}`] === "client"
  }

  /** The client on the VC: the one that last had to do with it before this event. */
  clientOn(on: CrossingEvent): string | undefined {
    const met = this.previous(on, onVc(on), (event) => isCrossing(event) && this.of(event, "client")) as CrossingEvent | undefined
    return met === undefined ? undefined : met.from === "NDIS" ? met.to : met.from
  }

  /** NdisClMakeCall of the call that the VC carries. */
  made(on: CrossingEvent): CrossingEvent | undefined {
    return this.previousOn(on, "NdisClMakeCall", "client")
  }

  /** Is it a multipoint call that the client of the VC made? */
  multipoint(on: CrossingEvent): boolean {
    return this.byClient(on) && this.made(on)?.carries?.party === true
  }

  /** Is it the answer of a client to an incoming close of the call that the VC carries? */
  answersClose(close: CrossingEvent): boolean {
    const begun = this.previous(close, onVc(close), (event) => this.is("NdisClMakeCall")(event) || this.is("ProtocolClIncomingCall")(event))
    return this.before(begun, this.previousOn(close, "ProtocolClIncomingCloseCall"))
  }

  /** The same call before, at the same host. */
  previousOf(call: CrossingEvent): CrossingEvent | undefined {
    return this.previous(call, onHost(call.host), (event) => event.kind === "call" && isCrossing(event) && event.ddi === call.ddi) as
      | CrossingEvent
      | undefined
  }

  /** Parties of the multipoint call on the VC that joined and neither left nor were dropped before this event. */
  parties(on: CrossingEvent): number {
    const made = this.made(on)
    if (made === undefined) return 0
    let joined = 0
    const gone = new Set<string>()
    for (const event of this.between(made, on, onVc(on)) as ReadonlyArray<CrossingEvent>) {
      const complete = event.ddi === "ProtocolClMakeCallComplete" || event.ddi === "ProtocolClAddPartyComplete"
      if (event.kind === "call" && complete && event.status === success) joined++
      if (event.kind !== "call" || event.party === undefined) continue
      if (event.ddi === "ProtocolClIncomingDropParty") gone.add(event.party)
      if (event.ddi === "NdisClDropParty" && ["NDIS_STATUS_PENDING", success].includes(this.returnOf(event)?.status ?? ""))
        gone.add(event.party)
    }
    return joined - gone.size
  }

  text(event: TraceEvent): string {
    const what =
      event.kind === "frame" ? event.frame : isCrossing(event) ? `${event.ddi}${event.kind === "return" ? " (return)" : ""}` : event.kind
    return `${event.seq} ${what}`
  }

  private place(event: TraceEvent): number {
    const place = this.places.get(event)
    if (place === undefined) throw new Error(`event ${event.seq} is not one of this trace`)
    return place
  }
}

/** On the same VC of the same host. */
export const onVc =
  (of: CrossingEvent): Is =>
  (event) =>
    isCrossing(event) && event.host === of.host && event.vc === of.vc && of.vc !== undefined

/** About the same party. */
export const ofParty =
  (of: CrossingEvent): Is =>
  (event) =>
    isCrossing(event) && event.host === of.host && event.party === of.party && of.party !== undefined

/** At the same instant. */
export const atOnce =
  (of: TraceEvent): Is =>
  (event) =>
    event.time === of.time

export const onHost =
  (host: string): Is =>
  (event) =>
    isCrossing(event) && event.host === host

/** A message from a host to the network, or from the network to a host. */
export const message =
  (direction: "from" | "to", host: string, ...names: ReadonlyArray<string>): Is =>
  (event) =>
    event.kind === "frame" && event[direction].startsWith(`${host}/`) && names.includes(event.frame)

export const hasStatus =
  (status: string): Is =>
  (event) =>
    isCrossing(event) && event.status === status
