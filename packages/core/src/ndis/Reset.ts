/**
 * The reset of one adapter (OP-38): NDIS tells every protocol, call managers before clients, calls the miniport, and tells them again.
 *
 * Nothing that NDIS or a driver keeps is touched: handles, address families, SAPs, VCs and calls are what they were (BIND-20). It is no
 * job of plug-and-play, so that it may overlap a pause and end before or after it (BIND-27). A miniport that dies in it ends it with
 * NDIS_STATUS_FAILURE, and the protocols hear of that end too.
 *
 * @see docs/condis/states.md, section 13
 */
import type { Wait } from "../actor/Patience.ts"
import { statusIndication } from "../ddi/Structures.ts"
import * as Request from "../machine/Request.ts"
import * as Machine from "../machine/Reset.ts"
import { moves } from "../machine/Table.ts"
import { NdisStatus, StatusIndication, statusName } from "../NdisStatus.ts"
import type { Adapter } from "./Adapter.ts"
import type { Owed } from "./Inventory.ts"
import type { Down, Returning, Up } from "./Message.ts"
import type { Binding } from "./objects.ts"
import { setAgain } from "./routes/OidRequests.ts"

/** A protocol heard of the start. */
class Heard implements Returning {
  returned(_ndis: unknown, up: Up): void {
    const { binding, reset } = up.part as { readonly binding: Binding; readonly reset: Reset }
    // Unless the reset is over already, it knows from now on.
    if (reset.state === "Announcing") binding.resetTold = true
    reset.heard()
  }
}
const heard = new Heard()

/** MiniportResetEx returned, or never will. */
class Returned implements Returning {
  returned(_ndis: unknown, up: Up): void {
    ;(up.part as Reset).returned(up)
  }
  died(_ndis: unknown, up: Up): void {
    ;(up.part as Reset).died()
  }
}
const returned = new Returned()

export class Reset implements Owed {
  state: Machine.State = Machine.initial
  private readonly adapter: Adapter
  /** The call of MiniportResetEx; undefined: there is none. */
  private request: Request.State | undefined = undefined
  /** What a completion said before the return came. */
  private early: { readonly status: NdisStatus; readonly addressing: boolean } | undefined = undefined
  /** Protocols that have not heard of the start yet, and one for NDIS while it tells them. */
  private unheard = 0
  private done: ((status: NdisStatus) => void) | undefined = undefined
  private waiting: Array<() => void> = []
  private wait: Wait<Owed> | undefined = undefined

  constructor(adapter: Adapter) {
    this.adapter = adapter
  }

  /** Resets the adapter. `done` is told how it ended, or why it was not begun. */
  begin(done: (status: NdisStatus) => void): void {
    const { adapter } = this
    const next = Machine.transitions[this.state].Ask
    if (!moves(next)) return done(next._tag === "Refuse" ? next.status : NdisStatus.FAILURE)
    const { miniport } = adapter
    if (miniport === undefined || adapter.state === "Initializing" || adapter.state === "Halting" || adapter.state === "Halted")
      return done(NdisStatus.ADAPTER_NOT_READY)
    if (adapter.power !== "D0") return done(NdisStatus.LOW_POWER_STATE)
    if (!miniport.handles("MiniportResetEx")) return done(NdisStatus.NOT_RESETTABLE)
    this.done = done
    this.move("Ask")
    this.unheard = 1
    for (const binding of told(adapter)) {
      this.unheard++
      if (!this.indicate(binding, StatusIndication.RESET_START, true)) this.unheard--
    }
    this.heard()
  }

  /** One protocol more has heard of the start: when all have, the miniport is called. */
  heard(): void {
    if (--this.unheard > 0) return
    const { adapter } = this
    this.move("Announced")
    this.request = Request.initial
    const { miniport } = adapter
    const args = { MiniportAdapterContext: adapter.miniportContext }
    if (miniport === undefined || !adapter.call(miniport, "MiniportResetEx", args, returned, this, undefined, true)) this.died()
    else this.wait = adapter.patience?.wait(this)
  }

  get owing(): Owed["owing"] {
    return { by: this.adapter.miniport!, handler: "MiniportResetEx", pended: this.request === "ReturnedPending" }
  }

