/**
 * What every message is made of: the name of its call, and the traffic.
 */
import { FlowSpec } from "@condis/core/FlowSpec"
import * as Schema from "effect/Schema"

/**
 * Names a call on one interface. Both sides choose values of their own, so the flag tells them apart: 0 in what the side that chose the
 * value sends, 1 in what is sent to it. The value 0 names the interface as a whole.
 */
export const Reference = Schema.Struct({ value: Schema.Int, flag: Schema.Literals([0, 1]) })
export interface Reference extends Schema.Schema.Type<typeof Reference> {}

/** Traffic both ways, as the sender of the message sees it: who receives the message swaps the two. */
export const Traffic = Schema.Struct({ transmit: FlowSpec, receive: FlowSpec })
export interface Traffic extends Schema.Schema.Type<typeof Traffic> {}
