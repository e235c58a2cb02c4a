import { NdisStatus } from "@condis/core/NdisStatus"
import { describe, expect, it } from "vitest"
import * as Uni from "../../src/uni/index.ts"
import { wholeInterface } from "../../src/uni/StatusMessage.ts"
import { alice, answered, bob, close, fromNetwork, makeCall, parametersTo, robot } from "./support.ts"
import { type Held, type Policy, type User, World } from "./world.ts"

interface Two {
  readonly world: World
  readonly a: User
  readonly b: User
  readonly out: Held
  readonly into: Held
}

/** Two users with a call that is up. */
const connected = (policy: Policy = {}): Two => {
  const world = new World()
  const a = world.user(1, alice)
  const b = world.user(2, bob, policy)
  const out = a.makes(parametersTo(bob))
  world.run()
  const into = b.all[0]
  if (into === undefined || out.believes !== "up") throw new Error("the call is not up")
  world.wire.length = 0
  return { world, a, b, out, into }
}

const clean = (world: World): void => {
  expect(world.network.calls()).toBe(0)
  expect([...world.timers.keys()]).toEqual([])
  expect(world.crossings).toEqual([])
  for (const user of world.users.values()) expect([...user.calls.keys()]).toEqual([])
}

/** The link of a user goes down, or comes up, for both sides of it. */
const link = (world: World, user: User, up: boolean): void => {
  world.loses = (port) => !up && port === user.port
  world.perform(world.network.linkChanged(user.port, up))
  user.onLine({ _tag: "Link", up })
}

describe("status enquiry in the network", () => {
  it("asks the users of a call, who say that it is up", () => {
    const { out, world } = connected()
    world.perform(world.network.order({ _tag: "Enquire", address: alice }))
    world.perform(world.network.order({ _tag: "Enquire", address: alice }))
    world.run()
    expect(world.wire).toEqual(["1< STATUS_ENQUIRY", "2< STATUS_ENQUIRY", "1> STATUS", "2> STATUS"])
    expect(out.believes).toBe("up")
    expect([...world.timers.keys()]).toEqual([])
  })

  it("answers a user that asks, in the states of the network's side", () => {
    const network = Uni.network()
    network.attach(2, bob)
    network.farEnd(robot, { _tag: "Alert", answersAfterMillis: undefined })
    const reference = { value: 1, flag: 0 } as const
    const setup = (value: number, to: string) => {
      const script = Uni.callControl()
      const { actions } = script.step(script.idle({ value, ours: true }), makeCall(parametersTo(to)))
      const send = actions.find((action) => action._tag === "Send")
      if (send?._tag === "Send") network.message(1, send.message)
    }
    const stateOf = (port: number, value: number, flag: 0 | 1): unknown => {
      const [answer] = network.message(port, { type: "STATUS_ENQUIRY", callReference: { value, flag } })
      return answer?._tag === "Send" && answer.message.type === "STATUS" ? [answer.message.cause, answer.message.callState] : answer
    }
    setup(1, bob)
    setup(2, robot)
    expect([stateOf(1, 1, 0), stateOf(1, 2, 0), stateOf(2, 1, 1), stateOf(1, 9, 0)]).toEqual([
      [30, 3],
      [30, 4],
      [30, 6],
      [30, 0]
    ])
    const called = { value: 1, flag: 1 } as const
    network.message(2, { type: "CALL_PROCEEDING", callReference: called, connectionId: undefined })
    expect(stateOf(2, 1, 1)).toEqual([30, 9])
    network.message(2, { type: "ALERTING", callReference: called })
    expect(stateOf(2, 1, 1)).toEqual([30, 7])
    network.message(2, { type: "CONNECT", callReference: called, connectionId: undefined, traffic: undefined })
    expect([stateOf(2, 1, 1), stateOf(1, 1, 0)]).toEqual([
      [30, 10],
      [30, 10]
    ])
    network.message(1, { type: "RELEASE", callReference: reference, cause: 16, userToUser: undefined })
    expect(stateOf(2, 1, 1)).toEqual([30, 12])
  })

  it("clears a call whose user does not answer (T322 twice), with cause 41 at the other end", () => {
    const { out, world } = connected()
    world.loses = (port) => port === 2
    world.perform(world.network.order({ _tag: "Enquire", address: bob }))
    world.run(20_000)
    expect(world.wire.filter((line) => line === "2< STATUS_ENQUIRY lost").length).toBe(2)
    expect(out.closeStatus).toBe(NdisStatus.FAILURE)
    expect(world.notes).toContain("T322 ran out 2 times: port 2 does not answer STATUS ENQUIRY")
  })

  it("forgets a call that its user does not know, and releases the other end", () => {
    const { b, into, out, world } = connected()
    b.calls.delete(into.key)
    world.perform(world.network.order({ _tag: "Enquire", address: bob }))
    world.run()
    expect(world.wire).toContain("2> STATUS")
    expect(world.wire).not.toContain("2< RELEASE")
    expect(out.closeStatus).toBe(NdisStatus.FAILURE)
    clean(world)
  })

  it("releases a call that is up at a user and still being set up here, with cause 101", () => {
    const world = new World()
    const a = world.user(1, alice)
    world.user(2, bob, { answer: () => undefined })
    a.makes(parametersTo(bob))
    world.run(100)
    const status = (callState: number): Uni.Message => ({ type: "STATUS", callReference: { value: 1, flag: 0 }, cause: 30, callState })
    world.perform(world.network.message(1, status(4)))
    world.perform(world.network.message(1, status(99)))
    expect(world.notes).toContain("STATUS of port 1 names a call state 99, which does not exist")
    expect(world.network.calls()).toBe(1)
    const actions = world.network.message(1, status(10))
    expect(
      actions.flatMap((action) => (action._tag === "Send" && action.message.type === "RELEASE" ? [action.message.cause] : []))
    ).toEqual([101, 101])
  })
})

