/**
 * What NDIS does for a dead driver: a stand-in takes its place on the adapter and brings everything it shared to an orderly end.
 *
 * The stand-in is a driver like any other: it calls the same functions and passes the same checks, so nothing can be cleaned up in a way
 * that a driver could not have done. It answers what the dead driver owed (set-up fails, tear-down succeeds), tells clients that their
 * calls and address families end, deactivates and deletes what is left, and goes when nothing is left. No source documents such an order;
 * it is a decision of this project.
 */
import * as Effect from "effect/Effect"
import type { HandlersFor } from "../ddi/Facade.ts"
import { type Driver, type Life, make as makeDriver } from "../Driver.ts"
import { chainEach, chainLength, type NetBufferList } from "../NetBufferList.ts"
import { NdisStatus } from "../NdisStatus.ts"
import type { Role } from "../Trace.ts"
import type { Adapter } from "./Adapter.ts"
import type { Instance } from "./Instance.ts"
import { work } from "./Message.ts"
import type { AfOpen, Binding, Party, Sap, Vc } from "./objects.ts"
import type { Op } from "./Op.ts"
import { askToLeave } from "./routes/AddressFamilies.ts"
import { failSends, returnLoans } from "./routes/Data.ts"

type Everything = HandlersFor<Role>
type Facade = Life<"client" | "call manager" | "MCM driver" | "miniport">["direct"]

const failure = () => NdisStatus.FAILURE
const success = () => NdisStatus.SUCCESS
const nothing = () => {}

/** Set-up fails, tear-down succeeds, the rest is noted by looking at the objects afterwards. */
const handlers = (ndis: Facade, bindingOf: () => Binding | undefined, dropped: (lists: NetBufferList) => void): Partial<Everything> => ({
  ProtocolCoAfRegisterNotify: nothing,
  ProtocolClOpenAfCompleteEx: nothing,
  ProtocolCmOpenAf: failure,
  ProtocolCmCloseAf: success,
  ProtocolClCloseAfComplete: nothing,
  ProtocolClNotifyCloseAf: success,
  ProtocolCmNotifyCloseAfComplete: nothing,
  ProtocolCmRegisterSap: failure,
  ProtocolClRegisterSapComplete: nothing,
  ProtocolCmDeregisterSap: success,
  ProtocolClDeregisterSapComplete: nothing,
  ProtocolCoCreateVc: failure,
  ProtocolCoDeleteVc: success,
  MiniportCoCreateVc: failure,
  MiniportCoDeleteVc: success,
  MiniportCoActivateVc: failure,
  MiniportCoDeactivateVc: success,
  ProtocolCmActivateVcComplete: nothing,
  ProtocolCmDeactivateVcComplete: nothing,
  ProtocolCmMakeCall: failure,
  ProtocolClMakeCallComplete: nothing,
  ProtocolClIncomingCall: failure,
  ProtocolCmIncomingCallComplete: nothing,
  ProtocolClCallConnected: nothing,
  ProtocolCmModifyCallQoS: failure,
  ProtocolClModifyCallQoSComplete: nothing,
  ProtocolClIncomingCallQoSChange: nothing,
  ProtocolCmCloseCall: success,
  ProtocolClCloseCallComplete: nothing,
  ProtocolClIncomingCloseCall: nothing,
  ProtocolCmAddParty: failure,
  ProtocolClAddPartyComplete: nothing,
  ProtocolCmDropParty: success,
  ProtocolClDropPartyComplete: nothing,
  ProtocolClIncomingDropParty: nothing,
  ProtocolCoSendNetBufferListsComplete: nothing,
  MiniportReturnNetBufferLists: nothing,
  // Protocols above a dead miniport still send while they end what they have: all of it comes home failed.
  MiniportCoSendNetBufferLists: ({ NetBufferLists }) => {
    for (let list: NetBufferList | null = NetBufferLists; list !== null; list = list.Next) list.Status = NdisStatus.FAILURE
    if (NetBufferLists.SourceHandle === null) return
    ndis.NdisMCoSendNetBufferListsComplete({ NdisVcHandle: NetBufferLists.SourceHandle, NetBufferLists, SendCompleteFlags: 0 })
  },
  ProtocolCoReceiveNetBufferLists: (args) => {
    dropped(args.NetBufferLists)
    const binding = bindingOf()
    if (binding !== undefined && (args.ReceiveFlags & 2) === 0) {
      ndis.NdisReturnNetBufferLists({ NdisBindingHandle: binding.handle, NetBufferLists: args.NetBufferLists, ReturnFlags: 0 })
    }
  },
  ProtocolCoStatusEx: nothing,
  ProtocolCoOidRequest: failure,
  ProtocolCoOidRequestComplete: nothing,
  ProtocolOidRequestComplete: nothing,
  // OID-22: nobody reaches the hardware any more.
  MiniportCoOidRequest: () => NdisStatus.NOT_ACCEPTED,
  MiniportCancelOidRequest: nothing,
  ProtocolNetPnPEvent: success,
  MiniportPause: success,
  MiniportResetEx: failure,
  MiniportHaltEx: nothing
})

