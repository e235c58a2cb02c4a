/** What the switch does with data beyond the contract that signalling agreed on. */
import { callTo } from "@condis/core/CallParameters"
import { atmAddress } from "@condis/core/Atm"
import { type Contract, noContract } from "@condis/core/data/Contract"
import * as Trace from "@condis/core/Trace"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import type { Link } from "../../src/sim/Link.ts"
import * as Network from "../../src/sim/Network.ts"
import { Policer, settleMicros } from "../../src/sim/Policer.ts"
import { connected, Control, data, settle, signal } from "./fake.ts"

/** 1000 cells/s; frames of these tests have 10 cells, so one each 10 ms. */
const cbr: Contract = { ...noContract, category: "CBR", peakCellsPerSecond: 1000, toleranceMicros: 0, excess: "discard" }
const vbr: Contract = { ...cbr, category: "VBR", sustainedCellsPerSecond: 100, burstCells: 30 }
const bytes = 472
const here = { vpi: 0, vci: 32 }

const held = Effect.fnUntraced(function* (contract: Contract, link: Partial<Link> = {}, sink?: Trace.TraceSink) {
  const control = new Control()
  control.contract = contract
  const network = yield* Effect.provideService(Network.make({ control }), Trace.Trace, sink)
  const pair = yield* Effect.provideService(connected(network, network.port("a"), network.port("b")), Trace.Trace, sink)
  pair.forget()
  network.setLink("b", link)
  const got = () => pair.bob.got.map(({ payload, tagged }) => `${String(payload)}${tagged === true ? " tagged" : ""}`)
  const modify = (next: Contract) => {
    control.contract = next
    network.order({ _tag: "Modify", address: "a", parameters: callTo(atmAddress("4711")) })
    return settle
  }
  const send = (...payloads: ReadonlyArray<unknown>) => {
    pair.alice.transmit(...payloads.map((payload) => data(32, payload, bytes)))
    return settle
  }
  const counts = () => {
    const policed = network.policed("a", here)
    return policed === undefined ? undefined : [policed.conforming, policed.tagged, policed.discarded]
  }
  return { ...pair, counts, got, modify, send }
})

const dropsOf = (sink: { readonly events: ReadonlyArray<Trace.TraceEvent> }) =>
  sink.events.flatMap((event) => (event.kind === "drop" ? [`${event.at} ${event.rule} ${event.text}`] : []))

