import { atmAddress, SapField } from "@condis/core/Atm"
import { callTo } from "@condis/core/CallParameters"
import { type Bhli, bhliElement, type Blli, blliElement, type InformationElement } from "@condis/core/InformationElement"
import { NdisStatus } from "@condis/core/NdisStatus"
import { atmSap, e164Sap, rawSap, tapiSap } from "@condis/core/Sap"
import * as Schema from "effect/Schema"
import { describe, expect, it } from "vitest"
import * as Uni from "../../src/uni/index.ts"
import { alice, bob, fromNetwork } from "./support.ts"

const { Cause, causeMeaning, causeOf, closeStatus, failureStatus } = Uni

describe("causes", () => {
  it("become the statuses CoNDIS has for them, otherwise FAILURE", () => {
    const own: ReadonlyArray<readonly [number, NdisStatus]> = [
      [3, NdisStatus.NO_ROUTE_TO_DESTINATION],
      [16, NdisStatus.SUCCESS],
      [27, NdisStatus.DEST_OUT_OF_ORDER],
      [28, NdisStatus.INVALID_ADDRESS],
      [35, NdisStatus.VC_NOT_AVAILABLE],
      [37, NdisStatus.CELLRATE_NOT_AVAILABLE],
      [45, NdisStatus.VC_NOT_AVAILABLE],
      [47, NdisStatus.RESOURCES],
      [49, NdisStatus.INCOMPATIBLE_QOS],
      [93, NdisStatus.AAL_PARAMS_UNSUPPORTED]
    ]
    const expected = new Map(own)
    for (let cause = 0; cause < 128; cause++) expect(closeStatus(cause)).toBe(expected.get(cause) ?? NdisStatus.FAILURE)
    expect(closeStatus(undefined)).toBe(NdisStatus.FAILURE)
  })

  it("never make a failed request a success", () => {
    for (let cause = 0; cause < 128; cause++) expect(failureStatus(cause)).not.toBe(NdisStatus.SUCCESS)
    expect(failureStatus(Cause.NORMAL)).toBe(NdisStatus.FAILURE)
    expect(failureStatus(Cause.TIMER_EXPIRY)).toBe(NdisStatus.FAILURE)
  })

  it("are found again by the status they became", () => {
    for (const status of Object.values(NdisStatus)) {
      const cause = causeOf(status, Cause.CALL_REJECTED)
      if (closeStatus(cause) !== NdisStatus.FAILURE) expect(causeOf(closeStatus(cause), 0)).toBe(cause)
    }
    expect(causeOf(NdisStatus.FAILURE, Cause.CALL_REJECTED)).toBe(21)
    expect(causeOf(NdisStatus.FAILURE, Cause.RESOURCE_UNAVAILABLE)).toBe(47)
  })

  it("each have a number and a meaning of their own", () => {
    const numbers = Object.values(Cause)
    expect(new Set(numbers).size).toBe(numbers.length)
    expect(new Set(numbers.map(causeMeaning)).size).toBe(numbers.length)
    expect(causeMeaning(5)).toBe("a cause without a name here")
  })
})

describe("timers", () => {
  it("are those of Q.2931 and the UNI, in milliseconds, unless others are asked for", () => {
    expect(Uni.timers()).toEqual({
      T301: 180_000,
      T303: 4_000,
      T308: 30_000,
      T309: 10_000,
      T310: 10_000,
      T313: 4_000,
      T316: 120_000,
      T317: 60_000,
      T322: 4_000,
      T360: 10_000,
      T397: 180_000,
      T398: 4_000,
      T399: 14_000
    })
    expect(Uni.timers({ T308: 5 })).toEqual({ ...Uni.defaultTimers, T308: 5 })
  })
})

