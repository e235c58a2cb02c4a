/**
 * A program's wish to be called at a SAP, and the SAP registered for it while an address family is open.
 *
 * The wish outlives the address family: when the call manager leaves and another comes, the SAP is registered again. It ends with the
 * program's scope, or with the driver's life; calls offered and not decided by then are rejected.
 *
 * @see docs/condis/operations.md, OP-10, OP-11, OP-20
 */
import type { Wait } from "@condis/core/actor/Patience"
import type { CallParameters } from "@condis/core/CallParameters"
import type { NdisSapHandle } from "@condis/core/Handle"
import { NdisStatus, statusName } from "@condis/core/NdisStatus"
import type { Sap } from "@condis/core/Sap"
import { CallMachine } from "./CallMachine.ts"
import type { Family } from "./Family.ts"
import type { Machine } from "./Machine.ts"
import { type Policies, refusal } from "./Policy.ts"
import { admit, Retry } from "./Retry.ts"
import type { Vc } from "./Vc.ts"

/** A registered SAP. The object is the ProtocolSapContext. */
export class SapContext {
  state: "registering" | "registered" | "deregistering" | "gone" = "registering"
  handle: NdisSapHandle | undefined = undefined
  /** It is not wanted any more, and is deregistered as soon as its registration has ended. */
  private unwanted = false
  private wait: Wait<string> | undefined = undefined
  private retry: Retry | undefined = undefined
  readonly family: Family
  readonly listening: Listening

  constructor(family: Family, listening: Listening) {
    this.family = family
    this.listening = listening
    family.saps.add(this)
    listening.sapContext = this
    const { direct, timers } = family.life
    admit(timers, (answered) =>
      direct.NdisClRegisterSap({ NdisAfHandle: family.handle, ProtocolSapContext: this, Sap: listening.sap }, (status, out) => {
        if (status !== NdisStatus.PENDING) answered(status, () => this.registered(status, out.NdisSapHandle))
      })
    )
  }

  /** NdisClRegisterSap is over, by its return or by ProtocolClRegisterSapComplete. */
  registered(status: NdisStatus, handle: NdisSapHandle | null | undefined): void {
    if (this.state !== "registering") return
    if (status !== NdisStatus.SUCCESS) {
      this.forget()
      return this.listening.registered(status)
    }
    this.state = "registered"
    this.handle = handle!
    this.listening.registered(status)
    if (this.unwanted) this.deregister()
  }

  deregister(): void {
    this.unwanted = true
    if (this.state !== "registered") return
    this.state = "deregistering"
    const { direct, timers } = this.family.life
    admit(timers, (answered) =>
      direct.NdisClDeregisterSap({ NdisSapHandle: this.handle! }, (status) => {
        if (status !== NdisStatus.PENDING) answered(status, () => this.deregistered(status))
        else if (this.state === "deregistering") this.wait = this.family.machine.patience.wait("ProtocolClDeregisterSapComplete")
      })
    )
  }

  /** NdisClDeregisterSap is over, by its return or by ProtocolClDeregisterSapComplete. */
  deregistered(status: NdisStatus): void {
    if (this.state !== "deregistering") return
    this.wait?.over()
    if (status !== NdisStatus.SUCCESS) {
      // By NDIS_STATUS_FAILURE NDIS says that it is gone; with any other status the call manager keeps it, and it stays ours (OP-11).
      this.state = "registered"
      const retry = (this.retry ??= new Retry(this.family.life.timers))
      if (status !== NdisStatus.FAILURE && retry.again(() => this.deregister())) return
      this.family.machine.note(`the SAP ${this.listening.label} could not be deregistered: ${statusName(status)}`)
    }
    this.forget()
  }

  private forget(): void {
    this.state = "gone"
    this.family.saps.delete(this)
    if (this.listening.sapContext === this) this.listening.sapContext = undefined
    this.listening.sapGone()
    this.family.proceed()
  }
}

export class Listening {
  sapContext: SapContext | undefined = undefined
  closed = false
  readonly machine: Machine
  readonly sap: Sap
  readonly label: string
  readonly adapter: string | undefined
  readonly policies: Policies
  /** Offers no program has taken, in the order they came; never longer than `capacity`. */
  private queue: Array<CallMachine> = []
  /** Offers no program has decided, taken or not. */
  private readonly undecided = new Set<CallMachine>()
  private takers: Array<(call: CallMachine | undefined) => void> = []
  private readonly capacity: number
  private tried: ((status: NdisStatus) => void) | undefined
  private goneWaiters: Array<() => void> = []
  private retry: Retry | undefined = undefined

