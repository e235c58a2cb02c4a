/**
 * What runs show of the DDI: `condis ddi --unused` and `condis ddi --statuses`.
 *
 * A run is a scenario, or a test on NDIS that is named (`docs/condis/evidence.json`, kept true by the tests themselves).
 */
import { catalogueText } from "@condis/core/ddi/catalogue-text"
import { type Ddi, type DdiName, ddis } from "@condis/core/ddi/Ddi"
import { fill } from "../reader/Page.ts"
import { evidence } from "./Evidence.ts"
import { statusWhy, unusedWhy } from "./Reasons.ts"

/** A function or callback that crosses in no run. `why` undefined: nobody says. */
export interface Unused {
  readonly name: DdiName
  readonly why: string | undefined
}

/** Those no run exercises, in the order of the catalogue. */
export const unused: ReadonlyArray<Unused> = ddis
  .filter(({ name }) => evidence[name] === undefined)
  .map(({ name }) => ({ name, why: unusedWhy[name] }))

/** Everything the documents let the peer answer beside what they name. */
const anyOther = "(any other)"

/** A status the documents name for a function or callback, other than success and pending. */
export interface Named {
  readonly name: DdiName
  readonly status: string
  /** The run that produces it, by return or by completion. */
  readonly by: string | undefined
  readonly why: string | undefined
}

const named = (entry: Ddi): ReadonlyArray<Named> => {
  const documented = catalogueText[entry.name].returns.map(({ status }): string => status)
  // A request that pended ends at its completion.
  const ends = [entry.name, entry.completion, entry.mcmCompletion].filter((name) => name !== null)
  const odd = (what: string, name: string) => what.startsWith(`${name} `) && !documented.includes(what.slice(name.length + 1))
  return documented
    .filter((status) => status !== "NDIS_STATUS_SUCCESS" && status !== "NDIS_STATUS_PENDING")
    .map((status) => {
      const shown = ends
        .map((name) => (status === anyOther ? Object.keys(evidence).find((what) => odd(what, name)) : `${name} ${status}`))
        .find((what) => what !== undefined && evidence[what] !== undefined)
      const by = shown === undefined ? undefined : evidence[shown]
      const why = by === undefined ? (statusWhy[`${entry.name} ${status}`] ?? statusWhy[entry.name]) : undefined
      return { name: entry.name, status, by, why }
    })
}

/** All of them, in the order of the catalogue. */
export const statuses: ReadonlyArray<Named> = ddis.flatMap(named)

const row = (head: string, size: number, text: string): string => fill(text, `  ${head.padEnd(size)}  `, " ".repeat(size + 4))

/** `condis ddi --unused`. */
export const unusedText = (): string => {
  const longest = Math.max(0, ...unused.map(({ name }) => name.length))
  const summary = `${ddis.length} functions and callbacks: ${ddis.length - unused.length} cross in scenarios and tests, ${unused.length} do not`
  if (unused.length === 0) return summary
  return [...unused.map(({ name, why }) => row(name, longest, why ?? "no reason is given")), "", summary].join("\n")
}

/** `condis ddi --statuses`. */
export const statusesText = (): string => {
  const longest = Math.max(...statuses.map(({ status }) => status.length))
  const without = statuses.filter(({ by }) => by === undefined).length
  const names = [...new Set(statuses.map(({ name }) => name))]
  return [
    ...names.flatMap((name) => [
      name,
      ...statuses
        .filter((each) => each.name === name)
        .map(({ by, status, why }) => row(status, longest, by ?? `none: ${why ?? "no reason is given"}`))
    ]),
    "",
    `${statuses.length} statuses other than success and pending: ${statuses.length - without} are produced by scenarios and tests, ${without} are not`
  ].join("\n")
}
