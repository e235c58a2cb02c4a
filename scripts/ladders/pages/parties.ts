import type { Page } from "../Page.ts"

export const parties: Page = {
  file: "parties",
  title: "Parties",
  about: "Leaves of a point-to-multipoint call: added, dropped, and lost (OP-25 to OP-27).",
  ladders: [
    {
      operation: "OP-25",
      title: "Added",
      about: "The network connects another leaf, and the addition completes.",
      scenario: "multipoint/party-added-and-dropped",
      from: "NdisClAddParty",
      to: "ProtocolClAddPartyComplete"
    },
    {
      operation: "OP-25",
      title: "Rejected by the leaf",
      about: "The addition fails; the call goes on with the parties it has.",
      scenario: "multipoint/party-refused",
      from: "NdisClAddParty",
      to: "ProtocolClAddPartyComplete"
    },
    {
      operation: "OP-25",
      title: "Not supported",
      about: "A medium without multipoint calls: the call manager answers at once.",
      scenario: "faults/party-refused-at-once",
      from: "NdisClAddParty",
      to: "= NdisClAddParty"
    },
    {
      operation: "OP-25",
      title: "Trouble of the call manager",
      about: "NDIS_STATUS_FAILURE, at once.",
      scenario: "faults/party-refused-at-once",
      from: "NdisClAddParty #2",
      to: "= NdisClAddParty"
    },
    {
      operation: "OP-25",
      title: "No room at the call manager",
      about: "NDIS_STATUS_RESOURCES, at once; the client tries again.",
      scenario: "faults/party-refused-at-once",
      from: "NdisClAddParty #3",
      to: ["= NdisClAddParty PENDING", "ProtocolClAddPartyComplete"]
    },
    {
      operation: "OP-26",
      title: "Dropped",
      about: "The network is told, and the party is gone when the handler returns.",
      scenario: "multipoint/party-added-and-dropped",
      from: "NdisClDropParty",
      to: "= NdisClDropParty"
    },
    {
      operation: "OP-26",
      title: "Dropped later",
      about: "The call manager pends and completes.",
      scenario: "faults/drop-completed-later",
      from: "NdisClDropParty",
      to: "ProtocolClDropPartyComplete"
    },
    {
      operation: "OP-26",
      title: "All parties, before the close",
      about: "One after the other is dropped; the last one leaves with the close.",
      scenario: "multipoint/client-closes",
      from: "NdisClDropParty",
      to: "= NdisClCloseCall"
    },
    {
      operation: "OP-26",
      title: "The last party",
      about: "It leaves with NdisClCloseCall, not with a drop.",
      scenario: "refused/last-party-is-not-dropped",
      from: "NdisClDropParty",
      to: "= NdisClDropParty"
    },
    {
      operation: "OP-26",
      title: "Data that cannot be sent",
      about: "NDIS_STATUS_INVALID_DATA; the party stays.",
      scenario: "multipoint/drop-with-data-refused",
      from: "NdisClDropParty",
      to: "= NdisClDropParty"
    },
    {
      operation: "OP-27",
      document: "000a",
      title: "Incoming request to drop a party, not the last one",
      about:
        "A leaf leaves while another one stays, so a DROP PARTY comes in. The call manager dispatches the drop, and the client drops the party as its acknowledgement; the call goes on.",
      scenario: "multipoint/leaf-leaves",
      from: "~ DROP PARTY",
      to: ["= NdisClDropParty", "~ DROP PARTY ACKNOWLEDGE"]
    },
    {
      operation: "OP-27",
      document: "000b",
      title: "Incoming request to drop the last party",
      about:
        "The last leaf leaves, so a RELEASE comes in. The call manager dispatches an incoming close instead, and the client closes the call, naming the party that was left.",
      scenario: "multipoint/last-leaf-leaves",
      from: "~ RELEASE",
      to: "= NdisCoDeleteVc"
    },
    {
      operation: "OP-27",
      document: "000c",
      title: "Incoming request to drop a party, after network trouble",
      about:
        "The network cannot reach a leaf any more and takes it out of the call. The steps are those of a leaf that leaves; the status says why, and is not NDIS_STATUS_SUCCESS.",
      scenario: "multipoint/network-drops-a-leaf",
      from: "~ DROP PARTY",
      to: ["= NdisClDropParty", "~ DROP PARTY ACKNOWLEDGE"]
    }
  ]
}
