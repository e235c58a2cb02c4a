/**
 * Call parameters that are not made like any: nothing moves because of them.
 */
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { type CallParameters, NdisStatus } from "../../src/index.ts"
import { bench, parameters, settle } from "./kit.ts"

const flows = parameters.CallMgrParameters!
const media = { Flags: 0, ReceivePriority: 0, ReceiveSizeHint: 0 }

/** What a caller without the compiler's help may give. */
const malformed = [
  null,
  undefined,
  5,
  {},
  { CallMgrParameters: null, MediaParameters: null },
  { Flags: 0 },
  { Flags: 0, CallMgrParameters: 5, MediaParameters: null },
  { Flags: 0, CallMgrParameters: { ...flows, Transmit: null }, MediaParameters: null },
  { Flags: 0, CallMgrParameters: { ...flows, Receive: 1 }, MediaParameters: null },
  { Flags: 0, CallMgrParameters: { ...flows, CallMgrSpecific: null }, MediaParameters: null },
  { Flags: 0, CallMgrParameters: { ...flows, CallMgrSpecific: { Parameters: { CalledParty: null } } }, MediaParameters: null },
  { Flags: 0, CallMgrParameters: null, MediaParameters: "media" },
  { Flags: 0, CallMgrParameters: null, MediaParameters: media },
  { Flags: 0, CallMgrParameters: null, MediaParameters: { ...media, MediaSpecific: { ParamType: 1, Length: 0 } } },
  { Flags: 0, CallMgrParameters: null, MediaParameters: { ...media, MediaSpecific: { Parameters: { ConnectionId: 1, Transmit: {} } } } }
] as ReadonlyArray<unknown> as ReadonlyArray<CallParameters>

describe("malformed call parameters", () => {
  it.effect("are refused with INVALID_DATA before anything moves, whatever asks with them", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const idle = yield* b.create()
          const up = yield* b.up()
          const offered = yield* b.ready()
          const sap = yield* b.sap()
          const party = { handle: undefined }
          b.trace.events.length = 0
          for (const CallParameters of malformed) {
            const answers = [
              yield* b.client.status("NdisClMakeCall", { NdisVcHandle: idle, CallParameters }),
              yield* b.client.status("NdisClModifyCallQoS", { NdisVcHandle: up, CallParameters }),
              yield* b.client.status("NdisClAddParty", { NdisVcHandle: up, CallParameters, ProtocolPartyContext: party }),
              yield* b.cm.status("NdisCmActivateVc", { NdisVcHandle: up, CallParameters }),
              yield* b.cm.status("NdisCmDispatchIncomingCall", { NdisSapHandle: sap, NdisVcHandle: offered, CallParameters })
            ]
            expect(answers, JSON.stringify(CallParameters)).toEqual(answers.map(() => "NDIS_STATUS_INVALID_DATA"))
          }
          expect(new Set(b.rules("refusal"))).toEqual(new Set(["ARGS", "CALL-01"]))
          expect(b.trace.events.flatMap((event) => ("change" in event && event.change !== undefined ? [event.change] : []))).toEqual([])
          // What is not refused would end here: each object goes on from where it was.
          expect(yield* b.cm.status("NdisCmActivateVc", { NdisVcHandle: up, CallParameters: parameters })).toBe("NDIS_STATUS_SUCCESS")
          expect(yield* b.client.status("NdisClMakeCall", { NdisVcHandle: idle, CallParameters: parameters })).toBe("NDIS_STATUS_SUCCESS")
          yield* b.down(idle)
          yield* b.down(up)
          yield* b.unready(offered)
          yield* b.client.status("NdisClDeregisterSap", { NdisSapHandle: sap })
        }),
      {}
    )
  )

  it.effect("of a completion do not count, and what it completes is complete", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          for (const CallParameters of malformed) {
            b.cm.on.ProtocolCmMakeCall = () => NdisStatus.PENDING
            const vc = yield* b.create()
            yield* b.client.call("NdisClMakeCall", { NdisVcHandle: vc, CallParameters: parameters })
            yield* b.cm.call("NdisCmActivateVc", { NdisVcHandle: vc, CallParameters: parameters })
            yield* b.cm.call("NdisCmMakeCallComplete", { Status: NdisStatus.SUCCESS, NdisVcHandle: vc, CallParameters })
            yield* settle
            expect(b.client.seen("ProtocolClMakeCallComplete").at(-1)).toMatchObject({ CallParameters: parameters })
            yield* b.down(vc)
          }
          // One that is left out is no breach.
          expect(b.rules("violation")).toEqual(malformed.slice(2).map(() => "ARGS"))
        }),
      { breaks: ["ARGS"] }
    )
  )
})
