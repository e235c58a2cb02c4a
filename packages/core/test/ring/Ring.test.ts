import { describe, expect, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import { allocate, attach, Bell, bellWords, Consumer, Producer, ringBytes, type Sizes } from "@condis/core/ring/index"

const sizes: Sizes = { elements: 8, bytes: 64 }

const bell = () => new Bell(new Int32Array(new SharedArrayBuffer(bellWords * 4)), 0)

const ends = (of: Sizes = sizes) => {
  const buffer = new SharedArrayBuffer(ringBytes(of))
  return { producer: new Producer(buffer, 0, of, bell()), consumer: new Consumer(buffer, 0, of, bell()) }
}

const octets = (length: number, seed: number): Uint8Array => Uint8Array.from({ length }, (_, at) => (seed * 31 + at * 7) & 0xff)

/** Cheaper than `expect`: this is asked some hundred thousand times. */
const same = (what: string, found: string | number | boolean, wanted: string | number | boolean): void => {
  if (found !== wanted) throw new Error(`${what}: ${found}, not ${wanted}`)
}

/** What may be done to a ring. Numbers are read modulo what there is. */
const Act = Schema.Union([
  Schema.Struct({ do: Schema.Literal("put"), length: Schema.Literals([0, 1, 5, 16, 23, 40, 49, 64, 65]) }),
  Schema.Struct({
    do: Schema.Literals(["take", "complete", "mark"]),
    which: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 7 }))
  }),
  Schema.Struct({ do: Schema.Literals(["publish", "release", "reclaim"]) })
])

interface Item {
  readonly id: number
  readonly data: Uint8Array
  published: boolean
  taken: number | undefined
  status: number
  released: boolean
  marked: boolean
}

