/**
 * NDIS for the registration of drivers: one actor per host. A driver gets its handle here, hands over its entry points, and takes itself
 * out again.
 *
 * @see docs/condis/operations.md, OP-01 to OP-04 and OP-42
 */
import { type Ddi, ddis } from "../ddi/Ddi.ts"
import type { MiniportDriverCharacteristics, ProtocolDriverCharacteristics } from "../ddi/Characteristics.ts"
import { ObjectType } from "../ddi/Structures.ts"
import { HandleTable, type NdisDriverHandle, type NdisMiniportDriverHandle, type NdisProtocolHandle } from "../Handle.ts"
import { NdisStatus } from "../NdisStatus.ts"
import type { FunctionName } from "../ddi/Ddi.ts"
import type { Adapter } from "./Adapter.ts"
import type { Instance } from "./Instance.ts"
import type { Down, DownOf, Returning, Up } from "./Message.ts"
import { fromTapiCallId } from "./Names.ts"
import { NdisActor, type Route, type Surroundings } from "./NdisActor.ts"

/** A driver that registered. */
export class Registered {
  readonly instance: Instance
  readonly context: unknown
  readonly isProtocol: boolean
  handle!: NdisDriverHandle
  /** Structures it handed over with NdisSetOptionalHandlers, by object type. */
  readonly structures = new Set<number>()
  /** Is its SetOptions handler open? */
  setting = true
  constructor(instance: Instance, context: unknown, isProtocol: boolean) {
    this.instance = instance
    this.context = context
    this.isProtocol = isProtocol
  }
}

/** What the registry tells the host. */
export interface RegistryEvents {
  /** The adapters of the host. */
  readonly adapters: () => ReadonlyMap<string, Adapter>
  readonly registered: (driver: Registered) => void
  /** The driver takes itself out: everything of it is unbound (or halted), then `done` is called. */
  readonly deregistering: (driver: Registered, done: () => void) => void
}

/** Structures each role must hand over (REG-04 to REG-08). */
const needed = (instance: Instance): ReadonlyArray<number> => [
  ...(instance.has("client") || instance.has("call manager") ? [ObjectType.CO_PROTOCOL_CHARACTERISTICS] : []),
  ...(instance.has("client") ? [ObjectType.CO_CLIENT_OPTIONAL_HANDLERS] : []),
  ...(instance.has("miniport") || instance.has("MCM driver") ? [ObjectType.CO_MINIPORT_CHARACTERISTICS] : []),
  ...(instance.has("call manager") || instance.has("MCM driver") ? [ObjectType.CO_CALL_MANAGER_OPTIONAL_HANDLERS] : [])
]

class SetOptions implements Returning {
  returned(ndis: NdisActor, up: Up): void {
    const registry = ndis as Registry
    const { down, driver } = up.part as { readonly down: Down; readonly driver: Registered }
    driver.setting = false
    const missing = needed(driver.instance).filter((type) => !driver.structures.has(type))
    let status = up.status
    if (status === NdisStatus.PENDING) {
      registry.violation(driver.instance, "REG-24", `${up.ddi.name} returned NDIS_STATUS_PENDING; registration is synchronous`)
      status = NdisStatus.FAILURE
    } else if (status === NdisStatus.SUCCESS && missing.length > 0) {
      registry.violation(
        driver.instance,
        driver.isProtocol ? "REG-04" : "REG-07",
        `structures 0x${missing.map((type) => type.toString(16)).join(", 0x")} were not set with NdisSetOptionalHandlers; the registration fails`
      )
      status = NdisStatus.FAILURE
    }
    if (status !== NdisStatus.SUCCESS) registry.release(driver, "its registration failed")
    registry.reply(
      down,
      status,
      status === NdisStatus.SUCCESS ? { [driver.isProtocol ? "NdisProtocolHandle" : "NdisMiniportDriverHandle"]: driver.handle } : undefined
    )
    if (status === NdisStatus.SUCCESS) registry.events.registered(driver)
  }
}
const setOptions = new SetOptions()

