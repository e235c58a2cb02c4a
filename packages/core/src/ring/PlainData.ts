/**
 * Plain data as octets, for what crosses to another thread in a ring: values without behaviour, whole and in order with everything else.
 *
 * Plain data is null, undefined, booleans, numbers (all of them), strings, bigints, `Uint8Array`s, and arrays and objects of these. What is
 * more than that (a function, an instance of a class, a cycle) does not survive the way, and is refused rather than changed.
 */

declare const TextEncoder: new () => { readonly encode: (text: string) => Uint8Array<ArrayBuffer> }
declare const TextDecoder: new () => { readonly decode: (octets: Uint8Array) => string }

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** JSON has no word for these: they become `{ [tag]: text }`; an object that has such a key itself is wrapped likewise. */
const tag = "$"

const refuse = (what: string, path: string): never => {
  throw new TypeError(`${what}${path === "" ? "" : ` at ${path}`} is no plain data and cannot cross to another thread`)
}

const numberOut = (value: number): unknown =>
  Number.isFinite(value) && !Object.is(value, -0) ? value : { [tag]: "number", of: Object.is(value, -0) ? "-0" : String(value) }

const out = (value: unknown, path: string, above: ReadonlyArray<object>): unknown => {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value
    case "number":
      return numberOut(value)
    case "undefined":
      return { [tag]: "undefined" }
    case "bigint":
      return { [tag]: "bigint", of: String(value) }
    case "object":
      break
    default:
      return refuse(`a ${typeof value}`, path)
  }
  if (value === null) return null
  if (value instanceof Uint8Array) return { [tag]: "octets", of: [...value] }
  if (above.includes(value)) return refuse("a cycle", path)
  const within = [...above, value]
  if (Array.isArray(value)) return value.map((item, at) => out(item, `${path}[${at}]`, within))
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return refuse("an instance of a class", path)
  const fields = Object.entries(value).map(([key, field]) => [key, out(field, `${path}.${key}`, within)] as const)
  const plain = Object.fromEntries(fields)
  return tag in plain ? { [tag]: "object", of: plain } : plain
}

const back = (value: unknown): unknown => {
  if (typeof value !== "object" || value === null) return value
  if (Array.isArray(value)) return value.map(back)
  const object = value as { readonly [key: string]: unknown }
  switch (object[tag]) {
    case undefined:
      return fields(object)
    case "undefined":
      return undefined
    case "number":
      return Number(object["of"])
    case "bigint":
      return BigInt(String(object["of"]))
    case "octets":
      return Uint8Array.from(object["of"] as ReadonlyArray<number>)
    default:
      return fields(object["of"] as typeof object)
  }
}

const fields = (object: { readonly [key: string]: unknown }): unknown =>
  Object.fromEntries(Object.entries(object).map(([key, field]) => [key, back(field)]))

/** Throws a `TypeError` that names the place when the value is more than plain data. */
export const encode = (value: unknown): Uint8Array<ArrayBuffer> => encoder.encode(JSON.stringify(out(value, "", [])))

/** The value that was encoded. */
export const decode = (octets: Uint8Array): unknown => back(JSON.parse(decoder.decode(octets)))
