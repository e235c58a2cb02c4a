import { atmMediaOf } from "@condis/core/CallParameters"
import { NdisStatus } from "@condis/core/NdisStatus"
import { describe, expect, it } from "vitest"
import * as Uni from "../../src/uni/index.ts"
import { alice, answered, bob, changed, close, fromNetwork, modify, parametersTo, rates, robot } from "./support.ts"
import { type Held, type Policy, type User, World } from "./world.ts"

const bytes = new Uint8Array([4, 2])

const two = (policy: Policy = {}, options: Uni.NetworkOptions = {}): { world: World; a: User; b: User } => {
  const world = new World(options)
  return { world, a: world.user(1, alice), b: world.user(2, bob, policy) }
}

/** A call between two users that is up, seen from both. */
const connected = (policy: Policy = {}): { world: World; a: User; b: User; out: Held; into: Held } => {
  const { a, b, world } = two(policy)
  const out = a.makes(parametersTo(bob))
  world.run()
  const into = b.all[0]
  if (into === undefined || !into.connected || out.believes !== "up") throw new Error("the call is not up")
  world.wire.length = 0
  return { world, a, b, out, into }
}

/** Nothing is left: no call, timer, cross-connection. */
const clean = (world: World): void => {
  expect(world.network.calls()).toBe(0)
  expect([...world.timers.keys()]).toEqual([])
  expect(world.crossings).toEqual([])
  for (const user of world.users.values()) expect([...user.calls.keys()]).toEqual([])
}

