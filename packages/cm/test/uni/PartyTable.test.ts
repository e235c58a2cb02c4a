import { describe, expect, it } from "vitest"
import { PartyTable } from "../../src/uni/PartyTable.ts"

describe("a table of parties", () => {
  it("does what a Map does, in ascending order, and leaves what it was made from as it was", () => {
    // A fixed walk over few numbers: each is added, replaced and removed many times.
    let table = new PartyTable<string>()
    const map = new Map<number, string>()
    const before: Array<readonly [PartyTable<string>, ReadonlyArray<readonly [number, string]>]> = []
    const sorted = () => [...map].sort(([a], [b]) => a - b)
    for (let step = 0; step < 2_000; step++) {
      const number = Math.imul(step, 2_654_435_761) >>> 27
      before.push([table, sorted()])
      if (step % 3 === 0) {
        table = table.without(number)
        map.delete(number)
      } else {
        table = table.with(number, `party ${step}`)
        map.set(number, `party ${step}`)
      }
      expect([...table]).toEqual(sorted())
      expect(table.size).toBe(map.size)
      for (let each = 0; each < 32; each++) expect(table.get(each)).toBe(map.get(each))
    }
    for (const [old, entries] of before.filter((_, index) => index % 97 === 0)) expect([...old]).toEqual(entries)
  })
})
