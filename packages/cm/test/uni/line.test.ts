import type { LineAction, LineEvent } from "@condis/core/CallControl"
import { NdisStatus } from "@condis/core/NdisStatus"
import { describe, expect, it } from "vitest"
import * as Uni from "../../src/uni/index.ts"
import { wholeInterface } from "../../src/uni/StatusMessage.ts"
import { fromNetwork, random } from "./support.ts"

type Event = LineEvent<Uni.Message>
const a = { Vpi: 0, Vci: 40 }
const b = { Vpi: 0, Vci: 41 }

const show = (action: LineAction<Uni.Message>): string => {
  switch (action._tag) {
    case "Send": {
      const { message } = action
      return `> ${message.type}${"connectionId" in message && message.connectionId !== undefined ? ` ${message.connectionId.Vci}` : ""}`
    }
    case "StartTimer":
      return `+${action.timer}`
    case "StopTimer":
      return `-${action.timer}`
    case "Tell":
      return action.event._tag
    case "Clear":
      return `Clear ${action.connection?.Vci ?? "all"} ${action.status === NdisStatus.DEST_OUT_OF_ORDER ? "DEST_OUT_OF_ORDER" : "FAILURE"}`
    case "Note":
      return "Note"
  }
}

/** A line that is led through events. */
class Script {
  readonly control = Uni.callControl().line
  line: Uni.Line = this.control.idle
  millis = 0
  on(event: Event): ReadonlyArray<string> {
    const { actions, line } = this.control.step(this.line, event)
    this.line = line
    for (const action of actions) if (action._tag === "StartTimer") this.millis = action.millis
    return actions.map(show)
  }
}

const link = (up: boolean): Event => ({ _tag: "Link", up })
const timer = (name: string): Event => ({ _tag: "Timer", timer: name })
const stuck = (connection: typeof a): Event => ({ _tag: "Stuck", connection })
const restart = (connectionId?: typeof a): Event => ({
  _tag: "Message",
  message: { type: "RESTART", callReference: wholeInterface(0), connectionId }
})
const acknowledge = (connectionId?: typeof a): Event => ({
  _tag: "Message",
  message: { type: "RESTART_ACKNOWLEDGE", callReference: wholeInterface(1), connectionId }
})
const cleared: Event = { _tag: "Cleared" }

describe("the loss of the signalling link", () => {
  it("starts T309, and its return within that makes the calls ask for their state", () => {
    const script = new Script()
    expect(script.on(link(false))).toEqual(["LinkLost", "+T309"])
    expect(script.millis).toBe(10_000)
    expect(script.on(link(false))).toEqual([])
    expect(script.on(link(true))).toEqual(["-T309", "LinkBack"])
    expect(script.on(link(true))).toEqual([])
  })

  it("for longer than T309 ends the calls, and the interface is restarted when the link is back", () => {
    const script = new Script()
    script.on(link(false))
    expect(script.on(timer("T309"))).toEqual(["Note", "Clear all DEST_OUT_OF_ORDER"])
    expect(script.on(cleared)).toEqual([])
    expect(script.on(link(true))).toEqual(["> RESTART", "+T316", "Clear all DEST_OUT_OF_ORDER"])
    expect(script.on(acknowledge())).toEqual(["-T316"])
    expect(script.on(link(false))).toEqual(["LinkLost", "+T309"])
  })
})

