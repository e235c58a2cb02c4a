/** The call control *UNI*. */
export * from "./CallControl.ts"
export { Cause, causeMeaning, causeOf, closeStatus, failureStatus } from "./Cause.ts"
export * from "./Channels.ts"
export type { Line } from "./Line.ts"
export * from "./Message.ts"
export type { NetworkOptions } from "./Network.ts"
export type { Call, State } from "./State.ts"
export * from "./Timer.ts"
