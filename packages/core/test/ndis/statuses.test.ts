/**
 * Statuses the documents name: each reaches who asked, as it was given (ASYNC-07), by return or by completion.
 */
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { type NdisAfHandle, NdisStatus, type NdisSapHandle, type NdisVcHandle, q2931, statusName } from "../../src/index.ts"
import { bench, type Bench, type Mine, mine, parameters, sapOf, settle } from "./kit.ts"

/** One that no page names. */
const odd = 0xe0001234 as NdisStatus

/** What was asked is answered with each of the statuses the handler gives. */
const each = (
  statuses: ReadonlyArray<NdisStatus>,
  give: (status: NdisStatus) => void,
  ask: () => Effect.Effect<{ readonly Status: NdisStatus | undefined }, unknown>
) =>
  Effect.gen(function* () {
    for (const status of statuses) {
      give(status)
      expect(statusName((yield* ask()).Status!)).toBe(statusName(status))
    }
  })

describe("statuses of a call manager", () => {
  it.effect("an open of an address family", () =>
    bench((b) =>
      each(
        [NdisStatus.RESOURCES, odd],
        (status) => (b.cm.on.ProtocolCmOpenAf = () => status),
        () =>
          b.client.call("NdisClOpenAddressFamilyEx", {
            NdisBindingHandle: b.client.binding!.handle,
            AddressFamily: q2931,
            ClientAfContext: mine("again")
          })
      )
    )
  )

  it.effect("a close of an address family, and a notification of its close", () =>
    bench((b) =>
      Effect.gen(function* () {
        const NdisAfHandle = b.client.af!
        yield* each(
          [NdisStatus.NOT_ACCEPTED, odd],
          (status) => (b.cm.on.ProtocolCmCloseAf = () => status),
          () => b.client.call("NdisClCloseAddressFamily", { NdisAfHandle })
        )
        delete b.cm.on.ProtocolCmCloseAf
        yield* each(
          [odd],
          (status) => (b.client.on.ProtocolClNotifyCloseAf = () => status),
          () => b.cm.call("NdisCmNotifyCloseAddressFamily", { NdisAfHandle: b.cm.af! })
        )
      })
    )
  )

  it.effect("a registration and a deregistration of a SAP", () =>
    bench((b) =>
      Effect.gen(function* () {
        yield* each(
          [NdisStatus.RESOURCES, NdisStatus.INVALID_DATA, odd],
          (status) => (b.cm.on.ProtocolCmRegisterSap = () => status),
          () => b.client.call("NdisClRegisterSap", { NdisAfHandle: b.client.af!, ProtocolSapContext: mine("sap"), Sap: sapOf(1) })
        )
        delete b.cm.on.ProtocolCmRegisterSap
        const NdisSapHandle = yield* b.sap()
        yield* each(
          [NdisStatus.FAILURE, odd, NdisStatus.SUCCESS],
          (status) => (b.cm.on.ProtocolCmDeregisterSap = () => status),
          () => b.client.call("NdisClDeregisterSap", { NdisSapHandle })
        )
      })
    )
  )

  it.effect("a deletion, a call, a change and a close", () =>
    bench((b) =>
      Effect.gen(function* () {
        const NdisVcHandle = yield* b.create()
        yield* each(
          [odd],
          (status) => (b.cm.on.ProtocolCoDeleteVc = () => status),
          () => b.client.call("NdisCoDeleteVc", { NdisVcHandle })
        )
        delete b.cm.on.ProtocolCoDeleteVc
        yield* each(
          [NdisStatus.RESOURCES, NdisStatus.NOT_SUPPORTED, NdisStatus.FAILURE, odd],
          (status) => (b.cm.on.ProtocolCmMakeCall = () => status),
          () => b.client.call("NdisClMakeCall", { NdisVcHandle, CallParameters: parameters })
        )
        delete b.cm.on.ProtocolCmMakeCall
        expect(yield* b.client.status("NdisClMakeCall", { NdisVcHandle, CallParameters: parameters })).toBe("NDIS_STATUS_SUCCESS")
        yield* each(
          [NdisStatus.RESOURCES, NdisStatus.INVALID_DATA, NdisStatus.NOT_SUPPORTED, NdisStatus.FAILURE, odd],
          (status) => (b.cm.on.ProtocolCmModifyCallQoS = () => status),
          () => b.client.call("NdisClModifyCallQoS", { NdisVcHandle, CallParameters: parameters })
        )
        yield* each(
          [NdisStatus.INVALID_DATA, odd],
          (status) => (b.cm.on.ProtocolCmCloseCall = () => status),
          () => b.client.call("NdisClCloseCall", { NdisVcHandle, Size: 0 })
        )
        delete b.cm.on.ProtocolCmCloseCall
        yield* b.down(NdisVcHandle)
      })
    )
  )

  it.effect("parties that are added and dropped", () =>
    bench((b) =>
      Effect.gen(function* () {
        const NdisVcHandle = yield* b.create()
        const call = { NdisVcHandle, CallParameters: parameters, ProtocolPartyContext: mine("leaf") }
        const first = (yield* b.client.call("NdisClMakeCall", call)).NdisPartyHandle!
        yield* each(
          [NdisStatus.RESOURCES, NdisStatus.NOT_SUPPORTED, NdisStatus.FAILURE, odd],
          (Status) => (b.cm.on.ProtocolCmAddParty = ({ CallParameters }) => ({ Status, CallParameters })),
          () => b.client.call("NdisClAddParty", call)
        )
        b.cm.on.ProtocolCmAddParty = ({ CallParameters }) => ({ Status: NdisStatus.SUCCESS, CallParameters, CallMgrPartyContext: mine(0) })
        const second = (yield* b.client.call("NdisClAddParty", call)).NdisPartyHandle!
        yield* each(
          [NdisStatus.INVALID_DATA, odd, NdisStatus.SUCCESS],
          (status) => (b.cm.on.ProtocolCmDropParty = () => status),
          () => b.client.call("NdisClDropParty", { NdisPartyHandle: second, Size: 0 })
        )
        // The last one does not leave by a drop, whatever the call manager would say.
        expect(yield* b.client.status("NdisClDropParty", { NdisPartyHandle: first, Size: 0 })).toBe("NDIS_STATUS_FAILURE")
        expect(yield* b.client.status("NdisClCloseCall", { NdisVcHandle, NdisPartyHandle: first, Size: 0 })).toBe("NDIS_STATUS_SUCCESS")
        yield* b.delete(NdisVcHandle)
      })
    )
  )
})

