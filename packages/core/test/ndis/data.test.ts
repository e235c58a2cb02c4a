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
  statusName
} from "../../src/index.ts"
import { bench, type Bench, mine, parameters, settle } from "./kit.ts"

const lists = (vc: NdisVcHandle | null, count = 3) => chain(Array.from({ length: count }, (_, n) => netBufferList(n, vc)))!
const send = (b: Bench, vc: NdisVcHandle, NetBufferLists: NetBufferList) =>
  Effect.andThen(b.client.call("NdisCoSendNetBufferLists", { NdisVcHandle: vc, NetBufferLists, SendFlags: 0 }), settle)
/** The chains that came home: statuses of their lists. */
const home = (b: Bench) =>
  b.client.seen("ProtocolCoSendNetBufferListsComplete").map((args) => {
    const statuses: Array<string> = []
    for (let list: NetBufferList | null = args["NetBufferLists"] as NetBufferList; list !== null; list = list.Next)
      statuses.push(statusName(list.Status))
    return [...new Set(statuses), statuses.length]
  })
const sent = (b: Bench) => b.miniport.seen("MiniportCoSendNetBufferLists").map((args) => args["NetBufferLists"] as NetBufferList)
/** The miniport keeps what it is sent. */
const keep = (b: Bench) => {
  b.miniport.on.MiniportCoSendNetBufferLists = () => {}
}
const complete = (b: Bench, vc: NdisVcHandle, NetBufferLists: NetBufferList) =>
  Effect.andThen(b.miniport.call("NdisMCoSendNetBufferListsComplete", { NdisVcHandle: vc, NetBufferLists, SendCompleteFlags: 0 }), settle)
const indicate = (b: Bench, vc: NdisVcHandle, NetBufferLists: NetBufferList, CoReceiveFlags = 0) =>
  Effect.andThen(
    b.miniport.call("NdisMCoIndicateReceiveNetBufferLists", {
      NdisVcHandle: vc,
      NetBufferLists,
      NumberOfNetBufferLists: chainLength(NetBufferLists),
      CoReceiveFlags
    }),
    settle
  )

