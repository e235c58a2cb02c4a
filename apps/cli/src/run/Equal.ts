/**
 * The two forms compared: a scenario runs with a call manager and with an MCM driver, and every client must observe the same in both.
 */
import { type Rule, type RuleText, text } from "@condis/core/fault/index"
import { faultCounts } from "../reader/FaultCounts.ts"
import { dataApart, type Difference, differences, observations } from "../reader/Observation.ts"
import { passed } from "../reader/Report.ts"
import type { Form, Scenario } from "../scenario/Scenario.ts"
import { simulatePlain } from "./Runner.ts"

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

/** Differences that come about only under a fault that is added. */
export const knownUnderFaults: ReadonlyArray<Known & { readonly fault: RuleText }> = [
  {
    fault: "ProtocolClIncomingCall:delay=50ms",
    scenario: "outgoing-call-aborted",
    client: "bob/phone",
    objects: ["af 1"],
    why: "The client is unbound at the moment in which the VC of the call it has refused is deleted. A call manager's miniport has to delete it too, so the client's first close of the address family comes too early (AF-23) and its second goes through; an MCM driver has deleted it by then."
  }
]

/** A scenario in both forms. */
export interface Comparison {
  readonly scenario: Scenario
  /** The rules that were added to those of the scenario. */
  readonly added: ReadonlyArray<Rule>
  /** How often the added rules acted, in the call-manager form. */
  readonly acted: number
  readonly clients: number
  /** How many things the clients observe in the call-manager form. */
  readonly observed: number
  readonly differences: ReadonlyArray<Difference & { readonly why: string | undefined }>
  /** What makes the comparison worthless, or the table of known differences wrong, in words. */
  readonly faults: ReadonlyArray<string>
}

const at = ({ client, object }: { readonly client: string; readonly object: string }): string => `${client} ${object}`

/** What is added to a scenario before it is compared. */
export interface Added {
  readonly rules: ReadonlyArray<Rule>
  /** What happens now and then is drawn from it, in both forms alike; the order of everything else stays the plain one. */
  readonly seed: number
}

const nothingAdded: Added = { rules: [], seed: 0 }

/**
 * Runs the scenario in both forms and compares what its clients observe. `table`: the differences that are known.
 *
 * With rules added the runs are other stories than the scenario tells, so what it expects says nothing. But they must come to their ends,
 * and the rules must act equally often in both. A fault moves calls against data, and a call manager, which deactivates before it completes
 * a close, waits for data there that an MCM driver waits for afterwards: so data is compared for itself.
 */
export const compare = (scenario: Scenario, table: ReadonlyArray<Known> = known, { rules, seed }: Added = nothingAdded): Comparison => {
  const texts = rules.map(text)
  const here = [...table, ...knownUnderFaults.filter(({ fault }) => texts.includes(fault))]
  const listed = here.filter((each) => each.scenario === scenario.name)
  const whys = new Map(listed.flatMap(({ client, objects, why }) => objects.map((object) => [at({ client, object }), why] as const)))
  const faulty = rules.length > 0
  const tried = faulty ? { ...scenario, faults: [...rules, ...scenario.faults] } : scenario
  const faults: Array<string> = []
  const run = (form: Form) => {
    const result = simulatePlain(tried, form, seed)
    if (!faulty && !passed(result)) faults.push(`the run in the form ${form} is not what the scenario expects`)
    if (faulty && result.trace.length === 0) faults.push(`the run in the form ${form} does not come to its end`)
    const seen = observations(result.header, result.trace)
    return {
      seen: faulty ? new Map([...seen].map(([client, observed]) => [client, dataApart(observed)])) : seen,
      counts: faultCounts(result).slice(0, rules.length)
    }
  }
  const [cm, mcm] = [run("cm"), run("mcm")]
  cm.counts.forEach(({ rule, times }, index) => {
    const other = mcm.counts[index]?.times
    // Whose drivers die differently goes on differently, too.
    if (times !== other && listed.length === 0) faults.push(`${rule} acts ${times} times in the form cm and ${other} times in the form mcm`)
  })
  const found = differences(cm.seen, mcm.seen)
  const places = new Set(found.map(at))
  // Where something else goes wrong a known difference may not come about.
  if (!faulty) for (const place of whys.keys()) if (!places.has(place)) faults.push(`the known difference at ${place} does not occur`)
  return {
    scenario,
    added: rules,
    acted: cm.counts.reduce((sum, { times }) => sum + times, 0),
    clients: cm.seen.size,
    observed: [...cm.seen.values()].reduce((sum, { length }) => sum + length, 0),
    differences: found.map((difference) => ({ ...difference, why: whys.get(at(difference)) })),
    faults
  }
}

/** Do the clients observe the same, but for what is known? */
export const same = ({ differences, faults, observed }: Comparison): boolean =>
  observed > 0 && faults.length === 0 && differences.every(({ why }) => why !== undefined)
