import * as NodeServices from "@effect/platform-node/NodeServices"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import { Command } from "effect/cli"
import { fromJsonLines } from "../src/reader/JsonLines.ts"
import { ddiText, listText } from "../src/command/ddi.ts"
import { runCommand } from "../src/command/run.ts"
import type { RunOptions, RunScenarios, ScenarioResult } from "../src/run/Types.ts"
import { formsOf, headerInstances } from "../src/scenario/Scenario.ts"
import { call, caught, condis, numbered } from "./support.ts"
import * as Result from "effect/Result"

describe("condis", () => {
  it.effect("explains itself, its exit codes included", () =>
    Effect.gen(function* () {
      for (const args of [[], ["--help"]]) {
        const { code, out } = yield* condis(...args)
        expect(code).toBe(0)
        expect(out).toContain("condis ddi NdisClMakeCall")
        expect(out).toContain("Exit codes: 0 all expectations hold; 1 some do not; 2 the input cannot be used")
      }
    })
  )

  it.effect.each([
    ["an unknown command", ["bogus"], 'Unknown subcommand "bogus"', "condis --help"],
    ["an unknown flag", ["ddi", "--bogus"], "--bogus", "condis ddi --help"]
  ] as const)("ends with 2 and one line of advice for %s", ([, args, what, help]) =>
    Effect.gen(function* () {
      const { code, err, out } = yield* condis(...args)
      expect(code).toBe(2)
      expect(err).toContain(what)
      expect(err).toContain(`help: ${help}`)
      expect(out).toBe("")
    })
  )
})

describe("condis ddi", () => {
  it.effect("lists all functions and callbacks by group", () =>
    Effect.gen(function* () {
      const { code, out } = yield* condis("ddi")
      expect(code).toBe(0)
      expect(out).toBe(listText())
      expect(out).toContain("146 functions and callbacks")
      expect(out).toMatch(/outgoing call\n {2}NdisClMakeCall +≤ DISPATCH +pends +called by client\n/)
    })
  )

  it.effect("explains one, whatever the case of its letters", () =>
    Effect.gen(function* () {
      const { code, out } = yield* condis("ddi", "ndisclmakecall")
      expect(code).toBe(0)
      expect(out).toBe(ddiText("NdisClMakeCall"))
      expect(out).toContain("completion   ProtocolClMakeCallComplete")
      expect(out).toContain("CallParameters (inout): PCO_CALL_PARAMETERS")
      expect(out).toContain("NDIS_STATUS_PENDING")
      expect(out).toContain("Rules\n  - ")
    })
  )

  it("tells the two names of a call manager's function", () => {
    expect(ddiText("NdisCmMakeCallComplete")).toContain("MCM twin     NdisMCmMakeCallComplete")
    expect(ddiText("NdisMCmMakeCallComplete")).toContain("stand-alone  NdisCmMakeCallComplete (this is a macro of it)")
    expect(ddiText("NdisMCmActivateVc")).toContain("stand-alone  NdisCmActivateVc\n")
  })

  it("keeps to its page", () => {
    for (const line of [listText(), ddiText("NdisClMakeCall"), ddiText("ProtocolCmMakeCall")].join("\n").split("\n")) {
      expect(line.length).toBeLessThanOrEqual(120)
    }
  })

  it.effect("lists what no run exercises, and the run for each status, with the reason where there is none", () =>
    Effect.gen(function* () {
      const { out } = yield* condis("ddi", "--unused")
      expect(out).toBe("146 functions and callbacks: 146 cross in scenarios and tests, 0 do not")
      const statuses = (yield* condis("ddi", "--statuses")).out
      expect(statuses).toMatch(/^NdisClMakeCall\n {2}NDIS_STATUS_RESOURCES {2,}\S/m)
      expect(statuses).toMatch(/^ {2}NDIS_STATUS_CLOSING_INDICATING +none: NDIS_STATUS_CLOSING says the same/m)
      expect(`${out}\n${statuses}`).not.toContain("no reason is given")
      for (const line of `${out}\n${statuses}`.split("\n")) expect(line.length).toBeLessThanOrEqual(120)
    })
  )

  it.effect("tells programs the same", () =>
    Effect.gen(function* () {
      const told = JSON.parse((yield* condis("ddi", "--unused", "--statuses", "--json")).out) as {
        readonly unused: ReadonlyArray<{ readonly name: string }>
        readonly statuses: ReadonlyArray<{ readonly name: string; readonly status: string; readonly by?: string; readonly why?: string }>
      }
      expect(told.unused).toEqual([])
      for (const { by, why } of told.statuses) expect([by, why].filter((each) => each !== undefined).length).toBe(1)
      expect(JSON.parse((yield* condis("ddi", "NdisClMakeCall", "--json")).out)).toMatchObject({ name: "NdisClMakeCall", pends: true })
      expect((JSON.parse((yield* condis("ddi", "--json")).out) as ReadonlyArray<unknown>).length).toBe(146)
    })
  )

  it.effect("ends with 2 for a name that does not exist, with those that may be meant", () =>
    Effect.gen(function* () {
      const { code, err } = yield* condis("ddi", "NdisClMakeCal")
      expect(code).toBe(2)
      expect(err).toBe("NdisClMakeCal: there is no function or callback of this name\n    help: did you mean NdisClMakeCall?")
    })
  )
})

