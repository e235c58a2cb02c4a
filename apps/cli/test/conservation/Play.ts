/**
 * Plays a story on three hosts with small limits, on virtual time, in a drawn order, and says what is wrong with what came of it.
 */
import { type Call, Client } from "@condis/client"
import { CallManagerDriver, Uni } from "@condis/cm"
import { atmAddress } from "@condis/core/Atm"
import { CallFlags, withTraffic } from "@condis/core/CallParameters"
import * as Rule from "@condis/core/fault/Rule"
import { Faults, type Rules, rules } from "@condis/core/fault/Faults"
import { type FlowSpec, flowSpec, ServiceType } from "@condis/core/FlowSpec"
import * as Host from "@condis/core/Host"
import { defaults, Limits } from "@condis/core/Limits"
import { memory, Trace, type TraceEvent } from "@condis/core/Trace"
import { McmDriver, MiniportDriver, Network } from "@condis/miniport"
import { Simulation } from "@condis/explore"
import * as Cause from "effect/Cause"
import { Clock } from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { exploring } from "../../src/run/Runner.ts"
import { Books, watchedClient, watchedMiniport } from "./Books.ts"
import { judge, type Verdict } from "./Judge.ts"
import { marked } from "./Marked.ts"
import type { Step } from "./Story.ts"

export type Form = "cm" | "mcm"

const names = ["alice", "bob", "carol"] as const
const addresses = ["47.0001", "47.0002", "47.0003"] as const

/** So small that stories reach them. */
export const limits: Limits = {
  ...defaults,
  lanes: 2,
  laneWindow: 6,
  vcWindow: 4,
  vcQueue: 12,
  restarts: 1000
}

const guaranteed = (TokenRate: number, PeakBandwidth: number): FlowSpec =>
  flowSpec({ TokenRate, PeakBandwidth, TokenBucketSize: 8000, ServiceType: ServiceType.GUARANTEED, MaxSduSize: 2000 })
const flows: ReadonlyArray<FlowSpec> = [
  flowSpec({ MaxSduSize: 2000 }),
  flowSpec({ MaxSduSize: 2000 }),
  flowSpec({ MaxSduSize: 2000, PeakBandwidth: 400_000 }),
  guaranteed(100_000, 100_000),
  guaranteed(50_000, 200_000)
]

/** One end of a call. */
interface End {
  readonly call: Call
  readonly source: number
  /** What is sent goes to more than one, or nowhere. */
  readonly multipoint: "root" | "leaf" | undefined
  readonly scope: Scope.Closeable
  sent: number
}

/** Lengths differ, so that a line of the trace about one can hardly be about another. */
const markedAs = (source: number, number: number): Uint8Array => marked({ source, number }, 8 + ((source * 131 + number * 17) % 1600))

interface Station {
  readonly host: Host.Host
  readonly client: Client.Client
}

/** How long the network may be busy with its own end after the last driver is out: RESTART of each connection takes it minutes. */
const settleMillis = 7_200_000

const ignored = <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<void> => Effect.asVoid(Effect.exit(effect))

const program = (form: Form, steps: ReadonlyArray<Step>, books: Books, windowFrames: number | undefined) =>
  Effect.gen(function* () {
    const faults = (yield* Faults)!
    const hosts: Array<Host.Host> = []
    const network = yield* Network.make({
      control: Uni.network(),
      link: { delayMillis: 1, rateBitsPerSecond: 20_000_000, queueFrames: 12, windowFrames }
    })
    yield* Effect.scoped(
      Effect.gen(function* () {
        const stations: Array<Station> = []
        for (const [at, name] of names.entries()) {
          // The last one has a slow line.
          const hardware = network.port(addresses[at]!, at === 2 ? { rateBitsPerSecond: 2_000_000 } : {})
          const callControl = Uni.callControl({ address: atmAddress(addresses[at]!) })
          const bounds = { receiveLists: 8, waitingFrames: 3 }
          const data = Host.driverLayer(
            watchedClient(books, Client.driver({ name: "data", receiveBuffer: 3, sendWindow: 5, sendLists: 40 }))
          )
          const host = yield* form === "cm"
            ? Host.make(name, [
                Host.adapterLayer(watchedMiniport(books, MiniportDriver.driver({ name: "atm0", hardware, ...bounds }))),
                CallManagerDriver.layer({ name: "uni", callControl }),
                data
              ])
            : Host.make(name, [
                Host.adapterLayer(watchedMiniport(books, McmDriver.driver({ name: "atm0", hardware, callControl, ...bounds }))),
                data
              ])
          const client = yield* Client.of(host, "data")
          yield* client.ready
          hosts.push(host)
          stations.push({ host, client })
        }
        yield* Effect.scoped(playing(network, stations, steps, faults))
      })
    )
    // The network may be busy with its own end a while longer.
    const quiet = Effect.sync(() => Object.values(network.leftovers()).every((count) => count === 0))
    yield* Effect.timeoutOption(Effect.repeat(Effect.andThen(Effect.sleep(10_000), quiet), { until: (is) => is }), settleMillis)
    return [
      ...hosts.flatMap((host) => Object.entries(host.leftovers()).map(([what, count]) => `${host.name} has ${count} ${what} left`)),
      ...hosts.flatMap((host) => (host.violations() === 0 ? [] : [`${host.name} saw ${host.violations()} rules broken`])),
      ...Object.entries(network.leftovers()).flatMap(([what, count]) => (count === 0 ? [] : [`the network has ${count} ${what} left`])),
      ...(network.adapters() === 0 ? [] : [`${network.adapters()} adapters run on`])
    ]
  })

