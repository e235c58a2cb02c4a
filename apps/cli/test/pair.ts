/**
 * Two hosts in different forms with a client each, and calls between them: for tests of data.
 */
import { Client } from "@condis/client"
import { CallManagerDriver, Uni } from "@condis/cm"
import { atmAddress } from "@condis/core/Atm"
import type { FlowSpec } from "@condis/core/FlowSpec"
import * as Host from "@condis/core/Host"
import { McmDriver, MiniportDriver, Network } from "@condis/miniport"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"

/** The form of a host. */
export type Form = "cm" | "mcm"

export const addresses = { alice: "47.0001", bob: "47.0002" } as const

const hostOf = (network: Network.Network, form: Form, name: keyof typeof addresses) => {
  const hardware = network.port(addresses[name])
  const callControl = Uni.callControl({ address: atmAddress(addresses[name]) })
  const layer = Client.layer({ name: "client", policies: { onIncoming: () => ({ _tag: "accept" }) } })
  return form === "cm"
    ? Host.make(name, [MiniportDriver.layer({ name: "atm0", hardware }), CallManagerDriver.layer({ name: "cm", callControl }), layer])
    : Host.make(name, [McmDriver.layer({ name: "atm0", hardware, callControl }), layer])
}

/** Alice, with a host in this form, and bob, with one in the other; `connect` makes a call between them, in a scope of its own. */
export const world = Effect.fnUntraced(function* (form: Form, link: Network.PortOptions = {}) {
  const network = yield* Network.make({ control: Uni.network(), link: { delayMillis: 1, ...link } })
  const alice = yield* hostOf(network, form, "alice")
  const bob = yield* hostOf(network, form === "cm" ? "mcm" : "cm", "bob")
  const [from, to] = [yield* Client.of(alice, "client"), yield* Client.of(bob, "client")]
  yield* from.ready
  yield* to.ready
  const listener = yield* to.listen(addresses.bob)
  const connect = Effect.fnUntraced(function* (traffic?: { readonly transmit: FlowSpec; readonly receive: FlowSpec }) {
    const taken = yield* Effect.forkChild(Effect.flatMap(listener.take, (offered) => offered.accept()))
    const scope = yield* Scope.make()
    const call = yield* Scope.provide(from.makeCall({ to: addresses.bob, traffic }), scope)
    return { call, taken: yield* Fiber.join(taken), leave: Scope.close(scope, Exit.void) }
  })
  return { network, alice, bob, connect }
})

export interface World extends Effect.Success<ReturnType<typeof world>> {}
