/**
 * Runs an Effect program to its end, synchronously, on virtual time, in an order drawn from a stream of choices.
 *
 * The program gets a {@link SeededScheduler}, a {@link VirtualClock}, a seeded `Random` and {@link CurrentChoices}; fibers it forks
 * inherit them. While a task is runnable one is run; when none is, time jumps to the next timer; when there is no timer either, the
 * program is deadlocked. Everything the program leaves open comes from the one stream of choices, so its recording is the whole run.
 *
 * When the main fiber has ended, what is still runnable runs (finalizers, fibers being interrupted) but time stands still: fibers
 * that sleep or wait on after the end of the program are not woken, they are counted.
 *
 * Only what goes through these services is under control. A promise, an I/O callback or a timer of the host cannot fire during a run,
 * so waiting for one is reported as a deadlock. A queue or semaphore made outside keeps the scheduler it was made with: make it inside.
 */
import type { Fiber } from "effect"
import { Cause, Clock, Context, Data, Effect, Exit, Metric, Random, Scheduler } from "effect"
import { type Choices, CurrentChoices, encode, fifo, seeded, seededRandom } from "./Choices.ts"
import * as SeededScheduler from "./SeededScheduler.ts"
import * as VirtualClock from "./VirtualClock.ts"

/** How to run. All have defaults; without any, the run is the plain one: first in, first out, no preemption. */
export interface Options {
  /** Makes the choices, see {@link seeded}. With {@link choices} given too, it seeds only `Random`, and is not part of the recording. */
  readonly seed?: number | string | undefined
  /** The choices themselves: a replay, or a strategy of one's own. */
  readonly choices?: Choices | undefined
  /** Preempts fibers at drawn points: within how many operations of being resumed; `true` is {@link defaultPreempt}. Off by default. */
  readonly preempt?: boolean | number | undefined
  /** How many tasks may run before the run is called a livelock; {@link defaultMaxSteps} by default. */
  readonly maxSteps?: number | undefined
  /** How far time may go, in milliseconds, before the run is called a livelock; by default as far as the program likes. */
  readonly maxVirtualMillis?: number | undefined
}

/** The window of `preempt: true`, in operations. */
export const defaultPreempt = 16

/** Tasks run before a run counts as a livelock: some seconds of work. */
export const defaultMaxSteps = 1_000_000

const microsPerMilli = 1_000

/** Nothing was runnable, nobody slept, and the main fiber had not ended. */
export class Deadlock extends Data.TaggedError("Deadlock")<{
  /** Tasks run until then. */
  readonly steps: number
  readonly virtualMillis: number
  /** Fibers that had not ended: all of them were waiting for something that nothing was left to bring about. */
  readonly fibers: number
}> {
  override get message(): string {
    return (
      `deadlock at ${this.virtualMillis} ms after ${this.steps} steps: ${this.fibers} fiber(s) wait, the main one among them, ` +
      "no task is runnable and no timer is set; what each waits for is not known to the scheduler"
    )
  }
}

/** The main fiber had not ended within the limits of the run. */
export class Livelock extends Data.TaggedError("Livelock")<{
  /** Which limit was reached. */
  readonly limit: "steps" | "virtual time"
  readonly steps: number
  readonly virtualMillis: number
  readonly fibers: number
}> {
  override get message(): string {
    return (
      `livelock: the limit of ${this.limit} was reached at ${this.virtualMillis} ms after ${this.steps} steps, ` +
      `with ${this.fibers} fiber(s) not ended, the main one among them`
    )
  }
}

/** What a run came to. */
export interface Result<A, E> {
  /**
   * How the program ended. After a deadlock or livelock the main fiber is interrupted, so that its finalizers run, and the exit is that
   * error followed by what the finalizers failed with. Whatever was thrown outside any fiber is a defect here.
   */
  readonly exit: Exit.Exit<A, E | Deadlock | Livelock>
  /** Tasks run. */
  readonly steps: number
  /** The time at the end, in milliseconds since the epoch; a multiple of 0.001. */
  readonly virtualMillis: number
  /** The short form of {@link taken}: decode and replay it, with the same `preempt`, to run the same again. */
  readonly choices: string
  /** What this run drew. */
  readonly taken: ReadonlyArray<number>
  /** Sleepers left when the program had ended. */
  readonly outstandingTimers: number
  /** Tasks left runnable: 0 unless the limit of steps cut the run short. */
  readonly outstandingTasks: number
  /** Fibers left, sleeping, waiting or runnable: detached ones, or a main fiber that no interrupt could end. */
  readonly outstandingFibers: number
}

