/**
 * NET_BUFFER_LIST: one unit of data on its way, and chains of them.
 *
 * The unit of every data function is the chain: the head of a list linked by `Next`. Fields are mutable because a list belongs to one
 * owner at a time, as in NDIS: the sender, then NDIS and the miniport until completion; on receive the miniport, then the protocol until
 * it returns the list.
 *
 * A list carries one payload, where the field's list has a chain of net buffers over memory descriptors: client data is octets, a
 * signalling message is whatever the codec of its protocol made.
 *
 * @see docs/condis/structures.md, section 17
 */
import type { NdisVcHandle } from "./Handle.ts"
import { NdisStatus } from "./NdisStatus.ts"

export interface NetBufferList {
  /** The VC the data travels on, set on send and on receive. */
  SourceHandle: NdisVcHandle | null
  Next: NetBufferList | null
  /** Result of a send: SUCCESS, INVALID_LENGTH, RESOURCES, FAILURE, SEND_ABORTED, RESET_IN_PROGRESS or PAUSED. */
  Status: NdisStatus
  Payload: unknown
  /** The cancel mark (the info slot NetBufferListCancelId): sends with the mark are cancelled together. Compared by identity. */
  CancelId: unknown
  /** Space of the miniport that indicates the list: what it knows it by when it comes back. */
  MiniportReserved: unknown
  /** Space of NDIS: the place of the list among the sends, and among the receives, that it waits for on a VC. */
  NdisReservedSend: number
  NdisReservedReceive: number
}

/** Values of `SendFlags`. */
export const SendFlags = { DISPATCH_LEVEL: 0x1, CHECK_FOR_LOOPBACK: 0x2, SINGLE_QUEUE: 0x4 } as const

/** Values of `SendCompleteFlags`. */
export const SendCompleteFlags = { DISPATCH_LEVEL: 0x1 } as const

/** Values of `ReceiveFlags`. With RESOURCES the lists stay the miniport's: they are the protocol's only during the callback. */
export const ReceiveFlags = { DISPATCH_LEVEL: 0x1, RESOURCES: 0x2 } as const

/** Values of `ReturnFlags`. */
export const ReturnFlags = { DISPATCH_LEVEL: 0x1 } as const

/** A list by itself. */
export const netBufferList = (payload: unknown, source: NdisVcHandle | null = null): NetBufferList => ({
  SourceHandle: source,
  Next: null,
  Status: NdisStatus.SUCCESS,
  Payload: payload,
  CancelId: null,
  MiniportReserved: null,
  NdisReservedSend: 0,
  NdisReservedReceive: 0
})

/** Links the lists in this order, in place, and answers the head. Null for no lists. */
export const chain = (lists: ReadonlyArray<NetBufferList>): NetBufferList | null => {
  let head: NetBufferList | null = null
  for (let index = lists.length - 1; index >= 0; index--) {
    const list = lists[index] as NetBufferList
    list.Next = head
    head = list
  }
  return head
}

/** How many lists hang together. */
export const chainLength = (head: NetBufferList | null): number => {
  let length = 0
  for (let list = head; list !== null; list = list.Next) length++
  return length
}

/** Visits each list. The visitor may take its list out of the chain or change its `Next`. */
export const chainEach = (head: NetBufferList | null, visit: (list: NetBufferList) => void): void => {
  let list = head
  while (list !== null) {
    const next = list.Next
    visit(list)
    list = next
  }
}
