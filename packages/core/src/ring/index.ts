/**
 * Rings between two threads.
 */
export * from "./Bell.ts"
export * as PlainData from "./PlainData.ts"
export * from "./Ring.ts"
export * from "./RingPair.ts"
