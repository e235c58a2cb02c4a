/**
 * NET_BUFFER and the memory it describes: one packet, as fragments over octets that are somewhere already.
 *
 * A fragment ({@link Mdl}) is a view; nothing is copied to send, to strip a header or to put one in front. The data of a net buffer is
 * `DataLength` octets from `DataOffset` on, counted from the beginning of its chain of fragments; what lies before is unused space into
 * which the data start can retreat.
 *
 * Of the field's structure one thing is missing: there are no physical addresses.
 *
 * @see docs/condis/structures.md, section 17
 */

const noOctets = new Uint8Array(0)

/** A memory descriptor: one fragment of memory, and the one after it. */
export class Mdl {
  Next: Mdl | null = null
  Octets: Uint8Array
  /** Made by {@link retreatDataStart}, and let go by an advance that frees. */
  readonly ByRetreat: boolean

  constructor(octets: Uint8Array = noOctets, byRetreat = false) {
    this.Octets = octets
    this.ByRetreat = byRetreat
  }

  get ByteCount(): number {
    return this.Octets.length
  }
}

/** One packet of a NET_BUFFER_LIST. All of them are made by this constructor and have one shape. */
export class NetBuffer {
  Next: NetBuffer | null = null
  /** Where the data begins: the fragment, and the offset within it. */
  CurrentMdl: Mdl | null = null
  CurrentMdlOffset = 0
  DataLength = 0
  MdlChain: Mdl | null = null
  /** Unused octets before the data. */
  DataOffset = 0
  ChecksumBias = 0
  /** Space of the protocol, and of the miniport, that has the list. */
  ProtocolReserved: unknown = null
  MiniportReserved: unknown = null
  /** The fragment that came with it, for octets that are in one piece. */
  NdisReservedMdl: Mdl | null = null
}

/** Links fragments over these octets, in their order. Null for none. */
export const mdlChain = (fragments: ReadonlyArray<Uint8Array>): Mdl | null => {
  let head: Mdl | null = null
  for (let index = fragments.length - 1; index >= 0; index--) {
    const mdl = new Mdl(fragments[index])
    mdl.Next = head
    head = mdl
  }
  return head
}

/** Finds the data start: from the fragment `mdl` on, `offset` octets further. A fragment that is used up is passed while there is another. */
const begin = (netBuffer: NetBuffer, mdl: Mdl | null, offset: number): void => {
  let left = offset
  while (mdl !== null && mdl.Next !== null && left >= mdl.Octets.length) {
    left -= mdl.Octets.length
    mdl = mdl.Next
  }
  netBuffer.CurrentMdl = mdl
  netBuffer.CurrentMdlOffset = left
}

const roomOf = (chain: Mdl | null): number => {
  let room = 0
  for (let mdl = chain; mdl !== null; mdl = mdl.Next) room += mdl.Octets.length
  return room
}

/** Has it describe these fragments, as NdisAllocateNetBuffer does: by default all of their octets are data. */
export const describeFragments = (
  netBuffer: NetBuffer,
  chain: Mdl | null,
  dataOffset = 0,
  dataLength = roomOf(chain) - dataOffset
): void => {
  if (dataOffset < 0 || dataLength < 0 || dataOffset + dataLength > roomOf(chain))
    throw new RangeError(`a net buffer of ${dataLength} octets from ${dataOffset} on does not fit into ${roomOf(chain)}`)
  netBuffer.MdlChain = chain
  netBuffer.DataOffset = dataOffset
  netBuffer.DataLength = dataLength
  begin(netBuffer, chain, dataOffset)
}

/** Has it describe octets that are in one piece, by the fragment that came with it. */
export const describeOctets = (netBuffer: NetBuffer, octets: Uint8Array): void => {
  const mdl = (netBuffer.NdisReservedMdl ??= new Mdl())
  mdl.Next = null
  mdl.Octets = octets
  netBuffer.CurrentMdl = mdl
  netBuffer.CurrentMdlOffset = 0
  netBuffer.DataLength = octets.length
  netBuffer.MdlChain = mdl
  netBuffer.DataOffset = 0
}

/** Has it describe nothing, so that it keeps nobody's octets alive. */
export const forgetOctets = (netBuffer: NetBuffer): void => {
  describeOctets(netBuffer, noOctets)
  netBuffer.Next = null
  netBuffer.ChecksumBias = 0
  netBuffer.ProtocolReserved = null
  netBuffer.MiniportReserved = null
}

/** A packet over these fragments; the octets are not copied. */
export const netBuffer = (...fragments: ReadonlyArray<Uint8Array>): NetBuffer => {
  const made = new NetBuffer()
  describeFragments(made, mdlChain(fragments))
  return made
}

