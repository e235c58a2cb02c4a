import { atmAddress, atmFlow, atmMedia, ServiceCategory } from "@condis/core/Atm"
import { atmSpecific, callTo } from "@condis/core/CallParameters"
import { informationOf, Medium, type OidRequest, queryRequest, setRequest, statisticsRequest } from "@condis/core/ddi/Structures"
import type { NdisVcHandle } from "@condis/core/Handle"
import { OidDesk } from "@condis/core/kit/OidDesk"
import { NdisStatus, statusName } from "@condis/core/NdisStatus"
import { chain, netBufferList } from "@condis/core/NetBufferList"
import { HardwareStatus, MacOption, MediaState, Oid, ProtocolOption } from "@condis/core/Oid"
import * as OidAnswer from "@condis/core/OidAnswer"
import { describe, expect, it } from "vitest"
import { Channel, Channels } from "../src/Channels.ts"
import { answers, type Asked, supportedOids } from "../src/Information.ts"
import type { Frame } from "../src/sim/Frame.ts"

/** An adapter of 100 Mbit/s with two VCs, whose hardware keeps what it is given. */
const adapter = () => {
  const held: Array<Frame> = []
  const channels = new Channels({ sent: () => {}, received: () => {} })
  channels.paused = false
  channels.hardware = {
    rateBitsPerSecond: 100_000_000,
    open: () => true,
    close: () => {},
    transmit: (frame) => held.push(frame),
    room: () => 100,
    idle: () => held.length,
    cancel: () => [],
    reset: () => [],
    stop: () => []
  }
  const flow = atmFlow({ ServiceCategory: ServiceCategory.UBR, PeakCellRate: 100 })
  const open = (vci: number): Channel => {
    const channel = new Channel({} as NdisVcHandle)
    const MediaSpecific = atmSpecific(atmMedia({ Vpi: 0, Vci: vci }, flow, flow))
    const parameters = { Flags: 0, ReceivePriority: 0, ReceiveSizeHint: 0, MediaSpecific }
    expect(channels.open(channel, { ...callTo(atmAddress("4711")), MediaParameters: parameters }).status).toBe(NdisStatus.SUCCESS)
    return channel
  }
  const asked: Asked = { channels, medium: Medium.CoWan, now: () => 1.5, protocolOptions: 0 }
  const desk = new OidDesk<Channel | undefined>(undefined, answers(asked), () => {})
  const ask = (request: OidRequest, about?: Channel) => {
    const { request: back, status } = desk.asked(request, about)
    const information = informationOf(back)
    return {
      status: statusName(status).replace("NDIS_STATUS_", ""),
      value: information.InformationBuffer,
      moved: "BytesWritten" in information ? information.BytesWritten : information.BytesRead,
      needed: information.BytesNeeded
    }
  }
  const count = (oid: number, about?: Channel) => ask(statisticsRequest(oid, 8), about).value
  return { held, channels, open, asked, ask, count }
}

/** Mandatory OIDs that are asked, each with its length and its value. */
const operational: ReadonlyArray<readonly [number, number, unknown]> = [
  [Oid.GEN_CO_SUPPORTED_LIST, 4 * supportedOids.length, supportedOids],
  [Oid.GEN_CO_HARDWARE_STATUS, 4, HardwareStatus.Ready],
  [Oid.GEN_CO_MEDIA_SUPPORTED, 4, [Medium.CoWan]],
  [Oid.GEN_CO_MEDIA_IN_USE, 4, [Medium.CoWan]],
  [Oid.GEN_CO_LINK_SPEED, 8, { Outbound: 1_000_000, Inbound: 1_000_000 }],
  [Oid.GEN_CO_MINIMUM_LINK_SPEED, 8, { Outbound: 1_000_000, Inbound: 1_000_000 }],
  [Oid.GEN_CO_VENDOR_ID, 4, 0xffffff],
  [Oid.GEN_CO_VENDOR_DESCRIPTION, 29, "condis simulated ATM adapter"],
  [Oid.GEN_CO_DRIVER_VERSION, 2, 0x0600],
  [Oid.GEN_CO_MAC_OPTIONS, 4, MacOption.NO_LOOPBACK],
  [Oid.GEN_CO_MEDIA_CONNECT_STATUS, 4, MediaState.Connected],
  [Oid.GEN_CO_VENDOR_DRIVER_VERSION, 4, 0x00010000],
  [Oid.GEN_CO_GET_NETCARD_TIME, 8, { ReadTime: 15_000 }]
]

const statistics = [
  Oid.GEN_CO_XMIT_PDUS_OK,
  Oid.GEN_CO_RCV_PDUS_OK,
  Oid.GEN_CO_XMIT_PDUS_ERROR,
  Oid.GEN_CO_RCV_PDUS_ERROR,
  Oid.GEN_CO_RCV_PDUS_NO_BUFFER
]

