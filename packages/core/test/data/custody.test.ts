import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { type NetBufferList, netBufferList, NdisStatus, ReceiveFlags, statusName } from "../../src/index.ts"
import { bench, type Bench, settle } from "../ndis/kit.ts"
import { complete, each, giveBack, indicate, poolOf, send, taken } from "../ndis/lists.ts"

/** The miniport keeps what it is sent, the client what it receives. */
const keep = (b: Bench) => {
  b.miniport.on.MiniportCoSendNetBufferLists = () => {}
  b.client.on.ProtocolCoReceiveNetBufferLists = () => {}
}
const counts = (b: Bench) => b.host.lists().holders.map(({ lists, name }) => `${name} ${lists}`)

describe("who has which lists", () => {
  it.effect("level 0 knows nothing, and leaves nothing on a list", () =>
    bench((b) =>
      Effect.gen(function* () {
        keep(b)
        const vc = yield* b.up()
        const out = taken(poolOf("voice"), vc, 2)
        yield* send(b, vc, out)
        expect(b.host.lists()).toEqual({ level: 0, holders: [], held: [] })
        expect([out.NdisReservedHolder, out.NdisReservedTrack]).toEqual([null, null])
        yield* complete(b, vc, out)
        yield* b.down(vc)
      })
    )
  )

  it.effect("level 1 counts: sends at the miniport and in the lane, receives at the client; what is home is nobody's", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          keep(b)
          const vc = yield* b.up()
          const pool = poolOf("voice")
          yield* send(b, vc, taken(pool, vc, 3))
          const at = b.miniport.seen("MiniportCoSendNetBufferLists")[0]!["NetBufferLists"] as NetBufferList
          const receives = taken(poolOf("atm0"), vc, 2)
          yield* indicate(b, vc, receives)
          expect(counts(b).sort()).toEqual(["atm0 2", "atm0 lane 0 1", "voice 2"])
          expect(b.host.leftovers()).toMatchObject({ "lists that atm0 has": 2, "lists that voice has": 2 })
          yield* complete(b, vc, at)
          const last = b.miniport.seen("MiniportCoSendNetBufferLists").at(-1)!["NetBufferLists"] as NetBufferList
          yield* complete(b, vc, last)
          yield* giveBack(b, receives)
          expect(counts(b)).toEqual([])
          expect(b.host.lists().held).toEqual([])
          yield* b.down(vc)
        }),
      { tracking: 1, limits: { lanes: 1, laneWindow: 2, vcWindow: 2 } }
    )
  )

  it.effect("level 4 tells the way of a list: who had it, by which function, and where that is in the trace", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          keep(b)
          const vc = yield* b.up()
          const out = taken(poolOf("voice"), vc, 1)
          yield* send(b, vc, out)
          const { held } = b.host.lists()
          expect(held.map(({ history, holder, list }) => [list === out, holder, history.map((move) => [move.holder, move.ddi])])).toEqual([
            [
              true,
              "atm0",
              [
                ["atm0 lane 0", "NdisCoSendNetBufferLists"],
                ["atm0", "MiniportCoSendNetBufferLists"]
              ]
            ]
          ])
          const from = b.trace.events.find(({ seq }) => seq === held[0]!.history[0]!.seq)
          expect(from).toMatchObject({ ddi: "NdisCoSendNetBufferLists", from: "voice" })
          yield* complete(b, vc, out)
          yield* b.down(vc)
        }),
      { tracking: 4, limits: { lanes: 1 } }
    )
  )

  it.effect("NBL-05 a list that never comes home is named at the end of its VC, and comes home all the same", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          b.client.on.ProtocolCoReceiveNetBufferLists = () => {}
          const vc = yield* b.up()
          const pool = poolOf("atm0")
          b.mcm.on.MiniportReturnNetBufferLists = ({ NetBufferLists }) => pool.freeChain(NetBufferLists)
          const { direct, post } = b.mcm.life
          const NetBufferLists = taken(pool, vc, 2)
          post(() =>
            direct.NdisMCoIndicateReceiveNetBufferLists({ NdisVcHandle: vc, NetBufferLists, NumberOfNetBufferLists: 2, CoReceiveFlags: 0 })
          )
          // An MCM driver that does not wait for what it lent.
          yield* b.down(vc)
          expect(pool.inUse).toBe(0)
          expect(counts(b)).toEqual([])
          expect(b.texts("violation").at(-1)).toBe("voice: the VC is deleted and 2 receives of it are not returned; NDIS gives them back")
        }),
      { form: "mcm", tracking: 1, breaks: ["VC-45", "NBL-49"] }
    )
  )
})

