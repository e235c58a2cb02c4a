import * as NodeServices from "@effect/platform-node/NodeServices"
import { describe, expect, it } from "@effect/vitest"
import { type CrossingEvent, isCrossing } from "@condis/core/Trace"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Result from "effect/Result"
import { join } from "node:path"
import { rowsOf, sumOf } from "../src/reader/Counters.ts"
import { fromJsonLines, toJsonLines } from "../src/reader/JsonLines.ts"
import { countersText } from "../src/reader/NblReport.ts"
import { type Nbl, nblsAt, pending, ranges, since } from "../src/reader/Nbls.ts"
import { simulate } from "../src/run/Runner.ts"
import type { ScenarioResult } from "../src/run/Types.ts"
import { formsOf } from "../src/scenario/Scenario.ts"
import { allScenarios, back, call, condis, loaded, numbered, scenarioFolder, scenarioOf, script } from "./support.ts"

const both = "point-to-point/data-both-ways.yaml"
const shaped = "traffic/constant-rate-shaped.yaml"

const crossings = ({ trace }: ScenarioResult, host: string, ddi: string): ReadonlyArray<CrossingEvent> =>
  trace.filter(isCrossing).filter((event) => event.kind === "call" && event.host === host && event.ddi === ddi)

const away = (result: ScenarioResult, at: number): ReadonlyArray<readonly [list: string, holder: string | undefined]> =>
  pending(nblsAt(result.trace, at)).map(({ holder, host, number }) => [`${host}/${number}`, holder])

describe("the numbers of lists in a trace", () => {
  it("are counted on each host from 1, without a gap, and every list is home at the end of every scenario in both forms", () => {
    let lists = 0
    for (const scenario of allScenarios()) {
      for (const form of formsOf(scenario)) {
        const nbls = nblsAt(simulate(scenario, form, 0).trace)
        lists += nbls.length
        expect(pending(nbls).map(({ host, number }) => `${scenario.name} ${form}: ${host}/${number}`)).toEqual([])
        for (const host of new Set(nbls.map((nbl) => nbl.host))) {
          const numbers = nbls.filter((nbl) => nbl.host === host).map(({ number }) => number)
          expect(numbers).toEqual(numbers.map((_, index) => index + 1))
        }
      }
    }
    expect(lists).toBeGreaterThan(2000)
  }, 120_000)

  it("stay with a list on its way, and another journey has another number", () => {
    const result = simulate(scenarioOf(both), "mcm", 0)
    const ways = nblsAt(result.trace).filter(({ host }) => host === "alice")
    const stepsOf = (nbl: Nbl) => nbl.steps.map(({ ddi }) => ddi)
    for (const nbl of ways.filter(({ way }) => way === "send"))
      expect(stepsOf(nbl)).toEqual([
        "NdisCoSendNetBufferLists",
        "MiniportCoSendNetBufferLists",
        "NdisMCoSendNetBufferListsComplete",
        "ProtocolCoSendNetBufferListsComplete"
      ])
    for (const nbl of ways.filter(({ way }) => way === "receive"))
      expect(stepsOf(nbl)).toEqual([
        "NdisMCoIndicateReceiveNetBufferLists",
        "ProtocolCoReceiveNetBufferLists",
        "NdisReturnNetBufferLists",
        "MiniportReturnNetBufferLists"
      ])
    // Lists come from pools: the same objects are used again and again.
    expect(ways.map(({ octets, way }) => `${way} ${octets}`)).toEqual(["send 13", "receive 12", "send 8", "receive 8"])
  })

  it("are written as ranges", () => {
    expect(ranges([3, 1, 2, 7, 9, 10, 12])).toBe("1–3, 7, 9, 10, 12")
  })
})

