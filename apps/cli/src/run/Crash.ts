/**
 * Death at every crossing: a scenario is run again for each crossing of its script, and the driver of that crossing dies exactly when NDIS
 * has recorded it. What is due then is the same everywhere: nobody else breaks a rule or dies, the driver is started again, the next call
 * ends as it does without a death, after it there is no more of anything than without a death, and in the end nothing is left.
 *
 * The crash is a message to the driver: it dies in its next turn, behind what lay in its mailbox already, before what this crossing brings.
 */
import { atmAddress, atmAddressText } from "@condis/core/Atm"
import { NdisStatus } from "@condis/core/NdisStatus"
import { type CrossingEvent, isCrossing, memory, Trace, type TraceEvent, type TraceSink } from "@condis/core/Trace"
import { Choices, Simulation } from "@condis/explore"
import * as Cause from "effect/Cause"
import { Clock } from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import { callManager, type Form, headerInstances, type Scenario } from "../scenario/Scenario.ts"
import type { PlainStep, Step } from "../scenario/Step.ts"
import { exploring, plainButFaults } from "./Runner.ts"
import { perform } from "./Script.ts"
import { listen, withWorld, type World } from "./World.ts"

/** One death and what came of it. */
export interface Row {
  /** The crossing at which the driver dies, as it was in the run without a death. */
  readonly crossing: CrossingEvent
  /** `host/instance`. */
  readonly driver: string
  /** What was not as it should be, in words. Empty: clean. */
  readonly faults: ReadonlyArray<string>
}

/** All deaths of one scenario in one form. */
export interface Enumeration {
  readonly scenario: Scenario
  readonly form: Form
  /** What is wrong with the run without a death, in words. Then there are no rows: nothing can be held against it. */
  readonly without: ReadonlyArray<string>
  readonly rows: ReadonlyArray<Row>
}

/** Which of the crossings are tried. */
export interface Selection {
  /** Only this driver: its instance name, with its host or without. */
  readonly driver?: string
  /** Only every so-manieth crossing, counted from 1. Default: 1, all of them. */
  readonly every?: number
  /** Draws what the runtime leaves open, in the runs with and without a death alike; 0, the default, is the plain order. */
  readonly seed?: number
}

/** How long a step may take on virtual time, in milliseconds: longer than any timer of signalling takes to give up. */
const stepMillis = 600_000

/** How long after the script what happens is still of the script, in milliseconds: a call that was closed has its VC deleted. */
const lastMillis = 1000

/**
 * How long the hosts are given to come to rest after that, in milliseconds. Above a dead miniport every message is lost: a call manager may
 * wait for a party (T399), then twice for the end of the call (T308), before its client is out.
 */
const restMillis = 120_000

/** The name of the call that is made when all is over. */
const nextCall = "next-call"

/** The driver of a crossing. */
const driverOf = ({ from, host, to }: CrossingEvent): string => `${host}/${from === "NDIS" ? to : from}`

/** What a run told. */
interface Told {
  readonly trace: ReadonlyArray<TraceEvent>
  /** Numbers of the first event of the script and of the first after it. */
  readonly begins: number
  readonly ends: number
  /** How the next call ended, and its close. */
  readonly next: string
  /** What there is after the next call, before the hosts are taken down: name → count. */
  readonly standing: ReadonlyMap<string, number>
  readonly faults: ReadonlyArray<string>
}

const plainSteps = (step: Step): ReadonlyArray<PlainStep> => step.together ?? [step as PlainStep]

/** Programs whose client died listen again with its new life; the SAPs of the others are the client kit's to keep. */
const listenAgain = (world: World, killed: string) =>
  Effect.forEach(
    world.actors.get(killed)?.value.saps ?? [],
    (sap) => {
      world.actors.get(killed)?.listening.delete(atmAddressText(atmAddress(sap)))
      return Effect.match(listen(world, killed, sap), {
        onSuccess: () => [],
        onFailure: (error) => [`${killed} cannot listen at ${sap} again: ${error.message}`]
      })
    },
    { concurrency: 1 }
  ).pipe(Effect.map((faults) => faults.flat()))

