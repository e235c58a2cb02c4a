import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { netBufferList, NdisStatus, type NdisVcHandle, ReceiveFlags, ReturnFlags, SendCompleteFlags, SendFlags } from "../../src/index.ts"
import { bench, type Bench, settle } from "./kit.ts"
import { complete, each, giveBack, Homes, indicate, poolOf, send, taken } from "./lists.ts"

/** The miniport keeps what it is sent, the client what it receives. */
const keep = (b: Bench) => {
  b.miniport.on.MiniportCoSendNetBufferLists = () => {}
  b.client.on.ProtocolCoReceiveNetBufferLists = () => {}
}
const statuses = (homes: Homes) => [...homes.sends.values()].map((all) => all.join(" and "))
const times = <A>(count: number, value: A): ReadonlyArray<A> => Array.from({ length: count }, () => value)

describe("sends", () => {
  it.effect("NBL-01 an MCM driver has no function to send with: what it signals goes to its own hardware", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          expect("NdisCoSendNetBufferLists" in b.client.life.direct).toBe(true)
          for (const face of [b.mcm.life.direct, b.mcm.life.ndis]) expect("NdisCoSendNetBufferLists" in face).toBe(false)
          yield* Effect.void
        }),
      { form: "mcm" }
    )
  )

  it.effect("NBL-05 each list is completed exactly once: a second completion is left out, and the rest of its chain goes home", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          keep(b)
          const homes = new Homes(b)
          const vc = yield* b.up()
          const pool = poolOf("voice")
          const [first, second] = [taken(pool, vc, 1), taken(pool, vc, 1)]
          yield* send(b, vc, first)
          yield* send(b, vc, second)
          yield* complete(b, vc, first)
          // The first one again, and the second one with it.
          first.Next = second
          yield* complete(b, vc, first)
          expect([homes.sends.get(first), homes.sends.get(second)]).toEqual([["SUCCESS"], ["SUCCESS"]])
          expect(b.texts("violation")).toEqual(["atm0: 1 of the completed NBLs are not with the miniport on this VC; they are left out"])
          yield* b.down(vc)
        }),
      { breaks: ["NBL-26"] }
    )
  )

  it.effect("NBL-11 a send ends with one of the statuses for it; any other comes home FAILURE, and is recorded", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          keep(b)
          const homes = new Homes(b)
          const vc = yield* b.up()
          const pool = poolOf("voice")
          const { INVALID_LENGTH, MEDIA_DISCONNECTED, PAUSED, PENDING, RESET_IN_PROGRESS, RESOURCES, SEND_ABORTED, SUCCESS } = NdisStatus
          for (const status of [SUCCESS, INVALID_LENGTH, RESOURCES, SEND_ABORTED, RESET_IN_PROGRESS, PENDING, MEDIA_DISCONNECTED, PAUSED]) {
            const list = taken(pool, vc, 1)
            yield* send(b, vc, list)
            list.Status = status
            yield* complete(b, vc, list)
          }
          expect(statuses(homes)).toEqual([
            "SUCCESS",
            "INVALID_LENGTH",
            "RESOURCES",
            "SEND_ABORTED",
            "RESET_IN_PROGRESS",
            ...times(3, "FAILURE")
          ])
          expect(b.rules("violation")).toEqual(times(3, "NBL-11"))
          yield* b.down(vc)
        }),
      { breaks: ["NBL-11"] }
    )
  )

  it.effect("NBL-16 CALL-83 nothing is sent after NdisClCloseCall: it comes home FAILURE", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          keep(b)
          const homes = new Homes(b)
          b.cm.on.ProtocolCmCloseCall = () => NdisStatus.PENDING
          const vc = yield* b.up()
          expect(yield* b.client.status("NdisClCloseCall", { NdisVcHandle: vc, Size: 0 })).toBe("NDIS_STATUS_PENDING")
          yield* send(b, vc, taken(poolOf("voice"), vc, 2))
          expect(statuses(homes)).toEqual(["FAILURE", "FAILURE"])
          expect(b.miniport.seen("MiniportCoSendNetBufferLists")).toEqual([])
          yield* b.cm.call("NdisCmDeactivateVc", { NdisVcHandle: vc })
          yield* b.cm.call("NdisCmCloseCallComplete", { Status: NdisStatus.SUCCESS, NdisVcHandle: vc })
          yield* settle
          yield* b.delete(vc)
        }),
      { breaks: ["NBL-16"] }
    )
  )

  it.effect("NBL-17 nothing is sent before the call is made, nor after the incoming close: it comes home FAILURE", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const homes = new Homes(b)
          const vc = yield* b.create()
          const pool = poolOf("voice")
          yield* send(b, vc, taken(pool, vc, 1))
          yield* b.delete(vc)
          const called = yield* b.up()
          yield* send(b, called, taken(pool, called, 1))
          yield* b.cm.call("NdisCmDispatchIncomingCloseCall", { CloseStatus: NdisStatus.SUCCESS, NdisVcHandle: called, Size: 0 })
          yield* send(b, called, taken(pool, called, 1))
          expect(statuses(homes)).toEqual(["FAILURE", "SUCCESS", "FAILURE"])
          yield* b.down(called)
        }),
      { breaks: ["VC-22", "CALL-105"] }
    )
  )

  it.effect("NBL-25 who forwards a list gives it its own VC, and restores the other one when it comes back", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const [above, below] = b.clients
          const homes = new Homes(b)
          const upper = yield* b.up(above)
          const lower = yield* b.up(below)
          // What is sent on the upper VC goes on over the lower one, and home when it is back from there.
          const held = new Map<unknown, NdisVcHandle>()
          b.miniport.on.MiniportCoSendNetBufferLists = ({ NetBufferLists }) => {
            const { direct } = b.miniport.life
            if (NetBufferLists.SourceHandle === lower)
              return direct.NdisMCoSendNetBufferListsComplete({ NdisVcHandle: lower, NetBufferLists, SendCompleteFlags: 0 })
            for (const list of each(NetBufferLists)) {
              held.set(list, list.SourceHandle!)
              list.SourceHandle = lower
            }
            below!.life.post(() => below!.life.direct.NdisCoSendNetBufferLists({ NdisVcHandle: lower, NetBufferLists, SendFlags: 0 }))
          }
          let restores = true
          below!.on.ProtocolCoSendNetBufferListsComplete = ({ NetBufferLists }) => {
            if (restores) for (const list of each(NetBufferLists)) list.SourceHandle = held.get(list)!
            const { direct, post } = b.miniport.life
            post(() => direct.NdisMCoSendNetBufferListsComplete({ NdisVcHandle: upper, NetBufferLists, SendCompleteFlags: 0 }))
          }
          const pool = poolOf("voice")
          yield* send(b, upper, taken(pool, upper, 3))
          expect(statuses(homes)).toEqual(times(3, "SUCCESS"))
          expect(b.rules("violation")).toEqual([])
          restores = false
          const last = taken(pool, upper, 1)
          yield* send(b, upper, last)
          expect(statuses(homes)).toEqual(times(4, "SUCCESS"))
          expect(b.rules("violation")).toEqual(["NBL-25"])
          expect(last.SourceHandle).toBe(upper)
          yield* b.down(upper, above)
          yield* b.down(lower, below)
        }),
      { clients: ["voice", "carrier"], breaks: ["NBL-25"] }
    )
  )
})