describe("policing", () => {
  it.effect("drops what comes too early for a constant rate, with the connection, the contract and by how much", () =>
    Effect.gen(function* () {
      const sink = Trace.memory(() => 0)
      const { bob, counts, got, network, send } = yield* held(cbr, {}, sink)
      yield* send(1, 2)
      yield* TestClock.adjust(9)
      yield* send(3)
      yield* TestClock.adjust(1)
      yield* send(4)
      assert.deepStrictEqual(got(), ["1", "4"])
      assert.deepStrictEqual(counts(), [2, 0, 2])
      assert.deepStrictEqual(dropsOf(sink), [
        "switch CONTRACT DATA vci=32 472 B: 1:0/32: 10000 µs too early for the contract of its connection (CBR, 1000 cells/s)",
        "switch CONTRACT DATA vci=32 472 B: 1:0/32: 1000 µs too early for the contract of its connection (CBR, 1000 cells/s)"
      ])
      assert.strictEqual(network.frames.dropped, 2)
      // The other way nothing was agreed on.
      bob.transmit(data(33, 5, bytes), data(33, 6, bytes))
      yield* settle
      assert.strictEqual(network.policed("b", { vpi: 0, vci: 33 }), undefined)
      assert.strictEqual(network.frames.dropped, 2)
    })
  )

  it.effect("the tolerance that was declared is granted, once", () =>
    Effect.gen(function* () {
      const { counts, send } = yield* held({ ...cbr, toleranceMicros: 5000 })
      yield* send(1)
      yield* TestClock.adjust(5)
      yield* send(2)
      yield* TestClock.adjust(5)
      yield* send(3)
      assert.deepStrictEqual(counts(), [2, 0, 1])
    })
  )

  it.effect("a burst within the contract passes at the peak rate, what is beyond it does not, and after a silence it passes again", () =>
    Effect.gen(function* () {
      const { counts, got, send } = yield* held(vbr)
      for (let n = 1; n <= 5; n++) {
        yield* send(n)
        yield* TestClock.adjust(10)
      }
      assert.deepStrictEqual(got(), ["1", "2", "3"])
      yield* TestClock.adjust(1000)
      for (let n = 6; n <= 8; n++) {
        yield* send(n)
        yield* TestClock.adjust(10)
      }
      assert.deepStrictEqual(got(), ["1", "2", "3", "6", "7", "8"])
      assert.deepStrictEqual(counts(), [6, 0, 2])
    })
  )

  it.effect("tags instead, where the contract says so: everything arrives, and the trace shows the mark", () =>
    Effect.gen(function* () {
      const sink = Trace.memory(() => 0)
      const { counts, got, send } = yield* held({ ...cbr, excess: "tag" }, {}, sink)
      yield* send(1, 2)
      assert.deepStrictEqual(got(), ["1", "2 tagged"])
      assert.deepStrictEqual(counts(), [1, 1, 0])
      const frames = sink.events.flatMap((event) => (event.kind === "frame" && event.to === "bob/nic" ? [event.frame] : []))
      assert.deepStrictEqual(frames.slice(-2), ["DATA vci=33 472 B", "DATA vci=33 472 B CLP=1"])
    })
  )

  it.effect("best effort without a peak rate is held to nothing", () =>
    Effect.gen(function* () {
      const { counts, got, send } = yield* held({ ...noContract, category: "UBR" })
      yield* send(1, 2, 3, 4)
      assert.deepStrictEqual(got(), ["1", "2", "3", "4"])
      assert.strictEqual(counts(), undefined)
    })
  )

  it.effect("best effort with a peak rate is held to it", () =>
    Effect.gen(function* () {
      const { counts, send } = yield* held({ ...cbr, category: "UBR", excess: "tag" })
      yield* send(1, 2, 3)
      assert.deepStrictEqual(counts(), [1, 2, 0])
    })
  )

  it.effect("where a queue is full, what is tagged gives way, the oldest first; what is not tagged is dropped only then", () =>
    Effect.gen(function* () {
      const sink = Trace.memory(() => 0)
      // A frame takes a second to leave; four are under way at most.
      const slow = { rateBitsPerSecond: bytes * 8, queueFrames: 4 }
      const { got, modify, send } = yield* held({ ...cbr, excess: "tag" }, slow, sink)
      yield* send(1, 2, 3, 4)
      yield* send(5)
      yield* modify(noContract)
      yield* send(6, 7, 8, 9)
      yield* TestClock.adjust(20_000)
      yield* settle
      assert.deepStrictEqual(got(), ["1", "6", "7", "8"])
      const marked = "it is marked, and makes room for another frame to bob/nic (b)"
      const full = "4 frames are on their way to bob/nic (b) and no more fit"
      assert.deepStrictEqual(
        sink.events.flatMap((event) => (event.kind === "drop" ? [event.text] : [])),
        [
          `DATA vci=33 472 B CLP=1: ${full}`,
          `DATA vci=33 472 B CLP=1: ${marked}`,
          `DATA vci=33 472 B CLP=1: ${marked}`,
          `DATA vci=33 472 B CLP=1: ${marked}`,
          `DATA vci=33 472 B: ${full}`
        ]
      )
    })
  )

  it.effect("a frame that gave way takes no time of the transmitter and no room, and is dropped once", () =>
    Effect.gen(function* () {
      const slow = { rateBitsPerSecond: bytes * 8, queueFrames: 2 }
      const { bob, modify, network, send } = yield* held({ ...cbr, excess: "tag" }, slow)
      yield* send(1, 2)
      yield* modify(noContract)
      yield* send(3)
      yield* TestClock.adjust(2000)
      yield* settle
      assert.deepStrictEqual(bob.log, ["1000 received 33:1", "2000 received 33:3"])
      yield* send(4, 5)
      bob.hardware.stop()
      yield* settle
      assert.deepStrictEqual({ ...network.frames }, { ...network.frames, delivered: 4, dropped: 3 })
      assert.strictEqual(network.leftovers().frames, 0)
    })
  )

  it.effect("what has left is not there to give way", () =>
    Effect.gen(function* () {
      const { bob, modify, network, send } = yield* held({ ...cbr, excess: "tag" }, { rateBitsPerSecond: bytes * 8, queueFrames: 2 })
      yield* send(1, 2)
      yield* TestClock.adjust(2000)
      yield* settle
      yield* modify(noContract)
      yield* send(3, 4, 5)
      assert.strictEqual(network.frames.dropped, 1)
      yield* TestClock.adjust(5000)
      yield* settle
      assert.deepStrictEqual(
        bob.got.map(({ payload }) => payload),
        [1, 2, 3, 4]
      )
    })
  )

  it.effect("all leaves share what the root is held to", () =>
    Effect.gen(function* () {
      const { alice, bob, network, send } = yield* held(cbr)
      alice.hardware.open({ vpi: 0, vci: 40 })
      for (const far of [50, 51]) {
        bob.hardware.open({ vpi: 0, vci: far })
        alice.transmit(signal({ name: "JOIN", to: "b", vci: 40, far }))
      }
      yield* settle
      alice.transmit(data(40, "x", bytes), data(40, "y", bytes))
      yield* settle
      assert.deepStrictEqual(
        bob.got.map(({ payload, vci }) => `${vci} ${String(payload)}`),
        ["50 x", "51 x"]
      )
      assert.deepStrictEqual(
        { ...network.policed("a", { vpi: 0, vci: 40 }) },
        { ...network.policed("a", { vpi: 0, vci: 40 }), discarded: 1 }
      )
      yield* send(1)
      assert.strictEqual(network.policed("a", here)?.conforming, 1)
    })
  )
})