/** What the hosts and the network hold. */
const standingIn = (world: World): Effect.Effect<ReadonlyMap<string, number>> =>
  Effect.map(
    world.network.leftovers,
    (network) =>
      new Map([
        ...[...world.hosts].flatMap(([name, host]) =>
          Object.entries(host.leftovers()).map(([what, count]) => [`${name}: ${what}`, count] as const)
        ),
        ...Object.entries(network).map(([what, count]) => [`network: ${what}`, count] as const)
      ])
  )

/** What there is more of than without a death. Less may be: a call of the script that a death ended. */
const grown = (standing: ReadonlyMap<string, number>, plain: ReadonlyMap<string, number>): ReadonlyArray<string> =>
  [...standing]
    .filter(([what, count]) => count > (plain.get(what) ?? 0))
    .map(([what, count]) => `after the next call: ${what}: ${count}; without a death: ${plain.get(what) ?? 0}`)

/** Makes the first call of the script once more and closes it. */
const callAgain = (world: World, scope: Scope.Scope): Effect.Effect<string> =>
  Effect.gen(function* () {
    const first = world.scenario.script.flatMap(plainSteps).find(({ call }) => call !== undefined)?.call
    if (first === undefined) return "no call"
    const told: Array<string> = []
    const calling = yield* perform(world, { call: { ...first, id: nextCall, expect: NdisStatus.SUCCESS } } as Step, scope)
    told.push(...calling.map(({ found, ok }) => (ok ? "up" : found)))
    yield* Effect.sleep(100)
    if (world.calls.has(nextCall)) {
      const closing = yield* perform(world, { close: { call: nextCall, expect: NdisStatus.SUCCESS } } as Step, scope)
      told.push(...closing.map(({ found, ok }) => (ok ? "closed" : found)))
    }
    yield* Effect.sleep(100)
    return told.join(", ")
  })

/** One run, with a death at the crossing of this number or without one. */
const tell = (scenario: Scenario, form: Form, at: number | undefined, killed: string, seed: number): Told => {
  const faults: Array<string> = []
  let begins = 0
  let ends = 0
  let next = "not made"
  let standing: ReadonlyMap<string, number> = new Map()
  let world: World | undefined
  let trace: ReadonlyArray<TraceEvent> = []
  const kill = (event: TraceEvent): void => {
    const [host = "", driver = ""] = killed.split("/")
    if (!isCrossing(event) || driverOf(event) !== killed) faults.push(`the run went another way before event ${event.seq}`)
    else if (world?.hosts.get(host)?.crash(driver, new Error(`dies at ${event.ddi}`)) !== true) faults.push(`${killed} was dead already`)
  }
  const inTime = <A, E, R>(what: string, effect: Effect.Effect<A, E, R>) =>
    Effect.map(Effect.timeoutOption(effect, stepMillis), (ended) => {
      if (Option.isNone(ended)) faults.push(`${what} does not end`)
      return Option.getOrUndefined(ended)
    })
  const story = (made: World) =>
    Effect.gen(function* () {
      world = made
      begins = trace.length + 1
      const scope = yield* Effect.scope
      for (const step of scenario.script) {
        const checks = yield* inTime(`the step ${Object.keys(step)[0]}`, perform(made, step, scope))
        // A death may well spoil what follows; the script goes on, as a program would.
        if (at === undefined && scenario.faults.length === 0)
          faults.push(...(checks ?? []).filter(({ ok }) => !ok).map(({ found, what }) => `${what}: ${found}`))
      }
      yield* Effect.sleep(lastMillis)
      ends = trace.length + 1
      yield* Effect.sleep(restMillis)
      if (at !== undefined) faults.push(...((yield* inTime("listening again", listenAgain(made, killed))) ?? []))
      made.faults?.heal()
      next = (yield* inTime("the next call", callAgain(made, scope))) ?? "nothing came of it"
      yield* Effect.sleep(restMillis)
      standing = yield* standingIn(made)
    })
  const whole = Effect.gen(function* () {
    const clock = yield* Clock
    const micros = () => Number(clock.currentTimeNanosUnsafe() / 1000n)
    const begin = micros()
    const kept = memory(() => micros() - begin)
    trace = kept.events
    const sink: TraceSink = {
      record: (event) => {
        const recorded = kept.record(event)
        if (recorded.seq === at) kill(recorded)
        return recorded
      }
    }
    const left = yield* Effect.provideService(withWorld(scenario, form, story), Trace, sink)
    faults.push(...left.map((what) => `left: ${what}`))
  })
  const { exit, outstandingFibers, outstandingTimers } = Simulation.run(
    exploring(whole),
    seed === 0 ? { choices: plainButFaults(Choices.fifo), seed } : { seed }
  )
  if (Exit.isFailure(exit)) faults.push(`the run does not come to its end: ${Cause.pretty(exit.cause)}`)
  if (outstandingFibers > 0) faults.push(`left: ${outstandingFibers} fibers`)
  if (outstandingTimers > 0) faults.push(`left: ${outstandingTimers} timers`)
  return { trace, begins, ends, next, standing, faults }
}

