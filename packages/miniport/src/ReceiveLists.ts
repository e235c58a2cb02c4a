/**
 * The lists an adapter receives into: a pool, and the frames that wait for a list of it.
 *
 * A list is out from its indication until the protocol returns it. A VC may hold as many lists as are still free, so that one which returns
 * nothing cannot keep the others, signalling among them, from theirs. The last `receiveLowWater` lists are not lent: they are shown
 * (NDIS_RECEIVE_FLAGS_RESOURCES), so the protocol copies, and each is back as soon as its handler has returned. When there is no list,
 * frames wait here, in the order of their VC, and go up when lists come back: a slow protocol is felt below, and nothing is lost at once.
 * Beyond `waitingFrames` of a VC a frame is dropped with a record, and so is what waits when the VC is deactivated, or the adapter is paused
 * or stopped.
 */
import { Mailbox } from "@condis/core/actor/Actor"
import { NetBufferListPool } from "@condis/core/data/Pool"
import type { NetBufferList } from "@condis/core/NetBufferList"
import type { Channel } from "./Channels.ts"
import type { Frame } from "./sim/Frame.ts"

/** Bounds of what an adapter receives. */
export interface ReceiveBounds {
  /** Lists that are lent to protocols at a time; by default 65,536. */
  readonly receiveLists?: number | undefined
  /** When only so many of them are free, they are shown and no more lent; by default 0: all are lent. */
  readonly receiveLowWater?: number | undefined
  /** Frames of one VC that wait for a list; by default 1,024. */
  readonly waitingFrames?: number | undefined
}

/** What becomes of what waits. */
export interface ReceiveEvents {
  /** Lists go up: lent, or only shown. */
  readonly indicate: (channel: Channel, lists: ReadonlyArray<NetBufferList>, shown: boolean) => void
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
  private readonly lowWater: number
  private readonly waitingFrames: number
  private readonly events: ReceiveEvents
  /** Channels with frames that wait. */
  private starving: Array<Channel> = []
  private serving = false
  /** What goes up next, together: lists of one channel, all lent or all shown. */
  private run: Array<NetBufferList> = []
  private runOf: Channel | undefined = undefined
  private runShown = false

  constructor(name: string, bounds: ReceiveBounds, events: ReceiveEvents) {
    this.pool = new NetBufferListPool({ name, limit: bounds.receiveLists ?? 65_536, tell: events.tell })
    this.lowWater = bounds.receiveLowWater ?? 0
    this.waitingFrames = bounds.waitingFrames ?? 1024
    this.events = events
  }

  /** A frame came: it goes up with what came before it ({@link goUp}), or it waits for a list, or it is dropped. */
  came(channel: Channel, frame: Frame): void {
    if (channel.waiting === undefined && this.hasRoom(channel)) return this.gather(channel, frame)
    const waiting = channel.waiting?.length ?? 0
    if (channel.whenDrained !== undefined || waiting >= this.waitingFrames) {
      this.events.dropped(
        `${waiting} frames of a VC wait for a list to be received into and one more is dropped; return lists faster, or raise receiveLists or waitingFrames`
      )
      this.events.unbuffered(channel, 1)
      return this.events.done(frame)
    }
    if (channel.waiting === undefined) {
      channel.waiting = new Mailbox()
      this.starving.push(channel)
    }
    channel.waiting.push(frame)
  }

  /** Is there a list for one more frame of the channel? */
  private hasRoom(channel: Channel): boolean {
    const { room } = this.pool
    return (room <= this.lowWater ? channel.shown : channel.lent) < room
  }

  /** The list knows its frame, and that its channel. */
  private gather(channel: Channel, frame: Frame): void {
    const shown = this.pool.room <= this.lowWater
    if (channel !== this.runOf || shown !== this.runShown) {
      this.goUp()
      this.runOf = channel
      this.runShown = shown
    }
    const list = this.pool.allocateWith(frame.payload, channel.handle)!
    list.MiniportReserved = frame
    frame.context = channel
    if (shown) channel.shown++
    else channel.lent++
    this.events.received(channel, frame)
    this.run.push(list)
  }

  /** What was gathered goes up. */
  goUp(): void {
    const { run, runOf, runShown } = this
    if (runOf === undefined) return
    this.run = []
    this.runOf = undefined
    this.events.indicate(runOf, run, runShown)
  }

  /** All frames that came together are here. Where they left few lists, what waits and was not to be lent one may be shown. */
  cameAll(): void {
    this.goUp()
    if (this.lowWater > 0 && this.pool.room <= this.lowWater) this.serve()
  }

  /** A list was returned: answers the channel it was lent on. Undefined: it was not, which is told. */
  back(list: NetBufferList): Channel | undefined {
    const channel = this.freed(list)
    if (channel !== undefined) channel.lent--
    return channel
  }

  /** The call that showed these lists of a channel has returned. */
  seen(lists: ReadonlyArray<NetBufferList>): void {
    for (const list of lists) {
      const channel = this.freed(list)
      if (channel !== undefined) channel.shown--
    }
  }

  private freed(list: NetBufferList): Channel | undefined {
    const frame = list.MiniportReserved as Frame
    if (!this.pool.free(list)) return undefined
    this.events.done(frame)
    return frame.context as Channel
  }

  /** Lists came back: frames that wait go up, as far as there are lists. */
  serve(): void {
    // Lists that NDIS has no room to be shown come back at once, in the middle of this: the round that goes on sees them.
    if (this.serving || this.starving.length === 0) return
    this.serving = true
    this.starving = this.starving.filter((channel) => {
      const { waiting } = channel
      if (waiting === undefined) return false
      while (waiting.length > 0 && this.hasRoom(channel)) {
        while (waiting.length > 0 && this.hasRoom(channel)) this.gather(channel, waiting.shift())
        this.goUp()
      }
      if (waiting.length > 0) return true
      channel.waiting = undefined
      return false
    })
    this.serving = false
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
