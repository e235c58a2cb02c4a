/**
 * The text of fault rules: read, refused with the way out, and written back.
 */
import { describe, expect, it } from "@effect/vitest"
import { ddis } from "@condis/core/ddi/Ddi"
import * as Fault from "@condis/core/fault/index"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { join } from "node:path"
import { rulesIn } from "../src/scenario/FaultForms.ts"
import { chanceOf, ruleOf, spanOf } from "../src/scenario/FaultText.ts"
import { condis, loaded, refused, scenarioFolder, twoHosts } from "./support.ts"

const problem = (text: string): string => {
  const rule = ruleOf(text)
  if (Result.isSuccess(rule)) expect.fail(`${text} is read`)
  const { expected, found, help } = rule.failure
  return [found, expected, help ?? ""].join(" | ")
}

const values: { readonly [verdict: string]: string } = { delay: "=3ms..20ms", late: "=5s", fail: "=NDIS_STATUS_RESOURCES" }

describe("a rule", () => {
  it("is read back from its text: every function and callback with every verdict that means something there", () => {
    let count = 0
    for (const each of ddis) {
      for (const verdict of Object.keys(Fault.meanings.request) as ReadonlyArray<Fault.VerdictName>) {
        const text = `${each.name}:${verdict}${values[verdict] ?? ""},at=alice/voice,af=1,sap=2,vc=3,party=4,nth=5,p=0.25%`
        const rule = ruleOf(text)
        expect([text, Result.isSuccess(rule)]).toEqual([text, Fault.objection(each, verdict, ddis) === undefined])
        if (Result.isFailure(rule)) continue
        expect(Fault.text(rule.success)).toBe(text)
        count++
      }
    }
    expect(count).toBeGreaterThan(400)
  })

  it("may be about frames, by names with blanks too", () => {
    for (const text of ["frame *:drop,p=5%", "frame RELEASE COMPLETE:delay=3ms..20ms,at=alice,first=2"]) {
      expect(Fault.text(Result.getOrThrow(ruleOf(text)))).toBe(text)
    }
  })

  it("may be written with blanks", () => {
    expect(Fault.text(Result.getOrThrow(ruleOf(" NdisClMakeCall : fail = NDIS_STATUS_RESOURCES , nth = 2 ")))).toBe(
      "NdisClMakeCall:fail=NDIS_STATUS_RESOURCES,nth=2"
    )
  })
})

describe("what is refused", () => {
  it.each([
    ["", "there is no function or callback without a name"],
    ["NdisClMakeCal:crash", "did you mean NdisClMakeCall?"],
    ["SETUP:drop", "a message on the wire is written frame SETUP"],
    ["NdisClMakeCall", "has no verdict"],
    ["NdisClMakeCall:", "there is no verdict here"],
    ["NdisClMakeCall:crahs", "did you mean crash?"],
    ["NdisClMakeCall:crash=1", "crash takes no value"],
    ["NdisClMakeCall:delay", "a duration like 5ms"],
    ["NdisClMakeCall:delay=5", "delay=5 is no span of time"],
    ["NdisClMakeCall:delay=20ms..3ms", "no span of time"],
    ["NdisClMakeCall:delay=1ms..2ms..3ms", "no span of time"],
    ["NdisClMakeCall:fail", "fail says no status"],
    ["NdisClMakeCall:fail=NDIS_STATUS_RESOURCE", "did you mean NDIS_STATUS_RESOURCES"],
    ["NdisClMakeCall:fail=NDIS_STATUS_SUCCESS", "is no failure"],
    ["NdisClMakeCall:crash,", "there is no condition here"],
    ["NdisClMakeCall:crash,nht=1", "did you mean nth?"],
    ["NdisClMakeCall:crash,nth=0", "nth is 0"],
    ["NdisClMakeCall:crash,nth=x", "nth=x is no count"],
    ["NdisClMakeCall:crash,nth=1,nth=2", "nth stands here twice"],
    ["NdisClMakeCall:crash,nth=1,first=2", "exclude each other"],
    ["NdisClMakeCall:crash,p=5", "a percentage like p=5%"],
    ["NdisClMakeCall:crash,p=0%", "over 0 and at most 100%"],
    ["NdisClMakeCall:crash,at=alice/", "at=alice, or at=alice/voice"],
    ["NdisClMakeCall:twice", "the same verdict on NdisCmMakeCallComplete"],
    ["frame SETUP:crash", "a frame has no driver"],
    ["frame SETUP:drop,vc=1", "a frame is not about one vc"]
  ])("%s", (text, why) => {
    expect(problem(text)).toContain(why)
  })

  it("spans and shares that are none", () => {
    expect([spanOf("3ms..20ms"), spanOf("5"), spanOf("")]).toEqual([{ leastMicros: 3000, mostMicros: 20_000 }, undefined, undefined])
    expect([chanceOf("5%"), chanceOf("0.25%"), chanceOf("5"), chanceOf("-1%")]).toEqual([0.05, 0.0025, undefined, undefined])
  })
})