describe("two users and a network", () => {
  it("OP-19 OP-20 a call goes through", () => {
    const { a, b, world } = two()
    const out = a.makes(parametersTo(bob))
    world.run()
    expect(world.wire).toEqual([
      "1> SETUP",
      "1< CALL_PROCEEDING",
      "2< SETUP",
      "2> CALL_PROCEEDING",
      "2> CONNECT",
      "2< CONNECT_ACKNOWLEDGE",
      "1< CONNECT",
      "1> CONNECT_ACKNOWLEDGE"
    ])
    expect(out.believes).toBe("up")
    const into = b.all[0]
    expect(into?.connected).toBe(true)
    // What one transmits the other receives.
    expect(rates(out.parameters)).toEqual([10_000, 20_000])
    expect(into === undefined ? [] : rates(into.parameters)).toEqual([20_000, 10_000])
    expect(world.crossings).toEqual([
      [
        { port: 1, vpi: 0, vci: 32 },
        { port: 2, vpi: 0, vci: 32 }
      ]
    ])
    expect(atmMediaOf(out.parameters)?.ConnectionId).toEqual({ Vpi: 0, Vci: 32 })
    expect(world.network.calls()).toBe(1)
    expect([...world.timers.keys()]).toEqual([])
  })

  it("OP-23 OP-24 the caller closes, with data", () => {
    const { a, into, out, world } = connected()
    a.on(out, close(bytes))
    world.run()
    expect(world.wire).toEqual(["1> RELEASE", "1< RELEASE_COMPLETE", "2< RELEASE", "2> RELEASE_COMPLETE"])
    expect(into.closeStatus).toBe(NdisStatus.SUCCESS)
    expect(into.closeData).toBe(bytes)
    expect(out.log.at(-1)).toBe("Closed")
    clean(world)
  })

  it("the called party closes", () => {
    const { b, into, out, world } = connected()
    b.on(into, close())
    world.run()
    expect(out.log.slice(-3)).toEqual(["IncomingClose SUCCESS", "> RELEASE_COMPLETE 16", "Closed"])
    clean(world)
  })

  it("both close at the same moment", () => {
    const { a, b, into, out, world } = connected()
    a.on(out, close())
    b.on(into, close())
    world.run()
    expect(world.wire.filter((line) => line.includes("COMPLETE")).length).toBeLessThanOrEqual(2)
    expect([out.log.at(-1), into.log.at(-1)]).toEqual(["Closed", "Closed"])
    clean(world)
  })

  it("the called party rejects: the caller learns the status", () => {
    const { a, world } = two({ answer: (held) => answered(NdisStatus.RESOURCES, held.parameters) })
    const out = a.makes(parametersTo(bob))
    world.run()
    expect(out.log.slice(-3)).toEqual(["> RELEASE_COMPLETE 16", "CallMade RESOURCES", "Gone"])
    clean(world)
  })

  it("the called party takes other rates: the caller sees them from its side", () => {
    const { a, world } = two({ answer: () => answered(NdisStatus.SUCCESS, changed(700, 600), true) })
    const out = a.makes(parametersTo(bob))
    world.run()
    expect(rates(out.parameters)).toEqual([600, 700])
    expect(out.parameters.Flags).toBe(2)
  })

  it("the called party takes higher rates: both calls end", () => {
    const { a, b, world } = two({ answer: () => answered(NdisStatus.SUCCESS, changed(99_999, 600), true) })
    const out = a.makes(parametersTo(bob))
    world.run()
    expect(out.log.slice(-2)).toEqual(["CallMade INCOMPATIBLE_QOS", "Gone"])
    expect(b.all[0]?.log).toContain("IncomingClose INCOMPATIBLE_QOS")
    clean(world)
  })

  it("both call each other at the same moment", () => {
    const { a, b, world } = two()
    const there = a.makes(parametersTo(bob))
    const back = b.makes(parametersTo(alice))
    world.run()
    expect([there.believes, back.believes]).toEqual(["up", "up"])
    expect(world.network.calls()).toBe(2)
    expect(world.crossings.length).toBe(2)
    a.on(there, close())
    b.on(back, close())
    world.run()
    clean(world)
  })

  it("a user calls itself", () => {
    const { a, world } = two()
    const out = a.makes(parametersTo(alice))
    world.run()
    expect(out.believes).toBe("up")
    expect(world.crossings).toEqual([
      [
        { port: 1, vpi: 0, vci: 32 },
        { port: 1, vpi: 0, vci: 33 }
      ]
    ])
    a.on(out, close())
    world.run()
    clean(world)
  })

  it("OP-21 OP-22 a change is agreed end to end, and each side has its own view", () => {
    const { a, into, out, world } = connected()
    a.on(out, modify(changed(300, 400)))
    world.run()
    expect(world.wire).toEqual(["1> MODIFY_REQUEST", "2< MODIFY_REQUEST", "2> MODIFY_ACKNOWLEDGE", "1< MODIFY_ACKNOWLEDGE"])
    expect(rates(out.parameters)).toEqual([300, 400])
    expect(rates(into.parameters)).toEqual([400, 300])
  })

  it("a counter-proposal comes back as a proposal", () => {
    let asked = 0
    const { a, b, into, out, world } = connected()
    b.policy = { proposed: () => (asked++ === 0 ? modify(changed(50, 60)) : { _tag: "QoSAccepted" }) }
    a.on(out, modify(changed(300, 400)))
    world.run()
    expect(out.log).toContain("Modified FAILURE")
    expect(out.log).toContain("QoSProposed")
    expect(into.log).toContain("Modified SUCCESS")
    expect(rates(into.parameters)).toEqual([50, 60])
    expect(rates(out.parameters)).toEqual([60, 50])
  })

  it("two changes that cross both fail, and the call stays", () => {
    const { a, b, into, out, world } = connected()
    a.on(out, modify(changed(300, 400)))
    b.on(into, modify(changed(50, 60)))
    world.run()
    expect([out.log.at(-1), into.log.at(-1)]).toEqual(["Modified FAILURE", "Modified FAILURE"])
    expect([rates(out.parameters), rates(into.parameters)]).toEqual([
      [10_000, 20_000],
      [20_000, 10_000]
    ])
    a.on(out, modify(changed(1, 2)))
    world.run()
    expect(rates(into.parameters)).toEqual([2, 1])
  })

  it("a change the caller's own miniport refuses is taken back at the far side", () => {
    const { a, into, out, world } = connected()
    a.policy = { activates: () => NdisStatus.RESOURCES }
    a.on(out, modify(changed(300, 400)))
    world.run()
    expect(out.log.filter((line) => line.startsWith("Modified"))).toEqual(["Modified RESOURCES"])
    expect(into.log.filter((line) => line === "QoSProposed").length).toBe(2)
    expect(rates(into.parameters)).toEqual([20_000, 10_000])
    expect(out.call.state).toBe("Active")
  })

  it("the caller gives up while the called client decides", () => {
    const { a, b, world } = two({ answer: () => undefined })
    const out = a.makes(parametersTo(bob))
    world.run()
    expect(out.log.slice(-3)).toEqual(["CallMade FAILURE", "-T308", "Gone"])
    const into = b.all[0]
    if (into === undefined) throw new Error("nothing came in")
    // The network waited for RELEASE COMPLETE twice; the client decides only now.
    expect(into.call.state).toBe("OfferLost")
    b.on(into, answered(NdisStatus.SUCCESS, into.parameters))
    world.run()
    // Meanwhile the connection was restarted: nobody waits for RELEASE COMPLETE any more.
    expect(into.log.slice(-2)).toEqual(["IncomingClose FAILURE", "Closed"])
    clean(world)
  })
})

