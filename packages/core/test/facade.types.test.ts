import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { beforeAll, describe, expect, it } from "vitest"

/** Compiles the fixtures, once, and sorts the errors by file: each is `line: text`. */
const compile = (): ReadonlyMap<string, ReadonlyArray<string>> => {
  const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))
  const run = spawnSync(path("../../../node_modules/.bin/tsc"), ["--noEmit", "--pretty", "false", "-p", path("./fixtures/tsconfig.json")], {
    encoding: "utf8",
    cwd: path("./fixtures")
  })
  if (run.error !== undefined) throw run.error
  const errors = new Map<string, Array<string>>()
  let last: Array<string> = []
  for (const line of run.stdout.split("\n")) {
    const head = /^(\S+)\((\d+),\d+\): error (.*)$/.exec(line)
    if (head !== null) {
      last = errors.get(head[1] as string) ?? []
      errors.set(head[1] as string, last)
      last.push(`${head[2]}: ${head[3]}`)
    } else if (last.length > 0) last.push(`${last.pop()} ${line.trim()}`)
  }
  return errors
}

describe("what the compiler says to a driver author", () => {
  let errors: ReadonlyMap<string, ReadonlyArray<string>> = new Map()
  beforeAll(() => {
    errors = compile()
  }, 120_000)

  const expectErrors = (file: string, reasons: ReadonlyArray<RegExp>) => {
    const found = errors.get(file) ?? []
    expect(found).toHaveLength(reasons.length)
    reasons.forEach((reason, index) => expect(found[index]).toMatch(reason))
  }

  it("a driver that keeps to its role and level compiles", () => {
    expectErrors("types-allowed.ts", [])
    expectErrors("types-derived.ts", [])
    expect([...errors.keys()].sort()).toEqual([
      "types-cm.ts",
      "types-host.ts",
      "types-invented.ts",
      "types-irql.ts",
      "types-mcm.ts",
      "types-missing.ts"
    ])
  })

  it("IRQL: a PASSIVE-only function from a DISPATCH_LEVEL handler does not compile, inside Effect.gen neither, and the error says why", () => {
    expectErrors("types-irql.ts", [/^16: .*"needs PASSIVE_LEVEL"/, /^24: .*"needs PASSIVE_LEVEL"/])
  })

  it("an MCM driver has neither NdisCmActivateVc nor NdisCoSendNetBufferLists, inside Effect.gen neither", () => {
    const activate = "'NdisCmActivateVc' does not exist on type 'NdisForMcmDriver'"
    const send = "'NdisCoSendNetBufferLists' does not exist on type 'NdisForMcmDriver'"
    expectErrors(
      "types-mcm.ts",
      [`13: .*${activate}`, `15: .*${send}`, `18: .*${activate}`, `19: .*${send}`].map((text) => new RegExp(text))
    )
  })

  it("a stand-alone call manager has no NdisMCmActivateVc, inside Effect.gen neither", () => {
    const activate = "'NdisMCmActivateVc' does not exist on type 'NdisForCallManager'"
    expectErrors("types-cm.ts", [new RegExp(`^11: .*${activate}`), new RegExp(`^14: .*${activate}`)])
  })

  it("a stack without an adapter, or without NDIS, does not compile", () => {
    expectErrors("types-host.ts", [/^10: .*AdapterPresent/, /^11: .*Ndis/])
  })

  it("a driver can make neither a handle nor the proof of PASSIVE_LEVEL, and cannot take one kind of handle for another", () => {
    expectErrors("types-invented.ts", [/^9: .*HandleBrand/, /^11: .*'"sap"' is not assignable to type '"vc"'/, /^13: .*AtPassiveLevel/])
  })

  it("a role's handlers are complete and answer what the callback returns", () => {
    expectErrors("types-missing.ts", [/^4: .*MiniportCoCreateVc/, /^7: .*'string' is not assignable to type .*NdisStatus/])
  })
})
