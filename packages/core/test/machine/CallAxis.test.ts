import { describe, expect, it } from "@effect/vitest"
import * as Activation from "../../src/machine/Activation.ts"
import * as CallAxis from "../../src/machine/CallAxis.ts"
import { refuse, violate } from "../../src/machine/Table.ts"
import { NdisStatus } from "../../src/NdisStatus.ts"
import { conforms, documented, failure } from "./document.ts"
import type { Profile } from "../../src/Profile.ts"

const notAccepted = refuse(NdisStatus.NOT_ACCEPTED, "VC-61")
const closing = (rule: string) => refuse(NdisStatus.CLOSING, rule)
const dispatch: CallAxis.Dispatch = {
  byCreator: true,
  sameFamily: true,
  sameClient: true,
  ownVc: false,
  activation: "Active",
  profile: "before-dispatch"
}
const close: CallAxis.Close = { parties: 0, multipoint: false, named: false, sendsOutstanding: 0 }
const aborting = ["Aborting", "ClosingUnmade", "ClosedUnmade", "Aborted"] as const
const make = { byCreator: true, mustDelete: false, activation: "Inactive" } as const

// oxfmt-ignore
conforms("7.", CallAxis.transitions, {
  "None | NdisClMakeCall on own idle VC | OutPending": [["None", "MakeCall", "OutPending"], [CallAxis.makeCallGuard(make), undefined]],
  "None | NdisClMakeCall on a VC made by M | refuse FAILURE": [
    [CallAxis.makeCallGuard({ ...make, byCreator: false }), failure("CALL-03")]
  ],
  "None | Ndis(M)CmDispatchIncomingCall on own VC, SAP live, VC Active (strict) | Offered": [
    ["None", "DispatchIncomingCall", "Offered"], [CallAxis.dispatchGuard(dispatch), undefined],
    [CallAxis.dispatchGuard({ ...dispatch, activation: "Inactive" }), failure("VC-24")],
    [CallAxis.dispatchGuard({ ...dispatch, activation: "Activating" }), failure("VC-24")],
    [CallAxis.dispatchGuard({ ...dispatch, activation: "Inactive", profile: "before-connected" }), undefined],
    [CallAxis.dispatchGuard({ ...dispatch, activation: "Deactivating", profile: "before-connected" }), failure("VC-24")]
  ],
  "None | dispatch on a client-made VC / wrong AF / dead SAP | refuse FAILURE": [
    [CallAxis.dispatchGuard({ ...dispatch, byCreator: false }), failure("CALL-31")],
    [CallAxis.dispatchGuard({ ...dispatch, sameFamily: false }), failure("CALL-31")],
    [CallAxis.dispatchGuard({ ...dispatch, ownVc: true }), failure("VC-05")],
    [CallAxis.dispatchGuard({ ...dispatch, sameClient: false }), failure("SAP-18")]
  ],
  "OutPending | complete SUCCESS, VC Active | Up": [
    ["OutPending", "MakeCallSucceeded", "Up"], [CallAxis.madeGuard({ call: "OutPending", activation: "Active" }), undefined]
  ],
  "OutPending | complete SUCCESS, VC not Active | violation → treated as failure":
    (["Inactive", "Activating", "Reactivating", "Deactivating"] as const)
      .map((activation) => [CallAxis.madeGuard({ call: "OutPending", activation }), violate("VC-23")] as const),
  "OutPending | complete failure | None (client should delete VC; M deactivates first if it had activated)": [
    ["OutPending", "MakeCallFailed", "None"], [CallAxis.failedGuard({ call: "OutPending", activation: "Active" }), violate("CALL-23")],
    [CallAxis.failedGuard({ call: "OutPending", activation: "Deactivating" }), undefined], [CallAxis.failedGuard({ call: "OutPending", activation: "Inactive" }), undefined]
  ],
  "OutPending | NdisClMakeCall | refuse FAILURE": [["OutPending", "MakeCall", failure("VC-17")]],
  "OutPending | NdisClCloseCall | refuse FAILURE; abort profile: Aborting (A-20)": [
    [CallAxis.abortGuard("OutPending", "refuse"), failure("CALL-84")],
    [CallAxis.abortGuard("OutPending", "abort"), undefined], ["OutPending", "CloseCall", "Aborting"]
  ],
  "Aborting | make-call complete SUCCESS, VC Active | Closing (made all the same)": [
    ["Aborting", "MakeCallSucceeded", "Closing"], [CallAxis.madeGuard({ call: "Aborting", activation: "Active" }), undefined],
    [CallAxis.madeGuard({ call: "Aborting", activation: "Inactive" }), violate("VC-23")]
  ],
  "Aborting | make-call complete failure | ClosingUnmade": [
    ["Aborting", "MakeCallFailed", "ClosingUnmade"], [CallAxis.failedGuard({ call: "Aborting", activation: "Active" }), undefined]
  ],
  "Aborting | close SUCCESS | ClosedUnmade": [["Aborting", "CloseSucceeded", "ClosedUnmade"]],
  "Aborting | close failure | OutPending": [["Aborting", "CloseFailed", "OutPending"]],
  "ClosingUnmade | close SUCCESS | Aborted": [["ClosingUnmade", "CloseSucceeded", "Aborted"]],
  "ClosingUnmade | close failure | None (there is no call to go on with)": [
    ["ClosingUnmade", "CloseFailed", "None"], [CallAxis.closeFailedGuard("ClosingUnmade", "Deactivating", "before-dispatch"), undefined]
  ],
  "ClosedUnmade | make-call complete failure | Aborted": [["ClosedUnmade", "MakeCallFailed", "Aborted"]],
  "ClosedUnmade | make-call complete SUCCESS | violation → treated as failure": [
    ["ClosedUnmade", "MakeCallSucceeded", violate("CALL-86")],
    [CallAxis.madeGuard({ call: "ClosedUnmade", activation: "Active" }), violate("CALL-86")]
  ],
  "Aborted | VC Inactive already, or deactivation completes | None": [["Aborted", "VcInactive", "None"], [CallAxis.deactivateGuard("Aborted"), undefined]],
  "Aborting … Aborted | close / make / add party / modify | refuse FAILURE": aborting.flatMap((state) => [
    [state, "CloseCall", failure("CALL-85")], [state, "MakeCall", failure("CALL-86")], [state, "AddParty", failure("PARTY-28")],
    [state, "Modify", failure("CALL-60")]
  ] as const),
  "OutPending | send | NBLs fail": [["OutPending", "Send", failure("CALL-16")]],
  "Offered | client SUCCESS | Accepted": [["Offered", "ClientAccepted", "Accepted"]],
  "Offered | client other final status | Rejected": [["Offered", "ClientRejected", "Rejected"]],
  "Offered | PENDING | Offered": [["Offered", "ClientPended", "Offered"]],
  "Offered | NdisClModifyCallQoS | Offered (section 10)": [["Offered", "Modify", "Offered"]],
  "Offered | NdisClCloseCall | refuse FAILURE (reject instead)": [["Offered", "CloseCall", failure("CALL-84")]],
  "Rejected | M deactivates VC (if active) | None": [["Rejected", "VcInactive", "None"], [CallAxis.deactivateGuard("Rejected"), undefined]],
  "Rejected | call-connected / incoming-close dispatched | violation, ignored": [
    ["Rejected", "DispatchConnected", violate("CALL-44")], ["Rejected", "DispatchIncomingClose", violate("CALL-44")]
  ],
  "Accepted | Ndis(M)CmDispatchCallConnected, VC Active | Up": [
    ["Accepted", "DispatchConnected", "Up"], [CallAxis.connectedGuard({ activation: "Active" }), undefined],
    [CallAxis.connectedGuard({ activation: "Inactive" }), violate("VC-24")],
    [CallAxis.connectedGuard({ activation: "Reactivating" }), violate("VC-24")]
  ],
  "Accepted | Ndis(M)CmDispatchIncomingCloseCall | PeerClosing": [["Accepted", "DispatchIncomingClose", "PeerClosing"]],
  "Accepted | send by client | NBLs fail": [["Accepted", "Send", failure("CALL-48")]],
  "Up | Ndis(M)CmDispatchIncomingCallQoSChange after activation | Up": [["Up", "QosDispatched", "Up"]],
  "Up | NdisClModifyCallQoS | Up (section 10)": [["Up", "Modify", "Up"]],
  "Up | Ndis(M)CmDispatchIncomingCloseCall | PeerClosing": [["Up", "DispatchIncomingClose", "PeerClosing"]],
  "Up | NdisClCloseCall, parties ≤ 1, own sends back | Closing": [
    ["Up", "CloseCall", "Closing"], [CallAxis.closeGuard(close), undefined],
    [CallAxis.closeGuard({ ...close, parties: 1, multipoint: true, named: true }), undefined]
  ],
  "Up | NdisClCloseCall, parties > 1 | refuse FAILURE": [
    [CallAxis.closeGuard({ ...close, parties: 2, multipoint: true, named: true }), failure("CALL-80")]
  ],
  "Up | NdisClCloseCall, sends outstanding | refuse FAILURE (strict) / violation": [
    [CallAxis.closeGuard({ ...close, sendsOutstanding: 1 }), failure("CALL-82")],
    [CallAxis.closeGuard({ ...close, sendsOutstanding: 1 }, true), violate("CALL-82")]
  ],
  "Accepted | NdisClCloseCall | Closing (client made up its mind; derived)": [["Accepted", "CloseCall", "ClosingAfterAccept"]],
  "PeerClosing | NdisClDropParty | PeerClosing": [["PeerClosing", "DropParty", "PeerClosing"]],
  "PeerClosing | send | NBLs fail": [["PeerClosing", "Send", failure("CALL-105")]],
  "PeerClosing | NdisClCloseCall, parties ≤ 1 | Closing": [["PeerClosing", "CloseCall", "ClosingAfterPeer"]],
  "PeerClosing | second incoming-close | violation, ignored": [["PeerClosing", "DispatchIncomingClose", violate("CALL-102")]],
  "Closing | ProtocolCmCloseCall/complete SUCCESS | Closed": [
    ["Closing", "CloseSucceeded", "Closed"], ["ClosingAfterPeer", "CloseSucceeded", "Closed"],
    ["ClosingAfterAccept", "CloseSucceeded", "Closed"]
  ],
  "Closing | failure | Up, or PeerClosing if it came from there": [
    ["Closing", "CloseFailed", "Up"], ["ClosingAfterPeer", "CloseFailed", "PeerClosing"], ["ClosingAfterAccept", "CloseFailed", "Accepted"]
  ],
  "Closing | close / make / add party / modify | refuse FAILURE": (["Closing", "ClosingAfterPeer", "ClosingAfterAccept"] as const)
    .flatMap((state) => [
      [state, "CloseCall", failure("CALL-85")], [state, "MakeCall", failure("CALL-86")], [state, "AddParty", failure("PARTY-28")],
      [state, "Modify", failure("CALL-60")]
    ] as const),
  "Closing | deactivation | Closing (call-manager order, VC axis moves)": (["Closing", "ClosingAfterPeer", "ClosingAfterAccept"] as const)
    .flatMap((state) => [[state, "VcInactive", state], [CallAxis.deactivateGuard(state), undefined]] as const),
  "Closed | VC Inactive already | None": [["Closed", "VcInactive", "None"]],
  "Closed | deactivation completes (MCM order) | None": [["Closed", "VcInactive", "None"], [CallAxis.deactivateGuard("Closed"), undefined]],
  "Closed | NdisClMakeCall | refuse FAILURE until None": [["Closed", "MakeCall", failure("CALL-86")]],
  "Closed | NdisCoDeleteVc | refuse NOT_ACCEPTED/CLOSING until VC Inactive": [
    ["Closed", "DeleteVc", notAccepted], [Activation.transitions.Active.DeleteVc, notAccepted],
    [Activation.transitions.Deactivating.DeleteVc, closing("VC-62")]
  ],
  "None (after close) | creator reuses | OutPending / Offered": [
    ["None", "MakeCall", "OutPending"], ["None", "DispatchIncomingCall", "Offered"]
  ],
  "None (after incoming close with bad status, client-made VC) | NdisClMakeCall | violation (must delete, CALL-108)": [
    [CallAxis.makeCallGuard({ ...make, mustDelete: true }), violate("CALL-108")]
  ]
})