describe("a ring", () => {
  it.prop(
    "behaves as a queue whose elements come back in order, whatever is done to it",
    { acts: Schema.Array(Act).check(Schema.isMinLength(200), Schema.isMaxLength(300)) },
    ({ acts }) => {
      const { consumer, producer } = ends()
      const model: Array<Item> = []
      let id = 0
      for (const act of acts) {
        const untaken = model.filter((item) => item.published && item.taken === undefined)
        const held = model.filter((item) => item.taken !== undefined && !item.released)
        const used = model.reduce((sum, { data }) => sum + data.length, 0)
        same("room", producer.room(0), sizes.elements - model.length)
        same("room for 10", producer.room(10), Math.min(sizes.elements - model.length, Math.floor((sizes.bytes - used) / 10)))
        same("out", producer.out, model.length)
        same("held", consumer.held, held.length)
        same("waiting", consumer.waiting, untaken.length > 0)
        same(
          "returned",
          producer.returned,
          model.some(({ released }) => released)
        )
        switch (act.do) {
          case "put": {
            const fits = model.length < sizes.elements && used + act.length <= sizes.bytes
            const data = octets(act.length, ++id)
            same("put", producer.put(id & 7, id, -id, data) >= 0, fits)
            if (fits) model.push({ id, data, published: false, taken: undefined, status: 0, released: false, marked: false })
            break
          }
          case "publish":
            producer.publish()
            for (const item of model) item.published = true
            break
          case "take": {
            const next = untaken[0]
            same("take", consumer.take(), next !== undefined)
            if (next === undefined) break
            const { key, kind, length, value } = consumer
            same("element", [kind, key, value, length].join(), [next.id & 7, next.id, -next.id, next.data.length].join())
            same("octets", consumer.copy().join(), next.data.join())
            next.taken = consumer.index
            break
          }
          case "complete": {
            const open = held.filter(({ status }) => status === 0)
            const item = open[act.which % Math.max(1, open.length)]
            if (item === undefined) break
            same("mark", consumer.marked(item.taken!), item.marked)
            item.status = 1 + act.which
            consumer.complete(item.taken!, item.status)
            break
          }
          case "mark": {
            const at = act.which % Math.max(1, model.length)
            let oldest = 0
            producer.outstanding((_, index) => {
              if (oldest++ === at) producer.mark(index)
            })
            const item = model[at]
            if (item !== undefined) item.marked = true
            break
          }
          case "release":
            consumer.release()
            for (const item of held) {
              if (item.status === 0) break
              item.released = true
            }
            same("unseen", producer.unseen, untaken.length)
            break
          case "reclaim": {
            const back: Array<number> = []
            producer.reclaim((_, status) => back.push(status))
            const gone = model.filter(({ released }) => released)
            same("back", back.join(), gone.map(({ status }) => status).join())
            model.splice(0, gone.length)
          }
        }
      }
    },
    { arbitrary: { runs: 100 }, timeout: 60_000 }
  )

  it("takes nothing more when it is full, and again as much as came back", () => {
    const { consumer, producer } = ends()
    for (let n = 0; n < sizes.elements; n++) expect(producer.put(1, n, 0)).toBe(n)
    expect(producer.put(1, 99, 0)).toBe(-1)
    producer.publish()
    consumer.take()
    consumer.take()
    consumer.complete(consumer.index, 1)
    consumer.release()
    producer.reclaim(() => expect.fail("the first is not done with, so the second does not come back before it"))
    consumer.complete((consumer.index - 1) | 0, 2)
    consumer.release()
    const back: Array<number> = []
    producer.reclaim((slot, status) => back.push(slot, status))
    expect(back).toEqual([0, 2, 1, 1])
    expect(producer.room(0)).toBe(2)
  })

  it("carries an element as long as all its bytes, across the end of them", () => {
    const { consumer, producer } = ends()
    for (const length of [40, 64, 17, 64]) {
      producer.put(1, 0, 0, octets(length, length))
      producer.publish()
      expect(consumer.take()).toBe(true)
      expect(consumer.copy()).toEqual(octets(length, length))
      consumer.complete(consumer.index, 1)
      consumer.release()
      producer.reclaim(() => {})
    }
  })

  it("goes on when its indices wrap around 2^32", () => {
    const of: Sizes = { elements: 4, bytes: 16 }
    const buffer = new SharedArrayBuffer(ringBytes(of))
    const words = new Int32Array(buffer)
    for (const index of [0, 16, 32]) words[index] = 0x7ffffffe
    const producer = new Producer(buffer, 0, of, bell())
    const consumer = new Consumer(buffer, 0, of, bell())
    for (let n = 0; n < 10; n++) {
      expect(producer.put(1, n, 0)).toBeGreaterThanOrEqual(0)
      expect(producer.put(1, n + 100, 0)).toBeGreaterThanOrEqual(0)
      producer.publish()
      for (const key of [n, n + 100]) {
        expect(consumer.take()).toBe(true)
        expect(consumer.key).toBe(key)
        consumer.complete(consumer.index, 1)
      }
      expect(consumer.take()).toBe(false)
      consumer.release()
      let back = 0
      producer.reclaim(() => back++)
      expect(back).toBe(2)
    }
  })

  it("has sizes that are powers of two", () => {
    expect(() => allocate({ elements: 100, bytes: 64 })).toThrow("a ring has powers of two, not 100 elements and 64 bytes")
    expect(() => allocate({ elements: 64, bytes: 0 })).toThrow(RangeError)
  })

  it("is two in a pair: what one side puts the other takes, and closing is seen by both", () => {
    const shared = allocate(sizes)
    const near = attach(shared, "near")
    const far = attach(shared, "far")
    near.out.put(3, 7, 0, octets(5, 1))
    far.out.put(4, 8, 0, octets(6, 2))
    expect(far.in.take()).toBe(false)
    near.out.publish()
    far.out.publish()
    expect(far.in.take() && near.in.take()).toBe(true)
    expect([far.in.key, near.in.key]).toEqual([7, 8])
    expect(near.in.copy()).toEqual(octets(6, 2))
    expect(near.closed).toBe(false)
    far.close()
    expect(near.closed).toBe(true)
  })
})
