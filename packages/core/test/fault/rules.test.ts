/**
 * Which rule decides, and which rules make no sense.
 */
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { ddi, ddis, Fault, NdisStatus, type NdisVcHandle } from "../../src/index.ts"
import { bench, type Bench, mended, parameters, settle } from "../ndis/kit.ts"

const make = (b: Bench, vc: NdisVcHandle) => b.client.status("NdisClMakeCall", { NdisVcHandle: vc, CallParameters: parameters })
const resources = Fault.fail(NdisStatus.RESOURCES)
const failure = Fault.fail(NdisStatus.FAILURE)

/** What so many calls, each on a VC of its own, are answered under these rules. */
const answers = (rules: ReadonlyArray<Fault.Rule>, count: number, pick: (n: number, label: string) => number = () => 0) => {
  const told: Array<string> = []
  return Effect.as(
    Fault.withRules(rules)(
      bench(
        (b) =>
          Effect.gen(function* () {
            const vcs: Array<NdisVcHandle> = []
            for (let n = 0; n < count; n++) vcs.push(yield* b.create())
            for (const vc of vcs) told.push((yield* make(b, vc)).replace("NDIS_STATUS_", ""))
            for (const vc of vcs) {
              yield* b.client.call("NdisClCloseCall", { NdisVcHandle: vc, Size: 0 })
              yield* b.client.call("NdisCoDeleteVc", { NdisVcHandle: vc })
            }
          }),
        { pick: (n, label) => (label === "fault" ? pick(n, label) : 0) }
      )
    ),
    told
  )
}

describe("the first rule that fits, and whose turn it is, decides", () => {
  const cases: ReadonlyArray<readonly [string, ReadonlyArray<Fault.Rule>, ReadonlyArray<string>]> = [
    ["no rule", [], ["SUCCESS", "SUCCESS", "SUCCESS"]],
    ["every time", [Fault.on("NdisClMakeCall", resources)], ["RESOURCES", "RESOURCES", "RESOURCES"]],
    ["the second time", [Fault.on("NdisClMakeCall", resources, { nth: 2 })], ["SUCCESS", "RESOURCES", "SUCCESS"]],
    ["the first two times", [Fault.on("NdisClMakeCall", resources, { first: 2 })], ["RESOURCES", "RESOURCES", "SUCCESS"]],
    [
      "a rule whose turn it is not leaves it to the next",
      [Fault.on("NdisClMakeCall", resources, { nth: 2 }), Fault.on("NdisClMakeCall", failure)],
      ["FAILURE", "RESOURCES", "FAILURE"]
    ],
    [
      "pass, and no later rule is asked",
      [Fault.on("NdisClMakeCall", Fault.pass, { first: 1 }), Fault.on("NdisClMakeCall", resources)],
      ["SUCCESS", "RESOURCES", "RESOURCES"]
    ],
    ["one VC, by its order", [Fault.on("NdisClMakeCall", resources, { vc: 3 })], ["SUCCESS", "SUCCESS", "RESOURCES"]],
    ["one VC, at a handler", [Fault.on("MiniportCoActivateVc", resources, { vc: 1 })], ["RESOURCES", "SUCCESS", "SUCCESS"]],
    ["all of one address family", [Fault.on("NdisClMakeCall", resources, { af: 1 })], ["RESOURCES", "RESOURCES", "RESOURCES"]],
    ["another address family", [Fault.on("NdisClMakeCall", resources, { af: 2 })], ["SUCCESS", "SUCCESS", "SUCCESS"]],
    [
      "one host and driver",
      [Fault.on("NdisClMakeCall", resources, { host: "alice", driver: "voice" })],
      ["RESOURCES", "RESOURCES", "RESOURCES"]
    ],
    ["another driver", [Fault.on("NdisClMakeCall", resources, { host: "alice", driver: "cm" })], ["SUCCESS", "SUCCESS", "SUCCESS"]],
    ["another host", [Fault.on("NdisClMakeCall", resources, { host: "bob" })], ["SUCCESS", "SUCCESS", "SUCCESS"]]
  ]

  it.effect.each(cases)("%s", ([, rules, wanted]) => Effect.map(answers(rules, 3), (told) => expect(told).toEqual(wanted)))

  it.effect("a probability is drawn each time; the plain choice, 0, is that nothing happens", () =>
    Effect.gen(function* () {
      const rule = Fault.on("NdisClMakeCall", resources, { chance: 0.25 })
      expect(yield* answers([rule], 3)).toEqual(["SUCCESS", "SUCCESS", "SUCCESS"])
      const asked: Array<number> = []
      const draws = [749_999, 750_000, 999_999]
      const told = yield* answers([rule], 3, (n) => {
        asked.push(n)
        return draws[asked.length - 1] ?? 0
      })
      expect(asked).toEqual([1_000_000, 1_000_000, 1_000_000])
      expect(told).toEqual(["SUCCESS", "RESOURCES", "RESOURCES"])
      expect(yield* answers([Fault.on("NdisClMakeCall", resources, { chance: 1 })], 2)).toEqual(["RESOURCES", "RESOURCES"])
    })
  )
})

