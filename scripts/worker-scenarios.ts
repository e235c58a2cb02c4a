/**
 * Runs every scenario that may be with its hardware in a worker, in both forms, each in a process of its own, and says which fail, hang, or
 * are slow because their protocol timers take that long on the clock of a machine.
 *
 *     npm run worker-scenarios                       all of them
 *     npm run worker-scenarios -- traffic/ crash     those with one of these words in their path
 *     npm run worker-scenarios -- --longest 30       none that takes more than 30 s on virtual time (it is said which)
 *
 * Exit 1 when one fails or hangs. A run hangs when it takes longer than on virtual time and 30 s more.
 */
import * as Result from "effect/Result"
import { spawnSync } from "node:child_process"
import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { simulate } from "../apps/cli/src/run/Runner.ts"
import { fromText } from "../apps/cli/src/scenario/Load.ts"
import { formsOf } from "../apps/cli/src/scenario/Scenario.ts"

const root = fileURLToPath(new URL("..", import.meta.url))
const { positionals, values } = parseArgs({ allowPositionals: true, options: { longest: { type: "string", default: "120" } } })
const longest = Number(values.longest)
const spare = 30

const files = readdirSync(`${root}scenarios`, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".yaml"))
  .filter((file) => positionals.length === 0 || positionals.some((word) => file.includes(word)))
  .sort()

const counted = new Map<string, number>()
const row = (result: string, file: string, form: string, virtual: number, real: number | undefined): void => {
  counted.set(result, (counted.get(result) ?? 0) + 1)
  const seconds = (value: number | undefined) => (value === undefined ? "" : value.toFixed(1)).padStart(7)
  console.log(`${result.padEnd(8)} ${form.padEnd(4)} ${seconds(virtual)} ${seconds(real)}  ${file}`)
}

console.log("result   form virtual    real  scenario")
for (const file of files) {
  const path = `scenarios/${file}`
  const { scenario } = Result.getOrThrow(fromText(path, readFileSync(`${root}${path}`, "utf8")))
  if (scenario.clock === "virtual" || scenario.faults.some(({ target }) => "frame" in target)) {
    row("not for", file, "", 0, undefined)
    continue
  }
  for (const form of formsOf(scenario)) {
    const virtual = (simulate(scenario, form, 0).trace.at(-1)?.time ?? 0) / 1_000_000
    if (virtual > longest) {
      row("too long", file, form, virtual, undefined)
      continue
    }
    const began = performance.now()
    const args = ["apps/cli/dist/main.js", "run", path, "--form", form, "--hardware", "worker"]
    const run = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8", timeout: Math.ceil((virtual + spare) * 1000) })
    const real = (performance.now() - began) / 1000
    const result = run.signal !== null ? "hangs" : run.status === 0 ? "passed" : "FAILED"
    row(result, file, form, virtual, real)
    if (result === "FAILED") console.log(`${run.stdout}${run.stderr}`.trim())
  }
}
console.log([...counted].map(([result, count]) => `${count} ${result}`).join(", "))
process.exitCode = (counted.get("FAILED") ?? 0) + (counted.get("hangs") ?? 0) > 0 ? 1 : 0
