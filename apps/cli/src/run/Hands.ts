/**
 * The hands of the drivers of a run: the handles each was ever given, and its functions as they stand, past its kit. With them a scenario
 * shows what a kit never does (a second deregistration) or has no word for (names of VCs).
 */
import { type Ddi, type DdiName, ddi } from "@condis/core/ddi/Ddi"
import {
  isOidRequest,
  type OidRequest,
  setRequest,
  statusIndication,
  type StatusIndicationBlock,
  tiedTo
} from "@condis/core/ddi/Structures"
import { q2931 } from "@condis/core/AddressFamily"
import type { CallParameters } from "@condis/core/CallParameters"
import type { Driver, Life } from "@condis/core/Driver"
import type { Handle, NdisAdapterHandle } from "@condis/core/Handle"
import { type NdisStatus, StatusIndication } from "@condis/core/NdisStatus"
import { findOid } from "@condis/core/Oid"
import type { Role } from "@condis/core/Trace"
import * as Effect from "effect/Effect"

/** Call parameters that say nothing. */
const noWishes: CallParameters = { Flags: 0, CallMgrParameters: null, MediaParameters: null }

type AnyHandle = Handle<string>
type Values = { readonly [name: string]: unknown }
type Then = (status: NdisStatus, out: Values) => void

/** Which of the objects of a kind, from 1, in the order in which the driver met them. */
export type Chosen = { readonly [kind: string]: number | undefined }

const isHandle = (value: unknown): value is AnyHandle =>
  typeof value === "object" && value !== null && "slot" in value && "generation" in value

/** A string as such, or out of the buffer in which it came. */
const textOf = (value: unknown): unknown => (typeof value === "object" && value !== null && "String" in value ? value.String : value)

/** What a function answered beside its status. */
const valuesOf = (out: unknown): Values => (typeof out === "object" && out !== null ? (out as Values) : {})

/** `vc handle` → `vc`. */
const kindOf = (kind: string): string => kind.replace(/ handle$/, "").replace("driver or binding", "binding")

/** One life of a driver. */
class Hand {
  readonly life: Life<Role>
  private readonly known = new Map<string, Array<AnyHandle>>()
  /** What was answered last, by parameter: a string to be freed, an id to be turned back. */
  private last: Values = {}
  /** The OID request it was asked last. */
  private asked: OidRequest | undefined = undefined

  /** VCs of the host that are a call manager's own. */
  private readonly own: Set<AnyHandle>

  constructor(life: Life<Role>, own: Set<AnyHandle>) {
    this.life = life
    this.own = own
  }

  keep(values: Values): void {
    for (const value of Object.values(values)) {
      if (isOidRequest(value)) this.asked = value
      if (!isHandle(value)) continue
      const own = this.known.get(value.kind) ?? []
      if (!own.includes(value)) this.known.set(value.kind, [...own, value])
    }
  }

  /** What comes back from a call. A VC of nobody but the call manager is its own affair: it is not counted, by the miniport neither. */
  made(args: Values, values: Values): void {
    if (args["NdisAfHandle"] === null && isHandle(values["NdisVcHandle"])) this.own.add(values["NdisVcHandle"])
    this.keep(values)
  }

  answered(values: Values): void {
    this.keep(values)
    this.last = { ...this.last, ...values, ...(values["VcInstanceName"] === undefined ? {} : { String: values["VcInstanceName"] }) }
  }

  /** An indication with the code `StatusIndication`; with `TiedToRequest` it is an answer to what the driver was asked last. */
  private indication(given: Values): StatusIndicationBlock | undefined {
    const name = String(given["StatusIndication"]).replace(/^NDIS_STATUS_/, "")
    const code = Object.entries(StatusIndication).find(([each]) => each === name)?.[1]
    if (code === undefined) return undefined
    const SourceHandle = (this.known.get("adapter")?.at(-1) ?? null) as NdisAdapterHandle | null
    const whole = { ...statusIndication(code), SourceHandle }
    return given["TiedToRequest"] === true && this.asked !== undefined ? tiedTo(whole, this.asked) : whole
  }

