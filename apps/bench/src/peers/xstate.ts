/**
 * XState v5: one machine actor per role, one `send` per hop.
 *
 * XState delivers in place: `send` to an idle actor handles the event before it returns, `send` to a busy one appends to its mailbox. So
 * all calls are begun from inside an actor; begun from outside, each would run to its end before the next one starts.
 */
import * as Effect from "effect/Effect"
import { type ActorRefFrom, createActor, setup } from "xstate"
import { plan as planOf } from "../flow.ts"
import { type Peer, type PeerRun, summary } from "../Peer.ts"
import { Load, type Message, message, Role } from "../roles.ts"

interface Context {
  readonly handle: (message: Message) => void
  readonly begin: () => void
}

const machine = setup({
  types: {} as { context: Context; input: Context; events: Message | { readonly type: "begin" } }
}).createMachine({
  context: ({ input }) => input,
  initial: "ready",
  states: {
    ready: {
      on: {
        begin: { actions: ({ context }) => context.begin() },
        call: { actions: ({ context, event }) => context.handle(event) },
        return: { actions: ({ context, event }) => context.handle(event) }
      }
    }
  }
})

const run: Peer["run"] = (flow, inFlight, total) =>
  Effect.sync((): PeerRun => {
    const plan = planOf(flow)
    const load = new Load(plan, inFlight, total)
    const roles = Array.from({ length: plan.actors }, () => new Role(plan, load))
    const send = (hop: number, handle: number): void => actors[plan.steps[hop]!.to]!.send(message(plan.steps, hop, handle))
    const begin = (): void => {
      for (let handle = 0; handle < load.inFlight; handle++) send(0, handle)
    }
    const actors: ReadonlyArray<ActorRefFrom<typeof machine>> = roles.map((role) =>
      createActor(machine, {
        input: {
          begin,
          handle: (received) => {
            const next = role.receive(received)
            for (let sent = 0; sent < next.length; sent++) send(next[sent]!, received.args.handle)
          }
        }
      }).start()
    )
    const start = process.hrtime.bigint()
    actors[plan.steps[0]!.to]!.send({ type: "begin" })
    const result = summary(start, load, roles, false)
    for (const actor of actors) actor.stop()
    return result
  })

export const xstate: Peer = { name: "XState v5 actors", run }
