/**
 * Objects with exactly one of several keys: how a scenario says "this kind of step, with this".
 *
 * In code it is a union that narrows by `"key" in value`. As one schema with optional keys (instead of a union of schemas) a mistake inside
 * is reported where it is, and a misspelled key by name.
 */
import * as Schema from "effect/Schema"

type Cases = { readonly [key: string]: Schema.Codec<unknown, unknown> }

/** One of the keys with its value, the others absent. */
export type OneKey<C extends Cases> = {
  readonly [K in keyof C]: { readonly [P in K]: C[K]["Type"] } & { readonly [P in Exclude<keyof C, K>]?: never }
}[keyof C]

/** The same as it is written. */
export type OneKeyEncoded<C extends Cases> = {
  readonly [K in keyof C]: { readonly [P in K]: C[K]["Encoded"] } & { readonly [P in Exclude<keyof C, K>]?: never }
}[keyof C]

/** The schema of an object that has exactly one of these keys. `what` names such an object in messages: `a step`. */
export const oneKey = <C extends Cases>(what: string, cases: C): Schema.Codec<OneKey<C>, OneKeyEncoded<C>> => {
  const names = Object.keys(cases)
  const fields = Object.fromEntries(names.map((name) => [name, Schema.optionalKey(cases[name] ?? Schema.Never)]))
  const schema = Schema.Struct(fields).check(
    Schema.makeFilter((value) => {
      const present = names.filter((name) => name in value)
      if (present.length === 1) return undefined
      return present.length === 0
        ? `${what} has one of the keys ${names.join(", ")}`
        : `${what} has exactly one key, this one has ${present.join(" and ")}`
    })
  )
  return schema as unknown as Schema.Codec<OneKey<C>, OneKeyEncoded<C>>
}
