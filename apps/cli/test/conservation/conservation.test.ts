/**
 * Conservation: whatever happens to hosts, drivers, lanes and links, each list that is sent is completed once, each that is received is
 * returned once, the data of a VC stays in order and as it was, and what is missing was dropped by somebody who says so.
 *
 *     CONDIS_CONSERVATION=1000 vitest run apps/cli/test/conservation     as many stories, in each form
 */
import { describe, expect, it } from "vitest"
import { netBufferList, NdisStatus } from "@condis/core"
import type { TraceEvent, Unstamped } from "@condis/core/Trace"
import { Books } from "./Books.ts"
import { judge } from "./Judge.ts"
import { marked, markOf } from "./Marked.ts"
import { type Form, play } from "./Play.ts"
import { laneDeaths } from "./LaneDeaths.ts"
import { call, numbered } from "../support.ts"
import { deeds, shrunk, type Step, story, tell } from "./Story.ts"

const stories = Number(process.env["CONDIS_CONSERVATION"] ?? 40)
const length = 60

/** What went wrong, and the shortest story found that goes wrong too. */
const told = (form: Form, seed: number, wrong: ReadonlyArray<string>): string => {
  const fails = (steps: ReadonlyArray<Step>) => play(form, steps, seed).verdict.wrong.length > 0
  const least = shrunk(story(seed, length), fails, 100)
  const then = play(form, least, seed).verdict.wrong
  return [
    `${form}, seed ${seed}:`,
    ...wrong.slice(0, 5),
    `${least.length} of ${length} steps are enough:`,
    tell(least),
    ...then.slice(0, 5)
  ].join("\n")
}

const reached = new Set<string>()
const bounds = ["lists of the VC wait at NDIS", "received lists wait for the program", "frames of a VC wait for a list", "and no more fit"]

describe.each(["cm", "mcm"] as const)("conservation (%s)", (form) => {
  it(`holds in ${stories} stories`, { timeout: 60_000 + 1000 * stories }, () => {
    const seen = { sent: 0, arrived: 0, failed: 0, missing: 0, felled: 0 }
    for (let seed = 1; seed <= stories; seed++) {
      const { trace, verdict } = play(form, story(seed, length), seed)
      if (verdict.wrong.length > 0) expect.fail(told(form, seed, verdict.wrong))
      seen.sent += verdict.sent
      seen.arrived += verdict.arrived
      seen.failed += verdict.failed
      seen.missing += verdict.missing
      seen.felled += verdict.felled
      for (const event of trace) {
        if (!("text" in event)) continue
        for (const bound of bounds) if (event.text.includes(bound)) reached.add(bound)
        if (event.kind === "death") reached.add(event.text)
      }
    }
    // The stories are about something: much is sent, and much arrives.
    expect(seen.sent).toBeGreaterThan(100 * stories)
    expect(seen.arrived).toBeGreaterThan(0.3 * seen.sent)
    expect(seen.failed).toBeGreaterThan(stories)
    expect(seen.missing).toBeGreaterThan(stories)
    expect(seen.felled).toBeGreaterThan(stories / 2)
  })
})

it("the stories of both forms together reach every bound, and every kind of death", () => {
  expect([...reached].sort()).toEqual([...bounds, "a crash of the story", "a lane of the story"].sort())
})

