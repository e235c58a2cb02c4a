/**
 * `bench calls`: how fast calls are set up and torn down.
 */
import * as Effect from "effect/Effect"
import { apart } from "./flows.ts"
import type { Effort } from "./harness.ts"
import { machine } from "./machine.ts"
import type { Report } from "./report.ts"
import { subjects } from "./subjects.ts"

const inFlight = [1, 100, 10_000]
const full: Effort = { inFlight, passes: 7, budgetMillis: 165_000, longestMillis: 20_000 }
const quick: Effort = { inFlight, passes: 3, budgetMillis: 26_000, longestMillis: 2_000 }

/** Measures; `peersOnly` leaves CoNDIS out and takes the sample flow, `only` one row of CoNDIS. */
export const calls: (options: {
  readonly quick: boolean
  readonly peersOnly: boolean
  readonly only: string | undefined
  readonly say: (text: string) => void
}) => Effect.Effect<Report> = Effect.fnUntraced(function* (options) {
  const start = process.hrtime.bigint()
  const at = machine()
  const names = options.peersOnly ? [undefined] : subjects.map(({ name }) => name).filter((name) => (options.only ?? name) === name)
  const { budgetMillis, ...effort } = options.quick ? quick : full
  const rows = yield* Effect.forEach(names, (subject) =>
    apart({ subject, effort: { ...effort, budgetMillis: budgetMillis / names.length }, say: options.say })
  )
  const seconds = Number(process.hrtime.bigint() - start) / 1e9
  return { condis: "bench", version: 2, benchmark: "calls", quick: options.quick, seconds, machine: at, rows: rows.flat() }
})