const every = Object.keys(CallAxis.transitions) as Array<CallAxis.State>
const activations = Object.keys(Activation.transitions) as Array<Activation.State>
const together = (call: CallAxis.State, profile: Profile["A-02"]) =>
  activations.filter((activation) => CallAxis.allowedTogether(call, activation, profile))

describe("section 7.1: allowed combinations", () => {
  it("has exactly the rows checked here", () => {
    expect(documented("7.1")).toEqual([
      "None | any (Active only transiently: before dispatch, after failed/rejected call until deactivated)",
      "OutPending | Inactive, Activating, Active, Reactivating; Deactivating (on the failure leg)",
      "Aborting, ClosingUnmade, ClosedUnmade, Aborted | as OutPending; no activation is begun any more",
      "Offered, Accepted | strict: Active, Reactivating · late profile: also Inactive, Activating",
      "Rejected | Active, Deactivating, Inactive; Reactivating (in flight, derived; late profile: also Activating)",
      "Up | Active, Reactivating",
      "PeerClosing | Active, Reactivating (late profile, never connected: also Inactive, and Activating in flight, derived)",
      "Closing | Active, Deactivating, Inactive; Reactivating (in flight, derived; late profile, never connected: also Activating)",
      "Closed | Active, Deactivating, Inactive; Reactivating (in flight, derived; late profile, never connected: also Activating)"
    ])
  })

  it("None goes with any", () => {
    for (const profile of ["before-dispatch", "before-connected"] as const) expect(together("None", profile)).toEqual(activations)
  })

  it("OutPending, and what comes of it in an abort, goes with a VC that is not being created or deleted", () => {
    for (const profile of ["before-dispatch", "before-connected"] as const) {
      expect(together("OutPending", profile)).toEqual(["Inactive", "Activating", "Active", "Reactivating", "Deactivating"])
      for (const state of aborting) {
        expect(together(state, profile)).toEqual(together("OutPending", profile))
        expect(CallAxis.activateGuard(state)).toEqual(closing("CALL-91"))
      }
    }
  })

  it("VC-24 Offered and Accepted go with an active VC, under the late profile also with one on its way there", () => {
    for (const state of ["Offered", "Accepted"] as const) {
      expect(together(state, "before-dispatch")).toEqual(["Active", "Reactivating"])
      expect(together(state, "before-connected")).toEqual(["Inactive", "Activating", "Active", "Reactivating"])
    }
  })

  it("Up goes with an active VC under either profile", () => {
    expect(together("Up", "before-dispatch")).toEqual(["Active", "Reactivating"])
    expect(together("Up", "before-connected")).toEqual(["Active", "Reactivating"])
  })

  it("PeerClosing goes with an active VC, under the late profile also with one that never got there", () => {
    expect(together("PeerClosing", "before-dispatch")).toEqual(["Active", "Reactivating"])
    expect(together("PeerClosing", "before-connected")).toEqual(["Inactive", "Activating", "Active", "Reactivating"])
  })

  it("Rejected, Closing and Closed go with Active, Deactivating, Inactive, and an activation that was under way", () => {
    for (const state of ["Rejected", "Closing", "ClosingAfterPeer", "ClosingAfterAccept", "Closed"] as const) {
      expect(together(state, "before-dispatch")).toEqual(["Inactive", "Active", "Reactivating", "Deactivating"])
      // Only a call that was up has had its first activation.
      expect(together(state, "before-connected")).toEqual(
        state === "Closing" ? together(state, "before-dispatch") : ["Inactive", "Activating", "Active", "Reactivating", "Deactivating"]
      )
    }
  })
})

