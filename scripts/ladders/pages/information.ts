import type { Page } from "../Page.ts"

export const information: Page = {
  file: "information",
  title: "Information",
  about: "OID requests in every direction (OP-31 to OP-36).",
  ladders: [
    {
      operation: "OP-31",
      title: "Answered at once",
      about: "A client asks its adapter: no address family is named, and no completion handler runs.",
      scenario: "oid/adapter-information",
      from: "NdisCoOidRequest",
      to: "= NdisCoOidRequest"
    },
    {
      operation: "OP-31",
      title: "Answered later",
      about: "The miniport pends and completes.",
      scenario: "oid/answered-later",
      from: "NdisCoOidRequest OID_GEN_CO_LINK_SPEED",
      to: "ProtocolCoOidRequestComplete"
    },
    {
      operation: "OP-31",
      title: "Asked in a reset",
      about: "NDIS answers itself; the miniport hears nothing of it.",
      scenario: "oid/asked-in-a-reset",
      from: "NdisCoOidRequest",
      to: "= NdisCoOidRequest"
    },
    {
      operation: "OP-31",
      title: "About one VC",
      about: "The request names it, and is about its traffic alone.",
      scenario: "oid/counters-of-adapter-and-vc",
      from: "NdisCoOidRequest OID_GEN_CO_XMIT_PDUS_OK",
      to: "= NdisCoOidRequest"
    },
    {
      operation: "OP-31",
      title: "Refused, for four reasons",
      about:
        "A buffer that is too small for a value whose length varies, one of the wrong length, an OID that nobody knows, and one that cannot be set.",
      scenario: "oid/adapter-information",
      from: "NdisCoOidRequest OID_GEN_CO_SUPPORTED_LIST",
      to: "= NdisCoOidRequest NOT_SUPPORTED"
    },
    {
      operation: "OP-31",
      title: "Failed by the miniport",
      about: "NDIS_STATUS_FAILURE, and NDIS_STATUS_INVALID_DATA for a value that makes no sense.",
      scenario: "faults/request-fails",
      from: "NdisCoOidRequest",
      to: "= NdisCoOidRequest INVALID_DATA"
    },
    {
      operation: "OP-31",
      title: "No room for a while",
      about: "NDIS_STATUS_RESOURCES: the client asks again.",
      scenario: "faults/no-room-for-a-while",
      from: "NdisCoOidRequest",
      to: "= NdisCoOidRequest #2"
    },
    {
      operation: "OP-31",
      title: "Pending when the client is unbound",
      about: "The client is told NDIS_STATUS_CLOSING, and the miniport gives the request back with NDIS_STATUS_REQUEST_ABORTED.",
      scenario: "oid/pending-when-unbound",
      from: "NdisCoOidRequest",
      to: ["= NdisCloseAdapterEx", "NdisMCoOidRequestComplete"]
    },
    {
      operation: "OP-32",
      title: "A client asks its call manager",
      about: "The request names the address family, and the call manager answers in its handler.",
      scenario: "oid/addresses-change",
      from: "NdisCoOidRequest OID_CO_ADD_ADDRESS",
      to: "= NdisCoOidRequest",
      only: { form: "cm", why: "To an MCM driver: OP-33." }
    },
    {
      operation: "OP-32",
      title: "A client asks, and is answered later",
      about: "The call manager pends and completes with NdisCoOidRequestComplete.",
      scenario: "oid/answered-later",
      from: "NdisCoOidRequest OID_CO_GET_ADDRESSES @voice #2",
      to: "ProtocolCoOidRequestComplete OID_CO_GET_ADDRESSES @voice",
      only: { form: "cm", why: "To an MCM driver: OP-33." }
    },
    {
      operation: "OP-32",
      title: "The call manager does not know it",
      about: "NDIS_STATUS_NOT_SUPPORTED.",
      scenario: "oid/call-manager-does-not-know",
      from: "NdisCoOidRequest",
      to: "= NdisCoOidRequest",
      only: { form: "cm", why: "To an MCM driver: OP-33." }
    },
    {
      operation: "OP-32",
      title: "A call manager tells its client",
      about: "The same functions in the other direction.",
      scenario: "oid/addresses-change",
      start: true,
      from: "NdisCoOidRequest @cm",
      to: "= NdisCoOidRequest @cm",
      only: { form: "cm", why: "From an MCM driver: OP-34." }
    },
    {
      operation: "OP-32",
      title: "A call manager tells, and the client pends",
      about: "The client completes with NdisCoOidRequestComplete.",
      scenario: "oid/client-answers-later",
      start: true,
      from: "NdisCoOidRequest @cm",
      to: "ProtocolCoOidRequestComplete",
      only: { form: "cm", why: "From an MCM driver: OP-34." }
    },
    {
      operation: "OP-32",
      title: "Pending when the client closes the address family",
      about: "It ends with NDIS_STATUS_CLOSING.",
      scenario: "oid/pending-when-family-closes",
      from: "NdisCoOidRequest",
      to: "= NdisClCloseAddressFamily"
    },
    {
      operation: "OP-33",
      title: "Its call-manager side",
      about: "With the handle of the address family ProtocolCoOidRequest is asked.",
      scenario: "oid/addresses-change",
      from: "NdisCoOidRequest OID_CO_ADD_ADDRESS",
      to: "= NdisCoOidRequest",
      only: { form: "mcm", why: "A stand-alone call manager: OP-32." }
    },
    {
      operation: "OP-33",
      title: "Its call-manager side, later",
      about: "It completes with NdisMCmOidRequestComplete.",
      scenario: "oid/answered-later",
      from: "NdisCoOidRequest OID_CO_GET_ADDRESSES @voice #2",
      to: "ProtocolCoOidRequestComplete OID_CO_GET_ADDRESSES @voice",
      only: { form: "mcm", why: "A stand-alone call manager: OP-32." }
    },
    {
      operation: "OP-33",
      title: "Its miniport side",
      about: "Without the handle MiniportCoOidRequest is asked; it pends, and completes with NdisMCoOidRequestComplete.",
      scenario: "oid/answered-later",
      from: "NdisCoOidRequest OID_GEN_CO_LINK_SPEED",
      to: "ProtocolCoOidRequestComplete",
      only: { form: "mcm", why: "A miniport: OP-31." }
    },
    {
      operation: "OP-34",
      title: "An MCM driver tells its client",
      about: "With NdisMCmOidRequest; the client answers at once.",
      scenario: "oid/addresses-change",
      start: true,
      from: "NdisCoOidRequest @cm",
      to: "= NdisCoOidRequest @cm",
      only: { form: "mcm", why: "A stand-alone call manager: OP-32." }
    },
    {
      operation: "OP-34",
      title: "An MCM driver tells, and the client pends",
      about: "The client completes with NdisCoOidRequestComplete.",
      scenario: "oid/client-answers-later",
      start: true,
      from: "NdisCoOidRequest @cm",
      to: "ProtocolCoOidRequestComplete",
      only: { form: "mcm", why: "A stand-alone call manager: OP-32." }
    },
    {
      operation: "OP-35",
      title: "NDIS asks by itself",
      about: "For those who manage the host: no protocol hears of it.",
      scenario: "oid/operator-asks",
      from: "MiniportCoOidRequest",
      to: "= MiniportCoOidRequest"
    },
    {
      operation: "OP-35",
      title: "Cancelled",
      about: "The client gives up, and the miniport gives the request back with NDIS_STATUS_REQUEST_ABORTED.",
      scenario: "oid/given-up",
      from: "NdisCoOidRequest",
      to: "ProtocolCoOidRequestComplete"
    },
    {
      operation: "OP-36",
      title: "The addresses changed",
      about: "The call manager tells the client, which must then ask for them.",
      scenario: "oid/addresses-change",
      start: true,
      from: "NdisCoOidRequest OID_CO_ADDRESS_CHANGE",
      to: "= NdisCoOidRequest OID_CO_GET_ADDRESSES"
    },
    {
      operation: "OP-36",
      title: "An address is added, and deleted",
      about: "The list has the common addresses and those of the client that asks.",
      scenario: "oid/addresses-change",
      from: "NdisCoOidRequest OID_CO_ADD_ADDRESS",
      to: "= NdisCoOidRequest #4"
    },
    {
      operation: "OP-36",
      title: "Signalling is disabled and enabled",
      about: "The link is lost and comes back: every client is told.",
      scenario: "oid/signalling-disabled-and-enabled",
      from: "NdisMCoIndicateStatusEx",
      to: ["NdisCoOidRequest OID_CO_SIGNALING_ENABLED @cm", "ProtocolCoOidRequest OID_CO_SIGNALING_ENABLED @data"]
    },
    {
      operation: "OP-36",
      title: "OID_CO_AF_CLOSE",
      about: "The older way to ask a client to leave: it closes its calls, deregisters its SAPs and closes the address family.",
      scenario: "oid/asked-to-leave",
      from: "NdisCoOidRequest OID_CO_AF_CLOSE @cm",
      to: "= NdisClCloseAddressFamily"
    }
  ]
}