const faults = (...rules: ReadonlyArray<string>) => twoHosts(`faults:\n${rules.map((rule) => `  - ${rule}\n`).join("")}script: []\n`)

describe("in a scenario", () => {
  it("rules are told with their place when they are wrong", () => {
    const message = refused(faults("NdisClMakeCall:crash", "NdisClMakeCal:crash"))
    expect(message).toContain("test.yaml:14:3: faults[1]: there is no function or callback NdisClMakeCal")
    expect(message).toContain("did you mean NdisClMakeCall?")
  })

  it("hosts and drivers of rules are there, and have a part in what they name", () => {
    expect(refused(faults("NdisClMakeCall:crash,at=alcie"))).toContain("did you mean alice?")
    expect(refused(faults("NdisClMakeCall:crash,at=alice/phone"))).toContain("there is no driver of alice phone")
    const message = refused(faults("NdisCmMakeCallComplete:never,at=alice/voice"))
    expect(message).toContain("alice/voice has no part in NdisCmMakeCallComplete")
    expect(message).toContain("expected: a driver that is a call manager")
    expect(refused(`${faults("NdisMCmMakeCallComplete:never")}form: cm\n`)).toContain("does not exist in the form cm")
  })

  it("a function of a call manager means its twin in the MCM form, and cm the MCM driver", () => {
    const scenario = loaded(faults("NdisCmMakeCallComplete:never,at=alice/cm", "MiniportCoActivateVc:crash"))
    const names = (form: "cm" | "mcm") =>
      rulesIn(scenario, form).map(({ target, where }) => ["ddis" in target ? target.ddis : [], where.driver])
    expect(names("cm")).toEqual([
      [["NdisCmMakeCallComplete"], "cm"],
      [["MiniportCoActivateVc"], undefined]
    ])
    expect(names("mcm")).toEqual([
      [["NdisCmMakeCallComplete", "NdisMCmMakeCallComplete"], "atm0"],
      [["MiniportCoActivateVc"], undefined]
    ])
  })
})

describe("on the command line", () => {
  const file = join(scenarioFolder, "point-to-point/outgoing-call-accepted.yaml")
  const run = (...args: ReadonlyArray<string>) => condis("run", file, ...args)

  it.effect("rules are refused with 2, all of them, before anything runs", () =>
    Effect.gen(function* () {
      const { code, err, out } = yield* run(
        "--fault",
        "MiniportCoActivateV:crash",
        "--fault",
        "NdisClMakeCall:never",
        "--drop",
        "5",
        "--delay",
        "x"
      )
      expect([code, out]).toEqual([2, ""])
      expect(err).toContain("--fault 'MiniportCoActivateV:crash': there is no function or callback MiniportCoActivateV")
      expect(err).toContain("help: did you mean MiniportCoActivateVc?")
      expect(err).toContain("expected: the same verdict on NdisCmMakeCallComplete")
      expect(err).toContain("--drop 5: this is no share of the frames\n    expected: a percentage over 0, like 5%")
      expect(err).toContain("--delay x: this is no span of time")
      expect((yield* run("--fault", "NdisClMakeCall:crash,at=bob")).err).toContain("--fault: there is no host bob")
    })
  )

  it.effect("a rule acts, and how often is told", () =>
    Effect.gen(function* () {
      const { code, out } = yield* run("--fault", "MiniportCoActivateVc:fail=NDIS_STATUS_RESOURCES,vc=1")
      expect(code).toBe(1)
      expect(out).toContain("!! fault MiniportCoActivateVc:fail=NDIS_STATUS_RESOURCES,vc=1")
      expect(out).toContain(
        "fault MiniportCoActivateVc:fail=NDIS_STATUS_RESOURCES,vc=1: once in outgoing-call-accepted (cm), never in outgoing-call-accepted (mcm)"
      )
    })
  )

  it.effect("--drop and --delay are rules about frames", () =>
    Effect.gen(function* () {
      const { out } = yield* run("--drop", "100%", "--delay", "3ms..20ms", "--form", "mcm")
      expect(out).toContain("fault frame *:drop,p=100%:")
      expect(out).toContain("fault frame *:delay=3ms..20ms: never in")
      const slow = yield* run("--delay", "3ms..20ms", "--mermaid")
      expect(slow.code).toBe(0)
      expect(slow.out).toMatch(/Note over p\d: fault frame \*:delay=3ms\.\.20ms: it is under way longer/)
    })
  )

  it.effect("enumerate takes them too: they act until the next call", () =>
    Effect.gen(function* () {
      const { code, out } = yield* condis(
        ...["enumerate", "--crash", file, "--form", "cm", "--driver", "alice/cm", "--every", "9", "--quiet"],
        ...["--fault", "MiniportCoActivateVc:fail=NDIS_STATUS_RESOURCES,vc=1"]
      )
      expect([code, out]).toEqual([0, expect.stringContaining("3 of 3 deaths are clean")])
    })
  )
})