const playing = (network: Network.Network, stations: ReadonlyArray<Station>, steps: ReadonlyArray<Step>, faults: Rules) =>
  Effect.gen(function* () {
    const acting = yield* Effect.scope
    const ends: Array<End> = []
    const roots: Array<End> = []
    let sources = 0
    const background = (effect: Effect.Effect<unknown, unknown>) => Effect.forkIn(ignored(effect), acting)

    /** Reads an end until it is over, slowly if `pause` is not 0. */
    const reading = (call: Call, pause: number) =>
      Effect.gen(function* () {
        for (;;) {
          yield* call.receive
          if (pause > 0) yield* Effect.sleep(pause)
        }
      })

    const begin = Effect.fnUntraced(function* (call: Call, multipoint: End["multipoint"], scope: Scope.Closeable, pause: number) {
      const end: End = { call, source: ++sources, multipoint, scope, sent: 0 }
      ends.push(end)
      if (multipoint === "root") roots.push(end)
      yield* background(reading(call, pause))
      yield* background(
        Effect.andThen(
          call.ended,
          Effect.sync(() => void ends.splice(ends.indexOf(end), 1))
        )
      )
    })

    /** Takes whatever comes, again and again, whatever happens to its client. */
    const listening = Effect.fnUntraced(function* ({ client }: Station, at: number) {
      const once = Effect.gen(function* () {
        const listener = yield* client.listen(addresses[at]!)
        for (let n = 0; ; n++) {
          const incoming = yield* listener.take
          const flags = incoming.parameters.Flags
          const scope = yield* Scope.fork(acting)
          const accepting = Effect.flatMap(Effect.provideService(incoming.accept(), Scope.Scope, scope), (call) =>
            begin(call, (flags & CallFlags.MULTIPOINT_VC) === 0 ? undefined : "leaf", scope, n % 3 === 1 ? 7 : 0)
          )
          yield* background(accepting)
        }
      })
      for (;;) {
        yield* ignored(Effect.scoped(once))
        yield* Effect.sleep(20)
      }
    })
    for (const [at, station] of stations.entries()) yield* background(listening(station, at))
    yield* Effect.sleep(5)

    const doing: { readonly [D in Step["deed"]]: (step: Step) => Effect.Effect<unknown, unknown> } = {
      call: ({ long, much, which }) =>
        Effect.gen(function* () {
          const from = which % 3
          const to = (from + 1 + (much % 2)) % 3
          const multipoint = long % 5 === 0
          const flow = flows[multipoint ? 0 : long % flows.length]!
          const scope = yield* Scope.fork(acting)
          const call = yield* Effect.provideService(
            stations[from]!.client.makeCall({ to: addresses[to]!, multipoint, traffic: { transmit: flow, receive: flow } }),
            Scope.Scope,
            scope
          )
          yield* begin(call, multipoint ? "root" : undefined, scope, which % 4 === 1 ? 9 : 0)
        }),
      send: ({ much, which }) =>
        Effect.suspend(() => {
          const end = ends[which % Math.max(1, ends.length)]
          if (end === undefined || end.multipoint === "leaf") return Effect.void
          const chain = Array.from({ length: 1 + (much % 17) }, (_, n) => markedAs(end.source, end.sent + n))
          end.sent += chain.length
          return end.call.send(chain)
        }),
      cancel: ({ which }) => Effect.suspend(() => ends[which % Math.max(1, ends.length)]?.call.cancelSends ?? Effect.void),
      modify: ({ much, which }) =>
        Effect.suspend(() => {
          const end = ends[which % Math.max(1, ends.length)]
          const flow = flows[much % flows.length]!
          if (end === undefined || end.multipoint !== undefined) return Effect.void
          return end.call.modify(withTraffic(end.call.parameters, flow, flow))
        }),
      close: ({ much, which }) =>
        Effect.suspend(() => {
          const end = ends[which % Math.max(1, ends.length)]
          if (end === undefined) return Effect.void
          return much % 2 === 0 ? end.call.close() : Scope.close(end.scope, Exit.void)
        }),
      party: ({ which }) =>
        Effect.suspend(() => {
          const end = roots[which % Math.max(1, roots.length)]
          return end === undefined ? Effect.void : end.call.addParty({ to: addresses[which % 3]! })
        }),
      dropParty: ({ which }) => Effect.suspend(() => roots[which % Math.max(1, roots.length)]?.call.parties[0]?.drop() ?? Effect.void),
      pause: ({ long, which }) => {
        const { host } = stations[which % 3]!
        return Effect.andThen(host.pause("atm0"), Effect.andThen(Effect.sleep(long % 20), host.restart("atm0")))
      },
      pauseBinding: ({ long, which }) => {
        const { host } = stations[which % 3]!
        return Effect.andThen(host.pause("data"), Effect.andThen(Effect.sleep(long % 20), host.restart("data")))
      },
      reset: ({ which }) => stations[which % 3]!.host.reset("atm0"),
      remove: ({ long, which }) => {
        const { host } = stations[which % 3]!
        return Effect.andThen(host.remove("atm0"), Effect.andThen(Effect.sleep(long % 50), host.insert("atm0")))
      },
      // Of what is sent just before, some is on the line.
      link: (step) =>
        Effect.gen(function* () {
          const { long, which } = step
          yield* background(doing.send(step))
          yield* Effect.sleep((long % 4) / 2)
          network.setLink(addresses[which % 3]!, { up: false })
          yield* Effect.sleep(long % 30)
          network.setLink(addresses[which % 3]!, { up: true })
        }),
      lose: ({ long, much, which }) =>
        Effect.scoped(
          Effect.andThen(
            faults.add(Rule.onFrame("DATA", Rule.drop, { host: names[which % 3]!, chance: 0.05 + (much % 10) / 10 })),
            Effect.sleep(long % 50)
          )
        ),
      delay: ({ long, much, which }) =>
        Effect.scoped(
          Effect.andThen(
            faults.add(Rule.onFrame("DATA", Rule.delay(1, 1 + (much % 20)), { host: names[which % 3]!, chance: 0.5 })),
            Effect.sleep(long % 50)
          )
        ),
      crashClient: ({ which }) => crash(which, "data"),
      crashMiniport: ({ which }) => crash(which, "atm0"),
      crashCallManager: ({ which }) => crash(which, "uni"),
      // Of what is sent just before, more than the miniport takes waits in the lane.
      crashLane: (step) =>
        Effect.gen(function* () {
          const { long, much, which } = step
          yield* background(doing.send({ ...step, much: 16 }))
          yield* Effect.sleep((long % 4) / 2)
          stations[which % 3]!.host.crashLane("atm0", much % limits.lanes, new Error("a lane of the story"))
        })
    }
    const crash = (which: number, driver: string) =>
      Effect.sync(() => stations[which % 3]!.host.crash(driver, new Error("a crash of the story")))

    for (const step of steps) {
      yield* background(doing[step.deed](step))
      yield* step.after === 0 ? Effect.yieldNow : Effect.sleep(step.after)
    }
    // What is under way arrives, or is given up.
    yield* Effect.sleep(500)
  })