describe("NOTIFY in the network", () => {
  it("goes to the other end, from an operator to both, and changes nothing", () => {
    const { out, world } = connected()
    world.perform(world.network.message(1, { type: "NOTIFY", callReference: { value: 1, flag: 0 }, notification: 5 }))
    world.run()
    expect(world.wire).toEqual(["2< NOTIFY"])
    world.perform(world.network.order({ _tag: "Notify", address: bob, notification: 6 }))
    world.run()
    expect(world.wire.slice(1)).toEqual(["1< NOTIFY", "2< NOTIFY"])
    expect(out.believes).toBe("up")
  })
})

describe("the loss of a link", () => {
  it("for less than T309 costs nothing: both sides ask each other", () => {
    const { a, out, world } = connected()
    link(world, a, false)
    world.run(5_000)
    link(world, a, true)
    world.run()
    expect(world.wire).toEqual(["1< STATUS_ENQUIRY", "1> STATUS_ENQUIRY", "1> STATUS", "1< STATUS"])
    expect(out.believes).toBe("up")
    expect([...world.timers.keys()]).toEqual([])
  })

  it("for longer ends the calls at both ends with DEST_OUT_OF_ORDER, and its return restarts the interface from both sides", () => {
    const { a, into, out, world } = connected()
    link(world, a, false)
    world.run(20_000)
    expect([out.closeStatus, into.closeStatus]).toEqual([NdisStatus.DEST_OUT_OF_ORDER, NdisStatus.DEST_OUT_OF_ORDER])
    world.wire.length = 0
    link(world, a, true)
    world.run()
    expect(world.wire).toEqual(["1< RESTART", "1> RESTART", "1> RESTART_ACKNOWLEDGE", "1< RESTART_ACKNOWLEDGE"])
    clean(world)
  })

  it("ends what is not up at once", () => {
    const world = new World()
    const a = world.user(1, alice)
    const b = world.user(2, bob, { answer: () => undefined })
    const out = a.makes(parametersTo(bob))
    world.run(100)
    link(world, b, false)
    world.run(200)
    expect(out.closeStatus).toBe(NdisStatus.DEST_OUT_OF_ORDER)
    const into = b.all[0]
    if (into === undefined) throw new Error("nothing came in")
    b.on(into, answered(NdisStatus.SUCCESS, into.parameters))
    world.run(300)
    expect(into.closeStatus).toBe(NdisStatus.DEST_OUT_OF_ORDER)
    link(world, b, true)
    world.run()
    clean(world)
  })

  it("given up on one side only is settled by its restart", () => {
    const { a, into, out, world } = connected()
    world.loses = (port) => port === 1
    a.onLine({ _tag: "Link", up: false })
    world.run(20_000)
    expect(out.closeStatus).toBe(NdisStatus.DEST_OUT_OF_ORDER)
    world.loses = () => false
    a.onLine({ _tag: "Link", up: true })
    world.run()
    expect(into.closeStatus).toBe(NdisStatus.FAILURE)
    clean(world)
  })
})

