/** Credits: a receiver that takes nothing stops its sender, and nobody else; no credit is ever lost. */
import * as Fault from "@condis/core/fault/index"
import * as Trace from "@condis/core/Trace"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import type { Frame } from "../../src/sim/Frame.ts"
import * as Network from "../../src/sim/Network.ts"
import { connected, Control, data, settle, signal } from "./fake.ts"

const on = (vci: number) => ({ vpi: 0, vci })
const credits = { credits: true }

/** Alice sends to bob with three credits: on 32 → 33, and on 34 → 35. */
const pair = Effect.fnUntraced(function* (link: Network.PortOptions = {}, sink?: Trace.TraceSink) {
  const network = yield* Effect.provideService(Network.make({ control: new Control() }), Trace.Trace, sink)
  const ports = [network.port("a", { windowFrames: 3, ...link }), network.port("b", link)] as const
  const made = yield* Effect.provideService(connected(network, ...ports), Trace.Trace, sink)
  const { alice, bob } = made
  yield* TestClock.adjust(1000)
  alice.transmit(signal({ name: "OPEN", to: "b", vci: 34, far: 35 }, 0))
  alice.hardware.open(on(32), credits)
  alice.hardware.open(on(34), credits)
  bob.hardware.open(on(35))
  yield* TestClock.adjust(1000)
  yield* settle
  made.forget()
  const out = () => network.leftovers().credits
  const got = () => bob.got.map(({ payload }) => payload)
  /** Bob is done with the oldest frames he has. */
  const give = (count = 1) => {
    for (const frame of bob.got.splice(0, count)) bob.hardware.returned?.(frame)
    return settle
  }
  const send = (vci: number, ...payloads: ReadonlyArray<unknown>) => {
    alice.transmit(...payloads.map((payload) => data(vci, payload)))
    return settle
  }
  const back = () => alice.sent.map(({ failed, payload }) => `${String(payload)}${failed === undefined ? "" : ` ${failed}`}`)
  return { ...made, back, give, got, out, send }
})

describe("a receiver that takes nothing", () => {
  it.effect("gets as many frames as there are credits; the others wait at their sender, in order, and follow one by one", () =>
    Effect.gen(function* () {
      const { alice, back, give, got, network, out, send } = yield* pair()
      yield* send(32, 1, 2, 3, 4, 5)
      assert.deepStrictEqual(got(), [1, 2, 3])
      assert.deepStrictEqual(back(), ["1", "2", "3"])
      assert.strictEqual(alice.hardware.idle(), 2)
      assert.deepStrictEqual([out(), network.leftovers().frames], [3, 2])
      yield* give()
      assert.deepStrictEqual(got(), [2, 3, 4])
      yield* send(32, 6)
      assert.deepStrictEqual(got(), [2, 3, 4])
      yield* give(2)
      assert.deepStrictEqual(got(), [4, 5, 6])
      yield* give(3)
      assert.deepStrictEqual([out(), network.leftovers().frames, alice.hardware.idle(), network.frames.dropped], [0, 0, 0, 0])
    })
  )

  it.effect("does not hold up other connections of its sender, and what waits counts in its room", () =>
    Effect.gen(function* () {
      const { alice, bob, send } = yield* pair({ queueFrames: 10 })
      yield* send(32, 1, 2, 3, 4, 5)
      assert.strictEqual(alice.hardware.room(), 8)
      yield* send(34, "a", "b")
      assert.deepStrictEqual(
        bob.got.map(({ vci }) => vci),
        [33, 33, 33, 35, 35]
      )
    })
  )

  it.effect("stops nobody whose connection needs no credits", () =>
    Effect.gen(function* () {
      const { alice, got, out, send } = yield* pair()
      alice.hardware.open(on(32), { reservedBitsPerSecond: 1 })
      yield* send(32, 1, 2, 3, 4, 5)
      assert.deepStrictEqual([got().length, out()], [5, 0])
    })
  )

  it.effect("a connection that needs credits no more lets go what waits; one with more credits sends more", () =>
    Effect.gen(function* () {
      const { alice, got, give, network, send } = yield* pair()
      yield* send(32, 1, 2, 3, 4, 5, 6, 7)
      network.setLink("a", { windowFrames: 5 })
      yield* settle
      yield* give()
      assert.strictEqual(got().length, 5)
      alice.hardware.open(on(32))
      yield* settle
      assert.deepStrictEqual(got(), [2, 3, 4, 5, 6, 7])
    })
  )

  it.effect("a frame that is given back twice, or was never handed over, gives one credit or none", () =>
    Effect.gen(function* () {
      const { bob, got, out, send } = yield* pair()
      yield* send(32, 1, 2, 3, 4)
      const [first] = bob.got as [Frame]
      for (let n = 0; n < 3; n++) bob.hardware.returned?.(first)
      bob.hardware.returned?.(data(33, "never"))
      yield* settle
      assert.deepStrictEqual([got(), out()], [[1, 2, 3, 4], 3])
    })
  )
})

