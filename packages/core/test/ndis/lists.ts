/**
 * Lists of the bench: from pools, as drivers have them, and what became of them.
 */
import { Effect } from "effect"
import { chain, chainEach, NetBufferList, NetBufferListPool, type NdisVcHandle, statusName } from "../../src/index.ts"
import { type Bench, settle } from "./kit.ts"

/** A pool whose broken rules are the test's. */
export const poolOf = (name: string, told: Array<string> = []): NetBufferListPool =>
  new NetBufferListPool({ name, limit: 1000, tell: (rule) => told.push(rule) })

/** Lists of one octet each, numbered from `from` on. */
export const taken = (pool: NetBufferListPool, vc: NdisVcHandle | null, count: number, from = 0): NetBufferList =>
  chain(Array.from({ length: count }, (_, n) => pool.allocateWith(new Uint8Array([from + n]), vc)!))!

export const each = (head: unknown): ReadonlyArray<NetBufferList> => {
  const all: Array<NetBufferList> = []
  if (head instanceof NetBufferList) chainEach(head, (list) => all.push(list))
  return all
}

const short = (list: NetBufferList): string => statusName(list.Status).replace("NDIS_STATUS_", "")

/** Notes each list that comes home, with its status then. */
export class Homes {
  /** Sends, by their status. */
  readonly sends = new Map<NetBufferList, Array<string>>()
  /** Receives: how often the miniport had them back. */
  readonly receives = new Map<NetBufferList, number>()
  constructor(b: Bench, form: "cm" | "mcm" = "cm") {
    b.client.on.ProtocolCoSendNetBufferListsComplete = ({ NetBufferLists }) => {
      for (const list of each(NetBufferLists)) this.sends.set(list, [...(this.sends.get(list) ?? []), short(list)])
    }
    const miniport = form === "mcm" ? b.mcm : b.miniport
    miniport.on.MiniportReturnNetBufferLists = ({ NetBufferLists }) => {
      for (const list of each(NetBufferLists)) this.receives.set(list, (this.receives.get(list) ?? 0) + 1)
    }
  }
}

/** A client sends, in its own turn. */
export const send = (b: Bench, vc: NdisVcHandle, NetBufferLists: NetBufferList, SendFlags = 0) =>
  Effect.andThen(
    Effect.sync(() =>
      b.client.life.post(() => b.client.life.direct.NdisCoSendNetBufferLists({ NdisVcHandle: vc, NetBufferLists, SendFlags }))
    ),
    settle
  )

/** A miniport completes what it was sent, in its own turn. */
export const complete = (b: Bench, vc: NdisVcHandle, NetBufferLists: NetBufferList, SendCompleteFlags = 0) =>
  Effect.andThen(
    Effect.sync(() =>
      b.miniport.life.post(() =>
        b.miniport.life.direct.NdisMCoSendNetBufferListsComplete({ NdisVcHandle: vc, NetBufferLists, SendCompleteFlags })
      )
    ),
    settle
  )

/** A miniport indicates, in its own turn. */
export const indicate = (b: Bench, vc: NdisVcHandle, NetBufferLists: NetBufferList, CoReceiveFlags = 0) =>
  Effect.andThen(
    Effect.sync(() =>
      b.miniport.life.post(() =>
        b.miniport.life.direct.NdisMCoIndicateReceiveNetBufferLists({
          NdisVcHandle: vc,
          NetBufferLists,
          NumberOfNetBufferLists: each(NetBufferLists).length,
          CoReceiveFlags
        })
      )
    ),
    settle
  )

/** A client returns, in its own turn. */
export const giveBack = (b: Bench, NetBufferLists: NetBufferList, ReturnFlags = 0) =>
  Effect.andThen(
    Effect.sync(() =>
      b.client.life.post(() =>
        b.client.life.direct.NdisReturnNetBufferLists({ NdisBindingHandle: b.client.binding!.handle, NetBufferLists, ReturnFlags })
      )
    ),
    settle
  )
