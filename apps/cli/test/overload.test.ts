/**
 * Overload: half of the receivers are ten times too slow for an hour of virtual time, and everybody sends as fast as it may. Nothing
 * grows, nothing is lost, and who takes its data has its share.
 */
import { type Call, Client } from "@condis/client"
import { CallManagerDriver, Uni } from "@condis/cm"
import { atmAddress } from "@condis/core/Atm"
import * as Host from "@condis/core/Host"
import { McmDriver, MiniportDriver, Network } from "@condis/miniport"
import { Choices, Simulation } from "@condis/explore"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import { describe, expect, it } from "vitest"
import { heap, numbered, numberOf } from "./flat.ts"

const vcs = 20
const octets = 1000
/** What the line carries. */
const framesPerSecond = 10
const seconds = 3600
const share = framesPerSecond / vcs
const chain = 4
const sendWindow = 2
const receiveBuffer = 8
const windowFrames = 8
/** Units that one call can have anywhere between its sender and its reader: not home, under way, or waiting for the reader. */
const most = sendWindow * chain + windowFrames + receiveBuffer

interface Flow {
  readonly slow: boolean
  sent: number
  got: number
  wrong: number
  /** Taken in the hour. */
  inTime: number
}

const sending = (call: Call, flow: Flow, isOver: () => boolean) =>
  Effect.gen(function* () {
    while (!isOver()) {
      const numbers = Array.from({ length: chain }, () => flow.sent++)
      yield* call.send(numbers.map((number) => numbered(number, octets)))
    }
  })

const reading = (call: Call, flow: Flow, isOver: () => boolean) =>
  Effect.gen(function* () {
    for (;;) {
      const data = yield* call.receive
      if (data.length !== octets || numberOf(data) !== flow.got) flow.wrong++
      flow.got++
      if (!isOver()) {
        flow.inTime++
        if (flow.slow) yield* Effect.sleep((10 / share) * 1000)
      }
    }
  })

/** Jain's index: 1, when all had the same; 1 ÷ their number, when one had all. */
const jain = (had: ReadonlyArray<number>): number => {
  const sum = had.reduce((total, each) => total + each, 0)
  return (sum * sum) / (had.length * had.reduce((total, each) => total + each * each, 0))
}

const anHour = (form: "cm" | "mcm") =>
  Effect.gen(function* () {
    const network = yield* Network.make({
      control: Uni.network(),
      link: { rateBitsPerSecond: framesPerSecond * octets * 8, delayMillis: 5, windowFrames }
    })
    const make = Effect.fnUntraced(function* (name: string, address: string) {
      const hardware = network.port(address)
      const callControl = Uni.callControl({ address: atmAddress(address) })
      const data = Client.layer({ name: "data", receiveBuffer, sendWindow })
      const host = yield* form === "cm"
        ? Host.make(name, [MiniportDriver.layer({ name: "atm0", hardware }), CallManagerDriver.layer({ name: "uni", callControl }), data])
        : Host.make(name, [McmDriver.layer({ name: "atm0", hardware, callControl }), data])
      const client = yield* Client.of(host, "data")
      yield* client.ready
      return { host, client }
    })
    const alice = yield* make("alice", "47.0001")
    const bob = yield* make("bob", "47.0002")
    const listener = yield* bob.client.listen("47.0002")
    let over = false
    const isOver = () => over
    const flows: Array<Flow> = []
    const senders: Array<Fiber.Fiber<void, unknown>> = []
    for (let n = 0; n < vcs; n++) {
      const flow: Flow = { slow: n % 2 === 1, sent: 0, got: 0, wrong: 0, inTime: 0 }
      const accepting = yield* Effect.forkChild(Effect.flatMap(listener.take, ({ accept }) => accept()))
      const near = yield* alice.client.makeCall({ to: "47.0002" })
      const far = yield* Fiber.join(accepting)
      yield* Effect.forkScoped(Effect.ignore(reading(far, flow, isOver)))
      senders.push(yield* Effect.forkScoped(sending(near, flow, isOver)))
      flows.push(flow)
    }
    const between: Array<number> = []
    const heaps: Array<number> = []
    for (let minute = 1; minute <= seconds / 60; minute++) {
      yield* Effect.sleep(60_000)
      between.push(...flows.map(({ got, sent }) => sent - got))
      if (minute % 15 === 0) heaps.push(heap())
    }
    over = true
    // From now on everybody reads at once, and all that was sent arrives.
    yield* Effect.forEach(senders, Fiber.join)
    yield* Effect.sleep(120_000)
    return { flows, between: Math.max(...between), heaps, frames: { ...network.frames }, hosts: [alice.host, bob.host] }
  })

describe.each(["cm", "mcm"] as const)("receivers ten times too slow for an hour (%s)", (form) => {
  it("cost the others nothing, and nothing is lost or grows", { timeout: 120_000 }, () => {
    const { exit } = Simulation.run(Effect.scoped(anHour(form)), { choices: Choices.fifo, maxSteps: 100_000_000 })
    if (Exit.isFailure(exit)) expect.fail(Cause.pretty(exit.cause))
    const { between, flows, frames, heaps, hosts } = exit.value
    const quick = flows.filter(({ slow }) => !slow).map(({ inTime }) => inTime)
    const slow = flows.filter(({ slow }) => slow).map(({ inTime }) => inTime)
    const index = jain(quick)
    // What the slow ones leave is for the others in equal parts.
    const fair = (framesPerSecond * seconds - slow.reduce((sum, each) => sum + each, 0)) / quick.length
    console.log(
      `${form}: ${frames.sent} frames; of its share of ${Math.round(fair)} a quick VC had ${Math.min(...quick)} to ${Math.max(...quick)}, ` +
        `a slow one ${Math.min(...slow)} to ${Math.max(...slow)}; Jain's index of the quick ones ${index.toFixed(5)}; ` +
        `at most ${between} of ${most} units of a call under way; heap ${heaps.map((bytes) => (bytes / 1e6).toFixed(2)).join(", ")} MB`
    )
    // It was an overload: the slow ones took a tenth of their share, but for a few before the hour, and the line was full all the time.
    for (const each of slow) expect(each).toBeLessThanOrEqual(0.1 * share * seconds + 5)
    expect(quick.reduce((sum, each) => sum + each, 0) + slow.reduce((sum, each) => sum + each, 0)).toBeGreaterThan(
      0.98 * framesPerSecond * seconds
    )
    for (const each of quick) expect(each).toBeGreaterThanOrEqual(0.9 * fair)
    expect(index).toBeGreaterThan(0.99)
    // Nothing was dropped, so everything is there, in order.
    expect({ lost: frames.lost, dropped: frames.dropped }).toEqual({ lost: 0, dropped: 0 })
    for (const { got, sent, wrong } of flows) expect({ got, wrong }).toEqual({ got: sent, wrong: 0 })
    expect(between).toBeLessThanOrEqual(most)
    expect(Math.max(...heaps) - heaps[0]!).toBeLessThan(500_000)
    for (const host of hosts) expect(host.violations()).toBe(0)
  })
})
