/**
 * A-20: a call that is given up at every moment of its making, in both forms, both readings and drawn orders. Its make-call and its close
 * are answered exactly once each, and nothing is left.
 */
import { describe, expect, it } from "vitest"
import { readings } from "@condis/core/Profile"
import { isCrossing } from "@condis/core/Trace"
import { simulate } from "../src/run/Runner.ts"
import { enumerate } from "../src/run/Crash.ts"
import type { Form } from "../src/scenario/Scenario.ts"
import type { ScenarioResult } from "../src/run/Types.ts"
import { loaded, scenarioOf, twoHosts } from "./support.ts"

/** Ways in which the call is made: with the rule that makes its activation last, in the form that has such a handler. */
const ways = [
  { form: "cm", faults: "" },
  { form: "mcm", faults: "" },
  { form: "cm", faults: "faults: ['MiniportCoActivateVc:delay=4ms,vc=1,at=alice/atm0']\n" },
  { form: "cm", faults: "faults: ['MiniportCoActivateVc:fail=NDIS_STATUS_RESOURCES,vc=1,at=alice/atm0']\n" },
  { form: "mcm", faults: "faults: ['NdisMCmActivateVc:delay=4ms,vc=1,at=alice/atm0']\n" }
] as const

const moments = Array.from({ length: 33 }, (_, n) => n * 400)
const seeds = [0, 1, 2]

/** Given up after so many microseconds; another call follows, so that nothing of the first is in its way. */
const givenUp = (micros: number, reading: string, faults: string, multipoint: boolean) =>
  loaded(
    twoHosts(`profile: { A-20: ${reading} }
${faults}script:
  - call: { id: c1, from: alice/voice, to: bob, multipoint: ${multipoint}, giveUpAfter: ${micros}us }
  - wait: 100ms
  - call: { id: c2, from: alice/voice, to: bob }
  - close: { call: c2 }
  - wait: 50ms
`)
  )

/** Calls of a function or handler at the host that calls, and how many were answered by a return that is final, or pended. */
const count = ({ trace }: ScenarioResult, ddi: string, status?: string): number =>
  trace.filter(
    (event) =>
      isCrossing(event) &&
      event.host === "alice" &&
      event.ddi === ddi &&
      (status === undefined ? event.kind === "call" : event.kind === "return" && event.status === status)
  ).length

/** The kits answer the make-call first, whatever they wait for, and the close then. */
const unordered = ({ trace }: ScenarioResult): ReadonlyArray<string> => {
  const at = (ddi: string, status: string) =>
    trace.findIndex(
      (event) => isCrossing(event) && event.host === "alice" && event.kind === "call" && event.ddi === ddi && event.status === status
    )
  const aborted = at("ProtocolClMakeCallComplete", "NDIS_STATUS_REQUEST_ABORTED")
  return aborted >= 0 && aborted > at("ProtocolClCloseCallComplete", "NDIS_STATUS_SUCCESS") ? ["the close was answered first"] : []
}

/** What does not hold of a run. Whether the call was up in time is no matter here: without it the script ends early. */
const wrong = (result: ScenarioResult): ReadonlyArray<string> => [
  ...result.checks.filter(({ ok, what }) => !ok && !what.startsWith("call c1")).map(({ found, what }) => `${what}: ${found}`),
  ...[
    ["NdisClMakeCall", "ProtocolClMakeCallComplete"],
    ["NdisClCloseCall", "ProtocolClCloseCallComplete"]
  ].flatMap(([asked, answered]) => {
    const pended = count(result, asked!, "NDIS_STATUS_PENDING")
    const completed = count(result, answered!)
    return pended === completed ? [] : [`${pended} ${asked} pended, ${completed} were completed`]
  }),
  ...unordered(result)
]

describe("a call given up at every 400 microseconds of its making", () => {
  for (const { faults, form } of ways) {
    for (const reading of faults === "" ? readings["A-20"] : (["abort"] as const)) {
      it(`${reading}, ${form}${faults === "" ? "" : `, ${faults.trim()}`}`, { timeout: 60_000 }, () => {
        const problems: Array<string> = []
        const answers = new Set<string>()
        for (const micros of moments) {
          for (const seed of seeds) {
            const result = simulate(givenUp(micros, reading, faults, micros % 800 === 0), form as Form, seed)
            problems.push(...wrong(result).map((text) => `${micros} µs, seed ${seed}: ${text}`))
            for (const event of result.trace)
              if (isCrossing(event) && event.ddi === "ProtocolClMakeCallComplete" && event.status !== undefined) answers.add(event.status)
          }
        }
        expect(problems).toEqual([])
        expect(answers.has("NDIS_STATUS_REQUEST_ABORTED")).toBe(reading === "abort")
      })
    }
  }
})

describe("a driver dies at any crossing of an aborted call", () => {
  it.each([
    ["point-to-point/outgoing-call-aborted.yaml", "cm"],
    ["point-to-point/outgoing-call-aborted.yaml", "mcm"],
    ["point-to-point/aborted-while-activated.yaml", "cm"],
    ["multipoint/first-party-aborted.yaml", "mcm"]
  ] as const)("%s, %s", { timeout: 120_000 }, (file, form) => {
    const { rows, without } = enumerate(scenarioOf(file), form, { every: 3 })
    expect(without).toEqual([])
    expect(rows.length).toBeGreaterThan(5)
    expect(rows.flatMap(({ crossing, driver, faults }) => faults.map((fault) => `${crossing.seq} ${driver}: ${fault}`))).toEqual([])
  })
})
