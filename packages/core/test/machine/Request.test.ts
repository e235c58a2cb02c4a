import { describe, expect, it } from "@effect/vitest"
import * as Request from "../../src/machine/Request.ts"
import { refuse, violate } from "../../src/machine/Table.ts"
import { NdisStatus } from "../../src/NdisStatus.ts"
import { conforms, failure } from "./document.ts"

const request: Request.OidRequest = { target: "Miniport", bound: true, party: false, resetting: false, familyOpen: true }

conforms("12.", Request.oidTransitions, {
  "Built | request call | AtTarget": [["Built", "Submit", "AtTarget"], [Request.oidGuard(request), undefined]],
  "Built | wrong binding state / reset / closing AF | Done with status": [
    ["Built", "TurnedAway", "Answered"],
    [Request.oidGuard({ ...request, bound: false }), failure("OID-11")],
    [Request.oidGuard({ ...request, resetting: true }), refuse(NdisStatus.RESET_IN_PROGRESS, "OID-17")],
    [Request.oidGuard({ ...request, target: "Peer", familyOpen: false }), refuse(NdisStatus.CLOSING, "OID-43")]
  ],
  "AtTarget | final status | Done (no completion handler)": [["AtTarget", "ReturnFinal", "Answered"]],
  "AtTarget | PENDING | Pending (others may follow)": [["AtTarget", "ReturnPending", "Pending"]],
  "Pending | completion call of the right family | Done (completion handler called)": [["Pending", "Complete", "Done"]],
  "Pending | cancel / timeout (miniport target only) | CancelAsked": [
    ["Pending", "Cancel", "CancelAsked"], [Request.cancelGuard({ target: "Miniport" }), undefined],
    [Request.cancelGuard({ target: "Peer" }), violate("OID-19")]
  ],
  "CancelAsked | completion (REQUEST_ABORTED or real result) | Done": [["CancelAsked", "Complete", "Done"]],
  "Done | recoverable status, corrected | Built": [
    ["Done", "Corrected", "Built"], ["Answered", "Corrected", "Built"],
    [Request.recoverable(NdisStatus.BUFFER_TOO_SHORT), true], [Request.recoverable(NdisStatus.RESET_IN_PROGRESS), true],
    [Request.recoverable(NdisStatus.FAILURE), false], [Request.recoverable(NdisStatus.SUCCESS), false]
  ]
})

conforms("15.", Request.transitions, {
  "– | handler returns PENDING (or completes inline first) | Open": [
    ["Called", "ReturnPending", "ReturnedPending"], ["Called", "Complete", "CompletedEarly"], ["CompletedEarly", "ReturnPending", "Done"]
  ],
  "Open | matching completion, status ≠ PENDING | Done, initiator's handler runs once": [["ReturnedPending", "Complete", "Done"]],
  "Open | completion with PENDING / wrong family / wrong object | violation, stays Open": [
    ["ReturnedPending", "CompleteWithPending", violate("ASYNC-03")], ["ReturnedPending", "CompleteWrongFamily", violate("ASYNC-09")],
    ["ReturnedPending", "CompleteWrongObject", violate("ASYNC-08")]
  ],
  "Done | second completion | violation": [["Done", "Complete", violate("ASYNC-01")], ["CompletedEarly", "Complete", violate("ASYNC-01")]],
  "Open | object, binding or driver torn down | leak reported": [
    ["ReturnedPending", "Torn", "Leaked"], [Request.tornGuard("ReturnedPending"), violate("ASYNC-01")],
    [Request.tornGuard("Done"), undefined]
  ]
})

describe("Request", () => {
  it("ASYNC-02 nothing is completed after a final return", () => {
    expect(Request.transitions.Called.ReturnFinal).toBe("Answered")
    expect(Request.transitions.Answered.Complete).toEqual(violate("ASYNC-02"))
    expect(Request.oidTransitions.Answered.Complete).toEqual(violate("ASYNC-02"))
  })

  it("ASYNC-02 a handler that completed does not return a final status", () => {
    expect(Request.transitions.CompletedEarly.ReturnFinal).toBe("Done")
    expect(Request.returnGuard("CompletedEarly")).toEqual(violate("ASYNC-02"))
    expect(Request.returnGuard("Called")).toBeUndefined()
  })

  it("ASYNC-01 an OID request is completed once", () => {
    expect(Request.oidTransitions.Done.Complete).toEqual(violate("ASYNC-01"))
    expect(Request.oidTransitions.CompletedEarly.Complete).toEqual(violate("ASYNC-01"))
  })

  it("the owner's death answers what it still owed, and whatever comes later is not taken for an answer", () => {
    expect(Request.transitions.Called.OwnerDied).toBe("Answered")
    expect(Request.transitions.ReturnedPending.OwnerDied).toBe("Done")
    expect(Request.transitions.CompletedEarly.OwnerDied).toBe("Done")
    expect(Request.transitions.Answered.ReturnPending).toEqual(violate("ASYNC-04"))
    expect(Request.oidTransitions.AtTarget.TargetDied).toBe("Answered")
    expect(Request.oidTransitions.CancelAsked.TargetDied).toBe("Done")
  })

  it("HND-02 a completion that comes after its object is gone finds nothing", () => {
    expect(Request.transitions.Leaked.Complete).toEqual(violate("HND-02"))
  })

  it("a cancellation may reach the target before its handler has returned", () => {
    expect(Request.oidTransitions.AtTarget.Cancel).toBe("CancelAskedAtTarget")
    expect(Request.oidTransitions.CancelAskedAtTarget.ReturnPending).toBe("CancelAsked")
    expect(Request.oidTransitions.CancelAskedAtTarget.Complete).toBe("CompletedEarly")
  })

  it("OID-02 a request to the miniport names no party", () => {
    expect(Request.oidGuard({ ...request, party: true })).toEqual(failure("OID-02"))
    expect(Request.oidGuard({ ...request, party: true, target: "Peer" })).toBeUndefined()
  })

  it("OID-06 a request that is under way is not submitted again", () => {
    for (const state of ["AtTarget", "CancelAskedAtTarget", "CompletedEarly", "Pending", "CancelAsked"] as const) {
      expect(Request.oidTransitions[state].Submit).toEqual(failure("OID-06"))
    }
  })
})
