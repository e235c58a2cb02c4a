/**
 * Permanent VCs (OP-43) over any call control: connections an operator made, and no signalling.
 *
 * A client that asks with PERMANENT_VC gets one of the configured VCs: the one its media parameters name, else one to the address it
 * calls; there is none, or it is taken: NDIS_STATUS_FAILURE. The VC is activated and the call is made without a word to the network, with
 * the quality of service of its configuration, which nobody negotiates (VC-78). Every other call is the inner control's.
 *
 * Each end calls by itself; calls over permanent VCs are never offered: there is no signalling that could announce one, and the documents
 * say of the called side only that its SAPs need no word to the network, not what would make its call manager offer a call on them. Neither
 * the loss of the link nor a restart ends them. A permanent VC is free for the next call when the VC of the last one is inactive, and when
 * its call manager begins anew: NDIS has deactivated by then what one that died, or was unbound, had in use.
 *
 * @see docs/condis/operations.md, OP-43
 */
import { AtmAddress, atmMedia, sameAtmAddress, VpiVci } from "@condis/core/Atm"
import type { CallAction, CallControl, CallEvent } from "@condis/core/CallControl"
import {
  atmMediaOf,
  CallFlags,
  type CallParameters,
  hasFlag,
  q2931Of,
  sameTraffic,
  withAtmMedia,
  withFlag,
  withTraffic
} from "@condis/core/CallParameters"
import { atmFlowOf } from "@condis/core/data/AtmFlow"
import { type FlowSpec, flowSpec } from "@condis/core/FlowSpec"
import { informationOf } from "@condis/core/ddi/Structures"
import type { ManagedAbout } from "@condis/core/kit/ManagedOids"
import type { OidHandler } from "@condis/core/kit/OidDesk"
import { NdisStatus } from "@condis/core/NdisStatus"
import { Oid } from "@condis/core/Oid"
import * as OidAnswer from "@condis/core/OidAnswer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

/** A permanent VC, as the operator configured it at one end. */
export interface Pvc {
  /** Who is at the other end. */
  readonly to: AtmAddress
  readonly connection: VpiVci
  /** By default what the client asks for. */
  readonly traffic?: { readonly transmit: FlowSpec; readonly receive: FlowSpec }
}

/** One of the list, and whether a call has it. */
interface Entry {
  readonly pvc: Pvc
  taken: boolean
}

const sameConnection = (a: VpiVci, b: VpiVci): boolean => a.Vpi === b.Vpi && a.Vci === b.Vci

/** The permanent VCs of one call manager. */
export class Pvcs {
  private entries: ReadonlyArray<Entry>

  constructor(pvcs: ReadonlyArray<Pvc> = []) {
    this.entries = pvcs.map((pvc) => ({ pvc, taken: false }))
  }

  /** OID_CO_ADD_PVC. False: that connection is on the list already. */
  add(pvc: Pvc): boolean {
    if (this.entries.some((entry) => sameConnection(entry.pvc.connection, pvc.connection))) return false
    this.entries = [...this.entries, { pvc, taken: false }]
    return true
  }

  /** OID_CO_DELETE_PVC: it is found no more; a call that has it keeps it. */
  delete(connection: VpiVci): boolean {
    const before = this.entries.length
    this.entries = this.entries.filter((entry) => !sameConnection(entry.pvc.connection, connection))
    return this.entries.length < before
  }

  /** No call has any of them. What a call of before still says of the one it had is of no account. */
  free(): void {
    this.entries = this.entries.map(({ pvc }) => ({ pvc, taken: false }))
  }

  /** The one a client means, if it is free. */
  find(parameters: CallParameters): Entry | undefined {
    const named = atmMediaOf(parameters)?.ConnectionId
    const to = q2931Of(parameters)?.CalledParty
    return this.entries.find(
      ({ pvc, taken }) =>
        !taken && (named !== undefined ? sameConnection(pvc.connection, named) : to !== undefined && sameAtmAddress(pvc.to, to))
    )
  }
}

/** Q2931_ADD_PVC and Q2931_DELETE_PVC, as far as a permanent VC has parameters here: its service is what its first client asks for. */
const AddPvc = Schema.Struct({ CalledParty: AtmAddress, ConnectionId: VpiVci })
const DeletePvc = Schema.Struct({ ConnectionId: VpiVci })

/**
 * The operator's list in the hands of clients that watch it: OID_CO_ADD_PVC and OID_CO_DELETE_PVC, for the `clientOids` of a driver. What
 * one client adds all can call on (OID-33).
 */
export const oids =
  (pvcs: Pvcs): OidHandler<ManagedAbout> =>
  ({ about, oid, request }) => {
    if (oid !== Oid.CO_ADD_PVC && oid !== Oid.CO_DELETE_PVC) return undefined
    if (!("SET_INFORMATION" in request.DATA)) return OidAnswer.refuse(request, NdisStatus.NOT_SUPPORTED)
    const value = (informationOf(request).InformationBuffer ?? {}) as { readonly NdisAfHandle?: unknown; readonly PvcParameters?: unknown }
    // CO_PVC repeats the address family it is asked over; who leaves it out means that one.
    const known = (value.NdisAfHandle ?? about.af.handle) === about.af.handle && changed(pvcs, oid, value.PvcParameters)
    return known ? OidAnswer.done(request) : OidAnswer.refuse(request, NdisStatus.INVALID_DATA)
  }

