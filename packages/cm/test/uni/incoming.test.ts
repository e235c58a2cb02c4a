import { atmAddress } from "@condis/core/Atm"
import { atmMediaOf, q2931Of } from "@condis/core/CallParameters"
import { NdisStatus } from "@condis/core/NdisStatus"
import { describe, expect, it } from "vitest"
import { Cause } from "../../src/uni/index.ts"
import {
  abort,
  activated,
  alice,
  answered,
  bob,
  changed,
  close,
  fromNetwork,
  message,
  modify,
  offered,
  pended,
  parametersTo,
  rates,
  Script,
  timer
} from "./support.ts"

const { FAILURE, INVALID_SAP, RESOURCES, SUCCESS } = NdisStatus
const bytes = new Uint8Array([1, 2, 3])

describe("a call that comes in", () => {
  it("is proceeding, offered, answered, acknowledged, connected", () => {
    const script = new Script({}, false)
    expect(script.gets("SETUP")).toEqual(["> CALL_PROCEEDING", "Offer"])
    const { parameters } = script.find("Offer")
    expect(q2931Of(parameters)).toEqual({ CalledParty: atmAddress(bob), CallingParty: atmAddress(alice), InfoElements: [] })
    expect(atmMediaOf(parameters)?.ConnectionId).toEqual({ Vpi: 0, Vci: 40 })
    // The caller transmits 1,000 bytes/s: they are received here.
    expect(rates(parameters)).toEqual([2_000, 1_000])
    expect(script.on(answered(SUCCESS, parameters))).toEqual(["> CONNECT", "+T313"])
    expect(script.sent("CONNECT")).toMatchObject({ callReference: { value: 1, flag: 1 }, traffic: undefined })
    expect(script.gets("CONNECT_ACKNOWLEDGE")).toEqual(["-T313", "Connected"])
  })

  it("CALL-52 without a connection identifier is refused, and no client sees it", () => {
    const script = new Script({}, false)
    const setup = fromNetwork("SETUP", 1, false)
    if (setup.type !== "SETUP") throw new Error("not a SETUP")
    expect(script.on(message({ ...setup, connectionId: undefined }))).toEqual(["> RELEASE_COMPLETE 96", "Gone"])
  })

  it("is refused with the cause of the answer", () => {
    expect(offered().on(answered(FAILURE, parametersTo(bob)))).toEqual(["> RELEASE_COMPLETE 21", "Gone"])
    expect(offered().on(answered(INVALID_SAP, parametersTo(bob)))).toEqual(["> RELEASE_COMPLETE 88", "Gone"])
    expect(offered().on(answered(RESOURCES, parametersTo(bob)))).toEqual(["> RELEASE_COMPLETE 47", "Gone"])
    // A refusal whose severity is success is a refusal all the same.
    expect(offered().on(answered(NdisStatus.NOT_ACCEPTED, parametersTo(bob)))).toEqual(["> RELEASE_COMPLETE 21", "Gone"])
  })

  it("A-02 that its client took and that cannot be had is released, and the client is told", () => {
    const script = offered()
    const taken = answered(RESOURCES, parametersTo(bob), false, true)
    const actions = script.on(taken)
    expect(actions).toEqual(expect.arrayContaining(["> RELEASE 47"]))
    expect(actions.join()).toContain("IncomingClose")
    // The caller went away meanwhile: the client learns that it took a call that had ended.
    const lost = offered()
    lost.gets("RELEASE")
    expect(lost.on(taken).join()).toContain("IncomingClose")
  })

  it("whose client answers later tells the caller that somebody is alerted (U7), once", () => {
    const script = offered()
    expect(script.control.stateName(script.call)).toBe("U9")
    expect(script.on(pended)).toEqual(["> ALERTING"])
    expect(script.control.stateName(script.call)).toBe("U7")
    expect(script.on(pended)).toEqual([])
    script.on(answered(NdisStatus.SUCCESS, script.call.parameters))
    expect(script.control.stateName(script.call)).toBe("U8")
    expect(script.on(pended)).toEqual([])
  })

  it("taken with lower rates is activated with them, and CONNECT carries them", () => {
    const script = offered()
    expect(script.on(answered(SUCCESS, changed(100, 50), true))).toEqual(["Activate"])
    expect(rates(script.find("Activate").parameters)).toEqual([100, 50])
    expect(script.activates()).toEqual(["> CONNECT", "+T313"])
    expect(script.sent("CONNECT").traffic).toMatchObject({ transmit: { PeakBandwidth: 100 }, receive: { PeakBandwidth: 50 } })
  })

  it("marked as changed but the same is simply taken", () => {
    const script = offered()
    expect(script.on(answered(SUCCESS, changed(2_000, 1_000), true))).toEqual(["> CONNECT", "+T313"])
    expect(script.sent("CONNECT").traffic).toBeUndefined()
  })

  it("taken with a higher rate ends with INCOMPATIBLE_QOS, unless that is allowed", () => {
    const script = offered()
    expect(script.on(answered(SUCCESS, changed(2_001, 1_000), true))).toEqual(["> RELEASE 49", "+T308", "IncomingClose INCOMPATIBLE_QOS"])
    expect(offered({ acceptsIncrease: true }).on(answered(SUCCESS, changed(2_001, 1_000), true))).toEqual(["Activate"])
  })

  it("taken with nothing but a mark ends with INVALID_DATA", () => {
    const nothing = { Flags: 2, CallMgrParameters: null, MediaParameters: null }
    expect(offered().on(answered(SUCCESS, nothing, true))).toEqual(["> RELEASE 100", "+T308", "IncomingClose INVALID_DATA"])
  })

  it("that cannot be had as the client took it is closed when both the client and the network are done, in either order", () => {
    const clientFirst = offered()
    clientFirst.on(answered(SUCCESS, changed(9_999, 1), true))
    expect(clientFirst.on(close())).toEqual([])
    expect(clientFirst.gets("RELEASE_COMPLETE")).toEqual(["-T308", "Closed"])
    const networkFirst = offered()
    networkFirst.on(answered(SUCCESS, changed(9_999, 1), true))
    expect(networkFirst.gets("RELEASE_COMPLETE")).toEqual(["-T308"])
    expect(networkFirst.on(close())).toEqual(["Closed"])
  })

  it("taken with rates the miniport does not take is released", () => {
    const script = offered()
    script.on(answered(SUCCESS, changed(100, 50), true))
    expect(script.activates(RESOURCES)).toEqual(["> RELEASE 47", "+T308", "IncomingClose RESOURCES"])
  })

  it("is changed by the client while it decides, and CONNECT carries the values", () => {
    const script = offered()
    expect(script.on(modify(changed(100, 50)))).toEqual(["Activate"])
    expect(script.activates()).toEqual(["Modified SUCCESS"])
    expect(script.on(answered(SUCCESS, script.call.parameters))).toEqual(["> CONNECT", "+T313"])
    expect(script.sent("CONNECT").traffic).toMatchObject({ transmit: { PeakBandwidth: 100 }, receive: { PeakBandwidth: 50 } })
  })

  it("keeps what was offered when the miniport does not take the change", () => {
    const script = offered()
    script.on(modify(changed(100, 50)))
    expect(script.activates(RESOURCES)).toEqual(["Modified RESOURCES"])
    expect(rates(script.find("Modified").parameters)).toEqual([2_000, 1_000])
    script.on(answered(SUCCESS, script.call.parameters))
    expect(script.sent("CONNECT").traffic).toBeUndefined()
  })

  it("cannot be changed to a higher rate while the client decides", () => {
    expect(offered().on(modify(changed(9_999, 1)))).toEqual(["Modified INCOMPATIBLE_QOS"])
    expect(offered().on(modify({ Flags: 0, CallMgrParameters: null, MediaParameters: null }))).toEqual(["Modified INVALID_DATA"])
  })

  it("is taken before its change is activated: CONNECT waits", () => {
    const script = offered()
    script.on(modify(changed(100, 50)))
    const activation = activated(script.find("Activate").parameters)
    expect(script.on(answered(SUCCESS, parametersTo(bob)))).toEqual([])
    expect(script.on(activation)).toEqual(["Modified SUCCESS", "> CONNECT", "+T313"])
    expect(script.sent("CONNECT").traffic).toMatchObject({ transmit: { PeakBandwidth: 100 } })
  })

  it("is refused before its change is activated: the end waits", () => {
    const script = offered()
    script.on(modify(changed(100, 50)))
    const activation = activated(script.find("Activate").parameters)
    expect(script.on(answered(FAILURE, parametersTo(bob)))).toEqual(["Modified FAILURE"])
    expect(script.on(activation)).toEqual(["> RELEASE_COMPLETE 21", "Gone"])
  })

  it("that is gone when the client takes it is closed with what the caller said", () => {
    const script = offered()
    const callReference = { value: 1, flag: 0 } as const
    expect(script.on(message({ type: "RELEASE", callReference, cause: Cause.NORMAL, userToUser: bytes }))).toEqual([])
    expect(script.on(answered(SUCCESS, parametersTo(bob)))).toEqual(["IncomingClose SUCCESS"])
    expect(script.find("IncomingClose").data).toBe(bytes)
    expect(script.on(close())).toEqual(["> RELEASE_COMPLETE 16", "Closed"])
    expect(script.sent("RELEASE_COMPLETE").userToUser).toBeUndefined()
  })

  it("that is gone when the client refuses it leaves without a word to the client", () => {
    const released = offered()
    released.gets("RELEASE")
    expect(released.on(answered(FAILURE, parametersTo(bob)))).toEqual(["> RELEASE_COMPLETE 16", "Gone"])
    const cleared = offered()
    cleared.gets("RELEASE_COMPLETE")
    expect(cleared.on(answered(FAILURE, parametersTo(bob)))).toEqual(["Gone"])
  })

  it("is released when CONNECT is not acknowledged in time", () => {
    const script = offered()
    script.on(answered(SUCCESS, parametersTo(bob)))
    expect(script.on(timer("T313"))).toEqual(["Note", "> RELEASE 102", "+T308", "IncomingClose FAILURE"])
  })

  it("is released by the network before it is connected: the client learns it once", () => {
    const script = offered()
    script.on(answered(SUCCESS, parametersTo(bob)))
    expect(script.gets("RELEASE")).toEqual(["-T313", "IncomingClose SUCCESS"])
    expect(script.gets("RELEASE")).toEqual([])
    expect(script.on(close())).toEqual(["> RELEASE_COMPLETE 16", "Closed"])
  })

  it("is rejected by its answer, not by a close", () => {
    expect(offered().on(close())).toEqual(["CloseRefused FAILURE"])
  })

  it("that the client took can be closed before it is connected", () => {
    const script = offered()
    script.on(answered(SUCCESS, parametersTo(bob)))
    expect(script.on(close())).toEqual(["-T313", "> RELEASE 16", "+T308"])
    expect(script.gets("CONNECT_ACKNOWLEDGE")).toEqual([])
    expect(script.gets("RELEASE_COMPLETE")).toEqual(["-T308", "Closed"])
  })

  it("is aborted without a word to the network", () => {
    const deciding = offered()
    expect(deciding.on(abort())).toEqual([])
    expect(deciding.on(answered(SUCCESS, parametersTo(bob)))).toEqual(["IncomingClose MEDIA_DISCONNECTED"])
    expect(deciding.on(close())).toEqual(["Closed"])
    const taken = offered()
    taken.on(answered(SUCCESS, parametersTo(bob)))
    expect(taken.on(abort())).toEqual(["-T313", "IncomingClose MEDIA_DISCONNECTED"])
    expect(taken.on(close())).toEqual(["Closed"])
  })

  it("answers a repeated SETUP with nothing", () => {
    expect(offered().gets("SETUP")).toEqual([])
  })
})
