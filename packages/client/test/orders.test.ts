import { Choice } from "@condis/core"
import { NdisStatus } from "@condis/core/NdisStatus"
import { expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { withClient } from "./support.ts"

/** A small generator of numbers: the same seed, the same orders. */
const drawn = (seed: number): Choice.Choice => {
  let state = (seed * 2654435761) >>> 0
  return {
    pick: (count) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      return Math.floor((state / 0x1_0000_0000) * count)
    }
  }
}

it.effect(
  "whatever the order of batches and completions, nothing is left and no rule is broken",
  () =>
    Effect.gen(function* () {
      for (let seed = 0; seed < 100; seed++) {
        yield* withClient((world) =>
          Effect.gen(function* () {
            const listener = yield* world.client.listen("47.0003")
            const outgoing = (index: number) =>
              Effect.scoped(
                Effect.gen(function* () {
                  const call = yield* world.client.makeCall({ to: `47.00${index}` })
                  yield* call.send([new Uint8Array([index]), new Uint8Array([index])])
                  expect(yield* call.receive).toEqual(new Uint8Array([index]))
                  if (index % 2 === 0) yield* Effect.ignore(call.modify(call.parameters))
                  if (index % 3 === 0) yield* call.close({ data: new Uint8Array(3) })
                })
              )
            const incoming = (index: number) =>
              Effect.gen(function* () {
                yield* world.fake.offer()
                const offer = yield* listener.take
                if (index % 2 === 0) yield* offer.reject(NdisStatus.FAILURE)
                else yield* Effect.scoped(offer.accept())
              })
            const work = [10, 11, 12, 13, 14, 15].flatMap((index) => [outgoing(index), incoming(index)])
            yield* Effect.all(work, { concurrency: "unbounded", discard: true })
          })
        ).pipe(Effect.provideService(Choice.Choice, drawn(seed)))
      }
    }),
  30_000
)

it.effect(
  "whatever the order in which both sides close, the call ends once and nothing is left",
  () =>
    Effect.gen(function* () {
      for (let seed = 0; seed < 100; seed++) {
        yield* withClient((world) =>
          Effect.gen(function* () {
            const call = yield* world.client.makeCall({ to: "47.0002" })
            const closing = seed % 2 === 0 ? call.close() : Effect.void
            yield* Effect.all([world.fake.hangUp(NdisStatus.SUCCESS), closing, call.ended], { concurrency: "unbounded" })
          })
        ).pipe(Effect.provideService(Choice.Choice, drawn(seed)))
      }
    }),
  30_000
)
