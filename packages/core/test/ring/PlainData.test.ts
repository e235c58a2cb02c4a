import { describe, expect, it } from "@effect/vitest"
import { PlainData } from "@condis/core/ring/index"
import * as Schema from "effect/Schema"

const there = (value: unknown): unknown => PlainData.decode(PlainData.encode(value))

describe("plain data", () => {
  it.prop("comes out as it went in", { value: Schema.Json }, ({ value }) => {
    expect(there({ value })).toEqual({ value })
  })

  it("keeps what JSON would lose", () => {
    const value = {
      nothing: undefined,
      list: [undefined, null, -0, NaN, Infinity, -Infinity, 12n],
      octets: Uint8Array.of(0, 255, 7),
      text: "ü € \u{1f600} \ud800 alone"
    }
    expect(there(value)).toStrictEqual({ ...value, text: value.text })
    expect(Object.keys(there(value) as object)).toContain("nothing")
  })

  it("keeps an object that looks like its own marks", () => {
    for (const value of [{ $: "undefined" }, { $: "object", of: { $: "number", of: "1" } }, { $: undefined }]) {
      expect(there(value)).toStrictEqual(value)
    }
  })

  it("refuses what is more than data, and says where it is", () => {
    class Point {}
    const cycle: Array<unknown> = []
    cycle.push({ cycle })
    expect(() => PlainData.encode({ a: [1, () => {}] })).toThrow("a function at .a[1] is no plain data and cannot cross to another thread")
    expect(() => PlainData.encode({ point: new Point() })).toThrow("an instance of a class at .point")
    expect(() => PlainData.encode(cycle)).toThrow("a cycle at [0].cycle")
    expect(() => PlainData.encode(Symbol("s"))).toThrow("a symbol is no plain data")
  })
})
