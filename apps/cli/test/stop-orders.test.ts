/**
 * The drivers of a host are taken out in every order while calls are up, each in good order by its documents, in both forms.
 */
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { simulate } from "../src/run/Runner.ts"
import { fromText } from "../src/scenario/Load.ts"
import type { Form } from "../src/scenario/Scenario.ts"

/** All orders of a few things. */
const orders = <A>(things: ReadonlyArray<A>): ReadonlyArray<ReadonlyArray<A>> =>
  things.length < 2 ? [things] : things.flatMap((one) => orders(things.filter((each) => each !== one)).map((rest) => [one, ...rest]))

const story = (order: ReadonlyArray<string>): string => `name: stop-orders
about: The drivers of alice are taken out in some order while calls are up.
hosts:
  alice: { address: "4711", clients: { voice: { saps: ["4711"] }, video: {} } }
  bob: { address: "4712", clients: { phone: { saps: ["4712"] } } }
script:
  - call: { id: c1, from: alice/voice, to: bob }
  - call: { id: c2, from: alice/video, to: bob }
  - call: { id: c3, from: bob/phone, to: alice }
${order.map((driver) => `  - stop: { driver: alice/${driver} }\n  - wait: 1s`).join("\n")}
  - wait: 240s
expect:
  deaths: 0
  ladderOf:
    alice:
      - { from: voice, ddi: NdisClCloseAddressFamily }
`

const forms: ReadonlyArray<readonly [Form, ReadonlyArray<string>]> = [
  ["cm", ["voice", "video", "cm", "atm0"]],
  ["mcm", ["voice", "video", "atm0"]]
]

describe.each(forms)("drivers are taken out in any order, with calls up (%s)", (form, drivers) => {
  it.each(orders(drivers).map((order) => [order.join(", "), order] as const))(
    "BIND-08 AF-32 nothing is left and no rule is broken: %s",
    (_, order) => {
      const { scenario } = Result.getOrThrow(fromText("stop-orders.yaml", story(order)))
      const { checks, trace } = simulate(scenario, form, 0)
      expect(checks.filter(({ ok }) => !ok)).toEqual([])
      expect(trace.filter((event) => event.kind === "note" && event.text.includes("tear-down"))).toEqual([])
    }
  )
})
