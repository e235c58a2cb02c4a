/**
 * What an adapter has under way: for people, for those who wait for its end, and for those who wait too long.
 */
import type { Adapter } from "./Adapter.ts"
import type { Described } from "./Message.ts"
import type { Op } from "./Op.ts"

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

/** A tear-down was pended and never completed: its driver is broken, and ends like a dead one. */
export const overdue = (adapter: Adapter, op: Op, millis: number): void => {
  const about: Described = {}
  op.target.describe(about)
  const { decider, relay } = op
  const text = `${relay.handler} pended ${millis} ms ago (${Object.values(about).at(-1) ?? adapter.name}) and was never completed`
  adapter.violation(decider, "ASYNC-01", `${text}; NDIS ends this driver. Complete each request once, also when it fails`)
  decider.crash(new Error(`ASYNC-01: ${text}`))
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
