/**
 * The VCs of one adapter on its hardware: what a miniport and an MCM driver both need to carry data.
 *
 * Sends are taken always and queued here when the hardware has no room (NBL-06); each packet of a list is a frame, they leave in order, and
 * a list comes home when its last frame did. Frames that arrive become chains of NBLs lent to the protocol, from a pool
 * ({@link ReceiveLists}). A channel is drained when no send and no loan is out (VC-44, VC-45).
 */
import { Mailbox } from "@condis/core/actor/Actor"
import { atmMediaOf, type CallParameters, MediaFlags } from "@condis/core/CallParameters"
import { ServiceCategory } from "@condis/core/Atm"
import type { NdisVcHandle } from "@condis/core/Handle"
import { valueOctets } from "@condis/core/data/length"
import { type NetBuffer, octetsIn } from "@condis/core/data/NetBuffer"
import { chain, chainEach, type NetBufferList } from "@condis/core/NetBufferList"
import { NumberMap } from "@condis/core/kit/NumberMap"
import { NdisStatus } from "@condis/core/NdisStatus"
import { type ReceiveBounds, ReceiveLists } from "./ReceiveLists.ts"
import { type Connection, connectionKey, type Frame, type FrameFailure } from "./sim/Frame.ts"
import type { Hardware } from "./sim/Hardware.ts"
import { Counts } from "./Statistics.ts"

/** One VC on the hardware. */
export class Channel {
  handle: NdisVcHandle
  connection: Connection | undefined = undefined
  sends = 0
  /** Received lists that a protocol has until it returns them, and those that are shown to it. */
  lent = 0
  shown = 0
  /** What came and waits for a list to go up in; undefined: nothing does. */
  waiting: Mailbox<Frame> | undefined = undefined
  whenDrained: (() => void) | undefined = undefined
  /** Undefined: it had no traffic yet. */
  counts: Counts | undefined = undefined
  constructor(handle: NdisVcHandle) {
    this.handle = handle
  }

  /** Is no send and no receive of it out? */
  get drained(): boolean {
    return this.sends === 0 && this.lent === 0 && this.shown === 0
  }
}

/** What goes up to NDIS. */
export interface Up {
  readonly sent: (channel: Channel, lists: NetBufferList) => void
  /** `back` given: the lists are only shown, and it is called when they were. */
  readonly received: (channel: Channel, lists: NetBufferList, count: number, back?: () => void) => void
  /** A frame of a connection the driver keeps to itself (signalling of an MCM). */
  readonly own?: (frame: Frame) => void
  /** A frame of its own came back unsent. */
  readonly ownFailed?: (frame: Frame) => void
  /** Frames were dropped here. */
  readonly dropped?: (text: string) => void
  /** A rule was broken here. By default that is a defect. */
  readonly violated?: (rule: string, text: string) => void
}

/** How the channels of an adapter are bounded. */
export interface ChannelsOptions extends ReceiveBounds {
  /** Of the adapter. */
  readonly name?: string | undefined
}

/** A list on its way out. */
class Sending {
  /** Frames of it that have not come home. */
  left: number
  readonly channel: Channel
  readonly list: NetBufferList
  constructor(channel: Channel, list: NetBufferList, frames: number) {
    this.channel = channel
    this.list = list
    this.left = frames
  }
}

const lengthOf = (payload: unknown): number => (payload instanceof Uint8Array ? payload.byteLength : valueOctets)

const failures: { readonly [F in FrameFailure]: NdisStatus } = {
  closed: NdisStatus.FAILURE,
  full: NdisStatus.RESOURCES,
  length: NdisStatus.INVALID_LENGTH,
  "link down": NdisStatus.FAILURE,
  reset: NdisStatus.RESET_IN_PROGRESS,
  stopped: NdisStatus.FAILURE,
  cancelled: NdisStatus.SEND_ABORTED
}

export class Channels {
  private readonly byKey = new NumberMap<Channel>()
  private readonly queued = new Mailbox<Frame>()
  private readonly up: Up
  hardware: Hardware | undefined = undefined
  /** All traffic of the adapter. */
  readonly counts = new Counts()
  linkUp = true
  private isPaused = true
  private lists: ReceiveLists
  private readonly options: ChannelsOptions

