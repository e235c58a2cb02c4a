/** The adapter as its driver sees it: opening, closing, stopping, and failing. */
import * as Trace from "@condis/core/Trace"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import { type Frame, signalling } from "../../src/sim/Frame.ts"
import * as Network from "../../src/sim/Network.ts"
import { connected, Control, data, driver, settle, signal } from "./fake.ts"

const between = Effect.fnUntraced(function* (sink?: Trace.TraceSink) {
  const control = new Control()
  const network = yield* Effect.provideService(Network.make({ control }), Trace.Trace, sink)
  const a = network.port("a")
  const pair = yield* Effect.provideService(connected(network, a, network.port("b")), Trace.Trace, sink)
  pair.forget()
  return { ...pair, a, control }
})

const drops = (sink: { readonly events: ReadonlyArray<Trace.TraceEvent> }): ReadonlyArray<string> =>
  sink.events.flatMap((event) => (event.kind === "drop" ? [`${event.host}/${event.at} ${event.text}`] : []))

describe("connections", () => {
  it.effect("opens what a link can carry, as often as asked, and no more than there is room for", () =>
    Effect.gen(function* () {
      const network = yield* Network.make({ control: new Control() })
      const { hardware } = yield* driver(network.port("a", { connections: 2 }), "alice")
      assert.isTrue(hardware.open({ vpi: 255, vci: 65_535 }))
      assert.isTrue(hardware.open({ vpi: 0, vci: 5 }))
      assert.isTrue(hardware.open({ vpi: 0, vci: 5 }))
      assert.isFalse(hardware.open({ vpi: 0, vci: 32 }))
      hardware.close({ vpi: 0, vci: 5 })
      assert.isTrue(hardware.open({ vpi: 0, vci: 32 }))
      for (const [vpi, vci] of [
        [256, 32],
        [0, 65_536],
        [-1, 32],
        [0, 1.5],
        [Number.NaN, 1]
      ] as const) {
        assert.isFalse(hardware.open({ vpi, vci }))
      }
    })
  )

  it.effect("sets rate aside up to the rate of the link and gives it back on close", () =>
    Effect.gen(function* () {
      const network = yield* Network.make({ control: new Control() })
      const { hardware } = yield* driver(network.port("a", { rateBitsPerSecond: 1000 }), "alice")
      assert.isTrue(hardware.open({ vpi: 0, vci: 32 }, { reservedBitsPerSecond: 600 }))
      assert.isFalse(hardware.open({ vpi: 0, vci: 33 }, { reservedBitsPerSecond: 600 }))
      assert.isTrue(hardware.open({ vpi: 0, vci: 32 }, { reservedBitsPerSecond: 400 }))
      assert.isTrue(hardware.open({ vpi: 0, vci: 33 }, { reservedBitsPerSecond: 600 }))
      hardware.close({ vpi: 0, vci: 32 })
      assert.isTrue(hardware.open({ vpi: 0, vci: 34 }, { reservedBitsPerSecond: 400 }))
    })
  )

  it.effect("a frame for a connection that is not open comes back failed; one that comes in for it is dropped; both with a record", () =>
    Effect.gen(function* () {
      const sink = Trace.memory(() => 0)
      const { alice, bob } = yield* between(sink)
      bob.hardware.close({ vpi: 0, vci: 33 })
      alice.transmit(data(32, 1), signal({ name: "OPEN", to: "b", vci: 99, far: 98 }), data(99, 2))
      yield* settle
      assert.deepStrictEqual(bob.log, ["0 received OPENED"])
      assert.strictEqual(alice.log[0], "0 transmitted 32:1 OPEN 99:2 (closed)")
      assert.deepStrictEqual(drops(sink), [
        "alice/nic DATA vci=99 1500 B: its connection is not open",
        "bob/nic DATA vci=33 1500 B: its connection is not open"
      ])
    })
  )

  it.effect("closing gives back what waits for the transmitter, at once and marked; what is leaving leaves; other connections go on", () =>
    Effect.gen(function* () {
      const { alice, bob, network } = yield* between()
      alice.hardware.open({ vpi: 0, vci: 34 })
      network.setLink("a", { rateBitsPerSecond: 12_000_000 })
      yield* settle
      alice.transmit(data(32, 1), data(32, 2), data(34, "other"), data(32, 3))
      yield* settle
      alice.hardware.close({ vpi: 0, vci: 32 })
      yield* settle
      assert.deepStrictEqual(alice.log, ["0 transmitted 32:2 (closed) 32:3 (closed)"])
      yield* TestClock.adjust(10)
      yield* settle
      assert.deepStrictEqual(alice.log.slice(1), ["1 transmitted 32:1", "2 transmitted 34:other"])
      assert.deepStrictEqual(bob.log, ["1 received 33:1"])
      assert.strictEqual(alice.hardware.idle(), 0)
    })
  )

  it.effect("frames of a closed connection do not leave on one opened again under its name", () =>
    Effect.gen(function* () {
      const { alice, bob } = yield* between()
      alice.transmit(data(32, "old"))
      alice.hardware.close({ vpi: 0, vci: 32 })
      alice.hardware.open({ vpi: 0, vci: 32 })
      alice.transmit(data(32, "new"))
      yield* settle
      assert.deepStrictEqual(alice.log, ["0 transmitted 32:old (closed) 32:new"])
      assert.deepStrictEqual(bob.log, ["0 received 33:new"])
    })
  )

  it.effect("a frame no AAL5 unit can be comes back failed; given again with a proper length its mark is gone", () =>
    Effect.gen(function* () {
      const { alice, bob } = yield* between()
      for (const bytes of [-1, 65_536, Number.NaN]) alice.transmit(data(32, "bad", bytes))
      yield* settle
      assert.deepStrictEqual(alice.log, ["0 transmitted 32:bad (length) 32:bad (length) 32:bad (length)"])
      const frame = data(99, "again")
      alice.transmit(frame)
      yield* settle
      assert.strictEqual(frame.failed, "closed")
      alice.hardware.open({ vpi: 0, vci: 99 })
      alice.transmit(frame)
      yield* settle
      assert.strictEqual(frame.failed, undefined)
      assert.deepStrictEqual(bob.log, [])
    })
  )
})

