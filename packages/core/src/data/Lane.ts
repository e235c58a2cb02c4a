/**
 * A lane of an adapter: the NDIS actor that carries the data of some of its VCs.
 *
 * Data does not queue behind calls: a send, its completion, a receive and its return go to the lane of their VC. What a lane may do it reads
 * from the state that the adapter's NDIS keeps, once per chain; how much is out it counts on the VC.
 *
 * Promises: the chains of a VC stay in order. What a driver called first is handled first, also between data and everything else: NDIS
 * lets its lanes catch up before it handles another call, and a driver's data waits behind the calls of the same driver that wait at NDIS.
 * At most `Limits.laneWindow` lists of a lane, and `Limits.vcWindow` of a VC, are with the miniport; a VC with none there may always send
 * some, so a VC whose receiver does not take its data holds up nobody. More lists wait here, at most `Limits.vcQueue` for a VC, and VCs
 * take turns by octets (deficit round robin, by weight; CBR and VBR first, held back to what they agreed on); beyond that a list comes home
 * NDIS_STATUS_RESOURCES. Lists that wait when their VC, the binding or the adapter stops taking sends come home with the status a send
 * would have then. A lane that dies sends home, failed, what waits in it, and begins anew with what was posted to it; what is with a
 * miniport or a client is not touched by it.
 */
import type { Timers } from "../actor/Timers.ts"
import type { Limits } from "../Limits.ts"
import { ByRule } from "../Meters.ts"
import type { NetBufferList } from "../NetBufferList.ts"
import { NdisStatus } from "../NdisStatus.ts"
import { type Adapter, again } from "../ndis/Adapter.ts"
import { type Down, type Up, type Work, work } from "../ndis/Message.ts"
import { NdisActor, type Route, type Surroundings } from "../ndis/NdisActor.ts"
import { HeldSends } from "../ndis/Held.ts"
import type { Binding, Vc } from "../ndis/objects.ts"
import { closedToSends, failChain, handToMiniport, homeWith } from "../ndis/routes/Data.ts"
import { Flow, Ring } from "./Flow.ts"
import { lengthOf } from "./length.ts"
import { Terms } from "./Terms.ts"

/** Octets a flow of weight 1 may send in one turn. */
const quantum = 16_384
/** A list counts as so many at least: what it costs is not its octets alone. */
const leastOctets = 512
/** Lists a VC that has none with the miniport may send, however full the lane is. */
const least = 16

export class Lane extends NdisActor {
  readonly adapter: Adapter
  readonly number: number
  private readonly limits: Limits
  /** Lists of this lane that the miniport has not completed. */
  inFlight = 0
  /** Lists that wait here. */
  waiting = 0
  /** Sent lists that came home unsent, and received ones that nobody got, by rule. */
  readonly refused = new ByRule()
  readonly dropped = new ByRule()
  /** Set when the lane is put together: wakes it when a contract lets something through. */
  timers: Timers | undefined = undefined
  /** Flows that take turns: those with a guarantee, and after them the rest. */
  private readonly first = new Ring()
  private readonly rest = new Ring()
  /** Flows that wait for their contract. */
  private readonly held = new Set<Flow>()

  constructor(adapter: Adapter, number: number, surroundings: Surroundings, limits: Limits, routes: ReadonlyArray<Route | undefined>) {
    super(`${adapter.name} lane ${number}`, { ...surroundings, faults: undefined }, routes, adapter.faults, true)
    this.adapter = adapter
    this.number = number
    this.limits = limits
  }

  override admit(down: Down): void {
    this.adapter.posted++
    this.actor.post(down)
  }

  protected override take(message: Down | Up | Work): void {
    if (message.tag === 0) this.adapter.posted--
    super.take(message)
    // A fault rule records in the name of the adapter.
    if (this.faults !== undefined) this.adapter.detach()
  }

  override afterBatch(_taken: number): void {
    if (this.first.current !== undefined) this.pump(this.first)
    if (this.rest.current !== undefined) this.pump(this.rest)
    // What came home may be what a stand-in waits for.
    if (this.adapter.ghosts.size > 0) this.adapter.actor.post(again)
  }

  /** Handles what waits in the mailbox, in the turn of somebody who must come after it. */
  catchUp(): void {
    const { mailbox } = this.actor
    for (let left = mailbox.length; left > 0; left--) {
      const message = mailbox.shift()
      try {
        this.receive(message)
      } catch (defect) {
        // The lane dies of it, in its own turn, and not whoever waited.
        this.crash(defect)
      }
    }
    this.afterBatch(0)
  }

