import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { callTo, atmAddress, NdisStatus, type NdisVcHandle, statusName } from "../../src/index.ts"
import { bench, type Bench, type Mine, mine, parameters, sapOf, settle } from "./kit.ts"

/** The call manager pends the next call and leaves its completion to the test. */
const pending = (b: Bench) => {
  b.cm.on.ProtocolCmMakeCall = () => NdisStatus.PENDING
}

const make = (b: Bench, vc: NdisVcHandle) => b.client.status("NdisClMakeCall", { NdisVcHandle: vc, CallParameters: parameters })
const made = (b: Bench, vc: NdisVcHandle, Status: NdisStatus, CallParameters = parameters) =>
  Effect.andThen(b.cm.call("NdisCmMakeCallComplete", { Status, NdisVcHandle: vc, CallParameters }), settle)

describe("returns of requests", () => {
  it.effect("ASYNC-04 a final status is the answer, and no completion handler runs", () =>
    bench((b) =>
      Effect.gen(function* () {
        b.cm.on.ProtocolCmMakeCall = () => NdisStatus.RESOURCES
        const vc = yield* b.create()
        expect(yield* make(b, vc)).toBe("NDIS_STATUS_RESOURCES")
        yield* settle
        expect(b.client.seen("ProtocolClMakeCallComplete")).toEqual([])
        yield* b.delete(vc)
      })
    )
  )

  it.effect("ASYNC-05 PENDING is followed by exactly one completion, with the status and parameters of the call manager", () =>
    bench((b) =>
      Effect.gen(function* () {
        pending(b)
        const vc = yield* b.create()
        expect(yield* make(b, vc)).toBe("NDIS_STATUS_PENDING")
        yield* settle
        expect(b.client.seen("ProtocolClMakeCallComplete")).toEqual([])
        yield* b.cm.call("NdisCmActivateVc", { NdisVcHandle: vc, CallParameters: parameters })
        const granted = callTo(atmAddress("4711"))
        yield* made(b, vc, NdisStatus.SUCCESS, granted)
        expect(b.client.statuses("ProtocolClMakeCallComplete")).toEqual(["NDIS_STATUS_SUCCESS"])
        expect(b.client.seen("ProtocolClMakeCallComplete")[0]!["CallParameters"]).toBe(granted)
        yield* b.down(vc)
      })
    )
  )

  it.effect("ASYNC-07 statuses NDIS has no name for arrive unaltered, by return and by completion", () =>
    bench((b) =>
      Effect.gen(function* () {
        const odd = 0xe0001234 as NdisStatus
        b.cm.on.ProtocolCmMakeCall = () => odd
        const vc = yield* b.create()
        expect((yield* b.client.call("NdisClMakeCall", { NdisVcHandle: vc, CallParameters: parameters })).Status).toBe(odd)
        pending(b)
        expect(yield* make(b, vc)).toBe("NDIS_STATUS_PENDING")
        yield* made(b, vc, odd)
        expect(b.client.seen("ProtocolClMakeCallComplete").map((args) => args["Status"])).toEqual([odd])
        yield* b.delete(vc)
      })
    )
  )

  it.effect("NOT_ACCEPTED has success severity and is a failure all the same", () =>
    bench((b) =>
      Effect.gen(function* () {
        b.cm.on.ProtocolCmMakeCall = () => NdisStatus.NOT_ACCEPTED
        const vc = yield* b.create()
        expect(yield* make(b, vc)).toBe("NDIS_STATUS_NOT_ACCEPTED")
        yield* b.delete(vc)
      })
    )
  )
})

/** A call manager that completes inside its handler and then pends. */
const early = (b: Bench, Status: NdisStatus, answer: NdisStatus = NdisStatus.PENDING) => {
  b.cm.on.ProtocolCmMakeCall = ({ CallMgrVcContext, CallParameters }) => {
    b.cm.life.direct.NdisCmMakeCallComplete({ Status, NdisVcHandle: (CallMgrVcContext as Mine<NdisVcHandle>).handle, CallParameters })
    return answer
  }
}

/** The client notes when its call returned, in the journal of all handlers. */
const noted = (b: Bench, vc: NdisVcHandle, order: Array<string>) => {
  b.client.on.ProtocolClMakeCallComplete = ({ Status }) => void order.push(`complete ${statusName(Status)}`)
  b.client.life.post(() =>
    b.client.life.direct.NdisClMakeCall({ NdisVcHandle: vc, CallParameters: parameters }, (status) =>
      order.push(`return ${statusName(status)}`)
    )
  )
  return settle
}

