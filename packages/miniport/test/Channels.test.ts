import { atmAddress, atmFlow, atmMedia, ServiceCategory } from "@condis/core/Atm"
import { atmSpecific, type CallParameters, callTo } from "@condis/core/CallParameters"
import type { NdisVcHandle } from "@condis/core/Handle"
import { netBuffer } from "@condis/core/data/NetBuffer"
import { chain, chainEach, type NetBufferList, netBufferList, payloadOf } from "@condis/core/NetBufferList"
import { NdisStatus, statusName } from "@condis/core/NdisStatus"
import { describe, expect, it } from "vitest"
import { Channel, Channels } from "../src/Channels.ts"
import { type Connection, type Frame, signalling } from "../src/sim/Frame.ts"
import type { Hardware } from "../src/sim/Hardware.ts"

const flow = atmFlow({ ServiceCategory: ServiceCategory.UBR, PeakCellRate: 100 })

const parametersOn = (vci: number): CallParameters => ({
  ...callTo(atmAddress("4711")),
  MediaParameters: {
    Flags: 0,
    ReceivePriority: 0,
    ReceiveSizeHint: 0,
    MediaSpecific: atmSpecific(atmMedia({ Vpi: 0, Vci: vci }, flow, flow))
  }
})

const hardware: Hardware = {
  open: () => true,
  close: () => {},
  transmit: () => {},
  room: () => 1,
  idle: () => 0,
  cancel: () => {},
  reset: () => [],
  stop: () => []
}

const frame = ({ vci, vpi }: Connection, payload: string): Frame => ({ vpi, vci, payload, bytes: payload.length, context: undefined })

describe("the channels of an adapter", () => {
  it("VC-22 what arrived before a signalling message goes up before it, for that message may end the channel", () => {
    const log: Array<string> = []
    const names = new Map<Channel, string>()
    const channels = new Channels({
      sent: () => {},
      received: (channel, lists, count) => log.push(`${names.get(channel)} ${count} from ${String(lists.Payload)}`),
      own: ({ payload }) => {
        log.push(String(payload))
        if (payload === "RELEASE COMPLETE") channels.close(first)
      }
    })
    channels.hardware = hardware
    channels.paused = false
    const open = (name: string, vci: number): Channel => {
      const channel = new Channel({} as NdisVcHandle)
      names.set(channel, name)
      expect(channels.open(channel, parametersOn(vci)).status).toBe(NdisStatus.SUCCESS)
      return channel
    }
    const first = open("first", 32)
    open("second", 33)
    const on = (vci: number, payload: string) => frame({ vpi: 0, vci }, payload)
    channels.received([
      on(32, "a"),
      on(32, "b"),
      frame(signalling, "STATUS"),
      on(32, "c"),
      on(33, "d"),
      on(32, "e"),
      frame(signalling, "RELEASE COMPLETE"),
      on(33, "f")
    ])
    expect(log).toEqual([
      "first 2 from a",
      "STATUS",
      "first 1 from c",
      "second 1 from d",
      "first 1 from e",
      "RELEASE COMPLETE",
      "second 1 from f"
    ])
  })
})

/** Hardware that takes one frame and keeps it until it is asked for it. */
const slow = () => {
  const kept: Array<Frame> = []
  const back = (failed: Frame["failed"]) => {
    const frames = kept.splice(0)
    for (const frame of frames) frame.failed = failed
    return frames
  }
  const hardware: Hardware = {
    open: () => true,
    close: () => {},
    transmit: (frame) => void kept.push(frame),
    room: () => 1 - kept.length,
    idle: () => kept.length,
    cancel: () => {},
    reset: () => back("reset"),
    stop: () => back("stopped")
  }
  return { hardware, sent: () => back(undefined) }
}