describe("receives", () => {
  it.effect("NBL-41 the count is that of the chain; a wrong one is recorded, and the chain is received all the same", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const homes = new Homes(b)
          const vc = yield* b.up()
          const NetBufferLists = taken(poolOf("atm0"), vc, 3)
          const args = { NdisVcHandle: vc, NetBufferLists, NumberOfNetBufferLists: 2, CoReceiveFlags: 0 }
          yield* b.miniport.call("NdisMCoIndicateReceiveNetBufferLists", args)
          yield* settle
          expect(b.client.seen("ProtocolCoReceiveNetBufferLists")[0]).toMatchObject({ NumberOfNetBufferLists: 3 })
          expect([...homes.receives.values()]).toEqual([1, 1, 1])
          yield* b.down(vc)
        }),
      { breaks: ["NBL-41"] }
    )
  )

  it.effect("NBL-43 data is indicated on an active VC, else it is dropped and goes back", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const homes = new Homes(b)
          const vc = yield* b.create()
          const pool = poolOf("atm0")
          yield* indicate(b, vc, taken(pool, vc, 1))
          yield* indicate(b, vc, taken(pool, vc, 1), ReceiveFlags.RESOURCES)
          expect(b.client.seen("ProtocolCoReceiveNetBufferLists")).toEqual([])
          // What was only to be shown is the miniport's all the time.
          expect([...homes.receives.values()]).toEqual([1])
          yield* b.delete(vc)
        }),
      { breaks: ["VC-22"] }
    )
  )

  it.effect("NBL-48 what is only shown is not returned; a driver that does it is recorded, and the miniport does not get it", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          keep(b)
          const homes = new Homes(b)
          const vc = yield* b.up()
          const shown = taken(poolOf("atm0"), vc, 1)
          yield* indicate(b, vc, shown, ReceiveFlags.RESOURCES)
          yield* giveBack(b, shown)
          expect(homes.receives.size).toBe(0)
          expect(b.texts("violation")).toEqual(["voice: a returned NBL was only shown, and is the miniport's without that; it is left out"])
          yield* b.down(vc)
        }),
      { breaks: ["NBL-48"] }
    )
  )

  it.effect("NBL-49 each lent list is returned once: a second return is left out", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          keep(b)
          const homes = new Homes(b)
          const vc = yield* b.up()
          const lent = taken(poolOf("atm0"), vc, 2)
          yield* indicate(b, vc, lent)
          yield* giveBack(b, lent)
          yield* giveBack(b, lent)
          expect([...homes.receives.values()]).toEqual([1, 1])
          expect(b.rules("violation")).toEqual(["NBL-49", "NBL-49"])
          yield* b.down(vc)
        }),
      { breaks: ["NBL-49"] }
    )
  )

  it.effect("NBL-50 a list goes back over the binding it was received on: another driver's, and no driver's, are left out", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          keep(b)
          const homes = new Homes(b)
          const other = b.clients[1]!
          const vc = yield* b.up()
          const lent = taken(poolOf("atm0"), vc, 1)
          yield* indicate(b, vc, lent)
          const NdisBindingHandle = other.binding!.handle
          yield* other.call("NdisReturnNetBufferLists", { NdisBindingHandle, NetBufferLists: lent, ReturnFlags: 0 })
          yield* giveBack(b, netBufferList(1))
          expect(homes.receives.size).toBe(0)
          expect(b.rules("violation")).toEqual(["NBL-50", "NBL-50"])
          yield* giveBack(b, lent)
          expect([...homes.receives.values()]).toEqual([1])
          yield* b.down(vc)
        }),
      { clients: ["voice", "video"], breaks: ["NBL-50"] }
    )
  )
})