describe("stopping", () => {
  it.effect("drops what the adapter held with a record, reports nothing more, and leaves no frame and no timer", () =>
    Effect.gen(function* () {
      const sink = Trace.memory(() => 0)
      const { alice, bob, network } = yield* between(sink)
      network.setLink("a", { rateBitsPerSecond: 12_000_000, delayMillis: 5 })
      yield* settle
      bob.transmit(data(33, "coming"))
      alice.transmit(data(32, "flying"), data(32, "leaving"), data(32, "waiting"))
      yield* settle
      yield* TestClock.adjust(1)
      yield* settle
      alice.transmit(data(32, "unseen"))
      alice.hardware.stop()
      alice.hardware.stop()
      alice.transmit(data(32, "late"))
      yield* settle
      yield* TestClock.adjust(100)
      yield* settle
      assert.deepStrictEqual(alice.log, ["1 transmitted 32:flying"])
      assert.deepStrictEqual(bob.log, ["0 transmitted 33:coming"])
      assert.strictEqual(drops(sink).filter((line) => line === "alice/nic DATA vci=32 1500 B: the adapter was stopped").length, 5)
      assert.deepStrictEqual(drops(sink).slice(5), ["network/switch DATA vci=32 1500 B: the adapter of alice/nic at a was stopped"])
      assert.deepStrictEqual(network.leftovers(), { calls: 1, connections: 1, timers: 0, frames: 0, credits: 0, messages: 0 })
      assert.strictEqual(network.adapters(), 1)
      assert.deepStrictEqual([alice.hardware.room(), alice.hardware.idle(), alice.hardware.open({ vpi: 0, vci: 40 })], [0, 0, false])
    })
  )

  it.effect("what is sent to a port without an adapter is dropped with a record, and the next adapter starts afresh", () =>
    Effect.gen(function* () {
      const sink = Trace.memory(() => 0)
      const { a, alice, bob } = yield* between(sink)
      alice.hardware.stop()
      bob.transmit(data(33, 1))
      yield* settle
      assert.deepStrictEqual(drops(sink), ["network/switch DATA vci=32 1500 B: no adapter is plugged in at a"])
      const again = yield* driver(a, "alice2")
      again.hardware.open({ vpi: 0, vci: 32 })
      bob.transmit(data(33, 2))
      yield* settle
      assert.deepStrictEqual(again.log, ["0 received 32:2"])
      again.transmit(data(32, 3))
      yield* settle
      assert.deepStrictEqual(bob.log.slice(-1), ["0 received 33:3"])
    })
  )

  it.effect("the network hears that an adapter closed its signalling channel, and that it stopped", () =>
    Effect.gen(function* () {
      const { alice, bob, control } = yield* between()
      yield* settle
      assert.deepStrictEqual(control.lost, [])
      alice.hardware.open(signalling)
      alice.hardware.close(signalling)
      yield* settle
      assert.deepStrictEqual(control.lost, [1])
      bob.hardware.stop()
      yield* settle
      assert.deepStrictEqual(control.lost, [1, 2])
    })
  )

  it.effect("an adapter stopped and started in one turn takes over the port at once", () =>
    Effect.gen(function* () {
      const { a, alice, bob } = yield* between()
      alice.hardware.stop()
      const again = yield* driver(a, "alice2")
      again.hardware.open({ vpi: 0, vci: 32 })
      again.transmit(data(32, 1))
      bob.transmit(data(33, 2))
      yield* settle
      assert.sameMembers(again.log, ["0 transmitted 32:1", "0 received 32:2"])
      assert.sameMembers(bob.log, ["0 transmitted 33:2", "0 received 33:1"])
    })
  )

  it.effect("a second adapter on a port that has one is refused, and both are named", () =>
    Effect.gen(function* () {
      const { a } = yield* between()
      const exit = yield* Effect.exit(driver(a, "mallory"))
      assert.isTrue(exit._tag === "Failure")
      if (exit._tag === "Failure") {
        assert.match(String(Cause.squash(exit.cause)), /cannot take the adapter of mallory\/nic: that of alice\/nic is plugged in/)
      }
    })
  )

  it.effect("a driver that stops the adapter while it is told of frames hears no more of it", () =>
    Effect.gen(function* () {
      const network = yield* Network.make({ control: new Control() })
      const { bob } = yield* connected(network, network.port("a"), network.port("b"))
      const spec = network.port("c")
      const tasks: Array<() => void> = []
      const heard: Array<string> = []
      const nic = spec.start(
        {
          received: () => void heard.push("received"),
          transmitted: () => {
            heard.push("transmitted")
            nic.stop()
          }
        },
        { post: (task) => void tasks.push(task), host: "carol", name: "nic", trace: undefined }
      )
      nic.open({ vpi: 0, vci: 5 })
      nic.transmit(signal({ name: "ECHO", n: 1 }))
      yield* settle
      assert.strictEqual(tasks.length, 1)
      for (const task of tasks) task()
      yield* settle
      assert.deepStrictEqual(heard, ["transmitted"])
      assert.strictEqual(network.adapters(), 2)
      assert.isAbove(bob.hardware.room(), 0)
    })
  )

  it.effect("the end of the network's scope stops its adapters", () =>
    Effect.gen(function* () {
      const { adapters, alice } = yield* Effect.scoped(
        Effect.gen(function* () {
          const { alice, network } = yield* between()
          assert.strictEqual(network.adapters(), 2)
          return { alice, adapters: network.adapters }
        })
      )
      assert.strictEqual(adapters(), 0)
      assert.isFalse(alice.hardware.open({ vpi: 0, vci: 32 }))
    })
  )

  it.effect("an adapter that fails gives its defect to its driver and leaves the port", () =>
    Effect.gen(function* () {
      const sink = Trace.memory(() => 0)
      const broken: Trace.TraceSink = {
        record: (event) => {
          if (event.kind === "frame" && event.frame.startsWith("DATA vci=32")) throw new Error("the disk is full")
          return sink.record(event)
        }
      }
      const network = yield* Network.make({ control: new Control() })
      const alice = yield* driver(network.port("a"), "alice", broken)
      alice.hardware.open({ vpi: 0, vci: 32 })
      alice.transmit(data(32, 1))
      yield* settle
      const exit = yield* Effect.exit(alice.died)
      assert.strictEqual(exit._tag === "Failure" ? String(Cause.squash(exit.cause)) : "", "Error: the disk is full")
      assert.strictEqual(network.adapters(), 0)
      assert.deepStrictEqual(
        sink.events.flatMap((event) => (event.kind === "death" ? [event.text] : [])),
        ["the adapter at a failed: Error: the disk is full"]
      )
    })
  )
})

