/**
 * NDIS for one adapter: one actor that owns the adapter's bindings, address families, SAPs, VCs and parties, and their state.
 *
 * The hot path (calls, VCs, data) is in `routes/`; what happens to whole drivers (bind, restart, unbind, halt) in `Pnp.ts`; what NDIS does
 * for a dead driver in `Ghost.ts`.
 */
import { Mailbox } from "../actor/Actor.ts"
import type { Patience } from "../actor/Patience.ts"
import type { Timers } from "../actor/Timers.ts"
import type { Choice } from "../Choice.ts"
import { ddi } from "../ddi/Ddi.ts"
import { Medium, type PowerStateName } from "../ddi/Structures.ts"
import {
  type Handle,
  HandleTable,
  type NdisAdapterHandle,
  type NdisAfHandle,
  type NdisBindingHandle,
  type NdisPartyHandle,
  type NdisSapHandle,
  type NdisVcHandle
} from "../Handle.ts"
import * as AdapterMachine from "../machine/Adapter.ts"
import * as AfRegistrationMachine from "../machine/AfRegistration.ts"
import * as BindingMachine from "../machine/Binding.ts"
import { type Answer, moves } from "../machine/Table.ts"
import { NdisStatus } from "../NdisStatus.ts"
import { AskedList } from "./Asked.ts"
import type { Profile } from "../Profile.ts"
import type { Ghost } from "./Ghost.ts"
import type { Instance } from "./Instance.ts"
import type { Owed } from "./Inventory.ts"
import type { Lane } from "../data/Lane.ts"
import { type Down, type Out, type Subject, type Up, type Work, work } from "./Message.ts"
import { Names } from "./Names.ts"
import { NdisActor, type Route, type Surroundings } from "./NdisActor.ts"
import type { AfOpen, Binding, Party, Registration, Sap, Vc } from "./objects.ts"
import type { Op, Relay } from "./Op.ts"
import type { Opening, Pnp } from "./Pnp.ts"
import { tear } from "./routes/OidRequests.ts"
import { Reset } from "./Reset.ts"
import { Settings } from "./Settings.ts"
import { Turns } from "./Turns.ts"

/** Both of a pair may look at an object that is shared. */
const shares = (instance: Instance, a: Instance | undefined, b: Instance | undefined, c: Instance | undefined): boolean =>
  instance === a || instance === b || instance === c

/**
 * New calls that are let in together while NDIS is busy; it is when this many messages wait. They go on in step, so that a wake does the
 * same for all of them, and what they are made of stays in the caches (docs/performance.md).
 */
const group = 128
/** A wake that finds fewer messages has room for the next group. */
const few = 32
/** Messages after which the next group is let in, however busy NDIS is. */
const patience = 64 * group

/** Wakes an actor. */
export const again = work(() => {})

const createVc = ddi("NdisCoCreateVc")
const closeAf = ddi("NdisClCloseAddressFamily")

export class Adapter extends NdisActor {
  state: AdapterMachine.State = AdapterMachine.initial
  /** The life of the miniport (or MCM driver) that carries the adapter. */
  miniport: Instance | undefined = undefined
  miniportContext: unknown = undefined
  /** Did the miniport set its registration attributes? */
  attributes = false
  /** NDIS_MEDIUM, as the miniport set it. */
  medium: number = Medium.Atm
  readonly isMcm: boolean
  readonly handle: NdisAdapterHandle
  readonly adapters: HandleTable<"adapter", Adapter>
  readonly bindings: HandleTable<"binding", Binding>
  readonly afs: HandleTable<"af", AfOpen>
  readonly saps: HandleTable<"sap", Sap>
  readonly vcs: HandleTable<"vc", Vc>
  readonly parties: HandleTable<"party", Party>
  readonly registrations: Array<Registration> = []
  /** OID requests that are with their targets. */
  readonly oids = new AskedList()
  readonly turns = new Turns(this)
  readonly settings = new Settings()
  readonly names = new Names()
  /** Ends the time of requests that have one. Set when the adapter is put together. */
  timers: Timers | undefined = undefined
  /** The fibers that carry data. Set when the adapter is put together. */
  lanes: ReadonlyArray<Lane> = []
  /** Calls posted to lanes that no lane has handled. */
  posted = 0
  /** Sent lists that wait in lanes. */
  waiting = 0
  /** The bind under way. */
  binding: Opening | undefined = undefined
  /** Ends drivers that do not complete what they pended. Set when the adapter is put together. */
  patience: Patience<Owed> | undefined = undefined
  /** The same for work on whole drivers, which may have to wait for those. */
  patienceWithWhole: Patience<Owed> | undefined = undefined
  readonly choice: Choice
  readonly profile: Profile
  readonly reset = new Reset(this)
  /** Bindings whose close pends. */
  readonly closing = new Set<Binding>()
  /** Its device was taken out, and has not come back. */
  removed = false
  /** The power its device has. */
  power: PowerStateName = "D0"
  /** Jobs for whole drivers. Set when the adapter is put together. */
  pnp: Pnp | undefined = undefined
  /** NdisUnbindAdapter: has the binding unbound after the call returned. */
  unbindLater: ((binding: Binding) => void) | undefined = undefined
  /** Calls that wait to be let in; bounded by what their drivers may have outstanding. */
  private readonly line = new Mailbox<Down>()
  /** Messages since a group was let in. */
  private since = 0
  /** Stand-ins for dead drivers, as long as they clean up. */
  readonly ghosts = new Set<Ghost>()

