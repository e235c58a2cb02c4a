/**
 * Every verdict on each kind of function it means something for, and on chains: what the drivers on both sides see of it.
 */
import { expect } from "@effect/vitest"
import { Effect } from "effect"
import { Fault, NdisStatus } from "../../src/index.ts"
import { mended, settle } from "../ndis/kit.ts"
import { after, begun, type Case, close, hangUp, home, made, make, pending, receive, returned, send, sent, verify } from "./support.ts"

const cases: { readonly [pair: string]: Case } = {
  "request pass": {
    rule: Fault.on("NdisClMakeCall", Fault.pass),
    times: 0,
    body: (b) => Effect.flatMap(b.up(), (vc) => b.down(vc))
  },
  "request delay": {
    rule: Fault.on("NdisClMakeCall", Fault.delay(5)),
    body: (b) =>
      Effect.gen(function* () {
        const vc = yield* b.create()
        const making = yield* begun(make(b, vc))
        yield* after(4)
        expect(b.cm.seen("ProtocolCmMakeCall")).toEqual([])
        yield* after(1)
        expect(making.pollUnsafe()).toMatchObject({ value: "NDIS_STATUS_SUCCESS" })
        yield* b.down(vc)
      })
  },
  "request fail": {
    rule: Fault.on("NdisClMakeCall", Fault.fail(NdisStatus.RESOURCES), { nth: 1 }),
    body: (b) =>
      Effect.gen(function* () {
        const vc = yield* b.create()
        expect(yield* make(b, vc)).toBe("NDIS_STATUS_RESOURCES")
        expect(b.cm.seen("ProtocolCmMakeCall")).toEqual([])
        expect(yield* make(b, vc)).toBe("NDIS_STATUS_SUCCESS")
        yield* b.down(vc)
      })
  },
  "request crash": {
    rule: Fault.on("NdisClMakeCall", Fault.crash, { nth: 1 }),
    body: (b) =>
      Effect.gen(function* () {
        const vc = yield* b.create()
        expect(yield* make(b, vc)).toBe("dead")
        yield* mended
        expect(b.texts("death")).toEqual(["voice: fault: NdisClMakeCall:crash,nth=1"])
        expect(b.cm.seen("ProtocolCmMakeCall")).toHaveLength(1)
        expect(b.client.lives).toBe(2)
      })
  },
  "void function pass": {
    rule: Fault.on("NdisCmDispatchIncomingCloseCall", Fault.pass),
    times: 0,
    body: (b) =>
      Effect.gen(function* () {
        const vc = yield* b.up()
        yield* hangUp(b, vc)
        expect(b.client.seen("ProtocolClIncomingCloseCall")).toHaveLength(1)
        yield* b.down(vc)
      })
  },
  "void function delay": {
    rule: Fault.on("NdisCmDispatchIncomingCloseCall", Fault.delay(5)),
    body: (b) =>
      Effect.gen(function* () {
        const vc = yield* b.up()
        yield* begun(hangUp(b, vc))
        yield* after(4)
        expect(b.client.seen("ProtocolClIncomingCloseCall")).toEqual([])
        yield* after(1)
        expect(b.client.seen("ProtocolClIncomingCloseCall")).toHaveLength(1)
        yield* b.down(vc)
      })
  },
  "void function drop": {
    rule: Fault.on("NdisCmDispatchIncomingCloseCall", Fault.drop),
    body: (b) =>
      Effect.gen(function* () {
        const vc = yield* b.up()
        // Its caller goes on, and nobody else knows.
        yield* hangUp(b, vc)
        yield* settle
        expect(b.client.seen("ProtocolClIncomingCloseCall")).toEqual([])
        yield* b.down(vc)
      })
  },
  "void function crash": {
    rule: Fault.on("NdisCmDispatchIncomingCloseCall", Fault.crash, { nth: 1 }),
    body: (b) =>
      Effect.gen(function* () {
        const vc = yield* b.up()
        yield* hangUp(b, vc)
        yield* settle
        expect(b.client.seen("ProtocolClIncomingCloseCall")).toHaveLength(1)
        yield* close(b, vc)
        yield* mended
        yield* b.delete(vc)
        expect(b.texts("death")).toEqual(["cm: fault: NdisCmDispatchIncomingCloseCall:crash,nth=1"])
      })
  },
  "completion pass": {
    rule: Fault.on("NdisCmMakeCallComplete", Fault.pass),
    times: 0,
    body: (b) =>
      Effect.gen(function* () {
        const complete = pending(b)
        const vc = yield* b.create()
        yield* make(b, vc)
        yield* complete(NdisStatus.FAILURE, vc)
        expect(made(b)).toEqual(["NDIS_STATUS_FAILURE"])
        yield* b.delete(vc)
      })
  },
  "completion late": {
    rule: Fault.on("NdisCmMakeCallComplete", Fault.late(5)),
    body: (b) =>
      Effect.gen(function* () {
        const complete = pending(b)
        const vc = yield* b.create()
        yield* make(b, vc)
        yield* complete(NdisStatus.SUCCESS, vc)
        yield* after(4)
        expect(made(b)).toEqual([])
        expect(b.host.leftovers()["delayed crossings"]).toBe(1)
        yield* after(1)
        expect(made(b)).toEqual(["NDIS_STATUS_SUCCESS"])
        yield* b.down(vc)
      })
  },
  "completion twice": {
    rule: Fault.on("NdisCmMakeCallComplete", Fault.twice),
    setting: { breaks: ["ASYNC-02"] },
    body: (b) =>
      Effect.gen(function* () {
        const complete = pending(b)
        const vc = yield* b.create()
        yield* make(b, vc)
        yield* complete(NdisStatus.SUCCESS, vc)
        expect(made(b)).toEqual(["NDIS_STATUS_SUCCESS"])
        yield* b.down(vc)
      })
  },
  "completion never": {
    rule: Fault.on("NdisCmMakeCallComplete", Fault.never, { nth: 1 }),
    body: (b) =>
      Effect.gen(function* () {
        const complete = pending(b)
        const vc = yield* b.create()
        yield* make(b, vc)
        yield* complete(NdisStatus.FAILURE, vc)
        yield* after(60_000)
        expect(made(b)).toEqual([])
        yield* complete(NdisStatus.FAILURE, vc)
        expect(made(b)).toEqual(["NDIS_STATUS_FAILURE"])
        yield* b.delete(vc)
      })
  },
  "completion crash": {
    rule: Fault.on("NdisCmMakeCallComplete", Fault.crash, { nth: 1 }),
    body: (b) =>
      Effect.gen(function* () {
        const complete = pending(b)
        const vc = yield* b.create()
        yield* make(b, vc)
        yield* complete(NdisStatus.FAILURE, vc)
        // What it completed before it died counts.
        expect(made(b)).toEqual(["NDIS_STATUS_FAILURE"])
        yield* b.delete(vc)
        yield* mended
        expect(b.texts("death")).toHaveLength(1)
      })
  },
  "send pass": {
    rule: Fault.on("MiniportCoSendNetBufferLists", Fault.pass),
    times: 0,
    body: (b) =>
      Effect.gen(function* () {
        const vc = yield* b.up()
        yield* send(b, vc)
        expect([sent(b), home(b)]).toEqual([1, ["NDIS_STATUS_SUCCESS"]])
        yield* b.down(vc)
      })
  },
  "send delay": {
    rule: Fault.on("NdisCoSendNetBufferLists", Fault.delay(5), { nth: 1 }),
    body: (b) =>
      Effect.gen(function* () {
        const vc = yield* b.up()
        yield* send(b, vc)
        yield* send(b, vc)
        expect([sent(b), home(b)]).toEqual([1, ["NDIS_STATUS_SUCCESS"]])
        yield* after(5)
        expect([sent(b), home(b)]).toEqual([2, ["NDIS_STATUS_SUCCESS", "NDIS_STATUS_SUCCESS"]])
        yield* b.down(vc)
      })
  },
  "send drop": {
    rule: Fault.on("NdisCoSendNetBufferLists", Fault.drop),
    body: (b) =>
      Effect.gen(function* () {
        const vc = yield* b.up()
        yield* send(b, vc)
        expect([sent(b), home(b)]).toEqual([0, ["NDIS_STATUS_SUCCESS"]])
        yield* b.down(vc)
      })
  },
  "send fail": {
    rule: Fault.on("NdisCoSendNetBufferLists", Fault.fail(NdisStatus.RESOURCES)),
    body: (b) =>
      Effect.gen(function* () {
        const vc = yield* b.up()
        yield* send(b, vc)
        expect([sent(b), home(b)]).toEqual([0, ["NDIS_STATUS_RESOURCES"]])
        yield* b.down(vc)
      })
  },
  "send crash": {
    rule: Fault.on("NdisCoSendNetBufferLists", Fault.crash, { nth: 1 }),
    body: (b) =>
      Effect.gen(function* () {
        const vc = yield* b.up()
        yield* send(b, vc)
        yield* mended
        expect(b.texts("death")).toEqual(["voice: fault: NdisCoSendNetBufferLists:crash,nth=1"])
        // What it sent before it died goes its way, and comes home to nobody.
        expect([sent(b), home(b)]).toEqual([1, []])
      })
  },
  "receive pass": {
    rule: Fault.on("ProtocolCoReceiveNetBufferLists", Fault.pass),
    times: 0,
    body: (b) =>
      Effect.gen(function* () {
        const vc = yield* b.up()
        yield* receive(b, vc)
        expect([b.client.seen("ProtocolCoReceiveNetBufferLists").length, returned(b)]).toEqual([1, 1])
        yield* b.down(vc)
      })
  },
  "receive delay": {
    rule: Fault.on("ProtocolCoReceiveNetBufferLists", Fault.delay(5)),
    body: (b) =>
      Effect.gen(function* () {
        const vc = yield* b.up()
        yield* receive(b, vc)
        expect([b.client.seen("ProtocolCoReceiveNetBufferLists").length, returned(b)]).toEqual([0, 0])
        yield* after(5)
        expect([b.client.seen("ProtocolCoReceiveNetBufferLists").length, returned(b)]).toEqual([1, 1])
        yield* b.down(vc)
      })
  },
  "receive drop": {
    rule: Fault.on("NdisMCoIndicateReceiveNetBufferLists", Fault.drop),
    times: 2,
    body: (b) =>
      Effect.gen(function* () {
        const vc = yield* b.up()
        yield* receive(b, vc)
        expect([b.client.seen("ProtocolCoReceiveNetBufferLists").length, returned(b)]).toEqual([0, 1])
        // What is only shown is not lent, so it does not come back.
        yield* receive(b, vc, 2)
        expect([b.client.seen("ProtocolCoReceiveNetBufferLists").length, returned(b)]).toEqual([0, 1])
        yield* b.down(vc)
      })
  },
  "receive crash": {
    rule: Fault.on("ProtocolCoReceiveNetBufferLists", Fault.crash, { nth: 1 }),
    body: (b) =>
      Effect.gen(function* () {
        const vc = yield* b.up()
        yield* receive(b, vc)
        yield* mended
        expect(b.texts("death")).toHaveLength(1)
        expect([b.client.seen("ProtocolCoReceiveNetBufferLists").length, returned(b)]).toEqual([0, 1])
      })
  }
}

verify(["request", "void function", "completion", "send", "receive"], cases)
