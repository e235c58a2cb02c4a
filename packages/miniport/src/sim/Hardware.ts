/**
 * The hardware a miniport or an MCM driver stands on, seen from the driver.
 *
 * What a driver may rely on: its functions are called in the driver's own turn and answer at once; events arrive in a turn of their own
 * (`life.post`), in batches, never from inside `transmit`; every frame given to `transmit` comes back exactly once, through `transmitted`
 * or as an answer of `reset` or `stop`, with `failed` set when it was not sent; frames of a connection stay in order; frames of a
 * connection that is not open are never received.
 */
import type { TraceSink } from "@condis/core/Trace"
import type * as Effect from "effect/Effect"
import type { Connection, Frame } from "./Frame.ts"

/** What the hardware reports, in the driver's own turn. The arrays belong to the driver. */
export interface HardwareEvents {
  /** Frames came in, in the order of the wire. Each is given back with `returned`. */
  received(frames: ReadonlyArray<Frame>): void
  /** Frames have left the hardware, or come back with `failed`; their room is free again. */
  transmitted(frames: ReadonlyArray<Frame>): void
  /** The link came up or went down. Called at the beginning too when the link is down then. */
  linkChanged?(up: boolean): void
}

/** What a connection asks of the hardware. */
export interface ConnectionLimits {
  /** Set aside for this connection, in bits a second. The sum over the open connections cannot exceed the link's rate. */
  readonly reservedBitsPerSecond?: number
  /** Its frames wait in the hardware while the receiver at the far end has too many of them. */
  readonly credits?: boolean
}

/** An adapter that was started. */
export interface Hardware {
  /** Ends when the adapter takes part in its network, or never will. Undefined: it does so at once. */
  readonly ready?: Effect.Effect<void>
  /** The link's rate. Undefined: there is no limit. */
  readonly rateBitsPerSecond?: number | undefined
  /** False: there cannot be such a connection, or there is no room for it. Opening it again replaces its limits. */
  open(connection: Connection, limits?: ConnectionLimits): boolean
  /** Frames that wait for the transmitter come back as `failed: "closed"`; one that is leaving already still leaves. */
  close(connection: Connection): void
  /**
   * The connection is about to be closed: frames that wait for their receiver come back as `failed: "closed"`, those given to `transmit` later
   * too; others leave. Left out: no frame waits for its receiver.
   */
  drain?(connection: Connection): void
  /** The driver is done with a frame of `received`, and so is whoever it lent its data to. Left out: nobody waits for that. */
  returned?(frame: Frame): void
  /** Never refuses; a frame beyond {@link room} comes back as `failed: "full"`, so a driver that looks at `room` first loses nothing. */
  transmit(frame: Frame): void
  /** How many more frames the transmit queue takes now. It grows only with `transmitted`. */
  room(): number
  /** Frames given to `transmit` that have not come back. */
  idle(): number
  /** Frames that match and wait for the transmitter come back as `failed: "cancelled"`; one that is leaving already still leaves. */
  cancel(matches: (frame: Frame) => boolean): void
  /**
   * Begins anew with empty queues. Answers the frames that have not come back: those not sent with `failed: "reset"`. What came in and was
   * not reported is dropped, with a record. Connections stay open.
   */
  reset(): ReadonlyArray<Frame>
  /** Ends the adapter and answers the frames that have not come back. Nothing is reported any more; what came in is dropped, with a record. */
  stop(): ReadonlyArray<Frame>
}

/** What the hardware needs of the life of its driver; a `Life` of core has it all. */
export interface HardwareLife {
  readonly post: (task: () => void) => void
  readonly host: string
  readonly name: string
  readonly trace: TraceSink | undefined
}

/** Hardware that can be started, once for each life of its driver. */
export interface HardwareSpec {
  /** The address of the port it is plugged into. */
  readonly address: string
  readonly start: (events: HardwareEvents, life: HardwareLife) => Hardware
}
