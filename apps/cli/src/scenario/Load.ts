/**
 * Loads scenario files: YAML, JSON, TypeScript and JavaScript modules.
 *
 * What cannot be used is told with file, line and path, all problems of all files together. A file is not read before its size is known to
 * be within bounds.
 */
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Yaml from "effect/encoding/Yaml"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { BadInput, type Problem } from "./BadInput.ts"
import { type Objection, objections, valueText } from "./Issues.ts"
import { pathText, type Positions, positions } from "./Positions.ts"
import { Scenario } from "./Scenario.ts"
import { check } from "./Semantics.ts"
import { didYouMean } from "./Suggest.ts"

/** A scenario and the file it came from. */
export interface Loaded {
  readonly file: string
  readonly scenario: Scenario
}

/** The largest file that is read, in bytes. */
export const largestFile = 4 * 1024 * 1024

/** The most values a document may hold: aliases can make a small text a huge value. */
const mostValues = 200_000

/** Loads a module and answers its default export. The application decides how; the default is a dynamic import. */
export const ImportModule: Context.Reference<(url: string) => Effect.Effect<unknown, unknown>> = Context.Reference(
  "@condis/cli/scenario/ImportModule",
  {
    defaultValue: () => (url: string) =>
      Effect.tryPromise({ try: () => import(url) as Promise<{ readonly default?: unknown }>, catch: (error) => error }).pipe(
        Effect.map((module) => module.default)
      )
  }
)

const endings = [".yaml", ".yml", ".json", ".ts", ".mts", ".mjs", ".js"]

const mebibytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MiB`

/** What is wrong with a file as a whole. */
const whole = (file: string, found: string, expected?: string, help?: string): BadInput =>
  new BadInput({
    problems: [{ file, found, ...(expected === undefined ? {} : { expected }), ...(help === undefined ? {} : { help }) }]
  })

/** The bytes of a regular file of bearable size. */
const bytesOf = Effect.fnUntraced(function* (file: string) {
  const fs = yield* FileSystem.FileSystem
  const info = yield* Effect.catch(fs.stat(file), (error) => {
    const missing = error.reason._tag === "NotFound"
    return missing
      ? Effect.andThen(missingFile(file), Effect.fail)
      : Effect.fail(whole(file, `the file cannot be read: ${error.reason._tag}`, "a file you may read"))
  })
  if (info.type === "Directory")
    return yield* whole(file, "this is a directory", "a scenario file", `name the files: ${file.replace(/\/$/, "")}/*.yaml`)
  if (info.type !== "File") return yield* whole(file, "this is not a regular file", "a scenario file")
  const size = Number(info.size)
  if (size > largestFile)
    return yield* whole(
      file,
      `the file has ${mebibytes(size)}`,
      `at most ${mebibytes(largestFile)}`,
      "a scenario is a short text: is this the right file?"
    )
  return yield* Effect.mapError(fs.readFile(file), (error) =>
    whole(file, `the file cannot be read: ${error.reason._tag}`, "a file you may read")
  )
})

/** A missing file, with files of nearly the same name beside it. */
const missingFile = Effect.fnUntraced(function* (file: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const beside = yield* Effect.orElseSucceed(fs.readDirectory(path.dirname(file)), () => [] as Array<string>)
  return whole(file, "there is no such file", "a scenario file", didYouMean(path.basename(file), beside))
})

/** The text of a file, or where it stops being UTF-8. */
const textOf = (file: string, bytes: Uint8Array): Result.Result<string, BadInput> => {
  const decoder = new TextDecoder("utf-8", { fatal: true })
  const valid = (length: number): boolean => {
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, length), { stream: true })
      return true
    } catch {
      return false
    }
  }
  try {
    return Result.succeed(decoder.decode(bytes))
  } catch {
    let good = 0
    let bad = bytes.length + 1
    while (bad - good > 1) {
      const middle = (good + bad) >> 1
      if (valid(middle)) good = middle
      else bad = middle
    }
    const line = bytes.subarray(0, good).reduce((lines, byte) => lines + (byte === 10 ? 1 : 0), 1)
    return Result.fail(
      new BadInput({ problems: [{ file, line, found: `this is not UTF-8 text (near byte ${good})`, expected: "a text in UTF-8" }] })
    )
  }
}

/** Texts up to this length are searched for the line of a mistake whose message names none. */
const searched = 65_536

/** The line after the longest beginning of the text that can be read. */
const firstUnreadable = (text: string): { readonly line?: number } => {
  if (text.length > searched) return {}
  const lines = text.split("\n")
  for (let count = lines.length - 1; count > 0; count--) {
    try {
      Yaml.parse(lines.slice(0, count).join("\n"))
      return { line: count + 1 }
    } catch {
      // Shorter.
    }
  }
  return { line: 1 }
}

/** A parser's objection; both parsers tell the line in most of their messages. */
const syntax = (file: string, text: string, error: unknown): BadInput => {
  const message = error instanceof SyntaxError ? error.message : "this cannot be parsed, it is nested too deep"
  const inYaml = /^(.*) at line (\d+)$/.exec(message)
  const at = /position (\d+)/.exec(message)
  const before = at === null ? undefined : text.slice(0, Number(at[1])).split("\n")
  const place =
    inYaml !== null
      ? { line: Number(inYaml[2]) }
      : before !== undefined
        ? { line: before.length, column: (before[before.length - 1]?.length ?? 0) + 1 }
        : /Unexpected end/.test(message)
          ? { line: text.trimEnd().split("\n").length }
          : file.endsWith(".json")
            ? {}
            : firstUnreadable(text)
  const found = inYaml === null ? message.replace(/ \(line \d+ column \d+\)$/, "") : String(inYaml[1])
  return new BadInput({ problems: [{ file, ...place, found, expected: `${file.endsWith(".json") ? "JSON" : "YAML"} that can be read` }] })
}

