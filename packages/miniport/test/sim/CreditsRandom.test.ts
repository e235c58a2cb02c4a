/** Credits are conserved, whatever happens to the frames that have them. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import type { Frame } from "../../src/sim/Frame.ts"
import * as Network from "../../src/sim/Network.ts"
import { Control, data, driver, settle, signal } from "./fake.ts"

const on = (vci: number) => ({ vpi: 0, vci })
const credits = { credits: true }

describe("credits over random traffic", () => {
  const random = (seed: number) => {
    let state = seed >>> 0
    return (below: number): number => {
      state = (state + 0x6d2b79f5) >>> 0
      let t = state
      t = Math.imul(t ^ (t >>> 15), t | 1)
      t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
      return ((t ^ (t >>> 14)) >>> 0) % below
    }
  }

  /** Three ports, point-to-point and multipoint connections among them, drops, cuts, closes, resets, stops and starts at random. */
  const story = (seed: number) =>
    Effect.gen(function* () {
      const pick = random(seed)
      const network = yield* Network.make({ control: new Control(), link: { windowFrames: 1 + pick(4), queueFrames: 2 + pick(30) } })
      const names = ["a", "b", "c"] as const
      const specs = names.map((name) => network.port(name))
      const start = Effect.fnUntraced(function* (index: number) {
        const made = yield* driver(specs[index]!, names[index]!)
        made.hardware.open(on(5))
        for (let vci = 40; vci < 50; vci++) made.hardware.open(on(vci), credits)
        return made
      })
      const drivers = [yield* start(0), yield* start(1), yield* start(2)]
      const given = [0, 0, 0]
      const came = [0, 0, 0]
      const answered = (index: number, frames: ReadonlyArray<Frame>) => {
        came[index]! += frames.length
      }
      const stop = (index: number) => {
        const { hardware, sent } = drivers[index]!
        came[index]! += sent.length
        sent.length = 0
        answered(index, hardware.stop())
      }
      let most = 0
      for (let step = 0; step < 150; step++) {
        const index = pick(3)
        const { got, hardware, transmit } = drivers[index]!
        const vci = 40 + pick(10)
        switch (pick(14)) {
          case 0:
            transmit(signal({ name: "OPEN", to: names[pick(3)]!, vci, far: 40 + pick(10) }))
            given[index]!++
            break
          case 1:
            transmit(signal({ name: pick(3) > 0 ? "JOIN" : "LEAVE", to: names[pick(3)]!, vci, far: 40 + pick(10) }))
            given[index]!++
            break
          case 2:
            transmit(signal({ name: "CLOSE", vci }))
            given[index]!++
            break
          case 3:
            hardware.close(on(vci))
            break
          case 4:
            hardware.open(on(vci), pick(5) > 0 ? credits : {})
            break
          case 5:
            network.setLink(
              names[index]!,
              [
                { up: pick(3) > 0 },
                { delayMillis: pick(5) },
                { rateBitsPerSecond: pick(2) > 0 ? undefined : 1_000_000 },
                { windowFrames: 1 + pick(5) }
              ][pick(4)]!
            )
            break
          case 6:
            network.silence(names[index]!, pick(3) === 0)
            break
          case 7:
            if (pick(4) > 0) hardware.cancel(({ payload }) => (payload as number) % 3 === 0)
            else answered(index, hardware.reset())
            break
          case 8:
            if (pick(3) === 0) hardware.drain?.(on(vci))
            else if (pick(5) === 0) {
              stop(index)
              yield* settle
              drivers[index] = yield* start(index)
            }
            break
          case 9:
          case 10:
            for (const frame of got.splice(0, pick(6))) hardware.returned?.(frame)
            break
          default:
            for (let n = pick(8); n > 0 && hardware.room() > 0; n--) {
              transmit(data(vci, step))
              given[index]!++
            }
        }
        if (pick(3) === 0) yield* TestClock.adjust(pick(10))
        else for (let turns = pick(6); turns > 0; turns--) yield* Effect.yieldNow
        most = Math.max(most, network.leftovers().credits)
      }
      // All links heal, all drivers take what comes; then everybody stops.
      for (const name of names) {
        network.silence(name, false)
        network.setLink(name, { up: true, delayMillis: 0, rateBitsPerSecond: undefined })
      }
      for (let round = 0; round < 100 && (network.leftovers().credits > 0 || network.leftovers().frames > 0); round++) {
        yield* settle
        yield* TestClock.adjust(100)
        for (const { got, hardware } of drivers) for (const frame of got.splice(0)) hardware.returned?.(frame)
      }
      yield* settle
      const { credits: out, frames } = network.leftovers()
      const waiting = drivers.map(({ hardware }) => hardware.idle())
      for (const index of [0, 1, 2]) stop(index)
      yield* settle
      return { most, out, frames, waiting, given, came, left: network.leftovers().credits, counts: network.frames }
    }).pipe(Effect.scoped)

  it.effect(
    "none is lost and none comes back twice: at the end all are home, nothing waits, and every frame came back once",
    () =>
      Effect.gen(function* () {
        let most = 0
        let delivered = 0
        let dropped = 0
        for (let seed = 1; seed <= 100; seed++) {
          const { came, counts, given, left, ...end } = yield* story(seed)
          most = Math.max(most, end.most)
          delivered += counts.delivered
          dropped += counts.dropped + counts.lost
          assert.deepStrictEqual(
            { ...end, most: 0, left, came },
            { out: 0, frames: 0, waiting: [0, 0, 0], most: 0, left: 0, came: given },
            `seed ${seed}`
          )
        }
        assert.isAbove(most, 15)
        assert.isAbove(delivered, 2000)
        assert.isAbove(dropped, 2000)
      }),
    30_000
  )
})
