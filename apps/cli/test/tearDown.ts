/**
 * Faults at everything that a tear-down is made of: whatever is lost, refused, late or doubled, for good, a run ends in bounded virtual
 * time, nothing is left, and each program is told.
 */
import { ddis } from "@condis/core/ddi/Ddi"
import { objection } from "@condis/core/fault/Meaning"
import { simulate } from "../src/run/Runner.ts"
import type { Form } from "../src/scenario/Scenario.ts"
import { loaded, twoHosts } from "./support.ts"

/** Calls, parties, SAPs, VCs and address families: what ends them, and the answer to an activation. */
const functions = [
  "NdisClCloseCall",
  "ProtocolCmCloseCall",
  "NdisCmCloseCallComplete",
  "ProtocolClCloseCallComplete",
  "NdisCmDispatchIncomingCloseCall",
  "ProtocolClIncomingCloseCall",
  "NdisCmDeactivateVc",
  "MiniportCoDeactivateVc",
  "NdisMCoDeactivateVcComplete",
  "ProtocolCmDeactivateVcComplete",
  "NdisCoDeleteVc",
  "ProtocolCoDeleteVc",
  "MiniportCoDeleteVc",
  "NdisClDropParty",
  "ProtocolCmDropParty",
  "NdisCmDropPartyComplete",
  "ProtocolClDropPartyComplete",
  "NdisClDeregisterSap",
  "ProtocolCmDeregisterSap",
  "NdisCmDeregisterSapComplete",
  "ProtocolClDeregisterSapComplete",
  "NdisClCloseAddressFamily",
  "ProtocolCmCloseAf",
  "NdisCmCloseAddressFamilyComplete",
  "ProtocolClCloseAfComplete",
  "ProtocolCmActivateVcComplete"
] as const

const verdicts = [
  ["drop", "drop"],
  ["never", "never"],
  ["fail", "fail=NDIS_STATUS_FAILURE"],
  ["delay", "delay=5s"],
  ["late", "late=5s"],
  ["twice", "twice"]
] as const

/** With a condition: of every object, or of the first VC alone. */
const conditions = ["", ",vc=1"] as const

/** One cell: a rule that makes sense, in one form. */
export interface Cell {
  readonly rule: string
  readonly form: Form
}

export const cells: ReadonlyArray<Cell> = functions.flatMap((name) => {
  const ddi = ddis.find((each) => each.name === name)!
  return verdicts.flatMap(([verdict, text]) =>
    objection(ddi, verdict, ddis) !== undefined
      ? []
      : conditions
          .filter((condition) => condition !== "" || name !== "ProtocolCmActivateVcComplete")
          .flatMap((condition) => (["cm", "mcm"] as const).map((form) => ({ rule: `${name}:${text}${condition}`, form })))
  )
})

/** A call each side closes, a party that is dropped, a SAP that is given back: then all is taken out. */
export const scenario = (rule: string) =>
  loaded(
    twoHosts(`network:
  farEnds:
    "4799": answer
faults: ["${rule}"]
script:
  - call: { id: c1, from: alice/voice, to: bob }
  - wait: 50ms
  - close: { call: c1 }
  - call: { id: c2, from: alice/voice, to: bob, multipoint: true }
  - addParty: { call: c2, to: "4799" }
  - dropParty: { call: c2, to: "4799" }
  - wait: 50ms
  - close: { call: c2, by: bob/phone }
  - wait: 50ms
  - deregister: { client: bob/phone, sap: "4712" }
  - wait: 50ms
`)
  )

/** Longest a run may take, in minutes of virtual time. */
const minutes = 20

/** What is wrong with the run of a cell. */
export const broken = ({ form, rule }: Cell, seed = 0): ReadonlyArray<string> => {
  const { checks, leftovers, trace } = simulate(scenario(rule), form, seed)
  const last = (trace.at(-1)?.time ?? 0) / 60_000_000
  return [
    ...checks.flatMap(({ found, ok, what }) =>
      !ok && (what === "the run comes to its end" || /^the step \w+ ends$/.test(what)) ? [`${what}: ${found.slice(0, 200)}`] : []
    ),
    ...(leftovers.length > 0 ? [`left: ${leftovers.join(", ")}`] : []),
    ...(last > minutes ? [`it took ${last.toFixed(0)} minutes`] : [])
  ]
}
