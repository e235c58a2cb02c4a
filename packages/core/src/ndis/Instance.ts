/**
 * One life of a driver: a supervised fiber with a mailbox, the handlers of that life, and the functions it may call.
 *
 * A handler that answers with a plain value (or an `Exit`) is done at once. One that answers with any other Effect runs in a child fiber,
 * started at once; meanwhile the driver goes on serving its mailbox. A handler that throws, or whose Effect dies, ends this life.
 */
import * as Cause from "effect/Cause"
import type { Clock } from "effect/Clock"
import { Clock as ClockRef } from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import { Actor } from "../actor/Actor.ts"
import { Timers } from "../actor/Timers.ts"
import { type CallbackName, type Ddi, ddi as ddiOf, ddis } from "../ddi/Ddi.ts"
import { type NeedsPassiveLevel, PassiveLevel } from "../ddi/Facade.ts"
import { passiveLevel } from "../internal/passiveLevel.ts"
import { Choice } from "../Choice.ts"
import type { Custody } from "../data/Custody.ts"
import type { Guard } from "../data/Guard.ts"
import type { Driver, Life } from "../Driver.ts"
import type { Limits } from "../Limits.ts"
import { NdisStatus } from "../NdisStatus.ts"
import { NetBufferList, ReceiveFlags } from "../NetBufferList.ts"
import { Profile } from "../Profile.ts"
import type { Role, TraceSink } from "../Trace.ts"
import { awaits, type Continuation, Down, nothing, type Out, type Up, type Work, work } from "./Message.ts"
import type { NdisActor } from "./NdisActor.ts"

/** What an instance needs of its host. */
export interface InstanceHost {
  readonly name: string
  readonly limits: Limits
  readonly trace: TraceSink | undefined
  readonly custody: Custody | undefined
  /** Where a down-call goes: the NDIS actor that owns its first handle. Undefined: the function takes no handle. */
  readonly ndisOf: (handle: unknown) => NdisActor
}

/** The handler a child fiber runs for, so that waiting on anything but a return can be seen. */
interface Running {
  readonly up: Up
  readonly passive: boolean
  awaiting: number
  reported: boolean
  fiber: Fiber.Fiber<unknown> | undefined
}

const Current: Context.Reference<Running | undefined> = Context.Reference<Running | undefined>("@condis/core/ndis/Running", {
  defaultValue: () => undefined
})

type Handler = (args: object) => unknown

export class Instance {
  /** Set when this life is over: what still arrives from it or for it is void. */
  dead = false
  /** The handler from which it deregisters itself, if it does that from one (REG-25). */
  deregistersIn: string | undefined = undefined
  /** It stands in for a dead driver. */
  standIn = false
  /** Down-calls that have not reached their end. */
  outstanding = 0
  /** Void down-calls NDIS has not looked at yet. */
  voids = 0
  /** Calls and returns of this driver that wait at an adapter's NDIS: its data comes after them. */
  atNdis = 0
  /** Handler calls queued or open here. */
  open = 0
  /** The newest of the open handlers whose return somebody waits for. */
  private waited: Up | undefined = undefined
  violations = 0
  refusals = 0
  readonly actor: Actor<Down | Up | Work>
  readonly driver: Driver
  /** Sees who touches lists; undefined: nobody looks. */
  private readonly guard: Guard | undefined
  readonly name: string
  readonly limits: Limits
  /** Effects of handlers and work items still running. */
  readonly children = new Set<Fiber.Fiber<unknown>>()
  timers!: Timers
  /** Handlers by index of their DDI. */
  private handlers: Array<Handler | undefined> = []
  private atDispatch: Context.Context<never> = Context.empty()
  private atPassive: Context.Context<"needs PASSIVE_LEVEL"> = Context.empty() as Context.Context<"needs PASSIVE_LEVEL">
  private level: "PASSIVE" | "DISPATCH" = "DISPATCH"
  private readonly host: InstanceHost

