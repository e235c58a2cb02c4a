import * as NodeServices from "@effect/platform-node/NodeServices"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { catalogueFacts } from "../src/facts/Catalogue.ts"
import { factIds, facts, factsIn, proofs, withoutBehaviour } from "../src/facts/Facts.ts"
import { simulate } from "../src/run/Runner.ts"
import type { ScenarioResult } from "../src/run/Types.ts"
import { load } from "../src/scenario/Load.ts"
import { type Form, formsOf, type Scenario } from "../src/scenario/Scenario.ts"
import { condis } from "./support.ts"

const root = fileURLToPath(new URL("../../../", import.meta.url))
const documents = ["documents", "point-to-point"].flatMap((folder) =>
  readdirSync(`${root}scenarios/${folder}`).map((name) => `${root}scenarios/${folder}/${name}`)
)

const read = (file: string): Promise<Scenario> =>
  Effect.runPromise(Effect.map(load(file), ({ scenario }) => scenario).pipe(Effect.provide(NodeServices.layer)))

const scenarios = new Map((await Promise.all(documents.map(read))).map((scenario) => [scenario.name, scenario]))
const done = new Map<string, ScenarioResult>()
const run = (name: string, form: Form): ScenarioResult => {
  const key = `${name} ${form}`
  const result = done.get(key) ?? simulate(scenarios.get(name)!, form, 0)
  done.set(key, result)
  return result
}

/**
 * What the documents do not speak of: a program that gave its call up closes it whatever it was made with, and a call is taken back
 * while it is on offer.
 */
const beside: { readonly [run: string]: ReadonlyArray<string> } = {
  "outgoing-call-given-up cm": ["SEED-004-31"],
  "outgoing-call-given-up mcm": ["SEED-004-31"],
  "outgoing-call-aborted cm": ["SEED-001-01", "SEED-001-02"],
  "outgoing-call-aborted mcm": ["SEED-001-01", "SEED-001-03"]
}

describe("the facts of the five documents", () => {
  it("are all there, each once: those that docs/condis/seeds.md lists", () => {
    const listed = [...readFileSync(`${root}docs/condis/seeds.md`, "utf8").matchAll(/^\| (SEED-\d{3}-\d{2}) \|/gm)].map(([, id]) => id)
    expect(listed.length).toBe(115)
    expect(factIds).toEqual(listed.toSorted())
  })

  const proven = proofs(run)

  it.each(proven.map((proof) => [`${proof.id} ${proof.says}: ${proof.shownBy}`, proof] as const))("%s", (_, proof) => {
    expect({ holds: proof.holds, why: proof.why }).toEqual({ holds: true, why: proof.why })
    expect({ damage: proof.damage, rejected: proof.rejected }).toEqual({ damage: proof.damage, rejected: true })
  })

  it("are proven in every form they speak of", () => {
    const wanted = facts.flatMap(({ form, id }) => (form === "both" ? [id, id] : [id])).concat(catalogueFacts.map(({ id }) => id))
    expect(proven.map(({ id }) => id).toSorted()).toEqual(wanted.toSorted())
    expect(withoutBehaviour.map(({ id }) => id)).toEqual(["SEED-003-25"])
  })

  it.each([...scenarios.values()].flatMap((scenario) => formsOf(scenario).map((form) => [scenario.name, form] as const)))(
    "nothing in %s (%s) contradicts one",
    (name, form) => {
      const { contradicted, shown } = factsIn(run(name, form))
      expect(contradicted.map((text) => text.slice(0, "SEED-000-00".length))).toEqual(beside[`${name} ${form}`] ?? [])
      expect(shown.length).toBeGreaterThan(0)
    }
  )
})

describe("in orders drawn at random", () => {
  const five = readdirSync(`${root}scenarios/documents`).map((name) => name.replace(/\.yaml$/, ""))

  it.each(five.flatMap((name) => (["cm", "mcm"] as const).map((form) => [name, form] as const)))(
    "nothing in %s (%s) contradicts a fact",
    (name, form) => {
      for (let seed = 1; seed <= 5; seed++)
        expect({ seed, contradicted: factsIn(simulate(scenarios.get(name)!, form, seed)).contradicted }).toEqual({ seed, contradicted: [] })
    }
  )
})

describe("condis seeds", () => {
  it.effect("prints fact, scenario, damage and result, and sums up", () =>
    Effect.gen(function* () {
      const { code, out } = yield* condis("seeds", "SEED-001-18", "SEED-003-25")
      expect(code).toBe(0)
      expect(out).toContain("SEED-001-18  a client's own VC and another status: the client must delete it")
      expect(out).toMatch(/holds +remote-close-with-each-status \(cm\)/)
      expect(out).toMatch(/damaged +without \d+ NdisCoDeleteVc: \d+: the VC is not deleted/)
      expect(out).toMatch(/SEED-003-25 .*\n +no behaviour/)
      expect(out).toContain("2 facts: 1 hold and reject their damage, 0 do not, 1 without behaviour")
    })
  )

  it.effect("refuses a fact there is none of", () =>
    Effect.gen(function* () {
      const { code, err } = yield* condis("seeds", "SEED-001-99")
      expect(code).toBe(2)
      expect(err).toContain("there is no such fact")
    })
  )
})
