/**
 * Random walks: the drivers of one host do anything, legal or not, in an order drawn from a seed. NDIS must answer each step as its tables
 * say, live through all of it, and have nothing left when the drivers have given back what they had and were unbound.
 */
import * as Host from "@condis/core/Host"
import * as Trace from "@condis/core/Trace"
import type { TraceEvent } from "@condis/core/Trace"
import { Choices, Simulation } from "@condis/explore"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { exploring } from "../run/Runner.ts"
import type { Form } from "../scenario/Scenario.ts"
import { judge, type Met } from "./Oracle.ts"
import { type Company, Walker } from "./Walker.ts"

/** One walk and what came of it. */
export interface Walk {
  readonly form: Form
  readonly seed: number
  /** What must not be. */
  readonly wrong: ReadonlyArray<string>
  readonly trace: ReadonlyArray<TraceEvent>
}

/** Rounds of giving back; each completes at least one layer of what hangs on what. */
const rounds = 40

const world = (form: Form, company: Company): ReadonlyArray<Walker> => {
  const below =
    form === "cm"
      ? [new Walker("atm0", "miniport", company), new Walker("cm", "call manager", company)]
      : [new Walker("atm0", "MCM driver", company)]
  return [...below, new Walker("voice", "client", company), new Walker("data", "client", company)]
}

/** What of a host is only there because its drivers are. */
const standing = new Set(["bindings", "address families", "registered drivers"])

const walking = (form: Form, steps: number) =>
  Effect.gen(function* () {
    const choices = yield* Choices.CurrentChoices
    const draw = (n: number): number => choices.pick(n, "walk")
    const company: Company = { draw, walkers: [], orderly: false }
    company.walkers.push(...world(form, company))
    const clock = yield* Effect.clockWith(Effect.succeed)
    const sink = Trace.memory(() => Number(clock.currentTimeNanosUnsafe() / 1000n))
    const scope = yield* Scope.make()
    const wrong: Array<string> = []
    const [adapter, ...protocols] = company.walkers
    const host = yield* Host.make("alice", [
      Host.adapterLayer(adapter!.driver),
      ...protocols.map(({ driver }) => Host.driverLayer(driver))
    ]).pipe(Scope.provide(scope), Effect.provideService(Trace.Trace, sink))
    yield* Effect.sleep(10)
    for (let step = 0; step < steps; step++) {
      company.walkers[draw(company.walkers.length)]!.step()
      if (draw(3) > 0) yield* Effect.sleep(draw(3))
    }
    yield* Effect.sleep(10)
    company.orderly = true
    for (let round = 0; round < rounds; round++) {
      const left = host.leftovers()
      const stuck = round % 8 === 7 && (left["pending requests"] ?? left["outstanding calls"]) !== undefined
      for (const walker of company.walkers) walker.settle(stuck)
      yield* Effect.sleep(10)
    }
    const hanging = Object.entries(host.leftovers()).filter(([what]) => !standing.has(what))
    if (hanging.length > 0) wrong.push(`left after everything was given back: ${JSON.stringify(Object.fromEntries(hanging))}`)
    yield* Scope.close(scope, Exit.void)
    const left = host.leftovers()
    if (Object.keys(left).length > 0) wrong.push(`left after the orderly end: ${JSON.stringify(left)}`)
    for (const event of sink.events) if (event.kind === "violation" && event.rule === "ARGS") wrong.push(`#${event.seq}: ${event.text}`)
    for (const event of sink.events) if (event.kind === "death") wrong.push(`#${event.seq}: ${event.at} died: ${event.text}`)
    return { wrong, trace: sink.events }
  })

/** Takes one walk. What its calls met of the tables is added to `met`. */
export const walk = (form: Form, seed: number, steps: number, met: Met = new Map()): Walk => {
  const { exit } = Simulation.run(exploring(walking(form, steps)), { seed })
  if (Exit.isFailure(exit)) return { form, seed, wrong: [Cause.pretty(exit.cause)], trace: [] }
  const { trace, wrong } = exit.value
  return { form, seed, wrong: [...wrong, ...judge(trace, met)], trace }
}
