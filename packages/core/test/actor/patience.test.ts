import { describe, expect, it } from "vitest"
import { Patience } from "../../src/actor/Patience.ts"
import type { Timers } from "../../src/actor/Timers.ts"

/** Timers whose clock a test moves; how many are set is `set.size`. */
const clock = () => {
  let now = 0
  const set = new Set<{ readonly at: number; readonly fire: () => void }>()
  const timers = {
    now: () => now,
    set: (millis: number, fire: () => void) => {
      const timer = { at: now + millis, fire, stop: () => set.delete(timer) }
      set.add(timer)
      return timer
    }
  } as unknown as Timers
  const pass = (millis: number): void => {
    const until = now + millis
    for (;;) {
      const [next] = [...set].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)
      if (next === undefined) break
      set.delete(next)
      now = next.at
      next.fire()
    }
    now = until
  }
  return { pass, set, timers }
}

describe("waits that must not last for ever", () => {
  it("run out in the order they began, each once, and one that is over does not", () => {
    const { pass, set, timers } = clock()
    const late: Array<string> = []
    const patience = new Patience<string>(timers, 100, (what) => late.push(what))
    patience.wait("a")
    pass(40)
    const b = patience.wait("b")
    patience.wait("c")
    expect(set.size).toBe(1)
    pass(59)
    expect(late).toEqual([])
    pass(1)
    expect(late).toEqual(["a"])
    b.over()
    b.over()
    pass(1000)
    expect(late).toEqual(["a", "c"])
    expect(set.size).toBe(0)
  })

  it("leave no timer when nothing is waited for, and a new wait begins anew", () => {
    const { pass, set, timers } = clock()
    const late: Array<number> = []
    const patience = new Patience<number>(timers, 100, (what) => late.push(what))
    for (let n = 0; n < 1000; n++) {
      const wait = patience.wait(n)
      pass(1)
      wait.over()
      expect(set.size).toBe(0)
    }
    const many = Array.from({ length: 300 }, (_, n) => patience.wait(n))
    for (const wait of many.slice(1)) wait.over()
    pass(100)
    expect(late).toEqual([0])
    expect(set.size).toBe(0)
  })
})
