import { type AtmFlowParameters, atmAddress, atmMedia, noAddress } from "@condis/core/Atm"
import { atmMediaOf, CallFlags, callTo, hasFlag, MediaFlags, withAtmMedia, withFlag, withTraffic } from "@condis/core/CallParameters"
import { flowSpec, ServiceType } from "@condis/core/FlowSpec"
import { NdisStatus } from "@condis/core/NdisStatus"
import { describe, expect, it } from "vitest"
import { Cause } from "../../src/uni/index.ts"
import { atmFlowOf } from "@condis/core/data/AtmFlow"
import {
  abort,
  activated,
  alice,
  bob,
  close,
  fromNetwork,
  makeCall,
  message,
  modify,
  parametersTo,
  rate,
  rates,
  Script,
  timer
} from "./support.ts"

const mediaOf = (flow: AtmFlowParameters) => atmMedia({ Vpi: 9, Vci: 9 }, flow, flow)
const own = "47.0009"

const making = () => {
  const script = new Script()
  script.on(makeCall(parametersTo(bob)))
  return script
}

describe("a call the client makes", () => {
  it("goes SETUP, CALL PROCEEDING, ALERTING, CONNECT, activation, and is made", () => {
    const script = new Script()
    expect(script.on(makeCall(parametersTo(bob)))).toEqual(["> SETUP", "+T303"])
    const setup = script.sent("SETUP")
    expect(setup.callReference).toEqual({ value: 1, flag: 0 })
    expect(setup.called).toEqual(atmAddress(bob))
    expect(setup.calling).toEqual(atmAddress(alice))
    expect(setup.traffic).toEqual({ transmit: rate(10_000), receive: rate(20_000) })
    expect(script.gets("CALL_PROCEEDING")).toEqual(["-T303", "+T310"])
    expect(script.gets("ALERTING")).toEqual(["-T310", "+T301"])
    expect(script.gets("CONNECT")).toEqual(["-T301", "> CONNECT_ACKNOWLEDGE", "Activate"])
    const media = atmMediaOf(script.find("Activate").parameters)
    expect(media?.ConnectionId).toEqual({ Vpi: 0, Vci: 40 })
    expect(media?.AALType).toBe(8)
    expect(script.activates()).toEqual(["CallMade SUCCESS"])
    expect(hasFlag(script.find("CallMade").parameters, CallFlags.CALL_PARAMETERS_CHANGED)).toBe(false)
  })

  it("is connected straight after SETUP", () => {
    expect(making().gets("CONNECT")).toEqual(["-T303", "> CONNECT_ACKNOWLEDGE", "Activate"])
  })

  it("says who calls when the client does not", () => {
    const script = new Script({ address: atmAddress(own) })
    script.on(makeCall(callTo(atmAddress(bob))))
    expect(script.sent("SETUP").calling).toEqual(atmAddress(own))
    const hidden = new Script()
    hidden.on(makeCall(callTo(atmAddress(bob))))
    expect(hidden.sent("SETUP").calling).toEqual(noAddress)
  })

  it("is activated with the traffic of the answer, swapped, and the client sees that it changed", () => {
    const script = making()
    const connect = fromNetwork("CONNECT")
    if (connect.type !== "CONNECT") throw new Error("not a CONNECT")
    script.on(message({ ...connect, traffic: { transmit: rate(500), receive: rate(400) } }))
    expect(rates(script.find("Activate").parameters)).toEqual([400, 500])
    script.activates()
    expect(hasFlag(script.find("CallMade").parameters, CallFlags.CALL_PARAMETERS_CHANGED)).toBe(true)
    expect(hasFlag(script.call.parameters, CallFlags.CALL_PARAMETERS_CHANGED)).toBe(false)
  })

  it("is not changed by an answer that repeats what was asked", () => {
    const script = making()
    const connect = fromNetwork("CONNECT")
    if (connect.type !== "CONNECT") throw new Error("not a CONNECT")
    script.on(message({ ...connect, traffic: { transmit: rate(20_000), receive: rate(10_000) } }))
    script.activates()
    expect(hasFlag(script.find("CallMade").parameters, CallFlags.CALL_PARAMETERS_CHANGED)).toBe(false)
  })

  it("hands on what the miniport rounded, marked as changed", () => {
    const script = making()
    script.gets("CONNECT")
    const wanted = script.find("Activate").parameters
    const media = atmMediaOf(wanted)
    if (media === undefined) throw new Error("no media parameters")
    const got = withAtmMedia(wanted, { ...media, Transmit: { ...media.Transmit, PeakCellRate: 7 } }, MediaFlags.ROUND_DOWN_FLOW)
    expect(script.on(activated(got))).toEqual(["CallMade SUCCESS"])
    expect(hasFlag(script.find("CallMade").parameters, CallFlags.CALL_PARAMETERS_CHANGED)).toBe(true)
    expect(atmMediaOf(script.call.parameters)?.Transmit.PeakCellRate).toBe(7)
  })

  it("keeps what the client said about the medium, but not its connection identifier", () => {
    const script = new Script()
    const flow = atmFlowOf(rate(1))
    const media = { ...mediaOf(flow), DefaultCLP: 1 }
    script.on(makeCall(withAtmMedia(parametersTo(bob), media, MediaFlags.ROUND_UP_FLOW)))
    script.gets("CONNECT")
    const { parameters } = script.find("Activate")
    expect(parameters.MediaParameters?.Flags).toBe(MediaFlags.ROUND_UP_FLOW)
    expect(atmMediaOf(parameters)).toMatchObject({ DefaultCLP: 1, ConnectionId: { Vpi: 0, Vci: 40 } })
    expect(atmMediaOf(parameters)?.Transmit).toEqual(atmFlowOf(rate(10_000)))
  })

  it.each([
    ["without call-manager parameters", { Flags: 0, CallMgrParameters: null, MediaParameters: null }, NdisStatus.NOT_SUPPORTED],
    ["without a called address", callTo(noAddress), NdisStatus.NOT_SUPPORTED],
    [
      "with a higher rate in the long run than at the most",
      withTraffic(parametersTo(bob), flowSpec({ TokenRate: 2000, PeakBandwidth: 1000 }), flowSpec()),
      NdisStatus.NOT_SUPPORTED
    ],
    [
      "with larger units than AAL5 carries",
      withTraffic(parametersTo(bob), flowSpec(), flowSpec({ MaxSduSize: 0x10000 })),
      NdisStatus.NOT_SUPPORTED
    ],
    ["to many parties", withFlag(parametersTo(bob), CallFlags.MULTIPOINT_VC), NdisStatus.NOT_SUPPORTED],
    ["on a permanent VC", withFlag(parametersTo(bob), CallFlags.PERMANENT_VC), NdisStatus.FAILURE],
    ["over AAL 0", withAtmMedia(parametersTo(bob), { ...mediaOf(atmFlowOf(rate(1))), AALType: 1 }), NdisStatus.AAL_PARAMS_UNSUPPORTED]
  ] as const)("%s is refused at once", (_, parameters, status) => {
    const script = new Script()
    script.on(makeCall(parameters))
    expect(script.actions.map((action) => action._tag)).toEqual(["CallMade", "Gone"])
    expect(script.find("CallMade").status).toBe(status)
  })

  it("sends SETUP twice, then fails, and tells the network that may have heard it", () => {
    const script = making()
    expect(script.on(timer("T303"))).toEqual(["> SETUP", "+T303"])
    expect(script.on(timer("T303"))).toEqual(["Note", "> RELEASE_COMPLETE 102", "CallMade FAILURE", "Gone"])
  })

  it("gives up when T310 or T301 runs out", () => {
    const waiting = making()
    waiting.gets("CALL_PROCEEDING")
    expect(waiting.on(timer("T310"))).toEqual(["Note", "> RELEASE 102", "+T308", "CallMade FAILURE"])
    expect(waiting.gets("RELEASE_COMPLETE")).toEqual(["-T308", "Gone"])
    const ringing = making()
    ringing.gets("ALERTING")
    expect(ringing.on(timer("T301"))).toEqual(["Note", "> RELEASE 102", "+T308", "CallMade FAILURE"])
  })

  it("fails with the status of the cause it is refused or released with", () => {
    const cases = [
      [Cause.NO_ROUTE_TO_DESTINATION, "NO_ROUTE_TO_DESTINATION"],
      [Cause.NORMAL, "FAILURE"],
      [Cause.USER_BUSY, "FAILURE"],
      [Cause.NO_CHANNEL_AVAILABLE, "VC_NOT_AVAILABLE"]
    ] as const
    for (const [cause, status] of cases) {
      const callReference = { value: 1, flag: 1 } as const
      const refused = making()
      expect(refused.on(message({ type: "RELEASE_COMPLETE", callReference, cause, userToUser: undefined }))).toEqual([
        "-T303",
        `CallMade ${status}`,
        "Gone"
      ])
      const released = making()
      released.gets("CALL_PROCEEDING")
      expect(released.on(message({ type: "RELEASE", callReference, cause, userToUser: undefined }))).toEqual([
        "-T310",
        "> RELEASE_COMPLETE 16",
        `CallMade ${status}`,
        "Gone"
      ])
    }
  })

  it("is released when the VC cannot be activated", () => {
    const script = making()
    script.gets("CONNECT")
    expect(script.activates(NdisStatus.RESOURCES)).toEqual(["> RELEASE 47", "+T308", "CallMade RESOURCES"])
    expect(script.gets("RELEASE_COMPLETE")).toEqual(["-T308", "Gone"])
  })

  it("waits for the activation before it fails, and frees the connection only then", () => {
    const script = making()
    script.gets("CONNECT")
    const activation = activated(script.find("Activate").parameters)
    expect(script.gets("RELEASE")).toEqual([])
    expect(script.on(activation)).toEqual(["> RELEASE_COMPLETE 16", "CallMade FAILURE", "Gone"])
  })

  it("fails without a word when it is aborted", () => {
    expect(making().on(abort())).toEqual(["-T303", "CallMade MEDIA_DISCONNECTED", "Gone"])
    expect(making().on(abort(NdisStatus.SUCCESS))).toEqual(["-T303", "CallMade FAILURE", "Gone"])
    const connecting = making()
    connecting.gets("CONNECT")
    const activation = activated(connecting.find("Activate").parameters)
    expect(connecting.on(abort())).toEqual([])
    expect(connecting.on(activation)).toEqual(["CallMade MEDIA_DISCONNECTED", "Gone"])
  })

  it("is refused a connection without an identifier", () => {
    const script = making()
    expect(
      script.on(message({ type: "CONNECT", callReference: { value: 1, flag: 1 }, connectionId: undefined, traffic: undefined }))
    ).toEqual(["-T303", "> RELEASE 96", "+T308", "CallMade FAILURE"])
  })

  it("cannot be modified while it is being made", () => {
    expect(making().on(modify(parametersTo(bob)))).toEqual(["Modified FAILURE"])
  })

  it.each([
    ["U1, SETUP sent", [], "-T303"],
    ["U3, proceeding", ["CALL_PROCEEDING"], "-T310"],
    ["U4, delivered", ["CALL_PROCEEDING", "ALERTING"], "-T301"]
  ] as const)("A-20 closed in %s: RELEASE; make-call and close are answered when the network acknowledges", (_, before, stopped) => {
    const script = making()
    for (const type of before) script.gets(type)
    expect(script.on(close())).toEqual([stopped, "> RELEASE 16", "+T308"])
    expect(script.on(close())).toEqual(["CloseRefused FAILURE"])
    // What crossed the RELEASE means nothing any more.
    expect(script.gets("CONNECT")).toEqual([])
    expect(script.gets("RELEASE_COMPLETE")).toEqual(["-T308", "CallMade REQUEST_ABORTED", "Closed"])
  })

  it("A-20 closed while its VC is activated: both answers wait for the activation too", () => {
    const script = making()
    script.gets("CONNECT")
    const activation = activated(script.find("Activate").parameters)
    expect(script.on(close())).toEqual(["> RELEASE 16", "+T308"])
    expect(script.gets("RELEASE_COMPLETE")).toEqual(["-T308"])
    expect(script.on(activation)).toEqual(["CallMade REQUEST_ABORTED", "Closed"])
  })

  it("A-20 closed when the network has released it: RELEASE COMPLETE is all that is said, with the network's status", () => {
    const script = making()
    script.gets("CONNECT")
    const activation = activated(script.find("Activate").parameters)
    expect(script.gets("RELEASE")).toEqual([])
    expect(script.on(close())).toEqual([])
    expect(script.on(close())).toEqual(["CloseRefused FAILURE"])
    expect(script.on(activation)).toEqual(["> RELEASE_COMPLETE 16", "CallMade FAILURE", "Closed"])
  })

  it("A-20 the network does not answer the RELEASE of a call that was being made: it ends without it", () => {
    const script = making()
    script.on(close())
    expect(script.on(timer("T308"))).toEqual(["> RELEASE 16", "+T308"])
    expect(script.on(timer("T308"))).toEqual(["Note", "CallMade REQUEST_ABORTED", "Closed"])
  })

  it("A-20 close data that a message cannot carry is refused, and the call is made on", () => {
    const script = making()
    expect(script.on(close(new Uint8Array(132)))).toEqual(["CloseRefused INVALID_DATA"])
    script.gets("CONNECT")
    expect(script.activates()).toEqual(["CallMade SUCCESS"])
  })

  it("takes its timers from the settings", () => {
    const script = new Script({ timers: { T303: 77 } })
    script.on(makeCall(parametersTo(bob)))
    expect(script.find("StartTimer").millis).toBe(77)
  })
})

