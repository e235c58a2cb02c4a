/**
 * A ladder of the documentation as data: the operation it shows, the run it is cut out of, and where it begins and ends there.
 */

/**
 * An event in the trace of a run, as text:
 *
 *     NdisClMakeCall              the call of a function or callback; of two names of a call manager's function the stand-alone one
 *     = NdisClMakeCall            its return
 *     ~ SETUP                     a message on the wire
 *     ! refusal                   a note of this kind: refusal, violation, drop, death, restart, fault
 *
 * and behind it, as needed, `PENDING` (its status) or `OID_CO_ADD_ADDRESS` (what is asked), `@voice` (a driver that takes part; `@cm` is the MCM driver too) and `#2` (the second
 * one that fits).
 */
export type Mark = string

/** One ladder. */
export interface Ladder {
  /** `OP-07`. */
  readonly operation: string
  /** The document the project started from that this is about: `000a`. */
  readonly document?: string
  /** Of several ladders of an operation, which: what happens. */
  readonly title: string
  readonly about: string
  /** Its path in `scenarios`, without its ending. */
  readonly scenario: string
  /** By default `alice`. */
  readonly host?: string
  readonly from: Mark
  /** Each of these is looked for from the first event on; the last to come is the end. */
  readonly to: Mark | ReadonlyArray<Mark>
  /** Other ends where the MCM form goes another way. */
  readonly mcm?: { readonly from?: Mark; readonly to?: Mark | ReadonlyArray<Mark> }
  /** Look at the start of the hosts too, which otherwise is left out. */
  readonly start?: true
  /** Show this form alone, and why. */
  readonly only?: { readonly form: "cm" | "mcm"; readonly why: string }
}

/** A page of the documentation. */
export interface Page {
  /** Its file name, without ending. */
  readonly file: string
  readonly title: string
  readonly about: string
  readonly ladders: ReadonlyArray<Ladder>
}

/** Reasons for one form alone, for `only`. */
export const same = { form: "cm", why: "With an MCM driver below it is the same." } as const
export const noMiniport = { form: "cm", why: "An MCM driver has no such crossing: both halves are one driver." } as const
export const neverPending = {
  form: "cm",
  why: "An MCM driver activates and deactivates at once, so nothing is ever pending there."
} as const
