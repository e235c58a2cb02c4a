import { atmAddress } from "@condis/core/Atm"
import { CallFlags, withFlag } from "@condis/core/CallParameters"
import { NdisStatus } from "@condis/core/NdisStatus"
import { describe, expect, it } from "vitest"
import * as Uni from "../../src/uni/index.ts"
import { abort, alice, bob, close, type Event, fromNetwork, message, modify, parametersTo, robot, Script, show, timer } from "./support.ts"

const carol = "47.0003"

/** A multipoint call that is up, with its first party. */
const root = (options: Uni.Options = {}): Script => {
  const script = new Script(options)
  script.on({ _tag: "MakeCall", parameters: parametersTo(bob), party: 0 })
  script.gets("CALL_PROCEEDING")
  script.gets("CONNECT")
  script.activates()
  return script
}

const add = (party: number): Event => ({ _tag: "AddParty", party, parameters: parametersTo(carol) })
const drop = (party: number, data?: Uint8Array): Event => ({ _tag: "DropParty", party, data })
const leaves = (endpoint: number, cause: number = Uni.Cause.NORMAL): Event =>
  message({ type: "DROP_PARTY", callReference: { value: 1, flag: 1 }, endpoint, cause, userToUser: undefined })

/** As `root`, with a second party. */
const two = (options: Uni.Options = {}): Script => {
  const script = root(options)
  script.on(add(1))
  script.gets("ADD_PARTY_ACKNOWLEDGE")
  return script
}

const statusOf = (script: Script, tag: "PartyAdded" | "PartyDropped" | "IncomingDrop" | "IncomingClose" | "Modified"): NdisStatus =>
  script.find(tag).status

