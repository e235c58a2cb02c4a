/**
 * Pools of NET_BUFFER_LISTs, as NdisAllocateNetBufferListPool makes them: the bound on how many lists a driver has out at a time.
 *
 * Promises: a list that is freed is the next to be given out, so a driver in a steady state allocates nothing; when all are out there is
 * no list to be had (NDIS_STATUS_RESOURCES), which is counted and no exception; a list is taken back only once, only by its own pool and
 * only when nobody else has it; whatever is wrong is told with its rule and changes nothing. A pool keeps the lists it has made, never
 * more than `limit`.
 *
 * @see docs/condis/rules.md, NBL-03, NBL-29 and NBL-30
 */
import type { NdisVcHandle } from "../Handle.ts"
import { carry, NetBufferList, type PoolHandle } from "../NetBufferList.ts"
import { NdisStatus } from "../NdisStatus.ts"
import { forgetOctets, NetBuffer, sameData } from "./NetBuffer.ts"

/** A bit of `Flags` that belongs to NDIS: the list is in its pool. */
const freed = 0x4

export interface PoolOptions {
  /** Whose lists they are, for people. */
  readonly name: string
  /** Lists that may be out at a time. */
  readonly limit: number
  /** Lists made in advance; by default none, and the pool grows as lists are asked for. */
  readonly preallocated?: number
  /** Is told of each rule that is broken. */
  readonly tell: (rule: string, text: string) => void
}

export class NetBufferListPool implements PoolHandle {
  readonly name: string
  readonly limit: number
  /** Lists that are out. */
  inUse = 0
  /** The most that ever were. */
  highWater = 0
  /** How often there was none to be had. */
  failed = 0
  private top: NetBufferList | null = null
  private destroyed = false
  private readonly tell: (rule: string, text: string) => void

  constructor(options: PoolOptions) {
    this.name = options.name
    this.limit = options.limit
    this.tell = options.tell
    if (!(Number.isInteger(this.limit) && this.limit > 0))
      throw new RangeError(`pool ${this.name}: a limit of ${this.limit} lists; expected 1 or more`)
    for (let left = Math.min(options.preallocated ?? 0, this.limit); left > 0; left--) {
      const list = new NetBufferList(this, null)
      list.NdisReservedNetBuffer = new NetBuffer()
      this.keep(list)
    }
  }

  /** Lists that are still to be had. */
  get room(): number {
    return this.destroyed ? 0 : this.limit - this.inUse
  }

  /** NdisAllocateNetBufferList: a list without net buffers. Null: there is none to be had (NDIS_STATUS_RESOURCES). */
  allocate(source: NdisVcHandle | null = null): NetBufferList | null {
    if (this.inUse >= this.limit || this.destroyed) {
      this.failed++
      return null
    }
    if (++this.inUse > this.highWater) this.highWater = this.inUse
    const list = this.top
    if (list === null) return new NetBufferList(this, source)
    this.top = list.Next
    list.Next = null
    list.Flags = 0
    list.SourceHandle = source
    return list
  }

  /**
   * NdisAllocateNetBufferAndNetBufferList: a list with a net buffer over these octets, which are not copied. What is not octets, it carries
   * as a value.
   */
  allocateWith(payload: unknown, source: NdisVcHandle | null = null): NetBufferList | null {
    const list = this.allocate(source)
    if (list !== null) carry(list, payload)
    return list
  }

  /**
   * NdisAllocateCloneNetBufferList: a list with the same packets, by the same fragments. It is freed before its original is, and each of the
   * two may begin its data elsewhere.
   */
  clone(original: NetBufferList, source: NdisVcHandle | null = null): NetBufferList | null {
    const list = this.allocate(source)
    if (list === null) return null
    list.Payload = original.Payload
    let last: NetBuffer | undefined
    for (let each = original.FirstNetBuffer; each !== null; each = each.Next) {
      const copy = sameData(each, last === undefined ? (list.NdisReservedNetBuffer ??= new NetBuffer()) : new NetBuffer())
      if (last === undefined) list.FirstNetBuffer = copy
      else last.Next = copy
      last = copy
    }
    list.ParentNetBufferList = original
    original.ChildRefCount++
    return list
  }

  /** NdisFreeNetBufferList. False: that was wrong, the rule was told, and the list is as it was. */
  free(list: NetBufferList): boolean {
    const flaw = this.flaw(list)
    if (flaw !== undefined) {
      this.tell(flaw.rule, flaw.text)
      return false
    }
    const parent = list.ParentNetBufferList
    if (parent !== null) {
      parent.ChildRefCount--
      list.ParentNetBufferList = null
    }
    this.inUse--
    if (list.NdisReservedNetBuffer !== null) forgetOctets(list.NdisReservedNetBuffer)
    list.SourceHandle = null
    list.Status = NdisStatus.SUCCESS
    list.FirstNetBuffer = null
    list.Payload = undefined
    list.ProtocolReserved = null
    list.MiniportReserved = null
    list.NetBufferListCancelId = null
    list.MediaSpecificInformation = null
    list.ClassificationHandle = null
    list.NblFlags = 0
    list.Context = null
    list.Scratch = null
    this.keep(list)
    return true
  }

  /** Frees each list of a chain. */
  freeChain(chain: NetBufferList | null): void {
    for (let list = chain; list !== null;) {
      const next: NetBufferList | null = list.Next
      this.free(list)
      list = next
    }
  }

  /** NdisFreeNetBufferListPool. No list is to be had any more; those that are out, which there must not be, may still be freed. */
  destroy(): void {
    if (this.destroyed) return
    this.destroyed = true
    this.top = null
    if (this.inUse > 0) this.tell("NBL-30", `pool ${this.name} is freed and ${this.inUse} of its lists are out`)
  }

  private keep(list: NetBufferList): void {
    list.Flags = freed
    list.Next = this.top
    this.top = this.destroyed ? null : list
  }

  /** Why a list cannot be freed here now. */
  private flaw(list: NetBufferList): { readonly rule: string; readonly text: string } | undefined {
    const { NdisPoolHandle, NdisReservedHolder } = list
    if (NdisPoolHandle !== this)
      return {
        rule: "NBL-29",
        text: `a list of ${NdisPoolHandle === null ? "no pool" : `pool ${NdisPoolHandle.name}`} is freed into pool ${this.name}`
      }
    if ((list.Flags & freed) !== 0) return { rule: "NBL-29", text: `a list of pool ${this.name} is freed twice` }
    if (list.ChildRefCount > 0)
      return { rule: "NBL-29", text: `a list of pool ${this.name} is freed and ${list.ChildRefCount} clones of it are not` }
    if (list.NdisReservedSend >= 0) return { rule: "NBL-04", text: `a list of pool ${this.name} is freed while it is being sent` }
    if (list.NdisReservedReceive >= 0)
      return { rule: "NBL-45", text: `a list of pool ${this.name} is freed while it is lent to the protocol` }
    // Between two drivers only the ledger knows of it.
    if (NdisReservedHolder !== null)
      return { rule: "NBL-29", text: `a list of pool ${this.name} is freed while ${NdisReservedHolder.name} has it` }
    return undefined
  }
}

/** NBL-03: why a list cannot be sent, as far as its pool knows. Undefined: it can. */
export const poolFlaw = (list: NetBufferList): string | undefined =>
  list.NdisPoolHandle === null
    ? "it comes from no pool"
    : (list.Flags & freed) !== 0
      ? `pool ${list.NdisPoolHandle.name} has it, it is freed`
      : undefined
