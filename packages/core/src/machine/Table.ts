/**
 * Transition tables: every (state, event) pair is answered, or the table does not compile.
 */
import type { NdisStatus } from "../NdisStatus.ts"

/** The pair is refused: the call is answered with the status and the state stays. */
export interface Refuse {
  readonly _tag: "Refuse"
  readonly status: NdisStatus
  /** Id of the rule that says so (docs/condis/rules.md). */
  readonly rule: string
}

/** The pair breaks a rule and there is no status to give: it is recorded and ignored. */
export interface Violate {
  readonly _tag: "Violate"
  readonly rule: string
}

/** The answer to one pair: the next state, or why not. */
export type Answer<State extends string> = State | Refuse | Violate

/** One row per state, one cell per event. */
export type Table<State extends string, Event extends string> = {
  readonly [S in State]: { readonly [E in Event]: Answer<State> }
}

/** Makes a total table. */
export const table = <State extends string, Event extends string>(rows: Table<State, Event>): Table<State, Event> => rows

/** The call is answered with `status`; the state stays. */
export const refuse = (status: NdisStatus, rule: string): Refuse => ({ _tag: "Refuse", status, rule })

/** Recorded as a breach of `rule`; the state stays. */
export const violate = (rule: string): Violate => ({ _tag: "Violate", rule })

/** Is the answer a next state? */
export const moves = <State extends string>(answer: Answer<State>): answer is State => typeof answer === "string"
