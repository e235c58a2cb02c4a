/**
 * Writes the catalogue of the DDI, two modules of the core, from docs/condis/functions.json.
 *
 *     node scripts/generate-catalogue.ts           write them
 *     node scripts/generate-catalogue.ts --check   exit 1 when a committed module differs from what would be written
 *
 * `catalogue.ts` holds what types, routing and checks need; `catalogue-text.ts` what only people read.
 */
import * as Schema from "effect/Schema"
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"
import { fileURLToPath } from "node:url"

const Nullable = Schema.NullOr(Schema.String)
const Source = Schema.Array(
  Schema.Struct({
    name: Schema.String,
    kind: Schema.Literals(["ndis", "callback"]),
    scope: Schema.Literals(["condis", "support"]),
    group: Schema.String,
    calledBy: Schema.Array(Schema.String),
    implementedBy: Schema.String,
    irql: Schema.Literals(["= PASSIVE_LEVEL", "= DISPATCH_LEVEL", "<= DISPATCH_LEVEL"]),
    returnType: Schema.Literals(["NDIS_STATUS", "void"]),
    pends: Schema.Boolean,
    completion: Nullable,
    mcmCompletion: Schema.optionalKey(Nullable),
    counterpart: Nullable,
    macroOf: Schema.optionalKey(Nullable),
    params: Schema.Array(
      Schema.Struct({
        name: Schema.String,
        dir: Schema.Literals(["in", "out", "inout", "opt"]),
        type: Schema.String,
        meaning: Schema.String
      })
    ),
    returns: Schema.Array(Schema.Struct({ status: Schema.String, when: Schema.String })),
    rules: Schema.Array(Schema.String),
    header: Schema.String,
    page: Schema.String,
    typedef: Schema.optionalKey(Schema.String),
    ndisVersions: Schema.Array(Schema.String),
    target: Schema.optionalKey(Schema.String),
    since: Schema.optionalKey(Schema.String),
    compliance: Schema.optionalKey(Schema.Array(Schema.String))
  })
)
type Entry = (typeof Source.Type)[number]
type Parameter = Entry["params"][number]

const role = (name: string): string => (name === "CoNDIS miniport" ? "miniport" : name)

const irql = { "= PASSIVE_LEVEL": "PASSIVE", "= DISPATCH_LEVEL": "DISPATCH", "<= DISPATCH_LEVEL": "<=DISPATCH" } as const

/** In the source `opt` says "may be NULL" and leaves the direction to the meaning. A handle variable is preset to NULL, so nothing goes in. */
const direction = ({ dir, meaning, type }: Parameter): "in" | "out" | "inout" => {
  if (dir === "opt") return meaning.startsWith("out:") || type === "PNDIS_HANDLE" ? "out" : "in"
  return dir === "inout" && type === "PNDIS_HANDLE" ? "out" : dir
}

const width = 140

