import { describe, expect, it } from "vitest"
import { chain, chainEach, chainLength, type NetBufferList, netBufferList } from "../src/NetBufferList.ts"

const payloads = (head: NetBufferList | null): Array<unknown> => {
  const found: Array<unknown> = []
  chainEach(head, (list) => found.push(list.Payload))
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
      taken.push(list.Payload)
      list.Next = null
    })
    expect(taken).toEqual([1, 2, 3])
  })
})
