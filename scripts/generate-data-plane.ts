/**
 * Writes the matrix into docs/data-plane.md: how much data gets through a call, and how long it takes, for each form, service, load and
 * length of chains. On virtual time, so the same on every machine.
 *
 *     node --conditions=source scripts/generate-data-plane.ts           write it
 *     node --conditions=source scripts/generate-data-plane.ts --check   exit 1 when the page differs from what would be written
 */
import { readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { chains, forms, loads, measure, type Measured, rates, type Service, services } from "./data-plane/Cell.ts"

export const path = fileURLToPath(new URL("../docs/data-plane.md", import.meta.url))

const begin = "<!-- begin of the matrix: scripts/generate-data-plane.ts writes it -->"
const end = "<!-- end of the matrix -->"

const number = (value: number): string => value.toLocaleString("en-US")
const cell = ({ goodput, p50, p99 }: Measured): string => `${number(Math.round(goodput / 1000))} | ${number(p50)} | ${number(p99)}`

const table = (service: Service): ReadonlyArray<string> => [
  `### ${service}, ${number(rates[service] / 1000)} kB/s`,
  "",
  `| load | chain | ${forms.map((form) => `${form}: kB/s | p50 µs | p99 µs`).join(" | ")} |`,
  `|---|---:|${forms.map(() => "---:|---:|---:|").join("")}`,
  ...loads.flatMap((load) =>
    chains.map((chain) => `| ${load} | ${chain} | ${forms.map((form) => cell(measure(form, service, load, chain))).join(" | ")} |`)
  ),
  ""
]

/** The page with the matrix as it is now. */
export const rendered = (page: string): string => {
  const [before, rest] = [page.slice(0, page.indexOf(begin)), page.slice(page.indexOf(end))]
  if (!page.includes(begin) || !page.includes(end)) throw new Error(`${path} has no place for the matrix`)
  return `${before}${begin}\n\n${services.flatMap(table).join("\n")}\n${rest}`
}

if (import.meta.main) {
  const before = readFileSync(path, "utf8")
  const after = rendered(before)
  if (!process.argv.includes("--check")) writeFileSync(path, after)
  else if (before !== after) {
    console.error("docs/data-plane.md is not what the runs give; run node --conditions=source scripts/generate-data-plane.ts")
    process.exitCode = 1
  }
}
