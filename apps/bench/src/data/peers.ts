/**
 * What the way through NDIS is compared with: the same lists, touched in the same way, from one end of something to the other and back to
 * where they came from.
 */
import { type NetBufferList, NdisStatus } from "@condis/core"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import { PassThrough } from "node:stream"
import { type Kind, Lists, window } from "./Load.ts"

/** Carries so many lists in batches of `chain`. */
export interface DataPeer {
  readonly name: string
  readonly run: (kind: Kind, chain: number, total: number) => Effect.Effect<void>
}

/** What the far end does with a list. */
const arrived = (list: NetBufferList, lists: Lists): void => {
  list.Status = NdisStatus.SUCCESS
  lists.give(list)
}

/** The limit: an array used as a ring, written and read by turns in batches. */
export const ring: DataPeer = {
  name: "array ring",
  run: (kind, chain, total) =>
    Effect.sync(() => {
      const lists = new Lists(window(chain), kind.octets)
      const slots = new Array<NetBufferList | undefined>(1024).fill(undefined)
      let head = 0
      let tail = 0
      for (let left = total; left > 0;) {
        for (let n = Math.min(chain, left); n > 0; n--) slots[tail++ & 1023] = lists.take()
        left -= tail - head
        while (head < tail) {
          const list = slots[head & 1023]!
          slots[head++ & 1023] = undefined
          arrived(list, lists)
        }
      }
    })
}

/** An Effect queue between two fibers, a list at a time. */
export const queue: DataPeer = {
  name: "Queue, one by one",
  run: Effect.fnUntraced(function* (kind, chain, total) {
    const lists = new Lists(window(chain), kind.octets)
    const carrier = yield* Queue.bounded<NetBufferList>(Math.min(window(chain) - 1, 128))
    const taking = yield* Effect.forkChild(
      Effect.gen(function* () {
        const take = Queue.take(carrier)
        for (let left = total; left > 0; left--) arrived(yield* take, lists)
      })
    )
    for (let left = total; left > 0; left--) yield* Queue.offer(carrier, lists.take())
    yield* Fiber.join(taking)
  })
}

/** The same in batches: a chain at a time in, all there is out. */
export const queueOfBatches: DataPeer = {
  name: "Queue, in batches",
  run: Effect.fnUntraced(function* (kind, chain, total) {
    const room = window(chain)
    const lists = new Lists(4 * room, kind.octets)
    const carrier = yield* Queue.bounded<NetBufferList>(room)
    const taking = yield* Effect.forkChild(
      Effect.gen(function* () {
        const takeAll = Queue.takeAll(carrier)
        for (let left = total; left > 0;) {
          const batch = yield* takeAll
          left -= batch.length
          for (const list of batch) arrived(list, lists)
        }
      })
    )
    for (let left = total; left > 0;) {
      const batch: Array<NetBufferList> = []
      for (let n = Math.min(chain, left); n > 0; n--) batch.push(lists.take())
      left -= batch.length
      yield* Queue.offerAll(carrier, batch)
    }
    yield* Fiber.join(taking)
  })
}

/** A stream of objects of Node, with back-pressure. */
export const nodeStream: DataPeer = {
  name: "Node object stream",
  run: (kind, chain, total) =>
    Effect.callback<void>((resume) => {
      const room = window(chain)
      const lists = new Lists(4 * room, kind.octets)
      const carrier = new PassThrough({ objectMode: true, highWaterMark: room / 2 })
      let left = total
      let there = total
      const write = (): void => {
        while (left > 0) {
          left--
          if (!carrier.write(lists.take())) return
        }
      }
      carrier.on("drain", write)
      carrier.on("data", (list: NetBufferList) => {
        arrived(list, lists)
        if (--there > 0) return
        carrier.destroy()
        resume(Effect.void)
      })
      write()
    })
}

/** The first one is the limit. */
export const dataPeers: ReadonlyArray<DataPeer> = [ring, queueOfBatches, queue, nodeStream]
