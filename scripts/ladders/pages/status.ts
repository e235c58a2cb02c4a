import type { Page } from "../Page.ts"

export const status: Page = {
  file: "status",
  title: "Status indications",
  about: "What a miniport tells by itself (OP-37).",
  ladders: [
    {
      operation: "OP-37",
      title: "Of the whole adapter",
      about: "Every protocol that is bound to it is told.",
      scenario: "lifecycle/indications",
      from: "NdisMCoIndicateStatusEx",
      to: "ProtocolCoStatusEx @voice",
      mcm: { to: "ProtocolCoStatusEx @data" }
    },
    {
      operation: "OP-37",
      title: "Of one VC",
      about: "Those who share the VC are told, nobody else.",
      scenario: "lifecycle/indications",
      from: "NdisMCoIndicateStatusEx #2",
      to: "ProtocolCoStatusEx @voice"
    },
    {
      operation: "OP-37",
      title: "Of one OID request",
      about: "Who made the request is told, nobody else.",
      scenario: "lifecycle/indications",
      from: "NdisMCoIndicateStatusEx #3",
      to: "ProtocolCoStatusEx @voice"
    },
    {
      operation: "OP-37",
      title: "The link is lost",
      about: "Call manager and clients are told; the call manager starts a timer of its signalling.",
      scenario: "lifecycle/link-lost-and-back",
      from: "NdisMCoIndicateStatusEx",
      to: "ProtocolCoStatusEx @voice"
    }
  ]
}
