/**
 * A void dispatch into a client: it is over when the client's handler has returned, or at once when it crossed what the client asked for.
 */
import type { CallbackName } from "../../ddi/Ddi.ts"
import { NdisStatus } from "../../NdisStatus.ts"
import type { Adapter } from "../Adapter.ts"
import type { Instance } from "../Instance.ts"
import type { Down, Returning, Subject, Up } from "../Message.ts"
import type { NdisActor } from "../NdisActor.ts"
import type { Op, Relay } from "../Op.ts"

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

const dispatched = new Dispatched()

/** Hands a dispatch to a client. A client that has just died is not told: its stand-in looks at what is left, and the dispatch is over. */
export const dispatch = (
  adapter: Adapter,
  to: Instance,
  name: CallbackName,
  args: object,
  dispatching: Dispatching,
  subject: Subject
): void => {
  if (adapter.call(to, name, args, dispatched, dispatching, subject, true)) return
  dispatching.atReturn?.()
  if (dispatching.down !== undefined) adapter.reply(dispatching.down, NdisStatus.SUCCESS)
}

/**
 * The client asked its call manager for something and that driver's handler has not answered yet: what it dispatches meanwhile crossed the
 * request. That is nobody's fault; the request settles the matter, so the client is not told.
 */
export const crossed = <T extends Subject>(adapter: Adapter, down: Down, op: Op | undefined, asked: Relay<T>): boolean => {
  if (op === undefined || op.relay !== (asked as unknown) || op.state !== "Called" || down.from !== op.decider) return false
  adapter.trace?.record({
    kind: "note",
    host: adapter.host,
    at: down.from.name,
    text: `${down.ddi.name} crossed the client's ${asked.request}; the client is not told`
  })
  adapter.reply(down, NdisStatus.SUCCESS)
  return true
}
