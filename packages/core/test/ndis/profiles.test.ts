/**
 * Conflicts of the documents that are switches: what NDIS does under each reading.
 */
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { type NdisAfHandle, NdisStatus, type NdisVcHandle, Profile } from "../../src/index.ts"
import { bench, type Bench, type Mine, mended, mine, parameters, settle } from "./kit.ts"

describe("A-01 completion handlers of an MCM driver", () => {
  const walk = (b: Bench) =>
    Effect.gen(function* () {
      const vc = yield* b.create()
      const activated = yield* b.mcm.status("NdisMCmActivateVc", { NdisVcHandle: vc, CallParameters: parameters })
      yield* settle
      const deactivated = yield* b.mcm.status("NdisMCmDeactivateVc", { NdisVcHandle: vc })
      yield* settle
      yield* b.delete(vc)
      return {
        answers: [activated, deactivated],
        handlers: [b.mcm.statuses("ProtocolCmActivateVcComplete"), b.mcm.statuses("ProtocolCmDeactivateVcComplete")]
      }
    })

  it.effect("figure: NDIS runs both, the first after PENDING", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          expect(yield* walk(b)).toEqual({
            answers: ["NDIS_STATUS_PENDING", "NDIS_STATUS_SUCCESS"],
            handlers: [["NDIS_STATUS_SUCCESS"], ["NDIS_STATUS_SUCCESS"]]
          })
        }),
      { form: "mcm" }
    )
  )

  it.effect("reference: both are answered at once, and NDIS runs neither", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          expect(yield* walk(b)).toEqual({ answers: ["NDIS_STATUS_SUCCESS", "NDIS_STATUS_SUCCESS"], handlers: [[], []] })
        }),
      { form: "mcm", profile: { "A-01": "reference" } }
    )
  )
})

describe("A-02 the VC of an incoming call", () => {
  /** The call manager offers a call on a VC that is not active yet. */
  const offer = (b: Bench) =>
    Effect.gen(function* () {
      const sap = yield* b.sap()
      const vc = yield* b.ready()
      yield* b.cm.call("NdisCmDeactivateVc", { NdisVcHandle: vc })
      const answer = yield* b.cm.status("NdisCmDispatchIncomingCall", {
        NdisSapHandle: sap,
        NdisVcHandle: vc,
        CallParameters: parameters
      })
      yield* b.client.call("NdisClDeregisterSap", { NdisSapHandle: sap })
      return { answer, vc }
    })

  it.effect("before-dispatch: is active when the call is offered, or the offer fails", () =>
    bench((b) =>
      Effect.gen(function* () {
        const { answer, vc } = yield* offer(b)
        expect(answer).toBe("NDIS_STATUS_FAILURE")
        expect(b.rules()).toEqual(["VC-24"])
        expect(b.client.seen("ProtocolClIncomingCall")).toEqual([])
        yield* b.cm.call("NdisCoDeleteVc", { NdisVcHandle: vc })
      })
    )
  )

  it.effect("before-connected: may be activated after the client took the call, but not later than call-connected", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const { answer, vc } = yield* offer(b)
          expect(answer).toBe("NDIS_STATUS_SUCCESS")
          yield* b.cm.call("NdisCmDispatchCallConnected", { NdisVcHandle: vc })
          yield* settle
          expect(b.client.seen("ProtocolClCallConnected")).toEqual([])
          expect(b.rules("violation")).toEqual(["VC-24"])
          yield* b.cm.call("NdisCmActivateVc", { NdisVcHandle: vc, CallParameters: parameters })
          yield* b.cm.call("NdisCmDispatchCallConnected", { NdisVcHandle: vc })
          yield* settle
          expect(b.client.seen("ProtocolClCallConnected").length).toBe(1)
          expect(yield* b.client.status("NdisClCloseCall", { NdisVcHandle: vc, Size: 0 })).toBe("NDIS_STATUS_SUCCESS")
          yield* b.cm.call("NdisCoDeleteVc", { NdisVcHandle: vc })
        }),
      { profile: { "A-02": "before-connected" }, breaks: ["VC-24"] }
    )
  )

  it.effect("before-connected: a call that never was active may be ended by its peer, and its failed close leaves it accepted", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const { vc } = yield* offer(b)
          b.cm.on.ProtocolCmCloseCall = () => NdisStatus.FAILURE
          expect(yield* b.client.status("NdisClCloseCall", { NdisVcHandle: vc, Size: 0 })).toBe("NDIS_STATUS_FAILURE")
          yield* b.cm.call("NdisCmDispatchIncomingCloseCall", { CloseStatus: NdisStatus.SUCCESS, NdisVcHandle: vc, Size: 0 })
          yield* settle
          expect(b.client.statuses("ProtocolClIncomingCloseCall")).toEqual(["NDIS_STATUS_SUCCESS"])
          b.cm.on.ProtocolCmCloseCall = () => NdisStatus.SUCCESS
          expect(yield* b.client.status("NdisClCloseCall", { NdisVcHandle: vc, Size: 0 })).toBe("NDIS_STATUS_SUCCESS")
          yield* b.cm.call("NdisCoDeleteVc", { NdisVcHandle: vc })
        }),
      { profile: { "A-02": "before-connected" } }
    )
  )
})

