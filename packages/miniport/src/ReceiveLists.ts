/**
 * The lists an adapter receives into: a pool, and the frames that wait for a list of it.
 *
 * A list is out from its indication until the protocol returns it. When there are too few, frames wait here, in the order of their VC, and
 * go up when lists come back: a slow protocol is felt below, and nothing is lost at once. A VC may hold as many lists as are still free, so
 * that one which returns nothing cannot keep the others, signalling among them, from theirs. Beyond `waitingFrames` of a VC a frame is
 * dropped with a record, and so is what waits when the VC is deactivated, or the adapter is paused or stopped.
 */
import { Mailbox } from "@condis/core/actor/Actor"
import { NetBufferListPool } from "@condis/core/data/Pool"
import { chain, type NetBufferList } from "@condis/core/NetBufferList"
import type { Channel } from "./Channels.ts"
import type { Frame } from "./sim/Frame.ts"

/** Bounds of what an adapter receives. */
export interface ReceiveBounds {
  /** Lists that are lent to protocols at a time; by default 65,536. */
  readonly receiveLists?: number | undefined
  /** Frames of one VC that wait for a list; by default 1,024. */
  readonly waitingFrames?: number | undefined
}

/** What becomes of what waits. */
export interface ReceiveEvents {
  readonly indicate: (channel: Channel, lists: NetBufferList, count: number) => void
  readonly dropped: (text: string) => void
  /** A frame got a list, or so many get none. */
  readonly received: (channel: Channel, frame: Frame) => void
  readonly unbuffered: (channel: Channel, frames: number) => void
  /** Nobody needs a frame any more: it was taken, or dropped. */
  readonly done: (frame: Frame) => void
  readonly tell: (rule: string, text: string) => void
}

export class ReceiveLists {
  readonly pool: NetBufferListPool
  private readonly waitingFrames: number
  private readonly events: ReceiveEvents
  /** Channels with frames that wait. */
  private starving: Array<Channel> = []

  constructor(name: string, bounds: ReceiveBounds, events: ReceiveEvents) {
    this.pool = new NetBufferListPool({ name, limit: bounds.receiveLists ?? 65_536, tell: events.tell })
    this.waitingFrames = bounds.waitingFrames ?? 1024
    this.events = events
  }

  /** A list for a frame that came. Undefined: there is none, the frame waits for one or is dropped. */
  take(channel: Channel, frame: Frame): NetBufferList | undefined {
    if (channel.waiting === undefined && channel.lent < this.pool.room) return this.lend(channel, frame)
    const waiting = channel.waiting?.length ?? 0
    if (channel.whenDrained !== undefined || waiting >= this.waitingFrames) {
      this.events.dropped(
        `${waiting} frames of a VC wait for a list to be received into and one more is dropped; return lists faster, or raise receiveLists or waitingFrames`
      )
      this.events.unbuffered(channel, 1)
      this.events.done(frame)
      return undefined
    }
    if (channel.waiting === undefined) {
      channel.waiting = new Mailbox()
      this.starving.push(channel)
    }
    channel.waiting.push(frame)
    return undefined
  }

  /** The list knows its frame, and that its channel. */
  private lend(channel: Channel, frame: Frame): NetBufferList {
    const list = this.pool.allocateWith(frame.payload, channel.handle)!
    list.MiniportReserved = frame
    frame.context = channel
    channel.lent++
    this.events.received(channel, frame)
    return list
  }

  /** A list was returned: answers the channel it was lent on. Undefined: it was not, which is told. */
  back(list: NetBufferList): Channel | undefined {
    const frame = list.MiniportReserved as Frame
    if (!this.pool.free(list)) return undefined
    const channel = frame.context as Channel
    channel.lent--
    this.events.done(frame)
    return channel
  }

  /** Lists came back: frames that wait go up, as far as there are lists. */
  serve(): void {
    if (this.starving.length === 0) return
    this.starving = this.starving.filter((channel) => {
      const { waiting } = channel
      if (waiting === undefined) return false
      const run: Array<NetBufferList> = []
      while (waiting.length > 0 && channel.lent < this.pool.room) run.push(this.lend(channel, waiting.shift()))
      if (run.length > 0) this.events.indicate(channel, chain(run)!, run.length)
      if (waiting.length > 0) return true
      channel.waiting = undefined
      return false
    })
  }

  /** What waits on a channel, or on all of them, will not go up. */
  drop(why: string, channel?: Channel): void {
    for (const each of channel === undefined ? this.starving : [channel]) {
      const { waiting } = each
      if (waiting === undefined) continue
      each.waiting = undefined
      this.events.dropped(`${waiting.length} frames that waited for a list to be received into are dropped: ${why}`)
      this.events.unbuffered(each, waiting.length)
      while (waiting.length > 0) this.events.done(waiting.shift())
    }
    this.starving = this.starving.filter((each) => each.waiting !== undefined)
  }

  /** All lists must be back now (NBL-30). */
  end(): void {
    this.pool.destroy()
  }
}