/** Is there a call on the family whose client has not been told of its end? */
const carriesCalls = (adapter: Adapter, af: AfOpen): boolean => {
  if (af.vcs === 0) return false
  for (const vc of adapter.vcs.values()) if (vc.af === af && (vc.call === "Up" || vc.call === "Accepted")) return true
  return false
}

const gone = (instance: Instance | undefined): boolean => instance !== undefined && (instance.dead || instance.standIn)

/** Waits until no VC is left that a stand-in brings to its end: the miniport has a part in that. */
export const orphansGone = (adapter: Adapter): Effect.Effect<void> =>
  Effect.callback((resume) => {
    adapter.until = () => {
      for (const vc of adapter.vcs.values()) if (gone(vc.manager) || gone(vc.client)) return false
      resume(Effect.void)
      return true
    }
    adapter.actor.post(work(nothing))
  })

/** The stand-in of one dead driver on one adapter. */
export class Ghost {
  private readonly adapter: Adapter
  /** The stand-in itself. Its first turn begins when the supervisor has started it. */
  instance!: Instance
  private readonly dead: Instance
  private readonly whenDone: () => void
  /** What was asked for an object in a state: asked once. */
  private readonly asked = new Map<object, string>()
  /** Calls that were to be ended while they are made. A call manager that goes on with one is not asked again. */
  private readonly aborted = new WeakSet<Vc>()
  private binding: Binding | undefined
  private ndis: Facade | undefined

  constructor(adapter: Adapter, dead: Instance, whenDone: () => void) {
    this.adapter = adapter
    this.dead = dead
    this.whenDone = whenDone
  }

  /** The value the stand-in is started from. */
  driver(): Driver {
    return makeDriver<Role>({
      name: this.dead.name,
      roles: this.dead.driver.roles,
      restart: "never",
      start: (life) => {
        this.ndis = life.direct as unknown as Facade
        const dropped = (lists: NetBufferList) => {
          const text = `${chainLength(lists)} received NBLs dropped: ${life.name} is dead`
          life.trace?.record({ kind: "drop", host: life.host, at: life.name, text })
        }
        return handlers(this.ndis, () => this.binding, dropped) as Everything
      }
    })
  }

