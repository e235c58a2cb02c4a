import { describe, expect, it } from "vitest"
import { NumberMap } from "../../src/kit/NumberMap.ts"

/** A generator of its own: what is drawn is the same in every run. */
const numbers = (seed: number) => () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0)

describe("a map of numbers", () => {
  it.each([
    ["small keys that are used again", 40, 1],
    ["keys that follow one another", 5000, 1],
    ["keys that differ in high digits", 500, 65_536],
    ["keys of more than 32 bits", 300, 2 ** 34]
  ])("does what Map does: %s", (_, keys, step) => {
    const next = numbers(keys)
    const ours = new NumberMap<number>()
    const theirs = new Map<number, number>()
    for (let round = 0; round < 40_000; round++) {
      const key = (next() % keys) * step
      // Now it grows, now it shrinks.
      if (next() % 100 < (round % 8000 < 4000 ? 70 : 30)) {
        ours.set(key, round)
        theirs.set(key, round)
      } else expect(ours.delete(key)).toBe(theirs.delete(key))
      expect(ours.get(key)).toBe(theirs.get(key))
      if (round % 997 === 0) {
        expect(ours.size).toBe(theirs.size)
        expect(ours.values()).toEqual([...theirs.values()])
        for (let each = 0; each < keys; each++) expect(ours.has(each * step)).toBe(theirs.has(each * step))
      }
    }
  })

  it("is empty after it was cleared, and can be used on", () => {
    const map = new NumberMap<string>()
    for (let key = 0; key < 100; key++) map.set(key, "x")
    map.clear()
    expect([map.size, map.values(), map.has(3)]).toEqual([0, [], false])
    expect(map.set(3, "again").get(3)).toBe("again")
  })

  it("a value that is undefined is there all the same", () => {
    const map = new NumberMap<undefined>().set(1, undefined)
    expect([map.has(1), map.size, map.values()]).toEqual([true, 1, [undefined]])
  })
})