describe("what is found when lists change hands", () => {
  it.effect("NBL-03 a list that is sent comes from a pool, and is not in it", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.up()
          const pool = poolOf("voice")
          yield* send(b, vc, netBufferList(1, vc))
          const freed = pool.allocateWith(1, vc)!
          pool.free(freed)
          freed.SourceHandle = vc
          yield* send(b, vc, freed)
          yield* send(b, vc, taken(pool, vc, 1))
          expect(b.texts("violation")).toEqual([
            "voice: a list that is sent is not from a pool: it comes from no pool",
            "voice: a list that is sent is not from a pool: pool voice has it, it is freed"
          ])
          yield* b.down(vc)
        }),
      { tracking: 1, breaks: ["NBL-03"] }
    )
  )

  it.effect("NBL-10 a miniport that alters the net buffers of a send is found at its completion", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          keep(b)
          const vc = yield* b.up()
          const pool = poolOf("voice")
          const [good, short, cut] = [taken(pool, vc, 1), taken(pool, vc, 1), taken(pool, vc, 1)]
          for (const list of [good, short, cut]) yield* send(b, vc, list)
          b.miniport.life.post(() => {
            short.FirstNetBuffer!.DataLength = 0
            cut.FirstNetBuffer = null
          })
          for (const list of [good, short, cut]) yield* complete(b, vc, list)
          expect(b.rules("violation")).toEqual(["NBL-10", "NBL-10"])
          yield* b.down(vc)
        }),
      { tracking: 3, breaks: ["NBL-10"] }
    )
  )

  it.effect("NBL-42 an indicated list is set up: its data is in its fragments", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.up()
          const pool = poolOf("atm0")
          const [good, empty, long] = [taken(pool, vc, 1), pool.allocate(vc)!, taken(pool, vc, 1)]
          long.FirstNetBuffer!.DataLength = 7
          for (const list of [good, empty, long]) yield* indicate(b, vc, list)
          expect(b.texts("violation")).toEqual([
            "atm0: an indicated list is not set up: it has no net buffer",
            "atm0: an indicated list is not set up: its fragments have 1 octets, and its data is 7 from 0 on"
          ])
          yield* b.down(vc)
        }),
      { tracking: 3, breaks: ["NBL-42"] }
    )
  )

  it.effect("NBL-56 a receive of more than one net buffer is noted", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.up()
          const pool = poolOf("atm0")
          const [one, two, other] = each(taken(pool, vc, 3))
          for (const list of [one!, two!, other!]) list.Next = null
          two!.FirstNetBuffer!.Next = other!.FirstNetBuffer
          yield* indicate(b, vc, one!)
          expect(b.texts("note")).toEqual([])
          yield* indicate(b, vc, two!)
          expect(b.texts("note")).toEqual(["atm0: an indicated list has more than one net buffer; a receive is normally one"])
          yield* b.down(vc)
        }),
      { tracking: 3 }
    )
  )
})

