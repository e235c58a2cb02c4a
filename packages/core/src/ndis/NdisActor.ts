/**
 * The choke point: every crossing between a driver and NDIS passes an NDIS actor, is checked there, moves its object there, and is
 * recorded there. There is one per adapter (`Adapter`) and one per host for the registration of drivers (`Registry`).
 *
 * NDIS never waits for a driver: a handler is called by posting, its return is a message. What NDIS owes (returns, completions,
 * indications) always fits; only an admission towards a driver that is full is refused.
 */
import { Actor } from "../actor/Actor.ts"
import { isCallParameters } from "../CallParameters.ts"
import { type CallbackName, type Ddi, ddi } from "../ddi/Ddi.ts"
import { FaultPoint, type FaultSurroundings } from "../fault/FaultPoint.ts"
import type { NetBufferList } from "../NetBufferList.ts"
import { NdisStatus, statusName } from "../NdisStatus.ts"
import type { Profile } from "../Profile.ts"
import type { CrossingEvent, TraceSink } from "../Trace.ts"
import type { Custody } from "../data/Custody.ts"
import { carried } from "./Carries.ts"
import type { Journeys } from "./Journeys.ts"
import type { Instance } from "./Instance.ts"
import { type Down, type Out, type Returning, type Subject, Up, type Work } from "./Message.ts"

/** Answers one function. Its `handle` admits, moves objects, and calls on or replies. */
export interface Route {
  handle(ndis: NdisActor, down: Down): void
}

const makeCall = ddi("NdisClMakeCall")

/** What an NDIS actor needs of its host. */
export interface Surroundings {
  readonly host: string
  /** Microseconds of the host's clock. */
  readonly micros: () => number
  readonly trace: TraceSink | undefined
  /** Numbers the lists of the host; undefined: there is no trace. */
  readonly journeys?: Journeys | undefined
  readonly profile: Profile
  /** Undefined: there are no fault rules. */
  readonly faults?: FaultSurroundings | undefined
  /** Undefined: nobody tracks lists. */
  readonly custody?: Custody | undefined
}

export class NdisActor {
  readonly actor: Actor<Down | Up | Work>
  readonly trace: TraceSink | undefined
  private readonly journeys: Journeys | undefined
  readonly host: string
  /** Where fault rules act, if there are any. */
  readonly faults: FaultPoint | undefined
  /** Nobody sees a return that nobody waits for: there is no trace, and no rule. It needs no message. */
  readonly unwatched: boolean
  /** Keeps the ledger of lists, where there is one. */
  readonly custody: Custody | undefined
  private readonly clock: () => number
  /** Name under which the handles of this actor are owned. */
  readonly name: string
  private readonly routes: ReadonlyArray<Route | undefined>
  /** The crossing being handled: state changes are written on it. */
  private current: CrossingEvent | undefined
  private loose: string | undefined

  constructor(name: string, surroundings: Surroundings, routes: ReadonlyArray<Route | undefined>, faults?: FaultPoint, keeps = false) {
    this.name = name
    this.host = surroundings.host
    this.trace = surroundings.trace
    this.journeys = surroundings.journeys
    this.clock = surroundings.micros
    this.custody = surroundings.custody
    this.routes = routes
    this.actor = new Actor(
      (message) => this.receive(message),
      (taken) => this.afterBatch(taken),
      keeps
    )
    this.unwatched = surroundings.trace === undefined && surroundings.faults === undefined && faults === undefined
    this.faults = faults ?? (surroundings.faults === undefined ? undefined : new FaultPoint(this, surroundings.faults))
  }

  /** Microseconds of the host's clock. All that one wake does happens at one time. */
  micros(): number {
    const { actor } = this
    return actor.busy ? (actor.now ??= this.clock()) : this.clock()
  }

  /** The number of the crossing being handled; 0: it is none, or there is no trace. */
  get seq(): number {
    return this.current?.seq ?? 0
  }

  /** Called after the last message of a wake. */
  afterBatch(_taken: number): void {}

  /** A driver calls. */
  admit(down: Down): void {
    this.actor.post(down)
  }

  /** A handler returns. */
  back(up: Up): void {
    this.actor.post(up)
  }

  /** Called before each message. */
  protected before(_message: Down | Up | Work): void {}

  protected receive(message: Down | Up | Work): void {
    this.before(message)
    this.take(message)
    this.current = undefined
  }

