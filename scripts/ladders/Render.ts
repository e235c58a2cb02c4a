/**
 * Pages of ladders as Markdown, and the index over them. Each scenario is simulated once for each form.
 */
import * as Result from "effect/Result"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { ladder as drawn } from "../../apps/cli/src/reader/Ladder.ts"
import { simulate } from "../../apps/cli/src/run/Runner.ts"
import type { ScenarioResult } from "../../apps/cli/src/run/Types.ts"
import { fromText } from "../../apps/cli/src/scenario/Load.ts"
import type { Form, Scenario } from "../../apps/cli/src/scenario/Scenario.ts"
import { cut } from "./Cut.ts"
import { missing } from "./Missing.ts"
import type { Ladder, Page } from "./Page.ts"

type TraceEvent = ScenarioResult["trace"][number]

const forms: ReadonlyArray<readonly [Form, string]> = [
  ["cm", "Call manager and miniport"],
  ["mcm", "MCM driver"]
]

const scenarios = new Map<string, Scenario>()
const runs = new Map<string, ScenarioResult>()

const scenarioOf = (path: string): Scenario => {
  const known = scenarios.get(path)
  if (known !== undefined) return known
  const file = `scenarios/${path}.yaml`
  const text = readFileSync(fileURLToPath(new URL(`../../${file}`, import.meta.url)), "utf8")
  const { scenario } = Result.getOrThrow(fromText(file, text))
  scenarios.set(path, scenario)
  return scenario
}

/** The run, which must be what its scenario expects. */
const runOf = (path: string, form: Form): ScenarioResult => {
  const known = runs.get(`${path} ${form}`)
  if (known !== undefined) return known
  const result = simulate(scenarioOf(path), form, 0)
  const wrong = result.checks.find(({ ok }) => !ok)
  if (wrong !== undefined) throw new Error(`${path} (${form}): ${wrong.what}: ${wrong.found}`)
  runs.set(`${path} ${form}`, result)
  return result
}

const formsOf = ({ only }: Ladder) => forms.filter(([form]) => only === undefined || only.form === form)

/** What a ladder shows, in each of its forms. */
export const shown = (ladder: Ladder): ReadonlyArray<{ readonly form: Form; readonly events: ReadonlyArray<TraceEvent> }> =>
  formsOf(ladder).map(([form]) => ({ form, events: cut(ladder, runOf(ladder.scenario, form)) }))

const section = (ladder: Ladder): string => {
  const { host = "alice", operation, scenario } = ladder
  const ladders = formsOf(ladder).map(([form, title]) => {
    const result = runOf(scenario, form)
    return `${title}:\n\n\`\`\`text\n${drawn(result.header, cut(ladder, result), { hosts: [host] })}\`\`\``
  })
  const name = scenario.slice(scenario.lastIndexOf("/") + 1)
  return [
    `## ${operation}: ${ladder.title}`,
    `${ladder.document === undefined ? "" : `Document ${ladder.document}. `}${ladder.about}\nAt ${host} of [${name}](../../../scenarios/${scenario}.yaml).${ladder.only === undefined ? "" : ` ${ladder.only.why}`}`,
    ...ladders
  ].join("\n\n")
}

/** A page. */
export const page = ({ about, ladders, title }: Page): string => `${[`# ${title}`, about, ...ladders.map(section)].join("\n\n")}\n`

/** As GitHub makes the link of a heading. */
const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w -]/g, "")
    .replaceAll(" ", "-")

const linkTo = (file: string, { operation, title }: Ladder): string => `[${title}](ladders/${file}.md#${anchor(`${operation}: ${title}`)})`

const table = (heads: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string =>
  [heads, heads.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n")

/** The index. `titles`: those of the operations, in their order. */
export const index = (pages: ReadonlyArray<Page>, titles: ReadonlyMap<string, string>): string => {
  const all = pages.flatMap(({ file, ladders }) => ladders.map((ladder) => ({ file, ladder })))
  const documents = all
    .filter(({ ladder }) => ladder.document !== undefined)
    .toSorted((a, b) => (String(a.ladder.document) < String(b.ladder.document) ? -1 : 1))
  return `${[
    "# Ladders",
    `Every operation of [operations.md](operations.md), and the failures it names, with a call manager above a miniport and with an MCM driver, as
it comes out of a run (\`scripts/generate-ladders.ts\`). Time runs downwards, in milliseconds; solid arrows are calls, dotted ones returns, waves
frames; in brackets the state that moved. A line with \`!!\` is a refusal, a breach, or a fault that was put there on purpose
([fault rules](../scenarios.md#fault-rules)). Left out are what happens at other hosts, and buffers on their way home but where they are the
matter. Where one form is missing the page says why.`,
    table(
      ["operation", "", "ladders"],
      [...titles].flatMap(([operation, title]) => {
        const own = all.filter(({ ladder }) => ladder.operation === operation)
        return own.length === 0 ? [] : [[operation, title, own.map(({ file, ladder }) => linkTo(file, ladder)).join("<br>")]]
      })
    ),
    "## The documents the project started from",
    table(
      ["document", "operation", "ladder"],
      documents.map(({ file, ladder }) => [String(ladder.document), ladder.operation, linkTo(file, ladder)])
    ),
    "## Not shown",
    `${missing.map(({ what, why }) => `- ${what}: ${why}`).join("\n")}`
  ].join("\n\n")}\n`
}
