import * as NodeServices from "@effect/platform-node/NodeServices"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type * as Path from "effect/Path"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { BadInput } from "../src/scenario/BadInput.ts"
import { fromText, fromValue, ImportModule, largestFile, loadAll } from "../src/scenario/Load.ts"
import { Scenario, scenario, type Source } from "../src/scenario/Scenario.ts"
import { flowsOf } from "../src/scenario/Traffic.ts"
import { loaded, refused, script, twoHosts } from "./support.ts"

const source: Source = scenario({
  name: "from-typescript",
  about: "Two hosts.",
  network: { rate: "155Mbps", farEnds: { "4799": { reject: 17 } } },
  hosts: { alice: { address: "4711", clients: { voice: { onIncoming: { pend: { answer: { reject: "NDIS_STATUS_RESOURCES" } } } } } } },
  script: [{ call: { id: "c1", from: "alice/voice", to: "4799", traffic: { peak: "64kbps" }, expect: "NDIS_STATUS_FAILURE" } }]
})

const readable = `name: readable\nabout: x\nhosts: { alice: { address: "4711", clients: { voice: {} } } }\nscript: []\n`

describe("a scenario", () => {
  it("has every default filled in when it is loaded", () => {
    const value = loaded(script("  - wait: 5ms\n"))
    expect(value.form).toBe("both")
    expect(value.network).toEqual({ delay: 1000, farEnds: {}, pvcs: [], window: 64 })
    expect(value.hosts["bob"]).toEqual({
      address: "4712",
      adapter: "atm0",
      closeData: true,
      tells: [],
      medium: "NdisMediumAtm",
      resetTakes: 0,
      receiveLowWater: 0,
      holds: [],
      clients: {
        phone: {
          saps: ["4712"],
          onIncoming: "accept",
          onChanged: "keep",
          onQoSChange: "accept",
          onIncomingClose: "close",
          keptVcs: 0,
          takes: "at once"
        }
      }
    })
    expect(value.expect).toMatchObject({ ladder: [], violations: 0, deaths: 0, nothingLeft: true })
    expect(value.script).toEqual([{ wait: 5000 }])
  })

  it("is the same in YAML, JSON and TypeScript, and survives being written and read again", () => {
    const fromTypeScript = Result.getOrThrow(fromValue("a.ts", source)).scenario
    const encoded = Schema.encodeUnknownSync(Scenario)(fromTypeScript)
    expect(loaded(JSON.stringify(encoded))).toEqual(fromTypeScript)
    expect(Result.getOrThrow(fromText("a.json", JSON.stringify(source))).scenario).toEqual(fromTypeScript)
  })

  it("says rates in bits or bytes, which code reads as bytes a second of FLOWSPEC", () => {
    const value = loaded(script("  - call: { id: c1, from: alice/voice, to: bob, traffic: { peak: 64kbps, receive: { peak: 1000 } } }\n"))
    const traffic = value.script[0]?.call?.traffic
    if (traffic === undefined) return expect.fail("the call has no traffic")
    expect(flowsOf(traffic).Transmit.PeakBandwidth).toBe(8000)
    expect(flowsOf(traffic).Receive.PeakBandwidth).toBe(1000)
  })
})

