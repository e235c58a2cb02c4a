import { describe, expect, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import {
  advanceListDataStart,
  chain,
  type NetBufferList,
  netBuffer,
  netBufferList,
  NetBufferListPool,
  NdisStatus,
  octetsOf,
  payloadOf,
  poolFlaw,
  retreatListDataStart
} from "../../src/index.ts"
import { HeldReceives, HeldSends } from "../../src/ndis/Held.ts"

const octets = (...values: ReadonlyArray<number>) => new Uint8Array(values)

const poolOf = (limit: number, preallocated = 0, name = "video") => {
  const told: Array<string> = []
  const pool = new NetBufferListPool({ name, limit, preallocated, tell: (rule, text) => void told.push(`${rule} ${text}`) })
  return { pool, told }
}

/** A list as it is when nobody has used it yet, for comparison. */
const fresh = (list: NetBufferList): object => {
  const { NdisPoolHandle: _pool, NdisReservedNetBuffer: _own, ...fields } = list
  return fields
}

describe("a pool of net buffer lists", () => {
  it("NBL-03 its lists know it, and lists of none know that", () => {
    const { pool } = poolOf(2)
    const list = pool.allocateWith(octets(1))!
    expect(list.NdisPoolHandle).toBe(pool)
    expect(poolFlaw(list)).toBeUndefined()
    expect(poolFlaw(netBufferList(1))).toBe("it comes from no pool")
    pool.free(list)
    expect(poolFlaw(list)).toBe("pool video has it, it is freed")
  })

  it("gives what was freed out again, as if it were new, net buffer and all", () => {
    const { pool, told } = poolOf(1)
    const unused = fresh(new NetBufferListPool({ name: "other", limit: 1, tell: () => {} }).allocate()!)
    const list = pool.allocateWith(octets(1, 2))!
    const own = list.FirstNetBuffer
    Object.assign(list, {
      Status: NdisStatus.FAILURE,
      ProtocolReserved: 1,
      MiniportReserved: 2,
      NetBufferListCancelId: 3,
      MediaSpecificInformation: 4,
      ClassificationHandle: 5,
      NblFlags: 6,
      Flags: 1,
      Context: 7,
      Scratch: 8,
      SourceHandle: {}
    })
    retreatListDataStart(list, 4)
    list.FirstNetBuffer!.Next = netBuffer(octets(3))
    expect(pool.free(list)).toBe(true)
    const again = pool.allocate()!
    expect(again).toBe(list)
    expect(fresh(again)).toEqual(unused)
    expect(octetsOf(again)).toBeUndefined()
    pool.free(again)
    const other = pool.allocateWith(octets(9))!
    expect(other.FirstNetBuffer).toBe(own)
    expect([...octetsOf(other)!]).toEqual([9])
    expect(own!.Next).toBeNull()
    pool.free(other)
    expect(payloadOf(pool.allocateWith("SETUP")!)).toBe("SETUP")
    expect(told).toEqual([])
  })

  it("NDIS_STATUS_RESOURCES: beyond its limit there is none, which is counted", () => {
    const { pool } = poolOf(2)
    const [first, second] = [pool.allocate(), pool.allocate()]
    expect(pool.allocate()).toBeNull()
    expect(pool.allocateWith(octets(1))).toBeNull()
    expect(pool.clone(first!)).toBeNull()
    expect(first!.ChildRefCount).toBe(0)
    expect([pool.inUse, pool.highWater, pool.failed, pool.room]).toEqual([2, 2, 3, 0])
    pool.free(second!)
    expect([pool.inUse, pool.highWater, pool.room]).toEqual([1, 2, 1])
    expect(pool.allocate()).toBe(second)
  })

  it("makes lists in advance when it is told to, and never more than its limit", () => {
    const { pool } = poolOf(2, 5)
    const [first, second] = [pool.allocate()!, pool.allocate()!]
    expect(first.NdisReservedNetBuffer).not.toBeNull()
    expect(second.NdisReservedNetBuffer).not.toBeNull()
    expect(pool.allocate()).toBeNull()
    expect(() => poolOf(0)).toThrow("pool video: a limit of 0 lists")
  })

  it("a clone shares the octets, and its original is freed after it", () => {
    const { pool, told } = poolOf(2)
    const memory = octets(1, 2, 3)
    const original = pool.allocateWith(memory)!
    original.FirstNetBuffer!.Next = netBuffer(octets(4), octets(5))
    const clone = pool.clone(original)!
    expect(clone.ParentNetBufferList).toBe(original)
    expect(original.ChildRefCount).toBe(1)
    advanceListDataStart(clone, 2)
    memory[2] = 7
    expect([...octetsOf(clone)!]).toEqual([7])
    expect([...octetsOf(original)!]).toEqual([1, 2, 7, 4, 5])
    expect(pool.free(original)).toBe(false)
    expect(told.splice(0)).toEqual(["NBL-29 a list of pool video is freed and 1 clones of it are not"])
    expect([pool.free(clone), pool.free(original)]).toEqual([true, true])
    expect(told).toEqual([])
  })

  it("NBL-29 takes a list back once, and no other pool's", () => {
    const { pool, told } = poolOf(2)
    const other = poolOf(1, 0, "voice")
    const list = pool.allocate()!
    expect(other.pool.free(list)).toBe(false)
    expect(other.told).toEqual(["NBL-29 a list of pool video is freed into pool voice"])
    expect(pool.free(netBufferList(1))).toBe(false)
    expect(pool.free(list)).toBe(true)
    expect(pool.free(list)).toBe(false)
    expect(told).toEqual(["NBL-29 a list of no pool is freed into pool video", "NBL-29 a list of pool video is freed twice"])
    expect([pool.inUse, other.pool.inUse]).toEqual([0, 0])
  })

  it("NBL-04 NBL-45 takes back no list that NDIS waits for", () => {
    const { pool, told } = poolOf(2)
    const [sent, lent] = [pool.allocate()!, pool.allocate()!]
    const [out, loans] = [new HeldSends(), new HeldReceives()]
    out.add(sent)
    loans.add(lent)
    pool.freeChain(chain([sent, lent]))
    expect(told).toEqual([
      "NBL-04 a list of pool video is freed while it is being sent",
      "NBL-45 a list of pool video is freed while it is lent to the protocol"
    ])
    out.delete(sent)
    loans.delete(lent)
    pool.freeChain(chain([sent, lent]))
    expect(told.length).toBe(2)
    expect(pool.inUse).toBe(0)
  })

  it("NBL-30 is freed when all of its lists are back, or says how many are not", () => {
    const whole = poolOf(2)
    whole.pool.free(whole.pool.allocate()!)
    whole.pool.destroy()
    expect(whole.told).toEqual([])
    const { pool, told } = poolOf(2)
    const list = pool.allocate()!
    pool.destroy()
    pool.destroy()
    expect(told).toEqual(["NBL-30 pool video is freed and 1 of its lists are out"])
    expect(pool.allocate()).toBeNull()
    expect(pool.free(list)).toBe(true)
    expect([pool.inUse, pool.allocate()]).toEqual([0, null])
  })

  const Which = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 9 }))
  const Step = Schema.Union([
    Schema.Struct({ do: Schema.Literal("allocate"), octets: Schema.Boolean }),
    Schema.Struct({ do: Schema.Literals(["clone", "free", "lend", "return"]), which: Which })
  ])

  it.prop(
    "counts what is out, gives no list to two owners, and takes back only what its owner has",
    [Schema.Array(Step), Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 6 }))],
    ([steps, limit]) => {
      const { pool, told } = poolOf(limit)
      const sends = new HeldSends()
      // What the model knows of each list that was ever out: by how many clones it is shared, and whether it is being sent.
      const out = new Map<NetBufferList, { clones: number; sent: boolean; parent: NetBufferList | undefined; octet: number }>()
      const seen: Array<NetBufferList> = []
      let failed = 0
      let highWater = 0
      let octet = 0
      const got = (list: NetBufferList | null, parent: NetBufferList | undefined, carried: number) => {
        if (list === null) return void failed++
        expect(out.has(list)).toBe(false)
        if (!seen.includes(list)) seen.push(list)
        out.set(list, { clones: 0, sent: false, parent, octet: carried })
      }
      for (const step of steps) {
        const before = told.length
        if (step.do === "allocate") {
          octet = (octet + 1) % 256
          got(step.octets ? pool.allocateWith(octets(octet)) : pool.allocate(), undefined, step.octets ? octet : -1)
        } else {
          const list = seen[step.which % Math.max(1, seen.length)]
          if (list === undefined) continue
          const known = out.get(list)
          if (step.do === "clone" && known !== undefined) {
            const clone = pool.clone(list)
            if (clone !== null) known.clones++
            got(clone, list, known.octet)
          } else if (step.do === "lend" && known !== undefined) {
            sends.add(list)
            known.sent = true
          } else if (step.do === "return" && known !== undefined) {
            sends.delete(list)
            known.sent = false
          } else if (step.do === "free") {
            const may = known !== undefined && known.clones === 0 && !known.sent
            expect(pool.free(list)).toBe(may)
            expect(told.length - before).toBe(may ? 0 : 1)
            if (may) {
              out.delete(list)
              if (known.parent !== undefined) out.get(known.parent)!.clones--
            }
          }
        }
        highWater = Math.max(highWater, out.size)
        expect([pool.inUse, pool.highWater, pool.failed, pool.room]).toEqual([out.size, highWater, failed, limit - out.size])
        expect(seen.length).toBeLessThanOrEqual(limit)
        for (const [list, known] of out) {
          const carried = octetsOf(list)
          expect(carried === undefined ? -1 : carried[0]).toBe(known.octet)
        }
      }
    },
    { arbitrary: { runs: 300 } }
  )
})
