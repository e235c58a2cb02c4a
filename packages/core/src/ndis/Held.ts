/**
 * The lists NDIS waits for on one VC: sends that the miniport has not completed, or receives that the protocol has not returned. Each list
 * says its place, so that nothing is looked up, and nothing is allocated for it.
 */
import { chain, type NetBufferList } from "../NetBufferList.ts"

abstract class Held {
  private lists: Array<NetBufferList> = []

  // Where a list keeps its place. Fields by name, each in a class of its own, because the engine is fast with nothing else.
  protected abstract placeOf(list: NetBufferList): number
  protected abstract put(list: NetBufferList, place: number): void

  get size(): number {
    return this.lists.length
  }

  /** A list that is here already stays here once. */
  add(list: NetBufferList): void {
    const { lists } = this
    const at = this.placeOf(list)
    if (at < 0 || lists[at] !== list) this.put(list, lists.push(list) - 1)
  }

  /** False: it is not here. A list that a driver forwards is in two places, and says only the one it came to last. */
  delete(list: NetBufferList): boolean {
    const { lists } = this
    let at = this.placeOf(list)
    if (at < 0 || lists[at] !== list) at = lists.indexOf(list)
    if (at < 0) return false
    this.put(list, -1)
    const last = lists.pop()!
    if (last !== list) {
      lists[at] = last
      this.put(last, at)
    }
    return true
  }

  each(visit: (list: NetBufferList) => void): void {
    for (const list of this.lists) visit(list)
  }

  /** Takes all of them, as a chain. */
  take(): NetBufferList | null {
    const { lists } = this
    this.lists = []
    for (const list of lists) this.put(list, -1)
    return chain(lists)
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
