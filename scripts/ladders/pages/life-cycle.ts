import type { Page } from "../Page.ts"

export const lifeCycle: Page = {
  file: "life-cycle",
  title: "Life cycle",
  about: "Reset, pause, unbind, halt, and the end of a driver (OP-38 to OP-42).",
  ladders: [
    {
      operation: "OP-38",
      title: "Reset with a call up",
      about: "Call managers hear of it first. The miniport pends, returns what waits in it, and completes; then all hear of the end.",
      scenario: "lifecycle/reset-with-call-up",
      from: "ProtocolCoStatusEx",
      to: ["NdisMResetComplete", "ProtocolCoStatusEx @voice #2"]
    },
    {
      operation: "OP-38",
      title: "Over at once",
      about: "MiniportResetEx is through when it returns; start and end are told all the same.",
      scenario: "lifecycle/reset-at-once",
      from: "ProtocolCoStatusEx",
      to: ["= MiniportResetEx", "ProtocolCoStatusEx @voice #2"]
    },
    {
      operation: "OP-38",
      title: "The hardware does not come back",
      about: "NDIS_STATUS_HARD_ERRORS, and with the next reset NDIS_STATUS_SOFT_ERRORS; everybody hears of each end.",
      scenario: "faults/reset-fails",
      from: "ProtocolCoStatusEx",
      to: ["= MiniportResetEx SOFT_ERRORS", "ProtocolCoStatusEx @voice #4"]
    },
    {
      operation: "OP-39",
      title: "An adapter is paused",
      about: "Protocols first, each when its sends are back; the miniport last.",
      scenario: "lifecycle/pause-and-restart",
      from: "ProtocolNetPnPEvent",
      to: "= MiniportPause"
    },
    {
      operation: "OP-39",
      title: "And restarted",
      about: "From the miniport up.",
      scenario: "lifecycle/pause-and-restart",
      from: "MiniportRestart",
      to: ["= MiniportRestart", "= ProtocolNetPnPEvent @voice"]
    },
    {
      operation: "OP-39",
      title: "One client is paused and restarted",
      about: "The adapter and the other client run on.",
      scenario: "lifecycle/pause-one-client",
      from: "ProtocolNetPnPEvent @voice",
      to: "= ProtocolNetPnPEvent @voice #2"
    },
    {
      operation: "OP-39",
      title: "Paused during a reset",
      about: "A pause may overlap a reset and end before it.",
      scenario: "lifecycle/pause-overlaps-reset",
      from: "MiniportResetEx",
      to: ["= MiniportPause", "NdisMResetComplete"]
    },
    {
      operation: "OP-39",
      title: "A restart that fails",
      about: "The adapter stays paused; the next one succeeds.",
      scenario: "faults/restart-fails",
      from: "MiniportRestart",
      to: "= MiniportRestart #2"
    },
    {
      operation: "OP-40",
      title: "A client is unbound",
      about: "Paused, then it closes its call, deregisters its SAP, closes the address family and the adapter.",
      scenario: "lifecycle/stop-client",
      from: "ProtocolNetPnPEvent @voice",
      to: "= ProtocolUnbindAdapterEx @voice"
    },
    {
      operation: "OP-40",
      title: "An unbind that pends",
      about: "The client has closed the adapter, and says later that it is through.",
      scenario: "setting-up/bind-and-unbind-pend",
      from: "ProtocolUnbindAdapterEx @voice",
      to: "NdisCompleteUnbindAdapterEx @voice"
    },
    {
      operation: "OP-40",
      title: "A call manager is unbound",
      about: "It asks its clients to leave (OP-09), drops its signalling VC and closes the adapter.",
      scenario: "lifecycle/stop-call-manager",
      from: "ProtocolNetPnPEvent @cm",
      to: "= ProtocolUnbindAdapterEx @cm",
      only: { form: "cm", why: "An MCM driver is not bound, it is halted: OP-41." }
    },
    {
      operation: "OP-41",
      title: "An adapter is halted",
      about: "Every protocol above is unbound, the adapter is paused and then halted.",
      scenario: "lifecycle/stop-adapter",
      from: "MiniportPause",
      to: "MiniportDriverUnload"
    },
    {
      operation: "OP-41",
      title: "Surprise removal",
      about: "The device is taken out without a word: the miniport is told, everybody is unbound, and the adapter is halted.",
      scenario: "lifecycle/surprise-removal",
      from: "MiniportDevicePnPEventNotify",
      to: "= MiniportHaltEx"
    },
    {
      operation: "OP-41",
      title: "Shutdown",
      about: "The host is switched off: nothing is given back, and nothing follows.",
      scenario: "lifecycle/switched-off",
      from: "MiniportShutdownEx",
      to: "= MiniportShutdownEx"
    },
    {
      operation: "OP-42",
      title: "A protocol deregisters",
      about: "What is still bound is unbound inside the call.",
      scenario: "lifecycle/stop-client",
      from: "NdisDeregisterProtocolDriver @voice",
      to: ["NdisCloseAdapterEx @voice", "= NdisDeregisterProtocolDriver @voice"]
    },
    {
      operation: "OP-42",
      title: "A miniport deregisters",
      about: "From its unload handler.",
      scenario: "lifecycle/stop-adapter",
      from: "MiniportDriverUnload",
      to: "NdisMDeregisterMiniportDriver"
    }
  ]
}
