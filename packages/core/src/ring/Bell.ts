/**
 * Wakes the thread at the other side of shared memory, and costs it nothing while that thread is awake.
 *
 * Who is about to park says so, looks once more, and only then waits; who has published something looks whether the other is parked. Both
 * looks and both writes are sequentially consistent, so one of the two sees the other and no wake is lost. A wake may come for nothing.
 */
import * as Effect from "effect/Effect"

/** Words a bell takes: how often it was rung, and whether its owner is parked. */
export const bellWords = 2

export class Bell {
  private readonly words: Int32Array<SharedArrayBuffer>
  private readonly at: number

  constructor(words: Int32Array<SharedArrayBuffer>, at: number) {
    this.words = words
    this.at = at
  }

  /** Wakes the owner if it is parked. To be called after what it is to find was stored. */
  ring(): void {
    if (Atomics.load(this.words, this.at + 1) !== 0) this.wake()
  }

  /** Wakes the owner in any case. */
  wake(): void {
    Atomics.store(this.words, this.at + 1, 0)
    Atomics.add(this.words, this.at, 1)
    Atomics.notify(this.words, this.at)
  }

  /** The owner waits here until `ready`. An interruption leaves no waiter behind. */
  wait(ready: () => boolean): Effect.Effect<void> {
    return Effect.callback<void>((resume) => {
      const { at, words } = this
      const park = (): void => {
        const rung = Atomics.load(words, at)
        Atomics.store(words, at + 1, 1)
        if (ready()) {
          Atomics.store(words, at + 1, 0)
          return resume(Effect.void)
        }
        const waiting = Atomics.waitAsync(words, at, rung)
        if (waiting.async) waiting.value.then(woken, woken)
        else woken()
      }
      let over = false
      const woken = (): void => {
        if (over) return
        if (ready()) resume(Effect.void)
        else park()
      }
      park()
      return Effect.sync(() => {
        over = true
        this.wake()
      })
    })
  }
}