describe("a network alone", () => {
  it("refuses an address nobody has", () => {
    const { a, world } = two()
    const out = a.makes(parametersTo("47.0003"))
    world.run()
    expect(world.wire).toEqual(["1> SETUP", "1< RELEASE_COMPLETE"])
    expect(out.log.slice(-2)).toEqual(["CallMade NO_ROUTE_TO_DESTINATION", "Gone"])
    clean(world)
  })

  it("asks a called user twice that says nothing, then releases the caller with cause 102", () => {
    const { a, world } = two()
    world.loses = (port, upward) => port === 2 && upward
    const out = a.makes(parametersTo(bob))
    world.run(20_000)
    expect(world.wire.filter((line) => line === "2< SETUP").length).toBe(2)
    expect(out.log.slice(-2)).toEqual(["CallMade FAILURE", "Gone"])
    expect(world.notes.some((text) => text.startsWith("T303 ran out twice"))).toBe(true)
    world.loses = () => false
    world.run()
    clean(world)
  })

  it("gives up a user that does not answer RELEASE", () => {
    const { a, out, world } = connected()
    world.loses = (port, upward) => port === 2 && upward
    a.on(out, close())
    world.run()
    expect(world.wire.filter((line) => line === "2< RELEASE").length).toBe(2)
    expect(world.network.calls()).toBe(0)
    expect(world.notes).toContain("T308 ran out twice: port 2 does not answer RELEASE")
  })

  it("survives a lost SETUP, RELEASE and RELEASE COMPLETE", () => {
    for (const kind of ["SETUP", "RELEASE", "RELEASE_COMPLETE"]) {
      const { a, world } = two()
      let lost = false
      world.loses = (_, upward, value) => upward && !lost && value.type === kind && (lost = true)
      const out = a.makes(parametersTo(bob))
      world.run()
      expect(out.believes).toBe("up")
      a.on(out, close())
      world.run()
      expect(lost).toBe(true)
      clean(world)
    }
  })

  it("answers messages of calls nobody knows with RELEASE COMPLETE (81, STATUS 101) or STATUS, and never answers answers", () => {
    const network = Uni.network()
    for (const type of Uni.messageTypes) {
      const actions = network.message(1, fromNetwork(type, 5, true))
      const quiet = ["SETUP", "RELEASE_COMPLETE", "RESTART", "RESTART_ACKNOWLEDGE"].includes(type)
      const cause = type === "STATUS" ? 101 : 81
      if (type === "STATUS_ENQUIRY") {
        const answer = { type: "STATUS", callReference: { value: 5, flag: 0 }, cause: 30, callState: 0 }
        expect(actions).toEqual([{ _tag: "Send", port: 1, message: answer }])
        continue
      }
      expect(actions).toEqual(
        quiet
          ? []
          : [
              {
                _tag: "Send",
                port: 1,
                message: { type: "RELEASE_COMPLETE", callReference: { value: 5, flag: 0 }, cause, userToUser: undefined }
              }
            ]
      )
    }
    expect(network.message(1, { ...fromNetwork("STATUS", 5, true), callState: 0 } as Uni.Message)).toEqual([])
    expect(network.calls()).toBe(0)
    expect(network.timer("T303 1")).toEqual([])
  })

  it("refuses a caller when connection identifiers are used up, at either side, and gives them out again", () => {
    const { a, world } = two({}, { channels: { firstVci: 32, lastVci: 32, lastVpi: 0 } })
    const first = a.makes(parametersTo(bob))
    world.run()
    const second = a.makes(parametersTo(bob))
    world.run()
    expect(second.log).toContain("CallMade VC_NOT_AVAILABLE")
    a.on(first, close())
    world.run()
    const third = a.makes(parametersTo(bob))
    world.run()
    expect(third.believes).toBe("up")
    const crowded = new World({ channels: { firstVci: 32, lastVci: 33, lastVpi: 0 } })
    const b = crowded.user(2, bob)
    crowded.user(1, alice)
    b.makes(parametersTo(alice))
    b.makes(parametersTo(bob))
    crowded.run()
    expect(b.all[1]?.log).toContain("CallMade VC_NOT_AVAILABLE")
  })

  it("throws at an address that is none", () => {
    expect(() => Uni.network().attach(1, "nowhere")).toThrow(RangeError)
    expect(() => Uni.network().farEnd("47.zz", { _tag: "Answer" })).toThrow(RangeError)
  })
})

