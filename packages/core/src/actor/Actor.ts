/**
 * An actor: a fiber that owns a mailbox and does nothing but drain it.
 *
 * Promises: messages are handled one at a time, in the order in which they were posted; a wake takes all that is there (an explorer may
 * make it take less); a handler that throws ends the fiber with that defect, and what is left in the mailbox is never handled (unless the actor keeps it for a next life). The actor
 * does not bound its mailbox: whoever posts has reserved the room (see `Limits`), so `post` cannot fail.
 */
import * as Effect from "effect/Effect"
import type { SchedulerDispatcher } from "effect/Scheduler"
import { Choice } from "../Choice.ts"

/** Items of one part of a mailbox. */
const room = 64

/** A part of a mailbox, and the one after it. */
class Part<M> {
  readonly items: Array<M | undefined> = new Array<M | undefined>(room)
  next: Part<M> | undefined = undefined
}

/** A first-in first-out queue in parts of a fixed size: nothing is copied when it grows, and what is empty is let go, but for one part. */
export class Mailbox<M> {
  private count = 0
  private first = new Part<M>()
  private last = this.first
  /** Empty: the next to be used. Batches are often a little longer than a part. */
  private spare: Part<M> | undefined = undefined
  private head = 0
  private tail = 0

  get length(): number {
    return this.count
  }

  push(item: M): void {
    if (this.tail === room) {
      this.last = this.last.next = this.spare ?? new Part()
      this.spare = undefined
      this.tail = 0
    }
    this.last.items[this.tail++] = item
    this.count++
  }

  shift(): M {
    const { items, next } = this.first
    const item = items[this.head]!
    // A message that was taken is not kept alive, with all it leads to.
    items[this.head++] = undefined
    if (--this.count === 0) this.head = this.tail = 0
    else if (this.head === room) {
      this.first.next = undefined
      this.spare = this.first
      this.first = next!
      this.head = 0
    }
    return item
  }

  clear(): void {
    this.first = this.last = new Part()
    this.count = this.head = this.tail = 0
  }
}

export class Actor<M> {
  readonly mailbox = new Mailbox<M>()
  /** Wakes that found something, for the benchmark's batch size. */
  wakes = 0
  handled = 0
  /** Is a wake under way? What it does happens at one time. */
  busy = false
  /** The time of this wake in microseconds, once somebody has read the clock in it. */
  now: number | undefined
  private awake = false
  /** Undefined: it does not run. */
  private dispatcher: SchedulerDispatcher | undefined
  private end: ((defect: Effect.Effect<never>) => void) | undefined
  private choice: Choice | undefined

  private readonly receive: (message: M) => void
  /** Called once per wake, after its last message, with the number of messages it took. */
  private readonly afterBatch: ((taken: number) => void) | undefined
  private readonly keeps: boolean

  /** `keeps`: what is left in the mailbox at the end of a life is for the next one. */
  constructor(receive: (message: M) => void, afterBatch?: (taken: number) => void, keeps = false) {
    this.receive = receive
    this.afterBatch = afterBatch
    this.keeps = keeps
  }

  /** Posts a message. Before the actor runs, messages wait for it. */
  post(message: M): void {
    this.mailbox.push(message)
    if (!this.awake && this.dispatcher !== undefined) this.schedule()
  }

  private schedule(): void {
    this.awake = true
    this.dispatcher!.scheduleTask(this.wake, 0)
  }

  /** The fiber stays suspended meanwhile: to wake it for every batch costs more than a batch of one. */
  private readonly wake = (): void => {
    if (this.dispatcher === undefined) return
    try {
      this.drain()
    } catch (defect) {
      return this.end!(Effect.die(defect))
    }
    if (this.dispatcher === undefined) return
    if (this.mailbox.length > 0) this.schedule()
    else this.awake = false
  }

  private drain(): void {
    const { mailbox } = this
    const { length } = mailbox
    if (length === 0) return
    this.wakes++
    const taken = length - this.choice!.pick(length, "batch")
    this.handled += taken
    this.busy = true
    this.now = undefined
    for (let left = taken; left > 0; left--) this.receive(mailbox.shift())
    this.afterBatch?.(taken)
    this.busy = false
  }

  /** The life of the actor: never ends by itself; fails with the defect a handler threw. */
  readonly run: Effect.Effect<never> = Effect.withFiber<never>((fiber) => {
    const living = Effect.callback<never>((resume) => {
      this.end = resume
      this.choice = fiber.getRef(Choice)
      this.dispatcher = fiber.currentDispatcher
      if (this.mailbox.length > 0) this.schedule()
      else this.awake = false
    })
    return Effect.onExit(living, () =>
      Effect.sync(() => {
        this.busy = false
        this.dispatcher = undefined
        this.end = undefined
        if (!this.keeps) this.mailbox.clear()
      })
    )
  })
}
