import type { Page } from "../Page.ts"

export const closingCalls: Page = {
  file: "closing-calls",
  title: "Closing a call",
  about: "The end of a call, from either side (OP-23, OP-24).",
  ladders: [
    {
      operation: "OP-23",
      document: "002",
      title: "Client-initiated request to close a call",
      about:
        "The client closes its call. A call manager deactivates the VC before it completes the close, an MCM driver completes first; the client that created the VC deletes it.",
      scenario: "point-to-point/client-close-without-data",
      from: "NdisClCloseCall",
      to: "= NdisCoDeleteVc"
    },
    {
      operation: "OP-23",
      title: "With data for the other side",
      about: "The data goes out before the close completes.",
      scenario: "point-to-point/client-close-with-data",
      from: "NdisClCloseCall",
      to: "ProtocolClCloseCallComplete"
    },
    {
      operation: "OP-23",
      title: "Data that cannot be sent",
      about: "The medium has no room for it: NDIS_STATUS_INVALID_DATA. Without data the close succeeds.",
      scenario: "documents/client-close-data-refused",
      from: "NdisClCloseCall",
      to: "ProtocolClCloseCallComplete"
    },
    {
      operation: "OP-23",
      title: "A multipoint call",
      about: "All parties but the last are dropped first; the close names the one that is left.",
      scenario: "multipoint/client-closes",
      from: "NdisClDropParty",
      to: "ProtocolClCloseCallComplete"
    },
    {
      operation: "OP-23",
      title: "Two parties are left",
      about: "The close fails, and the call goes on.",
      scenario: "refused/closed-with-two-parties",
      from: "NdisClCloseCall",
      to: "= NdisClCloseCall"
    },
    {
      operation: "OP-23",
      title: "Refused by the call manager",
      about: "With a status of its own; the call stays.",
      scenario: "faults/close-refused-by-call-manager",
      from: "NdisClCloseCall",
      to: "= NdisClCloseCall"
    },
    {
      operation: "OP-23",
      title: "From both sides at once",
      about: "The other client closes at the same moment. A client that has closed is not told of it, and both closes succeed.",
      scenario: "point-to-point/close-from-both-sides",
      from: "NdisClCloseCall",
      to: "ProtocolClCloseCallComplete"
    },
    {
      operation: "OP-24",
      document: "001",
      title: "Incoming request to close a call",
      about:
        "The other client closed, so a RELEASE comes in. The call manager dispatches the close, the client closes as its acknowledgement, and since it created the VC and the status is success it may delete it, as it does here.",
      scenario: "point-to-point/called-client-closes",
      from: "~ RELEASE",
      to: "= NdisCoDeleteVc"
    },
    {
      operation: "OP-24",
      title: "The VC belongs to the call manager",
      about: "The client that was called closes and returns; who created the VC deletes it.",
      scenario: "point-to-point/client-close-without-data",
      host: "bob",
      from: "~ RELEASE",
      to: "= NdisCoDeleteVc @cm"
    },
    {
      operation: "OP-24",
      title: "After trouble in the network",
      about: "The status is no success, so the client must delete the VC it created.",
      scenario: "point-to-point/remote-close-by-network",
      from: "NdisCmDispatchIncomingCloseCall #3",
      to: "= NdisCoDeleteVc"
    },
    {
      operation: "OP-24",
      title: "A multipoint call",
      about: "The client drops parties until one is left, and closes with that one.",
      scenario: "multipoint/network-closes",
      from: "~ RELEASE",
      to: "ProtocolClCloseCallComplete"
    },
    {
      operation: "OP-24",
      title: "A half-offered call",
      about: "Accepted and not connected: the client closes what it had accepted.",
      scenario: "point-to-point/incoming-call-changed-unacceptable",
      host: "bob",
      from: "NdisCmDispatchIncomingCloseCall",
      to: ["ProtocolClCloseCallComplete", "= NdisCoDeleteVc @cm"]
    }
  ]
}
