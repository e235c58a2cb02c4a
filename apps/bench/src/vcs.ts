/**
 * `bench vcs`: what a VC costs that does nothing, and whether many of them slow the making of new ones.
 *
 * Memory is what the heap has more, after a full collection, than before the first VC, divided by their number: with what NDIS, miniport,
 * call manager, adapter, switch and client keep of each. The rate is that of making some more while so many stand, in the median of a few
 * passes, each of which takes its VCs back.
 */
import { CallManagerDriver, Uni } from "@condis/cm"
import { Host } from "@condis/core"
import { MiniportDriver, Network } from "@condis/miniport"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { median } from "./harness.ts"
import { collectAll, type Machine, machine } from "./machine.ts"
import { type Holder, holder } from "./subjects/holder.ts"
import { called } from "./subjects/plain.ts"

/** One line of the report. */
export interface Standing {
  /** A VC that was only created, or one with a call. */
  readonly kind: "created" | "call up"
  readonly vcs: number
  readonly bytesPerVc: number
  /** VCs (calls) made a second while so many stand. */
  readonly perSecond: number
  /** That rate ÷ the one of the first line of this kind. */
  readonly ratio: number
}

export interface Report {
  readonly condis: "bench"
  readonly version: 1
  readonly benchmark: "vcs"
  readonly seconds: number
  readonly machine: Machine
  readonly rows: ReadonlyArray<Standing>
}

/** How much is done for a figure. */
interface Effort {
  /** VCs made before anything is measured. */
  readonly warm: number
  /** VCs made in a pass, and passes. */
  readonly more: number
  readonly passes: number
}

const effort: Effort = { warm: 20_000, more: 5_000, passes: 7 }

const seconds = (start: bigint): number => Number(process.hrtime.bigint() - start) / 1e9

const stack: Effect.Effect<{ readonly client: Holder; readonly host: Host.Host }, Host.StartError, Scope.Scope> = Effect.gen(function* () {
  const atm = yield* Network.make({ control: Uni.network() })
  atm.farEnd(called, { _tag: "Answer" })
  const ready = yield* Deferred.make<void>()
  const host = yield* Host.make("alice", [
    MiniportDriver.layer({ hardware: atm.port("4711") }),
    CallManagerDriver.layer({ callControl: Uni.callControl() }),
    Host.driverLayer(holder(ready))
  ])
  yield* Deferred.await(ready)
  return { client: host.published("voice") as Holder, host }
})

const heap = (): number => {
  collectAll()
  return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers
}

/** All sizes of one kind, each on top of the one before. */
export const growing: (
  kind: Standing["kind"],
  sizes: ReadonlyArray<number>,
  say: (text: string) => void,
  effort: Effort
) => Effect.Effect<ReadonlyArray<Standing>> = Effect.fnUntraced(function* (
  kind: Standing["kind"],
  sizes: ReadonlyArray<number>,
  say: (text: string) => void,
  { more, passes, warm }: Effort
): Effect.fn.Return<ReadonlyArray<Standing>, never, Scope.Scope> {
  const { client, host } = yield* Effect.orDie(stack)
  const { grow, shrink } = client
  const calls = kind === "call up"
  const there = () => host.leftovers()["VCs"]
  const without = there()
  // Once there and back, so that the code is warm and tables have their first size.
  yield* grow(warm, calls)
  yield* shrink(warm)
  const empty = heap()
  const rows: Array<Standing> = []
  let standing = 0
  for (const vcs of sizes) {
    say(`${kind}: ${vcs} VCs`)
    yield* grow(vcs - standing, calls)
    standing = vcs
    const bytesPerVc = (heap() - empty) / vcs
    const rates: Array<number> = []
    for (let pass = 0; pass < passes; pass++) {
      const start = process.hrtime.bigint()
      yield* grow(more, calls)
      rates.push(more / seconds(start))
      yield* shrink(more)
      yield* Effect.yieldNow
    }
    const perSecond = median(rates)!
    rows.push({ kind, vcs, bytesPerVc, perSecond, ratio: perSecond / (rows[0]?.perSecond ?? perSecond) })
  }
  say(`${kind}: taking them back`)
  yield* shrink(standing)
  if (there() !== without) return yield* Effect.die(new Error(`${there()} VCs are left, ${without} were there before`))
  return rows
}, Effect.scoped)

/** Measures. `quick` leaves the largest size out. */
export const vcs: (options: { readonly quick: boolean; readonly say: (text: string) => void }) => Effect.Effect<Report> = Effect.fnUntraced(
  function* ({ quick, say }) {
    const start = process.hrtime.bigint()
    const at = machine()
    const sizes = quick ? [1_000, 100_000] : [1_000, 100_000, 1_000_000]
    const rows = [...(yield* growing("created", sizes, say, effort)), ...(yield* growing("call up", sizes, say, effort))]
    return { condis: "bench", version: 1, benchmark: "vcs", seconds: seconds(start), machine: at, rows }
  }
)

const whole = (value: number): string => Math.round(value).toLocaleString("en-US")

/** The report for people. */
export const vcsText = ({ machine: at, rows, seconds: took }: Report): string => {
  const head = ["kind", "VCs", "bytes per VC", "made per second", "ratio to the first"]
  const cells = rows.map(({ bytesPerVc, kind, perSecond, ratio, vcs }) => [
    kind,
    whole(vcs),
    whole(bytesPerVc),
    whole(perSecond),
    ratio.toFixed(2)
  ])
  const widths = head.map((title, column) => Math.max(title.length, ...cells.map((row) => row[column]!.length)))
  const line = (row: ReadonlyArray<string>): string =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join("  ")
  return [
    `VCs that do nothing, ${whole(took)} s in all. Node ${at.node} on ${at.cpu}, ${at.cores} cores, ${at.memoryGiB} GiB, load ${at.load}`,
    "",
    line(head),
    ...cells.map(line)
  ].join("\n")
}
