import { atmAddress, atmFlow, atmMedia, ServiceCategory } from "@condis/core/Atm"
import { atmSpecific, type CallParameters, callTo } from "@condis/core/CallParameters"
import type { NdisVcHandle } from "@condis/core/Handle"
import { NdisStatus } from "@condis/core/NdisStatus"
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

const hardware: Hardware = { open: () => true, close: () => {}, transmit: () => {}, room: () => 1, idle: () => 0, stop: () => {} }

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
