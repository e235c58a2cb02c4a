/**
 * Actors in plain JavaScript, the limit: an array for a mailbox, one run queue for all, one loop that drains it and lets the event loop
 * have a turn every 5 ms. No supervision, no bounds, no trace.
 */
import * as Effect from "effect/Effect"
import { plan as planOf, type Plan } from "../flow.ts"
import { type Peer, type PeerRun, summary } from "../Peer.ts"
import { Load, type Message, message, Role } from "../roles.ts"

const sliceMillis = 5
/** Actor turns between two looks at the clock. */
const look = 64
/** A mailbox that held more messages than this is given up: the dead messages in it would be copied at each collection. */
const keep = 64

class Actor {
  readonly role: Role
  queued = false
  private mailbox: Array<Message> = []
  private count = 0
  private spare: Array<Message> = []

  constructor(role: Role) {
    this.role = role
  }

  push(message: Message): void {
    this.mailbox[this.count++] = message
  }

  /** Handles what is in the mailbox now; what comes meanwhile waits for the next turn. */
  turn(world: World): void {
    const batch = this.mailbox
    const count = this.count
    this.queued = false
    // Two arrays take turns and small ones keep their room: to cut one to length 0 would give it back at each turn.
    this.mailbox = this.spare
    this.count = 0
    this.spare = batch
    this.role.wakes++
    for (let index = 0; index < count; index++) {
      const received = batch[index]!
      const next = this.role.receive(received)
      for (let sent = 0; sent < next.length; sent++) world.send(next[sent]!, received.args.handle)
    }
    if (count > keep) this.spare = []
  }
}

class World {
  readonly actors: ReadonlyArray<Actor>
  private readonly plan: Plan
  /** A ring: an actor is in it once at most. */
  private readonly runnable: Array<Actor>
  private head = 0
  private length = 0

  constructor(plan: Plan, actors: ReadonlyArray<Actor>) {
    this.plan = plan
    this.actors = actors
    this.runnable = [...actors]
  }

  send(hop: number, handle: number): void {
    const actor = this.actors[this.plan.steps[hop]!.to]!
    actor.push(message(this.plan.steps, hop, handle))
    if (actor.queued) return
    actor.queued = true
    const end = this.head + this.length++
    this.runnable[end < this.runnable.length ? end : end - this.runnable.length] = actor
  }

  /** Runs until nothing is runnable or the slice is over; answers whether all is done. */
  slice(): boolean {
    const end = performance.now() + sliceMillis
    let count = 0
    while (this.length > 0) {
      const actor = this.runnable[this.head]!
      this.head = this.head + 1 === this.runnable.length ? 0 : this.head + 1
      this.length--
      actor.turn(this)
      if (++count % look === 0 && performance.now() >= end) return this.length === 0
    }
    return true
  }
}

const run: Peer["run"] = (flow, inFlight, total) =>
  Effect.callback<PeerRun>((resume) => {
    const plan = planOf(flow)
    const load = new Load(plan, inFlight, total)
    const world = new World(
      plan,
      Array.from({ length: plan.actors }, () => new Actor(new Role(plan, load)))
    )
    const start = process.hrtime.bigint()
    for (let handle = 0; handle < load.inFlight; handle++) world.send(0, handle)
    let pending: NodeJS.Immediate | undefined
    const drain = (): void => {
      if (!world.slice()) pending = setImmediate(drain)
      else {
        resume(
          Effect.sync(() =>
            summary(
              start,
              load,
              world.actors.map(({ role }) => role),
              true
            )
          )
        )
      }
    }
    drain()
    return Effect.sync(() => clearImmediate(pending))
  })

export const plain: Peer = { name: "plain JS actors", run }
