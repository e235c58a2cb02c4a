import { type Page, same } from "../Page.ts"

const accepted = "point-to-point/outgoing-call-accepted"

export const settingUp: Page = {
  file: "setting-up",
  title: "Drivers and adapters",
  about: "Registration of the four kinds of drivers, and the start of a host until its protocols are bound (OP-01 to OP-05).",
  ladders: [
    {
      operation: "OP-01",
      title: "A client registers",
      about: "The client registers as a protocol; inside that call NDIS asks it for its handlers, which it sets in two structures.",
      scenario: accepted,
      start: true,
      from: "NdisRegisterProtocolDriver @voice",
      to: "= NdisRegisterProtocolDriver @voice",
      only: same
    },
    {
      operation: "OP-01",
      title: "A registration that fails",
      about: "The driver fails ProtocolSetOptions, and NDIS the registration with the same status.",
      scenario: "faults/registration-fails",
      from: "NdisRegisterProtocolDriver @voice",
      to: "= NdisRegisterProtocolDriver @voice",
      only: same
    },
    {
      operation: "OP-02",
      title: "A call manager registers",
      about: "As a client does, with the call-manager handlers in the second structure.",
      scenario: accepted,
      start: true,
      from: "NdisRegisterProtocolDriver @cm",
      to: "= NdisRegisterProtocolDriver @cm",
      only: { form: "cm", why: "An MCM driver is no protocol: OP-04." }
    },
    {
      operation: "OP-03",
      title: "A miniport registers",
      about: "Inside the registration NDIS asks for the handlers: one structure, that of a connection-oriented miniport.",
      scenario: accepted,
      start: true,
      from: "NdisMRegisterMiniportDriver",
      to: "= NdisMRegisterMiniportDriver",
      only: { form: "cm", why: "An MCM driver registers so too, and more: OP-04." }
    },
    {
      operation: "OP-03",
      title: "A registration that fails",
      about: "The driver fails MiniportSetOptions, and NDIS the registration with the same status: no adapter is started.",
      scenario: "faults/miniport-registration-fails",
      from: "NdisMRegisterMiniportDriver",
      to: "= NdisMRegisterMiniportDriver"
    },
    {
      operation: "OP-04",
      title: "An MCM driver registers",
      about: "As a miniport does, and it sets its call-manager handlers as well, both from MiniportSetOptions.",
      scenario: accepted,
      start: true,
      from: "NdisMRegisterMiniportDriver",
      to: "= NdisMRegisterMiniportDriver",
      only: { form: "mcm", why: "A stand-alone call manager is a protocol beside a miniport: OP-02 and OP-03." }
    },
    {
      operation: "OP-05",
      title: "The start of a host",
      about:
        "All of it, in its order: drivers load, the adapter starts, protocols are bound, the address family is registered, offered and opened, and a client registers its SAP.",
      scenario: "point-to-point/incoming-call-accepted",
      host: "bob",
      start: true,
      from: "NdisMRegisterMiniportDriver",
      to: "= NdisClRegisterSap"
    },
    {
      operation: "OP-05",
      title: "An adapter is initialised",
      about: "The adapter goes from Halted to Paused while MiniportInitializeEx runs, and its restart lets it run.",
      scenario: accepted,
      start: true,
      from: "MiniportInitializeEx",
      to: "= MiniportRestart"
    },
    {
      operation: "OP-05",
      title: "A client is bound",
      about: "It opens the adapter inside its bind handler; the binding is paused until NDIS restarts it.",
      scenario: accepted,
      start: true,
      from: "ProtocolBindAdapterEx @voice",
      to: "= ProtocolNetPnPEvent @voice",
      only: same
    },
    {
      operation: "OP-05",
      title: "A bind that pends",
      about: "The client is bound when it says so; only then is it restarted.",
      scenario: "setting-up/bind-and-unbind-pend",
      start: true,
      from: "ProtocolBindAdapterEx @voice",
      to: "= ProtocolNetPnPEvent @voice",
      only: same
    },
    {
      operation: "OP-05",
      title: "The adapter does not start",
      about: "MiniportInitializeEx fails: the adapter is halted again, and nobody is bound to it.",
      scenario: "faults/adapter-does-not-start",
      from: "MiniportInitializeEx",
      to: "= MiniportInitializeEx"
    },
    {
      operation: "OP-05",
      title: "Opened outside the bind handler",
      about: "NDIS fails it, and the binding there is goes on.",
      scenario: "setting-up/opened-outside-bind",
      from: "NdisOpenAdapterEx",
      to: "= NdisOpenAdapterEx",
      only: same
    },
    {
      operation: "OP-05",
      title: "The adapter does not open",
      about: "NdisOpenAdapterEx fails: the client returns that status from its bind handler and is not bound.",
      scenario: "faults/adapter-does-not-open",
      from: "ProtocolBindAdapterEx @voice",
      to: "= ProtocolBindAdapterEx @voice",
      only: same
    }
  ]
}
