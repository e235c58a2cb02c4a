/**
 * Writes frames and drops into the trace; what is lost or dropped gives its credit back. No text is made where nothing is traced.
 */
import type { Choice } from "@condis/core/Choice"
import { drawnMicros, type Rules, told } from "@condis/core/fault/Faults"
import type { TraceEvent, TraceSink, Unstamped } from "@condis/core/Trace"
import { dispose } from "./Credits.ts"
import { type Frame, type FrameFailure, isSignalling } from "./Frame.ts"
import type { Exchange, FrameCounts } from "./Port.ts"

/** The name of the switch in traces. */
export const switchName = "switch"

/** The host that notes of the switch name. */
export const networkName = "network"

/** How a frame is written: `SETUP`, `DATA vci=33 1500 B`, with `CLP=1` one that is marked as the first to be dropped. */
export const frameText = (frame: Frame, messageName: (payload: unknown) => string): string =>
  isSignalling(frame)
    ? messageName(frame.payload)
    : `DATA ${frame.vpi === 0 ? "" : `vpi=${frame.vpi} `}vci=${frame.vci} ${frame.bytes} B${frame.tagged === true ? " CLP=1" : ""}`

/** Why a frame goes no further. */
export type DropReason = FrameFailure | "policed" | "no connection" | "no adapter" | "unreadable" | "switch ended"

/** The record of a dropped frame. */
export const drop = (
  { at, host }: { readonly host: string; readonly at: string },
  link: string,
  frame: string,
  reason: DropReason,
  why: string,
  rule?: string
): Unstamped<TraceEvent> => ({
  kind: "drop",
  host,
  at,
  ...(rule === undefined ? {} : { rule }),
  text: `${frame}: ${why}`,
  dropped: { frame, link, reason: reason === "full" ? "queue full" : reason }
})

/** The fault rules of a network, and what they draw from. */
export interface FrameFaults {
  readonly rules: Rules
  readonly choice: Choice
}

/** What a rule does to a frame that leaves: it is lost (why), or so many microseconds longer under way. */
export interface Struck {
  readonly lost?: string
  readonly lateMicros: number
}

const untouched: Struck = { lateMicros: 0 }

export class Tap {
  readonly trace: TraceSink | undefined
  readonly host: string
  readonly at: string
  private readonly counts: FrameCounts
  private readonly messages: Pick<Exchange, "messageName" | "carried" | "faults">

  constructor(
    trace: TraceSink | undefined,
    host: string,
    at: string,
    counts: FrameCounts,
    messages: Pick<Exchange, "messageName" | "carried" | "faults">
  ) {
    this.trace = trace
    this.host = host
    this.at = at
    this.counts = counts
    this.messages = messages
  }

  /** Asks the fault rules about a frame that is about to leave. */
  struck(from: string, to: string, frame: Frame): Struck {
    const { faults, messageName } = this.messages
    if (faults === undefined) return untouched
    const entry = faults.rules.judgeFrame(frameText(frame, messageName), from, to, faults.choice)
    if (entry === undefined) return untouched
    const lateMicros = drawnMicros(entry.verdict, faults.choice)
    this.trace?.record({ kind: "fault", host: this.host, at: this.at, rule: entry.text, text: told("frame", entry, lateMicros) })
    return entry.verdict.name === "drop" ? { lost: "fault", lateMicros } : { lateMicros }
  }

  /** A frame leaves its sender; `lost` says what swallows it. */
  leaves(from: string, to: string, frame: Frame, lost: string | undefined): void {
    this.counts.sent++
    if (lost !== undefined) {
      this.counts.lost++
      dispose(frame)
    }
    if (this.trace === undefined) return
    const carries = isSignalling(frame) ? this.messages.carried(frame.payload) : undefined
    const event = {
      kind: "frame",
      from,
      to,
      frame: frameText(frame, this.messages.messageName),
      octets: frame.bytes,
      ...(carries === undefined ? {} : { carries })
    } as const
    this.trace.record(lost === undefined ? event : { ...event, lost })
  }

  /** A frame of this link is dropped here; `rule`: by which rule. */
  drop(frame: Frame, link: string, reason: DropReason, why: () => string, rule?: string): void {
    this.counts.dropped++
    dispose(frame)
    this.trace?.record(drop(this, link, frameText(frame, this.messages.messageName), reason, why(), rule))
  }

  note(kind: "drop" | "refusal" | "violation" | "death" | "note", text: string, rule?: string): void {
    this.trace?.record({ kind, host: this.host, at: this.at, ...(rule === undefined ? {} : { rule }), text })
  }
}
