/**
 * The data of one call: chains on their way out, and received lists the program has not taken yet.
 *
 * Promises: a chain's sender hears of it exactly once, when the whole chain came home or when it was never sent; at most `window` chains
 * of a call are with NDIS at a time, others wait in order; received lists stay on loan until they are taken, so a miniport with a pool
 * feels a slow program; beyond `capacity` a received list is dropped with a record and given back.
 *
 * @see docs/condis/operations.md, OP-28, OP-29
 */
import { Mailbox } from "@condis/core/actor/Actor"
import type { NdisVcHandle } from "@condis/core/Handle"
import { chain, chainEach, netBufferList, type NetBufferList, octetsOf, ReceiveFlags } from "@condis/core/NetBufferList"
import { NdisStatus } from "@condis/core/NdisStatus"
import { Deque } from "./Deque.ts"

/** What the data needs of its call. */
export interface Carrier {
  readonly vcHandle: NdisVcHandle
  /** The binding is paused, or its adapter being reset: nothing is sent, and nothing kept on loan (NBL-53). */
  readonly held: boolean
  readonly submit: (lists: NetBufferList) => void
  readonly giveBack: (lists: NetBufferList) => void
  readonly dropped: (text: string) => void
  /** The last chain came home. */
  readonly idle: () => void
}

/** One chain that a program sends. */
class Sending {
  left: number
  status: NdisStatus = NdisStatus.SUCCESS
  readonly payloads: ReadonlyArray<unknown>
  readonly done: (status: NdisStatus) => void
  constructor(payloads: ReadonlyArray<unknown>, done: (status: NdisStatus) => void) {
    this.left = payloads.length
    this.payloads = payloads
    this.done = done
  }
}

/** A copy of plain octets. `slice` would not do: of a Buffer of Node it is another view of the same memory. */
export const copyOf = (octets: Uint8Array): Uint8Array => new Uint8Array(octets)

/** Who takes what arrives. */
export interface Taker {
  /** How many lists at a time. */
  readonly most: number
  /** Gets what is there, in order. Empty: nothing will arrive any more. */
  readonly take: (octets: ReadonlyArray<Uint8Array>) => void
}

export class Traffic {
  /** Chains that are with NDIS. */
  inFlight = 0
  private readonly waiting = new Mailbox<Sending>()
  /** What arrived and was not taken; never longer than `capacity`. */
  private readonly buffer = new Deque<NetBufferList | Uint8Array>()
  private takers: Array<Taker> = []
  /** Received lists that were dropped because the program took none. */
  overrun = 0
  private open = true
  private readonly carrier: Carrier
  private readonly window: number
  private readonly capacity: number

  constructor(carrier: Carrier, window: number, capacity: number) {
    this.carrier = carrier
    this.window = window
    this.capacity = capacity
  }

  /** Sends one chain, now or when the window opens. `done` is told the first status that was not SUCCESS. */
  send(payloads: ReadonlyArray<unknown>, done: (status: NdisStatus) => void): void {
    if (!this.open) return done(NdisStatus.FAILURE)
    if (payloads.length === 0) return done(NdisStatus.SUCCESS)
    const sending = new Sending(payloads, done)
    if (this.inFlight >= this.window || this.carrier.held) this.waiting.push(sending)
    else this.submit(sending)
  }

  /** Sends what waits, as far as it may. */
  proceed(): void {
    while (this.open && !this.carrier.held && this.inFlight < this.window && this.waiting.length > 0) this.submit(this.waiting.shift())
  }

  private submit(sending: Sending): void {
    this.inFlight++
    const { vcHandle } = this.carrier
    const lists = sending.payloads.map((payload) => {
      const list = netBufferList(payload, vcHandle)
      list.ProtocolReserved = sending
      list.NetBufferListCancelId = this
      return list
    })
    this.carrier.submit(chain(lists)!)
  }