describe("connection identifiers", () => {
  it("are given once each, rest after use, and come back longest free first", () => {
    const channels = new Uni.Channels({ firstVci: 32, lastVci: 34, lastVpi: 1, rest: 1 })
    const first = [channels.take(), channels.take()]
    expect(first).toEqual([
      { Vpi: 0, Vci: 32 },
      { Vpi: 0, Vci: 33 }
    ])
    channels.give({ Vpi: 0, Vci: 33 })
    expect(channels.take()).toEqual({ Vpi: 0, Vci: 34 })
    channels.give({ Vpi: 0, Vci: 32 })
    expect(channels.take()).toEqual({ Vpi: 0, Vci: 33 })
    expect(channels.take()).toEqual({ Vpi: 1, Vci: 32 })
    expect([channels.take(), channels.take(), channels.take()]).toEqual([
      { Vpi: 1, Vci: 33 },
      { Vpi: 1, Vci: 34 },
      { Vpi: 0, Vci: 32 }
    ])
    expect(channels.take()).toBeUndefined()
  })

  it("stay distinct through many calls", () => {
    const channels = new Uni.Channels({ firstVci: 32, lastVci: 0xffff, lastVpi: 0, rest: 10 })
    const held: Array<string> = []
    for (let call = 0; call < 20_000; call++) {
      const channel = channels.take()
      if (channel === undefined) throw new Error("used up")
      expect(channel.Vci).toBeLessThan(32 + 64)
      held.push(`${channel.Vci}`)
      if (held.length > 20) channels.give({ Vpi: 0, Vci: Number(held.shift()) })
      expect(new Set(held).size).toBe(held.length)
    }
  })
})

describe("messages", () => {
  it("are values of their schema, and the codec takes them by type and call reference", () => {
    const valid = Schema.is(Uni.Message)
    for (const type of Uni.messageTypes) {
      const value = fromNetwork(type)
      expect(valid(value)).toBe(true)
      expect(Uni.codec.encode(value)).toBe(value)
      expect(Uni.codec.decode(value)).toBe(value)
    }
    const noises = [
      undefined,
      null,
      7,
      "SETUP",
      {},
      { type: "SETUP" },
      { type: "HELLO", callReference: {} },
      { type: "SETUP", callReference: 1 }
    ]
    for (const noise of noises) expect(Uni.codec.decode(noise)).toBeUndefined()
  })

  it("name the call by the value and by who chose it", () => {
    expect(Uni.referenceOf(fromNetwork("CONNECT", 9, true))).toEqual({ value: 9, ours: true })
    expect(Uni.referenceOf(fromNetwork("CONNECT", 9, false))).toEqual({ value: 9, ours: false })
    expect(Uni.referenceOf(fromNetwork("RELEASE", 0, false))).toBeUndefined()
    expect(Uni.opens(fromNetwork("SETUP", 9, false))).toBe(true)
    expect(Uni.opens(fromNetwork("SETUP", 9, true))).toBe(false)
    expect(Uni.opens(fromNetwork("CONNECT", 9, false))).toBe(false)
  })

  it("have the names of the recommendation", () => {
    expect(Uni.messageTypes.map((type) => Uni.messageName(fromNetwork(type)))).toEqual([
      "SETUP",
      "CALL PROCEEDING",
      "ALERTING",
      "CONNECT",
      "CONNECT ACKNOWLEDGE",
      "RELEASE",
      "RELEASE COMPLETE",
      "MODIFY REQUEST",
      "MODIFY ACKNOWLEDGE",
      "MODIFY REJECT",
      "STATUS ENQUIRY",
      "STATUS",
      "NOTIFY",
      "RESTART",
      "RESTART ACKNOWLEDGE",
      "ADD PARTY",
      "PARTY ALERTING",
      "ADD PARTY ACKNOWLEDGE",
      "ADD PARTY REJECT",
      "DROP PARTY",
      "DROP PARTY ACKNOWLEDGE"
    ])
  })
})

