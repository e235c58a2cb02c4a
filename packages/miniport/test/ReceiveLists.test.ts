import { atmAddress, atmFlow, atmMedia, ServiceCategory } from "@condis/core/Atm"
import { atmSpecific, type CallParameters, callTo } from "@condis/core/CallParameters"
import type { NdisVcHandle } from "@condis/core/Handle"
import { chain, chainEach, type NetBufferList, octetsOf } from "@condis/core/NetBufferList"
import { describe, expect, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { Channel, Channels } from "../src/Channels.ts"
import type { ReceiveBounds } from "../src/ReceiveLists.ts"
import type { Frame } from "../src/sim/Frame.ts"
import type { Hardware } from "../src/sim/Hardware.ts"

const flow = atmFlow({ ServiceCategory: ServiceCategory.UBR, PeakCellRate: 100 })

const parametersOn = (vci: number): CallParameters => ({
  ...callTo(atmAddress("4711")),
  MediaParameters: {
    Flags: 0,
    ReceivePriority: 0,
    ReceiveSizeHint: 0,
    MediaSpecific: atmSpecific(atmMedia({ Vpi: 0, Vci: vci }, flow, flow))
  }
})

const hardware: Hardware = {
  open: () => true,
  close: () => {},
  transmit: () => {},
  room: () => 1,
  idle: () => 0,
  cancel: () => {},
  reset: () => [],
  stop: () => []
}

const frame = (vci: number, value: number): Frame => ({ vpi: 0, vci, payload: new Uint8Array([value]), bytes: 1, context: undefined })

/** An adapter with VCs 32, 33, …, and a protocol that keeps what it gets until it is told to return it. */
const adapter = (bounds: ReceiveBounds, vcs = 2) => {
  const lent = new Map<number, Array<NetBufferList>>()
  const got = new Map<number, Array<number>>()
  const told: Array<string> = []
  /** Chains that are only shown, and have not been seen yet. */
  const shown: Array<{ readonly vci: number; readonly values: ReadonlyArray<number>; readonly back: () => void }> = []
  const vciOf = new Map<Channel, number>()
  const channels = new Channels(
    {
      sent: () => {},
      received: (channel, lists, count, back) => {
        const vci = vciOf.get(channel)!
        let length = 0
        if (back !== undefined) {
          const values: Array<number> = []
          chainEach(lists, (list) => void values.push(octetsOf(list)![0]!))
          shown.push({ vci, values, back })
          got.set(vci, [...(got.get(vci) ?? []), ...values])
          return expect(values.length).toBe(count)
        }
        chainEach(lists, (list) => {
          length++
          list.Next = null
          lent.set(vci, [...(lent.get(vci) ?? []), list])
          got.set(vci, [...(got.get(vci) ?? []), octetsOf(list)![0]!])
        })
        expect(length).toBe(count)
      },
      dropped: (text) => void told.push(text),
      violated: (rule, text) => void told.push(`${rule} ${text}`)
    },
    { name: "atm0", ...bounds }
  )
  channels.hardware = hardware
  channels.paused = false
  const all = Array.from({ length: vcs }, (_, each) => {
    const channel = new Channel({} as NdisVcHandle)
    channels.open(channel, parametersOn(32 + each))
    vciOf.set(channel, 32 + each)
    return channel
  })
  const arrive = (vci: number, ...values: ReadonlyArray<number>) => channels.received(values.map((value) => frame(vci, value)))
  const giveBack = (vci: number, count: number) => {
    const lists = chain((lent.get(vci) ?? []).splice(0, count))
    if (lists !== null) channels.returned(lists)
  }
  return { channels, all, arrive, giveBack, told, shown, got: (vci: number) => got.get(vci) ?? [] }
}

describe("what an adapter receives into", () => {
  it("frames that find no list wait, and go up in order when lists come back", () => {
    const { arrive, channels, giveBack, got, told } = adapter({ receiveLists: 4 })
    arrive(32, 1, 2, 3)
    arrive(32, 4, 5)
    expect(got(32)).toEqual([1, 2])
    giveBack(32, 1)
    expect(got(32)).toEqual([1, 2, 3])
    giveBack(32, 2)
    expect(got(32)).toEqual([1, 2, 3, 4, 5])
    // What comes while others wait does not overtake them; what comes after does not wait.
    giveBack(32, 2)
    arrive(32, 6)
    expect(got(32)).toEqual([1, 2, 3, 4, 5, 6])
    expect(told).toEqual([])
    expect(channels.counts.received).toBe(6)
  })

  it("a VC holds as many lists as are still free: one that returns nothing leaves the others theirs", () => {
    const { arrive, got } = adapter({ receiveLists: 8 }, 4)
    arrive(32, 1, 2, 3, 4, 5, 6, 7, 8, 9)
    expect(got(32).length).toBe(4)
    arrive(33, 1, 2, 3, 4)
    expect(got(33).length).toBe(2)
    arrive(34, 1, 2)
    expect(got(34).length).toBe(1)
    arrive(35, 1)
    expect(got(35)).toEqual([1])
  })

  it("beyond the frames that may wait one more is dropped, said and counted, on its VC alone", () => {
    const { all, arrive, channels, giveBack, got, told } = adapter({ receiveLists: 4, waitingFrames: 2 })
    arrive(32, 1, 2, 3, 4, 5)
    expect(told).toEqual([
      "2 frames of a VC wait for a list to be received into and one more is dropped; return lists faster, or raise receiveLists or waitingFrames"
    ])
    expect([channels.counts.unbuffered, all[0]!.counts!.unbuffered, all[0]!.counts!.received]).toEqual([1, 1, 2])
    arrive(33, 7)
    expect(got(33)).toEqual([7])
    giveBack(32, 2)
    expect(got(32)).toEqual([1, 2, 3, 4])
    expect([channels.counts.received, all[0]!.counts!.received]).toEqual([5, 4])
  })

  it("VC-45 what waits when a VC is deactivated is dropped with a record, and only what is lent is waited for", () => {
    const { all, arrive, channels, giveBack, got, told } = adapter({ receiveLists: 2 })
    const drained: Array<string> = []
    arrive(32, 1, 2)
    channels.drain(all[0]!, () => void drained.push("drained"))
    expect(told).toEqual(["1 frames that waited for a list to be received into are dropped: the VC is deactivated"])
    // And what still comes waits for nothing.
    arrive(32, 3)
    expect(told.length).toBe(2)
    // What never went up was not received.
    expect([channels.counts.received, channels.counts.unbuffered, all[0]!.counts!.unbuffered]).toEqual([1, 2, 2])
    expect(drained).toEqual([])
    giveBack(32, 1)
    expect(drained).toEqual(["drained"])
    expect(got(32)).toEqual([1])
  })

  it("NBL-56 a receive is one net buffer: a list for each frame, also of those that come together", () => {
    const packets: Array<number> = []
    const channels = new Channels({
      sent: () => {},
      received: (_channel, lists) =>
        chainEach(lists, (list) => {
          let count = 0
          for (let each = list.FirstNetBuffer; each !== null; each = each.Next) count++
          packets.push(count)
        })
    })
    channels.hardware = hardware
    channels.paused = false
    channels.open(new Channel({} as NdisVcHandle), parametersOn(32))
    channels.received([1, 2, 3].map((value) => frame(32, value)))
    expect(packets).toEqual([1, 1, 1])
  })

  it("NBL-54 a pause, a close and a stop let go what waits, with a record", () => {
    for (const [why, end] of [
      ["the adapter is paused", ({ channels }) => void (channels.paused = true)],
      ["the VC is closed", ({ all, channels }) => channels.close(all[0]!)],
      ["the adapter was stopped", ({ channels }) => channels.stop()]
    ] as ReadonlyArray<readonly [string, (of: ReturnType<typeof adapter>) => void]>) {
      const one = adapter({ receiveLists: 2 })
      one.arrive(32, 1, 2, 3)
      end(one)
      one.giveBack(32, 1)
      expect(one.told).toEqual([`2 frames that waited for a list to be received into are dropped: ${why}`])
      expect(one.got(32)).toEqual([1])
    }
  })

  it("NBL-30 an adapter that is halted has all of its lists, and begins with new ones", () => {
    const { all, arrive, channels, giveBack, got, told } = adapter({ receiveLists: 4 })
    arrive(32, 1)
    channels.halt()
    expect(told).toEqual(["NBL-30 pool atm0 is freed and 1 of its lists are out"])
    channels.begin()
    channels.hardware = hardware
    channels.open(all[1]!, parametersOn(33))
    arrive(33, 2)
    giveBack(33, 1)
    channels.halt()
    expect(got(33)).toEqual([2])
    expect(told.length).toBe(1)
  })

  it("NBL-29 a list that is returned twice is taken back once", () => {
    const told: Array<string> = []
    const kept: Array<NetBufferList> = []
    const channels = new Channels(
      { sent: () => {}, received: (_channel, lists) => void kept.push(lists), violated: (rule, text) => void told.push(`${rule} ${text}`) },
      { name: "atm0" }
    )
    channels.hardware = hardware
    channels.paused = false
    const channel = new Channel({} as NdisVcHandle)
    channels.open(channel, parametersOn(32))
    channels.received([frame(32, 1)])
    channels.returned(kept[0]!)
    channels.returned(kept[0]!)
    expect(told).toEqual(["NBL-29 a list of pool atm0 is freed twice"])
    expect(channel.lent).toBe(0)
  })

  it("NBL-46 the last lists are only shown, and are its own again when they were", () => {
    const { all, arrive, channels, got, shown, told } = adapter({ receiveLists: 8, receiveLowWater: 5 })
    arrive(32, 1, 2, 3, 4, 5)
    expect([got(32), shown.map(({ values }) => values), all[0]!.lent, all[0]!.shown]).toEqual([[1, 2, 3, 4, 5], [[4, 5]], 3, 2])
    // What comes for others meanwhile is shown too; each VC to the part that is still free.
    arrive(33, 6, 7, 8)
    expect([got(33), all[1]!.shown, channels.pool.room]).toEqual([[6, 7], 2, 1])
    shown[0]!.back()
    expect([got(33), all[0]!.shown, all[1]!.shown]).toEqual([[6, 7, 8], 0, 3])
    for (const { back } of shown.slice(1)) back()
    expect([channels.pool.inUse, all[1]!.shown, told]).toEqual([3, 0, []])
  })

  it("NBL-46 with lists enough again they are lent, and what was shown before stays before", () => {
    const { arrive, giveBack, got, shown } = adapter({ receiveLists: 8, receiveLowWater: 6 })
    arrive(32, 1, 2, 3)
    expect(shown.map(({ values }) => values)).toEqual([[3]])
    giveBack(32, 2)
    shown.pop()!.back()
    arrive(32, 4, 5, 6)
    expect([got(32), shown.map(({ values }) => values)]).toEqual([[1, 2, 3, 4, 5, 6], [[6]]])
  })

  it("NBL-46 without a low-water mark nothing is only shown", () => {
    const { arrive, shown } = adapter({ receiveLists: 4 }, 4)
    for (const vci of [32, 33, 34, 35]) arrive(vci, 1, 2, 3, 4)
    expect(shown).toEqual([])
  })

  it("VC-45 a VC is drained when what is shown of it has been seen", () => {
    const { all, arrive, channels, shown } = adapter({ receiveLists: 2, receiveLowWater: 2 })
    const drained: Array<string> = []
    arrive(32, 1)
    expect(channels.busy).toBe(true)
    channels.drain(all[0]!, () => void drained.push("drained"))
    expect(drained).toEqual([])
    shown[0]!.back()
    expect([drained, channels.busy]).toEqual([["drained"], false])
  })

  it("lists that NDIS has no room to be shown are back at once, and what waits goes on all the same", () => {
    const tried: Array<number> = []
    let full = false
    const backs: Array<() => void> = []
    const channels = new Channels(
      {
        sent: () => {},
        received: (_channel, lists, _count, back) => {
          chainEach(lists, (list) => void tried.push(octetsOf(list)![0]!))
          if (full) back!()
          else backs.push(back!)
        }
      },
      { receiveLists: 2, receiveLowWater: 2 }
    )
    channels.hardware = hardware
    channels.paused = false
    const channel = new Channel({} as NdisVcHandle)
    channels.open(channel, parametersOn(32))
    channels.received([1, 2, 3, 4, 5].map((value) => frame(32, value)))
    expect(tried).toEqual([1])
    full = true
    backs[0]!()
    expect([tried, channel.shown, channel.waiting]).toEqual([[1, 2, 3, 4, 5], 0, undefined])
  })

  const Vci = Schema.Int.check(Schema.isBetween({ minimum: 32, maximum: 34 }))
  const Few = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 5 }))
  const Step = Schema.Struct({ do: Schema.Literals(["arrive", "return", "see"]), vci: Vci, count: Few })

  it.prop(
    "each VC gets all that came on it, in order, however slow the protocol is; the lists that are out are never more than the limit",
    [
      Schema.Array(Step),
      Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 6 })),
      Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 3 }))
    ],
    ([steps, limit, receiveLowWater]) => {
      const { all, arrive, channels, giveBack, got, shown, told } = adapter({ receiveLists: limit, receiveLowWater }, 3)
      const came = new Map<number, Array<number>>([32, 33, 34].map((vci) => [vci, []]))
      let value = 0
      for (const { count, do: what, vci } of steps) {
        if (what === "return") giveBack(vci, count)
        else if (what === "see") for (const { back } of shown.splice(0, count)) back()
        else {
          const values = Array.from({ length: count }, () => ++value % 256)
          came.get(vci)!.push(...values)
          arrive(vci, ...values)
        }
        const out = all.reduce((sum, channel) => sum + channel.lent + channel.shown, 0)
        expect(out).toBe(channels.pool.inUse)
        expect(out).toBeLessThanOrEqual(limit)
        expect(all.reduce((sum, channel) => sum + channel.lent, 0)).toBeLessThanOrEqual(Math.max(0, limit - receiveLowWater))
        for (const [vc, values] of came) expect(got(vc)).toEqual(values.slice(0, got(vc).length))
        // Nobody waits while there is a list it may have.
        const free = limit - out
        for (const channel of all)
          if (channel.waiting !== undefined) expect(free <= receiveLowWater ? channel.shown : channel.lent).toBeGreaterThanOrEqual(free)
      }
      // A slow protocol returns everything in the end.
      for (let turn = 0; turn < 3 * value + 3; turn++) {
        giveBack(32 + (turn % 3), 1)
        shown.shift()?.back()
      }
      for (const [vc, values] of came) expect(got(vc)).toEqual(values)
      expect(told).toEqual([])
    },
    { arbitrary: { runs: 300 } }
  )
})
