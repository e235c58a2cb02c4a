import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { NdisStatus, type NdisVcHandle } from "../../src/index.ts"
import { bench, type Bench, type Mine, mine, parameters, settle } from "./kit.ts"

const activate = (b: Bench, vc: NdisVcHandle) => b.cm.status("NdisCmActivateVc", { NdisVcHandle: vc, CallParameters: parameters })
const deactivate = (b: Bench, vc: NdisVcHandle) => b.cm.status("NdisCmDeactivateVc", { NdisVcHandle: vc })
const remove = (b: Bench, vc: NdisVcHandle) => b.client.status("NdisCoDeleteVc", { NdisVcHandle: vc })
const ofClient = (b: Bench) => ({ NdisBindingHandle: b.client.binding!.handle, NdisAfHandle: b.client.af!, ProtocolVcContext: mine("vc") })
const ofManager = (b: Bench) => ({ NdisBindingHandle: b.cm.binding!.handle, NdisAfHandle: b.cm.af!, ProtocolVcContext: mine("vc") })

describe("creating a VC", () => {
  it.effect("VC-07 a client's VC is created at the call manager, then at the miniport, before the call returns", () =>
    bench((b) =>
      Effect.gen(function* () {
        const mark = b.now
        const vc = yield* b.create()
        expect(b.since(mark)).toEqual(["cm.ProtocolCoCreateVc", "atm0.MiniportCoCreateVc"])
        const before = b.now
        yield* b.delete(vc)
        expect(b.since(before)).toEqual(["cm.ProtocolCoDeleteVc", "atm0.MiniportCoDeleteVc"])
      })
    )
  )

  it.effect("VC-07 a call manager's VC is created at the client, then at the miniport", () =>
    bench((b) =>
      Effect.gen(function* () {
        const mark = b.now
        const vc = yield* b.ready()
        expect(b.since(mark)).toEqual(["voice.ProtocolCoCreateVc", "atm0.MiniportCoCreateVc", "atm0.MiniportCoActivateVc"])
        const before = b.now
        yield* b.unready(vc)
        expect(b.since(before)).toEqual(["atm0.MiniportCoDeactivateVc", "voice.ProtocolCoDeleteVc", "atm0.MiniportCoDeleteVc"])
      })
    )
  )

  it.effect("VC-08 over an MCM driver only the peer is asked, in both directions", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const mark = b.now
          const vc = yield* b.create()
          expect(b.since(mark)).toEqual(["atm0.ProtocolCoCreateVc"])
          yield* b.delete(vc)
          const before = b.now
          const created = yield* b.mcm.call("NdisMCmCreateVc", {
            MiniportAdapterHandle: b.mcm.adapter!,
            NdisAfHandle: b.mcm.af!,
            MiniportVcContext: mine("vc")
          })
          expect(created.Status).toBe(NdisStatus.SUCCESS)
          expect(b.since(before)).toEqual(["voice.ProtocolCoCreateVc"])
          const NdisVcHandle = created.NdisVcHandle!
          yield* b.mcm.call("NdisMCmActivateVc", { NdisVcHandle, CallParameters: parameters })
          expect(yield* b.mcm.status("NdisMCmDeleteVc", { NdisVcHandle })).toBe("NDIS_STATUS_NOT_ACCEPTED")
          yield* b.mcm.call("NdisMCmDeactivateVc", { NdisVcHandle })
          expect(yield* b.mcm.status("NdisMCmDeleteVc", { NdisVcHandle })).toBe("NDIS_STATUS_SUCCESS")
          yield* settle
        }),
      { form: "mcm" }
    )
  )

  it.effect("VC-09 a call manager's own VC concerns the miniport only, and carries no call", () =>
    bench((b) =>
      Effect.gen(function* () {
        const mark = b.now
        const created = yield* b.cm.call("NdisCoCreateVc", { NdisBindingHandle: b.cm.binding!.handle, ProtocolVcContext: mine("own") })
        const vc = created.NdisVcHandle!
        expect(b.since(mark)).toEqual(["atm0.MiniportCoCreateVc"])
        expect(yield* activate(b, vc)).toBe("NDIS_STATUS_SUCCESS")
        const sap = yield* b.sap()
        expect(yield* b.cm.status("NdisCmDispatchIncomingCall", { NdisSapHandle: sap, NdisVcHandle: vc, CallParameters: parameters })).toBe(
          "NDIS_STATUS_FAILURE"
        )
        expect(b.rules("refusal")).toEqual(["VC-05"])
        yield* b.unready(vc)
        yield* b.client.call("NdisClDeregisterSap", { NdisSapHandle: sap })
      })
    )
  )

  it.effect("a client without an address family creates no VC", () =>
    bench((b) =>
      Effect.gen(function* () {
        expect(yield* b.client.status("NdisCoCreateVc", { NdisBindingHandle: b.client.binding!.handle, ProtocolVcContext: mine(0) })).toBe(
          "NDIS_STATUS_FAILURE"
        )
        expect(b.rules("refusal")).toEqual(["VC-03"])
      })
    )
  )

  it.effect("a create handler that fails decides the status, and nothing further is asked", () =>
    bench((b) =>
      Effect.gen(function* () {
        b.cm.on.ProtocolCoCreateVc = () => NdisStatus.NOT_SUPPORTED
        const mark = b.now
        expect(yield* b.client.status("NdisCoCreateVc", ofClient(b))).toBe("NDIS_STATUS_NOT_SUPPORTED")
        expect(b.since(mark)).toEqual(["cm.ProtocolCoCreateVc"])
      })
    )
  )

  it.effect("VC-12 when the miniport fails, the side that was created is told to delete", () =>
    bench((b) =>
      Effect.gen(function* () {
        b.miniport.on.MiniportCoCreateVc = () => NdisStatus.RESOURCES
        const mark = b.now
        expect(yield* b.client.status("NdisCoCreateVc", ofClient(b))).toBe("NDIS_STATUS_RESOURCES")
        expect(b.since(mark)).toEqual(["cm.ProtocolCoCreateVc", "atm0.MiniportCoCreateVc", "cm.ProtocolCoDeleteVc"])
        const context = b.cm.seen("ProtocolCoDeleteVc")[0]!["ProtocolVcContext"] as Mine<NdisVcHandle>
        expect(context.handle).toBe(b.cm.seen("ProtocolCoCreateVc")[0]!["NdisVcHandle"])
        const before = b.now
        expect(yield* b.cm.status("NdisCoCreateVc", ofManager(b))).toBe("NDIS_STATUS_RESOURCES")
        expect(b.since(before)).toEqual(["voice.ProtocolCoCreateVc", "atm0.MiniportCoCreateVc", "voice.ProtocolCoDeleteVc"])
      })
    )
  )

  it.effect("VC-10 a peer that pends its create handler is told to delete, and the creation fails", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          b.cm.on.ProtocolCoCreateVc = () => NdisStatus.PENDING
          const mark = b.now
          expect(yield* b.client.status("NdisCoCreateVc", ofClient(b))).toBe("NDIS_STATUS_FAILURE")
          yield* settle
          expect(b.since(mark)).toEqual(["cm.ProtocolCoCreateVc", "cm.ProtocolCoDeleteVc"])
        }),
      { breaks: ["VC-10"] }
    )
  )

  it.effect("VC-11 a miniport that pends its create handler is ended, and started again", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          b.miniport.on.MiniportCoCreateVc = () => NdisStatus.PENDING
          expect(yield* b.client.status("NdisCoCreateVc", ofClient(b))).toBe("NDIS_STATUS_FAILURE")
          yield* settle
          expect(b.texts("death")[0]).toContain("VC-11: MiniportCoCreateVc returned NDIS_STATUS_PENDING")
          expect(b.miniport.lives).toBe(2)
          delete b.miniport.on.MiniportCoCreateVc
          yield* settle
          yield* b.down(yield* b.up())
        }),
      { breaks: ["VC-11"] }
    )
  )

  it.effect("VC-13 a create handler that succeeds without a context fails the creation, at either side", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          b.cm.on.ProtocolCoCreateVc = () => NdisStatus.SUCCESS
          expect(yield* b.client.status("NdisCoCreateVc", ofClient(b))).toBe("NDIS_STATUS_FAILURE")
          delete b.cm.on.ProtocolCoCreateVc
          b.miniport.on.MiniportCoCreateVc = () => NdisStatus.SUCCESS
          expect(yield* b.client.status("NdisCoCreateVc", ofClient(b))).toBe("NDIS_STATUS_FAILURE")
          expect(b.host.violations()).toBe(2)
          yield* settle
          expect(b.cm.seen("ProtocolCoDeleteVc").length).toBe(1)
        }),
      { breaks: ["VC-13"] }
    )
  )
})

