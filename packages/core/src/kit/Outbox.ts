/**
 * Signalling messages on their way to the network, held while nothing may be sent: before the first restart, in a pause, in a reset.
 *
 * Promises: messages leave in the order in which they were given, those that a reset or a pause sent back before those that were held
 * meanwhile; beyond {@link capacity} a message is dropped with a record.
 */

/** Messages one adapter holds; more than its calls have to say in a pause. */
export const capacity = 65_536

/** Why messages are held. */
export type Reason = "paused" | "reset"

export class Outbox {
  /** Came back, and are sent again before anything else. */
  private back: Array<unknown> = []
  private held: Array<unknown> = []
  private paused = true
  private resetting = false
  private readonly transmit: (payload: unknown) => void
  private readonly dropped: (text: string) => void

  /** Nothing is sent before the first {@link release}. */
  constructor(transmit: (payload: unknown) => void, dropped: (text: string) => void) {
    this.transmit = transmit
    this.dropped = dropped
  }

  get closed(): boolean {
    return this.paused || this.resetting
  }

  send(payload: unknown): void {
    if (this.closed) this.keep(this.held, payload)
    else this.transmit(payload)
  }

  /** A message came home unsent: it is sent again when what held it is over. */
  cameBack(payload: unknown): void {
    if (this.closed) this.keep(this.back, payload)
    else this.dropped("a signalling message came back and nothing holds it: it is not tried again")
  }

  hold(reason: Reason): void {
    if (reason === "paused") this.paused = true
    else this.resetting = true
  }

  release(reason: Reason): void {
    if (reason === "paused") this.paused = false
    else this.resetting = false
    if (this.closed) return
    const waiting = [...this.back, ...this.held]
    this.clear()
    for (const payload of waiting) this.send(payload)
  }

  /** What is held concerns nobody any more. */
  clear(): void {
    this.back = []
    this.held = []
  }

  private keep(messages: Array<unknown>, payload: unknown): void {
    if (this.back.length + this.held.length < capacity) messages.push(payload)
    else this.dropped(`${capacity} signalling messages are held already and one more is dropped`)
  }
}
