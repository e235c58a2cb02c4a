import type { TraceEvent } from "@condis/core/Trace"
import { describe, expect, it } from "vitest"
import { check, type Check } from "../src/expect/Match.ts"
import { cmName, mcmName, namesIn } from "../src/expect/Names.ts"
import type { Form } from "../src/scenario/Scenario.ts"
import { back, call, frame, loaded, numbered, script } from "./support.ts"

const cm = numbered([
  call("alice", "voice>", "NdisClMakeCall", { vc: "vc1.1", change: "call: None → OutPending" }),
  call("alice", ">cm", "ProtocolCmMakeCall", { vc: "vc1.1" }),
  frame("alice/atm0", "switch", "SETUP", 10),
  frame("switch", "alice/atm0", "RELEASE cause=17", 20),
  frame("switch", "alice/atm0", "CONNECT ACKNOWLEDGE", 20),
  { kind: "timer", host: "alice", at: "cm", timer: "T303" },
  call("alice", "cm>", "NdisCmActivateVc", { vc: "vc1.1", change: "vc: Inactive → Activating, vc: Activating → Active" }),
  call("alice", "cm>", "NdisCmMakeCallComplete", { vc: "vc1.1", status: "NDIS_STATUS_SUCCESS", change: "call: OutPending → Up" }),
  call("alice", ">voice", "ProtocolClMakeCallComplete", { status: "NDIS_STATUS_SUCCESS" }),
  call("alice", "voice>", "NdisCoDeleteVc", { vc: "vc1.1" }),
  back("alice", ">voice", "NdisCoDeleteVc", 10, "NDIS_STATUS_NOT_ACCEPTED")
])

const mcm = numbered([
  call("alice", "voice>", "NdisClMakeCall", { vc: "vc1.1", change: "call: None → OutPending" }),
  call("alice", ">atm0", "ProtocolCmMakeCall"),
  call("alice", "atm0>", "NdisMCmActivateVc"),
  call("alice", "atm0>", "NdisMCmMakeCallComplete", { status: "NDIS_STATUS_SUCCESS" }),
  call("bob", "atm0>", "NdisMCmCreateVc")
])

const checks = (
  expectations: string,
  trace: ReadonlyArray<TraceEvent> = cm,
  form: Form = "cm",
  leftovers: ReadonlyArray<string> = []
): ReadonlyArray<Check> => check({ scenario: loaded(script(`  - wait: 1ms\nexpect:\n${expectations}`)), form, trace, leftovers })

/** The result of the first expectation. */
const first = (...args: Parameters<typeof checks>): Check => checks(...args)[0] ?? { ok: false, what: "", found: "nothing is expected" }

const ladder = `  ladder:
    - { from: voice, ddi: NdisClMakeCall, change: "call: None -> OutPending" }
    - { to: cm, ddi: ProtocolCmMakeCall }
    - { from: cm, ddi: NdisCmActivateVc }
    - { from: cm, ddi: NdisCmMakeCallComplete, status: NDIS_STATUS_SUCCESS }
`

