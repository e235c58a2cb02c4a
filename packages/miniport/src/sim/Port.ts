/**
 * A port of the switch, and what the two sides of a link know of each other.
 *
 * The switch and the adapters are actors of one thread: they talk by posting, but read a few numbers of each other, each written in one
 * place. That keeps every bound a counter.
 */
import { NumberMap } from "@condis/core/kit/NumberMap"
import type { Carried } from "@condis/core/Trace"
import type { Frame } from "./Frame.ts"
import type { Link } from "./Link.ts"
import type { Policer } from "./Policer.ts"
import type { FrameFaults } from "./Tap.ts"

/** An adapter, as the switch sees it. */
export interface Adapter {
  /** `host/instance` of its driver. */
  readonly label: string
  readonly stopped: boolean
  /** Frames the switch has decided to send and the driver has not taken. The switch adds, the adapter takes away. */
  coming: number
  /** Frames arrive at the adapter; handled in its own turn. */
  receive(frames: Array<Frame>): void
  /** The switch has handled so many frames of this adapter. */
  handled(count: number): void
  linkChanged(up: boolean): void
}

/** One end of a connection of the switch. */
export interface Leaf {
  readonly port: Port
  readonly vpi: number
  readonly vci: number
}

/** Where frames of a connection go, and what they are held to on their way in. */
export interface Route extends Leaf {
  policer: Policer | undefined
}

/** Where frames of the root of a multipoint connection go. */
export interface Tree {
  readonly leaves: Array<Leaf>
  policer: Policer | undefined
}

/** A port: an address, a link, at most one adapter, and the connections that begin here. */
export class Port {
  /** As signalling protocols number it, from 1. */
  readonly number: number
  readonly address: string
  /** Written by the switch. */
  link: Link
  /** Everything to and from this address is swallowed. Written by the switch. */
  silent = false
  /** Written where the adapter is started and stopped. */
  adapter: Adapter | undefined = undefined
  /** By `connectionKey`. */
  readonly routes = new NumberMap<Route>()
  /** Those of the roots that are here, by `connectionKey`. */
  readonly trees = new Map<number, Tree>()

  constructor(number: number, address: string, link: Link) {
    this.number = number
    this.address = address
    this.link = link
  }
}

/** How many frames the network has seen. All are counts since the beginning. */
export interface FrameCounts {
  /** Left an adapter or the switch, lost ones included. */
  sent: number
  /** Taken by a driver. */
  delivered: number
  /** Swallowed when they left: by silence, by a link that is down, or by a fault rule. */
  lost: number
  /** Dropped with a record, at whichever place. */
  dropped: number
}

/** The switch, as an adapter sees it. */
export interface Exchange {
  readonly counts: FrameCounts
  /** Credits that frames have. */
  readonly credits: { out: number }
  /** The switch has ended. */
  readonly dead: boolean
  plug(port: Port, adapter: Adapter): void
  unplug(port: Port, adapter: Adapter): void
  /** Frames of an adapter arrive at its port; handled in the switch's own turn. */
  arrive(port: Port, adapter: Adapter, frames: ReadonlyArray<Frame>): void
  /** An adapter closed its signalling channel. */
  channelLost(port: Port): void
  /** Fault rules about frames, if there are any. */
  readonly faults: FrameFaults | undefined
  /** Name of a signalling message, for the trace. */
  readonly messageName: (payload: unknown) => string
  /** What it carries, for the trace. */
  readonly carried: (payload: unknown) => Carried | undefined
}
