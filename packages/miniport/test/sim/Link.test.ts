/** Delay, rate, bounds, a link that goes down, and silence: exact in virtual time. */
import * as Trace from "@condis/core/Trace"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import { changeLink, defaultLink } from "../../src/sim/Link.ts"
import * as Network from "../../src/sim/Network.ts"
import { connected, Control, data, driver, settle, signal } from "./fake.ts"

/** Lets time pass; at every moment everything runs that can. */
const pass = Effect.fnUntraced(function* (millis: number) {
  yield* settle
  yield* TestClock.adjust(millis)
  yield* settle
})

/** A network without properties whose links get them once the connection stands. */
const between = Effect.fnUntraced(function* (sink?: Trace.TraceSink) {
  const network = yield* Effect.provideService(Network.make({ control: new Control() }), Trace.Trace, sink)
  const pair = yield* Effect.provideService(connected(network, network.port("a"), network.port("b")), Trace.Trace, sink)
  pair.forget()
  return pair
})

describe("delay", () => {
  it.effect("a frame takes the delay of both links, to the quarter of a millisecond, and its sender has it back at once", () =>
    Effect.gen(function* () {
      const { alice, bob, network } = yield* between()
      network.setLink("a", { delayMillis: 5 })
      network.setLink("b", { delayMillis: 0.25 })
      yield* settle
      alice.transmit(data(32, 1))
      yield* pass(5.2)
      assert.deepStrictEqual(bob.log, [])
      assert.strictEqual(network.leftovers().frames, 1)
      assert.strictEqual(network.leftovers().timers, 1)
      yield* pass(0.05)
      assert.deepStrictEqual(bob.log, ["5.25 received 33:1"])
      assert.deepStrictEqual(alice.log, ["0 transmitted 32:1"])
      assert.deepStrictEqual(network.leftovers(), { calls: 1, connections: 1, timers: 0, frames: 0, credits: 0, messages: 0 })
    })
  )

  it.effect("frames on their way keep their distances, and many share one timer", () =>
    Effect.gen(function* () {
      const { alice, bob, network } = yield* between()
      network.setLink("a", { delayMillis: 10 })
      yield* settle
      alice.transmit(data(32, 1), data(32, 2))
      yield* pass(3)
      alice.transmit(data(32, 3))
      yield* settle
      assert.strictEqual(network.leftovers().timers, 1)
      yield* pass(100)
      assert.deepStrictEqual(bob.log, ["10 received 33:1 33:2", "13 received 33:3"])
    })
  )

  it.effect("a delay made shorter under way lets no frame overtake another", () =>
    Effect.gen(function* () {
      const { alice, bob, network } = yield* between()
      network.setLink("a", { delayMillis: 10 })
      yield* settle
      alice.transmit(data(32, 1))
      yield* pass(1)
      network.setLink("a", { delayMillis: 2 })
      yield* settle
      alice.transmit(data(32, 2))
      yield* pass(1)
      network.setLink("a", { delayMillis: 0 })
      yield* settle
      alice.transmit(data(32, 3))
      yield* pass(100)
      assert.deepStrictEqual(bob.log, ["10 received 33:1 33:2 33:3"])
    })
  )
})

