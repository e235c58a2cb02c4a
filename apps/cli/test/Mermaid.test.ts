import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { fileURLToPath } from "node:url"
import { escaped, mermaid } from "../src/reader/Mermaid.ts"
import { back, call, cmHeader, condis, frame, header, numbered } from "./support.ts"

const outgoing = numbered([
  call("alice", "voice>", "NdisClMakeCall", { vc: "vc1.1", change: "call: None → OutPending" }),
  call("alice", ">cm", "ProtocolCmMakeCall", { vc: "vc1.1" }),
  back("alice", "cm>", "ProtocolCmMakeCall", 2, "NDIS_STATUS_PENDING"),
  back("alice", ">voice", "NdisClMakeCall", 1, "NDIS_STATUS_PENDING"),
  frame("alice/atm0", "switch", "SETUP", 10),
  { kind: "timer", host: "alice", at: "cm", timer: "T303", time: 4_000_010 },
  frame("switch", "alice/atm0", "CONNECT", 4_000_500, "the link is down"),
  call("alice", "cm>", "NdisCmActivateVc", { vc: "vc1.1", change: "vc: Inactive → Activating, vc: Activating → Active" }),
  call("alice", ">voice", "ProtocolClMakeCallComplete", { status: "NDIS_STATUS_FAILURE" }),
  back("alice", "voice>", "ProtocolClMakeCallComplete", 9),
  { kind: "violation", host: "alice", at: "cm", rule: "VC-40", text: "deactivate it first; then delete #1" },
  { kind: "note", host: "network", at: "switch", text: "1 call was released" },
  call("carol", "x>", "NdisClMakeCall")
])

describe("a Mermaid diagram", () => {
  it("has a lane for each driver, calls, returns, frames, and notes for what moved or went wrong", () => {
    expect(`\n${mermaid(cmHeader, outgoing)}`).toMatchInlineSnapshot(`
      "
      sequenceDiagram
        box transparent alice
          participant p0 as client voice
          participant p1 as NDIS
          participant p2 as call mgr cm
          participant p3 as miniport atm0
        end
        participant p4 as switch
        Note over p0,p4: 0.000 ms
        p0->>p1: NdisClMakeCall(vc1.1)
        Note over p0,p1: call: None → OutPending
        p1->>p2: ProtocolCmMakeCall(vc1.1)
        p2-->>p1: PENDING
        p1-->>p0: PENDING of NdisClMakeCall
        Note over p0,p4: 0.010 ms
        p3-)p4: SETUP
        Note over p0,p4: 4000.010 ms
        Note over p2: T303 ran out
        Note over p0,p4: 4000.500 ms
        p4-xp3: CONNECT
        Note over p4,p3: lost: the link is down
        p2->>p1: NdisCmActivateVc(vc1.1)
        Note over p2,p1: vc: Inactive → Activating → Active
        p1->>p0: ProtocolClMakeCallComplete(FAILURE)
        Note over p2: violation VC-40: deactivate it first#59; then delete #35;1
        Note over p4: note: 1 call was released
        Note over p0,p4: carol: x → NDIS NdisClMakeCall
      "
    `)
  })

  it("has a box for each host, and the switch outside of them", () => {
    const both = header({ "alice/voice": "client", "alice/atm0": "MCM driver", "bob/phone": "client", "bob/atm0": "MCM driver" }, "mcm")
    const lines = mermaid(both, numbered([frame("alice/atm0", "switch", "SETUP")])).split("\n")
    const order = ["box transparent alice", "client voice", "NDIS", "MCM atm0", "end", "as switch", "box transparent bob", "client phone"]
    let at = 0
    for (const word of order) {
      const found = lines.findIndex((line, index) => index > at && line.endsWith(word))
      expect(found, word).toBeGreaterThan(at)
      at = found
    }
    expect(lines.filter((line) => line.trim().startsWith("box"))).toHaveLength(2)
    expect(lines.filter((line) => line.trim() === "end")).toHaveLength(2)
  })

  it("can begin with an event", () => {
    const text = mermaid(cmHeader, outgoing, { since: 9 })
    expect(text).toContain("ProtocolClMakeCallComplete(FAILURE)")
    expect(text).not.toContain("SETUP")
  })

  it("escapes what the grammar of Mermaid would read, so that a statement stays on one line", () => {
    expect(escaped(`a;b #1 <x> & "y"\nz`)).toBe("a#59;b #35;1 #lt;x#gt; #amp; #34;y#34;<br/>z")
    const nasty = "participant\nend; %%{init} 100% <script> loop: alt -->> #"
    const text = mermaid(cmHeader, numbered([{ kind: "note", host: "alice", at: "cm", text: nasty }]))
    const notes = text.split("\n").filter((line) => line.includes("100%"))
    expect(notes).toHaveLength(1)
    expect(notes[0]!.slice(notes[0]!.indexOf(": ")).replaceAll(/#(\d+|lt|gt|amp);|<br\/>/g, "")).not.toMatch(/[#;<>&"]|%%/)
  })

  const scenario = fileURLToPath(new URL("../../../scenarios/point-to-point/outgoing-call-accepted.yaml", import.meta.url))

  it.effect("is printed for each run, fenced, by condis run --mermaid", () =>
    Effect.gen(function* () {
      const { code, out } = yield* condis("run", scenario, "--mermaid")
      expect(code).toBe(0)
      expect(out.match(/^```mermaid\nsequenceDiagram$/gm)).toHaveLength(2)
      expect(out).toContain("->>")
      expect(out).not.toContain("NdisCmRegisterAddressFamilyEx")
      const whole = yield* condis("run", scenario, "--mermaid", "--from-start", "--form", "cm")
      expect(whole.out).toContain("NdisCmRegisterAddressFamilyEx")
    })
  )
})