  constructor(name: string, isMcm: boolean, surroundings: Surroundings, choice: Choice, routes: ReadonlyArray<Route | undefined>) {
    super(name, surroundings, routes)
    this.isMcm = isMcm
    this.choice = choice
    this.profile = surroundings.profile
    this.adapters = new HandleTable("adapter", name)
    this.bindings = new HandleTable("binding", name)
    this.afs = new HandleTable("af", name)
    this.saps = new HandleTable("sap", name)
    this.vcs = new HandleTable("vc", name)
    this.parties = new HandleTable("party", name)
    this.handle = this.adapters.issue(this)
  }

  // Look-ups: the object, or undefined after the call was refused (HND-01, -02, -03).

  findVc(down: Down, handle: NdisVcHandle): Vc | undefined {
    const vc = this.vcs.find(handle)
    if (vc === undefined) return this.unknown(down, this.vcs, handle)
    this.about(down, vc)
    if (!shares(down.from, vc.client, vc.manager, this.miniport)) return this.stranger(down, handle)
    if (vc.af !== undefined && this.opening(down, vc.af)) return undefined
    if (vc.lostToClient && down.from === vc.client) {
      return void this.refuse(
        down,
        NdisStatus.FAILURE,
        "CALL-95",
        `the call on ${handleName(handle)} was closed and its VC belongs to the call manager; wait for the next incoming call on it`
      )
    }
    return vc
  }

  findAf(down: Down, handle: NdisAfHandle): AfOpen | undefined {
    const af = this.afs.find(handle)
    if (af === undefined) return this.unknown(down, this.afs, handle)
    this.about(down, af)
    if (!shares(down.from, af.client, af.manager, undefined)) return this.stranger(down, handle)
    return this.opening(down, af) ? undefined : af
  }

  findSap(down: Down, handle: NdisSapHandle): Sap | undefined {
    const sap = this.saps.find(handle)
    if (sap === undefined) return this.unknown(down, this.saps, handle)
    this.about(down, sap)
    if (!shares(down.from, sap.af.client, sap.af.manager, undefined)) return this.stranger(down, handle)
    return this.opening(down, sap.af) ? undefined : sap
  }

  findParty(down: Down, handle: NdisPartyHandle): Party | undefined {
    const party = this.parties.find(handle)
    if (party === undefined) return this.unknown(down, this.parties, handle)
    this.about(down, party)
    if (!shares(down.from, party.vc.client, party.vc.manager, undefined)) return this.stranger(down, handle)
    return party.vc.af !== undefined && this.opening(down, party.vc.af) ? undefined : party
  }

  findBinding(down: Down, handle: NdisBindingHandle): Binding | undefined {
    const binding = this.bindings.find(handle)
    if (binding === undefined) return this.unknown(down, this.bindings, handle)
    if (binding.protocol !== down.from) return this.stranger(down, handle)
    // What it owes others it may give.
    if (down.ddi.isVoid || !(binding.openPends || binding.leaving)) return binding
    if (binding.openPends)
      this.refuse(down, NdisStatus.FAILURE, "BIND-02", "the adapter is being opened; wait for ProtocolOpenAdapterCompleteEx")
    else
      this.refuse(
        down,
        NdisStatus.FAILURE,
        "BIND-06",
        "the binding is being unbound; what is left to do belongs into ProtocolUnbindAdapterEx"
      )
    return undefined
  }

