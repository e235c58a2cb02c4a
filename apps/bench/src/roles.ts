/**
 * What every peer does with a message, whatever carries it: look up the call by its handle in the actor's own table, take one step of
 * the transition table, say what to send. This is the work a minimal hand-written actor would do; the peers differ only in the carrying.
 */
import type { Plan, Step } from "./flow.ts"

/** What travels: kind, function and arguments, a new object for each hop. */
export interface Message {
  readonly type: "call" | "return"
  readonly ddi: number
  readonly args: { readonly handle: number; readonly status: number }
}

/** The message of hop `hop` for the call `handle`. */
export const message = (steps: ReadonlyArray<Step>, hop: number, handle: number): Message => ({
  type: steps[hop]!.type,
  ddi: hop,
  args: { handle, status: 0 }
})

const none: ReadonlyArray<number> = []
/** A call begins with hop 0. */
const first: ReadonlyArray<number> = [0]

/** Keeps the wanted number of calls in flight until the total is done. A call that ends begins again under its handle. */
export class Load {
  /** How many calls are begun at once. */
  readonly inFlight: number
  /** When the last hop of the last call arrived, in ns of `process.hrtime`; undefined while calls are in flight. */
  finishedAt: bigint | undefined
  private begun: number
  private done = 0
  private readonly open: Array<number>
  private readonly ends: number
  private readonly total: number
  private readonly onFinished: () => void

  constructor(plan: Plan, inFlight: number, total: number, onFinished: () => void = () => {}) {
    this.inFlight = Math.min(inFlight, total)
    this.begun = this.inFlight
    this.ends = plan.ends
    this.open = Array.from({ length: this.inFlight }, () => plan.ends)
    this.total = total
    this.onFinished = onFinished
  }

  /** A branch of the call has ended. Answers the hops to send now: the first of the next call, or none. */
  ended(handle: number): ReadonlyArray<number> {
    if (--this.open[handle]! > 0) return none
    this.done++
    if (this.begun < this.total) {
      this.begun++
      this.open[handle] = this.ends
      return first
    }
    if (this.done === this.total) {
      this.finishedAt = process.hrtime.bigint()
      this.onFinished()
    }
    return none
  }
}

/** The state of one call in one actor. */
interface CallState {
  readonly handle: number
  state: number
}

/** The inner part of one actor. */
export class Role {
  /** Messages handled so far. */
  handled = 0
  /** Wakes that found something, counted by the peer. */
  wakes = 0
  private readonly calls: Array<CallState>
  private readonly steps: ReadonlyArray<Step>
  private readonly load: Load

  constructor(plan: Plan, load: Load) {
    this.steps = plan.steps
    this.load = load
    this.calls = Array.from({ length: load.inFlight }, (_, handle) => ({ handle, state: -1 }))
  }

  /** Handles a message and answers the hops to send. */
  receive(message: Message): ReadonlyArray<number> {
    const call = this.calls[message.args.handle]!
    const step = this.steps[message.ddi]!
    call.state = step.state
    this.handled++
    return step.next.length > 0 ? step.next : this.load.ended(call.handle)
  }
}
