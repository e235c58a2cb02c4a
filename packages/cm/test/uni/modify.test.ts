import { CallFlags, hasFlag } from "@condis/core/CallParameters"
import { NdisStatus } from "@condis/core/NdisStatus"
import { describe, expect, it } from "vitest"
import {
  accepted,
  activated,
  answered,
  bob,
  changed,
  close,
  makeCall,
  modify,
  offered,
  parametersTo,
  rates,
  Script,
  timer,
  up
} from "./support.ts"

const { RESOURCES } = NdisStatus
const nothing = { Flags: 0, CallMgrParameters: null, MediaParameters: null }

const asking = (): Script => {
  const script = up()
  script.on(modify(changed(300, 400)))
  return script
}

const proposed = (): Script => {
  const script = up()
  script.gets("MODIFY_REQUEST")
  script.activates()
  return script
}

describe("OP-21 the client changes a call that is up", () => {
  it("MODIFY REQUEST, acknowledgement, activation, completion", () => {
    const script = up()
    expect(script.on(modify(changed(300, 400)))).toEqual(["> MODIFY_REQUEST", "+T360"])
    expect(script.sent("MODIFY_REQUEST").traffic).toMatchObject({ transmit: { PeakBandwidth: 300 }, receive: { PeakBandwidth: 400 } })
    expect(script.gets("MODIFY_ACKNOWLEDGE")).toEqual(["-T360", "Activate"])
    expect(rates(script.find("Activate").parameters)).toEqual([300, 400])
    expect(script.activates()).toEqual(["Modified SUCCESS"])
    expect(rates(script.call.parameters)).toEqual([300, 400])
    expect(hasFlag(script.find("Modified").parameters, CallFlags.CALL_PARAMETERS_CHANGED)).toBe(false)
  })

  it("the network refuses: FAILURE, and the values from before", () => {
    const script = asking()
    expect(script.gets("MODIFY_REJECT")).toEqual(["-T360", "Modified FAILURE"])
    expect(rates(script.find("Modified").parameters)).toEqual([10_000, 20_000])
    expect(script.call.state).toBe("Active")
  })

  it("the network says nothing: FAILURE", () => {
    const script = asking()
    expect(script.on(timer("T360"))).toEqual(["Note", "Modified FAILURE"])
  })

  it("the miniport refuses: the client is told and the far side is asked to go back", () => {
    const script = asking()
    script.gets("MODIFY_ACKNOWLEDGE")
    expect(script.activates(RESOURCES)).toEqual(["Modified RESOURCES", "> MODIFY_REQUEST", "+T360"])
    expect(script.sent("MODIFY_REQUEST").traffic).toMatchObject({ transmit: { PeakBandwidth: 10_000 }, receive: { PeakBandwidth: 20_000 } })
    expect(script.gets("MODIFY_ACKNOWLEDGE")).toEqual(["-T360"])
    expect(script.call.state).toBe("Active")
    expect(rates(script.call.parameters)).toEqual([10_000, 20_000])
  })

  it("an acknowledgement after T360 makes the far side go back, too; when it does not, the operator is told", () => {
    const script = asking()
    script.on(timer("T360"))
    expect(script.gets("MODIFY_ACKNOWLEDGE")).toEqual(["> MODIFY_REQUEST", "+T360"])
    expect(script.gets("MODIFY_REJECT")).toEqual(["-T360", "Note"])
    const silent = asking()
    silent.on(timer("T360"))
    silent.gets("MODIFY_ACKNOWLEDGE")
    expect(silent.on(timer("T360"))).toEqual(["Note"])
    expect(silent.call.state).toBe("Active")
  })

  it("one change at a time: a second fails, one that crosses from the far side is rejected", () => {
    const script = asking()
    expect(script.on(modify(changed(1, 1)))).toEqual(["Modified FAILURE"])
    expect(script.gets("MODIFY_REQUEST")).toEqual(["> MODIFY_REJECT 41"])
    script.gets("MODIFY_ACKNOWLEDGE")
    expect(rates(script.find("Activate").parameters)).toEqual([300, 400])
  })

  it("is refused without traffic, and where calls cannot be modified", () => {
    expect(up().on(modify(nothing))).toEqual(["Modified INVALID_DATA"])
    const fixed = up({ modify: false })
    expect(fixed.on(modify(changed(1, 1)))).toEqual(["Modified NOT_SUPPORTED"])
    expect(fixed.gets("MODIFY_REQUEST")).toEqual(["> MODIFY_REJECT 79"])
  })

  it("a call that ends meanwhile completes the change with FAILURE, before the client learns of the end", () => {
    expect(asking().gets("RELEASE")).toEqual(["-T360", "Modified FAILURE", "IncomingClose SUCCESS"])
    expect(asking().on(close())).toEqual(["-T360", "Modified FAILURE", "> RELEASE 16", "+T308"])
  })

  it("a call that ends during the activation is closed after it", () => {
    const script = asking()
    script.gets("MODIFY_ACKNOWLEDGE")
    const activation = activated(script.find("Activate").parameters)
    expect(script.gets("RELEASE")).toEqual(["Modified FAILURE", "IncomingClose SUCCESS"])
    expect(script.on(close())).toEqual([])
    expect(script.on(activation)).toEqual(["> RELEASE_COMPLETE 16", "Closed"])
    const closing = asking()
    closing.gets("MODIFY_ACKNOWLEDGE")
    const late = activated(closing.find("Activate").parameters)
    expect(closing.on(close())).toEqual(["Modified FAILURE", "> RELEASE 16", "+T308"])
    expect(closing.gets("RELEASE_COMPLETE")).toEqual(["-T308"])
    expect(closing.on(late)).toEqual(["Closed"])
  })

  it("fails for a call that was taken and is not connected yet", () => {
    const script = offered()
    script.on(answered(NdisStatus.SUCCESS, script.call.parameters))
    expect(script.on(modify(changed(1, 1)))).toEqual(["Modified FAILURE"])
  })
})

