/**
 * What an adapter has under way: for people, for those who wait for its end, and for those who wait too long.
 */
import type { Adapter } from "./Adapter.ts"
import type { Instance } from "./Instance.ts"
import type { Described, Subject } from "./Message.ts"
import type { Op } from "./Op.ts"

/** What a driver has to bring to its end in time. */
export interface Owed {
  readonly owing: {
    readonly by: Instance
    readonly handler: string
    /** Did the handler return PENDING? Else it has not returned yet, and may wait for others. */
    readonly pended: boolean
    readonly about?: Subject
  }
}

const operations = (adapter: Adapter): ReadonlyArray<Op> => {
  const all: Array<Op | undefined> = []
  for (const af of adapter.afs.values()) all.push(af.op, af.notifyOp)
  for (const sap of adapter.saps.values()) all.push(sap.op)
  for (const vc of adapter.vcs.values()) all.push(vc.op, vc.callOp, vc.closeOp, vc.modifyOp)
  for (const party of adapter.parties.values()) all.push(party.op)
  for (const { op } of adapter.oids.where(() => true)) all.push(op as unknown as Op)
  return all.filter((op) => op !== undefined)
}

/** Operations that wait for a completion. */
export const pended = (adapter: Adapter): ReadonlyArray<string> => [
  ...operations(adapter).flatMap((op) =>
    op.state === "ReturnedPending" ? [`the completion of ${op.relay.handler} by ${op.decider.name}`] : []
  ),
  ...(adapter.pnp?.calls.pended() ?? [])
]

/** What may not last for ever does: its driver is broken, or held up for good, and ends like a dead one. */
export const overdue = (adapter: Adapter, owed: Owed, millis: number): void => {
  const { about, by, handler, pended } = owed.owing
  const described: Described = {}
  about?.describe(described)
  const at = Object.values(described).at(-1) ?? adapter.name
  if (!pended) {
    const text = `${handler} was called ${millis} ms ago (${at}) and has not returned`
    adapter.trace?.record({ kind: "note", host: adapter.host, at: by.name, text: `${text}; NDIS ends it like a dead driver` })
    return by.crash(new Error(text))
  }
  const text = `${handler} pended ${millis} ms ago (${at}) and was never completed`
  adapter.violation(by, "ASYNC-01", `${text}; NDIS ends this driver. Complete each request once, also when it fails`)
  by.crash(new Error(`ASYNC-01: ${text}`))
}

/** BIND-16: what a miniport that has halted should have waited for, and stopped. Of several adapters nobody can tell whose a timer is. */
export const kept = (adapter: Adapter, miniport: Instance): void => {
  if (miniport.dead || miniport.standIn) return
  const tell = (text: string) => adapter.violation(miniport, "BIND-16", `MiniportHaltEx returned ${text}`)
  const timers = miniport.driver.adapters.length === 1 ? miniport.timersPending : 0
  if (timers > 0) tell(`and left ${timers} timers; stop them first`)
  const lent = [...adapter.vcs.values()].reduce((sum, vc) => sum + vc.lent, 0)
  if (lent > 0) tell(`while ${lent} receives are lent out; wait for them first`)
}

/** Everything that should be 0 when all was closed, by name. */
export const leftovers = (adapter: Adapter): { readonly [what: string]: number } => ({
  bindings: adapter.bindings.size,
  "address families": adapter.afs.size,
  SAPs: adapter.saps.size,
  VCs: adapter.vcs.size,
  parties: adapter.parties.size,
  "pending requests": operations(adapter).length,
  "names not freed": adapter.names.owed,
  "queued messages": adapter.queued,
  "sent lists that wait": adapter.waiting
})