describe("who has a list", () => {
  const result = simulate(scenarioOf(shaped), "cm", 0)

  it("is NDIS while its contract holds it back, then the miniport, then nobody", () => {
    const sends = crossings(result, "alice", "NdisCoSendNetBufferLists").filter(({ from }) => from === "voice")
    const last = sends.at(-1)!
    const number = last.nbls![0]!
    const holder = (seq: number) => away(result, seq).find(([name]) => name === `alice/${number}`)?.[1]
    const down = crossings(result, "alice", "MiniportCoSendNetBufferLists").find(({ nbls }) => nbls?.includes(number) === true)!
    expect(holder(last.seq)).toBe("NDIS")
    expect(holder(down.seq - 1)).toBe("NDIS")
    expect(holder(down.seq)).toBe("atm0")
    expect(holder(result.trace.length)).toBe(undefined)
    expect(since(pending(nblsAt(result.trace, down.seq - 1)).find((nbl) => nbl.number === number)!).seq).toBe(last.seq)
    const row = rowsOf(result.header, result.trace, nblsAt(result.trace, last.seq)).find(({ of }) => of === "voice")!
    expect([row.waiting, row.withMiniport]).toEqual([3, 0])
  })

  it("is the protocol from the receive to the return", () => {
    const received = crossings(result, "bob", "ProtocolCoReceiveNetBufferLists").filter(({ to }) => to === "phone")[0]!
    const mine = (seq: number) => away(result, seq).filter(([name]) => name === `bob/${received.nbls![0]}`)
    expect(mine(received.seq).map(([, holder]) => holder)).toEqual(["phone"])
    const back = crossings(result, "bob", "MiniportReturnNetBufferLists").find(({ nbls }) => nbls?.includes(received.nbls![0]!) === true)!
    expect(mine(back.seq)).toEqual([])
    expect(rowsOf(result.header, result.trace, nblsAt(result.trace, received.seq)).find(({ of }) => of === "phone")?.lent).toBe(1)
  })

  const indicated = call("alice", "atm0>", "NdisMCoIndicateReceiveNetBufferLists", { vc: "vc1.1", nbls: [1], octets: [5] })

  it("is nobody when NDIS drops what came, and its counters say by which rule", () => {
    const header = simulate(scenarioOf(both), "cm", 0).header
    const events = numbered([
      indicated,
      { kind: "drop", host: "alice", at: "voice", rule: "LIMIT", text: "1 received NBLs dropped" },
      call("alice", ">atm0", "MiniportReturnNetBufferLists", { nbls: [1] })
    ])
    const nbls = nblsAt(events)
    expect(pending(nbls)).toEqual([])
    expect(rowsOf(header, events, nbls).map(({ dropped }) => [...dropped])).toEqual([[["LIMIT", 1]]])
  })

  it("is nobody when the handler that was only shown it has returned, and when nobody was there to hand it to", () => {
    const receive = call("alice", ">voice", "ProtocolCoReceiveNetBufferLists", { nbls: [1], shown: true })
    const events = numbered([{ ...indicated, shown: true }, receive, back("alice", "voice>", "ProtocolCoReceiveNetBufferLists", 2)])
    expect(pending(nblsAt(events, 2)).map(({ holder }) => holder)).toEqual(["voice"])
    expect(pending(nblsAt(events))).toEqual([])
    expect(pending(nblsAt(numbered([indicated])))).toEqual([])
  })

  it("is still who gave it back against a rule", () => {
    const events = numbered([
      indicated,
      call("alice", ">voice", "ProtocolCoReceiveNetBufferLists", { nbls: [1] }),
      call("alice", "voice>", "NdisReturnNetBufferLists", { nbls: [1] }),
      { kind: "violation", host: "alice", at: "voice", rule: "NBL-50", text: "a returned NBL was not received on this binding" },
      call("alice", "voice>", "NdisCoCreateVc")
    ])
    expect(pending(nblsAt(events)).map(({ holder }) => holder)).toEqual(["voice"])
  })
})

