import { describe, expect, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { Choices } from "../src/index.ts"

const draw = (choices: Choices.Choices, bounds: ReadonlyArray<number>) => bounds.map((n) => choices.pick(n, "test"))

const bounds = Array.from({ length: 400 }, (_, i) => 2 + (i % 9))

describe("Choices", () => {
  it("a seed gives the same answers to the same questions, another seed others", () => {
    const first = draw(Choices.seeded(7), bounds)
    expect(draw(Choices.seeded(7), bounds)).toEqual(first)
    expect(draw(Choices.seeded(8), bounds)).not.toEqual(first)
    expect(draw(Choices.seeded("seven"), bounds)).toEqual(draw(Choices.seeded("seven"), bounds))
  })

  it("a seeded answer is below its bound, and every answer comes up", () => {
    const choices = Choices.seeded(1)
    const seen = new Set<number>()
    for (let i = 0; i < 500; i++) seen.add(choices.pick(7, "test"))
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5, 6])
  })

  it("a question with one answer draws nothing and is not recorded", () => {
    const choices = Choices.seeded(3)
    const answers = [choices.pick(5, "a"), choices.pick(1, "b"), choices.pick(5, "c")]
    expect(answers[1]).toBe(0)
    expect(choices.taken).toEqual([answers[0], answers[2]])
    expect(draw(Choices.seeded(3), [5, 5])).toEqual(choices.taken)
  })

  it("a bound that is not a positive integer is refused, naming the choice", () => {
    for (const choices of [Choices.fifo, Choices.seeded(1), Choices.replay([1])]) {
      for (const n of [0, -1, 1.5, NaN, Infinity]) expect(() => choices.pick(n, "batch size")).toThrow(/"batch size".*positive integer/)
    }
  })

  it("fifo always answers 0 and records nothing", () => {
    expect(draw(Choices.fifo, bounds)).toEqual(bounds.map(() => 0))
    expect(Choices.fifo.taken).toEqual([])
  })

  it("a replay answers what was recorded, then what the fallback answers, and records both", () => {
    const choices = Choices.replay([1, 2], Choices.replay([3]))
    expect(draw(choices, [5, 5, 5, 5])).toEqual([1, 2, 3, 0])
    expect(choices.taken).toEqual([1, 2, 3, 0])
  })

  it("a recorded number too large for the question becomes the largest answer that fits", () => {
    const choices = Choices.replay([9, 4])
    expect(draw(choices, [3, 5])).toEqual([2, 4])
    expect(choices.taken).toEqual([2, 4])
  })

  it("an observer hears of every choice with its label and bound", () => {
    const heard: Array<readonly [string, number, number]> = []
    const choices = Choices.observed(Choices.replay([2, 1]), (label, n, picked) => heard.push([label, n, picked]))
    choices.pick(4, "run")
    choices.pick(1, "run")
    choices.pick(2, "preempt")
    expect(heard).toEqual([
      ["run", 4, 2],
      ["preempt", 2, 1]
    ])
    expect(choices.taken).toEqual([2, 1])
  })

  it.effect("outside a simulation the current choices are fifo", () =>
    Effect.gen(function* () {
      expect(yield* Choices.pick(9, "test")).toBe(0)
      expect(yield* Effect.provideService(Choices.pick(9, "test"), Choices.CurrentChoices, Choices.replay([5]))).toBe(5)
    })
  )
})

describe("the short form of a recording", () => {
  const roundTrip = (taken: ReadonlyArray<number>) => Result.getOrThrow(Choices.decode(Choices.encode(taken)))

  it("reads back as what was written", () => {
    const source = Choices.seeded(11)
    for (let round = 0; round < 300; round++) {
      const taken = Array.from({ length: source.pick(60, "length") }, () => {
        const size = source.pick(4, "size")
        return size === 0 ? 0 : source.pick([0, 10, 2_000, 2 ** 31][size]!, "value")
      })
      expect(roundTrip(taken)).toEqual(taken)
    }
    const edges = [0, 31, 32, 1023, 1024, Number.MAX_SAFE_INTEGER, 0, 0, 0, 0]
    expect(roundTrip(edges)).toEqual(edges)
  })

  it("is one character for a small number, a few for a run of zeros, and safe in a URL", () => {
    expect(Choices.encode([])).toBe("")
    expect(Choices.encode([0, 1, 9, 31])).toBe("019V")
    expect(Choices.encode([0, 0, 2])).toBe("002")
    expect(Choices.encode([...new Array<number>(40).fill(0), 1])).toBe(".e11")
    const text = Choices.encode(Array.from({ length: 5_000 }, (_, i) => i))
    expect(encodeURIComponent(text)).toBe(text)
  })

  it("text that is none is refused with the place and what was expected there", () => {
    const refusal = (text: string) => Result.getOrThrow(Result.flip(Choices.decode(text)))
    expect(refusal("12 3")).toMatchObject({ _tag: "MalformedChoices", position: 2 })
    expect(refusal("12 3").message).toBe('not a recorded sequence of choices: expected a digit at character 3, found " "')
    expect(refusal("12W").message).toContain("at character 4, found the end")
    expect(refusal("3.").message).toContain("at character 3, found the end")
    expect(refusal("1.______1").message).toContain("expected a shorter run of zeros at character 2")
    expect(refusal("1_____________1").message).toContain("expected a smaller number at character 2")
  })

  it("numbers that are no choices are refused", () => {
    for (const value of [-1, 0.5, NaN, Infinity]) expect(() => Choices.encode([0, value])).toThrow(/choice 1: .* non-negative integer/)
  })
})
