/** The cell rate algorithm against its other form, against what a rate allows, and against the shaper. */
import { cellsOf } from "../../src/data/AtmFlow.ts"
import { type Contract, noContract } from "../../src/data/Contract.ts"
import { Gcra, Meter } from "../../src/data/Gcra.ts"
import { Shaper } from "../../src/data/Shaper.ts"
import { describe, expect, it } from "vitest"
import { random } from "./random.ts"

const vbr = (peak: number | undefined, sustained: number | undefined, burstCells: number, toleranceMicros = 0): Contract => ({
  ...noContract,
  category: "VBR",
  peakCellsPerSecond: peak,
  sustainedCellsPerSecond: sustained,
  burstCells,
  toleranceMicros
})

/** Some contract: rates over six orders of magnitude, one or both of them, with a burst or without. */
const someContract = (next: () => number): Contract => {
  const sustained = 1 + Math.floor(10 ** (next() * 6))
  const peak = sustained + Math.floor(10 ** (next() * 6))
  const burst = next() < 0.3 ? 0 : Math.floor(10 ** (next() * 5))
  const kind = next()
  return vbr(kind < 0.2 ? undefined : peak, kind > 0.8 ? undefined : sustained, burst, next() < 0.5 ? 0 : Math.floor(next() * 5000))
}

const seeds = Array.from({ length: 100 }, (_, seed) => seed)

describe("the generic cell rate algorithm", () => {
  it("a cell every 1/rate conforms and one a microsecond earlier does not", () => {
    const gcra = new Gcra(1000)
    gcra.count(1, 5_000)
    expect(gcra.early(6_000)).toBe(0)
    expect(gcra.early(5_999)).toBe(1)
    gcra.count(10, 6_000)
    expect(gcra.early(6_000)).toBe(10_000)
  })

  it("does not drift: a million cells at 3 cells a second take a third of a million seconds to the microsecond", () => {
    const gcra = new Gcra(3)
    let now = 0
    for (let n = 0; n < 1_000_000; n++) {
      gcra.count(1, now)
      now += gcra.early(now)
    }
    expect(now).toBe(Math.ceil(1_000_000_000_000 / 3))
  })

  it("keeps its exactness with the microseconds of the epoch", () => {
    const start = 1_795_000_000_000_000
    const gcra = new Gcra(3)
    for (let n = 0; n < 10; n++) gcra.count(1, start)
    expect(gcra.early(start)).toBe(3_333_334)
  })

  it("is the leaky bucket: a bucket that leaks at the rate has room exactly when the theoretical time is not too far away", () => {
    for (const seed of seeds) {
      const next = random(seed)
      const rate = 1 + Math.floor(10 ** (next() * 7))
      const tolerance = Math.floor(next() * 100_000)
      const gcra = new Gcra(rate)
      // In parts of 1/rate of a microsecond, so that everything is a whole number.
      let content = 0n
      let last = 0n
      let now = 0
      let conforming = 0
      for (let n = 0; n < 200; n++) {
        now += Math.floor(next() * next() * 2_000_000 * (50 / rate))
        const cells = 1 + Math.floor(next() * 40)
        const leaked = content - (BigInt(now) - last) * BigInt(rate)
        // The clock shows whole microseconds: a bucket that became empty within this one is owed the rest of it.
        const left = leaked > -BigInt(rate) ? leaked : 0n
        const fits = left <= BigInt(tolerance) * BigInt(rate)
        expect(gcra.early(now) <= tolerance).toBe(fits)
        if (!fits) continue
        conforming++
        content = left + BigInt(cells) * 1_000_000n
        last = BigInt(now)
        gcra.count(cells, now)
      }
      expect(conforming).toBeGreaterThan(0)
    }
  })
})

