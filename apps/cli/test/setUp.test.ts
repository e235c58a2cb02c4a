/**
 * Set-ups of every kind that are pended for ever, and a driver that is taken out meanwhile: the run ends, nothing is left, and nobody who
 * only waits is in the way.
 */
import { isCrossing } from "@condis/core/Trace"
import { describe, expect, it } from "vitest"
import { simulate } from "../src/run/Runner.ts"
import type { Form } from "../src/scenario/Scenario.ts"
import { loaded } from "./support.ts"

interface Kind {
  readonly faults?: ReadonlyArray<string>
  /** Steps before. */
  readonly before?: string
  /** What begins, and does not end. */
  readonly step: string
  readonly phone?: string
  /** Seconds within which a stop is over, where it does not take a driver's end. */
  readonly within?: number
}

const never = (handler: string, completion: string, where: string): ReadonlyArray<string> => [
  `${handler}:pend,${where}`,
  `${completion}:never,${where}`
]
const call = "call: { id: c1, from: alice/voice, to: bob }"
const tree = "  - call: { id: c1, from: alice/voice, to: bob, multipoint: true }\n"

const kinds: { readonly [name: string]: Kind } = {
  "open address family": { faults: never("ProtocolCmOpenAf", "NdisCmOpenAddressFamilyComplete", "at=alice,first=1"), step: call },
  "register SAP": { faults: never("ProtocolCmRegisterSap", "NdisCmRegisterSapComplete", "at=alice,first=1"), step: call },
  "activate VC": { faults: ["NdisMCoActivateVcComplete:never,at=alice,first=1"], step: call },
  "make call": { faults: ["NdisCmMakeCallComplete:never,at=alice,first=1"], step: call },
  "incoming call": {
    faults: never("ProtocolClIncomingCall", "NdisClIncomingCallComplete", "at=alice"),
    step: "call: { id: c1, from: bob/phone, to: alice }"
  },
  "modify QoS": {
    faults: never("ProtocolCmModifyCallQoS", "NdisCmModifyCallQoSComplete", "at=alice"),
    before: `  - ${call}\n`,
    step: "modify: { call: c1, traffic: { peak: 64kbps, sdu: 1500 } }"
  },
  "add party": {
    faults: ["NdisCmAddPartyComplete:never,at=alice"],
    before: tree,
    step: 'addParty: { call: c1, to: "4799" }',
    within: 1
  },
  "OID to the miniport": {
    faults: never("MiniportCoOidRequest", "NdisMCoOidRequestComplete", "at=alice"),
    step: "query: { by: alice/voice, oid: OID_GEN_CO_LINK_SPEED }",
    within: 1
  },
  "OID to the call manager": {
    faults: never("ProtocolCoOidRequest", "NdisCoOidRequestComplete", "at=alice"),
    step: "query: { by: alice/voice, oid: OID_CO_GET_ADDRESSES }",
    within: 1
  },
  bind: { faults: never("ProtocolBindAdapterEx", "NdisCompleteBindAdapterEx", "at=alice/voice,first=1"), step: call },
  "restart of a binding": { faults: never("ProtocolNetPnPEvent", "NdisCompleteNetPnPEvent", "at=alice/voice,first=1"), step: call },
  reset: { faults: never("MiniportResetEx", "NdisMResetComplete", "at=alice"), step: "reset: { adapter: alice/atm0 }" },
  "a telephone that rings": { step: call, phone: ", onIncoming: { pend: { answer: accept, after: 1000s } }", within: 1 },
  "a leaf that rings": { before: tree, step: 'addParty: { call: c1, to: "4798" }', within: 1 }
}

const scenario = ({ before = "", faults = [], phone = "", step }: Kind, stopped: string) =>
  loaded(`name: set-up
about: A set-up is pended for ever.
network: { farEnds: { "4799": answer, "4798": { alert: { answersAfter: 1000s } } } }
hosts:
  alice: { address: "4711", clients: { voice: { saps: ["4711"] } } }
  bob: { address: "4712", clients: { phone: { saps: ["4712"]${phone} } } }
faults: ${JSON.stringify(faults)}
script:
${before}  - together:
      - ${step}
      - stop: { driver: alice/${stopped}, after: 1s }
`)

const cells = Object.keys(kinds).flatMap((kind) =>
  (["cm", "mcm"] as const).flatMap((form): ReadonlyArray<readonly [string, Form, string]> =>
    (form === "cm" ? ["voice", "cm", "atm0"] : ["voice", "atm0"]).map((stopped) => [kind, form, stopped] as const)
  )
)

describe("a set-up that is pended for ever", () => {
  it.each(cells)("%s (%s): %s can be taken out, the run ends and nothing is left", (name, form, stopped) => {
    const kind = kinds[name]!
    const { checks, leftovers, trace } = simulate(scenario(kind, stopped), form, 0)
    const failed = checks.filter(({ ok }) => !ok).map(({ what }) => what)
    // A program that wants a SAP is told when it does not get it, and the run with it.
    const ends = checks.find(({ ok, what }) => !ok && what === "the run comes to its end")?.found ?? "SapRefused"
    expect(ends).toMatch(/^SapRefused/)
    expect(failed).not.toContain("the step stop ends")
    expect(leftovers).toEqual([])
    expect(trace.at(-1)!.time / 60_000_000).toBeLessThan(11)
    if (kind.within === undefined) return
    const forced = trace.filter((event) => event.kind === "death" || (event.kind === "note" && event.text.includes("tear-down")))
    // A miniport has nothing to do with what a call manager keeps pending, and a call manager with what a miniport does.
    if (!failed.includes("the step together ends")) expect(forced).toEqual([])
    const gone = trace.find(
      (event) => isCrossing(event) && event.host === "alice" && event.from === stopped && /^NdisM?Deregister/.test(event.ddi)
    )
    expect((gone?.time ?? Infinity) / 1_000_000).toBeLessThan(1 + kind.within)
  })
})
