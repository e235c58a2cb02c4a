/**
 * `--fault`, `--drop` and `--delay`: fault rules from the command line. They are asked before those of the scenarios.
 */
import { anyFrame, type Rule } from "@condis/core/fault/index"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { Flag } from "effect/cli"
import { BadInput, type Problem } from "../scenario/BadInput.ts"
import { misfit } from "../scenario/FaultForms.ts"
import { chanceOf, ruleOf, spanOf } from "../scenario/FaultText.ts"
import type { Loaded } from "../scenario/Load.ts"

/** The flags. */
export const faultFlags = {
  fault: Flag.String("fault").pipe(
    Flag.withDescription(
      "Let something go wrong: NAME:VERDICT,CONDITION,… with a function, a callback or frame MESSAGE as NAME; pass, delay=3ms..20ms, drop, fail=STATUS, pend, late=5s, twice, never or crash as VERDICT; at=alice/voice, af=, sap=, vc=, party=1, nth=2, first=3, p=5% as CONDITION. The first rule that fits a crossing decides. See docs/first-fault-experiment.md."
    ),
    Flag.withMetavar("RULE"),
    Flag.atLeast(0)
  ),
  drop: Flag.String("drop").pipe(
    Flag.withDescription("Lose so many of the frames on every link, drawn from the seed: 5% is --fault 'frame *:drop,p=5%'."),
    Flag.withMetavar("PERCENT"),
    Flag.optional
  ),
  delay: Flag.String("delay").pipe(
    Flag.withDescription(
      "Have every frame so much longer under way: 3ms, or drawn from the seed: 3ms..20ms. It is --fault 'frame *:delay=3ms..20ms'."
    ),
    Flag.withMetavar("SPAN"),
    Flag.optional
  )
}

/** What the flags were given. */
export interface FaultOptions {
  readonly fault: ReadonlyArray<string>
  readonly drop: Option.Option<string>
  readonly delay: Option.Option<string>
}

/** The rules of the flags: those written out first. */
const rulesOf = ({ delay, drop, fault }: FaultOptions): Result.Result<ReadonlyArray<Rule>, ReadonlyArray<Problem>> => {
  const rules: Array<Rule> = []
  const problems: Array<Problem> = []
  for (const text of fault) {
    const rule = ruleOf(text)
    if (Result.isSuccess(rule)) rules.push(rule.success)
    else problems.push({ file: `--fault '${text}'`, ...rule.failure })
  }
  if (Option.isSome(drop)) {
    const chance = chanceOf(drop.value)
    if (chance === undefined || chance === 0 || chance > 1)
      problems.push({ file: `--drop ${drop.value}`, found: "this is no share of the frames", expected: "a percentage over 0, like 5%" })
    else rules.push({ target: { frame: anyFrame }, verdict: { name: "drop" }, where: { chance } })
  }
  if (Option.isSome(delay)) {
    const by = spanOf(delay.value)
    if (by === undefined || by.leastMicros > by.mostMicros)
      problems.push({
        file: `--delay ${delay.value}`,
        found: "this is no span of time",
        expected: "3ms, or 3ms..20ms with the smaller first"
      })
    else rules.push({ target: { frame: anyFrame }, verdict: { name: "delay", by }, where: {} })
  }
  return problems.length > 0 ? Result.fail(problems) : Result.succeed(rules)
}

/** The rules of the flags. Fails when one makes no sense. */
export const rulesIn = (options: FaultOptions): Effect.Effect<ReadonlyArray<Rule>, BadInput> => {
  const rules = rulesOf(options)
  return Result.isFailure(rules) ? Effect.fail(new BadInput({ problems: rules.failure })) : Effect.succeed(rules.success)
}

/** The scenarios with the rules of the flags before their own. Fails when a rule makes no sense, or fits none of the scenarios' hosts. */
export const withFaults = (scenarios: ReadonlyArray<Loaded>, options: FaultOptions): Effect.Effect<ReadonlyArray<Loaded>, BadInput> =>
  Effect.gen(function* () {
    const rules = yield* rulesIn(options)
    const problems = scenarios.flatMap(({ file, scenario }) =>
      rules.flatMap((rule): ReadonlyArray<Problem> => {
        const found = misfit(scenario, rule)
        return found === undefined ? [] : [{ file, path: "--fault", ...found }]
      })
    )
    if (problems.length > 0) return yield* new BadInput({ problems })
    return scenarios.map(({ file, scenario }) => ({ file, scenario: { ...scenario, faults: [...rules, ...scenario.faults] } }))
  })