const readable = (name: string, form = "both"): string =>
  `name: ${name}\nabout: |\n  A first line.\n  A second.\nform: ${form}\nhosts: { alice: { address: "4711", clients: { voice: {} } } }\nscript: []\n`

const directory = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const path = yield* fs.makeTempDirectoryScoped()
  yield* fs.makeDirectory(`${path}/inside`)
  yield* fs.writeFileString(`${path}/good.yaml`, readable("good"))
  yield* fs.writeFileString(`${path}/inside/only-mcm.yaml`, readable("only-mcm", "mcm"))
  yield* fs.writeFileString(`${path}/notes.txt`, "not a scenario")
  return path
})

const inDirectory = <A, E>(body: (path: string) => Effect.Effect<A, E, FileSystem.FileSystem>) =>
  Effect.flatMap(directory, body).pipe(Effect.scoped, Effect.provide(NodeServices.layer))

describe("condis scenarios", () => {
  it.effect("lists name, forms and the first line of what each is about", () =>
    inDirectory((path) =>
      Effect.gen(function* () {
        const { code, out } = yield* condis("scenarios", path)
        expect(code).toBe(0)
        expect(out).toMatch(/good\.yaml +cm, mcm +A first line\.\n.*inside\/only-mcm\.yaml +mcm +A first line\.\n\n2 scenarios/)
      })
    )
  )

  it.effect("lists what can be loaded and ends with 2 for what cannot", () =>
    inDirectory((path) =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        yield* fs.writeFileString(`${path}/bad.yaml`, "name: bad\n")
        const { code, err, out } = yield* condis("scenarios", path)
        expect(code).toBe(2)
        expect(out).toContain("good.yaml")
        expect(err).toContain("bad.yaml:1:1: about: the key about is missing")
        expect((yield* condis("scenarios", `${path}/nowhere`)).err).toContain("there is no such directory")
      })
    )
  )
})

/** A runner whose runs make one call each and hold or not. */
const runner =
  (holds: boolean, seen: Array<RunOptions> = []): RunScenarios =>
  (options) =>
    Effect.sync(() => {
      seen.push(options)
      return options.scenarios.flatMap(({ scenario }) =>
        formsOf(scenario, options.form).map((form): ScenarioResult => ({
          scenario,
          form,
          checks: [
            { ok: true, what: "violations: 0", found: "" },
            { ok: holds, what: "ladder: 1 lines in order", found: holds ? "" : "line 1 does not occur", ...(holds ? {} : { at: 2 }) }
          ],
          header: {
            condis: "trace",
            version: 1,
            seed: options.seed,
            form,
            scenario: scenario.name,
            instances: headerInstances(scenario, form)
          },
          trace: numbered([
            call("alice", "voice>", "NdisRegisterProtocolDriver"),
            call("alice", "voice>", "NdisClMakeCall"),
            call("alice", "voice>", "NdisClCloseCall")
          ]),
          scriptBegins: 2,
          leftovers: []
        }))
      )
    })

const run = (runScenarios: RunScenarios, ...args: ReadonlyArray<string>) =>
  caught(
    Command.runWith(runCommand(runScenarios), { version: "0.0.0" })(args).pipe(
      Effect.as("ok"),
      Effect.catch((error) => Effect.succeed(error._tag === "BadInput" ? error.message : error._tag)),
      Effect.flatMap((ending) =>
        Effect.as(
          Effect.sync(() => endings.push(ending)),
          endings.length
        )
      )
    )
  ).pipe(Effect.map((outcome) => ({ ...outcome, ending: endings.at(-1) ?? "" })))

const endings: Array<string> = []

