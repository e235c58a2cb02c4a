/**
 * Trying again, a bounded number of times, with pauses that double.
 */
import type { Wait } from "@condis/core/actor/Patience"
import type { Timers } from "@condis/core/actor/Timers"
import { NdisStatus } from "@condis/core/NdisStatus"

/** How often something refused for the moment is tried again before it is given up. */
export const maxTries = 8

/** Admissions wait for room: longer, because room comes with the end of other operations. */
export const maxAdmissions = 64

/** Longest pause, in milliseconds. */
const longest = 64

export class Retry {
  tries = 0
  /** The answer to the last try is waited for. */
  wait: Wait<string> | undefined = undefined
  private readonly timers: Timers
  private readonly most: number

  /** Pauses of 1, 2, 4, … milliseconds. */
  constructor(timers: Timers, most: number = maxTries) {
    this.timers = timers
    this.most = most
  }

  /** Calls `act` after the next pause. False: tried often enough. */
  again(act: () => void): boolean {
    if (this.tries >= this.most) return false
    this.timers.set(Math.min(longest, 2 ** this.tries++), act)
    return true
  }
}

/** Carries out a request and, while the answer is NDIS_STATUS_RESOURCES at once, carries it out again later. */
export const admit = (timers: Timers, request: (answered: (status: NdisStatus, pass: () => void) => void) => void): void => {
  const retry = new Retry(timers, maxAdmissions)
  const attempt = (): void =>
    request((status, pass) => {
      if (status !== NdisStatus.RESOURCES || !retry.again(attempt)) pass()
    })
  attempt()
}
