/**
 * The inside of a host: its drivers, each with its present life, its adapters, and what happens when a driver begins, dies or ends.
 */
import * as Cause from "effect/Cause"
import { Clock } from "effect/Clock"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type * as Latch from "effect/Latch"
import * as Scope from "effect/Scope"
import { Patience } from "../actor/Patience.ts"
import { Timers } from "../actor/Timers.ts"
import { Choice } from "../Choice.ts"
import { Custody } from "../data/Custody.ts"
import { Tracking } from "../data/Ledger.ts"
import type { OidRequest } from "../ddi/Structures.ts"
import type { Driver } from "../Driver.ts"
import { Faults } from "../fault/Faults.ts"
import { laneReadings } from "../data/laneReadings.ts"
import { Limits } from "../Limits.ts"
import { CurrentMeters } from "../Meters.ts"
import { Adapter } from "./Adapter.ts"
import { entry, farewell, unloading } from "./Entry.ts"
import { Ghost } from "./Ghost.ts"
import { leftovers, overdue, pended, type Owed } from "./Inventory.ts"
import { Instance, type InstanceHost } from "./Instance.ts"
import { Journeys } from "./Journeys.ts"
import { work } from "./Message.ts"
import type { NdisActor, Surroundings } from "./NdisActor.ts"
import { Pnp } from "./Pnp.ts"
import { type Registered, Registry } from "./Registry.ts"
import { carrying, lanesOf } from "../data/Lanes.ts"
import { adapterRoutes } from "./routes/index.ts"
import { askMiniport } from "./routes/OidRequests.ts"
import { NdisStatus, statusName } from "../NdisStatus.ts"
import type { OidAnswer } from "../OidAnswer.ts"
import { Profile } from "../Profile.ts"
import { Trace, type TraceSink } from "../Trace.ts"

/** A driver of the host and its present life. */
export interface Slot {
  readonly driver: Driver
  instance: Instance
  readonly scope: Scope.Closeable
  readonly lives: Array<number>
  /** Closed while a death is cleaned up after and a new life begins: an orderly end waits for it. */
  readonly whole: Latch.Latch
  /** Did the first start succeed? Only then is the driver restarted. */
  readonly began: Deferred.Deferred<boolean>
}

/** What a host is made of, and how its drivers begin, die and end. */
export class Runtime implements InstanceHost {
  readonly name: string
  readonly limits: Limits
  readonly trace: TraceSink | undefined
  readonly custody: Custody | undefined
  readonly registry: Registry
  readonly adapters = new Map<string, Adapter>()
  readonly slots = new Map<string, Slot>()
  readonly ghosts = new Set<Instance>()
  /** Protocols that are registered, in the order they came. */
  protocols: Array<Registered> = []
  private readonly surroundings: Surroundings
  private readonly clock: Clock
  private readonly choice: Choice
  private readonly scope: Scope.Scope
  private readonly context: Context.Context<never>
  private violationsBefore = 0
  /** The machine is off: what drivers had is gone with it. */
  down = false
  private readonly cleaning: Array<Fiber.Fiber<void>> = []

  constructor(name: string, context: Context.Context<never>, scope: Scope.Scope) {
    const clock = Context.get(context, Clock)
    this.clock = clock
    this.name = name
    this.context = context
    this.scope = scope
    this.limits = Context.get(context, Limits)
    this.trace = Context.get(context, Trace)
    this.choice = Context.get(context, Choice)
    const profile = Context.get(context, Profile)
    const tracking = Context.get(context, Tracking)
    this.custody = tracking === 0 ? undefined : new Custody(tracking)
    if (this.custody?.guard !== undefined) this.custody.guard.tell = (driver, rule, text) => this.touched(driver, rule, text)
    const rules = Context.get(context, Faults)
    this.surroundings = {
      host: name,
      trace: this.trace,
      journeys: this.trace === undefined ? undefined : new Journeys(),
      profile,
      custody: this.custody,
      micros: () => Number(clock.currentTimeNanosUnsafe() / 1000n),
      faults: rules === undefined ? undefined : { rules, choice: this.choice, clock, context }
    }
    this.registry = new Registry(this.surroundings, {
      adapters: () => this.adapters,
      registered: (driver) => this.registered(driver),
      deregistering: (driver, done) => this.deregistering(driver, done)
    })
  }

