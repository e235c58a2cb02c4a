import type { Page } from "../Page.ts"

const later = "setting-up/family-and-sap-completed-later"

export const saps: Page = {
  file: "saps",
  title: "SAPs",
  about: "Registering and deregistering the addresses at which a client wants to be called (OP-10, OP-11).",
  ladders: [
    {
      operation: "OP-10",
      title: "Registered at once",
      about: "The call manager knows the SAP when its handler returns.",
      scenario: "lifecycle/register-and-deregister",
      host: "bob",
      from: "NdisClRegisterSap",
      to: "= NdisClRegisterSap"
    },
    {
      operation: "OP-10",
      title: "Registered later",
      about: "The call manager pends and completes.",
      scenario: later,
      from: "NdisClRegisterSap",
      to: "ProtocolClRegisterSapComplete"
    },
    {
      operation: "OP-10",
      title: "Called while the registration is pending",
      about: "The call manager knows the SAP already, so a call that comes in is offered; the registration ends after it.",
      scenario: "faults/called-while-registering",
      host: "bob",
      from: "NdisClRegisterSap",
      to: "ProtocolClRegisterSapComplete"
    },
    {
      operation: "OP-10",
      title: "Taken by another client",
      about: "The second client gets NDIS_STATUS_INVALID_DATA and no handle.",
      scenario: "setting-up/sap-taken",
      host: "bob",
      from: "NdisClRegisterSap",
      to: "= NdisClRegisterSap"
    },
    {
      operation: "OP-10",
      title: "Not taken by the call manager",
      about: "The call manager fails the registration for a reason of its own.",
      scenario: "faults/sap-registration-fails",
      host: "bob",
      from: "NdisClRegisterSap",
      to: "= NdisClRegisterSap"
    },
    {
      operation: "OP-10",
      title: "No room for a while",
      about: "NDIS_STATUS_RESOURCES at once: the client tries again.",
      scenario: "faults/no-room-for-a-while",
      from: "NdisClRegisterSap",
      to: "= NdisClRegisterSap #2"
    },
    {
      operation: "OP-11",
      title: "Deregistered, and its call lives on",
      about: "The call that came in on the SAP stays, and data arrives on it.",
      scenario: "lifecycle/register-and-deregister",
      host: "bob",
      from: "NdisClDeregisterSap",
      to: ["= NdisClDeregisterSap", "ProtocolCoReceiveNetBufferLists @phone"]
    },
    {
      operation: "OP-11",
      title: "Deregistered later",
      about: "The call manager pends and completes.",
      scenario: later,
      from: "NdisClDeregisterSap",
      to: "ProtocolClDeregisterSapComplete"
    },
    {
      operation: "OP-11",
      title: "Deregistered twice",
      about: "While the first request is pending the handle is dead for its client.",
      scenario: "faults/sap-deregistered-twice",
      host: "bob",
      from: "NdisClDeregisterSap",
      to: "ProtocolClDeregisterSapComplete"
    },
    {
      operation: "OP-11",
      title: "Kept by the call manager",
      about: "With a status of the call manager's own the SAP stays with the client, which asks again.",
      scenario: "faults/sap-not-given-up",
      host: "bob",
      from: "NdisClDeregisterSap",
      to: "= NdisClDeregisterSap #2"
    }
  ]
}
