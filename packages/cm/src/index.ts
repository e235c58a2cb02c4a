/**
 * Call management as a driver of its own: the kit, and the signalling protocols it can run.
 */
export * as CallManagerDriver from "./CallManagerDriver.ts"
export * as Permanent from "./Permanent.ts"
export * as Uni from "./uni/index.ts"