  /** The arguments of a call. Undefined: the driver does not know such an object; its kind is said. */
  arguments(of: Ddi, chosen: Chosen, given: Values): Values | string {
    const args: { [name: string]: unknown } = {}
    for (const { direction, kind, name, optional, type } of of.parameters) {
      if (direction === "out") continue
      if (kind === "NDIS_STATUS_INDICATION") {
        const indication = this.indication(given)
        if (indication === undefined) return `there is no indication ${String(given[name])}`
        args[name] = indication
      } else if (kind === "NDIS_OID_REQUEST") {
        const oid = findOid(String(given["OidRequest"]))
        if (oid === undefined) return `there is no OID ${String(given["OidRequest"])}`
        args[name] = setRequest(oid, null, 0)
      } else if (name in given) args[name] = given[name]
      else if (kind.endsWith(" handle")) {
        const which = chosen[kindOf(kind)]
        const known = (this.known.get(kindOf(kind)) ?? []).filter((each) => !this.own.has(each))
        const handle = which === undefined ? (optional ? null : known.at(-1)) : known[which - 1]
        if (handle === undefined) return `${this.life.name} knows no ${kindOf(kind)} ${which ?? ""}`.trim()
        args[name] = handle
      } else if (name in this.last) args[name] = kind === "NDIS_STRING" ? textOf(this.last[name]) : this.last[name]
      else if (kind === "CO_ADDRESS_FAMILY") args[name] = q2931
      else if (kind === "CO_CALL_PARAMETERS") args[name] = noWishes
      else if (kind === "context") args[name] = {}
      else args[name] = type === "UINT" || type === "ULONG" ? 0 : null
    }
    return args
  }
}

/** The drivers of a host, by instance name. */
export class Hands {
  private readonly lives = new Map<string, Hand>()
  private readonly own = new Set<AnyHandle>()
  private readonly wanted: boolean

  /** `wanted`: somebody will call. Drivers nobody calls through are left as they are. */
  constructor(wanted: boolean) {
    this.wanted = wanted
  }

  /** The driver, which goes on as it is, with its present life in these hands. */
  of<R extends Role>(driver: Driver<R>): Driver<R> {
    return this.wanted ? { ...driver, start: (life) => this.begun(driver, life) } : driver
  }

  private begun<R extends Role>(driver: Driver<R>, life: Life<R>): ReturnType<Driver<R>["start"]> {
    const hand = new Hand(life as unknown as Life<Role>, this.own)
    this.lives.set(life.name, hand)
    const direct = Object.entries(life.direct as unknown as { readonly [name: string]: (args: Values, then?: Then) => void }).map(
      ([name, call]) => [
        name,
        (args: Values, then?: Then) =>
          call(
            args,
            then &&
              ((status, out) => {
                hand.made(args, out)
                then(status, out)
              })
          )
      ]
    )
    const ndis = Object.entries(life.ndis as unknown as { readonly [name: string]: (args: Values) => Effect.Effect<unknown> }).map(
      ([name, call]) => [name, (args: Values) => Effect.tap(call(args), (out) => Effect.sync(() => hand.made(args, valuesOf(out))))]
    )
    const handlers = driver.start({ ...life, direct: Object.fromEntries(direct), ndis: Object.fromEntries(ndis) })
    return Object.fromEntries(
      Object.entries(handlers as unknown as { readonly [name: string]: (args: Values) => unknown }).map(([name, handler]) => [
        name,
        (args: Values) => {
          hand.keep(args)
          return handler(args)
        }
      ])
    ) as unknown as typeof handlers
  }

  /** Calls a function in the driver's own turn and answers its status, or why there was nothing to call it with. */
  call(driver: string, name: DdiName, chosen: Chosen, given: Values): Effect.Effect<NdisStatus | undefined | string> {
    return Effect.callback((resume) => {
      const hand = this.lives.get(driver)
      if (hand === undefined) return resume(Effect.succeed(`there is no driver ${driver}`))
      const of = ddi(name)
      const { direct, ndis } = hand.life as unknown as {
        readonly direct: { readonly [name: string]: ((args: Values, then?: Then) => void) | undefined }
        readonly ndis: { readonly [name: string]: ((args: Values) => Effect.Effect<unknown, never, "needs PASSIVE_LEVEL">) | undefined }
      }
      hand.life.onEnd(() => resume(Effect.succeed(`${driver} died`)))
      hand.life.post(() => {
        const args = hand.arguments(of, chosen, given)
        if (typeof args === "string") return resume(Effect.succeed(args))
        const then = (status: NdisStatus | undefined, out: unknown): void => {
          hand.answered(valuesOf(out))
          resume(Effect.succeed(status))
        }
        if (direct[name] !== undefined) {
          direct[name](args, of.isVoid ? undefined : then)
          if (of.isVoid) resume(Effect.succeed(undefined))
          return
        }
        const call = ndis[name]
        if (call === undefined) return resume(Effect.succeed(`${driver} has no function ${name}`))
        hand.life.workItem(
          Effect.map(call(args), (result) => {
            const { Status = result } = valuesOf(result)
            then(Status as NdisStatus | undefined, result)
          })
        )
      })
    })
  }
}
