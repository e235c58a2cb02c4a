/**
 * The lists NDIS waits for on one VC: sends that the miniport has not completed, or receives that the protocol has not returned. Each list
 * says its place, so that nothing is looked up, and nothing is allocated for it.
 */
import { chain, type NetBufferList } from "../NetBufferList.ts"

/** Where a list keeps its place. */
export type Place = "NdisReservedSend" | "NdisReservedReceive"

export class Held {
  private lists: Array<NetBufferList> = []
  private readonly place: Place

  constructor(place: Place) {
    this.place = place
  }

  get size(): number {
    return this.lists.length
  }

  /** A list that is here already stays here once. */
  add(list: NetBufferList): void {
    const { lists, place } = this
    const at = list[place]
    if (at < 0 || lists[at] !== list) list[place] = lists.push(list) - 1
  }

  /** False: it is not here. */
  delete(list: NetBufferList): boolean {
    const { lists, place } = this
    const at = list[place]
    if (at < 0 || lists[at] !== list) return false
    list[place] = -1
    const last = lists.pop()!
    if (last !== list) {
      lists[at] = last
      last[place] = at
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
    for (const list of lists) list[this.place] = -1
    return chain(lists)
  }
}
