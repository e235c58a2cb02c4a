/**
 * The words of a scenario: durations, rates, names, addresses, statuses and names of the DDI, as people write them and as code uses them.
 */
import { AtmAddressText } from "@condis/core/Atm"
import { catalogue } from "@condis/core/ddi/catalogue"
import type { DdiName } from "@condis/core/ddi/Ddi"
import { findOid, Oid as Oids, oidName } from "@condis/core/Oid"
import { durationText } from "@condis/core/fault/Rule"
import { NdisStatus, statusFromName, statusName, statusOf } from "@condis/core/NdisStatus"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import { alternatives, didYouMean, suggest } from "./Suggest.ts"

const durationUnits: ReadonlyArray<readonly [string, number]> = [
  ["us", 1],
  ["ms", 1_000],
  ["s", 1_000_000],
  ["min", 60_000_000]
]
const durationPattern = /^(\d{1,9}(?:\.\d{1,6})?)(us|ms|s|min)$/

/** Microseconds of a duration; undefined: the text is none. */
export const microseconds = (text: string): number | undefined => {
  const found = durationPattern.exec(text)
  const unit = durationUnits.find(([name]) => name === found?.[2])
  return unit === undefined ? undefined : Math.round(Number(found?.[1]) * unit[1])
}

/** How a duration is written, in messages. */
export const durationExpected = "a duration like 5ms"

/** `20us`, `5ms`, `1.5s`, `2min`; in code whole microseconds. */
export const Duration = Schema.String.check(
  Schema.makeFilter((text) => (microseconds(text) === undefined ? "a duration is a number with us, ms, s or min, like 5ms" : undefined))
)
  .annotate({ identifier: "duration", expected: durationExpected })
  .pipe(
    Schema.decodeTo(Schema.Int, {
      decode: SchemaGetter.transform((text: string) => microseconds(text) ?? 0),
      encode: SchemaGetter.transform(durationText)
    })
  )
  .annotate({ identifier: "duration" })

const rateUnits: { readonly [unit: string]: number } = { bps: 1 / 8, kbps: 125, Mbps: 125_000, Gbps: 125_000_000, "B/s": 1 }
const rateText = /^(\d{1,9}(?:\.\d{1,6})?)(bps|kbps|Mbps|Gbps|B\/s)$/

/** Largest rate a FLOWSPEC can say: the two numbers above it mean "unlimited" and "not specified". */
const largestRate = 0xfffffffd

/** Bytes a second of a rate; undefined: the text is none. */
export const bytesPerSecond = (text: string): number | undefined => {
  const found = rateText.exec(text)
  const rate = Math.round(Number(found?.[1]) * (rateUnits[found?.[2] ?? ""] ?? NaN))
  return Number.isNaN(rate) || rate > largestRate ? undefined : rate
}

const RateText = Schema.String.check(
  Schema.makeFilter((text) =>
    bytesPerSecond(text) === undefined ? "a rate is a number with bps, kbps, Mbps, Gbps or B/s, like 64kbps; at most 34Gbps" : undefined
  )
).pipe(
  Schema.decodeTo(Schema.Int, {
    decode: SchemaGetter.transform((text: string) => bytesPerSecond(text) ?? 0),
    encode: SchemaGetter.transform((rate: number) => `${rate}B/s`)
  })
)

/** `64kbps`, `155Mbps` (bits), `8000B/s`, or a bare number of bytes a second, as in FLOWSPEC; in code bytes a second. */
export const Rate = Schema.Union([Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: largestRate })), RateText]).annotate({
  identifier: "rate",
  expected: "a rate like 64kbps, or a whole number of bytes a second"
})

/** A count of bytes. */
export const Bytes = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 0xfffffffd })).annotate({
  identifier: "bytes",
  expected: "a whole number of bytes"
})

/** How often. */
export const Count = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })).annotate({
  identifier: "count",
  expected: "a whole number, 0 or more"
})

const kebab = /^[a-z0-9]+(?:-[a-z0-9]+)*$/

/** The name of a scenario: kebab case, the name of its file. */
export const ScenarioName = Schema.String.check(
  Schema.makeFilter((text) =>
    kebab.test(text) ? undefined : "a name has small letters and digits in groups with hyphens, like call-accepted"
  )
).annotate({ identifier: "name", expected: "a name like call-accepted" })

const plainName = /^[A-Za-z][A-Za-z0-9_-]*$/

/** The name of a host, client, adapter or call. */
export const Name = Schema.String.check(
  Schema.makeFilter((text) => (plainName.test(text) ? undefined : "a name begins with a letter and goes on with letters, digits, - and _"))
).annotate({ identifier: "name", expected: "a name like alice" })

const instance = /^[A-Za-z][A-Za-z0-9_-]*\/[A-Za-z][A-Za-z0-9_-]*$/

