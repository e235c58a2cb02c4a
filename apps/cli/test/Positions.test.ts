import { describe, expect, it } from "vitest"
import { pathText, positions } from "../src/scenario/Positions.ts"

const place = (text: string, path: ReadonlyArray<string | number>): string => {
  const found = positions(text).of(path)
  return found === undefined ? "nowhere" : `${found.line}:${found.column}`
}

const yaml = `# a comment
a: 1
b:
  - x: 1
    "y z": 2
  -
    x: 3   # another
list:
- one
- { p: [1, 2,
      { q: 'it''s' }], "r": "a: b" }
text: |
  c: not a key
  - nor an item
long: some words
  that: go on
last: { s: &name t, u: *name }
`

const json = `{
  "a": { "b": [1, {"c": null}, "x, y: {"],
    "d e": true }
}`

describe("positions", () => {
  it.each([
    ["a key", ["a"], "2:1"],
    ["an item", ["b", 0], "4:3"],
    ["a key on the line of its item", ["b", 0, "x"], "4:5"],
    ["a quoted key", ["b", 0, "y z"], "5:5"],
    ["a key below its item", ["b", 1, "x"], "7:5"],
    ["an item at the indentation of its key", ["list", 0], "9:1"],
    ["a key in braces", ["list", 1, "p"], "10:5"],
    ["a key in braces on a further line", ["list", 1, "p", 2, "q"], "11:9"],
    ["a key behind quotes", ["list", 1, "r"], "11:24"],
    ["a key behind a block of text", ["long"], "15:1"],
    ["a key behind a text over several lines", ["last", "u"], "17:21"],
    ["something that is not there: what is around it", ["b", 1, "z"], "6:3"],
    ["what only looks like a key", ["text", "c"], "12:1"]
  ])("of YAML: %s", (_, path, expected) => {
    expect(place(yaml, path)).toBe(expected)
  })

  it.each([
    ["the root", [], "1:1"],
    ["a key", ["a", "b"], "2:10"],
    ["a key in an item", ["a", "b", 1, "c"], "2:20"],
    ["an item", ["a", "b", 2], "2:32"],
    ["a key on a further line", ["a", "d e"], "3:5"]
  ])("of JSON: %s", (_, path, expected) => {
    expect(place(json, path)).toBe(expected)
  })

  it("are found, somehow, in whatever text", () => {
    for (const text of ["", "- - -", "{", "]]]", '"', "a: [", "\t\t", ": : :", "- {a: [}", "a:\n b:\nc", "&a *b", "{a,b:,c}"]) {
      expect(() => positions(text).of(["a", 0])).not.toThrow()
    }
  })

  it("show paths as people write them", () => {
    expect(pathText(["script", 2, "call", "to"])).toBe("script[2].call.to")
    expect(pathText(["farEnds", "47.01"])).toBe('farEnds["47.01"]')
  })
})
