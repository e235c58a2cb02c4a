import { Effect } from "effect"
import { Clock } from "effect/Clock"
import * as Simulation from "../../../explore/src/Simulation.ts"
import * as Network from "../../src/sim/Network.ts"
import { connected, Control, data, settle, signal } from "./fake.ts"
const prog = Effect.scoped(Effect.gen(function*() {
  const clock = yield* Clock
  const network = yield* Network.make({ control: new Control() })
  const { alice, bob, forget } = yield* connected(network, network.port("a"), network.port("b"))
  forget()
  network.setLink("a", { delayMillis: 0.3, rateBitsPerSecond: 155_520_000 })
  network.setLink("b", { delayMillis: 0.7 })
  yield* settle
  alice.transmit(...Array.from({ length: 20 }, (_, i) => data(32, i, 53 + i)))
  yield* Effect.sleep(50)
  yield* settle
  return { log: bob.log, left: network.leftovers(), now: clock.currentTimeMillisUnsafe() }
}))
console.log(JSON.stringify(Simulation.run(prog, {}), null, 0).slice(0, 1500))
