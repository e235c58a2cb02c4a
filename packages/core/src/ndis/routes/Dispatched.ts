/**
 * A void dispatch into a client: it is over when the client's handler has returned.
 */
import { NdisStatus } from "../../NdisStatus.ts"
import type { Down, Returning, Up } from "../Message.ts"
import type { NdisActor } from "../NdisActor.ts"

/** What travels with the handler call: who is answered, and what else happens at the return. */
export interface Dispatching {
  readonly down: Down | undefined
  readonly atReturn?: () => void
}

class Dispatched implements Returning {
  returned(ndis: NdisActor, up: Up): void {
    const { atReturn, down } = up.part as Dispatching
    atReturn?.()
    if (down !== undefined) ndis.reply(down, NdisStatus.SUCCESS)
  }
}

export const dispatched: Returning = new Dispatched()
