/**
 * The connection identifiers of one port: which VPI/VCI a call gets.
 */
import type { VpiVci } from "@condis/core/Atm"

/** Which identifiers there are. */
export interface ChannelLimits {
  /** First VCI for calls; those below belong to signalling and other services of the interface. */
  readonly firstVci: number
  readonly lastVci: number
  /** Virtual paths 0 to this one are used. */
  readonly lastVpi: number
  /** A freed identifier rests until this many others were freed after it: the side that used it may still be taking its VC down. */
  readonly rest: number
}

/** The identifiers of a user-network interface. */
export const defaultChannels: ChannelLimits = { firstVci: 32, lastVci: 0xffff, lastVpi: 0xff, rest: 64 }

/** Gives identifiers out, the longest free first once there are enough of them, and takes them back. */
export class Channels {
  readonly #limits: ChannelLimits
  #vpi = 0
  #vci: number
  #freed: Array<VpiVci> = []
  #head = 0

  constructor(limits: ChannelLimits) {
    this.#limits = limits
    this.#vci = limits.firstVci
  }

  /** An identifier nobody uses; undefined: all are taken. */
  take(): VpiVci | undefined {
    const waiting = this.#freed.length - this.#head
    if (waiting > this.#limits.rest) return this.#longestFree()
    if (this.#vci <= this.#limits.lastVci) return { Vpi: this.#vpi, Vci: this.#vci++ }
    if (this.#vpi < this.#limits.lastVpi) {
      this.#vpi++
      this.#vci = this.#limits.firstVci
      return { Vpi: this.#vpi, Vci: this.#vci++ }
    }
    return waiting === 0 ? undefined : this.#longestFree()
  }

  /** The call of this identifier is over. */
  give(channel: VpiVci): void {
    this.#freed.push(channel)
  }

  #longestFree(): VpiVci | undefined {
    const channel = this.#freed[this.#head++]
    // The consumed part of the list is cut off when it is the larger part, so that its length stays within the number of calls.
    if (this.#head > 1024 && this.#head * 2 > this.#freed.length) {
      this.#freed = this.#freed.slice(this.#head)
      this.#head = 0
    }
    return channel
  }
}
