/** Frames go where the signalling protocol connected them, in order, in batches, and nowhere else. */
import * as Trace from "@condis/core/Trace"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Clock } from "effect/Clock"
import * as Network from "../../src/sim/Network.ts"
import { connected, Control, data, driver, settle, signal } from "./fake.ts"

/** A run with frames both ways, as everything that could be seen of it. */
const exchangeBothWays = Effect.scoped(
  Effect.gen(function* () {
    const clock = yield* Clock
    const sink = Trace.memory(() => clock.currentTimeMillisUnsafe() * 1000)
    const { alice, bob } = yield* Effect.gen(function* () {
      const network = yield* Network.make({ control: new Control() })
      return yield* connected(network, network.port("a"), network.port("b"))
    }).pipe(Effect.provideService(Trace.Trace, sink))
    alice.transmit(data(32, 1), data(32, 2), signal({ name: "ECHO", n: 1 }), data(32, 3))
    bob.transmit(data(33, "x"), data(33, "y"))
    yield* settle
    return { alice: [...alice.log], bob: [...bob.log], events: [...sink.events] }
  })
)

describe("forwarding", () => {
  it.effect("frames follow a connection both ways, with the identifiers of each link, and no frame carries its sender's context", () =>
    Effect.gen(function* () {
      const network = yield* Network.make({ control: new Control() })
      const { alice, bob, forget } = yield* connected(network, network.port("a"), network.port("b"))
      forget()
      const payload = new Uint8Array([1, 2, 3])
      const sent = { vpi: 0, vci: 32, payload, bytes: 3, context: "alice's own" }
      alice.transmit(sent)
      bob.transmit(data(33, "back", 4))
      yield* settle
      assert.deepStrictEqual(bob.got, [{ vpi: 0, vci: 33, payload, bytes: 3, context: undefined, tagged: false, credit: undefined }])
      assert.strictEqual(bob.got[0]?.payload, payload)
      assert.deepStrictEqual(alice.got, [
        { vpi: 0, vci: 32, payload: "back", bytes: 4, context: undefined, tagged: false, credit: undefined }
      ])
      assert.strictEqual(alice.sent[0], sent)
      assert.strictEqual(alice.sent[0]?.failed, undefined)
    })
  )

  it.effect("what is transmitted in one turn is reported, forwarded and received as one batch, in order", () =>
    Effect.gen(function* () {
      const network = yield* Network.make({ control: new Control() })
      const { alice, bob, forget } = yield* connected(network, network.port("a"), network.port("b"))
      forget()
      alice.transmit(...Array.from({ length: 5 }, (_, i) => data(32, i)))
      assert.strictEqual(alice.hardware.idle(), 5)
      assert.deepStrictEqual(alice.log, [])
      yield* settle
      assert.deepStrictEqual(alice.log, ["0 transmitted 32:0 32:1 32:2 32:3 32:4"])
      assert.deepStrictEqual(bob.log, ["0 received 33:0 33:1 33:2 33:3 33:4"])
      assert.strictEqual(alice.hardware.idle(), 0)
    })
  )

  it.effect("batches of two adapters cross each other without mixing", () =>
    Effect.gen(function* () {
      const network = yield* Network.make({ control: new Control() })
      const { alice, bob, forget } = yield* connected(network, network.port("a"), network.port("b"))
      forget()
      alice.transmit(data(32, 1), data(32, 2))
      bob.transmit(data(33, 3), data(33, 4))
      yield* settle
      assert.sameMembers(alice.log, ["0 transmitted 32:1 32:2", "0 received 32:3 32:4"])
      assert.sameMembers(bob.log, ["0 transmitted 33:3 33:4", "0 received 33:1 33:2"])
    })
  )

  it.effect("two connections of one port lead to two others, and one port may call itself", () =>
    Effect.gen(function* () {
      const network = yield* Network.make({ control: new Control() })
      const { alice, bob, forget } = yield* connected(network, network.port("a"), network.port("b"))
      const carol = yield* driver(network.port("c"), "carol")
      carol.hardware.open({ vpi: 0, vci: 50 })
      for (const vci of [34, 35, 36]) alice.hardware.open({ vpi: 0, vci })
      alice.transmit(signal({ name: "OPEN", to: "c", vci: 34, far: 50 }), signal({ name: "OPEN", to: "a", vci: 35, far: 36 }))
      yield* settle
      forget()
      alice.transmit(data(34, "to carol"), data(32, "to bob"), data(35, "to myself"))
      yield* settle
      assert.deepStrictEqual(carol.log.slice(-1), ["0 received 50:to carol"])
      assert.deepStrictEqual(bob.log, ["0 received 33:to bob"])
      assert.include(alice.log, "0 received 36:to myself")
    })
  )

  it.effect("a frame on a connection the switch does not know is dropped with a record that names it", () =>
    Effect.gen(function* () {
      const sink = Trace.memory(() => 0)
      const network = yield* Network.make({ control: new Control() }).pipe(Effect.provideService(Trace.Trace, sink))
      const { alice, bob } = yield* connected(network, network.port("a"), network.port("b"))
      alice.hardware.open({ vpi: 1, vci: 77 })
      alice.transmit({ vpi: 1, vci: 77, payload: 0, bytes: 9, context: undefined })
      yield* settle
      const drops = sink.events.filter(({ kind }) => kind === "drop")
      assert.deepStrictEqual(
        drops.map((event) => ({ ...event, seq: 0 })),
        [
          {
            seq: 0,
            time: 0,
            kind: "drop",
            host: "network",
            at: "switch",
            text: "DATA vpi=1 vci=77 9 B: no connection 1:1/77 leads on from a",
            dropped: { frame: "DATA vpi=1 vci=77 9 B", link: "alice/nic", reason: "no connection" }
          }
        ]
      )
      assert.strictEqual(network.frames.dropped, 1)
      assert.notInclude(bob.log.join(), "received 33")
    })
  )

  it.effect(
    "every frame on the wire is one line of the trace, from its sender to the next, by message name or by connection and length",
    () =>
      Effect.gen(function* () {
        const { events } = yield* exchangeBothWays
        const lines = events.map((event) => (event.kind === "frame" ? `${event.from} → ${event.to}: ${event.frame}` : event.kind))
        assert.strictEqual(lines[0], "alice/nic → switch: OPEN")
        assert.includeMembers(lines, [
          "switch → alice/nic: OPENED",
          "switch → bob/nic: OPENED",
          "alice/nic → switch: DATA vci=32 1500 B",
          "switch → bob/nic: DATA vci=33 1500 B",
          "alice/nic → switch: ECHO",
          "switch → alice/nic: ECHO"
        ])
        assert.strictEqual(lines.length, 3 + 2 * (4 + 2))
      })
  )

  it.effect("the same program gives the same trace and the same reports every time", () =>
    Effect.gen(function* () {
      const first = yield* exchangeBothWays
      assert.isAbove(first.events.length, 0)
      for (let i = 0; i < 5; i++) assert.deepStrictEqual(yield* exchangeBothWays, first)
    })
  )

  it.effect("a thousand frames each way all arrive, in order, and are counted", () =>
    Effect.gen(function* () {
      const network = yield* Network.make({ control: new Control() })
      const { alice, bob, forget } = yield* connected(network, network.port("a"), network.port("b"))
      forget()
      const before = { ...network.frames }
      for (let i = 0; i < 1000; i += 10) {
        alice.transmit(...Array.from({ length: 10 }, (_, j) => data(32, i + j)))
        bob.transmit(...Array.from({ length: 10 }, (_, j) => data(33, i + j)))
        if (i % 100 === 0) yield* Effect.yieldNow
      }
      yield* settle
      const numbers = Array.from({ length: 1000 }, (_, i) => i)
      assert.deepStrictEqual(
        alice.got.map(({ payload }) => payload),
        numbers
      )
      assert.deepStrictEqual(
        bob.got.map(({ payload }) => payload),
        numbers
      )
      assert.strictEqual(network.frames.sent - before.sent, 4000)
      assert.strictEqual(network.frames.delivered - before.delivered, 2000)
    })
  )
})