describe("sends", () => {
  it.effect("a chain goes to the miniport as one and comes home as one", () =>
    bench((b) =>
      Effect.gen(function* () {
        const vc = yield* b.up()
        const out = lists(vc)
        yield* send(b, vc, out)
        expect(sent(b)).toEqual([out])
        expect(home(b)).toEqual([["NDIS_STATUS_SUCCESS", 3]])
        yield* b.down(vc)
      })
    )
  )

  it.effect("a chain for a VC without a call, or with one that closes, comes home FAILURE", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.create()
          yield* send(b, vc, lists(vc))
          yield* b.client.call("NdisClMakeCall", { NdisVcHandle: vc, CallParameters: parameters })
          yield* b.cm.call("NdisCmDispatchIncomingCloseCall", { CloseStatus: NdisStatus.SUCCESS, NdisVcHandle: vc, Size: 0 })
          yield* send(b, vc, lists(vc))
          expect(sent(b)).toEqual([])
          expect(home(b)).toEqual([
            ["NDIS_STATUS_FAILURE", 3],
            ["NDIS_STATUS_FAILURE", 3]
          ])
          yield* b.down(vc)
        }),
      { breaks: ["VC-22", "CALL-105"] }
    )
  )

  it.effect("NBL-02 a chain whose SourceHandle is not its VC comes home FAILURE", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.up()
          const wrong = lists(vc)
          wrong.Next!.SourceHandle = null
          yield* send(b, vc, wrong)
          expect(sent(b)).toEqual([])
          expect(home(b)).toEqual([["NDIS_STATUS_FAILURE", 3]])
          yield* b.down(vc)
        }),
      { breaks: ["NBL-02"] }
    )
  )

  it.effect("NBL-19 a chain sent while the binding is paused comes home PAUSED", () => {
    const states: Array<unknown> = []
    return bench(
      (b) =>
        Effect.gen(function* () {
          expect(states).toEqual(["NDIS_STATUS_PAUSED"])
          expect(b.miniport.seen("MiniportCoSendNetBufferLists")).toEqual([])
          yield* Effect.void
        }),
      {
        breaks: ["NBL-19"],
        before: (b) => {
          // The call manager's own VC exists before the binding runs: it is created when the restart is announced.
          b.cm.on.ProtocolCoSendNetBufferListsComplete = ({ NetBufferLists }) => void states.push(statusName(NetBufferLists.Status))
          b.miniport.on.MiniportRestart = () => {
            const { direct, post } = b.cm.life
            post(() =>
              direct.NdisCoCreateVc(
                { NdisBindingHandle: b.cm.binding!.handle, ProtocolVcContext: mine("own") },
                (_status, { NdisVcHandle }) => {
                  const vc = NdisVcHandle!
                  direct.NdisCmActivateVc({ NdisVcHandle: vc, CallParameters: parameters }, () => {
                    direct.NdisCoSendNetBufferLists({ NdisVcHandle: vc, NetBufferLists: lists(vc, 1), SendFlags: 0 })
                    direct.NdisCmDeactivateVc({ NdisVcHandle: vc }, () =>
                      direct.NdisCoDeleteVc({ NdisVcHandle: vc }, () =>
                        b.miniport.life.direct.NdisMRestartComplete({
                          MiniportAdapterHandle: b.miniport.adapter!,
                          Status: NdisStatus.SUCCESS
                        })
                      )
                    )
                  })
                }
              )
            )
            return NdisStatus.PENDING
          }
        },
        late: true
      }
    )
  })

  it.effect("a chain for a VC that is dead, or another's, is recorded and stays with its sender", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.create()
          yield* b.delete(vc)
          const out = lists(vc)
          yield* send(b, vc, out)
          expect(home(b)).toEqual([])
          expect(out.Status).toBe(NdisStatus.FAILURE)
          const theirs = yield* b.ready()
          yield* Effect.andThen(
            b.cm.call("NdisCoSendNetBufferLists", { NdisVcHandle: theirs, NetBufferLists: lists(theirs), SendFlags: 0 }),
            settle
          )
          expect(b.rules("violation")).toEqual(["HND-02", "HND-03"])
          yield* b.unready(theirs)
        }),
      { breaks: ["HND-02", "HND-03"] }
    )
  )

  it.effect("NBL-26 the miniport completes what it has, once", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          keep(b)
          const vc = yield* b.up()
          const out = lists(vc)
          yield* send(b, vc, out)
          expect(yield* b.client.status("NdisClCloseCall", { NdisVcHandle: vc, Size: 0 })).toBe("NDIS_STATUS_FAILURE")
          yield* complete(b, vc, out)
          yield* complete(b, vc, out)
          expect(home(b)).toEqual([["NDIS_STATUS_SUCCESS", 3]])
          expect(b.rules("violation")).toEqual(["NBL-26"])
          expect(b.rules("refusal")).toEqual(["CALL-82"])
          yield* b.down(vc)
        }),
      { breaks: ["NBL-26"] }
    )
  )
})

