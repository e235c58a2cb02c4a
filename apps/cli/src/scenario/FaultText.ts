/**
 * The text of a fault rule, as it stands in scenarios, on the command line and in traces:
 *
 *     NdisCmMakeCallComplete:late=5s,at=alice,vc=2
 *     frame CONNECT:drop,first=1
 *
 * a function or callback (or `frame` and the name of a message, `*` for any), a colon, a verdict, and conditions behind commas.
 */
import { catalogue } from "@condis/core/ddi/catalogue"
import {
  type ObjectKind,
  objectionTo,
  objectKinds,
  type Rule,
  type RuleText,
  type Span,
  text as ruleText,
  type Verdict,
  type Where
} from "@condis/core/fault/index"
import type { VerdictName } from "@condis/core/fault/Meaning"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import { alternatives, didYouMean } from "./Suggest.ts"
import { isDdiName, microseconds, statusOfText, unknownStatus } from "./Vocabulary.ts"

/** What is wrong with a rule. */
export interface RuleProblem {
  readonly found: string
  readonly expected: string
  readonly help?: string
}

/** A rule in short, for messages. */
export const ruleExpected = "NAME:VERDICT and conditions, like MiniportCoActivateVc:fail=NDIS_STATUS_RESOURCES,nth=1"

const verdicts: { readonly [V in VerdictName]: "alone" | "span" | "status" } = {
  pass: "alone",
  delay: "span",
  drop: "alone",
  fail: "status",
  pend: "alone",
  late: "span",
  twice: "alone",
  never: "alone",
  crash: "alone"
}

const verdictsExpected = "pass, delay=DURATION, drop, fail=STATUS, pend, late=DURATION, twice, never or crash"
const conditions = ["at", ...objectKinds, "nth", "first", "p"]
const spanExpected = "a duration like 5ms, or two like 3ms..20ms, at most 1440min"

const problem = (found: string, expected: string, help?: string): Result.Result<never, RuleProblem> =>
  Result.fail({ found, expected, ...(help === undefined ? {} : { help }) })

/** `5ms`, or `3ms..20ms`. Undefined: neither. */
export const spanOf = (text: string): Span | undefined => {
  const [least = "", most = least, more] = text.split("..")
  const leastMicros = microseconds(least)
  const mostMicros = microseconds(most)
  return leastMicros === undefined || mostMicros === undefined || more !== undefined ? undefined : { leastMicros, mostMicros }
}

/** `5%` as 0.05. Undefined: no percentage. */
export const chanceOf = (text: string): number | undefined =>
  /^\d{1,3}(\.\d{1,4})?%$/.test(text) ? Number(text.slice(0, -1)) / 100 : undefined

const targetOf = (text: string): Result.Result<Rule["target"], RuleProblem> => {
  const frame = /^frame\s+(\S.*)$/.exec(text)
  if (frame !== null) return Result.succeed({ frame: String(frame[1]).trim() })
  if (isDdiName(text)) return Result.succeed({ ddis: [text] })
  const near = didYouMean(text, Object.keys(catalogue))
  const help = near ?? (/^[A-Z][A-Z ]*$/.test(text) ? `a message on the wire is written frame ${text}` : "condis ddi lists them all")
  return problem(`there is no function or callback ${text === "" ? "without a name" : text}`, ruleExpected, help)
}

const isVerdict = (name: string): name is VerdictName => Object.hasOwn(verdicts, name)

const verdictOf = (text: string): Result.Result<Verdict, RuleProblem> => {
  const [name = "", value] = split(text, "=")
  if (!isVerdict(name))
    return problem(`there is no verdict ${name === "" ? "here" : name}`, verdictsExpected, didYouMean(name, Object.keys(verdicts)))
  switch (verdicts[name]) {
    case "span": {
      const by = value === undefined ? undefined : spanOf(value)
      if (by === undefined) return problem(`${name}=${value ?? ""} is no span of time`, spanExpected)
      return Result.succeed({ name, by } as Verdict)
    }
    case "status": {
      const status = value === undefined ? undefined : statusOfText(value)
      if (status === undefined)
        return problem(value === undefined ? "fail says no status" : unknownStatus(value), "fail=STATUS, like fail=NDIS_STATUS_RESOURCES")
      return Result.succeed({ name, status } as Verdict)
    }
    default:
      return value === undefined ? Result.succeed({ name } as Verdict) : problem(`${name} takes no value, here it is ${value}`, name)
  }
}