describe("a permanent VC", () => {
  it.effect("OP-43 carries frames both ways without signalling, is no call's connection, and ends when the operator takes it back", () =>
    Effect.gen(function* () {
      const network = yield* Network.make({ control: new Control() })
      const { alice, bob, forget } = yield* connected(network, network.port("a"), network.port("b"))
      const before = network.leftovers().connections
      const ends = [
        { address: "a", vpi: 0, vci: 16 },
        { address: "b", vpi: 0, vci: 17 }
      ] as const
      network.permanent(...ends)
      alice.hardware.open({ vpi: 0, vci: 16 })
      bob.hardware.open({ vpi: 0, vci: 17 })
      forget()
      alice.transmit(data(16, 1))
      bob.transmit(data(17, 2))
      yield* settle
      assert.deepStrictEqual([bob.log.at(-1), alice.log.at(-1)], ["0 received 17:1", "0 received 16:2"])
      assert.strictEqual(network.leftovers().connections, before)
      network.permanent(...ends, false)
      forget()
      alice.transmit(data(16, 3))
      yield* settle
      assert.deepStrictEqual(bob.log, [])
      assert.strictEqual(network.leftovers().connections, before)
      assert.throws(() => network.permanent(ends[0], { ...ends[1], address: "nowhere" }), RangeError)
    })
  )
})