describe("a completion that comes before the return of its handler", () => {
  it.effect("ASYNC-06 by default the client sees the PENDING return first", () =>
    bench((b) =>
      Effect.gen(function* () {
        early(b, NdisStatus.RESOURCES)
        const vc = yield* b.create()
        const order: Array<string> = []
        yield* noted(b, vc, order)
        expect(order).toEqual(["return NDIS_STATUS_PENDING", "complete NDIS_STATUS_RESOURCES"])
        yield* b.delete(vc)
      })
    )
  )

  it.effect("ASYNC-06 a schedule may let it see the completion first", () => {
    const asked: Array<string> = []
    return bench(
      (b) =>
        Effect.gen(function* () {
          early(b, NdisStatus.RESOURCES)
          const vc = yield* b.create()
          const order: Array<string> = []
          yield* noted(b, vc, order)
          expect(order).toEqual(["complete NDIS_STATUS_RESOURCES", "return NDIS_STATUS_PENDING"])
          expect(asked).toContain("completion before return")
          yield* b.delete(vc)
        }),
      {
        pick: (n, label) => {
          asked.push(label)
          return label === "completion before return" ? n - 1 : 0
        }
      }
    )
  })

  for (const flipped of [false, true]) {
    it.effect(
      `ASYNC-02 when the handler returns a final status after all, the completion counts${flipped ? ", also when it was delivered first" : ""}`,
      () =>
        bench(
          (b) =>
            Effect.gen(function* () {
              early(b, NdisStatus.RESOURCES, NdisStatus.FAILURE)
              const vc = yield* b.create()
              const order: Array<string> = []
              yield* noted(b, vc, order)
              expect(order).toEqual(
                flipped ? ["complete NDIS_STATUS_RESOURCES", "return NDIS_STATUS_PENDING"] : ["return NDIS_STATUS_RESOURCES"]
              )
              yield* b.delete(vc)
            }),
          { breaks: ["ASYNC-02"], ...(flipped ? { pick: (n: number, label: string) => (label === "batch" ? 0 : n - 1) } : {}) }
        )
    )

    it.effect(
      `the call manager dies in the handler in which it completed${flipped ? ", the completion delivered first" : ""}: the completion counts, once`,
      () =>
        bench(
          (b) =>
            Effect.gen(function* () {
              b.cm.on.ProtocolCmMakeCall = ({ CallMgrVcContext, CallParameters }) => {
                b.cm.life.direct.NdisCmMakeCallComplete({
                  Status: NdisStatus.RESOURCES,
                  NdisVcHandle: (CallMgrVcContext as Mine<NdisVcHandle>).handle,
                  CallParameters
                })
                return Effect.never
              }
              const vc = yield* b.create()
              const order: Array<string> = []
              yield* noted(b, vc, order)
              expect(order).toEqual(flipped ? ["complete NDIS_STATUS_RESOURCES"] : [])
              b.host.crash("cm", new Error("gone"))
              yield* settle
              yield* b.delete(vc)
              yield* settle
              expect(order).toEqual(
                flipped
                  ? ["complete NDIS_STATUS_RESOURCES", "return NDIS_STATUS_PENDING"]
                  : ["return NDIS_STATUS_PENDING", "complete NDIS_STATUS_RESOURCES"]
              )
            }),
          { breaks: ["IRQL-04"], ...(flipped ? { pick: (n: number, label: string) => (label === "batch" ? 0 : n - 1) } : {}) }
        )
    )
  }

  it.effect("ASYNC-01 a second early completion is recorded and ignored", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          b.cm.on.ProtocolCmMakeCall = ({ CallMgrVcContext, CallParameters }) => {
            const { handle } = CallMgrVcContext as Mine<NdisVcHandle>
            for (const Status of [NdisStatus.RESOURCES, NdisStatus.FAILURE])
              b.cm.life.direct.NdisCmMakeCallComplete({ Status, NdisVcHandle: handle, CallParameters })
            return NdisStatus.PENDING
          }
          const vc = yield* b.create()
          expect(yield* make(b, vc)).toBe("NDIS_STATUS_PENDING")
          yield* settle
          expect(b.client.statuses("ProtocolClMakeCallComplete")).toEqual(["NDIS_STATUS_RESOURCES"])
          yield* b.delete(vc)
        }),
      { breaks: ["ASYNC-01"] }
    )
  )
})

