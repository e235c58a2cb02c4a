/**
 * Shaping of one direction of a VC: when may the next unit of data leave, so that the network has nothing to object to?
 *
 * It says when; who sends holds what waits. Units that leave no earlier than they are eligible conform at any policer of the same contract,
 * even where they are held up on their way by as much as the contract's tolerance, each by another time. So the tolerance is left to the way.
 */
import { cellsOf } from "./AtmFlow.ts"
import type { Contract } from "./Contract.ts"
import { Meter } from "./Gcra.ts"

export class Shaper {
  private readonly meter: Meter

  constructor(contract: Contract) {
    this.meter = new Meter(contract)
  }

  /** The earliest time at which a unit of so many bytes may leave, given what has left; not before now. In whole microseconds. */
  eligibleAt(bytes: number, nowMicros: number): number {
    return nowMicros + Math.max(0, this.meter.early(cellsOf(bytes), nowMicros))
  }

  /** Such a unit leaves now. */
  sent(bytes: number, nowMicros: number): void {
    this.meter.count(cellsOf(bytes), nowMicros)
  }

  /** Another contract from now on. What has left stays counted; a time that {@link eligibleAt} answered before is to be asked for anew. */
  change(contract: Contract, nowMicros: number): void {
    this.meter.change(contract, nowMicros)
  }
}
