/**
 * What a schema objects to, in words for the author of a file.
 */
import * as SchemaAST from "effect/SchemaAST"
import type * as SchemaIssue from "effect/SchemaIssue"
import { hasInput } from "effect/SchemaIssue"
import type { Path } from "./Positions.ts"
import { alternatives, didYouMean } from "./Suggest.ts"
import { durationExpected } from "./Vocabulary.ts"

/** One objection. */
export interface Objection {
  readonly path: Path
  readonly found: string
  readonly expected?: string
  readonly help?: string
}

const longestShown = 60

/** A value in few words. */
export const valueText = (value: unknown): string => {
  if (value === null || value === undefined) return "nothing"
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list"
  if (typeof value === "object")
    return Object.keys(value).length === 0 ? "an empty object" : `an object with ${Object.keys(value).slice(0, 5).join(", ")}`
  if (typeof value === "string")
    return value === "" ? "an empty text" : JSON.stringify(value.length > longestShown ? `${value.slice(0, longestShown)}…` : value)
  return `${typeof value === "number" ? "the number" : ""} ${String(value)}`.trim()
}

const plural: { readonly [tag: string]: string } = {
  String: "a text",
  Number: "a number",
  Boolean: "true or false",
  Arrays: "a list",
  Null: "nothing"
}

/** What a schema takes, in few words. */
const expectedText = (ast: SchemaAST.AST): string => {
  const annotations = SchemaAST.resolve(ast)
  const expected = annotations?.["expected"]
  if (typeof expected === "string") return expected
  if (ast._tag === "Union") return alternatives([...new Set(ast.types.map(expectedText))])
  if (ast._tag === "Literal") return String(ast.literal)
  if (ast._tag === "Objects") {
    const keys = ast.propertySignatures.map(({ name }) => String(name))
    return keys.length === 0 ? "an object of named entries" : `an object with keys of ${keys.join(", ")}`
  }
  return plural[ast._tag] ?? "another value"
}

const literals = (ast: SchemaAST.AST): ReadonlyArray<string> => {
  if (ast._tag === "Union") return ast.types.flatMap(literals)
  if (ast._tag === "Literal") return [String(ast.literal)]
  // A one-key object is meant where its key is written as a bare word.
  return ast._tag === "Objects" ? ast.propertySignatures.map(({ name }) => String(name)) : []
}

const wrongType = (path: Path, input: unknown, ast: SchemaAST.AST): Objection => {
  const quotes =
    ast._tag === "String" && expectedText(ast) !== durationExpected && (typeof input === "number" || typeof input === "boolean")
  const near = typeof input === "string" ? didYouMean(input, literals(ast)) : undefined
  const help = quotes ? `put it in quotes: "${String(input)}"` : near
  return { path, found: `this is ${valueText(input)}`, expected: expectedText(ast), ...(help === undefined ? {} : { help }) }
}

const unexpectedKey = (path: Path, ast: SchemaAST.AST): Objection => {
  const key = String(path[path.length - 1])
  if (ast._tag !== "Objects") return { path, found: `there is no ${key} here` }
  const index = ast.indexSignatures[0]
  if (index !== undefined && ast.propertySignatures.length === 0) {
    return { path, found: `${JSON.stringify(key)} cannot stand here as a key`, expected: expectedText(index.parameter) }
  }
  const keys = ast.propertySignatures.map(({ name }) => String(name))
  const help = didYouMean(key, keys)
  return { path, found: `there is no key ${key} here`, expected: alternatives(keys), ...(help === undefined ? {} : { help }) }
}

const missingKey = (path: Path, annotations: { readonly description?: string | undefined } | undefined): Objection => ({
  path,
  found: `the key ${String(path[path.length - 1])} is missing`,
  ...(annotations?.description === undefined ? {} : { expected: annotations.description })
})

/** All objections in an issue of a schema. */
export const objections = (issue: SchemaIssue.Issue, path: Path = []): ReadonlyArray<Objection> => {
  switch (issue._tag) {
    case "Pointer":
      return objections(issue.issue, [...path, ...issue.path])
    case "Encoding":
      return objections(issue.issue, path)
    case "Composite":
      return issue.issues.flatMap((inner) => objections(inner, path))
    case "Filter": {
      const inner = issue.issue
      if (inner._tag !== "InvalidValue") return objections(inner, path)
      const message = inner.annotations?.message
      if (typeof message === "string") return [{ path, found: message }]
      const expected = issue.filter.annotations?.["expected"]
      return [
        {
          path,
          found: `this is ${valueText(hasInput(issue) ? issue.input : undefined)}`,
          ...(typeof expected === "string" ? { expected } : {})
        }
      ]
    }
    case "AnyOf": {
      const input = hasInput(issue) ? issue.input : undefined
      const inside = issue.issues.filter((inner) => inner._tag !== "InvalidType" && inner._tag !== "AnyOf")
      const only = inside[0]
      // One member took the value and objects to something in it: that is what the author meant.
      return only !== undefined && inside.length === 1 ? objections(only, path) : [wrongType(path, input, issue.ast)]
    }
    case "InvalidType":
      return [wrongType(path, hasInput(issue) ? issue.input : undefined, issue.ast)]
    case "UnexpectedKey":
      return [unexpectedKey(path, issue.ast)]
    case "MissingKey":
      return [missingKey(path, issue.annotations)]
    case "InvalidValue": {
      const message = issue.annotations?.message
      return [{ path, found: typeof message === "string" ? message : `this is ${valueText(hasInput(issue) ? issue.input : undefined)}` }]
    }
    default:
      return [{ path, found: "this value is not allowed here" }]
  }
}
