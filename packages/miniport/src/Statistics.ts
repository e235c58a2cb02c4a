/**
 * What an adapter counts, of all its traffic and of each VC (OID-27): one set of numbers, which OID requests and metrics read.
 */
import { Oid } from "@condis/core/Oid"

/** Traffic that was, and traffic that waits. */
export class Counts {
  sent = 0
  sentBytes = 0
  unsent = 0
  received = 0
  receivedBytes = 0
  /** Came in and went to nobody. */
  strayed = 0
  /** Came in and found no list to go up in: too many waited for one already, or it waited in vain. */
  unbuffered = 0
  /** Given to the adapter and neither sent nor come back. */
  waiting = 0
  waitingBytes = 0
  /** The bytes that wait, smoothed. */
  load = 0

  queue(bytes: number): void {
    this.waiting++
    this.waitingBytes += bytes
    this.load = (this.load * weight + this.waitingBytes * (128 - weight)) / 128
  }

  transmit(bytes: number, ok: boolean): void {
    this.waiting--
    this.waitingBytes -= bytes
    if (ok) {
      this.sent++
      this.sentBytes += bytes
    } else this.unsent++
  }

  receive(bytes: number): void {
    this.received++
    this.receivedBytes += bytes
  }
}

/** How much of 128 the past weighs in the load of an adapter. */
const weight = 112

/** How one of the numbers is read. */
export interface Statistic {
  readonly oid: number
  /** Bits of the answer to the OID; a counter of 32 wraps around. */
  readonly bits: 32 | 64
  /** Of the metric, behind `condis_adapter_` or `condis_vc_`. */
  readonly name: string
  readonly help: string
  readonly kind: "counter" | "gauge"
  readonly read: (counts: Counts) => number
}

const statistic = (oid: number, bits: 32 | 64, name: string, help: string, read: Statistic["read"]): Statistic => ({
  oid,
  bits,
  name,
  help,
  kind: name.endsWith("_total") ? "counter" : "gauge",
  read
})

/** All of them. */
export const statistics: ReadonlyArray<Statistic> = [
  statistic(Oid.GEN_CO_XMIT_PDUS_OK, 64, "sent_frames_total", "Frames sent.", ({ sent }) => sent),
  statistic(Oid.GEN_CO_BYTES_XMIT, 64, "sent_octets_total", "Octets of frames sent.", ({ sentBytes }) => sentBytes),
  statistic(Oid.GEN_CO_XMIT_PDUS_ERROR, 32, "unsent_frames_total", "Frames that came back unsent.", ({ unsent }) => unsent),
  statistic(Oid.GEN_CO_RCV_PDUS_OK, 64, "received_frames_total", "Frames received into a list.", ({ received }) => received),
  statistic(Oid.GEN_CO_BYTES_RCV, 64, "received_octets_total", "Octets of frames received.", ({ receivedBytes }) => receivedBytes),
  statistic(Oid.GEN_CO_RCV_PDUS_ERROR, 32, "strayed_frames_total", "Frames that came in and went to nobody.", ({ strayed }) => strayed),
  statistic(
    Oid.GEN_CO_RCV_PDUS_NO_BUFFER,
    32,
    "unbuffered_frames_total",
    "Frames dropped because there was no list to receive them into.",
    ({ unbuffered }) => unbuffered
  ),
  statistic(Oid.GEN_CO_TRANSMIT_QUEUE_LENGTH, 32, "queued_frames", "Frames that wait to be sent.", ({ waiting }) => waiting),
  statistic(Oid.GEN_CO_BYTES_XMIT_OUTSTANDING, 32, "queued_octets", "Octets that wait to be sent.", ({ waitingBytes }) => waitingBytes),
  statistic(Oid.GEN_CO_NETCARD_LOAD, 32, "load_octets", "Octets that wait to be sent, smoothed.", ({ load }) => load)
]