  /** Takes the dead driver's place, and answers what it owed. */
  takeOver(): void {
    const { adapter, dead, instance } = this
    const ups = dead.takeWaited()
    // Also a binding that was closed with objects left on it.
    const bindings = new Set(adapter.bindings.values())
    for (const af of adapter.afs.values()) bindings.add(af.binding)
    for (const vc of adapter.vcs.values()) if (vc.binding !== undefined) bindings.add(vc.binding)
    for (const binding of bindings) {
      if (binding.protocol !== dead) continue
      binding.protocol = instance
      this.binding = binding
      adapter.pnp?.forget(binding)
    }
    // Also one that is off the list, because its adapter has halted, and still open.
    const registrations = new Set(adapter.registrations)
    for (const af of adapter.afs.values()) registrations.add(af.registration)
    for (const registration of registrations) {
      if (registration.provider !== dead) continue
      registration.provider = instance
      adapter.moveRegistration(registration, "RegistrantLeaves")
    }
    if (adapter.miniport === dead) adapter.miniport = instance
    for (const ndis of [adapter, ...adapter.lanes]) ndis.abandonHandlers(ups)
    adapter.pnp?.calls.died(dead)
    if (adapter.miniport === instance) adapter.reset.died()
    const owed: Array<Op> = []
    const owes = (op: Op | undefined) => {
      if (op !== undefined && op.decider === dead) owed.push(op)
    }
    for (const af of adapter.afs.values()) {
      owes(af.op)
      owes(af.notifyOp)
    }
    for (const sap of adapter.saps.values()) owes(sap.op)
    for (const vc of adapter.vcs.values()) {
      owes(vc.op)
      owes(vc.callOp)
      owes(vc.closeOp)
      owes(vc.modifyOp)
      if (vc.endpoint === instance) returnLoans(adapter, vc)
      if (adapter.miniport === instance) failSends(adapter, vc)
    }
    for (const party of adapter.parties.values()) owes(party.op)
    for (const { op } of adapter.oids.where(() => true)) owes(op as unknown as Op)
    for (const op of owed) {
      op.decider = instance
      op.relay.abandoned(adapter, op)
    }
    adapter.ghosts.add(this)
    adapter.detach()
  }

  /** Looks at everything the dead driver shared and asks for the next step of each. */
  advance(): void {
    if (this.ndis === undefined) return
    const { adapter, instance } = this
    // AF-20 holds for a stand-in too.
    if (this.binding !== undefined && this.binding.opensPending > 0) return
    let left = 0
    for (const vc of adapter.vcs.values()) {
      const asClient = vc.client === instance
      const asManager = vc.manager === instance
      if (!asClient && !asManager && adapter.miniport !== instance) continue
      left++
      if (asManager) this.asManager(vc)
      if (asClient) this.asClient(vc)
    }
    for (const sap of adapter.saps.values()) {
      if (sap.af.client !== instance) continue
      left++
      this.once(sap, sap.state, () => this.deregister(sap))
    }
    for (const af of adapter.afs.values()) {
      if (af.client === instance) {
        left++
        if (af.vcs === 0 && af.saps.size === 0) this.once(af, af.state, () => this.closeAf(af))
      } else if (af.manager === instance) {
        left++
        if (!carriesCalls(this.adapter, af)) this.once(af, af.state, () => this.notify(af))
      }
    }
    if (left === 0 && instance.outstanding === 0 && instance.voids === 0) this.finish()
  }

  /** Whose next step it waits for, by name: those who still share something with the dead driver. */
  waitsFor(): ReadonlyArray<string> {
    const { adapter, instance } = this
    const names = new Set<string>()
    const others = (...sharers: ReadonlyArray<Instance | undefined>) => {
      for (const sharer of sharers) if (sharer !== undefined && sharer !== instance) names.add(sharer.name)
    }
    for (const vc of adapter.vcs.values()) if (vc.client === instance || vc.manager === instance) others(vc.client, vc.manager)
    for (const af of adapter.afs.values()) if (af.client === instance || af.manager === instance) others(af.client, af.manager)
    return [...names]
  }

  private finish(): void {
    const { adapter } = this
    if (!adapter.ghosts.delete(this)) return
    if (this.binding !== undefined && adapter.bindings.find(this.binding.handle) !== undefined)
      adapter.closeBinding(this.binding, "its protocol died")
    for (const registration of adapter.registrations.slice()) if (registration.provider === this.instance) adapter.retire(registration)
    this.whenDone()
  }

  private once(object: object, state: string, act: () => void): void {
    if (this.asked.get(object) === state) return
    this.asked.set(object, state)
    act()
  }

