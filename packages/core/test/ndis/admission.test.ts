import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { netBufferList, NdisStatus, type NdisVcHandle, statusName } from "../../src/index.ts"
import { bench, type Bench, mine, parameters, sapOf, settle } from "./kit.ts"

/** Asks for SAPs without waiting; the statuses come as they come. */
const flood = (b: Bench, count: number, statuses: Map<string, number>, by = b.client) =>
  Effect.sync(() => {
    by.life.post(() => {
      for (let n = 0; n < count; n++) {
        by.life.direct.NdisClRegisterSap({ NdisAfHandle: by.af!, ProtocolSapContext: n, Sap: sapOf(n & 255) }, (status) => {
          const name = statusName(status)
          statuses.set(name, (statuses.get(name) ?? 0) + 1)
        })
      }
    })
  })

const releaseSaps = (b: Bench) =>
  Effect.gen(function* () {
    for (const args of b.cm.seen("ProtocolCmRegisterSap")) {
      yield* b.cm.call("NdisCmRegisterSapComplete", {
        Status: NdisStatus.FAILURE,
        NdisSapHandle: args["NdisSapHandle"] as never,
        CallMgrSapContext: null
      })
    }
    yield* settle
  })

describe("admission", () => {
  it.effect("one call more than outstandingCalls is answered RESOURCES at once and recorded; the others are served", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          b.cm.on.ProtocolCmRegisterSap = () => NdisStatus.PENDING
          const statuses = new Map<string, number>()
          yield* flood(b, 12, statuses)
          yield* settle
          expect(Object.fromEntries(statuses)).toEqual({ NDIS_STATUS_RESOURCES: 4, NDIS_STATUS_PENDING: 8 })
          expect(b.rules("refusal")).toEqual(["LIMIT", "LIMIT", "LIMIT", "LIMIT"])
          expect(b.texts("refusal")[0]).toContain("Limits.outstandingCalls")
          // The other client is not touched by it.
          const other = b.clients[1]!
          const vc = yield* b.up(other)
          yield* b.down(vc, other)
          yield* releaseSaps(b)
          expect(b.client.seen("ProtocolClRegisterSapComplete").length).toBe(8)
          // And there is room again.
          const again = yield* b.up()
          yield* b.down(again)
        }),
      { limits: { outstandingCalls: 8 }, clients: ["voice", "video"] }
    )
  )

  it.effect("a driver with too many open handlers is asked nothing more; what it is owed still fits", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          // Handlers that wait for returns are open: they wait for a create that waits for them.
          b.cm.on.ProtocolCmRegisterSap = ({ NdisSapHandle }) =>
            Effect.callback<{ Status: NdisStatus; CallMgrSapContext: unknown }>((resume) => {
              held.push(() => resume(Effect.succeed({ Status: NdisStatus.SUCCESS, CallMgrSapContext: mine(NdisSapHandle) })))
            })
          const held: Array<() => void> = []
          const statuses = new Map<string, number>()
          yield* flood(b, 6, statuses)
          yield* settle
          expect(Object.fromEntries(statuses)).toEqual({ NDIS_STATUS_RESOURCES: 2 })
          expect(b.rules("refusal")).toEqual(["LIMIT", "LIMIT"])
          expect(b.texts("refusal")[0]).toContain("cm: ProtocolCmRegisterSap")
          expect(b.texts("refusal")[0]).toContain("Limits.openHandlers")
          const refused = yield* b.client.status("NdisCoCreateVc", {
            NdisBindingHandle: b.client.binding!.handle,
            NdisAfHandle: b.client.af!,
            ProtocolVcContext: mine(0)
          })
          expect(refused).toBe("NDIS_STATUS_RESOURCES")
          for (const go of held) go()
          yield* settle
          expect(statuses.get("NDIS_STATUS_SUCCESS")).toBe(4)
          for (const args of b.cm.seen("ProtocolCmRegisterSap"))
            yield* b.client.call("NdisClDeregisterSap", { NdisSapHandle: args["NdisSapHandle"] as never })
          yield* settle
        }),
      { limits: { openHandlers: 4 }, breaks: ["IRQL-04"] }
    )
  )

  it.effect("void calls beyond queuedVoidCalls are dropped, each with a record", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const { direct, post } = b.client.life
          post(() => {
            for (let n = 0; n < 10; n++) {
              direct.NdisReturnNetBufferLists({
                NdisBindingHandle: b.client.binding!.handle,
                NetBufferLists: netBufferList(n),
                ReturnFlags: 0
              })
            }
          })
          yield* settle
          expect(b.rules("drop")).toEqual(Array.from({ length: 6 }, () => "LIMIT"))
          expect(b.texts("drop")[0]).toContain("Limits.queuedVoidCalls")
          expect(b.rules("violation")).toEqual(Array.from({ length: 4 }, () => "NBL-50"))
        }),
      { limits: { queuedVoidCalls: 4 }, breaks: ["NBL-50"] }
    )
  )

  it.effect("completions fit behind that limit, and a chain sent beyond it comes home RESOURCES", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.up()
          const { direct, post } = b.client.life
          post(() => {
            for (let n = 0; n < 4; n++) {
              direct.NdisReturnNetBufferLists({
                NdisBindingHandle: b.client.binding!.handle,
                NetBufferLists: netBufferList(n),
                ReturnFlags: 0
              })
            }
            direct.NdisClIncomingCallComplete({ Status: NdisStatus.SUCCESS, NdisVcHandle: vc, CallParameters: parameters })
          })
          yield* settle
          expect(b.rules("violation")).toEqual(["NBL-50", "NBL-50", "NBL-50", "NBL-50", "ASYNC-02"])
          const home: Array<string> = []
          b.client.on.ProtocolCoSendNetBufferListsComplete = ({ NetBufferLists }) => void home.push(statusName(NetBufferLists.Status))
          post(() => {
            for (let n = 0; n < 7; n++)
              direct.NdisCoSendNetBufferLists({ NdisVcHandle: vc, NetBufferLists: netBufferList(n, vc), SendFlags: 0 })
          })
          yield* settle
          expect(home.length).toBe(7)
          expect(new Set(home)).toEqual(new Set(["NDIS_STATUS_RESOURCES", "NDIS_STATUS_SUCCESS"]))
          expect(b.rules("drop")).toEqual([])
          yield* b.down(vc)
        }),
      { limits: { queuedVoidCalls: 4 }, breaks: ["NBL-50", "ASYNC-02"] }
    )
  )

  it.effect("calls under way come before new ones: of a thousand VCs asked for at once only some hundred exist at a time", () =>
    bench((b) =>
      Effect.gen(function* () {
        const { direct, post } = b.client.life
        const { af, binding } = b.client
        const began: Array<number> = []
        let exist = 0
        let most = 0
        let deleted = 0
        post(() => {
          for (let n = 0; n < 1_000; n++) {
            const args = { NdisBindingHandle: binding!.handle, NdisAfHandle: af!, ProtocolVcContext: mine(0) }
            direct.NdisCoCreateVc(args, (_status, { NdisVcHandle }) => {
              began.push(n)
              most = Math.max(most, ++exist)
              direct.NdisCoDeleteVc({ NdisVcHandle: NdisVcHandle! }, (status) => {
                exist--
                if (status === NdisStatus.SUCCESS) deleted++
              })
            })
          }
        })
        for (let turn = 0; turn < 50 && deleted < 1_000; turn++) yield* settle
        expect(began).toEqual(Array.from({ length: 1_000 }, (_, n) => n))
        expect({ deleted, exist }).toEqual({ deleted: 1_000, exist: 0 })
        expect(most).toBeGreaterThan(100)
        expect(most).toBeLessThan(260)
      })
    )
  )

  it.effect("a new call is let in after a while, also when NDIS never has less to do", () =>
    bench((b) =>
      Effect.gen(function* () {
        const { direct, post } = b.client.life
        const { af, binding } = b.client
        const standing = yield* b.create()
        let asked = 0
        let created: NdisVcHandle | undefined
        // Refused each time, and asked again: NDIS finds 200 messages whenever it wakes.
        const ask = (): void => {
          if (created !== undefined) return
          asked++
          direct.NdisClCloseCall({ NdisVcHandle: standing, Size: 0 }, ask)
        }
        post(() => {
          for (let n = 0; n < 200; n++) ask()
          const args = { NdisBindingHandle: binding!.handle, NdisAfHandle: af!, ProtocolVcContext: mine(0) }
          direct.NdisCoCreateVc(args, (_status, { NdisVcHandle }) => (created = NdisVcHandle))
        })
        for (let turn = 0; turn < 50 && created === undefined; turn++) yield* settle
        expect(created).toBeDefined()
        expect(asked).toBeGreaterThan(8_000)
        expect(asked).toBeLessThan(12_000)
        yield* settle
        yield* b.delete(created!)
        yield* b.delete(standing)
      })
    )
  )

  it.effect("the close of an address family does not overtake the VCs that wait to be created on it", () =>
    bench((b) =>
      Effect.gen(function* () {
        const { direct, post } = b.client.life
        const { af, binding } = b.client
        const vcs: Array<NdisVcHandle> = []
        const closed: Array<string> = []
        post(() => {
          for (let n = 0; n < 600; n++) {
            const args = { NdisBindingHandle: binding!.handle, NdisAfHandle: af!, ProtocolVcContext: mine(0) }
            direct.NdisCoCreateVc(args, (_status, { NdisVcHandle }) => vcs.push(NdisVcHandle!))
          }
          direct.NdisClCloseAddressFamily({ NdisAfHandle: af! }, (status) => closed.push(statusName(status)))
        })
        yield* settle
        expect(closed).toEqual(["NDIS_STATUS_FAILURE"])
        expect(b.texts("refusal")).toEqual([expect.stringContaining("600 VCs and 0 SAPs are left on it")])
        for (const NdisVcHandle of vcs) yield* b.client.call("NdisCoDeleteVc", { NdisVcHandle })
      })
    )
  )

  it.live(
    "a client that makes a million calls without waiting has each answered, and memory stays flat",
    () =>
      bench(
        (b) =>
          Effect.gen(function* () {
            b.cm.on.ProtocolCmMakeCall = () => NdisStatus.FAILURE
            // The records of a million refusals would be the memory measured here.
            b.trace.events.length = 0
            const record = b.trace.record
            let refusals = 0
            Object.assign(b.trace, {
              record: (event: Parameters<typeof record>[0]) => {
                if (event.kind === "refusal") refusals++
                return { seq: 0, time: 0, ...event }
              }
            })
            Object.assign(b.journal, { push: () => 0 })
            const vc = yield* b.create()
            const statuses = new Map<string, number>()
            const client = b.client
            const before = process.memoryUsage().heapUsed
            let peak = 0
            client.life.post(() => {
              for (let n = 0; n < 1_000_000; n++) {
                client.life.direct.NdisClMakeCall({ NdisVcHandle: vc, CallParameters: parameters }, (status) => {
                  const name = statusName(status)
                  statuses.set(name, (statuses.get(name) ?? 0) + 1)
                })
                if (n % 50_000 === 0) peak = Math.max(peak, process.memoryUsage().heapUsed)
              }
            })
            for (let round = 0; round < 100 && [...statuses.values()].reduce((a, n) => a + n, 0) < 1_000_000; round++) yield* settle
            expect([...statuses.values()].reduce((a, n) => a + n, 0)).toBe(1_000_000)
            expect(statuses.get("NDIS_STATUS_RESOURCES")).toBe(1_000_000 - 1_000)
            expect(refusals).toBeGreaterThanOrEqual(1_000_000 - 1_000)
            expect(peak - before).toBeLessThan(150_000_000)
            yield* b.delete(vc)
          }),
        { limits: { outstandingCalls: 1_000 } }
      ),
    30_000
  )

  it.effect("a handler that never returns holds up nobody else, and the end of the host names and ends it", () => {
    const ended: Array<Bench> = []
    return Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(
        bench(
          (b) =>
            Effect.gen(function* () {
              ended.push(b)
              const [stuck, other] = b.clients
              b.cm.on.ProtocolCmRegisterSap = () => Effect.never
              stuck!.life.post(() =>
                stuck!.life.direct.NdisClRegisterSap({ NdisAfHandle: stuck!.af!, ProtocolSapContext: 1, Sap: sapOf(1) })
              )
              yield* settle
              const vc: NdisVcHandle = yield* b.up(other)
              yield* b.down(vc, other)
            }),
          { clients: ["voice", "video"], breaks: ["IRQL-04", "BIND-09"], limits: { teardownMillis: 5_000 }, patient: true }
        ),
        { startImmediately: true }
      )
      for (let n = 0; n < 20; n++) {
        yield* settle
        yield* TestClock.adjust(1_000)
      }
      const exit = fiber.pollUnsafe()
      expect(exit?._tag, JSON.stringify([exit, ended[0]!.host.leftovers()])).toBe("Success")
    })
  })

  it.effect("a client whose close is never answered is named after the time of the tear-down, with what it waits for", () =>
    Effect.gen(function* () {
      const benches: Array<Bench> = []
      const fiber = yield* Effect.forkChild(
        bench(
          (b) =>
            Effect.sync(() => {
              benches.push(b)
              b.cm.on.ProtocolCmCloseAf = () => Effect.never
            }),
          {
            breaks: ["IRQL-04"],
            limits: { teardownMillis: 5_000 },
            patient: true
          }
        ),
        { startImmediately: true }
      )
      for (let n = 0; n < 8; n++) yield* settle
      expect(fiber.pollUnsafe()).toBeUndefined()
      expect(benches[0]!.texts("note")).toEqual([])
      yield* TestClock.adjust(4_999)
      yield* settle
      expect(benches[0]!.texts("note")).toEqual([])
      yield* TestClock.adjust(1)
      for (let n = 0; n < 8; n++) yield* settle
      const notes = benches[0]!.texts("note")
      expect(notes.length).toBe(1)
      expect(notes[0]).toContain("voice: its tear-down did not end within 5000 ms")
      expect(notes[0]).toContain("ProtocolCmCloseAf of cm")
      const exit = fiber.pollUnsafe()
      expect(exit?._tag, JSON.stringify([exit, benches[0]!.host?.leftovers()])).toBe("Success")
    })
  )
})