describe("the root of a multipoint call", () => {
  it("SEED-004-19 brings its first party with SETUP, under endpoint reference 0", () => {
    const script = new Script()
    script.on({ _tag: "MakeCall", parameters: withFlag(parametersTo(bob), CallFlags.MULTIPOINT_VC), party: 0 })
    expect(script.sent("SETUP").endpoint).toBe(0)
  })

  it("OP-25 adds a party with ADD PARTY and completes with the answer", () => {
    const script = root()
    expect(script.on(add(1))).toEqual(["> ADD_PARTY", "+T399 1"])
    expect(script.gets("ADD_PARTY_ACKNOWLEDGE")).toEqual(["-T399 1", "PartyAdded"])
    expect(statusOf(script, "PartyAdded")).toBe(NdisStatus.SUCCESS)
    expect(script.gets("ADD_PARTY_ACKNOWLEDGE")).toEqual([])
  })

  it("OP-25 completes an addition that is rejected with the cause, as a status", () => {
    const script = root()
    script.on(add(1))
    script.on(
      message({ type: "ADD_PARTY_REJECT", callReference: { value: 1, flag: 1 }, endpoint: 1, cause: Uni.Cause.NO_ROUTE_TO_DESTINATION })
    )
    expect(statusOf(script, "PartyAdded")).toBe(NdisStatus.NO_ROUTE_TO_DESTINATION)
  })

  it("gives a party up that nobody answers for (T399), and tells the network", () => {
    const script = root()
    script.on(add(1))
    expect(script.on(timer("T399 1"))).toEqual(["Note", `> DROP_PARTY ${Uni.Cause.TIMER_EXPIRY}`, "PartyAdded"])
    expect(statusOf(script, "PartyAdded")).toBe(NdisStatus.FAILURE)
  })

  it("waits with T397 instead of T399 for a party that is alerted", () => {
    const script = root()
    script.on(add(1))
    expect(script.gets("PARTY_ALERTING")).toEqual(["-T399 1", "+T397 1"])
    expect(script.find("StartTimer").millis).toBe(180_000)
    expect(script.gets("PARTY_ALERTING")).toEqual([])
    expect(script.gets("ADD_PARTY_ACKNOWLEDGE")).toEqual(["-T397 1", "PartyAdded"])
    expect(statusOf(script, "PartyAdded")).toBe(NdisStatus.SUCCESS)
    expect(script.gets("PARTY_ALERTING")).toEqual([])
  })

  it("drops a party that was alerted and never answers (T397), and tells the network", () => {
    const script = root()
    script.on(add(1))
    script.gets("PARTY_ALERTING")
    expect(script.on(timer("T399 1"))).toEqual([])
    expect(script.on(timer("T397 1"))).toEqual(["Note", `> DROP_PARTY ${Uni.Cause.TIMER_EXPIRY}`, "PartyAdded"])
    expect(statusOf(script, "PartyAdded")).toBe(NdisStatus.FAILURE)
  })

  it("answers for a party that is alerted when it is rejected, dropped, or the call ends", () => {
    const ends: ReadonlyArray<(script: Script) => ReadonlyArray<string>> = [
      (script) => script.gets("ADD_PARTY_REJECT"),
      (script) => script.gets("DROP_PARTY"),
      (script) => script.gets("RELEASE")
    ]
    for (const end of ends) {
      const script = root()
      script.on(add(1))
      script.gets("PARTY_ALERTING")
      expect(end(script).slice(0, 2)).toEqual(["-T397 1", "PartyAdded"])
      expect(statusOf(script, "PartyAdded")).not.toBe(NdisStatus.SUCCESS)
    }
  })

  it("hears of its first party with the messages of the call, and notes any other", () => {
    const script = new Script()
    script.on({ _tag: "MakeCall", parameters: parametersTo(bob), party: 0 })
    for (const type of ["PARTY_ALERTING", "ADD_PARTY_ACKNOWLEDGE", "ADD_PARTY_REJECT", "DROP_PARTY"] as const) {
      expect(script.on(message({ ...fromNetwork(type), endpoint: 0 } as Uni.Message))).toEqual(["Note"])
    }
  })

  it("PARTY-01 adds nobody to a point-to-point call, nor to one that is not up", () => {
    const plain = new Script()
    plain.on({ _tag: "MakeCall", parameters: parametersTo(bob) })
    expect(plain.on(add(1))).toEqual(["PartyAdded"])
    const early = new Script()
    early.on({ _tag: "MakeCall", parameters: parametersTo(bob), party: 0 })
    expect(early.on(add(1))).toEqual(["PartyAdded"])
    for (const script of [plain, early]) expect(statusOf(script, "PartyAdded")).toBe(NdisStatus.FAILURE)
  })

  it("OP-26 PARTY-16 drops a party with DROP PARTY, which carries the data", () => {
    const script = two()
    expect(script.on(drop(0, new Uint8Array([7])))).toEqual(["> DROP_PARTY 16", "+T398 0"])
    expect(script.sent("DROP_PARTY").userToUser).toEqual(new Uint8Array([7]))
    expect(
      script.on(message({ type: "DROP_PARTY_ACKNOWLEDGE", callReference: { value: 1, flag: 1 }, endpoint: 0, userToUser: undefined }))
    ).toEqual(["-T398 0", "PartyDropped"])
  })

  it("PARTY-17 refuses data that cannot be sent with INVALID_DATA, and the party stays", () => {
    const script = two({ closeData: false })
    expect(script.on(drop(1, new Uint8Array([7])))).toEqual(["PartyDropped"])
    expect(statusOf(script, "PartyDropped")).toBe(NdisStatus.INVALID_DATA)
    expect(script.on(drop(1))).toEqual(["> DROP_PARTY 16", "+T398 1"])
  })

  it("ends a drop the network does not answer (T398)", () => {
    const script = two()
    script.on(drop(1))
    expect(script.on(timer("T398 1"))).toEqual(["Note", "PartyDropped"])
  })

  it("OP-27 SEED-000-03 tells of a party that leaves while others remain, and acknowledges when the client drops it", () => {
    const script = two()
    expect(script.on(leaves(1, Uni.Cause.DESTINATION_OUT_OF_ORDER))).toEqual(["IncomingDrop"])
    expect(statusOf(script, "IncomingDrop")).toBe(NdisStatus.DEST_OUT_OF_ORDER)
    expect(script.on(leaves(1))).toEqual([])
    expect(script.on(drop(1))).toEqual(["> DROP_PARTY_ACKNOWLEDGE", "PartyDropped"])
  })

  it("SEED-000-05 closes the call when the only party left leaves, whatever is being dropped", () => {
    const script = two()
    script.on(drop(0))
    expect(script.on(leaves(1))).toEqual(["-T398 0", "PartyDropped", "> RELEASE 16", "+T308", "IncomingClose SUCCESS"])
    expect(script.on(drop(1))).toEqual(["PartyDropped"])
    expect(script.on(close())).toEqual([])
    expect(script.gets("RELEASE_COMPLETE")).toEqual(["-T308", "Closed"])
  })

  it("takes a drop from both sides as one", () => {
    const script = two()
    script.on(drop(1))
    expect(script.on(leaves(1))).toEqual(["-T398 1", "PartyDropped"])
  })

  it("OP-24 answers what is asked about parties when the call ends, and drops those that are left without a word", () => {
    const script = two()
    script.on(add(2))
    script.on(drop(1))
    expect(script.gets("RELEASE")).toEqual(["-T398 1", "PartyDropped", "-T399 2", "PartyAdded", "IncomingClose SUCCESS"])
    expect(script.on(drop(0))).toEqual(["PartyDropped"])
    expect(script.on(add(3))).toEqual(["PartyAdded"])
    expect(script.on(close())).toEqual(["> RELEASE_COMPLETE 16", "Closed"])
  })

  it("stops the timers of its parties when it is aborted", () => {
    const script = root()
    script.on(add(1))
    expect(script.on(abort()).slice(0, 2)).toEqual(["-T399 1", "PartyAdded"])
  })

  it("PARTY-32 keeps its parameters: they hold for every party", () => {
    const script = two()
    expect(script.on(modify(parametersTo(bob, 1, 1)))).toEqual(["Modified NOT_SUPPORTED"])
  })
})

