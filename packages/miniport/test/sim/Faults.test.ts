/**
 * Fault rules about frames: lost or held up on their link, and in order all the same.
 */
import { Choice } from "@condis/core/Choice"
import * as Fault from "@condis/core/fault/index"
import * as Trace from "@condis/core/Trace"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import * as Network from "../../src/sim/Network.ts"
import { connected, Control, data, settle } from "./fake.ts"

/** Lets time pass; at every moment everything runs that can. */
const pass = Effect.fnUntraced(function* (millis: number) {
  yield* settle
  yield* TestClock.adjust(millis)
  yield* settle
})

/** Two drivers over a network with these rules, which act from the first frame of data on. */
const between = Effect.fnUntraced(function* (rules: ReadonlyArray<Fault.Rule>, pick: Choice["pick"] = () => 0) {
  const trace = Trace.memory(() => 0)
  const pair = yield* Effect.gen(function* () {
    const network = yield* Network.make({ control: new Control() })
    return yield* connected(network, network.port("a"), network.port("b"))
  }).pipe(
    Fault.withRules(rules),
    Effect.provideService(Trace.Trace, trace),
    Effect.provideService(Choice, { pick: (n, label) => (label === "fault" ? pick(n, label) : 0) })
  )
  pair.forget()
  const told = () =>
    trace.events.flatMap((event) => (event.kind === "fault" ? [`${event.host}/${event.at} ${event.rule}: ${event.text}`] : []))
  const lost = () =>
    trace.events.flatMap((event) => (event.kind === "frame" && event.lost !== undefined ? [`${event.from} ${event.lost}`] : []))
  return { ...pair, told, lost }
})

describe("a rule about frames", () => {
  it.effect("drops on the link where the frame leaves, and says so", () =>
    Effect.gen(function* () {
      const { alice, bob, lost, network, told } = yield* between([Fault.onFrame("DATA", Fault.drop, { nth: 2 })])
      // Each frame crosses two links: the second crossing is that of the first frame, from the switch on.
      alice.transmit(data(32, 1))
      yield* settle
      alice.transmit(data(32, 2))
      yield* settle
      assert.deepStrictEqual(bob.log, ["0 received 33:2"])
      assert.deepStrictEqual(alice.log, ["0 transmitted 32:1", "0 transmitted 32:2"])
      assert.deepStrictEqual(told(), ["network/switch frame DATA:drop,nth=2: it is lost on its link"])
      assert.deepStrictEqual(lost(), ["switch fault"])
      assert.strictEqual(network.leftovers().frames, 0)
    })
  )

  it.effect("delays, and what follows on the link does not overtake", () =>
    Effect.gen(function* () {
      const { alice, bob, told } = yield* between([Fault.onFrame("DATA", Fault.delay(2.5), { host: "alice", nth: 1 })])
      alice.transmit(data(32, 1), data(32, 2))
      yield* pass(2)
      assert.deepStrictEqual(bob.log, [])
      yield* pass(0.5)
      assert.deepStrictEqual(bob.log, ["2.5 received 33:1 33:2"])
      assert.deepStrictEqual(told(), [
        "alice/nic frame DATA:delay=2500us,at=alice,nth=1: it is under way longer, and holds up what follows it on its link (2500us)"
      ])
    })
  )

  it.effect("draws how long, and whether", () =>
    Effect.gen(function* () {
      const asked: Array<number> = []
      const { alice, bob } = yield* between([Fault.onFrame("DATA", Fault.delay(3, 20), { host: "alice", chance: 0.5 })], (n) => {
        asked.push(n)
        return n === 1_000_000 ? 500_000 : 7_000
      })
      alice.transmit(data(32, 1))
      yield* pass(9.9)
      assert.deepStrictEqual(bob.log, [])
      yield* pass(0.1)
      assert.deepStrictEqual(bob.log, ["10 received 33:1"])
      assert.deepStrictEqual(asked, [1_000_000, 17_001])
    })
  )

  it.effect("lets pass what a later rule would drop", () =>
    Effect.gen(function* () {
      const { alice, bob, told } = yield* between([
        Fault.onFrame("DATA", Fault.pass, { host: "bob" }),
        Fault.onFrame("DATA", Fault.drop, { host: "bob" })
      ])
      alice.transmit(data(32, 1))
      yield* settle
      assert.deepStrictEqual([bob.log, told()], [["0 received 33:1"], []])
    })
  )

  it.effect("is about one end, one driver, or one message", () =>
    Effect.gen(function* () {
      const { alice, bob, lost } = yield* between([
        Fault.onFrame("DAT", Fault.drop),
        Fault.onFrame("DATA", Fault.drop, { host: "ali" }),
        Fault.onFrame("DATA", Fault.drop, { host: "alice", driver: "ni" }),
        Fault.onFrame("DATA", Fault.drop, { host: "bob", driver: "nic" })
      ])
      alice.transmit(data(32, 1))
      yield* settle
      assert.deepStrictEqual([bob.log, lost()], [[], ["switch fault"]])
    })
  )
})
