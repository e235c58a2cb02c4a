import { describe, expect, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { chain, type NetBufferList, netBufferList, NdisStatus, type NdisVcHandle } from "../../src/index.ts"
import { HandleTable } from "../../src/Handle.ts"
import { HeldReceives, HeldSends } from "../../src/ndis/Held.ts"

const handles = new HandleTable<"vc", object>("vc", "sim0")
const here: NdisVcHandle = handles.issue({})
const elsewhere: NdisVcHandle = handles.issue({})

const list = (name: number): NetBufferList => {
  const made = netBufferList(name)
  made.SourceHandle = here
  return made
}

const inOrder = (held: HeldSends | HeldReceives): Array<NetBufferList> => {
  const found: Array<NetBufferList> = []
  held.each((each) => found.push(each))
  return found
}

/** What is done to those out: some go out in a chain, some come home, in any order, or all are taken. */
const Step = Schema.Union([
  Schema.Struct({ tag: Schema.Literal("Out"), count: Schema.Literals([1, 2, 7, 40]) }),
  Schema.Struct({ tag: Schema.Literal("One"), pick: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1000 })) }),
  Schema.Struct({
    tag: Schema.Literal("Home"),
    count: Schema.Literals([1, 3, 30]),
    spoil: Schema.Literals(["nothing", "order", "status", "handle"])
  }),
  Schema.Struct({ tag: Schema.Literal("All") })
])

describe("lists that are out", () => {
  it.prop(
    "are those that went out and did not come home, in their order, whatever the order they come home in",
    [Schema.Array(Step)],
    ([steps]) => {
      const held = new HeldSends()
      let model: Array<NetBufferList> = []
      let names = 0
      for (const step of steps) {
        switch (step.tag) {
          case "Out": {
            const out = Array.from({ length: step.count }, () => list(names++))
            expect(held.addFirst(chain(out)!, out.length)).toBe(out.at(-1))
            model.push(...out)
            break
          }
          case "One": {
            const one = model[step.pick % Math.max(1, model.length)]
            if (one === undefined) break
            expect(held.delete(one)).toBe(true)
            expect(held.delete(one)).toBe(false)
            model = model.filter((each) => each !== one)
            break
          }
          case "Home": {
            const home = model.slice(0, step.count)
            if (home.length === 0) break
            const bad = home.length >> 1
            if (step.spoil === "order" && home.length > 1) home.reverse()
            if (step.spoil === "status") home[bad]!.Status = NdisStatus.FAILURE
            if (step.spoil === "handle") home[bad]!.SourceHandle = elsewhere
            const most = step.spoil === "nothing" ? home.length : step.spoil === "order" ? Number(home.length === 1) : bad
            const rest = held.release(chain(home)!, here)
            const gone = rest === null ? home.length : home.indexOf(rest)
            expect(gone).toBeLessThanOrEqual(most)
            for (const each of home.slice(0, gone)) expect(held.delete(each)).toBe(false)
            for (const each of home.slice(gone)) expect(held.delete(each)).toBe(true)
            model = model.filter((each) => !home.includes(each))
            for (const each of home) {
              each.Status = NdisStatus.SUCCESS
              each.SourceHandle = here
            }
            break
          }
          case "All": {
            const taken: Array<NetBufferList> = []
            for (let each = held.take(); each !== null; each = each.Next) taken.push(each)
            expect(taken).toEqual(model)
            for (const each of taken) expect(each.NdisReservedSend).toBe(-1)
            model = []
          }
        }
        expect(held.size).toBe(model.length)
        expect(inOrder(held)).toEqual(model)
      }
    }
  )

  it("a chain that comes home as it left is let go at once", () => {
    const held = new HeldSends()
    for (let round = 0; round < 5; round++) {
      const lists = Array.from({ length: 40 }, (_, n) => list(n))
      held.addFirst(chain(lists)!, 40)
      expect(held.release(chain(lists.slice(0, 30))!, here)).toBeNull()
      expect(inOrder(held)).toEqual(lists.slice(30))
      expect(held.release(chain(lists.slice(30))!, here)).toBeNull()
      expect(lists.every((each) => each.NdisReservedSend === -1)).toBe(true)
    }
    expect(held.size).toBe(0)
  })

  it("one that stays out while thousands come and go costs no room", () => {
    const held = new HeldSends()
    held.add(list(-1))
    for (let n = 0; n < 10_000; n++) {
      const each = list(n)
      held.add(each)
      expect(each.NdisReservedSend).toBeLessThan(16)
      expect(held.delete(each)).toBe(true)
    }
    expect(held.size).toBe(1)
  })

  it("one that is here already stays here once, alone and in a chain", () => {
    const held = new HeldSends()
    const [a, b, c] = [list(1), list(2), list(3)] as [NetBufferList, NetBufferList, NetBufferList]
    held.add(b)
    held.add(b)
    held.addFirst(chain([a, b, c])!, 3)
    expect(inOrder(held)).toEqual([b, a, c])
  })

  it("one that is forwarded is in two places at once", () => {
    const first = new HeldSends()
    const second = new HeldSends()
    const forwarded = list(1)
    first.add(list(0))
    first.add(forwarded)
    second.add(forwarded)
    expect(second.delete(forwarded)).toBe(true)
    expect(first.delete(forwarded)).toBe(true)
    expect([first.size, second.size]).toEqual([1, 0])
  })

  it("a send that is lent as a receive, too, is both", () => {
    const sends = new HeldSends()
    const receives = new HeldReceives()
    const both = list(1)
    sends.add(both)
    receives.add(both)
    expect(sends.delete(both)).toBe(true)
    expect(receives.size).toBe(1)
    expect(both.NdisReservedReceive).toBe(0)
  })
})