describe("the network with a multipoint call", () => {
  const reference = { value: 1, flag: 0 } as const
  const said = (actions: ReadonlyArray<ReturnType<ReturnType<typeof Uni.network>["message"]>[number]>): ReadonlyArray<string> =>
    actions.map((action) => (action._tag === "Send" ? `${action.port} ${action.message.type}` : action._tag))

  /** Alice at port 1 is the root, Bob at port 2 and Carol at port 3 are leaves; the robot is played by the switch. */
  const tree = () => {
    const network = Uni.network()
    network.attach(1, alice)
    network.attach(2, bob)
    network.attach(3, carol)
    network.farEnd(robot, { _tag: "Answer" })
    const setup = fromNetwork("SETUP", 1, false)
    if (setup.type !== "SETUP") throw new Error("no SETUP")
    const party = (to: string, endpoint: number) =>
      network.message(1, {
        type: "ADD_PARTY",
        callReference: reference,
        endpoint,
        called: atmAddress(to),
        calling: setup.calling,
        traffic: setup.traffic,
        elements: []
      })
    const first = network.message(1, { ...setup, callReference: reference, called: atmAddress(bob), endpoint: 0 })
    const answer = (port: number) =>
      network.message(port, { type: "CONNECT", callReference: { value: 1, flag: 1 }, connectionId: undefined, traffic: undefined })
    const release = (port: number) =>
      network.message(port, { type: "RELEASE", callReference: { value: 1, flag: 1 }, cause: 16, userToUser: undefined })
    return { network, first, party, answer, release }
  }

  it("calls a leaf like any called party, and replicates to it when it answers", () => {
    const { answer, first, network, party } = tree()
    expect(said(first)).toEqual(["1 CALL_PROCEEDING", "2 SETUP", "StartTimer"])
    expect(said(answer(2))).toEqual(["StopTimer", "2 CONNECT_ACKNOWLEDGE", "AddLeaf", "1 CONNECT"])
    expect(said(party(carol, 1))).toEqual(["3 SETUP", "StartTimer"])
    expect(said(answer(3))).toEqual(["StopTimer", "3 CONNECT_ACKNOWLEDGE", "AddLeaf", "1 ADD_PARTY_ACKNOWLEDGE"])
    expect(said(party(robot, 2))).toEqual(["1 ADD_PARTY_ACKNOWLEDGE"])
    expect(said(party("47.0099", 3))).toEqual(["1 ADD_PARTY_REJECT"])
    // The root's call and three parties.
    expect(network.calls()).toBe(4)
  })

  it("makes PARTY ALERTING of the ALERTING of a leaf, and ALERTING of that of the first", () => {
    const { answer, network, party } = tree()
    const alerts = (port: number) => network.message(port, { type: "ALERTING", callReference: { value: 1, flag: 1 } })
    expect(said(alerts(2))).toEqual(["StopTimer", "1 ALERTING"])
    answer(2)
    party(carol, 1)
    expect(said(alerts(3))).toEqual(["StopTimer", "1 PARTY_ALERTING"])
    expect(said(answer(3)).at(-1)).toBe("1 ADD_PARTY_ACKNOWLEDGE")
    expect(said(alerts(3))).toEqual([])
  })

  it("plays far ends that alert, and answer later or never", () => {
    const { answer, network, party } = tree()
    answer(2)
    network.farEnd(robot, { _tag: "Alert", answersAfterMillis: 5_000 })
    const actions = party(robot, 1)
    expect(said(actions)).toEqual(["1 PARTY_ALERTING", "StartTimer"])
    const timer = actions.find((action) => action._tag === "StartTimer")
    expect(timer?.millis).toBe(5_000)
    expect(said(network.timer(timer?.timer ?? ""))).toEqual(["1 ADD_PARTY_ACKNOWLEDGE"])
    network.farEnd(robot, { _tag: "Alert", answersAfterMillis: undefined })
    expect(said(party(robot, 2))).toEqual(["1 PARTY_ALERTING"])
  })

  it("PARTY-22 PARTY-23 tells the root of a leaf that leaves, and releases the call with its last", () => {
    const { answer, network, party, release } = tree()
    answer(2)
    party(carol, 1)
    answer(3)
    expect(said(release(2))).toEqual(["2 RELEASE_COMPLETE", "DropLeaf", "1 DROP_PARTY"])
    expect(said(release(3))).toEqual(["3 RELEASE_COMPLETE", "DropLeaf", "1 RELEASE", "StartTimer"])
    network.message(1, { type: "RELEASE_COMPLETE", callReference: reference, cause: 16, userToUser: undefined })
    expect(network.calls()).toBe(0)
  })

  it("releases every leaf when the root's channel is lost", () => {
    const { answer, network, party } = tree()
    answer(2)
    party(carol, 1)
    expect(said(network.channelLost(1))).toEqual(["DropLeaf", "2 RELEASE", "StartTimer", "StopTimer", "3 RELEASE", "StartTimer"])
    network.channelLost(2)
    network.channelLost(3)
    expect(network.calls()).toBe(0)
  })

  it("does not change the parameters of a multipoint call for one leaf", () => {
    const { answer, network } = tree()
    answer(2)
    const request = fromNetwork("MODIFY_REQUEST", 1, true)
    expect(said(network.message(2, request))).toEqual(["2 MODIFY_REJECT"])
  })

  it("shows itself in the trace by its names", () => {
    expect(show({ _tag: "Send", message: fromNetwork("ADD_PARTY") })).toBe("> ADD_PARTY")
    expect(Uni.messageName(fromNetwork("ADD_PARTY"))).toBe("ADD PARTY")
  })
})
