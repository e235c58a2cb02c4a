/**
 * Fields of a scenario's objects. Each has a description, from which the documentation is made.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

/** A field that must be there. */
export const required = <S extends Schema.Top>(schema: S, description: string): S["Rebuild"] =>
  schema.pipe(Schema.annotateKey({ description }))

/** A field that may be left out. */
export const optional = <S extends Schema.Top>(schema: S, description: string): Schema.optionalKey<S>["Rebuild"] =>
  Schema.optionalKey(schema).pipe(Schema.annotateKey({ description }))

/** A field that may be left out, and what stands for it then. In code it is always there. */
export const defaulted = <S extends Schema.Top>(
  schema: S,
  value: S["Encoded"],
  description: string
): Schema.withDecodingDefaultKey<S>["Rebuild"] =>
  schema.pipe(
    Schema.withDecodingDefaultKey(Effect.succeed(value)),
    Schema.annotateKey({ description: `${description} Default: \`${typeof value === "string" ? value : JSON.stringify(value)}\`.` })
  )
