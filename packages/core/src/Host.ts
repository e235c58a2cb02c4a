/**
 * A host: drivers and adapters under one NDIS.
 *
 * `Host.make(name, layers)` starts a driver for each layer, in their order, and answers when every driver is registered and bound. Closing
 * the scope takes the drivers out in reverse order, each in the way its documents ask for. A driver that dies is cleaned up after
 * (`ndis/Ghost.ts`) and started again from its value. What was still there at the end is in {@link Host.leftovers}.
 *
 * Promises under crash: a dead driver takes nobody with it; under overflow: see `Limits`; under shutdown: what does not end by itself
 * within `Limits.teardownMillis` is named in the trace and ended like a dead driver.
 */
import * as Cause from "effect/Cause"
import { Clock } from "effect/Clock"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Latch from "effect/Latch"
import * as Layer from "effect/Layer"
import * as Scheduler from "effect/Scheduler"
import * as Scope from "effect/Scope"
import { forActors } from "./actor/Scheduler.ts"
import { Choice } from "./Choice.ts"
import { miniportDriverCharacteristics, protocolDriverCharacteristics } from "./ddi/Characteristics.ts"
import { type Ddi, ddis } from "./ddi/Ddi.ts"
import type { Driver, Life } from "./Driver.ts"
import { Limits } from "./Limits.ts"
import { Adapter } from "./ndis/Adapter.ts"
import { Ghost } from "./ndis/Ghost.ts"
import { Instance, type InstanceHost } from "./ndis/Instance.ts"
import { work } from "./ndis/Message.ts"
import type { NdisActor, Surroundings } from "./ndis/NdisActor.ts"
import { Pnp } from "./ndis/Pnp.ts"
import { type Registered, Registry } from "./ndis/Registry.ts"
import { adapterRoutes } from "./ndis/routes/index.ts"
import { NdisStatus, statusName } from "./NdisStatus.ts"
import { type Role, Trace, type TraceSink } from "./Trace.ts"

/** A host could not be put together. `driver` is the instance that failed. */
export class StartError extends Data.TaggedError("StartError")<{ readonly host: string; readonly driver: string; readonly message: string }> {}

/** What drivers are installed into. One per host. */
export class Ndis extends Context.Service<Ndis, {
  readonly host: string
  /** Starts a driver and keeps it until the scope ends. */
  readonly install: (driver: Driver) => Effect.Effect<void, StartError, Scope.Scope>
}>()("@condis/core/Ndis") {}

/** Marks that a host has an adapter: drivers that need one ask for it, and a stack without one does not compile. */
export class AdapterPresent extends Context.Service<AdapterPresent, { readonly adapters: ReadonlyArray<string> }>()("@condis/core/AdapterPresent") {}

/** A running host. */
export interface Host {
  readonly name: string
  /** Instance name → role, as the header of a trace lists them. */
  readonly roles: () => { readonly [instance: string]: Role }
  /** Everything that should be 0 when all was closed, by name; only what is not 0. */
  readonly leftovers: () => { readonly [what: string]: number }
  /** Broken rules recorded so far. */
  readonly violations: () => number
  /** Ends the present life of a driver with a defect, as a fault would. */
  readonly crash: (driver: string, defect: unknown) => boolean
  /** What a driver's present life published for the programs that use it; undefined: no such driver, or it published nothing. */
  readonly published: (driver: string) => unknown
  /** Takes one driver out in an orderly way, before the others. */
  readonly stop: (driver: string) => Effect.Effect<boolean>
  /** Wakes and messages of all actors so far: messages per wake is the batch size. */
  readonly work: () => { readonly wakes: number; readonly handled: number }
}

interface Slot {
  readonly driver: Driver
  instance: Instance
  readonly scope: Scope.Closeable
  readonly lives: Array<number>
  /** Closed while a death is cleaned up after and a new life begins: an orderly end waits for it. */
  readonly whole: Latch.Latch
  /** Did the first start succeed? Only then is the driver restarted. */
  readonly began: Deferred.Deferred<boolean>
}

class Runtime implements InstanceHost {
  readonly name: string
  readonly limits: Limits
  readonly trace: TraceSink | undefined
  readonly registry: Registry
  readonly adapters = new Map<string, Adapter>()
  readonly slots = new Map<string, Slot>()
  readonly ghosts = new Set<Instance>()
  /** Protocols that are registered, in the order they came. */
  protocols: Array<Registered> = []
  private readonly surroundings: Surroundings
  private readonly choice: Choice
  private readonly scope: Scope.Scope
  private readonly context: Context.Context<never>
  private violationsBefore = 0
  private lastRegistered: Registered | undefined
  private readonly cleaning: Array<Fiber.Fiber<void>> = []