/** A packet with the same data: by the same fragments, not by copies. Where each begins is its own. */
export const sameData = (original: NetBuffer, into = new NetBuffer()): NetBuffer => {
  into.CurrentMdl = original.CurrentMdl
  into.CurrentMdlOffset = original.CurrentMdlOffset
  into.DataLength = original.DataLength
  into.MdlChain = original.MdlChain
  into.DataOffset = original.DataOffset
  return into
}

const checked = (delta: number, most: number, what: string): void => {
  if (!(Number.isInteger(delta) && delta >= 0 && delta <= most)) throw new RangeError(`${what} by ${delta} octets: expected 0 to ${most}`)
}

/**
 * NdisAdvanceNetBufferDataStart: the first octets are data no longer, as when a header is taken off. With `freeMdl`, fragments a retreat
 * made go when no data is left in them.
 */
export const advanceDataStart = (netBuffer: NetBuffer, delta: number, freeMdl = false): void => {
  checked(delta, netBuffer.DataLength, "the data start advances")
  netBuffer.DataOffset += delta
  netBuffer.DataLength -= delta
  begin(netBuffer, netBuffer.CurrentMdl, netBuffer.CurrentMdlOffset + delta)
  if (!freeMdl) return
  for (let mdl = netBuffer.MdlChain; mdl !== null && mdl.ByRetreat && mdl !== netBuffer.CurrentMdl; mdl = mdl.Next) {
    netBuffer.MdlChain = mdl.Next
    netBuffer.DataOffset -= mdl.Octets.length
  }
}

/**
 * NdisRetreatNetBufferDataStart: that many octets more are data, in front, to be filled with a header. Unused space is taken first; what is
 * missing is a new fragment, with `backFill` unused octets before it for those who want to retreat next.
 */
export const retreatDataStart = (netBuffer: NetBuffer, delta: number, backFill = 0): void => {
  checked(delta, Number.MAX_SAFE_INTEGER, "the data start retreats")
  const missing = delta - netBuffer.DataOffset
  if (missing > 0) {
    const mdl = new Mdl(new Uint8Array(missing + backFill), true)
    mdl.Next = netBuffer.MdlChain
    netBuffer.MdlChain = mdl
    netBuffer.DataOffset = backFill
  } else netBuffer.DataOffset -= delta
  netBuffer.DataLength += delta
  begin(netBuffer, netBuffer.MdlChain, netBuffer.DataOffset)
}

/** Copies its first octets to a place, and answers how many there were. */
const copyData = (netBuffer: NetBuffer, into: Uint8Array, at: number, bytes: number): void => {
  let offset = netBuffer.CurrentMdlOffset
  let left = bytes
  for (let mdl = netBuffer.CurrentMdl; mdl !== null && left > 0; mdl = mdl.Next) {
    const part = mdl.Octets.subarray(offset, offset + Math.min(left, mdl.Octets.length - offset))
    into.set(part, at)
    at += part.length
    left -= part.length
    offset = 0
  }
}

/**
 * NdisGetDataBuffer: its first octets in one piece. A view when they lie in one fragment; else they are copied into `storage`, and
 * without it, or when there are not that many, there is no answer.
 */
export const getDataBuffer = (netBuffer: NetBuffer, bytes: number, storage?: Uint8Array): Uint8Array | undefined => {
  if (bytes > netBuffer.DataLength) return undefined
  const { CurrentMdl, CurrentMdlOffset } = netBuffer
  if (CurrentMdl === null) return noOctets
  const { Octets } = CurrentMdl
  if (CurrentMdlOffset + bytes <= Octets.length)
    return CurrentMdlOffset === 0 && bytes === Octets.length ? Octets : Octets.subarray(CurrentMdlOffset, CurrentMdlOffset + bytes)
  if (storage === undefined || storage.length < bytes) return undefined
  copyData(netBuffer, storage, 0, bytes)
  return storage.length === bytes ? storage : storage.subarray(0, bytes)
}

/** All of its octets: a view when they are in one piece, else gathered. */
export const octetsIn = (netBuffer: NetBuffer): Uint8Array => {
  const { DataLength } = netBuffer
  return getDataBuffer(netBuffer, DataLength) ?? getDataBuffer(netBuffer, DataLength, new Uint8Array(DataLength))!
}

/** All octets of a chain of net buffers, one packet after the other: a view when they are in one piece, else gathered. */
export const gathered = (first: NetBuffer): Uint8Array => {
  if (first.Next === null) return octetsIn(first)
  let length = 0
  for (let each: NetBuffer | null = first; each !== null; each = each.Next) length += each.DataLength
  const all = new Uint8Array(length)
  let at = 0
  for (let each: NetBuffer | null = first; each !== null; each = each.Next) {
    copyData(each, all, at, each.DataLength)
    at += each.DataLength
  }
  return all
}
