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
const full: Effort = { inFlight, passes: 7, budgetMillis: 160_000, longestMillis: 20_000 }
const quick: Effort = { inFlight, passes: 3, budgetMillis: 24_000, longestMillis: 2_000 }

const sampleLanes: ReadonlyArray<Lane> = peers.map((peer, index) => peerLane(peer, "a sample call", sampleFlow, index === 0))

/** Measures; `peersOnly` leaves CoNDIS out and takes the sample flow. */
export const calls: (options: {
  readonly quick: boolean
  readonly peersOnly: boolean
  readonly say: (text: string) => void
}) => Effect.Effect<Report> = Effect.fnUntraced(function* (options): Effect.fn.Return<Report, never, Scope.Scope> {
  const start = process.hrtime.bigint()
  const at = machine()
  const lanes = options.peersOnly || subjects.length === 0 ? sampleLanes : yield* lanesOf(subjects, peers)
  const rows = yield* measure({ lanes, effort: options.quick ? quick : full, collect, say: options.say })
  const seconds = Number(process.hrtime.bigint() - start) / 1e9
  return { condis: "bench", version: 1, benchmark: "calls", quick: options.quick, seconds, machine: at, rows }
}, Effect.scoped)
