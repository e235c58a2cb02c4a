import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { NdisStatus, type Trace } from "../../src/index.ts"
import { bench, mine, parameters, sapOf, settle } from "./kit.ts"

const irqlOf = (events: ReadonlyArray<Trace.TraceEvent>, ddi: string) =>
  events.flatMap((event) => (event.kind === "call" && event.ddi === ddi ? [event.irql] : []))

describe("levels", () => {
  it.effect("IRQL-04 a DISPATCH handler that sleeps is a recorded breach that names the handler, and still answers", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          b.cm.on.ProtocolCmRegisterSap = ({ NdisSapHandle }) =>
            Effect.as(Effect.sleep(100), { Status: NdisStatus.SUCCESS, CallMgrSapContext: mine(NdisSapHandle) })
          const statuses: Array<NdisStatus> = []
          b.client.life.post(() =>
            b.client.life.direct.NdisClRegisterSap({ NdisAfHandle: b.client.af!, ProtocolSapContext: 1, Sap: sapOf(1) }, (status) =>
              statuses.push(status)
            )
          )
          yield* settle
          expect(b.texts("violation")).toHaveLength(1)
          expect(b.texts("violation")[0]).toContain("cm: ProtocolCmRegisterSap runs at DISPATCH_LEVEL")
          expect(statuses).toEqual([])
          yield* TestClock.adjust(100)
          yield* settle
          expect(statuses).toEqual([NdisStatus.SUCCESS])
          expect(b.host.violations()).toBe(1)
          yield* b.client.call("NdisClDeregisterSap", { NdisSapHandle: b.cm.seen("ProtocolCmRegisterSap")[0]!["NdisSapHandle"] as never })
        }),
      { breaks: ["IRQL-04"] }
    )
  )

  it.effect("IRQL-04 waiting for the return of a down-call is no breach; sleeping after it is", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.up()
          expect(b.host.violations()).toBe(0)
          b.cm.on.ProtocolCmCloseCall = Effect.fnUntraced(function* () {
            yield* b.cm.life.ndis.NdisCmDeactivateVc({ NdisVcHandle: vc })
            yield* Effect.sleep(10)
            return NdisStatus.SUCCESS
          })
          b.client.life.post(() => b.client.life.direct.NdisClCloseCall({ NdisVcHandle: vc, Size: 0 }))
          yield* settle
          expect(b.texts("violation")[0]).toContain("ProtocolCmCloseCall")
          yield* TestClock.adjust(10)
          yield* settle
          yield* b.delete(vc)
        }),
      { breaks: ["IRQL-04"] }
    )
  )

  it.effect("a handler that waits serves nothing twice: the driver goes on with its mailbox meanwhile", () =>
    bench((b) =>
      Effect.gen(function* () {
        b.miniport.on.MiniportCoActivateVc = () => NdisStatus.PENDING
        const vc = yield* b.create()
        expect(yield* b.client.status("NdisClMakeCall", { NdisVcHandle: vc, CallParameters: parameters })).toBe("NDIS_STATUS_PENDING")
        // The default handler of the call manager passes PENDING of the activation on; meanwhile another VC is created at it.
        const other = yield* b.create()
        yield* b.miniport.call("NdisMCoActivateVcComplete", { Status: NdisStatus.SUCCESS, NdisVcHandle: vc, CallParameters: parameters })
        yield* b.cm.call("NdisCmMakeCallComplete", { Status: NdisStatus.SUCCESS, NdisVcHandle: vc, CallParameters: parameters })
        yield* settle
        yield* b.delete(other)
        yield* b.down(vc)
      })
    )
  )

  it.effect("PASSIVE handlers may sleep", () =>
    bench((b) =>
      Effect.gen(function* () {
        const opened: Array<string> = []
        b.client.on.ProtocolCoAfRegisterNotify = ({ AddressFamily }) =>
          Effect.andThen(
            Effect.sleep(50),
            Effect.sync(() => void opened.push(String(AddressFamily.AddressFamily)))
          )
        expect(b.host.crash("cm", new Error("again"))).toBe(true)
        yield* settle
        yield* settle
        expect(opened).toEqual([])
        yield* TestClock.adjust(50)
        yield* settle
        expect(opened).toEqual(["1"])
        expect(b.host.violations()).toBe(0)
      })
    )
  )

  it.effect("a work item of a DISPATCH handler runs at PASSIVE_LEVEL, may sleep, and ends with its driver", () =>
    bench((b) =>
      Effect.gen(function* () {
        const done: Array<string> = []
        b.client.on.ProtocolCoCreateVc = ({ NdisVcHandle }) => {
          b.client.life.workItem(
            Effect.andThen(
              Effect.sleep(20),
              Effect.flatMap(
                b.client.life.ndis.NdisClRegisterSap({ NdisAfHandle: b.client.af!, ProtocolSapContext: 1, Sap: sapOf(1) }),
                (answer) =>
                  Effect.flatMap(b.client.life.ndis.NdisClDeregisterSap({ NdisSapHandle: answer.NdisSapHandle! }), () =>
                    Effect.sync(() => done.push("done"))
                  )
              )
            )
          )
          b.client.life.workItem(
            Effect.ensuring(
              Effect.never,
              Effect.sync(() => done.push("ended"))
            )
          )
          return { Status: NdisStatus.SUCCESS, ProtocolVcContext: mine(NdisVcHandle) }
        }
        const vc = yield* b.ready()
        yield* settle
        expect(b.host.leftovers()).toMatchObject({ "driver fibers": 2 })
        yield* TestClock.adjust(20)
        yield* settle
        expect(done).toEqual(["done"])
        expect(irqlOf(b.trace.events, "NdisClRegisterSap")).toEqual(["PASSIVE"])
        expect(b.host.violations()).toBe(0)
        yield* b.unready(vc)
        yield* b.host.stop("voice")
        expect(done).toEqual(["done", "ended"])
      })
    )
  )

  it.effect("a work item that dies ends its driver", () =>
    bench((b) =>
      Effect.gen(function* () {
        b.client.life.workItem(Effect.die(new Error("bad work")))
        yield* settle
        expect(b.texts("death")).toEqual(["voice: bad work"])
        expect(b.client.lives).toBe(2)
      })
    )
  )

  it.effect("calls are recorded with the level at which they are made", () =>
    bench((b) =>
      Effect.gen(function* () {
        const vc = yield* b.up()
        expect(irqlOf(b.trace.events, "NdisClOpenAddressFamilyEx")).toEqual(["PASSIVE"])
        expect(irqlOf(b.trace.events, "NdisCmActivateVc")).toEqual(["DISPATCH"])
        expect(irqlOf(b.trace.events, "ProtocolCmMakeCall")).toEqual(["DISPATCH"])
        expect(irqlOf(b.trace.events, "ProtocolBindAdapterEx")).toEqual(["PASSIVE", "PASSIVE"])
        yield* b.down(vc)
      })
    )
  )
})