  constructor(up: Up, options: ChannelsOptions = {}) {
    this.up = up
    this.options = options
    this.lists = this.receiveLists()
  }

  private receiveLists(): ReceiveLists {
    const { up } = this
    const lists: ReceiveLists = new ReceiveLists(this.options.name ?? "the adapter", this.options, {
      indicate: (channel, run, shown) =>
        up.received(channel, chain(run)!, run.length, shown ? () => this.seen(lists, channel, run) : undefined),
      dropped: (text) => up.dropped?.(text),
      received: (channel, { bytes }) => {
        this.counts.receive(bytes)
        ;(channel.counts ??= new Counts()).receive(bytes)
      },
      unbuffered: (channel, frames) => {
        this.counts.unbuffered += frames
        ;(channel.counts ??= new Counts()).unbuffered += frames
      },
      done: (frame) => this.hardware?.returned?.(frame),
      tell: (rule, text) => {
        if (up.violated === undefined) throw new Error(`${rule}: ${text}`)
        up.violated(rule, text)
      }
    })
    return lists
  }

  /** Between MiniportPause and MiniportRestart, and before the first of these, nothing is sent and nothing indicated (BIND-14, NBL-54). */
  get paused(): boolean {
    return this.isPaused
  }

  set paused(paused: boolean) {
    this.isPaused = paused
    if (paused) this.lists.drop("the adapter is paused")
  }

  /** Programs the hardware for these parameters, or says why it cannot. On an open channel only its limits change. */
  open(channel: Channel, parameters: CallParameters): { readonly status: NdisStatus; readonly parameters: CallParameters } {
    const media = atmMediaOf(parameters)
    if (media === undefined || this.hardware === undefined) return { status: NdisStatus.INVALID_DATA, parameters }
    const connection: Connection = { vpi: media.ConnectionId.Vpi, vci: media.ConnectionId.Vci }
    const key = connectionKey(connection.vpi, connection.vci)
    const other = this.byKey.get(key)
    if (other !== undefined && other !== channel) return { status: NdisStatus.INVALID_DATA, parameters }
    const reserved = media.Transmit.ServiceCategory === 1 || media.Transmit.ServiceCategory === 2 ? media.Transmit.PeakCellRate * 48 * 8 : 0
    // Without a guaranteed rate a receiver may be slower than its sender, who then waits.
    const { ServiceCategory: category } = media.Transmit
    const credits = category === ServiceCategory.UBR || category === ServiceCategory.ABR
    const open = this.hardware.open(connection, reserved > 0 && reserved < unlimited ? { reservedBitsPerSecond: reserved } : { credits })
    if (open) {
      if (channel.connection !== undefined && connectionKey(channel.connection.vpi, channel.connection.vci) !== key) this.forget(channel)
      channel.connection = connection
      this.byKey.set(key, channel)
      return { status: NdisStatus.SUCCESS, parameters }
    }
    const rounded = this.rounded(parameters, connection)
    if (rounded === undefined) return { status: NdisStatus.RESOURCES, parameters }
    channel.connection = connection
    this.byKey.set(key, channel)
    return { status: NdisStatus.SUCCESS, parameters: rounded }
  }

  /** VC-29: with ROUND_DOWN_FLOW the largest rate that fits, by halves; without, nothing may be changed. */
  private rounded(parameters: CallParameters, connection: Connection): CallParameters | undefined {
    const media = parameters.MediaParameters!
    if ((media.Flags & MediaFlags.ROUND_DOWN_FLOW) === 0) return undefined
    const atm = atmMediaOf(parameters)!
    for (let rate = Math.floor(atm.Transmit.PeakCellRate / 2); rate > 0; rate = Math.floor(rate / 2)) {
      if (!this.hardware!.open(connection, { reservedBitsPerSecond: rate * 48 * 8 })) continue
      const Transmit = { ...atm.Transmit, PeakCellRate: rate, AverageCellRate: Math.min(rate, atm.Transmit.AverageCellRate) }
      return {
        ...parameters,
        MediaParameters: {
          ...media,
          MediaSpecific: { ...media.MediaSpecific, Parameters: { ...atm, Transmit } } as typeof media.MediaSpecific
        }
      }
    }
    return undefined
  }

