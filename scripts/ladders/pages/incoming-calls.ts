import type { Page } from "../Page.ts"

export const incomingCalls: Page = {
  file: "incoming-calls",
  title: "Incoming calls",
  about: "A call that comes in, is offered, and answered one way or the other (OP-20).",
  ladders: [
    {
      operation: "OP-20",
      document: "003",
      title: "NdisMCmDispatchIncomingCall",
      about:
        "A SETUP comes in for a registered SAP. The VC is created and active before the call is offered; the client accepts by its return, and call-connected ends the operation. The document describes the function of the MCM driver; beside it stands what a call manager does instead.",
      scenario: "point-to-point/incoming-call-accepted",
      host: "bob",
      from: "~ SETUP",
      to: "ProtocolClCallConnected"
    },
    {
      operation: "OP-20",
      title: "Accepted later",
      about: "The client pends and answers with NdisClIncomingCallComplete.",
      scenario: "point-to-point/incoming-call-pended-then-accepted",
      host: "bob",
      from: "NdisCmDispatchIncomingCall",
      to: "ProtocolClCallConnected"
    },
    {
      operation: "OP-20",
      title: "Accepted with other parameters",
      about: "They can be had: the far side is told in the acceptance.",
      scenario: "point-to-point/incoming-call-changed-acceptable",
      host: "bob",
      from: "NdisCmDispatchIncomingCall",
      to: "ProtocolClCallConnected"
    },
    {
      operation: "OP-20",
      title: "Other parameters that cannot be had",
      about: "An incoming close takes the place of call-connected, and the client closes what it had accepted.",
      scenario: "point-to-point/incoming-call-changed-unacceptable",
      host: "bob",
      from: "NdisCmDispatchIncomingCall",
      to: "= NdisCoDeleteVc @cm"
    },
    {
      operation: "OP-20",
      title: "Rejected at once",
      about: "The rejection is signalled, the VC deactivated and deleted.",
      scenario: "point-to-point/incoming-call-rejected",
      host: "bob",
      from: "NdisCmDispatchIncomingCall",
      to: "= NdisCoDeleteVc @cm"
    },
    {
      operation: "OP-20",
      title: "Rejected later",
      about: "The client pends, and completes with a status that is no success.",
      scenario: "point-to-point/incoming-call-pended-then-rejected",
      host: "bob",
      from: "NdisCmDispatchIncomingCall",
      to: "= NdisCoDeleteVc @cm"
    },
    {
      operation: "OP-20",
      title: "A client that takes no calls",
      about: "Its handler answers NDIS_STATUS_NOT_SUPPORTED.",
      scenario: "point-to-point/client-takes-no-calls",
      host: "bob",
      from: "NdisCmDispatchIncomingCall",
      to: "= NdisCoDeleteVc @cm"
    },
    {
      operation: "OP-20",
      title: "NDIS has no resources",
      about: "The dispatch fails, and no client hears of the call.",
      scenario: "faults/offer-refused-by-ndis",
      host: "bob",
      from: "! fault",
      to: "= NdisCoDeleteVc @cm"
    },
    {
      operation: "OP-20",
      title: "Parameters that make no sense",
      about: "The dispatch fails with NDIS_STATUS_INVALID_DATA.",
      scenario: "faults/offer-refused-by-ndis",
      host: "bob",
      from: "! fault #2",
      to: "= NdisCoDeleteVc @cm"
    },
    {
      operation: "OP-20",
      title: "Over before it was answered",
      about: "The caller gave up meanwhile: the client accepts, and is told of the close instead.",
      scenario: "lifecycle/answer-too-late",
      host: "bob",
      from: "NdisClIncomingCallComplete",
      to: "ProtocolClIncomingCloseCall"
    },
    {
      operation: "OP-20",
      title: "Refused without a client",
      about: "No SAP fits, so the call manager refuses by itself, and NDIS sees signalling only.",
      scenario: "lifecycle/register-and-deregister",
      host: "bob",
      from: "~ SETUP",
      to: "~ RELEASE COMPLETE"
    }
  ]
}
