import { describe, expect, it } from "vitest"
import { ladder } from "../src/reader/Ladder.ts"
import { back, call, cmHeader, frame, header, numbered } from "./support.ts"

const outgoing = numbered([
  call("alice", "voice>", "NdisClMakeCall", { vc: "vc1.1", change: "call: None → OutPending" }),
  call("alice", ">cm", "ProtocolCmMakeCall", { vc: "vc1.1" }),
  back("alice", "cm>", "ProtocolCmMakeCall", 2, "NDIS_STATUS_PENDING"),
  back("alice", ">voice", "NdisClMakeCall", 1, "NDIS_STATUS_PENDING"),
  frame("alice/atm0", "switch", "SETUP", 10),
  { kind: "timer", host: "alice", at: "cm", timer: "T303", time: 4_000_010 },
  frame("switch", "alice/atm0", "CONNECT", 4_000_500, "the link is down"),
  call("alice", "cm>", "NdisCmActivateVc", { vc: "vc1.1", change: "vc: Inactive → Activating, vc: Activating → Active" }),
  call("alice", ">atm0", "MiniportCoActivateVc", { vc: "vc1.1" }),
  back("alice", "atm0>", "MiniportCoActivateVc", 9, "NDIS_STATUS_SUCCESS"),
  call("alice", "cm>", "NdisCmMakeCallComplete", { vc: "vc1.1", status: "NDIS_STATUS_FAILURE", change: "call: OutPending → None" }),
  call("alice", ">voice", "ProtocolClMakeCallComplete", { status: "NDIS_STATUS_FAILURE" }),
  back("alice", "voice>", "ProtocolClMakeCallComplete", 12),
  {
    kind: "violation",
    host: "alice",
    at: "cm",
    rule: "VC-40",
    text: "the call manager deletes a VC that is still active; deactivate it first and wait for the completion"
  },
  { kind: "refusal", host: "alice", at: "voice", rule: "HND-02", text: "NdisClCloseCall: vc1.1 is dead" },
  { kind: "death", host: "alice", at: "atm0", text: "it threw Error: broken" },
  { kind: "restart", host: "alice", at: "atm0", text: "second life" },
  { kind: "note", host: "network", at: "switch", text: "1 call was released" }
])

