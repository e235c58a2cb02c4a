/**
 * Faults under which a client must observe the same in both forms: such as can happen in both. Completions that are late or come twice,
 * handlers that are late, pend or fail, requests that are late, chains that are lost or fail, frames that are lost or late.
 *
 * `condis equal --matrix` tries each of them on each scenario, and so does a test.
 */
import { ddi } from "@condis/core/ddi/Ddi"
import type { Rule, RuleText } from "@condis/core/fault/index"
import { namesIn } from "../expect/Names.ts"
import { callManager } from "../scenario/Scenario.ts"

/** The matrix's rules. */
export const matrix: ReadonlyArray<RuleText> = [
  "NdisCmMakeCallComplete:late=50ms",
  "NdisCmMakeCallComplete:twice",
  "NdisCmCloseCallComplete:late=50ms",
  "NdisCmCloseCallComplete:twice",
  "NdisCmModifyCallQoSComplete:late=50ms",
  "NdisCmAddPartyComplete:late=50ms",
  "ProtocolClMakeCallComplete:delay=50ms",
  "ProtocolClIncomingCall:delay=50ms",
  "ProtocolClIncomingCall:pend",
  "ProtocolClIncomingCloseCall:delay=50ms",
  "ProtocolClCloseCallComplete:delay=50ms",
  "ProtocolClCallConnected:delay=50ms",
  "ProtocolCmMakeCall:delay=20ms",
  "ProtocolCmMakeCall:fail=NDIS_STATUS_FAILURE,first=1",
  "ProtocolCmCloseCall:delay=20ms",
  "ProtocolCmIncomingCallComplete:delay=20ms",
  "ProtocolCmModifyCallQoS:fail=NDIS_STATUS_FAILURE,first=1",
  "ProtocolCmAddParty:fail=NDIS_STATUS_FAILURE,first=1",
  "ProtocolCmDropParty:pend",
  "ProtocolCmRegisterSap:pend",
  "ProtocolCmCloseAf:pend",
  "ProtocolCmOpenAf:pend",
  "NdisClMakeCall:delay=20ms",
  "NdisClCloseCall:delay=20ms",
  "MiniportCoSendNetBufferLists:fail=NDIS_STATUS_FAILURE,vc=1,first=1",
  "NdisMCoSendNetBufferListsComplete:late=20ms,vc=1",
  "MiniportCoOidRequest:pend",
  "frame SETUP:drop,first=1",
  "frame CONNECT:drop,first=1",
  "frame RELEASE:drop,first=1",
  "frame RELEASE COMPLETE:drop,first=1",
  "frame DATA:drop,first=1",
  "frame *:delay=3ms..20ms",
  "frame *:drop,p=5%"
]

/** Why a rule cannot be compared, and what can. Undefined: it can. */
export const incomparable = ({ target, verdict, where }: Rule): string | undefined => {
  if ("frame" in target) return undefined
  const [name] = target.ddis
  const byManager = where.driver === undefined ? undefined : where.driver === callManager
  for (const form of ["cm", "mcm"] as const) {
    if (namesIn(name, form, byManager).length === 0) return `${name} does not exist in the form ${form}`
  }
  if (verdict.name !== "crash") return undefined
  const { calledBy, implementedBy, kind } = ddi(name)
  const roles: ReadonlyArray<string> = kind === "function" ? calledBy : implementedBy
  return roles.every((role) => role === "client")
    ? undefined
    : "an MCM driver that dies takes its adapter with it, a call manager does not: only a client dies alike in both forms"
}