describe("rate", () => {
  it.effect("1500 octets at 12 Mbit/s occupy the transmitter for one millisecond, one frame after the other", () =>
    Effect.gen(function* () {
      const { alice, bob, network } = yield* between()
      network.setLink("a", { rateBitsPerSecond: 12_000_000 })
      yield* settle
      alice.transmit(data(32, 1), data(32, 2), data(32, 3, 750))
      yield* pass(2.4)
      assert.deepStrictEqual(alice.log, ["1 transmitted 32:1", "2 transmitted 32:2"])
      assert.strictEqual(alice.hardware.idle(), 1)
      yield* pass(10)
      assert.deepStrictEqual(alice.log.slice(2), ["2.5 transmitted 32:3"])
      assert.deepStrictEqual(bob.log, ["1 received 33:1", "2 received 33:2", "2.5 received 33:3"])
    })
  )

  it.effect("rate and delay of both links add up, and both directions are independent", () =>
    Effect.gen(function* () {
      const { alice, bob, network } = yield* between()
      network.setLink("a", { rateBitsPerSecond: 12_000_000, delayMillis: 4 })
      network.setLink("b", { rateBitsPerSecond: 6_000_000, delayMillis: 0.5 })
      yield* settle
      alice.transmit(data(32, 1), data(32, 2))
      bob.transmit(data(33, "x"))
      yield* pass(50)
      assert.deepStrictEqual(bob.log, ["2 transmitted 33:x", "7.5 received 33:1", "9.5 received 33:2"])
      assert.deepStrictEqual(alice.log, ["1 transmitted 32:1", "2 transmitted 32:2", "7.5 received 32:x"])
    })
  )

  it.effect("a long run of frames takes the time of its bits, without an error that grows", () =>
    Effect.gen(function* () {
      const { alice, bob, network } = yield* between()
      // 424 bits take 2.7272… µs: no whole number of microseconds, 3000 of them 8181.81… µs.
      network.setLink("a", { rateBitsPerSecond: 155_466_666 })
      yield* settle
      alice.transmit(...Array.from({ length: 3000 }, (_, i) => data(32, i, 53)))
      yield* pass(100)
      assert.strictEqual(bob.got.length, 3000)
      assert.strictEqual(bob.log.at(-1), "8.182 received 33:2999")
      assert.deepStrictEqual(
        bob.got.map(({ payload }) => payload),
        Array.from({ length: 3000 }, (_, i) => i)
      )
    })
  )

  it.effect("an idle transmitter does not save up time", () =>
    Effect.gen(function* () {
      const { alice, bob, network } = yield* between()
      network.setLink("a", { rateBitsPerSecond: 12_000_000 })
      yield* settle
      alice.transmit(data(32, 1))
      yield* pass(10)
      alice.transmit(data(32, 2), data(32, 3))
      yield* pass(10)
      assert.deepStrictEqual(bob.log, ["1 received 33:1", "11 received 33:2", "12 received 33:3"])
    })
  )

  it.effect("signalling waits its turn among data and takes the time of its length", () =>
    Effect.gen(function* () {
      const { alice, network } = yield* between()
      network.setLink("a", { rateBitsPerSecond: 8_000_000 })
      yield* settle
      alice.transmit(data(32, 1, 1000), signal({ name: "ECHO", n: 1 }, 500))
      yield* pass(10)
      // Back it takes the length assumed for a message without octets: 100 octets, 0.1 ms.
      assert.deepStrictEqual(alice.log, ["1 transmitted 32:1", "1.5 transmitted ECHO", "1.6 received ECHO"])
    })
  )
})