/** A driver instance of a host: `alice/voice`. */
export const Instance = Schema.String.check(
  Schema.makeFilter((text) => (instance.test(text) ? undefined : "an instance is a host and a driver of it, like alice/voice"))
).annotate({ identifier: "host/instance", expected: "a driver of a host, like alice/voice" })

/** An ATM address: up to 40 hexadecimal digits (NSAP), or `+` and 1 to 15 decimal digits (E.164). Always in quotes: `"4711"`. */
export const Address = AtmAddressText.annotate({ identifier: "address", expected: 'an address in quotes, like "4711"' })

const hexStatus = /^0x[0-9A-Fa-f]{8}$/

/** The status of a name, or of `0x` and 8 digits. Undefined: there is none. */
export const statusOfText = (text: string): NdisStatus | undefined => (hexStatus.test(text) ? statusOf(Number(text)) : statusFromName(text))

/** What to say of a status that does not exist. */
export const unknownStatus = (text: string): string => {
  const near = suggest(text.replace(/^NDIS_STATUS_/, ""), Object.keys(NdisStatus)).map((name) => `NDIS_STATUS_${name}`)
  const hint = near.length === 0 ? "a status is a name like NDIS_STATUS_FAILURE, or 0x and 8 digits" : `did you mean ${alternatives(near)}?`
  return `there is no status ${text}, ${hint}`
}

/** `NDIS_STATUS_FAILURE`, or `0xC0012345` for a status without a name; in code the number. */
export const Status = Schema.String.check(Schema.makeFilter((text) => (statusOfText(text) === undefined ? unknownStatus(text) : undefined)))
  .annotate({ identifier: "status", expected: "a status like NDIS_STATUS_FAILURE" })
  .pipe(
    Schema.decodeTo(
      Schema.declare((value): value is NdisStatus => typeof value === "number"),
      {
        decode: SchemaGetter.transform((text: string) => statusOfText(text) ?? NdisStatus.FAILURE),
        encode: SchemaGetter.transform(statusName)
      }
    )
  )
  .annotate({ identifier: "status" })

const ddiNames = Object.keys(catalogue)

/** Is it the name of a function or callback? */
export const isDdiName = (text: string): text is DdiName => Object.hasOwn(catalogue, text)

/** The exact name of a function or callback. */
export const Ddi = Schema.String.check(
  Schema.makeFilter((text) => {
    if (isDdiName(text)) return undefined
    return `there is no function or callback ${text}, ${didYouMean(text, ddiNames) ?? "condis ddi lists them all"}`
  })
).annotate({ identifier: "DDI name", expected: "a function or callback like NdisClMakeCall" })

const oidNames = Object.keys(Oids).map((name) => `OID_${name}`)

/** `OID_GEN_CO_LINK_SPEED`, or `0x00010107` for an OID without a name; in code the number. */
export const Oid = Schema.String.check(
  Schema.makeFilter((text) => {
    if (findOid(text) !== undefined) return undefined
    return `there is no OID ${text}, ${didYouMean(text, oidNames) ?? "an OID is a name like OID_GEN_CO_LINK_SPEED, or 0x and its digits"}`
  })
)
  .annotate({ identifier: "OID", expected: "an OID like OID_GEN_CO_LINK_SPEED" })
  .pipe(
    Schema.decodeTo(Schema.Int, {
      decode: SchemaGetter.transform((text: string) => findOid(text) ?? 0),
      encode: SchemaGetter.transform((oid: number) => (oidName(oid).startsWith("OID_") ? oidName(oid) : `0x${oid.toString(16)}`))
    })
  )
  .annotate({ identifier: "OID" })

/** What an OID asks or sets: numbers, texts, lists, or an object with the fields of its structure. */
export const Information = Schema.Unknown.annotate({ identifier: "value", expected: "a number, a text, a list or an object" })

/** Arguments of a function by name. */
export const Arguments = Schema.Record(Schema.String, Schema.Unknown).annotate({
  identifier: "arguments",
  expected: "an object with arguments by name, like { BaseInstanceName: line }"
})

/** A client, or a host: its operator. */
export const Asker = Schema.NonEmptyString.annotate({
  identifier: "host/instance or host",
  expected: "a client like alice/voice, or a host like alice"
})

/** What a client can answer or a network can say with a number: a Q.850 cause. */
export const Cause = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 127 })).annotate({
  identifier: "cause",
  expected: "a Q.850 cause (1 to 127)"
})

/** A channel of an ATM link. */
export const Vci = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 0xffff })).annotate({
  identifier: "VCI",
  expected: "a VCI (0 to 65535)"
})

/** Not empty. */
export const Text = Schema.NonEmptyString.annotate({ identifier: "text", expected: "a text that is not empty" })