/** Counts the fibers of a run that have not ended. A counter that was there before goes on counting. */
class LiveFibers implements Metric.FiberRuntimeMetricsService {
  count = 0
  private readonly outer: Metric.FiberRuntimeMetricsService | undefined

  constructor(outer: Metric.FiberRuntimeMetricsService | undefined) {
    this.outer = outer
  }

  recordFiberStart(context: Context.Context<never>): void {
    this.count++
    this.outer?.recordFiberStart(context)
  }

  recordFiberEnd(context: Context.Context<never>, exit: Exit.Exit<unknown, unknown>): void {
    this.count--
    this.outer?.recordFiberEnd(context, exit)
  }
}

/** Seeds itself from the choices when the first number is asked for, so that programs that use no randomness draw nothing. */
const randomFrom = (choices: Choices, seed: number | string | undefined): Random.Random => {
  let source: Random.Random | undefined
  const random = () => (source ??= seededRandom(seed ?? choices.pick(2 ** 31, "random")))
  return { nextIntUnsafe: () => random().nextIntUnsafe(), nextDoubleUnsafe: () => random().nextDoubleUnsafe() }
}

const positive = (name: string, value: number, whole: boolean): number => {
  if (value > 0 && (!whole || Number.isInteger(value) || value === Infinity)) return value
  throw new RangeError(`${name} must be a positive ${whole ? "integer" : "number"}, not ${value}`)
}

const preemptWindow = (preempt: boolean | number | undefined): number => {
  if (typeof preempt !== "number") return preempt === true ? defaultPreempt : 0
  if (Number.isSafeInteger(preempt) && preempt >= 0) return preempt
  throw new RangeError(`preempt must be a boolean or a number of operations, not ${preempt}`)
}

/** One run: the services, the main fiber, and the loop that drives them. */
class Run<A, E, R> {
  readonly scheduler: SeededScheduler.SeededScheduler
  readonly clock: VirtualClock.VirtualClock
  readonly fibers: LiveFibers
  readonly main: Fiber.Fiber<A, E>
  /** What was thrown outside any fiber. */
  readonly thrown: Array<unknown> = []
  private readonly maxSteps: number
  private readonly maxMicros: number
  private microsLimit: number

  constructor(effect: Effect.Effect<A, E, R>, choices: Choices, context: Context.Context<R>, options: Options) {
    this.maxSteps = positive("maxSteps", options.maxSteps ?? defaultMaxSteps, true)
    this.maxMicros = positive("maxVirtualMillis", options.maxVirtualMillis ?? Infinity, false) * microsPerMilli
    this.microsLimit = this.maxMicros
    const scheduler = SeededScheduler.make(choices, { preempt: preemptWindow(options.preempt), stepLimit: this.maxSteps })
    this.scheduler = scheduler
    this.clock = VirtualClock.make({ wake: (wakeUp) => scheduler.scheduleTask(wakeUp, 0) })
    this.fibers = new LiveFibers(Context.get(context, Metric.FiberRuntimeMetrics))
    const services = context.pipe(
      Context.add(Scheduler.Scheduler, scheduler),
      Context.add(Clock.Clock, this.clock),
      Context.add(Random.Random, randomFrom(choices, options.choices === undefined ? undefined : options.seed)),
      Context.add(Metric.FiberRuntimeMetrics, this.fibers),
      Context.add(CurrentChoices, choices)
    )
    this.main = Effect.runForkWith(services)(effect)
  }

  get virtualMillis(): number {
    return this.clock.micros / microsPerMilli
  }

  /** Until the main fiber has ended, or cannot. Lets through what a task throws. */
  drive(): Deadlock | Livelock | undefined {
    const { clock, main, scheduler } = this
    while (main.pollUnsafe() === undefined) {
      if (scheduler.step()) continue
      if (scheduler.runnable > 0) return this.livelock("steps")
      const earliest = clock.earliest
      if (earliest === undefined) {
        return new Deadlock({ steps: scheduler.steps, virtualMillis: this.virtualMillis, fibers: this.fibers.count })
      }
      if (scheduler.steps >= scheduler.stepLimit) return this.livelock("steps")
      if (earliest > this.microsLimit) return this.livelock("virtual time")
      clock.next()
    }
    return undefined
  }