describe("bounds", () => {
  it.effect("the transmit queue has the link's room: the excess comes back failed, with a record, and the rest goes through", () =>
    Effect.gen(function* () {
      const sink = Trace.memory(() => 0)
      const { alice, bob, network } = yield* between(sink)
      network.setLink("a", { rateBitsPerSecond: 12_000_000, queueFrames: 3 })
      yield* settle
      assert.strictEqual(alice.hardware.room(), 3)
      alice.transmit(data(32, 1), data(32, 2), data(32, 3), data(32, 4))
      assert.strictEqual(alice.hardware.room(), 0)
      yield* pass(0)
      assert.deepStrictEqual(alice.log, ["0 transmitted 32:4 (full)"])
      yield* pass(1)
      assert.strictEqual(alice.hardware.room(), 1)
      yield* pass(10)
      assert.deepStrictEqual(bob.log, ["1 received 33:1", "2 received 33:2", "3 received 33:3"])
      assert.deepStrictEqual(
        sink.events.flatMap((event) => (event.kind === "drop" ? [`${event.host}/${event.at} ${event.text}`] : [])),
        ["alice/nic DATA vci=32 1500 B: the transmit queue is full (3 frames); look at room() first"]
      )
    })
  )

  it.effect("towards an adapter no more frames are on their way than its link's bound: the excess is dropped with a record", () =>
    Effect.gen(function* () {
      const sink = Trace.memory(() => 0)
      const { alice, bob, network } = yield* between(sink)
      network.setLink("b", { delayMillis: 5, queueFrames: 2 })
      yield* settle
      alice.transmit(data(32, 1), data(32, 2), data(32, 3))
      yield* pass(5)
      alice.transmit(data(32, 4))
      yield* pass(5)
      assert.deepStrictEqual(bob.log, ["5 received 33:1 33:2", "10 received 33:4"])
      assert.deepStrictEqual(
        sink.events.flatMap((event) => (event.kind === "drop" ? [event.text] : [])),
        ["DATA vci=33 1500 B: 2 frames are on their way to bob/nic (b) and no more fit"]
      )
    })
  )

  it.effect("a line to the switch that is full holds the transmitter back and loses nothing", () =>
    Effect.gen(function* () {
      const { alice, bob, network } = yield* between()
      network.setLink("a", { delayMillis: 5, queueFrames: 4 })
      yield* settle
      alice.transmit(data(32, 1), data(32, 2), data(32, 3))
      yield* pass(1)
      alice.transmit(data(32, 4), data(32, 5), data(32, 6))
      yield* pass(0)
      assert.deepStrictEqual(alice.log, ["0 transmitted 32:1 32:2 32:3", "1 transmitted 32:4"])
      yield* pass(20)
      assert.deepStrictEqual(alice.log.slice(2), ["5 transmitted 32:5 32:6"])
      assert.deepStrictEqual(bob.log, ["5 received 33:1 33:2 33:3", "6 received 33:4", "10 received 33:5 33:6"])
      assert.strictEqual(network.frames.dropped, 0)
    })
  )

  it.effect("frames a driver does not take count as on their way", () =>
    Effect.gen(function* () {
      const network = yield* Network.make({ control: new Control() })
      const { alice } = yield* connected(network, network.port("a"), network.port("b"))
      const spec = network.port("slow", { queueFrames: 2 })
      const tasks: Array<() => void> = []
      const got: Array<unknown> = []
      const slow = spec.start(
        { received: (frames) => void got.push(...frames.map(({ payload }) => payload)), transmitted: () => {} },
        { post: (task) => void tasks.push(task), host: "slow", name: "nic", trace: undefined }
      )
      for (const vci of [5, 60]) slow.open({ vpi: 0, vci })
      alice.hardware.open({ vpi: 0, vci: 40 })
      alice.transmit(signal({ name: "OPEN", to: "slow", vci: 40, far: 60 }))
      yield* settle
      for (let i = 1; i <= 5; i++) {
        alice.transmit(data(40, i))
        yield* settle
      }
      assert.strictEqual(network.frames.dropped, 4)
      assert.strictEqual(tasks.length, 1)
      for (const task of tasks.splice(0)) task()
      assert.deepStrictEqual(got.slice(1), [1])
      alice.transmit(data(40, 6))
      yield* settle
      for (const task of tasks.splice(0)) task()
      assert.deepStrictEqual(got.slice(1), [1, 6])
    })
  )
})

