/**
 * Conflicts of the documents that are switches: what becomes of scenarios under the other readings, and `condis profiles`.
 */
import { describe, expect, it } from "@effect/vitest"
import { type Conflict, defaults, readings } from "@condis/core/Profile"
import { isCrossing } from "@condis/core/Trace"
import * as Effect from "effect/Effect"
import { readFileSync } from "node:fs"
import { conflicts, conflictsText } from "../src/reader/Conflicts.ts"
import { endedOnce, observations } from "../src/reader/Observation.ts"
import { simulate } from "../src/run/Runner.ts"
import type { ScenarioResult } from "../src/run/Types.ts"
import { type Form, formsOf } from "../src/scenario/Scenario.ts"
import { allScenarios, condis, loaded, refused, scenarioFolder, scenarioOf, script } from "./support.ts"

/** Scenarios whose expected ladder is that of the default reading, in the forms where the other one shows. */
const showsDefault: { readonly [reading: string]: ReadonlyArray<string> } = {
  "A-01 reference": ["deactivation-fails mcm", "outgoing-call-accepted mcm"],
  "A-02 before-connected": [
    "incoming-call-accepted cm",
    "incoming-call-accepted mcm",
    "incoming-call-pended-then-rejected mcm",
    "incoming-call-rejected cm",
    "incoming-call-rejected mcm"
  ],
  "A-03 deactivate-first": ["client-close-without-data mcm", "outgoing-call-accepted mcm"],
  "A-03 complete-first": ["client-close-without-data cm", "outgoing-call-accepted cm"],
  "A-20 abort": ["outgoing-call-given-up cm", "outgoing-call-given-up mcm"],
  "A-26 miniport-first": ["incoming-call-accepted cm"]
}

const others = Object.entries(readings).flatMap(([conflict, [, ...rest]]) => rest.map((reading) => [conflict, reading] as const))

describe("under each other reading", () => {
  it.each(others)(
    "%s %s: every scenario runs as expected, but for ladders that show the default",
    (conflict, reading) => {
      const wrong: Array<string> = []
      for (const scenario of allScenarios()) {
        for (const form of formsOf(scenario)) {
          const { checks } = simulate({ ...scenario, profile: { [conflict]: reading, ...scenario.profile } }, form, 0)
          const failed = checks.filter(({ ok }) => !ok).map(({ what }) => what)
          if (failed.length > 0) wrong.push(`${scenario.name} ${form}`)
          // Whatever the order: nothing is broken and nothing is left.
          expect([scenario.name, form, failed.filter((what) => !what.startsWith("ladder"))]).toEqual([scenario.name, form, []])
        }
      }
      expect(wrong.sort()).toEqual(showsDefault[`${conflict} ${reading}`] ?? [])
    },
    120_000
  )
})

/** The order in which these cross at a host, as calls. */
const order = ({ trace }: ScenarioResult, host: string, names: ReadonlyArray<string>): ReadonlyArray<string> =>
  trace.flatMap((event) =>
    isCrossing(event) && event.kind === "call" && event.host === host && names.includes(event.ddi) ? [event.ddi] : []
  )

const run = (file: string, form: Form, conflict: Conflict, reading: string) =>
  simulate({ ...scenarioOf(file), profile: { [conflict]: reading } }, form, 0)

describe("ladders", () => {
  const accepted = "point-to-point/incoming-call-accepted.yaml"
  const closed = "point-to-point/client-close-without-data.yaml"

  it("A-01 reference: the hardware of an MCM driver is programmed and freed as ever, and NDIS calls no completion handler", () => {
    const handlers = ["ProtocolCmActivateVcComplete", "ProtocolCmDeactivateVcComplete"]
    expect(order(run(accepted, "mcm", "A-01", "figure"), "bob", handlers)).toEqual(handlers)
    const reference = run(accepted, "mcm", "A-01", "reference")
    expect(order(reference, "bob", handlers)).toEqual([])
    expect(reference.checks.filter(({ ok }) => !ok)).toEqual([])
  })

  it.each(["cm", "mcm"] as const)("A-02 the VC is activated before the offer, or after it (%s)", (form) => {
    const activate = form === "cm" ? "NdisCmActivateVc" : "NdisMCmActivateVc"
    const names = [activate, "ProtocolClIncomingCall", "ProtocolClCallConnected"]
    const ofVc = (reading: string) => order(run(accepted, form, "A-02", reading), "bob", names).slice(form === "cm" ? -3 : 0)
    expect(ofVc("before-dispatch")).toEqual(names)
    expect(ofVc("before-connected")).toEqual(["ProtocolClIncomingCall", activate, "ProtocolClCallConnected"])
  })

  it.each(["cm", "mcm"] as const)("A-03 deactivate and complete, or complete and deactivate (%s)", (form) => {
    const stem = form === "cm" ? "NdisCm" : "NdisMCm"
    const names = [`${stem}DeactivateVc`, `${stem}CloseCallComplete`]
    const firstTwo = (reading: string) => order(run(closed, form, "A-03", reading), "alice", names).slice(0, 2)
    expect(firstTwo("deactivate-first")).toEqual(names)
    expect(firstTwo("complete-first")).toEqual([...names].reverse())
    expect(firstTwo("figures")).toEqual(form === "cm" ? names : [...names].reverse())
  })

  it("A-03 complete-first: above a call manager the client's delete is refused until the miniport has deactivated", () => {
    const seen = (reading: string) => {
      const { header, trace } = run(closed, "cm", "A-03", reading)
      return observations(header, trace).get("alice/voice") ?? []
    }
    const refusals = (reading: string) => seen(reading).filter(({ text }) => /NdisCoDeleteVc is answered (CLOSING|NOT_ACCEPTED)/.test(text))
    expect(refusals("deactivate-first")).toEqual([])
    expect(refusals("complete-first").length).toBeGreaterThan(0)
    const once = (reading: string) => endedOnce(seen(reading)).map(({ text }) => text)
    expect(once("complete-first")).toEqual(once("deactivate-first"))
  })

  it.each(["cm", "mcm"] as const)("A-20 a call that is given up is made and closed, or closed while it is made (%s)", (form) => {
    const givenUp = "point-to-point/outgoing-call-given-up.yaml"
    const aborted = "point-to-point/outgoing-call-aborted.yaml"
    const names = ["NdisClCloseCall", "ProtocolClMakeCallComplete", "ProtocolClCloseCallComplete"]
    const of = (file: string, reading: string) => order(run(file, form, "A-20", reading), "alice", names).slice(0, 3)
    expect(of(givenUp, "refuse")).toEqual([names[1], names[0], names[2]])
    expect(of(givenUp, "abort")).toEqual(names)
    // Without the abort the called client's rejection ends it first.
    expect(of(aborted, "refuse")[0]).toBe(names[1])
    expect(of(aborted, "abort")).toEqual(names)
  })

  it("A-26 the figure of the incoming call: the miniport's VC, then the client's", () => {
    const names = ["ProtocolCoCreateVc", "MiniportCoCreateVc"]
    const last = (reading: string) => order(run(accepted, "cm", "A-26", reading), "bob", names).slice(-2)
    expect(last("peer-first")).toEqual(names)
    expect(last("miniport-first")).toEqual([...names].reverse())
  })
})

