import type { Page } from "../Page.ts"

export const data: Page = {
  file: "data",
  title: "Data",
  about: "Sending, receiving, and cancelling sends (OP-28 to OP-30). Buffers on their way home are drawn here.",
  ladders: [
    {
      operation: "OP-28",
      title: "Sent",
      about: "The chain goes to the miniport and comes home complete; its data is on the wire.",
      scenario: "point-to-point/data-both-ways",
      from: "NdisCoSendNetBufferLists @voice",
      to: "ProtocolCoSendNetBufferListsComplete @voice"
    },
    {
      operation: "OP-28",
      title: "Not sent",
      about: "The miniport has no resources: the chain comes home with that status, and the data is lost.",
      scenario: "faults/send-fails",
      from: "NdisCoSendNetBufferLists @voice",
      to: "ProtocolCoSendNetBufferListsComplete @voice"
    },
    {
      operation: "OP-29",
      title: "Received, and given back",
      about: "The list is lent: the client returns it when it has taken the data.",
      scenario: "point-to-point/data-both-ways",
      host: "bob",
      from: "NdisMCoIndicateReceiveNetBufferLists #3",
      to: "MiniportReturnNetBufferLists",
      mcm: { from: "NdisMCoIndicateReceiveNetBufferLists" }
    },
    {
      operation: "OP-29",
      title: "Only shown",
      about:
        "The adapter has few lists left: the client copies while its handler runs, and the list is the miniport's when its call returns.",
      scenario: "traffic/receives-only-shown",
      host: "bob",
      from: "NdisMCoIndicateReceiveNetBufferLists #5",
      to: "= NdisMCoIndicateReceiveNetBufferLists",
      mcm: { from: "NdisMCoIndicateReceiveNetBufferLists #3" }
    },
    {
      operation: "OP-30",
      title: "Cancelled",
      about: "What waits for the transmitter comes home with NDIS_STATUS_SEND_ABORTED; what is leaving already arrives.",
      scenario: "lifecycle/cancel-a-send",
      from: "NdisCancelSendNetBufferLists",
      to: "ProtocolCoSendNetBufferListsComplete @voice #3"
    }
  ]
}
