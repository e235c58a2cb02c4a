/**
 * Death at every crossing: all of them for what a call is made of, every seventh for the other scenarios, every thirteenth for those of
 * multipoint calls. `condis enumerate --crash` does all of all.
 */
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { allClean, deathsTable, deathsText } from "../src/reader/Deaths.ts"
import { driversOf, enumerate, faultsIn } from "../src/run/Crash.ts"
import { type Form, formsOf, headerInstances, type Scenario } from "../src/scenario/Scenario.ts"
import { allScenarios, call, condis, numbered, scenarioFolder, scenarioOf } from "./support.ts"

const folder = join(scenarioFolder, "point-to-point")

const read = (name: string): Scenario => scenarioOf(join("point-to-point", name))

/** What is not clean, each in a line. */
const unclean = (scenario: Scenario, form: Form, every: number): ReadonlyArray<string> => {
  const { rows, without } = enumerate(scenario, form, { every })
  expect(rows.length).toBeGreaterThan(0)
  return [
    ...without,
    ...rows
      .filter(({ faults }) => faults.length > 0)
      .map(({ crossing, driver, faults }) => `${crossing.seq} ${crossing.kind} ${crossing.ddi}, ${driver} dies: ${faults.join("; ")}`)
  ]
}

const whole = [
  "outgoing-call-accepted",
  "incoming-call-accepted",
  "client-close-without-data",
  "called-client-closes",
  "close-from-both-sides",
  "data-both-ways"
]

/** Scenarios with their names, as tests are made of. */
const named = (scenarios: ReadonlyArray<Scenario>) => scenarios.map((scenario) => [scenario.name, scenario] as const)

describe("a driver may die at any crossing, and everybody else comes to a clean end", () => {
  const calls = allScenarios("point-to-point")

  it.each(named(calls.filter(({ name }) => whole.includes(name))))("%s: at all of them", { timeout: 120_000 }, (_, scenario) => {
    for (const form of formsOf(scenario)) expect(unclean(scenario, form, 1)).toEqual([])
  })

  it.each(named(calls.filter(({ name }) => !whole.includes(name))))("%s: at every seventh", { timeout: 120_000 }, (_, scenario) => {
    for (const form of formsOf(scenario)) expect(unclean(scenario, form, 7)).toEqual([])
  })

  const multipoint = allScenarios("multipoint").filter(({ script }) => !script.some((step) => "crash" in step))

  it.each(named(multipoint))("multipoint, %s: at every thirteenth", { timeout: 120_000 }, (_, scenario) => {
    for (const form of formsOf(scenario)) expect(unclean(scenario, form, 13)).toEqual([])
  })

  it("with receives that are only shown: at every third", { timeout: 60_000 }, () => {
    const scenario = scenarioOf(join("traffic", "receives-only-shown.yaml"))
    for (const form of formsOf(scenario)) expect(unclean(scenario, form, 3)).toEqual([])
  })

  it("above a dead miniport a call manager gives a party up, and the client is out before the next call", { timeout: 60_000 }, () => {
    // The miniport dies while the party is being added: T399 runs out, then T308 twice.
    const { rows } = enumerate(scenarioOf("multipoint/party-refused.yaml"), "cm", { driver: "alice/atm0" })
    expect(rows.length).toBeGreaterThan(30)
    expect(rows.flatMap(({ faults }) => faults)).toEqual([])
  })
})

describe("in drawn orders", () => {
  it.each([1, 2])("seed %i: a call manager that dies while it changes a VC ends the call once", { timeout: 60_000 }, (seed) => {
    const { rows, without } = enumerate(read("modify-accepted.yaml"), "cm", { driver: "alice/cm", seed })
    expect(without).toEqual([])
    expect(rows.map(({ crossing }) => crossing.ddi)).toContain("NdisCmActivateVc")
    expect(rows.flatMap(({ crossing, faults }) => faults.map((fault) => `${crossing.seq} ${crossing.ddi}: ${fault}`))).toEqual([])
  })
})