/** The script of a run whose counters OIDs are asked for, with drops at the switch and one frame lost. */
const asked = (values: readonly [sent: number, octets: number, all: number, allOctets: number, received: number, receivedAll: number]) =>
  script(`  - call: { id: c1, from: alice/voice, to: bob, traffic: { peak: 1536bps, average: 1536bps, service: guaranteed } }
  - send: { call: c1, text: "one" }
  - send: { call: c1, text: "three" }
  - wait: 1s
  - query: { by: alice/voice, call: c1, oid: OID_GEN_CO_XMIT_PDUS_OK, is: ${values[0]} }
  - query: { by: alice/voice, call: c1, oid: OID_GEN_CO_BYTES_XMIT, is: ${values[1]} }
  - query: { by: alice/voice, oid: OID_GEN_CO_XMIT_PDUS_OK, is: ${values[2]} }
  - query: { by: alice/voice, oid: OID_GEN_CO_BYTES_XMIT, is: ${values[3]} }
  - query: { by: bob/phone, call: c1, oid: OID_GEN_CO_RCV_PDUS_OK, is: ${values[4]} }
  - query: { by: bob/phone, oid: OID_GEN_CO_RCV_PDUS_OK, is: ${values[5]} }
  - close: { call: c1 }
faults: ["frame DATA:delay=245ms,at=alice,nth=1"]
expect: { faults: 1 }
`)

describe("condis counters", () => {
  it.each(["cm", "mcm"] as const)("agrees with what the adapter answers to OIDs, in the form %s, with drops", (form) => {
    const first = simulate(loaded(asked([0, 0, 0, 0, 0, 0])), form, 0)
    const seq = first.trace.find((event) => isCrossing(event) && event.ddi === "MiniportCoOidRequest")!.seq
    const events = first.trace.filter((event) => event.seq <= seq)
    expect(events.filter(({ kind }) => kind === "drop")).toHaveLength(1)
    const rows = rowsOf(first.header, events, nblsAt(first.trace, seq))
    const of = (client: string) => rows.find((row) => row.of === client)!
    const alice = sumOf("alice", rows)
    const bob = sumOf("bob", rows)
    const told = [
      of("voice").sent.frames,
      of("voice").sent.octets,
      alice.sent.frames,
      alice.sent.octets,
      of("phone").received.frames,
      bob.received.frames
    ] as const
    expect(told.slice(0, 2)).toEqual([2, 8])
    expect(told[4]).toBe(1)
    const { checks } = simulate(loaded(asked(told)), form, 0)
    expect(checks.filter(({ ok, what }) => !ok || what.includes("asks for")).map(({ ok }) => ok)).toEqual(told.map(() => true))
  })
})

describe("what the network drops", () => {
  const { header } = simulate(scenarioOf(both), "mcm", 0)
  const media = (vci: number) => ({
    carries: { media: { vpi: 0, vci, transmit: { service: "UBR" }, receive: { service: "UBR" } } }
  })
  const drop = (link: string, frame: string, reason: string) => ({
    kind: "drop" as const,
    host: "network",
    at: "switch",
    text: `${frame}: why`,
    dropped: { frame, link, reason }
  })
  const frame = (from: string, to: string, text: string, lost: string) => ({ kind: "frame" as const, from, to, frame: text, lost })
  const events = numbered([
    call("alice", "atm0>", "NdisMCmActivateVc", { vc: "vc1.1", ...media(32) }),
    call("bob", "atm0>", "NdisMCmActivateVc", { vc: "vc1.1", ...media(40) }),
    call("bob", ">phone", "ProtocolClCallConnected", { vc: "vc1.1" }),
    drop("alice/atm0", "DATA vci=32 9 B", "policed"),
    drop("bob/atm0", "DATA vci=40 9 B CLP=1", "queue full"),
    frame("switch", "bob/atm0", "DATA vci=40 9 B", "silence"),
    frame("alice/atm0", "switch", "SETUP", "fault"),
    drop("alice/atm0", "DATA vpi=1 vci=32 9 B", "no connection"),
    drop("47.0003", "DATA vci=41 9 B", "no adapter"),
    call("alice", "atm0>", "NdisMCmActivateVc", { vc: "vc1.2", ...media(32) }),
    drop("alice/atm0", "DATA vci=32 9 B", "policed")
  ])

  it("is lost to the VC that had the connection then, on the link where it happened, by reason", () => {
    const rows = rowsOf(header, events, [])
    expect(rows.map(({ host, lost, of, vc }) => [host, vc, of, ...lost])).toEqual([
      ["alice", undefined, "atm0", ["fault", 1]],
      ["alice", "vc1.1", "?", ["policed", 1]],
      ["alice", "1/32", "nobody", ["no connection", 1]],
      ["alice", "vc1.2", "?", ["policed", 1]],
      ["bob", "vc1.1", "phone", ["queue full", 1], ["silence", 1]],
      ["no adapter", "47.0003 0/41", "nobody", ["no adapter", 1]]
    ])
    expect([...sumOf("alice", rows).lost]).toEqual([
      ["fault", 1],
      ["policed", 2],
      ["no connection", 1]
    ])
    expect(countersText(header, rows, [])).toMatch(
      /\n\nno adapter\n {2}47\.0003 0\/41 {2}1 no adapter\n\nthe network lost 7 frames: 1 fault, 2 policed, 1 no connection, 1 queue full, 1 silence, 1 no adapter\n/
    )
  })

  it("is in the trace as it is kept", () => {
    expect(fromJsonLines("a.jsonl", toJsonLines(header, events))).toEqual(Result.succeed({ header, events }))
  })
})

