/**
 * A deferred operation, and the one way in which every request that another driver answers is carried out.
 *
 * request (down-call) → handler of the driver that decides → its final return, or PENDING and later its completion call → the return or
 * the completion handler of the driver that asked. A {@link Relay} adds to this what is special to one request: what is checked and moved
 * when it is admitted, and when it is settled.
 */
import { type CallbackName, type Ddi, ddi, type FunctionName } from "../ddi/Ddi.ts"
import type { Wait } from "../actor/Patience.ts"
import { NdisStatus, statusName } from "../NdisStatus.ts"
import * as Request from "../machine/Request.ts"
import { moves } from "../machine/Table.ts"
import type { Adapter } from "./Adapter.ts"
import type { Instance } from "./Instance.ts"
import type { Owed } from "./Inventory.ts"
import { type Down, nothing, type Out, type Returning, type Subject, type Up } from "./Message.ts"
import type { NdisActor } from "./NdisActor.ts"

export class Op<Target extends Subject = Subject> implements Owed {
  state: Request.State = "Called"
  status: NdisStatus = NdisStatus.PENDING
  out: Out = nothing
  /** What the completion reported, while the handler's return is still out. */
  early: { readonly status: NdisStatus; readonly out: Out } | undefined = undefined
  readonly relay: Relay<Target>
  /** Undefined: NDIS itself asked. */
  readonly down: Down | undefined
  readonly target: Target
  /** The driver whose handler decides. */
  decider: Instance
  /** What the relay wants to remember between admission and settlement. */
  memo: unknown = undefined
  /** The driver that decides died: NDIS answers, and nobody is to blame for the answer. */
  abandoned = false
  /** How long it may pend. */
  wait: Wait<Owed> | undefined = undefined
  /** Called when NDIS asked, instead of a return or a completion handler. */
  readonly whenDone: ((status: NdisStatus) => void) | undefined
  constructor(relay: Relay<Target>, down: Down | undefined, target: Target, decider: Instance, whenDone?: (status: NdisStatus) => void) {
    this.relay = relay
    this.down = down
    this.target = target
    this.decider = decider
    this.whenDone = whenDone
  }

  get owing(): Owed["owing"] {
    return { by: this.decider, handler: this.relay.handler, pended: true, about: this.target }
  }
}

/** Answers false when the table has no such step: what came is late, and void. */
const move = (op: { state: Request.State }, event: Request.Event): boolean => {
  const next = Request.transitions[op.state][event]
  if (!moves(next)) return false
  op.state = next
  return true
}

export abstract class Relay<Target extends Subject> implements Returning {
  /** The function that asks. The catalogue says the rest: whose handler decides, and which handler hears of a completion. */
  readonly request: FunctionName
  /** The handler of the driver that decides. */
  readonly handler: CallbackName
  /** The completion handler of the driver that asked. */
  readonly report: CallbackName
  private readonly handlerDdi: Ddi
  private readonly reportDdi: Ddi | undefined

  /** `handler` and `report`: where one function has several. */
  constructor(request: FunctionName, handler?: CallbackName, report?: CallbackName) {
    const { completion, counterpart } = ddi(request)
    this.request = request
    this.handler = handler ?? (counterpart as CallbackName)
    this.report = report ?? (completion as CallbackName)
    this.handlerDdi = ddi(this.handler)
    this.reportDdi = this.report === null ? undefined : ddi(this.report)
  }

  /** What the handler is called with. */
  abstract handlerArgs(op: Op<Target>): object
  /** Moves the object to where the result takes it. May change `op.status` and `op.out`. */
  abstract settle(adapter: Adapter, op: Op<Target>): void
  /** Who gets the completion handler called, and with what. */
  abstract reporting(op: Op<Target>): { readonly to: Instance; readonly args: object }
  /** What the return gives the caller beside the status. */
  returning(_op: Op<Target>): Out {
    return nothing
  }
  /** Status with which the request is answered when the driver that decides is dead. */
  readonly whenDead: NdisStatus = NdisStatus.FAILURE
  /** Must it be completed in time, once it pends? Not where people decide, or what it is about can end it (docs/decisions/0010). */
  inTime(_op: Op<Target>): boolean {
    return true
  }

  /** Calls the handler. Answers false (and settles with RESOURCES or {@link whenDead}) when it cannot be called. */
  ask(adapter: Adapter, op: Op<Target>): boolean {
    if (adapter.call(op.decider, this.handlerDdi, this.handlerArgs(op), this, op, op.target)) return true
    move(op, "ReturnFinal")
    this.finish(adapter, op, op.decider.dead ? this.whenDead : NdisStatus.RESOURCES, nothing, false)
    return false
  }