describe("what an adapter answers", () => {
  it("OID-25 OID-44 the mandatory OIDs, in the lengths of the documents", () => {
    const { ask } = adapter()
    for (const [oid, bytes, value] of operational)
      expect([oid, ask(queryRequest(oid, bytes))]).toEqual([oid, { status: "SUCCESS", value, moved: bytes, needed: 0 }])
    for (const oid of statistics) expect(ask(statisticsRequest(oid, 8))).toMatchObject({ status: "SUCCESS", value: 0 })
    for (const oid of [...operational.map(([each]) => each), ...statistics]) expect(supportedOids).toContain(oid)
    expect(supportedOids).toContain(Oid.GEN_CO_PROTOCOL_OPTIONS)
  })

  it("OID-37 the list of what it supports is ascending", () => {
    expect(supportedOids).toEqual([...supportedOids].sort((a, b) => a - b))
  })

  it("OID-14 a buffer that is one byte short is answered with the bytes that are needed, and nothing is written", () => {
    const { ask } = adapter()
    const varies: ReadonlyArray<number> = [
      Oid.GEN_CO_SUPPORTED_LIST,
      Oid.GEN_CO_MEDIA_SUPPORTED,
      Oid.GEN_CO_MEDIA_IN_USE,
      Oid.GEN_CO_VENDOR_DESCRIPTION
    ]
    for (const [oid, bytes] of operational) {
      const status = varies.includes(oid) ? "BUFFER_TOO_SHORT" : "INVALID_LENGTH"
      expect([oid, ask(queryRequest(oid, bytes - 1))]).toEqual([oid, { status, value: null, moved: 0, needed: bytes }])
    }
    expect(ask(setRequest(Oid.GEN_CO_PROTOCOL_OPTIONS, 1, 2))).toMatchObject({ status: "INVALID_LENGTH", moved: 0, needed: 4 })
  })

  it("OID-15 an OID it does not know is invalid; one it knows but not for this purpose is not supported", () => {
    const { ask } = adapter()
    expect(ask(queryRequest(Oid.CO_GET_ADDRESSES, 100)).status).toBe("INVALID_OID")
    expect(ask(queryRequest(Oid.GEN_CO_RCV_CRC_ERROR, 8)).status).toBe("INVALID_OID")
    expect(ask(setRequest(Oid.GEN_CO_LINK_SPEED, 1, 8)).status).toBe("NOT_SUPPORTED")
    expect(ask(queryRequest(Oid.GEN_CO_PROTOCOL_OPTIONS, 4)).status).toBe("NOT_SUPPORTED")
  })

  it("OID-13 sets what can be set, and refuses flags that do not exist", () => {
    const { ask, asked } = adapter()
    const options = ProtocolOption.NO_LOOPBACK | ProtocolOption.SEND_RESTRICTED
    expect(ask(setRequest(Oid.GEN_CO_PROTOCOL_OPTIONS, options, 4))).toMatchObject({ status: "SUCCESS", moved: 4 })
    expect(ask(setRequest(Oid.GEN_CO_PROTOCOL_OPTIONS, 16, 4))).toMatchObject({ status: "INVALID_DATA", moved: 0 })
    expect(asked.protocolOptions).toBe(options)
  })

  it("OID-28 a 64-bit counter in a buffer of 32 bits brings its lower half, and says that there is more", () => {
    const { ask, channels } = adapter()
    channels.counts.sentBytes = 5 * 2 ** 32 + 7
    const oid = Oid.GEN_CO_BYTES_XMIT
    expect(ask(statisticsRequest(oid, 8))).toEqual({ status: "SUCCESS", value: 5 * 2 ** 32 + 7, moved: 8, needed: 0 })
    for (const room of [4, 7]) expect(ask(statisticsRequest(oid, room))).toEqual({ status: "SUCCESS", value: 7, moved: 4, needed: 8 })
    expect(ask(statisticsRequest(oid, 3))).toEqual({ status: "INVALID_LENGTH", value: null, moved: 0, needed: 8 })
  })

  it("STAT-14 says whether its link is up, and its hardware there", () => {
    const { ask, channels } = adapter()
    channels.linkUp = false
    expect(ask(queryRequest(Oid.GEN_CO_MEDIA_CONNECT_STATUS, 4)).value).toBe(MediaState.Disconnected)
    channels.stop()
    expect(ask(queryRequest(Oid.GEN_CO_HARDWARE_STATUS, 4)).value).toBe(HardwareStatus.NotReady)
  })
})