describe("a link that goes down", () => {
  it.effect("loses what is sent into it, drops what is on its way, tells its driver, and works again when it is up", () =>
    Effect.gen(function* () {
      const sink = Trace.memory(() => 0)
      const { alice, bob, network } = yield* between(sink)
      const before = sink.events.length
      network.setLink("a", { delayMillis: 5 })
      yield* settle
      alice.transmit(data(32, 1))
      bob.transmit(data(33, "x"))
      yield* pass(1)
      network.setLink("a", { up: false })
      yield* settle
      alice.transmit(data(32, 2))
      bob.transmit(data(33, "y"))
      yield* pass(50)
      assert.deepStrictEqual(alice.log, ["0 transmitted 32:1", "1 link down", "1 transmitted 32:2 (link down)"])
      assert.deepStrictEqual(bob.log, ["0 transmitted 33:x", "1 transmitted 33:y"])
      const lines = sink.events
        .slice(before)
        .map((event) =>
          event.kind === "frame"
            ? `${event.from} ${event.frame} ${event.lost ?? "→"}`
            : event.kind === "drop"
              ? `${event.at} drops ${event.text}`
              : ""
        )
      assert.sameMembers(lines, [
        "alice/nic DATA vci=32 1500 B →",
        "bob/nic DATA vci=33 1500 B →",
        "switch DATA vci=32 1500 B →",
        "nic drops DATA vci=32 1500 B: the link went down while it was on its way",
        "switch drops DATA vci=32 1500 B: the link of a went down while it was on its way",
        "alice/nic DATA vci=32 1500 B link down",
        "bob/nic DATA vci=33 1500 B →",
        "switch DATA vci=32 1500 B link down"
      ])
      assert.deepStrictEqual(network.leftovers(), { calls: 1, connections: 1, timers: 0, frames: 0, credits: 0, messages: 0 })
      network.setLink("a", { up: true })
      yield* settle
      alice.transmit(data(32, 3))
      yield* pass(5)
      assert.deepStrictEqual(alice.log.slice(3), ["51 link up", "51 transmitted 32:3"])
      assert.deepStrictEqual(bob.log.slice(2), ["56 received 33:3"])
    })
  )

  it.effect("an adapter started on a link that is down is told so", () =>
    Effect.gen(function* () {
      const network = yield* Network.make({ control: new Control(), link: { up: false } })
      const alice = yield* driver(network.port("a"), "alice")
      yield* settle
      assert.deepStrictEqual(alice.log, ["0 link down"])
    })
  )

  it("a link that makes no sense is refused with its address and the property", () => {
    const change = (part: Parameters<typeof changeLink>[2]) => () => changeLink("a", defaultLink, part)
    assert.throws(change({ delayMillis: -1 }), RangeError, "link of a: delayMillis is -1, expected 0 or a positive number")
    assert.throws(change({ delayMillis: Number.NaN }), RangeError, "delayMillis is NaN")
    assert.throws(change({ rateBitsPerSecond: 0 }), RangeError, "rateBitsPerSecond is 0")
    assert.throws(change({ queueFrames: 1.5 }), RangeError, "queueFrames is 1.5")
  })
})

describe("silence", () => {
  it.effect("swallows all that leaves to and from an address, marked lost, without its driver noticing, and ends when told", () =>
    Effect.gen(function* () {
      const sink = Trace.memory(() => 0)
      const { alice, bob, network } = yield* between(sink)
      const before = sink.events.length
      network.silence("b")
      yield* settle
      alice.transmit(data(32, 1))
      bob.transmit(data(33, "x"), signal({ name: "ECHO", n: 1 }))
      yield* settle
      assert.deepStrictEqual(alice.log, ["0 transmitted 32:1"])
      assert.deepStrictEqual(bob.log, ["0 transmitted 33:x ECHO"])
      const lost = sink.events.slice(before).flatMap((event) => (event.kind === "frame" && event.lost !== undefined ? [event] : []))
      assert.sameMembers(
        lost.map((event) => `${event.from} → ${event.to}: ${event.frame} ${event.lost}`),
        ["switch → bob/nic: DATA vci=33 1500 B silence", "bob/nic → switch: DATA vci=33 1500 B silence", "bob/nic → switch: ECHO silence"]
      )
      assert.strictEqual(network.frames.lost, 3)
      assert.strictEqual(network.leftovers().frames, 0)
      network.silence("b", false)
      alice.transmit(data(32, 2))
      yield* settle
      assert.deepStrictEqual(bob.log.slice(1), ["0 received 33:2"])
    })
  )
})
