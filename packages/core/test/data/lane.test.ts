import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { chainEach, NdisStatus } from "../../src/index.ts"
import { bench, parameters, settle } from "../ndis/kit.ts"
import { limits, lists, sendNow, send, valueOf, Queueing, home, received, statuses, times, range } from "./sends.ts"

describe("the sends of a VC", () => {
  it.effect("no more than the window is with the miniport; the rest waits, in order, and every list comes home once", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.up()
          const miniport = new Queueing(b)
          yield* send(b, vc, lists(vc, 10))
          yield* send(b, vc, lists(vc, 5, 10))
          expect(miniport.out).toBe(4)
          expect(b.host.leftovers()["sent lists that wait"]).toBe(11)
          yield* miniport.complete(2)
          expect(miniport.handed.length).toBe(6)
          yield* miniport.drain
          expect(miniport.of(vc)).toEqual(range(0, 15))
          expect(home(b)).toEqual(range(0, 15).map((n) => [n, "SUCCESS"]))
          yield* b.down(vc)
        }),
      { limits }
    )
  )

  it.effect("beyond the queue a list comes home RESOURCES, with a record, and the others go on", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.up()
          const miniport = new Queueing(b)
          yield* send(b, vc, lists(vc, 30))
          expect(home(b)).toEqual(range(24, 30).map((n) => [n, "RESOURCES"]))
          expect(b.texts("refusal").at(-1)).toContain("20 lists of the VC wait at NDIS and 6 more come back unsent")
          yield* send(b, vc, lists(vc, 2, 40))
          expect(home(b).slice(6)).toEqual([
            [40, "RESOURCES"],
            [41, "RESOURCES"]
          ])
          yield* miniport.drain
          expect(miniport.of(vc)).toEqual(range(0, 24))
          yield* b.down(vc)
        }),
      { limits }
    )
  )

  it.effect("a flood does not starve another VC: they take turns by octets", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const [flood, other] = [yield* b.up(), yield* b.up()]
          const miniport = new Queueing(b)
          yield* send(b, flood, lists(flood, 20, 0, 8000))
          yield* send(b, other, lists(other, 20, 100, 8000))
          // One after the other completes: both have the same share of what is handed over.
          while (miniport.of(other).length < 12) yield* miniport.complete(1)
          expect(Math.abs(miniport.of(flood).length - miniport.of(other).length)).toBeLessThanOrEqual(4)
          yield* miniport.drain
          expect(miniport.of(flood)).toEqual(range(0, 20))
          expect(miniport.of(other)).toEqual(range(100, 120))
          yield* b.down(flood)
          yield* b.down(other)
        }),
      { limits: { ...limits, laneWindow: 4 } }
    )
  )

  it.effect("a VC that waits alone gets all the room there is, as one chain", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.up()
          const miniport = new Queueing(b)
          yield* send(b, vc, lists(vc, 10, 0, 9000))
          yield* miniport.drain
          expect(miniport.chains).toEqual([4, 4, 2])
          yield* b.down(vc)
        }),
      { limits }
    )
  )

  it.effect("a turn of small lists ends too: each counts as 512 octets", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const [one, two] = [yield* b.up(), yield* b.up()]
          const miniport = new Queueing(b)
          yield* send(b, one, lists(one, 200))
          yield* send(b, two, lists(two, 200))
          miniport.chains.length = 0
          yield* miniport.complete(miniport.out)
          expect(miniport.chains).toEqual([32, 32])
          expect(Math.abs(miniport.of(one).length - 64 - (miniport.of(two).length - 16))).toBeLessThanOrEqual(1)
          yield* miniport.drain
          yield* b.down(one)
          yield* b.down(two)
        }),
      { limits: { ...limits, laneWindow: 64, vcWindow: 64, vcQueue: 200 } }
    )
  )

  it.effect("VCs whose sends do not end hold up nobody else", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const stuck = [yield* b.up(), yield* b.up(), yield* b.up()]
          const vc = yield* b.up()
          const miniport = new Queueing(b)
          for (const each of stuck) yield* send(b, each, lists(each, 10))
          const held = miniport.queue.splice(0)
          expect(held.length).toBe(12)
          yield* send(b, vc, lists(vc, 10, 50))
          yield* miniport.drain
          expect(miniport.of(vc)).toEqual(range(50, 60))
          miniport.queue.push(...held)
          yield* miniport.drain
          for (const each of [...stuck, vc]) yield* b.down(each)
        }),
      { limits }
    )
  )

  it.effect("NBL-23 what waits at NDIS and bears the mark comes home SEND_ABORTED, nothing else does", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.up()
          const miniport = new Queueing(b)
          const mark = {}
          const out = lists(vc, 12)
          chainEach(out, (list) => {
            if (valueOf(list) % 3 === 0) list.NetBufferListCancelId = mark
          })
          yield* send(b, vc, out)
          yield* b.client.call("NdisCancelSendNetBufferLists", { NdisBindingHandle: b.client.binding!.handle, CancelId: mark })
          yield* settle
          // Lists 0 and 3 are with the miniport, which does not care.
          expect(home(b)).toEqual([
            [6, "SEND_ABORTED"],
            [9, "SEND_ABORTED"]
          ])
          yield* miniport.drain
          expect(miniport.of(vc)).toEqual([0, 1, 2, 3, 4, 5, 7, 8, 10, 11])
          yield* b.down(vc)
        }),
      { limits }
    )
  )
})

