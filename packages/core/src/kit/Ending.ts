/**
 * How the VCs of ended calls go down: deactivated, and deleted if they were made for an incoming call. NDIS may refuse either for a while,
 * because of what crosses it; so it is tried again, at growing intervals, and given up with a note.
 */
import type { Patience, Wait } from "../actor/Patience.ts"
import { NdisStatus, statusName } from "../NdisStatus.ts"
import type { Form, ManagedVc, ManagerLife } from "./Managed.ts"

/** Tries after the first, the last of them a quarter of a second after the one before. */
const again = 8

export class Ending {
  private readonly form: Form
  private readonly life: Pick<ManagerLife, "post" | "timers">
  private readonly patience: Patience<string>
  private readonly note: (text: string) => void

  constructor(form: Form, life: Pick<ManagerLife, "post" | "timers">, patience: Patience<string>, note: (text: string) => void) {
    this.form = form
    this.life = life
    this.patience = patience
    this.note = note
  }

  /** `later`: not in this batch. `done` is called in any case. */
  deactivate(vc: ManagedVc, done: () => void, later = false): void {
    vc.whenIdle(() => {
      if (vc.state === "Inactive") return done()
      vc.begins("Deactivating", this.patience)
      let tries = 0
      const act = (): void =>
        this.form.deactivate(vc, (status) => {
          // One that stays active can never be deleted.
          if (status !== NdisStatus.SUCCESS && tries < again) return void this.life.timers.set(2 ** tries++, act)
          if (status !== NdisStatus.SUCCESS) this.note(`a VC could not be deactivated: ${statusName(status)}`)
          vc.settled(status === NdisStatus.SUCCESS ? "Inactive" : "Active")
          done()
        })
      if (later) this.life.timers.set(1, act)
      else act()
    })
  }

  /** A VC made for an incoming call goes with it: `gone` is told. */
  delete(vc: ManagedVc, gone: () => void, tries = 0, waits?: Wait<string>): void {
    if (vc.byClient || vc.deleted) return
    this.form.deleteVc(vc, (status) => {
      if (status !== NdisStatus.SUCCESS && tries < again) {
        const still = waits ?? this.patience.wait("the deletion of the VC of an ended call")
        this.life.timers.set(2 ** tries, () => this.delete(vc, gone, tries + 1, still))
        return
      }
      waits?.over()
      if (status !== NdisStatus.SUCCESS) return this.note(`a VC of an ended call could not be deleted: ${statusName(status)}`)
      vc.deleted = true
      gone()
    })
  }

  /** Calls `act` when nothing is under way any more, also nothing that an answer led to. */
  settled(act: () => void): void {
    if (!this.patience.waits) act()
    else this.patience.whenOver(() => this.life.post(() => this.settled(act)))
  }
}
