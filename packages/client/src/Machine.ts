/**
 * The friendly client as a plain machine: one object for each life of the driver, driven by its handlers and by what programs ask.
 *
 * Everything happens in the driver's own turn; no fiber exists for a call, a SAP or a timer. It uses the functions every client has,
 * through `life.direct`; only the opening of an address family, which is PASSIVE-only, is an Effect.
 *
 * Promises under crash: when the driver's life ends, every program that waits is told, and NDIS closes what was open. Under overflow:
 * programs wait, incoming calls are rejected with NDIS_STATUS_RESOURCES, data is dropped with a record. Under shutdown: calls are closed,
 * SAPs deregistered, address families closed, before the binding goes.
 */
import type { Patience } from "@condis/core/actor/Patience"
import { unanswered } from "@condis/core/kit/Unanswered"
import { type AddressFamily, addressFamilyText } from "@condis/core/AddressFamily"
import type { StatusIndicationBlock } from "@condis/core/ddi/Structures"
import { poolReadings } from "@condis/core/data/poolReadings"
import type { HandlersFor, NeedsPassiveLevel } from "@condis/core/ddi/Facade"
import type { Life } from "@condis/core/Driver"
import type { OidHandler } from "@condis/core/kit/OidDesk"
import type { Bound } from "@condis/core/kit/Protocol"
import { CurrentMeters } from "@condis/core/Meters"
import { chainEach, ReceiveFlags as Receive } from "@condis/core/NetBufferList"
import { NdisStatus, statusName, StatusIndication as Indicated } from "@condis/core/NdisStatus"
import * as Effect from "effect/Effect"
import type { CallMachine } from "./CallMachine.ts"
import { type BindingState, Family } from "./Family.ts"
import { clientHandlers } from "./Handlers.ts"
import type { Listening, SapContext } from "./Listening.ts"
import type { PartyMachine } from "./PartyMachine.ts"
import type { Policies } from "./Policy.ts"
import { type ClientAbout, Requests } from "./Requests.ts"
import { SendLists } from "./SendLists.ts"
import { Vc } from "./Vc.ts"

/** What a driver is configured with. */
export interface Settings {
  /** Is this family worth opening? */
  readonly accepts: (family: AddressFamily, adapter: string) => boolean
  readonly policies: Policies
  /** Received lists one call keeps for its program. */
  readonly receiveBuffer: number
  /** Chains of one call that are with NDIS at a time. */
  readonly sendWindow: number
  /** Lists of all calls that are sent and not home. */
  readonly sendLists: number
  /** Offers one listener keeps for its program. */
  readonly listenBuffer: number
  readonly keptVcs: number
  /** Answers to what call managers ask, before those of the kit. */
  readonly oids: OidHandler<ClientAbout> | undefined
  readonly onStatus: StatusHandler | undefined
}

/** How long a pause waits for sends to come home by themselves, in milliseconds: a receiver that takes nothing does not hold it up. */
const pausePatienceMillis = 1_000

/** What adapters indicate: about the VC of a call, or (`call` undefined) about the whole adapter. */
export type StatusHandler = (indication: StatusIndicationBlock, of: { readonly adapter: string; readonly call: string | undefined }) => void

export class Machine {
  dead = false
  readonly life: Life<"client">
  readonly settings: Settings
  readonly listenings = new Set<Listening>()
  readonly requests: Requests
  /** Lists to send with: made with the first binding and freed with the last. */
  lists!: SendLists
  /** Programs that wait for this life: told when it ends. */
  readonly waiters = new Set<() => void>()
  private readonly bindings = new Map<Bound, BindingState>()
  private readyWaiters: Array<() => void> = []
  /** Unbind handlers that wait for their address families. */
  /** What this client has asked for to end something, and was told pends. */
  readonly patience: Patience<string>
  private emptyWaiters: Array<{ readonly binding: BindingState; readonly go: () => void }> = []

  constructor(life: Life<"client">, settings: Settings) {
    this.life = life
    this.patience = unanswered(life)
    this.settings = settings
    this.requests = new Requests(this, settings.oids)
    life.onEnd(() => this.died())
  }