  /** AF-20: while an open of the client pends, it asks for nothing else on that binding (what it owes others it may give). */
  private opening(down: Down, af: AfOpen): boolean {
    if (af.binding.opensPending === 0 || down.from !== af.client || down.ddi.isVoid) return false
    this.refuse(down, NdisStatus.FAILURE, "AF-20", "an address family is being opened on this binding; wait for ProtocolClOpenAfCompleteEx")
    return true
  }

  override subjectOf(handle: unknown): Subject | undefined {
    if (!isHandle(handle)) return undefined
    switch ((handle as Handle<string>).kind) {
      case "af":
        return this.afs.find(handle as NdisAfHandle)
      case "sap":
        return this.saps.find(handle as NdisSapHandle)
      case "vc":
        return this.vcs.find(handle as NdisVcHandle)
      case "party":
        return this.parties.find(handle as NdisPartyHandle)
      default:
        return undefined
    }
  }

  /** Is the caller the miniport of this adapter, naming it by its own handle? */
  isMiniport(down: Down, handle: NdisAdapterHandle): boolean {
    if (this.adapters.find(handle) === undefined) {
      this.unknown(down, this.adapters, handle)
      return false
    }
    if (down.from !== this.miniport) {
      this.stranger(down, handle)
      return false
    }
    return true
  }

  private unknown(down: Down, table: { readonly explain: (handle: never) => string }, handle: unknown): undefined {
    const dead = isHandle(handle)
    this.refuse(down, NdisStatus.FAILURE, dead ? "HND-02" : "HND-01", table.explain(handle as never))
    return undefined
  }

  private stranger(down: Down, handle: Handle<string>): undefined {
    this.refuse(
      down,
      NdisStatus.FAILURE,
      "HND-03",
      `${handleName(handle)} is not shared with ${down.from.name}; use the handle NDIS gave to this driver`
    )
    return undefined
  }

  /** Answers what a table refused. */
  deny(down: Down, answer: Answer<string>, text: string): void {
    if (moves(answer)) return
    if (answer._tag === "Refuse") this.refuse(down, answer.status, answer.rule, text)
    else {
      this.violation(down.from, answer.rule, `${down.ddi.name}: ${text}`)
      this.reply(down, NdisStatus.FAILURE)
    }
  }

  /** Does this life stand in for a dead driver? */
  standsIn(instance: Instance): boolean {
    for (const ghost of this.ghosts) if (ghost.instance === instance) return true
    return false
  }

  // Moves. A step the table does not have leaves the state alone.

  move(event: AdapterMachine.Event): void {
    const next = AdapterMachine.transitions[this.state][event]
    if (!moves(next)) return
    this.changed("adapter", this.state, next)
    this.state = next
    this.review()
  }

  moveBinding(binding: Binding, event: BindingMachine.Event): void {
    const next = BindingMachine.transitions[binding.state][event]
    if (!moves(next)) return
    this.changed("binding", binding.state, next)
    binding.state = next
    this.review()
  }

  moveRegistration(registration: Registration, event: AfRegistrationMachine.Event): void {
    const next = AfRegistrationMachine.transitions[registration.state][event]
    if (!moves(next)) return
    this.changed("af registration", registration.state, next)
    registration.state = next
  }

  activation(vc: Vc, next: Vc["activation"]): void {
    this.changed("vc", vc.activation, next)
    vc.activation = next
    this.review()
  }

  callAxis(vc: Vc, next: Vc["call"]): void {
    this.changed("call", vc.call, next)
    vc.call = next
    this.review()
  }

  qos(vc: Vc, next: Vc["qos"]): void {
    this.changed("qos", vc.qos, next)
    vc.qos = next
  }

  party(party: Party, next: Party["state"]): void {
    this.changed("party", party.state, next)
    party.state = next
  }