  returned(up: Up): void {
    const { early } = this
    const before = this.request ?? "Called"
    const pending = up.status === NdisStatus.PENDING
    const next = Request.transitions[before][pending ? "ReturnPending" : "ReturnFinal"]
    if (moves(next)) this.request = next
    if (early !== undefined) {
      const fault = pending ? undefined : Request.returnGuard(before)
      if (fault !== undefined)
        this.adapter.violation(up.to, fault.rule, `MiniportResetEx was completed and then returned ${statusName(up.status)}`)
      return this.finish(early.status, early.addressing)
    }
    if (!pending) this.finish(up.status, up.out["AddressingReset"] === true)
  }

  /** NdisMResetComplete. */
  completed(down: Down, status: NdisStatus, addressing: boolean): void {
    const event = status === NdisStatus.PENDING ? "CompleteWithPending" : "Complete"
    const next = Request.transitions[this.request ?? "Answered"][event]
    if (!moves(next)) {
      const why = event === "Complete" ? "no MiniportResetEx waits for it" : "NDIS_STATUS_PENDING is no final status"
      return this.adapter.violation(down.from, next.rule, `${down.ddi.name}: ${why}`)
    }
    this.request = next
    if (next === "CompletedEarly") this.early = { status, addressing }
    else this.finish(status, addressing)
  }

  /** The miniport died: a reset under way there ends. */
  died(): void {
    if (this.state === "Resetting") this.end(NdisStatus.FAILURE, false)
  }

  /** Calls `act` when no reset is under way, now or later. */
  whenNormal(act: () => void): void {
    if (this.state === "Normal") act()
    else this.waiting.push(act)
  }

  private finish(status: NdisStatus, addressing: boolean): void {
    const { adapter } = this
    let held = 0
    for (const vc of adapter.vcs.values()) held += vc.sends
    if (held > 0 && adapter.miniport !== undefined)
      adapter.violation(adapter.miniport, "NBL-28", `the reset ended and ${held} NBLs sent before it have not come home`)
    this.end(status, addressing)
  }

  private end(status: NdisStatus, addressing: boolean): void {
    const { adapter, done } = this
    this.wait?.over()
    this.request = this.early = this.done = undefined
    this.move(addressing ? "DoneAddressing" : "Done")
    if (!addressing) return this.over(status, done)
    adapter.detach()
    setAgain(adapter, adapter.settings.all(), () => this.over(status, done))
  }

  /** The adapter is as it was: everybody hears of the end. */
  private over(status: NdisStatus, done: ((status: NdisStatus) => void) | undefined): void {
    const { adapter } = this
    this.move("Replayed")
    for (const binding of told(adapter)) {
      if (binding.resetTold) this.indicate(binding, StatusIndication.RESET_END, false)
      binding.resetTold = false
    }
    this.move("Told")
    adapter.detach()
    for (const act of this.waiting.splice(0)) act()
    done?.(status)
  }

  private indicate(binding: Binding, code: NdisStatus, wait: boolean): boolean {
    const { adapter } = this
    const args = {
      ProtocolBindingContext: binding.context,
      ProtocolVcContext: null,
      StatusIndication: { ...statusIndication(code), SourceHandle: adapter.handle }
    }
    const part = wait ? { binding, reset: this } : undefined
    return adapter.call(binding.protocol, "ProtocolCoStatusEx", args, wait ? heard : undefined, part, binding, true)
  }

  private move(event: Machine.Event): void {
    const next = Machine.transitions[this.state][event]
    if (!moves(next)) return
    this.adapter.changed("reset", this.state, next)
    this.state = next
    this.adapter.review()
  }
}

/** The bindings that are told: those of call managers first, so that signalling holds still before clients do. */
const told = (adapter: Adapter): ReadonlyArray<Binding> => {
  const open = [...adapter.bindings.values(), ...adapter.closing].filter(
    ({ protocol, state }) => state !== "Unbound" && state !== "Opening" && !protocol.dead
  )
  const isManager = ({ protocol }: Binding) => protocol.has("call manager")
  return [...open.filter(isManager), ...open.filter((binding) => !isManager(binding))]
}
