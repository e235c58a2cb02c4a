/**
 * The unsigned integers of the structures. A value out of range is refused with what was expected.
 */
import * as Schema from "effect/Schema"

const upTo = (maximum: number, expected: string) =>
  Schema.Int.check(Schema.isBetween({ minimum: 0, maximum }, { expected: `${expected} (0 to ${maximum})` }))

/** UCHAR. */
export const Uint8 = upTo(0xff, "an 8-bit unsigned integer")

/** USHORT. */
export const Uint16 = upTo(0xffff, "a 16-bit unsigned integer")

/** ULONG. */
export const Uint32 = upTo(0xffffffff, "a 32-bit unsigned integer")
