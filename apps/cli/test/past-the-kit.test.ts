/**
 * The step `ddi`: a driver calls a function past its kit.
 */
import { describe, expect, it } from "vitest"
import { simulate } from "../src/run/Runner.ts"
import { loaded, refused, script } from "./support.ts"

const call = "  - call: { id: c1, from: alice/voice, to: bob }\n"

/** What does not hold of a run, in words. */
const failures = (steps: string, form: "cm" | "mcm" = "cm"): ReadonlyArray<string> =>
  simulate(loaded(script(`${steps}  - wait: 50ms\n`)), form, 0)
    .checks.filter(({ ok }) => !ok)
    .map(({ found, what }) => `${what} | ${found}`)

describe("an author of a scenario with steps past the kit", () => {
  it("is told of functions that are none, or not the driver's, and of drivers that are not there", () => {
    const step = (by: string, calls: string) => refused(script(`  - ddi: { by: ${by}, calls: ${calls} }\n`))
    expect(step("alice/voice", "NdisCoDeletVc")).toContain("NdisCoDeleteVc")
    expect(step("alice/voice", "NdisCmActivateVc")).toContain("alice/voice does not call NdisCmActivateVc in the form cm")
    expect(step("alice/voice", "ProtocolClIncomingCall")).toContain("alice/voice does not call ProtocolClIncomingCall")
    expect(step("alice/cm", "NdisMCoIndicateStatusEx")).toContain("alice/cm does not call NdisMCoIndicateStatusEx in the form cm")
    expect(step("alice/vioce", "NdisCoDeleteVc")).toContain("did you mean alice/voice?")
  })

  it("cannot let an operator give up a request", () => {
    expect(refused(script("  - query: { by: alice, oid: OID_GEN_CO_LINK_SPEED, giveUpAfter: 1ms }\n"))).toContain(
      "the operator of a host waits for the answer"
    )
  })
})

describe("a step past the kit", () => {
  it.each(["cm", "mcm"] as const)("holds when it is answered as expected, and only then (%s)", (form) => {
    const step = (expected: string) => `${call}  - ddi: { by: alice/voice, calls: NdisCoDeleteVc, vc: 1, expect: ${expected} }\n`
    expect(failures(step("NDIS_STATUS_NOT_ACCEPTED"), form)).toEqual([])
    expect(failures(step("NDIS_STATUS_SUCCESS"), form)).toEqual([
      "alice/voice calls NdisCoDeleteVc: NDIS_STATUS_SUCCESS | NDIS_STATUS_NOT_ACCEPTED"
    ])
  })

  it("does not hold when the driver knows no such object", () => {
    expect(failures(`${call}  - ddi: { by: alice/voice, calls: NdisCoDeleteVc, vc: 2 }\n`)).toEqual([
      "alice/voice calls NdisCoDeleteVc | voice knows no vc 2"
    ])
    expect(failures("  - ddi: { by: alice/voice, calls: NdisClDropParty }\n")).toEqual([
      "alice/voice calls NdisClDropParty | voice knows no party"
    ])
    const indicates = "  - ddi: { by: alice/atm0, calls: NdisMCoIndicateStatusEx, with: { StatusIndication: NDIS_STATUS_LINK_SPEED } }\n"
    expect(failures(indicates)).toEqual(["alice/atm0 calls NdisMCoIndicateStatusEx | there is no indication NDIS_STATUS_LINK_SPEED"])
  })

  it.each(["cm", "mcm"] as const)("does not count the VC a call manager signals on (%s)", (form) => {
    const active = `${call}  - ddi: { by: alice/cm, calls: NdisCoDeleteVc, vc: 1, expect: NDIS_STATUS_SUCCESS }\n`
    // The client made it, so the call manager may not.
    expect(failures(active, form).join()).toMatch(/NDIS_STATUS_SUCCESS \| NDIS_STATUS_/)
    expect(failures(active.replace("vc: 1", "vc: 2"), form)).toEqual([expect.stringMatching(/knows no vc 2$/)])
  })
})

describe("a client that gives a request up", () => {
  it("does so only when nobody has answered it", () => {
    expect(failures("  - query: { by: alice/voice, oid: OID_GEN_CO_LINK_SPEED, giveUpAfter: 5ms }\n")).toEqual([
      "alice/voice asks for OID_GEN_CO_LINK_SPEED, and gives up | it is answered before"
    ])
  })
})