describe("another contract", () => {
  it.effect("a higher rate holds at once", () =>
    Effect.gen(function* () {
      const { counts, modify, send } = yield* held(cbr)
      yield* send(1)
      yield* modify({ ...cbr, peakCellsPerSecond: 10_000 })
      yield* TestClock.adjust(1)
      yield* send(2)
      yield* TestClock.adjust(1)
      yield* send(3)
      assert.deepStrictEqual(counts(), [3, 0, 0])
    })
  )

  it.effect("a lower rate holds a second later: what its sender had sent by then is not lost", () =>
    Effect.gen(function* () {
      const { counts, modify, send } = yield* held(cbr)
      yield* send(1)
      yield* modify({ ...cbr, peakCellsPerSecond: 100 })
      yield* TestClock.adjust(10)
      yield* send(2)
      assert.deepStrictEqual(counts(), [2, 0, 0])
      yield* TestClock.adjust(1000)
      yield* send(3)
      yield* TestClock.adjust(99)
      yield* send(4)
      yield* TestClock.adjust(1)
      yield* send(5)
      assert.deepStrictEqual(counts(), [4, 0, 1])
    })
  )

  it.effect("a connection that was held to nothing can be held to something, and to nothing again", () =>
    Effect.gen(function* () {
      const { counts, modify, send } = yield* held({ ...noContract, category: "UBR" })
      yield* send(1, 2, 3)
      yield* modify(cbr)
      yield* send(4, 5)
      assert.deepStrictEqual(counts(), [1, 0, 1])
      yield* modify(noContract)
      yield* send(6, 7)
      yield* TestClock.adjust(settleMicros / 1000 + 1)
      yield* send(8, 9)
      assert.deepStrictEqual(counts(), [5, 0, 1])
    })
  )

  it("between two contracts what either allows is good", () => {
    const policer = new Policer({ ...cbr, excess: "tag" })
    policer.change({ ...cbr, peakCellsPerSecond: 1 }, 0)
    assert.isTrue(policer.tags)
    assert.strictEqual(policer.judge(bytes, 0), 0)
    assert.strictEqual(policer.judge(bytes, 10_000), 0)
    assert.isFalse(policer.judge(bytes, 10_001 + settleMicros) > 0 && policer.tags)
  })

  it.effect("a contract for what is not connected is a violation of the protocol", () =>
    Effect.gen(function* () {
      const sink = Trace.memory(() => 0)
      const control = new Control()
      const network = yield* Effect.provideService(Network.make({ control }), Trace.Trace, sink)
      yield* Effect.provideService(connected(network, network.port("a"), network.port("b")), Trace.Trace, sink)
      control.contract = cbr
      Object.assign(control, { order: () => [{ _tag: "Contract", at: { port: 1, vpi: 0, vci: 99 }, contract: cbr }] })
      network.order({ _tag: "Enquire", address: "a" })
      yield* settle
      assert.deepStrictEqual(
        sink.events.flatMap((event) => (event.kind === "violation" ? [event.text] : [])),
        ["cannot hold 1:0/99 to a contract: it is not connected"]
      )
    })
  )
})