describe("a fragment of a ladder", () => {
  it("holds when its lines occur in this order, with others between", () => {
    expect(first(ladder)).toEqual({ ok: true, what: "ladder: 4 lines in order", found: "" })
  })

  it("holds in the MCM form by the names of the MCM driver", () => {
    expect(first(ladder, mcm, "mcm")).toEqual({ ok: true, what: "ladder: 4 lines in order", found: "" })
  })

  it("tells its first line that does not occur, what was there before, and what comes nearest", () => {
    const result = first("  ladder:\n    - { ddi: NdisClMakeCall }\n    - { ddi: NdisCmMakeCallComplete, status: NDIS_STATUS_FAILURE }\n")
    expect(result.ok).toBe(false)
    expect(result.at).toBe(1)
    expect(result.found).toBe(
      "line 2, NdisCmMakeCallComplete NDIS_STATUS_FAILURE, does not occur after #1 at 0.000 ms alice: voice → NDIS NdisClMakeCall call; " +
        "nearest: #8 at 0.020 ms alice: cm → NDIS NdisCmMakeCallComplete call NDIS_STATUS_SUCCESS (status is NDIS_STATUS_SUCCESS)"
    )
  })

  it("tells that a line came too early", () => {
    const result = first("  ladder:\n    - { ddi: NdisCmActivateVc }\n    - { to: cm, ddi: ProtocolCmMakeCall }\n")
    expect(result.found).toContain("(it comes too early)")
  })

  it("tells that nothing of the name happened", () => {
    expect(first("  ladder: [ { ddi: NdisClDropParty } ]\n").found).toContain("nothing of that name happened")
  })

  it("does not take one event for two lines", () => {
    expect(first("  ladder: [ { ddi: NdisClMakeCall }, { ddi: NdisClMakeCall } ]\n").ok).toBe(false)
  })

  it.each([
    ["a return", "{ to: voice, ddi: NdisCoDeleteVc, kind: return, status: NDIS_STATUS_NOT_ACCEPTED }", true],
    ["a call where a return is meant", "{ from: voice, ddi: NdisCoDeleteVc, kind: return }", false],
    ["a change of several in one crossing", '{ ddi: NdisCmActivateVc, change: "vc: Activating → Active" }', true],
    ["another host", "{ host: bob, ddi: NdisClMakeCall }", false],
    ["a frame from a host", "{ frame: SETUP, from: alice }", true],
    ["a frame to an adapter", "{ frame: RELEASE, from: switch, to: alice/atm0 }", true],
    ["a frame of another host", "{ host: bob, frame: SETUP }", false],
    ["a frame by the beginning of its name only", "{ frame: SET }", false],
    ["a frame whose name begins alike", "{ frame: CONNECT }", false],
    ["a timer", "{ timer: T303, from: cm, host: alice }", true],
    ["another timer", "{ timer: T310 }", false]
  ])("matches or not: %s", (_, line, ok) => {
    expect(first(`  ladder: [ ${line} ]\n`).ok).toBe(ok)
  })

  it("skips lines of the other form", () => {
    const lines = "  ladder: [ { ddi: MiniportCoActivateVc, form: cm }, { ddi: NdisClMakeCall } ]\n"
    expect(first(lines, mcm, "mcm").ok).toBe(true)
    expect(first(lines).ok).toBe(false)
  })

  it("can be of each host alone", () => {
    const lines = "  ladderOf:\n    bob: [ { from: cm, ddi: NdisCoCreateVc } ]\n    alice: [ { ddi: NdisClMakeCall } ]\n"
    const results = checks(lines, mcm, "mcm")
    expect(results.slice(0, 2).map(({ ok, what }) => [what, ok])).toEqual([
      ["ladder of bob: 1 lines in order", true],
      ["ladder of alice: 1 lines in order", true]
    ])
  })
})