describe("frames that wait for a credit come back", () => {
  it.effect("closed, when their connection is closed", () =>
    Effect.gen(function* () {
      const { alice, back, give, out, send } = yield* pair()
      yield* send(32, 1, 2, 3, 4, 5)
      alice.hardware.close(on(32))
      yield* settle
      assert.deepStrictEqual(back(), ["1", "2", "3", "4 closed", "5 closed"])
      yield* give(3)
      assert.deepStrictEqual([out(), alice.hardware.idle()], [0, 0])
    })
  )

  it.effect("closed, when it is about to be closed; with a credit frames leave even then", () =>
    Effect.gen(function* () {
      const { alice, back, give, got, send } = yield* pair()
      yield* send(32, 1, 2, 3, 4)
      alice.hardware.drain?.(on(32))
      yield* send(32, 5)
      assert.deepStrictEqual(back(), ["1", "2", "3", "4 closed", "5 closed"])
      yield* give()
      yield* send(32, 6, 7)
      assert.deepStrictEqual(got(), [2, 3, 6])
      assert.deepStrictEqual(back().slice(5), ["6", "7 closed"])
      // Opened again, it is as before.
      alice.hardware.open(on(32), credits)
      yield* send(32, 8)
      yield* give()
      assert.deepStrictEqual(got(), [3, 6, 8])
    })
  )

  it.effect("cancelled, when their sender cancels them, and only those", () =>
    Effect.gen(function* () {
      const { alice, back, give, got, send } = yield* pair()
      yield* send(32, 1, 2, 3, 4, 5, 6)
      alice.hardware.cancel(({ payload }) => payload === 1 || payload === 5)
      yield* settle
      assert.deepStrictEqual(back(), ["1", "2", "3", "5 cancelled"])
      yield* give(3)
      assert.deepStrictEqual(got(), [4, 6])
    })
  )

  it.effect("with the answer of a reset; the credits of what had left come back later", () =>
    Effect.gen(function* () {
      const { alice, give, got, out, send } = yield* pair()
      yield* send(32, 1, 2, 3, 4, 5)
      const back = alice.hardware.reset()
      assert.deepStrictEqual(
        back.map(({ failed, payload }) => `${String(payload)} ${failed}`),
        ["4 reset", "5 reset"]
      )
      yield* send(32, 6)
      yield* give(3)
      assert.deepStrictEqual([got(), out()], [[6], 1])
    })
  )

  it.effect("with the answer of a stop, even when their connection was closed a moment before", () =>
    Effect.gen(function* () {
      const { alice, give, network, out, send } = yield* pair()
      yield* send(32, 1, 2, 3, 4)
      yield* send(34, 5, 6, 7, 8)
      alice.hardware.close(on(32))
      assert.deepStrictEqual(
        alice.hardware.stop().map(({ failed, payload }) => `${String(payload)} ${failed}`),
        ["4 stopped", "8 stopped"]
      )
      yield* give(6)
      assert.deepStrictEqual([out(), network.leftovers().frames], [0, 0])
    })
  )
})

type All = Effect.Success<ReturnType<typeof pair>>

