/**
 * All facts of the five documents, and the proof of each: it holds on the trace of its scenario, and does not on a damaged copy of it.
 */
import * as Result from "effect/Result"
import type { ScenarioResult } from "../run/Types.ts"
import { type Form } from "../scenario/Scenario.ts"
import { catalogueFacts, page, withoutBehaviour } from "./Catalogue.ts"
import { document000 } from "./Document000.ts"
import { document001 } from "./Document001.ts"
import { document002 } from "./Document002.ts"
import { document003 } from "./Document003.ts"
import { document004 } from "./Document004.ts"
import { document004Completion } from "./Document004Completion.ts"
import { type Fact, shows } from "./Fact.ts"
import { View } from "./View.ts"

export { withoutBehaviour }

/** Facts that traces show. */
export const facts: ReadonlyArray<Fact> = [
  ...document000,
  ...document001,
  ...document002,
  ...document003,
  ...document004,
  ...document004Completion
]

/** Every fact's id, in order. */
export const factIds: ReadonlyArray<string> = [...facts, ...catalogueFacts, ...withoutBehaviour].map(({ id }) => id).sort()

/** A fact, what shows it, and how it took the damage. */
export interface Proof {
  readonly id: string
  readonly says: string
  /** Scenario and form, or the catalogue. */
  readonly shownBy: string
  readonly holds: boolean
  /** Why it does not hold; what was objected to the damage. Empty where nothing is to be said. */
  readonly why: string
  readonly damage: string
  readonly rejected: boolean
}

const formsOf = (fact: Fact): ReadonlyArray<Form> => (fact.form === "both" ? ["cm", "mcm"] : [fact.form])

const viewOf = ({ header, scenario, trace }: ScenarioResult): View => new View(header, trace, scenario)

const prove = (fact: Fact, result: ScenarioResult): Proof => {
  const found = fact.find(viewOf(result))
  // A trace that lacks what the damage is done to shows nothing of the fact either: that is told, and no proof.
  const damaged = Result.try(() => fact.damage(viewOf(result)))
  const [objection] = found.objections
  if (Result.isFailure(damaged)) {
    const why = objection ?? "nothing shows it"
    const damage = damaged.failure instanceof Error ? damaged.failure.message : String(damaged.failure)
    return { id: fact.id, says: fact.says, shownBy: `${fact.scenario} (${result.form})`, holds: shows(found), why, damage, rejected: false }
  }
  const { events, what } = damaged.success
  const after = fact.find(new View(result.header, events, result.scenario))
  return {
    id: fact.id,
    says: fact.says,
    shownBy: `${fact.scenario} (${result.form})`,
    holds: shows(found),
    why: shows(found) ? (after.objections[0] ?? "nothing is left that shows it") : (objection ?? "nothing shows it"),
    damage: what,
    rejected: !shows(after)
  }
}

/** Names of the scenarios that show facts. */
export const factScenarios: ReadonlyArray<string> = [...new Set(facts.map(({ scenario }) => scenario))]

/** Facts in every form they speak of. `run` gives the run of a scenario in a form. */
export const proofs = (
  run: (scenario: string, form: Form) => ScenarioResult,
  wanted: (id: string) => boolean = () => true
): ReadonlyArray<Proof> => [
  ...facts.filter(({ id }) => wanted(id)).flatMap((fact) => formsOf(fact).map((form) => prove(fact, run(fact.scenario, form)))),
  ...catalogueFacts
    .filter(({ id }) => wanted(id))
    .map(({ damage, holds, id, says }): Proof => {
      const so = holds(page)
      return {
        id,
        says,
        shownBy: "the catalogue",
        holds: so,
        why: so ? "the catalogue says otherwise" : "the catalogue does not say so",
        damage: damage.what,
        rejected: !holds(damage.of(page))
      }
    })
]

/** Which facts a run shows, and which it contradicts. */
export const factsIn = (
  result: ScenarioResult
): { readonly shown: ReadonlyArray<string>; readonly contradicted: ReadonlyArray<string> } => {
  const view = viewOf(result)
  const found = facts.filter((fact) => formsOf(fact).includes(result.form)).map((fact) => ({ id: fact.id, finding: fact.find(view) }))
  return {
    shown: found.filter(({ finding }) => shows(finding)).map(({ id }) => id),
    contradicted: found.flatMap(({ finding, id }) => (finding.objections.length === 0 ? [] : [`${id}: ${finding.objections[0] ?? ""}`]))
  }
}