describe("condis run", () => {
  it.effect("hands the scenarios, forms and seed to the runner and closes with a table", () =>
    inDirectory((path) =>
      Effect.gen(function* () {
        const seen: Array<RunOptions> = []
        const { ending, out } = yield* run(runner(true, seen), `${path}/good.yaml`, `${path}/inside/only-mcm.yaml`, "--seed", "7")
        expect(ending).toBe("ok")
        expect(seen[0]).toMatchObject({ form: "both", seed: 7, realtime: false })
        expect(out).toBe(
          [
            "scenario  form  events  expectations  result",
            "────────  ────  ──────  ────────────  ──────",
            "good      cm    3       2/2           passed",
            "good      mcm   3       2/2           passed",
            "only-mcm  mcm   3       2/2           passed",
            "",
            "3 passed, 0 failed"
          ].join("\n")
        )
      }).pipe(Effect.provide(NodeServices.layer))
    )
  )

  it.effect("draws the ladder up to the failure, says what was expected and what was found, and fails", () =>
    inDirectory((path) =>
      Effect.gen(function* () {
        const { ending, out } = yield* run(runner(false), `${path}/good.yaml`, "--form", "cm")
        expect(ending).toBe("ExpectationsFailed")
        expect(out).toContain("good (call manager and miniport): 1 of 2 expectations do not hold (seed 0)")
        expect(out).toContain("2 NdisClMakeCall")
        expect(out).not.toContain("NdisRegisterProtocolDriver")
        expect(out).not.toContain("NdisClCloseCall")
        expect(out).toContain("✗ expected  ladder: 1 lines in order\n  found     line 1 does not occur")
        expect(out).toContain("0 passed, 1 failed")
      }).pipe(Effect.provide(NodeServices.layer))
    )
  )

  it.effect("draws every ladder when asked to", () =>
    inDirectory((path) =>
      Effect.gen(function* () {
        const { out } = yield* run(runner(true), `${path}/good.yaml`, "--ladder")
        expect(out).toContain("── good (call manager and miniport)")
        expect(out).toContain("── good (MCM driver)")
        expect(out).toContain("3 NdisClCloseCall")
        expect(out).toContain("the start of the hosts is left out; --from-start draws it too")
        expect(out).not.toContain("NdisRegisterProtocolDriver")
        const whole = yield* run(runner(true), `${path}/good.yaml`, "--from-start")
        expect(whole.out).toContain("1 NdisRegisterProtocolDriver")
        expect(whole.out).not.toContain("left out")
      }).pipe(Effect.provide(NodeServices.layer))
    )
  )

  it.effect("writes the trace, of several runs each to its own file", () =>
    inDirectory((path) =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        yield* run(runner(true), `${path}/good.yaml`, "--form", "cm", "--trace", `${path}/one.jsonl`)
        const one = Result.getOrThrow(fromJsonLines("one.jsonl", yield* fs.readFileString(`${path}/one.jsonl`)))
        expect(one.header).toMatchObject({ form: "cm", scenario: "good" })
        expect(one.events).toHaveLength(3)
        yield* run(runner(true), `${path}/good.yaml`, "--trace", `${path}/two.jsonl`)
        expect(yield* fs.exists(`${path}/two.good.cm.jsonl`)).toBe(true)
        expect(yield* fs.exists(`${path}/two.good.mcm.jsonl`)).toBe(true)
        const { ending } = yield* run(runner(true), `${path}/good.yaml`, "--trace", `${path}/nowhere/out.jsonl`)
        expect(ending).toContain("the trace cannot be written")
      }).pipe(Effect.provide(NodeServices.layer))
    )
  )

  it.effect("runs nothing when a file is bad, or when a scenario has not the form asked for", () =>
    inDirectory((path) =>
      Effect.gen(function* () {
        const seen: Array<RunOptions> = []
        const missing = yield* run(runner(true, seen), `${path}/good.yaml`, `${path}/goof.yaml`)
        expect(missing.ending).toContain("goof.yaml: there is no such file")
        const other = yield* run(runner(true, seen), `${path}/inside/only-mcm.yaml`, "--form", "cm")
        expect(other.ending).toContain("this scenario runs in the form mcm only")
        expect((yield* run(runner(true, seen))).ending).toBe("ShowHelp")
        expect((yield* run(runner(true, seen), `${path}/good.yaml`, "--form", "cmm")).ending).toBe("ShowHelp")
        expect((yield* run(runner(true, seen), `${path}/good.yaml`, "--seed", "x")).ending).toBe("ShowHelp")
        expect(seen).toEqual([])
      }).pipe(Effect.provide(NodeServices.layer))
    )
  )
})