/** False: the parameters are none, or name what is there already (or is not there). */
const changed = (pvcs: Pvcs, oid: number, parameters: unknown): boolean => {
  if (oid === Oid.CO_DELETE_PVC) {
    const gone = Schema.decodeUnknownOption(DeletePvc)(parameters)
    return Option.isSome(gone) && pvcs.delete(gone.value.ConnectionId)
  }
  const added = Schema.decodeUnknownOption(AddPvc)(parameters)
  return Option.isSome(added) && pvcs.add({ to: added.value.CalledParty, connection: added.value.ConnectionId })
}

/** A call over a permanent VC. */
export interface PermanentCall {
  readonly _tag: "Permanent"
  readonly state: "Activating" | "Up" | "Ended" | "Over"
  readonly entry: Entry | undefined
  readonly parameters: CallParameters
  /** Why it ends as soon as its activation has ended. */
  readonly aborted?: NdisStatus
  /** Its client closes it while it is being made: both are answered then. */
  readonly closing?: boolean
}

const isPermanent = (call: unknown): call is PermanentCall =>
  typeof call === "object" && call !== null && (call as { readonly _tag?: unknown })._tag === "Permanent"

/** What the call gets: the connection and the service of the configuration, the flag, and the mark of change if it asked for another. */
const configured = (asked: CallParameters, { connection, traffic }: Pvc): CallParameters => {
  const transmit = traffic?.transmit ?? asked.CallMgrParameters?.Transmit ?? flowSpec()
  const receive = traffic?.receive ?? asked.CallMgrParameters?.Receive ?? flowSpec()
  const served = traffic === undefined ? asked : withTraffic(asked, transmit, receive)
  const marked = sameTraffic(asked, served) ? served : withFlag(served, CallFlags.CALL_PARAMETERS_CHANGED)
  return withAtmMedia(withFlag(marked, CallFlags.PERMANENT_VC), atmMedia(connection, atmFlowOf(transmit), atmFlowOf(receive)))
}

interface Next<Message> {
  readonly call: PermanentCall
  readonly actions: ReadonlyArray<CallAction<Message>>
}

const begin = <Message>(pvcs: Pvcs, { parameters, party }: Extract<CallEvent<Message>, { readonly _tag: "MakeCall" }>): Next<Message> => {
  const entry = party === undefined ? pvcs.find(parameters) : undefined
  const call: PermanentCall = { _tag: "Permanent", state: "Activating", entry, parameters }
  if (entry === undefined) return failed(call, NdisStatus.FAILURE)
  entry.taken = true
  const wanted = configured(parameters, entry.pvc)
  return { call: { ...call, parameters: wanted }, actions: [{ _tag: "Activate", parameters: wanted }] }
}

/** It keeps its permanent VC until that is down. */
const over = (call: PermanentCall): PermanentCall => ({ ...call, state: "Over" })

const failed = <Message>(call: PermanentCall, status: NdisStatus): Next<Message> => ({
  call: over(call),
  actions: [{ _tag: "CallMade", status, parameters: call.parameters }, { _tag: call.closing === true ? "Closed" : "Gone" }]
})

const step = <Message>(call: PermanentCall, event: CallEvent<Message>): Next<Message> => {
  const stay = (...actions: ReadonlyArray<CallAction<Message>>): Next<Message> => ({ call, actions })
  switch (event._tag) {
    case "Activated": {
      if (call.state !== "Activating") return stay()
      const status = call.aborted ?? event.status
      if (status !== NdisStatus.SUCCESS) return failed(call, status)
      const { parameters } = call
      return { call: { ...call, state: "Up" }, actions: [{ _tag: "CallMade", status, parameters }] }
    }
    case "Modify":
      return stay({ _tag: "Modified", status: NdisStatus.NOT_SUPPORTED, parameters: call.parameters })
    case "AddParty":
      return stay({ _tag: "PartyAdded", party: event.party, status: NdisStatus.NOT_SUPPORTED, parameters: event.parameters })
    case "DropParty":
      return stay({ _tag: "PartyDropped", party: event.party, status: NdisStatus.FAILURE })
    case "Close":
      // Nobody is told, so nobody reads the data.
      if (event.data !== undefined && call.state !== "Ended") return stay({ _tag: "CloseRefused", status: NdisStatus.INVALID_DATA })
      if (call.state === "Activating")
        return { call: { ...call, aborted: call.aborted ?? NdisStatus.REQUEST_ABORTED, closing: true }, actions: [] }
      return { call: over(call), actions: [{ _tag: "Closed" }] }
    case "Abort":
      if (call.state === "Activating") return { call: { ...call, aborted: event.status }, actions: [] }
      if (call.state !== "Up") return stay()
      return { call: { ...call, state: "Ended" }, actions: [{ _tag: "IncomingClose", status: event.status, data: undefined }] }
    default:
      return stay()
  }
}

/** The same control, with permanent VCs. */
export const callControl = <Call, Message, Line>(
  inner: CallControl<Call, Message, Line>,
  pvcs: Pvcs
): CallControl<Call | PermanentCall, Message, Line> => ({
  ...inner,
  begins: () => {
    pvcs.free()
    inner.begins?.()
  },
  step: (call, event) => {
    if (isPermanent(call)) return step(call, event)
    if (event._tag === "MakeCall" && hasFlag(event.parameters, CallFlags.PERMANENT_VC)) return begin(pvcs, event)
    return inner.step(call, event)
  },
  stateName: (call) => (isPermanent(call) ? call.state : inner.stateName(call)),
  down: (call) => {
    if (!isPermanent(call)) inner.down?.(call)
    else if (call.entry !== undefined) call.entry.taken = false
  },
  // A connection no signalling made is none that signalling clears.
  uses: (call, connection) => !isPermanent(call) && inner.uses(call, connection)
})