describe("a far end the switch plays", () => {
  const one = (behaviour: Parameters<World["network"]["farEnd"]>[1]): { world: World; a: User; out: Held } => {
    const world = new World()
    const a = world.user(1, alice)
    world.network.farEnd(robot, behaviour)
    const out = a.makes(parametersTo(robot))
    world.run()
    return { world, a, out }
  }

  it("answers, releases, and agrees to changes", () => {
    const { a, out, world } = one({ _tag: "Answer" })
    expect(world.wire).toEqual(["1> SETUP", "1< CALL_PROCEEDING", "1< CONNECT", "1> CONNECT_ACKNOWLEDGE"])
    a.on(out, modify(changed(5, 6)))
    world.run()
    expect(out.log).toContain("Modified SUCCESS")
    a.on(out, close(bytes))
    world.run()
    clean(world)
  })

  it("rejects with a cause", () => {
    const { out, world } = one({ _tag: "Reject", cause: Uni.Cause.DESTINATION_OUT_OF_ORDER })
    expect(out.log.slice(-3)).toEqual(["> RELEASE_COMPLETE 16", "CallMade DEST_OUT_OF_ORDER", "Gone"])
    clean(world)
  })

  it("is silent: the caller is released after T303 twice", () => {
    const { out, world } = one({ _tag: "Silent" })
    expect(out.log.slice(-2)).toEqual(["CallMade FAILURE", "Gone"])
    expect(world.wire).toContain("1< RELEASE")
    expect(world.time).toBeGreaterThanOrEqual(8_000)
    expect(world.time).toBeLessThan(9_000)
    clean(world)
  })

  it("answers with other parameters, which are its own view", () => {
    const { out } = one({ _tag: "AnswerWith", parameters: parametersTo(robot, 11, 22) })
    expect(rates(out.parameters)).toEqual([22, 11])
    expect(out.parameters.Flags).toBe(2)
  })

  it("that changes its mind refuses or ignores changes of a call that is up", () => {
    const { a, out, world } = one({ _tag: "Answer" })
    world.network.farEnd(robot, { _tag: "Reject", cause: 41 })
    a.on(out, modify(changed(5, 6)))
    world.run()
    expect(out.log.at(-1)).toBe("Modified FAILURE")
    world.network.farEnd(robot, { _tag: "Silent" })
    const before = world.time
    a.on(out, modify(changed(5, 6)))
    world.run()
    expect(out.log.at(-1)).toBe("Modified FAILURE")
    expect(world.time).toBe(before + Uni.defaultTimers.T360)
  })
})

describe("the operator of a network", () => {
  it("releases the calls of an address, to both sides", () => {
    const { into, out, world } = connected()
    world.perform(world.network.order({ _tag: "Release", address: bob, cause: Uni.Cause.NORMAL, data: bytes }))
    world.run()
    expect([out.closeStatus, into.closeStatus]).toEqual([NdisStatus.SUCCESS, NdisStatus.SUCCESS])
    expect([out.closeData, into.closeData]).toEqual([bytes, bytes])
    clean(world)
  })

  it("releases with other causes, and says when there is nothing to release", () => {
    const { out, world } = connected()
    world.perform(world.network.order({ _tag: "Release", address: alice, cause: 27 }))
    world.run()
    expect(out.closeStatus).toBe(NdisStatus.DEST_OUT_OF_ORDER)
    clean(world)
    world.perform(world.network.order({ _tag: "Release", address: alice, cause: 27 }))
    expect(world.notes).toContain(`no call goes to or from ${alice}`)
  })

  it("proposes other parameters to both sides, as the party at the address sees them", () => {
    const { into, out, world } = connected()
    world.perform(world.network.order({ _tag: "Modify", address: bob, parameters: parametersTo(bob, 7, 9) }))
    world.run()
    expect(rates(into.parameters)).toEqual([7, 9])
    expect(rates(out.parameters)).toEqual([9, 7])
    expect(world.wire.filter((line) => line.includes("ACKNOWLEDGE"))).toEqual(["1> MODIFY_ACKNOWLEDGE", "2> MODIFY_ACKNOWLEDGE"])
  })

  it("proposes for a far end to the caller alone", () => {
    const world = new World()
    const a = world.user(1, alice)
    world.network.farEnd(robot, { _tag: "Answer" })
    const out = a.makes(parametersTo(robot))
    world.run()
    world.perform(world.network.order({ _tag: "Modify", address: robot, parameters: parametersTo(robot, 7, 9) }))
    world.run()
    expect(rates(out.parameters)).toEqual([9, 7])
  })

  it("is told when a proposal is refused or cannot be made", () => {
    const { a, out, world } = connected()
    a.policy = { activates: () => NdisStatus.RESOURCES }
    world.perform(world.network.order({ _tag: "Modify", address: bob, parameters: parametersTo(bob, 7, 9) }))
    world.perform(world.network.order({ _tag: "Modify", address: bob, parameters: parametersTo(bob, 7, 9) }))
    world.run()
    expect(world.notes.some((text) => text.startsWith("nothing can be proposed"))).toBe(true)
    expect(world.notes.some((text) => text.startsWith("port 1 does not take the traffic proposed"))).toBe(true)
    expect(out.call.state).toBe("Active")
  })
})
