import { describe, expect, it } from "@effect/vitest"
import * as Reset from "../../src/machine/Reset.ts"
import { refuse } from "../../src/machine/Table.ts"
import { NdisStatus } from "../../src/NdisStatus.ts"
import { conforms } from "./document.ts"

const during = ["Announcing", "Resetting", "Replaying", "Ending"] as const
const inProgress = (rule: string) => refuse(NdisStatus.RESET_IN_PROGRESS, rule)

// oxfmt-ignore
conforms("13.", Reset.transitions, {
  "Normal | N decides to reset | Announcing: RESET_START to call managers and clients": [["Normal", "Ask", "Announcing"]],
  "Announcing | MiniportResetEx called | Resetting": [["Announcing", "Announced", "Resetting"]],
  "Resetting | final status, or NdisMResetComplete | Replaying if AddressingReset, else Ending": [
    ["Resetting", "DoneAddressing", "Replaying"], ["Resetting", "Done", "Ending"]
  ],
  "Replaying | settings set through OID handler | Ending": [["Replaying", "Replayed", "Ending"]],
  "Ending | RESET_END to all | Normal": [["Ending", "Told", "Normal"]],
  "Announcing…Ending | send / miniport OID by a protocol | refused RESET_IN_PROGRESS": during.flatMap((state) => [
    [state, "Send", inProgress("NBL-18")] as const, [state, "OidRequest", inProgress("OID-17")] as const
  ]),
  "Announcing…Ending | NdisReturnNetBufferLists | allowed": during.map((state) => [state, "ReturnReceive", state] as const)
})

describe("Reset", () => {
  it("BIND-18 a reset under way is not begun again", () => {
    for (const state of during) expect(Reset.transitions[state].Ask).toEqual(inProgress("BIND-18"))
  })
})