  /** The handler returned. */
  returned(ndis: NdisActor, up: Up): void {
    const adapter = ndis as Adapter
    const op = up.part as Op<Target>
    if (up.status === NdisStatus.PENDING) {
      if (!move(op, "ReturnPending")) return
      this.replyPending(adapter, op)
      if (op.early !== undefined && op.early !== delivered) this.finish(adapter, op, op.early.status, op.early.out, true)
      else this.hurry(adapter, op)
      return
    }
    const fault = Request.returnGuard(op.state)
    if (!move(op, "ReturnFinal")) return
    if (op.early !== undefined) {
      if (fault !== undefined)
        adapter.violation(
          up.to,
          fault.rule,
          `${this.handler} was completed and then returned ${statusName(up.status)}; the completion counts`
        )
      if (op.early !== delivered) this.finish(adapter, op, op.early.status, op.early.out, false)
      else if (op.down !== undefined && !op.down.answered) this.replyPending(adapter, op)
      return
    }
    this.finish(adapter, op, up.status, up.out, false)
  }

  /** From now on it may not pend for ever, if it {@link inTime may not}. */
  hurry(adapter: Adapter, op: Op<Target>): void {
    if (op.state === "ReturnedPending" && this.inTime(op)) op.wait = adapter.patience?.wait(op)
  }

  /** The driver that decides completes what it pended (or is about to pend). */
  completed(adapter: Adapter, op: Op<Target>, down: Down, status: NdisStatus, out: Out): void {
    const event = status === NdisStatus.PENDING ? "CompleteWithPending" : "Complete"
    const next = Request.transitions[op.state][event]
    if (!moves(next)) {
      const why =
        event === "Complete"
          ? `: this ${this.request} was completed already`
          : ` carries NDIS_STATUS_PENDING, which is no final status; ${this.request} stays pending`
      return adapter.violation(down.from, next.rule, `${down.ddi.name}${why}`)
    }
    op.state = next
    if (next === "CompletedEarly") {
      op.early = { status, out }
      if (adapter.choice.pick(2, "completion before return") === 0) return
      op.early = delivered
    }
    this.finish(adapter, op, status, out, true)
  }

  /** The driver that decides died with its handler open. */
  died(ndis: NdisActor, up: Up): void {
    this.abandoned(ndis as Adapter, up.part as Op<Target>)
  }

  /** The driver that decides died and owes an answer. */
  abandoned(adapter: Adapter, op: Op<Target>): void {
    // As its stand-in would answer: by the return while the handler is open, by the completion afterwards.
    this.cut(adapter, op, op.state === "Called" ? "ReturnFinal" : "Complete", this.whenDead)
  }

  /** What it is about goes before its end: NDIS answers, with this status. */
  torn(adapter: Adapter, op: Op<Target>, status: NdisStatus): void {
    this.cut(adapter, op, "Torn", status)
  }

  private cut(adapter: Adapter, op: Op<Target>, event: Request.Event, status: NdisStatus): void {
    if (Request.ends.includes(op.state)) return
    op.abandoned = true
    const { early } = op
    if (early !== undefined) {
      // It was completed before: that counts, and only the return is owed.
      move(op, "ReturnPending")
      this.replyPending(adapter, op)
      if (early !== delivered) this.finish(adapter, op, early.status, early.out, true)
      return
    }
    move(op, event)
    this.finish(adapter, op, status, nothing, op.down === undefined || op.down.answered)
  }

  private replyPending(adapter: Adapter, op: Op<Target>): void {
    if (op.down !== undefined && !op.down.answered) adapter.reply(op.down, NdisStatus.PENDING)
  }

  /** Settles, then answers by return (`later` false) or by completion handler. */
  private finish(adapter: Adapter, op: Op<Target>, status: NdisStatus, out: Out, later: boolean): void {
    op.wait?.over()
    op.status = this.unrefused(adapter, op, status)
    op.out = out
    this.settle(adapter, op)
    if (op.down === undefined) op.whenDone?.(op.status)
    else if (later || op.down.answered) {
      op.down.from.outstanding--
      const { args, to } = this.reporting(op)
      adapter.call(to, this.reportDdi!, args, undefined, undefined, op.target, true)
    } else adapter.reply(op.down, op.status, this.returning(op))
    this.afterReport(adapter, op)
  }

  /** A tear-down in the name of a dead driver is not refused: nobody is there who could try again. */
  protected unrefused(adapter: Adapter, op: Op<Target>, status: NdisStatus): NdisStatus {
    if (status === NdisStatus.SUCCESS || this.whenDead !== NdisStatus.SUCCESS || op.down?.from.standIn !== true) return status
    adapter.violation(
      op.decider,
      "DEAD",
      `${this.handler} answers ${statusName(status)} to what NDIS asks for the dead ${op.down.from.name}; it counts as done`
    )
    return NdisStatus.SUCCESS
  }

  /** What NDIS does after the answer was handed over. */
  afterReport(_adapter: Adapter, _op: Op<Target>): void {}
}

/** An early completion whose completion handler ran before the return: the order an explorer may choose. */
const delivered: { readonly status: NdisStatus; readonly out: Out } = { status: NdisStatus.SUCCESS, out: nothing }
