import { describe, expect, it } from "@effect/vitest"
import { Choices, SeededScheduler } from "../src/index.ts"

const labelled =
  (scheduler: SeededScheduler.SeededScheduler, ran: Array<string>) =>
  (name: string, priority = 0) =>
    scheduler.scheduleTask(() => ran.push(name), priority)

describe("SeededScheduler", () => {
  it("runs nothing by itself, and one task a step", () => {
    const ran: Array<string> = []
    const scheduler = SeededScheduler.make(Choices.fifo)
    const add = labelled(scheduler, ran)
    add("a")
    add("b")
    expect([ran.length, scheduler.runnable, scheduler.steps]).toEqual([0, 2, 0])
    expect(scheduler.step()).toBe(true)
    expect([ran, scheduler.runnable, scheduler.steps]).toEqual([["a"], 1, 1])
    expect([scheduler.step(), scheduler.step()]).toEqual([true, false])
    expect(scheduler.steps).toBe(2)
  })

  it("under fifo tasks of one priority run in the order in which they were queued, while more are queued", () => {
    const ran: Array<number> = []
    const scheduler = SeededScheduler.make(Choices.fifo)
    let queued = 0
    const add = () => {
      const number = queued++
      scheduler.scheduleTask(() => ran.push(number), 0)
    }
    for (let round = 0; round < 50; round++) {
      for (let i = 0; i < 1 + ((round * 7) % 23); i++) add()
      for (let i = 0; i < (round * 5) % 19; i++) scheduler.step()
    }
    scheduler.flush()
    expect(ran).toEqual(Array.from({ length: queued }, (_, i) => i))
  })

  it("only tasks of the lowest priority number are candidates", () => {
    const ran: Array<string> = []
    const bounds: Array<number> = []
    const scheduler = SeededScheduler.make(Choices.observed(Choices.seeded(5), (_, n) => bounds.push(n)))
    const add = labelled(scheduler, ran)
    add("late", 10)
    add("x1", 0)
    add("early", -1)
    add("x2", 0)
    scheduler.flush()
    expect(ran[0]).toBe("early")
    expect(ran.slice(1, 3).sort()).toEqual(["x1", "x2"])
    expect(ran[3]).toBe("late")
    expect(bounds).toEqual([2])
  })

  it("the picked task runs and the others stay, whatever is picked", () => {
    const choices = Choices.seeded(9)
    const expected = new Set<number>()
    const scheduler = SeededScheduler.make(choices)
    let queued = 0
    for (let round = 0; round < 400; round++) {
      for (let i = choices.pick(4, "new"); i > 0; i--) {
        const number = queued++
        expected.add(number)
        scheduler.scheduleTask(() => expect(expected.delete(number)).toBe(true), 0)
      }
      scheduler.step()
      expect(scheduler.runnable).toBe(expected.size)
    }
    scheduler.flush()
    expect(expected.size).toBe(0)
    expect(scheduler.steps).toBe(queued)
  })

  it("picking 0 after another pick still takes the oldest", () => {
    const ran: Array<string> = []
    const scheduler = SeededScheduler.make(Choices.replay([1, 0, 0]))
    const add = labelled(scheduler, ran)
    for (const name of ["a", "b", "c", "d"]) add(name)
    scheduler.flush()
    expect(ran).toEqual(["b", "a", "d", "c"])
  })

  it("stops at the limit of steps and goes on when it is raised", () => {
    const scheduler = SeededScheduler.make(Choices.fifo, { stepLimit: 3 })
    const again = () => scheduler.scheduleTask(again, 0)
    again()
    scheduler.flush()
    expect([scheduler.steps, scheduler.runnable, scheduler.step()]).toEqual([3, 1, false])
    scheduler.stepLimit = 5
    scheduler.flush()
    expect(scheduler.steps).toBe(5)
  })

  it("a task that throws counts as run, and what it threw comes out of the step", () => {
    const ran: Array<string> = []
    const scheduler = SeededScheduler.make(Choices.fifo)
    scheduler.scheduleTask(() => {
      throw new Error("outside any fiber")
    }, 0)
    labelled(scheduler, ran)("after")
    expect(() => scheduler.step()).toThrow("outside any fiber")
    expect([scheduler.steps, scheduler.runnable]).toEqual([1, 1])
    scheduler.flush()
    expect(ran).toEqual(["after"])
  })

  it("a step costs the same however many tasks are queued", () => {
    const scheduler = SeededScheduler.make(Choices.seeded(1))
    const size = 200_000
    for (let i = 0; i < size; i++) scheduler.scheduleTask(() => undefined, 0)
    scheduler.flush()
    expect([scheduler.steps, scheduler.runnable]).toEqual([size, 0])
  })
})
