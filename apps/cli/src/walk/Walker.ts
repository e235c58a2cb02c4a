/**
 * A driver that may do anything: at any moment it calls any function of its role, with handles that are alive, dead, of another driver or
 * made up, and answers its handlers with success, failure or PENDING, as drawn. Only what makes it a driver (registration, binding,
 * initialization) it does as it should, so that there is somebody to misbehave.
 *
 * When the walk is over it becomes orderly: it completes what it owes, answers everything with success, and gives back what it has.
 */
import { q2931 } from "@condis/core/AddressFamily"
import { atmAddress } from "@condis/core/Atm"
import { miniportDriverCharacteristics, protocolDriverCharacteristics } from "@condis/core/ddi/Characteristics"
import { type Ddi, ddis, findDdi } from "@condis/core/ddi/Ddi"
import { isOidRequest, queryRequest } from "@condis/core/ddi/Structures"
import { callTo } from "@condis/core/CallParameters"
import * as Driver from "@condis/core/Driver"
import type { Handle } from "@condis/core/Handle"
import { chainEach, netBufferList, type NetBufferList } from "@condis/core/NetBufferList"
import { NdisStatus } from "@condis/core/NdisStatus"
import { Oid } from "@condis/core/Oid"
import { atmSap } from "@condis/core/Sap"
import type { Role } from "@condis/core/Trace"
import * as Effect from "effect/Effect"
import { lifeOfMiniport, lifeOfProtocol } from "./Lifecycle.ts"

/** Answers 0 … n-1. */
export type Draw = (n: number) => number

/** What a walker remembers an object by. */
export interface Mark {
  handle: AnyHandle | undefined
}

export type AnyHandle = Handle<string>

/** Arguments and results by parameter name. */
export type Values = { readonly [name: string]: unknown }

export type Direct = { readonly [name: string]: (args: Values, then?: (status: NdisStatus, out: Values) => void) => void }

/** What the drivers of a walk know of each other: a driver may try the handles of another. */
export interface Company {
  readonly draw: Draw
  readonly walkers: Array<Walker>
  /** The walk is over. */
  orderly: boolean
}

const isHandle = (value: unknown): value is AnyHandle =>
  typeof value === "object" && value !== null && "slot" in value && "generation" in value

const oids = [Oid.GEN_CO_MAC_OPTIONS, Oid.GEN_CO_SUPPORTED_LIST, Oid.GEN_CO_XMIT_PDUS_OK, Oid.CO_ADD_ADDRESS, 0xffff_fffe]

const parameters = callTo(atmAddress("4799"))
const pasts = [NdisStatus.SUCCESS, NdisStatus.SUCCESS, NdisStatus.FAILURE, NdisStatus.RESOURCES, NdisStatus.PENDING] as const

/** Ends the driver, the binding or the machine, where the rest of the walk would say nothing. */
const farewells = new Set(["NdisDeregisterProtocolDriver", "NdisMDeregisterMiniportDriver", "NdisUnbindAdapter", "NdisCloseAdapterEx"])
/** What the life of a driver needs, done by `Lifecycle.ts`. */
const lifecycle =
  /^(Protocol(SetOptions|BindAdapterEx|UnbindAdapterEx|(Open|Close)AdapterCompleteEx|NetPnPEvent)|Miniport(SetOptions|InitializeEx|HaltEx|Pause|Restart|DriverUnload))$/

/** What leads somewhere, done to the newest objects: without it few walks would get as far as a call. */
const leading =
  /^Ndis(CoCreateVc|ClMakeCall|ClRegisterSap|ClAddParty|ClModifyCallQoS|CoSendNetBufferLists|MCoIndicateReceiveNetBufferLists|M?Cm(CreateVc|ActivateVc|Dispatch.*))$/

export class Walker {
  readonly name: string
  readonly role: Role
  readonly driver: Driver.Driver
  /** Handles this driver was ever given, by kind, the newest last. */
  readonly known: { [kind: string]: Array<AnyHandle> } = {}
  private readonly company: Company
  private readonly functions: ReadonlyArray<Ddi>
  private readonly leading: ReadonlyArray<Ddi>
  private life!: Driver.Life<Role>
  /** Completions, returns of lists: what NDIS waits for. */
  private owed: Array<() => void> = []
  /** Names of VCs, which it has to free. */
  private names: Array<unknown> = []

  constructor(name: string, role: Role, company: Company) {
    this.name = name
    this.role = role
    this.company = company
    this.functions = ddis.filter((each) => each.kind === "function" && each.calledBy.includes(role) && !farewells.has(each.name))
    this.leading = this.functions.filter((each) => leading.test(each.name))
    const adapters = role === "miniport" || role === "MCM driver" ? { adapters: [name] } : {}
    this.driver = Driver.make<Role>({
      name,
      roles: [role],
      ...adapters,
      start: (life) => {
        this.life = life
        return this.handlers() as never
      }
    })
  }

