/**
 * Queries and sets as programs make them: about an adapter or a call manager as a whole, or about the VC of one call.
 */
import { informationOf, type OidRequest, queryRequest, setRequest, statisticsRequest } from "@condis/core/ddi/Structures"
import { NdisStatus } from "@condis/core/NdisStatus"
import { isOfCallManager, isStatistic, oidName, type OidValue } from "@condis/core/Oid"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { type DriverDied, NoAddressFamily, OidRefused, Refused } from "./Errors.ts"
import type { Machine } from "./Machine.ts"
import { park } from "./Park.ts"
import type { Target } from "./Requests.ts"
import type { Vc } from "./Vc.ts"

/** Whom to ask, and how. */
export interface AskOptions {
  /** By default who knows this OID: a call manager for those between clients and call managers, else the adapter. */
  readonly of?: "adapter" | "call manager" | undefined
  /** For a client that is bound to several adapters. */
  readonly adapter?: string | undefined
  /** Seconds after which NDIS asks an adapter to give the request back. By default there is no limit. */
  readonly timeout?: number | undefined
}

export interface QueryOptions extends AskOptions {
  /** Room for the answer, in bytes. Left out: enough, found out by asking again. */
  readonly room?: number | undefined
}

export interface SetOptions extends AskOptions {
  /** Size of the value, in bytes. By default that of a ULONG, of a text, of a structure that says its size, or 0 for nothing. */
  readonly bytes?: number | undefined
}

/** How a query or a set fails. */
export type AskError = OidRefused | NoAddressFamily | Refused | DriverDied

/** Asks about everything, or about one VC. */
export interface Asks {
  /** Asks for information or a counter. When there was not room enough, asks again with as much as is needed. */
  readonly query: <const O extends number>(oid: O, options?: QueryOptions) => Effect.Effect<OidValue<O>, AskError>
  readonly set: (oid: number, value: unknown, options?: SetOptions) => Effect.Effect<void, AskError>
}

/** Room that is enough for most answers. */
const usualRoom = 256

const bytesOf = (value: unknown): number => {
  if (value === null || value === undefined) return 0
  if (typeof value === "number") return 4
  if (typeof value === "string") return value.length + 1
  return (value as { readonly AddressSize?: number }).AddressSize ?? 0
}

const targetOf = (machine: Machine, oid: number, options: AskOptions, vc: Vc | undefined): Target | NoAddressFamily | Refused => {
  const client = machine.life.name
  const ofManager = options.of === undefined ? isOfCallManager(oid) : options.of === "call manager"
  const family = ofManager ? (vc?.family ?? machine.family(options.adapter)) : undefined
  if (ofManager && family === undefined) return new NoAddressFamily({ client, wanted: oidName(oid) })
  const binding = family?.binding ?? vc?.family.binding ?? machine.binding(options.adapter)
  if (binding !== undefined) return { binding, family, vc }
  return new Refused({
    client,
    operation: oidName(oid),
    status: NdisStatus.ADAPTER_NOT_OPEN,
    why: `it is bound to no adapter${options.adapter === undefined ? "" : ` ${options.adapter}`}`
  })
}

/** Has one request answered, in the driver's turn. An interrupted program lets go of it. */
const asked = (
  present: Effect.Effect<Machine, DriverDied>,
  request: OidRequest,
  options: AskOptions,
  vc: Vc | undefined
): Effect.Effect<OidRequest, AskError> =>
  Effect.flatMap(present, (machine) => {
    const oid = informationOf(request).Oid
    return park<OidRequest, OidRefused | NoAddressFamily | Refused>(machine, oidName(oid), (done) => {
      if (vc?.gone === true)
        return done(Exit.fail(new OidRefused({ client: machine.life.name, oid, status: NdisStatus.CLOSING, needed: 0 })))
      const target = targetOf(machine, oid, options, vc)
      if (target instanceof NoAddressFamily || target instanceof Refused) return done(Exit.fail(target))
      const RequestId = { of: machine.life.name }
      machine.requests.ask(target, { ...request, RequestId, Timeout: options.timeout ?? 0 }, (status, answer) => {
        if (status === NdisStatus.SUCCESS) return done(Exit.succeed(answer))
        const needed = informationOf(answer).BytesNeeded
        done(Exit.fail(new OidRefused({ client: machine.life.name, oid, status, needed })))
      })
      return () => machine.requests.cancel(target, RequestId)
    })
  })

/** Queries and sets of a client; of one VC if it is given. */
export const asksOf = (present: Effect.Effect<Machine, DriverDied>, vc?: Vc): Asks => {
  const query = (oid: number, options: QueryOptions, room: number): Effect.Effect<unknown, AskError> => {
    const request = isStatistic(oid) ? statisticsRequest(oid, room) : queryRequest(oid, room)
    return asked(present, request, options, vc).pipe(
      Effect.map((answer) => informationOf(answer).InformationBuffer),
      Effect.catchTag("OidRefused", (error) =>
        options.room === undefined && error.needed > room ? query(oid, options, error.needed) : Effect.fail(error)
      )
    )
  }
  return {
    query: <const O extends number>(oid: O, options: QueryOptions = {}) =>
      query(oid, options, options.room ?? usualRoom) as Effect.Effect<OidValue<O>, AskError>,
    set: (oid, value, options = {}) =>
      Effect.asVoid(asked(present, setRequest(oid, value ?? null, options.bytes ?? bytesOf(value)), options, vc))
  }
}
