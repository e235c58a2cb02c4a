/**
 * One run of calls, as the client that makes them sees it: how many may still begin, and how many are not over yet.
 */
import { NdisStatus, statusName } from "@condis/core"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"

export class Round {
  private toBegin: number
  private toEnd: number
  private readonly done: Deferred.Deferred<void>

  /** `ends` is how often {@link over} is told of a call: once by each end that holds something of it. */
  constructor(done: Deferred.Deferred<void>, total: number, ends: number) {
    this.done = done
    this.toBegin = total
    this.toEnd = total * ends
  }

  /** Ends with the last call; dies of the first thing that was not as it must be. */
  get end(): Effect.Effect<void> {
    return Deferred.await(this.done)
  }

  /** Takes one of the calls still to be made; false: all have begun. */
  begin(): boolean {
    if (this.toBegin === 0) return false
    this.toBegin--
    return true
  }

  /** A call is over at one end: nothing of it is left there. */
  over(): void {
    if (--this.toEnd === 0) Deferred.doneUnsafe(this.done, Effect.void)
  }

  /** The run dies when a status is not the expected one. */
  check(what: string, status: NdisStatus, expected: NdisStatus = NdisStatus.SUCCESS): boolean {
    if (status === expected) return true
    Deferred.doneUnsafe(this.done, Effect.die(new Error(`${what}: ${statusName(status)}, expected ${statusName(expected)}`)))
    return false
  }
}

/** A run of so many calls. */
export const round = (total: number, ends: number): Effect.Effect<Round> =>
  Effect.map(Deferred.make<void>(), (done) => new Round(done, total, ends))
