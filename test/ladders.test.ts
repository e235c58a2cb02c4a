import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { path, render } from "../scripts/generate-ladders.ts"

describe("docs/condis/ladders.md", () => {
  const document = readFileSync(path, "utf8")

  it("has the ladders that the runs give", () => {
    expect(render()).toBe(document)
  })

  it("has documents 001 to 004 in both forms, each from its operation's first step to its last", () => {
    const sections = document.split(/^### /m).slice(1)
    expect(sections.map((text) => text.slice(0, 3))).toEqual(["001", "001", "002", "002", "003", "003", "004", "004"])
    const ends: { readonly [number: string]: readonly [RegExp, RegExp] } = {
      "001": [/ 1 ~ RELEASE$/m, /SUCCESS of \d+ NdisCoDeleteVc/],
      "002": [/ 1 NdisClCloseCall/, /SUCCESS of \d+ NdisCoDeleteVc/],
      "003": [/ 1 ~ SETUP$/m, /ProtocolClCallConnected/],
      "004": [/ 1 NdisCoCreateVc/, /ProtocolClMakeCallComplete\(SUCCESS/]
    }
    for (const text of sections) {
      for (const mark of ends[text.slice(0, 3)]!) expect(text).toMatch(mark)
      expect(text).not.toContain(" of 0 ")
    }
  })
})