describe("the level", () => {
  it.effect("NBL-20 only a caller at DISPATCH_LEVEL says that it is there: in sends, completions, indications and returns", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          keep(b)
          const homes = new Homes(b)
          const vc = yield* b.up()
          const [sent, lent] = [taken(poolOf("voice"), vc, 1), taken(poolOf("atm0"), vc, 1)]
          // In the turn of a driver: at DISPATCH_LEVEL.
          yield* send(b, vc, sent, SendFlags.DISPATCH_LEVEL)
          yield* complete(b, vc, sent, SendCompleteFlags.DISPATCH_LEVEL)
          yield* indicate(b, vc, lent, ReceiveFlags.DISPATCH_LEVEL)
          yield* giveBack(b, lent, ReturnFlags.DISPATCH_LEVEL)
          expect(b.rules("violation")).toEqual([])
          // In work items: at PASSIVE_LEVEL.
          const [again, more] = [taken(poolOf("voice"), vc, 1), taken(poolOf("atm0"), vc, 1)]
          yield* b.client.call("NdisCoSendNetBufferLists", { NdisVcHandle: vc, NetBufferLists: again, SendFlags: SendFlags.DISPATCH_LEVEL })
          yield* settle
          const done = { NdisVcHandle: vc, NetBufferLists: again, SendCompleteFlags: SendCompleteFlags.DISPATCH_LEVEL }
          yield* b.miniport.call("NdisMCoSendNetBufferListsComplete", done)
          const up = { NdisVcHandle: vc, NetBufferLists: more, NumberOfNetBufferLists: 1, CoReceiveFlags: ReceiveFlags.DISPATCH_LEVEL }
          yield* b.miniport.call("NdisMCoIndicateReceiveNetBufferLists", up)
          yield* settle
          const NdisBindingHandle = b.client.binding!.handle
          const back = { NdisBindingHandle, NetBufferLists: more, ReturnFlags: ReturnFlags.DISPATCH_LEVEL }
          yield* b.client.call("NdisReturnNetBufferLists", back)
          yield* settle
          expect(b.rules("violation")).toEqual(times(4, "NBL-20"))
          expect([statuses(homes), [...homes.receives.values()]]).toEqual([
            ["SUCCESS", "SUCCESS"],
            [1, 1]
          ])
          yield* b.down(vc)
        }),
      { breaks: ["NBL-20"] }
    )
  )
})
