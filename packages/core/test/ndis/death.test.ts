import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { chain, netBufferList, NdisStatus, type NdisVcHandle } from "../../src/index.ts"
import { type Bench, bench, mended, mine, parameters, sapOf, settle } from "./kit.ts"
import { Steady } from "./steady.ts"

type Victim = "voice" | "cm" | "atm0"

const pend = () => NdisStatus.PENDING
const never = () => Effect.never

/** Where in the life of a call the driver dies. Each leaves its driver's handlers as a new life needs them. */
const moments: { readonly [moment: string]: (b: Bench, steady: Steady) => Effect.Effect<void> } = {
  "nothing is going on": () => Effect.void,
  "a VC is being created at the call manager": (b, steady) =>
    Effect.gen(function* () {
      b.cm.on.ProtocolCoCreateVc = never
      steady.create(() => {})
      yield* settle
      delete b.cm.on.ProtocolCoCreateVc
    }),
  "a VC is being created at the miniport": (b, steady) =>
    Effect.gen(function* () {
      b.miniport.on.MiniportCoCreateVc = never
      steady.create(() => {})
      yield* settle
      delete b.miniport.on.MiniportCoCreateVc
    }),
  "a VC of the call manager is being created at the client": (b) =>
    Effect.gen(function* () {
      const own = b.client.on.ProtocolCoCreateVc!
      b.client.on.ProtocolCoCreateVc = never
      const { binding, af, life } = b.cm
      life.direct.NdisCoCreateVc({ NdisBindingHandle: binding!.handle, NdisAfHandle: af!, ProtocolVcContext: mine("vc") })
      yield* settle
      b.client.on.ProtocolCoCreateVc = own
    }),
  "a VC is being deleted": (b, steady) =>
    Effect.gen(function* () {
      steady.create(() => {})
      yield* settle
      b.miniport.on.MiniportCoDeleteVc = never
      const [vc] = [...steady.vcs.keys()]
      b.client.life.direct.NdisCoDeleteVc({ NdisVcHandle: vc! }, (status) => {
        if (status === NdisStatus.SUCCESS) steady.vcs.delete(vc!)
        if (steady.vcs.size === 0 && b.client.leaving !== undefined) b.client.life.workItem(b.client.leave())
      })
      yield* settle
      delete b.miniport.on.MiniportCoDeleteVc
    }),
  "a call is pended at the call manager": (b, steady) =>
    Effect.gen(function* () {
      b.cm.on.ProtocolCmMakeCall = pend
      steady.call(parameters)
      yield* settle
      delete b.cm.on.ProtocolCmMakeCall
    }),
  "the handler of a call is open at the call manager": (b, steady) =>
    Effect.gen(function* () {
      b.cm.on.ProtocolCmMakeCall = never
      steady.call(parameters)
      yield* settle
      delete b.cm.on.ProtocolCmMakeCall
    }),
  "its VC is being activated": (b, steady) =>
    Effect.gen(function* () {
      b.miniport.on.MiniportCoActivateVc = pend
      steady.call(parameters)
      yield* settle
      delete b.miniport.on.MiniportCoActivateVc
    }),
  "a call is up": (_b, steady) =>
    Effect.andThen(
      Effect.sync(() => steady.call(parameters)),
      settle
    ),
  "a call is up and its sends are out": (b, steady) =>
    Effect.gen(function* () {
      steady.call(parameters)
      yield* settle
      b.miniport.on.MiniportCoSendNetBufferLists = () => {}
      const [vc] = [...steady.vcs.keys()]
      b.client.life.direct.NdisCoSendNetBufferLists({
        NdisVcHandle: vc!,
        NetBufferLists: chain([netBufferList(1, vc!), netBufferList(2, vc!)])!,
        SendFlags: 0
      })
      yield* settle
      delete b.miniport.on.MiniportCoSendNetBufferLists
    }),
  "a call is up and receives are lent": (b, steady) =>
    Effect.gen(function* () {
      steady.call(parameters)
      yield* settle
      b.client.on.ProtocolCoReceiveNetBufferLists = ({ NetBufferLists }) => {
        const { direct, onEnd } = b.client.life
        const handle = b.client.binding!.handle
        held.push(() => direct.NdisReturnNetBufferLists({ NdisBindingHandle: handle, NetBufferLists, ReturnFlags: 0 }))
        onEnd(() => held.pop())
      }
      const held: Array<() => void> = []
      const close = b.client.on.ProtocolClIncomingCloseCall!
      b.client.on.ProtocolClIncomingCloseCall = (args) => {
        for (const give of held.splice(0)) give()
        return close(args)
      }
      const before = b.client.giveBack
      b.client.giveBack = Effect.andThen(
        Effect.sync(() => {
          for (const give of held.splice(0)) give()
        }),
        before
      )
      const [vc] = [...steady.vcs.keys()]
      yield* b.miniport.call("NdisMCoIndicateReceiveNetBufferLists", {
        NdisVcHandle: vc!,
        NetBufferLists: netBufferList(1, vc!),
        NumberOfNetBufferLists: 1,
        CoReceiveFlags: 0
      })
      yield* settle
    }),
  "a close is pended at the call manager": (b, steady) =>
    Effect.gen(function* () {
      steady.call(parameters)
      yield* settle
      b.cm.on.ProtocolCmCloseCall = pend
      for (const vc of steady.vcs.keys()) steady.close(vc)
      yield* settle
      delete b.cm.on.ProtocolCmCloseCall
    }),
  "a SAP is registered, and another is being registered": (b) =>
    Effect.gen(function* () {
      const saps: Array<never> = []
      const give = b.client.giveBack
      const leave = Effect.suspend(() =>
        Effect.forEach(saps.splice(0), (NdisSapHandle) => b.client.life.ndis.NdisClDeregisterSap({ NdisSapHandle }), { discard: true })
      )
      b.client.giveBack = Effect.andThen(leave, give)
      b.client.on.ProtocolClNotifyCloseAf = () => {
        b.client.leaving = b.client.af
        b.client.life.workItem(Effect.andThen(leave, b.client.leave()))
        return NdisStatus.PENDING
      }
      saps.push((yield* b.sap(1)) as never)
      b.cm.on.ProtocolCmRegisterSap = pend
      b.client.life.direct.NdisClRegisterSap({ NdisAfHandle: b.client.af!, ProtocolSapContext: 2, Sap: sapOf(2) })
      yield* settle
      delete b.cm.on.ProtocolCmRegisterSap
      b.client.life.onEnd(() => saps.splice(0))
    })
}