describe("receives", () => {
  it.effect("lent lists come back to the miniport when the client returns them, each once", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.up()
          b.client.on.ProtocolCoReceiveNetBufferLists = () => {}
          const data = lists(vc)
          yield* indicate(b, vc, data)
          expect(b.client.seen("ProtocolCoReceiveNetBufferLists")[0]).toMatchObject({ NumberOfNetBufferLists: 3 })
          const give = Effect.andThen(
            b.client.call("NdisReturnNetBufferLists", {
              NdisBindingHandle: b.client.binding!.handle,
              NetBufferLists: data,
              ReturnFlags: 0
            }),
            settle
          )
          yield* give
          expect(b.miniport.seen("MiniportReturnNetBufferLists").length).toBe(1)
          yield* give
          expect(b.miniport.seen("MiniportReturnNetBufferLists").length).toBe(1)
          yield* b.down(vc)
        }),
      { breaks: ["NBL-49"] }
    )
  )

  it.effect("NBL-40 a list that names another VC is recorded, and comes back all the same", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.up()
          const data = lists(vc)
          data.Next!.SourceHandle = null
          yield* indicate(b, vc, data)
          expect(b.rules("violation")).toEqual(["NBL-40"])
          expect(b.miniport.seen("MiniportReturnNetBufferLists").length).toBe(1)
          yield* b.down(vc)
        }),
      { breaks: ["NBL-40"] }
    )
  )

  it.effect("lists that are only shown are not returned", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.up()
          yield* indicate(b, vc, lists(vc), ReceiveFlags.RESOURCES)
          expect(b.miniport.seen("MiniportReturnNetBufferLists")).toEqual([])
          yield* b.down(vc)
        }),
      { breaks: ["NBL-48"] }
    )
  )

  it.effect("VC-22 an indication on an inactive VC is recorded, and its lists go straight back", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.create()
          yield* indicate(b, vc, lists(vc))
          expect(b.client.seen("ProtocolCoReceiveNetBufferLists")).toEqual([])
          expect(b.miniport.seen("MiniportReturnNetBufferLists").length).toBe(1)
          yield* b.delete(vc)
        }),
      { breaks: ["VC-22"] }
    )
  )

  it.effect("VC-46 an indication that crosses a deactivation is dropped with a record; one after its end is the miniport's fault", () =>
    bench(
      (b) =>
        Effect.gen(function* () {
          const vc = yield* b.up()
          b.miniport.on.MiniportCoDeactivateVc = () => NdisStatus.PENDING
          b.cm.on.ProtocolCmCloseCall = () => NdisStatus.PENDING
          yield* b.client.call("NdisClCloseCall", { NdisVcHandle: vc, Size: 0 })
          yield* b.cm.call("NdisCmDeactivateVc", { NdisVcHandle: vc })
          yield* indicate(b, vc, lists(vc))
          expect([b.rules("drop"), b.rules("violation")]).toEqual([["VC-46"], []])
          yield* b.miniport.call("NdisMCoDeactivateVcComplete", { Status: NdisStatus.SUCCESS, NdisVcHandle: vc })
          yield* indicate(b, vc, lists(vc))
          expect([b.rules("drop"), b.rules("violation")]).toEqual([["VC-46"], ["VC-22"]])
          expect(b.client.seen("ProtocolCoReceiveNetBufferLists")).toEqual([])
          expect(b.miniport.seen("MiniportReturnNetBufferLists").length).toBe(2)
          yield* b.cm.call("NdisCmCloseCallComplete", { Status: NdisStatus.SUCCESS, NdisVcHandle: vc })
          yield* settle
          yield* b.delete(vc)
        }),
      { breaks: ["VC-22"] }
    )
  )
})