  /** Takes the channel off the hardware. What waits for the transmitter comes home failed. */
  close(channel: Channel): void {
    if (channel.connection === undefined) return
    this.hardware?.close(channel.connection)
    this.forget(channel)
  }

  private forget(channel: Channel): void {
    const { connection } = channel
    if (connection === undefined) return
    this.lists.drop("the VC is closed", channel)
    this.byKey.delete(connectionKey(connection.vpi, connection.vci))
    channel.connection = undefined
  }

  /** Takes a chain for sending. */
  send(channel: Channel, lists: NetBufferList): void {
    if (this.paused) {
      for (let list: NetBufferList | null = lists; list !== null; list = list.Next) list.Status = NdisStatus.PAUSED
      return this.up.sent(channel, lists)
    }
    for (let list: NetBufferList | null = lists; list !== null;) {
      const next: NetBufferList | null = list.Next
      channel.sends++
      list.Status = NdisStatus.SUCCESS
      const first = list.FirstNetBuffer
      if (first === null || list.Payload !== undefined) this.sendFrame(new Sending(channel, list, 1), list.Payload)
      else {
        let packets = 0
        for (let each: NetBuffer | null = first; each !== null; each = each.Next) packets++
        const sending = new Sending(channel, list, packets)
        for (let each: NetBuffer | null = first; each !== null;) {
          const after: NetBuffer | null = each.Next
          this.sendFrame(sending, octetsIn(each))
          each = after
        }
      }
      list = next
    }
  }

  private sendFrame(context: Sending, payload: unknown): void {
    const { channel } = context
    const { connection } = channel
    const frame: Frame = { vpi: connection?.vpi ?? 0, vci: connection?.vci ?? 0, payload, bytes: lengthOf(payload), context }
    ;(channel.counts ??= new Counts()).queue(frame.bytes)
    this.transmit(frame)
  }

  /** Sends a frame of the driver's own. */
  sendOwn(connection: Connection, payload: unknown): void {
    this.transmit({ vpi: connection.vpi, vci: connection.vci, payload, bytes: lengthOf(payload), context: undefined })
  }

  private transmit(frame: Frame): void {
    this.counts.queue(frame.bytes)
    if (this.hardware === undefined) {
      frame.failed = "closed"
      return this.transmitted([frame])
    }
    if (this.queued.length === 0 && this.hardware.room() > 0) this.hardware.transmit(frame)
    else this.queued.push(frame)
  }

  /** Event of the hardware. */
  transmitted(frames: ReadonlyArray<Frame>): void {
    let channel: Channel | undefined
    let run: Array<NetBufferList> = []
    const home = () => {
      if (channel === undefined || run.length === 0) return
      channel.sends -= run.length
      this.up.sent(channel, chain(run)!)
      this.drained(channel)
    }
    for (const frame of frames) {
      const ok = frame.failed === undefined
      this.counts.transmit(frame.bytes, ok)
      const sending = frame.context as Sending | undefined
      if (sending === undefined) {
        if (frame.failed !== undefined) this.up.ownFailed?.(frame)
        continue
      }
      sending.channel.counts?.transmit(frame.bytes, ok)
      // NBL-12: a list was sent when all of it was.
      if (frame.failed !== undefined && sending.list.Status === NdisStatus.SUCCESS) sending.list.Status = failures[frame.failed]
      if (--sending.left > 0) continue
      if (sending.channel !== channel) {
        home()
        channel = sending.channel
        run = []
      }
      run.push(sending.list)
    }
    home()
    const hardware = this.hardware
    while (hardware !== undefined && this.queued.length > 0 && hardware.room() > 0) hardware.transmit(this.queued.shift())
  }

  /** Channels that are open on the hardware. */
  active(): Iterable<Channel> {
    return this.byKey.values()
  }