/** Where frames are dropped on their way. Each leaves nothing in bob's hands. */
const places: ReadonlyArray<readonly [string, (all: All) => Generator<Effect.Effect<unknown>, void>]> = [
  [
    "because the link is down when it leaves",
    function* ({ network, send }) {
      network.setLink("a", { up: false })
      yield* settle
      yield* send(32, 1, 2, 3, 4, 5)
    }
  ],
  [
    "because the link goes down while it is on its way to the switch",
    function* ({ network, send }) {
      network.setLink("a", { delayMillis: 10 })
      yield* settle
      yield* send(32, 1, 2, 3, 4)
      network.setLink("a", { up: false })
    }
  ],
  [
    "because the link goes down while it is on its way from the switch",
    function* ({ network, send }) {
      network.setLink("b", { delayMillis: 10 })
      yield* settle
      yield* send(32, 1, 2, 3, 4)
      network.setLink("b", { up: false })
    }
  ],
  [
    "by silence",
    function* ({ network, send }) {
      network.silence("b")
      yield* settle
      yield* send(32, 1, 2, 3, 4, 5)
    }
  ],
  [
    "because nothing leads on",
    function* ({ alice, send }) {
      alice.hardware.open(on(60), credits)
      yield* send(60, 1, 2, 3, 4, 5)
    }
  ],
  [
    "because its connection is not open at the far end",
    function* ({ bob, send }) {
      bob.hardware.close(on(33))
      yield* send(32, 1, 2, 3, 4, 5)
    }
  ],
  [
    "because no adapter is at the far end",
    function* ({ bob, send }) {
      bob.hardware.stop()
      yield* settle
      yield* send(32, 1, 2, 3, 4, 5)
    }
  ],
  [
    "because the far end stops, with what its driver has",
    function* ({ bob, send }) {
      yield* send(32, 1, 2, 3, 4)
      bob.hardware.stop()
      bob.got.length = 0
    }
  ],
  [
    "because the adapter of the far end stops while the switch has it",
    function* ({ bob, network, send }) {
      network.setLink("b", { rateBitsPerSecond: 8, delayMillis: 10 })
      yield* settle
      yield* send(32, 1, 2, 3, 4)
      bob.hardware.stop()
    }
  ],
  [
    "because a queue is full",
    function* ({ network, send }) {
      network.setLink("b", { rateBitsPerSecond: 8000, queueFrames: 1 })
      yield* settle
      yield* send(32, 1, 2, 3, 4, 5)
      network.setLink("b", { up: false })
    }
  ],
  [
    "because the far end is reset before its driver has it",
    function* ({ alice, bob }) {
      alice.transmit(data(32, 1), data(32, 2), data(32, 3), data(32, 4))
      // Between the turn of bob's adapter and that of his driver.
      for (let turns = 0; turns < 60 && bob.hardware.reset().length === 0 && bob.got.length === 0; turns++) yield* Effect.yieldNow
    }
  ]
]

describe("a credit comes back with a frame that is dropped", () => {
  it.effect.each(places)("%s", ([, happen]) =>
    Effect.gen(function* () {
      const all = yield* pair()
      const { alice, bob, network, out } = all
      yield* happen(all)
      yield* settle
      yield* TestClock.adjust(100_000)
      yield* settle
      assert.deepStrictEqual([bob.got, out(), network.leftovers().frames, alice.hardware.idle()], [[], 0, 0, 0])
    })
  )

  it.effect("by a fault rule", () =>
    Effect.gen(function* () {
      const { out, send } = yield* pair()
      yield* send(32, 1, 2, 3, 4, 5)
      assert.strictEqual(out(), 0)
    }).pipe(Fault.withRules([Fault.onFrame("DATA", Fault.drop)]))
  )
})

describe("a multipoint connection", () => {
  const tree = Effect.fnUntraced(function* () {
    const all = yield* pair()
    const { alice, bob } = all
    alice.hardware.open(on(40), credits)
    for (const far of [50, 51]) {
      bob.hardware.open(on(far))
      alice.transmit(signal({ name: "JOIN", to: "b", vci: 40, far }))
    }
    yield* settle
    all.forget()
    return all
  })

  it.effect("a credit is back when the last leaf is done with its copy", () =>
    Effect.gen(function* () {
      const { bob, out, send } = yield* tree()
      yield* send(40, 1, 2, 3, 4)
      assert.deepStrictEqual([bob.got.length, out()], [6, 3])
      const copies = bob.got.filter(({ payload }) => payload === 1)
      bob.hardware.returned?.(copies[0]!)
      yield* settle
      assert.deepStrictEqual([bob.got.length, out()], [6, 3])
      bob.hardware.returned?.(copies[1]!)
      yield* settle
      assert.deepStrictEqual([bob.got.length, out()], [8, 3])
    })
  )

  it.effect("a leaf whose copy is dropped holds nothing up", () =>
    Effect.gen(function* () {
      const { bob, out, send } = yield* tree()
      bob.hardware.close(on(51))
      yield* send(40, 1, 2, 3)
      for (const frame of bob.got) bob.hardware.returned?.(frame)
      assert.deepStrictEqual([bob.got.length, out()], [3, 0])
    })
  )
})
