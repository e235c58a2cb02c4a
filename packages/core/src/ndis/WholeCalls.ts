/**
 * Calls of the handlers that are about a whole driver (bind, unbind, pause, restart, plug-and-play events), each from its call to its end:
 * a final return, or PENDING and later the completion.
 *
 * Whoever asks waits; NDIS does not. A driver that dies has answered NDIS_STATUS_FAILURE.
 *
 * @see docs/condis/states.md, section 15
 */
import * as Effect from "effect/Effect"
import type { Wait } from "../actor/Patience.ts"
import type { CallbackName } from "../ddi/Ddi.ts"
import * as Request from "../machine/Request.ts"
import { moves } from "../machine/Table.ts"
import { NdisStatus, statusName } from "../NdisStatus.ts"
import type { Adapter } from "./Adapter.ts"
import type { Instance } from "./Instance.ts"
import type { Down, Returning, Up } from "./Message.ts"
import type { Owed } from "./Inventory.ts"
import type { NdisActor } from "./NdisActor.ts"

class Call implements Owed {
  state: Request.State = Request.initial
  /** What a completion said before the return came. */
  early: NdisStatus | undefined = undefined
  wait: Wait<Owed> | undefined = undefined
  readonly of: WholeCalls
  readonly name: CallbackName
  readonly to: Instance
  /** By what its completion names it. Undefined: it may not pend. */
  readonly key: unknown
  readonly resume: (status: NdisStatus) => void
  constructor(of: WholeCalls, to: Instance, name: CallbackName, key: unknown, resume: (status: NdisStatus) => void) {
    this.of = of
    this.to = to
    this.name = name
    this.key = key
    this.resume = resume
  }

  get owing(): Owed["owing"] {
    return { by: this.to, handler: this.name, pended: this.state === "ReturnedPending" }
  }
}

class Returned implements Returning {
  returned(_ndis: NdisActor, up: Up): void {
    const call = up.part as Call
    call.of.returned(call, up)
  }
  died(_ndis: NdisActor, up: Up): void {
    const call = up.part as Call
    call.of.end(call, call.early ?? NdisStatus.FAILURE)
  }
}
const returned = new Returned()

export class WholeCalls {
  private readonly adapter: Adapter
  private readonly open = new Set<Call>()

  constructor(adapter: Adapter) {
    this.adapter = adapter
  }

  /** Calls a handler and waits for its end. `forever`: it may last as long as data and programs hold it up. */
  readonly ask = (to: Instance, name: CallbackName, args: object, key?: unknown, forever = false): Effect.Effect<NdisStatus> =>
    Effect.callback<NdisStatus>((resume) => {
      const call = new Call(this, to, name, key, (status) => resume(Effect.succeed(status)))
      this.open.add(call)
      if (!this.adapter.call(to, name, args, returned, call, undefined, true)) this.end(call, NdisStatus.FAILURE)
      else if (!forever) call.wait = this.adapter.patienceWithWhole?.wait(call)
    })

  returned(call: Call, up: Up): void {
    const pending = up.status === NdisStatus.PENDING && call.key !== undefined
    const fault = pending ? undefined : Request.returnGuard(call.state)
    const next = Request.transitions[call.state][pending ? "ReturnPending" : "ReturnFinal"]
    if (moves(next)) call.state = next
    if (fault !== undefined)
      this.adapter.violation(
        up.to,
        fault.rule,
        `${call.name} was completed and then returned ${statusName(up.status)}; the completion counts`
      )
    if (call.early !== undefined) this.end(call, call.early)
    else if (!pending) this.end(call, up.status)
  }

  /** A completion came. */
  completed(down: Down, name: CallbackName, key: unknown, status: NdisStatus): void {
    const call = [...this.open].find((each) => each.name === name && each.key === key)
    const record = (rule: string, why: string) => this.adapter.violation(down.from, rule, `${down.ddi.name}: ${why}`)
    if (call === undefined) return record("ASYNC-02", `no ${name} waits for it; it was completed before, or never pended`)
    if (call.to !== down.from) return record("ASYNC-09", `${name} of ${call.to.name} pended this, and only that driver completes it`)
    const next = Request.transitions[call.state][status === NdisStatus.PENDING ? "CompleteWithPending" : "Complete"]
    if (!moves(next)) {
      return record(
        next.rule,
        status === NdisStatus.PENDING ? `NDIS_STATUS_PENDING is no final status; ${name} stays pending` : `${name} was completed already`
      )
    }
    call.state = next
    if (next === "CompletedEarly") call.early = status
    else this.end(call, status)
  }

  /** A driver died: what it pended ends. Its open handlers end by themselves. */
  died(instance: Instance): void {
    for (const call of [...this.open]) if (call.to === instance && call.state === "ReturnedPending") this.end(call, NdisStatus.FAILURE)
  }

  /** What waits for a completion, for people. */
  pended(): ReadonlyArray<string> {
    return [...this.open].flatMap(({ name, state, to }) => (state === "ReturnedPending" ? [`the completion of ${name} by ${to.name}`] : []))
  }

  end(call: Call, status: NdisStatus): void {
    call.wait?.over()
    if (this.open.delete(call)) call.resume(status)
  }
}
