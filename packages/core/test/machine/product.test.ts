/**
 * The two axes of one VC together: whatever order things happen in, they are seen only in pairs that section 7.1 allows.
 */
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import * as Activation from "../../src/machine/Activation.ts"
import * as CallAxis from "../../src/machine/CallAxis.ts"
import { moves } from "../../src/machine/Table.ts"
import type { Profile } from "../../src/Profile.ts"

interface Vc {
  readonly call: CallAxis.State
  readonly activation: Activation.State
}

interface World {
  readonly profile: Profile["A-02"]
  readonly closing: Profile["A-20"]
  readonly maker: "Client" | "CallManager"
}

type Step = { readonly axis: "Activation"; readonly event: Activation.Event } | { readonly axis: "Call"; readonly event: CallAxis.Event }

const worlds: ReadonlyArray<World> = (["before-dispatch", "before-connected"] as const).flatMap((profile) =>
  (["Client", "CallManager"] as const).flatMap((maker) => (["refuse", "abort"] as const).map((closing) => ({ profile, maker, closing })))
)

/** Events that NDIS raises on both axes, or on one because of the other, are no steps of their own. */
const ofNdis = new Set<string>(["VcInactive", "DeleteVc"])
const steps: ReadonlyArray<Step> = [
  ...(Object.keys(Activation.transitions.None) as Array<Activation.Event>).map((event) => ({ axis: "Activation", event }) as const),
  ...(Object.keys(CallAxis.transitions.None) as Array<CallAxis.Event>)
    .filter((event) => !ofNdis.has(event))
    .map((event) => ({ axis: "Call", event }) as const)
]

/** NDIS tells the call axis when the VC is, or gets, inactive under a call that is over. */
const settle = (vc: Vc): Vc => {
  if (vc.activation !== "Inactive") return vc
  const next = CallAxis.transitions[vc.call].VcInactive
  return moves(next) ? { ...vc, call: next } : vc
}

const stepActivation = (vc: Vc, event: Activation.Event): Vc => {
  if (event === "Activate" && CallAxis.activateGuard(vc.call) !== undefined) return vc
  if (event === "Deactivate" && CallAxis.deactivateGuard(vc.call) !== undefined) return vc
  if (event === "DeleteVc") {
    const of = { byCreator: true, callPresent: vc.call !== "None", closePending: false }
    if (Activation.deleteGuard(of, vc.activation) !== undefined) return vc
  }
  const next = Activation.transitions[vc.activation][event]
  return moves(next) ? { ...vc, activation: next } : vc
}

const stepCall = (vc: Vc, asked: CallAxis.Event, { closing, maker, profile }: World): Vc => {
  const { activation } = vc
  let event = asked
  if (event === "MakeCall") {
    if (CallAxis.makeCallGuard({ byCreator: maker === "Client", mustDelete: false, activation }) !== undefined) return vc
  }
  if (event === "DispatchIncomingCall") {
    const of = { byCreator: maker === "CallManager", sameFamily: true, sameClient: true, ownVc: false, activation, profile }
    if (CallAxis.dispatchGuard(of) !== undefined) return vc
  }
  if (event === "DispatchConnected" && CallAxis.connectedGuard({ activation }) !== undefined) return vc
  if (event === "CloseCall" && CallAxis.abortGuard(vc.call, closing) !== undefined) return vc
  if (event === "MakeCallSucceeded" && CallAxis.madeGuard(vc) !== undefined) event = "MakeCallFailed"
  if (event === "CloseFailed" && CallAxis.closeFailedGuard(vc.call, activation, profile) !== undefined) event = "CloseSucceeded"
  const next = CallAxis.transitions[vc.call][event]
  return moves(next) ? { ...vc, call: next } : vc
}

/** One step. What NDIS tells the call axis of it comes after, by {@link settle}. */
const take = (vc: Vc, step: Step, world: World): Vc =>
  step.axis === "Activation" ? stepActivation(vc, step.event) : stepCall(vc, step.event, world)

const initial: Vc = { call: CallAxis.initial, activation: Activation.initial }
const name = ({ activation, call }: Vc): string => `${call} × ${activation}`

describe("call × activation", () => {
  it.effect.each(worlds)("random walks keep to the allowed pairs ($profile, $closing, VC made by the $maker)", (world) =>
    Random.withSeed(
      Effect.gen(function* () {
        const visited = new Set<string>()
        for (let walk = 0; walk < 50; walk++) {
          let vc = initial
          for (let taken = 0; taken < 60; taken++) {
            const moving = steps.filter((step) => name(take(vc, step, world)) !== name(vc))
            if (moving.length === 0) break
            const step = yield* Random.choice(moving)
            const moved = take(vc, step!, world)
            const settled = settle(moved)
            for (const seen of [moved, settled]) {
              const allowed = CallAxis.allowedTogether(seen.call, seen.activation, world.profile)
              expect([name(vc), step, name(seen), allowed]).toEqual([name(vc), step, name(seen), true])
              visited.add(name(seen))
            }
            vc = settled
          }
        }
        expect(visited.size).toBeGreaterThan(20)
      }),
      `${world.profile} ${world.closing} ${world.maker}`
    )
  )

  it("the pairs that can be reached are exactly the pairs that are allowed", () => {
    for (const profile of ["before-dispatch", "before-connected"] as const) {
      const seen = new Set([name(initial)])
      for (const world of worlds.filter((world) => world.profile === profile)) {
        const reached = new Map([[name(initial), initial]])
        for (const vc of reached.values()) {
          for (const step of steps) {
            const moved = take(vc, step, world)
            const settled = settle(moved)
            seen.add(name(moved))
            if (!reached.has(name(settled))) reached.set(name(settled), settled)
          }
        }
      }
      const allowed = (Object.keys(CallAxis.transitions) as Array<CallAxis.State>).flatMap((call) =>
        (Object.keys(Activation.transitions) as Array<Activation.State>)
          .filter((activation) => CallAxis.allowedTogether(call, activation, profile))
          .map((activation) => name({ call, activation }))
      )
      expect([...seen].sort()).toEqual(allowed.sort())
    }
  })
})