describe("a flow in cells", () => {
  it("counts the padding and the trailer of AAL5", () => {
    // 1,000 bytes and 8 of trailer take 21 cells; 10 such units a second take 210.
    expect(atmFlowOf(rate(10_000))).toMatchObject({ PeakCellRate: 210, AverageCellRate: 210, MaxSduSize: 1000 })
    expect(atmFlowOf(flowSpec({ PeakBandwidth: 480 }))).toMatchObject({ PeakCellRate: 10 })
  })

  it("leaves a rate that is not specified unlimited", () => {
    expect(atmFlowOf(flowSpec())).toMatchObject({ PeakCellRate: 0xffffffff, MaxSduSize: 0xffff, BurstLengthCells: 0, ServiceCategory: 4 })
  })

  it("knows the service categories", () => {
    const guaranteed = (token: number, peak: number) =>
      atmFlowOf(flowSpec({ ServiceType: ServiceType.GUARANTEED, TokenRate: token, PeakBandwidth: peak })).ServiceCategory
    expect(guaranteed(5, 5)).toBe(1)
    expect(guaranteed(5, 9)).toBe(2)
    expect(atmFlowOf(flowSpec({ ServiceType: ServiceType.CONTROLLEDLOAD })).ServiceCategory).toBe(2)
  })
})
