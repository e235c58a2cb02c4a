/**
 * The lists a client sends with: one pool for all of its calls, and the calls that wait for lists of it.
 *
 * Promises: a call that finds none is asked again when some came home, in turn with the others that wait, and before a call that does not.
 */
import { NetBufferListPool, type PoolOptions } from "@condis/core/data/Pool"
import type { NdisVcHandle } from "@condis/core/Handle"
import type { NetBufferList } from "@condis/core/NetBufferList"

/** Somebody who sends, as far as there are lists. */
export interface Sender {
  readonly proceed: () => void
}

export class SendLists {
  readonly pool: NetBufferListPool
  private readonly starving = new Set<Sender>()

  constructor(options: PoolOptions) {
    this.pool = new NetBufferListPool(options)
  }

  /** A list over these octets. Null: there is none now, and the sender will be asked to proceed. */
  take(octets: unknown, source: NdisVcHandle, by: Sender): NetBufferList | null {
    const list = this.pool.allocateWith(octets, source)
    if (list === null) this.starving.add(by)
    return list
  }

  free(list: NetBufferList): void {
    this.pool.free(list)
  }

  /** Lists came home: those who wait take what they can. */
  feed(): void {
    for (const sender of this.starving) {
      if (this.pool.room === 0) return
      // One that finds too few lists is behind the others again.
      this.starving.delete(sender)
      sender.proceed()
    }
  }

  /** All must be home now (NBL-30). */
  end(): void {
    this.pool.destroy()
  }
}
