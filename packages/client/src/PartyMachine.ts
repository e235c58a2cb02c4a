/**
 * The parties of a multipoint call, as its client keeps them: plain machines over the raw functions.
 *
 * ```text
 *   adding → up ─┬─────────→ dropping → gone
 *                └→ (left) ──┘
 * ```
 *
 * The last party is not dropped: it leaves with the call. So before a call is closed all parties but one are dropped, and what is being
 * added or dropped is waited for; then the close names the one that is left.
 *
 * @see docs/condis/operations.md, OP-25 to OP-27
 */
import type { Wait } from "@condis/core/actor/Patience"
import type { CallParameters } from "@condis/core/CallParameters"
import type { NdisPartyHandle } from "@condis/core/Handle"
import { NdisStatus, statusName } from "@condis/core/NdisStatus"
import type { CallMachine } from "./CallMachine.ts"
import type { CloseReason } from "./Errors.ts"
import { admit, Retry } from "./Retry.ts"
import { copyOf } from "./Traffic.ts"

/** A party. The object is the ProtocolPartyContext. */
export class PartyMachine {
  state: "adding" | "up" | "dropping" | "gone" = "adding"
  handle: NdisPartyHandle | undefined = undefined
  /** How it ended; set once the program shall know. */
  reason: CloseReason | undefined = undefined
  readonly label: string
  readonly call: CallMachine
  private endings: Array<(reason: CloseReason) => void> = []
  private droppers: Array<(status: NdisStatus) => void> = []
  private readonly parties: Parties
  private wait: Wait<string> | undefined = undefined
  private retry: Retry | undefined = undefined
  /** A drop of it was refused: the next comes after a pause. */
  held = false
  private settled: ((status: NdisStatus) => void) | undefined

  constructor(parties: Parties, label: string, settled?: (status: NdisStatus) => void) {
    this.parties = parties
    this.call = parties.call
    this.label = label
    this.settled = settled
    parties.all.add(this)
  }

  /** NdisClAddParty. */
  add(CallParameters: CallParameters): void {
    const { direct, timers } = this.call.family.life
    admit(timers, (answered) =>
      direct.NdisClAddParty({ NdisVcHandle: this.call.vcHandle, ProtocolPartyContext: this, CallParameters }, (status, out) => {
        if (status !== NdisStatus.PENDING) answered(status, () => this.added(status, out.NdisPartyHandle))
      })
    )
  }

  /** NdisClAddParty (or, for the first party, NdisClMakeCall) is over. */
  added(status: NdisStatus, handle: NdisPartyHandle | null | undefined): void {
    if (this.state !== "adding") return
    const { settled } = this
    this.settled = undefined
    if (status === NdisStatus.SUCCESS) {
      this.state = "up"
      this.handle = handle!
    } else this.end({ by: "remote", status, data: undefined })
    settled?.(status)
    this.parties.changed()
  }

  /** NdisClDropParty; the last party takes the call with it. `done` is told how that went. */
  drop(data?: Uint8Array, done?: (status: NdisStatus) => void): void {
    if (this.state === "gone") return done?.(NdisStatus.SUCCESS)
    if (done !== undefined) this.droppers.push(done)
    if (this.state !== "up") return
    if (this.parties.counted() === 1) return this.call.close(data, (status) => this.answered(status))
    this.state = "dropping"
    const { direct, timers } = this.call.family.life
    const Buffer = data ?? null
    admit(timers, (answered) =>
      direct.NdisClDropParty({ NdisPartyHandle: this.handle!, Buffer, Size: Buffer === null ? 0 : Buffer.byteLength }, (status) => {
        if (status !== NdisStatus.PENDING) answered(status, () => this.dropped(status))
        else if (this.state === "dropping") this.wait = this.call.family.machine.patience.wait("ProtocolClDropPartyComplete")
      })
    )
  }

