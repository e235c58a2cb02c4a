/**
 * How often the fault rules of runs acted, rule by rule: one that never did is told, too.
 */
import { text } from "@condis/core/fault/index"
import type { ScenarioResult } from "../run/Types.ts"
import { ruleIn } from "../scenario/FaultForms.ts"

/** How often each rule of a run acted, in their order, by its text as it is written. Those that let pass leave no trace. */
export const faultCounts = ({
  form,
  scenario,
  trace
}: ScenarioResult): ReadonlyArray<{ readonly rule: string; readonly times: number }> => {
  const times = new Map<string, number>()
  for (const event of trace) if (event.kind === "fault") times.set(event.rule ?? "", (times.get(event.rule ?? "") ?? 0) + 1)
  return scenario.faults
    .filter(({ verdict }) => verdict.name !== "pass")
    .map((rule) => ({ rule: text(rule), times: times.get(text(ruleIn(scenario, form, rule))) ?? 0 }))
}

/** A line for each rule: how often it acted in each run. Empty: there are no rules. */
export const faultLines = (results: ReadonlyArray<ScenarioResult>): ReadonlyArray<string> => {
  const lines = new Map<string, Array<string>>()
  for (const result of results) {
    for (const { rule, times } of faultCounts(result)) {
      const runs = lines.get(rule) ?? []
      lines.set(rule, runs)
      runs.push(`${times === 0 ? "never" : times === 1 ? "once" : `${times} times`} in ${result.scenario.name} (${result.form})`)
    }
  }
  return [...lines].map(([rule, runs]) => `fault ${rule}: ${runs.join(", ")}`)
}
