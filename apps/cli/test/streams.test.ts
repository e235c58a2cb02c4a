/**
 * The stream face of a call over a whole stack, in both forms, on virtual time; and the example in the README of the client.
 */
import type { Call } from "@condis/client"
import { NdisStatus } from "@condis/core"
import { Choices, Simulation } from "@condis/explore"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { generated } from "../src/transfer/Content.ts"
import { far, type Form, overCall, type StackOptions, twoHosts } from "../src/transfer/Stack.ts"
import { scenarioFolder } from "./support.ts"

const options = (form: Form): StackOptions => ({ form, frame: 1500, delay: 3000, rate: 2_000_000, receiveBuffer: 4096 })

const simulated = <A, E>(effect: Effect.Effect<A, E>): A => {
  const { exit, outstandingFibers, outstandingTimers } = Simulation.run(effect, { choices: Choices.fifo })
  if (Exit.isFailure(exit)) throw new Error("the run failed", { cause: exit.cause })
  expect({ outstandingFibers, outstandingTimers }).toEqual({ outstandingFibers: 0, outstandingTimers: 0 })
  return exit.value
}

/** Both sides of a call that is up, and what is left when they are gone. */
const between = <A, E>(
  form: Form,
  act: (near: Call, far: Call, crash: (host: "alice" | "bob", driver: string) => void) => Effect.Effect<A, E, Scope.Scope>
) =>
  Effect.gen(function* () {
    const { hosts, result } = yield* Effect.scoped(
      Effect.gen(function* () {
        const { alice, bob, listener } = yield* twoHosts(options(form))
        const result = yield* Effect.scoped(
          Effect.gen(function* () {
            const accepting = yield* Effect.forkChild(Effect.flatMap(listener.take, ({ accept }) => accept()))
            const near = yield* alice.client.makeCall({ to: far })
            const other = yield* Fiber.join(accepting)
            return yield* act(near, other, (host, driver) => void { alice, bob }[host].host.crash(driver, new Error("crashed by the test")))
          })
        )
        return { hosts: [alice.host, bob.host], result }
      })
    )
    for (const host of hosts) expect({ ...host.leftovers(), violations: host.violations() }).toEqual({ violations: 0 })
    return result
  })

const whole = (parts: ReadonlyArray<Uint8Array>): Buffer => Buffer.concat(parts)

