/**
 * A virtual connection, as its client keeps it. The object is the ProtocolVcContext.
 *
 * A VC this client made carries one call and is deleted after it, or kept for another one. One the call manager made is the call manager's to delete; until then it
 * may bring further calls.
 *
 * @see docs/condis/operations.md, OP-12, OP-13, OP-17
 */
import type { NdisVcHandle } from "@condis/core/Handle"
import { NdisStatus, statusName } from "@condis/core/NdisStatus"
import type { CallMachine } from "./CallMachine.ts"
import type { Family } from "./Family.ts"
import { admit, Retry } from "./Retry.ts"

export class Vc {
  /** The call on it, from the wish to make one (or the offer) to its end. */
  call: CallMachine | undefined = undefined
  handle: NdisVcHandle | undefined
  gone = false
  /** Waits for another call. */
  kept = false
  private readonly endings: Array<() => void> = []
  readonly byClient: boolean
  readonly family: Family

  constructor(family: Family, byClient: boolean, handle?: NdisVcHandle) {
    this.family = family
    this.byClient = byClient
    this.handle = handle
    family.vcs.add(this)
  }

  /** NdisCoCreateVc. `made` is told the status; on failure the object is gone. */
  create(made: (status: NdisStatus) => void): void {
    const { direct, timers } = this.family.life
    const NdisBindingHandle = this.family.binding.bound.handle
    admit(timers, (answered) =>
      direct.NdisCoCreateVc({ NdisBindingHandle, NdisAfHandle: this.family.handle, ProtocolVcContext: this }, (status, out) =>
        answered(status, () => {
          if (status === NdisStatus.SUCCESS) this.handle = out.NdisVcHandle
          else this.forget()
          made(status)
        })
      )
    )
  }

  /**
   * NdisCoDeleteVc, for a VC this client made. While its deactivation is on its way the answer is NOT_ACCEPTED or CLOSING: tried again, a
   * bounded number of times. Then it is given up, with a note, and tried again when a program wants to see it gone, and when the address
   * family is left.
   */
  delete(): void {
    if (this.deleting) return
    this.deleting = true
    this.givenUp = false
    const { direct, timers } = this.family.life
    this.family.machine.requests.end((about) => about.vc === this)
    const retry = new Retry(timers)
    const attempt = (): void =>
      direct.NdisCoDeleteVc({ NdisVcHandle: this.handle! }, (status) => {
        if (status === NdisStatus.SUCCESS) return this.forget()
        const later = status === NdisStatus.NOT_ACCEPTED || status === NdisStatus.CLOSING || status === NdisStatus.RESOURCES
        if (later && retry.again(attempt)) return
        this.family.machine.note(`a VC could not be deleted after ${retry.tries + 1} tries: ${statusName(status)}; given up`)
        this.deleting = false
        this.givenUp = true
        if (!later || this.family.leaving) this.forget()
        else this.release()
      })
    attempt()
  }
  private deleting = false
  private givenUp = false

  /** ProtocolCoDeleteVc: its creator, the call manager, deletes it. */
  deleted(): NdisStatus {
    if (this.call !== undefined && !this.call.over) return NdisStatus.NOT_ACCEPTED
    this.family.machine.requests.end((about) => about.vc === this)
    this.forget()
    return NdisStatus.SUCCESS
  }

  /** It has no call and is kept for the next one: who waited for the end of the call's VC need not wait longer. */
  keep(): void {
    this.kept = true
    this.release()
  }

  /** Calls `act` when the VC is gone or kept, now or later. */
  whenGone(act: () => void): void {
    if (this.gone || this.kept) return act()
    this.endings.push(act)
    if (this.givenUp) this.delete()
  }

  /** Nothing of it is left, or the driver's life is over. */
  forget(): void {
    if (this.gone) return
    this.gone = true
    this.family.vcs.delete(this)
    this.release()
    this.family.proceed()
  }

  /** Nobody shall wait for it any longer. */
  private release(): void {
    for (const act of this.endings.splice(0)) act()
  }
}
