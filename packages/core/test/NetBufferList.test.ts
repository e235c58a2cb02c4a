import { describe, expect, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import {
  advanceListDataStart,
  chain,
  chainEach,
  chainLength,
  dataLengthOf,
  isLent,
  type NetBufferList,
  netBuffer,
  netBufferList,
  octetsOf,
  payloadOf,
  retreatListDataStart
} from "../src/index.ts"
import { HeldSends } from "../src/ndis/Held.ts"

const payloads = (head: NetBufferList | null): Array<unknown> => {
  const found: Array<unknown> = []
  chainEach(head, (list) => found.push(payloadOf(list)))
  return found
}

describe("chains of net buffer lists", () => {
  it("hang together in the order given", () => {
    const head = chain([1, 2, 3].map((payload) => netBufferList(payload)))
    expect(payloads(head)).toEqual([1, 2, 3])
    expect(chainLength(head)).toBe(3)
  })

  it("no lists are no chain", () => {
    expect(chain([])).toBeNull()
    expect(chainLength(null)).toBe(0)
  })

  it("chaining again forgets the former order", () => {
    const lists = [1, 2, 3].map((payload) => netBufferList(payload))
    chain(lists)
    const [first, , third] = lists
    expect(payloads(chain([third as NetBufferList, first as NetBufferList]))).toEqual([3, 1])
  })

  it("a visitor may take lists out of the chain", () => {
    const head = chain([1, 2, 3].map((payload) => netBufferList(payload)))
    const taken: Array<unknown> = []
    chainEach(head, (list) => {
      taken.push(payloadOf(list))
      list.Next = null
    })
    expect(taken).toEqual([1, 2, 3])
  })
})

const octets = (...values: ReadonlyArray<number>) => new Uint8Array(values)

describe("what a list carries", () => {
  it("octets are in a net buffer over them, and come out as they are", () => {
    const data = octets(1, 2)
    const list = netBufferList(data)
    expect(list.Payload).toBeUndefined()
    expect(list.FirstNetBuffer!.MdlChain!.Octets).toBe(data)
    expect(octetsOf(list)).toBe(data)
    expect(payloadOf(list)).toBe(data)
    expect(dataLengthOf(list)).toBe(2)
  })

  it("a value is no octets", () => {
    const message = { type: "SETUP" }
    const list = netBufferList(message)
    expect(octetsOf(list)).toBeUndefined()
    expect(payloadOf(list)).toBe(message)
    expect(dataLengthOf(list)).toBe(0)
  })

  it("several packets are one after the other, and each has a header of its own", () => {
    const list = netBufferList(octets(1))
    list.FirstNetBuffer!.Next = netBuffer(octets(2), octets(3))
    expect([...octetsOf(list)!]).toEqual([1, 2, 3])
    expect(dataLengthOf(list)).toBe(3)
    retreatListDataStart(list, 1)
    expect([...octetsOf(list)!]).toEqual([0, 1, 0, 2, 3])
    advanceListDataStart(list, 2, true)
    expect([...octetsOf(list)!]).toEqual([3])
  })
})

describe("the lists NDIS waits for", () => {
  const Step = Schema.Struct({ list: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 7 })), add: Schema.Boolean })

  it.prop("are those that were added and not taken out, and each of them knows", [Schema.Array(Step), Schema.Boolean], ([steps, all]) => {
    const lists = Array.from({ length: 8 }, (_, each) => netBufferList(each))
    const held = new HeldSends()
    const others = new HeldSends()
    for (const each of [0, 1, 2]) others.add(netBufferList(each))
    const model = new Set<NetBufferList>()
    for (const { add, list } of steps) {
      const one = lists[list]!
      if (add) {
        held.add(one)
        model.add(one)
      } else expect(held.delete(one)).toBe(model.delete(one))
      // A place in one is no place in another.
      expect(others.delete(one)).toBe(false)
      expect(held.size).toBe(model.size)
      for (const each of lists) expect(isLent(each)).toBe(model.has(each))
    }
    if (!all) return
    expect(new Set(payloads(held.take()))).toEqual(new Set([...model].map(payloadOf)))
    expect(lists.some(isLent)).toBe(false)
  })
})
