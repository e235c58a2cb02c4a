/**
 * Measures lanes against each other on a machine that is not quiet.
 *
 * Each cell (lane × calls in flight) is warmed up, then measured in several passes; a pass visits all cells of a flow, so that a slow moment
 * of the machine hits all lanes that are compared, and every other pass goes the other way round. One flow comes after the other: lanes of
 * CoNDIS share code, and the engine would optimise it anew for each of them. Directly before a timed run its cell makes an untimed one, a
 * third as long: what is timed is the steady state, not the change from another lane. Before that young garbage of others is collected,
 * where the runtime lets us.
 * The figure of a cell is the median of its passes. The work of a run is chosen so that all passes together fit the time they may take:
 * a cell so slow that the calls in flight alone take longer than its share gets fewer passes, but one at least, and more when there is
 * time left; one slower than `longestMillis` is left out, and the report says so.
 */
import * as Effect from "effect/Effect"
import type { Lane, Sample } from "./lanes.ts"

/** How much time a measurement may take. */
export interface Effort {
  readonly inFlight: ReadonlyArray<number>
  readonly passes: number
  /** All in all. */
  readonly budgetMillis: number
  /** The longest a single run may take. */
  readonly longestMillis: number
}

/** One cell of the report. Figures are undefined where the cell was left out. */
export interface Row {
  readonly flow: string
  readonly row: string
  readonly inFlight: number
  /** With so many calls in flight. Of CoNDIS the average of a traced run, of a peer the whole hops it carries. */
  readonly crossingsPerCall: number
  readonly callsPerSecond: number | undefined
  /** In the fastest pass: what a moment gives in which nobody else uses the machine. */
  readonly bestCallsPerSecond: number | undefined
  readonly nsPerCrossing: number | undefined
  /** ns per crossing ÷ that of the baseline with the same flow and as many calls in flight. */
  readonly ratio: number | undefined
  /** Mean messages per wake. */
  readonly batchSize: number | undefined
  /** Timed calls of one pass. */
  readonly callsPerPass: number
  /** Calls directly before them that are not timed. */
  readonly warmUpCallsPerPass: number
  /** ns per crossing, pass by pass. */
  readonly passes: ReadonlyArray<number>
}

interface Cell {
  readonly lane: Lane
  readonly inFlight: number
  /** Calls per ms in the warm-up. */
  readonly rate: number
}

interface Measured {
  readonly cell: Cell
  readonly total: number
  /** Calls of the untimed run before each. */
  readonly before: number
  readonly samples: Array<Sample>
}

