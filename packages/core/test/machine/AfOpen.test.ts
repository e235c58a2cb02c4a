import { describe, expect, it } from "@effect/vitest"
import * as AfOpen from "../../src/machine/AfOpen.ts"
import { refuse, violate } from "../../src/machine/Table.ts"
import { NdisStatus } from "../../src/NdisStatus.ts"
import { conforms, failure } from "./document.ts"

// oxfmt-ignore
conforms("4.", AfOpen.transitions, {
  "Offered | NdisClOpenAddressFamilyEx | Opening": [["Offered", "OpenAf", "Opening"]],
  "Offered | client returns without opening | Offered (may be offered again)": [["Offered", "OfferReturned", "Offered"]],
  "Opening | ProtocolCmOpenAf/complete SUCCESS | Open": [["Opening", "OpenSucceeded", "Open"]],
  "Opening | … failure | Offered (handle NULL; both sides freed)": [["Opening", "OpenFailed", "Offered"]],
  "Opening | any other CO call by that client on that binding | refuse FAILURE": [
    ["Opening", "OtherCall", failure("AF-20")], ["Opening", "NewObject", failure("AF-20")], ["Opening", "PeerRequest", failure("AF-20")],
    ["Opening", "CloseAf", failure("AF-20")], ["Opening", "OpenAf", failure("AF-20")]
  ],
  "Open | Ndis(M)CmNotifyCloseAddressFamily | Open + notified (section 14)": [["Open", "NotifyClose", "Open"]],
  "Open | NdisClCloseAddressFamily, VCs/SAPs = 0 | Closing (client handle dead)": [
    ["Open", "CloseAf", "Closing"], [AfOpen.closeGuard({ objects: 0, profile: "ndis-refuses" }), undefined],
    ["Closing", "NewObject", failure("AF-25")]
  ],
  "Open | NdisClCloseAddressFamily, objects left | FAILURE, or NOT_ACCEPTED by M, or Closing-waiting (A-07)": [
    [AfOpen.closeGuard({ objects: 1, profile: "ndis-refuses" }), failure("AF-23")],
    [AfOpen.closeGuard({ objects: 1, profile: "call-manager-decides" }), undefined],
    ["Open", "CloseAfWithObjects", "ClosingWaiting"],
    ["ClosingWaiting", "CloseFailed", "Open"]
  ],
  "Closing, Closing-waiting | second close | refuse FAILURE": [
    ["Closing", "CloseAf", failure("AF-24")], ["ClosingWaiting", "CloseAf", failure("AF-24")],
    ["Closing", "CloseAfWithObjects", failure("AF-24")], ["ClosingWaiting", "CloseAfWithObjects", failure("AF-24")]
  ],
  "Closing-waiting | last call closed and last SAP deregistered | Closing": [["ClosingWaiting", "ObjectsGone", "Closing"]],
  "Closing | ProtocolCmCloseAf/complete SUCCESS | Closed (M's handle dead; client may free context)": [
    ["Closing", "CloseSucceeded", "Closed"]
  ],
  "Closing | dispatch of incoming call on a SAP of it | refuse FAILURE": [["Closing", "DispatchIncomingCall", failure("CALL-51")]],
  "Closed | adapter reconfigured, AF registered anew | Offered": [["Closed", "RegisteredAnew", "Offered"]]
})

describe("AfOpen", () => {
  it("AF-26 a close reported done with objects left is kept back until they are gone", () => {
    expect(AfOpen.closeCompletionGuard({ state: "ClosingWaiting", succeeded: true, byCompletion: false })).toEqual(violate("AF-26"))
    expect(AfOpen.transitions.ClosingWaiting.CloseSucceeded).toBe("CloseWithheld")
    expect(AfOpen.transitions.CloseWithheld.ObjectsGone).toBe("Closed")
    expect(AfOpen.closeCompletionGuard({ state: "Closing", succeeded: true, byCompletion: true })).toBeUndefined()
  })

  it("AF-28 a completed close carries SUCCESS; a returned one may fail, and the family stays open", () => {
    expect(AfOpen.closeCompletionGuard({ state: "Closing", succeeded: false, byCompletion: true })).toEqual(violate("AF-28"))
    expect(AfOpen.closeCompletionGuard({ state: "Closing", succeeded: false, byCompletion: false })).toBeUndefined()
    expect(AfOpen.transitions.Closing.CloseFailed).toBe("Open")
  })

  it("OID-43 peers exchange requests only while the family is open", () => {
    expect(AfOpen.transitions.Open.PeerRequest).toBe("Open")
    for (const state of ["ClosingWaiting", "Closing", "Closed"] as const) {
      expect(AfOpen.transitions[state].PeerRequest).toEqual(refuse(NdisStatus.CLOSING, "OID-43"))
    }
  })

  it("AF-38 objects can still be ended while the close waits for them", () => {
    expect(AfOpen.transitions.ClosingWaiting.OtherCall).toBe("ClosingWaiting")
    expect(AfOpen.transitions.CloseWithheld.OtherCall).toBe("CloseWithheld")
  })
})
