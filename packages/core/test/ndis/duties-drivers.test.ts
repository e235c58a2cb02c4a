/**
 * What NDIS owes to drivers about registration, bindings, address families, SAPs and the life of an adapter: rules of class R in
 * docs/condis/rules.md.
 */
import { describe, expect, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import {
  Driver,
  mcmCoCharacteristics,
  callManagerOptionalHandlers,
  type NdisAfHandle,
  type NdisSapHandle,
  NdisStatus,
  type NdisVcHandle,
  netBufferList,
  q2931,
  Trace,
  type NdisMiniportDriverHandle
} from "../../src/index.ts"
import { NetEvent, statusIndication } from "../../src/ddi/Structures.ts"
import { StatusIndication } from "../../src/NdisStatus.ts"
import { bench, type Bench, client, type Mine, mended, mine, parameters, sapOf, settle } from "./kit.ts"
import { Steady } from "./steady.ts"

const crossings = (b: Bench): ReadonlyArray<Trace.CrossingEvent> => b.trace.events.filter(Trace.isCrossing)
/** Number of the first crossing of this name and kind at a driver, from a number on. */
const at = (b: Bench, ddi: string, kind: "call" | "return", driver: string, from = 0): number =>
  crossings(b).find((each) => each.seq > from && each.ddi === ddi && each.kind === kind && (each.from === driver || each.to === driver))
    ?.seq ?? Infinity
/** The names of a driver's handler calls. */
const asked = (b: Bench, driver: string) => crossings(b).flatMap((each) => (each.kind === "call" && each.to === driver ? [each.ddi] : []))
/** The moves of an axis. */
const moves = (b: Bench, axis: string) =>
  crossings(b).flatMap((each) => (each.change ?? "").split(", ").filter((change) => change.startsWith(`${axis}: `)))
const open = (b: Bench) =>
  b.client.status("NdisClOpenAddressFamilyEx", {
    NdisBindingHandle: b.client.binding!.handle,
    AddressFamily: q2931,
    ClientAfContext: mine("second")
  })

describe("registration", () => {
  it.effect("REG-09 an MCM driver that fills in the VC handlers of a miniport is never called there", () => {
    const called: Array<string> = []
    return bench(
      (b) =>
        Effect.gen(function* () {
          yield* b.down(yield* b.up())
          expect(b.mcm.seen("ProtocolCoCreateVc").length).toBe(1)
          expect(b.mcm.seen("ProtocolCoDeleteVc").length).toBe(1)
          expect(called).toEqual([])
        }),
      {
        form: "mcm",
        before: (b) => {
          const note = (name: string) => () => {
            called.push(name)
            return NdisStatus.FAILURE
          }
          const { driver } = b.mcm
          const filled = Driver.make<"MCM driver">({
            ...driver,
            start: (life) =>
              ({ ...driver.start(life), MiniportCoCreateVc: note("create"), MiniportCoDeleteVc: note("delete") }) as ReturnType<
                typeof driver.start
              >
          })
          Object.assign(b.mcm, { driver: filled })
          let NdisMiniportDriverHandle: NdisMiniportDriverHandle
          b.mcm.on.MiniportDriverUnload = () => b.mcm.life.ndis.NdisMDeregisterMiniportDriver({ NdisMiniportDriverHandle })
          b.mcm.on.MiniportSetOptions = Effect.fnUntraced(function* ({ NdisDriverHandle }) {
            NdisMiniportDriverHandle = NdisDriverHandle as NdisMiniportDriverHandle
            const characteristics = {
              ...mcmCoCharacteristics,
              CoCreateVcHandler: "MiniportCoCreateVc",
              CoDeleteVcHandler: "MiniportCoDeleteVc"
            } as const
            for (const OptionalHandlers of [characteristics, callManagerOptionalHandlers])
              yield* b.mcm.life.ndis.NdisSetOptionalHandlers({ NdisHandle: NdisDriverHandle, OptionalHandlers })
            return NdisStatus.SUCCESS
          })
        }
      }
    )
  })

  it.effect("REG-23 a driver is called from the moment it registers: its options inside that call, its bind as soon as they are set", () =>
    bench((b) =>
      Effect.gen(function* () {
        yield* Effect.void
        for (const [driver, register, options, first] of [
          ["voice", "NdisRegisterProtocolDriver", "ProtocolSetOptions", "ProtocolBindAdapterEx"],
          ["atm0", "NdisMRegisterMiniportDriver", "MiniportSetOptions", "MiniportInitializeEx"]
        ] as const) {
          const called = at(b, register, "call", driver)
          const set = at(b, options, "call", driver)
          const returned = at(b, register, "return", driver)
          expect([called < set, set < at(b, options, "return", driver), at(b, options, "return", driver) < returned]).toEqual([
            true,
            true,
            true
          ])
          // Without another word of the driver.
          expect(asked(b, driver).slice(0, 2)).toEqual([options, first])
        }
      })
    )
  )

  it.effect("REG-26 a protocol that deregisters is unbound inside that call", () =>
    bench((b) =>
      Effect.gen(function* () {
        expect(yield* b.host.stop("voice")).toBe(true)
        const called = at(b, "NdisDeregisterProtocolDriver", "call", "voice")
        const unbound = at(b, "ProtocolUnbindAdapterEx", "call", "voice")
        expect(called).toBeLessThan(unbound)
        expect(at(b, "ProtocolUnbindAdapterEx", "return", "voice")).toBeLessThan(at(b, "NdisDeregisterProtocolDriver", "return", "voice"))
        expect(b.host.leftovers()).toMatchObject({ bindings: 1 })
      })
    )
  )
})

describe("address families", () => {
  it.effect("AF-10 a client that binds after the family was registered is notified as well, and each client once", () => {
    const late: Array<ReturnType<typeof client>> = []
    return bench(
      (b) =>
        Effect.gen(function* () {
          yield* Effect.void
          for (const each of [b.client, late[0]!]) expect(each.seen("ProtocolCoAfRegisterNotify").length).toBe(1)
          expect(at(b, "NdisCmRegisterAddressFamilyEx", "return", "cm")).toBeLessThan(at(b, "ProtocolBindAdapterEx", "call", "video"))
        }),
      {
        more: (b) => {
          late.push(client(b.journal, "video"))
          return [late[0]!.driver]
        }
      }
    )
  })

  it.effect("AF-21 an open that fails is cleaned up before the client is told, with a NULL handle", () =>
    bench((b) =>
      Effect.gen(function* () {
        b.cm.on.ProtocolCmOpenAf = () => NdisStatus.PENDING
        const seen: Array<unknown> = []
        expect(yield* open(b)).toBe("NDIS_STATUS_PENDING")
        expect(b.host.leftovers()).toMatchObject({ "address families": 2 })
        b.client.on.ProtocolClOpenAfCompleteEx = ({ NdisAfHandle, Status }) =>
          void seen.push(Status, NdisAfHandle, b.host.leftovers()["address families"])
        const af = b.cm.seen("ProtocolCmOpenAf").at(-1)!["NdisAfHandle"] as NdisAfHandle
        yield* b.cm.call("NdisCmOpenAddressFamilyComplete", { Status: NdisStatus.RESOURCES, NdisAfHandle: af, CallMgrAfContext: null })
        yield* settle
        expect(seen).toEqual([NdisStatus.RESOURCES, null, 1])
      })
    )
  )

  it.effect("AF-39 when its adapter starts anew the call manager registers its family again, and clients are notified again", () =>
    bench((b) =>
      Effect.gen(function* () {
        b.host.crash("atm0", new Error("gone"))
        yield* mended
        expect(crossings(b).filter(({ ddi, kind }) => ddi === "NdisCmRegisterAddressFamilyEx" && kind === "call").length).toBe(2)
        expect(b.client.seen("ProtocolCoAfRegisterNotify").length).toBe(2)
        expect([b.cm.lives, b.client.lives]).toEqual([1, 1])
        yield* b.down(yield* b.up())
      })
    )
  )
})

describe("SAPs", () => {
  it.effect("SAP-06 a registration that fails leaves no SAP: NULL for the client, a dead handle for the call manager", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          b.cm.on.ProtocolCmRegisterSap = () => NdisStatus.PENDING
          const register = { NdisAfHandle: b.client.af!, ProtocolSapContext: mine("sap"), Sap: sapOf(1) }
          expect(yield* b.client.status("NdisClRegisterSap", register)).toBe("NDIS_STATUS_PENDING")
          const sap = b.cm.seen("ProtocolCmRegisterSap")[0]!["NdisSapHandle"] as NdisSapHandle
          const complete = b.cm.call("NdisCmRegisterSapComplete", {
            Status: NdisStatus.RESOURCES,
            NdisSapHandle: sap,
            CallMgrSapContext: null
          })
          yield* complete
          yield* settle
          expect(b.client.seen("ProtocolClRegisterSapComplete")).toMatchObject([{ Status: NdisStatus.RESOURCES, NdisSapHandle: null }])
          expect(b.host.leftovers()).not.toHaveProperty("SAPs")
          yield* complete
          yield* settle
          expect(b.rules("violation")).toEqual(["HND-02"])
        }),
      { breaks: ["HND-02"] }
    )
  )

  it.effect("SAP-14 a deregistration leaves the calls that came in on the SAP, and their VCs, as they are", () =>
    bench((b) =>
      Effect.gen(function* () {
        const sap = yield* b.sap()
        const [up, accepted] = [yield* b.ready(), yield* b.ready()]
        for (const vc of [up!, accepted!])
          yield* b.cm.call("NdisCmDispatchIncomingCall", { NdisSapHandle: sap, NdisVcHandle: vc, CallParameters: parameters })
        yield* b.cm.call("NdisCmDispatchCallConnected", { NdisVcHandle: up! })
        const mark = b.now
        expect(yield* b.client.status("NdisClDeregisterSap", { NdisSapHandle: sap })).toBe("NDIS_STATUS_SUCCESS")
        yield* settle
        expect(b.since(mark)).toEqual(["cm.ProtocolCmDeregisterSap"])
        expect(b.host.leftovers()).toMatchObject({ VCs: 2 })
        // The one that was only accepted is connected yet, and both are closed as ever.
        yield* b.cm.call("NdisCmDispatchCallConnected", { NdisVcHandle: accepted! })
        yield* settle
        expect(b.client.seen("ProtocolClCallConnected").length).toBe(2)
        for (const vc of [up!, accepted!]) {
          expect(yield* b.client.status("NdisClCloseCall", { NdisVcHandle: vc, Size: 0 })).toBe("NDIS_STATUS_SUCCESS")
          expect(yield* b.cm.status("NdisCoDeleteVc", { NdisVcHandle: vc })).toBe("NDIS_STATUS_SUCCESS")
        }
      })
    )
  )

  it.effect("SAP-19 a client has several SAPs on one family, or none; each call comes with the SAP it is for", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          b.client.on.ProtocolClIncomingCall = () => NdisStatus.FAILURE
          b.cm.af = b.client.af
          const saps = [yield* b.sap(1), yield* b.sap(2), yield* b.sap(3)]
          expect(new Set(saps).size).toBe(3)
          const contexts = b.cm.seen("ProtocolCmRegisterSap").map((args) => args["CallMgrAfContext"])
          expect(new Set(contexts).size).toBe(1)
          for (const NdisSapHandle of saps.toReversed()) {
            const vc = yield* b.ready()
            yield* b.cm.call("NdisCmDispatchIncomingCall", { NdisSapHandle, NdisVcHandle: vc, CallParameters: parameters })
            yield* b.unready(vc)
          }
          const numbers = b.client.seen("ProtocolClIncomingCall").map((args) => (args["ProtocolSapContext"] as Mine<string>).number)
          expect(numbers).toEqual([...numbers].sort((x, y) => y - x))
          expect(new Set(numbers).size).toBe(3)
          for (const NdisSapHandle of saps) yield* b.client.call("NdisClDeregisterSap", { NdisSapHandle })
          expect(b.clients[1]!.seen("ProtocolClIncomingCall")).toEqual([])
        }),
      { clients: ["voice", "video"] }
    )
  )
})

