/**
 * How a lane treats the sends of one VC, as its traffic contract says: held back to the rates it agreed on, before others, or by a share.
 */
import type { CallParameters } from "../CallParameters.ts"
import type { Limits } from "../Limits.ts"
import { contractsOf, isLimited } from "./Contract.ts"
import { Shaper } from "./Shaper.ts"

export class Terms {
  /** What it was read from. */
  parameters: CallParameters | undefined = undefined
  /** Undefined: nothing is held back. */
  shaper: Shaper | undefined = undefined
  /** CBR and VBR come first: they cannot take more than they were promised. */
  guaranteed = false
  /** Its share among those that are not guaranteed anything. */
  weight = 1

  /** Reads the parameters in force. What has left stays counted. */
  read(parameters: CallParameters | undefined, limits: Limits, now: number): void {
    this.parameters = parameters
    if (parameters === undefined) return
    const contract = contractsOf(parameters).transmit
    this.guaranteed = contract.category === "CBR" || contract.category === "VBR"
    this.weight = contract.category === "ABR" ? limits.abrWeight : 1
    if (!isLimited(contract)) this.shaper = undefined
    else if (this.shaper === undefined) this.shaper = new Shaper(contract)
    else this.shaper.change(contract, now)
  }
}
