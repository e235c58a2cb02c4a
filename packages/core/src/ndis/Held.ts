/**
 * The lists NDIS waits for on one VC: sends that the miniport has not completed, or receives that the protocol has not returned. Each list
 * says its place, so that nothing is looked up, and nothing is allocated for it.
 */
import type { NdisVcHandle } from "../Handle.ts"
import { chain, type NetBufferList } from "../NetBufferList.ts"
import { NdisStatus } from "../NdisStatus.ts"

abstract class Held {
  /** A ring: what comes home in the order in which it left, as most does, moves nothing. Its length is a power of two. */
  protected slots: Array<NetBufferList | undefined> = new Array<NetBufferList | undefined>(16).fill(undefined)
  protected head = 0
  /** Slots from the oldest list that is here to the newest, and how many of them have one. */
  protected span = 0
  protected live = 0

  // Where a list keeps its slot. Fields by name, each in a class of its own, because the engine is fast with nothing else.
  protected abstract placeOf(list: NetBufferList): number
  protected abstract put(list: NetBufferList, place: number): void

  get size(): number {
    return this.live
  }

  /** A list that is here already stays here once. */
  add(list: NetBufferList): void {
    const at = this.placeOf(list)
    if (at >= 0 && this.slots[at] === list) return
    if (this.span === this.slots.length) this.room(1)
    const slot = (this.head + this.span) & (this.slots.length - 1)
    this.slots[slot] = list
    this.put(list, slot)
    this.span++
    this.live++
  }

  /** False: it is not here. A list that a driver forwards is in two places, and says only the one it came to last. */
  delete(list: NetBufferList): boolean {
    const { slots } = this
    let at = this.placeOf(list)
    if (at < 0 || slots[at] !== list) at = slots.indexOf(list)
    if (at < 0) return false
    slots[at] = undefined
    this.put(list, -1)
    this.live--
    this.skip()
    return true
  }

  /** The head is the oldest list that is here. */
  protected skip(): void {
    const { slots } = this
    while (this.span > 0 && slots[this.head] === undefined) {
      this.head = (this.head + 1) & (slots.length - 1)
      this.span--
    }
  }

  /** In the order in which they came. */
  each(visit: (list: NetBufferList) => void): void {
    for (let n = 0; n < this.span; n++) {
      const list = this.slots[(this.head + n) & (this.slots.length - 1)]
      if (list !== undefined) visit(list)
    }
  }

  /** Takes all of them, as a chain. */
  take(): NetBufferList | null {
    const lists = this.all()
    this.fill([], 16)
    for (const list of lists) this.put(list, -1)
    return chain(lists)
  }

  private all(): Array<NetBufferList> {
    const lists: Array<NetBufferList> = []
    this.each((list) => lists.push(list))
    return lists
  }

  /** Closes the gaps, and makes the ring as long as it must be for so many lists more, and some. */
  protected room(more: number): void {
    let { length } = this.slots
    while ((this.live + more) * 4 > length * 3) length *= 2
    this.fill(this.all(), length)
  }

  private fill(lists: ReadonlyArray<NetBufferList>, length: number): void {
    this.slots = new Array<NetBufferList | undefined>(length).fill(undefined)
    this.head = 0
    this.span = this.live = lists.length
    lists.forEach((list, slot) => {
      this.slots[slot] = list
      this.put(list, slot)
    })
  }
}

/** Sends that the miniport has not completed. */
export class HeldSends extends Held {
  protected placeOf(list: NetBufferList): number {
    return list.NdisReservedSend
  }
  protected put(list: NetBufferList, place: number): void {
    list.NdisReservedSend = place
  }

  // Whole chains at once: the engine keeps the place in the ring as a number meanwhile, and writes the fields once.

  /** Adds the first so many lists of a chain, and answers the last of them. */
  addFirst(chain: NetBufferList, count: number): NetBufferList {
    if (this.span + count > this.slots.length) this.room(count)
    const { slots } = this
    const mask = slots.length - 1
    let end = this.head + this.span
    let added = 0
    let list = chain
    for (let left = count; ; left--) {
      if (list.NdisReservedSend < 0 || slots[list.NdisReservedSend] !== list) {
        const slot = end++ & mask
        slots[slot] = list
        list.NdisReservedSend = slot
        added++
      }
      if (left === 1) break
      list = list.Next!
    }
    this.span += added
    this.live += added
    return list
  }

  /**
   * Lets go the lists of a chain that come home in the order in which they left, with SUCCESS and the handle they left with. Answers the
   * first that has to be looked at by itself; null: none has.
   */
  release(chain: NetBufferList, source: NdisVcHandle): NetBufferList | null {
    const { slots } = this
    const mask = slots.length - 1
    const begin = this.head
    let next = begin
    let list: NetBufferList | null = chain
    while (list !== null && slots[next & mask] === list && list.Status === NdisStatus.SUCCESS && list.SourceHandle === source) {
      slots[next++ & mask] = undefined
      list.NdisReservedSend = -1
      list = list.Next
    }
    this.head = next & mask
    this.span -= next - begin
    this.live -= next - begin
    this.skip()
    return list
  }
}

/** Receives that the protocol has not returned. */
export class HeldReceives extends Held {
  protected placeOf(list: NetBufferList): number {
    return list.NdisReservedReceive
  }
  protected put(list: NetBufferList, place: number): void {
    list.NdisReservedReceive = place
  }
}