/** The survivors of a call manager that dies with pended work may not be able to finish it: who can be the victim at which moment. */
const victims: ReadonlyArray<Victim> = ["voice", "cm", "atm0"]

/** A moment in which something hangs at another driver than the victim hangs on: that driver is brought to its end by the test. */
const release = (b: Bench, moment: string, victim: Victim): Effect.Effect<void> =>
  Effect.gen(function* () {
    const vcs = b.journal.filter((each) => each.name === "MiniportCoCreateVc").map((each) => each.args["NdisVcHandle"] as NdisVcHandle)
    const vc = vcs.at(-1)!
    if (moment === "a call is pended at the call manager" && victim !== "cm") {
      yield* b.cm.call("NdisCmMakeCallComplete", { Status: NdisStatus.FAILURE, NdisVcHandle: vc, CallParameters: parameters })
    }
    if (moment === "a close is pended at the call manager" && victim !== "cm") {
      yield* b.cm.call("NdisCmDeactivateVc", { NdisVcHandle: vc })
      yield* b.cm.call("NdisCmCloseCallComplete", { Status: NdisStatus.SUCCESS, NdisVcHandle: vc })
    }
    if (moment === "its VC is being activated" && victim !== "atm0") {
      yield* b.miniport.call("NdisMCoActivateVcComplete", { Status: NdisStatus.FAILURE, NdisVcHandle: vc, CallParameters: parameters })
    }
    if (moment === "its VC is being activated" && victim !== "cm") {
      yield* b.cm.call("NdisCmMakeCallComplete", { Status: NdisStatus.FAILURE, NdisVcHandle: vc, CallParameters: parameters })
    }
    if (moment === "a call is up and its sends are out" && victim !== "atm0") {
      const chains = b.miniport.seen("MiniportCoSendNetBufferLists")
      for (const args of chains)
        yield* b.miniport.call("NdisMCoSendNetBufferListsComplete", {
          NdisVcHandle: vc,
          NetBufferLists: args["NetBufferLists"] as never,
          SendCompleteFlags: 0
        })
    }
    if (moment === "a SAP is registered, and another is being registered" && victim !== "cm") {
      const sap = b.cm.seen("ProtocolCmRegisterSap").at(-1)!["NdisSapHandle"] as never
      yield* b.cm.call("NdisCmRegisterSapComplete", { Status: NdisStatus.FAILURE, NdisSapHandle: sap, CallMgrSapContext: null })
    }
  })