describe("the other expectations", () => {
  it("never: a line that does occur is told with its event", () => {
    expect(first("  never: [ { ddi: NdisCmActivateVc } ]\n")).toMatchObject({ ok: false, at: 7 })
    expect(first("  never: [ { ddi: NdisCmActivateVc, status: NDIS_STATUS_FAILURE } ]\n").ok).toBe(true)
    expect(first("  never: [ { ddi: NdisCmActivateVc } ]\n", mcm, "mcm")).toMatchObject({ ok: false, at: 3 })
  })

  it("changes of a host occur in order, several of one crossing too", () => {
    const good =
      '  changes: { alice: ["call: None → OutPending", "vc: Inactive -> Activating", "vc: Activating → Active", "call: OutPending → Up"] }\n'
    expect(first(good)).toEqual({ ok: true, what: "changes of alice: 4 in order", found: "" })
    const bad = first('  changes: { alice: ["vc: Inactive → Activating", "vc: Active → Deactivating"] }\n')
    expect(bad).toMatchObject({ ok: false, at: 7 })
    expect(bad.found).toContain("of this axis: #7 vc: Inactive → Activating; #7 vc: Activating → Active")
  })

  it("states are those of the last change", () => {
    expect(first("  states: [ { host: alice, axis: call, ends: Up } ]\n").ok).toBe(true)
    expect(first("  states: [ { host: alice, axis: call, ends: None } ]\n")).toMatchObject({
      ok: false,
      found: "vc1.1 is Up since #8",
      at: 8
    })
    expect(first("  states: [ { host: bob, axis: call, ends: None } ]\n").found).toBe("no call of bob ever changed")
  })

  it("broken rules and deaths are expected to be none, refusals only when asked", () => {
    const trace = [
      ...cm,
      ...numbered([
        { kind: "violation", host: "alice", at: "cm", rule: "VC-40", text: "x" },
        { kind: "refusal", host: "alice", at: "cm", text: "y" },
        { kind: "death", host: "alice", at: "cm", text: "z" }
      ])
    ]
    expect(checks("  form: x\n".replace("  form: x\n", "  never: []\n"), trace).map(({ ok, what }) => [what, ok])).toEqual([
      ["violations: 0", false],
      ["deaths: 0", false],
      ["nothing is left over", true]
    ])
    expect(checks("  violations: 1\n  deaths: 1\n  refusals: 1\n  drops: 0\n", trace).every(({ ok }) => ok)).toBe(true)
  })

  it("nothing may be left over, unless that is what the scenario shows", () => {
    expect(checks("  never: []\n", cm, "cm", ["alice: vc1.1"]).at(-1)).toEqual({
      ok: false,
      what: "nothing is left over",
      found: "alice: vc1.1"
    })
    expect(checks("  nothingLeft: false\n", cm, "cm", ["alice: vc1.1"]).every(({ ok }) => ok)).toBe(true)
  })
})

describe("the two names of a function", () => {
  it("are those of the surface's table", () => {
    expect(mcmName("NdisCmMakeCallComplete")).toBe("NdisMCmMakeCallComplete")
    expect(mcmName("NdisCoCreateVc")).toBe("NdisMCmCreateVc")
    expect(mcmName("NdisCoOidRequestComplete")).toBe("NdisMCmOidRequestComplete")
    expect(mcmName("NdisCoSendNetBufferLists")).toBeUndefined()
    expect(cmName("NdisMCmActivateVc")).toBe("NdisCmActivateVc")
  })

  it("depend on who calls where client and call manager share one", () => {
    expect(namesIn("NdisCoCreateVc", "mcm", undefined)).toEqual(["NdisCoCreateVc", "NdisMCmCreateVc"])
    expect(namesIn("NdisCoCreateVc", "mcm", true)).toEqual(["NdisMCmCreateVc"])
    expect(namesIn("NdisCoCreateVc", "mcm", false)).toEqual(["NdisCoCreateVc"])
    expect(namesIn("NdisCoSendNetBufferLists", "mcm", false)).toEqual(["NdisCoSendNetBufferLists"])
  })

  it("are none in the MCM form for what passes between call manager and miniport", () => {
    for (const name of [
      "MiniportCoCreateVc",
      "MiniportCoActivateVc",
      "MiniportCoDeactivateVc",
      "MiniportCoDeleteVc",
      "NdisMCoActivateVcComplete",
      "NdisMCoDeactivateVcComplete"
    ] as const) {
      expect(namesIn(name, "mcm", undefined)).toEqual([])
      expect(namesIn(name, "cm", undefined)).toEqual([name])
    }
    expect(namesIn("NdisCoSendNetBufferLists", "mcm", true)).toEqual([])
    expect(namesIn("NdisMCmActivateVc", "cm", undefined)).toEqual([])
  })
})
