import { CallManagerDriver, Uni } from "@condis/cm"
import { atmAddress, callTo, Driver, Host, NdisStatus, type NdisAfHandle, type NdisVcHandle, statusName, Trace } from "@condis/core"
import { plumbing } from "@condis/core/kit/Protocol"
import { McmDriver, MiniportDriver, Network } from "@condis/miniport"
import * as Simulation from "@condis/explore/Simulation"
import { Effect, Deferred } from "effect"
import { it } from "vitest"

const rawClient = (log: (s: string) => void, done: () => void) =>
  Driver.make<"client">({
    name: "voice",
    roles: ["client"],
    start: (life) => {
      let af: NdisAfHandle | undefined
      let vc: NdisVcHandle | undefined
      let binding: unknown
      const p = plumbing(life, { client: true, callManager: false }, {
        bound: (b) => Effect.sync(() => { binding = b; return NdisStatus.SUCCESS }),
        unbinding: () => Effect.suspend(() => {
          if (af === undefined) return Effect.void
          return Effect.asVoid(life.ndis.NdisClCloseAddressFamily({ NdisAfHandle: af }))
        })
      })
      const opened = (h: NdisAfHandle) => {
        af = h
        life.direct.NdisCoCreateVc({ NdisBindingHandle: (binding as never as { handle: never }).handle, NdisAfHandle: h, ProtocolVcContext: {} }, (st, out) => {
          log(`create ${statusName(st)}`)
          vc = out.NdisVcHandle
          life.direct.NdisClMakeCall({ NdisVcHandle: vc!, CallParameters: callTo(atmAddress("4799")) }, (s) => log(`make ${statusName(s)}`))
        })
      }
      const ns = () => NdisStatus.NOT_SUPPORTED
      return {
        ...p,
        ProtocolCoAfRegisterNotify: ({ AddressFamily }) => {
          const b = binding as { handle: never }
          return Effect.map(life.ndis.NdisClOpenAddressFamilyEx({ NdisBindingHandle: b.handle, AddressFamily, ClientAfContext: {} }), (r) => {
            log(`open ${statusName(r.Status)}`)
            if (r.Status === NdisStatus.SUCCESS) opened(r.NdisAfHandle!)
          })
        },
        ProtocolClOpenAfCompleteEx: ({ Status, NdisAfHandle }) => { if (Status === NdisStatus.SUCCESS) opened(NdisAfHandle!) },
        ProtocolClCloseAfComplete: () => {},
        ProtocolClNotifyCloseAf: ns,
        ProtocolClRegisterSapComplete: () => {},
        ProtocolClDeregisterSapComplete: () => {},
        ProtocolCoCreateVc: ns,
        ProtocolCoDeleteVc: ns,
        ProtocolClMakeCallComplete: ({ Status }) => {
          log(`made ${statusName(Status)}`)
          if (Status === NdisStatus.SUCCESS) life.direct.NdisClCloseCall({ NdisVcHandle: vc!, Size: 0 })
          else done()
        },
        ProtocolClModifyCallQoSComplete: () => {},
        ProtocolClCloseCallComplete: ({ Status }) => {
          log(`closed ${statusName(Status)}`)
          const again = () => life.direct.NdisCoDeleteVc({ NdisVcHandle: vc! }, (s) => { log(`deleted ${statusName(s)}`); if (s === NdisStatus.SUCCESS) done(); else life.timers.set(1, again) })
          again()
        },
        ProtocolClAddPartyComplete: () => {},
        ProtocolClDropPartyComplete: () => {},
        ProtocolClIncomingCall: ns,
        ProtocolClIncomingCallQoSChange: () => {},
        ProtocolClIncomingCloseCall: () => {},
        ProtocolClIncomingDropParty: () => {},
        ProtocolClCallConnected: () => {},
        ProtocolCoOidRequest: ns,
        ProtocolCoOidRequestComplete: () => {},
        ProtocolCoSendNetBufferListsComplete: () => {},
        ProtocolCoReceiveNetBufferLists: () => {}
      }
    }
  })

for (const form of ["cm", "mcm"] as const) {
  it(`smoke ${form}`, () => {
    const events = Trace.memory(() => 0)
    const program = Effect.gen(function*() {
      const out = yield* Effect.scoped(Effect.gen(function*() {
        const network = yield* Network.make({ control: Uni.network() })
        network.farEnd("4799", { _tag: "Answer" })
        const hardware = network.port("4711")
        const done = yield* Deferred.make<void>()
        const log: Array<string> = []
        const client = Host.driverLayer(rawClient((s) => log.push(s), () => Deferred.doneUnsafe(done, Effect.void as never)))
        const host = form === "cm"
          ? yield* Host.make("alice", [MiniportDriver.layer({ hardware }), CallManagerDriver.layer({ callControl: Uni.callControl() }), client])
          : yield* Host.make("alice", [McmDriver.layer({ hardware, callControl: Uni.callControl() }), client])
        yield* Effect.timeoutOption(Deferred.await(done), 20_000)
        return { host, log, network }
      })).pipe(Effect.provideService(Trace.Trace, events))
      return { events, log: out.log, left: out.host.leftovers(), net: out.network.leftovers(), violations: out.host.violations() }
    })
    const result = Simulation.run(program, {})
    if (result.exit._tag === "Failure") { for (const e of events.events) console.log(JSON.stringify(e)); console.log(String(JSON.stringify(result.exit.cause, null, 1))); throw new Error("failed") }
    const v = result.exit.value
    for (const e of v.events.events) console.log(JSON.stringify(e))
    console.log(v.log, v.left, v.net, v.violations, result.virtualMillis, result.steps)
  })
}
