/**
 * The fault rules of one run: an ordered list that is asked at every crossing, and counts.
 *
 * The first rule that is about the crossing, and whose turn it is, decides. A rule that is about it but whose turn it is not (the second
 * time of `nth=3`, a probability that did not come up) leaves it to the next. One value serves one run, all its hosts and its network:
 * `nth` counts over all of them. Without rules nothing is asked.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import type { Choice } from "../Choice.ts"
import { type Ddi, ddi } from "../ddi/Ddi.ts"
import { type Kind, meanings } from "./Meaning.ts"
import { anyFrame, durationText, type ObjectKind, objectKinds, type Rule, text, type Verdict } from "./Rule.ts"

/** Something a rule may be about. */
export interface Crossing {
  readonly host: string
  readonly driver: string
  /** The number of an object the crossing is about; undefined: it is about none of that kind. */
  readonly numberOf: (kind: ObjectKind) => number | undefined
}

/** A rule in its list, with its counts. */
export class Entry {
  readonly rule: Rule
  readonly text: string
  /** How often it was about something. */
  seen = 0
  /** How often it decided. */
  acted = 0
  constructor(rule: Rule) {
    this.rule = rule
    this.text = text(rule)
  }
  get verdict(): Verdict {
    return this.rule.verdict
  }
}

/** Probabilities are drawn in millionths. */
const parts = 1_000_000

const isAbout = (entry: Entry, crossing: Crossing): boolean => {
  const { where } = entry.rule
  if (where.host !== undefined && where.host !== crossing.host) return false
  if (where.driver !== undefined && where.driver !== crossing.driver) return false
  return objectKinds.every((kind) => where[kind] === undefined || where[kind] === crossing.numberOf(kind))
}

/** Is it the rule's turn? 0, the plain choice, is that nothing happens. */
const itsTurn = (entry: Entry, choice: Choice): boolean => {
  const { chance, first, nth } = entry.rule.where
  entry.seen++
  if (nth !== undefined && entry.seen !== nth) return false
  if (first !== undefined && entry.seen > first) return false
  return chance === undefined || choice.pick(parts, drawLabel) >= parts - Math.round(chance * parts)
}

/** How draws of fault rules are labelled, for who provides the choices. */
export const drawLabel = "fault"

/** The rules of a run. */
export class Rules {
  private readonly entries: Array<Entry> = []
  /** By index of the DDI. */
  private readonly byDdi: Array<Array<Entry> | undefined> = []
  private readonly ofFrames: Array<Entry> = []
  /** Is a rule about single objects? Only then are they counted. */
  countsObjects = false

  constructor(rules: ReadonlyArray<Rule>) {
    for (const rule of rules) this.append(rule)
  }

  private append(rule: Rule): Entry {
    const entry = new Entry(rule)
    this.entries.push(entry)
    for (const list of this.listsOf(rule)) list.push(entry)
    if (objectKinds.some((kind) => rule.where[kind] !== undefined)) this.countsObjects = true
    return entry
  }

  private listsOf({ target }: Rule): ReadonlyArray<Array<Entry>> {
    if ("frame" in target) return [this.ofFrames]
    return target.ddis.map((name) => (this.byDdi[ddi(name).index] ??= []))
  }

  /** Puts a rule behind the others until the scope ends. Objects are counted from the first rule on that is about single ones. */
  readonly add = (rule: Rule): Effect.Effect<void, never, Scope.Scope> =>
    Effect.asVoid(
      Effect.acquireRelease(
        Effect.sync(() => this.append(rule)),
        (entry) =>
          Effect.sync(() => {
            for (const list of [this.entries, ...this.listsOf(rule)]) list.splice(list.indexOf(entry), 1)
          })
      )
    )

  /** From now on no rule acts any more. */
  heal(): void {
    this.healed = true
  }
  private healed = false

  /** The rule that decides about a crossing. Undefined: it passes. */
  judge(at: Ddi, crossing: Crossing, choice: Choice): Entry | undefined {
    return this.healed ? undefined : decide(this.byDdi[at.index], (entry) => isAbout(entry, crossing), choice)
  }

  /** The rule that decides about a frame from one `host/instance` to another; one of them is the switch. */
  judgeFrame(frame: string, from: string, to: string, choice: Choice): Entry | undefined {
    return this.healed ? undefined : decide(this.ofFrames, (entry) => isAboutFrame(entry, frame, from, to), choice)
  }

  /** Each rule in order, and how often it acted. */
  acted(): ReadonlyArray<{ readonly rule: string; readonly times: number }> {
    return this.entries.map((entry) => ({ rule: entry.text, times: entry.acted }))
  }
}

const decide = (entries: ReadonlyArray<Entry> | undefined, about: (entry: Entry) => boolean, choice: Choice): Entry | undefined => {
  if (entries === undefined) return undefined
  for (const entry of entries) {
    if (!about(entry) || !itsTurn(entry, choice)) continue
    entry.acted++
    return entry.verdict.name === "pass" ? undefined : entry
  }
  return undefined
}

/** `DATA vci=33 5 B` is a DATA with details; RELEASE COMPLETE is no RELEASE. */
const isNamed = (frame: string, name: string): boolean =>
  name === anyFrame || frame === name || (frame.startsWith(`${name} `) && /^[a-z0-9]/.test(frame.slice(name.length + 1)))

const isAboutFrame = (entry: Entry, frame: string, from: string, to: string): boolean => {
  const { target, where } = entry.rule
  if (!("frame" in target) || !isNamed(frame, target.frame)) return false
  if (where.host === undefined) return true
  const end = where.driver === undefined ? `${where.host}/` : `${where.host}/${where.driver}`
  return [from, to].some((each) => (where.driver === undefined ? each.startsWith(end) : each === end))
}

/** How long a verdict delays, in microseconds: drawn, where it leaves that open. 0, the plain choice, is the shortest. */
export const drawnMicros = (verdict: Verdict, choice: Choice): number => {
  if (!("by" in verdict)) return 0
  const { leastMicros, mostMicros } = verdict.by
  return leastMicros + choice.pick(mostMicros - leastMicros + 1, drawLabel)
}

/** What a rule does, for the trace. */
export const told = (kind: Kind, { verdict }: Entry, micros: number): string => {
  const { does } = meanings[kind][verdict.name] as { readonly does: string }
  return "by" in verdict ? `${does} (${durationText(micros)})` : does
}

/** The rules that hosts and networks are made with, where there are any. */
export const Faults: Context.Reference<Rules | undefined> = Context.Reference<Rules | undefined>("@condis/core/Faults", {
  defaultValue: () => undefined
})

/** The rules of a run, with fresh counts. */
export const rules = (list: ReadonlyArray<Rule>): Rules => new Rules(list)

/** Runs a program under these rules, with fresh counts each time: its hosts and networks are made with them. */
export const withRules =
  (list: ReadonlyArray<Rule>) =>
  <A, E, R>(self: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.suspend(() => Effect.provideService(self, Faults, rules(list)))

/** The same as a layer. */
export const layer = (list: ReadonlyArray<Rule>): Layer.Layer<never> =>
  Layer.effectContext(Effect.sync(() => Context.make(Faults, rules(list)))) as Layer.Layer<never>
