import { CallFlags, hasFlag, withTraffic } from "@condis/core/CallParameters"
import { flowSpec } from "@condis/core/FlowSpec"
import { NdisStatus } from "@condis/core/NdisStatus"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import { ladder, notes, withClient } from "./support.ts"

const at = "47.0003"

describe("a listener", () => {
  it.effect("OP-10, OP-11: registers its SAP, and deregisters it with its scope", () =>
    withClient((world) =>
      Effect.gen(function* () {
        yield* Effect.scoped(
          Effect.gen(function* () {
            yield* world.client.listen(at)
            expect(world.fake.saps.size).toBe(1)
          })
        )
        expect(world.fake.saps.size).toBe(0)
        expect(ladder(world, /Sap/)).toEqual(["NdisClRegisterSap", "ProtocolClRegisterSapComplete", "NdisClDeregisterSap"])
      })
    )
  )

  it.effect("OP-11: a SAP that the call manager keeps stays the client's, which asks again", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const answers = [NdisStatus.NOT_ACCEPTED, NdisStatus.CLOSING]
        world.fake.script.deregisterSap = () => answers.shift() ?? NdisStatus.SUCCESS
        yield* Effect.scoped(world.client.listen(at))
        yield* Effect.sleep(10)
        expect(world.fake.saps.size).toBe(0)
        expect(ladder(world, /DeregisterSap/)).toEqual(["NdisClDeregisterSap", "NdisClDeregisterSap", "NdisClDeregisterSap"])
        expect(notes(world, "note")).toEqual([])
      })
    )
  )

  it.effect("SAP-05: fails when the call manager refuses the SAP", () =>
    withClient((world) =>
      Effect.gen(function* () {
        world.fake.script.registerSap = () => NdisStatus.SAP_IN_USE
        const error = yield* Effect.flip(world.client.listen(at))
        expect(error).toMatchObject({ _tag: "SapRefused", status: NdisStatus.SAP_IN_USE })
        expect(error.message).toContain("voice")
      })
    )
  )

  it.effect("OP-20: a call is taken, accepted and connected, and closed with its scope", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const listener = yield* world.client.listen(at)
        yield* world.fake.offer()
        const incoming = yield* listener.take
        yield* Effect.scoped(
          Effect.gen(function* () {
            const call = yield* incoming.accept()
            yield* call.send(new Uint8Array([3]))
            expect(yield* call.receive).toEqual(new Uint8Array([3]))
          })
        )
        yield* Effect.sleep(2)
        expect(world.fake.vcs.size).toBe(0)
        expect(ladder(world, /Call|Vc/)).toEqual([
          "ProtocolCoCreateVc",
          "ProtocolClIncomingCall",
          "NdisClIncomingCallComplete",
          "ProtocolClCallConnected",
          "NdisClCloseCall",
          "ProtocolClCloseCallComplete",
          "ProtocolCoDeleteVc"
        ])
      })
    )
  )

  it.effect("CALL-37: accepts with other parameters, flagged as changed", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const listener = yield* world.client.listen(at)
        yield* world.fake.offer()
        const incoming = yield* listener.take
        const flow = flowSpec({ PeakBandwidth: 77 })
        const call = yield* incoming.accept({ parameters: withTraffic(incoming.parameters, flow, flow) })
        expect(call.parameters.CallMgrParameters?.Receive.PeakBandwidth).toBe(77)
        const [answer] = world.fake.answers
        expect(answer?.status).toBe(NdisStatus.SUCCESS)
        expect(hasFlag(answer!.parameters, CallFlags.CALL_PARAMETERS_CHANGED)).toBe(true)
      })
    )
  )

  it.effect("CALL-35: rejects with the status given, once", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const listener = yield* world.client.listen(at)
        yield* world.fake.offer()
        const incoming = yield* listener.take
        yield* incoming.reject(NdisStatus.TAPI_DISCONNECTMODE_BUSY)
        expect((yield* Effect.flip(incoming.reject()))._tag).toBe("Refused")
        expect((yield* Effect.flip(incoming.accept()))._tag).toBe("Refused")
        yield* Effect.sleep(2)
        expect(world.fake.answers.map((answer) => answer.status)).toEqual([NdisStatus.TAPI_DISCONNECTMODE_BUSY])
      })
    )
  )

  it.effect("SUCCESS is no refusal: rejecting with it rejects with FAILURE", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const listener = yield* world.client.listen(at)
        yield* world.fake.offer()
        yield* (yield* listener.take).reject(NdisStatus.SUCCESS)
        yield* Effect.sleep(2)
        expect(world.fake.answers.map((answer) => answer.status)).toEqual([NdisStatus.FAILURE])
      })
    )
  )

  it.effect("CALL-46: a call that was accepted and not established ends for the program, and is closed", () =>
    withClient((world) =>
      Effect.gen(function* () {
        world.fake.script.connects = false
        const listener = yield* world.client.listen(at)
        yield* world.fake.offer()
        const error = yield* Effect.flip(Effect.scoped((yield* listener.take).accept()))
        expect(error).toMatchObject({ _tag: "CallEnded", reason: { by: "remote", status: NdisStatus.NO_ROUTE_TO_DESTINATION } })
      })
    )
  )

  it.effect("rejects with RESOURCES what it has no room for, with a record", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const listener = yield* world.client.listen(at, { buffer: 2 })
        for (let index = 0; index < 3; index++) yield* world.fake.offer()
        yield* Effect.sleep(5)
        expect(world.fake.answers.map((answer) => answer.status)).toEqual([NdisStatus.RESOURCES])
        expect(notes(world, "drop").length).toBe(1)
        yield* (yield* listener.take).accept()
        yield* (yield* listener.take).reject()
      })
    )
  )

  it.effect("what nobody decided is rejected when its scope is left", () =>
    withClient((world) =>
      Effect.gen(function* () {
        yield* Effect.scoped(
          Effect.gen(function* () {
            const listener = yield* world.client.listen(at)
            yield* world.fake.offer()
            yield* world.fake.offer()
            yield* listener.take
            yield* Effect.sleep(2)
          })
        )
        yield* Effect.sleep(2)
        expect(world.fake.answers.map((answer) => answer.status)).toEqual([NdisStatus.FAILURE, NdisStatus.FAILURE])
        expect(world.fake.vcs.size).toBe(0)
      })
    )
  )

  it.effect("SAP-16: a call that was accepted outlives its listener", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const scope = yield* Scope.make()
        const listener = yield* Scope.provide(world.client.listen(at), scope)
        yield* world.fake.offer()
        const call = yield* (yield* listener.take).accept()
        yield* Scope.close(scope, Exit.void)
        yield* call.send(new Uint8Array([1]))
        expect((yield* Effect.flip(listener.take))._tag).toBe("ListenerClosed")
      })
    )
  )

  it.effect("CALL-34: a policy accepts in the handler, and the program gets the call connected", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const listener = yield* world.client.listen(at, { policies: { onIncoming: () => ({ _tag: "accept" }) } })
        yield* world.fake.offer()
        const call = yield* (yield* listener.take).accept()
        yield* call.send(new Uint8Array([1]))
        expect(ladder(world, /NdisClIncomingCallComplete/)).toEqual([])
      })
    )
  )

  it.effect("a policy rejects in the handler, and no program hears of it", () =>
    withClient(
      (world) =>
        Effect.gen(function* () {
          const listener = yield* world.client.listen(at)
          const taking = yield* Effect.forkChild(listener.take)
          yield* world.fake.offer()
          yield* Effect.sleep(5)
          expect(taking.pollUnsafe()).toBeUndefined()
          yield* Fiber.interrupt(taking)
          expect(world.fake.answers.map((answer) => answer.status)).toEqual([NdisStatus.VC_NOT_AVAILABLE])
        }),
      { policies: { onIncoming: () => ({ _tag: "reject", status: NdisStatus.VC_NOT_AVAILABLE }) } }
    )
  )

  it.effect("an interrupted take loses no call", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const listener = yield* world.client.listen(at)
        for (let round = 0; round < 20; round++) {
          const taking = yield* Effect.forkChild(listener.take)
          yield* Effect.yieldNow
          yield* world.fake.offer()
          for (let turn = 0; turn < round; turn++) yield* Effect.yieldNow
          yield* Fiber.interrupt(taking)
          const exit = yield* Fiber.await(taking)
          const incoming = Exit.isSuccess(exit) ? exit.value : yield* listener.take
          yield* incoming.reject()
        }
        yield* Effect.sleep(2)
        expect(world.fake.answers.length).toBe(20)
      })
    )
  )

  it.effect("interrupting an accept that waits for its connection closes the call", () =>
    withClient((world) =>
      Effect.gen(function* () {
        const listener = yield* world.client.listen(at)
        world.fake.script.silent = true
        yield* world.fake.offer()
        const incoming = yield* listener.take
        const accepting = yield* Effect.forkChild(Effect.scoped(incoming.accept()))
        yield* Effect.sleep(5)
        yield* Fiber.interrupt(accepting)
        yield* Effect.sleep(5)
        expect(world.fake.vcs.size).toBe(0)
      })
    )
  )
})
