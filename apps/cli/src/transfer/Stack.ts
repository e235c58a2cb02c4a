/**
 * Two hosts on one switch, each with a client, in either form: what `condis echo` and `condis send-file` call over. They run on the clock
 * of the machine, because what they carry comes from files and terminals.
 */
import { type Call, Client } from "@condis/client"
import { CallManagerDriver, Uni } from "@condis/cm"
import { atmAddress } from "@condis/core/Atm"
import { flowSpec } from "@condis/core/FlowSpec"
import * as Host from "@condis/core/Host"
import { McmDriver, MiniportDriver, Network } from "@condis/miniport"
import type * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import { CallFailed } from "../command/Exit.ts"

export type Form = "cm" | "mcm"

/** What a program says about its stack. */
export interface StackOptions {
  readonly form: Form
  /** Of both links, in octets a second; undefined: without limit. */
  readonly rate: number | undefined
  /** Of each link, in microseconds. */
  readonly delay: number
  /** Octets of one NET_BUFFER_LIST, and so of one AAL5 unit. */
  readonly frame: number
  /** Received lists a call keeps for its program. */
  readonly receiveBuffer: number
}

/** The address of the side that is called. */
export const far = "47.0002"

/** Two hosts, and what is between them. The client `data` of `bob` listens. */
export const twoHosts = Effect.fnUntraced(function* ({ delay, form, rate, receiveBuffer }: Omit<StackOptions, "frame">) {
  const network = yield* Network.make({
    control: Uni.network(),
    link: { delayMillis: delay / 1000, ...(rate === undefined ? {} : { rateBitsPerSecond: rate * 8 }) }
  })
  const make = Effect.fnUntraced(function* (name: string, address: string) {
    const hardware = network.port(address)
    const callControl = Uni.callControl({ address: atmAddress(address) })
    const data = Client.layer({ name: "data", receiveBuffer })
    const host = yield* form === "cm"
      ? Host.make(name, [MiniportDriver.layer({ name: "atm0", hardware }), CallManagerDriver.layer({ name: "uni", callControl }), data])
      : Host.make(name, [McmDriver.layer({ name: "atm0", hardware, callControl }), data])
    const client = yield* Client.of(host, "data")
    yield* client.ready
    return { host, client }
  })
  const alice = yield* make("alice", "47.0001")
  const bob = yield* make("bob", far)
  return { network, alice, bob, listener: yield* bob.client.listen(far) }
})

/** What stops the stack itself is a call that failed, to who wanted to send something. */
const told = Effect.mapError((error: { readonly message: string }) => new CallFailed({ what: `there was no call: ${error.message}` }))

/**
 * Both sides of a call. `far` has the call that came in; `near` has the one it made, which is closed when it is through. Then the far side
 * is waited for, too. Who fails first ends both.
 */
export const overCall = <A, E1, E2>(
  options: StackOptions,
  sides: { readonly near: (call: Call) => Effect.Effect<A, E1>; readonly far: (call: Call) => Effect.Effect<void, E2> }
) =>
  Effect.scoped(
    Effect.gen(function* () {
      const { alice, listener } = yield* told(twoHosts(options))
      // A side that fails closes its call, and the other would be heard first.
      const broken = yield* Deferred.make<never, E1 | E2>()
      const heard = Effect.onError((cause: Cause.Cause<E1 | E2>) => Deferred.failCause(broken, cause))
      const answer = Effect.scoped(
        Effect.gen(function* () {
          const call = yield* told(Effect.flatMap(listener.take, ({ accept }) => accept()))
          yield* heard(sides.far(call))
        })
      )
      const flow = flowSpec({ MaxSduSize: options.frame })
      const ask = Effect.gen(function* () {
        const call = yield* told(alice.client.makeCall({ to: far, traffic: { transmit: flow, receive: flow } }))
        const result = yield* heard(sides.near(call))
        yield* told(call.close())
        return result
      })
      const [result] = yield* Effect.raceFirst(Effect.all([ask, answer], { concurrency: 2 }), Deferred.await(broken))
      return result
    })
  )
