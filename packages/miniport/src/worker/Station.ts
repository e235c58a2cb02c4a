/**
 * The place in the worker where an adapter stands: the other end of its ring pair, and in the role of its driver.
 *
 * It takes an element when the adapter has room for it, and no sooner: what is left stays in the ring, so a slow link pushes back to the
 * driver. Frames on connections with credits wait in the adapter and not in the ring, so they push back nobody else. While the ring towards the driver is full, the adapter is not listened to: it holds what comes in up to its link's bound, and the
 * switch drops the excess with a record, as for a driver of the same thread that does not take its frames.
 */
import { Mailbox } from "@condis/core/actor/Actor"
import { NumberMap } from "@condis/core/kit/NumberMap"
import { attach, type Consumer, type End, pump, type Shared } from "@condis/core/ring/index"
import type { TraceSink } from "@condis/core/Trace"
import * as Effect from "effect/Effect"
import type { Frame } from "../sim/Frame.ts"
import type { Hardware, HardwareSpec } from "../sim/Hardware.ts"
import { drop, type DropReason, frameText } from "../sim/Tap.ts"
import {
  done,
  frameOf,
  inParts,
  Kind,
  limitsOf,
  longest,
  mostTokens,
  nextToken,
  octetsOf,
  putFrame,
  statusOf,
  tokensOf
} from "./Crossing.ts"

/** The context of a frame is the index of its element, or, where that was given back already, its token and this: no index is that high. */
const tokened = 2 ** 32

/** Whose adapter it is. */
export interface Tenant {
  readonly host: string
  readonly name: string
  readonly trace: TraceSink | undefined
}

/** The turn that all stations of a worker share. */
export interface Turn {
  readonly post: (task: () => void) => void
  /** Lets every station take what there is for it. */
  readonly drain: () => void
}

export class Station {
  private readonly end: End
  private readonly tenant: Tenant
  private readonly turn: Turn
  private readonly hardware: Hardware
  /** What the adapter has to say, until there is room to pass it on. */
  private readonly later = new Mailbox<() => void>()
  /** The element taken last is a frame that the adapter has no room for. */
  private inHand = false
  /** Frames and changes of the link that found the ring full. */
  private readonly outgoing = new Mailbox<Frame | boolean>()
  /** Tokens of frames that the adapter is done with, each with what became of it, to be told. */
  private over: Array<number> = []
  /** By token: frames with a credit that the driver has. */
  private readonly lent = new NumberMap<Frame>()
  private token = 0

  constructor(spec: HardwareSpec, shared: Shared, tenant: Tenant, turn: Turn) {
    this.end = attach(shared, "far")
    this.tenant = tenant
    this.turn = turn
    this.hardware = spec.start(
      {
        transmitted: (frames) => {
          for (const { context, failed } of frames) {
            if ((context as number) >= tokened) this.over.push((context as number) - tokened, statusOf(failed))
            else this.end.in.complete(context as number, statusOf(failed))
          }
          this.give()
          this.take()
        },
        received: (frames) => {
          for (const frame of frames) this.outgoing.push(frame)
          this.give()
        },
        linkChanged: (up) => {
          this.outgoing.push(up)
          this.give()
        }
      },
      { ...tenant, post: (task) => turn.post(() => (this.outgoing.length === 0 ? task() : this.later.push(task))) }
    )
  }

  /** Its life: until the driver's side closes the pair. */
  readonly run: Effect.Effect<void> = Effect.suspend(() =>
    Effect.ensuring(
      pump(this.end, { ...this.turn, full: () => this.inHand }),
      Effect.sync(() => this.stop())
    )
  )

  /** Takes the adapter out; what it holds is dropped with a record. */
  stop(): void {
    this.hardware.stop()
  }

  /** Does what can be done now; answers whether an element was taken. */
  drain(): boolean {
    this.end.out.reclaim(() => {})
    if (this.end.nudged()) {
      this.hardware.cancel(({ context }) => (context as number) < tokened && this.end.in.marked(context as number))
    }
    this.give()
    while (this.outgoing.length === 0 && this.later.length > 0) this.later.shift()()
    return this.take()
  }

  /** Takes from the ring what the adapter has room for. */
  private take(): boolean {
    const { in: incoming } = this.end
    let taken = false
    while (this.inHand || incoming.take()) {
      const { index, key, kind, token, value } = incoming
      const frame = kind === Kind.data || kind === Kind.value
      this.inHand = frame && !incoming.marked(index) && this.hardware.room() === 0
      if (this.inHand) break
      taken = true
      if (!frame) {
        this.obey(kind, key, incoming)
        incoming.complete(index, done)
      } else if (incoming.marked(index)) {
        const taken = frameOf(kind, key, value, incoming.copy(), undefined)
        this.drop(taken, "cancelled", "it was taken back before it reached the adapter")
        incoming.complete(index, statusOf("cancelled"))
      } else {
        const sent = frameOf(kind, key, value, incoming.copy(), token === 0 ? index : tokened + token)
        if (token !== 0) incoming.complete(index, done)
        this.hardware.transmit(sent)
      }
    }
    incoming.release()
    return taken
  }

  private obey(kind: number, key: number, element: Consumer): void {
    const connection = { vpi: key >>> 16, vci: key & 0xffff }
    switch (kind) {
      case Kind.open:
        if (!this.hardware.open(connection, limitsOf(element.copy()))) {
          this.tenant.trace?.record({
            kind: "violation",
            host: this.tenant.host,
            at: this.tenant.name,
            text: `the adapter in the worker cannot open ${connection.vpi}/${connection.vci}, which its driver was promised`
          })
        }
        return
      case Kind.close:
        return this.hardware.close(connection)
      case Kind.drain:
        return this.hardware.drain?.(connection)
      case Kind.cancel: {
        const tokens = new Set(tokensOf(element.copy()))
        return this.hardware.cancel(({ context }) => tokens.has((context as number) - tokened))
      }
      case Kind.returned:
        for (const token of tokensOf(element.copy())) {
          const frame = this.lent.get(token)
          if (frame === undefined) continue
          this.lent.delete(token)
          this.hardware.returned?.(frame)
        }
        return
      case Kind.reset:
        // The driver's side has answered those with a token itself.
        this.over = []
        for (const { context, failed } of this.hardware.reset()) {
          if ((context as number) < tokened) this.end.in.complete(context as number, statusOf(failed))
        }
    }
  }

  /** Puts into the ring what there is room for. */
  private give(): void {
    const { out } = this.end
    while (this.outgoing.length > 0 && out.room(longest) > 0) {
      const item = this.outgoing.shift()
      if (typeof item === "boolean") out.put(Kind.link, 0, item ? 1 : 0)
      else {
        const octets = octetsOf(item)
        if (octets.length <= longest) putFrame(out, item, octets, item.credit === undefined ? 0 : this.lend(item))
        else {
          this.drop(item, "length", `at most ${longest} octets cross to the driver, and it has ${octets.length}`)
          this.hardware.returned?.(item)
        }
      }
    }
    if (this.over.length > 0) inParts(this.over.splice(0, out.room(longest) * mostTokens), (part) => out.put(Kind.done, 0, 0, part))
    out.publish()
  }

  private lend(frame: Frame): number {
    this.token = nextToken(this.token)
    this.lent.set(this.token, frame)
    return this.token
  }

  private drop(frame: Frame, reason: DropReason, why: string): void {
    const { host, name, trace } = this.tenant
    trace?.record(
      drop(
        { host, at: name },
        `${host}/${name}`,
        frameText(frame, () => "signalling"),
        reason,
        why
      )
    )
  }
}