  constructor(name: string, context: Context.Context<never>, scope: Scope.Scope) {
    const clock = Context.get(context, Clock)
    this.name = name
    this.context = context
    this.scope = scope
    this.limits = Context.get(context, Limits)
    this.trace = Context.get(context, Trace)
    this.choice = Context.get(context, Choice)
    this.surroundings = { host: name, trace: this.trace, micros: () => Number(clock.currentTimeNanosUnsafe() / 1000n) }
    this.registry = new Registry(this.surroundings, {
      registered: (driver) => this.registered(driver),
      deregistering: (driver, done) => this.deregistering(driver, done)
    })
  }

  readonly ndisOf = (handle: unknown): NdisActor => {
    const owner = typeof handle === "object" && handle !== null ? (handle as { readonly owner?: unknown }).owner : undefined
    if (owner === "drivers" || handle === undefined) return this.registry
    const adapter = typeof owner === "string" ? this.adapters.get(owner) : undefined
    if (adapter !== undefined) return adapter
    // An invented handle: any adapter can say that it never issued it.
    for (const adapter of this.adapters.values()) return adapter
    return this.registry
  }

  readonly fork = <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<Fiber.Fiber<A, E>> =>
    Effect.forkIn(Effect.provideContext(effect, this.context), this.scope, { startImmediately: true })

  private registered(driver: Registered): void {
    if (driver.isProtocol) this.protocols.push(driver)
    this.lastRegistered = driver
  }

  private deregistering(driver: Registered, done: () => void): void {
    if (driver.isProtocol) this.protocols = this.protocols.filter((other) => other !== driver)
    const jobs = [...this.adapters.values()].map((adapter) =>
      driver.isProtocol ? adapter.pnp!.perform(adapter.pnp!.remove(driver.instance)) : Effect.void
    )
    this.inNdis(Effect.andThen(Effect.all(jobs, { discard: true }), Effect.sync(() => this.registry.actor.post(work(done)))))
  }

  private inNdis(effect: Effect.Effect<void>): void {
    Effect.runForkWith(this.context)(Effect.asVoid(this.fork(effect)))
  }

  /** Adds an adapter, halted, for a miniport to come. */
  readonly addAdapter = (name: string, isMcm: boolean): Effect.Effect<void> =>
    Effect.gen({ self: this }, function*() {
      const adapter = new Adapter(name, isMcm, this.surroundings, this.choice, adapterRoutes)
      const pnp = yield* Pnp.make(adapter)
      adapter.unbindLater = (binding) => this.inNdis(pnp.enqueue(pnp.unbind(binding)))
      this.adapters.set(name, adapter)
      yield* this.fork(adapter.actor.run)
      yield* this.fork(pnp.run)
    })

  /** Begins a life: the driver's fiber, then DriverEntry, then its adapters or its bindings. */
  readonly live = (slot: Slot): Effect.Effect<NdisStatus> =>
    Effect.gen({ self: this }, function*() {
      const instance = new Instance(this, slot.driver)
      slot.instance = instance
      instance.whenDead(() => slot.whole.closeUnsafe())
      const fiber = yield* Effect.forkIn(Effect.provideContext(instance.run, this.context), slot.scope, { startImmediately: true })
      yield* this.fork(this.supervise(slot, instance, fiber))
      const status = yield* this.entry(instance)
      if (status !== NdisStatus.SUCCESS) return status
      const registered = this.registry.of(instance)
      if (registered === undefined) return NdisStatus.FAILURE
      if (registered.isProtocol) {
        for (const adapter of this.adapters.values()) yield* adapter.pnp!.perform(adapter.pnp!.add({ instance, context: registered.context }))
        return NdisStatus.SUCCESS
      }
      for (const name of slot.driver.adapters) {
        const pnp = this.adapters.get(name)!.pnp!
        const protocols = this.protocols.map((driver) => ({ instance: driver.instance, context: driver.context }))
        const started = yield* pnp.perform(pnp.start(instance, registered.context, protocols))
        if (started !== NdisStatus.SUCCESS) return started
      }
      return NdisStatus.SUCCESS
    })

