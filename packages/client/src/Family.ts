/**
 * An address family, opened by this client on one binding. The object is the ClientAfContext.
 *
 * Leaving it, because the call manager asks or the binding goes, keeps the order of the documents: close the calls, deregister the SAPs,
 * wait until the VCs are gone (each deleted by its creator), close the address family, and then complete notify-close. Nothing waits
 * inside a handler.
 *
 * @see docs/condis/operations.md, OP-07 to OP-09
 */
import type { Wait } from "@condis/core/actor/Patience"
import type { AddressFamily } from "@condis/core/AddressFamily"
import type { Life } from "@condis/core/Driver"
import type { NdisAfHandle } from "@condis/core/Handle"
import type { Bound } from "@condis/core/kit/Protocol"
import { NdisStatus, statusName } from "@condis/core/NdisStatus"
import type { SapContext } from "./Listening.ts"
import type { Machine } from "./Machine.ts"
import { Retry } from "./Retry.ts"
import type { Vc } from "./Vc.ts"

/** A binding, as the client keeps it. */
export interface BindingState {
  readonly bound: Bound
  /** Data may flow. */
  running: boolean
  /** Its device sleeps. */
  sleeping: boolean
  /** Its adapter is being reset. */
  resetting: boolean
  /** A pause waits for the sends that are out. */
  whenIdle: (() => void) | undefined
  closing: boolean
  /** Families that were offered and are not tried yet: one open at a time on a binding (AF-20). */
  readonly offers: Array<AddressFamily>
  readonly families: Set<Family>
}

export class Family {
  state: "opening" | "open" | "leaving" | "closing" | "closed" = "opening"
  handle!: NdisAfHandle
  readonly vcs = new Set<Vc>()
  /** VCs of ours without a call, for the next one. */
  private readonly kept: Array<Vc> = []
  readonly saps = new Set<SapContext>()
  /** As the call manager told last; empty where it tells of none. */
  addresses: ReadonlyArray<string> = []
  /** The call manager did not say that it cannot signal. */
  signalling = true
  readonly machine: Machine
  readonly binding: BindingState
  readonly offer: AddressFamily
  readonly life: Life<"client">
  /** NdisClNotifyCloseAddressFamilyComplete is owed. */
  private notifyOwed = false
  private wantsLeave = false
  private retry: Retry | undefined = undefined
  private wait: Wait<string> | undefined = undefined

  constructor(machine: Machine, binding: BindingState, offer: AddressFamily) {
    this.machine = machine
    this.life = machine.life
    this.binding = binding
    this.offer = offer
    binding.families.add(this)
  }

  /** It takes no new calls. */
  get leaving(): boolean {
    return this.state !== "open"
  }

  /** The open is over. */
  opened(status: NdisStatus, handle: NdisAfHandle | null | undefined): void {
    if (this.state !== "opening") return
    if (status !== NdisStatus.SUCCESS) {
      this.state = "closed"
      this.binding.families.delete(this)
      return this.machine.familyGone()
    }
    this.state = "open"
    this.handle = handle!
    if (this.wantsLeave) return this.leave()
    for (const act of this.opening.splice(0)) act()
    this.machine.familyOpened(this)
  }

  /** Calls `act` when it is open, now or later; never, when it does not come to that. */
  whenOpen(act: () => void): void {
    if (this.state === "open") act()
    else if (this.state === "opening") this.opening.push(act)
  }
  private readonly opening: Array<() => void> = []

  /** ProtocolClNotifyCloseAf. */
  notified(): NdisStatus {
    this.notifyOwed = true
    this.leave()
    return NdisStatus.PENDING
  }

  /** Keeps a VC whose call ended well (CALL-107). False: there are enough of them, it is to be deleted. */
  keep(vc: Vc): boolean {
    if (this.leaving || this.kept.length >= this.machine.settings.keptVcs) return false
    this.kept.push(vc)
    vc.keep()
    return true
  }

  /** A kept VC, if there is one. */
  keptVc(): Vc | undefined {
    const vc = this.kept.pop()
    if (vc !== undefined) vc.kept = false
    return vc
  }

  /** Gives everything back, and then the address family. */
  leave(): void {
    this.wantsLeave = true
    if (this.state !== "open") return
    this.state = "leaving"
    for (const vc of [...this.vcs]) {
      // A call that is over and a VC of ours that is still there: its deletion is under way, or was given up.
      if (vc.call?.over === true && vc.byClient) vc.delete()
      else vc.call?.release()
    }
    this.proceed()
  }

  /** Something ended: is it time for the next step? */
  proceed(): void {
    if (this.state !== "leaving") return
    for (const vc of this.vcs) if (vc.call !== undefined && !vc.call.over) return
    for (const sap of [...this.saps]) sap.deregister()
    if (this.saps.size > 0 || this.vcs.size > 0) return
    this.close()
  }

  private close(): void {
    this.state = "closing"
    this.machine.requests.end((about) => about.family === this)
    this.life.direct.NdisClCloseAddressFamily({ NdisAfHandle: this.handle }, (status) => {
      if (status !== NdisStatus.PENDING) this.closed(status)
      else if (this.state === "closing") this.wait = this.machine.patience.wait("ProtocolClCloseAfComplete")
    })
  }

  /** NdisClCloseAddressFamily is over, by its return or by ProtocolClCloseAfComplete. */
  closed(status: NdisStatus): void {
    if (this.state !== "closing") return
    this.wait?.over()
    if (status !== NdisStatus.SUCCESS) {
      this.state = "leaving"
      const retry = (this.retry ??= new Retry(this.life.timers))
      if (retry.again(() => this.proceed())) return
      this.machine.note(`an address family could not be closed after ${retry.tries + 1} tries: ${statusName(status)}; given up`)
    }
    this.state = "closed"
    this.binding.families.delete(this)
    if (this.notifyOwed) this.life.direct.NdisClNotifyCloseAddressFamilyComplete({ NdisAfHandle: this.handle, Status: status })
    this.machine.familyGone()
  }
}