  // For programs

  /** An address family to make calls on; on this adapter, if one is named. */
  family(adapter?: string): Family | undefined {
    for (const binding of this.bindings.values()) {
      if (adapter !== undefined && binding.bound.adapter !== adapter) continue
      for (const family of binding.families) if (family.state === "open") return family
    }
    return undefined
  }

  /** A binding; to this adapter, if one is named. */
  binding(adapter?: string): BindingState | undefined {
    for (const binding of this.bindings.values()) if (adapter === undefined || binding.bound.adapter === adapter) return binding
    return undefined
  }

  /** Calls `ready` when an address family is open, now or later. */
  whenReady(ready: () => void): void {
    if (this.family() !== undefined) ready()
    else this.readyWaiters.push(ready)
  }

  /** The program does not wait any more. */
  forgoReady(ready: () => void): void {
    this.readyWaiters = this.readyWaiters.filter((other) => other !== ready)
  }

  note(text: string): void {
    this.life.trace?.record({ kind: "note", host: this.life.host, at: this.life.name, text })
  }

  dropped(text: string): void {
    this.life.trace?.record({ kind: "drop", host: this.life.host, at: this.life.name, rule: "LIMIT", text })
  }

  // Address families

  familyOpened(family: Family): void {
    for (const listening of this.listenings) listening.offered(family)
    for (const ready of this.readyWaiters.splice(0)) ready()
  }

  familyGone(): void {
    this.emptyWaiters = this.emptyWaiters.filter(({ binding, go }) => {
      if (binding.families.size > 0) return true
      go()
      return false
    })
  }

  /** Opens what was offered on the binding, one after the other. A pended open goes on in ProtocolClOpenAfCompleteEx. */
  private readonly openNext = (binding: BindingState): Effect.Effect<void, never, NeedsPassiveLevel> =>
    Effect.suspend(() => {
      for (const family of binding.families) if (family.state === "opening") return Effect.void
      const offer = binding.closing ? undefined : binding.offers.shift()
      if (offer === undefined) return Effect.void
      const family = new Family(this, binding, offer)
      return Effect.flatMap(
        this.life.ndis.NdisClOpenAddressFamilyEx({
          NdisBindingHandle: binding.bound.handle,
          AddressFamily: offer,
          ClientAfContext: family
        }),
        ({ NdisAfHandle, Status }) => (Status === NdisStatus.PENDING ? Effect.void : this.openEnded(family, Status, NdisAfHandle))
      )
    })

  private openEnded(
    family: Family,
    status: NdisStatus,
    handle: Family["handle"] | null | undefined
  ): Effect.Effect<void, never, NeedsPassiveLevel> {
    if (status !== NdisStatus.SUCCESS) this.note(`${addressFamilyText(family.offer)} could not be opened: ${statusName(status)}`)
    family.opened(status, handle)
    return this.openNext(family.binding)
  }

  private offered(bound: Bound, offer: AddressFamily): Effect.Effect<void, never, NeedsPassiveLevel> {
    const binding = this.bindings.get(bound)
    if (binding === undefined || binding.closing || !this.settings.accepts(offer, bound.adapter)) return Effect.void
    binding.offers.push(offer)
    return this.openNext(binding)
  }

  // Bindings

  private sendLists(): SendLists {
    const { host, name, trace } = this.life
    return new SendLists({
      name,
      limit: this.settings.sendLists,
      tell: (rule, text) => trace?.record({ kind: "violation", host, at: name, rule, text })
    })
  }

  private readonly bound = (bound: Bound): Effect.Effect<NdisStatus> =>
    Effect.map(CurrentMeters, (meters) => {
      if (this.bindings.size === 0) {
        const { pool } = (this.lists = this.sendLists())
        const { host, name } = this.life
        meters?.register(`${host}/${name}`, () => poolReadings({ host, driver: name, use: "send" }, pool))
      }
      this.bindings.set(bound, {
        bound,
        running: false,
        sleeping: false,
        resetting: false,
        whenIdle: undefined,
        closing: false,
        offers: [],
        families: new Set()
      })
      return NdisStatus.SUCCESS
    })

