/**
 * Carriers: what a parameter of a function or callback carries, at compile time and at run time.
 *
 * A carrier has the type of the values, a short name of them, and, for structures that come from outside, the Schema that checks them.
 */
import * as Schema from "effect/Schema"
import { AddressFamily } from "../AddressFamily.ts"
import { CallParameters } from "../CallParameters.ts"
import type { Handle, HandleKind, NdisBindingHandle, NdisDriverHandle } from "../Handle.ts"
import { Uint32 } from "../internal/integers.ts"
import type { NetBufferList } from "../NetBufferList.ts"
import type { NdisStatus } from "../NdisStatus.ts"
import { Sap } from "../Sap.ts"
import type { DriverOptionalHandlers, MiniportDriverCharacteristics, ProtocolDriverCharacteristics } from "./Characteristics.ts"
import type * as Structures from "./Structures.ts"

declare const Value: unique symbol

/** Carries values of type A. */
export interface Carrier<out A> {
  readonly [Value]?: A
  /** Short name of what is carried: `vc handle`, `context`, `CO_CALL_PARAMETERS`. */
  readonly kind: string
  /** Is it a handle that NDIS issued? */
  readonly handle: boolean
  /** Checks a value, where its type can be checked. */
  readonly schema: Schema.Top | undefined
}

/** The type of what it carries. */
export type Carried<C> = C extends Carrier<infer A> ? A : never

const carrier = <A>(kind: string, schema?: Schema.Top, handle = false): Carrier<A> => ({ kind, handle, schema })

const handle = <Kind extends HandleKind>(kind: Kind): Carrier<Handle<Kind>> => carrier(`${kind} handle`, undefined, true)

export const protocolHandle = handle("protocol")
export const miniportDriverHandle = handle("miniport")
export const driverHandle: Carrier<NdisDriverHandle> = carrier("driver handle", undefined, true)
/** A driver's, or a protocol's binding. */
export const driverOrBindingHandle: Carrier<NdisDriverHandle | NdisBindingHandle> = carrier("driver or binding handle", undefined, true)
export const adapterHandle = handle("adapter")
export const bindingHandle = handle("binding")
export const bindContext = handle("bind")
export const unbindContext = handle("unbind")
export const afHandle = handle("af")
export const sapHandle = handle("sap")
export const vcHandle = handle("vc")
export const partyHandle = handle("party")

/** The same, or null where the other side has none to give. */
export const orNull = <A>(self: Carrier<A>): Carrier<A | null> => self

/** What a driver gave NDIS to be given back: NDIS never looks into it. */
export const context: Carrier<unknown> = carrier("context")

export const status: Carrier<NdisStatus> = carrier("NDIS_STATUS", Uint32)
export const uint32: Carrier<number> = carrier("ULONG", Uint32)
export const boolean: Carrier<boolean> = carrier("BOOLEAN", Schema.Boolean)
export const text: Carrier<string> = carrier("NDIS_STRING", Schema.String)
export const octets: Carrier<Uint8Array> = carrier("octets", Schema.Uint8Array)
/** A mark its giver knows again. */
export const mark: Carrier<unknown> = carrier("mark")

export const addressFamily: Carrier<AddressFamily> = carrier("CO_ADDRESS_FAMILY", AddressFamily)
export const sap: Carrier<Sap> = carrier("CO_SAP", Sap)
export const callParameters: Carrier<CallParameters> = carrier("CO_CALL_PARAMETERS", CallParameters)
export const netBufferLists: Carrier<NetBufferList> = carrier("NET_BUFFER_LIST")

export const oidRequest: Carrier<Structures.OidRequest> = carrier("NDIS_OID_REQUEST")
export const statusIndication: Carrier<Structures.StatusIndicationBlock> = carrier("NDIS_STATUS_INDICATION")
export const bindParameters: Carrier<Structures.BindParameters> = carrier("NDIS_BIND_PARAMETERS")
export const openParameters: Carrier<Structures.OpenParameters> = carrier("NDIS_OPEN_PARAMETERS")
export const netPnPEvent: Carrier<Structures.NetPnPEventNotification> = carrier("NET_PNP_EVENT_NOTIFICATION")
export const driverObject: Carrier<Structures.DriverObject> = carrier("DRIVER_OBJECT")
export const miniportInitParameters: Carrier<Structures.MiniportInitParameters> = carrier("NDIS_MINIPORT_INIT_PARAMETERS")
export const miniportAttributes: Carrier<Structures.MiniportAdapterAttributes> = carrier("NDIS_MINIPORT_ADAPTER_ATTRIBUTES")
export const devicePnPEvent: Carrier<Structures.NetDevicePnPEvent> = carrier("NET_DEVICE_PNP_EVENT")
export const shutdownAction: Carrier<Structures.ShutdownAction> = carrier("NDIS_SHUTDOWN_ACTION")
export const haltAction: Carrier<Structures.HaltAction> = carrier("NDIS_HALT_ACTION")
export const pauseParameters: Carrier<Structures.MiniportPauseParameters> = carrier("NDIS_MINIPORT_PAUSE_PARAMETERS")
export const restartParameters: Carrier<Structures.MiniportRestartParameters> = carrier("NDIS_MINIPORT_RESTART_PARAMETERS")
export const varString: Carrier<Structures.VarString> = carrier("VAR_STRING")
export const protocolCharacteristics: Carrier<ProtocolDriverCharacteristics> = carrier("NDIS_PROTOCOL_DRIVER_CHARACTERISTICS")
export const miniportCharacteristics: Carrier<MiniportDriverCharacteristics> = carrier("NDIS_MINIPORT_DRIVER_CHARACTERISTICS")
export const optionalHandlers: Carrier<DriverOptionalHandlers> = carrier("NDIS_DRIVER_OPTIONAL_HANDLERS")
