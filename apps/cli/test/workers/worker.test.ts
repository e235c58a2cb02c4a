import type { Call } from "@condis/client"
import { memory, Trace } from "@condis/core/Trace"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { start } from "../../src/hardware/NodeWorkers.ts"
import { condis, scenarioFolder } from "../support.ts"
import { connected, type Form, two } from "./support.ts"

const forms: ReadonlyArray<Form> = ["cm", "mcm"]

const octets = (seed: number, length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, at) => (Math.imul(at + 1, seed + 7) >>> 3) & 0xff)

/** Lengths at the edges, and many in between. */
const lengths = (n: number): number => [0, 1, 48, 1500, 9180][n % 11] ?? (n * 37) % 1600

/** What a client holds for its program is bounded; a round is less. */
const roundSize = 512

/** Sends payloads both ways in chains of 16, takes as many from the other side, and compares each octet. */
const exchange = Effect.fnUntraced(function* (near: Call, far: Call, rounds: number) {
  const send = (call: Call, seed: number) =>
    Effect.forEach(
      Array.from({ length: roundSize / 16 }, (_, chain) => chain * 16),
      (first) => call.send(Array.from({ length: 16 }, (_, at) => octets(seed + first + at, lengths(first + at)))),
      { discard: true }
    )
  const take = (call: Call, seed: number) =>
    Effect.gen(function* () {
      for (let n = 0; n < roundSize; n++) {
        const got = yield* call.receive
        const wanted = octets(seed + n, lengths(n))
        if (Buffer.compare(got, wanted) !== 0)
          throw new Error(`payload ${n}: ${got.length} octets came, ${wanted.length} were sent, or they differ`)
      }
    })
  for (let round = 0; round < rounds; round++) {
    const [there, back] = [round * 7919, round * 104_729 + 1]
    yield* Effect.all([send(near, there), send(far, back), take(far, there), take(near, back)], { concurrency: "unbounded", discard: true })
  }
})

describe.each(forms)("hardware in a worker, form %s", { timeout: 120_000 }, (form) => {
  it.live("carries a call between two hosts, and data both ways octet by octet", () =>
    Effect.gen(function* () {
      const left = yield* Effect.scoped(
        Effect.gen(function* () {
          const { alice, bob, callee, caller, network, threads } = yield* two(form, start)
          yield* Effect.scoped(
            Effect.gen(function* () {
              const { far, near } = yield* connected(caller, callee)
              yield* exchange(near, far, 8)
            })
          )
          yield* Effect.sleep(50)
          expect(yield* network.leftovers).toEqual({ calls: 0, connections: 0, timers: 0, frames: 0, credits: 0, messages: 0 })
          return { alice, bob, threads }
        })
      )
      expect(left.alice.leftovers()).toEqual({})
      expect(left.bob.leftovers()).toEqual({})
      expect([left.alice.violations(), left.bob.violations()]).toEqual([0, 0])
      expect(left.threads.map(({ threadId }) => threadId)).toEqual([-1])
    })
  )

  it.live("dies like a device that is pulled out, begins anew, and carries calls again", () =>
    Effect.gen(function* () {
      const sink = memory(() => 0)
      let atStop: ReadonlyArray<boolean> = []
      const left = yield* Effect.scoped(
        Effect.gen(function* () {
          const { alice, bob, callee, caller, network, threads } = yield* two(form, start)
          yield* network.guard([alice, bob])
          // Drivers that stop have frames under way: the worker must outlive them, also one that began after them.
          yield* Effect.addFinalizer(() => Effect.sync(() => (atStop = threads.map(({ threadId }) => threadId > 0))))
          yield* Effect.scoped(
            Effect.gen(function* () {
              const { far, near } = yield* connected(caller, callee)
              yield* exchange(near, far, 1)
              yield* Effect.promise(() => threads[0]!.terminate())
              yield* near.ended
              yield* far.ended
            })
          )
          yield* caller.ready
          yield* callee.ready
          const again = yield* connected(caller, callee)
          yield* exchange(again.near, again.far, 1)
          return { alice, bob, threads }
        })
      ).pipe(Effect.provideService(Trace, sink))
      expect(atStop).toEqual([false, true])
      expect(left.threads.map(({ threadId }) => threadId)).toEqual([-1, -1])
      expect(left.alice.leftovers()).toEqual({})
      expect(left.bob.leftovers()).toEqual({})
      expect([left.alice.violations(), left.bob.violations()]).toEqual([0, 0])
      const texts = sink.events.flatMap((event) => (event.kind === "death" ? [event.text] : []))
      expect(texts).toHaveLength(1)
      expect(texts[0]).toMatch(/^the worker of the hardware is gone: /)
      const told = sink.events.filter((event) => event.kind === "call" && "ddi" in event && event.ddi === "MiniportDevicePnPEventNotify")
      expect(told).toHaveLength(2)
    })
  )
})

it.live(
  "hardware in a worker pushes back through rings of eight elements, and loses nothing",
  () =>
    Effect.gen(function* () {
      const { callee, caller } = yield* two("cm", start, { sizes: { elements: 8, bytes: 32_768 } })
      const { far, near } = yield* connected(caller, callee)
      yield* exchange(near, far, 2)
    }).pipe(Effect.scoped),
  { timeout: 120_000 }
)

describe("condis run --hardware worker", () => {
  const scenario = `${scenarioFolder}point-to-point/data-both-ways.yaml`

  it.live(
    "runs a scenario, and says that a seed promises nothing there",
    () =>
      Effect.gen(function* () {
        const { code, err, out } = yield* condis("run", scenario, "--form", "mcm", "--hardware", "worker")
        expect([code, err]).toEqual([0, ""])
        expect(out).toContain("Hardware in a worker: on the clock of the machine, and no seed draws the order of two threads.")
        expect(out).toContain("1 passed, 0 failed")
      }),
    { timeout: 120_000 }
  )

  it.live("refuses fault rules about frames, which would not be heard of", () =>
    Effect.gen(function* () {
      const { code, err } = yield* condis("run", scenario, "--hardware", "worker", "--drop", "5%")
      expect(code).toBe(2)
      expect(err).toContain("a fault rule about frames, and --hardware worker")
    })
  )
})