describe("the judge of conservation", () => {
  const books = () => {
    const all = new Books()
    const list = netBufferList(marked({ source: 1, number: 0 }, 100))
    all.sending("alice", list)
    return { all, list }
  }
  const verdict = (all: Books, lost = 0) =>
    judge(
      all,
      Array.from({ length: lost }, (_, n) => ({
        kind: "drop",
        seq: n,
        time: 0,
        host: "network",
        at: "switch",
        text: "DATA vci=33 100 B: gone",
        dropped: { frame: "DATA vci=33 100 B", link: "alice/atm0", reason: "policed" }
      })),
      [],
      { lanes: 2, vcWindow: 4 }
    ).wrong

  it("finds nothing where all arrives, or is dropped with a record, or comes home failed", () => {
    const { all, list } = books()
    all.home(list)
    all.arrived("bob", list)
    expect(verdict(all)).toEqual([])
    const lost = books()
    lost.all.home(lost.list)
    expect(verdict(lost.all, 1)).toEqual([])
    const failed = books()
    failed.list.Status = NdisStatus.FAILURE
    failed.all.home(failed.list)
    expect(verdict(failed.all)).toEqual([])
  })

  it("finds what is missing, doubled, swapped, changed, or never came home", () => {
    const missing = books()
    missing.all.home(missing.list)
    expect(verdict(missing.all)).toEqual(["1 units were sent, did not arrive, and no line of the trace tells of them: 1:0"])
    const twice = books()
    twice.all.arrived("bob", twice.list)
    twice.all.arrived("bob", twice.list)
    expect(verdict(twice.all)).toEqual(["bob: number 0 of 1 comes after 0"])
    const changed = books()
    const octets = marked({ source: 1, number: 0 }, 100)
    octets[50]! ^= 1
    changed.all.arrived("bob", netBufferList(octets))
    expect(verdict(changed.all)).toEqual(["bob: octets arrive that nobody sent"])
    const cut = books()
    cut.all.arrived("bob", netBufferList(octets.subarray(0, 40)))
    expect(verdict(cut.all)).toEqual(["bob: octets arrive that nobody sent"])
    const kept = books()
    kept.all.cut.push({ driver: "alice/data", lists: 1 })
    expect(verdict(kept.all)).toEqual(["alice/data ends with 1 lists that are not back"])
    const account = kept.all.account("alice/data", "sent", "completed")
    account.out(kept.list)
    account.out(kept.list)
    account.back(kept.list)
    account.back(kept.list)
    expect(kept.all.wrong).toHaveLength(2)
    const beyond = new Books()
    beyond.mostOfVc = 5
    expect(verdict(beyond)).toEqual(["a miniport had 5 lists of a VC, and 4 are the bound"])
  })

  it("takes no line for another: not of a frame that came back failed, of what had arrived, of another host or another length", () => {
    const missing = () => {
      const { all, list } = books()
      all.home(list)
      const other = netBufferList(marked({ source: 1, number: 1 }, 60))
      all.sending("alice", other)
      all.home(other)
      all.arrived("bob", other)
      return all
    }
    const drop = (host: string, text: string) => ({ kind: "drop" as const, host, at: "atm0", text })
    const said = (...events: ReadonlyArray<Unstamped<TraceEvent>>) =>
      judge(
        missing(),
        events.map((event, seq) => ({ seq, time: 0, ...event }) as TraceEvent),
        [],
        { lanes: 2, vcWindow: 4 }
      ).wrong.length
    expect(said({ kind: "frame", from: "alice/atm0", to: "switch", frame: "DATA vci=32 100 B", lost: "link down" })).toBe(1)
    expect(said({ kind: "frame", from: "switch", to: "bob/atm0", frame: "DATA vci=32 100 B", lost: "link down" })).toBe(0)
    expect(said({ kind: "frame", from: "switch", to: "bob/atm0", frame: "DATA vci=32 101 B", lost: "fault" })).toBe(1)
    expect(said(drop("bob", "4711: 3 received lists wait for the program and one more is dropped"))).toBe(1)
    expect(said(drop("carol", "1 frames came while the adapter is paused and are dropped"))).toBe(1)
    expect(said(drop("bob", "1 frames came while the adapter is paused and are dropped"))).toBe(0)
  })

  it("asks a lane that dies for what waited in it: home, failed, before the next begins, and never sent", () => {
    const sent = [call("alice", "data>", "NdisCoSendNetBufferLists", { vc: "vc3.1", nbls: [1, 2], octets: [9, 9] })]
    const down = call("alice", ">atm0", "MiniportCoSendNetBufferLists", { vc: "vc3.1", nbls: [1] })
    const lane = (kind: "death" | "restart", number: number) => ({ kind, host: "alice", at: `atm0 lane ${number}`, text: "" })
    const home = (...statuses: ReadonlyArray<string>) =>
      call("alice", ">data", "ProtocolCoSendNetBufferListsComplete", { vc: "vc3.1", nbls: [2], statuses })
    const wrong = (...events: ReadonlyArray<Unstamped<TraceEvent>>) => laneDeaths(numbered([...sent, down, ...events]), 2)
    expect(wrong(lane("death", 1), home("NDIS_STATUS_FAILURE"), lane("restart", 1))).toEqual({ wrong: [], waited: 1 })
    expect(wrong(lane("death", 0), lane("restart", 0))).toEqual({ wrong: [], waited: 0 })
    expect(wrong(lane("death", 1), lane("restart", 1), home("NDIS_STATUS_FAILURE")).wrong).toHaveLength(1)
    expect(wrong(lane("death", 1), home("NDIS_STATUS_PAUSED"), lane("restart", 1)).wrong).toHaveLength(1)
    expect(wrong(lane("death", 1), { ...down, nbls: [2] }, lane("restart", 1)).wrong).toHaveLength(1)
  })

  it("knows octets by their mark", () => {
    expect(markOf(marked({ source: 300, number: 70_000 }, 9))).toEqual({ source: 300, number: 70_000 })
    expect(markOf(new Uint8Array(7))).toBeUndefined()
  })

  it("makes a story shorter, down to what matters", () => {
    const whole = story(1, 40)
    expect(new Set(Array.from({ length: 20 }, (_, seed) => story(seed, 60).map(({ deed }) => deed)).flat())).toEqual(new Set(deeds))
    const needed = [whole[7], whole[31]]
    const least = shrunk(whole, (steps) => needed.every((step) => steps.includes(step!)), 200)
    expect(least).toEqual(needed)
  })
})