  /** Whose call came last. Adapters stay as long as their host. */
  private lastOwner = "drivers of no adapter"
  private lastAdapter: Adapter | undefined = undefined

  readonly ndisOf = (handle: unknown): NdisActor => {
    const owner = typeof handle === "object" && handle !== null ? (handle as { readonly owner?: unknown }).owner : undefined
    if (owner === this.lastOwner) return this.lastAdapter!
    if (owner === "drivers" || handle === undefined) return this.registry
    const adapter = typeof owner === "string" ? this.adapters.get(owner) : undefined
    if (adapter !== undefined) {
      this.lastOwner = owner as string
      return (this.lastAdapter = adapter)
    }
    // An invented handle: any adapter can say that it never issued it.
    for (const adapter of this.adapters.values()) return adapter
    return this.registry
  }

  readonly fork = <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<Fiber.Fiber<A, E>> =>
    Effect.forkIn(Effect.provideContext(effect, this.context), this.scope, { startImmediately: true })

  private registered(driver: Registered): void {
    if (driver.isProtocol) this.protocols.push(driver)
  }

  private deregistering(driver: Registered, done: () => void): void {
    if (driver.isProtocol) this.protocols = this.protocols.filter((other) => other !== driver)
    const jobs = [...this.adapters.values()].map((adapter) =>
      driver.isProtocol ? adapter.pnp!.perform(adapter.pnp!.remove(driver.instance)) : Effect.void
    )
    this.inNdis(
      Effect.andThen(
        Effect.all(jobs, { discard: true }),
        Effect.sync(() => this.registry.actor.post(work(done)))
      )
    )
  }

  private inNdis(effect: Effect.Effect<void>): void {
    Effect.runForkWith(this.context)(Effect.asVoid(this.fork(effect)))
  }

  /** Timers of an actor of NDIS: they end with the host. */
  private readonly timersOf = (actor: NdisActor["actor"]): Effect.Effect<Timers> =>
    Effect.suspend(() => {
      const timers = new Timers(this.context, this.clock, actor, (due) => actor.post(work(due)))
      const close = Effect.sync(() => timers.close())
      return Effect.as(Scope.addFinalizer(this.scope, close), timers)
    })

  /** Adds an adapter, halted, for a miniport to come. */
  readonly addAdapter = (name: string, isMcm: boolean): Effect.Effect<void> =>
    Effect.gen({ self: this }, function* () {
      const adapter = new Adapter(name, isMcm, this.surroundings, this.choice, adapterRoutes)
      const pnp = yield* Pnp.make(adapter)
      adapter.timers = yield* this.timersOf(adapter.actor)
      adapter.unbindLater = (binding) => this.inNdis(pnp.unbindAsked(binding))
      adapter.lanes = lanesOf(adapter, this.surroundings, this.limits)
      Context.get(this.context, CurrentMeters)?.register(`${this.name}/${name} lanes`, () => laneReadings(adapter))
      const { answerMillis } = this.limits
      const { timers } = adapter
      const patience = (millis: number) => new Patience<Owed>(timers, millis, (owed) => overdue(adapter, owed, millis))
      adapter.patience = patience(answerMillis)
      adapter.patienceWithWhole = patience(2 * answerMillis)
      this.adapters.set(name, adapter)
      yield* this.fork(adapter.actor.run)
      for (const lane of adapter.lanes) {
        lane.timers = yield* this.timersOf(lane.actor)
        yield* this.fork(carrying(lane))
      }
      yield* this.fork(pnp.run)
    })