describe("CallAxis", () => {
  it("CALL-81 a close names the last party of a multipoint call, and none otherwise", () => {
    expect(CallAxis.closeGuard({ ...close, named: true })).toEqual(failure("CALL-81"))
    expect(CallAxis.closeGuard({ ...close, parties: 1, multipoint: true })).toEqual(failure("CALL-81"))
  })

  it("CALL-02 no call is made on a VC that is being deleted", () => {
    expect(CallAxis.makeCallGuard({ ...make, activation: "DeletingAtPeer" })).toEqual(failure("CALL-02"))
    expect(CallAxis.makeCallGuard({ ...make, activation: "DeletingAtMiniport" })).toEqual(failure("CALL-02"))
  })

  it("CALL-97 a close cannot fail once the VC the call needs is down", () => {
    expect(CallAxis.closeFailedGuard("Closing", "Active", "before-dispatch")).toBeUndefined()
    expect(CallAxis.closeFailedGuard("Closing", "Inactive", "before-dispatch")).toEqual(violate("CALL-97"))
    expect(CallAxis.closeFailedGuard("Closing", "Deactivating", "before-dispatch")).toEqual(violate("CALL-97"))
    expect(CallAxis.closeFailedGuard("ClosingAfterAccept", "Inactive", "before-dispatch")).toEqual(violate("CALL-97"))
    expect(CallAxis.closeFailedGuard("ClosingAfterAccept", "Inactive", "before-connected")).toBeUndefined()
  })

  it("a call that is ending gets no further activation, one that is set up or up does", () => {
    const open = every.filter((state) => CallAxis.activateGuard(state) === undefined)
    expect(open).toEqual(["None", "OutPending", "Offered", "Accepted", "Up"])
    expect(CallAxis.activateGuard("Rejected")).toEqual(closing("CALL-43"))
    expect(CallAxis.activateGuard("PeerClosing")).toEqual(closing("CALL-110"))
    expect(CallAxis.activateGuard("Closed")).toEqual(closing("CALL-91"))
  })

  it("CALL-110 the VC is not deactivated under a call that needs it", () => {
    const kept = every.filter((state) => CallAxis.deactivateGuard(state) !== undefined)
    expect(kept).toEqual(["Offered", "Accepted", "Up", "PeerClosing"])
    expect(CallAxis.deactivateGuard("PeerClosing")).toEqual(refuse(NdisStatus.NOT_ACCEPTED, "CALL-110"))
    expect(CallAxis.deactivateGuard("Up")).toEqual(refuse(NdisStatus.NOT_ACCEPTED, "CALL-91"))
  })

  it("CALL-41 CALL-42 CALL-45 call-connected comes once, after the client accepted and instead of a close", () => {
    expect(CallAxis.transitions.Offered.DispatchConnected).toEqual(violate("CALL-41"))
    expect(CallAxis.transitions.Up.DispatchConnected).toEqual(violate("CALL-42"))
    expect(CallAxis.transitions.PeerClosing.DispatchConnected).toEqual(violate("CALL-45"))
  })

  it("VC-61 no VC with a call is deleted", () => {
    for (const state of every) expect(CallAxis.transitions[state].DeleteVc).toEqual(state === "None" ? "None" : notAccepted)
  })

  it("NBL-16 CALL-16 only an established call carries a client's data", () => {
    expect(every.filter((state) => typeof CallAxis.transitions[state].Send === "string")).toEqual(["Up"])
    expect(CallAxis.transitions.Closing.Send).toEqual(failure("NBL-16"))
    expect(CallAxis.transitions.Closed.Send).toEqual(failure("NBL-16"))
  })

  it("PARTY-01 PARTY-27 PARTY-28 parties are added by the maker of a multipoint call that is up", () => {
    expect(every.filter((state) => typeof CallAxis.transitions[state].AddParty === "string")).toEqual(["Up"])
    expect(CallAxis.addPartyGuard({ multipoint: true, byCreator: true })).toBeUndefined()
    expect(CallAxis.addPartyGuard({ multipoint: false, byCreator: true })).toEqual(failure("PARTY-01"))
    expect(CallAxis.addPartyGuard({ multipoint: false, byCreator: false })).toEqual(failure("PARTY-27"))
  })
})
