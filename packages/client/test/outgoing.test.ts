import { CallFlags, callTo, withFlag, withTraffic } from "@condis/core/CallParameters"
import { atmAddress } from "@condis/core/Atm"
import { flowSpec } from "@condis/core/FlowSpec"
import { NdisStatus } from "@condis/core/NdisStatus"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import { ladder, notes, withClient } from "./support.ts"

const to = "47.0002"
const slow = flowSpec({ PeakBandwidth: 1000 })
const fast = flowSpec({ PeakBandwidth: 9000 })
const offered = withFlag(withTraffic(callTo(atmAddress(to)), slow, slow), CallFlags.CALL_PARAMETERS_CHANGED)
const peak = (call: {
  readonly parameters: { readonly CallMgrParameters: { readonly Transmit: { readonly PeakBandwidth: number } } | null }
}) => call.parameters.CallMgrParameters?.Transmit.PeakBandwidth

describe("an outgoing call", () => {
  it.effect("OP-19, OP-23: is made, and leaving its scope closes it and deletes its VC", () =>
    withClient((world) =>
      Effect.gen(function* () {
        yield* Effect.scoped(world.client.makeCall({ to }))
        expect(ladder(world, /Call|Vc/)).toEqual([
          "NdisCoCreateVc",
          "NdisClMakeCall",
          "ProtocolClMakeCallComplete",
          "NdisClCloseCall",
          "ProtocolClCloseCallComplete",
          "NdisCoDeleteVc"
        ])
        expect(world.fake.vcs.size).toBe(0)
      })
    )
  )

  it.effect("CALL-14: fails with the status of the call manager, and its VC is deleted", () =>
    withClient((world) =>
      Effect.gen(function* () {
        world.fake.script.makeCall = () => ({ status: NdisStatus.NO_ROUTE_TO_DESTINATION })
        const error = yield* Effect.flip(Effect.scoped(world.client.makeCall({ to })))
        expect(error).toMatchObject({ _tag: "CallRejected", status: NdisStatus.NO_ROUTE_TO_DESTINATION })
        expect(error.message).toContain("NDIS_STATUS_NO_ROUTE_TO_DESTINATION")
        expect(ladder(world, /Call|Vc/)).toEqual(["NdisCoCreateVc", "NdisClMakeCall", "NdisCoDeleteVc"])
      })
    )
  )

  it.effect("CALL-18: keeps changed parameters by default, and the program sees them", () =>
    withClient((world) =>
      Effect.gen(function* () {
        world.fake.script.makeCall = () => ({ status: NdisStatus.SUCCESS, parameters: offered })
        const call = yield* world.client.makeCall({ to, traffic: { transmit: fast, receive: fast } })
        expect(peak(call)).toBe(1000)
        expect(call.parameters.Flags).toBe(0)
      })
    )
  )

  it.effect("CALL-19: renegotiates changed parameters when its policy says so", () =>
    withClient((world) =>
      Effect.gen(function* () {
        world.fake.script.makeCall = () => ({ status: NdisStatus.SUCCESS, parameters: offered })
        const wanted = withTraffic(offered, flowSpec({ PeakBandwidth: 5000 }), slow)
        const call = yield* world.client.makeCall({
          to,
          policies: { onChanged: ({ round }) => (round === 1 ? { _tag: "renegotiate", parameters: wanted } : { _tag: "close" }) }
        })
        expect(peak(call)).toBe(5000)
        expect(ladder(world, /Modify/)).toEqual(["NdisClModifyCallQoS", "ProtocolClModifyCallQoSComplete"])
      })
    )
  )

  it.effect("asks the policy again when a renegotiation fails, and closes after the last round", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const rounds: Array<readonly [number, NdisStatus]> = []
        world.fake.script.makeCall = () => ({ status: NdisStatus.SUCCESS, parameters: offered })
        world.fake.script.modify = () => ({ status: NdisStatus.FAILURE })
        const error = yield* Effect.flip(
          world.client.makeCall({
            to,
            policies: {
              onChanged: ({ round, status }) => {
                rounds.push([round, status])
                return { _tag: "renegotiate", parameters: offered }
              }
            }
          })
        )
        expect(error).toMatchObject({ _tag: "CallRejected", status: NdisStatus.FAILURE })
        expect(rounds.length).toBe(8)
        expect(rounds[0]).toEqual([1, NdisStatus.SUCCESS])
        expect(rounds[7]).toEqual([8, NdisStatus.FAILURE])
      })
    )
  )

  it.effect("CALL-20: closes the call when its policy does not take changed parameters", () =>
    withClient((world) =>
      Effect.gen(function* () {
        world.fake.script.makeCall = () => ({ status: NdisStatus.SUCCESS, parameters: offered })
        const error = yield* Effect.flip(
          Effect.scoped(
            world.client.makeCall({
              to,
              policies: { onChanged: () => ({ _tag: "close", data: new Uint8Array([7]) }) }
            })
          )
        )
        expect(error).toMatchObject({ _tag: "CallRejected", status: NdisStatus.NOT_ACCEPTED })
        expect(world.fake.closeData).toEqual([new Uint8Array([7])])
        expect(world.fake.vcs.size).toBe(0)
      })
    )
  )

  it.effect("is closed with data, once, and its scope has nothing left to do", () =>
    withClient((world) =>
      Effect.gen(function* () {
        yield* Effect.scoped(
          Effect.gen(function* () {
            const call = yield* world.client.makeCall({ to })
            yield* call.close({ data: new Uint8Array([1, 2]) })
            yield* call.close()
            expect(yield* call.ended).toEqual({ by: "local", status: NdisStatus.SUCCESS, data: undefined })
          })
        )
        expect(world.fake.closeData).toEqual([new Uint8Array([1, 2])])
      })
    )
  )

  it.effect("CALL-88: stays up when closing it with data is refused, and closes without", () =>
    withClient((world) =>
      Effect.gen(function* () {
        world.fake.script.close = (data) => (data === null ? NdisStatus.SUCCESS : NdisStatus.INVALID_DATA)
        const call = yield* world.client.makeCall({ to })
        const error = yield* Effect.flip(call.close({ data: new Uint8Array([1]) }))
        expect(error).toMatchObject({ _tag: "CloseRefused", status: NdisStatus.INVALID_DATA })
        yield* call.send(new Uint8Array([9]))
        expect(yield* call.receive).toEqual(new Uint8Array([9]))
      })
    )
  )

  it.effect("data of a close that was refused does not go with the next one", () =>
    withClient((world) =>
      Effect.gen(function* () {
        world.fake.script.close = (data) => (data === null ? NdisStatus.SUCCESS : NdisStatus.INVALID_DATA)
        const call = yield* world.client.makeCall({ to })
        yield* Effect.flip(call.close({ data: new Uint8Array([1]) }))
        yield* call.close()
        expect(world.fake.closeData.map((data) => data?.length ?? 0)).toEqual([1, 0])
      })
    )
  )

  it.effect("CALL-107: keeps the VC of a call that ended well for the next call, and deletes it when it leaves", () =>
    withClient(
      (world) =>
        Effect.gen(function* () {
          yield* Effect.scoped(world.client.makeCall({ to }))
          world.fake.script.deactivateAfter = 5
          yield* Effect.scoped(world.client.makeCall({ to }))
          yield* Effect.scoped(world.client.makeCall({ to }))
          expect(ladder(world, /Ndis(CoCreateVc|CoDeleteVc|ClCloseCall)$/)).toEqual([
            "NdisCoCreateVc",
            ...Array.from({ length: 3 }, () => "NdisClCloseCall")
          ])
          expect(world.fake.vcs.size).toBe(1)
          yield* Effect.sleep(10)
          yield* world.fake.leave
          yield* Effect.sleep(10)
          expect(world.fake.vcs.size).toBe(0)
        }),
      { keptVcs: 1 }
    )
  )

  it.effect("CALL-108: deletes the VC of a call that the other side ended with another status", () =>
    withClient(
      (world) =>
        Effect.gen(function* () {
          const call = yield* world.client.makeCall({ to })
          yield* world.fake.hangUp(NdisStatus.FAILURE)
          yield* call.ended
          yield* Effect.sleep(1)
          expect(ladder(world, /NdisCoDeleteVc/)).toEqual(["NdisCoDeleteVc"])
        }),
      { keptVcs: 1 }
    )
  )

  it.effect("VC-61: tries the deletion again while the VC is still being deactivated", () =>
    withClient((world) =>
      Effect.gen(function* () {
        world.fake.script.deactivateAfter = 5
        yield* Effect.scoped(world.client.makeCall({ to }))
        expect(ladder(world, /NdisCoDeleteVc/).length).toBeGreaterThan(1)
        expect(notes(world, "note")).toEqual([])
        expect(world.fake.vcs.size).toBe(0)
      })
    )
  )

  it.effect("gives a deletion up after eight more tries, with a note, and tries once more when it leaves", () =>
    withClient((world) =>
      Effect.gen(function* () {
        world.fake.script.deactivateAfter = 250
        yield* Effect.scoped(world.client.makeCall({ to }))
        expect(ladder(world, /NdisCoDeleteVc/).length).toBe(9)
        expect(notes(world, "note")).toEqual([expect.stringContaining("NDIS_STATUS_NOT_ACCEPTED")])
        yield* Effect.sleep(100)
      })
    )
  )

  it.effect("OP-21: changes its parameters, or keeps the old ones when they are refused", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const call = yield* world.client.makeCall({ to, traffic: { transmit: slow, receive: slow } })
        const agreed = yield* call.modify(withTraffic(call.parameters, fast, fast))
        expect(agreed.CallMgrParameters?.Transmit.PeakBandwidth).toBe(9000)
        world.fake.script.modify = () => ({ status: NdisStatus.FAILURE })
        const error = yield* Effect.flip(call.modify(withTraffic(call.parameters, slow, slow)))
        expect(error._tag).toBe("ModifyRefused")
        expect(peak(call)).toBe(9000)
        yield* call.close()
        expect((yield* Effect.flip(call.modify(call.parameters)))._tag).toBe("CallEnded")
      })
    )
  )

  it.effect("VC-25: a second change is refused while one is under way", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const call = yield* world.client.makeCall({ to, traffic: { transmit: slow, receive: slow } })
        const both = yield* Effect.all(
          [
            Effect.exit(call.modify(withTraffic(call.parameters, fast, fast))),
            Effect.exit(call.modify(withTraffic(call.parameters, slow, fast)))
          ],
          { concurrency: "unbounded" }
        )
        expect(both.map(Exit.isSuccess)).toEqual([true, false])
      })
    )
  )

  it.effect("interrupted while it is being made, it is closed as soon as it is made, and its VC deleted", () =>
    withClient((world) =>
      Effect.gen(function* () {
        world.fake.script.makeCall = () => undefined
        const scope = yield* Scope.make()
        const fiber = yield* Effect.forkChild(Scope.provide(world.client.makeCall({ to }), scope))
        yield* Effect.sleep(5)
        yield* Fiber.interrupt(fiber)
        const [vc] = world.fake.vcs
        yield* world.fake.makeLate(vc!)
        yield* Effect.sleep(5)
        expect(world.fake.vcs.size).toBe(0)
        expect(ladder(world, /Call|Vc/)).toEqual([
          "NdisCoCreateVc",
          "NdisClMakeCall",
          "ProtocolClMakeCallComplete",
          "NdisClCloseCall",
          "ProtocolClCloseCallComplete",
          "NdisCoDeleteVc"
        ])
        yield* Scope.close(scope, Exit.void)
      })
    )
  )

  it.effect("interrupted at once, it never was", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const fiber = yield* Effect.forkChild(Effect.scoped(world.client.makeCall({ to })))
        yield* Effect.yieldNow
        yield* Fiber.interrupt(fiber)
        yield* Effect.sleep(5)
        expect(world.fake.vcs.size).toBe(0)
      })
    )
  )

  it.effect("many at once: each is made and closed", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const calls = Array.from({ length: 300 }, (_, index) => Effect.scoped(world.client.makeCall({ to: `47.${1000 + index}` })))
        yield* Effect.all(calls, { concurrency: "unbounded", discard: true })
        expect(world.fake.vcs.size).toBe(0)
        expect(world.fake.closeData.length).toBe(300)
      })
    )
  )

  it.effect("a bad address is refused before anything happens, and says why", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(world.client.makeCall({ to: "xyz" }))
        expect(error).toMatchObject({ _tag: "Refused", status: NdisStatus.INVALID_ADDRESS })
        expect(error.message).toContain("hexadecimal")
        expect(ladder(world, /Vc/)).toEqual([])
      })
    )
  )
})

