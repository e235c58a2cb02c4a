/**
 * What NDIS owes to drivers about data: rules of class R in docs/condis/rules.md.
 */
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import {
  chain,
  chainLength,
  type NetBufferList,
  netBufferList,
  NdisStatus,
  type NdisVcHandle,
  ReceiveFlags,
  SendFlags
} from "../../src/index.ts"
import { bench, type Bench, type Mine, parameters, settle } from "./kit.ts"

const lists = (vc: NdisVcHandle | null, ...payloads: ReadonlyArray<unknown>) => chain(payloads.map((each) => netBufferList(each, vc)))!
const each = (first: unknown): ReadonlyArray<NetBufferList> => {
  const all: Array<NetBufferList> = []
  for (let list = first as NetBufferList | null; list !== null; list = list.Next) all.push(list)
  return all
}
const payloads = (args: { readonly [name: string]: unknown }) => each(args["NetBufferLists"]).map((list) => list.Payload)
const send = (b: Bench, vc: NdisVcHandle, NetBufferLists: NetBufferList) =>
  b.client.life.post(() => b.client.life.direct.NdisCoSendNetBufferLists({ NdisVcHandle: vc, NetBufferLists, SendFlags: 0 }))
const complete = (b: Bench, vc: NdisVcHandle, NetBufferLists: NetBufferList) =>
  Effect.andThen(b.miniport.call("NdisMCoSendNetBufferListsComplete", { NdisVcHandle: vc, NetBufferLists, SendCompleteFlags: 0 }), settle)
const keep = (b: Bench) => {
  b.miniport.on.MiniportCoSendNetBufferLists = () => {}
}
const sent = (b: Bench) => b.miniport.seen("MiniportCoSendNetBufferLists").map(payloads)
const home = (b: Bench) => b.client.seen("ProtocolCoSendNetBufferListsComplete").map(payloads)
const indicate = (b: Bench, vc: NdisVcHandle, NetBufferLists: NetBufferList, CoReceiveFlags = 0) =>
  b.miniport.life.post(() =>
    b.miniport.life.direct.NdisMCoIndicateReceiveNetBufferLists({
      NdisVcHandle: vc,
      NetBufferLists,
      NumberOfNetBufferLists: chainLength(NetBufferLists),
      CoReceiveFlags
    })
  )
const received = (b: Bench) => b.client.seen("ProtocolCoReceiveNetBufferLists")
const giveBack = (b: Bench, NetBufferLists: NetBufferList) =>
  Effect.andThen(
    b.client.call("NdisReturnNetBufferLists", { NdisBindingHandle: b.client.binding!.handle, NetBufferLists, ReturnFlags: 0 }),
    settle
  )

describe("loopback", () => {
  const sendWith = (b: Bench, vc: NdisVcHandle, flags: number, ...what: ReadonlyArray<unknown>) =>
    Effect.andThen(
      b.client.call("NdisCoSendNetBufferLists", { NdisVcHandle: vc, NetBufferLists: lists(vc, ...what), SendFlags: flags }),
      settle
    )

  it.effect("NBL-21 is for a sender that asks for it, and for nobody else: it is shown what it sent", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const other = b.clients[1]!
          const [mine, theirs] = [yield* b.up(), yield* b.up(other)]
          yield* sendWith(b, mine, 0, "unheard")
          expect(received(b)).toEqual([])
          keep(b)
          yield* sendWith(b, mine, SendFlags.CHECK_FOR_LOOPBACK, "one", "two")
          expect(received(b).map(payloads)).toEqual([["one", "two"]])
          expect(received(b)[0]!["ReceiveFlags"]).toBe(ReceiveFlags.RESOURCES)
          expect(other.seen("ProtocolCoReceiveNetBufferLists")).toEqual([])
          // What was sent is the miniport's, and comes home by itself.
          expect(sent(b).at(-1)).toEqual(["one", "two"])
          const chain = b.miniport.seen("MiniportCoSendNetBufferLists").at(-1)!["NetBufferLists"] as NetBufferList
          expect(each(received(b)[0]!["NetBufferLists"]).some((list) => each(chain).includes(list))).toBe(false)
          yield* complete(b, mine, chain)
          expect(home(b).at(-1)).toEqual(["one", "two"])
          expect(b.miniport.seen("MiniportReturnNetBufferLists")).toEqual([])
          yield* b.down(mine)
          yield* b.down(theirs, other)
        }),
      {
        clients: ["voice", "video"],
        // The clients of the bench give back all they get, and these lists are only shown.
        before: (b) => (b.client.on.ProtocolCoReceiveNetBufferLists = () => {})
      }
    )
  )

  it.effect("NBL-21 what does not go out does not come back", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.create()
          yield* sendWith(b, vc, SendFlags.CHECK_FOR_LOOPBACK, "too early")
          expect(received(b)).toEqual([])
          yield* b.delete(vc)
        }),
      { breaks: ["VC-22"] }
    )
  )
})