  /** DriverEntry, from the driver's value. */
  private readonly entry = (instance: Instance): Effect.Effect<NdisStatus> => {
    const life = instance.begun as unknown as Life<"client" | "call manager"> & Life<"miniport" | "MCM driver"> | undefined
    if (life === undefined || instance.dead) return Effect.succeed(NdisStatus.FAILURE)
    const isProtocol = instance.has("client") || instance.has("call manager")
    return Effect.callback<NdisStatus>((resume) => {
      const answer = (status: NdisStatus) => resume(Effect.succeed(status))
      instance.whenDead(() => answer(NdisStatus.FAILURE))
      life.workItem(Effect.map(
        isProtocol
          ? life.ndis.NdisRegisterProtocolDriver({ ProtocolDriverContext: instance.name, ProtocolCharacteristics: protocolDriverCharacteristics(instance.name) })
          : life.ndis.NdisMRegisterMiniportDriver({
            DriverObject: { DriverName: instance.name },
            RegistryPath: instance.name,
            MiniportDriverContext: instance.name,
            MiniportDriverCharacteristics: miniportDriverCharacteristics
          }),
        (result) => answer(result.Status)
      ))
    })
  }

  /** Waits for the end of a life. An orderly end is the stopper's; a death is cleaned up after, and may begin a new life. */
  private readonly supervise = (slot: Slot, instance: Instance, fiber: Fiber.Fiber<never>): Effect.Effect<void> =>
    Effect.ensuring(Effect.flatMap(Fiber.await(fiber), (exit) => {
      if (Exit.isFailure(exit) && Cause.hasInterruptsOnly(exit.cause)) return Effect.void
      const defect = Exit.isFailure(exit) ? Cause.squash(exit.cause) : undefined
      this.trace?.record({ kind: "death", host: this.name, at: instance.name, text: defect instanceof Error ? defect.message : String(defect) })
      return Effect.andThen(this.cleanUp(instance), this.restart(slot))
    }), Effect.sync(() => {
      // A life that began meanwhile and died too is still being cleaned up after.
      if (slot.instance === instance || !slot.instance.dead) slot.whole.openUnsafe()
    }))

  /** NDIS acts for a dead driver until nothing of it is left. */
  readonly cleanUp = (dead: Instance): Effect.Effect<void> =>
    Effect.gen({ self: this }, function*() {
      this.tally(dead)
      const registered = this.registry.of(dead)
      if (registered?.isProtocol === true) this.protocols = this.protocols.filter((other) => other !== registered)
      for (const adapter of this.adapters.values()) {
        const done = yield* Deferred.make<void>()
        const ghost = new Ghost(adapter, dead, () => Deferred.doneUnsafe(done, Exit.void))
        const instance = new Instance(this, ghost.driver())
        ghost.instance = instance
        this.ghosts.add(instance)
        const wasMiniport = adapter.miniport === dead
        const fiber = yield* this.fork(instance.run)
        adapter.actor.post(work(() => ghost.takeOver()))
        if (wasMiniport) yield* adapter.pnp!.perform(adapter.pnp!.unbindAll)
        yield* Deferred.await(done)
        if (wasMiniport) yield* adapter.pnp!.perform(adapter.pnp!.halt)
        yield* Fiber.interrupt(fiber)
        this.ghosts.delete(instance)
      }
      const ups = dead.takeWaited()
      this.registry.actor.post(work(() => this.registry.abandonHandlers(ups)))
      if (registered !== undefined) this.registry.release(registered, "the driver died")
    })

  private readonly restart = (slot: Slot): Effect.Effect<void> =>
    Effect.gen({ self: this }, function*() {
      if (!(yield* Deferred.await(slot.began))) return
      if (slot.driver.restart === "never" || this.slots.get(slot.driver.name) !== slot) return
      const now = Context.get(this.context, Clock).currentTimeMillisUnsafe()
      const recent = slot.lives.filter((at) => now - at < this.limits.restartWindowMillis)
      if (recent.length >= this.limits.restarts) {
        this.trace?.record({ kind: "note", host: this.name, at: slot.driver.name, text: `died ${recent.length + 1} times within ${this.limits.restartWindowMillis} ms and is given up` })
        return
      }
      slot.lives.splice(0, slot.lives.length, ...recent, now)
      this.trace?.record({ kind: "restart", host: this.name, at: slot.driver.name, text: "started again from its value" })
      const status = yield* this.live(slot)
      if (status !== NdisStatus.SUCCESS) {
        this.trace?.record({ kind: "note", host: this.name, at: slot.driver.name, text: `could not be started again: ${statusName(status)}` })
      }
    })