describe("a run", () => {
  it.effect("begins with fresh counts, each time the same program is run", () => {
    const program = Fault.withRules([Fault.on("NdisClMakeCall", resources, { nth: 1 })])(
      bench((b) =>
        Effect.gen(function* () {
          const vc = yield* b.create()
          expect(yield* make(b, vc)).toBe("NDIS_STATUS_RESOURCES")
          yield* b.delete(vc)
        })
      )
    )
    return Effect.andThen(program, program)
  })

  it.effect("may get rules for a while, and tells how often each acted", () => {
    const rules = Fault.rules([])
    const once = bench((b) =>
      Effect.gen(function* () {
        const vc = yield* b.create()
        yield* Effect.scoped(
          Effect.gen(function* () {
            yield* rules.add(Fault.on("NdisClMakeCall", resources, { vc: 1 }))
            expect(yield* make(b, vc)).toBe("NDIS_STATUS_RESOURCES")
            expect(rules.acted()).toEqual([{ rule: "NdisClMakeCall:fail=NDIS_STATUS_RESOURCES,vc=1", times: 1 }])
          })
        )
        expect(rules.acted()).toEqual([])
        expect(yield* make(b, vc)).toBe("NDIS_STATUS_SUCCESS")
        yield* b.down(vc)
      })
    )
    return Effect.provideService(once, Fault.Faults, rules)
  })

  it.effect("leaves the stand-in of a dead driver alone", () =>
    Fault.withRules([Fault.on("NdisClCloseCall", failure), Fault.on("NdisCoDeleteVc", failure)])(
      bench((b) =>
        Effect.gen(function* () {
          yield* b.up()
          b.host.crash("voice", new Error("gone"))
          yield* mended
          // Its call is closed and its VC deleted for it: the rules are about the driver.
          expect(b.trace.events.filter(({ kind }) => kind === "fault")).toEqual([])
          expect(b.host.leftovers()["VCs"]).toBeUndefined()
          yield* settle
        })
      )
    )
  )
})