  /** Begins a life: the driver's fiber, then DriverEntry, then its adapters or its bindings. */
  readonly live = (slot: Slot): Effect.Effect<NdisStatus> =>
    Effect.gen({ self: this }, function* () {
      const instance = new Instance(this, slot.driver)
      slot.instance = instance
      instance.whenDead(() => slot.whole.closeUnsafe())
      const fiber = yield* Effect.forkIn(Effect.provideContext(instance.run, this.context), slot.scope, { startImmediately: true })
      yield* this.fork(this.supervise(slot, instance, fiber))
      const status = yield* entry(instance)
      if (status !== NdisStatus.SUCCESS) return status
      const registered = this.registry.of(instance)
      if (registered === undefined) return NdisStatus.FAILURE
      if (registered.isProtocol) {
        for (const adapter of this.adapters.values())
          yield* adapter.pnp!.perform(adapter.pnp!.add({ instance, context: registered.context }))
        return NdisStatus.SUCCESS
      }
      for (const name of slot.driver.adapters) {
        const adapter = this.adapters.get(name)!
        const started = adapter.removed ? NdisStatus.SUCCESS : yield* this.startAdapter(adapter, registered)
        if (started !== NdisStatus.SUCCESS) return started
      }
      return NdisStatus.SUCCESS
    })

  /** Initialises an adapter under its driver, and binds who is there. */
  readonly startAdapter = (adapter: Adapter, driver: Registered): Effect.Effect<NdisStatus> => {
    const protocols = this.protocols.map((protocol) => ({ instance: protocol.instance, context: protocol.context }))
    return adapter.pnp!.perform(adapter.pnp!.start(driver.instance, driver.context, protocols))
  }

  /** Waits for the end of a life. An orderly end is the stopper's; a death is cleaned up after, and may begin a new life. */
  private readonly supervise = (slot: Slot, instance: Instance, fiber: Fiber.Fiber<never>): Effect.Effect<void> =>
    Effect.ensuring(
      Effect.flatMap(Fiber.await(fiber), (exit) => {
        if (Exit.isFailure(exit) && Cause.hasInterruptsOnly(exit.cause)) return Effect.void
        const defect = Exit.isFailure(exit) ? Cause.squash(exit.cause) : undefined
        this.trace?.record({
          kind: "death",
          host: this.name,
          at: instance.name,
          text: defect instanceof Error ? defect.message : String(defect)
        })
        return Effect.andThen(this.cleanUp(instance), this.restart(slot))
      }),
      Effect.sync(() => {
        // A life that began meanwhile and died too is still being cleaned up after.
        if (slot.instance === instance || !slot.instance.dead) slot.whole.openUnsafe()
      })
    )

  /** NDIS acts for a dead driver until nothing of it is left. */
  readonly cleanUp = (dead: Instance): Effect.Effect<void> =>
    Effect.gen({ self: this }, function* () {
      this.tally(dead)
      const registered = this.registry.of(dead)
      if (registered?.isProtocol === true) this.protocols = this.protocols.filter((other) => other !== registered)
      for (const adapter of this.adapters.values()) {
        const done = yield* Deferred.make<void>()
        const ghost = new Ghost(adapter, dead, () => Deferred.doneUnsafe(done, Exit.void))
        const instance = new Instance(this, ghost.driver())
        instance.standIn = true
        ghost.instance = instance
        this.ghosts.add(instance)
        const wasMiniport = adapter.miniport === dead
        const fiber = yield* this.fork(instance.run)
        const taken = yield* Deferred.make<void>()
        adapter.actor.post(
          work(() => {
            ghost.takeOver()
            Deferred.doneUnsafe(taken, Exit.void)
          })
        )
        // Those above are unbound when what was under way has ended, a reset for one.
        yield* Deferred.await(taken)
        if (wasMiniport) yield* adapter.pnp!.perform(adapter.pnp!.unbindAll)
        const inTime = yield* Effect.timeoutOption(Deferred.await(done), this.limits.teardownMillis)
        if (inTime._tag === "None") {
          // Only those who share something can give it back; who holds it up must be seen.
          this.trace?.record({
            kind: "note",
            host: this.name,
            at: dead.name,
            text: `died ${this.limits.teardownMillis} ms ago and is not cleaned up after yet: NDIS waits for ${ghost.waitsFor().join(", ") || "its own calls"} on ${adapter.name}`
          })
          yield* Deferred.await(done)
        }
        if (wasMiniport) yield* adapter.pnp!.perform(adapter.pnp!.halt())
        yield* Fiber.interrupt(fiber)
        this.ghosts.delete(instance)
      }
      const ups = dead.takeWaited()
      this.registry.actor.post(work(() => this.registry.abandonHandlers(ups)))
      if (registered !== undefined) this.registry.release(registered, "the driver died")
    })