describe("a file that is no scenario", () => {
  it("is told where its YAML cannot be read", () => {
    expect(refused("name: a\n  about: b\n")).toContain("test.yaml:2: Invalid colon in plain scalar")
  })

  it("is told where its JSON cannot be read", () => {
    expect(refused('{\n  "name": "a",\n  about\n}', "test.json")).toMatch(/^test\.json:3:3: /)
    expect(refused('{\n  "name": "a"', "test.json")).toMatch(/^test\.json:2/)
  })

  it("is told which key stands twice, which a parser of JSON would pass over", () => {
    expect(refused('{ "name": "a",\n  "name": "b" }', "test.json")).toContain("test.json:2:3: name: the key name stands here twice")
  })

  it("is told the line and path of every wrong value at once", () => {
    const message = refused(
      script("  - cal: { id: c1 }\n  - wait: 5\n  - { wait: 5ms, close: { call: c1 } }\n").replace(
        "phone: {",
        "phone: { onIncoming: acept,"
      )
    )
    expect(message).toContain('test.yaml:11:16: hosts.bob.clients.phone.onIncoming: this is "acept"')
    expect(message).toContain("did you mean accept?")
    expect(message).toContain("test.yaml:13:5: script[0].cal: there is no key cal here")
    expect(message).toContain("did you mean call?")
    expect(message).toContain("test.yaml:14:5: script[1].wait: this is the number 5\n    expected: a duration like 5ms")
    expect(message).toContain("test.yaml:15:3: script[2]: a step has exactly one key, this one has close and wait")
  })

  it("is told that an address needs quotes", () => {
    expect(refused(twoHosts("script: []").replace('address: "4711"', "address: 4711"))).toContain('help: put it in quotes: "4711"')
  })

  it("is told which keys are missing and what they are for", () => {
    expect(refused("name: a")).toContain("about: the key about is missing\n    expected: What the documents say happens")
  })

  it("is told of a status or a function that does not exist, with those it may have meant", () => {
    expect(refused(script("  - close: { call: c1, expect: NDIS_STATUS_FALURE }\n"))).toContain("did you mean NDIS_STATUS_FAILURE?")
    expect(refused(script("  - wait: 1ms\nexpect:\n  never:\n    - { ddi: NdisClMakeCal }\n"))).toContain("did you mean NdisClMakeCall?")
  })

  it("is told when a line of a ladder is about nothing or about two things", () => {
    expect(refused(script("  - wait: 1ms\nexpect: { ladder: [ { from: voice } ] }\n"))).toContain("exactly one of ddi, frame and timer")
  })
})

describe("names that do not fit together", () => {
  const message = refused(
    script(`  - call: { id: c1, from: alice/voise, to: bbo }
  - call: { id: c1, from: alice/voice, to: bob }
  - send: { call: c2, text: x }
  - together:
      - crash: { driver: alice/atm1 }
      - network: { silence: carol }
expect:
  ladder:
    - { host: alice, from: voic, ddi: NdisClMakeCall }
    - { ddi: MiniportCoActivateVc }
    - { ddi: NdisMCmMakeCallComplete }
    - { ddi: NdisMCmMakeCallComplete, form: mcm }
    - { ddi: MiniportCoActivateVc, form: cm }
  ladderOf: { dave: [] }
`).replace('address: "4712"', 'address: "47.11"')
  )

  it.each([
    ["a client", "test.yaml:13:21: script[0].call.from: there is no client alice/voise"],
    ["a host or address", "script[0].call.to: there is no host or address bbo"],
    ["the id of a call, twice", "script[1].call.id: there is a call c1 already"],
    ["a call", "script[2].send.call: there is no earlier call c2"],
    ["a driver", "script[3].together[0].crash.driver: there is no driver alice/atm1"],
    ["a host of a network step", "script[3].together[1].network.silence: there is no host carol"],
    ["an instance of a ladder's line", "expect.ladder[0].from: there is no instance voic"],
    ["a crossing the MCM form does not have", "expect.ladder[1].ddi: MiniportCoActivateVc does not exist in the MCM form"],
    ["an MCM name where the other is written", "expected: NdisCmMakeCallComplete, which stands for both names"],
    ["a host of expectations", "expect.ladderOf.dave: there is no host dave"],
    ["an address, written in two ways", "hosts.bob.address: the address 47.11 is that of host alice already"]
  ])("are told: %s", (_, text) => {
    expect(message).toContain(text)
  })

  it("are not objected to where a line says its form", () => {
    expect(message).not.toContain("ladder[3]")
    expect(message).not.toContain("ladder[4]")
  })
})

const within = <A, E>(body: (directory: string) => Effect.Effect<A, E, FileSystem.FileSystem | Path.Path>) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    return yield* body(yield* fs.makeTempDirectoryScoped())
  }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))

const messageOf = (files: ReadonlyArray<string>) => Effect.map(Effect.flip(loadAll(files)), (error: BadInput) => error.message)

