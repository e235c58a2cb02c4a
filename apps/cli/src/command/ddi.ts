/**
 * `condis ddi [NAME]`: the functions and callbacks of CoNDIS, from the catalogue.
 */
import { catalogue } from "@condis/core/ddi/catalogue"
import { catalogueText } from "@condis/core/ddi/catalogue-text"
import { type DdiName, ddi, ddis } from "@condis/core/ddi/Ddi"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { Argument, Command, Flag } from "effect/cli"
import { statuses, statusesText, unused, unusedText } from "../ddi/Coverage.ts"
import { cmName, mcmName } from "../expect/Names.ts"
import { fill } from "../reader/Page.ts"
import { BadInput } from "../scenario/BadInput.ts"
import { didYouMean } from "../scenario/Suggest.ts"
import { isDdiName } from "../scenario/Vocabulary.ts"
import { json } from "./profiles.ts"

const pages = "https://learn.microsoft.com/windows-hardware/drivers/ddi/ndis/"

const levels = { PASSIVE: "PASSIVE_LEVEL", DISPATCH: "DISPATCH_LEVEL", "<=DISPATCH": "up to DISPATCH_LEVEL" } as const

const shortLevels = { PASSIVE: "PASSIVE", DISPATCH: "DISPATCH", "<=DISPATCH": "≤ DISPATCH" } as const

/** All functions and callbacks, by group. */
export const listText = (): string => {
  const groups = [...new Set(ddis.map(({ group }) => group))]
  const longest = Math.max(...ddis.map(({ name }) => name.length))
  const row = (name: DdiName) => {
    const entry = catalogue[name]
    const who = entry.kind === "function" ? `called by ${entry.calledBy.join(", ")}` : `implemented by ${entry.implementedBy.join(", ")}`
    return `  ${name.padEnd(longest)}  ${shortLevels[entry.irql].padEnd(10)}  ${entry.pends ? "pends" : "     "}  ${who}`
  }
  return [
    ...groups.flatMap((group) => [group, ...ddis.filter((entry) => entry.group === group).map(({ name }) => row(name)), ""]),
    `${ddis.length} functions and callbacks; condis ddi NAME explains one`
  ].join("\n")
}

/** One function or callback. */
export const ddiText = (name: DdiName): string => {
  const entry = ddi(name)
  const facts = catalogue[name]
  const text = catalogueText[name]
  const twin = mcmName(name)
  const stem = cmName(name)
  const optional = (title: string, value: string | null | undefined) =>
    value === null || value === undefined ? [] : [fill(value, `  ${title.padEnd(13)}`, " ".repeat(15))]
  const parameters = facts.parameters.map((parameter) => {
    const head = `  ${parameter.name} (${parameter.direction}${parameter.optional ? ", may be NULL" : ""}): ${parameter.type}`
    return `${head}\n${fill(text.parameters[parameter.name] ?? "", "      ", "      ")}`
  })
  const returns = text.returns.map(({ status, when }) => `  ${status}\n${fill(when, "      ", "      ")}`)
  const rules = text.rules.map((rule) => fill(rule, "  - ", "    "))
  return [
    `${name}, ${facts.kind === "function" ? "a function of NDIS" : "a callback"}`,
    "",
    ...optional("group", facts.group),
    ...optional("called by", facts.calledBy.join(", ")),
    ...optional("implemented by", facts.kind === "function" ? null : facts.implementedBy.join(", ")),
    ...optional("IRQL", levels[facts.irql]),
    ...optional("pends", facts.pends ? "may answer NDIS_STATUS_PENDING" : entry.isVoid ? "no, it answers nothing" : "no"),
    ...optional("completion", facts.completion),
    ...optional("", facts.mcmCompletion === null ? null : `${facts.mcmCompletion} (MCM driver)`),
    ...optional("counterpart", facts.counterpart),
    ...optional("MCM twin", twin),
    ...optional("stand-alone", stem === undefined ? undefined : `${stem}${facts.macroOf === null ? "" : " (this is a macro of it)"}`),
    ...optional("since", [...text.since, ...text.ndisVersions.map((version) => `NDIS ${version}`)].join(", ")),
    ...optional("verified by", text.compliance.length === 0 ? null : text.compliance.join(", ")),
    ...optional("page", pages + facts.page),
    ...(parameters.length === 0 ? [] : ["", "Parameters", ...parameters]),
    ...(returns.length === 0 ? [] : ["", "Returns", ...returns]),
    ...(rules.length === 0 ? [] : ["", "Rules", ...rules])
  ].join("\n")
}

const names: ReadonlyArray<DdiName> = ddis.map(({ name }) => name)

/** The name that was meant: case does not count. */
const find = (word: string): Effect.Effect<DdiName, BadInput> => {
  const exact = isDdiName(word) ? word : names.find((name) => name.toLowerCase() === word.toLowerCase())
  if (exact !== undefined) return Effect.succeed(exact)
  return Effect.fail(
    new BadInput({
      problems: [
        { file: word, found: "there is no function or callback of this name", help: didYouMean(word, names) ?? "condis ddi lists them all" }
      ]
    })
  )
}

/** The command. */
export const ddiCommand = Command.make(
  "ddi",
  {
    name: Argument.String("name").pipe(
      Argument.withDescription("A function or callback, like NdisClMakeCall. Left out: all of them, by group."),
      Argument.optional
    ),
    unused: Flag.Boolean("unused").pipe(
      Flag.withDescription("Those that cross in no scenario and no test, each with the reason."),
      Flag.withDefault(false)
    ),
    statuses: Flag.Boolean("statuses").pipe(
      Flag.withDescription("Every documented status but success and pending: the scenario or test that produces it, or why none does."),
      Flag.withDefault(false)
    ),
    json
  },
  Effect.fnUntraced(function* ({ json, name, statuses: byStatus, unused: notUsed }) {
    const print = (text: string, value: unknown) => Console.log(json ? JSON.stringify(value, null, 2) : text)
    if (notUsed || byStatus) {
      const text = [...(notUsed ? [unusedText()] : []), ...(byStatus ? [statusesText()] : [])].join("\n\n")
      return yield* print(text, { ...(notUsed ? { unused } : {}), ...(byStatus ? { statuses } : {}) })
    }
    if (Option.isNone(name)) return yield* print(listText(), ddis)
    const found = yield* find(name.value)
    yield* print(ddiText(found), { ...ddi(found), ...catalogueText[found] })
  })
).pipe(
  Command.withDescription("Explain a function or callback of CoNDIS, or list all of them."),
  Command.withExamples([
    { command: "condis ddi", description: "List all functions and callbacks by group" },
    { command: "condis ddi --unused", description: "What no scenario and no test exercises" },
    { command: "condis ddi --statuses", description: "Which run produces which documented status" },
    { command: "condis ddi NdisClMakeCall", description: "Who calls it, where, what it takes and answers, and its rules" }
  ])
)
