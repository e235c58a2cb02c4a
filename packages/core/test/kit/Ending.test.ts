import { describe, expect, it } from "vitest"
import { Patience } from "../../src/actor/Patience.ts"
import type { Timers } from "../../src/actor/Timers.ts"
import { Ending } from "../../src/kit/Ending.ts"
import { type Form, type ManagedAf, ManagedVc } from "../../src/kit/Managed.ts"
import { NdisStatus } from "../../src/NdisStatus.ts"

/** VCs that go down against an NDIS that answers when a test says so, on timers that fire when it says so. */
const ending = () => {
  const asked: Array<(status: NdisStatus) => void> = []
  const due: Array<{ readonly millis: number; readonly fire: () => void }> = []
  const posted: Array<() => void> = []
  const notes: Array<string> = []
  const timers = {
    now: () => 0,
    set: (millis: number, fire: () => void) => {
      const timer = { millis, fire, stop: () => void due.splice(due.indexOf(timer), 1) }
      due.push(timer)
      return timer
    }
  } as unknown as Timers
  const ask = (_vc: ManagedVc, done: (status: NdisStatus) => void) => void asked.push(done)
  const form = { deactivate: ask, deleteVc: ask } as unknown as Form
  const patience = new Patience<string>(timers, 1_000_000, () => {})
  const ends = new Ending(form, { timers, post: (task) => void posted.push(task) }, patience, (text) => void notes.push(text))
  const vc = new ManagedVc({} as ManagedAf, false)
  const answer = (status: NdisStatus) => asked.shift()!(status)
  const again = (): number => {
    const at = due.findIndex(({ millis }) => millis < 1000)
    const [timer] = due.splice(at, 1)
    timer!.fire()
    return timer!.millis
  }
  const settled = (): { readonly is: boolean } => {
    const found = { is: false }
    ends.settled(() => {
      found.is = true
    })
    return found
  }
  return { again, answer, due, ends, notes, posted, settled, vc }
}

describe("the VC of an ended call", () => {
  it("is deleted again and again while NDIS refuses, and that is waited for", () => {
    const { again, answer, due, ends, posted, settled, vc } = ending()
    let gone = 0
    ends.delete(vc, () => gone++)
    answer(NdisStatus.CLOSING)
    const after = settled()
    expect([again(), after.is]).toEqual([1, false])
    answer(NdisStatus.CLOSING)
    expect(again()).toBe(2)
    answer(NdisStatus.SUCCESS)
    for (const task of posted) task()
    expect([gone, vc.deleted, after.is, due.length]).toEqual([1, true, true, 0])
  })

  it("is given up with a note in the end, and then nothing is waited for any more", () => {
    const { again, answer, due, ends, notes, posted, settled, vc } = ending()
    ends.delete(vc, () => expect.fail("it is not gone"))
    const waits: Array<number> = []
    answer(NdisStatus.CLOSING)
    const after = settled()
    for (let tries = 0; tries < 8; tries++) {
      waits.push(again())
      answer(NdisStatus.CLOSING)
    }
    for (const task of posted) task()
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128])
    expect([vc.deleted, after.is, due.length]).toEqual([false, true, 0])
    expect(notes).toEqual(["a VC of an ended call could not be deleted: NDIS_STATUS_CLOSING"])
  })

  it("BIND-16 what its end leads to is waited for too: it is down when it is deactivated and then deleted", () => {
    const { answer, due, ends, posted, settled, vc } = ending()
    vc.state = "Active"
    ends.deactivate(vc, () => ends.delete(vc, () => {}))
    const after = settled()
    answer(NdisStatus.SUCCESS)
    answer(NdisStatus.CLOSING)
    for (const task of posted.splice(0)) task()
    expect(after.is).toBe(false)
    due.find(({ millis }) => millis === 1)!.fire()
    answer(NdisStatus.SUCCESS)
    for (const task of posted.splice(0)) task()
    expect(after.is).toBe(true)
  })

  it("nothing under way is settled at once", () => {
    expect(ending().settled().is).toBe(true)
  })
})
