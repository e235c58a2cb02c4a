import type { Trace } from "@condis/core"
import { describe, expect, it } from "vitest"
import { cutTo, flowOf, type Means, sum, tally } from "../src/subjects/cost.ts"

/** The trace of a call: `A>B x` is the call of x, `A>B x!` its return. */
const trace = (...texts: ReadonlyArray<string>): ReadonlyArray<Trace.CrossingEvent> =>
  texts.map((text, index) => {
    const [from = "", to = "", ddi = ""] = text.split(/[> ]/)
    return { seq: index + 1, time: 0, host: "alice", from, to, ddi: ddi.replace("!", ""), kind: ddi.endsWith("!") ? "return" : "call" }
  })

const alone = trace("A>B make", "B>A send", "A>B send!", "B>A send", "A>B send!", "B>A send", "A>B send!", "B>A make!")

/** Counts what so many calls crossed together. */
const meansOf = (calls: number, crossings: ReadonlyArray<Trace.CrossingEvent>): Means => {
  const counts = tally()
  for (const { seq: _, time: __, ...crossing } of crossings) counts.record(crossing)
  return counts.means(calls)
}

const times = (count: number, text: string): ReadonlyArray<string> => Array.from({ length: count }, () => text)

describe("the tally", () => {
  it("counts crossings kind by kind and nothing else, from the last clearing on", () => {
    const counts = tally()
    counts.record({ kind: "call", host: "alice", from: "A", to: "B", ddi: "make" })
    counts.clear()
    for (const host of ["alice", "alice", "alice", "bob"]) counts.record({ kind: "call", host, from: "A", to: "B", ddi: "make" })
    counts.record({ kind: "frame", from: "alice", to: "bob", frame: "SETUP" })
    expect([...counts.means(2).values()]).toEqual([1.5, 0.5])
    expect(sum(counts.means(2))).toBe(2)
  })

  it("numbers what it records, so that returns find their calls", () => {
    const counts = tally()
    const seqs = [1, 2, 3].map(() => counts.record({ kind: "call", host: "alice", from: "A", to: "B", ddi: "make" }).seq)
    expect(seqs).toEqual([1, 2, 3])
  })
})

describe("a call cut down to what it costs under load", () => {
  it("stays as it is where the load changes nothing", () => {
    expect(cutTo(meansOf(1, alone), alone)).toEqual(alone)
  })

  it("loses the crossings that calls share, and keeps the order of the others", () => {
    const shared = trace(...times(100, "A>B make"), ...times(3, "B>A send"), ...times(3, "A>B send!"), ...times(100, "B>A make!"))
    expect(cutTo(meansOf(100, shared), alone)).toEqual([alone[0], alone[7]])
    const half = trace(...times(2, "A>B make"), ...times(2, "B>A send"), ...times(2, "A>B send!"), ...times(2, "B>A make!"))
    expect(cutTo(meansOf(2, half), alone)).toEqual([alone[0], alone[1], alone[2], alone[7]])
  })

  it("has as many hops as the rounded average, whatever the parts", () => {
    for (let sends = 0; sends <= 30; sends++) {
      const load = trace(...times(10, "A>B make"), ...times(sends, "B>A send"), ...times(sends, "A>B send!"), ...times(10, "B>A make!"))
      const means = meansOf(10, load)
      expect(flowOf(cutTo(means, alone))).toHaveLength(Math.round(sum(means)))
    }
  })

  it("has a crossing repeated where load makes more of them", () => {
    const load = trace("A>B make", ...times(5, "B>A send"), ...times(3, "A>B send!"), "B>A make!")
    expect(cutTo(meansOf(1, load), alone).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 6, 6, 7, 8])
  })

  it("is refused when it would need a crossing that a call alone does not have", () => {
    expect(() => cutTo(meansOf(1, trace("A>C make")), alone)).toThrow(RangeError)
  })
})
