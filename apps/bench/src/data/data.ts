/**
 * `bench data`: how fast lists are sent, how long a chain takes under load, how fairly VCs share, and what is left in memory.
 */
import type { Host } from "@condis/core"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { createHistogram } from "node:perf_hooks"
import { type Effort, measure, type Row } from "../harness.ts"
import type { Lane } from "../lanes.ts"
import { collect, collectAll, type Machine, machine } from "../machine.ts"
import { type Kind, kindText, Lists, touch } from "./Load.ts"
import { dataPeers } from "./peers.ts"
import { type DataSetUp, type DataStack, throughNdis, toAnotherHost } from "./stacks.ts"

/** How long chains take that are sent at a steady rate, in microseconds, from when each should have left to when all of it was home. */
export interface Latency {
  /** Part of the lists a second that go through at most. */
  readonly load: number
  readonly listsPerSecond: number
  readonly p50: number
  readonly p99: number
  readonly p999: number
}

/** How VCs share a miniport that is too slow for them. */
export interface Fairness {
  readonly vcs: number
  /** Lists the flood keeps out for one of another VC. */
  readonly flood: number
  /** Jain's index of what the VCs had through: 1, when all had the same; 1 ÷ VCs, when one had all. */
  readonly jain: number
  /** What the flood had through ÷ what another VC had on average. */
  readonly floodShare: number
}

/** What the heap has more after so many lists than before them, both after a full collection. */
export interface Memory {
  readonly lists: number
  readonly bytes: number
}

export interface DataReport {
  readonly condis: "bench"
  readonly version: 1
  readonly benchmark: "data"
  readonly full: boolean
  readonly seconds: number
  readonly machine: Machine
  /** `inFlight` is the length of the chains, a call is a list. */
  readonly rows: ReadonlyArray<Row>
  readonly latency: ReadonlyArray<Latency>
  readonly fairness: Fairness
  readonly memory: Memory
}

const chains = [1, 8, 64]
const usual: ReadonlyArray<Kind> = [
  { vcs: 1, octets: 64 },
  { vcs: 1000, octets: 64 },
  { vcs: 1, octets: 1500 }
]
const all: ReadonlyArray<Kind> = [1, 1000].flatMap((vcs) => [0, 64, 1500].map((octets) => ({ vcs, octets })))

const rates: Effort = { inFlight: chains, passes: 5, budgetMillis: 110_000, longestMillis: 10_000 }

const seconds = (start: bigint): number => Number(process.hrtime.bigint() - start) / 1e9
const nanos = (): number => Number(process.hrtime.bigint())

/** A stack with so many calls up, until the scope closes. */
const up = Effect.fnUntraced(function* (setUp: DataSetUp, vcs: number) {
  const stack = yield* Effect.orDie(setUp)
  yield* stack.sender.grow(vcs, true)
  return stack
})

/** Nothing may be broken, and nothing left in a lane. */
const clean = (hosts: ReadonlyArray<Host.Host>): Effect.Effect<void> =>
  Effect.suspend(() => {
    const broken = hosts.reduce((sum, host) => sum + host.violations(), 0)
    return broken === 0 ? Effect.void : Effect.die(new Error(`${broken} rules were broken`))
  })

const subjectLane = (name: string, kind: Kind, { hosts, sender }: DataStack): Lane => ({
  name,
  flow: kindText(kind),
  crossings: () => 1,
  baseline: false,
  most: Infinity,
  measure: Effect.fnUntraced(function* (chain, total) {
    const before = work(hosts)
    const start = process.hrtime.bigint()
    yield* sender.send(kind, chain, total)
    const took = Number(process.hrtime.bigint() - start)
    yield* clean(hosts)
    const after = work(hosts)
    const wakes = after.wakes - before.wakes
    return { nanos: took, calls: total, batch: wakes > 0 ? (after.handled - before.handled) / wakes : undefined }
  })
})

const work = (hosts: ReadonlyArray<Host.Host>) =>
  hosts.reduce(
    (sum, host) => {
      const { handled, wakes } = host.work()
      return { wakes: sum.wakes + wakes, handled: sum.handled + handled }
    },
    { wakes: 0, handled: 0 }
  )

const lanesOf: (kinds: ReadonlyArray<Kind>) => Effect.Effect<ReadonlyArray<Lane>, never, Scope.Scope> = Effect.fnUntraced(
  function* (kinds) {
    const stacks = new Map<number, { readonly ndis: DataStack; readonly far: DataStack }>()
    for (const { vcs } of kinds) {
      if (!stacks.has(vcs)) stacks.set(vcs, { ndis: yield* up(throughNdis(), vcs), far: yield* up(toAnotherHost, vcs) })
    }
    return kinds.flatMap((kind) => {
      const { far, ndis } = stacks.get(kind.vcs)!
      const peers = dataPeers.map(({ name, run }, index): Lane => ({
        name,
        flow: kindText(kind),
        crossings: () => 1,
        baseline: index === 0,
        most: Infinity,
        measure: Effect.fnUntraced(function* (chain, total) {
          const start = process.hrtime.bigint()
          yield* run(kind, chain, total)
          return { nanos: Number(process.hrtime.bigint() - start), calls: total, batch: undefined }
        })
      }))
      return [subjectLane("NDIS", kind, ndis), subjectLane("host to host", kind, far), ...peers]
    })
  }
)

