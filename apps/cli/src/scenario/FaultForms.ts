/**
 * Fault rules in a form: a rule that names a function of a call manager means its twin in the MCM form, and `cm` the MCM driver, as in the
 * lines of a ladder. A rule about something a form does not have never acts there.
 */
import { ddi } from "@condis/core/ddi/Ddi"
import type { Rule } from "@condis/core/fault/index"
import { namesIn } from "../expect/Names.ts"
import type { Objection } from "./Issues.ts"
import { callManager, type Form, formsOf, instancesOf, type Scenario } from "./Scenario.ts"
import { alternatives, didYouMean } from "./Suggest.ts"

/** Is the driver of the rule the call manager? Undefined: it names none. */
const byManager = ({ where }: Rule): boolean | undefined => (where.driver === undefined ? undefined : where.driver === callManager)

/** A rule as it is meant in a form. */
export const ruleIn = (scenario: Scenario, form: Form, rule: Rule): Rule => {
  const { target, where } = rule
  const driver = form === "mcm" && where.driver === callManager ? scenario.hosts[where.host ?? ""]?.adapter : where.driver
  const meant = driver === where.driver || driver === undefined ? where : { ...where, driver }
  if ("frame" in target) return { ...rule, where: meant }
  const [name] = target.ddis
  const names = namesIn(name, form, byManager(rule)).filter((each) => each !== name)
  return { ...rule, target: { ddis: [name, ...names] }, where: meant }
}

/** The rules of a scenario in a form. */
export const rulesIn = (scenario: Scenario, form: Form): ReadonlyArray<Rule> => scenario.faults.map((rule) => ruleIn(scenario, form, rule))

/** Can a driver of this role be at such a crossing? */
const takesPart = (rule: Rule, role: string): boolean =>
  "frame" in rule.target ||
  rule.target.ddis.some((name) => {
    const { calledBy, implementedBy, kind } = ddi(name)
    return ((kind === "function" ? calledBy : implementedBy) as ReadonlyArray<string>).includes(role)
  })

/** Do the hosts, drivers and names of a rule fit the scenario? Undefined: they do. */
export const misfit = (scenario: Scenario, rule: Rule): Omit<Objection, "path"> | undefined => {
  const { target, where } = rule
  const forms = formsOf(scenario)
  const unknown = (what: string, name: string, known: ReadonlyArray<string>) => {
    const help = didYouMean(name, known)
    return { found: `there is no ${what} ${name}`, expected: alternatives(known), ...(help === undefined ? {} : { help }) }
  }
  const host = where.host === undefined ? undefined : scenario.hosts[where.host]
  if (where.host !== undefined && host === undefined) return unknown("host", where.host, Object.keys(scenario.hosts))
  if (!("frame" in target) && forms.every((form) => namesIn(target.ddis[0], form, byManager(rule)).length === 0)) {
    return { found: `${target.ddis[0]} does not exist in the form ${scenario.form}`, expected: "a function or callback of that form" }
  }
  if (host === undefined || where.driver === undefined) return undefined
  const drivers = instancesOf(host, "cm").map(([name]) => name)
  if (!drivers.includes(where.driver)) return unknown(`driver of ${where.host}`, where.driver, drivers)
  const fits = forms.some((form) => {
    const meant = ruleIn(scenario, form, rule)
    return instancesOf(host, form).some(([name, role]) => name === meant.where.driver && takesPart(meant, role))
  })
  if (fits || "frame" in target) return undefined
  const { calledBy, implementedBy, kind } = ddi(target.ddis[0])
  const who = kind === "function" ? calledBy : implementedBy
  return {
    found: `${where.host}/${where.driver} has no part in ${target.ddis[0]}`,
    expected: `a driver that is ${alternatives(who.map((role) => (role === "NDIS" ? role : `a ${role}`)))}`
  }
}