describe("the profile of a scenario", () => {
  it("is written in the file, by conflict and reading", () => {
    expect(loaded(script("  - wait: 1ms\nprofile: { A-03: complete-first }\n")).profile).toEqual({ "A-03": "complete-first" })
    expect(loaded(script("  - wait: 1ms\n")).profile).toEqual({})
  })

  it("names conflicts and readings that exist", () => {
    expect(refused(script("  - wait: 1ms\nprofile: { A-03: sometimes }\n"))).toContain("complete-first")
    expect(refused(script("  - wait: 1ms\nprofile: { A-04: figure }\n"))).toContain("A-04")
  })
})

describe("condis run --profile", () => {
  const file = `${scenarioFolder}point-to-point/client-close-without-data.yaml`

  it.effect("runs with the other reading", () =>
    Effect.gen(function* () {
      const { code, out } = yield* condis(
        "run",
        file,
        "--form",
        "mcm",
        "--ladder",
        "--profile",
        "A-03=deactivate-first",
        "--profile",
        "A-01=reference"
      )
      // The file expects the ladder of the default.
      expect(code).toBe(1)
      expect(out.indexOf("NdisMCmDeactivateVc")).toBeLessThan(out.indexOf("NdisMCmCloseCallComplete"))
      expect(out).not.toContain("ProtocolCmDeactivateVcComplete")
    })
  )

  it.effect.each([
    ["A-03=never", "A-03 has no reading never", "figures, deactivate-first or complete-first"],
    ["A-99=figure", "A-99 is no conflict that is a switch", "A-01, A-02, A-03, A-07, A-14, A-20 or A-26"]
  ] as const)("ends with 2 for %s", ([word, found, expected]) =>
    Effect.gen(function* () {
      const { code, err } = yield* condis("run", file, "--profile", word)
      expect(code).toBe(2)
      expect(err).toContain(found)
      expect(err).toContain(`expected: ${expected}`)
    })
  )
})

describe("condis profiles", () => {
  it.effect("tells every conflict of the reference, in its order", () =>
    Effect.gen(function* () {
      const { code, out } = yield* condis("profiles")
      expect(code).toBe(0)
      expect(out).toBe(conflictsText())
      const operations = readFileSync(new URL("../../../docs/condis/operations.md", import.meta.url), "utf8")
      const documented = [...operations.matchAll(/^\| (A-\d\d) \|/gm)].map(([, id]) => id)
      expect(documented.length).toBe(27)
      expect(conflicts.map(({ id }) => id)).toEqual(documented)
      expect([...out.matchAll(/^(A-\d\d) {2}/gm)].map(([, id]) => id)).toEqual(documented)
      for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(120)
    })
  )

  it.effect("tells programs the same, every switch with all its readings and the default", () =>
    Effect.gen(function* () {
      const { out } = yield* condis("profiles", "--json")
      const told = JSON.parse(out) as ReadonlyArray<{ readonly id: string; readonly default: string; readonly readings?: object }>
      expect(told.length).toBe(27)
      const switches = told.filter((each) => each.readings !== undefined)
      expect(Object.fromEntries(switches.map(({ id, readings }) => [id, Object.keys(readings!)]))).toEqual(readings)
      expect(Object.fromEntries(switches.map((each) => [each.id, each.default]))).toEqual(defaults)
    })
  )
})