  private get direct(): Direct {
    return this.life.direct as unknown as Direct
  }

  // What it is asked

  private handlers(): { readonly [name: string]: (args: never) => unknown } {
    const table: { [name: string]: (args: Values) => unknown } = {}
    for (const each of ddis) {
      if (each.kind === "callback" && each.implementedBy.includes(this.role) && !lifecycle.test(each.name)) {
        table[each.name] = (args) => this.asked(each, args)
      }
    }
    const life = this.life as unknown as Driver.Life<"client"> & Driver.Life<"miniport">
    const keep = (handle: AnyHandle): void => this.keep(handle)
    return this.role === "miniport" || this.role === "MCM driver"
      ? { ...table, ...lifeOfMiniport(life, this.role, keep) }
      : {
          ...table,
          ...lifeOfProtocol(
            life,
            this.role,
            keep,
            Effect.sync(() => this.tidy())
          )
        }
  }

  private asked(callback: Ddi, args: Values): unknown {
    const { draw, orderly } = this.company
    markAll(args)
    const handles = this.handlesOf(args)
    if (callback.name === "ProtocolCoAfRegisterNotify") {
      if (orderly || this.role !== "client") return undefined
      return this.call("NdisClOpenAddressFamilyEx", this.argumentsFor(findDdi("NdisClOpenAddressFamilyEx")!, handles, {}))
    }
    const lists = args["NetBufferLists"] as NetBufferList | undefined
    if (lists !== undefined && !callback.name.includes("Complete") && !callback.name.startsWith("MiniportReturn"))
      this.giveBack(callback, args, lists)
    if (callback.isVoid) return undefined
    // A call manager that makes a call activates its VC first, mostly.
    const activate = findDdi(this.role === "MCM driver" ? "NdisMCmActivateVc" : "NdisCmActivateVc")!
    if (callback.name === "ProtocolCmMakeCall" && draw(3) > 0) this.direct[activate.name]!(this.argumentsFor(activate, handles, {}))
    const choice = orderly ? 0 : draw(8)
    const mcm = this.role === "MCM driver"
    const completion = findDdi((mcm ? callback.mcmCompletion : callback.completion) ?? callback.completion ?? "")
    const results = this.results(callback, args, handles)
    if (choice >= 5 && choice < 7 && callback.pends && completion !== undefined) {
      const complete = () => {
        const Status = this.company.orderly || draw(3) > 0 ? NdisStatus.SUCCESS : pasts[draw(pasts.length)]!
        this.direct[completion.name]!(this.argumentsFor(completion, handles, { ...args, ...results, Status }))
        // That is no completion, and the true one is still owed.
        if (Status === NdisStatus.PENDING) this.owe(complete)
      }
      // Now and then before the handler returns.
      if (draw(6) === 0) complete()
      else this.owe(complete)
      return NdisStatus.PENDING
    }
    if (choice === 7) return draw(2) === 0 ? NdisStatus.FAILURE : { ...results, Status: NdisStatus.RESOURCES }
    return { ...results, Status: NdisStatus.SUCCESS }
  }

  /** Sends come home, and lent lists go back: at once, later, or when the walk is over. */
  private giveBack(callback: Ddi, args: Values, lists: NetBufferList): void {
    const sent = callback.name === "MiniportCoSendNetBufferLists"
    const vc = lists.SourceHandle
    const NdisBindingHandle = this.newest("binding")
    const act = sent
      ? () => this.direct["NdisMCoSendNetBufferListsComplete"]!({ NdisVcHandle: vc, NetBufferLists: lists, SendCompleteFlags: 0 })
      : () => this.direct["NdisReturnNetBufferLists"]!({ NdisBindingHandle, NetBufferLists: lists, ReturnFlags: 0 })
    if (!sent && (((args["ReceiveFlags"] as number) & 2) !== 0 || NdisBindingHandle === undefined)) return
    if (this.company.orderly || this.company.draw(2) === 0) act()
    else this.owe(act)
  }

  private results(callback: Ddi, args: Values, handles: Marks): Values {
    const out: { [name: string]: unknown } = {}
    for (const each of callback.parameters) {
      if (each.direction === "in") continue
      out[each.name] = each.kind === "context" ? ({ handle: newestOf(handles, each.name) } satisfies Mark) : args[each.name]
    }
    return out
  }

  private owe(act: () => void): void {
    this.owed.push(act)
  }

