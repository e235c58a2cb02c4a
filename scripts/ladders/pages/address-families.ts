import type { Page } from "../Page.ts"

const later = "setting-up/family-and-sap-completed-later"

export const addressFamilies: Page = {
  file: "address-families",
  title: "Address families",
  about: "Registering, opening and closing address families, from either side (OP-06 to OP-09).",
  ladders: [
    {
      operation: "OP-06",
      title: "Register, and tell the clients",
      about:
        "A call manager registers in its bind handler, an MCM driver while its adapter is initialised. Each client is told as soon as it is bound.",
      scenario: "point-to-point/outgoing-call-accepted",
      start: true,
      from: "NdisCmRegisterAddressFamilyEx",
      to: "ProtocolCoAfRegisterNotify",
      mcm: { from: "MiniportInitializeEx" }
    },
    {
      operation: "OP-06",
      title: "Registered once more",
      about: "An adapter has an address family once: the second registration fails, and no client is told.",
      scenario: "setting-up/family-registered-twice",
      from: "NdisCmRegisterAddressFamilyEx",
      to: "= NdisCmRegisterAddressFamilyEx"
    },
    {
      operation: "OP-06",
      title: "No room for it",
      about: "NDIS has no resources: the registration fails, and there is nothing to offer to clients.",
      scenario: "faults/family-not-registered",
      from: "! fault",
      to: "= NdisCmRegisterAddressFamilyEx"
    },
    {
      operation: "OP-07",
      title: "Opened at once",
      about: "The client opens what it was told of, and the call manager answers in its handler: no completion follows.",
      scenario: "point-to-point/outgoing-call-accepted",
      start: true,
      from: "ProtocolCoAfRegisterNotify",
      to: "= NdisClOpenAddressFamilyEx"
    },
    {
      operation: "OP-07",
      title: "Opened later",
      about: "The call manager pends and completes.",
      scenario: later,
      start: true,
      from: "ProtocolCoAfRegisterNotify",
      to: "ProtocolClOpenAfCompleteEx"
    },
    {
      operation: "OP-07",
      title: "Not opened",
      about: "The call manager cannot serve another client. There is no handle, and the client forgets its context.",
      scenario: "faults/family-does-not-open",
      from: "ProtocolCoAfRegisterNotify",
      to: "= NdisClOpenAddressFamilyEx"
    },
    {
      operation: "OP-07",
      title: "Nobody has it",
      about: "No call manager has registered it on this adapter.",
      scenario: "setting-up/family-nobody-has",
      from: "NdisClOpenAddressFamilyEx",
      to: "= NdisClOpenAddressFamilyEx"
    },
    {
      operation: "OP-08",
      title: "Closed at once",
      about: "A client that is unbound has given everything else back and closes the address family.",
      scenario: "lifecycle/stop-client",
      from: "NdisClCloseAddressFamily",
      to: "= NdisClCloseAddressFamily"
    },
    {
      operation: "OP-08",
      title: "Closed later",
      about: "The call manager pends and completes; the client keeps its context until then.",
      scenario: later,
      from: "NdisClCloseAddressFamily",
      to: "ProtocolClCloseAfComplete"
    },
    {
      operation: "OP-08",
      title: "Still in use",
      about: "A call is up on it: NDIS refuses, and the call manager is not asked.",
      scenario: "setting-up/family-in-use",
      from: "NdisClCloseAddressFamily",
      to: "= NdisClCloseAddressFamily"
    },
    {
      operation: "OP-08",
      title: "Refused by the call manager",
      about: "It still has something to do: the address family stays open, and the client tries again.",
      scenario: "faults/family-not-given-up",
      from: "NdisClCloseAddressFamily",
      to: "= NdisClCloseAddressFamily #2"
    },
    {
      operation: "OP-08",
      title: "Closed twice",
      about: "While the first close is pending the handle is dead for its client.",
      scenario: "faults/family-closed-twice",
      from: "NdisClCloseAddressFamily",
      to: "ProtocolClCloseAfComplete"
    },
    {
      operation: "OP-08",
      title: "A request is still pending",
      about: "An OID request of the client ends with NDIS_STATUS_CLOSING first.",
      scenario: "oid/pending-when-family-closes",
      from: "NdisClCloseAddressFamily",
      to: "= NdisClCloseAddressFamily"
    },
    {
      operation: "OP-09",
      title: "A client with a call and a SAP",
      about:
        "The client pends, closes its call, deregisters its SAP, closes the address family, and then completes the request of the call manager.",
      scenario: "setting-up/clients-asked-to-leave",
      from: "NdisCmNotifyCloseAddressFamily",
      to: "ProtocolCmNotifyCloseAfComplete"
    },
    {
      operation: "OP-09",
      title: "A call manager is unbound",
      about: "The same from the unbind handler of a call manager: it waits for its clients, then takes down its signalling VC.",
      scenario: "lifecycle/stop-call-manager",
      from: "ProtocolUnbindAdapterEx @cm",
      to: "= ProtocolUnbindAdapterEx @cm",
      only: { form: "cm", why: "Protocols are unbound before an adapter is halted, so an MCM driver finds no clients left (OP-41)." }
    },
    {
      operation: "OP-09",
      title: "The client will not leave",
      about: "It fails the request with a status of its own. No completion follows, and the address family stays open.",
      scenario: "faults/client-will-not-leave",
      from: "NdisCmNotifyCloseAddressFamily",
      to: "= NdisCmNotifyCloseAddressFamily"
    }
  ]
}
