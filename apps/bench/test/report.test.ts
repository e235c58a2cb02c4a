import { describe, expect, it } from "vitest"
import { median, type Row } from "../src/harness.ts"
import { type Report, table, text } from "../src/report.ts"

const row = (name: string, inFlight: number, figures: Partial<Row> = {}): Row => ({
  flow: "far=switch",
  row: name,
  inFlight,
  crossingsPerCall: 48,
  callsPerSecond: 123_456.7,
  bestCallsPerSecond: 140_000.4,
  nsPerCrossing: 168.75,
  ratio: 1.25,
  batchSize: 12.34,
  callsPerPass: 1000,
  warmUpCallsPerPass: 334,
  passes: [168.75],
  ...figures
})

const leftOut = {
  callsPerSecond: undefined,
  bestCallsPerSecond: undefined,
  nsPerCrossing: undefined,
  ratio: undefined,
  batchSize: undefined,
  passes: []
} as const

const report = (rows: ReadonlyArray<Row>, quick = false): Report => ({
  condis: "bench",
  version: 2,
  benchmark: "calls",
  quick,
  seconds: 12,
  machine: { node: "v1.2.3", v8: "4.5", platform: "linux x64", cpu: "A CPU", cores: 2, memoryGiB: 24, load: 0.5, gc: true },
  rows
})

describe("the table", () => {
  it("lines up its columns, numbers to the right, with a gap where the calls in flight change", () => {
    const rows = [row("far=switch", 1), row("plain JS actors", 1, { ratio: 1, nsPerCrossing: 9.876 }), row("far=switch", 10_000, leftOut)]
    expect(table(rows)).toBe(
      [
        "Flow of far=switch",
        "",
        "row              in flight  calls/s     best  crossings per call  ns per crossing  ratio to plain JS  batch size",
        "far=switch               1  123,457  140,000                  48              169               1.25        12.3",
        "plain JS actors          1  123,457  140,000                  48             9.88               1.00        12.3",
        "",
        "far=switch          10,000        –        –                  48                –                  –           –"
      ].join("\n")
    )
  })

  it("shows crossings that are an average over calls as one", () => {
    const lines = table([row("far=switch", 100, { crossingsPerCall: 49.21 }), row("plain JS actors", 100, { crossingsPerCall: 49 })]).split(
      "\n"
    )
    expect(lines.slice(3).map((line) => line.match(/\S+$|(?<=140,000 +)\S+/)?.[0])).toEqual(["49.2", "49"])
  })

  it("gives each flow a heading of its own", () => {
    const lines = table([row("far=switch", 1), row("far=host", 1, { flow: "far=host" })]).split("\n")
    expect(lines.filter((line) => line.startsWith("Flow of "))).toEqual(["Flow of far=switch", "Flow of far=host"])
  })

  it("of no rows is empty", () => {
    expect(table([])).toBe("")
  })
})

describe("the report", () => {
  it("says what machine it was made on", () => {
    expect(text(report([row("far=switch", 1)]))).toContain("Node v1.2.3 on A CPU (linux x64), 2 cores, 24 GiB, load 0.5\n")
  })

  it("explains a dash, and how to get the figure", () => {
    expect(text(report([row("far=switch", 1)]))).not.toContain("left out")
    expect(text(report([row("far=switch", 1, leftOut)], true))).toContain("left out, one run alone would have taken too long; measure it")
  })

  it("warns when a row passes the limit by more than noise, and only then", () => {
    expect(text(report([row("far=switch", 1, { ratio: 0.86 })]))).not.toContain("passed plain JS")
    expect(text(report([row("far=switch", 1, { ratio: 0.79 })]))).toContain("1 row(s) passed plain JS")
  })
})

describe("the median", () => {
  it("is the middle value, or the mean of the two in the middle, and of nothing nothing", () => {
    expect(median([3, 1, 10])).toBe(3)
    expect(median([4, 1, 10, 2])).toBe(3)
    expect(median([])).toBeUndefined()
  })
})
