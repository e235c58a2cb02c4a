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
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Latch from "effect/Latch"
import * as Layer from "effect/Layer"
import * as Scheduler from "effect/Scheduler"
import * as Scope from "effect/Scope"
import { forActors } from "./actor/Scheduler.ts"
import { type Lists, nobodyTracks } from "./data/Custody.ts"
import type { OidRequest } from "./ddi/Structures.ts"
import type { Driver } from "./Driver.ts"
import { NdisStatus, statusName } from "./NdisStatus.ts"
import type { OidAnswer } from "./OidAnswer.ts"
import type { Role } from "./Trace.ts"
import { make as makeOperator, type Operator } from "./ndis/Operator.ts"
import { Runtime, type Slot } from "./ndis/Runtime.ts"

/** A host could not be put together. `driver` is the instance that failed. */
export class StartError extends Data.TaggedError("StartError")<{
  readonly host: string
  readonly driver: string
  readonly message: string
}> {}

/** What drivers are installed into. One per host. */
export class Ndis extends Context.Service<
  Ndis,
  {
    readonly host: string
    /** Starts a driver and keeps it until the scope ends. */
    readonly install: (driver: Driver) => Effect.Effect<void, StartError, Scope.Scope>
  }
>()("@condis/core/Ndis") {}

/** Marks that a host has an adapter: drivers that need one ask for it, and a stack without one does not compile. */
export class AdapterPresent extends Context.Service<AdapterPresent, { readonly adapters: ReadonlyArray<string> }>()(
  "@condis/core/AdapterPresent"
) {}

export type { Operator } from "./ndis/Operator.ts"

/** A running host. */
export interface Host extends Operator {
  readonly name: string
  /** Instance name → role, as the header of a trace lists them. */
  readonly roles: () => { readonly [instance: string]: Role }
  /** Everything that should be 0 when all was closed, by name; only what is not 0. */
  readonly leftovers: () => { readonly [what: string]: number }
  /** Who has which lists, since when, and how they got there: as far as the level of `Ledger.Tracking` knows. */
  readonly lists: () => Lists
  /** Broken rules recorded so far. */
  readonly violations: () => number
  /** Ends the present life of a driver with a defect, as a fault would. */
  readonly crash: (driver: string, defect: unknown) => boolean
  /** The same for a lane of an adapter, by number. False: there is none. */
  readonly crashLane: (adapter: string, lane: number, defect: unknown) => boolean
  /** What a driver's present life published for the programs that use it; undefined: no such driver, or it published nothing. */
  readonly published: (driver: string) => unknown
  /** Takes one driver out in an orderly way, before the others. */
  readonly stop: (driver: string) => Effect.Effect<boolean>
  /**
   * Asks the miniport of an adapter in the name of NDIS, as the host's operator (OID-40); about one VC, if its instance name is given. No
   * adapter has this name: NDIS_STATUS_ADAPTER_NOT_FOUND; no VC has it: NDIS_STATUS_INVALID_DATA.
   */
  readonly request: (adapter: string, request: OidRequest, vc?: string) => Effect.Effect<OidAnswer>
  /** Instance names that clients and call managers gave to VCs of an adapter; VCs without are not shown (VC-75). */
  readonly vcNames: (adapter: string) => ReadonlyArray<string>
  /** Wakes and messages of all actors so far: messages per wake is the batch size. */
  readonly work: () => { readonly wakes: number; readonly handled: number }
}

type Needs<L> = L extends Layer.Layer<infer _A, infer _E, infer R> ? R : never
type Gives<L> = L extends Layer.Layer<infer A, infer _E, infer _R> ? A : never
type Fails<L> = L extends Layer.Layer<infer _A, infer E, infer _R> ? E : never

/** The layer that installs a protocol driver under its name. It asks for an adapter: a stack without one does not compile. */
export const driverLayer = (driver: Driver): Layer.Layer<never, StartError, Ndis | AdapterPresent> =>
  Layer.effectDiscard(
    Effect.andThen(
      AdapterPresent,
      Effect.flatMap(Ndis, (ndis) => ndis.install(driver))
    )
  )

/** The layer of a driver that brings adapters. */
export const adapterLayer = (driver: Driver): Layer.Layer<AdapterPresent, StartError, Ndis> =>
  Layer.effect(
    AdapterPresent,
    Effect.as(
      Effect.flatMap(Ndis, (ndis) => ndis.install(driver)),
      { adapters: driver.adapters }
    )
  )

/**
 * Puts a host together. Layers start in their order: an adapter first, then what is bound to it.
 *
 * Each host builds its layers afresh, so one constant layer may be in several hosts and is a driver of its own in each.
 */
export const make = <
  const Layers extends ReadonlyArray<
    | Layer.Layer<never, StartError, never>
    | Layer.Layer<AdapterPresent, StartError, Ndis>
    | Layer.Layer<never, StartError, Ndis | AdapterPresent>
  >
>(
  name: string,
  layers: Layers
): Effect.Effect<Host, Fails<Layers[number]> | StartError, Scope.Scope | Exclude<Needs<Layers[number]>, Gives<Layers[number]> | Ndis>> =>
  Effect.gen(function* () {
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
      Effect.gen(function* () {
        const error = (message: string) => new StartError({ host: name, driver: driver.name, message })
        if (runtime.slots.has(driver.name)) {
          return yield* error(`${name} has a driver ${driver.name} already; give one of the two another name`)
        }
        for (const adapter of driver.adapters) {
          const other = runtime.adapters.get(adapter)
          if (other !== undefined && other.miniport !== undefined)
            return yield* error(`adapter ${adapter} belongs to ${other.miniport.name}; give this one another name`)
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
      yield* Layer.buildWithMemoMap(layer as Layer.Layer<never, StartError, Ndis>, Layer.makeMemoMapUnsafe(), scope).pipe(
        Effect.provideContext(Context.merge(ambient, services))
      )
    }
    return {
      ...makeOperator(runtime),
      name,
      roles: () => Object.fromEntries([...runtime.slots.values()].map((slot) => [slot.driver.name, slot.driver.roles[0] as Role])),
      leftovers: () => runtime.leftovers(),
      lists: () => runtime.custody?.lists() ?? nobodyTracks,
      violations: () => runtime.violations(),
      crash: (driver: string, defect: unknown) => {
        const slot = runtime.slots.get(driver)
        if (slot === undefined || slot.instance.dead) return false
        slot.instance.crash(defect)
        return true
      },
      crashLane: (adapter: string, lane: number, defect: unknown) => {
        const found = runtime.adapters.get(adapter)?.lanes[lane]
        found?.crash(defect)
        return found !== undefined
      },
      published: (driver: string) => runtime.slots.get(driver)?.instance.published,
      stop: (driver: string) => {
        const slot = runtime.slots.get(driver)
        return slot === undefined ? Effect.succeed(false) : Effect.as(runtime.unload(slot), true)
      },
      request: (adapter: string, request: OidRequest, vc?: string) => runtime.request(adapter, request, vc),
      vcNames: (adapter: string) => runtime.vcNames(adapter),
      work: () => runtime.work()
    }
  }) as never
