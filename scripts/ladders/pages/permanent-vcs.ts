import type { Page } from "../Page.ts"

export const permanentVcs: Page = {
  file: "permanent-vcs",
  title: "Permanent VCs",
  about: "Calls on VCs that an operator configured (OP-43).",
  ladders: [
    {
      operation: "OP-43",
      title: "A call on a permanent VC",
      about: "The VC is activated and the call made, without signalling.",
      scenario: "lifecycle/permanent-vc",
      from: "NdisCoCreateVc",
      to: "ProtocolClMakeCallComplete"
    },
    {
      operation: "OP-43",
      title: "None is free",
      about: "NDIS_STATUS_FAILURE, and the client deletes its VC.",
      scenario: "lifecycle/permanent-vc",
      from: "NdisCoCreateVc #2",
      to: "= NdisCoDeleteVc"
    }
  ]
}
