/**
 * The stacks that are measured. The hardware, the links and the switch are the same in all of them.
 */
import { CallManagerDriver, Uni } from "@condis/cm"
import { Host } from "@condis/core"
import { McmDriver, MiniportDriver, Network } from "@condis/miniport"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import { called, type Callee, callee, type Caller, caller } from "./plain.ts"
import { partyCaller } from "./party.ts"
import type { SetUp } from "./prepare.ts"
import * as Raw from "./raw/index.ts"

/** A network of its own for each stack: its control has a state. */
const network = Effect.suspend(() => Network.make({ control: Uni.network() }))

const callManager = CallManagerDriver.layer({ callControl: Uni.callControl() })

/** Client, call manager and miniport as plain machines; the switch takes the calls. */
export const farSwitch: SetUp = Effect.gen(function* () {
  const atm = yield* network
  atm.farEnd(called, { _tag: "Answer" })
  const ready = yield* Deferred.make<void>()
  const alice = yield* Host.make("alice", [
    MiniportDriver.layer({ hardware: atm.port("4711") }),
    callManager,
    Host.driverLayer(caller(ready))
  ])
  yield* Deferred.await(ready)
  return { network: atm, hosts: [alice], caller: alice.published("voice") as Caller, callee: undefined }
})

/** Client and MCM driver as plain machines; the switch takes the calls. */
export const farSwitchMcm: SetUp = Effect.gen(function* () {
  const atm = yield* network
  atm.farEnd(called, { _tag: "Answer" })
  const ready = yield* Deferred.make<void>()
  const alice = yield* Host.make("alice", [
    McmDriver.layer({ hardware: atm.port("4711"), callControl: Uni.callControl() }),
    Host.driverLayer(caller(ready))
  ])
  yield* Deferred.await(ready)
  return { network: atm, hosts: [alice], caller: alice.published("voice") as Caller, callee: undefined }
})

/** Two hosts as above; the client of the one calls that of the other. */
export const farHost: SetUp = Effect.gen(function* () {
  const atm = yield* network
  const listens = yield* Deferred.make<void>()
  const bob = yield* Host.make("bob", [
    MiniportDriver.layer({ hardware: atm.port(called) }),
    callManager,
    Host.driverLayer(callee(listens))
  ])
  const ready = yield* Deferred.make<void>()
  const alice = yield* Host.make("alice", [
    MiniportDriver.layer({ hardware: atm.port("4711") }),
    callManager,
    Host.driverLayer(caller(ready))
  ])
  yield* Effect.all([Deferred.await(listens), Deferred.await(ready)])
  return {
    network: atm,
    hosts: [alice, bob],
    caller: alice.published("voice") as Caller,
    callee: bob.published("answer") as Callee
  }
})

/** All three drivers as raw Effect handlers; the switch takes the calls. */
export const farSwitchRaw: SetUp = Effect.gen(function* () {
  const atm = yield* network
  atm.farEnd(called, { _tag: "Answer" })
  const ready = yield* Deferred.make<void>()
  const alice = yield* Host.make("alice", [
    Host.adapterLayer(Raw.miniport(atm.port("4711"))),
    Host.driverLayer(Raw.callManager),
    Host.driverLayer(Raw.caller(ready))
  ])
  yield* Deferred.await(ready)
  return { network: atm, hosts: [alice], caller: alice.published("voice") as Caller, callee: undefined }
})

/** The drivers of {@link farSwitch}; the client adds parties to one multipoint call that stands, and drops them. */
export const parties: SetUp = Effect.gen(function* () {
  const atm = yield* network
  atm.farEnd(called, { _tag: "Answer" })
  const ready = yield* Deferred.make<void>()
  const alice = yield* Host.make("alice", [
    MiniportDriver.layer({ hardware: atm.port("4711") }),
    callManager,
    Host.driverLayer(partyCaller(ready))
  ])
  yield* Deferred.await(ready)
  return { network: atm, hosts: [alice], caller: alice.published("voice") as Caller, callee: undefined }
})