describe("two calls end while the client they end at is dead", () => {
  it("the second dispatch is over too, though no handler is called for it", { timeout: 60_000 }, () => {
    const { rows } = enumerate(read("calls-towards-each-other.yaml"), "mcm", { driver: "bob/phone", seed: 5 })
    expect(rows.map(({ crossing }) => crossing.ddi)).toContain("ProtocolClIncomingCloseCall")
    expect(rows.flatMap(({ faults }) => faults)).toEqual([])
  })
})

describe("the crossings tried", () => {
  it.each(["cm", "mcm"] as const)(
    "%s: are calls and returns of every driver, from the making of the call to the deleting of its VC",
    { timeout: 60_000 },
    (form) => {
      const scenario = read("incoming-call-accepted.yaml")
      const { rows } = enumerate(scenario, form)
      expect([...new Set(rows.map(({ driver }) => driver))].sort()).toEqual(Object.keys(headerInstances(scenario, form)).sort())
      expect(new Set(rows.map(({ crossing }) => crossing.kind))).toEqual(new Set(["call", "return"]))
      const names = rows.map(({ crossing }) => crossing.ddi)
      expect(names).toContain("NdisClMakeCall")
      expect(names).toContain(form === "cm" ? "MiniportCoDeleteVc" : "NdisMCmDeleteVc")
      expect(names).not.toContain("NdisRegisterProtocolDriver")
    }
  )

  it("can be those of one driver; in the MCM form cm means the MCM driver", () => {
    const scenario = read("outgoing-call-accepted.yaml")
    for (const [form, name] of [
      ["cm", "alice/cm"],
      ["mcm", "alice/atm0"]
    ] as const) {
      expect(driversOf(scenario, form)).toContain("alice/cm")
      const drivers = enumerate(scenario, form, { driver: "cm", every: 9 }).rows.map(({ driver }) => driver)
      expect(new Set(drivers)).toEqual(new Set([name]))
    }
  })
})

describe("a death is not clean", () => {
  const death = { kind: "death", host: "alice", at: "cm", text: "it died" } as const
  const restart = { kind: "restart", host: "alice", at: "cm", text: "started again" } as const
  const faults = (...events: Parameters<typeof numbered>[0]) => faultsIn(numbered(events), "alice/cm")

  it("when a rule is broken, by whomever", () => {
    expect(faults(death, restart)).toEqual([])
    const broken = { kind: "violation", host: "bob", at: "atm0", rule: "VC-22", text: "the VC is Inactive" } as const
    expect(faults(death, broken, restart)).toEqual(["violation VC-22 at bob/atm0: the VC is Inactive"])
    expect(faultsIn(numbered([broken]), undefined)).toHaveLength(1)
  })

  it("when another driver dies too, or the same one again", () => {
    expect(faults(death, { ...death, at: "voice" }, restart)).toEqual(["death at alice/voice: it died"])
    expect(faults(death, { ...death, host: "bob" }, restart)).toEqual(["death at bob/cm: it died"])
    expect(faults(death, restart, death, restart)).toEqual(["death at alice/cm: it died"])
  })

  it("when the driver does not die, is not started again, or hangs in its tear-down", () => {
    expect(faults(restart)).toEqual(["the driver did not die"])
    expect(faults(death, { ...restart, at: "voice" })).toEqual(["the driver was not started again"])
    expect(
      faults(death, restart, { kind: "note", host: "alice", at: "cm", text: "could not be started again: NDIS_STATUS_FAILURE" })
    ).toHaveLength(1)
    expect(
      faults(death, restart, { kind: "note", host: "alice", at: "voice", text: "its tear-down did not end within 5 ms" })
    ).toHaveLength(1)
  })

  it("when a kit gives up what it has to do; signalling that gives up a silent network is as it should be", () => {
    const note = (text: string) => faults(death, restart, { kind: "note", host: "alice", at: "voice", text })
    expect(note("a VC could not be deleted after 9 tries: NDIS_STATUS_CLOSING; given up")).toHaveLength(1)
    expect(note("an address family could not be closed after 9 tries: NDIS_STATUS_FAILURE; given up")).toHaveLength(1)
    expect(note("died 6 times within 10000 ms and is given up")).toHaveLength(1)
    expect(note("T399 ran out: the other side did not answer in time, the party is given up")).toEqual([])
  })

  it("and its row says why; the sums count it", () => {
    const crossing = { ...call("alice", ">cm", "ProtocolCmMakeCall"), seq: 7, time: 0 }
    const scenario = read("outgoing-call-accepted.yaml")
    const rows = [
      { crossing, driver: "alice/cm", faults: [] },
      { crossing: { ...crossing, seq: 8 }, driver: "alice/cm", faults: ["left: 1 VCs", "left: 1 timers"] }
    ]
    const some = { scenario, form: "cm", without: [], rows } as const
    expect(allClean(some)).toBe(false)
    expect(allClean({ ...some, rows: rows.slice(0, 1) })).toBe(true)
    expect(allClean({ ...some, rows: [] })).toBe(false)
    expect(deathsText(some, false)).toMatch(/^7 .*clean$/m)
    expect(deathsText(some, true)).not.toMatch(/^7 /m)
    expect(deathsText(some, true)).toMatch(/^8 .*left: 1 VCs; left: 1 timers$/m)
    expect(deathsTable([some])).toMatch(/NOT CLEAN\n\n1 of 2 deaths are clean$/)
  })
})