describe("a ladder", () => {
  it("of a call manager above a miniport", () => {
    expect(`\n${ladder(cmHeader, outgoing)}`).toMatchInlineSnapshot(`
      "
                  alice
                 client        NDIS       call mgr     miniport      switch
                  voice                      cm          atm0
           0.000    |----------->|            |            |            |      1 NdisClMakeCall(vc1.1)  [call: None → OutPending]
                    |            |----------->|            |            |      2 ProtocolCmMakeCall(vc1.1)
                    |            |<...........|            |            |        = PENDING
                    |<...........|            |            |            |        = PENDING of 1 NdisClMakeCall
           0.010    |            |            |            |~~~~~~~~~~~>|      5 ~ SETUP
        4000.010    |            |            o            |            |      6 o T303 ran out at alice/cm
        4000.500    |            |            |            |x~~~~~~~~~~~|      7 ~ CONNECT  [lost: the link is down]
                    |            |<-----------|            |            |      8 NdisCmActivateVc(vc1.1)  [vc: Inactive → Activating → Active]
                    |            |------------+----------->|            |      9 MiniportCoActivateVc(vc1.1)
                    |            |<...........:............|            |        = SUCCESS
                    |            |<-----------|            |            |     11 NdisCmMakeCallComplete(FAILURE, vc1.1)  [call: OutPending → None]
                    |<-----------|            |            |            |     12 ProtocolClMakeCallComplete(FAILURE)
                    |            |            !            |            |     14 !! violation VC-40 at alice/cm: the call manager deletes a VC
                    |            |            |            |            |        that is still active; deactivate it first and wait for the
                    |            |            |            |            |        completion
                    !            |            |            |            |     15 !! refusal HND-02 at alice/voice: NdisClCloseCall: vc1.1 is dead
                    |            |            |            !            |     16 !! death at alice/atm0: it threw Error: broken
                    |            |            |            !            |     17 restart at alice/atm0: second life
                    |            |            |            |            *     18 note at the switch: 1 call was released
      "
    `)
  })

  it("of an MCM driver has one lane less", () => {
    const mcm = header({ "alice/atm0": "MCM driver", "alice/voice": "client", "alice/data": "client" }, "mcm")
    const events = numbered([
      call("alice", "voice>", "NdisClMakeCall"),
      call("alice", ">atm0", "ProtocolCmMakeCall"),
      call("alice", ">data", "ProtocolClCallConnected")
    ])
    expect(`\n${ladder(mcm, events)}`).toMatchInlineSnapshot(`
      "
                  alice
                 client       client        NDIS          MCM
                  voice        data                      atm0
           0.000    |------------+----------->|            |      1 NdisClMakeCall
                    |            |            |----------->|      2 ProtocolCmMakeCall
                    |            |<-----------|            |      3 ProtocolClCallConnected
      "
    `)
  })

  const both = header({
    "alice/voice": "client",
    "alice/cm": "call manager",
    "alice/atm0": "miniport",
    "bob/phone": "client",
    "bob/cm": "call manager",
    "bob/atm0": "miniport"
  })
  const across = numbered([
    call("alice", "voice>", "NdisClMakeCall"),
    frame("alice/atm0", "switch", "SETUP", 5),
    frame("switch", "bob/atm0", "SETUP", 1005),
    call("bob", ">phone", "ProtocolClIncomingCall"),
    call("carol", "x>", "NdisClMakeCall")
  ])

  it("of two hosts has them side by side, the switch behind the first", () => {
    expect(`\n${ladder(both, across)}`).toMatchInlineSnapshot(`
      "
                  alice                                    bob
                 client   NDIS     CM     mini   switch  client   NDIS     CM     mini
                  voice            cm     atm0            phone            cm     atm0
           0.000    |------>|       |       |       |       |       |       |       |      1 NdisClMakeCall
           0.005    |       |       |       |~~~~~~>|       |       |       |       |      2 ~ SETUP
           1.005    |       |       |       |       |~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~>|      3 ~ SETUP
                    |       |       |       |       |       |<------|       |       |      4 ProtocolClIncomingCall
                    |       |       |       |       |       |       |       |       |      5 carol: x → NDIS NdisClMakeCall
      "
    `)
  })

  it("of two hosts on a narrow page has each on its own, in the order of time", () => {
    expect(`\n${ladder(both, across, { width: 100 })}`).toMatchInlineSnapshot(`
      "
                  alice
                 client   NDIS     CM     mini   switch
                  voice            cm     atm0
           0.000    |------>|       |       |       |      1 NdisClMakeCall
           0.005    |       |       |       |~~~~~~>|      2 ~ SETUP

                   bob
                 client   NDIS     CM     mini   switch
                  phone            cm     atm0
           1.005    |       |       |       |<~~~~~~|      3 ~ SETUP
                    |<------|       |       |       |      4 ProtocolClIncomingCall
                    |       |       |       |       |      5 carol: x → NDIS NdisClMakeCall
      "
    `)
  })

  it("can be of one host, and leaves out what the others do among themselves", () => {
    const text = ladder(both, across, { hosts: ["bob"] })
    expect(text).not.toContain("voice")
    expect(text).toContain("ProtocolClIncomingCall")
    expect(text.match(/SETUP/g)).toHaveLength(1)
  })

  it("can be the surroundings of one event, which is marked", () => {
    const lines = ladder(cmHeader, outgoing, { around: { seq: 8, events: 1 } }).split("\n")
    expect(lines.find((line) => line.includes("NdisCmActivateVc"))).toMatch(/^>/)
    expect(lines.join("\n")).toContain("… 6 events before")
    expect(lines.join("\n")).toContain("… 8 events after")
  })

  it("can begin with an event", () => {
    const text = ladder(cmHeader, outgoing, { since: 11 })
    expect(text).toContain("… 10 events before")
    expect(text).not.toContain("NdisCmActivateVc")
  })

  it("shows returns of functions without a result when asked to", () => {
    expect(ladder(cmHeader, outgoing, { voidReturns: true })).toContain("= (done)")
    expect(ladder(cmHeader, outgoing)).not.toContain("= (done)")
  })

  it("never leaves the page, whatever there is to say", () => {
    const long = numbered([{ kind: "note", host: "alice", at: "cm", text: "word ".repeat(200) }, ...outgoing])
    for (const width of [100, 140]) {
      for (const line of ladder(cmHeader, long, { width }).split("\n")) expect(line.length).toBeLessThanOrEqual(width)
    }
  })

  it("draws any number of instances", () => {
    const names = Array.from({ length: 30 }, (_, index) => `h${index}/c`)
    const many = header(Object.fromEntries(names.map((name) => [name, "client"])))
    const events = numbered(names.map((name) => call(name.slice(0, name.indexOf("/")), "c>", "NdisClMakeCall")))
    const text = ladder(many, events)
    expect(text.match(/NdisClMakeCall/g)).toHaveLength(30)
    expect(text.split("\n").some((line) => line.trim() === "h29")).toBe(true)
  })
})
