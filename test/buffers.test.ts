/**
 * The rules of buffers (NBL-01 to NBL-56), whoever is obliged: each is asserted by a test that is named with its id, on NDIS where NDIS sees
 * it, on the kits and the simulated adapter where it is a driver's duty; or it stands here with the reason why it cannot be.
 */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { tested } from "./duties/tested.ts"

/** Rules that have nothing to hold for, and why. */
const notHere: { readonly [rule: string]: string } = {
  "NBL-22": "the medium has no minimum: an AAL5 unit has 0 to 65,535 octets, and the cells it is padded to are below what is simulated"
}

const rules = readFileSync(join(import.meta.dirname, "../docs/condis/rules.md"), "utf8")
  .split("\n")
  .flatMap((line) => /^\| (NBL-\d+) \|/.exec(line)?.slice(1, 2) ?? [])

describe("the rules of buffers", () => {
  it("are all found", () => {
    expect([rules.length, rules[0], rules.at(-1)]).toEqual([47, "NBL-01", "NBL-56"])
  })

  it("are each asserted by a test named with the id, but for those that have nothing to hold for", () => {
    expect(rules.filter((rule) => !tested.has(rule))).toEqual(Object.keys(notHere))
  })
})