  constructor(host: InstanceHost, driver: Driver) {
    this.host = host
    this.driver = driver
    this.name = driver.name
    this.limits = host.limits
    const guard = host.custody?.guard
    this.guard = guard
    this.actor = new Actor(
      guard === undefined ? (message) => this.receive(message) : (message) => guard.turn(driver.name, () => this.receive(message))
    )
  }

  /** Remembers an open handler, so that its end can be told should this driver die. */
  wait(up: Up): void {
    up.next = this.waited
    if (this.waited !== undefined) this.waited.previous = up
    this.waited = up
  }

  /** The handler returned. */
  unwait(up: Up): void {
    if (up.previous !== undefined) up.previous.next = up.next
    else this.waited = up.next
    if (up.next !== undefined) up.next.previous = up.previous
    up.previous = up.next = undefined
  }

  /** Takes the open handlers of a dead driver, oldest first. */
  takeWaited(): ReadonlyArray<Up> {
    const ups: Array<Up> = []
    for (let up = this.waited; up !== undefined; up = up.next) ups.push(up)
    this.waited = undefined
    return ups.reverse()
  }

  /** Handlers that somebody waits for and that have not returned, for people. */
  hanging(): ReadonlyArray<string> {
    const names: Array<string> = []
    for (let up = this.waited; up !== undefined; up = up.next) names.push(`${up.ddi.name} of ${this.name}`)
    return names.reverse()
  }

  /** Does it implement a callback that may be left out? */
  handles(name: CallbackName): boolean {
    return this.handlers[ddiOf(name).index] !== undefined
  }

  has(role: Role): boolean {
    return this.driver.roles.includes(role)
  }

  /** The life itself: begins with `start`, drains the mailbox, and fails with the defect that ended it. */
  readonly run: Effect.Effect<never> = Effect.withFiber<never>((fiber) => {
    this.atDispatch = fiber.context
    this.atPassive = Context.add(fiber.context, PassiveLevel, passiveLevel)
    const clock = fiber.getRef(ClockRef)
    this.timers = new Timers(fiber.context, clock, this.actor, (due) => this.actor.post(work(due)))
    const begun = this.life(clock, fiber.getRef(Choice), fiber.getRef(Profile))
    this.begun = begun
    const living = Effect.suspend(() => {
      const table = this.driver.start(begun) as { readonly [name: string]: Handler | undefined }
      for (const ddi of ddis) this.handlers[ddi.index] = table[ddi.name]
      return this.actor.run
    })
    return Effect.onExit(living, () => Effect.sync(() => this.end()))
  })

  /** What the driver shows programs. */
  published: unknown = undefined

  /** What the life was given; set when it began. */
  begun: Life<Role> | undefined = undefined

  /** Timers set and neither run out nor stopped. */
  get timersPending(): number {
    return this.dead || this.begun === undefined ? 0 : this.timers.pending
  }

  /** Calls `then` when this life is over, now or later. */
  whenDead(act: () => void): void {
    if (this.dead) act()
    else this.endings.push(act)
  }
  private readonly endings: Array<() => void> = []

  private end(): void {
    this.dead = true
    for (const act of this.endings.splice(0)) act()
    this.timers.close()
    for (const child of [...this.children]) child.interruptUnsafe()
    this.children.clear()
  }

  private life(clock: Clock, choice: Choice, profile: Profile): Life<Role> {
    const direct: { [name: string]: unknown } = {}
    const ndis: { [name: string]: unknown } = {}
    for (const ddi of ddis) {
      if (ddi.kind !== "function" || !ddi.calledBy.some((role) => (this.driver.roles as ReadonlyArray<string>).includes(role))) continue
      ndis[ddi.name] = this.effectful(ddi)
      if (ddi.irql !== "PASSIVE")
        direct[ddi.name] = (args: object, then?: Continuation) => this.down(ddi, args, this.level === "PASSIVE", then)
    }
    return {
      name: this.name,
      host: this.host.name,
      ndis: ndis as unknown as Life<Role>["ndis"],
      direct: direct as unknown as Life<Role>["direct"],
      timers: this.timers,
      clock,
      choice,
      profile,
      limits: this.limits,
      post: (task) => {
        if (!this.dead) this.actor.post(work(task))
      },
      workItem: (effect) => this.workItem(effect),
      publish: (face) => {
        this.published = face
      },
      onEnd: (act) => this.whenDead(act),
      crash: (defect) => this.crash(defect),
      trace: this.host.trace
    }
  }