describe("condis nbl, pendingnbls and counters", () => {
  const file = join(scenarioFolder, both)

  it.effect("read a kept trace as they read the run it is of", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const path = `${yield* fs.makeTempDirectoryScoped()}/out.jsonl`
      const { header, trace } = simulate(scenarioOf(both), "cm", 3)
      yield* fs.writeFileString(path, toJsonLines(header, trace))
      for (const words of [["nbl"], ["nbl", "alice/2"], ["pendingnbls"], ["counters"]]) {
        const [command = "", ...rest] = words
        const run = yield* condis(command, file, ...rest, "--seed", "3", "--form", "cm", "--at", "230")
        expect([run.code, run.err]).toEqual([0, ""])
        // Pools and credits are those of the run itself.
        const [told, counted] = run.out.split("\npools:\n")
        const kept = yield* condis(command, path, ...rest, "--at", "230")
        const without = counted === undefined ? "" : "\npools and credits: a trace does not tell of them, its scenario does"
        expect(kept).toEqual({ ...run, out: `${told}${without}` })
      }
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect("print what is asked for", () =>
    Effect.gen(function* () {
      expect((yield* condis("nbl", file, "--form", "mcm")).out).toMatch(/^alice +vc1\.1 +send +\S+ +1, 3$/m)
      expect((yield* condis("nbl", file, "bob/1", "--form", "mcm")).out).toContain("bob/1: a receive on vc1.1, 13 octets")
      expect((yield* condis("pendingnbls", file, "--form", "mcm")).out).toContain(
        "no list is with anybody: all 8 that crossed so far are home"
      )
      const held = (yield* condis("pendingnbls", join(scenarioFolder, shaped), "--form", "cm", "--at", "240")).out
      expect(held).toMatch(/^alice +7 +send +vc2\.1 +NDIS \(waits in the lane of its VC\) +226 +0\.004000 s +5 +pending +NdisCoSend/m)
      const counters = (yield* condis("counters", join(scenarioFolder, "traffic/constant-rate-policed.yaml"), "--form", "cm")).out
      expect(counters).toMatch(/^ {2}vc2\.1 +voice +3 +11 +0 +0 +0 +0 +0 +0 +0 +1 policed$/m)
      expect(counters).toContain("\nthe network lost 1 frames: 1 policed\n")
      expect(counters).toContain("1 × drop at network/switch, rule CONTRACT")
    })
  )

  it.effect.each([
    ["a moment after the end", ["counters", file, "--at", "99999"], "there is no event 99999 in this trace", "a number from 1 to "],
    ["a moment before the start", ["pendingnbls", file, "--at", "0"], "there is no event 0", "a number from 1 to "],
    ["a list there is none of", ["nbl", file, "99"], "no such list has crossed", "alice has 1–"],
    ["a host that has none", ["nbl", file, "carol/1"], "no such list has crossed", "alice has 1–10; bob has 1–10"],
    ["what is no number", ["nbl", file, "first"], "this is no list", "a number like 12"],
    ["a file there is none of", ["counters", "no-such.jsonl"], "the file cannot be read", "a trace in JSON Lines"]
  ] as const)("end with 2 and the way out for %s", ([, args, found, expected]) =>
    Effect.gen(function* () {
      const { code, err, out } = yield* condis(...args)
      expect([code, out]).toEqual([2, ""])
      expect(err).toContain(found)
      expect(err).toContain(`expected: ${expected}`)
    })
  )
})