describe("sends", () => {
  it.effect("NBL-07 NBL-27 chains reach the miniport in the order given, and each chain's lists in the order of the sender", () =>
    bench((b) =>
      Effect.gen(function* () {
        const [one, two] = [yield* b.up(), yield* b.up()]
        for (let n = 0; n < 20; n++) {
          send(b, one!, lists(one!, `a${n}`, `b${n}`, `c${n}`))
          send(b, two!, lists(two!, `x${n}`))
        }
        yield* settle
        const of = (letter: RegExp) => sent(b).filter(([first]) => letter.test(String(first)))
        expect(of(/^a/)).toEqual(Array.from({ length: 20 }, (_, n) => [`a${n}`, `b${n}`, `c${n}`]))
        expect(of(/^x/)).toEqual(Array.from({ length: 20 }, (_, n) => [`x${n}`]))
        yield* b.down(one!)
        yield* b.down(two!)
      })
    )
  )

  it.effect("NBL-09 lists are completed in any order, chains merged or split: each comes home, once", () =>
    bench((b) =>
      Effect.gen(function* () {
        keep(b)
        const vc = yield* b.up()
        send(b, vc, lists(vc, 1, 2, 3))
        send(b, vc, lists(vc, 4, 5))
        yield* settle
        const [one, two, three, four, five] = b.miniport
          .seen("MiniportCoSendNetBufferLists")
          .flatMap((args) => each(args["NetBufferLists"]))
        yield* complete(b, vc, chain([five!, two!])!)
        yield* complete(b, vc, chain([four!])!)
        yield* complete(b, vc, chain([three!, one!])!)
        expect(home(b)).toEqual([[5, 2], [4], [3, 1]])
        yield* b.down(vc)
      })
    )
  )

  it.effect("NBL-14 a chain comes home to its sender, with its VC context, when it is completed and not before", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          keep(b)
          const vc = yield* b.up()
          const out = lists(vc, 1)
          send(b, vc, out)
          yield* settle
          expect(home(b)).toEqual([])
          // Lent: the client cannot close its call yet.
          expect(yield* b.client.status("NdisClCloseCall", { NdisVcHandle: vc, Size: 0 })).toBe("NDIS_STATUS_FAILURE")
          yield* complete(b, vc, out)
          const [args] = b.client.seen("ProtocolCoSendNetBufferListsComplete")
          expect(args!["NetBufferLists"]).toBe(out)
          expect(args!["ProtocolVcContext"]).toBe(
            b.journal.find(({ args, name }) => name === "ProtocolCoSendNetBufferListsComplete" && args["NetBufferLists"] === out)!.args[
              "ProtocolVcContext"
            ]
          )
          expect((args!["ProtocolVcContext"] as Mine<unknown>).handle).toBe("vc")
          expect(b.clients[1]!.seen("ProtocolCoSendNetBufferListsComplete").length).toBe(0)
          expect(b.cm.seen("ProtocolCoSendNetBufferListsComplete").length).toBe(0)
          yield* b.down(vc)
        }),
      { clients: ["voice", "video"] }
    )
  )

  it.effect("NBL-15 what the miniport completes counts as sent, also when nothing of it reached a wire", () =>
    bench((b) =>
      Effect.gen(function* () {
        const vc = yield* b.up()
        const out = lists(vc, 1)
        send(b, vc, out)
        yield* settle
        // The miniport of the bench has no wire.
        expect(home(b)).toEqual([[1]])
        expect(out.Status).toBe(NdisStatus.SUCCESS)
        yield* b.down(vc)
      })
    )
  )
})

