/**
 * What travels between NDIS and drivers. A crossing is one object that goes there as a call and comes back as its return.
 */
import type { Args, Ddi, FunctionName } from "../ddi/Ddi.ts"
import { ReceiveFlags } from "../NetBufferList.ts"
import { NdisStatus } from "../NdisStatus.ts"
import type { Instance } from "./Instance.ts"
import type { NdisActor } from "./NdisActor.ts"

/** What a crossing is about, for the trace. */
export interface Subject {
  /** Adds `af`, `sap`, `vc`, `party` to an event. */
  readonly describe: (event: Described) => void
}

export interface Described {
  adapter?: string
  af?: string
  sap?: string
  vc?: string
  party?: string
}

/** Values that come back beside a status, by parameter name. */
export type Out = { readonly [name: string]: unknown }

/** Nothing came out but the status. */
export const nothing: Out = Object.freeze({})

/** Called with the return of a down-call. */
export type Continuation = (status: NdisStatus, out: Out) => void

/**
 * Does the caller wait for the return of this call? A miniport that only shows lists does: they are its own again when the call has
 * returned (NBL-46), and nothing else says when that is.
 */
export const awaits = (ddi: Ddi, args: object): boolean =>
  ddi.awaited || (ddi.shows && ((args as { readonly CoReceiveFlags: number }).CoReceiveFlags & ReceiveFlags.RESOURCES) !== 0)

/** A call from a driver into NDIS. */
export class Down {
  readonly tag = 0
  status: NdisStatus = NdisStatus.PENDING
  out: Out = nothing
  /** Its number in the trace. */
  seq = 0
  subject: Subject | undefined = undefined
  /** Has a return (PENDING or final) been posted? */
  answered = false
  /** Does its caller wait for the return? */
  readonly awaited: boolean
  readonly ddi: Ddi
  args: object
  readonly from: Instance
  readonly passive: boolean
  readonly resume: Continuation | undefined

  constructor(ddi: Ddi, args: object, from: Instance, passive: boolean, resume: Continuation | undefined) {
    this.awaited = awaits(ddi, args)
    this.ddi = ddi
    this.args = args
    this.from = from
    this.passive = passive
    this.resume = resume
  }
}

/** A down-call whose function is known. */
export interface DownOf<D extends FunctionName> extends Down {
  readonly args: Args<D>
}

/** Gets the return of a handler. */
export interface Returning {
  returned(ndis: NdisActor, up: Up): void
  /** The driver died with the handler open. Left out: the handler counts as having returned NDIS_STATUS_FAILURE. */
  died?(ndis: NdisActor, up: Up): void
}

/** A call from NDIS into a driver's handler. */
export class Up {
  readonly tag = 1
  status: NdisStatus = NdisStatus.SUCCESS
  out: Out = nothing
  seq = 0
  /** Neighbours in the list of handlers that are open at the driver and whose return somebody waits for. */
  previous: Up | undefined = undefined
  next: Up | undefined = undefined
  readonly ddi: Ddi
  readonly args: object
  readonly to: Instance
  readonly from: NdisActor
  /** Who gets the return; undefined: nobody waits for it. */
  readonly returning: Returning | undefined
  /** What it is part of: an operation, or whatever `then` needs. */
  readonly part: unknown
  readonly subject: Subject | undefined

  constructor(
    ddi: Ddi,
    args: object,
    to: Instance,
    from: NdisActor,
    returning: Returning | undefined,
    part: unknown,
    subject: Subject | undefined
  ) {
    this.ddi = ddi
    this.args = args
    this.to = to
    this.from = from
    this.returning = returning
    this.part = part
    this.subject = subject
  }
}

/** Something an actor does in its own turn: a timer, a frame that arrived, an order of the supervisor. */
export interface Work {
  readonly tag: 2
  readonly run: () => void
}

export const work = (run: () => void): Work => ({ tag: 2, run })