describe("sends that wait when the state moves", () => {
  it.effect("CALL-105 the remote side closes: they come home FAILURE, and the rest when the miniport is through", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.up()
          const miniport = new Queueing(b)
          yield* send(b, vc, lists(vc, 9))
          yield* b.cm.call("NdisCmDispatchIncomingCloseCall", { CloseStatus: NdisStatus.SUCCESS, NdisVcHandle: vc, Size: 0 })
          yield* settle
          expect(home(b)).toEqual(range(4, 9).map((n) => [n, "FAILURE"]))
          yield* miniport.drain
          expect(statuses(b).slice(5)).toEqual(times(4, "SUCCESS"))
          yield* b.down(vc)
        }),
      { limits }
    )
  )

  it.effect("NBL-18 a reset: they come home RESET_IN_PROGRESS", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.up()
          const miniport = new Queueing(b)
          b.miniport.on.MiniportResetEx = () => {
            for (const list of miniport.queue.splice(0)) {
              list.Status = NdisStatus.RESET_IN_PROGRESS
              b.miniport.life.direct.NdisMCoSendNetBufferListsComplete({ NdisVcHandle: vc, NetBufferLists: list, SendCompleteFlags: 0 })
            }
            return NdisStatus.SUCCESS
          }
          yield* send(b, vc, lists(vc, 9))
          yield* b.host.reset("atm0")
          yield* settle
          expect(home(b).toSorted(([a], [z]) => a - z)).toEqual(range(0, 9).map((n) => [n, "RESET_IN_PROGRESS"]))
          yield* send(b, vc, lists(vc, 2, 20))
          yield* miniport.drain
          expect(home(b).slice(9)).toEqual([
            [20, "SUCCESS"],
            [21, "SUCCESS"]
          ])
          yield* b.down(vc)
        }),
      { limits }
    )
  )

  it.effect("the miniport dies: they come home FAILURE, like those it had", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.up()
          const miniport = new Queueing(b)
          yield* send(b, vc, lists(vc, 9))
          b.client.on.ProtocolClIncomingCloseCall = () => b.client.life.direct.NdisClCloseCall({ NdisVcHandle: vc, Size: 0 })
          expect(b.host.crash("atm0", new Error("broken"))).toBe(true)
          yield* settle
          expect(home(b).toSorted(([a], [z]) => a - z)).toEqual(range(0, 9).map((n) => [n, "FAILURE"]))
          expect(miniport.handed.length).toBe(4)
        }),
      // The client of the bench leaves its adapter open.
      { limits, patient: true, breaks: ["BIND-09"] }
    )
  )

  it.effect("the client dies: none of them stays", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.up()
          const miniport = new Queueing(b)
          yield* send(b, vc, lists(vc, 9))
          expect(b.host.crash(b.client.name, new Error("broken"))).toBe(true)
          yield* settle
          yield* miniport.drain
          expect(b.host.leftovers()["sent lists that wait"]).toBeUndefined()
        }),
      { limits, patient: true }
    )
  )
})

