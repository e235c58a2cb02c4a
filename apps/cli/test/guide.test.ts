/**
 * docs/first-fault-experiment.md does what it says: its commands are run, its rules act, its TypeScript compiles and runs.
 */
import { describe, expect, it } from "@effect/vitest"
import { Fault, NdisStatus } from "@condis/core"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { Simulation } from "@condis/explore"
import { exploring, scenarioRun } from "../src/run/Runner.ts"
import { condis, scenarioFolder, scenarioOf } from "./support.ts"

const guide = readFileSync(join(dirname(scenarioFolder), "docs/first-fault-experiment.md"), "utf8")

/** The arguments of each `npm run condis -- …` of the guide, as a shell takes them. */
const commands = [...guide.matchAll(/^npm run condis -- (.*)$/gm)].map(([, words]) =>
  [...String(words).matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => String(quoted ?? plain))
)

/** Exit codes, in their order: the run that fails on purpose, the rule that is refused, the drawn run, the deaths, the close that is lost. */
const codes = [1, 2, 0, 0, 1]

const inRoot = (args: ReadonlyArray<string>, folder: string): ReadonlyArray<string> =>
  args.map((word) =>
    word.startsWith("scenarios/") ? join(dirname(scenarioFolder), word) : word === "out.jsonl" ? join(folder, word) : word
  )

describe("the guide to a first fault experiment", () => {
  it.effect(
    "has commands that end as it says",
    () =>
      Effect.gen(function* () {
        const folder = mkdtempSync(join(tmpdir(), "condis-"))
        expect(commands).toHaveLength(codes.length)
        const outcomes = yield* Effect.forEach(commands, (args) => condis(...inRoot(args, folder)))
        expect(outcomes.map(({ code }) => code)).toEqual(codes)
        const [failed, refused] = outcomes
        // The lines it shows are lines of that run.
        for (const line of [
          "MiniportCoActivateVc(vc2.1)",
          "= RESOURCES",
          "NdisCmMakeCallComplete(RESOURCES, vc2.1)",
          "NdisCoDeleteVc(vc2.1)"
        ]) {
          expect(guide).toContain(line)
          expect(failed?.out).toContain(line)
        }
        expect(refused?.err).toContain("the same verdict on NdisCmMakeCallComplete")
        expect(outcomes[4]?.out).toContain("ProtocolCmCloseCall pended 120000 ms ago")
        rmSync(folder, { recursive: true })
      }),
    60_000
  )

  it.effect("has rules in TypeScript that act", () =>
    Effect.sync(() => {
      const code = /```ts\n([^]*?)```/.exec(guide)?.[1] ?? ""
      // What stands in the guide, here checked by the compiler.
      const rules = [
        Fault.on("MiniportCoActivateVc", Fault.fail(NdisStatus.RESOURCES), { host: "alice", vc: 1 }),
        Fault.on("NdisCmMakeCallComplete", Fault.late(5000), { chance: 0.1 }),
        Fault.onFrame(Fault.anyFrame, Fault.drop, { chance: 0.05 })
      ]
      const lines = [...code.matchAll(/^ {2}(Fault\..*?),?$/gm)].map(([, line]) => String(line))
      const own = readFileSync(new URL(import.meta.url), "utf8")
      expect(lines).toHaveLength(rules.length)
      for (const line of lines) expect(own).toContain(`        ${line}`)
      const scenario = scenarioOf("point-to-point/outgoing-call-accepted.yaml")
      const { exit } = Simulation.run(exploring(Fault.withRules(rules)(scenarioRun(scenario, "cm", 1))), { seed: 1 })
      const acted = Exit.isSuccess(exit) ? exit.value.trace.filter(({ kind }) => kind === "fault") : []
      expect(acted.map((event) => ("rule" in event ? event.rule : ""))).toContain(Fault.text(rules[0]!))
    })
  )
})
