/**
 * Input that cannot be used: which file, where in it, what was found, what was expected, and the way out. All problems of all files are
 * told at once, and nothing is run.
 */
import * as Data from "effect/Data"

/** One thing that is wrong. */
export interface Problem {
  readonly file: string
  /** From 1, where the text has one. */
  readonly line?: number
  readonly column?: number
  /** Path inside the document, like `script[2].call.to`. */
  readonly path?: string
  readonly found: string
  readonly expected?: string
  /** The way out. */
  readonly help?: string
}

/** More than so many problems of one file are counted, not shown. */
const shown = 20

/** A problem in one to three lines. */
export const problemText = (problem: Problem): string => {
  const place = [problem.file, problem.line, problem.column].filter((part) => part !== undefined).join(":")
  const path = problem.path === undefined || problem.path === "" ? "" : `${problem.path}: `
  return [
    `${place}: ${path}${problem.found}`,
    ...(problem.expected === undefined ? [] : [`    expected: ${problem.expected}`]),
    ...(problem.help === undefined ? [] : [`    help: ${problem.help}`])
  ].join("\n")
}

/** What was given cannot be used. */
export class BadInput extends Data.TaggedError("BadInput")<{ readonly problems: ReadonlyArray<Problem> }> {
  override get message(): string {
    const files = new Map<string, Array<Problem>>()
    for (const problem of this.problems) files.set(problem.file, [...(files.get(problem.file) ?? []), problem])
    return [...files.values()]
      .flatMap((problems) => [
        ...problems.slice(0, shown).map(problemText),
        ...(problems.length > shown
          ? [`${String(problems[0]?.file)}: ${problems.length - shown} more problems of this file are not shown`]
          : [])
      ])
      .join("\n")
  }
}