const sending = () => {
  const { hardware, sent } = slow()
  const home: Array<string> = []
  const own: Array<string> = []
  const dropped: Array<string> = []
  const channels = new Channels({
    sent: (_channel, lists) => chainEach(lists, (list) => void home.push(`${String(payloadOf(list))} ${statusName(list.Status)}`)),
    received: (_channel, _lists, count) => void home.push(`${count} received`),
    ownFailed: ({ failed, payload }) => void own.push(`${String(payload)} ${failed}`),
    dropped: (text) => void dropped.push(text)
  })
  channels.hardware = hardware
  channels.paused = false
  const channel = new Channel({} as NdisVcHandle)
  channels.open(channel, parametersOn(32))
  const list = (payload: string, mark: unknown = null): NetBufferList => {
    const made = netBufferList(payload)
    made.NetBufferListCancelId = mark
    return made
  }
  return { channel, channels, dropped, home, list, own, sent }
}

describe("sends of an adapter", () => {
  it("NBL-23 what is cancelled and waits comes home SEND_ABORTED; what the hardware has and the rest go on", () => {
    const { channel, channels, home, list, sent } = sending()
    const mark = {}
    channels.send(channel, chain([list("a", mark), list("b", mark), list("c"), list("d", mark)])!)
    channels.cancel(mark)
    expect(home).toEqual(["b NDIS_STATUS_SEND_ABORTED", "d NDIS_STATUS_SEND_ABORTED"])
    channels.transmitted(sent())
    channels.transmitted(sent())
    expect(home.slice(2)).toEqual(["a NDIS_STATUS_SUCCESS", "c NDIS_STATUS_SUCCESS"])
    expect(channels.busy).toBe(false)
  })

  it("NBL-28 a reset sends everything home, and messages of the driver's own back to it; the channel carries on", () => {
    const { channel, channels, home, list, own, sent } = sending()
    channels.send(channel, chain([list("a"), list("b")])!)
    channels.sendOwn(signalling, "SETUP")
    channels.reset()
    expect(home).toEqual(["a NDIS_STATUS_RESET_IN_PROGRESS", "b NDIS_STATUS_RESET_IN_PROGRESS"])
    expect(own).toEqual(["SETUP reset"])
    expect(channels.busy).toBe(false)
    channels.send(channel, list("c"))
    channels.transmitted(sent())
    expect(home.slice(2)).toEqual(["c NDIS_STATUS_SUCCESS"])
  })

  it("NBL-12 a list of several packets is several frames, comes home when the last did, and was sent only if all of them were", () => {
    const { channel, channels, home, sent } = sending()
    const list = netBufferList(new Uint8Array([1]))
    list.FirstNetBuffer!.Next = netBuffer(new Uint8Array([2]), new Uint8Array([3]))
    channels.send(channel, list)
    expect(channel.sends).toBe(1)
    const [first] = sent()
    expect(first!.payload).toEqual(new Uint8Array([1]))
    channels.transmitted([first!])
    expect(home).toEqual([])
    const [second] = sent()
    expect(second!.payload).toEqual(new Uint8Array([2, 3]))
    channels.transmitted([{ ...second!, failed: "link down" }])
    expect(home).toEqual(["1,2,3 NDIS_STATUS_FAILURE"])
    expect(channel.sends).toBe(0)
  })

  it("NBL-06 NBL-08 every send is accepted, however slow the hardware is: nothing is handed back, nothing is lost, and it goes in order", () => {
    const { channel, channels, home, list, sent } = sending()
    const other = new Channel({} as NdisVcHandle)
    channels.open(other, parametersOn(33))
    for (let n = 0; n < 200; n++) channels.send(n % 2 === 0 ? channel : other, chain([list(`${n}`), list(`${n}.5`)])!)
    expect(home).toEqual([])
    expect(channel.sends + other.sends).toBe(400)
    const left: Array<number> = []
    for (let frames = sent(); frames.length > 0; frames = sent()) {
      left.push(...frames.map(({ payload }) => Number(payload)))
      channels.transmitted(frames)
    }
    const isOf = (parity: number) => (n: number) => Math.floor(n) % 2 === parity
    for (const parity of [0, 1]) expect(left.filter(isOf(parity))).toEqual(left.filter(isOf(parity)).toSorted((a, z) => a - z))
    expect(left.length).toBe(400)
    expect(home).toEqual(left.map((n) => `${n} NDIS_STATUS_SUCCESS`))
  })

  it("an adapter that is stopped with sends out sends them home, and what is sent to it afterwards too", () => {
    const { channel, channels, home, list } = sending()
    channels.send(channel, chain([list("a"), list("b")])!)
    channels.stop()
    channels.send(channel, list("c"))
    expect(home).toEqual(["a NDIS_STATUS_FAILURE", "b NDIS_STATUS_FAILURE", "c NDIS_STATUS_FAILURE"])
    expect(channels.busy).toBe(false)
  })

  it("BIND-14 NBL-54 a paused adapter sends nothing, and drops with a record what comes in", () => {
    const { channel, channels, dropped, home, list } = sending()
    channels.paused = true
    channels.send(channel, list("a"))
    channels.received([frame({ vpi: 0, vci: 32 }, "b")])
    expect(home).toEqual(["a NDIS_STATUS_PAUSED"])
    expect(dropped).toEqual(["1 frames came while the adapter is paused and are dropped"])
    channels.paused = false
    channels.received([frame({ vpi: 0, vci: 32 }, "b")])
    expect(home.at(-1)).toBe("1 received")
  })
})