  // Sends

  /**
   * Takes a chain of so many lists, up to `tail`, that the gate let through: to the miniport as far as there is room, else into the VC's
   * flow. Answers how many lists of it were taken; the others are on their way home.
   */
  send(vc: Vc, chain: NetBufferList, tail: NetBufferList, count: number, flags: number): number {
    const { flow } = vc
    if (this.custody !== undefined) this.custody.sent(this, vc, chain)
    // Signalling is never held: a call manager's own VC has few, small lists, and everything else depends on them.
    if (vc.af === undefined) {
      hold(vc, chain, count)
      this.hand(vc, chain, count, flags)
      return count
    }
    const terms = this.termsOf(vc)
    if (flow !== undefined && flow.waiting > 0) return this.queue(vc, chain, tail, count)
    const room = terms.shaper === undefined && this.rest.current === undefined ? this.room(vc) : 0
    if (room <= 0) return this.queue(vc, chain, tail, count)
    const now = Math.min(room, count)
    const last = hold(vc, chain, now)
    const rest = last.Next
    last.Next = null
    this.hand(vc, chain, now, flags)
    return rest === null ? count : now + this.queue(vc, rest, tail, count - now)
  }

  private termsOf(vc: Vc): Terms {
    const terms = (vc.terms ??= new Terms())
    if (terms.parameters !== vc.parameters) terms.read(vc.parameters, this.limits, this.micros())
    return terms
  }

  private ringOf({ vc }: Flow): Ring {
    return vc.terms?.guaranteed === true ? this.first : this.rest
  }

  /** How many lists of the VC the miniport gets now. */
  private room(vc: Vc): number {
    const out = vc.out === undefined ? 0 : vc.out.size
    const room = Math.min(this.limits.laneWindow - this.inFlight, this.limits.vcWindow - out)
    const own = Math.min(least, this.limits.vcWindow)
    return out < own ? Math.max(room, own - out) : room
  }

  private queue(vc: Vc, chain: NetBufferList, tail: NetBufferList, count: number): number {
    const flow = (vc.flow ??= new Flow(vc))
    const taken = Math.max(0, Math.min(count, this.limits.vcQueue - flow.waiting))
    if (taken < count) this.refuseRest(vc, taken === 0 ? chain : cut(chain, taken)!, count - taken)
    if (taken === 0) return 0
    flow.push(chain, taken < count ? lastOf(chain) : tail, taken)
    this.waits(taken)
    if (flow.heldUntil === undefined) this.ringOf(flow).add(flow)
    return taken
  }

  private refuseRest(vc: Vc, chain: NetBufferList, count: number): void {
    this.refused.add("LIMIT", count)
    this.trace?.record({
      kind: "refusal",
      host: this.host,
      at: vc.endpoint.name,
      rule: "LIMIT",
      text: `NdisCoSendNetBufferLists: ${this.limits.vcQueue} lists of the VC wait at NDIS and ${count} more come back unsent; wait for completions, or raise Limits.vcQueue`
    })
    failChain(chain, NdisStatus.RESOURCES)
    homeWith(this, vc, chain)
  }

  private waits(count: number): void {
    this.waiting += count
    this.adapter.waiting += count
  }

  /** Gives lists that are held as being out to the miniport. */
  private hand(vc: Vc, chain: NetBufferList, count: number, flags: number): void {
    if (handToMiniport(this, vc, chain, flags)) this.inFlight += count
  }

  /** The miniport completed lists, or will never. */
  completed(count: number): void {
    this.inFlight -= count
  }

  /** Flows take turns, until one round through them finds no room for any. */
  private pump(ring: Ring): void {
    let full = 0
    while (ring.current !== undefined && full < ring.size) {
      const flow = ring.current
      const room = this.room(flow.vc)
      if (room <= 0) {
        full++
        ring.turn()
        continue
      }
      full = 0
      this.serve(flow, room)
      if (flow.waiting > 0 && flow.heldUntil === undefined) {
        ring.turn()
        continue
      }
      ring.remove(flow)
      flow.deficit = 0
      if (flow.waiting > 0) this.hold(flow)
    }
  }

  /** One turn of a flow. */
  private serve(flow: Flow, room: number): void {
    const { vc } = flow
    const count = this.turnOf(flow, room)
    if (count === 0) return
    const chain = flow.takeTo(hold(vc, flow.head!, count), count)
    this.waits(-count)
    this.hand(vc, chain, count, 0)
  }

