/**
 * CM ≡ MCM: a client cannot tell whether a call manager above a miniport or an MCM driver is below it.
 */
import { describe, expect, it } from "@effect/vitest"
import type { Rule } from "@condis/core/fault/index"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { comparisonTable, comparisonText } from "../src/reader/Sameness.ts"
import { compare, known, same } from "../src/run/Equal.ts"
import { incomparable, matrix } from "../src/run/FaultMatrix.ts"
import { ruleOf } from "../src/scenario/FaultText.ts"
import { allScenarios, condis, loaded, scenarioFolder, script } from "./support.ts"

const both = allScenarios().filter(({ form }) => form === "both")

const call = script(`  - call: { id: c1, from: alice/voice, to: bob }
  - close: { call: c1 }
  - wait: 50ms
`)

describe("each client observes the same in both forms", () => {
  it.each(both.map((scenario) => [scenario.name, scenario] as const))("%s", (_, scenario) => {
    const comparison = compare(scenario)
    expect(comparison.faults).toEqual([])
    expect(comparison.differences.filter(({ why }) => why === undefined)).toEqual([])
    expect(comparison.observed).toBeGreaterThan(20)
  })

  it("in all scenarios but those that are about what only one form has, or whose death takes more with it", () => {
    expect(both.length).toBeGreaterThan(40)
    const single = allScenarios().filter(({ form }) => form !== "both")
    expect(single.map(({ name }) => name).sort()).toEqual([
      "activated-at-once",
      "activation-while-pending",
      "clients-crash-and-adapter-stops",
      "crash-call-manager",
      "deactivated-twice",
      "deactivation-while-pending",
      "permanent-vc-after-crash",
      "permanent-vc-after-mcm-crash",
      "permanent-vc-freed-late",
      "stop-call-manager"
    ])
  })

  it("but for a few objects, each listed once with its reason, in scenarios that are there", () => {
    const places = known.flatMap(({ client, objects, scenario }) => objects.map((object) => `${scenario} ${client} ${object}`))
    expect(new Set(places).size).toBe(places.length)
    for (const { scenario, why } of known) {
      expect(both.map(({ name }) => name)).toContain(scenario)
      expect(why).toMatch(/ (dies|fails)\. /)
    }
  })
})

describe("it does not pass for the same", () => {
  it("when a client observes something else", () => {
    const crashing = both.find(({ name }) => name === "crash-adapter")!
    const comparison = compare(crashing, [])
    expect(same(comparison)).toBe(false)
    expect(comparisonText(comparison)).toContain("alice/voice, vc 1 differs:")
    expect(comparisonText(comparison)).toContain("    ProtocolClIncomingCloseCall is called with FAILURE")
    expect(comparisonTable([comparison])).toMatch(/^crash-adapter .*DIFFERENT$/m)
    expect(same(compare(crashing))).toBe(true)
    expect(comparisonTable([compare(crashing)])).toMatch(/^crash-adapter .*as known$/m)
  })

  it("when a known difference does not occur any more", () => {
    const comparison = compare(loaded(call), [{ scenario: "two-hosts", client: "alice/voice", objects: ["vc 1"], why: "It dies." }])
    expect(comparison.faults).toEqual(["the known difference at alice/voice vc 1 does not occur"])
    expect(same(comparison)).toBe(false)
    expect(same(compare(loaded(call)))).toBe(true)
  })

  it("when a run is not what the scenario expects", () => {
    const comparison = compare(loaded(`${call}expect:\n  deaths: 1\n`))
    expect(comparison.differences).toEqual([])
    expect(comparison.faults).toHaveLength(2)
    expect(same(comparison)).toBe(false)
  })
})