  private readonly restart = (slot: Slot): Effect.Effect<void> =>
    Effect.gen({ self: this }, function* () {
      if (!(yield* Deferred.await(slot.began))) return
      if (slot.driver.restart === "never" || this.slots.get(slot.driver.name) !== slot) return
      const now = Context.get(this.context, Clock).currentTimeMillisUnsafe()
      const recent = slot.lives.filter((at) => now - at < this.limits.restartWindowMillis)
      if (recent.length >= this.limits.restarts) {
        this.trace?.record({
          kind: "note",
          host: this.name,
          at: slot.driver.name,
          text: `died ${recent.length + 1} times within ${this.limits.restartWindowMillis} ms and is given up`
        })
        return
      }
      slot.lives.splice(0, slot.lives.length, ...recent, now)
      this.trace?.record({ kind: "restart", host: this.name, at: slot.driver.name, text: "started again from its value" })
      const status = yield* this.live(slot)
      if (status !== NdisStatus.SUCCESS) {
        this.trace?.record({
          kind: "note",
          host: this.name,
          at: slot.driver.name,
          text: `could not be started again: ${statusName(status)}`
        })
      }
    })

  /** Takes a driver out: halt or deregister by itself, then the end of its fiber. */
  readonly unload = (slot: Slot): Effect.Effect<void> =>
    Effect.gen({ self: this }, function* () {
      if (this.slots.get(slot.driver.name) === slot) this.slots.delete(slot.driver.name)
      yield* Deferred.succeed(slot.began, false)
      if (this.down) return yield* Scope.close(slot.scope, Exit.void)
      const orderly = Effect.gen({ self: this }, function* () {
        yield* slot.whole.await
        const { instance } = slot
        const registered = this.registry.of(instance)
        if (registered === undefined || instance.dead) return
        if (!registered.isProtocol)
          for (const name of slot.driver.adapters) yield* this.adapters.get(name)!.pnp!.perform(this.adapters.get(name)!.pnp!.halt())
        if (!registered.isProtocol && (yield* unloading(this.registry, instance))) return
        yield* farewell(instance, registered)
      })
      const inTime = yield* Effect.timeoutOption(orderly, this.limits.teardownMillis)
      const { instance } = slot
      if (inTime._tag === "None") {
        const hanging = [instance, ...[...this.slots.values()].map((other) => other.instance)].flatMap((each) => each.hanging())
        for (const adapter of this.adapters.values()) hanging.push(...pended(adapter))
        this.trace?.record({
          kind: "note",
          host: this.name,
          at: instance.name,
          text: `its tear-down did not end within ${this.limits.teardownMillis} ms; NDIS ends it like a dead driver. Waiting for: ${hanging.join(", ")}. Left: ${JSON.stringify(this.leftovers())}`
        })
      }
      yield* Scope.close(slot.scope, Exit.void)
      // What it still owes or shares ends as after a death. That may need the end of other drivers, so nobody waits for it here.
      this.cleaning.push(yield* this.fork(this.cleanUp(instance)))
    })