describe("receives", () => {
  it.effect("NBL-44 received lists go to the protocol at the end of the VC, with its contexts, and to no other", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.up()
          const own = yield* b.cm.call("NdisCoCreateVc", { NdisBindingHandle: b.cm.binding!.handle, ProtocolVcContext: "signalling" })
          yield* b.cm.call("NdisCmActivateVc", { NdisVcHandle: own.NdisVcHandle!, CallParameters: parameters })
          indicate(b, vc, lists(vc, "data"), ReceiveFlags.RESOURCES)
          indicate(b, own.NdisVcHandle!, lists(own.NdisVcHandle!, "signal"), ReceiveFlags.RESOURCES)
          yield* settle
          b.client.on.ProtocolCoReceiveNetBufferLists = () => {}
          expect(b.clients[1]!.seen("ProtocolCoReceiveNetBufferLists")).toEqual([])
          expect(received(b).map(payloads)).toEqual([["data"]])
          expect((received(b)[0]!["ProtocolVcContext"] as Mine<unknown>).handle).toBe("vc")
          expect(received(b)[0]!["ProtocolBindingContext"]).toBe(b.client.binding)
          const [signal] = b.cm.seen("ProtocolCoReceiveNetBufferLists")
          expect([signal!["ProtocolVcContext"], signal!["ProtocolBindingContext"], payloads(signal!)]).toEqual([
            "signalling",
            b.cm.binding,
            ["signal"]
          ])
          yield* b.unready(own.NdisVcHandle!)
          yield* b.down(vc)
        }),
      {
        clients: ["voice", "video"],
        before: (b) => {
          b.client.on.ProtocolCoReceiveNetBufferLists = () => {}
        }
      }
    )
  )

  it.effect("NBL-46 lists that are only shown are the miniport's again when the handler returns, and are not handed back", () =>
    bench((b) =>
      Effect.gen(function* () {
        b.client.on.ProtocolCoReceiveNetBufferLists = () => {}
        const vc = yield* b.up()
        indicate(b, vc, lists(vc, 1, 2), ReceiveFlags.RESOURCES)
        yield* settle
        expect(received(b).length).toBe(1)
        expect(b.miniport.seen("MiniportReturnNetBufferLists")).toEqual([])
        // Nothing is lent: the VC can be deactivated at once.
        yield* b.down(vc)
      })
    )
  )

  it.effect("NBL-51 lent lists come back in any order and grouping, each to the miniport once", () =>
    bench((b) =>
      Effect.gen(function* () {
        b.client.on.ProtocolCoReceiveNetBufferLists = () => {}
        const [vc, other] = [yield* b.up(), yield* b.up()]
        indicate(b, vc!, lists(vc!, 1, 2, 3))
        indicate(b, other!, lists(other!, 4))
        yield* settle
        const [one, two, three, four] = received(b).flatMap((args) => each(args["NetBufferLists"]))
        yield* giveBack(b, chain([three!])!)
        // Of two VCs in one chain.
        yield* giveBack(b, chain([four!, one!])!)
        yield* giveBack(b, chain([two!])!)
        expect(b.miniport.seen("MiniportReturnNetBufferLists").map(payloads)).toEqual([[3], [4, 1], [2]])
        yield* b.down(vc!)
        yield* b.down(other!)
      })
    )
  )

  for (const flags of [0, ReceiveFlags.RESOURCES]) {
    it.effect(`NBL-52 the flags a protocol sees (${flags}) say whether it gives the lists back`, () =>
      bench(
        (b) =>
          Effect.gen(function* () {
            const vc = yield* b.up()
            b.client.on.ProtocolCoReceiveNetBufferLists = () => {}
            indicate(b, vc, lists(vc, 1), flags)
            yield* settle
            const shown = ((received(b)[0]!["ReceiveFlags"] as number) & ReceiveFlags.RESOURCES) !== 0
            yield* giveBack(b, received(b)[0]!["NetBufferLists"] as NetBufferList)
            expect(b.miniport.seen("MiniportReturnNetBufferLists").length).toBe(shown ? 0 : 1)
            expect(b.rules("violation")).toEqual(shown ? ["NBL-48"] : [])
            yield* b.down(vc)
          }),
        { breaks: flags === 0 ? [] : ["NBL-48"] }
      )
    )
  }

  it.effect("NBL-55 a receive handler that waits does not hold up the next one: both run at the same time", () =>
    bench((b) =>
      Effect.gen(function* () {
        const vc = yield* b.up()
        const order: Array<string> = []
        b.client.on.ProtocolCoReceiveNetBufferLists = ({ NetBufferLists }) =>
          Effect.gen(function* () {
            order.push(`begin ${String(NetBufferLists.Payload)}`)
            yield* b.client.life.ndis.NdisClModifyCallQoS({ NdisVcHandle: vc, CallParameters: parameters })
            order.push(`end ${String(NetBufferLists.Payload)}`)
          })
        for (const payload of [1, 2]) indicate(b, vc, lists(vc, payload), ReceiveFlags.RESOURCES)
        yield* settle
        expect(order.slice(0, 2)).toEqual(["begin 1", "begin 2"])
        expect(order.slice(2).sort()).toEqual(["end 1", "end 2"])
        yield* b.down(vc)
      })
    )
  )
})
