/**
 * How the command ends: 0 when all went as it should, 1 when an expectation does not hold (one of them: what is sent arrives), 2 when the input cannot be used, 70 when condis
 * itself failed.
 */
import * as Data from "effect/Data"

/** The exit codes. They are part of the command's interface. */
export const ExitCode = { ok: 0, expectation: 1, input: 2, defect: 70 } as const

/** Expectations of a run do not hold; they were printed. */
export class ExpectationsFailed extends Data.TaggedError("ExpectationsFailed")<{ readonly runs: number }> {}

/** What was sent over a call did not arrive as it was, or not at all. */
export class CallFailed extends Data.TaggedError("CallFailed")<{ readonly what: string }> {
  override get message(): string {
    return this.what
  }
}

/** The exit codes, for help texts. */
export const exitCodes =
  "Exit codes: 0 all expectations hold; 1 some do not; 2 the input cannot be used (files, arguments), nothing was run; 70 condis itself failed."

/** Those of the commands that carry data over a call. */
export const callExitCodes =
  "Exit codes: 0 everything arrived as it was sent; 1 it did not; 2 the input cannot be used (files, arguments), no call was made; 70 condis itself failed; 130 interrupted."
