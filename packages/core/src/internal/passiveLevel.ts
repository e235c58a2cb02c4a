/**
 * The proof of running at PASSIVE_LEVEL. Internal, so that nobody but NDIS can hand it out.
 */
declare const Passive: unique symbol

/** What the service `needs PASSIVE_LEVEL` is. */
export interface AtPassiveLevel {
  readonly [Passive]: true
}

/** The only one there is: given to handlers that run at PASSIVE_LEVEL and to work items. */
export const passiveLevel = Object.freeze({}) as AtPassiveLevel
