/**
 * The trace: one event per crossing and per return, in the order in which NDIS saw them.
 *
 * A trace is JSON Lines. Line 1 is the {@link TraceHeader}; every further line is a {@link TraceEvent}. Everything that shows a run
 * (ladders, tables, later verifier and pictures) is a reader of this stream.
 */
import * as Context from "effect/Context"

/** The driver roles of CoNDIS. */
export type Role = "client" | "call manager" | "MCM driver" | "miniport"

/** Line 1 of a trace. */
export interface TraceHeader {
  readonly condis: "trace"
  readonly version: 1
  readonly seed: number
  readonly form: "cm" | "mcm"
  readonly scenario?: string
  /** `host/instance` → role. */
  readonly instances: { readonly [instance: string]: Role }
}

/** A flow as far as it is specified: rates in bytes/s (cells/s in `media`), sizes in bytes. */
export interface CarriedFlow {
  /** Service type of a FLOWSPEC, or service category of an ATM flow, by name. */
  readonly service: string
  readonly average?: number
  readonly peak?: number
  readonly burst?: number
  readonly sdu?: number
}

/** What a crossing or a message carries beside what it is about, as far as a reader of the trace may want to compare it. */
export interface Carried {
  /** The called address of call parameters. */
  readonly called?: string
  /** Traffic of call parameters as the host sees it; in a message as its sender sees it. */
  readonly transmit?: CarriedFlow
  readonly receive?: CarriedFlow
  /** CALL_PARAMETERS_CHANGED is set. */
  readonly changed?: true
  /** Media parameters: the connection, and its traffic in cells. */
  readonly media?: { readonly vpi: number; readonly vci: number; readonly transmit: CarriedFlow; readonly receive: CarriedFlow }
  /** A party context or party handle is given, a message names an endpoint. */
  readonly party?: true
  /** Close data, in hex. */
  readonly data?: string
  /** What an OID request asks or sets, by name. */
  readonly oid?: string
}

/** A call from a driver into NDIS, or from NDIS into a driver, or the return of one. */
export interface CrossingEvent {
  readonly seq: number
  /** Integer microseconds since the run began. */
  readonly time: number
  readonly host: string
  /** Instance name, or `NDIS`. */
  readonly from: string
  readonly to: string
  /** Exact name of the function or callback. */
  readonly ddi: string
  readonly kind: "call" | "return"
  /** On a return: the seq of its call. */
  readonly of?: number
  /** On a call its status argument, on a return what was returned, by name (`NDIS_STATUS_SUCCESS`) or, unnamed, in hex. */
  readonly status?: string
  /** On a call: the level at which it is made. */
  readonly irql?: "PASSIVE" | "DISPATCH"
  readonly adapter?: string
  readonly af?: string
  readonly sap?: string
  readonly vc?: string
  readonly party?: string
  readonly carries?: Carried
  /**
   * The NET_BUFFER_LISTs it carries, by number: counted on a host in the order in which NDIS first sees them, from 1. A list keeps its number
   * from the call that hands it to NDIS to the one that brings it home; used again, it gets another.
   */
  nbls?: ReadonlyArray<number>
  /** Octets of each, where they are first seen, and frames of each, unless it is one; a status for each that comes back, unless all succeeded. */
  octets?: ReadonlyArray<number>
  packets?: ReadonlyArray<number>
  readonly statuses?: ReadonlyArray<string>
  /** Its lists are only shown: they go back when the handler returns. */
  readonly shown?: true
  /** State before → after, of each axis that moved: `call: None → OutPending`. */
  change?: string
}

/** Something on the wire. */
export interface FrameEvent {
  readonly seq: number
  readonly time: number
  readonly kind: "frame"
  readonly from: string
  readonly to: string
  readonly frame: string
  /** As adapters count them. */
  readonly octets?: number
  readonly carries?: Carried
  /** What became of it when it was not delivered. */
  readonly lost?: string
}

/** A timer that ran out. */
export interface TimerEvent {
  readonly seq: number
  readonly time: number
  readonly kind: "timer"
  readonly host: string
  readonly at: string
  readonly timer: string
}

/** A refused call, a broken rule, a drop, a death, a fault rule that acted: something that must not go unseen. */
export interface NoteEvent {
  readonly seq: number
  readonly time: number
  readonly kind: "refusal" | "violation" | "drop" | "death" | "restart" | "note" | "fault"
  readonly host: string
  readonly at: string
  /** Rule id, for a refusal or a violation; the text of a fault rule, for a fault. */
  readonly rule?: string
  readonly text: string
  readonly dropped?: DroppedFrame
}

/** A frame that the network dropped. */
export interface DroppedFrame {
  readonly frame: string
  /** The adapter at the end of the link whose connection it names; the address of the port, where none is plugged in. */
  readonly link: string
  /** In a word or two: what drops are counted by. */
  readonly reason: string
}

export type TraceEvent = CrossingEvent | FrameEvent | TimerEvent | NoteEvent

/** What a writer hands in: the sink gives it its number and its time. */
export type Unstamped<E> = E extends TraceEvent ? Omit<E, "seq" | "time"> : never

/** Where events go. One sink per run, shared by its hosts. */
export interface TraceSink {
  /** Records an event and answers it with its number and time. `change` may still be filled in while its crossing is handled. */
  readonly record: (event: Unstamped<TraceEvent>) => TraceEvent
}

/** A sink that keeps everything, numbered from 1. `micros` tells the time since the run began, in microseconds. */
export const memory = (micros: () => number): TraceSink & { readonly events: Array<TraceEvent> } => {
  const events: Array<TraceEvent> = []
  return {
    events,
    record: (event) => {
      const stamped = { seq: events.length + 1, time: micros(), ...event } as TraceEvent
      events.push(stamped)
      return stamped
    }
  }
}

/** Is the event a crossing (a line with a `ddi`)? */
export const isCrossing = (event: TraceEvent): event is CrossingEvent => event.kind === "call" || event.kind === "return"

/** The run's trace, where one is written. Without it nothing is recorded and crossings cost nothing more. */
export const Trace: Context.Reference<TraceSink | undefined> = Context.Reference<TraceSink | undefined>("@condis/core/Trace", {
  defaultValue: () => undefined
})
