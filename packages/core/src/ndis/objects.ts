/**
 * What NDIS knows of each object: who shares it, the contexts they gave, the state of its axes, and the operation pending on it.
 */
import type { AddressFamily } from "../AddressFamily.ts"
import type { CallParameters } from "../CallParameters.ts"
import {
  handleText,
  type NdisAfHandle,
  type NdisBindingHandle,
  type NdisPartyHandle,
  type NdisSapHandle,
  type NdisVcHandle
} from "../Handle.ts"
import * as Activation from "../machine/Activation.ts"
import * as AfOpenMachine from "../machine/AfOpen.ts"
import * as AfRegistrationMachine from "../machine/AfRegistration.ts"
import * as BindingMachine from "../machine/Binding.ts"
import * as CallAxis from "../machine/CallAxis.ts"
import * as PartyAxis from "../machine/PartyAxis.ts"
import * as QosAxis from "../machine/QosAxis.ts"
import * as SapAxis from "../machine/SapAxis.ts"
import type { Sap as CoSap } from "../Sap.ts"
import type { Flow } from "../data/Flow.ts"
import type { Terms } from "../data/Terms.ts"
import type { HeldReceives, HeldSends } from "./Held.ts"
import type { Instance } from "./Instance.ts"
import type { Described, Subject } from "./Message.ts"
import type { Op } from "./Op.ts"
import type { Indicated } from "./routes/Indications.ts"

/** A protocol bound to the adapter. */
export class Binding implements Subject {
  handle!: NdisBindingHandle
  state: BindingMachine.State = BindingMachine.initial
  protocol: Instance
  readonly context: unknown
  /** ProtocolClOpenAfCompleteEx is owed for this many opens (AF-20). */
  opensPending = 0
  readonly afs = new Set<AfOpen>()
  /** Its open pends: the handle cannot be used yet (BIND-02). */
  openPends = false
  /** Its protocol asked to be unbound, and has not been called yet (BIND-06). */
  leaving = false
  /** It has heard of the reset under way, and sends nothing. */
  resetTold = false
  /** How many VCs a call manager has made for itself on this binding. */
  own = 0
  /** Status indications that wait while one is with the protocol (STAT-07); undefined: none is. */
  statuses: Array<Indicated> | undefined = undefined
  constructor(protocol: Instance, context: unknown) {
    this.protocol = protocol
    this.context = context
  }
  describe(_event: Described): void {}
}

/** An address family offered on the adapter. */
export class Registration {
  state: AfRegistrationMachine.State = AfRegistrationMachine.initial
  readonly family: AddressFamily
  provider: Instance
  /** The binding of a stand-alone call manager; undefined for an MCM. */
  readonly binding: Binding | undefined
  /** Goes back to the provider as CallMgrBindingContext. */
  readonly context: unknown
  readonly opens = new Set<AfOpen>()
  readonly notified = new Set<Binding>()
  constructor(family: AddressFamily, provider: Instance, binding: Binding | undefined, context: unknown) {
    this.family = family
    this.provider = provider
    this.binding = binding
    this.context = context
  }
}

/** An address family opened by one client. */
export class AfOpen implements Subject {
  handle!: NdisAfHandle
  state: AfOpenMachine.State = AfOpenMachine.initial
  readonly registration: Registration
  readonly binding: Binding
  readonly clientContext: unknown
  managerContext: unknown = undefined
  readonly saps = new Set<Sap>()
  /** How many VCs are on it. */
  vcs = 0
  op: Op | undefined = undefined
  /** The end of a close that came while objects were left. */
  withheld: (() => void) | undefined = undefined
  /** The call manager has not said that signalling is disabled (OID-32). */
  signalling = true
  /** The client's answer to notify-close is owed. */
  notifyOp: Op | undefined = undefined
  constructor(registration: Registration, binding: Binding, clientContext: unknown) {
    this.registration = registration
    this.binding = binding
    this.clientContext = clientContext
  }
  get client(): Instance {
    return this.binding.protocol
  }
  get manager(): Instance {
    return this.registration.provider
  }
  describe(event: Described): void {
    event.af = handleText(this.handle)
  }
}