  /** The Effect face of a function. Waiting for its return is allowed at any level. */
  private effectful(ddi: Ddi): (args: object) => Effect.Effect<unknown, never, NeedsPassiveLevel> {
    const body = (args: object): Effect.Effect<unknown> =>
      Effect.withFiber((fiber) => {
        const running = fiber.getRef(Current)
        if (ddi.name === "NdisDeregisterProtocolDriver") this.deregistersIn = running?.up.ddi.name
        if (!awaits(ddi, args)) {
          this.down(ddi, args, running === undefined || running.passive, undefined)
          return Effect.void
        }
        return Effect.callback<unknown>((resume) => {
          if (running !== undefined) running.awaiting++
          this.down(ddi, args, running === undefined || running.passive, (status, out) => {
            if (running !== undefined) running.awaiting--
            resume(Exit.succeed(ddi.isVoid ? undefined : ddi.hasOuts ? { Status: status, ...out } : status))
            if (running !== undefined) this.watch(running)
          })
        })
      })
    return ddi.irql === "PASSIVE" ? (args) => Effect.andThen(PassiveLevel, body(args)) : body
  }

  /** Calls NDIS, if there is room for the call, its return and its completion. */
  down(ddi: Ddi, args: object, passive: boolean, resume: Continuation | undefined): void {
    if (this.dead) return
    const down = new Down(ddi, args, this, passive, resume)
    if (down.awaited) {
      if (this.outstanding >= this.limits.outstandingCalls) {
        this.refusals++
        this.limit(
          "refusal",
          `${ddi.name}: ${this.outstanding} calls of ${this.name} wait for their end and no more are admitted; wait for completions, or raise Limits.outstandingCalls`
        )
        resume?.(NdisStatus.RESOURCES, {})
        return
      }
      this.outstanding++
    } else {
      // Completions and sends have a room of their own behind the limit: what is owed fits, and a chain sent beyond it comes home.
      const room = ddi.reserved ? 2 * this.limits.queuedVoidCalls : this.limits.queuedVoidCalls
      if (this.voids >= room) {
        this.limit(
          "drop",
          `${ddi.name}: ${this.voids} void calls of ${this.name} are queued at NDIS and this one is dropped; raise Limits.queuedVoidCalls`
        )
        return
      }
      this.voids++
    }
    const handle = ddi.handleParameter === null ? undefined : ((args as { readonly [name: string]: unknown })[ddi.handleParameter] ?? null)
    this.host.ndisOf(handle).admit(down)
    if (this.guard !== undefined && ddi.data) this.gives(this.guard, ddi, args)
  }

  private gives(guard: Guard, ddi: Ddi, args: object): void {
    const { CoReceiveFlags, NetBufferLists } = args as { readonly CoReceiveFlags?: number; readonly NetBufferLists?: NetBufferList }
    if (NetBufferLists instanceof NetBufferList)
      guard.given(ddi.name, NetBufferLists, ((CoReceiveFlags ?? 0) & ReceiveFlags.RESOURCES) !== 0)
  }

  private limit(kind: "refusal" | "drop", text: string): void {
    this.host.trace?.record({ kind, host: this.host.name, at: this.name, rule: "LIMIT", text })
  }

  private receive(message: Down | Up | Work): void {
    switch (message.tag) {
      case 0: {
        this.level = "DISPATCH"
        const { out, resume, status } = message
        // A call that waited in line is old garbage soon, and must not keep young garbage alive (docs/performance.md).
        message.subject = undefined
        message.out = nothing
        resume?.(status, out)
        return
      }
      case 1:
        this.invoke(message)
        return
      case 2:
        this.level = "DISPATCH"
        message.run()
    }
  }

