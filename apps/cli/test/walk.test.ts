/**
 * Random walks: any call of any driver at any moment. `npm run walks` takes 10,000 of them in each form.
 */
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { judge, type Met } from "../src/walk/Oracle.ts"
import { walk } from "../src/walk/Walk.ts"
import { condis } from "./support.ts"

const walks = 250
const steps = 200

describe(`${walks} random walks of ${steps} steps in each form`, () => {
  it.each(["cm", "mcm"] as const)("%s: answered as the tables say, and nothing is left", { timeout: 120_000 }, (form) => {
    const met: Met = new Map()
    for (let seed = 1; seed <= walks; seed++) {
      const { wrong } = walk(form, seed, steps, met)
      expect(wrong, `condis walk --walks 1 --form ${form} --from ${seed}`).toEqual([])
    }
    // They get into calls, and out again, and meet what the tables refuse there.
    expect(met.size).toBeGreaterThan(40)
    for (const pair of ["call Up CloseCall", "call Up MakeCall", "call PeerClosing Modify", "vc Active DeleteVc", "af Open CloseAf"])
      expect(met.get(pair) ?? 0, pair).toBeGreaterThan(0)
  })

  it.each([
    ["cm", 1534, "a deactivation that is completed, and then returned from, while receives are lent"],
    ["mcm", 1452, "a VC that is deleted while a change of its call is pended"]
  ] as const)("%s, seed %i, once found %s", (form, seed, found) => {
    expect(walk(form, seed, steps, new Map()).wrong, found).toEqual([])
  })

  it("the same seed is the same walk", () => {
    expect(walk("mcm", 3, steps).trace).toEqual(walk("mcm", 3, steps).trace)
    expect(walk("mcm", 3, steps).trace).not.toEqual(walk("mcm", 4, steps).trace)
  })
})

describe("what a walk is judged by", () => {
  const { trace } = walk("cm", 2, steps)
  const first = (wanted: RegExp): number => trace.findIndex((event) => wanted.test(JSON.stringify(event)))

  it("is silent on a trace as it is", () => {
    expect(judge(trace, new Map())).toEqual([])
  })

  it("notices an answer that is missing, and one too many", () => {
    const at = first(/"from":"NDIS".*"ddi":"NdisCoCreateVc","kind":"return"/)
    expect(judge(trace.toSpliced(at, 1), new Map()).join()).toContain("was answered 0 times")
    expect(judge(trace.toSpliced(at, 0, trace[at]!), new Map()).join()).toContain("was answered 2 times")
  })

  it("notices a move that is no step of the table, and one from another state", () => {
    const at = first(/"change":"vc: None → CreatingAtPeer"/)
    const changed = (change: string) => judge(trace.with(at, { ...trace[at]!, change } as (typeof trace)[number]), new Map()).join()
    expect(changed("vc: None → Active")).toContain("is no step of the table")
    expect(changed("vc: Inactive → Activating")).toContain("was None")
  })

  it("notices what should have been refused", () => {
    const at = first(/"rule":"(CALL-84|VC-41)"/)
    expect(at).toBeGreaterThan(0)
    expect(judge(trace.toSpliced(at, 1), new Map()).join()).toContain("was not refused")
  })
})

describe("condis walk", () => {
  it.effect("says what it walked through", () =>
    Effect.gen(function* () {
      const { code, out } = yield* condis("walk", "--walks", "2", "--steps", "50")
      expect(out).toMatch(/^4 walks of 50 steps, \d+ events, \d+ pairs of state and call; 0 not as the tables say$/m)
      expect(code).toBe(0)
    })
  )

  it.effect("takes no less than one", () =>
    Effect.gen(function* () {
      const { code, err } = yield* condis("walk", "--walks", "0")
      expect(err).toContain("--walks 0")
      expect(code).toBe(2)
    })
  )
})