  // What it does

  /** Does one thing, in its own turn. */
  step(): void {
    this.life.post(() => {
      const { draw } = this.company
      if (this.owed.length > 0 && draw(3) === 0) return this.owed.splice(draw(this.owed.length), 1)[0]!()
      const sensible = this.leading.length > 0 && draw(2) === 0
      const from = sensible ? this.leading : this.functions
      const one = from[draw(from.length)]!
      const args = this.argumentsFor(one, sensible ? this.newestOfEach() : {}, {})
      if (one.irql === "PASSIVE") this.life.workItem(this.call(one.name, args) as Effect.Effect<void>)
      else this.direct[one.name]!(args, (_status, out) => this.got(args, out))
    })
  }

  /** Calls a function from an Effect. */
  private call(name: string, args: Values): Effect.Effect<void, never, "needs PASSIVE_LEVEL"> {
    const ndis = this.life.ndis as unknown as {
      readonly [name: string]: (args: Values) => Effect.Effect<unknown, never, "needs PASSIVE_LEVEL">
    }
    return Effect.map(ndis[name]!(args), (result) => {
      if (typeof result === "object" && result !== null) this.got(args, result as Values)
    })
  }

  private got(args: Values, out: Values): void {
    this.handlesOf(out)
    if (out["VcInstanceName"] !== undefined) this.names.push(out["VcInstanceName"])
    const handle = Object.values(out).find(isHandle)
    for (const value of Object.values(args)) {
      if (isMark(value) && value.handle === undefined) value.handle = handle
    }
  }

  private argumentsFor(of: Ddi, handles: Marks, given: Values): Values {
    const args: { [name: string]: unknown } = {}
    for (const { direction, kind, name, optional } of of.parameters) {
      if (direction === "out") continue
      if (kind === "NDIS_OID_REQUEST") args[name] = Object.values(given).find(isOidRequest) ?? this.request()
      else if (name in given && !isHandle(given[name])) args[name] = given[name]
      else if (optional && kind.endsWith("handle") && Object.keys(given).length > 0) {
        // A completion repeats what its handler was addressed with.
        args[name] = handles[kindOf(kind)] ?? null
      } else args[name] = this.argument(kind, name, optional, handles)
    }
    markAll(args)
    const vc = args["NdisVcHandle"]
    const lists = args["NetBufferLists"] as NetBufferList | undefined
    if (lists !== undefined && isHandle(vc) && this.company.draw(8) > 0) chainEach(lists, (list) => (list.SourceHandle = vc as never))
    return args
  }

  private argument(kind: string, name: string, optional: boolean, handles: Marks): unknown {
    const { draw } = this.company
    if (optional && draw(3) === 0) return null
    if (kind.endsWith("handle") || (kind.endsWith("context") && name.startsWith("Ndis")))
      return handles[kindOf(kind)] ?? this.handle(kindOf(kind))
    switch (kind) {
      case "context":
      case "mark":
        return { handle: undefined } satisfies Mark
      case "NDIS_STATUS":
        return draw(2) === 0 ? NdisStatus.SUCCESS : pasts[draw(pasts.length)]
      case "ULONG":
        return 0
      case "BOOLEAN":
        return draw(2) === 0
      case "NDIS_STRING":
        return "walk"
      case "octets":
        return new Uint8Array(draw(3))
      case "CO_ADDRESS_FAMILY":
        return q2931
      case "CO_SAP":
        return atmSap(atmAddress(`471${draw(3)}`))
      case "CO_CALL_PARAMETERS":
        return parameters
      case "NET_BUFFER_LIST":
        return netBufferList(new Uint8Array(1))
      case "NDIS_PROTOCOL_DRIVER_CHARACTERISTICS":
        return protocolDriverCharacteristics(this.name)
      case "NDIS_MINIPORT_DRIVER_CHARACTERISTICS":
        return miniportDriverCharacteristics
      default:
        return {}
    }
  }

  /** A question for an OID that is known, or not; now and then what is no question. */
  private request(): unknown {
    const { draw } = this.company
    return draw(10) === 0 ? {} : queryRequest(oids[draw(oids.length)]!, draw(3) * 4)
  }

  /** A handle of this kind: mostly one of the newest, now and then an old one, another driver's, or one that NDIS never issued. */
  private handle(kind: string): unknown {
    const { draw, walkers } = this.company
    const own = this.known[kind] ?? []
    const luck = draw(20)
    if (luck === 0) return { kind, slot: draw(4), generation: 1, owner: "atm0" }
    const others = walkers[draw(walkers.length)]!.known[kind] ?? []
    const from = luck < 3 && others.length > 0 ? others : own
    if (from.length === 0) return luck < 10 ? null : this.someHandle()
    return from[luck < 6 ? draw(from.length) : from.length - 1 - draw(Math.min(3, from.length))]
  }

