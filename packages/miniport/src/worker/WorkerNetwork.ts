/**
 * A network whose adapters and switch run in a worker: the second core. Drivers stand on it as on any hardware.
 *
 * Outside the promise of the same run for the same seed: two threads run at once, on the clock of the machine, and no seed draws in which
 * order they come to what they share. Fault rules about frames do not reach into the worker. Traces of the worker are numbered when they
 * arrive.
 *
 * When the worker dies, all it held is gone: adapters, switch, calls, frames. {@link guard} tells the hosts as when a device is pulled out
 * (OP-41), begins anew with another worker, and puts the devices in again. Without it drivers wait for an adapter that never answers.
 * A worker that lives and does nothing any more (its thread is in a loop, or waits) counts as dead when it has not answered a row of
 * {@link Heartbeat}s, and is ended. Nothing is left when the scope closes: every worker has ended.
 */
import { forActors } from "@condis/core/actor/Scheduler"
import type { Host } from "@condis/core/Host"
import { allocate, defaultSizes, type Sizes } from "@condis/core/ring/index"
import { Trace } from "@condis/core/Trace"
import { type SpawnedWorker, WorkerSpawner } from "@condis/core/WorkerSpawner"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { Scheduler } from "effect/Scheduler"
import * as Scope from "effect/Scope"
import { WorkerError, WorkerUnknownError } from "effect/workers/WorkerError"
import type { HardwareSpec } from "../sim/Hardware.ts"
import { changeLink, defaultLink, type Link } from "../sim/Link.ts"
import { defaultConnections, type End, type Leftovers, type Network, type PortOptions } from "../sim/Network.ts"
import { networkName, switchName } from "../sim/Tap.ts"
import type { News, Order, Setting } from "./Crossing.ts"
import { WorkerNic } from "./WorkerNic.ts"

/**
 * How a worker that hangs is noticed. Beats are counted, not time alone: while the thread of the drivers itself stands still (in a debugger,
 * on a machine that sleeps), answers wait to be read, and one beat at most is missed for that.
 */
export interface Heartbeat {
  /** How often the worker is asked for a sign of life. */
  readonly everyMillis: number
  /** So many beats in a row without an answer: it hangs. */
  readonly missed: number
}

/** Ten seconds of silence. */
export const defaultHeartbeat: Heartbeat = { everyMillis: 1000, missed: 10 }

/** How a network is made. */
export interface Options extends Setting {
  /** Of each direction of an adapter. */
  readonly sizes?: Sizes
  readonly heartbeat?: Heartbeat
}

/** How often {@link WorkerNetwork.guard} begins anew, unless told. */
export const defaultRestarts = 3

export interface WorkerNetwork extends Pick<Network, "port" | "order" | "farEnd" | "setLink" | "permanent" | "silence"> {
  /** What is left over there; nothing, when the worker is dead. */
  readonly leftovers: Effect.Effect<Leftovers>
  /** Ends when the present worker has died, or hangs. */
  readonly lost: Effect.Effect<WorkerError>
  /** Begins anew with another worker when the present one has died: with the same ports, links and far ends, and no call. */
  readonly restart: Effect.Effect<void, WorkerError>
  /** Watches over hosts that stand on this network, until the scope closes or the worker has died once more than `restarts` times. */
  readonly guard: (hosts: ReadonlyArray<Host>, restarts?: number) => Effect.Effect<void, never, Scope.Scope>
}

/** One life of the worker. */
interface Life {
  readonly worker: SpawnedWorker
  readonly lost: Deferred.Deferred<WorkerError>
}

interface Port {
  link: Link
  readonly connections: number
  nic: WorkerNic | undefined
}

/** All at once: a removal may wait for timers of signalling. */
const together = { concurrency: "unbounded", discard: true } as const

const nothing: Leftovers = { calls: 0, connections: 0, timers: 0, frames: 0, credits: 0, messages: 0 }