describe("statuses of a client", () => {
  it.effect("an offer that is refused", () =>
    bench((b) =>
      Effect.gen(function* () {
        const NdisSapHandle = yield* b.sap()
        for (const status of [NdisStatus.FAILURE, NdisStatus.RESOURCES, NdisStatus.INVALID_DATA, odd]) {
          const NdisVcHandle = yield* b.ready()
          yield* each(
            [status],
            (status) => (b.client.on.ProtocolClIncomingCall = () => status),
            () => b.cm.call("NdisCmDispatchIncomingCall", { NdisSapHandle, NdisVcHandle, CallParameters: parameters })
          )
          yield* b.unready(NdisVcHandle)
        }
        yield* b.client.call("NdisClDeregisterSap", { NdisSapHandle })
      })
    )
  )
})

describe("statuses of a miniport", () => {
  it.effect("an activation that fails", () =>
    bench((b) =>
      Effect.gen(function* () {
        const NdisVcHandle = yield* b.create()
        yield* each(
          [NdisStatus.RESOURCES, NdisStatus.INVALID_DATA, odd],
          (status) => (b.miniport.on.MiniportCoActivateVc = () => status),
          () => b.cm.call("NdisCmActivateVc", { NdisVcHandle, CallParameters: parameters })
        )
        yield* b.delete(NdisVcHandle)
      })
    )
  )
})