describe("A-03 the order of completing a close and deactivating", () => {
  /** The call manager completes first, and deactivates afterwards. */
  const close = (b: Bench) =>
    Effect.gen(function* () {
      b.cm.on.ProtocolCmCloseCall = () => NdisStatus.PENDING
      const vc = yield* b.up()
      expect(yield* b.client.status("NdisClCloseCall", { NdisVcHandle: vc, Size: 0 })).toBe("NDIS_STATUS_PENDING")
      yield* b.cm.call("NdisCmCloseCallComplete", { Status: NdisStatus.SUCCESS, NdisVcHandle: vc })
      yield* settle
      expect(b.client.statuses("ProtocolClCloseCallComplete")).toEqual(["NDIS_STATUS_SUCCESS"])
      expect(yield* b.client.status("NdisCoDeleteVc", { NdisVcHandle: vc })).toBe("NDIS_STATUS_NOT_ACCEPTED")
      expect(yield* b.client.status("NdisClMakeCall", { NdisVcHandle: vc, CallParameters: parameters })).toBe("NDIS_STATUS_FAILURE")
      yield* b.cm.call("NdisCmDeactivateVc", { NdisVcHandle: vc })
      yield* b.delete(vc)
    })

  for (const reading of ["figures", "complete-first"] as const) {
    it.effect(`${reading}: both are taken, and the VC is not used again before it is inactive`, () =>
      bench(close, { profile: { "A-03": reading } })
    )
  }

  it.effect("deactivate-first: a close that is completed over an active VC is recorded, and stands", () =>
    bench(close, { profile: { "A-03": "deactivate-first" }, breaks: ["CALL-91"] })
  )

  it.effect("deactivate-first: the order of the call manager's figure is no breach", () =>
    bench((b) => Effect.flatMap(b.up(), (vc) => b.down(vc)), { profile: { "A-03": "deactivate-first" } })
  )
})

