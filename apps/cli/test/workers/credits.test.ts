/**
 * A receiver that does not take its data stops its sender across two threads as it does in one (slow-receiver.test.ts).
 */
import type { Call } from "@condis/client"
import type { WorkerNetwork } from "@condis/miniport"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import { start } from "../../src/hardware/NodeWorkers.ts"
import { type Form, two } from "./support.ts"

const windowFrames = 8

const octets = (n: number): Uint8Array => new Uint8Array([n & 0xff, n >> 8])

/** Two hosts, and calls between them that can be left. */
const world = Effect.fnUntraced(function* (form: Form, options: WorkerNetwork.Options) {
  const all = yield* two(form, start, { ...options, link: { windowFrames, ...options.link } })
  const listener = yield* all.callee.listen("4712")
  const connect = Effect.gen(function* () {
    const scope = yield* Scope.make()
    const accepted = yield* Effect.forkChild(Effect.flatMap(listener.take, (offered) => offered.accept()))
    const call = yield* Scope.provide(all.caller.makeCall({ to: "4712" }), scope)
    return { call, taken: yield* Fiber.join(accepted), leave: Scope.close(scope, Exit.void) }
  })
  return { ...all, connect }
})

/** Answers once `value` has been the same for a while, and says what it is. */
const steady = Effect.fnUntraced(function* (value: () => number) {
  for (let same = 0, last = value(); ;) {
    yield* Effect.sleep(100)
    same = value() === last ? same + 1 : 0
    last = value()
    if (same === 5) return last
  }
})

const sendAll = (call: Call, count: number, sent: () => void) =>
  Effect.forkChild(
    Effect.forEach(
      Array.from({ length: count }, (_, n) => n),
      (n) => Effect.tap(call.send(octets(n)), () => Effect.sync(sent)),
      { discard: true }
    )
  )

/** By default, and with rings and a queue so small that whatever stood in them would be in the way. */
const grounds: ReadonlyArray<readonly [Form, string, WorkerNetwork.Options]> = [
  ["cm", "rings as they are", {}],
  ["mcm", "rings as they are", {}],
  ["cm", "rings of eight elements", { sizes: { elements: 8, bytes: 32_768 } }],
  ["mcm", "a transmit queue of sixteen frames", { link: { queueFrames: 16 } }]
]

describe.each(grounds)(
  "a receiver that does not take its data, hardware in a worker, form %s, %s",
  { timeout: 20_000 },
  (form, _, options) => {
    it.live("stops its sender, holds up no other call, and loses nothing once it takes", () =>
      Effect.gen(function* () {
        const { connect, network } = yield* world(form, options)
        const slow = yield* connect
        const other = yield* connect
        let sent = 0
        const sending = yield* sendAll(slow.call, 300, () => sent++)
        expect(yield* steady(() => sent)).toBe(windowFrames)
        expect((yield* network.leftovers).credits).toBe(windowFrames)
        for (let n = 0; n < 50; n++) {
          yield* other.call.send(octets(n))
          expect(yield* other.taken.receive).toEqual(octets(n))
        }
        expect(sent).toBe(windowFrames)
        for (let n = 0; n < 300; n++) expect(yield* slow.taken.receive).toEqual(octets(n))
        yield* Fiber.join(sending)
        yield* slow.call.close()
        yield* other.call.close()
        yield* Effect.sleep(50)
        expect(yield* network.leftovers).toEqual({ calls: 0, connections: 0, timers: 0, frames: 0, credits: 0, messages: 0 })
      }).pipe(Effect.scoped)
    )

    it.live("may close the call itself, with data that nobody took", () =>
      Effect.gen(function* () {
        const { connect, network } = yield* world(form, options)
        const { call, taken } = yield* connect
        const sending = yield* Effect.forkChild(Effect.exit(call.send(Array.from({ length: 20 }, (_, n) => octets(n)))))
        yield* Effect.sleep(200)
        yield* taken.close()
        expect((yield* call.ended).by).toBe("remote")
        yield* Fiber.join(sending)
        yield* Effect.sleep(100)
        expect(yield* network.leftovers).toEqual({ calls: 0, connections: 0, timers: 0, frames: 0, credits: 0, messages: 0 })
      }).pipe(Effect.scoped)
    )

    it.live("does not keep its sender's call from ending, nor one that it sends the other way", () =>
      Effect.gen(function* () {
        const { connect, network } = yield* world(form, options)
        const { call, leave, taken } = yield* connect
        let sent = 0
        const sending = yield* Effect.forkChild(Effect.flip(call.send(Array.from({ length: 20 }, (_, n) => octets(n)))))
        yield* Effect.sleep(200)
        const back = yield* sendAll(taken, 100, () => sent++)
        for (let n = 0; n < 100; n++) expect(yield* call.receive).toEqual(octets(n))
        yield* Fiber.join(back)
        yield* leave
        expect((yield* Fiber.join(sending))._tag).toBe("SendFailed")
        expect((yield* taken.ended).by).toBe("remote")
        for (let n = 0; n < windowFrames; n++) expect(yield* taken.receive).toEqual(octets(n))
        yield* Effect.sleep(100)
        expect(yield* network.leftovers).toEqual({ calls: 0, connections: 0, timers: 0, frames: 0, credits: 0, messages: 0 })
      }).pipe(Effect.scoped)
    )
  }
)