describe("an MCM driver", () => {
  const inMcm = (body: (b: Bench) => Effect.Effect<void, unknown>) => bench(body, { form: "mcm" })

  it.effect("ASYNC-05 what it pends it completes with the functions of an MCM driver: an open, SAPs, a close, a notification", () =>
    inMcm((b) =>
      Effect.gen(function* () {
        const pend = () => NdisStatus.PENDING
        Object.assign(b.mcm.on, {
          ProtocolCmOpenAf: pend,
          ProtocolCmCloseAf: pend,
          ProtocolCmRegisterSap: pend,
          ProtocolCmDeregisterSap: pend
        })
        const first = b.client.af!
        const open = { NdisBindingHandle: b.client.binding!.handle, AddressFamily: q2931, ClientAfContext: mine("again") }
        expect(yield* b.client.status("NdisClOpenAddressFamilyEx", open)).toBe("NDIS_STATUS_PENDING")
        const af = b.mcm.seen("ProtocolCmOpenAf").at(-1)!["NdisAfHandle"] as NdisAfHandle
        yield* b.mcm.call("NdisMCmOpenAddressFamilyComplete", { Status: NdisStatus.SUCCESS, NdisAfHandle: af, CallMgrAfContext: mine(af) })
        yield* settle
        expect(b.client.seen("ProtocolClOpenAfCompleteEx")).toMatchObject([{ Status: NdisStatus.SUCCESS, NdisAfHandle: af }])
        const register = { NdisAfHandle: af, ProtocolSapContext: mine("sap"), Sap: sapOf(1) }
        expect(yield* b.client.status("NdisClRegisterSap", register)).toBe("NDIS_STATUS_PENDING")
        const sap = b.mcm.seen("ProtocolCmRegisterSap")[0]!["NdisSapHandle"] as NdisSapHandle
        yield* b.mcm.call("NdisMCmRegisterSapComplete", { Status: NdisStatus.SUCCESS, NdisSapHandle: sap, CallMgrSapContext: mine(sap) })
        yield* settle
        expect(b.client.statuses("ProtocolClRegisterSapComplete")).toEqual(["NDIS_STATUS_SUCCESS"])
        expect(yield* b.client.status("NdisClDeregisterSap", { NdisSapHandle: sap })).toBe("NDIS_STATUS_PENDING")
        yield* b.mcm.call("NdisMCmDeregisterSapComplete", { Status: NdisStatus.SUCCESS, NdisSapHandle: sap })
        yield* settle
        expect(b.client.statuses("ProtocolClDeregisterSapComplete")).toEqual(["NDIS_STATUS_SUCCESS"])
        b.client.on.ProtocolClNotifyCloseAf = () => odd
        const notified = yield* b.mcm.call("NdisMCmNotifyCloseAddressFamily", { NdisAfHandle: af })
        expect(notified.Status).toBe(odd)
        expect(yield* b.client.status("NdisClCloseAddressFamily", { NdisAfHandle: af })).toBe("NDIS_STATUS_PENDING")
        yield* b.mcm.call("NdisMCmCloseAddressFamilyComplete", { Status: NdisStatus.SUCCESS, NdisAfHandle: af })
        yield* settle
        expect(b.client.statuses("ProtocolClCloseAfComplete")).toEqual(["NDIS_STATUS_SUCCESS"])
        delete b.mcm.on.ProtocolCmCloseAf
        b.client.af = first
      })
    )
  )

  it.effect("a creation at its client that fails, and an offer that is refused", () =>
    inMcm((b) =>
      Effect.gen(function* () {
        const create = (MiniportVcContext: unknown) => () =>
          b.mcm.call("NdisMCmCreateVc", { MiniportAdapterHandle: b.mcm.adapter!, NdisAfHandle: b.mcm.af!, MiniportVcContext })
        yield* each(
          [NdisStatus.RESOURCES, NdisStatus.FAILURE, odd],
          (status) => (b.client.on.ProtocolCoCreateVc = () => status),
          create(mine("none"))
        )
        delete b.client.on.ProtocolCoCreateVc
        const NdisSapHandle = yield* b.sap()
        for (const status of [NdisStatus.FAILURE, NdisStatus.RESOURCES, NdisStatus.INVALID_DATA, odd]) {
          const context: Mine<NdisVcHandle | undefined> = mine<NdisVcHandle | undefined>(undefined)
          const NdisVcHandle = (yield* create(context)()).NdisVcHandle!
          yield* b.mcm.call("NdisMCmActivateVc", { NdisVcHandle, CallParameters: parameters })
          yield* each(
            [status],
            (status) => (b.client.on.ProtocolClIncomingCall = () => status),
            () => b.mcm.call("NdisMCmDispatchIncomingCall", { NdisSapHandle, NdisVcHandle, CallParameters: parameters })
          )
          yield* b.mcm.call("NdisMCmDeactivateVc", { NdisVcHandle })
          expect(yield* b.mcm.status("NdisMCmDeleteVc", { NdisVcHandle })).toBe("NDIS_STATUS_SUCCESS")
        }
        yield* b.client.call("NdisClDeregisterSap", { NdisSapHandle })
      })
    )
  )
})