describe("RESTART in the network", () => {
  it("of an interface ends its calls, tells the other ends, and frees the connections when it is acknowledged", () => {
    const { a, into, out, world } = connected()
    world.perform(world.network.order({ _tag: "Restart", address: alice }))
    world.run()
    expect(world.wire).toEqual(["2< RELEASE", "1< RESTART", "2> RELEASE_COMPLETE", "1> RESTART_ACKNOWLEDGE"])
    expect([out.closeStatus, into.closeStatus]).toEqual([NdisStatus.FAILURE, NdisStatus.FAILURE])
    clean(world)
    const again = a.makes(parametersTo(bob))
    world.run()
    expect(again.believes).toBe("up")
  })

  it("of one connection leaves the others alone", () => {
    const { a, out, world } = connected()
    const second = a.makes(parametersTo(bob))
    world.run()
    world.perform(world.network.order({ _tag: "Restart", address: alice, connection: { Vpi: 0, Vci: 33 } }))
    world.run()
    expect([out.believes, second.believes]).toEqual(["up", "over"])
  })

  it("keeps connections out of use until it is acknowledged, and those it gives up for good", () => {
    const world = new World({ channels: { firstVci: 32, lastVci: 32, lastVpi: 0 } })
    const a = world.user(1, alice)
    world.network.farEnd(robot, { _tag: "Answer" })
    a.makes(parametersTo(robot))
    world.run()
    world.loses = (_, upward, { type }) => upward && type === "RESTART_ACKNOWLEDGE"
    world.perform(world.network.order({ _tag: "Restart", address: alice }))
    world.run(1_000)
    const during = a.makes(parametersTo(robot))
    world.run(2_000)
    expect(during.log).toContain("CallMade VC_NOT_AVAILABLE")
    world.run()
    expect(world.wire.filter((line) => line === "1< RESTART").length).toBe(2)
    expect(world.notes.some((text) => text.startsWith("T316 ran out 2 times: port 1 does not answer RESTART of all connections"))).toBe(
      true
    )
    const after = a.makes(parametersTo(robot))
    world.run()
    expect(after.log).toContain("CallMade VC_NOT_AVAILABLE")
    // Another adapter begins with all of them.
    world.perform(world.network.channelLost(1))
    world.loses = () => false
    const fresh = a.makes(parametersTo(robot))
    world.run()
    expect(fresh.believes).toBe("up")
  })

  it("that is repeated ends what began meanwhile, so that both sides agree", () => {
    const { a, world } = connected()
    let lost = 0
    world.loses = (_, upward, { type }) => upward && type === "RESTART_ACKNOWLEDGE" && lost++ === 0
    world.perform(world.network.order({ _tag: "Restart", address: alice }))
    world.run(1_000)
    const meanwhile = a.makes(parametersTo(bob))
    world.run(2_000)
    expect(meanwhile.believes).toBe("up")
    world.run()
    expect(meanwhile.closeStatus).toBe(NdisStatus.FAILURE)
    clean(world)
  })

  it("of a user is answered at once, and ends what uses the connection", () => {
    const { into, world } = connected()
    const restart = { type: "RESTART", callReference: wholeInterface(0), connectionId: { Vpi: 0, Vci: 32 } } as const
    const sent = world.network.message(1, restart).flatMap((action) => (action._tag === "Send" ? [action.message.type] : []))
    expect(sent).toEqual(["RELEASE", "RESTART_ACKNOWLEDGE"])
    expect(world.network.message(1, { ...restart, type: "RESTART_ACKNOWLEDGE" }).map(({ _tag }) => _tag)).toEqual(["Note"])
    expect(into.believes).toBe("up")
  })

  it("follows a RELEASE that nobody answers, from either side", () => {
    const { a, out, world } = connected()
    world.loses = (_, upward, { type }) => upward && type === "RELEASE"
    a.on(out, close())
    world.run()
    expect(world.wire).toContain("1> RESTART")
    expect(out.log.slice(-2)).toEqual(["Stuck", "Closed"])
    clean(world)
    const back = connected()
    back.world.loses = (port, upward, { type }) => port === 2 && !upward && type === "RELEASE"
    back.a.on(back.out, close())
    back.world.run()
    expect(back.world.wire).toContain("2< RESTART")
    expect(back.into.closeStatus).toBe(NdisStatus.FAILURE)
    clean(back.world)
  })

  it("of an address nobody has is noted, and one of a call left out", () => {
    const { world } = connected()
    world.perform(world.network.order({ _tag: "Restart", address: robot }))
    world.perform(world.network.message(1, { type: "RESTART", callReference: { value: 1, flag: 0 }, connectionId: undefined }))
    expect(world.notes).toEqual([`nobody is at ${robot}`, "RESTART of port 1 is about one call and left out"])
    expect(world.network.calls()).toBe(1)
    for (const type of ["SETUP", "STATUS", "RELEASE"] as const) {
      expect(world.network.message(1, fromNetwork(type, 0)).map(({ _tag }) => _tag)).toEqual(["Note"])
    }
  })
})
