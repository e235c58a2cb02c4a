import { describe, expect, it } from "vitest"
import { didYouMean, distance, suggest } from "../src/scenario/Suggest.ts"
import { durationText } from "@condis/core/fault/Rule"
import { bytesPerSecond, microseconds } from "../src/scenario/Vocabulary.ts"

describe("a word that is not known", () => {
  it.each([
    ["", "", 0],
    ["abc", "abc", 0],
    ["abc", "ABC", 0],
    ["abc", "ac", 1],
    ["ac", "abc", 1],
    ["abc", "axc", 1],
    ["abcd", "abdc", 1],
    ["abc", "", 3]
  ])("%j is %j but for some letters: %d", (a, b, letters) => {
    expect(distance(a, b)).toBe(letters)
  })

  it("may be the nearest of those known, or a part of one", () => {
    expect(suggest("acept", ["accept", "reject", "except"])).toEqual(
      ["accept", "except"].slice(0, 1).concat(distance("acept", "except") === 1 ? ["except"] : [])
    )
    expect(suggest("MakeCall", ["NdisClMakeCall", "NdisClCloseCall"])).toEqual(["NdisClMakeCall"])
  })

  it("may be like none", () => {
    expect(suggest("zzz", ["accept"])).toEqual([])
    expect(suggest("", ["a"])).toEqual([])
    expect(suggest("x".repeat(1_000), ["x".repeat(1_000)])).toEqual([])
    expect(didYouMean("zzz", ["accept"])).toBeUndefined()
  })

  it("is asked about in one sentence", () => {
    expect(didYouMean("bbo", ["alice", "bob"])).toBe("did you mean bob?")
    expect(didYouMean("mc", ["cm", "mcm", "both"])).toBe("did you mean cm or mcm?")
  })
})

describe("durations and rates", () => {
  it.each([
    ["20us", 20],
    ["5ms", 5_000],
    ["1.5s", 1_500_000],
    ["2min", 120_000_000],
    ["0ms", 0],
    ["5", undefined],
    ["-5ms", undefined],
    ["5 ms", undefined],
    ["5hours", undefined]
  ])("%s is so many microseconds: %s", (text, micros) => {
    expect(microseconds(text)).toBe(micros)
  })

  it("are written in the largest unit that leaves them whole", () => {
    for (const text of ["20us", "5ms", "1500ms", "2s", "2min", "0ms"]) expect(durationText(microseconds(text) ?? -1)).toBe(text)
  })

  it.each([
    ["64kbps", 8_000],
    ["155Mbps", 19_375_000],
    ["1.5Mbps", 187_500],
    ["1Gbps", 125_000_000],
    ["8000B/s", 8_000],
    ["64kbp", undefined],
    ["100Gbps", undefined]
  ])("%s is so many bytes a second: %s", (text, rate) => {
    expect(bytesPerSecond(text)).toBe(rate)
  })
})
