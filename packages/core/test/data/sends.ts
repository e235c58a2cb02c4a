/** What tests of lanes send, and a miniport that keeps it. */
import { Effect } from "effect"
import {
  chain,
  chainEach,
  chainLength,
  type NetBufferList,
  netBufferList,
  type NdisVcHandle,
  octetsOf,
  statusName
} from "../../src/index.ts"
import { type Bench, settle } from "../ndis/kit.ts"

/** Small bounds, so that a few lists reach them. */
export const limits = { lanes: 1, laneWindow: 8, vcWindow: 4, vcQueue: 20 }

export const octets = (value: number, length = 100) => new Uint8Array(length).fill(value)
export const lists = (vc: NdisVcHandle, count: number, from = 0, length = 100) =>
  chain(Array.from({ length: count }, (_, n) => netBufferList(octets(from + n, length), vc)))!
export const sendNow = (b: Bench, vc: NdisVcHandle, NetBufferLists: NetBufferList) =>
  b.client.life.direct.NdisCoSendNetBufferLists({ NdisVcHandle: vc, NetBufferLists, SendFlags: 0 })
export const send = (b: Bench, vc: NdisVcHandle, NetBufferLists: NetBufferList) =>
  Effect.andThen(
    Effect.sync(() => sendNow(b, vc, NetBufferLists)),
    settle
  )

export const valueOf = (list: NetBufferList) => octetsOf(list)![0]!

/** A miniport that keeps what it is sent: lists in the order in which they came, of all VCs. */
export class Queueing {
  queue: Array<NetBufferList> = []
  /** Number of the VC and of the list, in the order of the hand-over. */
  readonly handed: Array<readonly [vc: NdisVcHandle, list: number]> = []
  /** How many lists came with each call. */
  readonly chains: Array<number> = []
  private readonly b: Bench
  constructor(b: Bench) {
    this.b = b
    b.miniport.on.MiniportCoSendNetBufferLists = ({ NetBufferLists }) => {
      this.chains.push(chainLength(NetBufferLists))
      chainEach(NetBufferLists, (list) => {
        list.Next = null
        this.queue.push(list)
        this.handed.push([list.SourceHandle!, valueOf(list)])
      })
    }
  }
  get out(): number {
    return this.queue.length
  }
  of(vc: NdisVcHandle): ReadonlyArray<number> {
    return this.handed.filter(([on]) => on === vc).map(([, list]) => list)
  }
  /** Completes the oldest ones. */
  complete(count: number): Effect.Effect<void> {
    return Effect.andThen(
      Effect.sync(() => {
        for (const list of this.queue.splice(0, count))
          this.b.miniport.life.direct.NdisMCoSendNetBufferListsComplete({
            NdisVcHandle: list.SourceHandle!,
            NetBufferLists: list,
            SendCompleteFlags: 0
          })
      }),
      settle
    )
  }
  /** Completes everything, also what comes meanwhile. */
  get drain(): Effect.Effect<void> {
    return Effect.suspend(() => (this.out === 0 ? Effect.void : Effect.andThen(this.complete(this.out), this.drain)))
  }
}

/** Number and status of every list that came home, in order. */
export const home = (b: Bench) => {
  const all: Array<readonly [number, string]> = []
  for (const { NetBufferLists } of b.client.seen("ProtocolCoSendNetBufferListsComplete"))
    chainEach(NetBufferLists as NetBufferList, (list) => all.push([valueOf(list), statusName(list.Status).replace("NDIS_STATUS_", "")]))
  return all
}
/** Numbers of the lists the client received. */
export const received = (b: Bench) => {
  const all: Array<number> = []
  for (const { NetBufferLists } of b.client.seen("ProtocolCoReceiveNetBufferLists"))
    chainEach(NetBufferLists as NetBufferList, (list) => all.push(valueOf(list)))
  return all
}
export const statuses = (b: Bench) => home(b).map(([, status]) => status)
export const times = (count: number, status: string) => Array.from({ length: count }, () => status)
export const range = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n)
