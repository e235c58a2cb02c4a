import type { Page } from "../Page.ts"

export const callParameters: Page = {
  file: "call-parameters",
  title: "Changes of call parameters",
  about: "Quality of service of a call that is up, changed from either side (OP-21, OP-22).",
  ladders: [
    {
      operation: "OP-21",
      title: "Agreed on",
      about: "The network agrees, the VC is activated with the new values, and the change completes.",
      scenario: "point-to-point/modify-accepted",
      from: "NdisClModifyCallQoS",
      to: "ProtocolClModifyCallQoSComplete"
    },
    {
      operation: "OP-21",
      title: "Refused by the far side",
      about: "The old values stay in force, and the call goes on.",
      scenario: "point-to-point/modify-refused",
      from: "NdisClModifyCallQoS",
      to: "ProtocolClModifyCallQoSComplete"
    },
    {
      operation: "OP-21",
      title: "Refused by the own miniport",
      about: "The network has agreed, but the VC cannot be activated with the new values: the former state is restored.",
      scenario: "faults/reactivation-fails",
      from: "NdisClModifyCallQoS",
      to: "ProtocolClModifyCallQoSComplete"
    },
    {
      operation: "OP-21",
      title: "Not supported",
      about: "A medium without quality of service: the call manager answers at once.",
      scenario: "faults/modify-refused-by-call-manager",
      from: "NdisClModifyCallQoS",
      to: "= NdisClModifyCallQoS"
    },
    {
      operation: "OP-21",
      title: "Parameters that make no sense",
      about: "NDIS_STATUS_INVALID_DATA, at once.",
      scenario: "faults/modify-refused-by-call-manager",
      from: "NdisClModifyCallQoS #2",
      to: "= NdisClModifyCallQoS"
    },
    {
      operation: "OP-21",
      title: "Trouble of the call manager",
      about: "NDIS_STATUS_FAILURE, at once.",
      scenario: "faults/modify-refused-by-call-manager",
      from: "NdisClModifyCallQoS #3",
      to: "= NdisClModifyCallQoS"
    },
    {
      operation: "OP-21",
      title: "Refused, and the call closed",
      about: "The client cannot live with less.",
      scenario: "point-to-point/modify-refused-then-closed",
      from: "NdisClModifyCallQoS",
      to: "ProtocolClCloseCallComplete"
    },
    {
      operation: "OP-22",
      title: "Accepted",
      about: "The miniport is asked first, then the client is told; its silence is consent, and the network learns of it.",
      scenario: "point-to-point/qos-change-accepted",
      from: "~ MODIFY REQUEST",
      to: "~ MODIFY ACKNOWLEDGE"
    },
    {
      operation: "OP-22",
      title: "Countered",
      about: "From its handler the client proposes something else.",
      scenario: "point-to-point/qos-change-countered",
      host: "bob",
      from: "NdisCmDispatchIncomingCallQoSChange",
      to: "ProtocolClModifyCallQoSComplete"
    },
    {
      operation: "OP-22",
      title: "Closed",
      about: "A client rejects a change by closing the call.",
      scenario: "point-to-point/qos-change-closed",
      from: "NdisCmDispatchIncomingCallQoSChange",
      to: "ProtocolClCloseCallComplete"
    },
    {
      operation: "OP-22",
      title: "Refused by the miniport",
      about: "It cannot carry what is proposed: the old values stay, and the client is not told.",
      scenario: "point-to-point/modify-refused",
      host: "bob",
      from: "~ MODIFY REQUEST",
      to: "~ MODIFY REJECT"
    }
  ]
}
