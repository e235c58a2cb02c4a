import * as Result from "effect/Result"
import { readdirSync, readFileSync } from "node:fs"
import { it } from "vitest"
import { simulate } from "../src/run/Runner.ts"
import { fromText } from "../src/scenario/Load.ts"
import { formsOf } from "../src/scenario/Scenario.ts"
const folder = new URL("../../../scenarios/lifecycle/", import.meta.url)
it("seeds", { timeout: 400_000 }, () => {
  for (const name of readdirSync(folder).sort()) {
    const { scenario } = Result.getOrThrow(fromText(name, readFileSync(new URL(name, folder), "utf8")))
    for (const form of formsOf(scenario)) {
      const seen = new Map<string, Array<number>>()
      const t = Date.now()
      for (let seed = 1; seed <= 50; seed++) for (const c of simulate(scenario, form, seed).checks) if (!c.ok) {
        const key = `${c.what}: ${c.found.replace(/#\d+ at [\d.]+ ms/g, "").slice(0, 260)}`
        seen.set(key, [...seen.get(key) ?? [], seed])
      }
      console.log(name, form, Date.now() - t, "ms")
      for (const [k, v] of [...seen].slice(0, 6)) console.log("   ", v.length, "seeds", v.slice(0, 4).join(","), k)
    }
  }
})