describe("condis enumerate", () => {
  const file = join(folder, "outgoing-call-accepted.yaml")

  it.effect("--crash prints a row for each death and the sums", () =>
    Effect.gen(function* () {
      const { code, out } = yield* condis("enumerate", "--crash", file, "--form", "mcm", "--driver", "alice/voice")
      expect(code).toBe(0)
      expect(out).toMatch(/call +NdisClMakeCall +voice → NDIS +alice\/voice +clean/)
      expect(out).not.toContain("alice/atm0")
      expect(out).toMatch(/(\d+) of \1 deaths are clean$/)
    })
  )

  it.effect("ends with 1 when a scenario does not even hold without a death", () =>
    Effect.gen(function* () {
      const wrong = join(mkdtempSync(join(tmpdir(), "condis-")), "outgoing-call-accepted.yaml")
      writeFileSync(wrong, readFileSync(file, "utf8").replace(`"4799": answer`, `"4799": { reject: 17 }`))
      const { code, out } = yield* condis("enumerate", "--crash", wrong, "--form", "mcm")
      expect(code).toBe(1)
      expect(out).toContain("not clean without a death")
      expect(out).toContain("NOT CLEAN")
    })
  )

  it.effect(
    "without a file takes the calls, point-to-point and multipoint, but no story that has deaths of its own",
    () =>
      Effect.gen(function* () {
        const { code, out } = yield* condis("enumerate", "--crash", "--quiet", "--every", "1000000")
        expect(code).toBe(0)
        const tried = (name: string) => new RegExp(`^${name} +(cm|mcm) +1 +1 +clean$`, "gm")
        for (const { name, script } of [...allScenarios("point-to-point"), ...allScenarios("multipoint")])
          expect(out.match(tried(name)) ?? [], name).toHaveLength(script.some((step) => "crash" in step) ? 0 : 2)
      }),
    60_000
  )

  it.effect("refuses what cannot be enumerated", () =>
    Effect.gen(function* () {
      expect((yield* condis("enumerate", file)).code).toBe(2)
      expect((yield* condis("enumerate", "--crash", file, "--every", "0")).code).toBe(2)
      const unknown = yield* condis("enumerate", "--crash", file, "--driver", "alice/nobody")
      expect(unknown.code).toBe(2)
      expect(unknown.err).toContain("no driver is called alice/nobody")
      const dying = yield* condis("enumerate", "--crash", join(folder, "../lifecycle/crash-client.yaml"))
      expect(dying.code).toBe(2)
      expect(dying.err).toContain("a script without crash and stop")
    })
  )
})