export class Registry extends NdisActor {
  readonly protocols: HandleTable<"protocol", Registered>
  readonly miniports: HandleTable<"miniport", Registered>
  readonly events: RegistryEvents

  constructor(surroundings: Surroundings, events: RegistryEvents) {
    super("drivers", surroundings, routes)
    this.events = events
    this.protocols = new HandleTable("protocol", "drivers")
    this.miniports = new HandleTable("miniport", "drivers")
  }

  release(driver: Registered, cause: string): void {
    if (driver.isProtocol) this.protocols.release(driver.handle as NdisProtocolHandle, cause, this.micros())
    else this.miniports.release(driver.handle as NdisMiniportDriverHandle, cause, this.micros())
  }

  /** The registration of a life, if it has one. */
  of(instance: Instance): Registered | undefined {
    for (const driver of this.protocols.values()) if (driver.instance === instance) return driver
    for (const driver of this.miniports.values()) if (driver.instance === instance) return driver
    return undefined
  }

  find(handle: NdisDriverHandle): Registered | undefined {
    return this.protocols.find(handle as NdisProtocolHandle) ?? this.miniports.find(handle as NdisMiniportDriverHandle)
  }
}

const routes: Array<Route | undefined> = []

const on = <D extends FunctionName>(name: D, handle: (registry: Registry, down: DownOf<D>) => void): void => {
  const ddi = ddis.find((each: Ddi) => each.name === name)!
  routes[ddi.index] = { handle: (ndis, down) => handle(ndis as Registry, down as DownOf<D>) }
}

/** What a driver registers has to be of NDIS 6 and complete. */
const flaw = (of: ProtocolDriverCharacteristics | MiniportDriverCharacteristics): readonly [NdisStatus, string] | undefined => {
  if (of.MajorNdisVersion < 6)
    return [NdisStatus.BAD_VERSION, `drivers of NDIS ${of.MajorNdisVersion}.${of.MinorNdisVersion} are not carried; 6.0 is the oldest`]
  const missing = Object.entries(of).filter(([name, entry]) => entry === null && !mayBeMissing.includes(name))
  if (missing.length > 0) return [NdisStatus.BAD_CHARACTERISTICS, `${missing.map(([name]) => name).join(", ")} must not be NULL`]
  if (of.Header.Revision !== 1) return [NdisStatus.BAD_CHARACTERISTICS, `there is no revision ${of.Header.Revision} of the structure`]
  return undefined
}
const mayBeMissing = [
  "SetOptionsHandler",
  "UnloadHandler",
  "CancelSendHandler",
  "ResetHandlerEx",
  "DevicePnPEventNotifyHandler",
  "ShutdownHandlerEx"
]

const register = (
  registry: Registry,
  down: Down,
  characteristics: ProtocolDriverCharacteristics | MiniportDriverCharacteristics,
  context: unknown,
  isProtocol: boolean
): void => {
  const wrong = flaw(characteristics)
  if (wrong !== undefined) return registry.refuse(down, wrong[0], "ARGS", wrong[1])
  if (registry.of(down.from) !== undefined) return registry.refuse(down, NdisStatus.FAILURE, "REG-24", "this driver is registered already")
  const driver = new Registered(down.from, context, isProtocol)
  driver.handle = isProtocol ? registry.protocols.issue(driver) : registry.miniports.issue(driver)
  const args = { NdisDriverHandle: driver.handle, DriverContext: context }
  if (
    !registry.call(down.from, isProtocol ? "ProtocolSetOptions" : "MiniportSetOptions", args, setOptions, { down, driver }, undefined, true)
  ) {
    registry.release(driver, "its registration failed")
    registry.reply(down, NdisStatus.FAILURE)
  }
}