  /** Takes a driver out: halt or deregister by itself, then the end of its fiber. */
  readonly unload = (slot: Slot): Effect.Effect<void> =>
    Effect.gen({ self: this }, function*() {
      if (this.slots.get(slot.driver.name) === slot) this.slots.delete(slot.driver.name)
      yield* Deferred.succeed(slot.began, false)
      const orderly = Effect.gen({ self: this }, function*() {
        yield* slot.whole.await
        const { instance } = slot
        const registered = this.registry.of(instance)
        if (registered === undefined || instance.dead) return
        if (!registered.isProtocol) for (const name of slot.driver.adapters) yield* this.adapters.get(name)!.pnp!.perform(this.adapters.get(name)!.pnp!.halt)
        yield* this.farewell(instance, registered)
      })
      const inTime = yield* Effect.timeoutOption(orderly, this.limits.teardownMillis)
      const { instance } = slot
      if (inTime._tag === "None") {
        const hanging = [instance, ...[...this.slots.values()].map((other) => other.instance)].flatMap((each) => each.hanging())
        for (const adapter of this.adapters.values()) hanging.push(...adapter.pended())
        this.trace?.record({ kind: "note", host: this.name, at: instance.name, text: `its tear-down did not end within ${this.limits.teardownMillis} ms; NDIS ends it like a dead driver. Waiting for: ${hanging.join(", ")}. Left: ${JSON.stringify(this.leftovers())}` })
      }
      yield* Scope.close(slot.scope, Exit.void)
      // What it still owes or shares ends as after a death. That may need the end of other drivers, so nobody waits for it here.
      this.cleaning.push(yield* this.fork(this.cleanUp(instance)))
    })

  /** Waits for the clean-ups that began with the end of the last drivers. */
  readonly cleaned = (): Effect.Effect<void> =>
    Effect.asVoid(Effect.timeoutOption(Effect.forEach(this.cleaning, (fiber) => Fiber.await(fiber), { discard: true }), this.limits.teardownMillis))

  /** Counts the breaches of a life that is over, once. */
  private tally(instance: Instance): void {
    this.violationsBefore += instance.violations
    instance.violations = 0
  }

  private readonly farewell = (instance: Instance, registered: Registered): Effect.Effect<void> => {
    const life = instance.begun as unknown as Life<"client" | "call manager"> & Life<"miniport" | "MCM driver">
    return Effect.callback<void>((resume) => {
      instance.whenDead(() => resume(Effect.void))
      const bye = registered.isProtocol
        ? life.ndis.NdisDeregisterProtocolDriver({ NdisProtocolHandle: registered.handle as never })
        : life.ndis.NdisMDeregisterMiniportDriver({ NdisMiniportDriverHandle: registered.handle as never })
      life.workItem(Effect.andThen(bye, Effect.sync(() => resume(Effect.void))))
    })
  }

  leftovers(): { readonly [what: string]: number } {
    const left: { [what: string]: number } = {}
    const add = (what: string, count: number) => {
      if (count !== 0) left[what] = (left[what] ?? 0) + count
    }
    for (const adapter of this.adapters.values()) for (const [what, count] of Object.entries(adapter.leftovers())) add(what, count)
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
    for (const { actor } of [...this.adapters.values(), ...[...this.slots.values()].map((slot) => slot.instance)]) {
      wakes += actor.wakes
      handled += actor.handled
    }
    return { wakes, handled }
  }
}

type Needs<L> = L extends Layer.Layer<infer _A, infer _E, infer R> ? R : never
type Gives<L> = L extends Layer.Layer<infer A, infer _E, infer _R> ? A : never
type Fails<L> = L extends Layer.Layer<infer _A, infer E, infer _R> ? E : never

/** The layer that installs a protocol driver under its name. It asks for an adapter: a stack without one does not compile. */
export const driverLayer = (driver: Driver): Layer.Layer<never, StartError, Ndis | AdapterPresent> =>
  Layer.effectDiscard(Effect.andThen(AdapterPresent, Effect.flatMap(Ndis, (ndis) => ndis.install(driver))))

