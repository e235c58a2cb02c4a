/**
 * The client's side of connection-oriented NDIS: raw handlers, and on them a friendly scoped API for programs.
 */
export type { AddParty, Call } from "./Call.ts"
export * as Client from "./Client.ts"
export * from "./Errors.ts"
export { clientHandlers } from "./Handlers.ts"
export type { Asks, AskError, AskOptions, QueryOptions, SetOptions } from "./Information.ts"
export type { IncomingCall, Listener } from "./Listener.ts"
export type { Party } from "./Party.ts"
export * from "./Policy.ts"
export type { ClientAbout } from "./Requests.ts"
export type { SinkError, StreamError } from "./Streams.ts"