  /** NdisClDropParty is over, by its return or by ProtocolClDropPartyComplete. */
  dropped(status: NdisStatus): void {
    if (this.state !== "dropping") return
    this.wait?.over()
    if (status === NdisStatus.SUCCESS) this.end({ by: "local", status, data: undefined })
    else {
      this.state = "up"
      this.answered(status)
      const { machine } = this.call.family
      if (status !== NdisStatus.INVALID_DATA) machine.note(`the party ${this.label} could not be dropped: ${statusName(status)}`)
      // A party that left, or whose call is being closed, goes all the same: without what the medium cannot carry.
      if (this.reason !== undefined || this.call.state === "draining") this.again(status)
    }
    this.parties.changed()
  }

  /** It has to go: the call cannot be closed before. One that cannot be dropped at all is for NDIS to clean up. */
  private again(status: NdisStatus): void {
    const { life } = this.call.family
    const first = this.retry === undefined
    this.retry ??= new Retry(life.timers)
    if (first && status === NdisStatus.INVALID_DATA) return this.drop()
    this.held = this.retry.again(() => {
      this.held = false
      this.parties.changed()
    })
    if (!this.held) life.crash(new Error(`the party ${this.label} could not be dropped: ${statusName(status)}`))
  }

  private answered(status: NdisStatus): void {
    for (const done of this.droppers.splice(0)) done(status)
  }

  /** ProtocolClIncomingDropParty: it is answered with NdisClDropParty, or with NdisClCloseCall when it is the last. */
  leftByRemote(status: NdisStatus, data: Uint8Array | null | undefined): void {
    if (this.state !== "up") return
    this.finish({ by: "remote", status, data: data === null || data === undefined ? undefined : copyOf(data) })
    if (this.parties.counted() > 1) this.drop()
    else this.call.closedByRemote(status, data)
  }

  /** Calls `act` when the party has ended for the program, now or later. */
  whenEnded(act: (reason: CloseReason) => void): void {
    if (this.reason !== undefined) act(this.reason)
    else this.endings.push(act)
  }

  /** The program does not wait for the end any more. */
  forgoEnd(act: (reason: CloseReason) => void): void {
    this.endings = this.endings.filter((other) => other !== act)
  }

  private finish(reason: CloseReason): void {
    if (this.reason !== undefined) return
    this.reason = reason
    for (const act of this.endings.splice(0)) act(reason)
  }

  /** Nothing is left of it. */
  end(reason: CloseReason): void {
    if (this.state === "gone") return
    this.state = "gone"
    this.parties.all.delete(this)
    this.finish(reason)
    const { settled } = this
    this.settled = undefined
    settled?.(reason.status === NdisStatus.SUCCESS ? NdisStatus.CLOSING : reason.status)
    this.answered(NdisStatus.SUCCESS)
  }
}

export class Parties {
  /** Those that are not gone. */
  readonly all = new Set<PartyMachine>()
  readonly first: PartyMachine
  readonly call: CallMachine

  constructor(call: CallMachine) {
    this.call = call
    this.first = new PartyMachine(this, call.label)
  }

  /** Handle of the party that leaves with the call. */
  get last(): NdisPartyHandle | undefined {
    for (const { handle } of this.all) if (handle !== undefined) return handle
    return undefined
  }

  /** Parties that take part, as NDIS counts them. */
  counted(): number {
    let count = 0
    for (const { state } of this.all) if (state === "up") count++
    return count
  }

  /** Drops parties until one is left. Answers that one when the call can be closed; one that is being added goes with it. */
  reduce(): PartyMachine | undefined {
    for (const party of [...this.all]) if (party.state === "up" && !party.held && this.counted() > 1) party.drop()
    let last: PartyMachine | undefined
    for (const party of this.all) {
      if (party.state === "dropping" || (party.state === "up" && last !== undefined)) return undefined
      if (party.state === "up") last = party
    }
    return last
  }

  /** A party was added, dropped, or neither. */
  changed(): void {
    this.call.idle()
  }

  /** The call is over. */
  ended(reason: CloseReason): void {
    for (const party of [...this.all]) party.end(reason)
  }
}
