import { Choice, Host, Limits, Profile, Trace } from "@condis/core"
import { CurrentMeters } from "@condis/core/Meters"
import { isCrossing } from "@condis/core/Trace"
import { Choices, Simulation } from "@condis/explore"
import { expect } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { Client } from "../src/index.ts"
import { Fake } from "./fakeMcm.ts"

/** A host with the fake and one client, ready, on virtual time; at the end nothing may be left, and no rule broken. */
export const withClient = <A, E>(
  body: (world: World) => Effect.Effect<A, E, Scope.Scope>,
  options: Partial<Client.Options> = {},
  violations = 0
): Effect.Effect<A, unknown> =>
  Effect.contextWith((context: Context.Context<never>) => {
    // Of the surroundings only what a test provides reaches in: scheduler and clock are those of the simulation.
    const run = inside(body, options, violations).pipe(
      Effect.provideService(Choice.Choice, Context.get(context, Choice.Choice)),
      Effect.provideService(Limits.Limits, Context.get(context, Limits.Limits)),
      Effect.provideService(CurrentMeters, Context.get(context, CurrentMeters)),
      Effect.provideService(Profile.Profile, Context.get(context, Profile.Profile))
    )
    return Simulation.run(run, { choices: Choices.fifo }).exit
  })

const inside = <A, E>(
  body: (world: World) => Effect.Effect<A, E, Scope.Scope>,
  options: Partial<Client.Options>,
  violations: number
): Effect.Effect<A, unknown> =>
  Effect.gen(function* () {
    const sink = Trace.memory(() => 0)
    const fake = new Fake()
    const { answer, host } = yield* Effect.scoped(
      Effect.gen(function* () {
        const host = yield* Host.make("alice", [Host.adapterLayer(fake.driver), Client.layer({ name: "voice", ...options })])
        const client = yield* Client.of(host, "voice")
        yield* client.ready
        const answer = yield* Effect.scoped(body({ host, fake, client, trace: sink }))
        expect(fake.life.trace).toBe(sink)
        return { answer, host }
      })
    ).pipe(Effect.provideService(Trace.Trace, sink))
    const problems = sink.events.filter((event) => event.kind === "violation")
    if (violations === 0) expect(problems).toEqual([])
    expect(host.violations()).toBe(violations)
    expect(host.leftovers()).toEqual({})
    return answer
  })

export interface World {
  readonly host: Host.Host
  readonly fake: Fake
  readonly client: Client.Client
  readonly trace: ReturnType<typeof Trace.memory>
}

/** Names of what the client called and was called with, in order. */
export const ladder = (world: World, names: RegExp): ReadonlyArray<string> =>
  world.trace.events
    .filter(isCrossing)
    .filter((event) => event.kind === "call" && (event.from === "voice" || event.to === "voice") && names.test(event.ddi))
    .map((event) => event.ddi)

export const notes = (world: World, kind: "note" | "drop" | "refusal"): ReadonlyArray<string> =>
  world.trace.events.flatMap((event) => (event.kind === kind ? [event.text] : []))
