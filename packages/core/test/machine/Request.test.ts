import { describe, expect, it } from "@effect/vitest"
import * as Request from "../../src/machine/Request.ts"
import { violate } from "../../src/machine/Table.ts"
import { conforms, failure } from "./document.ts"

// oxfmt-ignore
conforms("12.", Request.oidTransitions, {
  "Built | request call | AtTarget": [["Built", "Submit", "AtTarget"]],
  "Built | wrong binding state / reset / closing AF | Done with status": [
    ["Built", "TurnedAway", "Answered"]
  ],
  "Built | one at a time (A-14), and the WAN miniport has another | Waiting, requester answered PENDING": [["Built", "Wait", "Waiting"]],
  "Waiting | the miniport has ended the one before | AtTarget": [["Waiting", "Turn", "AtTarget"]],
  "Waiting | cancel / timeout | Done with REQUEST_ABORTED": [["Waiting", "Cancel", "Done"]],
  "AtTarget | final status | Done (no completion handler)": [["AtTarget", "ReturnFinal", "Answered"]],
  "AtTarget | PENDING | Pending (others may follow)": [["AtTarget", "ReturnPending", "Pending"]],
  "Pending | completion call of the right family | Done (completion handler called)": [["Pending", "Complete", "Done"]],
  "Pending | cancel / timeout (miniport target only) | CancelAsked": [
    ["Pending", "Cancel", "CancelAsked"]
  ],
  "CancelAsked | completion (REQUEST_ABORTED or real result) | Done": [["CancelAsked", "Complete", "Done"]],
  "Done | recoverable status, corrected | Built": [
    ["Done", "Corrected", "Built"], ["Answered", "Corrected", "Built"]
  ]
})

// oxfmt-ignore
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
    ["ReturnedPending", "Torn", "Leaked"]
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

  it("HND-02 a completion that comes after its object is gone finds nothing", () => {
    expect(Request.transitions.Leaked.Complete).toEqual(violate("HND-02"))
  })

  it("a cancellation may reach the target before its handler has returned", () => {
    expect(Request.oidTransitions.AtTarget.Cancel).toBe("CancelAskedAtTarget")
    expect(Request.oidTransitions.CancelAskedAtTarget.ReturnPending).toBe("CancelAsked")
    expect(Request.oidTransitions.CancelAskedAtTarget.Complete).toBe("CompletedEarly")
  })

  it("OID-06 a request that is under way is not submitted again", () => {
    for (const state of ["Waiting", "AtTarget", "CancelAskedAtTarget", "CompletedEarly", "Pending", "CancelAsked"] as const) {
      expect(Request.oidTransitions[state].Submit).toEqual(failure("OID-06"))
    }
  })
})
