/**
 * A driver is taken out while its adapter is paused and a call is up: the call is released and not waited out.
 */
import { isCrossing } from "@condis/core/Trace"
import { describe, expect, it } from "vitest"
import { simulate } from "../src/run/Runner.ts"
import type { Form } from "../src/scenario/Scenario.ts"
import { loaded, twoHosts } from "./support.ts"

const run = (form: Form, steps: string) => {
  const result = simulate(loaded(twoHosts(`script:\n  - call: { id: c1, from: alice/voice, to: bob }\n${steps}`)), form, 0)
  expect(result.checks.filter(({ ok }) => !ok)).toEqual([])
  return result.trace.filter((event) => "host" in event && event.host === "alice")
}

const cells: ReadonlyArray<readonly [string, Form]> = [
  ["atm0", "cm"],
  ["atm0", "mcm"],
  ["voice", "cm"],
  ["voice", "mcm"],
  ["cm", "cm"]
]

describe("stopped in a pause", () => {
  it.each(cells)("%s (%s): within milliseconds, and the other side is told", (stopped, form) => {
    const trace = run(form, `  - pause: { driver: alice/atm0 }\n  - stop: { driver: alice/${stopped} }\n  - wait: 100ms\n`)
    const calls = trace.filter(isCrossing).filter(({ kind }) => kind === "call")
    const from = calls.find(({ ddi }) => ddi === "MiniportPause")!.time
    const gone = calls.find((event) => event.from === stopped && /^NdisM?Deregister/.test(event.ddi))!.time
    const closed = calls.find(({ ddi }) => ddi === "ProtocolClCloseCallComplete")!.time
    expect([(gone - from) / 1000 < 50, (closed - from) / 1000 < 50]).toEqual([true, true])
    expect(trace.some(({ kind }) => kind === "timer" || kind === "note")).toBe(false)
  })

  it.each(["cm", "mcm"] as const)("BIND-12 BIND-13 a client alone (%s): the adapter is paused again afterwards", (form) => {
    const trace = run(
      form,
      "  - pause: { driver: alice/atm0 }\n  - stop: { driver: alice/voice }\n  - wait: 100ms\n  - restart: { driver: alice/atm0 }\n"
    )
    const names = ["MiniportPause", "MiniportRestart", "ProtocolUnbindAdapterEx", "MiniportHaltEx"]
    const seen = trace.filter(isCrossing).filter(({ ddi, kind, to }) => kind === "call" && names.includes(ddi) && to !== "cm")
    expect(seen.map(({ ddi }) => ddi).slice(1)).toEqual([
      "MiniportPause",
      "MiniportRestart",
      "ProtocolUnbindAdapterEx",
      "MiniportPause",
      "MiniportRestart",
      "MiniportPause",
      "MiniportHaltEx"
    ])
  })

  it.each(["cm", "mcm"] as const)("without a call nothing is restarted (%s)", (form) => {
    const trace = run(form, "  - close: { call: c1 }\n  - wait: 1s\n  - pause: { driver: alice/atm0 }\n  - stop: { driver: alice/atm0 }\n")
    const restarts = trace.filter(isCrossing).filter(({ ddi, kind }) => kind === "call" && ddi === "MiniportRestart")
    expect(restarts.length).toBe(1)
  })
})
