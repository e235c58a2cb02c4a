import { describe, expect, it } from "@effect/vitest"
import * as Activation from "../../src/machine/Activation.ts"
import { refuse, violate } from "../../src/machine/Table.ts"
import { NdisStatus } from "../../src/NdisStatus.ts"
import { conforms, failure } from "./document.ts"

const notAccepted = (rule: string) => refuse(NdisStatus.NOT_ACCEPTED, rule)
const closing = (rule: string) => refuse(NdisStatus.CLOSING, rule)
const deletion: Activation.Deletion = { byCreator: true, callPresent: false, closePending: false }
const every = Object.keys(Activation.transitions) as Array<Activation.State>

// oxfmt-ignore
conforms("6.", Activation.transitions, {
  "(none) | create call; all create handlers SUCCESS | Inactive": [
    ["None", "CreateVc", "CreatingAtPeer"], ["CreatingAtPeer", "PeerCreated", "CreatingAtMiniport"],
    ["CreatingAtMiniport", "MiniportCreated", "Inactive"],
    ["None", "CreateVcFromBelow", "CreatingAtMiniportFirst"], ["CreatingAtMiniportFirst", "MiniportCreated", "CreatingAtPeerLast"],
    ["CreatingAtPeerLast", "PeerCreated", "Inactive"]
  ],
  "(none) | a create handler fails | (none), status propagated, rollback": [
    ["CreatingAtPeer", "PeerCreateFailed", "None"], ["CreatingAtMiniport", "MiniportCreateFailed", "UndoingAtPeer"],
    ["UndoingAtPeer", "PeerDeleted", "None"], ["UndoingAtPeer", "PeerDeleteRefused", "None"],
    ["CreatingAtMiniportFirst", "MiniportCreateFailed", "None"], ["CreatingAtPeerLast", "PeerCreateFailed", "UndoingAtMiniport"],
    ["UndoingAtMiniport", "MiniportDeleted", "None"]
  ],
  "(none) | ProtocolCoCreateVc returns PENDING | (none): created side told to delete": [
    ["CreatingAtPeer", "PeerCreatePended", "UndoingAtPeer"], ["CreatingAtPeerLast", "PeerCreatePended", "UndoingAtMiniport"]
  ],
  "(none) | MiniportCoCreateVc returns PENDING | fatal": [
    ["CreatingAtMiniport", "MiniportCreatePended", violate("VC-11")],
    ["CreatingAtMiniportFirst", "MiniportCreatePended", violate("VC-11")]
  ],
  "Inactive | activate | Activating": [["Inactive", "Activate", "Activating"]],
  "Inactive | deactivate | refuse NOT_ACCEPTED": [["Inactive", "Deactivate", notAccepted("VC-41")]],
  "Inactive | delete by creator, no call | Deleted": [
    [Activation.deleteGuard(deletion, "Inactive"), undefined], ["Inactive", "DeleteVc", "DeletingAtPeer"],
    ["DeletingAtPeer", "PeerDeleted", "DeletingAtMiniport"], ["DeletingAtMiniport", "MiniportDeleted", "Deleted"]
  ],
  "Inactive | delete, call present | refuse NOT_ACCEPTED": [
    [Activation.deleteGuard({ ...deletion, callPresent: true }, "Inactive"), notAccepted("VC-61")]
  ],
  "Inactive | delete by another sharer | refuse FAILURE": [
    [Activation.deleteGuard({ ...deletion, byCreator: false }, "Inactive"), failure("VC-60")]
  ],
  "Inactive | delete, peer refuses | Inactive": [["DeletingAtPeer", "PeerDeleteRefused", "Inactive"]],
  "Inactive | send / indicate | NBLs fail / violation": [
    ["Inactive", "Send", failure("VC-22")], ["Inactive", "Indicate", violate("VC-22")]
  ],
  "Activating | SUCCESS | Active (new params)": [["Activating", "ActivateSucceeded", "Active"]],
  "Activating | failure | Inactive": [["Activating", "ActivateFailed", "Inactive"]],
  "Activating | activate | refuse NOT_ACCEPTED": [["Activating", "Activate", notAccepted("VC-25")]],
  "Activating | deactivate | refuse NOT_ACCEPTED": [["Activating", "Deactivate", notAccepted("VC-42")]],
  "Activating | delete | refuse NOT_ACCEPTED": [["Activating", "DeleteVc", notAccepted("VC-61")]],
  "Active | activate (new params) | Reactivating": [["Active", "Activate", "Reactivating"]],
  "Active | deactivate | Deactivating (MCM: straight to Inactive, after draining by itself)": [
    ["Active", "Deactivate", "Deactivating"], ["Deactivating", "DeactivateSucceeded", "Inactive"]
  ],
  "Active | delete | refuse NOT_ACCEPTED": [["Active", "DeleteVc", notAccepted("VC-61")]],
  "Active | send / receive | Active": [["Active", "Send", "Active"], ["Active", "Indicate", "Active"], ["Active", "Drained", "Active"]],
  "Active | reset start, end | Active": [["Active", "Reset", "Active"]],
  "Reactivating | SUCCESS | Active (new params)": [["Reactivating", "ActivateSucceeded", "Active"]],
  "Reactivating | failure | Active (old params, usable)": [["Reactivating", "ActivateFailed", "Active"]],
  "Reactivating | send / receive | Reactivating (old params)": [
    ["Reactivating", "Send", "Reactivating"], ["Reactivating", "Indicate", "Reactivating"], ["Reactivating", "Drained", "Reactivating"]
  ],
  "Reactivating | activate / deactivate / delete | refuse NOT_ACCEPTED": [
    ["Reactivating", "Activate", notAccepted("VC-25")], ["Reactivating", "Deactivate", notAccepted("VC-42")],
    ["Reactivating", "DeleteVc", notAccepted("VC-61")]
  ],
  "Deactivating | sends drain, lent receives return | Deactivating": [["Deactivating", "Drained", "Deactivating"]],
  "Deactivating | SUCCESS, nothing outstanding | Inactive (params void)": [
    ["Deactivating", "DeactivateSucceeded", "Inactive"],
    [Activation.deactivatedGuard({ sends: 0, lentReceives: 0 }), undefined],
    [Activation.deactivatedGuard({ sends: 1, lentReceives: 0 }), violate("VC-44")],
    [Activation.deactivatedGuard({ sends: 0, lentReceives: 1 }), violate("VC-45")]
  ],
  "Deactivating | failure | Active": [["Deactivating", "DeactivateFailed", "Active"]],
  "Deactivating | activate | refuse CLOSING": [["Deactivating", "Activate", closing("VC-26")]],
  "Deactivating | deactivate | refuse CLOSING": [["Deactivating", "Deactivate", closing("VC-43")]],
  "Deactivating | delete | refuse CLOSING": [
    ["Deactivating", "DeleteVc", closing("VC-62")],
    [Activation.deleteGuard({ ...deletion, callPresent: true, closePending: true }, "Deactivating"), closing("VC-62")]
  ],
  "Deactivating | new send / indicate | NBLs fail / violation": [
    ["Deactivating", "Send", failure("VC-46")], ["Deactivating", "Indicate", violate("VC-46")]
  ],
  "Deleted | anything | dead handle": [
    ["Deleted", "Activate", failure("VC-69")], ["Deleted", "Deactivate", failure("VC-69")], ["Deleted", "DeleteVc", failure("VC-69")],
    ["Deleted", "Send", failure("VC-69")], ["Deleted", "CreateVc", failure("VC-69")], ["Deleted", "Indicate", violate("VC-69")],
    ["Deleted", "ActivateSucceeded", violate("VC-69")], ["Deleted", "ActivateFailed", violate("VC-69")],
    ["Deleted", "DeactivateSucceeded", violate("VC-69")], ["Deleted", "DeactivateFailed", violate("VC-69")]
  ]
})

