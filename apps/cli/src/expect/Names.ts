/**
 * The two names of one thing: what a stand-alone call manager calls and what an MCM driver calls instead, from the catalogue.
 *
 * @see docs/condis/surface.md, section 3
 */
import { catalogue } from "@condis/core/ddi/catalogue"
import type { DdiName } from "@condis/core/ddi/Ddi"
import type { Form } from "../scenario/Scenario.ts"

interface Entry {
  readonly name: DdiName
  readonly kind: "function" | "callback"
  readonly calledBy: ReadonlyArray<string>
  readonly implementedBy: ReadonlyArray<string>
  readonly macroOf: string | null
}

const entries: ReadonlyArray<Entry> = Object.values(catalogue)

const only = (roles: ReadonlyArray<string>, role: string): boolean => roles.every((each) => each === role)

/** The stand-alone name of an MCM function: what it is a macro of, or the same words after NdisCm or NdisCo. */
const standAlone = ({ macroOf, name }: Entry): DdiName | undefined => {
  const words = name.slice("NdisMCm".length)
  return (
    entries.find((entry) => entry.name === (macroOf ?? `NdisCm${words}`))?.name ??
    entries.find((entry) => entry.name === `NdisCo${words}`)?.name
  )
}

const mcmNames: ReadonlyMap<DdiName, DdiName> = new Map(
  entries.flatMap((entry) => {
    const twin = entry.name.startsWith("NdisMCm") ? standAlone(entry) : undefined
    return twin === undefined ? [] : [[twin, entry.name] as const]
  })
)

const cmNames: ReadonlyMap<DdiName, DdiName> = new Map([...mcmNames].map(([cm, mcm]) => [mcm, cm]))

/** The name an MCM driver has for this function of a call manager. Undefined: there is none. */
export const mcmName = (name: DdiName): DdiName | undefined => mcmNames.get(name)

/** The stand-alone name of an MCM driver's function. Undefined: it is not one. */
export const cmName = (name: DdiName): DdiName | undefined => cmNames.get(name)

/** Is it a function that drivers other than call managers have too, by the same name (`NdisCoCreateVc`)? */
const shared = (name: DdiName): boolean => entries.some((entry) => entry.name === name && entry.calledBy.includes("client"))

/**
 * The names a line of a ladder stands for in a form. `byManager`: the line says whether the call manager is the one that calls
 * (undefined: it does not say). Empty: the form has no such crossing.
 */
export const namesIn = (name: DdiName, form: Form, byManager: boolean | undefined): ReadonlyArray<DdiName> => {
  const entry = entries.find((each) => each.name === name)
  if (entry === undefined) return []
  if (form === "cm") return cmName(name) === undefined ? [name] : []
  const twin = mcmName(name)
  if (twin !== undefined) {
    if (!shared(name)) return [twin]
    return byManager === undefined ? [name, twin] : [byManager ? twin : name]
  }
  if (entry.kind === "callback") return only(entry.implementedBy, "miniport") ? [] : [name]
  if (only(entry.calledBy, "call manager") || only(entry.calledBy, "miniport")) return []
  // What only protocols call: an MCM driver is none.
  return byManager === true && !entry.calledBy.includes("MCM driver") ? [] : [name]
}
