/**
 * Where threads come from: a service, so that no package knows how a platform starts one.
 *
 * What runs in the worker is the application's affair; it tells by {@link layer} which `Spawner` of `effect/workers` starts it. Messages
 * are for what is rare (beginning, ending, telling of a death); what is hot goes through a ring pair (`ring/`).
 */
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { Spawner, WorkerPlatform } from "effect/workers/Worker"
import type { WorkerError } from "effect/workers/WorkerError"

/** A worker that runs. */
export interface SpawnedWorker {
  /** Sends it a message. Throws when the message cannot be cloned. What is sent to a dead worker is lost. */
  readonly post: (message: unknown) => void
  /** Ends with the reason when the worker has crashed or exited; never while it is well, nor when its scope was closed. */
  readonly died: Effect.Effect<WorkerError>
}

/** Starts workers. */
export class WorkerSpawner extends Context.Service<
  WorkerSpawner,
  {
    /** Starts one, and answers when it is ready. It is told to end, and ended if it does not, when the scope closes. */
    readonly spawn: (receive: (message: unknown) => void) => Effect.Effect<SpawnedWorker, WorkerError, Scope.Scope>
  }
>()("@condis/core/WorkerSpawner") {}

/** Workers as the platform's `Spawner` starts them, each with a number of its own. */
export const layer: Layer.Layer<WorkerSpawner, never, WorkerPlatform | Spawner> = Layer.effect(
  WorkerSpawner,
  Effect.gen(function* () {
    const platform = yield* WorkerPlatform
    const spawner = yield* Spawner
    let id = 0
    const spawn = Effect.fnUntraced(function* (receive: (message: unknown) => void) {
      const worker = yield* Effect.provideService(platform.spawn(id++), Spawner, spawner)
      const ready = yield* Deferred.make<void>()
      const fiber = yield* Effect.forkScoped(
        worker.run((message) => Effect.sync(() => receive(message)), { onSpawn: Effect.asVoid(Deferred.succeed(ready, undefined)) }),
        { startImmediately: true }
      )
      const running = Fiber.join(fiber)
      yield* Effect.raceFirst(Deferred.await(ready), running)
      return {
        post: (message: unknown) => Effect.runSync(worker.send(message)),
        died: Effect.flip(running)
      }
    })
    return { spawn }
  })
)