  protected take(message: Down | Up | Work): void {
    switch (message.tag) {
      case 0: {
        const from = message.from
        if (!message.awaited) from.voids--
        if (from.dead) return
        if (this.faults === undefined || !this.faults.down(message)) this.carry(message)
        return
      }
      case 1: {
        if (message.to.dead) return
        message.to.open--
        if (this.faults !== undefined) this.faults.returned(message)
        if (this.trace !== undefined) this.recordUpReturn(message)
        if (message.returning !== undefined) {
          message.to.unwait(message)
          message.returning.returned(this, message)
        }
        return
      }
      case 2:
        message.run()
    }
  }

  /** Does what a driver's call asks for. */
  carry(down: Down): void {
    const route = this.routes[down.ddi.index]
    try {
      if (this.trace !== undefined) this.recordDown(down)
      if (route === undefined) {
        this.refuse(down, NdisStatus.NOT_SUPPORTED, "NOT-YET", `${down.ddi.name} is not carried out by this version of NDIS`)
      } else if (!down.ddi.callParameters || this.readable(down)) route.handle(this, down)
    } catch (defect) {
      this.unreadable(down, defect)
    }
  }

  /** The object of a handle; undefined: none that crossings are about. */
  subjectOf(_handle: unknown): Subject | undefined {
    return undefined
  }

  /** Calls a handler. False: the driver is dead or has no room, and nothing was called. `always`: what is owed fits without asking. */
  call(
    to: Instance,
    callback: CallbackName | Ddi,
    args: object,
    returning: Returning | undefined,
    part: unknown,
    subject: Subject | undefined,
    always = false
  ): boolean {
    if (to.dead) return false
    if (!always && to.open >= to.limits.openHandlers) {
      to.refusals++
      this.trace?.record({
        kind: "refusal",
        host: this.host,
        at: to.name,
        rule: "LIMIT",
        text: `${typeof callback === "string" ? callback : callback.name}: ${to.open} handler calls of ${to.name} are queued or open and no more are admitted; raise Limits.openHandlers`
      })
      return false
    }
    to.open++
    const up = new Up(typeof callback === "string" ? ddi(callback) : callback, args, to, this, returning, part, subject)
    const fault = this.faults === undefined ? undefined : this.faults.up(up)
    if (this.trace !== undefined) {
      const event: Mutable<Omit<CrossingEvent, "seq" | "time">> = {
        host: this.host,
        from: "NDIS",
        to: to.name,
        ddi: up.ddi.name,
        kind: "call",
        irql: up.ddi.irql === "PASSIVE" ? "PASSIVE" : "DISPATCH"
      }
      const status = statusArgument(args)
      if (status !== undefined) event.status = statusName(status)
      subject?.describe(event)
      carry(event, args)
      this.journeys?.describe(event, up.ddi.name, args)
      this.tie(event)
      up.seq = this.trace.record(event).seq
    }
    if (returning !== undefined) to.wait(up)
    if (fault === undefined) to.actor.post(up)
    else this.faults!.carryOut(fault, up)
    return true
  }

  /** Tells those who wait for handlers of a dead driver that they will not return. */
  abandonHandlers(ups: ReadonlyArray<Up>): void {
    for (const up of ups) {
      if (up.from !== this || up.returning === undefined) continue
      up.status = NdisStatus.FAILURE
      if (up.returning.died !== undefined) up.returning.died(this, up)
      else up.returning.returned(this, up)
    }
  }

  /** Answers a down-call: with PENDING (its completion is owed) or for good. */
  reply(down: Down, status: NdisStatus, out?: Out): void {
    down.answered = true
    if (!down.awaited) return
    const from = down.from
    if (status !== NdisStatus.PENDING) from.outstanding--
    if (from.dead) return
    down.status = status
    if (out !== undefined) down.out = out
    if (this.trace !== undefined) {
      const event: Mutable<Omit<CrossingEvent, "seq" | "time">> = {
        host: this.host,
        from: "NDIS",
        to: from.name,
        ddi: down.ddi.name,
        kind: "return",
        of: down.seq
      }
      if (!down.ddi.isVoid) event.status = statusName(status)
      down.subject?.describe(event)
      carry(event, down.out)
      this.tie(event)
      this.trace.record(event)
    }
    from.actor.post(down)
  }

  /** Answers a down-call with a refusal and records which rule refused it and why. A void call has no answer: the record is all. */
  refuse(down: Down, status: NdisStatus, rule: string, text: string): void {
    if (this.trace !== undefined) {
      this.trace.record({
        kind: down.ddi.isVoid ? "violation" : "refusal",
        host: this.host,
        at: down.from.name,
        rule,
        text: `${down.ddi.name}: ${text}`
      })
    }
    if (down.ddi.isVoid) down.from.violations++
    else down.from.refusals++
    this.reply(down, status)
  }

