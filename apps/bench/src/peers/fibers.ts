/**
 * Bare Effect fibers, one per actor, each with a bounded `Queue`: once taking message by message, once taking all there is.
 *
 * Both send with `Queue.offerUnsafe`, the cheapest way there is. A queue holds every message that can be under way, so an offer is never
 * refused and no fiber waits for room.
 */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import { plan as planOf } from "../flow.ts"
import { type Peer, summary } from "../Peer.ts"
import { Load, type Message, message, Role } from "../roles.ts"

type Handle = (message: Message) => void
type Life = (role: Role, mailbox: Queue.Queue<Message>, handle: Handle) => Effect.Effect<never>

const oneByOne: Life = (role, mailbox, handle) => {
  const take = Queue.take(mailbox)
  return Effect.gen(function* () {
    while (true) {
      const received = yield* take
      role.wakes++
      handle(received)
    }
  })
}

const allAtOnce: Life = (role, mailbox, handle) => {
  const takeAll = Queue.takeAll(mailbox)
  return Effect.gen(function* () {
    while (true) {
      const batch = yield* takeAll
      role.wakes++
      for (let index = 0; index < batch.length; index++) handle(batch[index]!)
    }
  })
}

const runWith = (life: Life): Peer["run"] =>
  Effect.fnUntraced(function* (flow, inFlight, total) {
    const plan = planOf(flow)
    const finished = yield* Deferred.make<void>()
    const load = new Load(plan, inFlight, total, () => Deferred.doneUnsafe(finished, Effect.void))
    const mailboxes = yield* Effect.replicateEffect(Queue.bounded<Message>(load.inFlight * plan.ends), plan.actors)
    const send = (hop: number, handle: number): void => {
      if (!Queue.offerUnsafe(mailboxes[plan.steps[hop]!.to]!, message(plan.steps, hop, handle))) throw new Error("a mailbox was full")
    }
    const roles = mailboxes.map(() => new Role(plan, load))
    const lives = roles.map((role, actor) =>
      life(role, mailboxes[actor]!, (received) => {
        const next = role.receive(received)
        for (let sent = 0; sent < next.length; sent++) send(next[sent]!, received.args.handle)
      })
    )
    const start = process.hrtime.bigint()
    for (let handle = 0; handle < load.inFlight; handle++) send(0, handle)
    yield* Effect.raceFirst(Deferred.await(finished), Effect.all(lives, { concurrency: "unbounded", discard: true }))
    return summary(start, load, roles, true)
  })

export const take: Peer = { name: "fibers, Queue.take", run: runWith(oneByOne) }
export const takeAll: Peer = { name: "fibers, Queue.takeAll", run: runWith(allAtOnce) }