const split = (text: string, at: string): readonly [string, string | undefined] => {
  const place = text.indexOf(at)
  return place < 0 ? [text.trim(), undefined] : [text.slice(0, place).trim(), text.slice(place + at.length).trim()]
}

const conditionOf = (text: string): Result.Result<Where, RuleProblem> => {
  const [key, value = ""] = split(text, "=")
  if (key === "at") {
    const place = /^([A-Za-z][\w-]*)(?:\/([A-Za-z][\w-]*))?$/.exec(value)
    if (place === null) return problem(`at=${value} is no host and no driver`, "at=alice, or at=alice/voice")
    return Result.succeed({ host: String(place[1]), ...(place[2] === undefined ? {} : { driver: place[2] }) })
  }
  if (key === "p") {
    const chance = chanceOf(value)
    return chance === undefined ? problem(`p=${value} is no probability`, "a percentage like p=5%") : Result.succeed({ chance })
  }
  if (!conditions.includes(key)) {
    return problem(
      `there is no condition ${key === "" ? "here" : key}`,
      alternatives(conditions.map((each) => `${each}=…`)),
      didYouMean(key, conditions)
    )
  }
  if (!/^\d{1,9}$/.test(value)) return problem(`${key}=${value} is no count`, `a number from 1, like ${key}=2`)
  return Result.succeed({ [key as ObjectKind | "nth" | "first"]: Number(value) })
}

/** Reads a rule. */
export const ruleOf = (text: string): Result.Result<Rule, RuleProblem> => {
  const [name, rest] = split(text, ":")
  const target = targetOf(name)
  if (Result.isFailure(target)) return Result.fail(target.failure)
  if (rest === undefined) return problem(`${name} has no verdict`, verdictsExpected, `like ${name}:crash`)
  const [first = "", ...more] = rest.split(",")
  const verdict = verdictOf(first)
  if (Result.isFailure(verdict)) return Result.fail(verdict.failure)
  let where: Where = {}
  for (const each of more) {
    const condition = conditionOf(each)
    if (Result.isFailure(condition)) return Result.fail(condition.failure)
    const twice = Object.keys(condition.success).find((key) => Object.hasOwn(where, key))
    if (twice !== undefined) return problem(`${split(each, "=")[0]} stands here twice`, "each condition once")
    where = { ...where, ...condition.success }
  }
  const rule: Rule = { target: target.success, verdict: verdict.success, where }
  const objection = objectionTo(rule)
  return objection === undefined ? Result.succeed(rule) : problem(objection.found, objection.instead)
}

/** A problem in one sentence, as filters of schemas have it. */
const sentence = ({ expected, found, help }: RuleProblem): string =>
  `${found}; expected ${expected}${help === undefined ? "" : `; ${help}`}`

/** A rule as it is written; in code a {@link Rule}. */
export const FaultRule = Schema.String.check(
  Schema.makeFilter((text) => {
    const rule = ruleOf(text)
    return Result.isFailure(rule) ? sentence(rule.failure) : undefined
  })
)
  .annotate({ identifier: "fault rule", expected: ruleExpected })
  .pipe(
    Schema.decodeTo(
      Schema.declare((value): value is Rule => typeof value === "object" && value !== null && "verdict" in value),
      {
        decode: SchemaGetter.transform((text: string) => Result.getOrThrow(ruleOf(text))),
        encode: SchemaGetter.transform((rule: Rule): string => ruleText(rule))
      }
    )
  )
  .annotate({ identifier: "fault rule" }) as unknown as Schema.Codec<Rule, RuleText>