  /** A completion function named an object: ends the operation pending there, if it is one of this kind and this driver's to end. */
  complete<T extends Subject>(down: Down, relay: Relay<T>, op: Op<T> | undefined, status: NdisStatus, out: Out): void {
    if (op === undefined || op.relay !== relay) {
      return this.violation(
        down.from,
        op === undefined ? "ASYNC-02" : "ASYNC-08",
        `${down.ddi.name}: no ${relay.request} waits there; it was completed before, or never pended`
      )
    }
    if (op.decider !== down.from) {
      return this.violation(
        down.from,
        "ASYNC-09",
        `${down.ddi.name}: ${relay.handler} of ${op.decider.name} pended this, and only that driver completes it`
      )
    }
    relay.completed(this, op, down, status, out)
  }

  /**
   * Calls that are under way come before new ones: while there is enough to do, a client's NdisCoCreateVc waits in line, and behind it
   * the close of an address family, which must not overtake it. Everything else, on objects that exist, is taken as it comes.
   */
  override admit(down: Down): void {
    if (down.ddi.data && down.from.atNdis === 0) return this.laneFor(down).admit(down)
    const busy = this.line.length > 0 || this.actor.mailbox.length >= group
    if (busy && (down.ddi === createVc || down.ddi === closeAf) && down.from.has("client")) this.line.push(down)
    else this.enter(down)
  }

  private enter(down: Down): void {
    down.from.atNdis++
    this.actor.post(down)
  }

  override back(up: Up): void {
    up.to.atNdis++
    this.actor.post(up)
  }

  /** Data that was posted before is handled before. */
  protected override before(message: Down | Up | Work): void {
    if (message.tag === 0) message.from.atNdis--
    else if (message.tag === 1) message.to.atNdis--
    if (this.posted > 0) for (const lane of this.lanes) lane.catchUp()
  }

  override carry(down: Down): void {
    if (!down.ddi.data) return super.carry(down)
    const lane = this.laneFor(down)
    lane.carry(down)
    lane.afterBatch(1)
  }

  private laneFor({ args }: Down): Lane {
    const { NdisVcHandle, NetBufferLists } = args as {
      readonly NdisVcHandle?: NdisVcHandle
      readonly NetBufferLists?: { readonly SourceHandle?: NdisVcHandle | null }
    }
    return this.laneOf(NdisVcHandle ?? NetBufferLists?.SourceHandle)
  }

  /** The lane of a VC, also of one that is not there. */
  laneOf(handle: NdisVcHandle | null | undefined): Lane {
    const slot = handle?.slot
    return this.lanes[typeof slot === "number" ? slot % this.lanes.length : 0]!
  }

  /** The state that sends depend on moved: lists that wait in lanes look at it again. */
  review(): void {
    if (this.waiting > 0) for (const lane of this.lanes) lane.review()
  }

  /** Lets the stand-ins see what became possible, and a group of those in line in. */
  override afterBatch(taken: number): void {
    this.since += taken
    if (this.line.length > 0) {
      if (taken < few || this.since >= patience) {
        this.since = 0
        for (let room = group; room > 0 && this.line.length > 0; room--) this.enter(this.line.shift())
      } else this.actor.post(again)
    }
    for (const ghost of this.ghosts) ghost.advance()
    if (this.until?.() === true) this.until = undefined
  }

  /** Asked after each wake, until it answers that it has waited long enough. */
  until: (() => boolean) | undefined = undefined

  /** The binding handle is dead. */
  closeBinding(binding: Binding, cause: string): void {
    tear(this, (about) => about.binding === binding, cause)
    this.bindings.release(binding.handle, cause, this.micros())
    for (const registration of this.registrations) registration.notified.delete(binding)
  }

  /** Forgets an address family nobody offers and nobody has open any more. */
  retire(registration: Registration): void {
    if (registration.state !== "Withdrawing" || registration.opens.size > 0) return
    this.moveRegistration(registration, "RegistrantGone")
    this.registrations.splice(this.registrations.indexOf(registration), 1)
    this.whenRetired?.()
  }
  /** Called when a withdrawing registration is gone. */
  whenRetired: (() => void) | undefined = undefined

  /** Calls that wait to be handled. */
  get queued(): number {
    return this.actor.mailbox.length + this.line.length + this.posted
  }
}

const isHandle = (handle: unknown): boolean => typeof handle === "object" && handle !== null && "slot" in handle && "generation" in handle

const handleName = (handle: unknown): string =>
  isHandle(handle)
    ? `${(handle as Handle<string>).kind}${(handle as Handle<string>).slot}.${(handle as Handle<string>).generation}`
    : String(handle)
