/**
 * What the tests of hardware in a worker share: two hosts with a client each, and a call from one to the other.
 */
import { Client } from "@condis/client"
import { CallManagerDriver, Uni } from "@condis/cm"
import { atmAddress } from "@condis/core/Atm"
import * as Host from "@condis/core/Host"
import { McmDriver, MiniportDriver, WorkerNetwork } from "@condis/miniport"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type { Worker } from "node:worker_threads"
import { layer } from "../../src/hardware/NodeWorkers.ts"

export type Form = "cm" | "mcm"

const host = (network: WorkerNetwork.WorkerNetwork, form: Form, name: string, address: string) => {
  const hardware = network.port(address)
  const callControl = Uni.callControl({ address: atmAddress(address), timers: { T309: 300 } })
  return form === "cm"
    ? Host.make(name, [MiniportDriver.layer({ hardware }), CallManagerDriver.layer({ callControl }), Client.layer({ name: "app" })])
    : Host.make(name, [McmDriver.layer({ hardware, callControl }), Client.layer({ name: "app" })])
}

/** Two hosts on workers that `start` starts, and the threads that were started. */
export const two = Effect.fnUntraced(function* (form: Form, start: () => Worker, options?: WorkerNetwork.Options) {
  const threads: Array<Worker> = []
  const spawn = () => {
    const worker = start()
    threads.push(worker)
    return worker
  }
  const network = yield* Effect.provide(WorkerNetwork.make(options), layer(spawn))
  const alice = yield* host(network, form, "alice", "4711")
  const bob = yield* host(network, form, "bob", "4712")
  const caller = yield* Client.of(alice, "app")
  const callee = yield* Client.of(bob, "app")
  yield* caller.ready
  yield* callee.ready
  return { network, alice, bob, caller, callee, threads }
})

/** A call from one to the other, both sides of it. */
export const connected = Effect.fnUntraced(function* (caller: Client.Client, callee: Client.Client) {
  const listener = yield* callee.listen("4712")
  const accepted = yield* Effect.forkChild(Effect.flatMap(listener.take, (offered) => offered.accept()))
  const near = yield* caller.makeCall({ to: "4712" })
  return { near, far: yield* Fiber.join(accepted) }
})
