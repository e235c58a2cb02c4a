/**
 * The timers of the user side, all in milliseconds. A call runs at most one timer of its state at a time; beside it one for a status
 * enquiry, and one for each party it adds or drops.
 *
 * The values of T301 to T322 are those of Q.2931, but that of T317, which it leaves open below T316; those of T397, T398 and T399 are the
 * ATM Forum's UNI (T397 since 4.0, with Q.2971). The value of T360 is this project's: long enough for a client at the far side to think a
 * change over, short enough for the one who asked not to be forgotten.
 */

/** Limits of waiting, in milliseconds. */
export interface Timers {
  /** The called party was alerted: until it answers. */
  readonly T301: number
  /** The signalling link is lost: until it is back. One for all calls of the interface. */
  readonly T309: number
  /** SETUP sent: until anything is answered. Runs twice, SETUP is repeated in between. */
  readonly T303: number
  /** RELEASE sent: until it is acknowledged. Runs twice, RELEASE is repeated in between. */
  readonly T308: number
  /** CALL PROCEEDING received: until the call is alerted, connected or released. */
  readonly T310: number
  /** CONNECT sent: until it is acknowledged. */
  readonly T313: number
  /** RESTART sent: until it is acknowledged. Runs twice, RESTART is repeated in between. One for the interface. */
  readonly T316: number
  /** RESTART received: until what it ends is over. One for the interface, and less than T316. */
  readonly T317: number
  /** STATUS ENQUIRY sent: until it is answered. Runs twice, STATUS ENQUIRY is repeated in between. */
  readonly T322: number
  /** MODIFY REQUEST sent: until it is acknowledged or rejected. */
  readonly T360: number
  /** PARTY ALERTING received: until the party answers. */
  readonly T397: number
  /** DROP PARTY sent: until it is acknowledged. */
  readonly T398: number
  /** ADD PARTY sent: until the party is alerted, acknowledged or rejected. */
  readonly T399: number
}

/** Name of a timer. */
export type Timer = keyof Timers

/** The timer of a state of a call; the others run beside it, for an enquiry, a party or the interface. */
export type CallTimer = Exclude<Timer, "T309" | "T316" | "T317" | "T322" | "T397" | "T398" | "T399">

/** The limits used where none are given. */
export const defaultTimers: Timers = {
  T301: 180_000,
  T303: 4_000,
  T308: 30_000,
  T309: 10_000,
  T310: 10_000,
  T313: 4_000,
  T316: 120_000,
  T317: 60_000,
  T322: 4_000,
  T360: 10_000,
  T397: 180_000,
  T398: 4_000,
  T399: 14_000
}

/** The default limits with some of them replaced. */
export const timers = (fields: Partial<Timers> = {}): Timers => ({
  T301: fields.T301 ?? defaultTimers.T301,
  T303: fields.T303 ?? defaultTimers.T303,
  T308: fields.T308 ?? defaultTimers.T308,
  T309: fields.T309 ?? defaultTimers.T309,
  T310: fields.T310 ?? defaultTimers.T310,
  T313: fields.T313 ?? defaultTimers.T313,
  T316: fields.T316 ?? defaultTimers.T316,
  T317: fields.T317 ?? defaultTimers.T317,
  T322: fields.T322 ?? defaultTimers.T322,
  T360: fields.T360 ?? defaultTimers.T360,
  T397: fields.T397 ?? defaultTimers.T397,
  T398: fields.T398 ?? defaultTimers.T398,
  T399: fields.T399 ?? defaultTimers.T399
})
