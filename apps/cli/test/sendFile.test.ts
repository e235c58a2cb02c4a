/**
 * `condis send-file` and `condis echo`: byte for byte, in both forms, in little memory, and nothing half done.
 */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as PlatformError from "effect/PlatformError"
import * as Stream from "effect/Stream"
import { spawn, spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll } from "vitest"
import { generated } from "../src/transfer/Content.ts"
import { compared } from "../src/transfer/Echo.ts"
import { answer, Answers, header, Incoming } from "../src/transfer/Framing.ts"
import { progressText } from "../src/transfer/Progress.ts"
import { overCall, type StackOptions } from "../src/transfer/Stack.ts"
import { destination, type Destination, nowhere, receive, send, type Source, windowLists } from "../src/transfer/Transfer.ts"
import { condis, scenarioFolder } from "./support.ts"

const folder = mkdtempSync(join(tmpdir(), "condis-"))
afterAll(() => rmSync(folder, { recursive: true }))

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url))
/** The command as a process of its own, from the sources. */
const words = (...args: ReadonlyArray<string>) => ["--conditions=source", "--disable-warning=ExperimentalWarning", main, ...args]
const sha256 = (octets: Uint8Array): string => createHash("sha256").update(octets).digest("hex")
const contentOf = (octets: number, seed: number) =>
  Effect.map(Stream.runCollect(generated(octets, seed)), (pieces) => Buffer.concat(pieces))

const MiB = 1024 * 1024
const stack = (form: "cm" | "mcm"): StackOptions => ({ form, rate: undefined, delay: 0, frame: 1500, receiveBuffer: windowLists(1500) })
const source = (octets: number, content: Source["content"] = generated(octets, 1)): Source => ({ octets, content })

describe("condis send-file", () => {
  it.effect(
    "sends 64 MiB byte for byte within 200 MiB of memory",
    () =>
      Effect.gen(function* () {
        const out = join(folder, "large")
        const { status, stderr, stdout } = spawnSync(
          process.execPath,
          words("send-file", "--generate", "64MiB", "--seed", "7", "--json", "--out", out),
          {
            encoding: "utf8"
          }
        )
        expect({ status, stderr }).toEqual({ status: 0, stderr: "" })
        const result = JSON.parse(stdout)
        const digest = sha256(readFileSync(out))
        expect(result).toMatchObject({ octets: 64 * MiB, sha256: digest, out })
        expect(digest).toBe(sha256(yield* contentOf(64 * MiB, 7)))
        expect(result.peakMemoryBytes).toBeLessThan(200 * MiB)
        expect(result.seconds).toBeLessThan(20)
      }),
    60_000
  )

  it.live.each([
    ["cm", 0, 1500],
    ["mcm", 1, 64],
    ["cm", 65_536, 65_535],
    ["mcm", 3 * MiB + 17, 9180],
    ["cm", 2 * MiB + 1, 1500]
  ] as const)("copies a file (%s, %i octets, frames of %i)", ([form, octets, frame]) =>
    Effect.gen(function* () {
      const content = yield* contentOf(octets, octets)
      const [from, to] = [join(folder, `from-${octets}`), join(folder, `to-${octets}`)]
      writeFileSync(from, content)
      writeFileSync(to, "what was there before")
      const { code, err, out } = yield* condis("send-file", from, "--out", to, "--form", form, "--frame", String(frame))
      expect({ code, err }).toEqual({ code: 0, err: "" })
      expect(out).toContain(sha256(content))
      expect(readFileSync(to).equals(content)).toBe(true)
      expect(existsSync(`${to}.part`)).toBe(false)
    })
  )

  it.live("does what the README of the repository shows", () =>
    Effect.gen(function* () {
      const readme = readFileSync(join(scenarioFolder, "../README.md"), "utf8")
      const args = /^npm run condis -- (send-file .*?) +#/m.exec(readme)?.[1]?.split(" ") ?? []
      const to = join(folder, "copy.md")
      const from = join(scenarioFolder, "../README.md")
      const { code } = yield* condis(...args.map((word) => (word === "README.md" ? from : word === "copy.md" ? to : word)))
      expect({ code, copied: args.length > 0 && readFileSync(to, "utf8") === readme }).toEqual({ code: 0, copied: true })
    })
  )

  it.live("cannot use what is no file, no place, no size, and says so before there is a call", () =>
    Effect.gen(function* () {
      const one = ["--generate", "1"]
      const mistakes: ReadonlyArray<readonly [ReadonlyArray<string>, string]> = [
        [[], "either a file or --generate"],
        [[main, ...one], "either a file or --generate"],
        [[join(folder, "gone")], "cannot be read: NotFound"],
        [[folder], "it is a Directory"],
        [[...one, "--out", join(folder, "no", "such")], "cannot be written: NotFound"],
        [["--generate", "much"], "this is no size"],
        [[...one, "--frame", "65536"], "64 to 65535"],
        [[...one, "--rate", "fast"], "this is no rate"],
        [[...one, "--delay", "long"], "this is no duration"]
      ]
      for (const [args, message] of mistakes) {
        const { code, err } = yield* condis("send-file", ...args)
        expect({ args, code }).toEqual({ args, code: 2 })
        expect(err).toContain(message)
      }
    })
  )

  it.live(
    "leaves nothing that looks whole, and what was there before, when it is interrupted",
    () =>
      Effect.promise(async () => {
        const out = join(folder, "interrupted")
        writeFileSync(out, "before")
        const child = spawn(process.execPath, words("send-file", "--generate", "8MiB", "--rate", "4Mbps", "--progress", "--out", out))
        let err = ""
        child.stderr.on("data", (chunk) => (err += chunk))
        const ended = new Promise((resolve) => child.on("exit", resolve))
        const part = `${out}.part`
        for (let tries = 0; tries < 400 && !(existsSync(part) && statSync(part).size > 0 && err.includes("\n")); tries++)
          await new Promise((resolve) => setTimeout(resolve, 50))
        expect(statSync(part).size).toBeGreaterThan(0)
        child.kill("SIGINT")
        expect(await ended).toBe(130)
        expect(readdirSync(folder).filter((name) => name.startsWith("interrupted"))).toEqual(["interrupted"])
        expect(readFileSync(out, "utf8")).toBe("before")
        expect(err).toMatch(/^[\d.]+ (B|KiB|MiB) of 8 MiB {2}\d+ % {2}[\d.]+ MB\/s {2}(\d+:\d\d|--:--) left\n/)
        // No terminal: nothing is overwritten.
        expect(err).not.toContain("\r")
      }),
    60_000
  )
})