/** The layer of a driver that brings adapters. */
export const adapterLayer = (driver: Driver): Layer.Layer<AdapterPresent, StartError, Ndis> =>
  Layer.effect(AdapterPresent, Effect.as(Effect.flatMap(Ndis, (ndis) => ndis.install(driver)), { adapters: driver.adapters }))

/**
 * Puts a host together. Layers start in their order: an adapter first, then what is bound to it.
 *
 * Each host builds its layers afresh, so one constant layer may be in several hosts and is a driver of its own in each.
 */
export const make = <const Layers extends ReadonlyArray<Layer.Layer<never, StartError, never> | Layer.Layer<AdapterPresent, StartError, Ndis> | Layer.Layer<never, StartError, Ndis | AdapterPresent>>>(
  name: string,
  layers: Layers
): Effect.Effect<Host, Fails<Layers[number]> | StartError, Scope.Scope | Exclude<Needs<Layers[number]>, Gives<Layers[number]> | Ndis>> =>
  Effect.gen(function*() {
    const outer = yield* Effect.scope
    const current = yield* Scheduler.Scheduler
    const ambient = yield* Effect.context<never>()
    const context = Context.add(ambient, Scheduler.Scheduler, forActors(current))
    // NDIS itself runs until the last driver is out: its scope is closed after that of the drivers.
    const engine = yield* Scope.make("sequential")
    const runtime = new Runtime(name, context, engine)
    yield* Effect.addFinalizer(() => Effect.andThen(runtime.cleaned(), Scope.close(engine, Exit.void)))
    const scope = yield* Scope.fork(outer, "sequential")
    yield* runtime.fork(runtime.registry.actor.run)
    const install = (driver: Driver): Effect.Effect<void, StartError, Scope.Scope> =>
      Effect.gen(function*() {
        const error = (message: string) => new StartError({ host: name, driver: driver.name, message })
        if (runtime.slots.has(driver.name)) {
          return yield* error(`${name} has a driver ${driver.name} already; give one of the two another name`)
        }
        for (const adapter of driver.adapters) {
          const other = runtime.adapters.get(adapter)
          if (other !== undefined && other.miniport !== undefined) return yield* error(`adapter ${adapter} belongs to ${other.miniport.name}; give this one another name`)
          if (other === undefined) yield* runtime.addAdapter(adapter, driver.roles.includes("MCM driver"))
        }
        const slot: Slot = {
          driver,
          instance: undefined as never,
          scope: yield* Scope.make(),
          lives: [],
          whole: yield* Latch.make(true),
          began: yield* Deferred.make<boolean>()
        }
        runtime.slots.set(driver.name, slot)
        yield* Effect.addFinalizer(() => runtime.unload(slot))
        const status = yield* runtime.live(slot)
        yield* Deferred.succeed(slot.began, status === NdisStatus.SUCCESS)
        if (status !== NdisStatus.SUCCESS) return yield* error(`could not be started: ${statusName(status)}. The trace names the rule`)
      })
    // The types have seen to it that one of the layers brings an adapter.
    const services = Context.add(Context.make(Ndis, Ndis.of({ host: name, install })), AdapterPresent, { adapters: [] })
    // One after the other: a later layer may rely on an earlier one, and leaves before it.
    for (const layer of layers) {
      yield* Layer.buildWithMemoMap(layer as Layer.Layer<never, StartError, Ndis>, Layer.makeMemoMapUnsafe(), scope).pipe(Effect.provideContext(Context.merge(ambient, services)))
    }
    return {
      name,
      roles: () => Object.fromEntries([...runtime.slots.values()].map((slot) => [slot.driver.name, slot.driver.roles[0] as Role])),
      leftovers: () => runtime.leftovers(),
      violations: () => runtime.violations(),
      crash: (driver: string, defect: unknown) => {
        const slot = runtime.slots.get(driver)
        if (slot === undefined || slot.instance.dead) return false
        slot.instance.crash(defect)
        return true
      },
      published: (driver: string) => runtime.slots.get(driver)?.instance.published,
      stop: (driver: string) => {
        const slot = runtime.slots.get(driver)
        return slot === undefined ? Effect.succeed(false) : Effect.as(runtime.unload(slot), true)
      },
      work: () => runtime.work()
    }
  }) as never

/** Names of all functions and callbacks, for tools. */
export const ddiNames: ReadonlyArray<string> = ddis.map((ddi: Ddi) => ddi.name)