describe("A-07 closing an address family with objects left", () => {
  const close = (b: Bench) => b.client.status("NdisClCloseAddressFamily", { NdisAfHandle: b.client.af! })
  const gone = (b: Bench) => {
    b.client.af = undefined
  }

  it.effect("ndis-refuses: FAILURE, and the call manager is not asked", () =>
    bench((b) =>
      Effect.gen(function* () {
        const vc = yield* b.create()
        expect(yield* close(b)).toBe("NDIS_STATUS_FAILURE")
        expect(b.rules()).toEqual(["AF-23"])
        expect(b.cm.seen("ProtocolCmCloseAf")).toEqual([])
        yield* b.delete(vc)
      })
    )
  )

  const lenient = { profile: { "A-07": "call-manager-decides" } } as const

  it.effect("call-manager-decides: it may refuse, and the family stays open", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          b.cm.on.ProtocolCmCloseAf = () => NdisStatus.NOT_ACCEPTED
          const vc = yield* b.create()
          expect(yield* close(b)).toBe("NDIS_STATUS_NOT_ACCEPTED")
          delete b.cm.on.ProtocolCmCloseAf
          yield* b.down(yield* b.up())
          yield* b.delete(vc)
        }),
      lenient
    )
  )

  it.effect("call-manager-decides: it may pend; nothing new begins, what is left is given back, and the close completes", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          b.cm.on.ProtocolCmCloseAf = () => NdisStatus.PENDING
          const af = b.client.af!
          const sap = yield* b.sap()
          const idle = yield* b.create()
          const vc = yield* b.up()
          expect(yield* close(b)).toBe("NDIS_STATUS_PENDING")
          expect(yield* close(b)).toBe("NDIS_STATUS_FAILURE")
          const create = { NdisBindingHandle: b.client.binding!.handle, NdisAfHandle: af, ProtocolVcContext: mine("vc") }
          expect(yield* b.client.status("NdisCoCreateVc", create)).toBe("NDIS_STATUS_FAILURE")
          expect(yield* b.client.status("NdisClMakeCall", { NdisVcHandle: idle, CallParameters: parameters })).toBe("NDIS_STATUS_FAILURE")
          expect(b.rules("refusal")).toEqual(["AF-24", "VC-03", "AF-25"])
          yield* b.down(vc)
          yield* b.delete(idle)
          expect(yield* b.client.status("NdisClDeregisterSap", { NdisSapHandle: sap })).toBe("NDIS_STATUS_SUCCESS")
          expect(b.client.seen("ProtocolClCloseAfComplete")).toEqual([])
          yield* b.cm.call("NdisCmCloseAddressFamilyComplete", { Status: NdisStatus.SUCCESS, NdisAfHandle: af })
          yield* settle
          expect(b.client.statuses("ProtocolClCloseAfComplete")).toEqual(["NDIS_STATUS_SUCCESS"])
          gone(b)
        }),
      lenient
    )
  )

  for (const how of ["by its return", "by a completion"] as const) {
    it.effect(`AF-26 a close that is called done ${how} though objects are left is kept back until they are gone`, () =>
      bench(
        (b) =>
          Effect.gen(function* () {
            const af = b.client.af as NdisAfHandle
            const pends = how === "by a completion"
            if (pends) b.cm.on.ProtocolCmCloseAf = () => NdisStatus.PENDING
            const vc = yield* b.create()
            const order: Array<string> = []
            b.client.life.post(() =>
              b.client.life.direct.NdisClCloseAddressFamily({ NdisAfHandle: af }, (status) => order.push(`close ${status}`))
            )
            yield* settle
            b.client.on.ProtocolClCloseAfComplete = ({ Status }) => void order.push(`complete ${Status}`)
            if (pends) yield* b.cm.call("NdisCmCloseAddressFamilyComplete", { Status: NdisStatus.SUCCESS, NdisAfHandle: af })
            yield* settle
            expect(order).toEqual(pends ? [`close ${NdisStatus.PENDING}`] : [])
            expect(b.host.leftovers()).toMatchObject({ "address families": 1, VCs: 1 })
            b.client.life.post(() => b.client.life.direct.NdisCoDeleteVc({ NdisVcHandle: vc }, (status) => order.push(`delete ${status}`)))
            yield* settle
            const deleted = `delete ${NdisStatus.SUCCESS}`
            expect(order).toEqual(
              pends ? [`close ${NdisStatus.PENDING}`, deleted, `complete ${NdisStatus.SUCCESS}`] : [deleted, `close ${NdisStatus.SUCCESS}`]
            )
            gone(b)
          }),
        { ...lenient, breaks: ["AF-26"] }
      )
    )
  }

  it.effect("the call manager dies while a close waits: nothing is left of the family when the client has given back its VC", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          b.cm.on.ProtocolCmCloseAf = () => NdisStatus.PENDING
          const vc = yield* b.create()
          expect(yield* close(b)).toBe("NDIS_STATUS_PENDING")
          gone(b)
          delete b.cm.on.ProtocolCmCloseAf
          b.host.crash("cm", new Error("gone"))
          yield* settle
          expect(b.client.seen("ProtocolClCloseAfComplete")).toEqual([])
          yield* b.delete(vc)
          yield* mended
          expect(b.client.statuses("ProtocolClCloseAfComplete")).toEqual(["NDIS_STATUS_SUCCESS"])
        }),
      lenient
    )
  )
})