describe("status indications", () => {
  it.effect("STAT-07 a protocol is told one after the other: the next when the handler has returned", () =>
    bench((b) =>
      Effect.gen(function* () {
        const vc = yield* b.up()
        const order: Array<string> = []
        b.client.on.ProtocolCoStatusEx = ({ StatusIndication: { StatusCode } }) =>
          Effect.gen(function* () {
            order.push(`begin ${StatusCode}`)
            yield* b.client.life.ndis.NdisClModifyCallQoS({ NdisVcHandle: vc, CallParameters: parameters })
            order.push(`end ${StatusCode}`)
          })
        const codes = [StatusIndication.WAN_CO_LINKPARAMS, StatusIndication.LINK_STATE, StatusIndication.PORT_STATE]
        b.miniport.life.post(() => {
          for (const code of codes)
            b.miniport.life.direct.NdisMCoIndicateStatusEx({
              MiniportAdapterHandle: b.miniport.adapter!,
              NdisVcHandle: null,
              StatusIndication: { ...statusIndication(code), SourceHandle: b.miniport.adapter! }
            })
        })
        yield* settle
        expect(order).toEqual(codes.flatMap((code) => [`begin ${code}`, `end ${code}`]))
        // Per binding: the other protocol has not waited for this one.
        expect(b.cm.seen("ProtocolCoStatusEx").length).toBe(3)
        yield* b.down(vc)
      })
    )
  )
})