  /** Are its call parameters made like some? Asked before anything moves: a request with others is refused, a completion goes on without. */
  private readable(down: Down): boolean {
    const { CallParameters } = down.args as { readonly CallParameters?: unknown }
    if (isCallParameters(CallParameters)) return true
    const text = "its CallParameters are not made like a CO_CALL_PARAMETERS structure"
    if (!down.ddi.reserved) {
      this.refuse(down, NdisStatus.INVALID_DATA, down.ddi === makeCall ? "CALL-01" : "ARGS", text)
      return false
    }
    if (CallParameters === undefined || CallParameters === null) return true
    this.violation(down.from, "ARGS", `${down.ddi.name}: ${text}; it counts without them`)
    down.args = { ...down.args, CallParameters: undefined }
    return true
  }

  /** A caller without the compiler's help gave something else than the function takes: that is no reason for NDIS to die. */
  private unreadable(down: Down, defect: unknown): void {
    this.violation(down.from, "ARGS", `${down.ddi.name}: its arguments are not what it takes: ${String(defect)}`)
    if (!down.answered) this.reply(down, NdisStatus.INVALID_PARAMETER)
  }

  /** Records a broken rule. */
  violation(at: Instance, rule: string, text: string): void {
    at.violations++
    this.trace?.record({ kind: "violation", host: this.host, at: at.name, rule, text })
  }

  /** Writes a state change on the crossing being handled. */
  changed(axis: string, before: string, after: string): void {
    if (this.trace === undefined || before === after) return
    const current = this.current
    const text = `${axis}: ${before} → ${after}`
    // What NDIS moves by itself shows on the call it makes next.
    if (current === undefined) this.loose = this.loose === undefined ? text : `${this.loose}, ${text}`
    else current.change = current.change === undefined ? text : `${current.change}, ${text}`
  }

  /** What NDIS moved by itself shows on what it does next. */
  private tie(event: Mutable<Omit<CrossingEvent, "seq" | "time">>): void {
    if (this.loose === undefined) return
    event.change = this.loose
    this.loose = undefined
  }

  /** Adds what a crossing is about, known once its handle was looked up. */
  about(down: Down, subject: Subject): void {
    down.subject = subject
    if (this.current !== undefined) subject.describe(this.current as Mutable<CrossingEvent>)
  }

  /** The sent lists of the crossing being handled stay with their driver. */
  notTaken(chain: NetBufferList): void {
    if (this.current !== undefined) this.journeys?.notTaken(this.current, chain)
  }

  /** Makes later changes land on no crossing (the one before is over). */
  detach(): void {
    this.current = undefined
  }

  /** Records a driver's call: what is changed from now on in this turn is written on it. */
  recordDown(down: Down): void {
    const event: Mutable<Omit<CrossingEvent, "seq" | "time">> = {
      host: this.host,
      from: down.from.name,
      to: "NDIS",
      ddi: down.ddi.name,
      kind: "call",
      irql: down.passive ? "PASSIVE" : "DISPATCH"
    }
    const status = statusArgument(down.args)
    if (status !== undefined) event.status = statusName(status)
    carry(event, down.args)
    this.journeys?.describe(event, down.ddi.name, down.args)
    const recorded = this.trace!.record(event) as CrossingEvent
    down.seq = recorded.seq
    this.current = recorded
  }

  private recordUpReturn(up: Up): void {
    const event: Mutable<Omit<CrossingEvent, "seq" | "time">> = {
      host: this.host,
      from: up.to.name,
      to: "NDIS",
      ddi: up.ddi.name,
      kind: "return",
      of: up.seq
    }
    if (!up.ddi.isVoid) event.status = statusName(up.status)
    up.subject?.describe(event)
    carry(event, up.out)
    this.current = this.trace!.record(event) as CrossingEvent
  }
}

type Mutable<A> = { -readonly [K in keyof A]: A[K] }

const carry = (event: Mutable<Omit<CrossingEvent, "seq" | "time">>, values: object): void => {
  const carries = carried(values)
  if (carries !== undefined) event.carries = carries
}

const statusArgument = (args: object): NdisStatus | undefined => {
  const record = args as { readonly Status?: NdisStatus; readonly CloseStatus?: NdisStatus; readonly DropStatus?: NdisStatus }
  return record.Status ?? record.CloseStatus ?? record.DropStatus
}