  private deregister(sap: Sap): void {
    if (sap.state === "Registered") this.ndis!.NdisClDeregisterSap({ NdisSapHandle: sap.handle })
  }

  private closeAf(af: AfOpen): void {
    if (af.state === "Open") this.ndis!.NdisClCloseAddressFamily({ NdisAfHandle: af.handle })
  }

  /** Notify-close is PASSIVE-only for drivers; NDIS asks in its own name. */
  private notify(af: AfOpen): void {
    if (af.state === "Open" && af.notifyOp === undefined) askToLeave(this.adapter, af, nothing)
  }

  private asClient(vc: Vc): void {
    // A make-call whose handler has not returned may be over with that.
    const rings = vc.call === "OutPending" && vc.callOp?.state === "ReturnedPending"
    this.once(vc, `client ${rings} ${vc.call} ${vc.activation} ${vc.parties?.size ?? 0} ${vc.sends > 0}`, () => {
      const ndis = this.ndis!
      if (vc.call === "Up" || vc.call === "Accepted" || vc.call === "PeerClosing") {
        const live = [...(vc.parties ?? [])].filter((party: Party) => party.state === "Live" || party.state === "LeaveIndicated")
        if (live.length > 1)
          for (const party of live.slice(1)) ndis.NdisClDropParty({ NdisPartyHandle: party.handle, Buffer: null, Size: 0 })
        else if (vc.sends === 0)
          ndis.NdisClCloseCall({ NdisVcHandle: vc.handle, NdisPartyHandle: live[0]?.handle ?? null, Buffer: null, Size: 0 })
        else this.recall(vc)
      } else if (rings && !this.aborted.has(vc)) {
        this.aborted.add(vc)
        ndis.NdisClCloseCall({ NdisVcHandle: vc.handle, NdisPartyHandle: null, Buffer: null, Size: 0 })
      } else if (vc.call === "None" && vc.byClient && vc.activation === "Inactive") ndis.NdisCoDeleteVc({ NdisVcHandle: vc.handle })
    })
  }

  /** What a dead client sent does not wait for a receiver that takes nothing. */
  private recall(vc: Vc): void {
    const mark = (list: NetBufferList): void => {
      list.NetBufferListCancelId = this
    }
    vc.out?.each(mark)
    chainEach(vc.flow?.head ?? null, mark)
    this.ndis!.NdisCancelSendNetBufferLists({ NdisBindingHandle: vc.endpointBinding.handle, CancelId: this })
  }

  private asManager(vc: Vc): void {
    // A call is ended once: a change of activation that ends meanwhile is no reason to end it again.
    const ends = vc.call === "Up" || vc.call === "Accepted"
    const mcm = this.instance.has("MCM driver")
    // VC-44, VC-45: an MCM driver drains before it deactivates. What the survivors have they give back.
    const drains = mcm && (vc.sends > 0 || vc.lent > 0)
    this.once(vc, ends ? "manager ends" : `manager ${vc.call} ${vc.activation} ${drains}`, () => {
      const ndis = this.ndis!
      const idle = vc.call === "None" || vc.call === "Rejected" || vc.call === "Closed" || vc.call === "Aborted"
      if (ends) {
        const args = { CloseStatus: NdisStatus.FAILURE, NdisVcHandle: vc.handle, Buffer: null, Size: 0 }
        if (mcm) ndis.NdisMCmDispatchIncomingCloseCall(args)
        else ndis.NdisCmDispatchIncomingCloseCall(args)
      } else if (idle && vc.activation === "Active") {
        if (drains) return
        if (mcm) ndis.NdisMCmDeactivateVc({ NdisVcHandle: vc.handle })
        else ndis.NdisCmDeactivateVc({ NdisVcHandle: vc.handle })
      } else if (vc.call === "None" && vc.activation === "Inactive" && !vc.byClient) {
        if (mcm) ndis.NdisMCmDeleteVc({ NdisVcHandle: vc.handle })
        else ndis.NdisCoDeleteVc({ NdisVcHandle: vc.handle })
      }
    })
  }
}