  /** Of any kind. */
  private someHandle(): AnyHandle | null {
    const kinds = Object.values(this.known)
    return kinds.length === 0 ? null : kinds[this.company.draw(kinds.length)]!.at(-1)!
  }

  private newest(kind: string): AnyHandle | undefined {
    return this.known[kind]?.at(-1)
  }

  /** The newest handles; of VCs one of the newest two, so that one may wait while another goes on. */
  private newestOfEach(): Marks {
    const marks: { [kind: string]: AnyHandle } = {}
    for (const [kind, handles] of Object.entries(this.known)) {
      marks[kind] = handles[Math.max(0, handles.length - 1 - (kind === "vc" ? this.company.draw(2) : 0))]!
    }
    return marks
  }

  private keep(handle: AnyHandle): void {
    const own = (this.known[handle.kind] ??= [])
    if (!own.includes(handle)) own.push(handle)
  }

  private handlesOf(values: Values): Marks {
    const found = handlesIn(values)
    for (const handle of Object.values(found)) this.keep(handle)
    return found
  }

  // The end

  /** One round of {@link tidy}, in its own turn. `stuck`: something waits that a completion was wasted on. */
  settle(stuck: boolean): void {
    this.life.post(() => {
      this.tidy()
      if (stuck) this.completeAll()
    })
  }

  /** Completes whatever may be waiting for it. */
  private completeAll(): void {
    for (const one of this.functions) {
      if (!one.isVoid || one.irql === "PASSIVE" || !one.name.endsWith("Complete") || one.name.includes("Send")) continue
      for (const handle of this.known[kindOf(one.parameters.find(({ name }) => name === one.handleParameter)?.kind ?? "")] ?? []) {
        this.direct[one.name]!(this.argumentsFor(one, { [handle.kind]: handle }, { Status: NdisStatus.SUCCESS }))
      }
    }
  }

  /** Completes what it owes and tries to give back everything it ever had: what is not there any more is refused. */
  tidy(): void {
    for (const act of this.owed.splice(0)) act()
    for (const String of this.names.splice(0)) this.life.workItem(this.call("NdisFreeString", { String }))
    const mcm = this.role === "MCM driver"
    const each = (kind: string, name: string, more: Values = {}): void => {
      const parameter = findDdi(name)!.handleParameter!
      for (const handle of this.known[kind] ?? []) this.direct[name]!({ [parameter]: handle, ...more })
    }
    if (this.role === "client") {
      each("party", "NdisClDropParty", { Size: 0 })
      for (const NdisVcHandle of this.known["vc"] ?? []) {
        for (const NdisPartyHandle of [null, ...(this.known["party"] ?? [])])
          this.direct["NdisClCloseCall"]!({ NdisVcHandle, NdisPartyHandle, Size: 0 })
      }
      each("vc", "NdisCoDeleteVc")
      each("sap", "NdisClDeregisterSap")
    }
    if (this.role === "call manager" || mcm) {
      each("vc", mcm ? "NdisMCmDeactivateVc" : "NdisCmDeactivateVc")
      each("vc", mcm ? "NdisMCmDeleteVc" : "NdisCoDeleteVc")
    }
  }
}

type Marks = { readonly [kind: string]: AnyHandle }

const isMark = (value: unknown): value is Mark =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype && "handle" in value

/** The handles in these values by kind, also those that a context stands for. */
const handlesIn = (values: Values): Marks => {
  const found: { [kind: string]: AnyHandle } = {}
  for (const value of Object.values(values)) {
    const handle = isHandle(value) ? value : isMark(value) ? value.handle : undefined
    if (handle !== undefined) found[handle.kind] = handle
  }
  return found
}

/** Contexts that stand for nothing yet stand for the handle beside them, if there is one of their kind. */
const markAll = (values: Values): void => {
  for (const [name, value] of Object.entries(values)) if (isMark(value)) value.handle ??= newestOf(handlesIn(values), name)
}

/** `vc handle` → `vc`. */
const kindOf = (kind: string): string => kind.replace(/ (handle|context)$/, "").replace("driver or binding", "binding")

/** The handle a context of this name stands for: `CallMgrVcContext` → the VC's. */
const newestOf = (handles: Marks, context: string): AnyHandle | undefined => {
  const kind = /(Af|Sap|Vc|Party)Context$/.exec(context)?.[1]?.toLowerCase()
  return kind === undefined ? undefined : handles[kind]
}
