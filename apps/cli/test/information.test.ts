import { describe, expect, it } from "vitest"
import { simulate } from "../src/run/Runner.ts"
import { loaded, refused, script } from "./support.ts"

/** What does not hold of a run, in words. */
const failures = (steps: string, form: "cm" | "mcm" = "cm"): ReadonlyArray<string> =>
  simulate(loaded(script(steps)), form, 0)
    .checks.filter(({ ok }) => !ok)
    .map(({ found, what }) => `${what} | ${found}`)

describe("an author of a scenario with OID requests", () => {
  it("is told of an OID that does not exist, with those that may be meant", () => {
    const message = refused(script("  - query: { by: alice/voice, oid: OID_GEN_CO_LINK_SPED }\n"))
    expect(message).toContain("there is no OID OID_GEN_CO_LINK_SPED")
    expect(message).toContain("did you mean OID_GEN_CO_LINK_SPEED?")
    expect(refused(script("  - wait: 1ms\nexpect: { never: [ { frame: SETUP, oid: OID_CO_GET_ADDRESSES } ] }\n"))).toContain(
      "status, oid and change belong to crossings (ddi)"
    )
  })

  it("is told of clients and hosts that are not there, and that an operator knows of no calls", () => {
    const message = refused(
      script(
        "  - query: { by: alice/vioce, oid: OID_GEN_CO_VENDOR_ID }\n  - set: { by: alcie, oid: OID_GEN_CO_PROTOCOL_OPTIONS }\n" +
          "  - call: { id: c1, from: alice/voice, to: bob }\n  - query: { by: alice, call: c1, oid: OID_GEN_CO_VENDOR_ID }\n"
      )
    )
    expect(message).toContain("did you mean alice/voice?")
    expect(message).toContain("did you mean alice?")
    expect(message).toContain("the operator of a host knows of no calls")
  })
})

describe("a query and a set", () => {
  it.each(["cm", "mcm"] as const)("hold when they are answered as expected, and only then (%s)", (form) => {
    expect(failures("  - query: { by: alice/voice, oid: GEN_CO_MAC_OPTIONS, is: 8 }\n", form)).toEqual([])
    const wrong: ReadonlyArray<readonly [string, string]> = [
      ["query: { by: alice/voice, oid: GEN_CO_MAC_OPTIONS, is: 9 }", "alice/voice asks for OID_GEN_CO_MAC_OPTIONS: 9 | 8"],
      [
        "query: { by: alice, oid: GEN_CO_LINK_SPEED, is: { Outbound: 1, Inbound: 1555200 } }",
        'alice asks for OID_GEN_CO_LINK_SPEED: {"Outbound":1,"Inbound":1555200} | {"Outbound":1555200,"Inbound":1555200}'
      ],
      ["query: { by: alice, oid: GEN_CO_MEDIA_SUPPORTED, is: [8, 12] }", "alice asks for OID_GEN_CO_MEDIA_SUPPORTED: [8,12] | [8]"],
      [
        "query: { by: alice/voice, oid: GEN_CO_VENDOR_ID, expect: NDIS_STATUS_INVALID_OID }",
        "alice/voice asks for OID_GEN_CO_VENDOR_ID: NDIS_STATUS_INVALID_OID | NDIS_STATUS_SUCCESS"
      ],
      [
        "set: { by: alice, oid: GEN_CO_VENDOR_ID, to: 1 }",
        "alice sets OID_GEN_CO_VENDOR_ID: NDIS_STATUS_SUCCESS | NDIS_STATUS_NOT_SUPPORTED"
      ]
    ]
    for (const [step, failure] of wrong) expect(failures(`  - ${step}\n`, form)).toEqual([failure])
  })

  it("are about a call the client is in", () => {
    const steps = "  - call: { id: c1, from: alice/voice, to: bob }\n  - query: { by: alice/voice, call: c1, oid: GEN_CO_VENDOR_ID }\n"
    expect(failures(`${steps}  - close: { call: c1 }\n`)).toEqual([])
    const over = "  - call: { id: c1, from: alice/voice, to: bob, expect: NDIS_STATUS_SUCCESS }\n  - close: { call: c1 }\n  - wait: 50ms\n"
    expect(failures(`${over}  - query: { by: alice/voice, call: c1, oid: GEN_CO_BYTES_XMIT }\n`)).toEqual([
      "alice/voice asks for OID_GEN_CO_BYTES_XMIT of c1: NDIS_STATUS_SUCCESS | NDIS_STATUS_CLOSING (voice: OID_GEN_CO_BYTES_XMIT was answered with NDIS_STATUS_CLOSING)"
    ])
  })

  it("a line of a ladder may name the OID", () => {
    const steps = "  - query: { by: alice/voice, oid: GEN_CO_VENDOR_ID }\nexpect: { never: [ { ddi: NdisCoOidRequest, oid: OID } ] }\n"
    expect(failures(steps.replace("OID }", "OID_GEN_CO_LINK_SPEED }"))).toEqual([])
    expect(failures(steps.replace("OID }", "OID_GEN_CO_VENDOR_ID }")).length).toBe(1)
  })
})
