/**
 * What the hosts of a run stand on: a network in this thread, or one in a worker.
 *
 * In this thread a run on virtual time is the same for the same seed. Hardware in a worker is outside that promise: two threads run at
 * once, on the clock of the machine.
 */
import { Uni } from "@condis/cm"
import type { Host } from "@condis/core/Host"
import { Network, WorkerNetwork } from "@condis/miniport"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { layer } from "../hardware/NodeWorkers.ts"

/** Where hardware runs. */
export type Hardware = "thread" | "worker"

/** A network, wherever it is. */
export interface Ground extends Pick<Network.Network, "port" | "order" | "farEnd" | "setLink" | "permanent" | "silence"> {
  readonly leftovers: Effect.Effect<Network.Leftovers>
  /** Tells hosts when their hardware is gone, as when a device is pulled out. */
  readonly guard: (hosts: ReadonlyArray<Host>) => Effect.Effect<void, never, Scope.Scope>
}

/** Makes one whose links are like this. */
export type MakeGround = (link: NonNullable<Network.Options<unknown>["link"]>) => Effect.Effect<Ground, never, Scope.Scope>

const inThread: MakeGround = (link) =>
  Effect.map(Network.make({ control: Uni.network(), link }), (network) => ({
    ...network,
    leftovers: Effect.sync(network.leftovers),
    guard: () => Effect.void
  }))

const inWorker: MakeGround = (link) => Effect.orDie(Effect.provide(WorkerNetwork.make({ link }), layer()))

export const grounds: { readonly [H in Hardware]: MakeGround } = { thread: inThread, worker: inWorker }

/** What the present run uses. */
export const CurrentGround: Context.Reference<MakeGround> = Context.Reference<MakeGround>("@condis/cli/Ground", {
  defaultValue: () => inThread
})
