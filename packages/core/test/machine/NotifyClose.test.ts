import { describe, expect, it } from "@effect/vitest"
import * as NotifyClose from "../../src/machine/NotifyClose.ts"
import * as Request from "../../src/machine/Request.ts"
import { moves, violate } from "../../src/machine/Table.ts"
import { conforms, failure } from "./document.ts"

// oxfmt-ignore
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
    expect(NotifyClose.transitions.Idle.Complete).toEqual(violate("ASYNC-02"))
  })

  it("the deferred operation that carries the request makes the same moves", () => {
    expect(NotifyClose.of(undefined)).toBe("Idle")
    const moved = (["Called", "CompletedEarly", "ReturnedPending"] as const).flatMap((state) =>
      (["ReturnFinal", "ReturnPending", "Complete"] as const).map((event) => {
        const request = Request.transitions[state][event]
        const answer = NotifyClose.transitions[NotifyClose.of(state)][event]
        return [state, event, moves(request) ? NotifyClose.of(request) : request._tag, moves(answer) ? answer : answer._tag] as const
      })
    )
    for (const [state, event, request, answer] of moved) expect([state, event, answer]).toEqual([state, event, request])
  })
})