describe("wrong completions", () => {
  it.effect("completing twice is recorded, and the second is ignored", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          pending(b)
          const vc = yield* b.create()
          yield* make(b, vc)
          yield* made(b, vc, NdisStatus.FAILURE)
          yield* made(b, vc, NdisStatus.FAILURE)
          expect(b.client.statuses("ProtocolClMakeCallComplete")).toEqual(["NDIS_STATUS_FAILURE"])
          expect(b.host.violations()).toBe(1)
          yield* b.delete(vc)
        }),
      { breaks: ["ASYNC-02"] }
    )
  )

  it.effect("ASYNC-02 completing after a final return is recorded and ignored", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          b.cm.on.ProtocolCmMakeCall = () => NdisStatus.FAILURE
          const vc = yield* b.create()
          expect(yield* make(b, vc)).toBe("NDIS_STATUS_FAILURE")
          yield* made(b, vc, NdisStatus.SUCCESS)
          expect(b.client.seen("ProtocolClMakeCallComplete")).toEqual([])
          yield* b.delete(vc)
        }),
      { breaks: ["ASYNC-02"] }
    )
  )

  it.effect("ASYNC-03 completing with PENDING leaves the request pending; a later completion ends it", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          pending(b)
          const vc = yield* b.create()
          yield* make(b, vc)
          yield* made(b, vc, NdisStatus.PENDING)
          expect(b.client.seen("ProtocolClMakeCallComplete")).toEqual([])
          expect(b.host.leftovers()).toMatchObject({ "pending requests": 1 })
          yield* made(b, vc, NdisStatus.FAILURE)
          expect(b.client.statuses("ProtocolClMakeCallComplete")).toEqual(["NDIS_STATUS_FAILURE"])
          yield* b.delete(vc)
        }),
      { breaks: ["ASYNC-03"] }
    )
  )

  it.effect("ASYNC-08 a completion that names another object is recorded, and both objects stay as they are", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          pending(b)
          const one = yield* b.create()
          const other = yield* b.create()
          yield* make(b, one)
          yield* made(b, other, NdisStatus.SUCCESS)
          expect(b.client.seen("ProtocolClMakeCallComplete")).toEqual([])
          // Of another kind: the VC waits for a make-call, not for a close.
          yield* b.cm.call("NdisCmCloseCallComplete", { Status: NdisStatus.SUCCESS, NdisVcHandle: one })
          yield* settle
          expect(b.client.seen("ProtocolClCloseCallComplete")).toEqual([])
          yield* made(b, one, NdisStatus.FAILURE)
          expect(b.client.statuses("ProtocolClMakeCallComplete")).toEqual(["NDIS_STATUS_FAILURE"])
          yield* b.delete(one)
          yield* b.delete(other)
        }),
      { breaks: ["ASYNC-02", "ASYNC-08"] }
    )
  )

  it.effect("ASYNC-09 a completion by another driver that shares the object is recorded and ignored", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.create()
          b.miniport.on.MiniportCoActivateVc = () => NdisStatus.PENDING
          expect(yield* b.cm.status("NdisCmActivateVc", { NdisVcHandle: vc, CallParameters: parameters })).toBe("NDIS_STATUS_PENDING")
          // The facade of a call manager has no such function: it is reached as untyped code would.
          const direct = b.cm.life.ndis as unknown as { readonly [name: string]: unknown }
          expect(direct["NdisMCoActivateVcComplete"]).toBeUndefined()
          pending(b)
          yield* make(b, vc)
          yield* b.client.call("NdisClIncomingCallComplete", { Status: NdisStatus.SUCCESS, NdisVcHandle: vc, CallParameters: parameters })
          yield* settle
          expect(b.client.seen("ProtocolClMakeCallComplete")).toEqual([])
          yield* b.miniport.call("NdisMCoActivateVcComplete", { Status: NdisStatus.SUCCESS, NdisVcHandle: vc, CallParameters: parameters })
          yield* settle
          expect(b.cm.statuses("ProtocolCmActivateVcComplete")).toEqual(["NDIS_STATUS_SUCCESS"])
          yield* made(b, vc, NdisStatus.SUCCESS)
          yield* b.down(vc)
        }),
      { breaks: ["ASYNC-08"] }
    )
  )

  it.effect("ASYNC-09 of two call managers' clients, only the driver that pended completes", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const [one, other] = b.clients
          // The SAP registration of one client pends; a completion is asked for by the miniport's sharer, the other client, which shares nothing.
          b.cm.on.ProtocolCmRegisterSap = () => NdisStatus.PENDING
          expect(yield* one!.status("NdisClRegisterSap", { NdisAfHandle: one!.af!, ProtocolSapContext: mine("sap"), Sap: sapOf(1) })).toBe(
            "NDIS_STATUS_PENDING"
          )
          const handle = b.cm.seen("ProtocolCmRegisterSap")[0]!["NdisSapHandle"] as never
          expect(yield* other!.status("NdisClDeregisterSap", { NdisSapHandle: handle })).toBe("NDIS_STATUS_FAILURE")
          expect(b.rules("refusal")).toEqual(["HND-03"])
          yield* b.cm.call("NdisCmRegisterSapComplete", { Status: NdisStatus.FAILURE, NdisSapHandle: handle, CallMgrSapContext: null })
          yield* settle
          expect(one!.statuses("ProtocolClRegisterSapComplete")).toEqual(["NDIS_STATUS_FAILURE"])
          expect(one!.seen("ProtocolClRegisterSapComplete")[0]!["NdisSapHandle"]).toBeNull()
          expect(other!.seen("ProtocolClRegisterSapComplete")).toEqual([])
        }),
      { clients: ["voice", "video"] }
    )
  )
})

