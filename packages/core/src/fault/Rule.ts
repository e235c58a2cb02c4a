/**
 * A fault rule: which crossings (or frames) it is about, and what happens to them.
 *
 * Rules are values. Names of the DDI, and whether a verdict means anything there, are checked by the compiler ({@link on}); what comes
 * from outside is checked by {@link objectionTo}. The text of a rule is the same in traces, scenarios and on the command line:
 * `NdisCmMakeCallComplete:late=5s,at=alice,vc=2`.
 */
import { type DdiName, ddi, ddis } from "../ddi/Ddi.ts"
import { NdisStatus, statusName } from "../NdisStatus.ts"
import { type KindOf, objection, type Objection, type VerdictName, type VerdictsOf } from "./Meaning.ts"

/** From the least to the most, in microseconds. A span of one value is that value; of another each time one is drawn. */
export interface Span {
  readonly leastMicros: number
  readonly mostMicros: number
}

/** What happens to a crossing. */
export type Verdict =
  | { readonly name: "pass" | "drop" | "pend" | "twice" | "never" | "crash" }
  | { readonly name: "delay" | "late"; readonly by: Span }
  | { readonly name: "fail"; readonly status: NdisStatus }

/** Lets it pass, and asks no later rule. */
export const pass = { name: "pass" } as const
/** Loses it. */
export const drop = { name: "drop" } as const
/** Turns a handler's final status into PENDING. */
export const pend = { name: "pend" } as const
/** Completes twice. */
export const twice = { name: "twice" } as const
/** Never completes. */
export const never = { name: "never" } as const
/** Ends the life of the driver. */
export const crash = { name: "crash" } as const

const span = (leastMillis: number, mostMillis: number): Span => ({
  leastMicros: Math.round(leastMillis * 1000),
  mostMicros: Math.round(mostMillis * 1000)
})

/** Delays by so many milliseconds; with two numbers, by a drawn one between them. */
export const delay = (leastMillis: number, mostMillis: number = leastMillis) =>
  ({ name: "delay", by: span(leastMillis, mostMillis) }) as const
/** Completes so many milliseconds late; with two numbers, a drawn one between them. */
export const late = (leastMillis: number, mostMillis: number = leastMillis) =>
  ({ name: "late", by: span(leastMillis, mostMillis) }) as const
/** Answers with this status. */
export const fail = (status: NdisStatus) => ({ name: "fail", status }) as const

/** The verdicts that mean something at a function or callback. */
export type VerdictFor<D extends DdiName> = Verdict & { readonly name: VerdictsOf<KindOf<D>> }

/** The verdicts that mean something for frames. */
export type FrameVerdict = Verdict & { readonly name: VerdictsOf<"frame"> }

/** Objects a rule can be about. */
export const objectKinds = ["af", "sap", "vc", "party"] as const
export type ObjectKind = (typeof objectKinds)[number]

/** Which crossings of that name. Everything left out: every one. */
export interface Where {
  /** A host. Of a frame: the one it comes from or goes to. */
  readonly host?: string
  /** A driver instance of it, by its name. */
  readonly driver?: string
  /** Objects are counted on each adapter from 1, in the order in which NDIS first names them to a driver. */
  readonly af?: number
  readonly sap?: number
  /** A call manager's own VC, for signalling, is not counted. */
  readonly vc?: number
  readonly party?: number
  /** Only the so-manieth time, counted from 1 over the whole run. */
  readonly nth?: number
  /** Only the first so many times. */
  readonly first?: number
  /** Each time with this probability (over 0, at most 1), drawn from the run's choices. */
  readonly chance?: number
}

/** What a rule is about. A function of a call manager may have two names, one in each form. */
export type Target = { readonly ddis: readonly [DdiName, ...Array<DdiName>] } | { readonly frame: string }

/** Stands for any frame. */
export const anyFrame = "*"

export interface Rule {
  readonly target: Target
  readonly verdict: Verdict
  readonly where: Where
}

/** A rule for a function or callback, by its exact name. Throws a RangeError when its numbers make no sense. */
export const on = <D extends DdiName>(name: D, verdict: VerdictFor<D>, where: Where = {}): Rule =>
  checked({ target: { ddis: [name] }, verdict, where })

/** A rule for frames on the links of the simulated network, by the name of the message or {@link anyFrame}. */
export const onFrame = (
  frame: string,
  verdict: FrameVerdict,
  where: Pick<Where, "host" | "driver" | "nth" | "first" | "chance"> = {}
): Rule => checked({ target: { frame }, verdict, where })

