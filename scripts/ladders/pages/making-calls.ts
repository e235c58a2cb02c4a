import type { Page } from "../Page.ts"

export const makingCalls: Page = {
  file: "making-calls",
  title: "Making a call",
  about: "An outgoing call, from its VC to its completion, in every outcome (OP-19).",
  ladders: [
    {
      operation: "OP-19",
      document: "004",
      title: "Making a call",
      about:
        "The client creates a VC and makes the call on it. The far side accepts, the VC is activated with what was agreed, and then the call completes.",
      scenario: "point-to-point/outgoing-call-accepted",
      from: "NdisCoCreateVc",
      to: "ProtocolClMakeCallComplete"
    },
    {
      operation: "OP-19",
      title: "The far side grants less",
      about: "The completion says CALL_PARAMETERS_CHANGED; the client can live with it and returns.",
      scenario: "point-to-point/outgoing-call-changed-and-kept",
      from: "NdisClMakeCall",
      to: "ProtocolClMakeCallComplete"
    },
    {
      operation: "OP-19",
      title: "The client negotiates",
      about: "The client asks once more for what it wanted, and is granted it.",
      scenario: "point-to-point/outgoing-call-changed-and-renegotiated",
      from: "NdisCmMakeCallComplete",
      to: "ProtocolClModifyCallQoSComplete"
    },
    {
      operation: "OP-19",
      title: "The client cannot live with less",
      about: "It closes the call, and frees what belongs to it when the close is complete.",
      scenario: "point-to-point/outgoing-call-changed-and-closed",
      from: "NdisCmMakeCallComplete",
      to: ["ProtocolClCloseCallComplete", "= NdisCoDeleteVc"]
    },
    {
      operation: "OP-19",
      title: "The network refuses",
      about:
        "RELEASE COMPLETE instead of CONNECT. The call is completed with a failure, and the client deletes its VC, which was never active.",
      scenario: "point-to-point/outgoing-call-rejected-by-network",
      from: "NdisClMakeCall",
      to: "= NdisCoDeleteVc"
    },
    {
      operation: "OP-19",
      title: "Nobody has the address",
      about: "The reason reaches the client as the status of the completion.",
      scenario: "point-to-point/outgoing-call-no-such-address",
      from: "NdisClMakeCall",
      to: "= NdisCoDeleteVc"
    },
    {
      operation: "OP-19",
      title: "Nobody answers",
      about: "The call manager gives up when its timer runs out.",
      scenario: "point-to-point/outgoing-call-unanswered",
      from: "NdisClMakeCall",
      to: "= NdisCoDeleteVc"
    },
    {
      operation: "OP-19",
      title: "No room at the call manager",
      about: "It answers NDIS_STATUS_RESOURCES at once; no completion follows, and the client tries again.",
      scenario: "faults/make-call-refused-at-once",
      from: "NdisClMakeCall",
      to: "= NdisClMakeCall PENDING"
    },
    {
      operation: "OP-19",
      title: "Not supported by the call manager",
      about: "It answers NDIS_STATUS_NOT_SUPPORTED at once, and the client deletes its VC.",
      scenario: "faults/make-call-refused-at-once",
      from: "! fault #2",
      to: "= NdisCoDeleteVc"
    }
  ]
}