describe("a file transfer", () => {
  const full: Destination = {
    ...nowhere,
    write: () =>
      Effect.fail(PlatformError.systemError({ _tag: "WriteZero", module: "FileSystem", method: "write", description: "the disk is full" }))
  }

  it.live.each(["cm", "mcm"] as const)("that breaks says why, and leaves no file (%s)", (form) =>
    Effect.gen(function* () {
      const to = join(folder, `broken-${form}`)
      const begun = (octets: number) =>
        Stream.concat(
          generated(octets, 1),
          Stream.suspend(() => Stream.fail(new PlatformError.PlatformError(torn)))
        )
      const torn = new PlatformError.SystemError({
        _tag: "Unknown",
        module: "FileSystem",
        method: "read",
        description: "the cable is torn"
      })
      const transfer = (from: Source, place?: Destination) =>
        Effect.scoped(
          Effect.gen(function* () {
            const file = place ?? (yield* destination(to))
            return yield* Effect.flip(
              overCall(stack(form), { near: (call) => send(call, from, () => {}), far: (call) => receive(call, file) })
            )
          })
        )
      expect((yield* transfer(source(MiB), full)).message).toContain("the disk is full")
      expect((yield* transfer(source(MiB, begun(MiB / 2)))).message).toContain("the cable is torn")
      expect((yield* transfer(source(MiB, generated(MiB - 1, 1)))).message).toContain("has shrunk")
      expect((yield* transfer(source(MiB, generated(MiB + 1, 1)))).message).toContain("has grown")
      expect(readdirSync(folder).filter((name) => name.startsWith("broken"))).toEqual([])
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.live("of which one octet is damaged is refused by the receiver", () =>
    Effect.gen(function* () {
      const to = join(folder, "damaged")
      const content = yield* contentOf(5000, 1)
      const said: Array<unknown> = []
      const near = (call: Parameters<typeof receive>[0]) =>
        Effect.gen(function* () {
          const digest = createHash("sha256").update(content).digest()
          content[4000]! ^= 1
          yield* Stream.run(Stream.make<ReadonlyArray<Uint8Array>>(header(5000), content, digest), call.sink)
          const answers = new Answers()
          yield* Stream.runForEach(call.stream, (octets) => Effect.sync(() => said.push(answers.take(octets)?.kind)))
        }).pipe(Effect.exit)
      const error = yield* Effect.scoped(
        Effect.gen(function* () {
          const file = yield* destination(to)
          const far = (call: Parameters<typeof receive>[0]) =>
            Effect.tapError(receive(call, file), () => Effect.sync(() => expect(existsSync(to)).toBe(false)))
          const closing = (call: Parameters<typeof receive>[0]) => Effect.raceFirst(near(call), Effect.sleep(500))
          return yield* Effect.flip(overCall(stack("cm"), { near: closing, far }))
        })
      )
      expect(error.message).toContain("arrived damaged")
      expect(said.at(-1)).toBe("different")
      expect(readdirSync(folder).filter((name) => name.startsWith("damaged"))).toEqual([])
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it("is read the same wherever it is cut", () => {
    const body = new Uint8Array(100).map((_, at) => at)
    const digest = new Uint8Array(32).fill(9)
    const whole = Buffer.concat([header(100), body, digest])
    for (let step = 1; step <= whole.length; step++) {
      const incoming = new Incoming()
      const parts: Array<Uint8Array> = []
      for (let at = 0; at < whole.length; at += step) {
        expect(incoming.digest).toBeUndefined()
        const part = incoming.take(whole.subarray(at, at + step))
        if (typeof part === "string") expect.fail(part)
        parts.push(part)
      }
      expect(Buffer.concat(parts).equals(body)).toBe(true)
      expect(incoming.digest).toEqual(digest)
      expect(incoming.take(new Uint8Array(3))).toBe("3 octets more arrive than were announced")
    }
    expect(new Incoming().take(new Uint8Array(50))).toContain("does not begin like a file transfer")
    const answers = new Answers()
    const said = Buffer.concat([answer("written", 5), answer("equal", 2 ** 40)])
    expect(answers.take(said.subarray(0, 8))).toBeUndefined()
    expect(answers.take(said.subarray(8, 12))).toEqual({ kind: "written", written: 5 })
    expect(answers.take(said.subarray(12))).toEqual({ kind: "equal", written: 2 ** 40 })
  })

  it("is told as octets, rate and time left", () => {
    expect(progressText(0, 1000, 0)).toBe("0 B of 1000 B  0 %  0.0 MB/s  --:-- left")
    expect(progressText(16 * MiB, 64 * MiB, 30)).toBe("16 MiB of 64 MiB  25 %  0.6 MB/s  1:30 left")
    expect(progressText(0, 0, 1)).toBe("0 B of 0 B  100 %  0.0 MB/s  --:-- left")
  })
})

describe("condis echo", () => {
  it("prints what came back of its standard input, and nothing else", () => {
    for (const form of ["cm", "mcm"]) {
      const input = `${"grüezi\n".repeat(3)}no end of line`
      const { status, stderr, stdout } = spawnSync(process.execPath, words("echo", "--form", form, "--frame", "64"), {
        encoding: "utf8",
        input
      })
      expect({ status, stdout }).toEqual({ status: 0, stdout: input })
      expect(stderr).toContain(`${Buffer.byteLength(input)} B came back as they were sent`)
    }
  }, 60_000)

  it.live("compares what it generates", () =>
    Effect.gen(function* () {
      for (const form of ["cm", "mcm"]) {
        const { code, out } = yield* condis("echo", "--generate", "3MiB", "--frame", "1500", "--form", form, "--json")
        expect(code).toBe(0)
        expect(JSON.parse(out)).toMatchObject({ octets: 3 * MiB, form })
      }
    })
  )

  it.live.each([
    ["damages", (octets: Uint8Array) => octets.with(10, octets[10]! ^ 1), "differs from what was sent"],
    ["shortens", (octets: Uint8Array) => octets.subarray(1), "differs from what was sent"]
  ] as const)("fails when the far side %s one of the lists", ([, wrong, message]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        overCall(stack("cm"), {
          near: (call) => compared(call, 1500, generated(20_000, 1), () => Effect.void),
          far: (call) => {
            let at = 0
            return Stream.run(
              Stream.map(call.stream, (octets) => (at++ === 5 ? wrong(octets) : octets)),
              call.sink
            )
          }
        })
      )
      expect(error).toMatchObject({ _tag: "CallFailed" })
      expect(error.message).toContain(message)
      expect(error.message).toContain("from octet 7500 on")
    })
  )
})
