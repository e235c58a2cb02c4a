import * as NodeServices from "@effect/platform-node/NodeServices"
import { describe, expect, it } from "@effect/vitest"
import { Meters, type Reading } from "@condis/core/Meters"
import type { TraceEvent } from "@condis/core/Trace"
import { Choices } from "@condis/explore"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import { readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { lostInAll, rowsOf, sumOf } from "../src/reader/Counters.ts"
import { nblsAt, pending } from "../src/reader/Nbls.ts"
import { simulate } from "../src/run/Runner.ts"
import { type Form, formsOf, type Scenario } from "../src/scenario/Scenario.ts"
import { allScenarios, condis, loaded, scenarioFolder, scenarioOf, script } from "./support.ts"

const metered = (scenario: Scenario, form: Form) => {
  const meters = new Meters()
  const result = simulate(scenario, form, 0, Choices.fifo, meters)
  return { result, readings: meters.readings() }
}

/** The sum of the readings with these labels. */
const sum = (readings: ReadonlyArray<Reading>, name: string, labels: Reading["labels"] = {}): number =>
  readings
    .filter((reading) => reading.name === name && Object.entries(labels).every(([label, value]) => reading.labels[label] === value))
    .reduce((all, { value }) => all + value, 0)

const adapterCounters = ["sent_frames_total", "sent_octets_total", "received_frames_total", "received_octets_total"]

describe("the metrics of a run", () => {
  it("agree with its trace, adapter by adapter, in every scenario in both forms: frames, octets, refusals, policing", () => {
    let compared = 0
    let frames = 0
    for (const scenario of allScenarios()) {
      for (const form of formsOf(scenario)) {
        const { readings, result } = metered(scenario, form)
        const { header, trace } = result
        const nbls = nblsAt(trace)
        const rows = rowsOf(header, trace, nbls)
        for (const [host, { adapter }] of Object.entries(scenario.hosts)) {
          const run = `${scenario.name} ${form} ${host}`
          const { received, sent } = sumOf(host, rows)
          const refused = nbls.filter((nbl) => nbl.host === host && nbl.way === "send" && !nbl.delivered).length
          expect([run, sum(readings, "condis_lane_refused_lists_total", { host })]).toEqual([run, refused])
          expect([run, sum(readings, "condis_lane_waiting_lists", { host }), sum(readings, "condis_pool_used_lists", { host })]).toEqual([
            run,
            0,
            0
          ])
          expect([run, sum(readings, "condis_network_credited_frames"), sum(readings, "condis_credit_waiting_connections")]).toEqual([
            run,
            0,
            0
          ])
          // Another life of the driver counts from 0.
          if (trace.some((event) => event.kind === "restart" && event.host === host && event.at === adapter)) continue
          const read = adapterCounters.map((name) => sum(readings, `condis_adapter_${name}`, { host }))
          expect([run, ...read]).toEqual([run, sent.frames, sent.octets, received.frames, received.octets])
          compared++
        }
        const lost = [...lostInAll(rows).values()].reduce((all, frames) => all + frames, 0)
        const gone = ["lost", "dropped"].map((outcome) => sum(readings, "condis_network_frames_total", { outcome }))
        expect([scenario.name, form, lost]).toEqual([scenario.name, form, gone[0]! + gone[1]!])
        frames += lost
        const discarded = trace.filter((event) => event.kind === "drop" && event.rule === "CONTRACT").length
        expect(sum(readings, "condis_network_policed_frames_total", { verdict: "discarded" })).toBe(discarded)
        const marked = trace.filter((event) => event.kind === "frame" && event.from === "switch" && event.frame.endsWith("CLP=1")).length
        expect(sum(readings, "condis_network_policed_frames_total", { verdict: "tagged" })).toBe(marked)
      }
    }
    expect(compared).toBeGreaterThan(500)
    expect(frames).toBeGreaterThan(50)
  }, 120_000)

  it.each([
    ["cm", "traffic/constant-rate-policed.yaml", "policed"],
    ["mcm", "lifecycle/link-lost-and-back.yaml", "link down"],
    ["cm", "faults/frames-lost-in-release.yaml", "fault"],
    ["mcm", "lifecycle/called-host-silent.yaml", "silence"]
  ] as const)("agree with its trace at every moment (%s, %s): frames that were %s", (form, name, reason) => {
    const scenario = scenarioOf(name)
    const moments: Array<number> = []
    const { header, trace } = simulate(scenario, form, 0, Choices.fifo, new Meters(), (meters) => {
      const readings = meters.readings()
      const of = (outcome: string) => sum(readings, "condis_network_frames_total", { outcome })
      moments.push(of("lost") + of("dropped"))
    })
    const told = trace.map((_, at) => [...lostInAll(rowsOf(header, trace.slice(0, at + 1), [])).values()].reduce((all, n) => all + n, 0))
    expect(told).toEqual(moments)
    expect(lostInAll(rowsOf(header, trace, [])).get(reason)).toBeGreaterThan(0)
  })

  it.each(["constant-rate-policed", "excess-tagged"])("tell what policing did in %s", (name) => {
    const { readings } = metered(scenarioOf(`traffic/${name}.yaml`), "cm")
    const verdict = (verdict: string) => sum(readings, "condis_network_policed_frames_total", { verdict })
    expect([verdict("discarded"), verdict("tagged")]).toEqual(name === "excess-tagged" ? [0, 1] : [1, 0])
  })

  it.each(["cm", "mcm"] as const)("are what the same adapter answers to OIDs at that moment, in the form %s", (form) => {
    const left = script(`  - call: { id: c1, from: alice/voice, to: bob }
  - send: { call: c1, text: "hello" }
  - receive: { at: bob/phone, text: "hello" }
  - wait: 50ms
`)
    const { result } = metered(loaded(left), form)
    const value = (name: string, host: string) =>
      Number(new RegExp(`^condis_${name}\\{host="${host}".*\\} (\\S+)$`, "m").exec(result.metrics!)?.[1])
    // The VC still exists when the script ends.
    const ofVc = [value("vc_sent_frames_total", "alice"), value("vc_sent_octets_total", "alice")]
    if (form === "mcm") expect(ofVc).toEqual([1, 5])
    const queries = `  - query: { by: alice/voice, oid: OID_GEN_CO_XMIT_PDUS_OK, is: ${value("adapter_sent_frames_total", "alice")} }
  - query: { by: alice/voice, oid: OID_GEN_CO_BYTES_XMIT, is: ${value("adapter_sent_octets_total", "alice")} }
  - query: { by: alice/voice, oid: OID_GEN_CO_RCV_PDUS_OK, is: ${value("adapter_received_frames_total", "alice")} }
  - query: { by: bob/phone, oid: OID_GEN_CO_BYTES_RCV, is: ${value("adapter_received_octets_total", "bob")} }
  - query: { by: bob/phone, oid: OID_GEN_CO_NETCARD_LOAD, is: ${Math.floor(value("adapter_load_octets", "bob"))} }
`
    const { result: again } = metered(loaded(left + queries), form)
    expect(again.checks.filter(({ what }) => what.includes("asks for")).map(({ found, ok }) => [ok, found])).toEqual(
      Array.from({ length: 5 }, () => [true, ""])
    )
  })
})

describe.each(["cm", "mcm"] as const)("pools and credits (%s)", (form) => {
  it("agree, at every moment of a run with a slow receiver, with its trace and with each other", () => {
    const events: Array<TraceEvent> = []
    const seen = new Set<string>()
    const wrong: Array<string> = []
    const agree = (ok: boolean, text: string) => void (ok || wrong.push(text))
    const result = simulate(scenarioOf("traffic/slow-receiver.yaml"), form, 0, Choices.fifo, new Meters(), (meters, event) => {
      events.push(event)
      const readings = meters.readings()
      // A list is taken from its pool before it crosses, and back in it after it has come home.
      const out = pending(nblsAt(events)).filter(({ host, way }) => host === "alice" && way === "send")
      const used = sum(readings, "condis_pool_used_lists", { host: "alice", pool: "send" })
      const clients = out.filter(({ steps }) => steps[0]!.from === "voice").length
      agree(used >= clients && used <= clients + 1, `event ${event.seq}: ${used} lists used, ${clients} on their way`)
      const credits = ["granted", "used", "waiting"].map((what) =>
        sum(readings, `condis_credit_${what}_frames`, { host: "alice", vci: "32" })
      )
      seen.add(credits.join(" "))
      const [all, inAll] = [sum(readings, "condis_credit_used_frames"), sum(readings, "condis_network_credited_frames")]
      agree(all === inAll, `event ${event.seq}: ${all} credits used by connections, ${inAll} in all`)
      const waiting = sum(readings, "condis_credit_waiting_connections")
      agree(waiting === (credits[2]! > 0 ? 1 : 0), `event ${event.seq}: ${waiting} connections wait with ${credits[2]} frames`)
    })
    expect(wrong).toEqual([])
    expect(result.checks.filter(({ ok }) => !ok)).toEqual([])
    expect(events).toEqual(result.trace)
    // Bob's window is two, and there are three lists: the third waits until one is taken.
    expect([...seen]).toEqual(["0 0 0", "2 0 0", "2 1 0", "2 2 0", "2 2 1"])
  })

  it.effect("are in condis counters as they were at that moment", () =>
    Effect.gen(function* () {
      const file = join(scenarioFolder, "traffic/slow-receiver.yaml")
      const { trace } = simulate(scenarioOf("traffic/slow-receiver.yaml"), form, 0)
      const third = trace.filter((event) => event.kind === "call" && event.ddi === "MiniportCoSendNetBufferLists" && event.host === "alice")
      const at = trace.find(
        (event) => event.seq > third.at(-3)!.seq && event.kind === "frame" && event.from === "switch" && event.to === "bob/atm0"
      )!
      const { code, out } = yield* condis("counters", file, "--form", form, "--at", `${at.seq}`)
      expect(code).toBe(0)
      expect(out).toMatch(/^ {2}alice\/voice +send +\d+ +2 +65536 +0$/m)
      expect(out).toMatch(/^ {2}alice\/atm0 +0\/32 +2 +2 +1$/m)
      expect(out).toContain("credits: 3 frames have one, 1 connections wait for one")
      const { out: end } = yield* condis("counters", file, "--form", form)
      expect(end).toMatch(/^ {2}alice\/voice +send +0 +2 +65536 +0$/m)
      if (form === "cm") expect(end).toMatch(/^ {2}alice\/cm +signalling +0 +1 +65536 +0$/m)
      expect(end).toMatch(/^ {2}bob\/atm0 +receive +0 +[1-9]\d* +65536 +0$/m)
      expect(end).toContain("credits: 0 frames have one, 0 connections wait for one")
    })
  )
})

describe("condis run --metrics", () => {
  const file = join(scenarioFolder, "traffic/constant-rate-policed.yaml")

  it.effect("prints Prometheus' text, in which every name ends with its unit", () =>
    Effect.gen(function* () {
      const { code, out } = yield* condis("run", file, "--form", "cm", "--metrics", "-")
      expect(code).toBe(0)
      expect(out).toContain("# constant-rate-policed (cm)\n# HELP condis_trace_events ")
      expect(out).toContain('\ncondis_network_policed_frames_total{verdict="discarded"} 1\n')
      const names = [...out.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [name!, type!] as const)
      expect(names.length).toBeGreaterThan(15)
      for (const [name, type] of names)
        expect(name).toMatch(
          type === "counter" ? /^condis_\w+_(frames|octets|lists|failures)_total$/ : /^condis_\w+_(frames|octets|lists|events|connections)$/
        )
      const seq = /^condis_trace_events (\d+)$/m.exec(out)![1]!
      const sent = /^condis_adapter_sent_octets_total\{host="alice",adapter="atm0"\} (\d+)$/m.exec(out)![1]!
      const counters = (yield* condis("counters", file, "--form", "cm", "--at", seq)).out
      expect(counters).toMatch(new RegExp(`^alice/atm0\\n(?: .*\\n)*  all +\\d+ +${sent} `, "m"))
    })
  )

  it.effect("writes a file for each run", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const path = yield* fs.makeTempDirectoryScoped()
      const { code } = yield* condis("run", file, "--metrics", `${path}/out.prom`)
      expect(code).toBe(0)
      const files = [...(yield* fs.readDirectory(path))].sort()
      expect(files).toEqual(["out.constant-rate-policed.cm.prom", "out.constant-rate-policed.mcm.prom"])
      for (const each of files)
        expect(yield* fs.readFileString(`${path}/${each}`)).toContain("# TYPE condis_adapter_sent_frames_total counter")
      const refused = yield* condis("run", file, "--form", "cm", "--metrics", `${path}/no/such/out.prom`)
      expect(refused.code).toBe(2)
      expect(refused.err).toContain("the file of metrics cannot be written")
    }).pipe(Effect.provide(NodeServices.layer))
  )
})

describe("the page about data", () => {
  const page = readFileSync(join(dirname(scenarioFolder), "docs/data.md"), "utf8")

  it.effect("has commands that run, and shows lines that they print", () =>
    Effect.gen(function* () {
      const commands = [...page.matchAll(/^npm run condis -- ([^#\n]*)/gm)].map(([, words]) => String(words).trim().split(/ +/))
      expect(commands).toHaveLength(5)
      const printed: Array<string> = []
      for (const words of commands) {
        const { code, err, out } = yield* condis(
          ...words.map((word) => (word.startsWith("scenarios/") ? join(dirname(scenarioFolder), word) : word))
        )
        expect([words.join(" "), code, err]).toEqual([words.join(" "), 0, ""])
        printed.push(...out.split("\n"))
      }
      const shown = /```text\n([^`]*)```/.exec(page)![1]!.trimEnd().split("\n")
      for (const line of shown) expect(printed).toContain(line)
      // And every metric is in its table.
      const names = printed.flatMap((line) => /^# TYPE (\S+)/.exec(line)?.[1] ?? [])
      for (const name of names) expect(page).toContain(`\`${name.replace(/^condis_(adapter|vc)_/, "")}\``)
    })
  )
})