describe("SAPs of ATM", () => {
  const { checkSap, sameSap, serves } = Uni.callControl()
  const blli = (fields: Partial<Blli>): Blli => ({
    Layer2Protocol: SapField.ANY,
    Layer2Mode: 0,
    Layer2WindowSize: 0,
    Layer2UserSpecifiedProtocol: SapField.ANY,
    Layer3Protocol: SapField.ANY,
    Layer3Mode: 0,
    Layer3DefaultPacketSize: 0,
    Layer3PacketWindowSize: 0,
    Layer3UserSpecifiedProtocol: SapField.ANY,
    Layer3IPI: SapField.ANY,
    SnapId: [0, 0, 0, 0, 0],
    ...fields
  })
  const bhli: Bhli = { HighLayerInfoType: 3, HighLayerInfoLength: 2, HighLayerInfo: [1, 2, 0, 0, 0, 0, 0, 0] }
  const call = (address: string, ...infoElements: ReadonlyArray<InformationElement>) =>
    callTo(atmAddress(address), atmAddress(alice), { infoElements })

  it("can be registered at an address or a telephone number, others are INVALID_DATA", () => {
    expect(checkSap(atmSap(atmAddress(bob)))).toBe(NdisStatus.SUCCESS)
    expect(checkSap(e164Sap("4930123"))).toBe(NdisStatus.SUCCESS)
    expect(checkSap(tapiSap("ndis"))).toBe(NdisStatus.INVALID_DATA)
    expect(checkSap(rawSap(77, new Uint8Array(4)))).toBe(NdisStatus.INVALID_DATA)
  })

  it("serve calls to their address, wildcards included", () => {
    expect(serves(atmSap(atmAddress(bob)), call(bob))).toBe(true)
    expect(serves(atmSap(atmAddress(bob)), call(alice))).toBe(false)
    expect(serves(e164Sap("4930123"), call("+4930123"))).toBe(true)
    const wildcard = { AddressType: SapField.ANY, NumberOfDigits: 0, Address: "" } as const
    expect(serves(atmSap(wildcard), call(alice))).toBe(true)
    expect(serves(tapiSap("ndis"), call(bob))).toBe(false)
  })

  it("serve calls for their layers", () => {
    const sap = atmSap(atmAddress(bob), { Blli: blli({ Layer3Protocol: 11, Layer3IPI: 0x80 }) })
    expect(serves(sap, call(bob))).toBe(false)
    expect(serves(sap, call(bob, blliElement(blli({ Layer3Protocol: 11, Layer3IPI: 0x80, Layer3UserSpecifiedProtocol: 1 }))))).toBe(true)
    expect(serves(sap, call(bob, blliElement(blli({ Layer3Protocol: 12, Layer3IPI: 0x80 }))))).toBe(false)
    const application = atmSap(atmAddress(bob), { Bhli: bhli })
    expect(serves(application, call(bob, bhliElement({ ...bhli, HighLayerInfo: [1, 2, 9, 9, 9, 9, 9, 9] })))).toBe(true)
    expect(serves(application, call(bob, bhliElement({ ...bhli, HighLayerInfo: [1, 3, 0, 0, 0, 0, 0, 0] })))).toBe(false)
    expect(serves(application, call(bob))).toBe(false)
    const absent = atmSap(atmAddress(bob), { Bhli: { ...bhli, HighLayerInfoType: SapField.ABSENT } })
    expect(serves(absent, call(bob))).toBe(true)
    expect(serves(absent, call(bob, bhliElement(bhli)))).toBe(false)
  })

  it("claim the same calls only when they are the same", () => {
    expect(sameSap(atmSap(atmAddress(bob)), atmSap(atmAddress(bob)))).toBe(true)
    expect(sameSap(atmSap(atmAddress(bob)), atmSap(atmAddress(alice)))).toBe(false)
    expect(sameSap(e164Sap("49"), atmSap(atmAddress("+49")))).toBe(true)
    expect(sameSap(atmSap(atmAddress(bob)), atmSap(atmAddress(bob), { Bhli: bhli }))).toBe(false)
    expect(sameSap(atmSap(atmAddress(bob), { Bhli: bhli }), atmSap(atmAddress(bob), { Bhli: { ...bhli } }))).toBe(true)
    expect(sameSap(atmSap(atmAddress(bob), { Blli: blli({}) }), atmSap(atmAddress(bob), { Blli: blli({ Layer2Protocol: 1 }) }))).toBe(false)
  })
})
