/**
 * What runs in the worker: a simulated network, and a station for each adapter that a driver of the other thread has started.
 *
 * The application's worker file calls {@link serve} with the network it wants and provides the `WorkerRunnerPlatform`. It ends when the
 * other side says so, and fails when a station does: the thread is to die of that, and the other side to hear of it.
 */
import { Trace, type TraceEvent, type TraceSink } from "@condis/core/Trace"
import { Actor } from "@condis/core/actor/Actor"
import { forActors } from "@condis/core/actor/Scheduler"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { Scheduler } from "effect/Scheduler"
import * as Scope from "effect/Scope"
import type { WorkerError } from "effect/workers/WorkerError"
import { type WorkerRunner, WorkerRunnerPlatform } from "effect/workers/WorkerRunner"
import type { HardwareSpec } from "../sim/Hardware.ts"
import type { Network } from "../sim/Network.ts"
import type { News, Order, Setting } from "./Crossing.ts"
import { Station, type Turn } from "./Station.ts"

/** Events go to the other side, which numbers them. */
const forwarding = (runner: WorkerRunner<News, Order>): TraceSink => ({
  record: (event) => {
    runner.sendUnsafe(0, { _tag: "Trace", event })
    return { seq: 0, time: 0, ...event } as TraceEvent
  }
})

/**
 * The stations, and the one turn they share.
 *
 * Each driver has a ring of its own, but one driver may do something because another has done something before (a host is ready, so the
 * other calls it). Whoever sees the second in one ring sees the first in the other by then. So all rings are taken from until none has
 * anything: what connections were opened is known before a frame gets under way, which takes turns of adapters and switch.
 */
class Board implements Turn {
  readonly actor = new Actor<() => void>((task) => task())
  private readonly specs = new Map<string, HardwareSpec>()
  private readonly stations = new Map<number, Station>()
  private readonly network: Network
  private readonly trace: TraceSink | undefined
  private readonly send: (news: News) => void
  private readonly run: (station: Station) => void

  constructor(network: Network, trace: TraceSink | undefined, send: (news: News) => void, run: (station: Station) => void) {
    this.network = network
    this.trace = trace
    this.send = send
    this.run = run
  }

  readonly post = (task: () => void): void => this.actor.post(task)

  readonly drain = (): void => {
    // Frames give their elements back in later turns only, so the rings run dry.
    for (let taken = true; taken;) {
      taken = false
      for (const station of this.stations.values()) if (station.drain()) taken = true
    }
  }

  obey(order: Exclude<Order, { readonly _tag: "Beat" }>): void {
    const { network } = this
    switch (order._tag) {
      case "Begin":
        throw new Error("the network in this worker has begun already")
      case "Port":
        return void this.specs.set(order.address, network.port(order.address, order.options))
      case "Plug": {
        const { address, host, id, name, shared } = order
        const spec = this.specs.get(address)
        if (spec === undefined) throw new Error(`no port has the address ${address}`)
        const station = new Station(spec, shared, { host, name, trace: this.trace }, this)
        this.stations.set(id, station)
        this.run(station)
        return this.send({ _tag: "Plugged", id })
      }
      case "Unplug":
        // At once: the next adapter at this port may be on its way.
        this.stations.get(order.id)?.stop()
        return void this.stations.delete(order.id)
      case "Order":
        return network.order(order.order)
      case "FarEnd":
        return network.farEnd(order.address, order.behaviour)
      case "Link":
        return network.setLink(order.address, order.change)
      case "Permanent":
        return network.permanent(order.a, order.b, order.on)
      case "Silence":
        return network.silence(order.address, order.on)
      case "Ask":
        return this.send({ _tag: "Answer", question: order.question, leftovers: network.leftovers() })
    }
  }
}

/** Serves until it is told to end. `make` makes the network once, as it is asked for. */
export const serve = (
  make: (setting: Setting) => Effect.Effect<Network, never, Scope.Scope>
): Effect.Effect<void, WorkerError, WorkerRunnerPlatform> =>
  Effect.scoped(
    Effect.gen(function* () {
      const platform = yield* WorkerRunnerPlatform
      const runner = yield* platform.start<News, Order>()
      const scope = yield* Effect.scope
      const context = Context.add(yield* Effect.context<never>(), Scheduler, forActors(yield* Scheduler))
      const send = (news: News): void => runner.sendUnsafe(0, news)
      const run = (station: Station): void => {
        Fiber.runIn(Effect.runForkWith(context)(station.run), scope)
      }
      let board: Board | undefined
      const failed = yield* Deferred.make<never>()
      const begin = Effect.fnUntraced(function* (setting: Setting, trace: TraceSink | undefined) {
        const network = yield* make(setting).pipe(Scope.provide(scope), Effect.provideService(Trace, trace))
        board = new Board(network, trace, send, run)
        yield* Effect.forkIn(
          Effect.provideContext(
            Effect.onExit(board.actor.run, (exit) => Deferred.done(failed, exit)),
            context
          ),
          scope,
          { startImmediately: true }
        )
        send({ _tag: "Begun" })
      })
      const handle = (_: number, order: Order): Effect.Effect<void> | void => {
        if (order._tag === "Beat") return send({ _tag: "Beat" })
        if (board !== undefined) return board.obey(order)
        if (order._tag === "Begin") return begin(order.setting, order.traced ? forwarding(runner) : undefined)
        throw new Error(`${order._tag} came before the network in this worker has begun`)
      }
      yield* Effect.raceFirst(runner.run(handle), Deferred.await(failed))
    })
  )
