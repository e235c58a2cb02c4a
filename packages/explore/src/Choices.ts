/**
 * One stream of choices: everything a simulated program leaves open is drawn from it.
 *
 * A choice is a number below a bound. Which fiber runs next, where a fiber is preempted, whether a fault fires: all come from the same
 * stream, in the order in which they are asked, and are recorded. The recording, given back through {@link replay}, makes the same run
 * again. 0 is always the plain choice (the oldest task, no preemption, everything there is), so a recording gets simpler as its
 * numbers go towards 0 and its end is cut off.
 */
import { Context, Data, Effect, Random, Result } from "effect"

/** A stream of choices. */
export interface Choices {
  /**
   * Draws a number from 0 to `n - 1`. With `n` of 1 there is nothing to choose: the answer is 0 and nothing is drawn or recorded.
   *
   * `label` says what is being chosen; it names the choice to observers and in errors and has no influence on the answer.
   *
   * @throws RangeError when `n` is not a positive safe integer
   */
  pick(n: number, label: string): number
  /** What was drawn so far, oldest first. A live view: copy it to keep it. */
  readonly taken: ReadonlyArray<number>
}

const nothing: ReadonlyArray<number> = Object.freeze([])

const checkBound = (n: number, label: string): void => {
  if (!Number.isSafeInteger(n) || n < 1) throw new RangeError(`choice "${label}": the bound must be a positive integer, not ${n}`)
}

class Recorded implements Choices {
  readonly taken: Array<number> = []
  private readonly draw: (n: number, label: string) => number

  constructor(draw: (n: number, label: string) => number) {
    this.draw = draw
  }

  pick(n: number, label: string): number {
    if (n === 1) return 0
    checkBound(n, label)
    const picked = this.draw(n, label)
    this.taken.push(picked)
    return picked
  }
}

/** The random generator that Effect's `Random.withSeed` uses, as a plain object. */
export const seededRandom = (seed: number | string): Random.Random => Effect.runSync(Random.withSeed(Effect.service(Random.Random), seed))

/**
 * Choices from a seed: the same seed gives the same answers to the same questions.
 * Of a number its integer part modulo 2³² counts; a string counts whole.
 */
export const seeded = (seed: number | string): Choices => {
  const random = seededRandom(seed)
  return new Recorded((n) => Math.floor(random.nextDoubleUnsafe() * n))
}

/**
 * Always the plain choice. One value serves every run: it keeps no state and records nothing,
 * because an empty recording already replays as this.
 */
export const fifo: Choices = {
  pick(n, label) {
    if (n !== 1) checkBound(n, label)
    return 0
  },
  taken: nothing
}

/**
 * Answers with the recorded numbers in order, and from `otherwise` once they are used up.
 *
 * When the program asks something else than when it was recorded, a recorded number may be too large for the question: the
 * largest answer that fits is given then. What {@link Choices.taken} holds is what was answered, so it replays exactly.
 */
export const replay = (recorded: ReadonlyArray<number>, otherwise: Choices = fifo): Choices => {
  let next = 0
  return new Recorded((n, label) => (next < recorded.length ? Math.min(recorded[next++]!, n - 1) : otherwise.pick(n, label)))
}

/** The same choices, told one by one to `onPick` as they are drawn. Questions with one answer are not choices and are not told. */
export const observed = (choices: Choices, onPick: (label: string, n: number, picked: number) => void): Choices => ({
  pick(n, label) {
    const picked = choices.pick(n, label)
    if (n !== 1) onPick(label, n, picked)
    return picked
  },
  get taken() {
    return choices.taken
  }
})

/** The choices of the simulation a fiber runs in; outside any simulation, {@link fifo}. */
export const CurrentChoices = Context.Reference<Choices>("@condis/explore/Choices", { defaultValue: () => fifo })

/** Draws from {@link CurrentChoices}. A bound that is not a positive integer is a defect. */
export const pick = (n: number, label: string): Effect.Effect<number> =>
  Effect.map(Effect.service(CurrentChoices), (choices) => choices.pick(n, label))

// -----------------------------------------------------------------------------
// short form
// -----------------------------------------------------------------------------

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"
const zeros = "."
const shortestRun = 3

const digitOf: ReadonlyMap<string, number> = new Map(Array.from(digits, (digit, value) => [digit, value]))

const encodeNumber = (value: number): string => {
  let text = ""
  let rest = value
  while (rest >= 32) {
    text += digits[32 + (rest % 32)]!
    rest = Math.floor(rest / 32)
  }
  return text + digits[rest]!
}

/**
 * The short form of a recording: letters, digits, `-`, `_` and `.` only, so it can stand in a URL, a file name or a shell command.
 *
 * A number is written in digits to the base 32, least significant first; a digit that is not the last has 32 added. Runs of three
 * zeros or more are `.` and their length.
 *
 * @throws RangeError when an element is not a non-negative safe integer
 */
export const encode = (taken: ReadonlyArray<number>): string => {
  let text = ""
  for (let at = 0; at < taken.length;) {
    const value = taken[at]!
    if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`choice ${at}: ${value} is not a non-negative integer`)
    let end = at + 1
    if (value === 0) while (end < taken.length && taken[end] === 0) end++
    const run = end - at
    text += value !== 0 ? encodeNumber(value) : run < shortestRun ? "0".repeat(run) : zeros + encodeNumber(run)
    at = end
  }
  return text
}

/** A text that is not the short form of a recording. */
export class MalformedChoices extends Data.TaggedError("MalformedChoices")<{
  readonly text: string
  /** Index of the first character that cannot stand there; the length of the text when it breaks off. */
  readonly position: number
  readonly expected: string
}> {
  override get message(): string {
    const found = this.position < this.text.length ? `"${this.text[this.position]}"` : "the end"
    return `not a recorded sequence of choices: expected ${this.expected} at character ${this.position + 1}, found ${found}`
  }
}

/** No recording that a machine could hold is longer; a longer run of zeros is a mistake in the text. */
const longestRun = 2 ** 24

/** Reads the short form back. For every recording, `decode(encode(taken))` succeeds with it. */
export const decode = (text: string): Result.Result<ReadonlyArray<number>, MalformedChoices> => {
  const taken: Array<number> = []
  let at = 0
  while (at < text.length) {
    const start = at
    const isRun = text[at] === zeros
    if (isRun) at++
    let value = 0
    for (let weight = 1; ; weight *= 32) {
      const digit = digitOf.get(text[at] ?? "")
      if (digit === undefined) return Result.fail(new MalformedChoices({ text, position: at, expected: "a digit" }))
      at++
      value += (digit % 32) * weight
      if (!Number.isSafeInteger(value)) return Result.fail(new MalformedChoices({ text, position: start, expected: "a smaller number" }))
      if (digit < 32) break
    }
    if (!isRun) taken.push(value)
    else if (value > longestRun) return Result.fail(new MalformedChoices({ text, position: start, expected: "a shorter run of zeros" }))
    else for (let i = 0; i < value; i++) taken.push(0)
  }
  return Result.succeed(taken)
}
