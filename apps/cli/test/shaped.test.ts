/**
 * What a sender shapes by its contract is never beyond it for the network: whatever the rates, the sizes, the moments of sending, and the
 * changes of contract under way.
 */
import { cellsOf } from "@condis/core/data/AtmFlow"
import { contractOfFlow } from "@condis/core/data/Contract"
import { type FlowSpec, flowSpec, ServiceType } from "@condis/core/FlowSpec"
import { withTraffic } from "@condis/core/CallParameters"
import { Simulation } from "@condis/explore"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Random from "effect/Random"
import { describe, expect, it } from "vitest"
import { addresses, type Form, world } from "./pair.ts"

/** A flow of some kind, with rates over two orders of magnitude and units of at most 1500 octets. */
const someFlow = Effect.gen(function* () {
  const average = Math.floor(10_000 * 10 ** (yield* Random.nextBetween(0, 2)))
  const constant = yield* Random.nextBoolean
  return flowSpec({
    ServiceType: (yield* Random.nextBoolean) || constant ? ServiceType.GUARANTEED : ServiceType.CONTROLLEDLOAD,
    TokenRate: average,
    PeakBandwidth: constant ? average : average * (1 + (yield* Random.nextIntBetween(0, 20))),
    TokenBucketSize: yield* Random.nextIntBetween(0, 20_000),
    MaxSduSize: 1500
  })
})

const traffic = (transmit: FlowSpec) => ({ transmit, receive: flowSpec() })

/** Sends at random over one call, and changes its traffic now and then. */
const story = (form: Form) =>
  Effect.scoped(
    Effect.gen(function* () {
      const { connect, network } = yield* world(form, { rateBitsPerSecond: 200_000_000 })
      const first = yield* someFlow
      const { call, taken } = yield* connect(traffic(first))
      const sending: Array<Fiber.Fiber<unknown, unknown>> = []
      let fastest = contractOfFlow(first).peakCellsPerSecond ?? Infinity
      let cells = 0
      let units = 0
      const began = yield* Clock.currentTimeMillis
      for (let turn = 0; turn < 40; turn++) {
        const chain: Array<Uint8Array> = []
        for (let left = yield* Random.nextIntBetween(1, 6); left > 0; left--) {
          const bytes = yield* Random.nextIntBetween(1, 1500)
          cells += cellsOf(bytes)
          chain.push(new Uint8Array(bytes))
        }
        units += chain.length
        sending.push(yield* Effect.forkChild(call.send(chain)))
        yield* Effect.sleep(yield* Random.nextIntBetween(0, 200))
        if ((yield* Random.nextIntBetween(0, 8)) > 0) continue
        const next = yield* someFlow
        yield* call.modify(withTraffic(call.parameters, next, flowSpec()))
        const peak = contractOfFlow(next).peakCellsPerSecond ?? Infinity
        fastest = Math.max(fastest, peak)
      }
      for (let n = 0; n < units; n++) yield* taken.receive
      for (const fiber of sending) yield* Fiber.join(fiber)
      const seconds = ((yield* Clock.currentTimeMillis) - began) / 1000
      const policed = network.policed(addresses.alice, { vpi: 0, vci: 32 })!
      const { conforming, discarded, tagged } = policed
      yield* call.close()
      return { conforming, discarded, tagged, units, dropped: network.frames.dropped, rate: cells / seconds, fastest }
    })
  )

describe.each(["cm", "mcm"] as const)("%s: what is sent by the contract of a call", (form) => {
  it("is all within it for the network, arrives, and is no faster than the fastest contract allowed", { timeout: 60_000 }, () => {
    for (let seed = 1; seed <= 15; seed++) {
      const { exit } = Simulation.run(story(form), { seed })
      if (Exit.isFailure(exit)) return expect.fail(`seed ${seed}: ${Cause.pretty(exit.cause)}`)
      const { conforming, discarded, dropped, fastest, rate, tagged, units } = exit.value
      expect({ seed, conforming, discarded, tagged, dropped }).toEqual({ seed, conforming: units, discarded: 0, tagged: 0, dropped: 0 })
      expect(rate).toBeLessThanOrEqual(fastest * 1.01)
    }
  })
})
