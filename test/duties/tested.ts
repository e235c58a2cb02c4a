/**
 * Which tests are named with which rule.
 */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { rulesOf, titlesOf } from "./titles.ts"

const root = join(import.meta.dirname, "../..")

/** The tests that run NDIS, or a driver kit: those of the tables alone say what a table says, not what NDIS does. */
const testFiles = readdirSync(join(root, "packages"))
  .flatMap((name) => {
    const folder = join(root, "packages", name, "test")
    return readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => join("packages", name, "test", file))
  })
  .filter((file) => file.endsWith(".test.ts") && !file.startsWith(join("packages", "core", "test", "machine")))

const named = new Map<string, ReadonlyArray<string>>()
for (const file of testFiles)
  for (const title of titlesOf(readFileSync(join(root, file), "utf8")))
    for (const rule of rulesOf(title)) named.set(rule, [...(named.get(rule) ?? []), `${file}: ${title}`])

/** Titles of tests, with their files, by rule. */
export const tested: ReadonlyMap<string, ReadonlyArray<string>> = named
