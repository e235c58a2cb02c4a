/**
 * `bench ring`: frames a second from one thread to another through a ring in shared memory, beside `postMessage` and the bare ring.
 *
 * Each cell (carrier × length × batch) is warmed up until it is known how many frames fit a pass; then several passes visit all cells in
 * turn, every other one the other way round. The figure is the median of the passes.
 */
import * as Effect from "effect/Effect"
import { median } from "../harness.ts"
import { collect, type Machine, machine } from "../machine.ts"
import { type Carrier, carriers } from "./carriers.ts"

/** One line of the report. */
export interface Row {
  readonly bytes: number
  readonly batch: number
  readonly carrier: string
  readonly framesPerSecond: number
  /** Frames a second ÷ those of `postMessage` with the same frames and batches. */
  readonly toMessages: number
  /** The same for the bare ring in one thread. */
  readonly toBare: number
  /** Frames a second of each pass. */
  readonly passes: ReadonlyArray<number>
}

export interface Report {
  readonly condis: "bench"
  readonly version: 1
  readonly benchmark: "ring"
  readonly seconds: number
  readonly machine: Machine
  readonly rows: ReadonlyArray<Row>
}

/** How much is done for a figure. */
export interface Effort {
  readonly lengths: ReadonlyArray<number>
  readonly batches: ReadonlyArray<number>
  readonly passes: number
  /** What a pass of a cell is to take. */
  readonly passMillis: number
}

const whole: Effort = { lengths: [0, 64, 1500], batches: [1, 8, 64], passes: 5, passMillis: 200 }
const short: Effort = { ...whole, passes: 3, passMillis: 60 }

interface Cell {
  readonly carrier: Carrier
  readonly bytes: number
  readonly batch: number
  frames: number
  readonly passes: Array<number>
}

/** Twice as many frames until a run takes long enough to tell. */
const warm = Effect.fnUntraced(function* (cell: Cell, millis: number) {
  for (let frames = 2_000; ; frames *= 2) {
    const took = (yield* cell.carrier.run(frames, cell.bytes, cell.batch)) / 1e6
    if (took < millis / 3) continue
    cell.frames = Math.ceil((frames * millis) / took)
    return
  }
})

/** Measures all cells. */
export const measure: (effort: Effort, say: (text: string) => void) => Effect.Effect<ReadonlyArray<Row>> = Effect.fnUntraced(function* (
  { batches, lengths, passMillis, passes }: Effort,
  say: (text: string) => void
) {
  const all = yield* carriers
  const cells = lengths.flatMap((bytes) =>
    batches.flatMap((batch) => all.map((carrier): Cell => ({ carrier, bytes, batch, frames: 0, passes: [] })))
  )
  for (const cell of cells) {
    say(`warming up: ${cell.carrier.name}, ${cell.bytes} octets, batches of ${cell.batch}`)
    yield* warm(cell, passMillis)
  }
  for (let pass = 0; pass < passes; pass++) {
    for (const cell of pass % 2 === 0 ? cells : cells.toReversed()) {
      say(`pass ${pass + 1} of ${passes}: ${cell.carrier.name}, ${cell.bytes} octets, batches of ${cell.batch}`)
      yield* Effect.yieldNow
      collect()
      cell.passes.push((cell.frames * 1e9) / (yield* cell.carrier.run(cell.frames, cell.bytes, cell.batch)))
    }
  }
  const rate = (cell: Cell): number => median(cell.passes)!
  const beside = (cell: Cell, at: number): number =>
    rate(cell) / rate(cells.find(({ batch, bytes, carrier }) => carrier === all[at] && bytes === cell.bytes && batch === cell.batch)!)
  return cells.map((cell): Row => ({
    bytes: cell.bytes,
    batch: cell.batch,
    carrier: cell.carrier.name,
    framesPerSecond: rate(cell),
    toMessages: beside(cell, 1),
    toBare: beside(cell, 2),
    passes: cell.passes
  }))
}, Effect.scoped)

/** Measures; `quick` in a third of the time. */
export const ring: (options: { readonly quick: boolean; readonly say: (text: string) => void }) => Effect.Effect<Report> =
  Effect.fnUntraced(function* ({ quick, say }) {
    const start = process.hrtime.bigint()
    const at = machine()
    const rows = yield* measure(quick ? short : whole, say)
    return { condis: "bench", version: 1, benchmark: "ring", seconds: Number(process.hrtime.bigint() - start) / 1e9, machine: at, rows }
  })

const grouped = (value: number): string => Math.round(value).toLocaleString("en-US")

/** The report for people. */
export const ringText = ({ machine: at, rows, seconds }: Report): string => {
  const head = ["octets", "batch", "carrier", "frames/s", "to postMessage", "to the bare ring"]
  const cells = rows.map(({ batch, bytes, carrier, framesPerSecond, toBare, toMessages }) => [
    String(bytes),
    String(batch),
    carrier,
    grouped(framesPerSecond),
    toMessages.toFixed(2),
    toBare.toFixed(3)
  ])
  const widths = head.map((title, column) => Math.max(title.length, ...cells.map((row) => row[column]!.length)))
  const line = (row: ReadonlyArray<string>): string =>
    row.map((cell, column) => (column === 2 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join("  ")
  return [
    `Frames from one thread to another, ${grouped(seconds)} s in all. Node ${at.node} on ${at.cpu}, ${at.cores} cores, load ${at.load}`,
    "",
    line(head),
    ...cells.map((row, index) => (index > 0 && index % 3 === 0 ? `\n${line(row)}` : line(row)))
  ].join("\n")
}
