/**
 * From a stack of drivers to a subject: the flow is read off the trace of one call, the runs are made without a trace.
 *
 * A run ends when nothing of its calls is left anywhere, and dies when that does not come about; so does the scope of a subject when
 * something is left after everything was closed.
 */
import { type Host, Trace } from "@condis/core"
import type { Network } from "@condis/miniport"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Flow } from "../flow.ts"
import type { Subject } from "../Peer.ts"
import type { Callee, Caller } from "./plain.ts"
import { round } from "./Round.ts"

/** Hosts that run, with the clients that make and take the calls. */
export interface Stack {
  readonly network: Network.Network
  readonly hosts: ReadonlyArray<Host.Host>
  readonly caller: Caller
  /** Undefined: the switch takes the calls itself. */
  readonly callee: Callee | undefined
}

/** How a stack is put together; it lasts as long as the scope. */
export type SetUp = Effect.Effect<Stack, Host.StartError, Scope.Scope>

/** Looks at what is left, before it is taken for too much. Each look gives the event loop a turn. */
const looks = 1_000
/** A run that takes longer has lost a call: the slowest row needs a second or two. */
const longestMillis = 120_000

/** What is there, as text; of the network only what is not 0. */
const inventory = ({ hosts, network }: Stack): string =>
  JSON.stringify([...hosts.map((host) => host.leftovers()), Object.entries(network.leftovers()).filter(([, count]) => count !== 0)])

/** Does a driver still work at something? */
const busy = (host: Host.Host): boolean => {
  const left = host.leftovers()
  return left["queued messages"] !== undefined || left["driver fibers"] !== undefined || left["outstanding calls"] !== undefined
}

const settled = Effect.fnUntraced(function* (stack: Stack, idle: string, when: string) {
  for (let look = 0; look < looks; look++) {
    if (inventory(stack) === idle) return
    yield* Effect.yieldNow
  }
  return yield* Effect.die(new Error(`left ${when}: ${inventory(stack)}, expected ${idle}`))
})

/** A stack that is up. Calls can be made one run after the other. */
interface Running {
  readonly stack: Stack
  readonly run: (inFlight: number, total: number) => Effect.Effect<void>
}

const start: (setUp: SetUp) => Effect.Effect<Running, never, Scope.Scope> = Effect.fnUntraced(function* (setUp: SetUp) {
  const made: Array<Stack> = []
  // Added first, so that it runs last.
  yield* Effect.addFinalizer(() =>
    Effect.forEach(made, (stack) => settled(stack, JSON.stringify([...stack.hosts.map(() => ({})), []]), "after everything was closed"))
  )
  const stack = yield* Effect.orDie(setUp)
  made.push(stack)
  while (stack.hosts.some(busy)) yield* Effect.yieldNow
  const idle = inventory(stack)
  return {
    stack,
    run: Effect.fnUntraced(function* (inFlight: number, total: number) {
      const calls = yield* round(total, stack.callee === undefined ? 1 : 2)
      stack.callee?.follow(calls)
      stack.caller.start(calls, inFlight)
      yield* Effect.timeoutOrElse(calls.end, {
        duration: longestMillis,
        orElse: () => Effect.die(new Error(`calls were lost: ${inventory(stack)}`))
      })
      yield* settled(stack, idle, `after ${total} calls`)
      const violations = stack.hosts.reduce((sum, host) => sum + host.violations(), 0)
      if (violations > 0) return yield* Effect.die(new Error(`${violations} rules were broken`))
    })
  }
})

/** All crossings of a run of calls, after one call that brings everything into its steady state. */
export const traced: (setUp: SetUp, inFlight: number, total: number) => Effect.Effect<ReadonlyArray<Trace.CrossingEvent>> =
  Effect.fnUntraced(function* (
    setUp: SetUp,
    inFlight: number,
    total: number
  ): Effect.fn.Return<ReadonlyArray<Trace.CrossingEvent>, never, Scope.Scope> {
    const sink = Trace.memory(() => 0)
    const { run } = yield* Effect.provideService(start(setUp), Trace.Trace, sink)
    yield* run(1, 1)
    const before = sink.events.length
    yield* run(inFlight, total)
    return sink.events.slice(before).filter(Trace.isCrossing)
  }, Effect.scoped)

/** Crossings as hops; actors are numbered as they come. Each host has an NDIS of its own. */
export const flowOf = (crossings: ReadonlyArray<Trace.CrossingEvent>): Flow => {
  const actors = new Map<string, number>()
  const actor = (host: string, name: string): number => {
    const key = `${host}/${name}`
    const known = actors.get(key)
    if (known !== undefined) return known
    actors.set(key, actors.size)
    return actors.size - 1
  }
  return crossings.map(({ from, host, to }) => ({ from: actor(host, from), to: actor(host, to) }))
}

/** The row of a stack. */
export const subject = (name: string, setUp: SetUp): Subject => ({
  name,
  prepare: Effect.gen(function* () {
    const flow = flowOf(yield* traced(setUp, 1, 1))
    const { run, stack } = yield* start(setUp)
    return {
      flow,
      run,
      stats: () =>
        stack.hosts.reduce(
          (sum, host) => {
            const { handled, wakes } = host.work()
            return { wakes: sum.wakes + wakes, handled: sum.handled + handled }
          },
          { wakes: 0, handled: 0 }
        )
    }
  })
})
