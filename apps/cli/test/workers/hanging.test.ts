import { memory, Trace } from "@condis/core/Trace"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Worker } from "node:worker_threads"
import { connected, two } from "./support.ts"

/** A thread that hangs when its network is told anything. */
const start = (how: "loops" | "waits") => () =>
  new Worker(new URL("./hanging.ts", import.meta.url), { execArgv: ["--conditions=source"], workerData: how })

const heartbeat = { everyMillis: 200, missed: 8 }

describe("a worker that hangs without dying", { timeout: 60_000 }, () => {
  it.live.each([
    ["loops", "cm"],
    ["waits", "mcm"]
  ] as const)("is noticed when its thread %s (form %s), ended, and calls go again", ([how, form]) =>
    Effect.gen(function* () {
      const sink = memory(() => 0)
      const left = yield* Effect.scoped(
        Effect.gen(function* () {
          const { alice, bob, callee, caller, network, threads } = yield* two(form, start(how), { heartbeat })
          yield* network.guard([alice, bob])
          yield* Effect.scoped(
            Effect.gen(function* () {
              const { far, near } = yield* connected(caller, callee)
              network.order({ _tag: "Enquire", address: "4711" })
              yield* near.ended
              yield* far.ended
            })
          )
          yield* caller.ready
          yield* callee.ready
          const again = yield* connected(caller, callee)
          yield* again.near.send([Uint8Array.of(1, 2, 3)])
          expect(yield* again.far.receive).toEqual(Uint8Array.of(1, 2, 3))
          return { alice, bob, threads }
        })
      ).pipe(Effect.provideService(Trace, sink))
      // The thread that hung as well: asked to end, and ended when it did not.
      expect(left.threads.map(({ threadId }) => threadId)).toEqual([-1, -1])
      expect([left.alice.leftovers(), left.bob.leftovers()]).toEqual([{}, {}])
      expect([left.alice.violations(), left.bob.violations()]).toEqual([0, 0])
      expect(sink.events.flatMap((event) => (event.kind === "death" ? [event.text] : []))).toEqual([
        "the worker of the hardware is gone: it has not answered for 1600 ms"
      ])
    })
  )
})

it.live(
  "a worker that is well and has nothing to do is left alone",
  () =>
    Effect.gen(function* () {
      const { callee, caller, network, threads } = yield* two("mcm", start("waits"), { heartbeat })
      yield* Effect.raceFirst(network.lost, Effect.sleep(2500))
      expect(threads).toHaveLength(1)
      const { far, near } = yield* connected(caller, callee)
      yield* near.send([Uint8Array.of(1)])
      expect(yield* far.receive).toEqual(Uint8Array.of(1))
    }).pipe(Effect.scoped),
  { timeout: 60_000 }
)