const deregister = (registry: Registry, down: Down, driver: Registered | undefined): void => {
  if (driver === undefined || driver.instance !== down.from)
    return registry.refuse(down, NdisStatus.FAILURE, "HND-02", "this driver is not registered under that handle")
  const { deregistersIn } = down.from
  if (driver.isProtocol && deregistersIn !== undefined) {
    const text = `${down.ddi.name} from ${deregistersIn} would wait for that handler to return, and the handler for it; use a work item`
    registry.violation(down.from, "REG-25", text)
    return registry.reply(down, NdisStatus.FAILURE)
  }
  registry.events.deregistering(driver, () => {
    registry.release(driver, "the driver deregistered")
    registry.reply(down, NdisStatus.SUCCESS)
  })
}

on("NdisRegisterProtocolDriver", (registry, down) =>
  register(registry, down, down.args.ProtocolCharacteristics, down.args.ProtocolDriverContext, true)
)
on("NdisMRegisterMiniportDriver", (registry, down) =>
  register(registry, down, down.args.MiniportDriverCharacteristics, down.args.MiniportDriverContext, false)
)
on("NdisDeregisterProtocolDriver", (registry, down) => deregister(registry, down, registry.protocols.find(down.args.NdisProtocolHandle)))
on("NdisMDeregisterMiniportDriver", (registry, down) =>
  deregister(registry, down, registry.miniports.find(down.args.NdisMiniportDriverHandle))
)
on("NdisSetOptionalHandlers", (registry, down) => {
  const driver = registry.find(down.args.NdisHandle as NdisDriverHandle)
  if (driver === undefined || driver.instance !== down.from)
    return registry.refuse(down, NdisStatus.FAILURE, "HND-02", "no driver is registered under that handle")
  if (!driver.setting)
    return registry.refuse(
      down,
      NdisStatus.FAILURE,
      driver.isProtocol ? "REG-02" : "REG-03",
      "optional handlers are set from the SetOptions handler"
    )
  const type = down.args.OptionalHandlers.Header.Type
  if (!needed(driver.instance).includes(type))
    return registry.refuse(down, NdisStatus.FAILURE, "REG-17", `structure 0x${type.toString(16)} is not for a driver of this kind`)
  const members = Object.entries(down.args.OptionalHandlers).filter(([name]) => name.endsWith("Handler") || name.endsWith("HandlerEx"))
  const missing = members.filter(([, entry]) => entry === null).map(([name]) => name)
  const allowed =
    type === ObjectType.CO_MINIPORT_CHARACTERISTICS && driver.instance.has("MCM driver")
      ? ["CoCreateVcHandler", "CoDeleteVcHandler", "CoActivateVcHandler", "CoDeactivateVcHandler"]
      : []
  const lacking = missing.filter((name) => !allowed.includes(name))
  if (lacking.length > 0)
    return registry.refuse(
      down,
      NdisStatus.FAILURE,
      "REG-10",
      `${lacking.join(", ")} must not be NULL; a feature the driver lacks has a placeholder`
    )
  driver.structures.add(type)
  registry.reply(down, NdisStatus.SUCCESS)
})
on("NdisClGetProtocolVcContextFromTapiCallId", (registry, down) => {
  const { TapiCallId } = down.args
  const named = fromTapiCallId(TapiCallId)
  const vc = named === undefined ? undefined : registry.events.adapters().get(named.adapter)?.vcs.at(named.slot, named.generation)
  if (vc === undefined || vc.client !== down.from)
    return registry.refuse(down, NdisStatus.FAILURE, "HND-02", `${TapiCallId} names no VC of ${down.from.name}`)
  registry.reply(down, NdisStatus.SUCCESS, { ProtocolVcContext: vc.clientContext })
})
on("NdisFreeString", (registry, down) => {
  const { String: text } = down.args
  if (![...registry.events.adapters().values()].some((adapter) => adapter.names.free(text, down.from)))
    registry.violation(down.from, "VC-77", `NdisFreeString: ${text} is no string that NDIS gave to this driver, or was freed before`)
  registry.reply(down, NdisStatus.SUCCESS)
})
