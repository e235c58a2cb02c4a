/**
 * The test of the repository itself: its floor plan, its banned words, its links. Every check is also run on small bad inputs it must object
 * to and on near misses it must let pass, so that a check which has gone blind is noticed.
 */
import { execFileSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import * as Path from "node:path"
import { describe, expect, it } from "vitest"
import { importArrows, manifestArrows } from "./tidy/arrows.ts"
import * as Checks from "./tidy/checks.ts"
import { samples } from "./tidy/samples.ts"
import { source, type Source } from "./tidy/source.ts"

const root = Path.resolve(import.meta.dirname, "..")

/** Tracked files and those that would be tracked; a file deleted from the work tree only is left out, and so is anything not text. */
const repository = (): ReadonlyArray<Source> =>
  execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: root, encoding: "utf8" })
    .split("\0")
    .filter((path) => path !== "" && existsSync(Path.join(root, path)))
    .map((path) => ({ path, text: readFileSync(Path.join(root, path), "utf8") }))
    .filter(({ text }) => !text.includes("\0"))
    .map(({ path, text }) => source(path, text))

const show = ({ line, path, what }: Checks.Finding): string => `${path}:${line} ${what}`

const checks: ReadonlyArray<Checks.Check> = [
  importArrows,
  manifestArrows,
  Checks.bannedGlobals,
  Checks.noAny,
  Checks.noUnbounded,
  Checks.noEffect3,
  Checks.noDisabledTests,
  Checks.noSilencing,
  Checks.expectErrorInTests,
  Checks.noReminders,
  Checks.noMachinePaths,
  Checks.fileLength,
  Checks.headComment,
  Checks.links,
  Checks.references
]

const files = repository()

describe("the repository", () => {
  it("is really read: all five packages and both applications are among its files", () => {
    const homes = new Set(files.map(({ path }) => path.split("/").slice(0, 2).join("/")))
    for (const home of ["core", "miniport", "client", "cm", "explore"]) expect(homes).toContain(`packages/${home}`)
    for (const home of ["cli", "bench"]) expect(homes).toContain(`apps/${home}`)
  })

  it.each(checks.map((check) => [check.name, check] as const))("%s", (_, check) => {
    expect(check.find(files).map(show)).toEqual([])
  })
})

describe("each check", () => {
  it("has bad samples and good samples", () => {
    expect(Object.keys(samples).sort()).toEqual(checks.map(({ name }) => name).sort())
    for (const { bad, good } of Object.values(samples)) {
      expect(bad.length).toBeGreaterThan(0)
      expect(good.length).toBeGreaterThan(0)
    }
  })

  for (const check of checks) {
    describe(check.name, () => {
      for (const [path, text] of samples[check.name]?.bad ?? []) {
        it(`objects to ${path}: ${JSON.stringify(text.slice(0, 60))}`, () => {
          expect(check.find([source(path, text)]).map(show)).not.toEqual([])
        })
      }
      for (const [path, text] of samples[check.name]?.good ?? []) {
        it(`lets pass ${path}: ${JSON.stringify(text.slice(0, 60))}`, () => {
          expect(check.find([source(path, text)]).map(show)).toEqual([])
        })
      }
    })
  }
})

describe("the scanner", () => {
  const code = (text: string): string => source("a.ts", text).code

  it("keeps every offset and line break", () => {
    const text = 'const a = "x\\"y" // c\n/* d\n */ const b = `p${a + "q"}r` / 2\n'
    expect(code(text)).toHaveLength(text.length)
    expect(code(text).split("\n")).toHaveLength(text.split("\n").length)
  })

  it("blanks comments, strings and templates, but not the code in a template's holes", () => {
    expect(code('f("any" /* any */, `any ${any({ a: `any` })} any`) // any').match(/any/g)).toEqual(["any"])
  })

  it("tells a regular expression from a division", () => {
    expect(code("const a = /any[/]any/.test(b)")).not.toContain("any")
    expect(code("const a = b / any / c")).toContain("any")
    expect(code("const a = (b) / any / c")).toContain("any")
  })

  it("finds static, dynamic, type and side-effect imports with their lines, and none in strings or comments", () => {
    const text = [
      'import * as A from "a"',
      'import type { B } from "b"',
      'import "c"',
      'export * from "d"',
      'const e = import("e")',
      'type F = import("f").F',
      '// import "g"',
      "const h = 'import \"h\"'",
      "import {",
      "  I",
      '} from "i"'
    ].join("\n")
    expect(source("a.ts", text).imports.map(({ line, specifier }) => `${line}${specifier}`)).toEqual([
      "1a",
      "2b",
      "3c",
      "4d",
      "5e",
      "6f",
      "11i"
    ])
  })
})
