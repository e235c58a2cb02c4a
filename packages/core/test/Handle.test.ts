import { describe, expect, it } from "vitest"
import { type Handle, handleText, HandleTable } from "../src/Handle.ts"

const table = (owner = "alice") => new HandleTable<"vc", { readonly name: string }>("vc", owner)

describe("handles", () => {
  it("a handle finds the object it was issued for", () => {
    const vcs = table()
    const one = vcs.issue({ name: "one" })
    const two = vcs.issue({ name: "two" })
    expect(vcs.find(one)?.name).toBe("one")
    expect(vcs.find(two)?.name).toBe("two")
    expect(handleText(one)).toBe("vc1.1")
    expect(handleText(two)).toBe("vc2.1")
    expect(vcs.explain(one)).toBe("vc1.1 is live")
  })

  it("HND-02 a dead handle finds nothing, also when its slot lives again", () => {
    const vcs = table()
    const dead = vcs.issue({ name: "dead" })
    expect(vcs.release(dead, "NdisCoDeleteVc", 1500)).toBe(true)
    expect(vcs.find(dead)).toBeUndefined()
    const next = vcs.issue({ name: "next" })
    expect(handleText(next)).toBe("vc1.2")
    expect(vcs.find(dead)).toBeUndefined()
    expect(vcs.find(next)?.name).toBe("next")
    expect(vcs.explain(dead)).toBe("vc1.1 is dead: NdisCoDeleteVc, at 1500 µs")
  })

  it("a handle dies once", () => {
    const vcs = table()
    const handle = vcs.issue({ name: "one" })
    expect(vcs.release(handle, "first", 1)).toBe(true)
    expect(vcs.release(handle, "second", 2)).toBe(false)
    expect(vcs.size).toBe(0)
    expect(vcs.explain(handle)).toContain("first")
    const [a, b] = [vcs.issue({ name: "a" }), vcs.issue({ name: "b" })]
    expect(a.slot).not.toBe(b.slot)
  })

  it("a handle of another host is foreign, even with the same slot and generation", () => {
    const alice = table("alice")
    const bob = table("bob")
    alice.issue({ name: "hers" })
    const his = bob.issue({ name: "his" })
    expect(alice.find(his)).toBeUndefined()
    expect(alice.release(his, "stolen", 0)).toBe(false)
    expect(alice.explain(his)).toBe("vc1.1 is foreign: it belongs to bob, not to alice")
  })

  it("a handle of another kind finds nothing", () => {
    const vcs = table()
    vcs.issue({ name: "one" })
    const party = new HandleTable<"party", object>("party", "alice").issue({}) as Handle<string>
    expect(vcs.find(party as Handle<"vc">)).toBeUndefined()
    expect(vcs.explain(party)).toBe("party1.1 is a handle of kind party, not vc")
  })

  it("a copied or invented handle finds nothing", () => {
    const vcs = table()
    const handle = vcs.issue({ name: "one" })
    const copy = { ...handle }
    expect(vcs.find(copy)).toBeUndefined()
    expect(vcs.explain(copy)).toContain("NDIS never issued it")
    for (const junk of [null, undefined, 7, "vc1.1", {}, { slot: -1 }, { slot: "1" }]) {
      expect(vcs.find(junk as unknown as Handle<"vc">)).toBeUndefined()
      expect(vcs.explain(junk)).toContain("NDIS never issued it")
    }
  })

  it("a handle of another table of the same name and kind was never issued here", () => {
    const other = table()
    other.issue({ name: "one" })
    expect(table().explain(other.issue({ name: "two" }))).toBe("vc2.1 was never issued by alice")
  })

  it("a death is remembered with cause and time, however long ago it was", () => {
    const vcs = table()
    const first = vcs.issue({ name: "first" })
    vcs.release(first, "first", 0)
    for (let count = 1; count <= 5000; count++) vcs.release(vcs.issue({ name: "other" }), "other", count)
    expect(vcs.explain(first)).toBe("vc1.1 is dead: first, at 0 µs")
    const last = vcs.issue({ name: "last" })
    vcs.release(last, "last", 9999)
    expect(vcs.explain(last)).toBe("vc1.5002 is dead: last, at 9999 µs")
  })

  it("live objects are counted and visited in the order of their slots", () => {
    const vcs = table()
    const handles = ["a", "b", "c", "d"].map((name) => vcs.issue({ name }))
    vcs.release(handles[1] as Handle<"vc">, "gone", 0)
    vcs.release(handles[2] as Handle<"vc">, "gone", 0)
    const again = vcs.issue({ name: "e" })
    expect(again.slot).toBe(3)
    expect(vcs.size).toBe(3)
    expect([...vcs.values()].map((vc) => vc.name)).toEqual(["a", "e", "d"])
    expect([...vcs.keys()].map(handleText)).toEqual(["vc1.1", "vc3.2", "vc4.1"])
  })
})