describe("a driver that touches a list it gave away", () => {
  /** Runs in the client's turn, or the miniport's. */
  const inTurn = (b: Bench, who: "client" | "miniport", act: () => void) =>
    Effect.andThen(
      Effect.sync(() => (who === "client" ? b.client.life.post(act) : b.miniport.life.post(act))),
      settle
    )
  const look = (list: NetBufferList) => void list.FirstNetBuffer
  const found = (b: Bench) =>
    b.trace.events.flatMap((event) => (event.kind === "violation" ? [`${event.at} ${event.rule}: ${event.text}`] : []))

  it.effect("NBL-04 the sender: from the call on, and while the miniport has it; not after its completion", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          keep(b)
          const vc = yield* b.up()
          const pool = poolOf("voice")
          const [atOnce, later, good] = [taken(pool, vc, 1), taken(pool, vc, 1), taken(pool, vc, 1)]
          b.client.life.post(() => {
            b.client.life.direct.NdisCoSendNetBufferLists({ NdisVcHandle: vc, NetBufferLists: atOnce, SendFlags: 0 })
            atOnce.Status = NdisStatus.SUCCESS
          })
          yield* send(b, vc, later)
          yield* send(b, vc, good)
          yield* inTurn(b, "client", () => look(later))
          // The miniport may.
          yield* inTurn(b, "miniport", () => look(good))
          for (const list of [atOnce, later, good]) yield* complete(b, vc, list)
          yield* inTurn(b, "client", () => look(good))
          yield* b.down(vc)
          expect(found(b)).toEqual([
            "voice NBL-04: touches Status of a list that it gave to NDIS",
            "voice NBL-04: touches FirstNetBuffer of a list that atm0 has"
          ])
        }),
      { tracking: 4, breaks: ["NBL-04"] }
    )
  )

  it.effect("NBL-04 the sender, by octets it kept: the data is not what was sent", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          keep(b)
          const vc = yield* b.up()
          const octets = new Uint8Array([1, 2, 3])
          const list = poolOf("voice").allocateWith(octets, vc)!
          yield* send(b, vc, list)
          octets[1] = 9
          yield* complete(b, vc, list)
          yield* b.down(vc)
          expect(found(b)).toEqual(["voice NBL-04: the data of a list changed between its send and its completion"])
        }),
      { tracking: 4, breaks: ["NBL-04"] }
    )
  )

  it.effect("NBL-13 the miniport: after it completed it, at once and when it is home", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          keep(b)
          const vc = yield* b.up()
          const pool = poolOf("voice")
          const [atOnce, later] = [taken(pool, vc, 1), taken(pool, vc, 1)]
          for (const list of [atOnce, later]) yield* send(b, vc, list)
          b.miniport.life.post(() => {
            b.miniport.life.direct.NdisMCoSendNetBufferListsComplete({ NdisVcHandle: vc, NetBufferLists: atOnce, SendCompleteFlags: 0 })
            look(atOnce)
          })
          yield* complete(b, vc, later)
          yield* inTurn(b, "miniport", () => look(later))
          yield* b.down(vc)
          expect(found(b)).toEqual([
            "atm0 NBL-13: touches FirstNetBuffer of a list that it gave to NDIS",
            "atm0 NBL-13: touches FirstNetBuffer of a list that voice has"
          ])
        }),
      { tracking: 4, breaks: ["NBL-13"] }
    )
  )

  it.effect("NBL-45 the miniport: while it is lent; not when it was given back", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          keep(b)
          const vc = yield* b.up()
          const list = taken(poolOf("atm0"), vc, 1)
          yield* indicate(b, vc, list)
          yield* inTurn(b, "client", () => look(list))
          yield* inTurn(b, "miniport", () => look(list))
          yield* giveBack(b, list)
          yield* inTurn(b, "miniport", () => look(list))
          yield* b.down(vc)
          expect(found(b)).toEqual(["atm0 NBL-45: touches FirstNetBuffer of a list that voice has"])
        }),
      { tracking: 4, breaks: ["NBL-45"] }
    )
  )

  it.effect("NBL-47 the protocol: keeps one it was only shown, and looks at it later", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.up()
          const list = taken(poolOf("atm0"), vc, 1)
          b.client.on.ProtocolCoReceiveNetBufferLists = ({ NetBufferLists }) => look(NetBufferLists)
          yield* indicate(b, vc, list, ReceiveFlags.RESOURCES)
          expect(found(b)).toEqual([])
          yield* inTurn(b, "client", () => look(list))
          yield* b.down(vc)
          expect(found(b)).toEqual(["voice NBL-47: touches FirstNetBuffer of a list that atm0 has"])
        }),
      { tracking: 4, breaks: ["NBL-47"] }
    )
  )

  it.effect("NBL-49 the protocol: after it returned it", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          keep(b)
          const vc = yield* b.up()
          const list = taken(poolOf("atm0"), vc, 1)
          yield* indicate(b, vc, list)
          yield* giveBack(b, list)
          yield* inTurn(b, "client", () => look(list))
          yield* b.down(vc)
          expect(found(b)).toEqual(["voice NBL-49: touches FirstNetBuffer of a list that atm0 has"])
        }),
      { tracking: 4, breaks: ["NBL-49"] }
    )
  )

  it.effect("what NDIS refuses to take stays whose it was, and may be touched", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.create()
          yield* b.delete(vc)
          const list = taken(poolOf("voice"), vc, 1)
          yield* send(b, vc, list)
          yield* inTurn(b, "client", () => look(list))
          expect(statusName(list.Status)).toBe("NDIS_STATUS_FAILURE")
          expect(b.rules("violation")).toEqual(["HND-02"])
        }),
      { tracking: 4, breaks: ["HND-02"] }
    )
  )
})
