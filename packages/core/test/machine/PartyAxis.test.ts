import { describe, expect, it } from "@effect/vitest"
import * as PartyAxis from "../../src/machine/PartyAxis.ts"
import { violate } from "../../src/machine/Table.ts"
import { conforms, documented, failure } from "./document.ts"

// oxfmt-ignore
conforms("9.", PartyAxis.transitions, {
  "None | NdisClMakeCall with party context / NdisClAddParty | Adding (handle known to M only)": [
    ["None", "Add", "Adding"], ["Adding", "DropParty", failure("PARTY-10")]
  ],
  "Adding | SUCCESS (context supplied) | Live (handle to client)": [["Adding", "AddSucceeded", "Live"]],
  "Adding | failure | None": [["Adding", "AddFailed", "None"]],
  "Live | Ndis(M)CmDispatchIncomingDropParty, others live | LeaveIndicated": [
    ["Live", "DispatchIncomingDrop", "LeaveIndicated"], [PartyAxis.incomingDropGuard({ othersLeft: 1 }), undefined]
  ],
  "Live | same, it is the only one | violation (must be incoming close); LeaveIndicated": [
    ["Live", "DispatchIncomingDrop", "LeaveIndicated"],
    [PartyAxis.incomingDropGuard({ othersLeft: 0 }), violate("PARTY-23")]
  ],
  "Live, LeaveIndicated | NdisClDropParty, others live | Dropping (client handle dead)": [
    ["Live", "DropParty", "Dropping"], ["LeaveIndicated", "DropParty", "Dropping"], [PartyAxis.dropGuard({ othersLeft: 1 }), undefined]
  ],
  "Live, LeaveIndicated | NdisClDropParty, only one left | complete FAILURE, stays": [
    [PartyAxis.dropGuard({ othersLeft: 0 }), failure("PARTY-14")]
  ],
  "Live, LeaveIndicated | NdisClCloseCall naming it, only one left | ClosingWithCall": [
    ["Live", "CloseCall", "ClosingWithCall"], ["LeaveIndicated", "CloseCall", "ClosingWithCall"]
  ],
  "Dropping | complete SUCCESS | Gone (contexts free)": [["Dropping", "DropSucceeded", "Gone"]],
  "Dropping | complete failure | Live (client handle usable again, derived)": [["Dropping", "DropFailed", "Live"]],
  "Dropping | NdisClDropParty again | refuse FAILURE": [["Dropping", "DropParty", failure("PARTY-33")]],
  "ClosingWithCall | call close SUCCESS | Gone": [["ClosingWithCall", "CallClosed", "Gone"]],
  "ClosingWithCall | call close failure | Live": [["ClosingWithCall", "CallCloseFailed", "Live"]]
})

describe("section 8: multipoint", () => {
  it("has exactly the rows checked here", () => {
    expect(documented("8.").map((row) => row.split(" | ")[0])).toEqual([
      "make-call with party context",
      "make-call without",
      "incoming call"
    ])
  })

  it("CALL-04 a call is multipoint when it was made with a party context", () => {
    expect(PartyAxis.multipoint({ direction: "Outgoing", partyContext: true })).toBe(true)
    expect(PartyAxis.multipoint({ direction: "Outgoing", partyContext: false })).toBe(false)
    expect(PartyAxis.multipoint({ direction: "Incoming", partyContext: false })).toBe(false)
    expect(PartyAxis.multipoint({ direction: "Incoming", partyContext: true })).toBe(false)
  })
})

const every = Object.keys(PartyAxis.transitions) as Array<PartyAxis.State>

describe("PartyAxis", () => {
  it("PARTY-25 only parties that are there count", () => {
    expect(every.filter(PartyAxis.counts)).toEqual(["Live", "LeaveIndicated"])
  })

  it("a party that is being added when its call is closed never comes to life", () => {
    expect(PartyAxis.transitions.Adding.CallClosed).toBe("AddingTooLate")
    expect(PartyAxis.transitions.AddingTooLate.AddSucceeded).toBe("Gone")
    expect(PartyAxis.transitions.AddingTooLate.AddFailed).toBe("Gone")
  })

  it("PARTY-13 no party outlives its call", () => {
    for (const state of every) {
      const answer = PartyAxis.transitions[state].CallClosed
      expect([state, typeof answer === "string" && !PartyAxis.counts(answer)]).toEqual([state, true])
    }
    expect(PartyAxis.transitions.Dropping.CallClosed).toBe("DroppingTooLate")
    expect(PartyAxis.transitions.DroppingTooLate.DropFailed).toBe("Gone")
  })
})