describe("what has not left", () => {
  const queued = Effect.fnUntraced(function* () {
    const world = yield* between()
    world.network.setLink("a", { rateBitsPerSecond: 12_000_000 })
    yield* settle
    world.alice.transmit(data(32, 1), data(32, 2), data(32, 3))
    yield* settle
    return world
  })
  const names = (frames: ReadonlyArray<Frame>) => frames.map(({ failed, payload }) => `${String(payload)} ${failed ?? "sent"}`)

  it.effect("NBL-23 comes back when it is cancelled, but for what is leaving", () =>
    Effect.gen(function* () {
      const { alice, bob } = yield* queued()
      alice.hardware.cancel(({ payload }) => payload !== 3)
      yield* settle
      assert.deepStrictEqual(names(alice.sent), ["2 cancelled"])
      yield* TestClock.adjust(10)
      assert.deepStrictEqual(names(alice.sent), ["2 cancelled", "1 sent", "3 sent"])
      assert.deepStrictEqual(
        bob.got.map(({ payload }) => payload),
        [1, 3]
      )
    })
  )

  it.effect("NBL-28 comes back from a reset, each frame once; connections stay open and the room is free again", () =>
    Effect.gen(function* () {
      const { alice, bob } = yield* queued()
      alice.transmit(data(32, 4))
      assert.deepStrictEqual(names(alice.hardware.reset()), ["1 reset", "2 reset", "3 reset", "4 reset"])
      assert.strictEqual(alice.hardware.idle(), 0)
      alice.transmit(data(32, 5))
      yield* settle
      yield* TestClock.adjust(10)
      assert.deepStrictEqual(names(alice.sent), ["5 sent"])
      assert.deepStrictEqual(
        bob.got.map(({ payload }) => payload),
        [5]
      )
    })
  )

  it.effect("comes back from a stop, with what had left and was not told", () =>
    Effect.gen(function* () {
      const { alice, network } = yield* queued()
      yield* TestClock.adjust(1)
      const back = names(alice.hardware.stop())
      assert.deepStrictEqual([...names(alice.sent), ...back], ["1 sent", "2 stopped", "3 stopped"])
      assert.deepStrictEqual(alice.hardware.stop(), [])
      yield* settle
      assert.strictEqual(network.leftovers().frames, 0)
    })
  )

  it.effect("a reset drops, with a record, what came in and was not told", () =>
    Effect.gen(function* () {
      const sink = Trace.memory(() => 0)
      const { alice, bob, network } = yield* between(sink)
      bob.transmit(data(33, 9))
      // The moment between the frame's arrival and the turn in which the driver is told.
      const { hardware } = alice as unknown as {
        readonly hardware: { readonly received: ReadonlyArray<Frame>; readonly inbox: ReadonlyArray<Frame> }
      }
      for (let round = 0; round < 60 && hardware.received.length + hardware.inbox.length === 0; round++) yield* Effect.yieldNow
      assert.deepStrictEqual(alice.hardware.reset(), [])
      yield* settle
      assert.deepStrictEqual(alice.got, [])
      assert.deepStrictEqual(drops(sink), ["alice/nic DATA vci=32 1500 B: the adapter was reset"])
      assert.strictEqual(network.leftovers().frames, 0)
    })
  )
})
