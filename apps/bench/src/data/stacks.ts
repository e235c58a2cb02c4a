/**
 * The stacks that carry the data: with a miniport that completes what it is sent at once, so that what is left is the way of a send through
 * NDIS; and whole, from a client to one of another host through adapters, links and the switch.
 */
import { CallManagerDriver, Uni } from "@condis/cm"
import { Driver, Host, NdisStatus, type NetBufferList } from "@condis/core"
import { type Channel, MiniportDriver, Network } from "@condis/miniport"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { called, callee } from "../subjects/plain.ts"
import { sender, type Sender } from "./sender.ts"

/** Hosts that run. */
export interface DataStack {
  readonly hosts: ReadonlyArray<Host.Host>
  readonly sender: Sender
}

export type DataSetUp = Effect.Effect<DataStack, Host.StartError, Scope.Scope>

const callManager = CallManagerDriver.layer({ callControl: Uni.callControl() })

/** How many lists the miniport completes in a turn; undefined: at once, with the call that brought them. */
type Service = number | undefined

/** Completes chains by itself; signalling goes its usual way. */
const sink = (hardware: MiniportDriver.Options["hardware"], service: Service): Driver.Driver<"miniport"> => {
  const real = MiniportDriver.driver({ hardware })
  return Driver.make<"miniport">({
    ...real,
    start: (life) => {
      const { direct, post } = life
      const handlers = real.start(life)
      const queue: Array<NetBufferList> = []
      let serving = false
      const serve = (): void => {
        const served = queue.splice(0, service)
        for (const list of served)
          direct.NdisMCoSendNetBufferListsComplete({ NdisVcHandle: list.SourceHandle!, NetBufferLists: list, SendCompleteFlags: 0 })
        serving = queue.length > 0
        if (serving) post(serve)
      }
      return {
        ...handlers,
        MiniportCoSendNetBufferLists: (args) => {
          const { handle, connection } = args.MiniportVcContext as Channel
          const { NetBufferLists } = args
          if (connection?.vci === 5) return handlers.MiniportCoSendNetBufferLists(args)
          for (let list: NetBufferList | null = NetBufferLists; list !== null; list = list.Next) list.Status = NdisStatus.SUCCESS
          if (service === undefined)
            return direct.NdisMCoSendNetBufferListsComplete({ NdisVcHandle: handle, NetBufferLists, SendCompleteFlags: 0 })
          for (let list: NetBufferList | null = NetBufferLists; list !== null;) {
            const next: NetBufferList | null = list.Next
            list.Next = null
            queue.push(list)
            list = next
          }
          if (!serving) {
            serving = true
            post(serve)
          }
        }
      }
    }
  })
}

/** Client, NDIS, and a miniport that completes what it is sent. */
export const throughNdis = (service?: Service): DataSetUp =>
  Effect.gen(function* () {
    const atm = yield* Network.make({ control: Uni.network() })
    atm.farEnd(called, { _tag: "Answer" })
    const ready = yield* Deferred.make<void>()
    const alice = yield* Host.make("alice", [
      Host.adapterLayer(sink(atm.port("4711"), service)),
      callManager,
      Host.driverLayer(sender(ready))
    ])
    yield* Deferred.await(ready)
    return { hosts: [alice], sender: alice.published("voice") as Sender }
  })

/** From host to host; the client there returns at once what it receives. */
export const toAnotherHost: DataSetUp = Effect.gen(function* () {
  const atm = yield* Network.make({ control: Uni.network() })
  const listens = yield* Deferred.make<void>()
  const returning = callee(listens, ({ direct }, binding) => ({
    ProtocolCoReceiveNetBufferLists: ({ NetBufferLists }) =>
      direct.NdisReturnNetBufferLists({ NdisBindingHandle: binding(), NetBufferLists, ReturnFlags: 0 })
  }))
  const bob = yield* Host.make("bob", [MiniportDriver.layer({ hardware: atm.port(called) }), callManager, Host.driverLayer(returning)])
  const ready = yield* Deferred.make<void>()
  const alice = yield* Host.make("alice", [
    MiniportDriver.layer({ hardware: atm.port("4711") }),
    callManager,
    Host.driverLayer(sender(ready))
  ])
  yield* Effect.all([Deferred.await(listens), Deferred.await(ready)])
  return { hosts: [alice, bob], sender: alice.published("voice") as Sender }
})