describe("completions of every kind of request", () => {
  it.effect("an open, a SAP, its deregistration and a close that pend are each reported once, with their contexts", () =>
    bench((b) =>
      Effect.gen(function* () {
        const af = b.client.af!
        b.cm.on.ProtocolCmRegisterSap = () => NdisStatus.PENDING
        b.cm.on.ProtocolCmDeregisterSap = () => NdisStatus.PENDING
        b.cm.on.ProtocolCmCloseAf = () => NdisStatus.PENDING
        const context = mine("sap")
        expect(yield* b.client.status("NdisClRegisterSap", { NdisAfHandle: af, ProtocolSapContext: context, Sap: sapOf(1) })).toBe(
          "NDIS_STATUS_PENDING"
        )
        const sap = b.cm.seen("ProtocolCmRegisterSap")[0]!["NdisSapHandle"] as never
        yield* b.cm.call("NdisCmRegisterSapComplete", { Status: NdisStatus.SUCCESS, NdisSapHandle: sap, CallMgrSapContext: mine(sap) })
        yield* settle
        expect(b.client.seen("ProtocolClRegisterSapComplete")).toMatchObject([
          { Status: NdisStatus.SUCCESS, ProtocolSapContext: context, NdisSapHandle: sap }
        ])
        expect(yield* b.client.status("NdisClDeregisterSap", { NdisSapHandle: sap })).toBe("NDIS_STATUS_PENDING")
        yield* b.cm.call("NdisCmDeregisterSapComplete", { Status: NdisStatus.SUCCESS, NdisSapHandle: sap })
        yield* settle
        expect(b.client.seen("ProtocolClDeregisterSapComplete")).toEqual([{ Status: NdisStatus.SUCCESS, ProtocolSapContext: context }])
        expect(yield* b.client.status("NdisClCloseAddressFamily", { NdisAfHandle: af })).toBe("NDIS_STATUS_PENDING")
        b.client.af = undefined
        yield* b.cm.call("NdisCmCloseAddressFamilyComplete", { Status: NdisStatus.SUCCESS, NdisAfHandle: af })
        yield* settle
        expect(b.client.statuses("ProtocolClCloseAfComplete")).toEqual(["NDIS_STATUS_SUCCESS"])
      })
    )
  )

  it.effect(
    "ASYNC-04 an MCM's activation is answered PENDING and reported once; its deactivation is answered SUCCESS and reported too (A-01)",
    () =>
      bench(
        (b) =>
          Effect.gen(function* () {
            const vc = yield* b.create()
            expect(yield* b.mcm.status("NdisMCmActivateVc", { NdisVcHandle: vc, CallParameters: parameters })).toBe("NDIS_STATUS_PENDING")
            yield* settle
            expect(b.mcm.statuses("ProtocolCmActivateVcComplete")).toEqual(["NDIS_STATUS_SUCCESS"])
            expect(yield* b.mcm.status("NdisMCmDeactivateVc", { NdisVcHandle: vc })).toBe("NDIS_STATUS_SUCCESS")
            yield* settle
            expect(b.mcm.statuses("ProtocolCmDeactivateVcComplete")).toEqual(["NDIS_STATUS_SUCCESS"])
            yield* b.delete(vc)
          }),
        { form: "mcm" }
      )
  )
})
