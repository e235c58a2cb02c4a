/**
 * What crosses between a driver's thread and the worker its hardware runs in.
 *
 * All that must keep its order goes through the ring pair of its adapter: frames, and what the driver does with connections between them.
 * Data travels as its octets; a frame whose payload is a value (a signalling message) as plain data (`PlainData`), in the same ring, so it
 * neither overtakes data nor is overtaken. Messages carry what happens rarely and to the network as a whole.
 *
 * A frame keeps its element until the adapter is done with it, and elements come back in order. One that may wait for a credit would keep all
 * behind it from coming back. So it has a token, its element comes back at once, and what became of it is told by its token. A frame that
 * came in with a credit has a token of the other side, and is given back by it.
 */
import type { FarEnd, NetworkOrder } from "@condis/core/CallControl"
import { PlainData, type Producer, type Shared } from "@condis/core/ring/index"
import type { TraceEvent, Unstamped } from "@condis/core/Trace"
import type { Frame, FrameFailure } from "../sim/Frame.ts"
import type { ConnectionLimits } from "../sim/Hardware.ts"
import type { Link } from "../sim/Link.ts"
import type { End, Leftovers, PortOptions } from "../sim/Network.ts"

/** Kinds of elements. `link` and `done` go towards the driver only, those from `open` on towards the hardware only. */
export const Kind = { data: 1, value: 2, link: 3, done: 4, open: 5, close: 6, reset: 7, drain: 8, cancel: 9, returned: 10 } as const

/** What became of an element: done, or why its frame was not sent. */
export const done = 1

const failures: ReadonlyArray<FrameFailure> = ["closed", "full", "length", "link down", "reset", "stopped", "cancelled"]

/** Status of a frame that came back. */
export const statusOf = (failed: FrameFailure | undefined): number => (failed === undefined ? done : 2 + failures.indexOf(failed))

/** Its reverse. */
export const failureOf = (status: number): FrameFailure | undefined => failures[status - 2]

/** The longest frame that crosses, in octets: what adapters say of themselves (`MtuSize`). */
export const longest = 9180

/** The octets a frame crosses as. Throws a `TypeError` when its payload is more than data. */
export const octetsOf = ({ payload }: Frame): Uint8Array => (payload instanceof Uint8Array ? payload : PlainData.encode(payload))

/** Puts a frame; answers its slot, or -1. Token 0: it has none. */
export const putFrame = (out: Producer, frame: Frame, octets: Uint8Array, token: number): number =>
  out.put(frame.payload instanceof Uint8Array ? Kind.data : Kind.value, frame.vpi * 0x10000 + frame.vci, frame.bytes, octets, token)

/** The token after this one. */
export const nextToken = (token: number): number => (token % 0x7fffffff) + 1

/** As many tokens as one element is given; an even number, as some come with a status each. */
export const mostTokens = 2048

/** Hands on what is in a list of tokens in parts that cross as one element each, and empties it. */
export const inParts = (tokens: Array<number>, put: (part: Uint8Array) => void): void => {
  while (tokens.length > 0) put(new Uint8Array(Int32Array.from(tokens.splice(0, mostTokens)).buffer))
}

/** The tokens of such a part. */
export const tokensOf = (part: Uint8Array<ArrayBuffer>): Int32Array => new Int32Array(part.buffer)

/** What a connection asks of the hardware, as it crosses. */
export const limitsOctets = ({ credits = false, reservedBitsPerSecond = 0 }: ConnectionLimits): Uint8Array =>
  PlainData.encode([reservedBitsPerSecond, credits])

/** Its reverse. */
export const limitsOf = (octets: Uint8Array): ConnectionLimits => {
  const [reservedBitsPerSecond, credits] = PlainData.decode(octets) as [number, boolean]
  return { reservedBitsPerSecond, credits }
}

/** The frame of an element. */
export const frameOf = (kind: number, key: number, bytes: number, octets: Uint8Array, context: unknown): Frame => ({
  vpi: key >>> 16,
  vci: key & 0xffff,
  payload: kind === Kind.data ? octets : PlainData.decode(octets),
  bytes,
  context
})

/** How the network in the worker is made. */
export interface Setting {
  /** What links are where a port says nothing else. */
  readonly link?: Partial<Link>
}

/** To the worker. */
export type Order =
  | { readonly _tag: "Begin"; readonly setting: Setting; readonly traced: boolean }
  | { readonly _tag: "Port"; readonly address: string; readonly options: PortOptions }
  | {
      readonly _tag: "Plug"
      readonly id: number
      readonly address: string
      readonly host: string
      readonly name: string
      readonly shared: Shared
    }
  | { readonly _tag: "Unplug"; readonly id: number }
  | { readonly _tag: "Order"; readonly order: NetworkOrder }
  | { readonly _tag: "FarEnd"; readonly address: string; readonly behaviour: FarEnd }
  | { readonly _tag: "Link"; readonly address: string; readonly change: Partial<Link> }
  | { readonly _tag: "Permanent"; readonly a: End; readonly b: End; readonly on: boolean }
  | { readonly _tag: "Silence"; readonly address: string; readonly on: boolean }
  | { readonly _tag: "Ask"; readonly question: number }
  /** Asks for a sign of life. */
  | { readonly _tag: "Beat" }

/** From the worker. */
export type News =
  | { readonly _tag: "Begun" }
  | { readonly _tag: "Plugged"; readonly id: number }
  | { readonly _tag: "Trace"; readonly event: Unstamped<TraceEvent> }
  | { readonly _tag: "Answer"; readonly question: number; readonly leftovers: Leftovers }
  | { readonly _tag: "Beat" }