/** A value as source text on one line. */
const inline = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`
  if (typeof value === "object" && value !== null) {
    return `{ ${Object.entries(value)
      .map(([key, item]) => `${key}: ${inline(item)}`)
      .join(", ")} }`
  }
  return JSON.stringify(value)
}

/** Pieces joined by commas, as many to a line as fit. */
const filled = (pieces: ReadonlyArray<string>, indent: string): string => {
  const lines: Array<string> = []
  let line = ""
  for (const piece of pieces) {
    const longer = line === "" ? piece : `${line}, ${piece}`
    if (line !== "" && indent.length + longer.length + 1 > width) {
      lines.push(`${line},`)
      line = piece
    } else line = longer
  }
  return [...lines, line].map((text) => indent + text).join("\n")
}

const list = (values: ReadonlyArray<unknown>, indent: string): string => {
  const flat = inline(values)
  return values.length === 0 || indent.length + flat.length + 14 <= width
    ? flat
    : `[\n${filled(values.map(inline), `${indent}  `)}\n${indent}]`
}

const entry = (source: Entry): string => {
  const facts = {
    name: source.name,
    kind: source.kind === "ndis" ? "function" : "callback",
    scope: source.scope,
    group: source.group,
    calledBy: source.calledBy.map(role),
    implementedBy: source.implementedBy.split(" | ").map(role),
    irql: irql[source.irql],
    returnType: source.returnType,
    pends: source.pends,
    completion: source.completion,
    mcmCompletion: source.mcmCompletion ?? null,
    counterpart: source.counterpart,
    macroOf: source.macroOf ?? null,
    header: source.header,
    page: source.page
  }
  const parameters = source.params.map((parameter) => ({
    name: parameter.name,
    direction: direction(parameter),
    optional: parameter.dir === "opt",
    type: parameter.type
  }))
  const pieces = Object.entries(facts).map(([key, value]) => `${key}: ${inline(value)}`)
  const statuses = source.returns.map((each) => each.status)
  return [
    `  ${source.name}: {`,
    `${filled(pieces, "    ")},`,
    `    returns: ${list(statuses, "    ")},`,
    `    parameters: ${list(parameters, "    ")}`,
    "  }"
  ].join("\n")
}

const text = (source: Entry): string => {
  const meanings = Object.fromEntries(source.params.map((parameter) => [parameter.name, parameter.meaning]))
  const flat = Object.entries(meanings).map(([name, meaning]) => `${name}: ${inline(meaning)}`)
  const short = `{ ${flat.join(", ")} }`
  return [
    `  ${source.name}: {`,
    `    typedef: ${inline(source.typedef ?? null)}, ndisVersions: ${inline(source.ndisVersions)},`,
    `    target: ${inline(source.target ?? null)}, since: ${inline(source.since?.split(", ") ?? [])}, compliance: ${inline(source.compliance ?? [])},`,
    `    parameters: ${flat.length === 0 ? "{}" : short.length + 17 <= width ? short : `{\n${filled(flat, "      ")}\n    }`},`,
    `    returns: ${list(source.returns, "    ")},`,
    `    rules: ${list(source.rules, "    ")}`,
    "  }"
  ].join("\n")
}

const generated = "Generated from docs/condis/functions.json by scripts/generate-catalogue.ts: change the source, then run the script."

const modules = (source: ReadonlyArray<Entry>): ReadonlyMap<string, string> =>
  new Map([
    [
      "packages/core/src/ddi/catalogue.ts",
      `/**
 * The catalogue of the DDI: every function and callback of CoNDIS as data.
 *
 * ${generated}
 */
export const catalogue = {
${source.map(entry).join(",\n")}
} as const
`
    ],
    [
      "packages/core/src/ddi/catalogue-text.ts",
      `/**
 * What people want to read about each function and callback: meanings of parameters, when a status is returned, rules.
 *
 * ${generated}
 */
import type { catalogue } from "./catalogue.ts"

/** The words about one function or callback. */
export interface DdiText {
  /** Name of the callback's function type in the header. */
  readonly typedef: string | null
  readonly ndisVersions: ReadonlyArray<string>
  /** Target platform, where a page says it. */
  readonly target: string | null
  /** Versions of Windows whose page says that it is there; empty: none says so. */
  readonly since: ReadonlyArray<string>
  /** Rules of the driver verifiers that cover it. */
  readonly compliance: ReadonlyArray<string>
  /** Parameter name → meaning. */
  readonly parameters: { readonly [name: string]: string }
  readonly returns: ReadonlyArray<{ readonly status: string; readonly when: string }>
  readonly rules: ReadonlyArray<string>
}

export const catalogueText: { readonly [D in keyof typeof catalogue]: DdiText } = {
${source.map(text).join(",\n")}
}
`
    ]
  ])

const root = fileURLToPath(new URL("../", import.meta.url))
const source = Schema.decodeUnknownSync(Source)(JSON.parse(readFileSync(`${root}docs/condis/functions.json`, "utf8")))
let stale = 0
for (const [file, content] of modules(source)) {
  const path = root + file
  if (!process.argv.includes("--check")) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
  } else if (!existsSync(path) || readFileSync(path, "utf8") !== content) {
    console.error(`${file} is not what scripts/generate-catalogue.ts makes of docs/condis/functions.json: run the script`)
    stale++
  }
}
process.exitCode = stale === 0 ? 0 : 1
