/**
 * What an adapter counts, of all its traffic and of each VC (OID-27).
 */

/** Traffic that was, and traffic that waits. */
export class Counts {
  sent = 0
  sentBytes = 0
  unsent = 0
  received = 0
  receivedBytes = 0
  /** Came in and went to nobody. */
  strayed = 0
  /** Came in, found no list to go up in, and too many that wait for one. */
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
