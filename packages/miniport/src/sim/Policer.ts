/**
 * Policing: the network holds what comes in on a connection to the contract that signalling, or the operator who
 * made a permanent VC, agreed on.
 *
 * A contract that allows more holds at once. One that allows less takes {@link settleMicros} to hold: its sender hears of it later than the
 * network, and what it sent before is still on its way.
 */
import { type Contract, contractText, eitherOf } from "@condis/core/data/Contract"
import { cellsOf } from "@condis/core/data/AtmFlow"
import { Meter } from "@condis/core/data/Gcra"

/** How long a contract that was replaced is still good for what the new one does not allow. */
export const settleMicros = 1_000_000

/** What became of the frames of a connection that came in at one end. Counts since it was connected. */
export interface Policed {
  readonly conforming: number
  /** Beyond the contract, and marked. */
  readonly tagged: number
  /** Beyond the contract, and dropped with a record. */
  readonly discarded: number
}

export class Policer implements Policed {
  conforming = 0
  tagged = 0
  discarded = 0
  private contract: Contract
  private readonly meter: Meter
  /** The contract that holds from then on. */
  private next: { readonly contract: Contract; readonly at: number } | undefined = undefined

  constructor(contract: Contract) {
    this.contract = contract
    this.meter = new Meter(contract)
  }

  /** Does it mark what is beyond the contract, or drop it? */
  get tags(): boolean {
    return this.contract.excess === "tag"
  }

  /** A frame of so many bytes comes in: how many microseconds too early is it, beyond all tolerance? 0: it conforms. */
  judge(bytes: number, nowMicros: number): number {
    if (this.next !== undefined && nowMicros >= this.next.at) this.hold(this.next.contract, nowMicros)
    const cells = cellsOf(bytes)
    const early = this.meter.early(cells, nowMicros) - this.contract.toleranceMicros
    if (early <= 0) {
      this.conforming++
      this.meter.count(cells, nowMicros)
      return 0
    }
    if (this.tags) this.tagged++
    else this.discarded++
    return early
  }

  /** Another contract from now on. */
  change(contract: Contract, nowMicros: number): void {
    this.hold(eitherOf(this.contract, contract), nowMicros)
    this.next = { contract, at: nowMicros + settleMicros }
  }

  private hold(contract: Contract, nowMicros: number): void {
    this.next = undefined
    this.contract = contract
    this.meter.change(contract, nowMicros)
  }

  /** Why a frame is dropped that came in so much too early. */
  objection(early: number): string {
    return `${early} µs too early for the contract of its connection (${contractText(this.contract)})`
  }
}