  /** How many lists a flow may send in its turn. */
  private turnOf(flow: Flow, room: number): number {
    const { shaper, weight } = flow.vc.terms!
    // Who waits alone takes all the room there is.
    const alone = flow.ring?.size === 1
    if (alone && shaper === undefined) {
      flow.deficit = 0
      return Math.min(room, flow.waiting)
    }
    flow.deficit += quantum * weight
    const now = shaper === undefined ? 0 : this.micros()
    let count = 0
    for (let list = flow.head; list !== null && count < room; list = list.Next) {
      const octets = lengthOf(list)
      const charge = Math.max(octets, leastOctets)
      if (charge > flow.deficit && !alone) break
      if (shaper !== undefined) {
        const at = shaper.eligibleAt(octets, now)
        if (at > now) {
          flow.heldUntil = at
          break
        }
        shaper.sent(octets, now)
      }
      flow.deficit = Math.max(0, flow.deficit - charge)
      count++
    }
    return count
  }

  /** The flow waits for its contract. */
  private hold(flow: Flow): void {
    this.held.add(flow)
    const at = flow.heldUntil!
    this.timers?.set(Math.max(0, at - this.micros()) / 1000, () => {
      if (flow.heldUntil === at) this.release(flow)
    })
  }

  private release(flow: Flow): void {
    flow.heldUntil = undefined
    this.held.delete(flow)
    if (flow.waiting > 0) this.ringOf(flow).add(flow)
  }

  /** The parameters of a VC changed: what waits looks at its contract again. */
  newTerms(vc: Vc): void {
    const { flow } = vc
    if (flow === undefined || flow.waiting === 0) return
    flow.ring?.remove(flow)
    this.termsOf(vc)
    this.release(flow)
    this.actor.post(again)
  }

  // What waits here goes home

  /** Every flow with lists. */
  private flows(): ReadonlyArray<Flow> {
    return [...this.held, ...this.first, ...this.rest]
  }

  private forget(flow: Flow): void {
    flow.ring?.remove(flow)
    this.held.delete(flow)
    flow.heldUntil = undefined
  }

  /** Lists that wait on a VC go home with this status. */
  abort(vc: Vc, status: NdisStatus): void {
    const { flow } = vc
    if (flow === undefined || flow.waiting === 0) return
    this.waits(-flow.waiting)
    const chain = flow.take()!
    this.forget(flow)
    failChain(chain, status)
    homeWith(this, vc, chain)
  }

  /** The state that sends depend on moved: lists on a VC that takes none any more go home. */
  review(): void {
    for (const { vc, waiting } of this.flows()) {
      const closed = closedToSends(this.adapter, vc)
      if (closed === undefined) continue
      this.refused.add(closed.rule, waiting)
      this.trace?.record({
        kind: "refusal",
        host: this.host,
        at: vc.endpoint.name,
        rule: closed.rule,
        text: `${waiting} sent lists that wait at NDIS come back unsent: ${closed.why}`
      })
      this.abort(vc, closed.status)
    }
  }

  /** Lists with this mark that wait here go home NDIS_STATUS_SEND_ABORTED (NBL-23). */
  cancel(binding: Binding, mark: unknown): void {
    for (const flow of this.flows()) {
      if (flow.vc.endpointBinding !== binding) continue
      const { count, head } = flow.remove((list) => list.NetBufferListCancelId === mark)
      if (head === null) continue
      this.waits(-count)
      if (flow.waiting === 0) this.forget(flow)
      failChain(head, NdisStatus.SEND_ABORTED)
      homeWith(this, flow.vc, head)
    }
  }

  // Its end

  /** Ends this life of the lane with a defect. */
  crash(defect: unknown): void {
    this.actor.post(
      work(() => {
        throw defect
      })
    )
  }

  /** It died: what waits goes home. What is posted waits for the next life. */
  died(): void {
    for (const { vc } of this.flows()) this.abort(vc, NdisStatus.FAILURE)
  }
}

/** The first so many lists of a chain are out from now on. Answers the last of them. */
const hold = (vc: Vc, chain: NetBufferList, count: number): NetBufferList => (vc.out ??= new HeldSends()).addFirst(chain, count)

/** Cuts a chain behind its first `count` lists, and answers the rest. */
const cut = (chain: NetBufferList, count: number): NetBufferList | null => {
  let list = chain
  for (let left = count - 1; left > 0; left--) list = list.Next!
  const rest = list.Next
  list.Next = null
  return rest
}

const lastOf = (chain: NetBufferList): NetBufferList => {
  let list = chain
  while (list.Next !== null) list = list.Next
  return list
}