describe.each(["cm", "mcm"] as const)("a stream over a call (%s)", (form) => {
  it("is exact, whatever the chunks, and ends with the call", () => {
    for (let seed = 1; seed <= 3; seed++) {
      const draw = Choices.seeded(seed)
      const content = simulated(Stream.runCollect(generated(100_000 + seed, seed)))[0]!
      const pieces: Array<Uint8Array> = []
      for (let at = 0; at < content.length;) {
        const end = at + 1 + draw.pick(4000, "test")
        pieces.push(content.subarray(at, end))
        at = end
      }
      const sent = Stream.rechunk(Stream.fromIterable(pieces), 1 + draw.pick(20, "test"))
      const arrived: Array<Uint8Array> = []
      simulated(
        overCall(options(form), {
          near: (call) => Stream.run(sent, call.sink),
          far: (call) => Stream.runForEach(call.stream, (octets) => Effect.sync(() => arrived.push(octets)))
        })
      )
      expect(whole(arrived).equals(content)).toBe(true)
      expect(Math.max(...arrived.map(({ length }) => length))).toBe(1500)
    }
  }, 30_000)

  it("is cut by the other side: the writer is told, and the reader of what was under way", () => {
    const error = simulated(
      between(form, (near, other) =>
        Effect.gen(function* () {
          const writing = yield* Effect.forkChild(Effect.flip(Stream.run(Stream.forever(Stream.make(new Uint8Array(1500))), near.sink)))
          yield* Stream.runDrain(Stream.take(other.stream, 100))
          yield* other.close()
          return yield* Fiber.join(writing)
        })
      )
    )
    expect(error).toMatchObject({ _tag: "CallEnded", reason: { by: "remote", status: NdisStatus.SUCCESS } })
  })

  it.each(["data", "atm0"])("ends for both when %s of the other side crashes, and leaves nothing", (driver) => {
    const [wrote, read, there] = simulated(
      between(form, (near, other, crash) =>
        Effect.gen(function* () {
          const writing = yield* Effect.forkChild(Effect.flip(Stream.run(Stream.forever(Stream.make(new Uint8Array(1500))), near.sink)))
          const reading = yield* Effect.forkChild(Effect.exit(Stream.runDrain(near.stream)))
          const across = yield* Effect.forkChild(Effect.flip(Stream.runDrain(other.stream)))
          yield* Effect.sleep(50)
          crash("bob", driver)
          return [yield* Fiber.join(writing), yield* Fiber.join(reading), yield* Fiber.join(across)] as const
        })
      )
    )
    expect(wrote).toMatchObject({ _tag: "CallEnded", reason: { by: "remote" } })
    // For a client that died NDIS closes its calls, and the network cannot tell that from a close of its own.
    expect(read._tag).toBe(driver === "data" ? "Success" : "Failure")
    expect(there._tag).toBe(driver === "data" ? "DriverDied" : "CallEnded")
  })

  it("is a call that failed when there is no call to be had", () => {
    const slow = { ...options(form), delay: 40_000_000 }
    const error = simulated(Effect.flip(overCall(slow, { near: () => Effect.void, far: () => Effect.void })))
    expect(error._tag).toBe("CallFailed")
    expect(error.message).toContain("there was no call: data: the call to 4700")
  })

  it("is interrupted on either side without a trace", () => {
    simulated(
      between(form, (near, other) =>
        Effect.gen(function* () {
          for (let round = 0; round < 10; round++) {
            const writing = yield* Effect.forkChild(Stream.run(Stream.forever(Stream.make(new Uint8Array(1500))), near.sink))
            const reading = yield* Effect.forkChild(Stream.runDrain(other.stream))
            yield* Effect.sleep(round * 7)
            yield* Fiber.interruptAll(round % 2 === 0 ? [writing, reading] : [reading, writing])
          }
        })
      )
    )
  })
})

// What stands in the README of the client, here checked by the compiler.

// Everything comes back: what cannot be sent yet is not read yet.
const echo = (call: Call) => Stream.run(call.stream, call.sink)

// The other side learns of the end by the close.
const tell = (call: Call, text: Stream.Stream<string>) => Effect.andThen(Stream.run(Stream.encodeText(text), call.sink), call.close())

// Ends when the other side has closed the call; a call that breaks is an error, never an end.
const hear = (call: Call) => Stream.mkString(Stream.decodeText(call.stream))

describe("the example in the README of the client", () => {
  it("is what is tested here", () => {
    const readme = readFileSync(join(scenarioFolder, "../packages/client/README.md"), "utf8")
    const code = /```ts\n([^`]*call\.stream[^`]*?)```/.exec(readme)?.[1] ?? ""
    const own = readFileSync(new URL(import.meta.url), "utf8")
    const lines = code.split("\n").filter((line) => line !== "" && !line.startsWith("import"))
    expect(lines).toHaveLength(6)
    for (const line of lines) expect(own).toContain(line.replace(/^export /, ""))
  })

  it.each(["cm", "mcm"] as const)("tells, hears and echoes (%s)", (form) => {
    const words = ["grüezi ", "mit", "enand"]
    const heard = simulated(
      between(form, (near, other) =>
        Effect.gen(function* () {
          const hearing = yield* Effect.forkChild(hear(other))
          yield* tell(near, Stream.fromIterable(words))
          return yield* Fiber.join(hearing)
        })
      )
    )
    expect(heard).toBe(words.join(""))
    const back = simulated(
      between(form, (near, other) =>
        Effect.gen(function* () {
          yield* Effect.forkScoped(Effect.ignore(echo(other)))
          yield* Stream.run(Stream.encodeText(Stream.fromIterable(words)), near.sink)
          return yield* Stream.runCollect(Stream.take(near.stream, 3))
        })
      )
    )
    expect(whole(back).toString()).toBe(words.join(""))
  })
})