describe("A-26 who is asked first when a VC is created", () => {
  const below = { profile: { "A-26": "miniport-first" } } as const
  const create = (b: Bench) =>
    b.cm.status("NdisCoCreateVc", { NdisBindingHandle: b.cm.binding!.handle, NdisAfHandle: b.cm.af!, ProtocolVcContext: mine("vc") })

  for (const [reading, first] of [
    ["peer-first", ["voice.ProtocolCoCreateVc", "atm0.MiniportCoCreateVc"]],
    ["miniport-first", ["atm0.MiniportCoCreateVc", "voice.ProtocolCoCreateVc"]]
  ] as const) {
    it.effect(`${reading}: by a call manager; a client's VC is created at its peer first in either reading`, () =>
      bench(
        (b) =>
          Effect.gen(function* () {
            const mark = b.now
            const vc = yield* b.ready()
            expect(b.since(mark).slice(0, 2)).toEqual(first)
            yield* b.unready(vc)
            const before = b.now
            yield* b.delete(yield* b.create())
            expect(b.since(before).slice(0, 2)).toEqual(["cm.ProtocolCoCreateVc", "atm0.MiniportCoCreateVc"])
          }),
        { profile: { "A-26": reading } }
      )
    )
  }

  it.effect("miniport-first: a miniport that fails is all that was asked", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          b.miniport.on.MiniportCoCreateVc = () => NdisStatus.RESOURCES
          const mark = b.now
          expect(yield* create(b)).toBe("NDIS_STATUS_RESOURCES")
          expect(b.since(mark)).toEqual(["atm0.MiniportCoCreateVc"])
        }),
      below
    )
  )

  it.effect("VC-12 miniport-first: a peer that fails has it undone at the miniport", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          b.client.on.ProtocolCoCreateVc = () => NdisStatus.RESOURCES
          const mark = b.now
          expect(yield* create(b)).toBe("NDIS_STATUS_RESOURCES")
          expect(b.since(mark)).toEqual(["atm0.MiniportCoCreateVc", "voice.ProtocolCoCreateVc", "atm0.MiniportCoDeleteVc"])
          const context = b.miniport.seen("MiniportCoDeleteVc")[0]!["MiniportVcContext"] as Mine<NdisVcHandle>
          expect(context.handle).toBe(b.miniport.seen("MiniportCoCreateVc")[0]!["NdisVcHandle"])
        }),
      below
    )
  )

  it.effect("VC-10 miniport-first: so has a peer that pends", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          b.client.on.ProtocolCoCreateVc = () => NdisStatus.PENDING
          expect(yield* create(b)).toBe("NDIS_STATUS_FAILURE")
          yield* settle
          expect(b.miniport.seen("MiniportCoDeleteVc").length).toBe(1)
        }),
      { ...below, breaks: ["VC-10"] }
    )
  )

  it.effect("miniport-first: an MCM driver has no leg at a miniport", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const mark = b.now
          const created = yield* b.mcm.call("NdisMCmCreateVc", {
            MiniportAdapterHandle: b.mcm.adapter!,
            NdisAfHandle: b.mcm.af!,
            MiniportVcContext: mine("vc")
          })
          expect(b.since(mark)).toEqual(["voice.ProtocolCoCreateVc"])
          expect(yield* b.mcm.status("NdisMCmDeleteVc", { NdisVcHandle: created.NdisVcHandle! })).toBe("NDIS_STATUS_SUCCESS")
        }),
      { ...below, form: "mcm" }
    )
  )
})

describe("the defaults", () => {
  it("are the first reading of each conflict", () => {
    for (const [conflict, [first]] of Object.entries(Profile.readings))
      expect([conflict, Profile.defaults[conflict as Profile.Conflict]]).toEqual([conflict, first])
  })
})
