/**
 * Facts of document 003 that the catalogue of the DDI carries, not a trace.
 *
 * @see docs/condis/seeds.md
 */
import { catalogue } from "@condis/core/ddi/catalogue"
import { catalogueText } from "@condis/core/ddi/catalogue-text"
import type * as Structures from "@condis/core/CallParameters"
import type { HardwareEvents } from "@condis/miniport/sim/Hardware"

/** What the catalogue says of NdisMCmDispatchIncomingCall, and which names the model has. */
export interface Page {
  readonly header: string
  readonly target: string | null
  readonly since: ReadonlyArray<string>
  readonly ndisVersions: ReadonlyArray<string>
  readonly compliance: ReadonlyArray<string>
  readonly names: ReadonlySet<string>
}

export interface CatalogueFact {
  readonly id: string
  readonly says: string
  readonly holds: (page: Page) => boolean
  readonly damage: { readonly what: string; readonly of: (page: Page) => Page }
}

/** Where a name of the page that is no function of connection-oriented NDIS has its place in the model. */
const elsewhere = {
  CO_CALL_PARAMETERS: "CallParameters" satisfies keyof typeof Structures,
  MiniportInterruptDPC: "received" satisfies keyof HardwareEvents
}

export const page: Page = {
  header: catalogue.NdisMCmDispatchIncomingCall.header,
  ...catalogueText.NdisMCmDispatchIncomingCall,
  names: new Set([...Object.keys(catalogue), ...Object.keys(elsewhere)])
}

const references = [
  "CO_CALL_PARAMETERS",
  "MiniportInterruptDPC",
  "NdisClRegisterSap",
  "NdisClIncomingCallComplete",
  "NdisCmDispatchIncomingCall",
  "NdisMCmActivateVc",
  "NdisMCmCreateVc",
  "NdisMCmDeactivateVc",
  "NdisMCmDispatchCallConnected",
  "NdisMCmDeleteVc",
  "ProtocolClIncomingCall",
  "ProtocolCmIncomingCallComplete",
  "ProtocolCmRegisterSap"
]

const includes = (all: ReadonlyArray<string>, ...wanted: ReadonlyArray<string>): boolean => wanted.every((each) => all.includes(each))

export const catalogueFacts: ReadonlyArray<CatalogueFact> = [
  {
    id: "SEED-003-21",
    says: "declared in Ndis.h; desktop target",
    holds: ({ header, target }) => header === "Ndis.h" && target === "Desktop",
    damage: { what: "another header", of: (old) => ({ ...old, header: "Ntddk.h" }) }
  },
  {
    id: "SEED-003-22",
    says: "NDIS 6.0 and 5.1 drivers in Vista, 5.1 in XP",
    holds: ({ ndisVersions, since }) => includes(since, "Windows Vista", "Windows XP") && includes(ndisVersions, "5.1", "6.0"),
    damage: { what: "NDIS 6.0 only", of: (old) => ({ ...old, ndisVersions: ["6.0"] }) }
  },
  {
    id: "SEED-003-23",
    says: "covered by the compliance rule Irql_MCM_Function",
    holds: ({ compliance }) => includes(compliance, "Irql_MCM_Function"),
    damage: { what: "the rule of call managers", of: (old) => ({ ...old, compliance: ["Irql_CallManager_Function"] }) }
  },
  {
    id: "SEED-003-24",
    says: "what it refers to exists in the model (MiniportInterruptDPC as the hardware's `received`)",
    holds: ({ names }) => references.every((name) => names.has(name)),
    damage: {
      what: "without ProtocolCmRegisterSap",
      of: (old) => ({ ...old, names: new Set([...old.names].filter((name) => name !== "ProtocolCmRegisterSap")) })
    }
  }
]

/** Facts that say nothing a run or the catalogue could show, with the reason. */
export const withoutBehaviour: ReadonlyArray<{ readonly id: string; readonly says: string; readonly why: string }> = [
  {
    id: "SEED-003-25",
    says: "the page's text appears twice",
    why: "it is about the page: the second copy says what the first says"
  }
]
