import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { type NdisAfHandle, NdisStatus, type NdisVcHandle, q2931, type Handle } from "../../src/index.ts"
import { Bench, bench, mine, parameters, sapOf, settle } from "./kit.ts"
import { Host } from "../../src/index.ts"

const make = (b: Bench, vc: unknown) => b.client.status("NdisClMakeCall", { NdisVcHandle: vc as NdisVcHandle, CallParameters: parameters })

describe("handles", () => {
  for (const [what, value] of [
    ["null", null],
    ["undefined", undefined],
    ["a number", 7],
    ["a text", "vc1.1"],
    ["a copy", "copy"],
    ["an empty object", {}]
  ] as const) {
    it.effect(`HND-01 ${what} is no handle: the call is refused and recorded`, () =>
      bench((b) =>
        Effect.gen(function* () {
          const vc = yield* b.create()
          const invented = value === "copy" ? { ...vc } : value
          expect(yield* make(b, invented)).toBe("NDIS_STATUS_FAILURE")
          expect(b.rules("refusal").every((rule) => rule === "HND-01" || rule === "HND-02")).toBe(true)
          expect(b.texts("refusal").length).toBe(1)
          expect(b.texts("refusal")[0]).toContain("NDIS never issued it")
          expect(b.cm.seen("ProtocolCmMakeCall")).toEqual([])
          yield* b.delete(vc)
        })
      )
    )
  }

  it.effect("HND-01 a driver that deregisters without its handle is told so", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const none = undefined as never
          yield* b.miniport.call("NdisMDeregisterMiniportDriver", { NdisMiniportDriverHandle: none })
          yield* b.client.call("NdisDeregisterProtocolDriver", { NdisProtocolHandle: none })
          expect(b.texts("refusal").length + b.texts("violation").length).toBe(2)
          for (const rule of b.rules("refusal", "violation")) expect(rule).toBe("HND-01")
        }),
      { breaks: ["HND-01"] }
    )
  )

  it.effect("HND-01 an invented handle given to a void function is a recorded breach", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          yield* b.cm.call("NdisCmMakeCallComplete", {
            Status: NdisStatus.SUCCESS,
            NdisVcHandle: {} as NdisVcHandle,
            CallParameters: parameters
          })
          yield* settle
          expect(b.host.violations()).toBe(1)
        }),
      { breaks: ["HND-01"] }
    )
  )

  it.effect("HND-02 the message about a dead handle names what it died of", () =>
    bench((b) =>
      Effect.gen(function* () {
        const vc = yield* b.create()
        yield* b.delete(vc)
        expect(yield* make(b, vc)).toBe("NDIS_STATUS_FAILURE")
        expect(b.rules("refusal")).toEqual(["HND-02"])
        expect(b.texts("refusal")[0]).toContain("is dead: its creator deleted it")
        // The slot lives again: the old handle does not find the new object.
        const next = yield* b.create()
        expect((next as Handle<"vc">).slot).toBe((vc as Handle<"vc">).slot)
        expect(yield* make(b, vc)).toBe("NDIS_STATUS_FAILURE")
        yield* b.delete(next)
      })
    )
  )

  it.effect("HND-03 a client cannot use what belongs to another client", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const [one, other] = b.clients
          const vc = yield* b.create(one)
          const sap = yield* b.sap(1, one)
          expect(yield* other!.status("NdisClMakeCall", { NdisVcHandle: vc, CallParameters: parameters })).toBe("NDIS_STATUS_FAILURE")
          expect(yield* other!.status("NdisCoDeleteVc", { NdisVcHandle: vc })).toBe("NDIS_STATUS_FAILURE")
          expect(yield* other!.status("NdisClDeregisterSap", { NdisSapHandle: sap })).toBe("NDIS_STATUS_FAILURE")
          expect(yield* other!.status("NdisClRegisterSap", { NdisAfHandle: one!.af!, ProtocolSapContext: mine(0), Sap: sapOf(2) })).toBe(
            "NDIS_STATUS_FAILURE"
          )
          expect(
            yield* other!.status("NdisCoCreateVc", {
              NdisBindingHandle: one!.binding!.handle,
              NdisAfHandle: other!.af!,
              ProtocolVcContext: mine(0)
            })
          ).toBe("NDIS_STATUS_FAILURE")
          expect(
            yield* other!.status("NdisCoCreateVc", {
              NdisBindingHandle: other!.binding!.handle,
              NdisAfHandle: one!.af!,
              ProtocolVcContext: mine(0)
            })
          ).toBe("NDIS_STATUS_FAILURE")
          expect(b.rules("refusal")).toEqual(Array.from({ length: 6 }, () => "HND-03"))
          expect(b.texts("refusal")[0]).toContain("video")
          yield* b.delete(vc, one)
          expect(yield* one!.status("NdisClDeregisterSap", { NdisSapHandle: sap })).toBe("NDIS_STATUS_SUCCESS")
        }),
      { clients: ["voice", "video"] }
    )
  )

  it.effect("HND-03 a handle of the right driver but of another kind is refused", () =>
    bench((b) =>
      Effect.gen(function* () {
        expect(yield* make(b, b.client.af)).toBe("NDIS_STATUS_FAILURE")
        expect(b.texts("refusal")[0]).toContain("is a handle of kind af, not vc")
        expect(
          yield* b.client.status("NdisClCloseAddressFamily", { NdisAfHandle: b.client.binding!.handle as unknown as NdisAfHandle })
        ).toBe("NDIS_STATUS_FAILURE")
      })
    )
  )

  it.effect("HND-03 a handle of another host is foreign", () =>
    bench((b) =>
      Effect.gen(function* () {
        const there = new Bench({ clients: ["voice"] })
        const bob = yield* Effect.scoped(
          Effect.gen(function* () {
            const host = yield* Host.make("bob", [
              Host.adapterLayer(there.miniport.driver),
              Host.driverLayer(there.cm.driver),
              Host.driverLayer(there.client.driver)
            ])
            yield* settle
            const his = yield* there.create()
            expect(yield* make(b, his)).toBe("NDIS_STATUS_FAILURE")
            yield* there.delete(his)
            return host
          })
        )
        expect(b.rules("refusal").length).toBe(1)
        yield* settle
        expect(bob.leftovers()).toEqual({})
      })
    )
  )

  it.effect("HND-03 only the miniport's own driver speaks with the adapter handle", () =>
    bench((b) =>
      Effect.gen(function* () {
        // A client that got hold of a call manager's binding cannot create on it.
        expect(
          yield* b.client.status("NdisCoCreateVc", {
            NdisBindingHandle: b.cm.binding!.handle,
            NdisAfHandle: b.client.af!,
            ProtocolVcContext: mine(0)
          })
        ).toBe("NDIS_STATUS_FAILURE")
        expect(b.rules("refusal")).toEqual(["HND-03"])
      })
    )
  )

  it.effect("HND-06 out handles are there on success only", () =>
    bench((b) =>
      Effect.gen(function* () {
        b.cm.on.ProtocolCoCreateVc = () => NdisStatus.RESOURCES
        b.cm.on.ProtocolCmRegisterSap = () => NdisStatus.INVALID_DATA
        b.cm.on.ProtocolCmOpenAf = () => NdisStatus.RESOURCES
        const created = yield* b.client.call("NdisCoCreateVc", {
          NdisBindingHandle: b.client.binding!.handle,
          NdisAfHandle: b.client.af!,
          ProtocolVcContext: mine(0)
        })
        expect({ ...created }).toEqual({ Status: NdisStatus.RESOURCES })
        const sap = yield* b.client.call("NdisClRegisterSap", { NdisAfHandle: b.client.af!, ProtocolSapContext: mine(0), Sap: sapOf(1) })
        expect({ ...sap }).toEqual({ Status: NdisStatus.INVALID_DATA })
        const second = yield* b.client.call("NdisClOpenAddressFamilyEx", {
          NdisBindingHandle: b.client.binding!.handle,
          AddressFamily: q2931,
          ClientAfContext: mine(0)
        })
        expect({ ...second }).toEqual({ Status: NdisStatus.RESOURCES })
        b.cm.on.ProtocolCmMakeCall = () => NdisStatus.FAILURE
        delete b.cm.on.ProtocolCoCreateVc
        const vc = yield* b.create()
        const made = yield* b.client.call("NdisClMakeCall", { NdisVcHandle: vc, CallParameters: parameters, ProtocolPartyContext: mine(0) })
        expect(made).toMatchObject({ Status: NdisStatus.FAILURE, NdisPartyHandle: null })
        yield* b.delete(vc)
      })
    )
  )

  it.effect("CALL-24 the party handle of a point-to-point call is NULL", () =>
    bench((b) =>
      Effect.gen(function* () {
        const vc = yield* b.create()
        const made = yield* b.client.call("NdisClMakeCall", { NdisVcHandle: vc, CallParameters: parameters })
        expect(made).toMatchObject({ Status: NdisStatus.SUCCESS, NdisPartyHandle: null })
        yield* b.down(vc)
      })
    )
  )

  it.effect("HND-04 every driver is handed its own context in every call about an object", () =>
    bench((b) =>
      Effect.gen(function* () {
        const own = mine("client vc")
        const created = yield* b.client.call("NdisCoCreateVc", {
          NdisBindingHandle: b.client.binding!.handle,
          NdisAfHandle: b.client.af!,
          ProtocolVcContext: own
        })
        const vc = created.NdisVcHandle!
        const contexts = {
          cm: b.cm.seen("ProtocolCoCreateVc").at(-1)!["NdisVcHandle"],
          miniport: b.miniport.seen("MiniportCoCreateVc").at(-1)!["NdisVcHandle"]
        }
        expect(contexts).toEqual({ cm: vc, miniport: vc })
        expect(b.cm.seen("ProtocolCoCreateVc").at(-1)!["ProtocolAfContext"]).toMatchObject({ handle: b.client.af })
        yield* b.client.call("NdisClMakeCall", { NdisVcHandle: vc, CallParameters: parameters })
        expect(b.cm.seen("ProtocolCmMakeCall")[0]!["CallMgrVcContext"]).toMatchObject({ handle: vc })
        const manager = b.cm.seen("ProtocolCmMakeCall")[0]!["CallMgrVcContext"]
        const below = b.miniport.seen("MiniportCoActivateVc")[0]!["MiniportVcContext"]
        b.client.on.ProtocolClIncomingCloseCall = () => {}
        yield* b.cm.call("NdisCmDispatchIncomingCloseCall", { CloseStatus: NdisStatus.SUCCESS, NdisVcHandle: vc, Size: 0 })
        expect(b.client.seen("ProtocolClIncomingCloseCall")[0]!["ProtocolVcContext"]).toBe(own)
        yield* b.down(vc)
        expect(b.cm.seen("ProtocolCmCloseCall")[0]!["CallMgrVcContext"]).toBe(manager)
        expect(b.cm.seen("ProtocolCoDeleteVc")[0]!["ProtocolVcContext"]).toBe(manager)
        expect(b.miniport.seen("MiniportCoDeactivateVc")[0]!["MiniportVcContext"]).toBe(below)
        expect(b.miniport.seen("MiniportCoDeleteVc")[0]!["MiniportVcContext"]).toBe(below)
      })
    )
  )
})
