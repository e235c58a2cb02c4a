/**
 * The client's side of connection-oriented NDIS: raw handlers, and on them a friendly scoped API for programs.
 */
export type { Call } from "./Call.ts"
export * as Client from "./Client.ts"
export * from "./Errors.ts"
export { clientHandlers } from "./Handlers.ts"
export type { IncomingCall, Listener } from "./Listener.ts"
export * from "./Policy.ts"