describe("the end of a deactivation", () => {
  for (const how of ["return", "completion"] as const) {
    it.effect(`VC-44 is held back until the sends are home, when it is reported by ${how}`, () =>
      bench(
        (b) =>
          Effect.gen(function* () {
            keep(b)
            const vc = yield* b.up()
            const out = lists(vc)
            yield* send(b, vc, out)
            // The peer is gone; the call manager takes the VC down under the client's sends.
            yield* b.cm.call("NdisCmDispatchIncomingCloseCall", { CloseStatus: NdisStatus.SUCCESS, NdisVcHandle: vc, Size: 0 })
            b.cm.on.ProtocolCmCloseCall = () => NdisStatus.PENDING
            const statuses: Array<string> = []
            if (how === "completion") b.miniport.on.MiniportCoDeactivateVc = () => NdisStatus.PENDING
            expect(yield* b.client.status("NdisClCloseCall", { NdisVcHandle: vc, Size: 0 })).toBe("NDIS_STATUS_FAILURE")
            yield* complete(b, vc, out)
            expect(yield* b.client.status("NdisClCloseCall", { NdisVcHandle: vc, Size: 0 })).toBe("NDIS_STATUS_PENDING")
            // A receive lent before is still with the client.
            b.client.on.ProtocolCoReceiveNetBufferLists = () => {}
            const data = lists(vc)
            yield* indicate(b, vc, data)
            b.cm.life.post(() => b.cm.life.direct.NdisCmDeactivateVc({ NdisVcHandle: vc }, (status) => statuses.push(statusName(status))))
            yield* settle
            if (how === "completion")
              yield* b.miniport.call("NdisMCoDeactivateVcComplete", { Status: NdisStatus.SUCCESS, NdisVcHandle: vc })
            yield* settle
            expect(b.rules("violation")).toEqual(["VC-45"])
            expect(statuses).toEqual(how === "return" ? [] : ["NDIS_STATUS_PENDING"])
            expect(b.cm.seen("ProtocolCmDeactivateVcComplete")).toEqual([])
            yield* b.client.call("NdisReturnNetBufferLists", {
              NdisBindingHandle: b.client.binding!.handle,
              NetBufferLists: data,
              ReturnFlags: 0
            })
            yield* settle
            expect(how === "return" ? statuses : b.cm.statuses("ProtocolCmDeactivateVcComplete")).toEqual(["NDIS_STATUS_SUCCESS"])
            yield* b.cm.call("NdisCmCloseCallComplete", { Status: NdisStatus.SUCCESS, NdisVcHandle: vc })
            yield* settle
            yield* b.delete(vc)
          }),
        { breaks: ["VC-45"] }
      )
    )

    it.effect(`VC-44 a miniport that dies while its deactivation is held back (${how}) ends it once`, () =>
      bench(
        (b) =>
          Effect.gen(function* () {
            keep(b)
            if (how === "completion") b.miniport.on.MiniportCoDeactivateVc = () => NdisStatus.PENDING
            const context = mine<NdisVcHandle | undefined>(undefined)
            const created = yield* b.cm.call("NdisCoCreateVc", { NdisBindingHandle: b.cm.binding!.handle, ProtocolVcContext: context })
            const vc = created.NdisVcHandle!
            yield* b.cm.call("NdisCmActivateVc", { NdisVcHandle: vc, CallParameters: parameters })
            yield* b.cm.call("NdisCoSendNetBufferLists", { NdisVcHandle: vc, NetBufferLists: lists(vc), SendFlags: 0 })
            const statuses: Array<string> = []
            const removed: Array<string> = []
            const remove = () => b.cm.life.direct.NdisCoDeleteVc({ NdisVcHandle: vc }, (status) => removed.push(statusName(status)))
            b.cm.on.ProtocolCmDeactivateVcComplete = ({ Status }) => {
              statuses.push(statusName(Status))
              remove()
            }
            b.cm.life.post(() =>
              b.cm.life.direct.NdisCmDeactivateVc({ NdisVcHandle: vc }, (status) => {
                statuses.push(statusName(status))
                if (status !== NdisStatus.PENDING) remove()
              })
            )
            yield* settle
            if (how === "completion")
              yield* b.miniport.call("NdisMCoDeactivateVcComplete", { Status: NdisStatus.SUCCESS, NdisVcHandle: vc })
            yield* settle
            expect(statuses).toEqual(how === "return" ? [] : ["NDIS_STATUS_PENDING"])
            b.host.crash("atm0", new Error("gone"))
            yield* settle
            yield* settle
            expect(statuses.filter((status) => status === "NDIS_STATUS_SUCCESS")).toEqual(["NDIS_STATUS_SUCCESS"])
            expect(removed).toEqual(["NDIS_STATUS_SUCCESS"])
            expect(b.cm.seen("ProtocolCoSendNetBufferListsComplete").length).toBe(1)
            expect(b.miniport.lives).toBe(2)
            delete b.miniport.on.MiniportCoDeactivateVc
            yield* b.down(yield* b.up())
          }),
        { breaks: ["VC-44"] }
      )
    )
  }
})
