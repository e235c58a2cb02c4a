/**
 * The steps that ask for information and set it: by a client with the friendly API, or by the operator of a host, in the name of NDIS.
 */
import type { Asks } from "@condis/client"
import { informationOf, queryRequest, setRequest } from "@condis/core/ddi/Structures"
import { NdisStatus } from "@condis/core/NdisStatus"
import { oidName } from "@condis/core/Oid"
import type { OidAnswer } from "@condis/core/OidAnswer"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { Check } from "../expect/Match.ts"
import type { PlainStep } from "../scenario/Step.ts"
import { ended, ok, statusOf, wrong } from "./Outcome.ts"
import type { World } from "./World.ts"

/** Room of the operator's queries. */
const operatorRoom = 1024

/** Has a value what a scenario names of it? */
const has = (value: unknown, named: unknown): boolean => {
  if (typeof named !== "object" || named === null) return value === named
  if (Array.isArray(named)) {
    return Array.isArray(value) && value.length === named.length && named.every((each, index) => has(value[index], each))
  }
  if (typeof value !== "object" || value === null) return false
  const fields = value as { readonly [field: string]: unknown }
  return Object.entries(named).every(([field, each]) => has(fields[field], each))
}

/** Whom a client asks: about everything, or about the VC of a call it is in. */
const asksOf = (world: World, by: string, call: string | undefined): Asks | undefined =>
  call === undefined ? world.actors.get(by)?.client : world.calls.get(call)?.sides.get(by)

/** What the operator of a host is answered, as the friendly API would answer it. */
const operator = (world: World, host: string, ask: (adapter: string) => Effect.Effect<OidAnswer>) =>
  Effect.map(ask(world.scenario.hosts[host]!.adapter), ({ request, status }) => ({
    status,
    why: "",
    value: informationOf(request).InformationBuffer
  }))

export const query = (world: World, step: NonNullable<PlainStep["query"]>): Effect.Effect<Check> =>
  Effect.gen(function* () {
    const { by, call, oid, room } = step
    const what = `${by} asks for ${oidName(oid)}${call === undefined ? "" : ` of ${call}`}`
    const host = world.hosts.get(by)
    const asks = asksOf(world, by, call)
    if (host === undefined && asks === undefined) return wrong(what, `${by} has no such call`)
    if (asks !== undefined && step.giveUpAfter !== undefined) {
      const answered = yield* Effect.timeoutOption(statusOf(asks.query(oid, { room })), step.giveUpAfter / 1000)
      return Option.isNone(answered) ? ok(`${what}, and gives up`) : wrong(`${what}, and gives up`, "it is answered before")
    }
    const result =
      host === undefined
        ? yield* statusOf(asks!.query(oid, { room }))
        : yield* operator(world, by, (adapter) => host.request(adapter, queryRequest(oid, room ?? operatorRoom)))
    if (result.status !== NdisStatus.SUCCESS || step.is === undefined || has(result.value, step.is)) return ended(what, step.expect, result)
    return wrong(`${what}: ${JSON.stringify(step.is)}`, JSON.stringify(result.value))
  })

export const set = (world: World, step: NonNullable<PlainStep["set"]>): Effect.Effect<Check> =>
  Effect.gen(function* () {
    const { by, bytes, oid, to } = step
    const what = `${by} sets ${oidName(oid)}`
    const host = world.hosts.get(by)
    const client = world.actors.get(by)?.client
    if (host !== undefined) {
      const length = bytes ?? (to === undefined ? 0 : 4)
      return ended(what, step.expect, yield* operator(world, by, (adapter) => host.request(adapter, setRequest(oid, to ?? null, length))))
    }
    if (client === undefined) return wrong(what, "there is no such client")
    return ended(what, step.expect, yield* statusOf(client.set(oid, to ?? null, { bytes })))
  })