  /** Interrupts the main fiber and gives it the same limits once more to clean up. */
  abandon(): void {
    this.scheduler.stepLimit = this.scheduler.steps + this.maxSteps
    this.microsLimit = this.clock.micros + this.maxMicros
    this.guard(() => this.main.interruptUnsafe())
    this.persist(() => this.drive())
  }

  /** Runs what is runnable at this instant. */
  drain(): void {
    this.persist(() => this.scheduler.flush())
  }

  /** False when the body threw; what it threw is kept. */
  guard(body: () => void): boolean {
    try {
      body()
      return true
    } catch (error) {
      this.thrown.push(error)
      return false
    }
  }

  /** Carries on past tasks that throw; not past choices that throw, for they would throw again. */
  private persist(body: () => void): void {
    for (let before = -1; before !== this.scheduler.steps;) {
      before = this.scheduler.steps
      if (this.guard(body)) return
    }
  }

  private livelock(limit: Livelock["limit"]): Livelock {
    return new Livelock({ limit, steps: this.scheduler.steps, virtualMillis: this.virtualMillis, fibers: this.fibers.count })
  }
}

const exitOf = <A, E, R>(run: Run<A, E, R>, stuck: Deadlock | Livelock | undefined): Exit.Exit<A, E | Deadlock | Livelock> => {
  const own = run.main.pollUnsafe()
  if (own !== undefined && stuck === undefined && run.thrown.length === 0) return own
  const reasons: Array<Cause.Reason<E | Deadlock | Livelock>> = []
  if (stuck !== undefined) reasons.push(Cause.makeFailReason(stuck))
  for (const error of run.thrown) reasons.push(Cause.makeDieReason(error))
  if (own !== undefined && Exit.isFailure(own)) {
    for (const reason of own.cause.reasons) if (!Cause.isInterruptReason(reason)) reasons.push(reason)
  }
  return Exit.failCause(Cause.fromReasons(reasons))
}

const runIn = <A, E, R>(effect: Effect.Effect<A, E, R>, context: Context.Context<R>, options: Options): Result<A, E> => {
  const choices = options.choices ?? (options.seed === undefined ? fifo : seeded(options.seed))
  const drawnBefore = choices.taken.length
  const run = new Run(effect, choices, context, options)
  let stuck: Deadlock | Livelock | undefined
  const clean = run.guard(() => {
    stuck = run.drive()
  })
  if (!clean || stuck !== undefined) run.abandon()
  run.drain()
  const taken = choices.taken.slice(drawnBefore)
  return {
    exit: exitOf(run, stuck),
    steps: run.scheduler.steps,
    virtualMillis: run.virtualMillis,
    choices: encode(taken),
    taken,
    outstandingTimers: run.clock.pending,
    outstandingTasks: run.scheduler.runnable,
    outstandingFibers: run.fibers.count
  }
}

/**
 * Runs the program and answers how it went. Returns when the program has ended, is stuck, or has used up its limits.
 *
 * `context` holds services for the program; what it says about scheduler, clock, randomness and choices is replaced.
 * Limits that are not positive and a `preempt` that is no number of operations are a `RangeError`.
 */
export function run<A, E>(effect: Effect.Effect<A, E>, options?: Options): Result<A, E>
export function run<A, E, R>(effect: Effect.Effect<A, E, R>, options: Options & { readonly context: Context.Context<R> }): Result<A, E>
export function run<A, E, R>(
  effect: Effect.Effect<A, E, R>,
  options: Options & { readonly context?: Context.Context<R> } = {}
): Result<A, E> {
  return runIn(effect, options.context ?? (Context.empty() as Context.Context<R>), options)
}

/** The same as an Effect, with the services of the fiber it runs in; the run happens at once, within one step of that fiber. */
export const runEffect = <A, E, R>(effect: Effect.Effect<A, E, R>, options?: Options): Effect.Effect<Result<A, E>, never, R> =>
  Effect.map(Effect.context<R>(), (context) => run(effect, { ...options, context }))
