/** The switch as the runner of a signalling protocol: actions, timers, orders, mistakes, and its end. */
import * as Trace from "@condis/core/Trace"
import { assert, describe, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import * as Network from "../../src/sim/Network.ts"
import { connected, Control, data, driver, settle, signal } from "./fake.ts"

const nothing = { calls: 0, connections: 0, timers: 0, frames: 0, credits: 0, messages: 0 }

const notes = (sink: { readonly events: ReadonlyArray<Trace.TraceEvent> }): ReadonlyArray<string> =>
  sink.events.flatMap((event) => ("text" in event ? [`${event.kind}: ${event.text}`] : []))

const between = Effect.fnUntraced(function* (sink?: Trace.TraceSink, control = new Control()) {
  const network = yield* Effect.provideService(Network.make({ control }), Trace.Trace, sink)
  const pair = yield* Effect.provideService(connected(network, network.port("a"), network.port("b")), Trace.Trace, sink)
  pair.forget()
  return pair
})

describe("the protocol's actions", () => {
  it.effect("a connection that is closed leads nowhere, and nothing is left when all was closed", () =>
    Effect.gen(function* () {
      const { alice, bob, forget, network } = yield* between()
      assert.deepStrictEqual(network.leftovers(), { ...nothing, calls: 1, connections: 1 })
      alice.transmit(signal({ name: "CLOSE", vci: 32 }))
      yield* settle
      assert.deepStrictEqual(bob.log, ["0 received CLOSED"])
      forget()
      alice.transmit(data(32, 1))
      bob.transmit(data(33, 2))
      yield* settle
      assert.deepStrictEqual([...alice.got, ...bob.got], [])
      assert.strictEqual(network.frames.dropped, 2)
      assert.deepStrictEqual(network.leftovers(), nothing)
      alice.hardware.stop()
      bob.hardware.stop()
      yield* settle
      assert.strictEqual(network.adapters(), 0)
      assert.deepStrictEqual(network.leftovers(), nothing)
    })
  )

  it.effect("a timer runs out after its time, once, with a line in the trace; set again it starts anew; stopped it does not", () =>
    Effect.gen(function* () {
      const sink = Trace.memory(() => 0)
      const { alice, bob, network } = yield* between(sink)
      alice.transmit(signal({ name: "WAIT", millis: 100 }))
      bob.transmit(signal({ name: "WAIT", millis: 70 }))
      yield* settle
      assert.strictEqual(network.leftovers().timers, 2)
      yield* TestClock.adjust(50)
      alice.transmit(signal({ name: "WAIT", millis: 100 }))
      bob.transmit(signal({ name: "STOP" }))
      yield* settle
      assert.strictEqual(network.leftovers().timers, 1)
      yield* TestClock.adjust(1000)
      yield* settle
      assert.deepStrictEqual(
        alice.log.filter((line) => line.includes("received")),
        ["150 received DONE"]
      )
      assert.deepStrictEqual(
        bob.log.filter((line) => line.includes("received")),
        []
      )
      assert.deepStrictEqual(
        sink.events.flatMap((event) => (event.kind === "timer" ? [`${event.host} ${event.at} ${event.timer}`] : [])),
        ["network switch 1"]
      )
      assert.include(notes(sink), "note: told to stop")
    })
  )

  it.effect("a payload that is no message of the protocol is dropped with a record", () =>
    Effect.gen(function* () {
      const sink = Trace.memory(() => 0)
      const { alice } = yield* between(sink)
      alice.transmit({ vpi: 0, vci: 5, payload: "noise", bytes: 5, context: undefined })
      yield* settle
      assert.deepStrictEqual(notes(sink), ["drop: UNREADABLE: no message of the signalling protocol, from a"])
    })
  )

  it.effect("connections and ports that cannot be are refused, each with a record, and harm nothing", () =>
    Effect.gen(function* () {
      const sink = Trace.memory(() => 0)
      const { alice, bob, network } = yield* between(sink)
      alice.transmit(signal({ name: "NOWHERE" }), signal({ name: "MISCONNECT" }), data(32, "fine"))
      yield* settle
      assert.deepStrictEqual(notes(sink), [
        "violation: DONE is sent to port 99, which does not exist",
        "violation: cannot connect 1:0/40 with 1:0/40: it is one end, not two",
        "violation: cannot connect 1:0/40 with 99:0/40: a port does not exist, or the channel is not one for data",
        "violation: cannot connect 1:0/40 with 1:0/5: a port does not exist, or the channel is not one for data",
        "violation: cannot disconnect 1:0/40 from 1:0/41: they are not connected",
        "violation: cannot connect 1:0/40 with 1:0/42: an end is connected already; disconnect it first"
      ])
      assert.strictEqual(network.leftovers().connections, 1)
      assert.deepStrictEqual(bob.log, ["0 received 33:fine"])
    })
  )
})

describe("the operator", () => {
  it.effect("an order reaches the protocol and its answers the ports", () =>
    Effect.gen(function* () {
      const { alice, bob, network } = yield* between()
      network.order({ _tag: "Release", address: "b", cause: 16 })
      yield* settle
      assert.deepStrictEqual([...alice.log, ...bob.log], ["0 received CLOSED", "0 received CLOSED"])
      assert.deepStrictEqual(network.leftovers(), nothing)
    })
  )

  it.effect("a far end decides how calls to an address without a port are treated", () =>
    Effect.gen(function* () {
      const { alice, network } = yield* between()
      alice.transmit(signal({ name: "OPEN", to: "far", vci: 40, far: 40 }))
      yield* settle
      assert.deepStrictEqual(alice.log.slice(-1), ["0 received REFUSED"])
      network.farEnd("far", { _tag: "Silent" })
      alice.transmit(signal({ name: "OPEN", to: "far", vci: 40, far: 40 }))
      yield* settle
      assert.deepStrictEqual(alice.log.slice(-1), ["0 transmitted OPEN"])
    })
  )

  it.effect("an order the protocol throws at is refused with a record, and the switch goes on", () =>
    Effect.gen(function* () {
      class Strict extends Control {
        override readonly order = (): never => {
          throw new RangeError("no address")
        }
      }
      const sink = Trace.memory(() => 0)
      const { alice, bob, network } = yield* between(sink, new Strict())
      network.order({ _tag: "Release", address: "?", cause: 16 })
      alice.transmit(data(32, 1))
      yield* settle
      assert.deepStrictEqual(notes(sink), ["refusal: the order Release for ? was not carried out: RangeError: no address"])
      assert.deepStrictEqual(bob.log, ["0 received 33:1"])
    })
  )

  it.effect("an address twice, one that no port has, and one the protocol refuses are errors of the caller", () =>
    Effect.gen(function* () {
      class Strict extends Control {
        override readonly attach = (_port: number, address: string): void => {
          if (address === "bad") throw new RangeError("bad is no address")
        }
      }
      const network = yield* Network.make({ control: new Strict() })
      network.port("a")
      assert.throws(() => network.port("a"), RangeError, "the address a has a port already")
      assert.throws(() => network.port("bad"), RangeError, "bad is no address")
      assert.throws(() => network.setLink("x", { up: false }), RangeError, "no port has the address x; there are a")
      assert.throws(() => network.setLink("bad", { up: false }), RangeError, "no port has the address bad")
      assert.throws(() => network.silence("x"), RangeError, "no port has the address x")
      assert.throws(() => network.setLink("a", { queueFrames: 0 }), RangeError, "queueFrames is 0")
      assert.throws(() => network.port("c", { delayMillis: -1 }), RangeError, "link of c")
    })
  )
})

describe("the end of the switch", () => {
  it.effect("a protocol that throws ends the switch: it says so, frames are dropped with a record, no adapter can be started", () =>
    Effect.gen(function* () {
      const sink = Trace.memory(() => 0)
      const { alice, network } = yield* between(sink)
      const spare = network.port("spare")
      alice.transmit(signal({ name: "BOOM" }))
      const exit = yield* Effect.exit(network.died)
      assert.strictEqual(exit._tag === "Failure" ? String(Cause.squash(exit.cause)) : "", "Error: the protocol broke")
      yield* settle
      alice.transmit(data(32, 1))
      yield* settle
      assert.deepStrictEqual(notes(sink), ["death: Error: the protocol broke", "drop: DATA vci=32 1500 B: the switch has ended"])
      assert.strictEqual((yield* Effect.exit(driver(spare, "late")))._tag, "Failure")
    })
  )
})
