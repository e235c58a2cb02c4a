import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { path, render } from "../scripts/generate-ladders.ts"

describe("docs/condis/ladders.md", () => {
  const document = readFileSync(path, "utf8")

  it("has the ladders that the runs give", () => {
    expect(render()).toBe(document)
  })

  it("has documents 000, in its three cases, to 004 in both forms, each from its operation's first step to its last", () => {
    const sections = document.split(/^### /m).slice(1)
    const numberOf = (text: string): string => text.slice(0, text.indexOf(","))
    const numbers = ["000a", "000b", "000c", "001", "002", "003", "004"]
    expect(sections.map(numberOf)).toEqual(numbers.flatMap((number) => [number, number]))
    const ends: { readonly [number: string]: readonly [RegExp, RegExp] } = {
      "000a": [/ 1 ~ DROP PARTY\b/, /SUCCESS of \d+ NdisClDropParty/],
      "000b": [/ 1 ~ RELEASE$/m, /SUCCESS of \d+ NdisCoDeleteVc/],
      "000c": [/ 1 ~ DROP PARTY\b/, /SUCCESS of \d+ NdisClDropParty/],
      "001": [/ 1 ~ RELEASE$/m, /SUCCESS of \d+ NdisCoDeleteVc/],
      "002": [/ 1 NdisClCloseCall/, /SUCCESS of \d+ NdisCoDeleteVc/],
      "003": [/ 1 ~ SETUP$/m, /ProtocolClCallConnected/],
      "004": [/ 1 NdisCoCreateVc/, /ProtocolClMakeCallComplete\(SUCCESS/]
    }
    for (const text of sections) {
      for (const mark of ends[numberOf(text)]!) expect(text).toMatch(mark)
      expect(text).not.toContain(" of 0 ")
    }
  })

  /** The calls and returns of a section, in order, without columns and states. */
  const steps = (heading: string): ReadonlyArray<string> =>
    [
      ...document
        .split(`### ${heading}\n`)[1]!
        .split("\n## ")[0]!
        .split("### ")[0]!
        .matchAll(/ \d+ (Ndis\w+|Protocol\w+)(?:\((\w+))?/g)
    ].map(([, name, status]) => `${name} ${status === undefined || /\d/.test(status) ? "" : status}`.trim())

  it("a drop ends with its acknowledgement on the wire", () => {
    for (const heading of ["000a, Call manager and miniport", "000a, MCM driver", "000c, Call manager and miniport", "000c, MCM driver"])
      expect(document.split(`### ${heading}\n`)[1]!.split("### ")[0]).toContain("~ DROP PARTY ACKNOWLEDGE")
  })

  it("SEED-000-03, -07, -11 a party that is not the last is dispatched, told and dropped", () => {
    expect(steps("000a, Call manager and miniport")).toEqual(
      expect.arrayContaining(["NdisCmDispatchIncomingDropParty SUCCESS", "ProtocolClIncomingDropParty SUCCESS", "NdisClDropParty"])
    )
  })

  it("SEED-000-04, -09 an MCM does it in three steps, without signalling through NDIS", () => {
    expect(steps("000a, MCM driver").slice(0, 3)).toEqual([
      "NdisMCmDispatchIncomingDropParty SUCCESS",
      "ProtocolClIncomingDropParty SUCCESS",
      "NdisClDropParty"
    ])
  })

  it("SEED-000-05, -06 the last party is told by an incoming close", () => {
    for (const form of ["Call manager and miniport", "MCM driver"]) {
      const all = steps(`000b, ${form}`)
      expect(all).toContain("ProtocolClIncomingCloseCall SUCCESS")
      expect(all).toContain("NdisClCloseCall")
      expect(all.join()).not.toContain("DropParty")
    }
  })

  it("SEED-000-02 network trouble has a status other than SUCCESS", () => {
    for (const form of ["Call manager and miniport", "MCM driver"])
      expect(steps(`000c, ${form}`)).toContain("ProtocolClIncomingDropParty DEST_OUT_OF_ORDER")
  })
})