describe("the activation axis", () => {
  it.effect("an inactive VC is not deactivated: NOT_ACCEPTED", () =>
    bench((b) =>
      Effect.gen(function* () {
        const vc = yield* b.create()
        expect(yield* deactivate(b, vc)).toBe("NDIS_STATUS_NOT_ACCEPTED")
        expect(b.rules("refusal")).toEqual(["VC-41"])
        yield* b.delete(vc)
      })
    )
  )

  it.effect("while activating, activate, deactivate and delete are NOT_ACCEPTED", () =>
    bench((b) =>
      Effect.gen(function* () {
        b.miniport.on.MiniportCoActivateVc = () => NdisStatus.PENDING
        const vc = yield* b.create()
        expect(yield* activate(b, vc)).toBe("NDIS_STATUS_PENDING")
        expect(yield* activate(b, vc)).toBe("NDIS_STATUS_NOT_ACCEPTED")
        expect(yield* deactivate(b, vc)).toBe("NDIS_STATUS_NOT_ACCEPTED")
        expect(yield* remove(b, vc)).toBe("NDIS_STATUS_NOT_ACCEPTED")
        expect(b.rules("refusal")).toEqual(["VC-25", "VC-42", "VC-61"])
        yield* b.miniport.call("NdisMCoActivateVcComplete", { Status: NdisStatus.FAILURE, NdisVcHandle: vc, CallParameters: parameters })
        yield* settle
        expect(b.cm.statuses("ProtocolCmActivateVcComplete")).toEqual(["NDIS_STATUS_FAILURE"])
        yield* b.delete(vc)
      })
    )
  )

  it.effect("an active VC is not deleted: NOT_ACCEPTED; nor by another than its creator: FAILURE", () =>
    bench((b) =>
      Effect.gen(function* () {
        const vc = yield* b.create()
        yield* activate(b, vc)
        expect(yield* remove(b, vc)).toBe("NDIS_STATUS_NOT_ACCEPTED")
        expect(yield* b.cm.status("NdisCoDeleteVc", { NdisVcHandle: vc })).toBe("NDIS_STATUS_FAILURE")
        expect(b.rules("refusal")).toEqual(["VC-61", "VC-60"])
        yield* deactivate(b, vc)
        yield* b.delete(vc)
        const theirs = yield* b.ready()
        expect(yield* remove(b, theirs)).toBe("NDIS_STATUS_FAILURE")
        yield* b.unready(theirs)
      })
    )
  )

  it.effect(
    "activating an active VC changes its parameters; while that pends a second is NOT_ACCEPTED, and a failure leaves the VC active",
    () =>
      bench((b) =>
        Effect.gen(function* () {
          const vc = yield* b.create()
          yield* activate(b, vc)
          b.miniport.on.MiniportCoActivateVc = () => NdisStatus.PENDING
          expect(yield* activate(b, vc)).toBe("NDIS_STATUS_PENDING")
          expect(yield* activate(b, vc)).toBe("NDIS_STATUS_NOT_ACCEPTED")
          expect(yield* deactivate(b, vc)).toBe("NDIS_STATUS_NOT_ACCEPTED")
          yield* b.miniport.call("NdisMCoActivateVcComplete", {
            Status: NdisStatus.RESOURCES,
            NdisVcHandle: vc,
            CallParameters: parameters
          })
          yield* settle
          expect(yield* remove(b, vc)).toBe("NDIS_STATUS_NOT_ACCEPTED")
          yield* deactivate(b, vc)
          yield* b.delete(vc)
        })
      )
  )

  it.effect("while deactivating, activate, deactivate and delete are CLOSING; a failure leaves the VC active", () =>
    bench((b) =>
      Effect.gen(function* () {
        const vc = yield* b.create()
        yield* activate(b, vc)
        b.miniport.on.MiniportCoDeactivateVc = () => NdisStatus.PENDING
        expect(yield* deactivate(b, vc)).toBe("NDIS_STATUS_PENDING")
        expect(yield* activate(b, vc)).toBe("NDIS_STATUS_CLOSING")
        expect(yield* deactivate(b, vc)).toBe("NDIS_STATUS_CLOSING")
        expect(yield* remove(b, vc)).toBe("NDIS_STATUS_CLOSING")
        expect(b.rules("refusal")).toEqual(["VC-26", "VC-43", "VC-62"])
        yield* b.miniport.call("NdisMCoDeactivateVcComplete", { Status: NdisStatus.FAILURE, NdisVcHandle: vc })
        yield* settle
        expect(b.cm.statuses("ProtocolCmDeactivateVcComplete")).toEqual(["NDIS_STATUS_FAILURE"])
        expect(yield* deactivate(b, vc)).toBe("NDIS_STATUS_PENDING")
        yield* b.miniport.call("NdisMCoDeactivateVcComplete", { Status: NdisStatus.SUCCESS, NdisVcHandle: vc })
        yield* settle
        yield* b.delete(vc)
      })
    )
  )

  it.effect("VC-70 a peer that refuses the deletion keeps the VC alive", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.create()
          b.cm.on.ProtocolCoDeleteVc = () => NdisStatus.NOT_ACCEPTED
          expect(yield* remove(b, vc)).toBe("NDIS_STATUS_NOT_ACCEPTED")
          expect(b.miniport.seen("MiniportCoDeleteVc")).toEqual([])
          b.cm.on.ProtocolCoDeleteVc = () => NdisStatus.PENDING
          expect(yield* remove(b, vc)).toBe("NDIS_STATUS_FAILURE")
          delete b.cm.on.ProtocolCoDeleteVc
          expect(yield* activate(b, vc)).toBe("NDIS_STATUS_SUCCESS")
          expect(yield* deactivate(b, vc)).toBe("NDIS_STATUS_SUCCESS")
          yield* b.delete(vc)
        }),
      { breaks: ["VC-66"] }
    )
  )
})
