/**
 * WAN-11: a miniport of WAN media is asked one thing at a time, where the profile says so. The others wait at NDIS.
 *
 * The turn lasts until the miniport has answered, also when the originator was answered by NDIS before that. A reset keeps what waits
 * waiting (OID-17), but for what NDIS itself sets again (BIND-24).
 */
import { Medium } from "../ddi/Structures.ts"
import * as Request from "../machine/Request.ts"
import { moves } from "../machine/Table.ts"
import type { Adapter } from "./Adapter.ts"
import type { Asked } from "./Asked.ts"

/** NDIS_MEDIUM of wide-area networks. */
const wan: ReadonlySet<number> = new Set([Medium.Wan, Medium.CoWan])

/** Moves a request. False: it stays what it is. */
export const step = (asked: Asked, event: Request.OidEvent): boolean => {
  const next = Request.oidTransitions[asked.state][event]
  const moved = moves(next) && next !== asked.state
  if (moves(next)) asked.state = next
  return moved
}

export class Turns {
  /** The request the miniport has. */
  private has: Asked | undefined = undefined
  private passing = false
  private readonly adapter: Adapter
  constructor(adapter: Adapter) {
    this.adapter = adapter
  }

  /** Is a request to the miniport handed to it now? Else it waits, and is handed to it when its turn comes. */
  begins(asked: Asked): boolean {
    const { medium, profile } = this.adapter
    if (profile["A-14"] !== "one-at-a-time" || !wan.has(medium)) return step(asked, "Submit")
    if (!this.free) {
      step(asked, "Wait")
      return false
    }
    this.has = asked
    return step(asked, "Submit")
  }

  /** The miniport has answered a request. */
  ended(asked: Asked): void {
    if (this.has !== asked) return
    this.has = undefined
    this.pass()
  }

  /** A dead miniport answers nothing. */
  private get free(): boolean {
    return this.has === undefined || this.has.op.decider.dead
  }

  /** One that cannot be handed out ends at once, and the next has its turn. */
  private pass(): void {
    if (this.passing) return
    this.passing = true
    while (this.free) {
      const next = this.next()
      if (next === undefined) break
      this.has = next
      step(next, "Turn")
      next.op.relay.ask(this.adapter, next.op)
    }
    this.passing = false
  }

  private next(): Asked | undefined {
    const { oids, reset } = this.adapter
    const waiting = oids.find(({ replays, state }) => state === "Waiting" && (replays || reset.state === "Normal"))
    if (waiting === undefined && oids.find(({ state }) => state === "Waiting") !== undefined) reset.whenNormal(() => this.pass())
    return waiting
  }
}