const isHuge = (root: unknown): boolean => {
  const pending: Array<unknown> = [root]
  for (let seen = 0; pending.length > 0; seen++) {
    if (seen + pending.length > mostValues) return true
    const value = pending.pop()
    if (typeof value === "object" && value !== null) for (const inner of Object.values(value)) pending.push(inner)
  }
  return false
}

const parse = (file: string, text: string): Result.Result<unknown, BadInput> =>
  Result.try({
    try: (): unknown => (file.endsWith(".json") ? JSON.parse(text.replace(/^\uFEFF/, "")) : Yaml.parse(text)),
    catch: (error) => syntax(file, text, error)
  })

const decode = Schema.decodeUnknownResult(Scenario, { errors: "all", onExcessProperty: "error", reportInput: true })

const byPlace = (a: Problem, b: Problem): number => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)

/** A value as a scenario, or what is wrong with it. */
const scenarioOf = (
  file: string,
  name: string | undefined,
  value: unknown,
  where: Positions | undefined
): Result.Result<Loaded, BadInput> => {
  const problem = ({ path, ...rest }: Objection): Problem => ({ file, ...where?.of(path), path: pathText(path), ...rest })
  const bad = (found: ReadonlyArray<Objection>) => Result.fail(new BadInput({ problems: found.map(problem).sort(byPlace) }))
  if (isHuge(value))
    return Result.fail(whole(file, `this holds more than ${mostValues} values`, "a scenario", "aliases (*name) repeat what they stand for"))
  const twice = (where?.duplicates ?? []).map(({ path, position }): Problem => ({
    file,
    ...position,
    path: pathText(path),
    found: `the key ${String(path[path.length - 1])} stands here twice`,
    expected: "each key once"
  }))
  if (twice.length > 0) return Result.fail(new BadInput({ problems: twice }))
  if (typeof value !== "object" || value === null)
    return bad([
      { path: [], found: `this is ${valueText(value)}`, expected: "a scenario: an object with the keys name, about, hosts, script" }
    ])
  const decoded = decode(value)
  if (Result.isFailure(decoded)) return bad(objections(decoded.failure.issue))
  const scenario = decoded.success
  const found = check(scenario)
  const misnamed: ReadonlyArray<Objection> =
    name === undefined || name === scenario.name
      ? []
      : [{ path: ["name"], found: `the scenario is called ${scenario.name} and its file ${name}`, expected: "the same name" }]
  return found.length + misnamed.length > 0 ? bad([...misnamed, ...found]) : Result.succeed({ file, scenario })
}

/**
 * A scenario from text, as if it stood in this file. The ending of the file tells YAML from JSON; its name is not compared with the
 * scenario's.
 */
export const fromText = (file: string, text: string): Result.Result<Loaded, BadInput> => {
  if (text.trim() === "") return Result.fail(whole(file, "the file is empty", "a scenario", "docs/scenarios.md shows one"))
  return Result.flatMap(parse(file, text), (value) => scenarioOf(file, undefined, value, positions(text)))
}

/** A scenario from a value, such as the default export of a module. */
export const fromValue = (file: string, value: unknown): Result.Result<Loaded, BadInput> => scenarioOf(file, undefined, value, undefined)

/** Loads one file. */
export const load = Effect.fnUntraced(function* (file: string) {
  const path = yield* Path.Path
  const ending = path.extname(file)
  const bytes = yield* bytesOf(file)
  if (!endings.includes(ending)) {
    return yield* whole(file, `the ending ${ending === "" ? "(none)" : ending} says nothing about the language`, endings.join(", "))
  }
  const name = path.basename(file, ending)
  const text = yield* Effect.fromResult(textOf(file, bytes))
  if (text.trim() === "") return yield* whole(file, "the file is empty", "a scenario", "docs/scenarios.md shows one")
  if (ending === ".json" || ending === ".yaml" || ending === ".yml") {
    const value = yield* Effect.fromResult(parse(file, text))
    return yield* Effect.fromResult(scenarioOf(file, name, value, positions(text)))
  }
  const importModule = yield* ImportModule
  const url = yield* Effect.orDie(path.toFileUrl(path.resolve(file)))
  const value = yield* Effect.catchCause(importModule(url.href), (cause) => {
    const error = Cause.squash(cause)
    return Effect.fail(
      whole(
        file,
        `the module cannot be loaded: ${error instanceof Error ? error.message : String(error)}`,
        "a module with a default export"
      )
    )
  })
  if (value === undefined) return yield* whole(file, "the module has no default export", "export default scenario({ … })")
  return yield* Effect.fromResult(scenarioOf(file, name, value, undefined))
})

/** Loads all files. Either all of them, in the order given, or every problem of every file. A file named twice is loaded once. */
export const loadAll = Effect.fnUntraced(function* (files: ReadonlyArray<string>) {
  const results = yield* Effect.forEach([...new Set(files)], (file) => Effect.result(load(file)))
  const problems = results.flatMap((result) => (Result.isFailure(result) ? result.failure.problems : []))
  const loaded = results.flatMap((result) => (Result.isSuccess(result) ? [result.success] : []))
  const owners = new Map<string, string>()
  for (const { file, scenario } of loaded) {
    const other = owners.get(scenario.name)
    if (other === undefined) owners.set(scenario.name, file)
    else
      problems.push({
        file,
        path: "name",
        found: `${other} has a scenario of the same name, ${scenario.name}`,
        expected: "each name once in a run"
      })
  }
  if (problems.length > 0) return yield* new BadInput({ problems })
  return loaded
})