describe("the life of an adapter", () => {
  it.effect("BIND-11 a binding is paused, to the end, before it is unbound", () => {
    let notification: unknown
    return bench((b) =>
      Effect.gen(function* () {
        b.client.on.ProtocolNetPnPEvent = ({ NetPnPEventNotification }) => {
          if (NetPnPEventNotification.NetPnPEvent.NetEvent !== NetEvent.Pause) return NdisStatus.SUCCESS
          notification = NetPnPEventNotification
          return NdisStatus.PENDING
        }
        const stopping = yield* Effect.forkChild(b.host.stop("voice"), { startImmediately: true })
        yield* settle
        expect(b.client.seen("ProtocolUnbindAdapterEx")).toEqual([])
        yield* b.client.call("NdisCompleteNetPnPEvent", {
          NdisBindingHandle: b.client.binding!.handle,
          NetPnPEventNotification: notification as never,
          Status: NdisStatus.SUCCESS
        })
        expect(yield* Fiber.join(stopping)).toBe(true)
        expect(b.client.seen("ProtocolUnbindAdapterEx").length).toBe(1)
        const own = moves(b, "binding")
        const from = own.indexOf("binding: Running → Pausing")
        expect(own.slice(from)).toEqual(["binding: Running → Pausing", "binding: Pausing → Paused", "binding: Paused → Closing"])
      })
    )
  })

  it.effect(
    "BIND-15 an adapter is initialised, restarted, paused and halted from the states that allow it, and nothing else while it pauses",
    () =>
      bench((b) =>
        Effect.gen(function* () {
          b.miniport.on.MiniportPause = () => NdisStatus.PENDING
          const stopping = yield* Effect.forkChild(b.host.stop("atm0"), { startImmediately: true })
          yield* settle
          expect(asked(b, "atm0").at(-1)).toBe("MiniportPause")
          yield* b.miniport.call("NdisMPauseComplete", { MiniportAdapterHandle: b.miniport.adapter! })
          yield* Fiber.join(stopping)
          expect(asked(b, "atm0").filter((name) => !/Unload|SetOptions/.test(name))).toEqual([
            "MiniportInitializeEx",
            "MiniportRestart",
            "MiniportPause",
            "MiniportHaltEx"
          ])
          expect(moves(b, "adapter")).toEqual([
            "adapter: Halted → Initializing",
            "adapter: Initializing → Paused",
            "adapter: Paused → Restarting",
            "adapter: Restarting → Running",
            "adapter: Running → Pausing",
            "adapter: Pausing → Paused",
            "adapter: Paused → Halting",
            "adapter: Halting → Halted"
          ])
        })
      )
  )

  it.effect("BIND-17 an adapter is not halted while sends are out, and is asked nothing afterwards", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          b.miniport.on.MiniportCoSendNetBufferLists = () => {}
          const steady = new Steady(b.client)
          steady.call(parameters)
          yield* settle
          const vc = [...steady.vcs.keys()][0] as NdisVcHandle
          const out = netBufferList(1, vc)
          yield* b.client.call("NdisCoSendNetBufferLists", { NdisVcHandle: vc, NetBufferLists: out, SendFlags: 0 })
          yield* settle
          const stopping = yield* Effect.forkChild(b.host.stop("atm0"), { startImmediately: true })
          yield* settle
          expect(asked(b, "atm0")).not.toContain("MiniportHaltEx")
          yield* b.miniport.call("NdisMCoSendNetBufferListsComplete", { NdisVcHandle: vc, NetBufferLists: out, SendCompleteFlags: 0 })
          yield* Fiber.join(stopping)
          const names = asked(b, "atm0")
          expect(names.slice(names.indexOf("MiniportHaltEx")).filter((name) => name !== "MiniportDriverUnload")).toEqual(["MiniportHaltEx"])
        }),
      // It says that it is paused while it has the send.
      { breaks: ["BIND-12"] }
    )
  )

  it.effect("BIND-23 no protocol has a function that starts a reset", () =>
    bench((b) =>
      Effect.gen(function* () {
        yield* Effect.void
        for (const { life } of [b.client, b.cm]) expect(Object.keys(life.ndis).filter((name) => name.includes("Reset"))).toEqual([])
      })
    )
  )

  it.effect("IRQL-03 what touches whole drivers, and the ends of opens, is delivered at PASSIVE_LEVEL, whoever completes at DISPATCH", () =>
    bench((b) =>
      Effect.gen(function* () {
        b.cm.on.ProtocolCmOpenAf = () => NdisStatus.PENDING
        yield* open(b)
        const af = b.cm.seen("ProtocolCmOpenAf").at(-1)!["NdisAfHandle"] as NdisAfHandle
        const slept: Array<string> = []
        // Sleeping is for PASSIVE_LEVEL: at DISPATCH it is a breach (IRQL-04).
        b.client.on.ProtocolClOpenAfCompleteEx = () => Effect.map(Effect.yieldNow, () => void slept.push("slept"))
        b.cm.on.ProtocolCoStatusEx = () =>
          b.cm.life.direct.NdisCmOpenAddressFamilyComplete({ Status: NdisStatus.FAILURE, NdisAfHandle: af, CallMgrAfContext: null })
        yield* b.miniport.call("NdisMCoIndicateStatusEx", {
          MiniportAdapterHandle: b.miniport.adapter!,
          NdisVcHandle: null,
          StatusIndication: { ...statusIndication(StatusIndication.LINK_STATE), SourceHandle: b.miniport.adapter! }
        })
        yield* settle
        expect(slept).toEqual(["slept"])
        const completion = crossings(b).find(({ ddi, kind }) => ddi === "NdisCmOpenAddressFamilyComplete" && kind === "call")
        expect(completion?.irql).toBe("DISPATCH")
        yield* b.host.stop("voice")
        yield* b.host.stop("cm")
        yield* b.host.stop("atm0")
        for (const name of [
          "ProtocolCoAfRegisterNotify",
          "ProtocolClOpenAfCompleteEx",
          "ProtocolBindAdapterEx",
          "ProtocolUnbindAdapterEx",
          "ProtocolNetPnPEvent",
          "ProtocolSetOptions",
          "MiniportSetOptions",
          "MiniportInitializeEx",
          "MiniportHaltEx",
          "MiniportPause",
          "MiniportRestart"
        ]) {
          const levels = new Set(crossings(b).flatMap((each) => (each.ddi === name && each.kind === "call" ? [each.irql] : [])))
          expect([name, ...levels]).toEqual([name, "PASSIVE"])
        }
      })
    )
  )
})
