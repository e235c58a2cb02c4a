/**
 * `bench calls`: how fast calls are set up and torn down.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { sampleFlow } from "./flow.ts"
import { type Effort, measure } from "./harness.ts"
import { type Lane, lanesOf, peerLane } from "./lanes.ts"
import { collect, machine } from "./machine.ts"
import { peers } from "./peers/index.ts"
import type { Report } from "./report.ts"
import { subjects } from "./subjects.ts"

const inFlight = [1, 100, 10_000]
const full: Effort = { inFlight, passes: 7, budgetMillis: 165_000, longestMillis: 20_000 }
const quick: Effort = { inFlight, passes: 3, budgetMillis: 26_000, longestMillis: 2_000 }

const sampleLanes: ReadonlyArray<Lane> = peers.map((peer, index) => peerLane(peer, "a sample call", () => sampleFlow, index === 0))

const secondsSince = (start: bigint): number => Number(process.hrtime.bigint() - start) / 1e9

/** Measures; `peersOnly` leaves CoNDIS out and takes the sample flow. */
export const calls: (options: {
  readonly quick: boolean
  readonly peersOnly: boolean
  readonly say: (text: string) => void
}) => Effect.Effect<Report> = Effect.fnUntraced(function* (options): Effect.fn.Return<Report, never, Scope.Scope> {
  const start = process.hrtime.bigint()
  const at = machine()
  const lanes = options.peersOnly || subjects.length === 0 ? sampleLanes : yield* lanesOf(subjects, peers, inFlight)
  const { budgetMillis, ...effort } = options.quick ? quick : full
  const left = budgetMillis - secondsSince(start) * 1e3
  const rows = yield* measure({ lanes, effort: { ...effort, budgetMillis: left }, collect, say: options.say })
  const seconds = secondsSince(start)
  return { condis: "bench", version: 2, benchmark: "calls", quick: options.quick, seconds, machine: at, rows }
}, Effect.scoped)
