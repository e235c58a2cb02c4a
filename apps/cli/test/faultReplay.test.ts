/**
 * The same seed and the same rules give the same trace; without rules nothing is asked and nothing changes.
 */
import { withRules } from "@condis/core/fault/Faults"
import { describe, expect, it } from "vitest"
import * as Result from "effect/Result"
import { fromJsonLines, toJsonLines } from "../src/reader/JsonLines.ts"
import { exploring, scenarioRun, simulate } from "../src/run/Runner.ts"
import { ruleOf } from "../src/scenario/FaultText.ts"
import type { Scenario } from "../src/scenario/Scenario.ts"
import { Choices, Simulation } from "@condis/explore"
import { scenarioOf } from "./support.ts"

const plain = scenarioOf("point-to-point/data-both-ways.yaml")
const faulty: Scenario = {
  ...plain,
  faults: [
    "frame *:drop,p=5%",
    "frame *:delay=3ms..20ms",
    "ProtocolCmMakeCall:delay=1ms..9ms,p=50%",
    "NdisCmMakeCallComplete:late=1s,p=50%"
  ].map((text) => Result.getOrThrow(ruleOf(text)))
}

const lines = (scenario: Scenario, form: "cm" | "mcm", seed: number): string => {
  const { header, trace } = simulate(scenario, form, seed)
  return toJsonLines(header, trace)
}

const body = (text: string): string => text.slice(text.indexOf("\n"))

describe.each(["cm", "mcm"] as const)("%s", (form) => {
  it("the same seed and the same rules give the same trace byte for byte, another seed another one", () => {
    const seen = new Set<string>()
    for (let seed = 0; seed <= 8; seed++) {
      const once = lines(faulty, form, seed)
      expect(lines(faulty, form, seed)).toBe(once)
      seen.add(body(once))
    }
    expect(seen.size).toBeGreaterThan(6)
  })

  it("rules draw in the plain order too", () => {
    expect(simulate(faulty, form, 0).trace.some(({ kind }) => kind === "fault")).toBe(true)
  })

  it("rules that never act leave the trace as it is without any", () => {
    const idle: Scenario = {
      ...plain,
      faults: ["NdisClAddParty:crash", "frame SETUP:drop,nth=99"].map((text) => Result.getOrThrow(ruleOf(text)))
    }
    for (const seed of [0, 1, 2]) expect(lines(idle, form, seed)).toBe(lines(plain, form, seed))
  })

  it("a recording of what was drawn gives the run again", () => {
    const first = Simulation.run(exploring(scenarioRun(faulty, form, 7)), { seed: 7 })
    const again = Simulation.run(exploring(scenarioRun(faulty, form, 7)), { seed: 7, choices: Choices.replay(first.taken) })
    expect(again.exit).toEqual(first.exit)
  })

  it("what a trace tells of faults is written and read back", () => {
    const { header, trace } = simulate(faulty, form, 3)
    const read = Result.getOrThrow(fromJsonLines("trace.jsonl", toJsonLines(header, trace)))
    expect(read.events).toEqual(trace)
    expect(read.events.filter(({ kind }) => kind === "fault").length).toBeGreaterThan(3)
  })
})

it("a step that hangs for good is told, and the trace is there", () => {
  const hanging = { ...plain, faults: [Result.getOrThrow(ruleOf("NdisCmMakeCallComplete:never"))] }
  for (const form of ["cm", "mcm"] as const) {
    const { checks, trace } = simulate(hanging, form, 0)
    expect(checks.filter(({ ok }) => !ok)[0]).toMatchObject({ what: "the step call ends", found: "nothing came of it within 600 s" })
    expect(trace.some(({ kind }) => kind === "fault")).toBe(true)
  }
})

it("rules around a scenario that has none reach its hosts", () => {
  const rules = [Result.getOrThrow(ruleOf("NdisClMakeCall:fail=NDIS_STATUS_RESOURCES"))]
  const { exit } = Simulation.run(withRules(rules)(scenarioRun(plain, "cm", 0)), { seed: 1 })
  expect(exit._tag === "Success" && exit.value.trace.some(({ kind }) => kind === "fault")).toBe(true)
})
