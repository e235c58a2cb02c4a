/** The two ends of an adapter that is in a worker, both in this thread: what a driver may rely on. The thread itself: apps/cli/test/workers/worker.test.ts. */
import { allocate, type Sizes } from "@condis/core/ring/index"
import { Actor } from "@condis/core/actor/Actor"
import * as Trace from "@condis/core/Trace"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { Connection, Frame, FrameFailure } from "../../src/sim/Frame.ts"
import type { ConnectionLimits, Hardware, HardwareEvents, HardwareSpec } from "../../src/sim/Hardware.ts"
import { Station } from "../../src/worker/Station.ts"
import { WorkerNic } from "../../src/worker/WorkerNic.ts"

/** An adapter that does what the test says: it holds what it is given until it is told to let go. */
class Held implements Hardware {
  readonly opened: Array<string> = []
  readonly given: Array<Frame> = []
  space = 1000
  events: HardwareEvents | undefined
  stopped = false
  open({ vci, vpi }: Connection, limits?: ConnectionLimits): boolean {
    this.opened.push(`${vpi}/${vci} ${limits?.reservedBitsPerSecond}${limits?.credits === true ? " with credits" : ""}`)
    return true
  }
  drain({ vci }: { readonly vci: number }): void {
    this.opened.push(`draining ${vci}`)
  }
  returned(frame: Frame): void {
    this.opened.push(`returned ${text(frame)}`)
  }
  close({ vci }: { readonly vci: number }): void {
    this.opened.push(`closed ${vci}`)
  }
  transmit(frame: Frame): void {
    this.given.push(frame)
    this.space--
  }
  room(): number {
    return this.space
  }
  idle(): number {
    return this.given.length
  }
  cancel(matches: (frame: Frame) => boolean): void {
    this.letGo(matches, "cancelled")
  }
  reset(): ReadonlyArray<Frame> {
    return this.given.splice(0).map((frame) => Object.assign(frame, { failed: "reset" as const }))
  }
  stop(): ReadonlyArray<Frame> {
    this.stopped = true
    return this.given.splice(0)
  }
  letGo(matches: (frame: Frame) => boolean, failed?: FrameFailure): void {
    const going = this.given.filter(matches)
    for (const frame of going) {
      this.given.splice(this.given.indexOf(frame), 1)
      if (failed !== undefined) frame.failed = failed
    }
    this.space += going.length
    this.events?.transmitted(going)
  }
}

const frame = (vci: number, text: string): Frame => ({ vpi: 0, vci, payload: Buffer.from(text), bytes: text.length, context: text })

const text = ({ failed, payload }: Frame): string =>
  `${payload instanceof Uint8Array ? Buffer.from(payload).toString() : JSON.stringify(payload)}${failed === undefined ? "" : ` (${failed})`}`

/** Both ends, with a driver that writes down what it hears. */
const both = Effect.fnUntraced(function* (sizes: Sizes = { elements: 8, bytes: 131_072 }, queueFrames = 1000) {
  const sink = Trace.memory(() => 0)
  const context = yield* Effect.context<never>()
  const shared = allocate(sizes)
  const driver = new Actor<() => void>((task) => task())
  const worker = new Actor<() => void>((task) => task())
  yield* Effect.forkScoped(driver.run, { startImmediately: true })
  yield* Effect.forkScoped(worker.run, { startImmediately: true })
  const log: Array<string> = []
  const got: Array<Frame> = []
  const nic = new WorkerNic(
    {
      received: (frames) => {
        log.push(`received ${frames.map(text).join(" ")}`)
        got.push(...frames)
      },
      transmitted: (frames) => void log.push(`transmitted ${frames.map(text).join(" ")}`.trim()),
      linkChanged: (up) => void log.push(up ? "up" : "down")
    },
    { post: (task) => driver.post(task), host: "alice", name: "atm0", trace: sink },
    {
      context,
      shared,
      maxConnections: 4,
      link: () => ({ rateBitsPerSecond: 1_000, queueFrames }),
      ended: () => void log.push("ended")
    }
  )
  const held = new Held()
  const spec: HardwareSpec = {
    address: "a",
    start: (events) => {
      held.events = events
      return held
    }
  }
  const station: Station = new Station(
    spec,
    shared,
    { host: "alice", name: "atm0", trace: sink },
    {
      post: (task) => worker.post(task),
      drain: () => void station.drain()
    }
  )
  yield* Effect.forkScoped(station.run)
  yield* Effect.addFinalizer(() => Effect.sync(() => nic.stop()))
  const settle = Effect.repeat(Effect.sleep(4), { times: 9 })
  const drops = () => sink.events.flatMap((event) => (event.kind === "drop" ? [event.text] : []))
  return { nic, held, log, got, settle, drops }
})