  private running(running: boolean, bound: Bound): void {
    const binding = this.bindings.get(bound)
    if (binding === undefined) return
    binding.running = running
    // The binding runs when the handler has returned.
    if (running) this.life.post(() => this.proceed(binding))
    else for (const call of callsOf(binding)) call.unload()
  }

  private resetting(resetting: boolean, bound: Bound): void {
    const binding = this.bindings.get(bound)
    if (binding === undefined) return
    binding.resetting = resetting
    if (!resetting) this.proceed(binding)
  }

  private proceed(binding: BindingState): void {
    for (const call of callsOf(binding)) call.proceed()
  }

  private readonly pausedIdle = (bound: Bound): Effect.Effect<void> =>
    Effect.callback<void>((resume) => {
      const binding = this.bindings.get(bound)
      if (binding === undefined) return resume(Effect.void)
      const patience = this.life.timers.set(pausePatienceMillis, () => {
        for (const call of callsOf(binding)) call.cancelSends(true)
      })
      binding.whenIdle = () => {
        patience.stop()
        resume(Effect.void)
      }
      this.sendsHome(binding)
    })

  /** Some sends came home: have all? */
  sendsHome(binding: BindingState): void {
    const { whenIdle } = binding
    if (whenIdle === undefined) return
    for (const call of callsOf(binding)) if (call.sending) return
    binding.whenIdle = undefined
    whenIdle()
  }

  private readonly unbinding = (bound: Bound): Effect.Effect<void> =>
    Effect.callback<void>((resume) => {
      const binding = this.bindings.get(bound)
      if (binding === undefined) return resume(Effect.void)
      binding.closing = true
      this.emptyWaiters.push({
        binding,
        go: () => {
          this.bindings.delete(bound)
          if (this.bindings.size === 0) this.lists.end()
          resume(Effect.void)
        }
      })
      for (const family of [...binding.families]) family.leave()
      this.familyGone()
    })

  private died(): void {
    this.dead = true
    for (const listening of this.listenings) listening.died()
    for (const binding of this.bindings.values()) {
      for (const family of binding.families) for (const vc of [...family.vcs]) vc.call?.died()
    }
    for (const waiter of [...this.waiters]) waiter()
    this.waiters.clear()
  }

  // What NDIS calls

  readonly handlers = (): HandlersFor<"client"> =>
    clientHandlers(
      this.life,
      { ...this.ownHandlers, ...this.requests.handlers },
      {
        bound: this.bound,
        running: (running, bound) => this.running(running, bound),
        sleeping: (sleeping, bound) => {
          const binding = this.bindings.get(bound)
          if (binding !== undefined) binding.sleeping = sleeping
        },
        idle: this.pausedIdle,
        resetting: (resetting, bound) => this.resetting(resetting, bound),
        unbinding: this.unbinding
      }
    )

