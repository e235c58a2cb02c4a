/**
 * NET_BUFFER_LIST: one unit of data on its way, and chains of them.
 *
 * The unit of every data function is the chain: the head of a list linked by `Next`. Fields are mutable because a list belongs to one
 * owner at a time, as in NDIS: the sender, then NDIS and the miniport until completion; on receive the miniport, then the protocol until
 * it returns the list.
 *
 * Octets are in the list's net buffers. What travels as a value and not as octets, a signalling message as the codec of its protocol made
 * it, is in `Payload`: a list has one or the other, and {@link payloadOf} answers whichever it is.
 *
 * All lists are made by one constructor and have one shape: the data path is as fast as it is because the engine can rely on that.
 *
 * @see docs/condis/structures.md, section 17
 */
import type { Holder, Track } from "./data/Ledger.ts"
import { advanceDataStart, describeOctets, gathered, NetBuffer, retreatDataStart } from "./data/NetBuffer.ts"
import type { NdisVcHandle } from "./Handle.ts"
import { NdisStatus } from "./NdisStatus.ts"

/** The pool of a list, as the list knows it. */
export interface PoolHandle {
  readonly name: string
}

export class NetBufferList {
  /** Known to the compiler only: no object that merely looks like a list, and has another shape, is one. */
  declare private readonly oneShape: true
  Next: NetBufferList | null = null
  /** The VC the data travels on, set on send and on receive. */
  SourceHandle: NdisVcHandle | null
  /** Result of a send: SUCCESS, INVALID_LENGTH, RESOURCES, FAILURE, SEND_ABORTED, RESET_IN_PROGRESS or PAUSED. */
  Status: NdisStatus = NdisStatus.SUCCESS
  /**
   * Space of NDIS: the place of the list among the sends, and among the receives, that it waits for on a VC; -1: it is not there, and
   * {@link onlyShown}: it is not, because the miniport only showed it.
   */
  NdisReservedSend = -1
  NdisReservedReceive = -1
  FirstNetBuffer: NetBuffer | null = null
  /** A value that travels instead of octets; undefined: there is none. */
  Payload: unknown = undefined
  /** What the sender, and the miniport that has the list, know it by. */
  ProtocolReserved: unknown = null
  MiniportReserved: unknown = null
  /** Info slot: the cancel mark. Sends with the mark are cancelled together. Compared by identity. */
  NetBufferListCancelId: unknown = null
  /** Info slot: what the medium adds to the data (for ATM: AAL data). */
  MediaSpecificInformation: unknown = null
  /** Info slot: the class a packet scheduler put it into. */
  ClassificationHandle: unknown = null
  /** See {@link NblFlags}. */
  NblFlags = 0
  /** See {@link ListFlags}: bits that belong to who owns the mask. */
  Flags = 0
  Context: unknown = null
  /** Of whoever owns the list now, and of nobody after. */
  Scratch: unknown = null
  /** Of a clone: the list whose octets it shares. */
  ParentNetBufferList: NetBufferList | null = null
  /** Clones of it that are not freed. */
  ChildRefCount = 0
  /** NBL-03: the pool it came from; null: from none. */
  readonly NdisPoolHandle: PoolHandle | null
  /** Space of NDIS: the net buffer that came with it, which carries octets that are in one piece. */
  NdisReservedNetBuffer: NetBuffer | null = null
  /** Space of NDIS: who has it, and what is known of its way, as far as the ledger tracks that. */
  NdisReservedHolder: Holder | null = null
  NdisReservedTrack: Track | null = null

  constructor(pool: PoolHandle | null, source: NdisVcHandle | null) {
    this.NdisPoolHandle = pool
    this.SourceHandle = source
  }
}

/** Values of `SendFlags`. */
export const SendFlags = { DISPATCH_LEVEL: 0x1, CHECK_FOR_LOOPBACK: 0x2, SINGLE_QUEUE: 0x4 } as const

/** Values of `SendCompleteFlags`. */
export const SendCompleteFlags = { DISPATCH_LEVEL: 0x1 } as const

/** Values of `ReceiveFlags`. With RESOURCES the lists stay the miniport's: they are the protocol's only during the callback. */
export const ReceiveFlags = { DISPATCH_LEVEL: 0x1, RESOURCES: 0x2 } as const

/** Values of `ReturnFlags`. */
export const ReturnFlags = { DISPATCH_LEVEL: 0x1 } as const

/** Values of `NblFlags`. */
export const NblFlags = { SEND_READ_ONLY: 0x1, RECV_READ_ONLY: 0x2, IS_LOOPBACK_PACKET: 0x8000 } as const

/** Masks of `Flags`: whose bits they are. */
export const ListFlags = {
  PROTOCOL_RESERVED: 0xfff00003,
  NDIS_RESERVED: 0x00000ffc,
  MINIPORT_RESERVED: 0x0000f000,
  SCRATCH: 0x000f0000
} as const

/** Has a list carry octets, in a net buffer over them, or any other value as it is. */
export const carry = (list: NetBufferList, payload: unknown): void => {
  if (!(payload instanceof Uint8Array)) {
    list.Payload = payload
    return
  }
  const own = (list.NdisReservedNetBuffer ??= new NetBuffer())
  describeOctets(own, payload)
  list.FirstNetBuffer = own
}

/** A list by itself, from no pool. */
export const netBufferList = (payload: unknown, source: NdisVcHandle | null = null): NetBufferList => {
  const list = new NetBufferList(null, source)
  carry(list, payload)
  return list
}

/** The octets of a list, all its packets one after the other: a view when they are in one piece, else gathered. Undefined: it has none. */
export const octetsOf = (list: NetBufferList): Uint8Array | undefined =>
  list.FirstNetBuffer === null ? undefined : gathered(list.FirstNetBuffer)

/** What a list carries: its value, else its octets. */
export const payloadOf = (list: NetBufferList): unknown => (list.Payload === undefined ? octetsOf(list) : list.Payload)

/** How many octets the packets of a list have. */
export const dataLengthOf = (list: NetBufferList): number => {
  let length = 0
  for (let each = list.FirstNetBuffer; each !== null; each = each.Next) length += each.DataLength
  return length
}

/** NdisAdvanceNetBufferListDataStart: each packet of the list loses so many octets in front. */
export const advanceListDataStart = (list: NetBufferList, delta: number, freeMdl = false): void => {
  for (let each = list.FirstNetBuffer; each !== null; each = each.Next) advanceDataStart(each, delta, freeMdl)
}

/** NdisRetreatNetBufferListDataStart: each packet of the list gains so many octets in front. */
export const retreatListDataStart = (list: NetBufferList, delta: number, backFill = 0): void => {
  for (let each = list.FirstNetBuffer; each !== null; each = each.Next) retreatDataStart(each, delta, backFill)
}

/** What a received list has in place of a place when it is not to be returned: it was only shown, and not lent since. */
export const onlyShown = -2

/** Does NDIS wait for it: is it a send that is not completed, or a receive that is not returned? */
export const isLent = (list: NetBufferList): boolean => list.NdisReservedSend >= 0 || list.NdisReservedReceive >= 0

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