const isAt = (event: { readonly host: string; readonly at: string }, driver: string | undefined): boolean =>
  `${event.host}/${event.at}` === driver

/** Notes of work that was not done. That signalling gives up a silent network is no such note. */
const undone = /did not end within|could not be (started again|deleted|closed|dropped|deregistered|deactivated)|times within .* given up/

/** What the trace of a run says that it must not say. `killed`: this driver dies once, and is started again. */
export const faultsIn = (trace: ReadonlyArray<TraceEvent>, killed: string | undefined): ReadonlyArray<string> => {
  const faults: Array<string> = []
  let deaths = 0
  let restarted = false
  for (const event of trace) {
    if (event.kind === "violation") faults.push(`violation ${event.rule ?? ""} at ${event.host}/${event.at}: ${event.text}`)
    else if (event.kind === "death" && (!isAt(event, killed) || ++deaths > 1))
      faults.push(`death at ${event.host}/${event.at}: ${event.text}`)
    else if (event.kind === "restart" && isAt(event, killed)) restarted = true
    else if (event.kind === "note" && undone.test(event.text)) faults.push(`${event.host}/${event.at}: ${event.text}`)
  }
  if (killed === undefined) return faults
  if (deaths === 0) faults.push("the driver did not die")
  if (!restarted) faults.push("the driver was not started again")
  return faults
}

/** What a driver is called, with its host and without. As in scripts, `cm` means the MCM driver too. */
const namesOf = (scenario: Scenario, form: Form, driver: string): ReadonlyArray<string> => {
  const [host = "", own = ""] = driver.split("/")
  const managesCalls = form === "mcm" && own === scenario.hosts[host]?.adapter
  return [own, driver, ...(managesCalls ? [callManager, `${host}/${callManager}`] : [])]
}

/** The drivers of a scenario in a form, by all their names. */
export const driversOf = (scenario: Scenario, form: Form): ReadonlyArray<string> =>
  Object.keys(headerInstances(scenario, form)).flatMap((driver) => namesOf(scenario, form, driver))

/** The crossings of a scenario's script and the deaths at them. */
export const enumerate = (scenario: Scenario, form: Form, selection: Selection = {}): Enumeration => {
  const seed = selection.seed ?? 0
  const plain = tell(scenario, form, undefined, "", seed)
  // What fault rules bring about anyway is no fault of a death.
  const due = new Set(scenario.faults.length === 0 ? [] : faultsIn(plain.trace, undefined))
  const without = [...faultsIn(plain.trace, undefined).filter((fault) => !due.has(fault)), ...plain.faults]
  if (without.length > 0) return { scenario, form, without, rows: [] }
  const wanted = plain.trace
    .filter(isCrossing)
    .filter(({ seq }) => seq >= plain.begins && seq < plain.ends)
    .filter((event) => selection.driver === undefined || namesOf(scenario, form, driverOf(event)).includes(selection.driver))
  const every = Math.max(1, selection.every ?? 1)
  const rows = wanted
    .filter((_, index) => index % every === 0)
    .map((crossing): Row => {
      const driver = driverOf(crossing)
      const { faults, next, standing, trace } = tell(scenario, form, crossing.seq, driver, seed)
      const other = next === plain.next ? [] : [`the next call: ${next}; without a death: ${plain.next}`]
      return {
        crossing,
        driver,
        faults: [...faultsIn(trace, driver).filter((fault) => !due.has(fault)), ...other, ...grown(standing, plain.standing), ...faults]
      }
    })
  return { scenario, form, without, rows }
}
