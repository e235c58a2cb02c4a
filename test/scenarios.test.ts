import * as Result from "effect/Result"
import { readdirSync, readFileSync } from "node:fs"
import { basename, join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { fromText } from "../apps/cli/src/scenario/Load.ts"
import { steps } from "../apps/cli/src/scenario/Step.ts"
import { path, render } from "../scripts/generate-scenario-docs.ts"

const document = readFileSync(path, "utf8")

const fences = [...document.matchAll(/^```yaml\n([^]*?)^```/gm)].map((fence) => String(fence[1]))

const hosts = `name: an-example
about: An example.
hosts:
  alice: { address: "4711", clients: { voice: {} } }
  bob: { address: "4712", clients: { phone: { saps: ["4712"] } } }
`

const before = (text: string): string => (text.includes("id: c1") ? "" : "- call: { id: c1, from: alice/voice, to: bob }\n")

/** An example as a file: steps get hosts and a call, expectations get hosts. */
const whole = (text: string): string => {
  if (text.startsWith("name:")) return text
  return text.startsWith("expect:") ? `${hosts}script: []\n${text}` : `${hosts}script:\n${before(text)}${text}`
}

const problems = (text: string): string => {
  const result = fromText("example.yaml", whole(text))
  return Result.isFailure(result) ? result.failure.message : ""
}

describe("docs/scenarios.md", () => {
  it("has the tables the schema makes", () => {
    expect(render(document)).toBe(document)
  })

  it.each(Object.entries(steps))("shows the step %s with an example that loads", (kind, { example }) => {
    expect(document).toContain(`### ${kind}\n`)
    expect(fences).toContain(`${example}\n`)
    expect(example).toMatch(new RegExp(`^- ${kind}:`, "m"))
    expect(problems(`${example}\n`)).toBe("")
  })

  it.each(fences.map((fence) => [fence.split("\n")[0], fence]))("has an example that loads: %s", (_, fence) => {
    expect(problems(String(fence))).toBe("")
  })
})

const root = fileURLToPath(new URL("../scenarios", import.meta.url))
const files = readdirSync(root, { withFileTypes: true, recursive: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name))
  .sort()

const loaded = (file: string) => fromText(file, readFileSync(file, "utf8"))

describe("the scenarios of the repository", () => {
  it("are there", () => {
    expect(files.length).toBeGreaterThan(20)
    expect(new Set(files.map((file) => basename(file))).size).toBe(files.length)
  })

  it.each(files.map((file) => [basename(file), file]))("%s loads, and says what it is about and what lines it expects", (name, file) => {
    const result = loaded(file)
    if (Result.isFailure(result)) return expect.fail(result.failure.message)
    const { about, expect: expected, name: own } = result.success.scenario
    expect(name).toBe(`${own}.yaml`)
    expect(about.trim().split("\n").length).toBeLessThanOrEqual(4)
    expect(expected.ladder.length + Object.values(expected.ladderOf).flat().length).toBeGreaterThan(0)
  })
})
