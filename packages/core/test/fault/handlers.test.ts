/**
 * Every verdict on each kind of handler it means something for: what the drivers on both sides see of it. Frames: packages/miniport.
 */
import { expect } from "@effect/vitest"
import { Effect } from "effect"
import { Fault, NdisStatus } from "../../src/index.ts"
import { mended, parameters, settle } from "../ndis/kit.ts"
import { after, begun, type Case, create, hangUp, made, make, verify } from "./support.ts"

const cases: { readonly [pair: string]: Case } = {
  "handler that may pend pass": {
    rule: Fault.on("ProtocolCmMakeCall", Fault.pass),
    times: 0,
    body: (b) => Effect.flatMap(b.up(), (vc) => b.down(vc))
  },
  "handler that may pend delay": {
    rule: Fault.on("MiniportCoActivateVc", Fault.delay(5)),
    body: (b) =>
      Effect.gen(function* () {
        const vc = yield* b.create()
        const making = yield* begun(make(b, vc))
        yield* after(4)
        expect(b.miniport.seen("MiniportCoActivateVc")).toEqual([])
        yield* after(1)
        expect(making.pollUnsafe()).toMatchObject({ value: "NDIS_STATUS_SUCCESS" })
        yield* b.down(vc)
      })
  },
  "handler that may pend drop": {
    rule: Fault.on("ProtocolCmMakeCall", Fault.drop),
    body: (b) =>
      Effect.gen(function* () {
        const vc = yield* b.create()
        expect(yield* make(b, vc)).toBe("NDIS_STATUS_PENDING")
        yield* settle
        expect([b.cm.seen("ProtocolCmMakeCall").length, made(b)]).toEqual([0, []])
        // Only its end ends it.
        yield* b.cm.call("NdisCmMakeCallComplete", { Status: NdisStatus.FAILURE, NdisVcHandle: vc, CallParameters: parameters })
        yield* settle
        expect(made(b)).toEqual(["NDIS_STATUS_FAILURE"])
        yield* b.delete(vc)
      })
  },
  "handler that may pend fail": {
    rule: Fault.on("MiniportCoActivateVc", Fault.fail(NdisStatus.RESOURCES)),
    body: (b) =>
      Effect.gen(function* () {
        const vc = yield* b.create()
        expect(yield* make(b, vc)).toBe("NDIS_STATUS_RESOURCES")
        expect(b.miniport.seen("MiniportCoActivateVc")).toEqual([])
        yield* b.delete(vc)
      })
  },
  "handler that may pend pend": {
    rule: Fault.on("ProtocolCmMakeCall", Fault.pend),
    body: (b) =>
      Effect.gen(function* () {
        const vc = yield* b.create()
        expect(yield* make(b, vc)).toBe("NDIS_STATUS_PENDING")
        yield* settle
        expect(made(b)).toEqual(["NDIS_STATUS_SUCCESS"])
        const completion = b.trace.events.find((event) => event.kind === "call" && event.ddi === "NdisCmMakeCallComplete")
        expect(completion).toMatchObject({ from: "cm", status: "NDIS_STATUS_SUCCESS", vc: "vc1.1" })
        yield* b.down(vc)
      })
  },
  "handler that may pend crash": {
    rule: Fault.on("ProtocolCmMakeCall", Fault.crash, { nth: 1 }),
    body: (b) =>
      Effect.gen(function* () {
        const vc = yield* b.create()
        expect(yield* make(b, vc)).toBe("NDIS_STATUS_FAILURE")
        expect(b.cm.seen("ProtocolCmMakeCall")).toEqual([])
        yield* b.delete(vc)
        yield* mended
        expect(b.cm.lives).toBe(2)
      })
  },
  "handler that may not pend pass": {
    rule: Fault.on("MiniportCoCreateVc", Fault.pass),
    times: 0,
    body: (b) => Effect.flatMap(b.create(), (vc) => b.delete(vc))
  },
  "handler that may not pend delay": {
    rule: Fault.on("MiniportCoCreateVc", Fault.delay(5)),
    body: (b) =>
      Effect.gen(function* () {
        const creating = yield* begun(b.create())
        yield* after(4)
        expect(creating.pollUnsafe()).toBeUndefined()
        yield* after(1)
        const exit = creating.pollUnsafe()
        expect(exit?._tag).toBe("Success")
        if (exit?._tag === "Success") yield* b.delete(exit.value)
      })
  },
  "handler that may not pend fail": {
    rule: Fault.on("MiniportCoCreateVc", Fault.fail(NdisStatus.RESOURCES), { first: 1 }),
    body: (b) =>
      Effect.gen(function* () {
        expect(yield* create(b)).toBe("NDIS_STATUS_RESOURCES")
        // VC-12: the side that made it already is told to delete it.
        expect(b.cm.seen("ProtocolCoDeleteVc")).toHaveLength(1)
        const vc = yield* b.create()
        yield* b.delete(vc)
      })
  },
  "handler that may not pend pend": {
    rule: Fault.on("ProtocolCoCreateVc", Fault.pend, { nth: 1 }),
    setting: { breaks: ["VC-10"] },
    body: (b) =>
      Effect.gen(function* () {
        expect(yield* create(b)).toBe("NDIS_STATUS_FAILURE")
        yield* settle
        expect(b.cm.seen("ProtocolCoDeleteVc")).toHaveLength(1)
      })
  },
  "handler that may not pend crash": {
    rule: Fault.on("ProtocolCoCreateVc", Fault.crash, { nth: 1 }),
    body: (b) =>
      Effect.gen(function* () {
        expect(yield* create(b)).toBe("NDIS_STATUS_FAILURE")
        expect(b.cm.seen("ProtocolCoCreateVc")).toEqual([])
        yield* mended
        expect(b.cm.lives).toBe(2)
      })
  },
  "void handler pass": {
    rule: Fault.on("ProtocolClIncomingCloseCall", Fault.pass),
    times: 0,
    body: (b) =>
      Effect.gen(function* () {
        const vc = yield* b.up()
        yield* hangUp(b, vc)
        expect(b.client.seen("ProtocolClIncomingCloseCall")).toHaveLength(1)
        yield* b.down(vc)
      })
  },
  "void handler delay": {
    rule: Fault.on("ProtocolClIncomingCloseCall", Fault.delay(5)),
    body: (b) =>
      Effect.gen(function* () {
        const vc = yield* b.up()
        const hanging = yield* begun(hangUp(b, vc))
        yield* after(4)
        expect(b.client.seen("ProtocolClIncomingCloseCall")).toEqual([])
        yield* after(1)
        expect(b.client.seen("ProtocolClIncomingCloseCall")).toHaveLength(1)
        expect(hanging.pollUnsafe()?._tag).toBe("Success")
        yield* b.down(vc)
      })
  },
  "void handler drop": {
    rule: Fault.on("ProtocolClIncomingCloseCall", Fault.drop),
    body: (b) =>
      Effect.gen(function* () {
        const vc = yield* b.up()
        // The dispatch is over although no handler ran.
        yield* hangUp(b, vc)
        yield* settle
        expect(b.client.seen("ProtocolClIncomingCloseCall")).toEqual([])
        yield* b.down(vc)
      })
  },
  "void handler crash": {
    rule: Fault.on("ProtocolClIncomingCloseCall", Fault.crash, { nth: 1 }),
    body: (b) =>
      Effect.gen(function* () {
        const vc = yield* b.up()
        yield* hangUp(b, vc)
        yield* mended
        expect(b.client.seen("ProtocolClIncomingCloseCall")).toEqual([])
        expect(b.client.lives).toBe(2)
      })
  }
}

verify(["handler that may pend", "handler that may not pend", "void handler"], cases)
