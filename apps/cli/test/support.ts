/**
 * What the tests of the command share: a scenario in text, a trace made by hand, the command with its output caught.
 */
import type { CrossingEvent, FrameEvent, Role, TraceEvent, TraceHeader, Unstamped } from "@condis/core/Trace"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect } from "vitest"
import { main } from "../src/command/Root.ts"
import { fromText } from "../src/scenario/Load.ts"
import type { Scenario } from "../src/scenario/Scenario.ts"

/** Where the scenarios of the repository are. */
export const scenarioFolder = fileURLToPath(new URL("../../../scenarios/", import.meta.url))

/** One of them, by its path in there. */
export const scenarioOf = (file: string): Scenario =>
  Result.getOrThrow(fromText(file, readFileSync(join(scenarioFolder, file), "utf8"))).scenario

/** All of them, or those of a directory. */
export const allScenarios = (directory = ""): ReadonlyArray<Scenario> =>
  readdirSync(join(scenarioFolder, directory), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".yaml"))
    .sort()
    .map((file) => scenarioOf(join(directory, file)))

/** Two hosts with a client each, and what is put behind them. */
export const twoHosts = (rest: string): string => `name: two-hosts
about: Two hosts.
hosts:
  alice:
    address: "4711"
    clients:
      voice: {}
  bob:
    address: "4712"
    clients:
      phone: { saps: ["4712"] }
${rest}`

/** A script with an empty start, to be followed by steps of two blanks' indentation. */
export const script = (steps: string): string => twoHosts(`script:\n${steps}`)

/** The scenario of a text that must load. */
export const loaded = (text: string): Scenario => {
  const result = fromText("test.yaml", text)
  if (Result.isFailure(result)) expect.fail(result.failure.message)
  return result.success.scenario
}

/** The message about a text that must not load. */
export const refused = (text: string, file = "test.yaml"): string => {
  const result = fromText(file, text)
  if (Result.isSuccess(result)) expect.fail("the text loads")
  return result.failure.message
}

export const header = (instances: { readonly [name: string]: Role }, form: "cm" | "mcm" = "cm"): TraceHeader => ({
  condis: "trace",
  version: 1,
  seed: 1,
  form,
  scenario: "two-hosts",
  instances
})

export const cmHeader = header({ "alice/voice": "client", "alice/cm": "call manager", "alice/atm0": "miniport" })

/** Events with numbers from 1; each begins when the one before was, unless it says when. */
export const numbered = (events: ReadonlyArray<Unstamped<TraceEvent> & { readonly time?: number }>): ReadonlyArray<TraceEvent> => {
  let time = 0
  return events.map((event, index) => {
    time = event.time ?? time
    return { ...event, seq: index + 1, time } as TraceEvent
  })
}

/** A call by a driver into NDIS (`voice>`) or by NDIS into a driver (`>cm`). */
export const call = (host: string, arrow: string, ddi: string, more: Partial<CrossingEvent> = {}): Omit<CrossingEvent, "seq" | "time"> => {
  const [from, to] = arrow.split(">")
  return { host, from: from === "" ? "NDIS" : String(from), to: to === "" ? "NDIS" : String(to), ddi, kind: "call", ...more }
}

/** The return of call number `of`: arrows as of {@link call}. */
export const back = (host: string, arrow: string, ddi: string, of: number, status?: string, more: Partial<CrossingEvent> = {}) =>
  call(host, arrow, ddi, { kind: "return", of, ...(status === undefined ? {} : { status }), ...more })

export const frame = (
  from: string,
  to: string,
  name: string,
  time?: number,
  lost?: string
): Omit<FrameEvent, "seq" | "time"> & { readonly time?: number } => ({
  kind: "frame",
  from,
  to,
  frame: name,
  ...(time === undefined ? {} : { time }),
  ...(lost === undefined ? {} : { lost })
})

/** What the command printed, and its exit code. */
export interface Outcome {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs an effect with its output caught. */
export const caught = <E, R>(effect: Effect.Effect<number, E, R>) =>
  Effect.suspend(() => {
    const out: Array<string> = []
    const err: Array<string> = []
    const quiet: Console.Console = {
      ...globalThis.console,
      log: (...words: ReadonlyArray<unknown>) => void out.push(words.map(String).join(" ")),
      error: (...words: ReadonlyArray<unknown>) => void err.push(words.map(String).join(" "))
    }
    return effect.pipe(
      Effect.provideService(Console.Console, quiet),
      Effect.map((code): Outcome => ({ code, out: out.join("\n"), err: err.join("\n") }))
    )
  })

/** `condis` with these arguments. */
export const condis = (...args: ReadonlyArray<string>): Effect.Effect<Outcome> => Effect.provide(caught(main(args)), NodeServices.layer)