export interface Run {
  readonly verdict: Verdict
  readonly trace: ReadonlyArray<TraceEvent>
}

/** A story in one form, in the order of a seed. */
export const play = (form: Form, steps: ReadonlyArray<Step>, seed: number): Run => {
  const books = new Books()
  let trace: ReadonlyArray<TraceEvent> = []
  const whole = Effect.gen(function* () {
    const clock = yield* Clock
    const sink = memory(() => Number(clock.currentTimeNanosUnsafe() / 1000n))
    trace = sink.events
    // Half of the stories without credits: there a receiver that is too slow costs frames.
    return yield* Effect.scoped(program(form, steps, books, seed % 2 === 0 ? 3 : undefined)).pipe(
      Effect.provideService(Trace, sink),
      Effect.provideService(Faults, rules([])),
      Effect.provideService(Limits, limits)
    )
  })
  const { exit, outstandingFibers, outstandingTimers } = Simulation.run(exploring(whole), { seed, maxSteps: 5_000_000 })
  const left = Exit.isSuccess(exit) ? [...exit.value] : [`the run fails: ${Cause.pretty(exit.cause)}`]
  if (outstandingFibers > 0) left.push(`${outstandingFibers} fibers are left`)
  if (outstandingTimers > 0) left.push(`${outstandingTimers} timers are left`)
  return { verdict: judge(books, trace, left, limits), trace }
}