describe("RESTART of the call manager", () => {
  it("is for a connection whose RELEASE was never answered, and ends with its acknowledgement", () => {
    const script = new Script()
    expect(script.on(stuck(a))).toEqual(["> RESTART 40", "+T316"])
    expect(script.millis).toBe(120_000)
    expect(script.on(acknowledge(b))).toEqual(["Note"])
    expect(script.on(acknowledge())).toEqual(["Note"])
    expect(script.on(acknowledge(a))).toEqual(["-T316"])
    expect(script.on(acknowledge(a))).toEqual(["Note"])
  })

  it("goes out one at a time", () => {
    const script = new Script()
    script.on(stuck(a))
    expect(script.on(stuck(a))).toEqual([])
    expect(script.on(stuck(b))).toEqual([])
    expect(script.on(acknowledge(a))).toEqual(["-T316", "> RESTART 41", "+T316"])
    expect(script.on(acknowledge(b))).toEqual(["-T316"])
  })

  it("is repeated once (T316), then given up with a record, and the next one goes out", () => {
    const script = new Script()
    script.on(stuck(a))
    script.on(stuck(b))
    // What began meanwhile ends too: the network may take the repetition for the first.
    expect(script.on(timer("T316"))).toEqual(["> RESTART 40", "+T316", "Clear 40 FAILURE"])
    expect(script.on(timer("T316"))).toEqual(["Note", "> RESTART 41", "+T316"])
    script.on(timer("T316"))
    expect(script.on(timer("T316"))).toEqual(["Note"])
    expect(script.on(timer("T316"))).toEqual([])
  })

  it("of all connections takes the place of those of single ones", () => {
    const script = new Script()
    script.on(stuck(a))
    script.on(stuck(b))
    script.on(link(false))
    script.on(timer("T309"))
    expect(script.on(link(true))).toEqual(["-T316", "> RESTART", "+T316", "Clear all DEST_OUT_OF_ORDER"])
    expect(script.on(acknowledge(a))).toEqual(["Note"])
    expect(script.on(acknowledge())).toEqual(["-T316"])
  })
})

describe("RESTART of the network", () => {
  it("ends the calls concerned and is acknowledged when they are over", () => {
    for (const connection of [undefined, a]) {
      const script = new Script()
      const text = connection === undefined ? "" : " 40"
      expect(script.on(restart(connection))).toEqual(["+T317", `Clear ${connection?.Vci ?? "all"} FAILURE`])
      expect(script.on(cleared)).toEqual(["-T317", `> RESTART_ACKNOWLEDGE${text}`])
      expect(script.on(cleared)).toEqual([])
    }
  })

  it("is left out with a record while another is carried out", () => {
    const script = new Script()
    script.on(restart(a))
    expect(script.on(restart(b))).toEqual(["Note"])
    expect(script.on(cleared)).toEqual(["-T317", "> RESTART_ACKNOWLEDGE 40"])
  })

  it("is not acknowledged when a client does not close in time (T317), and can come again", () => {
    const script = new Script()
    script.on(restart())
    expect(script.on(timer("T317"))).toEqual(["Note"])
    expect(script.on(cleared)).toEqual([])
    expect(script.on(restart())).toEqual(["+T317", "Clear all FAILURE"])
    expect(script.on(cleared)).toEqual(["-T317", "> RESTART_ACKNOWLEDGE"])
  })
})

describe("a line under any order of events", () => {
  it("answers all of them, runs each timer once at most, and leaves none of them behind", () => {
    for (let seed = 1; seed <= 2_000; seed++) {
      const draw = random(seed)
      const script = new Script()
      const running = new Set<string>()
      const carry = (event: Event): void => {
        if (event._tag === "Timer") running.delete(event.timer)
        for (const line of script.on(event)) {
          if (line.startsWith("+")) {
            expect([seed, running.has(line.slice(1))]).toEqual([seed, false])
            running.add(line.slice(1))
          }
          if (line.startsWith("-")) expect([seed, running.delete(line.slice(1))]).toEqual([seed, true])
        }
      }
      const events: ReadonlyArray<() => Event> = [
        () => link(draw() < 0.5),
        () => stuck(draw() < 0.5 ? a : b),
        () => restart([undefined, a, b][Math.floor(draw() * 3)]),
        () => acknowledge([undefined, a, b][Math.floor(draw() * 3)]),
        () => cleared,
        () => ({ _tag: "Message", message: fromNetwork(Uni.messageTypes[Math.floor(draw() * Uni.messageTypes.length)] ?? "NOTIFY", 0) }),
        () => timer([...running][Math.floor(draw() * running.size)] ?? "T303")
      ]
      for (let n = 0; n < 40; n++) carry(events[Math.floor(draw() * events.length)]?.() ?? cleared)
      carry(link(true))
      for (let turns = 0; running.size > 0; turns++) {
        expect([seed, turns < 20]).toEqual([seed, true])
        carry(timer([...running][0] ?? ""))
      }
    }
  })
})