/** Middle value; of an even number of values the mean of the two in the middle. */
export const median = (values: ReadonlyArray<number>): number | undefined => {
  if (values.length === 0) return undefined
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** The shortest and the longest run we aim at: shorter ones drown in noise, longer ones say no more. */
const shortestMillis = 10
const enoughMillis = 400
/** The longest a run may take for the sake of {@link rounds}. */
const roundsMillis = 1200
/** How often each of the calls in flight is made anew in a run, at least. */
const rounds = 4
/** The untimed run before a timed one, as a part of it. */
const slice = 1 / 3
/** Part of the time left that passes may plan with; the rest is for collecting garbage and for a machine that slows down. */
const planned = 0.75

const nowMillis = (): number => Number(process.hrtime.bigint()) / 1e6

const perCrossing = ({ inFlight, lane }: Pick<Cell, "inFlight" | "lane">, sample: Sample): number =>
  sample.nanos / (sample.calls * lane.crossings(inFlight))

/** Runs a lane with more and more calls until a run takes `millis`; answers calls per ms. Cells with more in flight start from fewer. */
const warmUp = Effect.fnUntraced(function* (lane: Lane, inFlight: number, millis: number, expected: number | undefined) {
  let total = Math.max(inFlight, Math.ceil((expected ?? 0) * millis * 0.5), 10)
  while (true) {
    const { calls, nanos } = yield* lane.measure(inFlight, total)
    const took = nanos / 1e6
    if (took >= millis * 0.5) return calls / took
    total = Math.ceil(total * Math.min(8, Math.max(2, millis / Math.max(took, 0.01))))
  }
})

/** The cells that are fast enough, each warm. A lane slow in its last cell is not run for the sake of warmth alone. */
const warmCells = Effect.fnUntraced(function* (lanes: ReadonlyArray<Lane>, effort: Effort, say: (text: string) => void) {
  const millis = Math.min(250, (effort.budgetMillis * 0.12) / (lanes.length * effort.inFlight.length))
  const cells: Array<Cell> = []
  const rates = new Map<Lane, number>()
  for (const inFlight of effort.inFlight) {
    for (const lane of lanes) {
      if (inFlight > lane.most) continue
      const known = rates.get(lane)
      const alone = known === undefined ? 0 : inFlight / known
      if (alone > effort.longestMillis) continue
      say(`warming up: ${lane.name}, ${inFlight} in flight`)
      const rate = known !== undefined && alone > 4 * millis ? known : yield* warmUp(lane, inFlight, millis, known)
      rates.set(lane, rate)
      cells.push({ lane, inFlight, rate })
    }
  }
  return cells
})

/** How long the timed runs of a pass are to take, so that the cells that cannot be that short fit in too. */
const passMillisFor = (cells: ReadonlyArray<Cell>, passes: number, leftMillis: number): number => {
  const slow = cells.map(({ inFlight, rate }) => inFlight / rate).filter((alone) => alone > enoughMillis)
  const left = leftMillis * planned - slow.reduce((sum, alone) => sum + 2 * alone, 0)
  return Math.min(enoughMillis, Math.max(shortestMillis, left / (cells.length * passes * (1 + slice))))
}

/** Calls of a timed run. Where that is quick enough, several times those in flight: else the figure is that of filling up and running dry. */
const totalFor = ({ inFlight, rate }: Cell, passMillis: number): number => {
  const several = inFlight * rounds
  return Math.max(several / rate <= roundsMillis ? several : inFlight, Math.ceil(rate * passMillis))
}

/** Calls of the untimed run before it: all that are to be in flight are. */
const beforeFor = ({ inFlight }: Cell, total: number): number => Math.max(inFlight, Math.ceil(total * slice))

const rowOf = (lane: Lane, inFlight: number, measured: ReadonlyArray<Measured>): Row => {
  const found = measured.find(({ cell }) => cell.lane === lane && cell.inFlight === inFlight)
  const passes = (found?.samples ?? []).map((sample) => perCrossing({ lane, inFlight }, sample))
  const ns = median(passes)
  const base = measured.find(({ cell }) => cell.lane.baseline && cell.lane.flow === lane.flow && cell.inFlight === inFlight)
  const baseNs = base === undefined ? undefined : median(base.samples.map((sample) => perCrossing(base.cell, sample)))
  return {
    flow: lane.flow,
    row: lane.name,
    inFlight,
    crossingsPerCall: lane.crossings(inFlight),
    callsPerSecond: ns === undefined ? undefined : 1e9 / (ns * lane.crossings(inFlight)),
    bestCallsPerSecond: ns === undefined ? undefined : 1e9 / (Math.min(...passes) * lane.crossings(inFlight)),
    nsPerCrossing: ns,
    ratio: ns === undefined || baseNs === undefined ? undefined : ns / baseNs,
    batchSize: median((found?.samples ?? []).flatMap(({ batch }) => (batch === undefined ? [] : [batch]))),
    callsPerPass: found?.total ?? 0,
    warmUpCallsPerPass: found?.before ?? 0,
    passes
  }
}

/**
 * Measures all lanes at all numbers of calls in flight. Rows come by flow, then calls in flight, then lane.
 *
 * `collect` collects young garbage, `say` is told what is going on.
 */
export const measure: (options: {
  readonly lanes: ReadonlyArray<Lane>
  readonly effort: Effort
  readonly collect: () => void
  readonly say: (text: string) => void
}) => Effect.Effect<ReadonlyArray<Row>> = Effect.fnUntraced(function* ({ collect, effort, lanes, say }) {
  const deadline = nowMillis() + effort.budgetMillis
  const cells = yield* warmCells(lanes, effort, say)
  const passMillis = passMillisFor(cells, effort.passes, deadline - nowMillis())
  const measured = cells.map((cell): Measured => {
    const total = totalFor(cell, passMillis)
    return { cell, total, before: beforeFor(cell, total), samples: [] }
  })
  const timed = Effect.fnUntraced(function* ({ before, cell, samples, total }: Measured, pass: string) {
    say(`${pass}: ${cell.lane.name}, ${cell.inFlight} in flight`)
    // The event loop gets a turn, so that signals are heard and no run inherits what the last one left to be done.
    yield* Effect.yieldNow
    collect()
    yield* cell.lane.measure(cell.inFlight, before)
    samples.push(yield* cell.lane.measure(cell.inFlight, total))
  })
  const expected = ({ before, cell, total }: Measured): number => (before + total) / cell.rate
  const late = (cell: Measured): boolean => nowMillis() + expected(cell) > deadline
  for (const cells of Map.groupBy(measured, ({ cell }) => cell.lane.flow).values()) {
    for (let pass = 0; pass < effort.passes; pass++) {
      for (const cell of pass % 2 === 0 ? cells : cells.toReversed()) {
        const share = Math.max(1, Math.floor((effort.passes * passMillis * (1 + slice)) / expected(cell) + 0.5))
        if (cell.samples.length > 0 && (pass >= share || late(cell))) continue
        yield* timed(cell, `pass ${pass + 1} of ${effort.passes}`)
      }
    }
  }
  // Time that is left goes to the slow cells, one more pass each at a time.
  const lacking = () => measured.filter((cell) => cell.samples.length < effort.passes && !late(cell))
  for (let cells = lacking(); cells.length > 0; cells = lacking()) {
    for (const cell of cells) if (!late(cell)) yield* timed(cell, "passes of slow cells")
  }
  const flows = [...new Set(lanes.map(({ flow }) => flow))]
  return flows.flatMap((flow) =>
    effort.inFlight.flatMap((inFlight) =>
      lanes.filter((lane) => lane.flow === flow && inFlight <= lane.most).map((lane) => rowOf(lane, inFlight, measured))
    )
  )
})
