/**
 * How a step ended, and what it expected.
 */
import { NdisStatus, statusName } from "@condis/core/NdisStatus"
import * as Effect from "effect/Effect"
import type { Check } from "../expect/Match.ts"

export const ok = (what: string): Check => ({ ok: true, what, found: "" })
export const wrong = (what: string, found: string): Check => ({ ok: false, what, found })

/** Compares how an operation ended with the status a step expects. */
export const ended = (what: string, expected: NdisStatus, result: { readonly status: NdisStatus; readonly why: string }): Check =>
  result.status === expected
    ? ok(`${what}: ${statusName(expected)}`)
    : wrong(`${what}: ${statusName(expected)}`, `${statusName(result.status)}${result.why === "" ? "" : ` (${result.why})`}`)

interface Failed {
  readonly message: string
  readonly status?: NdisStatus
  readonly reason?: { readonly status: NdisStatus }
}

/** The status in which an operation of the friendly API ended. */
export const statusOf = <A, R>(
  operation: Effect.Effect<A, Failed, R>
): Effect.Effect<{ readonly status: NdisStatus; readonly why: string; readonly value: A | undefined }, never, R> =>
  Effect.match(operation, {
    onSuccess: (value) => ({ status: NdisStatus.SUCCESS, why: "", value }),
    onFailure: (error) => ({ status: error.status ?? error.reason?.status ?? NdisStatus.FAILURE, why: error.message, value: undefined })
  })