  private readonly ownHandlers: Partial<HandlersFor<"client">> = {
    ProtocolCoAfRegisterNotify: ({ AddressFamily, ProtocolBindingContext }) => this.offered(ProtocolBindingContext as Bound, AddressFamily),
    ProtocolClOpenAfCompleteEx: ({ NdisAfHandle, ProtocolAfContext, Status }) =>
      this.openEnded(ProtocolAfContext as Family, Status, NdisAfHandle),
    ProtocolClNotifyCloseAf: ({ ClientAfContext }) => (ClientAfContext as Family).notified(),
    ProtocolClCloseAfComplete: ({ ProtocolAfContext, Status }) => (ProtocolAfContext as Family).closed(Status),
    ProtocolClRegisterSapComplete: ({ NdisSapHandle, ProtocolSapContext, Status }) =>
      (ProtocolSapContext as SapContext).registered(Status, NdisSapHandle),
    ProtocolClDeregisterSapComplete: ({ ProtocolSapContext, Status }) => (ProtocolSapContext as SapContext).deregistered(Status),
    ProtocolCoCreateVc: ({ NdisVcHandle, ProtocolAfContext }) => {
      const family = ProtocolAfContext as Family
      if (family.leaving) return NdisStatus.CLOSING
      return { Status: NdisStatus.SUCCESS, ProtocolVcContext: new Vc(family, false, NdisVcHandle) }
    },
    ProtocolCoDeleteVc: ({ ProtocolVcContext }) => (ProtocolVcContext as Vc).deleted(),
    ProtocolClMakeCallComplete: ({ CallParameters, NdisPartyHandle, ProtocolVcContext, Status }) =>
      callOn(ProtocolVcContext)?.made(Status, CallParameters, NdisPartyHandle),
    ProtocolClAddPartyComplete: ({ NdisPartyHandle, ProtocolPartyContext, Status }) =>
      (ProtocolPartyContext as PartyMachine).added(Status, NdisPartyHandle),
    ProtocolClDropPartyComplete: ({ ProtocolPartyContext, Status }) => (ProtocolPartyContext as PartyMachine).dropped(Status),
    ProtocolClIncomingDropParty: ({ CloseData, DropStatus, ProtocolPartyContext }) =>
      (ProtocolPartyContext as PartyMachine).leftByRemote(DropStatus, CloseData),
    ProtocolClIncomingCall: ({ CallParameters, ProtocolSapContext, ProtocolVcContext }) =>
      (ProtocolSapContext as SapContext).listening.incoming(ProtocolVcContext as Vc, CallParameters),
    ProtocolClCallConnected: ({ ProtocolVcContext }) => callOn(ProtocolVcContext)?.callConnected(),
    ProtocolClModifyCallQoSComplete: ({ CallParameters, ProtocolVcContext, Status }) =>
      callOn(ProtocolVcContext)?.changed(Status, CallParameters),
    ProtocolClIncomingCallQoSChange: ({ CallParameters, ProtocolVcContext }) => callOn(ProtocolVcContext)?.qosChanged(CallParameters),
    ProtocolClCloseCallComplete: ({ ProtocolVcContext, Status }) => callOn(ProtocolVcContext)?.closed(Status),
    ProtocolClIncomingCloseCall: ({ CloseData, CloseStatus, ProtocolVcContext }) =>
      callOn(ProtocolVcContext)?.closedByRemote(CloseStatus, CloseData),
    ProtocolCoStatusEx: ({ ProtocolBindingContext, ProtocolVcContext, StatusIndication }) => {
      const bound = ProtocolBindingContext as Bound
      if (StatusIndication.StatusCode === Indicated.RESET_START) this.resetting(true, bound)
      if (StatusIndication.StatusCode === Indicated.RESET_END) this.resetting(false, bound)
      const vc = (ProtocolVcContext ?? undefined) as Vc | undefined
      this.settings.onStatus?.(StatusIndication, { adapter: bound.adapter, call: vc?.call?.label })
    },
    ProtocolCoSendNetBufferListsComplete: ({ NetBufferLists, ProtocolVcContext }) => {
      const call = callOn(ProtocolVcContext)
      if (call === undefined) chainEach(NetBufferLists, (list) => this.lists.free(list))
      else call.traffic.completed(NetBufferLists)
    },
    ProtocolCoReceiveNetBufferLists: ({ NetBufferLists, ProtocolBindingContext, ProtocolVcContext, ReceiveFlags }) => {
      const call = callOn(ProtocolVcContext)
      if (call !== undefined) return call.traffic.received(NetBufferLists, ReceiveFlags)
      if ((ReceiveFlags & Receive.RESOURCES) !== 0) return
      this.life.direct.NdisReturnNetBufferLists({
        NdisBindingHandle: (ProtocolBindingContext as Bound).handle,
        NetBufferLists,
        ReturnFlags: 0
      })
    }
  }
}

/** The calls that are on a binding. */
const callsOf = (binding: BindingState): ReadonlyArray<CallMachine> =>
  [...binding.families].flatMap((family) => [...family.vcs].flatMap((vc) => (vc.call === undefined ? [] : [vc.call])))

const callOn = (context: unknown): CallMachine | undefined => (context as Vc).call
