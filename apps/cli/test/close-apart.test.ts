/**
 * an MCM driver completes a close and deactivates the VC then, in one batch. Here the two come apart, so that NDIS and the client act
 * in between: the client's delete is refused until the VC is deactivated, and nothing else changes for it.
 */
import { apart } from "@condis/core/kit/CallManager"
import { isCrossing } from "@condis/core/Trace"
import type { Choices } from "@condis/explore"
import { describe, expect, it } from "vitest"
import { endedOnce, differences, type Observations, observations } from "../src/reader/Observation.ts"
import { simulate } from "../src/run/Runner.ts"
import type { ScenarioResult } from "../src/run/Types.ts"
import { formsOf, type Scenario } from "../src/scenario/Scenario.ts"
import { allScenarios, scenarioOf } from "./support.ts"

/** The plain order, but for this. */
const split: Choices.Choices = { pick: (_, label) => (label === apart ? 1 : 0), taken: [] }

const scenarios = allScenarios().filter((scenario) => formsOf(scenario, "mcm").length > 0)

const run = (scenario: Scenario, choices?: Choices.Choices): ScenarioResult => {
  const result = simulate(scenario, "mcm", 0, choices)
  expect(result.checks.filter(({ ok }) => !ok)).toEqual([])
  return result
}

const seen = ({ header, trace }: ScenarioResult): Observations => observations(header, trace)

const once = (all: Observations): Observations => new Map([...all].map(([client, observed]) => [client, endedOnce(observed)]))

/** Closes that were completed, and VCs a client could not delete at once. */
const counted = ({ trace }: ScenarioResult) => {
  const crossings = trace.filter(isCrossing)
  return {
    closes: crossings.filter(({ ddi, kind }) => ddi === "NdisMCmCloseCallComplete" && kind === "call").length,
    refused: crossings.filter(({ ddi, kind, status }) => ddi === "NdisCoDeleteVc" && kind === "return" && status !== "NDIS_STATUS_SUCCESS")
      .length
  }
}

describe("a close is completed, and the VC is deactivated a millisecond later", () => {
  it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))(
    "%s: clients observe the same, but for a delete that is tried again",
    (_, scenario) => {
      expect(differences(once(seen(run(scenario))), once(seen(run(scenario, split))))).toEqual([])
    }
  )

  it("the delete of a client's own VC is refused once then, and never in one batch", () => {
    const scenario = scenarioOf("point-to-point/client-close-without-data.yaml")
    expect(counted(run(scenario))).toEqual({ closes: 2, refused: 0 })
    const apartRun = run(scenario, split)
    expect(counted(apartRun)).toEqual({ closes: 2, refused: 1 })
    const vc = (seen(apartRun).get("alice/voice") ?? []).map(({ text }) => text)
    const at = vc.indexOf("ProtocolClCloseCallComplete is called with SUCCESS")
    expect(vc.slice(at, at + 5)).toEqual([
      "ProtocolClCloseCallComplete is called with SUCCESS",
      "calls NdisCoDeleteVc",
      "NdisCoDeleteVc is answered NOT_ACCEPTED",
      "calls NdisCoDeleteVc",
      "NdisCoDeleteVc is answered SUCCESS"
    ])
  })
})
