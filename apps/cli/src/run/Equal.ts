/**
 * The two forms compared: a scenario runs with a call manager and with an MCM driver, and every client must observe the same in both.
 */
import { type Difference, differences, observations } from "../reader/Observation.ts"
import { passed } from "../reader/Report.ts"
import type { Form, Scenario } from "../scenario/Scenario.ts"
import { simulate } from "./Runner.ts"

/** A difference that cannot be otherwise. */
export interface Known {
  readonly scenario: string
  readonly client: string
  readonly objects: ReadonlyArray<string>
  readonly why: string
}

const callManagerDies =
  "The call manager dies. Its miniport lives: the client stays bound, and may have to ask twice for the VC to be deleted while NDIS deactivates it there. An MCM driver takes its adapter with it: the client is unbound and bound anew."

const miniportDies =
  "The miniport dies. A call manager outlives it and ends what its client has; an MCM driver is dead itself, and NDIS ends it in its name."

/** All differences there are. One that is not found any more is a mistake in this table. */
export const known: ReadonlyArray<Known> = [
  ...["crash-adapter", "miniport-dies-in-reset"].map((scenario) => ({
    scenario,
    client: "alice/voice",
    objects: ["af 1", "vc 1"],
    why: miniportDies
  })),
  ...["adapter-does-not-start", "miniport-registration-fails"].map((scenario) => ({
    scenario,
    client: "alice/voice",
    objects: ["af 1"],
    why: miniportDies
  })),
  {
    scenario: "root-call-manager-crashes",
    client: "alice/voice",
    objects: ["driver", "vc 1"],
    why: callManagerDies
  },
  ...["make-call-never-completed", "crash-while-party-is-added"].map((scenario) => ({
    scenario,
    client: "alice/voice",
    objects: ["driver", "vc 1"],
    why: callManagerDies
  })),
  ...["close-never-completed", "family-not-registered"].map((scenario) => ({
    scenario,
    client: "alice/voice",
    objects: ["driver"],
    why: callManagerDies
  })),
  {
    scenario: "deactivation-fails",
    client: "alice/voice",
    objects: ["vc 1"],
    why: "The deactivation fails. A call manager deactivates before it completes the close, so the client sees nothing of it; an MCM driver completes first (A-03), and the client's delete is refused until the second try has succeeded."
  }
]

/** A scenario in both forms. */
export interface Comparison {
  readonly scenario: Scenario
  readonly clients: number
  /** How many things the clients observe in the call-manager form. */
  readonly observed: number
  readonly differences: ReadonlyArray<Difference & { readonly why: string | undefined }>
  /** What makes the comparison worthless, or the table of known differences wrong, in words. */
  readonly faults: ReadonlyArray<string>
}

const at = ({ client, object }: { readonly client: string; readonly object: string }): string => `${client} ${object}`

/** Runs the scenario in both forms and compares what its clients observe. `table`: the differences that are known. */
export const compare = (scenario: Scenario, table: ReadonlyArray<Known> = known): Comparison => {
  const listed = table.filter((each) => each.scenario === scenario.name)
  const whys = new Map(listed.flatMap(({ client, objects, why }) => objects.map((object) => [at({ client, object }), why] as const)))
  const faults: Array<string> = []
  const seen = (form: Form) => {
    const result = simulate(scenario, form, 0)
    if (!passed(result)) faults.push(`the run in the form ${form} is not what the scenario expects`)
    return observations(result.header, result.trace)
  }
  const cm = seen("cm")
  const found = differences(cm, seen("mcm"))
  const places = new Set(found.map(at))
  for (const place of whys.keys()) if (!places.has(place)) faults.push(`the known difference at ${place} does not occur`)
  return {
    scenario,
    clients: cm.size,
    observed: [...cm.values()].reduce((sum, { length }) => sum + length, 0),
    differences: found.map((difference) => ({ ...difference, why: whys.get(at(difference)) })),
    faults
  }
}

/** Do the clients observe the same, but for what is known? */
export const same = ({ differences, faults, observed }: Comparison): boolean =>
  observed > 0 && faults.length === 0 && differences.every(({ why }) => why !== undefined)