describe("policing of a permanent VC", () => {
  const permanent = Effect.fnUntraced(function* (fromA: Contract | undefined, fromB: Contract | undefined) {
    const sink = Trace.memory(() => 0)
    const network = yield* Effect.provideService(Network.make({ control: new Control() }), Trace.Trace, sink)
    const pair = yield* Effect.provideService(connected(network, network.port("a"), network.port("b")), Trace.Trace, sink)
    const ends = [
      { address: "a", vpi: 0, vci: 16, contract: fromA },
      { address: "b", vpi: 0, vci: 17, contract: fromB }
    ] as const
    network.permanent(...ends)
    pair.alice.hardware.open({ vpi: 0, vci: 16 })
    pair.bob.hardware.open({ vpi: 0, vci: 17 })
    pair.forget()
    const both = (...payloads: ReadonlyArray<unknown>) => {
      pair.alice.transmit(...payloads.map((payload) => data(16, payload, bytes)))
      pair.bob.transmit(...payloads.map((payload) => data(17, payload, bytes)))
      return settle
    }
    const got = ({ got }: typeof pair.alice) => got.map(({ payload, tagged }) => `${String(payload)}${tagged === true ? " tagged" : ""}`)
    return { ...pair, sink, both, ends, got: () => [got(pair.bob), got(pair.alice)] }
  })

  it.effect("OP-43 is that of a call: each end is held to its contract, by dropping or by marking, with a record", () =>
    Effect.gen(function* () {
      const { both, got, network, sink } = yield* permanent(cbr, { ...cbr, excess: "tag" })
      yield* both(1, 2)
      yield* TestClock.adjust(10)
      yield* both(3)
      assert.deepStrictEqual(got(), [
        ["1", "3"],
        ["1", "2 tagged", "3"]
      ])
      assert.deepStrictEqual({ ...network.policed("a", { vpi: 0, vci: 16 }) }.discarded, 1)
      assert.deepStrictEqual({ ...network.policed("b", { vpi: 0, vci: 17 }) }.tagged, 1)
      assert.deepStrictEqual(dropsOf(sink), [
        "switch CONTRACT DATA vci=16 472 B: 1:0/16: 10000 µs too early for the contract of its connection (CBR, 1000 cells/s)"
      ])
    })
  )

  it.effect(
    "OP-43 goes on when its adapter is closed and opened again, begins anew when the operator makes it anew, and needs a contract",
    () =>
      Effect.gen(function* () {
        const { alice, both, ends, forget, got, network } = yield* permanent(cbr, undefined)
        yield* both(1)
        alice.hardware.close({ vpi: 0, vci: 16 })
        alice.hardware.open({ vpi: 0, vci: 16 })
        yield* both(2, 3)
        assert.deepStrictEqual(got(), [["1"], ["1", "2", "3"]])
        network.permanent(...ends, false)
        network.permanent(...ends)
        yield* settle
        forget()
        yield* both(4, 5)
        assert.deepStrictEqual(got(), [["4"], ["4", "5"]])
        assert.strictEqual(network.policed("b", { vpi: 0, vci: 17 }), undefined)
      })
  )
})
