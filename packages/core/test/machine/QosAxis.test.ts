import { describe, expect, it } from "@effect/vitest"
import * as QosAxis from "../../src/machine/QosAxis.ts"
import { violate } from "../../src/machine/Table.ts"
import { conforms, failure } from "./document.ts"

// oxfmt-ignore
conforms("10.", QosAxis.transitions, {
  "Idle | NdisClModifyCallQoS | ClientAsked": [["Idle", "Modify", "ClientAsked"]],
  "ClientAsked | network agrees, activate with new params SUCCESS | Applied": [["ClientAsked", "Activated", "Applied"]],
  "ClientAsked | network or miniport refuses | Restoring → old params": [["ClientAsked", "Refused", "Restoring"]],
  "Applied | complete SUCCESS | Idle (client examines; may go on or close)": [
    ["Applied", "ModifySucceeded", "Idle"], [QosAxis.modifiedGuard("Applied"), undefined]
  ],
  "Restoring | complete FAILURE | Idle (old params in force)": [
    ["Restoring", "ModifyFailed", "Idle"]
  ],
  "ClientAsked | call manager without QoS | Idle, NOT_SUPPORTED": [
    ["ClientAsked", "ModifyFailed", "Idle"]
  ],
  "Idle | remote asks; activate SUCCESS; dispatch | RemoteProposed": [
    ["Idle", "Activated", "Idle"], ["Idle", "QosDispatched", "RemoteProposed"],
    [QosAxis.dispatchGuard({ activatedSince: true }), undefined], [QosAxis.dispatchGuard({ activatedSince: false }), violate("CALL-68")]
  ],
  "Idle | remote asks; activate refused | Idle (client not told)": [["Idle", "Refused", "Idle"]],
  "RemoteProposed | client handler returns | Idle, M tells remote accepted": [
    ["RemoteProposed", "HandlerReturned", "Idle"]
  ],
  "RemoteProposed | client calls modify | ClientAsked (counter-proposal)": [
    ["RemoteProposed", "Modify", "ClientAsked"]
  ],
  "RemoteProposed | client closes | call axis Closing; M tells remote refused": [
    ["RemoteProposed", "CloseCall", "Idle"]
  ]
})

describe("QosAxis", () => {
  it("VC-25 one change at a time", () => {
    for (const state of ["ClientAsked", "Applied", "Restoring"] as const) {
      expect(QosAxis.transitions[state].Modify).toEqual(failure("VC-25"))
      expect(QosAxis.transitions[state].QosDispatched).toEqual(violate("VC-25"))
    }
    expect(QosAxis.transitions.RemoteProposed.QosDispatched).toEqual(violate("VC-25"))
  })

  it("CALL-62 success needs the new parameters in force", () => {
    expect(QosAxis.modifiedGuard("ClientAsked")).toEqual(violate("CALL-62"))
    expect(QosAxis.modifiedGuard("Restoring")).toEqual(violate("CALL-62"))
    expect(QosAxis.transitions.Applied.Restored).toBe("Restoring")
    expect(QosAxis.transitions.Restoring.Activated).toBe("Applied")
  })

  it("the return of a handler in which the client answered otherwise says nothing more", () => {
    for (const state of ["Idle", "ClientAsked", "Applied", "Restoring"] as const) {
      expect(QosAxis.transitions[state].HandlerReturned).toBe(state)
    }
  })
})