describe("what an adapter counts", () => {
  const octets = (length: number) => netBufferList(new Uint8Array(length))

  it("OID-27 what was sent, of the adapter and of each VC, once the hardware says so", () => {
    const { channels, count, held, open } = adapter()
    const [one, other] = [open(32), open(33)]
    channels.send(one, chain([octets(10), octets(20)])!)
    channels.send(other, octets(5))
    expect(count(Oid.GEN_CO_XMIT_PDUS_OK)).toBe(0)
    expect([undefined, one, other].map((of) => count(Oid.GEN_CO_TRANSMIT_QUEUE_LENGTH, of))).toEqual([3, 2, 1])
    expect([undefined, one, other].map((of) => count(Oid.GEN_CO_BYTES_XMIT_OUTSTANDING, of))).toEqual([35, 30, 5])
    held[1]!.failed = "link down"
    channels.transmitted(held.splice(0))
    expect([undefined, one, other].map((of) => count(Oid.GEN_CO_XMIT_PDUS_OK, of))).toEqual([2, 1, 1])
    expect([undefined, one, other].map((of) => count(Oid.GEN_CO_XMIT_PDUS_ERROR, of))).toEqual([1, 1, 0])
    expect([undefined, one, other].map((of) => count(Oid.GEN_CO_BYTES_XMIT, of))).toEqual([15, 10, 5])
    expect(count(Oid.GEN_CO_TRANSMIT_QUEUE_LENGTH)).toBe(0)
    expect(count(Oid.GEN_CO_BYTES_XMIT_OUTSTANDING)).toBe(0)
  })

  it("OID-27 what was received, and what belonged to no VC", () => {
    const { channels, count, open } = adapter()
    const [one, other] = [open(32), open(33)]
    const frame = (vci: number, bytes: number): Frame => ({ vpi: 0, vci, payload: new Uint8Array(bytes), bytes, context: undefined })
    channels.received([frame(32, 8), frame(99, 1), frame(33, 4)])
    expect([undefined, one, other].map((of) => count(Oid.GEN_CO_RCV_PDUS_OK, of))).toEqual([2, 1, 1])
    expect([undefined, one, other].map((of) => count(Oid.GEN_CO_BYTES_RCV, of))).toEqual([12, 8, 4])
    expect(count(Oid.GEN_CO_RCV_PDUS_ERROR)).toBe(1)
    // A VC that is gone stays in the total.
    channels.close(one)
    expect(count(Oid.GEN_CO_RCV_PDUS_OK)).toBe(2)
  })

  it("the load is what waits, smoothed at each send", () => {
    const { channels, count, open } = adapter()
    const one = open(32)
    for (let n = 0; n < 3; n++) channels.send(one, octets(128))
    // (0·112 + 128·16)/128 = 16, (16·112 + 256·16)/128 = 46, (46·112 + 384·16)/128 = 88.25
    expect(count(Oid.GEN_CO_NETCARD_LOAD)).toBe(88)
  })
})

describe("an author's answers", () => {
  const make = (handler: ConstructorParameters<typeof OidDesk<undefined>>[0]) => {
    const completed: Array<readonly [string, unknown]> = []
    const desk = new OidDesk<undefined>(
      handler,
      ({ request }) => OidAnswer.refuse(request, NdisStatus.INVALID_OID),
      ({ request, status }) => completed.push([statusName(status), informationOf(request).InformationBuffer])
    )
    return { desk, completed }
  }
  const request = { ...queryRequest(Oid.GEN_CO_VENDOR_ID, 4), RequestId: 7 }

  it("come before the kit's, which answers the rest", () => {
    const { desk } = make((ask) => (ask.oid === Oid.GEN_CO_VENDOR_ID ? OidAnswer.value(ask.request, 0xacde48, 4) : undefined))
    expect(informationOf(desk.asked(request, undefined).request).InformationBuffer).toBe(0xacde48)
    expect(desk.asked(queryRequest(Oid.GEN_CO_LINK_SPEED, 8), undefined).status).toBe(NdisStatus.INVALID_OID)
  })

  it("OID-20 may come later, once; a cancellation comes before", () => {
    const late: Array<() => void> = []
    const { completed, desk } = make((ask) => {
      late.push(() => ask.answer(OidAnswer.value(ask.request, 1, 4)))
      return "later"
    })
    expect(desk.asked(request, undefined).status).toBe(NdisStatus.PENDING)
    expect(desk.asked({ ...request, RequestId: 8 }, undefined).status).toBe(NdisStatus.PENDING)
    desk.cancel(7)
    for (const answer of [...late, ...late]) answer()
    expect(completed).toEqual([
      ["NDIS_STATUS_REQUEST_ABORTED", null],
      ["NDIS_STATUS_SUCCESS", 1]
    ])
  })

  it("OID-09 an answer given before the handler returned is its return", () => {
    const { completed, desk } = make((ask) => {
      ask.answer(OidAnswer.value(ask.request, 1, 4))
      return "later"
    })
    expect(desk.asked(request, undefined).status).toBe(NdisStatus.SUCCESS)
    expect(completed).toEqual([])
  })

  it("OID-22 a device that is gone accepts nothing", () => {
    const { desk } = make(undefined)
    desk.refusing = NdisStatus.NOT_ACCEPTED
    expect(desk.asked(request, undefined).status).toBe(NdisStatus.NOT_ACCEPTED)
  })
})