describe("while things go wrong", () => {
  const ruleFrom = (text: string): Rule => Result.getOrThrow(ruleOf(text))

  it.each(matrix.map((text) => [text]))("each client observes the same: %s", (text) => {
    const comparisons = both.map((scenario) => compare(scenario, known, { rules: [ruleFrom(text)], seed: 3 }))
    expect(comparisons.filter((each) => !same(each)).map(comparisonText)).toEqual([])
    expect(comparisons.some(({ acted }) => acted > 0)).toBe(true)
  })

  it("what is lost is drawn from the seed, in both forms alike", () => {
    const lost = (seed: number) => {
      const comparison = compare(loaded(call), known, { rules: [ruleFrom("frame *:drop,p=20%")], seed })
      expect(same(comparison)).toBe(true)
      return comparison.acted
    }
    expect(new Set([1, 2, 3, 4, 5, 6].map(lost)).size).toBeGreaterThan(1)
    expect(lost(4)).toBe(lost(4))
  })

  it("a fault that only one form knows makes a difference, and is seen", () => {
    const comparison = compare(loaded(call), known, { rules: [ruleFrom("MiniportCoActivateVc:fail=NDIS_STATUS_RESOURCES,vc=1")], seed: 0 })
    expect(same(comparison)).toBe(false)
    expect(comparison.faults.join()).toMatch(/acts [1-9] times in the form cm and 0 times in the form mcm/)
    expect(comparisonText(comparison)).toContain("alice/voice, vc 1 differs:")
  })

  it.each([
    ["MiniportCoActivateVc:fail=FAILURE", "MiniportCoActivateVc does not exist in the form mcm"],
    ["NdisMCmActivateVc:fail=FAILURE", "NdisMCmActivateVc does not exist in the form cm"],
    ["ProtocolCmMakeCall:crash", "only a client dies alike in both forms"],
    ["ProtocolClIncomingCall:crash", undefined],
    ["NdisCmMakeCallComplete:late=5ms", undefined],
    ["frame SETUP:drop", undefined]
  ] as const)("what can be compared: %s", (text, why) => {
    const found = incomparable(ruleFrom(text))
    if (why === undefined) expect(found).toBeUndefined()
    else expect(found).toContain(why)
  })
})

describe("condis equal", () => {
  const directory = () => mkdtempSync(join(tmpdir(), "condis-"))

  it.effect("compares the files named, and says which differences are known and why", () =>
    Effect.gen(function* () {
      const { code, out } = yield* condis(
        "equal",
        join(scenarioFolder, "point-to-point/outgoing-call-accepted.yaml"),
        join(scenarioFolder, "lifecycle/crash-adapter.yaml")
      )
      expect(code).toBe(0)
      expect(out).toContain("alice/voice, vc 1 differs, as is known: The miniport dies.")
      expect(out).toMatch(/1 of 2 the same in both forms, 1 different as known, 0 DIFFERENT$/)
    })
  )

  it.effect("ends with 1 when a client observes something else", () =>
    Effect.gen(function* () {
      // The same story under a name whose differences nobody knows.
      const file = join(directory(), "two-hosts.yaml")
      writeFileSync(
        file,
        script(`  - call: { id: c1, from: alice/voice, to: bob }
  - crash: { driver: alice/atm0 }
  - wait: 240s
expect: { deaths: 1 }
`)
      )
      const { code, out } = yield* condis("equal", file)
      expect(code).toBe(1)
      expect(out).toContain("1 DIFFERENT")
    })
  )

  it.effect("compares under faults, tells how often they act, and refuses those that only one form knows", () =>
    Effect.gen(function* () {
      const file = join(scenarioFolder, "point-to-point/outgoing-call-accepted.yaml")
      expect(
        yield* condis("equal", file, "--fault", "NdisCmMakeCallComplete:late=5ms", "--delay", "3ms..20ms", "--seed", "2")
      ).toMatchObject({
        code: 0,
        out: expect.stringMatching(/1 of 1 the same in both forms/)
      })
      const refused = yield* condis("equal", file, "--fault", "MiniportCoActivateVc:fail=FAILURE")
      expect(refused).toMatchObject({ code: 2, err: expect.stringContaining("MiniportCoActivateVc does not exist in the form mcm") })
      const idle = yield* condis("equal", file, "--fault", "NdisCmAddPartyComplete:late=5ms")
      expect(idle).toMatchObject({ code: 2, err: expect.stringContaining("no rule acts in any of these scenarios") })
      const { code, out } = yield* condis("equal", file, "--matrix")
      expect(code).toBe(0)
      for (const rule of matrix) expect(out).toContain(rule)
      expect(out).not.toContain("DIFFERENT")
    })
  )

  it.effect("refuses a scenario of one form", () =>
    Effect.gen(function* () {
      const { code, err } = yield* condis("equal", join(scenarioFolder, "lifecycle/crash-call-manager.yaml"))
      expect(code).toBe(2)
      expect(err).toContain("runs in the form cm only")
    })
  )
})
