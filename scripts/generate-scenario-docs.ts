/**
 * Fills in the tables of docs/scenarios.md from the schema of scenarios: between `<!-- made: NAME -->` and `<!-- end -->`.
 *
 *     node --conditions=source scripts/generate-scenario-docs.ts           write them
 *     node --conditions=source scripts/generate-scenario-docs.ts --check   exit 1 when the document differs from what would be written
 */
import * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"
import { readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { Expect, LastState, Matcher } from "../apps/cli/src/scenario/Expect.ts"
import { cases, Client, Host, Network, Pvc, Scenario } from "../apps/cli/src/scenario/Scenario.ts"
import { Profile } from "../apps/cli/src/scenario/Profile.ts"
import { networkSchemas, steps } from "../apps/cli/src/scenario/Step.ts"
import { meanings } from "../packages/core/src/fault/Meaning.ts"
import { Traffic } from "../apps/cli/src/scenario/Traffic.ts"

/** Things with a section of their own. */
const sections: { readonly [identifier: string]: string } = {
  traffic: "#traffic",
  "far end": "#far-ends",
  answer: "#answers",
  reaction: "#clients",
  line: "#lines-of-a-ladder",
  state: "#last-states",
  duration: "#words",
  rate: "#words",
  address: "#words",
  status: "#words",
  "DDI name": "#words",
  "fault rule": "#fault-rules",
  cause: "#words",
  OID: "#words",
  profile: "#profile"
}

/** Identifiers of the schemas that have a table of their own, which say nothing about themselves. */
const named = new Map<SchemaAST.AST, string>([
  [Network.ast, "[network](#network)"],
  [Expect.ast, "[expectations](#expectations)"]
])

const typeText = (ast: SchemaAST.AST): string => {
  const known = named.get(ast)
  if (known !== undefined) return known
  const identifier = SchemaAST.resolveIdentifier(ast)
  if (identifier !== undefined) return sections[identifier] === undefined ? identifier : `[${identifier}](${sections[identifier]})`
  switch (ast._tag) {
    case "Literal":
      return `\`${String(ast.literal)}\``
    case "Union":
      return ast.types.map(typeText).join(" or ")
    case "Arrays":
      return `list of ${[...ast.elements, ...ast.rest].slice(0, 1).map(typeText).join("")}`
    case "Boolean":
      return "`true` or `false`"
    case "Objects": {
      const entry = ast.indexSignatures[0]
      if (entry !== undefined) return `${typeText(entry.parameter)} → ${typeText(entry.type)}`
      return "object"
    }
    default:
      return ast._tag.toLowerCase()
  }
}

const overrides: { readonly [field: string]: string } = {
  "scenario.hosts": "name → [host](#hosts)",
  "scenario.script": "list of [steps](#steps)",
  "scenario.network": "[network](#network)",
  "scenario.expect": "[expectations](#expectations)",
  "host.clients": "name → [client](#clients)",
  "client.onIncoming": "reaction, see below",
  "client.onChanged": "reaction, see below",
  "client.onQoSChange": "reaction, see below",
  "client.onIncomingClose": "`close` or `{ closeAfter: duration }`",
  "traffic.receive": "the same fields"
}

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ")

const descriptionOf = (ast: SchemaAST.AST): string => {
  const description = ast.context?.annotations?.["description"]
  return typeof description === "string" ? description : (SchemaAST.resolveDescription(ast) ?? "")
}

/** The fields of an object, one a row. */
const fields = (name: string, schema: Schema.Top): string => {
  const { ast } = schema
  if (ast._tag !== "Objects") throw new Error(`${name} is not an object`)
  const encoded = Schema.toEncoded(schema).ast
  const mayLack = new Set(
    encoded._tag === "Objects" ? encoded.propertySignatures.filter(({ type }) => SchemaAST.isOptional(type)).map((field) => field.name) : []
  )
  const rows = ast.propertySignatures.map((field) => {
    const type = overrides[`${name}.${String(field.name)}`] ?? typeText(field.type)
    const must = mayLack.has(field.name) ? "" : " (must be there)"
    return `| \`${String(field.name)}\` | ${cell(type)} | ${cell(descriptionOf(field.type))}${must} |`
  })
  return ["| key | value | meaning |", "|---|---|---|", ...rows].join("\n")
}

/** Cases of which one is chosen. */
const choices = (table: { readonly [key: string]: Schema.Top }): string => {
  const rows = Object.entries(table).map(
    ([key, schema]) => `| \`{ ${key}: … }\` | ${cell(typeText(schema.ast))} | ${cell(descriptionOf(schema.ast))} |`
  )
  return ["| one of | value | meaning |", "|---|---|---|", ...rows].join("\n")
}

const stepSection = (kind: string, { about, example, schema }: (typeof steps)[keyof typeof steps]): string => {
  const isObject = schema.ast._tag === "Objects" && kind !== "network"
  const table =
    kind === "network"
      ? [
          `${choices(networkSchemas)}\n\n\`release\`:\n\n${fields("release", networkSchemas.release)}\n\n\`modify\`:\n\n${fields("order", networkSchemas.modify)}\n\n\`restart\`:\n\n${fields("restart", networkSchemas.restart)}\n\n\`enquire\`:\n\n${fields("enquire", networkSchemas.enquire)}\n\n\`notify\`:\n\n${fields("notify", networkSchemas.notify)}`
        ]
      : isObject
        ? [fields(kind, schema as unknown as Schema.Top)]
        : [`Its value: ${kind === "together" ? "a list of steps, not `together` again" : typeText(schema.ast)}.`]
  return [`### ${kind}`, about, `\`\`\`yaml\n${example}\n\`\`\``, ...table].join("\n\n")
}

/** How a verdict is written. */
const verdictText: { readonly [verdict: string]: string } = { delay: "delay=5ms", late: "late=5s", fail: "fail=STATUS" }

/** What each verdict means for each kind of crossing. */
const faultTable = (): string => {
  const rows = Object.entries(meanings).flatMap(([kind, verdicts]) =>
    Object.entries(verdicts).flatMap(([verdict, meaning]) =>
      "does" in meaning ? [`| ${kind} | \`${verdictText[verdict] ?? verdict}\` | ${cell(meaning.does)} |`] : []
    )
  )
  return ["| kind | verdict | what happens |", "|---|---|---|", ...rows].join("\n")
}

/** What can be made, by name. */
const made: { readonly [name: string]: () => string } = {
  scenario: () => fields("scenario", Scenario),
  network: () => `${fields("network", Network)}\n\nA permanent VC (\`pvcs\`):\n\n${fields("pvc", Pvc)}`,
  profile: () => fields("profile", Profile),
  farEnd: () => choices(cases.farEnd),
  host: () => fields("host", Host),
  client: () => fields("client", Client),
  answer: () => choices(cases.answer),
  incoming: () => choices(cases.incoming),
  pend: () => fields("pend", cases.incoming.pend),
  changed: () => choices(cases.changed),
  qos: () => choices(cases.qos),
  traffic: () => fields("traffic", Traffic),
  steps: () =>
    Object.entries(steps)
      .map(([kind, step]) => stepSection(kind, step))
      .join("\n\n"),
  faults: faultTable,
  expect: () => fields("expect", Expect),
  line: () => fields("line", Matcher),
  state: () => fields("state", LastState)
}

/** The document with its tables filled in. */
export const render = (document: string): string =>
  document.replace(/(<!-- made: (\w+) -->\n)[^]*?(<!-- end -->)/g, (_, begin: string, name: string, end: string) => {
    const make = made[name]
    if (make === undefined) throw new Error(`nothing is called ${name}; there are ${Object.keys(made).join(", ")}`)
    return `${begin}\n${make()}\n\n${end}`
  })

/** The document. */
export const path = fileURLToPath(new URL("../docs/scenarios.md", import.meta.url))

if (import.meta.main) {
  const before = readFileSync(path, "utf8")
  const after = render(before)
  if (!process.argv.includes("--check")) writeFileSync(path, after)
  else if (after !== before) {
    console.error("docs/scenarios.md is not what the schema says: run node --conditions=source scripts/generate-scenario-docs.ts")
    process.exitCode = 1
  }
}
