import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { addressFamily, type Driver, NdisStatus, type NdisVcHandle, q2931 } from "../../src/index.ts"
import { bench, type Mine, settle } from "./kit.ts"
import { TwoRoles } from "./roles.ts"

/** Numbers from a seed: the same seed, the same numbers. */
const drawing = (seed: number) => {
  let state = seed >>> 0
  return (n: number): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * n)
  }
}

/** Two drivers, each the call manager of one family and a client of the other's, call each other at once over one miniport. */
const crossing = (seed: number | undefined, calls: number, offers: number) => {
  const draw = seed === undefined ? () => 0 : drawing(seed)
  const left = new TwoRoles({ name: "left", family: q2931, calls, offers, draw })
  const right = new TwoRoles({ name: "right", family: addressFamily(0x800, 1, 0), calls, offers, draw })
  return bench(
    (b) =>
      Effect.gen(function* () {
        for (let round = 0; round < 50 && !(left.done && right.done); round++) yield* settle
        const text = `seed ${seed}: ${JSON.stringify([b.host.leftovers(), left.made, right.made, left.offered, right.offered])}`
        expect([left.rejected, right.rejected], text).toEqual([[], []])
        expect([left.done, right.done], text).toEqual([true, true])
        for (const status of [left, right].flatMap((each) => [...each.made, ...each.offered])) expect(status).toBe(NdisStatus.SUCCESS)
      }),
    {
      clients: [],
      only: "miniport",
      more: () => [left.driver as unknown as Driver.Driver, right.driver as unknown as Driver.Driver],
      ...(seed === undefined ? {} : { pick: (n: number) => draw(n) }),
      before: (b) => {
        // The miniport pends, completes early, or answers at once.
        const mixed = (complete: (vc: NdisVcHandle) => void) => (context: unknown) => {
          const { handle } = context as Mine<NdisVcHandle>
          switch (draw(3)) {
            case 0:
              return NdisStatus.SUCCESS
            case 1:
              complete(handle)
              return NdisStatus.PENDING
            default:
              b.miniport.life.post(() => complete(handle))
              return NdisStatus.PENDING
          }
        }
        b.miniport.on.MiniportCoActivateVc = ({ CallParameters, MiniportVcContext }) =>
          mixed((NdisVcHandle) =>
            b.miniport.life.direct.NdisMCoActivateVcComplete({ Status: NdisStatus.SUCCESS, NdisVcHandle, CallParameters })
          )(MiniportVcContext)
        b.miniport.on.MiniportCoDeactivateVc = ({ MiniportVcContext }) =>
          mixed((NdisVcHandle) => b.miniport.life.direct.NdisMCoDeactivateVcComplete({ Status: NdisStatus.SUCCESS, NdisVcHandle }))(
            MiniportVcContext
          )
      }
    }
  )
}

describe("two drivers that are each other's call manager and client", () => {
  it.effect("call each other at once, in the plain order, and everything ends", () => crossing(undefined, 5, 5))

  it.effect(
    "in 300 drawn orders: batch sizes, early completions before or after their return, both closing orders; none deadlocks",
    () =>
      Effect.gen(function* () {
        for (let seed = 1; seed <= 300; seed++) yield* crossing(seed, 2, 2)
      }),
    120_000
  )
})
