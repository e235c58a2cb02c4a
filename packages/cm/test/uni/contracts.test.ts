/** What the network holds the ends of a call to: what signalling agreed on, and while a change is open what either asks for. */
import { NdisStatus } from "@condis/core/NdisStatus"
import { atmAddress } from "@condis/core/Atm"
import { callTo } from "@condis/core/CallParameters"
import { flowSpec, ServiceType } from "@condis/core/FlowSpec"
import { describe, expect, it } from "vitest"
import * as Uni from "../../src/uni/index.ts"
import { alice, answered, bob, close, modify, robot } from "./support.ts"
import { type Held, type Policy, type User, World } from "./world.ts"

/** Guaranteed rates in cells/s, each way. */
const cells = (transmit: number, receive: number, to = bob) => {
  const flow = (rate: number) => flowSpec({ ServiceType: ServiceType.GUARANTEED, PeakBandwidth: rate * 48, TokenRate: rate * 48 })
  return callTo(atmAddress(to), atmAddress(alice), { transmit: flow(transmit), receive: flow(receive) })
}

/** A call for which 100 cells/s go to bob and 200 come back. */
const up = (policy: Policy = {}): { world: World; a: User; b: User; out: Held; into: Held } => {
  const world = new World()
  const a = world.user(1, alice)
  const b = world.user(2, bob, policy)
  const out = a.makes(cells(100, 200))
  world.run()
  return { world, a, b, out, into: b.all[0]! }
}

const caller = "1/32"
const called = "2/32"

describe("the contracts of a call in the network", () => {
  it("are what the caller asked for, each end held to what it transmits, until the call is over", () => {
    const { a, out, world } = up()
    expect([world.peaks.get(caller), world.peaks.get(called)]).toEqual([[100], [200]])
    a.on(out, close())
    world.run()
    expect(world.peaks.size).toBe(0)
  })

  it("are what the called party made of them", () => {
    const { world } = up({ answer: () => answered(NdisStatus.SUCCESS, { ...cells(150, 50), Flags: 2 }, true) })
    expect([world.peaks.get(caller), world.peaks.get(called)]).toEqual([[50], [150]])
  })

  it("follow a change: from the request on either is good, and then only what was agreed on", () => {
    const { a, out, world } = up()
    a.on(out, modify(cells(300, 20)))
    world.run()
    expect(world.peaks.get(caller)).toEqual([100, 300, 300])
    expect(world.peaks.get(called)).toEqual([200, 200, 20])
  })

  it("stay what they were when a change is rejected", () => {
    const { a, out, world } = up({ activates: ({ believes }) => (believes === "up" ? NdisStatus.RESOURCES : NdisStatus.SUCCESS) })
    a.on(out, modify(cells(300, 20)))
    world.run()
    expect(out.log.at(-1)).toMatch(/^Modified (?!SUCCESS)/)
    expect(world.peaks.get(caller)).toEqual([100, 300, 100])
    expect(world.peaks.get(called)).toEqual([200, 200, 200])
  })

  it("go back with a change that is taken back", () => {
    const { a, out, world } = up()
    a.policy = { activates: () => NdisStatus.RESOURCES }
    a.on(out, modify(cells(300, 20)))
    world.run()
    expect([world.peaks.get(caller)?.at(-1), world.peaks.get(called)?.at(-1)]).toEqual([100, 200])
  })

  it("follow what an operator proposes, at each end that agrees", () => {
    const { world } = up({ activates: ({ believes }) => (believes === "up" ? NdisStatus.RESOURCES : NdisStatus.SUCCESS) })
    world.perform(world.network.order({ _tag: "Modify", address: bob, parameters: cells(7, 9) }))
    world.run()
    expect(world.peaks.get(caller)).toEqual([100, 100, 9])
    expect(world.peaks.get(called)).toEqual([200, 200, 200])
  })

  it("are none where the switch plays the far end: nothing is connected", () => {
    const world = new World()
    const a = world.user(1, alice)
    world.network.farEnd(robot, { _tag: "Answer" })
    const out = a.makes(cells(100, 200, robot))
    world.run()
    a.on(out, modify(cells(300, 20, robot)))
    world.run()
    expect(world.peaks.size).toBe(0)
    expect(out.log.at(-1)).toBe("Modified SUCCESS")
  })

  it("of a multipoint call is that of its root", () => {
    const network = Uni.network()
    network.attach(1, alice)
    network.attach(2, bob)
    const { Receive, Transmit } = cells(100, 200).CallMgrParameters!
    network.message(1, {
      type: "SETUP",
      callReference: { value: 7, flag: 0 },
      called: atmAddress(bob),
      calling: atmAddress(alice),
      traffic: { transmit: Transmit, receive: Receive },
      connectionId: undefined,
      elements: [],
      endpoint: 0
    })
    const actions = network.message(2, {
      type: "CONNECT",
      callReference: { value: 1, flag: 1 },
      connectionId: undefined,
      traffic: undefined
    })
    expect(actions.find(({ _tag }) => _tag === "AddLeaf")).toMatchObject({ contract: { category: "CBR", peakCellsPerSecond: 100 } })
  })
})
