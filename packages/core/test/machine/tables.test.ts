/**
 * What holds for every table: nothing is out of reach, nothing gets stuck, and every rule named exists.
 */
import { readdirSync, readFileSync } from "node:fs"
import { describe, expect, it } from "@effect/vitest"
import * as Machine from "../../src/machine/index.ts"
import { moves, type Refuse, type Table } from "../../src/machine/Table.ts"
import { NdisStatus } from "../../src/NdisStatus.ts"
import { readings } from "../../src/Profile.ts"
import { rules } from "./document.ts"
import { stuck, unreached } from "./graph.ts"

interface Subject {
  readonly name: string
  readonly table: Table<string, string>
  readonly initial: string
  readonly ends: ReadonlyArray<string>
}

const subject = <S extends string, E extends string>(name: string, table: Table<S, E>, initial: S, ends: ReadonlyArray<S>): Subject => ({
  name,
  table,
  initial,
  ends
})

const subjects: ReadonlyArray<Subject> = [
  subject("Adapter", Machine.Adapter.transitions, Machine.Adapter.initial, Machine.Adapter.ends),
  subject("Binding", Machine.Binding.transitions, Machine.Binding.initial, Machine.Binding.ends),
  subject("AfRegistration", Machine.AfRegistration.transitions, Machine.AfRegistration.initial, Machine.AfRegistration.ends),
  subject("AfOpen", Machine.AfOpen.transitions, Machine.AfOpen.initial, Machine.AfOpen.ends),
  subject("SapAxis", Machine.SapAxis.transitions, Machine.SapAxis.initial, Machine.SapAxis.ends),
  subject("Activation", Machine.Activation.transitions, Machine.Activation.initial, Machine.Activation.ends),
  subject("CallAxis", Machine.CallAxis.transitions, Machine.CallAxis.initial, Machine.CallAxis.ends),
  subject("PartyAxis", Machine.PartyAxis.transitions, Machine.PartyAxis.initial, Machine.PartyAxis.ends),
  subject("QosAxis", Machine.QosAxis.transitions, Machine.QosAxis.initial, Machine.QosAxis.ends),
  subject("NotifyClose", Machine.NotifyClose.transitions, Machine.NotifyClose.initial, Machine.NotifyClose.ends),
  subject("Reset", Machine.Reset.transitions, Machine.Reset.initial, Machine.Reset.ends),
  subject("Request", Machine.Request.transitions, Machine.Request.initial, Machine.Request.ends),
  subject("OID request", Machine.Request.oidTransitions, Machine.Request.initialOid, Machine.Request.oidEnds)
]

describe.each(subjects)("$name", ({ ends, initial, table }) => {
  it("reaches every state", () => {
    expect(unreached(table, initial)).toEqual([])
  })

  it("reaches an end from every state", () => {
    expect(stuck(table, ends)).toEqual([])
  })
})

describe("the helper", () => {
  const table: Table<string, string> = {
    Start: { Go: "Wait", Die: "Lost" },
    Wait: { Go: "End", Die: "Lost" },
    End: { Go: "End", Die: "End" },
    Lost: { Go: "Lost", Die: "Lost" },
    Island: { Go: "End", Die: "End" }
  }

  it("finds states that are out of reach and states that are stuck", () => {
    expect(unreached(table, "Start")).toEqual(["Island"])
    expect(stuck(table, ["End"])).toEqual(["Lost"])
    expect(stuck(table, ["End"], (event) => event === "Go")).toEqual(["Start", "Wait", "Lost"])
  })
})

describe("rules", () => {
  const folder = new URL("../../src/machine/", import.meta.url)
  const cited = new Set(
    readdirSync(folder)
      .map((file) => readFileSync(new URL(file, folder), "utf8"))
      .flatMap((text) => [...text.matchAll(/"([A-Z]+-\d+)"/g)].map((found) => found[1]!))
  )

  it("every rule a machine cites is in the reference", () => {
    expect(cited.size).toBeGreaterThan(90)
    expect([...cited].filter((rule) => !rules.has(rule) && !(rule in readings))).toEqual([])
  })

  it("a refusal gives a status that its rule names, where the rule names one", () => {
    const names = new Map(Object.entries(NdisStatus).map(([name, status]) => [status, `NDIS_STATUS_${name}`]))
    const refusals = subjects
      .flatMap(({ table }) => Object.values(table).flatMap((row) => Object.values(row)))
      .filter((answer): answer is Refuse => !moves(answer) && answer._tag === "Refuse")
    const odd = new Set(
      refusals
        .filter(({ rule, status }) => {
          const answer = rules.get(rule) ?? ""
          return answer.includes("NDIS_STATUS_") && !answer.includes(names.get(status)!)
        })
        .map(({ rule, status }) => `${rule} ${names.get(status)}`)
    )
    // Derived here: a handle is not dead before its deletion is over, only closing; a request without an open family never had a peer;
    // a change of parameters has no status NOT_ACCEPTED.
    expect([...odd].sort()).toEqual(["OID-43 NDIS_STATUS_FAILURE", "VC-25 NDIS_STATUS_FAILURE", "VC-69 NDIS_STATUS_CLOSING"])
  })
})
