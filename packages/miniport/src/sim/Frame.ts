/**
 * What travels between an adapter and the switch: frames.
 *
 * A frame is a whole AAL5 unit, the payload of one NET_BUFFER_LIST or one signalling message. Nothing below it is simulated: no cells, no
 * padding and trailer, no CRC, no SAAL. So there is no cell tax on a link's rate, and a frame arrives whole or not at all.
 */
import type { Credit } from "./Credits.ts"

/** One AAL5 unit on a connection of a link. Vpi and vci name the connection on this link only: a switch rewrites them. */
export interface Frame {
  readonly vpi: number
  readonly vci: number
  /** Handed over by reference, never copied: who receives it does not write to it. */
  readonly payload: unknown
  /** Length in octets; with the link's rate it decides how long the frame occupies the transmitter. */
  readonly bytes: number
  /** Belongs to the driver that has the frame: it comes back in `transmitted`, and does not travel. */
  context: unknown
  /** Beyond the contract of its connection, and marked by the network (cell loss priority 1): the first to be dropped where there is no room. */
  readonly tagged?: boolean
  /** What is given back to its sender when nobody has the frame any more ({@link dispose}). A frame that has one is not sent again. */
  credit?: Credit | undefined
  /** Space of the adapter that has the frame of its driver, or handed it to its driver. */
  place?: number | undefined
  /** Set by the hardware on a frame that comes back without having been sent. */
  failed?: FrameFailure | undefined
}

/**
 * Why a frame was not sent: its connection is not open (or was closed, or about to be, while the frame waited), the transmit queue has no room, its length
 * is none an AAL5 unit can have, the link is down, the adapter was reset or stopped while it waited, or its sender cancelled it.
 */
export type FrameFailure = "closed" | "full" | "length" | "link down" | "reset" | "stopped" | "cancelled"

/** The longest AAL5 unit, in octets. */
export const maxBytes = 0xffff

/** Names a connection on one link. */
export interface Connection {
  readonly vpi: number
  readonly vci: number
}

/** The channel that signalling uses on every link. */
export const signalling: Connection = { vpi: 0, vci: 5 }

/** Is it the signalling channel? */
export const isSignalling = (connection: Connection): boolean => connection.vci === 5 && connection.vpi === 0

/** The largest VPI and VCI a link carries (8 and 16 bits, as at a user-network interface). */
export const maxVpi = 0xff
export const maxVci = 0xffff

/** One integer for a connection, for look-up. */
export const connectionKey = (vpi: number, vci: number): number => vpi * 0x10000 + vci

/** Can there be such a connection? */
export const isConnection = ({ vci, vpi }: Connection): boolean =>
  Number.isInteger(vpi) && vpi >= 0 && vpi <= maxVpi && Number.isInteger(vci) && vci >= 0 && vci <= maxVci