describe("Activation", () => {
  it("VC-63 a client deletes after its close has been completed", () => {
    expect(Activation.deleteGuard({ byCreator: true, callPresent: true, closePending: true }, "Inactive")).toEqual(notAccepted("VC-63"))
  })

  it("VC-16 VC-60 a driver cannot use or delete a VC whose creation is not over", () => {
    for (const state of ["CreatingAtPeer", "CreatingAtMiniport"] as const) {
      expect(Activation.transitions[state].Activate).toEqual(failure("VC-16"))
      expect(Activation.transitions[state].DeleteVc).toEqual(failure("VC-60"))
      expect(Activation.transitions[state].Send).toEqual(failure("VC-22"))
    }
  })

  it("ASYNC-02 an activation or deactivation that nobody asked for is not completed", () => {
    for (const state of every) {
      const row = Activation.transitions[state]
      if (state !== "Activating" && state !== "Reactivating" && state !== "Deleted") {
        expect([state, row.ActivateSucceeded, row.ActivateFailed]).toEqual([state, violate("ASYNC-02"), violate("ASYNC-02")])
      }
      if (state !== "Deactivating" && state !== "Deleted") {
        expect([state, row.DeactivateSucceeded, row.DeactivateFailed]).toEqual([state, violate("ASYNC-02"), violate("ASYNC-02")])
      }
    }
  })

  it("BIND-20 a reset changes no VC", () => {
    for (const state of every) expect(Activation.transitions[state].Reset).toBe(state)
  })
})
