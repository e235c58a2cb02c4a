import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { chain, chainEach, type NetBufferList, netBufferList, NdisStatus, type NdisVcHandle, statusName } from "../../src/index.ts"
import { bench, type Bench, settle } from "./kit.ts"

const marked = (vc: NdisVcHandle, mark: unknown) => {
  const list = netBufferList(1, vc)
  list.NetBufferListCancelId = mark
  return list
}
const send = (b: Bench, vc: NdisVcHandle, lists: NetBufferList) =>
  Effect.andThen(b.client.call("NdisCoSendNetBufferLists", { NdisVcHandle: vc, NetBufferLists: lists, SendFlags: 0 }), settle)
const cancel = (b: Bench, CancelId: unknown, by = b.client) =>
  Effect.andThen(by.call("NdisCancelSendNetBufferLists", { NdisBindingHandle: by.binding!.handle, CancelId }), settle)
/** Statuses of every list that came home, in order. */
const home = (b: Bench) => {
  const statuses: Array<string> = []
  for (const { NetBufferLists } of b.client.seen("ProtocolCoSendNetBufferListsComplete"))
    chainEach(NetBufferLists as NetBufferList, (list) => statuses.push(statusName(list.Status)))
  return statuses
}

/** A miniport that keeps what it is sent, and gives back what is cancelled. */
const queueing = (b: Bench, vc: NdisVcHandle) => {
  let queue: Array<NetBufferList> = []
  const complete = (lists: ReadonlyArray<NetBufferList>) => {
    const NetBufferLists = chain(lists)
    if (NetBufferLists !== null)
      b.miniport.life.direct.NdisMCoSendNetBufferListsComplete({ NdisVcHandle: vc, NetBufferLists, SendCompleteFlags: 0 })
  }
  b.miniport.on.MiniportCoSendNetBufferLists = ({ NetBufferLists }) => chainEach(NetBufferLists, (list) => void queue.push(list))
  b.miniport.on.MiniportCancelSend = ({ CancelId }) => {
    const cancelled = queue.filter((list) => list.NetBufferListCancelId === CancelId)
    queue = queue.filter((list) => list.NetBufferListCancelId !== CancelId)
    for (const list of cancelled) list.Status = NdisStatus.SEND_ABORTED
    complete(cancelled)
  }
  return () => complete(queue.splice(0))
}

describe("cancelling sends", () => {
  it.effect("NBL-23 what bears the mark comes home SEND_ABORTED, the rest as if nobody had asked, and each list once", () =>
    bench((b) =>
      Effect.gen(function* () {
        const vc = yield* b.up()
        const leave = queueing(b, vc)
        const [one, two] = [{}, {}]
        yield* send(b, vc, chain([marked(vc, one), marked(vc, two), marked(vc, one)])!)
        yield* cancel(b, one)
        expect(b.miniport.seen("MiniportCancelSend").map(({ CancelId }) => CancelId === one)).toEqual([true])
        expect(home(b)).toEqual(["NDIS_STATUS_SEND_ABORTED", "NDIS_STATUS_SEND_ABORTED"])
        leave()
        yield* settle
        expect(home(b).slice(2)).toEqual(["NDIS_STATUS_SUCCESS"])
        yield* cancel(b, one)
        expect(home(b).length).toBe(3)
        yield* b.down(vc)
      })
    )
  )

  it.effect("NBL-23 a miniport without a handler for it is not asked: the sends come home when they come", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.up()
          const leave = queueing(b, vc)
          const mark = {}
          yield* send(b, vc, marked(vc, mark))
          yield* cancel(b, mark)
          expect(home(b)).toEqual([])
          leave()
          yield* settle
          expect(home(b)).toEqual(["NDIS_STATUS_SUCCESS"])
          yield* b.down(vc)
        }),
      {
        before: (b) => {
          b.miniport.lacks = ["MiniportCancelSend"]
        }
      }
    )
  )

  it.effect("NBL-24 the binding is open while its sends are cancelled, and is the caller's own", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const [voice, video] = b.clients
          const NdisBindingHandle = voice!.binding!.handle
          yield* video!.call("NdisCancelSendNetBufferLists", { NdisBindingHandle, CancelId: {} })
          yield* b.host.stop("voice")
          yield* video!.call("NdisCancelSendNetBufferLists", { NdisBindingHandle, CancelId: {} })
          yield* settle
          expect(b.rules("violation")).toEqual(["HND-03", "NBL-24"])
          expect(b.miniport.seen("MiniportCancelSend")).toEqual([])
        }),
      { clients: ["voice", "video"], breaks: ["HND-03", "NBL-24"] }
    )
  )
})