describe("the remote side", () => {
  it.effect("OP-24: closes the call; the client answers at once and the program learns status and data", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const call = yield* world.client.makeCall({ to })
        const ended = yield* Effect.forkChild(call.ended)
        const receiving = yield* Effect.forkChild(Effect.flip(call.receive))
        yield* Effect.yieldNow
        yield* world.fake.hangUp(NdisStatus.TAPI_DISCONNECTMODE_BUSY, new Uint8Array([4]))
        expect(yield* Fiber.join(ended)).toEqual({ by: "remote", status: NdisStatus.TAPI_DISCONNECTMODE_BUSY, data: new Uint8Array([4]) })
        expect((yield* Fiber.join(receiving)).reason.by).toBe("remote")
        expect((yield* Effect.flip(call.send(new Uint8Array(1))))._tag).toBe("SendFailed")
      })
    )
  )

  it.effect("CALL-104: is answered later, with data, when the policy says so", () =>
    withClient(
      (world) =>
        Effect.gen(function* () {
          const call = yield* world.client.makeCall({ to })
          yield* world.fake.hangUp(NdisStatus.SUCCESS)
          yield* call.ended
          expect(world.fake.closeData).toEqual([])
          yield* Effect.sleep(15)
          expect(world.fake.closeData).toEqual([new Uint8Array([5])])
        }),
      { policies: { onIncomingClose: () => ({ _tag: "close", after: 5, data: new Uint8Array([5]) }) } }
    )
  )

  it.effect("closing at the same moment as this side makes one close", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const call = yield* world.client.makeCall({ to })
        const closing = yield* Effect.forkChild(call.close())
        yield* world.fake.hangUp(NdisStatus.SUCCESS)
        yield* Fiber.join(closing)
        expect(ladder(world, /NdisClCloseCall/).length).toBe(1)
      })
    )
  )

  it.effect("OP-22: changes the parameters; by default that is accepted", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const call = yield* world.client.makeCall({ to, traffic: { transmit: slow, receive: slow } })
        yield* world.fake.propose(withTraffic(call.parameters, fast, fast))
        yield* Effect.sleep(5)
        expect(peak(call)).toBe(9000)
        expect(ladder(world, /Modify|Close/)).toEqual([])
      })
    )
  )

  it.effect("CALL-70: a change is countered inside the handler", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const call = yield* world.client.makeCall({
          to,
          traffic: { transmit: slow, receive: slow },
          policies: {
            onQoSChange: ({ proposed }) => ({ _tag: "counter", parameters: withTraffic(proposed, flowSpec({ PeakBandwidth: 4000 }), slow) })
          }
        })
        yield* world.fake.propose(withTraffic(call.parameters, fast, fast))
        yield* Effect.sleep(5)
        expect(peak(call)).toBe(4000)
        expect(ladder(world, /QoS/)).toEqual(["ProtocolClIncomingCallQoSChange", "NdisClModifyCallQoS", "ProtocolClModifyCallQoSComplete"])
      })
    )
  )

  it.effect("CALL-71: a change that is not wanted closes the call", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const call = yield* world.client.makeCall({ to, policies: { onQoSChange: () => ({ _tag: "close" }) } })
        yield* world.fake.propose(withTraffic(call.parameters, fast, fast))
        expect(yield* call.ended).toMatchObject({ by: "local" })
      })
    )
  )
})