describe("order", () => {
  it.effect("data after a call of the same driver: what arrives at once after the activation is received", () =>
    bench((b) =>
      Effect.gen(function* () {
        const vc = yield* b.create()
        b.miniport.on.MiniportCoActivateVc = ({ CallParameters }) => {
          const { direct, post } = b.miniport.life
          post(() => {
            direct.NdisMCoActivateVcComplete({ Status: NdisStatus.SUCCESS, NdisVcHandle: vc, CallParameters })
            const args = { NdisVcHandle: vc, NetBufferLists: lists(vc, 2), NumberOfNetBufferLists: 2, CoReceiveFlags: 0 }
            direct.NdisMCoIndicateReceiveNetBufferLists(args)
          })
          return NdisStatus.PENDING
        }
        yield* b.cm.call("NdisCmActivateVc", { NdisVcHandle: vc, CallParameters: parameters })
        yield* settle
        expect(received(b)).toEqual([0, 1])
        yield* b.cm.call("NdisCmDeactivateVc", { NdisVcHandle: vc })
        yield* settle
        yield* b.delete(vc)
      })
    )
  )

  it.effect("VC-44 data before a call of the same driver: sends completed at once before the end of a deactivation are home", () =>
    bench((b) =>
      Effect.gen(function* () {
        const miniport = new Queueing(b)
        const other = yield* b.create()
        const { direct } = b.cm.life
        const own = yield* b.cm.call("NdisCoCreateVc", { NdisBindingHandle: b.cm.binding!.handle, ProtocolVcContext: "own" })
        const vc = own.NdisVcHandle!
        yield* b.cm.call("NdisCmActivateVc", { NdisVcHandle: vc, CallParameters: parameters })
        direct.NdisCoSendNetBufferLists({ NdisVcHandle: vc, NetBufferLists: lists(vc, 3), SendFlags: 0 })
        yield* settle
        b.miniport.on.MiniportCoDeactivateVc = () => {
          const { direct: miniportDirect, post } = b.miniport.life
          post(() => {
            // NDIS wakes before the lane does.
            b.client.life.direct.NdisCoDeleteVc({ NdisVcHandle: other })
            for (const list of miniport.queue.splice(0))
              miniportDirect.NdisMCoSendNetBufferListsComplete({ NdisVcHandle: vc, NetBufferLists: list, SendCompleteFlags: 0 })
            miniportDirect.NdisMCoDeactivateVcComplete({ Status: NdisStatus.SUCCESS, NdisVcHandle: vc })
          })
          return NdisStatus.PENDING
        }
        yield* b.cm.call("NdisCmDeactivateVc", { NdisVcHandle: vc })
        yield* settle
        expect(b.cm.seen("ProtocolCmDeactivateVcComplete").length).toBe(1)
        yield* b.cm.call("NdisCoDeleteVc", { NdisVcHandle: vc })
      })
    )
  )
})

describe("a lane that dies", () => {
  it.effect("sends home, failed, what waits in it; what the miniport has, and what was posted, goes on", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.up()
          const miniport = new Queueing(b)
          yield* send(b, vc, lists(vc, 9))
          expect(b.host.crashLane("atm0", 0, new Error("cosmic ray"))).toBe(true)
          // Posted behind the crash: for the next life.
          sendNow(b, vc, lists(vc, 2, 20))
          yield* settle
          expect(home(b)).toEqual(range(4, 9).map((n) => [n, "FAILURE"]))
          expect(b.texts("death")).toEqual(["atm0 lane 0: cosmic ray"])
          yield* miniport.drain
          expect(miniport.of(vc)).toEqual([0, 1, 2, 3, 20, 21])
          expect(statuses(b).slice(5)).toEqual(times(6, "SUCCESS"))
          yield* b.down(vc)
          expect(b.host.crashLane("atm0", 7, "none")).toBe(false)
        }),
      { limits }
    )
  )

  it.effect("dies by itself, also when NDIS lets it catch up", () =>
    bench((b) =>
      Effect.gen(function* () {
        const vc = yield* b.up()
        b.host.crashLane("atm0", vc.slot % 4, new Error("cosmic ray"))
        sendNow(b, vc, lists(vc, 1))
        // NDIS handles this in a turn that may come before the lane's.
        const other = yield* b.create()
        yield* b.client.call("NdisCoDeleteVc", { NdisVcHandle: other })
        yield* settle
        expect(b.texts("death")).toEqual([`atm0 lane ${vc.slot % 4}: cosmic ray`])
        expect(statuses(b)).toEqual(["SUCCESS"])
        yield* b.down(vc)
      })
    )
  )
})
