/**
 * How the command ends: 0 when all went as it should, 1 when an expectation does not hold, 2 when the input cannot be used, 70 when condis
 * itself failed.
 */
import * as Data from "effect/Data"

/** The exit codes. They are part of the command's interface. */
export const ExitCode = { ok: 0, expectation: 1, input: 2, defect: 70 } as const

/** Expectations of a run do not hold; they were printed. */
export class ExpectationsFailed extends Data.TaggedError("ExpectationsFailed")<{ readonly runs: number }> {}

/** The exit codes, for help texts. */
export const exitCodes =
  "Exit codes: 0 all expectations hold; 1 some do not; 2 the input cannot be used (files, arguments), nothing was run; 70 condis itself failed."
