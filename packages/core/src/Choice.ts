/**
 * Decisions the runtime leaves open: how many messages a wake takes, and which of two legal orders happens.
 *
 * Left alone, every decision is the plain one (0). An explorer provides a drawn one, and the run becomes one of the many legal runs.
 */
import * as Context from "effect/Context"

export interface Choice {
  /** Answers 0 … n-1; 0 is the plain choice. `label` says what is being chosen. */
  readonly pick: (n: number, label: string) => number
}

/** Always the plain choice. */
export const plain: Choice = { pick: () => 0 }

/** The decisions a host is run with. */
export const Choice: Context.Reference<Choice> = Context.Reference<Choice>("@condis/core/Choice", { defaultValue: () => plain })
