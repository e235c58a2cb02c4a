/**
 * Runs the line of a {@link CallControl}, the machine of the interface as a whole, beside the calls of a call manager.
 */
import type { CallEvent, LineAction, LineControl, LineEvent } from "../CallControl.ts"
import type { VpiVci } from "../Atm.ts"
import type { NdisStatus } from "../NdisStatus.ts"
import { type ManagedCall, startTimer, stopTimer, stopTimers, type TimerLife, type TimerOwner } from "./Managed.ts"

/** What the line needs of its call manager. */
export interface LineOwner<Message> {
  readonly send: (message: Message) => void
  readonly note: (text: string) => void
  /** Steps every call. */
  readonly tell: (event: CallEvent<Message>) => void
  /** The calls that use a connection (undefined: any). */
  readonly using: (connection: VpiVci | undefined) => ReadonlyArray<ManagedCall>
  readonly abort: (call: ManagedCall, status: NdisStatus) => void
}

export class ManagedLine<Message> implements TimerOwner {
  timers: TimerOwner["timers"] = undefined
  private line: unknown
  private readonly control: LineControl<unknown, Message>
  private readonly owner: LineOwner<Message>
  private readonly life: TimerLife
  /** Calls whose end is waited for; undefined: none is. */
  private clearing: Set<ManagedCall> | undefined = undefined

  constructor(life: TimerLife, control: LineControl<unknown, Message>, owner: LineOwner<Message>) {
    this.line = control.idle
    this.control = control
    this.owner = owner
    this.life = life
  }

  step(event: LineEvent<Message>): void {
    const { actions, line } = this.control.step(this.line, event)
    this.line = line
    for (const action of actions) this.perform(action)
  }

  /** A call is over. */
  over(call: ManagedCall): void {
    if (this.clearing?.delete(call) === true) this.cleared()
  }

  /** The life of the interface ends, or begins anew. */
  reset(): void {
    this.line = this.control.idle
    this.clearing = undefined
    stopTimers(this)
  }

  private perform(action: LineAction<Message>): void {
    switch (action._tag) {
      case "Send":
        return this.owner.send(action.message)
      case "StartTimer":
        return startTimer(this, this.life, action.timer, action.millis, (line, timer) => line.step({ _tag: "Timer", timer }))
      case "StopTimer":
        return stopTimer(this, action.timer)
      case "Tell":
        return this.owner.tell(action.event)
      case "Clear": {
        const calls = this.owner.using(action.connection)
        this.clearing = new Set([...(this.clearing ?? []), ...calls])
        for (const call of calls) this.owner.abort(call, action.status)
        return this.cleared()
      }
      case "Note":
        return this.owner.note(action.text)
    }
  }

  private cleared(): void {
    if (this.clearing === undefined || this.clearing.size > 0) return
    this.clearing = undefined
    this.step({ _tag: "Cleared" })
  }
}
