/**
 * From a stack of drivers to a subject: crossings are counted in traced runs of their own, the runs that are timed have no trace.
 *
 * A run ends when nothing of its calls is left anywhere, and dies when that does not come about; so does the scope of a subject when
 * something is left after everything was closed.
 */
import { type Host, Trace } from "@condis/core"
import type { Network } from "@condis/miniport"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Costs, Subject } from "../Peer.ts"
import { cutTo, flowOf, isMessage, sum, tally } from "./cost.ts"
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
/** Calls over which crossings are counted, at least: so many that the first and the last do not make the figure. */
const counted = 400
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
    return sink.events.slice(before).filter(Trace.isCrossing).filter(isMessage)
  }, Effect.scoped)

/**
 * What a call costs under each of the loads, by calls in flight. The peers carry the crossings of one call alone, cut down to those that a
 * call under that load has.
 */
export const costs: (setUp: SetUp, loads: ReadonlyArray<number>) => Effect.Effect<Costs> = Effect.fnUntraced(function* (
  setUp: SetUp,
  loads: ReadonlyArray<number>
): Effect.fn.Return<Costs, never, Scope.Scope> {
  const alone = yield* traced(setUp, 1, 1)
  const counts = tally()
  const { run } = yield* Effect.provideService(start(setUp), Trace.Trace, counts)
  yield* run(1, 1)
  const found = yield* Effect.forEach(loads, (inFlight) =>
    Effect.gen(function* () {
      const calls = Math.max(inFlight, counted)
      counts.clear()
      yield* run(inFlight, calls)
      const means = counts.means(calls)
      return [inFlight, { crossings: sum(means), flow: flowOf(cutTo(means, alone)) }] as const
    })
  )
  return new Map(found)
}, Effect.scoped)

/** The row of a stack; `most` calls in flight at most. */
export const subject = (name: string, setUp: SetUp, most = Infinity): Subject => ({
  name,
  most,
  count: (loads) => costs(setUp, loads),
  prepare: Effect.fnUntraced(function* (loads, counted) {
    const known = counted ?? (yield* costs(setUp, loads))
    const { run, stack } = yield* start(setUp)
    return {
      cost: (inFlight) => {
        const cost = known.get(inFlight)
        if (cost === undefined) throw new RangeError(`crossings were not counted with ${inFlight} calls in flight`)
        return cost
      },
      run,
      stats: () =>
        stack.hosts.reduce(
          (total, host) => {
            const { handled, wakes } = host.work()
            return { wakes: total.wakes + wakes, handled: total.handled + handled }
          },
          { wakes: 0, handled: 0 }
        )
    }
  })
})
