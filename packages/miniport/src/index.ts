/**
 * Miniports and MCM drivers, and simulated hardware for them.
 */
export * from "./Channels.ts"
export { supportedOids } from "./Information.ts"
export * as McmDriver from "./McmDriver.ts"
export * as MiniportDriver from "./MiniportDriver.ts"
export * as Frame from "./sim/Frame.ts"
export type * from "./sim/Hardware.ts"
export * as Network from "./sim/Network.ts"
export type { Counts } from "./Statistics.ts"
export { serve } from "./worker/Serve.ts"
export * as WorkerNetwork from "./worker/WorkerNetwork.ts"
