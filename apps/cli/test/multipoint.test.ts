/**
 * A multipoint call at size: leaves join, leave and are taken away at random, and the root and the switch agree in the end.
 */
import { Client } from "@condis/client"
import { CallManagerDriver, Uni } from "@condis/cm"
import { atmAddress, atmAddressText } from "@condis/core/Atm"
import * as Host from "@condis/core/Host"
import { Simulation } from "@condis/explore"
import { McmDriver, MiniportDriver, Network } from "@condis/miniport"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Random from "effect/Random"
import { describe, expect, it } from "vitest"

const leaves = 1000
const address = (leaf: number): string => `47.${String(leaf).padStart(4, "0")}`

const program = (form: "cm" | "mcm") =>
  Effect.scoped(
    Effect.gen(function* () {
      const network = yield* Network.make({ control: Uni.network(), link: { delayMillis: 1 } })
      for (let leaf = 0; leaf < leaves; leaf++) network.farEnd(address(leaf), { _tag: "Answer" })
      const { host, ...result } = yield* Effect.scoped(
        Effect.gen(function* () {
          const hardware = network.port("46.0001")
          const callControl = Uni.callControl({ address: atmAddress("46.0001") })
          const client = Client.layer({ name: "root" })
          const host = yield* form === "cm"
            ? Host.make("alice", [MiniportDriver.layer({ name: "atm0", hardware }), CallManagerDriver.layer({ callControl }), client])
            : Host.make("alice", [McmDriver.layer({ name: "atm0", hardware, callControl }), client])
          const root = yield* Client.of(host, "root")
          yield* root.ready
          const call = yield* root.makeCall({ to: address(0), multipoint: true })
          const there = new Set([0])
          const shuffled = yield* Random.shuffle(Array.from({ length: leaves - 1 }, (_, index) => index + 1))
          for (let begin = 0; begin < shuffled.length; begin += 50) {
            const joining = shuffled.slice(begin, begin + 50)
            yield* Effect.forEach(joining, (leaf) => call.addParty({ to: address(leaf) }), { concurrency: "unbounded" })
            for (const leaf of joining) there.add(leaf)
            // Some leave by themselves, some are dropped, the two at the same time. The first stays.
            const leaving = joining.filter((_, index) => index % 4 === 0)
            const dropping = joining.filter((_, index) => index % 4 === 1)
            for (const leaf of leaving) network.order({ _tag: "Release", address: address(leaf), cause: leaf % 2 === 0 ? 16 : 27 })
            const labels = new Set(dropping.map((leaf) => atmAddressText(atmAddress(address(leaf)))))
            yield* Effect.forEach(
              call.parties.filter(({ label }) => labels.has(label)),
              (party) => party.drop(),
              { concurrency: "unbounded" }
            )
            yield* Effect.sleep(20)
            for (const leaf of [...leaving, ...dropping]) there.delete(leaf)
          }
          const expected = [...there].map((leaf) => atmAddressText(atmAddress(address(leaf)))).sort()
          return { seen: call.parties.map(({ label }) => label).sort(), expected, carried: network.leftovers().calls, host }
        })
      )
      yield* Effect.sleep(1000)
      return { ...result, violations: host.violations(), left: { host: host.leftovers(), network: network.leftovers() } }
    })
  )

describe("a call with 1,000 leaves that join, leave and are dropped", () => {
  it.each(["cm", "mcm"] as const)("%s: root and switch agree, and nothing is left of it", { timeout: 60_000 }, (form) => {
    const { exit } = Simulation.run(program(form), { seed: 7 })
    if (Exit.isFailure(exit)) return expect.fail(String(exit.cause))
    const { carried, expected, left, seen, violations } = exit.value
    expect(expected.length).toBeGreaterThan(leaves / 4)
    expect(seen).toEqual(expected)
    // Each party is a call of the switch, and the root's is one more.
    expect(carried).toBe(expected.length + 1)
    expect(violations).toBe(0)
    expect(left).toEqual({ host: {}, network: { calls: 0, connections: 0, timers: 0, frames: 0, messages: 0 } })
  })
})
