import { describe, expect, it } from "@effect/vitest"
import * as NotifyClose from "../../src/machine/NotifyClose.ts"
import { violate } from "../../src/machine/Table.ts"
import { conforms, failure } from "./document.ts"

conforms("14.", NotifyClose.transitions, {
  "Idle | Ndis(M)CmNotifyCloseAddressFamily | Asked": [["Idle", "NotifyClose", "Asked"]],
  "Asked | client returns final status | Idle (status to M)": [["Asked", "ReturnFinal", "Idle"]],
  "Asked | client returns PENDING | Waiting": [["Asked", "ReturnPending", "Waiting"]],
  "Waiting | drops, closes, deregistrations, AF close | Waiting": [["Waiting", "Work", "Waiting"]],
  "Waiting | NdisClNotifyCloseAddressFamilyComplete, AF Closed | Idle (M's complete handler called)": [
    ["Waiting", "Complete", "Idle"], [NotifyClose.completeGuard({ afClosed: true }), undefined]
  ],
  "Waiting | same, AF not closed | violation, relayed": [
    ["Waiting", "Complete", "Idle"], [NotifyClose.completeGuard({ afClosed: false }), violate("AF-36")]
  ]
})

describe("NotifyClose", () => {
  it("AF-32 a client is asked once at a time", () => {
    for (const state of ["Asked", "CompletedEarly", "Waiting"] as const) {
      expect(NotifyClose.transitions[state].NotifyClose).toEqual(failure("AF-32"))
    }
  })

  it("ASYNC-06 the completion may overtake the return", () => {
    expect(NotifyClose.transitions.Asked.Complete).toBe("CompletedEarly")
    expect(NotifyClose.transitions.CompletedEarly.ReturnPending).toBe("Idle")
    expect(NotifyClose.transitions.CompletedEarly.Complete).toEqual(violate("ASYNC-01"))
  })

  it("ASYNC-02 a client that completed does not return a final status", () => {
    expect(NotifyClose.transitions.CompletedEarly.ReturnFinal).toBe("Idle")
    expect(NotifyClose.returnGuard("CompletedEarly")).toEqual(violate("ASYNC-02"))
    expect(NotifyClose.returnGuard("Asked")).toBeUndefined()
    expect(NotifyClose.transitions.Idle.Complete).toEqual(violate("ASYNC-02"))
  })

  it("AF-36 a completion still owed when the family is gone is reported", () => {
    expect(NotifyClose.tornGuard("Waiting")).toEqual(violate("AF-36"))
    expect(NotifyClose.tornGuard("Idle")).toBeUndefined()
    expect(NotifyClose.transitions.Waiting.Torn).toBe("Idle")
  })

  it("the death of the client ends the request, that of the call manager does not", () => {
    for (const state of ["Asked", "CompletedEarly", "Waiting"] as const) {
      expect(NotifyClose.transitions[state].ClientDied).toBe("Idle")
      expect(NotifyClose.transitions[state].CallManagerDied).toBe(state)
    }
  })
})