/** At these moments a handler is open that only the death of its driver ends. */
const only: { readonly [moment: string]: Victim } = {
  "a VC is being created at the call manager": "cm",
  "a VC is being created at the miniport": "atm0",
  "a VC of the call manager is being created at the client": "voice",
  "a VC is being deleted": "atm0",
  "the handler of a call is open at the call manager": "cm"
}
const livesOf = (b: Bench, victim: Victim) => (victim === "voice" ? b.client.lives : victim === "cm" ? b.cm.lives : b.miniport.lives)

describe("the death of a driver", () => {
  for (const [moment, reach] of Object.entries(moments)) {
    for (const victim of victims) {
      const stuck = only[moment] !== undefined
      // A handler that hangs at a survivor would hang for ever: the survivor's own death is the case to look at, then.
      if (stuck && only[moment] !== victim) continue
      // A client cannot be unbound while its registration is pended.
      if (moment.startsWith("a SAP") && victim === "atm0") continue
      it.effect(`of ${victim} while ${moment} leaves nothing, and a new call works afterwards`, () =>
        bench(
          (b) =>
            Effect.gen(function* () {
              const steady = new Steady(b.client)
              yield* reach(b, steady)
              expect(b.host.crash(victim, new Error("killed"))).toBe(true)
              yield* mended
              yield* release(b, moment, victim)
              yield* mended
              const waiting = JSON.stringify([b.host.leftovers(), b.trace.events.slice(-6)], null, 1)
              expect(livesOf(b, victim), waiting).toBe(2)
              expect(b.texts("death")).toEqual([`${victim}: killed`])
              expect(b.host.leftovers()).toEqual({ "address families": 1, bindings: 2, "registered drivers": 3 })
              yield* b.down(yield* b.up())
            }),
          stuck ? { breaks: ["IRQL-04"] } : {}
        )
      )
    }
  }

  it.effect("the survivors of a call manager are told in order: failures, calls, address families", () =>
    bench((b) =>
      Effect.gen(function* () {
        const steady = new Steady(b.client)
        steady.call(parameters)
        yield* settle
        b.cm.on.ProtocolCmRegisterSap = pend
        b.cm.on.ProtocolCmMakeCall = pend
        steady.call(parameters)
        b.client.life.direct.NdisClRegisterSap({ NdisAfHandle: b.client.af!, ProtocolSapContext: 2, Sap: sapOf(2) })
        yield* settle
        delete b.cm.on.ProtocolCmMakeCall
        delete b.cm.on.ProtocolCmRegisterSap
        const mark = b.now
        b.host.crash("cm", new Error("killed"))
        yield* mended
        const told = b.since(mark).filter((name) => name.startsWith("voice.ProtocolCl"))
        expect(told).toEqual([
          "voice.ProtocolClRegisterSapComplete",
          "voice.ProtocolClMakeCallComplete",
          "voice.ProtocolClIncomingCloseCall",
          "voice.ProtocolClNotifyCloseAf"
        ])
        expect(b.client.statuses("ProtocolClRegisterSapComplete")).toEqual(["NDIS_STATUS_FAILURE"])
        expect(b.client.statuses("ProtocolClMakeCallComplete")).toEqual(["NDIS_STATUS_FAILURE"])
        expect(b.client.statuses("ProtocolClIncomingCloseCall")).toEqual(["NDIS_STATUS_FAILURE"])
        expect(b.client.seen("ProtocolCoAfRegisterNotify").length).toBe(2)
        yield* b.down(yield* b.up())
      })
    )
  )

  it.effect("a call manager that dies with an offer pended takes the offer back once the client answered", () =>
    bench((b) =>
      Effect.gen(function* () {
        new Steady(b.client)
        const sap = yield* b.sap()
        const vc = yield* b.ready()
        b.client.on.ProtocolClIncomingCall = pend
        b.cm.life.direct.NdisCmDispatchIncomingCall({ NdisSapHandle: sap, NdisVcHandle: vc, CallParameters: parameters })
        yield* settle
        b.host.crash("cm", new Error("killed"))
        yield* mended
        expect(b.client.seen("ProtocolClIncomingCloseCall")).toEqual([])
        yield* b.client.call("NdisClIncomingCallComplete", { Status: NdisStatus.SUCCESS, NdisVcHandle: vc, CallParameters: parameters })
        yield* mended
        expect(b.client.statuses("ProtocolClIncomingCloseCall")).toEqual(["NDIS_STATUS_FAILURE"])
        expect(yield* b.client.status("NdisClDeregisterSap", { NdisSapHandle: sap })).toBe("NDIS_STATUS_SUCCESS")
        yield* b.client.leave()
        yield* mended
        expect(b.cm.lives).toBe(2)
        yield* b.down(yield* b.up())
      })
    )
  )

  it.effect("a client that dies with an offer pended has rejected it", () =>
    bench((b) =>
      Effect.gen(function* () {
        const sap = yield* b.sap()
        const vc = yield* b.ready()
        b.client.on.ProtocolClIncomingCall = pend
        b.cm.life.direct.NdisCmDispatchIncomingCall({ NdisSapHandle: sap, NdisVcHandle: vc, CallParameters: parameters })
        yield* settle
        b.host.crash("voice", new Error("killed"))
        yield* mended
        expect(b.cm.statuses("ProtocolCmIncomingCallComplete")).toEqual(["NDIS_STATUS_FAILURE"])
        yield* b.unready(vc)
        yield* mended
        expect(b.client.lives).toBe(2)
        delete b.client.on.ProtocolClIncomingCall
        yield* b.down(yield* b.up())
      })
    )
  )

  for (const victim of victims) {
    it.effect(`by a handler that throws (${victim}) ends that driver only`, () =>
      bench((b) =>
        Effect.gen(function* () {
          const steady = new Steady(b.client)
          const bad = () => {
            throw new Error("bad handler")
          }
          if (victim === "voice") b.client.on.ProtocolCoCreateVc = bad
          if (victim === "cm") b.cm.on.ProtocolCmMakeCall = bad
          if (victim === "atm0") b.miniport.on.MiniportCoActivateVc = bad
          if (victim === "voice") {
            const { af, binding, life } = b.cm
            life.direct.NdisCoCreateVc({ NdisBindingHandle: binding!.handle, NdisAfHandle: af!, ProtocolVcContext: mine("vc") })
          } else steady.call(parameters)
          yield* mended
          delete b.cm.on.ProtocolCmMakeCall
          delete b.miniport.on.MiniportCoActivateVc
          delete b.client.on.ProtocolCoCreateVc
          expect(b.texts("death")).toEqual([`${victim}: bad handler`])
          expect(livesOf(b, victim)).toBe(2)
          yield* b.down(yield* b.up())
        })
      )
    )
  }

  for (const victim of ["voice", "atm0"] as const) {
    for (const moment of ["idle", "up", "make pended", "close pended", "creating"] as const) {
      it.effect(`over an MCM driver, of ${victim} (${moment}) leaves nothing, and a new call works`, () =>
        bench(
          (b) =>
            Effect.gen(function* () {
              const steady = new Steady(b.client)
              if (moment === "creating") b.mcm.on.ProtocolCoCreateVc = never
              if (moment === "make pended") b.mcm.on.ProtocolCmMakeCall = pend
              if (moment === "creating") steady.create(() => {})
              else if (moment !== "idle") steady.call(parameters)
              yield* settle
              if (moment === "close pended") {
                b.mcm.on.ProtocolCmCloseCall = pend
                for (const vc of steady.vcs.keys()) steady.close(vc)
                yield* settle
              }
              for (const name of ["ProtocolCoCreateVc", "ProtocolCmMakeCall", "ProtocolCmCloseCall"] as const) delete b.mcm.on[name]
              b.host.crash(victim, new Error("killed"))
              yield* mended
              if (victim === "voice") {
                const vc = (b.mcm.seen("ProtocolCoCreateVc").at(-1)?.["NdisVcHandle"] ?? null) as NdisVcHandle
                if (moment === "make pended")
                  yield* b.mcm.call("NdisMCmMakeCallComplete", { Status: NdisStatus.FAILURE, NdisVcHandle: vc, CallParameters: parameters })
                if (moment === "close pended") {
                  yield* b.mcm.call("NdisMCmCloseCallComplete", { Status: NdisStatus.SUCCESS, NdisVcHandle: vc })
                  yield* b.mcm.call("NdisMCmDeactivateVc", { NdisVcHandle: vc })
                }
                if (moment === "creating") b.host.crash("atm0", new Error("killed too"))
                yield* mended
              }
              expect(b.host.leftovers()).toEqual({ "address families": 1, bindings: 1, "registered drivers": 2 })
              yield* b.down(yield* b.up())
            }),
          { form: "mcm", ...(moment === "creating" ? { breaks: ["IRQL-04"] } : {}) }
        )
      )
    }
  }

  it.effect("of two drivers at the same moment leaves nothing", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const steady = new Steady(b.client)
          for (const pair of [
            ["cm", "atm0"],
            ["voice", "cm"],
            ["atm0", "voice"],
            ["atm0", "cm"]
          ] as const) {
            steady.call(parameters)
            yield* settle
            expect(steady.vcs.size).toBe(1)
            for (const victim of pair) b.host.crash(victim, new Error("killed"))
            yield* mended
            yield* mended
            const text = JSON.stringify([pair, b.host.leftovers(), b.trace.events.slice(-5)])
            expect(b.host.leftovers(), text).toEqual({ "address families": 1, bindings: 2, "registered drivers": 3 })
          }
          yield* b.down(yield* b.up())
        }),
      { limits: { restarts: 100 } }
    )
  )

  it.effect("right before the host ends leaves nothing", () =>
    bench((b) =>
      Effect.gen(function* () {
        const steady = new Steady(b.client)
        steady.call(parameters)
        yield* settle
        b.host.crash("cm", new Error("killed"))
      })
    )
  )

  it.effect("of a miniport right before the host ends leaves nothing", () =>
    bench((b) =>
      Effect.gen(function* () {
        const steady = new Steady(b.client)
        steady.call(parameters)
        yield* settle
        b.host.crash("atm0", new Error("killed"))
      })
    )
  )
})

describe("a call manager that is taken out", () => {
  it.effect("without a word to its clients (AF-32) has NDIS ask them to leave, and holds up nobody", () =>
    bench((b) =>
      Effect.gen(function* () {
        const steady = new Steady(b.client)
        steady.call(parameters)
        yield* settle
        const mark = b.now
        expect(yield* b.host.stop("cm")).toBe(true)
        yield* mended
        const told = b.since(mark).filter((name) => name.startsWith("voice.ProtocolCl"))
        expect(told).toEqual(["voice.ProtocolClIncomingCloseCall", "voice.ProtocolClNotifyCloseAf"])
        expect(b.host.leftovers()).toEqual({ bindings: 1, "registered drivers": 2 })
      })
    )
  )
})