const checked = (rule: Rule): Rule => {
  const found = objectionTo(rule)
  if (found === undefined) return rule
  throw new RangeError(`fault rule ${text(rule)}: ${found.found}; use ${found.instead}`)
}

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 1

/** The longest span, in microseconds: a day. */
export const longestMicros = 86_400_000_000

/** What makes no sense in a rule, and the way out. Undefined: nothing. */
export const objectionTo = ({ target, verdict, where }: Rule): Objection | undefined => {
  const isFrame = "frame" in target
  const found = objection(isFrame ? undefined : ddi(target.ddis[0]), verdict.name, ddis)
  if (found !== undefined) return found
  if (verdict.name === "fail" && (verdict.status === NdisStatus.SUCCESS || verdict.status === NdisStatus.PENDING))
    return { found: `${statusName(verdict.status)} is no failure`, instead: "a status like NDIS_STATUS_RESOURCES" }
  if ("by" in verdict) {
    const { leastMicros, mostMicros } = verdict.by
    const fits = [leastMicros, mostMicros].every((micros) => Number.isSafeInteger(micros) && micros >= 0 && micros <= longestMicros)
    if (!fits || leastMicros > mostMicros) return { found: "this is no span of time", instead: "5ms, or 3ms..20ms with the smaller first" }
  }
  for (const kind of objectKinds) {
    const number = where[kind]
    if (number === undefined) continue
    if (isFrame) return { found: `a frame is not about one ${kind}`, instead: "at, nth, first or p" }
    if (!isCount(number)) return { found: `${kind} is ${number}`, instead: `a number from 1: ${kind}=1 is the first` }
  }
  for (const key of ["nth", "first"] as const) {
    const number = where[key]
    if (number !== undefined && !isCount(number)) return { found: `${key} is ${number}`, instead: "a number from 1" }
  }
  if (where.nth !== undefined && where.first !== undefined) return { found: "nth and first exclude each other", instead: "one of them" }
  if (where.chance !== undefined && !(where.chance > 0 && where.chance <= 1))
    return { found: `p is ${where.chance * 100}%`, instead: "a probability over 0 and at most 100%" }
  if (where.driver !== undefined && where.host === undefined) return { found: "the driver has no host", instead: "at=HOST/DRIVER" }
  return undefined
}

const units: ReadonlyArray<readonly [string, number]> = [
  ["us", 1],
  ["ms", 1_000],
  ["s", 1_000_000],
  ["min", 60_000_000]
]

/** Microseconds as text, in the largest unit that leaves a whole number. */
export const durationText = (micros: number): string => {
  const [name, size] = units.findLast(([, size]) => micros % size === 0 && (micros > 0 || size === 1_000)) ?? ["us", 1]
  return `${micros / size}${name}`
}

const spanText = ({ leastMicros, mostMicros }: Span): string =>
  leastMicros === mostMicros ? durationText(leastMicros) : `${durationText(leastMicros)}..${durationText(mostMicros)}`

/** A probability in percent, to the resolution in which it is drawn. */
const percentText = (chance: number): string => `${Number((chance * 100).toFixed(4))}%`

const verdictText = (verdict: Verdict): string =>
  "by" in verdict
    ? `${verdict.name}=${spanText(verdict.by)}`
    : verdict.name === "fail"
      ? `fail=${statusName(verdict.status)}`
      : verdict.name

/** A rule in one line. */
export const text = ({ target, verdict, where }: Rule): string => {
  const { chance, driver, first, host, nth } = where
  const conditions = [
    ...(host === undefined ? [] : [`at=${host}${driver === undefined ? "" : `/${driver}`}`]),
    ...objectKinds.flatMap((kind) => (where[kind] === undefined ? [] : [`${kind}=${where[kind]}`])),
    ...(nth === undefined ? [] : [`nth=${nth}`]),
    ...(first === undefined ? [] : [`first=${first}`]),
    ...(chance === undefined ? [] : [`p=${percentText(chance)}`])
  ]
  const name = "frame" in target ? `frame ${target.frame}` : target.ddis[0]
  return [`${name}:${verdictText(verdict)}`, ...conditions].join(",")
}

/** The rule as it is written, with its name checked by the compiler: for scenarios in TypeScript. */
export type RuleText = `${DdiName}:${VerdictName}${string}` | `frame ${string}:${VerdictName}${string}`