  /** The lists it receives into. */
  get pool(): ReceiveLists["pool"] {
    return this.lists.pool
  }

  /** Event of the hardware. */
  received(frames: ReadonlyArray<Frame>): void {
    if (this.paused) {
      for (const frame of frames) this.hardware?.returned?.(frame)
      return this.up.dropped?.(`${frames.length} frames came while the adapter is paused and are dropped`)
    }
    const { lists } = this
    for (const frame of frames) {
      const target = this.byKey.get(connectionKey(frame.vpi, frame.vci))
      if (target === undefined) {
        // Signalling may end a channel: what arrived on it before goes up before.
        lists.goUp()
        if (this.up.own === undefined) this.counts.strayed++
        else {
          this.counts.receive(frame.bytes)
          this.up.own(frame)
        }
        this.hardware?.returned?.(frame)
        continue
      }
      lists.came(target, frame)
    }
    lists.cameAll()
  }

  /** Loans came back: they say themselves which channel they are of. */
  returned(lists: NetBufferList): void {
    chainEach(lists, (list) => {
      const channel = this.lists.back(list)
      if (channel !== undefined) this.drained(channel)
    })
    this.lists.serve()
  }

  /** Lists were shown, and are its own again (NBL-46). */
  private seen(lists: ReceiveLists, channel: Channel, run: ReadonlyArray<NetBufferList>): void {
    lists.seen(run)
    this.drained(channel)
    lists.serve()
  }

  /** Calls `done` when no send and no loan is out. Sends that wait for a receiver who takes nothing do not keep the channel open. */
  drain(channel: Channel, done: () => void): void {
    this.lists.drop("the VC is deactivated", channel)
    if (channel.drained) return done()
    channel.whenDrained = done
    if (channel.connection !== undefined) this.hardware?.drain?.(channel.connection)
  }

  private drained(channel: Channel): void {
    const done = channel.whenDrained
    if (done === undefined || !channel.drained) return
    channel.whenDrained = undefined
    done()
  }

  /** NBLs anywhere between NDIS and the wire. */
  get busy(): boolean {
    if (this.queued.length > 0 || (this.hardware !== undefined && this.hardware.idle() > 0)) return true
    for (const channel of this.byKey.values()) if (!channel.drained) return true
    return false
  }

  /** MiniportCancelSend: what bears the mark and waits, here or in the hardware, comes home SEND_ABORTED. What is on its way is not stopped. */
  cancel(mark: unknown): void {
    const marked = (frame: Frame): boolean => (frame.context as Sending | undefined)?.list.NetBufferListCancelId === mark
    const cancelled: Array<Frame> = []
    for (let left = this.queued.length; left > 0; left--) {
      const frame = this.queued.shift()
      if (!marked(frame)) this.queued.push(frame)
      else {
        frame.failed = "cancelled"
        cancelled.push(frame)
      }
    }
    this.hardware?.cancel(marked)
    if (cancelled.length > 0) this.transmitted(cancelled)
  }

  /** MiniportResetEx: every send comes home, those that were not sent with RESET_IN_PROGRESS (NBL-28). Channels stay as they are. */
  reset(): void {
    this.comeHome(this.hardware?.reset() ?? [], "reset")
  }

  /** The hardware is gone, or is stopped: every send comes home. */
  stop(): void {
    const back = this.hardware?.stop() ?? []
    this.hardware = undefined
    this.comeHome(back, "stopped")
    this.lists.drop("the adapter was stopped")
    this.byKey.clear()
  }

  /** The adapter is halted: every list must be back. */
  halt(): void {
    this.stop()
    this.lists.end()
  }

  /** The adapter is initialized, perhaps again. */
  begin(): void {
    this.lists = this.receiveLists()
  }

  private comeHome(back: ReadonlyArray<Frame>, failed: FrameFailure): void {
    const frames = [...back]
    while (this.queued.length > 0) {
      const frame = this.queued.shift()
      frame.failed = failed
      frames.push(frame)
    }
    this.transmitted(frames)
  }
}

/** Rates from here on mean "no limit". */
const unlimited = 0xfffffff0 * 48 * 8