describe("OP-22 the far side changes a call that is up", () => {
  it("activation, the client, acknowledgement", () => {
    const script = up()
    expect(script.gets("MODIFY_REQUEST")).toEqual(["Activate"])
    expect(rates(script.find("Activate").parameters)).toEqual([2_000, 1_000])
    expect(script.activates()).toEqual(["QoSProposed"])
    expect(hasFlag(script.find("QoSProposed").parameters, CallFlags.CALL_PARAMETERS_CHANGED)).toBe(true)
    expect(script.on(accepted)).toEqual(["> MODIFY_ACKNOWLEDGE"])
    expect(rates(script.call.parameters)).toEqual([2_000, 1_000])
    expect(hasFlag(script.call.parameters, CallFlags.CALL_PARAMETERS_CHANGED)).toBe(false)
  })

  it("the miniport refuses: the far side is rejected, the client not told", () => {
    const script = up()
    script.gets("MODIFY_REQUEST")
    expect(script.activates(RESOURCES)).toEqual(["> MODIFY_REJECT 47"])
    expect(rates(script.call.parameters)).toEqual([10_000, 20_000])
  })

  it("the client counters: rejection, the values from before, then its own request", () => {
    const script = proposed()
    expect(script.on(modify(changed(700, 800)))).toEqual(["> MODIFY_REJECT 49", "Activate"])
    expect(rates(script.find("Activate").parameters)).toEqual([10_000, 20_000])
    expect(script.on(accepted)).toEqual([])
    expect(script.on(activated(script.call.parameters))).toEqual(["> MODIFY_REQUEST", "+T360"])
    expect(script.sent("MODIFY_REQUEST").traffic).toMatchObject({ transmit: { PeakBandwidth: 700 } })
    expect(script.gets("MODIFY_ACKNOWLEDGE")).toEqual(["-T360", "Activate"])
    expect(script.activates()).toEqual(["Modified SUCCESS"])
  })

  it("the client counters with nothing: rejection all the same, and INVALID_DATA", () => {
    const script = proposed()
    expect(script.on(modify(nothing))).toEqual(["> MODIFY_REJECT 49", "Modified INVALID_DATA", "Activate"])
    expect(script.activates()).toEqual([])
    expect(script.call.state).toBe("Active")
  })

  it("tells the operator when the values from before cannot be put back", () => {
    const script = proposed()
    script.on(modify(changed(700, 800)))
    expect(script.activates(RESOURCES)).toEqual(["Note", "> MODIFY_REQUEST", "+T360"])
  })

  it("the client closes: RELEASE says no", () => {
    expect(proposed().on(close())).toEqual(["> RELEASE 16", "+T308"])
  })

  it("the call ends while the client thinks: its agreement means nothing more", () => {
    const script = proposed()
    expect(script.gets("RELEASE")).toEqual(["IncomingClose SUCCESS"])
    expect(script.on(accepted)).toEqual([])
    expect(script.on(close())).toEqual(["> RELEASE_COMPLETE 16", "Closed"])
  })

  it("a second proposal is rejected", () => {
    expect(proposed().gets("MODIFY_REQUEST")).toEqual(["> MODIFY_REJECT 41"])
  })

  it("a proposal that meets an activation is rejected", () => {
    const script = up()
    script.gets("MODIFY_REQUEST")
    expect(script.gets("MODIFY_REQUEST")).toEqual(["> MODIFY_REJECT 41"])
    const connecting = new Script()
    connecting.on(makeCall(parametersTo(bob)))
    connecting.gets("CONNECT")
    expect(connecting.gets("MODIFY_REQUEST")).toEqual(["> MODIFY_REJECT 41"])
  })
})