  constructor(machine: Machine, sap: Sap, label: string, adapter: string | undefined, policies: Policies, capacity: number) {
    this.machine = machine
    this.sap = sap
    this.label = label
    this.adapter = adapter
    this.policies = policies
    this.capacity = capacity
  }

  /** Registers for the first time on this address family. `tried` is told how that went. */
  start(family: Family, tried: (status: NdisStatus) => void): void {
    this.tried = tried
    new SapContext(family, this)
  }

  /** An address family was opened. */
  offered(family: Family): void {
    if (this.closed || this.sapContext !== undefined || (this.adapter !== undefined && this.adapter !== family.binding.bound.adapter))
      return
    new SapContext(family, this)
  }

  registered(status: NdisStatus): void {
    const { tried } = this
    this.tried = undefined
    if (tried !== undefined) {
      if (status !== NdisStatus.SUCCESS) this.close()
      return tried(status)
    }
    if (status === NdisStatus.SUCCESS) {
      this.retry = undefined
      return
    }
    // Registered again after the call manager changed: it may not be ready for us yet.
    const retry = (this.retry ??= new Retry(this.machine.life.timers))
    const again = retry.again(() => {
      const family = this.machine.family(this.adapter)
      if (family !== undefined) this.offered(family)
    })
    if (!again)
      this.machine.note(
        `the SAP ${this.label} could not be registered again: ${statusName(status)}; it is tried when an address family is offered`
      )
  }

  /** ProtocolClIncomingCall. Answers as the handler does. */
  incoming(vc: Vc, parameters: CallParameters): NdisStatus | { readonly Status: NdisStatus; readonly CallParameters: CallParameters } {
    if (this.closed || vc.family.leaving) return NdisStatus.CLOSING
    const decision = this.policies.onIncoming({ sap: this.sap, parameters })
    if (decision._tag === "reject") return refusal(decision.status)
    const call = new CallMachine(vc, "offered", this.label, parameters, this.policies)
    if (this.takers.length === 0 && this.queue.length >= this.capacity) {
      this.machine.dropped(
        `an incoming call at ${this.label} is rejected: ${this.capacity} wait for the program already; take them faster, or raise listenBuffer`
      )
      call.reject(NdisStatus.RESOURCES, true)
      return NdisStatus.RESOURCES
    }
    this.undecided.add(call)
    call.whenEnded(() => this.undecided.delete(call))
    const answer = decision._tag === "accept" ? call.accept(decision.parameters, true) : undefined
    const taker = this.takers.shift()
    if (taker === undefined) this.queue.push(call)
    else taker(call)
    return answer === undefined ? NdisStatus.PENDING : { Status: NdisStatus.SUCCESS, CallParameters: answer }
  }

  /** Hands over the next offer, now or when it comes. Undefined: the listener is closed. */
  take(taker: (call: CallMachine | undefined) => void): void {
    if (this.closed) return taker(undefined)
    this.queue = this.queue.filter((call) => !call.over)
    const next = this.queue.shift()
    if (next === undefined) this.takers.push(taker)
    else taker(next)
  }

  /** An offer was handed to a program that had just stopped waiting: it is the next to be taken. */
  putBack(call: CallMachine): void {
    if (this.closed || call.over) return
    const taker = this.takers.shift()
    if (taker === undefined) this.queue.unshift(call)
    else taker(call)
  }

  /** The program does not wait any more. */
  forgo(taker: (call: CallMachine | undefined) => void): void {
    this.takers = this.takers.filter((other) => other !== taker)
  }

  /** A program took care of this call. */
  decided(call: CallMachine): void {
    this.undecided.delete(call)
  }

  /** The program's scope was left: no more calls, and what nobody decided is rejected (or, accepted by policy, closed). */
  close(): void {
    if (this.closed) return
    this.closed = true
    this.machine.listenings.delete(this)
    this.queue = []
    for (const call of [...this.undecided]) call.release()
    for (const taker of this.takers.splice(0)) taker(undefined)
    this.sapContext?.deregister()
  }

  /** Calls `act` when the listener is closed and its SAP deregistered, now or later. */
  whenGone(act: () => void): void {
    if (this.closed && this.sapContext === undefined) act()
    else this.goneWaiters.push(act)
  }

  sapGone(): void {
    if (!this.closed) return
    for (const act of this.goneWaiters.splice(0)) act()
  }

  /** The driver's life is over. */
  died(): void {
    this.closed = true
    this.sapContext = undefined
    this.takers = []
    for (const act of this.goneWaiters.splice(0)) act()
  }
}