/** Makes a network in a worker. The scheduler and the trace are those of the caller. */
export const make: (options?: Options) => Effect.Effect<WorkerNetwork, WorkerError, WorkerSpawner | Scope.Scope> = Effect.fnUntraced(
  function* ({ heartbeat = defaultHeartbeat, link: everyLink, sizes = defaultSizes }: Options = {}) {
    const spawner = yield* WorkerSpawner
    const trace = yield* Trace
    // Of all lives of the worker: what is made on the network after this line closes before any of them, also before one that begins later.
    const lives = yield* Scope.fork(yield* Effect.scope, "sequential")
    const context = Context.add(yield* Effect.context<never>(), Scheduler, forActors(yield* Scheduler))
    const link = changeLink("every port", defaultLink, everyLink ?? {})
    const ports = new Map<string, Port>()
    const nics = new Map<number, WorkerNic>()
    /** What a new worker must be told again: the last order of each kind about each thing. */
    const standing = new Map<string, Order>()
    const questions = new Map<number, (leftovers: Leftovers) => void>()
    let asked = 0
    let plugged = 0
    let life: Life | undefined

    const tell = (order: Order): void => life?.worker.post(order)
    const stand = (key: string, order: Order): void => {
      standing.set(key, order)
      tell(order)
    }
    const find = (address: string): Port => {
      const port = ports.get(address)
      if (port === undefined)
        throw new RangeError(`no port has the address ${address}; there are ${[...ports.keys()].join(", ") || "none"}`)
      return port
    }

    const died = (over: Life, error: WorkerError): void => {
      life = undefined
      trace?.record({ kind: "death", host: networkName, at: switchName, text: `the worker of the hardware is gone: ${error.message}` })
      for (const nic of nics.values()) nic.lost()
      for (const answer of questions.values()) answer(nothing)
      questions.clear()
      Deferred.doneUnsafe(over.lost, Exit.succeed(error))
    }

    const begin = Effect.gen(function* () {
      const begun = yield* Deferred.make<void>()
      const scope = yield* Scope.fork(lives, "sequential")
      let over = false
      let beat = true
      const hear = (message: unknown): void => {
        // Who was given up, and comes to itself before its thread ends, has nothing to say.
        if (over) return
        const news = message as News
        switch (news._tag) {
          case "Beat":
            beat = true
            return
          case "Begun":
            return void Deferred.doneUnsafe(begun, Exit.void)
          case "Plugged":
            return nics.get(news.id)?.plugged()
          case "Trace":
            return void trace?.record(news.event)
          case "Answer":
            questions.get(news.question)?.(news.leftovers)
            questions.delete(news.question)
        }
      }
      const worker = yield* Scope.provide(spawner.spawn(hear), scope)
      const next: Life = { worker, lost: yield* Deferred.make<WorkerError>() }
      const silent = Effect.gen(function* () {
        for (let missed = 0; missed < heartbeat.missed; missed = beat ? 0 : missed + 1) {
          if (beat) worker.post({ _tag: "Beat" } satisfies Order)
          beat = false
          yield* Effect.sleep(heartbeat.everyMillis)
        }
        const message = `it has not answered for ${heartbeat.missed * heartbeat.everyMillis} ms`
        return new WorkerError({ reason: new WorkerUnknownError({ message }) })
      })
      const ending = Effect.tap(Effect.raceFirst(worker.died, silent), () => Effect.sync(() => void (over = true)))
      worker.post({
        _tag: "Begin",
        setting: everyLink === undefined ? {} : { link: everyLink },
        traced: trace !== undefined
      } satisfies Order)
      yield* Effect.raceFirst(Deferred.await(begun), Effect.flip(ending))
      for (const order of standing.values()) worker.post(order)
      life = next
      yield* Effect.forkIn(
        Effect.andThen(
          Effect.tap(ending, (error) => Effect.sync(() => died(next, error))),
          Scope.close(scope, Exit.void)
        ),
        lives,
        { startImmediately: true }
      )
    })

    const port = (address: string, { connections = defaultConnections, ...change }: PortOptions = {}): HardwareSpec => {
      if (ports.has(address)) throw new RangeError(`the address ${address} has a port already`)
      const made: Port = { link: changeLink(address, link, change), connections, nic: undefined }
      ports.set(address, made)
      stand(`port ${address}`, { _tag: "Port", address, options: { connections, ...change } })
      return {
        address,
        start: (events, driver) => {
          const label = `${driver.host}/${driver.name}`
          if (made.nic !== undefined) {
            throw new Error(
              `the port ${address} cannot take the adapter of ${label}: that of ${made.nic.host}/${made.nic.name} is plugged in`
            )
          }
          if (life === undefined) throw new Error(`the worker that the port ${address} belongs to has ended`)
          const shared = allocate(sizes)
          const id = ++plugged
          const nic = new WorkerNic(events, driver, {
            context,
            shared,
            maxConnections: connections,
            link: () => made.link,
            ended: () => {
              nics.delete(id)
              made.nic = undefined
              tell({ _tag: "Unplug", id })
            }
          })
          nics.set(id, nic)
          made.nic = nic
          tell({ _tag: "Plug", id, address, host: driver.host, name: driver.name, shared })
          return nic
        }
      }
    }

    yield* begin
    yield* Effect.addFinalizer(() =>
      Effect.sync(() => {
        for (const nic of [...nics.values()]) nic.stop()
      })
    )

    const lost = Effect.suspend(() => (life === undefined ? Effect.never : Deferred.await(life.lost)))
    const restart = Effect.suspend(() => (life === undefined ? begin : Effect.void))
    const network: WorkerNetwork = {
      port,
      order: (order) => tell({ _tag: "Order", order }),
      farEnd: (address, behaviour) => stand(`far end ${address}`, { _tag: "FarEnd", address, behaviour }),
      setLink: (address, change) => {
        const known = find(address)
        known.link = changeLink(address, known.link, change)
        stand(`link ${address}`, { _tag: "Link", address, change: known.link })
      },
      permanent: (a: End, b: End, on = true) => {
        find(a.address)
        find(b.address)
        const ends = [a, b].map(({ address, vci, vpi }) => `${address} ${vpi}/${vci}`)
        stand(`permanent ${ends.join(" ")}`, { _tag: "Permanent", a, b, on })
      },
      silence: (address, on = true) => {
        find(address)
        stand(`silence ${address}`, { _tag: "Silence", address, on })
      },
      leftovers: Effect.callback<Leftovers>((resume) => {
        if (life === undefined) return resume(Effect.succeed(nothing))
        const question = ++asked
        questions.set(question, (leftovers) => resume(Effect.succeed(leftovers)))
        tell({ _tag: "Ask", question })
        return Effect.sync(() => void questions.delete(question))
      }),
      lost,
      restart,
      guard: (hosts, restarts = defaultRestarts) => {
        const watch = Effect.gen(function* () {
          for (let left = restarts; ; left--) {
            yield* lost
            const gone = [...nics.values()].flatMap(({ host: name, name: adapter }) => {
              const host = hosts.find((each) => each.name === name)
              return host === undefined ? [] : [{ host, adapter }]
            })
            yield* Effect.forEach(gone, ({ adapter, host }) => host.remove(adapter), together)
            if (left === 0) return
            const failed = yield* Effect.match(restart, { onFailure: (error) => error.message, onSuccess: () => undefined })
            if (failed !== undefined) {
              trace?.record({ kind: "note", host: networkName, at: switchName, text: `no other worker could begin: ${failed}` })
              return
            }
            yield* Effect.forEach(gone, ({ adapter, host }) => host.insert(adapter), together)
          }
        })
        return Effect.asVoid(Effect.forkScoped(watch, { startImmediately: true }))
      }
    }
    return network
  }
)
