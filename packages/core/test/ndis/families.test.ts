import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { addressFamily, Medium, type NdisAfHandle, NdisStatus, type NdisSapHandle, q2931 } from "../../src/index.ts"
import { bench, type Bench, callManager, mine, parameters, sapOf, settle } from "./kit.ts"

const open = (b: Bench, AddressFamily = q2931) =>
  b.client.status("NdisClOpenAddressFamilyEx", { NdisBindingHandle: b.client.binding!.handle, AddressFamily, ClientAfContext: mine("af") })
const lan = addressFamily(0x800, 1, 0)

describe("address families", () => {
  it.effect("AF-09 the client is notified after the call manager's bind handler returned, and AF-02 nothing is registered later", () =>
    bench((b) =>
      Effect.gen(function* () {
        expect(b.client.seen("ProtocolCoAfRegisterNotify").length).toBe(1)
        expect(yield* b.cm.status("NdisCmRegisterAddressFamilyEx", { NdisBindingHandle: b.cm.binding!.handle, AddressFamily: lan })).toBe(
          "NDIS_STATUS_FAILURE"
        )
        expect(b.rules()).toEqual(["AF-02"])
      })
    )
  )

  it.effect("AF-05 a second call manager cannot offer the same family on the adapter", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          expect(b.rules("refusal")).toEqual(["AF-05"])
          expect(b.texts("refusal")[0]).toContain("cm already offers this address family on atm0")
          yield* b.down(yield* b.up())
        }),
      { more: (b) => [callManager(b.journal, "cm2").driver] }
    )
  )

  it.effect("AF-11 nor one on the adapter of an MCM driver", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          expect(b.rules("refusal")).toEqual(["AF-11"])
          yield* b.down(yield* b.up())
        }),
      { form: "mcm", more: (b) => [callManager(b.journal, "cm2").driver] }
    )
  )

  it.effect("a bind handler that fails after it registered leaves no family behind: another call manager may offer it", () => {
    const failing: Array<string> = []
    return bench(
      (b) =>
        Effect.gen(function* () {
          expect(failing).toEqual(["registered", "closed"])
          expect(b.rules()).toEqual([])
          yield* b.down(yield* b.up())
        }),
      {
        before: (b) => {
          b.cm.on.ProtocolBindAdapterEx = Effect.fnUntraced(function* ({ BindContext, BindParameters }) {
            const { ndis } = b.cm.life
            const { NdisBindingHandle } = yield* ndis.NdisOpenAdapterEx({
              NdisProtocolHandle: b.cm.seen("ProtocolSetOptions")[0]!["NdisDriverHandle"] as never,
              ProtocolBindingContext: 1,
              OpenParameters: {
                Header: BindParameters.Header as never,
                AdapterName: BindParameters.AdapterName,
                MediumArray: [Medium.Atm]
              },
              BindContext
            })
            const status = yield* ndis.NdisCmRegisterAddressFamilyEx({ NdisBindingHandle: NdisBindingHandle!, AddressFamily: q2931 })
            failing.push(status === NdisStatus.SUCCESS ? "registered" : "refused")
            yield* ndis.NdisCloseAdapterEx({ NdisBindingHandle: NdisBindingHandle! })
            failing.push("closed")
            return NdisStatus.RESOURCES
          })
        },
        more: (b) => [callManager(b.journal, "cm2").driver]
      }
    )
  })

  it.effect("AF-13 what nobody offers is not opened", () =>
    bench((b) =>
      Effect.gen(function* () {
        expect(yield* open(b, lan)).toBe("NDIS_STATUS_FAILURE")
        expect(b.rules()).toEqual(["AF-13"])
      })
    )
  )

  it.effect("AF-12 a client that has not been notified cannot open", () => {
    const statuses: Array<string> = []
    return bench(
      (b) =>
        Effect.gen(function* () {
          expect(statuses).toEqual(["NDIS_STATUS_FAILURE"])
          expect(b.rules("refusal")).toEqual(["AF-12"])
          yield* Effect.void
        }),
      {
        before: (b) => {
          b.client.on.ProtocolNetPnPEvent = ({ ProtocolBindingContext }) => {
            if (statuses.length > 0) return NdisStatus.SUCCESS
            statuses.push("")
            const { handle } = ProtocolBindingContext as { readonly handle: never }
            return Effect.map(
              b.client.life.ndis.NdisClOpenAddressFamilyEx({ NdisBindingHandle: handle, AddressFamily: q2931, ClientAfContext: 1 }),
              (answer) => {
                statuses[0] = answer.Status === NdisStatus.FAILURE ? "NDIS_STATUS_FAILURE" : String(answer.Status)
                return NdisStatus.SUCCESS
              }
            )
          }
        }
      }
    )
  })

  it.effect("AF-20 while an open pends the client can do nothing else on the binding, and then everything again", () =>
    bench((b) =>
      Effect.gen(function* () {
        const vc = yield* b.up()
        const idle = yield* b.create()
        b.cm.on.ProtocolCmOpenAf = () => NdisStatus.PENDING
        expect(yield* open(b)).toBe("NDIS_STATUS_PENDING")
        const af = b.cm.seen("ProtocolCmOpenAf").at(-1)!["NdisAfHandle"] as NdisAfHandle
        expect(yield* open(b)).toBe("NDIS_STATUS_FAILURE")
        expect(
          yield* b.client.status("NdisCoCreateVc", {
            NdisBindingHandle: b.client.binding!.handle,
            NdisAfHandle: b.client.af!,
            ProtocolVcContext: 1
          })
        ).toBe("NDIS_STATUS_FAILURE")
        expect(yield* b.client.status("NdisClRegisterSap", { NdisAfHandle: b.client.af!, ProtocolSapContext: 1, Sap: sapOf(1) })).toBe(
          "NDIS_STATUS_FAILURE"
        )
        expect(yield* b.client.status("NdisClMakeCall", { NdisVcHandle: idle, CallParameters: parameters })).toBe("NDIS_STATUS_FAILURE")
        expect(yield* b.client.status("NdisClCloseCall", { NdisVcHandle: vc, Size: 0 })).toBe("NDIS_STATUS_FAILURE")
        expect(b.rules()).toEqual(Array.from({ length: 5 }, () => "AF-20"))
        yield* b.cm.call("NdisCmOpenAddressFamilyComplete", { Status: NdisStatus.RESOURCES, NdisAfHandle: af, CallMgrAfContext: null })
        yield* settle
        expect(b.client.seen("ProtocolClOpenAfCompleteEx")).toMatchObject([{ Status: NdisStatus.RESOURCES, NdisAfHandle: null }])
        yield* b.delete(idle)
        yield* b.down(vc)
      })
    )
  )

  it.effect("AF-20 a client that dies while its open pends leaves nothing, also when it had a call", () =>
    bench((b) =>
      Effect.gen(function* () {
        yield* b.up()
        b.cm.on.ProtocolCmOpenAf = () => NdisStatus.PENDING
        yield* open(b)
        const af = b.cm.seen("ProtocolCmOpenAf").at(-1)!["NdisAfHandle"] as NdisAfHandle
        delete b.cm.on.ProtocolCmOpenAf
        b.host.crash("voice", new Error("gone"))
        yield* settle
        yield* b.cm.call("NdisCmOpenAddressFamilyComplete", { Status: NdisStatus.SUCCESS, NdisAfHandle: af, CallMgrAfContext: mine(af) })
        yield* settle
        expect(b.client.lives).toBe(2)
        yield* b.down(yield* b.up())
      })
    )
  )

  it.effect("AF-32 nobody is asked to leave a family that is not open yet", () =>
    bench((b) =>
      Effect.gen(function* () {
        b.cm.on.ProtocolCmOpenAf = () => NdisStatus.PENDING
        yield* open(b)
        const af = b.cm.seen("ProtocolCmOpenAf").at(-1)!["NdisAfHandle"] as NdisAfHandle
        expect(yield* b.cm.status("NdisCmNotifyCloseAddressFamily", { NdisAfHandle: af })).toBe("NDIS_STATUS_FAILURE")
        expect(b.rules()).toEqual(["AF-32"])
        expect(b.client.seen("ProtocolClNotifyCloseAf")).toEqual([])
        yield* b.cm.call("NdisCmOpenAddressFamilyComplete", { Status: NdisStatus.FAILURE, NdisAfHandle: af, CallMgrAfContext: null })
        yield* settle
      })
    )
  )

  it.effect("AF-17 an open that succeeds without a context fails", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          b.cm.on.ProtocolCmOpenAf = () => NdisStatus.SUCCESS
          expect(yield* open(b)).toBe("NDIS_STATUS_FAILURE")
        }),
      { breaks: ["AF-17"] }
    )
  )

  it.effect("AF-23 a family with VCs or SAPs left is not closed", () =>
    bench((b) =>
      Effect.gen(function* () {
        const af = b.client.af!
        const vc = yield* b.create()
        const sap = yield* b.sap()
        expect(yield* b.client.status("NdisClCloseAddressFamily", { NdisAfHandle: af })).toBe("NDIS_STATUS_FAILURE")
        yield* b.delete(vc)
        expect(yield* b.client.status("NdisClCloseAddressFamily", { NdisAfHandle: af })).toBe("NDIS_STATUS_FAILURE")
        expect(b.rules()).toEqual(["AF-23", "AF-23"])
        yield* b.client.call("NdisClDeregisterSap", { NdisSapHandle: sap })
      })
    )
  )

  it.effect("AF-24 a second close is refused, and after the close the handle is dead", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const af = b.client.af!
          b.client.af = undefined
          b.cm.on.ProtocolCmCloseAf = () => NdisStatus.PENDING
          expect(yield* b.client.status("NdisClCloseAddressFamily", { NdisAfHandle: af })).toBe("NDIS_STATUS_PENDING")
          expect(yield* b.client.status("NdisClCloseAddressFamily", { NdisAfHandle: af })).toBe("NDIS_STATUS_FAILURE")
          yield* b.cm.call("NdisCmCloseAddressFamilyComplete", { Status: NdisStatus.FAILURE, NdisAfHandle: af })
          yield* settle
          expect(b.client.seen("ProtocolClCloseAfComplete")).toEqual([])
          yield* b.cm.call("NdisCmCloseAddressFamilyComplete", { Status: NdisStatus.SUCCESS, NdisAfHandle: af })
          yield* settle
          expect(yield* b.client.status("NdisClCloseAddressFamily", { NdisAfHandle: af })).toBe("NDIS_STATUS_FAILURE")
          expect(b.rules("refusal")).toEqual(["AF-24", "HND-02"])
        }),
      { breaks: ["AF-28"] }
    )
  )

  it.effect("a close that the call manager refuses leaves the family open", () =>
    bench((b) =>
      Effect.gen(function* () {
        b.cm.on.ProtocolCmCloseAf = () => NdisStatus.NOT_ACCEPTED
        expect(yield* b.client.status("NdisClCloseAddressFamily", { NdisAfHandle: b.client.af! })).toBe("NDIS_STATUS_NOT_ACCEPTED")
        delete b.cm.on.ProtocolCmCloseAf
        yield* b.down(yield* b.up())
      })
    )
  )

  it.effect("AF-36, AF-37 notify-close is answered by the client, reported when it pended, and AF-32 asked once", () =>
    bench((b) =>
      Effect.gen(function* () {
        const af = b.client.af!
        const vc = yield* b.create()
        expect(yield* b.cm.status("NdisCmNotifyCloseAddressFamily", { NdisAfHandle: af })).toBe("NDIS_STATUS_PENDING")
        expect(yield* b.cm.status("NdisCmNotifyCloseAddressFamily", { NdisAfHandle: af })).toBe("NDIS_STATUS_FAILURE")
        expect(b.cm.seen("ProtocolCmNotifyCloseAfComplete")).toEqual([])
        yield* b.delete(vc)
        yield* settle
        expect(b.cm.statuses("ProtocolCmNotifyCloseAfComplete")).toEqual(["NDIS_STATUS_SUCCESS"])
        expect(b.rules()).toEqual(["AF-23", "AF-32"])
      })
    )
  )

  it.effect("SAP-10, SAP-04 a SAP is deregistered once, and one that succeeds without a context fails", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          b.cm.on.ProtocolCmRegisterSap = () => NdisStatus.SUCCESS
          expect(yield* b.client.status("NdisClRegisterSap", { NdisAfHandle: b.client.af!, ProtocolSapContext: 1, Sap: sapOf(1) })).toBe(
            "NDIS_STATUS_FAILURE"
          )
          delete b.cm.on.ProtocolCmRegisterSap
          const sap: NdisSapHandle = yield* b.sap()
          b.cm.on.ProtocolCmDeregisterSap = () => NdisStatus.PENDING
          expect(yield* b.client.status("NdisClDeregisterSap", { NdisSapHandle: sap })).toBe("NDIS_STATUS_PENDING")
          expect(yield* b.client.status("NdisClDeregisterSap", { NdisSapHandle: sap })).toBe("NDIS_STATUS_FAILURE")
          yield* b.cm.call("NdisCmDeregisterSapComplete", { Status: NdisStatus.SUCCESS, NdisSapHandle: sap })
          yield* settle
          expect(yield* b.client.status("NdisClDeregisterSap", { NdisSapHandle: sap })).toBe("NDIS_STATUS_FAILURE")
          expect(b.rules("refusal")).toEqual(["SAP-10", "HND-02"])
        }),
      { breaks: ["SAP-04"] }
    )
  )
})
