import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { isCrossing } from "../packages/core/src/Trace.ts"
import { kept, render } from "../scripts/generate-ladders.ts"
import { missing } from "../scripts/ladders/Missing.ts"
import { pages } from "../scripts/ladders/pages/index.ts"
import { shown } from "../scripts/ladders/Render.ts"
import { drawnIn, matrixOf, operationsOf } from "./ladders/wanted.ts"

const reference = readFileSync(new URL("../docs/condis/operations.md", import.meta.url), "utf8")
const operations = operationsOf(reference)
const ladders = pages.flatMap((page) => page.ladders)
const documents = kept()

describe("docs/condis/ladders", () => {
  it("has the ladders that the runs give, and no page more", () => {
    const made = render()
    expect([...documents.keys()].toSorted()).toEqual([...made.keys()].toSorted())
    for (const [path, text] of made) expect(documents.get(path), path).toBe(text)
  }, 60_000)

  it("says each thing once", () => {
    const headings = ladders.map(({ operation, title }) => `${operation}: ${title}`)
    expect(new Set(headings).size).toBe(headings.length)
    for (const text of documents.values()) expect(text).not.toContain(" of 0 ")
  })

  it("shows both forms, or says why there is one", () => {
    for (const { only } of ladders) if (only !== undefined) expect(only.why).toMatch(/^[A-Z].{15,}[.)]$/)
  })
})

describe("docs/condis/operations.md is shown by ladders", () => {
  /** What crosses in the ladders of an operation: names, and names with statuses. */
  const crossing = new Map<string, Set<string>>()
  for (const ladder of ladders) {
    const own = crossing.get(ladder.operation) ?? new Set()
    crossing.set(ladder.operation, own)
    for (const { events } of shown(ladder)) {
      for (const event of events.filter(isCrossing)) {
        own.add(event.ddi)
        if (event.status !== undefined) own.add(`${event.ddi} ${event.status.replace("NDIS_STATUS_", "")}`)
      }
    }
  }
  const has = (id: string, what: string): boolean => crossing.get(id)?.has(what) === true

  const lacking = new Set<string>()
  for (const operation of operations) {
    if (!crossing.has(operation.id)) lacking.add(operation.id)
    else for (const name of drawnIn(operation)) if (!has(operation.id, name)) lacking.add(`${operation.id} ${name}`)
  }
  for (const { carriers, operations: ids, statuses } of matrixOf(reference)) {
    for (const id of ids) {
      for (const status of statuses) if (!carriers.some((name) => has(id, `${name} ${status}`))) lacking.add(`${id} ${status}`)
    }
  }

  it("every operation, every crossing of a figure, every final status of the matrix: but for what is listed with its reason", () => {
    expect(operations.length).toBe(45)
    expect(matrixOf(reference).length).toBeGreaterThan(30)
    expect([...lacking].toSorted()).toEqual(missing.map(({ what }) => what).toSorted())
    for (const { why } of missing) expect(why.length).toBeGreaterThan(20)
  })
})

/** The ladder of one of the documents in one form, as it is drawn. */
const drawn = (number: string, form: "Call manager and miniport" | "MCM driver"): string => {
  const section = [...documents.values()].flatMap((text) => text.split(/^(?=## )/m)).find((text) => text.includes(`\nDocument ${number}. `))
  return String(section?.split(`\n${form}:\n`)[1]?.split("\n```\n")[0])
}

describe("the documents the project started from", () => {
  const forms = ["Call manager and miniport", "MCM driver"] as const

  it.each(forms)("each is there from its operation's first step to its last: %s", (form) => {
    const ends: { readonly [number: string]: ReadonlyArray<RegExp> } = {
      "000a": [/ 1 ~ DROP PARTY\b/, /SUCCESS of \d+ NdisClDropParty/, /~ DROP PARTY ACKNOWLEDGE/],
      "000b": [/ 1 ~ RELEASE$/m, /SUCCESS of \d+ NdisCoDeleteVc/],
      "000c": [/ 1 ~ DROP PARTY\b/, /SUCCESS of \d+ NdisClDropParty/, /~ DROP PARTY ACKNOWLEDGE/],
      "001": [/ 1 ~ RELEASE$/m, /SUCCESS of \d+ NdisCoDeleteVc/],
      "002": [/ 1 NdisClCloseCall/, /SUCCESS of \d+ NdisCoDeleteVc/],
      "003": [/ 1 ~ SETUP$/m, /ProtocolClCallConnected/],
      "004": [/ 1 NdisCoCreateVc/, /ProtocolClMakeCallComplete\(SUCCESS/]
    }
    expect(ladders.flatMap(({ document }) => document ?? []).toSorted()).toEqual(Object.keys(ends).toSorted())
    for (const [number, marks] of Object.entries(ends)) for (const mark of marks) expect(drawn(number, form), number).toMatch(mark)
  })

  /** The calls of a ladder, in order, each with its status. */
  const steps = (number: string, form: (typeof forms)[number]): ReadonlyArray<string> =>
    [...drawn(number, form).matchAll(/ \d+ (Ndis\w+|Protocol\w+)(?:\((\w+))?/g)].map(([, name, status]) =>
      `${name} ${status === undefined || /\d/.test(status) ? "" : status}`.trim()
    )

  it("SEED-000-03, -07, -11 a party that is not the last is dispatched, told and dropped", () => {
    expect(steps("000a", "Call manager and miniport")).toEqual(
      expect.arrayContaining(["NdisCmDispatchIncomingDropParty SUCCESS", "ProtocolClIncomingDropParty SUCCESS", "NdisClDropParty"])
    )
  })

  it("SEED-000-04, -09 an MCM does it in three steps, without signalling through NDIS", () => {
    expect(steps("000a", "MCM driver").slice(0, 3)).toEqual([
      "NdisMCmDispatchIncomingDropParty SUCCESS",
      "ProtocolClIncomingDropParty SUCCESS",
      "NdisClDropParty"
    ])
  })

  it.each(forms)("SEED-000-05, -06 the last party is told by an incoming close: %s", (form) => {
    const all = steps("000b", form)
    expect(all).toContain("ProtocolClIncomingCloseCall SUCCESS")
    expect(all).toContain("NdisClCloseCall")
    expect(all.join()).not.toContain("DropParty")
  })

  it.each(forms)("SEED-000-02 network trouble has a status other than SUCCESS: %s", (form) => {
    expect(steps("000c", form)).toContain("ProtocolClIncomingDropParty DEST_OUT_OF_ORDER")
  })
})
