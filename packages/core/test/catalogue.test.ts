import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { catalogueText } from "../src/ddi/catalogue-text.ts"
import { catalogue } from "../src/ddi/catalogue.ts"
import { mcmCoCharacteristics, miniportCoCharacteristics } from "../src/ddi/Characteristics.ts"
import { ddi, type DdiName, ddis, findDdi } from "../src/ddi/Ddi.ts"
import { parameters } from "../src/ddi/Parameters.ts"
import { statusFromName } from "../src/NdisStatus.ts"

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))
const names = Object.keys(catalogue) as ReadonlyArray<DdiName>

interface Source {
  readonly name: string
  readonly kind: string
  readonly params: ReadonlyArray<{ readonly name: string; readonly dir: string }>
}
const source = JSON.parse(readFileSync(path("../../../docs/condis/functions.json"), "utf8")) as ReadonlyArray<Source>

describe("the catalogue", () => {
  it("is what the generator makes of its source", () => {
    const run = spawnSync(process.execPath, [path("../../../scripts/generate-catalogue.ts"), "--check"], { encoding: "utf8" })
    expect(run.stderr).toBe("")
    expect(run.status).toBe(0)
  }, 60_000)

  it("has all 146 functions and callbacks with all their parameters", () => {
    expect(names).toHaveLength(146)
    expect(names).toEqual(source.map((each) => each.name))
    for (const each of source) {
      expect(ddi(each.name as DdiName).parameters.map((parameter) => parameter.name)).toEqual(
        each.params.map((parameter) => parameter.name)
      )
      expect(ddi(each.name as DdiName).kind).toBe(each.kind === "callback" ? "callback" : "function")
    }
    expect(ddis.filter((each) => each.kind === "function")).toHaveLength(85)
  })

  it("the parameter table carries every parameter and no other", () => {
    expect(Object.keys(parameters)).toEqual(names)
    let count = 0
    for (const name of names) {
      const carriers: { readonly [name: string]: { readonly kind: string } } = parameters[name]
      expect(Object.keys(carriers)).toEqual(catalogue[name].parameters.map((parameter) => parameter.name))
      for (const carrier of Object.values(carriers)) {
        expect(carrier.kind).not.toBe("")
        count++
      }
    }
    expect(count).toBe(385)
  })

  it("the words cover every function and parameter", () => {
    expect(Object.keys(catalogueText)).toEqual(names)
    for (const name of names) {
      expect(Object.keys(catalogueText[name].parameters)).toEqual(catalogue[name].parameters.map((parameter) => parameter.name))
      expect(catalogueText[name].returns.map((each) => each.status)).toEqual(catalogue[name].returns)
    }
  })

  it("every function is called by roles and implemented by NDIS, every callback the other way round", () => {
    const roles = ["client", "call manager", "MCM driver", "miniport"]
    for (const each of ddis) {
      const [drivers, system] = each.kind === "function" ? [each.calledBy, each.implementedBy] : [each.implementedBy, each.calledBy]
      expect(system).toEqual(["NDIS"])
      expect(drivers.length).toBeGreaterThan(0)
      for (const role of drivers) expect(roles).toContain(role)
    }
  })

  it("every name it refers to is in it, and every status is known", () => {
    for (const each of ddis) {
      for (const name of [each.completion, each.mcmCompletion, each.counterpart, each.macroOf])
        if (name !== null) expect(names).toContain(name)
      for (const status of each.returns) if (status !== "(any other)") expect(statusFromName(status), status).toBeDefined()
      if (each.pends) expect(each.completion).not.toBeNull()
    }
  })

  it("a handle variable is out, an optional handle is in unless it is a variable", () => {
    const direction = (name: DdiName, parameter: string) => ddi(name).parameters.find((each) => each.name === parameter)?.direction
    expect(direction("NdisCoCreateVc", "NdisVcHandle")).toBe("out")
    expect(direction("NdisClMakeCall", "NdisPartyHandle")).toBe("out")
    expect(direction("ProtocolCmMakeCall", "CallMgrPartyContext")).toBe("out")
    expect(direction("ProtocolCmMakeCall", "NdisPartyHandle")).toBe("in")
    expect(direction("NdisCoAssignInstanceName", "VcInstanceName")).toBe("out")
    expect(direction("NdisClMakeCall", "CallParameters")).toBe("inout")
    expect(direction("NdisClCloseCall", "Buffer")).toBe("in")
  })

  it("a parameter is a handle exactly when NDIS issues it", () => {
    for (const each of ddis) {
      for (const parameter of each.parameters) {
        const isHandle = parameter.name.endsWith("Handle") || /^(Bind|Unbind|BindAdapter)Context$/.test(parameter.name)
        expect(parameter.handle, `${each.name}.${parameter.name}`).toBe(isHandle)
      }
    }
  })
})

describe("descriptors", () => {
  it("are found by name and by index", () => {
    ddis.forEach((each, index) => {
      expect(each.index).toBe(index)
      expect(findDdi(each.name)).toBe(each)
    })
    expect(findDdi("NdisMakeTea")).toBeUndefined()
    expect(findDdi("toString")).toBeUndefined()
  })

  it("say by which handle a call reaches its adapter", () => {
    expect(ddi("NdisClOpenAddressFamilyEx").handleParameter).toBe("NdisBindingHandle")
    expect(ddi("NdisMCmCreateVc").handleParameter).toBe("MiniportAdapterHandle")
    expect(ddi("NdisCmDispatchIncomingCall").handleParameter).toBe("NdisSapHandle")
    expect(ddi("NdisCompleteUnbindAdapterEx").handleParameter).toBe("UnbindContext")
    const without = ddis.filter((each) => each.kind === "function" && each.handleParameter === null).map((each) => each.name)
    expect(without.sort()).toEqual([
      "NdisClGetProtocolVcContextFromTapiCallId",
      "NdisFreeString",
      "NdisMRegisterMiniportDriver",
      "NdisRegisterProtocolDriver"
    ])
  })

  it("are awaited when they return a status, or nothing at PASSIVE_LEVEL", () => {
    expect(ddi("NdisClMakeCall")).toMatchObject({ isVoid: false, awaited: true, hasOuts: true, pends: true })
    expect(ddi("NdisCmMakeCallComplete")).toMatchObject({ isVoid: true, awaited: false, hasOuts: false, pends: false })
    expect(ddi("NdisDeregisterProtocolDriver")).toMatchObject({ isVoid: true, awaited: true })
  })
})

describe("characteristics", () => {
  it("REG-09 an MCM driver leaves out the VC handlers of a miniport", () => {
    expect(
      Object.entries(mcmCoCharacteristics)
        .filter(([, member]) => member === null)
        .map(([name]) => name)
    ).toEqual(["CoCreateVcHandler", "CoDeleteVcHandler", "CoActivateVcHandler", "CoDeactivateVcHandler"])
    expect(Object.values(miniportCoCharacteristics)).not.toContain(null)
  })
})