/** One turn of the event loop. */
const turn = Effect.callback<void>((resume) => void setImmediate(() => resume(Effect.void)))

const latencyChain = 8

/** Sends chains at a part of the rate that goes through at most. What is late stays due: nothing is left out because the sender waits. */
const latencyAt = Effect.fnUntraced(function* ({ sender }: DataStack, load: number, most: number, millis: number) {
  const histogram = createHistogram()
  const lists = new Lists(4_096, 64)
  const paced = sender.paced(lists, latencyChain, (due) => histogram.record(Math.max(1, Math.round(nanos() - due))))
  const perNano = (most * load) / latencyChain / 1e9
  const start = nanos()
  let sent = 0
  for (let now = start; now < start + millis * 1e6; now = nanos()) {
    while (sent < (now - start) * perNano && paced.ready) paced.send(start + sent++ / perNano)
    yield* turn
  }
  while (paced.out > 0) yield* turn
  const micros = (percentile: number): number => histogram.percentile(percentile) / 1e3
  return { load, listsPerSecond: most * load, p50: micros(50), p99: micros(99), p999: micros(99.9) }
})

const latencies = Effect.fnUntraced(function* (
  millis: number,
  say: (text: string) => void
): Effect.fn.Return<ReadonlyArray<Latency>, never, Scope.Scope> {
  const stack = yield* up(throughNdis(), 1)
  const kind = { vcs: 1, octets: 64 }
  const total = 400_000
  yield* stack.sender.send(kind, latencyChain, total)
  // What goes through when every chain waits for a turn of the event loop, as it does when chains come from outside.
  const most = yield* openRate(stack, 1000)
  const found: Array<Latency> = []
  for (const load of [0.1, 0.5, 0.9]) {
    say(`latency: at ${load * 100} %`)
    collect()
    found.push(yield* latencyAt(stack, load, most, millis))
  }
  return found
}, Effect.scoped)

/** Lists a second that go through when more are always due. */
const openRate = Effect.fnUntraced(function* ({ sender }: DataStack, millis: number) {
  const lists = new Lists(512, 64)
  let home = 0
  const paced = sender.paced(lists, latencyChain, () => void home++)
  const start = nanos()
  while (nanos() < start + millis * 1e6) {
    while (paced.ready) paced.send(0)
    yield* turn
  }
  const rate = (home * latencyChain) / ((nanos() - start) / 1e9)
  while (paced.out > 0) yield* turn
  return rate
})

const fairVcs = 100
const flood = 16

const fairness = Effect.fnUntraced(function* (lists: number): Effect.fn.Return<Fairness, never, Scope.Scope> {
  const stack = yield* up(throughNdis(256), fairVcs)
  const through = yield* stack.sender.compete(lists, flood)
  yield* clean(stack.hosts)
  const sum = through.reduce((total, each) => total + each, 0)
  const squares = through.reduce((total, each) => total + each * each, 0)
  const [first = 0, ...others] = through
  return {
    vcs: fairVcs,
    flood,
    jain: (sum * sum) / (fairVcs * squares),
    floodShare: first / (others.reduce((total, each) => total + each, 0) / others.length)
  }
}, Effect.scoped)

const heap = (): number => {
  collectAll()
  const { arrayBuffers, heapUsed } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

const memory = Effect.fnUntraced(function* (lists: number): Effect.fn.Return<Memory, never, Scope.Scope> {
  const stack = yield* up(throughNdis(), 100)
  const kind = { vcs: 100, octets: 1500 }
  yield* stack.sender.send(kind, 64, lists / 10)
  const before = heap()
  yield* stack.sender.send(kind, 64, lists)
  return { lists, bytes: heap() - before }
}, Effect.scoped)

/** Measures. `full` takes all kinds of traffic and more time. */
export const data: (options: { readonly full: boolean; readonly say: (text: string) => void }) => Effect.Effect<DataReport> =
  Effect.fnUntraced(function* ({ full, say }): Effect.fn.Return<DataReport, never, Scope.Scope> {
    const start = process.hrtime.bigint()
    const at = machine()
    // Peers and subjects share the code that touches octets: it is compiled for all of them before any is timed.
    for (let n = 0; n < 10_000; n++) touch(new Uint8Array(n % 64), n)
    const kinds = full ? all : usual
    const lanes = yield* lanesOf(kinds)
    const rows = yield* measure({
      lanes,
      effort: full ? { ...rates, passes: 7, budgetMillis: 4 * rates.budgetMillis } : rates,
      collect,
      say
    })
    const latency = yield* latencies(full ? 10_000 : 3_000, say)
    say("fairness: a flood among a hundred")
    const fair = yield* fairness(full ? 4_000_000 : 1_000_000)
    say("memory: before and after")
    const kept = yield* memory(full ? 20_000_000 : 2_000_000)
    return {
      condis: "bench",
      version: 1,
      benchmark: "data",
      full,
      seconds: seconds(start),
      machine: at,
      rows,
      latency,
      fairness: fair,
      memory: kept
    }
  }, Effect.scoped)
