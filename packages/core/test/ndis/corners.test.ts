import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { flowSpec, NdisStatus, withTraffic } from "../../src/index.ts"
import { bench, parameters, settle } from "./kit.ts"

const other = withTraffic(parameters, flowSpec({ PeakBandwidth: 1000 }), flowSpec({ PeakBandwidth: 2000 }))

describe("notify-close", () => {
  it.effect.each([["cm"], ["mcm"]] as const)("AF-36 a client that closes the family in its handler answers at once (%s)", ([form]) =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const NdisAfHandle = b.client.af!
          b.client.on.ProtocolClNotifyCloseAf = () =>
            Effect.tap(b.client.life.ndis.NdisClCloseAddressFamily({ NdisAfHandle }), () => Effect.sync(() => (b.client.af = undefined)))
          const asked =
            form === "cm"
              ? b.cm.status("NdisCmNotifyCloseAddressFamily", { NdisAfHandle })
              : b.mcm.status("NdisMCmNotifyCloseAddressFamily", { NdisAfHandle })
          expect(yield* asked).toBe("NDIS_STATUS_SUCCESS")
          yield* settle
          const provider = form === "cm" ? b.cm : b.mcm
          expect(b.since(0).filter((name) => name.endsWith("ProtocolCmNotifyCloseAfComplete"))).toEqual([])
          expect(b.since(0)).toContain(`${provider.name}.ProtocolCmCloseAf`)
        }),
      { form }
    )
  )

  it.effect("AF-37 an MCM driver hears the answer of a client that pended, after its VC is gone", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const NdisAfHandle = b.client.af!
          const vc = yield* b.create()
          expect(yield* b.mcm.status("NdisMCmNotifyCloseAddressFamily", { NdisAfHandle })).toBe("NDIS_STATUS_PENDING")
          expect(b.mcm.seen("ProtocolCmNotifyCloseAfComplete")).toEqual([])
          yield* b.delete(vc)
          yield* settle
          expect(b.mcm.statuses("ProtocolCmNotifyCloseAfComplete")).toEqual(["NDIS_STATUS_SUCCESS"])
        }),
      { form: "mcm" }
    )
  )
})

describe("an active VC that is activated again", () => {
  it.effect("VC-36 VC-28 gets the new parameters at the miniport and carries on; when they fail, the old ones stand", () =>
    bench((b) =>
      Effect.gen(function* () {
        const vc = yield* b.up()
        expect(yield* b.cm.status("NdisCmActivateVc", { NdisVcHandle: vc, CallParameters: other })).toBe("NDIS_STATUS_SUCCESS")
        expect(b.miniport.seen("MiniportCoActivateVc").map(({ CallParameters }) => CallParameters === other)).toEqual([false, true])
        b.miniport.on.MiniportCoActivateVc = () => NdisStatus.RESOURCES
        expect(yield* b.cm.status("NdisCmActivateVc", { NdisVcHandle: vc, CallParameters: parameters })).toBe("NDIS_STATUS_RESOURCES")
        // Still active: neither deleted nor without a call.
        expect(yield* b.client.status("NdisCoDeleteVc", { NdisVcHandle: vc })).not.toBe("NDIS_STATUS_SUCCESS")
        yield* b.down(vc)
      })
    )
  )

  it.effect("VC-36 the same by an MCM driver, which no miniport is asked for", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.up()
          expect(yield* b.mcm.status("NdisMCmActivateVc", { NdisVcHandle: vc, CallParameters: other })).toBe("NDIS_STATUS_PENDING")
          yield* settle
          expect(b.mcm.statuses("ProtocolCmActivateVcComplete")).toEqual(["NDIS_STATUS_SUCCESS", "NDIS_STATUS_SUCCESS"])
          yield* b.down(vc)
        }),
      { form: "mcm" }
    )
  )
})
