/**
 * A handler that answers an OID request is pended by a rule: its completion names the request, and what it was addressed with.
 */
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { Fault, NdisStatus, OidAnswer } from "../../src/index.ts"
import { bench, settle } from "../ndis/kit.ts"
import { addresses, answering, speed, toManager, toMiniport, value, valueOf } from "../ndis/oids.ts"

describe("an OID request that a rule pends", () => {
  it.effect("OID-07 OID-08 a call manager completes it about the VC it was asked about", () =>
    Fault.withRules([Fault.on("ProtocolCoOidRequest", Fault.pend)])(
      bench((b) =>
        Effect.gen(function* () {
          b.cm.on.ProtocolCoOidRequest = answering
          const vc = yield* b.create()
          expect(yield* b.client.status("NdisCoOidRequest", toManager(b, addresses(), vc))).toBe("NDIS_STATUS_PENDING")
          yield* settle
          const [completed] = b.client.seen("ProtocolCoOidRequestComplete")
          expect(completed).toMatchObject({ Status: NdisStatus.SUCCESS })
          expect(valueOf(completed!["OidRequest"] as never)).toBe("4711")
          yield* b.delete(vc)
        })
      )
    )
  )

  it.effect("OID-07 OID-08 a miniport completes it, and what it read reaches the client", () =>
    Fault.withRules([Fault.on("MiniportCoOidRequest", Fault.pend)])(
      bench((b) =>
        Effect.gen(function* () {
          b.miniport.on.MiniportCoOidRequest = ({ NdisRequest }) => {
            const { request, status } = OidAnswer.value(NdisRequest, value, 8)
            return { Status: status, NdisRequest: request }
          }
          expect(yield* b.client.status("NdisCoOidRequest", toMiniport(b, speed()))).toBe("NDIS_STATUS_PENDING")
          yield* settle
          const [completed] = b.client.seen("ProtocolCoOidRequestComplete")
          expect(completed).toMatchObject({ Status: NdisStatus.SUCCESS })
          expect(valueOf(completed!["OidRequest"] as never)).toEqual(value)
        })
      )
    )
  )
})
