import { neverPending, type Page } from "../Page.ts"

export const activation: Page = {
  file: "activation",
  title: "Activation",
  about: "Activating, re-activating and deactivating a VC (OP-15, OP-16). Only its call manager does it.",
  ladders: [
    {
      operation: "OP-15",
      title: "Activated",
      about: "The miniport programs its hardware and completes; an MCM driver has done so and tells NDIS.",
      scenario: "point-to-point/outgoing-call-accepted",
      from: "NdisCmActivateVc",
      to: "ProtocolCmActivateVcComplete"
    },
    {
      operation: "OP-15",
      title: "Activated, in the other reading",
      about: "The documents contradict each other (A-01): here an MCM driver is answered at once, and no handler is called.",
      scenario: "vcs/activated-at-once",
      from: "NdisCmActivateVc",
      to: "= NdisCmActivateVc",
      only: { form: "mcm", why: "They agree about a stand-alone call manager." }
    },
    {
      operation: "OP-15",
      title: "Activated again",
      about: "Other parameters were agreed on, and the VC stays active all the time.",
      scenario: "point-to-point/modify-accepted",
      from: "NdisCmActivateVc #2",
      to: "ProtocolCmActivateVcComplete"
    },
    {
      operation: "OP-15",
      title: "No resources",
      about: "The VC stays inactive, and the make-call fails with the same status.",
      scenario: "faults/activation-fails",
      from: "NdisCmActivateVc",
      to: ["= NdisCmActivateVc", "ProtocolClMakeCallComplete"],
      mcm: { from: "! fault" }
    },
    {
      operation: "OP-15",
      title: "Parameters the miniport cannot carry",
      about: "The VC stays inactive, and the make-call fails with NDIS_STATUS_INVALID_DATA.",
      scenario: "faults/activation-refused",
      from: "NdisCmActivateVc",
      to: ["= NdisCmActivateVc", "ProtocolClMakeCallComplete"],
      mcm: { from: "! fault" }
    },
    {
      operation: "OP-15",
      title: "Activated again, and refused",
      about: "The VC goes on with the old parameters, and the change is given up.",
      scenario: "faults/reactivation-fails",
      from: "NdisCmActivateVc #2",
      to: "ProtocolClModifyCallQoSComplete"
    },
    {
      operation: "OP-15",
      title: "While an activation is pending",
      about: "Another activation and a deactivation are answered NDIS_STATUS_NOT_ACCEPTED.",
      scenario: "faults/activation-while-pending",
      from: "NdisCmActivateVc",
      to: "ProtocolCmActivateVcComplete",
      only: neverPending
    },
    {
      operation: "OP-15",
      title: "While a deactivation is pending",
      about: "NDIS_STATUS_CLOSING.",
      scenario: "faults/deactivation-while-pending",
      from: "NdisCmActivateVc #2",
      to: "= NdisCmActivateVc",
      only: neverPending
    },
    {
      operation: "OP-16",
      title: "Deactivated",
      about: "The miniport drains its sends, gets its receives back, and completes; an MCM driver is answered at once.",
      scenario: "point-to-point/client-close-without-data",
      from: "NdisCmDeactivateVc",
      to: "ProtocolCmDeactivateVcComplete"
    },
    {
      operation: "OP-16",
      title: "While a deactivation is pending",
      about: "Another deactivation and an activation are answered NDIS_STATUS_CLOSING (and so is the deletion: OP-17).",
      scenario: "faults/deactivation-while-pending",
      from: "NdisCmDeactivateVc",
      to: "ProtocolCmDeactivateVcComplete",
      only: neverPending
    },
    {
      operation: "OP-16",
      title: "While an activation is pending",
      about: "NDIS_STATUS_NOT_ACCEPTED.",
      scenario: "faults/activation-while-pending",
      from: "NdisCmDeactivateVc",
      to: "= NdisCmDeactivateVc",
      only: neverPending
    },
    {
      operation: "OP-16",
      title: "Inactive already",
      about: "NDIS_STATUS_NOT_ACCEPTED; the VC is used for the next call.",
      scenario: "vcs/deactivated-twice",
      from: "NdisCmDeactivateVc #2",
      to: "= NdisCmDeactivateVc",
      only: { form: "mcm", why: "The documents name this answer for an MCM driver only." }
    },
    {
      operation: "OP-16",
      title: "A deactivation that fails",
      about: "The VC stays active, so the call manager tries again.",
      scenario: "faults/deactivation-fails",
      from: "NdisCmDeactivateVc",
      to: "ProtocolCmDeactivateVcComplete SUCCESS"
    }
  ]
}
