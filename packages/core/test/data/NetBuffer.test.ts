import { describe, expect, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import {
  advanceDataStart,
  describeFragments,
  getDataBuffer,
  gathered,
  type Mdl,
  mdlChain,
  NetBuffer,
  netBuffer,
  octetsIn,
  retreatDataStart,
  sameData
} from "../../src/index.ts"

const octets = (...values: ReadonlyArray<number>) => new Uint8Array(values)

/** The memory as one array, and where the data begins in it; `made`: the sizes of the fragments in front that retreats made. */
class Flat {
  memory: Array<number>
  start = 0
  made: Array<number> = []
  fragments: number
  constructor(fragments: ReadonlyArray<ReadonlyArray<number>>) {
    this.memory = fragments.flat()
    this.fragments = fragments.length
  }
  get data(): ReadonlyArray<number> {
    return this.memory.slice(this.start)
  }
  advance(delta: number, free: boolean): void {
    this.start += delta
    while (free && this.made.length > 0 && this.made[0]! <= this.start && this.fragments > 1) {
      const size = this.made.shift()!
      this.memory.splice(0, size)
      this.start -= size
      this.fragments--
    }
  }
  retreat(delta: number, backFill: number): void {
    const missing = delta - this.start
    if (missing <= 0) {
      this.start -= delta
      return
    }
    this.memory.unshift(...new Array<number>(missing + backFill).fill(0))
    this.made.unshift(missing + backFill)
    this.fragments++
    this.start = backFill
  }
}

const fragmentsOf = (chain: Mdl | null): ReadonlyArray<Mdl> => {
  const all: Array<Mdl> = []
  for (let mdl = chain; mdl !== null; mdl = mdl.Next) all.push(mdl)
  return all
}

/** The data start as a look at the whole chain finds it. */
const place = (of: NetBuffer): number => {
  let before = 0
  for (const mdl of fragmentsOf(of.MdlChain)) {
    if (mdl === of.CurrentMdl) return before + of.CurrentMdlOffset
    before += mdl.ByteCount
  }
  return before
}

const same = (of: NetBuffer, flat: Flat): void => {
  expect([...octetsIn(of)]).toEqual(flat.data)
  expect(of.DataLength).toBe(flat.data.length)
  expect(of.DataOffset).toBe(flat.start)
  expect(place(of)).toBe(flat.start)
  expect(fragmentsOf(of.MdlChain).length).toBe(flat.fragments)
}

const Count = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 12 }))
const Step = Schema.Union([
  Schema.Struct({ do: Schema.Literal("advance"), by: Count, free: Schema.Boolean }),
  Schema.Struct({ do: Schema.Literal("retreat"), by: Count, backFill: Count }),
  Schema.Struct({ do: Schema.Literal("look"), by: Count, room: Schema.Union([Schema.Undefined, Count]) })
])
const Fragment = Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 255 })))

describe("a net buffer", () => {
  it.prop(
    "does what one array of octets does, however it is cut into fragments",
    [Schema.Array(Fragment), Schema.Array(Step)],
    ([fragments, steps]) => {
      const made = netBuffer(...fragments.map((each) => octets(...each)))
      const flat = new Flat(fragments)
      same(made, flat)
      for (const step of steps) {
        if (step.do === "advance") {
          const by = Math.min(step.by, made.DataLength)
          advanceDataStart(made, by, step.free)
          flat.advance(by, step.free)
        } else if (step.do === "retreat") {
          retreatDataStart(made, step.by, step.backFill)
          flat.retreat(step.by, step.backFill)
        } else {
          const storage = step.room === undefined ? undefined : new Uint8Array(step.room)
          const found = getDataBuffer(made, step.by, storage)
          const whole = (made.CurrentMdl?.ByteCount ?? 0) - made.CurrentMdlOffset >= step.by
          if (step.by > made.DataLength || (!whole && (step.room ?? 0) < step.by)) expect(found).toBeUndefined()
          else {
            expect([...found!]).toEqual(flat.data.slice(0, step.by))
            // One fragment: a view of it. Several: the storage that was given.
            if (step.by > 0) expect(found!.buffer === (whole ? made.CurrentMdl!.Octets : storage!).buffer).toBe(true)
          }
        }
        same(made, flat)
      }
    },
    { arbitrary: { runs: 500 } }
  )

  it("over one piece of memory is that piece, and not a copy", () => {
    const memory = octets(1, 2, 3)
    expect(octetsIn(netBuffer(memory))).toBe(memory)
    const described = new NetBuffer()
    describeFragments(described, mdlChain([memory]), 1, 1)
    octetsIn(described)[0] = 9
    expect([...memory]).toEqual([1, 9, 3])
  })

  it("takes a header off and puts it on again without touching the rest", () => {
    const made = netBuffer(octets(1, 2, 3, 4))
    retreatDataStart(made, 2, 3)
    getDataBuffer(made, 2)!.set([8, 9])
    expect([...octetsIn(made)]).toEqual([8, 9, 1, 2, 3, 4])
    expect(made.DataOffset).toBe(3)
    // There is room for another header now.
    retreatDataStart(made, 3)
    expect(fragmentsOf(made.MdlChain).length).toBe(2)
    advanceDataStart(made, 5, true)
    expect(fragmentsOf(made.MdlChain).length).toBe(1)
    expect([...octetsIn(made)]).toEqual([1, 2, 3, 4])
  })

  it("frees no fragment that its owner gave it", () => {
    const made = netBuffer(octets(1, 2), octets(3))
    advanceDataStart(made, 2, true)
    expect(fragmentsOf(made.MdlChain).length).toBe(2)
    retreatDataStart(made, 2)
    expect([...octetsIn(made)]).toEqual([1, 2, 3])
  })

  it("does not advance beyond its data, nor by what is no number of octets", () => {
    const made = netBuffer(octets(1, 2))
    expect(() => advanceDataStart(made, 3)).toThrow("the data start advances by 3 octets: expected 0 to 2")
    expect(() => advanceDataStart(made, -1)).toThrow(RangeError)
    expect(() => retreatDataStart(made, 0.5)).toThrow(RangeError)
    expect(() => describeFragments(made, mdlChain([octets(1)]), 1, 1)).toThrow("1 octets from 1 on does not fit into 1")
    expect([...octetsIn(made)]).toEqual([1, 2])
  })

  it("with the same data as another begins where it likes", () => {
    const original = netBuffer(octets(1, 2), octets(3))
    const clone = sameData(original)
    advanceDataStart(clone, 2)
    retreatDataStart(clone, 3)
    expect([...octetsIn(clone)]).toEqual([0, 1, 2, 3])
    expect([...octetsIn(original)]).toEqual([1, 2, 3])
  })

  it("of several packets all octets are gathered", () => {
    const first = netBuffer(octets(1), octets(2))
    first.Next = netBuffer(octets(3))
    first.Next.Next = netBuffer()
    expect([...gathered(first)]).toEqual([1, 2, 3])
  })
})