  private invoke(up: Up): void {
    const handler = this.handlers[up.ddi.index]
    if (handler === undefined) return this.settle(up, NdisStatus.NOT_SUPPORTED)
    const passive = up.ddi.irql === "PASSIVE"
    this.level = passive ? "PASSIVE" : "DISPATCH"
    const answer = handler(up.args)
    if (typeof answer !== "object" || answer === null) return this.settle(up, answer)
    // What has a status is no Effect, and is told from one at less cost.
    if (typeof (answer as { readonly Status?: unknown }).Status === "number") return this.settle(up, answer)
    if (!Effect.isEffect(answer)) return this.settle(up, answer)
    if (Exit.isExit(answer)) return this.exited(up, answer)
    this.fork(up, passive, answer as Effect.Effect<unknown, never, NeedsPassiveLevel>)
  }

  private fork(up: Up, passive: boolean, effect: Effect.Effect<unknown, never, NeedsPassiveLevel>): void {
    const running: Running = { up, passive, awaiting: 0, reported: false, fiber: undefined }
    const context = Context.add(passive ? this.atPassive : this.atDispatch, Current, running) as Context.Context<"needs PASSIVE_LEVEL">
    const fiber = Effect.runForkWith(context)(effect)
    if (fiber.pollUnsafe() !== undefined) return this.exited(up, fiber.pollUnsafe()!)
    running.fiber = fiber
    this.children.add(fiber)
    fiber.addObserver((exit) => {
      this.children.delete(fiber)
      if (!this.dead) this.exited(up, exit)
    })
    this.watch(running)
  }

  /** IRQL-04: a handler at DISPATCH_LEVEL that is suspended on anything but the return of a down-call. */
  private watch(running: Running): void {
    if (running.passive || running.reported || running.awaiting > 0) return
    if (running.fiber === undefined || running.fiber.pollUnsafe() !== undefined || this.dead) return
    running.reported = true
    this.violations++
    this.host.trace?.record({
      kind: "violation",
      host: this.host.name,
      at: this.name,
      rule: "IRQL-04",
      text: `${running.up.ddi.name} runs at DISPATCH_LEVEL and waits on something that is not the return of a down-call; return NDIS_STATUS_PENDING and complete later, or use a work item`
    })
  }

  private exited(up: Up, exit: Exit.Exit<unknown, unknown>): void {
    if (Exit.isSuccess(exit)) return this.settle(up, exit.value)
    this.crash(Cause.squash(exit.cause))
  }

  /** Takes what a handler answered and sends it back as the return. */
  private settle(up: Up, answer: unknown): void {
    if (typeof answer === "number") up.status = answer as NdisStatus
    else if (typeof answer === "object" && answer !== null) {
      up.status = (answer as { readonly Status: NdisStatus }).Status
      up.out = answer as Out
    }
    if (up.returning === undefined && up.from.unwatched) this.open--
    else up.from.back(up)
  }

  private workItem(effect: Effect.Effect<void, never, NeedsPassiveLevel>): void {
    if (this.dead) return
    const fiber = Effect.runForkWith(this.atPassive)(effect)
    if (fiber.pollUnsafe() !== undefined) return this.workItemEnded(fiber.pollUnsafe()!)
    this.children.add(fiber)
    fiber.addObserver((exit) => {
      this.children.delete(fiber)
      if (!this.dead) this.workItemEnded(exit)
    })
  }

  private workItemEnded(exit: Exit.Exit<void>): void {
    if (Exit.isFailure(exit)) this.crash(Cause.squash(exit.cause))
  }

  /** Ends this life from inside: the next thing the driver does is die of it. */
  crash(defect: unknown): void {
    if (!this.dead)
      this.actor.post(
        work(() => {
          throw defect
        })
      )
  }
}