describe("a rule that makes no sense", () => {
  const refusal = (name: Parameters<typeof ddi>[0], verdict: Fault.VerdictName) => Fault.objection(ddi(name), verdict, ddis)

  it.each([
    ["NdisCmDispatchCallConnected", "fail", "answers no status", "drop, delay or crash"],
    ["NdisClMakeCall", "drop", "a function always returns", "fail=STATUS"],
    ["NdisClMakeCall", "never", "only a completion", "the same verdict on NdisCmMakeCallComplete"],
    ["ProtocolCmMakeCall", "late", "only a completion", "the same verdict on NdisCmMakeCallComplete"],
    ["NdisClMakeCall", "pend", "a handler pends", "pend on ProtocolCmMakeCall"],
    ["NdisCmMakeCallComplete", "fail", "has done the work already", "fail=STATUS on ProtocolCmMakeCall"],
    ["NdisMCmMakeCallComplete", "fail", "has done the work already", "fail=STATUS on ProtocolCmMakeCall"],
    ["NdisMCoActivateVcComplete", "delay", "called late", "late=DURATION"],
    ["MiniportCoCreateVc", "drop", "NDIS waits for its return", "fail=STATUS"],
    ["MiniportCoCreateVc", "never", "it has no completion", "fail=STATUS or crash"],
    ["ProtocolCoReceiveNetBufferLists", "fail", "a receive has no status", "drop"]
  ] as const)("%s:%s is refused with its name, the reason and the way out", (name, verdict, why, instead) => {
    const found = refusal(name, verdict)
    expect(found?.found).toContain(`${verdict} makes no sense for ${name}`)
    expect(found?.found).toContain(why)
    expect(found?.instead).toBe(instead)
  })

  it("is answered for every function, callback and verdict: either it means something, or there is a way out with a real name", () => {
    for (const each of ddis) {
      for (const verdict of Object.keys(Fault.meanings.request) as ReadonlyArray<Fault.VerdictName>) {
        const found = Fault.objection(each, verdict, ddis)
        if (found === undefined) continue
        expect(found.instead).not.toMatch(/COMPLETION|HANDLER/)
      }
    }
  })

  it.each([
    [{ nth: 0 }, "nth is 0"],
    [{ first: 1.5 }, "first is 1.5"],
    [{ nth: 1, first: 1 }, "exclude each other"],
    [{ vc: 0 }, "vc is 0"],
    [{ chance: 0 }, "p is 0%"],
    [{ chance: 1.5 }, "p is 150%"],
    [{ driver: "cm" }, "no host"]
  ] as const)("%j is thrown back", (where, why) => {
    expect(() => Fault.on("NdisClMakeCall", Fault.crash, where)).toThrow(why)
  })

  it("a success is no failure, and a span goes forwards", () => {
    expect(() => Fault.on("NdisClMakeCall", Fault.fail(NdisStatus.SUCCESS))).toThrow("NDIS_STATUS_SUCCESS is no failure")
    expect(() => Fault.on("NdisClMakeCall", Fault.fail(NdisStatus.PENDING))).toThrow("is no failure")
    expect(() => Fault.on("NdisClMakeCall", Fault.delay(5, 3))).toThrow("no span of time")
    expect(() => Fault.onFrame("SETUP", Fault.delay(-1))).toThrow("no span of time")
  })

  it("does not compile where the name is known", () => {
    const unchecked = [
      // @ts-expect-error there is no such function
      () => Fault.on("NdisClMakeCal", Fault.crash),
      // @ts-expect-error a void function has no status
      () => Fault.on("NdisCmDispatchCallConnected", resources),
      // @ts-expect-error a function always returns
      () => Fault.on("NdisClMakeCall", Fault.drop),
      // @ts-expect-error only completions come twice
      () => Fault.on("ProtocolCmMakeCall", Fault.twice),
      // @ts-expect-error a handler that may not pend gets lost for good
      () => Fault.on("MiniportCoCreateVc", Fault.drop),
      // @ts-expect-error a frame has no driver
      () => Fault.onFrame("SETUP", Fault.crash)
    ]
    expect(unchecked).toHaveLength(6)
  })
})

it.each([
  [Fault.on("NdisClMakeCall", resources), "NdisClMakeCall:fail=NDIS_STATUS_RESOURCES"],
  [Fault.on("NdisCmMakeCallComplete", Fault.late(5000), { host: "alice", vc: 2 }), "NdisCmMakeCallComplete:late=5s,at=alice,vc=2"],
  [
    Fault.on("MiniportCoActivateVc", Fault.delay(3, 20), { host: "alice", driver: "atm0", nth: 3 }),
    "MiniportCoActivateVc:delay=3ms..20ms,at=alice/atm0,nth=3"
  ],
  [Fault.onFrame(Fault.anyFrame, Fault.drop, { chance: 0.055 }), "frame *:drop,p=5.5%"],
  [Fault.onFrame("RELEASE COMPLETE", Fault.delay(0.25), { first: 2 }), "frame RELEASE COMPLETE:delay=250us,first=2"]
] as const)("the text of a rule: %#", (rule, text) => {
  expect(Fault.text(rule)).toBe(text)
})
