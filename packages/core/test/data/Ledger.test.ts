import { describe, expect, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { chain, Ledger, type NetBufferList, netBufferList, NetBufferListPool } from "../../src/index.ts"

const { Ledger: Book, remembered } = Ledger

const bookOf = (level: Ledger.Level) => {
  const ledger = new Book(level)
  return { ledger, client: ledger.holder("voice"), lane: ledger.holder("lane 0"), nic: ledger.holder("atm0") }
}
const away = ({ ledger }: { readonly ledger: Ledger.Ledger }) =>
  ledger.held().map(({ holder, list, since }) => [list.Payload, holder, since])
const counts = ({ ledger }: { readonly ledger: Ledger.Ledger }) => ledger.counts().map(({ lists, name }) => `${name} ${lists}`)

describe("the ledger of ownership", () => {
  it("level 0 knows nothing, and leaves no trace on a list", () => {
    const book = bookOf(0)
    const list = netBufferList(1)
    book.ledger.moved(list, book.lane, "NdisCoSendNetBufferLists", 1, 1)
    expect([counts(book), away(book), book.ledger.history(list)]).toEqual([[], [], []])
    expect([list.NdisReservedHolder, list.NdisReservedTrack]).toEqual([null, null])
  })

  it("level 1 counts what each holder has and has had, and nothing else", () => {
    const book = bookOf(1)
    const [a, b] = [netBufferList("a"), netBufferList("b")]
    book.ledger.moved(chain([a, b]), book.lane, "NdisCoSendNetBufferLists", 1, 1)
    book.ledger.moved(chain([a]), book.nic, "MiniportCoSendNetBufferLists", 2, 2)
    expect(counts(book)).toEqual(["lane 0 1", "atm0 1"])
    book.ledger.home(chain([a, b]), book.client, "ProtocolCoSendNetBufferListsComplete", 3, 3)
    expect(counts(book)).toEqual([])
    expect([book.lane.taken, book.nic.taken, book.client.taken]).toEqual([2, 1, 0])
    expect(away(book)).toEqual([])
    expect(a.NdisReservedTrack).toBeNull()
  })

  it("level 2 names the holder of each list that is away, and since when, the longest held first", () => {
    const book = bookOf(2)
    const [a, b, c] = [netBufferList("a"), netBufferList("b"), netBufferList("c")]
    book.ledger.moved(chain([a, b, c]), book.lane, "NdisCoSendNetBufferLists", 10, 1)
    book.ledger.moved(chain([a]), book.nic, "MiniportCoSendNetBufferLists", 25, 2)
    book.ledger.home(chain([b]), book.client, "ProtocolCoSendNetBufferListsComplete", 30, 3)
    expect(away(book)).toEqual([
      ["c", "lane 0", 10],
      ["a", "atm0", 25]
    ])
    expect(book.ledger.history(a)).toEqual([])
  })

  it("level 3 remembers the last moves of a list, also when it is home", () => {
    const book = bookOf(3)
    const list = netBufferList("a")
    for (let turn = 0; turn < remembered; turn++) book.ledger.moved(list, turn % 2 === 0 ? book.lane : book.nic, "X", turn, turn)
    book.ledger.home(list, book.client, "Y", 99, 99)
    const moves = book.ledger.history(list)
    expect(moves.length).toBe(remembered)
    expect(moves[0]).toEqual({ holder: "atm0", micros: 1 })
    expect(moves.at(-1)).toEqual({ holder: "voice", micros: 99 })
  })

  it("level 4 remembers the function and the number in the trace of each move", () => {
    const book = bookOf(4)
    const list = netBufferList("a")
    book.ledger.moved(list, book.lane, "NdisCoSendNetBufferLists", 5, 17)
    book.ledger.home(list, book.client, "ProtocolCoSendNetBufferListsComplete", 9, 20)
    expect(book.ledger.history(list)).toEqual([
      { holder: "lane 0", micros: 5, ddi: "NdisCoSendNetBufferLists", seq: 17 },
      { holder: "voice", micros: 9, ddi: "ProtocolCoSendNetBufferListsComplete", seq: 20 }
    ])
  })

  it("a holder has one name and one account", () => {
    const { lane, ledger } = bookOf(1)
    expect(ledger.holder("lane 0")).toBe(lane)
  })

  it("NBL-29 from level 1 on a pool takes back no list that somebody else has", () => {
    const { lane, ledger } = bookOf(1)
    const told: Array<string> = []
    const pool = new NetBufferListPool({ name: "video", limit: 1, tell: (rule, text) => void told.push(`${rule} ${text}`) })
    const list = pool.allocate()!
    ledger.moved(list, lane, "NdisCoSendNetBufferLists", 0, 0)
    expect(pool.free(list)).toBe(false)
    ledger.home(list, ledger.holder("voice"), "ProtocolCoSendNetBufferListsComplete", 1, 1)
    expect(pool.free(list)).toBe(true)
    expect(told).toEqual(["NBL-29 a list of pool video is freed while lane 0 has it"])
  })

  const Step = Schema.Struct({
    list: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 5 })),
    to: Schema.Literals(["voice", "lane 0", "atm0", "home"])
  })

  it.prop(
    "agrees with a plain list of all moves, at each level",
    [Schema.Array(Step), Schema.Literals([0, 1, 2, 3, 4])],
    ([steps, level]) => {
      const ledger = new Book(level)
      const lists = Array.from({ length: 6 }, (_, each) => netBufferList(each))
      const moves = new Map<NetBufferList, Array<{ holder: string; micros: number; ddi: string; seq: number }>>()
      const where = new Map<NetBufferList, { holder: string; since: number }>()
      for (const [at, { list: each, to }] of steps.entries()) {
        const list = lists[each]!
        const holder = to === "home" ? "owner" : to
        const micros = at * 10
        if (to === "home") {
          ledger.home(list, ledger.holder(holder), `D${at}`, micros, at)
          where.delete(list)
        } else {
          ledger.moved(list, ledger.holder(holder), `D${at}`, micros, at)
          where.set(list, { holder, since: micros })
        }
        moves.set(list, [...(moves.get(list) ?? []), { holder, micros, ddi: `D${at}`, seq: at }])
        const expected = [...where].map(([one, { holder: by, since }]) => ({ list: one.Payload, holder: by, since }))
        expect(ledger.held().map((one) => ({ ...one, list: one.list.Payload }))).toEqual(
          level < 2 ? [] : expected.sort((a, b) => a.since - b.since)
        )
        const held = [...where.values()].map(({ holder: by }) => by)
        for (const name of ["voice", "lane 0", "atm0"])
          expect(ledger.holder(name).lists).toBe(level === 0 ? 0 : held.filter((by) => by === name).length)
      }
      for (const list of lists) {
        const all = (moves.get(list) ?? []).slice(-remembered)
        const short = all.map(({ holder, micros }) => ({ holder, micros }))
        expect(ledger.history(list)).toEqual(level < 3 ? [] : level < 4 ? short : all)
      }
    },
    { arbitrary: { runs: 300 } }
  )
})