describe("an adapter in a worker, as its driver sees it", () => {
  it.live("opens at once what there is room for, and the worker follows in order", () =>
    Effect.gen(function* () {
      const { held, nic, settle } = yield* both()
      expect(nic.open({ vpi: 0, vci: 5 })).toBe(true)
      expect(nic.open({ vpi: 0, vci: 32 }, { reservedBitsPerSecond: 700 })).toBe(true)
      expect(nic.open({ vpi: 0, vci: 33 }, { reservedBitsPerSecond: 700 })).toBe(false)
      nic.close({ vpi: 0, vci: 32 })
      expect(nic.open({ vpi: 0, vci: 33 }, { reservedBitsPerSecond: 700 })).toBe(true)
      expect(nic.open({ vpi: 0, vci: 34 })).toBe(true)
      expect(nic.open({ vpi: 255, vci: 65_535 })).toBe(true)
      expect(nic.open({ vpi: 0, vci: 35 })).toBe(false)
      expect(nic.open({ vpi: -1, vci: 35 })).toBe(false)
      yield* settle
      expect(held.opened).toEqual(["0/5 0", "0/32 700", "closed 32", "0/33 700", "0/34 0", "255/65535 0"])
    })
  )

  it.live("gives back every frame once, in the order in which they went, with what became of it", () =>
    Effect.gen(function* () {
      const { held, log, nic, settle } = yield* both()
      nic.open({ vpi: 0, vci: 32 })
      for (const name of ["a", "b", "c"]) nic.transmit(frame(32, name))
      expect(nic.idle()).toBe(3)
      yield* settle
      expect(held.given.map(text)).toEqual(["a", "b", "c"])
      held.letGo(({ payload }) => Buffer.from(payload as Uint8Array).toString() === "b", "link down")
      yield* settle
      expect(log).toEqual([])
      held.letGo(() => true)
      yield* settle
      expect(log).toEqual(["transmitted a b (link down) c"])
      expect([nic.idle(), nic.room()]).toEqual([0, 8])
    })
  )

  it.live("refuses beyond its room, says so when there is room again, and what is open waits its turn", () =>
    Effect.gen(function* () {
      const { held, log, nic, settle } = yield* both()
      nic.open({ vpi: 0, vci: 32 })
      for (let n = 0; n < 9; n++) nic.transmit(frame(32, String(n)))
      expect(nic.room()).toBe(0)
      expect(nic.open({ vpi: 0, vci: 33 })).toBe(true)
      yield* settle
      expect(log).toEqual(["transmitted 7 (full) 8 (full)"])
      held.letGo(() => true)
      yield* settle
      expect(log.slice(1)).toEqual(["transmitted 0 1 2 3 4 5 6"])
      expect(held.opened).toEqual(["0/32 0", "0/33 0"])
      nic.transmit({ ...frame(32, ""), payload: new Uint8Array(9181) })
      yield* settle
      expect(log.at(-1)).toMatch(/\(length\)$/)
      expect(() => nic.transmit({ ...frame(32, ""), payload: { call: () => {} } })).toThrow("a function at .call is no plain data")
    })
  )

  it.live("leaves frames in the ring while the adapter has no room, and takes them when it has", () =>
    Effect.gen(function* () {
      const { held, nic, settle } = yield* both()
      held.space = 2
      nic.open({ vpi: 0, vci: 32 })
      for (const name of ["a", "b", "c", "d"]) nic.transmit(frame(32, name))
      yield* settle
      expect(held.given.map(text)).toEqual(["a", "b"])
      held.letGo(() => true)
      expect(held.given.map(text)).toEqual(["c", "d"])
    })
  )

  it.live("cancels what waits, in the worker and in the ring", () =>
    Effect.gen(function* () {
      const { held, log, nic, settle } = yield* both()
      held.space = 2
      nic.open({ vpi: 0, vci: 32 })
      for (const name of ["a", "b", "c", "d"]) nic.transmit(frame(32, name))
      yield* settle
      nic.cancel(({ context }) => context === "b" || context === "c")
      yield* settle
      expect(held.given.map(text)).toEqual(["a", "d"])
      held.letGo(() => true)
      yield* settle
      expect(log.join(" ").replaceAll("transmitted ", "")).toBe("a b (cancelled) c (cancelled) d")
    })
  )

  it.live("does not let frames that wait for credits keep others from coming back: cancelled, drained and reset they come back too", () =>
    Effect.gen(function* () {
      const { held, log, nic, settle } = yield* both()
      nic.open({ vpi: 0, vci: 32 }, { credits: true })
      nic.open({ vpi: 0, vci: 33 })
      nic.open({ vpi: 0, vci: 5 }, { credits: true })
      yield* settle
      for (const name of ["a", "b", "c", "d"]) nic.transmit(frame(32, name))
      nic.transmit(frame(33, "other"))
      nic.transmit(frame(5, "signalling"))
      yield* settle
      expect(nic.room()).toBe(6)
      held.letGo(({ vci }) => vci !== 32)
      yield* settle
      expect([nic.idle(), nic.room()]).toEqual([4, 8])
      nic.cancel(({ context }) => context === "b")
      nic.drain({ vpi: 0, vci: 32 })
      yield* settle
      held.letGo(({ payload }) => Buffer.from(payload as Uint8Array).toString() === "c")
      yield* settle
      expect(log).toEqual(["transmitted other signalling", "transmitted b (cancelled)", "transmitted c"])
      expect(held.opened).toEqual(["0/32 0 with credits", "0/33 0", "0/5 0 with credits", "draining 32"])
      expect(nic.reset().map(text)).toEqual(["a (reset)", "d (reset)"])
      yield* settle
      expect([held.given.length, nic.idle(), log.length]).toEqual([0, 0, 3])
    })
  )

  it.live("gives no more than the adapter's own queue takes, so that no order waits behind a frame", () =>
    Effect.gen(function* () {
      const { held, log, nic, settle } = yield* both({ elements: 32, bytes: 524_288 }, 4)
      nic.open({ vpi: 0, vci: 32 }, { credits: true })
      for (let n = 0; n < 5; n++) nic.transmit(frame(32, String(n)))
      expect(nic.room()).toBe(0)
      yield* settle
      expect(log).toEqual(["transmitted 4 (full)"])
      held.letGo(() => true)
      yield* settle
      expect(nic.room()).toBe(4)
    })
  )

  it.live("gives back each frame with a credit once, also one that is dropped", () =>
    Effect.gen(function* () {
      const { got, held, nic, settle } = yield* both()
      nic.open({ vpi: 0, vci: 32 }, { credits: true })
      yield* settle
      const credit = { giveBack: () => {} }
      held.events!.received(["a", "b", "c"].map((name) => ({ ...frame(32, name), credit })))
      held.events!.received([{ ...frame(33, "stray"), credit }, frame(32, "none")])
      yield* settle
      for (const at of [2, 0, 2, 3]) nic.returned(got[at]!)
      yield* settle
      expect(held.opened.slice(1)).toEqual(["returned stray", "returned c", "returned a"])
      held.events!.received([{ ...frame(32, "late"), credit }])
      nic.reset()
      yield* settle
      expect(held.opened.slice(4)).toEqual(["returned late"])
    })
  )

  it.live("answers a reset at once, with all that had not come back, and goes on with empty queues", () =>
    Effect.gen(function* () {
      const { drops, held, log, nic, settle } = yield* both()
      held.space = 2
      nic.open({ vpi: 0, vci: 32 })
      for (const name of ["a", "b", "c", "d"]) nic.transmit(frame(32, name))
      yield* settle
      held.letGo(({ payload }) => Buffer.from(payload as Uint8Array).toString() === "a")
      held.events!.received([frame(32, "came")])
      expect(nic.reset().map(text)).toEqual(["a", "b (reset)", "c (reset)", "d (reset)"])
      expect(nic.idle()).toBe(0)
      yield* settle
      // What had reached the adapter over there has its record from there; this one keeps none.
      expect(drops()).toEqual([
        "DATA vci=32 4 B: the adapter was reset",
        "DATA vci=32 1 B: it was taken back before it reached the adapter"
      ])
      expect(held.given).toEqual([])
      expect(nic.room()).toBe(8)
      nic.transmit(frame(32, "e"))
      yield* settle
      held.letGo(() => true)
      yield* settle
      expect(log.at(-1)).toBe("transmitted e")
    })
  )

  it.live("passes on what comes in, in order with changes of the link, and drops with a record what nobody opened", () =>
    Effect.gen(function* () {
      const { drops, held, log, nic, settle } = yield* both()
      nic.open({ vpi: 0, vci: 32 })
      yield* settle
      held.events!.received([frame(32, "a"), frame(33, "stray")])
      held.events!.linkChanged!(false)
      held.events!.received([{ ...frame(32, ""), payload: { type: "SETUP", traffic: undefined } }])
      yield* settle
      expect(log).toEqual(["received a", "down", 'received {"type":"SETUP"}'])
      expect(drops()).toEqual(["DATA vci=33 5 B: its connection is not open"])
    })
  )

  it.live("holds back what comes in while the driver does not take it: a ring of two", () =>
    Effect.gen(function* () {
      const { held, log, nic, settle } = yield* both({ elements: 2, bytes: 32_768 })
      nic.open({ vpi: 0, vci: 32 })
      yield* settle
      held.events!.received(["a", "b", "c", "d", "e"].map((name) => frame(32, name)))
      yield* settle
      expect(log.join(" ").replaceAll("received ", "")).toBe("a b c d e")
      expect(log.length).toBeGreaterThan(1)
    })
  )

  it.live("gives everything back when it is stopped, and stops the one in the worker", () =>
    Effect.gen(function* () {
      const { held, log, nic, settle } = yield* both()
      nic.open({ vpi: 0, vci: 32 })
      nic.transmit(frame(32, "a"))
      yield* settle
      nic.transmit(frame(32, "b"))
      expect(nic.stop().map(text)).toEqual(["a (stopped)", "b (stopped)"])
      expect(nic.stop()).toEqual([])
      expect([nic.room(), nic.idle(), nic.open({ vpi: 0, vci: 32 })]).toEqual([0, 0, false])
      yield* settle
      expect(held.stopped).toBe(true)
      expect(log).toEqual(["ended"])
    })
  )

  it.live("sends nothing when the worker is gone, and still gives everything back", () =>
    Effect.gen(function* () {
      const { log, nic, settle } = yield* both()
      nic.open({ vpi: 0, vci: 32 })
      nic.transmit(frame(32, "a"))
      nic.lost()
      yield* nic.ready
      nic.transmit(frame(32, "b"))
      yield* settle
      expect(log).toEqual(["transmitted b (stopped)"])
      expect(nic.room()).toBe(0)
      expect(nic.stop().map(text)).toEqual(["a (stopped)"])
    })
  )
})