describe("what the hardware is told of receivers", () => {
  const receiving = () => {
    const told: Array<string> = []
    const lent: Array<NetBufferList> = []
    const channels = new Channels({
      sent: () => {},
      received: (_channel, lists) => chainEach(lists, (list) => void lent.push(list)),
      own: () => {},
      violated: (rule) => void told.push(rule)
    })
    channels.hardware = {
      ...hardware,
      open: ({ vci }, limits) => {
        told.push(`open ${vci} ${limits?.credits === true ? "credits" : "no credits"}`)
        return true
      },
      drain: ({ vci }) => void told.push(`drain ${vci}`),
      returned: ({ payload }) => void told.push(`returned ${String(payload)}`)
    }
    channels.paused = false
    const channel = new Channel({} as NdisVcHandle)
    channels.open(channel, parametersOn(32))
    const on = (payload: string) => frame({ vpi: 0, vci: 32 }, payload)
    return { channel, channels, lent, on, told: () => told.splice(0) }
  }

  it("a frame is given back when its list is, once", () => {
    const { channels, lent, on, told } = receiving()
    expect(told()).toEqual(["open 32 credits"])
    channels.received([on("a"), on("b")])
    expect(told()).toEqual([])
    channels.returned(lent[1]!)
    channels.returned(lent[1]!)
    expect(told()).toEqual(["returned b", "NBL-29"])
  })

  it("a frame that is lent to nobody is given back at once: of a connection of the driver's own, and while the adapter is paused", () => {
    const { channels, on, told } = receiving()
    told()
    channels.received([frame(signalling, "STATUS")])
    channels.paused = true
    channels.received([on("a")])
    expect(told()).toEqual(["returned STATUS", "returned a"])
  })

  it("only what has no guaranteed rate waits for its receiver", () => {
    for (const category of [ServiceCategory.CBR, ServiceCategory.VBR, ServiceCategory.UBR, ServiceCategory.ABR]) {
      const flow = atmFlow({ ServiceCategory: category, PeakCellRate: 100 })
      const { channels, told } = receiving()
      told()
      const media = atmSpecific(atmMedia({ Vpi: 0, Vci: 40 }, flow, flow))
      const MediaParameters = { Flags: 0, ReceivePriority: 0, ReceiveSizeHint: 0, MediaSpecific: media }
      channels.open(new Channel({} as NdisVcHandle), { ...callTo(atmAddress("4711")), MediaParameters })
      const credits = category === ServiceCategory.UBR || category === ServiceCategory.ABR
      expect(told()).toEqual([`open 40 ${credits ? "credits" : "no credits"}`])
    }
  })

  it("VC-44 a channel that is drained with sends or loans out does not wait for a receiver that takes nothing", () => {
    const { channel, channels, lent, on, told } = receiving()
    let drained = 0
    channels.drain(channel, () => drained++)
    expect([told(), drained]).toEqual([["open 32 credits"], 1])
    channels.received([on("a")])
    channels.drain(channel, () => drained++)
    expect([told(), drained]).toEqual([["drain 32"], 1])
    channels.returned(lent[0]!)
    expect(drained).toBe(2)
  })
})