describe("a meter of a contract", () => {
  it("over any interval, what conforms is at most rate·t + burst, for the peak and for the sustained rate", () => {
    let refused = 0
    let worst = -Infinity
    for (const seed of seeds) {
      const next = random(seed)
      const contract = someContract(next)
      const { burstCells, peakCellsPerSecond, sustainedCellsPerSecond, toleranceMicros } = contract
      const meter = new Meter(contract)
      const taken: Array<{ readonly at: number; readonly cells: number }> = []
      const pace = 1e6 / (sustainedCellsPerSecond ?? peakCellsPerSecond ?? 1)
      let now = 0
      for (let n = 0; n < 300; n++) {
        now += Math.floor(next() < 0.5 ? 0 : next() * 40 * pace)
        const cells = 1 + Math.floor(next() * 40)
        if (meter.early(cells, now) > toleranceMicros) {
          refused++
          continue
        }
        meter.count(cells, now)
        taken.push({ at: now, cells })
      }
      for (const [rate, burst] of [
        [peakCellsPerSecond, 1],
        [sustainedCellsPerSecond, burstCells]
      ] as const) {
        if (rate === undefined) continue
        for (let from = 0; from < taken.length; from++) {
          let cells = 0
          let largest = 0
          for (let to = from; to < taken.length; to++) {
            const frame = taken[to]!
            cells += frame.cells
            largest = Math.max(largest, frame.cells)
            const seconds = (frame.at - taken[from]!.at + toleranceMicros + 1) / 1e6
            worst = Math.max(worst, cells - rate * seconds - Math.max(burst, largest))
          }
        }
      }
    }
    expect(worst).toBeLessThanOrEqual(1e-6)
    expect(worst).toBeGreaterThan(-1)
    expect(refused).toBeGreaterThan(1000)
  })

  it("a burst of exactly the agreed size conforms at the peak rate, and one cell more does not", () => {
    const meter = new Meter(vbr(1000, 100, 50))
    for (let n = 0; n < 50; n++) {
      expect(meter.early(1, n * 1000)).toBeLessThanOrEqual(0)
      meter.count(1, n * 1000)
    }
    expect(meter.early(1, 50_000)).toBeGreaterThan(0)
  })

  it("a frame larger than the burst conforms by itself, so that nobody is stuck", () => {
    const meter = new Meter(vbr(1000, 100, 10))
    expect(meter.early(32, 0)).toBeLessThanOrEqual(0)
    meter.count(32, 0)
    expect(meter.early(32, 0)).toBe(320_000)
  })

  it("without limits everything conforms", () => {
    const meter = new Meter(noContract)
    for (let n = 0; n < 1000; n++) {
      expect(meter.early(1366, 0)).toBeLessThanOrEqual(0)
      meter.count(1366, 0)
    }
  })
})

describe("a shaper", () => {
  it("what leaves when it is eligible conforms at a meter of the same contract, held up by as much as the tolerance allows", () => {
    for (const seed of seeds) {
      const next = random(seed)
      const contract = someContract(next)
      const shaper = new Shaper(contract)
      const meter = new Meter(contract)
      let now = 0
      let arrival = 0
      for (let n = 0; n < 300; n++) {
        const bytes = Math.floor(next() * (next() < 0.1 ? 60_000 : 2_000))
        now = shaper.eligibleAt(bytes, now + (next() < 0.7 ? 0 : Math.floor(next() * 10_000)))
        shaper.sent(bytes, now)
        // Held up by another time each, but in order.
        arrival = Math.max(arrival, now + Math.floor(next() * (contract.toleranceMicros + 1)))
        expect(meter.early(cellsOf(bytes), arrival)).toBeLessThanOrEqual(contract.toleranceMicros)
        meter.count(cellsOf(bytes), arrival)
      }
    }
  })

  it("holds nothing back longer than it must: a microsecond earlier would not conform", () => {
    for (const seed of seeds) {
      const next = random(seed)
      const contract = someContract(next)
      const shaper = new Shaper(contract)
      const meter = new Meter(contract)
      let now = 0
      for (let n = 0; n < 100; n++) {
        const bytes = Math.floor(next() * 2_000)
        const at = shaper.eligibleAt(bytes, now)
        if (at > now) expect(meter.early(cellsOf(bytes), at - 1)).toBeGreaterThan(0)
        now = at
        shaper.sent(bytes, now)
        meter.count(cellsOf(bytes), now)
      }
    }
  })

  it("a contract with a higher rate holds at once, and what was sent before counts in cells", () => {
    const shaper = new Shaper(vbr(10, undefined, 0))
    shaper.sent(40, 0)
    shaper.sent(40, 0)
    expect(shaper.eligibleAt(40, 0)).toBe(200_000)
    shaper.change(vbr(1000, undefined, 0), 100_000)
    // One cell is still ahead: a millisecond at the new rate.
    expect(shaper.eligibleAt(40, 100_000)).toBe(101_000)
    shaper.change(vbr(undefined, undefined, 0), 100_000)
    expect(shaper.eligibleAt(40, 100_000)).toBe(100_000)
  })

  it("an unlimited contract that becomes a limited one starts with nothing sent", () => {
    const shaper = new Shaper(noContract)
    shaper.sent(60_000, 5)
    shaper.change(vbr(10, 5, 3), 10)
    expect(shaper.eligibleAt(40, 10)).toBe(10)
  })

  it("a change of contract at any moment leaves both ends in agreement when both change at that moment", () => {
    for (const seed of seeds) {
      const next = random(seed)
      let contract = someContract(next)
      const shaper = new Shaper(contract)
      const meter = new Meter(contract)
      let now = 0
      for (let n = 0; n < 200; n++) {
        if (next() < 0.1) {
          contract = someContract(next)
          shaper.change(contract, now)
          meter.change(contract, now)
        }
        const bytes = Math.floor(next() * 2_000)
        now = shaper.eligibleAt(bytes, now)
        shaper.sent(bytes, now)
        expect(meter.early(cellsOf(bytes), now)).toBeLessThanOrEqual(0)
        meter.count(cellsOf(bytes), now)
      }
    }
  })
})