/** Incoming calls a client wants. */
export class Sap implements Subject {
  handle!: NdisSapHandle
  state: SapAxis.State = SapAxis.initial
  readonly af: AfOpen
  readonly sap: CoSap
  readonly clientContext: unknown
  managerContext: unknown = undefined
  op: Op | undefined = undefined
  constructor(af: AfOpen, sap: CoSap, clientContext: unknown) {
    this.af = af
    this.sap = sap
    this.clientContext = clientContext
  }
  describe(event: Described): void {
    event.af = handleText(this.af.handle)
    event.sap = handleText(this.handle)
  }
}

/** A virtual connection. */
export class Vc implements Subject {
  handle!: NdisVcHandle
  activation: Activation.State = Activation.initial
  call: CallAxis.State = CallAxis.initial
  qos: QosAxis.State = QosAxis.initial
  /** Undefined: a call manager's own VC, which no client shares. */
  readonly af: AfOpen | undefined
  /** The call manager's binding, for its own VC. */
  readonly binding: Binding | undefined
  /** Did the client create it (else the call manager)? */
  readonly byClient: boolean
  clientContext: unknown = undefined
  managerContext: unknown = undefined
  miniportContext: unknown = undefined
  /** The activation or deactivation under way. */
  op: Op | undefined = undefined
  /** The make-call or the offer under way, and the close; both, when a call is closed while it is made. */
  callOp: Op | undefined = undefined
  closeOp: Op | undefined = undefined
  modifyOp: Op | undefined = undefined
  /** Parameters in force; undefined while not active. */
  parameters: CallParameters | undefined = undefined
  /** Activated with new values since the last time the call manager reported them (CALL-62, CALL-68). */
  reactivated = false
  sap: Sap | undefined = undefined
  multipoint = false
  parties: Set<Party> | undefined = undefined
  /** Sends the miniport has not completed. */
  out: HeldSends | undefined = undefined
  /** Receives the protocol has not returned. */
  loans: HeldReceives | undefined = undefined
  /** Sends that wait at NDIS for room at the miniport, or for the contract. */
  flow: Flow | undefined = undefined
  /** How its lane treats it, as its parameters say. */
  terms: Terms | undefined = undefined
  /** A deactivation that waits for traffic to drain. */
  draining: (() => void) | undefined = undefined
  /** CALL-95: the client of a VC made by the call manager lost its handle with the close. */
  lostToClient = false
  /** CALL-108: the call was closed with a bad status, and the client must delete the VC. */
  mustDelete = false
  closeStatusBad = false
  /** The client's handler for the incoming close has returned: from now on it knows. */
  closeTold = false
  constructor(af: AfOpen | undefined, binding: Binding | undefined, byClient: boolean) {
    this.af = af
    this.binding = binding
    this.byClient = byClient
  }
  /** Sends that have not come home: those with the miniport, and those that wait at NDIS. */
  get sends(): number {
    return (this.out === undefined ? 0 : this.out.size) + (this.flow === undefined ? 0 : this.flow.waiting)
  }
  get lent(): number {
    return this.loans === undefined ? 0 : this.loans.size
  }
  get client(): Instance | undefined {
    return this.af?.binding.protocol
  }
  get manager(): Instance {
    return this.af === undefined ? this.binding!.protocol : this.af.registration.provider
  }
  /** The protocol that sends and receives on it. */
  get endpoint(): Instance {
    return this.af === undefined ? this.binding!.protocol : this.af.binding.protocol
  }
  get endpointContext(): unknown {
    return this.af === undefined ? this.managerContext : this.clientContext
  }
  get endpointBinding(): Binding {
    return this.af === undefined ? this.binding! : this.af.binding
  }
  describe(event: Described): void {
    if (this.af !== undefined) event.af = handleText(this.af.handle)
    event.vc = handleText(this.handle)
  }
}

/** A leaf of a point-to-multipoint call. */
export class Party implements Subject {
  handle!: NdisPartyHandle
  state: PartyAxis.State = PartyAxis.initial
  readonly vc: Vc
  readonly clientContext: unknown
  managerContext: unknown = undefined
  op: Op | undefined = undefined
  constructor(vc: Vc, clientContext: unknown) {
    this.vc = vc
    this.clientContext = clientContext
  }
  describe(event: Described): void {
    this.vc.describe(event)
    event.party = handleText(this.handle)
  }
}
