/**
 * The Effect part of the lint: Effects nobody yields or keeps, `yield` without a star, and the like, over every source and test.
 *
 * The checker says "0 errors" also when it looked at nothing, so a run that checked no file is a failure here.
 */
import { spawnSync } from "node:child_process"

const run = spawnSync(
  "effect-tsgo",
  ["diagnostics", "--project", "tsconfig.test.json", "--format", "text", "--severity", "error,warning"],
  {
    encoding: "utf8",
    shell: process.platform === "win32"
  }
)
const output = `${run.stdout ?? ""}${run.stderr ?? ""}`
const checked = Number(/Checked (\d+) files/.exec(output)?.[1] ?? 0)
if (run.status !== 0 || checked === 0) {
  process.stdout.write(output)
  process.stdout.write(checked === 0 ? "effect-tsgo checked no file: is the plugin still named in tsconfig.test.json?\n" : "")
  process.exit(1)
}
process.stdout.write(`effect-tsgo: ${checked} files checked\n`)
