/**
 * The sends of one VC that wait in a lane, as one chain; and the VCs of a lane that have some, in the order of their turns.
 *
 * Neither allocates anything for a list: a flow is a chain with its two ends, the turns are a ring through the flows.
 */
import type { NetBufferList } from "../NetBufferList.ts"
import type { Vc } from "../ndis/objects.ts"

export class Flow {
  readonly vc: Vc
  private first: NetBufferList | null = null
  private last: NetBufferList | null = null
  /** Lists that wait. */
  waiting = 0
  /** Octets it may still send in this turn; what is left of it is kept for the next one. */
  deficit = 0
  /** Its contract lets nothing through before this time, in microseconds: it is out of the ring until then. */
  heldUntil: number | undefined = undefined
  /** The ring it takes turns in. */
  ring: Ring | undefined = undefined
  /** Its neighbours there; itself, when it is alone. */
  next: Flow | undefined = undefined
  previous: Flow | undefined = undefined

  constructor(vc: Vc) {
    this.vc = vc
  }

  get head(): NetBufferList | null {
    return this.first
  }

  /** Lists that hang together, from `head` to `tail`. */
  push(head: NetBufferList, tail: NetBufferList, count: number): void {
    if (this.last === null) this.first = head
    else this.last.Next = head
    this.last = tail
    this.waiting += count
  }

  /** Takes the first so many off, the last of which is `tail`: the chain is cut behind it. */
  takeTo(tail: NetBufferList, count: number): NetBufferList {
    const head = this.first!
    this.first = tail.Next
    if (this.first === null) this.last = null
    else tail.Next = null
    this.waiting -= count
    return head
  }

  /** Takes all off. */
  take(): NetBufferList | null {
    const head = this.first
    this.first = this.last = null
    this.waiting = 0
    this.deficit = 0
    return head
  }

  /** Takes those off that match, as a chain. */
  remove(matches: (list: NetBufferList) => boolean): { readonly head: NetBufferList | null; readonly count: number } {
    const kept = new Flow(this.vc)
    const removed = new Flow(this.vc)
    for (let list = this.take(); list !== null;) {
      const next: NetBufferList | null = list.Next
      list.Next = null
      ;(matches(list) ? removed : kept).push(list, list, 1)
      list = next
    }
    this.first = kept.first
    this.last = kept.last
    this.waiting = kept.waiting
    return { head: removed.first, count: removed.waiting }
  }
}

/** Flows that take turns. */
export class Ring {
  /** Whose turn it is. */
  current: Flow | undefined = undefined
  size = 0

  /** Comes last. One that is here already stays where it is. */
  add(flow: Flow): void {
    if (flow.ring !== undefined) return
    flow.ring = this
    this.size++
    const { current } = this
    if (current === undefined) {
      flow.next = flow.previous = this.current = flow
      return
    }
    flow.previous = current.previous
    flow.next = current
    current.previous!.next = flow
    current.previous = flow
  }

  remove(flow: Flow): void {
    const { next, previous } = flow
    if (flow.ring !== this) return
    this.size--
    if (next === flow) this.current = undefined
    else {
      previous!.next = next
      next!.previous = previous
      if (this.current === flow) this.current = next
    }
    flow.ring = flow.next = flow.previous = undefined
  }

  turn(): void {
    this.current = this.current?.next
  }

  *[Symbol.iterator](): Generator<Flow> {
    let flow = this.current
    for (let left = this.size; left > 0; left--) {
      yield flow!
      flow = flow!.next
    }
  }
}