  /** Waits for the clean-ups that began with the end of the last drivers. */
  readonly cleaned = (): Effect.Effect<void> =>
    Effect.andThen(
      Effect.timeoutOption(
        Effect.forEach(this.cleaning, (fiber) => Fiber.await(fiber), { discard: true }),
        this.limits.teardownMillis
      ),
      Effect.sync(() => {
        for (const ndis of [this.registry, ...this.adapters.values()]) ndis.faults?.close()
        if (this.trace !== undefined && !this.down) this.custody?.end(this.name, this.trace)
      })
    )

  /** A driver touched a list it does not have. */
  private touched(driver: string, rule: string, text: string): void {
    const instance = this.slots.get(driver)?.instance
    if (instance !== undefined) instance.violations++
    this.trace?.record({ kind: "violation", host: this.name, at: driver, rule, text })
  }

  /** Counts the breaches of a life that is over, once. */
  private tally(instance: Instance): void {
    this.violationsBefore += instance.violations
    instance.violations = 0
  }

  /** A request of the operator. */
  readonly request = (name: string, request: OidRequest, vcName?: string): Effect.Effect<OidAnswer> =>
    Effect.callback<OidAnswer>((resume) => {
      const adapter = this.adapters.get(name)
      if (adapter === undefined) return resume(Effect.succeed({ status: NdisStatus.ADAPTER_NOT_FOUND, request }))
      const answered = (status: NdisStatus, answer: OidRequest) => resume(Effect.succeed({ status, request: answer }))
      adapter.actor.post(
        work(() => {
          const vc = vcName === undefined ? undefined : adapter.names.all.get(vcName)
          // VC-75: only a VC that has a name can be asked about.
          if (vcName !== undefined && vc === undefined) answered(NdisStatus.INVALID_DATA, request)
          else askMiniport(adapter, request, vc, answered)
        })
      )
    })

  /** Instance names of the VCs of an adapter. */
  vcNames(name: string): ReadonlyArray<string> {
    return [...(this.adapters.get(name)?.names.all.keys() ?? [])]
  }

  leftovers(): { readonly [what: string]: number } {
    const left: { [what: string]: number } = {}
    if (this.down) return left
    const add = (what: string, count: number) => {
      if (count !== 0) left[what] = (left[what] ?? 0) + count
    }
    for (const adapter of this.adapters.values()) for (const [what, count] of Object.entries(leftovers(adapter))) add(what, count)
    for (const ndis of [this.registry, ...this.adapters.values()]) add("delayed crossings", ndis.faults?.held ?? 0)
    for (const { lists, name } of this.custody?.ledger.counts() ?? []) add(`lists that ${name} has`, lists)
    add("registered drivers", this.registry.protocols.size + this.registry.miniports.size)
    add("queued messages", this.registry.actor.mailbox.length)
    for (const instance of [...[...this.slots.values()].map((slot) => slot.instance), ...this.ghosts]) {
      if (instance.dead) continue
      add("driver fibers", instance.children.size)
      add("timers", instance.timersPending)
      add("queued messages", instance.actor.mailbox.length)
      add("outstanding calls", instance.outstanding)
    }
    return left
  }

  violations(): number {
    let count = this.violationsBefore
    for (const slot of this.slots.values()) count += slot.instance.violations
    return count
  }

  work(): { readonly wakes: number; readonly handled: number } {
    let wakes = this.registry.actor.wakes
    let handled = this.registry.actor.handled
    const lanes = [...this.adapters.values()].flatMap((adapter) => adapter.lanes)
    for (const { actor } of [...this.adapters.values(), ...lanes, ...[...this.slots.values()].map((slot) => slot.instance)]) {
      wakes += actor.wakes
      handled += actor.handled
    }
    return { wakes, handled }
  }
}