describe("files", () => {
  it.effect("load in the order given, each once", () =>
    within((directory) =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        yield* fs.writeFileString(`${directory}/two-hosts.yml`, script("  - wait: 1ms\n"))
        yield* fs.writeFileString(`${directory}/readable.yaml`, `\uFEFF${readable.replaceAll("\n", "\r\n")}`)
        const files = [`${directory}/two-hosts.yml`, `${directory}/readable.yaml`, `${directory}/two-hosts.yml`]
        expect((yield* loadAll(files)).map(({ scenario }) => scenario.name)).toEqual(["two-hosts", "readable"])
      })
    )
  )

  it.effect(
    "that are missing, a directory, empty, not UTF-8, of an unknown language or badly named are told together, and nothing is loaded",
    () =>
      within((directory) =>
        Effect.gen(function* () {
          const fs = yield* FileSystem.FileSystem
          yield* fs.writeFileString(`${directory}/readable.yaml`, readable)
          yield* fs.writeFileString(`${directory}/other.yaml`, readable)
          yield* fs.writeFileString(`${directory}/empty.yaml`, " \n")
          yield* fs.writeFileString(`${directory}/readable.txt`, readable)
          yield* fs.writeFile(`${directory}/latin.yaml`, Uint8Array.of(...new TextEncoder().encode("name: a\nabout: "), 0xe4, 0x0a))
          const names = ["readable.yaml", "readabel.yaml", ".", "empty.yaml", "latin.yaml", "readable.txt", "other.yaml"]
          const message = yield* messageOf(names.map((name) => `${directory}/${name}`))
          expect(message).toContain(
            "readabel.yaml: there is no such file\n    expected: a scenario file\n    help: did you mean readable.yaml?"
          )
          expect(message).toContain(": this is a directory")
          expect(message).toContain("empty.yaml: the file is empty")
          expect(message).toContain("latin.yaml:2: this is not UTF-8 text (near byte 16)")
          expect(message).toContain("the ending .txt says nothing about the language")
          expect(message).toContain("other.yaml:1:1: name: the scenario is called readable and its file other")
        })
      )
  )

  it.effect("of a hundred megabytes are refused without being read", () =>
    within((directory) =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const file = `${directory}/huge.yaml`
        yield* fs.writeFileString(file, "")
        yield* fs.truncate(file, 100_000_000)
        const unread = FileSystem.make({ ...fs, readFile: () => Effect.die("the file is read") })
        const message = yield* Effect.provideService(messageOf([file]), FileSystem.FileSystem, unread)
        expect(message).toContain(`the file has 95.4 MiB\n    expected: at most ${largestFile / 1024 / 1024}.0 MiB`)
      })
    )
  )

  it("whose aliases make them huge are refused", () => {
    const bomb = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    for (const [name, before] of ["ba", "cb", "dc", "ed", "fe", "gf", "hg"])
      bomb.push(`${name}: &${name} [${Array(10).fill(`*${before}`).join(", ")}]`)
    expect(refused(bomb.join("\n"))).toContain("this holds more than 200000 values")
  })

  it("that are nested endlessly are refused", () => {
    expect(refused("[".repeat(100_000), "test.json")).toContain("test.json")
    expect(refused("a: " + "{b: ".repeat(100_000))).toContain("test.yaml")
  })

  it.effect("in TypeScript are imported, and their default export is the scenario", () =>
    within((directory) =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        yield* fs.writeFileString(`${directory}/from-typescript.ts`, "export default {}\n")
        yield* fs.writeFileString(`${directory}/broken.mjs`, "export default {}\n")
        yield* fs.writeFileString(`${directory}/nothing.mjs`, "export const a = 1\n")
        const load = (answer: Effect.Effect<unknown, unknown>, name: string) =>
          Effect.provideService(loadAll([`${directory}/${name}`]), ImportModule, () => answer)
        const [first] = yield* load(Effect.succeed(source), "from-typescript.ts")
        expect(first?.scenario.name).toBe("from-typescript")
        const broken = yield* Effect.flip(load(Effect.fail(new Error("it throws")), "broken.mjs"))
        expect(broken.message).toContain("the module cannot be loaded: it throws")
        const nothing = yield* Effect.flip(load(Effect.succeed(undefined), "nothing.mjs"))
        expect(nothing.message).toContain("the module has no default export")
      })
    )
  )

  it.effect("with two scenarios of one name are refused", () =>
    within((directory) =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        yield* fs.writeFileString(`${directory}/readable.yaml`, readable)
        yield* fs.writeFileString(`${directory}/readable.yml`, readable)
        expect(yield* messageOf([`${directory}/readable.yaml`, `${directory}/readable.yml`])).toContain("has a scenario of the same name")
      })
    )
  )
})

describe("a file that cannot be read as YAML", () => {
  it("names the line, also where the parser does not", () => {
    const result = fromText("broken.yaml", "name: broken\nabout: x\nhosts:\n  alice: { clients: { voice: {} }\nscript: []\n")
    if (!Result.isFailure(result)) throw new Error("it was read")
    expect(result.failure.problems.map(({ file, line }) => [file, line])).toEqual([["broken.yaml", 4]])
  })
})