  /** ProtocolCoSendNetBufferListsComplete: lists come home, in whatever chains the miniport made of them. */
  completed(lists: NetBufferList): void {
    chainEach(lists, (list) => {
      const sending = list.ProtocolReserved
      if (!(sending instanceof Sending)) return
      if (list.Status !== NdisStatus.SUCCESS && sending.status === NdisStatus.SUCCESS) sending.status = list.Status
      if (--sending.left > 0) return
      this.inFlight--
      sending.done(sending.status)
    })
    this.proceed()
    if (this.inFlight === 0) this.carrier.idle()
  }

  /** ProtocolCoReceiveNetBufferLists. */
  received(lists: NetBufferList, flags: number): void {
    const shown = (flags & ReceiveFlags.RESOURCES) !== 0
    const copied = shown || this.carrier.held
    const back: Array<NetBufferList> = []
    chainEach(lists, (list) => {
      if (!shown) list.Next = null
      if (!this.keep(list, copied) && !shown) back.push(list)
    })
    if (back.length > 0) this.carrier.giveBack(chain(back)!)
    this.serve()
  }

  /** Answers whether the list stays on loan. */
  private keep(list: NetBufferList, copied: boolean): boolean {
    if (!this.open) return false
    const octets = octetsOf(list)
    if (octets === undefined) {
      this.carrier.dropped("a received list does not hold octets and is dropped")
      return false
    }
    if (this.buffer.length >= this.capacity) this.serve()
    if (this.buffer.length >= this.capacity) {
      this.overrun++
      this.carrier.dropped(
        `${this.capacity} received lists wait for the program and one more is dropped; take them faster, or raise receiveBuffer`
      )
      return false
    }
    this.buffer.push(copied ? copyOf(octets) : list)
    return !copied
  }

  /** Hands over what is there, now or when something comes. */
  take(taker: Taker): void {
    this.takers.push(taker)
    this.serve()
  }

  /** Who waits gets what there is, in the order of waiting. */
  private serve(): void {
    while (this.takers.length > 0 && (this.buffer.length > 0 || !this.open)) {
      const taker = this.takers.shift()!
      taker.take(this.remove(taker.most))
    }
  }

  /** Takes copies out, and gives the loans among them back together. */
  private remove(most: number): ReadonlyArray<Uint8Array> {
    const taken: Array<Uint8Array> = []
    const back: Array<NetBufferList> = []
    for (let left = Math.min(most, this.buffer.length); left > 0; left--) taken.push(this.copied(this.buffer.shift()!, back))
    if (back.length > 0) this.carrier.giveBack(chain(back)!)
    return taken
  }

  /** The octets as the program's own. A loan is added to those that go back. */
  private copied(next: NetBufferList | Uint8Array, back: Array<NetBufferList>): Uint8Array {
    if (next instanceof Uint8Array) return next
    back.push(next)
    return copyOf(octetsOf(next)!)
  }

  /** Octets were handed to a program that had just stopped waiting: they are the next to be taken. */
  putBack(octets: ReadonlyArray<Uint8Array>): void {
    for (let at = octets.length - 1; at >= 0; at--) this.buffer.unshift(octets[at]!)
    this.serve()
  }

  /** The program does not wait any more. */
  forgo(taker: Taker): void {
    this.takers = this.takers.filter((other) => other !== taker)
  }

  /** No more data either way. What is on loan goes back; what was received and not taken stays readable. */
  close(): void {
    if (!this.open) return
    this.open = false
    this.unload()
    this.abandon()
  }

  /** Gives back what is on loan; the program takes copies. */
  unload(): void {
    const back: Array<NetBufferList> = []
    this.buffer.replace((next) => this.copied(next, back))
    if (back.length > 0) this.carrier.giveBack(chain(back)!)
  }

  /** Chains that were not sent yet never are. */
  cancelWaiting(status: NdisStatus): void {
    while (this.waiting.length > 0) this.waiting.shift().done(status)
  }

  /** Tells everybody who waits that nothing will come of it. Lists are left where they are. */
  abandon(): void {
    this.open = false
    this.cancelWaiting(NdisStatus.FAILURE)
    this.serve()
  }

  /** The call goes on after all: its close was refused. */
  reopen(): void {
    this.open = true
  }
}
